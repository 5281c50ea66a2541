//! Influence of choices: which share of what a result can vary each choice of the method accounts for, alone and with the
//! others.
use crate::chart::paper::axis::{Axis, below, known};
use crate::chart::paper::canvas::{Anchor, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, CHECKED, GRID, INK, MUTED, SUPPORTED};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, pages};
use crate::chart::{Drawing, Frame, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// In the order given, twenty to a page.
    pub rows: Vec<Choice>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub label: String,
    /// Alone.
    pub first: Option<Estimate>,
    /// With everything it acts together with.
    pub total: Option<Estimate>,
    /// With its part of what acts together.
    pub shapley: Option<Estimate>,
    /// Under the label; may be empty.
    pub remark: String,
}

/// A share of the variance: 0–1, or a little outside where it is estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub value: f64,
    /// None where the value is exact.
    pub interval: Option<(f64, f64)>,
}

/// Legend; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub first: String,
    pub total: String,
    pub shapley: String,
    pub interval: String,
}

const ROWS: usize = 20;
const MARKS: [(Marker, &str); 3] =
    [(Marker::Disc, CHECKED), (Marker::Diamond, SUPPORTED), (Marker::TriangleUp, ACCENT)];
/// Distance of the kinds of shares in one row.
const LANE: f64 = 14.0;
/// The axis reaches as far beyond 0 and 1 as the shares do, but no farther than this.
const BEYOND: f64 = 0.25;

impl Influence {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Choice], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let kinds = self.kinds();
        let words = self.words.kinds();
        let mut legend: Vec<(Key, &str)> =
            kinds.iter().map(|&kind| (Key::Marker(MARKS[kind].0, MARKS[kind].1.to_owned()), words[kind])).collect();
        if self.estimates().any(|estimate| estimate.interval.is_some()) {
            legend.push((Key::Whisker(INK.to_owned()), &self.words.interval));
        }
        sheet.legend(&legend);
        if rows.is_empty() || kinds.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::bold(13.5, INK), 250.0, 3);
        let remarks = Labels::new(rows.iter().map(|row| row.remark.as_str()), Type::regular(12.5, MUTED), 250.0, 2);
        let number = Type::regular(13.5, INK).anchored(Anchor::Middle);
        let widest = self.estimates().map(|estimate| number.width(&estimate.print(style))).fold(30.0, f64::max);
        let column = widest + 14.0;
        let numbers = END - column * kinds.len() as f64;
        let axis = self.axis(MARGIN + labels.width.max(remarks.width) + 26.0, numbers - 20.0);
        let lanes = LANE * (kinds.len() - 1) as f64;
        let heights: Vec<f64> = (0..rows.len())
            .map(|at| row_height(rows.len(), labels.height(at) + remarks.height(at)).max(lanes + 28.0))
            .collect();
        let top = sheet.y + 24.0;
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (share, style.percent(share * 100.0, 0)));
        axis.ticks(canvas, &ticks, top, bottom);
        let column_middle = |place: usize| numbers + column * (place as f64 + 0.5);
        for (place, &kind) in kinds.iter().enumerate() {
            canvas.marker(MARKS[kind].0, column_middle(place), top - 12.0, 6.4, MARKS[kind].1);
        }
        let mut y = top;
        for (at, (row, height)) in rows.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            let (label, remark) = (labels.height(at), remarks.height(at));
            labels.draw(canvas, at, MARGIN, middle - remark / 2.0);
            remarks.draw(canvas, at, MARGIN, middle + label / 2.0);
            for (place, &kind) in kinds.iter().enumerate() {
                let (marker, colour) = MARKS[kind];
                let estimate = row.estimates()[kind];
                if let Some(estimate) = estimate {
                    let y = middle - lanes / 2.0 + LANE * place as f64;
                    if let Some(interval) = estimate.interval {
                        axis.whisker(canvas, interval, y);
                    }
                    canvas.marker(marker, axis.at(estimate.value), y, 5.8, colour);
                }
                let words = estimate.map_or("–".to_owned(), |estimate| estimate.print(style));
                canvas.text(column_middle(place), baseline(middle, 13.5), &words, number);
            }
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(style, rows))
    }

    fn estimates(&self) -> impl Iterator<Item = Estimate> {
        self.rows.iter().flat_map(Choice::estimates).flatten()
    }

    /// Kinds of shares that any choice has.
    fn kinds(&self) -> Vec<usize> {
        (0..MARKS.len()).filter(|&kind| self.rows.iter().any(|row| row.estimates()[kind].is_some())).collect()
    }

    fn axis(&self, from: f64, to: f64) -> Axis {
        let ends = |estimate: Estimate| {
            [Some(estimate.value), estimate.interval.map(|ends| ends.0), estimate.interval.map(|ends| ends.1)]
        };
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        for share in self.estimates().flat_map(ends).flatten() {
            (low, high) = (low.min(share), high.max(share));
        }
        Axis { low: low.max(-BEYOND), high: high.min(1.0 + BEYOND), from, to }
    }

    fn alt(&self, style: &Style, rows: &[Choice]) -> String {
        let (kinds, words) = (self.kinds(), self.words.kinds());
        let heads: Vec<&str> = kinds.iter().map(|&kind| words[kind]).collect();
        let mut alt = format!("{}.", heads.join("; "));
        for row in rows {
            let estimates = row.estimates();
            let shares: Vec<String> =
                kinds.iter().map(|&kind| estimates[kind].map_or("–".to_owned(), |share| share.whole(style))).collect();
            alt.push_str(&format!(" {}: {}", row.label, shares.join("; ")));
            if !row.remark.is_empty() {
                alt.push_str(&format!("; {}", row.remark));
            }
            alt.push('.');
        }
        alt
    }
}

impl Words {
    fn kinds(&self) -> [&str; 3] {
        [&self.first, &self.total, &self.shapley]
    }
}

impl Choice {
    /// In the order of the marks; what is not a number is none.
    fn estimates(&self) -> [Option<Estimate>; 3] {
        [self.first, self.total, self.shapley].map(|estimate| estimate.and_then(Estimate::known))
    }
}

impl Estimate {
    fn known(self) -> Option<Self> {
        let interval = self.interval.filter(|ends| ends.0.is_finite() && ends.1.is_finite());
        known(Some(self.value)).map(|value| Self { value, interval })
    }

    fn print(self, style: &Style) -> String {
        style.percent(self.value * 100.0, 1)
    }

    /// With its interval.
    fn whole(self, style: &Style) -> String {
        let value = self.print(style);
        self.interval
            .map_or(value.clone(), |(low, high)| format!("{value} ({})", style.range(low * 100.0, high * 100.0, 1)))
    }
}
