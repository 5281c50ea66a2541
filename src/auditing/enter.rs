//! Verdicts as tables of an assessment: assessors' answers where a claim does not hold, evidence where somebody looked.
use crate::auditing::claims::exceeds;
use crate::calculation::Calculation;
use crate::framework::Framework;
use crate::score::heard::look_up;
use crate::survey::{AUDITED, Answer, AuditOutcome, AuditVerdict, Response, Scope, Survey, Unit, spelled};
use crate::table::{Cell, Table};
use std::collections::BTreeMap;

/// Names of the tables.
pub const ANSWERS: &str = "answers-audit";
pub const EVIDENCE: &str = "evidence-audit";

/// The verdict that counts of each claim, by period, agency and criterion: of those that auditors gave, the least
/// favourable to the agency.
pub(super) fn standing<'v>(
    calculation: &Calculation,
    verdicts: &'v [AuditVerdict],
) -> BTreeMap<(usize, usize, usize), Vec<&'v AuditVerdict>> {
    let mut by_claim: BTreeMap<(usize, usize, usize), Vec<&AuditVerdict>> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|verdict| verdict.outcome != AuditOutcome::NotSeen) {
        by_claim.entry((verdict.period, verdict.agency, verdict.criterion)).or_default().push(verdict);
    }
    let worse = |one: &&AuditVerdict, other: &&AuditVerdict| {
        let (one, other) = (favour(calculation, one), favour(calculation, other));
        one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
    };
    by_claim.values_mut().for_each(|own| own.sort_by(worse));
    by_claim
}

/// How good a verdict is for the agency: of equal outcomes by what was found.
fn favour(calculation: &Calculation, verdict: &AuditVerdict) -> (AuditOutcome, f64) {
    let item = calculation.item_of(verdict.criterion).map(|item| &calculation.items[item]);
    let found = item.zip(verdict.found).and_then(|(item, answer)| {
        let value = look_up(&item.lookup, answer)?;
        Some(if exceeds(item, 0.0, 1.0, 0.0) { -value } else { value })
    });
    (verdict.outcome, found.unwrap_or(f64::INFINITY))
}

/// The table of answers and that of evidence. Evidence is dated where the date is not after the period's reference date,
/// because later evidence is not used; the note always says it.
pub fn enter(framework: &Framework, calculation: &Calculation, survey: &Survey) -> [Table; 2] {
    let mut answers = table(ANSWERS, &["agency", "period", "criterion", "answer", "role"]);
    let mut evidence =
        table(EVIDENCE, &["agency", "period", "criterion", "grade", "kind", "date", "reviewer", "verdict", "note"]);
    let confirming =
        framework.evidence.as_ref().and_then(|scheme| scheme.grades.iter().position(|grade| grade.checked));
    for ((period, agency, criterion), verdicts) in standing(calculation, &survey.verdicts) {
        let Some(verdict) = verdicts.first() else { continue };
        let asked = &framework.criteria[criterion];
        let place = [
            Cell::text(survey.agencies[agency].code.as_str()),
            Cell::text(survey.periods[period].code.as_str()),
            Cell::text(asked.code.as_str()),
        ];
        let unit = Unit { period, scope: Scope::Agency(agency) };
        // Without a scheme of evidence only an answer can confirm another.
        let held = || confirming.is_none().then(|| claimed(survey, unit, criterion)).flatten();
        let answer = verdict.found.or_else(held);
        let answer = answer.zip(framework.scale(&asked.scale)).and_then(|(answer, scale)| spelled(scale, answer));
        if let Some(answer) = answer {
            answers.rows.push(place.iter().cloned().chain([Cell::text(answer), Cell::text("assessor")]).collect());
        }
        let Some((scheme, least)) = framework.evidence.as_ref().zip(confirming) else { continue };
        let grade = verdict.grade.map_or(least, usize::from);
        let reference = calculation.method.reference_date.or(survey.periods[period].last);
        let dated = verdict.date.filter(|date| reference.is_none_or(|reference| *date <= reference));
        let later = verdict.date.filter(|_| dated.is_none()).map(|date| date.to_string());
        let note: Vec<&str> = later.iter().map(String::as_str).chain([verdict.note.as_str()]).collect();
        let auditors: Vec<&str> =
            verdicts.iter().map(|own| own.auditor.as_str()).filter(|own| !own.is_empty()).collect();
        let own = [
            Cell::text(scheme.grades[grade].code.as_str()),
            Cell::text(AUDITED),
            dated.map_or(Cell::Empty, |date| Cell::text(date.to_string())),
            Cell::text(auditors.join(", ")),
            Cell::text("accepted"),
            Cell::text(note.join(" ").trim()),
        ];
        evidence.rows.push(place.into_iter().chain(own).collect());
    }
    [answers, evidence]
}

/// The one answer of an agency itself.
fn claimed(survey: &Survey, unit: Unit, criterion: usize) -> Option<Answer> {
    match survey.answers.response(survey.answers.find(unit)?, criterion) {
        Response::One { answer, .. } => Some(*answer),
        Response::Blank | Response::Many(_) | Response::Few(_) => None,
    }
}

fn table(name: &str, columns: &[&str]) -> Table {
    Table {
        name: name.to_owned(),
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        rows: Vec::new(),
    }
}
