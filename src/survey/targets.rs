//! What is aimed at.
use crate::finding::{Place, Problem};
use crate::framework::{Framework, Kpi, KpiKind};
use crate::input::Record;
use crate::spelling::nearest;
use crate::survey::intake::{Head, Intake, row_of};
use crate::survey::mapping::Mapping;
use crate::survey::reading::place_of;
use crate::survey::{KpiEntry, Source, Target, TargetScope};
use crate::text::fold;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The target code of the stage reached.
pub const STAGE: &str = "stage";

/// Targets as they are read.
#[derive(Default)]
pub(super) struct TargetReader {
    /// With whether it still counts: no more where another row aims elsewhere.
    targets: Vec<(Target, bool)>,
    known: BTreeMap<(TargetScope, String, Option<Date>), usize>,
}

impl TargetReader {
    pub(super) fn row(&mut self, intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) {
        let Some(target) = row(intake, head, record, mapping) else { return };
        let key = (target.scope.clone(), target.code.clone(), target.date);
        let Some(first) = self.known.get(&key).copied() else {
            self.known.insert(key, self.targets.len());
            self.targets.push((target, true));
            return;
        };
        let (earlier, counts) = &mut self.targets[first];
        if earlier.target == target.target && earlier.baseline == target.baseline {
            return;
        }
        *counts = false;
        let problem = Problem::TargetConflicting { code_of: target.code, first: intake.cite(earlier.source) };
        intake.report(head, record, mapping.column("target"), problem);
    }

    /// Without those for a share of something that nobody counts.
    pub(super) fn finish(self, intake: &mut Intake<'_>, kpis: &[KpiEntry]) -> Vec<Target> {
        let mut kept: Vec<Target> = Vec::new();
        for (target, _) in self.targets.into_iter().filter(|(_, counts)| *counts) {
            match uncounted(intake.framework, kpis, &target) {
                None => kept.push(target),
                Some(missing) => {
                    let place = Place {
                        column: Some("code".to_owned()),
                        value: Some(target.code.clone()),
                        ..place_of(intake, target.source)
                    };
                    intake.push(Problem::TargetWithoutDenominator { code_of: target.code, missing }, place);
                }
            }
        }
        kept
    }
}

/// Reads a row; none, with a finding, where it cannot be used.
fn row(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) -> Option<Target> {
    let scope_column = mapping.column("scope");
    let scope_text = intake.text(head, record, scope_column);
    let scope = match scope(intake, scope_text) {
        Ok(scope) => scope,
        Err(problem) => {
            intake.report(head, record, scope_column, problem);
            return None;
        }
    };
    let code_column = mapping.column("code");
    let code_text = intake.text(head, record, code_column);
    let framework = intake.framework;
    let dimensions = framework.dimensions.iter().map(|dimension| dimension.code.as_str());
    let figures = framework.kpis.iter().flat_map(Kpi::figures).map(|figure| figure.code.as_str());
    let codes: Vec<&str> = dimensions.chain(figures).chain([STAGE]).collect();
    let Some(code) = codes.iter().find(|code| code.eq_ignore_ascii_case(code_text)) else {
        let nearest = nearest(code_text, codes).unwrap_or_default().to_owned();
        intake.report(head, record, code_column, Problem::TargetCodeUnknown { nearest });
        return None;
    };
    let target_column = mapping.column("target");
    let Some(target) = intake.number(head, record, target_column) else {
        if intake.text(head, record, target_column).is_empty() {
            intake.report(head, record, target_column, Problem::NumberInvalid {});
        }
        return None;
    };
    Some(Target {
        scope,
        code: (*code).to_owned(),
        target,
        date: intake.date(head, record, mapping.column("date")),
        baseline: intake.number(head, record, mapping.column("baseline")),
        baseline_date: intake.date(head, record, mapping.column("baseline_date")),
        source: Source { file: head.file, row: row_of(record) },
    })
}

/// The quantity that a target's figure is a share of, where it is recorded nowhere for the target's scope.
fn uncounted(framework: &Framework, kpis: &[KpiEntry], target: &Target) -> Option<String> {
    let mut figures = framework.kpis.iter().enumerate().flat_map(|(kpi, own)| own.figures().map(move |one| (kpi, one)));
    let (kpi, figure) = figures.find(|(_, figure)| figure.code.matches(&target.code))?;
    let (KpiKind::Ratio { denominator, .. } | KpiKind::GroupGap { denominator, .. }) = figure.kind else { return None };
    let concerns = |entry: &KpiEntry| match target.scope {
        TargetScope::Agency(agency) => entry.agency == Some(agency),
        TargetScope::Nation | TargetScope::Group { .. } => true,
    };
    let counted = kpis
        .iter()
        .any(|entry| entry.kpi == kpi && entry.value > 0.0 && concerns(entry) && denominator.matches(&entry.quantity));
    (!counted).then(|| denominator.to_string())
}

/// `nation`, `COLUMN=VALUE` of the register of agencies, or an agency.
fn scope(intake: &mut Intake<'_>, text: &str) -> Result<TargetScope, Problem> {
    if intake.words.is_nation(text) {
        return Ok(TargetScope::Nation);
    }
    if let Some((column, value)) = text.split_once('=') {
        let (column, value) = (fold(column), fold(value));
        let attributes = intake.registers.agencies.iter().flat_map(|agency| agency.attributes.iter());
        let mut of_column = attributes.filter(|(heading, _)| fold(heading) == column);
        let found = of_column.find(|(_, known)| fold(known) == value);
        if let Some((column, value)) = found {
            return Ok(TargetScope::Group { column: column.to_owned(), value: value.to_owned() });
        }
        let attributes = intake.registers.agencies.iter().flat_map(|agency| agency.attributes.iter());
        let groups: Vec<String> = attributes.map(|(heading, value)| format!("{heading}={value}")).collect();
        let nearest = nearest(text, groups.iter().map(String::as_str)).unwrap_or_default().to_owned();
        return Err(Problem::TargetScopeUnknown { nearest });
    }
    if text.is_empty() {
        return Err(Problem::TargetScopeUnknown { nearest: String::new() });
    }
    match intake.registers.agency(text) {
        Ok(agency) => Ok(TargetScope::Agency(agency)),
        Err(Problem::UnknownAgency { nearest }) => Err(Problem::TargetScopeUnknown { nearest }),
        Err(problem) => Err(problem),
    }
}
