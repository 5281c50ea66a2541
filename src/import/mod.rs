//! Exports of survey tools and tables laid out by people become tables of an assessment, which the survey then reads like
//! any other. Files that already are such tables pass through untouched.
pub mod account;
pub mod double;
pub mod draft;
pub mod tool;
pub mod workbook;
pub mod written;

mod export;
mod google;
mod kobo;
mod layout;
mod lexicon;
mod limesurvey;
mod long;
mod microsoft;
mod odk;
mod tables;

use crate::finding::{Finding, Place, Problem};
use crate::framework::Framework;
use crate::import::account::{Account, Remark, RowFate};
use crate::import::export::{Export, Outcome, Sheet};
use crate::import::lexicon::Lexicon;
use crate::import::tool::{TABLE, Tool};
use crate::input::{self, Cell, Fault, Row, SourceFile, Tables};
use crate::names::WORKBOOK_ABOUT;
use crate::survey::{Kind, Offer, Opened, Ready, Settings, SourceSettings, Words, recognise};
use rustc_hash::{FxHashMap, FxHasher};
use std::cell::OnceCell;
use std::hash::{Hash, Hasher};
use std::io::{Cursor, Read};

/// What there is to read once exports are tables of an assessment.
#[derive(Default)]
pub struct Prepared<'a> {
    pub offer: Offer<'a>,
    /// Of the files that were exports.
    pub accounts: Vec<Account>,
    pub remarks: Vec<Remark>,
}

/// What an import calls a form in a browser.
const TITLE_OF_FORM: &str = "HTML";

/// Which files are turned into tables of an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Exports, and tables with something around them: any other is read as it is.
    Exports,
    /// Every file of answers.
    Every,
}

/// Opens files and turns those that are exports into tables of an assessment.
pub fn prepare<'a>(
    files: Vec<SourceFile<'a>>,
    wanted: Wanted,
    settings: &Settings,
    framework: &Framework,
) -> Prepared<'a> {
    let lexicon = Later { framework, lexicon: OnceCell::new() };
    let words = Words::load();
    let alone = files.len() == 1 || wanted == Wanted::Every;
    let mut prepared = Prepared::default();
    for file in files {
        let source = settings.source_of(&file.name).cloned().unwrap_or_default();
        let name = file.name.clone();
        let place = |row| Place { file: name.clone(), row, ..Place::default() };
        let opened = match open(file, &source) {
            Ok(opened) => opened,
            Err(problem) => {
                prepared.offer.findings.push(Finding { problem, place: place(None) });
                continue;
            }
        };
        match take(opened, &source, (wanted, alone), &lexicon, &words) {
            Taken::Untouched(opened) => prepared.offer.files.push(opened),
            Taken::Refused(fault) => {
                prepared.offer.findings.push(Finding { problem: fault.problem, place: place(fault.row) });
            }
            Taken::Export(outcome) => {
                let Outcome { ready, findings, remarks, account } = *outcome;
                prepared.offer.ready.extend(ready);
                prepared.offer.answers_meant = true;
                prepared.offer.findings.extend(findings);
                prepared.remarks.extend(remarks);
                prepared.accounts.push(account);
            }
        }
    }
    without_repeats(&mut prepared);
    prepared
}

/// Leaves out tables that say, row for row, what one of another file says: the same workbook sent twice.
fn without_repeats(prepared: &mut Prepared<'_>) {
    let Prepared { offer, accounts, .. } = prepared;
    let of_file = |label: &str| label.split('#').next().unwrap_or_default().to_owned();
    let mut seen: FxHashMap<(Kind, u64), String> = FxHashMap::default();
    offer.ready.retain(|table| {
        // Two users may say the same.
        if table.kind == Kind::Beneficiaries {
            return true;
        }
        let mut hasher = FxHasher::default();
        table.grid.rows.iter().for_each(|row| row.texts().hash(&mut hasher));
        let first = seen.entry((table.kind, hasher.finish())).or_insert_with(|| table.label.clone());
        let repeated = of_file(first) != of_file(&table.label);
        if repeated {
            let problem = Problem::TableRepeated { first: first.clone() };
            offer.findings.push(Finding { problem, place: Place { file: table.label.clone(), ..Place::default() } });
            let rows = table.grid.rows.len().saturating_sub(1) as u64;
            accounts.iter_mut().for_each(|account| account.turn_away(&table.label, rows, RowFate::Repeated));
        }
        !repeated
    });
}

/// Opens a file, with its text decoded or put right as the user says.
fn open<'a>(file: SourceFile<'a>, source: &SourceSettings) -> Result<Opened<'a>, Problem> {
    let SourceFile { name, mut bytes } = file;
    if let Some(encoding) = &source.encoding {
        let unknown = || Problem::UnknownEncoding { encoding: encoding.clone() };
        bytes = input::decoded(bytes, encoding).ok_or_else(unknown)?;
    }
    if source.repair {
        let mut garbled = Vec::new();
        let unreadable = |error: std::io::Error| Problem::FileUnreadable { reason: error.to_string() };
        bytes.read_to_end(&mut garbled).map_err(unreadable)?;
        let repaired = input::repaired(&garbled).ok_or(Problem::NothingToRepair {})?;
        bytes = Box::new(Cursor::new(repaired));
    }
    Ok(Opened { name: name.clone(), tables: input::open(SourceFile { name, bytes }) })
}

/// What headings can mean, learned when a file first needs it: most are tables of an assessment already.
struct Later<'f> {
    framework: &'f Framework,
    lexicon: OnceCell<Lexicon<'f>>,
}

impl<'f> Later<'f> {
    fn get(&self) -> &Lexicon<'f> {
        self.lexicon.get_or_init(|| Lexicon::of(self.framework))
    }
}

/// What became of a file.
enum Taken<'a> {
    Untouched(Opened<'a>),
    Refused(Fault),
    Export(Box<Outcome>),
}

/// Reads a file whole where it is an export of a tool or a table laid out by people.
fn take<'a>(
    mut opened: Opened<'a>,
    source: &SourceSettings,
    (wanted, alone): (Wanted, bool),
    lexicon: &Later<'_>,
    words: &Words,
) -> Taken<'a> {
    let kind = source.kind.or_else(|| recognise(&opened.name));
    if opened.name.ends_with(".html") || opened.name.ends_with(".htm") {
        return Taken::Refused(Fault { problem: Problem::PageGiven {}, row: None });
    }
    let tool = match source.tool.as_deref().map(|name| (name, tool::named(name))) {
        Some((_, None)) => {
            let allowed = tool::names();
            return Taken::Refused(Fault { problem: Problem::UnknownTool { allowed }, row: None });
        }
        Some((_, tool)) => tool,
        None => None,
    };
    let tables = match &mut opened.tables {
        Ok(tables) => tables,
        Err(fault) if wanted == Wanted::Every => return Taken::Refused(fault.clone()),
        Err(_) => return Taken::Untouched(opened),
    };
    let titles = tables.sheets().map(<[String]>::to_vec).unwrap_or_default();
    let marked = |tables: &mut Tables| (0..titles.len()).any(|sheet| workbook::begins(&tables.head(sheet, 1)));
    if titles.iter().any(|title| title == WORKBOOK_ABOUT) || marked(tables) {
        return own(opened, source);
    }
    if wanted == Wanted::Every && matches!(tables, Tables::Held(_)) {
        return named(opened);
    }
    // Sheets that are named for what they hold are read by these names.
    if titles.iter().any(|title| recognise(&format!("{title}.csv")).is_some()) {
        return Taken::Untouched(opened);
    }
    let answers = kind == Some(Kind::Answers) || kind.is_none() && (alone || !source.file.is_empty());
    let own_shape =
        wanted == Wanted::Every || source.heading_row.is_some() || source.agency.is_some() || !source.values.is_empty();
    let mut found = None;
    for sheet in 0..titles.len().max(1) {
        let head = tables.head(sheet, layout::ROWS);
        let said = source.heading_row.and_then(|wanted| head.iter().position(|row| row.row == wanted));
        let first = head.first().map(Row::texts).unwrap_or_default();
        let recognised = tool.or_else(|| tool::of(&first));
        if recognised.is_none() && !own_shape && first.iter().any(|heading| heading == "agency") {
            return Taken::Untouched(opened);
        }
        if let Some(row) = source.heading_row.filter(|_| said.is_none()) {
            let problem = Problem::HeadingRowMissing { row, last: head.last().map_or(0, |row| row.row) };
            return Taken::Refused(Fault { problem, row: None });
        }
        let laid_out = || said.or_else(|| layout::heading(&head, lexicon.get()));
        found = match recognised {
            Some(tool) => Some((tool, sheet, said.unwrap_or_default())),
            None if answers => laid_out().map(|row| (&TABLE, sheet, row)),
            None => None,
        };
        if found.is_some() {
            break;
        }
    }
    let (tool, sheet, row) = match found {
        Some((tool, sheet, row)) if tool.name != TABLE.name || row > 0 || sheet > 0 || own_shape => (tool, sheet, row),
        None if own_shape && answers => (&TABLE, 0, 0),
        _ => return Taken::Untouched(opened),
    };
    hold(opened, source, tool, (sheet, row), lexicon, words)
}

/// Takes tables that are named for what they hold, as our form in a browser writes them.
fn named(opened: Opened<'_>) -> Taken<'_> {
    let Opened { name, tables } = opened;
    let Ok(Tables::Held(held)) = tables else { return Taken::Untouched(Opened { name, tables }) };
    if held.names.is_empty() {
        return Taken::Refused(Fault { problem: Problem::FormUnknown {}, row: None });
    }
    let mut outcome = Outcome { account: Account::new(&name, TITLE_OF_FORM), ..Outcome::default() };
    for (title, grid) in held.names.iter().zip(held.grids) {
        if let Some(kind) = recognise(&format!("{title}.csv")) {
            outcome.add(long::lengthened(Ready { kind, label: format!("{name}#{title}"), grid }));
        }
    }
    Taken::Export(Box::new(outcome))
}

/// Reads a workbook of ours that somebody filled in.
fn own<'a>(opened: Opened<'a>, source: &SourceSettings) -> Taken<'a> {
    let Opened { name, tables } = opened;
    let Ok(mut tables) = tables else { return Taken::Untouched(Opened { name, tables }) };
    let titles = tables.sheets().map(<[String]>::to_vec).unwrap_or_default();
    let mut sheets = Vec::new();
    for (sheet, title) in titles.into_iter().enumerate() {
        match tables.hold(sheet, &mut |_| ()) {
            Ok((grid, _)) => sheets.push((title, grid)),
            // A list without entries holds nothing.
            Err(Fault { problem: Problem::FileEmpty {}, .. }) => {}
            Err(fault) => return Taken::Refused(fault),
        }
    }
    let mut outcome = Outcome { account: Account::new(&name, workbook::TITLE), ..Outcome::default() };
    // A sheet that lost its first row or column cannot say what it holds.
    for (title, _) in sheets.iter().filter(|(title, grid)| !title.starts_with('_') && !workbook::is_marked(grid)) {
        let place = Place { file: format!("{name}#{title}"), ..Place::default() };
        outcome.findings.push(Finding { problem: Problem::SheetUnmarked {}, place });
    }
    let place = |sheet: &str, row| Place { file: format!("{name}#{sheet}"), row: Some(row), ..Place::default() };
    for workbook::Stray { sheet, row, text } in workbook::strays(&sheets) {
        let place = place(sheet, row);
        outcome.remarks.push(Remark::of(&place.file, row, &text));
        outcome.findings.push(Finding { problem: Problem::RowUnmarked { text }, place });
    }
    for workbook::Shift { sheet, row, shown, hidden } in workbook::shifts(&sheets) {
        outcome.findings.push(Finding { problem: Problem::RowShifted { shown, hidden }, place: place(sheet, row) });
    }
    let agency = source.agency.as_deref();
    for workbook::Table { kind, sheet, mut grid } in workbook::read(&sheets).unwrap_or_default() {
        if needs_agency(kind) && !grid.rows.first().is_some_and(|row| row.texts().iter().any(|text| text == "agency")) {
            let Some(agency) = agency else {
                let needed = Problem::ColumnMissing { kind: kind.name().to_owned(), needed: "agency".to_owned() };
                outcome
                    .findings
                    .push(Finding { problem: needed, place: Place { file: name.clone(), ..Place::default() } });
                break;
            };
            for (position, row) in grid.rows.iter_mut().enumerate() {
                row.cells.insert(0, Cell::plain(if position == 0 { "agency" } else { agency }));
            }
        }
        outcome.add(long::lengthened(Ready { kind, label: format!("{name}#{sheet}"), grid }));
    }
    Taken::Export(Box::new(outcome))
}

/// Whether rows of a kind speak for an agency.
fn needs_agency(kind: Kind) -> bool {
    matches!(kind, Kind::Answers | Kind::Evidence | Kind::Kpis | Kind::Attestations)
}

/// Reads the tables of an export into memory and makes of them what an assessment reads.
fn hold<'a>(
    opened: Opened<'a>,
    source: &SourceSettings,
    tool: &'static Tool,
    (main, first): (usize, usize),
    lexicon: &Later<'_>,
    words: &Words,
) -> Taken<'a> {
    let Opened { name, tables } = opened;
    let Ok(mut tables) = tables else { return Taken::Untouched(Opened { name, tables }) };
    let titles = tables.sheets().map(<[String]>::to_vec);
    let mut held = Vec::new();
    let mut findings = Vec::new();
    let lexicon = lexicon.get();
    let mut export = Export { file: &name, tool, source, lexicon, words, agency: None, period: None };
    export.agency = source.agency.as_deref().map(Cell::plain);
    for sheet in 0..titles.as_ref().map_or(1, Vec::len) {
        let label = titles.as_ref().map_or_else(|| name.clone(), |titles| format!("{name}#{}", titles[sheet]));
        let place = Place { file: label.clone(), ..Place::default() };
        match tables.hold(sheet, &mut |_| ()) {
            Ok((mut grid, notices)) => {
                findings.extend(notices.into_iter().map(|problem| Finding { problem, place: place.clone() }));
                let beside = tool.name == TABLE.name && sheet != main;
                let heading = if sheet == main { first } else { 0 };
                let above = if beside { grid.rows.len() } else { heading };
                let around = layout::cut(&mut grid, above, lexicon);
                if let Some(first) = around.passed_over.first().filter(|_| sheet == main) {
                    let rows: Vec<String> = around.passed_over.iter().map(u64::to_string).collect();
                    let place = Place { row: Some(*first), ..place };
                    findings.push(Finding { problem: Problem::RowsPassedOver { rows: rows.join(", ") }, place });
                }
                export.agency = export.agency.take().or(around.agency);
                export.period = export.period.take().or(around.period);
                if !beside {
                    held.push(Sheet { label, grid, passed_over: around.passed_over.len() as u64 });
                }
            }
            // An empty sheet beside others says nothing.
            Err(Fault { problem: Problem::FileEmpty {}, .. }) if sheet != main => {}
            Err(fault) => return Taken::Refused(fault),
        }
    }
    let mut outcome = export.read(&held);
    findings.append(&mut outcome.findings);
    outcome.findings = findings;
    Taken::Export(Box::new(outcome))
}
