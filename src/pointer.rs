//! Points into text: line, column and a caret below the value, also after Arabic.
//!
//! Offsets are bytes, columns are characters counted from 1, and the caret line is measured in terminal cells: combining
//! marks and direction marks take none, East Asian wide letters take two, every other letter takes one. The excerpt is in
//! logical order. A terminal that reorders right-to-left runs keeps each run in its own cells, so the caret stays below
//! a value whose neighbours are Latin letters or digits; two Arabic values with only punctuation between them form one
//! run, which such a terminal mirrors as a whole.
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// One line of a text with a caret line below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Counted from 1.
    pub line_number: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// The line, or the part of it around the value with `…` where it was cut; tabs become spaces.
    pub line: String,
    /// Spaces, then one `^` per cell of the value; at least one.
    pub caret: String,
}

/// Line and column of a byte offset, both from 1, the column in characters. An offset past the end is the end, one
/// inside a character is that character's beginning, and a byte order mark takes no column.
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let offset = floor(text, offset);
    let start = line_start(text, offset);
    let line = text[..start].matches('\n').count() + 1;
    (line, text[start..offset].chars().count() + 1)
}

/// The line where a span begins, cut to at most `width` cells around the value. A span over several lines is marked to
/// the end of its first.
pub fn excerpt(text: &str, span: &Range<usize>, width: usize) -> Excerpt {
    let (line_number, column) = position(text, span.start);
    let begin = floor(text, span.start);
    let start = line_start(text, begin);
    let end = text[begin..].find('\n').map_or(text.len(), |length| begin + length);
    let line = text[start..end].trim_end_matches('\r');
    let first = (begin - start).min(line.len());
    let last = (floor(text, span.end.max(begin)) - start).clamp(first, line.len());
    let (from, to) = window(line, first, last, width.max(3));
    let mut shown = String::new();
    if from > 0 {
        shown.push('…');
    }
    let indent = cells(&shown) + cells(&line[from..first]);
    shown.extend(line[from..to].chars().map(|letter| match letter {
        letter if letter.is_control() => ' ',
        letter => letter,
    }));
    if to < line.len() {
        shown.push('…');
    }
    Excerpt {
        line_number,
        column,
        line: shown,
        caret: " ".repeat(indent) + &"^".repeat(cells(&line[first..last.min(to)]).max(1)),
    }
}

/// Terminal cells that a text fills.
pub fn cells(text: &str) -> usize {
    text.chars().map(cells_of).sum()
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn line_start(text: &str, offset: usize) -> usize {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let mark = if start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    (start + mark).min(offset)
}

/// The part of a line to show: the value and, as far as room allows, what stands before and after it.
fn window(line: &str, first: usize, last: usize, width: usize) -> (usize, usize) {
    if cells(line) <= width {
        return (0, line.len());
    }
    let room = width - 2;
    let before = room.saturating_sub(cells(&line[first..last]).min(room)) / 2;
    let mut from = first;
    let mut taken = 0;
    for (at, letter) in line[..first].char_indices().rev() {
        taken += cells_of(letter);
        if taken > before {
            break;
        }
        from = at;
    }
    let mut to = from;
    taken = 0;
    for (at, letter) in line[from..].char_indices() {
        taken += cells_of(letter);
        if taken > room {
            break;
        }
        to = from + at + letter.len_utf8();
    }
    (from, to)
}

fn cells_of(letter: char) -> usize {
    match letter {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{061c}' => 0,
        _ if is_combining_mark(letter) => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
