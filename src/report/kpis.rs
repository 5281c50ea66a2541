//! How a KPI came to be: its figures, the rule of each, and the quantities they were computed from with file and row.
use crate::assessment::KpiResult;
use crate::document::{Block, Chapter, Document, Node};
use crate::framework::KpiKind;
use crate::locale::number::decimals;
use crate::locale::{Locale, Value};
use crate::report::benefits::{in_unit, is_percent, kpi_title, reason, state};
use crate::report::view::{View, agency_name, source_place};
use crate::report::{Selection, cover};
use crate::series::Series;
use crate::survey::KpiEntry;

/// Quantities that are listed.
const LISTED: usize = 60;
/// Decimals of figures and quantities.
const EXACT: usize = 6;

/// A KPI (by position in the framework) of an agency, or of the nation where none is given, in an assessment of the
/// series.
pub fn document(series: &Series, assessment: usize, agency: Option<usize>, kpi: usize, locale: &Locale) -> Document {
    let mut document = cover(series, locale);
    let selection = Selection::default();
    let Some(assessment) = series.assessments.get(assessment) else { return document };
    let view = View::new(series, assessment, locale, &selection);
    document.subtitle.insert(0, locale.say("cover.period", &[("period", Value::Phrase(view.period_name()))]));
    let results = match agency {
        None => view.group.map(|nation| &nation.kpis),
        Some(agency) => view.agencies.iter().find(|judged| judged.agency == agency).map(|judged| &judged.kpis),
    };
    let figures: Vec<Node> =
        results.into_iter().flatten().filter(|result| result.kpi == kpi).map(|result| figure(&view, result)).collect();
    let entries: Vec<&KpiEntry> = series
        .survey
        .kpis
        .iter()
        .filter(|entry| entry.period == assessment.period && entry.kpi == kpi)
        .filter(|entry| agency.is_none() || entry.agency == agency)
        .collect();
    let mut details: Vec<String> = entries.iter().take(LISTED).map(|entry| quantity(&view, entry)).collect();
    if entries.len() > LISTED {
        details.push(locale.say("count.more", &[("count", Value::from(entries.len() - LISTED))]));
    }
    if entries.is_empty() {
        let derived = series.framework.kpis[kpi].figures().any(|figure| matches!(figure.kind, KpiKind::Derived { .. }));
        details.push(locale.word(if derived { "explain.derived" } else { "benefits.no-figures" }));
    }
    let described = &series.framework.kpis[kpi];
    let label = format!("{} {}", locale.isolate_code(described.code.as_str()), locale.of(&described.title));
    let whose = agency.map_or_else(|| locale.word("explain.nation"), |agency| agency_name(series, agency, locale));
    document.chapters.push(Chapter {
        code: "explain",
        title: locale.say("explain.title", &[("agency", Value::from(whose))]),
        blocks: vec![Block::Tree(vec![Node { label, details, children: figures }])],
    });
    document
}

/// One figure: its value, what it was divided from, its target, or why it has none.
fn figure(view: &View, result: &KpiResult) -> Node {
    let locale = view.locale;
    let kpi = &view.framework.kpis[result.kpi];
    let printed = kpi.printed(result.figure);
    let number = |value: f64| locale.number(value, decimals(value, EXACT));
    let named = |name: String, text: String| {
        locale.say("explain.figure", &[("name", Value::Phrase(name)), ("value", Value::Phrase(text))])
    };
    let mut details = Vec::new();
    if let Some(rule) = rule(printed.kind) {
        details.push(locale.say("explain.rule", &[("rule", Value::Phrase(locale.isolate_code(&rule)))]));
    }
    details.push(match result.value {
        Some(value) => {
            let name = in_unit(locale, &locale.word("common.value"), printed.unit);
            let value =
                if is_percent(printed.unit) { locale.percent(value, decimals(value, EXACT)) } else { number(value) };
            named(name, value)
        }
        None => named(locale.word("common.value"), reason(view, result)),
    });
    if let Some((low, high)) = result.interval {
        let bounds = [("low", Value::Phrase(number(low))), ("high", Value::Phrase(number(high)))];
        details.push(locale.say("explain.interval", &bounds));
    }
    if let (Some(numerator), Some(denominator)) = (result.numerator, result.denominator) {
        let parts =
            [("numerator", Value::Phrase(number(numerator))), ("denominator", Value::Phrase(number(denominator)))];
        details.push(locale.say("explain.divided", &parts));
    }
    if let Some(count) = result.count {
        details.push(named(locale.word("benefits.count"), number(count)));
    }
    if let Some(target) = &result.target {
        details.push(named(locale.word("benefits.target"), number(target.target)));
        details.extend(state(locale, target).map(|(text, _)| text));
    }
    let label = format!("{} {}", locale.isolate_code(printed.code.as_str()), kpi_title(locale, kpi, printed));
    Node { label, details, children: Vec::new() }
}

/// The rule of a figure that is arithmetic of quantities, by their codes.
fn rule(kind: &KpiKind) -> Option<String> {
    match kind {
        KpiKind::Ratio { numerator, denominator, factor, .. } if *factor == 1.0 => {
            Some(format!("{numerator} / {denominator}"))
        }
        KpiKind::Ratio { numerator, denominator, factor, .. } => {
            Some(format!("{factor} × {numerator} / {denominator}"))
        }
        KpiKind::Formula { expression, .. } => Some(expression.clone()),
        KpiKind::Difference { minuend, subtrahend } => Some(format!("{minuend} − {subtrahend}")),
        KpiKind::Quantile { .. } | KpiKind::GroupGap { .. } | KpiKind::Derived { .. } => None,
    }
}

/// A quantity as it was entered: whose, what, how much and where.
fn quantity(view: &View, entry: &KpiEntry) -> String {
    let locale = view.locale;
    let mut names = vec![locale.isolate_code(&entry.quantity)];
    if !entry.group.is_empty() {
        names.push(locale.isolate(&entry.group));
    }
    names.extend(entry.agency.map(|agency| locale.isolate(&agency_name(view.series, agency, locale))));
    let place = source_place(view.series, entry.source, locale);
    locale.say(
        "explain.quantity",
        &[
            ("quantity", Value::Phrase(locale.series(&names))),
            ("value", Value::Number(entry.value, decimals(entry.value, EXACT))),
            ("place", Value::Phrase(place)),
        ],
    )
}
