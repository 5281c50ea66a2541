//! Whether columns measure one thing, and how exactly their sum does.
mod adequacy;
mod alpha;
mod factor;
mod parallel;

pub use adequacy::{Adequacy, sampling_adequacy, sphericity};
pub use alpha::{Alpha, Member, alpha};
pub use factor::{Factor, omega, one_factor};
pub use parallel::parallel_analysis;
