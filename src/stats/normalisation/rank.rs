//! The place of a value in the order of the column.
use crate::stats::normalisation::each;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which of the ranks they take up tied values get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ties {
    Minimum,
    #[default]
    Average,
    Maximum,
    /// Equal values take up one rank, so that ranks run without a gap.
    Dense,
}

/// Ranks from 1, the lowest value first.
pub fn ranks(values: &[Option<f64>], ties: Ties) -> Vec<Option<f64>> {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    each(values, |x| {
        let below = sorted.partition_point(|other| *other < x) as f64;
        let through = sorted.partition_point(|other| *other <= x) as f64;
        match ties {
            Ties::Minimum => below + 1.0,
            Ties::Average => (below + 1.0 + through) / 2.0,
            Ties::Maximum => through,
            Ties::Dense => distinct.partition_point(|other| *other <= x) as f64,
        }
    })
}

/// Points for every value below (Borda 1781): rank − 1.
pub fn borda(values: &[Option<f64>], ties: Ties) -> Vec<Option<f64>> {
    each(&ranks(values, ties), |rank| rank - 1.0)
}

/// (rank − 1)/(n − 1), 0–1 over the known values; none where only one is known.
pub fn percentile_ranks(values: &[Option<f64>], ties: Ties) -> Vec<Option<f64>> {
    let others = values.iter().flatten().count() as f64 - 1.0;
    each(&ranks(values, ties), |rank| (rank - 1.0) / others)
}
