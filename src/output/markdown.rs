//! A document as GitHub-flavoured Markdown. Nothing of the data becomes markup: every letter that Markdown or HTML would
//! take for its own is escaped.
use crate::document::{Align, Block, Card, Cell, Content, Document, Grid, Issue, Node, Row, Weight};
use crate::locale::{Direction, Locale};
use crate::output::{Failure, File, Format, Package, Rendering, Wanted, charts, words};
use crate::pointer::cells;

pub(in crate::output) const FORMAT: Format =
    Format { name: "md", wanted: Wanted::Asked, write, page: Some(Rendering { ending: "md", render: bytes }) };

/// Widest bar, in blocks.
const BAR: usize = 12;

/// What Markdown gives a meaning inside a line.
const MARKS: [char; 10] = ['\\', '`', '*', '_', '[', ']', '|', '~', '#', '$'];

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    let Package { document, locale, .. } = package;
    let mut files =
        vec![File { path: "report.md".to_owned(), bytes: render(document, locale, Charts::Linked).into_bytes() }];
    files.extend(document.figures.iter().flat_map(charts::pages).map(charts::Page::svg));
    Ok(files)
}

/// A page by itself, whose charts are told in words.
fn bytes(document: &Document, locale: &Locale) -> Result<Vec<u8>, Failure> {
    Ok(render(document, locale, Charts::Told).into_bytes())
}

/// What stands in place of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charts {
    /// A link to its drawing among the files of the result.
    Linked,
    /// Its numbers as a sentence.
    Told,
}

/// The document as text.
pub fn render(document: &Document, locale: &Locale, charts: Charts) -> String {
    let mut page = Page { document, locale, charts, text: String::new() };
    page.whole();
    page.text
}

struct Page<'a> {
    document: &'a Document,
    locale: &'a Locale,
    charts: Charts,
    text: String,
}

impl Page<'_> {
    fn whole(&mut self) {
        let document = self.document;
        let turned = document.direction == Direction::Rtl;
        if turned {
            self.part(&format!("<div dir=\"rtl\" lang=\"{}\">", document.language));
        }
        self.heading(1, &document.title);
        for line in [words::organisation(document), &document.cover.status]
            .into_iter()
            .chain(document.subtitle.iter().map(String::as_str))
        {
            self.paragraph(line);
        }
        for notice in &document.notices {
            self.part(&format!("> **!** {}", escape(notice)));
        }
        let facts: Vec<String> =
            document.cover.facts.iter().map(|(name, fact)| format!("**{}** {}", escape(name), escape(fact))).collect();
        self.list(&facts);
        for chapter in &document.chapters {
            self.heading(2, &chapter.title);
            self.blocks(&chapter.blocks, 3);
        }
        if turned {
            self.part("</div>");
        }
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            match block {
                Block::Heading(text) => self.heading(depth, text),
                Block::Lead(text) => self.strong(text),
                Block::Paragraph(text) => self.paragraph(text),
                Block::List(items) => self.list(&items.iter().map(|item| escape(item)).collect::<Vec<_>>()),
                Block::Table(grid) => self.grid(grid),
                Block::Chart(name) => self.chart(name),
                Block::Card(Card { title, blocks, .. }) => {
                    self.heading(depth, title);
                    self.blocks(blocks, depth + 1);
                }
                Block::Issue(issue) => self.issue(issue),
                Block::Tree(nodes) => {
                    let mut lines = Vec::new();
                    branch(nodes, 0, &mut lines);
                    self.part(&lines.join("\n"));
                }
            }
        }
    }

    fn chart(&mut self, name: &str) {
        for page in self.document.figure(name).map(charts::pages).unwrap_or_default() {
            let alt = escape(&page.drawing.alt);
            match self.charts {
                Charts::Linked => self.part(&format!("![{alt}]({})", page.path())),
                Charts::Told => self.part(&alt),
            }
        }
    }

    fn grid(&mut self, grid: &Grid) {
        if grid.rows.is_empty() {
            return;
        }
        self.strong(&grid.caption);
        let headings = grid.columns.iter().map(|column| escape(&words::isolated(self.locale, &column.heading)));
        let mut lines = vec![line(headings)];
        lines.push(line(grid.columns.iter().map(|column| self.rule(column.align).to_owned())));
        lines.extend(grid.rows.iter().map(|row| self.row(row)));
        self.part(&lines.join("\n"));
        for note in &grid.notes {
            self.paragraph(note);
        }
    }

    fn row(&self, row: &Row) -> String {
        let cells = row.cells.iter().enumerate().map(|(position, cell)| match (row.weight, position) {
            (Weight::Section, 1..) => String::new(),
            (Weight::Section, _) | (Weight::Strong, _) => match self.cell(cell) {
                text if text.is_empty() => text,
                text => format!("**{text}**"),
            },
            (Weight::Normal, _) => self.cell(cell),
        });
        line(cells)
    }

    fn cell(&self, cell: &Cell) -> String {
        match &cell.content {
            Content::Bar(share) => "█".repeat(words::blocks(*share, BAR)),
            _ => escape(&words::signed(self.locale, cell)),
        }
    }

    fn rule(&self, align: Align) -> &'static str {
        match (align, self.document.direction) {
            (Align::Start, _) => "---",
            (Align::End, Direction::Ltr) => "---:",
            (Align::End, Direction::Rtl) => ":---",
        }
    }

    fn issue(&mut self, issue: &Issue) {
        self.strong(&words::issue_head(self.locale, &issue.severity, &issue.code, issue.count));
        self.paragraph(&issue.place);
        if let Some(pointer) = &issue.excerpt {
            // Four spaces begin a line that is shown as it is.
            let line: String =
                pointer.line.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
            let start = pointer.line.get(..pointer.span.start).unwrap_or_default();
            let meant = pointer.line.get(pointer.span.clone()).unwrap_or_default();
            let caret = " ".repeat(cells(start)) + &"^".repeat(cells(meant).max(1));
            self.part(&format!("    {line}\n    {caret}"));
        }
        self.paragraph(&issue.message);
        if !issue.advice.is_empty() {
            self.part(&format!("{} {}", words::arrow(self.locale.direction()), escape(&issue.advice)));
        }
    }

    fn heading(&mut self, depth: usize, text: &str) {
        if !text.is_empty() {
            self.part(&format!("{} {}", "#".repeat(depth.min(6)), escape(text)));
        }
    }

    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.part(&escape(text));
        }
    }

    fn strong(&mut self, text: &str) {
        if !text.is_empty() {
            self.part(&format!("**{}**", escape(text)));
        }
    }

    fn list(&mut self, items: &[String]) {
        if !items.is_empty() {
            self.part(&items.iter().map(|item| format!("* {item}")).collect::<Vec<_>>().join("\n"));
        }
    }

    /// Parts stand apart by an empty line.
    fn part(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text += text;
        self.text.push('\n');
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    cells.fold("|".to_owned(), |line, cell| line + " " + &cell + " |")
}

fn branch(nodes: &[Node], depth: usize, lines: &mut Vec<String>) {
    for node in nodes {
        let indent = "  ".repeat(depth);
        lines.push(format!("{indent}* **{}**", escape(&node.label)));
        lines.extend(node.details.iter().map(|detail| format!("{indent}  * {}", escape(detail))));
        branch(&node.children, depth + 1, lines);
    }
}

/// One line of text that Markdown and HTML leave alone.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            letter if MARKS.contains(&letter) => escaped.extend(['\\', letter]),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    let escaped = escaped.trim();
    // What begins a list or a rule at the beginning of a line.
    let digits = escaped.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let numbered = digits.len() < escaped.len() && digits.starts_with(['.', ')']);
    if numbered {
        let number = escaped.len() - digits.len();
        format!("{}\\{digits}", &escaped[..number])
    } else if escaped.starts_with(['-', '+', '=']) {
        format!("\\{escaped}")
    } else {
        escaped.to_owned()
    }
}
