//! Groups side by side: one small panel for each, all on the same scales: median and middle half of every dimension,
//! and the median of everybody.
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, AXIS, CHECKED, CLAIMED, CLAIMED_EDGE, GRID, INK, MUTED};
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, pages};
use crate::chart::{Drawing, Frame, Scale, Style};
use std::ops::Range;

#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// Dimensions, from the top of every panel down.
    pub lines: Vec<Line>,
    pub sections: Vec<Section>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub label: String,
    pub scale: Scale,
    /// Median of everybody.
    pub everybody: Option<f64>,
}

/// Groups of one kind, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    pub title: String,
    pub panels: Vec<Panel>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    pub label: String,
    /// How many agencies, in words.
    pub size: String,
    /// One per line.
    pub values: Vec<Option<Spread>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub median: f64,
    /// Quartiles; none where the agencies are too few to have a middle half.
    pub half: Option<(f64, f64)>,
}

/// Legend; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub median: String,
    pub half: String,
    pub few: String,
    pub everybody: String,
}

/// Panels side by side.
const ACROSS: usize = 4;
/// Height of a page's panels beyond which the next page begins.
const TALLEST: f64 = 1150.0;
/// Over the first line of a panel: room for the numbers of its axis.
const AXIS_ROOM: f64 = 18.0;

/// Panels side by side, of one section.
#[derive(Debug, Clone)]
struct Band {
    section: usize,
    panels: Range<usize>,
}

impl Groups {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let bands: Vec<Band> = self
            .sections
            .iter()
            .enumerate()
            .filter(|(_, section)| !section.panels.is_empty())
            .flat_map(|(section, of)| {
                let count = of.panels.len();
                (0..count).step_by(ACROSS).map(move |from| Band { section, panels: from..(from + ACROSS).min(count) })
            })
            .collect();
        let labels = self.labels();
        let heights: Vec<f64> = (0..self.lines.len()).map(|at| line_height(&labels, at)).collect();
        let most = (TALLEST / (heights.iter().sum::<f64>() + 100.0)) as usize;
        let parts = pages(bands.len(), most.max(1));
        let pages = parts.len();
        parts
            .into_iter()
            .enumerate()
            .map(|(at, part)| self.page(frame, (&labels, &heights), &bands[part], (at + 1, pages)))
            .collect()
    }

    fn labels(&self) -> Labels<'_> {
        Labels::new(self.lines.iter().map(|line| line.label.as_str()), Type::regular(13.0, INK), 180.0, 2)
    }

    fn page(&self, frame: &Frame, lines: (&Labels<'_>, &[f64]), bands: &[Band], page: (usize, usize)) -> Drawing {
        let (labels, heights) = lines;
        let mut sheet = Sheet::open(frame, page.0, page.1);
        let spreads = || self.sections.iter().flat_map(|section| &section.panels).flat_map(|panel| &panel.values);
        let mut legend = vec![
            (Key::Marker(Marker::Disc, CHECKED.to_owned()), self.words.median.as_str()),
            (Key::Fill(CLAIMED.to_owned()), &self.words.half),
        ];
        if spreads().flatten().any(|spread| spread.half.is_none()) {
            legend.push((Key::Marker(Marker::Ring, CHECKED.to_owned()), &self.words.few));
        }
        legend.push((Key::Tick(ACCENT.to_owned()), &self.words.everybody));
        sheet.legend(&legend);
        if bands.is_empty() || self.lines.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let start = MARGIN + labels.width + 14.0;
        let width = (END - start) / ACROSS as f64;
        let (head, small) = (Type::bold(13.0, INK), Type::regular(11.5, MUTED));
        let mut opened = None;
        for band in bands {
            let section = &self.sections[band.section];
            if opened != Some(band.section) {
                opened = Some(band.section);
                let title = Type::bold(15.0, CHECKED);
                sheet.canvas.folded(
                    MARGIN,
                    sheet.y + 18.0,
                    &title.fold(&section.title, END - MARGIN, 1),
                    &section.title,
                    title,
                );
                sheet.canvas.line((MARGIN, sheet.y + 26.0), (END, sheet.y + 26.0), Stroke::solid(CLAIMED, 1.4));
                sheet.y += 32.0;
            }
            let panels = &section.panels[band.panels.clone()];
            let room = width - 18.0;
            let heads: Vec<_> = panels
                .iter()
                .map(|panel| (head.fold(&panel.label, room, 2), small.fold(&panel.size, room, 1)))
                .collect();
            let deepest = heads.iter().map(|(folded, _)| folded.lines.len()).max().unwrap_or(1).max(1);
            let top = sheet.y + head.leading() * deepest as f64 + small.leading() + 6.0 + AXIS_ROOM;
            for (at, (panel, (label, size))) in panels.iter().zip(&heads).enumerate() {
                let x = start + width * at as f64 + 8.0;
                let last = sheet.y + head.leading() * deepest as f64 - 4.0;
                let first = last - head.leading() * (label.lines.len().max(1) - 1) as f64;
                sheet.canvas.folded(x, first, label, &panel.label, head);
                sheet.canvas.folded(x, last + small.leading(), size, &panel.size, small);
                self.panel(&mut sheet.canvas, &frame.style, panel, heights, (x, top, room));
            }
            let mut y = top;
            for (at, height) in heights.iter().enumerate() {
                labels.draw(&mut sheet.canvas, at, MARGIN, y + height / 2.0);
                y += height;
            }
            sheet.y = y + 12.0;
        }
        sheet.finish(&self.alt(frame, bands))
    }

    /// `place` is x, top and width.
    fn panel(&self, canvas: &mut Canvas, style: &Style, panel: &Panel, heights: &[f64], place: (f64, f64, f64)) {
        let (x, top, width) = place;
        let number = Type::bold(12.5, INK).anchored(Anchor::End);
        let room = self
            .lines
            .iter()
            .zip(&panel.values)
            .map(|(line, value)| number.width(&line.scale.print(value.map(|spread| spread.median), style)))
            .fold(20.0, f64::max);
        let (from, to) = (x + 4.0, (x + width - room - 14.0).max(x + 24.0));
        let bottom = top + heights.iter().sum::<f64>();
        self.ticks(canvas, style, (from, to), (top, bottom));
        let mut y = top;
        for ((line, value), height) in self.lines.iter().zip(&panel.values).zip(heights) {
            let middle = y + height / 2.0;
            let at = |value: f64| from + (to - from) * line.scale.share(value);
            canvas.line((from, middle), (to, middle), Stroke::solid(GRID, 1.0));
            let spread = value.filter(|spread| spread.median.is_finite());
            if let Some((low, high)) = spread.and_then(|spread| spread.half) {
                let edge = Some(Stroke::solid(CLAIMED_EDGE, 0.8));
                canvas.rect(at(low), middle - 5.0, (at(high) - at(low)).max(1.0), 10.0, CLAIMED, edge);
            }
            if let Some(everybody) = line.everybody.filter(|median| median.is_finite()) {
                let x = at(everybody);
                canvas.line((x, middle - 9.0), (x, middle + 9.0), Stroke::solid(ACCENT, 2.4));
            }
            if let Some(Spread { median, half }) = spread {
                let marker = if half.is_some() { Marker::Disc } else { Marker::Ring };
                canvas.marker(marker, at(median), middle, 5.0, CHECKED);
            }
            let words = line.scale.print(spread.map(|spread| spread.median), style);
            canvas.text(x + width, baseline(middle, 12.5), &words, number);
            y += height;
        }
    }

    /// Upright lines at the ends and in the middle, with their numbers where all lines have one scale.
    fn ticks(&self, canvas: &mut Canvas, style: &Style, across: (f64, f64), down: (f64, f64)) {
        let set = Type::regular(10.5, MUTED).anchored(Anchor::Middle);
        let Some(Line { scale, .. }) = self.lines.first() else { return };
        let shared = self.lines.iter().all(|line| line.scale == *scale);
        let (quarters, decimals) = scale.quarters();
        for (share, value) in [(0.0, quarters[0]), (0.5, quarters[2]), (1.0, quarters[4])] {
            let x = across.0 + (across.1 - across.0) * share;
            let colour = if share == 0.0 { AXIS } else { GRID };
            canvas.line((x, down.0), (x, down.1), Stroke::solid(colour, 1.0));
            if shared {
                canvas.text(x, down.0 - 4.0, &style.number(value, decimals), set);
            }
        }
    }

    fn alt(&self, frame: &Frame, bands: &[Band]) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.label.as_str()).collect();
        let mut alt = format!("{}: {}.", self.words.median, lines.join("; "));
        for panel in bands.iter().flat_map(|band| &self.sections[band.section].panels[band.panels.clone()]) {
            let medians: Vec<String> = self
                .lines
                .iter()
                .zip(&panel.values)
                .map(|(line, value)| line.scale.print(value.map(|spread| spread.median), &frame.style))
                .collect();
            alt.push_str(&format!(" {} ({}): {}.", panel.label, panel.size, medians.join("; ")));
        }
        alt
    }
}

fn line_height(labels: &Labels<'_>, at: usize) -> f64 {
    f64::max(28.0, labels.height(at) + 6.0)
}
