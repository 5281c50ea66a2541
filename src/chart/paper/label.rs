//! Columns of words beside a plot: as wide as their texts need, folded where they would need too much.
use crate::chart::paper::canvas::{Canvas, Type};
use crate::chart::paper::font::Folded;

/// Folded texts of one column.
#[derive(Debug)]
pub struct Labels<'a> {
    texts: Vec<&'a str>,
    folded: Vec<Folded>,
    set: Type<'a>,
    /// Width of the column, without any space beside it.
    pub width: f64,
}

impl<'a> Labels<'a> {
    /// At most `widest` pixels and `lines` lines each.
    pub fn new(texts: impl IntoIterator<Item = &'a str>, set: Type<'a>, widest: f64, lines: usize) -> Self {
        let texts: Vec<&str> = texts.into_iter().collect();
        let folded: Vec<Folded> = texts.iter().map(|text| set.fold(text, widest, lines)).collect();
        let width = folded.iter().flat_map(|folded| &folded.lines).map(|line| set.width(line)).fold(0.0, f64::max);
        Self { texts, folded, set, width: width.ceil() }
    }

    /// Height the label at `row` needs, some air included.
    pub fn height(&self, row: usize) -> f64 {
        self.folded.get(row).map_or(0.0, |folded| self.set.leading() * folded.lines.len() as f64)
    }

    /// Draws the label of `row` with its middle at `y`.
    pub fn draw(&self, canvas: &mut Canvas, row: usize, x: f64, y: f64) {
        if let (Some(folded), Some(text)) = (self.folded.get(row), self.texts.get(row)) {
            canvas.centred(x, y, folded, text, self.set);
        }
    }
}

/// Height of a row among `rows`: generous when there are few, and never less than its label needs.
pub fn row_height(rows: usize, label: f64) -> f64 {
    let roomy = match rows {
        0..=8 => 46.0,
        9..=24 => 36.0,
        _ => 29.0,
    };
    f64::max(roomy, label + 9.0)
}

/// Middles of things of these `heights`, as near as can be to the middles `wanted` (squared distances), none over
/// another and all between `top` and `bottom`, where they have room. Those wanted higher stand higher; of equals, the
/// first.
pub fn apart(wanted: &[f64], heights: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut stacks: Vec<Stacked> = Vec::new();
    for &at in &order {
        let mut stack = Stacked { first: wanted[at] - heights[at] / 2.0, height: heights[at], things: vec![at] };
        while let Some(above) = stacks.pop_if(|above| above.top(top, bottom) + above.height > stack.top(top, bottom)) {
            stack = above.over(stack);
        }
        stacks.push(stack);
    }
    let mut middles = vec![top; wanted.len()];
    for stack in stacks {
        let mut y = stack.top(top, bottom);
        for at in stack.things {
            middles[at] = y + heights[at] / 2.0;
            y += heights[at];
        }
    }
    middles
}

/// Things without space between them, from the top down.
struct Stacked {
    /// Where the mean distance from what is wanted lets it begin.
    first: f64,
    height: f64,
    things: Vec<usize>,
}

impl Stacked {
    fn top(&self, top: f64, bottom: f64) -> f64 {
        self.first.min(bottom - self.height).max(top)
    }

    fn over(mut self, below: Self) -> Self {
        let (above, under) = (self.things.len() as f64, below.things.len() as f64);
        let first = (self.first * above + (below.first - self.height) * under) / (above + under);
        self.things.extend(below.things);
        Self { first, height: self.height + below.height, things: self.things }
    }
}
