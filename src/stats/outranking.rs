//! Comparison of units in pairs.

/// Share of the weight of the columns known in both by which the row's unit beats the column's, ties half; 0 on the
/// diagonal and where nothing is known of both. `columns[c][u]` is the value of a column for a unit.
pub fn outranking(weights: &[f64], columns: &[Vec<Option<f64>>]) -> Vec<Vec<f64>> {
    let units = columns.first().map_or(0, Vec::len);
    let share = |first: usize, second: usize| match compare(weights, columns, first, second) {
        (won, shared) if shared > 0.0 && first != second => won / shared,
        _ => 0.0,
    };
    (0..units).map(|first| (0..units).map(|second| share(first, second)).collect()).collect()
}

/// Units beaten minus units lost to (Copeland 1951), where one beats another by more than half of the weight.
pub fn copeland(weights: &[f64], columns: &[Vec<Option<f64>>]) -> Vec<f64> {
    let units = columns.first().map_or(0, Vec::len);
    let mut scores = vec![0.0; units];
    for first in 0..units {
        for second in first + 1..units {
            let (won, shared) = compare(weights, columns, first, second);
            let balance = won * 2.0 - shared;
            if balance.abs() > NOISE * shared {
                scores[first] += balance.signum();
                scores[second] -= balance.signum();
            }
        }
    }
    scores
}

/// What a sum of weights leaves in its last digits: a balance this near to none is none.
const NOISE: f64 = 1e-12;

/// Weight won by the first unit, and weight of the columns known in both.
fn compare(weights: &[f64], columns: &[Vec<Option<f64>>], first: usize, second: usize) -> (f64, f64) {
    let (mut won, mut shared) = (0.0, 0.0);
    for (weight, values) in weights.iter().zip(columns) {
        if let (Some(a), Some(b)) = (values[first], values[second]) {
            shared += weight;
            won += if a > b {
                *weight
            } else if a == b {
                weight / 2.0
            } else {
                0.0
            };
        }
    }
    (won, shared)
}
