//! Where one source says something else than another, or half of it.
use crate::assess::Context;
use crate::assessment::{AgencyAssessment, Experienced, ExperiencedScope, KpiState};
use crate::finding::{Findings, Place, Problem};
use crate::framework::{Better, DimensionRole};
use crate::method::ShareWeight;
use crate::score::kpi::Entries;
use crate::survey::Scope;

pub(super) fn report(
    context: &Context,
    agencies: &[AgencyAssessment],
    experienced: &[Experienced],
    findings: &mut Findings,
) {
    let given = Entries::of(context.survey, context.period);
    for agency in agencies {
        kpis(context, agency, &given, findings);
        perception(context, agency, findings);
    }
    for entry in experienced {
        experience(context, entry, findings);
    }
}

/// KPIs with a part missing, and criteria claimed well above what a KPI measures of the same thing.
fn kpis(context: &Context, agency: &AgencyAssessment, given: &Entries, findings: &mut Findings) {
    let mut told: Vec<(usize, &Vec<String>)> = Vec::new();
    for result in &agency.kpis {
        let kpi = &context.framework.kpis[result.kpi];
        if let KpiState::NotAvailable { missing } = &result.state
            && !missing.is_empty()
            && !told.contains(&(result.kpi, missing))
            && given.any(result.kpi, &[Some(agency.agency)])
        {
            let problem = Problem::KpiIncomplete {
                agency: context.survey.called(agency.agency).to_owned(),
                kpi: kpi.code.to_string(),
                missing: missing.join(", "),
            };
            findings.push(problem, Place::default());
            told.push((result.kpi, missing));
        }
        let Some(measured) = result.value.filter(|_| result.figure == 0).map(|value| value / 100.0) else { continue };
        for criterion in &kpi.contradicts {
            if let Some(claimed) = claimed(context, agency.agency, criterion.as_str())
                && claimed - measured > context.method().contradiction
            {
                let problem = Problem::KpiContradictsCriterion {
                    agency: context.survey.called(agency.agency).to_owned(),
                    kpi: kpi.code.to_string(),
                    measured: 100.0 * measured,
                    criterion: criterion.to_string(),
                    claimed: 100.0 * claimed,
                };
                findings.push(problem, Place::default());
            }
        }
    }
}

/// Perception far from severity, in either direction, and perception that too few people gave.
fn perception(context: &Context, agency: &AgencyAssessment, findings: &mut Findings) {
    for entry in &agency.perception {
        let criterion = &context.framework.criteria[entry.criterion];
        if (entry.count as usize) < context.method().minimum_group {
            let problem = Problem::SmallGroupSuppressed {
                agency: context.survey.called(agency.agency).to_owned(),
                code_of: criterion.code.to_string(),
                size: u64::from(entry.count),
                minimum: context.method().minimum_group as u64,
            };
            findings.push(problem, Place::default());
        }
        let Some(dimension) = context.framework.dimension(criterion.dimension.as_str()) else { continue };
        let severity = agency.judgements.claimed.as_ref().and_then(|judgement| judgement.scores[dimension].value);
        if context.framework.dimensions[dimension].role == DimensionRole::Obstacle
            && let (Some(perception), Some(severity)) = (entry.median, severity)
            && (perception - severity).abs() > context.method().perception_gap
        {
            let problem = Problem::PerceptionContradictsSeverity {
                agency: context.survey.called(agency.agency).to_owned(),
                obstacle: criterion.dimension.to_string(),
                perception,
                severity,
            };
            findings.push(problem, Place::default());
        }
    }
}

/// A claim outside the interval of what users experienced.
fn experience(context: &Context, entry: &Experienced, findings: &mut Findings) {
    let item = &context.framework.beneficiary_items[entry.item];
    let (ExperiencedScope::Agency(agency), Some(beside), Some(share), Some(interval)) =
        (entry.scope, &item.beside, entry.value, entry.interval)
    else {
        return;
    };
    let (experienced, highest) = match item.better {
        Better::Higher => (share, interval.1),
        Better::Lower => (1.0 - share, 1.0 - interval.0),
    };
    if let Some(claimed) = claimed(context, agency, beside.as_str())
        && claimed > highest
    {
        let problem = Problem::ExperienceContradictsClaim {
            agency: context.survey.called(agency).to_owned(),
            criterion: beside.to_string(),
            claimed: 100.0 * claimed,
            experienced: 100.0 * experienced,
            size: u64::from(entry.count),
        };
        findings.push(problem, Place::default());
    }
}

/// The value an agency claims for a criterion.
fn claimed(context: &Context, agency: usize, criterion: &str) -> Option<f64> {
    let item = context.calculation.item_of(context.framework.criterion(criterion)?)?;
    let item = &context.calculation.items[item];
    context.reader.leaf(&context.reader.at(Scope::Agency(agency)), item, ShareWeight::Count).parts.claimed.value
}
