//! How far and how fast targets are reached.
use crate::assessment::{AgencyAssessment, Assessment, KpiState};
use crate::calculation::NOISE;
use crate::framework::Direction;
use crate::score::{Judgement, Truth};
use crate::series::Series;
use crate::survey::{STAGE, Target, TargetScope};
use jiff::civil::Date;

/// Days of a year.
const YEAR: f64 = 365.25;

/// Less than this share of the progress that was due is a risk, not a delay.
const AT_RISK: f64 = 0.5;

/// A target as it stands in a period: by what evidence supports, else by what is claimed.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim<'s> {
    pub target: &'s Target,
    /// Of a group the median of its agencies.
    pub current: Option<f64>,
    pub state: State,
    /// What it was at the start, and when: as the target says, else in the first period with a figure.
    pub baseline: Option<(f64, Option<Date>)>,
    /// 1 − what is short / |target|: 1 where it is met; none where the target is 0 and not met.
    pub attained: Option<f64>,
    /// (current − baseline) / (target − baseline): below 0 where it was moved away from. Where the baseline was enough already
    /// 1 while it is met; none where it is no more.
    pub progress: Option<f64>,
    /// The share (0–1) of the time from baseline to date that has passed.
    pub due: Option<f64>,
    /// By how much it must change in a year to be met in time, and by how much it has changed in a year so far.
    pub needed: Option<f64>,
    pub pace: Option<f64>,
}

/// How far a target is reached in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Met,
    /// As much progress as time has passed.
    OnTrack,
    /// At least half of the progress that was due.
    Late,
    /// Less than that, or it was met at the start and is no more.
    AtRisk,
    /// Not met, its day is not known to be over, and nothing says where it started or how long it has.
    Open,
    Missed,
    Unknown,
    /// Readers are not told how far it is reached.
    Withheld,
}

/// Every target of a series as it stands in a period.
pub fn aims<'s>(series: &'s Series, assessment: &Assessment) -> Vec<Aim<'s>> {
    let withheld = series.withheld();
    series.survey.targets.iter().map(|target| aim(series, &withheld, assessment, target)).collect()
}

/// Which way a target's figure is better.
pub fn direction(series: &Series, target: &Target) -> Direction {
    let framework = &series.framework;
    if target.code == STAGE {
        return Direction::Higher;
    }
    if let Some(dimension) = framework.dimension(&target.code) {
        return if framework.is_severity(dimension) { Direction::Lower } else { Direction::Higher };
    }
    let kpi = framework.kpis.iter().find(|kpi| kpi.figures().any(|figure| figure.code.matches(&target.code)));
    kpi.map_or(Direction::Context, |kpi| kpi.direction)
}

fn aim<'s>(series: &'s Series, withheld: &[bool], assessment: &Assessment, target: &'s Target) -> Aim<'s> {
    let better = direction(series, target);
    let current = figure(series, assessment, target);
    let silent =
        series.framework.dimension(&target.code).is_some_and(|dimension| withheld[dimension]) && current.is_none();
    let now = last_day(series, assessment);
    let short_of = |figure: f64| match better {
        Direction::Higher => Some(target.target - figure),
        Direction::Lower => Some(figure - target.target),
        Direction::Context => None,
    };
    let short = current.and_then(short_of);
    let met = short.map(|short| short <= NOISE);
    let baseline = target.baseline.map(|baseline| (baseline, target.baseline_date)).or_else(|| {
        let earlier = series.assessments.iter().take_while(|earlier| earlier.period != assessment.period);
        earlier.filter_map(|earlier| Some((figure(series, earlier, target)?, last_day(series, earlier)))).next()
    });
    let was_met = baseline.and_then(|(baseline, _)| short_of(baseline)).is_some_and(|short| short <= NOISE);
    let progress = current.zip(baseline).and_then(|(current, (baseline, _))| {
        let way = (current - baseline) / (target.target - baseline);
        if was_met { met.filter(|met| *met).map(|_| 1.0) } else { Some(way).filter(|way| way.is_finite()) }
    });
    let start = baseline.and_then(|(_, date)| date);
    let due = start.zip(target.date).zip(now).and_then(|((start, end), now)| {
        let whole = years(start, end).filter(|whole| *whole > 0.0)?;
        Some((years(start, now)? / whole).clamp(0.0, 1.0))
    });
    let left = now.zip(target.date).and_then(|(now, end)| years(now, end)).filter(|left| *left > 0.0);
    let passed = start.zip(now).and_then(|(start, now)| years(start, now)).filter(|passed| *passed > 0.0);
    // Of a period without days nobody knows whether a day is over.
    let is_over = left.is_none() && (now.is_some() || target.date.is_none());
    let state = match (met, is_over) {
        (None, _) if silent => State::Withheld,
        (None, _) => State::Unknown,
        (Some(true), _) => State::Met,
        (Some(false), true) => State::Missed,
        (Some(false), false) if was_met => State::AtRisk,
        (Some(false), false) => match progress.zip(due) {
            None => State::Open,
            Some((progress, due)) if progress >= due - NOISE => State::OnTrack,
            Some((progress, due)) if progress >= AT_RISK * due => State::Late,
            Some(_) => State::AtRisk,
        },
    };
    let not_met = met == Some(false);
    Aim {
        target,
        current,
        state,
        baseline,
        attained: short.and_then(|short| match (short <= NOISE, target.target.abs()) {
            (true, _) => Some(1.0),
            (false, 0.0) => None,
            (false, whole) => Some(1.0 - short / whole),
        }),
        progress,
        due,
        needed: current.zip(left).filter(|_| not_met).map(|(current, left)| (target.target - current) / left),
        pace: current.zip(baseline).zip(passed).map(|((current, (baseline, _)), passed)| (current - baseline) / passed),
    }
}

/// The figure that a target aims at, as it is in a period.
fn figure(series: &Series, assessment: &Assessment, target: &Target) -> Option<f64> {
    let framework = &series.framework;
    let agency = match target.scope {
        TargetScope::Agency(wanted) => assessment.agencies.iter().find(|agency| agency.agency == wanted),
        TargetScope::Nation | TargetScope::Group { .. } => None,
    };
    let group = match &target.scope {
        TargetScope::Agency(_) => None,
        TargetScope::Nation => assessment.groups.iter().find(|group| group.column.is_none()),
        TargetScope::Group { column, value } => assessment
            .groups
            .iter()
            .find(|group| group.column.as_ref() == Some(column) && group.value.as_ref() == Some(value)),
    };
    if target.code == STAGE {
        return agency
            .and_then(|agency| leading(agency)?.ladder.as_ref()?.reached.number())
            .map(|number| number as f64);
    }
    if let Some(dimension) = framework.dimension(&target.code) {
        let own = agency.and_then(|agency| leading(agency)?.scores.get(dimension)?.value);
        let median = || {
            let scores = group?.scores.get(dimension)?;
            Truth::LEADING.into_iter().find_map(|truth| scores.get(truth).as_ref()).map(|quartiles| quartiles.median)
        };
        return own.or_else(median);
    }
    let mut results = agency.map(|agency| &agency.kpis).or(group.map(|group| &group.kpis)).into_iter().flatten();
    let found = results.find(|result| framework.kpis[result.kpi].printed(result.figure).code.matches(&target.code));
    found.filter(|result| result.state != KpiState::Suppressed)?.value
}

fn leading(agency: &AgencyAssessment) -> Option<&Judgement> {
    Truth::LEADING.into_iter().find_map(|truth| agency.judgements.get(truth).as_deref())
}

fn last_day(series: &Series, assessment: &Assessment) -> Option<Date> {
    series.survey.periods.get(assessment.period)?.last
}

/// From one day to another.
fn years(from: Date, to: Date) -> Option<f64> {
    let days = from.until(to).ok()?.get_days();
    Some(f64::from(days) / YEAR)
}
