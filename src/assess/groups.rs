//! The nation and its groups: counts per stage, quartiles, sums of KPIs. Small groups are withheld.
use crate::assess::{Context, agencies, indicators, services};
use crate::assessment::{AgencyAssessment, Experienced, Group, Quartiles, ServiceAssessment, StageCounts, SweepPoint};
use crate::score::Ladder;
use crate::score::kpi::Entries;
use crate::score::people::withhold_second;
use crate::stats::quantile;
use crate::survey::TargetScope;
use crate::text::Text;
use crate::truth::{ByTruth, Truth};
use indexmap::IndexMap;

/// Agencies (positions in `Assessment::agencies`) that are printed together.
struct Set {
    /// Column and value; none: the nation.
    name: Option<(String, String)>,
    members: Vec<usize>,
}

/// The nation first, then every value of every column; agencies without a value are in no group of that column.
pub(super) fn groups(
    context: &Context,
    columns: &[String],
    agencies: &mut [AgencyAssessment],
    services: &[ServiceAssessment],
    experienced: &[Experienced],
) -> Vec<Group> {
    let entries = Entries::of(context.survey, context.period);
    let mut sets = vec![Set { name: None, members: (0..agencies.len()).collect() }];
    for column in columns {
        let mut values: IndexMap<&String, Vec<usize>> = IndexMap::new();
        for (member, agency) in agencies.iter().enumerate() {
            if let Some(value) = context.survey.agencies[agency.agency].attributes.get(column) {
                values.entry(value).or_default().push(member);
            }
        }
        values.sort_keys();
        let named =
            |(value, members): (&String, Vec<usize>)| Set { name: Some((column.clone(), value.clone())), members };
        sets.extend(values.into_iter().map(named));
    }
    withhold(context, &sets, agencies);
    sets.into_iter()
        .map(|Set { name, members }| {
            let scope = match &name {
                None => TargetScope::Nation,
                Some((column, value)) => TargetScope::Group { column: column.clone(), value: value.clone() },
            };
            let whose = indicators::Whose { members: &members, scope };
            let (column, value) = name.unzip();
            let title = match (&column, &value) {
                (Some(column), Some(value)) => context.survey.wording(column, value),
                _ => Text::default(),
            };
            let registered = services::registered(agencies, &members);
            Group {
                stages: by_truth(context, |truth| count(context, agencies, &members, truth)),
                scores: (0..context.framework.dimensions.len())
                    .map(|dimension| by_truth(context, |truth| quartiles(agencies, &members, dimension, truth)))
                    .collect(),
                kpis: indicators::compute(context, &entries, agencies, services, experienced, &whose),
                perception: agencies::perceptions(context, &registered),
                services: by_truth(context, |truth| services::count(context, services, &registered, truth)),
                column,
                value,
                title,
                members,
            }
        })
        .collect()
}

/// The stages of all agencies at every threshold of the sweep.
pub(super) fn sweep(context: &Context, agencies: &[AgencyAssessment]) -> Vec<SweepPoint> {
    let stages = context.calculation.stages.len();
    if stages == 0 {
        return Vec::new();
    }
    let thresholds = context.method().sweep.thresholds();
    let empty = |threshold: &f64| SweepPoint {
        threshold: *threshold,
        stages: by_truth(context, |_| Some(StageCounts::empty(stages))),
    };
    let mut points: Vec<SweepPoint> = thresholds.iter().map(empty).collect();
    for agency in agencies {
        for truth in context.truths() {
            let ladder = ladder(agency, truth);
            for point in &mut points {
                let reached = ladder.map(|ladder| ladder.at(point.threshold));
                if let Some(counts) = point.stages.get_mut(truth) {
                    counts.add(agency.status, reached);
                }
            }
        }
    }
    points
}

fn ladder(agency: &AgencyAssessment, truth: Truth) -> Option<&Ladder> {
    agency.judgements.get(truth).as_ref()?.ladder.as_ref()
}

fn by_truth<T>(context: &Context, mut make: impl FnMut(Truth) -> Option<T>) -> ByTruth<Option<T>> {
    ByTruth::from_fn(|truth| if *context.truths.get(truth) { make(truth) } else { None })
}

fn count(context: &Context, agencies: &[AgencyAssessment], members: &[usize], truth: Truth) -> Option<StageCounts> {
    let stages = context.calculation.stages.len();
    (stages > 0).then(|| {
        let mut counts = StageCounts::empty(stages);
        for agency in members.iter().map(|member| &agencies[*member]) {
            counts.add(agency.status, ladder(agency, truth).map(|ladder| ladder.reached));
        }
        counts
    })
}

fn quartiles(agencies: &[AgencyAssessment], members: &[usize], dimension: usize, truth: Truth) -> Option<Quartiles> {
    let score = |member: &usize| agencies[*member].judgements.get(truth).as_ref()?.scores[dimension].value;
    let mut values: Vec<f64> = members.iter().filter_map(score).collect();
    values.sort_by(f64::total_cmp);
    Some(Quartiles {
        count: values.len(),
        lower: quantile(&values, 0.25)?,
        median: quantile(&values, 0.5)?,
        upper: quantile(&values, 0.75)?,
    })
}

/// In every printed set, a second agency's perception is withheld where the total would reveal the only one withheld.
fn withhold(context: &Context, sets: &[Set], agencies: &mut [AgencyAssessment]) {
    let asked: Vec<usize> =
        context.calculation.items.iter().filter(|item| item.perception).map(|item| item.criterion).collect();
    for Set { members, .. } in sets {
        for criterion in &asked {
            let mut parts: Vec<_> = agencies
                .iter_mut()
                .enumerate()
                .filter(|(member, _)| members.binary_search(member).is_ok())
                .flat_map(|(_, agency)| agency.perception.iter_mut().filter(|part| part.criterion == *criterion))
                .collect();
            withhold_second(&mut parts);
        }
    }
}
