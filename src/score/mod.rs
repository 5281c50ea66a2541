//! Evaluates the calculation over answers: scores, gates, stages, severity, KPIs. Nothing here rounds.
pub mod evidence;
pub mod gate;
pub mod heard;
mod impute;
pub mod judge;
pub mod kpi;
pub mod ladder;
pub mod leaf;
pub mod people;
pub mod tree;

pub use crate::truth::{ByTruth, Truth};

use crate::calculation::NOISE;
use crate::framework::{DimensionRole, Framework};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A score on the framework's output unit, with what is not known: `low` counts every missing part at its worst,
/// `high` at its best. Of an obstacle it is the severity: full score − score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// None: nothing is known, or the missing rule of the dimension forbids a value.
    pub value: Option<f64>,
    /// None: nothing applies, or the scale has no worst value.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Criteria answered; one observed on services or branches counts where the method's `coverage` of them answered.
    pub answered: f64,
    /// Criteria that apply.
    pub applicable: f64,
    /// Competition rank (1, 2, 2, 4) of the published value among the agencies of the period, best first
    /// (of an obstacle: most severe first).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// In place of the figures where these are not public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<Band>,
}

/// How far something is achieved, on the four-label scale of ISO/IEC 33020: up to 15, 50, 85 and 100 % of the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    Not,
    Partly,
    Largely,
    Fully,
}

/// Everything judged of one agency in one column of truth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Judgement {
    /// By position of the dimension in the framework.
    pub scores: Vec<Score>,
    /// Scored criteria answered and applicable, each counted once.
    pub counted: (f64, f64),
    /// Gates of the edition, stage by stage.
    pub gates: Vec<GateResult>,
    /// None: the framework has no stages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ladder: Option<Ladder>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GateResult {
    /// Position in the framework.
    pub criterion: usize,
    /// Position of the stage among the dimensions.
    pub dimension: usize,
    pub critical: bool,
    pub state: GateState,
    /// On the scale's values (0–1 in the default framework), in this column of truth.
    pub value: Option<f64>,
    pub limit: f64,
    /// How far the value is short of the limit; none where it is not short, not known, or only lacks evidence.
    pub distance: Option<f64>,
    /// Where the share is from a sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Box<Sample>>,
    /// Effective evidence grade, by position in the scheme.
    pub grade: Option<u8>,
    /// Whether only the evidence is too weak.
    pub lacks_evidence: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GateState {
    Passed,
    Failed,
    /// Not answered, or not confirmed in this column: does not pass.
    Undetermined,
    /// Not applicable with a reason and an approver.
    Waived,
}

/// How high an agency climbed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ladder {
    /// One per stage, lowest first.
    pub stages: Vec<StageResult>,
    pub reached: Reached,
    pub strict: Reached,
    /// Under the other setting of `share_weight`.
    pub other_weight: Reached,
    /// With every *not applicable* counted as 0.
    pub na_zero: Reached,
    /// With every item under the agency's control full, and the others as they are.
    pub attainable: Reached,
    /// Numbers (from 1) of stages that meet their own conditions while the one below does not.
    pub leaps: Vec<usize>,
    /// Number (from 1) of the next stage to reach; none at the top.
    pub next: Option<usize>,
    /// The obstacle whose weak items block most failing gates of the next stage, by position among the dimensions.
    pub binding_obstacle: Option<usize>,
    /// The stage reached at the lowest threshold of the sweep, then every threshold from which on it is another.
    pub sweep: Vec<(f64, Reached)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageResult {
    /// Position of the stage among the dimensions.
    pub dimension: usize,
    pub state: StageState,
    /// Where the score does not exceed the threshold. Gates that are not met: `Judgement::unmet_gates`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_short: Option<ScoreShort>,
    /// Where too few criteria are answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage_short: Option<CoverageShort>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageState {
    /// Its own conditions are met, whatever the stages below.
    Met,
    NotMet,
    /// No criteria, or nothing known fails but gates are undetermined or coverage is short.
    Unjudged,
    /// Too few applicable criteria or gates: stepped over.
    NotApplicable,
}

/// A score that is not enough: the bound that is compared, and threshold − score, in output units; none where nothing is
/// known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreShort {
    pub score: Option<f64>,
    pub distance: Option<f64>,
}

/// Too few answers: the share answered, 0–1, and how many criteria are still to answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageShort {
    pub share: f64,
    pub distance: f64,
}

/// The cases behind a sampled share, with its Wilson interval where the share is known in this column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    pub size: u32,
    pub interval: Option<(f64, f64)>,
}

/// The stage an agency reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Reached {
    /// No stage applies.
    NotApplicable,
    /// The first applicable stage cannot be judged.
    Unjudged,
    Stage {
        /// 0 = none, else the number of the stage from 1.
        number: usize,
        /// The climb ended at a stage that cannot be judged.
        at_least: bool,
        /// A stage is not applicable: the agency is listed apart from those judged on all stages.
        stepped_over: bool,
    },
}

/// A score in whole units of the last decimal published: equal where two are printed alike.
pub fn published(score: f64, decimals: usize) -> f64 {
    (score * 10_f64.powi(decimals as i32) + NOISE).round()
}

impl Judgement {
    /// The gates of a stage that it does not meet, in their order.
    pub fn unmet_gates(&self, stage: &StageResult) -> impl Iterator<Item = &GateResult> {
        let dimension =
            Some(stage.dimension).filter(|_| matches!(stage.state, StageState::NotMet | StageState::Unjudged));
        let unmet = |gate: &&GateResult| matches!(gate.state, GateState::Failed | GateState::Undetermined);
        self.gates.iter().filter(unmet).filter(move |gate| Some(gate.dimension) == dimension)
    }
}

impl Ladder {
    /// The next stage to reach; none at the top.
    pub fn next_stage(&self) -> Option<&StageResult> {
        self.stages.get(self.next?.checked_sub(1)?)
    }

    /// The stage reached at a threshold of the sweep.
    pub fn at(&self, threshold: f64) -> Reached {
        let turn = self.sweep.iter().rev().find(|(from, _)| *from <= threshold);
        turn.map_or(self.reached, |(_, reached)| *reached)
    }
}

impl Band {
    /// In tables for machines.
    pub fn name(self) -> &'static str {
        match self {
            Band::Not => "not",
            Band::Partly => "partly",
            Band::Largely => "largely",
            Band::Fully => "fully",
        }
    }

    /// Of a share of the best, 0–1.
    pub fn of(share: f64) -> Band {
        match share {
            _ if share > 0.85 => Band::Fully,
            _ if share > 0.5 => Band::Largely,
            _ if share > 0.15 => Band::Partly,
            _ => Band::Not,
        }
    }
}

impl Judgement {
    /// Share (0–1) answered of the applicable criteria of all stages, or of the tops of a framework without stages; none
    /// where nothing applies.
    pub fn coverage(&self, framework: &Framework) -> Option<f64> {
        let mut tops: Vec<usize> = framework.of_role(DimensionRole::Stage).collect();
        if tops.is_empty() {
            let is_top = |dimension: &usize| framework.dimensions[*dimension].parent.is_none();
            tops = (0..framework.dimensions.len()).filter(is_top).collect();
        }
        let scores = || tops.iter().filter_map(|top| self.scores.get(*top));
        let applicable: f64 = scores().map(|score| score.applicable).sum();
        let answered: f64 = scores().map(|score| score.answered).sum();
        (applicable > 0.0).then(|| answered / applicable)
    }
}

impl Score {
    /// Share (0–1) of applicable criteria answered; none when nothing applies.
    pub fn coverage(&self) -> Option<f64> {
        (self.applicable > 0.0).then(|| self.answered / self.applicable)
    }
}

impl Reached {
    /// The number of the stage; none when it is not judged or nothing applies.
    pub fn number(self) -> Option<usize> {
        match self {
            Reached::Stage { number, .. } => Some(number),
            Reached::NotApplicable | Reached::Unjudged => None,
        }
    }

    /// Whether two verdicts cannot both be true: *at least 2* goes with 2 and 3, not with 1; what is not judged goes
    /// with everything.
    pub fn contradicts(self, other: Reached) -> bool {
        let stage = |reached: Reached| match reached {
            Reached::Stage { number, at_least, .. } => Some((number, at_least)),
            Reached::NotApplicable | Reached::Unjudged => None,
        };
        match (stage(self), stage(other)) {
            (Some((one, one_open)), Some((two, two_open))) => one < two && !one_open || two < one && !two_open,
            _ => {
                (self == Reached::NotApplicable) != (other == Reached::NotApplicable)
                    && self != Reached::Unjudged
                    && other != Reached::Unjudged
            }
        }
    }

    /// The rung on which an agency is counted; none also where it stepped over a stage.
    pub fn rung(self) -> Option<usize> {
        match self {
            Reached::Stage { stepped_over: true, .. } => None,
            other => other.number(),
        }
    }
}
