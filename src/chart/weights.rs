//! Weights: how much each criterion is said to weigh, against how much it moves the result.
use crate::chart::paper::axis::{Axis, Upright, span};
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, AXIS, CHECKED, GRID, INK, MUTED};
use crate::chart::paper::font::{Folded, Weight};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, spoken};
use crate::chart::{Drawing, Frame, Scale, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub points: Vec<Point>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub label: String,
    /// As the framework has it: a share of the whole, 0–1.
    pub weight: f64,
    /// The share of the result that it accounts for, 0–1.
    pub influence: f64,
    /// So far from its weight that a referee would object.
    pub marked: bool,
}

/// Heads of the axes and of the list beside them, and the legend; an empty entry of the legend is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub weight: String,
    pub influence: String,
    pub point: String,
    pub marked: String,
    /// Where both are equal.
    pub equal: String,
}

const SIDE: f64 = 500.0;
/// Of the numbers before the plot.
const NUMBERS: f64 = 50.0;
const RADIUS: f64 = 5.4;
/// Beside a label.
const AIR: f64 = 3.0;
/// Height of a label.
const LABEL: f64 = 17.0;
/// Height of a row of the list.
const LINE: f64 = 21.0;
/// Between the plot and the list, and the columns of its numbers.
const LIST: f64 = 34.0;
const COLUMN: f64 = 74.0;
const NAME: Type<'static> = Type { size: 12.0, weight: Weight::Regular, colour: INK, anchor: Anchor::Start };

/// A square plot, in percent; its scales are one.
struct Plot {
    across: Axis,
    up: Upright,
}

/// A point on paper.
struct Spot<'a> {
    point: &'a Point,
    x: f64,
    y: f64,
    /// Where its label stands.
    label: Option<Area>,
}

/// A box from its starting upper corner.
#[derive(Debug, Clone, Copy)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Weights {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, 1, 1);
        let points = self.ranked();
        let mut legend = vec![(Key::Marker(Marker::Disc, CHECKED.to_owned()), self.words.point.as_str())];
        if points.iter().any(|point| point.marked) {
            legend.push((Key::Marker(Marker::Diamond, ACCENT.to_owned()), &self.words.marked));
        }
        legend.push((Key::Line(MUTED.to_owned(), "5 4"), &self.words.equal));
        sheet.legend(&legend);
        if points.is_empty() {
            sheet.nothing();
            return vec![sheet.finish(&frame.title)];
        }
        let title = Type::bold(12.5, INK);
        let head = title.fold(&self.words.influence, SIDE, 2);
        let head_line = sheet.y + 12.0;
        let top = sheet.y + title.leading() * head.lines.len() as f64 + 14.0;
        let (from, side) = (MARGIN + NUMBERS, (END - MARGIN - NUMBERS - SIDE) / 2.0);
        let mut plot = Plot::new(&points, from, top);
        let mut spots = plot.lay(&points);
        let listed: Vec<&Point> = spots.iter().filter(|spot| spot.label.is_none()).map(|spot| spot.point).collect();
        if listed.is_empty() {
            plot = Plot::new(&points, from + side, top);
            spots = plot.lay(&points);
        }
        let Plot { across, up } = plot;
        let canvas = &mut sheet.canvas;
        canvas.folded(across.from, head_line, &head, &self.words.influence, title);
        plot.rule(canvas, style);
        for Spot { point, x, y, .. } in spots.iter().rev() {
            if point.marked {
                canvas.marker(Marker::Diamond, *x, *y, RADIUS + 1.0, ACCENT);
            } else {
                canvas.marker(Marker::Disc, *x, *y, RADIUS, CHECKED);
            }
        }
        for (point, area) in spots.iter().filter_map(|spot| Some((spot.point, spot.label?))) {
            canvas.centred(area.x + AIR, area.y + area.height / 2.0, &point.name(), &point.label, NAME);
        }
        let title = title.anchored(Anchor::End);
        let foot = title.fold(&self.words.weight, SIDE, 2);
        canvas.folded(across.to, up.bottom + 36.0, &foot, &self.words.weight, title);
        self.list(canvas, style, &listed, (across.to + LIST, top));
        sheet.y = up.bottom + 28.0 + title.leading() * foot.lines.len() as f64;
        vec![sheet.finish(&self.alt(style, &points))]
    }

    /// What a referee would object to first, then the farthest from equal; what is not a number not at all.
    fn ranked(&self) -> Vec<&Point> {
        let known = |point: &&Point| point.weight.is_finite() && point.influence.is_finite();
        let mut points: Vec<&Point> = self.points.iter().filter(known).collect();
        let apart = |point: &Point| (point.influence - point.weight).abs();
        points.sort_by(|a, b| b.marked.cmp(&a.marked).then(apart(b).total_cmp(&apart(a))));
        points
    }

    /// Points without a label in the plot, as many as stand beside it.
    fn list(&self, canvas: &mut Canvas, style: &Style, points: &[&Point], (x, top): (f64, f64)) {
        if points.is_empty() {
            return;
        }
        let head = Type::bold(11.5, INK).anchored(Anchor::End);
        let heads = [&self.words.weight, &self.words.influence].map(|words| (head.fold(words, COLUMN - 8.0, 4), words));
        let lines = heads.iter().map(|(folded, _)| folded.lines.len()).max().unwrap_or(1) as f64;
        let mut y = top + head.leading() * lines + 2.0;
        for (end, (folded, words)) in [END - COLUMN, END].into_iter().zip(&heads) {
            let first = y - 8.0 - head.leading() * (folded.lines.len().max(1) - 1) as f64;
            canvas.folded(end, first, folded, words, head);
        }
        canvas.line((x, y), (END, y), Stroke::solid(AXIS, 1.0));
        let fitting = ((top + SIDE - y) / LINE) as usize;
        let shown = if points.len() > fitting { fitting.saturating_sub(1) } else { points.len() };
        for point in &points[..shown] {
            let folded = NAME.fold(&point.label, END - 2.0 * COLUMN - x, 1);
            canvas.centred(x, y + LINE / 2.0, &folded, &point.label, NAME);
            for (end, number) in [END - COLUMN, END].into_iter().zip(point.numbers(style)) {
                let set = Type::regular(12.0, MUTED).anchored(Anchor::End);
                canvas.text(end, baseline(y + LINE / 2.0, 12.0), &number, set);
            }
            y += LINE;
            canvas.line((x, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        if shown < points.len() {
            canvas.text(x, y + LINE / 2.0 + 4.0, "…", NAME);
        }
    }

    fn alt(&self, style: &Style, points: &[&Point]) -> String {
        let head = format!("{}; {}.", self.words.weight, self.words.influence);
        spoken(
            head,
            points.iter().map(|point| {
                let [weight, influence] = point.numbers(style);
                let marked = if point.marked { format!(" ({})", self.words.marked) } else { String::new() };
                format!("{}: {weight}; {influence}{marked}.", point.label)
            }),
        )
    }
}

impl Point {
    fn name(&self) -> Folded {
        NAME.fold(&self.label, 190.0, 1)
    }

    fn numbers(&self, style: &Style) -> [String; 2] {
        [self.weight, self.influence].map(|share| style.percent(share * 100.0, 1))
    }
}

impl Area {
    fn touches(&self, other: &Area) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    fn within(&self, outer: &Area) -> bool {
        self.x >= outer.x
            && self.y >= outer.y
            && self.x + self.width <= outer.x + outer.width
            && self.y + self.height <= outer.y + outer.height
    }
}

impl Plot {
    fn new(points: &[&Point], from: f64, top: f64) -> Self {
        // A quarter of the scale is a round number.
        let (_, quarter) = span(points.iter().flat_map(|point| [point.weight * 25.0, point.influence * 25.0]));
        let scale = Scale { low: 0.0, high: quarter * 4.0, decimals: 0 };
        Self { across: Axis::of(scale, from, from + SIDE), up: Upright { scale, top, bottom: top + SIDE } }
    }

    /// Each label stands beside its mark, over no other and over no mark, and off the line of what is equal if it can;
    /// one without such a place is left out. The first points choose first.
    fn lay<'a>(&self, points: &[&'a Point]) -> Vec<Spot<'a>> {
        let (x, y) = (self.across.from + 2.0, self.up.top - LABEL / 2.0);
        let plot = Area { x, y, width: SIDE + LIST - 14.0, height: SIDE + LABEL / 2.0 };
        let place = |point: &Point| (self.across.at(point.weight * 100.0), self.up.at(point.influence * 100.0));
        let reach = RADIUS + 1.0;
        let mark = |(x, y): (f64, f64)| Area { x: x - reach, y: y - reach, width: 2.0 * reach, height: 2.0 * reach };
        let mut taken: Vec<Area> = points.iter().map(|point| mark(place(point))).collect();
        let mut spots = Vec::with_capacity(points.len());
        for &point in points {
            let (x, y) = place(point);
            let width = point.name().lines.first().map_or(0.0, |line| NAME.width(line) + 2.0 * AIR);
            let near = reach + 0.1;
            let (before, after, above, under) = (x - near - width, x + near, y - near - LABEL, y + near);
            let (level, centre) = (y - LABEL / 2.0, x - width / 2.0);
            let sides = [(after, level), (before, level), (centre, above), (centre, under)];
            let upper = [(after, above + AIR), (before, above + AIR)];
            let lower = [(after, under - AIR), (before, under - AIR)];
            let areas = sides.into_iter().chain(upper).chain(lower);
            let areas = areas.map(|(x, y)| Area { x, y, width, height: LABEL });
            let free: Vec<Area> = areas
                .filter(|area| width > 0.0 && area.within(&plot) && !taken.iter().any(|other| other.touches(area)))
                .collect();
            let label = free.iter().find(|area| !self.strikes(area)).or(free.first()).copied();
            taken.extend(label);
            spots.push(Spot { point, x, y, label });
        }
        spots
    }

    /// Whether the line of what is equal runs through it.
    fn strikes(&self, area: &Area) -> bool {
        let beyond = |x: f64, y: f64| (x - self.across.from) - (self.up.bottom - y);
        beyond(area.x, area.y) < 0.0 && beyond(area.x + area.width, area.y + area.height) > 0.0
    }

    /// Lines at every quarter both ways, their numbers before and under them, and the line of what is equal.
    fn rule(&self, canvas: &mut Canvas, style: &Style) {
        let Self { across, up } = self;
        let (quarters, decimals) = up.scale.quarters();
        let set = Type::regular(11.5, MUTED).anchored(Anchor::Middle);
        for value in quarters {
            let x = across.at(value);
            canvas.line((x, up.top), (x, up.bottom), Stroke::solid(if value == across.low { AXIS } else { GRID }, 1.0));
            canvas.text(x, up.bottom + 17.0, &style.percent(value, decimals), set);
        }
        up.rule(canvas, (across.from, across.to), |value| style.percent(value, decimals));
        canvas.line((across.from, up.bottom), (across.to, up.top), Stroke::dashed(MUTED, 1.4));
    }
}
