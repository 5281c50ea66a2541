//! The assessment as tables: one row per fact, codes that join, full precision. `period` is always the first column.
use crate::aims::{Aim, State};
use crate::assessment::{AgencyAssessment, Assessment, ExperiencedScope, KpiResult, KpiState, StageCounts, Status};
use crate::document::{Block, Document, Node};
use crate::finding::{Findings, Severity};
use crate::framework::{DimensionRole, Framework};
use crate::import::account::Account;
use crate::import::double::Difference;
use crate::locale::Locale;
pub use crate::report::bridges::rivals;
use crate::report::status::progress;
use crate::report::targets::aimed;
use crate::report::view::View;
use crate::report::{Selection, audited, bridges, certainty, coefficients, kpi_title, promises, schedule};
use crate::score::{GateState, Judgement, Ladder, Reached, Truth};
use crate::series::{Sections, Series};
use crate::survey::{Answer, BeneficiarySource, Correction, Scope, Speller, Survey, TargetScope};
use crate::table::{Cell, Table, shortest};
use jiff::civil::Date;

/// What tables are written from.
pub struct Book<'a> {
    pub(in crate::report) series: &'a Series,
    pub(in crate::report) locale: &'a Locale,
    pub(in crate::report) selection: &'a Selection,
}

/// A table: the name of its file, its headings, and its rows one after another.
pub struct Kind {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    pub rows: fn(&Book, &mut dyn FnMut(Vec<Cell>)),
}

/// Tables of every series, in the order in which they are written.
const KINDS: &[Kind] = &[
    Kind {
        name: "scores",
        columns: &[
            "period",
            "agency",
            "dimension",
            "role",
            "column",
            "value",
            "low",
            "high",
            "coverage",
            "answered",
            "applicable",
            "rank",
            "band",
        ],
        rows: scores,
    },
    Kind {
        name: "agencies",
        columns: &[
            "period",
            "agency",
            "name",
            "status",
            "stage_claimed",
            "stage_supported",
            "stage_checked",
            "stage_strict",
            "stage_other_weight",
            "stage_na_zero",
            "attainable",
            "leap",
            "binding_obstacle",
            "binds",
            "distance",
            "coverage",
        ],
        rows: agencies,
    },
    Kind {
        name: "gates",
        columns: &[
            "period",
            "agency",
            "stage",
            "gate",
            "critical",
            "column",
            "state",
            "value",
            "limit",
            "distance",
            "low",
            "high",
            "sample_size",
            "grade",
            "lacks_evidence",
        ],
        rows: gates,
    },
    Kind {
        name: "obstacles",
        columns: &[
            "period",
            "agency",
            "obstacle",
            "column",
            "severity",
            "low",
            "high",
            "coverage",
            "binding",
            "perception",
            "perception_lower",
            "perception_upper",
            "perception_count",
        ],
        rows: obstacles,
    },
    Kind {
        name: "kpis",
        columns: &[
            "period",
            "scope",
            "benefit",
            "kpi",
            "title",
            "state",
            "value",
            "unit",
            "numerator",
            "denominator",
            "count",
            "counts",
            "low",
            "high",
            "target",
            "baseline",
            "met",
            "missing",
        ],
        rows: kpis,
    },
    Kind {
        name: "targets",
        columns: &[
            "period", "scope", "code", "target", "date", "baseline", "current", "state", "attained", "progress", "due",
            "needed", "pace",
        ],
        rows: targets,
    },
    Kind {
        name: "services",
        columns: &[
            "period",
            "agency",
            "service",
            "name",
            "yearly_transactions",
            "stage_claimed",
            "stage_supported",
            "stage_checked",
            "profile",
        ],
        rows: services,
    },
    Kind {
        name: "groups",
        columns: &[
            "period", "group", "value", "agencies", "measure", "code", "column", "count", "lower", "median", "upper",
            "volume",
        ],
        rows: groups,
    },
    Kind {
        name: "change",
        columns: &[
            "period",
            "from",
            "agency",
            "dimension",
            "role",
            "column",
            "before",
            "after",
            "change",
            "coverage_before",
            "coverage_after",
        ],
        rows: change,
    },
    Kind { name: "moves", columns: &["period", "from", "agency", "column", "before", "after"], rows: moves },
    Kind {
        name: "findings",
        columns: &FINDING_COLUMNS,
        rows: |book, emit| finding_rows(&book.series.findings, book.locale, only_period(book.series), emit),
    },
    Kind {
        name: "perception",
        columns: &["period", "scope", "obstacle", "criterion", "count", "lower", "median", "upper", "suppressed"],
        rows: perception,
    },
    Kind {
        name: "beneficiaries",
        columns: &[
            "period",
            "scope",
            "item",
            "source",
            "count",
            "declined",
            "total",
            "value",
            "low",
            "high",
            "effective_size",
            "median",
            "ninetieth",
            "suppressed",
        ],
        rows: beneficiaries,
    },
    Kind {
        name: "national",
        columns: &["period", "dimension", "criterion", "column", "value", "grade"],
        rows: national,
    },
    Kind {
        name: "sweep",
        columns: &["period", "threshold", "column", "stage", "reached", "at_least", "stepped_over"],
        rows: sweep,
    },
];

/// Tables of a series with corrected answers.
const CORRECTED: &[Kind] = &[
    Kind {
        name: "corrections",
        columns: &["period", "agency", "service", "branch", "criterion", "old", "new", "who", "when", "why"],
        rows: corrections,
    },
    Kind {
        name: "draft",
        columns: &["period", "agency", "measure", "code", "column", "draft", "corrected", "change"],
        rows: draft,
    },
];

/// The table of a series whose assessment somebody objects to.
const OBJECTED: &[Kind] = &[Kind {
    name: "objections",
    columns: &[
        "period",
        "agency",
        "code",
        "who",
        "date",
        "what",
        "grounds",
        "outcome",
        "decided_by",
        "decided_on",
        "answer",
    ],
    rows: objections,
}];

const FINDING_COLUMNS: [&str; 9] =
    ["period", "severity", "code", "file", "row", "column", "value", "message", "advice"];

impl<'a> Book<'a> {
    pub fn new(series: &'a Series, locale: &'a Locale, selection: &'a Selection) -> Book<'a> {
        Book { series, locale, selection }
    }

    /// A table as a whole.
    pub fn table(&self, kind: &Kind) -> Table {
        let mut table = empty(kind.name, kind.columns);
        (kind.rows)(self, &mut |row| table.rows.push(row));
        table
    }

    fn survey(&self) -> &'a Survey {
        &self.series.survey
    }

    fn framework(&self) -> &'a Framework {
        &self.series.framework
    }

    pub(in crate::report) fn period(&self, period: usize) -> Cell {
        Cell::text(self.survey().periods.get(period).map_or("", |period| period.code.as_str()))
    }

    pub(in crate::report) fn agency(&self, agency: usize) -> Cell {
        Cell::text(self.survey().agencies[agency].code.as_str())
    }

    pub(in crate::report) fn dimension(&self, dimension: usize) -> Cell {
        Cell::text(self.framework().dimensions[dimension].code.as_str())
    }

    pub(in crate::report) fn keeps(&self, agency: usize) -> bool {
        self.selection.keeps(&self.survey().agencies[agency])
    }

    /// Whether every agency is reported, so that figures of all may stand beside.
    pub(in crate::report) fn whole(&self) -> bool {
        self.selection.is_everybody()
    }

    /// The latest period as a report looks at it.
    pub(in crate::report) fn view(&self) -> Option<View<'a>> {
        View::latest(self.series, self.locale, self.selection)
    }

    fn assessed(&self) -> impl Iterator<Item = (&'a Assessment, &'a AgencyAssessment)> + '_ {
        self.series.assessments.iter().flat_map(move |assessment| {
            let kept = assessment.agencies.iter().filter(|agency| self.keeps(agency.agency));
            kept.map(move |agency| (assessment, agency))
        })
    }

    /// Published decimals of a period, for outputs that round.
    fn decimals(&self, period: usize) -> usize {
        let code = self.survey().periods.get(period).map_or("", |period| period.code.as_str());
        self.framework().output.decimals(code)
    }

    pub(in crate::report) fn grade(&self, grade: Option<u8>) -> Cell {
        let scheme = self.framework().evidence.as_ref();
        let code = scheme.zip(grade).and_then(|(scheme, grade)| scheme.grades.get(usize::from(grade)));
        code.map_or(Cell::Empty, |grade| Cell::text(grade.code.as_str()))
    }
}

/// Every table of a series.
pub fn all(series: &Series, locale: &Locale, selection: &Selection) -> Vec<Table> {
    let book = Book::new(series, locale, selection);
    kinds(series).map(|kind| book.table(kind)).collect()
}

/// The tables that a series has something to say in.
pub fn kinds(series: &Series) -> impl Iterator<Item = &'static Kind> + use<> {
    let Sections { robustness, statistics, lint, change, audit, plan } = &series.sections;
    let sections = [
        (!series.promises.is_empty(), promises::KINDS),
        (robustness.is_some(), certainty::KINDS),
        (statistics.is_some(), coefficients::KINDS),
        (lint.is_some(), coefficients::DOUBTS),
        (change.is_some(), bridges::KINDS),
        (!series.survey.corrections.is_empty(), CORRECTED),
        (!series.survey.objections.is_empty(), OBJECTED),
        (audit.is_some(), audited::KINDS),
        (plan.is_some(), schedule::KINDS),
    ];
    KINDS.iter().chain(sections.into_iter().filter(|(there, _)| *there).flat_map(|(_, kinds)| kinds))
}

/// Findings with their wording, also where nothing was assessed.
pub fn findings(findings: &Findings, locale: &Locale) -> Table {
    let mut table = empty("findings", &FINDING_COLUMNS);
    finding_rows(findings, locale, Cell::Empty, &mut |row| table.rows.push(row));
    table
}

/// Who answered what, in every period.
pub fn status(series: &Series, locale: &Locale, selection: &Selection, today: Option<Date>) -> Table {
    let book = Book::new(series, locale, selection);
    let mut table = empty(
        "status",
        &[
            "period",
            "agency",
            "name",
            "status",
            "answered",
            "applicable",
            "coverage",
            "gates_open",
            "services_answered",
            "services",
            "evidence",
            "kpis",
            "attested",
            "overdue",
        ],
    );
    for row in progress(series, selection, today) {
        table.rows.push(vec![
            book.period(row.period),
            book.agency(row.agency),
            Cell::text(locale.of(&series.survey.agencies[row.agency].name)),
            Cell::text(status_code(row.status)),
            number(row.answered),
            number(row.applicable),
            Cell::number((row.applicable > 0.0).then(|| row.answered / row.applicable), 4),
            row.gates_open.map_or(Cell::Empty, count),
            count(row.services_answered),
            count(row.services),
            count(row.evidence),
            count(row.kpis),
            flag(row.attested),
            row.overdue.map_or(Cell::Empty, flag),
        ]);
    }
    table
}

/// What an import made of every column of its files, and of their rows as a line without a heading.
pub fn import(accounts: &[Account]) -> Table {
    let mut table = empty("import", &["file", "tool", "what", "heading", "fate", "count"]);
    for account in accounts {
        for sheet in &account.sheets {
            let line = |what: &str, heading: &str, fate: &str, number: u64| {
                vec![
                    Cell::text(&sheet.label),
                    Cell::text(&account.tool),
                    Cell::text(what),
                    Cell::text(heading),
                    Cell::text(fate),
                    Cell::Count(number),
                ]
            };
            table.rows.push(line("rows", "", "", sheet.rows));
            for (fate, rows) in &sheet.fates {
                table.rows.push(line("rows", "", fate.code(), *rows));
            }
            for column in &sheet.columns {
                table.rows.push(line("cells", &column.heading, column.fate.code(), column.cells));
            }
        }
    }
    table
}

/// Where two files keyed from the same paper differ.
pub fn double(differences: &[Difference]) -> Table {
    let columns = [
        "table",
        "agency",
        "period",
        "service",
        "branch",
        "respondent",
        "code",
        "column",
        "first_row",
        "first",
        "second_row",
        "second",
    ];
    let mut table = empty("double", &columns);
    let row = |row: Option<u64>| row.map_or(Cell::Empty, Cell::Count);
    for found in differences {
        table.rows.push(vec![
            Cell::text(found.kind.name()),
            Cell::text(&found.agency),
            Cell::text(&found.period),
            Cell::text(&found.service),
            Cell::text(&found.branch),
            Cell::text(&found.respondent),
            Cell::text(&found.code),
            Cell::text(&found.column),
            row(found.first.row),
            Cell::text(&found.first.text),
            row(found.second.row),
            Cell::text(&found.second.text),
        ]);
    }
    table
}

/// The tree of an explanation as lines with their depth.
pub fn tree(document: &Document) -> Table {
    let mut table = empty("explanation", &["depth", "what", "detail"]);
    for chapter in &document.chapters {
        for block in &chapter.blocks {
            if let Block::Tree(nodes) = block {
                lines(nodes, 0, &mut table);
            }
        }
    }
    table
}

fn lines(nodes: &[Node], depth: u64, table: &mut Table) {
    for node in nodes {
        let details: Vec<Cell> = match node.details.as_slice() {
            [] => vec![Cell::Empty],
            details => details.iter().map(Cell::text).collect(),
        };
        table.rows.extend(details.into_iter().map(|detail| vec![Cell::Count(depth), Cell::text(&node.label), detail]));
        lines(&node.children, depth + 1, table);
    }
}

fn empty(name: &str, columns: &[&str]) -> Table {
    Table {
        name: name.to_owned(),
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        rows: Vec::new(),
    }
}

fn scores(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let withheld = book.series.withheld();
    for assessment in &book.series.assessments {
        let decimals = book.decimals(assessment.period);
        let truths: Vec<Truth> = Truth::ALL
            .into_iter()
            .filter(|truth| assessment.agencies.iter().any(|agency| agency.judgements.get(*truth).is_some()))
            .collect();
        for agency in assessment.agencies.iter().filter(|agency| book.keeps(agency.agency)) {
            for (position, dimension) in book.framework().dimensions.iter().enumerate() {
                for truth in &truths {
                    let judgement = agency.judgements.get(*truth).as_ref();
                    let score = judgement.and_then(|judgement| judgement.scores.get(position));
                    let told = score.filter(|_| !withheld[position]);
                    let mut row = vec![
                        book.period(assessment.period),
                        book.agency(agency.agency),
                        Cell::text(dimension.code.as_str()),
                        Cell::text(role(dimension.role)),
                        Cell::text(truth.name()),
                    ];
                    row.extend([
                        Cell::number(score.and_then(|score| score.value), decimals),
                        Cell::number(score.and_then(|score| score.low), decimals),
                        Cell::number(score.and_then(|score| score.high), decimals),
                        Cell::number(score.and_then(|score| score.coverage()), 4),
                        Cell::number(told.map(|score| score.answered), 2),
                        Cell::number(told.map(|score| score.applicable), 2),
                        score.and_then(|score| score.rank).map_or(Cell::Empty, |rank| Cell::Count(rank.into())),
                        score.and_then(|score| score.band).map_or(Cell::Empty, |band| Cell::text(band.name())),
                    ]);
                    emit(row);
                }
            }
        }
    }
}

fn agencies(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for (assessment, agency) in book.assessed() {
        let reached = |truth: Truth| {
            let judgement = agency.judgements.get(truth).as_ref();
            judgement
                .and_then(|judgement| judgement.ladder.as_ref())
                .map_or(Cell::Empty, |ladder| stage(ladder.reached))
        };
        // The column that the rest of the row speaks of: supported, else claimed, else checked.
        let judgement = Truth::LEADING.into_iter().find_map(|truth| agency.judgements.get(truth).as_ref());
        let ladder = judgement.and_then(|judgement| judgement.ladder.as_ref());
        let of = |pick: fn(&Ladder) -> Reached| ladder.map_or(Cell::Empty, |ladder| stage(pick(ladder)));
        let (binds, distances) = judgement
            .zip(ladder)
            .map_or((Cell::Empty, Cell::Empty), |(judgement, ladder)| binding(book, judgement, ladder));
        emit(vec![
            book.period(assessment.period),
            book.agency(agency.agency),
            Cell::text(book.locale.of(&book.survey().agencies[agency.agency].name)),
            Cell::text(status_code(agency.status)),
            reached(Truth::Claimed),
            reached(Truth::Supported),
            reached(Truth::Checked),
            of(|ladder| ladder.strict),
            of(|ladder| ladder.other_weight),
            of(|ladder| ladder.na_zero),
            of(|ladder| ladder.attainable),
            ladder.map_or(Cell::Empty, |ladder| joined(ladder.leaps.iter().map(ToString::to_string))),
            ladder.and_then(|ladder| ladder.binding_obstacle).map_or(Cell::Empty, |obstacle| book.dimension(obstacle)),
            binds,
            distances,
            Cell::number(judgement.and_then(|judgement| judgement.coverage(book.framework())), 4),
        ]);
    }
}

/// Share (0–1) answered of the applicable criteria of all stages; without stages, of the dimensions at the root.
/// What binds at the next stage (`gate:CODE`, `score`, `coverage`) and, in the same order, how far away it is: points of
/// 100 for gates and scores, criteria for coverage; 0 where only evidence lacks, `?` where it is not known.
fn binding(book: &Book, judgement: &Judgement, ladder: &Ladder) -> (Cell, Cell) {
    let Some(stage) = ladder.next_stage() else {
        return (Cell::Empty, Cell::Empty);
    };
    let framework = book.framework();
    let factor = framework.factor(&framework.dimensions[stage.dimension]);
    let points = |distance: Option<f64>| distance.map_or_else(|| "?".to_owned(), shortest);
    let (mut binds, mut distances) = (Vec::new(), Vec::new());
    for gate in judgement.unmet_gates(stage) {
        binds.push(format!("gate:{}", framework.criteria[gate.criterion].code));
        let short = gate.distance.map(|distance| distance * 100.0);
        distances.push(points(short.or_else(|| gate.lacks_evidence.then_some(0.0))));
    }
    if let Some(short) = stage.score_short {
        binds.push("score".to_owned());
        distances.push(points(short.distance.map(|distance| distance * 100.0 / factor)));
    }
    if let Some(short) = stage.coverage_short {
        binds.push("coverage".to_owned());
        distances.push(points(Some(short.distance)));
    }
    (joined(binds), joined(distances))
}

fn gates(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for (assessment, agency) in book.assessed() {
        for truth in Truth::ALL {
            let Some(judgement) = agency.judgements.get(truth) else { continue };
            for gate in &judgement.gates {
                let interval = gate.sample.as_ref().and_then(|sample| sample.interval);
                emit(vec![
                    book.period(assessment.period),
                    book.agency(agency.agency),
                    book.dimension(gate.dimension),
                    Cell::text(book.framework().criteria[gate.criterion].code.as_str()),
                    flag(gate.critical),
                    Cell::text(truth.name()),
                    Cell::text(match gate.state {
                        GateState::Passed => "passed",
                        GateState::Failed => "failed",
                        GateState::Undetermined => "undetermined",
                        GateState::Waived => "waived",
                    }),
                    Cell::number(gate.value, 4),
                    number(gate.limit),
                    Cell::number(gate.distance, 4),
                    Cell::number(interval.map(|interval| interval.0), 4),
                    Cell::number(interval.map(|interval| interval.1), 4),
                    gate.sample.as_ref().map_or(Cell::Empty, |sample| Cell::Count(sample.size.into())),
                    book.grade(gate.grade),
                    flag(gate.lacks_evidence),
                ]);
            }
        }
    }
}

fn obstacles(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let obstacles: Vec<usize> = book.framework().of_role(DimensionRole::Obstacle).collect();
    let withheld = book.series.withheld();
    let veiled = obstacles.iter().any(|obstacle| withheld[*obstacle]);
    for (assessment, agency) in book.assessed() {
        let decimals = book.decimals(assessment.period);
        for obstacle in &obstacles {
            let code = &book.framework().dimensions[*obstacle].code;
            let felt = agency
                .perception
                .iter()
                .find(|felt| book.framework().criteria[felt.criterion].dimension == *code)
                .filter(|felt| !felt.suppressed);
            for truth in Truth::ALL {
                let Some(judgement) = agency.judgements.get(truth) else { continue };
                let score = judgement.scores.get(*obstacle);
                let binding = judgement.ladder.as_ref().and_then(|ladder| ladder.binding_obstacle);
                emit(vec![
                    book.period(assessment.period),
                    book.agency(agency.agency),
                    Cell::text(code.as_str()),
                    Cell::text(truth.name()),
                    Cell::number(score.and_then(|score| score.value), decimals),
                    Cell::number(score.and_then(|score| score.low), decimals),
                    Cell::number(score.and_then(|score| score.high), decimals),
                    Cell::number(score.and_then(|score| score.coverage()), 4),
                    if veiled { Cell::Empty } else { flag(binding == Some(*obstacle)) },
                    Cell::number(felt.and_then(|felt| felt.median), 1),
                    Cell::number(felt.and_then(|felt| felt.lower_quartile), 1),
                    Cell::number(felt.and_then(|felt| felt.upper_quartile), 1),
                    felt.map_or(Cell::Empty, |felt| Cell::Count(felt.count.into())),
                ]);
            }
        }
    }
}

fn kpis(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for assessment in &book.series.assessments {
        let mut row = |scope: Cell, result: &KpiResult| {
            let kpi = &book.framework().kpis[result.kpi];
            let figure = kpi.printed(result.figure);
            let hidden = result.state == KpiState::Suppressed;
            let shown = |value: Option<f64>| Cell::number(value.filter(|_| !hidden), 4);
            let target = result.target.as_ref();
            emit(vec![
                book.period(assessment.period),
                scope,
                Cell::text(kpi.dimension.as_str()),
                Cell::text(figure.code.as_str()),
                Cell::Text(kpi_title(book.locale, kpi, figure)),
                Cell::text(match result.state {
                    KpiState::Available => "available",
                    KpiState::NotAvailable { .. } => "not-available",
                    KpiState::NotAggregable => "not-aggregable",
                    KpiState::Suppressed => "suppressed",
                }),
                shown(result.value),
                Cell::Text(book.locale.tell(figure.unit)),
                shown(result.numerator),
                shown(result.denominator),
                shown(result.count),
                Cell::Text(book.locale.tell(figure.counts)),
                shown(result.interval.map(|interval| interval.0)),
                shown(result.interval.map(|interval| interval.1)),
                Cell::number(target.map(|target| target.target), 4),
                Cell::number(target.and_then(|target| target.baseline), 4),
                target.and_then(|target| target.met).filter(|_| !hidden).map_or(Cell::Empty, flag),
                match &result.state {
                    KpiState::NotAvailable { missing } => joined(missing.iter().cloned()),
                    _ => Cell::Empty,
                },
            ]);
        };
        if book.selection.is_everybody() {
            for group in &assessment.groups {
                for result in &group.kpis {
                    row(group_scope(group.column.as_deref(), group.value.as_deref()), result);
                }
            }
        }
        for agency in assessment.agencies.iter().filter(|agency| book.keeps(agency.agency)) {
            for result in &agency.kpis {
                row(book.agency(agency.agency), result);
            }
        }
    }
}

fn targets(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for assessment in &book.series.assessments {
        for aim in aimed(book.series, assessment, book.selection) {
            let Aim { target, current, state, baseline, .. } = aim;
            emit(vec![
                book.period(assessment.period),
                match &target.scope {
                    TargetScope::Agency(agency) => book.agency(*agency),
                    TargetScope::Group { column, value } => group_scope(Some(column), Some(value)),
                    TargetScope::Nation => group_scope(None, None),
                },
                Cell::text(target.code.as_str()),
                number(target.target),
                target.date.map_or(Cell::Empty, |date| Cell::Text(date.to_string())),
                Cell::number(baseline.map(|(value, _)| value).filter(|_| state != State::Withheld), 4),
                Cell::number(current, 4),
                Cell::text(match state {
                    State::Met => "met",
                    State::OnTrack => "on-track",
                    State::Late => "late",
                    State::AtRisk => "at-risk",
                    State::Open => "open",
                    State::Missed => "unmet",
                    State::Unknown => "unknown",
                    State::Withheld => "withheld",
                }),
                Cell::number(aim.attained, 4),
                Cell::number(aim.progress, 4),
                Cell::number(aim.due, 4),
                Cell::number(aim.needed, 4),
                Cell::number(aim.pace, 4),
            ]);
        }
    }
}

fn services(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for assessment in &book.series.assessments {
        for result in &assessment.services {
            let service = &book.survey().services[result.service];
            if !book.keeps(service.agency) {
                continue;
            }
            let reached = |truth: Truth| result.reached.get(truth).map_or(Cell::Empty, stage);
            emit(vec![
                book.period(assessment.period),
                book.agency(service.agency),
                Cell::text(service.code.as_str()),
                Cell::text(book.locale.of(&service.name)),
                Cell::number(service.numbers.get("yearly_transactions").copied(), 0),
                reached(Truth::Claimed),
                reached(Truth::Supported),
                reached(Truth::Checked),
                joined(result.profile.iter().map(|share| share.map_or_else(|| "?".to_owned(), shortest))),
            ]);
        }
    }
}

/// Long: one row per group and measure. `agencies-at`, `agencies-at-least`, `agencies-stepped-over` and
/// `services-at` count; `score` has the median and quartiles of agencies.
fn groups(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    if !book.selection.is_everybody() {
        return;
    }
    for assessment in &book.series.assessments {
        let decimals = book.decimals(assessment.period);
        for group in &assessment.groups {
            let start = || {
                vec![
                    book.period(assessment.period),
                    group.column.as_deref().map_or_else(|| Cell::text("nation"), Cell::text),
                    group.value.as_deref().map_or(Cell::Empty, Cell::text),
                    count(group.members.len()),
                ]
            };
            let mut counted = |measure: &str, code: String, truth: Truth, number: usize, volume: Option<f64>| {
                let mut row = start();
                row.extend([Cell::text(measure), Cell::Text(code), Cell::text(truth.name()), count(number)]);
                row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::number(volume, 0)]);
                emit(row);
            };
            for truth in Truth::ALL {
                if let Some(counts) = group.stages.get(truth) {
                    for (measure, code, number) in rungs(counts) {
                        counted(measure, code, truth, number, None);
                    }
                }
                if let Some(counts) = group.services.get(truth) {
                    for (number, services) in counts.count.iter().enumerate() {
                        counted(
                            "services-at",
                            number.to_string(),
                            truth,
                            *services,
                            counts.volume.get(number).copied(),
                        );
                    }
                    counted("services-at", "unjudged".to_owned(), truth, counts.unjudged, Some(counts.unjudged_volume));
                }
            }
            for (dimension, quartiles) in group.scores.iter().enumerate() {
                for truth in Truth::ALL {
                    let Some(quartiles) = quartiles.get(truth) else { continue };
                    let mut row = start();
                    row.extend([Cell::text("score"), book.dimension(dimension), Cell::text(truth.name())]);
                    row.push(count(quartiles.count));
                    row.extend(
                        [quartiles.lower, quartiles.median, quartiles.upper]
                            .map(|value| Cell::number(Some(value), decimals)),
                    );
                    row.push(Cell::Empty);
                    emit(row);
                }
            }
        }
    }
}

/// Agencies at each rung: measure, stage or state, how many.
fn rungs(counts: &StageCounts) -> Vec<(&'static str, String, usize)> {
    let mut rungs = Vec::new();
    for (measure, cells) in [
        ("agencies-at", &counts.reached),
        ("agencies-at-least", &counts.at_least),
        ("agencies-stepped-over", &counts.stepped_over),
    ] {
        rungs.extend(cells.iter().enumerate().map(|(number, agencies)| (measure, number.to_string(), *agencies)));
    }
    rungs.push(("agencies-at", "unjudged".to_owned(), counts.unjudged));
    rungs.push(("agencies-at", "not-applicable".to_owned(), counts.not_applicable));
    rungs.push(("agencies-at", "no-response".to_owned(), counts.no_response));
    rungs
}

fn change(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for change in book.series.changes.iter().filter(|change| book.keeps(change.agency)) {
        let decimals = book.decimals(change.to);
        let difference = change.before.zip(change.after).map(|(before, after)| after - before);
        let coverage = |period: usize| {
            let assessment = book.series.assessments.iter().find(|own| own.period == period)?;
            let agency = assessment.agencies.iter().find(|own| own.agency == change.agency)?;
            agency.judgements.get(change.truth).as_ref()?.scores[change.dimension].coverage()
        };
        emit(vec![
            book.period(change.to),
            book.period(change.from),
            book.agency(change.agency),
            book.dimension(change.dimension),
            Cell::text(role(book.framework().dimensions[change.dimension].role)),
            Cell::text(change.truth.name()),
            Cell::number(change.before, decimals),
            Cell::number(change.after, decimals),
            Cell::number(difference, decimals),
            Cell::number(coverage(change.from), 4),
            Cell::number(coverage(change.to), 4),
        ]);
    }
}

fn moves(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for moved in book.series.moves.iter().filter(|moved| book.keeps(moved.agency)) {
        for truth in Truth::ALL {
            let Some((before, after)) = moved.reached.get(truth) else { continue };
            emit(vec![
                book.period(moved.to),
                book.period(moved.from),
                book.agency(moved.agency),
                Cell::text(truth.name()),
                before.map_or(Cell::Empty, stage),
                after.map_or(Cell::Empty, stage),
            ]);
        }
    }
}

/// The period of findings, where there is but one.
fn only_period(series: &Series) -> Cell {
    match series.survey.periods.as_slice() {
        [only] => Cell::text(only.code.as_str()),
        _ => Cell::Empty,
    }
}

fn finding_rows(findings: &Findings, locale: &Locale, period: Cell, emit: &mut dyn FnMut(Vec<Cell>)) {
    for finding in findings.held() {
        let wording = locale.plain_wording(finding);
        let place = &finding.place;
        let text = |text: &Option<String>| text.as_deref().map_or(Cell::Empty, Cell::text);
        emit(vec![
            place.period.as_deref().map_or_else(|| period.clone(), Cell::text),
            Cell::text(match finding.problem.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            }),
            Cell::text(finding.problem.code()),
            Cell::text(place.file.as_str()),
            place.row.map_or(Cell::Empty, Cell::Count),
            text(&place.column),
            text(&place.value),
            Cell::Text(wording.message),
            Cell::Text(wording.advice),
        ]);
    }
}

fn perception(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for assessment in &book.series.assessments {
        let groups = assessment
            .groups
            .iter()
            .filter(|_| book.selection.is_everybody())
            .map(|group| (group_scope(group.column.as_deref(), group.value.as_deref()), &group.perception));
        let agencies = assessment
            .agencies
            .iter()
            .filter(|agency| book.keeps(agency.agency))
            .map(|agency| (book.agency(agency.agency), &agency.perception));
        for (scope, felt) in groups.chain(agencies) {
            for felt in felt {
                let criterion = &book.framework().criteria[felt.criterion];
                let shown = |value: Option<f64>| Cell::number(value.filter(|_| !felt.suppressed), 1);
                emit(vec![
                    book.period(assessment.period),
                    scope.clone(),
                    Cell::text(criterion.dimension.as_str()),
                    Cell::text(criterion.code.as_str()),
                    if felt.suppressed { Cell::Empty } else { Cell::Count(felt.count.into()) },
                    shown(felt.lower_quartile),
                    shown(felt.median),
                    shown(felt.upper_quartile),
                    flag(felt.suppressed),
                ]);
            }
        }
    }
}

fn beneficiaries(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for assessment in &book.series.assessments {
        for found in &assessment.experienced {
            let (scope, kept) = match found.scope {
                ExperiencedScope::Nation => (Cell::text("nation"), book.selection.is_everybody()),
                ExperiencedScope::Agency(agency) => (book.agency(agency), book.keeps(agency)),
                ExperiencedScope::Service(service) => {
                    let service = &book.survey().services[service];
                    (Cell::text(format!("service={}", service.code)), book.keeps(service.agency))
                }
            };
            if !kept {
                continue;
            }
            let shown = |value: Option<f64>| Cell::number(value.filter(|_| !found.suppressed), 4);
            let people = |people: Option<u32>| {
                people.filter(|_| !found.suppressed).map_or(Cell::Empty, |people| Cell::Count(people.into()))
            };
            emit(vec![
                book.period(assessment.period),
                scope,
                Cell::text(book.framework().beneficiary_items[found.item].code.as_str()),
                Cell::text(match found.source {
                    BeneficiarySource::Survey => "survey",
                    BeneficiarySource::Mystery => "mystery",
                    BeneficiarySource::Outside => "outside",
                }),
                people(Some(found.count)),
                people(found.declined),
                shown(found.total),
                shown(found.value),
                shown(found.interval.map(|interval| interval.0)),
                shown(found.interval.map(|interval| interval.1)),
                shown(Some(found.effective_size)),
                shown(found.median),
                shown(found.ninetieth),
                flag(found.suppressed),
            ]);
        }
    }
}

fn national(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for assessment in &book.series.assessments {
        for item in &assessment.national {
            let criterion = &book.framework().criteria[item.criterion];
            for truth in Truth::ALL {
                emit(vec![
                    book.period(assessment.period),
                    Cell::text(criterion.dimension.as_str()),
                    Cell::text(criterion.code.as_str()),
                    Cell::text(truth.name()),
                    Cell::number(*item.value.get(truth), 4),
                    book.grade(item.grade),
                ]);
            }
        }
    }
}

fn sweep(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    if !book.selection.is_everybody() {
        return;
    }
    for assessment in &book.series.assessments {
        for point in &assessment.sweep {
            for truth in Truth::ALL {
                let Some(counts) = point.stages.get(truth) else { continue };
                for (rung, reached) in counts.reached.iter().enumerate() {
                    let at = |cells: &[usize]| cells.get(rung).map_or(Cell::Empty, |agencies| count(*agencies));
                    emit(vec![
                        book.period(assessment.period),
                        number(point.threshold),
                        Cell::text(truth.name()),
                        count(rung),
                        count(*reached),
                        at(&counts.at_least),
                        at(&counts.stepped_over),
                    ]);
                }
            }
        }
    }
}

fn corrections(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let survey = book.survey();
    let speller = Speller::new(book.framework());
    for Correction { unit, criterion, old, new, who, when, why, .. } in &survey.corrections {
        let owner = survey.owner(unit.scope);
        if owner.is_some_and(|agency| !book.keeps(agency)) {
            continue;
        }
        let (service, branch) = match unit.scope {
            Scope::Nation | Scope::Agency(_) => (Cell::Empty, Cell::Empty),
            Scope::Service(service) => (Cell::text(survey.services[service].code.as_str()), Cell::Empty),
            Scope::Branch(branch) => (Cell::Empty, Cell::text(survey.branches[branch].code.as_str())),
        };
        let spelled = |answer: &Option<Answer>| {
            let said = answer.and_then(|answer| speller.say(*criterion, unit.lower(), answer));
            said.map_or(Cell::Empty, Cell::Text)
        };
        emit(vec![
            book.period(unit.period),
            owner.map_or_else(|| group_scope(None, None), |agency| book.agency(agency)),
            service,
            branch,
            Cell::text(book.framework().criteria[*criterion].code.as_str()),
            spelled(old),
            spelled(new),
            Cell::text(who.as_str()),
            Cell::Text(when.to_string()),
            Cell::text(why.as_str()),
        ]);
    }
}

fn objections(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let day = |date: Option<Date>| date.map_or(Cell::Empty, |date| Cell::Text(date.to_string()));
    let words = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::text(text) };
    for objection in book.survey().objections.iter().filter(|objection| book.keeps(objection.agency)) {
        emit(vec![
            book.period(objection.period),
            book.agency(objection.agency),
            words(objection.code.as_deref().unwrap_or_default()),
            words(&objection.who),
            day(objection.date),
            words(&objection.what),
            words(&objection.grounds),
            Cell::text(objection.outcome.name()),
            words(&objection.decided_by),
            day(objection.decided_on),
            words(&objection.answer),
        ]);
    }
}

/// Stages and scores that corrections changed.
fn draft(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for found in book.series.draft.iter().filter(|found| book.keeps(found.agency)) {
        let decimals = book.decimals(found.period);
        let mut row = |measure: &str, code: Cell, truth: Truth, values: [Cell; 3]| {
            let start = [book.period(found.period), book.agency(found.agency), Cell::text(measure), code];
            emit(start.into_iter().chain([Cell::text(truth.name())]).chain(values).collect());
        };
        for truth in Truth::ALL {
            if let Some((draft, corrected)) = found.reached.get(truth) {
                let shown = |reached: &Option<Reached>| reached.map_or(Cell::Empty, stage);
                row("stage", Cell::Empty, truth, [shown(draft), shown(corrected), Cell::Empty]);
            }
        }
        for score in &found.scores {
            let change = score.draft.zip(score.corrected).map(|(draft, corrected)| corrected - draft);
            let values = [score.draft, score.corrected, change].map(|value| Cell::number(value, decimals));
            let is_severity = book.framework().dimensions[score.dimension].role == DimensionRole::Obstacle;
            let measure = if is_severity { "severity" } else { "score" };
            row(measure, book.dimension(score.dimension), score.truth, values);
        }
    }
}

/// A stage as a number, `2+` where it is at least 2, empty where it is not judged.
pub(in crate::report) fn stage(reached: Reached) -> Cell {
    match reached {
        Reached::Stage { number, at_least: false, stepped_over: false } => count(number),
        Reached::Stage { number, at_least, stepped_over } => {
            let mark = |is: bool, sign| if is { sign } else { "" };
            Cell::Text(format!("{number}{}{}", mark(at_least, "+"), mark(stepped_over, "*")))
        }
        Reached::Unjudged | Reached::NotApplicable => Cell::Empty,
    }
}

/// `nation` or `COLUMN=VALUE`.
fn group_scope(column: Option<&str>, value: Option<&str>) -> Cell {
    match column.zip(value) {
        Some((column, value)) => Cell::Text(format!("{column}={value}")),
        None => Cell::text("nation"),
    }
}

pub(in crate::report) fn role(role: DimensionRole) -> &'static str {
    match role {
        DimensionRole::Stage => "stage",
        DimensionRole::Obstacle => "obstacle",
        DimensionRole::Benefit => "benefit",
        DimensionRole::Enabler => "enabler",
        DimensionRole::Index => "index",
        DimensionRole::Facet => "facet",
        DimensionRole::Part => "part",
    }
}

fn status_code(status: Status) -> &'static str {
    match status {
        Status::Answered => "answered",
        Status::NoResponse => "no-response",
        Status::Screened => "screened",
    }
}

fn joined(words: impl IntoIterator<Item = String>) -> Cell {
    let words: Vec<String> = words.into_iter().collect();
    if words.is_empty() { Cell::Empty } else { Cell::Text(words.join(" ")) }
}

pub(in crate::report) fn number(value: f64) -> Cell {
    Cell::number(Some(value), 4)
}

pub(in crate::report) fn count(count: usize) -> Cell {
    Cell::Count(count as u64)
}

pub(in crate::report) fn flag(set: bool) -> Cell {
    Cell::text(if set { "yes" } else { "no" })
}
