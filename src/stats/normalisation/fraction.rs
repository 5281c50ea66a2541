//! A share of the greatest value.
use crate::stats::normalisation::{each, ends};

/// x / max; of a column of positive values 0–1.
pub fn fraction_of_maximum(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let Some((_, high)) = ends(values) else { return values.to_vec() };
    each(values, |x| x / high)
}
