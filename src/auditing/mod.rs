//! Claims that nobody outside the agency has confirmed: which of them to verify, and what the verdicts make of all.
mod claims;
mod draw;
mod enter;
mod heed;
mod weigh;

pub use draw::{Order, draw};
pub use enter::{ANSWERS, EVIDENCE, enter};
pub use heed::heed;
pub use weigh::weigh;

use crate::uncertainty::Fault;

/// Why nothing is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The assessment itself cannot be computed again.
    Fault(Fault),
    /// Every claim is confirmed, or nothing is claimed.
    NothingToVerify,
    /// Fewer visits, or claims, than groups to be divided among.
    TooFew { asked: usize, groups: usize },
    /// More second visits than visits, or no second auditor to make them.
    Twice { asked: usize, visits: usize, auditors: usize },
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Fault(fault)
    }
}
