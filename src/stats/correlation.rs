//! Correlation of two columns.
use crate::stats::mean_and_deviation;

/// Pearson's r over the places known in both; none for fewer than three or where one does not vary.
pub fn correlation(first: &[Option<f64>], second: &[Option<f64>]) -> Option<f64> {
    let (a, b): (Vec<f64>, Vec<f64>) = first.iter().zip(second).filter_map(|(a, b)| Some(((*a)?, (*b)?))).unzip();
    if a.len() < 3 {
        return None;
    }
    let ((mean_a, sd_a), (mean_b, sd_b)) = (mean_and_deviation(&a)?, mean_and_deviation(&b)?);
    if sd_a == 0.0 || sd_b == 0.0 {
        return None;
    }
    let products: f64 = a.iter().zip(&b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
    Some((products / ((a.len() - 1) as f64 * sd_a * sd_b)).clamp(-1.0, 1.0))
}

/// Every column with every other over the rows where all are known; none where a column does not vary there.
pub fn correlations(columns: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let known: Vec<Vec<Option<f64>>> =
        columns.iter().map(|column| column.iter().copied().map(Some).collect()).collect();
    known.iter().map(|a| known.iter().map(|b| correlation(a, b)).collect()).collect()
}

/// The rows of columns that are known in all of them.
pub fn complete(columns: &[Vec<Option<f64>>]) -> Vec<Vec<f64>> {
    let rows = columns.first().map_or(0, Vec::len);
    let whole: Vec<usize> = (0..rows).filter(|row| columns.iter().all(|column| column[*row].is_some())).collect();
    columns.iter().map(|column| whole.iter().filter_map(|row| column[*row]).collect()).collect()
}
