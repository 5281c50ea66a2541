//! Guttman's scalogram (1944), with errors counted as by Goodenough (1944) and Edwards (1957).

#[derive(Clone, Debug, PartialEq)]
pub struct Guttman {
    pub rows: usize,
    /// 1 − errors / cells: at least 0.9 of a scale.
    pub reproducibility: f64,
    /// What the coefficient could not be below: the mean over columns of the larger share of passes or failures
    /// (Edwards 1957).
    pub marginal: f64,
    /// (reproducibility − marginal)/(1 − marginal): at least 0.6 of a scale (Menzel 1953); none where every column is
    /// passed by all or none.
    pub scalability: Option<f64>,
    /// Rows that differ anywhere from the pattern of as many passes as theirs.
    pub deviating: usize,
    /// Cells that do, by column.
    pub errors: Vec<usize>,
}

/// Of rows of passes whose columns stand easiest first: a row with s passes should have them in its first s columns.
/// None for no row, no column or rows of different lengths.
pub fn guttman(rows: &[Vec<bool>]) -> Option<Guttman> {
    let columns = rows.first()?.len();
    if columns == 0 || rows.iter().any(|row| row.len() != columns) {
        return None;
    }
    let (mut errors, mut passes, mut deviating) = (vec![0; columns], vec![0; columns], 0);
    for row in rows {
        let reached = row.iter().filter(|passed| **passed).count();
        let mut differs = false;
        for (column, passed) in row.iter().enumerate() {
            let error = *passed != (column < reached);
            passes[column] += usize::from(*passed);
            errors[column] += usize::from(error);
            differs |= error;
        }
        deviating += usize::from(differs);
    }
    let cells = (rows.len() * columns) as f64;
    let likelier: usize = passes.iter().map(|passed| *passed.max(&(rows.len() - passed))).sum();
    let reproducibility = 1.0 - errors.iter().sum::<usize>() as f64 / cells;
    let marginal = likelier as f64 / cells;
    let scalability = (marginal < 1.0).then(|| (reproducibility - marginal) / (1.0 - marginal));
    Some(Guttman { rows: rows.len(), reproducibility, marginal, scalability, deviating, errors })
}
