//! Whether what is judged goes with what is measured, once what both are made of is left out.
use crate::framework::{Derived, DimensionRole, Direction, KpiKind};
use crate::inference::association::correlated;
use crate::inference::{Cases, LEAST, known, varies};
use crate::statistics::Convergent;
use crate::stats::association::spearman;
use crate::uncertainty::Outcome;
use std::collections::BTreeMap;

/// Every KPI of single agencies against the stage reached and the score of every stage, or of every index.
pub(super) fn with_kpis(cases: &Cases) -> Vec<Convergent> {
    let framework = cases.question.framework;
    let judged: Vec<usize> = cases
        .scored
        .iter()
        .copied()
        .filter(|dimension| matches!(cases.role(*dimension), DimensionRole::Stage | DimensionRole::Index))
        .collect();
    let mut outcomes: BTreeMap<Vec<usize>, Outcome> = BTreeMap::new();
    let mut found = Vec::new();
    for (kpi, described) in framework.kpis.iter().enumerate() {
        if is_judged(&described.kind) {
            continue;
        }
        let measured = measured(cases, kpi);
        if measured.iter().flatten().count() < LEAST || !varies(&measured) {
            continue;
        }
        let shared = shared(cases, kpi);
        let outcome = outcomes.entry(shared.clone()).or_insert_with(|| without(cases, &shared));
        let stage: Vec<Option<f64>> =
            outcome.reached.iter().map(|reached| reached.number().map(|number| number as f64)).collect();
        let scores = judged.iter().map(|dimension| (Some(*dimension), known(&outcome.scores[*dimension])));
        let whole = Some((None, stage)).filter(|(_, stage)| !stage.is_empty());
        for (dimension, judged) in whole.into_iter().chain(scores) {
            let agencies = judged.iter().zip(&measured).filter(|(one, other)| one.is_some() && other.is_some()).count();
            let own = spearman(&judged, &measured, cases.settings.confidence);
            if let Some(own) = own.filter(|_| agencies >= LEAST) {
                let concerned =
                    |item: &&usize| dimension.is_none_or(|dimension| cases.items_of(dimension).contains(item));
                found.push(Convergent {
                    kpi,
                    dimension,
                    left_out: shared.iter().filter(concerned).map(|item| cases.criterion(*item)).collect(),
                    agencies,
                    spearman: correlated(own),
                    lower_is_better: described.direction == Direction::Lower,
                });
            }
        }
    }
    cases.correct(found.iter_mut().map(|own| own.spearman.to_correct()));
    found
}

/// The KPI's own figure by agency.
fn measured(cases: &Cases, kpi: usize) -> Vec<Option<f64>> {
    let judged = &cases.question.assessment.agencies;
    let of = |agency: &usize| {
        let own = judged.iter().find(|own| own.agency == *agency)?;
        own.kpis.iter().find(|result| result.kpi == kpi && result.figure == 0)?.value
    };
    cases.engine.agencies.iter().map(of).collect()
}

/// Items that share content with a KPI.
fn shared(cases: &Cases, kpi: usize) -> Vec<usize> {
    let framework = cases.question.framework;
    let own = &framework.kpis[kpi];
    let shares = |item: &usize| {
        let criterion = &framework.criteria[cases.criterion(*item)];
        own.overlaps.contains(&criterion.code)
            || own.contradicts.contains(&criterion.code)
            || criterion.overlaps.contains(&own.code)
    };
    cases.items().into_iter().filter(shares).collect()
}

fn without(cases: &Cases, items: &[usize]) -> Outcome {
    let mut calculation = cases.engine.nominal.as_ref().clone();
    for item in items {
        calculation = calculation.without_item(*item);
    }
    cases.engine.outcome_of(&calculation, None)
}

/// Whether a KPI is computed from the judgement itself.
fn is_judged(kind: &KpiKind) -> bool {
    match kind {
        KpiKind::Derived { from } => !matches!(from, Derived::Beneficiary { .. }),
        _ => false,
    }
}
