//! Fills that are told apart without their colours.
use std::borrow::Cow;

use crate::chart::paper::canvas::{Canvas, Stroke};
use crate::chart::paper::colour::{AXIS, BLUES, CHECKED, CLAIMED, CLAIMED_EDGE, HATCH, PAPER, on};
use crate::chart::{Step, StepKind};

#[derive(Debug, Clone)]
pub struct Texture {
    fill: Cow<'static, str>,
    edge: Stroke<'static>,
    lines: Option<(Lines, Stroke<'static>)>,
}

#[derive(Debug, Clone, Copy)]
enum Lines {
    Slanted,
    Level,
    Crossed,
}

pub const PALE: Texture = Texture { fill: Cow::Borrowed(CLAIMED), edge: Stroke::solid(CLAIMED_EDGE, 1.0), lines: None };
pub const LINED: Texture = Texture {
    fill: Cow::Borrowed(PAPER),
    edge: Stroke::solid(CLAIMED_EDGE, 1.0),
    lines: Some((Lines::Slanted, Stroke::solid(CLAIMED_EDGE, 1.2))),
};
pub const DARK: Texture = Texture { fill: Cow::Borrowed(CHECKED), edge: Stroke::solid(CHECKED, 1.0), lines: None };

/// In the order of what stands beside a ladder.
const ASIDES: [Lines; 3] = [Lines::Slanted, Lines::Level, Lines::Crossed];
const GAP: f64 = 5.0;

/// Light for the lowest stage, dark for the highest; lines on paper for what stands beside them.
pub fn of_steps(steps: &[Step]) -> Vec<Texture> {
    let stages = steps.iter().filter(|step| step.kind == StepKind::Stage).count();
    let (mut stage, mut asides) = (0, ASIDES.into_iter().cycle());
    steps
        .iter()
        .map(|step| match step.kind {
            StepKind::Stage => {
                let share = if stages > 1 { stage as f64 / (stages - 1) as f64 } else { 0.6 };
                stage += 1;
                let fill = Cow::Owned(BLUES.at(0.02 + 0.98 * share));
                Texture { fill, edge: Stroke::solid(AXIS, 0.6), lines: None }
            }
            StepKind::Aside => Texture {
                fill: Cow::Borrowed(PAPER),
                edge: Stroke::solid(HATCH, 0.8),
                lines: asides.next().map(|lines| (lines, Stroke::solid(HATCH, 1.1))),
            },
        })
        .collect()
}

impl Texture {
    /// Fills a rectangle from its starting upper corner.
    pub fn paint(&self, canvas: &mut Canvas, x: f64, y: f64, width: f64, height: f64) {
        canvas.rect(x, y, width, height, &self.fill, Some(self.edge));
        let Some((lines, stroke)) = self.lines else { return };
        if matches!(lines, Lines::Slanted | Lines::Crossed) {
            canvas.hatch(x, y, width, height, GAP, stroke);
        }
        if matches!(lines, Lines::Level | Lines::Crossed) {
            let count = (height / GAP).round().max(2.0);
            for line in 1..count as usize {
                let at = y + height * line as f64 / count;
                canvas.line((x, at), (x + width, at), stroke);
            }
        }
    }

    pub fn is_lined(&self) -> bool {
        self.lines.is_some()
    }

    /// Colour of a text on it.
    pub fn ink(&self) -> &'static str {
        on(&self.fill)
    }
}
