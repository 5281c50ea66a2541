//! What is taken out of a survey once it is judged, so that no output can show what single people said.
use crate::assess::role_weights;
use crate::assessment::{Assessment, ExperiencedScope};
use crate::calculation::{Calculation, Item};
use crate::framework::Framework;
use crate::score::heard::{Heard, hear};
use crate::score::leaf::unit_item;
use crate::survey::{Few, Response, Scope, Source, Survey};
use rustc_hash::FxHashSet;

/// Of answers by fewer respondents than `minimum_group` only the answer that they make is kept, of perception withheld
/// in its agency's figures not even that; other votes lose their roles. Users' answers to an item are dropped where the
/// figure of their service is withheld.
pub fn withhold(framework: &Framework, calculation: &Calculation, survey: &mut Survey, assessments: &[Assessment]) {
    let weights = role_weights(framework, &calculation.method);
    let weight = |role: Option<u8>| role.and_then(|role| weights.get(usize::from(role))).copied().unwrap_or(1.0);
    let asked: Vec<Option<Asked>> = (0..framework.criteria.len())
        .map(|criterion| {
            let whole = &calculation.items[calculation.item_of(criterion)?];
            Some(Asked { whole, single: whole.each.as_ref().map(|each| unit_item(whole, each)) })
        })
        .collect();
    let mut felt: FxHashSet<(usize, usize, usize)> = FxHashSet::default();
    let mut shown: FxHashSet<_> = FxHashSet::default();
    for assessment in assessments {
        for agency in &assessment.agencies {
            let withheld = agency.perception.iter().filter(|perception| perception.suppressed);
            felt.extend(withheld.map(|perception| (assessment.period, agency.agency, perception.criterion)));
        }
        for found in assessment.experienced.iter().filter(|found| !found.suppressed) {
            if let ExperiencedScope::Service(service) = found.scope {
                shown.insert((assessment.period, service, found.source, found.item));
            }
        }
    }
    for (unit, criterion, response) in survey.answers.cells_mut() {
        if let Scope::Agency(agency) = unit.scope
            && felt.contains(&(unit.period, agency, criterion))
            && let Some((count, sources)) = people(response)
        {
            *response = Response::Few(Box::new(Few { count, sources, ..Few::default() }));
            continue;
        }
        let Response::Many(tally) = response else { continue };
        if tally.count() as usize >= calculation.method.minimum_group {
            **tally = tally.without_roles(&weight);
            continue;
        }
        let mut few = Few { count: tally.count(), ..Few::default() };
        few.sources = tally.votes().map(|vote| vote.votes.first).collect();
        if let Some(item) = asked[criterion].as_ref().map(|asked| asked.of(unit.scope)) {
            match hear(&item.lookup, item.combine, item.range.1, response, &weight) {
                Heard::Missing => {}
                Heard::NotApplicable => few.not_applicable = true,
                Heard::Value { value, unanimous, spread } => {
                    few = Few { value: Some(value), unanimous, spread, ..few };
                }
            }
        }
        *response = Response::Few(Box::new(few));
    }
    let key = |period, service, source, item| shown.contains(&(period, service, source, item));
    survey.beneficiaries.tallies.retain(|tally| key(tally.period, tally.service, tally.source, tally.item));
}

/// An item as agencies and the nation answer it, and as their services or branches do.
struct Asked<'a> {
    whole: &'a Item,
    single: Option<Item>,
}

impl Asked<'_> {
    fn of(&self, scope: Scope) -> &Item {
        match scope {
            Scope::Nation | Scope::Agency(_) => self.whole,
            Scope::Service(_) | Scope::Branch(_) => self.single.as_ref().unwrap_or(self.whole),
        }
    }
}

/// How many people gave a response, and where; none where nobody did.
fn people(response: &Response) -> Option<(u32, Vec<Source>)> {
    match response {
        Response::Blank | Response::Few(_) => None,
        Response::One { source, .. } => Some((1, vec![*source])),
        Response::Many(tally) => Some((tally.count(), tally.votes().map(|vote| vote.votes.first).collect())),
    }
}
