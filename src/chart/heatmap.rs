//! Profile heat map: agency × stage, the score in every cell, the stage reached framed.
use crate::chart::paper::colour::BLUES;
use crate::chart::paper::grid::{Cell, Grid, Paint, Row};
use crate::chart::paper::sheet::Key;
use crate::chart::{Drawing, Frame, Scale, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Heatmap {
    /// First stage first; too many for a page go over several.
    pub columns: Vec<Column>,
    /// As many to a page as `grid::ROWS` says.
    pub rows: Vec<Agency>,
    /// Head of the remarks; may be empty.
    pub remark_head: String,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub head: String,
    pub scale: Scale,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Agency {
    pub label: String,
    /// One per column.
    pub cells: Vec<Profile>,
    /// Column of the stage reached; none for stage 0, unjudged, or did not respond.
    pub reached: Option<usize>,
    /// Stage reached in words, or why there is none; may be empty.
    pub remark: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Profile {
    /// On the scale of its column.
    Score(f64),
    Missing,
    NotApplicable,
}

/// Entries of the legend; an empty one is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What the shades are, with the ends of the scale.
    pub score: String,
    pub missing: String,
    pub not_applicable: String,
    pub reached: String,
}

impl Heatmap {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let shades = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| BLUES.at(share)).to_vec();
        let has = |wanted: fn(&Profile) -> bool| self.rows.iter().flat_map(|row| &row.cells).any(wanted);
        let mut legend = vec![(Key::Scale(shades), self.words.score.as_str())];
        if self.rows.iter().any(|row| row.reached.is_some()) {
            legend.push((Key::Framed, &self.words.reached));
        }
        if has(|cell| matches!(cell, Profile::Missing)) {
            legend.push((Key::Hatched("#ffffff".to_owned(), "#a5b0b9".to_owned()), &self.words.missing));
        }
        if has(|cell| matches!(cell, Profile::NotApplicable)) {
            legend.push((Key::Blank, &self.words.not_applicable));
        }
        let rows = self.rows.iter().map(|agency| Row {
            label: &agency.label,
            cells: self
                .columns
                .iter()
                .enumerate()
                .map(|(at, column)| {
                    let profile = agency.cells.get(at).copied().unwrap_or(Profile::Missing);
                    cell(profile, column.scale, agency.reached == Some(at), &frame.style)
                })
                .collect(),
            remark: &agency.remark,
        });
        let grid = Grid {
            heads: self.columns.iter().map(|column| column.head.as_str()).collect(),
            remark_head: &self.remark_head,
            rows: rows.collect(),
            legend,
        };
        grid.draw(frame)
    }
}

fn cell(profile: Profile, scale: Scale, framed: bool, style: &Style) -> Cell {
    let (paint, text) = match profile {
        Profile::Score(score) if score.is_finite() => {
            (Paint::Fill(BLUES.at(scale.share(score))), scale.print(Some(score), style))
        }
        Profile::Score(_) | Profile::Missing => (Paint::Missing, "–".to_owned()),
        Profile::NotApplicable => (Paint::Blank, "×".to_owned()),
    };
    Cell { paint, text, framed }
}
