//! The score interval of a share (Wilson 1927).
use statrs::distribution::{ContinuousCDF, Normal};

/// A bound nearer to 0 or 1 than this is what rounding left of it.
const NOISE: f64 = 1e-15;

/// Bounds (0–1) of a share `p` (0–1) seen in `n` cases at a confidence (0–1):
/// (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). `n` may be an effective size and need not be whole; none for n = 0.
pub fn wilson(p: f64, n: f64, confidence: f64) -> Option<(f64, f64)> {
    if !(n > 0.0 && (0.0..=1.0).contains(&p)) {
        return None;
    }
    let z = Normal::standard().inverse_cdf(0.5 + confidence / 2.0);
    let (z2n, centre) = (z * z / n, p + z * z / (2.0 * n));
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let bound = |edge: f64| match (edge / (1.0 + z2n)).clamp(0.0, 1.0) {
        low if low < NOISE => 0.0,
        high if 1.0 - high < NOISE => 1.0,
        inside => inside,
    };
    Some((bound(centre - half), bound(centre + half)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// statsmodels: proportion_confint(24, 40, method="wilson") and (0, 20)
    #[test]
    fn agrees_with_statsmodels() {
        let (low, high) = wilson(0.6, 40.0, 0.95).unwrap();
        assert!((low - 0.4459589366034619).abs() < 1e-9 && (high - 0.7365167431570807).abs() < 1e-9, "{low} {high}");
        let (low, high) = wilson(0.0, 20.0, 0.95).unwrap();
        assert!(low == 0.0 && (high - 0.1611251580528193).abs() < 1e-9, "{high}");
        assert_eq!(wilson(0.5, 0.0, 0.95), None);
    }

    #[test]
    fn a_share_of_none_or_all_reaches_its_end_exactly() {
        for n in 1..=1000 {
            assert_eq!(wilson(0.0, f64::from(n), 0.95).unwrap().0, 0.0, "{n}");
            assert_eq!(wilson(1.0, f64::from(n), 0.95).unwrap().1, 1.0, "{n}");
        }
    }
}
