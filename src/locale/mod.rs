//! The program's own words. A language is one TOML file here and one row in [`LANGUAGES`]; its sheet holds every
//! phrase, and `tests/locales.rs` keeps the sheets alike and every key in use.
pub mod number;
mod plural;

use crate::finding::{Detail, Finding, Severity};
use crate::frozen::Part;
use crate::locale::plural::Plural;
use crate::text::Text;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Every language: tag and sheet. The first is used where no other is asked for.
pub const LANGUAGES: &[(&str, &str)] =
    &[("en", include_str!("en.toml")), ("ar", include_str!("ar.toml")), ("ckb", include_str!("ckb.toml"))];

/// All wording of one language, and how it writes numbers.
#[derive(Clone, Debug)]
pub struct Locale {
    sheet: Sheet,
    digits: Digits,
}

/// Which way the script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Ltr,
    Rtl,
}

impl Direction {
    /// As the attribute `dir` of a page names it.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

/// Which digits numbers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// ٠١٢٣٤٥٦٧٨٩ with ٫ ٬ ٪
    Arabic,
    /// 0123456789 with . , %
    Latin,
}

/// A value put into a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The user's words or a code: isolated where its script runs the other way.
    Text(String),
    /// A piece that this locale already worded.
    Phrase(String),
    /// Chooses the plural form of the sentence that counts it.
    Count(u64),
    /// With so many decimals.
    Number(f64, usize),
    /// 0–100, with so many decimals.
    Percent(f64, usize),
    Date(Date),
}

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pub severity: String,
    /// File, row, column; empty where there is no place.
    pub place: String,
    pub message: String,
    /// What to do.
    pub advice: String,
}

/// A sheet as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    tag: String,
    /// The language's name in itself.
    name: String,
    direction: Direction,
    digits: SheetDigits,
    /// Whether the wording awaits a native editor.
    #[serde(default)]
    draft: bool,
    plural: Plural,
    /// Between things that stand side by side.
    comma: String,
    /// Between the items of a list, and before its last.
    between: String,
    and: String,
    /// `{day}`, `{month}`, `{year}`
    date: String,
    months: [String; 12],
    /// Section → key → phrase.
    phrase: BTreeMap<String, BTreeMap<String, Phrase>>,
    /// Code of a problem → its wording.
    finding: BTreeMap<String, FindingPhrase>,
    /// Code of a fault in a framework file → its sentence.
    fault: BTreeMap<String, Phrase>,
    /// Kinds of value in a framework file: `text`, `whole-number`, ….
    kind: BTreeMap<String, String>,
    /// What is frozen before answers arrive.
    part: BTreeMap<String, String>,
    /// Meaning of the columns of an assessment's files: `agency-code`, ….
    column: BTreeMap<String, String>,
    /// Meaning of the columns of an exported table: `COLUMN`, or `TABLE-COLUMN` where it means something else there; and
    /// of the tables: `table-TABLE`.
    field: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SheetDigits {
    Arabic,
    Latin,
}

/// A sentence, or one for each plural form of the value named by `by`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Phrase {
    One(String),
    Many {
        by: String,
        #[serde(flatten)]
        forms: BTreeMap<String, String>,
    },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingPhrase {
    message: Phrase,
    advice: String,
}

impl Locale {
    /// The locale of a language tag; none where the program does not speak it.
    pub fn load(tag: &str) -> Option<Locale> {
        let (_, text) = LANGUAGES.iter().find(|(known, _)| *known == tag)?;
        let sheet: Sheet = toml::from_str(text).expect("a test loads every sheet");
        let digits = match sheet.digits {
            SheetDigits::Arabic => Digits::Arabic,
            SheetDigits::Latin => Digits::Latin,
        };
        Some(Locale { sheet, digits })
    }

    /// This locale with other digits.
    pub fn with_digits(self, digits: Digits) -> Locale {
        Locale { digits, ..self }
    }

    pub fn tag(&self) -> &str {
        &self.sheet.tag
    }

    /// The language's name in itself.
    pub fn name(&self) -> &str {
        &self.sheet.name
    }

    pub fn direction(&self) -> Direction {
        self.sheet.direction
    }

    /// Whether the wording awaits a native editor.
    pub fn draft(&self) -> bool {
        self.sheet.draft
    }

    pub fn digits(&self) -> Digits {
        self.digits
    }

    /// The text in this language, else in English, else in whichever there is.
    pub fn of<'t>(&self, text: &'t Text) -> &'t str {
        text.say(self.tag())
    }

    /// A text of the framework in this language and its digits.
    pub fn tell(&self, text: &Text) -> String {
        self.prose(self.of(text))
    }

    /// The code of a period: a year in the digits of this language.
    pub fn period(&self, code: &str) -> String {
        match code.parse() {
            Ok(number) if code.bytes().all(|letter| letter.is_ascii_digit()) && !code.starts_with('0') => {
                self.plain(number)
            }
            _ => self.isolate_code(code),
        }
    }

    /// A phrase (`section.key`) without values.
    pub fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// A phrase (`section.key`) with its `{placeholders}` filled.
    pub fn say(&self, key: &str, values: &[(&str, Value)]) -> String {
        let phrase = key.split_once('.').and_then(|(section, name)| self.sheet.phrase.get(section)?.get(name));
        debug_assert!(phrase.is_some(), "{}.toml has no phrase `{key}`", self.tag());
        phrase.map_or_else(|| key.to_owned(), |phrase| self.fill(self.form(phrase, values), values))
    }

    /// A phrase whose places are left open, `{name}` each, for a program that fills them.
    pub fn open(&self, key: &str, places: &[&str]) -> String {
        let open: Vec<(&str, Value)> =
            places.iter().map(|place| (*place, Value::Phrase(format!("{{{place}}}")))).collect();
        self.say(key, &open)
    }

    /// What a fault in a framework file says; the code itself where there is no sentence for it.
    pub fn fault(&self, code: &str, values: &[(&str, Value)]) -> String {
        let Some(phrase) = self.sheet.fault.get(code) else { return code.to_owned() };
        let values: Vec<(&str, Value)> = values
            .iter()
            .map(|(name, value)| match value {
                Value::Text(kind) if matches!(*name, "expected" | "found") => {
                    (*name, self.sheet.kind.get(kind).map_or(value.clone(), |word| Value::Phrase(word.clone())))
                }
                value => (*name, value.clone()),
            })
            .collect();
        let sentence = self.fill(self.form(phrase, &values), &values);
        self.with_nearest(sentence, &values)
    }

    /// A finding in words.
    pub fn wording(&self, finding: &Finding) -> Wording {
        let mut values: Vec<(&str, Value)> = vec![
            ("file", Value::Text(finding.place.file.clone())),
            ("column", Value::Text(finding.place.column.clone().unwrap_or_default())),
            ("value", Value::Text(finding.place.value.clone().unwrap_or_default())),
        ];
        for (name, detail) in finding.problem.details() {
            values.retain(|(known, _)| *known != name);
            values.push((name, Value::from(detail)));
        }
        for (_, value) in values.iter_mut().filter(|(name, _)| *name == "frozen_part") {
            if let Value::Text(part) = &*value
                && let Some(word) = self.sheet.part.get(part)
            {
                *value = Value::Phrase(word.clone());
            }
        }
        if finding.problem.lies_in_number() {
            let written = finding.place.value.as_deref().unwrap_or_default();
            values.retain(|(known, _)| *known != "value");
            values.push(("value", Value::Phrase(self.in_digits(written))));
        }
        let phrase = self.sheet.finding.get(finding.problem.code());
        let (message, advice) = phrase.map_or_else(
            || (finding.problem.code().to_owned(), String::new()),
            |phrase| (self.fill(self.form(&phrase.message, &values), &values), self.fill(&phrase.advice, &values)),
        );
        let message = self.with_nearest(message, &values);
        Wording { severity: self.severity(finding.problem.severity()), place: self.place(finding), message, advice }
    }

    /// What a part of a freeze is called.
    pub fn part(&self, part: Part) -> String {
        self.sheet.part.get(part.name()).cloned().unwrap_or_else(|| part.name().to_owned())
    }

    /// What a column of the assessment's files means, by its key (`column-agency-code`, …).
    pub fn column(&self, meaning: &str) -> Option<String> {
        let sentence = self.sheet.column.get(meaning.strip_prefix("column-")?)?;
        Some(self.fill(sentence, &[]))
    }

    /// What a column of an exported table means; what the table holds where no column is named.
    pub fn field(&self, table: &str, column: &str) -> Option<String> {
        let fields = &self.sheet.field;
        let sentence = match column {
            "" => fields.get(&format!("table-{table}")),
            column => fields.get(&format!("{table}-{column}")).or_else(|| fields.get(column)),
        };
        Some(self.fill(sentence?, &[]))
    }

    /// A finding in words without direction marks, for a cell of a data file.
    pub fn plain_wording(&self, finding: &Finding) -> Wording {
        let Wording { severity, place, message, advice } = self.wording(finding);
        Wording { severity: plain(severity), place: plain(place), message: plain(message), advice: plain(advice) }
    }

    pub fn severity(&self, severity: Severity) -> String {
        self.word(match severity {
            Severity::Error => "severity.error",
            Severity::Warning => "severity.warning",
            Severity::Note => "severity.note",
        })
    }

    /// File, row and column of a finding; empty where it has no place.
    pub fn place(&self, finding: &Finding) -> String {
        let place = &finding.place;
        let mut parts = Vec::new();
        if !place.file.is_empty() {
            parts.push(self.isolate_code(&place.file));
        }
        if let Some(row) = place.row {
            parts.push(self.say("quality.row", &[("row", Value::Phrase(self.plain(row)))]));
        }
        if let Some(column) = place.column.as_deref().filter(|column| !column.is_empty()) {
            parts.push(self.say("quality.column", &[("column", Value::from(column))]));
        }
        if let Some(period) = place.period.as_deref() {
            parts.push(self.say("cover.period", &[("period", Value::Phrase(self.period(period)))]));
        }
        parts.join(&self.sheet.comma)
    }

    /// `a, b and c`.
    pub fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [firsts @ .., last] => format!("{}{}{last}", firsts.join(&self.sheet.between), self.sheet.and),
        }
    }

    /// The items of a list between commas, without the last word for *and*.
    pub fn series(&self, items: &[String]) -> String {
        items.join(&self.sheet.comma)
    }

    pub fn date(&self, date: Date) -> String {
        self.sheet
            .date
            .replace("{day}", &self.plain(date.day().unsigned_abs().into()))
            .replace("{month}", self.month(date))
            .replace("{year}", &self.plain(date.year().unsigned_abs().into()))
    }

    /// The name of the month in which a day lies.
    pub fn month(&self, date: Date) -> &str {
        &self.sheet.months[usize::try_from(date.month() - 1).unwrap_or_default()]
    }

    /// The user's words inside a sentence of this language: isolated where they run the other way.
    pub fn isolate(&self, text: &str) -> String {
        let foreign = match self.direction() {
            Direction::Rtl => text.chars().any(|letter| letter.is_ascii_alphabetic()),
            Direction::Ltr => text.chars().any(is_right_to_left),
        };
        if foreign { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
    }

    /// A code or path inside a sentence: always left to right.
    pub fn isolate_code(&self, code: &str) -> String {
        match self.direction() {
            Direction::Rtl => format!("\u{2066}{code}\u{2069}"),
            Direction::Ltr => self.isolate(code),
        }
    }

    /// The sentence, and the word that was probably meant where one is near.
    fn with_nearest(&self, sentence: String, values: &[(&str, Value)]) -> String {
        match values.iter().find(|(name, _)| *name == "nearest") {
            Some((_, Value::Text(nearest))) if !nearest.is_empty() => {
                sentence + " " + &self.say("quality.nearest", &[("nearest", Value::from(nearest.as_str()))])
            }
            _ => sentence,
        }
    }

    fn form<'p>(&self, phrase: &'p Phrase, values: &[(&str, Value)]) -> &'p str {
        match phrase {
            Phrase::One(text) => text,
            Phrase::Many { by, forms } => {
                let count = values.iter().find_map(|(name, value)| match value {
                    Value::Count(count) if name == by => Some(*count),
                    _ => None,
                });
                // A language may say *none* in its own way.
                let form = match count {
                    Some(0) if forms.contains_key("zero") => "zero",
                    Some(count) => self.sheet.plural.form(count),
                    None => "other",
                };
                forms.get(form).or_else(|| forms.get("other")).map_or("", String::as_str)
            }
        }
    }

    fn fill(&self, template: &str, values: &[(&str, Value)]) -> String {
        let mut filled = String::with_capacity(template.len() + 32);
        let own = |text: &str| match self.digits {
            Digits::Latin => number::latin(text),
            Digits::Arabic => text.to_owned(),
        };
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled += &own(before);
            let Some((name, following)) = after.split_once('}') else {
                debug_assert!(false, "`{template}` has an open brace");
                break;
            };
            let value = values.iter().find(|(known, _)| *known == name);
            debug_assert!(value.is_some(), "`{template}` is filled without `{name}`");
            if let Some((_, value)) = value {
                filled.push_str(&self.write(value));
            }
            rest = following;
        }
        filled += &own(rest);
        match self.direction() {
            Direction::Rtl => isolate_quoted(&filled),
            Direction::Ltr => filled,
        }
    }

    fn write(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => self.isolate(text),
            Value::Phrase(text) => text.clone(),
            Value::Count(count) => self.count(*count),
            Value::Number(number, decimals) => self.number(*number, *decimals),
            Value::Percent(number, decimals) => self.percent(*number, *decimals),
            Value::Date(date) => self.date(*date),
        }
    }
}

/// A text without direction marks, for a cell of a data file.
pub fn plain(text: String) -> String {
    text.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
}

/// What stands between backquotes, backquotes included, runs from left to right.
fn isolate_quoted(text: &str) -> String {
    let mut isolated = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((quoted, following)) = after.split_once('`') else { break };
        isolated += before;
        isolated += &format!("\u{2066}`{quoted}`\u{2069}");
        rest = following;
    }
    isolated + rest
}

/// Letters of the Hebrew, Arabic and Syriac blocks.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Value {
        Value::Count(count)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Value {
        Value::Count(count as u64)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Number(number, number::decimals(number, 2))
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Value {
        Value::Date(date)
    }
}

impl From<Detail> for Value {
    fn from(detail: Detail) -> Value {
        match detail {
            Detail::Text(text) => Value::from(text),
            Detail::Count(count) => Value::from(count),
            Detail::Number(number) => Value::from(number),
            Detail::Date(date) => Value::from(date),
        }
    }
}
