//! Where agencies stand, as columns: read once from their judgements, then counted, ranked and summarised from here.
use crate::assess::Context;
use crate::assessment::{AgencyAssessment, Quartiles, StageCounts, Status, SweepPoint};
use crate::score::Reached;
use crate::stats::{competition_ranks, quantile};
use crate::truth::{ByTruth, Truth};

/// Half of the last published decimal is rounded up, whatever noise a sum left in the last bits.
const NOISE: f64 = 1e-9;

/// One entry per agency, in the order of `Assessment::agencies`; columns of truth that do not exist are empty.
pub(super) struct Standing {
    status: Vec<Status>,
    /// By dimension, then by agency.
    scores: ByTruth<Vec<Vec<Option<f64>>>>,
    reached: ByTruth<Vec<Option<Reached>>>,
    /// How many stand where at every threshold of the sweep.
    pub(super) sweep: Vec<SweepPoint>,
}

impl Standing {
    pub(super) fn of(context: &Context, agencies: &[AgencyAssessment]) -> Standing {
        let dimensions = context.framework.dimensions.len();
        let stages = context.calculation.stages.len();
        let thresholds = if stages > 0 { context.method().sweep.thresholds() } else { Vec::new() };
        let point =
            |threshold: f64| SweepPoint { threshold, stages: context.by_truth(|_| Some(StageCounts::empty(stages))) };
        let mut standing = Standing {
            status: agencies.iter().map(|agency| agency.status).collect(),
            scores: ByTruth::from_fn(|_| vec![Vec::with_capacity(agencies.len()); dimensions]),
            reached: ByTruth::default(),
            sweep: thresholds.into_iter().map(point).collect(),
        };
        for agency in agencies {
            for truth in context.truths() {
                let judgement = agency.judgements.get(truth).as_deref();
                for (dimension, column) in standing.scores.get_mut(truth).iter_mut().enumerate() {
                    column.push(judgement.and_then(|judgement| judgement.scores[dimension].value));
                }
                let ladder = judgement.and_then(|judgement| judgement.ladder.as_ref());
                standing.reached.get_mut(truth).push(ladder.map(|ladder| ladder.reached));
                for point in &mut standing.sweep {
                    if let Some(counts) = point.stages.get_mut(truth) {
                        counts.add(agency.status, ladder.map(|ladder| ladder.at(point.threshold)));
                    }
                }
            }
        }
        standing
    }

    /// How many of some agencies stand where; none without stages.
    pub(super) fn count(&self, context: &Context, members: &[usize], truth: Truth) -> Option<StageCounts> {
        let stages = context.calculation.stages.len();
        (stages > 0).then(|| {
            let mut counts = StageCounts::empty(stages);
            for member in members {
                counts.add(self.status[*member], self.reached.get(truth)[*member]);
            }
            counts
        })
    }

    /// Of the point values of some agencies; none where no one has a value.
    pub(super) fn quartiles(&self, members: &[usize], dimension: usize, truth: Truth) -> Option<Quartiles> {
        let column = &self.scores.get(truth)[dimension];
        let mut values: Vec<f64> = members.iter().filter_map(|member| column[*member]).collect();
        values.sort_unstable_by(f64::total_cmp);
        Some(Quartiles {
            count: values.len(),
            lower: quantile(&values, 0.25)?,
            median: quantile(&values, 0.5)?,
            upper: quantile(&values, 0.75)?,
        })
    }

    /// Sets ranks of published values within each dimension and column of truth.
    pub(super) fn rank(&self, context: &Context, agencies: &mut [AgencyAssessment]) {
        let period = context.survey.periods[context.period].code.as_str();
        let unit = 10_f64.powi(context.framework.output.decimals(period) as i32);
        for truth in context.truths() {
            let published = |value: &Option<f64>| value.map(|value| (value * unit + NOISE).round());
            let ranks: Vec<Vec<Option<u32>>> = self
                .scores
                .get(truth)
                .iter()
                .map(|column| competition_ranks(&column.iter().map(published).collect::<Vec<_>>()))
                .collect();
            for (member, agency) in agencies.iter_mut().enumerate() {
                if let Some(judgement) = agency.judgements.get_mut(truth) {
                    for (score, ranks) in judgement.scores.iter_mut().zip(&ranks) {
                        score.rank = ranks[member];
                    }
                }
            }
        }
    }
}
