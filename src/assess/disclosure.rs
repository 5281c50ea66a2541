//! What is taken out of a survey once it is judged, so that no output can show what single people said, nor an edition
//! for the public what is internal to single agencies.
use crate::assess::groups::scope;
use crate::assess::indicators::{self, Whose};
use crate::assess::{Context, role_weights};
use crate::assessment::{Assessment, ExperiencedScope};
use crate::calculation::{Calculation, Item};
use crate::framework::{Framework, Withheld};
use crate::score::heard::{Heard, hear};
use crate::score::kpi::Entries;
use crate::score::leaf::unit_item;
use crate::score::{Band, Judgement, Score, evidence};
use crate::survey::{Few, Respondents, Response, Scope, Source, Survey};
use crate::text::Code;
use crate::truth::Truth;
use rustc_hash::FxHashSet;

/// Of answers by fewer respondents than `minimum_group` only the answer that they make is kept, of perception withheld
/// in its agency's figures not even that; other votes lose their roles. Users' answers to an item are dropped where the
/// figure of their service is withheld.
pub fn withhold(framework: &Framework, calculation: &Calculation, survey: &mut Survey, assessments: &[Assessment]) {
    survey.respondents = Respondents::default();
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

/// Takes out what the public is not told of single agencies: answers to criteria marked internal with their evidence,
/// marks and gates, and every figure from which one of them could be worked out. Of groups figures stay that rest on at
/// least `minimum_group` agencies; what is counted of criteria is counted again without the internal ones.
pub fn publish(
    framework: &Framework,
    calculation: &Calculation,
    edition: Option<&Code>,
    withheld: &[Option<Withheld>],
    survey: &mut Survey,
    assessments: &mut [Assessment],
) {
    let internal = |criterion: usize| framework.criteria[criterion].internal;
    let few = |count: usize| count < calculation.method.minimum_group;
    for assessment in &mut *assessments {
        for group in &mut assessment.groups {
            let asked = |criterion: usize| {
                let members = group.members.iter().map(|member| &assessment.agencies[*member]);
                members.filter(|agency| agency.perception.iter().any(|felt| felt.criterion == criterion)).count()
            };
            group.perception.retain(|felt| !internal(felt.criterion) || !few(asked(felt.criterion)));
            for (scores, _) in group.scores.iter_mut().zip(withheld).filter(|(_, withheld)| withheld.is_some()) {
                for truth in Truth::ALL {
                    scores.get_mut(truth).take_if(|quartiles| few(quartiles.count));
                }
            }
        }
        let grades = evidence::grades(calculation, survey, assessment.period);
        let context = Context::new(framework, calculation, edition, survey, assessment.period, &grades);
        for agency in &mut assessment.agencies {
            agency.perception.retain(|perception| !internal(perception.criterion));
            agency.not_controlled.retain(|criterion| !internal(*criterion));
            agency.imputed.retain(|criterion| !internal(*criterion));
            agency.na_deciding.retain(|criterion| !internal(*criterion));
            let at = context.reader.at(Scope::Agency(agency.agency));
            let counted = calculation.items.iter().filter(|item| item.scored && !item.national);
            for item in counted.filter(|item| internal(item.criterion)) {
                let parts = context.reader.leaf(&at, item, calculation.method.share_weight).parts;
                for truth in Truth::ALL {
                    let Some(judgement) = agency.judgements.get_mut(truth) else { continue };
                    judgement.counted.0 -= parts.get(truth).answered;
                    judgement.counted.1 -= parts.get(truth).applicable;
                }
            }
            for truth in Truth::ALL {
                let Some(judgement) = agency.judgements.get_mut(truth) else { continue };
                veil(framework, calculation, withheld, judgement);
            }
        }
        derive_again(&context, assessment);
    }
    survey.answers.forget(|unit, criterion| unit.scope != Scope::Nation && internal(criterion));
    survey.evidence.retain(|record| record.unit.scope == Scope::Nation || !internal(record.criterion));
    survey.corrections.retain(|correction| correction.unit.scope == Scope::Nation || !internal(correction.criterion));
    survey.corrections.iter_mut().for_each(|correction| correction.who.clear());
    survey.answers.unname();
    survey.evidence.iter_mut().for_each(|record| record.reviewer.clear());
    survey.verdicts.clear();
    let told = |code: &str| framework.criterion(code).is_none_or(|criterion| !internal(criterion));
    survey.objections.retain(|objection| objection.code.as_deref().is_none_or(told));
    for objection in &mut survey.objections {
        objection.who.clear();
        objection.decided_by.clear();
    }
    survey.costs.clear();
    for target in &mut survey.targets {
        let Some(dimension) = framework.dimension(&target.code) else { continue };
        let whole = assessments.iter().flat_map(|assessment| &assessment.groups).any(|group| {
            scope(group.column.as_deref(), group.value.as_deref()) == target.scope && !few(group.members.len())
        });
        if withheld[dimension].is_some() && !whole {
            target.baseline = None;
        }
    }
}

/// The KPIs, from what the public is told of agencies.
fn derive_again(context: &Context, assessment: &mut Assessment) {
    let Assessment { agencies, groups, services, experienced, .. } = assessment;
    indicators::of_agencies(context, agencies, services, experienced);
    let entries = Entries::of(context.survey, context.period);
    for group in groups {
        let whose = Whose { members: &group.members, scope: scope(group.column.as_deref(), group.value.as_deref()) };
        group.kpis = indicators::compute(context, &entries, agencies, services, experienced, &whose);
    }
}

/// Takes out of a judgement the scores that are withheld, and what was decided on them or on internal criteria.
fn veil(framework: &Framework, calculation: &Calculation, withheld: &[Option<Withheld>], judgement: &mut Judgement) {
    for (dimension, kept) in withheld.iter().enumerate() {
        let (Some(kept), Some(score)) = (kept, judgement.scores.get_mut(dimension)) else { continue };
        let share = score.value.zip(calculation.published(dimension)).map(|(value, (low, high))| {
            let share = (value - low) / (high - low);
            let inverted = calculation.dimensions[dimension].is_some_and(|output| output.inverted);
            if inverted { 1.0 - share } else { share }
        });
        *score = Score { band: share.filter(|_| *kept == Withheld::Exact).map(Band::of), ..Score::default() };
    }
    judgement.gates.retain(|gate| !framework.criteria[gate.criterion].internal);
    let Some(ladder) = &mut judgement.ladder else { return };
    // That none binds, or another, would say what is weak of an obstacle that is withheld.
    if calculation.obstacles.iter().any(|obstacle| withheld[obstacle.dimension].is_some()) {
        ladder.binding_obstacle = None;
    }
    for stage in ladder.stages.iter_mut().filter(|stage| withheld[stage.dimension].is_some()) {
        (stage.score_short, stage.coverage_short) = (None, None);
    }
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
