//! Random hot deck (Andridge & Little 2010): a missing value is taken from a unit that has one.
use crate::stats::stream::choose;

/// Fills a column by drawing donors with replacement among the known values of the same group, `draws` times for each
/// missing value, as multiple imputation does; what stands in is their mean. A group without a known value stays as it is.
pub fn fill_from_donors<G: Ord>(values: &[Option<f64>], groups: &[G], draws: u32, seed: u64) -> Vec<Option<f64>> {
    let fill = |unit: usize| {
        let same = values.iter().zip(groups).filter(|(_, group)| **group == groups[unit]);
        let donors: Vec<f64> = same.filter_map(|(value, _)| *value).collect();
        let times = u64::from(draws);
        let drawn = (0..times).map(|draw| donors[choose(seed, unit as u64 * times + draw, donors.len())]);
        (!donors.is_empty() && draws > 0).then(|| drawn.sum::<f64>() / f64::from(draws))
    };
    values.iter().enumerate().map(|(unit, value)| value.or_else(|| fill(unit))).collect()
}
