//! Plural forms after the Unicode CLDR rules for whole numbers.
use serde::Deserialize;

/// Which rule a language follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::locale) enum Plural {
    /// `one` for 1, else `other`.
    OneOther,
    /// `zero` 0, `one` 1, `two` 2, `few` n mod 100 in 3–10, `many` n mod 100 in 11–99, else `other`.
    Arabic,
}

impl Plural {
    /// The form's name for a count.
    pub(in crate::locale) fn form(self, count: u64) -> &'static str {
        match self {
            Plural::OneOther => match count {
                1 => "one",
                _ => "other",
            },
            Plural::Arabic => match (count, count % 100) {
                (0, _) => "zero",
                (1, _) => "one",
                (2, _) => "two",
                (_, 3..=10) => "few",
                (_, 11..=99) => "many",
                _ => "other",
            },
        }
    }
}
