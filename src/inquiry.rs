//! What a researcher settles before statistics are computed.
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How statistics are computed: `[statistics]` of an assessment's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StatisticsSettings {
    /// The column of truth that is looked at; none: supported, else claimed, else checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Truth>,
    /// Confidence level (0.5–1) of intervals; 1 − this is the level of tests.
    pub confidence: f64,
    /// Register columns whose groups are compared; none: every grouping column of the assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<Vec<String>>,
    /// Groups of fewer agencies are not compared (at least 3).
    pub smallest_group: usize,
    pub correction: Correction,
    /// Whether means are compared too: Welch's and the classical analysis of variance.
    pub anova: bool,
    /// Register columns that say how answers came about; items are compared between their values among agencies of like
    /// score. None: those called `language` or `mode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differential: Option<Vec<String>>,
    /// Draws behind intervals that no formula gives, 100–10000.
    pub replications: u32,
}

/// How p-values of several tests are corrected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Correction {
    /// Holm 1979: the chance of any false finding.
    #[default]
    Holm,
    /// Benjamini & Hochberg 1995: the share of false findings among all.
    BenjaminiHochberg,
}

impl Default for StatisticsSettings {
    fn default() -> StatisticsSettings {
        StatisticsSettings {
            column: None,
            confidence: 0.95,
            compare: None,
            smallest_group: 5,
            correction: Correction::Holm,
            anova: false,
            differential: None,
            replications: 1000,
        }
    }
}

impl StatisticsSettings {
    pub fn is_default(&self) -> bool {
        *self == StatisticsSettings::default()
    }
}
