//! One thing at a time: each value of each assumption alone, and the assessment without each criterion and each gate.
use crate::assumption::Choices;
use crate::parallel::on_threads;
use crate::robustness::{Alternative, Effect, Without};
use crate::stats::stream::unit;
use crate::uncertainty::Runs;
use crate::uncertainty::engine::{Outcome, Point};

/// Sets of weights drawn to see what weights alone change.
const WEIGHT_SETS: u64 = 16;

/// A value of an assumption that was tried.
pub(super) struct Tried {
    pub(super) told: Alternative,
    /// Stages only.
    pub(super) outcomes: Vec<Outcome>,
    pub(super) changes_nothing: bool,
}

/// What changes when something is left out.
pub(super) struct Left {
    pub(super) criteria: Vec<Without>,
    pub(super) gates: Vec<Without>,
    pub(super) not_applicable: Option<Effect>,
}

pub(super) fn alternatives(runs: &Runs, base: &Outcome, headline: &[usize]) -> Vec<Tried> {
    let engine = runs.engine;
    let mut tried: Vec<(usize, Vec<f64>)> = Vec::new();
    for (assumption, choices) in engine.choices.iter().enumerate() {
        match choices {
            Choices::Values(values) => {
                let mut before = 0.0;
                for (_, probability) in values {
                    tried.push((assumption, vec![before + probability / 2.0]));
                    before += probability;
                }
            }
            Choices::Range(..) => tried.extend([0.0, 1.0].map(|end| (assumption, vec![end]))),
            Choices::Weights(_) => {
                let seed = !runs.seed;
                tried.push((assumption, (0..WEIGHT_SETS).map(|n| unit(seed, n)).collect()));
            }
        }
    }
    on_threads(runs.threads, &tried, |(assumption, points)| {
        let choices = |point: f64| {
            let mut choices = vec![None; engine.choices.len()];
            choices[*assumption] = Some(point);
            choices
        };
        let outcome = |point: &f64| engine.outcome(&Point { choices: choices(*point), survey: None }).ok();
        let outcomes: Vec<Outcome> = points.iter().filter_map(outcome).collect();
        let effects: Vec<Effect> = outcomes.iter().map(|outcome| effect(base, outcome, headline)).collect();
        let value = points.first().and_then(|point| engine.values(&choices(*point)).swap_remove(*assumption));
        Tried {
            told: Alternative { assumption: *assumption, value, effect: mean(&effects) },
            changes_nothing: outcomes.iter().all(|outcome| outcome.is(base)),
            outcomes: outcomes
                .into_iter()
                .map(|outcome| Outcome { reached: outcome.reached, ..Outcome::default() })
                .collect(),
        }
    })
}

pub(super) fn without(runs: &Runs, base: &Outcome, headline: &[usize]) -> Left {
    let engine = runs.engine;
    let calculation = &engine.nominal;
    let counted: Vec<usize> = (0..calculation.items.len())
        .filter(|item| calculation.items[*item].scored && !calculation.items[*item].national)
        .collect();
    let criteria = on_threads(runs.threads, &counted, |item| Without {
        criterion: calculation.items[*item].criterion,
        effect: effect(base, &engine.outcome_of(&calculation.without_item(*item), None), headline),
    });
    let gates: Vec<usize> = (0..calculation.gates.len()).collect();
    let gates = on_threads(runs.threads, &gates, |gate| Without {
        criterion: calculation.items[calculation.gates[*gate].item].criterion,
        effect: effect(base, &engine.outcome_of(&calculation.without_gate(*gate), None), headline),
    });
    let not_applicable = engine.not_applicable_as_worst().map(|outcome| effect(base, &outcome, headline));
    Left { criteria, gates, not_applicable }
}

/// What an outcome changes.
pub(super) fn effect(base: &Outcome, outcome: &Outcome, headline: &[usize]) -> Effect {
    let moved = |up: bool| {
        let pairs = base.reached.iter().zip(&outcome.reached);
        let numbers = pairs.filter_map(|(before, after)| Some((before.number()?, after.number()?)));
        numbers.filter(|(before, after)| if up { after > before } else { after < before }).count() as f64
    };
    Effect {
        rank_shift: rank_shift(base, outcome, headline),
        higher: moved(true),
        lower: moved(false),
        score_shift: score_shift(base, outcome, headline),
    }
}

/// Mean distance between the ranks of agencies ranked in both, over the dimensions.
pub(super) fn rank_shift(base: &Outcome, outcome: &Outcome, headline: &[usize]) -> f64 {
    mean_of(headline.iter().flat_map(|dimension| {
        let pairs = base.ranks[*dimension].iter().zip(&outcome.ranks[*dimension]);
        pairs
            .filter(|(before, after)| **before > 0 && **after > 0)
            .map(|(before, after)| f64::from(before.abs_diff(*after)))
    }))
}

fn score_shift(base: &Outcome, outcome: &Outcome, headline: &[usize]) -> f64 {
    mean_of(headline.iter().flat_map(|dimension| {
        let pairs = base.scores[*dimension].iter().zip(&outcome.scores[*dimension]);
        pairs.map(|(before, after)| (before - after).abs()).filter(|change| !change.is_nan())
    }))
}

fn mean_of(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    if count > 0.0 { sum / count } else { 0.0 }
}

fn mean(effects: &[Effect]) -> Option<Effect> {
    let over = |pick: fn(&Effect) -> f64| mean_of(effects.iter().map(pick));
    (!effects.is_empty()).then(|| Effect {
        rank_shift: over(|effect| effect.rank_shift),
        higher: over(|effect| effect.higher),
        lower: over(|effect| effect.lower),
        score_shift: over(|effect| effect.score_shift),
    })
}
