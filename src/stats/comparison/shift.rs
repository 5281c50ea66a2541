//! By how much the values of one group lie above those of another (Hodges & Lehmann 1963).
use crate::stats::Estimate;
use crate::stats::comparison::mann_whitney::{EXACT, cumulative};
use crate::stats::significance::normal_width;

/// The median of all differences first − second. Its interval (Moses 1965) holds the shifts that the Mann–Whitney test
/// would not reject at a confidence (0–1): exact where both groups have fewer than 50 values, otherwise normal with the
/// continuity correction; ties only make it wider. None where a group has no values.
pub fn shift(first: &[f64], second: &[f64], confidence: f64) -> Option<Estimate> {
    let [first, second] = [first, second].map(|group| {
        let mut sorted = group.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    });
    let all = first.len() * second.len();
    let difference = |place: usize| nth_difference(&first, &second, place);
    if all == 0 {
        return None;
    }
    let value = (difference((all - 1) / 2) + difference(all / 2)) / 2.0;
    let outside = (1.0 - confidence) / 2.0;
    let cut = if first.len().max(second.len()) < EXACT {
        cumulative(first.len(), second.len()).partition_point(|p| *p < outside)
    } else {
        let (m, n) = (first.len() as f64, second.len() as f64);
        let error = (m * n * (m + n + 1.0) / 12.0).sqrt();
        (m * n / 2.0 - 0.5 - normal_width(confidence) * error).ceil().max(0.0) as usize
    };
    let place = cut.max(1) - 1;
    Some(Estimate { value, interval: Some((difference(place), difference(all - 1 - place))) })
}

/// The difference a − b that has `place` smaller or equal ones before it, found by halving the numbers between the
/// extremes: two walks of the sorted groups instead of a table of all differences.
fn nth_difference(a: &[f64], b: &[f64], place: usize) -> f64 {
    let (mut low, mut high) = (rising(a[0] - b[b.len() - 1]), rising(a[a.len() - 1] - b[0]));
    while low < high {
        let middle = low + (high - low) / 2;
        if up_to(a, b, falling(middle)) > place {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    falling(low)
}

/// How many differences a − b are at most this.
fn up_to(a: &[f64], b: &[f64], limit: f64) -> usize {
    let mut from = b.len();
    a.iter()
        .map(|value| {
            while from > 0 && value - b[b.len() - from] > limit {
                from -= 1;
            }
            from
        })
        .sum()
}

/// Whole numbers in the order of the numbers, and back.
fn rising(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn falling(whole: u64) -> f64 {
    f64::from_bits(if whole >> 63 == 1 { whole & !(1 << 63) } else { !whole })
}
