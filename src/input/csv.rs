//! Delimited text: `,` `;` or tab, told by the heading row or a line `sep=;`; quotes as in RFC 4180; lines that end in LF,
//! CR LF or CR, also mixed.
use crate::finding::Problem;
use crate::input::encoding::{self, Decoding};
use crate::input::relay::Relay;
use crate::input::{Cells, Fault, Record};
use encoding_rs::{Encoding, UTF_8};
use std::io::{self, Cursor, ErrorKind, Read};
use std::ops::Range;
use wide::u8x16;

/// Bytes read at a time.
const PAGE: usize = 1 << 18;
/// What editors put in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
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
) -> Result<Vec<Problem>, Fault> {
    std::thread::scope(|scope| {
        let mut cutter = Cutter::new(bytes);
        let pages = Relay::of(scope, move |page| cutter.cut(page));
        let mut notices = Vec::new();
        while let Some(mut page) = pages.next() {
            progress(page.fresh);
            notices.append(&mut page.notices);
            page.hand_on(each);
            if let Some(fault) = page.fault {
                return Err(fault);
            }
            pages.give_back(page);
        }
        Ok(notices)
    })
}

/// A run of whole records.
#[derive(Default)]
struct Page {
    text: String,
    /// Of all records, one after the other.
    spans: Vec<Span>,
    rewritten: Vec<Rewritten>,
    records: Vec<Cut>,
    /// Row of the first record.
    row: u64,
    /// Bytes read for it.
    fresh: u64,
    /// What was assumed of the file.
    notices: Vec<Problem>,
    /// Why nothing follows, where the file does not simply end.
    fault: Option<Fault>,
}

/// A record within its page.
#[derive(Clone, Copy)]
struct Cut {
    first: u32,
    last: u32,
    /// Where its spans end; they begin where those of the record before end.
    spans: u32,
}

impl Page {
    #[inline]
    fn hand_on(&self, each: &mut dyn FnMut(&Record<'_>)) {
        let mut begin = 0;
        for (row, cut) in (self.row..).zip(&self.records) {
            let end = cut.spans as usize;
            let spans = &self.spans[begin..end];
            begin = end;
            let (first, last) = (cut.first as usize, cut.last as usize);
            let line = Line { text: &self.text, spans, rewritten: &self.rewritten, first, last };
            each(&Record { row, cells: Cells::Line(line) });
        }
    }
}

/// Bytes become pages, on a thread of its own.
struct Cutter<'a> {
    bytes: Box<dyn Read + Send + 'a>,
    /// Whether the bytes come from another encoding than UTF-8.
    decoded: bool,
    scanner: Option<Scanner>,
    /// What the page before left over.
    tail: Vec<u8>,
    /// Bytes before the next page's text.
    offset: u64,
}

impl<'a> Cutter<'a> {
    fn new(bytes: Box<dyn Read + Send + 'a>) -> Cutter<'a> {
        Cutter { bytes, decoded: false, scanner: None, tail: Vec::new(), offset: 0 }
    }

    /// Begins again, with text in another encoding than UTF-8.
    fn decode(&mut self, encoding: &'static Encoding, sample: Vec<u8>, page: &mut Page) {
        let rest = std::mem::replace(&mut self.bytes, Box::new(io::empty()));
        self.bytes = Box::new(Decoding::new(Box::new(Cursor::new(sample).chain(rest)), encoding));
        self.decoded = true;
        page.notices.push(Problem::EncodingGuessed { encoding: encoding.name().to_owned() });
    }

    /// Fills a page used before; whether more may follow.
    fn cut(&mut self, page: &mut Page) -> bool {
        page.spans.clear();
        page.rewritten.clear();
        page.records.clear();
        page.notices.clear();
        match self.fill(page) {
            Ok(more) => more,
            Err(fault) => {
                page.fault = Some(fault);
                false
            }
        }
    }

    fn fill(&mut self, page: &mut Page) -> Result<bool, Fault> {
        let mut bytes = std::mem::take(&mut page.text).into_bytes();
        let before = self.tail.len();
        bytes.resize(before + PAGE, 0);
        bytes[..before].copy_from_slice(&self.tail);
        let read = read_full(&mut self.bytes, &mut bytes[before..])
            .map_err(|error| Fault { problem: Problem::FileUnreadable { reason: error.to_string() }, row: None })?;
        bytes.truncate(before + read);
        page.fresh = read as u64;
        let end = read < PAGE;
        let mut from = 0;
        if self.scanner.is_none() {
            if !self.decoded {
                refuse_other_kinds(&bytes)?;
                let found = encoding::of(&bytes, end).map_err(|problem| Fault { problem, row: None })?;
                if found != UTF_8 {
                    self.decode(found, bytes, page);
                    return self.fill(page);
                }
            }
            from = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        }
        let mut broken = None;
        let mut rest = Vec::new();
        page.text = String::from_utf8(bytes).unwrap_or_else(|error| {
            let reason = error.utf8_error();
            let mut bytes = error.into_bytes();
            rest = bytes.split_off(reason.valid_up_to());
            if reason.error_len().is_some() || end {
                broken = Some(self.offset + bytes.len() as u64);
            }
            String::from_utf8(bytes).unwrap_or_default()
        });
        if self.scanner.is_none() {
            let (own, line) = directive(&page.text[from..]);
            from += line;
            let delimiter = own.unwrap_or_else(|| delimiter(&page.text[from..]));
            refuse_lost_text(&page.text[from..], delimiter)?;
            page.notices
                .extend(encoding::lost_word(&page.text).map(|word| Problem::TextLost { word: word.to_owned() }));
            self.scanner = Some(Scanner::new(delimiter));
        }
        let Some(scanner) = &mut self.scanner else { return Ok(false) };
        page.row = scanner.row + 1;
        let used = scanner.scan(page, from, end && broken.is_none())?;
        if let Some(offset) = broken {
            return Err(Fault { problem: Problem::FileNotUtf8 { offset }, row: Some(scanner.row + 1) });
        }
        if end && scanner.row == 0 {
            return Err(Fault { problem: Problem::FileEmpty {}, row: None });
        }
        self.tail.clear();
        self.tail.extend_from_slice(&page.text.as_bytes()[used..]);
        self.tail.append(&mut rest);
        if self.tail.len() > RECORD {
            return Err(scanner.endless());
        }
        self.offset += used as u64;
        Ok(!end)
    }
}

/// Fills a buffer as far as the reader goes; gives the bytes read.
fn read_full(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
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
        return Ok(());
    }
    let heading = &bytes[..bytes.len().min(1 << 13)];
    let heading = &heading[..heading.iter().position(|byte| *byte == b'\n').unwrap_or(heading.len())];
    if SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) || heading.contains(&0) {
        return Err(Fault { problem: Problem::FileNotTable { expected: "csv".to_owned() }, row: None });
    }
    Ok(())
}

/// The delimiter that a first line `sep=;` names, as Excel writes and reads it, and the bytes of that line.
fn directive(text: &str) -> (Option<u8>, usize) {
    let named = text.strip_prefix("sep=").and_then(|rest| {
        let (delimiter, rest) = rest.as_bytes().split_first()?;
        let after = if rest.starts_with(b"\r\n") { 2 } else { 1 };
        let ends = rest.is_empty() || rest.starts_with(b"\n") || rest.starts_with(b"\r");
        (ends && delimiter.is_ascii()).then(|| (*delimiter, "sep=;".len() + after.min(rest.len())))
    });
    named.map_or((None, 0), |(delimiter, bytes)| (Some(delimiter), bytes))
}

/// Refuses a file whose headings were replaced by `?` when it was saved in an encoding without their letters.
fn refuse_lost_text(text: &str, delimiter: u8) -> Result<(), Fault> {
    let heading = text.lines().next().unwrap_or_default();
    let is_lost = |cell: &str| cell.contains("??") && cell.chars().all(|letter| matches!(letter, '?' | ' ' | '"'));
    match heading.split(char::from(delimiter)).find(|cell| is_lost(cell)) {
        Some(cell) => Err(Fault { problem: Problem::HeadingLost { heading: cell.to_owned() }, row: Some(1) }),
        None => Ok(()),
    }
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
    /// Rows cut so far.
    row: u64,
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
        Scanner { delimiter, row: 0, in_quotes: false }
    }

    /// Cuts every complete record of a page from a byte on (with `end`, also the last without a line end); gives the
    /// bytes used.
    fn scan(&mut self, page: &mut Page, from: usize, end: bool) -> Result<usize, Fault> {
        let Page { text, spans, rewritten, records, .. } = page;
        let bytes = text.as_bytes();
        let delimiter = self.delimiter;
        self.in_quotes = false;
        // Where the record and the cell begin. Marks before `done` were dealt with; beyond `start` it is the end of a
        // cell's quotes.
        let (mut first, mut start, mut done) = (from, from, from);
        let mut doubled = false;
        let mut base = from;
        let mut whole = 0;
        let cell =
            |start: usize, at: usize, done: usize, doubled: bool, rewritten: &mut Vec<Rewritten>| match done > start {
                false => Span { start: start as u32, end: at as u32 },
                true => unquote(text, start, at, Quoted { close: done - 1, doubled }, rewritten),
            };
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
                            spans.truncate(whole);
                            return if end { Err(self.endless()) } else { Ok(first) };
                        };
                        done = closed.close + 1;
                        doubled = closed.doubled;
                    }
                    continue;
                }
                if byte == b'\r' && at + 1 == bytes.len() && !end {
                    spans.truncate(whole);
                    return Ok(first);
                }
                spans.push(cell(start, at, done, doubled, rewritten));
                start = at + 1;
                if byte == delimiter {
                    continue;
                }
                self.row += 1;
                whole = spans.len();
                records.push(Cut { first: first as u32, last: at as u32, spans: whole as u32 });
                if byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                    start = at + 2;
                    done = start;
                }
                if start - first > RECORD {
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
            spans.push(cell(start, bytes.len(), done, doubled, rewritten));
            self.row += 1;
            whole = spans.len();
            records.push(Cut { first: first as u32, last: bytes.len() as u32, spans: whole as u32 });
            first = bytes.len();
        }
        spans.truncate(whole);
        Ok(first)
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

/// The text of a quoted cell.
#[inline(never)]
fn unquote(text: &str, start: usize, end: usize, quoted: Quoted, rewritten: &mut Vec<Rewritten>) -> Span {
    if !quoted.doubled && quoted.close + 1 == end {
        return Span { start: start as u32 + 1, end: quoted.close as u32 };
    }
    let mut own = text[start + 1..quoted.close].replace("\"\"", "\"");
    own.push_str(&text[quoted.close + 1..end]);
    rewritten.push(Rewritten { text: own, raw: start..end });
    let position = REWRITTEN + (rewritten.len() as u32 - 1);
    Span { start: position, end: position }
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
