//! Whether a result is what its inputs come to, and where it first is not.
use crate::input::{self, SourceFile};
use serde_json::Value;
use std::io::Cursor;

/// Letters of a value that are shown.
const SHOWN: usize = 120;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub subject: Subject,
    /// How many files, or agencies and periods judged again.
    pub count: usize,
    pub state: State,
}

/// What is looked at, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Inputs,
    Framework,
    /// The bytes of the outputs against their hashes.
    Outputs,
    /// The judgement, computed again from the answers in the result.
    Judgement,
    Results,
    Sections,
    Tables,
    Charts,
    /// Reports and whatever else was written.
    Reports,
    /// What the manifest itself says.
    Manifest,
}

#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Same,
    Different(Difference),
    /// Others that differ too.
    FurtherDifferent,
    Unchecked(Reason),
}

/// Where two files first differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub file: String,
    pub place: Place,
    /// What it comes to; none: nothing.
    pub expected: Option<String>,
    /// What lies there; none: nothing.
    pub found: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The file as a whole: it is missing, too many, or another.
    Whole,
    /// SHA-256 of the file.
    Hash,
    /// The way from the top of a JSON file to a value.
    Value(String),
    /// Row as a spreadsheet counts and heading of the column.
    Cell { row: u64, column: String },
    /// From 0.
    Byte(u64),
}

/// Why something could not be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Only the result was given.
    NoInputs,
    /// The inputs are others, so that nothing can be expected of the outputs.
    OtherInputs,
    /// The public edition, from which nothing can be computed again.
    Public,
    /// Some answers are of too few people to be kept.
    Withheld,
    /// Pages that are printed from a result on demand.
    OnDemand,
    /// Decisions and verdicts that came from outside the inputs: taken as they lie, and what was made of them checked.
    Carried,
    /// A format that this program was built without.
    NoFormat,
    /// Files that the manifest does not name.
    Foreign,
}

impl Subject {
    pub const ALL: [Subject; 10] = [
        Subject::Inputs,
        Subject::Framework,
        Subject::Outputs,
        Subject::Judgement,
        Subject::Results,
        Subject::Sections,
        Subject::Tables,
        Subject::Charts,
        Subject::Reports,
        Subject::Manifest,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Subject::Inputs => "inputs",
            Subject::Framework => "framework",
            Subject::Outputs => "outputs",
            Subject::Judgement => "judgement",
            Subject::Results => "results",
            Subject::Sections => "sections",
            Subject::Tables => "tables",
            Subject::Charts => "charts",
            Subject::Reports => "reports",
            Subject::Manifest => "manifest",
        }
    }

    /// What a file of a result belongs to, by its path in it.
    pub fn of(path: &str) -> Subject {
        match path.split_once('/') {
            Some(("tables", _)) => Subject::Tables,
            Some(("charts", _)) => Subject::Charts,
            None if path == "results.json" => Subject::Results,
            None if path == "manifest.json" => Subject::Manifest,
            None if path.ends_with(".json") => Subject::Sections,
            _ => Subject::Reports,
        }
    }
}

impl Reason {
    pub fn name(self) -> &'static str {
        match self {
            Reason::NoInputs => "no-inputs",
            Reason::OtherInputs => "other-inputs",
            Reason::Public => "public",
            Reason::Withheld => "withheld",
            Reason::OnDemand => "on-demand",
            Reason::Carried => "carried",
            Reason::NoFormat => "no-format",
            Reason::Foreign => "foreign",
        }
    }
}

impl Check {
    pub fn is_different(&self) -> bool {
        matches!(self.state, State::Different(_) | State::FurtherDifferent)
    }
}

/// Where a file first is not what is expected; none where it is, byte by byte.
pub fn compare(file: &str, expected: &[u8], found: &[u8]) -> Option<Difference> {
    if expected == found {
        return None;
    }
    let place = || {
        let byte = expected.iter().zip(found).position(|(one, other)| one != other);
        Place::Byte(byte.unwrap_or(expected.len().min(found.len())) as u64)
    };
    let within = match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") => json(expected, found),
        Some("csv") => cells(file, expected, found),
        _ => None,
    };
    let (place, expected, found) = within.unwrap_or_else(|| (place(), None, None));
    Some(Difference { file: file.to_owned(), place, expected, found })
}

/// Where two values first differ: the way there and both.
pub fn first(expected: &Value, found: &Value) -> Option<(String, Option<String>, Option<String>)> {
    let mut way = String::new();
    let (expected, found) = differ(&mut way, Some(expected), Some(found))?;
    Some((way, expected.map(shown), found.map(shown)))
}

type Apart = (Place, Option<String>, Option<String>);

fn json(expected: &[u8], found: &[u8]) -> Option<Apart> {
    let (expected, found) = (serde_json::from_slice(expected).ok()?, serde_json::from_slice(found).ok()?);
    first(&expected, &found).map(|(way, expected, found)| (Place::Value(way), expected, found))
}

/// Goes down to the first value that differs; the values there.
fn differ<'v>(
    way: &mut String,
    expected: Option<&'v Value>,
    found: Option<&'v Value>,
) -> Option<(Option<&'v Value>, Option<&'v Value>)> {
    let length = way.len();
    match (expected, found) {
        (Some(one), Some(other)) if one == other => None,
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let own = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            for key in own {
                if length > 0 {
                    way.push('.');
                }
                way.push_str(key);
                if let Some(apart) = differ(way, one.get(key), other.get(key)) {
                    return Some(apart);
                }
                way.truncate(length);
            }
            None
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            for position in 0..one.len().max(other.len()) {
                way.push_str(&format!("[{position}]"));
                if let Some(apart) = differ(way, one.get(position), other.get(position)) {
                    return Some(apart);
                }
                way.truncate(length);
            }
            None
        }
        (expected, found) => Some((expected, found)),
    }
}

fn shown(value: &Value) -> String {
    cut(&match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    })
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The first cell of a table that differs.
fn cells(file: &str, expected: &[u8], found: &[u8]) -> Option<Apart> {
    let (expected, found) = (rows(file, expected)?, rows(file, found)?);
    let headings = expected.first().cloned().unwrap_or_default();
    for row in 0..expected.len().max(found.len()) {
        let (one, other) = (expected.get(row), found.get(row));
        if one == other {
            continue;
        }
        let width = one.map_or(0, Vec::len).max(other.map_or(0, Vec::len));
        let cell = |cells: Option<&Vec<String>>, column: usize| cells.and_then(|cells| cells.get(column)).cloned();
        let column = (0..width).find(|column| cell(one, *column) != cell(other, *column))?;
        let heading = headings.get(column).cloned().unwrap_or_else(|| (column + 1).to_string());
        let place = Place::Cell { row: row as u64 + 1, column: heading };
        return Some((place, cell(one, column).map(|text| cut(&text)), cell(other, column).map(|text| cut(&text))));
    }
    None
}

fn rows(file: &str, bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let bytes = Box::new(Cursor::new(bytes.to_vec()));
    let mut tables = input::open(SourceFile { name: file.to_owned(), bytes }).ok()?;
    let mut rows = Vec::new();
    let read = tables.read(0, &mut |_| (), &mut |record| {
        rows.push((0..record.width()).map(|cell| record.text(cell).to_owned()).collect());
    });
    read.ok().map(|_| rows)
}
