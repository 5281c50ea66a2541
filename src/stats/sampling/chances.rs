//! Chances proportional to size.

/// Chances (0–1) by which `count` units of these sizes are drawn, in proportion to them and never above 1: what a certain
/// unit has too much goes to the others. They add up to `count`, or to the number of units of a size above 0 where there
/// are no more. A size that is not above 0 has no chance.
pub fn chances(sizes: &[f64], count: usize) -> Vec<f64> {
    let usable = |size: f64| if size > 0.0 && size.is_finite() { size } else { 0.0 };
    let mut chances: Vec<f64> = sizes.iter().map(|size| usable(*size)).collect();
    let mut open: Vec<usize> = (0..chances.len()).filter(|unit| chances[*unit] > 0.0).collect();
    let mut left = count;
    loop {
        if left >= open.len() {
            open.into_iter().for_each(|unit| chances[unit] = 1.0);
            return chances;
        }
        let total: f64 = open.iter().map(|unit| chances[*unit]).sum();
        let certain = |unit: &usize| left as f64 * usable(sizes[*unit]) >= total;
        let (full, rest): (Vec<usize>, Vec<usize>) = open.iter().partition(|unit| certain(unit));
        if full.is_empty() || left == 0 {
            for unit in rest.into_iter().chain(full) {
                chances[unit] = left as f64 * usable(sizes[unit]) / total;
            }
            return chances;
        }
        left = left.saturating_sub(full.len());
        full.into_iter().for_each(|unit| chances[unit] = 1.0);
        open = rest;
    }
}
