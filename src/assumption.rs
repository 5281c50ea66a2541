//! What of an assessment could have been chosen otherwise, and how it is drawn when scores are computed again.
use crate::text::{Code, Text};
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A value of an assumption that leaves the setting as it is.
pub const AS_IS: &str = "as-is";

/// The setting that stands for all weights.
pub const WEIGHTS: &str = "weights";

/// How sure results are: `[robustness]` of an assessment's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RobustnessSettings {
    /// How often everything is computed again for each kind of uncertainty, 2–65536.
    pub replications: u32,
    /// Confidence level (0.5–1) of intervals.
    pub confidence: f64,
    /// The column of truth that is looked at; none: supported, else claimed, else checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Truth>,
    /// Whether respondents and samples are drawn again.
    pub survey: bool,
    /// Register column of agencies that says how many people could have answered; none: as good as infinitely many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<String>,
    /// A rank is not to be published where its interval spans more than this share (0–1) of the agencies ranked, or does
    /// not hold it.
    pub widest_rank: f64,
    /// An agency stands in a lower tier where at least this share (0–1) of replications puts it below the tier's first.
    pub apart: f64,
    /// Whether the variance is split among the assumptions.
    pub sensitivity: bool,
    /// Scores whose variance is split among the assumptions too, each as `AGENCY.DIMENSION`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<String>,
    /// None: those that follow from the framework.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
}

/// A setting with what else it could be: `values`, or a range, or weights more or less.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Assumption {
    /// How it is called in tables; none: the setting.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub title: Text,
    /// The way to it in a framework file, parts of lists by their code or `*` for all that have the key:
    /// `method.threshold`, `scales.share.gate.above`, `dimensions.*.aggregate`; or `weights` for all weights.
    pub setting: String,
    /// What it may be; `as-is` leaves it as it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// How likely each value is, in their order; none: all alike. Need not add up to 1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub probabilities: Vec<f64>,
    /// Ends of a range in which every number is as likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// `weights` only: each weight is multiplied by a number of its own between 1 − this and 1 + this (0–1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plus_minus: Option<f64>,
}

/// What an assumption draws from.
#[derive(Clone, Debug, PartialEq)]
pub enum Choices<'a> {
    /// Each with its probability; these add up to 1.
    Values(Vec<(&'a Value, f64)>),
    Range(f64, f64),
    Weights(f64),
}

/// Why an assumption cannot be drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Not exactly one of `values`, `from` with `to`, and `plus_minus`.
    Shape,
    Probabilities,
    Range,
    PlusMinus,
}

impl Default for RobustnessSettings {
    fn default() -> RobustnessSettings {
        RobustnessSettings {
            replications: 1000,
            confidence: 0.9,
            column: None,
            survey: true,
            population: None,
            widest_rank: 0.05,
            apart: 0.95,
            sensitivity: true,
            scores: Vec::new(),
            assumptions: Vec::new(),
        }
    }
}

impl RobustnessSettings {
    pub fn is_default(&self) -> bool {
        *self == RobustnessSettings::default()
    }
}

impl Assumption {
    /// What it draws from.
    pub fn choices(&self) -> Result<Choices<'_>, Unusable> {
        match (self.values.as_slice(), self.from, self.to, self.plus_minus) {
            ([], None, None, Some(part)) if self.setting == WEIGHTS => {
                if part > 0.0 && part <= 1.0 {
                    Ok(Choices::Weights(part))
                } else {
                    Err(Unusable::PlusMinus)
                }
            }
            ([], Some(from), Some(to), None) if self.setting != WEIGHTS => {
                let is_range = from.is_finite() && to.is_finite() && from < to;
                if is_range { Ok(Choices::Range(from, to)) } else { Err(Unusable::Range) }
            }
            (values, None, None, None) if !values.is_empty() && self.setting != WEIGHTS => {
                let alike = vec![1.0; values.len()];
                let given = if self.probabilities.is_empty() { &alike } else { &self.probabilities };
                let sum: f64 = given.iter().sum();
                let usable = given.iter().all(|one| one.is_finite() && *one >= 0.0) && sum > 0.0;
                if given.len() != values.len() || !usable {
                    return Err(Unusable::Probabilities);
                }
                Ok(Choices::Values(values.iter().zip(given.iter().map(|one| one / sum)).collect()))
            }
            _ => Err(Unusable::Shape),
        }
    }

    /// All values of a setting alike.
    pub fn of_values(setting: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Assumption {
        Assumption { setting: setting.into(), values: values.into_iter().collect(), ..Assumption::default() }
    }
}

impl Choices<'_> {
    /// How many values there are; none where there are infinitely many.
    pub fn count(&self) -> Option<usize> {
        match self {
            Choices::Values(values) => Some(values.len()),
            Choices::Range(..) | Choices::Weights(_) => None,
        }
    }

    /// The position of the value at a point of 0–1.
    pub fn at(&self, point: f64) -> usize {
        let Choices::Values(values) = self else { return 0 };
        let mut before = 0.0;
        let place = values.iter().position(|(_, probability)| {
            before += probability;
            point < before
        });
        place.unwrap_or(values.len() - 1)
    }
}

/// The parts of a path: `a.b.c`.
pub fn steps(setting: &str) -> impl Iterator<Item = &str> {
    setting.split('.')
}

/// Whether a part of a path names an entry of a list.
pub fn names(step: &str, code: &Code) -> bool {
    step == "*" || code.matches(step)
}
