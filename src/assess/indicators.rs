//! KPIs of agencies and groups, entered or derived from the assessment itself.
use crate::assess::{Context, services};
use crate::assessment::{AgencyAssessment, Experienced, ExperiencedScope, KpiResult, KpiState, ServiceAssessment};
use crate::framework::{Derived, KpiKind, ScaleKind};
use crate::score::kpi::{self, Entries};
use crate::survey::{BeneficiarySource, TargetScope};
use crate::truth::Truth;

/// Whose figure is computed.
pub(super) struct Whose<'a> {
    /// Positions in `Assessment::agencies`.
    pub(super) members: &'a [usize],
    pub(super) scope: TargetScope,
}

/// Sets the KPIs of every agency: those it gave figures for, those that are derived, and those with a target.
pub(super) fn of_agencies(
    context: &Context,
    agencies: &mut [AgencyAssessment],
    services: &[ServiceAssessment],
    experienced: &[Experienced],
) {
    let entries = Entries::of(context.survey, context.period);
    for member in 0..agencies.len() {
        let agency = agencies[member].agency;
        let whose = Whose { members: &[member], scope: TargetScope::Agency(agency) };
        let kpis = compute(context, &entries, agencies, services, experienced, &whose)
            .into_iter()
            .filter(|result| {
                result.value.is_some() || result.target.is_some() || entries.any(result.kpi, &[Some(agency)])
            })
            .collect();
        agencies[member].kpis = kpis;
    }
}

/// Every KPI of the edition for one agency, a group or the nation.
pub(super) fn compute(
    context: &Context,
    entries: &Entries,
    agencies: &[AgencyAssessment],
    services: &[ServiceAssessment],
    experienced: &[Experienced],
    whose: &Whose,
) -> Vec<KpiResult> {
    let framework = context.framework;
    let mut owners: Vec<Option<usize>> = whose.members.iter().map(|member| Some(agencies[*member].agency)).collect();
    if whose.scope == TargetScope::Nation {
        owners.push(None);
    }
    let held =
        framework.kpis.iter().enumerate().filter(|(_, kpi)| framework.holds(context.edition, kpi.edition.as_ref()));
    held.map(|(position, kpi)| {
        let mut result = match &kpi.kind {
            KpiKind::Derived { from } => derive(context, position, from, agencies, services, experienced, whose),
            _ => kpi::compute(framework, position, entries, &owners, context.method()),
        };
        result.aim(kpi::target(context.survey, kpi.code.as_str(), &whose.scope), kpi.direction);
        result
    })
    .collect()
}

fn derive(
    context: &Context,
    kpi: usize,
    from: &Derived,
    agencies: &[AgencyAssessment],
    services: &[ServiceAssessment],
    experienced: &[Experienced],
    whose: &Whose,
) -> KpiResult {
    let mut result = KpiResult::empty(kpi);
    match from {
        Derived::ServicesByStage => {
            let registered = services::registered(agencies, whose.members);
            let counts = services::count(context, services, &registered, leading(context));
            if let Some(counts) = counts {
                let judged: usize = counts.count.iter().sum();
                let above: usize = counts.count.iter().skip(2).sum();
                if judged > 0 {
                    fill(&mut result, above as f64, (judged + counts.unjudged) as f64);
                }
            }
        }
        Derived::Coverage => {
            let (answered, applicable) = criteria(agencies, whose, Truth::Claimed);
            fill(&mut result, answered, applicable);
        }
        Derived::CheckedShare => {
            let (answered, _) = criteria(agencies, whose, Truth::Claimed);
            let (checked, _) = criteria(agencies, whose, Truth::Checked);
            fill(&mut result, checked, answered);
        }
        Derived::PercentToTarget => percent_to_target(context, agencies, whose, &mut result),
        Derived::Beneficiary(code) => beneficiary(context, code.as_str(), agencies, experienced, whose, &mut result),
    }
    if result.value.is_some() {
        result.state = KpiState::Available;
    }
    result
}

fn fill(result: &mut KpiResult, numerator: f64, denominator: f64) {
    if denominator > 0.0 {
        result.numerator = Some(numerator);
        result.denominator = Some(denominator);
        result.count = Some(denominator);
        result.value = Some(100.0 * numerator / denominator);
    }
}

/// The column that leads where one must: supported, else claimed.
fn leading(context: &Context) -> Truth {
    if context.truths.supported { Truth::Supported } else { Truth::Claimed }
}

/// Criteria answered and applicable, over the scored dimensions at the top of the tree.
fn criteria(agencies: &[AgencyAssessment], whose: &Whose, truth: Truth) -> (f64, f64) {
    let judged = whose.members.iter().filter_map(|member| agencies[*member].judgements.get(truth).as_ref());
    judged.fold((0.0, 0.0), |(answered, applicable), judgement| {
        let (own, all) = judgement.counted;
        (answered + own, applicable + all)
    })
}

/// 1 − Σmax(0, target − current) / Σtarget, over the scored dimensions that have a target (SAMM's formula).
fn percent_to_target(context: &Context, agencies: &[AgencyAssessment], whose: &Whose, result: &mut KpiResult) {
    let [member] = whose.members else {
        result.state = KpiState::NotAggregable;
        return;
    };
    let Some(judgement) = agencies[*member].judgements.get(leading(context)) else {
        return;
    };
    let (mut short, mut aimed) = (0.0, 0.0);
    for (position, dimension) in context.framework.dimensions.iter().enumerate() {
        let target = kpi::target(context.survey, dimension.code.as_str(), &whose.scope);
        if let (Some(target), Some(current)) = (target, judgement.scores[position].value) {
            short += (target.target - current).max(0.0);
            aimed += target.target;
        }
    }
    fill(result, aimed - short, aimed);
}

fn beneficiary(
    context: &Context,
    item: &str,
    agencies: &[AgencyAssessment],
    experienced: &[Experienced],
    whose: &Whose,
    result: &mut KpiResult,
) {
    let scope = match (&whose.scope, whose.members) {
        (TargetScope::Nation, _) => ExperiencedScope::Nation,
        (_, [member]) => ExperiencedScope::Agency(agencies[*member].agency),
        _ => {
            result.state = KpiState::NotAggregable;
            return;
        }
    };
    let items = &context.framework.beneficiary_items;
    let found = experienced.iter().find(|entry| {
        entry.scope == scope && entry.source == BeneficiarySource::Survey && items[entry.item].code.matches(item)
    });
    let Some(found) = found else { return };
    if found.suppressed {
        result.state = KpiState::Suppressed;
        return;
    }
    let is_share =
        context.framework.scale(&items[found.item].scale).is_some_and(|scale| scale.kind == ScaleKind::Choice);
    let factor = if is_share { 100.0 } else { 1.0 };
    result.value = found.value.map(|value| value * factor);
    result.interval = found.interval.map(|(low, high)| (low * factor, high * factor));
    result.numerator = found.total;
    result.denominator = Some(f64::from(found.count));
    result.count = Some(f64::from(found.count));
}
