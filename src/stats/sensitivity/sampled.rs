//! Shares of variance estimated from a sample of a function's values.
use crate::stats::quantile;
use crate::stats::sensitivity::{Estimate, Indices};
use crate::stats::stream::choose;

/// Values at the rows of two independent designs A and B, and of A with one input at a time taken from B.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    pub a: Vec<f64>,
    pub b: Vec<f64>,
    /// By input, then by row.
    pub mixed: Vec<Vec<f64>>,
    /// By row; empty: no Shapley effects.
    pub walks: Vec<Walk>,
}

/// The way from a row of A to that of B, one input after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walk {
    /// Inputs in the order in which they change.
    pub order: Vec<usize>,
    /// Values after each change but the last.
    pub values: Vec<f64>,
}

/// By input, with intervals of a confidence (0–1) from `draws` samples of the rows with replacement; none where nothing
/// varies.
///
/// Var(y) over A and B together; first order E[(y_B − μ)(y_AB − y_A)] (Saltelli et al. 2010, centred on the mean of A and B),
/// total ½E[(y_A − y_AB)²] (Jansen 1999), Shapley E[(y_A − (y′ + y″)/2)(y′ − y″)] over random walks (Goda 2021), as
/// shares of their sum.
pub fn estimate(sample: &Sample, confidence: f64, draws: u32, seed: u64) -> Option<Vec<Indices>> {
    let rows: Vec<usize> = (0..sample.a.len()).collect();
    let found = of_rows(sample, &rows)?;
    let again: Vec<Vec<[f64; 3]>> = (0..u64::from(draws))
        .filter_map(|draw| {
            let place = |row: &usize| choose(seed, draw * rows.len() as u64 + *row as u64, rows.len());
            of_rows(sample, &rows.iter().map(place).collect::<Vec<_>>())
        })
        .collect();
    let tail = (1.0 - confidence) / 2.0;
    let estimate = |input: usize, kind: usize| {
        let mut values: Vec<f64> = again.iter().map(|indices| indices[input][kind]).collect();
        let interval = quantile(&mut values, tail).zip(quantile(&mut values, 1.0 - tail));
        Estimate { value: found[input][kind], interval }
    };
    let of = |input: usize| Indices {
        first: estimate(input, 0),
        total: estimate(input, 1),
        shapley: (!sample.walks.is_empty()).then(|| estimate(input, 2)),
    };
    Some((0..sample.mixed.len()).map(of).collect())
}

/// First order, total and Shapley by input, over these rows.
fn of_rows(sample: &Sample, rows: &[usize]) -> Option<Vec<[f64; 3]>> {
    let Sample { a, b, mixed, walks } = sample;
    let count = rows.len() as f64;
    let over = |term: &dyn Fn(usize) -> f64| rows.iter().map(|row| term(*row)).sum::<f64>();
    let mean = over(&|row| a[row] + b[row]) / (2.0 * count);
    let square = |value: f64| value * value;
    let spread = over(&|row| square(a[row] - mean) + square(b[row] - mean));
    let variance = spread / (2.0 * count - 1.0);
    if variance <= 1e-24 * square(mean) || variance.is_nan() {
        return None;
    }
    let mut shapley = vec![0.0; mixed.len()];
    if !walks.is_empty() {
        for row in rows {
            let Walk { order, values } = &walks[*row];
            let mut before = a[*row];
            for (place, input) in order.iter().enumerate() {
                let after = values.get(place).copied().unwrap_or(b[*row]);
                shapley[*input] += (a[*row] - (before + after) / 2.0) * (before - after);
                before = after;
            }
        }
    }
    let walked: f64 = shapley.iter().sum();
    let of = |(input, mixed): (usize, &Vec<f64>)| {
        let first = over(&|row| (b[row] - mean) * (mixed[row] - a[row])) / count;
        let total = over(&|row| square(a[row] - mixed[row])) / (2.0 * count);
        [first / variance, total / variance, shapley[input] / walked]
    };
    Some(mixed.iter().enumerate().map(of).collect())
}
