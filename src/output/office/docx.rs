//! The report as an editable Word document: named styles, contents, numbered captions, tables whose heading returns on
//! every page, each text in its own direction.
use crate::chart::paper::font;
use crate::document::{Align, Block, Card, Cell, Content, Document, Grid, Issue, Node, Row, Weight};
use crate::locale::{Digits, Direction, Locale, Value};
use crate::markup::Markup;
use crate::output::office::columns::{Columns, PADDING};
use crate::output::office::styles::{self, Style, WORD, shade, value};
use crate::output::office::template::{A4, Paper, Template};
use crate::output::office::{
    DECLARATION, DRAWING, Image, OFFICE, PICTURE, Part, accent, emu, fill, images, ink, joined, letters, logo, package,
    pieces,
};
use crate::output::{Failure, File, Format, Package, Rendering, Wanted, words};

pub(in crate::output) const FORMAT: Format =
    Format { name: "docx", wanted: Wanted::Asked, write, page: Some(Rendering { ending: "docx", render: plain }) };

const PLACED: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
const STYLES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml";
const NUMBERING: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml";
const SETTINGS: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml";
const HEADER: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml";
const FOOTER: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml";
const FONTS: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml";
/// Type of the cells of a table, in points.
const CELL: f64 = 8.5;
/// Part of its column that the widest bar fills: type that stands in for ours may have wider blanks.
const BAR: f64 = 0.85;
/// Rows of a table that no page divides.
const WHOLE: usize = 12;
/// Height of the picture of a chart, in points, and of the organisation's sign.
const TALLEST: f64 = 600.0;
const TALLEST_IN_CARD: f64 = 250.0;
const SIGN: f64 = 84.0;
const PALE: &str = "EEF4F9";
/// Unlocks the fonts that the document carries.
const FONT_KEYS: [&str; 2] = ["6D697179-6173-4672-8567-756C61720001", "6D697179-6173-4672-8562-6F6C64000002"];

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    Ok(vec![File {
        path: "report.docx".to_owned(),
        bytes: render(package.document, package.locale, package.template)?,
    }])
}

/// The document in our own styles.
fn plain(document: &Document, locale: &Locale) -> Result<Vec<u8>, Failure> {
    render(document, locale, None)
}

/// Why a file is no template; nothing where it is one.
pub fn check_template(bytes: &[u8]) -> Result<(), String> {
    Template::read(bytes, "000000").map(drop)
}

/// The document in our own styles, or in those of a template: another Word document.
pub fn render(document: &Document, locale: &Locale, template: Option<&[u8]>) -> Result<Vec<u8>, Failure> {
    let accent = accent(document);
    let template = template.map(|bytes| Template::read(bytes, &accent)).transpose().map_err(Failure::Template)?;
    let paper = template.as_ref().map_or(A4, |template| template.paper);
    let mut writer = Writer {
        document,
        locale,
        accent,
        template,
        paper,
        turned: false,
        begun: false,
        body: Markup::default(),
        part: Part::new("word/document.xml", "", Vec::new()),
        pictures: Vec::new(),
        contents: Vec::new(),
        drawings: 0,
        tables: 0,
        figures: 0,
        tallest: TALLEST,
        gap: false,
    };
    writer.chapters()?;
    writer.after_table(None);
    let (chapters, last) = (std::mem::take(&mut writer.body), writer.section(Pages::Alike));
    writer.turned = false;
    writer.cover()?;
    writer.contents();
    let text = chapters.finish();
    writer.body.verbatim(&text).verbatim(&last);
    Ok(writer.finish())
}

/// Whether the first page of a section goes without header and footer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pages {
    FirstBare,
    Alike,
}

struct Writer<'a> {
    document: &'a Document,
    locale: &'a Locale,
    accent: String,
    template: Option<Template>,
    paper: Paper,
    /// Whether the open section lies on its side.
    turned: bool,
    /// Whether a chapter was begun.
    begun: bool,
    body: Markup,
    part: Part,
    pictures: Vec<Image>,
    contents: Vec<Entry>,
    drawings: usize,
    tables: usize,
    figures: usize,
    /// Height of the picture of a chart at most, in points.
    tallest: f64,
    /// Whether a table with its notes was written last.
    gap: bool,
}

/// A line of the contents.
struct Entry {
    style: Style,
    text: String,
    bookmark: String,
}

/// How a run of text looks beside its paragraph's style.
#[derive(Clone, Copy, Default)]
struct Ink<'a> {
    bold: bool,
    colour: Option<&'a str>,
    fill: Option<&'a str>,
}

/// What is said of a paragraph beside its style.
#[derive(Clone, Copy)]
struct Set {
    style: Style,
    align: Option<&'static str>,
    /// Stands in by so many points.
    indent: f64,
    next: bool,
    direction: Direction,
}

impl Writer<'_> {
    fn set(&self, style: Style) -> Set {
        Set { style, align: None, indent: 0.0, next: false, direction: self.document.direction }
    }

    fn chapters(&mut self) -> Result<(), Failure> {
        let document = self.document;
        for chapter in &document.chapters {
            let sideways = self.sideways(&chapter.blocks);
            self.turn(sideways.first().copied().unwrap_or(false));
            self.heading(Style::Heading1, &chapter.title);
            for (block, sideways) in chapter.blocks.iter().zip(sideways) {
                self.turn(sideways);
                self.block(block, self.room(), Style::Heading2)?;
            }
        }
        Ok(())
    }

    /// Which blocks need the page on its side: tables too wide, and the headings that stand over them.
    fn sideways(&self, blocks: &[Block]) -> Vec<bool> {
        let room = self.paper.room().0;
        let mut sideways: Vec<bool> = blocks
            .iter()
            .map(|block| match block {
                Block::Table(grid) => !Columns::of(grid, self.locale, CELL).fit(room),
                _ => false,
            })
            .collect();
        for place in (1..blocks.len()).rev() {
            let leads = matches!(blocks[place - 1], Block::Heading(_) | Block::Lead(_));
            sideways[place - 1] |= leads && sideways[place];
        }
        sideways
    }

    /// Closes the section where the page turns.
    fn turn(&mut self, turned: bool) {
        if turned != self.turned && self.begun {
            self.close_section(Pages::Alike);
        }
        self.turned = turned;
        self.begun = true;
    }

    fn close_section(&mut self, pages: Pages) {
        self.gap = false;
        let section = self.section(pages);
        self.body.open("w:p", &[]).open("w:pPr", &[]);
        self.body.element("w:spacing", &[("w:after", "0"), ("w:line", "20"), ("w:lineRule", "exact")], "");
        self.body.verbatim(&section).close().close();
    }

    fn sheet(&self) -> Paper {
        if self.turned { self.paper.turned() } else { self.paper }
    }

    /// Points between the margins.
    fn room(&self) -> f64 {
        self.sheet().room().0
    }

    /// The page of the open section, with header and footer.
    fn section(&mut self, pages: Pages) -> String {
        let header = self.part.relate("header", "header.xml");
        let footer = self.part.relate("footer", "footer.xml");
        let Paper { width, height, margins } = self.sheet();
        let [above, right, below, left] = margins.map(twips);
        let mut xml = Markup::default();
        xml.open("w:sectPr", &[]);
        xml.element("w:headerReference", &[("w:type", "default"), ("r:id", &header)], "");
        xml.element("w:footerReference", &[("w:type", "default"), ("r:id", &footer)], "");
        value(&mut xml, "w:type", "nextPage");
        let mut size = vec![("w:w", twips(width)), ("w:h", twips(height))];
        if self.turned {
            size.push(("w:orient", "landscape".to_owned()));
        }
        let size: Vec<(&str, &str)> = size.iter().map(|(name, value)| (*name, value.as_str())).collect();
        xml.element("w:pgSz", &size, "");
        xml.element(
            "w:pgMar",
            &[
                ("w:top", &above),
                ("w:right", &right),
                ("w:bottom", &below),
                ("w:left", &left),
                ("w:header", "600"),
                ("w:footer", "520"),
                ("w:gutter", "0"),
            ],
            "",
        );
        if pages == Pages::FirstBare {
            xml.element("w:titlePg", &[], "");
        }
        if self.document.direction == Direction::Rtl {
            xml.element("w:bidi", &[], "");
        }
        xml.finish()
    }

    fn cover(&mut self) -> Result<(), Failure> {
        let document = self.document;
        if document.title.is_empty() {
            return Ok(());
        }
        if let Some(image) = logo("word/media", document)? {
            self.picture(image, (self.room() / 2.0, SIGN), Style::Organisation);
        }
        match words::organisation(document) {
            "" => {}
            organisation => self.line(Style::Organisation, organisation),
        }
        self.line(Style::Title, &document.title);
        for line in &document.subtitle {
            self.line(Style::Subtitle, line);
        }
        if !document.cover.status.is_empty() {
            let ink = Ink { bold: true, ..Ink::default() };
            self.paragraph(self.set(Style::Subtitle), &document.cover.status, ink);
        }
        for notice in &document.notices {
            self.line(Style::Quote, notice);
        }
        let facts = &document.cover.facts;
        if !facts.is_empty() {
            self.line(Style::Note, "");
            let room = self.room();
            let widths = [room * 0.3, room * 0.7];
            self.open_table(&widths, Look::Plain);
            for (name, fact) in facts {
                self.body.open("w:tr", &[]);
                for (text, width, bold) in [(name, widths[0], true), (fact, widths[1], false)] {
                    self.open_cell(width, 1, None);
                    self.paragraph(self.set(Style::Cell), text, Ink { bold, ..Ink::default() });
                    self.body.close();
                }
                self.body.close();
            }
            self.body.close();
        }
        Ok(())
    }

    /// A field that programs fill anew with page numbers; it holds every heading already, so that it is never empty. A
    /// document of one chapter, such as an agency's page, begins on the first page and has none.
    fn contents(&mut self) {
        if self.document.title.is_empty() || self.contents.is_empty() || self.document.chapters.len() < 2 {
            return;
        }
        self.line(Style::ContentsTitle, &self.locale.word("pages.contents"));
        let entries = std::mem::take(&mut self.contents);
        let last = entries.len() - 1;
        for (place, Entry { style, text, bookmark }) in entries.iter().enumerate() {
            self.open_paragraph(self.set(*style));
            if place == 0 {
                self.field_begin("TOC \\o \"1-2\" \\h \\z \\u");
            }
            self.body.open("w:hyperlink", &[("w:anchor", bookmark), ("w:history", "1")]);
            self.runs(text, Ink::default());
            self.body.close();
            if place == last {
                self.field_end();
            }
            self.body.close();
        }
        self.close_section(Pages::FirstBare);
    }

    fn block(&mut self, block: &Block, room: f64, heading: Style) -> Result<(), Failure> {
        match block {
            Block::Heading(text) => self.heading(heading, text),
            Block::Lead(text) => self.line(Style::Lead, text),
            Block::Paragraph(text) => self.line(Style::Normal, text),
            Block::List(items) => items.iter().for_each(|item| self.line(Style::ListBullet, item)),
            Block::Table(grid) => self.grid(grid, room),
            Block::Chart(name) => self.chart(name, room)?,
            Block::Card(card) => self.card(card, room)?,
            Block::Issue(issue) => self.issue(issue),
            Block::Tree(nodes) => nodes.iter().for_each(|node| self.node(node, 0)),
        }
        Ok(())
    }

    /// A heading, and its line of the contents where it has one.
    fn heading(&mut self, style: Style, text: &str) {
        if text.is_empty() {
            return;
        }
        let entry = match style {
            Style::Heading1 => Some(Style::Contents1),
            Style::Heading2 => Some(Style::Contents2),
            _ => None,
        };
        self.open_paragraph(self.set(style));
        let Some(entry) = entry else {
            self.runs(text, Ink::default());
            self.body.close();
            return;
        };
        let number = self.contents.len() + 1;
        let (id, bookmark) = (number.to_string(), format!("_Toc{number:08}"));
        self.body.element("w:bookmarkStart", &[("w:id", &id), ("w:name", &bookmark)], "");
        self.runs(text, Ink::default());
        self.body.element("w:bookmarkEnd", &[("w:id", &id)], "").close();
        self.contents.push(Entry { style: entry, text: text.to_owned(), bookmark });
    }

    /// "Table 3: …", where the number is a field in Latin digits.
    fn caption(&mut self, key: &str, sequence: &str, number: usize, text: &str, next: bool) {
        const PLACE: char = '\u{1a}';
        let number = self.locale.plain(number as u64);
        let place = Value::Phrase(PLACE.to_string());
        let phrase = self.locale.say(key, &[("number", place), ("caption", Value::Phrase(text.to_owned()))]);
        let (before, after) = phrase.split_once(PLACE).unwrap_or(("", &phrase));
        self.open_paragraph(Set { next, ..self.set(Style::Caption) });
        self.runs(before, Ink::default());
        match self.locale.digits() {
            // Not every program counts in these digits.
            Digits::Arabic => self.runs(&number, Ink::default()),
            Digits::Latin => self.field(&format!("SEQ {sequence} \\* ARABIC"), &number),
        }
        self.runs(after, Ink::default());
        self.body.close();
    }

    fn grid(&mut self, grid: &Grid, room: f64) {
        if grid.rows.is_empty() {
            return;
        }
        let widths = Columns::of(grid, self.locale, CELL).share(room);
        self.open_table(&widths, Look::Report);
        if !grid.caption.is_empty() {
            self.tables += 1;
            self.open_row(true);
            self.open_caption(&widths);
            self.caption("pages.table", "Table", self.tables, &grid.caption, true);
            self.body.close().close();
        }
        if grid.columns.iter().any(|column| !column.heading.is_empty()) {
            self.open_row(true);
            for (column, width) in grid.columns.iter().zip(&widths) {
                let accent = self.accent.clone();
                self.open_cell(*width, 1, Some(&accent));
                let set = Set { align: align(column.align), ..self.set(Style::Heading) };
                let heading = words::isolated(self.locale, &column.heading);
                // Styles of tables are not read everywhere.
                self.paragraph(set, &heading, Ink { bold: true, colour: Some("FFFFFF"), ..Ink::default() });
                self.body.close();
            }
            self.body.close();
        }
        let last = grid.rows.len() - 1;
        for (place, row) in grid.rows.iter().enumerate() {
            // A short table stays whole; of a long one no row stands alone on a page.
            let next = place < last && (last < WHOLE || place == 0 || place + 2 >= last);
            self.row(row, grid, &widths, next);
        }
        self.body.close();
        for note in &grid.notes {
            self.line(Style::Note, note);
        }
        self.gap = true;
    }

    /// A small paragraph between a table and what follows; a chapter, which begins on a page of its own, needs none, and
    /// a page might be empty but for it.
    fn after_table(&mut self, next: Option<Style>) {
        if !std::mem::take(&mut self.gap) || next == Some(Style::Heading1) {
            return;
        }
        let style = self.name(Style::Note);
        self.body.open("w:p", &[]).open("w:pPr", &[]);
        value(&mut self.body, "w:pStyle", &style);
        let exact = [("w:before", "0"), ("w:after", "0"), ("w:line", "120"), ("w:lineRule", "exact")];
        if self.document.direction == Direction::Rtl {
            self.body.element("w:bidi", &[], "");
        }
        self.body.element("w:spacing", &exact, "").close().close();
    }

    fn row(&mut self, row: &Row, grid: &Grid, widths: &[f64], next: bool) {
        self.open_row(false);
        let loud = row.weight != Weight::Normal;
        if row.weight == Weight::Section {
            self.open_cell(widths.iter().sum(), widths.len(), Some(PALE));
            let set = Set { next: true, ..self.set(Style::Cell) };
            let title = row.cells.first().map(|cell| words::printed(self.locale, &cell.content)).unwrap_or_default();
            let accent = self.accent.clone();
            self.paragraph(set, &title, Ink { bold: true, colour: Some(&accent), ..Ink::default() });
            self.body.close();
        } else {
            for ((cell, column), width) in row.cells.iter().zip(&grid.columns).zip(widths) {
                self.open_cell(*width, 1, loud.then_some(PALE));
                let set = Set { next, align: align(column.align), ..self.set(Style::Cell) };
                self.cell(cell, set, *width, loud);
                self.body.close();
            }
        }
        self.body.close();
    }

    fn cell(&mut self, cell: &Cell, set: Set, width: f64, bold: bool) {
        if let Content::Bar(share) = cell.content {
            let blank = "\u{a0}";
            let one = font::width(blank, CELL, font::Weight::Regular).max(1.0);
            let most = ((width - PADDING) * BAR / one) as usize;
            let bar = blank.repeat(words::blocks(share, most));
            return self.paragraph(set, &bar, Ink { fill: Some(fill(cell.tone)), ..Ink::default() });
        }
        let text = words::signed(self.locale, cell);
        self.paragraph(set, &text, Ink { bold, colour: ink(cell.tone), ..Ink::default() });
    }

    fn chart(&mut self, name: &str, room: f64) -> Result<(), Failure> {
        let Some(figure) = self.document.figure(name) else { return Ok(()) };
        let shown = images("word/media", figure)?;
        let pages = shown.len();
        for (page, image) in shown.into_iter().enumerate() {
            self.picture(image, (room, self.tallest.min(self.sheet().room().1 - 60.0)), Style::Figure);
            self.figures += 1;
            let told = figure.frame.subtitle.as_ref().unwrap_or(&figure.frame.title);
            let part = format!(" ({}/{})", self.locale.plain(page as u64 + 1), self.locale.plain(pages as u64));
            let told = if pages > 1 { told.clone() + &part } else { told.clone() };
            self.caption("pages.figure", "Figure", self.figures, &told, false);
        }
        Ok(())
    }

    /// What belongs together, under a heading with a rule; a frame would leave the rest of a page empty.
    fn card(&mut self, card: &Card, room: f64) -> Result<(), Failure> {
        let outside = std::mem::replace(&mut self.tallest, TALLEST_IN_CARD);
        self.heading(Style::Heading3, &card.title);
        for block in &card.blocks {
            self.block(block, room, Style::Heading4)?;
        }
        self.tallest = outside;
        Ok(())
    }

    fn issue(&mut self, issue: &Issue) {
        let head = words::issue_head(self.locale, &issue.severity, &issue.code, issue.count);
        let loud = Ink { bold: true, colour: ink(issue.tone), ..Ink::default() };
        self.paragraph(Set { next: true, ..self.set(Style::Normal) }, &head, loud);
        if !issue.place.is_empty() {
            self.line(Style::Note, &issue.place);
        }
        if let Some(pointer) = &issue.excerpt {
            self.paragraph(Set { direction: Direction::Ltr, ..self.set(Style::Code) }, &pointer.line, Ink::default());
        }
        self.line(Style::Normal, &issue.message);
        if !issue.advice.is_empty() {
            let advice = format!("{} {}", words::arrow(self.document.direction), issue.advice);
            self.paragraph(Set { indent: 14.0, ..self.set(Style::Normal) }, &advice, Ink::default());
        }
    }

    fn node(&mut self, node: &Node, depth: usize) {
        let set = |writer: &Self, step: f64| Set { indent: (depth as f64 + step) * 14.0, ..writer.set(Style::Normal) };
        self.paragraph(set(self, 0.0), &node.label, Ink { bold: true, ..Ink::default() });
        for detail in &node.details {
            self.paragraph(set(self, 1.0), detail, Ink::default());
        }
        for child in &node.children {
            self.node(child, depth + 1);
        }
    }

    /// Opens a table with its columns; the first of them stands where the language begins.
    fn open_table(&mut self, widths: &[f64], look: Look) {
        self.after_table(None);
        let style = self.name(Style::Table);
        let all = twips(widths.iter().sum());
        self.body.open("w:tbl", &[]).open("w:tblPr", &[]);
        if look == Look::Report {
            value(&mut self.body, "w:tblStyle", &style);
        }
        if self.document.direction == Direction::Rtl {
            self.body.element("w:bidiVisual", &[], "");
        }
        self.body.element("w:tblW", &[("w:w", &all), ("w:type", "dxa")], "");
        self.body.element("w:tblLayout", &[("w:type", "fixed")], "");
        if look == Look::Report {
            let first = [("w:val", "0000"), ("w:firstRow", "0"), ("w:lastRow", "0"), ("w:firstColumn", "0")];
            self.body.element("w:tblLook", &first, "");
        }
        self.body.close().open("w:tblGrid", &[]);
        for width in widths {
            self.body.element("w:gridCol", &[("w:w", &twips(*width))], "");
        }
        self.body.close();
    }

    /// Opens a row that no page divides; a heading returns on every page.
    fn open_row(&mut self, heading: bool) {
        self.body.open("w:tr", &[]).open("w:trPr", &[]).element("w:cantSplit", &[], "");
        if heading {
            self.body.element("w:tblHeader", &[], "");
        }
        self.body.close();
    }

    fn open_cell(&mut self, width: f64, columns: usize, fill: Option<&str>) {
        self.body.open("w:tc", &[]).open("w:tcPr", &[]);
        self.body.element("w:tcW", &[("w:w", &twips(width)), ("w:type", "dxa")], "");
        if columns > 1 {
            value(&mut self.body, "w:gridSpan", &columns.to_string());
        }
        if let Some(fill) = fill {
            shade(&mut self.body, fill);
        }
        self.body.close();
    }

    /// Opens the cell in which the caption of a table stands: in a row of the table itself, so that no page parts them.
    fn open_caption(&mut self, widths: &[f64]) {
        self.body.open("w:tc", &[]).open("w:tcPr", &[]);
        self.body.element("w:tcW", &[("w:w", &twips(widths.iter().sum())), ("w:type", "dxa")], "");
        if widths.len() > 1 {
            value(&mut self.body, "w:gridSpan", &widths.len().to_string());
        }
        self.body.open("w:tcBorders", &[]);
        for side in ["w:top", "w:left", "w:right"] {
            value(&mut self.body, side, "nil");
        }
        self.body.close().close();
    }

    /// A picture in a paragraph of its own, with what it says for those who do not see it.
    fn picture(&mut self, image: Image, room: (f64, f64), style: Style) {
        let (width, height) = image.within(room.0, room.1);
        let (width, height) = (emu(width), emu(height));
        self.drawings += 1;
        let id = self.drawings.to_string();
        let target = image.path.trim_start_matches("word/").to_owned();
        let relation = self.part.relate("image", &target);
        let (name, alt) = (letters(&image.name), joined(&image.alt, self.document.direction));
        let mut described = vec![("id", id.as_str()), ("name", name.as_str())];
        if !alt.is_empty() {
            described.push(("descr", alt.as_str()));
        }
        self.open_paragraph(self.set(style));
        let body = &mut self.body;
        body.open("w:r", &[]).open("w:drawing", &[]);
        body.open("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")]);
        body.element("wp:extent", &[("cx", &width), ("cy", &height)], "");
        body.element("wp:docPr", &described, "");
        body.open("a:graphic", &[]).open("a:graphicData", &[("uri", PICTURE)]).open("pic:pic", &[]);
        body.open("pic:nvPicPr", &[]).element("pic:cNvPr", &[("id", &id), ("name", &name)], "");
        body.element("pic:cNvPicPr", &[], "").close();
        body.open("pic:blipFill", &[]).element("a:blip", &[("r:embed", &relation)], "");
        body.open("a:stretch", &[]).element("a:fillRect", &[], "").close().close();
        body.open("pic:spPr", &[]).open("a:xfrm", &[]).element("a:off", &[("x", "0"), ("y", "0")], "");
        body.element("a:ext", &[("cx", &width), ("cy", &height)], "").close();
        body.open("a:prstGeom", &[("prst", "rect")]).element("a:avLst", &[], "").close();
        // Out of the shape, the picture, its data, the graphic, its place, the drawing, the run and the paragraph.
        for _ in 0..8 {
            body.close();
        }
        if !self.pictures.iter().any(|known| known.path == image.path) {
            self.pictures.push(image);
        }
    }

    fn line(&mut self, style: Style, text: &str) {
        self.paragraph(self.set(style), text, Ink::default());
    }

    fn paragraph(&mut self, set: Set, text: &str, ink: Ink) {
        self.open_paragraph(set);
        self.runs_of(text, set.direction, ink);
        self.body.close();
    }

    fn open_paragraph(&mut self, set: Set) {
        self.after_table(Some(set.style));
        let style = self.name(set.style);
        let body = &mut self.body;
        body.open("w:p", &[]).open("w:pPr", &[]);
        value(body, "w:pStyle", &style);
        if set.next {
            body.element("w:keepNext", &[], "");
        }
        if set.direction == Direction::Rtl {
            body.element("w:bidi", &[], "");
        }
        if set.indent > 0.0 {
            body.element("w:ind", &[("w:left", &twips(set.indent))], "");
        }
        if let Some(align) = set.align {
            value(body, "w:jc", align);
        }
        body.close();
    }

    fn name(&self, style: Style) -> String {
        self.template.as_ref().map_or(style.id(), |template| template.name(style)).to_owned()
    }

    fn runs(&mut self, text: &str, ink: Ink) {
        self.runs_of(text, self.document.direction, ink);
    }

    fn runs_of(&mut self, text: &str, base: Direction, ink: Ink) {
        for piece in pieces(text, base) {
            self.body.open("w:r", &[]);
            self.look(ink, piece.direction);
            self.body.element("w:t", &[("xml:space", "preserve")], &piece.text).close();
        }
    }

    /// How a run looks and which way it runs.
    fn look(&mut self, ink: Ink, direction: Direction) {
        let body = &mut self.body;
        body.open("w:rPr", &[]);
        if ink.bold {
            body.element("w:b", &[], "").element("w:bCs", &[], "");
        }
        if let Some(colour) = ink.colour {
            value(body, "w:color", colour);
        }
        if let Some(fill) = ink.fill {
            shade(body, fill);
        }
        if direction == Direction::Rtl {
            body.element("w:rtl", &[], "");
        }
        body.close();
    }

    /// A field with the result that it has until a program computes another.
    fn field(&mut self, instruction: &str, result: &str) {
        self.field_begin(instruction);
        self.runs(result, Ink::default());
        self.field_end();
    }

    fn field_begin(&mut self, instruction: &str) {
        self.field_mark("begin");
        self.body.open("w:r", &[]);
        self.body.element("w:instrText", &[("xml:space", "preserve")], &format!(" {instruction} ")).close();
        self.field_mark("separate");
    }

    fn field_end(&mut self) {
        self.field_mark("end");
    }

    fn field_mark(&mut self, mark: &str) {
        self.body.open("w:r", &[]).element("w:fldChar", &[("w:fldCharType", mark)], "").close();
    }

    /// What stands on every page above or below the text.
    fn aside(&mut self, root: &'static str, style: Style) -> Markup {
        let outer = std::mem::take(&mut self.body);
        self.body.open(root, &[("xmlns:w", WORD)]);
        match style {
            Style::Footer => {
                let end = Set { align: align(Align::End), ..self.set(style) };
                self.open_paragraph(end);
                self.field("PAGE", &self.locale.plain(1));
                self.body.close();
            }
            _ => self.line(style, &self.document.title),
        }
        std::mem::replace(&mut self.body, outer)
    }

    fn finish(mut self) -> Vec<u8> {
        let header = Part::xml("word/header.xml", HEADER, self.aside("w:hdr", Style::Header));
        let footer = Part::xml("word/footer.xml", FOOTER, self.aside("w:ftr", Style::Footer));
        let mut main = std::mem::replace(&mut self.part, Part::new("", "", Vec::new()));
        let mut whole = Markup::default();
        whole.open(
            "w:document",
            &[
                ("xmlns:w", WORD),
                ("xmlns:r", OFFICE),
                ("xmlns:wp", PLACED),
                ("xmlns:a", DRAWING),
                ("xmlns:pic", PICTURE),
            ],
        );
        whole.open("w:body", &[]).verbatim(&std::mem::take(&mut self.body).finish());
        main.kind = MAIN;
        main.bytes = (DECLARATION.to_owned() + &whole.finish()).into_bytes();
        let document = self.document;
        let (styles, numbering, theme) = match self.template {
            Some(Template { styles, numbering, theme, .. }) => (styles, numbering, theme),
            None => (styles::sheet(&self.accent, &document.language, document.direction), styles::numbering(), None),
        };
        let carried = theme.is_none();
        let mut parts = vec![
            Part::new("word/styles.xml", STYLES, styles),
            Part::new("word/numbering.xml", NUMBERING, numbering),
            Part::xml("word/settings.xml", SETTINGS, settings(document)),
            header,
            footer,
        ];
        main.relate("styles", "styles.xml");
        main.relate("numbering", "numbering.xml");
        main.relate("settings", "settings.xml");
        if let Some(theme) = theme {
            let kind = "application/vnd.openxmlformats-officedocument.theme+xml";
            parts.push(Part::new("word/theme/theme1.xml", kind, theme));
            main.relate("theme", "theme/theme1.xml");
        }
        if carried {
            main.relate("fontTable", "fontTable.xml");
            parts.extend(fonts());
        }
        parts.extend(self.pictures.into_iter().map(Image::part));
        parts.insert(0, main);
        package(document, parts)
    }
}

/// What a table is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Report,
    Plain,
}

/// Where the text of a column stands: the words of both directions say *left* where the language begins.
fn align(align: Align) -> Option<&'static str> {
    match align {
        Align::Start => None,
        Align::End => Some("right"),
    }
}

/// Points as twentieths of a point.
fn twips(points: f64) -> String {
    format!("{:.0}", points * 20.0)
}

/// Fields are computed when the document is opened: page numbers in the contents, numbers of captions.
fn settings(document: &Document) -> Markup {
    let mut xml = Markup::default();
    xml.open("w:settings", &[("xmlns:w", WORD)]);
    xml.element("w:embedTrueTypeFonts", &[], "");
    value(&mut xml, "w:updateFields", "true");
    value(&mut xml, "w:defaultTabStop", "720");
    xml.open("w:compat", &[]);
    xml.element(
        "w:compatSetting",
        &[("w:name", "compatibilityMode"), ("w:uri", "http://schemas.microsoft.com/office/word"), ("w:val", "15")],
        "",
    );
    xml.close();
    let language = document.language.as_str();
    match document.direction {
        Direction::Ltr => xml.element("w:themeFontLang", &[("w:val", language)], ""),
        Direction::Rtl => xml.element("w:themeFontLang", &[("w:val", "en"), ("w:bidi", language)], ""),
    };
    xml
}

/// The type of the document, which few machines have; what stands in for it is named.
fn fonts() -> Vec<Part> {
    let mut table = Part::new("word/fontTable.xml", FONTS, Vec::new());
    let mut xml = Markup::default();
    xml.open("w:fonts", &[("xmlns:w", WORD), ("xmlns:r", OFFICE)]).open("w:font", &[("w:name", font::FAMILY)]);
    value(&mut xml, "w:altName", "Segoe UI");
    value(&mut xml, "w:charset", "B2");
    value(&mut xml, "w:family", "swiss");
    value(&mut xml, "w:pitch", "variable");
    let mut parts = Vec::new();
    let faces = [("w:embedRegular", font::REGULAR), ("w:embedBold", font::BOLD)];
    for (place, ((element, face), key)) in faces.into_iter().zip(FONT_KEYS).enumerate() {
        let target = format!("fonts/font{}.odttf", place + 1);
        let relation = table.relate("font", &target);
        xml.element(element, &[("r:id", &relation), ("w:fontKey", &format!("{{{key}}}"))], "");
        let kind = "application/vnd.openxmlformats-officedocument.obfuscatedFont";
        parts.push(Part::new(format!("word/{target}"), kind, veiled(face, key)));
    }
    table.bytes = (DECLARATION.to_owned() + &xml.finish()).into_bytes();
    parts.insert(0, table);
    parts
}

/// A font as documents carry it: its first 32 bytes crossed with the key, read from its end.
fn veiled(face: &[u8], key: &str) -> Vec<u8> {
    let digits: Vec<u8> = key.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| digit as u8).collect();
    let key: Vec<u8> = digits.chunks(2).rev().map(|pair| pair[0] << 4 | pair[1]).collect();
    let crossed = |(place, byte): (usize, &u8)| if place < 32 { byte ^ key[place % 16] } else { *byte };
    face.iter().enumerate().map(crossed).collect()
}
