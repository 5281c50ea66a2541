//! Where agencies stand, as columns: read once from their judgements, then counted, ranked and summarised from here.
use crate::assess::Context;
use crate::assessment::{AgencyAssessment, Quartiles, StageCounts, Status, SweepPoint};
use crate::parallel::in_parallel;
use crate::score::{Reached, published};
use crate::stats::competition_ranks;
use crate::truth::{ByTruth, Truth};

/// Agencies read together by one thread.
const PART: usize = 1024;

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
        let parts: Vec<&[AgencyAssessment]> = agencies.chunks(PART).collect();
        let mut whole = Standing::empty(context);
        for part in in_parallel(&parts, |part| Standing::of_part(context, part)) {
            whole.append(part);
        }
        whole
    }

    fn empty(context: &Context) -> Standing {
        let dimensions = context.framework.dimensions.len();
        let stages = context.calculation.stages.len();
        let thresholds = if stages > 0 { context.method().sweep.thresholds() } else { Vec::new() };
        let point =
            |threshold: f64| SweepPoint { threshold, stages: context.by_truth(|_| Some(StageCounts::empty(stages))) };
        Standing {
            status: Vec::new(),
            scores: ByTruth::from_fn(|_| vec![Vec::new(); dimensions]),
            reached: ByTruth::default(),
            sweep: thresholds.into_iter().map(point).collect(),
        }
    }

    fn of_part(context: &Context, agencies: &[AgencyAssessment]) -> Standing {
        let mut part = Standing::empty(context);
        for agency in agencies {
            part.status.push(agency.status);
            for truth in context.truths() {
                let judgement = agency.judgements.get(truth).as_deref();
                for (dimension, column) in part.scores.get_mut(truth).iter_mut().enumerate() {
                    column.push(judgement.and_then(|judgement| judgement.scores[dimension].value));
                }
                let ladder = judgement.and_then(|judgement| judgement.ladder.as_ref());
                part.reached.get_mut(truth).push(ladder.map(|ladder| ladder.reached));
                for point in &mut part.sweep {
                    if let Some(counts) = point.stages.get_mut(truth) {
                        counts.add(agency.status, ladder.map(|ladder| ladder.at(point.threshold)));
                    }
                }
            }
        }
        part
    }

    fn append(&mut self, part: Standing) {
        self.status.extend(part.status);
        for truth in Truth::ALL {
            for (column, more) in self.scores.get_mut(truth).iter_mut().zip(part.scores.get(truth)) {
                column.extend(more);
            }
            self.reached.get_mut(truth).extend(part.reached.get(truth));
        }
        for (point, more) in self.sweep.iter_mut().zip(part.sweep) {
            for truth in Truth::ALL {
                if let (Some(counts), Some(more)) = (point.stages.get_mut(truth), more.stages.get(truth)) {
                    counts.join(more);
                }
            }
        }
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
        Quartiles::of(members.iter().filter_map(|member| column[*member]).collect())
    }

    /// Sets ranks of published values within each dimension and column of truth.
    pub(super) fn rank(&self, context: &Context, agencies: &mut [AgencyAssessment]) {
        let period = context.survey.periods[context.period].code.as_str();
        let decimals = context.framework.output.decimals(period);
        for truth in context.truths() {
            let published = |value: &Option<f64>| value.map(|value| published(value, decimals));
            let ranks: Vec<Vec<Option<u32>>> = in_parallel(self.scores.get(truth), |column| {
                competition_ranks(&column.iter().map(published).collect::<Vec<_>>())
            });
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
