//! Whether the means of groups differ, however they spread (Welch 1951).
use crate::stats::{Test, mean_and_deviation};

/// Groups without values do not count; none where fewer than two are left, or where one has a single value or values that
/// do not differ.
pub fn welch(groups: &[Vec<f64>]) -> Option<Test> {
    let parts: Vec<(f64, f64, f64)> = groups
        .iter()
        .filter(|group| !group.is_empty())
        .map(|group| {
            let (mean, deviation) = mean_and_deviation(group)?;
            let varies = group.iter().any(|value| *value != group[0]);
            varies.then(|| (group.len() as f64, mean, group.len() as f64 / (deviation * deviation)))
        })
        .collect::<Option<_>>()?;
    let count = parts.len() as f64;
    if count < 2.0 {
        return None;
    }
    let weight: f64 = parts.iter().map(|(.., weight)| weight).sum();
    let centre = parts.iter().map(|(_, mean, weight)| weight * mean).sum::<f64>() / weight;
    let between: f64 = parts.iter().map(|(_, mean, weight)| weight * (mean - centre) * (mean - centre)).sum();
    let unequal: f64 =
        parts.iter().map(|(n, _, own)| (1.0 - own / weight) * (1.0 - own / weight) / (n - 1.0)).sum::<f64>()
            / (count * count - 1.0);
    let f = between / (count - 1.0) / (1.0 + 2.0 * (count - 2.0) * unequal);
    Test::fisher(f, count - 1.0, 1.0 / (3.0 * unequal))
}
