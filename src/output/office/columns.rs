//! How wide the columns of a table are on paper.
use crate::chart::paper::font::{Weight, width};
use crate::document::{Align, Cell, Column, Content, Grid, Weight as Row};
use crate::locale::Locale;
use crate::output::words;

/// Between text and edge of a cell, on both sides together, in points.
pub(super) const PADDING: f64 = 10.0;
/// A column of bars.
const BAR: f64 = 96.0;
const NARROWEST_BAR: f64 = 48.0;
/// A column of words asks for no more than this many letters' room.
const WIDEST: f64 = 40.0;
/// Type that stands in for ours may be wider.
const SPARE: f64 = 1.06;

/// What columns need and want, in points.
pub(super) struct Columns {
    least: Vec<f64>,
    wanted: Vec<f64>,
    words: Vec<bool>,
}

impl Columns {
    /// Of a table in type of this many points.
    pub(super) fn of(grid: &Grid, locale: &Locale, size: f64) -> Columns {
        let mut columns = Columns { least: Vec::new(), wanted: Vec::new(), words: Vec::new() };
        for (position, Column { heading, align }) in grid.columns.iter().enumerate() {
            let body = || grid.rows.iter().filter(|row| row.weight != Row::Section).map(|row| &row.cells[position]);
            let text = |cell: &Cell| width(&words::signed(locale, cell), size, Weight::Bold) * SPARE;
            let longest =
                |text: &str, weight| text.split(' ').map(|word| width(word, size, weight) * SPARE).fold(0.0, f64::max);
            let heading_word = longest(heading, Weight::Bold);
            let bars = body().any(|cell| matches!(cell.content, Content::Bar(_)));
            let widest = body().map(text).fold(0.0, f64::max);
            let (least, wanted) = match align {
                _ if bars => (NARROWEST_BAR.max(heading_word), BAR.max(heading_word)),
                Align::End => (widest.max(heading_word), widest.max(heading_word) + size),
                Align::Start => {
                    let word = |cell: &Cell| longest(&words::signed(locale, cell), Weight::Regular);
                    let word = body().map(word).fold(heading_word, f64::max);
                    let whole = widest.max(width(heading, size, Weight::Bold) * SPARE);
                    (word.min(size * WIDEST / 3.0), whole.min(size * WIDEST))
                }
            };
            columns.least.push(least + PADDING);
            columns.wanted.push(wanted.max(least) + PADDING);
            columns.words.push(*align == Align::Start && !bars);
        }
        columns
    }

    /// Whether no word has to be broken in this room.
    pub(super) fn fit(&self, room: f64) -> bool {
        self.least.iter().sum::<f64>() <= room
    }

    /// Points of every column, which together fill the room.
    pub(super) fn share(&self, room: f64) -> Vec<f64> {
        let (least, wanted): (f64, f64) = (self.least.iter().sum(), self.wanted.iter().sum());
        if least >= room {
            return self.least.iter().map(|width| width * room / least).collect();
        }
        if wanted > room {
            let part = (room - least) / (wanted - least);
            return self
                .least
                .iter()
                .zip(&self.wanted)
                .map(|(least, wanted)| least + (wanted - least) * part)
                .collect();
        }
        // A table of few columns is not all blank between its first and its last.
        let appetite = |(width, words): (&f64, &bool)| if *words { *width } else { width * 0.7 };
        let hunger: f64 = self.wanted.iter().zip(&self.words).map(appetite).sum();
        let each = |column: (&f64, &bool)| column.0 + (room - wanted) * appetite(column) / hunger;
        self.wanted.iter().zip(&self.words).map(each).collect()
    }
}
