//! Krippendorff's α (2019, chapter 12): agreement of any number of judges, with missing values.
use crate::stats::stream::choose;
use crate::stats::{Estimate, quantile};

/// What a disagreement of two values weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The same for all.
    Nominal,
    /// The squared number of values that lie between them, half of their own included.
    Ordinal,
    /// The squared distance.
    Interval,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Krippendorff {
    /// 1 − observed/expected disagreement: 1 for perfect agreement, 0 for chance, below 0 for worse.
    pub alpha: Estimate,
    /// Units with two values or more, and their values; the others say nothing of agreement.
    pub units: usize,
    pub values: usize,
}

/// Replications, their seed and the confidence of their percentile interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    pub replications: usize,
    pub seed: u64,
    pub confidence: f64,
}

/// Of the values that judges gave each unit. The interval is the percentiles of α over samples of units drawn with
/// replacement, those without variance left out; it is none where fewer than half have variance, and too narrow of fewer than
/// forty units (simulated: 0.88–0.93 instead of 0.95 of fifteen). None where no unit has two values or no value differs.
pub fn krippendorff(units: &[Vec<Option<f64>>], metric: Metric, bootstrap: Bootstrap) -> Option<Krippendorff> {
    let known = units.iter().map(|unit| unit.iter().flatten().copied().collect::<Vec<f64>>());
    let judged: Vec<Vec<f64>> = known.filter(|values| values.len() > 1).collect();
    let mut levels: Vec<f64> = judged.iter().flatten().copied().collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let parts: Vec<Vec<(usize, f64)>> = judged.iter().map(|values| coincidences(values, &levels)).collect();
    let size = levels.len() * levels.len();
    let sample = |chosen: &mut dyn Iterator<Item = usize>| {
        let mut sums = vec![0.0; size];
        chosen.flat_map(|unit| &parts[unit]).for_each(|(cell, weight)| sums[*cell] += weight);
        from_coincidences(&sums, &levels, metric)
    };
    let value = sample(&mut (0..parts.len()))?;
    let one = |replication: usize| {
        let first = (replication * parts.len()) as u64;
        sample(&mut (first..first + parts.len() as u64).map(|draw| choose(bootstrap.seed, draw, parts.len())))
    };
    let mut drawn: Vec<f64> = (0..bootstrap.replications).filter_map(one).collect();
    let interval = (drawn.len() * 2 > bootstrap.replications).then(|| {
        let low = quantile(&mut drawn, 0.5 - bootstrap.confidence / 2.0)?;
        Some((low, quantile(&mut drawn, 0.5 + bootstrap.confidence / 2.0)?))
    });
    let values = judged.iter().map(Vec::len).sum();
    Some(Krippendorff { alpha: Estimate { value, interval: interval.flatten() }, units: judged.len(), values })
}

/// Pairs of values of one unit, each weighing 1/(number − 1), by cell of the square of levels.
fn coincidences(values: &[f64], levels: &[f64]) -> Vec<(usize, f64)> {
    let places: Vec<usize> = values.iter().map(|value| levels.partition_point(|level| level < value)).collect();
    let weight = 1.0 / (values.len() - 1) as f64;
    let mut counts: Vec<(usize, f64)> = Vec::new();
    let mut add = |cell: usize| match counts.iter_mut().find(|(known, _)| *known == cell) {
        Some((_, sum)) => *sum += weight,
        None => counts.push((cell, weight)),
    };
    for (first, a) in places.iter().enumerate() {
        for (second, b) in places.iter().enumerate() {
            if first != second {
                add(a * levels.len() + b);
            }
        }
    }
    counts
}

fn from_coincidences(sums: &[f64], levels: &[f64], metric: Metric) -> Option<f64> {
    let size = levels.len();
    let counts: Vec<f64> = (0..size).map(|level| sums[level * size..][..size].iter().sum()).collect();
    let total: f64 = counts.iter().sum();
    let reached: Vec<f64> = counts
        .iter()
        .scan(0.0, |before, count| {
            let middle = *before + count / 2.0;
            *before += count;
            Some(middle)
        })
        .collect();
    let apart = |a: usize, b: usize| match metric {
        Metric::Nominal => 1.0,
        Metric::Ordinal => (reached[a] - reached[b]).powi(2),
        Metric::Interval => (levels[a] - levels[b]).powi(2),
    };
    let (mut observed, mut expected) = (0.0, 0.0);
    for a in 0..size {
        for b in 0..a {
            let distance = apart(a, b);
            observed += sums[a * size + b] * distance;
            expected += counts[a] * counts[b] * distance;
        }
    }
    (expected > 0.0).then(|| 1.0 - (total - 1.0) * observed / expected)
}
