//! Where on a sheet each piece of the calculation stands. A sheet of answers or of a column of truth has a row for each
//! criterion and a column for each agency, so that one address means the same criterion and agency on all of them; a
//! column of truth goes on below with gates, nodes and the ladder.
use crate::basis::{Basis, Given, Ground};
use crate::calculation::{Calculation, Lookup, Node, Part, Step};
use crate::framework::Framework;
use crate::output::xlsx::formula::measures;
use crate::truth::Truth;
use rust_xlsxwriter::utility::column_number_to_name;
use std::collections::BTreeMap;

/// Rows above the first criterion.
pub(super) const TITLE: u32 = 0;
pub(super) const SAID: u32 = 1;
pub(super) const LEGEND: u32 = 2;
pub(super) const NAMES: u32 = 3;
/// Whether the agency responded: 1 or 0.
pub(super) const RESPONDED: u32 = 4;
pub(super) const CODES: u32 = 5;
pub(super) const TABLE: u32 = 6;

/// Columns before the first agency.
pub(super) const CODE: u16 = 0;
pub(super) const TEXT: u16 = 1;
pub(super) const OF: u16 = 2;
pub(super) const WEIGHT: u16 = 3;
pub(super) const WORST: u16 = 4;
pub(super) const BEST: u16 = 5;
pub(super) const AGENCIES: u16 = 6;

/// The rows of a node.
pub(super) const MEASURES: u32 = 5;

pub(super) struct Plan {
    /// Items by row, from `TABLE` on.
    pub(super) items: Vec<usize>,
    row_of_item: Vec<Option<u32>>,
    /// First row of the gates, in the order of the calculation.
    pub(super) gates: u32,
    /// First of the rows of a node; none for items.
    pub(super) nodes: Vec<Option<u32>>,
    /// By node: whether its value is a formula that an answer moves.
    moved: Vec<bool>,
    /// By item: whether a gate or a moved node rests on it.
    moves: Vec<bool>,
    /// State of each stage, then whether the climb goes on above it.
    pub(super) states: u32,
    pub(super) climb: u32,
    /// Stage reached: its number, and what is to be said beside it.
    pub(super) number: u32,
    pub(super) mark: u32,
    /// What bounds and counts of cells differ by from those of a known or missing answer.
    pub(super) beside: Beside,
}

/// What is known of a cell beside its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aside {
    Low,
    High,
    Answered,
}

/// By column of truth and kind.
#[derive(Default)]
pub(super) struct Beside {
    blocks: BTreeMap<(Truth, Aside), Block>,
}

/// By row and place of the agency.
type Block = BTreeMap<(u32, usize), Difference>;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Difference {
    Fixed(f64),
    /// Held down to an assessor's answer while the agency's is missing.
    Held(f64),
}

impl Plan {
    pub(super) fn of(framework: &Framework, basis: &Basis, grounds: &[&Ground], truths: &[Truth]) -> Plan {
        let calculation = &basis.calculation;
        let mut items: Vec<usize> = (0..calculation.items.len())
            .filter(|item| calculation.nodes.iter().any(|node| node.step == Step::Item(*item)))
            .collect();
        let place = |item: &usize| {
            let criterion = &framework.criteria[calculation.items[*item].criterion];
            framework.dimension(criterion.dimension.as_str())
        };
        items.sort_by_key(place);
        let mut row_of_item = vec![None; calculation.items.len()];
        for (row, item) in (TABLE..).zip(&items) {
            row_of_item[*item] = Some(row);
        }
        // A row is left for the heading of each part.
        let gates = TABLE + items.len() as u32 + 1;
        let mut next = gates + calculation.gates.len() as u32 + 1;
        let mut nodes = Vec::with_capacity(calculation.nodes.len());
        for node in &calculation.nodes {
            nodes.push(match node.step {
                Step::Item(_) => None,
                _ => {
                    next += MEASURES;
                    Some(next - MEASURES)
                }
            });
        }
        let stages = calculation.stages.len() as u32;
        let states = next + 1;
        let beside = Beside::of(calculation, &items, grounds, truths);
        let climb = states + stages;
        let mut plan = Plan {
            items,
            row_of_item,
            gates,
            nodes,
            moved: Vec::new(),
            moves: Vec::new(),
            states,
            climb,
            number: climb + stages,
            mark: climb + stages + 1,
            beside,
        };
        for (node, described) in calculation.nodes.iter().enumerate() {
            let moved = match &described.step {
                Step::Item(_) => true,
                Step::Treated { .. } | Step::Relative { .. } => false,
                Step::Aggregate(aggregation) => {
                    let written = |truth: &Truth| measures(calculation, &plan, node, *truth, "A", "A").value.is_some();
                    truths.iter().any(written) && aggregation.parts.iter().any(|(part, _)| plan.moved[*part])
                }
            };
            plan.moved.push(moved);
        }
        let counted = |item: usize| {
            let part = |(part, _): &(usize, f64)| calculation.nodes[*part].step == Step::Item(item);
            let counts = |node: &Node| matches!(&node.step, Step::Aggregate(own) if own.parts.iter().any(part));
            calculation.nodes.iter().zip(&plan.moved).any(|(node, moved)| *moved && counts(node))
        };
        plan.moves =
            (0..calculation.items.len()).map(|item| calculation.items[item].is_gate || counted(item)).collect();
        plan
    }

    /// Whether the value of a node changes where an answer does.
    pub(super) fn is_moved(&self, node: usize) -> bool {
        self.moved[node]
    }

    /// Whether an answer to an item changes anything that is calculated.
    pub(super) fn moves(&self, item: usize) -> bool {
        self.moves[item]
    }

    pub(super) fn row(&self, item: usize) -> Option<u32> {
        self.row_of_item.get(item).copied().flatten()
    }

    /// The last row of the criteria.
    pub(super) fn last(&self) -> u32 {
        TABLE + self.items.len() as u32 - 1
    }
}

impl Beside {
    fn of(calculation: &Calculation, items: &[usize], grounds: &[&Ground], truths: &[Truth]) -> Beside {
        let mut beside = Beside::default();
        for (place, ground) in grounds.iter().enumerate() {
            for (row, item) in (TABLE..).zip(items) {
                let entry = &ground.entries[*item];
                let (worst, best) = calculation.items[*item].range;
                for truth in truths {
                    let part = entry.parts.get(*truth);
                    if is_live(calculation, *item, entry.given) {
                        if *truth == Truth::Supported && entry.assessed.is_some() {
                            let now = if part.applies() && part.value.is_none() { part.high - best } else { 0.0 };
                            beside.add(*truth, Aside::High, (row, place), Difference::Held(now));
                        }
                    } else if part.applies() {
                        let known = f64::from(u8::from(part.value.is_some()));
                        for (aside, difference) in [
                            (Aside::Low, part.low - part.value.unwrap_or(worst)),
                            (Aside::High, part.high - part.value.unwrap_or(best)),
                            (Aside::Answered, part.answered - known),
                        ] {
                            if difference.is_finite() && difference != 0.0 {
                                beside.add(*truth, aside, (row, place), Difference::Fixed(difference));
                            }
                        }
                    }
                }
            }
        }
        beside
    }

    fn add(&mut self, truth: Truth, aside: Aside, at: (u32, usize), difference: Difference) {
        self.blocks.entry((truth, aside)).or_default().insert(at, difference);
    }

    pub(super) fn blocks(&self) -> impl Iterator<Item = (&(Truth, Aside), &Block)> {
        self.blocks.iter()
    }

    /// How many rows below its criterion a difference stands on the sheet of differences; none where no criterion of
    /// these rows has one.
    pub(super) fn shift(&self, truth: Truth, aside: Aside, (first, last): (u32, u32), rows: usize) -> Option<u32> {
        let position = self.blocks.keys().position(|key| *key == (truth, aside))?;
        let block = &self.blocks[&(truth, aside)];
        block.range((first, 0)..=(last, usize::MAX)).next()?;
        Some(position as u32 * (rows as u32 + 1))
    }
}

/// Whether the value of a cell is written as a formula of the answer in it.
pub(super) fn is_live(calculation: &Calculation, item: usize, given: Given) -> bool {
    !matches!(given, Given::Composed(_)) && !matches!(calculation.items[item].lookup, Lookup::Several(_))
}

/// A cell's value as a formula reads it: a number, nothing where it is missing, a dash where it does not apply.
pub(super) fn shown(part: &Part) -> String {
    match part.value {
        Some(value) => number(value),
        None if part.applies() => String::new(),
        None => super::formula::NONE.to_owned(),
    }
}

/// The shortest text that reads back as the same number.
pub(super) fn number(value: f64) -> String {
    (value + 0.0).to_string()
}

/// A number where there is one and it is finite.
pub(super) fn finite(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map(number).unwrap_or_default()
}

/// The letters of an agency's column.
pub(super) fn letters(place: usize) -> String {
    column_number_to_name(AGENCIES + place as u16)
}
