//! Answers corrected on top of the material, which is never edited.
use crate::finding::Problem;
use crate::framework::Level;
use crate::input::Record;
use crate::survey::answers::{AnswerReader, Lies};
use crate::survey::intake::{Head, Intake, UnitColumns, row_of};
use crate::survey::mapping::Mapping;
use crate::survey::reading::place_of;
use crate::survey::settings::SourceSettings;
use crate::survey::spelled::Speller;
use crate::survey::{Answer, Answers, Correction, Response, Scope, Source, Unit};
use std::collections::BTreeMap;

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
    let columns = UnitColumns {
        agency: mapping.column("agency"),
        period: mapping.column("period"),
        service: mapping.column("service"),
        branch: mapping.column("branch"),
        constant_period: source.and_then(|source| source.period.as_ref()),
    };
    let mut unit = intake.unit(head, record, &columns)?;
    let column = mapping.column("criterion");
    let text = intake.text(head, record, column);
    let Some(criterion) = intake.criteria.find(text) else {
        let nearest = intake.criteria.nearest(text);
        intake.report(head, record, column, Problem::UnknownCriterion { nearest });
        return None;
    };
    if intake.framework.criteria[criterion].level == Level::National && matches!(unit.scope, Scope::Agency(_)) {
        unit.scope = Scope::Nation;
    }
    let mut words = |name: &str| {
        let column = mapping.column(name);
        let words = intake.prose(head, record, column).into_owned();
        if words.is_empty() {
            intake.report(head, record, column, Problem::CorrectionIncomplete {});
        }
        Some(words).filter(|words| !words.is_empty())
    };
    let (who, why, dated) = (words("who"), words("why"), words("when"));
    let when = dated.and_then(|_| intake.date(head, record, mapping.column("when")));
    let (old_column, new_column) = (mapping.column("old")?, mapping.column("new")?);
    let old = answers.said(intake, head, record, old_column, unit.scope, criterion).ok()?;
    let new = answers.said(intake, head, record, new_column, unit.scope, criterion).ok()?;
    let (who, when, why) = (who?, when?, why?);
    if new == Some(Answer::NotApplicable)
        && let Some((problem, lies)) = answers.waiver(intake.framework, criterion, &why, &who)
    {
        let column = match lies {
            Lies::InAnswer => Some(new_column),
            Lies::InReason => mapping.column("why"),
        };
        intake.report(head, record, column, problem);
        return None;
    }
    let source = Source { file: head.file, row: row_of(record) };
    Some(Correction { unit, criterion, old, new, who, when, why, source })
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
    let speller = Speller::new(intake.framework);
    let units = answers.units().count();
    corrections.retain(|correction| {
        let Correction { unit, criterion, old, new, who, when, why, source } = correction;
        let code = intake.framework.criteria[*criterion].code.to_string();
        let problem = match of_day.get(&(*unit, *criterion, *when)).map_or(&[][..], Vec::as_slice) {
            [first, .., last] => {
                let other = if source == first { last } else { first };
                Some(Problem::CorrectionSameDay { criterion: code, first: intake.cite(*other) })
            }
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
        *answers.response_mut(row, *criterion) =
            new.map_or(Response::Blank, |answer| Response::One { answer, source: *source });
        if *new == Some(Answer::NotApplicable) {
            let marks = answers.marks_mut(row, *criterion);
            marks.na_reason = Some(why.clone());
            marks.na_approver = Some(who.clone());
        }
        true
    });
    if answers.units().count() > units {
        let in_place: Vec<Option<usize>> = (0..periods).map(Some).collect();
        answers = answers.arrange(&in_place, &mut |_, _, _| ());
    }
    (answers, corrections)
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
