//! Expectation–maximisation under a multivariate normal distribution (Dempster, Laird & Rubin 1977; Little & Rubin
//! 2002, 8.2).
use crate::stats::matrix::solve;
use crate::stats::mean_and_deviation;

const STEPS: usize = 1000;
/// Relative change of every mean and covariance at which the estimates stand still.
const STILL: f64 = 1e-12;

/// Mean and covariance of the columns by maximum likelihood, then every missing value as its expectation given what is
/// known of the unit. None where fewer than two units are known in a column, where a column does not vary, or where
/// columns determine one another.
pub fn fill_with_expectation(columns: &[Vec<Option<f64>>]) -> Option<Vec<Vec<Option<f64>>>> {
    let units = columns.first()?.len();
    let mut model = Normal::start(columns)?;
    for _ in 0..STEPS {
        let next = model.step(columns, units)?;
        let done = next.is_near(&model);
        model = next;
        if done {
            break;
        }
    }
    let mut filled = columns.to_vec();
    let expected: Vec<Expected> =
        (0..units).map(|unit| Some(model.expected(columns, unit)?.0)).collect::<Option<_>>()?;
    for (unit, missing) in expected.into_iter().enumerate() {
        missing.into_iter().for_each(|(column, value, _)| filled[column][unit] = Some(value));
    }
    Some(filled)
}

struct Normal {
    mean: Vec<f64>,
    covariance: Vec<Vec<f64>>,
}

/// Each missing column of a unit with its expectation and its covariances with the missing columns, in their order.
type Expected = Vec<(usize, f64, Vec<f64>)>;

impl Normal {
    fn start(columns: &[Vec<Option<f64>>]) -> Option<Normal> {
        let mut mean = Vec::new();
        let mut covariance = vec![vec![0.0; columns.len()]; columns.len()];
        for (place, column) in columns.iter().enumerate() {
            let known: Vec<f64> = column.iter().flatten().copied().collect();
            let (own, deviation) = mean_and_deviation(&known)?;
            mean.push(own);
            covariance[place][place] = Some(deviation * deviation).filter(|variance| *variance > 0.0)?;
        }
        Some(Normal { mean, covariance })
    }

    /// What is missing of a unit, given what is known of it, and which columns those are.
    fn expected(&self, columns: &[Vec<Option<f64>>], unit: usize) -> Option<(Expected, Vec<usize>)> {
        let (known, missing): (Vec<usize>, Vec<usize>) =
            (0..columns.len()).partition(|column| columns[*column][unit].is_some());
        let among: Vec<Vec<f64>> =
            known.iter().map(|a| known.iter().map(|b| self.covariance[*a][*b]).collect()).collect();
        let expected = missing
            .iter()
            .map(|own| {
                let with: Vec<f64> = known.iter().map(|other| self.covariance[*own][*other]).collect();
                let slope = if known.is_empty() { Vec::new() } else { solve(&among, &with)? };
                let apart = |column: &usize| columns[*column][unit].map_or(0.0, |value| value - self.mean[*column]);
                let shift: f64 = slope.iter().zip(&known).map(|(slope, column)| slope * apart(column)).sum();
                let rest = missing.iter().map(|other| {
                    let explained: f64 =
                        slope.iter().zip(&known).map(|(slope, k)| slope * self.covariance[*k][*other]).sum();
                    self.covariance[*own][*other] - explained
                });
                Some((*own, self.mean[*own] + shift, rest.collect()))
            })
            .collect::<Option<Expected>>()?;
        Some((expected, missing))
    }

    fn step(&self, columns: &[Vec<Option<f64>>], units: usize) -> Option<Normal> {
        let size = columns.len();
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(units);
        let mut spread = vec![vec![0.0; size]; size];
        for unit in 0..units {
            let mut row: Vec<f64> = columns.iter().map(|column| column[unit].unwrap_or(f64::NAN)).collect();
            let (expected, missing) = self.expected(columns, unit)?;
            for (column, value, rest) in expected {
                row[column] = value;
                missing.iter().zip(rest).for_each(|(other, covariance)| spread[column][*other] += covariance);
            }
            rows.push(row);
        }
        let n = units as f64;
        let mean: Vec<f64> = (0..size).map(|column| rows.iter().map(|row| row[column]).sum::<f64>() / n).collect();
        let covariance = (0..size)
            .map(|a| {
                let with = |b: usize| rows.iter().map(|row| (row[a] - mean[a]) * (row[b] - mean[b])).sum::<f64>();
                (0..size).map(|b| (with(b) + spread[a][b]) / n).collect()
            })
            .collect();
        Some(Normal { mean, covariance })
    }

    fn is_near(&self, before: &Normal) -> bool {
        let spread = |place: usize| self.covariance[place][place].abs().sqrt();
        (0..self.mean.len()).all(|a| {
            (self.mean[a] - before.mean[a]).abs() <= STILL * spread(a)
                && (0..self.mean.len())
                    .all(|b| (self.covariance[a][b] - before.covariance[a][b]).abs() <= STILL * spread(a) * spread(b))
        })
    }
}
