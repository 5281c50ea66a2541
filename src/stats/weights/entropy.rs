//! Shannon's entropy: a column that tells units apart weighs more (Zeleny 1982).
use crate::stats::correlation::complete;
use crate::stats::weights::shares;

/// wⱼ = (1 − eⱼ)/Σ(1 − e), eⱼ = −Σ p ln p / ln n, p a value's share of its column; over the rows known in every column.
/// None where a value is negative, a column adds up to 0 or no column tells units apart.
pub fn entropy(columns: &[Vec<Option<f64>>]) -> Option<Vec<f64>> {
    let diversity = |column: &Vec<f64>| {
        let parts = shares(column.clone()).filter(|_| column.iter().all(|value| *value >= 0.0))?;
        let sum: f64 = parts.iter().filter(|part| **part > 0.0).map(|part| part * libm::log(*part)).sum();
        Some(1.0 + sum / libm::log(column.len() as f64))
    };
    let diversities: Option<Vec<f64>> = complete(columns).iter().map(diversity).collect();
    shares(diversities?.into_iter().map(|value| value.max(0.0)).collect())
}
