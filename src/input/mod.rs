//! Bytes become records with positions. A format knows cells, not meaning.
mod csv;
mod encoding;
mod form;
mod relay;
mod xlsx;
mod zip;

use crate::finding::{Excerpt, Problem};
use jiff::civil::Date;
use smol_str::SmolStr;
use std::io::{Cursor, Read};
use std::ops::Range;

/// A file to read. Its reader is called from a thread of its own, piece by piece, so it may also hash what passes.
pub struct SourceFile<'a> {
    /// Path relative to the assessment, with `/` between folders.
    pub name: String,
    pub bytes: Box<dyn Read + Send + 'a>,
}

/// A kind of file that holds tables.
pub struct Format {
    pub name: &'static str,
    /// Endings of file names, in lower case and without the dot.
    pub endings: &'static [&'static str],
    /// Whether a file holds tables that say by themselves what they are, whatever its name.
    pub named: bool,
    open: for<'a> fn(Box<dyn Read + Send + 'a>) -> Result<Tables<'a>, Fault>,
}

/// Every format; a further one is a file here and a row.
pub const FORMATS: &[Format] = &[
    Format { name: "csv", endings: &["csv", "tsv", "txt"], named: false, open: |bytes| Ok(Tables::Text(Some(bytes))) },
    Format {
        name: "xlsx",
        endings: &["xlsx", "xlsm"],
        named: true,
        open: |bytes| Ok(Tables::Book(Box::new(xlsx::open(bytes)?))),
    },
    Format { name: "zip", endings: &["zip"], named: true, open: |bytes| Ok(Tables::Archive(zip::open(bytes)?)) },
    Format { name: "form", endings: &["json"], named: true, open: |bytes| Ok(Tables::Held(form::open(bytes)?)) },
];

/// The tables of an opened file.
pub enum Tables<'a> {
    /// One table; none once it was read.
    Text(Option<Box<dyn Read + Send + 'a>>),
    Book(Box<xlsx::Book>),
    /// Text files packed together.
    Archive(zip::Archive),
    Held(Held),
}

/// Tables held in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// One for each grid.
    pub names: Vec<String>,
    pub grids: Vec<Grid>,
    /// Of the file they come from.
    pub bytes: u64,
}

/// Bytes from which the first rows of a text are told.
const HEAD: u64 = 1 << 16;
/// Bytes of text that a table held in memory may have.
const HELD: usize = 256 << 20;

/// A table held in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Rows that hold something, the heading first.
    pub rows: Vec<Row>,
}

/// A row of a table held in memory, under the number that it has in its file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub row: u64,
    pub cells: Vec<Cell>,
}

/// A cell of a workbook or of a table held in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub text: String,
    pub kind: CellKind,
    /// The heading under which it stands in its file, where that is not the heading of this table.
    pub under: Option<SmolStr>,
}

/// Why no further record of a file can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub problem: Problem,
    pub row: Option<u64>,
}

/// One row of a table.
///
/// `row` counts as a spreadsheet does: the heading is row 1, blank rows count, and a quoted cell that spans several
/// lines of text is still in one row.
#[derive(Clone, Copy)]
pub struct Record<'r> {
    pub row: u64,
    cells: Cells<'r>,
}

/// What a cell is besides its text. A number of a workbook has the text that reads as that number, with `%` where it is
/// formatted so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CellKind {
    Text,
    /// Of a workbook, whatever its epoch.
    Date(Date),
    /// A formula whose value was never computed.
    Uncomputed,
}

#[derive(Clone, Copy)]
enum Cells<'r> {
    Line(csv::Line<'r>),
    Held(&'r [Cell]),
}

/// The format that a file name says.
pub fn format_of(name: &str) -> Option<&'static Format> {
    let ending = name.rsplit_once('.')?.1.to_lowercase();
    FORMATS.iter().find(|format| format.endings.contains(&ending.as_str()))
}

/// Opens a file as its name says; a name without a known ending is text.
pub fn open(file: SourceFile<'_>) -> Result<Tables<'_>, Fault> {
    (format_of(&file.name).unwrap_or(&FORMATS[0]).open)(file.bytes)
}

impl Tables<'_> {
    /// Names of the sheets; none for a file that is itself one table.
    pub fn sheets(&self) -> Option<&[String]> {
        match self {
            Tables::Text(_) => None,
            Tables::Book(book) => Some(book.sheets()),
            Tables::Archive(archive) => Some(archive.names()),
            Tables::Held(held) => Some(&held.names),
        }
    }

    /// Reads a table from its heading on. `sheet` is a position in `sheets`; `progress` is told the bytes read since
    /// it was last called. Gives what had to be assumed of the file.
    pub fn read(
        &mut self,
        sheet: usize,
        progress: &mut dyn FnMut(u64),
        each: &mut dyn FnMut(&Record<'_>),
    ) -> Result<Vec<Problem>, Fault> {
        match self {
            Tables::Text(bytes) => match bytes.take() {
                Some(bytes) => csv::read(bytes, progress, each),
                None => Ok(Vec::new()),
            },
            Tables::Book(book) => book.read(sheet, progress, each).map(|()| Vec::new()),
            Tables::Archive(archive) => archive.read(sheet, progress, each),
            Tables::Held(held) => {
                progress(std::mem::take(&mut held.bytes));
                if let Some(grid) = held.grids.get(sheet) {
                    grid.read(each);
                }
                Ok(Vec::new())
            }
        }
    }

    /// The first rows of a table that can still be read from its heading on; none of what cannot be read.
    pub fn head(&mut self, sheet: usize, rows: usize) -> Vec<Row> {
        let mut head = Vec::new();
        let mut hold = |record: &Record<'_>| {
            if head.len() < rows && !record.is_blank() {
                head.push(Row::of(record));
            }
        };
        // What is wrong with the file is found, with its place, when it is read for good.
        match self {
            Tables::Text(bytes) => {
                if let Some(mut rest) = bytes.take() {
                    let mut first = Vec::new();
                    let _ = (&mut rest).take(HEAD).read_to_end(&mut first);
                    let _ = csv::read(Box::new(&first[..]), &mut |_| (), &mut hold);
                    *bytes = Some(Box::new(Cursor::new(first).chain(rest)));
                }
            }
            Tables::Book(book) => drop(book.head(sheet, rows, &mut hold)),
            Tables::Archive(archive) => drop(archive.read(sheet, &mut |_| (), &mut hold)),
            Tables::Held(held) => held.grids.get(sheet).into_iter().for_each(|grid| grid.read(&mut hold)),
        }
        head
    }

    /// Reads a table into memory; gives also what had to be assumed of the file.
    pub fn hold(&mut self, sheet: usize, progress: &mut dyn FnMut(u64)) -> Result<(Grid, Vec<Problem>), Fault> {
        let mut grid = Grid::default();
        let mut bytes = 0;
        let notices = self.read(sheet, progress, &mut |record| {
            if record.is_blank() || bytes > HELD {
                return;
            }
            let row = Row::of(record);
            bytes += row.cells.iter().map(|cell| size_of::<Cell>() + cell.text.len()).sum::<usize>();
            grid.rows.push(row);
        })?;
        if bytes > HELD {
            return Err(Fault { problem: Problem::ExportTooLarge { megabytes: HELD as u64 >> 20 }, row: None });
        }
        Ok((grid, notices))
    }
}

/// Text whose letters were garbled by reading UTF-8 as another encoding, put right.
pub fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    encoding::repair(text).map(String::into_bytes)
}

/// Text in an encoding that the user names; none where there is no such encoding.
pub fn decoded<'a>(bytes: Box<dyn Read + Send + 'a>, encoding: &str) -> Option<Box<dyn Read + Send + 'a>> {
    let encoding = encoding_rs::Encoding::for_label(encoding.trim().as_bytes())?;
    Some(Box::new(encoding::Decoding::new(bytes, encoding)))
}

impl Grid {
    /// Hands on every row.
    pub fn read(&self, each: &mut dyn FnMut(&Record<'_>)) {
        for row in &self.rows {
            each(&Record { row: row.row, cells: Cells::Held(&row.cells) });
        }
    }
}

impl Row {
    /// A row as it was read, to be held.
    pub fn of(record: &Record<'_>) -> Row {
        let cell = |cell| Cell {
            text: record.text(cell).to_owned(),
            kind: record.kind(cell),
            under: record.under(cell).map(SmolStr::from),
        };
        Row { row: record.row, cells: (0..record.width()).map(cell).collect() }
    }

    /// The text of every cell, without white space around it.
    pub fn texts(&self) -> Vec<String> {
        self.cells.iter().map(|cell| cell.text.trim().to_owned()).collect()
    }

    /// The text of a cell; blank past the end.
    pub fn text(&self, cell: usize) -> &str {
        self.cells.get(cell).map_or("", |cell| cell.text.as_str())
    }
}

impl Cell {
    pub fn plain(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), kind: CellKind::Text, under: None }
    }
}

impl<'r> Record<'r> {
    /// Number of cells.
    #[inline]
    pub fn width(&self) -> usize {
        match &self.cells {
            Cells::Line(line) => line.len(),
            Cells::Held(cells) => cells.len(),
        }
    }

    /// Whether every cell is blank.
    pub fn is_blank(&self) -> bool {
        (0..self.width()).all(|cell| self.text(cell).trim().is_empty() && self.kind(cell) != CellKind::Uncomputed)
    }

    /// A cell as it would stand in a CSV file; blank past the end.
    #[inline]
    pub fn text(&self, cell: usize) -> &'r str {
        match &self.cells {
            Cells::Line(line) => line.text(cell),
            Cells::Held(cells) => cells.get(cell).map_or("", |cell| cell.text.as_str()),
        }
    }

    /// The bytes of `text`, for comparing.
    #[inline(always)]
    pub fn bytes(&self, cell: usize) -> &'r [u8] {
        match &self.cells {
            Cells::Line(line) => line.bytes(cell),
            Cells::Held(_) => self.text(cell).as_bytes(),
        }
    }

    pub fn kind(&self, cell: usize) -> CellKind {
        match &self.cells {
            Cells::Line(_) => CellKind::Text,
            Cells::Held(cells) => cells.get(cell).map_or(CellKind::Text, |cell| cell.kind),
        }
    }

    /// The heading under which a cell stands in its file, where that is not the heading of the table read.
    pub fn under(&self, cell: usize) -> Option<&'r str> {
        match &self.cells {
            Cells::Line(_) => None,
            Cells::Held(cells) => cells.get(cell)?.under.as_deref(),
        }
    }

    /// Whether a row may end before the last column without anything being wrong.
    pub fn may_be_short(&self) -> bool {
        matches!(self.cells, Cells::Held(_))
    }

    /// The line of text around a cell; none in a workbook.
    pub fn excerpt(&self, cell: usize) -> Option<Excerpt> {
        match &self.cells {
            Cells::Line(line) => line.span(cell).map(|span| around(line.raw(), span)),
            Cells::Held(_) => None,
        }
    }
}

/// At most `EXCERPT` bytes of one line around a span, with `…` where it was cut.
fn around(record: &str, span: Range<usize>) -> Excerpt {
    const EXCERPT: usize = 240;
    let near = boundary(record, span.start.saturating_sub(EXCERPT));
    let far = boundary(record, record.len().min(span.start + EXCERPT));
    let first = record[near..span.start].rfind(['\n', '\r']).map_or(near, |newline| near + newline + 1);
    let last = record[span.start..far].find(['\n', '\r']).map_or(far, |newline| span.start + newline);
    let end = span.end.min(last);
    let room = EXCERPT.saturating_sub(end - span.start) / 2;
    let from = boundary(record, first.max(span.start.saturating_sub(room)));
    let to = boundary(record, last.min(end + room).min(span.start + EXCERPT)).max(from);
    let mut line = String::with_capacity(to - from + 6);
    if from > first || (from == near && near > 0) {
        line.push('…');
    }
    let shift = line.len();
    line.push_str(&record[from..to]);
    let span = span.start - from + shift..end.min(to).max(span.start) - from + shift;
    if to < last || (to == far && far < record.len()) {
        line.push('…');
    }
    Excerpt { line, span }
}

fn boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
