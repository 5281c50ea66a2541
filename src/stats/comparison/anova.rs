//! Whether the means of groups differ where all spread alike (Fisher 1925).
use crate::stats::Test;
use crate::stats::comparison::noncentral::share_interval;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anova {
    pub test: Test,
    /// η², the share of this variance that lies between groups; in small samples above that of the population.
    pub eta_squared: f64,
    /// ω² (Hays 1963), an estimate of the population's share with little bias: below 0 where F is below 1.
    pub omega_squared: f64,
    /// Of the population's share, which both estimate, from the noncentral F distribution (Steiger 2004).
    pub interval: (f64, f64),
}

/// Groups without values do not count; none where fewer than two are left, where there are no more values than groups or
/// where the values within groups do not differ.
pub fn anova(groups: &[Vec<f64>], confidence: f64) -> Option<Anova> {
    let Sums { between, within, freedom, n } = Sums::of(groups, 0.0)?;
    let error = within / freedom.1;
    let f = between / freedom.0 / error;
    Some(Anova {
        test: Test::fisher(f, freedom.0, freedom.1)?,
        eta_squared: between / (between + within),
        omega_squared: (between - freedom.0 * error) / (between + within + error),
        interval: share_interval(f, freedom, n, confidence),
    })
}

/// Sums of squares.
pub(super) struct Sums {
    pub(super) between: f64,
    pub(super) within: f64,
    pub(super) freedom: (f64, f64),
    pub(super) n: f64,
}

impl Sums {
    /// As `anova`; values within groups that differ by no more than `noise` do not differ.
    pub(super) fn of(groups: &[Vec<f64>], noise: f64) -> Option<Sums> {
        let counted = groups.iter().filter(|group| !group.is_empty());
        let (count, n) = (counted.clone().count() as f64, groups.iter().map(Vec::len).sum::<usize>() as f64);
        let freedom = (count - 1.0, n - count);
        let even = |group: &Vec<f64>| group.iter().all(|value| (value - group[0]).abs() <= noise);
        if freedom.0 < 1.0 || freedom.1 < 1.0 || counted.clone().all(even) {
            return None;
        }
        let grand = counted.clone().flatten().sum::<f64>() / n;
        let (mut between, mut within) = (0.0, 0.0);
        for group in counted {
            let mean = group.iter().sum::<f64>() / group.len() as f64;
            between += group.len() as f64 * (mean - grand) * (mean - grand);
            within += group.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        }
        Some(Sums { between, within, freedom, n })
    }
}
