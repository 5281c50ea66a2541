//! Eigenvalues of symmetric matrices without their vectors: many times as fast as with them.

/// A step of the QL iteration that has not isolated an eigenvalue after this many never will.
const STEPS: usize = 60;

/// Largest first: Householder's reduction to a tridiagonal matrix, then implicit QL (Golub & Van Loan 2013, 8.3); none
/// where a value is not finite.
pub fn eigenvalues(matrix: &[Vec<f64>]) -> Option<Vec<f64>> {
    let (mut diagonal, mut beside) = reduce(matrix.to_vec());
    diagonal.iter().chain(&beside).all(|value| value.is_finite()).then_some(())?;
    for place in 0..diagonal.len() {
        isolate(&mut diagonal, &mut beside, place)?;
    }
    diagonal.sort_by(|a, b| b.total_cmp(a));
    Some(diagonal)
}

/// The diagonal of the tridiagonal matrix with the same eigenvalues, and what stands beside it (the last is 0).
fn reduce(mut matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<f64>) {
    let size = matrix.len();
    let mut beside = vec![0.0; size];
    for step in 0..size.saturating_sub(1) {
        let (head, rest) = matrix.split_at_mut(step + 1);
        let mut mirror = head[step][step + 1..].to_vec();
        let length = mirror.iter().map(|x| x * x).sum::<f64>().sqrt();
        beside[step] = if mirror[0] > 0.0 { -length } else { length };
        mirror[0] -= beside[step];
        let square: f64 = mirror.iter().map(|x| x * x).sum();
        if square == 0.0 {
            continue;
        }
        let mut image = vec![0.0; mirror.len()];
        for (row, x) in rest.iter().zip(&mirror) {
            image.iter_mut().zip(&row[step + 1..]).for_each(|(sum, element)| *sum += x * element);
        }
        let along: f64 = image.iter().zip(&mirror).map(|(a, b)| a * b).sum::<f64>() / square;
        image.iter_mut().zip(&mirror).for_each(|(a, b)| *a = 2.0 / square * (*a - along * b));
        for (place, row) in rest.iter_mut().enumerate() {
            let (x, y) = (mirror[place], image[place]);
            let pairs = image.iter().zip(&mirror);
            row[step + 1..].iter_mut().zip(pairs).for_each(|(element, (a, b))| *element -= x * a + y * b);
        }
    }
    ((0..size).map(|place| matrix[place][place]).collect(), beside)
}

/// Turns the part from `place` until nothing stands beside its first element.
fn isolate(diagonal: &mut [f64], beside: &mut [f64], place: usize) -> Option<()> {
    for _ in 0..STEPS {
        let small = |at: &usize| beside[*at].abs() <= f64::EPSILON * (diagonal[*at].abs() + diagonal[at + 1].abs());
        let end = (place..diagonal.len() - 1).find(small).unwrap_or(diagonal.len() - 1);
        if end == place {
            return Some(());
        }
        turn(diagonal, beside, place, end);
    }
    None
}

/// One implicit QL step of the unreduced part `start..=end`.
fn turn(diagonal: &mut [f64], beside: &mut [f64], start: usize, end: usize) {
    let slope = (diagonal[start + 1] - diagonal[start]) / (2.0 * beside[start]);
    let root = (slope * slope + 1.0).sqrt();
    let mut ahead = diagonal[end] - diagonal[start] + beside[start] / (slope + if slope < 0.0 { -root } else { root });
    let (mut sine, mut cosine, mut shift) = (1.0, 1.0, 0.0);
    for place in (start..end).rev() {
        let (bulge, next) = (sine * beside[place], cosine * beside[place]);
        let length = (bulge * bulge + ahead * ahead).sqrt();
        beside[place + 1] = length;
        if length == 0.0 {
            diagonal[place + 1] -= shift;
            beside[end] = 0.0;
            return;
        }
        (sine, cosine) = (bulge / length, ahead / length);
        let from = diagonal[place + 1] - shift;
        let change = (diagonal[place] - from) * sine + 2.0 * cosine * next;
        shift = sine * change;
        diagonal[place + 1] = from + shift;
        ahead = cosine * change - next;
    }
    diagonal[start] -= shift;
    beside[start] = ahead;
    beside[end] = 0.0;
}
