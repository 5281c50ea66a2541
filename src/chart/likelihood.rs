//! Likelihood of stages: how probable each stage is for an agency, the published one marked.
use crate::chart::paper::axis::{Axis, below};
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, GRID, INK, PAPER};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, pages, textured};
use crate::chart::paper::stack::{Place, Stack};
use crate::chart::paper::texture::of_steps;
use crate::chart::{Drawing, Frame, Scale, Step, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Likelihood {
    /// In the order given, forty to a page.
    pub rows: Vec<Agency>,
    /// Stages from the lowest up, then those beside the ladder.
    pub stages: Vec<Step>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Agency {
    pub label: String,
    /// Probabilities, 0–1, one per stage; together 1.
    pub shares: Vec<f64>,
    /// Which of the stages is published.
    pub reached: Option<usize>,
}

/// Legend; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub published: String,
}

const ROWS: usize = 40;

impl Likelihood {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Agency], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let textures = of_steps(&self.stages);
        let mut legend = textured(&textures, self.stages.iter().map(|stage| stage.label.as_str()));
        legend.push((Key::Framed, &self.words.published));
        sheet.legend(&legend);
        if rows.is_empty() || self.stages.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(14.0, INK), 270.0, 2);
        let number = Type::bold(14.0, INK).anchored(Anchor::End);
        let room = number.width(&style.percent(100.0, 0));
        let axis = Axis::of(Scale::HUNDRED, MARGIN + labels.width + 18.0, END - room - 18.0);
        let heights: Vec<f64> = (0..rows.len()).map(|at| row_height(rows.len(), labels.height(at))).collect();
        let top = sheet.y + 22.0;
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        axis.quarters(canvas, style, top, bottom);
        canvas.marker(Marker::TriangleUp, END - room / 2.0, top - 11.0, 5.6, ACCENT);
        let thick = (row_height(rows.len(), 0.0) * 0.62).min(24.0);
        let stack = Stack { textures: &textures, from: axis.from, to: axis.to, thick };
        let mut y = top;
        for (at, (row, height)) in rows.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            // A little higher, for the mark below.
            let bar = middle - 3.0;
            let places = stack.draw(canvas, bar, &row.shares, |_, share| style.share(share));
            if let Some(place) = row.reached.and_then(|reached| places.get(reached)) {
                mark(canvas, *place, bar, thick);
            }
            canvas.text(END, baseline(middle, 14.0), &row.published(style), number);
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(style, rows))
    }

    fn alt(&self, style: &Style, rows: &[Agency]) -> String {
        let stages: Vec<&str> = self.stages.iter().map(|stage| stage.label.as_str()).collect();
        let mut alt = format!("{}.", stages.join("; "));
        for row in rows {
            let shares: Vec<String> = (0..stages.len()).map(|stage| row.share(stage, style)).collect();
            alt.push_str(&format!(" {}: {}", row.label, shares.join("; ")));
            if let Some(stage) = row.reached.and_then(|reached| stages.get(reached)) {
                alt.push_str(&format!(" ({}: {stage})", self.words.published));
            }
            alt.push('.');
        }
        alt
    }
}

impl Agency {
    fn share(&self, stage: usize, style: &Style) -> String {
        let share = self.shares.get(stage).copied().filter(|share| share.is_finite());
        share.map_or("–".to_owned(), |share| style.share(share))
    }

    /// How probable the published stage is.
    fn published(&self, style: &Style) -> String {
        self.reached.map_or("–".to_owned(), |reached| self.share(reached, style))
    }
}

/// A frame around the part, and a mark under it, which shows a part of no length too.
fn mark(canvas: &mut Canvas, place: Place, middle: f64, thick: f64) {
    let (x, top) = (place.from - 0.5, middle - thick / 2.0);
    if place.long > 0.0 {
        canvas.rect(x, top, place.long, thick, "none", Some(Stroke::solid(PAPER, 4.4)));
        canvas.rect(x, top, place.long, thick, "none", Some(Stroke::solid(ACCENT, 2.2)));
    }
    canvas.marker(Marker::TriangleUp, place.from + place.long / 2.0, top + thick + 4.0, 5.2, ACCENT);
}
