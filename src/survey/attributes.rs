//! What a register says of an entry beyond what has a meaning of its own.
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Heading → value in the order of the columns; blanks are left out. There are few, and tens of thousands of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "IndexMap<SmolStr, SmolStr>", into = "IndexMap<SmolStr, SmolStr>")]
#[schemars(with = "IndexMap<String, String>")]
pub struct Attributes {
    entries: Vec<(SmolStr, SmolStr)>,
}

impl Attributes {
    pub fn get(&self, heading: &str) -> Option<&str> {
        self.iter().find(|(own, _)| *own == heading).map(|(_, value)| value)
    }

    /// Sets the value of a heading.
    pub(super) fn set(&mut self, heading: &SmolStr, value: &str) {
        match self.entries.iter_mut().find(|(own, _)| own == heading) {
            Some(entry) => entry.1 = value.into(),
            None => {
                self.entries.reserve_exact(1);
                self.entries.push((heading.clone(), value.into()));
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(heading, value)| (heading.as_str(), value.as_str()))
    }
}

impl From<IndexMap<SmolStr, SmolStr>> for Attributes {
    fn from(entries: IndexMap<SmolStr, SmolStr>) -> Attributes {
        Attributes { entries: entries.into_iter().collect() }
    }
}

impl From<Attributes> for IndexMap<SmolStr, SmolStr> {
    fn from(attributes: Attributes) -> IndexMap<SmolStr, SmolStr> {
        attributes.entries.into_iter().collect()
    }
}
