//! What each respondent answered, without a name: kept while answers are drawn again, never written.
use crate::survey::{Answer, Unit};
use rustc_hash::FxHashMap;

/// Respondents of all units who gave a name, so that their answers belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Respondents {
    /// By place; none: in no period that is assessed.
    pub(super) units: Vec<Option<Unit>>,
    /// By person: the place of the unit.
    pub(super) places: Vec<u32>,
    /// By person: role and weight; empty while all are the same as nobody's.
    pub(super) details: Vec<(Option<u8>, f64)>,
    /// By column of `planes`: the criterion.
    pub(super) criteria: Vec<usize>,
    /// Sixteen columns each: by person, four bits per column, 0 where nothing was answered.
    pub(super) planes: Vec<Vec<u64>>,
    /// Answers by bits; those not named here stand in `others`.
    pub(super) plain: Vec<Option<Answer>>,
    /// By person and criterion.
    pub(super) others: FxHashMap<(u32, usize), Answer>,
}

impl Respondents {
    /// Positions of people with the unit that they answered for.
    pub fn people(&self) -> impl Iterator<Item = (usize, Unit)> + '_ {
        let unit = |(person, place): (usize, &u32)| Some((person, (*self.units.get(*place as usize)?)?));
        self.places.iter().enumerate().filter_map(unit)
    }

    /// Role and weight.
    pub fn details(&self, person: usize) -> (Option<u8>, f64) {
        self.details.get(person).copied().unwrap_or((None, 1.0))
    }

    /// Criteria with what a person answered.
    pub fn answers(&self, person: usize) -> impl Iterator<Item = (usize, Answer)> + '_ {
        self.criteria.iter().enumerate().filter_map(move |(column, criterion)| {
            let word = self.planes[column / 16].get(person).copied().unwrap_or_default();
            let bits = (word >> (4 * (column % 16))) & 15;
            let plain = self.plain.get(bits as usize).copied().flatten();
            let answer = plain.or_else(|| self.others.get(&(person as u32, *criterion)).copied())?;
            (bits > 0).then_some((*criterion, answer))
        })
    }
}
