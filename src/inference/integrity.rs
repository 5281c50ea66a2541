//! Answers that deserve a second look before anybody relies on them.
use crate::calculation::Part;
use crate::inference::{Cases, Suspicions};
use crate::parallel::on_threads;
use crate::score::Reached;
use crate::score::evidence::{self, Fault};
use crate::score::judge::{Leaves, Standings, standings};
use crate::score::leaf::{Gated, Leaf};
use crate::score::tree::Memory;
use crate::statistics::{Alike, DateFault, Dated, Integrity, Overstated, Pivotal, Rests, Uniform};
use crate::stats::response::{self, alike_pairs, straight_lining};
use crate::survey::{Answer, Answers, Response, Scope, Unit};
use std::collections::BTreeMap;

/// Fewer items than this can be answered alike by anybody.
const UNIFORM: usize = 10;
/// Agencies with fewer answers in common are not compared.
const COMMON: usize = 10;
/// Claims named of each agency beside those on which its stage hangs.
const NAMED: usize = 3;

pub(super) fn of_answers(cases: &Cases) -> Integrity {
    let survey = cases.question.survey;
    let period = cases.question.assessment.period;
    let people = people(cases);
    let (overstated, rests) = claims(cases);
    Integrity {
        people: survey.respondents.people().filter(|(_, unit)| unit.period == period).count(),
        uniform: uniform(cases, &people),
        alike: alike(cases),
        dates: dates(cases),
        pivotal: pivotal(cases, &people),
        overstated,
        rests,
    }
}

/// Agencies that answered one option throughout or like another, and claims all of whose evidence is misdated.
pub(super) fn suspicions(cases: &Cases) -> Suspicions {
    let uniform = uniform(cases, &People::new()).into_iter().map(|own| own.agency);
    let alike = alike(cases).into_iter().flat_map(|own| [own.first, own.second]);
    let misdated = dates(cases).into_iter().map(|own| (own.agency, own.criterion));
    Suspicions { agencies: uniform.chain(alike).collect(), claims: misdated.collect() }
}

/// Respondents by agency, each with the unit answered for.
type People = BTreeMap<usize, Vec<(usize, Unit)>>;

fn people(cases: &Cases) -> People {
    let survey = cases.question.survey;
    let mut people = People::new();
    for (person, unit) in survey.respondents.people() {
        if unit.period == cases.question.assessment.period
            && let Some(agency) = survey.owner(unit.scope)
        {
            people.entry(agency).or_default().push((person, unit));
        }
    }
    people
}

/// Whoever gave one and the same option to every item of a scale of levels.
fn uniform(cases: &Cases, people: &People) -> Vec<Uniform> {
    let survey = cases.question.survey;
    let mut found = Vec::new();
    for agency in &cases.engine.agencies {
        let own = people.get(agency).map_or(&[][..], Vec::as_slice);
        let flagged: Vec<usize> =
            own.iter().filter_map(|(person, _)| one_option(cases, survey.respondents.answers(*person))).collect();
        if let Some(items) = flagged.iter().max() {
            found.push(Uniform { agency: *agency, people: Some(flagged.len()), of: own.len(), items: *items });
        }
        let unit = Unit { period: cases.question.assessment.period, scope: Scope::Agency(*agency) };
        let Some(row) = survey.answers.find(unit) else { continue };
        let answers =
            cases.engine.nominal.items.iter().filter_map(|item| match survey.answers.response(row, item.criterion) {
                Response::One { answer, .. } => Some((item.criterion, *answer)),
                _ => None,
            });
        if let Some(items) = one_option(cases, answers) {
            found.push(Uniform { agency: *agency, people: None, of: 1, items });
        }
    }
    found
}

/// The number of items on a scale that were all answered with the same option, where there are many.
fn one_option(cases: &Cases, answers: impl Iterator<Item = (usize, Answer)>) -> Option<usize> {
    let framework = cases.question.framework;
    let mut by_scale: BTreeMap<&str, Vec<Option<f64>>> = BTreeMap::new();
    for (criterion, answer) in answers {
        let scale = &framework.criteria[criterion].scale;
        if let Answer::Choice(option) = answer {
            by_scale.entry(scale.as_str()).or_default().push(Some(f64::from(option)));
        }
    }
    let lines = by_scale.into_values().filter_map(|options| straight_lining(&options));
    lines.filter(|line| line.answered >= UNIFORM && line.longest == line.answered).map(|line| line.answered).max()
}

/// Pairs of agencies whose claims agree more than chance allows.
fn alike(cases: &Cases) -> Vec<Alike> {
    let agencies = &cases.engine.agencies;
    let columns: Vec<Vec<Option<f64>>> = cases.items().into_iter().map(|item| cases.claimed(item)).collect();
    let rows: Vec<Vec<Option<f64>>> =
        (0..agencies.len()).map(|unit| columns.iter().map(|column| column[unit]).collect()).collect();
    let Some(found) = alike_pairs(&rows, 1.0 - cases.settings.confidence) else { return Vec::new() };
    let told = |own: &response::Alike| Alike {
        first: agencies[own.first],
        second: agencies[own.second],
        both: own.matches.both,
        equal: own.matches.equal,
        expected: own.expected,
        p: own.p,
    };
    found.alike.iter().filter(|own| own.matches.both >= COMMON).map(told).collect()
}

/// Claims all of whose evidence is dated where it cannot support them.
fn dates(cases: &Cases) -> Vec<Dated> {
    let survey = cases.question.survey;
    let records = evidence::records(&cases.engine.nominal, survey, cases.question.assessment.period);
    let mut faults: BTreeMap<(usize, usize), Vec<Option<DateFault>>> = BTreeMap::new();
    for (record, standing) in records {
        if let Some(agency) = survey.owner(record.unit.scope) {
            let fault = match standing.fault {
                Some(Fault::AfterReference(_)) => Some(DateFault::AfterPeriod),
                Some(Fault::Expired { .. }) => Some(DateFault::Expired),
                _ => None,
            };
            faults.entry((agency, record.criterion)).or_default().push(fault);
        }
    }
    let mut found = Vec::new();
    for ((agency, criterion), own) in faults {
        let Some(unit) = cases.engine.agencies.iter().position(|judged| *judged == agency) else { continue };
        let Some(item) = cases.engine.nominal.item_of(criterion) else { continue };
        let worst = cases.engine.nominal.items[item].range.0;
        let claims = cases.ground.leaves.by_unit[unit][item].parts.claimed.value.is_some_and(|value| value > worst);
        let all = |fault: DateFault| own.iter().all(|own| *own == Some(fault));
        let fault = [DateFault::AfterPeriod, DateFault::Expired].into_iter().find(|fault| all(*fault));
        found.extend(fault.filter(|_| claims).map(|fault| Dated { agency, criterion, fault }));
    }
    found
}

/// Agencies whose stage hangs on single respondents.
fn pivotal(cases: &Cases, people: &People) -> Vec<Pivotal> {
    if cases.base.reached.is_empty() {
        return Vec::new();
    }
    let several: Vec<_> = people.iter().filter(|(_, own)| own.len() > 1).collect();
    let parts: Vec<_> = several.chunks(several.len().div_ceil(cases.threads).max(1)).collect();
    let found = on_threads(cases.threads, &parts, |part| {
        let mut answers = cases.question.survey.answers.clone();
        part.iter().filter_map(|(agency, own)| of_agency(cases, **agency, own, &mut answers)).collect::<Vec<_>>()
    });
    found.into_iter().flatten().collect()
}

/// Each person is left out of `answers` in turn and put back.
fn of_agency(cases: &Cases, agency: usize, people: &[(usize, Unit)], answers: &mut Answers) -> Option<Pivotal> {
    let respondents = &cases.question.survey.respondents;
    let unit = cases.engine.agencies.iter().position(|judged| *judged == agency)?;
    let mut stages: Vec<Reached> = Vec::new();
    let mut deciding = 0;
    for (person, place) in people {
        let Some(row) = answers.find(*place) else { continue };
        let (role, weight) = respondents.details(*person);
        let mut before: Vec<(usize, Response)> = Vec::new();
        for (criterion, answer) in respondents.answers(*person) {
            let response = answers.response_mut(row, criterion);
            if let Response::Many(tally) = response {
                let mut rest = tally.clone();
                rest.remove(role, answer, weight);
                let left = if rest.count() > 0 { Response::Many(rest) } else { Response::Blank };
                before.push((criterion, std::mem::replace(response, left)));
            }
        }
        let reached = cases.engine.reached_over(answers, agency);
        before.into_iter().for_each(|(criterion, response)| *answers.response_mut(row, criterion) = response);
        if let Some(reached) = reached.filter(|reached| reached.contradicts(cases.base.reached[unit])) {
            deciding += 1;
            stages.push(reached);
        }
    }
    stages.sort_by_key(|reached| reached.number());
    stages.dedup();
    (deciding > 0).then_some(Pivotal { agency, people: people.len(), deciding, stages })
}

/// What unconfirmed claims are worth: by criterion, and by agency those on which most rests. Nothing where one agency
/// moves another.
fn claims(cases: &Cases) -> (Vec<Overstated>, Vec<Rests>) {
    let calculation = &cases.engine.nominal;
    let mut by_agency: BTreeMap<usize, Vec<Rests>> = BTreeMap::new();
    let mut overstated = Vec::new();
    for (item, own) in at_stake(cases) {
        let count = own.len();
        if count == 0 {
            continue;
        }
        overstated.push(Overstated {
            criterion: calculation.items[item].criterion,
            claims: count,
            stages: own.iter().filter(|rests| rests.falls).count(),
            points: own.iter().map(|rests| rests.points).sum::<f64>() / count as f64,
        });
        own.into_iter().for_each(|rests| by_agency.entry(rests.agency).or_default().push(rests));
    }
    overstated.sort_by(|one, other| other.stages.cmp(&one.stages).then(other.points.total_cmp(&one.points)));
    let rests = by_agency.into_values().flat_map(|mut own| {
        own.sort_by(|one, other| other.falls.cmp(&one.falls).then(other.points.total_cmp(&one.points)));
        let falling = own.iter().filter(|rests| rests.falls).count();
        own.truncate(NAMED.max(falling));
        own
    });
    (overstated, rests.collect())
}

/// By item, what each unconfirmed claim is worth.
pub(super) fn at_stake(cases: &Cases) -> Vec<(usize, Vec<Rests>)> {
    let calculation = &cases.engine.nominal;
    // Where nothing can confirm a claim, none is unconfirmed.
    if calculation.is_relative() || calculation.evidence.is_none() {
        return Vec::new();
    }
    let items = cases.items();
    let parts: Vec<&[usize]> = items.chunks(items.len().div_ceil(cases.threads).max(1)).collect();
    let found = on_threads(cases.threads, &parts, |part| {
        let mut leaves = Leaves::alone(cases.ground.leaves.by_unit.clone());
        part.iter().map(|item| (*item, of_claims(cases, *item, &mut leaves))).collect::<Vec<_>>()
    });
    found.into_iter().flatten().collect()
}

/// Everybody's unconfirmed claims on an item turned into its worst value in `leaves`, and back.
fn of_claims(cases: &Cases, item: usize, leaves: &mut Leaves) -> Vec<Rests> {
    let (calculation, truth) = (&cases.engine.nominal, cases.engine.truth);
    let described = &calculation.items[item];
    let worst = described.range.0;
    let mut before: Vec<(usize, Leaf)> = Vec::new();
    for (unit, own) in leaves.by_unit.iter_mut().enumerate() {
        let leaf = &mut own[item];
        let confirmed = leaf.grade.is_some_and(|grade| calculation.confirms(grade));
        if !confirmed && leaf.parts.get(truth).value.is_some_and(|value| value > worst) {
            before.push((unit, *leaf));
            *leaf.parts.get_mut(truth) = Part::known(worst);
            *leaf.gated.get_mut(truth) = Gated { low: worst, high: worst, whatever_evidence: worst };
        }
    }
    if before.is_empty() {
        return Vec::new();
    }
    let columns = leaves.columns(calculation, truth);
    let Standings { scores, reached, .. } = standings(calculation, leaves, &columns, &Memory::default(), truth);
    let rests = |(unit, _): &(usize, Leaf)| {
        let without = reached.get(*unit).copied().unwrap_or(Reached::NotApplicable);
        Some(Rests {
            agency: cases.engine.agencies[*unit],
            criterion: described.criterion,
            points: (cases.base.scores[described.company][*unit] - scores[described.company][*unit]?).abs(),
            without,
            falls: cases.base.reached.get(*unit).is_some_and(|before| without.number() < before.number()),
        })
    };
    let found = before.iter().filter_map(rests).collect();
    before.into_iter().for_each(|(unit, leaf)| leaves.by_unit[unit][item] = leaf);
    found
}
