//! KPIs are computed from quantities that exist.
use crate::framework::expression::{Unreadable, parse};
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::{Flaws, Step, at};
use crate::framework::{Framework, Kpi, KpiKind};
use crate::spelling::nearest;

pub(super) fn check(framework: &Framework, flaws: &mut Flaws) {
    for (index, kpi) in framework.kpis.iter().enumerate() {
        for (place, figure) in kpi.figures().enumerate() {
            kind(&path(index, place, "kind"), kpi, figure.code.as_str(), figure.kind, flaws);
        }
    }
}

/// Where a key of a KPI's figure stands: its own, or one of those beside it.
pub(super) fn path(kpi: usize, figure: usize, key: &str) -> Vec<Step> {
    match figure.checked_sub(1) {
        None => at!["kpis", kpi, key],
        Some(place) => at!["kpis", kpi, "beside", place, key],
    }
}

fn kind(kind: &[Step], kpi: &Kpi, owner: &str, of: &KpiKind, flaws: &mut Flaws) {
    let path = |name: &str, key: &str| [kind.to_vec(), at![name, key]].concat();
    match of {
        KpiKind::Ratio { numerator, denominator, factor, .. } => {
            quantity(path("ratio", "numerator"), kpi, owner, numerator.as_str(), flaws);
            quantity(path("ratio", "denominator"), kpi, owner, denominator.as_str(), flaws);
            flaws.finite(path("ratio", "factor"), owner, *factor);
        }
        KpiKind::GroupGap { numerator, denominator, factor } => {
            quantity(path("group-gap", "numerator"), kpi, owner, numerator.as_str(), flaws);
            quantity(path("group-gap", "denominator"), kpi, owner, denominator.as_str(), flaws);
            flaws.finite(path("group-gap", "factor"), owner, *factor);
        }
        KpiKind::Difference { minuend, subtrahend } => {
            quantity(path("difference", "minuend"), kpi, owner, minuend.as_str(), flaws);
            quantity(path("difference", "subtrahend"), kpi, owner, subtrahend.as_str(), flaws);
        }
        KpiKind::Quantile { probability } => {
            flaws.range(path("quantile", "probability"), owner, *probability, 0.0, 1.0);
        }
        KpiKind::Formula { expression, .. } => formula(path("formula", "expression"), kpi, owner, expression, flaws),
        KpiKind::Derived { .. } => {}
    }
}

fn formula(path: Vec<Step>, kpi: &Kpi, owner: &str, expression: &str, flaws: &mut Flaws) {
    match parse(expression) {
        Err(Unreadable(span)) => {
            let (kpi, rest) = (owner.to_owned(), expression[span.start..].to_owned());
            flaws.push(path, FrameworkProblem::FormulaUnreadable { kpi, rest });
        }
        Ok(tree) => {
            let mut named = tree.quantities();
            named.sort_unstable();
            named.dedup();
            for name in named {
                quantity(path.clone(), kpi, owner, name, flaws);
            }
        }
    }
}

fn quantity(path: Vec<Step>, kpi: &Kpi, owner: &str, name: &str, flaws: &mut Flaws) {
    let known = || kpi.quantities.iter().map(|quantity| quantity.code.as_str());
    if !known().any(|code| code == name) {
        let nearest = nearest(name, known()).unwrap_or_default().to_owned();
        let (owner, quantity) = (owner.to_owned(), name.to_owned());
        flaws.push(path, FrameworkProblem::UndefinedQuantity { owner, quantity, nearest });
    }
}
