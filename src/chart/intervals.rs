//! Rank intervals: which ranks an agency could as well have had, beside the one that is published.
use crate::chart::paper::axis::{Axis, below};
use crate::chart::paper::canvas::{Anchor, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{CHECKED, GRID, INK, MUTED};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, Verdict, draw_tested, pages};
use crate::chart::paper::texture::{LINED, PALE};
use crate::chart::{Drawing, Frame, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    /// In the order given, forty to a page.
    pub rows: Vec<Ranked>,
    /// How many are ranked: the last rank of the axis.
    pub agencies: u64,
    pub words: Words,
}

/// Ranks count from 1, the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    pub label: String,
    /// As published.
    pub rank: u64,
    pub low: u64,
    pub median: u64,
    pub high: u64,
    /// Sure enough to be published.
    pub kept: bool,
}

/// Legend; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub rank: String,
    pub median: String,
    pub interval: String,
    /// Of a rank that is not to be published.
    pub withheld: String,
}

const ROWS: usize = 40;
/// Numbers on the axis, at most about so many.
const TICKS: u64 = 12;

impl Intervals {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Ranked], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let withheld = self.rows.iter().any(|row| !row.kept);
        let mut legend = vec![
            (Key::Marker(Marker::Disc, CHECKED.to_owned()), self.words.rank.as_str()),
            (Key::Textured(PALE), &self.words.interval),
            (Key::Tick(INK.to_owned()), &self.words.median),
        ];
        if withheld {
            legend.push((Key::Tested(Verdict::Unmet), &self.words.withheld));
        }
        sheet.legend(&legend);
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(14.0, INK), 290.0, 2);
        let number = |rank: u64| style.number(rank as f64, 0);
        let (bold, quiet) = (Type::bold(14.0, INK), Type::regular(14.0, MUTED));
        let widest = |texts: &mut dyn Iterator<Item = String>| texts.map(|text| bold.width(&text)).fold(20.0, f64::max);
        let ranks = widest(&mut self.rows.iter().map(|row| number(row.rank)));
        let ranges = widest(&mut self.rows.iter().map(|row| row.range(style)));
        let ranges_middle = END - if withheld { 34.0 } else { 0.0 } - ranges / 2.0;
        let ranks_middle = ranges_middle - ranges / 2.0 - 18.0 - ranks / 2.0;
        let last = self.last();
        // Every rank has a place as wide as the others, its number in the middle.
        let axis = Axis {
            low: 0.5,
            high: last as f64 + 0.5,
            from: MARGIN + labels.width + 18.0,
            to: ranks_middle - ranks / 2.0 - 20.0,
        };
        let heights: Vec<f64> = (0..rows.len()).map(|at| row_height(rows.len(), labels.height(at))).collect();
        let top = sheet.y + 24.0;
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        let ticks: Vec<(f64, String)> = ticks(last).into_iter().map(|rank| (rank as f64, number(rank))).collect();
        axis.ticks(canvas, &ticks, top, bottom);
        canvas.marker(Marker::Disc, ranks_middle, top - 12.0, 6.0, CHECKED);
        PALE.paint(canvas, ranges_middle - 11.0, top - 17.0, 22.0, 11.0);
        let thick = (row_height(rows.len(), 0.0) * 0.4).min(16.0);
        let mut y = top;
        for (at, (row, height)) in rows.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            let (from, to) = (axis.at(row.low as f64 - 0.5), axis.at(row.high as f64 + 0.5));
            let (texture, marker) = if row.kept { (PALE, Marker::Disc) } else { (LINED, Marker::Ring) };
            texture.paint(canvas, from, middle - thick / 2.0, to - from, thick);
            let median = axis.at(row.median as f64);
            let tall = thick / 2.0 + 4.0;
            canvas.line((median, middle - tall), (median, middle + tall), Stroke::solid(INK, 2.4));
            canvas.marker(marker, axis.at(row.rank as f64), middle, 6.0, CHECKED);
            let set = if row.kept { bold } else { quiet };
            let line = baseline(middle, 14.0);
            canvas.text(ranks_middle, line, &number(row.rank), set.anchored(Anchor::Middle));
            canvas.text(ranges_middle, line, &row.range(style), quiet.anchored(Anchor::Middle));
            if !row.kept {
                draw_tested(canvas, END - 10.0, middle, Verdict::Unmet);
            }
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(style, rows))
    }

    fn last(&self) -> u64 {
        self.rows.iter().map(|row| row.rank.max(row.high)).fold(self.agencies.max(1), u64::max)
    }

    fn alt(&self, style: &Style, rows: &[Ranked]) -> String {
        let Words { rank, median, interval, withheld } = &self.words;
        let number = |rank: u64| style.number(rank as f64, 0);
        let mut alt = format!("{rank}; {median}; {interval}.");
        for row in rows {
            let (rank, median) = (number(row.rank), number(row.median));
            alt.push_str(&format!(" {}: {rank}; {median}; {}", row.label, row.range(style)));
            if !row.kept {
                alt.push_str(&format!(" ({withheld})"));
            }
            alt.push('.');
        }
        alt
    }
}

impl Ranked {
    fn range(&self, style: &Style) -> String {
        style.range(self.low as f64, self.high as f64, 0)
    }
}

/// The first rank, the last one and round ones between, none so near an end that their numbers would touch.
fn ticks(last: u64) -> Vec<u64> {
    let mut unit = 1;
    let step = loop {
        if let Some(step) = [1, 2, 5].map(|part| part * unit).into_iter().find(|step| last / step <= TICKS) {
            break step;
        }
        unit *= 10;
    };
    let room = step * 3 / 5;
    let between = (step..last).step_by(step as usize).filter(|rank| rank - 1 > room && last - rank > room);
    let mut ticks = vec![1];
    ticks.extend(if step == 1 { (2..last).collect() } else { between.collect::<Vec<u64>>() });
    if last > 1 {
        ticks.push(last);
    }
    ticks
}
