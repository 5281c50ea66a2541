//! Scree: how much each principal component explains, beside what chance would give it, with the numbers underneath.
use crate::chart::paper::axis::{Upright, known, span};
use crate::chart::paper::canvas::{Anchor, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, GRID, INK, MUTED};
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet};
use crate::chart::paper::texture::{DARK, PALE};
use crate::chart::{Drawing, Frame, Scale, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Scree {
    /// The strongest first; twenty are drawn.
    pub components: Vec<Component>,
    /// How many of the first stand above chance.
    pub kept: usize,
    pub words: Words,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// Eigenvalue.
    pub variance: f64,
    /// The eigenvalue that chance alone would give it.
    pub by_chance: Option<f64>,
    /// Of all variance, 0–1.
    pub share: f64,
}

/// Heads of the numbers, legend and a last line; an empty entry of the legend is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub component: String,
    pub variance: String,
    pub by_chance: String,
    pub share: String,
    pub kept: String,
    pub left: String,
    /// Under the numbers; may be empty.
    pub more: String,
}

const MOST: usize = 20;
const TALL: f64 = 300.0;
const LINE: f64 = 26.0;
const WIDEST: f64 = 140.0;

impl Scree {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, 1, 1);
        let components = &self.components[..self.components.len().min(MOST)];
        let has_chance = components.iter().any(|component| known(component.by_chance).is_some());
        let mut legend = vec![(Key::Textured(DARK), self.words.kept.as_str())];
        if self.kept < components.len() {
            legend.push((Key::Textured(PALE), &self.words.left));
        }
        if has_chance {
            legend.push((Key::Marker(Marker::Ring, ACCENT.to_owned()), &self.words.by_chance));
        }
        sheet.legend(&legend);
        if components.is_empty() {
            sheet.nothing();
            return vec![sheet.finish(&frame.title)];
        }
        let lines = self.lines(style, components);
        let heads = Labels::new(lines.iter().map(|line| line.head), Type::regular(12.5, MUTED), 150.0, 2);
        let reach = components.iter().flat_map(|component| [component.variance, component.by_chance.unwrap_or(0.0)]);
        let scale = Scale { low: 0.0, high: span(reach).1, decimals: 0 };
        let up = Upright { scale, top: sheet.y + 10.0, bottom: sheet.y + 10.0 + TALL };
        let from = MARGIN + heads.width + 14.0;
        let column = ((END - from) / components.len() as f64).min(WIDEST);
        let to = from + column * components.len() as f64;
        let middle = |at: usize| from + column * (at as f64 + 0.5);
        let canvas = &mut sheet.canvas;
        let decimals = scale.quarters().1;
        up.rule(canvas, (from, to), |value| style.number(value, decimals));
        for (at, component) in components.iter().enumerate() {
            if component.variance > 0.0 && component.variance.is_finite() {
                let (wide, y) = (column * 0.56, up.at(component.variance));
                let texture = if at < self.kept { &DARK } else { &PALE };
                texture.paint(canvas, middle(at) - wide / 2.0, y, wide, up.bottom - y);
            }
        }
        let chance = components.iter().enumerate();
        let chance: Vec<(f64, f64)> = chance
            .filter_map(|(at, component)| known(component.by_chance).map(|value| (middle(at), up.at(value))))
            .collect();
        if chance.len() > 1 {
            canvas.polyline(&chance, Stroke::dashed(ACCENT, 2.0));
        }
        for &(x, y) in &chance {
            canvas.marker(Marker::Ring, x, y, 4.6, ACCENT);
        }
        let mut y = up.bottom + 6.0;
        for (at, line) in lines.iter().enumerate() {
            let height = heads.height(at).max(LINE);
            heads.draw(canvas, at, MARGIN, y + height / 2.0);
            let set = if at == 0 { Type::bold(12.5, INK) } else { Type::regular(11.5, INK) };
            for (component, number) in line.numbers.iter().enumerate() {
                let set = set.anchored(Anchor::Middle);
                canvas.text(middle(component), baseline(y + height / 2.0, set.size), number, set);
            }
            y += height;
            canvas.line((MARGIN, y), (to, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = y + 2.0;
        sheet.remark(&self.words.more);
        vec![sheet.finish(&alt(&lines))]
    }

    fn lines(&self, style: &Style, components: &[Component]) -> Vec<Line<'_>> {
        let Words { component, variance, by_chance, share, .. } = &self.words;
        let line = |head, number: &dyn Fn(usize, &Component) -> String| {
            let numbers = components.iter().enumerate().map(|(at, component)| number(at, component)).collect();
            Line { head, numbers }
        };
        let mut lines = vec![
            line(component, &|at, _| style.number(at as f64 + 1.0, 0)),
            line(variance, &|_, component| style.number(component.variance, 2)),
        ];
        if components.iter().any(|component| known(component.by_chance).is_some()) {
            lines.push(line(by_chance, &|_, component| style.number(component.by_chance.unwrap_or(f64::NAN), 2)));
        }
        lines.push(line(share, &|_, component| match component.share {
            share if share.is_finite() => style.percent(share * 100.0, 0),
            _ => "–".to_owned(),
        }));
        lines
    }
}

/// One number of every component.
struct Line<'a> {
    head: &'a str,
    numbers: Vec<String>,
}

fn alt(lines: &[Line<'_>]) -> String {
    let heads: Vec<&str> = lines.iter().map(|line| line.head).collect();
    let mut alt = format!("{}.", heads.join("; "));
    for at in 0..lines.first().map_or(0, |line| line.numbers.len()) {
        let numbers: Vec<&str> = lines.iter().map(|line| line.numbers[at].as_str()).collect();
        alt.push_str(&format!(" {}.", numbers.join("; ")));
    }
    alt
}
