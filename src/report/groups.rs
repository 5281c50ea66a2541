//! Groups of agencies by every grouping column of the register.
use crate::assessment::{Group, Quartiles};
use crate::document::{Block, Cell, Chapter, Column, Grid, Weight};
use crate::framework::DimensionRole;
use crate::locale::Value;
use crate::report::Extent;
use crate::report::view::{THIN, View};

pub(in crate::report) fn chapter(view: &View, _: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let columns = columns(view);
    if columns.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Chart("groups".to_owned())];
    blocks.extend(columns.iter().map(|column| Block::Table(table(view, column))));
    Some(Chapter { code: "groups", title: locale.word("groups.title"), blocks })
}

/// The grouping columns, where everybody is reported.
pub(in crate::report) fn columns<'a>(view: &View<'a>) -> Vec<&'a str> {
    let mut columns: Vec<&str> = Vec::new();
    for column in view.assessment.groups.iter().filter_map(|group| group.column.as_deref()) {
        if !columns.contains(&column) && view.selection.is_everybody() {
            columns.push(column);
        }
    }
    columns
}

/// The groups of a column, in the order in which they are printed.
pub(in crate::report) fn members<'a>(view: &View<'a>, column: &str) -> impl Iterator<Item = &'a Group> {
    view.assessment.groups.iter().filter(move |group| group.column.as_deref() == Some(column))
}

/// Median score of every stage or index by group, with the agencies at the headline stage or higher.
fn table(view: &View, column: &str) -> Grid {
    let locale = view.locale;
    let indexes: Vec<usize> = view.framework.of_role(DimensionRole::Index).collect();
    let dimensions: Vec<usize> = indexes.into_iter().chain(view.stages.iter().copied()).collect();
    let stage = view.headline_stage();
    let mut headings = vec![Column::words(view.column(column)), Column::numbers(locale.word("common.agencies"))];
    if stage > 0 {
        headings.extend(view.truths.iter().map(|truth| {
            Column::numbers(locale.say(
                "groups.at-or-above",
                &[("stage", view.number(stage)), ("column", Value::Phrase(view.truth(*truth)))],
            ))
        }));
    }
    headings.extend(dimensions.iter().map(|dimension| Column::numbers(view.dimension(*dimension))));
    let caption = locale.say(
        "groups.caption",
        &[("group", Value::from(view.column(column))), ("column", Value::Phrase(view.truth(view.lead)))],
    );
    let mut grid = Grid::new(caption, headings);
    let marked = are_mixed(view, column, &dimensions);
    for group in members(view, column).chain(view.assessment.groups.iter().filter(|group| group.column.is_none())) {
        let weight = if group.column.is_none() { Weight::Strong } else { Weight::Normal };
        grid.add(row(view, group, &dimensions, stage, marked), weight);
    }
    if marked {
        let least = Value::from(view.series.method.minimum_group);
        grid.notes.push(locale.say("groups.note-few", &[("minimum", least)]));
    }
    grid
}

fn quartiles(view: &View, group: &Group, dimension: usize) -> Option<Quartiles> {
    *group.scores.get(dimension)?.get(view.lead)
}

/// Whether some medians of a column's groups are of enough agencies to be compared in a sentence, and others are not.
fn are_mixed(view: &View, column: &str, dimensions: &[usize]) -> bool {
    let of_group = |group| dimensions.iter().filter_map(move |dimension| quartiles(view, group, *dimension));
    let (firm, few): (Vec<_>, Vec<_>) = members(view, column)
        .flat_map(of_group)
        .partition(|quartiles| quartiles.count >= view.series.method.minimum_group);
    !firm.is_empty() && !few.is_empty()
}

/// A median of fewer agencies than are compared has a mark, where marks tell anything.
fn row(view: &View, group: &Group, dimensions: &[usize], stage: usize, marked: bool) -> Vec<Cell> {
    let name = group.name(view.locale.tag()).map_or_else(|| view.locale.word("common.all"), str::to_owned);
    let mut cells = vec![Cell::text(name), Cell::count(group.members.len())];
    if stage > 0 {
        cells.extend(view.each(&group.stages, |counts| {
            counts.as_ref().map_or_else(Cell::empty, |counts| Cell::count(counts.on_or_above(stage)))
        }));
    }
    cells.extend(dimensions.iter().map(|dimension| {
        let quartiles = quartiles(view, group, *dimension);
        match quartiles.filter(|quartiles| marked && quartiles.count < view.series.method.minimum_group) {
            Some(few) => Cell::text(format!("{THIN}{}", view.locale.number(few.median, view.decimals()))),
            None => {
                let [median, _] = view.spread(*dimension, quartiles, view.decimals());
                median
            }
        }
    }));
    cells
}
