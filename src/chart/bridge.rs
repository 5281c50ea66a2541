//! Bridge: from the value before to the value after, step by step; each begins where the one above it ends.
use std::ops::Range;

use crate::chart::bullets::Better;
use crate::chart::paper::axis::{Axis, below, known};
use crate::chart::paper::canvas::{Anchor, Canvas, Stroke, Type};
use crate::chart::paper::colour::{ACCENT, AXIS, CHECKED, GRID, INK, MUTED, PAPER, SUPPORTED};
use crate::chart::paper::font::Weight;
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, pages, spoken};
use crate::chart::{Drawing, Frame, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    pub before: Total,
    /// In the order given, twenty-four to a page; they lead from `before` to `after`.
    pub steps: Vec<Step>,
    pub after: Total,
    /// Whether a rise is welcome.
    pub better: Better,
    /// Decimals printed.
    pub decimals: usize,
    pub words: Words,
}

/// One that is not finite is unknown: it has no bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    pub label: String,
    pub value: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub label: String,
    /// Under the label.
    pub detail: Option<String>,
    /// Above zero where it raises the value; one that is not finite is unknown and leads nowhere.
    pub value: f64,
}

/// Legend, and what is said under an axis that does not begin at zero; empty entries are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub raises: String,
    pub lowers: String,
    pub total: String,
    pub broken: String,
}

const STEPS: usize = 24;
const THICK: f64 = 20.0;
/// Widest label, and widest number that is printed whole.
const LABEL: f64 = 300.0;
const NUMBER: f64 = 120.0;
const NUMBERS: Type<'static> = Type { size: 13.5, weight: Weight::Bold, colour: INK, anchor: Anchor::Start };
/// Values beyond are drawn here.
const FARTHEST: f64 = 1e300;
/// The axis begins at zero unless all values lie within this share of the highest.
const CLOSE: f64 = 0.4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Total,
    Raises,
    Lowers,
    /// Neither, or unknown.
    Still,
}

/// A row: the bar of a step begins where the one above it ends, that of a total where the axis does.
struct Bar<'a> {
    label: &'a str,
    detail: &'a str,
    kind: Kind,
    /// Where the bars above lead to.
    reached: f64,
    /// Where it ends; none where that is unknown.
    end: Option<f64>,
    number: String,
}

/// The part of all values that the axis shows.
struct Ground {
    low: f64,
    /// Between the numbers of the axis; of those, how many follow the first.
    step: f64,
    steps: usize,
    /// Does not begin at zero.
    broken: bool,
}

impl Bridge {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let bars = self.bars(&frame.style);
        let ground = Ground::of(&bars);
        let parts = pages(self.steps.len(), STEPS);
        let pages = parts.len();
        let rows = parts.into_iter().enumerate().map(|(page, steps)| {
            let first = if page == 0 { 0 } else { steps.start + 1 };
            let last = if page + 1 == pages { bars.len() } else { steps.end + 1 };
            first..last
        });
        rows.enumerate().map(|(at, rows)| self.page(frame, (&bars, &ground), rows, (at + 1, pages))).collect()
    }

    fn page(&self, frame: &Frame, all: (&[Bar<'_>], &Ground), rows: Range<usize>, page: (usize, usize)) -> Drawing {
        let (bars, ground) = all;
        let shown = &bars[rows.clone()];
        let mut sheet = Sheet::open(frame, page.0, page.1);
        sheet.legend(&self.legend(bars));
        let texts = Texts::of(shown);
        let numbers = Labels::new(shown.iter().map(|bar| bar.number.as_str()), NUMBERS, NUMBER, 1);
        let (from, to) = (MARGIN + texts.width() + 24.0, END - numbers.width - 12.0);
        let axis = ground.axis(from, to);
        let heights: Vec<f64> = (0..shown.len()).map(|at| row_height(shown.len(), texts.height(at))).collect();
        let top = sheet.y + 24.0;
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        axis.ticks(canvas, &ground.ticks(&axis, &frame.style), top, bottom);
        if ground.low < 0.0 {
            canvas.line((axis.at(0.0), top), (axis.at(0.0), bottom), Stroke::solid(AXIS, 1.2));
        }
        let (mut y, mut above) = (top, top);
        for (at, (bar, height)) in shown.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            texts.draw(canvas, at, middle);
            if rows.start + at > 0 {
                let x = axis.at(bar.reached);
                canvas.line((x, above), (x, middle - THICK / 2.0), Stroke::solid(MUTED, 1.0));
            }
            above = if bar.end.is_some() { middle + THICK / 2.0 } else { middle - THICK / 2.0 };
            self.bar(canvas, bar, &axis, middle);
            if bar.kind == Kind::Total && bar.end.is_some() && ground.broken {
                tear(canvas, from + 14.0, middle);
            }
            numbers.draw(canvas, at, axis.at(bar.end.map_or(bar.reached, |end| end.max(bar.start()))) + 8.0, middle);
            y += height;
            canvas.line((MARGIN, y), (from - 12.0, y), Stroke::solid(GRID, 0.8));
        }
        if let Some(next) = bars.get(rows.end) {
            let x = axis.at(next.reached);
            canvas.line((x, above), (x, bottom), Stroke::solid(MUTED, 1.0));
        }
        sheet.y = below(top, bottom);
        if ground.broken {
            sheet.remark(&self.words.broken);
        }
        sheet.finish(&alt(bars, shown))
    }

    fn legend(&self, bars: &[Bar<'_>]) -> Vec<(Key, &str)> {
        let colour = |kind| self.colour(kind).to_owned();
        let entries = [
            (Kind::Total, Key::Fill(colour(Kind::Total)), self.words.total.as_str()),
            (Kind::Raises, Key::Fill(colour(Kind::Raises)), &self.words.raises),
            (Kind::Lowers, Key::Hatched(PAPER.to_owned(), colour(Kind::Lowers)), &self.words.lowers),
        ];
        let drawn = |kind: Kind| bars.iter().any(|bar| bar.kind == kind);
        entries.into_iter().filter(|(kind, ..)| drawn(*kind)).map(|(_, key, words)| (key, words)).collect()
    }

    /// The value before, every step, the value after. Where the value before is unknown, the steps begin so that they
    /// lead to the value after, and where that is unknown too, at zero.
    fn bars(&self, style: &Style) -> Vec<Bar<'_>> {
        let known_steps = self.steps.iter().filter_map(|step| known(Some(step.value)));
        let backwards = || known(Some(self.after.value)).map(|after| after - known_steps.sum::<f64>());
        let mut reached = within(known(Some(self.before.value)).or_else(backwards).unwrap_or_default());
        let mut bars = vec![self.total(&self.before, reached, style)];
        for step in &self.steps {
            let end = known(Some(step.value)).map(|value| within(reached + value));
            let kind = match step.value {
                value if value.is_finite() && value > 0.0 => Kind::Raises,
                value if value.is_finite() && value < 0.0 => Kind::Lowers,
                _ => Kind::Still,
            };
            bars.push(Bar {
                label: &step.label,
                detail: step.detail.as_deref().unwrap_or_default(),
                kind,
                reached,
                end,
                number: style.difference(step.value, self.decimals),
            });
            reached = end.unwrap_or(reached);
        }
        bars.push(self.total(&self.after, reached, style));
        bars
    }

    fn total<'a>(&self, total: &'a Total, reached: f64, style: &Style) -> Bar<'a> {
        let end = known(Some(total.value)).map(within);
        let number = style.number(total.value, self.decimals);
        Bar { label: &total.label, detail: "", kind: Kind::Total, reached, end, number }
    }

    fn bar(&self, canvas: &mut Canvas, bar: &Bar<'_>, axis: &Axis, middle: f64) {
        let Some(end) = bar.end else { return };
        let (start, end) = (axis.at(bar.start()), axis.at(end));
        let (x, long, y) = (start.min(end), (end - start).abs().max(1.6), middle - THICK / 2.0);
        let colour = self.colour(bar.kind);
        if bar.kind == Kind::Lowers {
            canvas.rect(x, y, long, THICK, PAPER, Some(Stroke::solid(colour, 1.4)));
            canvas.hatch(x, y, long, THICK, 5.0, Stroke::solid(colour, 1.4));
        } else {
            canvas.rect(x, y, long, THICK, colour, None);
        }
    }

    /// Dark where the value gets better, orange where it gets worse.
    fn colour(&self, kind: Kind) -> &'static str {
        match (kind, self.better) {
            (Kind::Total, _) => AXIS,
            (Kind::Still, _) => MUTED,
            (_, Better::Neither) => SUPPORTED,
            (Kind::Raises, Better::Higher) | (Kind::Lowers, Better::Lower) => CHECKED,
            (Kind::Raises, Better::Lower) | (Kind::Lowers, Better::Higher) => ACCENT,
        }
    }
}

impl Bar<'_> {
    fn start(&self) -> f64 {
        if self.kind == Kind::Total { 0.0 } else { self.reached }
    }
}

impl Ground {
    fn of(bars: &[Bar<'_>]) -> Self {
        let ends = bars.iter().filter_map(|bar| bar.end).chain(bars.iter().skip(1).map(|bar| bar.reached));
        let (low, high) =
            ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
        let begin = low - (high - low) * 0.3;
        let broken = high > low && begin > 0.0 && high - low < high * CLOSE;
        let (low, high) = if broken { (begin, high) } else { (low.min(0.0), high.max(0.0)) };
        let step = round_step((high - low) / 5.0);
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        Self { low: first * step, step, steps: (last - first).max(1.0) as usize, broken }
    }

    fn axis(&self, from: f64, to: f64) -> Axis {
        Axis { low: self.low, high: self.low + self.step * self.steps as f64, from, to }
    }

    /// With the decimals that tell them apart.
    fn ticks(&self, axis: &Axis, style: &Style) -> Vec<(f64, String)> {
        let mut decimals = 0;
        let mut unit = 1.0;
        while unit > self.step * 1.000_001 && decimals < 9 {
            unit /= 10.0;
            decimals += 1;
        }
        let room = (axis.to - axis.from) / self.steps as f64 - 6.0;
        (0..=self.steps)
            .map(|at| {
                let value = self.low + self.step * at as f64;
                let words = NUMBERS.fold(&style.number(value, decimals), room, 1).lines.concat();
                (value, words)
            })
            .collect()
    }
}

/// The names of a page's rows: totals bold, steps with what stands under them.
struct Texts<'a> {
    totals: Labels<'a>,
    names: Labels<'a>,
    details: Labels<'a>,
}

impl<'a> Texts<'a> {
    fn of(bars: &'a [Bar<'a>]) -> Self {
        let label =
            |wanted: bool| bars.iter().map(move |bar| if (bar.kind == Kind::Total) == wanted { bar.label } else { "" });
        Self {
            totals: Labels::new(label(true), Type::bold(14.0, INK), LABEL, 3),
            names: Labels::new(label(false), Type::regular(13.5, INK), LABEL, 3),
            details: Labels::new(bars.iter().map(|bar| bar.detail), Type::regular(11.5, MUTED), LABEL, 2),
        }
    }

    fn width(&self) -> f64 {
        self.totals.width.max(self.names.width).max(self.details.width)
    }

    fn height(&self, at: usize) -> f64 {
        self.totals.height(at) + self.names.height(at) + self.details.height(at)
    }

    fn draw(&self, canvas: &mut Canvas, at: usize, middle: f64) {
        self.totals.draw(canvas, at, MARGIN, middle);
        self.names.draw(canvas, at, MARGIN, middle - self.details.height(at) / 2.0);
        self.details.draw(canvas, at, MARGIN, middle + self.names.height(at) / 2.0);
    }
}

/// A gap through a bar of a total: it does not show the whole value.
fn tear(canvas: &mut Canvas, x: f64, middle: f64) {
    let (top, bottom) = (middle - THICK / 2.0 - 3.0, middle + THICK / 2.0 + 3.0);
    canvas.polygon(&[(x + 4.0, top), (x + 11.0, top), (x + 4.0, bottom), (x - 3.0, bottom)], PAPER, 1.0, None);
    for x in [x, x + 7.0] {
        canvas.line((x + 4.0, top), (x - 3.0, bottom), Stroke::solid(INK, 1.2));
    }
}

fn within(value: f64) -> f64 {
    value.clamp(-FARTHEST, FARTHEST)
}

/// The least of 1, 2, 5 × 10ⁿ that is not below `value`; 1 for nothing.
fn round_step(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let unit = libm::pow(10.0, libm::floor(libm::log10(value)));
    [1.0, 2.0, 5.0].into_iter().map(|step| step * unit).find(|&step| step >= value).unwrap_or(unit * 10.0)
}

/// The totals, then the steps of the page.
fn alt(bars: &[Bar<'_>], shown: &[Bar<'_>]) -> String {
    let totals: Vec<String> =
        bars.iter().filter(|bar| bar.kind == Kind::Total).map(|bar| format!("{}: {}", bar.label, bar.number)).collect();
    let steps = shown.iter().filter(|bar| bar.kind != Kind::Total).map(|bar| {
        let detail = if bar.detail.is_empty() { String::new() } else { format!(" ({})", bar.detail) };
        format!("{}{detail}: {}.", bar.label, bar.number)
    });
    spoken(format!("{}.", totals.join("; ")), steps)
}
