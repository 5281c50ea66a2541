//! The correlation of ranks (Spearman 1904), ties at their mean rank.
use crate::stats::association::levels::Levels;
use crate::stats::association::{Correlation, FEWEST, estimate, student};

/// ρ with the interval of Bonett & Wright (2000), standard error √((1+ρ²/2) / (n−3)) of artanh ρ, and the t-test, which
/// is too sure of itself below ten pairs; none for fewer than four pairs or where a column does not vary over them.
pub fn spearman(first: &[Option<f64>], second: &[Option<f64>], confidence: f64) -> Option<Correlation> {
    between(&Levels::new(first), &Levels::new(second), confidence)
}

pub(super) fn between(first: &Levels, second: &Levels, confidence: f64) -> Option<Correlation> {
    let pairs: Vec<(u32, u32)> = first.of.iter().zip(&second.of).filter_map(|(a, b)| a.zip(*b)).collect();
    if pairs.len() < FEWEST {
        return None;
    }
    let (a, squares_a) = centred_ranks(&first.frequencies(pairs.iter().map(|pair| pair.0)))?;
    let (b, squares_b) = centred_ranks(&second.frequencies(pairs.iter().map(|pair| pair.1)))?;
    let products: f64 = pairs.iter().map(|(level_a, level_b)| a[*level_a as usize] * b[*level_b as usize]).sum();
    let (rho, n) = ((products / (squares_a * squares_b).sqrt()).clamp(-1.0, 1.0), pairs.len());
    let error = ((1.0 + rho * rho / 2.0) / (n as f64 - 3.0)).sqrt();
    Some(Correlation { estimate: estimate(rho, error, confidence), n, test: student(rho, n)? })
}

/// By level the mean rank less the mean of all, and the sum of their squares over the rows; none where only one occurs.
fn centred_ranks(frequencies: &[u32]) -> Option<(Vec<f64>, f64)> {
    let n = f64::from(frequencies.iter().sum::<u32>());
    let mut below = 0.0;
    let centred: Vec<f64> = frequencies
        .iter()
        .map(|frequency| {
            let rank = below + f64::from(*frequency) / 2.0 - n / 2.0;
            below += f64::from(*frequency);
            rank
        })
        .collect();
    let squares: f64 = centred.iter().zip(frequencies).map(|(rank, times)| rank * rank * f64::from(*times)).sum();
    (squares > 0.0).then_some((centred, squares))
}
