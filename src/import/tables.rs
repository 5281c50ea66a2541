//! The tables that are written: columns as in the files of an assessment.
use crate::framework::Framework;
use crate::import::lexicon::Known;
use crate::input::{Cell, Grid, Row};
use crate::names::Mark;
use crate::survey::{Kind, Ready};
use crate::text::{Code, fold};
use indexmap::IndexMap;
use std::collections::BTreeMap;

const ANSWERS: &[&str] = &[
    "agency",
    "criterion",
    "answer",
    "period",
    "service",
    "branch",
    "respondent",
    "role",
    "na_reason",
    "na_approver",
    "not_controlled",
    "sampled",
    "sample_size",
];
const EVIDENCE: &[&str] = &["agency", "criterion", "grade", "period", "service", "branch", "title", "link", "date"];
const KPIS: &[&str] = &["agency", "kpi", "quantity", "value", "period", "group"];
const USERS: &[&str] = &["service", "period", "source"];
const ATTESTATIONS: &[&str] = &["agency", "period", "name", "post", "letter_number", "letter_date"];

/// Who a row speaks for, and who speaks.
#[derive(Clone, Debug)]
pub(super) struct Speaker {
    pub(super) agency: Cell,
    pub(super) period: Cell,
    pub(super) service: Cell,
    pub(super) branch: Cell,
    pub(super) respondent: Cell,
    pub(super) role: Cell,
}

/// What one user of a service answered.
struct User {
    row: u64,
    /// Service, period and source.
    about: Vec<Cell>,
    items: Vec<(Code, Cell)>,
}

/// Rows by kind and by the table that they come from.
#[derive(Default)]
pub(super) struct Tables {
    rows: IndexMap<(Kind, String), Vec<Row>>,
    /// Users' answers, by item; the columns are known at the end.
    users: IndexMap<String, Vec<User>>,
}

impl Speaker {
    /// What tells one speaker from another.
    pub(super) fn key(&self) -> [String; 6] {
        [&self.agency, &self.period, &self.service, &self.branch, &self.respondent, &self.role]
            .map(|cell| fold(&cell.text))
    }
}

impl Tables {
    /// Writes an answer with what stands beside it; nothing where there is neither.
    pub(super) fn answer(
        &mut self,
        label: &str,
        row: u64,
        speaker: &Speaker,
        criterion: &str,
        answer: Option<Cell>,
        beside: &BTreeMap<Mark, Cell>,
    ) {
        let of = |mark| beside.get(&mark).cloned().unwrap_or_else(blank);
        let marks = [Mark::NaReason, Mark::NaApprover, Mark::NotControlled, Mark::SampleSize].map(of);
        if answer.is_none() && marks.iter().all(|mark| mark.text.is_empty()) {
            return;
        }
        self.push_answer(label, row, speaker, Cell::plain(criterion), answer, marks);
    }

    /// `marks`: reason and approver of *not applicable*, whether another body controls it, size of the sample.
    fn push_answer(
        &mut self,
        label: &str,
        row: u64,
        speaker: &Speaker,
        criterion: Cell,
        answer: Option<Cell>,
        [reason, approver, not_controlled, size]: [Cell; 4],
    ) {
        let Speaker { agency, period, service, branch, respondent, role } = speaker.clone();
        let answer = answer.unwrap_or_else(blank);
        let sampled = if size.text.is_empty() { blank() } else { Cell::plain("yes") };
        let mut cells = vec![agency, criterion, answer, period, service, branch, respondent, role];
        cells.extend([reason, approver, not_controlled, sampled, size]);
        self.push(Kind::Answers, label, row, cells);
    }

    /// Writes evidence where something was given.
    pub(super) fn evidence(
        &mut self,
        label: &str,
        row: u64,
        speaker: &Speaker,
        criterion: &str,
        beside: &BTreeMap<Mark, Cell>,
    ) {
        let of = |mark| beside.get(&mark).cloned().unwrap_or_else(blank);
        let (title, file, date) = (of(Mark::Evidence), of(Mark::EvidenceFile), of(Mark::EvidenceDate));
        self.push_evidence(label, row, speaker, Cell::plain(criterion), title, file, date);
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of a row of evidence")]
    fn push_evidence(
        &mut self,
        label: &str,
        row: u64,
        speaker: &Speaker,
        criterion: Cell,
        title: Cell,
        link: Cell,
        date: Cell,
    ) {
        if title.text.is_empty() && link.text.is_empty() {
            return;
        }
        let is_link = title.text.starts_with("http://") || title.text.starts_with("https://");
        let (title, link) = if is_link && link.text.is_empty() { (link, title) } else { (title, link) };
        let Speaker { agency, period, service, branch, .. } = speaker.clone();
        let cells = vec![agency, criterion, blank(), period, service, branch, title, link, date];
        self.push(Kind::Evidence, label, row, cells);
    }

    /// Writes a row that itself names its criterion.
    pub(super) fn long(
        &mut self,
        label: &str,
        row: u64,
        speaker: &Speaker,
        criterion: Cell,
        answer: Option<Cell>,
        take: &mut dyn FnMut(Known) -> Option<Cell>,
    ) {
        let mut of = |known| take(known).unwrap_or_else(blank);
        let (reason, approver) = (of(Known::NaReason), of(Known::NaApprover));
        let (title, link, date) = (of(Known::Evidence), of(Known::EvidenceLink), of(Known::EvidenceDate));
        self.push_evidence(label, row, speaker, criterion.clone(), title, link, date);
        if answer.is_none() && reason.text.is_empty() {
            return;
        }
        self.push_answer(label, row, speaker, criterion, answer, [reason, approver, blank(), blank()]);
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of a row of quantities")]
    pub(super) fn quantity(
        &mut self,
        label: &str,
        row: u64,
        speaker: &Speaker,
        kpi: &str,
        quantity: &str,
        value: Cell,
        group: &str,
    ) {
        let (agency, period) = (speaker.agency.clone(), speaker.period.clone());
        let cells = vec![agency, Cell::plain(kpi), Cell::plain(quantity), value, period, Cell::plain(group)];
        self.push(Kind::Kpis, label, row, cells);
    }

    /// Writes what one user of a service answered.
    pub(super) fn user(
        &mut self,
        label: &str,
        row: u64,
        speaker: &Speaker,
        source: Option<Cell>,
        items: Vec<(Code, Cell)>,
    ) {
        let about = vec![speaker.service.clone(), speaker.period.clone(), source.unwrap_or_else(blank)];
        self.users.entry(label.to_owned()).or_default().push(User { row, about, items });
    }

    /// Writes who signed, where somebody did.
    pub(super) fn attestation(&mut self, label: &str, row: u64, speaker: &Speaker, said: &BTreeMap<Known, Cell>) {
        let signed = [Known::SignedBy, Known::SignedPost, Known::LetterNumber, Known::LetterDate];
        if !signed.iter().any(|known| said.contains_key(known)) {
            return;
        }
        let mut cells = vec![speaker.agency.clone(), speaker.period.clone()];
        cells.extend(signed.iter().map(|known| said.get(known).cloned().unwrap_or_else(blank)));
        self.push(Kind::Attestations, label, row, cells);
    }

    fn push(&mut self, kind: Kind, label: &str, row: u64, cells: Vec<Cell>) {
        self.rows.entry((kind, label.to_owned())).or_default().push(Row { row, cells });
    }

    /// The tables that hold something, each under its headings.
    pub(super) fn finish(self, framework: &Framework) -> Vec<Ready> {
        let mut ready = Vec::new();
        for ((kind, label), rows) in self.rows {
            let headings = match kind {
                Kind::Evidence => EVIDENCE,
                Kind::Kpis => KPIS,
                Kind::Attestations => ATTESTATIONS,
                _ => ANSWERS,
            };
            ready.push(table(kind, label, headings.iter().map(|heading| (*heading).to_owned()), rows));
        }
        for (label, users) in self.users {
            let asked: Vec<&Code> = framework
                .beneficiary_items
                .iter()
                .map(|item| &item.code)
                .filter(|code| users.iter().any(|user| user.items.iter().any(|(item, _)| item == *code)))
                .collect();
            let headings =
                USERS.iter().map(|heading| (*heading).to_owned()).chain(asked.iter().map(|code| code.to_string()));
            let headings: Vec<String> = headings.collect();
            let rows = users.into_iter().map(|User { row, about: mut cells, items }| {
                cells.extend(asked.iter().map(|code| {
                    items.iter().find(|(item, _)| item == *code).map_or_else(blank, |(_, cell)| cell.clone())
                }));
                Row { row, cells }
            });
            let rows = rows.collect();
            ready.push(table(Kind::Beneficiaries, label, headings.into_iter(), rows));
        }
        ready
    }
}

fn table(kind: Kind, label: String, headings: impl Iterator<Item = String>, mut rows: Vec<Row>) -> Ready {
    rows.insert(0, Row { row: 1, cells: headings.map(Cell::plain).collect() });
    Ready { kind, label, grid: Grid { rows } }
}

fn blank() -> Cell {
    Cell::plain("")
}
