//! What improvements cost.
use crate::finding::{Place, Problem};
use crate::input::Record;
use crate::survey::intake::{Head, Intake, row_of, several};
use crate::survey::mapping::Mapping;
use crate::survey::reading::place_of;
use crate::survey::{Control, Cost, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Costs and days above this are slips of the pen.
const MOST: f64 = 1e15;

/// Months above this are slips of the pen.
const MOST_MONTHS: u32 = 240;

/// Costs as they are read.
#[derive(Default)]
pub(super) struct CostReader {
    costs: Vec<Cost>,
    known: BTreeMap<(usize, Option<usize>), usize>,
}

impl CostReader {
    pub(super) fn row(&mut self, intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) {
        let Some(cost) = row(intake, head, record, mapping) else { return };
        let key = (cost.criterion, cost.agency);
        if let Some(first) = self.known.get(&key) {
            let earlier = &self.costs[*first];
            if *earlier != (Cost { source: earlier.source, ..cost.clone() }) {
                let criterion = intake.framework.criteria[cost.criterion].code.to_string();
                let first = intake.cite(earlier.source);
                intake.report(head, record, mapping.column("criterion"), Problem::CostConflicting { criterion, first });
            }
            return;
        }
        self.known.insert(key, self.costs.len());
        self.costs.push(cost);
    }

    /// Rows with prerequisites that wait for themselves lose them.
    pub(super) fn finish(self, intake: &mut Intake<'_>) -> Vec<Cost> {
        let mut costs = self.costs;
        for place in 0..costs.len() {
            if waits_for_itself(&costs, costs[place].criterion) && !costs[place].after.is_empty() {
                let criterion = intake.framework.criteria[costs[place].criterion].code.to_string();
                let column = Some("prerequisite".to_owned());
                let found = Place { column, ..place_of(intake, costs[place].source) };
                intake.push(Problem::CostPrerequisiteLoop { criterion }, found);
                costs[place].after.clear();
            }
        }
        costs
    }
}

/// Reads a row; none, with a finding, where it cannot be used.
fn row(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) -> Option<Cost> {
    let criterion = intake.criterion(head, record, mapping.column("criterion"))?;
    let agency_column = mapping.column("agency");
    let agency = match intake.text(head, record, agency_column) {
        "" => None,
        _ => Some(intake.agency(head, record, agency_column)?),
    };
    let amount = |intake: &mut Intake<'_>, name: &str| {
        let column = mapping.column(name);
        let number = intake.amount(head, record, column)?;
        if number > MOST {
            intake.report(head, record, column, Problem::CostTooLarge { most: MOST });
            return None;
        }
        Some(number)
    };
    let cost = amount(intake, "cost");
    let proof_cost = amount(intake, "proof_cost");
    let team_days = amount(intake, "team_days");
    let months_column = mapping.column("duration_months");
    let mut months = intake.count(head, record, months_column);
    if months.is_some_and(|months| months > MOST_MONTHS) {
        intake.report(head, record, months_column, Problem::CostTooLarge { most: f64::from(MOST_MONTHS) });
        months = None;
    }
    let control_text = intake.prose(head, record, mapping.column("who_controls")).into_owned();
    let control = match intake.words.control(&control_text) {
        Some(control) => control,
        None if control_text.is_empty() => Control::Agency,
        None => Control::Other(control_text),
    };
    Some(Cost {
        criterion,
        agency,
        cost,
        proof_cost,
        months,
        team_days,
        control,
        after: after(intake, head, record, mapping, criterion),
        source: Source { file: head.file, row: row_of(record) },
    })
}

/// Criteria that must be met before, separated by `;`.
fn after(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping, own: usize) -> Vec<usize> {
    let column = mapping.column("prerequisite");
    let text = intake.text(head, record, column);
    let mut after = Vec::new();
    for code in several(text) {
        match intake.criteria.find(code) {
            Some(found) if found == own => {
                let criterion = intake.framework.criteria[own].code.to_string();
                intake.report(head, record, column, Problem::CostPrerequisiteLoop { criterion });
            }
            Some(found) if after.contains(&found) => {}
            Some(found) => after.push(found),
            None => {
                let nearest = intake.criteria.nearest(code);
                intake.report(head, record, column, Problem::UnknownCriterion { nearest });
            }
        }
    }
    after
}

/// Whether a criterion is among those that must be met before it, at any distance.
fn waits_for_itself(costs: &[Cost], criterion: usize) -> bool {
    let before =
        |criterion: usize| costs.iter().filter(move |cost| cost.criterion == criterion).flat_map(|cost| &cost.after);
    let mut met = BTreeSet::new();
    let mut open: Vec<usize> = before(criterion).copied().collect();
    while let Some(next) = open.pop() {
        if next == criterion {
            return true;
        }
        if met.insert(next) {
            open.extend(before(next));
        }
    }
    false
}
