//! What a researcher asks of the answers of a period, as values: what `statistics.json` holds.
use crate::inquiry::StatisticsSettings;
use crate::robustness::Estimate;
use crate::score::Reached;
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the format of `statistics.json`.
pub const FORMAT: u32 = 1;

/// The latest period in one column of truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Statistics {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that computed it.
    pub program: String,
    /// SHA-256 of the `results.json` it belongs to; empty until that is written.
    pub results: String,
    /// Position in `Survey::periods`.
    pub period: usize,
    pub truth: Truth,
    pub settings: StatisticsSettings,
    pub seed: u64,
    /// Positions in the register of the agencies judged.
    pub agencies: Vec<usize>,
    /// Of every dimension with at least two criteria that are scored.
    pub reliability: Vec<Reliability>,
    pub respondents: Vec<Agreement>,
    pub assessors: Vec<Assessors>,
    /// Every pair of dimensions that are scored.
    pub dimensions: Vec<DimensionPair>,
    /// Every pair of scored criteria, by Spearman's coefficient.
    pub criteria: Vec<CriterionPair>,
    pub order: Option<StageOrder>,
    pub convergent: Vec<Convergent>,
    pub comparisons: Vec<Comparison>,
    pub differential: Vec<Differential>,
    pub integrity: Integrity,
    /// Every scored criterion.
    pub responses: Vec<Responses>,
}

/// The values of a criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Responses {
    /// Position in the framework.
    pub criterion: usize,
    /// By agency, 0 (worst) to 1 (best); of a scale without ends, lowest and highest of the period.
    pub values: Vec<Option<f64>>,
    /// Places among the agencies to which it does not apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<usize>,
}

/// What was computed, or why it was not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Attempt<T> {
    Computed(T),
    Refused(Reason),
}

/// Why a statistic would say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Reason {
    TooFew {
        count: usize,
        least: usize,
    },
    /// Not more cases than items.
    FewerThanItems {
        count: usize,
        items: usize,
    },
    /// Fewer than two groups are large enough.
    TooFewGroups {
        least: usize,
    },
    NoVariation,
    /// Answers that agree are not in the material.
    OnlyDisagreement,
    /// Some item follows from the others.
    Singular,
}

/// A test with its p-value as it is, and corrected for the tests of the same kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tested {
    /// None: beyond all numbers, because nothing varies within.
    pub statistic: Option<f64>,
    /// Degrees of freedom; empty where the distribution has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub freedom: Vec<f64>,
    pub p: f64,
    pub adjusted: f64,
}

/// Whether the criteria of a dimension go together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reliability {
    /// Position in the framework.
    pub dimension: usize,
    /// Whether the framework says that its criteria together make the dimension, so that they need not go together.
    pub formative: bool,
    /// Agencies known in every criterion that varies.
    pub agencies: usize,
    /// Criteria that vary, by position in the framework.
    pub criteria: Vec<usize>,
    /// Criteria on which all agencies are alike.
    pub constant: Vec<usize>,
    pub alpha: Attempt<Alpha>,
    /// McDonald's ω total of one factor.
    pub omega: Attempt<Omega>,
    pub structure: Attempt<Structure>,
}

/// Cronbach's α.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alpha {
    pub raw: Estimate,
    pub standardised: Option<f64>,
    /// By criterion of the dimension.
    pub items: Vec<Item>,
}

/// A criterion among the others of its dimension.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// α without it; none for two criteria.
    pub without: Option<f64>,
    /// Correlation with the sum of the others.
    pub total: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Omega {
    pub value: f64,
    /// By criterion.
    pub loadings: Vec<f64>,
    /// Whether a criterion's own variance came out as none: the value is then doubtful.
    pub heywood: bool,
}

/// How many things the criteria of a dimension measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Structure {
    /// Variances of the principal components of the correlations, largest first.
    pub variances: Vec<f64>,
    /// What chance alone would give (Horn's parallel analysis), in the same order.
    pub by_chance: Vec<f64>,
    /// Components above chance.
    pub kept: usize,
    /// Of each of these, by criterion: correlations of the criterion with the component.
    pub loadings: Vec<Vec<f64>>,
    /// Kaiser, Meyer & Olkin's adequacy (0–1).
    pub adequacy: Option<f64>,
    /// Bartlett's test that nothing is correlated.
    pub sphericity: Option<Tested>,
}

/// How far people of the same agency say the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// Position in the framework.
    pub criterion: usize,
    /// Agencies with at least two answers.
    pub agencies: usize,
    pub answers: usize,
    /// Krippendorff's α: ordinal on choices, interval on numbers.
    pub alpha: Attempt<Estimate>,
    /// ICC(1): the share of the variance that lies between agencies.
    pub intraclass: Attempt<Estimate>,
}

/// How far assessors say what agencies claim, on one scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessors {
    /// Position among the scales.
    pub scale: usize,
    /// Answers with both.
    pub pairs: usize,
    /// Share (0–1) of pairs that are alike, and where the claim is higher.
    pub alike: f64,
    pub higher: f64,
    /// Cohen's κ with quadratic weights; on numbers ICC(A,1), which it comes to (Fleiss & Cohen 1973).
    pub agreement: Attempt<Estimate>,
}

/// How two dimensions go together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DimensionPair {
    pub first: usize,
    pub second: usize,
    pub agencies: usize,
    /// None where one does not vary, or of fewer than four agencies.
    pub pearson: Option<Correlated>,
    pub spearman: Option<Correlated>,
    pub kendall: Option<Correlated>,
}

/// A coefficient (−1–1) with its test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correlated {
    pub coefficient: Estimate,
    pub p: f64,
    pub adjusted: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CriterionPair {
    pub first: usize,
    pub second: usize,
    pub agencies: usize,
    pub spearman: f64,
    pub p: f64,
    pub adjusted: f64,
    /// Whether the framework says that they share content.
    pub overlap: bool,
}

/// Whether stages are steps: whoever meets a higher one meets those below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageOrder {
    /// Agencies judged at every stage that applies to all of them.
    pub agencies: usize,
    /// Stages whose own conditions are met, whatever those below, lowest first, with how many agencies.
    pub patterns: Vec<(Vec<bool>, usize)>,
    pub guttman: Attempt<Guttman>,
    /// Loevinger's H of the stages met.
    pub scalability: Attempt<Loevinger>,
    /// What changes where two neighbouring stages change places.
    pub swapped: Vec<Swapped>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Guttman {
    /// Share (0–1) of cells that the number of stages met foretells.
    pub reproducibility: f64,
    /// What the margins alone would give.
    pub marginal: f64,
    /// Share (0–1) of what the margins leave that the order explains; none where they leave nothing.
    pub scalability: Option<f64>,
    /// By stage.
    pub errors: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Loevinger {
    pub scale: Estimate,
    /// By stage; none where it does not vary.
    pub items: Vec<Option<f64>>,
}

/// Two neighbouring stages in each other's place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Swapped {
    /// Numbers (from 1) of the stages.
    pub lower: usize,
    pub upper: usize,
    /// Agencies with a higher and with a lower stage than in the assessment.
    pub agencies_higher: usize,
    pub agencies_lower: usize,
}

/// Whether what is judged goes with what is measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Convergent {
    /// Position among the KPIs.
    pub kpi: usize,
    /// Position in the framework; none: the stage reached.
    pub dimension: Option<usize>,
    /// Criteria left out of the judgement because they share content with the KPI.
    pub left_out: Vec<usize>,
    pub agencies: usize,
    /// Spearman's; negative where the KPI is better when lower and the judgement holds.
    pub spearman: Correlated,
    /// Whether a lower value of the KPI is better.
    pub lower_is_better: bool,
}

/// Groups of agencies in one dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Register column.
    pub column: String,
    pub dimension: usize,
    pub groups: Vec<GroupSummary>,
    /// Groups too small to be compared, with the number of agencies that have a score.
    pub small: Vec<(String, usize)>,
    /// Kruskal & Wallis; of two groups Mann & Whitney.
    pub test: Attempt<Tested>,
    /// η² (0–1): the share of the variance of ranks that groups explain, freed of chance.
    pub effect: Option<Estimate>,
    pub pairs: Vec<GroupPair>,
    pub means: Option<Means>,
}

/// The scores of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupSummary {
    /// As the register writes it.
    pub value: String,
    pub count: usize,
    /// Agencies of the group without a score.
    pub silent: usize,
    pub mean: f64,
    pub deviation: f64,
    pub lower: f64,
    pub median: f64,
    pub upper: f64,
    /// The mean if all that are silent stood at the worst, at the best; none where the scale has no ends.
    pub bounds: Option<(f64, f64)>,
}

/// Two groups, by position in `Comparison::groups`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupPair {
    pub first: usize,
    pub second: usize,
    /// Dunn's test, corrected among the pairs; of two groups the test above.
    pub test: Tested,
    /// Chance (0–1) that an agency of the first is above one of the second, ties half (Vargha & Delaney's A).
    pub superiority: Estimate,
    /// Hodges & Lehmann's shift, in output units.
    pub shift: Estimate,
}

/// Analysis of variance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Means {
    pub classical: Tested,
    pub welch: Option<Tested>,
    /// Levene's test of equal variances, about medians.
    pub levene: Option<Tested>,
    /// η² and ω²: the share of the variance that groups explain, in these agencies and freed of chance.
    pub eta_squared: f64,
    pub omega_squared: Estimate,
}

/// A criterion between two ways in which answers came about, among agencies of like score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Differential {
    pub column: String,
    pub reference: String,
    pub focal: String,
    pub criterion: usize,
    pub counts: (usize, usize),
    pub test: Attempt<Tested>,
    /// Mean difference on the scale's values (0–1), focal − reference, among agencies of like score.
    pub difference: Option<Estimate>,
    pub class: Option<Size>,
}

/// The classes A, B and C of the Educational Testing Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    Negligible,
    Moderate,
    Large,
}

/// Answers that deserve a second look.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Integrity {
    /// Respondents whose names came with the answers, so that they could be looked at one by one.
    pub people: usize,
    pub uniform: Vec<Uniform>,
    pub alike: Vec<Alike>,
    pub dates: Vec<Dated>,
    pub pivotal: Vec<Pivotal>,
    pub overstated: Vec<Overstated>,
    pub rests: Vec<Rests>,
}

/// People of an agency, or the agency itself, who gave one and the same answer to nearly everything on a scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Uniform {
    /// Position in the register.
    pub agency: usize,
    /// None: the agency's own answers.
    pub people: Option<usize>,
    /// Of so many people.
    pub of: usize,
    /// Items answered by the one with most of them.
    pub items: usize,
}

/// Two agencies whose answers are too much alike to be of separate hands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alike {
    pub first: usize,
    pub second: usize,
    /// Items both answered, how many of them alike, and how many chance would make alike.
    pub both: usize,
    pub equal: usize,
    pub expected: f64,
    /// Corrected for all pairs of agencies.
    pub p: f64,
}

/// A claim whose evidence has a date that cannot support it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dated {
    pub agency: usize,
    pub criterion: usize,
    pub fault: DateFault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateFault {
    /// All evidence is dated after the period.
    AfterPeriod,
    /// All evidence had expired.
    Expired,
}

/// People any one of whom decides the stage of their agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pivotal {
    pub agency: usize,
    /// People whose answers could be left out.
    pub people: usize,
    /// Of these, without whom the stage is another.
    pub deciding: usize,
    pub stages: Vec<Reached>,
}

/// What claims on a criterion are worth to those who make them, where nothing confirms them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Overstated {
    pub criterion: usize,
    /// Agencies with an unconfirmed claim above the worst value.
    pub claims: usize,
    /// Of these, whose stage would be lower if the claim were false.
    pub stages: usize,
    /// Mean of what the claim adds to the score of its dimension, in output units.
    pub points: f64,
}

/// The unconfirmed claims on which most of an agency's judgement rests.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rests {
    pub agency: usize,
    pub criterion: usize,
    /// What the claim adds to the score of its dimension, in output units.
    pub points: f64,
    /// The stage if the claim were false.
    pub without: Reached,
    pub falls: bool,
}

impl<T> Attempt<T> {
    /// What was computed.
    pub fn found(&self) -> Option<&T> {
        match self {
            Attempt::Computed(found) => Some(found),
            Attempt::Refused(_) => None,
        }
    }

    pub fn found_mut(&mut self) -> Option<&mut T> {
        match self {
            Attempt::Computed(found) => Some(found),
            Attempt::Refused(_) => None,
        }
    }

    pub fn refusal(&self) -> Option<Reason> {
        match self {
            Attempt::Computed(_) => None,
            Attempt::Refused(reason) => Some(*reason),
        }
    }
}

impl Correlated {
    /// The p-value, and where the corrected one belongs.
    pub fn to_correct(&mut self) -> (f64, &mut f64) {
        (self.p, &mut self.adjusted)
    }
}

impl Tested {
    /// The p-value, and where the corrected one belongs.
    pub fn to_correct(&mut self) -> (f64, &mut f64) {
        (self.p, &mut self.adjusted)
    }

    /// Whether chance alone would give this less often than a level (0–1), among the tests of its kind.
    pub fn is_sure(&self, confidence: f64) -> bool {
        self.adjusted < 1.0 - confidence
    }
}
