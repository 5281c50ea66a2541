//! Agencies judged in one column of truth.
use crate::calculation::{Calculation, Output, Part};
use crate::method::ShareWeight;
use crate::score::impute::impute;
use crate::score::ladder::{self, Footing, Rule};
use crate::score::leaf::{Leaf, Reader};
use crate::score::tree::{self, Columns, Memory};
use crate::score::{GateResult, GateState, Judgement, Ladder, Reached, gate};
use crate::survey::{Scope, Survey};
use crate::truth::{ByTruth, Truth};
use std::collections::BTreeMap;

/// Leaves of a run of units: by unit, then by item.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaves {
    pub by_unit: Vec<Vec<Leaf>>,
    /// By node: the unit that others are measured against there.
    pub references: BTreeMap<usize, usize>,
    /// By item that is placed among the numbers of all periods: those of the others.
    pub elsewhere: BTreeMap<usize, ByTruth<Vec<Option<f64>>>>,
}

impl Leaves {
    /// Leaves that are compared with no others.
    pub fn alone(by_unit: Vec<Vec<Leaf>>) -> Leaves {
        Leaves { by_unit, references: BTreeMap::new(), elsewhere: BTreeMap::new() }
    }

    /// The leaves of agencies under a setting of `share_weight`.
    pub fn read(reader: &Reader, agencies: &[usize], share_weight: ShareWeight) -> Leaves {
        let mut leaves = Leaves::given(reader, agencies, share_weight);
        leaves.impute(reader, agencies);
        leaves
    }

    /// The same with what is missing as it is.
    pub fn given(reader: &Reader, agencies: &[usize], share_weight: ShareWeight) -> Leaves {
        let of = |agency: &usize| {
            let at = reader.at(Scope::Agency(*agency));
            reader.calculation.items.iter().map(|item| reader.leaf(&at, item, share_weight)).collect()
        };
        Leaves {
            by_unit: agencies.iter().map(of).collect(),
            references: references(reader.calculation, reader.survey, agencies),
            elsewhere: elsewhere(reader, share_weight),
        }
    }

    /// Puts something in the place of what is missing, as the calculation of `reader` says.
    pub fn impute(&mut self, reader: &Reader, agencies: &[usize]) {
        impute(reader, agencies, &mut self.by_unit);
    }

    /// One column of truth.
    pub fn columns(&self, calculation: &Calculation, truth: Truth) -> Columns {
        let column = |item: usize| self.by_unit.iter().map(|leaves| *leaves[item].parts.get(truth)).collect();
        Columns {
            units: self.by_unit.len(),
            by_item: (0..calculation.items.len()).map(column).collect(),
            references: self.references.clone(),
            elsewhere: self.elsewhere_in(truth),
        }
    }

    fn elsewhere_in(&self, truth: Truth) -> BTreeMap<usize, Vec<Option<f64>>> {
        self.elsewhere.iter().map(|(item, values)| (*item, values.get(truth).clone())).collect()
    }

    /// Criteria of stages (by item) that do not apply to a unit.
    pub fn not_applicable(&self, calculation: &Calculation, unit: usize) -> Vec<usize> {
        let of_stages = calculation.stages.iter().flat_map(|stage| &stage.items).copied();
        of_stages.filter(|item| !self.by_unit[unit][*item].parts.claimed.applies()).collect()
    }
}

/// By node: the place among agencies of the one that others are measured against there.
pub fn references(calculation: &Calculation, survey: &Survey, agencies: &[usize]) -> BTreeMap<usize, usize> {
    let place = |node: usize| {
        let code = calculation.reference(node)?;
        Some((node, agencies.iter().position(|agency| survey.agencies[*agency].code == *code)?))
    };
    (0..calculation.nodes.len()).filter_map(place).collect()
}

fn elsewhere(reader: &Reader, share_weight: ShareWeight) -> BTreeMap<usize, ByTruth<Vec<Option<f64>>>> {
    let of = |item: usize| {
        let described = &reader.calculation.items[item];
        let others = (0..reader.survey.periods.len()).filter(|period| *period != reader.period);
        let leaves = others.flat_map(|period| {
            let then = reader.in_period(period);
            let agencies = 0..reader.survey.agencies.len();
            agencies
                .map(|agency| then.leaf(&then.at(Scope::Agency(agency)), described, share_weight))
                .collect::<Vec<_>>()
        });
        let mut values: ByTruth<Vec<Option<f64>>> = ByTruth::default();
        for leaf in leaves {
            Truth::ALL.into_iter().for_each(|truth| values.get_mut(truth).push(leaf.parts.get(truth).value));
        }
        values
    };
    let items = 0..reader.calculation.items.len();
    items.filter(|item| reader.calculation.items[*item].over_periods).map(|item| (item, of(item))).collect()
}

/// Judgements by unit in a column of truth, without the stage under the other share weight.
pub fn judge(calculation: &Calculation, leaves: &Leaves, truth: Truth) -> Vec<Judgement> {
    let columns = leaves.columns(calculation, truth);
    let units = columns.units;
    let tree = tree::evaluate(calculation, &columns);
    let attainable = attainable(calculation, leaves, truth);
    let na_zero = na_zero(calculation, leaves, truth, None);
    let thresholds = calculation.method.sweep.thresholds();
    (0..units)
        .map(|unit| {
            let scores: Vec<_> = calculation
                .dimensions
                .iter()
                .map(|output| {
                    output.map_or_else(Default::default, |output| {
                        tree::score(calculation, output, tree.part(output.node, unit))
                    })
                })
                .collect();
            let own = &leaves.by_unit[unit];
            let gates: Vec<GateResult> =
                calculation.gates.iter().map(|rule| gate::judge(calculation, rule, &own[rule.item], truth)).collect();
            let ladder = (!calculation.stages.is_empty()).then(|| {
                let part = |output: &Output| tree.part(output.node, unit);
                let footing = Footing::of(calculation, part, |gate| gates[gate].state);
                let climb = |rule: Rule| ladder::climb(calculation, &footing, calculation.method.threshold, rule);
                let reached = climb(Rule::Default);
                let results = ladder::results(calculation, &footing);
                let next = ladder::next(&results);
                Ladder {
                    reached,
                    strict: climb(Rule::Strict),
                    other_weight: reached,
                    na_zero: na_zero.get(unit).copied().flatten().unwrap_or(reached),
                    attainable: attainable[unit],
                    leaps: ladder::leaps(&results),
                    next,
                    binding_obstacle: next.and_then(|next| {
                        let severity = |dimension: usize| scores[dimension].value;
                        let stage = &calculation.stages[next - 1];
                        ladder::binding_obstacle(calculation, stage, &gates, own, truth, &severity)
                    }),
                    sweep: ladder::sweep(calculation, &footing, &thresholds),
                    stages: results,
                }
            });
            Judgement { scores, counted: counted(calculation, &columns, unit), gates, ladder }
        })
        .collect()
}

/// Scored criteria of a unit, answered and applicable.
fn counted(calculation: &Calculation, columns: &Columns, unit: usize) -> (f64, f64) {
    let scored = calculation.items.iter().zip(&columns.by_item).filter(|(item, _)| !item.national && item.scored);
    scored.fold((0.0, 0.0), |(answered, applicable), (_, parts)| {
        (answered + parts[unit].answered, applicable + parts[unit].applicable)
    })
}

/// Where agencies stand in a column of truth, without what explains it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standings {
    /// Point values in output units by position of the dimension, then by unit.
    pub scores: Vec<Vec<Option<f64>>>,
    /// By unit; empty without stages.
    pub reached: Vec<Reached>,
    /// By unit, whether a zero annuls a mean somewhere.
    pub annulled: Vec<bool>,
}

/// The standings of the units of `leaves`, whose values are `columns`, of which `memory` remembers something.
pub fn standings(
    calculation: &Calculation,
    leaves: &Leaves,
    columns: &Columns,
    memory: &Memory,
    truth: Truth,
) -> Standings {
    let units = columns.units;
    let tree = tree::evaluate_with(calculation, columns, memory);
    let of = |output: &Option<Output>| match output {
        None => vec![None; units],
        Some(output) => {
            (0..units).map(|unit| tree::score(calculation, *output, tree.part(output.node, unit)).value).collect()
        }
    };
    let reached = |unit: usize| {
        let gate = |position: usize| {
            let rule = &calculation.gates[position];
            gate::judge(calculation, rule, &leaves.by_unit[unit][rule.item], truth).state
        };
        let footing = Footing::of(calculation, |output| tree.part(output.node, unit), gate);
        ladder::climb(calculation, &footing, calculation.method.threshold, Rule::Default)
    };
    Standings {
        scores: calculation.dimensions.iter().map(of).collect(),
        reached: if calculation.stages.is_empty() { Vec::new() } else { (0..units).map(reached).collect() },
        annulled: (0..units)
            .map(|unit| (0..calculation.nodes.len()).any(|node| tree.is_annulled(node, unit)))
            .collect(),
    }
}

/// Only the stages reached, by unit.
pub fn reached(calculation: &Calculation, leaves: &Leaves, truth: Truth) -> Vec<Reached> {
    let columns = leaves.columns(calculation, truth);
    climb_all(calculation, &columns, &|unit, position| {
        let rule = &calculation.gates[position];
        gate::judge(calculation, rule, &leaves.by_unit[unit][rule.item], truth).state
    })
}

/// The stage of each unit with *not applicable* counted as the worst value: for all its criteria, or for one item only.
/// None where nothing of the unit is not applicable.
pub fn na_zero(calculation: &Calculation, leaves: &Leaves, truth: Truth, only: Option<usize>) -> Vec<Option<Reached>> {
    let counted = |unit: usize, item: usize| {
        only.is_none_or(|only| only == item) && !leaves.by_unit[unit][item].parts.get(truth).applies()
    };
    let touched: Vec<usize> = (0..leaves.by_unit.len())
        .filter(|unit| calculation.stages.iter().flat_map(|stage| &stage.items).any(|item| counted(*unit, *item)))
        .collect();
    let parts = altered(calculation, leaves, &touched, truth, &|unit, item| {
        counted(unit, item).then(|| Part::known(calculation.items[item].range.0))
    });
    let stages = climb_all(calculation, &parts, &|place, position| {
        let (unit, rule) = (touched[place], &calculation.gates[position]);
        if counted(unit, rule.item) {
            GateState::Failed
        } else {
            gate::judge(calculation, rule, &leaves.by_unit[unit][rule.item], truth).state
        }
    });
    let mut by_unit = vec![None; leaves.by_unit.len()];
    for (unit, stage) in touched.into_iter().zip(stages) {
        by_unit[unit] = Some(stage);
    }
    by_unit
}

/// The stage with every item under the agency's control full, and the others as they are.
fn attainable(calculation: &Calculation, leaves: &Leaves, truth: Truth) -> Vec<Reached> {
    let full = |unit: usize, item: usize| {
        let leaf = &leaves.by_unit[unit][item];
        leaf.parts.get(truth).applies() && !leaf.not_controlled
    };
    let stage_items = || calculation.stages.iter().flat_map(|stage| &stage.items);
    let limited: Vec<usize> =
        (0..leaves.by_unit.len()).filter(|unit| !stage_items().all(|item| full(*unit, *item))).collect();
    let best = |item: usize| Part::known(calculation.items[item].range.1);
    let parts = altered(calculation, leaves, &limited, truth, &|unit, item| full(unit, item).then(|| best(item)));
    let stages = climb_all(calculation, &parts, &|place, position| {
        let (unit, rule) = (limited[place], &calculation.gates[position]);
        if full(unit, rule.item) {
            GateState::Passed
        } else {
            gate::judge(calculation, rule, &leaves.by_unit[unit][rule.item], truth).state
        }
    });
    let by_item = (0..calculation.items.len()).map(|item| vec![best(item)]).collect();
    let all_full = Columns { units: 1, by_item, ..Columns::default() };
    let free = climb_all(calculation, &all_full, &|_, _| GateState::Passed);
    let mut by_unit = vec![free[0]; leaves.by_unit.len()];
    for (unit, stage) in limited.into_iter().zip(stages) {
        by_unit[unit] = stage;
    }
    by_unit
}

/// The leaves of some units, by item, with some values replaced.
fn altered(
    calculation: &Calculation,
    leaves: &Leaves,
    units: &[usize],
    truth: Truth,
    replace: &dyn Fn(usize, usize) -> Option<Part>,
) -> Columns {
    let part =
        |unit: usize, item: usize| replace(unit, item).unwrap_or_else(|| *leaves.by_unit[unit][item].parts.get(truth));
    let column = |item: usize| units.iter().map(|unit| part(*unit, item)).collect();
    let by_item = (0..calculation.items.len()).map(column).collect();
    let here = |(node, reference): (&usize, &usize)| Some((*node, units.iter().position(|unit| unit == reference)?));
    Columns {
        units: units.len(),
        by_item,
        references: leaves.references.iter().filter_map(here).collect(),
        elsewhere: leaves.elsewhere_in(truth),
    }
}

fn climb_all(calculation: &Calculation, columns: &Columns, gate: &dyn Fn(usize, usize) -> GateState) -> Vec<Reached> {
    if calculation.stages.is_empty() {
        return vec![Reached::NotApplicable; columns.units];
    }
    let tree = tree::evaluate(calculation, columns);
    (0..columns.units)
        .map(|unit| {
            let footing =
                Footing::of(calculation, |output| tree.part(output.node, unit), |position| gate(unit, position));
            ladder::climb(calculation, &footing, calculation.method.threshold, Rule::Default)
        })
        .collect()
}
