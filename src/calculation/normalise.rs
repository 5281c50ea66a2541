//! A number placed among those of all agencies. These values are relative: another agency can move them.
use crate::framework::{Better, Normalise};
use crate::stats::mean_and_deviation;

/// Normalised values; none where the number is missing, and for all when the numbers do not differ.
pub fn relative(rule: Normalise, numbers: &[Option<f64>]) -> Vec<Option<f64>> {
    let known: Vec<f64> = numbers.iter().flatten().copied().collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let each = |place: &dyn Fn(f64) -> Option<f64>| numbers.iter().map(|x| x.and_then(place)).collect();
    let divided = |x: f64, by: f64| (by > 0.0).then(|| x / by);
    match rule {
        Normalise::None { .. } | Normalise::Goalposts { .. } => numbers.to_vec(),
        Normalise::MinMax { better: Better::Higher } => each(&|x| divided(x - low, high - low)),
        Normalise::MinMax { better: Better::Lower } => each(&|x| divided(high - x, high - low)),
        Normalise::ZScore { better } => {
            let Some((mean, deviation)) = mean_and_deviation(&known) else {
                return vec![None; numbers.len()];
            };
            each(&|x| divided(oriented(x - mean, better), deviation))
        }
        Normalise::Rank { better } => each(&|x| Some(mean_rank(&known, x, better))),
        Normalise::PercentileRank { better } => {
            each(&|x| divided(mean_rank(&known, x, better) - 1.0, known.len() as f64 - 1.0))
        }
        Normalise::DistanceToTarget { target } => {
            let furthest = (high - target).abs().max((low - target).abs());
            each(&|x| divided(furthest - (x - target).abs(), furthest))
        }
    }
}

/// Worst and best value of a rule; infinite where there is none.
pub(super) fn range(rule: Normalise) -> (f64, f64) {
    match rule {
        Normalise::None { low, high } => (low, high),
        Normalise::ZScore { .. } => (f64::NEG_INFINITY, f64::INFINITY),
        Normalise::Rank { .. } => (1.0, f64::INFINITY),
        Normalise::Goalposts { .. }
        | Normalise::MinMax { .. }
        | Normalise::PercentileRank { .. }
        | Normalise::DistanceToTarget { .. } => (0.0, 1.0),
    }
}

fn oriented(x: f64, better: Better) -> f64 {
    match better {
        Better::Higher => x,
        Better::Lower => -x,
    }
}

/// Number of worse values plus 1, ties sharing the mean of their ranks.
fn mean_rank(known: &[f64], x: f64, better: Better) -> f64 {
    let worse = known.iter().filter(|other| oriented(**other, better) < oriented(x, better)).count() as f64;
    let equal = known.iter().filter(|other| **other == x).count() as f64;
    worse + (equal + 1.0) / 2.0
}
