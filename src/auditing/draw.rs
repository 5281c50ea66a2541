//! A probability sample of claims within a budget.
use crate::audit::{Design, DrawnClaim, FORMAT, GroupCount, Sample, StratumCount, Visit};
use crate::auditing::Refusal;
use crate::auditing::claims::{Claim, claims};
use crate::stats::sampling::{Portion, chances, divide, pivotal, shuffled};
use crate::stats::stream::draw as stream;
use crate::text::Code;
use crate::uncertainty::Question;
use std::collections::BTreeMap;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub design: Design,
    /// Register column by which the sample is divided.
    pub by: Option<String>,
    pub seed: u64,
    /// At least 1.
    pub auditors: usize,
    /// Visits to which a second auditor goes too: no more than there are, and only with a second auditor.
    pub twice: usize,
}

/// Streams of chance that one seed is parted into; those of single agencies follow.
const VISITS: u64 = 0;
const AUDITORS: u64 = 1;
const AGENCIES: u64 = 2;

/// Units of which a variance can be told.
const LEAST: usize = 2;

/// Draws claims of the last period, worked out on so many threads.
pub fn draw(question: &Question, order: &Order, threads: usize) -> Result<Sample, Refusal> {
    if let Some(column) = &order.by {
        question.find_column(column)?;
    }
    let claims = claims(question, threads)?;
    if claims.is_empty() {
        return Err(Refusal::NothingToVerify);
    }
    let frame = Frame::of(question, order, &claims);
    let drawn = match order.design {
        Design::Visits { visits, claims } => frame.by_visits(visits, claims, order.seed)?,
        Design::Claims { claims } => frame.by_claims(claims, order.seed)?,
    };
    let mut visits: Vec<Visit> = drawn.into_iter().map(|own| frame.visit(own)).collect();
    if order.twice > visits.len() || (order.twice > 0 && order.auditors < 2) {
        return Err(Refusal::Twice { asked: order.twice, visits: visits.len(), auditors: order.auditors });
    }
    assign(&mut visits, order);
    Ok(Sample {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        framework: question.framework.code.clone(),
        period: question.survey.periods[question.assessment.period].code.clone(),
        seed: order.seed,
        design: order.design,
        by: order.by.clone(),
        groups: frame.groups(&visits),
        strata: frame.strata(&visits),
        visits,
        auditors: order.auditors,
    })
}

/// Everything that could be drawn.
struct Frame<'a> {
    question: &'a Question<'a>,
    /// By position in the register: the group and the claims.
    agencies: BTreeMap<usize, (Option<String>, Vec<Claim>)>,
}

/// An agency drawn: its chance where it has one of its own, and its claims with theirs.
struct Drawn {
    agency: usize,
    chance: Option<f64>,
    claims: Vec<(Claim, f64)>,
}

impl<'a> Frame<'a> {
    fn of(question: &'a Question<'a>, order: &Order, claims: &[Claim]) -> Frame<'a> {
        let group = |agency: usize| {
            let column = order.by.as_deref()?;
            question.survey.agencies[agency].attributes.get(column).map(str::to_owned)
        };
        let mut agencies: BTreeMap<usize, (Option<String>, Vec<Claim>)> = BTreeMap::new();
        for claim in claims {
            agencies.entry(claim.agency).or_insert_with(|| (group(claim.agency), Vec::new())).1.push(*claim);
        }
        Frame { question, agencies }
    }

    /// Agencies by risk in each group, then claims by risk in each agency.
    fn by_visits(&self, visits: usize, claims: usize, seed: u64) -> Result<Vec<Drawn>, Refusal> {
        let mut groups: BTreeMap<&Option<String>, Vec<(usize, f64)>> = BTreeMap::new();
        for (agency, (group, own)) in &self.agencies {
            groups.entry(group).or_default().push((*agency, own.iter().map(|claim| claim.risk.weight).sum()));
        }
        let sizes: Vec<(f64, usize)> =
            groups.values().map(|own| (own.iter().map(|(_, size)| size).sum(), own.len())).collect();
        let counts = parts(visits, &sizes)?;
        let mut drawn = Vec::new();
        for ((group, count), own) in counts.into_iter().enumerate().zip(groups.values()) {
            let seed = stream(stream(seed, VISITS), group as u64);
            let sizes: Vec<f64> = own.iter().map(|(_, size)| *size).collect();
            let chances = chances(&sizes, count);
            let order = shuffled(own.len(), stream(seed, 0));
            let ordered: Vec<f64> = order.iter().map(|place| chances[*place]).collect();
            drawn.extend(pivotal(&ordered, stream(seed, 1)).into_iter().map(|place| {
                let (agency, chance) = (own[order[place]].0, chances[order[place]]);
                Drawn { agency, chance: Some(chance), claims: self.of_agency(agency, claims, seed_of(seed, agency)) }
            }));
        }
        drawn.sort_by_key(|own| own.agency);
        Ok(drawn)
    }

    /// Claims of one agency with their chances, spread over the grades of their evidence.
    fn of_agency(&self, agency: usize, count: usize, seed: u64) -> Vec<(Claim, f64)> {
        let own = &self.agencies[&agency].1;
        let mut order = shuffled(own.len(), stream(seed, 0));
        order.sort_by_key(|place| own[*place].grade);
        let sizes: Vec<f64> = order.iter().map(|place| own[*place].risk.weight).collect();
        let chances = chances(&sizes, count);
        let mut drawn: Vec<(Claim, f64)> =
            pivotal(&chances, stream(seed, 1)).into_iter().map(|place| (own[order[place]], chances[place])).collect();
        drawn.sort_by_key(|(claim, _)| claim.criterion);
        drawn
    }

    /// Claims of each stratum, each with the same chance.
    fn by_claims(&self, count: usize, seed: u64) -> Result<Vec<Drawn>, Refusal> {
        let strata = self.by_stratum();
        let sizes: Vec<(f64, usize)> = strata.values().map(|own| (own.len() as f64, own.len())).collect();
        let counts = parts(count, &sizes)?;
        let mut drawn: BTreeMap<usize, Vec<(Claim, f64)>> = BTreeMap::new();
        for ((stratum, count), own) in counts.into_iter().enumerate().zip(strata.values()) {
            let order = shuffled(own.len(), stream(stream(seed, VISITS), stratum as u64));
            for place in order.into_iter().take(count) {
                let claim = own[place];
                drawn.entry(claim.agency).or_default().push((claim, count as f64 / own.len() as f64));
            }
        }
        let of = |(agency, mut claims): (usize, Vec<(Claim, f64)>)| {
            claims.sort_by_key(|(claim, _)| claim.criterion);
            Drawn { agency, chance: None, claims }
        };
        Ok(drawn.into_iter().map(of).collect())
    }

    fn by_stratum(&self) -> BTreeMap<(Option<u8>, &Option<String>), Vec<Claim>> {
        let mut strata: BTreeMap<(Option<u8>, &Option<String>), Vec<Claim>> = BTreeMap::new();
        for (group, own) in self.agencies.values() {
            own.iter().for_each(|claim| strata.entry((claim.grade, group)).or_default().push(*claim));
        }
        strata
    }

    fn grade(&self, grade: Option<u8>) -> Option<Code> {
        let scheme = self.question.framework.evidence.as_ref()?;
        Some(scheme.grades.get(usize::from(grade?))?.code.clone())
    }

    fn visit(&self, drawn: Drawn) -> Visit {
        let Question { framework, survey, .. } = *self.question;
        let (group, all) = &self.agencies[&drawn.agency];
        let claim = |(claim, within): (Claim, f64)| DrawnClaim {
            criterion: framework.criteria[claim.criterion].code.clone(),
            grade: self.grade(claim.grade),
            claimed: claim.value,
            within,
            chance: drawn.chance.map_or(within, |chance| chance * within),
            risk: claim.risk,
        };
        Visit {
            agency: survey.agencies[drawn.agency].code.clone(),
            group: group.clone(),
            chance: drawn.chance,
            claims: all.len(),
            auditors: Vec::new(),
            drawn: drawn.claims.into_iter().map(claim).collect(),
        }
    }

    fn groups(&self, visits: &[Visit]) -> Vec<GroupCount> {
        let mut counts: BTreeMap<&Option<String>, usize> = BTreeMap::new();
        self.agencies.values().for_each(|(group, _)| *counts.entry(group).or_default() += 1);
        let of = |(value, agencies): (&Option<String>, usize)| GroupCount {
            value: value.clone(),
            agencies,
            visits: visits.iter().filter(|visit| visit.group == *value).count(),
        };
        counts.into_iter().map(of).collect()
    }

    fn strata(&self, visits: &[Visit]) -> Vec<StratumCount> {
        let of = |((grade, group), own): ((Option<u8>, &Option<String>), Vec<Claim>)| {
            let grade = self.grade(grade);
            let within = visits.iter().filter(|visit| visit.group == *group).flat_map(|visit| &visit.drawn);
            let drawn = within.filter(|claim| claim.grade == grade).count();
            StratumCount { grade, group: group.clone(), claims: own.len(), drawn }
        };
        self.by_stratum().into_iter().map(of).collect()
    }
}

fn seed_of(seed: u64, agency: usize) -> u64 {
    stream(seed, AGENCIES + agency as u64)
}

/// A budget divided among parts of a size with so many units each: two of each where it reaches, else one.
fn parts(total: usize, sizes: &[(f64, usize)]) -> Result<Vec<usize>, Refusal> {
    let divided = |least: usize| {
        let portion = |(size, units): &(f64, usize)| Portion { size: *size, least: least.min(*units), most: *units };
        divide(total, &sizes.iter().map(portion).collect::<Vec<_>>())
    };
    divided(LEAST).or_else(|| divided(1)).ok_or(Refusal::TooFew { asked: total, groups: sizes.len() })
}

/// Gives visits to the auditors with the fewest claims, the largest visits first, and some by chance to a second one.
fn assign(visits: &mut [Visit], order: &Order) {
    let auditors = order.auditors.max(1);
    let mut load = vec![0_usize; auditors];
    let mut largest: Vec<usize> = (0..visits.len()).collect();
    largest.sort_by_key(|place| std::cmp::Reverse(visits[*place].drawn.len()));
    let second = shuffled(visits.len(), stream(order.seed, AUDITORS));
    let again = second.into_iter().take(order.twice);
    for place in largest.into_iter().chain(again) {
        let visit = &mut visits[place];
        let free = (0..auditors).filter(|auditor| !visit.auditors.contains(&(auditor + 1)));
        if let Some(next) = free.min_by_key(|auditor| (load[*auditor], *auditor)) {
            load[next] += visit.drawn.len();
            visit.auditors.push(next + 1);
        }
    }
    visits.iter_mut().for_each(|visit| visit.auditors.sort_unstable());
}
