//! Whether columns stand in one order that every row follows.
mod guttman;
mod loevinger;

pub use guttman::{Guttman, guttman};
pub use loevinger::{Loevinger, Scalability, loevinger};
