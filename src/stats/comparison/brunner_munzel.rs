//! Whether one of two groups tends to higher values, however they spread (Brunner & Munzel 2000).
use crate::stats::Test;
use crate::stats::comparison::midranks::{midranks, ranked_groups};

/// Two-sided against Student's t; above 0 where the second group tends higher. None where a group has fewer than two
/// values or nothing tells how precise it is, as where all values of one lie above all of the other.
pub fn brunner_munzel(first: &[f64], second: &[f64]) -> Option<Test> {
    let Placements { superiority, error, freedom } = Placements::of(first, second)?;
    Test::student((0.5 - superiority) / error, freedom)
}

/// Of each group among the other.
pub(super) struct Placements {
    /// P(X > Y) + ½ P(X = Y).
    pub(super) superiority: f64,
    /// Its standard error.
    pub(super) error: f64,
    /// Satterthwaite's.
    pub(super) freedom: f64,
}

impl Placements {
    /// None where a group has fewer than two values or the error would be 0.
    pub(super) fn of(first: &[f64], second: &[f64]) -> Option<Placements> {
        let (m, n) = (first.len() as f64, second.len() as f64);
        if m < 2.0 || n < 2.0 {
            return None;
        }
        let (ranks, _) = ranked_groups(&[first.to_vec(), second.to_vec()]);
        let [(won, spread_a), (_, spread_b)] = [(first, &ranks[0]), (second, &ranks[1])].map(|(group, among)| {
            let size = group.len() as f64;
            let beaten: Vec<f64> = among.iter().zip(midranks(group).0).map(|(among, own)| among - own).collect();
            let mean = beaten.iter().sum::<f64>() / size;
            let squares: f64 = beaten.iter().map(|own| (own - mean) * (own - mean)).sum();
            (mean, size * squares / (size - 1.0))
        });
        let spread = spread_a + spread_b;
        (spread > 0.0).then(|| Placements {
            superiority: won / n,
            error: spread.sqrt() / (m * n),
            freedom: spread * spread / (spread_a * spread_a / (m - 1.0) + spread_b * spread_b / (n - 1.0)),
        })
    }
}
