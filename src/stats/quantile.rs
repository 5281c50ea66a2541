//! Medians and quantiles.

/// The quantile of values at probability `p` (0–1), interpolating linearly between order statistics (type 7 of Hyndman &
/// Fan 1996, the default of R and numpy); none of an empty slice. Moves the values about.
pub fn quantile(values: &mut [f64], p: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let position = p * last as f64;
    let (_, below, above) = values.select_nth_unstable_by(position.floor() as usize, f64::total_cmp);
    let below = *below;
    let above = above.iter().copied().min_by(f64::total_cmp).unwrap_or(below);
    Some(below + (position - position.floor()) * (above - below))
}

/// The same quantile of values given ascending with how often each occurred (whole numbers above 0).
pub fn grouped_quantile(sorted: &[(f64, f64)], p: f64) -> Option<f64> {
    let total: f64 = sorted.iter().map(|(_, count)| count).sum();
    let at = |place: f64| {
        let mut before = 0.0;
        sorted.iter().find(|(_, count)| {
            before += count;
            place < before
        })
    };
    let position = p * (total - 1.0);
    let below = at(position.floor().max(0.0))?.0;
    let above = at((position.floor() + 1.0).min(total - 1.0))?.0;
    Some(below + (position - position.floor()) * (above - below))
}

/// The weighted lower median: the smallest value at which at least half of the total weight is reached.
/// Values are sorted ascending with weights above 0; none when there is no weight.
pub fn lower_median(sorted: &[(f64, f64)]) -> Option<f64> {
    let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut reached = 0.0;
    for (value, weight) in sorted {
        reached += weight;
        if reached * 2.0 >= total && total > 0.0 {
            return Some(*value);
        }
    }
    None
}

/// The weighted median: the lower median, or midway to the next value where exactly half of the weight lies below.
pub fn median(sorted: &[(f64, f64)]) -> Option<f64> {
    let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut reached = 0.0;
    for (position, (value, weight)) in sorted.iter().enumerate() {
        reached += weight;
        if total > 0.0 && reached * 2.0 >= total {
            let next = sorted.get(position + 1).filter(|_| reached * 2.0 == total);
            return Some(next.map_or(*value, |(above, _)| (value + above) / 2.0));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// numpy.quantile([1, 2, 4, 8], [.25, .5, .9])
    #[test]
    fn quantile_is_type_7() {
        let mut values = [4.0, 1.0, 8.0, 2.0];
        assert_eq!(quantile(&mut values, 0.25), Some(1.75));
        assert_eq!(quantile(&mut values, 0.5), Some(3.0));
        assert!((quantile(&mut values, 0.9).unwrap() - 6.8).abs() < 1e-12);
        assert_eq!(quantile(&mut values, 1.0), Some(8.0));
        assert_eq!(quantile(&mut [], 0.5), None);
    }

    #[test]
    fn grouped_values_count_as_often_as_they_occur() {
        let grouped = [(1.0, 3.0), (4.0, 1.0), (8.0, 2.0)];
        let mut each = [1.0, 1.0, 1.0, 4.0, 8.0, 8.0];
        for p in [0.0, 0.25, 0.5, 0.77, 0.9, 1.0] {
            assert_eq!(grouped_quantile(&grouped, p), quantile(&mut each, p), "{p}");
        }
        assert_eq!(grouped_quantile(&[], 0.5), None);
    }

    #[test]
    fn medians_follow_the_weights() {
        assert_eq!(lower_median(&[(1.0, 1.0), (3.0, 1.0)]), Some(1.0));
        assert_eq!(median(&[(1.0, 1.0), (3.0, 1.0)]), Some(2.0));
        assert_eq!(median(&[(1.0, 1.0), (3.0, 2.0)]), Some(3.0));
        assert_eq!(lower_median(&[]), None);
    }
}
