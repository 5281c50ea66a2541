//! Numbers about numbers: one statistic per file, no word of the domain.
mod completeness;
mod correlation;
pub mod imputation;
pub mod matrix;
mod mean;
mod moments;
pub mod normalisation;
mod outranking;
mod penalty;
mod quantile;
mod rank;
pub mod sensitivity;
pub mod stream;
pub mod treatment;
pub mod weights;
mod wilson;

pub use completeness::completeness;
pub use correlation::correlation;
pub use mean::mean_and_deviation;
pub use moments::{kurtosis, skewness};
pub use outranking::{copeland, outranking};
pub use penalty::{mazziotta_pareto, mean_min};
pub use quantile::{grouped_quantile, lower_median, median, quantile};
pub use rank::competition_ranks;
pub use wilson::wilson;
