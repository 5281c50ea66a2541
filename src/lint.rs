//! What a referee would object to in an assessment, as values: what `lint.json` holds.
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the format of `lint.json`.
pub const FORMAT: u32 = 1;

/// A part whose influence differs from its weight by this factor is not what the weights say.
const FACTOR: f64 = 2.0;

/// Doubts about the latest period in one column of truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lint {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that computed it.
    pub program: String,
    /// SHA-256 of the `results.json` it belongs to; empty until that is written.
    pub results: String,
    /// Position in `Survey::periods`.
    pub period: usize,
    pub truth: Truth,
    /// In the order of [`CODES`].
    pub doubts: Vec<Doubt>,
    /// What each part of a mean weighs, and what it does.
    pub influences: Vec<PartInfluence>,
}

/// A part of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartInfluence {
    /// Position of the whole in the framework.
    pub dimension: usize,
    pub part: Part,
    /// Share (0–1) of the weights.
    pub weight: f64,
    /// Share (0–1) of the parts' squared correlations with the whole (Paruolo, Saisana & Saltelli 2013).
    pub influence: f64,
    /// Within which chance may have placed the influence.
    pub interval: (f64, f64),
}

impl PartInfluence {
    /// Whether the influence is more than twice or less than half of the weight, and chance does not explain it.
    pub fn is_off(&self) -> bool {
        let (low, high) = self.interval;
        low > FACTOR * self.weight || FACTOR * high < self.weight
    }
}

/// What a dimension is made of, by position in the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Criterion(usize),
    Dimension(usize),
}

/// How much a doubt weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Conclusions may be wrong.
    Major,
    /// To be said in the text.
    Minor,
}

/// A doubt with the numbers behind it; positions are those of the framework.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "code")]
pub enum Doubt {
    /// Too few agencies for any statement about them all.
    TooFewAgencies { count: usize, least: usize },
    /// Less than half of the agencies to which it applies answered.
    TooFewAnswers { criterion: usize, answered: usize, applicable: usize },
    /// A part influences its whole at least twice or at most half as much as its weight says.
    WeightNotInfluence { dimension: usize, part: Part, weight: f64, influence: f64 },
    /// Two criteria of one dimension say the same.
    DoubleCounting { dimension: usize, first: usize, second: usize, correlation: f64 },
    /// A criterion counts more than once on the way to a dimension.
    CountedTwice { dimension: usize, criterion: usize },
    /// A criterion falls where the others of its dimension rise.
    WrongDirection { dimension: usize, criterion: usize, correlation: f64, agencies: usize },
    /// A zero makes a mean zero whatever else is there.
    ZeroAnnuls { dimension: usize, agencies: usize },
    /// Who does not answer scores otherwise than who does.
    MissingByScore { criterion: usize, missing: usize, superiority: f64, p: f64 },
    /// Answers are missing in some groups more than in others.
    MissingByGroup { criterion: usize, column: String, missing: usize, p: f64 },
    /// Ranks that other choices or respondents would change.
    UnstableRanks { dimension: usize, unstable: usize, ranked: usize },
    /// Nothing says how sure the ranks are.
    NoUncertainty,
    /// A gate that everybody passes.
    GateNeverBinds { criterion: usize, agencies: usize },
    /// A gate that nobody passes.
    GateAlwaysBinds { criterion: usize, agencies: usize },
    /// Scores whose own bounds lie on both sides of the threshold, or that are no farther from it than one standard error
    /// of measurement.
    ThresholdWithinError { dimension: usize, agencies: usize, judged: usize, threshold: f64 },
    /// A group about which nothing can be said apart from its members.
    GroupTooSmall { column: String, groups: usize, smallest: usize, least: usize },
    /// Options that nobody chose.
    ScaleUnused { scale: usize, options: Vec<usize>, answers: usize },
    /// Everybody gave the same answer.
    NothingTold { criterion: usize, agencies: usize },
    /// Most claims that count have nothing that confirms them.
    Unconfirmed { confirmed: usize, claims: usize },
}

/// Every code, in the order in which doubts are told.
pub const CODES: [&str; 18] = [
    "too-few-agencies",
    "too-few-answers",
    "weight-not-influence",
    "double-counting",
    "counted-twice",
    "wrong-direction",
    "zero-annuls",
    "missing-by-score",
    "missing-by-group",
    "unstable-ranks",
    "no-uncertainty",
    "gate-never-binds",
    "gate-always-binds",
    "threshold-within-error",
    "group-too-small",
    "scale-unused",
    "nothing-told",
    "unconfirmed",
];

impl Doubt {
    pub fn code(&self) -> &'static str {
        let place = match self {
            Doubt::TooFewAgencies { .. } => 0,
            Doubt::TooFewAnswers { .. } => 1,
            Doubt::WeightNotInfluence { .. } => 2,
            Doubt::DoubleCounting { .. } => 3,
            Doubt::CountedTwice { .. } => 4,
            Doubt::WrongDirection { .. } => 5,
            Doubt::ZeroAnnuls { .. } => 6,
            Doubt::MissingByScore { .. } => 7,
            Doubt::MissingByGroup { .. } => 8,
            Doubt::UnstableRanks { .. } => 9,
            Doubt::NoUncertainty => 10,
            Doubt::GateNeverBinds { .. } => 11,
            Doubt::GateAlwaysBinds { .. } => 12,
            Doubt::ThresholdWithinError { .. } => 13,
            Doubt::GroupTooSmall { .. } => 14,
            Doubt::ScaleUnused { .. } => 15,
            Doubt::NothingTold { .. } => 16,
            Doubt::Unconfirmed { .. } => 17,
        };
        CODES[place]
    }

    pub fn gravity(&self) -> Gravity {
        match self {
            Doubt::TooFewAnswers { .. }
            | Doubt::GateNeverBinds { .. }
            | Doubt::GroupTooSmall { .. }
            | Doubt::ScaleUnused { .. }
            | Doubt::NothingTold { .. }
            | Doubt::CountedTwice { .. }
            | Doubt::NoUncertainty => Gravity::Minor,
            _ => Gravity::Major,
        }
    }
}
