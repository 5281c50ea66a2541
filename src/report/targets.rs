//! Targets beside what they aim at.
use crate::aims::{Aim, State, aims, direction};
use crate::assessment::Assessment;
use crate::chart::Chart;
use crate::chart::bullets::{self, Bullets, Measured};
use crate::document::{Block, Cell, Column, Figure, Grid, Tone};
use crate::framework::{Direction, Figure as KpiFigure, Kpi};
use crate::locale::Value;
use crate::locale::number::decimals;
use crate::report::frame::named;
use crate::report::view::{View, agency_name};
use crate::report::{Extent, LISTED, Selection, benefits, kpi_title};
use crate::series::Series;
use crate::survey::{STAGE, Target, TargetScope};

/// What targets are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Of {
    /// Stages and scores.
    Scores,
    Kpis,
}

/// Every target of the selection, as far as it is reached in a period.
pub(in crate::report) fn aimed<'s>(series: &'s Series, assessment: &Assessment, selection: &Selection) -> Vec<Aim<'s>> {
    let mut aims = aims(series, assessment);
    aims.retain(|aim| match aim.target.scope {
        TargetScope::Agency(agency) => selection.keeps(&series.survey.agencies[agency]),
        TargetScope::Nation | TargetScope::Group { .. } => selection.is_everybody(),
    });
    aims
}

/// Targets of a kind; none where there are none.
pub(in crate::report) fn table(view: &View, of: Of) -> Option<Grid> {
    let locale = view.locale;
    let aimed = aimed(view.series, view.assessment, view.selection);
    let rows: Vec<&Aim> = aimed.iter().filter(|aimed| kind(view, aimed.target) == of).collect();
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
    let caption = match of {
        Of::Scores => "targets.caption",
        Of::Kpis => "targets.caption-kpis",
    };
    let mut grid = Grid::new(locale.word(caption), columns);
    for aimed in rows.iter().take(LISTED) {
        let target = aimed.target;
        let number = |value: Option<f64>| match kpi_of(view, target) {
            Some((_, figure)) => benefits::amount(figure.unit, value),
            None => Cell::number(value, value.map_or(0, |value| decimals(value, view.decimals()))),
        };
        let told = |value: Option<f64>| match aimed.state {
            State::Withheld => view.withheld_cell(),
            _ => number(value),
        };
        grid.push(vec![
            Cell::text(whose(view, target)),
            Cell::text(what(view, target)),
            number(Some(target.target)),
            target.date.map_or_else(Cell::empty, |date| Cell::text(locale.date(date))),
            told(aimed.baseline.map(|(value, _)| value)),
            told(aimed.current),
            Cell::percent(aimed.progress.map(|progress| 100.0 * progress), 0),
            Cell::difference(aimed.needed, 1),
            match aimed.state {
                State::Withheld => view.withheld_cell(),
                state => Cell::text(locale.word(word(state))).toned(match state {
                    State::Met | State::OnTrack => Tone::Good,
                    State::Late => Tone::Doubtful,
                    State::AtRisk | State::Missed => Tone::Bad,
                    State::Open | State::Unknown | State::Withheld => Tone::Quiet,
                }),
            },
        ]);
    }
    if rows.len() > LISTED {
        grid.notes.push(locale.say("count.more", &[("count", Value::from(rows.len() - LISTED))]));
    }
    (!rows.is_empty()).then_some(grid)
}

/// Every target with a figure, from where it started to where it is to be.
pub(in crate::report) fn chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let aimed = aimed(view.series, view.assessment, view.selection);
    let shown: Vec<&Aim> = aimed.iter().filter(|aimed| aimed.current.is_some()).take(LISTED).collect();
    let row = |aimed: &&Aim| {
        let target = aimed.target;
        let unit = kpi_of(view, target).map(|(_, figure)| figure.unit);
        let aim = locale.isolate(&what(view, target));
        let aim = unit.map_or_else(|| aim.clone(), |unit| benefits::in_unit(locale, &aim, unit));
        let label = [("scope", Value::from(whose(view, target))), ("aim", Value::Phrase(aim))];
        bullets::Kpi {
            label: locale.say("targets.of", &label),
            value: aimed.current.map_or_else(|| Measured::Unavailable(String::new()), Measured::Known),
            low: None,
            high: None,
            target: Some(target.target),
            baseline: aimed.baseline.map(|(value, _)| value),
            due: target.date.filter(|_| !matches!(aimed.state, State::Met | State::Missed)).map(|date| {
                let word = Value::Phrase(locale.word(word(aimed.state)));
                locale.say("targets.due", &[("date", Value::Phrase(locale.date(date))), ("state", word)])
            }),
            better: match direction(view.series, target) {
                Direction::Higher => bullets::Better::Higher,
                Direction::Lower => bullets::Better::Lower,
                Direction::Context => bullets::Better::Neither,
            },
            unit: match unit {
                Some(unit) if benefits::is_percent(unit) => bullets::Unit::Percent,
                _ => bullets::Unit::Own,
            },
            decimals: aimed.current.map_or(1, |value| decimals(value, 1)),
        }
    };
    let rows: Vec<bullets::Kpi> = shown.iter().map(row).collect();
    let title = counted(view, &shown, "targets.lead");
    let words = bullets::Words {
        value: locale.word("targets.current"),
        interval: String::new(),
        target: locale.word("benefits.target"),
        baseline: locale.word("benefits.baseline"),
        met: locale.word("targets.is-met"),
        unmet: locale.word("targets.is-missed"),
    };
    let chart = Chart::Bullets(Bullets { rows, words });
    (!shown.is_empty()).then(|| named(view, "targets", title, locale.word("targets.chart"), chart))
}

/// How many targets of KPIs stand where, in a sentence; none where none has a figure.
pub(in crate::report) fn stand(view: &View) -> Option<String> {
    let aimed = aimed(view.series, view.assessment, view.selection);
    let known = |aimed: &&Aim| kind(view, aimed.target) == Of::Kpis && aimed.current.is_some();
    let known: Vec<&Aim> = aimed.iter().filter(known).collect();
    (!known.is_empty()).then(|| counted(view, &known, "targets.stand"))
}

/// How many of these targets stand where, in a phrase.
fn counted(view: &View, aimed: &[&Aim], key: &str) -> String {
    let locale = view.locale;
    let counts: Vec<String> = [State::Met, State::OnTrack, State::Late, State::AtRisk, State::Missed]
        .into_iter()
        .filter_map(|state| {
            let count = aimed.iter().filter(|aimed| aimed.state == state).count();
            let values =
                [("state", Value::Phrase(locale.word(word(state)))), ("number", Value::Number(count as f64, 0))];
            (count > 0).then(|| locale.say("targets.counted", &values))
        })
        .collect();
    let values = [("count", Value::from(aimed.len())), ("parts", Value::Phrase(locale.series(&counts)))];
    locale.say(key, &values)
}

/// Targets of stages and scores as blocks: the table, and where wanted the chart of all.
pub(in crate::report) fn blocks(view: &View, extent: Extent) -> Vec<Block> {
    let table = table(view, Of::Scores).map(Block::Table);
    let chart = Some(view).filter(|_| extent == Extent::Full).and_then(chart);
    table.into_iter().chain(chart.map(|figure| Block::Chart(figure.name))).collect()
}

fn kind(view: &View, target: &Target) -> Of {
    if kpi_of(view, target).is_some() { Of::Kpis } else { Of::Scores }
}

/// The KPI that a target is of, and the figure; none where it is of a stage or score.
fn kpi_of<'a>(view: &View<'a>, target: &Target) -> Option<(&'a Kpi, KpiFigure<'a>)> {
    let is_score = target.code == STAGE || view.framework.dimension(&target.code).is_some();
    let figures = view.framework.kpis.iter().flat_map(|kpi| kpi.figures().map(move |figure| (kpi, figure)));
    figures.filter(|_| !is_score).find(|(_, figure)| figure.code.matches(&target.code))
}

fn whose(view: &View, target: &Target) -> String {
    let locale = view.locale;
    match &target.scope {
        TargetScope::Agency(agency) => agency_name(view.series, *agency, locale),
        TargetScope::Group { column, value } => {
            let mut groups = view.assessment.groups.iter();
            let known =
                groups.find(|group| group.column.as_ref() == Some(column) && group.value.as_ref() == Some(value));
            let name = known.and_then(|group| group.name(locale.tag())).unwrap_or(value);
            let values = [("column", Value::from(view.column(column))), ("value", Value::from(name))];
            locale.say("targets.group", &values)
        }
        TargetScope::Nation => locale.word("common.all"),
    }
}

fn what(view: &View, target: &Target) -> String {
    match (view.framework.dimension(&target.code), kpi_of(view, target)) {
        (Some(dimension), _) => view.dimension(dimension),
        (None, Some((kpi, figure))) => kpi_title(view.locale, kpi, figure),
        (None, None) => view.locale.word("stages.reached"),
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Met => "targets.is-met",
        State::OnTrack => "targets.is-on-track",
        State::Late => "targets.is-late",
        State::AtRisk => "targets.is-at-risk",
        State::Open => "benefits.is-open",
        State::Missed => "targets.is-missed",
        State::Unknown => "common.missing",
        State::Withheld => "common.withheld",
    }
}
