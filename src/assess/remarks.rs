//! What the engine did, or could not do, that a reader of the scores must know.
use crate::assess::Context;
use crate::calculation::{Calculation, Step, fixed};
use crate::finding::{Findings, Place, Problem};
use crate::framework::{DenominatorBy, Framework, Normalise, Weights};
use crate::score::judge::Leaves;
use crate::score::tree::{self, Tree};
use crate::spelling::nearest;
use crate::stats::weights::{analytic_hierarchy, joined};
use crate::survey::{Agency, POPULATION, Scope, Survey};
use crate::truth::Truth;
use std::collections::BTreeSet;

/// Above this, Saaty (1980) sends the comparisons back to the experts.
const CONSISTENT: f64 = 0.1;

/// Of agencies judged together, as they claimed.
pub(super) fn report(context: &Context, agencies: &[usize], leaves: &Leaves, findings: &mut Findings) {
    let calculation = context.calculation;
    for (item, described) in calculation.items.iter().enumerate().filter(|(_, item)| item.denominator.is_some()) {
        for (leaves, agency) in leaves.by_unit.iter().zip(agencies) {
            let leaf = &leaves[item];
            let at = context.reader.at(Scope::Agency(*agency));
            let own = || context.reader.undivided(&at, described, context.method().share_weight).parts.claimed.value;
            if (leaf.imputed || leaf.parts.claimed.value.is_none()) && own().is_some() {
                let agency = context.survey.called(*agency).to_owned();
                let problem = Problem::DenominatorMissing { agency, criterion: described.code.to_string() };
                findings.push(problem, Place::default());
            }
        }
    }
    for (item, described) in calculation.items.iter().enumerate().filter(|(_, item)| item.imputation.is_some()) {
        let count = leaves.by_unit.iter().filter(|leaves| leaves[item].imputed).count() as u64;
        if count > 0 {
            findings.push(Problem::ValuesImputed { criterion: described.code.to_string(), count }, Place::default());
        }
    }
    if !calculation.nodes.iter().any(|node| is_watched(&node.step)) {
        return;
    }
    let columns = leaves.columns(calculation, Truth::Claimed);
    let tree = tree::evaluate(calculation, &columns);
    for (node, described) in calculation.nodes.iter().enumerate() {
        match &described.step {
            Step::Relative { of, .. } => {
                let lost = |unit: usize| tree.part(*of, unit).value.is_some() && tree.part(node, unit).value.is_none();
                if (0..agencies.len()).any(lost) {
                    let criterion = name(context, *of);
                    findings.push(Problem::NumbersWithoutScale { criterion }, Place::default());
                }
            }
            Step::Aggregate(_) => aggregate(context, agencies, &tree, node, findings),
            Step::Item(_) | Step::Treated { .. } => {}
        }
    }
}

/// Of the framework, whatever was answered.
pub(super) fn comparisons(context: &Context, findings: &mut Findings) {
    for dimension in &context.framework.dimensions {
        let Weights::AnalyticHierarchy { experts, .. } = &dimension.weights else { continue };
        let found = joined(experts).and_then(|table| analytic_hierarchy(&table));
        if let Some(ratio) = found.map(|found| found.consistency_ratio).filter(|ratio| *ratio > CONSISTENT) {
            let dimension = dimension.code.to_string();
            findings.push(Problem::ComparisonsInconsistent { dimension, ratio }, Place::default());
        }
    }
}

/// Columns and agencies that the framework names and the register does not have: values would vanish without a word.
pub fn register(framework: &Framework, calculation: &Calculation, survey: &Survey, findings: &mut Findings) {
    if survey.agencies.is_empty() {
        return;
    }
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let mut headings: BTreeSet<&str> =
        survey.agencies.iter().flat_map(|agency| agency.attributes.iter()).map(|(heading, _)| heading).collect();
    headings.extend(survey.agencies.iter().filter_map(|agency| agency.population).map(|_| POPULATION));
    for item in &calculation.items {
        let divided = item.denominator.as_ref().and_then(|rule| match &rule.by {
            DenominatorBy::Column(column) => Some(("denominator", column.as_str())),
            DenominatorBy::Criterion(_) | DenominatorBy::Quantity(_) => None,
        });
        let grouped = item.imputation.as_ref().and_then(|rule| Some(("imputation", rule.group.as_deref()?)));
        for (key, column) in divided.into_iter().chain(grouped).filter(|(_, column)| said.insert(column)) {
            let criterion = item.code.to_string();
            let above = |agency: &Agency| agency.number(column).is_some_and(|number| number > 0.0);
            if !headings.contains(column) {
                let nearest = nearest(column, headings.iter().copied()).unwrap_or_default().to_owned();
                let (key, column) = (key.to_owned(), column.to_owned());
                let problem = Problem::RegisterColumnUnknown { criterion, key, column, nearest };
                findings.push(problem, Place::default());
            } else if key == "denominator" && !survey.agencies.iter().any(above) {
                let problem = Problem::RegisterColumnWithoutNumbers { criterion, column: column.to_owned() };
                findings.push(problem, Place::default());
            }
        }
    }
    for item in &calculation.items {
        let criterion = &framework.criteria[item.criterion];
        let Some(Normalise::DistanceToReference { agency, .. }) = &criterion.normalise else { continue };
        if !survey.agencies.iter().any(|known| known.code == *agency) {
            let codes = survey.agencies.iter().map(|known| known.code.as_str());
            let nearest = nearest(agency.as_str(), codes).unwrap_or_default().to_owned();
            let (criterion, agency) = (criterion.code.to_string(), agency.to_string());
            findings.push(Problem::ReferenceUnknown { criterion, agency, nearest }, Place::default());
        }
    }
}

fn is_watched(step: &Step) -> bool {
    match step {
        Step::Item(_) | Step::Treated { .. } => false,
        Step::Relative { rule, .. } => fixed(rule, 0.0).is_none(),
        Step::Aggregate(aggregation) => aggregation.is_annulled_by_zero() || aggregation.weights.is_some(),
    }
}

fn aggregate(context: &Context, agencies: &[usize], tree: &Tree, node: usize, findings: &mut Findings) {
    if tree.lacks_weights(node) {
        findings.push(Problem::WeightsNotFound { dimension: name(context, node) }, Place::default());
    }
    for (unit, agency) in agencies.iter().enumerate() {
        let Some(aggregation) = tree.aggregation(node, unit).filter(|own| own.is_annulled_by_zero()) else { continue };
        let is_zero = |part: &usize| tree.part(*part, unit).value.is_some_and(|value| value <= 0.0);
        let live = aggregation.parts.iter().filter(|(_, weight)| *weight > 0.0).map(|(part, _)| *part);
        if let Some(part) = live.clone().find(is_zero) {
            let problem = Problem::ZeroAnnuls {
                agency: context.survey.called(*agency).to_owned(),
                dimension: name(context, node),
                part: name(context, part),
            };
            findings.push(problem, Place::default());
        }
    }
}

/// The code of the criterion or dimension that a node stands for.
fn name(context: &Context, node: usize) -> String {
    let Calculation { nodes, items, dimensions, .. } = context.calculation;
    match &nodes[node].step {
        Step::Item(item) => items[*item].code.to_string(),
        Step::Treated { of, .. } | Step::Relative { of, .. } => name(context, *of),
        Step::Aggregate(_) => {
            let here = dimensions.iter().position(|output| output.is_some_and(|output| output.node == node));
            here.map_or_else(String::new, |here| context.framework.dimensions[here].code.to_string())
        }
    }
}
