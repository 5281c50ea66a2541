//! Which inputs of a function make its output vary: shares of its variance when the inputs are independent.
mod exact;
mod sampled;

pub use crate::stats::Estimate;
pub use exact::exact;
pub use sampled::{Sample, Walk, estimate};

/// Shares of the variance that belong to one input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indices {
    /// Var(E[y | x]) / Var(y): by the input alone.
    pub first: Estimate,
    /// 1 − Var(E[y | all others]) / Var(y): with all its interactions.
    pub total: Estimate,
    /// Interactions shared out equally (Shapley effect): they add up to 1 over the inputs.
    pub shapley: Option<Estimate>,
}
