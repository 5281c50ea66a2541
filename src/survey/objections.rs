//! Who objects to what in the assessment of an agency, and what became of it.
use crate::finding::{Place, Problem};
use crate::framework::Kpi;
use crate::input::Record;
use crate::spelling::nearest;
use crate::survey::intake::{Head, Intake, row_of};
use crate::survey::mapping::Mapping;
use crate::survey::reading::place_of;
use crate::survey::settings::{ReportStatus, SourceSettings};
use crate::survey::targets::STAGE;
use crate::survey::{Objection, Outcome, Source, Verdict};

/// Rows of open objections that the refusal of a final report names.
const NAMED: usize = 10;

/// Stands for a name that is not said.
const NOBODY: &str = "–";

/// Reads a row; none, with a finding, where it cannot be told whose assessment is meant. What else cannot be read leaves
/// the objection standing, and open.
pub(super) fn row(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    mapping: &Mapping,
    source: Option<&SourceSettings>,
) -> Option<Objection> {
    let constant = source.and_then(|source| source.period.as_ref());
    let period = intake.period(head, record, mapping.column("period"), constant)?;
    let agency = intake.agency(head, record, mapping.column("agency"))?;
    let code = code(intake, head, record, mapping.column("code"));
    let column = mapping.column("outcome");
    let text = intake.text(head, record, column);
    let coded = Outcome::ALL.into_iter().find(|outcome| outcome.name().eq_ignore_ascii_case(text));
    let outcome = coded.or_else(|| match intake.words.verdict(text)? {
        Verdict::None => None,
        Verdict::Accepted => Some(Outcome::Accepted),
        Verdict::Rejected => Some(Outcome::Rejected),
    });
    if outcome.is_none() && !text.is_empty() {
        let allowed = Outcome::ALL.map(Outcome::name).join(", ");
        intake.report(head, record, column, Problem::ObjectionOutcomeUnknown { allowed });
    }
    let date = intake.date(head, record, mapping.column("date"));
    let decided_on = intake.date(head, record, mapping.column("decided_on"));
    let mut words = |name: &str| intake.prose(head, record, mapping.column(name)).into_owned();
    let objection = Objection {
        agency,
        period,
        code,
        who: words("who"),
        date,
        what: words("what"),
        grounds: words("grounds"),
        outcome: outcome.unwrap_or_default(),
        decided_by: words("decided_by"),
        decided_on,
        answer: words("answer"),
        source: Source { file: head.file, row: row_of(record) },
    };
    for (name, said) in [("who", &objection.who), ("what", &objection.what)] {
        if said.is_empty() {
            intake.report(head, record, mapping.column(name), Problem::ObjectionIncomplete {});
        }
    }
    Some(objection)
}

/// Reports what is not decided on, and refuses to call a report final while there is any.
pub(super) fn report(intake: &mut Intake<'_>, objections: &[Objection]) {
    let mut open = Vec::new();
    for objection in objections {
        let register = &intake.registers.agencies[objection.agency];
        let agency = register.code.to_string();
        let place = place_of(intake, objection.source);
        if objection.outcome == Outcome::Open {
            open.push(intake.cite(objection.source));
            let who = if objection.who.is_empty() { NOBODY } else { &objection.who };
            intake.push(Problem::ObjectionOpen { agency, who: who.to_owned() }, place);
            continue;
        }
        let said = [
            ("decided_by", !objection.decided_by.is_empty()),
            ("decided_on", objection.decided_on.is_some()),
            ("answer", !objection.answer.is_empty()),
        ];
        let blank: Vec<&str> = said.iter().filter(|(_, said)| !said).map(|(column, _)| *column).collect();
        if !blank.is_empty() {
            intake.push(Problem::ObjectionUnanswered { agency, columns: blank.join(", ") }, place);
        }
    }
    let settings = &intake.settings.report;
    if settings.status == Some(ReportStatus::Final) && !settings.final_despite_objections && !open.is_empty() {
        let count = open.len() as u64;
        open.truncate(NAMED);
        intake.push(Problem::FinalWhileOpen { count, rows: open.join(", ") }, Place::default());
    }
}

/// The code of what is objected to; none where blank or, with a finding, where there is no such code.
fn code(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<String> {
    let text = intake.text(head, record, column);
    if text.is_empty() {
        return None;
    }
    if let Some(criterion) = intake.criteria.find(text) {
        return Some(intake.framework.criteria[criterion].code.to_string());
    }
    let framework = intake.framework;
    let criteria = framework.criteria.iter().map(|criterion| criterion.code.as_str());
    let dimensions = framework.dimensions.iter().map(|dimension| dimension.code.as_str());
    let figures = framework.kpis.iter().flat_map(Kpi::figures).map(|figure| figure.code.as_str());
    let codes: Vec<&str> = dimensions.chain(figures).chain([STAGE]).collect();
    let known = codes.iter().find(|code| code.eq_ignore_ascii_case(text)).map(|code| (*code).to_owned());
    if known.is_none() {
        let nearest = nearest(text, codes.into_iter().chain(criteria)).unwrap_or_default().to_owned();
        intake.report(head, record, column, Problem::ObjectionCodeUnknown { nearest });
    }
    known
}
