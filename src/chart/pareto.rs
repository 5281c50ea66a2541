//! Pareto of obstacles: how many agencies each holds back, and which share of them the first ones hold back together.
use crate::chart::paper::axis::{Axis, below};
use crate::chart::paper::canvas::{Anchor, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, CHECKED, CLAIMED, CLAIMED_EDGE, GRID, INK};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, pages};
use crate::chart::{Drawing, Frame, Scale};

#[derive(Debug, Clone, PartialEq)]
pub struct Pareto {
    /// Ranked here: the most agencies first, equals as given.
    pub rows: Vec<Obstacle>,
    /// How many of the first rows the title speaks of; they are dark.
    pub leading: usize,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Obstacle {
    pub label: String,
    /// Each agency is counted under one obstacle.
    pub agencies: u64,
}

/// Legend; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub agencies: String,
    pub together: String,
}

const ROWS: usize = 40;

/// A row with the share (0–100) that it and those above it have of all agencies.
struct Place<'a> {
    row: &'a Obstacle,
    share: f64,
    together: f64,
    leads: bool,
}

impl Pareto {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let places = self.places();
        let parts = pages(places.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &places[rows], at + 1, pages)).collect()
    }

    fn places(&self) -> Vec<Place<'_>> {
        let mut ranked: Vec<&Obstacle> = self.rows.iter().collect();
        ranked.sort_by_key(|row| std::cmp::Reverse(row.agencies));
        let all: u64 = ranked.iter().map(|row| row.agencies).sum();
        let share = |agencies: u64| if all > 0 { agencies as f64 * 100.0 / all as f64 } else { 0.0 };
        let mut before = 0;
        ranked
            .into_iter()
            .enumerate()
            .map(|(at, row)| {
                before += row.agencies;
                Place { row, share: share(row.agencies), together: share(before), leads: at < self.leading }
            })
            .collect()
    }

    fn page(&self, frame: &Frame, places: &[Place<'_>], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        sheet.legend(&[
            (Key::Fill(CHECKED.to_owned()), self.words.agencies.as_str()),
            (Key::Marker(Marker::Disc, ACCENT.to_owned()), &self.words.together),
        ]);
        if places.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels =
            Labels::new(places.iter().map(|place| place.row.label.as_str()), Type::regular(14.0, INK), 270.0, 2);
        let count = Type::bold(14.0, INK).anchored(Anchor::End);
        let counts: Vec<String> = places.iter().map(|place| style.number(place.row.agencies as f64, 0)).collect();
        let room = counts.iter().map(|text| count.width(text)).fold(24.0, f64::max);
        let counts_end = MARGIN + labels.width + 18.0 + room;
        let axis = Axis::of(Scale::HUNDRED, counts_end + 16.0, END - 72.0);
        let heights: Vec<f64> = (0..places.len()).map(|at| row_height(places.len(), labels.height(at))).collect();
        let top = sheet.y + 22.0;
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        axis.quarters(canvas, style, top, bottom);
        canvas.rect(counts_end - 22.0, top - 17.0, 22.0, 11.0, CHECKED, None);
        canvas.marker(Marker::Disc, END - 8.0, top - 11.0, 6.0, ACCENT);
        let mut line: Vec<(f64, f64)> = Vec::with_capacity(places.len());
        let mut y = top;
        for (at, (place, height)) in places.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            canvas.text(counts_end, baseline(middle, 14.0), &counts[at], count);
            let thick = (row_height(places.len(), 0.0) * 0.52).min(24.0);
            let (fill, edge) = if place.leads { (CHECKED, CHECKED) } else { (CLAIMED, CLAIMED_EDGE) };
            let long = axis.at(place.share) - axis.from;
            if long > 0.0 {
                canvas.rect(axis.from, middle - thick / 2.0, long, thick, fill, Some(Stroke::solid(edge, 1.0)));
            }
            line.push((axis.at(place.together), middle));
            let set = if place.leads { Type::bold(14.0, INK) } else { Type::regular(14.0, INK) };
            canvas.text(END, baseline(middle, 14.0), &style.percent(place.together, 0), set.anchored(Anchor::End));
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        canvas.polyline(&line, Stroke::solid(ACCENT, 2.2));
        for (x, y) in line {
            canvas.marker(Marker::Disc, x, y, 5.6, ACCENT);
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(frame, places))
    }

    fn alt(&self, frame: &Frame, places: &[Place<'_>]) -> String {
        let mut alt = format!("{}; {}.", self.words.agencies, self.words.together);
        for place in places {
            let number = frame.style.number(place.row.agencies as f64, 0);
            alt.push_str(&format!(" {}: {number}; {}.", place.row.label, frame.style.percent(place.together, 0)));
        }
        alt
    }
}
