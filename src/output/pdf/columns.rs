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

/// What a column wants and what it needs, in ems.
struct Claim {
    wanted: f64,
    least: f64,
}

/// The largest type in which no word is broken; none where even the smallest is too large for `room`.
pub(super) fn fit(columns: &[Column], room: f64, size: f64) -> Option<Fit> {
    let claims = claims(columns);
    let needed: f64 = claims.iter().map(|claim| claim.least).sum();
    let share = SIZES.iter().find(|share| needed * size * **share <= room)?;
    Some(spread(&claims, room, size * share))
}

/// In type as small as it takes.
pub(super) fn squeeze(columns: &[Column], room: f64, size: f64) -> Fit {
    fit(columns, room, size).unwrap_or_else(|| {
        let claims = claims(columns);
        let needed: f64 = claims.iter().map(|claim| claim.least).sum();
        spread(&claims, room, room / needed)
    })
}

fn claims(columns: &[Column]) -> Vec<Claim> {
    columns
        .iter()
        .map(|column| {
            let heading = longest_word(&column.heading, Weight::Bold);
            let whole = |cell: &Printed| font::width(&cell.text, 1.0, cell.weight) + sign(cell);
            let word = |cell: &Printed| longest_word(&cell.text, cell.weight) + sign(cell);
            let widest = column.cells.iter().map(whole).fold(0.0, f64::max);
            let (wanted, least) = match column.align {
                _ if column.cells.iter().any(|cell| cell.bar) => (BAR, SHORT_BAR.max(heading)),
                Align::End => (widest.max(heading), widest.max(heading)),
                Align::Start => {
                    let wanted = widest.max(font::width(&column.heading, 1.0, Weight::Bold));
                    let word = column.cells.iter().map(word).fold(heading, f64::max);
                    (wanted, word.max(wanted.min(NARROW)))
                }
            };
            // A hair more than measured, so that nothing is folded for a rounding.
            let inset = 2.0 * INSET + 0.02;
            Claim { wanted: wanted.max(least) + inset, least: least + inset }
        })
        .collect()
}

fn sign(cell: &Printed) -> f64 {
    if cell.sign { SIGN } else { 0.0 }
}

/// Every column gets what it needs; what is left goes to the columns that want more, the modest ones first, then to all.
fn spread(claims: &[Claim], room: f64, size: f64) -> Fit {
    let wanted: f64 = claims.iter().map(|claim| claim.wanted).sum::<f64>() * size;
    let room = if wanted * AIR < room * SPARSE { wanted * AIR } else { room };
    let mut widths: Vec<f64> = claims.iter().map(|claim| claim.least * size).collect();
    let wish = |column: &usize| claims[*column].wanted - claims[*column].least;
    let mut modest_first: Vec<usize> = (0..claims.len()).collect();
    modest_first.sort_by(|one, other| wish(one).total_cmp(&wish(other)));
    let mut left = room - widths.iter().sum::<f64>();
    for (position, column) in modest_first.iter().enumerate() {
        let share = (left / (claims.len() - position) as f64).max(0.0).min(wish(column) * size);
        widths[*column] += share;
        left -= share;
    }
    let air = left.max(0.0) / claims.len() as f64;
    Fit { size, widths: widths.into_iter().map(|width| width + air).collect() }
}

/// In ems.
fn longest_word(text: &str, weight: Weight) -> f64 {
    text.split([' ', '\u{200b}']).map(|word| font::width(word, 1.0, weight)).fold(0.0, f64::max)
}
