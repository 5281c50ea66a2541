//! Whether criteria go together, people agree, stages are steps, and what is judged goes with what is measured.
use crate::document::{Block, Cell, Chapter, Column, Grid, Tone};
use crate::locale::Value;
use crate::report::Extent;
use crate::report::statistics::{
    DECIMALS, codes, estimate_cells, found, p_cell, reason, reason_cell, settled, with_interval,
};
use crate::report::view::View;
use crate::statistics::{Agreement, Attempt, Convergent, Reason, Reliability, StageOrder, Statistics};

/// α from which criteria are commonly said to go together (Nunnally 1978).
const TOGETHER: f64 = 0.7;
/// Lines of tables that name the weakest.
const WEAKEST: usize = 10;
/// A criterion correlated less than this with the others hardly belongs to them.
const HARDLY: f64 = 0.2;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let found = found(view).filter(|_| extent == Extent::Full && view.selection.is_everybody())?;
    let locale = view.locale;
    let mut blocks = vec![Block::Lead(lead(view, found))];
    blocks.push(Block::Paragraph(settled(locale, found)));
    if found.reliability.iter().any(|own| own.formative) {
        blocks.push(Block::Paragraph(locale.word("reliability.formative")));
    }
    blocks.extend(dimensions(view, &found.reliability).map(Block::Table));
    blocks.push(Block::Chart("scree".to_owned()));
    blocks.extend(weakest(view, &found.reliability).map(Block::Table));
    blocks.push(Block::Chart("correlations".to_owned()));
    blocks.extend(people(view, found));
    if let Some(order) = &found.order {
        blocks.extend(steps(view, order));
    }
    blocks.push(Block::Chart("patterns".to_owned()));
    blocks.extend(convergent(view, found).map(Block::Table));
    Some(Chapter { code: "reliability", title: locale.word("reliability.title"), blocks })
}

fn lead(view: &View, found: &Statistics) -> String {
    let locale = view.locale;
    let alphas: Vec<(&Reliability, f64)> =
        found.reliability.iter().filter_map(|own| Some((own, own.alpha.found()?.raw.value))).collect();
    let Some((lowest, least)) = alphas.iter().min_by(|one, other| one.1.total_cmp(&other.1)) else {
        return locale.word("reliability.lead-none");
    };
    let together = alphas.iter().filter(|(_, alpha)| *alpha >= TOGETHER).count();
    let values = [
        ("together", Value::Phrase(locale.count(together as u64))),
        ("count", Value::from(alphas.len())),
        ("limit", Value::Phrase(locale.number(TOGETHER, 1))),
        ("dimension", Value::from(view.dimension(lowest.dimension))),
        ("alpha", Value::Phrase(locale.number(*least, DECIMALS))),
    ];
    locale.say("reliability.lead", &values)
}

fn dimensions(view: &View, reliability: &[Reliability]) -> Option<Grid> {
    let locale = view.locale;
    let heads = [
        Column::words(locale.word("common.dimension")),
        Column::numbers(locale.word("reliability.criteria")),
        Column::numbers(locale.word("common.agencies")),
        Column::numbers(locale.word("reliability.alpha")),
        Column::numbers(locale.word("common.interval")),
        Column::numbers(locale.word("reliability.omega")),
        Column::numbers(locale.word("reliability.adequacy")),
        Column::numbers(locale.word("reliability.sphericity")),
        Column::numbers(locale.word("reliability.components")),
    ];
    let mut grid = Grid::new(locale.word("reliability.caption"), heads.to_vec());
    let mut notes = vec![locale.word("reliability.note")];
    for own in reliability {
        let alpha = own.alpha.found();
        let structure = own.structure.found();
        let tone = |value: f64| if value < TOGETHER && !own.formative { Tone::Doubtful } else { Tone::Plain };
        let mut remarks: Vec<String> = Vec::new();
        match (own.alpha.refusal(), own.structure.refusal()) {
            (Some(refused), _) => remarks.push(reason(locale, refused)),
            (None, Some(refused)) => {
                let why = Value::Phrase(reason(locale, refused));
                remarks.push(locale.say("reliability.no-structure", &[("reason", why)]));
            }
            (None, None) => {}
        }
        if let (None, Some(Reason::Singular)) = (own.structure.refusal(), own.omega.refusal()) {
            let why = Value::Phrase(reason(locale, Reason::Singular));
            remarks.push(locale.say("reliability.no-structure", &[("reason", why)]));
        }
        if own.omega.found().is_some_and(|omega| omega.heywood) {
            remarks.push(locale.word("reliability.heywood"));
        }
        if !own.constant.is_empty() {
            let named = Value::Phrase(codes(view, own.constant.iter()));
            remarks.push(locale.say("reliability.constant", &[("codes", named)]));
        }
        grid.push(vec![
            Cell::text(view.dimension(own.dimension)),
            Cell::count(own.criteria.len()),
            Cell::count(own.agencies),
            alpha.map_or(Cell::empty(), |own| Cell::number(Some(own.raw.value), DECIMALS).toned(tone(own.raw.value))),
            Cell::range(alpha.and_then(|own| own.raw.interval), DECIMALS),
            Cell::number(own.omega.found().map(|omega| omega.value), DECIMALS),
            Cell::number(structure.and_then(|own| own.adequacy), DECIMALS),
            structure.and_then(|own| own.sphericity.as_ref()).map_or(Cell::empty(), |test| p_cell(locale, test.p)),
            structure.map_or(Cell::empty(), |own| Cell::count(own.kept)),
        ]);
        if !remarks.is_empty() {
            let values = [
                ("dimension", Value::from(view.dimension(own.dimension))),
                ("remark", Value::Phrase(remarks.join(" "))),
            ];
            notes.push(locale.say("reliability.remarked", &values));
        }
    }
    grid.notes = notes;
    (!grid.rows.is_empty()).then_some(grid)
}

/// Criteria that go least with the others of their dimension.
fn weakest(view: &View, reliability: &[Reliability]) -> Option<Grid> {
    let locale = view.locale;
    let heads = [
        Column::words(locale.word("common.code")),
        Column::words(locale.word("common.criterion")),
        Column::words(locale.word("common.dimension")),
        Column::numbers(locale.word("reliability.total")),
        Column::numbers(locale.word("reliability.alpha")),
        Column::numbers(locale.word("reliability.without")),
    ];
    let mut lines = Vec::new();
    for own in reliability {
        let Attempt::Computed(alpha) = &own.alpha else { continue };
        for (criterion, item) in own.criteria.iter().zip(&alpha.items) {
            let told = view.framework.criteria[*criterion].dimension == view.framework.dimensions[own.dimension].code;
            if let Some(total) = item.total.filter(|total| *total < HARDLY && told) {
                lines.push((total, *criterion, own.dimension, alpha.raw.value, item.without));
            }
        }
    }
    lines.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut grid = Grid::new(locale.word("reliability.weakest"), heads.to_vec());
    for (total, criterion, dimension, alpha, without) in lines.into_iter().take(WEAKEST) {
        let described = &view.framework.criteria[criterion];
        grid.push(vec![
            Cell::code(described.code.as_str()),
            Cell::text(locale.tell(&described.text)),
            Cell::text(view.dimension(dimension)),
            Cell::number(Some(total), DECIMALS).toned(if total < 0.0 { Tone::Bad } else { Tone::Doubtful }),
            Cell::number(Some(alpha), DECIMALS),
            Cell::number(without, DECIMALS),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// Agreement of respondents, and of assessors with agencies.
fn people(view: &View, found: &Statistics) -> Vec<Block> {
    let locale = view.locale;
    let mut blocks = Vec::new();
    if !found.respondents.is_empty() || !found.assessors.is_empty() {
        blocks.push(Block::Heading(locale.word("reliability.people")));
    }
    if !found.respondents.is_empty() {
        blocks.push(Block::Paragraph(agreement_lead(view, &found.respondents)));
        blocks.push(Block::Table(respondents(view, &found.respondents)));
    }
    if !found.assessors.is_empty() {
        let mut grid = Grid::new(
            locale.word("reliability.assessors"),
            vec![
                Column::words(locale.word("reliability.scale")),
                Column::numbers(locale.word("reliability.pairs")),
                Column::numbers(locale.word("reliability.alike")),
                Column::numbers(locale.word("reliability.higher")),
                Column::numbers(locale.word("reliability.kappa")),
                Column::numbers(locale.word("common.interval")),
                Column::words(locale.word("reliability.remark")),
            ],
        );
        for own in &found.assessors {
            let mut cells = vec![
                Cell::text(locale.tell(&view.framework.scales[own.scale].title)),
                Cell::count(own.pairs),
                Cell::percent(Some(100.0 * own.alike), 0),
                Cell::percent(Some(100.0 * own.higher), 0),
            ];
            cells.extend(estimate_cells(&own.agreement));
            cells.push(reason_cell(locale, own.agreement.refusal()));
            grid.push(cells);
        }
        blocks.push(Block::Table(grid));
    }
    blocks
}

fn agreement_lead(view: &View, respondents: &[Agreement]) -> String {
    let locale = view.locale;
    let known: Vec<f64> = respondents.iter().filter_map(|own| Some(own.alpha.found()?.value)).collect();
    let weak = known.iter().filter(|alpha| **alpha < 2.0 / 3.0).count();
    let values = [
        ("count", Value::from(known.len())),
        ("weak", Value::Phrase(locale.count(weak as u64))),
        ("limit", Value::Phrase(locale.number(2.0 / 3.0, DECIMALS))),
    ];
    locale.say("reliability.agreement-lead", &values)
}

fn respondents(view: &View, respondents: &[Agreement]) -> Grid {
    let locale = view.locale;
    let mut grid = Grid::new(
        locale.word("reliability.respondents"),
        vec![
            Column::words(locale.word("common.code")),
            Column::words(locale.word("common.criterion")),
            Column::numbers(locale.word("common.agencies")),
            Column::numbers(locale.word("reliability.answers")),
            Column::numbers(locale.word("reliability.krippendorff")),
            Column::numbers(locale.word("common.interval")),
            Column::numbers(locale.word("reliability.intraclass")),
            Column::words(locale.word("reliability.remark")),
        ],
    );
    let mut ordered: Vec<&Agreement> = respondents.iter().collect();
    let rank = |own: &Agreement| own.alpha.found().map_or(f64::INFINITY, |alpha| alpha.value);
    ordered.sort_by(|one, other| rank(one).total_cmp(&rank(other)));
    for own in ordered.into_iter().take(WEAKEST) {
        let criterion = &view.framework.criteria[own.criterion];
        let mut cells = vec![
            Cell::code(criterion.code.as_str()),
            Cell::text(locale.tell(&criterion.text)),
            Cell::count(own.agencies),
            Cell::count(own.answers),
        ];
        cells.extend(estimate_cells(&own.alpha));
        cells.push(Cell::number(own.intraclass.found().map(|own| own.value), DECIMALS));
        cells.push(reason_cell(locale, own.alpha.refusal()));
        grid.push(cells);
    }
    grid
}

/// Whether stages are steps.
fn steps(view: &View, order: &StageOrder) -> Vec<Block> {
    let locale = view.locale;
    let mut blocks = vec![Block::Heading(locale.word("reliability.steps"))];
    let climbing = |met: &[bool]| met.windows(2).all(|pair| pair[0] || !pair[1]);
    let in_order: usize = order.patterns.iter().filter(|(met, _)| climbing(met)).map(|(_, count)| count).sum();
    let mut sentences = vec![locale.say(
        "reliability.in-order",
        &[("count", Value::from(order.agencies)), ("in_order", Value::Phrase(locale.count(in_order as u64)))],
    )];
    match (&order.guttman, &order.scalability) {
        (Attempt::Computed(guttman), scalability) => {
            let values = [
                ("reproducibility", Value::Phrase(locale.number(guttman.reproducibility, DECIMALS))),
                ("marginal", Value::Phrase(locale.number(guttman.marginal, DECIMALS))),
            ];
            sentences.push(locale.say("reliability.guttman", &values));
            if let Some(found) = scalability.found() {
                let value = Value::Phrase(with_interval(locale, &found.scale, DECIMALS));
                sentences.push(locale.say("reliability.loevinger", &[("value", value)]));
            }
        }
        (Attempt::Refused(refused), _) => {
            let why = Value::Phrase(reason(locale, *refused));
            sentences.push(locale.say("reliability.no-order", &[("reason", why)]));
        }
    }
    blocks.push(Block::Paragraph(sentences.join(" ")));
    let mut heads: Vec<Column> = (1..=view.stages.len()).map(|number| Column::words(view.stage_name(number))).collect();
    heads.push(Column::numbers(locale.word("common.agencies")));
    let mut grid = Grid::new(locale.word("reliability.patterns"), heads);
    for (met, count) in &order.patterns {
        let tone = if climbing(met) { Tone::Plain } else { Tone::Doubtful };
        let mut cells: Vec<Cell> = met
            .iter()
            .map(|met| {
                Cell::text(locale.word(if *met { "reliability.met" } else { "reliability.not-met" })).toned(tone)
            })
            .collect();
        cells.push(Cell::count(*count));
        grid.push(cells);
    }
    if !grid.rows.is_empty() {
        blocks.push(Block::Table(grid));
    }
    let swapped = order.swapped.iter().map(|own| {
        locale.say(
            "reliability.swapped",
            &[
                ("lower", Value::from(view.stage_name(own.lower))),
                ("upper", Value::from(view.stage_name(own.upper))),
                ("count", Value::from(own.agencies_higher + own.agencies_lower)),
                ("higher", Value::Phrase(locale.count(own.agencies_higher as u64))),
                ("less", Value::Phrase(locale.count(own.agencies_lower as u64))),
            ],
        )
    });
    if order.agencies > 0 {
        blocks.push(Block::List(swapped.collect()));
    }
    blocks
}

fn convergent(view: &View, found: &Statistics) -> Option<Grid> {
    let locale = view.locale;
    let mut grid = Grid::new(
        locale.word("reliability.convergent"),
        vec![
            Column::words(locale.word("reliability.kpi")),
            Column::words(locale.word("reliability.judged")),
            Column::numbers(locale.word("common.agencies")),
            Column::numbers(locale.word("reliability.spearman")),
            Column::numbers(locale.word("common.interval")),
            Column::numbers(locale.word("statistics.p-adjusted")),
            Column::words(locale.word("reliability.left-out")),
        ],
    );
    let is_sure = |own: &Convergent| own.spearman.adjusted < 1.0 - found.settings.confidence;
    let told = found.convergent.iter().filter(|own| own.dimension.is_none() || is_sure(own));
    for own in told {
        let against = (own.spearman.coefficient.value < 0.0) != own.lower_is_better;
        let tone = match (is_sure(own), against) {
            (true, true) => Tone::Bad,
            (true, false) => Tone::Good,
            (false, _) => Tone::Quiet,
        };
        let judged = own.dimension.map_or_else(|| locale.word("stages.reached"), |dimension| view.dimension(dimension));
        grid.push(vec![
            Cell::text(locale.tell(&view.framework.kpis[own.kpi].title)),
            Cell::text(judged),
            Cell::count(own.agencies),
            Cell::number(Some(own.spearman.coefficient.value), DECIMALS).toned(tone),
            Cell::range(own.spearman.coefficient.interval, DECIMALS),
            p_cell(locale, own.spearman.adjusted),
            Cell::text(codes(view, own.left_out.iter())),
        ]);
    }
    grid.notes.push(locale.word("reliability.convergent-note"));
    let left_out = found.convergent.len() - grid.rows.len();
    if left_out > 0 {
        grid.notes.push(locale.say("reliability.convergent-left-out", &[("count", Value::from(left_out))]));
    }
    (!grid.rows.is_empty()).then_some(grid)
}
