//! Evidence grades as they stand at the reference date.
use crate::calculation::{Calculation, EvidenceRule};
use crate::finding::{Findings, Place, Problem};
use crate::framework::Framework;
use crate::survey::{Evidence, Response, Scope, Survey, Unit, Verdict};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The best effective grade by unit and criterion, for one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grades {
    best: BTreeMap<(Scope, usize), u8>,
}

impl Grades {
    /// The grade recorded for a unit; none without a record.
    pub fn of(&self, scope: Scope, criterion: usize) -> Option<u8> {
        self.best.get(&(scope, criterion)).copied()
    }
}

/// The grades of a period. Rejected records and those dated after the reference date are not used; expired or undated
/// ones fall to the scheme's `expired_as`. Age runs to the method's reference date, else to the last day of the period.
pub fn grades(
    framework: &Framework,
    calculation: &Calculation,
    survey: &Survey,
    period: usize,
    findings: &mut Findings,
) -> Grades {
    let mut grades = Grades::default();
    let Some(rule) = &calculation.evidence else {
        return grades;
    };
    let reference = calculation.method.reference_date.or(survey.periods[period].last);
    for record in survey.evidence.iter().filter(|record| record.unit.period == period) {
        let (grade, problem) = effective(framework, rule, record, reference);
        if let Some(problem) = problem {
            findings.push(problem, place(survey, record));
        }
        let Some(grade) = grade else { continue };
        if !is_answered(survey, record) {
            let criterion = name(framework, record);
            findings.push(Problem::EvidenceWithoutAnswer { criterion }, place(survey, record));
        }
        let best = grades.best.entry((record.unit.scope, record.criterion)).or_insert(grade);
        *best = grade.max(*best);
    }
    grades
}

fn effective(
    framework: &Framework,
    rule: &EvidenceRule,
    record: &Evidence,
    reference: Option<Date>,
) -> (Option<u8>, Option<Problem>) {
    let criterion = || name(framework, record);
    let grade_code = |grade: u8| {
        let scheme = framework.evidence.as_ref();
        scheme.map_or_else(String::new, |scheme| scheme.grades[usize::from(grade)].code.to_string())
    };
    if record.verdict == Verdict::Rejected {
        return (None, Some(Problem::EvidenceRejected { criterion: criterion() }));
    }
    if let (Some(date), Some(reference)) = (record.date, reference)
        && date > reference
    {
        return (None, Some(Problem::EvidenceAfterReference { criterion: criterion(), reference }));
    }
    let Some(months) = rule.grades.get(usize::from(record.grade)).and_then(|(months, _)| *months) else {
        return (Some(record.grade), None);
    };
    let fallen = record.grade.min(rule.expired_as);
    let falls_to = grade_code(fallen);
    match (record.date, reference) {
        (None, _) => (Some(fallen), Some(Problem::EvidenceUndated { criterion: criterion(), falls_to })),
        (Some(date), Some(reference)) if expires(date, months).is_none_or(|end| end < reference) => {
            (Some(fallen), Some(Problem::EvidenceExpired { criterion: criterion(), date, falls_to }))
        }
        _ => (Some(record.grade), None),
    }
}

/// The last day on which evidence of a date holds.
fn expires(date: Date, months: u32) -> Option<Date> {
    date.checked_add(i64::from(months).months()).ok()
}

/// Whether the unit, the agency of the unit or one of the agency's units answered the criterion.
fn is_answered(survey: &Survey, record: &Evidence) -> bool {
    let answered = |scope: Scope| {
        let unit = Unit { period: record.unit.period, scope };
        survey.answers.find(unit).is_some_and(|row| {
            *survey.answers.response(row, record.criterion) != Response::Blank
                || survey.answers.assessed(row, record.criterion).is_some()
        })
    };
    let agency = match record.unit.scope {
        Scope::Service(service) => Some(survey.services[service].agency),
        Scope::Branch(branch) => Some(survey.branches[branch].agency),
        Scope::Agency(agency) => Some(agency),
        Scope::Nation => None,
    };
    answered(record.unit.scope)
        || agency.is_some_and(|agency| {
            let of_agency = |owner: usize| owner == agency;
            answered(Scope::Agency(agency))
                || survey.services.iter().enumerate().any(|(s, x)| of_agency(x.agency) && answered(Scope::Service(s)))
                || survey.branches.iter().enumerate().any(|(b, x)| of_agency(x.agency) && answered(Scope::Branch(b)))
        })
}

fn name(framework: &Framework, record: &Evidence) -> String {
    framework.criteria[record.criterion].code.to_string()
}

fn place(survey: &Survey, record: &Evidence) -> Place {
    survey.place(record.source)
}
