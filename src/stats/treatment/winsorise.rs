//! Winsorising: the most extreme values step back to the next one.
use crate::stats::skewness;

#[derive(Clone, Debug, PartialEq)]
pub struct Winsorised {
    pub values: Vec<f64>,
    /// Steps taken.
    pub steps: usize,
}

/// Sets the highest values (the lowest, where skewness is negative) to the next one, up to `most` times and while
/// `again` says of the column that it is not yet good enough. Tied values move together, as one step.
pub fn winsorise(values: &[f64], most: usize, again: impl Fn(&[f64]) -> bool) -> Winsorised {
    let mut own = Winsorised { values: values.to_vec(), steps: 0 };
    while own.steps < most && again(&own.values) {
        let Some(skew) = skewness(&own.values) else { break };
        let beyond = |a: f64, b: f64| if skew > 0.0 { a > b } else { a < b };
        let furthest = |values: &mut dyn Iterator<Item = f64>| values.reduce(|a, b| if beyond(b, a) { b } else { a });
        let Some(extreme) = furthest(&mut own.values.iter().copied()) else { break };
        let Some(next) = furthest(&mut own.values.iter().copied().filter(|value| *value != extreme)) else { break };
        own.values.iter_mut().filter(|value| **value == extreme).for_each(|value| *value = next);
        own.steps += 1;
    }
    own
}
