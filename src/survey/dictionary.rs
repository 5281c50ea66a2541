//! What a cell says on a scale, remembered by its bytes: each spelling is read once.
use crate::framework::{Criterion, Framework, LowerUnit, Normalise, OTHER, Scale, ScaleKind};
use crate::survey::Answer;
use crate::survey::noanswer::{NoAnswer, Words};
use crate::survey::number::{self, Written, trim};
use crate::text::fold;
use rustc_hash::FxHashMap;

/// Spellings remembered per scale; free numbers have no end of them.
const REMEMBERED: usize = 4096;
/// Ids of answers without a value; choices stand below by position, numbers above in order of appearance.
pub(super) const NOT_APPLICABLE: u32 = 256;
pub(super) const UNKNOWN: u32 = 257;

/// No choice is known for a byte.
pub(super) const NO_CHOICE: u8 = u8::MAX;

/// What a cell says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Reading {
    #[default]
    Unread,
    Blank,
    /// `id` is the same for the same answer on the same scale.
    Answer {
        answer: Answer,
        id: u32,
    },
    /// A share above 0 and up to 1 without a percent sign.
    Doubtful {
        answer: Answer,
        id: u32,
    },
    OffScale,
    ShareOver100,
    NotANumber,
}

/// A scale as one item is answered on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'f> {
    scale: &'f Scale,
    /// What a number must lie in.
    limits: Option<(f64, f64)>,
    /// Whether the item is a share, here answered for one unit: 0 and 100 stand for the worst and the best choice.
    of_one: bool,
}

/// Scales with the spellings met on them.
pub(super) struct Dictionary<'f> {
    entries: Vec<Entry<'f>>,
    /// By entry and ASCII byte.
    choices: Vec<u8>,
}

struct Entry<'f> {
    asked: Asked<'f>,
    /// Readings of one ASCII letter or digit; empty until used.
    single: Vec<Reading>,
    spelled: FxHashMap<Box<str>, Reading>,
    titles: Option<FxHashMap<String, Option<u8>>>,
    /// Ids of numbers and of sets of options, by bits.
    numbers: FxHashMap<u64, u32>,
}

impl<'f> Asked<'f> {
    /// A criterion answered for the agency or nation as a whole.
    pub(super) fn whole(framework: &'f Framework, criterion: &Criterion) -> Option<Asked<'f>> {
        let limits = match criterion.normalise {
            Some(Normalise::None { low, high }) => Some((low, high)),
            _ => None,
        };
        Some(Asked { scale: framework.scale(&criterion.scale)?, limits, of_one: false })
    }

    /// A criterion answered for one lower unit; none where it is not asked of such a unit.
    pub(super) fn of_unit(framework: &'f Framework, criterion: &Criterion, unit: LowerUnit) -> Option<Asked<'f>> {
        let scale = framework.scale(&criterion.scale)?;
        match &scale.each {
            Some(each) if each.unit == unit => {
                Some(Asked { scale: framework.scale(&each.scale)?, limits: None, of_one: true })
            }
            Some(_) => None,
            None => criterion.roll_up.as_ref().and_then(|_| Asked::whole(framework, criterion)),
        }
    }

    pub(super) fn scale(&self) -> &'f Scale {
        self.scale
    }

    pub(super) fn plain(scale: &'f Scale) -> Asked<'f> {
        Asked { scale, limits: None, of_one: false }
    }

    /// The answers that are accepted, in signs that need no language.
    pub(super) fn allowed(&self) -> String {
        match (self.scale.kind, self.limits) {
            (ScaleKind::Choice | ScaleKind::Several, _) => {
                let codes: Vec<&str> = self.scale.choices.iter().map(|choice| choice.code.as_str()).collect();
                codes.join(", ")
            }
            (ScaleKind::Share, _) => "0–100".to_owned(),
            (ScaleKind::Count, _) => "0, 1, 2, …".to_owned(),
            (ScaleKind::Number, Some((low, high))) => format!("{low}–{high}"),
            (ScaleKind::Number, None) => "0, 0.5, 1, …".to_owned(),
        }
    }
}

impl<'f> Dictionary<'f> {
    pub(super) fn new() -> Dictionary<'f> {
        Dictionary { entries: Vec::new(), choices: Vec::new() }
    }

    /// The scales of every criterion, and by criterion their positions: asked of a whole, a service and a branch.
    pub(super) fn of_criteria(framework: &'f Framework) -> (Dictionary<'f>, Vec<[Option<usize>; 3]>) {
        let mut dictionary = Dictionary::new();
        let asked = framework.criteria.iter().map(|criterion| {
            let ways = [
                Asked::whole(framework, criterion),
                Asked::of_unit(framework, criterion, LowerUnit::Service),
                Asked::of_unit(framework, criterion, LowerUnit::Branch),
            ];
            ways.map(|way| way.map(|way| dictionary.add(way)))
        });
        let asked = asked.collect();
        (dictionary, asked)
    }

    /// Adds a scale; its position.
    pub(super) fn add(&mut self, asked: Asked<'f>) -> usize {
        self.entries.push(Entry {
            asked,
            single: Vec::new(),
            spelled: FxHashMap::default(),
            titles: None,
            numbers: FxHashMap::default(),
        });
        self.choices.resize(self.entries.len() * 128, NO_CHOICE);
        self.entries.len() - 1
    }

    pub(super) fn asked(&self, entry: usize) -> Asked<'f> {
        self.entries[entry].asked
    }

    /// The choice that a cell of one byte says, by position, where that is known; `NO_CHOICE` otherwise.
    #[inline(always)]
    pub(super) fn choice(&self, entry: usize, byte: u8) -> u8 {
        self.choices.get(entry.wrapping_mul(128).wrapping_add(usize::from(byte & 127))).copied().unwrap_or(NO_CHOICE)
    }

    #[inline]
    pub(super) fn read(&mut self, words: &Words, entry: usize, text: &str) -> Reading {
        let position = entry;
        let entry = &mut self.entries[position];
        let known = match text.as_bytes() {
            [] => return Reading::Blank,
            [byte] => entry.single.get(usize::from(*byte)).copied(),
            _ => entry.spelled.get(text).copied(),
        };
        match known {
            Some(reading) if reading != Reading::Unread => reading,
            _ => {
                let reading = entry.learn(words, text);
                if let ([byte @ ..128], Reading::Answer { answer: Answer::Choice(choice), .. }) =
                    (text.as_bytes(), reading)
                {
                    self.choices[position * 128 + usize::from(*byte)] = choice;
                }
                reading
            }
        }
    }
}

impl Entry<'_> {
    #[cold]
    fn learn(&mut self, words: &Words, text: &str) -> Reading {
        let reading = self.interpret(words, trim(text));
        match text.as_bytes() {
            [byte] if byte.is_ascii() => {
                self.single.resize(128, Reading::Unread);
                self.single[usize::from(*byte)] = reading;
            }
            _ if self.spelled.len() < REMEMBERED => {
                self.spelled.insert(text.into(), reading);
            }
            _ => {}
        }
        reading
    }

    fn interpret(&mut self, words: &Words, text: &str) -> Reading {
        if text.is_empty() {
            return Reading::Blank;
        }
        let written = number::parse(text);
        let reading = match self.asked.scale.kind {
            ScaleKind::Choice => self.choice(words, text, written),
            ScaleKind::Several => self.several(text),
            ScaleKind::Share => written.map(|written| self.share(written)),
            ScaleKind::Number => written.map(|written| match self.asked.limits {
                Some((low, high)) if !(low..=high).contains(&written.value) => Reading::OffScale,
                _ => self.numbered(written.value),
            }),
            ScaleKind::Count => written.map(|written| {
                let whole = written.value >= 0.0 && written.value.fract() == 0.0 && !written.percent;
                if whole { self.numbered(written.value) } else { Reading::OffScale }
            }),
        };
        reading.unwrap_or_else(|| match words.no_answer(text) {
            Some(NoAnswer::NotApplicable) => Reading::Answer { answer: Answer::NotApplicable, id: NOT_APPLICABLE },
            Some(NoAnswer::Unknown) => Reading::Answer { answer: Answer::Unknown, id: UNKNOWN },
            None if self.asked.scale.kind == ScaleKind::Number && written.is_none() => Reading::NotANumber,
            None => Reading::OffScale,
        })
    }

    fn choice(&mut self, words: &Words, text: &str, written: Option<Written>) -> Option<Reading> {
        let choices = &self.asked.scale.choices;
        let of_code = |code: &str| choices.iter().position(|choice| choice.code.matches(code));
        let plain = written.filter(|written| !written.percent);
        let position =
            of_code(text).or_else(|| plain.and_then(|written| of_code(&written.value.to_string()))).or_else(|| {
                let titles = self.titles.get_or_insert_with(|| titles(self.asked.scale));
                titles.get(&fold(text)).copied().flatten().map(usize::from)
            });
        let position = position.or_else(|| {
            let word = if words.truth(text)? { "yes" } else { "no" };
            of_code("yes").and(of_code("no"))?;
            of_code(word)
        });
        let position = position.or_else(|| self.asked.scale.labelled(text, words.level()));
        let position = position.or_else(|| match written.map(|written| written.value) {
            Some(0.0) if self.asked.of_one => Some(0),
            Some(100.0) if self.asked.of_one => choices.len().checked_sub(1),
            _ => None,
        });
        let position = u8::try_from(position?).ok()?;
        Some(Reading::Answer { answer: Answer::Choice(position), id: u32::from(position) })
    }

    fn share(&mut self, written: Written) -> Reading {
        if written.value < 0.0 {
            return Reading::OffScale;
        }
        if written.value > 100.0 {
            return Reading::ShareOver100;
        }
        let reading = self.numbered(written.value / 100.0);
        match reading {
            Reading::Answer { answer, id } if written.value > 0.0 && written.value <= 1.0 && !written.percent => {
                Reading::Doubtful { answer, id }
            }
            reading => reading,
        }
    }

    fn numbered(&mut self, value: f64) -> Reading {
        // −0 is 0.
        let value = value + 0.0;
        Reading::Answer { answer: Answer::Number(value), id: self.id(value.to_bits()) }
    }

    /// The options that a cell names; none where it names one that the scale lacks and the scale has no `other`.
    fn several(&mut self, text: &str) -> Option<Reading> {
        let scale = self.asked.scale;
        let chosen = scale.chosen(text);
        let other = scale.choices.iter().position(|choice| choice.code.matches(OTHER));
        if chosen.options.is_empty() && chosen.rest.is_empty() || !chosen.rest.is_empty() && other.is_none() {
            return None;
        }
        let options = chosen.options.iter().chain(other.iter().filter(|_| !chosen.rest.is_empty()));
        let bits = options.fold(0u64, |bits, option| bits | 1 << option);
        Some(Reading::Answer { answer: Answer::Several(bits), id: self.id(bits) })
    }

    /// An id for the bits of a number or of a set of options; a scale has one kind.
    fn id(&mut self, bits: u64) -> u32 {
        let next = UNKNOWN + 1 + self.numbers.len() as u32;
        *self.numbers.entry(bits).or_insert(next)
    }
}

/// Positions of choices by folded title and alias; none where two choices share one.
fn titles(scale: &Scale) -> FxHashMap<String, Option<u8>> {
    let mut titles: FxHashMap<String, Option<u8>> = FxHashMap::default();
    for (position, choice) in scale.choices.iter().enumerate() {
        let Ok(position) = u8::try_from(position) else { break };
        let written = choice.title.iter().map(|(_, title)| title).chain(choice.aliases.iter().map(String::as_str));
        for title in written {
            let entry = titles.entry(fold(title)).or_insert(Some(position));
            if *entry != Some(position) {
                *entry = None;
            }
        }
    }
    titles
}
