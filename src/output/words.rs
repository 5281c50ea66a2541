//! What stands in a cell, as words: one printing for every page format.
use crate::document::Content;
use crate::locale::Locale;

/// A cell as text; a bar has none.
pub(in crate::output) fn written(content: &Content, locale: &Locale) -> String {
    match content {
        Content::Empty => "–".to_owned(),
        Content::Text(text) => isolated(text, locale),
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
pub(in crate::output) fn isolated(text: &str, locale: &Locale) -> String {
    if text.contains(['\u{2066}', '\u{2067}', '\u{2068}']) { text.to_owned() } else { locale.isolate(text) }
}
