//! Cohen's κ of two judges (1960), weighted where some disagreements are worse than others (1968).
use crate::stats::Estimate;
use crate::stats::significance::normal_width;

/// What is lost by a disagreement of d categories of k.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// All of it.
    Unweighted,
    /// d/(k−1)
    Linear,
    /// (d/(k−1))²
    Quadratic,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kappa {
    pub units: usize,
    /// Weighted share of agreement.
    pub observed: f64,
    /// The same as chance alone would make it from what each judge said how often.
    pub expected: f64,
    /// (observed − expected)/(1 − expected). The interval is normal for the logarithm of 1 − κ, a quotient of two
    /// disagreements: near 1 the usual κ ± z · error holds the truth far too seldom. Still too narrow of fewer than ten
    /// disagreements. None where the error is 0, as of perfect agreement.
    pub kappa: Estimate,
    /// For large samples (Fleiss, Cohen & Everitt 1969).
    pub error: f64,
}

/// Of what two judges called each unit, by number from 0; none where chance alone agrees wholly (all in one category),
/// of no unit or where a category is not below `categories`.
pub fn kappa(pairs: &[(usize, usize)], categories: usize, weights: Weights, confidence: f64) -> Option<Kappa> {
    let mut counts = vec![vec![0_usize; categories]; categories];
    for (first, second) in pairs {
        *counts.get_mut(*first)?.get_mut(*second)? += 1;
    }
    let n = pairs.len() as f64;
    let share = |row: usize, column: usize| counts[row][column] as f64 / n;
    let all = 0..categories;
    let rows: Vec<f64> = all.clone().map(|row| all.clone().map(|column| share(row, column)).sum()).collect();
    let columns: Vec<f64> = all.clone().map(|column| all.clone().map(|row| share(row, column)).sum()).collect();
    let weight = |row: usize, column: usize| {
        let apart = row.abs_diff(column) as f64 / (categories - 1).max(1) as f64;
        match weights {
            Weights::Unweighted => f64::from(u8::from(row == column)),
            Weights::Linear => 1.0 - apart,
            Weights::Quadratic => 1.0 - apart * apart,
        }
    };
    let cells = || all.clone().flat_map(|row| all.clone().map(move |column| (row, column)));
    let observed: f64 = cells().map(|(row, column)| weight(row, column) * share(row, column)).sum();
    let expected: f64 = cells().map(|(row, column)| weight(row, column) * rows[row] * columns[column]).sum();
    if pairs.is_empty() || 1.0 - expected <= f64::EPSILON * categories as f64 {
        return None;
    }
    let value = (observed - expected) / (1.0 - expected);
    let by_row: Vec<f64> = all.clone().map(|i| all.clone().map(|j| weight(i, j) * columns[j]).sum()).collect();
    let by_column: Vec<f64> = all.clone().map(|j| all.clone().map(|i| weight(i, j) * rows[i]).sum()).collect();
    let part = |(i, j)| share(i, j) * (weight(i, j) - (by_row[i] + by_column[j]) * (1.0 - value)).powi(2);
    let spread: f64 = cells().map(part).sum::<f64>() - (value - expected * (1.0 - value)).powi(2);
    let error = (spread.max(0.0) / n).sqrt() / (1.0 - expected);
    let left = 1.0 - value;
    let stretch = libm::exp(normal_width(confidence) * error / left);
    let interval = (error > 0.0 && left > 0.0).then(|| ((1.0 - left * stretch).max(-1.0), 1.0 - left / stretch));
    Some(Kappa { units: pairs.len(), observed, expected, kappa: Estimate { value, interval }, error })
}
