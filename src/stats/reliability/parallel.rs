//! Parallel analysis (Horn 1965): the eigenvalues that correlations of nothing would have.
use crate::stats::quantile;
use crate::stats::stream::unit;
use crate::stats::tridiagonal::eigenvalues;

/// Thresholds by component, first to last: the quantile (Glorfeld 1995: 0.95) of each eigenvalue over `replications`
/// samples of `n` independent normal rows. The correlations are drawn as such (Bartlett's (1933) decomposition of
/// Wishart's distribution), which costs no draw per row. None for fewer than three rows, no columns or no replication.
pub fn parallel_analysis(n: usize, columns: usize, replications: usize, seed: u64, p: f64) -> Option<Vec<f64>> {
    if n < 3 || columns == 0 {
        return None;
    }
    let mut chance = Chance { seed, drawn: 0 };
    let mut values = vec![Vec::with_capacity(replications); columns];
    for _ in 0..replications {
        let roots = eigenvalues(&correlations(n - 1, columns, &mut chance))?;
        values.iter_mut().zip(roots).for_each(|(own, root)| own.push(root));
    }
    values.iter_mut().map(|own| quantile(own, p)).collect()
}

/// Correlations of independent normal columns with `freedom` degrees of freedom.
fn correlations(freedom: usize, columns: usize, chance: &mut Chance) -> Vec<Vec<f64>> {
    let row = |place: usize| {
        let mut row: Vec<f64> = (0..place.min(freedom)).map(|_| chance.normal()).collect();
        if place < freedom {
            row.push((2.0 * chance.gamma((freedom - place) as f64 / 2.0)).sqrt());
        }
        let length = row.iter().map(|x| x * x).sum::<f64>().sqrt();
        row.iter_mut().for_each(|x| *x /= length);
        row
    };
    let rows: Vec<Vec<f64>> = (0..columns).map(row).collect();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut own = vec![vec![1.0; columns]; columns];
    for first in 0..columns {
        for second in 0..first {
            own[first][second] = product(&rows[first], &rows[second]);
            own[second][first] = own[first][second];
        }
    }
    own
}

/// A stream read from its start.
struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    /// 0 < x ≤ 1.
    fn share(&mut self) -> f64 {
        self.drawn += 1;
        1.0 - unit(self.seed, self.drawn - 1)
    }

    /// Box & Muller (1958).
    fn normal(&mut self) -> f64 {
        let (length, turn) = (self.share(), self.share());
        (-2.0 * libm::log(length)).sqrt() * libm::cos(std::f64::consts::TAU * turn)
    }

    /// Marsaglia & Tsang (2000); of a shape below 1 as that of shape + 1 times a power.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * libm::pow(self.share(), 1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let x = self.normal();
            let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && libm::log(self.share()) < x * x / 2.0 + d * (1.0 - v + libm::log(v)) {
                return d * v;
            }
        }
    }
}
