//! The tree of nodes over columns of units.
use crate::calculation::{Aggregation, Calculation, Output, Part, Step, combine, relative};
use crate::framework::Aggregate;
use crate::score::Score;
use crate::stats::copeland;

/// Values of every node, by unit.
pub struct Tree<'a> {
    calculation: &'a Calculation,
    leaves: &'a [Vec<Part>],
    /// None for items, which are read from the leaves.
    nodes: Vec<Option<Vec<Part>>>,
}

/// Evaluates the calculation over leaves given by item, then by unit; every item has `units` leaves.
pub fn evaluate<'a>(calculation: &'a Calculation, leaves: &'a [Vec<Part>], units: usize) -> Tree<'a> {
    let mut tree = Tree { calculation, leaves, nodes: Vec::with_capacity(calculation.nodes.len()) };
    for node in &calculation.nodes {
        let values = match &node.step {
            Step::Item(_) => None,
            Step::Relative { of, rule } => {
                let numbers: Vec<Option<f64>> = (0..units).map(|unit| tree.part(*of, unit).value).collect();
                let placed = relative(*rule, &numbers);
                Some(
                    placed
                        .into_iter()
                        .enumerate()
                        .map(|(unit, value)| tree.placed(*of, unit, value, node.range))
                        .collect(),
                )
            }
            Step::Aggregate(aggregation) => Some(tree.aggregate(aggregation, units)),
        };
        tree.nodes.push(values);
    }
    tree
}

impl Tree<'_> {
    /// The value of a node for a unit.
    pub fn part(&self, node: usize, unit: usize) -> Part {
        match (&self.calculation.nodes[node].step, &self.nodes[node]) {
            (Step::Item(item), _) => self.leaves[*item][unit],
            (_, Some(values)) => values[unit],
            (_, None) => Part::absent(),
        }
    }

    fn placed(&self, of: usize, unit: usize, value: Option<f64>, range: (f64, f64)) -> Part {
        let raw = self.part(of, unit);
        if !raw.applies() {
            return Part::absent();
        }
        let bounds = value.map_or(range, |value| (value, value));
        Part { value, low: bounds.0, high: bounds.1, ..raw }
    }

    fn aggregate(&self, aggregation: &Aggregation, units: usize) -> Vec<Part> {
        let worst: Vec<f64> = aggregation.parts.iter().map(|(node, _)| self.calculation.nodes[*node].range.0).collect();
        let mut row = Vec::with_capacity(aggregation.parts.len());
        let mut combined: Vec<Part> = (0..units)
            .map(|unit| {
                row.clear();
                let parts = aggregation.parts.iter().zip(&worst);
                row.extend(parts.map(|((node, weight), worst)| (*weight, self.part(*node, unit), *worst)));
                combine(aggregation, &row)
            })
            .collect();
        if aggregation.rule == Aggregate::Copeland {
            let weights: Vec<f64> = aggregation.parts.iter().map(|(_, weight)| *weight).collect();
            let columns: Vec<Vec<Option<f64>>> = aggregation
                .parts
                .iter()
                .map(|(node, _)| (0..units).map(|unit| self.part(*node, unit).value).collect())
                .collect();
            for (part, score) in combined.iter_mut().zip(copeland(&weights, &columns)) {
                let complete = part.answered >= part.applicable;
                *part = Part {
                    value: part.value.map(|_| score),
                    low: if complete { score } else { f64::NEG_INFINITY },
                    high: if complete { score } else { f64::INFINITY },
                    ..*part
                };
            }
        }
        combined
    }
}

/// A node's value as a published score: × factor, and turned into severity where the dimension is an obstacle.
pub fn score(calculation: &Calculation, output: Output, part: Part) -> Score {
    let best = calculation.nodes[output.node].range.1;
    let publish = |value: f64| output.factor * if output.inverted { best - value } else { value };
    let finite = |value: f64| Some(publish(value)).filter(|value| value.is_finite() && part.applies());
    let (low, high) = if output.inverted { (part.high, part.low) } else { (part.low, part.high) };
    Score {
        value: part.value.map(publish),
        low: finite(low),
        high: finite(high),
        answered: part.answered,
        applicable: part.applicable,
        rank: None,
    }
}
