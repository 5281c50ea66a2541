//! How far judges of the same things agree.
mod intraclass;
mod kappa;
mod krippendorff;

pub use intraclass::{Form, Intraclass, intraclass, one_way};
pub use kappa::{Kappa, Weights, kappa};
pub use krippendorff::{Bootstrap, Krippendorff, Metric, krippendorff};
