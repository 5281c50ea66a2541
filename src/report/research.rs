//! Charts of what a researcher asks and a referee would object to.
use crate::chart::{Chart, correlations, distribution, forest, patterns, scree, weights};
use crate::document::Figure;
use crate::lint::Doubt;
use crate::locale::Value;
use crate::report::comparisons::group_name;
use crate::report::frame::named;
use crate::report::statistics::{DECIMALS, p_number};
use crate::report::view::{View, agency_name};
use crate::report::{doubts, statistics};
use crate::score::Band;
use crate::statistics::{Attempt, Comparison, GroupPair, Reliability, Responses, Statistics, Structure};
use std::ops::Range;

/// Dimensions on a map of correlations.
const DIMENSIONS: usize = 40;
/// Criteria whose distribution is drawn.
const CRITERIA: usize = 8;
/// Pairs of groups drawn.
const PAIRS: usize = 25;
/// Bands of achievement, worst first.
const BANDS: [(Band, &str); 4] = [
    (Band::Not, "band.not"),
    (Band::Partly, "band.partly"),
    (Band::Largely, "band.largely"),
    (Band::Fully, "band.fully"),
];

/// Every one that there is something to show on.
pub(in crate::report) fn charts(view: &View) -> Vec<Figure> {
    let found = statistics::found(view).filter(|_| view.selection.is_everybody());
    let drawn = found.into_iter().flat_map(|found| {
        [
            correlations_chart(view, found),
            scree_chart(view, found),
            distribution_chart(view, found),
            forest_chart(view, found),
            patterns_chart(view, found),
        ]
    });
    drawn.chain([weights_chart(view)]).flatten().collect()
}

fn correlations_chart(view: &View, found: &Statistics) -> Option<Figure> {
    let locale = view.locale;
    let mut members: Vec<usize> = found.dimensions.iter().flat_map(|pair| [pair.first, pair.second]).collect();
    members.sort_unstable();
    members.dedup();
    members.retain(|dimension| view.framework.dimensions[*dimension].parent.is_none());
    members.truncate(DIMENSIONS);
    if members.len() < 3 {
        return None;
    }
    let sure = |adjusted: f64| adjusted < 1.0 - found.settings.confidence;
    let of = |first: usize, second: usize| {
        let pair = found.dimensions.iter().find(|pair| (pair.first, pair.second) == (first, second))?;
        let own = pair.spearman?;
        Some(correlations::Correlation { value: own.coefficient.value, sure: sure(own.adjusted) })
    };
    let rows: Vec<Vec<Option<correlations::Correlation>>> = members
        .iter()
        .enumerate()
        .map(|(place, second)| members[..place].iter().map(|first| of(*first, *second)).collect())
        .collect();
    let strongest = found
        .dimensions
        .iter()
        .filter_map(|pair| Some((pair, pair.spearman.filter(|own| sure(own.adjusted))?.coefficient.value)))
        .filter(|(pair, _)| members.contains(&pair.first) && members.contains(&pair.second))
        .max_by(|one, other| one.1.abs().total_cmp(&other.1.abs()));
    let title = match strongest {
        Some((pair, value)) => locale.say(
            "charts.correlations-title",
            &[
                ("first", Value::from(view.dimension(pair.first))),
                ("second", Value::from(view.dimension(pair.second))),
                ("value", Value::Phrase(locale.number(value, DECIMALS))),
            ],
        ),
        None => locale.word("charts.correlations-none"),
    };
    let chart = correlations::Correlations {
        labels: members.iter().map(|dimension| view.dimension(*dimension)).collect(),
        rows,
        words: correlations::Words {
            strength: locale.word("charts.correlations-strength"),
            unsure: locale.word("charts.correlations-unsure"),
            missing: locale.word("common.missing"),
            more: String::new(),
        },
    };
    Some(named(view, "correlations", title, locale.word("charts.correlations"), Chart::Correlations(chart)))
}

fn scree_chart(view: &View, found: &Statistics) -> Option<Figure> {
    let locale = view.locale;
    let told = |own: &'_ Reliability| own.structure.found().is_some();
    let own = found.reliability.iter().filter(|own| told(own)).max_by_key(|own| own.criteria.len())?;
    let Attempt::Computed(Structure { variances, by_chance, kept, .. }) = &own.structure else { return None };
    let total: f64 = variances.iter().sum();
    let component = |(place, variance): (usize, &f64)| scree::Component {
        variance: *variance,
        by_chance: by_chance.get(place).copied(),
        share: variance / total,
    };
    let dimension = ("dimension", Value::from(view.dimension(own.dimension)));
    let title = match kept {
        0 => locale.say("charts.scree-none", &[dimension]),
        _ => locale.say("charts.scree-title", &[dimension, ("count", Value::from(*kept))]),
    };
    let chart = scree::Scree {
        components: variances.iter().enumerate().map(component).collect(),
        kept: *kept,
        words: scree::Words {
            component: locale.word("charts.scree-component"),
            variance: locale.word("charts.scree-variance"),
            by_chance: locale.word("charts.scree-chance"),
            share: locale.word("charts.scree-share"),
            kept: locale.word("charts.scree-kept"),
            left: locale.word("charts.scree-left"),
            more: String::new(),
        },
    };
    Some(named(view, "scree", title, locale.word("charts.scree"), Chart::Scree(chart)))
}

/// The comparison whose groups are drawn: the surest of the first column that was compared.
fn drawn(found: &Statistics) -> Option<&Comparison> {
    let tested = |own: &&Comparison| own.test.found().is_some();
    let column = &found.comparisons.iter().find(tested)?.column;
    let p = |own: &&Comparison| own.test.found().map_or(1.0, |test| test.adjusted);
    let own = found.comparisons.iter().filter(|own| own.column == *column).filter(tested);
    own.min_by(|one, other| p(one).total_cmp(&p(other)))
}

fn distribution_chart(view: &View, found: &Statistics) -> Option<Figure> {
    let locale = view.locale;
    let own = drawn(found)?;
    let register = &view.series.survey.agencies;
    let members: Vec<Vec<usize>> = own
        .groups
        .iter()
        .map(|group| {
            let of = |agency: &usize| register[*agency].attributes.get(&own.column) == Some(group.value.as_str());
            (0..found.agencies.len()).filter(|place| of(&found.agencies[*place])).collect()
        })
        .collect();
    let mean = |responses: &Responses, places: &[usize]| {
        let known: Vec<f64> = places.iter().filter_map(|place| responses.values[*place]).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let spread = |responses: &Responses| {
        let means: Vec<f64> = members.iter().filter_map(|places| mean(responses, places)).collect();
        means.iter().copied().fold(f64::NEG_INFINITY, f64::max) - means.iter().copied().fold(f64::INFINITY, f64::min)
    };
    let mut ordered: Vec<(f64, &Responses)> =
        found.responses.iter().map(|own| (spread(own), own)).filter(|(spread, _)| spread.is_finite()).collect();
    ordered.sort_by(|one, other| other.0.total_cmp(&one.0));
    let group = |(place, places): (usize, &Vec<usize>), responses: &Responses| {
        let applies: Vec<usize> = places.iter().copied().filter(|place| !responses.absent.contains(place)).collect();
        let count = applies.len();
        let share = |wanted: Option<Band>| {
            let met = |place: &&usize| responses.values[**place].map(Band::of) == wanted;
            applies.iter().filter(met).count() as f64 / count as f64
        };
        let mut shares: Vec<f64> = BANDS.iter().map(|(band, _)| share(Some(*band))).collect();
        shares.push(share(None));
        let label = group_name(view, &own.column, &own.groups[place].value);
        (count > 0).then_some(distribution::Group { label, shares, count: count as u64 })
    };
    let criterion = |responses: &Responses| {
        let described = &view.framework.criteria[responses.criterion];
        let code = Value::Phrase(locale.isolate_code(described.code.as_str()));
        let text = Value::Phrase(locale.tell(&described.text));
        distribution::Criterion {
            label: locale.say("charts.distribution-criterion", &[("code", code), ("text", text)]),
            groups: members.iter().enumerate().filter_map(|own| group(own, responses)).collect(),
        }
    };
    let criteria: Vec<_> = ordered.into_iter().take(CRITERIA).map(|(_, responses)| criterion(responses)).collect();
    if criteria.is_empty() {
        return None;
    }
    let chart = distribution::Distribution {
        criteria,
        bands: BANDS.iter().map(|(_, key)| locale.word(key)).collect(),
        aside: locale.word("charts.patterns-missing"),
        words: distribution::Words { count: locale.word("common.agencies") },
    };
    let subtitle = locale.say("charts.distribution", &[("column", Value::from(view.column(&own.column)))]);
    Some(named(view, "distribution", locale.word("charts.distribution-title"), subtitle, Chart::Distribution(chart)))
}

fn forest_chart(view: &View, found: &Statistics) -> Option<Figure> {
    let locale = view.locale;
    let own = drawn(found)?;
    let name = |group: usize| group_name(view, &own.column, &own.groups[group].value);
    let mut ordered: Vec<&GroupPair> = own.pairs.iter().collect();
    ordered.sort_by(|one, other| one.test.p.total_cmp(&other.test.p));
    ordered.truncate(PAIRS);
    // The group that stands higher comes first.
    let row = |pair: &&GroupPair| {
        let upper = pair.shift.value >= 0.0;
        let (first, second) = if upper { (pair.first, pair.second) } else { (pair.second, pair.first) };
        let sign = if upper { 1.0 } else { -1.0 };
        let ends = pair
            .shift
            .interval
            .map_or((f64::NEG_INFINITY, f64::INFINITY), |(low, high)| if upper { (low, high) } else { (-high, -low) });
        let count = |group: usize| Value::Phrase(locale.count(own.groups[group].count as u64));
        let sizes = [("first", count(first)), ("second", count(second))];
        forest::Pair {
            label: locale.say("comparisons.against", &[("first", name(first).into()), ("second", name(second).into())]),
            sizes: locale.say("charts.forest-sizes", &sizes),
            value: sign * pair.shift.value,
            low: ends.0,
            high: ends.1,
            sure: pair.test.is_sure(found.settings.confidence),
            p: p_number(locale, pair.test.adjusted),
        }
    };
    let rows: Vec<forest::Pair> = ordered.iter().map(row).collect();
    let dimension = ("dimension", Value::from(view.dimension(own.dimension)));
    let first = ordered.first().zip(rows.first()).filter(|(_, row)| row.sure);
    let title = match first {
        Some((pair, row)) => {
            let upper = pair.shift.value >= 0.0;
            let (above, below) = if upper { (pair.first, pair.second) } else { (pair.second, pair.first) };
            let values = [
                dimension,
                ("above", Value::from(name(above))),
                ("below", Value::from(name(below))),
                ("points", Value::Phrase(locale.number(row.value, view.decimals()))),
            ];
            locale.say("charts.forest-title", &values)
        }
        None => locale.say("charts.forest-none", &[dimension]),
    };
    let share = ("share", Value::Percent(100.0 * found.settings.confidence, 0));
    let subtitle = locale.say("charts.forest", &[("column", Value::from(view.column(&own.column))), share.clone()]);
    let chart = forest::Forest {
        rows,
        zero: 0.0,
        decimals: view.decimals(),
        words: forest::Words {
            lower: locale.word("charts.forest-lower"),
            higher: locale.word("charts.forest-higher"),
            sizes: locale.word("common.agencies"),
            estimate: locale.word("charts.forest-difference"),
            p: locale.word("statistics.p-adjusted"),
            sure: locale.word("charts.forest-sure"),
            unsure: locale.word("charts.forest-unsure"),
            interval: locale.say("charts.interval-of", &[share]),
            zero: locale.word("charts.forest-zero"),
        },
    };
    Some(named(view, "forest", title, subtitle, Chart::Forest(chart)))
}

fn patterns_chart(view: &View, found: &Statistics) -> Option<Figure> {
    let locale = view.locale;
    let total = |responses: &Responses| responses.values.iter().flatten().sum::<f64>();
    let owner = |responses: &Responses| {
        view.framework.dimension(view.framework.criteria[responses.criterion].dimension.as_str()).unwrap_or(usize::MAX)
    };
    let mut ordered: Vec<&Responses> = found.responses.iter().collect();
    ordered.sort_by(|one, other| owner(one).cmp(&owner(other)).then(total(other).total_cmp(&total(one))));
    let met = |place: usize| ordered.iter().filter_map(|own| own.values[place]).sum::<f64>();
    let mut agencies: Vec<usize> = (0..found.agencies.len()).collect();
    agencies.sort_by(|one, other| met(*other).total_cmp(&met(*one)));
    if ordered.len() < 2 || agencies.len() < 2 {
        return None;
    }
    let cell = |responses: &&Responses, place: usize| match responses.values[place] {
        Some(value) => patterns::Cell::Value(value),
        None if responses.absent.contains(&place) => patterns::Cell::NotApplicable,
        None => patterns::Cell::Missing,
    };
    let row = |place: &usize| patterns::Row {
        label: agency_name(view.series, found.agencies[*place], locale),
        cells: ordered.iter().map(|own| cell(own, *place)).collect(),
    };
    let mut groups: Vec<(String, Range<usize>)> = Vec::new();
    let mut from = 0;
    for run in ordered.chunk_by(|one, other| owner(one) == owner(other)) {
        let title = run.first().map(|own| owner(own)).filter(|own| *own != usize::MAX);
        groups.extend(title.map(|dimension| (view.dimension(dimension), from..from + run.len())));
        from += run.len();
    }
    let column = [("column", Value::Phrase(view.truth(found.truth)))];
    let code = |own: &&Responses| view.framework.criteria[own.criterion].code.to_string();
    let chart = patterns::Patterns {
        columns: ordered.iter().map(code).collect(),
        groups,
        rows: agencies.iter().map(row).collect(),
        words: patterns::Words {
            value: locale.word("charts.patterns-value"),
            missing: locale.word("charts.patterns-missing"),
            not_applicable: locale.word("charts.patterns-absent"),
        },
    };
    let subtitle = locale.say("charts.patterns", &column);
    Some(named(view, "patterns", locale.word("charts.patterns-title"), subtitle, Chart::Patterns(chart)))
}

fn weights_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let found = doubts::found(view).filter(|_| view.selection.is_everybody())?;
    let marked = |dimension: usize| {
        let of =
            |doubt: &&Doubt| matches!(doubt, Doubt::WeightNotInfluence { dimension: own, .. } if *own == dimension);
        found.doubts.iter().filter(of).count()
    };
    let parts = |dimension: usize| found.influences.iter().filter(|own| own.dimension == dimension).count();
    let dimension = found
        .influences
        .iter()
        .map(|own| own.dimension)
        .max_by_key(|own| (marked(*own), parts(*own), usize::MAX - *own))?;
    let points = found.influences.iter().filter(|own| own.dimension == dimension).map(|own| weights::Point {
        label: doubts::part(view, own.part),
        weight: own.weight,
        influence: own.influence,
        marked: own.is_off(),
    });
    let named_dimension = ("dimension", Value::from(view.dimension(dimension)));
    let title = match marked(dimension) {
        0 => locale.say("charts.weights-none", &[named_dimension]),
        count => locale.say("charts.weights-title", &[named_dimension, ("count", Value::from(count))]),
    };
    let chart = weights::Weights {
        points: points.collect(),
        words: weights::Words {
            weight: locale.word("charts.weights-weight"),
            influence: locale.word("charts.weights-influence"),
            point: locale.word("charts.weights-plain"),
            marked: locale.word("charts.weights-marked"),
            equal: locale.word("charts.weights-equal"),
        },
    };
    Some(named(view, "weights", title, locale.word("charts.weights"), Chart::Weights(chart)))
}
