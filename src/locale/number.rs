//! Numbers in the digits of a language.
use crate::locale::{Digits, Direction, Locale, Value};

/// Numbers from here up are written with a power of ten.
const HUGE: f64 = 1e15;

/// Decimals that a number needs, at most `most`.
pub fn decimals(number: f64, most: usize) -> usize {
    let text = format!("{number:.most$}");
    text.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len())
}

/// The nearest number of so many decimals, halves away from zero.
pub fn rounded(value: f64, decimals: usize) -> f64 {
    let unit = (0..decimals).fold(1.0, |unit, _| unit * 10.0);
    let scaled = value * unit;
    if scaled.abs() < 9e15 { scaled.round() / unit } else { value }
}

/// A text of the sheet with Latin digits.
pub(in crate::locale) fn latin(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '٠'..='٩' => char::from_digit(letter as u32 - '٠' as u32, 10).unwrap_or(letter),
            '٪' => '%',
            '٫' => '.',
            '٬' => ',',
            other => other,
        })
        .collect()
}

impl Locale {
    /// A number with so many decimals, halves away from zero, and groups of three digits from 10 000 on; a rounded zero
    /// has no minus. Numbers that nobody reads digit by digit have a power of ten.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        if value.abs() >= HUGE && value.is_finite() {
            return self.power(value);
        }
        let text = format!("{:.decimals$}", rounded(value.abs(), decimals));
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut number = self.grouped(whole);
        if !fraction.is_empty() {
            number.push(match self.digits() {
                Digits::Arabic => '٫',
                Digits::Latin => '.',
            });
            number.extend(fraction.chars().map(|digit| self.digit(digit)));
        }
        let zero = text.chars().all(|letter| matches!(letter, '0' | '.'));
        if value.is_sign_negative() && !zero { self.signed('−', &number) } else { number }
    }

    /// Two decimals and a power of ten.
    fn power(&self, value: f64) -> String {
        let text = format!("{:.2e}", value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mantissa: f64 = mantissa.parse().unwrap_or(value);
        let exponent: String = exponent.chars().map(|digit| self.digit(digit)).collect();
        let ten: String = "10".chars().map(|digit| self.digit(digit)).collect();
        let number = format!("{}×{ten}^{exponent}", self.number(mantissa, decimals(mantissa, 2)));
        let sign = if value < 0.0 { "−" } else { "" };
        match self.direction() {
            Direction::Rtl => format!("\u{2066}{sign}{number}\u{2069}"),
            Direction::Ltr => format!("{sign}{number}"),
        }
    }

    /// A difference: as a number, with `+` where it rose.
    pub fn difference(&self, value: f64, decimals: usize) -> String {
        let text = self.number(value, decimals);
        let zero =
            format!("{:.decimals$}", rounded(value.abs(), decimals)).chars().all(|letter| matches!(letter, '0' | '.'));
        if value > 0.0 && !zero { self.signed('+', &text) } else { text }
    }

    pub fn count(&self, count: u64) -> String {
        self.grouped(&count.to_string())
    }

    /// A whole number without groups: rows, years, stage numbers.
    pub fn plain(&self, number: u64) -> String {
        number.to_string().chars().map(|digit| self.digit(digit)).collect()
    }

    /// A percentage of 0–100.
    pub fn percent(&self, value: f64, decimals: usize) -> String {
        let number = self.number(value, decimals);
        match self.digits() {
            Digits::Arabic => format!("{number}٪"),
            Digits::Latin => format!("{number}%"),
        }
    }

    /// `low–high`, kept together in a right-to-left line, low first in reading order; in words where an end has a minus,
    /// which a dash would run into.
    pub fn range(&self, low: f64, high: f64, decimals: usize) -> String {
        let ends = [low, high].map(|end| self.number(end, decimals));
        if ends.iter().any(|end| end.contains('−')) {
            let [low, high] = ends.map(Value::Phrase);
            let values = [("low", low), ("high", high)];
            return self.say("common.from-to", &values);
        }
        self.between(&ends[0], &ends[1])
    }

    /// The same of percentages of 0–100, of which none is negative: `low–high%`.
    pub fn percents(&self, low: f64, high: f64, decimals: usize) -> String {
        self.between(&self.number(low, decimals), &self.percent(high, decimals))
    }

    fn between(&self, low: &str, high: &str) -> String {
        match self.direction() {
            Direction::Rtl => format!("\u{2067}{low}–{high}\u{2069}"),
            Direction::Ltr => format!("{low}–{high}"),
        }
    }

    /// A writer's text in the digits of this locale, as far as that is safe: a Latin digit may be part of a code.
    pub fn prose(&self, text: &str) -> String {
        match self.digits() {
            Digits::Arabic => text.to_owned(),
            Digits::Latin => latin(text),
        }
    }

    /// A number as its writer wrote it, in the digits of this locale.
    pub(in crate::locale) fn in_digits(&self, written: &str) -> String {
        let plain = latin(written);
        let arabic = |letter| match letter {
            '%' => '٪',
            '.' => '٫',
            ',' => '٬',
            digit => self.digit(digit),
        };
        let number = match self.digits() {
            Digits::Arabic => plain.chars().map(arabic).collect(),
            Digits::Latin => plain,
        };
        match number.strip_prefix(['-', '−']) {
            Some(magnitude) => self.signed('−', magnitude),
            None => number,
        }
    }

    fn grouped(&self, whole: &str) -> String {
        let separator = match self.digits() {
            Digits::Arabic => '٬',
            Digits::Latin => ',',
        };
        let mut grouped = String::with_capacity(whole.len() * 2);
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && whole.len() > 4 && (whole.len() - position).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(self.digit(digit));
        }
        grouped
    }

    fn digit(&self, digit: char) -> char {
        match (self.digits(), digit.to_digit(10)) {
            (Digits::Arabic, Some(value)) => char::from_u32('٠' as u32 + value).unwrap_or(digit),
            _ => digit,
        }
    }

    /// A sign before the number stays at its left in every line.
    fn signed(&self, sign: char, number: &str) -> String {
        match self.direction() {
            Direction::Rtl => format!("\u{2066}{sign}{number}\u{2069}"),
            Direction::Ltr => format!("{sign}{number}"),
        }
    }
}
