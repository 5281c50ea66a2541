//! Which groups stand at different places: mean ranks, two groups at a time (Dunn 1964).
use crate::stats::Test;
use crate::stats::comparison::holm;
use crate::stats::comparison::midranks::ranked_groups;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The first of the two groups, by position.
    pub first: usize,
    pub second: usize,
    /// Two-sided; above 0 where the first group ranks higher.
    pub test: Test,
    /// p adjusted for the number of comparisons after Holm (1979).
    pub adjusted: f64,
}

/// Every group with every later one, ranked among all, corrected for ties. Groups without values are not compared; none
/// are where all values are equal.
pub fn dunn(groups: &[Vec<f64>]) -> Vec<Comparison> {
    let (ranks, ties) = ranked_groups(groups);
    let n = ranks.iter().map(Vec::len).sum::<usize>() as f64;
    let variance = n * (n + 1.0) / 12.0 - ties / (12.0 * (n - 1.0));
    if ties >= n * n * n - n {
        return Vec::new();
    }
    let means: Vec<(usize, f64, f64)> = (0..)
        .zip(&ranks)
        .filter(|(_, group)| !group.is_empty())
        .map(|(place, group)| (place, group.len() as f64, group.iter().sum::<f64>() / group.len() as f64))
        .collect();
    let mut comparisons: Vec<Comparison> = means
        .iter()
        .enumerate()
        .flat_map(|(before, first)| means[before + 1..].iter().map(move |second| (first, second)))
        .map(|((first, size, mean), (second, other_size, other_mean))| {
            let test = Test::normal((mean - other_mean) / (variance * (1.0 / size + 1.0 / other_size)).sqrt());
            Comparison { first: *first, second: *second, test, adjusted: test.p }
        })
        .collect();
    let adjusted = holm(&comparisons.iter().map(|comparison| comparison.test.p).collect::<Vec<f64>>());
    for (comparison, adjusted) in comparisons.iter_mut().zip(adjusted) {
        comparison.adjusted = adjusted;
    }
    comparisons
}
