//! Cells without meaning: a table before it has a format. Numbers stay numbers until an output writes them.
use serde::Serialize;

/// A named table with one heading per column; every row is as long as `columns`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// The file or block it becomes, without ending: `scores`, `agencies`, ….
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell that still knows whether it is a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    Empty,
    Text(String),
    Count(u64),
    /// Full precision; `decimals` says how many an output for people shows.
    Number {
        value: f64,
        decimals: usize,
    },
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A number, or an empty cell where there is none: a missing value is never written as 0.
    pub fn number(value: Option<f64>, decimals: usize) -> Cell {
        value.map_or(Cell::Empty, |value| Cell::Number { value, decimals })
    }
}
