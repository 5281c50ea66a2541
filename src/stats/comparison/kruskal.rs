//! Whether groups stand at different places (Kruskal & Wallis 1952).
use crate::stats::comparison::midranks::ranked_groups;
use crate::stats::comparison::noncentral::share_interval;
use crate::stats::{Estimate, Test};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KruskalWallis {
    /// H corrected for ties, against χ².
    pub test: Test,
    /// ε² = H / (n − 1), the share of the ranks' variance that lies between groups (Tomczak & Tomczak 2014). Its
    /// interval is that of the same share of an analysis of variance of the ranks, so it may leave out the estimate,
    /// which chance alone keeps above 0.
    pub effect: Estimate,
}

/// Groups without values do not count; none where fewer than two are left or all values are equal.
pub fn kruskal_wallis(groups: &[Vec<f64>], confidence: f64) -> Option<KruskalWallis> {
    let (ranks, ties) = ranked_groups(groups);
    let counted = ranks.iter().filter(|group| !group.is_empty());
    let (count, n) = (counted.clone().count() as f64, ranks.iter().map(Vec::len).sum::<usize>() as f64);
    let all = n * n * n - n;
    if count < 2.0 || ties >= all {
        return None;
    }
    let between: f64 = counted
        .map(|group| {
            let apart = group.iter().sum::<f64>() / group.len() as f64 - (n + 1.0) / 2.0;
            group.len() as f64 * apart * apart
        })
        .sum();
    let total = (all - ties) / 12.0;
    let (value, freedom) = (between / total, (count - 1.0, n - count));
    let f = value / freedom.0 / ((1.0 - value) / freedom.1);
    let interval = (freedom.1 > 0.0 && f.is_finite()).then(|| share_interval(f, freedom, n, confidence));
    Some(KruskalWallis { test: Test::chi_squared(value * (n - 1.0), freedom.0)?, effect: Estimate { value, interval } })
}
