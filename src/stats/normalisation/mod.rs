//! A column placed on a scale of its own. Higher is better throughout: a column where lower is better is turned first.
//! A missing value has no place, and no value has one where the column leaves none to be told apart.
mod distance;
mod fraction;
mod goalposts;
mod min_max;
mod percentile;
mod rank;
mod z_score;

pub use distance::{distance_to_reference, distance_to_target};
pub use fraction::fraction_of_maximum;
pub use goalposts::{goalposts, scaled, trapezoid};
pub use min_max::min_max;
pub use percentile::between_percentiles;
pub use rank::{Ties, borda, percentile_ranks, ranks};
pub use z_score::z_scores;

/// Least and greatest known value.
fn ends(values: &[Option<f64>]) -> Option<(f64, f64)> {
    let known = || values.iter().flatten().copied();
    Some((known().reduce(f64::min)?, known().reduce(f64::max)?))
}

/// Every known value placed, those without a finite place left out.
fn each(values: &[Option<f64>], place: impl Fn(f64) -> f64) -> Vec<Option<f64>> {
    values.iter().map(|value| value.map(&place).filter(|placed| placed.is_finite())).collect()
}
