//! Small dense symmetric matrices: eigenvalues and linear equations.

/// Sweeps after which the rotations of a real symmetric matrix have long converged.
const SWEEPS: usize = 100;

/// Eigenvalues of a symmetric matrix, largest first, each with its vector of length 1 (Jacobi rotations; Golub & Van
/// Loan 2013, 8.5). The sign of a vector is that which makes the sum of its elements positive.
pub fn eigen(matrix: &[Vec<f64>]) -> Vec<(f64, Vec<f64>)> {
    let size = matrix.len();
    let mut own = matrix.to_vec();
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    for _ in 0..SWEEPS {
        let off: f64 = (0..size).flat_map(|p| (0..p).map(move |q| (p, q))).map(|(p, q)| own[p][q] * own[p][q]).sum();
        if off == 0.0 {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut own, &mut vectors, p, q);
            }
        }
    }
    let mut pairs: Vec<(f64, Vec<f64>)> = (0..size)
        .map(|place| {
            let vector: Vec<f64> = vectors.iter().map(|row| row[place]).collect();
            let sign = if vector.iter().sum::<f64>() < 0.0 { -1.0 } else { 1.0 };
            (own[place][place], vector.into_iter().map(|element| sign * element).collect())
        })
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs
}

/// Turns rows and columns p < q so that their common element vanishes.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    if matrix[p][q].abs() <= f64::EPSILON * 1e-4 * (matrix[p][p] * matrix[q][q]).abs().sqrt() {
        matrix[p][q] = 0.0;
        matrix[q][p] = 0.0;
        return;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in matrix.iter_mut().chain(vectors.iter_mut()) {
        (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
    }
    let (above, below) = matrix.split_at_mut(q);
    for (upper, lower) in above[p].iter_mut().zip(&mut below[0]) {
        (*upper, *lower) = (cosine * *upper - sine * *lower, sine * *upper + cosine * *lower);
    }
    matrix[p][q] = 0.0;
    matrix[q][p] = 0.0;
}

/// L with L Lᵀ = A and zeros above its diagonal, of a symmetric positive definite A (Cholesky); none where A is not.
pub fn cholesky(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let mut lower = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let below: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
            let rest = matrix[row][column] - below;
            lower[row][column] = if row == column {
                if rest <= f64::EPSILON * matrix[row][row].abs() {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / lower[column][column]
            };
        }
    }
    Some(lower)
}

/// x with A x = b for a symmetric positive definite A, by Cholesky's decomposition; none where A is not.
pub fn solve(matrix: &[Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    Some(substitute(&cholesky(matrix)?, right))
}

/// A⁻¹ of a symmetric positive definite A; none where A is not.
pub fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let (lower, size) = (cholesky(matrix)?, matrix.len());
    let unit = |place: usize| (0..size).map(|row| f64::from(u8::from(row == place))).collect::<Vec<f64>>();
    Some((0..size).map(|place| substitute(&lower, &unit(place))).collect())
}

/// x with L Lᵀ x = b.
pub(super) fn substitute(lower: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let size = lower.len();
    let mut x = right.to_vec();
    for row in 0..size {
        let before: f64 = (0..row).map(|k| lower[row][k] * x[k]).sum();
        x[row] = (x[row] - before) / lower[row][row];
    }
    for row in (0..size).rev() {
        let after: f64 = (row + 1..size).map(|k| lower[k][row] * x[k]).sum();
        x[row] = (x[row] - after) / lower[row][row];
    }
    x
}
