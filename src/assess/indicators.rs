//! KPIs of agencies and groups, entered or derived from the assessment itself.
use crate::assess::{Context, services};
use crate::assessment::{AgencyAssessment, Experienced, ExperiencedScope, KpiResult, KpiState, ServiceAssessment};
use crate::framework::{Derived, Experience, KpiKind, ScaleKind};
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
    let figures = held.flat_map(|(position, kpi)| {
        kpi.figures().enumerate().map(move |(place, figure)| (KpiResult::empty(position, place), kpi.direction, figure))
    });
    figures
        .map(|(mut result, direction, figure)| {
            match figure.kind {
                KpiKind::Derived { from } => {
                    derive(context, from, agencies, services, experienced, whose, &mut result);
                }
                kind => kpi::compute(&mut result, kind, entries, &owners, context.method()),
            }
            let target = kpi::target(context.survey, figure.code.as_str(), &whose.scope);
            result.aim(target, direction, context.survey.periods[context.period].last);
            result
        })
        .collect()
}

fn derive(
    context: &Context,
    from: &Derived,
    agencies: &[AgencyAssessment],
    services: &[ServiceAssessment],
    experienced: &[Experienced],
    whose: &Whose,
    result: &mut KpiResult,
) {
    match from {
        Derived::ServicesByStage => {
            let registered = services::registered(agencies, whose.members);
            let counts = services::count(context, services, &registered, leading(context));
            if let Some(counts) = counts {
                let judged: usize = counts.count.iter().sum();
                let above: usize = counts.count.iter().skip(2).sum();
                if judged > 0 {
                    fill(result, above as f64, (judged + counts.unjudged) as f64);
                }
            }
        }
        Derived::Coverage => {
            let (answered, applicable) = criteria(agencies, whose, Truth::Claimed);
            fill(result, answered, applicable);
        }
        Derived::CheckedShare => {
            let (answered, _) = criteria(agencies, whose, Truth::Claimed);
            let (checked, _) = criteria(agencies, whose, Truth::Checked);
            fill(result, checked, answered);
        }
        Derived::PercentToTarget | Derived::ProgressToTarget => to_target(context, from, agencies, whose, result),
        Derived::Beneficiary { item, figure } => {
            beneficiary(context, (item.as_str(), *figure), agencies, experienced, whose, result);
        }
    }
    if result.value.is_some() {
        result.state = KpiState::Available;
    }
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

/// SAMM's two formulas, over the scored dimensions that have a target; severity counts as what it lacks of the worst.
fn to_target(context: &Context, from: &Derived, agencies: &[AgencyAssessment], whose: &Whose, result: &mut KpiResult) {
    let [member] = whose.members else {
        result.state = KpiState::NotAggregable;
        return;
    };
    let Some(judgement) = agencies[*member].judgements.get(leading(context)) else {
        return;
    };
    let (mut gained, mut aimed, mut count) = (0.0, 0.0, 0.0);
    for (position, dimension) in context.framework.dimensions.iter().enumerate() {
        let target = kpi::target(context.survey, dimension.code.as_str(), &whose.scope);
        let (Some(target), Some(current), Some(output)) =
            (target, judgement.scores[position].value, context.calculation.dimensions[position])
        else {
            continue;
        };
        let best = output.factor * context.calculation.nodes[output.node].range.1;
        let better = |score: f64| if output.inverted { best - score } else { score };
        let (current, target, baseline) = (better(current), better(target.target), target.baseline.map(better));
        match (from, baseline) {
            (Derived::ProgressToTarget, None) => continue,
            (Derived::ProgressToTarget, Some(baseline)) => {
                gained += current - baseline;
                aimed += target - baseline;
            }
            _ => {
                gained += current.min(target);
                aimed += target;
            }
        }
        count += 1.0;
    }
    if aimed == 0.0 && count > 0.0 && *from == Derived::ProgressToTarget {
        result.value = Some(100.0);
    }
    fill(result, gained, aimed);
    result.count = (count > 0.0).then_some(count);
}

fn beneficiary(
    context: &Context,
    (item, figure): (&str, Experience),
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
    let count = f64::from(found.count);
    result.count = Some(count);
    match figure {
        Experience::Mean => {
            let is_share =
                context.framework.scale(&items[found.item].scale).is_some_and(|scale| scale.kind == ScaleKind::Choice);
            let factor = if is_share { 100.0 } else { 1.0 };
            result.value = found.value.map(|value| value * factor);
            result.interval = found.interval.map(|(low, high)| (low * factor, high * factor));
            result.numerator = found.total;
            result.denominator = found.weight;
        }
        Experience::Median => result.value = found.median,
        Experience::Ninetieth => result.value = found.ninetieth,
        Experience::Declined => {
            let declined = found.declined.map_or(0.0, f64::from);
            fill(result, declined, declined + count);
        }
    }
}
