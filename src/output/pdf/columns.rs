//! How wide the columns of a table are, and in which size of type it fits.
use crate::chart::paper::font::{self, Weight};
use crate::document::Align;

/// A column as it will be printed.
pub(super) struct Column {
    pub(super) align: Align,
    pub(super) heading: String,
    pub(super) cells: Vec<Printed>,
}

/// A cell as it will be printed.
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) weight: Weight,
    /// Whether a sign stands before the text.
    pub(super) sign: bool,
    /// Whether a bar fills the cell.
    pub(super) bar: bool,
}

/// A table that fits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    /// Of type, in points.
    pub(super) size: f64,
    /// In points, insets included.
    pub(super) widths: Vec<f64>,
}

/// Sizes that a table is tried in, as shares of the page's size of type.
const SIZES: &[f64] = &[0.88, 0.82, 0.76, 0.7];
/// White at each side of a cell, in ems of the table.
pub(super) const INSET: f64 = 0.5;
/// The sign of a tone, in ems.
pub(super) const SIGN: f64 = 0.95;
/// A bar, and the least of it, in ems.
const BAR: f64 = 12.0;
const SHORT_BAR: f64 = 5.0;
/// A column of words is not squeezed under this while the type can shrink, in ems.
const NARROW: f64 = 7.5;
/// A table whose columns want less of the page is left narrower than the page.
const SPARSE: f64 = 0.6;
/// What a sparse table gets beyond what it wants.
const AIR: f64 = 1.2;

/// Parts in which spare room is given away.
const PARTS: usize = 64;

/// What a column wants and what it needs, and what its heading and each of its cells fill in one line, in ems.
struct Claim {
    wanted: f64,
    least: f64,
    lines: Vec<f64>,
}

/// Whether there is a size of type in which no word is broken.
pub(super) fn fits(columns: &[Column], room: f64, size: f64) -> bool {
    largest(&claims(columns), room, size).is_some()
}

/// In the largest type in which no word is broken; where even the smallest is too large for `room`, as small as it takes.
pub(super) fn fit(columns: &[Column], room: f64, size: f64) -> Fit {
    let claims = claims(columns);
    let size = largest(&claims, room, size).unwrap_or_else(|| room / needed(&claims));
    spread(&claims, room, size)
}

fn largest(claims: &[Claim], room: f64, size: f64) -> Option<f64> {
    SIZES.iter().map(|share| size * share).find(|size| needed(claims) * size <= room)
}

/// In ems.
fn needed(claims: &[Claim]) -> f64 {
    claims.iter().map(|claim| claim.least).sum()
}

fn claims(columns: &[Column]) -> Vec<Claim> {
    columns
        .iter()
        .map(|column| {
            let heading = longest_word(&column.heading, Weight::Bold);
            let whole = |cell: &Printed| font::width(&cell.text, 1.0, cell.weight) + sign(cell);
            let word = column.cells.iter().map(|cell| longest_word(&cell.text, cell.weight) + sign(cell));
            let word = word.fold(heading, f64::max);
            let title = font::width(&column.heading, 1.0, Weight::Bold);
            let mut lines = vec![title];
            lines.extend(column.cells.iter().map(whole));
            let widest = lines[1..].iter().copied().fold(0.0, f64::max);
            let (wanted, least) = match column.align {
                _ if column.cells.iter().any(|cell| cell.bar) => (BAR, SHORT_BAR.max(heading)),
                Align::End => (widest, word.max(widest.min(NARROW))),
                Align::Start => (widest.max(title), word.max(widest.max(title).min(NARROW))),
            };
            // A hair more than measured, so that nothing is folded for a rounding.
            let inset = 2.0 * INSET + 0.02;
            for line in &mut lines {
                *line += inset;
            }
            Claim { wanted: wanted.max(least) + inset, least: least + inset, lines }
        })
        .collect()
}

fn sign(cell: &Printed) -> f64 {
    if cell.sign { SIGN } else { 0.0 }
}

/// Every column gets what it needs; what is left goes, part by part, where it unfolds the most lines, then to all.
fn spread(claims: &[Claim], room: f64, size: f64) -> Fit {
    let wanted: f64 = claims.iter().map(|claim| claim.wanted).sum::<f64>() * size;
    let room = if wanted * AIR < room * SPARSE { wanted * AIR } else { room };
    let mut widths: Vec<f64> = claims.iter().map(|claim| claim.least).collect();
    let mut left = (room / size - needed(claims)).max(0.0);
    let part = left / PARTS as f64;
    while left > 0.0 {
        let Some(column) = most_folded(claims, &widths) else { break };
        let given = part.min(left).min(claims[column].wanted - widths[column]);
        widths[column] += given;
        left -= given;
    }
    let air = left / claims.len() as f64;
    Fit { size, widths: widths.into_iter().map(|width| (width + air) * size).collect() }
}

/// The column whose widening shortens the rows most, as the tallest cell of each row counts; none where no row is taller
/// for a column that wants more.
fn most_folded(claims: &[Claim], widths: &[f64]) -> Option<usize> {
    let mut gains = vec![0.0; claims.len()];
    let rows = claims.first().map_or(0, |claim| claim.lines.len());
    for row in 0..rows {
        let heights = claims.iter().zip(widths).map(|(claim, width)| claim.lines[row] / width);
        let tallest = heights.enumerate().max_by(|(_, one), (_, other)| one.total_cmp(other));
        if let Some((column, height)) = tallest.filter(|(_, height)| *height > 1.0) {
            gains[column] += height / widths[column];
        }
    }
    let wants = |column: &usize| claims[*column].wanted - widths[*column] > f64::EPSILON;
    let open = (0..claims.len()).filter(|column| gains[*column] > 0.0).filter(wants);
    open.max_by(|one, other| gains[*one].total_cmp(&gains[*other]))
}

/// In ems.
fn longest_word(text: &str, weight: Weight) -> f64 {
    text.split([' ', '\u{200b}']).map(|word| font::width(word, 1.0, weight)).fold(0.0, f64::max)
}
