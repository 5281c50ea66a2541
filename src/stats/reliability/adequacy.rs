//! Whether correlations are such that factors can be looked for.
use crate::stats::Test;
use crate::stats::matrix::{cholesky, inverse};

/// Kaiser–Meyer–Olkin measures (Kaiser 1974): 0–1, the higher the more of the correlations is common to several columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Adequacy {
    pub overall: f64,
    pub columns: Vec<f64>,
}

/// Σ r² / (Σ r² + Σ q²) over pairs, q the partial correlations given all other columns; none where the matrix is
/// singular (as with fewer rows than columns) or a column correlates with no other.
pub fn sampling_adequacy(correlations: &[Vec<f64>]) -> Option<Adequacy> {
    let (size, turned) = (correlations.len(), inverse(correlations)?);
    let squares = |row: usize| {
        let others = || (0..size).filter(move |column| *column != row);
        let whole: f64 = others().map(|column| correlations[row][column].powi(2)).sum();
        let partial = |column: usize| turned[row][column].powi(2) / (turned[row][row] * turned[column][column]);
        (whole, others().map(partial).sum::<f64>())
    };
    let pairs: Vec<(f64, f64)> = (0..size).map(squares).collect();
    let share = |(whole, partial): (f64, f64)| (whole > 0.0).then(|| whole / (whole + partial));
    let both = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    Some(Adequacy { overall: share(both)?, columns: pairs.into_iter().map(share).collect::<Option<_>>()? })
}

/// Bartlett's test (1951) that columns of `n` normal rows do not correlate: χ² = −(n − 1 − (2k+5)/6) ln|R|; none where
/// the matrix is singular or `n` too small for the factor to be above 0.
pub fn sphericity(correlations: &[Vec<f64>], n: usize) -> Option<Test> {
    let size = correlations.len() as f64;
    let factor = n as f64 - 1.0 - (2.0 * size + 5.0) / 6.0;
    let statistic = -factor * ln_determinant(correlations)?;
    (factor > 0.0).then(|| Test::chi_squared(statistic.max(0.0), size * (size - 1.0) / 2.0))?
}

/// Of a symmetric positive definite matrix; none where it is not.
pub(super) fn ln_determinant(matrix: &[Vec<f64>]) -> Option<f64> {
    let lower = cholesky(matrix)?;
    Some(lower.iter().enumerate().map(|(place, row)| 2.0 * libm::log(row[place])).sum())
}
