//! What was frozen, whether before answers arrived, and what differs from it.
use crate::document::{Block, Cell, Column, Grid};
use crate::frozen::{Deviation, Kept, Part};
use crate::locale::{Locale, Value};
use crate::report::LISTED;
use crate::report::view::View;
use crate::series::Series;

/// Deviations that a cover tells one by one.
const TOLD: usize = 5;

/// On the cover: when it was frozen; nothing where it was not.
pub(in crate::report) fn fact(series: &Series, locale: &Locale) -> Option<(String, String)> {
    let kept = series.survey.frozen.as_ref()?;
    let mut said =
        vec![kept.on.map_or_else(|| locale.word("frozen.before"), |on| locale.date(on)), state(kept, locale)];
    if kept.earlier > 0 {
        said.push(locale.say("frozen.again", &[("count", Value::from(kept.earlier))]));
        said.extend(kept.first.map(|first| locale.say("frozen.first", &[("date", Value::Phrase(locale.date(first)))])));
    }
    if !kept.changed.is_empty() {
        let parts: Vec<String> = kept.changed.iter().map(|part| locale.part(*part)).collect();
        said.push(locale.say("frozen.changed-since", &[("parts", Value::Phrase(locale.list(&parts)))]));
    }
    if kept.deviations.is_empty() {
        said.push(locale.word("frozen.kept"));
    }
    Some((locale.word("frozen.title"), locale.series(&said)))
}

/// On the cover: what differs from what was frozen; nothing where nothing does.
pub(in crate::report) fn notice(series: &Series, locale: &Locale) -> Option<String> {
    let kept = series.survey.frozen.as_ref()?;
    let deviations = &kept.deviations;
    if deviations.is_empty() {
        return None;
    }
    let parts = Part::ALL.into_iter().filter_map(|part| {
        let count = deviations.iter().filter(|deviation| deviation.part == part).count();
        let values = [("part", Value::Phrase(locale.part(part))), ("count", Value::from(count))];
        (count > 0).then(|| locale.say("frozen.of-part", &values))
    });
    let mut told: Vec<String> = deviations.iter().take(TOLD).map(|deviation| one(deviation, locale)).collect();
    if deviations.len() > TOLD {
        told.push(locale.say("count.more", &[("count", Value::from(deviations.len() - TOLD))]));
    }
    let values = [
        ("state", Value::Phrase(state(kept, locale))),
        ("parts", Value::Phrase(locale.list(&parts.collect::<Vec<_>>()))),
        ("deviations", Value::Phrase(told.join(&locale.word("quality.between")))),
    ];
    Some(locale.say("frozen.notice", &values))
}

/// Every deviation; nothing where there is none.
pub(in crate::report) fn blocks(view: &View) -> Vec<Block> {
    let locale = view.locale;
    let Some(Kept { deviations, .. }) = &view.series.survey.frozen else { return Vec::new() };
    if deviations.is_empty() {
        return Vec::new();
    }
    let columns = ["frozen.part", "frozen.item", "frozen.from", "frozen.to"];
    let columns = columns.map(|key| Column::words(locale.word(key)));
    let mut grid = Grid::new(locale.word("frozen.caption"), Vec::from(columns));
    let said = |value: &Option<String>| value.as_ref().map_or_else(Cell::empty, Cell::code);
    for Deviation { part, item, from, to } in deviations.iter().take(LISTED) {
        grid.push(vec![Cell::text(locale.part(*part)), Cell::code(item), said(from), said(to)]);
    }
    if deviations.len() > LISTED {
        grid.notes.push(locale.say("count.more", &[("count", Value::from(deviations.len() - LISTED))]));
    }
    vec![Block::Heading(locale.word("frozen.heading")), Block::Table(grid)]
}

/// Whether anybody had answered when it was frozen.
fn state(kept: &Kept, locale: &Locale) -> String {
    match kept.answered {
        0 => locale.word("frozen.in-time"),
        answered => locale.say("frozen.late", &[("count", Value::from(answered))]),
    }
}

/// `threshold 50 → 60`.
fn one(deviation: &Deviation, locale: &Locale) -> String {
    let Deviation { item, from, to, .. } = deviation;
    let item = Value::Phrase(locale.isolate_code(item));
    let code = |value: &str| Value::Phrase(locale.isolate_code(value));
    match (from, to) {
        (Some(from), Some(to)) => {
            locale.say("frozen.changed", &[("item", item), ("from", code(from)), ("to", code(to))])
        }
        (None, _) => locale.say("frozen.added", &[("item", item)]),
        (_, None) => locale.say("frozen.gone", &[("item", item)]),
    }
}
