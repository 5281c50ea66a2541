//! The analytic hierarchy process (Saaty 1980): weights from comparisons of pairs.

/// Mean consistency index of random judgements by number of parts from 1 (Saaty 1980); beyond, the last.
const RANDOM: [f64; 15] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];
const STEPS: usize = 1000;

#[derive(Clone, Debug, PartialEq)]
pub struct Hierarchy {
    pub weights: Vec<f64>,
    /// Consistency index (λ − n)/(n − 1) over that of random judgements: above 0.1 the judgements contradict each other.
    /// 0 of fewer than three parts.
    pub consistency_ratio: f64,
}

/// The judgements of several experts as one: the geometric mean of each comparison. `comparisons[a][b]`: how many times
/// as important a is as b. None without an expert or where they compared different numbers of parts.
pub fn joined(experts: &[Vec<Vec<f64>>]) -> Option<Vec<Vec<f64>>> {
    let parts = experts.first()?.len();
    let square = |table: &Vec<Vec<f64>>| table.len() == parts && table.iter().all(|row| row.len() == parts);
    let mean = |a: usize, b: usize| {
        let sum: f64 = experts.iter().map(|table| libm::log(table[a][b])).sum();
        libm::exp(sum / experts.len() as f64)
    };
    experts.iter().all(square).then(|| (0..parts).map(|a| (0..parts).map(|b| mean(a, b)).collect()).collect())
}

/// The principal eigenvector of a table of comparisons; none where it is empty or a comparison is not above 0.
pub fn analytic_hierarchy(comparisons: &[Vec<f64>]) -> Option<Hierarchy> {
    let parts = comparisons.len();
    if parts == 0 || comparisons.iter().flatten().any(|times| !(times.is_finite() && *times > 0.0)) {
        return None;
    }
    let mut weights = vec![1.0 / parts as f64; parts];
    let mut greatest = parts as f64;
    for _ in 0..STEPS {
        let product: Vec<f64> = comparisons
            .iter()
            .map(|row| row.iter().zip(&weights).map(|(times, weight)| times * weight).sum())
            .collect();
        greatest = product.iter().sum();
        let next: Vec<f64> = product.iter().map(|element| element / greatest).collect();
        let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < f64::EPSILON {
            break;
        }
    }
    let n = parts as f64;
    let consistency_ratio =
        if parts < 3 { 0.0 } else { (greatest - n) / (n - 1.0) / RANDOM[parts.min(RANDOM.len()) - 1] };
    Some(Hierarchy { weights, consistency_ratio })
}
