//! How sure the judgement of a period is, as values: what `robustness.json` holds.
use crate::assumption::RobustnessSettings;
use crate::score::Reached;
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the format of `robustness.json`.
pub const FORMAT: u32 = 1;

/// The latest period in one column of truth, computed again and again under what could have been otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Robustness {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that computed it.
    pub program: String,
    /// SHA-256 of the `results.json` it belongs to; empty until that is written.
    pub results: String,
    /// Position in `Survey::periods`.
    pub period: usize,
    pub truth: Truth,
    /// As asked for, with the assumptions that were drawn from.
    pub settings: RobustnessSettings,
    /// Whether the assumptions follow from the framework because none were given.
    pub assumed: bool,
    pub seed: u64,
    pub survey: SurveyError,
    /// Positions in the register of the agencies judged; all lists by agency follow this order.
    pub agencies: Vec<usize>,
    /// Dimensions on which agencies are compared: indices, else stages, else those without a parent.
    pub headline: Vec<usize>,
    pub dimensions: Vec<DimensionRange>,
    /// By agency; empty without stages.
    pub stages: Vec<StageChances>,
    /// Agencies at or above each stage, from the first on.
    pub counts: Vec<Range>,
    /// What each value of each assumption alone changes.
    pub alternatives: Vec<Alternative>,
    /// Positions of assumptions that changed nothing in any replication.
    pub inactive: Vec<usize>,
    pub without_criteria: Vec<Without>,
    pub without_gates: Vec<Without>,
    /// With *not applicable* counted as the worst value; none where everything applies.
    pub not_applicable: Option<Effect>,
    pub sensitivity: Option<Sensitivity>,
    /// Replications that gave no result, by reason.
    pub failures: Vec<Failure>,
    /// Share (0–1) of replications in which a zero annulled some agency's mean.
    pub annulled: f64,
}

/// What chance in the collection of answers was drawn again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SurveyError {
    /// Respondents who gave a name, in units with at least two of them.
    pub respondents: usize,
    /// Agencies whose respondents were drawn again.
    pub agencies: usize,
    /// Shares that rest on a sample.
    pub samples: usize,
    /// Whether donors were drawn for missing values.
    pub imputed: bool,
}

/// The scores of a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DimensionRange {
    /// Position in the framework.
    pub dimension: usize,
    /// Agencies that have a rank.
    pub ranked: usize,
    /// How many tiers there are.
    pub tiers: usize,
    /// By agency; none where it has no score.
    pub agencies: Vec<Option<ScoreRange>>,
    /// Variance within agencies, summed over them, by where it comes from; none where only one source varies.
    pub split: Option<Split>,
    /// By agency A, then by agency B: share of replications in which A is above B, ties half; empty where there are too
    /// many agencies, and outside the headline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<Vec<f64>>,
}

/// A score and its rank.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreRange {
    pub value: f64,
    pub rank: u32,
    /// In output units.
    pub score: Range,
    pub deviation: f64,
    pub ranks: Range,
    pub mean_rank: f64,
    /// Whether the rank is certain enough to be published.
    pub publishable: bool,
    /// From 1; agencies of a tier cannot be told from its first.
    pub tier: usize,
    /// Share (0–1) of replications in which it is above the agency ranked next; none for the last.
    pub above_next: Option<f64>,
    /// The interval of the score by each source alone; none where it does not vary.
    pub survey_alone: Option<(f64, f64)>,
    pub method_alone: Option<(f64, f64)>,
    pub split: Option<Split>,
    /// Share (0–1) of replications that gave it no score.
    pub missing: f64,
}

/// A number over the replications.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Range {
    /// Of the assessment itself.
    pub nominal: f64,
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

/// Shares of a variance, adding up to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Split {
    pub survey: f64,
    pub method: f64,
    /// What only both together do.
    pub together: f64,
    /// The square root of the variance, in output units; of a dimension the root of the mean over agencies.
    pub deviation: f64,
}

/// The stage of an agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageChances {
    pub reached: Reached,
    /// Share (0–1) of replications by stage from 0; with `unjudged` and `not_applicable` they add up to 1.
    pub at: Vec<f64>,
    pub unjudged: f64,
    pub not_applicable: f64,
    /// Every stage that some combination of assumptions gives, on the answers as they are.
    pub by_method: Vec<Reached>,
    /// Positions of assumptions that alone give another stage.
    pub changed_by: Vec<usize>,
}

/// One value of an assumption, all else as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// Position among the assumptions.
    pub assumption: usize,
    /// As written; of weights none, and the effect is the mean of several draws.
    pub value: Option<serde_json::Value>,
    pub effect: Option<Effect>,
}

/// What a change does to everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// Mean distance between an agency's rank and its rank in the assessment, over the headline.
    pub rank_shift: f64,
    /// Agencies with another stage: higher, lower.
    pub higher: f64,
    pub lower: f64,
    /// Mean absolute change of scores of the headline.
    pub score_shift: f64,
}

/// The assessment without one criterion, by its position in the framework.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Without {
    pub criterion: usize,
    pub effect: Effect,
}

/// Which assumption matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sensitivity {
    /// Every combination was computed: no sampling error.
    pub exact: bool,
    /// How often scores were computed.
    pub evaluations: usize,
    /// Whether the intervals became narrow enough; always where exact.
    pub converged: bool,
    pub outputs: Vec<Influence>,
}

/// Of one number that the assessment comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Influence {
    pub output: Output,
    pub mean: f64,
    pub deviation: f64,
    /// By assumption; empty where nothing varies.
    pub indices: Vec<Indices>,
}

/// A number that the assessment comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// `Effect::rank_shift`.
    RankShift,
    /// Agencies at or above a stage, by its number from 1.
    AtOrAbove(usize),
    /// Of an agency (position in the register) in a dimension.
    Score { agency: usize, dimension: usize },
}

/// Shares of the variance of an output.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indices {
    pub first: Estimate,
    pub total: Estimate,
    pub shapley: Estimate,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    pub value: f64,
    /// None: exact.
    pub interval: Option<(f64, f64)>,
}

/// Replications without a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// Values of the first such combination, by assumption, as written; none as it is.
    pub values: Vec<Option<serde_json::Value>>,
    /// The code of what is wrong with the settings, or the reader's own words.
    pub reason: String,
    pub count: usize,
}

impl Estimate {
    /// What is left to 1.
    pub fn turned(self) -> Estimate {
        Estimate { value: 1.0 - self.value, interval: self.interval.map(|(low, high)| (1.0 - high, 1.0 - low)) }
    }
}

impl StageChances {
    /// Share (0–1) of replications at or above a stage.
    pub fn at_or_above(&self, number: usize) -> f64 {
        self.at.iter().skip(number).sum()
    }

    /// Whether no combination of assumptions gives another stage.
    pub fn is_steadfast(&self) -> bool {
        self.by_method.iter().all(|reached| *reached == self.reached)
    }
}
