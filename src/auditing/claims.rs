//! Every claim that could be verified, with what makes it worth a visit.
use crate::assess::role_weights;
use crate::audit::Risk;
use crate::calculation::{Calculation, Item, NOISE, Part, compile};
use crate::inference::{at_stake, suspicions};
use crate::score::evidence::{Grades, grades};
use crate::score::leaf::{Leaf, Reader, VOLUME};
use crate::survey::{Scope, Survey};
use crate::truth::Truth;
use crate::uncertainty::{Engine, Fault, Question};
use std::collections::BTreeMap;

/// A claim that nothing confirms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Claim {
    /// Positions in the register and in the framework.
    pub(super) agency: usize,
    pub(super) criterion: usize,
    pub(super) grade: Option<u8>,
    /// On the scale's values.
    pub(super) value: f64,
    pub(super) risk: Risk,
}

/// Claims of the last period in the order of the register and the framework, worked out on so many threads.
pub(super) fn claims(question: &Question, threads: usize) -> Result<Vec<Claim>, Fault> {
    let calculation = compile(question.framework, question.method, question.edition);
    let engine = Engine::plain(question, question.truth(None)?, calculation)?;
    engine.given()?;
    let calculation = &*engine.nominal;
    let ground = engine.ground(calculation);
    let mut stages: BTreeMap<(usize, usize), u8> = BTreeMap::new();
    for truth in [Truth::Claimed, Truth::Supported] {
        if question.truth(Some(truth)).is_ok() {
            for rests in at_stake(question, truth, threads)?.into_iter().filter(|rests| rests.falls) {
                *stages.entry((rests.agency, rests.criterion)).or_default() += 1;
            }
        }
    }
    let suspicions = suspicions(question, threads)?;
    let volumes = volumes(question.survey, &engine.agencies);
    let Question { framework, survey, assessment, .. } = *question;
    let of_period = |period| grades(calculation, survey, period);
    let known: Vec<Grades> = (0..=assessment.period).map(of_period).collect();
    let weights = role_weights(framework, &calculation.method);
    let read = |(period, grades)| Reader::new(calculation, survey, period, grades, weights.clone());
    let readers: Vec<Reader> = known.iter().enumerate().map(read).collect();
    let (now, earlier) = readers.split_last().expect("the period itself");
    let mut found = Vec::new();
    for (unit, agency) in engine.agencies.iter().copied().enumerate() {
        for (item, described) in calculation.items.iter().enumerate() {
            let leaf = &ground.leaves.by_unit[unit][item];
            if described.national || described.perception || !described.scored || is_confirmed(calculation, leaf) {
                continue;
            }
            let said = claimed(now, agency, described).value.filter(|_| !leaf.imputed);
            let Some(value) = said.filter(|value| *value > described.range.0 && value.is_finite()) else { continue };
            let key = (agency, described.criterion);
            let mut as_much = earlier.iter().filter_map(|then| claimed(then, agency, described).value);
            let first = (!earlier.is_empty()).then(|| !as_much.any(|then| !exceeds(described, value, then, NOISE)));
            let flags = u8::from(suspicions.agencies.contains(&agency)) + u8::from(suspicions.claims.contains(&key));
            let mut risk = Risk {
                weight: 0.0,
                gate: described.is_gate,
                weakness: height(value, described.range) * weakness(calculation, leaf.grade),
                stages: stages.get(&key).copied().unwrap_or_default(),
                volume: volumes.as_ref().map(|volumes| volumes[unit]),
                first,
                flags,
            };
            risk.weight = weight(&risk);
            found.push(Claim { agency, criterion: described.criterion, grade: leaf.grade, value, risk });
        }
    }
    Ok(found)
}

/// What an agency claims, on the scale's values: not yet divided by anything, as an auditor finds it.
pub(super) fn claimed(reader: &Reader, agency: usize, item: &Item) -> Part {
    reader.undivided(&reader.at(Scope::Agency(agency)), item, reader.calculation.method.share_weight).parts.claimed
}

/// Whether a value is better than another by more than so much.
pub(super) fn exceeds(item: &Item, value: f64, other: f64, by: f64) -> bool {
    let bounded = item.range.0.is_finite() && item.range.1.is_finite();
    let gain = if item.lower_is_better && !bounded { other - value } else { value - other };
    gain > by
}

fn is_confirmed(calculation: &Calculation, leaf: &Leaf) -> bool {
    leaf.grade.is_some_and(|grade| calculation.confirms(grade)) || leaf.parts.checked.value.is_some()
}

fn weight(risk: &Risk) -> f64 {
    let counted = |is: bool| if is { 1.0 } else { 0.0 };
    1.0 + counted(risk.gate)
        + 2.0 * risk.weakness
        + f64::from(risk.stages)
        + risk.volume.into_iter().sum::<f64>()
        + counted(risk.first == Some(true))
        + f64::from(risk.flags)
}

/// How high a value is on its scale, 0–1; 1 where the scale has no ends.
fn height(value: f64, (worst, best): (f64, f64)) -> f64 {
    let share = (value - worst) / (best - worst);
    if (best - worst).is_finite() && best > worst { share.clamp(0.0, 1.0) } else { 1.0 }
}

/// How far a grade is from the lowest that confirms, 0–1; 1 without a scheme.
fn weakness(calculation: &Calculation, grade: Option<u8>) -> f64 {
    let rule = calculation.evidence.as_ref();
    let confirming = rule.and_then(|rule| rule.grades.iter().position(|(_, checked)| *checked));
    match (grade, confirming) {
        (Some(grade), Some(confirming)) if confirming > 0 => (1.0 - f64::from(grade) / confirming as f64).max(0.0),
        _ => 1.0,
    }
}

/// By agency ln(1 + yearly transactions) ÷ the greatest; who does not know them has the median of those who do.
fn volumes(survey: &Survey, agencies: &[usize]) -> Option<Vec<f64>> {
    let of = |agency: &usize| {
        let own = survey.services.iter().filter(|service| service.agency == *agency);
        let known = own.filter_map(|service| service.numbers.get(VOLUME)).copied().reduce(|sum, own| sum + own);
        known.map(libm::log1p)
    };
    let volumes: Vec<Option<f64>> = agencies.iter().map(of).collect();
    let mut known: Vec<f64> = volumes.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    let greatest = known.last().copied().filter(|greatest| *greatest > 0.0 && greatest.is_finite())?;
    let median = known[(known.len() - 1) / 2];
    Some(volumes.into_iter().map(|volume| volume.unwrap_or(median) / greatest).collect())
}
