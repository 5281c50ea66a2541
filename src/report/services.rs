//! Services by the stage of their own criteria: how many, and how much of the yearly traffic.
use crate::document::{Block, Cell, Chapter, Column, Grid, Weight};
use crate::locale::Value;
use crate::report::Extent;
use crate::report::view::{View, service_name};

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
        blocks.extend(each(view).map(Block::Table));
    }
    (!blocks.is_empty()).then_some(Chapter { code: "services", title: locale.word("services.title"), blocks })
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

/// Each service with its stage, under its agency.
fn each(view: &View) -> Option<Grid> {
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
    (!grid.rows.is_empty() && grid.rows.len() <= LISTED).then_some(grid)
}
