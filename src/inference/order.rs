//! Whether stages are steps.
use crate::inference::reliability::attempt;
use crate::inference::{Cases, LEAST};
use crate::robustness::Estimate;
use crate::score::StageState;
use crate::statistics::{Guttman, Loevinger, Reason, StageOrder, Swapped};
use crate::stats::order::{Scalability, guttman, loevinger};
use std::collections::BTreeMap;

/// None without at least two stages.
pub(super) fn of_stages(cases: &Cases) -> Option<StageOrder> {
    let stages = cases.engine.nominal.stages.len();
    if stages < 2 {
        return None;
    }
    let rows = met(cases);
    let mut patterns: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    rows.iter().for_each(|row| *patterns.entry(row.clone()).or_default() += 1);
    let usable = if rows.len() < LEAST { Err(Reason::TooFew { count: rows.len(), least: LEAST }) } else { Ok(()) };
    let columns: Vec<Vec<f64>> =
        (0..stages).map(|stage| rows.iter().map(|row| f64::from(u8::from(row[stage]))).collect()).collect();
    Some(StageOrder {
        agencies: rows.len(),
        patterns: patterns.into_iter().rev().collect(),
        guttman: attempt(usable.and_then(|()| {
            let found = guttman(&rows).ok_or(Reason::NoVariation)?;
            Ok(Guttman {
                reproducibility: found.reproducibility,
                marginal: found.marginal,
                scalability: found.scalability,
                errors: found.errors,
            })
        })),
        scalability: attempt(usable.and_then(|()| {
            let found = loevinger(&columns).ok_or(Reason::NoVariation)?;
            let items = found.columns.iter().map(|own| own.map(|own| own.value)).collect();
            Ok(Loevinger { scale: interval(&found.scale, cases.settings.confidence), items })
        })),
        swapped: (1..stages).map(|lower| swapped(cases, lower)).collect(),
    })
}

/// By agency of which every stage is judged: whether the own conditions of each are met.
fn met(cases: &Cases) -> Vec<Vec<bool>> {
    let of = |state: StageState| match state {
        StageState::Met => Some(true),
        StageState::NotMet => Some(false),
        StageState::Unjudged | StageState::NotApplicable => None,
    };
    cases
        .judgements()
        .filter_map(|own| own.ladder.as_ref()?.stages.iter().map(|stage| of(stage.state)).collect())
        .collect()
}

fn interval(found: &Scalability, confidence: f64) -> Estimate {
    Estimate { value: found.value, interval: found.interval(confidence) }
}

fn swapped(cases: &Cases, lower: usize) -> Swapped {
    let outcome = cases.engine.outcome_of(&cases.engine.nominal.with_stages_swapped(lower), None);
    let numbers = || {
        let pairs = cases.base.reached.iter().zip(&outcome.reached);
        pairs.filter_map(|(before, after)| Some((before.number()?, after.number()?)))
    };
    Swapped {
        lower,
        upper: lower + 1,
        agencies_higher: numbers().filter(|(before, after)| after > before).count(),
        agencies_lower: numbers().filter(|(before, after)| after < before).count(),
    }
}
