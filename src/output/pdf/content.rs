//! What the template is told: a document with every number in words, every table fitted to the page and every chart drawn.
use crate::chart::paper::font::{self, Weight as Stroke};
use crate::chart::paper::sheet;
use crate::chart::{Drawing, Frame};
use crate::colour::Colour;
use crate::document::{
    Align, Block, Card, Cell, Chapter, Cover, Document, Figure, Grid, Issue, Logo, LogoKind, Node, Pointer, Row, Tone,
    Weight,
};
use crate::locale::{Digits, Direction, Locale, Value};
use crate::output::pdf::columns::{self, Column, Fit, Printed};
use crate::output::pdf::{Layout, PdfError};
use crate::output::png;
use crate::output::words::{self, isolated, printed};
use serde::Serialize;

/// A document for the template, and the pictures it names.
pub(super) struct Content {
    pub(super) told: Told,
    pub(super) pictures: Vec<(String, Vec<u8>)>,
}

#[derive(Debug, Serialize)]
pub(super) struct Told {
    page: Page,
    language: String,
    direction: &'static str,
    /// How pages are counted: the first number.
    numbering: &'static str,
    accent: Option<Colour>,
    contents: String,
    title: String,
    subtitle: Vec<String>,
    notices: Vec<String>,
    organisation: String,
    /// The organisation, where no line below the title names it.
    unnamed: String,
    status: String,
    facts: Vec<(String, String)>,
    logo: Option<&'static str>,
    chapters: Vec<Part>,
}

/// Lengths in points.
#[derive(Debug, Serialize)]
struct Page {
    layout: &'static str,
    size: f64,
    margin: f64,
    /// White between a card's frame and its text.
    inset: f64,
    /// Of table cells and tone signs, in ems of the table.
    cell: f64,
    sign: f64,
}

#[derive(Debug, Serialize)]
struct Part {
    title: String,
    /// Whether the page lies on its side, for a table that is too wide for it upright.
    lying: bool,
    pieces: Vec<Piece>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Piece {
    Heading {
        text: String,
        level: usize,
    },
    Lead {
        text: String,
    },
    Paragraph {
        text: String,
    },
    List {
        items: Vec<String>,
    },
    Table {
        caption: String,
        notes: Vec<String>,
        size: f64,
        widths: Vec<f64>,
        aligns: Vec<&'static str>,
        headings: Vec<String>,
        rows: Vec<Line>,
    },
    Chart {
        path: String,
        alt: String,
        caption: String,
        width: f64,
        height: f64,
        /// How far the drawing's own margin stands out at each side.
        out: f64,
    },
    /// A narrow table with what follows it at its side.
    Beside {
        table: Box<Piece>,
        pieces: Vec<Piece>,
        gap: f64,
    },
    /// Charts at each other's side.
    Row {
        pieces: Vec<Piece>,
        gap: f64,
    },
    Card {
        title: String,
        level: usize,
        /// Of the type, in points.
        size: f64,
        pieces: Vec<Piece>,
    },
    Issue {
        tone: &'static str,
        head: String,
        place: String,
        excerpt: Option<[String; 3]>,
        message: String,
        advice: String,
    },
    Tree {
        nodes: Vec<Branch>,
    },
}

#[derive(Debug, Serialize)]
struct Line {
    weight: &'static str,
    cells: Vec<Square>,
}

#[derive(Debug, Serialize)]
struct Square {
    text: String,
    tone: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bar: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Branch {
    label: String,
    details: Vec<String>,
    children: Vec<Branch>,
}

const A4: (f64, f64) = (595.28, 841.89);
const REPORT_MARGIN: f64 = 56.0;
const SHEET_MARGIN: f64 = 36.0;
const CARD_INSET: f64 = 12.0;
/// Shares of a page's height that a chart may fill.
const REPORT_CHART: f64 = 0.84;
const SHEET_CHART: f64 = 0.34;
const CARD_CHART: f64 = 0.28;
/// Type of a card, as a share of the report's: a card should stay on one page.
const CARD_TYPE: f64 = 0.82;
/// Of the room, what a table takes that has something at its side; and the white between them, in points.
const TABLE_SHARE: f64 = 0.6;
const GAP: f64 = 14.0;
/// Letters without a space beyond which a word may be broken: in text, and in a table.
const LONG_WORD: usize = 72;
const LONG_IN_TABLE: usize = 28;
/// Letters shown of a line around what is meant.
const AROUND: usize = 80;

impl Content {
    /// `size`: of the type, in points.
    pub(super) fn of(document: &Document, locale: &Locale, layout: Layout, size: f64) -> Result<Content, PdfError> {
        let margin = match layout {
            Layout::Report => REPORT_MARGIN,
            Layout::Sheet => SHEET_MARGIN,
        };
        let page = Page {
            layout: match layout {
                Layout::Report => "report",
                Layout::Sheet => "sheet",
            },
            size,
            margin,
            inset: CARD_INSET,
            cell: columns::INSET,
            sign: columns::SIGN,
        };
        let mut setter = Setter {
            document,
            locale,
            layout,
            size,
            room: A4.0 - 2.0 * margin,
            height: A4.1 - 2.0 * margin,
            tight: layout == Layout::Sheet,
            level: 1,
            tables: 0,
            figures: 0,
            drawings: Vec::new(),
        };
        let chapters: Vec<Part> = document.chapters.iter().map(|chapter| setter.chapter(chapter)).collect();
        let Cover { organisation, status, facts, logo, accent } = &document.cover;
        let mut pictures = Vec::new();
        for (path, svg) in &setter.drawings {
            pictures.push((path.clone(), outlined(path, svg)?));
        }
        let logo = match logo {
            Some(Logo { kind, bytes }) => {
                let (path, bytes) = match kind {
                    LogoKind::Png => ("logo.png", bytes.clone()),
                    LogoKind::Jpeg => ("logo.jpg", bytes.clone()),
                    LogoKind::Svg => ("logo.svg", outlined("logo.svg", &String::from_utf8_lossy(bytes))?),
                };
                pictures.push((path.to_owned(), bytes));
                Some(path)
            }
            None => None,
        };
        let told = Told {
            page,
            language: document.language.clone(),
            direction: match document.direction {
                Direction::Ltr => "ltr",
                Direction::Rtl => "rtl",
            },
            numbering: match locale.digits() {
                Digits::Arabic => "١",
                Digits::Latin => "1",
            },
            accent: *accent,
            contents: locale.word("pages.contents"),
            title: plain(&title(document)),
            subtitle: all(&document.subtitle),
            notices: all(&document.notices),
            organisation: plain(organisation),
            unnamed: plain(words::organisation(document)),
            status: plain(status),
            facts: facts.iter().map(|(name, text)| (plain(name), plain(text))).collect(),
            logo,
            chapters,
        };
        Ok(Content { told, pictures })
    }
}

/// A length in whole halves of a point: a page painted at two pixels to a point would lose a line of a drawing elsewhere.
fn halves(length: f64) -> f64 {
    (length * 2.0).floor() / 2.0
}

/// A drawing without text: whether a letter of a drawing can be read back depends on what else is on the page, and a page
/// that cannot be read back is not PDF/UA. The alternative text says what the drawing shows.
fn outlined(path: &str, svg: &str) -> Result<Vec<u8>, PdfError> {
    let drawing = png::outlined(svg).map_err(|reason| PdfError::Picture { name: path.to_owned(), reason })?;
    Ok(drawing.into_bytes())
}

/// Every PDF/UA document has a title: where the document has none, its first chapter's or card's.
fn title(document: &Document) -> String {
    let cards = document.chapters.iter().flat_map(|chapter| &chapter.blocks).filter_map(|block| match block {
        Block::Card(card) => Some(&card.title),
        _ => None,
    });
    let titles = document.chapters.iter().map(|chapter| &chapter.title).chain(cards);
    let named = [&document.title].into_iter().chain(titles).find(|title| !title.is_empty());
    named.map_or_else(|| env!("CARGO_PKG_NAME").to_owned(), Clone::clone)
}

struct Setter<'a> {
    document: &'a Document,
    locale: &'a Locale,
    layout: Layout,
    size: f64,
    /// Width and height that text may fill, in points.
    room: f64,
    height: f64,
    /// Whether what is set should stay on one page: a sheet, or a card.
    tight: bool,
    /// Of the next heading: 1 for chapters, or for what stands in a chapter without a title.
    level: usize,
    tables: u64,
    figures: u64,
    drawings: Vec<(String, String)>,
}

impl Setter<'_> {
    fn chapter(&mut self, chapter: &Chapter) -> Part {
        let upright = (self.room, self.height);
        let lying = self.layout == Layout::Report && self.too_wide(&chapter.blocks);
        if lying {
            let margins = A4.0 - upright.0;
            (self.room, self.height) = (A4.1 - margins, A4.0 - margins);
        }
        // The title of a sheet stands at its head already.
        let repeated = self.layout == Layout::Sheet && chapter.title == self.document.title;
        let title = if repeated { String::new() } else { plain(&chapter.title) };
        self.level = if title.is_empty() { 1 } else { 2 };
        let pieces = self.pieces(&chapter.blocks);
        (self.room, self.height) = upright;
        Part { title, lying, pieces }
    }

    fn too_wide(&self, blocks: &[Block]) -> bool {
        blocks.iter().any(|block| match block {
            Block::Table(grid) => !columns::fits(&self.columns(grid), self.room, self.size),
            Block::Card(card) => self.too_wide(&card.blocks),
            _ => false,
        })
    }

    fn pieces(&mut self, blocks: &[Block]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some(block) = blocks.get(from) {
            from += 1;
            match block {
                Block::Heading(text) => pieces.push(Piece::Heading { text: plain(text), level: self.level }),
                Block::Lead(text) => pieces.push(Piece::Lead { text: plain(text) }),
                Block::Paragraph(text) => pieces.push(Piece::Paragraph { text: plain(text) }),
                Block::List(items) => pieces.push(Piece::List { items: all(items) }),
                Block::Table(grid) if grid.rows.is_empty() => {}
                Block::Table(grid) => {
                    let beside = self.beside(grid, &blocks[from..]);
                    from += beside;
                    pieces.push(if beside == 0 {
                        self.table(grid)
                    } else {
                        self.pair(grid, &blocks[from - beside..from])
                    });
                }
                Block::Chart(_) => {
                    let is_chart = |block: &&Block| matches!(block, Block::Chart(_));
                    let beside = if self.tight { blocks[from..].iter().take_while(is_chart).count() } else { 0 };
                    from += beside;
                    pieces.extend(self.row(&blocks[from - beside - 1..from]));
                }
                Block::Card(card) => pieces.push(self.card(card)),
                Block::Issue(issue) => pieces.push(self.issue(issue)),
                Block::Tree(nodes) => pieces.push(Piece::Tree { nodes: nodes.iter().map(branch).collect() }),
            }
        }
        pieces
    }

    /// How many of the blocks after a table stand at its side: headings with lists, where the page is kept short and the
    /// table is narrow.
    fn beside(&self, grid: &Grid, after: &[Block]) -> usize {
        if !self.tight || !columns::fits(&self.columns(grid), self.room * TABLE_SHARE, self.size) {
            return 0;
        }
        let near = after.iter().take_while(|block| matches!(block, Block::Heading(_) | Block::List(_))).count();
        after[..near].iter().rposition(|block| matches!(block, Block::List(_))).map_or(0, |last| last + 1)
    }

    fn pair(&mut self, grid: &Grid, beside: &[Block]) -> Piece {
        let room = self.room;
        self.room = room * TABLE_SHARE;
        let table = Box::new(self.table(grid));
        self.room = room * (1.0 - TABLE_SHARE) - GAP;
        let pieces = self.pieces(beside);
        self.room = room;
        Piece::Beside { table, pieces, gap: GAP }
    }

    /// Charts, several at each other's side.
    fn row(&mut self, blocks: &[Block]) -> Vec<Piece> {
        let document = self.document;
        let name = |block: &Block| if let Block::Chart(name) = block { document.figure(name) } else { None };
        let figures: Vec<&Figure> = blocks.iter().filter_map(name).collect();
        let room = self.room;
        self.room = (room + GAP) / figures.len().max(1) as f64 - GAP;
        let several = figures.len() > 1;
        let pieces: Vec<Piece> = figures.iter().flat_map(|figure| self.charts(figure, several)).collect();
        self.room = room;
        if several { vec![Piece::Row { pieces, gap: GAP }] } else { pieces }
    }

    fn card(&mut self, card: &Card) -> Piece {
        let (level, size) = (self.level, self.size);
        self.level += 1;
        self.room -= 2.0 * CARD_INSET;
        if self.layout == Layout::Report {
            self.size *= CARD_TYPE;
        }
        let tight = std::mem::replace(&mut self.tight, true);
        let own = self.size;
        let pieces = self.pieces(&card.blocks);
        self.tight = tight;
        self.size = size;
        self.room += 2.0 * CARD_INSET;
        self.level = level;
        Piece::Card { title: plain(&card.title), level, size: own, pieces }
    }

    fn table(&mut self, grid: &Grid) -> Piece {
        let columns = self.columns(grid);
        let Fit { size, widths } = columns::fit(&columns, self.room, self.size);
        let caption = match grid.caption.as_str() {
            "" => String::new(),
            caption => {
                self.tables += 1;
                self.caption("pages.table", self.tables, caption)
            }
        };
        let aligns = grid.columns.iter().map(|column| match column.align {
            Align::Start => "start",
            Align::End => "end",
        });
        Piece::Table {
            caption,
            notes: all(&grid.notes),
            size,
            widths,
            aligns: aligns.collect(),
            headings: columns.into_iter().map(|column| column.heading).collect(),
            rows: grid.rows.iter().map(|row| self.line(row)).collect(),
        }
    }

    fn columns(&self, grid: &Grid) -> Vec<Column> {
        let body = || grid.rows.iter().filter(|row| row.weight != Weight::Section);
        grid.columns
            .iter()
            .enumerate()
            .map(|(position, column)| Column {
                align: column.align,
                heading: tabled(&isolated(self.locale, &column.heading)),
                cells: body()
                    .map(|row| {
                        let Square { text, tone, bar } = self.square(&row.cells[position]);
                        let weight = if row.weight == Weight::Strong { Stroke::Bold } else { Stroke::Regular };
                        Printed { text, weight, sign: SIGNED.contains(&tone), bar: bar.is_some() }
                    })
                    .collect(),
            })
            .collect()
    }

    fn line(&self, row: &Row) -> Line {
        let cells = row.cells.iter().map(|cell| self.square(cell));
        match row.weight {
            Weight::Normal => Line { weight: "normal", cells: cells.collect() },
            Weight::Strong => Line { weight: "strong", cells: cells.collect() },
            Weight::Section => Line { weight: "section", cells: cells.take(1).collect() },
        }
    }

    fn square(&self, cell: &Cell) -> Square {
        let bar = match cell.content {
            crate::document::Content::Bar(share) => Some(share.clamp(0.0, 1.0)),
            _ => None,
        };
        Square { text: tabled(&printed(self.locale, &cell.content)), tone: tone(cell.tone), bar }
    }

    /// Every page of a chart, which may stand beside another. Its title is the caption, so the drawing itself has none.
    fn charts(&mut self, figure: &Figure, beside: bool) -> Vec<Piece> {
        self.figures += 1;
        let caption = self.caption("pages.figure", self.figures, &figure.frame.title);
        let frame = Frame { title: String::new(), ..figure.frame.clone() };
        let drawings = if beside { figure.chart.draw_beside(&frame) } else { figure.chart.draw(&frame) };
        drawings.into_iter().map(|drawing| self.chart(&figure.name, drawing, &caption)).collect()
    }

    /// A drawing as wide as the page, or as high as a chart may be; its margins stand out of the column of text.
    fn chart(&mut self, name: &str, drawing: Drawing, caption: &str) -> Piece {
        let Drawing { svg, width, height, alt, .. } = drawing;
        let share = match self.layout {
            Layout::Sheet => SHEET_CHART,
            Layout::Report if self.tight => CARD_CHART,
            Layout::Report => REPORT_CHART,
        };
        let tallest = self.height * share;
        let scale = (self.room / (width - 2.0 * sheet::MARGIN)).min(tallest / height);
        let path = format!("{name}-{}.svg", self.drawings.len());
        self.drawings.push((path.clone(), svg));
        Piece::Chart {
            path,
            alt: plain(&alt),
            caption: caption.to_owned(),
            width: halves(width * scale),
            height: halves(height * scale),
            out: sheet::MARGIN * scale,
        }
    }

    fn caption(&self, key: &str, number: u64, caption: &str) -> String {
        let values =
            [("number", Value::Phrase(self.locale.plain(number))), ("caption", Value::Phrase(caption.to_owned()))];
        plain(&self.locale.say(key, &values))
    }

    fn issue(&self, issue: &Issue) -> Piece {
        let mut head = format!("{} {}", issue.severity, self.locale.isolate_code(&issue.code));
        if issue.count > 1 {
            head += &format!(" × {}", self.locale.count(issue.count));
        }
        Piece::Issue {
            tone: tone(issue.tone),
            head: plain(&head),
            place: plain(&issue.place),
            excerpt: issue.excerpt.as_ref().map(around),
            message: plain(&issue.message),
            advice: plain(&issue.advice),
        }
    }
}

/// Tones that a sign goes with.
const SIGNED: &[&str] = &["good", "doubtful", "bad"];

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Doubtful => "doubtful",
        Tone::Bad => "bad",
        Tone::Quiet => "quiet",
    }
}

fn branch(node: &Node) -> Branch {
    Branch {
        label: plain(&node.label),
        details: all(&node.details),
        children: node.children.iter().map(branch).collect(),
    }
}

/// What stands before the bytes that are meant, these, and what stands behind, cut where the line is long.
fn around(pointer: &Pointer) -> [String; 3] {
    let line = pointer.line.as_str();
    let floor = |byte: usize| (0..=byte.min(line.len())).rev().find(|byte| line.is_char_boundary(*byte)).unwrap_or(0);
    let first = floor(pointer.span.start);
    let last = floor(pointer.span.end).max(first);
    let before: Vec<char> = line[..first].chars().collect();
    let before = match before.len().checked_sub(AROUND) {
        Some(cut @ 1..) => format!("…{}", before[cut..].iter().collect::<String>()),
        _ => before.into_iter().collect(),
    };
    [plain(&before), plain(&first_letters(&line[first..last])), plain(&first_letters(&line[last..]))]
}

fn first_letters(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| plain(text)).collect()
}

fn plain(text: &str) -> String {
    folded(&printable(text), LONG_WORD)
}

fn tabled(text: &str) -> String {
    folded(&printable(text), LONG_IN_TABLE)
}

/// Signs that the type lacks, and what says the same: an arrow that turns with the direction of the line, and nothing
/// for the block that stands for a bar, which is drawn.
const INSTEAD: &[(&str, &str)] = &[("→", "›"), ("←", "›"), ("■ ", "")];

/// What can be printed of a text: no control character, and no letter or mark that the type lacks.
fn printable(text: &str) -> String {
    let spaced = text.replace(char::is_control, " ");
    let said = INSTEAD.iter().fold(spaced, |text, (sign, instead)| text.replace(sign, instead));
    font::painted(&said).chars().filter(|letter| !font::is_lost_mark(*letter)).collect()
}

/// The text with places to break in words of more than `most` letters.
fn folded(text: &str, most: usize) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut run = 0;
    for letter in text.chars() {
        run = if letter.is_whitespace() { 0 } else { run + 1 };
        if run > most {
            folded.push('\u{200b}');
            run = 1;
        }
        folded.push(letter);
    }
    folded
}
