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
    /// Least share (0–1) of a stage's applicable criteria that must be answered.
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
    /// Seed of everything drawn by chance.
    pub seed: u64,
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
            seed: 1,
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
