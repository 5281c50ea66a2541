//! Words that stand for no answer, a mark or a status, in any language, compared folded and as a whole.
use crate::survey::{AgencyStatus, AuditOutcome, BeneficiarySource, Control, Verdict};
use crate::text::fold;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What a word says where a value was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    NotApplicable,
    Unknown,
}

/// The known words, by their folded form.
pub struct Words {
    no_answers: FxHashMap<String, NoAnswer>,
    truths: FxHashMap<String, bool>,
    statuses: FxHashMap<String, AgencyStatus>,
    verdicts: FxHashMap<String, Verdict>,
    sources: FxHashMap<String, BeneficiarySource>,
    outcomes: FxHashMap<String, AuditOutcome>,
    controls: FxHashMap<String, Control>,
    nation: Vec<String>,
    assessor: Vec<String>,
    level: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    not_applicable: Vec<String>,
    unknown: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    active: Vec<String>,
    merged: Vec<String>,
    closed: Vec<String>,
    accepted: Vec<String>,
    rejected: Vec<String>,
    survey: Vec<String>,
    mystery: Vec<String>,
    outside: Vec<String>,
    confirmed: Vec<String>,
    partly: Vec<String>,
    refuted: Vec<String>,
    not_seen: Vec<String>,
    own: Vec<String>,
    law: Vec<String>,
    nation: Vec<String>,
    assessor: Vec<String>,
    level: Vec<String>,
}

impl Words {
    /// The words of every language.
    pub fn load() -> Words {
        let sheet: Sheet = toml::from_str(include_str!("../locale/words/answers.toml")).expect("an embedded sheet");
        Words {
            no_answers: table([(sheet.not_applicable, NoAnswer::NotApplicable), (sheet.unknown, NoAnswer::Unknown)]),
            truths: table([(sheet.yes, true), (sheet.no, false)]),
            statuses: table([
                (sheet.active, AgencyStatus::Active),
                (sheet.merged, AgencyStatus::Merged),
                (sheet.closed, AgencyStatus::Closed),
            ]),
            verdicts: table([(sheet.accepted, Verdict::Accepted), (sheet.rejected, Verdict::Rejected)]),
            sources: table([
                (sheet.survey, BeneficiarySource::Survey),
                (sheet.mystery, BeneficiarySource::Mystery),
                (sheet.outside, BeneficiarySource::Outside),
            ]),
            outcomes: table([
                (sheet.confirmed, AuditOutcome::Confirmed),
                (sheet.partly, AuditOutcome::Partly),
                (sheet.refuted, AuditOutcome::Refuted),
                (sheet.not_seen, AuditOutcome::NotSeen),
            ]),
            controls: table([(sheet.own, Control::Agency), (sheet.law, Control::Law)]),
            nation: sheet.nation.iter().map(|word| fold(word)).collect(),
            assessor: sheet.assessor.iter().map(|word| fold(word)).collect(),
            level: sheet.level.iter().map(|word| fold(word)).collect(),
        }
    }

    pub fn no_answer(&self, text: &str) -> Option<NoAnswer> {
        self.no_answers.get(&fold(text)).copied()
    }

    /// Yes or no.
    pub fn truth(&self, text: &str) -> Option<bool> {
        self.truths.get(&fold(text)).copied()
    }

    /// Who decides.
    pub(super) fn control(&self, text: &str) -> Option<Control> {
        self.controls.get(&fold(text)).cloned()
    }

    pub(super) fn status(&self, text: &str) -> Option<AgencyStatus> {
        self.statuses.get(&fold(text)).copied()
    }

    pub(super) fn verdict(&self, text: &str) -> Option<Verdict> {
        self.verdicts.get(&fold(text)).copied()
    }

    pub(super) fn source(&self, text: &str) -> Option<BeneficiarySource> {
        self.sources.get(&fold(text)).copied()
    }

    /// What an auditor found.
    pub(super) fn outcome(&self, text: &str) -> Option<AuditOutcome> {
        self.outcomes.get(&fold(text)).copied()
    }

    /// Words in front of the number of a level.
    pub(super) fn level(&self) -> &[String] {
        &self.level
    }

    /// Whether a cell names the nation instead of an agency.
    pub fn is_nation(&self, text: &str) -> bool {
        is_one_of(&self.nation, text)
    }

    /// Whether a cell says that an assessor answers.
    pub fn is_assessor(&self, text: &str) -> bool {
        is_one_of(&self.assessor, text)
    }
}

fn is_one_of(words: &[String], text: &str) -> bool {
    if text.is_ascii() {
        return words.iter().any(|word| word.eq_ignore_ascii_case(text));
    }
    words.contains(&fold(text))
}

fn table<T: Clone>(entries: impl IntoIterator<Item = (Vec<String>, T)>) -> FxHashMap<String, T> {
    entries
        .into_iter()
        .flat_map(|(words, meaning)| words.into_iter().map(move |word| (fold(&word), meaning.clone())))
        .collect()
}
