//! Whether two shares differ: all tables with the same margins (Fisher 1935).

/// A table at most this much likelier than the one seen counts as no likelier, against rounding (as R and scipy do).
const SLACK: f64 = 1.0 + 1e-7;

/// The two-sided p of a table of counts: the probability of those with its margins that are no likelier. 1 where a margin
/// is empty, since no other table then has the same.
pub fn fisher_exact(table: [[u64; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = table;
    let (row, column, all) = (a + b, a + c, a + b + c + d);
    let (low, high) = ((row + column).saturating_sub(all), row.min(column));
    let ratio = |x: u64| {
        let (x, [row, column, all]) = (x as f64, [row, column, all].map(|count| count as f64));
        (row - x) * (column - x) / ((x + 1.0) * (all - row - column + x + 1.0))
    };
    let mode = (low..high).find(|x| ratio(*x) < 1.0).unwrap_or(high);
    let mut weights = vec![1.0; (high - low + 1) as usize];
    for x in mode..high {
        weights[(x + 1 - low) as usize] = weights[(x - low) as usize] * ratio(x);
    }
    for x in (low..mode).rev() {
        weights[(x - low) as usize] = weights[(x + 1 - low) as usize] / ratio(x);
    }
    let limit = weights[(a - low) as usize] * SLACK;
    let all: f64 = weights.iter().sum();
    (weights.into_iter().filter(|weight| *weight <= limit).sum::<f64>() / all).min(1.0)
}
