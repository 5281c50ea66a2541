//! Agreement of order (Kendall 1938), τ-b: corrected for ties (Kendall 1945).
use crate::stats::Test;
use crate::stats::association::levels::Levels;
use crate::stats::association::{Correlation, FEWEST, estimate};

/// Most pairs whose exact distribution is used where none are tied.
const EXACT: usize = 33;

/// τ-b = (concordant − discordant) / √(pairs not tied in the first × pairs not tied in the second), in O(n log n).
/// The test is exact up to 33 pairs without ties, otherwise normal with the variance corrected for ties (Kendall 1970);
/// its statistic is the normal one. The interval is that of artanh τ-b with the variance of the jackknife, whose
/// influences are those of the three U-statistics (Cliff & Charlin 1991; Samara & Randles 1988). None for fewer than four
/// pairs or where a column does not vary over them.
pub fn kendall(first: &[Option<f64>], second: &[Option<f64>], confidence: f64) -> Option<Correlation> {
    between(&Levels::new(first), &Levels::new(second), confidence)
}

pub(super) fn between(first: &Levels, second: &Levels, confidence: f64) -> Option<Correlation> {
    let pairs = sorted(first, second);
    if pairs.len() < FEWEST {
        return None;
    }
    let times_a = first.frequencies(pairs.iter().map(|pair| pair.0));
    let times_b = second.frequencies(pairs.iter().map(|pair| pair.1));
    let leads = leads(&pairs, &times_b);
    let (n, ties_a, ties_b) = (pairs.len() as f64, Ties::of(&times_a), Ties::of(&times_b));
    let all = n * (n - 1.0);
    let (untied_a, untied_b) = (1.0 - ties_a.pairs / all, 1.0 - ties_b.pairs / all);
    if untied_a == 0.0 || untied_b == 0.0 {
        return None;
    }
    let lead = leads.iter().sum::<i64>() as f64 / 2.0;
    let scale = (untied_a * untied_b).sqrt();
    let tau = (2.0 * lead / all / scale).clamp(-1.0, 1.0);
    let influences: f64 = pairs
        .iter()
        .zip(&leads)
        .map(|((a, b), own)| {
            let share = |count: f64| count / (n - 1.0);
            let free = |times: &[u32], level: u32| share(n - f64::from(times[level as usize]));
            let ahead = (share(*own as f64) - 2.0 * lead / all) / scale;
            let untied = free(&times_a, *a) / untied_a + free(&times_b, *b) / untied_b - 2.0;
            (ahead - tau * untied / 2.0) * (ahead - tau * untied / 2.0)
        })
        .sum();
    let error = (4.0 * (n - 1.0) / n * influences).sqrt() / (n - 2.0) / (1.0 - tau * tau);
    let variance = (all * (2.0 * n + 5.0) - ties_a.variance - ties_b.variance) / 18.0
        + ties_a.pairs * ties_b.pairs / (2.0 * all)
        + ties_a.triples * ties_b.triples / (9.0 * all * (n - 2.0));
    let mut test = Test::normal(lead / variance.sqrt());
    if pairs.len() <= EXACT && ties_a.pairs == 0.0 && ties_b.pairs == 0.0 {
        test = Test { p: exact(pairs.len(), (all / 2.0 - lead.abs()) as usize / 2), ..test };
    }
    Some(Correlation { estimate: estimate(tau, error, confidence), n: pairs.len(), test })
}

/// The pairs of levels known in both, by the first, then by the second.
fn sorted(first: &Levels, second: &Levels) -> Vec<(u32, u32)> {
    let ascending = second.ascending.iter().filter_map(|row| first.of[*row as usize].zip(second.of[*row as usize]));
    let mut next = vec![0; first.count];
    let pairs: Vec<(u32, u32)> = ascending.inspect(|(level, _)| next[*level as usize] += 1).collect();
    let mut before = 0;
    for start in &mut next {
        before += std::mem::replace(start, before);
    }
    let mut sorted = vec![(0, 0); pairs.len()];
    for pair in pairs {
        let place = &mut next[pair.0 as usize];
        sorted[*place] = pair;
        *place += 1;
    }
    sorted
}

/// For each pair, with how many of the others it is concordant less with how many it is discordant. A Fenwick (1994) tree
/// counts the pairs lower in the first by their place in the second.
fn leads(pairs: &[(u32, u32)], times: &[u32]) -> Vec<i64> {
    let n = pairs.len() as i64;
    let lower: Vec<i64> =
        times.iter().scan(0, |below, times| Some(std::mem::replace(below, *below + i64::from(*times)))).collect();
    let (mut tree, mut seen) = (vec![0_i64; times.len() + 1], vec![0_i64; times.len()]);
    let mut leads = Vec::with_capacity(pairs.len());
    let mut before = 0;
    for group in pairs.chunk_by(|a, b| a.0 == b.0) {
        let mut tied_lower = 0;
        for run in group.chunk_by(|a, b| a.1 == b.1) {
            let level = run[0].1 as usize;
            let (mut lower_lower, mut node) = (0, level);
            while node > 0 {
                lower_lower += tree[node];
                node &= node - 1;
            }
            let lower_higher = before - lower_lower - seen[level];
            let tied_higher = group.len() as i64 - tied_lower - run.len() as i64;
            let higher_lower = lower[level] - lower_lower - tied_lower;
            let higher_higher = n - lower[level] - i64::from(times[level]) - lower_higher - tied_higher;
            leads.resize(leads.len() + run.len(), lower_lower + higher_higher - lower_higher - higher_lower);
            tied_lower += run.len() as i64;
        }
        for run in group.chunk_by(|a, b| a.1 == b.1) {
            let (level, count) = (run[0].1 as usize, run.len() as i64);
            seen[level] += count;
            let mut node = level + 1;
            while node < tree.len() {
                tree[node] += count;
                node += node & node.wrapping_neg();
            }
        }
        before += group.len() as i64;
    }
    leads
}

/// Sums over the values that occur t times: t(t−1), t(t−1)(t−2), t(t−1)(2t+5).
struct Ties {
    pairs: f64,
    triples: f64,
    variance: f64,
}

impl Ties {
    fn of(times: &[u32]) -> Ties {
        let sum = |part: fn(f64) -> f64| times.iter().map(|times| f64::from(*times)).map(part).sum();
        Ties {
            pairs: sum(|t| t * (t - 1.0)),
            triples: sum(|t| t * (t - 1.0) * (t - 2.0)),
            variance: sum(|t| t * (t - 1.0) * (2.0 * t + 5.0)),
        }
    }
}

/// How often, of all orders of n, at most `few` or at least n(n−1)/2 − `few` pairs are discordant.
fn exact(n: usize, few: usize) -> f64 {
    let mut orders = vec![0_u128; few + 1];
    orders[0] = 1;
    for size in 2..=n {
        let mut window = 0;
        let shorter = orders.clone();
        for (inversions, count) in orders.iter_mut().enumerate() {
            window += shorter[inversions];
            if inversions >= size {
                window -= shorter[inversions - size];
            }
            *count = window;
        }
    }
    let all: f64 = (1..=n).map(|size| size as f64).product();
    (2.0 * orders.iter().sum::<u128>() as f64 / all).min(1.0)
}
