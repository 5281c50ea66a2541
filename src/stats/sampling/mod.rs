//! Choosing some of many by chance, and what the chosen say of all.
mod binomial;
mod chances;
mod division;
mod hypergeometric;
mod pivotal;
mod ratio;

pub use binomial::clopper_pearson;
pub use chances::chances;
pub use division::{Portion, divide};
pub use hypergeometric::successes;
pub use pivotal::{pivotal, shuffled};
pub use ratio::{Cluster, Member, Ratio, horvitz_thompson, ratio, share};
