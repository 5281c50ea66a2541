//! What can be wrong in a criteria set, and where: facts only, worded by a locale.
use crate::finding::Detail;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A problem at a place in a framework's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub problem: FrameworkProblem,
    /// The file as its source names it: with `extends`, the one from which the value came.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// Bytes of the file's text; empty where something is missing from the file as a whole.
    pub span: Range<usize>,
}

macro_rules! problems {
    ($($(#[$note:meta])* $name:ident $code:literal { $($field:ident: $kind:ty),* $(,)? })*) => {
        /// Everything that can be wrong in a criteria set. `owner` is the code of the entry at fault, `owner.part` for a
        /// part of it; `nearest` is a known word like the one given, or empty; a list is separated by commas.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "code")]
        pub enum FrameworkProblem {
            $($(#[$note])* #[serde(rename = $code)] $name { $($field: $kind),* },)*
        }

        impl FrameworkProblem {
            /// Every code, in the order of declaration.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// Stable kebab-case name: the key of its sentence in every locale.
            pub fn code(&self) -> &'static str {
                match self { $(FrameworkProblem::$name { .. } => $code,)* }
            }

            /// The values its sentence speaks of, by name.
            pub fn details(&self) -> Vec<(&'static str, Detail)> {
                match self {
                    $(FrameworkProblem::$name { $($field),* } => vec![$((stringify!($field), Detail::from($field.clone()))),*],)*
                }
            }
        }
    };
}

problems! {
    // The text.
    /// `detail` is the parser's own English.
    TomlSyntax "toml-syntax" { detail: String }
    KeyTwice "key-twice" { key: String }
    KeyUnknown "key-unknown" { key: String, nearest: String, known: String }
    KeyMissing "key-missing" { key: String, within: String }
    /// Of the framework itself.
    HeadKeyMissing "head-key-missing" { key: String }
    /// `expected` and `found` are of `text`, `number`, `whole-number`, `boolean`, `date`, `list`, `table`, `word`.
    WrongType "wrong-type" { key: String, expected: String, found: String }
    WordUnknown "word-unknown" { key: String, word: String, nearest: String, known: String }
    NotACode "not-a-code" { key: String, value: String }
    /// `detail` is the parser's own English.
    ValueUnreadable "value-unreadable" { key: String, value: String, detail: String }
    BaseUnknown "base-unknown" { base: String }
    ExtendsInCircle "extends-in-circle" { chain: String }
    /// `remove = true` on an entry that the base does not have.
    RemovesNothing "removes-nothing" { list: String, entry: String }
    // Codes and references.
    CodeDeclaredTwice "code-declared-twice" { entry: String, list: String, first: String }
    UndefinedScale "undefined-scale" { owner: String, scale: String, nearest: String }
    UndefinedDimension "undefined-dimension" { owner: String, dimension: String, nearest: String }
    UndefinedParent "undefined-parent" { owner: String, parent: String, nearest: String }
    UndefinedCriterion "undefined-criterion" { owner: String, key: String, criterion: String, nearest: String }
    UndefinedOverlap "undefined-overlap" { owner: String, overlap: String, nearest: String }
    UndefinedCondition "undefined-condition" { owner: String, condition: String, nearest: String }
    UndefinedEdition "undefined-edition" { owner: String, edition: String, nearest: String }
    UndefinedRole "undefined-role" { owner: String, role: String, nearest: String }
    UndefinedGrade "undefined-grade" { owner: String, key: String, grade: String, nearest: String }
    UndefinedQuantity "undefined-quantity" { owner: String, quantity: String, nearest: String }
    UndefinedBeneficiaryItem "undefined-beneficiary-item" { owner: String, item: String, nearest: String }
    UndefinedWeightSet "undefined-weight-set" { weight_set: String, nearest: String }
    /// A weight set names something that is neither a criterion nor a dimension.
    UndefinedWeight "undefined-weight" { weight_set: String, entry: String, nearest: String }
    /// `depends_on` or `held_by` names a criterion that is not national.
    NotNational "not-national" { owner: String, key: String, criterion: String }
    ParentsInCircle "parents-in-circle" { dimension: String, chain: String }
    // Texts.
    NoLanguages "no-languages" {}
    DraftNotALanguage "draft-not-a-language" { language: String }
    TranslationMissing "translation-missing" { owner: String, key: String, language: String }
    // Numbers and weights.
    NumberNotFinite "number-not-finite" { owner: String, key: String, value: f64 }
    OutOfRange "out-of-range" { owner: String, key: String, value: f64, low: f64, high: f64 }
    NotPositive "not-positive" { owner: String, key: String, value: f64 }
    BelowZero "below-zero" { owner: String, key: String, value: f64 }
    /// A setting that only some rules read, beside another; `rules` are words of the framework.
    KeyIdle "key-idle" { owner: String, key: String, rules: String }
    WeightInvalid "weight-invalid" { owner: String, weight: f64 }
    /// `weight_set` is empty for the framework's own weights.
    WeightSum "weight-sum" { dimension: String, expected: f64, actual: f64, weight_set: String }
    /// No part of the dimension has a weight; `weight_set` is empty for the framework's own weights.
    WeightsAbsent "weights-absent" { dimension: String, weight_set: String }
    PowerZero "power-zero" { dimension: String }
    /// Experts judge something that is not a part of the dimension.
    JudgedPartUnknown "judged-part-unknown" { dimension: String, part: String, nearest: String }
    /// A table of an expert (counted from 1) that is not one number above 0 for each pair, or one of 0 or more for each part.
    ExpertTableUnusable "expert-table-unusable" { dimension: String, expert: u64, parts: u64 }
    /// An expert (counted from 1) says how many times as important `one` is as `other`, and the other way round something
    /// that is not 1 divided by it.
    JudgementsContradict "judgements-contradict" { dimension: String, expert: u64, one: String, other: String, there: f64, back: f64 }
    /// Shares of a score that the parts with a weight cannot all hold: `least` of each or `most` of each.
    SharesImpossible "shares-impossible" { dimension: String, key: String, share: f64, parts: u64 }
    /// Only a sum of points is held down to a maximum.
    MaximumWithoutSum "maximum-without-sum" { dimension: String }
    DimensionEmpty "dimension-empty" { dimension: String }
    /// The criterion already counts in the dimension.
    MemberTwice "member-twice" { dimension: String, criterion: String }
    TooManyOptions "too-many-options" { scale: String, most: u64 }
    PerceptionInStage "perception-in-stage" { criterion: String, dimension: String }
    // Gates, evidence and stages.
    GateOnUngatedScale "gate-on-ungated-scale" { criterion: String, scale: String }
    GateOnNational "gate-on-national" { criterion: String }
    GateOnPerception "gate-on-perception" { criterion: String }
    CriticalWaivable "critical-waivable" { criterion: String }
    /// `na_when` on a criterion that accepts no *not applicable*.
    ConditionNeverAccepted "condition-never-accepted" { criterion: String, condition: String }
    /// No value of the scale passes its gate.
    GateUnreachable "gate-unreachable" { scale: String, highest: f64 }
    CheckedMinimumUnchecked "checked-minimum-unchecked" { minimum: String, first: String }
    SupportedMinimumAboveChecked "supported-minimum-above-checked" { supported: String, checked: String }
    /// The cap at the least grade of a gate is so low that none passes; `column` is `supported` or `checked`.
    CapBlocksGate "cap-blocks-gate" { scale: String, grade: String, cap: f64, column: String }
    /// A stronger grade supports less than a weaker one.
    CapsFall "caps-fall" { scale: String, grade: String, cap: f64, weaker: String }
    /// A grade without `checked` after one with it.
    GradesOutOfOrder "grades-out-of-order" { grade: String, weaker: String }
    /// Expiry would raise the grade.
    ExpiryRaises "expiry-raises" { grade: String, expired_as: String }
    /// A grade for answers nobody checked (`without_record`, `expired_as`) counts as checked.
    UncheckedGradeChecked "unchecked-grade-checked" { key: String, grade: String }
    /// No stage could be reached or none missed: the score of `dimension` lies in `low..high`.
    ThresholdOutside "threshold-outside" { key: String, value: f64, low: f64, high: f64, dimension: String }
    SweepInvalid "sweep-invalid" { from: f64, to: f64, step: f64 }
    // Scales and what answers are worth.
    /// A choice scale without an option that counts.
    ChoicesMissing "choices-missing" { scale: String }
    ChoicesUnexpected "choices-unexpected" { scale: String }
    /// Options stand from worst to best.
    ChoicesOutOfOrder "choices-out-of-order" { scale: String, choice: String }
    /// Two options answer to the same spelling.
    ChoiceAmbiguous "choice-ambiguous" { scale: String, spelling: String, first: String, second: String }
    ChoiceIsNoAnswer "choice-is-no-answer" { scale: String, choice: String, spelling: String }
    EachUnexpected "each-unexpected" { scale: String }
    EachNotChoice "each-not-choice" { scale: String, each: String }
    NormaliseMissing "normalise-missing" { criterion: String, scale: String }
    GoalpostsEqual "goalposts-equal" { criterion: String, value: f64 }
    /// `key` speaks of measured numbers, and the criterion is none.
    NotMeasured "not-measured" { criterion: String, key: String, scale: String }
    NormaliseBounds "normalise-bounds" { criterion: String, low: f64, high: f64 }
    /// The scale already says how lower units are counted.
    RollUpBesideEach "roll-up-beside-each" { criterion: String, scale: String }
    /// `register` on a criterion that is not answered for single services.
    RegisterWithoutServices "register-without-services" { criterion: String, scale: String }
    // KPIs.
    FormulaUnreadable "formula-unreadable" { kpi: String, rest: String }
}
