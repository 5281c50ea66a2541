//! What every chart is drawn with: the sheet and its margins, type, colour, grids and axes.
pub mod axis;
pub mod canvas;
pub mod colour;
pub mod font;
pub mod grid;
pub mod label;
pub mod sheet;
pub mod stack;
pub mod texture;
