//! Contrast and conflict: a column that varies and that others do not repeat weighs more (Diakoulaki, Mavrotas &
//! Papayannakis 1995).
use crate::stats::correlation::{complete, correlations};
use crate::stats::mean_and_deviation;
use crate::stats::weights::shares;

/// wⱼ ∝ σⱼ Σₖ(1 − rⱼₖ) of columns already on one scale, over the rows known in every column. None where a column does not
/// vary or all repeat one another.
pub fn critic(columns: &[Vec<Option<f64>>]) -> Option<Vec<f64>> {
    let whole = complete(columns);
    let correlations = correlations(&whole)?;
    let content = |(column, with): (&Vec<f64>, &Vec<f64>)| {
        let (_, deviation) = mean_and_deviation(column)?;
        Some(deviation * with.iter().map(|r| 1.0 - r).sum::<f64>())
    };
    shares(whole.iter().zip(&correlations).map(content).collect::<Option<Vec<f64>>>()?)
}
