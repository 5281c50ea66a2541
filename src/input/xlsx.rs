//! Workbooks. Cells are streamed row by row; only the workbook's shared strings are held.
use crate::finding::Problem;
use crate::input::{Cell, CellKind, Cells, Fault, Record};
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// Bytes of a workbook file.
const PACKED: u64 = 256 << 20;
/// Bytes of all its parts unpacked: beyond this it is taken for a zip bomb.
const UNPACKED: u64 = 768 << 20;
/// No deflate stream grows by more than this.
const LARGEST_RATIO: u64 = 1032;
/// Columns that a sheet can have.
const COLUMNS: u32 = 16_384;

/// An opened workbook.
pub struct Book {
    book: Xlsx<Cursor<Vec<u8>>>,
    sheets: Vec<String>,
    /// Whether the program that wrote it left formulas to be computed when it is opened.
    uncomputed: bool,
    bytes: u64,
}

pub(super) fn open(bytes: Box<dyn Read + Send + '_>) -> Result<Book, Fault> {
    let mut packed = Vec::new();
    bytes
        .take(PACKED + 1)
        .read_to_end(&mut packed)
        .map_err(|error| Fault { problem: Problem::FileUnreadable { reason: error.to_string() }, row: None })?;
    if packed.is_empty() {
        return Err(Fault { problem: Problem::FileEmpty {}, row: None });
    }
    let uncomputed = inspect(&packed)?;
    let bytes = packed.len() as u64;
    let book = Xlsx::new(Cursor::new(packed)).map_err(|_| not_a_workbook())?;
    let sheets = book.sheet_names();
    Ok(Book { book, sheets, uncomputed, bytes })
}

impl Book {
    pub(super) fn sheets(&self) -> &[String] {
        &self.sheets
    }

    pub(super) fn read(
        &mut self,
        sheet: usize,
        progress: &mut dyn FnMut(u64),
        each: &mut dyn FnMut(&Record<'_>),
    ) -> Result<(), Fault> {
        progress(std::mem::take(&mut self.bytes));
        let name = self.name(sheet)?;
        let uncomputed = self.uncomputed_formulas(&name)?;
        match self.rows(&name, &uncomputed, usize::MAX, each)? {
            0 => Err(Fault { problem: Problem::FileEmpty {}, row: None }),
            _ => Ok(()),
        }
    }

    /// Hands on the first rows, without a look at formulas.
    pub(super) fn head(
        &mut self,
        sheet: usize,
        rows: usize,
        each: &mut dyn FnMut(&Record<'_>),
    ) -> Result<usize, Fault> {
        let name = self.name(sheet)?;
        self.rows(&name, &BTreeSet::new(), rows, each)
    }

    fn name(&self, sheet: usize) -> Result<String, Fault> {
        self.sheets.get(sheet).cloned().ok_or(Fault { problem: Problem::FileEmpty {}, row: None })
    }

    /// Hands on rows that hold something, at most so many; gives how many.
    fn rows(
        &mut self,
        sheet: &str,
        uncomputed: &BTreeSet<(u32, u32)>,
        most: usize,
        each: &mut dyn FnMut(&Record<'_>),
    ) -> Result<usize, Fault> {
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(unreadable)?;
        let percentages: Vec<bool> = reader
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().is_some_and(|format| is_percentage(&format.format_code)))
            .collect();
        let mut row: Option<u32> = None;
        let mut cells: Vec<Cell> = Vec::new();
        let mut rows = 0;
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(unreadable)? {
            let (at_row, column) = cell.get_position();
            if column >= COLUMNS {
                return Err(not_a_workbook());
            }
            let percentage = percentages.get(style).copied().unwrap_or_default();
            let value = match uncomputed.contains(&(at_row, column)) {
                true => Cell { kind: CellKind::Uncomputed, ..Cell::plain("") },
                false => typed(cell.get_value(), percentage),
            };
            if value.text.is_empty() && value.kind == CellKind::Text {
                continue;
            }
            if row != Some(at_row) {
                if let Some(row) = row {
                    each(&Record { row: u64::from(row) + 1, cells: Cells::Held(&cells) });
                    rows += 1;
                }
                if rows >= most {
                    return Ok(rows);
                }
                row = Some(at_row);
                cells.clear();
            }
            let column = column as usize;
            if cells.len() <= column {
                cells.resize_with(column + 1, || Cell::plain(""));
            }
            cells[column] = value;
        }
        if let Some(row) = row {
            each(&Record { row: u64::from(row) + 1, cells: Cells::Held(&cells) });
            rows += 1;
        }
        Ok(rows)
    }

    /// Cells with a formula and no value; a 0 is no value where the workbook is to be computed when it is opened.
    fn uncomputed_formulas(&mut self, sheet: &str) -> Result<BTreeSet<(u32, u32)>, Fault> {
        let uncomputed = self.uncomputed;
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(unreadable)?;
        let mut found = BTreeSet::new();
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(unreadable)? {
            let without = match &cell.value {
                DataRef::Empty => true,
                DataRef::String(text) => text.is_empty() && uncomputed,
                DataRef::SharedString(text) => text.is_empty() && uncomputed,
                DataRef::Float(number) => *number == 0.0 && uncomputed,
                DataRef::Int(number) => *number == 0 && uncomputed,
                _ => false,
            };
            if cell.formula.is_some() && without {
                found.insert(cell.pos);
            }
        }
        Ok(found)
    }
}

/// Refuses archives of absurd size; gives whether formulas are left to be computed.
fn inspect(packed: &[u8]) -> Result<bool, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(|_| not_a_workbook())?;
    let too_large = || Fault { problem: Problem::WorkbookTooLarge { megabytes: UNPACKED >> 20 }, row: None };
    if packed.len() as u64 > PACKED {
        return Err(too_large());
    }
    let mut declared = 0u64;
    for part in 0..archive.len() {
        let part = archive.by_index_raw(part).map_err(|_| not_a_workbook())?;
        declared = declared.saturating_add(part.size());
    }
    if declared > UNPACKED {
        return Err(too_large());
    }
    if packed.len() as u64 * LARGEST_RATIO > UNPACKED {
        let mut unpacked = 0;
        for part in 0..archive.len() {
            let part = archive.by_index(part).map_err(|_| not_a_workbook())?;
            unpacked +=
                io::copy(&mut part.take(UNPACKED + 1 - unpacked), &mut io::sink()).map_err(|_| not_a_workbook())?;
            if unpacked > UNPACKED {
                return Err(too_large());
            }
        }
    }
    let mut workbook = String::new();
    if let Ok(part) = archive.by_name("xl/workbook.xml") {
        // A workbook that cannot be read as text is refused by the reader of its sheets.
        let _ = part.take(1 << 20).read_to_string(&mut workbook);
    }
    Ok(workbook.contains("fullCalcOnLoad=\"1\"") || workbook.contains("fullCalcOnLoad=\"true\""))
}

fn typed(value: &DataRef<'_>, percentage: bool) -> Cell {
    match value {
        DataRef::Empty => Cell::plain(String::new()),
        DataRef::String(text) => Cell::plain(text.clone()),
        DataRef::SharedString(text) => Cell::plain((*text).to_owned()),
        DataRef::Int(number) => of_number(*number as f64, percentage),
        DataRef::Float(number) => of_number(*number, percentage),
        DataRef::Bool(truth) => Cell::plain(truth.to_string()),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            match Date::new(year.cast_signed(), month.cast_signed(), day.cast_signed()) {
                Ok(date) => Cell { kind: CellKind::Date(date), ..Cell::plain(date.to_string()) },
                Err(_) => of_number(moment.as_f64(), false),
            }
        }
        DataRef::DateTime(moment) => of_number(moment.as_f64(), false),
        DataRef::DateTimeIso(text) => match text.get(..10).unwrap_or(text).parse::<Date>() {
            Ok(date) => Cell { kind: CellKind::Date(date), ..Cell::plain(date.to_string()) },
            Err(_) => Cell::plain(text.clone()),
        },
        DataRef::DurationIso(text) => Cell::plain(text.clone()),
        DataRef::Error(error) => Cell::plain(error.to_string()),
    }
}

fn of_number(number: f64, percentage: bool) -> Cell {
    if !percentage {
        return Cell::plain(number.to_string());
    }
    // 0.07 × 100 is 7.000000000000001: a percentage is kept to 12 significant digits.
    let scaled = format!("{:.11e}", number * 100.0).parse().unwrap_or(number * 100.0);
    Cell::plain(format!("{scaled}%"))
}

/// Whether a number format shows hundredths: a `%` outside quotes and escapes.
fn is_percentage(format: &str) -> bool {
    let mut quoted = false;
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => {
                letters.next();
            }
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

fn not_a_workbook() -> Fault {
    Fault { problem: Problem::FileNotTable { expected: "xlsx".to_owned() }, row: None }
}

fn unreadable(error: XlsxError) -> Fault {
    Fault { problem: Problem::FileUnreadable { reason: error.to_string() }, row: None }
}
