//! Which assumption matters: shares of the variance of what the assessment comes to.
use crate::assumption::{Choices, RobustnessSettings};
use crate::framework::DimensionRole;
use crate::parallel::on_threads;
use crate::robustness::{Estimate, Indices, Influence, Output, Sensitivity};
use crate::stats::sensitivity::{self, Sample, Walk};
use crate::stats::stream::{choose, draw};
use crate::uncertainty::apart::rank_shift;
use crate::uncertainty::engine::{Outcome, Point};
use crate::uncertainty::{Runs, Side, at_or_above};

/// Rows of the first sample; each further one doubles them.
const ROWS: u64 = 64;
/// An interval of a total index no wider than this to either side is narrow enough.
const NARROW: f64 = 0.05;
/// Samples of the rows behind an interval.
const BOOTSTRAP: u32 = 500;

pub(super) struct Found {
    pub(super) told: Sensitivity,
    /// Of every combination, stages only; empty where they were sampled.
    pub(super) outcomes: Vec<Outcome>,
}

impl Found {
    /// Whether an assumption has no share in the variance of anything.
    pub(super) fn is_idle(&self, assumption: usize) -> bool {
        let mut indices = self.told.outputs.iter().filter_map(|output| output.indices.get(assumption));
        indices.all(|indices| indices.total.value.abs() < 1e-12)
    }
}

/// What is looked at.
struct Target<'a> {
    base: &'a Outcome,
    headline: &'a [usize],
    outputs: Vec<(Output, (usize, usize))>,
}

impl Target<'_> {
    fn values(&self, outcome: &Outcome) -> Vec<f64> {
        let value = |(output, (unit, dimension)): &(Output, (usize, usize))| match output {
            Output::RankShift => rank_shift(self.base, outcome, self.headline),
            Output::AtOrAbove(number) => at_or_above(outcome, *number),
            Output::Score { .. } => outcome.scores[*dimension][*unit],
        };
        self.outputs.iter().map(value).collect()
    }
}

/// On the answers as they are. `asked`: scores by place of the agency among those judged, and dimension.
pub(super) fn sensitivity(
    runs: &Runs,
    base: &Outcome,
    headline: &[usize],
    asked: &[(usize, usize)],
    settings: &RobustnessSettings,
) -> Found {
    let engine = runs.engine;
    let stages = engine.question.framework.of_role(DimensionRole::Stage).count();
    let mut outputs = vec![(Output::RankShift, (0, 0))];
    outputs.extend((1..=stages).map(|number| (Output::AtOrAbove(number), (0, 0))));
    outputs.extend(asked.iter().map(|(unit, dimension)| {
        (Output::Score { agency: engine.agencies[*unit], dimension: *dimension }, (*unit, *dimension))
    }));
    let target = Target { base, headline, outputs };
    combinations(runs)
        .and_then(|levels| enumerated(runs, &target, &levels))
        .unwrap_or_else(|| sampled(runs, &target, settings))
}

/// Points and probabilities of the values of each assumption, where computing every combination is no dearer than sampling.
fn combinations(runs: &Runs) -> Option<Vec<Vec<(f64, f64)>>> {
    let levels = |choices: &Choices| {
        let Choices::Values(values) = choices else { return None };
        let mut before = 0.0;
        let mut levels = Vec::with_capacity(values.len());
        for (_, probability) in values.iter().filter(|(_, probability)| *probability > 0.0) {
            levels.push((before + probability / 2.0, *probability));
            before += probability;
        }
        Some(levels)
    };
    let all: Vec<Vec<(f64, f64)>> = runs.engine.choices.iter().map(levels).collect::<Option<_>>()?;
    let count = all.iter().try_fold(1_u64, |count, own| count.checked_mul(own.len() as u64))?;
    (count <= runs.replications * (all.len() as u64 + 2) && all.len() <= 16).then_some(all)
}

/// None where some combination makes no calculation.
fn enumerated(runs: &Runs, target: &Target, levels: &[Vec<(f64, f64)>]) -> Option<Found> {
    let mut combinations: Vec<Vec<Option<f64>>> = vec![Vec::new()];
    for own in levels {
        let longer = |before: &Vec<Option<f64>>| {
            let before = before.clone();
            own.iter().map(move |(point, _)| before.iter().copied().chain([Some(*point)]).collect())
        };
        combinations = combinations.iter().flat_map(longer).collect::<Vec<Vec<Option<f64>>>>();
    }
    let outcomes = on_threads(runs.threads, &combinations, |choices| {
        let outcome = runs.engine.outcome(&Point { choices: choices.clone(), survey: None }).ok()?;
        runs.counter.count();
        let values = target.values(&outcome);
        Some((values, Outcome { reached: outcome.reached, ..Outcome::default() }))
    });
    let found: Vec<(Vec<f64>, Outcome)> = outcomes.into_iter().collect::<Option<_>>()?;
    let probabilities: Vec<Vec<f64>> =
        levels.iter().map(|own| own.iter().map(|(_, probability)| *probability).collect()).collect();
    let mut weights = vec![1.0];
    for own in &probabilities {
        weights = weights.iter().flat_map(|weight| own.iter().map(move |probability| weight * probability)).collect();
    }
    let influence = |(place, (output, _)): (usize, &(Output, _))| {
        let values: Vec<f64> = found.iter().map(|(values, _)| values[place]).collect();
        let mean: f64 = weights.iter().zip(&values).map(|(weight, value)| weight * value).sum();
        let variance: f64 =
            weights.iter().zip(&values).map(|(weight, value)| weight * (value - mean) * (value - mean)).sum();
        let indices = if mean.is_nan() { None } else { sensitivity::exact(&probabilities, &values) };
        Influence { output: *output, mean, deviation: variance.sqrt(), indices: told(indices) }
    };
    let outputs = target.outputs.iter().enumerate().map(influence).collect();
    Some(Found {
        told: Sensitivity { exact: true, evaluations: found.len(), converged: true, outputs },
        outcomes: found.into_iter().map(|(_, outcome)| outcome).collect(),
    })
}

/// Values of all outputs at one row of the designs.
struct Row {
    a: Vec<f64>,
    b: Vec<f64>,
    mixed: Vec<Vec<f64>>,
    order: Vec<usize>,
    walk: Vec<Vec<f64>>,
}

fn sampled(runs: &Runs, target: &Target, settings: &RobustnessSettings) -> Found {
    let inputs = runs.engine.choices.len();
    let mut rows: Vec<Row> = Vec::new();
    let (mut done, mut evaluations) = (0, 0);
    loop {
        let upto = if done == 0 { ROWS.min(runs.replications) } else { (2 * done).min(runs.replications) };
        let fresh: Vec<u64> = (done..upto).collect();
        rows.extend(on_threads(runs.threads, &fresh, |n| row(runs, target, *n)).into_iter().flatten());
        evaluations += fresh.len() * (2 * inputs + 1);
        done = upto;
        let influence =
            |(place, (output, _)): (usize, &(Output, _))| influence(&rows, place, *output, settings, runs.seed);
        let outputs: Vec<Influence> = target.outputs.iter().enumerate().map(influence).collect();
        let converged = outputs.iter().flat_map(|output| &output.indices).all(|indices| is_narrow(&indices.total));
        if converged || done >= runs.replications {
            return Found { told: Sensitivity { exact: false, evaluations, converged, outputs }, outcomes: Vec::new() };
        }
    }
}

fn is_narrow(estimate: &Estimate) -> bool {
    estimate.interval.is_none_or(|(low, high)| high - low <= 2.0 * NARROW)
}

/// None where some combination makes no calculation.
fn row(runs: &Runs, target: &Target, n: u64) -> Option<Row> {
    let at = |choices: &[Option<f64>]| {
        let outcome = runs.engine.outcome(&Point { choices: choices.to_vec(), survey: None }).ok()?;
        runs.counter.count();
        Some(target.values(&outcome)).filter(|values| values.iter().all(|value| !value.is_nan()))
    };
    let (a, b) = (runs.point(n, Side::Fixed, Side::One).choices, runs.point(n, Side::Fixed, Side::Other).choices);
    let with = |input: usize| {
        let mut mixed = a.clone();
        mixed[input] = b[input];
        at(&mixed)
    };
    let mut order: Vec<usize> = (0..a.len()).collect();
    let key = draw(draw(runs.seed, 4), n);
    for place in (1..order.len()).rev() {
        order.swap(place, choose(key, place as u64, place + 1));
    }
    let mut on_the_way = a.clone();
    let mut walk = Vec::new();
    for input in &order[..order.len().saturating_sub(1)] {
        on_the_way[*input] = b[*input];
        walk.push(at(&on_the_way)?);
    }
    Some(Row { a: at(&a)?, b: at(&b)?, mixed: (0..a.len()).map(with).collect::<Option<_>>()?, order, walk })
}

fn influence(rows: &[Row], place: usize, output: Output, settings: &RobustnessSettings, seed: u64) -> Influence {
    let inputs = rows.first().map_or(0, |row| row.mixed.len());
    let column = |pick: &dyn Fn(&Row) -> f64| rows.iter().map(pick).collect::<Vec<f64>>();
    let sample = Sample {
        a: column(&|row| row.a[place]),
        b: column(&|row| row.b[place]),
        mixed: (0..inputs).map(|input| column(&|row| row.mixed[input][place])).collect(),
        walks: rows
            .iter()
            .map(|row| Walk { order: row.order.clone(), values: row.walk.iter().map(|values| values[place]).collect() })
            .collect(),
    };
    let all = || sample.a.iter().chain(&sample.b);
    let count = all().count() as f64;
    let mean = all().sum::<f64>() / count;
    let variance = all().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    let indices = match inputs {
        // All that varies is the only assumption's.
        1 if variance > 0.0 => sensitivity::exact(&[vec![0.5, 0.5]], &[-1.0, 1.0]),
        _ => sensitivity::estimate(&sample, settings.confidence, BOOTSTRAP, draw(seed, 5)),
    };
    Influence { output, mean, deviation: variance.sqrt(), indices: told(indices) }
}

fn told(indices: Option<Vec<sensitivity::Indices>>) -> Vec<Indices> {
    let estimate = |own: sensitivity::Estimate| Estimate { value: own.value, interval: own.interval };
    let of = |own: sensitivity::Indices| Indices {
        first: estimate(own.first),
        total: estimate(own.total),
        shapley: estimate(own.shapley.unwrap_or(own.total)),
    };
    indices.into_iter().flatten().map(of).collect()
}
