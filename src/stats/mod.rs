//! Numbers about numbers: one statistic per file, no word of the domain.
mod mean;
mod quantile;
mod rank;
mod wilson;

pub use mean::mean_and_deviation;
pub use quantile::{grouped_quantile, lower_median, median, quantile};
pub use rank::competition_ranks;
pub use wilson::wilson;
