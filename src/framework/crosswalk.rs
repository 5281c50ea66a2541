//! Which items of other frameworks the criteria of one already ask.
use crate::framework::Framework;
use crate::spelling::nearest;
use crate::text::{Code, Text};
use serde::Deserialize;

/// The crosswalks that travel inside the program, by the code of their framework.
pub const EMBEDDED: &[(&str, &str)] = &[("layne-lee", include_str!("../../criteria/crosswalk/layne-lee.toml"))];

/// A framework held against others: `criteria/crosswalk/CODE.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crosswalk {
    /// The framework whose criteria are meant.
    pub framework: Code,
    pub version: String,
    pub frameworks: Vec<Other>,
}

/// Another framework.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    pub code: Code,
    pub title: Text,
    pub source: String,
    /// What limits the comparison.
    #[serde(default)]
    pub note: Text,
    pub items: Vec<Item>,
}

/// An item of another framework.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// As that framework numbers it.
    pub code: Code,
    /// The heading under which it stands.
    #[serde(default)]
    pub part: Option<Code>,
    /// Per cent of that framework's index; none where it is not published.
    #[serde(default)]
    pub weight: Option<f64>,
    #[serde(default)]
    pub title: Text,
    /// Criteria and KPIs that ask the same.
    #[serde(default)]
    pub covered_by: Vec<Code>,
    /// Those that ask a part of it, or of an agency what it asks of a country.
    #[serde(default)]
    pub touched_by: Vec<Code>,
    /// What is missing.
    #[serde(default)]
    pub gap: Text,
    /// Whether the source says what is asked.
    #[serde(default = "yes")]
    pub known: bool,
}

fn yes() -> bool {
    true
}

/// How far an item is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    Covered,
    Touched,
    Missing,
    /// The source does not say what the item asks.
    Unknown,
}

/// How much of a framework is asked: items, and per cent of its index where weights are published.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    pub items: usize,
    pub weight: f64,
}

impl Crosswalk {
    /// The first code that the framework does not have, with the item that names it and the nearest one there is.
    pub fn unknown(&self, framework: &Framework) -> Option<(&Code, &Code, String)> {
        let known = || {
            let criteria = framework.criteria.iter().map(|criterion| criterion.code.as_str());
            criteria.chain(framework.kpis.iter().map(|kpi| kpi.code.as_str()))
        };
        let named = self
            .frameworks
            .iter()
            .flat_map(|other| &other.items)
            .flat_map(|item| item.covered_by.iter().chain(&item.touched_by).map(move |code| (&item.code, code)));
        let (item, code) = named.into_iter().find(|(_, code)| !known().any(|own| code.matches(own)))?;
        Some((item, code, nearest(code.as_str(), known()).unwrap_or_default().to_owned()))
    }

    /// Criteria and KPIs that no item of any framework names.
    pub fn own<'f>(&'f self, framework: &'f Framework) -> impl Iterator<Item = &'f Code> {
        let named = |code: &Code| {
            let mut items = self.frameworks.iter().flat_map(|other| &other.items);
            items.any(|item| item.covered_by.contains(code) || item.touched_by.contains(code))
        };
        let criteria = framework.criteria.iter().map(|criterion| &criterion.code);
        criteria.chain(framework.kpis.iter().map(|kpi| &kpi.code)).filter(move |code| !named(code))
    }
}

impl Other {
    pub fn share(&self, asked: Asked) -> Share {
        let own = self.items.iter().filter(|item| item.asked() == asked);
        own.fold(Share::default(), |share, item| Share {
            items: share.items + 1,
            weight: share.weight + item.weight.unwrap_or(0.0),
        })
    }

    /// Whether any item has a published weight.
    pub fn is_weighed(&self) -> bool {
        self.items.iter().any(|item| item.weight.is_some())
    }
}

impl Item {
    pub fn asked(&self) -> Asked {
        match self {
            Item { known: false, .. } => Asked::Unknown,
            Item { covered_by, .. } if !covered_by.is_empty() => Asked::Covered,
            Item { touched_by, .. } if !touched_by.is_empty() => Asked::Touched,
            _ => Asked::Missing,
        }
    }
}
