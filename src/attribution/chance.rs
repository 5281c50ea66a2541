//! Both periods computed again with the same people and the same choices, and what their scores then differ by.
use crate::assumption::RobustnessSettings;
use crate::attribution::Side;
use crate::calculation::NOISE;
use crate::change::{Chance, Drawn, Span, Way};
use crate::parallel::on_threads;
use crate::stats::quantile;
use crate::truth::Truth;
use crate::uncertainty::{Fault, Outcome, Replicates, Work, assumptions_of, prepare_with};
use std::sync::atomic::{AtomicU64, Ordering};

/// Tells of every change of a span how likely it is more than chance: respondents, samples and stand-ins drawn again,
/// people who answered in both periods once for both; the method drawn once for both.
pub(super) fn draw(
    sides: [&Side; 2],
    truth: Truth,
    settings: &RobustnessSettings,
    work: &Work,
    span: &mut Span,
) -> Result<(), Fault> {
    let [before, after] = sides;
    let mut settings = settings.clone();
    if settings.assumptions.is_empty() {
        let known = assumptions_of(&before.question, &before.calculation);
        settings.assumptions = assumptions_of(&after.question, &after.calculation);
        settings.assumptions.retain(|own| known.iter().any(|other| other.setting == own.setting));
    }
    let assumptions = settings.assumptions.clone();
    let periods = [before.period(), after.period()];
    if span.agencies.is_empty() {
        return Ok(());
    }
    let earlier = prepare_with(&before.question, &periods, truth, &settings, &assumptions, before.calculation.clone())?;
    let later = prepare_with(&after.question, &periods, truth, &settings, &assumptions, after.calculation.clone())?;
    let draws = settings.survey && (earlier.draws_survey() || later.draws_survey());
    if !draws && assumptions.is_empty() {
        return Ok(());
    }
    let replicates = Replicates { choices: assumptions.len(), survey: draws, seed: after.question.method.seed };
    let numbers: Vec<u64> = (0..u64::from(settings.replications)).collect();
    let done = AtomicU64::new(0);
    let outcomes: Vec<Option<(Outcome, Outcome)>> = on_threads(work.threads, &numbers, |n| {
        let point = replicates.point(*n);
        let outcome = earlier.outcome(&point).ok().zip(later.outcome(&point).ok());
        (work.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, u64::from(settings.replications));
        outcome
    });
    let outcomes: Vec<(Outcome, Outcome)> = outcomes.into_iter().flatten().collect();
    let place = |agencies: &[usize], agency: usize| agencies.iter().position(|own| *own == agency);
    let places: Vec<Option<(usize, usize)>> = span
        .agencies
        .iter()
        .map(|own| place(&earlier.agencies, own.agency).zip(place(&later.agencies, own.agency)))
        .collect();
    let confidence = settings.confidence;
    for (own, place) in span.agencies.iter_mut().zip(&places) {
        let Some((one, other)) = *place else { continue };
        for change in &mut own.dimensions {
            let differ = |(before, after): &(Outcome, Outcome)| {
                after.scores[change.dimension][other] - before.scores[change.dimension][one]
            };
            let mut changes: Vec<f64> = outcomes.iter().map(differ).filter(|change| !change.is_nan()).collect();
            change.chance = chance(&mut changes, confidence);
        }
    }
    for nation in &mut span.nation {
        let dimension = nation.dimension;
        let middle = |outcome: &Outcome, side: fn(&(usize, usize)) -> usize| {
            let scores = places.iter().flatten().map(|place| outcome.scores[dimension][side(place)]);
            quantile(&mut scores.filter(|score| !score.is_nan()).collect::<Vec<f64>>(), 0.5)
        };
        let differ = |(before, after): &(Outcome, Outcome)| {
            Some(middle(after, |place| place.1)? - middle(before, |place| place.0)?)
        };
        let mut changes: Vec<f64> = outcomes.iter().filter_map(differ).collect();
        nation.chance = chance(&mut changes, confidence);
    }
    span.drawn = Some(Drawn {
        replications: outcomes.len(),
        tried: settings.replications,
        confidence,
        seed: after.question.method.seed,
        respondents: if draws { later.draws.respondents() } else { 0 },
        in_both: if draws { later.draws.in_several() } else { 0 },
        samples: if draws { later.draws.samples() } else { 0 },
        assumptions: assumptions.len(),
    });
    Ok(())
}

/// What replicated changes say; none where there are fewer than two.
fn chance(changes: &mut [f64], confidence: f64) -> Option<Chance> {
    if changes.len() < 2 {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let (low, high) = (quantile(changes, tail)?, quantile(changes, 1.0 - tail)?);
    let all = changes.len() as f64;
    let share = |keep: &dyn Fn(f64) -> bool| changes.iter().filter(|change| keep(**change)).count() as f64 / all;
    let way = match (low > NOISE, high < -NOISE) {
        (true, _) => Way::Up,
        (_, true) => Way::Down,
        _ => Way::Neither,
    };
    Some(Chance { rose: share(&|change| change > NOISE), fell: share(&|change| change < -NOISE), low, high, way })
}
