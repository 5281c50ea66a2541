//! What was drawn to be verified, and what the verdicts say of all claims, as values: what `audit-sample.json` and
//! `audit.json` hold.
use crate::robustness::Estimate;
use crate::score::Reached;
use crate::survey::AuditOutcome;
use crate::text::Code;
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the format of both files.
pub const FORMAT: u32 = 1;

/// A probability sample of claims. Codes, not positions: it is read again when the registers may have changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that drew it.
    pub program: String,
    pub framework: Code,
    pub period: Code,
    pub seed: u64,
    pub design: Design,
    /// Register column by which the sample is divided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Values of that column; one without a value where there is no column.
    pub groups: Vec<GroupCount>,
    /// Evidence grade × group: everything that could have been drawn.
    pub strata: Vec<StratumCount>,
    /// In the register's order.
    pub visits: Vec<Visit>,
    pub auditors: usize,
}

/// How claims are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Design {
    /// So many agencies with chances proportional to their risk, then at most so many claims of each with chances
    /// proportional to theirs: both by the pivotal method, claims in the order of their grade.
    Visits { visits: usize, claims: usize },
    /// So many claims, each of a stratum with the same chance.
    Claims { claims: usize },
}

/// Agencies with claims that share a value of the register column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupCount {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    pub agencies: usize,
    pub visits: usize,
}

/// Claims on evidence of one grade in one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StratumCount {
    /// None: the framework has no evidence scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub claims: usize,
    pub drawn: usize,
}

/// An agency where claims are verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    pub agency: Code,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Chance (0–1) that the agency is visited; none where claims are drawn by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// Claims of the agency that could have been drawn.
    pub claims: usize,
    /// Numbers from 1 of the auditors who go there.
    pub auditors: Vec<usize>,
    /// In the framework's order.
    pub drawn: Vec<DrawnClaim>,
}

/// A claim to verify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawnClaim {
    pub criterion: Code,
    /// Effective grade of the evidence behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Code>,
    /// Value claimed, on the scale's values.
    pub claimed: f64,
    /// Chance (0–1) once the agency is visited; where claims are drawn by themselves the whole chance.
    pub within: f64,
    /// Chance (0–1) that the claim is in the sample.
    pub chance: f64,
    pub risk: Risk,
}

/// What makes a claim worth a visit; chances are in proportion to `weight`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// 1 + gate + 2 · weakness + stages + volume + first + flags; what is not known counts nothing.
    pub weight: f64,
    /// Whether a gate is decided on it.
    pub gate: bool,
    /// 0–1: how high the claim is on its scale × how far its evidence is from confirming.
    pub weakness: f64,
    /// Columns of truth (0–2: claimed, supported) in which the agency's stage falls if the claim is refuted.
    pub stages: u8,
    /// 0–1: ln(1 + yearly transactions of the agency) ÷ the same of the busiest; of an agency that does not know them
    /// the median. None: no agency knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<f64>,
    /// Whether less or nothing was claimed in every earlier period; none: there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<bool>,
    /// 0–2: the agency's answers are all alike or like another's; all evidence of the claim is misdated.
    pub flags: u8,
}

/// What verdicts say of the latest period; positions are those of the results beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Audit {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that computed it.
    pub program: String,
    /// SHA-256 of the `results.json` it belongs to; empty until that is written.
    pub results: String,
    /// Position in `Survey::periods`.
    pub period: usize,
    /// Of every interval (0–1).
    pub confidence: f64,
    /// None: nothing was drawn, so that nothing is said of claims that nobody saw.
    pub sample: Option<Sample>,
    pub progress: Progress,
    /// Of the nation, of each evidence grade, each group and each stratum.
    pub shares: Vec<ConfirmedShare>,
    /// By grade over all scales, then by grade and scale.
    pub caps: Vec<ImpliedCap>,
    /// Every claim with a verdict, by agency and criterion.
    pub claims: Vec<JudgedClaim>,
    /// Agencies of which a claim was refuted or holds in part, the most of them first.
    pub failed: Vec<FailedAgency>,
    /// None: no claim was seen by two auditors.
    pub agreement: Option<AuditorAgreement>,
    /// Agencies whose stage is another once the verdicts are entered.
    pub stages: Vec<StageChange>,
    /// Scores that are others.
    pub scores: Vec<ScoreChange>,
}

/// How far the work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    pub visits: usize,
    /// Visits of which at least one claim has a verdict.
    pub visited: usize,
    pub drawn: usize,
    /// Claims drawn that have a verdict.
    pub seen: usize,
    /// Claims drawn that could not be seen.
    pub not_seen: usize,
    /// Claims with a verdict that were not drawn: they change scores and are in no estimate.
    pub apart: usize,
    /// Claims drawn that the agency no longer makes.
    pub gone: usize,
}

/// Of what a share is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Domain {
    Nation,
    Grade { grade: Option<Code> },
    Group { group: Option<String> },
    Stratum { grade: Option<Code>, group: Option<String> },
}

/// The share of claims that are confirmed when somebody looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConfirmedShare {
    pub of: Domain,
    /// Claims that could have been drawn.
    pub claims: usize,
    /// Claims drawn that have a verdict, and their agencies.
    pub seen: usize,
    pub agencies: usize,
    pub confirmed: usize,
    pub partly: usize,
    pub refuted: usize,
    /// 0–1; none where nothing was seen.
    pub share: Option<Estimate>,
    pub how: How,
}

/// How a share is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// Every claim was seen: nothing is estimated.
    Census,
    /// Equal chances: the exact interval of a finite whole.
    Hypergeometric,
    /// Hájek's ratio of Horvitz–Thompson totals, Clopper and Pearson's interval at the effective sample size.
    HorvitzThompson,
}

/// What claims on evidence of a grade are worth when somebody looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImpliedCap {
    /// Position among the grades of the scheme.
    pub grade: u8,
    /// Position among the scales; none: all of them.
    pub scale: Option<usize>,
    pub seen: usize,
    /// Estimated means over all claims of the kind, 0–1 between the worst and the best of the scale.
    pub claimed: f64,
    pub found: f64,
    /// Found ÷ claimed.
    pub ratio: Estimate,
    /// The highest value that the grade supports on this scale, 0–1; none where it does not cap, or over all scales.
    pub used: Option<f64>,
}

/// A claim with a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JudgedClaim {
    pub agency: usize,
    pub criterion: usize,
    pub outcome: AuditOutcome,
    /// Grade of the agency's own evidence.
    pub grade: Option<u8>,
    /// On the scale's values.
    pub claimed: Option<f64>,
    pub found: Option<f64>,
    /// How many auditors saw it.
    pub auditors: usize,
    pub drawn: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailedAgency {
    pub agency: usize,
    pub seen: usize,
    pub refuted: usize,
    pub partly: usize,
}

/// How far two auditors say the same of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuditorAgreement {
    /// Claims that two auditors saw.
    pub claims: usize,
    /// Of them, those of which both say the same.
    pub alike: usize,
    /// Cohen's κ with quadratic weights of refuted, partly, confirmed; none where chance alone agrees wholly.
    pub kappa: Option<Estimate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageChange {
    pub agency: usize,
    pub truth: Truth,
    pub before: Option<Reached>,
    pub after: Option<Reached>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreChange {
    pub agency: usize,
    pub dimension: usize,
    pub truth: Truth,
    pub before: Option<f64>,
    pub after: Option<f64>,
}
