//! How statistics are worded, in every chapter that tells them.
use crate::document::{Cell, Tone};
use crate::inquiry::Correction;
use crate::locale::{Locale, Value};
use crate::report::view::View;
use crate::robustness::Estimate;
use crate::statistics::{Attempt, Reason, Statistics};

/// Decimals of coefficients.
pub(in crate::report) const DECIMALS: usize = 2;
/// Below this a probability is only said to be smaller.
const SMALLEST_P: f64 = 0.001;

/// What was found of the period that is looked at.
pub(in crate::report) fn found<'a>(view: &View<'a>) -> Option<&'a Statistics> {
    view.series.sections.statistics.as_ref().filter(|found| found.period == view.assessment.period)
}

/// Confidence of intervals and correction of p-values.
pub(in crate::report) fn settled(locale: &Locale, found: &Statistics) -> String {
    let share = Value::Percent(100.0 * found.settings.confidence, 0);
    let correction = locale.word(match found.settings.correction {
        Correction::Holm => "statistics.holm",
        Correction::BenjaminiHochberg => "statistics.benjamini-hochberg",
    });
    locale.say("statistics.settled", &[("share", share), ("correction", Value::Phrase(correction))])
}

/// `p = 0.012`, `p < 0.001`.
pub(in crate::report) fn p_value(locale: &Locale, p: f64) -> String {
    if p < SMALLEST_P {
        return locale.say("statistics.p-below", &[("p", Value::Phrase(locale.number(SMALLEST_P, 3)))]);
    }
    locale.say("statistics.p", &[("p", Value::Phrase(locale.number(p, 3)))])
}

/// The same in a column of its own.
pub(in crate::report) fn p_cell(locale: &Locale, p: f64) -> Cell {
    if p < SMALLEST_P { Cell::text(p_number(locale, p)) } else { Cell::number(Some(p), 3) }
}

/// The number alone, in words.
pub(in crate::report) fn p_number(locale: &Locale, p: f64) -> String {
    if p < SMALLEST_P {
        let smallest = Value::Phrase(locale.number(SMALLEST_P, 3));
        return locale.say("statistics.below", &[("p", smallest)]);
    }
    locale.number(p, 3)
}

/// A coefficient and its interval.
pub(in crate::report) fn estimate_cells(attempt: &Attempt<Estimate>) -> [Cell; 2] {
    let found = attempt.found();
    [Cell::number(found.map(|own| own.value), DECIMALS), Cell::range(found.and_then(|own| own.interval), DECIMALS)]
}

/// `0.81 (0.72–0.88)`
pub(in crate::report) fn with_interval(locale: &Locale, own: &Estimate, decimals: usize) -> String {
    let value = locale.number(own.value, decimals);
    match own.interval {
        None => value,
        Some((low, high)) => locale.say(
            "statistics.with-interval",
            &[("value", Value::Phrase(value)), ("range", Value::Phrase(locale.range(low, high, decimals)))],
        ),
    }
}

/// Why nothing is said.
pub(in crate::report) fn reason(locale: &Locale, reason: Reason) -> String {
    match reason {
        Reason::TooFew { count, least } => {
            let values = [("count", Value::from(count)), ("least", Value::Phrase(locale.count(least as u64)))];
            locale.say("statistics.too-few", &values)
        }
        Reason::FewerThanItems { count, items } => {
            let values = [
                ("count", Value::Phrase(locale.count(count as u64))),
                ("items", Value::Phrase(locale.count(items as u64))),
            ];
            locale.say("statistics.fewer-than-items", &values)
        }
        Reason::TooFewGroups { least } => locale.say("statistics.too-few-groups", &[("count", Value::from(least))]),
        Reason::NoVariation => locale.word("statistics.no-variation"),
        Reason::OnlyDisagreement => locale.word("statistics.only-disagreement"),
        Reason::Singular => locale.word("statistics.singular"),
    }
}

pub(in crate::report) fn reason_cell(locale: &Locale, own: Option<Reason>) -> Cell {
    own.map_or(Cell::empty(), |own| Cell::text(reason(locale, own)).toned(Tone::Quiet))
}

/// Codes in a row.
pub(in crate::report) fn codes<'c>(view: &View, criteria: impl Iterator<Item = &'c usize>) -> String {
    let named: Vec<String> =
        criteria.map(|criterion| view.locale.isolate_code(view.framework.criteria[*criterion].code.as_str())).collect();
    view.locale.series(&named)
}
