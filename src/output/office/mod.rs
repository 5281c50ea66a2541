//! Office documents: a zip of XML parts that point at each other. Order, names and dates are fixed, so that the same
//! document gives the same bytes.
pub mod docx;
pub mod pptx;

mod columns;
mod styles;
mod template;

use crate::chart::paper::colour;
use crate::document::{Document, Figure, Logo, LogoKind, Tone};
use crate::locale::Direction;
use crate::markup::Markup;
use crate::output::Failure;
use crate::output::charts::{self, picture};
use std::io::{Cursor, Write};
use unicode_bidi::{BidiClass, BidiInfo, Level};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// Kinds of relations of the documents themselves begin so.
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CORE_KIND: &str = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
const CORE_TYPE: &str = "application/vnd.openxmlformats-package.core-properties+xml";
const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// Pixels of a picture per unit of its drawing.
const SCALE: f32 = 2.5;
/// English metric units in a point, and points in a unit of a drawing.
const EMU: f64 = 12_700.0;
const POINT: f64 = 0.75;

/// A file of the package.
struct Part {
    /// From the root of the package, without a slash before it.
    path: String,
    /// Its content type.
    kind: &'static str,
    bytes: Vec<u8>,
    relations: Vec<Relation>,
}

struct Relation {
    kind: String,
    target: String,
}

impl Part {
    fn new(path: impl Into<String>, kind: &'static str, bytes: impl Into<Vec<u8>>) -> Part {
        Part { path: path.into(), kind, bytes: bytes.into(), relations: Vec::new() }
    }

    fn xml(path: impl Into<String>, kind: &'static str, xml: Markup) -> Part {
        Part::new(path, kind, DECLARATION.to_owned() + &xml.finish())
    }

    /// Points at another part; gives the name by which this part's text refers to it.
    fn relate(&mut self, kind: &str, target: &str) -> String {
        relate(&mut self.relations, kind, target)
    }
}

fn relate(relations: &mut Vec<Relation>, kind: &str, target: &str) -> String {
    let kind = if kind.contains('/') { kind.to_owned() } else { format!("{OFFICE}/{kind}") };
    let known = relations.iter().position(|relation| relation.kind == kind && relation.target == target);
    let place = known.unwrap_or_else(|| {
        relations.push(Relation { kind, target: target.to_owned() });
        relations.len() - 1
    });
    format!("rId{}", place + 1)
}

/// The package whose main document is the first of these parts.
fn package(document: &Document, parts: Vec<Part>) -> Vec<u8> {
    let mut parts = parts;
    let mut relations = Vec::new();
    if let Some(main) = parts.first() {
        relate(&mut relations, "officeDocument", &main.path);
    }
    relate(&mut relations, CORE_KIND, "docProps/core.xml");
    parts.push(core(document));
    let mut types = Markup::default();
    types.open("Types", &[("xmlns", CONTENT_TYPES)]);
    for (ending, kind) in
        [("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml")]
    {
        types.element("Default", &[("Extension", ending), ("ContentType", kind)], "");
    }
    for part in &parts {
        types.element("Override", &[("PartName", &format!("/{}", part.path)), ("ContentType", part.kind)], "");
    }
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".to_owned(), (DECLARATION.to_owned() + &types.finish()).into_bytes()),
        ("_rels/.rels".to_owned(), relations_text(&relations)),
    ];
    for part in parts {
        if !part.relations.is_empty() {
            let (folder, name) = part.path.rsplit_once('/').unwrap_or(("", &part.path));
            files.push((format!("{folder}/_rels/{name}.rels"), relations_text(&part.relations)));
        }
        files.push((part.path, part.bytes));
    }
    zipped(files)
}

fn relations_text(relations: &[Relation]) -> Vec<u8> {
    let mut xml = Markup::default();
    xml.open("Relationships", &[("xmlns", RELATIONS)]);
    for (place, Relation { kind, target }) in relations.iter().enumerate() {
        let id = format!("rId{}", place + 1);
        xml.element("Relationship", &[("Id", &id), ("Type", kind), ("Target", target)], "");
    }
    (DECLARATION.to_owned() + &xml.finish()).into_bytes()
}

fn zipped(files: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        let packed = path.ends_with(".png") || path.ends_with(".jpeg");
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        zip.start_file(path, options).expect("paths are our own and short");
        zip.write_all(&bytes).expect("memory takes every byte");
    }
    zip.finish().expect("memory takes every byte").into_inner()
}

/// Title, author and language, for the file's properties.
fn core(document: &Document) -> Part {
    let mut xml = Markup::default();
    xml.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    );
    let subject = document.subtitle.first().map_or("", String::as_str);
    for (name, text) in [
        ("dc:title", document.title.as_str()),
        ("dc:subject", subject),
        ("dc:creator", &document.cover.organisation),
        ("dc:language", &document.language),
    ] {
        let text = joined(text, document.direction);
        if !text.is_empty() {
            xml.element(name, &[], &text);
        }
    }
    Part::xml("docProps/core.xml", CORE_TYPE, xml)
}

/// Text of one direction, without isolates.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    direction: Direction,
}

/// A text as runs of one direction each. Office programs know no isolates: what they isolated becomes a run of its own,
/// and direction marks keep its signs and its neighbours in their places where a program looks at letters alone.
fn pieces(text: &str, base: Direction) -> Vec<Piece> {
    let text = letters(text);
    let level = if base == Direction::Rtl { Level::rtl() } else { Level::ltr() };
    let bidi = BidiInfo::new(&text, Some(level));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut apart = true;
    for (at, letter) in text.char_indices() {
        if matches!(letter, '\u{2066}'..='\u{2069}') {
            apart = true;
            continue;
        }
        // Arabic digits take an even level wherever they stand; outside an isolate they belong to the script around.
        let level = bidi.levels[at];
        let digit = bidi.original_classes[at] == BidiClass::AN && level.number() == 2;
        let direction = if level.is_rtl() || digit { Direction::Rtl } else { Direction::Ltr };
        match pieces.last_mut() {
            Some(last) if last.direction == direction && (!apart || direction == base) => last.text.push(letter),
            _ => pieces.push(Piece { text: letter.to_string(), direction }),
        }
        apart = false;
    }
    let several = pieces.len() > 1 || pieces.first().is_some_and(|piece| piece.direction != base);
    if several {
        for piece in &mut pieces {
            mark(piece, base);
        }
    }
    pieces
}

fn mark(piece: &mut Piece, base: Direction) {
    let sign = match piece.direction {
        Direction::Ltr => '\u{200e}',
        Direction::Rtl => '\u{200f}',
    };
    let text = &piece.text;
    if piece.direction == base {
        if !text.chars().any(char::is_alphabetic) {
            piece.text = format!("{sign}{text}");
        }
        return;
    }
    let mut marked = String::with_capacity(text.len() + 9);
    let mut rest = text.chars();
    if let Some(first) = rest.next() {
        if first.is_alphanumeric() {
            marked.push(first);
        } else {
            marked.extend([sign, first, sign]);
        }
    }
    marked.push_str(rest.as_str());
    if !text.ends_with(char::is_alphanumeric) {
        marked.push(sign);
    }
    piece.text = marked;
}

/// A text with direction marks where it had isolates.
fn joined(text: &str, base: Direction) -> String {
    pieces(text, base).into_iter().map(|piece| piece.text).collect()
}

/// Only what XML can hold, on one line.
fn letters(text: &str) -> String {
    let letter = |letter: char| match letter {
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{fffe}' | '\u{ffff}' => None,
        letter if letter.is_control() => None,
        letter => Some(letter),
    };
    text.chars().filter_map(letter).collect()
}

/// The document's colour, or the one of our charts, as `RRGGBB`.
fn accent(document: &Document) -> String {
    let own = document.cover.accent.map(|accent| accent.to_string());
    hex(own.as_deref().unwrap_or(colour::CHECKED)).to_uppercase()
}

/// `RRGGBB` of `#rrggbb`.
fn hex(colour: &str) -> &str {
    colour.trim_start_matches('#')
}

/// Ink of a tone, dark enough to be read on white; none: the text's own.
fn ink(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Plain => None,
        Tone::Good => Some("1B6B3A"),
        Tone::Doubtful => Some("8A5A00"),
        Tone::Bad => Some("B3261E"),
        Tone::Quiet => Some("54626D"),
    }
}

/// Fill of a bar.
fn fill(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "4F8FC0",
        Tone::Good => "3C9A63",
        Tone::Doubtful => "D79A2B",
        Tone::Bad => "CF4F46",
        Tone::Quiet => "9AA7B1",
    }
}

/// A picture in the package, with its size in points and what it says in words.
struct Image {
    path: String,
    kind: &'static str,
    bytes: Vec<u8>,
    width: f64,
    height: f64,
    name: String,
    alt: String,
}

/// Every page of a chart, below this folder of the package.
fn images(folder: &str, figure: &Figure) -> Result<Vec<Image>, Failure> {
    let image = |charts::Page { name, drawing }: charts::Page| {
        Ok(Image {
            path: format!("{folder}/{name}.png"),
            kind: "image/png",
            bytes: picture(&name, &drawing.svg, SCALE)?,
            width: drawing.width * POINT,
            height: drawing.height * POINT,
            name,
            alt: drawing.alt,
        })
    };
    charts::pages(figure).into_iter().map(image).collect()
}

/// The organisation's sign; none where its size cannot be told.
fn logo(folder: &str, document: &Document) -> Result<Option<Image>, Failure> {
    let Some(Logo { kind, bytes }) = &document.cover.logo else { return Ok(None) };
    let name = "logo".to_owned();
    let (bytes, ending, kind) = match kind {
        LogoKind::Png => (bytes.clone(), "png", "image/png"),
        LogoKind::Jpeg => (bytes.clone(), "jpeg", "image/jpeg"),
        LogoKind::Svg => (picture(&name, &String::from_utf8_lossy(bytes), SCALE)?, "png", "image/png"),
    };
    let alt = document.cover.organisation.clone();
    let image = |(width, height)| Image {
        path: format!("{folder}/{name}.{ending}"),
        kind,
        bytes: bytes.clone(),
        width,
        height,
        name: name.clone(),
        alt,
    };
    Ok(if ending == "png" { png_size(&bytes) } else { jpeg_size(&bytes) }.map(image))
}

/// Width and height in the header of a PNG.
fn png_size(bytes: &[u8]) -> Option<(f64, f64)> {
    let side = |at: usize| Some(f64::from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)));
    bytes
        .starts_with(b"\x89PNG")
        .then(|| Some((side(16)?, side(20)?)))
        .flatten()
        .filter(|(width, height)| width * height > 0.0)
}

/// Width and height in the frame header of a JPEG, found from segment to segment.
fn jpeg_size(bytes: &[u8]) -> Option<(f64, f64)> {
    let pair = |at: usize| Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    loop {
        let (marker, length) = (pair(at)?, pair(at + 2)?);
        if matches!(marker, 0xffc0..=0xffcf if !matches!(marker, 0xffc4 | 0xffc8 | 0xffcc)) {
            let (height, width) = (pair(at + 5)?, pair(at + 7)?);
            return (width * height > 0).then_some((width as f64, height as f64));
        }
        at += 2 + length;
    }
}

impl Image {
    /// Width and height in points within this room, never larger than they are.
    fn within(&self, width: f64, height: f64) -> (f64, f64) {
        let scale = (width / self.width).min(height / self.height).min(1.0);
        (self.width * scale, self.height * scale)
    }

    fn part(self) -> Part {
        Part::new(self.path, self.kind, self.bytes)
    }
}

/// Points as English metric units.
fn emu(points: f64) -> String {
    format!("{:.0}", points * EMU)
}
