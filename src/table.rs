//! Cells without meaning: a table before it has a format. Numbers stay numbers until an output writes them.
use serde::Serialize;

/// Numbers from here up and, where they are not 0, below this are written with a power of ten.
const HUGE: f64 = 1e15;
const TINY: f64 = 1e-9;

/// The shortest text that reads back as the same number.
pub fn shortest(value: f64) -> String {
    let size = value.abs();
    if size >= HUGE || size > 0.0 && size < TINY { format!("{value:e}") } else { (value + 0.0).to_string() }
}

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
