//! Cells become answers here, and only here: registers, answers, evidence, KPIs and beneficiaries of one assessment.
mod answers;
mod asked;
mod attestations;
mod attributes;
mod beneficiaries;
mod corrections;
mod costs;
mod date;
mod dictionary;
mod evidence;
mod initiatives;
mod intake;
mod kpis;
mod ledger;
mod mapping;
mod noanswer;
pub(crate) mod number;
mod objections;
mod periods;
mod reading;
mod registers;
mod respondents;
mod restricted;
mod settings;
mod spelled;
mod targets;
mod verdicts;

pub use crate::survey::asked::Nobody;
pub use crate::survey::attributes::Attributes;
pub use crate::survey::date::parse as parse_date;
pub use crate::survey::initiatives::PERCENT;
pub use crate::survey::mapping::{Column, KINDS, Kind, KindColumns, MARKS, Need, recognise};
pub use crate::survey::noanswer::{NoAnswer, Words};
pub use crate::survey::number::{Written, parse as parse_number};
pub use crate::survey::periods::UNNAMED;
pub use crate::survey::reading::{Offer, Opened, Ready, read};
pub use crate::survey::respondents::Respondents;
pub use crate::survey::settings::{Rejected, ReportSettings, ReportStatus, Settings, SourceSettings, Submissions};
pub use crate::survey::spelled::{Speller, spelled, unit_of};
pub use crate::survey::targets::STAGE;
pub use crate::survey::verdicts::AUDITED;

use crate::finding::Place;
use crate::framework::LowerUnit;
use crate::frozen::Kept;
use crate::text::{Code, Text};
use indexmap::{IndexMap, IndexSet};
use jiff::civil::Date;
use rustc_hash::FxBuildHasher;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Language tag of a name whose language the material does not say.
pub(crate) const WRITTEN: &str = "und";

/// Everything the user's material says, judged in nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Survey {
    /// In order of time; positions are used everywhere below.
    pub periods: Vec<Period>,
    pub agencies: Vec<Agency>,
    pub services: Vec<Service>,
    pub branches: Vec<Branch>,
    pub answers: Answers,
    /// Only while it is judged.
    #[serde(skip)]
    pub respondents: Respondents,
    pub evidence: Vec<Evidence>,
    pub kpis: Vec<KpiEntry>,
    pub beneficiaries: Beneficiaries,
    pub targets: Vec<Target>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<Cost>,
    pub attestations: Vec<Attestation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initiatives: Vec<Initiative>,
    /// Those that were applied, in the order in which they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<Objection>,
    /// What became of what was frozen before answers arrived; none: nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<Kept>,
    /// What auditors found of single claims; in no score until they are entered as answers and evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<AuditVerdict>,
    /// The files read, in the order of `Source::file`.
    pub files: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub code: Code,
    #[serde(default)]
    pub first: Option<Date>,
    #[serde(default)]
    pub last: Option<Date>,
    #[serde(default)]
    pub deadline: Option<Date>,
}

/// The unit reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agency {
    pub code: Code,
    pub name: Text,
    pub parent: Option<usize>,
    pub status: AgencyStatus,
    /// Those that took over; several where it was split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<usize>,
    pub population: Option<f64>,
    /// Grouping columns (`type`, `governorate`, any other): by heading.
    pub attributes: Attributes,
}

impl Agency {
    /// What the register says in a column; none where it is blank or no number.
    pub fn number(&self, column: &str) -> Option<f64> {
        match self.attributes.get(column) {
            Some(text) => number::parse(text).map(|written| written.value),
            None => self.population.filter(|_| column == POPULATION),
        }
    }
}

/// The heading of the column of inhabitants.
pub(crate) const POPULATION: &str = "population";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AgencyStatus {
    #[default]
    Active,
    Merged,
    Closed,
}

/// The unit of observation; a blank number is not known, never zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    pub code: Code,
    pub agency: usize,
    pub name: Text,
    /// Numeric register columns by heading: `yearly_transactions`, `steps_total`, `visits_required`, ….
    pub numbers: IndexMap<String, f64>,
    /// Text columns by heading: `life_event`, `legal_exception`, any other.
    pub attributes: Attributes,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Branch {
    pub code: Code,
    pub agency: usize,
    pub name: Text,
    pub attributes: Attributes,
}

/// Who a row of answers speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Unit {
    pub period: usize,
    pub scope: Scope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    Nation,
    Agency(usize),
    Service(usize),
    Branch(usize),
}

/// A compact table of answers: units × criteria of the framework (all editions, in its order).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "AnswerList", into = "AnswerList")]
#[schemars(with = "AnswerList")]
pub struct Answers {
    units: IndexSet<Unit, FxBuildHasher>,
    width: usize,
    cells: Vec<Response>,
    /// Assessors' answers by unit and criterion.
    assessed: BTreeMap<(usize, usize), Response>,
    marks: BTreeMap<(usize, usize), Marks>,
}

/// What was answered in one cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    #[default]
    Blank,
    /// One answer for the unit.
    One { answer: Answer, source: Source },
    /// Answers of respondents, counted; who said what is not kept.
    Many(Box<Tally>),
    /// Answers of respondents that are withheld once they are judged.
    Few(Box<Few>),
}

/// What is left of answers of too few people to be shown: how many there were, and what they make together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Few {
    pub count: u32,
    /// On the scale's values; none where it is missing or itself withheld.
    pub value: Option<f64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_applicable: bool,
    /// Whether everybody gave the best answer.
    #[serde(skip)]
    pub unanimous: bool,
    /// Distance between the lowest and the highest option chosen.
    #[serde(skip)]
    pub spread: u8,
    #[serde(skip)]
    pub sources: Vec<Source>,
}

/// A valid answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Position among the choices of the scale that was answered.
    Choice(u8),
    /// Positions of the options chosen on a scale of several, one bit each.
    Several(u64),
    /// A share as 0–1, any other number as it is.
    Number(f64),
    NotApplicable,
    /// "Don't know": missing, like a blank.
    Unknown,
}

/// Where a cell was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Position in `Survey::files`.
    pub file: u32,
    /// Row as a spreadsheet counts it: the heading is row 1.
    pub row: u32,
}

/// Respondents' answers to one criterion, counted by role and answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Vec<Vote>", into = "Vec<Vote>")]
#[schemars(with = "Vec<Vote>")]
pub struct Tally {
    votes: BTreeMap<(Option<u8>, Ordered), Votes>,
}

/// How often an answer was given, and with what total weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Votes {
    pub count: u32,
    pub weight: f64,
    /// Where it was first given; not written, because a row is a person.
    #[serde(skip)]
    pub first: Source,
}

/// One line of a tally.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Vote {
    /// Position among the framework's roles.
    pub role: Option<u8>,
    pub answer: Answer,
    #[serde(flatten)]
    pub votes: Votes,
}

/// An answer that chance had a hand in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drawn<'a> {
    /// Who was asked.
    Respondents(&'a Tally),
    /// Which cases were looked at: the share (0–1) among so many.
    Sample(f64, u32),
}

/// An answer that was changed on top of the material, which stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    pub unit: Unit,
    /// Position in the framework.
    pub criterion: usize,
    /// What stood there; none: no answer.
    pub old: Option<Answer>,
    /// What counts instead; none: no answer.
    pub new: Option<Answer>,
    pub who: String,
    pub when: Date,
    pub why: String,
    /// Where the answer stands that it replaces; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Source>,
    pub source: Source,
}

/// What somebody objects to in the assessment of an agency, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Objection {
    pub agency: usize,
    pub period: usize,
    /// Code of a criterion, dimension or KPI, or `stage`; none: the assessment of the agency as a whole.
    pub code: Option<String>,
    pub who: String,
    pub date: Option<Date>,
    pub what: String,
    pub grounds: String,
    pub outcome: Outcome,
    pub decided_by: String,
    pub decided_on: Option<Date>,
    pub answer: String,
    pub source: Source,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Not decided on.
    #[default]
    Open,
    Accepted,
    Partly,
    Rejected,
}

impl Outcome {
    pub const ALL: [Outcome; 4] = [Outcome::Open, Outcome::Accepted, Outcome::Partly, Outcome::Rejected];

    /// As it is written in the table.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Open => "open",
            Outcome::Accepted => "accepted",
            Outcome::Partly => "partly",
            Outcome::Rejected => "rejected",
        }
    }
}

/// What was marked beside an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Marks {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub na_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub na_approver: Option<String>,
    pub not_controlled: bool,
    /// Cases in the sample behind a sampled share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_size: Option<u32>,
}

/// An evidence record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    pub unit: Unit,
    /// Position in the framework.
    pub criterion: usize,
    /// Position among the grades of the framework's scheme.
    pub grade: u8,
    pub date: Option<Date>,
    pub verdict: Verdict,
    pub kind: String,
    pub title: String,
    pub link: String,
    pub sha256: String,
    pub reviewer: String,
    pub note: String,
    pub source: Source,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    #[default]
    None,
    Accepted,
    /// The record is not used.
    Rejected,
}

/// One quantity of a KPI.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KpiEntry {
    pub period: usize,
    /// None: the nation.
    pub agency: Option<usize>,
    /// Position among the framework's KPIs.
    pub kpi: usize,
    pub quantity: String,
    pub value: f64,
    /// A population group (sex, governorate, …), where the KPI compares groups.
    pub group: String,
    pub sample_size: Option<u32>,
    pub source: Source,
}

/// What users answered, counted by service, source and item; no single person's answers are kept together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Beneficiaries {
    pub tallies: Vec<BeneficiaryTally>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BeneficiaryTally {
    pub period: usize,
    pub service: usize,
    pub source: BeneficiarySource,
    /// Position among the framework's beneficiary items.
    pub item: usize,
    pub tally: Tally,
    /// Σ of squared weights, for the effective sample size (Σw)² / Σw².
    pub squared_weight: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BeneficiarySource {
    Survey,
    Mystery,
    /// Reached outside the register: reported apart.
    Outside,
}

/// What is aimed at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    pub scope: TargetScope,
    pub code: String,
    pub target: f64,
    pub date: Option<Date>,
    pub baseline: Option<f64>,
    pub baseline_date: Option<Date>,
    pub source: Source,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TargetScope {
    Nation,
    Agency(usize),
    Group { column: String, value: String },
}

/// What it takes to meet a criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// Position in the framework.
    pub criterion: usize,
    /// None: every agency without a row of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<usize>,
    /// In the currency of the settings.
    pub cost: Option<f64>,
    /// Where the answer is already enough and only evidence is to be brought; none: as `cost`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_cost: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_days: Option<f64>,
    #[serde(default)]
    pub control: Control,
    /// Criteria, by position in the framework, that must be met before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<usize>,
    pub source: Source,
}

/// Who decides whether something happens.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Control {
    #[default]
    Agency,
    /// A law or regulation is needed.
    Law,
    /// Another body, by the name given.
    Other(String),
}

/// Who signed an agency's answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Attestation {
    pub agency: usize,
    pub period: usize,
    pub name: String,
    pub post: String,
    pub letter_number: String,
    pub letter_date: Option<Date>,
    pub checksum: String,
    pub source: Source,
}

/// Something announced: by whom, when, for how much, and what it promised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Initiative {
    pub code: Code,
    pub title: Text,
    /// The outcome announced.
    pub announced: Text,
    pub announced_by: Text,
    /// Who says so.
    pub alleged_by: Text,
    /// None: not known.
    pub date: Option<Moment>,
    /// None: nobody of the register; what was promised is asked of the nation.
    pub owner: Option<usize>,
    /// The owner as he is named, where the register does not have him: nobody can be held to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_unknown: Option<String>,
    pub amount: Option<f64>,
    pub currency: String,
    pub spent: Option<f64>,
    pub target: Option<f64>,
    pub unit: TargetUnit,
    /// What a share or a count is taken of, as it is written.
    pub denominator: String,
    /// The last day on which it may be kept.
    pub due: Option<Date>,
    pub promised: Vec<Promised>,
    /// Codes promised that nobody knows: nothing can confirm them.
    #[serde(default, skip_serializing_if = "none")]
    pub promised_unknown: usize,
    /// What became of it, as its source tells.
    pub status: Text,
    pub told_in: Text,
    pub note: Text,
    pub source: Source,
}

/// A day as well as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Moment {
    /// Of a month or a year its first day.
    pub date: Date,
    pub grain: Grain,
    /// Whether it lies after that, nobody knows how long.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    Day,
    Month,
    Year,
}

/// What the number of a target counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TargetUnit {
    /// What the codes promised are measured in: percent of the full value of a criterion, points of a dimension, the
    /// unit of a KPI, the number of a stage.
    #[default]
    Own,
    Percent,
    Stage,
    /// So many of these.
    Count(String),
}

/// What an initiative promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Promised {
    /// Position in `Survey::services`.
    Service(usize),
    /// Position in the framework.
    Criterion(usize),
    /// Positions of the KPI in the framework and of the figure in the KPI.
    Kpi { kpi: usize, figure: usize },
    /// Position in the framework.
    Dimension(usize),
    /// The stage reached.
    Stage,
}

impl Moment {
    /// The last day that it can be.
    pub fn last(self) -> Date {
        match self.grain {
            Grain::Day => self.date,
            Grain::Month => self.date.last_of_month(),
            Grain::Year => self.date.last_of_year(),
        }
    }
}

/// What an auditor found of an agency's claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuditVerdict {
    pub agency: usize,
    pub period: usize,
    /// Position in the framework.
    pub criterion: usize,
    pub outcome: AuditOutcome,
    /// The answer that he would have given; none where the claim holds or was not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Answer>,
    /// Position of the grade of what he saw among those of the framework's scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<u8>,
    pub auditor: String,
    pub date: Option<Date>,
    pub note: String,
    pub source: Source,
}

/// From worst to best; `NotSeen` says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuditOutcome {
    Refuted,
    Partly,
    Confirmed,
    NotSeen,
}

impl AuditOutcome {
    pub const ALL: [AuditOutcome; 4] =
        [AuditOutcome::Confirmed, AuditOutcome::Partly, AuditOutcome::Refuted, AuditOutcome::NotSeen];

    /// Stable name: `confirmed`, `partly`, `refuted`, `not-seen`.
    pub fn name(self) -> &'static str {
        match self {
            AuditOutcome::Confirmed => "confirmed",
            AuditOutcome::Partly => "partly",
            AuditOutcome::Refuted => "refuted",
            AuditOutcome::NotSeen => "not-seen",
        }
    }
}

fn none(count: &usize) -> bool {
    *count == 0
}

impl Initiative {
    /// What a share or a count is taken of, as a number above 0; none where it is not one.
    pub fn base(&self) -> Option<f64> {
        number::parse(&self.denominator).map(|written| written.value).filter(|base| *base > 0.0 && base.is_finite())
    }
}

impl Answers {
    /// An empty table for a framework of `width` criteria.
    pub fn new(width: usize) -> Answers {
        Answers { width, ..Answers::default() }
    }

    /// Criteria asked.
    pub fn width(&self) -> usize {
        self.width
    }

    pub fn units(&self) -> impl Iterator<Item = Unit> + '_ {
        self.units.iter().copied()
    }

    /// The row of a unit, made when it is not there.
    pub fn row(&mut self, unit: Unit) -> usize {
        let (row, fresh) = self.units.insert_full(unit);
        if fresh {
            self.cells.resize_with(self.cells.len() + self.width, Response::default);
        }
        row
    }

    /// The row of a unit, if any answer was given for it.
    pub fn find(&self, unit: Unit) -> Option<usize> {
        self.units.get_index_of(&unit)
    }

    pub fn response(&self, row: usize, criterion: usize) -> &Response {
        &self.cells[row * self.width + criterion]
    }

    pub fn response_mut(&mut self, row: usize, criterion: usize) -> &mut Response {
        &mut self.cells[row * self.width + criterion]
    }

    /// An assessor's answer.
    pub fn assessed(&self, row: usize, criterion: usize) -> Option<&Response> {
        self.assessed.get(&(row, criterion))
    }

    pub fn assessed_mut(&mut self, row: usize, criterion: usize) -> &mut Response {
        self.assessed.entry((row, criterion)).or_default()
    }

    pub fn any_assessed(&self) -> bool {
        !self.assessed.is_empty()
    }

    /// Every cell with an answer, the assessors' too: its unit, its criterion and what was answered.
    pub(crate) fn cells_mut(&mut self) -> impl Iterator<Item = (Unit, usize, &mut Response)> {
        let (units, width) = (&self.units, self.width);
        let claimed = self
            .cells
            .iter_mut()
            .enumerate()
            .map(move |(cell, response)| (units[cell / width], cell % width, response));
        let assessed = self.assessed.iter_mut().map(|((row, criterion), response)| (units[*row], *criterion, response));
        claimed.chain(assessed)
    }

    /// Leaves out the cells, assessors' answers and marks of these criteria in these units.
    pub(crate) fn forget(&mut self, is_left_out: impl Fn(Unit, usize) -> bool) {
        self.cells_mut()
            .filter(|(unit, criterion, _)| is_left_out(*unit, *criterion))
            .for_each(|(.., response)| *response = Response::Blank);
        let units = &self.units;
        self.assessed.retain(|(row, criterion), _| !is_left_out(units[*row], *criterion));
        self.marks.retain(|(row, criterion), _| !is_left_out(units[*row], *criterion));
    }

    /// Leaves out who approved that something does not apply.
    pub(crate) fn unname(&mut self) {
        self.marks.values_mut().for_each(|marks| marks.na_approver = None);
    }

    /// Takes over what another table of the same criteria holds, its units in the places given (none: left out); its files
    /// stand after so many others.
    pub(crate) fn gather(&mut self, other: &Answers, place: &dyn Fn(Unit) -> Option<Unit>, files: u32) {
        let rows: Vec<Option<usize>> = other.units.iter().map(|unit| place(*unit).map(|unit| self.row(unit))).collect();
        let moved = |response: &Response| match response {
            Response::One { answer, source } => {
                Response::One { answer: *answer, source: Source { file: source.file + files, ..*source } }
            }
            other => other.clone(),
        };
        for (from, to) in rows.iter().enumerate() {
            let Some(to) = to else { continue };
            for criterion in 0..other.width {
                let response = other.response(from, criterion);
                if *response != Response::Blank {
                    *self.response_mut(*to, criterion) = moved(response);
                }
            }
        }
        for ((row, criterion), response) in &other.assessed {
            if let Some(row) = rows[*row] {
                self.assessed.insert((row, *criterion), moved(response));
            }
        }
        for ((row, criterion), marks) in &other.marks {
            if let Some(row) = rows[*row] {
                self.marks.insert((row, *criterion), marks.clone());
            }
        }
    }

    /// The same table with what assessors found in one period in the place of what they found in another.
    pub(crate) fn assessed_as(&self, period: usize, other: usize) -> Answers {
        let mut answers = self.clone();
        answers.assessed.retain(|(row, _), _| self.units[*row].period != period);
        for ((row, criterion), response) in
            self.assessed.iter().filter(|((row, _), _)| self.units[*row].period == other)
        {
            let row = answers.row(Unit { period, ..self.units[*row] });
            answers.assessed.insert((row, *criterion), response.clone());
        }
        answers
    }

    /// Whether any answer is made of those of several people.
    pub fn hold_people(&self) -> bool {
        self.cells.iter().any(|response| matches!(response, Response::Many(_) | Response::Few(_)))
    }

    /// Cells with answers of respondents, and samples' shares with their size: row and criterion.
    pub fn drawn(&self) -> impl Iterator<Item = (usize, usize, Drawn<'_>)> + '_ {
        self.cells.iter().enumerate().filter_map(|(cell, response)| {
            let (row, criterion) = (cell / self.width, cell % self.width);
            let drawn = match response {
                Response::Many(tally) => Drawn::Respondents(tally),
                Response::One { answer: Answer::Number(share), .. } => {
                    Drawn::Sample(*share, self.marks(row, criterion)?.sample_size?)
                }
                _ => return None,
            };
            Some((row, criterion, drawn))
        })
    }

    pub fn marks(&self, row: usize, criterion: usize) -> Option<&Marks> {
        self.marks.get(&(row, criterion))
    }

    pub fn marks_mut(&mut self, row: usize, criterion: usize) -> &mut Marks {
        self.marks.entry((row, criterion)).or_default()
    }

    /// Puts every period at the position it `moved` to (none: its units are left out) and the units in order. Where two
    /// units become one, a cell that both answered differently becomes blank and is handed to `clash`: criterion, and
    /// where each answer stands.
    pub(crate) fn arrange(mut self, moved: &[Option<usize>], clash: &mut dyn FnMut(usize, Source, Source)) -> Answers {
        let mut order: Vec<(Unit, usize)> = Vec::with_capacity(self.units.len());
        for (row, unit) in self.units.iter().enumerate() {
            if let Some(period) = moved.get(unit.period).copied().flatten() {
                order.push((Unit { period, scope: unit.scope }, row));
            }
        }
        order.sort_unstable();
        let in_place = |(place, (unit, row)): (usize, &(Unit, usize))| place == *row && *unit == self.units[place];
        if order.len() == self.units.len() && order.iter().enumerate().all(in_place) {
            return self;
        }
        let mut arranged = Answers::new(self.width);
        let mut to = vec![None; self.units.len()];
        for (unit, row) in order {
            let target = arranged.row(unit);
            to[row] = Some(target);
            for criterion in 0..self.width {
                let moving = std::mem::take(self.response_mut(row, criterion));
                let cell = arranged.response_mut(target, criterion);
                if let Some((first, second)) = cell.join(moving) {
                    clash(criterion, first, second);
                }
            }
        }
        for ((row, criterion), response) in std::mem::take(&mut self.assessed) {
            let Some(row) = to[row] else { continue };
            if let Some((first, second)) = arranged.assessed_mut(row, criterion).join(response) {
                clash(criterion, first, second);
            }
        }
        for ((row, criterion), marks) in std::mem::take(&mut self.marks) {
            if let Some(row) = to[row] {
                arranged.marks.entry((row, criterion)).or_insert(marks);
            }
        }
        arranged
    }
}

impl Response {
    /// Adds what another row says of the same cell; where both say different things, neither counts.
    fn join(&mut self, other: Response) -> Option<(Source, Source)> {
        match (std::mem::take(self), other) {
            (Response::Blank, only) | (only, Response::Blank) => *self = only,
            (Response::One { answer: first, source }, Response::One { answer, source: second }) => {
                if first != answer {
                    return Some((source, second));
                }
                *self = Response::One { answer, source };
            }
            (Response::Many(mut tally), Response::One { answer, source })
            | (Response::One { answer, source }, Response::Many(mut tally)) => {
                tally.add(None, answer, 1.0, source);
                *self = Response::Many(tally);
            }
            (Response::Many(mut tally), Response::Many(others)) => {
                for vote in others.votes() {
                    tally.insert(vote.role, vote.answer, vote.votes);
                }
                *self = Response::Many(tally);
            }
            (few @ Response::Few(_), _) | (_, few @ Response::Few(_)) => *self = few,
        }
        None
    }
}

impl Tally {
    pub fn add(&mut self, role: Option<u8>, answer: Answer, weight: f64, source: Source) {
        let votes = self.votes.entry((role, Ordered(answer))).or_insert(Votes { first: source, ..Votes::default() });
        votes.count += 1;
        votes.weight += weight;
    }

    /// Adds votes counted elsewhere.
    pub fn insert(&mut self, role: Option<u8>, answer: Answer, votes: Votes) {
        let entry =
            self.votes.entry((role, Ordered(answer))).or_insert(Votes { first: votes.first, ..Votes::default() });
        entry.count += votes.count;
        entry.weight += votes.weight;
        entry.first = entry.first.min(votes.first);
    }

    /// Takes out one vote of a weight, if it is there.
    pub fn remove(&mut self, role: Option<u8>, answer: Answer, weight: f64) -> Option<Vote> {
        let key = (role, Ordered(answer));
        let votes = self.votes.get_mut(&key)?;
        let first = votes.first;
        votes.count -= 1;
        votes.weight -= weight;
        if votes.count == 0 {
            self.votes.remove(&key);
        }
        Some(Vote { role, answer, votes: Votes { count: 1, weight, first } })
    }

    /// Lines in order of role, then answer from worst to best.
    pub fn votes(&self) -> impl Iterator<Item = Vote> + '_ {
        self.votes.iter().map(|((role, answer), votes)| Vote { role: *role, answer: answer.0, votes: *votes })
    }

    /// Adds the votes of another tally.
    pub fn merge(&mut self, other: &Tally) {
        for (key, more) in &other.votes {
            let votes = self.votes.entry(*key).or_insert(Votes { first: more.first, ..Votes::default() });
            votes.count += more.count;
            votes.weight += more.weight;
        }
    }

    /// The same votes, the weight of each role put into the weight of its votes.
    pub fn without_roles(&self, weight: &dyn Fn(Option<u8>) -> f64) -> Tally {
        let mut tally = Tally::default();
        for Vote { role, answer, votes } in self.votes() {
            tally.insert(None, answer, Votes { weight: votes.weight * weight(role), ..votes });
        }
        tally
    }

    /// Number of answers of any kind.
    pub fn count(&self) -> u32 {
        self.votes.values().map(|votes| votes.count).sum()
    }
}

impl Unit {
    /// The lower unit that a unit is, if it is one.
    pub fn lower(&self) -> Option<LowerUnit> {
        match self.scope {
            Scope::Service(_) => Some(LowerUnit::Service),
            Scope::Branch(_) => Some(LowerUnit::Branch),
            Scope::Nation | Scope::Agency(_) => None,
        }
    }
}

impl Beneficiaries {
    /// Sorts the tallies and adds up those of the same period, service, source and item.
    pub(crate) fn join(&mut self) {
        let key = |tally: &BeneficiaryTally| (tally.period, tally.service, tally.source, tally.item);
        self.tallies.sort_by_key(key);
        let mut joined: Vec<BeneficiaryTally> = Vec::with_capacity(self.tallies.len());
        for tally in std::mem::take(&mut self.tallies) {
            match joined.last_mut().filter(|last| key(last) == key(&tally)) {
                Some(last) => {
                    for vote in tally.tally.votes() {
                        last.tally.insert(vote.role, vote.answer, vote.votes);
                    }
                    last.squared_weight += tally.squared_weight;
                }
                None => joined.push(tally),
            }
        }
        self.tallies = joined;
    }
}

/// Answers in a fixed order: choices, then numbers, then the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ordered(Answer);

impl Eq for Ordered {}

impl Ord for Ordered {
    fn cmp(&self, other: &Ordered) -> Ordering {
        let rank = |answer: &Answer| match answer {
            Answer::Choice(_) => 0,
            Answer::Several(_) => 1,
            Answer::Number(_) => 2,
            Answer::NotApplicable => 3,
            Answer::Unknown => 4,
        };
        match (&self.0, &other.0) {
            (Answer::Choice(a), Answer::Choice(b)) => a.cmp(b),
            (Answer::Several(a), Answer::Several(b)) => a.cmp(b),
            (Answer::Number(a), Answer::Number(b)) => a.total_cmp(b),
            (a, b) => rank(a).cmp(&rank(b)),
        }
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Ordered) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Vec<Vote>> for Tally {
    fn from(lines: Vec<Vote>) -> Tally {
        Tally { votes: lines.into_iter().map(|line| ((line.role, Ordered(line.answer)), line.votes)).collect() }
    }
}

impl From<Tally> for Vec<Vote> {
    fn from(tally: Tally) -> Vec<Vote> {
        tally.votes().collect()
    }
}

/// The answers as they are written to `results.json`: one entry per cell that was answered or marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct AnswerList {
    criteria: usize,
    units: Vec<Unit>,
    cells: Vec<AnswerEntry>,
}

/// One answered or marked cell: positions in `units` and among the framework's criteria.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct AnswerEntry {
    unit: usize,
    criterion: usize,
    #[serde(default, skip_serializing_if = "is_blank")]
    claimed: Response,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assessed: Option<Response>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    marks: Option<Marks>,
}

fn is_blank(response: &Response) -> bool {
    *response == Response::Blank
}

impl From<Answers> for AnswerList {
    fn from(answers: Answers) -> AnswerList {
        let mut cells = Vec::new();
        for unit in 0..answers.units.len() {
            for criterion in 0..answers.width {
                let claimed = answers.response(unit, criterion).clone();
                let assessed = answers.assessed(unit, criterion).cloned();
                let marks = answers.marks(unit, criterion).cloned();
                if claimed != Response::Blank || assessed.is_some() || marks.is_some() {
                    cells.push(AnswerEntry { unit, criterion, claimed, assessed, marks });
                }
            }
        }
        AnswerList { criteria: answers.width, units: answers.units.into_iter().collect(), cells }
    }
}

impl TryFrom<AnswerList> for Answers {
    type Error = &'static str;

    fn try_from(list: AnswerList) -> Result<Answers, &'static str> {
        let mut answers = Answers::new(list.criteria);
        for unit in list.units {
            answers.row(unit);
        }
        for entry in list.cells {
            if entry.unit >= answers.units.len() || entry.criterion >= answers.width {
                return Err("answer-of-nothing");
            }
            *answers.response_mut(entry.unit, entry.criterion) = entry.claimed;
            if let Some(assessed) = entry.assessed {
                *answers.assessed_mut(entry.unit, entry.criterion) = assessed;
            }
            if let Some(marks) = entry.marks {
                *answers.marks_mut(entry.unit, entry.criterion) = marks;
            }
        }
        Ok(answers)
    }
}

impl Survey {
    /// Whether it holds what was announced and not one answer: nobody was asked.
    pub fn only_announces(&self) -> bool {
        !self.initiatives.is_empty() && self.answers.units().next().is_none()
    }

    /// How a finding names an agency: as the material wrote it where it says no language (its code may then be made up),
    /// else by its code.
    pub fn called(&self, agency: usize) -> &str {
        let agency = &self.agencies[agency];
        agency.name.get(WRITTEN).unwrap_or(agency.code.as_str())
    }

    /// Whether a column of the register only words the values of another: `type_ar` beside `type`.
    pub fn is_wording(&self, column: &str) -> bool {
        column.rsplit_once('_').is_some_and(|(base, language)| {
            matches!(language.len(), 2 | 3)
                && language.bytes().all(|letter| letter.is_ascii_lowercase())
                && self.agencies.iter().any(|agency| agency.attributes.get(base).is_some())
        })
    }

    /// The value of a register column that some agencies share, as their `COLUMN_LANG` columns word it.
    pub fn wording<'s>(&'s self, column: &str, agencies: impl Iterator<Item = &'s Agency>) -> Text {
        let worded = agencies.flat_map(|agency| agency.attributes.iter()).filter_map(|(heading, text)| {
            let language = heading.strip_prefix(column)?.strip_prefix('_')?;
            self.is_wording(heading).then(|| (language.to_owned(), text.to_owned()))
        });
        Text::new(worded)
    }

    /// The agency that a unit belongs to; none of the nation.
    pub fn owner(&self, scope: Scope) -> Option<usize> {
        match scope {
            Scope::Nation => None,
            Scope::Agency(agency) => Some(agency),
            Scope::Service(service) => Some(self.services[service].agency),
            Scope::Branch(branch) => Some(self.branches[branch].agency),
        }
    }

    /// The place of a source, for findings that come from judging.
    pub fn place(&self, source: Source) -> Place {
        Place {
            file: self.files.get(source.file as usize).cloned().unwrap_or_default(),
            row: Some(u64::from(source.row)),
            ..Place::default()
        }
    }
}
