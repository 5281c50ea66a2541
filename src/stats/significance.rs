//! Tests of a hypothesis: a statistic against the distribution it has where the hypothesis holds.
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::beta_reg;

/// A statistic, its degrees of freedom and the probability of one at least as far from the hypothesis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    pub statistic: f64,
    pub freedom: Freedom,
    pub p: f64,
}

/// Degrees of freedom; of F those of the numerator, then of the denominator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Freedom {
    None,
    One(f64),
    Two(f64, f64),
}

impl Test {
    /// Two-sided, of a standard normal z.
    pub fn normal(z: f64) -> Test {
        Test { statistic: z, freedom: Freedom::None, p: (2.0 * Normal::standard().sf(z.abs())).min(1.0) }
    }

    /// Two-sided, of Student's t; none unless `freedom` is above 0.
    pub fn student(t: f64, freedom: f64) -> Option<Test> {
        let p = 2.0 * StudentsT::new(0.0, 1.0, freedom).ok()?.sf(t.abs());
        Some(Test { statistic: t, freedom: Freedom::One(freedom), p })
    }

    /// Upper tail of χ²; none unless `freedom` is above 0.
    pub fn chi_squared(statistic: f64, freedom: f64) -> Option<Test> {
        let p = ChiSquared::new(freedom).ok()?.sf(statistic);
        Some(Test { statistic, freedom: Freedom::One(freedom), p })
    }

    /// Upper tail of F; none unless both degrees of freedom are above 0 and the statistic is not below 0.
    pub fn fisher(f: f64, first: f64, second: f64) -> Option<Test> {
        let possible = first > 0.0 && second > 0.0 && f >= 0.0;
        let p = possible.then(|| beta_reg(second / 2.0, first / 2.0, second / (first * f + second)))?;
        Some(Test { statistic: f, freedom: Freedom::Two(first, second), p })
    }
}

/// How many standard errors to either side of a normal estimate an interval of a confidence (0–1) reaches.
pub(super) fn normal_width(confidence: f64) -> f64 {
    Normal::standard().inverse_cdf(0.5 + confidence / 2.0)
}
