//! Targets beside what they aim at.
use crate::assessment::{AgencyAssessment, Assessment, KpiState};
use crate::calculation::{Calculation, NOISE, compile};
use crate::document::{Cell, Column, Grid, Tone};
use crate::framework::Direction;
use crate::locale::Value;
use crate::locale::number::decimals;
use crate::report::view::{View, agency_name};
use crate::report::{LISTED, Selection};
use crate::score::{Judgement, Truth};
use crate::series::Series;
use crate::survey::{STAGE, Target, TargetScope};

pub(in crate::report) struct Aimed<'s> {
    pub(in crate::report) target: &'s Target,
    /// Of a group the median of its agencies.
    pub(in crate::report) current: Option<f64>,
    pub(in crate::report) state: State,
}

/// How far a target is reached in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum State {
    Met,
    /// Not met, and its day lies after the period.
    Open,
    Missed,
    Unknown,
    /// Readers are not told how far it is reached.
    Withheld,
}

/// Every target of the selection, as far as it is reached in a period: by what evidence supports, else by what is
/// claimed.
pub(in crate::report) fn aimed<'s>(
    series: &'s Series,
    assessment: &Assessment,
    selection: &Selection,
) -> Vec<Aimed<'s>> {
    let calculation = compile(&series.framework, &series.method, series.edition.as_ref());
    let kept = |target: &&Target| match target.scope {
        TargetScope::Agency(agency) => selection.keeps(&series.survey.agencies[agency]),
        TargetScope::Nation | TargetScope::Group { .. } => selection.is_everybody(),
    };
    let withheld = series.withheld();
    let aimed = |target| aim(series, &calculation, &withheld, assessment, target);
    series.survey.targets.iter().filter(kept).map(aimed).collect()
}

fn leading(agency: &AgencyAssessment) -> Option<&Judgement> {
    Truth::LEADING.into_iter().find_map(|truth| agency.judgements.get(truth).as_deref())
}

fn aim<'s>(
    series: &'s Series,
    calculation: &Calculation,
    withheld: &[bool],
    assessment: &Assessment,
    target: &'s Target,
) -> Aimed<'s> {
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
    let (current, better) = if target.code == STAGE {
        let reached = agency.and_then(|agency| leading(agency)?.ladder.as_ref()?.reached.number());
        (reached.map(|number| number as f64), Direction::Higher)
    } else if let Some(dimension) = framework.dimension(&target.code) {
        let own = agency.and_then(|agency| leading(agency)?.scores.get(dimension)?.value);
        let median = group.and_then(|group| {
            let scores = group.scores.get(dimension)?;
            Truth::LEADING.into_iter().find_map(|truth| scores.get(truth).as_ref()).map(|quartiles| quartiles.median)
        });
        let inverted = calculation.dimensions[dimension].is_some_and(|output| output.inverted);
        (own.or(median), if inverted { Direction::Lower } else { Direction::Higher })
    } else {
        let mut results = agency.map(|agency| &agency.kpis).or(group.map(|group| &group.kpis)).into_iter().flatten();
        let found = results.find(|result| framework.kpis[result.kpi].printed(result.figure).code.matches(&target.code));
        let shown = found.filter(|result| result.state != KpiState::Suppressed);
        let better = found.map_or(Direction::Context, |result| framework.kpis[result.kpi].direction);
        (shown.and_then(|result| result.value), better)
    };
    let silent = framework.dimension(&target.code).is_some_and(|dimension| withheld[dimension]) && current.is_none();
    let met = current.and_then(|current| match better {
        Direction::Higher => Some(current >= target.target - NOISE),
        Direction::Lower => Some(current <= target.target + NOISE),
        Direction::Context => None,
    });
    let last = series.survey.periods.get(assessment.period).and_then(|period| period.last);
    let ahead = target.date.zip(last).is_some_and(|(date, last)| date > last);
    let state = match met {
        Some(true) => State::Met,
        Some(false) if ahead => State::Open,
        Some(false) => State::Missed,
        None if silent => State::Withheld,
        None => State::Unknown,
    };
    Aimed { target, current, state }
}

/// Targets of stages and scores; none where there are none. Those of KPIs stand beside the KPIs.
pub(in crate::report) fn table(view: &View) -> Option<Grid> {
    let locale = view.locale;
    let aimed = aimed(view.series, view.assessment, view.selection);
    let named = |target: &Target| match view.framework.dimension(&target.code) {
        Some(dimension) => Some(view.dimension(dimension)),
        None => (target.code == STAGE).then(|| locale.word("stages.reached")),
    };
    let rows: Vec<(&Aimed, String)> = aimed.iter().filter_map(|aimed| Some((aimed, named(aimed.target)?))).collect();
    let columns = vec![
        Column::words(locale.word("targets.scope")),
        Column::words(locale.word("targets.aim")),
        Column::numbers(locale.word("benefits.target")),
        Column::words(locale.word("targets.date")),
        Column::numbers(locale.word("benefits.baseline")),
        Column::numbers(locale.word("targets.current")),
        Column::words(locale.word("benefits.state")),
    ];
    let mut grid = Grid::new(locale.word("targets.caption"), columns);
    let number = |value: Option<f64>| Cell::number(value, value.map_or(0, |value| decimals(value, view.decimals())));
    for (aimed, aim) in rows.iter().take(LISTED) {
        let target = aimed.target;
        let told = |value: Option<f64>| match aimed.state {
            State::Withheld => view.withheld_cell(),
            _ => number(value),
        };
        grid.push(vec![
            Cell::text(match &target.scope {
                TargetScope::Agency(agency) => agency_name(view.series, *agency, locale),
                TargetScope::Group { column, value } => {
                    let known = view
                        .assessment
                        .groups
                        .iter()
                        .find(|group| group.column.as_ref() == Some(column) && group.value.as_ref() == Some(value));
                    let name = known.and_then(|group| group.name(locale.tag())).unwrap_or(value);
                    locale.isolate(name)
                }
                TargetScope::Nation => locale.word("common.all"),
            }),
            Cell::text(aim.as_str()),
            number(Some(target.target)),
            target.date.map_or_else(Cell::empty, |date| Cell::text(locale.date(date))),
            told(target.baseline),
            told(aimed.current),
            match aimed.state {
                State::Met => Cell::text(locale.word("benefits.is-met")).toned(Tone::Good),
                State::Open => Cell::text(locale.word("benefits.is-open")).toned(Tone::Quiet),
                State::Missed => Cell::text(locale.word("benefits.is-missed")).toned(Tone::Bad),
                State::Unknown => Cell::text(locale.word("common.missing")).toned(Tone::Quiet),
                State::Withheld => view.withheld_cell(),
            },
        ]);
    }
    if rows.len() > LISTED {
        grid.notes.push(locale.say("count.more", &[("count", Value::from(rows.len() - LISTED))]));
    }
    (!rows.is_empty()).then_some(grid)
}
