//! Whether groups spread alike: distances from the medians (Levene 1960; Brown & Forsythe 1974).
use crate::stats::comparison::anova::Sums;
use crate::stats::{Test, quantile};

/// Distances that differ by no more than this part of the largest value differ by rounding.
const NOISE: f64 = 4.0 * f64::EPSILON;

/// F of the absolute distances from each group's median. Groups without values do not count; none where fewer than two
/// are left, where there are no more values than groups or where the distances do not differ within groups.
pub fn levene(groups: &[Vec<f64>]) -> Option<Test> {
    let distances: Vec<Vec<f64>> = groups
        .iter()
        .filter_map(|group| {
            let median = quantile(&mut group.clone(), 0.5)?;
            Some(group.iter().map(|value| (value - median).abs()).collect())
        })
        .collect();
    let largest = groups.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let Sums { between, within, freedom, .. } = Sums::of(&distances, NOISE * largest)?;
    Test::fisher(between / freedom.0 / (within / freedom.1), freedom.0, freedom.1)
}
