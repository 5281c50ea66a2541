//! Bullets: each KPI against its target, on its own scale.
use crate::chart::paper::axis::{Axis, known, span};
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type};
use crate::chart::paper::colour::{ACCENT, AXIS, CHECKED, FAINT, GRID, INK, MUTED, PAPER, SUPPORTED};
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, Verdict, draw_tested, hatch_missing, pages};
use crate::chart::{Drawing, Frame, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Bullets {
    /// In the order given, twenty to a page.
    pub rows: Vec<Kpi>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Kpi {
    pub label: String,
    pub value: Measured,
    /// Bounds of the value, in its unit.
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub target: Option<f64>,
    pub baseline: Option<f64>,
    /// The day by which a target that is still open is to be met, in words.
    pub due: Option<String>,
    pub better: Better,
    pub unit: Unit,
    /// Decimals printed.
    pub decimals: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    Known(f64),
    /// Why not, in words.
    Unavailable(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
    Neither,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Values on 0–100, drawn on that scale.
    Percent,
    /// Said in the label, if it has a name.
    Own,
}

/// Entries of the legend and a word for the target beside its number; an empty entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub value: String,
    pub interval: String,
    pub target: String,
    pub baseline: String,
    pub met: String,
    pub unmet: String,
}

const ROWS: usize = 20;

impl Bullets {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Kpi], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let any = |wanted: &dyn Fn(&Kpi) -> bool| self.rows.iter().any(wanted);
        let mut legend = vec![(Key::Fill(SUPPORTED.to_owned()), self.words.value.as_str())];
        if any(&|kpi| kpi.interval().is_some()) {
            legend.push((Key::Whisker(INK.to_owned()), &self.words.interval));
        }
        if any(&|kpi| known(kpi.target).is_some()) {
            legend.push((Key::Tick(ACCENT.to_owned()), &self.words.target));
        }
        if any(&|kpi| known(kpi.baseline).is_some()) {
            legend.push((Key::Marker(Marker::TriangleUp, MUTED.to_owned()), &self.words.baseline));
        }
        if any(&|kpi| kpi.verdict() == Some(Verdict::Met)) {
            legend.push((Key::Tested(Verdict::Met), &self.words.met));
        }
        if any(&|kpi| kpi.verdict() == Some(Verdict::Unmet)) {
            legend.push((Key::Tested(Verdict::Unmet), &self.words.unmet));
        }
        sheet.legend(&legend);
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|kpi| kpi.label.as_str()), Type::bold(13.5, INK), 270.0, 2);
        let values: Vec<String> = rows.iter().map(|kpi| kpi.value_text(style)).collect();
        let targets: Vec<String> = rows.iter().map(|kpi| self.target_text(kpi, style)).collect();
        let numbers = Labels::new(values.iter().map(String::as_str), Type::bold(14.5, INK), 150.0, 2);
        let goals = Labels::new(targets.iter().map(String::as_str), Type::regular(12.0, MUTED), 150.0, 3);
        let start = MARGIN + labels.width + 22.0;
        let end = END - 36.0 - numbers.width.max(goals.width).max(60.0) - 20.0;
        sheet.y += 4.0;
        for (at, kpi) in rows.iter().enumerate() {
            let height = (labels.height(at) + 24.0).max(numbers.height(at) + goals.height(at) + 20.0).max(66.0);
            let top = sheet.y;
            let canvas = &mut sheet.canvas;
            let middle = top + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            draw_track(canvas, kpi, style, start, end, middle - 6.0);
            let lines = numbers.height(at) + goals.height(at);
            let x = end + 20.0;
            if let Some(verdict) = kpi.verdict() {
                draw_tested(canvas, END - 9.0, middle, verdict);
            }
            numbers.draw(canvas, at, x, middle - lines / 2.0 + numbers.height(at) / 2.0);
            goals.draw(canvas, at, x, middle + lines / 2.0 - goals.height(at) / 2.0);
            canvas.line((MARGIN, top + height), (END, top + height), Stroke::solid(GRID, 1.0));
            sheet.y += height;
        }
        let mut alt = String::new();
        for ((kpi, value), target) in rows.iter().zip(&values).zip(&targets) {
            alt.push_str(&format!("{}: {value}", kpi.label));
            if !target.is_empty() {
                alt.push_str(&format!("; {target}"));
            }
            alt.push_str(". ");
        }
        sheet.finish(&alt)
    }

    fn target_text(&self, kpi: &Kpi, style: &Style) -> String {
        let Some(target) = known(kpi.target) else { return String::new() };
        let target = format!("{} {}", self.words.target, kpi.text(target, style));
        kpi.due.as_ref().map_or_else(|| target.clone(), |due| format!("{target} {due}"))
    }
}

impl Kpi {
    fn known(&self) -> Option<f64> {
        match self.value {
            Measured::Known(value) => known(Some(value)),
            Measured::Unavailable(_) => None,
        }
    }

    fn interval(&self) -> Option<(f64, f64)> {
        known(self.low).zip(known(self.high))
    }

    /// None without a value, a target or a direction, or where the target is still open.
    fn verdict(&self) -> Option<Verdict> {
        if self.due.is_some() {
            return None;
        }
        let (value, target) = self.known().zip(known(self.target))?;
        let met = match self.better {
            Better::Higher => value >= target,
            Better::Lower => value <= target,
            Better::Neither => return None,
        };
        Some(if met { Verdict::Met } else { Verdict::Unmet })
    }

    fn text(&self, value: f64, style: &Style) -> String {
        match self.unit {
            Unit::Percent => style.percent(value, self.decimals),
            Unit::Own => style.number(value, self.decimals),
        }
    }

    fn value_text(&self, style: &Style) -> String {
        match &self.value {
            Measured::Known(value) => self.text(*value, style),
            Measured::Unavailable(why) => why.clone(),
        }
    }

    fn scale(&self, from: f64, to: f64) -> Axis {
        let values = [self.known(), known(self.low), known(self.high), known(self.target), known(self.baseline)];
        // A little beyond, so that a target never lies on the very end.
        let (mut low, mut high) = span(values.into_iter().flatten().map(|value| value * 1.04));
        if self.unit == Unit::Percent {
            (low, high) = (low.min(0.0), high.max(100.0));
        }
        Axis { low, high, from, to }
    }
}

fn draw_track(canvas: &mut Canvas, kpi: &Kpi, style: &Style, start: f64, end: f64, y: f64) {
    let axis = kpi.scale(start, end);
    let nothing = kpi.known().is_none() && known(kpi.target).is_none() && known(kpi.baseline).is_none();
    if nothing {
        hatch_missing(canvas, start, y - 11.0, end - start, 22.0);
        return;
    }
    canvas.rect(start, y - 11.0, end - start, 22.0, FAINT, None);
    if let Some(target) = known(kpi.target) {
        let good = match kpi.better {
            Better::Higher => Some((axis.at(target), axis.to)),
            Better::Lower => Some((axis.from, axis.at(target))),
            Better::Neither => None,
        };
        if let Some((from, to)) = good {
            canvas.rect(from, y - 11.0, to - from, 22.0, "#dde7ee", None);
        }
    }
    let zero = axis.at(0.0);
    if let Some(value) = kpi.known() {
        let (from, to) = (zero.min(axis.at(value)), zero.max(axis.at(value)));
        canvas.rect(from, y - 6.0, to - from, 12.0, SUPPORTED, None);
    } else {
        canvas.hatch(start, y - 6.0, end - start, 12.0, 7.0, Stroke::solid(AXIS, 0.9));
    }
    if let Some(interval) = kpi.interval() {
        axis.whisker(canvas, interval, y);
    }
    if let Some(before) = known(kpi.baseline) {
        canvas.marker(Marker::TriangleUp, axis.at(before), y + 11.0, 6.0, MUTED);
    }
    if let Some(target) = known(kpi.target) {
        let x = axis.at(target);
        canvas.rect(x - 2.0, y - 16.0, 4.0, 32.0, ACCENT, Some(Stroke::solid(PAPER, 0.8)));
        let to = match kpi.better {
            Better::Higher => Some(9.0),
            Better::Lower => Some(-9.0),
            Better::Neither => None,
        };
        if let Some(to) = to {
            canvas.polygon(&[(x, y - 20.0), (x + to, y - 16.0), (x, y - 12.0)], ACCENT, 1.0, None);
        }
    }
    canvas.line((zero, y - 13.0), (zero, y + 13.0), Stroke::solid(CHECKED, 1.2));
    let set = Type::regular(11.0, MUTED);
    let decimals = if axis.high - axis.low < 4.0 { kpi.decimals.max(1) } else { 0 };
    canvas.text(start, y + 27.0, &style.number(axis.low, decimals), set);
    canvas.text(end, y + 27.0, &style.number(axis.high, decimals), set.anchored(Anchor::End));
}
