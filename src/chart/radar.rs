//! Radar: one agency against the median of its group. An axis without a value is a gap in the line, never its centre.
//! Axes run clockwise where reading runs from the left, else anticlockwise.
use std::f64::consts::TAU;

use crate::chart::paper::axis::known;
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, AXIS, CHECKED, GRID, INK, MUTED, PAPER, SUPPORTED};
use crate::chart::paper::sheet::{Key, MARGIN, Sheet, WIDTH, pages};
use crate::chart::{Drawing, Frame, Scale};

#[derive(Debug, Clone, PartialEq)]
pub struct Radar {
    /// 3–12 axes read well; more go over several pages.
    pub axes: Vec<Spoke>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Spoke {
    pub label: String,
    /// The agency's score.
    pub value: Option<f64>,
    /// Its group's median.
    pub median: Option<f64>,
    pub scale: Scale,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Name of the agency.
    pub agency: String,
    /// What the median is of.
    pub median: String,
}

const AXES: usize = 12;
/// Of the web at most, and what is left at each side of it for names.
const RADIUS: f64 = 215.0;
const NAMES: f64 = 145.0;

impl Radar {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        self.draw_within(frame, WIDTH)
    }

    pub fn draw_within(&self, frame: &Frame, width: f64) -> Vec<Drawing> {
        let parts = pages(self.axes.len(), AXES);
        let pages = parts.len();
        let sheet = |at: usize| Sheet::of_width(width, frame, at + 1, pages);
        parts.into_iter().enumerate().map(|(at, axes)| self.page(frame, &self.axes[axes], sheet(at))).collect()
    }

    fn page(&self, frame: &Frame, axes: &[Spoke], mut sheet: Sheet<'_>) -> Drawing {
        let style = &frame.style;
        sheet.legend(&[
            (Key::Marker(Marker::Disc, CHECKED.to_owned()), &self.words.agency),
            (Key::Marker(Marker::Diamond, ACCENT.to_owned()), &self.words.median),
        ]);
        if axes.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let half = sheet.width() / 2.0;
        let radius = (half - MARGIN - NAMES).min(RADIUS);
        let labels: Vec<Label<'_>> = axes
            .iter()
            .enumerate()
            .map(|(at, axis)| Label::new(axis, (at, axes.len()), radius, half - MARGIN))
            .collect();
        let above = labels.iter().map(|label| -label.top).fold(radius, f64::max);
        let below = labels.iter().map(|label| label.top + label.height).fold(radius, f64::max);
        let centre = (half, sheet.y + 6.0 + above);
        let canvas = &mut sheet.canvas;
        web(canvas, centre, axes.len(), radius);
        let distances = |pick: &dyn Fn(&Spoke) -> Option<f64>| -> Vec<Option<f64>> {
            axes.iter().map(|axis| Some(axis.scale.share(known(pick(axis))?) * radius)).collect()
        };
        let median = distances(&|axis| axis.median);
        let value = distances(&|axis| axis.value);
        outline(canvas, centre, &value, SUPPORTED, Stroke::solid(CHECKED, 2.6), 0.22);
        outline(canvas, centre, &median, ACCENT, Stroke::dashed(ACCENT, 2.0), 0.0);
        ring_numbers(canvas, frame, (centre, radius), axes, [&value, &median]);
        for (marker, size, colour, values) in
            [(Marker::Disc, 5.6, CHECKED, &value), (Marker::Diamond, 5.2, ACCENT, &median)]
        {
            for (at, value) in values.iter().enumerate() {
                if let Some(distance) = value {
                    let (x, y) = point(centre, at, values.len(), *distance);
                    canvas.marker(marker, x, y, size, colour);
                }
            }
        }
        for label in &labels {
            label.draw(canvas, frame, centre);
        }
        sheet.y = centre.1 + below + 6.0;
        let mut alt = format!("{}; {}.", self.words.agency, self.words.median);
        for axis in axes {
            alt.push_str(&format!(
                " {}: {}; {}.",
                axis.label,
                axis.scale.print(axis.value, style),
                axis.scale.print(axis.median, style)
            ));
        }
        sheet.finish(&alt)
    }
}

/// Unit vector of an axis: the first points up.
fn bearing(at: usize, axes: usize) -> (f64, f64) {
    let turn = TAU * at as f64 / axes as f64;
    (libm::sin(turn), -libm::cos(turn))
}

fn point(centre: (f64, f64), at: usize, axes: usize, distance: f64) -> (f64, f64) {
    let (x, y) = bearing(at, axes);
    (centre.0 + x * distance, centre.1 + y * distance)
}

fn web(canvas: &mut Canvas, centre: (f64, f64), axes: usize, whole: f64) {
    for ring in 1..=4 {
        let radius = whole * f64::from(ring) / 4.0;
        let stroke = Stroke::solid(if ring == 4 { AXIS } else { GRID }, 1.0);
        if axes < 3 {
            canvas.circle(centre.0, centre.1, radius, "none", Some(stroke));
        } else {
            let corners: Vec<_> = (0..axes).map(|at| point(centre, at, axes, radius)).collect();
            canvas.polygon(&corners, "none", 1.0, Some(stroke));
        }
    }
    for at in 0..axes {
        canvas.line(centre, point(centre, at, axes, whole), Stroke::solid(GRID, 1.0));
    }
}

/// Numbers of the rings where all axes share a scale: between two axes, where `lines` (distances along the axes) stay
/// farthest from them.
fn ring_numbers(
    canvas: &mut Canvas,
    frame: &Frame,
    (centre, radius): ((f64, f64), f64),
    spokes: &[Spoke],
    lines: [&[Option<f64>]; 2],
) {
    let scale = spokes[0].scale;
    if spokes.iter().any(|spoke| spoke.scale != scale) {
        return;
    }
    let axes = spokes.len();
    // How far a ring lies from the centre between two axes, in parts of its radius.
    let bend = if axes < 3 { 1.0 } else { libm::cos(TAU / 2.0 / axes as f64) };
    let distance = |ring: usize| radius * ring as f64 / 4.0 * bend;
    let clearance = |gap: usize| {
        let crossings = lines.iter().filter_map(|line| {
            let (a, b) = (line[gap]?, line[(gap + 1) % axes]?);
            Some(if a + b > 0.0 { 2.0 * a * b * bend / (a + b) } else { 0.0 })
        });
        crossings.flat_map(|crossing| (1..=4).map(move |ring| (crossing - distance(ring)).abs())).fold(radius, f64::min)
    };
    let clearest = (1..axes).fold(0, |best, gap| if clearance(gap) > clearance(best) + 1e-6 { gap } else { best });
    let turn = TAU * (clearest as f64 + 0.5) / axes as f64;
    let set = Type::regular(10.5, MUTED).anchored(Anchor::Middle);
    let (quarters, decimals) = scale.quarters();
    for (ring, value) in quarters.into_iter().enumerate().skip(1) {
        let number = frame.style.number(value, decimals);
        let (x, y) = (centre.0 + libm::sin(turn) * distance(ring), centre.1 - libm::cos(turn) * distance(ring));
        let width = set.width(&number);
        canvas.rect(x - width / 2.0 - 1.5, y - 6.0, width + 3.0, 12.0, PAPER, None);
        canvas.text(x, baseline(y, set.size), &number, set);
    }
}

/// Joins neighbours whose distances are both known, and shades the wedge between them.
fn outline(
    canvas: &mut Canvas,
    centre: (f64, f64),
    values: &[Option<f64>],
    fill: &str,
    stroke: Stroke<'_>,
    opacity: f64,
) {
    let axes = values.len();
    let mut edges = Vec::new();
    for at in 0..axes {
        let next = (at + 1) % axes;
        if let (Some(a), Some(b)) = (values[at], values[next])
            && next != at
        {
            edges.push((point(centre, at, axes, a), point(centre, next, axes, b)));
        }
    }
    if opacity > 0.0 {
        for &(a, b) in &edges {
            canvas.polygon(&[centre, a, b], fill, opacity, None);
        }
    }
    for (a, b) in edges {
        canvas.polyline(&[a, b], stroke);
    }
}

/// Name and numbers at the end of an axis; places are relative to the centre.
struct Label<'a> {
    axis: &'a Spoke,
    folded: crate::chart::paper::font::Folded,
    anchor: Anchor,
    x: f64,
    top: f64,
    height: f64,
}

const NAME: f64 = 13.5;
const NUMBERS: f64 = 20.0;

impl<'a> Label<'a> {
    /// `at`: the place of the axis among so many; `half`: from the centre to the margin.
    fn new(axis: &'a Spoke, (at, axes): (usize, usize), radius: f64, half: f64) -> Self {
        let (across, down) = bearing(at, axes);
        let x = across * (radius + 16.0);
        let set = Type::regular(NAME, INK);
        let (anchor, room) = if across.abs() < 0.2 {
            (Anchor::Middle, if axes > 8 { 0.8 * radius } else { 1.4 * radius })
        } else {
            let room = half - x.abs();
            (if across > 0.0 { Anchor::Start } else { Anchor::End }, room)
        };
        let lines = if axes > 8 && across.abs() < 0.95 { 2 } else { 3 };
        let folded = set.fold(&axis.label, room, lines);
        let height = set.leading() * folded.lines.len() as f64 + NUMBERS;
        let y = down * (radius + 16.0);
        let top = if down < -0.9 {
            y - height
        } else if down > 0.9 {
            y
        } else {
            y - height / 2.0
        };
        Self { axis, folded, anchor, x, top, height }
    }

    fn draw(&self, canvas: &mut Canvas, frame: &Frame, centre: (f64, f64)) {
        let set = Type::regular(NAME, INK).anchored(self.anchor);
        let (x, top) = (centre.0 + self.x, centre.1 + self.top);
        canvas.folded(x, top + NAME, &self.folded, &self.axis.label, set);
        let print = |value| self.axis.scale.print(value, &frame.style);
        let (value, median) = (print(self.axis.value), print(self.axis.median));
        let (bold, plain) = (Type::bold(NAME, CHECKED), Type::regular(NAME, ACCENT));
        let (first, second) = (bold.width(&value), plain.width(&median));
        let width = 13.0 + first + 14.0 + 13.0 + second;
        let start = match self.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        let baseline = top + self.height - NUMBERS + NAME;
        canvas.marker(Marker::Disc, start + 5.0, baseline - 4.6, 4.4, CHECKED);
        canvas.text(start + 13.0, baseline, &value, bold);
        canvas.marker(Marker::Diamond, start + 13.0 + first + 14.0 + 5.0, baseline - 4.6, 4.8, ACCENT);
        canvas.text(start + 13.0 + first + 14.0 + 13.0, baseline, &median, plain);
    }
}
