//! Tables as comma-separated text: for people, whose spreadsheet guesses, and for programs, which do not.
use crate::output::{Failure, File, Format, Package, Wanted};
use crate::report::tables::{self, Book};
use crate::table::{Cell, Table, shortest};

pub(in crate::output) const FORMAT: Format = Format { name: "csv", wanted: Wanted::Always, write, page: None };

/// For whom a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// Byte order mark, so that a spreadsheet reads Arabic; CR LF; no text that it would take for a formula.
    Person,
    /// Neither mark nor change.
    Program,
}

/// A table for a spreadsheet. A text that begins like a formula gets an apostrophe before it.
pub fn people(table: &Table) -> Vec<u8> {
    whole(table, Reader::Person)
}

/// A table for a program: UTF-8 without mark, LF, every cell as it is.
pub fn data(table: &Table) -> Vec<u8> {
    whole(table, Reader::Program)
}

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    let book = Book::new(package.series, package.locale, package.selection);
    let mut files = Vec::new();
    for kind in tables::kinds(package.series) {
        let mut text = begin(kind.columns.iter().copied(), Reader::Person);
        (kind.rows)(&book, &mut |row| line(&mut text, &row, Reader::Person));
        files.push(File { path: format!("tables/{}.csv", kind.name), bytes: text.into_bytes() });
    }
    Ok(files)
}

fn whole(table: &Table, reader: Reader) -> Vec<u8> {
    let mut text = begin(table.columns.iter().map(String::as_str), reader);
    for row in &table.rows {
        line(&mut text, row, reader);
    }
    text.into_bytes()
}

fn begin<'c>(columns: impl Iterator<Item = &'c str>, reader: Reader) -> String {
    let mut text = match reader {
        Reader::Person => "\u{feff}".to_owned(),
        Reader::Program => String::new(),
    };
    let headings: Vec<Cell> = columns.map(Cell::text).collect();
    line(&mut text, &headings, reader);
    text
}

fn line(text: &mut String, row: &[Cell], reader: Reader) {
    for (position, cell) in row.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Text(words) => quote(text, words, reader),
            Cell::Count(count) => *text += &count.to_string(),
            Cell::Number { value, .. } if value.is_finite() => *text += &shortest(*value),
            // What is no number is empty.
            Cell::Number { .. } => {}
        }
    }
    *text += match reader {
        Reader::Person => "\r\n",
        Reader::Program => "\n",
    };
}

fn quote(text: &mut String, words: &str, reader: Reader) {
    let formula =
        reader == Reader::Person && words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let quoted = words.contains(['"', ',', ';', '\r', '\n', '\t']) || words.starts_with(' ') || words.ends_with(' ');
    if quoted {
        text.push('"');
    }
    if formula {
        text.push('\'');
    }
    *text += &words.replace('"', "\"\"");
    if quoted {
        text.push('"');
    }
}
