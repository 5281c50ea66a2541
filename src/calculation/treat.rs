//! Outliers of a column brought in.
use crate::method::{Transformation, Treatment};
use crate::stats::treatment::{Logarithm, box_cox, is_skewed, logarithm, winsorise};

/// A treated column.
#[derive(Clone, Debug, PartialEq)]
pub struct Treated {
    pub values: Vec<Option<f64>>,
    pub done: Done,
}

/// What was done to a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Steps of winsorising that the values still show.
    pub winsorised: usize,
    pub transformed: bool,
}

/// Treated values; a column that a transformation does not exist for stays as winsorising left it.
pub fn treat(rule: &Treatment, numbers: &[Option<f64>]) -> Treated {
    let known: Vec<f64> = numbers.iter().flatten().copied().collect();
    let is_bad = |values: &[f64]| is_skewed(values, rule.skewness, rule.kurtosis);
    if !rule.forced && !is_bad(&known) {
        return Treated { values: numbers.to_vec(), done: Done::default() };
    }
    let winsorised = winsorise(&known, rule.winsorise, |values| rule.forced || is_bad(values));
    let wanted = if rule.forced { rule.winsorise == 0 } else { is_bad(&winsorised.values) };
    let from = if rule.combined { &winsorised.values } else { &known };
    let transformed = wanted.then(|| transform(rule, from)).flatten();
    let done = Done {
        winsorised: if transformed.is_some() && !rule.combined { 0 } else { winsorised.steps },
        transformed: transformed.is_some(),
    };
    let mut given = transformed.unwrap_or(winsorised.values).into_iter();
    Treated { values: numbers.iter().map(|number| number.and_then(|_| given.next())).collect(), done }
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
