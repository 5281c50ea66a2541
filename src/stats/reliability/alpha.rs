//! Cronbach's α (1951): the reliability of the sum of columns, where they measure one thing equally well.
use crate::stats::Estimate;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

#[derive(Clone, Debug, PartialEq)]
pub struct Alpha {
    pub rows: usize,
    /// k/(k−1) · (1 − Σ variances / variance of the sum), at most 1, below 0 where the columns oppose each other; the
    /// interval is that of Feldt, Woodruff & Salih (1987), for normal values.
    pub raw: Estimate,
    /// k r̄ / (1 + (k−1) r̄), the raw α of columns brought to one deviation; none where a column does not vary.
    pub standardised: Option<f64>,
    /// r̄: the mean of the correlations.
    pub correlation: Option<f64>,
    pub members: Vec<Member>,
}

/// A column of the sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub mean: f64,
    /// With n − 1.
    pub deviation: f64,
    /// Number of different values.
    pub values: usize,
    /// The raw and the standardised α of the others.
    pub raw_without: Option<f64>,
    pub standardised_without: Option<f64>,
    /// Correlation with the sum of the others; none where either does not vary.
    pub rest: Option<f64>,
}

/// Of columns known in every row; none for fewer than two rows or columns, or where the sum does not vary.
pub fn alpha(columns: &[Vec<f64>], confidence: f64) -> Option<Alpha> {
    let rows = columns.first().map_or(0, Vec::len);
    if rows < 2 || columns.len() < 2 {
        return None;
    }
    let means: Vec<f64> = columns.iter().map(|column| column.iter().sum::<f64>() / rows as f64).collect();
    let centred: Vec<Vec<f64>> =
        columns.iter().zip(&means).map(|(column, mean)| column.iter().map(|x| x - mean).collect()).collect();
    let covariance = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (rows - 1) as f64;
    let mut covariances = vec![vec![0.0; columns.len()]; columns.len()];
    for first in 0..columns.len() {
        for second in 0..=first {
            covariances[first][second] = covariance(&centred[first], &centred[second]);
            covariances[second][first] = covariances[first][second];
        }
    }
    let deviations: Vec<f64> = (0..columns.len()).map(|place| covariances[place][place].sqrt()).collect();
    let correlations: Option<Vec<Vec<f64>>> = deviations.iter().all(|deviation| *deviation > 0.0).then(|| {
        let scaled = |row: &[f64], own: f64| row.iter().zip(&deviations).map(|(c, other)| c / (own * other)).collect();
        covariances.iter().zip(&deviations).map(|(row, own)| scaled(row, *own)).collect()
    });
    let (raw, standardised) = (Sums::of(&covariances), correlations.as_deref().map(Sums::of));
    let value = raw.alpha()?;
    let member = |place: usize| {
        let variance = covariances[place][place];
        let with_rest = raw.rows[place] - variance;
        let rest = raw.total - 2.0 * raw.rows[place] + variance;
        Member {
            mean: means[place],
            deviation: deviations[place],
            values: different(&columns[place]),
            raw_without: raw.without(place, variance),
            standardised_without: standardised.as_ref().and_then(|sums| sums.without(place, 1.0)),
            rest: (variance > 0.0 && rest > 0.0).then(|| (with_rest / (variance * rest).sqrt()).clamp(-1.0, 1.0)),
        }
    };
    let pairs = (columns.len() * (columns.len() - 1)) as f64;
    Some(Alpha {
        rows,
        raw: Estimate { value, interval: interval(value, rows, columns.len(), confidence) },
        standardised: standardised.as_ref().and_then(Sums::alpha),
        correlation: standardised.as_ref().map(|sums| (sums.total - sums.diagonal) / pairs),
        members: (0..columns.len()).map(member).collect(),
    })
}

/// Sums of a symmetric matrix of covariances.
struct Sums {
    size: f64,
    diagonal: f64,
    total: f64,
    rows: Vec<f64>,
}

impl Sums {
    fn of(matrix: &[Vec<f64>]) -> Sums {
        let rows: Vec<f64> = matrix.iter().map(|row| row.iter().sum()).collect();
        let diagonal = (0..matrix.len()).map(|place| matrix[place][place]).sum();
        Sums { size: matrix.len() as f64, diagonal, total: rows.iter().sum(), rows }
    }

    fn alpha(&self) -> Option<f64> {
        ratio(self.size, self.diagonal, self.total)
    }

    fn without(&self, place: usize, variance: f64) -> Option<f64> {
        ratio(self.size - 1.0, self.diagonal - variance, self.total - 2.0 * self.rows[place] + variance)
    }
}

/// None of one column, or where what is left of the total is only rounding.
fn ratio(size: f64, diagonal: f64, total: f64) -> Option<f64> {
    (size > 1.0 && total > diagonal * size * f64::EPSILON).then(|| size / (size - 1.0) * (1.0 - diagonal / total))
}

/// (1 − α)/(1 − α̂) has the distribution F(n−1, (n−1)(k−1)) turned over.
fn interval(value: f64, rows: usize, columns: usize, confidence: f64) -> Option<(f64, f64)> {
    let first = (rows - 1) as f64;
    let f = FisherSnedecor::new(first, first * (columns - 1) as f64).ok()?;
    let bound = |p: f64| 1.0 - (1.0 - value) * f.inverse_cdf(p);
    Some((bound(0.5 + confidence / 2.0), bound(0.5 - confidence / 2.0)))
}

fn different(values: &[f64]) -> usize {
    let mut own = values.to_vec();
    own.sort_by(f64::total_cmp);
    own.dedup();
    own.len()
}
