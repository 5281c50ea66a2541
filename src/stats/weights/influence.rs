//! Weights under which every part is equally correlated with the whole (Paruolo, Saisana & Saltelli 2013).
use crate::stats::correlation::{complete, correlations};
use crate::stats::matrix::solve;
use crate::stats::mean_and_deviation;
use crate::stats::weights::shares;

/// The weights of an arithmetic mean, exactly: with R the correlations and σ the deviations of the parts, wⱼ ∝ (R⁻¹1)ⱼ/σⱼ,
/// over the rows known in every column. None where a part does not vary, where parts determine one another, or where a
/// weight would have to be negative.
pub fn equal_influence(columns: &[Vec<Option<f64>>]) -> Option<Vec<f64>> {
    let whole = complete(columns);
    let influence = solve(&correlations(&whole)?, &vec![1.0; columns.len()])?;
    let weights = influence.iter().zip(&whole).map(|(influence, column)| {
        let (_, deviation) = mean_and_deviation(column)?;
        Some(influence / deviation).filter(|weight| *weight >= 0.0)
    });
    shares(weights.collect::<Option<Vec<f64>>>()?)
}
