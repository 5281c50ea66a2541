//! Competition ranks.

/// Ranks 1, 2, 2, 4 of values, highest first; a missing value has none.
pub fn competition_ranks(values: &[Option<f64>]) -> Vec<Option<u32>> {
    let mut order: Vec<(f64, usize)> =
        values.iter().enumerate().filter_map(|(position, value)| value.map(|value| (value, position))).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut ranks = vec![None; values.len()];
    let mut rank = 0;
    for (place, (value, position)) in order.iter().enumerate() {
        if place == 0 || *value != order[place - 1].0 {
            rank = place as u32 + 1;
        }
        ranks[*position] = Some(rank);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_the_better_rank() {
        let values = [Some(2.0), None, Some(3.0), Some(2.0), Some(1.0)];
        assert_eq!(competition_ranks(&values), [Some(2), None, Some(1), Some(2), Some(4)]);
    }
}
