//! All pairs of columns.
use crate::stats::association::levels::Levels;
use crate::stats::association::{Correlation, Kind, kendall, pearson, spearman};

/// Two columns, the first before the second, and how they go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub first: usize,
    pub second: usize,
    pub correlation: Option<Correlation>,
}

/// Every column with every later one, each pair over the rows known in both; a column is ranked once.
pub fn matrix(columns: &[Vec<Option<f64>>], kind: Kind, confidence: f64) -> Vec<Pair> {
    let ranked = |between: fn(&Levels, &Levels, f64) -> Option<Correlation>| {
        let levels: Vec<Levels> = columns.iter().map(|column| Levels::new(column)).collect();
        pairs(columns.len(), |first, second| between(&levels[first], &levels[second], confidence))
    };
    match kind {
        Kind::Pearson => pairs(columns.len(), |first, second| pearson(&columns[first], &columns[second], confidence)),
        Kind::Spearman => ranked(spearman::between),
        Kind::Kendall => ranked(kendall::between),
    }
}

fn pairs(count: usize, between: impl Fn(usize, usize) -> Option<Correlation>) -> Vec<Pair> {
    (0..count)
        .flat_map(|first| (first + 1..count).map(move |second| (first, second)))
        .map(|(first, second)| Pair { first, second, correlation: between(first, second) })
        .collect()
}
