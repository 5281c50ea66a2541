//! A document as markup.
use crate::document::{
    Align, Block, Card, Cell, Chapter, Column, Content, Document, Grid, Issue, Node, Row, Tone, Weight,
};
use crate::locale::{Locale, Value};
use crate::markup::Markup;
use crate::output::html::address;
use crate::output::words;
use serde::Serialize;

/// Rows of a table that is printed on one sheet.
const SHORT: usize = 14;

/// The places of the page that a document fills.
#[derive(Serialize)]
pub(in crate::output::html) struct Pieces {
    /// Items of the list of contents.
    pub(in crate::output::html) contents: String,
    /// Cover, notices and first chapter.
    pub(in crate::output::html) opening: String,
    pub(in crate::output::html) chapters: String,
}

/// How much of long tables and of charts of many pages is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::output::html) enum Reach {
    Whole,
    /// Their beginnings, with a button to ask for the whole.
    Start,
}

/// Rows and pages of a beginning.
const ROWS: usize = 100;
const PAGES: usize = 2;

pub(in crate::output::html) struct Writer<'a> {
    document: &'a Document,
    locale: &'a Locale,
    reach: Reach,
    page: Markup,
}

impl<'a> Writer<'a> {
    pub(in crate::output::html) fn pieces(document: &'a Document, locale: &'a Locale, reach: Reach) -> Pieces {
        let mut contents = Markup::default();
        for chapter in &document.chapters {
            let target = format!("#{}", place(chapter));
            contents.open("li", &[]).element("a", &[("href", &target)], &chapter.title).close();
        }
        let piece = |chapters: &[Chapter], cover: bool| {
            let mut writer = Writer { document, locale, reach, page: Markup::default() };
            if cover {
                writer.cover();
            }
            chapters.iter().for_each(|chapter| writer.chapter(chapter));
            writer.page.finish()
        };
        let (first, others) = document.chapters.split_at(document.chapters.len().min(1));
        Pieces { contents: contents.finish(), opening: piece(first, true), chapters: piece(others, false) }
    }

    fn cover(&mut self) {
        let document = self.document;
        let cover = &document.cover;
        self.page.open("header", &[("class", "cover")]);
        if let Some(logo) = &cover.logo {
            self.page.open("img", &[("class", "logo"), ("alt", &cover.organisation), ("src", &address(logo))]);
        }
        self.text("p", "organisation", words::organisation(document));
        self.page.element("h1", &[], &document.title);
        for line in &document.subtitle {
            self.text("p", "subtitle", line);
        }
        self.text("p", "status", &cover.status);
        if !cover.facts.is_empty() {
            self.page.open("dl", &[]);
            for (name, fact) in &cover.facts {
                self.page.open("div", &[]).element("dt", &[], name).element("dd", &[], fact).close();
            }
            self.page.close();
        }
        self.page.close();
        for notice in &document.notices {
            self.text("p", "notice", notice);
        }
    }

    fn chapter(&mut self, chapter: &Chapter) {
        let (place, heading) = (place(chapter), format!("{}-title", chapter.code));
        self.page.open("section", &[("class", "chapter"), ("id", &place), ("aria-labelledby", &heading)]);
        self.page.element("h2", &[("id", &heading)], &chapter.title);
        for block in &chapter.blocks {
            self.block(block);
        }
        self.page.close();
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => self.text("h3", "heading", text),
            Block::Lead(text) => self.text("p", "lead", text),
            Block::Paragraph(text) => self.text("p", "words", text),
            Block::List(items) => {
                self.page.open("ul", &[]);
                for item in items {
                    self.page.element("li", &[], item);
                }
                self.page.close();
            }
            Block::Table(grid) => self.grid(grid),
            Block::Chart(name) => self.chart(name),
            Block::Card(card) => self.card(card),
            Block::Issue(issue) => self.issue(issue),
            Block::Tree(nodes) => {
                self.page.open("div", &[("class", "tree")]);
                nodes.iter().for_each(|node| self.node(node));
                self.page.close();
            }
        }
    }

    /// A text, where there is one.
    fn text(&mut self, element: &'static str, class: &str, text: &str) {
        if !text.is_empty() {
            self.page.element(element, &[("class", class)], text);
        }
    }

    fn grid(&mut self, grid: &Grid) {
        if grid.rows.is_empty() {
            return;
        }
        self.page.open("div", &[("class", "table")]);
        let label = if grid.caption.is_empty() { &self.document.title } else { &grid.caption };
        self.page.open("div", &[("class", "scroll"), ("role", "group"), ("tabindex", "0"), ("aria-label", label)]);
        let class = if grid.rows.len() <= SHORT { "short" } else { "long" };
        self.page.open("table", &[("class", class)]);
        self.text("caption", "words", &grid.caption);
        self.page.open("thead", &[]).open("tr", &[]);
        for column in &grid.columns {
            let element = if column.heading.is_empty() { "td" } else { "th" };
            let mut attributes = vec![("class", aligned(column))];
            if element == "th" {
                attributes.push(("scope", "col"));
            }
            self.page.element(element, &attributes, &words::isolated(self.locale, &column.heading));
        }
        self.page.close().close();
        let named = grid.columns.iter().position(|column| column.align == Align::Start && !column.heading.is_empty());
        let opens = |row: &Row| row.weight == Weight::Section;
        let (shown, left) = grid.rows.split_at(self.start(grid.rows.len(), ROWS));
        for rows in shown.chunk_by(|_, next| !opens(next)) {
            self.page.open("tbody", &[]);
            for row in rows {
                self.row(grid, row, named);
            }
            self.page.close();
        }
        self.page.close().close();
        self.left(left.len());
        for note in &grid.notes {
            self.text("p", "note", note);
        }
        self.page.close();
    }

    /// `named`: the column whose cells say what a row is about.
    fn row(&mut self, grid: &Grid, row: &Row, named: Option<usize>) {
        match row.weight {
            Weight::Section => {
                let title =
                    row.cells.first().map(|cell| words::printed(self.locale, &cell.content)).unwrap_or_default();
                let span = grid.columns.len().to_string();
                self.page.open("tr", &[("class", "section")]);
                self.page.element("th", &[("colspan", &span), ("scope", "rowgroup")], &title).close();
                return;
            }
            Weight::Strong => self.page.open("tr", &[("class", "strong")]),
            Weight::Normal => self.page.open("tr", &[]),
        };
        for (position, (cell, column)) in row.cells.iter().zip(&grid.columns).enumerate() {
            self.cell(cell, column, named == Some(position));
        }
        self.page.close();
    }

    fn cell(&mut self, cell: &Cell, column: &Column, names_row: bool) {
        let class = format!("{}{}", aligned(column), tone(cell.tone));
        if names_row {
            self.page.open("th", &[("class", &class), ("scope", "row")]);
        } else {
            self.page.open("td", &[("class", &class)]);
        }
        match &cell.content {
            Content::Bar(share) => self.bar(*share),
            Content::Code(code) => {
                self.page.element("code", &[("dir", "ltr")], code);
            }
            content => {
                self.page.text(&words::printed(self.locale, content));
            }
        }
        self.page.close();
    }

    /// A drawing, because the page's policy allows no style of an element's own.
    fn bar(&mut self, share: f64) {
        let width = format!("{:.1}", share.clamp(0.0, 1.0) * 100.0);
        let drawing =
            [("class", "bar"), ("viewBox", "0 0 100 10"), ("preserveAspectRatio", "none"), ("aria-hidden", "true")];
        self.page.open("svg", &drawing).open("rect", &[("width", &width), ("height", "10")]).close().close();
    }

    fn chart(&mut self, name: &str) {
        let Some(figure) = self.document.figure(name) else { return };
        let pages = figure.chart.draw(&figure.frame);
        let (shown, left) = pages.split_at(self.start(pages.len(), PAGES));
        for drawing in shown {
            self.page.open("figure", &[]);
            let label = &figure.frame.title;
            self.page.open("div", &[("class", "scroll"), ("role", "group"), ("tabindex", "0"), ("aria-label", label)]);
            self.page.verbatim(&drawing.svg).close().close();
        }
        self.left(left.len());
    }

    /// How many of so many are written.
    fn start(&self, count: usize, most: usize) -> usize {
        if self.reach == Reach::Whole { count } else { count.min(most) }
    }

    /// What says that more is packed, and shows it.
    fn left(&mut self, count: usize) {
        if count > 0 {
            let more = self.locale.say("count.more", &[("count", Value::from(count))]);
            self.page.open("p", &[("class", "note left")]).text(&more).text(" ");
            self.page.element("button", &[("type", "button"), ("data-whole", "")], &self.locale.word("browse.whole"));
            self.page.close();
        }
    }

    fn card(&mut self, card: &Card) {
        self.page.open("article", &[("class", "sheet")]);
        let target = format!("#agency={}", card.anchor);
        self.page.open("h3", &[]).element("a", &[("href", &target)], &card.title).close();
        for block in &card.blocks {
            self.block(block);
        }
        self.page.close();
    }

    fn issue(&mut self, issue: &Issue) {
        let class = format!("issue{}", tone(issue.tone));
        self.page.open("div", &[("class", &class)]).open("p", &[("class", "kind")]);
        self.page.element("strong", &[], &issue.severity).text(" ").element("code", &[("dir", "ltr")], &issue.code);
        if issue.count > 1 {
            self.page.text(&format!(" × {}", self.locale.count(issue.count)));
        }
        self.page.close();
        self.text("p", "place", &issue.place);
        if let Some(pointer) = &issue.excerpt {
            let meant = pointer.line.get(pointer.span.clone()).unwrap_or_default();
            let before = pointer.line.get(..pointer.span.start).unwrap_or(&pointer.line);
            let after = pointer.line.get(pointer.span.end..).unwrap_or_default();
            self.page.open("pre", &[("dir", "ltr")]).text(before).element("mark", &[], meant).text(after).close();
        }
        self.text("p", "words", &issue.message);
        self.text("p", "advice", &issue.advice);
        self.page.close();
    }

    fn node(&mut self, node: &Node) {
        if node.details.is_empty() && node.children.is_empty() {
            return self.text("p", "leaf", &node.label);
        }
        self.page.open("details", &[]).element("summary", &[], &node.label);
        for detail in &node.details {
            self.text("p", "words", detail);
        }
        node.children.iter().for_each(|child| self.node(child));
        self.page.close();
    }
}

/// Where links find a chapter.
fn place(chapter: &Chapter) -> String {
    format!("chapter-{}", chapter.code)
}

fn aligned(column: &Column) -> &'static str {
    match column.align {
        Align::Start => "word",
        Align::End => "number",
    }
}

/// The class of a tone, after another.
fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => " good",
        Tone::Doubtful => " doubtful",
        Tone::Bad => " bad",
        Tone::Quiet => " quiet",
    }
}
