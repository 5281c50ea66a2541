//! Whether an item favours one of two groups among those who are alike in what it measures (Holland & Wainer 1993).
use crate::stats::significance::normal_width;
use crate::stats::{Estimate, Test, mean_and_deviation, quantile};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Reference,
    Focal,
}

/// Strata with both groups alone tell something; all counts are of these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Differential {
    pub strata: usize,
    pub reference: usize,
    pub focal: usize,
    /// χ² with 1 degree of freedom: Mantel & Haenszel's (1959) with the continuity correction where the item takes two
    /// values, otherwise Mantel's (1963).
    pub test: Test,
    /// Focal less reference, strata weighed by the focal group (Dorans & Schmitt 1991), with the standard error of Zwick
    /// & Thayer (1996): below 0 where the focal group does worse than its equals.
    pub difference: Estimate,
    /// The same in standard deviations of the item.
    pub standardised: f64,
    /// Where the item takes two values and the ratio is neither 0 nor infinite.
    pub odds: Option<Odds>,
    pub class: Class,
}

/// Of the higher of two values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds {
    /// Odds of the reference group over those of the focal group, common to the strata (Mantel & Haenszel 1959), with
    /// the interval of Robins, Breslow & Greenland (1986).
    pub ratio: Estimate,
    /// −2.35 ln ratio, on the scale of ETS: below 0 where the focal group does worse than its equals.
    pub delta: f64,
}

/// How much an item differs, as ETS sorts them (Zieky 1993; by standardised difference: Zwick, Thayer & Mazzeo 1997).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Not significant at 5 %, or |Δ| < 1; without odds, |standardised| < 0.17.
    A,
    B,
    /// |Δ| ≥ 1.5 and significantly above 1, one-sided at 5 %; without odds, |standardised| ≥ 0.25.
    C,
}

const SIGNIFICANT: f64 = 0.05;
const DELTA: f64 = 2.35;
const DELTA_LIMITS: (f64, f64) = (1.0, 1.5);
const STANDARDISED_LIMITS: (f64, f64) = (0.17, 0.25);

/// Case by case an item, the group and the score by which cases are matched: those of equal score form a stratum (see
/// [`bands`]). None where no stratum holds both groups, or where the item varies in none that does.
pub fn differential(item: &[f64], groups: &[Group], scores: &[f64], confidence: f64) -> Option<Differential> {
    let (_, deviation) = mean_and_deviation(item)?;
    let (low, high) = item.iter().fold((item[0], item[0]), |(low, high), value| (low.min(*value), high.max(*value)));
    let two_valued = item.iter().all(|value| *value == low || *value == high);
    let strata = strata(item, groups, scores, high);
    let sum = |part: fn(&Stratum) -> f64| strata.iter().map(part).sum::<f64>();
    let (reference, focal, variance) = (sum(|own| own.reference), sum(|own| own.focal), sum(Stratum::variance));
    if variance <= 0.0 {
        return None;
    }
    let correction = if two_valued { (high - low) / 2.0 } else { 0.0 };
    let apart = (sum(Stratum::excess).abs() - correction).max(0.0);
    let test = Test::chi_squared(apart * apart / variance, 1.0)?;
    let value = sum(|own| own.focal * own.difference()) / focal;
    let error = sum(|own| own.focal * own.focal * own.spread()).sqrt() / focal;
    let width = normal_width(confidence) * error;
    let difference = Estimate { value, interval: Some((value - width, value + width)) };
    let standardised = value / deviation;
    let odds = if two_valued { odds(&strata, confidence) } else { None };
    let class = match &odds {
        _ if test.p >= SIGNIFICANT => Class::A,
        Some((odds, error)) => {
            let sure = odds.delta.abs() - normal_width(1.0 - 2.0 * SIGNIFICANT) * DELTA * error > DELTA_LIMITS.0;
            match odds.delta.abs() {
                size if size < DELTA_LIMITS.0 => Class::A,
                size if size >= DELTA_LIMITS.1 && sure => Class::C,
                _ => Class::B,
            }
        }
        None => match standardised.abs() {
            size if size < STANDARDISED_LIMITS.0 => Class::A,
            size if size >= STANDARDISED_LIMITS.1 => Class::C,
            _ => Class::B,
        },
    };
    Some(Differential {
        strata: strata.len(),
        reference: reference as usize,
        focal: focal as usize,
        test,
        difference,
        standardised,
        odds: odds.map(|(odds, _)| odds),
        class,
    })
}

/// Scores that hardly repeat as bands of about equal size, numbered from 0: cases of equal score stay together.
pub fn bands(scores: &[f64], count: usize) -> Vec<f64> {
    let mut moved = scores.to_vec();
    let cuts: Vec<f64> = (1..count).filter_map(|cut| quantile(&mut moved, cut as f64 / count as f64)).collect();
    scores.iter().map(|score| cuts.iter().filter(|cut| **cut < *score).count() as f64).collect()
}

/// Cases of one score.
#[derive(Default)]
struct Stratum {
    reference: f64,
    focal: f64,
    reference_sum: f64,
    focal_sum: f64,
    squares: f64,
    /// How many of either group have the item's highest value.
    reference_high: f64,
    focal_high: f64,
}

impl Stratum {
    fn n(&self) -> f64 {
        self.reference + self.focal
    }

    fn sum(&self) -> f64 {
        self.reference_sum + self.focal_sum
    }

    /// The focal group's sum beyond what its share of the cases makes one expect.
    fn excess(&self) -> f64 {
        self.focal_sum - self.focal / self.n() * self.sum()
    }

    /// Of the focal group's sum where both groups answer alike.
    fn variance(&self) -> f64 {
        let n = self.n();
        let varied = (n * self.squares - self.sum() * self.sum()).max(0.0);
        self.reference * self.focal / (n * n * (n - 1.0)) * varied
    }

    fn difference(&self) -> f64 {
        self.focal_sum / self.focal - self.reference_sum / self.reference
    }

    /// Of the difference, from the variance of the sum.
    fn spread(&self) -> f64 {
        let each = 1.0 / self.focal + 1.0 / self.reference;
        each * each * self.variance()
    }
}

/// Those with both groups.
fn strata(item: &[f64], groups: &[Group], scores: &[f64], high: f64) -> Vec<Stratum> {
    let mut cases: Vec<(f64, Group, f64)> =
        scores.iter().zip(groups).zip(item).map(|((score, group), value)| (*score, *group, *value)).collect();
    cases.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = |cases: &[(f64, Group, f64)]| {
        let mut own = Stratum::default();
        for (_, group, value) in cases {
            let (n, sum, highest) = match group {
                Group::Reference => (&mut own.reference, &mut own.reference_sum, &mut own.reference_high),
                Group::Focal => (&mut own.focal, &mut own.focal_sum, &mut own.focal_high),
            };
            *n += 1.0;
            *sum += value;
            *highest += f64::from(u8::from(*value == high));
            own.squares += value * value;
        }
        own
    };
    cases.chunk_by(|a, b| a.0 == b.0).map(count).filter(|own| own.reference > 0.0 && own.focal > 0.0).collect()
}

/// With the standard error of the ratio's logarithm.
fn odds(strata: &[Stratum], confidence: f64) -> Option<(Odds, f64)> {
    let (mut up, mut down, mut up_same, mut mixed, mut down_other) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for own in strata {
        let n = own.n();
        let (a, c) = (own.reference_high, own.focal_high);
        let (b, d) = (own.reference - a, own.focal - c);
        let (r, s, same, other) = (a * d / n, b * c / n, (a + d) / n, (b + c) / n);
        up += r;
        down += s;
        up_same += same * r;
        mixed += same * s + other * r;
        down_other += other * s;
    }
    if up == 0.0 || down == 0.0 {
        return None;
    }
    let (ratio, log) = (up / down, libm::log(up / down));
    let error = (up_same / (2.0 * up * up) + mixed / (2.0 * up * down) + down_other / (2.0 * down * down)).sqrt();
    let width = normal_width(confidence) * error;
    let interval = Some((libm::exp(log - width), libm::exp(log + width)));
    Some((Odds { ratio: Estimate { value: ratio, interval }, delta: -DELTA * log }, error))
}
