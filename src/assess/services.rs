//! Services by stage: the same rules, on what is observed on a service.
use crate::assess::Context;
use crate::assessment::{AgencyAssessment, ServiceAssessment, ServiceCounts};
use crate::framework::LowerUnit;
use crate::method::ShareWeight;
use crate::score::judge::{self, Leaves};
use crate::score::leaf::{Leaf, VOLUME};
use crate::score::{Reached, Truth};
use crate::survey::Scope;
use crate::truth::ByTruth;

/// The services of agencies that answered for their services; empty when none did or the framework has no stages.
pub(super) fn judge(context: &Context) -> Vec<ServiceAssessment> {
    let calculation = context.calculation.of_services();
    if calculation.stages.is_empty() || calculation.stages.iter().all(|stage| stage.items.is_empty()) {
        return Vec::new();
    }
    let mut services = Vec::new();
    for agency in 0..context.survey.agencies.len() {
        let own: Vec<usize> = context
            .reader
            .scopes_below(agency)
            .iter()
            .filter_map(|scope| if let Scope::Service(service) = scope { Some(*service) } else { None })
            .collect();
        if own.is_empty() {
            continue;
        }
        let leaves = leaves(context, agency, own.len());
        let mut judged: ByTruth<Vec<_>> = ByTruth::default();
        for truth in context.truths() {
            *judged.get_mut(truth) = judge::judge(&calculation, &leaves, truth);
        }
        for (place, service) in own.into_iter().enumerate() {
            let reached = |truth: Truth| Some(judged.get(truth).get(place)?.ladder.as_ref()?.reached);
            let claimed = judged.claimed.get(place);
            let share = |dimension: usize| {
                let output = calculation.dimensions[dimension]?;
                let score = claimed?.scores[dimension].value?;
                Some(score / (output.factor * calculation.nodes[output.node].range.1))
            };
            services.push(ServiceAssessment {
                service,
                reached: ByTruth::from_fn(reached),
                profile: calculation.stages.iter().map(|stage| share(stage.dimension)).collect(),
            });
        }
    }
    services
}

/// Leaves of an agency's services; what the agency observed on none of its services does not apply to them.
fn leaves(context: &Context, agency: usize, services: usize) -> Leaves {
    let mut by_unit: Vec<Vec<Leaf>> = vec![Vec::with_capacity(context.calculation.items.len()); services];
    for item in &context.calculation.items {
        let observed = item.each.as_ref().is_some_and(|each| each.unit == LowerUnit::Service);
        let mut units = if observed { context.reader.units(agency, item, ShareWeight::Count) } else { Vec::new() };
        if !units.iter().any(|unit| unit.answered) {
            units.clear();
        }
        for (place, leaves) in by_unit.iter_mut().enumerate() {
            leaves.push(units.get(place).map_or_else(Leaf::absent, |unit| Leaf {
                parts: unit.parts,
                gated: unit.gated,
                grade: unit.grade,
                ..Leaf::absent()
            }));
        }
    }
    Leaves::alone(by_unit)
}

/// Services of some agencies (positions in the register, rising) by stage, once by number and once by yearly transactions.
pub(super) fn count(
    context: &Context,
    services: &[ServiceAssessment],
    agencies: &[usize],
    truth: Truth,
) -> Option<ServiceCounts> {
    let mut counts = ServiceCounts {
        count: vec![0; context.calculation.stages.len() + 1],
        volume: vec![0.0; context.calculation.stages.len() + 1],
        ..ServiceCounts::default()
    };
    let mut any = false;
    for service in services {
        let register = &context.survey.services[service.service];
        let (true, Some(reached)) = (agencies.binary_search(&register.agency).is_ok(), service.reached.get(truth))
        else {
            continue;
        };
        any = true;
        let volume = register.numbers.get(VOLUME).copied();
        counts.without_volume += usize::from(volume.is_none());
        match reached {
            Reached::Stage { number, .. } => {
                counts.count[*number] += 1;
                counts.volume[*number] += volume.into_iter().sum::<f64>();
            }
            Reached::Unjudged | Reached::NotApplicable => {
                counts.unjudged += 1;
                counts.unjudged_volume += volume.into_iter().sum::<f64>();
            }
        }
    }
    any.then_some(counts)
}

/// Positions in the register of some assessed agencies; both rise together.
pub(super) fn registered(agencies: &[AgencyAssessment], members: &[usize]) -> Vec<usize> {
    members.iter().map(|member| agencies[*member].agency).collect()
}
