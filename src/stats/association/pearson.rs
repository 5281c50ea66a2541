//! The product-moment correlation (Pearson 1895).
use crate::stats::association::{Correlation, FEWEST, estimate, student};

/// r with Fisher's (1915) interval, standard error 1/√(n−3), and the t-test; none for fewer than four pairs or where a
/// column does not vary over them.
pub fn pearson(first: &[Option<f64>], second: &[Option<f64>], confidence: f64) -> Option<Correlation> {
    let (a, b): (Vec<f64>, Vec<f64>) = first.iter().zip(second).filter_map(|(a, b)| a.zip(*b)).unzip();
    let (n, varies) = (a.len(), |values: &[f64]| values.iter().any(|value| *value != values[0]));
    if n < FEWEST || !varies(&a) || !varies(&b) {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n as f64;
    let (mean_a, mean_b) = (mean(&a), mean(&b));
    let (mut squares_a, mut squares_b, mut products) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(&b) {
        let (a, b) = (a - mean_a, b - mean_b);
        squares_a += a * a;
        squares_b += b * b;
        products += a * b;
    }
    let r = (products / (squares_a.sqrt() * squares_b.sqrt())).clamp(-1.0, 1.0);
    if r.is_nan() {
        return None;
    }
    Some(Correlation { estimate: estimate(r, 1.0 / (n as f64 - 3.0).sqrt(), confidence), n, test: student(r, n)? })
}
