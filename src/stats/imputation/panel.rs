//! What the same unit showed at other times.

/// The value known last before a place, `values` in the order of time.
pub fn last_value(values: &[Option<f64>], place: usize) -> Option<f64> {
    values[..place].iter().rev().flatten().next().copied()
}

/// The value on the straight line between the neighbours known before and after a place, periods evenly apart; at either
/// end the nearest value.
pub fn linear(values: &[Option<f64>], place: usize) -> Option<f64> {
    let known = |place: usize| values[place].map(|value| (place as f64, value));
    let before = (0..place).rev().find_map(known);
    let after = (place + 1..values.len()).find_map(known);
    match (before, after) {
        (Some((from, low)), Some((to, high))) => Some(low + (high - low) * (place as f64 - from) / (to - from)),
        (one, other) => one.or(other).map(|(_, value)| value),
    }
}
