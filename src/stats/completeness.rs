//! How much of a row is there.

/// Share of values known, and of the known ones share not 0; 1 where there is none to take a share of.
pub fn completeness(values: &[Option<f64>]) -> (f64, f64) {
    let known = values.iter().flatten().count();
    let nonzero = values.iter().flatten().filter(|value| **value != 0.0).count();
    let share = |part: usize, whole: usize| if whole == 0 { 1.0 } else { part as f64 / whole as f64 };
    (share(known, values.len()), share(nonzero, known))
}
