//! Person–total correlation: whether a row goes up and down where the others do.
use crate::stats::correlation;

/// By row: the correlation of its answers with the mean of all other rows' in each column (Curran 2016), low or negative
/// where a row was answered at random or against the others. None for fewer than three columns that others answered too
/// or where either does not vary.
pub fn person_total(rows: &[Vec<Option<f64>>]) -> Vec<Option<f64>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut sums = vec![(0.0, 0_usize); width];
    for row in rows {
        for (sum, answer) in sums.iter_mut().zip(row) {
            if let Some(answer) = answer {
                *sum = (sum.0 + answer, sum.1 + 1);
            }
        }
    }
    let others = |row: &[Option<f64>]| -> Vec<Option<f64>> {
        let without = |((sum, count), own): (&(f64, usize), &Option<f64>)| {
            let (sum, count) = own.map_or((*sum, *count), |own| (sum - own, count - 1));
            (count > 0).then(|| sum / count as f64)
        };
        sums.iter().zip(row).map(without).collect()
    };
    rows.iter().map(|row| correlation(row, &others(row))).collect()
}
