//! Framework + method compiled to one flat, ordered list of numeric nodes: the only place where scoring rules live.
//! `score` evaluates it over answers, `explanation` prints it. No text, no language.
mod aggregate;
mod altered;
mod compile;
mod effective;
mod normalise;
mod treat;
mod weigh;

pub use aggregate::{Part, combine};
pub use compile::compile;
pub use normalise::{Spread, fixed, lower_is_better, relative};
pub use treat::{Done, Treated, treat};
pub use weigh::{Found, weigh};

use crate::framework::{Aggregate, Denominator, DenominatorBy, LowerUnit, MissingRule, Normalise, Pass, RollUp};
use crate::method::{Imputation, Method, Treatment};
use crate::text::Code;
use crate::truth::ByTruth;
use std::collections::BTreeSet;

/// What sums leave in the last digits: a value this near a limit is at the limit.
pub const NOISE: f64 = 1e-9;

/// Everything needed to turn answers into scores, gates and stages.
#[derive(Clone, Debug, PartialEq)]
pub struct Calculation {
    /// The criteria of the edition, in the framework's order.
    pub items: Vec<Item>,
    /// Children stand before their parents.
    pub nodes: Vec<Node>,
    /// By position of the dimension in the framework; none: nothing is scored below it.
    pub dimensions: Vec<Option<Output>>,
    pub stages: Vec<StageRule>,
    pub obstacles: Vec<ObstacleRule>,
    /// Gates stage by stage.
    pub gates: Vec<GateRule>,
    /// The grade from which a gate passes, by position in the scheme; claimed needs none.
    pub gate_minimum: ByTruth<u8>,
    pub evidence: Option<EvidenceRule>,
    pub method: Method,
}

/// A criterion as numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Position in the framework.
    pub criterion: usize,
    pub code: Code,
    pub national: bool,
    pub perception: bool,
    /// Whether it counts in dimensions and coverage: not where it is perception, or kept only to be shown.
    pub scored: bool,
    /// Whether a gate is decided on it.
    pub is_gate: bool,
    pub lookup: Lookup,
    /// Worst and best value.
    pub range: (f64, f64),
    /// The highest value by evidence grade; infinite where a grade does not cap.
    pub caps: Vec<f64>,
    pub combine: Combine,
    /// Observed on services or branches: the item's value is the share of units that meet it.
    pub each: Option<Each>,
    pub roll_up: RollUp,
    pub denominator: Option<Denominator>,
    /// None: what is missing stays so.
    pub imputation: Option<Imputation>,
    /// Whether it is placed among the numbers of all periods.
    pub over_periods: bool,
    /// Whether a lower value is better.
    pub lower_is_better: bool,
    /// Position of its dimension in the framework, whose criteria stand in for one another.
    pub company: usize,
    /// National criteria (positions in the framework) without which it is not under the agency's control.
    pub held_by: Vec<usize>,
}

/// What an answer is worth.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    /// By position of the choice; none: counts nowhere.
    Choices(Vec<Option<f64>>),
    /// By position of each option chosen; their sum, at most 1.
    Several(Vec<Option<f64>>),
    /// The share itself, 0–1.
    Share,
    /// (x − floor) / (target − floor), held within 0–1.
    Goalposts { floor: f64, target: f64 },
    /// The number itself; relative normalisations follow as a node of their own.
    Plain,
}

/// How respondents' answers become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// Yes where more than half say yes; a gate needs a unanimous yes.
    Majority,
    LowerMedian,
    Median,
}

/// How one service or branch answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    pub unit: LowerUnit,
    /// By position of the choice.
    pub values: Vec<Option<f64>>,
    pub caps: Vec<f64>,
    pub combine: Combine,
}

/// One step of the calculation, with the worst and best value it can take (infinite where there is none).
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub step: Step,
    pub range: (f64, f64),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The value of an item.
    Item(usize),
    /// Numbers of all agencies with their outliers brought in.
    Treated {
        of: usize,
        rule: Treatment,
    },
    /// A number placed among those of all agencies, or between marks of its own.
    Relative {
        of: usize,
        rule: Normalise,
    },
    Aggregate(Aggregation),
}

/// Parts (position of a node, weight) become one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregation {
    pub rule: Aggregate,
    pub missing: MissingRule,
    pub maximum: Option<f64>,
    pub parts: Vec<(usize, f64)>,
    /// Weights that are found from the values, in place of those of the parts.
    pub weights: Option<FromValues>,
}

/// How weights follow from the values of all agencies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FromValues {
    PrincipalComponent,
    Entropy,
    Critic,
    EqualInfluence,
    /// Least and greatest share of a part in an agency's score.
    BenefitOfTheDoubt(f64, f64),
}

/// Where a dimension's score is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Output {
    pub node: usize,
    /// Score = value × factor.
    pub factor: f64,
    /// Printed as severity: best value − value.
    pub inverted: bool,
}

/// A step of the ladder.
#[derive(Clone, Debug, PartialEq)]
pub struct StageRule {
    /// Position of the dimension in the framework.
    pub dimension: usize,
    /// None: the framework has no criteria for it.
    pub output: Option<Output>,
    /// Positions in `Calculation::gates`.
    pub gates: Vec<usize>,
    /// Fewer applicable criteria or gates: not applicable.
    pub minimum_items: f64,
    pub minimum_gates: usize,
    /// Positions of the stage's items in `Calculation::items`.
    pub items: Vec<usize>,
}

/// A condition on one item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GateRule {
    /// Position in `Calculation::items`.
    pub item: usize,
    /// Position of the stage among the dimensions.
    pub dimension: usize,
    pub critical: bool,
    pub pass: Pass,
}

/// Which items of an obstacle hold back which gates.
#[derive(Clone, Debug, PartialEq)]
pub struct ObstacleRule {
    /// Position of the dimension in the framework.
    pub dimension: usize,
    /// Items (position in `Calculation::items`) with the gates (position in `Calculation::gates`) that each blocks.
    pub blocks: Vec<(usize, Vec<usize>)>,
}

/// How grades age.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceRule {
    pub without_record: u8,
    pub expired_as: u8,
    /// By grade: months for which it holds, and whether it confirms.
    pub grades: Vec<(Option<u32>, bool)>,
}

impl Pass {
    /// The value at which the gate is decided.
    pub fn limit(self) -> f64 {
        match self {
            Pass::Above(limit) | Pass::AtLeast(limit) => limit,
        }
    }

    pub fn admits(self, value: f64) -> bool {
        match self {
            Pass::Above(limit) => value > limit + NOISE,
            Pass::AtLeast(limit) => value >= limit - NOISE,
        }
    }
}

impl Calculation {
    /// The cap of a grade on an item; infinite where there is no evidence scheme.
    pub fn cap(&self, caps: &[f64], grade: u8) -> f64 {
        caps.get(usize::from(grade)).copied().unwrap_or(f64::INFINITY)
    }

    /// Whether a grade confirms an answer.
    pub fn confirms(&self, grade: u8) -> bool {
        self.evidence
            .as_ref()
            .is_some_and(|rule| rule.grades.get(usize::from(grade)).is_some_and(|(_, checked)| *checked))
    }

    /// Whether any value depends on the other agencies.
    pub fn is_relative(&self) -> bool {
        self.items.iter().any(|item| item.imputation.is_some())
            || self.nodes.iter().any(|node| match &node.step {
                Step::Relative { rule, .. } => fixed(rule, 0.0).is_none(),
                Step::Treated { .. } => true,
                Step::Aggregate(aggregation) => {
                    aggregation.rule == Aggregate::Copeland || aggregation.weights.is_some()
                }
                Step::Item(_) => false,
            })
    }

    /// The same calculation for single services: only what is observed on a service counts, and least numbers of
    /// criteria and gates are those of a stage's service criteria.
    pub fn of_services(&self) -> Calculation {
        let on_service =
            |item: &usize| self.items[*item].each.as_ref().is_some_and(|each| each.unit == LowerUnit::Service);
        let mut of_services = self.clone();
        for stage in &mut of_services.stages {
            stage.items.retain(on_service);
            let gates = stage.gates.iter().filter(|gate| on_service(&self.gates[**gate].item)).count();
            stage.minimum_gates = self.method.minimum_gates.min(gates);
            stage.minimum_items = self.method.least_items(stage.items.len());
        }
        of_services
    }

    /// Worst and best of what is published for a dimension; none where nothing is scored or nothing bounds it.
    pub fn published(&self, dimension: usize) -> Option<(f64, f64)> {
        let output = self.dimensions[dimension]?;
        let (worst, best) = self.nodes[output.node].range;
        let (low, high) = if output.inverted { (0.0, best - worst) } else { (worst, best) };
        Some((low * output.factor, high * output.factor)).filter(|(low, high)| low.is_finite() && high.is_finite())
    }

    /// Whether numbers are measured against a register column.
    pub fn divides_by(&self, column: &str) -> bool {
        let mut rules = self.items.iter().filter_map(|item| item.denominator.as_ref());
        rules.any(|rule| matches!(&rule.by, DenominatorBy::Column(own) if own == column))
    }

    /// The agency that others are measured against at a node.
    pub fn reference(&self, node: usize) -> Option<&Code> {
        match &self.nodes[node].step {
            Step::Relative { rule: Normalise::DistanceToReference { agency, .. }, .. } => Some(agency),
            _ => None,
        }
    }

    /// Items that a dimension is made of, by position.
    pub fn items_of(&self, dimension: usize) -> BTreeSet<usize> {
        let mut items = BTreeSet::new();
        let mut open: Vec<usize> = self.dimensions[dimension].iter().map(|output| output.node).collect();
        while let Some(node) = open.pop() {
            match &self.nodes[node].step {
                Step::Item(item) => {
                    items.insert(*item);
                }
                Step::Treated { of, .. } | Step::Relative { of, .. } => open.push(*of),
                Step::Aggregate(aggregation) => open.extend(aggregation.parts.iter().map(|(part, _)| *part)),
            }
        }
        items
    }

    /// Position of the item of a criterion, when the edition holds it.
    pub fn item_of(&self, criterion: usize) -> Option<usize> {
        self.items.binary_search_by_key(&criterion, |item| item.criterion).ok()
    }
}
