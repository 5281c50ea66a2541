//! The columns of truth: what is claimed, what evidence supports, what was checked.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A column of truth: how far an answer is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// As answered.
    Claimed,
    /// Held down to the cap of its evidence.
    Supported,
    /// Only what an assessor or a measurement confirmed.
    Checked,
}

/// One value for each column of truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ByTruth<T> {
    pub claimed: T,
    pub supported: T,
    pub checked: T,
}

impl Truth {
    pub const ALL: [Truth; 3] = [Truth::Claimed, Truth::Supported, Truth::Checked];

    /// The column that leads where one must comes first; where it does not exist, the next.
    pub const LEADING: [Truth; 3] = [Truth::Supported, Truth::Claimed, Truth::Checked];

    /// Stable name: `claimed`, `supported`, `checked`.
    pub fn name(self) -> &'static str {
        match self {
            Truth::Claimed => "claimed",
            Truth::Supported => "supported",
            Truth::Checked => "checked",
        }
    }
}

impl<T> ByTruth<T> {
    pub fn from_fn(mut make: impl FnMut(Truth) -> T) -> ByTruth<T> {
        ByTruth { claimed: make(Truth::Claimed), supported: make(Truth::Supported), checked: make(Truth::Checked) }
    }

    pub fn get(&self, truth: Truth) -> &T {
        match truth {
            Truth::Claimed => &self.claimed,
            Truth::Supported => &self.supported,
            Truth::Checked => &self.checked,
        }
    }

    pub fn get_mut(&mut self, truth: Truth) -> &mut T {
        match truth {
            Truth::Claimed => &mut self.claimed,
            Truth::Supported => &mut self.supported,
            Truth::Checked => &mut self.checked,
        }
    }
}
