//! What people said of themselves: respondents' perception and users' experience. Small groups are withheld.
use crate::calculation::NOISE;
use crate::framework::{Framework, ScaleKind};
use crate::method::Method;
use crate::score::heard::look_up;
use crate::stats::{quantile, wilson};
use crate::survey::{Answer, BeneficiarySource, Response, Scope, Survey, Tally, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Respondents' perception of an obstacle: never in a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Perception {
    /// Position in the framework.
    pub criterion: usize,
    /// People asked.
    pub count: u32,
    /// 0–100, with the quartiles of the answers; none where suppressed.
    pub median: Option<f64>,
    pub lower_quartile: Option<f64>,
    pub upper_quartile: Option<f64>,
    /// Fewer people than `minimum_group`, or withheld so that a total does not reveal another.
    pub suppressed: bool,
}

/// What users experienced, for one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Experienced {
    /// Position among the framework's beneficiary items.
    pub item: usize,
    pub scope: ExperiencedScope,
    pub source: BeneficiarySource,
    /// Valid answers.
    pub count: u32,
    /// "Prefer not to answer", never read as no; none where suppressed.
    pub declined: Option<u32>,
    /// Positive answers of a share (weighted), or the total of a count; none where suppressed.
    pub total: Option<f64>,
    /// Total weight of the valid answers; none where suppressed. Quantiles count every answer once.
    pub weight: Option<f64>,
    /// Share 0–1 of valid answers that are positive, or mean of a count; none where too few.
    pub value: Option<f64>,
    /// 95 % Wilson interval of a share, on the effective size.
    pub interval: Option<(f64, f64)>,
    /// (Σw)² / Σw²
    pub effective_size: f64,
    /// Median and 90th percentile of a count.
    pub median: Option<f64>,
    pub ninetieth: Option<f64>,
    /// Fewer answers than `minimum_sample`, or withheld so that a total does not reveal another; visits never are.
    pub suppressed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExperiencedScope {
    Nation,
    /// Position in the register.
    Agency(usize),
    Service(usize),
}

/// Perception of a criterion over agencies (by position in the register): median and quartiles of all people's answers,
/// 0–100.
pub fn perception(
    framework: &Framework,
    lookup: &crate::calculation::Lookup,
    survey: &Survey,
    period: usize,
    criterion: usize,
    agencies: &[usize],
    method: &Method,
) -> Option<Perception> {
    let scale = framework.scale(&framework.criteria[criterion].scale)?;
    let best = scale.choices.iter().filter_map(|choice| choice.value).fold(1.0, f64::max);
    let mut values: Vec<f64> = Vec::new();
    for agency in agencies {
        let unit = Unit { period, scope: Scope::Agency(*agency) };
        let Some(row) = survey.answers.find(unit) else { continue };
        match survey.answers.response(row, criterion) {
            Response::Blank | Response::Few(_) => {}
            Response::One { answer, .. } => values.extend(look_up(lookup, *answer)),
            Response::Many(tally) => {
                for vote in tally.votes() {
                    let value = look_up(lookup, vote.answer);
                    values.extend(std::iter::repeat_n(value, vote.votes.count as usize).flatten());
                }
            }
        }
    }
    if values.is_empty() {
        return None;
    }
    let suppressed = values.len() < method.minimum_group;
    let count = values.len() as u32;
    let mut at = |p: f64| quantile(&mut values, p).map(|value| 100.0 * value / best).filter(|_| !suppressed);
    Some(Perception {
        criterion,
        count,
        median: at(0.5),
        lower_quartile: at(0.25),
        upper_quartile: at(0.75),
        suppressed,
    })
}

/// Withholds a second figure where exactly one of several parts of a printed total is withheld: the smallest other one.
/// `parts` are the members' figures of one criterion.
pub fn withhold_second(parts: &mut [&mut Perception]) {
    let withheld = parts.iter().filter(|part| part.suppressed).count();
    if withheld != 1 || parts.len() < 2 {
        return;
    }
    if let Some(second) = parts.iter_mut().filter(|part| !part.suppressed).min_by_key(|part| part.count) {
        second.suppressed = true;
        second.median = None;
        second.lower_quartile = None;
        second.upper_quartile = None;
    }
}

/// What users said, by item and source: the nation, each agency, each service with answers.
pub fn experienced(framework: &Framework, survey: &Survey, period: usize, method: &Method) -> Vec<Experienced> {
    let mut pooled: BTreeMap<(ExperiencedScope, usize, BeneficiarySource), (Tally, f64)> = BTreeMap::new();
    for record in survey.beneficiaries.tallies.iter().filter(|record| record.period == period) {
        let agency = survey.services[record.service].agency;
        for scope in
            [ExperiencedScope::Nation, ExperiencedScope::Agency(agency), ExperiencedScope::Service(record.service)]
        {
            let (tally, squares) = pooled.entry((scope, record.item, record.source)).or_default();
            tally.merge(&record.tally);
            *squares += record.squared_weight;
        }
    }
    let mut found: Vec<Experienced> = pooled
        .into_iter()
        .filter_map(|((scope, item, source), (tally, squares))| {
            experience(framework, item, scope, source, &tally, squares, method)
        })
        .collect();
    withhold_seconds(survey, &mut found);
    found
}

/// Wherever exactly one figure of a printed sum (an agency and its services, the nation and its agencies) is withheld, a
/// second one too: the smallest other part, else the total.
fn withhold_seconds(survey: &Survey, found: &mut [Experienced]) {
    let mut sums: BTreeMap<(usize, BeneficiarySource, ExperiencedScope), Vec<usize>> = BTreeMap::new();
    for (place, figure) in found.iter().enumerate() {
        let (own, above) = match figure.scope {
            ExperiencedScope::Nation => (Some(figure.scope), None),
            ExperiencedScope::Agency(_) => (Some(figure.scope), Some(ExperiencedScope::Nation)),
            ExperiencedScope::Service(service) => {
                (None, Some(ExperiencedScope::Agency(survey.services[service].agency)))
            }
        };
        for total in own.into_iter().chain(above) {
            sums.entry((figure.item, figure.source, total)).or_default().push(place);
        }
    }
    loop {
        let mut changed = false;
        for ((.., total), places) in &sums {
            if places.iter().filter(|place| found[**place].suppressed).count() != 1 {
                continue;
            }
            let open = places.iter().copied().filter(|place| !found[*place].suppressed);
            if let Some(second) = open.min_by_key(|place| (found[*place].scope == *total, found[*place].count)) {
                found[second].withhold();
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

impl Experienced {
    /// The same figure with nothing but how many answered.
    fn withhold(&mut self) {
        *self = Experienced {
            declined: None,
            total: None,
            weight: None,
            value: None,
            interval: None,
            median: None,
            ninetieth: None,
            suppressed: true,
            ..self.clone()
        };
    }
}

fn experience(
    framework: &Framework,
    item: usize,
    scope: ExperiencedScope,
    source: BeneficiarySource,
    tally: &Tally,
    squares: f64,
    method: &Method,
) -> Option<Experienced> {
    let asked = &framework.beneficiary_items[item];
    let scale = framework.scale(&asked.scale)?;
    let counts = scale.kind != ScaleKind::Choice;
    let mut valid: Vec<(f64, u32, f64)> = Vec::new();
    let mut declined = 0;
    for vote in tally.votes() {
        match vote.answer {
            Answer::Number(number) => valid.push((number, vote.votes.count, vote.votes.weight)),
            Answer::Choice(choice) => match scale.choices.get(usize::from(choice)).and_then(|choice| choice.value) {
                Some(value) => {
                    let positive = f64::from(u8::from(value + NOISE >= asked.positive_from));
                    valid.push((positive, vote.votes.count, vote.votes.weight));
                }
                None => declined += vote.votes.count,
            },
            Answer::Several(_) | Answer::NotApplicable | Answer::Unknown => {}
        }
    }
    let count: u32 = valid.iter().map(|(_, count, _)| count).sum();
    let weight: f64 = valid.iter().map(|(_, _, weight)| weight).sum();
    let total: f64 = valid.iter().map(|(value, _, weight)| value * weight).sum();
    if count + declined == 0 {
        return None;
    }
    let effective_size = if squares > 0.0 { weight * weight / squares } else { f64::from(count) };
    let visits = source == BeneficiarySource::Mystery;
    let suppressed = !visits && (count as usize) < method.minimum_sample;
    let printed = !suppressed && (counts || !visits);
    let value = (weight > 0.0 && printed).then(|| total / weight);
    let mut cases: Vec<f64> = Vec::new();
    if counts && !suppressed {
        for (value, count, _) in &valid {
            cases.extend(std::iter::repeat_n(*value, *count as usize));
        }
        cases.sort_by(f64::total_cmp);
    }
    Some(Experienced {
        item,
        scope,
        source,
        count,
        declined: (!suppressed).then_some(declined),
        total: (!suppressed).then_some(total),
        weight: (!suppressed).then_some(weight),
        value,
        interval: value.filter(|_| !counts).and_then(|share| wilson(share, effective_size, method.confidence)),
        effective_size,
        median: quantile(&mut cases, 0.5),
        ninetieth: quantile(&mut cases, 0.9),
        suppressed,
    })
}
