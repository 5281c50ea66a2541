//! What changed since the period before: stages moved, medians and the largest movers.
use crate::assessment::AgencyAssessment;
use crate::document::{Block, Cell, Chapter, Column, Grid, Tone};
use crate::framework::DimensionRole;
use crate::locale::Value;
use crate::report::view::{View, agency_name, period_name};
use crate::report::{Extent, causes, headline};
use crate::score::{Reached, Truth};
use crate::series::{Change, StageMove};
use crate::stats::quantile;
use std::cmp::{Ordering, Reverse};

/// Rows of the table of stage moves in a brief report.
const NAMED: usize = 10;
/// Largest rises, and largest falls, of an index.
const MOVERS: usize = 5;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let to = view.assessment.period;
    let register = &view.series.survey.agencies;
    let changes: Vec<&Change> = view
        .series
        .changes
        .iter()
        .filter(|change| change.to == to && view.selection.keeps(&register[change.agency]))
        .collect();
    let moves = moves(view);
    let from = changes.first().map(|change| change.from).or_else(|| moves.first().map(|moved| moved.from))?;
    let mut blocks = Vec::new();
    if !view.stages.is_empty() {
        blocks.push(Block::Lead(sentence(view, &moves, from)));
        let apart =
            moves.iter().filter(|moved| numbers(moved, view.lead).is_some() && rungs(moved, view.lead).is_none());
        blocks.extend(headline::apart(view, apart.count()));
        blocks.extend(moved_table(view, &moves, from, extent));
        if extent == Extent::Full {
            blocks.push(Block::Chart("moves".to_owned()));
        }
    }
    for index in view.framework.of_role(DimensionRole::Index) {
        blocks.extend(movers(view, &changes, index, from).map(Block::Table));
    }
    blocks.extend(covered(view, from).map(Block::Paragraph));
    let causes = causes::blocks(view, extent);
    if causes.is_empty() {
        blocks.extend(medians(view, &changes, from).map(Block::Table));
    }
    blocks.extend(causes);
    Some(Chapter { code: "change", title: locale.word("change.title"), blocks })
}

/// Stages of the selection in the period before and in this one.
fn moves<'a>(view: &View<'a>) -> Vec<&'a StageMove> {
    let register = &view.series.survey.agencies;
    let kept = |moved: &&StageMove| moved.to == view.assessment.period && view.selection.keeps(&register[moved.agency]);
    view.series.moves.iter().filter(kept).collect()
}

/// How many rose, fell and stayed since the period before; none where there is none.
pub(in crate::report) fn lead(view: &View) -> Option<String> {
    let moves = moves(view);
    let from = moves.first()?.from;
    let comparable = moves.iter().any(|moved| rungs(moved, view.lead).is_some());
    (!view.stages.is_empty() && comparable).then(|| sentence(view, &moves, from))
}

/// Stage numbers before and after in the leading column, where both are judged.
fn numbers(moved: &StageMove, truth: Truth) -> Option<(usize, usize)> {
    let (before, after) = moved.reached.get(truth).as_ref().copied()?;
    Some((before?.number()?, after?.number()?))
}

/// Rungs before and after, where the agency stands on one both times.
fn rungs(moved: &StageMove, truth: Truth) -> Option<(usize, usize)> {
    let (before, after) = moved.reached.get(truth).as_ref().copied()?;
    Some((before?.rung()?, after?.rung()?))
}

/// How many rose, fell and stayed, of the agencies on a rung in both periods.
pub(in crate::report) fn sentence(view: &View, moves: &[&StageMove], from: usize) -> String {
    if moves.iter().all(|moved| rungs(moved, view.lead).is_none()) {
        let from = Value::Phrase(period_name(view.series, from, view.locale));
        return view.locale.say("change.incomparable", &[("from", from)]);
    }
    let mut counts = [0_usize; 3];
    for (before, after) in moves.iter().filter_map(|moved| rungs(moved, view.lead)) {
        counts[match after.cmp(&before) {
            Ordering::Greater => 0,
            Ordering::Less => 1,
            Ordering::Equal => 2,
        }] += 1;
    }
    let locale = view.locale;
    let clause = |key, count: usize| Value::Phrase(locale.say(key, &[("count", Value::from(count))]));
    locale.say(
        "change.lead",
        &[
            ("from", Value::Phrase(period_name(view.series, from, locale))),
            ("rose", clause("change.rose", counts[0])),
            ("fell", clause("change.fell", counts[1])),
            ("stayed", clause("change.stayed", counts[2])),
            ("column", Value::Phrase(view.truth(view.lead))),
        ],
    )
}

/// Agencies whose stage moved, in every column of truth.
fn moved_table(view: &View, moves: &[&StageMove], from: usize, extent: Extent) -> Vec<Block> {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("common.agency"))];
    columns.extend(view.truths.iter().map(|truth| Column::words(view.truth(*truth))));
    let caption = locale.say(
        "change.moves",
        &[("from", Value::Phrase(period_name(view.series, from, locale))), ("to", Value::Phrase(view.period_name()))],
    );
    let mut grid = Grid::new(caption, columns);
    let mut moved: Vec<&StageMove> = moves
        .iter()
        .copied()
        .filter(|moved| {
            view.truths.iter().any(|truth| {
                let unknown = |reached: Option<Reached>| reached.is_none_or(|reached| reached == Reached::Unjudged);
                let pair = moved.reached.get(*truth).as_ref();
                pair.is_some_and(|(before, after)| before != after && !(unknown(*before) && unknown(*after)))
            })
        })
        .collect();
    moved.sort_by_key(|moved| {
        Reverse(numbers(moved, view.lead).map_or(0, |(before, after)| {
            i64::try_from(after).unwrap_or_default() - i64::try_from(before).unwrap_or_default()
        }))
    });
    let shown = if extent == Extent::Full { moved.len() } else { moved.len().min(NAMED) };
    let step = |reached: Option<Reached>| {
        reached.map_or_else(|| locale.word("stages.unjudged"), |reached| view.reached(reached))
    };
    for row in &moved[..shown] {
        let mut cells = vec![Cell::text(agency_name(view.series, row.agency, locale))];
        cells.extend(view.each(&row.reached, |pair| match pair {
            None | Some((None, None)) => Cell::empty(),
            Some((before, after)) if before == after => Cell::text(step(*after)).toned(Tone::Quiet),
            Some((before, after)) => {
                let numbers = before.and_then(Reached::number).zip(after.and_then(Reached::number));
                let tone = match numbers.map(|(before, after)| before.cmp(&after)) {
                    Some(Ordering::Less) => Tone::Good,
                    Some(Ordering::Greater) => Tone::Bad,
                    Some(Ordering::Equal) | None => Tone::Plain,
                };
                let values = [("before", Value::Phrase(step(*before))), ("after", Value::Phrase(step(*after)))];
                Cell::text(locale.say("change.step", &values)).toned(tone)
            }
        }));
        grid.push(cells);
    }
    if moved.len() > shown {
        grid.notes.push(locale.say("count.more", &[("count", Value::from(moved.len() - shown))]));
    }
    if grid.rows.is_empty() { Vec::new() } else { vec![Block::Table(grid)] }
}

/// How much was answered before and after.
fn covered(view: &View, from: usize) -> Option<String> {
    let earlier = view.series.assessments.iter().find(|assessment| assessment.period == from)?;
    let pair = |agency: &&AgencyAssessment| {
        let before = earlier.agencies.iter().find(|own| own.agency == agency.agency)?;
        Some((view.coverage(before, view.lead)?, view.coverage(agency, view.lead)?))
    };
    let (mut before, mut after): (Vec<f64>, Vec<f64>) = view.agencies.iter().filter_map(pair).unzip();
    let share = |values: &mut [f64]| Some(Value::Percent(100.0 * quantile(values, 0.5)?, 0));
    let values = [
        ("before", share(&mut before)?),
        ("after", share(&mut after)?),
        ("from", Value::Phrase(period_name(view.series, from, view.locale))),
        ("to", Value::Phrase(view.period_name())),
    ];
    Some(view.locale.say("change.coverage", &values))
}

/// Agencies whose index rose and fell most.
fn movers(view: &View, changes: &[&Change], index: usize, from: usize) -> Option<Grid> {
    let locale = view.locale;
    let mut moved: Vec<(usize, f64, f64)> = changes
        .iter()
        .filter(|change| change.dimension == index && change.truth == view.lead)
        .filter_map(|change| Some((change.agency, change.before?, change.after?)))
        .collect();
    moved.sort_by(|a, b| (b.2 - b.1).total_cmp(&(a.2 - a.1)));
    let caption = locale.say("change.movers", &[("dimension", Value::from(view.dimension(index)))]);
    let columns = vec![
        Column::words(locale.word("common.agency")),
        Column::numbers(period_name(view.series, from, locale)),
        Column::numbers(view.period_name()),
        Column::numbers(locale.word("change.difference")),
    ];
    let mut grid = Grid::new(caption, columns);
    let ends = moved.len().min(2 * MOVERS);
    let (rises, falls) = (ends.div_ceil(2), ends / 2);
    for (agency, before, after) in moved[..rises].iter().chain(&moved[moved.len() - falls..]) {
        let decimals = view.decimals();
        let tone = match after.total_cmp(before) {
            Ordering::Greater => Tone::Good,
            Ordering::Less => Tone::Bad,
            Ordering::Equal => Tone::Plain,
        };
        grid.push(vec![
            Cell::text(agency_name(view.series, *agency, locale)),
            Cell::number(Some(*before), decimals),
            Cell::number(Some(*after), decimals),
            Cell::difference(Some(after - before), decimals).toned(tone),
        ]);
    }
    (grid.rows.len() > 1).then_some(grid)
}

/// Median before and after of every dimension that a reader looks at first, over agencies judged in both periods.
fn medians(view: &View, changes: &[&Change], from: usize) -> Option<Grid> {
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("common.dimension")),
        Column::numbers(period_name(view.series, from, locale)),
        Column::numbers(view.period_name()),
        Column::numbers(locale.word("change.difference")),
        Column::numbers(locale.word("common.agencies")),
    ];
    let caption = locale.say("change.medians", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let mut grid = Grid::new(caption, columns);
    for (dimension, node) in view.framework.dimensions.iter().enumerate() {
        let part = matches!(node.role, DimensionRole::Part | DimensionRole::Facet);
        if part && !view.stages.is_empty() {
            continue;
        }
        let pairs: Vec<(f64, f64)> = changes
            .iter()
            .filter(|change| change.dimension == dimension && change.truth == view.lead)
            .filter_map(|change| Some((change.before?, change.after?)))
            .collect();
        let middle = |mut values: Vec<f64>| quantile(&mut values, 0.5);
        let before = middle(pairs.iter().map(|pair| pair.0).collect());
        let after = middle(pairs.iter().map(|pair| pair.1).collect());
        let difference = before.zip(after).map(|(before, after)| after - before);
        if difference.is_some() {
            let better = if node.role == DimensionRole::Obstacle { -1.0 } else { 1.0 };
            let tone = match difference.map(|difference| difference * better) {
                Some(gain) if gain > 0.0 => Tone::Good,
                Some(gain) if gain < 0.0 => Tone::Bad,
                _ => Tone::Plain,
            };
            let decimals = view.decimals();
            grid.push(vec![
                Cell::text(view.dimension(dimension)),
                Cell::number(before, decimals),
                Cell::number(after, decimals),
                Cell::difference(difference, decimals).toned(tone),
                Cell::count(pairs.len()),
            ]);
        }
    }
    grid.notes.push(locale.word("change.note"));
    (!grid.rows.is_empty()).then_some(grid)
}
