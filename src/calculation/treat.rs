//! Outliers of a column brought in.
use crate::method::{Transformation, Treatment};
use crate::stats::treatment::{Logarithm, box_cox, is_skewed, logarithm, winsorise};

/// Treated values; a column that a transformation does not exist for stays as winsorising left it.
pub fn treat(rule: &Treatment, numbers: &[Option<f64>]) -> Vec<Option<f64>> {
    let known: Vec<f64> = numbers.iter().flatten().copied().collect();
    let is_bad = |values: &[f64]| is_skewed(values, rule.skewness, rule.kurtosis);
    if !rule.forced && !is_bad(&known) {
        return numbers.to_vec();
    }
    let winsorised = winsorise(&known, rule.winsorise, |values| rule.forced || is_bad(values)).values;
    let transformed = if rule.forced { rule.winsorise == 0 } else { is_bad(&winsorised) };
    let from = if rule.combined { &winsorised } else { &known };
    let treated = transformed.then(|| transform(rule, from)).flatten().unwrap_or(winsorised);
    let mut given = treated.into_iter();
    numbers.iter().map(|number| number.and_then(|_| given.next())).collect()
}

fn transform(rule: &Treatment, values: &[f64]) -> Option<Vec<f64>> {
    match rule.then {
        Transformation::None => None,
        Transformation::LogCt => logarithm(values, Logarithm::CoinTool),
        Transformation::LogCtPlus => logarithm(values, Logarithm::CoinToolEitherSide),
        Transformation::LogCtOrig => logarithm(values, Logarithm::CoinToolFirst),
        Transformation::LogGii => logarithm(values, Logarithm::InnovationIndex { factor: rule.factor }),
        Transformation::BoxCox => box_cox(values, rule.exponent, true),
    }
}
