//! What an import made of its files: counts that add up to what they hold.
use crate::document::{Block, Cell, Chapter, Column, Document, Grid, Weight};
use crate::import::account::{Account, ColumnFate, RowFate, SheetAccount};
use crate::import::double::Difference;
use crate::locale::{Locale, Value};

const COLUMN_FATES: [ColumnFate; 5] =
    [ColumnFate::Read, ColumnFate::Tool, ColumnFate::Personal, ColumnFate::Remark, ColumnFate::LeftOut];

/// The accounts of an import, table by table.
pub fn document(accounts: &[Account], locale: &Locale) -> Document {
    let mut blocks = Vec::new();
    let whole = whole(accounts, locale);
    if !whole.rows.is_empty() {
        blocks.push(Block::Table(whole));
    }
    for account in accounts.iter().filter(|account| !is_whole(account)) {
        let values = [("file", Value::from(account.file.as_str())), ("tool", Value::Phrase(account.tool.clone()))];
        blocks.push(Block::Lead(locale.say("cli.import-of", &values)));
        for sheet in &account.sheets {
            blocks.push(Block::Table(rows(sheet, locale)));
            blocks.push(Block::Table(columns(sheet, locale)));
        }
    }
    let chapters = vec![Chapter { code: "import", title: locale.word("cli.import-title"), blocks }];
    Document::plain(locale, chapters)
}

/// Files of which every row counts, a line each.
fn whole(accounts: &[Account], locale: &Locale) -> Grid {
    let mut grid = Grid::new(
        String::new(),
        vec![
            Column::words(locale.word("cli.import-file")),
            Column::words(locale.word("cli.import-kind")),
            Column::numbers(locale.word("cli.import-total")),
            Column::numbers(locale.word("cli.import-used")),
        ],
    );
    for account in accounts.iter().filter(|account| is_whole(account)) {
        let (rows, used) = account.rows();
        let counts = [rows, used].map(|count| Cell::count(count as usize));
        grid.push([vec![Cell::text(&account.file), Cell::text(&account.tool)], counts.to_vec()].concat());
    }
    grid
}

/// Whether a file is read as it is, without columns or rows to give an account of.
fn is_whole(account: &Account) -> bool {
    account.sheets.iter().all(|sheet| sheet.columns.is_empty())
}

/// Where two files keyed from the same paper differ.
pub fn differences(found: &[Difference], locale: &Locale) -> Document {
    let words = |key: &str| Column::words(locale.word(key));
    let mut grid = Grid::new(
        String::new(),
        vec![
            words("common.agency"),
            words("common.service"),
            words("common.criterion"),
            words("cli.double-column"),
            Column::numbers(locale.word("cli.double-row")),
            words("cli.double-first"),
            Column::numbers(locale.word("cli.double-row")),
            words("cli.double-second"),
        ],
    );
    for difference in found {
        let row = |row: Option<u64>| row.map_or_else(Cell::empty, |row| Cell::count(row as usize));
        grid.push(vec![
            Cell::text(&difference.agency),
            Cell::text(&difference.service),
            Cell::code(&difference.code),
            Cell::code(&difference.column),
            row(difference.first.row),
            Cell::text(&difference.first.text),
            row(difference.second.row),
            Cell::text(&difference.second.text),
        ]);
    }
    let lead = locale.say("cli.double-count", &[("count", Value::from(found.len()))]);
    let blocks = vec![Block::Lead(lead), Block::Table(grid)];
    Document::plain(locale, vec![Chapter { code: "double", title: locale.word("cli.double-title"), blocks }])
}

fn rows(sheet: &SheetAccount, locale: &Locale) -> Grid {
    let mut grid = Grid::new(
        sheet.label.clone(),
        vec![Column::words(locale.word("cli.import-rows")), Column::numbers(locale.word("common.count"))],
    );
    for fate in RowFate::ALL {
        if let Some(count) = sheet.fates.get(&fate) {
            grid.push(vec![Cell::text(locale.word(rows_phrase(fate))), Cell::count(*count as usize)]);
        }
    }
    grid.add(vec![Cell::text(locale.word("cli.import-total")), Cell::count(sheet.rows as usize)], Weight::Strong);
    grid
}

fn columns(sheet: &SheetAccount, locale: &Locale) -> Grid {
    let mut grid = Grid::new(
        String::new(),
        vec![
            Column::words(locale.word("cli.import-what")),
            Column::numbers(locale.word("cli.import-columns")),
            Column::numbers(locale.word("cli.import-cells")),
            Column::words(String::new()),
        ],
    );
    for fate in COLUMN_FATES {
        let of: Vec<_> = sheet.columns.iter().filter(|column| column.fate == fate).collect();
        if of.is_empty() {
            continue;
        }
        let cells: u64 = of.iter().map(|column| column.cells).sum();
        let named: Vec<String> = of.iter().map(|column| locale.isolate(&column.heading)).collect();
        let shown = matches!(fate, ColumnFate::Personal | ColumnFate::Remark | ColumnFate::LeftOut);
        grid.push(vec![
            Cell::text(locale.word(columns_phrase(fate))),
            Cell::count(of.len()),
            Cell::count(cells as usize),
            Cell::text(if shown { named.join(", ") } else { String::new() }),
        ]);
    }
    grid
}

fn rows_phrase(fate: RowFate) -> &'static str {
    match fate {
        RowFate::Used => "cli.import-used",
        RowFate::Rejected => "cli.import-rejected",
        RowFate::Encrypted => "cli.import-encrypted",
        RowFate::Replaced => "cli.import-replaced",
        RowFate::WithSubmission => "cli.import-with-submission",
        RowFate::Orphan => "cli.import-orphan",
        RowFate::Repeated => "cli.import-repeated",
        RowFate::NoAgency => "cli.import-no-agency",
        RowFate::PassedOver => "cli.import-passed-over",
    }
}

fn columns_phrase(fate: ColumnFate) -> &'static str {
    match fate {
        ColumnFate::Read => "cli.import-read",
        ColumnFate::Tool => "cli.import-tool",
        ColumnFate::Personal => "cli.import-personal",
        ColumnFate::Remark => "cli.import-remark",
        ColumnFate::LeftOut => "cli.import-left-out",
    }
}
