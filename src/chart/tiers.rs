//! Tiers: agencies that cannot be told apart stand in one band, each with its score and interval.
use std::ops::Range;

use crate::chart::paper::axis::{Axis, below, known};
use crate::chart::paper::canvas::{Anchor, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{AXIS, CHECKED, FAINT, GRID, INK, MUTED, PAPER};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, draw_key, pages};
use crate::chart::{Drawing, Frame, Scale, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Tiers {
    /// By tier, the best first; forty to a page.
    pub rows: Vec<Placed>,
    pub scale: Scale,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub label: String,
    /// From 1.
    pub tier: usize,
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Legend, whose empty entries are left out, and the names of the bands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub score: String,
    pub interval: String,
    /// What stands in one band.
    pub band: String,
    /// One per tier, the first tier first.
    pub tiers: Vec<String>,
}

/// The rows of one tier on one page.
struct Band {
    tier: usize,
    rows: Range<usize>,
    top: f64,
    bottom: f64,
}

const ROWS: usize = 40;

impl Tiers {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Placed], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        sheet.legend(&[
            (Key::Marker(Marker::Disc, CHECKED.to_owned()), self.words.score.as_str()),
            (Key::Whisker(INK.to_owned()), &self.words.interval),
            (Key::Scale(vec![FAINT.to_owned(), PAPER.to_owned()]), &self.words.band),
        ]);
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let tiers: Vec<&[Placed]> = rows.chunk_by(|one, next| one.tier == next.tier).collect();
        let names = Labels::new(tiers.iter().map(|rows| self.name(rows[0].tier)), Type::bold(13.5, INK), 110.0, 3);
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(14.0, INK), 250.0, 2);
        let mut heights: Vec<f64> = Vec::with_capacity(rows.len());
        let mut bands: Vec<Band> = Vec::with_capacity(tiers.len());
        let top = sheet.y + 24.0;
        let mut bottom = top;
        for (at, of) in tiers.iter().enumerate() {
            let first = heights.len();
            let least = (names.height(at) + 9.0) / of.len() as f64;
            heights.extend((first..first + of.len()).map(|row| row_height(rows.len(), labels.height(row)).max(least)));
            let band = Band { tier: of[0].tier, rows: first..heights.len(), top: bottom, bottom };
            bottom += heights[band.rows.clone()].iter().sum::<f64>();
            bands.push(Band { bottom, ..band });
        }

        let (bold, quiet) = (Type::bold(14.0, INK), Type::regular(13.0, MUTED));
        let values = self.rows.iter().map(|row| bold.width(&self.value(row, style))).fold(20.0, f64::max);
        let ranges = self.rows.iter().map(|row| quiet.width(&self.range(row, style))).fold(26.0, f64::max);
        let ranges_middle = END - 10.0 - ranges / 2.0;
        let values_middle = ranges_middle - ranges / 2.0 - 16.0 - values / 2.0;
        let start = MARGIN + 10.0 + names.width + 18.0;
        let axis = Axis::of(self.scale, start + labels.width + 22.0, values_middle - values / 2.0 - 22.0);
        let canvas = &mut sheet.canvas;
        for band in bands.iter().filter(|band| band.tier % 2 == 1) {
            canvas.rect(MARGIN, band.top, END - MARGIN, band.bottom - band.top, FAINT, None);
        }
        axis.quarters(canvas, style, top, bottom);
        canvas.marker(Marker::Disc, values_middle, top - 12.0, 6.0, CHECKED);
        draw_key(canvas, &Key::Whisker(INK.to_owned()), ranges_middle - 13.0, top - 12.0);
        for (at, band) in bands.iter().enumerate() {
            names.draw(canvas, at, MARGIN + 10.0, (band.top + band.bottom) / 2.0);
            let mut y = band.top;
            for at in band.rows.clone() {
                let (row, middle) = (&rows[at], y + heights[at] / 2.0);
                labels.draw(canvas, at, start, middle);
                if let Some(interval) = row.interval() {
                    axis.whisker(canvas, interval, middle);
                }
                if let Some(value) = known(Some(row.value)) {
                    canvas.marker(Marker::Disc, axis.at(value), middle, 5.0, CHECKED);
                }
                let line = baseline(middle, 14.0);
                canvas.text(values_middle, line, &self.value(row, style), bold.anchored(Anchor::Middle));
                canvas.text(ranges_middle, line, &self.range(row, style), quiet.anchored(Anchor::Middle));
                y += heights[at];
                if at + 1 < band.rows.end {
                    canvas.line((start, y), (END, y), Stroke::solid(GRID, 0.8));
                }
            }
            canvas.line((MARGIN, y), (END, y), Stroke::solid(AXIS, 1.2));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(style, rows))
    }

    fn name(&self, tier: usize) -> &str {
        tier.checked_sub(1).and_then(|at| self.words.tiers.get(at)).map_or("", String::as_str)
    }

    fn value(&self, row: &Placed, style: &Style) -> String {
        self.scale.print(Some(row.value), style)
    }

    fn range(&self, row: &Placed, style: &Style) -> String {
        row.interval().map_or("–".to_owned(), |(low, high)| style.range(low, high, self.scale.decimals))
    }

    fn alt(&self, style: &Style, rows: &[Placed]) -> String {
        let mut alt = format!("{}; {}; {}.", self.words.band, self.words.score, self.words.interval);
        for row in rows {
            let (value, range) = (self.value(row, style), self.range(row, style));
            alt.push_str(&format!(" {}: {}; {value}; {range}.", row.label, self.name(row.tier)));
        }
        alt
    }
}

impl Placed {
    fn interval(&self) -> Option<(f64, f64)> {
        known(Some(self.low)).zip(known(Some(self.high)))
    }
}
