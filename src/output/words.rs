//! What every page format prints of a cell, in the digits and direction of a language.
use crate::document::{Cell, Content, Document, Tone};
use crate::locale::{Direction, Locale};

/// A cell's content as text, bars aside.
pub(in crate::output) fn printed(locale: &Locale, content: &Content) -> String {
    match content {
        Content::Empty => "–".to_owned(),
        Content::Text(text) => isolated(locale, text),
        Content::Code(code) => locale.isolate_code(code),
        Content::Count(count) => locale.count(*count),
        Content::Number { value, decimals } => locale.number(*value, *decimals),
        Content::Percent { value, decimals } => locale.percent(*value, *decimals),
        Content::Difference { value, decimals } => locale.difference(*value, *decimals),
        Content::Range { low, high, decimals } => locale.range(*low, *high, *decimals),
        Content::Bar(_) => String::new(),
    }
}

/// Text of a cell or heading, isolated as a whole unless a part of it already is.
pub(in crate::output) fn isolated(locale: &Locale, text: &str) -> String {
    if text.contains(['\u{2066}', '\u{2067}', '\u{2068}']) { text.to_owned() } else { locale.isolate(text) }
}

/// Blocks of a bar that has room for so many: at least one where there is anything.
pub(in crate::output) fn blocks(share: f64, room: usize) -> usize {
    let blocks = (share * room as f64).round().clamp(0.0, room as f64);
    let least = if share > 0.0 { 1 } else { 0 };
    (blocks as usize).max(least).min(room)
}

/// A cell's content after the sign that says without colour what its tone says; a change and a bar show it themselves.
pub(in crate::output) fn signed(locale: &Locale, cell: &Cell) -> String {
    let text = printed(locale, &cell.content);
    if text.is_empty() || matches!(cell.content, Content::Empty | Content::Difference { .. }) {
        return text;
    }
    match cell.tone {
        Tone::Good => format!("✓ {text}"),
        Tone::Doubtful => format!("! {text}"),
        Tone::Bad => format!("✗ {text}"),
        Tone::Plain | Tone::Quiet => text,
    }
}

/// Severity and code of a finding, and for how many it stands.
pub(in crate::output) fn issue_head(locale: &Locale, severity: &str, code: &str, count: u64) -> String {
    let head = format!("{severity} {}", locale.isolate_code(code));
    if count > 1 { format!("{head} × {}", locale.count(count)) } else { head }
}

/// Points from a finding to what to do about it, in reading direction.
pub(in crate::output) fn arrow(direction: Direction) -> &'static str {
    match direction {
        Direction::Ltr => "→",
        Direction::Rtl => "←",
    }
}

/// The organisation, where no line below the title names it.
pub(in crate::output) fn organisation(document: &Document) -> &str {
    let organisation = document.cover.organisation.as_str();
    if document.subtitle.iter().any(|line| line.contains(organisation)) { "" } else { organisation }
}
