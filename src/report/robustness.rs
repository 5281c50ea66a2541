//! How sure the figures are: what was drawn again, intervals of scores and ranks, chances of stages, and which choice
//! matters.
use crate::assessment::AgencyAssessment;
use crate::assumption::{AS_IS, Assumption, Choices, steps};
use crate::document::{Block, Cell, Chapter, Column, Content, Grid, Tone};
use crate::framework::DimensionRole;
use crate::locale::number::decimals;
use crate::locale::{Locale, Value};
use crate::report::view::View;
use crate::report::{Extent, LISTED};
use crate::robustness::{
    DimensionRange, Effect, Estimate, Influence, Output, Range, Robustness, ScoreRange, StageChances, Without,
};
use crate::stats::quantile;

/// Agencies shown where not all are listed.
const ENDS: usize = 10;
/// Criteria shown of those whose absence changes most.
const CRITERIA: usize = 10;

/// What was found, of the agencies reported.
pub(in crate::report) struct Sure<'a> {
    pub(in crate::report) found: &'a Robustness,
    /// Place among the agencies judged, and the agency.
    pub(in crate::report) units: Vec<(usize, &'a AgencyAssessment)>,
}

impl<'a> Sure<'a> {
    /// None where it was not computed, or for another period.
    pub(in crate::report) fn of(view: &View<'a>) -> Option<Sure<'a>> {
        let found = view.series.sections.robustness.as_ref().filter(|found| found.period == view.assessment.period)?;
        let place = |agency: &AgencyAssessment| found.agencies.iter().position(|own| *own == agency.agency);
        let units = view.agencies.iter().filter_map(|agency| Some((place(agency)?, *agency))).collect();
        Some(Sure { found, units })
    }

    /// The dimension whose ranks are drawn and told first: an index, else the stage that the headline is about.
    pub(in crate::report) fn ranked(&self, view: &View) -> Option<&'a DimensionRange> {
        let of = |dimension: usize| self.found.dimensions.iter().find(|range| range.dimension == dimension);
        let stage = || view.stages.get(view.headline_stage().checked_sub(1)?).copied();
        let first = self.found.headline.first().copied();
        let is_index = |dimension: &usize| view.framework.dimensions[*dimension].role == DimensionRole::Index;
        of(first.filter(is_index).or_else(stage).or(first)?)
    }

    /// Agencies with a score in a dimension, best first.
    pub(in crate::report) fn scored(&self, range: &'a DimensionRange) -> Vec<(&'a AgencyAssessment, &'a ScoreRange)> {
        let own =
            |(unit, agency): &(usize, &'a AgencyAssessment)| Some((*agency, range.agencies.get(*unit)?.as_ref()?));
        let mut scored: Vec<_> = self.units.iter().filter_map(own).collect();
        scored.sort_by_key(|(_, own)| own.rank);
        scored
    }

    pub(in crate::report) fn stages(&self) -> Vec<(&'a AgencyAssessment, &'a StageChances)> {
        self.units.iter().filter_map(|(unit, agency)| Some((*agency, self.found.stages.get(*unit)?))).collect()
    }

    /// The output that a reader asks about first.
    pub(in crate::report) fn influence(&self, view: &View) -> Option<&'a Influence> {
        let outputs = &self.found.sensitivity.as_ref()?.outputs;
        let wanted = if view.stages.is_empty() { Output::RankShift } else { Output::AtOrAbove(view.headline_stage()) };
        let varies = |own: &&Influence| !own.indices.is_empty();
        outputs.iter().filter(varies).find(|own| own.output == wanted).or_else(|| outputs.iter().find(varies))
    }
}

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let sure = Sure::of(view)?;
    let lead = lead(view, &sure);
    let mut blocks: Vec<Block> = if lead.is_empty() { Vec::new() } else { vec![Block::Lead(lead)] };
    if extent == Extent::Full {
        blocks.push(Block::Paragraph(drawn(view, &sure)));
        if !sure.found.settings.assumptions.is_empty() {
            blocks.push(Block::Paragraph(view.locale.word(if sure.found.assumed {
                "robustness.by-default"
            } else {
                "robustness.as-set"
            })));
            blocks.push(Block::List(sure.found.settings.assumptions.iter().map(|own| told(view, own)).collect()));
        }
    }
    if let Some(grid) = stage_table(view, &sure, extent) {
        blocks.push(Block::Table(grid));
        blocks.push(Block::Chart("likelihood".to_owned()));
    }
    let ranked = sure.ranked(view);
    for range in sure.found.dimensions.iter().filter(|range| sure.found.headline.contains(&range.dimension)) {
        let first = ranked.is_some_and(|ranked| ranked.dimension == range.dimension);
        if extent == Extent::Full || first {
            blocks.extend(rank_table(view, &sure, range, extent).map(Block::Table));
        }
        if first {
            blocks.extend(["intervals", "tiers"].map(|name| Block::Chart(name.to_owned())));
        }
    }
    if extent == Extent::Full {
        blocks.extend(matters(view, &sure));
        blocks.extend(left_out(view, &sure));
        blocks.extend(remarks(view, &sure).into_iter().map(Block::Paragraph));
    }
    Some(Chapter { code: "robustness", title: view.locale.word("robustness.title"), blocks })
}

fn lead(view: &View, sure: &Sure) -> String {
    let locale = view.locale;
    let mut sentences = Vec::new();
    let stages = sure.stages();
    let of_agencies = |count: usize| Value::Phrase(locale.say("count.of-agencies", &[("count", Value::from(count))]));
    if !stages.is_empty() {
        let steadfast = stages.iter().filter(|(_, own)| own.is_steadfast()).count();
        let share = sure.found.settings.confidence;
        let certain = stages.iter().filter(|(_, own)| is_certain(sure, own)).count();
        let all = of_agencies(stages.len());
        sentences.push(locale.say(
            "robustness.lead-stages",
            &[("all", all), ("count", Value::from(steadfast)), ("steadfast", of_agencies(steadfast))],
        ));
        let share = Value::Percent(100.0 * share, 0);
        sentences.push(locale.say(
            "robustness.lead-certain",
            &[("count", Value::from(certain)), ("certain", of_agencies(certain)), ("share", share)],
        ));
    }
    if let Some((range, scored)) =
        sure.ranked(view).map(|range| (range, sure.scored(range))).filter(|(_, scored)| scored.len() > 1)
    {
        let kept = scored.iter().filter(|(_, own)| own.publishable).count();
        let mut widths: Vec<f64> = scored.iter().map(|(_, own)| own.ranks.high - own.ranks.low).collect();
        let values = [
            ("kept", Value::Phrase(locale.count(kept as u64))),
            ("ranked", Value::Phrase(locale.count(scored.len() as u64))),
            ("dimension", Value::from(view.dimension(range.dimension))),
            ("count", Value::from(quantile(&mut widths, 0.5).unwrap_or_default().round() as usize)),
            ("share", Value::Percent(100.0 * sure.found.settings.confidence, 0)),
        ];
        sentences.push(locale.say("robustness.lead-ranks", &values));
        sentences.push(locale.say("robustness.lead-tiers", &[("count", Value::from(range.tiers))]));
    }
    sentences.join(" ")
}

/// Whether an agency keeps its stage in as many replications as intervals hold.
pub(in crate::report) fn is_certain(sure: &Sure, own: &StageChances) -> bool {
    let stands = own.reached.number().and_then(|number| own.at.get(number));
    stands.is_some_and(|share| *share >= sure.found.settings.confidence)
}

/// How sure the stage of one agency is.
pub(in crate::report) fn of_agency(view: &View, agency: &AgencyAssessment) -> Option<String> {
    let locale = view.locale;
    let sure = Sure::of(view).filter(|sure| sure.found.truth == view.lead)?;
    let (unit, _) = sure.units.iter().find(|(_, own)| own.agency == agency.agency)?;
    let own = sure.found.stages.get(*unit)?;
    let share = own.at.get(own.reached.number()?)?;
    let values = [
        ("count", Value::Phrase(locale.count(sure.found.settings.replications.into()))),
        ("share", Value::Percent(100.0 * share, 0)),
    ];
    let stands = locale.say("robustness.agency", &values);
    let rules = if own.is_steadfast() {
        locale.word("robustness.agency-steadfast")
    } else {
        let others = own.by_method.iter().filter(|reached| **reached != own.reached);
        let named: Vec<String> = others.map(|reached| view.reached(*reached)).collect();
        locale.say("robustness.agency-others", &[("stages", Value::Phrase(locale.list(&named)))])
    };
    Some(format!("{stands} {rules}"))
}

fn drawn(view: &View, sure: &Sure) -> String {
    let locale = view.locale;
    let found = sure.found;
    let mut sentences = vec![locale.say(
        "robustness.drawn",
        &[
            ("count", Value::Phrase(locale.count(found.settings.replications.into()))),
            ("share", Value::Percent(100.0 * found.settings.confidence, 0)),
            ("column", Value::Phrase(view.truth(found.truth))),
            ("seed", Value::Phrase(locale.plain(found.seed))),
        ],
    )];
    let survey = found.survey;
    if survey.respondents > 0 {
        let values = [
            ("count", Value::from(survey.respondents)),
            ("agencies", Value::Phrase(locale.say("count.of-agencies", &[("count", Value::from(survey.agencies))]))),
        ];
        sentences.push(locale.say("robustness.respondents", &values));
    }
    if survey.samples > 0 {
        sentences.push(locale.say("robustness.samples", &[("count", Value::from(survey.samples))]));
    }
    if survey.imputed {
        sentences.push(locale.word("robustness.imputed"));
    }
    if survey == Default::default() {
        sentences.push(locale.word("robustness.no-survey"));
    }
    sentences.join(" ")
}

/// An assumption with what it was drawn from.
fn told(view: &View, assumption: &Assumption) -> String {
    let locale = view.locale;
    let name = Value::Phrase(self::name(view, assumption));
    match assumption.choices() {
        Ok(Choices::Values(values)) => {
            let values: Vec<String> =
                values.iter().map(|(value, _)| value_text(locale, &assumption.setting, value)).collect();
            locale.say("robustness.values", &[("name", name), ("values", Value::Phrase(locale.series(&values)))])
        }
        Ok(Choices::Range(from, to)) => {
            let range = locale.range(from, to, decimals(from, 3).max(decimals(to, 3)));
            locale.say("robustness.range", &[("name", name), ("range", Value::Phrase(range))])
        }
        Ok(Choices::Weights(part)) => {
            locale.say("robustness.weights-by", &[("name", name), ("part", Value::Percent(100.0 * part, 0))])
        }
        Err(_) => self::name(view, assumption),
    }
}

/// How an assumption is called.
pub(in crate::report) fn name(view: &View, assumption: &Assumption) -> String {
    let locale = view.locale;
    let titled = locale.of(&assumption.title);
    if !titled.is_empty() {
        return titled.to_owned();
    }
    let path: Vec<&str> = steps(&assumption.setting).collect();
    let known = match path[..] {
        ["weights"] => "robustness.weights",
        ["method", "weight_set"] => "method.weight-set",
        ["method", "threshold"] => "method.threshold",
        ["method", "stage_on"] => "method.stage-on",
        ["method", "share_weight"] => "method.share-weight",
        ["method", "coverage"] => "method.coverage",
        ["method", "imputation", "by"] => "engine.imputation",
        ["method", "treatment", "winsorise"] => "engine.winsorise",
        ["dimensions", _, "aggregate"] => "robustness.aggregate",
        ["criteria", _, "normalise"] => "robustness.normalise",
        ["dimensions" | "criteria", _, "weight"] => "robustness.weight",
        _ => return locale.isolate_code(&assumption.setting),
    };
    let what = locale.word(known);
    let owner = match path[..] {
        ["dimensions", code, _] => view.framework.dimension(code).map(|dimension| view.dimension(dimension)),
        ["criteria", code, _] => {
            view.framework.criterion(code).map(|own| locale.isolate_code(view.framework.criteria[own].code.as_str()))
        }
        _ => None,
    };
    match owner {
        Some(owner) => locale.say("robustness.of", &[("what", Value::Phrase(what)), ("name", Value::Phrase(owner))]),
        None => what,
    }
}

fn value_text(locale: &Locale, setting: &str, value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => match (setting, text.as_str()) {
            (_, AS_IS) => locale.word("robustness.as-is"),
            ("method.stage_on", "low") => locale.word("method.low"),
            ("method.stage_on", "value") => locale.word("method.value"),
            ("method.share_weight", "count") => locale.word("method.by-count"),
            ("method.share_weight", "volume") => locale.word("method.by-volume"),
            (_, other) => locale.isolate_code(other),
        },
        serde_json::Value::Number(number) => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            locale.number(number, decimals(number, 3))
        }
        other => locale.isolate_code(&other.to_string()),
    }
}

fn stage_table(view: &View, sure: &Sure, extent: Extent) -> Option<Grid> {
    let locale = view.locale;
    let stages = sure.stages();
    if stages.is_empty() {
        return None;
    }
    let mut columns = vec![Column::words(locale.word("common.agency")), Column::words(locale.word("stages.reached"))];
    let numbers = 1..=view.stages.len();
    columns.extend(
        numbers
            .clone()
            .map(|number| Column::numbers(locale.say("robustness.at-least", &[("stage", view.number(number))]))),
    );
    let unjudged = stages.iter().any(|(_, own)| own.unjudged > 0.0);
    if unjudged {
        columns.push(Column::numbers(locale.word("stages.unjudged")));
    }
    columns.push(Column::words(locale.word("robustness.by-method")));
    columns.push(Column::words(locale.word("robustness.changed-by")));
    let mut grid = Grid::new(locale.word("robustness.stage-caption"), columns);
    let order = view.by_stage();
    let shown = if extent == Extent::Brief { ENDS } else { 4 * LISTED };
    let ordered = order.iter().filter_map(|agency| stages.iter().find(|(own, _)| own.agency == agency.agency));
    for (agency, own) in ordered.take(shown) {
        let mut cells = vec![Cell::text(view.agency_name(agency)), view.reached_cell(Some(own.reached))];
        cells.extend(numbers.clone().map(|number| Cell::percent(Some(100.0 * own.at_or_above(number)), 0)));
        if unjudged {
            cells.push(Cell::percent(Some(100.0 * own.unjudged), 0));
        }
        let (word, tone) = if own.is_steadfast() {
            (locale.word("robustness.steadfast"), Tone::Good)
        } else {
            let each: Vec<String> = own.by_method.iter().map(|reached| view.reached(*reached)).collect();
            (locale.series(&each), Tone::Doubtful)
        };
        cells.push(Cell::text(word).toned(tone));
        let changed: Vec<String> =
            own.changed_by.iter().map(|place| name(view, &sure.found.settings.assumptions[*place])).collect();
        cells.push(if changed.is_empty() { Cell::empty() } else { Cell::text(locale.series(&changed)) });
        grid.push(cells);
    }
    if stages.len() > shown {
        grid.notes.push(more(locale, stages.len() - shown, "robustness_stages"));
    }
    Some(grid)
}

fn more(locale: &Locale, count: usize, table: &str) -> String {
    let file = locale.isolate_code(&format!("tables/{table}.csv"));
    locale.say("robustness.more", &[("count", Value::from(count)), ("file", Value::Phrase(file))])
}

fn rank_table(view: &View, sure: &Sure, range: &DimensionRange, extent: Extent) -> Option<Grid> {
    let locale = view.locale;
    let scored = sure.scored(range);
    if scored.len() < 2 {
        return None;
    }
    let columns = vec![
        Column::numbers(locale.word("common.rank")),
        Column::words(locale.word("common.agency")),
        Column::numbers(locale.word("common.score")),
        Column::numbers(locale.word("robustness.score-interval")),
        Column::numbers(locale.word("robustness.rank-interval")),
        Column::numbers(locale.word("robustness.tier")),
        Column::numbers(locale.word("robustness.above-next")),
        Column::words(locale.word("robustness.publish")),
    ];
    let share = Value::Percent(100.0 * sure.found.settings.confidence, 0);
    let values = [("dimension", Value::from(view.dimension(range.dimension))), ("share", share)];
    let mut grid = Grid::new(locale.say("robustness.rank-caption", &values), columns);
    let shown = if extent == Extent::Brief { ENDS } else { 4 * LISTED };
    for (agency, own) in scored.iter().take(shown) {
        let (word, tone) = match own.publishable {
            true => ("robustness.yes", Tone::Good),
            false => ("robustness.no", Tone::Doubtful),
        };
        grid.push(vec![
            Cell::from(Content::Count(own.rank.into())),
            Cell::text(view.agency_name(agency)),
            Cell::number(Some(own.value), view.decimals()),
            Cell::range(Some((own.score.low, own.score.high)), view.decimals()),
            Cell::range(Some(outward(own.ranks)), 0),
            Cell::count(own.tier),
            Cell::percent(own.above_next.map(|share| 100.0 * share), 0),
            Cell::text(locale.word(word)).toned(tone),
        ]);
    }
    if scored.len() > shown {
        grid.notes.push(more(locale, scored.len() - shown, "robustness_scores"));
    }
    let widest = Value::Percent(100.0 * sure.found.settings.widest_rank, 0);
    let apart = Value::Percent(100.0 * sure.found.settings.apart, 0);
    grid.notes.push(locale.say("robustness.rank-note", &[("widest", widest), ("apart", apart)]));
    Some(grid)
}

/// The whole ranks that an interval touches.
pub(in crate::report) fn outward(ranks: Range) -> (f64, f64) {
    (ranks.low.floor(), ranks.high.ceil())
}

/// Which assumption matters.
fn matters(view: &View, sure: &Sure) -> Vec<Block> {
    let locale = view.locale;
    let mut blocks = Vec::new();
    let assumptions = &sure.found.settings.assumptions;
    if let Some(found) = &sure.found.sensitivity {
        let varying: Vec<&Influence> = found.outputs.iter().filter(|own| !own.indices.is_empty()).collect();
        blocks.push(Block::Heading(locale.word("robustness.matters")));
        let how = if found.exact {
            "robustness.exact"
        } else if found.converged {
            "robustness.converged"
        } else {
            "robustness.not-converged"
        };
        blocks.push(Block::Paragraph(
            locale.say(how, &[("count", Value::Phrase(locale.count(found.evaluations as u64)))]),
        ));
        if varying.is_empty() {
            blocks.push(Block::Paragraph(locale.word("robustness.nothing-varies")));
        } else {
            let columns = vec![
                Column::words(locale.word("robustness.assumption")),
                Column::numbers(locale.word("robustness.first")),
                Column::numbers(locale.word("robustness.total")),
                Column::numbers(locale.word("robustness.shapley")),
            ];
            let mut grid = Grid::new(locale.word("robustness.sensitivity-caption"), columns);
            for own in varying {
                grid.section(output_name(view, own));
                let mut order: Vec<usize> = (0..own.indices.len()).collect();
                order.sort_by(|one, other| own.indices[*other].total.value.total_cmp(&own.indices[*one].total.value));
                for place in order {
                    let indices = own.indices[place];
                    let mut cells = vec![Cell::text(name(view, &assumptions[place]))];
                    cells.extend(
                        [indices.first, indices.total, indices.shapley].map(|own| Cell::text(share_text(locale, own))),
                    );
                    grid.push(cells);
                }
            }
            grid.notes.push(locale.say("robustness.sensitivity-note", &[("whole", Value::Percent(100.0, 0))]));
            blocks.push(Block::Table(grid));
            blocks.push(Block::Chart("influence".to_owned()));
        }
    }
    if sure.found.dimensions.iter().any(|range| range.split.is_some()) {
        blocks.push(Block::Heading(locale.word("robustness.split")));
        blocks.push(Block::Paragraph(locale.word("robustness.split-note")));
        blocks.push(Block::Table(split_table(view, sure)));
        blocks.push(Block::Chart("split".to_owned()));
    }
    blocks.extend(alternatives(view, sure).map(Block::Table));
    blocks
}

fn split_table(view: &View, sure: &Sure) -> Grid {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("robustness.dimension"))];
    let heads = ["charts.split-survey", "charts.split-method", "charts.split-together", "charts.split-deviation"];
    columns.extend(heads.map(|key| Column::numbers(locale.word(key))));
    let mut grid = Grid::new(locale.word("robustness.split-caption"), columns);
    for range in &sure.found.dimensions {
        let Some(split) = range.split else { continue };
        let mut cells = vec![Cell::text(view.dimension(range.dimension))];
        let shares = [split.survey, split.method, split.together];
        cells.extend(shares.map(|share| Cell::percent(Some(100.0 * share), 0)));
        cells.push(Cell::number(Some(split.deviation), view.decimals().max(1)));
        grid.push(cells);
    }
    grid
}

/// "35% (30–40)"
fn share_text(locale: &Locale, estimate: Estimate) -> String {
    let value = locale.percent(100.0 * estimate.value, 0);
    match estimate.interval {
        None => value,
        Some((low, high)) => {
            let range = locale.range(100.0 * low, 100.0 * high, 0);
            locale.say("robustness.with-interval", &[("value", Value::Phrase(value)), ("range", Value::Phrase(range))])
        }
    }
}

/// What an output is, with its spread.
pub(in crate::report) fn output_name(view: &View, own: &Influence) -> String {
    let locale = view.locale;
    let spread = [("mean", Value::Number(own.mean, 2)), ("deviation", Value::Number(own.deviation, 2))];
    let name = match own.output {
        Output::RankShift => locale.word("robustness.rank-shift"),
        Output::AtOrAbove(number) => {
            locale.say("robustness.at-or-above", &[("stage", Value::from(view.stage_name(number)))])
        }
        Output::Score { agency, dimension } => {
            let agency = view.assessment.agencies.iter().find(|own| own.agency == agency);
            let agency = agency.map_or_else(String::new, |own| view.agency_name(own));
            locale.say(
                "robustness.score-of",
                &[("agency", Value::from(agency)), ("dimension", Value::from(view.dimension(dimension)))],
            )
        }
    };
    let [mean, deviation] = spread;
    locale.say("robustness.output", &[("name", Value::Phrase(name)), mean, deviation])
}

fn alternatives(view: &View, sure: &Sure) -> Option<Grid> {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("robustness.value"))];
    columns.extend(effect_columns(view));
    let mut grid = Grid::new(locale.word("robustness.alternatives"), columns);
    let mut last = None;
    for own in &sure.found.alternatives {
        let Some(effect) = own.effect else { continue };
        let assumption = &sure.found.settings.assumptions[own.assumption];
        if last != Some(own.assumption) {
            grid.section(name(view, &sure.found.settings.assumptions[own.assumption]));
            last = Some(own.assumption);
        }
        let value = own.value.as_ref().map_or_else(
            || locale.word("robustness.mean-of-sets"),
            |value| value_text(locale, &assumption.setting, value),
        );
        let mut cells = vec![Cell::text(value)];
        cells.extend(effect_cells(view, effect));
        grid.push(cells);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

fn effect_columns(view: &View) -> Vec<Column> {
    let locale = view.locale;
    let mut columns = vec![Column::numbers(locale.word("robustness.rank-shift"))];
    if !view.stages.is_empty() {
        columns.extend(["robustness.higher", "robustness.lower"].map(|key| Column::numbers(locale.word(key))));
    }
    columns.push(Column::numbers(locale.word("robustness.score-shift")));
    columns
}

fn effect_cells(view: &View, effect: Effect) -> Vec<Cell> {
    let mut cells = vec![Cell::number(Some(effect.rank_shift), 2)];
    if !view.stages.is_empty() {
        cells.extend([effect.higher, effect.lower].map(|count| Cell::number(Some(count), decimals(count, 1))));
    }
    cells.push(Cell::number(Some(effect.score_shift), view.decimals().max(1)));
    cells
}

/// The assessment without single criteria and gates.
fn left_out(view: &View, sure: &Sure) -> Vec<Block> {
    let locale = view.locale;
    let weight = |own: &Without| own.effect.higher + own.effect.lower + own.effect.rank_shift;
    let table = |list: &[Without], caption: &str, table: &str| {
        let mut order: Vec<&Without> = list.iter().filter(|own| weight(own) > 0.0).collect();
        order.sort_by(|one, other| weight(other).total_cmp(&weight(one)).then(one.criterion.cmp(&other.criterion)));
        let mut columns =
            vec![Column::words(locale.word("common.code")), Column::words(locale.word("common.criterion"))];
        columns.extend(effect_columns(view));
        let mut grid = Grid::new(locale.word(caption), columns);
        for own in order.iter().take(CRITERIA) {
            let criterion = &view.framework.criteria[own.criterion];
            let mut cells = vec![Cell::code(criterion.code.as_str()), Cell::text(locale.tell(&criterion.text))];
            cells.extend(effect_cells(view, own.effect));
            grid.push(cells);
        }
        if order.len() > CRITERIA {
            grid.notes.push(more(locale, order.len() - CRITERIA, table));
        }
        (!grid.rows.is_empty()).then_some(Block::Table(grid))
    };
    let found = sure.found;
    let tables = [
        table(&found.without_criteria, "robustness.without-criteria", "robustness_parts"),
        table(&found.without_gates, "robustness.without-gates", "robustness_parts"),
    ];
    let mut blocks: Vec<Block> = tables.into_iter().flatten().collect();
    if !blocks.is_empty() {
        blocks.insert(0, Block::Heading(locale.word("robustness.parts")));
    }
    blocks
}

/// What else must be said.
fn remarks(view: &View, sure: &Sure) -> Vec<String> {
    let locale = view.locale;
    let found = sure.found;
    let mut remarks = Vec::new();
    if let Some(effect) = found.not_applicable {
        let changed = effect.higher + effect.lower;
        let values = [
            ("shift", Value::Number(effect.rank_shift, 2)),
            ("count", Value::from(changed as usize)),
            ("agencies", Value::Phrase(locale.say("count.of-agencies", &[("count", Value::from(changed as usize))]))),
        ];
        let key = if view.stages.is_empty() { "robustness.not-applicable-ranks" } else { "robustness.not-applicable" };
        remarks.push(locale.say(key, &values));
    }
    if !found.inactive.is_empty() {
        let names: Vec<String> =
            found.inactive.iter().map(|place| name(view, &found.settings.assumptions[*place])).collect();
        remarks.push(locale.say("robustness.inactive", &[("names", Value::Phrase(locale.list(&names)))]));
    }
    for failure in &found.failures {
        let values =
            [("count", Value::from(failure.count)), ("reason", Value::Phrase(locale.isolate_code(&failure.reason)))];
        remarks.push(locale.say("robustness.failed", &values));
    }
    if found.annulled > 0.0 {
        remarks.push(locale.say("robustness.annulled", &[("share", Value::Percent(100.0 * found.annulled, 0))]));
    }
    let headline = || {
        let ranges = found.dimensions.iter().filter(|range| found.headline.contains(&range.dimension));
        ranges.flat_map(|range| range.agencies.iter().flatten())
    };
    // What rounding would print alike is not outside.
    let least = 0.5 * 10_f64.powi(-(view.decimals() as i32));
    let is_outside = |own: &&ScoreRange| own.value < own.score.low - least || own.value > own.score.high + least;
    let outside = headline().filter(is_outside).count();
    if outside > 0 {
        remarks.push(locale.say("robustness.outside", &[("count", Value::from(outside))]));
    }
    let lost = headline().filter(|own| own.missing > 0.0).count();
    if lost > 0 {
        remarks.push(locale.say("robustness.lost", &[("count", Value::from(lost))]));
    }
    remarks
}
