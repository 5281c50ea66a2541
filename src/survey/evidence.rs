//! Evidence records.
use crate::finding::Problem;
use crate::framework::{EvidenceScheme, Level};
use crate::input::Record;
use crate::survey::intake::{Head, Intake, row_of};
use crate::survey::mapping::Mapping;
use crate::survey::number;
use crate::survey::settings::SourceSettings;
use crate::survey::{Evidence, Scope, Source, Verdict};
use crate::text::fold;

/// Reads a row; none, with a finding, where it cannot be used.
pub(super) fn row(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    mapping: &Mapping,
    source: Option<&SourceSettings>,
) -> Option<Evidence> {
    let scheme = intake.framework.evidence.as_ref()?;
    let (unit, criterion) = intake.item(head, record, mapping, source)?;
    let asked = &intake.framework.criteria[criterion];
    if asked.level == Level::Agency && unit.scope == Scope::Nation {
        let problem = Problem::WrongUnit { criterion: asked.code.to_string() };
        intake.report(head, record, mapping.column("criterion"), problem);
        return None;
    }
    let grade_column = mapping.column("grade");
    let grade_text = intake.text(head, record, grade_column);
    let filled = |intake: &mut Intake<'_>, name| !intake.text(head, record, mapping.column(name)).is_empty();
    let documented = filled(intake, "date") || filled(intake, "link");
    let grade_text = if grade_text.is_empty() { scheme.ungraded(documented).as_str() } else { grade_text };
    let Some(grade) = grade(scheme, grade_text) else {
        let grades: Vec<&str> = scheme.grades.iter().map(|grade| grade.code.as_str()).collect();
        intake.report(head, record, grade_column, Problem::UnknownGrade { allowed: grades.join(", ") });
        return None;
    };
    let verdict_column = mapping.column("verdict");
    let verdict_text = intake.text(head, record, verdict_column);
    let verdict = intake.words.verdict(verdict_text);
    if verdict.is_none() && !verdict_text.is_empty() {
        let allowed = "accepted, rejected".to_owned();
        intake.report(head, record, verdict_column, Problem::UnknownVerdict { allowed });
        return None;
    }
    let date = intake.date(head, record, mapping.column("date"));
    let mut words = |name: &str| intake.prose(head, record, mapping.column(name)).into_owned();
    Some(Evidence {
        unit,
        criterion,
        grade,
        date,
        verdict: verdict.unwrap_or(Verdict::None),
        kind: words("kind"),
        title: words("title"),
        link: words("link"),
        sha256: words("sha256"),
        reviewer: words("reviewer"),
        note: words("note"),
        source: Source { file: head.file, row: row_of(record) },
    })
}

/// A grade by code, by position from 0, or by title.
pub(super) fn grade(scheme: &EvidenceScheme, text: &str) -> Option<u8> {
    if text.is_empty() {
        return None;
    }
    let of_code = scheme.grades.iter().position(|grade| grade.code.matches(text));
    let position = of_code.or_else(|| {
        let written = number::parse(text).filter(|written| written.value.fract() == 0.0 && written.value >= 0.0)?;
        (0..scheme.grades.len()).find(|position| *position as f64 == written.value)
    });
    let position = position.or_else(|| {
        let folded = fold(text);
        scheme.grades.iter().position(|grade| grade.title.iter().any(|(_, title)| fold(title) == folded))
    });
    u8::try_from(position?).ok()
}
