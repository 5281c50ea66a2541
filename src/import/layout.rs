//! Where a table begins and ends that people laid out: titles above the headings, totals below.
use crate::import::lexicon::{Known, Lexicon, Meaning};
use crate::input::{Cell, Grid, Row};
use smol_str::SmolStr;

/// Rows among which the headings are looked for.
pub(super) const ROWS: usize = 30;

/// What stands around a table.
#[derive(Default)]
pub(super) struct Surroundings {
    /// From `Agency: Ministry of Health` above the headings.
    pub(super) agency: Option<Cell>,
    pub(super) period: Option<Cell>,
    /// Rows that hold no answers.
    pub(super) passed_over: Vec<u64>,
}

/// Position of the row of headings among the first rows: the first that names an agency or a criterion and an answer, or a
/// question.
pub(super) fn heading(rows: &[Row], lexicon: &Lexicon<'_>) -> Option<usize> {
    rows.iter().position(|row| {
        let meanings: Vec<Meaning> =
            (0..row.cells.len()).filter_map(|cell| lexicon.meaning(row.text(cell), &['/'])).collect();
        let known = |known| meanings.contains(&Meaning::Known(known));
        let asked = meanings
            .iter()
            .filter(|meaning| {
                matches!(
                    meaning,
                    Meaning::Criterion { .. } | Meaning::Option { .. } | Meaning::Item(_) | Meaning::Quantity { .. }
                )
            })
            .count();
        known(Known::Criterion) && known(Known::Answer) || asked > 0 && (known(Known::Agency) || asked > 1)
    })
}

/// Cuts a table down to its headings and the rows below; gives what stood around it.
pub(super) fn cut(grid: &mut Grid, heading: usize, lexicon: &Lexicon<'_>) -> Surroundings {
    let mut around = Surroundings::default();
    for row in grid.rows.drain(..heading) {
        around.passed_over.push(row.row);
        for (label, value) in pairs(&row) {
            let cell = Cell { under: Some(SmolStr::from(label)), ..Cell::plain(value) };
            match lexicon.meaning(label, &[]) {
                Some(Meaning::Known(Known::Agency)) => around.agency = Some(cell),
                Some(Meaning::Known(Known::Period)) => around.period = Some(cell),
                _ => {}
            }
        }
    }
    let mut first = true;
    grid.rows.retain(|row| {
        let heading = std::mem::take(&mut first);
        let leading = (0..row.cells.len()).map(|cell| row.text(cell).trim()).find(|text| !text.is_empty());
        let total = !heading && leading.is_some_and(|text| lexicon.is_total(text));
        let tags = !heading && is_tags(row);
        if total || tags {
            around.passed_over.push(row.row);
        }
        !(total || tags)
    });
    around
}

/// Whether a row holds HXL tags: every cell that holds something begins with `#`.
fn is_tags(row: &Row) -> bool {
    let mut filled = (0..row.cells.len()).map(|cell| row.text(cell).trim()).filter(|text| !text.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|text| text.starts_with('#'))
}

/// `label: value` in one cell, or a label and its value in two.
fn pairs(row: &Row) -> Vec<(&str, &str)> {
    let texts: Vec<&str> =
        (0..row.cells.len()).map(|cell| row.text(cell).trim()).filter(|text| !text.is_empty()).collect();
    let mut pairs: Vec<(&str, &str)> = texts
        .iter()
        .filter_map(|text| text.split_once([':', '：']))
        .map(|(label, value)| (label.trim(), value.trim()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    pairs.extend(texts.windows(2).map(|pair| (pair[0].trim_end_matches(':').trim(), pair[1])));
    pairs
}
