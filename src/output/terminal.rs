//! A document as text for a terminal, folded to its width.
//!
//! A right-to-left document stays in logical order, so that it can be searched, piped and pasted, and so that a terminal
//! that knows both directions shows it right: every line begins with a right-to-left mark, which makes the line one
//! paragraph of that direction (first column at the right), and marks between cells keep neighbours of the other script
//! in their own columns. A terminal without support shows every script from the left and the columns still stand in line.
//! Widths are counted letter by letter as terminals do: `لا` takes two cells.
use crate::document::{Align, Block, Cell, Chapter, Content, Document, Grid, Issue, Node, Tone, Weight};
use crate::locale::{Direction, Locale};
use crate::output::{Failure, File, Format, Package, Rendering, Wanted, words};
use crate::pointer::{cells, excerpt};

pub(in crate::output) const FORMAT: Format =
    Format { name: "text", wanted: Wanted::Always, write, page: Some(Rendering { ending: "txt", render: text }) };

/// The room that there is, and whether it has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// In cells; at least 20 are used.
    pub width: usize,
    pub style: Style,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    /// With escape sequences; nothing is said by colour alone.
    Coloured,
}

/// Width of the text file.
const PAGE: usize = 100;
/// Under this width a table that would have to fold its cells is written row by row instead.
const STACKED: usize = 60;
const LEAST: usize = 20;
/// Between two columns.
const GAP: usize = 2;
/// A column of words is not squeezed under this while others can give.
const NARROW: usize = 10;
/// Widest bar.
const BAR: usize = 24;
const RULE: char = '─';

/// The document as lines of at most the layout's width.
pub fn render(document: &Document, locale: &Locale, layout: Layout) -> String {
    let mut page = Page { locale, width: layout.width.max(LEAST), style: layout.style, text: String::new() };
    page.document(document);
    page.text
}

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    Ok(vec![File { path: "report.txt".to_owned(), bytes: text(package.document, package.locale)? }])
}

/// A document as a text file.
fn text(document: &Document, locale: &Locale) -> Result<Vec<u8>, Failure> {
    Ok(render(document, locale, Layout { width: PAGE, style: Style::Plain }).into_bytes())
}

struct Page<'a> {
    locale: &'a Locale,
    width: usize,
    style: Style,
    text: String,
}

/// How loud a piece of a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    Tone(Tone),
    Strong,
}

const PLAIN: Ink = Ink::Tone(Tone::Plain);

impl Page<'_> {
    fn document(&mut self, document: &Document) {
        if !document.title.is_empty() {
            self.paragraph(&document.title, 0, Ink::Strong);
            for line in &document.subtitle {
                self.paragraph(line, 0, Ink::Tone(Tone::Quiet));
            }
            if !document.cover.status.is_empty() {
                self.paragraph(&document.cover.status, 0, Ink::Strong);
            }
            for notice in &document.notices {
                self.paragraph(&format!("! {notice}"), 0, Ink::Tone(Tone::Doubtful));
            }
        }
        for chapter in &document.chapters {
            self.chapter(chapter);
        }
    }

    fn chapter(&mut self, chapter: &Chapter) {
        if !chapter.title.is_empty() {
            self.blank();
            let title = format!("{RULE}{RULE} {} ", chapter.title);
            let rest = self.width.saturating_sub(cells(&title));
            if rest == 0 {
                self.paragraph(&chapter.title, 0, Ink::Strong);
            } else {
                let line = title + &RULE.to_string().repeat(rest);
                self.line(&[(line, Ink::Strong)]);
            }
        }
        for block in &chapter.blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => {
                self.blank();
                self.paragraph(text, 0, Ink::Strong);
            }
            Block::Lead(text) => self.paragraph(text, 0, Ink::Strong),
            Block::Paragraph(text) => self.paragraph(text, 0, PLAIN),
            Block::List(items) => {
                for item in items {
                    self.hanging("• ", item, PLAIN);
                }
            }
            Block::Table(grid) => self.grid(grid),
            Block::Chart(_) => {}
            Block::Card(card) => {
                self.blank();
                self.paragraph(&card.title, 0, Ink::Strong);
                for block in &card.blocks {
                    self.block(block);
                }
            }
            Block::Issue(issue) => self.issue(issue),
            Block::Tree(nodes) => {
                for node in nodes {
                    self.node(node, 0);
                }
            }
        }
    }

    fn issue(&mut self, issue: &Issue) {
        self.blank();
        let head = words::issue_head(self.locale, &issue.severity, &issue.code, issue.count);
        self.paragraph(&head, 0, Ink::Tone(issue.tone));
        if !issue.place.is_empty() {
            self.paragraph(&issue.place, 2, Ink::Tone(Tone::Quiet));
        }
        if let Some(pointer) = &issue.excerpt {
            let shown = excerpt(&pointer.line, &pointer.span, self.width.saturating_sub(4));
            // The line of a file stands as it is in the file, from the left.
            for line in [shown.line, shown.caret] {
                self.text += &format!("  | {line}").trim_end().replace('\n', " ");
                self.text.push('\n');
            }
        }
        self.paragraph(&issue.message, 2, PLAIN);
        if !issue.advice.is_empty() {
            let arrow = format!("  {} ", words::arrow(self.locale.direction()));
            self.hanging(&arrow, &issue.advice, PLAIN);
        }
    }

    fn node(&mut self, node: &Node, depth: usize) {
        let indent = (2 * depth).min(self.width / 3);
        self.paragraph(&node.label, indent, Ink::Strong);
        for detail in &node.details {
            self.paragraph(detail, indent + 2, PLAIN);
        }
        for child in &node.children {
            self.node(child, depth + 1);
        }
    }

    fn grid(&mut self, grid: &Grid) {
        if grid.rows.is_empty() {
            return;
        }
        self.blank();
        if !grid.caption.is_empty() {
            self.paragraph(&grid.caption, 0, Ink::Strong);
        }
        match self.widths(grid) {
            Some(widths) => self.table(grid, &widths),
            None => self.stacked(grid),
        }
        for note in &grid.notes {
            self.paragraph(note, 0, Ink::Tone(Tone::Quiet));
        }
    }

    /// Width of every column; none where the table does not fit and is stacked. Columns of numbers never fold their
    /// cells, only their headings; columns of words share what is left, the widest giving first.
    fn widths(&self, grid: &Grid) -> Option<Vec<usize>> {
        let columns = grid.columns.len();
        let mut wanted = vec![0; columns];
        let mut least = vec![0; columns];
        for (position, column) in grid.columns.iter().enumerate() {
            let heading = column.heading.as_str();
            let body = || grid.rows.iter().filter(|row| row.weight != Weight::Section).map(|row| &row.cells[position]);
            let widest = body().map(|cell| cells(&self.written(cell))).max().unwrap_or_default();
            let bars = body().any(|cell| matches!(cell.content, Content::Bar(_)));
            let inset = if position == 0 { self.inset(grid) } else { 0 };
            (wanted[position], least[position]) = match column.align {
                Align::End => (widest.max(longest_word(heading)), widest.max(longest_word(heading).min(NARROW + 4))),
                Align::Start if bars => (BAR, 0),
                Align::Start => {
                    let word = body().map(|cell| longest_word(&self.written(cell))).max().unwrap_or_default();
                    (widest.max(cells(heading)), word.max(longest_word(heading)).clamp(1, NARROW))
                }
            };
            wanted[position] += inset;
            least[position] += inset;
        }
        let gaps = GAP * (columns - 1);
        let room = self.width.checked_sub(gaps)?;
        let needed: usize = (0..columns).filter(|column| least[*column] > 0).map(|column| wanted[column]).sum();
        if least.iter().sum::<usize>() > room || self.width < STACKED && needed > room {
            return None;
        }
        let mut widths = wanted;
        while widths.iter().sum::<usize>() > room {
            let giver = (0..columns)
                .filter(|column| widths[*column] > least[*column])
                .max_by_key(|column| (least[*column] == 0, widths[*column]))?;
            widths[giver] -= 1;
        }
        // A bar too short to compare is left out.
        for (position, column) in grid.columns.iter().enumerate() {
            if least[position] == 0 && widths[position] < longest_word(&column.heading).max(NARROW / 2) {
                widths[position] = 0;
            }
        }
        Some(widths)
    }

    /// How far rows stand in under the rows that open a group.
    fn inset(&self, grid: &Grid) -> usize {
        if grid.rows.iter().any(|row| row.weight == Weight::Section) { 2 } else { 0 }
    }

    fn table(&mut self, grid: &Grid, widths: &[usize]) {
        let headings: Vec<(Vec<String>, Align, Ink)> = grid
            .columns
            .iter()
            .zip(widths)
            .map(|(column, width)| {
                (wrap(&self.isolated(&column.heading), *width), column.align, Ink::Tone(Tone::Quiet))
            })
            .collect();
        if grid.columns.iter().any(|column| !column.heading.is_empty()) {
            self.row(&headings, widths, Foot::Bottom);
        }
        let rule: usize = widths.iter().sum::<usize>() + GAP * (widths.iter().filter(|width| **width > 0).count() - 1);
        let rule = RULE.to_string().repeat(rule.min(self.width));
        self.line(&[(rule.clone(), Ink::Tone(Tone::Quiet))]);
        let mut inner = widths.to_vec();
        if let Some(first) = inner.first_mut() {
            *first = first.saturating_sub(self.inset(grid));
        }
        for row in &grid.rows {
            if row.weight == Weight::Section {
                let title = row.cells.first().map(|cell| self.written(cell)).unwrap_or_default();
                self.paragraph(&title, 0, Ink::Strong);
                continue;
            }
            let loud = |tone| if row.weight == Weight::Strong { Ink::Strong } else { Ink::Tone(tone) };
            let lines: Vec<(Vec<String>, Align, Ink)> = row
                .cells
                .iter()
                .zip(&grid.columns)
                .zip(&inner)
                .map(|((cell, column), width)| match cell.content {
                    Content::Bar(share) => {
                        (vec!["■".repeat(words::blocks(share, *width))], Align::Start, loud(cell.tone))
                    }
                    _ => (wrap(&self.written(cell), *width), column.align, loud(cell.tone)),
                })
                .enumerate()
                .map(|(position, (lines, align, ink))| {
                    let inset = if position == 0 { self.inset(grid) } else { 0 };
                    (lines.into_iter().map(|line| " ".repeat(inset) + &line).collect(), align, ink)
                })
                .collect();
            self.row(&lines, widths, Foot::Top);
        }
    }

    /// One row of cells, each already folded into lines.
    fn row(&mut self, cells_of_row: &[(Vec<String>, Align, Ink)], widths: &[usize], foot: Foot) {
        let height = cells_of_row.iter().map(|(lines, ..)| lines.len()).max().unwrap_or_default();
        let mark = self.mark();
        for line in 0..height {
            let mut pieces: Vec<(String, Ink)> = Vec::new();
            for ((lines, align, ink), width) in cells_of_row.iter().zip(widths) {
                if *width == 0 {
                    continue;
                }
                if !pieces.is_empty() {
                    pieces.push((format!("{mark}{}", " ".repeat(GAP)), PLAIN));
                }
                let skipped = match foot {
                    Foot::Top => 0,
                    Foot::Bottom => height - lines.len(),
                };
                let text = line.checked_sub(skipped).and_then(|line| lines.get(line)).map_or("", String::as_str);
                let room = " ".repeat(width.saturating_sub(cells(text)));
                match align {
                    Align::Start => pieces.extend([(text.to_owned(), *ink), (room, PLAIN)]),
                    Align::End => pieces.extend([(room, PLAIN), (text.to_owned(), *ink)]),
                }
            }
            self.line(&pieces);
        }
    }

    /// Every row as a paragraph: the first cell of words as its title, its figures in a line, then the other words.
    fn stacked(&mut self, grid: &Grid) {
        let title = grid.columns.iter().position(|column| column.align == Align::Start && !column.heading.is_empty());
        for row in &grid.rows {
            if row.weight == Weight::Section {
                let text = row.cells.first().map(|cell| self.written(cell)).unwrap_or_default();
                self.blank();
                self.paragraph(&text, 0, Ink::Strong);
                continue;
            }
            if let Some(title) = title {
                let text = self.written(&row.cells[title]);
                self.paragraph(&text, 0, Ink::Strong);
            }
            let mut figures = Vec::new();
            let mut words = Vec::new();
            for (position, (cell, column)) in row.cells.iter().zip(&grid.columns).enumerate() {
                let text = self.written(cell);
                let silent = matches!(cell.content, Content::Empty | Content::Bar(_)) || text.is_empty();
                if Some(position) == title || silent {
                    continue;
                }
                match column.align {
                    Align::End => figures.push(format!("{}\u{a0}{text}", self.isolated(&column.heading))),
                    Align::Start if column.heading.is_empty() => words.push((text, cell.tone)),
                    Align::Start => words.push((format!("{}: {text}", self.isolated(&column.heading)), cell.tone)),
                }
            }
            self.paragraph(&figures.join(" · "), 2, PLAIN);
            for (line, tone) in words {
                self.paragraph(&line, 2, Ink::Tone(tone));
            }
        }
    }

    fn written(&self, cell: &Cell) -> String {
        words::signed(self.locale, cell)
    }

    fn isolated(&self, text: &str) -> String {
        words::isolated(self.locale, text)
    }

    fn paragraph(&mut self, text: &str, indent: usize, ink: Ink) {
        for line in wrap(text, self.width.saturating_sub(indent).max(1)) {
            self.line(&[(" ".repeat(indent), PLAIN), (line, ink)]);
        }
    }

    /// A paragraph whose further lines stand under the text after its sign.
    fn hanging(&mut self, sign: &str, text: &str, ink: Ink) {
        let indent = cells(sign);
        for (position, line) in wrap(text, self.width.saturating_sub(indent).max(1)).into_iter().enumerate() {
            let start = if position == 0 { sign.to_owned() } else { " ".repeat(indent) };
            self.line(&[(start, PLAIN), (line, ink)]);
        }
    }

    /// An empty line, never two.
    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn line(&mut self, pieces: &[(String, Ink)]) {
        let last = pieces.iter().rposition(|(text, _)| !text.trim_end().is_empty());
        let Some(last) = last else { return self.text.push('\n') };
        self.text.push_str(self.mark());
        for (position, (text, ink)) in pieces[..=last].iter().enumerate() {
            let text = if position == last { text.trim_end() } else { text };
            match self.escape(*ink) {
                Some(code) if !text.trim().is_empty() => self.text += &format!("\u{1b}[{code}m{text}\u{1b}[0m"),
                _ => self.text += text,
            }
        }
        self.text.push('\n');
    }

    /// Makes a line run in the document's direction and keeps cells apart.
    fn mark(&self) -> &'static str {
        match self.locale.direction() {
            Direction::Rtl => "\u{200f}",
            Direction::Ltr => "",
        }
    }

    fn escape(&self, ink: Ink) -> Option<&'static str> {
        if self.style == Style::Plain {
            return None;
        }
        match ink {
            Ink::Strong => Some("1"),
            Ink::Tone(Tone::Plain) => None,
            Ink::Tone(Tone::Good) => Some("32"),
            Ink::Tone(Tone::Doubtful) => Some("33"),
            Ink::Tone(Tone::Bad) => Some("31"),
            Ink::Tone(Tone::Quiet) => Some("2"),
        }
    }
}

/// Where a shorter cell stands in a row of several lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Foot {
    Top,
    Bottom,
}

fn longest_word(text: &str) -> usize {
    text.split(' ').map(cells).max().unwrap_or_default()
}

/// Lines of at most `width` cells, broken at spaces, and inside a word only where it is longer than a line. A part
/// that is isolated for its direction is closed at the end of a line and opened again on the next.
fn wrap(text: &str, width: usize) -> Vec<String> {
    if width == 0 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut filled = 0;
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let length = cells(word);
        if filled > 0 && filled + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            filled = 0;
        }
        if filled > 0 {
            line.push(' ');
            filled += 1;
        }
        if length <= width {
            line.push_str(word);
            filled += length;
            continue;
        }
        for letter in word.chars() {
            let taken = cells(letter.encode_utf8(&mut [0; 4]));
            if filled + taken > width {
                lines.push(std::mem::take(&mut line));
                filled = 0;
            }
            line.push(letter);
            filled += taken;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    balance(lines)
}

fn balance(lines: Vec<String>) -> Vec<String> {
    let mut open: Vec<char> = Vec::new();
    lines
        .into_iter()
        .map(|line| {
            let mut balanced: String = open.iter().collect();
            for letter in line.chars() {
                match letter {
                    '\u{2066}'..='\u{2068}' => open.push(letter),
                    '\u{2069}' => {
                        open.pop();
                    }
                    _ => {}
                }
                balanced.push(letter);
            }
            balanced.extend(open.iter().map(|_| '\u{2069}'));
            balanced
        })
        .collect()
}
