//! Whether one of two groups tends to higher values (Mann & Whitney 1947; Wilcoxon 1945).
use crate::stats::comparison::midranks::ranked_groups;
use crate::stats::{Freedom, Test};
use statrs::distribution::{ContinuousCDF, Normal};

/// Groups below this size have their exact distribution counted, where no values are tied.
pub(super) const EXACT: usize = 50;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// U of the first group: how many pairs it wins, a draw counting half. p is two-sided.
    pub test: Test,
    pub distribution: Distribution,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    Exact,
    /// Normal, corrected for ties and continuity.
    Asymptotic,
}

/// Exact without ties where both groups have fewer than 50 values; none where a group has none or all values are equal.
pub fn mann_whitney(first: &[f64], second: &[f64]) -> Option<MannWhitney> {
    let (ranks, ties) = ranked_groups(&[first.to_vec(), second.to_vec()]);
    let (m, n) = (first.len() as f64, second.len() as f64);
    let all = m + n;
    if m * n == 0.0 || ties >= all * all * all - all {
        return None;
    }
    let statistic = ranks[0].iter().sum::<f64>() - m * (m + 1.0) / 2.0;
    let farther = statistic.max(m * n - statistic);
    let (distribution, p) = if ties == 0.0 && first.len().max(second.len()) < EXACT {
        let below = cumulative(first.len(), second.len());
        (Distribution::Exact, 2.0 * below[(m * n - farther) as usize])
    } else {
        let error = (m * n / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)))).sqrt();
        (Distribution::Asymptotic, 2.0 * Normal::standard().sf((farther - m * n / 2.0 - 0.5) / error))
    };
    Some(MannWhitney { test: Test { statistic, freedom: Freedom::None, p: p.min(1.0) }, distribution })
}

/// P(U ≤ u) for u of 0 to mn/2 where the groups do not differ and no values are tied. The orders with U = u are the
/// coefficients of qᵘ in ∏ᵢ (1 − qⁿ⁺ⁱ) / (1 − qⁱ) over i = 1 … m, counted in whole numbers.
pub(super) fn cumulative(m: usize, n: usize) -> Vec<f64> {
    let (few, many) = (m.min(n), m.max(n));
    let mut orders = vec![0_i128; m * n / 2 + 1];
    orders[0] = 1;
    for i in 1..=few {
        for u in (many + i..orders.len()).rev() {
            orders[u] -= orders[u - many - i];
        }
        for u in i..orders.len() {
            orders[u] += orders[u - i];
        }
    }
    let all: f64 = (1..=few).map(|i| (many + i) as f64 / i as f64).product();
    orders
        .into_iter()
        .scan(0, |sum, own| {
            *sum += own;
            Some(*sum as f64 / all)
        })
        .collect()
}
