//! Differences between groups, pair by pair: the estimate, its interval, and whether chance explains it.
use crate::chart::paper::axis::{Axis, below, span};
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type};
use crate::chart::paper::colour::{ACCENT, CHECKED, GRID, INK, MUTED};
use crate::chart::paper::font::{Folded, Weight};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, pages};
use crate::chart::{Drawing, Frame, Scale, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    /// In the order given, twenty-five to a page.
    pub rows: Vec<Pair>,
    /// The value of no difference.
    pub zero: f64,
    pub decimals: usize,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Both groups.
    pub label: String,
    /// How many there are of each, in words.
    pub sizes: String,
    pub value: f64,
    /// An end that is not finite is open.
    pub low: f64,
    pub high: f64,
    /// Not explained by chance.
    pub sure: bool,
    /// In words.
    pub p: String,
}

/// Ends of the axis, heads of the columns, and the legend, whose empty entries are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub lower: String,
    pub higher: String,
    pub sizes: String,
    pub estimate: String,
    pub p: String,
    pub sure: String,
    pub unsure: String,
    pub interval: String,
    pub zero: String,
}

const ROWS: usize = 25;
/// Between columns.
const AIR: f64 = 16.0;
/// Height of the arrows over the numbers of the axis, and of those.
const ARROW: f64 = 8.0;
const NUMBERS: f64 = 22.0;

impl Forest {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Pair], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let mut legend = Vec::new();
        if self.rows.iter().any(|row| row.sure) {
            legend.push((Key::Marker(Marker::Disc, CHECKED.to_owned()), self.words.sure.as_str()));
        }
        if self.rows.iter().any(|row| !row.sure) {
            legend.push((Key::Marker(Marker::Ring, CHECKED.to_owned()), &self.words.unsure));
        }
        legend.push((Key::Whisker(INK.to_owned()), &self.words.interval));
        legend.push((Key::Line(ACCENT.to_owned(), ""), &self.words.zero));
        sheet.legend(&legend);
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(13.5, INK), 230.0, 3);
        let estimates: Vec<String> = rows.iter().map(|row| row.estimate(style, self.decimals)).collect();
        let sizes = Column::new(&self.words.sizes, rows.iter().map(|row| row.sizes.as_str()), 96.0);
        let ps = Column::new(&self.words.p, rows.iter().map(|row| row.p.as_str()), 84.0);
        let estimates = Column::new(&self.words.estimate, estimates.iter().map(String::as_str), 180.0);
        let sizes_start = MARGIN + labels.width + AIR;
        let ps_start = END - ps.width;
        let estimates_start = ps_start - AIR - estimates.width;
        let axis = self.axis(sizes_start + sizes.width + AIR + 8.0, estimates_start - AIR - 8.0);
        let columns = [(&sizes, sizes_start), (&estimates, estimates_start), (&ps, ps_start)];
        let ends = Ends::new(&self.words, &axis);
        let heads = columns.iter().map(|(column, _)| column.head.height(0)).fold(ends.height(), f64::max);
        let top = sheet.y + heads + 6.0;
        let heights: Vec<f64> = (0..rows.len())
            .map(|at| columns.iter().map(|(column, _)| column.texts.height(at)).fold(labels.height(at), f64::max))
            .map(|needed| row_height(rows.len(), needed))
            .collect();
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        for (column, x) in columns {
            column.head.draw(canvas, 0, x, top - 4.0 - column.head.height(0) / 2.0);
        }
        ends.draw(canvas, &axis, top - NUMBERS);
        let (quarters, decimals) = Scale { low: axis.low, high: axis.high, decimals: 0 }.quarters();
        axis.ticks(canvas, &quarters.map(|value| (value, style.number(value, decimals))), top, bottom);
        let zero = axis.at(self.zero);
        canvas.line((zero, top), (zero, bottom), Stroke::solid(ACCENT, 1.8));
        let mut y = top;
        for (at, (row, height)) in rows.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            for (column, x) in columns {
                column.texts.draw(canvas, at, x, middle);
            }
            row.draw(canvas, &axis, middle);
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(style, rows))
    }

    /// As far on one side of no difference as on the other.
    fn axis(&self, from: f64, to: f64) -> Axis {
        let ends = self.rows.iter().flat_map(|row| [row.value, row.low, row.high]);
        let (_, reach) = span(ends.map(|end| (end - self.zero).abs()));
        Axis { low: self.zero - reach, high: self.zero + reach, from, to }
    }

    fn alt(&self, style: &Style, rows: &[Pair]) -> String {
        let Words { sizes, estimate, p, sure, unsure, .. } = &self.words;
        let mut alt = format!("{sizes}; {estimate}; {p}.");
        for row in rows {
            let verdict = if row.sure { sure } else { unsure };
            let estimate = row.estimate(style, self.decimals);
            alt.push_str(&format!(" {}: {}; {estimate}; {} ({verdict}).", row.label, row.sizes, row.p));
        }
        alt
    }
}

impl Pair {
    fn estimate(&self, style: &Style, decimals: usize) -> String {
        let value = style.number(self.value, decimals);
        if self.low.is_finite() && self.high.is_finite() {
            format!("{value} ({})", style.range(self.low, self.high, decimals))
        } else {
            value
        }
    }

    fn draw(&self, canvas: &mut Canvas, axis: &Axis, y: f64) {
        if self.low.is_finite() && self.high.is_finite() {
            axis.whisker(canvas, (self.low, self.high), y);
        } else if !self.low.is_nan() && !self.high.is_nan() {
            canvas.line((axis.at(self.low), y), (axis.at(self.high), y), Stroke::solid(INK, 1.6));
        }
        if self.value.is_finite() {
            canvas.marker(if self.sure { Marker::Disc } else { Marker::Ring }, axis.at(self.value), y, 6.4, CHECKED);
        }
    }
}

/// Words of every row under a head; of no width where no row has any.
struct Column<'a> {
    head: Labels<'a>,
    texts: Labels<'a>,
    width: f64,
}

impl<'a> Column<'a> {
    fn new(head: &'a str, texts: impl Iterator<Item = &'a str>, widest: f64) -> Self {
        let texts = Labels::new(texts, Type::regular(12.5, MUTED), widest, 2);
        let head = Labels::new((texts.width > 0.0).then_some(head), Type::bold(12.0, INK), texts.width.max(72.0), 3);
        let width = texts.width.max(head.width);
        Self { head, texts, width }
    }
}

/// What either side of no difference means.
struct Ends<'a> {
    lower: Folded,
    higher: Folded,
    words: &'a Words,
}

impl<'a> Ends<'a> {
    const SET: Type<'static> = Type { size: 12.0, weight: Weight::Bold, colour: MUTED, anchor: Anchor::Start };

    fn new(words: &'a Words, axis: &Axis) -> Self {
        let fold = |words: &str| Self::SET.fold(words, (axis.to - axis.from) / 2.0 - 8.0, 2);
        Self { lower: fold(&words.lower), higher: fold(&words.higher), words }
    }

    /// With the arrows and the numbers of the axis under them.
    fn height(&self) -> f64 {
        Self::SET.leading() * self.lower.lines.len().max(self.higher.lines.len()) as f64 + ARROW + NUMBERS
    }

    /// Over an arrow to either end of the axis, at the height `y`.
    fn draw(&self, canvas: &mut Canvas, axis: &Axis, y: f64) {
        let centre = (axis.from + axis.to) / 2.0;
        let sides = [
            (&self.lower, &self.words.lower, axis.from, Anchor::Start, 1.0),
            (&self.higher, &self.words.higher, axis.to, Anchor::End, -1.0),
        ];
        for (folded, words, end, anchor, inward) in sides {
            if folded.lines.is_empty() {
                continue;
            }
            let first = y - ARROW - Self::SET.leading() * (folded.lines.len() - 1) as f64;
            canvas.folded(end, first, folded, words, Self::SET.anchored(anchor));
            let stroke = Stroke::solid(MUTED, 1.2);
            canvas.line((centre - inward * 8.0, y), (end, y), stroke);
            canvas.polyline(&[(end + inward * 5.0, y - 3.5), (end, y), (end + inward * 5.0, y + 3.5)], stroke);
        }
    }
}
