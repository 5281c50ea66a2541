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
