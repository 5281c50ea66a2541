//! What was looked at to see whether a result is what its inputs come to: what `verify` prints.
use crate::document::{Block, Cell, Chapter, Column, Document, Grid, Tone};
use crate::locale::{Locale, Value};
use crate::table::{Cell as Plain, Table};
use crate::verification::{Check, Difference, Place, Reason, State, Subject};

/// Signs of a hash that tell it from every other at a glance.
const HASH: usize = 16;

/// The checks in order, below what they come to.
pub fn document(checks: &[Check], locale: &Locale) -> Document {
    let mut blocks = Vec::new();
    let mut different: Vec<&Difference> = checks.iter().filter_map(different).collect();
    // A place says more than a hash.
    different.sort_by_key(|found| found.place == Place::Hash);
    let unchecked = checks.iter().any(|check| matches!(check.state, State::Unchecked(_)));
    blocks.push(Block::Lead(match (different.first(), unchecked) {
        (Some(first), _) => first_difference(first, locale),
        (None, true) => locale.word("verify.same-so-far"),
        (None, false) => locale.word("verify.same"),
    }));
    let columns = vec![
        Column::words(locale.word("verify.what")),
        Column::numbers(locale.word("common.count")),
        Column::words(locale.word("verify.state")),
    ];
    let mut grid = Grid::new(locale.word("verify.caption"), columns);
    for check in checks {
        let state = match &check.state {
            State::Same => Cell::text(locale.word("verify.is-same")).toned(Tone::Good),
            State::Different(found) => Cell::text(first_difference(found, locale)).toned(Tone::Bad),
            State::FurtherDifferent => {
                let count = Value::from(check.count);
                Cell::text(locale.say("verify.further", &[("count", count)])).toned(Tone::Bad)
            }
            State::Unchecked(reason) => {
                let reason = Value::Phrase(locale.word(reason_key(*reason)));
                Cell::text(locale.say("verify.unchecked", &[("reason", reason)])).toned(Tone::Quiet)
            }
        };
        grid.push(vec![Cell::text(locale.word(subject_key(check.subject))), Cell::count(check.count), state]);
    }
    blocks.push(Block::Table(grid));
    let chapter = Chapter { code: "verify", title: locale.word("verify.title"), blocks };
    Document::plain(locale, vec![chapter])
}

/// The same for programs.
pub fn table(checks: &[Check]) -> Table {
    let columns = ["what", "count", "state", "file", "place", "expected", "found"];
    let mut table = Table { name: "verify".to_owned(), columns: columns.map(str::to_owned).to_vec(), rows: Vec::new() };
    for check in checks {
        let mut row = vec![Plain::text(check.subject.name()), Plain::Count(check.count as u64)];
        let text = |text: &Option<String>| text.clone().map_or(Plain::Empty, Plain::Text);
        row.extend(match &check.state {
            State::Same => [Plain::text("same"), Plain::Empty, Plain::Empty, Plain::Empty, Plain::Empty],
            State::FurtherDifferent => {
                [Plain::text("different"), Plain::Empty, Plain::Empty, Plain::Empty, Plain::Empty]
            }
            State::Unchecked(reason) => {
                [Plain::text("unchecked"), Plain::Empty, Plain::text(reason.name()), Plain::Empty, Plain::Empty]
            }
            State::Different(Difference { file, place, expected, found }) => {
                let place = match place {
                    Place::Whole => Plain::Empty,
                    Place::Hash => Plain::text("sha256"),
                    Place::Value(way) => Plain::text(way),
                    Place::Cell { row, column } => Plain::Text(format!("{row}:{column}")),
                    Place::Byte(byte) => Plain::Count(*byte),
                };
                [Plain::text("different"), Plain::text(file), place, text(expected), text(found)]
            }
        });
        table.rows.push(row);
    }
    table
}

fn different(check: &Check) -> Option<&Difference> {
    match &check.state {
        State::Different(found) => Some(found),
        State::Same | State::FurtherDifferent | State::Unchecked(_) => None,
    }
}

/// `results.json`, at such a place: expected this, found that.
fn first_difference(found: &Difference, locale: &Locale) -> String {
    let Difference { file, place, expected, found } = found;
    let hashed = *place == Place::Hash;
    let place = match place {
        Place::Whole => locale.word("verify.at-whole"),
        Place::Hash => locale.word("verify.at-hash"),
        Place::Value(way) => locale.isolate_code(way),
        Place::Cell { row, column } => locale.say(
            "verify.at-cell",
            &[("row", Value::Phrase(locale.plain(*row))), ("column", Value::Phrase(locale.isolate_code(column)))],
        ),
        Place::Byte(byte) => locale.say("verify.at-byte", &[("byte", Value::Phrase(locale.plain(*byte)))]),
    };
    let file = Value::Phrase(locale.isolate_code(file));
    if expected.is_none() && found.is_none() {
        return locale.say("verify.differs-at", &[("file", file), ("place", Value::Phrase(place))]);
    }
    let signs = if hashed { HASH } else { usize::MAX };
    let said = |value: &Option<String>| match value {
        Some(value) => Value::Phrase(locale.isolate_code(&value.chars().take(signs).collect::<String>())),
        None => Value::Phrase(locale.word("verify.nothing")),
    };
    let values =
        [("file", file), ("place", Value::Phrase(place)), ("expected", said(expected)), ("found", said(found))];
    locale.say("verify.differs", &values)
}

fn subject_key(subject: Subject) -> &'static str {
    match subject {
        Subject::Inputs => "verify.inputs",
        Subject::Framework => "verify.framework",
        Subject::Outputs => "verify.outputs",
        Subject::Judgement => "verify.judgement",
        Subject::Results => "verify.results",
        Subject::Sections => "verify.sections",
        Subject::Tables => "verify.tables",
        Subject::Charts => "verify.charts",
        Subject::Reports => "verify.reports",
        Subject::Manifest => "verify.manifest",
    }
}

fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::NoInputs => "verify.no-inputs",
        Reason::OtherInputs => "verify.other-inputs",
        Reason::Public => "verify.public",
        Reason::Withheld => "verify.withheld",
        Reason::OnDemand => "verify.on-demand",
        Reason::Carried => "verify.carried",
        Reason::NoFormat => "verify.no-format",
        Reason::Foreign => "verify.foreign",
    }
}
