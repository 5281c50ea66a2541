//! A report before it has a format: words in one language, numbers still numbers.
use crate::chart::{Chart, Frame};
use crate::colour::Colour;
use crate::locale::{Direction, Locale};
use std::ops::Range;

/// Chapters in reading order, in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub title: String,
    /// Who assessed, which period, which framework, edition and rule.
    pub subtitle: Vec<String>,
    /// What every reader must be told: illustrative material, a draft, wording that awaits an editor.
    pub notices: Vec<String>,
    /// Language tag.
    pub language: String,
    pub direction: Direction,
    pub cover: Cover,
    pub chapters: Vec<Chapter>,
    /// Charts that chapters name, and those that none names.
    pub figures: Vec<Figure>,
}

/// What a page format puts on its first page beside title and subtitle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    pub organisation: String,
    /// Draft or final.
    pub status: String,
    /// What stands behind the figures, as name and text: who attested, what it was computed from.
    pub facts: Vec<(String, String)>,
    pub logo: Option<Logo>,
    /// Colour of titles and rules, dark enough for white words; none: the format's own.
    pub accent: Option<Colour>,
}

/// A picture of the organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Logo {
    pub kind: LogoKind,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoKind {
    Png,
    Jpeg,
    Svg,
}

/// A chart with the name of its file, without page and ending.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub name: String,
    pub chart: Chart,
    pub frame: Frame,
}

/// A titled run of blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    /// Stable name of the chapter: `headline`, `stages`, ….
    pub code: &'static str,
    pub title: String,
    pub blocks: Vec<Block>,
}

/// What a page can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Heading(String),
    /// The sentence a hurried reader must not miss.
    Lead(String),
    Paragraph(String),
    List(Vec<String>),
    Table(Grid),
    /// Name of one of the document's figures.
    Chart(String),
    Card(Card),
    Issue(Issue),
    Tree(Vec<Node>),
}

/// What belongs to one agency and is kept together on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The agency's code, for links.
    pub anchor: String,
    pub title: String,
    pub blocks: Vec<Block>,
}

/// A table with a caption above and notes below.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    pub caption: String,
    pub columns: Vec<Column>,
    /// Every row is as long as `columns`.
    pub rows: Vec<Row>,
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub heading: String,
    pub align: Align,
}

/// Where a column's cells stand, in reading direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Start,
    /// Numbers.
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub weight: Weight,
}

/// How loud a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Normal,
    /// A total.
    Strong,
    /// Opens a group of rows; its first cell spans the table.
    Section,
}

/// A cell that still knows what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub content: Content,
    pub tone: Tone,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing is known: printed as a dash, never as zero.
    Empty,
    Text(String),
    /// An identifier: always left to right.
    Code(String),
    Count(u64),
    Number {
        value: f64,
        decimals: usize,
    },
    /// 0–100.
    Percent {
        value: f64,
        decimals: usize,
    },
    /// A change, printed with its sign.
    Difference {
        value: f64,
        decimals: usize,
    },
    Range {
        low: f64,
        high: f64,
        decimals: usize,
    },
    /// A bar of this share (0–1) of the widest.
    Bar(f64),
}

/// What a cell means to the eye; every output also says it in words or signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Doubtful,
    Bad,
    Quiet,
}

/// A finding with its place in the user's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    pub tone: Tone,
    pub severity: String,
    /// The finding's stable code.
    pub code: String,
    /// How many findings of this code it stands for.
    pub count: u64,
    pub place: String,
    pub message: String,
    pub advice: String,
    pub excerpt: Option<Pointer>,
}

/// Bytes of a line that are meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Pointer {
    pub line: String,
    pub span: Range<usize>,
}

/// A line of a tree with what it is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    pub label: String,
    /// Further lines under the label.
    pub details: Vec<String>,
    pub children: Vec<Node>,
}

impl Document {
    /// Chapters alone, in a language.
    pub fn plain(locale: &Locale, chapters: Vec<Chapter>) -> Document {
        Document {
            title: String::new(),
            subtitle: Vec::new(),
            notices: Vec::new(),
            language: locale.tag().to_owned(),
            direction: locale.direction(),
            cover: Cover::default(),
            chapters,
            figures: Vec::new(),
        }
    }

    /// A chart by its name; none where this assessment has nothing to show on it.
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.name == name)
    }
}

impl Grid {
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Grid {
        Grid { caption: caption.into(), columns, rows: Vec::new(), notes: Vec::new() }
    }

    pub fn push(&mut self, cells: Vec<Cell>) {
        self.add(cells, Weight::Normal);
    }

    pub fn add(&mut self, cells: Vec<Cell>, weight: Weight) {
        debug_assert_eq!(cells.len(), self.columns.len(), "`{}`: a row as long as the heading", self.caption);
        self.rows.push(Row { cells, weight });
    }

    /// A row that opens a group of rows.
    pub fn section(&mut self, title: impl Into<String>) {
        let mut cells = vec![Cell::from(Content::Empty); self.columns.len()];
        if let Some(first) = cells.first_mut() {
            *first = Cell::text(title);
        }
        self.rows.push(Row { cells, weight: Weight::Section });
    }
}

impl Column {
    /// A column of words.
    pub fn words(heading: impl Into<String>) -> Column {
        Column { heading: heading.into(), align: Align::Start }
    }

    /// A column of numbers.
    pub fn numbers(heading: impl Into<String>) -> Column {
        Column { heading: heading.into(), align: Align::End }
    }
}

impl Cell {
    pub fn empty() -> Cell {
        Cell::from(Content::Empty)
    }

    pub fn text(text: impl Into<String>) -> Cell {
        Cell::from(Content::Text(text.into()))
    }

    pub fn code(code: impl Into<String>) -> Cell {
        Cell::from(Content::Code(code.into()))
    }

    pub fn count(count: usize) -> Cell {
        Cell::from(Content::Count(count as u64))
    }

    /// A number, or nothing where there is none.
    pub fn number(value: Option<f64>, decimals: usize) -> Cell {
        Cell::from(value.map_or(Content::Empty, |value| Content::Number { value, decimals }))
    }

    /// A percentage (0–100), or nothing where there is none.
    pub fn percent(value: Option<f64>, decimals: usize) -> Cell {
        Cell::from(value.map_or(Content::Empty, |value| Content::Percent { value, decimals }))
    }

    pub fn difference(value: Option<f64>, decimals: usize) -> Cell {
        Cell::from(value.map_or(Content::Empty, |value| Content::Difference { value, decimals }))
    }

    /// An interval, or nothing where an end is missing.
    pub fn range(ends: Option<(f64, f64)>, decimals: usize) -> Cell {
        Cell::from(ends.map_or(Content::Empty, |(low, high)| Content::Range { low, high, decimals }))
    }

    pub fn toned(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }
}

impl From<Content> for Cell {
    fn from(content: Content) -> Cell {
        Cell { content, tone: Tone::Plain }
    }
}
