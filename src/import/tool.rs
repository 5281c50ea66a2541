//! The survey tools whose exports are read; a further one is a file here and a row.
use crate::import::lexicon::System;
use crate::import::{google, kobo, limesurvey, microsoft, odk};
use crate::text::fold;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A survey tool.
pub struct Tool {
    /// In commands and settings.
    pub name: &'static str,
    /// As its makers write it.
    pub title: &'static str,
    /// Whether a table with such headings is an export of it.
    pub(super) recognise: fn(&[String]) -> bool,
    /// What it means by a heading of its own.
    pub(super) system: fn(&str) -> Option<System>,
    /// Signs between the names of groups and of a question.
    pub(super) separators: &'static [char],
    /// What it writes for a question that was not asked.
    pub(super) blanks: &'static [&'static str],
}

pub const TOOLS: &[Tool] = &[kobo::TOOL, odk::TOOL, limesurvey::TOOL, google::TOOL, microsoft::TOOL];

/// A table of no tool: another program's, or typed.
pub const TABLE: Tool =
    Tool { name: "table", title: "CSV/XLSX", recognise: |_| false, system: |_| None, separators: &['/'], blanks: &[] };

impl Tool {
    /// Whether a reviewer's column says of a submission that it does not count.
    pub(super) fn rejects(&self, text: &str) -> bool {
        self.says("rejected", text)
    }

    /// Whether the column of states says of a submission that the tool could not read it.
    pub(super) fn cannot_read(&self, text: &str) -> bool {
        self.says("encrypted", text)
    }

    fn says(&self, what: &str, text: &str) -> bool {
        says(self.name, what, text)
    }
}

/// Whether a text is one of a tool's own words for something.
pub(super) fn says(tool: &str, what: &str, text: &str) -> bool {
    WORDS.get(tool).and_then(|words| words.get(what)).is_some_and(|words| words.contains(&fold(text)))
}

/// Folded words by tool and by what they say.
static WORDS: LazyLock<BTreeMap<String, BTreeMap<String, Vec<String>>>> = LazyLock::new(|| {
    let mut words: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(include_str!("../locale/words/tools.toml")).expect("an embedded sheet");
    words.values_mut().flat_map(BTreeMap::values_mut).flatten().for_each(|word| *word = fold(word));
    words
});

/// The tool of a name.
pub fn named(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().chain([&TABLE]).find(|tool| tool.name.eq_ignore_ascii_case(name.trim()))
}

/// The names of all tools.
pub fn names() -> String {
    TOOLS.iter().chain([&TABLE]).map(|tool| tool.name).collect::<Vec<_>>().join(", ")
}

/// The tool that such headings show.
pub(super) fn of(headings: &[String]) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| (tool.recognise)(headings))
}

/// Whether all of these are among the headings.
pub(super) fn has(headings: &[String], wanted: &[&str]) -> bool {
    wanted.iter().all(|wanted| headings.iter().any(|heading| heading == wanted))
}
