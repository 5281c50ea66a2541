//! Straight-lining: the same answer over and over.
use crate::stats::mean_and_deviation;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Straight {
    pub answered: usize,
    /// Length of the longest run of one answer (Johnson 2005).
    pub longest: usize,
    /// Deviation of the answers among themselves, with n − 1 (Dunn, Heggestad, Shanock & Theilgard 2018); none of one.
    pub deviation: Option<f64>,
}

/// Of one row's answers in the order in which they were asked; a missing one is passed over. None where none is known.
pub fn straight_lining(answers: &[Option<f64>]) -> Option<Straight> {
    let known: Vec<f64> = answers.iter().flatten().copied().collect();
    let longest = known.chunk_by(|a, b| a == b).map(<[f64]>::len).max()?;
    let deviation = mean_and_deviation(&known).map(|(_, deviation)| deviation);
    Some(Straight { answered: known.len(), longest, deviation })
}
