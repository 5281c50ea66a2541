//! The power transformation of Box & Cox (1964).

/// (xᵏ − 1)/k, ln x for k = 0. `shifted`: the column is first moved so that its least value is 1. None where a power
/// does not exist.
pub fn box_cox(values: &[f64], exponent: f64, shifted: bool) -> Option<Vec<f64>> {
    let low = values.iter().copied().reduce(f64::min)?;
    let shift = if shifted { 1.0 - low } else { 0.0 };
    let power = |x: f64| {
        let x = x + shift;
        if exponent == 0.0 { libm::log(x) } else { (libm::pow(x, exponent) - 1.0) / exponent }
    };
    let transformed: Vec<f64> = values.iter().map(|value| power(*value)).collect();
    transformed.iter().all(|value| value.is_finite()).then_some(transformed)
}
