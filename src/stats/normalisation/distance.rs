//! How far of the way from the worst value to a mark. The way to the greatest value is `min_max`.
use crate::stats::normalisation::{each, ends};

/// (x − min)/(target − min): 1 at the target. `capped`: no more than 1 beyond it.
pub fn distance_to_target(values: &[Option<f64>], target: f64, capped: bool) -> Vec<Option<f64>> {
    let Some((low, _)) = ends(values) else { return values.to_vec() };
    each(values, |x| {
        let placed = (x - low) / (target - low);
        if capped { placed.min(1.0) } else { placed }
    })
}

/// The same with the value of one unit (`reference`, a place in the column) as the target; nothing is placed where that
/// unit has no value or is itself the worst.
pub fn distance_to_reference(values: &[Option<f64>], reference: usize, capped: bool) -> Vec<Option<f64>> {
    match (values[reference], ends(values)) {
        (Some(target), Some((low, _))) if target > low => distance_to_target(values, target, capped),
        _ => vec![None; values.len()],
    }
}
