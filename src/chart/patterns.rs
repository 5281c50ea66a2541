//! Patterns of response: every answer of every agency as one small box, so that runs, gaps and repeats are seen.
use std::collections::BTreeMap;
use std::ops::Range;

use crate::chart::paper::canvas::{Anchor, Canvas, Stroke, Type};
use crate::chart::paper::colour::{AXIS, BLUES, GRID, HATCH, INK, MUTED, PAPER};
use crate::chart::paper::font::Weight;
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, hatch_missing, pages, spoken};
use crate::chart::{Drawing, Frame, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Patterns {
    /// Codes.
    pub columns: Vec<String>,
    /// Headings over runs of columns; may be none.
    pub groups: Vec<(String, Range<usize>)>,
    /// In the order given; many are drawn thin and without labels.
    pub rows: Vec<Row>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub label: String,
    /// One per column.
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// 0–1, from the worst answer to the best.
    Value(f64),
    Missing,
    NotApplicable,
}

/// Legend; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What the shades are, with the ends of the scale.
    pub value: String,
    pub missing: String,
    pub not_applicable: String,
}

/// Rows with labels on one page, and the most that have labels.
const LABELLED: usize = 40;
const NAMED: usize = 80;
/// Rows without labels on one page.
const THIN: usize = 400;
/// Columns on one page.
const COLUMNS: usize = 160;
const WIDEST: f64 = 64.0;
/// Shades that are told apart.
const SHADES: f64 = 8.0;
/// Between groups of columns.
const GAP: f64 = 4.0;
/// Height of all rows without labels.
const TALL: f64 = 1000.0;

/// Where the boxes of one page lie.
struct Plan<'a> {
    rows: &'a [Row],
    columns: Range<usize>,
    /// Of each column.
    starts: Vec<f64>,
    /// Of each box, without the space after it.
    width: f64,
    /// From one row to the next.
    height: f64,
    /// Around a box.
    air: f64,
    groups: Vec<Group<'a>>,
}

/// A run of columns, as far as it is on the page.
struct Group<'a> {
    number: usize,
    label: &'a str,
    /// Counted from the first column of the page.
    columns: Range<usize>,
}

/// What a box shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paint {
    Shade(usize),
    Missing,
    NotApplicable,
}

impl Patterns {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let named = self.rows.len() <= NAMED;
        let rows = pages(self.rows.len(), if named { LABELLED } else { THIN });
        let columns = pages(self.columns.len(), COLUMNS);
        let total = rows.len() * columns.len();
        let mut drawings = Vec::with_capacity(total);
        for rows in &rows {
            for columns in &columns {
                let page = (drawings.len() + 1, total);
                drawings.push(self.page(frame, &self.rows[rows.clone()], columns.clone(), named, page));
            }
        }
        drawings
    }

    fn page(&self, frame: &Frame, rows: &[Row], columns: Range<usize>, named: bool, page: (usize, usize)) -> Drawing {
        let mut sheet = Sheet::open(frame, page.0, page.1);
        let has = |wanted: fn(&Cell) -> bool| self.rows.iter().flat_map(|row| &row.cells).any(wanted);
        let shades = [0, 2, 4, 6, 8].map(shade).to_vec();
        let mut legend = vec![(Key::Scale(shades), self.words.value.as_str())];
        if has(|cell| matches!(cell, Cell::Missing)) {
            legend.push((Key::Hatched(PAPER.to_owned(), HATCH.to_owned()), &self.words.missing));
        }
        if has(|cell| matches!(cell, Cell::NotApplicable)) {
            legend.push((Key::Blank, &self.words.not_applicable));
        }
        sheet.legend(&legend);
        if rows.is_empty() || columns.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let names = if named { rows } else { &[] };
        let labels = Labels::new(names.iter().map(|row| row.label.as_str()), Type::regular(12.5, INK), 230.0, 1);
        let start = if named { MARGIN + labels.width + 12.0 } else { MARGIN };
        let plan = self.plan(rows, columns, start, named);
        let top = self.heads(&mut sheet, &frame.style, &plan);
        for at in 0..names.len() {
            labels.draw(&mut sheet.canvas, at, MARGIN, top + plan.height * (at as f64 + 0.5));
        }
        plan.draw(&mut sheet.canvas, top);
        sheet.y = top + plan.height * rows.len() as f64 + 6.0;
        self.key(&mut sheet, &frame.style, &plan);
        sheet.finish(&self.alt(&frame.style, &plan))
    }

    fn plan<'a>(&'a self, rows: &'a [Row], columns: Range<usize>, start: f64, named: bool) -> Plan<'a> {
        let on_page = |(at, (label, of)): (usize, &'a (String, Range<usize>))| {
            let (from, to) = (of.start.max(columns.start), of.end.min(columns.end));
            (from < to).then(|| Group { number: at + 1, label, columns: from - columns.start..to - columns.start })
        };
        let groups: Vec<Group<'_>> = self.groups.iter().enumerate().filter_map(on_page).collect();
        let begins = |column: &usize| groups.iter().any(|group| group.columns.start == *column);
        let breaks = (1..columns.len()).filter(begins).count();
        let step = ((END - start - GAP * breaks as f64) / columns.len() as f64).min(WIDEST);
        let mut x = start;
        let mut starts = Vec::with_capacity(columns.len());
        for column in 0..columns.len() {
            x += if column > 0 && begins(&column) { GAP } else { 0.0 };
            starts.push(x);
            x += step;
        }
        let height = match rows.len() {
            0..=24 if named => 26.0,
            _ if named => 20.0,
            many => (TALL / many as f64).min(10.0),
        };
        let air = if named { 1.0 } else { 0.0 };
        Plan { rows, columns, starts, width: step - 1.0, height, air, groups }
    }

    /// Names of groups, or their numbers where names do not fit, over codes where those fit; gives where the boxes begin.
    fn heads(&self, sheet: &mut Sheet<'_>, style: &Style, plan: &Plan<'_>) -> f64 {
        let canvas = &mut sheet.canvas;
        let mut y = sheet.y + 4.0;
        if !plan.groups.is_empty() {
            let set = Type::bold(11.5, INK).anchored(Anchor::Middle);
            let numbered = !plan.names_fit();
            let heads = plan.groups.iter().map(|group| {
                let words = if numbered { style.number(group.number as f64, 0) } else { group.label.to_owned() };
                (set.fold(&words, plan.across(group).1, 3), words)
            });
            let heads: Vec<_> = heads.collect();
            let lines = heads.iter().map(|(head, _)| head.lines.len()).max().unwrap_or(1).max(1);
            let last = y + set.leading() * lines as f64 - 5.0;
            for (group, (head, words)) in plan.groups.iter().zip(&heads) {
                let (from, width) = plan.across(group);
                if set.width(words) <= width || !numbered {
                    let first = last - set.leading() * (head.lines.len().max(1) - 1) as f64;
                    canvas.folded(from + width / 2.0, first, head, words, set);
                }
                canvas.line((from, last + 6.0), (from + width, last + 6.0), Stroke::solid(AXIS, 1.2));
            }
            y = last + 10.0;
        }
        if self.codes_fit(plan) {
            let set = CODE.anchored(Anchor::Middle);
            for (code, x) in self.columns[plan.columns.clone()].iter().zip(&plan.starts) {
                canvas.text(x + plan.width / 2.0, y + 11.0, code, set);
            }
            y += 18.0;
        }
        y
    }

    fn codes_fit(&self, plan: &Plan<'_>) -> bool {
        self.columns[plan.columns.clone()].iter().all(|code| CODE.width(code) <= plan.width - 2.0)
    }

    /// Names of numbered groups, with their first and last codes where the boxes have none.
    fn key(&self, sheet: &mut Sheet<'_>, style: &Style, plan: &Plan<'_>) {
        if plan.names_fit() {
            return;
        }
        let set = Type::regular(12.0, MUTED);
        let coded = !self.codes_fit(plan);
        let (mut x, mut y) = (MARGIN, sheet.y + 16.0);
        for group in &plan.groups {
            let codes = &self.columns[plan.columns.clone()][group.columns.clone()];
            let codes = match codes {
                [first, .., last] if coded => format!(" ({first}–{last})"),
                [only] if coded => format!(" ({only})"),
                _ => String::new(),
            };
            let words = format!("{} · {}{codes}", style.number(group.number as f64, 0), group.label);
            let folded = set.fold(&words, END - MARGIN, 1);
            let width = folded.lines.first().map_or(0.0, |line| set.width(line));
            if x > MARGIN && x + width > END {
                (x, y) = (MARGIN, y + 20.0);
            }
            sheet.canvas.folded(x, y, &folded, &words, set);
            x += width + 24.0;
        }
        sheet.y = y + 6.0;
    }

    fn alt(&self, style: &Style, plan: &Plan<'_>) -> String {
        let codes = &self.columns[plan.columns.clone()];
        let sentence = |row: &Row| {
            let cell = |column| match row.cell(column) {
                Cell::Value(value) => style.share(value),
                Cell::Missing => "–".to_owned(),
                Cell::NotApplicable => "×".to_owned(),
            };
            format!("{}: {}.", row.label, plan.columns.clone().map(cell).collect::<Vec<_>>().join("; "))
        };
        spoken(format!("{}: {}.", self.words.value, codes.join("; ")), plan.rows.iter().map(sentence))
    }
}

const CODE: Type<'static> = Type { size: 10.5, weight: Weight::Regular, colour: MUTED, anchor: Anchor::Start };

impl Row {
    /// What is not a number is missing.
    fn cell(&self, column: usize) -> Cell {
        match self.cells.get(column).copied() {
            Some(Cell::Value(value)) if !value.is_finite() => Cell::Missing,
            cell => cell.unwrap_or(Cell::Missing),
        }
    }

    fn paint(&self, column: usize) -> Paint {
        match self.cell(column) {
            Cell::Value(value) => Paint::Shade((value.clamp(0.0, 1.0) * SHADES).round() as usize),
            Cell::Missing => Paint::Missing,
            Cell::NotApplicable => Paint::NotApplicable,
        }
    }
}

impl Plan<'_> {
    /// Where a group begins, and its width.
    fn across(&self, group: &Group<'_>) -> (f64, f64) {
        let from = self.starts[group.columns.start];
        (from, self.starts[group.columns.end - 1] + self.width - from)
    }

    fn names_fit(&self) -> bool {
        let set = Type::bold(11.5, INK);
        self.groups.iter().all(|group| {
            let room = self.across(group).1;
            !set.fold(group.label, room, 3).cut && group.label.split_whitespace().all(|word| set.width(word) <= room)
        })
    }

    /// Equal boxes that touch are drawn as one.
    fn draw(&self, canvas: &mut Canvas, top: f64) {
        let mut shades: BTreeMap<usize, Vec<(f64, f64, f64, f64)>> = BTreeMap::new();
        for (column, &x) in self.columns.clone().zip(&self.starts) {
            let mut at = 0;
            while at < self.rows.len() {
                let paint = self.rows[at].paint(column);
                let alike = self.rows[at..].iter().take_while(|row| row.paint(column) == paint).count();
                let long = if self.air > 0.0 { 1 } else { alike };
                let (y, height) =
                    (top + self.height * at as f64 + self.air, self.height * long as f64 - 2.0 * self.air);
                match paint {
                    Paint::Shade(shade) => shades.entry(shade).or_default().push((x, y, self.width, height)),
                    Paint::Missing => hatch_missing(canvas, x, y, self.width, height),
                    Paint::NotApplicable => cross(canvas, (x, y), (self.width, height)),
                }
                at += long;
            }
        }
        for (of, tiles) in shades {
            canvas.tiles(&tiles, &shade(of));
        }
    }
}

fn shade(of: usize) -> String {
    BLUES.at(of as f64 / SHADES)
}

/// A box with a small cross in it.
fn cross(canvas: &mut Canvas, (x, y): (f64, f64), (width, height): (f64, f64)) {
    canvas.rect(x, y, width, height, PAPER, Some(Stroke::solid(GRID, 0.6)));
    let reach = (width.min(height) * 0.3).min(3.0);
    let (x, y) = (x + width / 2.0, y + height / 2.0);
    for rise in [-reach, reach] {
        canvas.line((x - reach, y - rise), (x + reach, y + rise), Stroke::solid(MUTED, 1.0));
    }
}
