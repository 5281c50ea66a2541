//! What to do next, as values: what `plan.json` holds.
use crate::resources::PlanSettings;
use crate::score::Reached;
use crate::survey::Control;
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the format of `plan.json`.
pub const FORMAT: u32 = 1;

/// The way from the latest period to the next stage in one column of truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that computed it.
    pub program: String,
    /// SHA-256 of the `results.json` it belongs to; empty until that is written.
    pub results: String,
    /// Position in `Survey::periods`.
    pub period: usize,
    pub truth: Truth,
    pub settings: PlanSettings,
    pub aim: Aim,
    /// Whether costs are counted; if not, actions.
    pub costed: bool,
    /// Years planned.
    pub years: usize,
    /// The calendar year of year 0; none where the period has no dates.
    pub first_year: Option<i16>,
    /// None where nothing within the means reaches the aim.
    pub roadmap: Option<Roadmap>,
    /// Others that do something else and are at most 5 % worse.
    pub alternatives: Vec<Roadmap>,
    /// Where there is no roadmap: conditions that, given up alone, make one.
    pub relaxations: Vec<Relaxation>,
    /// What stands in the way and is not the agency's to do.
    pub others: Vec<Others>,
    /// What is weak and holds back what is planned, and is not planned itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obstacles: Vec<Obstacle>,
    /// Agencies that were planned for and come to no higher stage, in the register's order.
    #[serde(default)]
    pub left: Vec<Left>,
    /// Rows of costs that say no team days while the capacity is limited.
    pub days_unknown: usize,
    /// What the answers asked about would change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_if: Option<WhatIf>,
}

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// An agency (position in the register) at its next stage for the least cost.
    Agency(usize),
    /// As many agencies as possible at their next stage.
    Agencies,
    /// As many yearly transactions as possible with agencies at their next stage.
    Transactions,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Roadmap {
    /// In order of their beginning.
    pub steps: Vec<Step>,
    pub moves: Vec<Move>,
    /// Sum of the costs of its steps; none where costs are not counted.
    pub cost: Option<f64>,
    /// What is optimised: cost, number of steps, agencies or transactions.
    pub value: f64,
    /// No roadmap can be better than this.
    pub bound: f64,
    /// |bound − value| / |value|.
    pub gap: Option<f64>,
    /// Whether the search ended before the gap was small.
    pub cut: bool,
}

/// Something that an agency does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Position in the register.
    pub agency: usize,
    /// Position in the framework.
    pub criterion: usize,
    /// Months from the beginning of the plan to its beginning and its end.
    pub begins: u32,
    pub ends: u32,
    pub change: Change,
    /// On the scale's values, in the column of truth, after earlier steps; none where missing.
    pub from: Option<f64>,
    /// The least value that is enough; of an answer the least that it can be.
    pub to: f64,
    /// What is claimed, where less was found when it was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuted: Option<f64>,
    /// The evidence grade needed, by position in the scheme; none where none is.
    pub grade: Option<u8>,
    pub cost: Option<f64>,
    pub team_days: Option<f64>,
    /// Steps (positions in the roadmap) that come before.
    pub after: Vec<usize>,
    /// Whether a gate of the next stage needs it.
    pub gate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Nobody knows: it is to be found out and answered, whatever the answer.
    Answer,
    /// The answer is to become better, and proven.
    Improve,
    /// What is claimed is enough; it is to be proven.
    Prove,
}

/// An agency that comes to a higher stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Move {
    /// Position in the register.
    pub agency: usize,
    pub from: Reached,
    pub to: Reached,
    /// Months from the beginning of the plan to the end of its last step.
    pub by: u32,
    /// Yearly transactions of its services; none where not known.
    pub transactions: Option<f64>,
    /// Share (0–1) of replications in which it holds; none where not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<f64>,
}

/// An agency that a plan does not move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Left {
    /// Position in the register.
    pub agency: usize,
    /// Number (from 1) of its next stage; none where there is none.
    pub stage: Option<usize>,
    pub held: Held,
}

/// What holds an agency back.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// It stands at the highest stage.
    Top,
    /// No action of its own is enough.
    Others,
    /// Planned for alone it would move; the means bring more elsewhere.
    Shared { cost: Option<f64>, team_days: Option<f64> },
    /// It would not move if all means were its own; given this much more, it would.
    Short(Relaxation),
    /// No single condition, given up, would be enough.
    Several,
    /// The calculation does not confirm what would be planned, or it holds in too few replications.
    Unconfirmed,
    /// Its yearly transactions are not known, and they are what counts.
    WithoutVolume,
    /// It did not answer, or too little to be judged.
    Unjudged,
}

/// A condition that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relaxation {
    /// So much more money, over all years or in one.
    Budget { year: Option<usize>, by: f64 },
    /// So many more team days, over all years or in one.
    Capacity { year: Option<usize>, by: f64 },
    /// So many more years like the last.
    Years { by: usize },
    /// So many actions that are not the agency's own or have no cost.
    Others { count: usize },
}

/// Something that is short and that a plan does not do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Others {
    /// Position in the register; none: a national item.
    pub agency: Option<usize>,
    /// Position in the framework.
    pub criterion: usize,
    pub why: Why,
    /// Whether a gate of the agency's next stage needs it.
    pub gate: bool,
}

/// A weak item of an obstacle in an agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Obstacle {
    /// Position in the register.
    pub agency: usize,
    /// Position in the framework.
    pub criterion: usize,
    /// Planned criteria that it holds back.
    pub holds: Vec<usize>,
    /// What the table of costs says that it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
}

/// Why an action is not planned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Marked as not controlled, or held by something national that is absent.
    NotControlled,
    /// The table of costs says who decides.
    Controlled(Control),
    /// Answered once for the country.
    National,
    /// The table of costs has no cost for it.
    WithoutCost,
    /// No single answer or evidence would be enough.
    OutOfReach,
}

/// What other answers would make of agencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhatIf {
    pub set: Vec<Assumed>,
    pub agencies: Vec<Effect>,
}

/// An answer that is asked about, on the scale's values, in the column of truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assumed {
    /// Position in the register.
    pub agency: usize,
    /// Position in the framework.
    pub criterion: usize,
    /// None where missing.
    pub before: Option<f64>,
    pub after: f64,
}

/// One agency before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// Position in the register.
    pub agency: usize,
    pub before: Reached,
    pub after: Reached,
    /// Dimensions (positions in the framework) whose value changes: before and after.
    pub scores: Vec<(usize, Option<f64>, Option<f64>)>,
    /// Criteria of gates that pass after and did not before; then those that no longer pass.
    pub opened: Vec<usize>,
    pub closed: Vec<usize>,
}
