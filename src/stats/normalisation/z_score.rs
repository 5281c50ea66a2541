//! Standard scores.
use crate::stats::mean_and_deviation;
use crate::stats::normalisation::each;

/// (x − mean)/(standard deviation with n − 1).
pub fn z_scores(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let Some((mean, deviation)) = mean_and_deviation(&known).filter(|(_, deviation)| *deviation > 0.0) else {
        return vec![None; values.len()];
    };
    each(values, |x| (x - mean) / deviation)
}
