//! What is done to a column whose few extreme values would decide everything.
mod box_cox;
mod logarithm;
mod winsorise;

pub use box_cox::box_cox;
pub use logarithm::{Logarithm, logarithm};
pub use winsorise::{Winsorised, winsorise};

use crate::stats::{kurtosis, skewness};

/// Whether a column is skewed by outliers: |skewness| and kurtosis both exceed their limits (2 and 3.5 in JRC & OECD
/// 2008). A column without a skewness passes.
pub fn is_skewed(values: &[f64], skewness_limit: f64, kurtosis_limit: f64) -> bool {
    let beyond = |value: Option<f64>, limit: f64| value.is_some_and(|value| value > limit);
    beyond(skewness(values).map(f64::abs), skewness_limit) && beyond(kurtosis(values), kurtosis_limit)
}
