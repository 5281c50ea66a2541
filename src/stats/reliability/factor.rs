//! One common factor by maximum likelihood (Lawley 1940), and McDonald's ω.
use super::adequacy::ln_determinant;
use crate::stats::Test;
use crate::stats::matrix::{cholesky, inverse, substitute};
use crate::stats::tridiagonal::eigenvalues;

/// The least uniqueness looked for (as R's factanal): one that lies there is a Heywood case.
const LEAST: f64 = 0.005;
/// Iterations after which there is no maximum near.
const STEPS: usize = 1000;
/// Slope of the discrepancy per logarithm of a uniqueness that counts as none.
const FLAT: f64 = 1e-9;
/// A change of the discrepancy below this is rounding.
const NOISE: f64 = 1e-12;

#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Correlation of each column with the factor; their sum is not negative.
    pub loadings: Vec<f64>,
    /// Share of each column's variance that is not the factor's.
    pub uniquenesses: Vec<f64>,
    /// Whether a uniqueness fell to its least admissible value: the solution is then improper.
    pub heywood: bool,
    /// χ² that the correlations are those of one factor, with Bartlett's (1951) correction; none of three columns, which
    /// one factor always fits, or where `n` is too small.
    pub fit: Option<Test>,
}

/// None for fewer than three columns, where the matrix is singular (as with fewer rows than columns) or no maximum was
/// found.
pub fn one_factor(correlations: &[Vec<f64>], n: usize) -> Option<Factor> {
    let size = correlations.len();
    if size < 3 {
        return None;
    }
    let (turned, ln_determinant) = (inverse(correlations)?, ln_determinant(correlations)?);
    let start = |place: usize| libm::log(((1.0 - 0.5 / size as f64) / turned[place][place]).clamp(LEAST, 1.0));
    let mut point = Point::at(correlations, (0..size).map(start).collect())?;
    for _ in 0..STEPS {
        if point.steepest() < FLAT {
            break;
        }
        match point.better(correlations) {
            Some(next) => point = next,
            None => break,
        }
    }
    (point.steepest() < FLAT.sqrt()).then(|| point.factor(ln_determinant, n))
}

/// ω total: (Σ loadings)² / ((Σ loadings)² + Σ uniquenesses), the reliability of the sum of standardised columns where
/// they measure one thing, each as well as it does (McDonald 1999).
pub fn omega(factor: &Factor) -> f64 {
    let common = factor.loadings.iter().sum::<f64>().powi(2);
    common / (common + factor.uniquenesses.iter().sum::<f64>())
}

/// The best loadings at given logarithms of uniquenesses.
struct Point {
    logs: Vec<f64>,
    /// The largest eigenvalue of Ψ^−½ R Ψ^−½ and its vector.
    root: f64,
    vector: Vec<f64>,
    /// ln|Σ| + tr(R Σ⁻¹).
    discrepancy: f64,
}

impl Point {
    fn at(correlations: &[Vec<f64>], logs: Vec<f64>) -> Option<Point> {
        let scales: Vec<f64> = logs.iter().map(|log| libm::exp(-log / 2.0)).collect();
        let scaled: Vec<Vec<f64>> = (correlations.iter().zip(&scales))
            .map(|(row, own)| row.iter().zip(&scales).map(|(r, other)| r * own * other).collect())
            .collect();
        let (root, vector) = leading(&scaled)?;
        let trace: f64 = scales.iter().map(|scale| scale * scale).sum();
        let common = root.max(1.0);
        let discrepancy = logs.iter().sum::<f64>() + libm::log(common) + trace - root + root / common;
        Some(Point { logs, root, vector, discrepancy })
    }

    fn excess(&self) -> f64 {
        (self.root - 1.0).max(0.0)
    }

    /// Of the discrepancy by each logarithm.
    fn slopes(&self) -> Vec<f64> {
        let slope = |(log, element): (&f64, &f64)| 1.0 - libm::exp(-log) + self.excess() * element * element;
        self.logs.iter().zip(&self.vector).map(slope).collect()
    }

    /// Columns whose uniqueness can still go where the discrepancy falls.
    fn free(&self) -> Vec<usize> {
        let slopes = self.slopes();
        let stuck = |place: usize| {
            let low = self.logs[place] <= libm::log(LEAST) && slopes[place] > 0.0;
            low || (self.logs[place] >= 0.0 && slopes[place] < 0.0)
        };
        (0..slopes.len()).filter(|place| !stuck(*place)).collect()
    }

    fn steepest(&self) -> f64 {
        let slopes = self.slopes();
        self.free().into_iter().map(|place| slopes[place].abs()).fold(0.0, f64::max)
    }

    /// A step by the expected second derivatives (Jöreskog 1967) among the free columns, damped until it descends.
    fn better(&self, correlations: &[Vec<f64>]) -> Option<Point> {
        let (free, slopes) = (self.free(), self.slopes());
        let curvature = |a: usize, b: usize, damping: f64| {
            let same = f64::from(u8::from(a == b));
            (same - self.vector[a] * self.vector[b]).powi(2) + same * damping
        };
        let downhill: Vec<f64> = free.iter().map(|place| -slopes[*place]).collect();
        let damped = |power: i32| {
            let damping = 1e-8 * 10.0_f64.powi(power);
            let row = |a: &usize| free.iter().map(|b| curvature(*a, *b, damping)).collect();
            let step = substitute(&cholesky(&free.iter().map(row).collect::<Vec<_>>())?, &downhill);
            let mut logs = self.logs.clone();
            for (place, change) in free.iter().zip(&step) {
                logs[*place] = (logs[*place] + change.clamp(-1.0, 1.0)).clamp(libm::log(LEAST), 0.0);
            }
            let next = Point::at(correlations, logs)?;
            let change = next.discrepancy - self.discrepancy;
            let better = change < -NOISE || (change <= NOISE && next.steepest() < self.steepest());
            better.then_some(next)
        };
        (0..16).find_map(damped)
    }

    fn factor(self, ln_determinant: f64, n: usize) -> Factor {
        let uniquenesses: Vec<f64> = self.logs.iter().map(|log| libm::exp(*log)).collect();
        let length = self.excess().sqrt();
        let loadings = self.vector.iter().zip(&uniquenesses).map(|(element, unique)| length * element * unique.sqrt());
        let size = uniquenesses.len() as f64;
        let weight = n as f64 - 1.0 - (2.0 * size + 5.0) / 6.0 - 2.0 / 3.0;
        let statistic = weight * (self.discrepancy - ln_determinant - size).max(0.0);
        Factor {
            loadings: loadings.collect(),
            heywood: self.logs.iter().any(|log| *log <= libm::log(LEAST)),
            uniquenesses,
            fit: (weight > 0.0).then(|| Test::chi_squared(statistic, size * (size - 3.0) / 2.0)).flatten(),
        }
    }
}

/// The largest eigenvalue and its vector of length 1 with a sum that is not negative, by inverse iteration a little above
/// the value.
fn leading(matrix: &[Vec<f64>]) -> Option<(f64, Vec<f64>)> {
    let root = *eigenvalues(matrix)?.first()?;
    let shifted = |distance: f64| -> Vec<Vec<f64>> {
        let element = |row: usize, (column, value): (usize, &f64)| {
            if row == column { root + distance - value } else { -value }
        };
        let rows = matrix.iter().enumerate();
        rows.map(|(row, values)| values.iter().enumerate().map(|place| element(row, place)).collect()).collect()
    };
    let lower = [1e-10, 1e-8, 1e-6].iter().find_map(|distance| cholesky(&shifted(distance * root)))?;
    let mut vector = vec![1.0; matrix.len()];
    for _ in 0..4 {
        vector = substitute(&lower, &vector);
        let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
        vector.iter_mut().for_each(|x| *x /= length);
    }
    if vector.iter().sum::<f64>() < 0.0 {
        vector.iter_mut().for_each(|x| *x = -*x);
    }
    Some((root, vector))
}
