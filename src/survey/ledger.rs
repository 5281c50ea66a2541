//! Answers while they are read: one table for all units, counts where respondents answered, and what each respondent
//! said of what, so that an answer given twice is noticed however far apart.
use crate::survey::dictionary::{NOT_APPLICABLE, UNKNOWN};
use crate::survey::{Answer, Answers, Respondents, Response, Source, Tally, Unit, Votes};
use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hasher;

/// Remembered answers of respondents that are neither among the first choices nor without a value; beyond this, a
/// repeated one is reported whatever it says, and the first counts.
const REMEMBERED: usize = 1 << 20;

/// What entering an answer did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Entry {
    Entered,
    /// Given before, and the same: counted once.
    Same,
    /// Given before and not the same: counted nowhere. Where the first was given, if known.
    Differs(Option<Source>),
}

/// Who gives an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Voter {
    /// The unit itself.
    Unit,
    Assessor,
    /// A respondent, by position; named ones cannot answer twice.
    Person(u32),
    /// Someone who gave no name.
    Anonymous {
        role: Option<u8>,
        weight: f64,
    },
}

pub(super) struct Ledger {
    answers: Answers,
    width: usize,
    /// By cell: 1 + position in `plain`; 0: no respondent answered. Empty until one does.
    slots: Vec<u32>,
    /// Votes of weight 1 without a role, by slot and four-bit code: one line of cache per cell.
    plain: Vec<[u32; CODES]>,
    /// Where each was first given.
    plain_first: Vec<[Source; CODES]>,
    /// All other votes, by slot, role and answer.
    others: FxHashMap<(u32, Option<u8>, u32), (Answer, Votes)>,
    people: People,
    /// Cells that were given two different answers.
    withdrawn: FxHashSet<(usize, usize)>,
    withdrawn_assessed: FxHashSet<(usize, usize)>,
}

impl Ledger {
    pub(super) fn new(width: usize) -> Ledger {
        Ledger {
            answers: Answers::new(width),
            width,
            slots: Vec::new(),
            plain: Vec::new(),
            plain_first: Vec::new(),
            others: FxHashMap::default(),
            people: People::default(),
            withdrawn: FxHashSet::default(),
            withdrawn_assessed: FxHashSet::default(),
        }
    }

    pub(super) fn row(&mut self, unit: Unit) -> usize {
        self.answers.row(unit)
    }

    pub(super) fn marks(&mut self) -> &mut Answers {
        &mut self.answers
    }

    /// The respondent of a unit; `changed` when an earlier row gave another role or weight, which holds.
    pub(super) fn person(&mut self, row: usize, name: &str, role: Option<u8>, weight: f64) -> (u32, bool) {
        self.people.find(row as u32, name, role, weight)
    }

    /// Enters an answer on a cell; `id` tells answers of one criterion apart. A person's answers are told apart by the
    /// criterion, whichever row they are counted in.
    #[inline]
    pub(super) fn enter(
        &mut self,
        row: usize,
        criterion: usize,
        voter: Voter,
        answer: Answer,
        id: u32,
        source: Source,
    ) -> Entry {
        let (role, weight) = match voter {
            Voter::Unit => {
                return single(
                    self.answers.response_mut(row, criterion),
                    &mut self.withdrawn,
                    (row, criterion),
                    answer,
                    source,
                );
            }
            Voter::Assessor => {
                let cell = self.answers.assessed_mut(row, criterion);
                return single(cell, &mut self.withdrawn_assessed, (row, criterion), answer, source);
            }
            Voter::Anonymous { role, weight } => (role, weight),
            Voter::Person(person) => {
                let (role, weight) = self.people.details(person);
                match self.people.say(person, criterion, id) {
                    Said::First => {}
                    Said::Same => return Entry::Same,
                    Said::Again => return Entry::Differs(None),
                    Said::Otherwise(first) => {
                        self.withdraw(row, criterion, role, first, weight);
                        return Entry::Differs(None);
                    }
                }
                (role, weight)
            }
        };
        self.vote(row, criterion, role, id, answer, weight, source);
        Entry::Entered
    }

    /// As `enter`, for a choice: the way of nearly all answers.
    #[inline(always)]
    pub(super) fn enter_choice(
        &mut self,
        row: usize,
        criterion: usize,
        voter: Voter,
        choice: u8,
        source: Source,
    ) -> Entry {
        if let (Voter::Person(person), 0..=10) = (voter, choice) {
            let slot = self.slots.get(row * self.width + criterion).copied().unwrap_or_default();
            let counts = self.plain.get_mut((slot as usize).wrapping_sub(1));
            let word = self.people.fresh(person, criterion);
            if let (Some(counts), Some((word, shift))) = (counts, word) {
                let count = &mut counts[usize::from(choice)];
                if *count > 0 {
                    *count += 1;
                    *word |= (1 + u64::from(choice)) << shift;
                    return Entry::Entered;
                }
            }
        }
        self.enter(row, criterion, voter, Answer::Choice(choice), u32::from(choice), source)
    }

    #[inline]
    #[expect(clippy::too_many_arguments, reason = "the parts of one vote")]
    fn vote(
        &mut self,
        row: usize,
        criterion: usize,
        role: Option<u8>,
        id: u32,
        answer: Answer,
        weight: f64,
        source: Source,
    ) {
        let cell = row * self.width + criterion;
        if cell >= self.slots.len() {
            self.slots.resize((row + 1) * self.width, 0);
        }
        if self.slots[cell] == 0 {
            self.plain.push([0; CODES]);
            self.plain_first.push([Source::default(); CODES]);
            self.slots[cell] = self.plain.len() as u32;
        }
        let slot = self.slots[cell] - 1;
        if let (None, 1.0, code @ ..CODES) = (role, weight, code(id)) {
            let count = &mut self.plain[slot as usize][code];
            if *count == 0 {
                self.plain_first[slot as usize][code] = source;
            }
            *count += 1;
            return;
        }
        let (_, votes) = self.others.entry((slot, role, id)).or_insert((answer, Votes::default()));
        if votes.count == 0 {
            votes.first = source;
        }
        votes.count += 1;
        votes.weight += weight;
    }

    /// Takes back a vote.
    fn withdraw(&mut self, row: usize, criterion: usize, role: Option<u8>, id: u32, weight: f64) {
        let Some(slot) = self.slots.get(row * self.width + criterion).and_then(|slot| slot.checked_sub(1)) else {
            return;
        };
        if let (None, 1.0, code @ ..CODES) = (role, weight, code(id)) {
            let count = &mut self.plain[slot as usize][code];
            *count = count.saturating_sub(1);
        } else if let Some((_, votes)) = self.others.get_mut(&(slot, role, id)).filter(|(_, votes)| votes.count > 0) {
            votes.count -= 1;
            votes.weight = if votes.count == 0 { 0.0 } else { votes.weight - weight };
        }
    }

    /// The finished table: units in order, periods at their final positions. Cells that two units of the same final
    /// place answered differently are handed to `clash` (criterion, first, second) and become missing.
    pub(super) fn finish(
        mut self,
        moved: &[Option<usize>],
        mut clash: impl FnMut(usize, Source, Source),
    ) -> (Answers, Respondents) {
        let respondents = self.respondents(moved);
        let mut tallies: Vec<Tally> = self
            .plain
            .iter()
            .zip(&self.plain_first)
            .map(|(counts, first)| {
                let mut tally = Tally::default();
                for (code, (count, first)) in counts.iter().zip(first).enumerate().filter(|(_, (count, _))| **count > 0)
                {
                    let votes = Votes { count: *count, weight: f64::from(*count), first: *first };
                    tally.insert(None, answer_of(code), votes);
                }
                tally
            })
            .collect();
        for ((slot, role, _), (answer, votes)) in std::mem::take(&mut self.others) {
            if votes.count > 0 {
                tallies[slot as usize].insert(role, answer, votes);
            }
        }
        for cell in 0..self.slots.len() {
            let Some(slot) = self.slots[cell].checked_sub(1) else { continue };
            let mut tally = std::mem::take(&mut tallies[slot as usize]);
            let response = self.answers.response_mut(cell / self.width, cell % self.width);
            if let Response::One { answer, source } = *response {
                tally.add(None, answer, 1.0, source);
            }
            if tally.count() > 0 {
                *response = Response::Many(Box::new(tally));
            }
        }
        (self.answers.arrange(moved, &mut clash), respondents)
    }

    /// Everybody who gave a name, without it.
    fn respondents(&mut self, moved: &[Option<usize>]) -> Respondents {
        let identities = (0..self.people.keys.len()).map(|person| hash(0, self.people.name(person as u32))).collect();
        let People { keys, details, columns, used, planes, others, .. } = std::mem::take(&mut self.people);
        let unit = |unit: Unit| Some(Unit { period: moved.get(unit.period).copied().flatten()?, ..unit });
        let units = self.answers.units().map(unit).collect();
        let mut criteria = vec![0; usize::from(used)];
        for (criterion, column) in columns.iter().enumerate() {
            if let Some(column) = column {
                criteria[usize::from(*column)] = criterion;
            }
        }
        let role = |person: u32| details.get(person as usize).and_then(|(role, _)| *role);
        let answer = |((person, column), id): ((u32, u16), u32)| {
            let criterion = criteria[usize::from(column)];
            let cell = keys[person as usize].0 as usize * self.width + criterion;
            let slot = self.slots.get(cell)?.checked_sub(1)?;
            let (answer, _) = self.others.get(&(slot, role(person), id))?;
            Some(((person, criterion), *answer))
        };
        let others = others.into_iter().filter_map(answer).collect();
        let plain = (0..=SAID_WITHDRAWN as usize).map(|bits| (1..=CODES).contains(&bits).then(|| answer_of(bits - 1)));
        Respondents {
            units,
            places: keys.iter().map(|(row, _)| *row).collect(),
            plain: plain.collect(),
            criteria,
            others,
            identities,
            details,
            planes,
        }
    }
}

/// Enters the only answer of a cell.
#[inline]
fn single(
    cell: &mut Response,
    withdrawn: &mut FxHashSet<(usize, usize)>,
    key: (usize, usize),
    answer: Answer,
    source: Source,
) -> Entry {
    match *cell {
        Response::One { answer: first, .. } if first == answer => Entry::Same,
        Response::One { source: first, .. } => {
            *cell = Response::Blank;
            withdrawn.insert(key);
            Entry::Differs(Some(first))
        }
        _ if !withdrawn.is_empty() && withdrawn.contains(&key) => Entry::Differs(None),
        _ => {
            *cell = Response::One { answer, source };
            Entry::Entered
        }
    }
}

/// Answers that four bits tell apart: the first choices, then those without a value.
const CODES: usize = 13;
const CODE_NOT_APPLICABLE: usize = 11;
const CODE_UNKNOWN: usize = 12;

/// The four-bit code of an answer; `CODES` for one that has none.
#[inline]
fn code(id: u32) -> usize {
    match id {
        0..=10 => id as usize,
        NOT_APPLICABLE => CODE_NOT_APPLICABLE,
        UNKNOWN => CODE_UNKNOWN,
        _ => CODES,
    }
}

fn answer_of(code: usize) -> Answer {
    match code {
        CODE_NOT_APPLICABLE => Answer::NotApplicable,
        CODE_UNKNOWN => Answer::Unknown,
        choice => Answer::Choice(choice as u8),
    }
}

/// Respondents by unit and name, and four bits per answer of each.
#[derive(Default)]
struct People {
    /// Positions of people.
    table: HashTable<u32>,
    /// The person last found: files of answers by criterion name the same people in the same order again.
    last: u32,
    names: String,
    /// By person: row of the unit, and where the name ends in `names`.
    keys: Vec<(u32, u32)>,
    /// By person: role and weight; empty while all are the same as nobody's.
    details: Vec<(Option<u8>, f64)>,
    /// Criteria in the order in which people first answered them, and back.
    columns: Vec<Option<u16>>,
    used: u16,
    /// Sixteen criteria each: by person, four bits per criterion.
    planes: Vec<Vec<u64>>,
    /// Answers that four bits cannot tell, by person and column.
    others: FxHashMap<(u32, u16), u32>,
}

enum Said {
    First,
    Same,
    /// Another answer than this one, which was counted.
    Otherwise(u32),
    /// Withdrawn before, or not known whether it is the same.
    Again,
}

/// What four bits hold of a person's answer: 0 nothing, 1 + code, or these.
const SAID_OTHER: u64 = 1 + CODES as u64;
const SAID_WITHDRAWN: u64 = 15;

impl People {
    fn name(&self, person: u32) -> &str {
        let person = person as usize;
        let start = person.checked_sub(1).map_or(0, |before| self.keys[before].1);
        &self.names[start as usize..self.keys[person].1 as usize]
    }

    fn find(&mut self, row: u32, name: &str, role: Option<u8>, weight: f64) -> (u32, bool) {
        let next = if self.last as usize + 1 < self.keys.len() { self.last + 1 } else { 0 };
        if self.keys.get(next as usize).is_some_and(|key| key.0 == row) && self.name(next) == name {
            self.last = next;
            return (next, self.details(next) != (role, weight));
        }
        let hash = hash(row, name);
        let found = self.table.find(hash, |person| self.keys[*person as usize].0 == row && self.name(*person) == name);
        if let Some(person) = found.copied() {
            self.last = person;
            return (person, self.details(person) != (role, weight));
        }
        let person = self.keys.len() as u32;
        self.last = person;
        self.names.push_str(name);
        self.keys.push((row, self.names.len() as u32));
        if !self.details.is_empty() || (role, weight) != (None, 1.0) {
            self.details.resize(person as usize, (None, 1.0));
            self.details.push((role, weight));
        }
        let (keys, names) = (&self.keys, &self.names);
        self.table.insert_unique(hash, person, |person| {
            let person = *person as usize;
            let start = person.checked_sub(1).map_or(0, |before| keys[before].1);
            self::hash(keys[person].0, &names[start as usize..keys[person].1 as usize])
        });
        (person, false)
    }

    #[inline]
    fn details(&self, person: u32) -> (Option<u8>, f64) {
        self.details.get(person as usize).copied().unwrap_or((None, 1.0))
    }

    /// The bits of an answer not yet given by a person without role or weight; none where it is given, or not so simple.
    #[inline(always)]
    fn fresh(&mut self, person: u32, criterion: usize) -> Option<(&mut u64, u32)> {
        let column = usize::from((*self.columns.get(criterion)?)?);
        let word = self.planes[column / 16].get_mut(person as usize)?;
        let shift = 4 * (column as u32 % 16);
        (self.details.is_empty() && (*word >> shift) & 15 == 0).then_some((word, shift))
    }

    /// Notes what a person says of a criterion.
    #[inline]
    fn say(&mut self, person: u32, criterion: usize, id: u32) -> Said {
        let column = self.column(criterion);
        let said = 1 + code(id) as u64;
        let plane = &mut self.planes[usize::from(column) / 16];
        if plane.len() <= person as usize {
            plane.resize(person as usize + 1, 0);
        }
        let word = &mut plane[person as usize];
        let shift = 4 * (u32::from(column) % 16);
        let before = (*word >> shift) & 15;
        if before == 0 {
            *word |= said << shift;
            if said == SAID_OTHER && self.others.len() < REMEMBERED {
                self.others.insert((person, column), id);
            }
            return Said::First;
        }
        let first = match before {
            SAID_WITHDRAWN => return Said::Again,
            SAID_OTHER => match self.others.get(&(person, column)) {
                Some(first) => *first,
                None => return Said::Again,
            },
            said => match said as usize - 1 {
                CODE_NOT_APPLICABLE => NOT_APPLICABLE,
                CODE_UNKNOWN => UNKNOWN,
                choice => choice as u32,
            },
        };
        if first == id {
            return Said::Same;
        }
        *word |= SAID_WITHDRAWN << shift;
        Said::Otherwise(first)
    }

    #[inline]
    fn column(&mut self, criterion: usize) -> u16 {
        if let Some(Some(column)) = self.columns.get(criterion) {
            return *column;
        }
        if self.columns.len() <= criterion {
            self.columns.resize(criterion + 1, None);
        }
        let column = self.used;
        self.columns[criterion] = Some(column);
        self.used += 1;
        if usize::from(column) / 16 >= self.planes.len() {
            self.planes.push(Vec::new());
        }
        column
    }
}

fn hash(row: u32, name: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write_u32(row);
    hasher.write(name.as_bytes());
    hasher.finish()
}
