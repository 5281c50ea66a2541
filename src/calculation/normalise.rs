//! A measured number placed on a scale. All but the fixed rules are relative: another agency can move the value.
use crate::framework::{Better, Normalise};
use crate::stats::normalisation::{
    between_percentiles, borda, distance_to_reference, distance_to_target, fraction_of_maximum, goalposts, min_max,
    percentile_ranks, ranks, scaled, trapezoid, z_scores,
};
use crate::stats::{mean_and_deviation, quantile};

/// The numbers among which a rule places one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub count: usize,
    pub least: f64,
    pub most: f64,
    pub mean: f64,
    /// With n − 1; 0 of a single number.
    pub deviation: f64,
    /// `percentiles` only: the quantile that is worth nothing and the one that is worth most.
    pub quantiles: Option<(f64, f64)>,
    /// `distance-to-reference` only: the number of the agency that others are measured against.
    pub reference: Option<f64>,
}

impl Spread {
    /// None where no number is known.
    pub fn of(rule: &Normalise, numbers: &[Option<f64>], reference: Option<usize>) -> Option<Spread> {
        let mut known: Vec<f64> = numbers.iter().flatten().copied().collect();
        let least = known.iter().copied().reduce(f64::min)?;
        let most = known.iter().copied().reduce(f64::max)?;
        let (mean, deviation) = mean_and_deviation(&known).unwrap_or((least, 0.0));
        let quantiles = match *rule {
            Normalise::Percentiles { better, lower, upper } => {
                let mut at = |p: f64| quantile(&mut known, if better == Better::Higher { p } else { 1.0 - p });
                at(lower).zip(at(upper))
            }
            _ => None,
        };
        let reference = reference.and_then(|place| numbers[place]);
        Some(Spread { count: known.len(), least, most, mean, deviation, quantiles, reference })
    }
}

/// Where a rule places a number whatever the others are; none: it depends on them.
pub fn fixed(rule: &Normalise, x: f64) -> Option<f64> {
    match *rule {
        Normalise::None { .. } => Some(x),
        Normalise::Goalposts { floor, target } => Some(goalposts(x, floor, target)),
        Normalise::Scaled { floor, target } => Some(scaled(x, floor, target)),
        Normalise::Trapezoid { floor, from, to, ceiling } => Some(trapezoid(x, floor, from, to, ceiling)),
        Normalise::MinMax { .. }
        | Normalise::ZScore { .. }
        | Normalise::Rank { .. }
        | Normalise::PercentileRank { .. }
        | Normalise::Borda { .. }
        | Normalise::FractionOfMaximum { .. }
        | Normalise::DistanceToMaximum { .. }
        | Normalise::DistanceToTarget { .. }
        | Normalise::DistanceToReference { .. }
        | Normalise::Percentiles { .. } => None,
    }
}

/// Normalised values; none where the number is missing, and for all where the numbers leave no scale to place them on.
/// `reference`: where the agency stands among the numbers that others are measured against.
pub fn relative(rule: &Normalise, numbers: &[Option<f64>], reference: Option<usize>) -> Vec<Option<f64>> {
    let turned = |better: Better| -> Vec<Option<f64>> {
        numbers.iter().map(|number| number.map(|x| oriented(x, better))).collect()
    };
    let onto = |placed: Vec<Option<f64>>, from: f64, width: f64| -> Vec<Option<f64>> {
        placed.into_iter().map(|value| value.map(|x| from + width * x)).collect()
    };
    match *rule {
        Normalise::None { .. }
        | Normalise::Goalposts { .. }
        | Normalise::Scaled { .. }
        | Normalise::Trapezoid { .. } => numbers.iter().map(|number| fixed(rule, (*number)?)).collect(),
        Normalise::MinMax { better, least, most } => onto(min_max(&turned(better)), least, most - least),
        Normalise::DistanceToMaximum { better } => min_max(&turned(better)),
        Normalise::ZScore { better, mean, deviation } => onto(z_scores(&turned(better)), mean, deviation),
        Normalise::Rank { better, ties } => ranks(&turned(better), ties),
        Normalise::PercentileRank { better, ties } => percentile_ranks(&turned(better), ties),
        Normalise::Borda { better, ties } => borda(&turned(better), ties),
        Normalise::FractionOfMaximum { better } => fraction(numbers, better),
        Normalise::DistanceToTarget { target, better: None } => nearness(numbers, target),
        Normalise::DistanceToTarget { target, better: Some(better) } => {
            distance_to_target(&turned(better), oriented(target, better), true)
        }
        Normalise::DistanceToReference { better, capped, .. } => match reference {
            Some(reference) => distance_to_reference(&turned(better), reference, capped),
            None => vec![None; numbers.len()],
        },
        Normalise::Percentiles { better, lower, upper } => between_percentiles(&turned(better), lower, upper),
    }
}

/// Worst and best value of a rule; infinite where there is none.
pub(super) fn range(rule: &Normalise) -> (f64, f64) {
    match *rule {
        Normalise::None { low, high } => (low, high),
        Normalise::MinMax { least, most, .. } => (least, most),
        Normalise::ZScore { .. } | Normalise::Scaled { .. } => (f64::NEG_INFINITY, f64::INFINITY),
        Normalise::Rank { .. } => (1.0, f64::INFINITY),
        Normalise::Borda { .. } | Normalise::DistanceToReference { capped: false, .. } => (0.0, f64::INFINITY),
        Normalise::Goalposts { .. }
        | Normalise::Trapezoid { .. }
        | Normalise::FractionOfMaximum { .. }
        | Normalise::DistanceToMaximum { .. }
        | Normalise::PercentileRank { .. }
        | Normalise::DistanceToTarget { .. }
        | Normalise::DistanceToReference { capped: true, .. }
        | Normalise::Percentiles { .. } => (0.0, 1.0),
    }
}

/// Whether a lower number is worth more.
pub fn lower_is_better(rule: &Normalise) -> bool {
    match *rule {
        Normalise::Goalposts { floor, target } | Normalise::Scaled { floor, target } => target < floor,
        Normalise::MinMax { better, .. }
        | Normalise::ZScore { better, .. }
        | Normalise::Rank { better, .. }
        | Normalise::PercentileRank { better, .. }
        | Normalise::Borda { better, .. }
        | Normalise::FractionOfMaximum { better }
        | Normalise::DistanceToMaximum { better }
        | Normalise::DistanceToTarget { better: Some(better), .. }
        | Normalise::DistanceToReference { better, .. }
        | Normalise::Percentiles { better, .. } => better == Better::Lower,
        Normalise::None { .. } | Normalise::Trapezoid { .. } | Normalise::DistanceToTarget { better: None, .. } => {
            false
        }
    }
}

fn oriented(x: f64, better: Better) -> f64 {
    match better {
        Better::Higher => x,
        Better::Lower => -x,
    }
}

/// A share of the best value: x / max or min / x. Not defined where a number is negative.
fn fraction(numbers: &[Option<f64>], better: Better) -> Vec<Option<f64>> {
    let known = || numbers.iter().flatten().copied();
    if known().any(|x| x < 0.0) {
        return vec![None; numbers.len()];
    }
    let lowest = known().fold(f64::INFINITY, f64::min);
    match better {
        Better::Higher => fraction_of_maximum(numbers),
        Better::Lower => numbers.iter().map(|x| x.map(|x| lowest / x).filter(|share| share.is_finite())).collect(),
    }
}

/// 1 − |target − x| / (largest distance).
fn nearness(numbers: &[Option<f64>], target: f64) -> Vec<Option<f64>> {
    let away = |x: f64| (x - target).abs();
    let furthest = numbers.iter().flatten().copied().map(away).fold(0.0, f64::max);
    numbers.iter().map(|x| x.filter(|_| furthest > 0.0).map(|x| (furthest - away(x)) / furthest)).collect()
}
