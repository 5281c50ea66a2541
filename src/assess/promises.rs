//! What was announced, held against each period. A promise is kept where everything that it names is met; what is not
//! known counts at its worst, and nothing stands in for it.
use crate::assess::Context;
use crate::assessment::{AgencyAssessment, Assessment, KpiResult, KpiState, Status};
use crate::calculation::{Calculation, Item, NOISE};
use crate::finding::{Findings, Place, Problem};
use crate::framework::{DimensionRole, Direction, Framework, Level, ScaleKind, Withheld};
use crate::promises::{Cost, Measured, PromiseResult, PromisedResult, Reason, Standing, Sum, Unit};
use crate::score::{GateState, evidence};
use crate::survey::{Initiative, PERCENT, Promised, STAGE, Scope, Survey, TargetUnit};
use crate::table::shortest;
use crate::text::Code;
use crate::truth::{ByTruth, Truth};

/// Periods without a move after which a promise is dormant.
const STILL: usize = 2;
/// The stage at which a service is complete online, where the promise names none and there are so many.
const ONLINE: usize = 2;

/// Reports stages and shares promised that do not exist.
pub fn check(calculation: &Calculation, survey: &Survey, findings: &mut Findings) {
    for initiative in &survey.initiatives {
        let Some((target, code_of, high)) = impossible(calculation, initiative) else { continue };
        let place = Place {
            column: Some("target".to_owned()),
            value: Some(shortest(target)),
            ..survey.place(initiative.source)
        };
        findings.push(Problem::TargetImpossible { code_of: code_of.to_owned(), low: 1.0, high }, place);
    }
}

/// A target that nothing can reach, what it counts and the highest that this can be: no stage, or no share of criteria or
/// services.
fn impossible(calculation: &Calculation, initiative: &Initiative) -> Option<(f64, &'static str, f64)> {
    let target = initiative.target?;
    let promised =
        |is: &dyn Fn(&Promised) -> bool| !initiative.promised.is_empty() && initiative.promised.iter().all(is);
    let of_whole = |own: &Promised| match own {
        Promised::Criterion(criterion) => {
            calculation.item_of(*criterion).is_some_and(|item| ends(&calculation.items[item]).is_some())
        }
        _ => false,
    };
    let is_service = |own: &Promised| matches!(own, Promised::Service(_));
    let staged = match initiative.unit {
        TargetUnit::Stage => true,
        TargetUnit::Own => promised(&is_stage),
        TargetUnit::Percent | TargetUnit::Count(_) => false,
    };
    let shared = match initiative.unit {
        TargetUnit::Percent => promised(&|own| of_whole(own) || is_service(own)),
        TargetUnit::Own => promised(&of_whole),
        TargetUnit::Stage | TargetUnit::Count(_) => false,
    };
    let stages = calculation.stages.len() as f64;
    if staged && !((1.0..=stages).contains(&target) && target.fract() == 0.0) {
        return Some((target, STAGE, stages));
    }
    (shared && !(target > 0.0 && target <= 100.0)).then_some((target, PERCENT, 100.0))
}

/// Every initiative in every period that does not end before it was announced, period by period.
pub fn judge(
    framework: &Framework,
    calculation: &Calculation,
    edition: Option<&Code>,
    survey: &Survey,
    assessments: &[Assessment],
) -> Vec<PromiseResult> {
    if survey.initiatives.is_empty() {
        return Vec::new();
    }
    let mut results: Vec<PromiseResult> = Vec::new();
    let mut earlier: Vec<Vec<Looked>> = vec![Vec::new(); survey.initiatives.len()];
    for assessment in assessments {
        let grades = evidence::grades(calculation, survey, assessment.period);
        let context = Context::new(framework, calculation, edition, survey, assessment.period, &grades);
        for (position, initiative) in survey.initiatives.iter().enumerate() {
            let looked = look(&context, assessment, initiative);
            if let Some(mut result) = settle(&context, initiative, position, &looked, &earlier[position]) {
                let before = results.iter().rev().find(|earlier| earlier.initiative == position);
                if result.checked() == Standing::Kept {
                    let since = before.and_then(|before| before.kept_since);
                    result.kept_since = since.or(Some(assessment.period));
                }
                results.push(result);
            }
            earlier[position].push(looked);
        }
    }
    results
}

/// Takes out what the public is not told: of a promise that names a criterion marked internal, or scores that are
/// withheld, nothing is said of how far it is kept.
pub fn publish(framework: &Framework, withheld: &[Option<Withheld>], promises: &mut [PromiseResult]) {
    let silent = |promised: &Promised| match promised {
        Promised::Criterion(criterion) => {
            let criterion = &framework.criteria[*criterion];
            criterion.internal && criterion.level != Level::National
        }
        Promised::Dimension(dimension) => withheld[*dimension].is_some(),
        Promised::Service(_) | Promised::Kpi { .. } | Promised::Stage => false,
    };
    for promise in promises {
        if !promise.items.iter().any(|item| silent(&item.promised)) {
            continue;
        }
        for item in promise.items.iter_mut().filter(|item| silent(&item.promised)) {
            *item = PromisedResult {
                measured: Measured::Withheld,
                value: ByTruth::default(),
                met: ByTruth::default(),
                ..item.clone()
            };
        }
        let told = |truth| promise.standing.get(truth).map(|_| Standing::Withheld);
        promise.standing = ByTruth::from_fn(told);
        promise.met = ByTruth::default();
        promise.reasons.clear();
        (promise.kept_since, promise.cost) = (None, None);
    }
}

/// Worth of the worst and of the best answer; none where the scale has no end.
fn ends(item: &Item) -> Option<(f64, f64)> {
    Some(item.range).filter(|(low, high)| low.is_finite() && high.is_finite() && low < high)
}

fn is_stage(promised: &Promised) -> bool {
    matches!(promised, Promised::Service(_) | Promised::Stage)
}

/// What was seen of an initiative in a period.
#[derive(Clone)]
struct Looked {
    items: Vec<(PromisedResult, Better)>,
    /// Whether the period does not end before the announcement.
    announced: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Better {
    Higher,
    Lower,
}

fn look(context: &Context, assessment: &Assessment, initiative: &Initiative) -> Looked {
    let last = context.survey.periods.get(context.period).and_then(|period| period.last);
    let before = last.zip(initiative.date).is_some_and(|(last, announced)| last < announced.date);
    let items = initiative.promised.iter().map(|promised| measure(context, assessment, initiative, *promised));
    Looked { items: items.collect(), announced: !before }
}

/// Where an initiative stands in a period; none where it was not announced yet.
fn settle(
    context: &Context,
    initiative: &Initiative,
    position: usize,
    looked: &Looked,
    earlier: &[Looked],
) -> Option<PromiseResult> {
    if !looked.announced {
        return None;
    }
    let items: Vec<PromisedResult> = looked.items.iter().map(|(item, _)| item.clone()).collect();
    let count = |measured: Measured| items.iter().filter(|item| item.measured == measured).count();
    let met = ByTruth::from_fn(|truth| items.iter().filter(|item| *item.met.get(truth) == Some(true)).count());
    let needed = needed(initiative, items.len() + initiative.promised_unknown);
    let since = earlier.iter().filter(|looked| looked.announced).count() + 1;
    let last = context.survey.periods.get(context.period).and_then(|period| period.last);
    let due = last.zip(initiative.due).is_some_and(|(last, due)| due <= last);
    let mut reasons = Vec::new();
    if initiative.owner_unknown.is_some() {
        reasons.push(Reason::OwnerUnknown);
    }
    if items.is_empty() {
        reasons.push(Reason::NothingNamed);
    }
    if lacks_denominator(context, initiative) {
        reasons.push(Reason::NoDenominator);
    }
    let verifiable = reasons.is_empty() && count(Measured::Assessed) > 0;
    let unassessed = count(Measured::NotAssessed) + initiative.promised_unknown;
    let counted = [
        (unassessed, Reason::NotAssessed { count: unassessed }),
        (count(Measured::WithoutTarget), Reason::WithoutTarget { count: count(Measured::WithoutTarget) }),
    ];
    let told = counted.into_iter().filter(|(count, _)| *count > 0 && initiative.owner_unknown.is_none());
    reasons.extend(told.map(|(_, reason)| reason));
    if verifiable && !context.truths.checked {
        reasons.push(Reason::NothingChecked);
    }
    let standing = |truth: Truth| match (verifiable, *context.truths.get(truth)) {
        (false, _) => Some(Standing::Unverifiable),
        (true, false) if truth == Truth::Checked => Some(Standing::Unverifiable),
        (true, false) => None,
        (true, true) => {
            let some = *met.get(truth) > 0 || moved(looked, earlier, truth) || due && begun(looked, earlier, truth);
            Some(match (*met.get(truth) >= needed, due, some) {
                (true, ..) => Standing::Kept,
                (false, true, true) => Standing::Overdue,
                (false, false, true) => Standing::Partly,
                (false, true, false) => Standing::Dormant,
                (false, false, false) if since >= STILL => Standing::Dormant,
                (false, false, false) => Standing::NotYet,
            })
        }
    };
    let standing = ByTruth::from_fn(standing);
    match standing.checked {
        Some(Standing::Overdue) => reasons.push(Reason::Due),
        Some(Standing::Dormant) => {
            reasons.extend(due.then_some(Reason::Due));
            reasons.push(Reason::NothingMoved { periods: since });
        }
        _ => {}
    }
    let sum = initiative.spent.map(|sum| (sum, Sum::Spent)).or(initiative.amount.map(|sum| (sum, Sum::Announced)));
    let confirmed = met.checked;
    let cost =
        sum.filter(|_| verifiable && confirmed > 0).map(|(sum, of)| Cost { sum, of, each: sum / confirmed as f64 });
    Some(PromiseResult {
        period: context.period,
        initiative: position,
        standing,
        items,
        needed,
        met,
        reasons,
        kept_since: None,
        cost,
    })
}

/// Whether anything promised stands better than before the announcement; where no period ended before it, than in the
/// first period after it.
fn moved(looked: &Looked, earlier: &[Looked], truth: Truth) -> bool {
    let Some(reference) = earlier.iter().rev().find(|earlier| !earlier.announced).or_else(|| earlier.first()) else {
        return false;
    };
    looked.items.iter().enumerate().any(|(place, (item, better))| {
        let Some(value) = *item.value.get(truth) else { return false };
        match (*reference.items[place].0.value.get(truth), better) {
            (Some(before), Better::Higher) => value > before + NOISE,
            (Some(before), Better::Lower) => value < before - NOISE,
            (None, Better::Higher) => value > NOISE,
            (None, Better::Lower) => true,
        }
    })
}

/// Whether anything promised is there, where no other period says since when.
fn begun(looked: &Looked, earlier: &[Looked], truth: Truth) -> bool {
    let there = |(item, better): &(PromisedResult, Better)| {
        *better == Better::Higher && item.value.get(truth).is_some_and(|value| value > NOISE)
    };
    earlier.is_empty() && looked.items.iter().any(there)
}

/// How many of the things named must be met: all of them, or the share or number of services that was promised.
fn needed(initiative: &Initiative, named: usize) -> usize {
    let is_service = |promised: &Promised| matches!(promised, Promised::Service(_));
    let services = named > 0 && initiative.promised.iter().all(is_service);
    let wanted = match (&initiative.unit, initiative.target) {
        (TargetUnit::Percent, Some(target)) if services => target / 100.0 * named as f64,
        (TargetUnit::Count(_), Some(target)) if services => target,
        _ => return named,
    };
    (wanted - NOISE).ceil().max(1.0) as usize
}

/// Whether a share or a count was promised of nobody knows what. A KPI, a share of services and a share of the agencies
/// of the register say themselves what they are taken of.
fn lacks_denominator(context: &Context, initiative: &Initiative) -> bool {
    let counts = match initiative.unit {
        TargetUnit::Own | TargetUnit::Stage => false,
        TargetUnit::Percent | TargetUnit::Count(_) => initiative.target.is_some(),
    };
    let framework = context.framework;
    let says = |promised: &Promised| match promised {
        Promised::Kpi { .. } => true,
        Promised::Criterion(criterion) => {
            let scale = framework.scale(&framework.criteria[*criterion].scale);
            initiative.unit == TargetUnit::Percent && scale.is_some_and(|scale| scale.kind == ScaleKind::Share)
        }
        Promised::Dimension(_) | Promised::Stage => {
            initiative.unit == TargetUnit::Percent && initiative.owner.is_none()
        }
        Promised::Service(_) => false,
    };
    let told = !initiative.promised.is_empty() && initiative.promised.iter().all(says);
    counts && initiative.denominator.is_empty() && !told
}

fn measure(
    context: &Context,
    assessment: &Assessment,
    initiative: &Initiative,
    promised: Promised,
) -> (PromisedResult, Better) {
    let found = match promised {
        _ if initiative.owner_unknown.is_some() => Err(Measured::NotAssessed),
        _ if impossible(context.calculation, initiative).is_some() => Err(Measured::WithoutTarget),
        Promised::Service(service) => service_stage(context, assessment, initiative, service),
        Promised::Criterion(criterion) => of_criterion(context, assessment, initiative, criterion),
        Promised::Kpi { kpi, figure } => of_kpi(context, assessment, initiative, kpi, figure),
        Promised::Dimension(dimension) => of_dimension(context, assessment, initiative, dimension),
        Promised::Stage => match staged(initiative) {
            Some(number) => at_stage(assessment, initiative, number),
            None => Err(Measured::WithoutTarget),
        },
    };
    match found {
        Ok(Found { unit, limit, value, met, better }) => {
            (PromisedResult { promised, measured: Measured::Assessed, unit, limit: Some(limit), value, met }, better)
        }
        Err(measured) => {
            let (value, met) = (ByTruth::default(), ByTruth::default());
            (PromisedResult { promised, measured, unit: Unit::default(), limit: None, value, met }, Better::Higher)
        }
    }
}

/// Something promised, where it can be looked at.
struct Found {
    unit: Unit,
    limit: f64,
    value: ByTruth<Option<f64>>,
    met: ByTruth<Option<bool>>,
    better: Better,
}

impl Found {
    fn held(unit: Unit, limit: f64, value: ByTruth<Option<f64>>, better: Better) -> Found {
        let met = |truth: Truth| {
            value.get(truth).map(|value| match better {
                Better::Higher => value >= limit - NOISE,
                Better::Lower => value <= limit + NOISE,
            })
        };
        Found { unit, limit, met: ByTruth::from_fn(met), value, better }
    }
}

/// The agencies asked: the owner, or every agency.
fn asked<'a>(assessment: &'a Assessment, initiative: &Initiative) -> Result<Vec<&'a AgencyAssessment>, Measured> {
    let own = |agency: &&AgencyAssessment| initiative.owner.is_none_or(|owner| owner == agency.agency);
    let agencies: Vec<_> = assessment.agencies.iter().filter(own).collect();
    let any = agencies.iter().any(|agency| agency.status == Status::Answered);
    if any { Ok(agencies) } else { Err(Measured::NotAssessed) }
}

/// The number of the stage promised.
fn staged(initiative: &Initiative) -> Option<f64> {
    initiative.target.filter(|_| matches!(initiative.unit, TargetUnit::Stage | TargetUnit::Own))
}

fn service_stage(
    context: &Context,
    assessment: &Assessment,
    initiative: &Initiative,
    service: usize,
) -> Result<Found, Measured> {
    let own = assessment.services.iter().find(|own| own.service == service).ok_or(Measured::NotAssessed)?;
    let wanted = initiative.target.filter(|_| initiative.unit == TargetUnit::Stage);
    let limit = wanted.unwrap_or(context.calculation.stages.len().min(ONLINE) as f64);
    let value = |truth: Truth| (*own.reached.get(truth))?.number().map(|number| number as f64);
    Ok(Found::held(Unit::Stage, limit, ByTruth::from_fn(value), Better::Higher))
}

/// The stage of an agency; of the nation the percentage of its agencies that reached it.
fn at_stage(assessment: &Assessment, initiative: &Initiative, number: f64) -> Result<Found, Measured> {
    let agencies = asked(assessment, initiative)?;
    let reached = |agency: &AgencyAssessment, truth: Truth| {
        let reached = agency.judgements.get(truth).as_ref()?.ladder.as_ref()?.reached;
        reached.number().map(|number| number as f64)
    };
    if initiative.owner.is_some() {
        let own = |truth: Truth| agencies.iter().find_map(|agency| reached(agency, truth));
        return Ok(Found::held(Unit::Stage, number, ByTruth::from_fn(own), Better::Higher));
    }
    let share = |truth: Truth| {
        let stages: Vec<Option<f64>> = agencies.iter().map(|agency| reached(agency, truth)).collect();
        let there = stages.iter().filter(|stage| stage.is_some_and(|stage| stage >= number - NOISE)).count();
        stages.iter().any(Option::is_some).then(|| 100.0 * there as f64 / stages.len() as f64)
    };
    let limit = initiative.target.filter(|_| initiative.unit == TargetUnit::Percent).unwrap_or(100.0);
    Ok(Found::held(Unit::Percent, limit, ByTruth::from_fn(share), Better::Higher))
}

fn of_dimension(
    context: &Context,
    assessment: &Assessment,
    initiative: &Initiative,
    dimension: usize,
) -> Result<Found, Measured> {
    let number = context.calculation.stages.iter().position(|stage| stage.dimension == dimension);
    let is_stage = context.framework.dimensions[dimension].role == DimensionRole::Stage;
    let whole_nation = initiative.owner.is_none() && initiative.unit == TargetUnit::Percent;
    if let Some(number) = number.filter(|_| is_stage && (initiative.target.is_none() || whole_nation)) {
        return at_stage(assessment, initiative, (number + 1) as f64);
    }
    if is_stage && initiative.unit == TargetUnit::Stage {
        return at_stage(assessment, initiative, staged(initiative).ok_or(Measured::WithoutTarget)?);
    }
    let points = matches!(initiative.unit, TargetUnit::Own | TargetUnit::Percent);
    let limit = initiative.target.filter(|_| points).ok_or(Measured::WithoutTarget)?;
    let inverted = context.calculation.dimensions[dimension].ok_or(Measured::NotAssessed)?.inverted;
    let agencies = asked(assessment, initiative)?;
    let worst = |truth: Truth| {
        let scores = agencies.iter().filter_map(|agency| agency.judgements.get(truth).as_ref()?.scores.get(dimension));
        let scores: Vec<_> = scores.filter(|score| score.applicable > 0.0).collect();
        let known = scores.iter().any(|score| score.value.is_some());
        let bounds = scores.iter().map(|score| if inverted { score.high } else { score.low }.or(score.value));
        bounds.collect::<Option<Vec<f64>>>().filter(|_| known).map(|bounds| mean(&bounds))
    };
    let better = if inverted { Better::Lower } else { Better::Higher };
    Ok(Found::held(Unit::Points, limit, ByTruth::from_fn(worst), better))
}

fn of_criterion(
    context: &Context,
    assessment: &Assessment,
    initiative: &Initiative,
    criterion: usize,
) -> Result<Found, Measured> {
    let calculation = context.calculation;
    let place = calculation.item_of(criterion).ok_or(Measured::NotAssessed)?;
    let item = &calculation.items[place];
    let gate = calculation.gates.iter().find(|gate| gate.item == place).map(|gate| gate.pass);
    let ends = ends(item);
    let percent = |value: f64| ends.map_or(value, |(low, high)| 100.0 * (value - low) / (high - low));
    let limit = match (&initiative.unit, initiative.target) {
        (TargetUnit::Own | TargetUnit::Percent, Some(target)) => target,
        (TargetUnit::Count(_), Some(target)) => {
            let base = initiative.base().filter(|_| ends.is_some()).ok_or(Measured::WithoutTarget)?;
            100.0 * target / base
        }
        (TargetUnit::Stage, _) | (_, None) => match gate {
            Some(pass) => percent(pass.limit()),
            None => ends.map(|_| 100.0).ok_or(Measured::WithoutTarget)?,
        },
    };
    let scopes: Vec<Scope> = if item.national {
        vec![Scope::Nation]
    } else {
        asked(assessment, initiative)?.into_iter().map(|agency| Scope::Agency(agency.agency)).collect()
    };
    let leaves: Vec<_> = scopes
        .iter()
        .map(|scope| context.reader.leaf(&context.reader.at(*scope), item, context.method().share_weight))
        .filter(|leaf| leaf.parts.claimed.applicable > 0.0)
        .collect();
    let silent = |truth: Truth| leaves.iter().all(|leaf| leaf.parts.get(truth).value.is_none());
    if leaves.is_empty() || item.national && Truth::ALL.into_iter().all(silent) {
        return Err(Measured::NotAssessed);
    }
    let value = |truth: Truth| {
        let parts = leaves.iter().map(|leaf| leaf.parts.get(truth));
        let known = parts.clone().any(|part| part.value.is_some()) && *context.truths.get(truth);
        let bounds = parts.map(|part| if ends.is_some() { Some(percent(part.low)) } else { part.value });
        bounds.collect::<Option<Vec<f64>>>().filter(|_| known).map(|bounds| mean(&bounds))
    };
    let better = if ends.is_none() && item.lower_is_better { Better::Lower } else { Better::Higher };
    let unit = if ends.is_some() { Unit::Percent } else { Unit::Own };
    let found = Found::held(unit, limit, ByTruth::from_fn(value), better);
    let plain = initiative.target.is_none() || initiative.unit == TargetUnit::Stage;
    let own = assessment.agencies.iter().find(|agency| Some(agency.agency) == initiative.owner);
    match own.filter(|_| plain && gate.is_some() && !item.national) {
        Some(agency) => Ok(Found { met: passed(agency, criterion), ..found }),
        None => Ok(found),
    }
}

/// Whether an agency passes the gate on a criterion, as it was judged: also by the evidence that the gate asks for.
fn passed(agency: &AgencyAssessment, criterion: usize) -> ByTruth<Option<bool>> {
    ByTruth::from_fn(|truth| {
        let gates = &agency.judgements.get(truth).as_ref()?.gates;
        match gates.iter().find(|gate| gate.criterion == criterion)?.state {
            GateState::Passed => Some(true),
            GateState::Failed => Some(false),
            GateState::Undetermined | GateState::Waived => None,
        }
    })
}

fn of_kpi(
    context: &Context,
    assessment: &Assessment,
    initiative: &Initiative,
    kpi: usize,
    figure: usize,
) -> Result<Found, Measured> {
    let results: &[KpiResult] = match initiative.owner {
        Some(owner) => {
            let own = assessment.agencies.iter().find(|agency| agency.agency == owner);
            &own.ok_or(Measured::NotAssessed)?.kpis
        }
        None => {
            let nation = assessment.groups.iter().find(|group| group.column.is_none());
            &nation.ok_or(Measured::NotAssessed)?.kpis
        }
    };
    let result = results.iter().find(|result| (result.kpi, result.figure) == (kpi, figure));
    let result = result.ok_or(Measured::NotAssessed)?;
    let own = initiative.target.filter(|_| initiative.unit != TargetUnit::Stage);
    let limit = own.or(result.target.as_ref().map(|target| target.target)).ok_or(Measured::WithoutTarget)?;
    let better = match context.framework.kpis[kpi].direction {
        Direction::Higher => Better::Higher,
        Direction::Lower => Better::Lower,
        Direction::Context => return Err(Measured::WithoutTarget),
    };
    let value = result.value.filter(|_| result.state != KpiState::Suppressed).ok_or(Measured::NotAssessed)?;
    let value = ByTruth::from_fn(|truth| Some(value).filter(|_| *context.truths.get(truth)));
    Ok(Found::held(Unit::Own, limit, value, better))
}

/// Of at least one value.
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
