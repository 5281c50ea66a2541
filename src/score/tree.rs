//! The tree of nodes over columns of units.
use crate::calculation::{
    Aggregation, Calculation, Done, Found, Output, Part, Spread, Step, combine, fixed, relative, treat, weigh,
};
use crate::framework::{Aggregate, Normalise};
use crate::method::Treatment;
use crate::score::Score;
use crate::stats::copeland;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Leaves of units that are judged together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    pub units: usize,
    /// By item, then by unit.
    pub by_item: Vec<Vec<Part>>,
    /// By node: the unit that others are measured against there.
    pub references: BTreeMap<usize, usize>,
    /// By item: numbers of other periods among which the units' own are placed.
    pub elsewhere: BTreeMap<usize, Vec<Option<f64>>>,
}

/// Values of every node, by unit.
pub struct Tree<'a> {
    calculation: &'a Calculation,
    columns: &'a Columns,
    /// None for items, which are read from the leaves.
    nodes: Vec<Option<Arc<Vec<Part>>>>,
    /// By treated node: the numbers of other periods, treated.
    elsewhere: BTreeMap<usize, Vec<Option<f64>>>,
    /// By node: weights that were found from the values.
    found: BTreeMap<usize, Option<Found>>,
}

/// Items of the same columns once they are treated and placed, for other calculations that treat and place them alike.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<usize, Vec<Kept>>>);

#[derive(Clone, Debug)]
struct Kept {
    treatment: Option<Treatment>,
    placing: Option<Normalise>,
    values: Arc<Vec<Part>>,
    elsewhere: Vec<Option<f64>>,
}

/// Ways of treating and placing an item that are kept.
const WAYS: usize = 32;

impl Memory {
    /// A treated or placed item, made where it is not kept.
    fn find(
        &self,
        calculation: &Calculation,
        place: usize,
        make: impl FnOnce() -> (Vec<Part>, Vec<Option<f64>>),
    ) -> Kept {
        let (mut treatment, mut placing, mut at) = (None, None, place);
        let item = loop {
            match &calculation.nodes[at].step {
                Step::Item(item) => break Some(*item),
                Step::Treated { of, rule } => (treatment, at) = (Some(rule), *of),
                Step::Relative { of, rule } => (placing, at) = (Some(rule), *of),
                Step::Aggregate(_) => break None,
            }
        };
        let is_kept = |kept: &&Kept| kept.treatment.as_ref() == treatment && kept.placing.as_ref() == placing;
        let all = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = item.and_then(|item| all().get(&item)?.iter().find(is_kept).cloned());
        known.unwrap_or_else(|| {
            let (values, elsewhere) = make();
            let made =
                Kept { treatment: treatment.copied(), placing: placing.cloned(), values: Arc::new(values), elsewhere };
            if let Some(item) = item {
                let mut all = all();
                let kept = all.entry(item).or_default();
                if kept.len() < WAYS {
                    kept.push(made.clone());
                }
            }
            made
        })
    }
}

/// Evaluates the calculation over leaves.
pub fn evaluate<'a>(calculation: &'a Calculation, columns: &'a Columns) -> Tree<'a> {
    evaluate_with(calculation, columns, &Memory::default())
}

/// The same with what is remembered of these columns.
pub fn evaluate_with<'a>(calculation: &'a Calculation, columns: &'a Columns, memory: &Memory) -> Tree<'a> {
    let units = columns.units;
    let nodes = Vec::with_capacity(calculation.nodes.len());
    let mut tree = Tree { calculation, columns, nodes, elsewhere: BTreeMap::new(), found: BTreeMap::new() };
    for (place, node) in calculation.nodes.iter().enumerate() {
        let values = match &node.step {
            Step::Item(_) => None,
            Step::Treated { of, rule } => {
                let made = memory.find(calculation, place, || {
                    let (own, elsewhere) = parted(treat(rule, &tree.pooled(*of)).values, units);
                    (tree.placed(*of, own, &|_| node.range), elsewhere)
                });
                tree.elsewhere.insert(place, made.elsewhere.clone());
                Some(Arc::clone(&made.values))
            }
            Step::Relative { of, rule } => {
                let made = memory.find(calculation, place, || {
                    let reference = columns.references.get(&place).copied();
                    let (own, elsewhere) = parted(relative(rule, &tree.pooled(*of), reference), units);
                    let ends = |raw: &Part| match (fixed(rule, raw.low), fixed(rule, raw.high)) {
                        (Some(one), Some(other)) if is_monotone(rule) => (one.min(other), one.max(other)),
                        _ => node.range,
                    };
                    (tree.placed(*of, own, &ends), elsewhere)
                });
                Some(Arc::clone(&made.values))
            }
            Step::Aggregate(aggregation) => {
                let found = aggregation.weights.map(|rule| weigh(rule, &tree.values_of(aggregation, units)));
                let values = match &found {
                    None => tree.aggregate(aggregation, units),
                    Some(Some(Found::Common(weights))) => {
                        tree.aggregate(&weighted(aggregation, weights.iter().copied()), units)
                    }
                    Some(Some(Found::Own(own))) => tree.best_for_each(aggregation, own, node.range),
                    Some(None) => tree.unweighted(aggregation, units, node.range),
                };
                tree.found.extend(found.map(|found| (place, found)));
                Some(Arc::new(values))
            }
        };
        tree.nodes.push(values);
    }
    tree
}

/// The units' own values, and those of other periods.
fn parted(mut values: Vec<Option<f64>>, units: usize) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
    let elsewhere = values.split_off(units);
    (values, elsewhere)
}

/// Whether a fixed rule turns the ends of an interval into its ends.
fn is_monotone(rule: &Normalise) -> bool {
    !matches!(rule, Normalise::Trapezoid { .. })
}

/// The aggregation with other weights for its parts that weigh at all.
fn weighted(aggregation: &Aggregation, weights: impl Iterator<Item = f64>) -> Aggregation {
    let mut own = aggregation.clone();
    own.parts.iter_mut().filter(|(_, weight)| *weight > 0.0).zip(weights).for_each(|(part, weight)| part.1 = weight);
    own
}

impl Tree<'_> {
    /// The value of a node for a unit.
    pub fn part(&self, node: usize, unit: usize) -> Part {
        match (&self.calculation.nodes[node].step, &self.nodes[node]) {
            (Step::Item(item), _) => self.columns.by_item[*item][unit],
            (_, Some(values)) => values[unit],
            (_, None) => Part::absent(),
        }
    }

    /// The aggregation of a node with the weights that hold for a unit; none where they were to be found from the values
    /// and were not.
    pub fn aggregation(&self, node: usize, unit: usize) -> Option<Aggregation> {
        let Step::Aggregate(aggregation) = &self.calculation.nodes[node].step else { return None };
        match self.found.get(&node) {
            None => Some(aggregation.clone()),
            Some(Some(Found::Common(weights))) => Some(weighted(aggregation, weights.iter().copied())),
            Some(Some(Found::Own(own))) => {
                let (weights, _) = own[unit].as_ref()?;
                Some(Aggregation { rule: Aggregate::Sum, ..weighted(aggregation, weights.iter().copied()) })
            }
            Some(None) => None,
        }
    }

    /// What a node that treats its numbers did to them; none of another.
    pub fn done(&self, node: usize) -> Option<Done> {
        match &self.calculation.nodes[node].step {
            Step::Treated { of, rule } => Some(treat(rule, &self.pooled(*of)).done),
            _ => None,
        }
    }

    /// The numbers among which a rule places those of a node; none where no number is known.
    pub fn spread(&self, node: usize, rule: &Normalise) -> Option<Spread> {
        let of = match &self.calculation.nodes[node].step {
            Step::Relative { of, .. } => *of,
            _ => node,
        };
        Spread::of(rule, &self.pooled(of), self.columns.references.get(&node).copied())
    }

    /// The aggregation of a node with the weights that hold for every unit; none where there are none such.
    pub fn common(&self, node: usize) -> Option<Aggregation> {
        match self.found.get(&node) {
            Some(Some(Found::Own(_))) => None,
            _ => self.aggregation(node, 0),
        }
    }

    /// Whether the weights of a node were to be found from the values, and none follow from them.
    pub fn lacks_weights(&self, node: usize) -> bool {
        self.found.get(&node) == Some(&None)
    }

    /// Whether a part of 0 makes a node 0 for a unit.
    pub fn is_annulled(&self, node: usize, unit: usize) -> bool {
        let Step::Aggregate(aggregation) = &self.calculation.nodes[node].step else { return false };
        aggregation.is_annulled_by_zero() && self.part(node, unit).value == Some(0.0)
    }

    /// The values of a node, then those of other periods among which they are placed.
    fn pooled(&self, node: usize) -> Vec<Option<f64>> {
        let elsewhere = match &self.calculation.nodes[node].step {
            Step::Item(item) => self.columns.elsewhere.get(item),
            _ => self.elsewhere.get(&node),
        };
        let mut values = self.values(node, self.columns.units);
        values.extend(elsewhere.into_iter().flatten());
        values
    }

    fn values(&self, node: usize, units: usize) -> Vec<Option<f64>> {
        (0..units).map(|unit| self.part(node, unit).value).collect()
    }

    /// Values of the parts that weigh at all.
    fn values_of(&self, aggregation: &Aggregation, units: usize) -> Vec<Vec<Option<f64>>> {
        let live = aggregation.parts.iter().filter(|(_, weight)| *weight > 0.0);
        live.map(|(node, _)| self.values(*node, units)).collect()
    }

    /// Parts with the values that a step made of another's. Bounds are the value where it is known for sure, else `ends`.
    fn placed(&self, of: usize, values: Vec<Option<f64>>, ends: &dyn Fn(&Part) -> (f64, f64)) -> Vec<Part> {
        let place = |(unit, value): (usize, Option<f64>)| {
            let raw = self.part(of, unit);
            if !raw.applies() {
                return Part::absent();
            }
            let exact = value.filter(|_| raw.low == raw.high);
            let (low, high) = exact.map_or_else(|| ends(&raw), |value| (value, value));
            Part { value, low, high, ..raw }
        };
        values.into_iter().enumerate().map(place).collect()
    }

    /// Every unit under weights of its own.
    fn best_for_each(
        &self,
        aggregation: &Aggregation,
        own: &[Option<(Vec<f64>, f64)>],
        range: (f64, f64),
    ) -> Vec<Part> {
        let units = self.unweighted(aggregation, own.len(), range);
        let scored = |(part, found): (Part, &Option<(Vec<f64>, f64)>)| {
            let Some((_, score)) = found else { return part };
            let (low, high) = if part.answered >= part.applicable { (*score, *score) } else { range };
            Part { value: Some(*score), low, high, ..part }
        };
        units.into_iter().zip(own).map(scored).collect()
    }

    /// What is answered where no weights make it a value.
    fn unweighted(&self, aggregation: &Aggregation, units: usize, range: (f64, f64)) -> Vec<Part> {
        let counted = self.aggregate(aggregation, units).into_iter();
        counted
            .map(|part| if part.applies() { Part { value: None, low: range.0, high: range.1, ..part } } else { part })
            .collect()
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

/// The value of a node of one unit from the values of nodes that aggregate nothing: only for calculations in which no
/// aggregation looks at other units.
pub fn raise(calculation: &Calculation, node: usize, given: &dyn Fn(usize) -> Part) -> Part {
    let Step::Aggregate(aggregation) = &calculation.nodes[node].step else { return given(node) };
    let parts = aggregation.parts.iter();
    let row: Vec<(f64, Part, f64)> = parts
        .map(|(part, weight)| (*weight, raise(calculation, *part, given), calculation.nodes[*part].range.0))
        .collect();
    combine(aggregation, &row)
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
        band: None,
    }
}
