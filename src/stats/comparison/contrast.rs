//! The difference of two independent shares.
use crate::stats::{Estimate, wilson};

/// p₁ − p₂ of two counts, each with of how many, and the interval of Newcombe (1998), method 10, from both Wilson
/// intervals; none where a count is of none or of fewer than itself.
pub fn contrast(first: (u64, u64), second: (u64, u64), confidence: f64) -> Option<Estimate> {
    let share = |(count, of): (u64, u64)| {
        let p = count as f64 / of as f64;
        let (low, high) = wilson(p, of as f64, confidence)?;
        Some((p, p - low, high - p))
    };
    let ((p1, below1, above1), (p2, below2, above2)) = (share(first)?, share(second)?);
    let (value, reach) = (p1 - p2, |one: f64, other: f64| (one * one + other * other).sqrt());
    Some(Estimate { value, interval: Some((value - reach(below1, above2), value + reach(above1, below2))) })
}
