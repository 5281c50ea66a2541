//! Ranks with ties at their mean.

/// Ranks from 1, lowest first, equal values at the mean of theirs; and Σ(t³ − t) over the values that occur t times.
pub fn midranks(values: &[f64]) -> (Vec<f64>, f64) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
    let (mut ranks, mut ties, mut before) = (vec![0.0; values.len()], 0.0, 0.0);
    for tied in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let times = tied.len() as f64;
        for place in tied {
            ranks[*place] = before + (times + 1.0) / 2.0;
        }
        before += times;
        ties += times * times * times - times;
    }
    (ranks, ties)
}

/// The same of groups ranked together.
pub(super) fn ranked_groups(groups: &[Vec<f64>]) -> (Vec<Vec<f64>>, f64) {
    let (ranks, ties) = midranks(&groups.concat());
    let mut rest = ranks.into_iter();
    (groups.iter().map(|group| rest.by_ref().take(group.len()).collect()).collect(), ties)
}
