//! Logarithms of columns that may hold zeros and negative values.
use crate::stats::skewness;

/// min, max: of the column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Logarithm {
    /// ln(x − min + (max − min)/100): the COIN Tool's, as published by the Joint Research Centre.
    CoinTool,
    /// The same where skewness is positive, else −ln(max − x + (max − min)/100).
    CoinToolEitherSide,
    /// ln(x − min + 1): the COIN Tool's first.
    CoinToolFirst,
    /// ln((max · f − 1)(x − min)/(max − min) + 1) where skewness is positive, else −ln((max · f − 1)(max − x)/(max − min)
    /// + 1), f a power of ten that scales the column (Global Innovation Index 2020, appendix IV).
    InnovationIndex { factor: f64 },
}

/// The transformed column; none where the values do not differ or a logarithm does not exist.
pub fn logarithm(values: &[f64], kind: Logarithm) -> Option<Vec<f64>> {
    let low = values.iter().copied().reduce(f64::min)?;
    let high = values.iter().copied().reduce(f64::max)?;
    let width = high - low;
    let right = skewness(values)? > 0.0;
    let offset = width / 100.0;
    let each = |term: &dyn Fn(f64) -> f64| -> Vec<f64> { values.iter().map(|value| term(*value)).collect() };
    let transformed = match kind {
        Logarithm::CoinTool => each(&|x| libm::log(x - low + offset)),
        Logarithm::CoinToolEitherSide if right => each(&|x| libm::log(x - low + offset)),
        Logarithm::CoinToolEitherSide => each(&|x| -libm::log(high - x + offset)),
        Logarithm::CoinToolFirst => each(&|x| libm::log(x - low + 1.0)),
        Logarithm::InnovationIndex { factor } if right => {
            each(&|x| libm::log((high * factor - 1.0) * (x - low) / width + 1.0))
        }
        Logarithm::InnovationIndex { factor } => {
            each(&|x| -libm::log((high * factor - 1.0) * (high - x) / width + 1.0))
        }
    };
    transformed.iter().all(|value| value.is_finite()).then_some(transformed)
}
