//! A group's distribution in a few numbers.
use crate::stats::{mean_and_deviation, quantile, skewness};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    pub n: usize,
    pub mean: f64,
    /// With n − 1; none of a single value.
    pub deviation: Option<f64>,
    pub lowest: f64,
    /// Type 7 of Hyndman & Fan (1996); the second is the median.
    pub quartiles: [f64; 3],
    pub highest: f64,
    /// G₁; none of fewer than three values or where they do not differ.
    pub skewness: Option<f64>,
}

/// None where there are no values.
pub fn summary(values: &[f64]) -> Option<Summary> {
    let mut moved = values.to_vec();
    let mut at = |p: f64| quantile(&mut moved, p);
    Some(Summary {
        n: values.len(),
        lowest: at(0.0)?,
        quartiles: [at(0.25)?, at(0.5)?, at(0.75)?],
        highest: at(1.0)?,
        mean: values.iter().sum::<f64>() / values.len() as f64,
        deviation: mean_and_deviation(values).map(|(_, deviation)| deviation),
        skewness: skewness(values),
    })
}
