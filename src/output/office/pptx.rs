//! Slides for a meeting: of each chapter its sentence, a few statements, and one chart or the head of one table. Nothing
//! leaves its slide: what is too long is shortened, and it is said how much was left out.
use crate::chart::paper::colour;
use crate::chart::paper::font::{FAMILY, Weight, fold};
use crate::document::{Align, Block, Cell, Chapter, Content, Document, Grid, Row, Tone, Weight as Loud};
use crate::locale::{Direction, Locale, Value};
use crate::markup::Markup;
use crate::output::office::columns::{Columns, PADDING};
use crate::output::office::{
    DRAWING, Image, OFFICE, Part, accent, emu, hex, images, ink, joined, letters, logo, package,
};
use crate::output::{Failure, File, Format, Package, Wanted, words};

pub(in crate::output) const FORMAT: Format = Format { name: "pptx", wanted: Wanted::Asked, write, page: None };

/// Chapters that have a slide.
const SHOWN: &[&str] = &[
    "summary",
    "headline",
    "index",
    "stages",
    "obstacles",
    "benefits",
    "services",
    "beneficiaries",
    "groups",
    "change",
    "promises",
];

const SLIDES: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
const MAIN: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml";
const SLIDE: &str = "application/vnd.openxmlformats-officedocument.presentationml.slide+xml";
const LAYOUT: &str = "application/vnd.openxmlformats-officedocument.presentationml.slideLayout+xml";
const MASTER: &str = "application/vnd.openxmlformats-officedocument.presentationml.slideMaster+xml";
const THEME: &str = "application/vnd.openxmlformats-officedocument.theme+xml";

/// The chapter of what was found and what to decide.
const SUMMARY: &str = "headline";

/// A slide in points, 16 to 9.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 540.0;
const MARGIN: f64 = 48.0;
/// Between the title and the foot.
const BODY: Area = Area { x: MARGIN, y: 136.0, width: WIDTH - 2.0 * MARGIN, height: 354.0 };
/// A chart beside statements.
const BESIDE: Area = Area { x: 372.0, width: 540.0, ..BODY };
const STATEMENTS: Area = Area { width: 300.0, ..BODY };
const TITLE: Area = Area { x: MARGIN, y: 46.0, width: BODY.width, height: 78.0 };
const CHAPTER: Area = Area { x: MARGIN, y: 22.0, width: BODY.width, height: 22.0 };
const FOOT: Area = Area { x: MARGIN, y: 504.0, width: 720.0, height: 20.0 };
const NUMBER: Area = Area { x: WIDTH - MARGIN - 100.0, width: 100.0, ..FOOT };

/// Sizes of type, in points.
const TITLE_SIZE: f64 = 24.0;
const STATEMENT_SIZE: f64 = 16.0;
const CELL_SIZE: f64 = 12.0;
/// Statements are set no smaller.
const SMALLEST: f64 = 12.0;
/// Height of a line of type.
const LINE: f64 = 1.5;
/// Type that stands in for ours may be wider.
const SPARE: f64 = 0.93;
const ROWS_SHOWN: usize = 10;
const LINES_OF_CELL: usize = 2;
const LINES_OF_HEADING: usize = 3;
/// A chart shown at less than this part of its size cannot be read from the back of a room.
const LEGIBLE: f64 = 0.65;

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    Ok(vec![File { path: "slides.pptx".to_owned(), bytes: render(package.document, package.locale)? }])
}

/// A title, what is found in brief, and a slide for each chapter that a meeting looks at.
pub fn render(document: &Document, locale: &Locale) -> Result<Vec<u8>, Failure> {
    let mut deck = Deck { document, locale, accent: accent(document), slides: Vec::new(), pictures: Vec::new() };
    deck.opening()?;
    deck.brief();
    for chapter in document.chapters.iter().filter(|chapter| SHOWN.contains(&chapter.code)) {
        deck.chapter(chapter)?;
    }
    for (title, items) in listed(document).skip(1) {
        deck.list(title, items);
    }
    Ok(deck.finish())
}

struct Deck<'a> {
    document: &'a Document,
    locale: &'a Locale,
    accent: String,
    slides: Vec<Part>,
    pictures: Vec<Image>,
}

/// A place on a slide that is read from the left, in points.
#[derive(Clone, Copy)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Something said on a slide.
#[derive(Clone, Copy)]
struct Statement<'a> {
    text: &'a str,
    /// Not what only leads in those below it.
    bullet: bool,
}

impl<'a> Statement<'a> {
    fn of(text: &'a str) -> Statement<'a> {
        Statement { text, bullet: true }
    }
}

/// How a paragraph looks.
#[derive(Clone, Copy)]
struct Type<'a> {
    size: f64,
    weight: Weight,
    colour: &'a str,
    bullet: bool,
    align: Align,
}

/// A slide as it is built.
struct Slide {
    part: Part,
    xml: Markup,
    shapes: usize,
}

impl Deck<'_> {
    fn opening(&mut self) -> Result<(), Failure> {
        let document = self.document;
        let mut slide = self.open(1);
        let white = Type { size: 40.0, weight: Weight::Bold, colour: "FFFFFF", bullet: false, align: Align::Start };
        let quiet = Type { size: 18.0, weight: Weight::Regular, colour: "DCE6F0", ..white };
        if let Some(image) = logo("ppt/media", document)? {
            let (width, height) = image.within(240.0, 72.0);
            let x = if self.turned() { WIDTH - MARGIN - width } else { MARGIN };
            self.picture(&mut slide, image, Area { x, y: 40.0, width, height });
        }
        let room = WIDTH - 2.0 * MARGIN;
        let title = Area { x: MARGIN, y: 140.0, width: room, height: 128.0 };
        self.text(&mut slide, "ctrTitle", title, &[(fitted(&document.title, white, room, 2), white)]);
        let mut lines: Vec<(String, Type)> =
            document.subtitle.iter().take(3).map(|line| (fitted(line, quiet, room, 2), quiet)).collect();
        if !document.cover.status.is_empty() {
            let status = Type { weight: Weight::Bold, ..quiet };
            lines.push((fitted(&document.cover.status, status, room, 1), status));
        }
        let below = Area { x: MARGIN, y: 290.0, width: room, height: 130.0 };
        self.text(&mut slide, "subTitle", below, &lines);
        let small = Type { size: 13.0, ..quiet };
        let notices: Vec<(String, Type)> =
            document.notices.iter().take(2).map(|notice| (fitted(notice, small, room, 2), small)).collect();
        if !notices.is_empty() {
            self.text(&mut slide, "", Area { x: MARGIN, y: 440.0, width: room, height: 84.0 }, &notices);
        }
        self.close(slide);
        Ok(())
    }

    /// The sentences that no one must miss, where no chapter has gathered them.
    fn brief(&mut self) {
        let chapters = &self.document.chapters;
        if let Some((title, items)) = listed(self.document).next() {
            return self.list(title, items);
        }
        let shown = chapters.iter().filter(|chapter| SHOWN.contains(&chapter.code));
        let leads: Vec<Statement> = shown.flat_map(|chapter| leads(chapter).take(1)).map(Statement::of).collect();
        if leads.is_empty() {
            return;
        }
        let mut slide = self.content("", &self.locale.word("pages.summary"));
        self.statements(&mut slide, &leads, BODY, 20.0);
        self.close(slide);
    }

    /// A slide of statements under their heading.
    fn list(&mut self, title: &str, items: &[String]) {
        let items: Vec<Statement> = items.iter().map(|item| Statement::of(item)).collect();
        let mut slide = self.content("", title);
        self.statements(&mut slide, &items, BODY, 20.0);
        self.close(slide);
    }

    fn chapter(&mut self, chapter: &Chapter) -> Result<(), Failure> {
        let room = BODY.width * SPARE;
        let mut statements: Vec<Statement> = leads(chapter).map(Statement::of).collect();
        let lead = statements.first().map(|first| first.text).filter(|lead| {
            let lead = joined(lead, self.document.direction);
            !fold(&lead, TITLE_SIZE, Weight::Bold, room, 2).cut
        });
        if lead.is_some() {
            statements.remove(0);
        }
        for (position, block) in chapter.blocks.iter().enumerate() {
            let headed =
                position.checked_sub(1).is_some_and(|before| matches!(chapter.blocks[before], Block::Heading(_)));
            let leads_in = matches!(chapter.blocks.get(position + 1), Some(Block::List(_)));
            match block {
                Block::Paragraph(text) => statements.push(Statement { text, bullet: !leads_in }),
                Block::List(items) if !headed => statements.extend(items.iter().map(|item| Statement::of(item))),
                _ => {}
            }
        }
        let grid = chapter.blocks.iter().find_map(|block| match block {
            Block::Table(grid) if !grid.rows.is_empty() => Some(grid),
            _ => None,
        });
        let alone = statements.is_empty();
        let chart = self.chart(chapter, lead, if alone { BODY } else { BESIDE })?;
        if statements.is_empty() && grid.is_none() && chart.is_none() {
            return Ok(());
        }
        let finding = chart.as_ref().map(|(_, finding)| finding.as_str());
        // Where the chart's finding is the title, the sentence that begins with it goes on from there.
        if let (None, Some(finding)) = (lead, finding) {
            for statement in &mut statements {
                let rest = statement.text.strip_prefix(finding).map(str::trim_start);
                statement.text = rest.filter(|rest| !rest.is_empty()).unwrap_or(statement.text);
            }
        }
        let mut slide = match lead.or(finding) {
            Some(title) => self.content(&chapter.title, title),
            None => self.content("", &chapter.title),
        };
        match (chart, grid) {
            (Some((image, _)), _) => {
                let area = if alone { BODY } else { BESIDE };
                let (width, height) = image.within(area.width, area.height);
                let area = if alone {
                    Area { x: area.x + (area.width - width) / 2.0, width, height, ..area }
                } else {
                    Area { x: area.x + area.width - width, width, height, ..area }
                };
                let area = self.placed(area);
                self.picture(&mut slide, image, area);
                self.statements(&mut slide, &statements, STATEMENTS, STATEMENT_SIZE);
            }
            (None, Some(grid)) => self.table(&mut slide, grid),
            (None, None) => self.statements(&mut slide, &statements, BODY, 20.0),
        }
        self.close(slide);
        Ok(())
    }

    /// The first chart of a chapter, if it can be read in this room, with its own title, which is that of the slide
    /// unless a sentence of the chapter says more; the chart does not repeat what stands above it.
    fn chart(&self, chapter: &Chapter, title: Option<&str>, area: Area) -> Result<Option<(Image, String)>, Failure> {
        let name = chapter.blocks.iter().find_map(|block| match block {
            Block::Chart(name) => Some(name),
            _ => None,
        });
        let Some(mut figure) = name.and_then(|name| self.document.figure(name)).cloned() else { return Ok(None) };
        let finding = figure.frame.title.clone();
        if title.is_none_or(|title| title.starts_with(&finding)) {
            figure.frame.title.clear();
        }
        let legible = |image: &Image| image.within(area.width, area.height).0 >= image.width * LEGIBLE;
        let image = images("ppt/media", &figure)?.into_iter().next().filter(legible);
        Ok(image.map(|image| (image, finding)))
    }

    /// Whole statements, in the largest type in which all of them have room; where they have none, as many as have it in
    /// the smallest, and how many more the report has.
    fn statements(&mut self, slide: &mut Slide, statements: &[Statement], area: Area, size: f64) {
        let texts: Vec<String> =
            statements.iter().map(|statement| joined(statement.text, self.document.direction)).collect();
        let most = usize::from(u8::MAX);
        let lines = |text: &str, size: f64| {
            let folded = fold(text, size, Weight::Regular, (area.width - size) * SPARE, most).lines;
            // Of a text too long for any slide not all is folded.
            let letters: usize = folded.iter().map(|line| line.chars().count() + 1).sum();
            if letters < text.chars().count() { most } else { folded.len() }
        };
        let room = |size: f64| (area.height / (size * LINE * 1.12)) as usize;
        let has_room = |size: &f64| texts.iter().map(|text| lines(text, *size)).sum::<usize>() <= room(*size);
        let sizes = || std::iter::successors(Some(size), |size| Some(size - 1.0)).take_while(|size| *size >= SMALLEST);
        let fitting = sizes().find(has_room);
        let size = fitting.unwrap_or(SMALLEST);
        let set = Type { size, bullet: true, ..self.plain() };
        let mut lines_left = room(size) - usize::from(fitting.is_none());
        let mut shown = Vec::new();
        for (text, statement) in texts.iter().zip(statements) {
            let own = lines(text, size);
            if own <= lines_left {
                lines_left -= own;
                shown.push((text.clone(), Type { bullet: statement.bullet, ..set }));
            }
        }
        let left = texts.len() - shown.len();
        if left > 0 {
            shown.push((
                self.locale.say("pages.more-statements", &[("count", Value::from(left))]),
                Type { bullet: false, colour: hex(colour::MUTED), ..set },
            ));
        }
        if !shown.is_empty() {
            let area = self.placed(area);
            self.text(slide, "body", area, &shown);
        }
    }

    fn plain(&self) -> Type<'static> {
        Type {
            size: STATEMENT_SIZE,
            weight: Weight::Regular,
            colour: hex(colour::INK),
            bullet: false,
            align: Align::Start,
        }
    }

    /// The head of a table: its caption, its first rows, and how many were left out.
    fn table(&mut self, slide: &mut Slide, grid: &Grid) {
        let caption = Type { weight: Weight::Bold, size: 14.0, ..self.plain() };
        let above = Area { height: 24.0, ..BODY };
        self.text(slide, "", self.placed(above), &[(fitted(&grid.caption, caption, above.width, 1), caption)]);
        let widths = Columns::of(grid, self.locale, CELL_SIZE).share(BODY.width);
        let mut room = BODY.height - 40.0 - CELL_SIZE * LINE;
        let headings: Vec<Cell> = grid.columns.iter().map(|column| Cell::text(column.heading.clone())).collect();
        let heading = Row { cells: headings, weight: Loud::Strong };
        let mut rows = vec![(&heading, self.height(&heading, &widths, LINES_OF_HEADING))];
        room -= rows[0].1;
        for row in grid.rows.iter().take(ROWS_SHOWN) {
            let height = self.height(row, &widths, LINES_OF_CELL);
            if height > room {
                break;
            }
            room -= height;
            rows.push((row, height));
        }
        let kept = rows.len() - 1;
        let left = grid.rows[kept..].iter().filter(|row| row.weight != Loud::Section).count();
        let height = rows.iter().map(|(_, height)| height).sum();
        let area = Area { y: BODY.y + 30.0, height, ..BODY };
        self.open_table(slide, area, &widths);
        for (position, (row, height)) in rows.into_iter().enumerate() {
            slide.xml.open("a:tr", &[("h", &emu(height))]);
            self.row(slide, row, grid, &widths, position == 0);
            slide.xml.close();
        }
        // Out of the table, its data, the graphic and the frame.
        for _ in 0..4 {
            slide.xml.close();
        }
        if left > 0 {
            let set = Type { size: CELL_SIZE, colour: hex(colour::MUTED), ..self.plain() };
            let below = Area { y: area.y + area.height + 10.0, height: CELL_SIZE * LINE, ..BODY };
            self.text(
                slide,
                "",
                self.placed(below),
                &[(self.locale.say("pages.more-rows", &[("count", Value::from(left))]), set)],
            );
        }
    }

    /// Height of a row whose cells are folded in these columns.
    fn height(&self, row: &Row, widths: &[f64], most: usize) -> f64 {
        let lines = |(cell, width): (&Cell, &f64)| {
            let text = joined(&words::signed(self.locale, cell), self.document.direction);
            fold(&text, CELL_SIZE, Weight::Bold, (width - PADDING) * SPARE, most).lines.len()
        };
        let spans = row.weight == Loud::Section;
        let lines = if spans { 1 } else { row.cells.iter().zip(widths).map(lines).max().unwrap_or(1).max(1) };
        lines as f64 * CELL_SIZE * LINE + 8.0
    }

    fn row(&mut self, slide: &mut Slide, row: &Row, grid: &Grid, widths: &[f64], heading: bool) {
        let accent = self.accent.clone();
        let loud = row.weight != Loud::Normal;
        let whole: f64 = widths.iter().sum();
        let spans = row.weight == Loud::Section;
        let columns = widths.len().to_string();
        for (position, place) in self.places_of(widths.len()).into_iter().enumerate() {
            // The title of a group takes the whole row.
            let place = if spans { position } else { place };
            let (cell, column, width) = (&row.cells[place], &grid.columns[place], widths[place]);
            match (spans, position) {
                (true, 0) => slide.xml.open("a:tc", &[("gridSpan", columns.as_str())]),
                (true, _) => slide.xml.open("a:tc", &[("hMerge", "1")]),
                (false, _) => slide.xml.open("a:tc", &[]),
            };
            let set = Type {
                size: CELL_SIZE,
                weight: if loud { Weight::Bold } else { Weight::Regular },
                colour: if heading { "FFFFFF" } else { ink(cell.tone).unwrap_or(hex(colour::INK)) },
                align: column.align,
                bullet: false,
            };
            let (text, set) = match cell.content {
                Content::Bar(share) => {
                    let blocks = words::blocks(share, ((width - PADDING) / CELL_SIZE * 1.2) as usize);
                    ("■".repeat(blocks), Type { align: Align::Start, colour: super::fill(cell.tone), ..set })
                }
                _ if spans && position > 0 => (String::new(), set),
                _ => {
                    let room = if spans { whole } else { width } - PADDING;
                    let text = joined(&words::signed(self.locale, cell), self.document.direction);
                    (fitted(&text, set, room, if heading { LINES_OF_HEADING } else { LINES_OF_CELL }), set)
                }
            };
            slide.xml.open("a:txBody", &[]).element("a:bodyPr", &[], "").element("a:lstStyle", &[], "");
            self.paragraph(&mut slide.xml, &text, set, false);
            slide.xml.close();
            slide.xml.open(
                "a:tcPr",
                &[
                    ("marL", emu(PADDING / 2.0).as_str()),
                    ("marR", &emu(PADDING / 2.0)),
                    ("marT", &emu(3.0)),
                    ("marB", &emu(3.0)),
                    ("anchor", "ctr"),
                ],
            );
            for side in ["a:lnL", "a:lnR", "a:lnT"] {
                slide.xml.open(side, &[("w", "0")]).element("a:noFill", &[], "").close();
            }
            slide.xml.open("a:lnB", &[("w", "9525")]);
            solid(&mut slide.xml, hex(colour::GRID));
            slide.xml.close();
            match (heading, loud) {
                (true, _) => solid(&mut slide.xml, &accent),
                (false, true) => solid(&mut slide.xml, "EEF4F9"),
                (false, false) => {
                    slide.xml.element("a:noFill", &[], "");
                }
            }
            slide.xml.close().close();
        }
    }

    /// Columns from left to right: not every program turns a table round.
    fn places_of(&self, columns: usize) -> Vec<usize> {
        if self.turned() { (0..columns).rev().collect() } else { (0..columns).collect() }
    }

    fn open_table(&self, slide: &mut Slide, area: Area, widths: &[f64]) {
        let (id, name) = slide.name("Table");
        let xml = &mut slide.xml;
        xml.open("p:graphicFrame", &[]).open("p:nvGraphicFramePr", &[]);
        xml.element("p:cNvPr", &[("id", &id), ("name", &name)], "").element("p:cNvGraphicFramePr", &[], "");
        xml.element("p:nvPr", &[], "").close();
        xml.open("p:xfrm", &[]);
        place(xml, area);
        xml.close()
            .open("a:graphic", &[])
            .open("a:graphicData", &[("uri", "http://schemas.openxmlformats.org/drawingml/2006/table")]);
        xml.open("a:tbl", &[]);
        xml.element("a:tblPr", &[("firstRow", "1")], "").open("a:tblGrid", &[]);
        for place in self.places_of(widths.len()) {
            xml.element("a:gridCol", &[("w", &emu(widths[place]))], "");
        }
        xml.close();
    }

    fn turned(&self) -> bool {
        self.document.direction == Direction::Rtl
    }

    /// An area where it lies in the document's direction.
    fn placed(&self, area: Area) -> Area {
        if self.turned() { Area { x: WIDTH - area.x - area.width, ..area } } else { area }
    }

    /// A slide of this layout.
    fn open(&self, layout: usize) -> Slide {
        let number = self.slides.len() + 1;
        let mut part = Part::new(format!("ppt/slides/slide{number}.xml"), SLIDE, Vec::new());
        part.relate("slideLayout", &format!("../slideLayouts/slideLayout{layout}.xml"));
        let mut xml = Markup::default();
        open_tree(&mut xml, "p:sld");
        Slide { part, xml, shapes: 1 }
    }

    /// A slide with its title, the chapter above it, a foot and its number.
    fn content(&mut self, chapter: &str, title: &str) -> Slide {
        let mut slide = self.open(2);
        let accent = self.accent.clone();
        let set = Type { size: TITLE_SIZE, weight: Weight::Bold, colour: &accent, ..self.plain() };
        let title = fitted(&joined(title, self.document.direction), set, TITLE.width, 2);
        self.text(&mut slide, "title", TITLE, &[(title, set)]);
        let small = Type { size: 13.0, weight: Weight::Bold, colour: hex(colour::ACCENT), ..self.plain() };
        if !chapter.is_empty() {
            self.text(&mut slide, "", CHAPTER, &[(fitted(chapter, small, CHAPTER.width, 1), small)]);
        }
        let foot = Type { size: 10.0, weight: Weight::Regular, colour: hex(colour::MUTED), ..small };
        self.text(&mut slide, "", self.placed(FOOT), &[(fitted(&self.document.title, foot, FOOT.width, 1), foot)]);
        let number = self.slides.len() as u64 + 1;
        let printed = self.locale.plain(number);
        self.text(&mut slide, "sldNum", self.placed(NUMBER), &[(printed, Type { align: Align::End, ..foot })]);
        slide
    }

    fn close(&mut self, slide: Slide) {
        let Slide { mut part, xml, .. } = slide;
        part.bytes = (super::DECLARATION.to_owned() + &xml.finish()).into_bytes();
        self.slides.push(part);
    }

    /// A box of paragraphs; `kind` is the place of the layout that it fills, if any.
    fn text(&self, slide: &mut Slide, kind: &str, area: Area, paragraphs: &[(String, Type)]) {
        let (id, name) = slide.name("Text");
        let xml = &mut slide.xml;
        xml.open("p:sp", &[]).open("p:nvSpPr", &[]).element("p:cNvPr", &[("id", &id), ("name", &name)], "");
        let boxed: &[(&str, &str)] = if kind.is_empty() { &[("txBox", "1")] } else { &[] };
        xml.element("p:cNvSpPr", boxed, "").open("p:nvPr", &[]);
        match kind {
            "" => {}
            "sldNum" => {
                xml.element("p:ph", &[("type", kind), ("sz", "quarter"), ("idx", "12")], "");
            }
            "title" | "ctrTitle" => {
                xml.element("p:ph", &[("type", kind)], "");
            }
            _ => {
                xml.element("p:ph", &[("type", kind), ("idx", "1")], "");
            }
        }
        xml.close().close().open("p:spPr", &[]).open("a:xfrm", &[]);
        place(xml, area);
        xml.close().open("a:prstGeom", &[("prst", "rect")]).element("a:avLst", &[], "").close().close();
        let anchor = if kind == "ctrTitle" { "b" } else { "t" };
        let number = kind == "sldNum";
        self.body(&mut slide.xml, paragraphs, anchor, number);
        slide.xml.close();
    }

    /// The paragraphs of a box, or the number of its slide.
    fn body(&self, xml: &mut Markup, paragraphs: &[(String, Type)], anchor: &str, number: bool) {
        xml.open("p:txBody", &[]);
        let turned = if self.turned() { "1" } else { "0" };
        let none = ["lIns", "tIns", "rIns", "bIns"].map(|side| (side, "0"));
        let set = [("wrap", "square"), ("rtlCol", turned), ("anchor", anchor)];
        xml.element("a:bodyPr", &[&none[..], &set].concat(), "").element("a:lstStyle", &[], "");
        for (text, set) in paragraphs {
            self.paragraph(xml, text, *set, number);
        }
        xml.close();
    }

    fn paragraph(&self, xml: &mut Markup, text: &str, set: Type, number: bool) {
        let turned = self.turned();
        let align = if (set.align == Align::Start) == turned { "r" } else { "l" };
        let mut attributes = vec![("algn", align.to_owned()), ("rtl", if turned { "1" } else { "0" }.to_owned())];
        if set.bullet {
            let side = if turned { "marR" } else { "marL" };
            attributes.extend([(side, emu(set.size)), ("indent", format!("-{}", emu(set.size)))]);
        }
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        xml.open("a:p", &[]).open("a:pPr", &attributes);
        if set.bullet {
            xml.open("a:spcAft", &[]).element("a:spcPts", &[("val", &format!("{:.0}", set.size * 45.0))], "").close();
            xml.open("a:buClr", &[]).element("a:srgbClr", &[("val", hex(colour::ACCENT))], "").close();
            xml.element("a:buChar", &[("char", "•")], "");
        } else {
            xml.element("a:buNone", &[], "");
        }
        xml.close();
        if text.is_empty() {
            xml.element("a:endParaRPr", &[("lang", &self.document.language)], "").close();
            return;
        }
        if number {
            xml.open("a:fld", &[("id", "{6D697179-6173-4E75-8D62-657200000001}"), ("type", "slidenum")]);
        } else {
            xml.open("a:r", &[]);
        }
        let size = format!("{:.0}", set.size * 100.0);
        let bold = if set.weight == Weight::Bold { "1" } else { "0" };
        xml.open("a:rPr", &[("lang", self.document.language.as_str()), ("sz", &size), ("b", bold)]);
        solid(xml, set.colour);
        xml.element("a:latin", &[("typeface", FAMILY)], "").element("a:cs", &[("typeface", FAMILY)], "").close();
        xml.element("a:t", &[], &joined(text, self.document.direction)).close().close();
    }

    fn picture(&mut self, slide: &mut Slide, image: Image, area: Area) {
        let (id, _) = slide.name("Picture");
        let target = image.path.replace("ppt/", "../");
        let relation = slide.part.relate("image", &target);
        let (name, alt) = (letters(&image.name), joined(&image.alt, self.document.direction));
        let mut described = vec![("id", id.as_str()), ("name", name.as_str())];
        if !alt.is_empty() {
            described.push(("descr", alt.as_str()));
        }
        let xml = &mut slide.xml;
        xml.open("p:pic", &[]).open("p:nvPicPr", &[]).element("p:cNvPr", &described, "");
        xml.open("p:cNvPicPr", &[]).element("a:picLocks", &[("noChangeAspect", "1")], "").close();
        xml.element("p:nvPr", &[], "").close();
        xml.open("p:blipFill", &[]).element("a:blip", &[("r:embed", &relation)], "");
        xml.open("a:stretch", &[]).element("a:fillRect", &[], "").close().close();
        xml.open("p:spPr", &[]).open("a:xfrm", &[]);
        place(xml, area);
        xml.close().open("a:prstGeom", &[("prst", "rect")]).element("a:avLst", &[], "").close().close().close();
        if !self.pictures.iter().any(|known| known.path == image.path) {
            self.pictures.push(image);
        }
    }

    fn finish(self) -> Vec<u8> {
        let mut main = Part::new("ppt/presentation.xml", MAIN, Vec::new());
        let mut xml = Markup::default();
        let direction = if self.turned() { "1" } else { "0" };
        xml.open(
            "p:presentation",
            &[("xmlns:a", DRAWING), ("xmlns:r", OFFICE), ("xmlns:p", SLIDES), ("rtl", direction)],
        );
        let master = main.relate("slideMaster", "slideMasters/slideMaster1.xml");
        xml.open("p:sldMasterIdLst", &[])
            .element("p:sldMasterId", &[("id", "2147483648"), ("r:id", &master)], "")
            .close();
        xml.open("p:sldIdLst", &[]);
        for number in 1..=self.slides.len() {
            let relation = main.relate("slide", &format!("slides/slide{number}.xml"));
            xml.element("p:sldId", &[("id", &(255 + number).to_string()), ("r:id", &relation)], "");
        }
        xml.close();
        xml.element("p:sldSz", &[("cx", &emu(WIDTH)), ("cy", &emu(HEIGHT))], "");
        xml.element("p:notesSz", &[("cx", &emu(HEIGHT)), ("cy", &emu(720.0))], "");
        main.relate("theme", "theme/theme1.xml");
        main.bytes = (super::DECLARATION.to_owned() + &xml.finish()).into_bytes();
        let mut parts = vec![main, self.master()];
        parts.extend([self.layout(1), self.layout(2)]);
        parts.push(Part::new("ppt/theme/theme1.xml", THEME, theme(&self.accent)));
        let document = self.document;
        parts.extend(self.slides);
        parts.extend(self.pictures.into_iter().map(Image::part));
        package(document, parts)
    }

    /// What all slides have: a band in the document's colour, and where title, text and number stand.
    fn master(&self) -> Part {
        let mut part = Part::new("ppt/slideMasters/slideMaster1.xml", MASTER, Vec::new());
        let layouts: Vec<String> = (1..=2)
            .map(|layout| part.relate("slideLayout", &format!("../slideLayouts/slideLayout{layout}.xml")))
            .collect();
        part.relate("theme", "../theme/theme1.xml");
        let mut slide = Slide { part, xml: Markup::default(), shapes: 1 };
        open_tree(&mut slide.xml, "p:sldMaster");
        self.band(&mut slide, Area { x: 0.0, y: 0.0, width: WIDTH, height: 10.0 });
        self.places(&mut slide, &[("title", TITLE), ("body", BODY), ("sldNum", self.placed(NUMBER))]);
        let mut xml = slide.xml;
        xml.close().close();
        let map = [
            "bg1", "tx1", "bg2", "tx2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
            "folHlink",
        ];
        let to = [
            "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
            "folHlink",
        ];
        xml.element("p:clrMap", &map.into_iter().zip(to).collect::<Vec<_>>(), "");
        xml.open("p:sldLayoutIdLst", &[]);
        for (place, relation) in layouts.iter().enumerate() {
            xml.element("p:sldLayoutId", &[("id", &(2147483649 + place as u64).to_string()), ("r:id", relation)], "");
        }
        xml.close();
        slide.part.bytes = (super::DECLARATION.to_owned() + &xml.finish()).into_bytes();
        slide.part
    }

    /// The layout of the first slide, or of all others.
    fn layout(&self, number: usize) -> Part {
        let mut part = Part::new(format!("ppt/slideLayouts/slideLayout{number}.xml"), LAYOUT, Vec::new());
        part.relate("slideMaster", "../slideMasters/slideMaster1.xml");
        let mut slide = Slide { part, xml: Markup::default(), shapes: 1 };
        open_tree(&mut slide.xml, "p:sldLayout");
        if number == 1 {
            self.band(&mut slide, Area { x: 0.0, y: 0.0, width: WIDTH, height: HEIGHT });
            let below = Area { x: MARGIN, y: 290.0, width: BODY.width, height: 130.0 };
            let title = Area { x: MARGIN, y: 140.0, width: BODY.width, height: 128.0 };
            self.places(&mut slide, &[("ctrTitle", title), ("subTitle", below)]);
        } else {
            self.places(&mut slide, &[("title", TITLE), ("body", BODY), ("sldNum", self.placed(NUMBER))]);
        }
        slide.part.bytes = (super::DECLARATION.to_owned() + &slide.xml.finish()).into_bytes();
        slide.part
    }

    fn places(&self, slide: &mut Slide, places: &[(&str, Area)]) {
        for (kind, area) in places {
            let size = if *kind == "sldNum" { 10.0 } else { TITLE_SIZE };
            let set = Type { size, ..self.plain() };
            self.text(slide, kind, *area, &[(String::new(), set)]);
        }
    }

    fn band(&self, slide: &mut Slide, area: Area) {
        let (id, name) = slide.name("Band");
        let xml = &mut slide.xml;
        xml.open("p:sp", &[]).open("p:nvSpPr", &[]).element("p:cNvPr", &[("id", &id), ("name", &name)], "");
        xml.element("p:cNvSpPr", &[], "").element("p:nvPr", &[], "").close();
        xml.open("p:spPr", &[]).open("a:xfrm", &[]);
        place(xml, area);
        xml.close().open("a:prstGeom", &[("prst", "rect")]).element("a:avLst", &[], "").close();
        solid(xml, &self.accent);
        xml.open("a:ln", &[]).element("a:noFill", &[], "").close().close().close();
    }
}

impl Slide {
    /// Number and name of the next shape.
    fn name(&mut self, kind: &str) -> (String, String) {
        self.shapes += 1;
        (self.shapes.to_string(), format!("{kind} {}", self.shapes))
    }
}

/// Lists of the summary, wherever it stands, with the headings directly above them: what was found first, what to decide
/// last.
fn listed(document: &Document) -> impl Iterator<Item = (&str, &[String])> {
    let summary = document.chapters.iter().find(|chapter| chapter.code == SUMMARY);
    let blocks = summary.map_or(&[][..], |chapter| &chapter.blocks);
    blocks.windows(2).filter_map(|pair| match pair {
        [Block::Heading(title), Block::List(items)] => Some((title.as_str(), items.as_slice())),
        _ => None,
    })
}

fn leads(chapter: &Chapter) -> impl Iterator<Item = &str> {
    chapter.blocks.iter().filter_map(|block| match block {
        Block::Lead(text) => Some(text.as_str()),
        _ => None,
    })
}

/// A text that takes at most so many lines of this width, shortened where it must.
fn fitted(text: &str, set: Type, width: f64, lines: usize) -> String {
    let folded = fold(text, set.size, set.weight, width * SPARE, lines);
    if folded.cut { folded.lines.join(" ") } else { text.to_owned() }
}

/// Opens a slide, layout or master up to its tree of shapes.
fn open_tree(xml: &mut Markup, root: &'static str) {
    xml.open(root, &[("xmlns:a", DRAWING), ("xmlns:r", OFFICE), ("xmlns:p", SLIDES)]);
    xml.open("p:cSld", &[]).open("p:spTree", &[]).open("p:nvGrpSpPr", &[]);
    xml.element("p:cNvPr", &[("id", "1"), ("name", "Slide")], "").element("p:cNvGrpSpPr", &[], "");
    xml.element("p:nvPr", &[], "").close().element("p:grpSpPr", &[], "");
}

fn place(xml: &mut Markup, area: Area) {
    xml.element("a:off", &[("x", &emu(area.x)), ("y", &emu(area.y))], "");
    xml.element("a:ext", &[("cx", &emu(area.width)), ("cy", &emu(area.height))], "");
}

fn solid(xml: &mut Markup, colour: &str) {
    xml.open("a:solidFill", &[]).element("a:srgbClr", &[("val", colour)], "").close();
}

/// Colours and type of the slides, and what stands in for the type where it is not installed.
fn theme(accent: &str) -> String {
    let mut xml = Markup::default();
    xml.open("a:theme", &[("xmlns:a", DRAWING), ("name", "Report")]).open("a:themeElements", &[]);
    xml.open("a:clrScheme", &[("name", "Report")]);
    let grey = hex(colour::MUTED);
    for (name, value) in [
        ("a:dk1", hex(colour::INK)),
        ("a:lt1", "FFFFFF"),
        ("a:dk2", accent),
        ("a:lt2", hex(colour::FAINT)),
        ("a:accent1", accent),
        ("a:accent2", hex(colour::SUPPORTED)),
        ("a:accent3", hex(colour::CLAIMED)),
        ("a:accent4", hex(colour::ACCENT)),
        ("a:accent5", super::fill(Tone::Good)),
        ("a:accent6", grey),
        ("a:hlink", accent),
        ("a:folHlink", grey),
    ] {
        xml.open(name, &[]).element("a:srgbClr", &[("val", value)], "").close();
    }
    xml.close().open("a:fontScheme", &[("name", "Report")]);
    for fonts in ["a:majorFont", "a:minorFont"] {
        xml.open(fonts, &[]).element("a:latin", &[("typeface", FAMILY)], "");
        xml.verbatim("<a:ea typeface=\"\"/>").element("a:cs", &[("typeface", FAMILY)], "");
        xml.element("a:font", &[("script", "Arab"), ("typeface", "Segoe UI")], "").close();
    }
    xml.close().open("a:fmtScheme", &[("name", "Report")]);
    let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>";
    let line = format!("<a:ln w=\"9525\">{fill}</a:ln>");
    let effect = "<a:effectStyle><a:effectLst/></a:effectStyle>";
    xml.open("a:fillStyleLst", &[]).verbatim(&fill.repeat(3)).close();
    xml.open("a:lnStyleLst", &[]).verbatim(&line.repeat(3)).close();
    xml.open("a:effectStyleLst", &[]).verbatim(&effect.repeat(3)).close();
    xml.open("a:bgFillStyleLst", &[]).verbatim(&fill.repeat(3));
    super::DECLARATION.to_owned() + &xml.finish()
}
