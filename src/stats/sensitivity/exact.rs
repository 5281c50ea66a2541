//! Shares of variance over all combinations of discrete inputs, without sampling error.
use crate::stats::sensitivity::{Estimate, Indices};

/// By input, from the value at every combination: `probabilities[i]` are those of the levels of input i, adding up to 1,
/// and the last input changes fastest in `values`. None where nothing varies.
///
/// Variances of conditional expectations by their definition (Sobol' 1993; Shapley effects after Owen 2014).
pub fn exact(probabilities: &[Vec<f64>], values: &[f64]) -> Option<Vec<Indices>> {
    let inputs = probabilities.len();
    let mut closed = vec![0.0; 1 << inputs];
    descend(probabilities, &(0..inputs).collect::<Vec<_>>(), values, 0, &mut closed);
    let whole = (1 << inputs) - 1;
    let variance = closed[whole];
    if variance <= 1e-24 * values.iter().map(|value| value * value).fold(f64::MIN_POSITIVE, f64::max) {
        return None;
    }
    let share = |input: usize| {
        let own = 1 << input;
        let without = (0..=whole).filter(|others| others & own == 0);
        let gained = without.map(|others| {
            let weight = 1.0 / (inputs as f64 * choose(inputs - 1, others.count_ones() as usize));
            weight * (closed[others | own] - closed[others])
        });
        Indices {
            first: Estimate::exact(closed[own] / variance),
            total: Estimate::exact(1.0 - closed[whole & !own] / variance),
            shapley: Some(Estimate::exact(gained.sum::<f64>() / variance)),
        }
    };
    Some((0..inputs).map(share).collect())
}

/// Notes the variance of `table`, the expectation given the inputs `given`, and of every table that follows by averaging
/// over inputs from place `next` on.
fn descend(probabilities: &[Vec<f64>], given: &[usize], table: &[f64], next: usize, closed: &mut [f64]) {
    let mask: usize = given.iter().map(|input| 1 << input).sum();
    closed[mask] = variance(probabilities, given, table);
    for place in next..given.len() {
        let levels = &probabilities[given[place]];
        let inner: usize = given[place + 1..].iter().map(|input| probabilities[*input].len()).product();
        let mut averaged = Vec::with_capacity(table.len() / levels.len());
        for block in table.chunks(inner * levels.len()) {
            averaged.extend((0..inner).map(|at| {
                let terms = levels.iter().enumerate();
                terms.map(|(level, probability)| probability * block[level * inner + at]).sum::<f64>()
            }));
        }
        let mut fewer = given.to_vec();
        fewer.remove(place);
        descend(probabilities, &fewer, &averaged, place, closed);
    }
}

fn variance(probabilities: &[Vec<f64>], given: &[usize], table: &[f64]) -> f64 {
    let mut weights = vec![1.0];
    for input in given {
        weights = weights.iter().flat_map(|weight| probabilities[*input].iter().map(move |own| weight * own)).collect();
    }
    let mean: f64 = weights.iter().zip(table).map(|(weight, value)| weight * value).sum();
    weights.iter().zip(table).map(|(weight, value)| weight * (value - mean) * (value - mean)).sum()
}

/// How many ways there are to choose `chosen` of `of`.
fn choose(of: usize, chosen: usize) -> f64 {
    (0..chosen).map(|place| (of - place) as f64 / (place + 1) as f64).product()
}
