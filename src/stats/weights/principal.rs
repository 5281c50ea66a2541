//! Principal components of the correlations (Pearson 1901; as weights: OECD & JRC 2008, 6.1).
use crate::stats::correlation::{complete, correlations};
use crate::stats::matrix::eigen;
use crate::stats::weights::shares;

/// Components in the order of their variance.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// Variance of each component; they add up to the number of columns.
    pub variances: Vec<f64>,
    /// By component, then by column: vectors of length 1 whose elements have a positive sum.
    pub loadings: Vec<Vec<f64>>,
}

/// The components over the rows known in every column; none where a column does not vary there.
pub fn principal_components(columns: &[Vec<Option<f64>>]) -> Option<Principal> {
    let (variances, loadings) = eigen(&correlations(&complete(columns))?).into_iter().unzip();
    Some(Principal { variances, loadings })
}

impl Principal {
    /// The first component's loadings as weights; none where they do not all point one way, since then no weights do.
    pub fn weights(&self) -> Option<Vec<f64>> {
        let first = self.loadings.first()?;
        first.iter().all(|loading| *loading >= 0.0).then(|| shares(first.clone()))?
    }
}
