//! The mean or median of the others.
use crate::stats::imputation::known_by_group;
use crate::stats::quantile;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Centre {
    Mean,
    Median,
}

/// The mean or median; none of no values.
pub fn centre(values: &mut [f64], kind: Centre) -> Option<f64> {
    match kind {
        Centre::Mean => (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64),
        Centre::Median => quantile(values, 0.5),
    }
}

/// Fills a column with its centre within each group; one group: the whole column. A group without a known value stays
/// as it is.
pub fn fill_with_centre<G: Ord>(values: &[Option<f64>], groups: &[G], kind: Centre) -> Vec<Option<f64>> {
    let known = known_by_group(values, groups);
    let centres: BTreeMap<&G, Option<f64>> =
        known.into_iter().map(|(group, mut values)| (group, centre(&mut values, kind))).collect();
    values.iter().zip(groups).map(|(value, group)| value.or(centres[group])).collect()
}
