//! Codes join, titles display: identifiers and text in several languages.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use smol_str::SmolStr;
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// An identifier: `[A-Za-z0-9][A-Za-z0-9_-]*`, unique ignoring case where it is declared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^[A-Za-z0-9][A-Za-z0-9_-]*$"))]
#[schemars(with = "String")]
pub struct Code(SmolStr);

/// Text by language tag (`ar`, `ckb`, `en`, …).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
#[schemars(with = "BTreeMap<String, String>")]
pub struct Text {
    /// Tag and text in order of the tags: there are few, and a register holds tens of thousands of names.
    entries: Vec<(SmolStr, SmolStr)>,
}

impl Code {
    /// The code, or none when the text breaks the rule.
    pub fn new(text: &str) -> Option<Code> {
        let mut letters = text.bytes();
        let first = letters.next()?;
        (first.is_ascii_alphanumeric() && letters.all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'))
            .then(|| Code(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two codes are the same ignoring case.
    pub fn matches(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other)
    }
}

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Code, String> {
        Code::new(&text).ok_or_else(|| {
            format!("`{text}` is not a code: letters a-z, digits, `_` and `-`, beginning with a letter or digit")
        })
    }
}

impl From<Code> for String {
    fn from(code: Code) -> String {
        code.0.into()
    }
}

impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Text {
    pub fn new(entries: impl IntoIterator<Item = (String, String)>) -> Text {
        Text::from(entries.into_iter().collect::<BTreeMap<String, String>>())
    }

    /// The text in a language, else in English, else in the first language there is; empty when there is none.
    pub fn say(&self, language: &str) -> &str {
        let first = || self.entries.first().map(|(_, text)| text.as_str());
        self.get(language).or_else(|| self.get("en")).or_else(first).unwrap_or_default()
    }

    /// The text in exactly this language.
    pub fn get(&self, language: &str) -> Option<&str> {
        self.entries.iter().find(|(tag, _)| tag == language).map(|(_, text)| text.as_str())
    }

    pub fn set(&mut self, language: &str, text: &str) {
        match self.entries.binary_search_by(|(tag, _)| tag.as_str().cmp(language)) {
            Ok(place) => self.entries[place].1 = text.into(),
            Err(place) => {
                self.entries.reserve_exact(1);
                self.entries.insert(place, (language.into(), text.into()));
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every language with its text, in order of the tags.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(tag, text)| (tag.as_str(), text.as_str()))
    }
}

impl From<BTreeMap<String, String>> for Text {
    fn from(entries: BTreeMap<String, String>) -> Text {
        Text { entries: entries.into_iter().map(|(tag, text)| (tag.into(), text.into())).collect() }
    }
}

impl From<Text> for BTreeMap<String, String> {
    fn from(text: Text) -> BTreeMap<String, String> {
        text.entries.into_iter().map(|(tag, text)| (tag.into(), text.into())).collect()
    }
}

/// What is said in several languages, each once; a text is named by its place.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    all: Vec<Vec<String>>,
    places: BTreeMap<Vec<String>, usize>,
}

impl Texts {
    /// The place of a text, given in every language.
    pub fn place(&mut self, words: &[String]) -> usize {
        if let Some(place) = self.places.get(words) {
            return *place;
        }
        self.all.push(words.to_vec());
        self.places.insert(words.to_vec(), self.all.len() - 1);
        self.all.len() - 1
    }
}

impl Serialize for Texts {
    /// A list of lists, by place and language.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.all.serialize(serializer)
    }
}

/// A name as it is compared, never as it is shown: compatibility forms unified; direction marks, zero-width
/// characters, tatweel and harakat dropped; alef, yeh, heh and kaf variants and digits unified; case and spaces folded.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let name = name.replace("ه\u{200c}", "ە");
    let seen = name.nfkc().flat_map(char::to_lowercase).filter(|letter| !is_dropped(*letter));
    // A second time for letters and marks that only these steps put together.
    for letter in seen.nfkc() {
        let letter = match letter {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' | 'ی' | 'ې' => 'ي',
            'ة' | 'ہ' | 'ە' | 'ھ' => 'ه',
            'ک' | 'ڪ' => 'ك',
            '٠'..='٩' => shift(letter, '٠'),
            '۰'..='۹' => shift(letter, '۰'),
            other => other,
        };
        if letter.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.push(letter);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A code as it is compared where people write it freely: without case and punctuation, so that `CAT-01` is `cat01`.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Bytes in lower-case hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a name is compared without this character.
fn is_dropped(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{061c}'
            | 'ـ'
            | '\u{064b}'..='\u{065f}'
            | '\u{0670}'
    )
}

fn shift(digit: char, zero: char) -> char {
    char::from_digit(digit as u32 - zero as u32, 10).unwrap_or(digit)
}
