//! What a unit shows elsewhere: the centre of its other values after every column was placed between 0 and 1.
use crate::stats::imputation::{Centre, centre};
use crate::stats::normalisation::min_max;

/// Fills columns from the other columns of the same unit: turned so that higher is better (`lower_is_better`), placed
/// between least and greatest, the unit's mean or median taken over what is known and placed back. A column that does
/// not differ is neither filled nor used.
pub fn fill_within_unit(columns: &[Vec<Option<f64>>], lower_is_better: &[bool], kind: Centre) -> Vec<Vec<Option<f64>>> {
    let turned: Vec<Vec<Option<f64>>> = columns
        .iter()
        .zip(lower_is_better)
        .map(|(column, lower)| column.iter().map(|value| value.map(|x| if *lower { -x } else { x })).collect())
        .collect();
    let placed: Vec<Vec<Option<f64>>> = turned.iter().map(|column| min_max(column)).collect();
    let ends = |column: &[Option<f64>]| {
        let known = || column.iter().flatten().copied();
        Some((known().reduce(f64::min)?, known().reduce(f64::max)?)).filter(|(low, high)| low < high)
    };
    let fill = |column: usize, unit: usize| {
        let (low, high) = ends(&turned[column])?;
        let mut others: Vec<f64> = placed.iter().filter_map(|other| other[unit]).collect();
        let back = low + centre(&mut others, kind)? * (high - low);
        Some(if lower_is_better[column] { -back } else { back })
    };
    let filled = |(column, values): (usize, &Vec<Option<f64>>)| {
        values.iter().enumerate().map(|(unit, value)| value.or_else(|| fill(column, unit))).collect()
    };
    columns.iter().enumerate().map(filled).collect()
}
