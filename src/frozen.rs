//! What was fixed before answers arrived, as values: what `frozen.json` holds.
use crate::paths::paths;
use crate::text::hexadecimal;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Version of the format of `frozen.json`.
pub const FORMAT: u32 = 1;

/// What something is by what it says, not by its bytes: a file that is saved again is the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// The day, where the caller gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// Units that had answered already.
    pub answered: usize,
    /// SHA-256 of each part, in hexadecimal.
    pub hashes: BTreeMap<Part, String>,
    /// By part: its items and what each of them says, or of the framework the hash of what it says.
    pub items: BTreeMap<Part, BTreeMap<String, String>>,
    /// What was frozen before, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
}

/// An earlier freeze.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    pub hashes: BTreeMap<Part, String>,
}

/// What is frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    Framework,
    /// Agencies, services and branches, but for the columns that others are divided by.
    Registers,
    /// Those columns, and the denominators of KPIs that were entered.
    Denominators,
    Method,
    Periods,
}

/// What an assessment knows of its freeze.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Kept {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// Units that had answered when it was frozen.
    pub answered: usize,
    /// How often it had been frozen before.
    pub earlier: usize,
    /// The day of the first of those, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Date>,
    /// Parts that said otherwise then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<Part>,
    pub deviations: Vec<Deviation>,
}

/// An item that is not what was frozen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Deviation {
    pub part: Part,
    /// Codes and the column or setting, joined by dots.
    pub item: String,
    /// None: it was not there.
    pub from: Option<String>,
    /// None: it is not there any more.
    pub to: Option<String>,
}

impl Part {
    pub const ALL: [Part; 5] = [Part::Framework, Part::Registers, Part::Denominators, Part::Method, Part::Periods];

    pub fn name(self) -> &'static str {
        match self {
            Part::Framework => "framework",
            Part::Registers => "registers",
            Part::Denominators => "denominators",
            Part::Method => "method",
            Part::Periods => "periods",
        }
    }
}

impl Frozen {
    /// Items of each part, with their hashes.
    pub fn of(items: BTreeMap<Part, BTreeMap<String, String>>, answered: usize) -> Frozen {
        let hashes = items.iter().map(|(part, items)| (*part, hash(items))).collect();
        let program = env!("CARGO_PKG_VERSION").to_owned();
        Frozen { format: FORMAT, program, on: None, answered, hashes, items, earlier: Vec::new() }
    }

    /// Parts that said otherwise when it was frozen for the first time.
    pub fn changed(&self) -> Vec<Part> {
        let Some(first) = self.earlier.first() else { return Vec::new() };
        Part::ALL.into_iter().filter(|part| first.hashes.get(part) != self.hashes.get(part)).collect()
    }

    /// Where what there is differs from what was frozen. An item below one that came or went is not told beside it, nor
    /// is a denominator of a KPI that was entered since.
    pub fn deviations(&self, found: &Frozen) -> Vec<Deviation> {
        let empty = BTreeMap::new();
        let mut deviations = Vec::new();
        for part in Part::ALL {
            let (before, after) = (self.items.get(&part).unwrap_or(&empty), found.items.get(&part).unwrap_or(&empty));
            // What was not there at all could not be frozen.
            let items: BTreeSet<&String> = before.keys().chain(after.keys()).filter(|_| !before.is_empty()).collect();
            let mut whole: BTreeSet<&str> = BTreeSet::new();
            for item in items {
                let (from, to) = (before.get(item), after.get(item));
                let entered = part == Part::Denominators && from.is_none();
                let below = item.match_indices('.').any(|(end, _)| whole.contains(&item[..end]));
                if from == to || entered || below {
                    continue;
                }
                if from.is_none() || to.is_none() {
                    whole.insert(item);
                }
                deviations.push(Deviation { part, item: item.clone(), from: from.cloned(), to: to.cloned() });
            }
        }
        deviations
    }
}

/// Every setting of something.
pub fn settings(of: &impl Serialize) -> BTreeMap<String, String> {
    let said = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        value => value.to_string(),
    };
    paths(of).into_iter().map(|(way, value)| (way, said(value))).collect()
}

/// SHA-256 in hexadecimal of what something says.
pub fn hash(of: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(of).expect("maps of a series have text keys");
    hexadecimal(&Sha256::digest(&bytes))
}
