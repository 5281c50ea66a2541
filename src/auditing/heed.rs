//! Verdicts that fit what is claimed: the others are refused, with a finding.
use crate::assess::role_weights;
use crate::audit::Sample;
use crate::auditing::claims::{claimed, exceeds};
use crate::calculation::{Calculation, Item, Lookup, NOISE};
use crate::finding::{Findings, Problem};
use crate::framework::Framework;
use crate::score::evidence::grades;
use crate::score::heard::look_up;
use crate::score::leaf::Reader;
use crate::survey::{Answer, AuditOutcome, AuditVerdict, Survey, spelled};
use std::collections::BTreeMap;

/// A claim is written in whole percent: what was found to hold may differ by half of one, as a part of the scale or number.
const ROUNDED: f64 = 0.005;

/// Leaves the verdicts that can be entered and weighed. A claim is taken as it was when it was drawn, else as it stands.
pub fn heed(
    sample: Option<&Sample>,
    framework: &Framework,
    calculation: &Calculation,
    survey: &mut Survey,
) -> Findings {
    let mut findings = Findings::default();
    let mut by_period: BTreeMap<usize, Vec<AuditVerdict>> = BTreeMap::new();
    for verdict in std::mem::take(&mut survey.verdicts) {
        by_period.entry(verdict.period).or_default().push(verdict);
    }
    let mut kept = Vec::new();
    for (period, verdicts) in by_period {
        let code = &survey.periods[period].code;
        let spoken_of = sample.map_or(survey.periods.last().map(|last| &last.code), |sample| Some(&sample.period));
        if let Some(of_sample) = spoken_of.filter(|own| *own != code) {
            let (count, of, last) = (verdicts.len() as u64, code.to_string(), of_sample.to_string());
            findings.push(Problem::AuditOtherPeriod { count, of, last }, survey.place(verdicts[0].source));
        }
        let drawn = drawn(sample.filter(|sample| sample.period == *code));
        let grades = grades(calculation, survey, period);
        let reader = Reader::new(calculation, survey, period, &grades, role_weights(framework, &calculation.method));
        for verdict in verdicts {
            let (agency, asked) = (&survey.agencies[verdict.agency].code, &framework.criteria[verdict.criterion]);
            let item = calculation.item_of(verdict.criterion).map(|item| &calculation.items[item]);
            let drawn = drawn.get(&(agency.as_str(), asked.code.as_str())).copied();
            match judge(&verdict, item, &reader, drawn) {
                Fit::Fits => kept.push(verdict),
                Fit::Holds => kept.push(AuditVerdict { found: None, ..verdict }),
                Fit::Unclaimed => {
                    let criterion = asked.code.to_string();
                    findings.push(Problem::AuditNothingClaimed { criterion }, survey.place(verdict.source));
                }
                Fit::Contradicts { claimed } => {
                    let say = |answer: Option<Answer>| {
                        framework.scale(&asked.scale).zip(answer).and_then(|(scale, answer)| spelled(scale, answer))
                    };
                    let problem = Problem::AuditFoundUnfit {
                        criterion: asked.code.to_string(),
                        verdict: verdict.outcome.name().to_owned(),
                        found: say(verdict.found).unwrap_or_default(),
                        claimed: say(item.and_then(|item| answer(&item.lookup, claimed)))
                            .unwrap_or_else(|| claimed.to_string()),
                    };
                    findings.push(problem, survey.place(verdict.source));
                }
            }
        }
    }
    let such = |is: &dyn Fn(&AuditVerdict) -> bool| {
        let mut own = kept.iter().filter(|verdict| is(verdict));
        own.next().map(|first| (first, 1 + own.count() as u64))
    };
    if let Some((first, count)) = such(&|verdict| verdict.auditor.is_empty() || verdict.date.is_none()) {
        findings.push(Problem::AuditUnsigned { count }, survey.place(first.source));
    }
    let begins = |verdict: &AuditVerdict| survey.periods[verdict.period].first;
    let early = |verdict: &AuditVerdict| verdict.date.zip(begins(verdict)).is_some_and(|(day, first)| day < first);
    if let Some((verdict, count)) = such(&early) {
        let first = begins(verdict).map(|day| day.to_string()).unwrap_or_default();
        findings.push(Problem::AuditEarly { count, first }, survey.place(verdict.source));
    }
    survey.verdicts = kept;
    findings
}

/// How a verdict goes with the claim.
enum Fit {
    Fits,
    /// All of the claim was found, which needs no other answer.
    Holds,
    Unclaimed,
    Contradicts {
        claimed: f64,
    },
}

/// Refuted and partly say that less was found than is claimed, confirmed that all of it was. That something does not
/// apply is a claim without a value: whatever is found stands against it.
fn judge(verdict: &AuditVerdict, item: Option<&Item>, reader: &Reader, drawn: Option<f64>) -> Fit {
    if verdict.outcome == AuditOutcome::NotSeen {
        return Fit::Fits;
    }
    let Some(item) = item else { return Fit::Unclaimed };
    let part = claimed(reader, verdict.agency, item);
    let Some(claimed) = drawn.or(part.value) else {
        return if part.applies() { Fit::Unclaimed } else { Fit::Fits };
    };
    let found = verdict.found.and_then(|answer| look_up(&item.lookup, answer));
    let rounded = if item.range.1.is_finite() { ROUNDED } else { ROUNDED * claimed.abs() };
    let contradicts = match verdict.outcome {
        AuditOutcome::Refuted | AuditOutcome::Partly => {
            found.is_some_and(|found| !exceeds(item, claimed, found, NOISE))
        }
        AuditOutcome::Confirmed => found.is_some_and(|found| exceeds(item, claimed, found, rounded)),
        AuditOutcome::NotSeen => false,
    };
    match verdict.outcome {
        _ if contradicts => Fit::Contradicts { claimed },
        AuditOutcome::Confirmed => Fit::Holds,
        _ => Fit::Fits,
    }
}

/// Claims as they were drawn, by the codes of agency and criterion.
fn drawn(sample: Option<&Sample>) -> BTreeMap<(&str, &str), f64> {
    let visits = sample.into_iter().flat_map(|sample| &sample.visits);
    let claims = visits.flat_map(|visit| visit.drawn.iter().map(move |claim| (visit, claim)));
    claims.map(|(visit, claim)| ((visit.agency.as_str(), claim.criterion.as_str()), claim.claimed)).collect()
}

/// An answer that is worth a value; none on a scale where several add up to it.
fn answer(lookup: &Lookup, value: f64) -> Option<Answer> {
    match lookup {
        Lookup::Choices(values) => {
            let place = values.iter().position(|own| *own == Some(value))?;
            u8::try_from(place).ok().map(Answer::Choice)
        }
        Lookup::Several(_) => None,
        Lookup::Share | Lookup::Plain => Some(Answer::Number(value)),
        Lookup::Goalposts { floor, target } => Some(Answer::Number(floor + value * (target - floor))),
    }
}
