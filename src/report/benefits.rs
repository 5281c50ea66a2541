//! What digital services bring: KPIs against their targets.
use crate::assessment::{KpiResult, KpiState, TargetResult};
use crate::document::{Block, Cell, Chapter, Column, Content, Grid, Tone};
use crate::framework::{Figure, Kpi, KpiKind};
use crate::locale::{Locale, Value};
use crate::report::Extent;
use crate::report::targets::{self, Of};
use crate::report::view::View;
use crate::text::Text;
use jiff::civil::Date;

/// KPIs without a value that a brief report names.
const NAMED: usize = 5;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let results = &view.group?.kpis;
    let mut blocks = vec![Block::Lead(sentence(view)?)];
    blocks.extend(table(view, results).map(Block::Table));
    blocks.extend(targets::stand(view).map(Block::Paragraph));
    blocks.extend(targets::table(view, Of::Kpis).map(Block::Table));
    blocks.extend(absent(view, results, extent));
    if extent == Extent::Full && !with_target(results).is_empty() {
        blocks.push(Block::Chart("bullets".to_owned()));
    }
    Some(Chapter { code: "benefits", title: locale.word("benefits.title"), blocks })
}

/// "2 of 7 KPIs with a target meet it.", and how many are not due.
pub(in crate::report) fn reached(view: &View, with_target: &[&KpiResult]) -> String {
    let targets = || with_target.iter().filter_map(|result| result.target.as_ref());
    let met = targets().filter(|target| target.met == Some(true)).count();
    let open = targets().filter(|target| target.open().is_some()).count();
    let all = ("of", Value::Number(with_target.len() as f64, 0));
    let met = (open < with_target.len()).then(|| view.locale.say("benefits.met", &[("count", Value::from(met)), all]));
    let open = (open > 0).then(|| view.locale.say("benefits.open", &[("count", Value::from(open))]));
    met.into_iter().chain(open).collect::<Vec<_>>().join(" ")
}

/// Whether a target is met, missed or still open; none where that is not known.
pub(in crate::report) fn state(locale: &Locale, target: &TargetResult) -> Option<(String, Tone)> {
    Some(match (target.met?, target.open()) {
        (true, _) => (locale.word("benefits.is-met"), Tone::Good),
        (false, Some(date)) => (open_until(locale, date), Tone::Quiet),
        (false, None) => (locale.word("benefits.is-missed"), Tone::Bad),
    })
}

pub(in crate::report) fn open_until(locale: &Locale, date: Date) -> String {
    locale.say("benefits.open-until", &[("date", Value::Phrase(locale.date(date)))])
}

/// KPIs with a figure that is measured against a target.
pub(in crate::report) fn with_target(results: &[KpiResult]) -> Vec<&KpiResult> {
    results
        .iter()
        .filter(|result| result.value.is_some())
        .filter(|result| result.target.as_ref().is_some_and(|target| target.met.is_some()))
        .collect()
}

/// How many KPIs meet their targets, or have a figure where no targets are set.
pub(in crate::report) fn sentence(view: &View) -> Option<String> {
    let locale = view.locale;
    let results = &view.group?.kpis;
    if results.is_empty() {
        return None;
    }
    let with_target = with_target(results);
    let (mut known, mut available) = (0, 0);
    for figures in results.chunk_by(same_kpi) {
        known += 1;
        available += usize::from(figures.iter().any(|result| result.value.is_some()));
    }
    let mut lead = if with_target.is_empty() {
        locale
            .say("benefits.available", &[("count", Value::from(available)), ("of", Value::Number(f64::from(known), 0))])
    } else {
        reached(view, &with_target)
    };
    if view.series.survey.targets.is_empty() {
        lead.push(' ');
        lead += &locale.word("benefits.no-targets");
    }
    Some(lead)
}

fn same_kpi(one: &KpiResult, other: &KpiResult) -> bool {
    one.kpi == other.kpi
}

/// Decimals that a figure of this size is read with.
pub(in crate::report) fn decimals(value: f64) -> usize {
    match value.abs() {
        size if size >= 1000.0 => 0,
        size if size >= 10.0 || size == 0.0 => 1,
        _ => 2,
    }
}

/// What a figure is called: the KPI, and which of its figures where it has several.
pub fn kpi_title(locale: &Locale, kpi: &Kpi, figure: Figure<'_>) -> String {
    let title = locale.tell(&kpi.title);
    if figure.title.is_empty() {
        return title;
    }
    let figure = locale.tell(figure.title);
    locale.say("benefits.figure", &[("kpi", Value::from(title)), ("figure", Value::from(figure))])
}

/// Whether figures in this unit are percentages of 0–100.
pub(in crate::report) fn is_percent(unit: &Text) -> bool {
    unit.say("en") == "%"
}

/// The name of a figure with the unit in brackets: after a number a unit would have to agree with it. Percent stand beside
/// their number.
pub(in crate::report) fn in_unit(locale: &Locale, name: &str, unit: &Text) -> String {
    match locale.tell(unit) {
        told if told.is_empty() || is_percent(unit) => name.to_owned(),
        unit => {
            let values = [("name", Value::Phrase(name.to_owned())), ("unit", Value::from(unit))];
            locale.say("benefits.in-unit", &values)
        }
    }
}

pub(in crate::report) fn amount(unit: &Text, value: Option<f64>) -> Cell {
    match value {
        Some(value) if is_percent(unit) => Cell::percent(Some(value), 1),
        Some(value) => Cell::number(Some(value), decimals(value)),
        None => Cell::empty(),
    }
}

/// KPIs with a value, under the benefit they stand for.
fn table(view: &View, results: &[KpiResult]) -> Option<Grid> {
    let locale = view.locale;
    let targets = results.iter().any(|result| result.target.is_some());
    let sampled = results.iter().any(|result| result.interval.is_some());
    let counted = results.iter().any(|result| result.value.is_some() && result.count.is_some());
    let mut columns = vec![
        Column::words(locale.word("benefits.kpi")),
        Column::numbers(locale.word("common.value")),
        Column::words(locale.word("common.unit")),
    ];
    if targets {
        columns.push(Column::numbers(locale.word("benefits.target")));
        columns.push(Column::words(locale.word("benefits.state")));
    }
    if sampled {
        columns.push(Column::numbers(locale.word("common.interval")));
    }
    if counted {
        columns.push(Column::numbers(locale.word("benefits.count")));
        columns.push(Column::words(locale.word("benefits.counts")));
    }
    let mut grid = Grid::new(locale.word("benefits.caption"), columns);
    let mut heading = None;
    for result in results.iter().filter(|result| result.value.is_some()) {
        let kpi = &view.framework.kpis[result.kpi];
        if heading != Some(&kpi.dimension) {
            heading = Some(&kpi.dimension);
            let benefit = view
                .framework
                .dimension(kpi.dimension.as_str())
                .map_or_else(String::new, |found| view.dimension(found));
            grid.section(benefit);
        }
        let figure = kpi.printed(result.figure);
        let unit = locale.tell(figure.unit);
        let mut cells = vec![
            Cell::text(kpi_title(locale, kpi, figure)),
            amount(figure.unit, result.value),
            Cell::text(if unit == "%" { String::new() } else { unit }),
        ];
        if targets {
            let target = result.target.as_ref();
            cells.push(amount(figure.unit, target.map(|target| target.target)));
            cells.push(match target.and_then(|target| state(locale, target)) {
                Some((text, tone)) => Cell::text(text).toned(tone),
                None => Cell::text(""),
            });
        }
        if sampled {
            cells.push(result.interval.map_or_else(
                || Cell::text(""),
                |(low, high)| match is_percent(figure.unit) {
                    true => Cell::text(locale.percents(low, high, 1)),
                    false => Cell::from(Content::Range { low, high, decimals: 1 }),
                },
            ));
        }
        if counted {
            cells.push(Cell::number(result.count, 0));
            cells.push(Cell::text(result.count.map_or_else(String::new, |_| locale.tell(figure.counts))));
        }
        grid.push(cells);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// KPIs without a value, and why.
fn absent(view: &View, results: &[KpiResult], extent: Extent) -> Vec<Block> {
    let locale = view.locale;
    let mut reasons: Vec<String> = Vec::new();
    let mut tell = |name: String, result: &KpiResult| {
        let parts = [("kpi", Value::Phrase(name)), ("reason", Value::Phrase(reason(view, result)))];
        reasons.push(locale.say("benefits.absent-one", &parts));
    };
    for figures in results.chunk_by(same_kpi) {
        let kpi = &view.framework.kpis[figures[0].kpi];
        if figures.iter().all(|result| result.value.is_none() && result.state == figures[0].state) {
            tell(locale.isolate(&locale.tell(&kpi.title)), &figures[0]);
            continue;
        }
        for result in figures.iter().filter(|result| result.value.is_none()) {
            tell(kpi_title(locale, kpi, kpi.printed(result.figure)), result);
        }
    }
    if reasons.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Paragraph(locale.say("benefits.absent", &[("count", Value::from(reasons.len()))]))];
    match extent {
        Extent::Full => blocks.push(Block::List(reasons)),
        Extent::Brief => {
            let more = reasons.len().saturating_sub(NAMED);
            let mut shown: Vec<String> = reasons.into_iter().take(NAMED).collect();
            if more > 0 {
                shown.push(locale.say("count.more", &[("count", Value::from(more))]));
            }
            blocks.push(Block::List(shown));
        }
    }
    blocks
}

/// Why a figure has no value.
pub(in crate::report) fn reason(view: &View, result: &KpiResult) -> String {
    let locale = view.locale;
    let kpi = &view.framework.kpis[result.kpi];
    match &result.state {
        KpiState::Available => String::new(),
        KpiState::NotAggregable => locale.word("benefits.not-aggregable"),
        KpiState::Suppressed => locale.word("common.suppressed"),
        KpiState::NotAvailable { missing } if missing.is_empty() => {
            locale.word(match kpi.printed(result.figure).kind {
                KpiKind::Derived { .. } => "benefits.nothing-to-derive",
                _ => "benefits.no-figures",
            })
        }
        KpiState::NotAvailable { missing } => {
            let names: Vec<String> = missing
                .iter()
                .map(|quantity| {
                    let titled = kpi.quantities.iter().find(|known| known.code.matches(quantity));
                    locale.isolate(&titled.map_or_else(|| quantity.clone(), |known| locale.tell(&known.title)))
                })
                .collect();
            locale.say("benefits.missing", &[("parts", Value::Phrase(locale.list(&names)))])
        }
    }
}
