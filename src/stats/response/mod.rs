//! How rows were answered rather than what: signs of answers given without reading, or copied.
mod alike;
mod person_total;
mod straight;

pub use alike::{Alike, Equal, Pairs, alike_pairs, independent_tail, share_equal};
pub use person_total::person_total;
pub use straight::{Straight, straight_lining};
