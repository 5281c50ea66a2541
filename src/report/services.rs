//! Services by the stage of their own criteria: how many, and how much of the yearly traffic.
use crate::document::{Block, Cell, Chapter, Column, Grid, Tone, Weight};
use crate::locale::Value;
use crate::locale::number::decimals;
use crate::report::Extent;
use crate::report::view::{View, agency_name, service_name};
use crate::survey::Service;

/// Services shown as the citizen meets them.
const BUSIEST: usize = 10;
/// Services listed one by one.
const LISTED: usize = 300;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    if view.assessment.services.is_empty() || view.stages.is_empty() {
        return None;
    }
    let locale = view.locale;
    let mut blocks: Vec<Block> = by_stage(view).map(Block::Table).into_iter().collect();
    if extent == Extent::Full {
        blocks.push(Block::Chart("services".to_owned()));
        blocks.extend(each(view));
        if let Some(grid) = passport(view) {
            blocks.push(Block::Heading(locale.word("passport.title")));
            blocks.push(Block::Chart("passport".to_owned()));
            blocks.push(Block::Table(grid));
        }
    }
    (!blocks.is_empty()).then_some(Chapter { code: "services", title: locale.word("services.title"), blocks })
}

/// How many of the services that can be judged reached the stage that the headline speaks of.
pub(in crate::report) fn title(view: &View) -> Option<String> {
    let lead = view.group?.services.get(view.lead).as_ref()?;
    let stage = view.headline_stage();
    let judged = lead.count.iter().sum::<usize>();
    let count = lead.count.iter().skip(stage).sum::<usize>();
    let values = [
        ("count", Value::from(count)),
        ("of", Value::Number(judged as f64, 0)),
        ("stage", view.number(stage)),
        ("column", Value::Phrase(view.truth(view.lead))),
    ];
    let some = !view.stages.is_empty() && judged + lead.unjudged > 0;
    some.then(|| view.locale.say("charts.services-title", &values))
}

fn by_stage(view: &View) -> Option<Grid> {
    let locale = view.locale;
    let group = view.group?;
    let truths: Vec<_> = view.truths.iter().copied().filter(|truth| group.services.get(*truth).is_some()).collect();
    let mut columns = vec![Column::words(locale.word("services.stage"))];
    for truth in &truths {
        let named = |key| locale.say(key, &[("column", Value::Phrase(view.truth(*truth)))]);
        columns.push(Column::numbers(named("services.count")));
        columns.push(Column::numbers(named("services.volume")));
    }
    let mut grid = Grid::new(locale.word("services.caption"), columns);
    let volumes =
        |counts: &crate::assessment::ServiceCounts| counts.volume.iter().sum::<f64>() + counts.unjudged_volume;
    let share = |part: f64, whole: f64| (whole > 0.0).then(|| 100.0 * part / whole);
    for number in (0..=view.stages.len()).rev() {
        let mut cells = vec![Cell::text(view.stage_name(number))];
        for truth in &truths {
            let Some(counts) = group.services.get(*truth) else { continue };
            cells.push(counts.count.get(number).map_or_else(Cell::empty, |count| Cell::count(*count)));
            let volume = counts.volume.get(number).copied();
            cells.push(Cell::percent(volume.and_then(|volume| share(volume, volumes(counts))), 0));
        }
        grid.push(cells);
    }
    let mut unjudged = vec![Cell::text(locale.word("stages.unjudged"))];
    let mut total = vec![Cell::text(locale.word("common.total"))];
    for truth in &truths {
        let Some(counts) = group.services.get(*truth) else { continue };
        unjudged.push(Cell::count(counts.unjudged));
        unjudged.push(Cell::percent(share(counts.unjudged_volume, volumes(counts)), 0));
        total.push(Cell::count(counts.count.iter().sum::<usize>() + counts.unjudged));
        total.push(Cell::empty());
        if counts.without_volume > 0 && grid.notes.is_empty() {
            let count = Value::from(counts.without_volume);
            grid.notes.push(locale.say("services.without-volume", &[("count", count)]));
        }
    }
    grid.push(unjudged);
    grid.add(total, Weight::Strong);
    (!truths.is_empty()).then_some(grid)
}

/// The busiest services as the citizen meets them; none where no service has a number of transactions.
fn passport(view: &View) -> Option<Grid> {
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("common.service")),
        Column::words(locale.word("common.agency")),
        Column::numbers(locale.word("passport.transactions")),
        Column::numbers(locale.word("passport.steps")),
        Column::numbers(locale.word("passport.visits")),
        Column::numbers(locale.word("passport.papers")),
        Column::numbers(locale.word("passport.held")),
        Column::numbers(locale.word("passport.yearly-visits")),
        Column::numbers(locale.word("passport.yearly-papers")),
    ];
    let hours = view.series.method.visit_hours;
    let columns = columns.into_iter().chain(hours.map(|_| Column::numbers(locale.word("passport.yearly-hours"))));
    let mut grid = Grid::new(locale.word("passport.caption"), columns.collect());
    for (transactions, position) in busiest(view) {
        let service = &view.series.survey.services[position];
        let number = |column: &str| service.numbers.get(column).copied();
        let yearly = |column: &str| number(column).map(|each| each * transactions);
        let steps = number("steps_online").zip(number("steps_total")).map(|(online, total)| {
            let values = [("part", online), ("whole", total)].map(|(name, value)| (name, Value::Number(value, 0)));
            locale.say("passport.part", &values)
        });
        let visits = number("visits_required");
        let tone = |value: Option<f64>| if value.is_some_and(|value| value > 0.0) { Tone::Bad } else { Tone::Plain };
        let held = number("papers_held_by_state");
        let mut cells = vec![
            Cell::text(service_name(view.series, position, locale)),
            Cell::text(agency_name(view.series, service.agency, locale)),
            Cell::number(Some(transactions), 0),
            steps.map_or_else(Cell::empty, Cell::text),
            Cell::number(visits, 0).toned(tone(visits)),
            Cell::number(number("papers_required"), 0),
            Cell::number(held, 0).toned(tone(held)),
            Cell::number(yearly("visits_required"), 0),
            Cell::number(yearly("papers_held_by_state"), 0),
        ];
        cells.extend(hours.map(|hours| Cell::number(yearly("visits_required").map(|visits| visits * hours), 0)));
        grid.push(cells);
    }
    grid.notes.push(locale.word("passport.note"));
    grid.notes.push(match hours {
        Some(hours) => locale.say("passport.hours", &[("hours", Value::Number(hours, decimals(hours, 1)))]),
        None => locale.word("passport.no-hours"),
    });
    (!grid.rows.is_empty()).then_some(grid)
}

/// Yearly transactions and positions in the register of the services that have most of them.
pub(in crate::report) fn busiest(view: &View) -> Vec<(f64, usize)> {
    let own = |service: &Service| view.agencies.iter().any(|agency| agency.agency == service.agency);
    let services = view.series.survey.services.iter().enumerate().filter(|(_, service)| own(service));
    let mut busiest: Vec<(f64, usize)> = services
        .filter_map(|(position, service)| Some((*service.numbers.get("yearly_transactions")?, position)))
        .collect();
    busiest.sort_by(|a, b| b.0.total_cmp(&a.0));
    busiest.truncate(BUSIEST);
    busiest
}

/// Each service with its stage, under its agency; of too many only where they are found.
fn each(view: &View) -> Option<Block> {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("common.service"))];
    columns.extend(view.truth_columns());
    let mut grid = Grid::new(locale.word("services.each"), columns);
    for agency in &view.agencies {
        let mut open = false;
        for result in &view.assessment.services {
            if view.series.survey.services[result.service].agency != agency.agency {
                continue;
            }
            if !open {
                grid.section(view.agency_name(agency));
                open = true;
            }
            let mut cells = vec![Cell::text(service_name(view.series, result.service, locale))];
            cells.extend(view.each(&result.reached, |reached| view.reached_cell(*reached)));
            grid.push(cells);
        }
    }
    match grid.rows.len() {
        0 => None,
        rows if rows <= LISTED => Some(Block::Table(grid)),
        _ => {
            let count = Value::from(view.assessment.services.len());
            let file = Value::Phrase(locale.isolate_code("tables/services.csv"));
            Some(Block::Paragraph(locale.say("services.too-many", &[("count", count), ("file", file)])))
        }
    }
}
