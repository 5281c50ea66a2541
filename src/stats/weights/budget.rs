//! Budget allocation: every expert spreads the same number of points.
use crate::stats::weights::shares;

/// The mean over experts of each part's share of that expert's points; none without an expert, or where one gave nothing
/// or less than nothing.
pub fn budget_allocation(points: &[Vec<f64>]) -> Option<Vec<f64>> {
    let parts = points.first()?.len();
    let given = |expert: &Vec<f64>| {
        let whole = expert.len() == parts && expert.iter().all(|points| *points >= 0.0);
        shares(expert.clone()).filter(|_| whole)
    };
    let each: Vec<Vec<f64>> = points.iter().map(given).collect::<Option<_>>()?;
    let mean = |part: usize| each.iter().map(|shares| shares[part]).sum::<f64>() / each.len() as f64;
    Some((0..parts).map(mean).collect())
}
