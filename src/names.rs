//! Codes under the narrower rule of survey tools, and the way back: the names of a framework are the same in every
//! edition, role and format.
use crate::framework::Framework;
use crate::text::Code;
use std::collections::BTreeMap;

/// Letters of a question's name: `[a-z][a-z0-9]{0,19}`.
pub const LONGEST: usize = 20;

/// Letters and digits of an answer's code in LimeSurvey.
pub const LONGEST_ANSWER: usize = 5;

/// What `A1` of a sheet of our own workbooks begins with where the sheet is read back.
pub const WORKBOOK: &str = "miqyas";

/// The sheet of a workbook that says what it is and for whom: names and values.
pub const WORKBOOK_ABOUT: &str = "_miqyas";

/// Names that LimeSurvey or an XForm keeps for itself.
const RESERVED: &[&str] = &["lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that", "this", "meta"];

/// What a question of a form asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Field(Field),
    Criterion(Code),
    /// What stands beside an answer.
    Beside(Code, Mark),
    /// KPI and quantity.
    Quantity(Code, Code),
    /// An item of the beneficiary module.
    Item(Code),
}

/// A question that every framework asks, or a value that a form computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Period,
    Agency,
    Role,
    Respondent,
    Services,
    ServiceCount,
    ServiceRow,
    Service,
    Branches,
    BranchCount,
    BranchRow,
    Branch,
    /// Where a beneficiary's answers come from.
    Source,
    /// Who signs for the agency, and by which letter.
    SignedBy,
    SignedPost,
    LetterNumber,
    LetterDate,
}

/// What is asked beside an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Why there is no number.
    NoAnswer,
    NaReason,
    NaApprover,
    NotControlled,
    SampleSize,
    Evidence,
    EvidenceDate,
    EvidenceFile,
}

/// Names and what they stand for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    keys: BTreeMap<String, Key>,
}

/// Two codes that a tool could not tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    pub name: String,
    pub first: String,
    pub second: String,
}

impl Names {
    /// Every name that a form of the framework may use.
    pub fn of(framework: &Framework) -> Result<Names, Collision> {
        let mut names = Names::default();
        for field in Field::ALL {
            names.add(Key::Field(*field))?;
        }
        for criterion in &framework.criteria {
            names.add(Key::Criterion(criterion.code.clone()))?;
            for mark in Mark::ALL {
                names.add(Key::Beside(criterion.code.clone(), *mark))?;
            }
        }
        for kpi in &framework.kpis {
            for quantity in &kpi.quantities {
                names.add(Key::Quantity(kpi.code.clone(), quantity.code.clone()))?;
            }
        }
        for item in &framework.beneficiary_items {
            names.add(Key::Item(item.code.clone()))?;
        }
        Ok(names)
    }

    /// What a name stands for, ignoring case.
    pub fn key(&self, name: &str) -> Option<&Key> {
        self.keys.get(&name.to_ascii_lowercase())
    }

    fn add(&mut self, key: Key) -> Result<(), Collision> {
        let name = key.name();
        match self.keys.get(&name) {
            Some(first) => Err(Collision { name, first: first.column(), second: key.column() }),
            None => {
                self.keys.insert(name, key);
                Ok(())
            }
        }
    }
}

impl Key {
    /// The name in a survey tool.
    pub fn name(&self) -> String {
        match self {
            Key::Field(field) => field.name().to_owned(),
            Key::Criterion(code) | Key::Item(code) => narrow(code.as_str(), LONGEST),
            Key::Beside(code, mark) => {
                let ending = mark.ending();
                narrow(code.as_str(), LONGEST - ending.len()) + ending
            }
            Key::Quantity(kpi, quantity) => narrow(&format!("{kpi}{quantity}"), LONGEST),
        }
    }

    /// The same in the files of an assessment.
    fn column(&self) -> String {
        match self {
            Key::Field(field) => field.name().to_owned(),
            Key::Criterion(code) | Key::Item(code) => code.to_string(),
            Key::Beside(code, mark) => format!("{code}.{}", mark.column()),
            Key::Quantity(kpi, quantity) => format!("{kpi}.{quantity}"),
        }
    }
}

impl Field {
    const ALL: &[Field] = &[
        Field::Period,
        Field::Agency,
        Field::Role,
        Field::Respondent,
        Field::Services,
        Field::ServiceCount,
        Field::ServiceRow,
        Field::Service,
        Field::Branches,
        Field::BranchCount,
        Field::BranchRow,
        Field::Branch,
        Field::Source,
        Field::SignedBy,
        Field::SignedPost,
        Field::LetterNumber,
        Field::LetterDate,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Field::Period => "period",
            Field::Agency => "agency",
            Field::Role => "role",
            Field::Respondent => "respondent",
            Field::Services => "services",
            Field::ServiceCount => "servicecount",
            Field::ServiceRow => "servicerow",
            Field::Service => "service",
            Field::Branches => "branches",
            Field::BranchCount => "branchcount",
            Field::BranchRow => "branchrow",
            Field::Branch => "branch",
            Field::Source => "source",
            Field::SignedBy => "signedby",
            Field::SignedPost => "signedpost",
            Field::LetterNumber => "letternumber",
            Field::LetterDate => "letterdate",
        }
    }
}

impl Mark {
    const ALL: &[Mark] = &[
        Mark::NoAnswer,
        Mark::NaReason,
        Mark::NaApprover,
        Mark::NotControlled,
        Mark::SampleSize,
        Mark::Evidence,
        Mark::EvidenceDate,
        Mark::EvidenceFile,
    ];

    /// What follows the code in the files of an assessment and in mappings.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Mark::NoAnswer => "no_answer",
            Mark::NaReason => "na_reason",
            Mark::NaApprover => "na_approver",
            Mark::NotControlled => "not_controlled",
            Mark::SampleSize => "sample_size",
            Mark::Evidence => "evidence",
            Mark::EvidenceDate => "evidence_date",
            Mark::EvidenceFile => "evidence_file",
        }
    }

    /// What the name of its question ends in.
    pub fn ending(self) -> &'static str {
        match self {
            Mark::NoAnswer => "none",
            Mark::NaReason => "why",
            Mark::NaApprover => "by",
            Mark::NotControlled => "held",
            Mark::SampleSize => "sample",
            Mark::Evidence => "ev",
            Mark::EvidenceDate => "evdate",
            Mark::EvidenceFile => "evfile",
        }
    }
}

/// Whether a text is what [`answers`] makes of a code that is too long for some tools.
pub(crate) fn is_short_for(text: &str, code: &str) -> bool {
    code.len() > LONGEST_ANSWER && answers([code]).is_ok_and(|short| short[0].eq_ignore_ascii_case(text))
}

/// Answer codes in at most [`LONGEST_ANSWER`] letters and digits, in the order given.
pub(crate) fn answers<'c>(codes: impl IntoIterator<Item = &'c str>) -> Result<Vec<String>, Collision> {
    apart(codes.into_iter().map(|code| {
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        (code, shorten(&plain, code, LONGEST_ANSWER))
    }))
}

/// Refuses codes that are one when narrowed.
pub(crate) fn distinct<'c>(codes: impl IntoIterator<Item = &'c Code>) -> Result<(), Collision> {
    apart(codes.into_iter().map(|code| (code.as_str(), narrow(code.as_str(), LONGEST)))).map(drop)
}

/// The names of codes, where no two are alike.
fn apart<'c>(named: impl Iterator<Item = (&'c str, String)>) -> Result<Vec<String>, Collision> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut names = Vec::new();
    for (code, name) in named {
        if let Some(first) = taken.insert(name.to_ascii_lowercase(), code) {
            return Err(Collision { name, first: first.to_owned(), second: code.to_owned() });
        }
        names.push(name);
    }
    Ok(names)
}

/// Lower case, letters and digits only, a letter first, and no longer than the tool allows.
pub(crate) fn narrow(code: &str, longest: usize) -> String {
    let mut plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.make_ascii_lowercase();
    if !plain.starts_with(|first: char| first.is_ascii_lowercase()) || RESERVED.contains(&plain.as_str()) {
        plain.insert(0, 'q');
    }
    shorten(&plain, code, longest)
}

/// What is too long ends in five letters or digits that depend on the whole of it.
fn shorten(plain: &str, whole: &str, longest: usize) -> String {
    if plain.len() <= longest {
        return plain.to_owned();
    }
    let mut shortened = plain[..longest - LONGEST_ANSWER].to_owned();
    let mut rest = fingerprint(whole);
    for _ in 0..LONGEST_ANSWER {
        shortened.extend(char::from_digit((rest % 36) as u32, 36));
        rest /= 36;
    }
    shortened
}

/// FNV-1a, 64 bits.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
