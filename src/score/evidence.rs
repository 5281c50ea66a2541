//! Evidence grades as they stand at the reference date.
use crate::calculation::{Calculation, EvidenceRule};
use crate::finding::{Findings, Place, Problem};
use crate::framework::Framework;
use crate::survey::{Evidence, Response, Scope, Survey, Unit, Verdict};
use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// The best effective grade by unit and criterion, for one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grades {
    best: FxHashMap<Scope, UnitGrades>,
}

/// The same of one unit: by criterion, none without a record.
pub type UnitGrades = Vec<Option<u8>>;

/// How a record stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// None: it is not used.
    pub grade: Option<u8>,
    pub fault: Option<Fault>,
}

/// Why a record is worth less than its grade; `to` is the grade that is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    Rejected,
    /// Dated after the reference date.
    AfterReference(Date),
    Undated {
        to: u8,
    },
    Expired {
        date: Date,
        to: u8,
    },
}

impl Grades {
    /// The grades of a unit with any record.
    pub fn unit(&self, scope: Scope) -> Option<&UnitGrades> {
        self.best.get(&scope)
    }

    /// The grade recorded for a unit; none without a record.
    pub fn of(&self, scope: Scope, criterion: usize) -> Option<u8> {
        self.unit(scope)?[criterion]
    }
}

/// The grades of a period. Rejected records and those dated after the reference date are not used; expired or undated
/// ones fall to the scheme's `expired_as`. Age runs to the method's reference date, else to the last day of the period.
pub fn grades(calculation: &Calculation, survey: &Survey, period: usize) -> Grades {
    let mut grades = Grades::default();
    for (record, standing) in records(calculation, survey, period) {
        if standing.grade.is_some() {
            let unit = grades.best.entry(record.unit.scope).or_insert_with(|| vec![None; survey.answers.width()]);
            unit[record.criterion] = standing.grade.max(unit[record.criterion]);
        }
    }
    grades
}

/// What is worth less than its grade, and what was sent without an answer that it could prove.
pub fn remarks(
    framework: &Framework,
    calculation: &Calculation,
    survey: &Survey,
    period: usize,
    findings: &mut Findings,
) {
    for (record, Standing { grade, fault }) in records(calculation, survey, period) {
        if let Some(fault) = fault {
            findings.push(problem(framework, record, fault), place(survey, record));
        }
        if grade.is_some() && !is_answered(survey, record) {
            let criterion = name(framework, record);
            findings.push(Problem::EvidenceWithoutAnswer { criterion }, place(survey, record));
        }
    }
}

/// The records of a period as they stand at its reference date; none where the calculation knows no grades.
pub fn records<'s>(
    calculation: &'s Calculation,
    survey: &'s Survey,
    period: usize,
) -> impl Iterator<Item = (&'s Evidence, Standing)> {
    let reference = calculation.method.reference_date.or(survey.periods[period].last);
    let own = survey.evidence.iter().filter(move |record| record.unit.period == period);
    let rule = calculation.evidence.as_ref();
    own.filter_map(move |record| Some((record, effective(rule?, record, reference))))
}

fn effective(rule: &EvidenceRule, record: &Evidence, reference: Option<Date>) -> Standing {
    if record.verdict == Verdict::Rejected {
        return Standing { grade: None, fault: Some(Fault::Rejected) };
    }
    if let (Some(date), Some(reference)) = (record.date, reference)
        && date > reference
    {
        return Standing { grade: None, fault: Some(Fault::AfterReference(reference)) };
    }
    let Some(months) = rule.grades.get(usize::from(record.grade)).and_then(|(months, _)| *months) else {
        return Standing { grade: Some(record.grade), fault: None };
    };
    let to = record.grade.min(rule.expired_as);
    let fallen = |fault: Fault| Standing { grade: Some(to), fault: Some(fault) };
    match (record.date, reference) {
        (None, _) => fallen(Fault::Undated { to }),
        (Some(date), Some(reference)) if expires(date, months).is_none_or(|end| end < reference) => {
            fallen(Fault::Expired { date, to })
        }
        _ => Standing { grade: Some(record.grade), fault: None },
    }
}

fn problem(framework: &Framework, record: &Evidence, fault: Fault) -> Problem {
    let criterion = name(framework, record);
    let grade_code = |grade: u8| {
        let scheme = framework.evidence.as_ref();
        scheme.map_or_else(String::new, |scheme| scheme.grades[usize::from(grade)].code.to_string())
    };
    match fault {
        Fault::Rejected => Problem::EvidenceRejected { criterion },
        Fault::AfterReference(reference) => Problem::EvidenceAfterReference { criterion, reference },
        Fault::Undated { to } => Problem::EvidenceUndated { criterion, falls_to: grade_code(to) },
        Fault::Expired { date, to } => Problem::EvidenceExpired { criterion, date, falls_to: grade_code(to) },
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
    let agency = survey.owner(record.unit.scope);
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
