//! The assessment as open data: tidy tables that join by code, what each column means, and a codebook to read.
use crate::document::{Block, Cell as Shown, Chapter, Column, Document, Grid};
use crate::framework::{Framework, Level, Scale};
use crate::locale::{Locale, Value};
use crate::report::cover;
use crate::report::tables::{self, Book, Kind, count, flag, number};
use crate::series::{Audience, Series};
use crate::survey::{Answer, Response, Scope, Unit, Verdict};
use crate::table::{Cell, Table};
use std::collections::BTreeMap;

/// Tables of results that go into the package as they are.
const RESULTS: [&str; 15] = [
    "scores",
    "agencies",
    "gates",
    "obstacles",
    "kpis",
    "targets",
    "promises",
    "services",
    "groups",
    "change",
    "moves",
    "perception",
    "beneficiaries",
    "national",
    "sweep",
];

/// What was asked and answered.
pub(in crate::report) const MATERIAL: &[Kind] = &[
    Kind { name: "periods", columns: &["period", "first", "last"], rows: periods },
    Kind {
        name: "dimensions",
        columns: &["dimension", "role", "parent", "weight", "title_en", "title_ar", "title_ckb"],
        rows: dimensions,
    },
    Kind {
        name: "criteria",
        columns: &[
            "criterion",
            "dimension",
            "scale",
            "level",
            "gate",
            "weight",
            "internal",
            "text_en",
            "text_ar",
            "text_ckb",
        ],
        rows: criteria,
    },
    Kind {
        name: "choices",
        columns: &["scale", "choice", "value", "title_en", "title_ar", "title_ckb"],
        rows: choices,
    },
    Kind {
        name: "answers",
        columns: &[
            "period",
            "agency",
            "service",
            "branch",
            "criterion",
            "by",
            "choice",
            "number",
            "not_applicable",
            "respondents",
            "sample_size",
            "not_controlled",
        ],
        rows: answers,
    },
    Kind {
        name: "evidence",
        columns: &["period", "agency", "service", "branch", "criterion", "grade", "date", "verdict"],
        rows: evidence,
    },
];

/// Columns by which the rows of a table are told apart.
const KEYS: &[(&str, &[&str])] = &[
    ("periods", &["period"]),
    ("register", &["agency"]),
    ("dimensions", &["dimension"]),
    ("criteria", &["criterion"]),
    ("choices", &["scale", "choice"]),
    ("scores", &["period", "agency", "dimension", "column"]),
    ("agencies", &["period", "agency"]),
];

/// Columns whose codes stand in another table.
const JOINS: &[(&str, &str)] =
    &[("period", "periods"), ("agency", "register"), ("dimension", "dimensions"), ("criterion", "criteria")];

/// A table of the package with what its columns hold.
pub struct Resource {
    pub table: Table,
    /// Phrase and words of what it holds, in the locale's language.
    pub description: String,
    pub fields: Vec<Field>,
    pub key: Vec<String>,
    /// Column and the table in which its codes stand, as a column of the same name.
    pub joins: Vec<(String, &'static str)>,
}

pub struct Field {
    pub name: String,
    pub kind: FieldKind,
    pub description: String,
    pub required: bool,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Integer,
    Number,
    /// `yes` or `no`.
    Flag,
}

/// Every table of the package that has rows.
pub fn resources(series: &Series, locale: &Locale) -> Vec<Resource> {
    let everybody = Default::default();
    let book = Book::new(series, locale, &everybody);
    let mut found: Vec<Table> = MATERIAL.iter().map(|kind| book.table(kind)).collect();
    found.insert(1, register(series));
    found.extend(tables::kinds(series).filter(|kind| RESULTS.contains(&kind.name)).map(|kind| book.table(kind)));
    found.retain(|table| !table.rows.is_empty());
    let names: Vec<String> = found.iter().map(|table| table.name.clone()).collect();
    found.into_iter().map(|table| resource(table, &names, locale)).collect()
}

fn resource(table: Table, tables: &[String], locale: &Locale) -> Resource {
    let fields = table.columns.iter().enumerate().map(|(place, name)| {
        let cells = || table.rows.iter().map(move |row| &row[place]);
        Field {
            kind: kind(cells()),
            description: locale.field(&table.name, name).unwrap_or_else(|| locale.word("package.own-column")),
            required: cells().all(|cell| *cell != Cell::Empty && *cell != Cell::text("")),
            name: name.clone(),
        }
    });
    let fields: Vec<Field> = fields.collect();
    let known = KEYS.iter().find(|(name, _)| *name == table.name);
    let joins = JOINS.iter().filter(|(column, other)| {
        let owns = *other == table.name || !tables.iter().any(|name| name == other);
        table.columns.iter().any(|name| name == column) && !owns
    });
    Resource {
        key: known.map_or_else(Vec::new, |(_, key)| key.iter().map(|name| (*name).to_owned()).collect()),
        joins: joins.map(|(column, other)| ((*column).to_owned(), *other)).collect(),
        description: locale.field(&table.name, "").unwrap_or_default(),
        fields,
        table,
    }
}

fn kind<'c>(cells: impl Iterator<Item = &'c Cell> + Clone) -> FieldKind {
    let mut known = cells.filter(|cell| !matches!(cell, Cell::Empty)).peekable();
    if known.peek().is_none() {
        return FieldKind::Text;
    }
    let all = |test: fn(&Cell) -> bool| known.clone().all(test);
    match () {
        () if all(|cell| matches!(cell, Cell::Count(_))) => FieldKind::Integer,
        () if all(|cell| matches!(cell, Cell::Count(_) | Cell::Number { .. })) => FieldKind::Number,
        () if all(|cell| matches!(cell, Cell::Text(text) if text == "yes" || text == "no")) => FieldKind::Flag,
        () => FieldKind::Text,
    }
}

/// What every table and column means, in one language.
pub fn codebook(series: &Series, locale: &Locale) -> Document {
    let framework = &series.framework;
    let mut document = cover(series, locale);
    let title = std::mem::replace(&mut document.title, locale.word("package.codebook"));
    document.subtitle.insert(0, title);
    let tables = resources(series, locale).into_iter().map(|resource| {
        let mut grid = Grid::new(
            "",
            vec![
                Column::words(locale.word("package.column")),
                Column::words(locale.word("package.kind")),
                Column::words(locale.word("package.meaning")),
            ],
        );
        for field in &resource.fields {
            let kind = locale.word(match field.kind {
                FieldKind::Text => "package.text",
                FieldKind::Integer => "package.integer",
                FieldKind::Number => "package.number",
                FieldKind::Flag => "package.flag",
            });
            grid.push(vec![Shown::code(&field.name), Shown::text(kind), Shown::text(&field.description)]);
        }
        let rows = locale.say("package.rows", &[("count", Value::from(resource.table.rows.len()))]);
        let blocks = vec![Block::Paragraph(resource.description), Block::Paragraph(rows), Block::Table(grid)];
        Chapter { code: "table", title: format!("{}.csv", resource.table.name), blocks }
    });
    document.chapters = tables.collect();
    document.chapters.push(asked(framework, locale));
    document
}

/// Every criterion with the options of its scale.
fn asked(framework: &Framework, locale: &Locale) -> Chapter {
    let mut grid = Grid::new(
        "",
        vec![
            Column::words(locale.word("common.code")),
            Column::words(locale.word("common.criterion")),
            Column::words(locale.word("package.options")),
        ],
    );
    for criterion in &framework.criteria {
        let options = framework.scale(&criterion.scale).map_or_else(String::new, |scale| options(scale, locale));
        let text = locale.tell(&criterion.text);
        grid.push(vec![Shown::code(criterion.code.as_str()), Shown::text(text), Shown::text(options)]);
    }
    Chapter { code: "criteria", title: locale.word("package.criteria"), blocks: vec![Block::Table(grid)] }
}

fn options(scale: &Scale, locale: &Locale) -> String {
    if scale.choices.is_empty() {
        return locale.tell(&scale.title);
    }
    let named = scale.choices.iter().map(|choice| {
        let code = Value::Phrase(locale.isolate_code(choice.code.as_str()));
        locale.say("package.option", &[("code", code), ("title", Value::from(locale.tell(&choice.title)))])
    });
    locale.series(&named.collect::<Vec<_>>())
}

/// The register: every column that it has.
pub(in crate::report) fn register(series: &Series) -> Table {
    let agencies = &series.survey.agencies;
    let mut languages: Vec<&str> = agencies.iter().flat_map(|agency| agency.name.iter().map(|(tag, _)| tag)).collect();
    languages.sort_unstable();
    languages.dedup();
    let mut headings: Vec<&str> =
        agencies.iter().flat_map(|agency| agency.attributes.iter().map(|(heading, _)| heading)).collect();
    headings.sort_unstable();
    headings.dedup();
    let mut columns: Vec<String> = vec!["agency".to_owned(), "parent".to_owned()];
    columns.extend(languages.iter().map(|tag| format!("name_{tag}")));
    columns.extend(headings.iter().map(|heading| (*heading).to_owned()));
    let text = |text: Option<&str>| text.map_or(Cell::Empty, Cell::text);
    let row = |agency: &crate::survey::Agency| {
        let parent = agency.parent.map(|parent| agencies[parent].code.as_str());
        let mut row = vec![Cell::text(agency.code.as_str()), text(parent)];
        row.extend(
            languages.iter().map(|tag| text(agency.name.iter().find(|(own, _)| own == tag).map(|(_, name)| name))),
        );
        row.extend(headings.iter().map(|heading| text(agency.attributes.get(heading))));
        row
    };
    Table { name: "register".to_owned(), columns, rows: agencies.iter().map(row).collect() }
}

fn periods(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let date = |date: Option<jiff::civil::Date>| date.map_or(Cell::Empty, |date| Cell::text(date.to_string()));
    for (position, period) in book.series.survey.periods.iter().enumerate() {
        emit(vec![book.period(position), date(period.first), date(period.last)]);
    }
}

/// A text in the three languages of the program.
fn texts(text: &crate::text::Text) -> [Cell; 3] {
    ["en", "ar", "ckb"].map(|tag| {
        let own = text.iter().find(|(language, _)| *language == tag);
        own.map_or(Cell::Empty, |(_, words)| Cell::text(words))
    })
}

fn dimensions(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for dimension in &book.series.framework.dimensions {
        let mut row = vec![
            Cell::text(dimension.code.as_str()),
            Cell::text(tables::role(dimension.role)),
            dimension.parent.as_ref().map_or(Cell::Empty, |parent| Cell::text(parent.as_str())),
            number(dimension.weight),
        ];
        row.extend(texts(&dimension.title));
        emit(row);
    }
}

fn criteria(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for criterion in &book.series.framework.criteria {
        let level = match criterion.level {
            Level::Agency => "agency",
            Level::National => "national",
        };
        let mut row = vec![
            Cell::text(criterion.code.as_str()),
            Cell::text(criterion.dimension.as_str()),
            Cell::text(criterion.scale.as_str()),
            Cell::text(level),
            flag(criterion.gate.is_some()),
            number(criterion.weight),
            flag(criterion.internal),
        ];
        row.extend(texts(&criterion.text));
        emit(row);
    }
}

fn choices(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for scale in &book.series.framework.scales {
        for choice in &scale.choices {
            let mut row = vec![
                Cell::text(scale.code.as_str()),
                Cell::text(choice.code.as_str()),
                choice.value.map_or(Cell::Empty, number),
            ];
            row.extend(texts(&choice.title));
            emit(row);
        }
    }
}

/// Period, agency, service and branch.
fn unit(book: &Book, unit: Unit) -> Vec<Cell> {
    let survey = &book.series.survey;
    let (service, branch) = match unit.scope {
        Scope::Service(service) => (Cell::text(survey.services[service].code.as_str()), Cell::Empty),
        Scope::Branch(branch) => (Cell::Empty, Cell::text(survey.branches[branch].code.as_str())),
        Scope::Nation | Scope::Agency(_) => (Cell::Empty, Cell::Empty),
    };
    let agency = survey.owner(unit.scope).map_or(Cell::Empty, |agency| book.agency(agency));
    vec![book.period(unit.period), agency, service, branch]
}

/// One row for each answer of a unit; of several people one row for each answer that any of them gave.
fn answers(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Series { framework, survey, .. } = book.series;
    for own in survey.answers.units() {
        let Some(row) = survey.answers.find(own) else { continue };
        for (position, criterion) in framework.criteria.iter().enumerate() {
            let scale = framework.scale(&criterion.scale);
            let marks = survey.answers.marks(row, position);
            let mut line = |by: &str, answer: Answer, people: Cell| {
                let (choice, value) = coded(framework, scale, own.scope, answer);
                let mut cells = unit(book, own);
                cells.extend([
                    Cell::text(criterion.code.as_str()),
                    Cell::text(by),
                    choice,
                    value,
                    flag(answer == Answer::NotApplicable),
                    people,
                    marks.and_then(|marks| marks.sample_size).map_or(Cell::Empty, |size| Cell::Count(size.into())),
                    flag(marks.is_some_and(|marks| marks.not_controlled)),
                ]);
                emit(cells);
            };
            let mut told = |by: &str, response: &Response| match response {
                Response::Blank => {}
                Response::One { answer, .. } => line(by, *answer, Cell::Empty),
                Response::Many(tally) => {
                    let mut counts: BTreeMap<String, (Answer, u64)> = BTreeMap::new();
                    for vote in tally.votes() {
                        let known = counts.entry(format!("{:?}", vote.answer)).or_insert((vote.answer, 0));
                        known.1 += u64::from(vote.votes.count);
                    }
                    counts.into_values().for_each(|(answer, people)| line(by, answer, Cell::Count(people)));
                }
                Response::Few(few) => line("withheld", Answer::Unknown, count(few.count as usize)),
            };
            told("agency", survey.answers.response(row, position));
            if let Some(response) = survey.answers.assessed(row, position) {
                told("assessor", response);
            }
        }
    }
}

/// The code of a choice, or a number.
fn coded(framework: &Framework, scale: Option<&Scale>, scope: Scope, answer: Answer) -> (Cell, Cell) {
    let each = scale.and_then(|scale| scale.each.as_ref()).and_then(|each| framework.scale(&each.scale));
    let own = if matches!(scope, Scope::Service(_) | Scope::Branch(_)) { each.or(scale) } else { scale };
    let code = |option: usize| own.and_then(|scale| scale.choices.get(option)).map(|choice| choice.code.as_str());
    match answer {
        Answer::Choice(option) => (code(usize::from(option)).map_or(Cell::Empty, Cell::text), Cell::Empty),
        Answer::Several(options) => {
            let chosen: Vec<&str> = (0..64).filter(|option| options & (1 << option) != 0).filter_map(code).collect();
            (Cell::text(chosen.join(";")), Cell::Empty)
        }
        Answer::Number(value) => (Cell::Empty, Cell::number(Some(value), 6)),
        Answer::NotApplicable | Answer::Unknown => (Cell::Empty, Cell::Empty),
    }
}

fn evidence(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Series { framework, survey, audience, .. } = book.series;
    let Some(scheme) = framework.evidence.as_ref() else { return };
    for record in &survey.evidence {
        let criterion = &framework.criteria[record.criterion];
        if *audience == Audience::Public && criterion.internal {
            continue;
        }
        let mut row = unit(book, record.unit);
        row.extend([
            Cell::text(criterion.code.as_str()),
            scheme.grades.get(usize::from(record.grade)).map_or(Cell::Empty, |grade| Cell::text(grade.code.as_str())),
            record.date.map_or(Cell::Empty, |date| Cell::text(date.to_string())),
            match record.verdict {
                Verdict::None => Cell::Empty,
                Verdict::Accepted => Cell::text("accepted"),
                Verdict::Rejected => Cell::text("rejected"),
            },
        ]);
        emit(row);
    }
}
