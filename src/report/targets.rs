//! Targets beside what they aim at.
use crate::aims::{Aim, State, aims};
use crate::assessment::Assessment;
use crate::calculation::compile;
use crate::document::{Cell, Column, Grid, Tone};
use crate::locale::Value;
use crate::locale::number::decimals;
use crate::report::view::{View, agency_name};
use crate::report::{LISTED, Selection};
use crate::series::Series;
use crate::survey::{STAGE, Target, TargetScope};

/// Every target of the selection, as far as it is reached in a period.
pub(in crate::report) fn aimed<'s>(series: &'s Series, assessment: &Assessment, selection: &Selection) -> Vec<Aim<'s>> {
    let calculation = compile(&series.framework, &series.method, series.edition.as_ref());
    let mut aims = aims(series, &calculation, assessment);
    aims.retain(|aim| match aim.target.scope {
        TargetScope::Agency(agency) => selection.keeps(&series.survey.agencies[agency]),
        TargetScope::Nation | TargetScope::Group { .. } => selection.is_everybody(),
    });
    aims
}

/// Targets of stages and scores; none where there are none. Those of KPIs stand beside the KPIs.
pub(in crate::report) fn table(view: &View) -> Option<Grid> {
    let locale = view.locale;
    let aimed = aimed(view.series, view.assessment, view.selection);
    let named = |target: &Target| match view.framework.dimension(&target.code) {
        Some(dimension) => Some(view.dimension(dimension)),
        None => (target.code == STAGE).then(|| locale.word("stages.reached")),
    };
    let rows: Vec<(&Aim, String)> = aimed.iter().filter_map(|aimed| Some((aimed, named(aimed.target)?))).collect();
    let columns = vec![
        Column::words(locale.word("targets.scope")),
        Column::words(locale.word("targets.aim")),
        Column::numbers(locale.word("benefits.target")),
        Column::words(locale.word("targets.date")),
        Column::numbers(locale.word("benefits.baseline")),
        Column::numbers(locale.word("targets.current")),
        Column::numbers(locale.word("targets.progress")),
        Column::numbers(locale.word("targets.needed")),
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
            told(aimed.baseline.map(|(value, _)| value)),
            told(aimed.current),
            Cell::percent(aimed.progress.map(|progress| 100.0 * progress), 0),
            Cell::difference(aimed.needed, 1),
            match aimed.state {
                State::Met => Cell::text(locale.word("targets.is-met")).toned(Tone::Good),
                State::OnTrack => Cell::text(locale.word("targets.is-on-track")).toned(Tone::Good),
                State::Late => Cell::text(locale.word("targets.is-late")).toned(Tone::Doubtful),
                State::AtRisk => Cell::text(locale.word("targets.is-at-risk")).toned(Tone::Bad),
                State::Open => Cell::text(locale.word("benefits.is-open")).toned(Tone::Quiet),
                State::Missed => Cell::text(locale.word("targets.is-missed")).toned(Tone::Bad),
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
