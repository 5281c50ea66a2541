//! Between the least and the greatest value.
use crate::stats::normalisation::{each, ends};

/// (x − min)/(max − min), 0–1.
pub fn min_max(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let Some((low, high)) = ends(values) else { return values.to_vec() };
    each(values, |x| (x - low) / (high - low))
}
