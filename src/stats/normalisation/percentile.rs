//! Between two quantiles of the column, so that no single value sets the ends.
use crate::stats::normalisation::{each, goalposts};
use crate::stats::quantile;

/// (x − q(lower))/(q(upper) − q(lower)), held within 0–1; quantiles of type 7 at probabilities lower < upper.
pub fn between_percentiles(values: &[Option<f64>], lower: f64, upper: f64) -> Vec<Option<f64>> {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    let (Some(low), Some(high)) = (quantile(&mut known, lower), quantile(&mut known, upper)) else {
        return values.to_vec();
    };
    if low == high {
        return vec![None; values.len()];
    }
    each(values, |x| goalposts(x, low, high))
}
