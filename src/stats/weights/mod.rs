//! Weights of the parts of one value: from their data, or from what experts judged. They add up to 1.
mod budget;
mod critic;
mod entropy;
mod envelopment;
mod hierarchy;
mod influence;
mod principal;

pub use budget::budget_allocation;
pub use critic::critic;
pub use entropy::entropy;
pub use envelopment::{Doubt, benefit_of_the_doubt};
pub use hierarchy::{Hierarchy, analytic_hierarchy, joined};
pub use influence::equal_influence;
pub use principal::{Principal, principal_components};

/// Each divided by their sum; none where that is not above 0.
pub(super) fn shares(weights: Vec<f64>) -> Option<Vec<f64>> {
    let sum: f64 = weights.iter().sum();
    (sum.is_finite() && sum > 0.0).then(|| weights.into_iter().map(|weight| weight / sum).collect())
}
