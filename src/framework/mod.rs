//! What is asked and what it counts for: a criteria set as data. These types are the TOML format itself, its JSON
//! Schema and its form in `results.json`; references between parts are codes, checked by `validate`.
pub mod crosswalk;
pub mod embedded;
pub mod expression;
pub mod fault;
pub mod intersection;
mod options;
pub mod parse;
pub mod validate;

pub use crate::framework::options::{Chosen, OTHER};

use crate::method::{Imputation, Method, Over, Treatment};
pub use crate::stats::normalisation::Ties;
use crate::text::{Code, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A criteria set: dimensions form a tree of any depth, criteria hang on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    pub code: Code,
    pub version: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// Where it comes from: a citation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Every title and text exists in each of these.
    pub languages: Vec<String>,
    /// Languages whose texts await a native editor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<String>,
    /// The framework this one was laid over, resolved when parsed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Code>,
    #[serde(default)]
    pub output: OutputUnit,
    #[serde(default)]
    pub method: Method,
    pub scales: Vec<Scale>,
    /// None: nothing is *supported*, and *checked* is only what an assessor answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceScheme>,
    /// The only reasons for which some criteria accept *not applicable*.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Titled>,
    /// Nested, smallest first: each contains the ones before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<Titled>,
    /// Who answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Titled>,
    /// In printing order; a parent may stand before or after its children.
    pub dimensions: Vec<Dimension>,
    pub criteria: Vec<Criterion>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kpis: Vec<Kpi>,
    /// Items asked of users of a service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beneficiary_items: Vec<BeneficiaryItem>,
    /// Named weights that replace those of criteria and dimensions: set → code → weight.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weight_sets: BTreeMap<Code, BTreeMap<Code, f64>>,
}

/// On which unit scores are published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OutputUnit {
    /// Computed scores are multiplied by this: 100 turns values of 0–1 into 0–100.
    pub factor: f64,
    /// Decimals of published scores; ranks are those of the rounded score.
    pub decimals: usize,
    /// Decimals where a period was published with others.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub decimals_by_period: BTreeMap<String, usize>,
}

/// A code with a title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Titled {
    pub code: Code,
    pub title: Text,
}

/// How a criterion is answered and what an answer is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    pub code: Code,
    pub title: Text,
    pub kind: ScaleKind,
    /// Kinds `choice`, from worst to best, and `several`: the options.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// When a gate on this scale passes; none: never a gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Pass>,
    /// The highest value that each evidence grade can support; grades not named do not cap.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub caps: BTreeMap<Code, f64>,
    /// Kind `share` only: the choice scale on which the item is answered for one service or branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Each>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScaleKind {
    /// One of the options; its `value` counts.
    Choice,
    /// A percentage 0–100 of services, branches or units; counts as 0–1.
    Share,
    /// A measured number; each criterion's `normalise` says what it is worth.
    Number,
    /// A whole number of 0 or more, for beneficiaries.
    Count,
    /// Any number of the options; the sum of their values counts, at most 1.
    Several,
}

/// One option of a choice scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub code: Code,
    /// What it counts; none: a valid answer that counts nowhere, such as "prefer not to answer".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    pub title: Text,
    /// Other spellings in which the answer may arrive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// When a gate passes, on the scale's values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    Above(f64),
    AtLeast(f64),
}

/// The lower unit that a share is counted over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Each {
    pub unit: LowerUnit,
    pub scale: Code,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LowerUnit {
    Service,
    Branch,
}

/// Evidence grades, weakest first, and how long they hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceScheme {
    /// The grade of an answer without an evidence record: an answer is itself a statement.
    pub without_record: Code,
    /// The grade to which expired or undated evidence falls.
    pub expired_as: Code,
    pub grades: Vec<Grade>,
}

impl EvidenceScheme {
    /// The grade of a record that nobody graded: where it is a document (it has a date, a link or a file) the highest that
    /// needs no assessor, else that of a statement.
    pub fn ungraded(&self, documented: bool) -> &Code {
        let unchecked = self.grades.iter().rev().find(|grade| !grade.checked);
        unchecked.filter(|_| documented).map_or(&self.without_record, |grade| &grade.code)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    pub code: Code,
    pub title: Text,
    /// Months for which it holds before the reference date; none: does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// Whether it confirms an answer from outside the agency: such answers enter *checked*.
    #[serde(default)]
    pub checked: bool,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    pub code: Code,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    #[serde(default)]
    pub role: DimensionRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Code>,
    /// Weight within the parent, 0 or more.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub weight: f64,
    #[serde(default)]
    pub aggregate: Aggregate,
    /// Where the weights of its children and criteria come from.
    #[serde(default, skip_serializing_if = "is_given")]
    pub weights: Weights,
    #[serde(default)]
    pub missing: MissingRule,
    /// Overrides `output.factor` for this dimension: a ladder in 0–100 beside an index in points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// The sum of points is held down to this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    /// What the weights of children and criteria must add up to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_sum: Option<f64>,
    /// Criteria of other dimensions that count here too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// How its criteria stand to what they measure; none: as its parent's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measurement: Option<Measurement>,
}

/// Coltman, Devinney, Midgley & Venaik 2008.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Measurement {
    /// Criteria show what is there: they go together, and each could stand for another.
    Reflective,
    /// Criteria make up what is there: each counts for itself, and they need not go together.
    Formative,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DimensionRole {
    /// A step of the ladder; stages climb in the order in which they are listed.
    Stage,
    /// Printed as severity = full score − score.
    Obstacle,
    Benefit,
    Enabler,
    Index,
    /// A part of an obstacle or enabler shown beside it (`members`), never counted in a parent.
    Facet,
    #[default]
    Part,
}

/// A criterion counted in a second dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub criterion: Code,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub weight: f64,
    /// Whether it is a gate of this dimension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
}

/// How the values of criteria and children become one value; `w` are weights, `v` values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregate {
    /// Σwv / Σw
    #[default]
    Arithmetic,
    /// exp(Σw ln v / Σw); 0 where a value is 0
    Geometric,
    /// Σw / Σ(w/v); 0 where a value is 0
    Harmonic,
    /// (Σw vᵖ / Σw)^(1/p), p ≠ 0
    Power(f64),
    /// Σwv: weights are points
    Sum,
    /// exp(Σw ln v), weights as they are; 0 where a value is 0
    WeightedProduct,
    Minimum,
    Maximum,
    /// M − α(√((M − min)² + β²) − β), M the arithmetic mean, 0 ≤ α ≤ 1, β ≥ 0
    MeanMin {
        alpha: f64,
        beta: f64,
    },
    /// M − S²/M, S the weighted standard deviation of the values
    MazziottaPareto,
    /// Agencies beaten minus agencies lost to: one beats another with more than half of the weight of the parts known of
    /// both, a tie giving half of it to each. Relative to the agencies assessed.
    Copeland,
}

/// What a missing part does to the point value; the low and high bound always count it at its worst and best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MissingRule {
    /// It leaves the denominator and weights are renormalised.
    #[default]
    Drop,
    /// The value is missing too.
    Propagate,
    /// It counts as the worst value.
    Zero,
    /// As `drop`, but missing where less than this share (0–1) of the criteria below is answered.
    MinimumCoverage(f64),
    /// As `drop`, but missing where less than this share (0–1) of the parts themselves has a value.
    MinimumParts(f64),
}

/// Where the weights of a dimension's parts come from. All but `given`, `equal` and those of experts are found anew from
/// the values of the agencies assessed, so that one agency moves another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Weights {
    /// Each part's own `weight`.
    #[default]
    Given,
    /// 1 for each part with a weight above 0.
    Equal,
    /// Loadings of the first principal component.
    PrincipalComponent,
    Entropy,
    Critic,
    /// Those under which every part is equally correlated with the arithmetic mean.
    EqualInfluence,
    /// For each agency those that are best for it, no agency exceeding 1; each part holds between these shares (0–1) of
    /// the agency's score. The score takes the place of the aggregate.
    BenefitOfTheDoubt {
        #[serde(default)]
        least: f64,
        #[serde(default = "one")]
        most: f64,
    },
    /// Experts compared pairs of parts: `experts[e][a][b]` says how many times as important part a is as part b, in the order
    /// of `parts`.
    AnalyticHierarchy {
        parts: Vec<Code>,
        experts: Vec<Vec<Vec<f64>>>,
    },
    /// Experts spread points: `experts[e][a]` is what expert e gave part a, in the order of `parts`.
    BudgetAllocation {
        parts: Vec<Code>,
        experts: Vec<Vec<f64>>,
    },
}

fn is_given(weights: &Weights) -> bool {
    *weights == Weights::Given
}

/// The item asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    pub code: Code,
    pub text: Text,
    pub scale: Code,
    pub dimension: Code,
    #[serde(default)]
    pub level: Level,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub weight: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// People's perception: shown beside the dimension, in no score.
    #[serde(default, skip_serializing_if = "is_false")]
    pub perception: bool,
    /// Whether it counts; if not, it is kept and shown, in no score and no coverage.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub scored: bool,
    /// Scale kind `number` only: what is measured.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub measure: Text,
    /// What a measured number is worth; kind `number` needs one where it is scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalise: Option<Normalise>,
    /// Overrides the method's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalise_over: Option<Over>,
    /// What the measured number is divided by before anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Denominator>,
    /// Overrides the method's imputation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imputation: Option<Imputation>,
    /// Overrides the method's treatment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// How answers of services or branches become the agency's, where the scale has no `each`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll_up: Option<RollUp>,
    /// What proves the answer.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub evidence: Text,
    /// What an agency that falls short is advised to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<Recommendation>,
    /// Where the item comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// Criteria that this obstacle item holds back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Code>,
    /// Whether *not applicable* is accepted at all.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub waivable: bool,
    /// The condition that is the only reason for which *not applicable* is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub na_when: Option<Code>,
    /// National items on which this one leans.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Code>,
    /// National items without which (value 0) this one is not under the agency's control.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_by: Vec<Code>,
    /// What the register of services must say of a service on which it is met; else the two contradict each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<RegisterLimit>,
    /// The smallest edition that contains it; none: every edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Never shown per agency in a public edition.
    #[serde(default, skip_serializing_if = "is_false")]
    pub internal: bool,
    /// Criteria and KPIs that share content with it, left out of correlations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlaps: Vec<Code>,
}

/// The way out of a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// What to do.
    #[serde(rename = "do")]
    pub action: Text,
    /// Who usually owns it.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub owner: Text,
    /// What proves that it was done.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub proof: Text,
}

/// A numeric column of the register of services, and the highest that it may be; a blank contradicts nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterLimit {
    pub column: String,
    pub at_most: Highest,
    /// A column that, where it is filled, excepts the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<String>,
}

/// A number, or the number in another column of the same row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Highest {
    Number(f64),
    Column(String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    #[default]
    Agency,
    /// Answered once per country and period; in no agency's score.
    National,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    Gate,
    /// Without waiver.
    Critical,
}

/// What a measured number x is worth. All but `none`, `goalposts`, `scaled` and `trapezoid` depend on the other agencies and
/// are marked relative. `better`: whether a higher or a lower number is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Normalise {
    /// x itself, which must lie in `low..=high`.
    None { low: f64, high: f64 },
    /// (x − floor) / (target − floor), held within 0–1; a target below the floor means lower is better.
    Goalposts { floor: f64, target: f64 },
    /// The same, not held.
    Scaled { floor: f64, target: f64 },
    /// 1 between two targets, falling to 0 at the floor below and the ceiling above.
    Trapezoid { floor: f64, from: f64, to: f64, ceiling: f64 },
    /// least + (most − least)(x − min) / (max − min) over the agencies; 0–1 where neither is said.
    MinMax {
        better: Better,
        #[serde(default)]
        least: f64,
        #[serde(default = "one")]
        most: f64,
    },
    /// mean + deviation · (x − average) / standard deviation (n − 1) over the agencies; 0 and 1 where neither is said.
    ZScore {
        better: Better,
        #[serde(default)]
        mean: f64,
        #[serde(default = "one")]
        deviation: f64,
    },
    /// 1 for the worst value, rising.
    Rank {
        better: Better,
        #[serde(default)]
        ties: Ties,
    },
    /// (rank − 1) / (n − 1)
    PercentileRank {
        better: Better,
        #[serde(default)]
        ties: Ties,
    },
    /// rank − 1: a point for every agency beaten
    Borda {
        better: Better,
        #[serde(default)]
        ties: Ties,
    },
    /// x / max; where lower is better min / x.
    FractionOfMaximum { better: Better },
    /// 1 − (best − x) / (best − worst)
    DistanceToMaximum { better: Better },
    /// 1 − |target − x| / (largest distance over the agencies); where `better` is said, (x − worst) / (target − worst), no
    /// more than 1.
    DistanceToTarget {
        target: f64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        better: Option<Better>,
    },
    /// (x − worst) / (the number of one agency − worst); `capped`: no more than 1.
    DistanceToReference {
        better: Better,
        agency: Code,
        #[serde(default)]
        capped: bool,
    },
    /// (x − q(lower)) / (q(upper) − q(lower)), held within 0–1, q quantiles over the agencies.
    Percentiles { better: Better, lower: f64, upper: f64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    Higher,
    Lower,
}

/// What a number is measured against; a blank, 0 or negative one makes the criterion missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Denominator {
    pub by: DenominatorBy,
    /// The ratio is for this many: 1000 for "per thousand inhabitants".
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub per: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DenominatorBy {
    /// A column of the register of agencies, such as `population`.
    Column(String),
    /// What the agency answered to another criterion.
    Criterion(Code),
    /// A quantity of the `kpis` table, summed over its groups.
    Quantity(Code),
}

/// How values of services or branches become the agency's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RollUp {
    Mean,
    /// Weighted by a numeric register column, such as `yearly_transactions`.
    Weighted(String),
    /// Mean within each value of a register column, then fixed weights; `missing` says what a value without a known unit
    /// does, `minimum-…` not.
    Strata {
        column: String,
        weights: BTreeMap<String, f64>,
        #[serde(default)]
        missing: MissingRule,
    },
    Best,
    /// Share of units whose value exceeds this.
    ShareAbove(f64),
}

/// What of an agency's score is not public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// The figure; its band is public.
    Exact,
    /// Everything: no public criterion counts.
    Whole,
}

/// A key performance indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kpi {
    pub code: Code,
    pub title: Text,
    /// The heading under which it is printed: a dimension of role `benefit`.
    pub dimension: Code,
    pub unit: Text,
    pub kind: KpiKind,
    /// What the figure of `kind` is called where others stand beside it: "median".
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub figure: Text,
    /// What n counts: "cases", "respondents".
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub counts: Text,
    /// Further figures of the same quantities, printed beside it: "90th percentile".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<FurtherFigure>,
    #[serde(default)]
    pub direction: Direction,
    /// The quantities it is computed from, as they are named in the `kpis` table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<Titled>,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
    /// Whether the figures come from users.
    #[serde(default, skip_serializing_if = "is_false")]
    pub experienced: bool,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub evidence: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// The criterion that claims the same thing: the two are compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradicts: Vec<Code>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlaps: Vec<Code>,
}

/// A figure printed beside that of its KPI.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FurtherFigure {
    /// Unique as that of a KPI: targets may name it.
    pub code: Code,
    pub title: Text,
    pub kind: KpiKind,
    /// None: the KPI's.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub unit: Text,
    /// None: the KPI's.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub counts: Text,
}

/// One figure of a KPI, whether its own or one beside it.
#[derive(Clone, Copy, Debug)]
pub struct Figure<'k> {
    pub code: &'k Code,
    /// What it is called within its KPI; empty where the KPI has no other.
    pub title: &'k Text,
    pub kind: &'k KpiKind,
    pub unit: &'k Text,
    pub counts: &'k Text,
}

/// How a KPI is computed and how it aggregates over agencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum KpiKind {
    /// factor × Σnumerator / Σdenominator. `bounded`: the numerator is part of the denominator, so never above it.
    Ratio { numerator: Code, denominator: Code, factor: f64, bounded: bool },
    /// Quantile (probability 0–1) of pooled cases (`value` rows) or of counts per class (quantity `at-VALUE`).
    Quantile { probability: f64 },
    /// An expression of the quantities: + − × ÷ and parentheses. `sums`: national value = sum over agencies; else not aggregable.
    Formula { expression: String, sums: bool },
    /// minuend − subtrahend, each side summed over agencies.
    Difference { minuend: Code, subtrahend: Code },
    /// Highest minus lowest ratio over the groups of the `group` column, each group summed first.
    GroupGap { numerator: Code, denominator: Code, factor: f64 },
    /// Computed from the assessment itself.
    Derived { from: Derived },
}

/// What a derived KPI is read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Derived {
    /// Share of services that reached stage 2 or higher; the table of services shows every stage.
    ServicesByStage,
    /// Share of applicable criteria answered.
    Coverage,
    /// Share of answered criteria whose evidence is checked.
    CheckedShare,
    /// 1 − Σmax(0, target − current) / Σtarget over the targets of the agency.
    PercentToTarget,
    /// Σ(current − baseline) / Σ(target − baseline) over the targets of the agency that have a baseline; 1 where no
    /// target differs from its baseline.
    ProgressToTarget,
    /// What users answered to a beneficiary item.
    Beneficiary {
        item: Code,
        #[serde(default)]
        figure: Experience,
    },
}

/// What is read from the answers to a beneficiary item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Experience {
    /// Mean of a count, or share of the valid answers that are positive.
    #[default]
    Mean,
    /// Of a count.
    Median,
    /// The 90th percentile of a count.
    Ninetieth,
    /// Share of the answers that preferred not to say.
    Declined,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    #[default]
    Higher,
    Lower,
    /// Neither is better: no target.
    Context,
}

/// An item asked of a service's users or observed by an unannounced visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeneficiaryItem {
    pub code: Code,
    pub text: Text,
    pub scale: Code,
    pub better: Better,
    /// The criterion beside which the result is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Code>,
    /// The register column beside which the result is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside_column: Option<String>,
    /// Choice values at or above this count as positive.
    #[serde(default = "one")]
    pub positive_from: f64,
    /// Whether a mystery visit can answer it.
    #[serde(default)]
    pub visits: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

impl Kpi {
    /// Its own figure, then those beside it.
    pub fn figures(&self) -> impl Iterator<Item = Figure<'_>> {
        (0..=self.beside.len()).map(|place| self.printed(place))
    }

    /// Its own figure (0) or one of those beside it (from 1).
    pub fn printed(&self, place: usize) -> Figure<'_> {
        let own =
            Figure { code: &self.code, title: &self.figure, kind: &self.kind, unit: &self.unit, counts: &self.counts };
        let Some(further) = place.checked_sub(1).and_then(|place| self.beside.get(place)) else { return own };
        Figure {
            code: &further.code,
            title: &further.title,
            kind: &further.kind,
            unit: if further.unit.is_empty() { own.unit } else { &further.unit },
            counts: if further.counts.is_empty() { own.counts } else { &further.counts },
        }
    }
}

impl Default for OutputUnit {
    fn default() -> OutputUnit {
        OutputUnit { factor: 100.0, decimals: 1, decimals_by_period: BTreeMap::new() }
    }
}

impl OutputUnit {
    /// Decimals with which a period's scores are published.
    pub fn decimals(&self, period: &str) -> usize {
        self.decimals_by_period.get(period).copied().unwrap_or(self.decimals)
    }
}

impl Framework {
    /// How the criteria of a dimension stand to what they measure; none where nothing says so.
    pub fn measurement(&self, dimension: usize) -> Option<Measurement> {
        let own = &self.dimensions[dimension];
        let above = || self.measurement(self.dimension(own.parent.as_ref()?.as_str())?);
        own.measurement.or_else(above)
    }

    /// Whether a dimension is a part of another, at any depth.
    pub fn is_below(&self, dimension: usize, other: usize) -> bool {
        let parent = self.dimensions[dimension].parent.as_ref().and_then(|parent| self.dimension(parent.as_str()));
        parent.is_some_and(|parent| parent == other || self.is_below(parent, other))
    }

    pub fn scale(&self, code: &Code) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.code == *code)
    }

    /// Position of a criterion by its code, ignoring case.
    pub fn criterion(&self, code: &str) -> Option<usize> {
        self.criteria.iter().position(|criterion| criterion.code.matches(code))
    }

    /// Position of a dimension by its code, ignoring case.
    pub fn dimension(&self, code: &str) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension.code.matches(code))
    }

    /// Whether a higher score of a dimension, by position, is worse: of an obstacle and its facets.
    pub fn is_severity(&self, dimension: usize) -> bool {
        let own = &self.dimensions[dimension];
        let parent = own.parent.as_ref().and_then(|code| self.dimension(code.as_str()));
        let below = || parent.is_some_and(|parent| self.dimensions[parent].role == DimensionRole::Obstacle);
        own.role == DimensionRole::Obstacle || own.role == DimensionRole::Facet && below()
    }

    /// What computed scores of a dimension are multiplied by for publication.
    pub fn factor(&self, dimension: &Dimension) -> f64 {
        dimension.factor.unwrap_or(self.output.factor)
    }

    /// Whether an edition (none: all) holds what belongs to a smallest edition (none: every one).
    pub fn holds(&self, edition: Option<&Code>, smallest: Option<&Code>) -> bool {
        let place = |code: &Code| self.editions.iter().position(|edition| edition.code == *code);
        match (edition.and_then(place), smallest.and_then(place)) {
            (Some(chosen), Some(smallest)) => smallest <= chosen,
            _ => true,
        }
    }

    /// By position of the dimension, what the public is not told of its score for single agencies, since answers to
    /// criteria marked internal could be worked out from it.
    pub fn withheld(&self, edition: Option<&Code>) -> Vec<Option<Withheld>> {
        let counts = |dimension: usize| {
            let mut below = Vec::new();
            self.counted(dimension, edition, &mut below);
            below
        };
        let withheld = |dimension: usize| {
            let counted = counts(dimension);
            let internal = counted.iter().filter(|criterion| criterion.internal).count();
            match internal {
                0 => None,
                all if all == counted.len() => Some(Withheld::Whole),
                _ => Some(Withheld::Exact),
            }
        };
        (0..self.dimensions.len()).map(withheld).collect()
    }

    /// The framework as far as its scores are public: criteria marked internal, and those counted with them, are in no
    /// score and no gate.
    pub fn public(&self, edition: Option<&Code>) -> Framework {
        let mut public = self.clone();
        for (dimension, withheld) in public.dimensions.iter_mut().zip(self.withheld(edition)) {
            if withheld.is_some() {
                dimension.members.clear();
                let own = public.criteria.iter_mut().filter(|criterion| criterion.dimension == dimension.code);
                own.for_each(|criterion| criterion.scored = false);
            }
        }
        for criterion in public.criteria.iter_mut().filter(|criterion| criterion.internal) {
            criterion.scored = false;
            criterion.gate = None;
        }
        public
    }

    /// Agencies' criteria that count in a dimension of an edition: its own, its members, those of dimensions below it.
    fn counted<'f>(&'f self, dimension: usize, edition: Option<&Code>, found: &mut Vec<&'f Criterion>) {
        let Dimension { code, members, .. } = &self.dimensions[dimension];
        let member = |criterion: &Criterion| members.iter().any(|member| member.criterion == criterion.code);
        found.extend(self.criteria.iter().filter(|criterion| {
            (member(criterion) || criterion.dimension == *code && criterion.scored && !criterion.perception)
                && criterion.level != Level::National
                && self.holds(edition, criterion.edition.as_ref())
        }));
        for (child, below) in self.dimensions.iter().enumerate() {
            if below.parent.as_ref() == Some(code) && below.role != DimensionRole::Facet {
                self.counted(child, edition, found);
            }
        }
    }

    /// Dimensions of a role, in printing order, by position.
    pub fn of_role(&self, role: DimensionRole) -> impl Iterator<Item = usize> + '_ {
        self.dimensions
            .iter()
            .enumerate()
            .filter(move |(_, dimension)| dimension.role == role)
            .map(|(position, _)| position)
    }
}

fn one() -> f64 {
    1.0
}

fn is_one(weight: &f64) -> bool {
    *weight == 1.0
}

fn yes() -> bool {
    true
}

fn is_true(value: &bool) -> bool {
    *value
}

fn is_false(value: &bool) -> bool {
    !*value
}
