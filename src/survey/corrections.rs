//! Answers corrected on top of the material, which is never edited.
use crate::finding::Problem;
use crate::input::Record;
use crate::survey::answers::AnswerReader;
use crate::survey::intake::{Head, Intake, row_of};
use crate::survey::mapping::Mapping;
use crate::survey::reading::place_of;
use crate::survey::settings::SourceSettings;
use crate::survey::spelled::Speller;
use crate::survey::{Answer, Answers, Correction, Response, Scope, Source, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers that differ by less than this part of themselves are the same answer.
const SAME: f64 = 1e-9;

/// Reads a row; none, with a finding, where it cannot be used.
pub(super) fn row<'f>(
    intake: &mut Intake<'f>,
    answers: &mut AnswerReader<'f>,
    head: &Head,
    record: &Record<'_>,
    mapping: &Mapping,
    source: Option<&SourceSettings>,
) -> Option<Correction> {
    let (unit, criterion) = intake.item(head, record, mapping, source)?;
    let mut words = |name: &str| {
        let column = mapping.column(name);
        let words = intake.prose(head, record, column).into_owned();
        if words.is_empty() {
            intake.report(head, record, column, Problem::CorrectionIncomplete {});
        }
        Some(words).filter(|words| !words.is_empty())
    };
    let (who, why) = (words("who"), words("why"));
    let when = intake.dated(head, record, mapping.column("when"));
    if when.is_none() {
        intake.report(head, record, mapping.column("when"), Problem::CorrectionIncomplete {});
    }
    let mut answer = |column: Option<usize>| match answers.said(intake, head, record, column?, unit.scope, criterion) {
        Ok(answer) => Some(answer),
        Err(problem) => {
            intake.report(head, record, column, problem);
            None
        }
    };
    let (old, new) = (answer(mapping.column("old"))?, answer(mapping.column("new"))?);
    let (who, when, why) = (who?, when?, why?);
    if new == Some(Answer::NotApplicable)
        && let Some((problem, _)) = answers.waiver(intake.framework, criterion, &why, &who)
    {
        let criterion = intake.framework.criteria[criterion].code.to_string();
        let (column, problem) = match problem {
            Problem::NaReasonNotCondition { condition, .. } => {
                (mapping.column("why"), Problem::CorrectionWithoutCondition { criterion, condition })
            }
            _ => (mapping.column("new"), Problem::CorrectionNotWaivable { criterion }),
        };
        intake.report(head, record, column, problem);
        return None;
    }
    let source = Source { file: head.file, row: row_of(record) };
    Some(Correction { unit, criterion, old, new, who, when, why, replaced: None, source })
}

/// Applies corrections in order of their dates, each to what the one before left; gives the answers of so many periods,
/// and the corrections that were applied.
pub(super) fn apply(
    intake: &mut Intake<'_>,
    mut answers: Answers,
    mut corrections: Vec<Correction>,
    periods: usize,
) -> (Answers, Vec<Correction>) {
    corrections.sort_by_key(|correction| (correction.unit, correction.criterion, correction.when, correction.source));
    let mut of_day: BTreeMap<_, Vec<Source>> = BTreeMap::new();
    for Correction { unit, criterion, when, source, .. } in &corrections {
        of_day.entry((*unit, *criterion, *when)).or_default().push(*source);
    }
    let below = below(intake, &answers, &corrections);
    let speller = Speller::new(intake.framework);
    let units = answers.units().count();
    corrections.retain_mut(|correction| {
        let Correction { unit, criterion, old, new, who, when, why, replaced, source } = correction;
        let code = intake.framework.criteria[*criterion].code.to_string();
        let problem = match of_day.get(&(*unit, *criterion, *when)).map_or(&[][..], Vec::as_slice) {
            [first, .., last] => {
                let other = if source == first { last } else { first };
                Some(Problem::CorrectionSameDay { criterion: code, first: intake.cite(*other) })
            }
            _ if below.contains(&(*unit, *criterion)) => Some(Problem::CorrectionOfUnits { criterion: code }),
            _ => match standing(&answers, *unit, *criterion) {
                Err(Many) => Some(Problem::CorrectionOfRespondents { criterion: code }),
                Ok(found) if !same(found, *old) => {
                    let found = found.and_then(|found| speller.say(*criterion, unit.lower(), found));
                    Some(Problem::CorrectionDiffers { criterion: code, found: found.unwrap_or_default() })
                }
                Ok(_) => None,
            },
        };
        if let Some(problem) = problem {
            let place = place_of(intake, *source);
            intake.push(problem, place);
            return false;
        }
        let row = answers.row(*unit);
        let answer = new.map_or(Response::Blank, |answer| Response::One { answer, source: *source });
        if let Response::One { source, .. } = std::mem::replace(answers.response_mut(row, *criterion), answer) {
            *replaced = Some(source);
        }
        let waived = |answer: Option<Answer>| answer == Some(Answer::NotApplicable);
        if waived(*old) || waived(*new) {
            let marks = answers.marks_mut(row, *criterion);
            marks.na_reason = waived(*new).then(|| why.clone());
            marks.na_approver = waived(*new).then(|| who.clone());
        }
        true
    });
    if answers.units().count() > units {
        let in_place: Vec<Option<usize>> = (0..periods).map(Some).collect();
        answers = answers.arrange(&in_place, &mut |_, _, _| ());
    }
    (answers, corrections)
}

/// Of the cells of agencies that are to be corrected, those whose criterion their services or branches answered: what an
/// agency says beside them counts nowhere.
fn below(intake: &Intake<'_>, answers: &Answers, corrections: &[Correction]) -> BTreeSet<(Unit, usize)> {
    let mut asked: BTreeMap<Unit, BTreeSet<usize>> = BTreeMap::new();
    for correction in corrections.iter().filter(|correction| matches!(correction.unit.scope, Scope::Agency(_))) {
        asked.entry(correction.unit).or_default().insert(correction.criterion);
    }
    let mut below = BTreeSet::new();
    for (row, unit) in answers.units().enumerate().filter(|_| !asked.is_empty()) {
        let owner = match unit.scope {
            Scope::Service(service) => intake.registers.services[service].agency,
            Scope::Branch(branch) => intake.registers.branches[branch].agency,
            Scope::Nation | Scope::Agency(_) => continue,
        };
        let above = Unit { scope: Scope::Agency(owner), ..unit };
        let own = asked.get(&above).into_iter().flatten();
        let answered = |criterion: &&usize| {
            *answers.response(row, **criterion) != Response::Blank || answers.assessed(row, **criterion).is_some()
        };
        below.extend(own.filter(answered).map(|criterion| (above, *criterion)));
    }
    below
}

/// A cell that several people answered.
struct Many;

/// What stands in a cell; none: no answer.
fn standing(answers: &Answers, unit: Unit, criterion: usize) -> Result<Option<Answer>, Many> {
    let Some(row) = answers.find(unit) else { return Ok(None) };
    match answers.response(row, criterion) {
        Response::Blank => Ok(None),
        Response::One { answer, .. } => Ok(Some(*answer)),
        Response::Many(_) | Response::Few(_) => Err(Many),
    }
}

fn same(one: Option<Answer>, other: Option<Answer>) -> bool {
    match (one, other) {
        (Some(Answer::Number(one)), Some(Answer::Number(other))) => {
            one == other || (one - other).abs() <= SAME * one.abs().max(other.abs())
        }
        _ => one == other,
    }
}
