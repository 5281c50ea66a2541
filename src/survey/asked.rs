//! Who is meant by what somebody asks for.
use crate::spelling::nearest;
use crate::survey::Survey;
use crate::text::fold;

/// Why nobody is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nobody {
    /// The code or name that comes nearest, where one is near.
    Unknown { nearest: Option<String> },
    /// Codes of those of this name.
    Several { codes: Vec<String> },
}

impl Survey {
    /// The agency of a code, or of the only name like the one given, by position in the register.
    pub fn asked_agency(&self, asked: &str) -> Result<usize, Nobody> {
        let agencies = &self.agencies;
        let by_code = agencies.iter().position(|agency| agency.code.matches(asked));
        if let Some(found) = by_code {
            return Ok(found);
        }
        let folded = fold(asked);
        let is_named = |agency: &usize| agencies[*agency].name.iter().any(|(_, name)| fold(name) == folded);
        let named: Vec<usize> = (0..agencies.len()).filter(is_named).collect();
        match named[..] {
            [only] => Ok(only),
            [] => {
                let codes = agencies.iter().map(|agency| agency.code.as_str());
                let names = agencies.iter().flat_map(|agency| agency.name.iter().map(|(_, name)| name));
                Err(Nobody::Unknown { nearest: nearest(asked, codes.chain(names)).map(str::to_owned) })
            }
            _ => {
                Err(Nobody::Several { codes: named.iter().map(|agency| agencies[*agency].code.to_string()).collect() })
            }
        }
    }
}
