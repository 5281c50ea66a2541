//! Files become a survey: which file holds what, in which order they are read, and what is settled at the end.
use crate::finding::{Finding, Findings, Place, Problem, Severity};
use crate::framework::Framework;
use crate::input::{self, Fault, Grid, Record, SourceFile, Tables};
use crate::survey::answers::{AnswerColumns, AnswerReader};
use crate::survey::beneficiaries::BeneficiaryReader;
use crate::survey::corrections;
use crate::survey::costs::CostReader;
use crate::survey::initiatives::InitiativeReader;
use crate::survey::intake::{Head, Intake};
use crate::survey::kpis::KpiReader;
use crate::survey::mapping::{Kind, Mapping, map, named, recognise};
use crate::survey::number::trim;
use crate::survey::objections;
use crate::survey::registers::{self, Origin, Registers};
use crate::survey::settings::{Settings, SourceSettings};
use crate::survey::targets::TargetReader;
use crate::survey::verdicts::VerdictReader;
use crate::survey::{
    Attestation, Correction, Evidence, Objection, Response, Source, Survey, attestations, evidence, verdicts,
};
use std::rc::Rc;

/// A table and what it holds.
struct Part<'s> {
    kind: Kind,
    /// Path, for a workbook followed by `#` and the sheet.
    label: String,
    rows: Rows,
    source: Option<&'s SourceSettings>,
}

/// Where the rows of a table are.
#[derive(Clone, Copy, PartialEq)]
enum Rows {
    /// Positions of an opened file and of a sheet in it.
    File(usize, usize),
    /// Position among the tables that are ready.
    Ready(usize),
}

/// Hands on the rows of a table; gives what had to be assumed of it.
type RowsOf<'r> = dyn FnMut(&mut dyn FnMut(&Record<'_>)) -> Result<Vec<Problem>, Fault> + 'r;

/// What there is to read.
#[derive(Default)]
pub struct Offer<'a> {
    pub files: Vec<Opened<'a>>,
    pub ready: Vec<Ready>,
    /// Whether some file was meant to hold answers, even if nobody has given one.
    pub answers_meant: bool,
    /// What was found before; with an error among it no answers are asked for.
    pub findings: Vec<Finding>,
}

/// A file, or why it cannot be read.
pub struct Opened<'a> {
    pub name: String,
    pub tables: Result<Tables<'a>, Fault>,
}

/// A table with columns named as in [`KINDS`](crate::survey::KINDS), made from a file of another shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    pub kind: Kind,
    /// Where its rows come from: path, for a workbook followed by `#` and the sheet.
    pub label: String,
    /// Rows under the numbers that they have there.
    pub grid: Grid,
}

impl<'a, const N: usize> From<[SourceFile<'a>; N]> for Offer<'a> {
    fn from(files: [SourceFile<'a>; N]) -> Offer<'a> {
        Offer::from(Vec::from(files))
    }
}

impl<'a> From<Vec<SourceFile<'a>>> for Offer<'a> {
    fn from(files: Vec<SourceFile<'a>>) -> Offer<'a> {
        let files = files.into_iter().map(|file| Opened { name: file.name.clone(), tables: input::open(file) });
        Offer { files: files.collect(), ..Offer::default() }
    }
}

/// Where rows of each kind go.
struct Collected<'f> {
    answers: AnswerReader<'f>,
    kpis: KpiReader<'f>,
    beneficiaries: BeneficiaryReader<'f>,
    evidence: Vec<Evidence>,
    targets: TargetReader,
    costs: CostReader,
    attestations: Vec<Attestation>,
    initiatives: InitiativeReader,
    corrections: Vec<Correction>,
    objections: Vec<Objection>,
    verdicts: VerdictReader<'f>,
}

/// Reads the files of an assessment, in order of kind and name, whatever their order here. `progress` is told the bytes
/// read so far, `sink` the findings beyond those held of each code.
///
/// A single file is read as answers where its name says nothing. Without a register its entries are inferred from the
/// answers. A survey comes back also where a finding is an error.
pub fn read<'a>(
    settings: &Settings,
    framework: &Framework,
    offer: impl Into<Offer<'a>>,
    progress: &dyn Fn(u64),
    sink: &mut dyn FnMut(&Finding),
) -> (Survey, Findings) {
    let Offer { mut files, ready, answers_meant, findings } = offer.into();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let alone = files.len() == 1 && ready.is_empty();
    let mut answers_meant =
        answers_meant || findings.iter().any(|finding| finding.problem.severity() == Severity::Error);
    let mut faults: Vec<(Problem, Place)> =
        findings.into_iter().map(|finding| (finding.problem, finding.place)).collect();
    let mut opened: Vec<Tables<'_>> = Vec::new();
    let mut parts: Vec<Part<'_>> = Vec::new();
    for Opened { name, tables } in files {
        let said = settings.sources.iter().filter(|source| source.file.split('#').next() == Some(name.as_str()));
        let said: Vec<&SourceSettings> = said.collect();
        let kind = said.first().and_then(|source| source.kind).or_else(|| recognise(&name));
        let kind = kind.or((alone || !said.is_empty()).then_some(Kind::Answers));
        answers_meant |= kind == Some(Kind::Answers);
        let place = Place { file: name.clone(), ..Place::default() };
        if kind.is_none() && input::format_of(&name).is_none_or(|format| !format.named) {
            faults.push((Problem::FileNotRecognised {}, place));
            continue;
        }
        match tables {
            Err(fault) => faults.push((fault.problem, Place { row: fault.row, ..place })),
            Ok(mut tables) => {
                let of_file = tables_of(&name, kind, tables.sheets(), &said, opened.len());
                if of_file.is_empty() {
                    faults.push((Problem::FileNotRecognised {}, place));
                }
                faults.extend(unused_sheets(&mut tables, &of_file, &name, &said));
                parts.extend(of_file);
                opened.push(tables);
            }
        }
    }
    for (position, table) in ready.iter().enumerate() {
        parts.push(Part { kind: table.kind, label: table.label.clone(), rows: Rows::Ready(position), source: None });
    }
    parts.sort_by(|a, b| (a.kind, &a.label).cmp(&(b.kind, &b.label)));
    let has = |kind: Kind| parts.iter().any(|part| part.kind == kind);
    let origin = |kind: Kind| if has(kind) { Origin::File } else { Origin::Inferred };
    let registers = Registers::new(origin(Kind::Agencies), origin(Kind::Services), origin(Kind::Branches));
    let mut intake = Intake::new(settings, framework, registers, sink);
    if let Some(finding) = settings.check(framework) {
        intake.push(finding.problem, finding.place);
    }
    for (problem, place) in faults {
        intake.push(problem, place);
    }
    if !answers_meant && !has(Kind::Answers) && !has(Kind::Initiatives) {
        intake.push(Problem::NoAnswersFile {}, Place::default());
    }
    let mut collected = Collected {
        answers: AnswerReader::new(&intake),
        kpis: KpiReader::new(&intake),
        beneficiaries: BeneficiaryReader::new(&intake),
        evidence: Vec::new(),
        targets: TargetReader::default(),
        costs: CostReader::default(),
        attestations: Vec::new(),
        initiatives: InitiativeReader::default(),
        corrections: Vec::new(),
        objections: Vec::new(),
        verdicts: VerdictReader::new(framework),
    };
    let mut bytes = 0;
    let mut registers_read = false;
    for part in &parts {
        if part.kind > Kind::Agencies && !registers_read {
            registers_read = true;
            registers::link_agencies(&mut intake);
        }
        let mut advance = |read: u64| {
            bytes += read;
            progress(bytes);
        };
        let mut rows = |each: &mut dyn FnMut(&Record<'_>)| match part.rows {
            Rows::File(file, sheet) => opened[file].read(sheet, &mut advance, each),
            Rows::Ready(table) => {
                ready[table].grid.read(each);
                Ok(Vec::new())
            }
        };
        read_part(&mut intake, &mut collected, part, &mut rows);
    }
    if !registers_read {
        registers::link_agencies(&mut intake);
    }
    settle(intake, collected)
}

/// The tables of a file: a workbook's sheets named for a kind; else the first sheet, or the file, is what its name says.
fn tables_of<'s>(
    name: &str,
    kind: Option<Kind>,
    sheets: Option<&[String]>,
    said: &[&'s SourceSettings],
    file: usize,
) -> Vec<Part<'s>> {
    let Some(sheets) = sheets else {
        let part = kind.map(|kind| Part {
            kind,
            label: name.to_owned(),
            rows: Rows::File(file, 0),
            source: said.first().copied(),
        });
        return part.into_iter().collect();
    };
    let label = |sheet: usize| format!("{name}#{}", sheets[sheet]);
    let mut parts: Vec<Part<'s>> = Vec::new();
    for source in said {
        let sheet = match source.file.split_once('#') {
            Some((_, wanted)) => sheets.iter().position(|sheet| sheet == wanted),
            None => Some(0).filter(|_| !sheets.is_empty()),
        };
        if let Some(sheet) = sheet {
            let kind = source.kind.unwrap_or(Kind::Answers);
            parts.push(Part { kind, label: label(sheet), rows: Rows::File(file, sheet), source: Some(source) });
        }
    }
    if !said.is_empty() {
        return parts;
    }
    for (sheet, title) in sheets.iter().enumerate() {
        if let Some(kind) = named(title) {
            parts.push(Part { kind, label: label(sheet), rows: Rows::File(file, sheet), source: None });
        }
    }
    if let Some(kind) = kind.filter(|kind| parts.iter().all(|part| part.kind != *kind)) {
        let unnamed = (0..sheets.len()).find(|sheet| parts.iter().all(|part| part.rows != Rows::File(file, *sheet)));
        if let Some(sheet) = unnamed {
            parts.push(Part { kind, label: label(sheet), rows: Rows::File(file, sheet), source: None });
        }
    }
    parts
}

/// Sheets that hold something and are read as nothing, unless the settings say which sheets are read.
fn unused_sheets(
    tables: &mut Tables<'_>,
    used: &[Part<'_>],
    name: &str,
    said: &[&SourceSettings],
) -> Vec<(Problem, Place)> {
    let sheets = tables.sheets().filter(|_| said.is_empty() && !used.is_empty()).unwrap_or_default().to_vec();
    let mut unused = Vec::new();
    for (position, title) in sheets.iter().enumerate() {
        if used.iter().any(|part| matches!(part.rows, Rows::File(_, sheet) if sheet == position)) {
            continue;
        }
        let mut any = false;
        // A sheet that cannot be read, as an empty one, holds nothing that could be meant.
        let _ = tables.read(position, &mut |_| (), &mut |record| any |= !record.is_blank());
        if any {
            let place = Place { file: format!("{name}#{title}"), ..Place::default() };
            unused.push((Problem::SheetNotRecognised {}, place));
        }
    }
    unused
}

fn read_part<'f>(intake: &mut Intake<'f>, collected: &mut Collected<'f>, part: &Part<'_>, rows_of: &mut RowsOf<'_>) {
    let mut head = Head { file: intake.files.len() as u32, name: part.label.clone(), headings: Vec::new() };
    intake.files.push(part.label.clone());
    let mut heading_met = false;
    let mut rows = 0u64;
    let mut table: Option<Table<'_>> = None;
    let outcome = rows_of(&mut |record| {
        if !heading_met {
            if !record.is_blank() {
                heading_met = true;
                table = begin(intake, collected, &mut head, record, part);
            }
            return;
        }
        let Some(table) = &mut table else { return };
        let width = head.headings.len();
        let begins = record.bytes(0).first().is_some_and(u8::is_ascii_graphic);
        if record.width() != width || !begins {
            if record.is_blank() {
                return;
            }
            if !fits(intake, &head, record) {
                rows += 1;
                return;
            }
        }
        rows += 1;
        take(intake, collected, &head, record, table, part.source);
    });
    let place = |row: Option<u64>| Place { file: part.label.clone(), row, ..Place::default() };
    for notice in outcome.iter().flatten() {
        intake.push(notice.clone(), place(None));
    }
    match outcome {
        Err(Fault { problem, row }) => intake.push(problem, place(row)),
        Ok(_) if !heading_met => intake.push(Problem::FileEmpty {}, place(None)),
        Ok(_) if rows == 0 && table.is_some() => intake.push(Problem::FileHeaderOnly {}, place(None)),
        Ok(_) => {}
    }
}

/// What the columns of a table hold.
enum Table<'s> {
    Answers(Box<AnswerColumns<'s>>),
    Other(Kind, Mapping),
}

/// Reads the heading; none, with findings, where the table cannot be read.
fn begin<'f, 's>(
    intake: &mut Intake<'f>,
    collected: &Collected<'f>,
    head: &mut Head,
    record: &Record<'_>,
    part: &Part<'s>,
) -> Option<Table<'s>> {
    head.headings = (0..record.width()).map(|column| trim(record.text(column)).into()).collect();
    while head.headings.last().is_some_and(|heading| heading.is_empty()) {
        head.headings.pop();
    }
    if part.kind == Kind::Evidence && intake.framework.evidence.is_none() {
        let place = Place { file: part.label.clone(), ..Place::default() };
        intake.push(Problem::EvidenceWithoutScheme {}, place);
        return None;
    }
    let criteria = Rc::clone(&intake.criteria);
    let items = match part.kind {
        Kind::Answers => Some(&*criteria),
        Kind::Beneficiaries => Some(&collected.beneficiaries.names),
        _ => None,
    };
    let mapping = map(intake, head, record, part.kind, part.source, items)?;
    Some(match part.kind {
        Kind::Answers => {
            Table::Answers(Box::new(AnswerColumns::new(mapping, part.source, intake.framework.criteria.len())))
        }
        kind => Table::Other(kind, mapping),
    })
}

/// Whether a row has as many cells as the heading. A row with more is left out: its cells may have slipped.
fn fits(intake: &mut Intake<'_>, head: &Head, record: &Record<'_>) -> bool {
    let columns = head.headings.len();
    let cells = (0..record.width()).rev().find(|cell| !trim(record.text(*cell)).is_empty()).map_or(0, |last| last + 1);
    if cells > columns {
        let problem = Problem::RowTooLong { cells: cells as u64, columns: columns as u64 };
        intake.report(head, record, Some(columns), problem);
        return false;
    }
    if record.width() < columns && !record.may_be_short() {
        let problem = Problem::RowTooShort { cells: record.width() as u64, columns: columns as u64 };
        intake.report(head, record, None, problem);
    }
    true
}

/// Reads a row.
#[inline]
fn take<'f>(
    intake: &mut Intake<'f>,
    collected: &mut Collected<'f>,
    head: &Head,
    record: &Record<'_>,
    table: &mut Table<'_>,
    source: Option<&SourceSettings>,
) {
    match table {
        Table::Answers(columns) => collected.answers.row(intake, head, record, columns),
        Table::Other(kind, mapping) => match kind {
            Kind::Agencies => registers::agency(intake, head, record, mapping),
            Kind::Services => registers::service(intake, head, record, mapping),
            Kind::Branches => registers::branch(intake, head, record, mapping),
            Kind::Answers => {}
            Kind::Evidence => collected.evidence.extend(evidence::row(intake, head, record, mapping, source)),
            Kind::Kpis => collected.kpis.row(intake, head, record, mapping, source),
            Kind::Beneficiaries => collected.beneficiaries.row(intake, head, record, mapping, source),
            Kind::Targets => collected.targets.row(intake, head, record, mapping),
            Kind::Costs => collected.costs.row(intake, head, record, mapping),
            Kind::Attestations => {
                collected.attestations.extend(attestations::row(intake, head, record, mapping, source));
            }
            Kind::Initiatives => collected.initiatives.row(intake, head, record, mapping),
            Kind::Corrections => {
                let answers = &mut collected.answers;
                collected.corrections.extend(corrections::row(intake, answers, head, record, mapping, source));
            }
            Kind::Objections => {
                collected.objections.extend(objections::row(intake, head, record, mapping, source));
            }
            Kind::Verdicts => collected.verdicts.row(intake, head, record, mapping, source),
        },
    }
}

/// Puts periods and units in order and checks what only the whole shows.
fn settle<'f>(mut intake: Intake<'f>, collected: Collected<'f>) -> (Survey, Findings) {
    let kpis = collected.kpis.finish(&mut intake);
    let targets = collected.targets.finish(&mut intake, &kpis);
    let costs = collected.costs.finish(&mut intake);
    intake.registers.finish();
    let codes = intake.periods.codes().join(", ");
    let settled =
        std::mem::replace(&mut intake.periods, crate::survey::periods::Periods::new(intake.settings)).finish();
    for source in &settled.homeless {
        let place = place_of(&intake, *source);
        intake.push(Problem::PeriodBlank { periods: codes.clone() }, place);
    }
    let moved = |period: usize| settled.moved.get(period).copied().flatten();
    let mut clashes: Vec<(usize, Source, Source)> = Vec::new();
    let (answers, respondents) = collected.answers.ledger.finish(&settled.moved, |criterion, first, second| {
        clashes.push((criterion, first, second));
    });
    for (criterion, first, second) in clashes {
        let problem = Problem::DuplicateAnswer {
            criterion: intake.framework.criteria[criterion].code.to_string(),
            first: intake.cite(first),
        };
        let place = place_of(&intake, second);
        intake.push(problem, place);
    }
    let mut corrections = collected.corrections;
    corrections.retain_mut(|own| moved(own.unit.period).map(|period| own.unit.period = period).is_some());
    let (answers, corrections) = corrections::apply(&mut intake, answers, corrections, settled.periods.len());
    let mut objections = collected.objections;
    objections.retain_mut(|own| moved(own.period).map(|period| own.period = period).is_some());
    objections::report(&mut intake, &objections);
    let settings = intake.settings;
    for (chapter, lacking) in settings.report.untranslated(&settings.languages) {
        let (chapter, languages) = (chapter.to_owned(), lacking.join(", "));
        intake.push(Problem::ReportTextUntranslated { chapter, languages }, Place::default());
    }
    let mut evidence = collected.evidence;
    evidence.retain_mut(|record| moved(record.unit.period).map(|period| record.unit.period = period).is_some());
    let mut kpis = kpis;
    kpis.retain_mut(|entry| moved(entry.period).map(|period| entry.period = period).is_some());
    let mut beneficiaries = collected.beneficiaries.finish();
    beneficiaries.tallies.retain_mut(|tally| moved(tally.period).map(|period| tally.period = period).is_some());
    beneficiaries.join();
    let mut attestations = collected.attestations;
    attestations
        .retain_mut(|attestation| moved(attestation.period).map(|period| attestation.period = period).is_some());
    let mut verdicts = collected.verdicts.finish(&mut intake);
    verdicts.retain_mut(|verdict| moved(verdict.period).map(|period| verdict.period = period).is_some());
    let waiting = verdicts::waiting(intake.framework, &verdicts, &evidence);
    if waiting > 0 {
        let source = verdicts.first().map(|verdict| Source { row: 0, ..verdict.source }).unwrap_or_default();
        let place = Place { row: None, ..place_of(&intake, source) };
        intake.push(Problem::VerdictsNotEntered { count: waiting }, place);
    }
    let contradictions =
        registers::contradictions(intake.framework, &intake.registers.services, &settled.periods, &answers);
    for (problem, response) in contradictions {
        let source = match response {
            Response::One { source, .. } => source,
            Response::Many(tally) => tally.votes().map(|vote| vote.votes.first).min().unwrap_or_default(),
            Response::Blank | Response::Few(_) => continue,
        };
        let place = place_of(&intake, source);
        intake.push(problem, place);
    }
    let survey = Survey {
        periods: settled.periods,
        agencies: registers::told_apart(intake.registers.agencies),
        services: intake.registers.services,
        branches: intake.registers.branches,
        answers,
        respondents,
        evidence,
        kpis,
        beneficiaries,
        targets,
        costs,
        attestations,
        initiatives: collected.initiatives.finish(),
        corrections,
        objections,
        frozen: None,
        verdicts,
        files: intake.files,
    };
    (survey, intake.findings)
}

/// The row of a source.
pub(super) fn place_of(intake: &Intake<'_>, source: Source) -> Place {
    Place {
        file: intake.files.get(source.file as usize).cloned().unwrap_or_default(),
        row: Some(u64::from(source.row)),
        ..Place::default()
    }
}
