//! Obstacle severity: ranked bars with their interval, the agencies' own perception beside.
use crate::chart::paper::axis::{Axis, below, known};
use crate::chart::paper::canvas::{Anchor, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, GRID, INK, MUTED, SUPPORTED};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, hatch_missing, pages};
use crate::chart::{Drawing, Frame, Scale};

#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// Ranked here: the most severe first, the unknown last, equals as given.
    pub rows: Vec<Obstacle>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    pub label: String,
    /// 0–100, 100 the worst; none where too little is known.
    pub severity: Option<f64>,
    /// Bounds of severity, 0–100.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Severity as the agencies feel it, 0–100.
    pub perception: Option<f64>,
}

/// Heads and legend; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub severity: String,
    pub interval: String,
    pub perception: String,
    /// Where there is no severity.
    pub missing: String,
}

const ROWS: usize = 60;

impl Severity {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let mut ranked: Vec<&Obstacle> = self.rows.iter().collect();
        ranked.sort_by(|a, b| {
            let key = |row: &Obstacle| known(row.severity).unwrap_or(f64::NEG_INFINITY);
            key(b).total_cmp(&key(a))
        });
        let parts = pages(ranked.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &ranked[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[&Obstacle], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let has_perception = self.rows.iter().any(|row| known(row.perception).is_some());
        let mut legend = vec![(Key::Fill(SUPPORTED.to_owned()), self.words.severity.as_str())];
        if self.rows.iter().any(|row| known(row.low).is_some() && known(row.high).is_some()) {
            legend.push((Key::Whisker(INK.to_owned()), &self.words.interval));
        }
        if has_perception {
            legend.push((Key::Marker(Marker::Diamond, ACCENT.to_owned()), &self.words.perception));
        }
        if self.rows.iter().any(|row| known(row.severity).is_none()) {
            legend.push((Key::Hatched("#ffffff".to_owned(), "#a5b0b9".to_owned()), &self.words.missing));
        }
        sheet.legend(&legend);
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(14.0, INK), 290.0, 2);
        let numbers = if has_perception { 104.0 } else { 52.0 };
        let axis = Axis::of(Scale::HUNDRED, MARGIN + labels.width + 18.0, END - numbers - 14.0);
        let heights: Vec<f64> = (0..rows.len()).map(|at| row_height(rows.len(), labels.height(at))).collect();
        let top = sheet.y + 22.0;
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        axis.quarters(canvas, style, top, bottom);
        canvas.rect(END - numbers + 24.0 - 11.0, top - 17.0, 22.0, 11.0, SUPPORTED, None);
        if has_perception {
            canvas.marker(Marker::Diamond, END - 24.0, top - 11.0, 7.0, ACCENT);
        }
        let mut y = top;
        for (at, (row, height)) in rows.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            let thick = (row_height(rows.len(), 0.0) * 0.52).min(24.0);
            let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| style.number(value, 0));
            let severity = known(row.severity);
            if let Some(severity) = severity {
                canvas.rect(axis.from, middle - thick / 2.0, axis.at(severity) - axis.from, thick, SUPPORTED, None);
            } else {
                hatch_missing(canvas, axis.from, middle - thick / 2.0, axis.to - axis.from, thick);
            }
            if let (Some(low), Some(high)) = (known(row.low), known(row.high)) {
                // Above the mark of perception, which would hide its ends.
                axis.whisker(canvas, (low, high), if has_perception { middle - thick / 4.0 } else { middle });
            }
            if let Some(perception) = known(row.perception) {
                canvas.marker(Marker::Diamond, axis.at(perception), middle + thick / 2.0, 6.2, ACCENT);
            }
            let set = Type::bold(14.0, INK).anchored(Anchor::Middle);
            canvas.text(END - numbers + 24.0, baseline(middle, 14.0), &number(severity), set);
            if has_perception {
                let set = Type::regular(14.0, MUTED).anchored(Anchor::Middle);
                canvas.text(END - 24.0, baseline(middle, 14.0), &number(known(row.perception)), set);
            }
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(frame, rows))
    }

    fn alt(&self, frame: &Frame, rows: &[&Obstacle]) -> String {
        let number = |value: Option<f64>| known(value).map_or("–".to_owned(), |value| frame.style.number(value, 0));
        let mut alt = format!("{}; {}; {}.", self.words.severity, self.words.interval, self.words.perception);
        for row in rows {
            let (low, high) = (number(row.low), number(row.high));
            alt.push_str(&format!(
                " {}: {}; {low}–{high}; {}.",
                row.label,
                number(row.severity),
                number(row.perception)
            ));
        }
        alt
    }
}
