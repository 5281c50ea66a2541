//! Intervals of scores and ranks, tiers, and where their variance comes from.
use crate::assumption::RobustnessSettings;
use crate::parallel::on_threads;
use crate::robustness::{DimensionRange, Failure, Range, ScoreRange, Split};
use crate::stats::quantile;
use crate::uncertainty::engine::Outcome;
use crate::uncertainty::{Invalid, Point, Runs, Side, failures};

/// Agencies up to which every pair is compared.
const PAIRS: usize = 400;

/// What the replications came to.
pub(super) struct Study {
    /// Everything drawn together.
    pub(super) outcomes: Vec<Outcome>,
    /// Settings alone; stages only.
    pub(super) by_method: Vec<Outcome>,
    pub(super) dimensions: Vec<DimensionRange>,
    pub(super) failures: Vec<Failure>,
    /// Share (0–1) of the outcomes in which a zero annulled a mean.
    pub(super) annulled: f64,
}

/// Replications of one run; a failed one keeps its place.
type Replications = Vec<Result<Outcome, (Point, Invalid)>>;

/// By dimension, then by agency.
type Table<T> = Vec<Vec<T>>;

/// One source of uncertainty.
struct Source {
    alone: Table<Option<(f64, f64)>>,
    /// What the source's own draws do not move.
    stays: Table<Stays>,
}

/// A score under two draws of one source, all else the same.
#[derive(Clone, Copy, Debug, Default)]
struct Stays {
    /// Half the mean squared difference: the total variance of the source (Jansen 1999).
    moved: f64,
    /// The covariance: the variance of all else alone.
    shared: f64,
}

impl Study {
    pub(super) fn of(
        runs: &Runs,
        base: &Outcome,
        scored: &[usize],
        headline: &[usize],
        settings: &RobustnessSettings,
    ) -> Study {
        if !runs.survey && !runs.method {
            let dimension =
                |dimension: &usize| summary(base, std::slice::from_ref(base), *dimension, headline, settings);
            return Study {
                outcomes: Vec::new(),
                by_method: Vec::new(),
                dimensions: scored.iter().map(dimension).collect(),
                failures: Vec::new(),
                annulled: 0.0,
            };
        }
        let together = runs.run(Side::One, Side::One);
        let sources = (runs.survey && runs.method).then(|| {
            let survey_alone = known(&runs.run(Side::One, Side::Fixed)).cloned().collect::<Vec<_>>();
            let survey = Source {
                alone: intervals(&survey_alone, base, settings.confidence),
                stays: stays(&together, &runs.run(Side::Other, Side::One), base),
            };
            drop(survey_alone);
            let method_alone = runs.run(Side::Fixed, Side::One);
            let stages = known(&method_alone).map(stages_only).collect::<Vec<_>>();
            let own: Vec<Outcome> = method_alone.into_iter().filter_map(Result::ok).collect();
            let method = Source {
                alone: intervals(&own, base, settings.confidence),
                stays: stays(&together, &runs.run(Side::One, Side::Other), base),
            };
            (survey, method, stages)
        });
        let mut outcomes = Vec::with_capacity(together.len());
        let mut failed = Vec::new();
        for replication in together {
            match replication {
                Ok(outcome) => outcomes.push(outcome),
                Err(invalid) => failed.push(invalid),
            }
        }
        let mut dimensions =
            on_threads(runs.threads, scored, |dimension| summary(base, &outcomes, *dimension, headline, settings));
        let by_method = match sources {
            Some((survey, method, stages)) => {
                for range in &mut dimensions {
                    range.divide(&outcomes, &survey, &method);
                }
                stages
            }
            None if runs.method => outcomes.iter().map(stages_only).collect(),
            None => Vec::new(),
        };
        if outcomes.len() < 2 {
            outcomes.clear();
        }
        let annulled = outcomes.iter().filter(|outcome| outcome.annulled).count() as f64 / outcomes.len().max(1) as f64;
        Study { by_method, dimensions, failures: failures(runs.engine, failed.into_iter()), annulled, outcomes }
    }
}

fn known(replications: &Replications) -> impl Iterator<Item = &Outcome> {
    replications.iter().filter_map(|replication| replication.as_ref().ok())
}

fn stages_only(outcome: &Outcome) -> Outcome {
    Outcome { reached: outcome.reached.clone(), ..Outcome::default() }
}

fn summary(
    base: &Outcome,
    outcomes: &[Outcome],
    dimension: usize,
    headline: &[usize],
    settings: &RobustnessSettings,
) -> DimensionRange {
    let units = base.scores[dimension].len();
    let tail = (1.0 - settings.confidence) / 2.0;
    let range = |nominal: f64, values: &mut Vec<f64>| {
        let mut at = |p: f64| quantile(values, p).unwrap_or(nominal);
        Range { nominal, low: at(tail), median: at(0.5), high: at(1.0 - tail) }
    };
    let ranked = base.ranks[dimension].iter().filter(|rank| **rank > 0).count();
    let of = |unit: usize| {
        let (value, rank) = (base.scores[dimension][unit], base.ranks[dimension][unit]);
        if rank == 0 {
            return None;
        }
        let mut scores: Vec<f64> =
            outcomes.iter().map(|outcome| outcome.scores[dimension][unit]).filter(|score| !score.is_nan()).collect();
        let mut ranks: Vec<f64> = outcomes
            .iter()
            .map(|outcome| outcome.ranks[dimension][unit])
            .filter(|rank| *rank > 0)
            .map(f64::from)
            .collect();
        let mean_rank = if ranks.is_empty() { f64::from(rank) } else { ranks.iter().sum::<f64>() / ranks.len() as f64 };
        let deviation = deviation(&scores);
        let missing = 1.0 - scores.len() as f64 / outcomes.len().max(1) as f64;
        let ranks = range(f64::from(rank), &mut ranks);
        Some(ScoreRange {
            value,
            rank,
            score: range(value, &mut scores),
            deviation,
            ranks,
            mean_rank,
            publishable: ranks.high - ranks.low <= settings.widest_rank * ranked as f64
                && ranks.low.floor() <= f64::from(rank)
                && f64::from(rank) <= ranks.high.ceil(),
            tier: 0,
            above_next: None,
            survey_alone: None,
            method_alone: None,
            split: None,
            missing,
        })
    };
    let mut agencies: Vec<Option<ScoreRange>> = (0..units).map(of).collect();
    let mut order: Vec<usize> = (0..units).filter(|unit| agencies[*unit].is_some()).collect();
    order.sort_by(|one, other| base.scores[dimension][*other].total_cmp(&base.scores[dimension][*one]));
    let above = |one: usize, other: usize| share_above(outcomes, dimension, one, other);
    let (mut tier, mut first) = (0, None);
    for (place, unit) in order.iter().copied().enumerate() {
        if first.is_none_or(|first| above(first, unit) >= settings.apart) {
            (tier, first) = (tier + 1, Some(unit));
        }
        let next = order.get(place + 1).map(|next| above(unit, *next));
        if let Some(own) = &mut agencies[unit] {
            (own.tier, own.above_next) = (tier, next);
        }
    }
    let pairs = headline.contains(&dimension) && units <= PAIRS;
    let row = |one: usize| (0..units).map(|other| above(one, other)).collect();
    DimensionRange {
        dimension,
        ranked,
        tiers: tier,
        split: None,
        above: if pairs { (0..units).map(row).collect() } else { Vec::new() },
        agencies,
    }
}

/// Share of outcomes in which one agency is above another, ties half; a half where none has both.
fn share_above(outcomes: &[Outcome], dimension: usize, one: usize, other: usize) -> f64 {
    let (mut won, mut met) = (0.0, 0.0);
    for outcome in outcomes {
        let scores = &outcome.scores[dimension];
        let (own, theirs) = (scores[one], scores[other]);
        if own.is_nan() || theirs.is_nan() {
            continue;
        }
        met += 1.0;
        if own > theirs {
            won += 1.0;
        } else if own == theirs {
            won += 0.5;
        }
    }
    if met > 0.0 { won / met } else { 0.5 }
}

fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    if values.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 }
}

fn intervals(outcomes: &[Outcome], base: &Outcome, confidence: f64) -> Table<Option<(f64, f64)>> {
    let tail = (1.0 - confidence) / 2.0;
    let of = |dimension: usize, unit: usize| {
        let own = outcomes.iter().map(|outcome| outcome.scores[dimension][unit]);
        let mut values: Vec<f64> = own.filter(|score| !score.is_nan()).collect();
        quantile(&mut values, tail).zip(quantile(&mut values, 1.0 - tail))
    };
    let column = |dimension: usize| (0..base.scores[dimension].len()).map(|unit| of(dimension, unit)).collect();
    (0..base.scores.len()).map(column).collect()
}

fn stays(one: &Replications, other: &Replications, base: &Outcome) -> Table<Stays> {
    let pairs = || one.iter().zip(other).filter_map(|(one, other)| Some((one.as_ref().ok()?, other.as_ref().ok()?)));
    let of = |dimension: usize, unit: usize| {
        let scores = pairs().map(|(one, other)| (one.scores[dimension][unit], other.scores[dimension][unit]));
        let scores: Vec<(f64, f64)> = scores.filter(|(one, other)| !one.is_nan() && !other.is_nan()).collect();
        let count = scores.len() as f64;
        if scores.len() < 2 {
            return Stays::default();
        }
        let mean = scores.iter().map(|(one, other)| one + other).sum::<f64>() / (2.0 * count);
        Stays {
            moved: scores.iter().map(|(one, other)| (one - other) * (one - other)).sum::<f64>() / (2.0 * count),
            shared: scores.iter().map(|(one, other)| (one - mean) * (other - mean)).sum::<f64>() / count,
        }
    };
    let column = |dimension: usize| (0..base.scores[dimension].len()).map(|unit| of(dimension, unit)).collect();
    (0..base.scores.len()).map(column).collect()
}

impl DimensionRange {
    /// Adds what each source does alone, and splits the variance between them.
    fn divide(&mut self, outcomes: &[Outcome], survey: &Source, method: &Source) {
        let dimension = self.dimension;
        let (mut whole, mut counted) = ((Stays::default(), Stays::default(), 0.0), 0.0);
        for (unit, own) in self.agencies.iter_mut().enumerate() {
            let Some(own) = own else { continue };
            own.survey_alone = survey.alone[dimension][unit];
            own.method_alone = method.alone[dimension][unit];
            let (drawn, judged) = (survey.stays[dimension][unit], method.stays[dimension][unit]);
            let variance = own.deviation * own.deviation;
            own.split = split(drawn, judged, variance, outcomes.len());
            counted += 1.0;
            for (sum, part) in [(&mut whole.0, drawn), (&mut whole.1, judged)] {
                sum.moved += part.moved;
                sum.shared += part.shared;
            }
            whole.2 += variance;
        }
        self.split = split(whole.0, whole.1, whole.2, outcomes.len())
            .map(|split| Split { deviation: split.deviation / f64::sqrt(counted), ..split });
    }
}

/// The variance by where it comes from, from redrawing the survey and the method: what redrawing one of them leaves in common
/// is the other's alone. A share that chance alone could make of nothing, in so many replications, is 0.
fn split(survey: Stays, method: Stays, variance: f64, replications: usize) -> Option<Split> {
    let shares = match (survey.moved > 0.0, method.moved > 0.0) {
        (false, false) => return None,
        (false, true) => [0.0, 1.0, 0.0],
        (true, false) => [1.0, 0.0, 0.0],
        (true, true) => {
            let noise = 1.645 / f64::sqrt(replications as f64);
            let alone = |stays: Stays| stays.shared / variance;
            let [by_survey, by_method] = [alone(method), alone(survey)];
            let shares = [by_survey, by_method, 1.0 - by_survey - by_method];
            shares.map(|share| if share > noise { share } else { 0.0 })
        }
    };
    let whole: f64 = shares.iter().sum();
    let [survey, method, together] = shares.map(|share| share / whole);
    (whole > 0.0 && variance > 0.0).then(|| Split { survey, method, together, deviation: variance.sqrt() })
}
