//! What each criterion weighs in a whole.
use crate::calculation::{Aggregation, Calculation, Step};
use std::collections::BTreeMap;

impl Calculation {
    /// By position of the item: its share (0–1) in a dimension, the product of its share in its parent, its parent's in the
    /// next, and so on. Below weights that follow from values nothing is said; of a dimension without a score nothing is.
    pub fn effective_weights(&self, dimension: usize) -> BTreeMap<usize, f64> {
        let mut found = BTreeMap::new();
        if let Some(output) = self.dimensions[dimension] {
            self.weigh_below(output.node, 1.0, &mut found);
        }
        found
    }

    fn weigh_below(&self, node: usize, share: f64, found: &mut BTreeMap<usize, f64>) {
        match &self.nodes[node].step {
            Step::Item(item) => *found.entry(*item).or_default() += share,
            Step::Treated { of, .. } | Step::Relative { of, .. } => self.weigh_below(*of, share, found),
            Step::Aggregate(Aggregation { parts, weights: None, .. }) => {
                let total: f64 = parts.iter().map(|(_, weight)| weight).sum();
                for (part, weight) in parts.iter().filter(|(_, weight)| *weight > 0.0) {
                    self.weigh_below(*part, share * weight / total, found);
                }
            }
            Step::Aggregate(_) => {}
        }
    }
}
