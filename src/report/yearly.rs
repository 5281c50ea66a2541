//! Charts of what changed from period to period.
use crate::assessment::{AgencyAssessment, Assessment};
use crate::change::{NationChange, Span, Way};
use crate::chart::bullets::Better;
use crate::chart::{Chart, Scale, bridge, slope};
use crate::document::Figure;
use crate::locale::Value;
use crate::report::causes::{first_dimensions, is_severity, span, steps};
use crate::report::frame::named;
use crate::report::view::{View, agency_name, period_name};
use crate::score::Score;
use std::collections::BTreeMap;

/// Agencies with a line of their own.
const LINES: usize = 40;

/// Every one that there is something to show on.
pub(in crate::report) fn charts(view: &View, scales: &[Scale]) -> Vec<Figure> {
    let Some((_, span)) = span(view) else { return Vec::new() };
    let Some(dimension) = headline(view, span) else { return Vec::new() };
    let nation = span.nation.iter().find(|own| own.dimension == dimension);
    let bridge = nation.filter(|_| view.selection.is_everybody()).and_then(|own| bridge_chart(view, span, own));
    [bridge, slope_chart(view, span, dimension, &scales[dimension])].into_iter().flatten().collect()
}

/// The dimension that is drawn: of stages the one that the headline is about.
fn headline(view: &View, span: &Span) -> Option<usize> {
    let first = first_dimensions(view, span);
    let stage = view.headline_stage().checked_sub(1).and_then(|place| view.stages.get(place)).copied();
    stage.filter(|stage| first.contains(stage)).or(first.first().copied())
}

fn bridge_chart(view: &View, span: &Span, own: &NationChange) -> Option<Figure> {
    let locale = view.locale;
    let step = |(label, value): (String, f64)| bridge::Step { label, detail: None, value };
    let steps: Vec<bridge::Step> = steps(view, span, own)?.into_iter().map(step).collect();
    let decimals = view.decimals();
    let periods = [period_name(view.series, span.from, locale), view.period_name()];
    let dimension = Value::from(view.dimension(own.dimension));
    let values = [
        ("dimension", dimension),
        ("before", Value::Number(own.before, decimals)),
        ("after", Value::Number(own.after, decimals)),
        ("from", Value::Phrase(periods[0].clone())),
        ("to", Value::Phrase(periods[1].clone())),
    ];
    let title = locale.say("charts.bridge-title", &values);
    let [before, after] = periods;
    let chart = bridge::Bridge {
        before: bridge::Total { label: before, value: own.before },
        steps,
        after: bridge::Total { label: after, value: own.after },
        better: if is_severity(view, own.dimension) { Better::Lower } else { Better::Higher },
        decimals,
        words: bridge::Words {
            raises: locale.word("charts.bridge-raises"),
            lowers: locale.word("charts.bridge-lowers"),
            total: locale.word("charts.bridge-total"),
            broken: locale.word("charts.bridge-broken"),
        },
    };
    Some(named(view, "bridge", title, locale.word("charts.bridge"), Chart::Bridge(chart)))
}

fn slope_chart(view: &View, span: &Span, dimension: usize, scale: &Scale) -> Option<Figure> {
    let locale = view.locale;
    let truth = view.series.sections.change.as_ref()?.truth;
    let register = &view.series.survey.agencies;
    let mut ways: BTreeMap<usize, (Option<Way>, f64)> = BTreeMap::new();
    for own in span.agencies.iter().filter(|own| view.selection.keeps(&register[own.agency])) {
        let change = own.dimensions.iter().find(|change| change.dimension == dimension);
        if let Some(change) = change {
            ways.insert(own.agency, (change.chance.map(|chance| chance.way), change.change()));
        }
    }
    let mut shown: Vec<usize> = ways.keys().copied().collect();
    let sure = |agency: &usize| matches!(ways[agency].0, Some(Way::Up | Way::Down));
    shown.sort_by(|one, other| sure(other).cmp(&sure(one)).then(ways[other].1.abs().total_cmp(&ways[one].1.abs())));
    shown.truncate(LINES);
    if view.withholds(dimension) || shown.is_empty() {
        return None;
    }
    let value = |agency: usize| {
        view.series
            .assessments
            .iter()
            .map(|assessment| {
                let own = assessment.agencies.iter().find(|own| own.agency == agency)?;
                own.judgements.get(truth).as_ref()?.scores[dimension].value
            })
            .collect::<Vec<Option<f64>>>()
    };
    let mut lines: Vec<slope::Line> = shown
        .iter()
        .map(|agency| slope::Line {
            label: agency_name(view.series, *agency, locale),
            values: value(*agency),
            sure: ways[agency].0.map(drawn),
        })
        .collect();
    let last = |line: &slope::Line| line.values.last().copied().flatten().unwrap_or(f64::NEG_INFINITY);
    lines.sort_by(|one, other| last(other).total_cmp(&last(one)));
    let detected = lines.iter().filter(|line| matches!(line.sure, Some(slope::Way::Rise | slope::Way::Fall))).count();
    let told = lines.iter().any(|line| line.sure.is_some());
    let dimension = ("dimension", Value::from(view.dimension(dimension)));
    let title = if told {
        locale.say("charts.slope-title", &[dimension, ("count", Value::from(detected))])
    } else {
        locale.say("charts.slope-untold", &[dimension])
    };
    let periods = view.series.assessments.iter().map(|own| period_name(view.series, own.period, locale)).collect();
    let subtitle = if ways.len() > shown.len() {
        locale.say("charts.slope-some", &[("count", Value::from(shown.len()))])
    } else {
        locale.word("charts.slope")
    };
    let words = words(view, &lines);
    let chart = slope::Slope { periods, lines, scale: *scale, words };
    Some(named(view, "slope", title, subtitle, Chart::Slope(chart)))
}

/// What an agency's scores were in every period in which it was judged; none where fewer than two know one of them.
pub(in crate::report) fn agency_chart(
    view: &View,
    agency: &AgencyAssessment,
    dimensions: &[usize],
    scale: Scale,
) -> Option<Figure> {
    let locale = view.locale;
    let judged = |assessment: &Assessment| {
        let own = assessment.agencies.iter().find(|own| own.agency == agency.agency)?;
        Some((assessment.period, own.judgements.get(view.lead).as_ref()?.scores.clone()))
    };
    let periods: Vec<(usize, Vec<Score>)> = view.series.assessments.iter().filter_map(judged).collect();
    let [.., (from, before), (_, after)] = periods.as_slice() else { return None };
    let told = span(view)
        .filter(|(found, _)| found.truth == view.lead)
        .and_then(|(_, span)| span.agencies.iter().find(|own| own.agency == agency.agency));
    let line = |dimension: &usize| {
        let values: Vec<Option<f64>> = periods.iter().map(|(_, scores)| scores[*dimension].value).collect();
        let change = told.and_then(|own| own.dimensions.iter().find(|change| change.dimension == *dimension));
        let sure = change.and_then(|change| change.chance).map(|chance| drawn(chance.way));
        (values.iter().flatten().count() > 1).then(|| slope::Line { label: view.dimension(*dimension), values, sure })
    };
    let lines: Vec<slope::Line> = dimensions.iter().filter_map(line).collect();
    if lines.is_empty() {
        return None;
    }
    let pairs = dimensions.iter().filter_map(|dimension| before[*dimension].value.zip(after[*dimension].value));
    let values = [
        ("agency", Value::Phrase(view.agency_name(agency))),
        ("count", Value::from(pairs.clone().filter(|(before, after)| after > before).count())),
        ("of", Value::from(pairs.count())),
        ("from", Value::Phrase(period_name(view.series, *from, locale))),
    ];
    let title = locale.say("charts.rises", &values);
    let subtitle = locale.say("charts.of-periods", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let periods = periods.iter().map(|(period, _)| period_name(view.series, *period, locale)).collect();
    let words = words(view, &lines);
    let chart = slope::Slope { periods, lines, scale, words };
    let code = view.series.survey.agencies[agency.agency].code.as_str();
    Some(named(view, format!("slope-{code}"), title, subtitle, Chart::Slope(chart)))
}

fn drawn(way: Way) -> slope::Way {
    match way {
        Way::Up => slope::Way::Rise,
        Way::Down => slope::Way::Fall,
        Way::Neither => slope::Way::Level,
    }
}

/// What the lines drawn mean.
fn words(view: &View, lines: &[slope::Line]) -> slope::Words {
    let some = |way: slope::Way, key: &'static str| {
        if lines.iter().any(|line| line.sure == Some(way)) { view.locale.word(key) } else { String::new() }
    };
    slope::Words {
        rise: some(slope::Way::Rise, "causes.is-up"),
        fall: some(slope::Way::Fall, "causes.is-down"),
        level: some(slope::Way::Level, "causes.is-neither"),
        untold: String::new(),
    }
}
