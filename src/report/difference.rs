//! Two series number by number, joined by codes: what `diff` prints.
use crate::document::{Block, Cell as Shown, Chapter, Column, Content, Document, Grid};
use crate::locale::number::decimals as decimals_of;
use crate::locale::{Locale, Value};
use crate::paths::paths;
use crate::report::package::{MATERIAL, register};
use crate::report::tables::{self, Book};
use crate::report::view::{agency_name, truth_name};
use crate::report::{LISTED, Selection};
use crate::series::Series;
use crate::table::{Cell, Table};
use crate::truth::Truth;
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What is compared: a table, the columns by which its rows are told apart, and how it is called.
struct Part {
    name: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
}

/// In the order in which they are told.
const PARTS: &[Part] = &[
    Part { name: "periods", keys: &["period"], title: "diff.part-periods" },
    Part { name: "register", keys: &["agency"], title: "diff.part-register" },
    Part { name: "agencies", keys: &["period", "agency"], title: "diff.part-agencies" },
    Part { name: "scores", keys: &["period", "agency", "dimension", "column"], title: "diff.part-scores" },
    Part { name: "gates", keys: &["period", "agency", "stage", "gate", "column"], title: "diff.part-gates" },
    Part { name: "obstacles", keys: &["period", "agency", "obstacle", "column"], title: "diff.part-obstacles" },
    Part { name: "kpis", keys: &["period", "scope", "kpi"], title: "diff.part-kpis" },
    Part { name: "targets", keys: &["period", "scope", "code", "date"], title: "diff.part-targets" },
    Part { name: "services", keys: &["period", "agency", "service"], title: "diff.part-services" },
    Part {
        name: "groups",
        keys: &["period", "group", "value", "measure", "code", "column"],
        title: "diff.part-groups",
    },
    Part { name: "change", keys: &["period", "from", "agency", "dimension", "column"], title: "diff.part-change" },
    Part { name: "moves", keys: &["period", "from", "agency", "column"], title: "diff.part-moves" },
    Part { name: "perception", keys: &["period", "scope", "criterion"], title: "diff.part-perception" },
    Part { name: "beneficiaries", keys: &["period", "scope", "item", "source"], title: "diff.part-beneficiaries" },
    Part { name: "national", keys: &["period", "criterion", "column"], title: "diff.part-national" },
    Part { name: "sweep", keys: &["period", "threshold", "column", "stage"], title: "diff.part-sweep" },
    Part {
        name: "answers",
        keys: &["period", "agency", "service", "branch", "criterion", "by"],
        title: "diff.part-answers",
    },
    Part {
        name: "evidence",
        keys: &["period", "agency", "service", "branch", "criterion"],
        title: "diff.part-evidence",
    },
    Part {
        name: "corrections",
        keys: &["period", "agency", "service", "branch", "criterion", "when"],
        title: "diff.part-corrections",
    },
    Part { name: "objections", keys: &["period", "agency", "code", "who", "date"], title: "diff.part-objections" },
    Part { name: METHOD, keys: &[SETTING], title: "diff.part-method" },
    Part { name: FRAMEWORK, keys: &[SETTING], title: "diff.part-framework" },
    Part { name: SETTINGS, keys: &[SETTING], title: "diff.part-settings" },
];

/// Parts whose rows are the settings of something written as JSON.
const METHOD: &str = "method";
const FRAMEWORK: &str = "framework";
const SETTINGS: &str = "settings";
const SETTING: &str = "setting";

/// Columns whose codes are those of a part: where one series lacks the code, that is told once.
const OWNERS: [(&str, &str); 3] = [("period", "periods"), ("agency", "register"), ("scope", "register")];

/// Columns that are called otherwise than in the tables.
const CALLED: [(&str, &str); 7] = [
    ("value", "diff.column-value"),
    ("low", "diff.column-low"),
    ("high", "diff.column-high"),
    ("coverage", "diff.column-coverage"),
    ("rank", "diff.column-rank"),
    ("name", "diff.column-name"),
    ("choice", "diff.column-answer"),
];

/// Differences of a part that are printed.
const PRINTED: usize = 20;

/// One thing that is not the same in both.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Name of the table, or `method`, `framework` or `settings`.
    pub part: &'static str,
    /// Codes that name the row.
    pub key: Vec<String>,
    /// None: the row is only in one of the two.
    pub column: Option<String>,
    pub first: Cell,
    pub second: Cell,
}

impl Difference {
    /// Second minus first; none where one of them is no number.
    pub fn size(&self) -> Option<f64> {
        Some(numeric(&self.second)? - numeric(&self.first)?)
    }
}

/// Everything that is not the same, part by part, the largest first: what only one of the two has, then what is no
/// number, then numbers by how far they lie apart.
pub fn differences(first: &Series, second: &Series, locale: &Locale) -> Vec<Difference> {
    let (first, second) = (parts(first, locale), parts(second, locale));
    let codes = |parts: &BTreeMap<&str, Rows>, part: &str| -> BTreeSet<String> {
        let rows = parts.get(part).into_iter().flat_map(|rows| rows.rows.keys());
        rows.filter_map(|(key, _)| key.first().cloned()).collect()
    };
    let owned: BTreeMap<&str, BTreeSet<String>> = ["periods", "register"]
        .into_iter()
        .map(|part| (part, codes(&first, part).symmetric_difference(&codes(&second, part)).cloned().collect()))
        .collect();
    let mut found = Vec::new();
    for Part { name: part, keys, .. } in PARTS {
        // Whatever is said of an agency or period that only one of the two has differs for that reason alone.
        let told = |key: &[String]| {
            keys.iter().zip(key).any(|(column, code)| {
                let owner = OWNERS.iter().find(|(own, owner)| own == column && owner != part);
                owner.is_some_and(|(_, owner)| owned[owner].contains(code))
            })
        };
        let empty = Rows::default();
        let (one, other) = (first.get(part).unwrap_or(&empty), second.get(part).unwrap_or(&empty));
        let mut own: Vec<Difference> = Vec::new();
        let rows: BTreeSet<&(Vec<String>, usize)> = one.rows.keys().chain(other.rows.keys()).collect();
        for row in rows.into_iter().filter(|(key, _)| !told(key)) {
            own.extend(row_differences(part, &row.0, one.row(row), other.row(row)));
        }
        own.sort_by(by_size);
        found.extend(own);
    }
    found
}

/// As a table for programs: part, key, column, both values and their difference.
pub fn table(differences: &[Difference]) -> Table {
    let columns = ["part", "key", "column", "first", "second", "difference"];
    let row = |found: &Difference| {
        vec![
            Cell::text(found.part),
            Cell::Text(found.key.join(" ")),
            found.column.as_deref().map_or(Cell::Empty, Cell::text),
            found.first.clone(),
            found.second.clone(),
            Cell::number(found.size(), 4),
        ]
    };
    Table {
        name: "diff".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: differences.iter().map(row).collect(),
    }
}

/// As a page: how much differs, and the largest differences of each part.
pub fn document(differences: &[Difference], series: [&Series; 2], names: [&str; 2], locale: &Locale) -> Document {
    let values = [("first", Value::from(names[0])), ("second", Value::from(names[1]))];
    let title = locale.say("diff.title", &values);
    let mut blocks = Vec::new();
    if differences.is_empty() {
        blocks.push(Block::Lead(locale.word("diff.same")));
    } else {
        blocks.push(Block::Lead(locale.say("diff.lead", &[("count", Value::from(differences.len()))])));
    }
    for part in PARTS {
        let own: Vec<&Difference> = differences.iter().filter(|found| found.part == part.name).collect();
        if !own.is_empty() {
            blocks.push(Block::Table(grid(part, &own, names, series, locale)));
        }
    }
    Document::plain(locale, vec![Chapter { code: "diff", title, blocks }])
}

/// Rows of a part by their codes; rows of the same codes are counted from 0.
#[derive(Default)]
struct Rows {
    columns: Vec<String>,
    rows: BTreeMap<(Vec<String>, usize), Vec<Cell>>,
}

impl Rows {
    fn of(table: Table, keys: &[&str]) -> Rows {
        let places: Vec<usize> =
            keys.iter().filter_map(|key| table.columns.iter().position(|column| column == key)).collect();
        let others: Vec<usize> = (0..table.columns.len()).filter(|column| !places.contains(column)).collect();
        let mut rows = BTreeMap::new();
        for row in table.rows {
            let key: Vec<String> = places.iter().map(|place| said(&row[*place])).collect();
            let mut times = 0;
            while rows.contains_key(&(key.clone(), times)) {
                times += 1;
            }
            rows.insert((key, times), others.iter().map(|column| row[*column].clone()).collect());
        }
        Rows { columns: others.iter().map(|column| table.columns[*column].clone()).collect(), rows }
    }

    /// Headings and cells of a row; none where it is not there.
    fn row(&self, key: &(Vec<String>, usize)) -> Option<BTreeMap<&str, &Cell>> {
        let cells = self.rows.get(key)?;
        Some(self.columns.iter().map(String::as_str).zip(cells).collect())
    }
}

fn parts(series: &Series, locale: &Locale) -> BTreeMap<&'static str, Rows> {
    let everybody = Selection::default();
    let book = Book::new(series, locale, &everybody);
    let mut tables: Vec<Table> = tables::kinds(series).chain(MATERIAL).map(|kind| book.table(kind)).collect();
    tables.push(register(series));
    tables.push(settings(METHOD, &series.method));
    let mut framework = settings(FRAMEWORK, &series.framework);
    let edition = series.edition.as_ref();
    framework.rows.extend(edition.map(|edition| vec![Cell::text("edition"), Cell::text(edition.as_str())]));
    tables.push(framework);
    let Series { title, organisation, note, languages, report, robustness, statistics, plan, .. } = series;
    tables.push(settings(
        SETTINGS,
        &json!({
            "title": title, "organisation": organisation, "note": note, "languages": languages, "report": report,
            "robustness": robustness, "statistics": statistics, "plan": plan, "audience": series.audience,
        }),
    ));
    let mut found = BTreeMap::new();
    for Part { name: part, keys, .. } in PARTS {
        if let Some(place) = tables.iter().position(|table| table.name == *part) {
            found.insert(*part, Rows::of(tables.swap_remove(place), keys));
        }
    }
    found
}

/// Every value of something by the way to it.
fn settings(name: &str, of: &impl Serialize) -> Table {
    let cell = |value: Json| match value {
        Json::String(text) => Cell::Text(text),
        Json::Bool(set) => tables::flag(set),
        Json::Number(number) => {
            Cell::number(number.as_f64(), number.as_f64().map_or(0, |number| decimals_of(number, 4)))
        }
        other => Cell::Text(other.to_string()),
    };
    let rows = paths(of).into_iter().map(|(way, value)| vec![Cell::Text(way), cell(value)]).collect();
    Table { name: name.to_owned(), columns: vec![SETTING.to_owned(), "value".to_owned()], rows }
}

fn row_differences(
    part: &'static str,
    key: &[String],
    first: Option<BTreeMap<&str, &Cell>>,
    second: Option<BTreeMap<&str, &Cell>>,
) -> Vec<Difference> {
    let difference = |column: Option<&str>, first: Cell, second: Cell| Difference {
        part,
        key: key.to_vec(),
        column: column.map(str::to_owned),
        first,
        second,
    };
    let whole = |row: &BTreeMap<&str, &Cell>| {
        let cells = row.iter().map(|(column, cell)| (column, said(cell))).filter(|(_, cell)| !cell.is_empty());
        Cell::Text(cells.map(|(column, cell)| format!("{column}={cell}")).collect::<Vec<_>>().join("; "))
    };
    match (first, second) {
        (None, None) => Vec::new(),
        (Some(row), None) => vec![difference(None, whole(&row), Cell::Empty)],
        (None, Some(row)) => vec![difference(None, Cell::Empty, whole(&row))],
        (Some(first), Some(second)) => {
            let columns: BTreeSet<&str> = first.keys().chain(second.keys()).copied().collect();
            let cell =
                |row: &BTreeMap<&str, &Cell>, column: &str| row.get(column).map_or(Cell::Empty, |cell| (*cell).clone());
            columns
                .into_iter()
                .map(|column| difference(Some(column), cell(&first, column), cell(&second, column)))
                .filter(|found| !same(&found.first, &found.second))
                .collect()
        }
    }
}

fn by_size(one: &Difference, other: &Difference) -> Ordering {
    let rank = |found: &Difference| match (&found.column, found.size()) {
        (None, _) => (0, 0.0),
        (Some(_), None) => (1, 0.0),
        (Some(_), Some(size)) => (2, -size.abs()),
    };
    let ((one_kind, one_size), (other_kind, other_size)) = (rank(one), rank(other));
    (one_kind.cmp(&other_kind))
        .then(one_size.total_cmp(&other_size))
        .then_with(|| (&one.key, &one.column).cmp(&(&other.key, &other.column)))
}

/// The largest differences of a part.
fn grid(part: &Part, own: &[&Difference], names: [&str; 2], series: [&Series; 2], locale: &Locale) -> Grid {
    let mut columns = ["diff.where", "diff.column"].map(|key| Column::words(locale.word(key))).to_vec();
    columns.extend(names.map(Column::numbers));
    columns.push(Column::numbers(locale.word("change.difference")));
    let values = [("part", Value::Phrase(locale.word(part.title))), ("count", Value::from(own.len()))];
    let mut grid = Grid::new(locale.say("diff.part", &values), columns);
    let printed = if own.len() > LISTED { PRINTED } else { own.len() };
    for found in &own[..printed] {
        let column = match found.column.as_deref() {
            None => Shown::text(locale.word("diff.only")),
            Some(_) if part.keys == [SETTING] => Shown::empty(),
            Some(column) => match CALLED.iter().find(|(name, _)| *name == column) {
                Some((_, key)) => Shown::text(locale.word(key)),
                None => Shown::code(column),
            },
        };
        let named = part.keys.iter().zip(&found.key).filter(|(_, code)| !code.is_empty());
        let named: Vec<String> = named.map(|(column, code)| called(column, code, series, locale)).collect();
        grid.push(vec![
            Shown::text(locale.series(&named)),
            column,
            shown(&found.first),
            shown(&found.second),
            Shown::difference(found.size(), decimals(found)),
        ]);
    }
    if own.len() > printed {
        grid.notes.push(locale.say("diff.more", &[("count", Value::from(own.len() - printed))]));
    }
    grid
}

/// What a code of a row stands for, where it has a name.
fn called(column: &str, code: &str, series: [&Series; 2], locale: &Locale) -> String {
    let name = |series: &&Series| match column {
        "agency" => {
            let place = series.survey.agencies.iter().position(|agency| agency.code.as_str() == code)?;
            Some(agency_name(series, place, locale))
        }
        "dimension" | "stage" | "obstacle" => {
            let place = series.framework.dimension(code)?;
            Some(locale.tell(&series.framework.dimensions[place].title))
        }
        "column" => Truth::ALL.into_iter().find(|truth| truth.name() == code).map(|truth| truth_name(locale, truth)),
        _ => None,
    };
    series.iter().find_map(name).unwrap_or_else(|| locale.isolate_code(code))
}

fn shown(cell: &Cell) -> Shown {
    match cell {
        Cell::Empty => Shown::empty(),
        Cell::Text(text) => Shown::code(text.as_str()),
        Cell::Count(count) => Shown::from(Content::Count(*count)),
        Cell::Number { value, decimals } => Shown::number(Some(*value), *decimals),
    }
}

/// As many as show that there is a difference, up to those of a number in full.
fn decimals(found: &Difference) -> usize {
    let size = found.size().map_or(0.0, f64::abs);
    (0..=12)
        .find(|decimals| size * 10_f64.powi(*decimals) >= 1.0 || size == 0.0)
        .map_or(12, |least| usize::try_from(least).unwrap_or_default() + 1)
}

fn same(one: &Cell, other: &Cell) -> bool {
    let nothing = |cell: &Cell| matches!(cell, Cell::Empty) || *cell == Cell::text("");
    one == other || (nothing(one) && nothing(other)) || (numeric(one).is_some() && numeric(one) == numeric(other))
}

fn numeric(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Count(count) => Some(*count as f64),
        Cell::Number { value, .. } => Some(*value),
        Cell::Empty | Cell::Text(_) => None,
    }
}

fn said(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Number { value, .. } => value.to_string(),
    }
}
