//! What was announced: when, as well as that is known, by whom, for how much, and what was promised.
use crate::finding::Problem;
use crate::framework::Kpi;
use crate::input::{CellKind, Record};
use crate::spelling::nearest;
use crate::survey::intake::{Head, Intake, one_line, row_of, several};
use crate::survey::mapping::Mapping;
use crate::survey::number;
use crate::survey::targets::STAGE;
use crate::survey::{Grain, Initiative, Moment, Promised, Source, TargetUnit};
use crate::text::{Code, fold};
use jiff::civil::{Date, date as day};
use std::collections::BTreeMap;

/// How well a date is known, as files say it.
const PRECISIONS: [&str; 5] = ["day", "month", "year", "after", "unknown"];
pub const PERCENT: &str = "percent";

/// Initiatives as they are read.
#[derive(Default)]
pub(super) struct InitiativeReader {
    initiatives: Vec<Initiative>,
    /// By code in lower case.
    known: BTreeMap<String, Source>,
}

impl InitiativeReader {
    pub(super) fn row(&mut self, intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) {
        let column = mapping.column("code");
        let text = intake.text(head, record, column);
        let Some(code) = Code::new(text) else {
            intake.report(head, record, column, Problem::CodeInvalid {});
            return;
        };
        let source = Source { file: head.file, row: row_of(record) };
        if let Some(first) = self.known.get(&text.to_lowercase()) {
            let first = intake.cite(*first);
            intake.report(head, record, column, Problem::DuplicateInitiative { first });
            return;
        }
        self.known.insert(text.to_lowercase(), source);
        self.initiatives.push(initiative(intake, head, record, mapping, code, source));
    }

    pub(super) fn finish(self) -> Vec<Initiative> {
        self.initiatives
    }
}

fn initiative(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    mapping: &Mapping,
    code: Code,
    source: Source,
) -> Initiative {
    let date = announced(intake, head, record, mapping);
    let due_column = mapping.column("due");
    let due = moment(intake, head, record, due_column).map(Moment::last);
    if let Some((announced, due)) = date.zip(due)
        && announced.date > due
    {
        let announced = written(announced);
        intake.report(head, record, due_column, Problem::InitiativeDueEarly { announced });
    }
    let (owner, owner_unknown) = owner(intake, head, record, mapping.column("owner"));
    let (target, unit) = target(intake, head, record, mapping);
    let (promised, promised_unknown) = promised(intake, head, record, mapping.column("promised"));
    let mut words = |name: &str| intake.worded(head, record, mapping, name);
    let [title, announced, announced_by, alleged_by, status, told_in, note] =
        ["title", "announced", "announced_by", "alleged_by", "status", "source", "note"].map(&mut words);
    let mut prose = |name: &str| intake.prose(head, record, mapping.column(name)).into_owned();
    let [currency, denominator] = ["currency", "denominator"].map(&mut prose);
    Initiative {
        code,
        title,
        announced,
        announced_by,
        alleged_by,
        date,
        owner,
        owner_unknown,
        amount: intake.amount(head, record, mapping.column("amount")),
        currency,
        spent: intake.amount(head, record, mapping.column("spent")),
        target,
        unit,
        denominator,
        due,
        promised,
        promised_unknown,
        status,
        told_in,
        note,
        source,
    }
}

/// The agency that is to keep it; neither where it is asked of all. One that the register does not have is kept as it is named.
fn owner(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    column: Option<usize>,
) -> (Option<usize>, Option<String>) {
    let text = intake.text(head, record, column);
    if text.is_empty() || (intake.words.is_nation(text) && intake.registers.known_agency(text).is_none()) {
        return (None, None);
    }
    match intake.registers.agency(text) {
        Ok(agency) => (Some(agency), None),
        Err(problem) => {
            let problem = match problem {
                Problem::UnknownAgency { nearest } => Problem::InitiativeOwnerUnknown { nearest },
                other => other,
            };
            intake.report(head, record, column, problem);
            (None, Some(one_line(text).into_owned()))
        }
    }
}

/// A date no more exactly than it is known: `2022-08-14`, `2022-08`, `2022`.
fn written(moment: Moment) -> String {
    let day = moment.date.to_string();
    let signs = match moment.grain {
        Grain::Day => day.len(),
        Grain::Month => day.len() - "-01".len(),
        Grain::Year => day.len() - "-01-01".len(),
    };
    day[..signs].to_owned()
}

/// When it was announced; a precision finer than the date is written gives way to the date.
fn announced(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) -> Option<Moment> {
    let written = moment(intake, head, record, mapping.column("date"));
    let column = mapping.column("date_precision");
    let said = intake.text(head, record, column);
    let moment = written?;
    let grain = match fold(said).as_str() {
        "" => return Some(moment),
        "after" => return Some(Moment { after: true, ..moment }),
        "unknown" => return None,
        "day" => Grain::Day,
        "month" => Grain::Month,
        "year" => Grain::Year,
        _ => {
            intake.report(head, record, column, Problem::DatePrecisionUnknown { allowed: PRECISIONS.join(", ") });
            return Some(moment);
        }
    };
    if grain < moment.grain {
        intake.report(head, record, column, Problem::DateLessPrecise {});
    }
    Some(coarser(moment.date, grain.max(moment.grain)))
}

/// A day, a month (`2022-08`) or a year (`2022`); none where blank or, with a finding, where it is none of them.
fn moment(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, column: Option<usize>) -> Option<Moment> {
    let text = intake.text(head, record, column);
    let is_date = column.is_some_and(|column| matches!(record.kind(column), CellKind::Date(_)));
    let coarse = if is_date { None } else { coarse(text) };
    let day = |date: Date| Moment { date, grain: Grain::Day, after: false };
    coarse.or_else(|| intake.date(head, record, column).map(day))
}

/// A year or a year and a month.
fn coarse(text: &str) -> Option<Moment> {
    let (year, month) = text.split_once(['-', '/']).map_or((text, None), |(year, month)| (year, Some(month)));
    let digits = |part: &str, lengths: &[usize]| {
        let value = number::parse(part).filter(|written| !written.percent && written.value.fract() == 0.0)?.value;
        (lengths.contains(&part.chars().count()) && (1.0..=2199.0).contains(&value)).then_some(value as i16)
    };
    let year = digits(year, &[4]).filter(|year| *year >= 1900)?;
    match month {
        None => Some(coarser(day(year, 1, 1), Grain::Year)),
        Some(month) => {
            let month = digits(month, &[1, 2]).filter(|month| *month <= 12)?;
            Some(coarser(day(year, month as i8, 1), Grain::Month))
        }
    }
}

/// The moment of a grain in which a day lies.
fn coarser(date: Date, grain: Grain) -> Moment {
    let date = match grain {
        Grain::Day => date,
        Grain::Month => date.first_of_month(),
        Grain::Year => date.first_of_year(),
    };
    Moment { date, grain, after: false }
}

fn target(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>, mapping: &Mapping) -> (Option<f64>, TargetUnit) {
    let column = mapping.column("target");
    let target = intake.number(head, record, column);
    let percent = number::parse(intake.text(head, record, column)).is_some_and(|written| written.percent);
    let unit = intake.prose(head, record, mapping.column("target_unit"));
    let unit = match fold(&unit).as_str() {
        "" if percent => TargetUnit::Percent,
        "" => TargetUnit::Own,
        PERCENT | "%" | "٪" => TargetUnit::Percent,
        STAGE => TargetUnit::Stage,
        _ => TargetUnit::Count(unit.into_owned()),
    };
    (target, unit)
}

/// Every code promised, once, and how many are unknown or mean several things, each with a finding.
fn promised(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    column: Option<usize>,
) -> (Vec<Promised>, usize) {
    let (mut promised, mut unknown) = (Vec::new(), 0);
    for text in several(intake.text(head, record, column)) {
        match meant(intake, text).as_slice() {
            [] => {
                let nearest = suggestion(intake, text);
                let problem = Problem::PromisedCodeUnknown { code_of: text.to_owned(), nearest };
                intake.report(head, record, column, problem);
                unknown += 1;
            }
            [one] if !promised.contains(one) => promised.push(*one),
            [_] => {}
            _ => {
                let problem = Problem::PromisedCodeAmbiguous { code_of: text.to_owned() };
                intake.report(head, record, column, problem);
                unknown += 1;
            }
        }
    }
    (promised, unknown)
}

/// Everything that a code can mean.
fn meant(intake: &Intake<'_>, text: &str) -> Vec<Promised> {
    let framework = intake.framework;
    let service = intake.registers.services.iter().position(|service| service.code.matches(text));
    let figures = framework.kpis.iter().enumerate().flat_map(|(kpi, whole)| {
        whole.figures().enumerate().map(move |(figure, printed)| (kpi, figure, printed.code.as_str()))
    });
    let mut figures = figures.filter(|(.., code)| code.eq_ignore_ascii_case(text));
    [
        service.map(Promised::Service),
        framework.criterion(text).or_else(|| intake.criteria.find(text)).map(Promised::Criterion),
        figures.next().map(|(kpi, figure, _)| Promised::Kpi { kpi, figure }),
        framework.dimension(text).map(Promised::Dimension),
        text.eq_ignore_ascii_case(STAGE).then_some(Promised::Stage),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn suggestion(intake: &Intake<'_>, text: &str) -> String {
    let framework = intake.framework;
    let services = intake.registers.services.iter().map(|service| service.code.as_str());
    let criteria = framework.criteria.iter().map(|criterion| criterion.code.as_str());
    let figures = framework.kpis.iter().flat_map(Kpi::figures).map(|figure| figure.code.as_str());
    let dimensions = framework.dimensions.iter().map(|dimension| dimension.code.as_str());
    nearest(text, services.chain(criteria).chain(figures).chain(dimensions).chain([STAGE]))
        .unwrap_or_default()
        .to_owned()
}
