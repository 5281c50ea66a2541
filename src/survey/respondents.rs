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
    /// By person: the same number for the same name in every period.
    pub(super) identities: Vec<u64>,
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

/// Bits that name no plain answer.
const IN_OTHERS: u64 = 15;

impl Respondents {
    /// Positions of people with the unit that they answered for.
    pub fn people(&self) -> impl Iterator<Item = (usize, Unit)> + '_ {
        let unit = |(person, place): (usize, &u32)| Some((person, (*self.units.get(*place as usize)?)?));
        self.places.iter().enumerate().filter_map(unit)
    }

    /// Takes over the people of another survey of the same criteria, their units in the places given (none: left out).
    pub(crate) fn gather(&mut self, other: &Respondents, place: &dyn Fn(Unit) -> Option<Unit>) {
        for (person, unit) in other.people() {
            let Some(unit) = place(unit) else { continue };
            let new = self.places.len();
            self.places.push(self.units.len() as u32);
            self.units.push(Some(unit));
            self.identities.push(other.identity(person));
            self.details.push(other.details(person));
            for (criterion, answer) in other.answers(person) {
                let column = self.criteria.iter().position(|known| *known == criterion).unwrap_or_else(|| {
                    self.criteria.push(criterion);
                    self.criteria.len() - 1
                });
                if self.planes.len() <= column / 16 {
                    self.planes.resize(column / 16 + 1, Vec::new());
                }
                let plane = &mut self.planes[column / 16];
                plane.resize(plane.len().max(new + 1), 0);
                plane[new] |= IN_OTHERS << (4 * (column % 16));
                self.others.insert((new as u32, criterion), answer);
            }
        }
    }

    /// What tells a person of a unit in every period: nothing of the name can be read from it.
    pub fn identity(&self, person: usize) -> u64 {
        self.identities[person]
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
