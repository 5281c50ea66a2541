//! What was announced, beside what is checked: when and by whom, what became of it, what it cost, and what nobody can
//! verify.
use crate::chart::timeline::{self, Mark, Timeline};
use crate::chart::{Chart, timeline::Tone as Look};
use crate::document::{Block, Cell, Chapter, Column, Figure, Grid, Tone};
use crate::locale::number::decimals;
use crate::locale::{Locale, Value};
use crate::promises::{Measured, PromiseResult, Reason, Standing, Sum, Unit};
use crate::report::frame::named;
use crate::report::tables::{Book, Kind, count};
use crate::report::view::{View, agency_name, service_name};
use crate::report::{Extent, LISTED, kpi_title};
use crate::series::Series;
use crate::survey::{Grain, Initiative, Moment, Promised};
use crate::table;
use crate::truth::Truth;
use jiff::civil::Date;

pub(in crate::report) const KINDS: &[Kind] = &[Kind {
    name: "promises",
    columns: &[
        "period",
        "initiative",
        "title",
        "announced",
        "precision",
        "owner",
        "due",
        "claimed",
        "supported",
        "checked",
        "named",
        "needed",
        "met_claimed",
        "met_supported",
        "met_checked",
        "reasons",
        "kept_since",
        "amount",
        "spent",
        "currency",
        "each",
        "told",
    ],
    rows,
}];

/// An initiative and where it stands.
type Told<'a> = (&'a Initiative, &'a PromiseResult);

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let promises = promises(view);
    if promises.is_empty() {
        return None;
    }
    let locale = view.locale;
    let mut blocks = vec![Block::Lead(lead(view, &promises))];
    if extent == Extent::Full {
        blocks.push(Block::Paragraph(locale.word("promises.how")));
        blocks.push(Block::Chart("timeline".to_owned()));
    }
    blocks.push(Block::Table(announced(view, &promises)));
    if extent == Extent::Full {
        blocks.extend(items(view, &promises).map(Block::Table));
        blocks.extend(money(view, &promises).map(Block::Table));
        blocks.extend(doubtful(view, &promises).map(Block::Table));
    }
    Some(Chapter { code: "promises", title: locale.word("promises.title"), blocks })
}

/// One row for each promise: from its announcement to the day on which it is due, or to the end of the period.
pub(in crate::report) fn chart(view: &View) -> Option<Figure> {
    let promises = promises(view);
    let locale = view.locale;
    let row = |(initiative, result): &Told| timeline::Row {
        label: title(locale, initiative),
        from: initiative.date.map(middle),
        to: initiative.due.map(in_years),
        mark: initiative.date.map_or(Mark::Day, mark),
        tone: look(result.checked()),
        state: standing(locale, result.checked()),
        when: when(locale, initiative.date),
    };
    let rows: Vec<timeline::Row> = promises.iter().map(row).collect();
    let last = view.series.survey.periods.get(view.assessment.period).and_then(|period| period.last);
    let words = timeline::Words {
        day: locale.word("promises.day-known"),
        month: locale.word("promises.month-known"),
        year: locale.word("promises.year-known"),
        after: locale.word("promises.after-known"),
        unknown: locale.word("promises.date-unknown"),
        due: locale.word("promises.due"),
        now: locale.say("promises.now", &[("period", Value::Phrase(view.period_name()))]),
        state: locale.word("promises.checked"),
    };
    let chart = Chart::Timeline(Timeline { rows, now: last.map(in_years), words });
    let subtitle = locale.word("promises.timeline");
    (!promises.is_empty()).then(|| named(view, "timeline", counted(view, &promises), subtitle, chart))
}

/// What is reported of the period: by date, those of unknown date last.
fn promises<'a>(view: &View<'a>) -> Vec<Told<'a>> {
    let survey = &view.series.survey;
    let own = |initiative: &Initiative| match initiative.owner {
        Some(owner) => view.selection.keeps(&survey.agencies[owner]),
        None => view.selection.is_everybody(),
    };
    let told = view.series.promises.iter().filter(|result| result.period == view.assessment.period);
    let mut told: Vec<Told> = told.map(|result| (&survey.initiatives[result.initiative], result)).collect();
    told.retain(|(initiative, _)| own(initiative));
    told.sort_by_key(|(initiative, _)| {
        (initiative.date.is_none(), initiative.date.map(|date| (date.date, date.after)))
    });
    told
}

fn lead(view: &View, promises: &[Told]) -> String {
    let mut lead = counted(view, promises);
    let undated = promises.iter().filter(|(initiative, _)| initiative.date.is_none()).count();
    if undated > 0 {
        lead.push(' ');
        lead += &view.locale.say("promises.undated", &[("count", Value::from(undated))]);
    }
    let claimed = promises.iter().filter(|(_, result)| result.standing.claimed == Some(Standing::Kept)).count();
    if promises
        .iter()
        .any(|(_, result)| result.standing.claimed.is_some_and(|claimed| claimed < Standing::Unverifiable))
    {
        lead.push(' ');
        lead += &view.locale.say("promises.as-claimed", &[("count", Value::from(claimed))]);
    }
    lead
}

/// How many stand where, in a sentence.
fn counted(view: &View, promises: &[Told]) -> String {
    let locale = view.locale;
    let stands = |is: &dyn Fn(Standing) -> bool| promises.iter().filter(|(_, result)| is(result.checked())).count();
    let judged = stands(&|standing| standing < Standing::Unverifiable) > 0;
    let unverifiable = stands(&|standing| standing == Standing::Unverifiable) == promises.len();
    let clauses: Vec<String> = Standing::ALL
        .into_iter()
        .filter_map(|standing| {
            let count = stands(&|own| own == standing);
            let key = match standing {
                Standing::Unverifiable if unverifiable => "promises.all-unverifiable",
                Standing::Kept => "promises.kept-count",
                Standing::Partly => "promises.partly-count",
                Standing::NotYet => "promises.not-yet-count",
                Standing::Overdue => "promises.overdue-count",
                Standing::Dormant => "promises.dormant-count",
                Standing::Unverifiable => "promises.unverifiable-count",
                Standing::Withheld => "promises.withheld-count",
            };
            (count > 0 || (judged && standing == Standing::Kept))
                .then(|| locale.say(key, &[("count", Value::from(count))]))
        })
        .collect();
    let values = [("count", Value::from(promises.len())), ("parts", Value::Phrase(locale.list(&clauses)))];
    locale.say("promises.lead", &values)
}

/// Each under a row of its own: what was announced, and by whom, takes the whole width.
fn announced(view: &View, promises: &[Told]) -> Grid {
    let locale = view.locale;
    let columns = ["promises.when", "promises.owner", "promises.due", "promises.checked", "promises.told"];
    let columns = columns.map(|key| Column::words(locale.word(key)));
    let mut grid = Grid::new(locale.word("promises.caption"), Vec::from(columns));
    for (initiative, result) in promises.iter().take(LISTED) {
        let owner = |owner| Cell::text(agency_name(view.series, owner, locale));
        grid.section(whole(locale, initiative));
        grid.push(vec![
            Cell::text(when(locale, initiative.date)),
            match &initiative.owner_unknown {
                Some(named) => Cell::text(locale.isolate(named)).toned(Tone::Doubtful),
                None => initiative.owner.map_or_else(Cell::empty, owner),
            },
            initiative.due.map_or_else(Cell::empty, |due| Cell::text(locale.date(due))),
            Cell::text(state(locale, result)).toned(tone(result.checked())),
            match locale.of(&initiative.status) {
                "" => Cell::text(locale.word("promises.not-told")).toned(Tone::Quiet),
                _ => Cell::text(locale.tell(&initiative.status)),
            },
        ]);
    }
    if promises.len() > LISTED {
        grid.notes.push(locale.say("count.more", &[("count", Value::from(promises.len() - LISTED))]));
    }
    grid
}

/// What each promise names, one by one.
fn items(view: &View, promises: &[Told]) -> Option<Grid> {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("promises.item")), Column::numbers(locale.word("promises.limit"))];
    columns.extend(view.truth_columns());
    columns.push(Column::words(locale.word("promises.met")));
    let mut grid = Grid::new(locale.word("promises.items"), columns);
    let mut figures = false;
    for (initiative, result) in promises.iter().take(LISTED).filter(|(_, result)| !result.items.is_empty()) {
        grid.section(title(locale, initiative));
        for item in &result.items {
            figures |= matches!(item.promised, Promised::Kpi { .. }) && item.measured == Measured::Assessed;
            let (words, tone) = match (item.measured, item.met.checked) {
                (Measured::Withheld, _) => (locale.word("common.withheld"), Tone::Quiet),
                (Measured::NotAssessed, _) => (locale.word("promises.not-assessed"), Tone::Quiet),
                (Measured::WithoutTarget, _) => (locale.word("promises.without-target"), Tone::Quiet),
                (Measured::Assessed, Some(true)) => (locale.word("promises.confirmed"), Tone::Good),
                (Measured::Assessed, Some(false)) => (locale.word("promises.not-confirmed"), Tone::Bad),
                (Measured::Assessed, None) => (locale.word("promises.nothing-checked"), Tone::Quiet),
            };
            let mut cells = vec![Cell::text(item_name(view, item.promised)), amount(item.unit, item.limit)];
            cells.extend(view.truths.iter().map(|truth| match item.measured {
                Measured::Withheld => view.withheld_cell(),
                _ => amount(item.unit, *item.value.get(*truth)),
            }));
            cells.push(Cell::text(words).toned(tone));
            grid.push(cells);
        }
    }
    grid.notes.push(locale.word("promises.items-note"));
    if figures {
        grid.notes.push(locale.word("promises.figures-note"));
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// Sums, and what they come to for each thing that is confirmed.
fn money(view: &View, promises: &[Told]) -> Option<Grid> {
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("promises.announced")),
        Column::numbers(locale.word("promises.amount")),
        Column::numbers(locale.word("promises.spent")),
        Column::words(locale.word("promises.currency")),
        Column::numbers(locale.word("promises.confirmed-items")),
        Column::numbers(locale.word("promises.each")),
    ];
    let mut grid = Grid::new(locale.word("promises.money"), columns);
    let mut assumed = false;
    for (initiative, result) in promises.iter().take(LISTED) {
        if initiative.amount.or(initiative.spent).is_none() {
            continue;
        }
        let sum = |sum: Option<f64>| Cell::number(sum, sum.map_or(0, |sum| decimals(sum, 2)));
        assumed |= result.cost.is_some_and(|cost| cost.of == Sum::Announced);
        let confirmed = match result.checked() {
            Standing::Withheld => view.withheld_cell(),
            Standing::Unverifiable => Cell::empty(),
            _ => Cell::count(result.met.checked),
        };
        grid.push(vec![
            Cell::text(title(locale, initiative)),
            sum(initiative.amount),
            sum(initiative.spent),
            Cell::code(initiative.currency.as_str()),
            confirmed,
            Cell::number(result.cost.map(|cost| cost.each), 0),
        ]);
    }
    grid.notes.push(locale.word("promises.money-note"));
    if assumed {
        grid.notes.push(locale.word("promises.announced-note"));
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// What could not be verified, and why.
fn doubtful(view: &View, promises: &[Told]) -> Option<Grid> {
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("promises.announced")),
        Column::words(locale.word("promises.state")),
        Column::words(locale.word("promises.why")),
        Column::words(locale.word("promises.note")),
    ];
    let mut grid = Grid::new(locale.word("promises.doubtful"), columns);
    for (initiative, result) in promises.iter().take(LISTED).filter(|(_, result)| !result.reasons.is_empty()) {
        let reasons: Vec<String> = result.reasons.iter().map(|reason| why(locale, *reason)).collect();
        grid.push(vec![
            Cell::text(title(locale, initiative)),
            Cell::text(standing(locale, result.checked())).toned(tone(result.checked())),
            Cell::text(reasons.join(" ")),
            match locale.of(&initiative.note) {
                "" => Cell::empty(),
                _ => Cell::text(locale.tell(&initiative.note)),
            },
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

fn why(locale: &Locale, reason: Reason) -> String {
    match reason {
        Reason::OwnerUnknown => locale.word("promises.why-owner-unknown"),
        Reason::NothingNamed => locale.word("promises.why-nothing-named"),
        Reason::NoDenominator => locale.word("promises.why-no-denominator"),
        Reason::NotAssessed { count } => locale.say("promises.why-not-assessed", &[("count", Value::from(count))]),
        Reason::WithoutTarget { count } => locale.say("promises.why-without-target", &[("count", Value::from(count))]),
        Reason::NothingChecked => locale.word("promises.why-nothing-checked"),
        Reason::Due => locale.word("promises.why-due"),
        Reason::NothingMoved { periods } => {
            locale.say("promises.why-nothing-moved", &[("count", Value::from(periods))])
        }
    }
}

fn standing(locale: &Locale, standing: Standing) -> String {
    locale.word(match standing {
        Standing::Kept => "promises.kept",
        Standing::Partly => "promises.partly",
        Standing::NotYet => "promises.not-yet",
        Standing::Overdue => "promises.overdue",
        Standing::Dormant => "promises.dormant",
        Standing::Unverifiable => "promises.unverifiable",
        Standing::Withheld => "common.withheld",
    })
}

/// Where it stands, with how much of it is confirmed.
fn state(locale: &Locale, result: &PromiseResult) -> String {
    let state = standing(locale, result.checked());
    if matches!(result.checked(), Standing::Unverifiable | Standing::Withheld) {
        return state;
    }
    let count = |count: usize| Value::Phrase(locale.count(count as u64));
    let values = [
        ("state", Value::Phrase(state)),
        ("part", count(result.met.checked)),
        ("whole", count(result.needed.max(result.items.len()))),
    ];
    locale.say("promises.confirmed-of", &values)
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Kept => Tone::Good,
        Standing::Partly => Tone::Doubtful,
        Standing::Overdue | Standing::Dormant => Tone::Bad,
        Standing::NotYet => Tone::Plain,
        Standing::Unverifiable | Standing::Withheld => Tone::Quiet,
    }
}

fn look(standing: Standing) -> Look {
    match standing {
        Standing::Kept => Look::Done,
        Standing::Partly => Look::Part,
        Standing::NotYet => Look::Ahead,
        Standing::Overdue => Look::Late,
        Standing::Dormant => Look::Still,
        Standing::Unverifiable => Look::Unclear,
        Standing::Withheld => Look::Hidden,
    }
}

fn title(locale: &Locale, initiative: &Initiative) -> String {
    match [&initiative.title, &initiative.announced].into_iter().find(|text| !locale.of(text).is_empty()) {
        Some(text) => locale.tell(text),
        None => locale.isolate_code(initiative.code.as_str()),
    }
}

/// The title with the outcome that was announced, and by whom.
fn whole(locale: &Locale, initiative: &Initiative) -> String {
    let mut whole = title(locale, initiative);
    if !locale.of(&initiative.title).is_empty() && !locale.of(&initiative.announced).is_empty() {
        let outcome = Value::Phrase(locale.tell(&initiative.announced));
        whole = locale.say("promises.whole", &[("title", Value::Phrase(whole)), ("outcome", outcome)]);
    }
    if !locale.of(&initiative.announced_by).is_empty() {
        let by = Value::Phrase(locale.tell(&initiative.announced_by));
        whole = locale.say("promises.said-by", &[("promise", Value::Phrase(whole)), ("by", by)]);
    }
    whole
}

/// A date as well as it is known: `20 July 2010`, `August 2022`, `2009`, `after 2004`.
fn when(locale: &Locale, moment: Option<Moment>) -> String {
    let Some(moment) = moment else { return locale.word("promises.date-unknown") };
    let year = Value::Phrase(locale.plain(moment.date.year().unsigned_abs().into()));
    let known = match moment.grain {
        Grain::Day => locale.date(moment.date),
        Grain::Month => {
            let month = Value::Phrase(locale.month(moment.date).to_owned());
            locale.say("promises.month", &[("month", month), ("year", year)])
        }
        Grain::Year => locale.plain(moment.date.year().unsigned_abs().into()),
    };
    if moment.after { locale.say("promises.after", &[("when", Value::Phrase(known))]) } else { known }
}

fn item_name(view: &View, promised: Promised) -> String {
    let framework = view.framework;
    match promised {
        Promised::Service(service) => service_name(view.series, service, view.locale),
        Promised::Criterion(criterion) => view.locale.tell(&framework.criteria[criterion].text),
        Promised::Kpi { kpi, figure } => {
            let kpi = &framework.kpis[kpi];
            kpi_title(view.locale, kpi, kpi.printed(figure))
        }
        Promised::Dimension(dimension) => view.dimension(dimension),
        Promised::Stage => view.locale.word("stages.reached"),
    }
}

fn amount(unit: Unit, value: Option<f64>) -> Cell {
    match unit {
        Unit::Percent => Cell::percent(value, 0),
        Unit::Points => Cell::number(value, 1),
        Unit::Stage => Cell::number(value, 0),
        Unit::Own => Cell::number(value, value.map_or(0, |value| decimals(value, 2))),
    }
}

fn mark(moment: Moment) -> Mark {
    match (moment.after, moment.grain) {
        (true, _) => Mark::After,
        (false, Grain::Day) => Mark::Day,
        (false, Grain::Month) => Mark::Month,
        (false, Grain::Year) => Mark::Year,
    }
}

/// The year with the part of it that has passed when a day begins.
/// A day as years with the part of the year that has passed.
pub(in crate::report) fn in_years(date: Date) -> f64 {
    f64::from(date.year()) + f64::from(date.day_of_year() - 1) / f64::from(date.days_in_year())
}

/// The middle of what is known; of what came after it, its end.
fn middle(moment: Moment) -> f64 {
    let (first, last) = (in_years(moment.date), in_years(moment.last()));
    if moment.after { last } else { f64::midpoint(first, last) }
}

fn rows(book: &Book, emit: &mut dyn FnMut(Vec<table::Cell>)) {
    let series: &Series = book.series;
    let locale = book.locale;
    for result in &series.promises {
        let initiative = &series.survey.initiatives[result.initiative];
        let own = initiative.owner.map_or_else(|| book.selection.is_everybody(), |owner| book.keeps(owner));
        if !own {
            continue;
        }
        let date = |date: Option<Date>| date.map_or(table::Cell::Empty, |date| table::Cell::Text(date.to_string()));
        let standing = |truth: Truth| {
            result.standing.get(truth).map_or(table::Cell::Empty, |standing| table::Cell::text(standing.name()))
        };
        let silent = result.checked() == Standing::Withheld;
        let met = |met: usize| if silent { table::Cell::Empty } else { count(met) };
        let reasons: Vec<&str> = result.reasons.iter().map(|reason| reason.name()).collect();
        emit(vec![
            book.period(result.period),
            table::Cell::text(initiative.code.as_str()),
            table::Cell::text(locale.of(&initiative.title)),
            date(initiative.date.map(|moment| moment.date)),
            table::Cell::text(precision(initiative.date)),
            initiative.owner.map_or(table::Cell::Empty, |owner| book.agency(owner)),
            date(initiative.due),
            standing(Truth::Claimed),
            standing(Truth::Supported),
            standing(Truth::Checked),
            count(result.items.len()),
            count(result.needed),
            met(result.met.claimed),
            met(result.met.supported),
            met(result.met.checked),
            table::Cell::text(reasons.join(" ")),
            result.kept_since.map_or(table::Cell::Empty, |period| book.period(period)),
            table::Cell::number(initiative.amount, 4),
            table::Cell::number(initiative.spent, 4),
            table::Cell::text(initiative.currency.as_str()),
            table::Cell::number(result.cost.map(|cost| cost.each), 4),
            table::Cell::text(locale.of(&initiative.status)),
        ]);
    }
}

/// As the files of an assessment say it.
fn precision(moment: Option<Moment>) -> &'static str {
    match moment {
        None => "unknown",
        Some(Moment { after: true, .. }) => "after",
        Some(Moment { grain: Grain::Day, .. }) => "day",
        Some(Moment { grain: Grain::Month, .. }) => "month",
        Some(Moment { grain: Grain::Year, .. }) => "year",
    }
}
