//! What every reader of a table shares: the framework, the registers, the findings, and how a cell is read and reported.
use crate::finding::{Finding, Findings, HELD_PER_CODE, Place, Problem};
use crate::framework::{Framework, Level};
use crate::input::{CellKind, Record};
use crate::survey::date;
use crate::survey::mapping::{Items, Mapping};
use crate::survey::noanswer::Words;
use crate::survey::number::{self, trim};
use crate::survey::periods::Periods;
use crate::survey::registers::Registers;
use crate::survey::settings::{Settings, SourceSettings};
use crate::survey::{Scope, Source, Unit, WRITTEN};
use crate::text::{Code, Text};
use jiff::civil::Date;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::rc::Rc;

/// Characters of a cell that a finding repeats.
const SHOWN: usize = 200;

/// Between several codes or names in a cell.
const SEVERAL: [char; 4] = [';', '؛', '|', '\n'];
/// Between codes too.
const COMMAS: [char; 2] = [',', '،'];

/// The state of a reading.
pub(super) struct Intake<'a> {
    pub(super) settings: &'a Settings,
    pub(super) framework: &'a Framework,
    pub(super) words: Words,
    pub(super) criteria: Rc<Items<'a>>,
    pub(super) periods: Periods,
    pub(super) registers: Registers,
    pub(super) findings: Findings,
    pub(super) files: Vec<String>,
    sink: &'a mut dyn FnMut(&Finding),
}

/// The table being read.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Position in `Survey::files`.
    pub(super) file: u32,
    pub(super) name: String,
    pub(super) headings: Vec<SmolStr>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        framework: &'a Framework,
        registers: Registers,
        sink: &'a mut dyn FnMut(&Finding),
    ) -> Intake<'a> {
        Intake {
            settings,
            framework,
            words: Words::load(),
            criteria: Rc::new(Items::new(
                framework.criteria.iter().map(|criterion| (&criterion.code, &criterion.text)),
            )),
            periods: Periods::new(settings),
            registers,
            findings: Findings::default(),
            files: Vec::new(),
            sink,
        }
    }

    /// Records a problem in a cell, or in a row where no column is given.
    /// A cell with a character that cannot be seen has no other problem: what else is said of it would look untrue.
    pub(super) fn report(&mut self, head: &Head, record: &Record<'_>, column: Option<usize>, problem: Problem) {
        let unseen = column.and_then(|column| unseen(record.text(column)));
        let problem = unseen.unwrap_or(problem);
        let excerpt = self.findings.count(problem.code()) < HELD_PER_CODE;
        let mut place = place(head, record, column);
        if excerpt {
            place.excerpt = record.excerpt(column.unwrap_or(0));
        }
        self.push(problem, place);
    }

    pub(super) fn push(&mut self, problem: Problem, place: Place) {
        self.findings.push(problem, place);
        for finding in self.findings.drain_overflow() {
            (self.sink)(&finding);
        }
    }

    /// A row as it is named inside another's finding.
    pub(super) fn cite(&self, source: Source) -> String {
        let file = self.files.get(source.file as usize).map_or("", String::as_str);
        format!("{file}:{}", source.row)
    }

    /// The text of a cell; blank where the column is not there or its formula was never computed.
    pub(super) fn text<'r>(&mut self, head: &Head, record: &Record<'r>, column: Option<usize>) -> &'r str {
        let Some(column) = column else { return "" };
        let text = record.text(column);
        if text.is_empty() && record.kind(column) == CellKind::Uncomputed {
            self.report(head, record, Some(column), Problem::FormulaWithoutValue {});
        }
        trim(text)
    }

    /// Words for people: white space within them is one space; blank, with a finding, where a character cannot be seen.
    pub(super) fn prose<'r>(&mut self, head: &Head, record: &Record<'r>, column: Option<usize>) -> Cow<'r, str> {
        let text = self.text(head, record, column);
        if let Some(problem) = unseen(text) {
            self.report(head, record, column, problem);
            return Cow::Borrowed("");
        }
        one_line(text)
    }

    /// Words in the languages in which they are given; those of no language are of the first of the assessment.
    pub(super) fn worded(&mut self, head: &Head, record: &Record<'_>, mapping: &Mapping, name: &str) -> Text {
        let mut words = Text::default();
        for (column, language) in mapping.worded(name) {
            let text = self.prose(head, record, Some(column));
            if !text.is_empty() {
                let default = self.settings.languages.first().map_or(WRITTEN, String::as_str);
                words.set(if language.is_empty() { default } else { language }, &text);
            }
        }
        words
    }

    /// A number; none where blank or, with a finding, where it is none.
    pub(super) fn number(&mut self, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<f64> {
        let text = self.text(head, record, column);
        if text.is_empty() {
            return None;
        }
        let written = number::parse(text);
        if written.is_none() && self.words.no_answer(text).is_none() {
            self.report(head, record, column, Problem::NumberInvalid {});
        }
        written.map(|written| written.value)
    }

    /// A number of 0 or more.
    pub(super) fn amount(&mut self, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<f64> {
        let number = self.number(head, record, column)?;
        if number < 0.0 {
            self.report(head, record, column, Problem::NumberNegative {});
            return None;
        }
        Some(number)
    }

    /// A whole number of 0 or more.
    pub(super) fn count(&mut self, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<u32> {
        let number = self.amount(head, record, column)?;
        if number.fract() != 0.0 || number > f64::from(u32::MAX) {
            self.report(head, record, column, Problem::NumberInvalid {});
            return None;
        }
        Some(number as u32)
    }

    pub(super) fn date(&mut self, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<Date> {
        let date = self.dated(head, record, column);
        if date.is_none() && !self.text(head, record, column).is_empty() {
            self.report(head, record, column, Problem::DateInvalid {});
        }
        date
    }

    /// The same where the reader itself says what is wrong with none.
    pub(super) fn dated(&mut self, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<Date> {
        match column.map(|column| record.kind(column)) {
            Some(CellKind::Date(date)) => Some(date),
            _ => date::parse(self.text(head, record, column)),
        }
    }

    /// A period; none, with a finding, where the row cannot be placed in time.
    pub(super) fn period(
        &mut self,
        head: &Head,
        record: &Record<'_>,
        column: Option<usize>,
        constant: Option<&Code>,
    ) -> Option<usize> {
        let text = self.text(head, record, column);
        let text = if text.is_empty() { constant.map_or("", |code| code.as_str()) } else { text };
        let source = Source { file: head.file, row: row_of(record) };
        match self.periods.find(text, source) {
            Ok(period) => Some(period),
            Err(problem) => {
                self.report(head, record, column, problem);
                None
            }
        }
    }

    /// A criterion of the framework; none, with a finding, where it has no such.
    pub(super) fn criterion(&mut self, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<usize> {
        let text = self.text(head, record, column);
        let found = self.criteria.find(text);
        if found.is_none() {
            let nearest = self.criteria.nearest(text);
            self.report(head, record, column, Problem::UnknownCriterion { nearest });
        }
        found
    }

    /// The unit and the criterion that a row speaks for; what is asked of the nation is the nation's also in a row of an agency.
    pub(super) fn item(
        &mut self,
        head: &Head,
        record: &Record<'_>,
        mapping: &Mapping,
        source: Option<&SourceSettings>,
    ) -> Option<(Unit, usize)> {
        let unit = self.unit(head, record, &UnitColumns::of(mapping, source))?;
        let criterion = self.criterion(head, record, mapping.column("criterion"))?;
        let national = self.framework.criteria[criterion].level == Level::National;
        let scope = if national && matches!(unit.scope, Scope::Agency(_)) { Scope::Nation } else { unit.scope };
        Some((Unit { scope, ..unit }, criterion))
    }

    /// The unit that a row of answers or evidence speaks for.
    pub(super) fn unit(&mut self, head: &Head, record: &Record<'_>, columns: &UnitColumns<'_>) -> Option<Unit> {
        let period = self.period(head, record, columns.period, columns.constant_period)?;
        let agency_cell = self.text(head, record, columns.agency);
        let service_cell = self.text(head, record, columns.service);
        let branch_cell = self.text(head, record, columns.branch);
        if !service_cell.is_empty() && !branch_cell.is_empty() {
            self.report(head, record, columns.branch, Problem::ServiceAndBranch {});
            return None;
        }
        let lower = !service_cell.is_empty() || !branch_cell.is_empty();
        let mut agency = None;
        if !agency_cell.is_empty() {
            agency = self.registers.known_agency(agency_cell);
            if agency.is_none() {
                if self.words.is_nation(agency_cell) && !lower {
                    return Some(Unit { period, scope: Scope::Nation });
                }
                agency = Some(self.agency(head, record, columns.agency)?);
            }
        } else if !lower {
            self.report(head, record, columns.agency, Problem::AgencyBlank {});
            return None;
        }
        let scope = if !service_cell.is_empty() {
            Scope::Service(self.service(head, record, columns.service, agency)?)
        } else if !branch_cell.is_empty() {
            Scope::Branch(self.branch(head, record, columns.branch, agency)?)
        } else {
            Scope::Agency(agency?)
        };
        Some(Unit { period, scope })
    }

    /// An agency of the register; `nation` is none.
    pub(super) fn agency(&mut self, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<usize> {
        let text = self.text(head, record, column);
        if text.is_empty() {
            self.report(head, record, column, Problem::AgencyBlank {});
            return None;
        }
        self.registers.agency(text).map_err(|problem| self.report(head, record, column, problem)).ok()
    }

    pub(super) fn service(
        &mut self,
        head: &Head,
        record: &Record<'_>,
        column: Option<usize>,
        agency: Option<usize>,
    ) -> Option<usize> {
        let text = self.text(head, record, column);
        if text.is_empty() {
            self.report(head, record, column, Problem::ServiceBlank {});
            return None;
        }
        self.registers.service(text, agency).map_err(|problem| self.report(head, record, column, problem)).ok()
    }

    fn branch(
        &mut self,
        head: &Head,
        record: &Record<'_>,
        column: Option<usize>,
        agency: Option<usize>,
    ) -> Option<usize> {
        let text = self.text(head, record, column);
        self.registers.branch(text, agency).map_err(|problem| self.report(head, record, column, problem)).ok()
    }
}

/// The columns that say for whom and when a row speaks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct UnitColumns<'s> {
    pub(super) agency: Option<usize>,
    pub(super) period: Option<usize>,
    pub(super) service: Option<usize>,
    pub(super) branch: Option<usize>,
    pub(super) constant_period: Option<&'s Code>,
}

impl<'s> UnitColumns<'s> {
    pub(super) fn of(mapping: &Mapping, source: Option<&'s SourceSettings>) -> UnitColumns<'s> {
        UnitColumns {
            agency: mapping.column("agency"),
            period: mapping.column("period"),
            service: mapping.column("service"),
            branch: mapping.column("branch"),
            constant_period: source.and_then(|source| source.period.as_ref()),
        }
    }
}

/// The codes or names in a cell that may hold several; a comma parts codes, and may stand in a name.
pub(super) fn several(text: &str) -> Vec<&str> {
    let parted = |part: &'_ str| part.split(COMMAS).map(trim).all(|code| code.is_empty() || Code::new(code).is_some());
    let codes = text.split(SEVERAL).flat_map(|part| part.split(if parted(part) { &COMMAS[..] } else { &[] }));
    codes.map(trim).filter(|code| !code.is_empty()).collect()
}

/// Where a cell stands, without the text around it.
pub(super) fn place(head: &Head, record: &Record<'_>, column: Option<usize>) -> Place {
    let shown = |text: &str| match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    };
    Place {
        file: head.name.clone(),
        row: Some(record.row),
        column: column
            .and_then(|column| record.under(column).or_else(|| head.headings.get(column).map(SmolStr::as_str)))
            .filter(|heading| !heading.is_empty())
            .map(shown),
        value: column.map(|column| shown(record.text(column))),
        excerpt: None,
        period: None,
    }
}

/// The problem of a text with a control character, white space apart.
pub(super) fn unseen(text: &str) -> Option<Problem> {
    let control = text.chars().find(|letter| letter.is_control() && !letter.is_whitespace())?;
    Some(Problem::ControlCharacter { character: format!("U+{:04X}", u32::from(control)) })
}

/// Tabs, line ends and runs of spaces as one space.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let one = text.split_whitespace().map(str::len).sum::<usize>();
    let spaces = text.bytes().filter(|byte| *byte == b' ').count();
    if one + spaces == text.len() && !text.contains("  ") && !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(turns, "").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Marks that turn the direction of all that follows on a line.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(super) fn row_of(record: &Record<'_>) -> u32 {
    u32::try_from(record.row).unwrap_or(u32::MAX)
}
