//! Slopes: the values of several periods, a line for each agency or dimension, and whether its change can be told from
//! none. Time runs the way the language reads.
use crate::chart::paper::axis::{Upright, known};
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type};
use crate::chart::paper::colour::{ACCENT, AXIS, CHECKED, GRID, HATCH, INK, MUTED};
use crate::chart::paper::label::{Labels, apart};
use crate::chart::paper::sheet::{Key, MARGIN, Sheet, WIDTH, pages, spoken};
use crate::chart::{Drawing, Frame, Scale, Style};
use std::ops::Range;

#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    /// From the first to the last; 2–8 read well, more go over several pages.
    pub periods: Vec<String>,
    /// In the order given, up to sixty to a page.
    pub lines: Vec<Line>,
    /// Drawn as far as values lie on it, in whole tenths; values outside stand on its ends.
    pub scale: Scale,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub label: String,
    /// One per period; an unknown one breaks the line.
    pub values: Vec<Option<f64>>,
    /// What can be told of its change; none where nobody asked.
    pub sure: Option<Way>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Rise,
    Fall,
    /// No change that can be told from none.
    Level,
}

/// Legend, whose empty entries are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub rise: String,
    pub fall: String,
    pub level: String,
    /// Nothing was asked of the change.
    pub untold: String,
}

const LINES: usize = 60;
const PERIODS: usize = 8;
/// Height of the labels of a page beyond which the next page begins.
const TALLEST: f64 = 1150.0;
const LOWEST: f64 = 380.0;
/// Between a label and its line.
const LEADER: f64 = 24.0;
/// What shows the way, beside a number.
const SIGN: f64 = 14.0;
const AIR: f64 = 8.0;
/// What is drawn last lies on top.
const ORDER: [Option<Way>; 4] = [None, Some(Way::Level), Some(Way::Rise), Some(Way::Fall)];

impl Slope {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        self.draw_within(frame, WIDTH)
    }

    pub fn draw_within(&self, frame: &Frame, width: f64) -> Vec<Drawing> {
        let labels = self.labels(&self.lines, Anchor::Start, width);
        let tall: f64 = (0..self.lines.len()).map(|at| row_height(&labels, at)).sum();
        let parts = pages(self.lines.len(), LINES).len().max((tall / TALLEST).ceil() as usize);
        let lines = pages(self.lines.len(), self.lines.len().div_ceil(parts).max(1));
        let periods = pages(self.periods.len(), PERIODS);
        let total = lines.len() * periods.len();
        let mut drawings = Vec::with_capacity(total);
        for lines in &lines {
            for periods in &periods {
                let page = Page::new(self, &self.lines[lines.clone()], periods.clone());
                let mut sheet = Sheet::of_width(width, frame, drawings.len() + 1, total);
                self.legend(&mut sheet, &frame.style);
                if page.lines.is_empty() || periods.is_empty() {
                    sheet.nothing();
                    drawings.push(sheet.finish(&frame.title));
                } else {
                    page.draw(&mut sheet, &frame.style);
                    drawings.push(sheet.finish(&page.alt(&frame.style)));
                }
            }
        }
        drawings
    }

    /// How many lines go which way, on all pages.
    fn legend(&self, sheet: &mut Sheet<'_>, style: &Style) {
        let count = |way| self.lines.iter().filter(|line| line.sure == way).count();
        let ways = [Some(Way::Rise), Some(Way::Fall), Some(Way::Level), None];
        let entries: Vec<(Key, String)> = ways
            .into_iter()
            .filter(|&way| count(way) > 0 && !self.words.of(way).trim().is_empty())
            .map(|way| (key(way), format!("{}: {}", self.words.of(way), style.number(count(way) as f64, 0))))
            .collect();
        let entries: Vec<(Key, &str)> = entries.iter().map(|(key, words)| (key.clone(), words.as_str())).collect();
        sheet.legend(&entries);
    }

    /// The tenths of the scale between the lowest and the highest value, two at least; all where no value is known.
    fn shown(&self) -> Scale {
        let shares = self.lines.iter().flat_map(|line| line.values.iter().filter_map(|value| known(*value)));
        let tenths = shares.map(|value| self.scale.share(value) * 10.0);
        let (low, high) =
            tenths.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), tenth| (low.min(tenth), high.max(tenth)));
        if low > high {
            return self.scale;
        }
        let (mut low, mut high) = (low.floor(), high.ceil());
        if high - low < 2.0 {
            high = (low + 1.0).clamp(2.0, 10.0);
            low = high - 2.0;
        }
        let at = |tenth: f64| self.scale.low + (self.scale.high - self.scale.low) * tenth / 10.0;
        Scale { low: at(low), high: at(high), ..self.scale }
    }

    fn labels<'a>(&self, lines: &'a [Line], anchor: Anchor, width: f64) -> Labels<'a> {
        let widest = match self.periods.len() {
            0..=3 => 230.0,
            4..=5 => 190.0,
            _ => 160.0,
        };
        let set = Type::regular(12.5, INK).anchored(anchor);
        Labels::new(lines.iter().map(|line| line.label.as_str()), set, widest * width / WIDTH, 2)
    }
}

impl Words {
    fn of(&self, way: Option<Way>) -> &str {
        match way {
            Some(Way::Rise) => &self.rise,
            Some(Way::Fall) => &self.fall,
            Some(Way::Level) => &self.level,
            None => &self.untold,
        }
    }
}

impl Line {
    fn value(&self, period: usize) -> Option<f64> {
        known(self.values.get(period).copied().flatten())
    }
}

/// Lines and periods that stand on one page.
struct Page<'a> {
    chart: &'a Slope,
    lines: &'a [Line],
    periods: Range<usize>,
}

/// Where lines begin or end, and on which side of that their labels stand.
struct Side {
    period: usize,
    x: f64,
    /// To the labels: 1 on the way of reading, −1 against it.
    outward: f64,
}

impl<'a> Page<'a> {
    fn new(chart: &'a Slope, lines: &'a [Line], periods: Range<usize>) -> Self {
        Self { chart, lines, periods }
    }

    fn draw(&self, sheet: &mut Sheet<'_>, style: &Style) {
        let labels = self.chart.labels(self.lines, Anchor::Start, sheet.width());
        let numbers = self.periods.clone().flat_map(|period| self.numbers(period, style));
        let numbers: Vec<String> = numbers.collect();
        let room = Labels::new(numbers.iter().map(String::as_str), number(None), 70.0, 1).width;
        let beside = labels.width + AIR + room + AIR / 2.0 + LEADER;
        let from = MARGIN + beside;
        let to = if self.periods.len() > 1 { sheet.end() - beside - SIGN } else { from };
        let gap = (to - from) / (self.periods.len().max(2) - 1) as f64;
        let x = |period: usize| from + gap * (period - self.periods.start) as f64;
        let top = self.heads(sheet, (from, gap));
        let tall: f64 = (0..self.lines.len()).map(|at| row_height(&labels, at)).sum();
        let up = Upright { scale: self.chart.shown(), top, bottom: top + tall.max(LOWEST) };
        self.rule(&mut sheet.canvas, style, (from, to, gap), &up);
        let mut sides = vec![Side { period: self.periods.start, x: from, outward: -1.0 }];
        if self.periods.len() > 1 {
            sides.push(Side { period: self.periods.end - 1, x: to, outward: 1.0 });
        }
        for side in &sides {
            self.side(sheet, style, room, side, &up);
        }
        for way in ORDER {
            for line in self.lines.iter().filter(|line| line.sure == way) {
                self.line(&mut sheet.canvas, line, x, &up);
            }
        }
        sheet.y = up.bottom + 22.0;
    }

    /// Names of the periods; where the plot begins under them. `across` is the first place and the distance between.
    fn heads(&self, sheet: &mut Sheet<'_>, across: (f64, f64)) -> f64 {
        let set = Type::bold(if self.periods.len() > 5 { 12.5 } else { 14.0 }, INK).anchored(Anchor::Middle);
        let beside = 2.0 * (across.0 - MARGIN);
        let room = if self.periods.len() > 1 { beside.min(across.1 - 10.0) } else { beside };
        let names = &self.chart.periods[self.periods.clone()];
        let folded: Vec<_> = names.iter().map(|name| set.fold(name, room, 2)).collect();
        let lines = folded.iter().map(|folded| folded.lines.len()).max().unwrap_or(1).max(1);
        let last = sheet.y + 14.0 + set.leading() * (lines - 1) as f64;
        for (at, (folded, name)) in folded.iter().zip(names).enumerate() {
            let first = last - set.leading() * (folded.lines.len().max(1) - 1) as f64;
            sheet.canvas.folded(across.0 + across.1 * at as f64, first, folded, name, set);
        }
        last + 30.0
    }

    /// An upright line for every period, the ends of the plot over and under the outer ones, and level lines.
    fn rule(&self, canvas: &mut Canvas, style: &Style, across: (f64, f64, f64), up: &Upright) {
        let (from, to, gap) = across;
        let tenth = (self.chart.scale.high - self.chart.scale.low) / 10.0;
        let Scale { low, high, .. } = up.scale;
        for line in 0..=((high - low) / tenth).round() as usize {
            let y = up.at(low + tenth * line as f64);
            canvas.line((from, y), (to, y), Stroke::solid(GRID, 1.0));
        }
        let decimals = Scale { low, high: low + 4.0 * tenth, decimals: 0 }.quarters().1;
        let set = Type::regular(11.0, MUTED).anchored(Anchor::Middle);
        for at in 0..self.periods.len() {
            let x = from + gap * at as f64;
            canvas.line((x, up.top), (x, up.bottom), Stroke::solid(AXIS, 1.2));
            if at == 0 || at + 1 == self.periods.len() {
                canvas.text(x, up.top - 8.0, &style.number(high, decimals), set);
                canvas.text(x, up.bottom + 18.0, &style.number(low, decimals), set);
            }
        }
    }

    /// Names and values on one side, pushed apart, each with a thin line to where its own line begins or ends. One that
    /// is unknown there stands by the nearest value known, without such a line.
    fn side(&self, sheet: &mut Sheet<'_>, style: &Style, room: f64, side: &Side, up: &Upright) {
        let anchor = if side.outward > 0.0 { Anchor::Start } else { Anchor::End };
        let labels = self.chart.labels(self.lines, anchor, sheet.width());
        let canvas = &mut sheet.canvas;
        let heights: Vec<f64> = (0..self.lines.len()).map(|at| row_height(&labels, at)).collect();
        let wanted: Vec<f64> = self.lines.iter().map(|line| up.at(self.nearest(line, side.period))).collect();
        let (top, bottom) = (up.top - heights.iter().fold(0.0, |a: f64, b| a.max(*b)) / 2.0, up.bottom);
        let middles = apart(&wanted, &heights, top, bottom.max(top + heights.iter().sum::<f64>()));
        let numbers = self.numbers(side.period, style);
        let sign = if side.outward > 0.0 { SIGN } else { 0.0 };
        for (at, (line, y)) in self.lines.iter().zip(middles).enumerate() {
            let near = side.x + side.outward * LEADER;
            if let Some(value) = line.value(side.period) {
                let true_y = up.at(value);
                canvas.line((side.x, true_y), (near, y), Stroke::solid(HATCH, 0.9));
            }
            if side.outward > 0.0
                && let Some((marker, colour)) = sign_of(line.sure)
            {
                canvas.marker(marker, near + SIGN / 2.0 + 1.0, y, 5.0, colour);
            }
            let beside = near + side.outward * (sign + AIR / 2.0);
            let set = number(line.sure).anchored(anchor);
            canvas.centred(beside, y, &set.fold(&numbers[at], 70.0, 1), &numbers[at], set);
            labels.draw(canvas, at, beside + side.outward * (room + AIR), y);
        }
    }

    fn line(&self, canvas: &mut Canvas, line: &Line, x: impl Fn(usize) -> f64, up: &Upright) {
        let points: Vec<Option<(f64, f64)>> =
            self.periods.clone().map(|period| line.value(period).map(|value| (x(period), up.at(value)))).collect();
        for run in points.split(Option::is_none) {
            let run: Vec<(f64, f64)> = run.iter().copied().flatten().collect();
            if run.len() > 1 {
                canvas.polyline(&run, stroke(line.sure));
            }
            for (x, y) in run {
                canvas.marker(
                    Marker::Disc,
                    x,
                    y,
                    if sign_of(line.sure).is_some() { 4.2 } else { 3.0 },
                    colour(line.sure),
                );
            }
        }
    }

    fn numbers(&self, period: usize, style: &Style) -> Vec<String> {
        self.lines.iter().map(|line| self.chart.scale.print(line.value(period), style)).collect()
    }

    /// The value of the period nearest to one, of those on the page; the lowest of the scale where none is known.
    fn nearest(&self, line: &Line, period: usize) -> f64 {
        let known = self.periods.clone().filter_map(|at| Some((at.abs_diff(period), line.value(at)?)));
        known.min_by_key(|(far, _)| *far).map_or(self.chart.scale.low, |(_, value)| value)
    }

    fn alt(&self, style: &Style) -> String {
        let periods = &self.chart.periods[self.periods.clone()];
        let lines = self.lines.iter().map(|line| {
            let values: Vec<String> =
                self.periods.clone().map(|period| self.chart.scale.print(line.value(period), style)).collect();
            let way = match self.chart.words.of(line.sure).trim() {
                "" => String::new(),
                words => format!(" ({words})"),
            };
            format!("{}: {}{way}.", line.label, values.join("; "))
        });
        spoken(format!("{}.", periods.join("; ")), lines)
    }
}

fn row_height(labels: &Labels<'_>, at: usize) -> f64 {
    labels.height(at).max(17.0)
}

fn number(way: Option<Way>) -> Type<'static> {
    match way {
        Some(Way::Rise | Way::Fall) => Type::bold(12.5, INK),
        Some(Way::Level) | None => Type::regular(12.5, MUTED),
    }
}

fn sign_of(way: Option<Way>) -> Option<(Marker, &'static str)> {
    match way {
        Some(Way::Rise) => Some((Marker::TriangleUp, CHECKED)),
        Some(Way::Fall) => Some((Marker::TriangleDown, ACCENT)),
        Some(Way::Level) | None => None,
    }
}

fn colour(way: Option<Way>) -> &'static str {
    sign_of(way).map_or(MUTED, |(_, colour)| colour)
}

fn stroke(way: Option<Way>) -> Stroke<'static> {
    match way {
        Some(Way::Rise) => Stroke::solid(CHECKED, 2.8),
        Some(Way::Fall) => Stroke { colour: ACCENT, width: 2.8, dashes: "12 5" },
        Some(Way::Level) => Stroke::dashed(MUTED, 1.1),
        None => Stroke::solid(AXIS, 1.4),
    }
}

fn key(way: Option<Way>) -> Key {
    match (way, sign_of(way)) {
        (_, Some((marker, colour))) => Key::Marker(marker, colour.to_owned()),
        (Some(_), None) => Key::Line(MUTED.to_owned(), "5 4"),
        (None, None) => Key::Line(AXIS.to_owned(), ""),
    }
}
