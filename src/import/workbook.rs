//! Workbooks that this program wrote and somebody filled in: what they say of themselves is enough to read them back.
use crate::input::{Cell, CellKind, Grid, Row};
use crate::names::{WORKBOOK, WORKBOOK_ABOUT};
use crate::survey::{KINDS, Kind};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// What an import calls it.
pub(super) const TITLE: &str = "XLSX";

/// What the first column holds where a row of the sheet is a column of the table.
const COLUMN: &str = "column";
/// The column that says why there is no answer, beside that of the answer.
const NO_ANSWER: &str = "no_answer";
/// Columns of evidence beside an answer begin so.
const EVIDENCE: &str = "evidence.";
/// How several figures stand in one cell.
const SHAPE: &str = "shape";
/// Columns that are written before anybody answers.
const GIVEN: &[&str] = &["agency", "period", "role", "criterion", "kpi", "quantity", SHAPE];
/// Columns whose cells may begin with a code in brackets.
const CODED: &[&str] = &["agency", "service", "branch", "criterion", "source"];

/// A table of an assessment, as `survey` reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub kind: Kind,
    /// The name of the sheet that it stood on.
    pub sheet: String,
    /// The heading first; rows keep their numbers.
    pub grid: Grid,
}

/// What a workbook says of itself, by name: `agency`, `period`, `role`.
type About = BTreeMap<String, Cell>;

/// A row of a table by column.
type Entry = BTreeMap<String, Cell>;

/// The tables of a workbook by the names and rows of its sheets; none where this program did not write it.
pub fn read(sheets: &[(String, Grid)]) -> Option<Vec<Table>> {
    let mut about = About::new();
    let described = sheets.iter().find(|(name, _)| name == WORKBOOK_ABOUT);
    for row in described.iter().flat_map(|(_, grid)| &grid.rows) {
        about.insert(row.text(0).to_owned(), Cell::plain(row.text(1)));
    }
    let marked: Vec<Marked> = sheets.iter().filter_map(|(name, grid)| Marked::of(name, grid)).collect();
    if described.is_none() && marked.is_empty() {
        return None;
    }
    for cover in marked.iter().filter(|sheet| sheet.key == COLUMN) {
        let agency = cover.rows().find(|(code, _)| *code == "agency").and_then(|(_, row)| cover.value(row));
        about.extend(agency.map(|cell| ("agency".to_owned(), coded(&cell))));
    }
    Some(marked.iter().flat_map(|sheet| sheet.tables(&about)).collect())
}

/// What somebody wrote where nothing is asked.
pub(super) struct Stray<'g> {
    pub(super) sheet: &'g str,
    pub(super) row: u64,
    pub(super) text: String,
}

/// A row that shows another question than it is read as.
pub(super) struct Shift<'g> {
    pub(super) sheet: &'g str,
    pub(super) row: u64,
    pub(super) shown: String,
    pub(super) hidden: String,
}

/// Rows among and below the questions that stand at none of them, and cells behind the last column, row by row.
pub(super) fn strays(sheets: &[(String, Grid)]) -> Vec<Stray<'_>> {
    let marked = sheets.iter().filter_map(|(name, grid)| Marked::of(name, grid));
    marked.flat_map(|sheet| sheet.strays()).collect()
}

/// Rows of criteria and KPIs whose shown code is not their hidden one: columns were sorted or moved apart.
pub(super) fn shifts(sheets: &[(String, Grid)]) -> Vec<Shift<'_>> {
    let marked = sheets.iter().filter_map(|(name, grid)| Marked::of(name, grid));
    let of_codes = marked.filter(|sheet| ["criterion", "kpi"].contains(&sheet.key));
    of_codes.flat_map(|sheet| sheet.shifts()).collect()
}

/// Whether a sheet says what it holds.
pub(super) fn is_marked(grid: &Grid) -> bool {
    begins(&grid.rows)
}

/// Whether these are the first rows of a sheet that says what it holds.
pub(super) fn begins(rows: &[Row]) -> bool {
    rows.first().is_some_and(|row| row.row == 1 && row.text(0).starts_with(WORKBOOK))
}

/// A sheet that is read.
struct Marked<'g> {
    name: &'g str,
    grid: &'g Grid,
    kind: Kind,
    /// What its first column holds; empty where that only marks the rows.
    key: &'g str,
    /// Column, what it is called, the heading that people see.
    columns: Vec<(usize, &'g str, SmolStr)>,
}

impl<'g> Marked<'g> {
    fn of(name: &'g str, grid: &'g Grid) -> Option<Marked<'g>> {
        let first = grid.rows.first().filter(|row| row.row == 1)?;
        let (kind, key) = first.text(0).strip_prefix(WORKBOOK)?.strip_prefix(':')?.split_once(':')?;
        let kind = KINDS.iter().find(|known| known.name == kind)?.kind;
        let said = grid.rows.iter().skip(1).take_while(|row| row.text(0).is_empty()).collect::<Vec<_>>();
        let heading = |column: usize| {
            let above = said.iter().rev().map(|row| row.text(column)).find(|text| !text.is_empty());
            SmolStr::from(above.unwrap_or_default())
        };
        let named = (1..first.cells.len()).filter(|column| !first.text(*column).is_empty());
        let columns = named.map(|column| (column, first.text(column), heading(column))).collect();
        Some(Marked { name, grid, kind, key, columns })
    }

    /// The rows of the table with what their first column holds.
    fn rows(&self) -> impl Iterator<Item = (&'g str, &'g Row)> {
        self.grid.rows.iter().skip(1).map(|row| (row.text(0), row)).filter(|(code, _)| !code.is_empty())
    }

    fn strays(&self) -> Vec<Stray<'g>> {
        let rows = &self.grid.rows;
        let first = rows.iter().skip(1).position(|row| !row.text(0).is_empty()).map_or(rows.len(), |first| first + 1);
        let end = self.grid.rows[0].cells.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1);
        // Titles between the questions, and labels of the cover, stand before the columns that are filled in.
        let own = self.columns.first().map_or(end, |(column, ..)| *column);
        let last = rows.iter().rposition(|row| !row.text(0).is_empty()).map_or(0, |last| rows[last].row);
        // Under each of its services an agency is shown what it answered last time.
        let shown = |row: &Row| rows.iter().any(|above| !above.text(0).is_empty() && above.row + 1 == row.row);
        let under = |row: &Row| rows.iter().find(|next| next.row == row.row + 1);
        let paired = self.rows().all(|(_, row)| under(row).is_some_and(|next| next.text(0).is_empty()));
        let stray = |row: &'g Row| {
            if paired && shown(row) && row.text(0).is_empty() {
                return None;
            }
            let below = row.row > last && self.key != COLUMN;
            let from = match row.text(0) {
                "" if below => 1,
                "" => own,
                _ => end,
            };
            let cells = row.cells.iter().skip(from).map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
            let text = cells.collect::<Vec<_>>().join("; ");
            (!text.is_empty()).then_some(Stray { sheet: self.name, row: row.row, text })
        };
        rows[first..].iter().filter_map(stray).collect()
    }

    fn shifts(&self) -> Vec<Shift<'g>> {
        let codes: Vec<&str> = self.rows().map(|(code, _)| code).collect();
        let shown = |row: &'g Row| codes.iter().find(|code| code.eq_ignore_ascii_case(row.text(1).trim())).copied();
        let apart =
            self.rows().filter_map(|(hidden, row)| Some((hidden, row, shown(row).filter(|code| *code != hidden)?)));
        apart
            .map(|(hidden, row, shown)| Shift {
                sheet: self.name,
                row: row.row,
                shown: shown.to_owned(),
                hidden: hidden.to_owned(),
            })
            .collect()
    }

    /// The value of a row that is a column of the table.
    fn value(&self, row: &Row) -> Option<Cell> {
        let (column, ..) = self.columns.first()?;
        row.cells.get(*column).filter(|cell| is_filled(cell)).cloned()
    }

    fn tables(&self, about: &About) -> Vec<Table> {
        if self.key == COLUMN {
            return self.turned(about).into_iter().collect();
        }
        let mut answers: Vec<(u64, Entry)> = Vec::new();
        let mut evidence: Vec<(u64, Entry)> = Vec::new();
        for (code, row) in self.rows() {
            let mut entry = Entry::new();
            let mut proof = Entry::new();
            for (column, name, under) in &self.columns {
                let Some(cell) = row.cells.get(*column).filter(|cell| is_filled(cell)) else { continue };
                let cell = Cell { under: Some(under.clone()).filter(|under| !under.is_empty()), ..cell.clone() };
                let cell = if CODED.contains(name) || self.is_answer(name) { coded(&cell) } else { cell };
                match name.strip_prefix(EVIDENCE) {
                    Some(name) => proof.insert(name.to_owned(), cell),
                    None => entry.insert((*name).to_owned(), cell),
                };
            }
            let said = entry.keys().any(|name| !GIVEN.contains(&name.as_str()));
            let marked = |mut entry: Entry| {
                if !self.key.is_empty() {
                    entry.insert(self.key.to_owned(), Cell::plain(code));
                }
                entry
            };
            if !proof.is_empty() {
                proof.extend(entry.get("agency").map(|agency| ("agency".to_owned(), agency.clone())));
                evidence.push((row.row, marked(proof)));
            }
            // Evidence of a service is told by service and criterion alone.
            if said || (self.kind == Kind::Evidence && !entry.is_empty()) {
                answers.extend(apart(marked(entry)).into_iter().map(|entry| (row.row, entry)));
            }
        }
        let tables = [(self.kind, answers), (Kind::Evidence, evidence)];
        tables.into_iter().filter_map(|(kind, entries)| self.table(kind, entries, about)).collect()
    }

    /// A sheet whose rows are the columns of one row.
    fn turned(&self, about: &About) -> Option<Table> {
        let mut entry = Entry::new();
        let mut at = None;
        for (code, row) in self.rows().filter(|(code, _)| *code != "agency") {
            let Some(cell) = self.value(row) else { continue };
            at = at.or(Some(row.row));
            let under = Some(row.text(1)).filter(|label| !label.is_empty()).map(SmolStr::from);
            entry.insert(code.to_owned(), Cell { under, ..cell });
        }
        self.table(self.kind, vec![(at?, entry)], about)
    }

    /// A cell of a wide table, or the answer of a long one.
    fn is_answer(&self, name: &str) -> bool {
        name == "answer" || !self.kind.columns().columns.iter().any(|column| column.name == name)
    }

    /// Rows under the columns that any of them fills, completed by what the workbook says of itself.
    fn table(&self, kind: Kind, mut entries: Vec<(u64, Entry)>, about: &About) -> Option<Table> {
        let known = |name: &str| kind.columns().columns.iter().any(|column| column.name == name);
        for name in ["agency", "period", "role"].into_iter().filter(|name| known(name)) {
            let Some(value) = about.get(name).filter(|cell| is_filled(cell)) else { continue };
            for (_, entry) in &mut entries {
                entry.entry(name.to_owned()).or_insert_with(|| value.clone());
            }
        }
        if kind == Kind::Evidence {
            entries.iter_mut().for_each(|(_, entry)| drop(entry.insert("grade".to_owned(), Cell::plain(""))));
        }
        let mut names: Vec<&str> = Vec::new();
        let order = kind.columns().columns.iter().map(|column| column.name);
        let sheet = self.columns.iter().map(|(_, name, _)| *name);
        for name in order.chain(sheet) {
            if !names.contains(&name) && entries.iter().any(|(_, entry)| entry.contains_key(name)) {
                names.push(name);
            }
        }
        let heading = Row { row: 1, cells: names.iter().map(|name| Cell::plain(*name)).collect() };
        let cell = |entry: &Entry, name: &str| entry.get(name).cloned().unwrap_or_else(|| Cell::plain(""));
        let rows = entries
            .iter()
            .map(|(row, entry)| Row { row: *row, cells: names.iter().map(|name| cell(entry, name)).collect() });
        let rows: Vec<Row> = std::iter::once(heading).chain(rows).collect();
        (rows.len() > 1).then(|| Table { kind, sheet: self.name.to_owned(), grid: Grid { rows } })
    }
}

/// The rows that one row of a sheet stands for: an answer and the reason why there is none contradict each other and are
/// both told; a cell may hold the figures of several cases or groups.
fn apart(mut entry: Entry) -> Vec<Entry> {
    let without = entry.remove(NO_ANSWER);
    let shape = entry.remove(SHAPE).map(|cell| cell.text);
    match (shape.as_deref(), entry.get("value").cloned()) {
        (Some("cases"), Some(value)) => {
            let cases = value.text.split(|letter: char| letter.is_whitespace() || [';', '،', '؛'].contains(&letter));
            let cases = cases.filter(|case| !case.is_empty());
            cases.map(|case| with(&entry, [("value", Cell { text: case.to_owned(), ..value.clone() })])).collect()
        }
        (Some("groups"), Some(value)) => {
            let lines = value.text.lines().filter(|line| !line.trim().is_empty());
            let lines = lines.map(|line| {
                let (group, figure) = line.rsplit_once([':', '：']).unwrap_or(("", line));
                let cell = |text: &str| Cell { text: text.trim().to_owned(), ..value.clone() };
                with(&entry, [("group", cell(group)), ("value", cell(figure))])
            });
            lines.collect()
        }
        _ => match without {
            None => vec![entry],
            Some(without) => {
                let second = with(&entry, [("answer", without)]);
                if entry.contains_key("answer") { vec![entry, second] } else { vec![second] }
            }
        },
    }
}

fn with<const N: usize>(entry: &Entry, cells: [(&str, Cell); N]) -> Entry {
    let mut entry = entry.clone();
    entry.extend(cells.map(|(name, cell)| (name.to_owned(), cell)));
    entry
}

/// `[code] label` is the code.
fn coded(cell: &Cell) -> Cell {
    let code = cell.text.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    code.map_or_else(|| cell.clone(), |(code, _)| Cell { text: code.to_owned(), ..cell.clone() })
}

/// A formula without a value says something too: the reader of answers tells what is wrong with it.
fn is_filled(cell: &Cell) -> bool {
    !cell.text.trim().is_empty() || cell.kind == CellKind::Uncomputed
}
