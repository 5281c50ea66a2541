//! Random hot deck (Andridge & Little 2010): a missing value is taken from a unit that has one.
use crate::stats::imputation::known_by_group;
use crate::stats::stream::choose;

/// Fills a column by drawing donors with replacement among the known values of the same group, `draws` times for each
/// missing value, as multiple imputation does; what stands in is their mean. A group without a known value stays as it is.
pub fn fill_from_donors<G: Ord>(values: &[Option<f64>], groups: &[G], draws: u32, seed: u64) -> Vec<Option<f64>> {
    let known = known_by_group(values, groups);
    let fill = |unit: usize| {
        let donors = known.get(&groups[unit]).filter(|donors| !donors.is_empty() && draws > 0)?;
        let times = u64::from(draws);
        let drawn = (0..times).map(|draw| donors[choose(seed, unit as u64 * times + draw, donors.len())]);
        Some(drawn.sum::<f64>() / f64::from(draws))
    };
    values.iter().enumerate().map(|(unit, value)| value.or_else(|| fill(unit))).collect()
}
