//! The change of one score split among the criteria that changed.
use crate::calculation::{Aggregation, Calculation, Output, Part, Step};
use crate::framework::Aggregate;
use crate::score::tree::{raise, score};
use crate::stats::shapley;
use std::collections::BTreeMap;

/// Criteria up to which every order is looked at, 2ⁿ values each.
const MOST_PLAYERS: usize = 8;

/// What a dimension is computed from: nodes that aggregate nothing, each with the item it stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ground {
    output: Output,
    /// By node.
    leaves: BTreeMap<usize, usize>,
    /// Whether the score is a straight line in every value, as long as the same ones are known.
    straight: bool,
    /// Nodes below each part of the output, where it has parts.
    branches: Vec<Vec<usize>>,
}

/// A change with the items that made it; several together where they cannot be told apart. In output units.
pub(super) type Shares = Vec<(Vec<usize>, f64)>;

impl Ground {
    /// None of a dimension without a score, or one in which agencies' values make the weights or are compared with one
    /// another.
    pub(super) fn of(calculation: &Calculation, dimension: usize) -> Option<Ground> {
        let output = calculation.dimensions[dimension]?;
        let mut leaves = BTreeMap::new();
        let straight = gather(calculation, output.node, &mut leaves)?;
        let branches = match &calculation.nodes[output.node].step {
            Step::Aggregate(aggregation) => {
                aggregation.parts.iter().map(|(part, _)| below(calculation, *part)).collect()
            }
            _ => Vec::new(),
        };
        Some(Ground { output, leaves, straight, branches })
    }

    /// The published score over values of the nodes.
    fn worth(&self, calculation: &Calculation, given: &dyn Fn(usize) -> Part) -> Option<f64> {
        score(calculation, self.output, raise(calculation, self.output.node, given)).value
    }

    /// What each item added to the change from one set of values to another, over all orders; none where a step between
    /// has no score.
    pub(super) fn split(
        &self,
        calculation: &Calculation,
        before: &dyn Fn(usize) -> Part,
        after: &dyn Fn(usize) -> Part,
    ) -> Option<Shares> {
        let changed: Vec<usize> = self.leaves.keys().copied().filter(|node| before(*node) != after(*node)).collect();
        let told = |nodes: &[usize]| -> Vec<usize> { nodes.iter().map(|node| self.leaves[node]).collect() };
        let whole = || Some(self.worth(calculation, after)? - self.worth(calculation, before)?);
        match changed.as_slice() {
            [] => Some(Vec::new()),
            [node] => Some(vec![(vec![self.leaves[node]], whole()?)]),
            _ if self.straight => self.split_straight(calculation, before, after, &changed),
            _ => {
                let players = self.players(&changed);
                let shares = self.play(calculation, before, after, &players)?;
                Some(players.iter().map(|player| told(player)).zip(shares).collect())
            }
        }
    }

    /// Where the score is a straight line in each value as long as the same ones are known: those that only changed
    /// stand alone, those that came to be known or are known no longer are one coalition, within which orders are looked
    /// at again.
    fn split_straight(
        &self,
        calculation: &Calculation,
        before: &dyn Fn(usize) -> Part,
        after: &dyn Fn(usize) -> Part,
        changed: &[usize],
    ) -> Option<Shares> {
        let is_there = |part: &Part| (part.value.is_some(), part.answered, part.applicable);
        let (moved, turned): (Vec<usize>, Vec<usize>) =
            changed.iter().partition(|node| is_there(&before(**node)) == is_there(&after(**node)));
        let turned_before = |node: usize| if turned.contains(&node) { after(node) } else { before(node) };
        let start = self.worth(calculation, before)?;
        let turned_start = if turned.is_empty() { start } else { self.worth(calculation, &turned_before)? };
        let mut shares: Shares = Vec::with_capacity(changed.len());
        for node in &moved {
            let first = |at: usize| if at == *node { after(at) } else { before(at) };
            let alone = self.worth(calculation, &first)? - start;
            let share = if turned.is_empty() {
                alone
            } else {
                let late = |at: usize| if at == *node { after(at) } else { turned_before(at) };
                (alone + self.worth(calculation, &late)? - turned_start) / 2.0
            };
            shares.push((vec![self.leaves[node]], share));
        }
        match turned.as_slice() {
            [] => {}
            several if several.len() <= MOST_PLAYERS => {
                let middle = |node: usize| middle(before(node), after(node));
                let resting = |node: usize| if turned.contains(&node) { before(node) } else { middle(node) };
                let turning = |node: usize| if turned.contains(&node) { after(node) } else { middle(node) };
                let players: Vec<Vec<usize>> = several.iter().map(|node| vec![*node]).collect();
                let found = self.play(calculation, &resting, &turning, &players)?;
                shares.extend(several.iter().map(|node| vec![self.leaves[node]]).zip(found));
            }
            many => {
                let rest: f64 = shares.iter().map(|(_, share)| share).sum();
                let all = many.iter().map(|node| self.leaves[node]).collect();
                shares.push((all, self.worth(calculation, after)? - start - rest));
            }
        }
        Some(shares)
    }

    /// The nodes that changed, each alone where they are few; else those below one part of the score together.
    fn players(&self, changed: &[usize]) -> Vec<Vec<usize>> {
        if changed.len() <= MOST_PLAYERS {
            return changed.iter().map(|node| vec![*node]).collect();
        }
        let of_branch = |branch: &Vec<usize>| -> Vec<usize> {
            changed.iter().copied().filter(|node| branch.contains(node)).collect()
        };
        let groups: Vec<Vec<usize>> =
            self.branches.iter().map(of_branch).filter(|group: &Vec<usize>| !group.is_empty()).collect();
        if (2..=MOST_PLAYERS).contains(&groups.len()) { groups } else { vec![changed.to_vec()] }
    }

    fn play(
        &self,
        calculation: &Calculation,
        before: &dyn Fn(usize) -> Part,
        after: &dyn Fn(usize) -> Part,
        players: &[Vec<usize>],
    ) -> Option<Vec<f64>> {
        let mut worth = Vec::with_capacity(1 << players.len());
        for set in 0_usize..1 << players.len() {
            let plays = |node: usize| {
                let player = players.iter().position(|player| player.contains(&node));
                player.is_some_and(|player| set & (1 << player) > 0)
            };
            worth.push(self.worth(calculation, &|node| if plays(node) { after(node) } else { before(node) })?);
        }
        Some(shapley(&worth))
    }
}

/// Half way between two values that are both known; the same where they are not.
fn middle(before: Part, after: Part) -> Part {
    let value = before.value.zip(after.value).map(|(one, other)| (one + other) / 2.0);
    Part { value, low: (before.low + after.low) / 2.0, high: (before.high + after.high) / 2.0, ..before }
}

/// Notes the nodes below a node that aggregate nothing, each with its item, and tells whether the node is a straight line
/// in them; none where units are compared with one another.
fn gather(calculation: &Calculation, node: usize, leaves: &mut BTreeMap<usize, usize>) -> Option<bool> {
    match &calculation.nodes[node].step {
        Step::Item(item) => {
            leaves.insert(node, *item);
            Some(true)
        }
        Step::Treated { of, .. } | Step::Relative { of, .. } => {
            let item = item_under(calculation, *of)?;
            leaves.insert(node, item);
            Some(true)
        }
        Step::Aggregate(Aggregation { rule: Aggregate::Copeland, .. } | Aggregation { weights: Some(_), .. }) => None,
        Step::Aggregate(aggregation) => {
            let mut straight =
                matches!(aggregation.rule, Aggregate::Arithmetic | Aggregate::Sum) && aggregation.maximum.is_none();
            for (part, _) in &aggregation.parts {
                straight &= gather(calculation, *part, leaves)?;
            }
            Some(straight)
        }
    }
}

/// The item at the foot of a chain of steps; none where a step stands on an aggregation.
fn item_under(calculation: &Calculation, node: usize) -> Option<usize> {
    match &calculation.nodes[node].step {
        Step::Item(item) => Some(*item),
        Step::Treated { of, .. } | Step::Relative { of, .. } => item_under(calculation, *of),
        Step::Aggregate(_) => None,
    }
}

fn below(calculation: &Calculation, node: usize) -> Vec<usize> {
    match &calculation.nodes[node].step {
        Step::Aggregate(aggregation) => {
            aggregation.parts.iter().flat_map(|(part, _)| below(calculation, *part)).collect()
        }
        _ => vec![node],
    }
}
