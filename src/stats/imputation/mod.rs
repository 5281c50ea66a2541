//! What stands in for a value that is missing. Nothing here fills where nothing is known to fill from.
mod centre;
mod expectation;
mod hot_deck;
mod panel;
mod within;

pub use centre::{Centre, centre, fill_with_centre};
pub use expectation::fill_with_expectation;
pub use hot_deck::fill_from_donors;
pub use panel::{last_value, linear};
pub use within::fill_within_unit;

use std::collections::BTreeMap;

/// The known values of each group.
fn known_by_group<'g, G: Ord>(values: &[Option<f64>], groups: &'g [G]) -> BTreeMap<&'g G, Vec<f64>> {
    let mut known: BTreeMap<&G, Vec<f64>> = BTreeMap::new();
    for (group, value) in groups.iter().zip(values) {
        known.entry(group).or_default().extend(value);
    }
    known
}
