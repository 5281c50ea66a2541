//! How two columns go together, over the places known in both.
mod kendall;
mod levels;
mod matrix;
mod pearson;
mod spearman;

pub use kendall::kendall;
pub use matrix::{Pair, matrix};
pub use pearson::pearson;
pub use spearman::spearman;

use crate::stats::significance::normal_width;
use crate::stats::{Estimate, Test};

/// A coefficient of −1 to 1 with its test against 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// Without an interval where it is −1 or 1: nothing then tells how far it may be from there.
    pub estimate: Estimate,
    /// Places known in both columns.
    pub n: usize,
    /// Two-sided.
    pub test: Test,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Pearson,
    Spearman,
    Kendall,
}

/// Fewest pairs of which a coefficient is told.
const FEWEST: usize = 4;

/// With the interval tanh(artanh r ± z·error).
fn estimate(value: f64, error: f64, confidence: f64) -> Estimate {
    let (centre, width) = (libm::atanh(value), normal_width(confidence) * error);
    let interval = (value.abs() < 1.0).then(|| (libm::tanh(centre - width), libm::tanh(centre + width)));
    Estimate { value, interval }
}

/// r √((n−2) / (1−r²)) against Student's t with n − 2 degrees of freedom.
fn student(r: f64, n: usize) -> Option<Test> {
    let freedom = n as f64 - 2.0;
    Test::student(r * (freedom / ((1.0 - r) * (1.0 + r))).sqrt(), freedom)
}
