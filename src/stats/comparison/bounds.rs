//! Between which means the mean of all lies, whatever those who did not answer would have said (Manski 1989).

/// (Σ + missing · low) / (n + missing) to (Σ + missing · high) / (n + missing), where no value can lie outside `low` to
/// `high`; none where nobody was asked.
pub fn bounds(values: &[f64], missing: usize, low: f64, high: f64) -> Option<(f64, f64)> {
    let (sum, all) = (values.iter().sum::<f64>(), (values.len() + missing) as f64);
    (all > 0.0).then(|| ((sum + missing as f64 * low) / all, (sum + missing as f64 * high) / all))
}
