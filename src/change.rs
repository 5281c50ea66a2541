//! What changed from period to period, why, and whether it is more than chance, as values: what `change.json` holds.
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the format of `change.json`.
pub const FORMAT: u32 = 1;

/// Successive periods compared in one column of truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that computed it.
    pub program: String,
    /// SHA-256 of the `results.json` it belongs to; empty until that is written.
    pub results: String,
    pub truth: Truth,
    /// In order of time.
    pub spans: Vec<Span>,
    /// Agencies that gave way to others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successions: Vec<Succession>,
    /// Criteria of one framework only, where periods of several were compared over what they share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// Two successive periods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// Positions in `Survey::periods`.
    pub from: usize,
    pub to: usize,
    /// What differs besides the answers.
    pub causes: Vec<Cause>,
    /// Agencies judged in both, in the order of the register.
    pub agencies: Vec<AgencyChange>,
    /// Dimensions with a score in both periods.
    pub nation: Vec<NationChange>,
    /// Judged only after, and only before: positions in the register.
    pub entered: Vec<usize>,
    pub left: Vec<usize>,
    /// None: nothing was computed again.
    pub drawn: Option<Drawn>,
}

/// What was drawn to tell change from chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drawn {
    /// Replications that gave a result in both periods, of so many.
    pub replications: usize,
    pub tried: u32,
    /// Of intervals, 0.5–1.
    pub confidence: f64,
    pub seed: u64,
    /// Respondents drawn again, each once whatever the number of periods in which he answered; and how many of them
    /// answered in both.
    pub respondents: usize,
    pub in_both: usize,
    /// Shares that rest on a sample, of both periods.
    pub samples: usize,
    /// How many choices of the method were drawn, the same for both periods.
    pub assumptions: usize,
}

/// What besides an agency's answers moves its score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// Evidence and assessors' answers that came or lapsed.
    Evidence,
    /// Services, branches and numbers of the register.
    Register,
    /// Weights, thresholds and every other choice.
    Method,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgencyChange {
    /// Position in the register.
    pub agency: usize,
    pub dimensions: Vec<ScoreChange>,
}

/// A score before and after; severity of an obstacle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreChange {
    /// Position in the framework.
    pub dimension: usize,
    /// In output units.
    pub before: f64,
    pub after: f64,
    /// None: the answers behind the published score are withheld, or a step on the way has no score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<Bridge>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<Chance>,
    /// The way it went whatever the missing answers are: the intervals of the two scores do not touch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whatever_missing: Option<Way>,
}

/// A change split into causes that add up to it: the Owen value, which is what each adds on average over all orders in
/// which criteria stay together as the answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bridge {
    /// Output units; of several criteria together where the calculation does not let them be told apart.
    pub answers: Vec<Share>,
    /// By cause of `Span::causes`.
    pub causes: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// Positions in the framework, in its order.
    pub criteria: Vec<usize>,
    pub share: f64,
}

/// What replications say of a change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Chance {
    /// Shares (0–1) of replications in which the score rose, and fell.
    pub rose: f64,
    pub fell: f64,
    /// Interval of the change, in output units.
    pub low: f64,
    pub high: f64,
    /// The way it went, where the interval leaves only one.
    pub way: Way,
}

/// The way of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    Up,
    Down,
    /// No change that can be detected.
    Neither,
}

/// The median of agencies in a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NationChange {
    /// Position in the framework.
    pub dimension: usize,
    /// Medians over all agencies judged, and how many those are.
    pub before: f64,
    pub after: f64,
    pub agencies_before: usize,
    pub agencies_after: usize,
    /// Agencies judged in both periods, and the medians over them.
    pub both: usize,
    pub both_before: f64,
    pub both_after: f64,
    /// What agencies that left, and those that entered, did to the median.
    pub left: f64,
    pub entered: f64,
    /// What the answers of those judged in both did to their median; none where it cannot be split.
    pub answers: Option<f64>,
    /// By cause of `Span::causes`.
    pub causes: Vec<f64>,
    /// Mean share of each criterion in the changes of those judged in both, the largest first; they add up to what the
    /// answers did to the mean.
    pub criteria: Vec<Share>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<Chance>,
}

/// An agency that gave way to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Succession {
    /// Positions in the register.
    pub agency: usize,
    pub successors: Vec<usize>,
    pub kind: SuccessionKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SuccessionKind {
    /// One agency under another code: compared with itself.
    Renamed,
    /// Joined with others: the successor is compared with itself, where it was judged before.
    Merged,
    /// Parted into several, which are new.
    Split,
}

/// A criterion that only one of two frameworks asks, or asks on another scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// Code and version of the framework that asks it, and the edition where one is chosen.
    pub framework: String,
    pub criterion: String,
}

impl ScoreChange {
    pub fn change(&self) -> f64 {
        self.after - self.before
    }
}
