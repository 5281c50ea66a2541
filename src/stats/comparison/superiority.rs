//! How often a value of one group is above one of another (Vargha & Delaney 2000).
use crate::stats::Estimate;
use crate::stats::comparison::brunner_munzel::Placements;
use crate::stats::comparison::midranks::ranked_groups;
use crate::stats::significance::normal_width;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Halvings of the bracket of a bound.
const HALVINGS: usize = 60;

/// A = P(X > Y) + ½ P(X = Y), 0–1. Its interval is that of ln A/(1−A) with Brunner & Munzel's (2000) error and degrees of
/// freedom, which holds however the groups spread; where these tell nothing (A of 0 or 1, all values equal, a group of
/// one), Newcombe's (2006), which takes both to spread alike. None where a group has no values.
pub fn superiority(first: &[f64], second: &[f64], confidence: f64) -> Option<Estimate> {
    let (m, n) = (first.len() as f64, second.len() as f64);
    if m * n == 0.0 {
        return None;
    }
    let (ranks, _) = ranked_groups(&[first.to_vec(), second.to_vec()]);
    let value = (ranks[0].iter().sum::<f64>() - m * (m + 1.0) / 2.0) / (m * n);
    let placements = Placements::of(first, second).filter(|_| 0.0 < value && value < 1.0);
    let interval = match placements {
        Some(Placements { error, freedom, .. }) => {
            let t = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.5 + confidence / 2.0);
            let (odds, factor) = (value / (1.0 - value), libm::exp(t * error / (value * (1.0 - value))));
            (odds / (odds + factor), odds / (odds + 1.0 / factor))
        }
        None => newcombe(value, m, n, confidence),
    };
    Some(Estimate { value, interval: Some(interval) })
}

/// Method 5: those θ for which |A − θ| ≤ z √V(θ), V(θ) = θ(1−θ) (1 + N ((1−θ)/(2−θ) + θ/(1+θ))) / mn, N = (m+n)/2 − 1.
fn newcombe(value: f64, m: f64, n: f64, confidence: f64) -> (f64, f64) {
    let (z, excess) = (normal_width(confidence), (m + n) / 2.0 - 1.0);
    let within = |theta: f64| {
        let spread = 1.0 + excess * ((1.0 - theta) / (2.0 - theta) + theta / (1.0 + theta));
        (value - theta) * (value - theta) <= z * z * theta * (1.0 - theta) * spread / (m * n)
    };
    let bound = |end: f64| {
        let (mut outside, mut inside) = (end, value);
        for _ in 0..HALVINGS {
            let middle = (outside + inside) / 2.0;
            *(if within(middle) { &mut inside } else { &mut outside }) = middle;
        }
        inside
    };
    (bound(0.0), bound(1.0))
}
