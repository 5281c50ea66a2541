//! KPIs are computed from quantities that exist.
use crate::framework::expression::{Unreadable, parse};
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::{Flaws, Step, at};
use crate::framework::{Framework, Kpi, KpiKind};
use crate::spelling::nearest;

pub(super) fn check(framework: &Framework, flaws: &mut Flaws) {
    for (index, kpi) in framework.kpis.iter().enumerate() {
        let owner = kpi.code.as_str();
        let path = |kind: &str, key: &str| at!["kpis", index, "kind", kind, key];
        match &kpi.kind {
            KpiKind::Ratio { numerator, denominator, factor, .. } => {
                quantity(path("ratio", "numerator"), kpi, numerator.as_str(), flaws);
                quantity(path("ratio", "denominator"), kpi, denominator.as_str(), flaws);
                flaws.finite(path("ratio", "factor"), owner, *factor);
            }
            KpiKind::GroupGap { numerator, denominator, factor } => {
                quantity(path("group-gap", "numerator"), kpi, numerator.as_str(), flaws);
                quantity(path("group-gap", "denominator"), kpi, denominator.as_str(), flaws);
                flaws.finite(path("group-gap", "factor"), owner, *factor);
            }
            KpiKind::Difference { minuend, subtrahend } => {
                quantity(path("difference", "minuend"), kpi, minuend.as_str(), flaws);
                quantity(path("difference", "subtrahend"), kpi, subtrahend.as_str(), flaws);
            }
            KpiKind::Quantile { probability } => {
                flaws.range(path("quantile", "probability"), owner, *probability, 0.0, 1.0);
            }
            KpiKind::Formula { expression, .. } => formula(path("formula", "expression"), kpi, expression, flaws),
            KpiKind::Derived { .. } => {}
        }
    }
}

fn formula(path: Vec<Step>, kpi: &Kpi, expression: &str, flaws: &mut Flaws) {
    match parse(expression) {
        Err(Unreadable(span)) => {
            let (kpi, rest) = (kpi.code.to_string(), expression[span.start..].to_owned());
            flaws.push(path, FrameworkProblem::FormulaUnreadable { kpi, rest });
        }
        Ok(tree) => {
            let mut named = tree.quantities();
            named.sort_unstable();
            named.dedup();
            for name in named {
                quantity(path.clone(), kpi, name, flaws);
            }
        }
    }
}

fn quantity(path: Vec<Step>, kpi: &Kpi, name: &str, flaws: &mut Flaws) {
    let known = || kpi.quantities.iter().map(|quantity| quantity.code.as_str());
    if !known().any(|code| code == name) {
        let nearest = nearest(name, known()).unwrap_or_default().to_owned();
        let (owner, quantity) = (kpi.code.to_string(), name.to_owned());
        flaws.push(path, FrameworkProblem::UndefinedQuantity { owner, quantity, nearest });
    }
}
