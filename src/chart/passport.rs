//! The passport test: what a service asks of a citizen, as marks that can be counted.
use crate::chart::paper::axis::known;
use crate::chart::paper::canvas::{Canvas, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, ACCENT_PALE, CHECKED, CLAIMED, CLAIMED_EDGE, GRID, INK, MUTED, PAPER};
use crate::chart::paper::font::Folded;
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, pages};
use crate::chart::{Drawing, Frame};

#[derive(Debug, Clone, PartialEq)]
pub struct Passport {
    /// In the order given, twelve to a page.
    pub rows: Vec<Service>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    pub label: String,
    pub agency: String,
    /// Transactions a year.
    pub transactions: Option<f64>,
    /// All steps, with those that are taken online.
    pub steps: Option<Marks>,
    /// Visits to an office.
    pub visits: Option<Marks>,
    /// Papers demanded, with those that the state already holds.
    pub papers: Option<Marks>,
}

/// Things to be counted, the first of them marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    pub all: f64,
    pub marked: f64,
    /// The same in words, under the marks.
    pub said: String,
}

/// Heads of the columns; legend, whose empty entries are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub transactions: String,
    pub steps: String,
    pub visits: String,
    pub papers: String,
    pub online: String,
    pub in_person: String,
    pub visit: String,
    pub held: String,
    pub not_held: String,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Steps,
    Visits,
    Papers,
}

const ROWS: usize = 12;
/// Columns of marks from the starting edge of the page: place and width.
const COLUMNS: [(Kind, f64, f64); 3] =
    [(Kind::Steps, 392.0, 212.0), (Kind::Visits, 622.0, 106.0), (Kind::Papers, 744.0, END - 744.0)];
/// The column of transactions: place and width.
const TRANSACTIONS: (f64, f64) = (280.0, 92.0);
/// Distance of marks, and the least at which they can be counted.
const PITCH: f64 = 17.0;
const NARROWEST: f64 = 7.0;

impl Passport {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Service], page: usize, pages: usize) -> Drawing {
        let words = &self.words;
        let mut sheet = Sheet::open(frame, page, pages);
        sheet.legend(&[
            (Key::Marker(Marker::Disc, CHECKED.to_owned()), words.online.as_str()),
            (Key::Marker(Marker::Ring, CHECKED.to_owned()), &words.in_person),
            (Key::Marker(Marker::Square, ACCENT.to_owned()), &words.visit),
            (Key::Hatched(ACCENT_PALE.to_owned(), ACCENT.to_owned()), &words.held),
            (Key::Fill(PAPER.to_owned()), &words.not_held),
        ]);
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        self.heads(&mut sheet);
        let room = TRANSACTIONS.0 - MARGIN - 14.0;
        let names = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::bold(13.5, INK), room, 2);
        let agencies = Labels::new(rows.iter().map(|row| row.agency.as_str()), Type::regular(12.0, MUTED), room, 2);
        let busiest = self.rows.iter().filter_map(|row| known(row.transactions)).fold(0.0, f64::max);
        let said = Type::regular(12.0, INK);
        for (at, row) in rows.iter().enumerate() {
            let cells = COLUMNS.map(|(kind, x, width)| {
                let marks = row.marks(kind);
                (kind, x, width, marks, marks.map(|marks| said.fold(&marks.said, width, 2)))
            });
            let lines = cells.iter().filter_map(|cell| cell.4.as_ref()).map(|folded| folded.lines.len()).max();
            let cell = 20.0 + said.leading() * lines.unwrap_or(1).max(1) as f64;
            let label = names.height(at) + agencies.height(at);
            let height = cell.max(label) + 16.0;
            let canvas = &mut sheet.canvas;
            let middle = sheet.y + height / 2.0;
            names.draw(canvas, at, MARGIN, middle - label / 2.0 + names.height(at) / 2.0);
            agencies.draw(canvas, at, MARGIN, middle + label / 2.0 - agencies.height(at) / 2.0);
            let top = middle - cell / 2.0;
            let number = known(row.transactions).map_or("–".to_owned(), |value| frame.style.number(value, 0));
            canvas.text(TRANSACTIONS.0, baseline(top + 8.0, 14.0), &number, Type::bold(14.0, INK));
            if let Some(value) = known(row.transactions).filter(|value| *value > 0.0) {
                let long = TRANSACTIONS.1 * value / busiest;
                canvas.rect(TRANSACTIONS.0, top + 22.0, long, 6.0, CLAIMED_EDGE, None);
            }
            for (kind, x, width, marks, folded) in cells {
                match (marks, folded) {
                    (Some(marks), Some(folded)) => cell_of(canvas, kind, (x, width, top), marks, &folded, said),
                    _ => canvas.text(x, baseline(top + 8.0, 14.0), "–", Type::regular(14.0, MUTED)),
                }
            }
            sheet.y += height;
            sheet.canvas.line((MARGIN, sheet.y), (END, sheet.y), Stroke::solid(GRID, 1.0));
        }
        sheet.finish(&self.alt(frame, rows))
    }

    /// Over each column, its last line on the rule.
    fn heads(&self, sheet: &mut Sheet<'_>) {
        let set = Type::bold(13.0, INK);
        let words = [&self.words.steps, &self.words.visits, &self.words.papers, &self.words.transactions];
        let columns = COLUMNS.map(|(_, x, width)| (x, width)).into_iter().chain([TRANSACTIONS]);
        let heads: Vec<(f64, &str, Folded)> =
            columns.zip(words).map(|((x, width), words)| (x, words.as_str(), set.fold(words, width, 3))).collect();
        let lines = heads.iter().map(|(.., folded)| folded.lines.len()).max().unwrap_or(1).max(1);
        let bottom = sheet.y + set.leading() * lines as f64;
        for (x, words, folded) in &heads {
            let first = bottom - 4.0 - set.leading() * (folded.lines.len().max(1) - 1) as f64;
            sheet.canvas.folded(*x, first, folded, words, set);
        }
        sheet.y = bottom + 6.0;
        sheet.canvas.line((MARGIN, sheet.y), (END, sheet.y), Stroke::solid(CLAIMED, 1.4));
    }

    fn alt(&self, frame: &Frame, rows: &[Service]) -> String {
        let words = &self.words;
        let mut alt = format!("{}; {}; {}; {}.", words.transactions, words.steps, words.visits, words.papers);
        for row in rows {
            let number = known(row.transactions).map_or("–".to_owned(), |value| frame.style.number(value, 0));
            let said = COLUMNS.map(|(kind, ..)| row.marks(kind).map_or("–", |marks| marks.said.as_str()));
            alt.push_str(&format!(" {} ({}): {number}; {}.", row.label, row.agency, said.join("; ")));
        }
        alt
    }
}

impl Service {
    /// What can be counted of it.
    fn marks(&self, kind: Kind) -> Option<&Marks> {
        let marks = match kind {
            Kind::Steps => &self.steps,
            Kind::Visits => &self.visits,
            Kind::Papers => &self.papers,
        };
        marks.as_ref().filter(|marks| marks.all.is_finite() && marks.marked.is_finite())
    }
}

/// `place` is x, width and top. More marks than can be counted become a bar.
fn cell_of(canvas: &mut Canvas, kind: Kind, place: (f64, f64, f64), marks: &Marks, said: &Folded, set: Type<'_>) {
    let (x, width, top) = place;
    let (all, marked) = (marks.all.max(0.0).round(), marks.marked.max(0.0).round());
    let pitch = PITCH.min(width / all.max(1.0));
    if pitch >= NARROWEST {
        for at in 0..all as usize {
            mark(canvas, kind, (x + pitch * at as f64, top + 8.0, pitch), (at as f64) < marked);
        }
    } else {
        let part = width * (marked / all).min(1.0);
        let (dark, light) = if matches!(kind, Kind::Steps) { (CHECKED, PAPER) } else { (ACCENT, ACCENT_PALE) };
        canvas.rect(x, top + 2.0, width, 12.0, light, Some(Stroke::solid(dark, 1.0)));
        canvas.rect(x, top + 2.0, part, 12.0, dark, None);
    }
    canvas.folded(x, top + 20.0 + set.size, said, &marks.said, set);
}

/// `place` is x, the middle's y and the room; a step, a visit or a sheet of paper.
fn mark(canvas: &mut Canvas, kind: Kind, place: (f64, f64, f64), marked: bool) {
    let (x, y, pitch) = place;
    let radius = (pitch * 0.38).min(6.4);
    match (kind, marked) {
        (Kind::Steps, true) => canvas.marker(Marker::Disc, x + radius, y, radius, CHECKED),
        (Kind::Steps, false) => canvas.marker(Marker::Ring, x + radius, y, radius, CHECKED),
        (Kind::Visits, _) => canvas.marker(Marker::Square, x + radius, y, radius, ACCENT),
        (Kind::Papers, marked) => {
            let (left, top, wide, high) = (x, y - radius * 1.3, radius * 1.9, radius * 2.6);
            if marked {
                canvas.rect(left, top, wide, high, ACCENT_PALE, Some(Stroke::solid(ACCENT, 1.2)));
                canvas.hatch(left, top, wide, high, 4.0, Stroke::solid(ACCENT, 1.1));
            } else {
                canvas.rect(left, top, wide, high, PAPER, Some(Stroke::solid(MUTED, 1.2)));
            }
        }
    }
}
