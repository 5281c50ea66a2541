//! What was announced, held against what is claimed, supported and checked in a period: values.
use crate::survey::Promised;
use crate::truth::ByTruth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An initiative in a period that does not end before it was announced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PromiseResult {
    /// Position in `Survey::periods`.
    pub period: usize,
    /// Position in `Survey::initiatives`.
    pub initiative: usize,
    /// None: the column does not exist in this framework.
    pub standing: ByTruth<Option<Standing>>,
    /// What was promised, in the order of the initiative.
    pub items: Vec<PromisedResult>,
    /// How many of the items make it kept; more than there are where more was promised than is named.
    pub needed: usize,
    /// How many of the items are met.
    pub met: ByTruth<usize>,
    /// Why it stands where it does by what is checked.
    pub reasons: Vec<Reason>,
    /// The first period, by position, from which on it is kept without a break by what is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_since: Option<usize>,
    /// None: no sum is known, or nothing promised is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

/// Where a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// All that was promised is met.
    Kept,
    /// Not due yet: part is met, or something moved.
    Partly,
    /// Not due yet, and nothing moved.
    NotYet,
    /// Due and not kept: part is met, or something moved.
    Overdue,
    /// Nothing moved, over two periods or until it was due.
    Dormant,
    /// There is nothing to hold it against.
    Unverifiable,
    /// Readers are not told.
    Withheld,
}

/// One thing promised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PromisedResult {
    pub promised: Promised,
    pub measured: Measured,
    pub unit: Unit,
    /// What must be reached; none where nothing says so.
    pub limit: Option<f64>,
    /// The bound that counts what is not known at its worst; of the nation the mean over its agencies. None: nothing is
    /// known.
    pub value: ByTruth<Option<f64>>,
    /// None: nothing is known.
    pub met: ByTruth<Option<bool>>,
}

/// Whether something promised can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Measured {
    Assessed,
    /// Nobody was asked, or it does not apply.
    NotAssessed,
    /// Nothing says how much is enough.
    WithoutTarget,
    /// Readers are not told.
    Withheld,
}

/// What values and limits are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Of the full value of a criterion; of the agencies of the nation.
    Percent,
    /// Of a dimension, as its scores are published.
    Points,
    /// The number of a stage, from 1.
    Stage,
    /// What was measured: a KPI, which is the same in every column, or a criterion without a full value.
    #[default]
    Own,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Reason {
    /// The register does not have the agency that is to keep it.
    OwnerUnknown,
    /// It names no service, criterion, KPI or dimension.
    NothingNamed,
    /// A share or a count of nobody knows what.
    NoDenominator,
    /// So many of the things named were not assessed.
    NotAssessed { count: usize },
    /// Of so many of the things named nothing says how much is enough.
    WithoutTarget { count: usize },
    /// The framework knows no checked values.
    NothingChecked,
    /// Its last day has passed.
    Due,
    /// In so many periods since it was announced.
    NothingMoved { periods: usize },
}

/// Money for each thing promised that is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    pub sum: f64,
    pub of: Sum,
    /// `sum` over the number of items met by what is checked.
    pub each: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sum {
    Spent,
    /// Nothing is known of what was spent.
    Announced,
}

impl Standing {
    pub const ALL: [Standing; 7] = [
        Standing::Kept,
        Standing::Partly,
        Standing::NotYet,
        Standing::Overdue,
        Standing::Dormant,
        Standing::Unverifiable,
        Standing::Withheld,
    ];

    /// In tables for machines.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Kept => "kept",
            Standing::Partly => "partly",
            Standing::NotYet => "not-yet",
            Standing::Overdue => "overdue",
            Standing::Dormant => "dormant",
            Standing::Unverifiable => "unverifiable",
            Standing::Withheld => "withheld",
        }
    }
}

impl Reason {
    /// In tables for machines.
    pub fn name(self) -> &'static str {
        match self {
            Reason::OwnerUnknown => "owner-unknown",
            Reason::NothingNamed => "nothing-named",
            Reason::NoDenominator => "no-denominator",
            Reason::NotAssessed { .. } => "not-assessed",
            Reason::WithoutTarget { .. } => "without-target",
            Reason::NothingChecked => "nothing-checked",
            Reason::Due => "due",
            Reason::NothingMoved { .. } => "nothing-moved",
        }
    }
}

impl PromiseResult {
    /// Where it stands by what is checked.
    pub fn checked(&self) -> Standing {
        self.standing.checked.unwrap_or(Standing::Unverifiable)
    }
}
