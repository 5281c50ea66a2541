//! How groups of agencies differ, each finding as a plain sentence beside its numbers.
use crate::document::{Block, Cell, Chapter, Column, Grid, Tone};
use crate::locale::Value;
use crate::report::Extent;
use crate::report::statistics::{DECIMALS, found, p_cell, p_value, reason, settled, with_interval};
use crate::report::view::View;
use crate::statistics::{Attempt, Comparison, Differential, GroupPair, Size, Statistics, Tested};

/// Pairs of groups listed of one comparison.
const PAIRS: usize = 10;
/// Criteria listed that are answered otherwise in one language or mode.
const ITEMS: usize = 20;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let found = found(view).filter(|_| extent == Extent::Full && view.selection.is_everybody())?;
    let locale = view.locale;
    if found.comparisons.is_empty() && found.differential.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Lead(lead(view, found)), Block::Paragraph(settled(locale, found))];
    let mut columns: Vec<&str> = found.comparisons.iter().map(|own| own.column.as_str()).collect();
    columns.dedup();
    for (place, column) in columns.iter().enumerate() {
        let own: Vec<&Comparison> = found.comparisons.iter().filter(|own| own.column == **column).collect();
        let name = Value::from(view.column(column));
        blocks.push(Block::Heading(locale.say("comparisons.by", &[("column", name)])));
        match own.iter().find_map(|own| own.test.refusal()) {
            Some(refused) if own.iter().all(|own| own.test.found().is_none()) => {
                let why = Value::Phrase(reason(locale, refused));
                blocks.push(Block::Paragraph(locale.say("comparisons.all-refused", &[("reason", why)])));
            }
            _ => blocks.push(Block::List(own.iter().map(|own| sentence(view, found, own)).collect())),
        }
        if place == 0 {
            blocks.extend(["forest", "distribution"].map(|name| Block::Chart(name.to_owned())));
        }
        blocks.extend(groups(view, &own).map(Block::Table));
        blocks.extend(pairs(view, found, &own).map(Block::Table));
        blocks.extend(means(view, &own).map(Block::Table));
        blocks.extend(small(view, &own).map(Block::Paragraph));
    }
    blocks.extend(differential(view, found));
    Some(Chapter { code: "comparisons", title: locale.word("comparisons.title"), blocks })
}

/// The group as the register words it.
pub(in crate::report) fn group_name(view: &View, column: &str, value: &str) -> String {
    let known = view
        .assessment
        .groups
        .iter()
        .find(|group| group.column.as_deref() == Some(column) && group.value.as_deref() == Some(value));
    known.and_then(|group| group.name(view.locale.tag())).unwrap_or(value).to_owned()
}

fn is_sure(found: &Statistics, test: &Tested) -> bool {
    test.is_sure(found.settings.confidence)
}

fn lead(view: &View, found: &Statistics) -> String {
    let tested = || found.comparisons.iter().filter_map(|own| own.test.found());
    let sure = tested().filter(|test| is_sure(found, test)).count();
    let values = [("count", Value::from(tested().count())), ("sure", Value::Phrase(view.locale.count(sure as u64)))];
    view.locale.say("comparisons.lead", &values)
}

/// What a comparison comes to, in words.
pub(in crate::report) fn sentence(view: &View, found: &Statistics, own: &Comparison) -> String {
    let locale = view.locale;
    let dimension = ("dimension", Value::from(view.dimension(own.dimension)));
    let test = match &own.test {
        Attempt::Computed(test) => test,
        Attempt::Refused(refused) => {
            let why = ("reason", Value::Phrase(reason(locale, *refused)));
            return locale.say("comparisons.refused", &[dimension, why]);
        }
    };
    let p = ("p", Value::Phrase(p_value(locale, test.adjusted)));
    if !is_sure(found, test) {
        return locale.say("comparisons.none", &[dimension, p]);
    }
    let far = own.pairs.iter().filter(|pair| own.pairs.len() == 1 || is_sure(found, &pair.test));
    let distance = |pair: &&GroupPair| (pair.superiority.value - 0.5).abs();
    let Some(pair) = far.max_by(|one, other| distance(one).total_cmp(&distance(other))) else {
        return locale.say("comparisons.some", &[dimension, p]);
    };
    let (above, below, chance) = match pair.superiority.value >= 0.5 {
        true => (pair.first, pair.second, pair.superiority),
        false => (pair.second, pair.first, pair.superiority.turned()),
    };
    let named = |group: usize| Value::from(group_name(view, &own.column, &own.groups[group].value));
    let median = |group: usize| Value::Phrase(locale.number(own.groups[group].median, view.decimals()));
    let [low, high] = chance.interval.map_or([None, None], |(low, high)| [Some(low), Some(high)]);
    let share = |value: f64| Value::Percent(100.0 * value, 0);
    let values = [
        dimension,
        p,
        ("above", named(above)),
        ("below", named(below)),
        ("median", median(above)),
        ("other", median(below)),
        ("share", share(chance.value)),
        ("low", share(low.unwrap_or(chance.value))),
        ("high", share(high.unwrap_or(chance.value))),
    ];
    locale.say("comparisons.differ", &values)
}

fn groups(view: &View, comparisons: &[&Comparison]) -> Option<Grid> {
    let locale = view.locale;
    let decimals = view.decimals();
    let heads = vec![
        Column::words(locale.word("comparisons.group")),
        Column::numbers(locale.word("common.agencies")),
        Column::numbers(locale.word("comparisons.silent")),
        Column::numbers(locale.word("common.median")),
        Column::numbers(locale.word("common.quartiles")),
        Column::numbers(locale.word("comparisons.mean")),
        Column::numbers(locale.word("comparisons.deviation")),
        Column::numbers(locale.word("comparisons.bounds")),
    ];
    let mut grid = Grid::new(locale.word("comparisons.groups"), heads);
    for own in comparisons.iter().filter(|own| own.groups.len() > 1) {
        grid.section(view.dimension(own.dimension));
        for group in &own.groups {
            grid.push(vec![
                Cell::text(group_name(view, &own.column, &group.value)),
                Cell::count(group.count),
                Cell::count(group.silent),
                Cell::number(Some(group.median), decimals),
                Cell::range(Some((group.lower, group.upper)), decimals),
                Cell::number(Some(group.mean), decimals),
                Cell::number(Some(group.deviation), decimals),
                Cell::range(group.bounds, decimals),
            ]);
        }
    }
    grid.notes.push(locale.word("comparisons.bounds-note"));
    (!grid.rows.is_empty()).then_some(grid)
}

fn pairs(view: &View, found: &Statistics, comparisons: &[&Comparison]) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("comparisons.pair")),
        Column::numbers(locale.word("comparisons.superiority")),
        Column::numbers(locale.word("common.interval")),
        Column::numbers(locale.word("comparisons.shift")),
        Column::numbers(locale.word("common.interval")),
        Column::numbers(locale.word("statistics.p-adjusted")),
    ];
    let mut grid = Grid::new(locale.word("comparisons.pairs"), heads);
    let mut left_out = 0;
    for own in comparisons.iter().filter(|own| !own.pairs.is_empty()) {
        let effect = own.effect.map_or_else(String::new, |effect| {
            let value = ("value", Value::Phrase(with_interval(locale, &effect, DECIMALS)));
            locale.say("comparisons.effect", &[value])
        });
        grid.section([view.dimension(own.dimension), effect].join(" "));
        let mut ordered: Vec<&GroupPair> = own.pairs.iter().collect();
        ordered.sort_by(|one, other| one.test.p.total_cmp(&other.test.p));
        left_out += ordered.len().saturating_sub(PAIRS);
        for pair in ordered.into_iter().take(PAIRS) {
            let tone = if is_sure(found, &pair.test) { Tone::Plain } else { Tone::Quiet };
            let named = |group: usize| Value::from(group_name(view, &own.column, &own.groups[group].value));
            let who = [("first", named(pair.first)), ("second", named(pair.second))];
            let ends = pair.superiority.interval.map(|(low, high)| (100.0 * low, 100.0 * high));
            grid.push(vec![
                Cell::text(locale.say("comparisons.against", &who)).toned(tone),
                Cell::percent(Some(100.0 * pair.superiority.value), 0).toned(tone),
                Cell::range(ends, 0).toned(tone),
                Cell::difference(Some(pair.shift.value), view.decimals()).toned(tone),
                Cell::range(pair.shift.interval, view.decimals()).toned(tone),
                p_cell(locale, pair.test.adjusted).toned(tone),
            ]);
        }
    }
    grid.notes.push(locale.word("comparisons.pairs-note"));
    if left_out > 0 {
        grid.notes.push(locale.say("comparisons.left-out", &[("count", Value::from(left_out))]));
    }
    (!grid.rows.is_empty()).then_some(grid)
}

fn means(view: &View, comparisons: &[&Comparison]) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.dimension")),
        Column::numbers(locale.word("comparisons.f")),
        Column::numbers(locale.word("statistics.p-head")),
        Column::numbers(locale.word("comparisons.welch")),
        Column::numbers(locale.word("statistics.p-head")),
        Column::numbers(locale.word("comparisons.levene")),
        Column::numbers(locale.word("comparisons.omega-squared")),
        Column::numbers(locale.word("common.interval")),
    ];
    let mut grid = Grid::new(locale.word("comparisons.anova"), heads);
    for own in comparisons {
        let Some(means) = &own.means else { continue };
        let p = |test: Option<&Tested>| test.map_or(Cell::empty(), |test| p_cell(locale, test.p));
        grid.push(vec![
            Cell::text(view.dimension(own.dimension)),
            Cell::number(means.classical.statistic, DECIMALS),
            p_cell(locale, means.classical.p),
            Cell::number(means.welch.as_ref().and_then(|test| test.statistic), DECIMALS),
            p(means.welch.as_ref()),
            p(means.levene.as_ref()),
            Cell::number(Some(means.omega_squared.value), DECIMALS),
            Cell::range(means.omega_squared.interval, DECIMALS),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// Groups that are too small to be compared.
fn small(view: &View, comparisons: &[&Comparison]) -> Option<String> {
    let locale = view.locale;
    let own = comparisons.iter().find(|own| !own.small.is_empty())?;
    let named: Vec<String> = own
        .small
        .iter()
        .map(|(value, count)| {
            let group = Value::from(group_name(view, &own.column, value));
            locale.say("comparisons.of-size", &[("group", group), ("count", Value::from(*count))])
        })
        .collect();
    let values = [("count", Value::from(named.len())), ("groups", Value::Phrase(locale.series(&named)))];
    Some(locale.say("comparisons.small", &values))
}

/// Criteria answered otherwise in one language or mode of collection.
fn differential(view: &View, found: &Statistics) -> Vec<Block> {
    let locale = view.locale;
    if found.differential.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading(locale.word("comparisons.differential"))];
    let sure: Vec<&Differential> =
        found.differential.iter().filter(|own| own.test.found().is_some_and(|test| is_sure(found, test))).collect();
    let tested = found.differential.iter().filter(|own| own.test.found().is_some()).count();
    let values = [("count", Value::from(tested)), ("sure", Value::Phrase(locale.count(sure.len() as u64)))];
    blocks.push(Block::Paragraph(match found.differential.iter().find_map(|own| own.test.refusal()) {
        Some(refused) if tested == 0 => {
            let why = Value::Phrase(reason(locale, refused));
            locale.say("comparisons.differential-refused", &[("reason", why)])
        }
        _ => locale.say("comparisons.differential-lead", &values),
    }));
    let heads = vec![
        Column::words(locale.word("common.code")),
        Column::words(locale.word("common.criterion")),
        Column::words(locale.word("comparisons.pair")),
        Column::numbers(locale.word("comparisons.difference")),
        Column::numbers(locale.word("common.interval")),
        Column::words(locale.word("comparisons.size")),
        Column::numbers(locale.word("statistics.p-adjusted")),
    ];
    let mut grid = Grid::new(locale.word("comparisons.differential-caption"), heads);
    for own in sure.into_iter().take(ITEMS) {
        let criterion = &view.framework.criteria[own.criterion];
        let named = |value: &str| Value::from(group_name(view, &own.column, value));
        let who = [("first", named(&own.focal)), ("second", named(&own.reference))];
        let size = own.class.map_or_else(String::new, |size| {
            locale.word(match size {
                Size::Negligible => "comparisons.negligible",
                Size::Moderate => "comparisons.moderate",
                Size::Large => "comparisons.large",
            })
        });
        grid.push(vec![
            Cell::code(criterion.code.as_str()),
            Cell::text(locale.tell(&criterion.text)),
            Cell::text(locale.say("comparisons.against", &who)),
            Cell::difference(own.difference.map(|own| own.value), DECIMALS),
            Cell::range(own.difference.and_then(|own| own.interval), DECIMALS),
            Cell::text(size),
            own.test.found().map_or(Cell::empty(), |test| p_cell(locale, test.adjusted)),
        ]);
    }
    if !grid.rows.is_empty() {
        blocks.push(Block::Table(grid));
    }
    blocks
}
