//! What a planner has to plan with.
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Years that can be planned at most.
pub const MOST_YEARS: usize = 20;

/// Means by year: `[plan]` of an assessment's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PlanSettings {
    /// The column of truth in which the next stage is to be reached; none: supported, else claimed, else checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Truth>,
    /// What costs are counted in, as it is printed: "million dinars".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub currency: String,
    /// The first year planned; none: the year after the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_year: Option<i16>,
    /// What there is to spend, year by year; empty: no limit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub budgets: Vec<f64>,
    /// Days of teams that there are, year by year; empty: no limit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capacity: Vec<f64>,
    /// Years planned, 1–20; none: as many as there are budgets or capacities, else 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizon: Option<usize>,
}

impl PlanSettings {
    pub fn is_default(&self) -> bool {
        *self == PlanSettings::default()
    }

    /// Years planned.
    pub fn years(&self) -> usize {
        self.horizon.unwrap_or(self.budgets.len().max(self.capacity.len()).max(1))
    }
}
