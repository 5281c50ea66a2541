//! Coverage map: agency × dimension, the share of criteria answered.
use crate::chart::paper::colour::GREENS;
use crate::chart::paper::grid::{Cell, Grid, Paint, Row};
use crate::chart::paper::sheet::Key;
use crate::chart::{Drawing, Frame, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// Heads of the columns; too many for a page go over several.
    pub columns: Vec<String>,
    /// Sixty to a page.
    pub rows: Vec<Agency>,
    /// Head of the remarks; may be empty.
    pub remark_head: String,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Agency {
    pub label: String,
    /// Share answered, 0–1, one per column; none where nothing is asked of the agency.
    pub shares: Vec<Option<f64>>,
    /// Overall coverage or a status in words; may be empty.
    pub remark: String,
}

/// Entries of the legend; an empty one is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What the shades are, with the ends of the scale.
    pub share: String,
    /// Nothing answered.
    pub nothing: String,
    pub not_asked: String,
}

impl Coverage {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let shades = [0.1, 0.4, 0.7, 1.0].map(|share| GREENS.at(share)).to_vec();
        let shares =
            || self.rows.iter().flat_map(|row| (0..self.columns.len()).map(|at| row.shares.get(at).copied().flatten()));
        let mut legend = vec![(Key::Scale(shades), self.words.share.as_str())];
        if shares().any(|share| share == Some(0.0)) {
            legend.push((Key::Crossed, &self.words.nothing));
        }
        if shares().any(|share| share.is_none()) {
            legend.push((Key::Hatched("#ffffff".to_owned(), "#a5b0b9".to_owned()), &self.words.not_asked));
        }
        let rows = self.rows.iter().map(|agency| Row {
            label: &agency.label,
            cells: (0..self.columns.len())
                .map(|column| cell(agency.shares.get(column).copied().flatten(), &frame.style))
                .collect(),
            remark: &agency.remark,
        });
        let grid = Grid {
            heads: self.columns.iter().map(String::as_str).collect(),
            remark_head: &self.remark_head,
            rows: rows.collect(),
            legend,
        };
        grid.draw(frame)
    }
}

fn cell(share: Option<f64>, style: &Style) -> Cell {
    let (paint, text) = match share.filter(|share| share.is_finite()) {
        None => (Paint::Missing, "–".to_owned()),
        Some(0.0) => (Paint::Nothing, style.percent(0.0, 0)),
        Some(share) => (Paint::Fill(GREENS.at(share)), style.share(share)),
    };
    Cell { paint, text, framed: false }
}
