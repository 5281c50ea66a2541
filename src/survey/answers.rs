//! Rows of answers, one answer each (long) or one criterion per column (wide).
use crate::finding::Problem;
use crate::framework::{Framework, Gate, Level};
use crate::input::{CellKind, Record};
use crate::survey::dictionary::{Dictionary, NO_CHOICE, Reading};
use crate::survey::intake::{Head, Intake, UnitColumns, row_of};
use crate::survey::ledger::{Entry, Ledger, Voter};
use crate::survey::mapping::{MARKS, Mapping};
use crate::survey::number::trim;
use crate::survey::settings::SourceSettings;
use crate::survey::{Answer, Scope, Source, Unit};
use crate::text::fold;
use rustc_hash::FxHashMap;

/// Everything read from files of answers.
pub(super) struct AnswerReader<'f> {
    pub(super) ledger: Ledger,
    dictionary: Dictionary<'f>,
    /// By criterion: how it is asked of a whole, a service and a branch, by entry of the dictionary.
    asked: Vec<[Option<usize>; 3]>,
    /// The same for criteria of agencies in the edition; `usize::MAX` for any other.
    plain: Vec<[usize; 3]>,
    critical: Vec<bool>,
    outside: Vec<bool>,
}

/// The columns of one file of answers, and the row before.
pub(super) struct AnswerColumns<'s> {
    unit: UnitColumns<'s>,
    respondent: Option<usize>,
    role: Option<usize>,
    weight: Option<usize>,
    constant_role: Option<&'s str>,
    long: Option<(usize, usize)>,
    wide: Vec<(usize, usize)>,
    /// Of the whole row.
    marks: [Option<usize>; MARKS.len()],
    /// Of one criterion.
    own_marks: FxHashMap<usize, [Option<usize>; MARKS.len()]>,
    any_marks: bool,
    /// Columns that say who speaks, with their last text.
    who: Vec<(usize, String)>,
    speaker: Option<Speaker>,
    /// Once an answer of the speaker was entered.
    ready: Option<Ready>,
    lane: Option<Lane>,
    criteria: Spelled,
    /// By criterion: whether it was reported as outside the edition.
    outside_reported: Vec<bool>,
}

/// Which cell a fault lies in.
#[derive(Clone, Copy)]
pub(super) enum Lies {
    InAnswer,
    InReason,
}

/// Who a row speaks for, and who speaks.
#[derive(Clone, Copy)]
struct Speaker {
    unit: Unit,
    /// In the ledger; made with the first answer.
    row: Option<usize>,
    voter: Voice,
}

/// Where and for whom further answers of the same speaker are entered.
#[derive(Clone, Copy)]
struct Ready {
    row: usize,
    voter: Voter,
    /// Position in `AnswerReader::asked`.
    way: usize,
}

/// The state of a file whose rows hold an agency, perhaps a respondent, a criterion, an answer and nothing else that is
/// known: the shape of the largest files, read with as few steps as possible in whatever order its rows stand.
struct Lane {
    agency: usize,
    respondent: Option<usize>,
    /// Rows of the ledger by agency; `usize::MAX` where the agency has not answered yet.
    rows: Vec<usize>,
    last_agency: Vec<u8>,
    row: usize,
    last_respondent: Vec<u8>,
    person: u32,
}

#[derive(Clone, Copy)]
enum Voice {
    Unit,
    Assessor,
    /// Named in the row's `respondent` cell.
    Named {
        role: Option<u8>,
        weight: f64,
        person: Option<u32>,
    },
    Anonymous {
        role: Option<u8>,
        weight: f64,
    },
}

/// Criteria by the text of their cell; each text remembers which came after it.
#[derive(Default)]
struct Spelled {
    by_text: FxHashMap<Box<str>, usize>,
    known: Vec<(Box<str>, usize, usize)>,
    last: usize,
}

impl<'f> AnswerReader<'f> {
    pub(super) fn new(intake: &Intake<'f>) -> AnswerReader<'f> {
        let framework: &'f Framework = intake.framework;
        let (dictionary, asked) = Dictionary::of_criteria(framework);
        let critical = framework.criteria.iter().map(|criterion| {
            let members = framework.dimensions.iter().flat_map(|dimension| &dimension.members);
            let mut elsewhere = members.filter(|member| member.criterion == criterion.code);
            criterion.gate == Some(Gate::Critical) || elsewhere.any(|member| member.gate == Some(Gate::Critical))
        });
        let rank = |code: &crate::text::Code| {
            framework.editions.iter().position(|edition| edition.code.matches(code.as_str()))
        };
        let chosen = intake.settings.edition.as_ref().and_then(rank);
        let outside = framework.criteria.iter().map(|criterion| {
            chosen.is_some_and(|chosen| criterion.edition.as_ref().and_then(rank).is_some_and(|rank| rank > chosen))
        });
        let outside: Vec<bool> = outside.collect();
        let plain = framework.criteria.iter().enumerate().map(|(position, criterion)| {
            let usual = criterion.level == Level::Agency && !outside[position];
            asked[position].map(|entry| entry.filter(|_| usual).unwrap_or(usize::MAX))
        });
        let plain = plain.collect();
        AnswerReader {
            ledger: Ledger::new(framework.criteria.len()),
            dictionary,
            asked,
            plain,
            critical: critical.collect(),
            outside,
        }
    }

    /// Reads a row.
    pub(super) fn row(
        &mut self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        columns: &mut AnswerColumns<'_>,
    ) {
        if columns.lane.is_some() {
            if self.lane(intake, head, record, columns) {
                return;
            }
            self.any_row(intake, head, record, columns);
            if let (Some(lane), Some(ready), Some(speaker)) = (&mut columns.lane, columns.ready, columns.speaker)
                && let Scope::Agency(agency) = speaker.unit.scope
            {
                if lane.rows.len() <= agency {
                    lane.rows.resize(agency + 1, usize::MAX);
                }
                lane.rows[agency] = ready.row;
            }
            return;
        }
        self.any_row(intake, head, record, columns);
    }

    /// Enters an answer of an agency already met; false: not done.
    #[inline(always)]
    fn lane(
        &mut self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        columns: &mut AnswerColumns<'_>,
    ) -> bool {
        let (Some(lane), Some((criterion_column, answer_column))) = (&mut columns.lane, columns.long) else {
            return false;
        };
        let agency = record.bytes(lane.agency);
        if agency != lane.last_agency {
            let known = intake.registers.known_agency(record.text(lane.agency));
            let row = known.and_then(|agency| lane.rows.get(agency)).copied().filter(|row| *row != usize::MAX);
            let Some(row) = row else { return false };
            lane.row = row;
            lane.last_agency.clear();
            lane.last_agency.extend_from_slice(agency);
            lane.last_respondent.clear();
        }
        let mut voter = Voter::Unit;
        if let Some(column) = lane.respondent {
            let respondent = record.bytes(column);
            if respondent != lane.last_respondent {
                let name = record.text(column);
                if name != trim(name) || name.is_empty() {
                    return false;
                }
                let (person, changed) = self.ledger.person(lane.row, name, None, 1.0);
                if changed {
                    return false;
                }
                lane.person = person;
                lane.last_respondent.clear();
                lane.last_respondent.extend_from_slice(respondent);
            } else if respondent.is_empty() {
                return false;
            }
            voter = Voter::Person(lane.person);
        }
        let Some(criterion) = columns.criteria.predict(record.bytes(criterion_column)) else { return false };
        let [byte] = record.bytes(answer_column) else { return false };
        let choice = self.dictionary.choice(self.plain[criterion][0], *byte);
        if choice == NO_CHOICE {
            return false;
        }
        let source = Source { file: head.file, row: row_of(record) };
        if let Entry::Differs(first) = self.ledger.enter_choice(lane.row, criterion, voter, choice, source) {
            twice(intake, head, record, criterion, answer_column, first, false);
        }
        true
    }

    fn any_row(&mut self, intake: &mut Intake<'f>, head: &Head, record: &Record<'_>, columns: &mut AnswerColumns<'_>) {
        let same = columns.who.iter().all(|(column, last)| record.bytes(*column) == last.as_bytes());
        if !same || columns.speaker.is_none() {
            columns.ready = None;
            let before = columns.speaker.take();
            columns.speaker = who(intake, head, record, columns, before);
            if columns.speaker.is_none() {
                return;
            }
            for (column, last) in &mut columns.who {
                last.clear();
                last.push_str(record.text(*column));
            }
        }
        match columns.long {
            Some((criterion_column, answer_column)) => {
                let predicted = columns.criteria.predict(record.bytes(criterion_column));
                if predicted
                    .is_some_and(|criterion| self.quick(intake, head, record, columns, criterion, answer_column))
                {
                    return;
                }
                let Some(speaker) = columns.speaker else { return };
                let text = record.text(criterion_column);
                if trim(text).is_empty() && trim(record.text(answer_column)).is_empty() {
                    return;
                }
                let Some(criterion) = columns.criteria.find(intake, text) else {
                    let nearest = intake.criteria.nearest(trim(text));
                    intake.report(head, record, Some(criterion_column), Problem::UnknownCriterion { nearest });
                    return;
                };
                self.cell(intake, head, record, columns, speaker, criterion, answer_column);
            }
            None => {
                for position in 0..columns.wide.len() {
                    let (column, criterion) = columns.wide[position];
                    if self.quick(intake, head, record, columns, criterion, column) {
                        continue;
                    }
                    let Some(speaker) = columns.speaker else { return };
                    self.cell(intake, head, record, columns, speaker, criterion, column);
                }
            }
        }
    }

    /// Enters the common answer: a choice told by one byte met before, by a speaker already met, without marks. False: not done.
    #[inline(always)]
    fn quick(
        &mut self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        columns: &AnswerColumns<'_>,
        criterion: usize,
        column: usize,
    ) -> bool {
        let Some(ready) = columns.ready else { return false };
        let [byte] = record.bytes(column) else { return false };
        let choice = self.dictionary.choice(self.plain[criterion][ready.way], *byte);
        if choice == NO_CHOICE || columns.any_marks {
            return false;
        }
        let source = Source { file: head.file, row: row_of(record) };
        if let Entry::Differs(first) = self.ledger.enter_choice(ready.row, criterion, ready.voter, choice, source) {
            twice(intake, head, record, criterion, column, first, false);
        }
        true
    }

    #[inline]
    #[expect(clippy::too_many_arguments, reason = "a cell and where it stands")]
    fn cell(
        &mut self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        columns: &mut AnswerColumns<'_>,
        mut speaker: Speaker,
        criterion: usize,
        column: usize,
    ) {
        let text = record.text(column);
        if text.is_empty() && !columns.any_marks {
            if record.kind(column) == CellKind::Uncomputed {
                intake.report(head, record, Some(column), Problem::FormulaWithoutValue {});
            }
            return;
        }
        let national = intake.framework.criteria[criterion].level == Level::National;
        let way = way(national, speaker.unit.scope);
        let entry = self.asked[criterion].get(way).copied().flatten();
        let reading = match entry {
            Some(entry) => self.dictionary.read(&intake.words, entry, text),
            None if trim(text).is_empty() => return,
            None => {
                intake.report(head, record, Some(column), misplaced(intake, national, criterion));
                return;
            }
        };
        let (mut answer, mut id) = (None, 0);
        match reading {
            Reading::Answer { answer: read, id: of } => (answer, id) = (Some(read), of),
            Reading::Blank if record.kind(column) == CellKind::Uncomputed => {
                intake.report(head, record, Some(column), Problem::FormulaWithoutValue {});
            }
            Reading::Blank | Reading::Unread => {}
            Reading::Doubtful { answer: read, id: of } => {
                (answer, id) = (Some(read), of);
                if let Answer::Number(share) = read {
                    let percent = share * 100.0;
                    let problem = Problem::ShareBelow1 { criterion: code(intake, criterion), percent };
                    intake.report(head, record, Some(column), problem);
                }
            }
            faulty => self.faulty(intake, head, record, criterion, column, entry, faulty),
        }
        if answer.is_none() && !columns.any_marks {
            return;
        }
        if self.outside[criterion] && answer.is_some() && !columns.outside_reported[criterion] {
            columns.outside_reported[criterion] = true;
            let edition = intake.settings.edition.as_ref().map(ToString::to_string).unwrap_or_default();
            let problem = Problem::CriterionOutsideEdition { criterion: code(intake, criterion), edition };
            intake.report(head, record, Some(column), problem);
        }
        if columns.any_marks || answer == Some(Answer::NotApplicable) {
            self.marked(intake, head, record, columns, &mut speaker, criterion, column, &mut answer);
        }
        let Some(answer) = answer else { return };
        let row = self.own_row(columns, &mut speaker);
        let voter = match speaker.voter {
            Voice::Unit => Voter::Unit,
            Voice::Assessor => Voter::Assessor,
            Voice::Anonymous { role, weight } => Voter::Anonymous { role, weight },
            Voice::Named { person: Some(person), .. } => Voter::Person(person),
            Voice::Named { role, weight, person: None } => {
                let name = columns.respondent.map_or("", |column| trim(record.text(column)));
                let (person, changed) = self.ledger.person(row, name, role, weight);
                if changed {
                    intake.report(head, record, columns.role.or(columns.weight), Problem::RespondentChanged {});
                }
                speaker.voter = Voice::Named { role, weight, person: Some(person) };
                columns.speaker = Some(speaker);
                Voter::Person(person)
            }
        };
        let source = Source { file: head.file, row: row_of(record) };
        if let Entry::Differs(first) = self.ledger.enter(row, criterion, voter, answer, id, source) {
            twice(intake, head, record, criterion, column, first, national && matches!(voter, Voter::Unit));
        }
        if !national && way < 3 {
            columns.ready = Some(Ready { row, voter, way });
        }
    }

    /// What a cell of a correction says of a criterion for a unit: none is a blank. A problem where it is no answer to it.
    pub(super) fn said(
        &mut self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        column: usize,
        scope: Scope,
        criterion: usize,
    ) -> Result<Option<Answer>, Problem> {
        let national = intake.framework.criteria[criterion].level == Level::National;
        let Some(entry) = self.asked[criterion].get(way(national, scope)).copied().flatten() else {
            return Err(Problem::CorrectionMisplaced { criterion: code(intake, criterion) });
        };
        let text = intake.text(head, record, Some(column));
        match self.dictionary.read(&intake.words, entry, text) {
            Reading::Answer { answer, .. } | Reading::Doubtful { answer, .. } => Ok(Some(answer)),
            Reading::Blank | Reading::Unread => Ok(None),
            _ => {
                let allowed = self.dictionary.asked(entry).allowed();
                Err(Problem::CorrectionOffScale { criterion: code(intake, criterion), allowed })
            }
        }
    }

    /// Why *not applicable* is not accepted of a criterion, if it is not.
    pub(super) fn waiver(
        &self,
        framework: &Framework,
        criterion: usize,
        reason: &str,
        approver: &str,
    ) -> Option<(Problem, Lies)> {
        let wanted = &framework.criteria[criterion];
        let condition = wanted.na_when.as_ref();
        let met = condition.is_none_or(|condition| {
            let titled = framework.conditions.iter().find(|titled| titled.code == *condition);
            let named = titled.is_some_and(|titled| titled.title.iter().any(|(_, title)| fold(title) == fold(reason)));
            condition.matches(reason) || named
        });
        let code = || wanted.code.to_string();
        if self.critical[criterion] {
            Some((Problem::NaOnCriticalGate { criterion: code() }, Lies::InAnswer))
        } else if !wanted.waivable {
            Some((Problem::NaNotAccepted { criterion: code() }, Lies::InAnswer))
        } else if reason.is_empty() {
            Some((Problem::NaWithoutReason { criterion: code() }, Lies::InAnswer))
        } else if !met {
            let condition = condition.map(ToString::to_string).unwrap_or_default();
            Some((Problem::NaReasonNotCondition { criterion: code(), condition }, Lies::InReason))
        } else if approver.is_empty() {
            Some((Problem::NaWithoutApprover { criterion: code() }, Lies::InAnswer))
        } else {
            None
        }
    }

    #[cold]
    #[expect(clippy::too_many_arguments, reason = "a cell and where it stands")]
    fn faulty(
        &self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        criterion: usize,
        column: usize,
        entry: Option<usize>,
        reading: Reading,
    ) {
        let criterion = code(intake, criterion);
        let allowed = entry.map(|entry| self.dictionary.asked(entry).allowed()).unwrap_or_default();
        let problem = match reading {
            Reading::ShareOver100 => Problem::ShareOver100 { criterion },
            Reading::NotANumber => Problem::NumberInvalid {},
            _ => Problem::AnswerOffScale { criterion, allowed },
        };
        intake.report(head, record, Some(column), problem);
    }

    /// The row of the unit that the row of the file speaks for.
    #[inline]
    fn own_row(&mut self, columns: &mut AnswerColumns<'_>, speaker: &mut Speaker) -> usize {
        if let Some(row) = speaker.row {
            return row;
        }
        let row = self.ledger.row(speaker.unit);
        speaker.row = Some(row);
        columns.speaker = Some(*speaker);
        row
    }

    /// Reads what is marked beside an answer; an answer without what it needs becomes missing.
    #[inline(never)]
    #[expect(clippy::too_many_arguments, reason = "a cell and where it stands")]
    fn marked(
        &mut self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        columns: &mut AnswerColumns<'_>,
        speaker: &mut Speaker,
        criterion: usize,
        column: usize,
        answer: &mut Option<Answer>,
    ) {
        let own = columns.own_marks.get(&criterion).copied().unwrap_or_default();
        let at =
            |mark: usize| own[mark].filter(|column| !trim(record.text(*column)).is_empty()).or(columns.marks[mark]);
        let wanted = &intake.framework.criteria[criterion];
        let mut reason = "";
        let mut approver = "";
        if *answer == Some(Answer::NotApplicable) {
            reason = intake.text(head, record, at(0));
            approver = intake.text(head, record, at(1));
            if let Some((problem, lies)) = self.waiver(intake.framework, criterion, reason, approver) {
                let place = match lies {
                    Lies::InAnswer => Some(column),
                    Lies::InReason => at(0),
                };
                intake.report(head, record, place, problem);
                *answer = None;
            }
        }
        // Marks of a whole row of a wide file belong to the criteria answered in it.
        let concerned = answer.is_some() || own.iter().flatten().any(|column| !trim(record.text(*column)).is_empty());
        let concerned = concerned || columns.long.is_some();
        let not_controlled = concerned && self.truth(intake, head, record, at(2)).unwrap_or_default();
        let mut sample_size = None;
        if matches!(*answer, Some(Answer::Number(_))) {
            let sampled = self.truth(intake, head, record, at(3));
            if sampled != Some(false) {
                sample_size = intake.count(head, record, at(4)).filter(|size| *size > 0);
                if sampled == Some(true) && sample_size.is_none() {
                    let problem = Problem::SampledWithoutSize { criterion: wanted.code.to_string() };
                    intake.report(head, record, Some(column), problem);
                    *answer = None;
                }
            }
        }
        let waived = *answer == Some(Answer::NotApplicable);
        if !waived && !not_controlled && sample_size.is_none() {
            return;
        }
        let row = self.own_row(columns, speaker);
        let marks = self.ledger.marks().marks_mut(row, criterion);
        if waived && marks.na_reason.is_none() {
            marks.na_reason = Some(reason.to_owned());
            marks.na_approver = Some(approver.to_owned());
        }
        marks.not_controlled |= not_controlled;
        if marks.sample_size.is_none() {
            marks.sample_size = sample_size;
        }
    }

    /// A mark; none where blank or, with a finding, where it is neither yes nor no.
    fn truth(&self, intake: &mut Intake<'f>, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<bool> {
        let text = intake.text(head, record, column);
        if text.is_empty() {
            return None;
        }
        let truth = intake.words.truth(text);
        if truth.is_none() {
            intake.report(head, record, column, Problem::MarkInvalid {});
        }
        truth
    }
}

impl<'s> AnswerColumns<'s> {
    pub(super) fn new(mapping: Mapping, source: Option<&'s SourceSettings>, criteria: usize) -> AnswerColumns<'s> {
        let unit = UnitColumns::of(&mapping, source);
        let [respondent, role, weight] = ["respondent", "role", "weight"].map(|name| mapping.column(name));
        let marks = MARKS.map(|mark| mapping.column(mark));
        let who = [unit.agency, unit.period, unit.service, unit.branch, respondent, role, weight];
        let long = mapping.column("criterion").zip(mapping.column("answer"));
        let any_marks = marks.iter().any(Option::is_some) || !mapping.marks.is_empty();
        let constant_role = source.and_then(|source| source.role.as_ref()).map(|role| role.as_str());
        let others = [unit.period, unit.service, unit.branch, role, weight];
        let simple = others.iter().all(Option::is_none) && !any_marks && constant_role.is_none() && long.is_some();
        let lane = unit.agency.filter(|_| simple).map(|agency| Lane {
            agency,
            respondent,
            rows: Vec::new(),
            last_agency: Vec::new(),
            row: usize::MAX,
            last_respondent: Vec::new(),
            person: 0,
        });
        AnswerColumns {
            unit,
            respondent,
            role,
            weight,
            constant_role,
            long,
            any_marks,
            marks,
            wide: mapping.items,
            own_marks: mapping.marks,
            who: who.into_iter().flatten().map(|column| (column, String::new())).collect(),
            speaker: None,
            ready: None,
            lane,
            criteria: Spelled::default(),
            outside_reported: vec![false; criteria],
        }
    }
}

impl Spelled {
    /// The criterion of a text that is the one expected after the last.
    #[inline(always)]
    fn predict(&mut self, text: &[u8]) -> Option<usize> {
        let next = self.known.get(self.last)?.2;
        let (known, criterion, _) = self.known.get(next)?;
        if known.as_bytes() != text {
            return None;
        }
        self.last = next;
        Some(*criterion)
    }

    fn find(&mut self, intake: &Intake<'_>, text: &str) -> Option<usize> {
        let position = match self.by_text.get(text) {
            Some(position) => *position,
            None => {
                // Spellings of no criterion are reported each time; they are not kept.
                let criterion = intake.criteria.find(text)?;
                self.known.push((text.into(), criterion, 0));
                self.by_text.insert(text.into(), self.known.len() - 1);
                self.known.len() - 1
            }
        };
        if let Some(last) = self.known.get_mut(self.last) {
            last.2 = position;
        }
        self.last = position;
        Some(self.known[position].1)
    }
}

/// Reports a cell answered before, and otherwise.
#[cold]
fn twice(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    criterion: usize,
    column: usize,
    first: Option<Source>,
    national: bool,
) {
    let first = first.map(|first| intake.cite(first));
    let criterion = code(intake, criterion);
    let problem = match first {
        None => Problem::AnswerContradicted { criterion },
        Some(first) if national => Problem::NationalAnsweredTwice { criterion, first },
        Some(first) => Problem::DuplicateAnswer { criterion, first },
    };
    intake.report(head, record, Some(column), problem);
}

/// Who speaks in a row, and for whom; none, with a finding, where that cannot be told.
fn who(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    columns: &AnswerColumns<'_>,
    before: Option<Speaker>,
) -> Option<Speaker> {
    // The common case: only the respondent is another.
    let same_unit = before.filter(|_| {
        let unit = [columns.unit.agency, columns.unit.period, columns.unit.service, columns.unit.branch];
        let mut who = columns.who.iter().filter(|(column, _)| unit.contains(&Some(*column)));
        who.all(|(column, last)| record.text(*column) == last)
    });
    let (unit, row) = match same_unit {
        Some(speaker) => (speaker.unit, speaker.row),
        None => (intake.unit(head, record, &columns.unit)?, None),
    };
    let respondent = intake.text(head, record, columns.respondent);
    let role_cell = intake.text(head, record, columns.role);
    let role_text = if role_cell.is_empty() { columns.constant_role.unwrap_or_default() } else { role_cell };
    if intake.words.is_assessor(role_text) {
        return Some(Speaker { unit, row, voter: Voice::Assessor });
    }
    let mut role = None;
    if !role_text.is_empty() {
        role = find_role(intake.framework, role_text);
        if role.is_none() {
            let roles = intake.framework.roles.iter().map(|role| role.code.as_str()).chain(["assessor"]);
            let nearest = crate::spelling::nearest(role_text, roles).unwrap_or_default().to_owned();
            intake.report(head, record, columns.role, Problem::UnknownRole { nearest });
            return None;
        }
    }
    let weighted = !intake.text(head, record, columns.weight).is_empty();
    let weight = match weighted {
        true => intake.amount(head, record, columns.weight)?,
        false => 1.0,
    };
    let voter = if !respondent.is_empty() {
        Voice::Named { role, weight, person: None }
    } else if role.is_some() || weighted {
        Voice::Anonymous { role, weight }
    } else {
        Voice::Unit
    };
    Some(Speaker { unit, row, voter })
}

fn find_role(framework: &Framework, text: &str) -> Option<u8> {
    let of_code = framework.roles.iter().position(|role| role.code.matches(text));
    let position = of_code.or_else(|| {
        let folded = fold(text);
        framework.roles.iter().position(|role| role.title.iter().any(|(_, title)| fold(title) == folded))
    });
    u8::try_from(position?).ok()
}

/// Position in `AnswerReader::asked` of how a unit is asked; beyond its end where it is not.
#[inline]
fn way(national: bool, scope: Scope) -> usize {
    match scope {
        Scope::Agency(_) if !national => 0,
        Scope::Nation if national => 0,
        Scope::Agency(_) | Scope::Nation => 3,
        Scope::Service(_) => 1,
        Scope::Branch(_) => 2,
    }
}

/// The problem of an answer for a unit that is not asked.
fn misplaced(intake: &Intake<'_>, national: bool, criterion: usize) -> Problem {
    let criterion = code(intake, criterion);
    match national {
        true => Problem::NationalOnly { criterion },
        false => Problem::WrongUnit { criterion },
    }
}

fn code(intake: &Intake<'_>, criterion: usize) -> String {
    intake.framework.criteria[criterion].code.to_string()
}
