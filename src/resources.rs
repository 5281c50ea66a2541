//! What a planner has to plan with.
use crate::text::Text;
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// Years that can be planned at most.
pub const MOST_YEARS: usize = 20;

/// Means by year: `[plan]` of an assessment's settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PlanSettings {
    /// The column of truth in which the next stage is to be reached; none: supported, else claimed, else checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Truth>,
    /// What costs are counted in, as it is printed: "million dinars", or by language.
    #[serde(deserialize_with = "plain_or_text", skip_serializing_if = "Text::is_empty")]
    #[schemars(with = "Words")]
    pub currency: Text,
    /// The first year planned, not before the period's last nor more than 20 years after it; none: the year after it.
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
    /// What becomes of obstacles that hold back what is planned.
    pub obstacles: Obstacles,
}

/// What becomes of obstacles that are weak and hold back what is planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Obstacles {
    /// They are told beside the plan: no stage rests on them.
    #[default]
    Told,
    /// They are planned too, and until they are weak no more what they hold back does not begin.
    First,
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

/// Words in any language, or by language.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Words {
    Plain(String),
    Text(Text),
}

/// Tag of words whose language is not said.
const UNDETERMINED: &str = "und";

fn plain_or_text<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Text, D::Error> {
    Ok(match Words::deserialize(deserializer)? {
        Words::Plain(words) if words.is_empty() => Text::default(),
        Words::Plain(words) => Text::new([(UNDETERMINED.to_owned(), words)]),
        Words::Text(text) => text,
    })
}
