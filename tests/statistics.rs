//! Statistics against R and Python (`tests/reference/statistics/`), and simulations where theory gives the answer.
mod comparison;
mod reliability;
mod sampling;
