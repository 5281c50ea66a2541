//! What a heading of an export means: names that forms give, codes, labels in any language, and the user's own mapping.
use crate::framework::{Framework, OTHER, ScaleKind};
use crate::locale::{LANGUAGES, Locale};
use crate::names::{Field, Key, Mark, Names};
use crate::questionnaire::{self, Addressee, BENEFICIARY, Prefill, Request, Units};
use crate::spelling::nearest;
use crate::survey::SourceSettings;
use crate::text::{Code, Text, bare, fold};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Known(Known),
    /// Of one unit of the agency where the heading names it.
    Criterion {
        criterion: usize,
        unit: Option<String>,
    },
    /// One option of a question with several, by position.
    Option {
        criterion: usize,
        option: usize,
    },
    /// What stands behind *other* among the options.
    Other {
        criterion: usize,
    },
    Beside {
        criterion: usize,
        mark: Mark,
    },
    Quantity {
        kpi: Code,
        quantity: Code,
    },
    Item(Code),
    System(System),
    /// Left out because the user says so.
    LeftOut,
    /// No question of the framework.
    Remark,
}

/// What every table of answers may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known {
    Period,
    Agency,
    Role,
    Respondent,
    Service,
    Branch,
    Source,
    SignedBy,
    SignedPost,
    LetterNumber,
    LetterDate,
    Criterion,
    Answer,
    Evidence,
    EvidenceDate,
    EvidenceLink,
    NaReason,
    NaApprover,
}

/// What a survey tool adds to the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// By which rows of repeats name their submission.
    Id,
    /// The same for every version of a submission.
    Root,
    Parent,
    Time,
    /// When the submission was finished: blank while it is not.
    Finished,
    Review,
    Encryption,
    Personal,
    Passing,
}

/// What headings can mean under one framework.
pub(super) struct Lexicon<'f> {
    framework: &'f Framework,
    names: Option<Names>,
    words: Words,
    /// Labels of our own forms, folded.
    labels: FxHashMap<String, Key>,
    /// Criteria by code without case and punctuation, and by folded text.
    codes: FxHashMap<String, usize>,
    texts: FxHashMap<String, Vec<usize>>,
}

#[derive(Deserialize)]
struct Words {
    total: Vec<String>,
    personal: Vec<String>,
    #[serde(flatten)]
    columns: BTreeMap<String, Vec<String>>,
}

const COLUMNS: &[(&str, Known)] = &[
    ("agency", Known::Agency),
    ("period", Known::Period),
    ("service", Known::Service),
    ("branch", Known::Branch),
    ("respondent", Known::Respondent),
    ("role", Known::Role),
    ("criterion", Known::Criterion),
    ("answer", Known::Answer),
    ("evidence", Known::Evidence),
    ("evidence_date", Known::EvidenceDate),
    ("evidence_link", Known::EvidenceLink),
    ("na_reason", Known::NaReason),
    ("na_approver", Known::NaApprover),
];

const BESIDE: &[(&str, Mark)] = &[
    ("beside_no_answer", Mark::NoAnswer),
    ("beside_evidence", Mark::Evidence),
    ("beside_evidence_file", Mark::EvidenceFile),
    ("beside_evidence_date", Mark::EvidenceDate),
    ("beside_na_reason", Mark::NaReason),
    ("beside_na_approver", Mark::NaApprover),
    ("beside_not_controlled", Mark::NotControlled),
    ("beside_sample_size", Mark::SampleSize),
];

impl Known {
    /// The heading in the files of an assessment.
    pub(super) fn column(self) -> &'static str {
        match self {
            Known::Source => "source",
            Known::SignedBy => Field::SignedBy.name(),
            Known::SignedPost => Field::SignedPost.name(),
            Known::LetterNumber => Field::LetterNumber.name(),
            Known::LetterDate => Field::LetterDate.name(),
            _ => COLUMNS.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name),
        }
    }
}

impl<'f> Lexicon<'f> {
    pub(super) fn of(framework: &'f Framework) -> Lexicon<'f> {
        let mut words: Words = toml::from_str(include_str!("../locale/words/columns.toml")).expect("an embedded sheet");
        for list in words.columns.values_mut().chain([&mut words.total, &mut words.personal]) {
            list.iter_mut().for_each(|word| *word = plain(word));
        }
        let mut lexicon = Lexicon {
            framework,
            names: Names::of(framework).ok(),
            words,
            labels: FxHashMap::default(),
            codes: FxHashMap::default(),
            texts: FxHashMap::default(),
        };
        for (position, criterion) in framework.criteria.iter().enumerate() {
            lexicon.codes.insert(bare(criterion.code.as_str()), position);
            for (_, text) in criterion.text.iter() {
                let known = lexicon.texts.entry(fold(text)).or_default();
                if !known.contains(&position) {
                    known.push(position);
                }
            }
        }
        lexicon.learn_labels();
        lexicon
    }

    /// Takes in the labels of our own forms in every language that they can be made in.
    fn learn_labels(&mut self) {
        for (tag, _) in LANGUAGES {
            let Some(locale) = Locale::load(tag) else { continue };
            for roles in [vec![], vec![BENEFICIARY.to_owned()]] {
                let request = Request {
                    framework: self.framework,
                    edition: None,
                    roles: &roles,
                    languages: std::slice::from_ref(&locale),
                    title: &Text::default(),
                    period: None,
                    register: None,
                    addressee: Addressee::Anyone,
                    prefill: Prefill::Blank,
                };
                for units in [Units::Each, Units::Share] {
                    // A language that a framework lacks has no form.
                    let Ok(form) = questionnaire::compose(&request, units) else { continue };
                    for question in form.questions() {
                        for label in &question.label {
                            self.labels.insert(fold(label), question.key.clone());
                        }
                    }
                }
            }
        }
    }

    pub(super) fn framework(&self) -> &'f Framework {
        self.framework
    }

    /// Whether the first cell of a row says that the row adds up others.
    pub(super) fn is_total(&self, text: &str) -> bool {
        self.words.total.contains(&plain(text))
    }

    /// Whether a heading is one of people or their devices.
    pub(super) fn is_personal(&self, heading: &str) -> bool {
        self.words.personal.contains(&plain(heading))
    }

    /// What the user's mapping says of a heading, of the code in front of its text, or of the question whose row or option
    /// it is; none where it says nothing.
    pub(super) fn mapped(&self, heading: &str, source: &SourceSettings) -> Option<Meaning> {
        if source.columns.is_empty() {
            return None;
        }
        let ours = |heading: &str| {
            let exact = source.columns.get(heading);
            let folded = || source.columns.iter().find(|(theirs, _)| fold(theirs) == fold(heading));
            Some(exact.or_else(|| folded().map(|(_, ours)| ours))?.trim())
        };
        let meaning = |ours: &str| match ours {
            "" => Meaning::LeftOut,
            ours => self.named(ours).unwrap_or(Meaning::Remark),
        };
        let code = heading.split_once(". ").map_or(heading, |(code, _)| code);
        let last = heading.rsplit(['/', '-']).next().unwrap_or(heading);
        if let Some(ours) = [heading, code, last].into_iter().find_map(ours) {
            return Some(meaning(ours));
        }
        let bracketed = code.strip_suffix(']').and_then(|rest| rest.split_once('['));
        let parted = bracketed.into_iter().chain(code.rsplit_once('_')).chain(code.rsplit_once('/'));
        parted.into_iter().find_map(|(owner, row)| match meaning(ours(owner)?) {
            Meaning::Criterion { criterion, .. } => Some(self.row_of(criterion, row)),
            _ => None,
        })
    }

    /// What a heading means by itself. `separators` part the names of groups from the name of a question.
    pub(super) fn meaning(&self, heading: &str, separators: &[char]) -> Option<Meaning> {
        let heading = heading.trim();
        let whole = self.named(heading).or_else(|| self.labelled(heading));
        whole.or_else(|| self.in_group(heading, separators)).or_else(|| self.coded(heading, separators))
    }

    /// The last part of a heading with groups in front of it; an option stands behind its question.
    fn in_group(&self, heading: &str, separators: &[char]) -> Option<Meaning> {
        let parted = heading.char_indices().filter(|(_, letter)| separators.contains(letter));
        let starts: Vec<usize> = parted.map(|(at, letter)| at + letter.len_utf8()).collect();
        for start in starts.iter().rev() {
            let (before, last) = (&heading[..start - 1], &heading[*start..]);
            let owner = self.named(before).or_else(|| self.labelled(before));
            let owner = owner.or_else(|| self.in_group(before, separators));
            if let Some(Meaning::Criterion { criterion, unit: None }) = owner
                && let Some(option) = self.option(criterion, last)
            {
                return Some(option);
            }
        }
        starts.iter().find_map(|start| {
            let rest = &heading[*start..];
            self.named(rest).or_else(|| self.labelled(rest))
        })
    }

    /// `[code] text`, `code. text`, `code text`, `CODE[row]`, `CODE_row`, each perhaps with a row in brackets behind.
    fn coded(&self, heading: &str, separators: &[char]) -> Option<Meaning> {
        let (text, row) = match heading.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
            Some((text, row)) if !text.trim().is_empty() => (text.trim(), Some(row.trim())),
            _ => (heading, None),
        };
        if let Some((code, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            let named = self.with_row(code, row);
            return named.or_else(|| rest.split('/').find_map(|part| self.column(part)));
        }
        if let Some((code, _)) = heading.split_once(". ") {
            let split = code.strip_suffix(']').and_then(|rest| rest.split_once('['));
            return match split {
                Some((code, row)) => self.with_row(code, Some(row)),
                None => self.with_row(code, None),
            };
        }
        if let Some(row) = row
            && let Some(meaning) = self.with_row(text, Some(row))
        {
            return Some(meaning);
        }
        if let Some((code, row)) = heading.rsplit_once('_')
            && separators.contains(&'_')
            && !heading.contains(char::is_whitespace)
            && let Some(Meaning::Criterion { .. }) = self.named(code)
        {
            return self.with_row(code, Some(row));
        }
        let first = heading.split(char::is_whitespace).next()?;
        self.code(first)
            .filter(|_| first.len() < heading.len())
            .map(|criterion| Meaning::Criterion { criterion, unit: None })
    }

    fn with_row(&self, code: &str, row: Option<&str>) -> Option<Meaning> {
        match (self.named(code)?, row) {
            (Meaning::Criterion { criterion, .. }, Some(row)) => Some(self.row_of(criterion, row)),
            (meaning, _) => Some(meaning),
        }
    }

    /// A row of a question: an option where it has several, else a unit of the agency.
    fn row_of(&self, criterion: usize, row: &str) -> Meaning {
        let unit = Meaning::Criterion { criterion, unit: Some(row.trim().to_owned()) };
        self.option(criterion, row).unwrap_or(unit)
    }

    /// An option of a question with several; none for other questions.
    fn option(&self, criterion: usize, text: &str) -> Option<Meaning> {
        let scale = self.framework.scale(&self.framework.criteria[criterion].scale)?;
        if scale.kind != ScaleKind::Several {
            return None;
        }
        match scale.position(text) {
            Some(option) => Some(Meaning::Option { criterion, option }),
            None if fold(text) == OTHER => Some(Meaning::Other { criterion }),
            None => None,
        }
    }

    /// A name without groups: of our forms, a code, or a column that every table may have; `code[row]`,
    /// `code.na_reason`, `code_evidence`.
    pub(super) fn named(&self, name: &str) -> Option<Meaning> {
        let name = name.trim();
        if let Some(meaning) = self.names.as_ref().and_then(|names| names.key(name)).and_then(|key| self.of_key(key)) {
            return Some(meaning);
        }
        if let Some(meaning) = self.column(name) {
            return Some(meaning);
        }
        if let Some(criterion) = self.code(name) {
            return Some(Meaning::Criterion { criterion, unit: None });
        }
        if let Some((code, row)) = name.strip_suffix(']').and_then(|rest| rest.split_once('['))
            && let Some(criterion) = self.code(code)
        {
            return Some(self.row_of(criterion, row));
        }
        if let Some((code, mark)) = name.rsplit_once('.') {
            return match self.code(code) {
                Some(criterion) => self.beside(criterion, mark),
                None => self.quantity(code, mark),
            };
        }
        let marks = name.match_indices('_').filter_map(|(at, _)| Some((self.code(&name[..at])?, &name[at + 1..])));
        marks.into_iter().find_map(|(criterion, mark)| self.beside(criterion, mark))
    }

    fn quantity(&self, kpi: &str, quantity: &str) -> Option<Meaning> {
        let kpi = self.framework.kpis.iter().find(|known| known.code.matches(kpi))?;
        let quantity = kpi.quantities.iter().find(|known| known.code.matches(quantity))?;
        Some(Meaning::Quantity { kpi: kpi.code.clone(), quantity: quantity.code.clone() })
    }

    fn beside(&self, criterion: usize, mark: &str) -> Option<Meaning> {
        let mark = plain(mark);
        let of = |name: &str| self.words.columns.get(name).is_some_and(|words| words.contains(&mark));
        if of("beside_other") {
            return Some(Meaning::Other { criterion });
        }
        let mark = BESIDE.iter().find(|(name, _)| of(name)).map(|(_, mark)| *mark)?;
        Some(Meaning::Beside { criterion, mark })
    }

    fn column(&self, text: &str) -> Option<Meaning> {
        let text = plain(text);
        let known = COLUMNS.iter().find(|(name, _)| self.words.columns[*name].contains(&text));
        known.map(|(_, known)| Meaning::Known(*known))
    }

    fn labelled(&self, label: &str) -> Option<Meaning> {
        let folded = fold(label);
        if let Some(meaning) = self.labels.get(&folded).and_then(|key| self.of_key(key)) {
            return Some(meaning);
        }
        match self.texts.get(&folded)?.as_slice() {
            [criterion] => Some(Meaning::Criterion { criterion: *criterion, unit: None }),
            _ => None,
        }
    }

    /// The criterion of a code; `GOV01` is `gov_01` where no other code is.
    pub(super) fn code(&self, text: &str) -> Option<usize> {
        let text = text.trim();
        let bare = bare(text);
        if bare.is_empty() {
            return None;
        }
        let exact = self.framework.criteria.iter().position(|criterion| criterion.code.matches(text));
        exact.or_else(|| self.codes.get(&bare).copied())
    }

    /// The code that a heading is most like; blank where none is near.
    pub(super) fn near(&self, heading: &str) -> String {
        let codes = || self.framework.criteria.iter().map(|criterion| criterion.code.as_str());
        let last = heading.rsplit(['/', ' ']).next().unwrap_or_default();
        [heading, last].into_iter().find_map(|text| nearest(text, codes())).unwrap_or_default().to_owned()
    }

    fn of_key(&self, key: &Key) -> Option<Meaning> {
        Some(match key {
            Key::Field(field) => Meaning::Known(match field {
                Field::Period => Known::Period,
                Field::Agency => Known::Agency,
                Field::Role => Known::Role,
                Field::Respondent => Known::Respondent,
                Field::Service => Known::Service,
                Field::Branch => Known::Branch,
                Field::Source => Known::Source,
                Field::SignedBy => Known::SignedBy,
                Field::SignedPost => Known::SignedPost,
                Field::LetterNumber => Known::LetterNumber,
                Field::LetterDate => Known::LetterDate,
                Field::Services
                | Field::ServiceCount
                | Field::ServiceRow
                | Field::Branches
                | Field::BranchCount
                | Field::BranchRow => return Some(Meaning::System(System::Passing)),
            }),
            Key::Criterion(code) => {
                Meaning::Criterion { criterion: self.framework.criterion(code.as_str())?, unit: None }
            }
            Key::Beside(code, mark) => {
                Meaning::Beside { criterion: self.framework.criterion(code.as_str())?, mark: *mark }
            }
            Key::Quantity(kpi, quantity) => Meaning::Quantity { kpi: kpi.clone(), quantity: quantity.clone() },
            Key::Item(code) => Meaning::Item(code.clone()),
        })
    }
}

/// Folded, with `_` and `-` as spaces and without a colon behind.
fn plain(text: &str) -> String {
    fold(&text.replace(['_', '-'], " ")).trim_end_matches(':').trim().to_owned()
}
