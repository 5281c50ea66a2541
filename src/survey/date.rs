//! Dates as people write them: year first, or day and month in the order that cannot be mistaken.
use crate::survey::number::trim;
use jiff::civil::Date;

/// Reads a date: `2025-03-31`, `2025/3/31`, `31/03/2025`, `31.3.2025`, digits of any script; a time after it is left
/// out. None when it is no date, or day and month could be exchanged (`03/04/2025`).
pub fn parse(text: &str) -> Option<Date> {
    let text = trim(text);
    let text = match text.find(['T', ' ']) {
        Some(at) if text[at + 1..].contains(':') => &text[..at],
        _ => text,
    };
    let mut parts: Vec<(i16, usize)> = Vec::with_capacity(3);
    for part in text.split(['-', '/', '.', '\u{2010}', '\u{2011}', '\u{2013}']) {
        let part = trim(part);
        let written = super::number::parse(part)?;
        let whole = written.value.fract() == 0.0 && !written.percent && (0.0..10_000.0).contains(&written.value);
        if !whole || part.chars().count() > 4 {
            return None;
        }
        parts.push((written.value as i16, part.chars().count()));
    }
    let [(first, first_digits), (middle, _), (last, last_digits)] = parts[..] else { return None };
    match (first_digits, last_digits) {
        (4, 1..=2) => Date::new(first, middle.try_into().ok()?, last.try_into().ok()?).ok(),
        (1..=2, 4) if first > 12 || first == middle => {
            Date::new(last, middle.try_into().ok()?, first.try_into().ok()?).ok()
        }
        (1..=2, 4) if middle > 12 => Date::new(last, first.try_into().ok()?, middle.try_into().ok()?).ok(),
        _ => None,
    }
}
