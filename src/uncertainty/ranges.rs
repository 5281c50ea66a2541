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
    /// Half the mean squared change of a score when the source is drawn anew and all else stays: its total variance
    /// (Jansen 1999).
    total: Table<f64>,
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
                total: moved(&together, &runs.run(Side::Other, Side::One), base),
            };
            drop(survey_alone);
            let method_alone = runs.run(Side::Fixed, Side::One);
            let stages = known(&method_alone).map(stages_only).collect::<Vec<_>>();
            let own: Vec<Outcome> = method_alone.into_iter().filter_map(Result::ok).collect();
            let method = Source {
                alone: intervals(&own, base, settings.confidence),
                total: moved(&together, &runs.run(Side::One, Side::Other), base),
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
            publishable: ranks.high - ranks.low <= settings.widest_rank * ranked as f64,
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

fn moved(one: &Replications, other: &Replications, base: &Outcome) -> Table<f64> {
    let pairs = || one.iter().zip(other).filter_map(|(one, other)| Some((one.as_ref().ok()?, other.as_ref().ok()?)));
    let of = |dimension: usize, unit: usize| {
        let change = |(one, other): (&Outcome, &Outcome)| one.scores[dimension][unit] - other.scores[dimension][unit];
        let squares = pairs().map(change).filter(|change| !change.is_nan()).map(|change| change * change);
        let (count, sum) = squares.fold((0.0, 0.0), |(count, sum), square| (count + 1.0, sum + square));
        if count > 0.0 { sum / count / 2.0 } else { 0.0 }
    };
    let column = |dimension: usize| (0..base.scores[dimension].len()).map(|unit| of(dimension, unit)).collect();
    (0..base.scores.len()).map(column).collect()
}

impl DimensionRange {
    /// Adds what each source does alone, and splits the variance between them.
    fn divide(&mut self, outcomes: &[Outcome], survey: &Source, method: &Source) {
        let dimension = self.dimension;
        let (mut totals, mut counted) = ([0.0; 3], 0.0);
        for (unit, own) in self.agencies.iter_mut().enumerate() {
            let Some(own) = own else { continue };
            own.survey_alone = survey.alone[dimension][unit];
            own.method_alone = method.alone[dimension][unit];
            let parts = [own.deviation * own.deviation, survey.total[dimension][unit], method.total[dimension][unit]];
            own.split = split(parts, 1.0);
            counted += 1.0;
            totals.iter_mut().zip(parts).for_each(|(total, part)| *total += part);
        }
        self.split = if outcomes.is_empty() { None } else { split(totals, counted) };
    }
}

/// From a variance and the total variances of survey and method, each a sum over `count` agencies.
fn split([variance, survey, method]: [f64; 3], count: f64) -> Option<Split> {
    if variance <= 0.0 {
        return None;
    }
    let alone = |other: f64| (variance - other).max(0.0);
    let (survey_only, method_only) = (alone(method), alone(survey));
    let together = (survey + method - variance).max(0.0);
    let whole = survey_only + method_only + together;
    (whole > 0.0).then(|| Split {
        survey: survey_only / whole,
        method: method_only / whole,
        together: together / whole,
        deviation: (variance / count).sqrt(),
    })
}
