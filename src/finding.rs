//! What is wrong or notable in the user's material, where, and how grave: facts only, worded by a locale.
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// Findings of one code that are held; further ones are counted and handed to the sink.
pub const HELD_PER_CODE: u64 = 1000;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The material cannot be judged without guessing who, what or when: nothing is written.
    Error,
    /// A cell is unusable: it counts as missing and the assessment goes on.
    Warning,
    /// Nothing is wrong with the cell, but a reader of the result must know.
    Note,
}

/// Where in the user's files; rows and characters count from 1, as a spreadsheet does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Place {
    /// Path relative to the assessment; for a workbook followed by `#` and the sheet.
    pub file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The heading of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The cell as it stands in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// For the terminal only: the rest of the line may name a respondent.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
    /// The period judged, where the assessment has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// The line of text around a cell, and the bytes of the line that the cell takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Excerpt {
    pub line: String,
    pub span: Range<usize>,
}

/// A value inside a problem, put into its sentence by the locale.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    Text(String),
    Count(u64),
    /// Shown with at most two decimals.
    Number(f64),
    Date(Date),
}

/// A problem at a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    #[serde(flatten)]
    pub problem: Problem,
    #[serde(default)]
    pub place: Place,
}

/// Findings in the order met, bounded in memory however many there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Findings {
    held: Vec<Finding>,
    /// How many there were of each code.
    counts: BTreeMap<String, u64>,
    /// Those beyond `HELD_PER_CODE`, until they are drained.
    #[serde(skip)]
    overflow: Vec<Finding>,
}

macro_rules! problems {
    ($($(#[$note:meta])* $name:ident $code:literal $severity:ident { $($field:ident: $kind:ty),* $(,)? })*) => {
        /// Everything that can be found in the user's material.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "code")]
        pub enum Problem {
            $($(#[$note])* #[serde(rename = $code)] $name { $($field: $kind),* },)*
        }

        impl Problem {
            /// Every code, in the order of declaration.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// Stable kebab-case name: the key of its sentence in every locale.
            pub fn code(&self) -> &'static str {
                match self { $(Problem::$name { .. } => $code,)* }
            }

            pub fn severity(&self) -> Severity {
                match self { $(Problem::$name { .. } => Severity::$severity,)* }
            }

            /// Of a code; none where there is no such code.
            pub fn severity_of(code: &str) -> Option<Severity> {
                match code { $($code => Some(Severity::$severity),)* _ => None }
            }

            /// The values its sentence speaks of, by name.
            pub fn details(&self) -> Vec<(&'static str, Detail)> {
                match self {
                    $(Problem::$name { $($field),* } => vec![$((stringify!($field), Detail::from($field.clone()))),*],)*
                }
            }
        }
    };
}

problems! {
    // The files.
    /// No file of the folder holds answers.
    NoAnswersFile "no-answers-file" Error {}
    /// Neither a register nor the answers name an agency.
    NoAgencies "no-agencies" Error {}
    FileEmpty "file-empty" Warning {}
    FileHeaderOnly "file-header-only" Note {}
    /// Not text in UTF-8; `offset` is the first bad byte.
    FileNotUtf8 "file-not-utf8" Error { offset: u64 }
    /// Text in another encoding, which its bytes show.
    EncodingGuessed "encoding-guessed" Note { encoding: String }
    /// UTF-8 that was read as another encoding and saved again.
    FileGarbled "file-garbled" Error { read_as: String }
    /// Letters replaced by `?` when the file was saved in an encoding without them.
    HeadingLost "heading-lost" Error { heading: String }
    TextLost "text-lost" Warning { word: String }
    /// Binary or of another kind than its name says.
    FileNotTable "file-not-table" Error { expected: String }
    FileUnreadable "file-unreadable" Error { reason: String }
    /// A workbook that unpacks to more than is read.
    WorkbookTooLarge "workbook-too-large" Error { megabytes: u64 }
    /// The file that a form in one file saved, not whole.
    FormDamaged "form-damaged" Error { reason: String }
    FormUnknown "form-unknown" Error {}
    /// The form itself, or any page, in place of the file that it saves.
    PageGiven "page-given" Error {}
    FormNewer "form-newer" Error { version: u64 }
    FormTooLarge "form-too-large" Error { megabytes: u64 }
    /// A quote that is not closed by the end of the file, or not within the bytes that a row may take.
    QuoteUnclosed "quote-unclosed" Error {}
    RowTooLarge "row-too-large" Error { bytes: u64 }
    /// An export of a survey tool with more text than is held in memory.
    ExportTooLarge "export-too-large" Error { megabytes: u64 }
    /// A name of no encoding in the settings of a file.
    UnknownEncoding "unknown-encoding" Error { encoding: String }
    /// Text that is not garbled, or not in a way that can be turned back.
    NothingToRepair "nothing-to-repair" Error {}
    FileNotRecognised "file-not-recognised" Note {}
    /// A sheet of a workbook that holds something and is not named for a kind.
    SheetNotRecognised "sheet-not-recognised" Note {}
    /// A sheet of a workbook of ours without its hidden codes.
    SheetUnmarked "sheet-unmarked" Warning {}
    SettingsInvalid "settings-invalid" Error { reason: String }
    UnknownEdition "unknown-edition" Error { allowed: String }
    /// An edition of a framework that has none.
    NoEditions "no-editions" Error {}
    PeriodDuplicate "period-duplicate" Error {}
    RowTooLong "row-too-long" Warning { cells: u64, columns: u64 }
    RowTooShort "row-too-short" Warning { cells: u64, columns: u64 }
    FormulaWithoutValue "formula-without-value" Warning {}
    /// A cell that holds a character no reader sees, which would make two equal codes differ.
    ControlCharacter "control-character" Warning { character: String }
    // The columns.
    ColumnMissing "column-missing" Error { kind: String, needed: String }
    ColumnUnknown "column-unknown" Note { nearest: String }
    ColumnDuplicate "column-duplicate" Error { first: u64 }
    ColumnClaimsTwoCriteria "column-claims-two-criteria" Error { criteria: String }
    CriterionClaimedTwice "criterion-claimed-twice" Error { criterion: String, columns: String }
    // Exports of survey tools.
    ToolRecognised "tool-recognised" Note { tool: String, rows: u64, used: u64 }
    UnknownTool "unknown-tool" Error { allowed: String }
    /// A mapping to something that neither the framework nor a table of answers has.
    MappingTargetUnknown "mapping-target-unknown" Error { target: String, nearest: String }
    /// Headings that are the questions' whole texts, in an export that can give codes.
    HeadingsAreTexts "headings-are-texts" Error { tool: String }
    /// No heading names a question of the framework.
    NoQuestionNamed "no-question-named" Error { tool: String, nearest: String }
    SubmissionRejected "submission-rejected" Note {}
    SubmissionEncrypted "submission-encrypted" Warning {}
    SubmissionUnfinished "submission-unfinished" Note {}
    /// An earlier version of a submission, or an earlier submission for the same agency, role and respondent.
    SubmissionReplaced "submission-replaced" Note { newer: u64 }
    /// The same, where it answers questions that the newer one leaves blank.
    SubmissionReplacedInPart "submission-replaced-in-part" Warning { newer: u64, criteria: String }
    /// A row of a repeat whose submission is not there.
    SubmissionUnknown "submission-unknown" Warning {}
    PersonalDropped "personal-dropped" Note { columns: String }
    RemarksKept "remarks-kept" Note { columns: String }
    /// Rows of a questionnaire that none of its questions stands in.
    RowUnmarked "row-unmarked" Warning { text: String }
    /// A question shown in a row of a questionnaire and the hidden code of the row are not the same.
    RowShifted "row-shifted" Error { shown: String, hidden: String }
    /// A table that says, row for row, what another file says.
    TableRepeated "table-repeated" Warning { first: String }
    /// Of settings that speak of a column that is not there.
    HeadingNotFound "heading-not-found" Warning { nearest: String }
    HeadingRowMissing "heading-row-missing" Error { row: u64, last: u64 }
    /// Rows above the headings or below the last answer.
    RowsPassedOver "rows-passed-over" Note { rows: String }
    RowLonger "row-longer" Warning { cells: u64, columns: u64, text: String }
    /// Two columns for one question, both filled.
    ColumnsDisagree "columns-disagree" Warning { criterion: String, columns: String }
    // Who and when.
    CodeInvalid "code-invalid" Warning {}
    CodeDuplicate "code-duplicate" Error { first: u64 }
    AgencyBlank "agency-blank" Warning {}
    UnknownAgency "unknown-agency" Warning { nearest: String }
    AmbiguousAgency "ambiguous-agency" Error { candidates: String }
    UnknownService "unknown-service" Warning { nearest: String }
    UnknownBranch "unknown-branch" Warning { nearest: String }
    AmbiguousService "ambiguous-service" Error { candidates: String }
    AmbiguousBranch "ambiguous-branch" Error { candidates: String }
    ServiceBlank "service-blank" Warning {}
    /// A row that names a service and a branch: it can speak for one only.
    ServiceAndBranch "service-and-branch" Warning {}
    ServiceOfAnotherAgency "service-of-another-agency" Warning { owner: String }
    UnknownParent "unknown-parent" Warning { nearest: String }
    UnknownSuccessor "unknown-successor" Warning { nearest: String }
    ParentLoop "parent-loop" Warning {}
    SuccessorLoop "successor-loop" Warning {}
    UnknownStatus "unknown-status" Warning { allowed: String }
    UnknownPeriod "unknown-period" Warning { nearest: String }
    PeriodBlank "period-blank" Error { periods: String }
    UnknownCriterion "unknown-criterion" Warning { nearest: String }
    CriterionOutsideEdition "criterion-outside-edition" Note { criterion: String, edition: String }
    UnknownRole "unknown-role" Warning { nearest: String }
    /// The same respondent with another role or weight than in an earlier row: the earlier holds.
    RespondentChanged "respondent-changed" Warning {}
    // Answers.
    AnswerOffScale "answer-off-scale" Warning { criterion: String, allowed: String }
    ShareOver100 "share-over-100" Warning { criterion: String }
    /// Above 0 and below 1 without a percent sign: read as that many hundredths, as it stands.
    ShareBelow1 "share-below-1" Note { criterion: String, percent: f64 }
    NumberInvalid "number-invalid" Warning {}
    NumberNegative "negative-number" Warning {}
    DateInvalid "date-invalid" Warning {}
    /// Neither yes nor no.
    MarkInvalid "mark-invalid" Warning {}
    DuplicateAnswer "duplicate-answer" Warning { criterion: String, first: String }
    /// Where the earlier answer stands is no longer known: of a respondent, no row is kept.
    AnswerContradicted "answer-contradicted" Warning { criterion: String }
    NaWithoutReason "na-without-reason" Warning { criterion: String }
    NaWithoutApprover "na-without-approver" Warning { criterion: String }
    NaReasonNotCondition "na-reason-not-condition" Warning { criterion: String, condition: String }
    NaOnCriticalGate "na-on-critical-gate" Warning { criterion: String }
    /// A criterion that accepts no waiver.
    NaNotAccepted "na-not-accepted" Warning { criterion: String }
    SampledWithoutSize "sampled-without-size" Warning { criterion: String }
    WrongUnit "wrong-unit" Warning { criterion: String }
    /// An agency's answer to what is answered once for the nation.
    NationalOnly "national-only" Warning { criterion: String }
    NationalAnsweredTwice "national-answered-twice" Warning { criterion: String, first: String }
    AgencyAndServiceAnswers "agency-and-unit-answers" Warning { agency: String, criterion: String }
    RespondentsDisagree "respondents-disagree" Note { agency: String, criterion: String, spread: u64 }
    // Registers.
    StepsOnlineOverTotal "steps-online-over-total" Warning { total: f64 }
    PapersHeldOverRequired "papers-held-over-required" Warning { required: f64 }
    /// A service on which a criterion is met, and a column of its register that forbids it.
    ServiceContradiction "service-contradiction" Warning { service: String, criterion: String, column: String, value: f64, highest: f64 }
    // Evidence.
    UnknownGrade "unknown-grade" Warning { allowed: String }
    UnknownVerdict "unknown-verdict" Warning { allowed: String }
    /// A word that says nothing of what an auditor found.
    AuditVerdictUnknown "audit-verdict-unknown" Warning { allowed: String }
    /// The verdict says that the claim holds in part only, or is wrong on a scale without a worst answer, and not what does hold.
    AuditFoundMissing "audit-found-missing" Warning { criterion: String, verdict: String }
    AuditFoundOffScale "audit-found-off-scale" Warning { criterion: String, allowed: String }
    /// National items and those in no score are not audited agency by agency.
    AuditNotClaimed "audit-not-claimed" Warning { criterion: String }
    /// The grade that an auditor gives confirms nothing.
    AuditGradeLow "audit-grade-low" Warning { least: String }
    /// Refuted or partly where no less was found than is claimed, or confirmed where less was.
    AuditFoundUnfit "audit-found-unfit" Warning { criterion: String, verdict: String, found: String, claimed: String }
    AuditNothingClaimed "audit-nothing-claimed" Warning { criterion: String }
    /// Verdicts without an auditor, or without a day.
    AuditUnsigned "audit-unsigned" Warning { count: u64 }
    /// Verdicts of a day before the period begins.
    AuditEarly "audit-early" Warning { count: u64, first: String }
    /// Verdicts on a period of which nothing is estimated.
    AuditOtherPeriod "audit-other-period" Note { count: u64, of: String, last: String }
    /// An auditor says the same of a claim twice.
    AuditVerdictRepeated "audit-verdict-repeated" Note { criterion: String, first: String }
    /// An auditor's second verdict on a claim is another than his first.
    AuditVerdictTwice "audit-verdict-twice" Warning { criterion: String, first: String }
    /// Two auditors do not say the same of a claim.
    AuditorsDisagree "auditors-disagree" Warning { criterion: String, first: String }
    /// The file holds verdicts, which count only once they are entered.
    VerdictsNotEntered "verdicts-not-entered" Note { count: u64 }
    /// The framework grades no evidence: the file is not used.
    EvidenceWithoutScheme "evidence-without-scheme" Note {}
    EvidenceExpired "evidence-expired" Note { criterion: String, date: Date, falls_to: String }
    EvidenceUndated "evidence-undated" Warning { criterion: String, falls_to: String }
    EvidenceAfterReference "evidence-after-reference-date" Warning { criterion: String, reference: Date }
    EvidenceRejected "evidence-rejected" Note { criterion: String }
    EvidenceWithoutAnswer "evidence-without-answer" Note { criterion: String }
    // Judgement.
    GateWithoutEvidence "gate-without-evidence" Note { agency: String, gate: String, grade: String, needed: String }
    GateWithinError "gate-within-error" Note { agency: String, gate: String, share: f64, low: f64, high: f64, size: u64, limit: f64 }
    PerceptionContradictsSeverity "perception-contradicts-severity" Note { agency: String, obstacle: String, perception: f64, severity: f64 }
    ExperienceContradictsClaim "experience-contradicts-claim" Note { agency: String, criterion: String, claimed: f64, experienced: f64, size: u64 }
    SmallGroupSuppressed "small-group-suppressed" Note { agency: String, code_of: String, size: u64, minimum: u64 }
    NoResponse "no-response" Note { agency: String }
    /// Shares in percent.
    AgencyScreened "agency-screened" Note { agency: String, answered: f64, nonzero: f64 }
    /// A number that cannot be measured against anything.
    DenominatorMissing "denominator-missing" Warning { agency: String, criterion: String }
    /// `key` names a column that no agency of the register has.
    RegisterColumnUnknown "register-column-unknown" Error { criterion: String, key: String, column: String, nearest: String }
    /// A column to divide by in which no agency has a number above 0.
    RegisterColumnWithoutNumbers "register-column-without-numbers" Error { criterion: String, column: String }
    /// An agency to measure others against that the register does not hold.
    ReferenceUnknown "reference-unknown" Error { criterion: String, agency: String, nearest: String }
    ValuesImputed "values-imputed" Note { criterion: String, count: u64 }
    /// A part of 0 or less under a mean that it makes 0 as a whole.
    ZeroAnnuls "zero-annuls" Warning { agency: String, dimension: String, part: String }
    /// Numbers that leave no scale to place them on.
    NumbersWithoutScale "numbers-without-scale" Warning { criterion: String }
    /// Weights that were to follow from the values, and do not.
    WeightsNotFound "weights-not-found" Warning { dimension: String }
    /// Pairs of parts that experts compared in ways that contradict each other.
    ComparisonsInconsistent "comparisons-inconsistent" Note { dimension: String, ratio: f64 }
    // KPIs, beneficiaries, targets.
    UnknownKpi "unknown-kpi" Warning { nearest: String }
    KpiUnknownQuantity "kpi-unknown-quantity" Warning { kpi: String, allowed: String }
    /// The same quantity twice with different values: neither counts.
    DuplicateKpi "duplicate-kpi" Warning { kpi: String, quantity: String, first: String }
    KpiIncomplete "kpi-incomplete" Note { agency: String, kpi: String, missing: String }
    KpiNumeratorOverDenominator "kpi-numerator-over-denominator" Warning { agency: String, kpi: String, numerator: f64, denominator: f64 }
    KpiContradictsCriterion "kpi-contradicts-criterion" Note { agency: String, kpi: String, measured: f64, criterion: String, claimed: f64 }
    BeneficiarySourceUnknown "beneficiary-source-unknown" Warning { allowed: String }
    TargetScopeUnknown "target-scope-unknown" Warning { nearest: String }
    TargetCodeUnknown "target-code-unknown" Warning { nearest: String }
    /// Outside what a stage or score can be.
    TargetImpossible "target-impossible" Warning { code_of: String, low: f64, high: f64 }
    /// Another value for the same scope and day: neither counts.
    TargetConflicting "target-conflicting" Warning { code_of: String, first: String }
    // Initiatives.
    DuplicateInitiative "duplicate-initiative" Warning { first: String }
    DatePrecisionUnknown "date-precision-unknown" Warning { allowed: String }
    /// A month or a year where a day, or a month, is said to be known.
    DateLessPrecise "date-less-precise" Warning {}
    /// To be kept before it was announced.
    InitiativeDueEarly "initiative-due-early" Warning { announced: String }
    /// Nobody can be held to what somebody outside the register is to keep.
    InitiativeOwnerUnknown "initiative-owner-unknown" Warning { nearest: String }
    PromisedCodeUnknown "promised-code-unknown" Warning { code_of: String, nearest: String }
    /// The code of several things that can be promised.
    PromisedCodeAmbiguous "promised-code-ambiguous" Warning { code_of: String }
    // Corrections and objections.
    /// Without who, when or why: the cell that is blank, or no date.
    CorrectionIncomplete "correction-incomplete" Warning {}
    /// `old` is not what stands in the answers, or what an earlier correction made of it.
    CorrectionDiffers "correction-differs" Warning { criterion: String, found: String }
    /// Another of the same cell with the same date: neither is applied.
    CorrectionSameDay "correction-same-day" Warning { criterion: String, first: String }
    /// `old` or `new` is no answer to the criterion.
    CorrectionOffScale "correction-off-scale" Warning { criterion: String, allowed: String }
    /// The criterion is not asked of the unit that the row names.
    CorrectionMisplaced "correction-misplaced" Warning { criterion: String }
    /// To not applicable, where the criterion does not accept it.
    CorrectionNotWaivable "correction-not-waivable" Warning { criterion: String }
    /// To not applicable, for another reason than the only one that is accepted.
    CorrectionWithoutCondition "correction-without-condition" Warning { criterion: String, condition: String }
    /// Of an agency's answer, where those of its services or branches count.
    CorrectionOfUnits "correction-of-units" Warning { criterion: String }
    /// Of a cell that respondents answered: it is nobody's single answer.
    CorrectionOfRespondents "correction-of-respondents" Warning { criterion: String }
    // What was frozen before answers arrived.
    FrozenUnreadable "frozen-unreadable" Error { reason: String }
    FrozenChanged "frozen-changed" Warning { frozen_part: String, item: String, from: String, to: String }
    FrozenAdded "frozen-added" Warning { frozen_part: String, item: String }
    FrozenGone "frozen-gone" Warning { frozen_part: String, item: String }
    /// Frozen when there were answers already.
    FrozenLate "frozen-late" Note { count: u64 }
    /// Frozen so often before.
    FrozenAgain "frozen-again" Note { count: u64 }
    ObjectionCodeUnknown "objection-code-unknown" Warning { nearest: String }
    ObjectionOutcomeUnknown "objection-outcome-unknown" Warning { allowed: String }
    /// Without who objects, or to what: the cell that is blank.
    ObjectionIncomplete "objection-incomplete" Warning {}
    /// Decided on, and by whom, when or with which answer is not said.
    ObjectionUnanswered "objection-unanswered" Note { agency: String, columns: String }
    ObjectionOpen "objection-open" Note { agency: String, who: String }
    /// A final report while objections are open.
    FinalWhileOpen "final-while-open" Error { count: u64, rows: String }
    /// Words of the assessors before a chapter, which a report in these languages prints in another.
    ReportTextUntranslated "report-text-untranslated" Warning { chapter: String, languages: String }
    /// A target for a share of something that is nowhere counted: it is left out.
    TargetWithoutDenominator "target-without-denominator" Warning { code_of: String, missing: String }
    /// Another row for the same criterion and agency: the first counts.
    CostConflicting "cost-conflicting" Warning { criterion: String, first: String }
    CostTooLarge "cost-too-large" Warning { most: f64 }
    /// A criterion that would have to be met before itself.
    CostPrerequisiteLoop "cost-prerequisite-loop" Warning { criterion: String }
}

impl Problem {
    /// Whether the cell it lies in is a number for sure, not a code made of digits.
    pub fn lies_in_number(&self) -> bool {
        matches!(
            self,
            Problem::ShareOver100 { .. }
                | Problem::NumberNegative {}
                | Problem::TargetImpossible { .. }
                | Problem::TargetConflicting { .. }
                | Problem::StepsOnlineOverTotal { .. }
                | Problem::PapersHeldOverRequired { .. }
        )
    }
}

impl Findings {
    /// Adds a finding; the same said twice of the same cell, one after the other, is one.
    pub fn push(&mut self, problem: Problem, place: Place) {
        let finding = Finding { problem, place };
        let cell = finding.place.row.is_some() && finding.place.column.is_some();
        if cell && [self.held.last(), self.overflow.last()].contains(&Some(&finding)) {
            return;
        }
        let count = self.counts.entry(finding.problem.code().to_owned()).or_default();
        *count += 1;
        if *count <= HELD_PER_CODE {
            self.held.push(finding);
        } else {
            self.overflow.push(finding);
        }
    }

    /// The findings held, in the order met.
    pub fn held(&self) -> &[Finding] {
        &self.held
    }

    /// How many findings of a code there were, held or not.
    pub fn count(&self, code: &str) -> u64 {
        self.counts.get(code).copied().unwrap_or_default()
    }

    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    /// How many findings of a severity there were, held or not.
    pub fn of_severity(&self, severity: Severity) -> u64 {
        let counts = self.counts.iter().filter(|(code, _)| Problem::severity_of(code) == Some(severity));
        counts.map(|(_, count)| count).sum()
    }

    /// Forgets every finding but not how many there were.
    pub fn keep_counts(&mut self) {
        self.held.clear();
        self.overflow.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Whether any finding is an error, or a warning where `strict`.
    pub fn fail(&self, strict: Strictness) -> bool {
        self.held.iter().any(|finding| match finding.problem.severity() {
            Severity::Error => true,
            Severity::Warning => strict == Strictness::Strict,
            Severity::Note => false,
        })
    }

    /// The same findings, each said to be of a period.
    pub fn of_period(mut self, period: &str) -> Findings {
        for finding in self.held.iter_mut().chain(&mut self.overflow) {
            finding.place.period = Some(period.to_owned());
        }
        self
    }

    /// Those that `keep` keeps; findings already drained stay counted.
    pub fn only(mut self, keep: impl Fn(&Finding) -> bool) -> Findings {
        for findings in [&mut self.held, &mut self.overflow] {
            findings.retain(|finding| {
                let kept = keep(finding);
                if !kept && let Some(count) = self.counts.get_mut(finding.problem.code()) {
                    *count -= 1;
                }
                kept
            });
        }
        self.counts.retain(|_, count| *count > 0);
        self
    }

    /// Takes the findings beyond those held, for a reader that streams them on; call it often.
    pub fn drain_overflow(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.overflow)
    }

    /// Appends another collection, in its order.
    pub fn extend(&mut self, other: Findings) {
        for (code, count) in &other.counts {
            let held = other.held.iter().filter(|finding| finding.problem.code() == code).count() as u64;
            *self.counts.entry(code.clone()).or_default() += count - held;
        }
        for finding in other.held {
            self.push(finding.problem, finding.place);
        }
        self.overflow.extend(other.overflow);
    }
}

/// Whether warnings fail an assessment too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    Lenient,
    Strict,
}

impl From<String> for Detail {
    fn from(text: String) -> Detail {
        Detail::Text(text)
    }
}

impl From<u64> for Detail {
    fn from(count: u64) -> Detail {
        Detail::Count(count)
    }
}

impl From<f64> for Detail {
    fn from(number: f64) -> Detail {
        Detail::Number(number)
    }
}

impl From<Date> for Detail {
    fn from(date: Date) -> Detail {
        Detail::Date(date)
    }
}
