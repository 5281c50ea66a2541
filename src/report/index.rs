//! An index: every agency ranked, or the top and the bottom of many.
use crate::assessment::AgencyAssessment;
use crate::document::{Block, Cell, Chapter, Column, Content, Grid, Weight};
use crate::framework::DimensionRole;
use crate::locale::Value;
use crate::report::view::View;
use crate::report::{Extent, LISTED, charts, targets};
use crate::score::{Score, Truth};

/// Agencies shown at the top and at the bottom where not all are listed.
const ENDS: usize = 10;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let mut blocks = Vec::new();
    for dimension in view.framework.of_role(DimensionRole::Index) {
        blocks.extend(ranking(view, dimension, extent));
    }
    if view.stages.is_empty() && !blocks.is_empty() {
        blocks.extend(targets::blocks(view, extent));
    }
    let title = view.locale.word("index.title");
    (!blocks.is_empty()).then_some(Chapter { code: "index", title, blocks })
}

fn ranking(view: &View, dimension: usize, extent: Extent) -> Vec<Block> {
    let locale = view.locale;
    let name = view.dimension(dimension);
    let mut scored: Vec<(&AgencyAssessment, &Score)> = view
        .agencies
        .iter()
        .filter_map(|agency| Some((*agency, view.score(agency, view.lead, dimension)?)))
        .filter(|(_, score)| score.value.is_some())
        .collect();
    scored.sort_by(|(_, a), (_, b)| {
        let rank = |score: &Score| score.rank.unwrap_or(u32::MAX);
        rank(a).cmp(&rank(b)).then_with(|| b.value.partial_cmp(&a.value).unwrap_or(std::cmp::Ordering::Equal))
    });
    let Some((first, best)) = scored.first().copied() else {
        let silent = view.withholds(dimension);
        let key = if silent { "index.withheld" } else { "index.none" };
        let told = Block::Paragraph(locale.say(key, &[("index", Value::from(name.as_str()))]));
        return std::iter::once(told).chain(parts(view, dimension).filter(|_| silent).map(Block::Table)).collect();
    };
    if view.agencies.len() == 1 {
        return one_agency(view, first, dimension);
    }
    let blank = view.agencies.len() - scored.len();
    let mut lead = locale.say(
        "index.lead",
        &[
            ("agency", Value::from(view.agency_name(first))),
            ("index", Value::from(name.as_str())),
            ("value", Value::Phrase(score_text(view, best))),
        ],
    );
    if let Some(quartiles) = view.quartiles(view.lead, dimension) {
        lead.push(' ');
        lead += &locale.say("index.median", &[("value", Value::Number(quartiles.median, view.decimals()))]);
    }
    if blank > 0 {
        lead.push(' ');
        lead += &locale.say("index.blank", &[("count", Value::from(blank))]);
    }
    let mut blocks = vec![Block::Lead(lead)];
    // A bar without a worst end of its scale would say nothing.
    let most = charts::bounds(view)[dimension]
        .map(|_| scored.iter().filter_map(|(_, score)| score.value).fold(f64::MIN, f64::max))
        .filter(|most| *most > 0.0);
    let table = |part: &[(&AgencyAssessment, &Score)], caption: String| {
        Block::Table(table(view, dimension, part, caption, most))
    };
    if scored.len() <= LISTED || extent == Extent::Full && scored.len() <= 4 * LISTED {
        blocks.push(table(&scored, locale.say("index.caption", &[("index", Value::from(name.as_str()))])));
    } else {
        // Agencies of one rank are never parted.
        let ranks: Vec<Option<u32>> = scored.iter().map(|(_, score)| score.rank).collect();
        let tied = |one: usize, other: usize| ranks[one].is_some() && ranks[one] == ranks[other];
        let top = (ENDS..scored.len()).find(|place| !tied(*place, ENDS - 1)).unwrap_or(scored.len());
        let last = scored.len() - ENDS;
        let bottom = (0..last).rev().find(|place| !tied(*place, last)).map_or(0, |place| place + 1);
        for (key, part) in [("index.top", &scored[..top]), ("index.bottom", &scored[bottom..])] {
            let values = [("index", Value::from(name.as_str())), ("count", Value::from(part.len()))];
            blocks.push(table(part, locale.say(key, &values)));
        }
    }
    blocks.extend(parts(view, dimension).map(Block::Table));
    blocks
}

fn score_text(view: &View, score: &Score) -> String {
    score.value.map_or_else(String::new, |value| view.locale.number(value, view.decimals()))
}

fn table(
    view: &View,
    dimension: usize,
    scored: &[(&AgencyAssessment, &Score)],
    caption: String,
    most: Option<f64>,
) -> Grid {
    let locale = view.locale;
    let mut columns = vec![Column::numbers(locale.word("common.rank")), Column::words(locale.word("common.agency"))];
    if view.truths.len() == 1 {
        columns.push(Column::numbers(locale.word("common.score")));
    } else {
        columns.extend(view.truth_columns());
    }
    let gap = view.truths.contains(&Truth::Claimed) && view.truths.contains(&Truth::Checked);
    if gap {
        columns.push(Column::numbers(locale.word("index.gap")));
    }
    let uncertain = scored.iter().any(|(_, score)| score.low != score.high);
    if uncertain {
        columns.push(Column::numbers(locale.word("common.interval")));
    }
    if most.is_some() {
        columns.push(Column::words(""));
    }
    let mut grid = Grid::new(caption, columns);
    let decimals = view.decimals();
    for (agency, score) in scored {
        let value = |truth| view.score(agency, truth, dimension).and_then(|score| score.value);
        let mut cells = vec![
            score.rank.map_or_else(Cell::empty, |rank| Cell::from(Content::Count(rank.into()))),
            Cell::text(view.agency_name(agency)),
        ];
        cells.extend(view.truths.iter().map(|truth| Cell::number(value(*truth), decimals)));
        if gap {
            let difference =
                value(Truth::Checked).zip(value(Truth::Claimed)).map(|(checked, claimed)| checked - claimed);
            cells.push(Cell::difference(difference, decimals));
        }
        if uncertain {
            cells.push(Cell::range(score.low.zip(score.high), decimals));
        }
        if let Some(most) = most {
            let share = score.value.map(|value| (value / most).clamp(0.0, 1.0));
            cells.push(share.map_or_else(Cell::empty, |share| Cell::from(Content::Bar(share))));
        }
        grid.push(cells);
    }
    grid
}

/// The index of the only agency, and all its parts side by side in every column of truth.
fn one_agency(view: &View, agency: &AgencyAssessment, index: usize) -> Vec<Block> {
    let locale = view.locale;
    let decimals = view.decimals();
    let value = |truth: Truth, dimension: usize| view.score(agency, truth, dimension).and_then(|score| score.value);
    let values: Vec<String> = view
        .truths
        .iter()
        .filter_map(|truth| {
            let value = ("value", Value::Number(value(*truth, index)?, decimals));
            Some(locale.say("index.one-value", &[value, ("column", Value::Phrase(view.truth(*truth)))]))
        })
        .collect();
    let name = Value::from(view.dimension(index));
    let lead = locale.say(
        "index.one-agency",
        &[
            ("agency", Value::from(view.agency_name(agency))),
            ("index", name.clone()),
            ("values", Value::Phrase(locale.list(&values))),
        ],
    );
    let gap = view.truths.contains(&Truth::Claimed) && view.truths.contains(&Truth::Checked);
    let mut columns = vec![Column::words(locale.word("index.part"))];
    columns.extend(view.truth_columns());
    if gap {
        columns.push(Column::numbers(locale.word("index.gap")));
    }
    let mut grid = Grid::new(locale.say("index.parts-of-one", &[("index", name)]), columns);
    for (dimension, depth) in below(view, index) {
        let mut cells = vec![Cell::text(indented(view, dimension, depth))];
        cells.extend(view.truths.iter().map(|truth| Cell::number(value(*truth, dimension), decimals)));
        if gap {
            let (checked, claimed) = (value(Truth::Checked, dimension), value(Truth::Claimed, dimension));
            let difference = checked.zip(claimed).map(|(checked, claimed)| checked - claimed);
            cells.push(Cell::difference(difference, decimals));
        }
        grid.add(cells, if depth == 0 { Weight::Strong } else { Weight::Normal });
    }
    vec![Block::Lead(lead), Block::Table(grid)]
}

/// A dimension as a line of a tree.
pub(in crate::report) fn indented(view: &View, dimension: usize, depth: usize) -> String {
    format!("{}{}", "\u{a0}\u{a0}".repeat(depth), view.dimension(dimension))
}

/// A dimension and everything below it, parents first, with their depth.
pub(in crate::report) fn below(view: &View, dimension: usize) -> Vec<(usize, usize)> {
    let mut found = vec![(dimension, 0)];
    let mut next = 0;
    while let Some((parent, depth)) = found.get(next).copied() {
        let code = &view.framework.dimensions[parent].code;
        let children = (0..view.framework.dimensions.len())
            .filter(|child| view.framework.dimensions[*child].parent.as_ref() == Some(code))
            .map(|child| (child, depth + 1));
        found.splice(next + 1..next + 1, children.collect::<Vec<_>>());
        next += 1;
    }
    found
}

/// The parts of an index over all agencies.
fn parts(view: &View, index: usize) -> Option<Grid> {
    let locale = view.locale;
    let name = view.dimension(index);
    let code = &view.framework.dimensions[index].code;
    let mut grid = Grid::new(
        locale.say("index.parts", &[("index", Value::from(name))]),
        vec![
            Column::words(locale.word("index.part")),
            Column::numbers(locale.word("common.median")),
            Column::numbers(locale.word("common.quartiles")),
            Column::numbers(locale.word("common.agencies")),
        ],
    );
    let mut row = |dimension: usize, weight: Weight| {
        let quartiles = view.quartiles(view.lead, dimension);
        if quartiles.is_some() || view.withholds(dimension) {
            let [median, half] = view.spread(dimension, quartiles, view.decimals());
            let count = quartiles.map_or_else(|| view.withheld_cell(), |quartiles| Cell::count(quartiles.count));
            grid.add(vec![Cell::text(view.dimension(dimension)), median, half, count], weight);
        }
    };
    let children: Vec<usize> = (0..view.framework.dimensions.len())
        .filter(|child| view.framework.dimensions[*child].parent.as_ref() == Some(code))
        .collect();
    for child in &children {
        row(*child, Weight::Normal);
    }
    row(index, Weight::Strong);
    (!children.is_empty()).then_some(grid)
}
