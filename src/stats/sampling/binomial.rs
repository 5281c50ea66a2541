//! The exact interval of a share (Clopper & Pearson 1934).
use statrs::function::beta::beta_reg;

/// Halvings after which the ends of an interval in 0–1 are next to each other.
const HALVINGS: usize = 1100;

/// Bounds (0–1) of a share seen as `x` successes in `n` cases at a confidence (0–1): quantiles of Beta(x, n−x+1) and
/// Beta(x+1, n−x). Neither need be whole, as with an effective sample size; none unless 0 ≤ x ≤ n and n is above 0.
pub fn clopper_pearson(x: f64, n: f64, confidence: f64) -> Option<(f64, f64)> {
    if !(n > 0.0 && n.is_finite() && (0.0..=n).contains(&x)) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let low = if x > 0.0 { quantile(x, n - x + 1.0, tail) } else { 0.0 };
    let high = if x < n { 1.0 - quantile(n - x, x + 1.0, tail) } else { 1.0 };
    Some((low, high))
}

/// Where the distribution function of Beta(a, b) reaches `p` (0–1).
fn quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if beta_reg(a, b, middle) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}
