//! Intraclass correlations: the share of variance that lies between units rather than between their judges.
use crate::stats::{Estimate, Test};
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// What a judge may differ in without loss (McGraw & Wong 1996).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// ICC(1): every unit has judges of its own.
    OneWay,
    /// ICC(A): the same judges see every unit, and their levels count.
    Agreement,
    /// ICC(C): the same judges see every unit; only the order and distance of units count.
    Consistency,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intraclass {
    pub form: Form,
    pub units: usize,
    /// Judges of each unit; where their number differs n₀ = (N − Σ n²/N)/(units − 1).
    pub judges: f64,
    /// Reliability of one judge's value: below 0 where units differ less than chance makes them.
    pub single: Estimate,
    /// Reliability of the mean of all judges; none where units differ so little that it does not exist.
    pub average: Option<Estimate>,
    /// That units do not differ; none where judges agree wholly.
    pub test: Option<Test>,
}

/// Of a table of units by judges, in the order of [`Form`]; none for fewer than two of either, rows of different lengths
/// or where nothing varies.
pub fn intraclass(table: &[Vec<f64>], confidence: f64) -> Option<[Intraclass; 3]> {
    let (units, judges) = (table.len(), table.first()?.len());
    if units < 2 || judges < 2 || table.iter().any(|row| row.len() != judges) {
        return None;
    }
    let (n, k) = (units as f64, judges as f64);
    let unit_means: Vec<f64> = table.iter().map(|row| row.iter().sum::<f64>() / k).collect();
    let judge_means: Vec<f64> = (0..judges).map(|judge| table.iter().map(|row| row[judge]).sum::<f64>() / n).collect();
    let grand = unit_means.iter().sum::<f64>() / n;
    let around = |means: &[f64]| means.iter().map(|mean| (mean - grand).powi(2)).sum::<f64>();
    let (between, judged) = (k * around(&unit_means), n * around(&judge_means));
    let rest = |(row, unit): (&Vec<f64>, &f64)| {
        row.iter().zip(&judge_means).map(|(x, judge)| (x - unit - judge + grand).powi(2)).sum::<f64>()
    };
    let left: f64 = table.iter().zip(&unit_means).map(rest).sum();
    let mean_squares = MeanSquares {
        n,
        k,
        units: between / (n - 1.0),
        judges: judged / (k - 1.0),
        rest: left / ((n - 1.0) * (k - 1.0)),
        within: (judged + left) / (n * (k - 1.0)),
    };
    Some([
        mean_squares.one_way(confidence)?,
        mean_squares.agreement(confidence)?,
        mean_squares.consistency(confidence)?,
    ])
}

/// Of units with any number of judges each, one or more: ICC(1) from the analysis of variance with n₀ judges; the
/// interval is exact for normal values (Wald 1940). None for fewer than two units, no unit with two judges or where
/// nothing varies.
pub fn one_way(units: &[Vec<f64>], confidence: f64) -> Option<Intraclass> {
    let n = units.len() as f64;
    let sizes: Vec<f64> = units.iter().map(|unit| unit.len() as f64).collect();
    let total: f64 = sizes.iter().sum();
    if units.len() < 2 || sizes.contains(&0.0) || total <= n {
        return None;
    }
    let judges = (total - sizes.iter().map(|size| size * size).sum::<f64>() / total) / (n - 1.0);
    let means: Vec<f64> = units.iter().map(|unit| unit.iter().sum::<f64>() / unit.len() as f64).collect();
    let grand = units.iter().flatten().sum::<f64>() / total;
    let between: f64 = means.iter().zip(&sizes).map(|(mean, size)| size * (mean - grand).powi(2)).sum();
    let inside = |(unit, mean): (&Vec<f64>, &f64)| unit.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
    let within = units.iter().zip(&means).map(inside).sum::<f64>() / (total - n);
    let ratio = Ratio { units: between / (n - 1.0), rest: within, first: n - 1.0, second: total - n };
    let f = FisherSnedecor::new(ratio.first, ratio.second).ok()?;
    let bound = |p: f64| wald(&means, &sizes, within, f.inverse_cdf(p));
    let interval = Some((bound(0.5 + confidence / 2.0), bound(0.5 - confidence / 2.0)));
    Some(Intraclass {
        form: Form::OneWay,
        units: units.len(),
        judges,
        single: Estimate { value: ratio.single(judges)?, interval },
        average: ratio.average().map(|value| Estimate { value, interval: lifted(interval, judges) }),
        test: ratio.test(),
    })
}

/// The correlation ρ at which Σ w (mean − weighted mean)²/(units − 1), w = n(1−ρ)/(1 + (n−1)ρ), is a quantile of F times
/// the mean square within: it falls as ρ rises.
fn wald(means: &[f64], sizes: &[f64], within: f64, quantile: f64) -> f64 {
    let above = |rho: f64| {
        let weights = || sizes.iter().map(|size| size * (1.0 - rho) / (1.0 + (size - 1.0) * rho));
        let centre =
            means.iter().zip(weights()).map(|(mean, weight)| mean * weight).sum::<f64>() / weights().sum::<f64>();
        let spread: f64 = means.iter().zip(weights()).map(|(mean, weight)| weight * (mean - centre).powi(2)).sum();
        spread > quantile * within * (means.len() - 1) as f64
    };
    let most = sizes.iter().copied().fold(1.0, f64::max);
    let (mut low, mut high) = (-1.0 / (most - 1.0), 1.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if above(middle) { low = middle } else { high = middle }
    }
    high
}

/// Of a two-way table of n units by k judges.
struct MeanSquares {
    n: f64,
    k: f64,
    units: f64,
    judges: f64,
    rest: f64,
    within: f64,
}

impl MeanSquares {
    fn one_way(&self, confidence: f64) -> Option<Intraclass> {
        let second = self.n * (self.k - 1.0);
        self.balanced(
            Form::OneWay,
            Ratio { units: self.units, rest: self.within, first: self.n - 1.0, second },
            confidence,
        )
    }

    fn consistency(&self, confidence: f64) -> Option<Intraclass> {
        self.balanced(Form::Consistency, self.consistent(), confidence)
    }

    fn consistent(&self) -> Ratio {
        let first = self.n - 1.0;
        Ratio { units: self.units, rest: self.rest, first, second: first * (self.k - 1.0) }
    }

    fn balanced(&self, form: Form, ratio: Ratio, confidence: f64) -> Option<Intraclass> {
        let (low, high) = ratio.bounds(confidence)?;
        let interval = Some((from_ratio(low, self.k), from_ratio(high, self.k)));
        Some(Intraclass {
            form,
            units: self.n as usize,
            judges: self.k,
            single: Estimate { value: ratio.single(self.k)?, interval },
            average: ratio.average().map(|value| Estimate { value, interval: lifted(interval, self.k) }),
            test: ratio.test(),
        })
    }

    fn agreement(&self, confidence: f64) -> Option<Intraclass> {
        let MeanSquares { n, k, units, judges, rest, .. } = *self;
        let single = quotient(units - rest, units + (k - 1.0) * rest + k * (judges - rest) / n)?;
        let interval = self.agreement_bounds(single, confidence);
        let average = quotient(units - rest, units + (judges - rest) / n);
        Some(Intraclass {
            form: Form::Agreement,
            units: n as usize,
            judges: k,
            single: Estimate { value: single, interval },
            average: average.map(|value| Estimate { value, interval: lifted(interval, k) }),
            test: self.consistent().test(),
        })
    }

    /// McGraw & Wong's table 7 (1996), by Satterthwaite's degrees of freedom; none where they do not exist.
    fn agreement_bounds(&self, value: f64, confidence: f64) -> Option<(f64, f64)> {
        let MeanSquares { n, k, units, judges, rest, .. } = *self;
        if judges == 0.0 && rest == 0.0 {
            return Some((value, value));
        }
        let (a, b) = (k * value * judges, rest * (n * (1.0 + (k - 1.0) * value) - k * value));
        let freedom = (k - 1.0) * (n - 1.0) * (a + b).powi(2) / ((n - 1.0) * a * a + b * b);
        let upper = 0.5 + confidence / 2.0;
        let down = FisherSnedecor::new(n - 1.0, freedom).ok()?.inverse_cdf(upper);
        let up = FisherSnedecor::new(freedom, n - 1.0).ok()?.inverse_cdf(upper);
        let others = k * judges + (k * n - k - n) * rest;
        let low = n * (units - down * rest) / (down * others + n * units);
        Some((low, n * (up * units - rest) / (others + n * up * units)))
    }
}

/// Two mean squares whose quotient has the distribution of F where units do not differ.
#[derive(Clone, Copy)]
struct Ratio {
    units: f64,
    rest: f64,
    first: f64,
    second: f64,
}

impl Ratio {
    fn single(&self, judges: f64) -> Option<f64> {
        quotient(self.units - self.rest, self.units + (judges - 1.0) * self.rest)
    }

    fn average(&self) -> Option<f64> {
        quotient(self.units - self.rest, self.units)
    }

    fn test(&self) -> Option<Test> {
        (self.rest > 0.0).then(|| Test::fisher(self.units / self.rest, self.first, self.second))?
    }

    /// Of the quotient, over the quantiles of F.
    fn bounds(&self, confidence: f64) -> Option<(f64, f64)> {
        let f = FisherSnedecor::new(self.first, self.second).ok()?;
        let quotient = self.units / self.rest;
        (!quotient.is_nan()).then(|| {
            let bound = |p: f64| quotient / f.inverse_cdf(p);
            (bound(0.5 + confidence / 2.0), bound(0.5 - confidence / 2.0))
        })
    }
}

/// None where nothing is left to divide by.
fn quotient(above: f64, below: f64) -> Option<f64> {
    (below > 0.0).then(|| above / below)
}

/// (F − 1)/(F − 1 + k)
fn from_ratio(f: f64, judges: f64) -> f64 {
    if f.is_finite() { (f - 1.0) / (f - 1.0 + judges) } else { 1.0 }
}

/// From the reliability of one judge to that of the mean of all (Spearman 1910, Brown 1910); none where it has no lower
/// end.
fn lifted(single: Option<(f64, f64)>, judges: f64) -> Option<(f64, f64)> {
    let lift = |icc: f64| quotient(icc * judges, 1.0 + (judges - 1.0) * icc);
    single.and_then(|(low, high)| Some((lift(low)?, lift(high)?)))
}
