//! The same calculation with other weights, or without one of its parts.
use crate::calculation::{Calculation, Step, aggregate};

impl Calculation {
    /// Every weight that does not follow from values multiplied by a factor of its aggregation, in their order, and its place
    /// among the parts: the same whatever steps come before.
    pub fn with_weights(&self, factor: impl Fn(usize, usize) -> f64) -> Calculation {
        self.with_parts(|aggregation, parts| {
            parts.iter_mut().enumerate().for_each(|(place, (_, weight))| *weight *= factor(aggregation, place));
        })
    }

    /// Without a criterion, by position of its item: it counts in no dimension, no gate and no coverage.
    pub fn without_item(&self, item: usize) -> Calculation {
        let mut own: Vec<usize> = Vec::new();
        for (place, node) in self.nodes.iter().enumerate() {
            let is_own = match &node.step {
                Step::Item(of) => *of == item,
                Step::Treated { of, .. } | Step::Relative { of, .. } => own.contains(of),
                Step::Aggregate(_) => false,
            };
            own.extend(is_own.then_some(place));
        }
        let mut without = self.with_parts(|_, parts| parts.retain(|(part, _)| !own.contains(part)));
        for stage in &mut without.stages {
            stage.items.retain(|of| *of != item);
            stage.minimum_items = self.method.least_items(stage.items.len());
        }
        for gate in (0..self.gates.len()).filter(|gate| self.gates[*gate].item == item) {
            without.open(gate);
        }
        without
    }

    /// Without a gate, by its position: its criterion counts in scores only.
    pub fn without_gate(&self, gate: usize) -> Calculation {
        let mut without = self.clone();
        without.open(gate);
        without
    }

    /// With a stage (by its number from 1) and the one above it in each other's place.
    pub fn with_stages_swapped(&self, lower: usize) -> Calculation {
        let mut swapped = self.clone();
        swapped.stages.swap(lower - 1, lower);
        swapped
    }

    fn open(&mut self, gate: usize) {
        for stage in &mut self.stages {
            stage.gates.retain(|of| *of != gate);
            stage.minimum_gates = self.method.minimum_gates.min(stage.gates.len());
        }
    }

    /// Ends of scales follow the parts.
    fn with_parts(&self, change: impl Fn(usize, &mut Vec<(usize, f64)>)) -> Calculation {
        let mut altered = self.clone();
        let mut aggregations = 0;
        for place in 0..altered.nodes.len() {
            let (below, own) = altered.nodes.split_at_mut(place);
            let node = &mut own[0];
            if let Step::Aggregate(aggregation) = &mut node.step {
                change(aggregations, &mut aggregation.parts);
                node.range = aggregate::range(below, aggregation);
                aggregations += 1;
            }
        }
        altered
    }
}
