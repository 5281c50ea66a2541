//! Every choice of method that an assessor could dispute, settled once and carried in the assessment.
use crate::text::Code;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How scores, gates and stages are judged. A framework gives its own defaults; an assessment's `[method]` overrides them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Method {
    /// Which bound of a stage's score is compared with the threshold.
    pub stage_on: StageOn,
    /// A stage's score must exceed this, in output units (0–100 in the default framework).
    pub threshold: f64,
    /// Under the strict rule every stage below the one reached exceeds this, in output units.
    pub strict_threshold: f64,
    /// Least share (0–1) of a stage's applicable criteria that must be answered; and of the services or branches of an
    /// agency that must answer a criterion for it to count as answered.
    pub coverage: f64,
    /// Least share (0–1, rounded up to whole criteria) of a stage's criteria that must apply; fewer: the stage is not applicable.
    pub minimum_items: f64,
    /// Least number of applicable gates; fewer: the stage is not applicable.
    pub minimum_gates: usize,
    /// How services count in a share: each once, or by yearly transactions.
    pub share_weight: ShareWeight,
    /// How a gate on a sampled share is decided.
    pub gate_on: GateOn,
    /// Least evidence grade with which a gate passes in *supported* and in *checked*.
    pub gate_minimum_evidence: GateMinimum,
    /// The named weight set of the framework that replaces its weights.
    pub weight_set: Option<Code>,
    /// Evidence age is counted at this day; default: the last day of the period.
    pub reference_date: Option<Date>,
    /// Items at or below this share of their scale (0–1) are weak: they may block gates.
    pub weak: f64,
    /// Thresholds at which every stage is judged again, in output units.
    pub sweep: Sweep,
    /// Confidence level (0–1) of Wilson intervals.
    pub confidence: f64,
    /// Groups of fewer people are suppressed wherever individuals' answers would show.
    pub minimum_group: usize,
    /// Users' answers (shares, means, medians and counts) are not printed where fewer people answered; visits always are.
    pub minimum_sample: usize,
    /// Spread of respondents' answers, in levels, from which support is capped until checked.
    pub disagreement: u8,
    /// A claimed share that exceeds a measured or experienced one by more than this (0–1) is reported.
    pub contradiction: f64,
    /// Perception and severity of an obstacle (0–100) further apart than this are reported.
    pub perception_gap: f64,
    /// Hours that a visit to an office takes a citizen, with the way there and back; none: citizens' hours are not told.
    pub visit_hours: Option<f64>,
    /// Weight of each respondent role in medians and majorities; roles not named weigh 1.
    pub role_weights: BTreeMap<Code, f64>,
    /// Agencies that answered too little, or almost only with zeros, are not judged; none: every agency that answered is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screening: Option<Screening>,
    /// What stands in for a missing value, where a criterion does not say otherwise; low and high bounds and coverage
    /// count it as missing all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imputation: Option<Imputation>,
    /// What is done to measured numbers with outliers before they are normalised, where a criterion does not say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// Among whose numbers a relative normalisation and a treatment look, where a criterion does not say otherwise.
    #[serde(skip_serializing_if = "Over::is_period")]
    pub normalise_over: Over,
    /// Seed of everything drawn by chance.
    pub seed: u64,
}

/// Least shares (0–1) of an agency's criteria.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Screening {
    /// Of those that apply: answered.
    pub answered: f64,
    /// Of those answered: with a value other than 0.
    pub nonzero: f64,
}

/// What stands in for a missing value of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Imputation {
    pub by: ImputeBy,
    /// `mean`, `median` and `hot-deck` only: the register column within whose values the others are looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// `hot-deck` only: how many donors are drawn for each missing value; their mean stands in.
    pub draws: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ImputeBy {
    /// Nothing does.
    #[default]
    None,
    /// Of the other agencies.
    Mean,
    Median,
    /// Of the agency's other criteria of the same dimension, each placed between its least and greatest value.
    UnitMean,
    UnitMedian,
    /// Its expectation given the agency's other criteria of the same dimension, under a normal distribution of all of them.
    ExpectationMaximisation,
    /// Agencies with a value, drawn by chance.
    HotDeck,
    /// The agency's value in the last period that has one.
    LastValue,
    /// On the line between the periods before and after.
    Linear,
}

/// Winsorising, then a transformation of what is still skewed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Treatment {
    /// A column is treated where the absolute skewness and the kurtosis both exceed these.
    pub skewness: f64,
    pub kurtosis: f64,
    /// How many times the most extreme values are set to the next one, at most.
    pub winsorise: usize,
    /// What is done where that does not suffice.
    pub then: Transformation,
    /// `log-gii` only: the power of ten that scales the column.
    pub factor: f64,
    /// `box-cox` only.
    pub exponent: f64,
    /// Whether the winsorised column is transformed; if not, the untreated one.
    pub combined: bool,
    /// Whatever skewness and kurtosis say: winsorised as often as said, or transformed where that is 0.
    pub forced: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Transformation {
    None,
    /// ln(x − min + (max − min)/100)
    #[default]
    LogCt,
    /// The same towards the side of the skew: else −ln(max − x + (max − min)/100).
    LogCtPlus,
    /// ln(x − min + 1)
    LogCtOrig,
    /// ln((max · factor − 1)(x − min)/(max − min) + 1), mirrored where the skew is negative.
    LogGii,
    /// ((x − min + 1)^exponent − 1)/exponent, ln for exponent 0.
    BoxCox,
}

/// Among whose numbers a number is placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// Of the same period: an agency can fall because others rose.
    #[default]
    Period,
    /// Of all periods of the assessment: a value that stays keeps its place.
    AllPeriods,
}

impl Over {
    fn is_period(&self) -> bool {
        *self == Over::Period
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageOn {
    Low,
    Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareWeight {
    Count,
    Volume,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GateOn {
    /// The lower end of the Wilson interval must pass where the share is from a sample.
    LowerBound,
    /// The share itself decides.
    Value,
}

/// Grade codes of the framework's evidence scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GateMinimum {
    pub supported: Code,
    pub checked: Code,
}

/// `from`, `from + step`, … up to `to`, in output units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sweep {
    pub from: f64,
    pub to: f64,
    pub step: f64,
}

impl Default for Method {
    fn default() -> Method {
        Method {
            stage_on: StageOn::Low,
            threshold: 50.0,
            strict_threshold: 85.0,
            coverage: 0.8,
            minimum_items: 0.5,
            minimum_gates: 2,
            share_weight: ShareWeight::Count,
            gate_on: GateOn::LowerBound,
            gate_minimum_evidence: GateMinimum::default(),
            weight_set: None,
            reference_date: None,
            weak: 0.5,
            sweep: Sweep::default(),
            confidence: 0.95,
            minimum_group: 5,
            minimum_sample: 30,
            disagreement: 2,
            contradiction: 0.2,
            perception_gap: 40.0,
            visit_hours: None,
            role_weights: BTreeMap::new(),
            screening: None,
            imputation: None,
            treatment: None,
            normalise_over: Over::Period,
            seed: 1,
        }
    }
}

impl Default for Imputation {
    fn default() -> Imputation {
        Imputation { by: ImputeBy::None, group: None, draws: 20 }
    }
}

impl Default for Treatment {
    fn default() -> Treatment {
        Treatment {
            skewness: 2.0,
            kurtosis: 3.5,
            winsorise: 5,
            then: Transformation::LogCt,
            factor: 1.0,
            exponent: 0.0,
            combined: false,
            forced: false,
        }
    }
}

impl Default for GateMinimum {
    fn default() -> GateMinimum {
        let grade = |text| Code::new(text).expect("a literal code");
        GateMinimum { supported: grade("E2"), checked: grade("E3") }
    }
}

impl Default for Sweep {
    fn default() -> Sweep {
        Sweep { from: 40.0, to: 60.0, step: 1.0 }
    }
}

impl Sweep {
    /// The thresholds in rising order; empty when the step is not positive.
    pub fn thresholds(&self) -> Vec<f64> {
        if self.step <= 0.0 {
            return Vec::new();
        }
        let steps = ((self.to - self.from) / self.step + 1e-9).floor();
        (0..).map(f64::from).take_while(|step| *step <= steps).map(|step| self.from + step * self.step).collect()
    }
}

impl Method {
    /// How many of so many criteria of a stage must apply.
    pub fn least_items(&self, items: usize) -> f64 {
        (self.minimum_items * items as f64 - 1e-9).ceil()
    }

    /// This method with the settings of a `[method]` table laid over it.
    pub fn with(&self, settings: &toml::Table) -> Result<Method, toml::de::Error> {
        let mut merged = toml::Table::try_from(self).expect("a method is a table");
        for (key, value) in settings {
            match (merged.get_mut(key), value) {
                (Some(toml::Value::Table(below)), toml::Value::Table(above)) => {
                    below.extend(above.iter().map(|(k, v)| (k.clone(), v.clone())));
                }
                _ => {
                    merged.insert(key.clone(), value.clone());
                }
            }
        }
        merged.try_into()
    }
}
