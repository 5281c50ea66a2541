//! Dumbbell: what is claimed, what evidence supports and what was checked, per dimension or agency.
use crate::chart::paper::axis::{Axis, below, known};
use crate::chart::paper::canvas::{Anchor, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{AXIS, CHECKED, CLAIMED_EDGE, GRID, INK, SUPPORTED};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, pages};
use crate::chart::{Drawing, Frame, Scale};

#[derive(Debug, Clone, PartialEq)]
pub struct Dumbbell {
    /// In the order given, sixty to a page.
    pub rows: Vec<Row>,
    pub scale: Scale,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub label: String,
    /// Each may be unknown.
    pub claimed: Option<f64>,
    pub supported: Option<f64>,
    pub checked: Option<f64>,
}

/// Names of the columns of truth; an empty one is left out of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub claimed: String,
    pub supported: String,
    pub checked: String,
}

const ROWS: usize = 60;

/// Nested sizes, so that equal values show all three.
const MARKS: [(Marker, f64, &str); 3] =
    [(Marker::Ring, 9.6, CLAIMED_EDGE), (Marker::Diamond, 7.2, SUPPORTED), (Marker::Square, 4.0, CHECKED)];

impl Dumbbell {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Row], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let words = [&self.words.claimed, &self.words.supported, &self.words.checked];
        let columns: Vec<usize> = (0..3).filter(|&column| !words[column].trim().is_empty()).collect();
        let legend: Vec<(Key, &str)> = columns
            .iter()
            .map(|&column| (Key::Marker(MARKS[column].0, MARKS[column].2.to_owned()), words[column].as_str()))
            .collect();
        sheet.legend(&legend);
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(14.0, INK), 290.0, 2);
        let numbers = 50.0 * columns.len() as f64;
        let axis = Axis::of(self.scale, MARGIN + labels.width + 24.0, END - numbers - 20.0);
        let heights: Vec<f64> = (0..rows.len()).map(|at| row_height(rows.len(), labels.height(at))).collect();
        let top = sheet.y + 24.0;
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        axis.quarters(canvas, style, top, bottom);
        for (place, &column) in columns.iter().enumerate() {
            let (marker, _, colour) = MARKS[column];
            canvas.marker(marker, END - numbers + 50.0 * (place as f64 + 0.5), top - 12.0, 7.0, colour);
        }
        let mut y = top;
        for (at, (row, height)) in rows.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            let values = row.values();
            let known: Vec<f64> = columns.iter().filter_map(|&column| values[column]).collect();
            if known.len() > 1 {
                let low = known.iter().copied().fold(f64::INFINITY, f64::min);
                let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                canvas.line((axis.at(low), middle), (axis.at(high), middle), Stroke::solid(AXIS, 3.0));
            }
            for (place, &column) in columns.iter().enumerate() {
                let (marker, radius, colour) = MARKS[column];
                if let Some(value) = values[column] {
                    canvas.marker(marker, axis.at(value), middle, radius, colour);
                }
                let set = if column == 2 { Type::bold(13.5, INK) } else { Type::regular(13.5, INK) };
                let x = END - numbers + 50.0 * (place as f64 + 0.5);
                canvas.text(
                    x,
                    baseline(middle, 13.5),
                    &self.scale.print(values[column], style),
                    set.anchored(Anchor::Middle),
                );
            }
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        let mut alt = format!("{}; {}; {}.", words[0], words[1], words[2]);
        for row in rows {
            let values: Vec<String> =
                columns.iter().map(|&column| self.scale.print(row.values()[column], style)).collect();
            alt.push_str(&format!(" {}: {}.", row.label, values.join("; ")));
        }
        sheet.finish(&alt)
    }
}

impl Row {
    fn values(&self) -> [Option<f64>; 3] {
        [self.claimed, self.supported, self.checked].map(known)
    }
}
