//! A level scale and its grid lines.
use crate::chart::paper::canvas::{Anchor, Canvas, Stroke, Type, baseline};
use crate::chart::paper::colour::{AXIS, GRID, INK, MUTED};
use crate::chart::{Scale, Style};

/// Values `low`–`high` over places `from`–`to`.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    pub from: f64,
    pub to: f64,
}

impl Axis {
    pub fn of(scale: Scale, from: f64, to: f64) -> Self {
        Self { low: scale.low, high: scale.high, from, to }
    }

    /// Values outside the scale lie on its end.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    /// Lines at every quarter from `top` to `bottom`, their numbers over the top, and under the bottom of a tall plot.
    pub fn quarters(&self, canvas: &mut Canvas, style: &Style, top: f64, bottom: f64) {
        let (quarters, decimals) = Scale { low: self.low, high: self.high, decimals: 0 }.quarters();
        let ticks = quarters.map(|value| (value, style.number(value, decimals)));
        self.ticks(canvas, &ticks, top, bottom);
    }

    /// As `quarters`, at values of choice, each with its words; the first is where the scale begins.
    pub fn ticks(&self, canvas: &mut Canvas, ticks: &[(f64, String)], top: f64, bottom: f64) {
        let set = Type::regular(11.5, MUTED).anchored(Anchor::Middle);
        for (at, (value, words)) in ticks.iter().enumerate() {
            let x = self.at(*value);
            let stroke = if at == 0 { Stroke::solid(AXIS, 1.2) } else { Stroke::solid(GRID, 1.0) };
            canvas.line((x, top), (x, bottom), stroke);
            canvas.text(x, top - 6.0, words, set);
            if is_tall(top, bottom) {
                canvas.text(x, bottom + 15.0, words, set);
            }
        }
    }

    /// A level line between two values, with a stop at each end.
    pub fn whisker(&self, canvas: &mut Canvas, interval: (f64, f64), y: f64) {
        let (low, high) = (self.at(interval.0), self.at(interval.1));
        canvas.line((low, y), (high, y), Stroke::solid(INK, 1.6));
        for end in [low, high] {
            canvas.line((end, y - 4.0), (end, y + 4.0), Stroke::solid(INK, 1.6));
        }
    }
}

/// Where a sheet goes on below a plot: under the numbers of its axis where it has them there too.
pub fn below(top: f64, bottom: f64) -> f64 {
    bottom + if is_tall(top, bottom) { 20.0 } else { 4.0 }
}

/// Too tall for its numbers to be read from the top alone.
fn is_tall(top: f64, bottom: f64) -> bool {
    bottom - top > 640.0
}

/// An upright scale, its high end on top.
#[derive(Debug, Clone, Copy)]
pub struct Upright {
    pub scale: Scale,
    pub top: f64,
    pub bottom: f64,
}

impl Upright {
    /// Values outside the scale lie on its end.
    pub fn at(&self, value: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * self.scale.share(value)
    }

    /// Level lines at every quarter over the places `across`, their numbers before them.
    pub fn rule(&self, canvas: &mut Canvas, across: (f64, f64), number: impl Fn(f64) -> String) {
        let set = Type::regular(11.5, MUTED).anchored(Anchor::End);
        for value in self.scale.quarters().0 {
            let y = self.at(value);
            let stroke = if value == self.scale.low { Stroke::solid(AXIS, 1.2) } else { Stroke::solid(GRID, 1.0) };
            canvas.line((across.0, y), (across.1, y), stroke);
            canvas.text(across.0 - 8.0, baseline(y, set.size), &number(value), set);
        }
    }
}

/// A finite value or none.
pub fn known(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

/// Ends of a scale that holds all `values`: zero on one end where they allow it, else round numbers.
pub fn span(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for value in values.into_iter().filter(|value| value.is_finite()) {
        low = low.min(value);
        high = high.max(value);
    }
    if low == 0.0 && high == 0.0 {
        return (0.0, 1.0);
    }
    (-round_up(-low), round_up(high))
}

/// The least of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ that is not below `value`.
fn round_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let mut unit = 1.0_f64;
    while unit * 10.0 <= value && unit < 1e300 {
        unit *= 10.0;
    }
    while unit > value && unit > 1e-300 {
        unit /= 10.0;
    }
    [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|step| step * unit)
        .find(|&step| step >= value)
        .unwrap_or(value)
}
