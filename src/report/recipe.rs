//! How an index follows from its numbers: every weight as it was used, every number as it was placed.
use crate::document::{Block, Cell, Column, Grid};
use crate::explanation::{Placing, Recipe, Subject, Whole, recipe};
use crate::framework::{Aggregate, Better, Criterion, DimensionRole, Normalise, Weights};
use crate::locale::Value;
use crate::locale::number::decimals;
use crate::report::index::below;
use crate::report::steps;
use crate::report::view::View;
use std::collections::BTreeMap;

/// Decimals of weights and of what numbers are placed between.
const EXACT: usize = 4;

/// Tables for a framework with an index; nothing of others, or where nobody was judged.
pub(in crate::report) fn tables(view: &View) -> Vec<Block> {
    if view.framework.of_role(DimensionRole::Index).next().is_none() {
        return Vec::new();
    }
    let period = view.series.assessments.iter().position(|assessment| assessment.period == view.assessment.period);
    let Some(recipe) = period.and_then(|period| recipe(view.series, period, view.lead)) else { return Vec::new() };
    let mut tables = vec![Block::Table(weights(view, &recipe))];
    tables.extend((!recipe.numbers.is_empty()).then(|| Block::Table(numbers(view, &recipe))));
    tables
}

fn weights(view: &View, recipe: &Recipe) -> Grid {
    let locale = view.locale;
    let mut grid = Grid::new(
        locale.word("recipe.weights"),
        vec![
            Column::words(locale.word("common.code")),
            Column::words(locale.word("index.part")),
            Column::numbers(locale.word("annex.weight")),
            Column::numbers(locale.word("recipe.share")),
            Column::numbers(locale.word("recipe.share-of-all")),
        ],
    );
    let shares = shares(view, recipe);
    for whole in &recipe.wholes {
        grid.section(combined(view, whole));
        for (part, weight) in &whole.parts {
            let (code, title) = match part {
                Subject::Dimension(position) => {
                    let dimension = &view.framework.dimensions[*position];
                    (&dimension.code, &dimension.title)
                }
                Subject::Criterion(position) => {
                    let criterion = &view.framework.criteria[*position];
                    (&criterion.code, &criterion.text)
                }
            };
            let own = weight.and_then(|weight| share(whole, weight));
            let of_all = own.zip(shares.get(&whole.dimension)).map(|(own, above)| own * above * 100.0);
            grid.push(vec![
                Cell::code(code.as_str()),
                Cell::text(locale.tell(title)),
                Cell::number(*weight, weight.map_or(0, |weight| decimals(weight, EXACT))),
                Cell::percent(own.map(|share| share * 100.0), 2),
                Cell::percent(of_all, 2),
            ]);
        }
    }
    grid.notes.push(locale.word("recipe.weights-note"));
    grid
}

/// How the parts of a dimension become one, in one line.
fn combined(view: &View, whole: &Whole) -> String {
    let locale = view.locale;
    let dimension = &view.framework.dimensions[whole.dimension];
    let mut parts = vec![steps::rule(locale, whole.rule), steps::missing(locale, whole.missing)];
    if dimension.weights != Weights::Given {
        let rule = Value::Phrase(locale.word(steps::weights_key(&dimension.weights)));
        parts.push(locale.say("engine.weights", &[("rule", rule)]));
    }
    if let Some(maximum) = whole.maximum {
        parts.push(locale.say("recipe.at-most", &[("value", Value::Number(maximum, decimals(maximum, EXACT)))]));
    }
    if whole.factor != 1.0 {
        parts.push(locale.say("recipe.factor", &[("factor", Value::from(whole.factor))]));
    }
    let values = [
        ("dimension", Value::from(view.dimension(whole.dimension))),
        ("code", Value::Phrase(locale.isolate_code(dimension.code.as_str()))),
        ("how", Value::Phrase(locale.series(&parts))),
    ];
    locale.say("recipe.whole", &values)
}

/// What a part weighs (0–1) among those of a dimension; none where weights decide nothing.
fn share(whole: &Whole, weight: f64) -> Option<f64> {
    let total: f64 = whole.parts.iter().filter_map(|(_, weight)| *weight).sum();
    let weighs = !matches!(whole.rule, Aggregate::Minimum | Aggregate::Maximum);
    (weighs && total > 0.0).then(|| weight / total)
}

/// By dimension: what it weighs (0–1) in the one at the top.
fn shares(view: &View, recipe: &Recipe) -> BTreeMap<usize, f64> {
    let dimensions = &view.framework.dimensions;
    let tops = (0..dimensions.len()).filter(|position| dimensions[*position].parent.is_none());
    let mut shares: BTreeMap<usize, f64> = tops.clone().map(|top| (top, 1.0)).collect();
    for dimension in tops.flat_map(|top| below(view, top)).map(|(dimension, _)| dimension) {
        let Some(whole) = recipe.wholes.iter().find(|whole| whole.dimension == dimension) else { continue };
        let Some(own) = shares.get(&dimension).copied() else { continue };
        for (part, weight) in &whole.parts {
            if let (Subject::Dimension(part), Some(share)) = (part, weight.and_then(|weight| share(whole, weight))) {
                shares.insert(*part, own * share);
            }
        }
    }
    shares
}

fn numbers(view: &View, recipe: &Recipe) -> Grid {
    let locale = view.locale;
    let before: Vec<String> = recipe.numbers.iter().map(|placing| before(view, placing)).collect();
    let (told, spread) =
        (before.iter().any(|before| !before.is_empty()), recipe.numbers.iter().any(|placing| placing.spread.is_some()));
    let mut columns = vec![Column::words(locale.word("common.code")), Column::words(locale.word("recipe.better"))];
    if told {
        columns.push(Column::words(locale.word("recipe.before")));
    }
    columns.push(Column::words(locale.word("recipe.placed")));
    if spread {
        let headings = ["recipe.count", "recipe.least", "recipe.most", "recipe.mean", "recipe.deviation"];
        columns.extend(headings.map(|key| Column::numbers(locale.word(key))));
    }
    let mut grid = Grid::new(locale.word("recipe.numbers"), columns);
    for (placing, before) in recipe.numbers.iter().zip(before) {
        let criterion = &view.framework.criteria[placing.criterion];
        let Some(rule) = &criterion.normalise else { continue };
        let better = steps::better(rule).map_or_else(String::new, |better| {
            locale.word(if better == Better::Higher { "recipe.higher" } else { "recipe.lower" })
        });
        let mut cells = vec![Cell::code(criterion.code.as_str()), Cell::text(better)];
        if told {
            cells.push(Cell::text(before));
        }
        cells.push(Cell::text(placed(view, rule, placing)));
        if spread {
            let spread = placing.spread.as_ref();
            let number = |value: Option<f64>| Cell::number(value, value.map_or(0, |value| decimals(value, EXACT)));
            cells.push(spread.map_or_else(Cell::empty, |spread| Cell::count(spread.count)));
            cells.push(number(spread.map(|spread| spread.least)));
            cells.push(number(spread.map(|spread| spread.most)));
            cells.push(number(spread.map(|spread| spread.mean)));
            cells.push(number(spread.map(|spread| spread.deviation)));
        }
        grid.push(cells);
    }
    grid.notes.push(locale.word("recipe.numbers-note"));
    grid
}

/// What is done with a number before it is placed.
fn before(view: &View, placing: &Placing) -> String {
    let locale = view.locale;
    let Criterion { denominator, imputation, treatment, .. } = &view.framework.criteria[placing.criterion];
    let method = &view.series.method;
    let mut parts: Vec<String> = denominator.iter().map(|rule| steps::divided(locale, rule)).collect();
    let imputation = imputation.as_ref().or(method.imputation.as_ref());
    parts.extend(imputation.and_then(|rule| steps::imputed(locale, rule)));
    let treatment = treatment.as_ref().or(method.treatment.as_ref()).zip(placing.done);
    parts.extend(treatment.and_then(|(rule, done)| steps::treated(locale, rule, done)));
    locale.series(&parts)
}

/// The rule by which a number is placed, with what it was placed between.
fn placed(view: &View, rule: &Normalise, placing: &Placing) -> String {
    let locale = view.locale;
    if let Normalise::None { low, high } = rule {
        let ends = [("low", Value::from(*low)), ("high", Value::from(*high))];
        return locale.say("recipe.as-it-is", &ends);
    }
    let word = locale.word(steps::normalise_key(rule));
    match steps::formula(locale, rule, placing.spread.as_ref()) {
        Some(formula) => {
            let values = [("rule", Value::Phrase(word)), ("formula", Value::Phrase(locale.isolate_code(&formula)))];
            locale.say("recipe.by-formula", &values)
        }
        None => word,
    }
}
