//! Delimited text: `,` `;` or tab, told by the heading row; UTF-8 only; quotes as in RFC 4180; lines that end in LF,
//! CR LF or CR, also mixed.
use crate::finding::Problem;
use crate::input::blocks::Blocks;
use crate::input::{Cells, Fault, Record};
use std::io::Read;
use std::ops::Range;
use wide::u8x16;

/// Bytes that one record may take: an unclosed quote is found without reading the rest of the file into memory.
const RECORD: usize = 1 << 20;
/// Delimiters in order of preference where the heading has equally many.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// A span that begins here or beyond is a position among the rewritten cells.
const REWRITTEN: u32 = 1 << 31;

/// The cells of one record and the text they stand in.
#[derive(Clone, Copy)]
pub(super) struct Line<'r> {
    text: &'r str,
    spans: &'r [Span],
    rewritten: &'r [Rewritten],
    first: usize,
    last: usize,
}

/// The bytes of a cell, without its quotes.
#[derive(Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

/// A cell whose text is not a part of the file: doubled quotes, or text behind the closing quote.
struct Rewritten {
    text: String,
    /// Where it stands, with its quotes.
    raw: Range<usize>,
}

impl<'r> Line<'r> {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    #[inline]
    pub(super) fn text(&self, cell: usize) -> &'r str {
        match self.spans.get(cell) {
            None => "",
            Some(span) if span.start < REWRITTEN => &self.text[span.start as usize..span.end as usize],
            Some(span) => &self.rewritten[(span.start - REWRITTEN) as usize].text,
        }
    }

    #[inline(always)]
    pub(super) fn bytes(&self, cell: usize) -> &'r [u8] {
        match self.spans.get(cell) {
            Some(span) if span.start < REWRITTEN => {
                self.text.as_bytes().get(span.start as usize..span.end as usize).unwrap_or_default()
            }
            _ => self.text(cell).as_bytes(),
        }
    }

    /// The record as it stands in the file.
    pub(super) fn raw(&self) -> &'r str {
        &self.text[self.first..self.last]
    }

    /// The bytes of `raw` that a cell takes.
    pub(super) fn span(&self, cell: usize) -> Option<Range<usize>> {
        let span = self.spans.get(cell)?;
        let (start, end) = match span.start {
            start @ ..REWRITTEN => (start as usize, span.end as usize),
            position => {
                let raw = &self.rewritten[(position - REWRITTEN) as usize].raw;
                (raw.start, raw.end)
            }
        };
        Some(start - self.first..end - self.first)
    }
}

pub(super) fn read(
    bytes: Box<dyn Read + Send + '_>,
    progress: &mut dyn FnMut(u64),
    each: &mut dyn FnMut(&Record<'_>),
) -> Result<(), Fault> {
    std::thread::scope(|scope| {
        let blocks = Blocks::of(scope, bytes);
        let mut scanner: Option<Scanner> = None;
        let mut tail: Vec<u8> = Vec::new();
        let mut offset = 0;
        while let Some(outcome) = blocks.next() {
            let mut block = outcome
                .map_err(|error| Fault { problem: Problem::FileUnreadable { reason: error.to_string() }, row: None })?;
            progress(block.bytes().len() as u64);
            block.prepend(&tail);
            let mut bytes = block.bytes();
            if scanner.is_none() {
                refuse_other_kinds(bytes)?;
                if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
                    bytes = rest;
                    offset += 3;
                }
            }
            let (text, fault) = match std::str::from_utf8(bytes) {
                Ok(text) => (text, None),
                Err(error) => {
                    let (valid, rest) = bytes.split_at(error.valid_up_to());
                    let cut = error.error_len().is_none() && !block.last;
                    let fault = (!cut).then_some(offset + (bytes.len() - rest.len()) as u64);
                    (std::str::from_utf8(valid).unwrap_or_default(), fault)
                }
            };
            let scanner = scanner.get_or_insert_with(|| Scanner::new(delimiter(text)));
            let used = scanner.scan(text, block.last && fault.is_none(), each)?;
            if let Some(offset) = fault {
                return Err(Fault { problem: Problem::FileNotUtf8 { offset }, row: Some(scanner.row + 1) });
            }
            if block.last && scanner.row == 0 {
                return Err(Fault { problem: Problem::FileEmpty {}, row: None });
            }
            tail.clear();
            tail.extend_from_slice(&bytes[used..]);
            if tail.len() > RECORD {
                return Err(scanner.endless());
            }
            offset += used as u64;
            blocks.recycle(block);
        }
        Ok(())
    })
}

/// Looks at the first block.
fn refuse_other_kinds(bytes: &[u8]) -> Result<(), Fault> {
    const SIGNATURES: [&[u8]; 8] = [
        b"PK\x03\x04",
        b"\x89PNG",
        b"%PDF",
        b"\x1f\x8b",
        b"\xd0\xcf\x11\xe0",
        b"\xff\xd8\xff",
        b"SQLite format",
        b"\x7fELF",
    ];
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Fault { problem: Problem::FileNotUtf8 { offset: 0 }, row: None });
    }
    let heading = &bytes[..bytes.len().min(1 << 13)];
    let heading = &heading[..heading.iter().position(|byte| *byte == b'\n').unwrap_or(heading.len())];
    if SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) || heading.contains(&0) {
        return Err(Fault { problem: Problem::FileNotTable { expected: "csv".to_owned() }, row: None });
    }
    Ok(())
}

/// The delimiter met most often in the heading, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [0usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|count| *count > 0) => break,
            _ if !quoted => {
                if let Some(which) = DELIMITERS.iter().position(|delimiter| *delimiter == byte) {
                    counts[which] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let which = counts.iter().position(|count| *count == most).unwrap_or_default();
    DELIMITERS[which]
}

/// Cuts text into records.
struct Scanner {
    delimiter: u8,
    /// Rows handed on so far.
    row: u64,
    spans: Vec<Span>,
    rewritten: Vec<Rewritten>,
    in_quotes: bool,
}

/// The end of a quoted cell's text.
#[derive(Clone, Copy)]
struct Quoted {
    close: usize,
    doubled: bool,
}

impl Scanner {
    fn new(delimiter: u8) -> Scanner {
        Scanner { delimiter, row: 0, spans: Vec::new(), rewritten: Vec::new(), in_quotes: false }
    }

    /// Hands on every complete record of a text (with `end`, also the last without a line end); gives the bytes used.
    fn scan(&mut self, text: &str, end: bool, each: &mut dyn FnMut(&Record<'_>)) -> Result<usize, Fault> {
        let bytes = text.as_bytes();
        let delimiter = self.delimiter;
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        self.in_quotes = false;
        // Where the record and the cell begin. Marks before `done` were dealt with; beyond `start` it is the end of a
        // cell's quotes.
        let (mut first, mut start, mut done) = (0, 0, 0);
        let mut doubled = false;
        let mut base = 0;
        while base < bytes.len() {
            let mut mask = look(bytes, base, delimiter);
            while mask != 0 {
                let at = base + mask.trailing_zeros() as usize;
                mask &= mask - 1;
                if at < done {
                    continue;
                }
                let byte = bytes[at];
                if byte == b'"' {
                    if at == start && done <= start {
                        let Some(closed) = closing(bytes, at + 1) else {
                            self.in_quotes = true;
                            self.spans = spans;
                            return if end { Err(self.endless()) } else { Ok(first) };
                        };
                        done = closed.close + 1;
                        doubled = closed.doubled;
                    }
                    continue;
                }
                if byte == b'\r' && at + 1 == bytes.len() && !end {
                    self.spans = spans;
                    return Ok(first);
                }
                spans.push(match done > start {
                    false => Span { start: start as u32, end: at as u32 },
                    true => self.unquote(text, start, at, Quoted { close: done - 1, doubled }),
                });
                start = at + 1;
                if byte == delimiter {
                    continue;
                }
                self.hand_on(text, &spans, first, at, each);
                spans.clear();
                if byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                    start = at + 2;
                    done = start;
                }
                if start - first > RECORD {
                    self.spans = spans;
                    return Err(Fault { problem: Problem::RowTooLarge { bytes: RECORD as u64 }, row: Some(self.row) });
                }
                first = start;
            }
            base += 64;
            if done > base {
                base = done;
            }
        }
        if end && first < bytes.len() {
            spans.push(match done > start {
                false => Span { start: start as u32, end: bytes.len() as u32 },
                true => self.unquote(text, start, bytes.len(), Quoted { close: done - 1, doubled }),
            });
            self.hand_on(text, &spans, first, bytes.len(), each);
            first = bytes.len();
        }
        self.spans = spans;
        Ok(first)
    }

    #[inline(never)]
    fn unquote(&mut self, text: &str, start: usize, end: usize, quoted: Quoted) -> Span {
        if !quoted.doubled && quoted.close + 1 == end {
            return Span { start: start as u32 + 1, end: quoted.close as u32 };
        }
        let mut rewritten = text[start + 1..quoted.close].replace("\"\"", "\"");
        rewritten.push_str(&text[quoted.close + 1..end]);
        self.rewritten.push(Rewritten { text: rewritten, raw: start..end });
        let position = REWRITTEN + (self.rewritten.len() as u32 - 1);
        Span { start: position, end: position }
    }

    #[inline(always)]
    fn hand_on(&mut self, text: &str, spans: &[Span], first: usize, last: usize, each: &mut dyn FnMut(&Record<'_>)) {
        self.row += 1;
        let line = Line { text, spans, rewritten: &self.rewritten, first, last };
        each(&Record { row: self.row, cells: Cells::Line(line) });
        if !self.rewritten.is_empty() {
            self.rewritten.clear();
        }
    }

    /// The fault of a record that does not end.
    fn endless(&self) -> Fault {
        let problem = match self.in_quotes {
            true => Problem::QuoteUnclosed {},
            false => Problem::RowTooLarge { bytes: RECORD as u64 },
        };
        Fault { problem, row: Some(self.row + 1) }
    }
}

/// The quote that closes a cell whose text begins at `from`.
fn closing(bytes: &[u8], from: usize) -> Option<Quoted> {
    let mut at = from;
    let mut doubled = false;
    loop {
        at += bytes[at..].iter().position(|byte| *byte == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(Quoted { close: at, doubled });
        }
        doubled = true;
        at += 2;
    }
}

/// Bit i: a delimiter, a quote or a line end at `base + i`.
#[inline(always)]
fn look(bytes: &[u8], base: usize, delimiter: u8) -> u64 {
    match bytes.get(base..base + 64).and_then(|chunk| chunk.first_chunk::<64>()) {
        Some(chunk) => marked(chunk, delimiter),
        None => {
            let mut chunk = [0; 64];
            let rest = bytes.get(base..).unwrap_or_default();
            chunk[..rest.len()].copy_from_slice(rest);
            marked(&chunk, delimiter)
        }
    }
}

#[inline(always)]
fn marked(chunk: &[u8; 64], delimiter: u8) -> u64 {
    let delimiter = u8x16::splat(delimiter);
    let newline = u8x16::splat(b'\n');
    let carriage = u8x16::splat(b'\r');
    let quote = u8x16::splat(b'"');
    let (lanes, _) = chunk.as_chunks::<16>();
    let mut mask = 0;
    for (position, lane) in lanes.iter().enumerate() {
        let lane = u8x16::new(*lane);
        let hit = lane.simd_eq(delimiter) | lane.simd_eq(newline) | lane.simd_eq(carriage) | lane.simd_eq(quote);
        mask |= u64::from(hit.to_bitmask()) << (16 * position);
    }
    mask
}
