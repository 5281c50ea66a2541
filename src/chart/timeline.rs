//! Timeline: what runs from when to when, how well its beginning is known, and how it stands. Time runs the way the
//! language reads.
use crate::chart::paper::axis::{Axis, below, known};
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type};
use crate::chart::paper::colour::{
    ACCENT, AXIS, CHECKED, CLAIMED, CLAIMED_EDGE, GRID, HATCH, INK, MUTED, PAPER, SUPPORTED,
};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, Verdict, draw_tested, pages, spoken};
use crate::chart::{Drawing, Frame, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// In the order given, thirty to a page.
    pub rows: Vec<Row>,
    /// Until when it is told; rows without an end run up to here.
    pub now: Option<f64>,
    pub words: Words,
}

/// Times are years with the part of the year that has passed: 2010.5 is the middle of 2010.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub label: String,
    /// None: nobody knows.
    pub from: Option<f64>,
    /// None: without end.
    pub to: Option<f64>,
    /// How the beginning is marked.
    pub mark: Mark,
    pub tone: Tone,
    /// How it stands, in words.
    pub state: String,
    /// From when to when, in words, for those who do not see it.
    pub when: String,
}

/// How well a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Day,
    Month,
    Year,
    /// Some time after.
    After,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Done,
    Part,
    /// Still to come.
    Ahead,
    Late,
    /// Nothing moves.
    Still,
    /// Nobody can tell.
    Unclear,
    Hidden,
}

/// Legend; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub day: String,
    pub month: String,
    pub year: String,
    pub after: String,
    pub unknown: String,
    /// Of the stop at the end of a row.
    pub due: String,
    /// Of the line at `now`.
    pub now: String,
    /// Heads the words of how it stands.
    pub state: String,
}

const ROWS: usize = 30;
/// Years on the axis, at most about so many.
const TICKS: f64 = 9.0;
const THICK: f64 = 11.0;

impl Timeline {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Row], page: usize, pages: usize) -> Drawing {
        let mut sheet = Sheet::open(frame, page, pages);
        self.legend(&mut sheet);
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(13.5, INK), 300.0, 3);
        let states = Labels::new(rows.iter().map(|row| row.state.as_str()), Type::bold(13.0, INK), 130.0, 2);
        let head = Type::regular(11.5, MUTED).anchored(Anchor::End);
        let heading = head.fold(&self.words.state, 150.0, 1);
        let states_from = END - states.width.max(60.0);
        let (low, high) = self.span();
        let axis = Axis { low, high, from: MARGIN + labels.width + 26.0, to: states_from - 52.0 };
        let heights: Vec<f64> =
            (0..rows.len()).map(|at| row_height(rows.len(), labels.height(at).max(states.height(at)))).collect();
        let top = sheet.y + 38.0;
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        canvas.folded(END, top - 24.0, &heading, &self.words.state, head);
        axis.ticks(canvas, &ticks(&frame.style, low, high), top, bottom);
        if let Some(now) = known(self.now) {
            canvas.line((axis.at(now), top), (axis.at(now), bottom), Stroke::solid(ACCENT, 1.6));
        }
        let mut y = top;
        for (at, (row, height)) in rows.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            self.bar(canvas, &axis, row, middle);
            sign(canvas, row.tone, states_from - 18.0, middle);
            states.draw(canvas, at, states_from, middle);
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&spoken(frame.title.clone(), rows.iter().map(|row| self.sentence(row))))
    }

    fn legend(&self, sheet: &mut Sheet<'_>) {
        let Words { day, month, year, after, unknown, due, now, .. } = &self.words;
        let met = |mark: Mark| self.rows.iter().any(|row| row.mark == mark && known(row.from).is_some());
        let mut entries = Vec::new();
        let marks = [(Mark::Day, day), (Mark::Month, month), (Mark::Year, year), (Mark::After, after)];
        for (mark, words) in marks.into_iter().filter(|(mark, _)| met(*mark)) {
            entries.push((Key::Marker(marker(mark), INK.to_owned()), words.as_str()));
        }
        if self.rows.iter().any(|row| known(row.from).is_none()) {
            entries.push((Key::Line(MUTED.to_owned(), "2 5"), unknown));
        }
        if self.rows.iter().any(|row| known(row.to).is_some()) {
            entries.push((Key::Tick(INK.to_owned()), due));
        }
        if known(self.now).is_some() {
            entries.push((Key::Tick(ACCENT.to_owned()), now));
        }
        sheet.legend(&entries);
    }

    /// Whole years around everything that is drawn.
    fn span(&self) -> (f64, f64) {
        let ends = self.rows.iter().flat_map(|row| [row.from, row.to]).chain([self.now]);
        let ends: Vec<f64> = ends.filter_map(known).collect();
        let low = ends.iter().copied().reduce(f64::min).map_or(0.0, f64::floor);
        let high = ends.iter().copied().reduce(f64::max).map_or(1.0, f64::floor) + 1.0;
        (low, high.max(low + 1.0))
    }

    fn bar(&self, canvas: &mut Canvas, axis: &Axis, row: &Row, y: f64) {
        let now = known(self.now).unwrap_or(axis.high);
        let Some(from) = known(row.from) else {
            let to = axis.at(known(row.to).unwrap_or(now));
            let stroke = Stroke { colour: MUTED, width: 1.6, dashes: "2 5" };
            canvas.line((axis.from, y), (to, y), stroke);
            if known(row.to).is_some() {
                stop(canvas, to, y);
            }
            return;
        };
        let to = known(row.to).unwrap_or(now).max(from);
        let (start, end) = (axis.at(from), axis.at(to));
        paint(canvas, row.tone, start, y - THICK / 2.0, end - start);
        if known(row.to).is_some() {
            stop(canvas, end, y);
        }
        canvas.marker(marker(row.mark), start, y, 7.0, INK);
    }

    fn sentence(&self, row: &Row) -> String {
        let parts = [&row.label, &row.when, &row.state];
        let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        format!("{}.", parts.join("; "))
    }
}

/// Where something is to end.
fn stop(canvas: &mut Canvas, x: f64, y: f64) {
    canvas.line((x, y - 10.0), (x, y + 10.0), Stroke::solid(INK, 2.4));
}

fn marker(mark: Mark) -> Marker {
    match mark {
        Mark::Day => Marker::Disc,
        Mark::Month => Marker::Diamond,
        Mark::Year => Marker::Square,
        Mark::After => Marker::Ring,
    }
}

fn paint(canvas: &mut Canvas, tone: Tone, x: f64, y: f64, width: f64) {
    let (fill, edge) = match tone {
        Tone::Done => (CHECKED, Stroke::solid(CHECKED, 1.0)),
        Tone::Part => (SUPPORTED, Stroke::solid(SUPPORTED, 1.0)),
        Tone::Ahead => (CLAIMED, Stroke::solid(CLAIMED_EDGE, 1.0)),
        Tone::Late => (ACCENT, Stroke::solid(ACCENT, 1.0)),
        Tone::Still => (PAPER, Stroke::solid(ACCENT, 1.2)),
        Tone::Unclear => (PAPER, Stroke::dashed(MUTED, 1.2)),
        Tone::Hidden => (PAPER, Stroke::solid(AXIS, 1.0)),
    };
    canvas.rect(x, y, width, THICK, fill, Some(edge));
    match tone {
        Tone::Part => canvas.hatch(x, y, width, THICK, 7.0, Stroke::solid(PAPER, 1.6)),
        Tone::Still => canvas.hatch(x, y, width, THICK, 6.0, Stroke::solid(ACCENT, 1.0)),
        Tone::Hidden => canvas.hatch(x, y, width, THICK, 6.0, Stroke::solid(HATCH, 0.9)),
        Tone::Done | Tone::Ahead | Tone::Late | Tone::Unclear => {}
    }
}

/// The sign of how something stands; its middle at (`x`, `y`).
fn sign(canvas: &mut Canvas, tone: Tone, x: f64, y: f64) {
    match tone {
        Tone::Done => draw_tested(canvas, x, y, Verdict::Met),
        Tone::Part => canvas.marker(Marker::Diamond, x, y, 8.5, SUPPORTED),
        Tone::Ahead => canvas.marker(Marker::Ring, x, y, 8.0, CLAIMED_EDGE),
        Tone::Late => canvas.marker(Marker::TriangleUp, x, y, 8.5, ACCENT),
        Tone::Still => draw_tested(canvas, x, y, Verdict::Unmet),
        Tone::Unclear => canvas.circle(x, y, 8.2, PAPER, Some(Stroke { colour: MUTED, width: 1.6, dashes: "3 2" })),
        Tone::Hidden => canvas.line((x - 7.0, y), (x + 7.0, y), Stroke::solid(AXIS, 2.4)),
    }
}

/// Where the scale begins, then the beginnings of years at a round distance; the first is not named where the next stands
/// near.
fn ticks(style: &Style, low: f64, high: f64) -> Vec<(f64, String)> {
    let mut unit = 1.0;
    let step = loop {
        if let Some(step) =
            [1.0, 2.0, 5.0].map(|part| part * unit).into_iter().find(|step| (high - low) / step <= TICKS)
        {
            break step;
        }
        unit *= 10.0;
    };
    let first = (low / step).ceil() * step;
    let near = first > low && (first - low) * 2.0 <= step;
    let named = if near { String::new() } else { style.number(low, 0) };
    let years = (0..=TICKS as usize).map(|at| first + step * at as f64).filter(|year| *year <= high && *year > low);
    [(low, named)].into_iter().chain(years.map(|year| (year, style.number(year, 0)))).collect()
}
