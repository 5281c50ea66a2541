//! Dates as people write them: year first, day and month in the order that cannot be mistaken, a month by its name, or the
//! number by which Excel counts days.
use crate::survey::number::{self, trim};
use crate::text::fold;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::Deserialize;
use std::sync::LazyLock;

/// Years that a date may have: an earlier one is of another calendar (1448 is a Hijri year).
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;
/// Days that Excel counts, which are dates and not other numbers: 1954 to 2119.
const SERIALS: std::ops::Range<f64> = 20_000.0..80_500.0;

/// Reads a date: `2025-03-31`, `2025/3/31`, `31/03/2025`, `31.3.2025`, `4 تشرين الأول 2026`, `4-Oct-26`, `46299`, digits of any
/// script; a time after it is left out. None when it is no date, when day and month could be exchanged (`03/04/2025`), and
/// for years that are not of this calendar. Written in Arabic digits the day comes first.
pub fn parse(text: &str) -> Option<Date> {
    let text = trim(text);
    let text = match text.find(['T', ' ']) {
        Some(at) if text[at + 1..].contains(':') => &text[..at],
        _ => text,
    };
    let found = standard(text).or_else(|| of_numbers(text)).or_else(|| with_month(text)).or_else(|| serial(text))?;
    YEARS.contains(&found.year()).then_some(found)
}

/// `2025-03-31`, as programs write it.
fn standard(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

fn of_numbers(text: &str) -> Option<Date> {
    let mut parts: Vec<(i16, usize)> = Vec::with_capacity(3);
    for part in text.split(['-', '/', '.', '\u{2010}', '\u{2011}', '\u{2013}']) {
        let part = trim(part);
        parts.push((whole(part)?, part.chars().count()));
    }
    let [(first, first_digits), (middle, _), (last, last_digits)] = parts[..] else { return None };
    let arabic = text.contains(|letter| matches!(letter, '٠'..='٩' | '۰'..='۹'));
    match (first_digits, last_digits) {
        (4, 1..=2) => day(first, middle, last),
        (1..=2, 4) if first > 12 || first == middle || (arabic && middle <= 12) => day(last, middle, first),
        (1..=2, 4) if middle > 12 => day(last, first, middle),
        _ => None,
    }
}

/// Day, name of the month and year, apart or joined by hyphens.
fn with_month(text: &str) -> Option<Date> {
    let words = fold(&text.replace(['-', '/', ',', '،'], " "));
    let mut words: Vec<&str> = words.split(' ').collect();
    let year = words.pop()?;
    let first = (!words.is_empty()).then(|| words.remove(0))?;
    let month = MONTHS.iter().position(|names| names.contains(&words.join(" ")))? as i16 + 1;
    let year = match (whole(year)?, year.chars().count()) {
        (year, 4) => year,
        // Answers are of this century.
        (year, 2) => 2000 + year,
        _ => return None,
    };
    day(year, month, whole(first)?)
}

/// The number of a day as Excel counts from 1900, perhaps with a time as its fraction.
fn serial(text: &str) -> Option<Date> {
    let written = number::parse(text).filter(|written| !written.percent && SERIALS.contains(&written.value))?;
    date(1899, 12, 30).checked_add((written.value.floor() as i64).days()).ok()
}

fn whole(text: &str) -> Option<i16> {
    let written = number::parse(text)?;
    let whole = written.value.fract() == 0.0 && !written.percent && (0.0..10_000.0).contains(&written.value);
    (whole && text.chars().count() <= 4).then_some(written.value as i16)
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// Names of the months in every language and region, folded.
static MONTHS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Sheet {
        months: Vec<Vec<String>>,
    }
    let sheet: Sheet = toml::from_str(include_str!("../locale/words/months.toml")).expect("an embedded sheet");
    sheet.months.into_iter().map(|names| names.iter().map(|name| fold(name)).collect()).collect()
});
