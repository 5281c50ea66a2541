//! The nation and its groups: counts per stage, quartiles, sums of KPIs. Small groups are withheld.
use crate::assess::standing::Standing;
use crate::assess::{Context, agencies, indicators, services};
use crate::assessment::{AgencyAssessment, Experienced, Group, ServiceAssessment};
use crate::score::kpi::Entries;
use crate::score::people::withhold_second;
use crate::survey::TargetScope;
use crate::text::Text;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

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
    standing: &Standing,
    agencies: &mut [AgencyAssessment],
    services: &[ServiceAssessment],
    experienced: &[Experienced],
) -> Vec<Group> {
    let entries = Entries::of(context.survey, context.period);
    let mut sets = vec![Set { name: None, members: (0..agencies.len()).collect() }];
    for column in columns {
        let mut values: IndexMap<&str, Vec<usize>, FxBuildHasher> = IndexMap::default();
        for (member, agency) in agencies.iter().enumerate() {
            if let Some(value) = context.survey.agencies[agency.agency].attributes.get(column) {
                values.entry(value).or_default().push(member);
            }
        }
        values.sort_keys();
        let named =
            |(value, members): (&str, Vec<usize>)| Set { name: Some((column.clone(), value.to_owned())), members };
        sets.extend(values.into_iter().map(named));
    }
    withhold(context, &sets, agencies);
    sets.into_iter()
        .map(|Set { name, members }| {
            let (column, value) = name.unzip();
            let whose = indicators::Whose { members: &members, scope: scope(column.as_deref(), value.as_deref()) };
            let registered = services::registered(agencies, &members);
            let of_members = registered.iter().map(|agency| &context.survey.agencies[*agency]);
            let title = column.as_ref().map_or_else(Text::default, |column| context.survey.wording(column, of_members));
            Group {
                stages: context.by_truth(|truth| standing.count(context, &members, truth)),
                scores: (0..context.framework.dimensions.len())
                    .map(|dimension| context.by_truth(|truth| standing.quartiles(&members, dimension, truth)))
                    .collect(),
                kpis: indicators::compute(context, &entries, agencies, services, experienced, &whose),
                perception: agencies::perceptions(context, &registered),
                services: context.by_truth(|truth| services::count(context, services, &registered, truth)),
                column,
                value,
                title,
                members,
            }
        })
        .collect()
}

/// How targets name a group; without column and value, the nation.
pub(super) fn scope(column: Option<&str>, value: Option<&str>) -> TargetScope {
    match column.zip(value) {
        None => TargetScope::Nation,
        Some((column, value)) => TargetScope::Group { column: column.to_owned(), value: value.to_owned() },
    }
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
