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
