//! What stands around a chart.
use crate::chart::{Chart, Direction as ChartDirection, Frame, Style};
use crate::document::Figure;
use crate::locale::{Digits, Direction, Locale, Value};
use crate::report::view::View;

/// How the chart room is told to set this language.
pub fn style(locale: &Locale) -> Style {
    let direction = match locale.direction() {
        Direction::Rtl => ChartDirection::RightToLeft,
        Direction::Ltr => ChartDirection::LeftToRight,
    };
    match locale.digits() {
        Digits::Latin => Style::latin(locale.tag(), direction),
        Digits::Arabic => Style { direction, ..Style::arabic(locale.tag()) },
    }
}

/// A figure with what stands around it.
pub(in crate::report) fn named(
    view: &View,
    name: impl Into<String>,
    title: String,
    subtitle: String,
    chart: Chart,
) -> Figure {
    let locale = view.locale;
    let source = match (locale.of(&view.series.organisation), locale.of(&view.series.title)) {
        ("", "") => locale.of(&view.framework.title),
        ("", title) => title,
        (organisation, _) => organisation,
    };
    let source =
        locale.say("charts.source", &[("source", Value::from(source)), ("period", Value::Phrase(view.period_name()))]);
    let note = Some(locale.of(&view.series.note).to_owned()).filter(|note| !note.is_empty());
    let subtitle = Some(subtitle).filter(|subtitle| !subtitle.is_empty());
    Figure { name: name.into(), chart, frame: Frame { title, subtitle, source, note, style: style(locale) } }
}
