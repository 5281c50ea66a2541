//! `schema`: what may stand in a file.
use crate::cli::failure::Failure;
use crate::cli::options::Options;
use crate::cli::terminal;
use clap::Args;
use miqyas::audit::Audit;
use miqyas::change::Changes;
use miqyas::document::{Block, Cell, Chapter, Column, Document, Grid};
use miqyas::framework::parse;
use miqyas::lint::Lint;
use miqyas::locale::Locale;
use miqyas::output::json::Section;
use miqyas::output::{json, terminal as text};
use miqyas::plan::Plan;
use miqyas::robustness::Robustness;
use miqyas::statistics::Statistics;
use miqyas::survey::{self, KINDS, KindColumns, Need};
use miqyas::table;

/// Schemas for machines: what is said, and its name.
const FRAMEWORK: &str = "framework";
const EXTENSION: &str = "extension";
const RESULTS: &str = "results";
const ROBUSTNESS: &str = Robustness::NAME;
const STATISTICS: &str = Statistics::NAME;
const LINT: &str = Lint::NAME;
const CHANGE: &str = Changes::NAME;
const AUDIT: &str = Audit::NAME;
const PLAN: &str = Plan::NAME;
const SETTINGS: &str = "settings";
/// The file of the settings.
const SETTINGS_FILE: &str = "assessment.toml";

/// Show the columns of a file, or print a JSON Schema
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas schema
  miqyas schema answers --lang ckb
  miqyas schema agencies --table csv
  miqyas schema framework
  miqyas schema assessment.toml
  miqyas schema results")]
pub(crate) struct Arguments {
    /// A kind of file (agencies, services, branches, answers, evidence, kpis, beneficiaries, targets, costs, attestations,
    /// initiatives, corrections, objections, verdicts) or a file's name: its columns; framework, extension (a framework that
    /// extends another), settings (assessment.toml), results, robustness, statistics, lint, change, audit or plan (their
    /// .json): a JSON Schema
    /// [default: every kind of file]
    #[arg(verbatim_doc_comment)]
    file: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let locale = options.locale(&[]);
    let kinds: Vec<&KindColumns> = match arguments.file.as_deref() {
        None => KINDS.iter().collect(),
        Some(FRAMEWORK) => return terminal::print(pretty(&parse::schema())),
        Some(EXTENSION) => return terminal::print(pretty(&parse::extension_schema())),
        Some(SETTINGS | SETTINGS_FILE) => return terminal::print(pretty(&survey::Settings::schema())),
        Some(ROBUSTNESS) => return terminal::print(json::section_schema::<Robustness>()),
        Some(STATISTICS) => return terminal::print(json::section_schema::<Statistics>()),
        Some(LINT) => return terminal::print(json::section_schema::<Lint>()),
        Some(CHANGE) => return terminal::print(json::section_schema::<Changes>()),
        Some(AUDIT) => return terminal::print(json::section_schema::<Audit>()),
        Some(PLAN) => return terminal::print(json::section_schema::<Plan>()),
        Some(RESULTS) => return terminal::print(json::schema()),
        Some(name) => vec![kind(name)?],
    };
    if options.wants_table() {
        let tables: Vec<table::Table> = kinds.iter().map(|kind| table_of(kind, &locale)).collect();
        return options.print_table(&tables);
    }
    let chapters = kinds.iter().map(|kind| chapter(kind, &locale)).collect();
    let document = Document {
        title: locale.word("cli.schema-title"),
        subtitle: vec![locale.word("cli.schema-note")],
        ..Document::plain(&locale, chapters)
    };
    terminal::print(text::render(&document, &locale, terminal::layout()))
}

/// The kind of a name: the kind itself, or a file called after it.
fn kind(name: &str) -> Result<&'static KindColumns, Failure> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let recognised = survey::recognise(file);
    let found = KINDS.iter().find(|known| known.name == name || Some(known.kind) == recognised);
    found.ok_or_else(|| {
        let mut known: Vec<&str> = KINDS.iter().map(|known| known.name).collect();
        known.extend([FRAMEWORK, EXTENSION, SETTINGS, RESULTS, ROBUSTNESS, STATISTICS, LINT, CHANGE, AUDIT, PLAN]);
        Failure::request("cli.schema-unknown", &[("asked", name), ("known", &known.join(", "))])
    })
}

fn chapter(kind: &KindColumns, locale: &Locale) -> Chapter {
    let columns = vec![
        Column::words(locale.word("cli.heading-column")),
        Column::words(locale.word("cli.heading-need")),
        Column::words(locale.word("cli.heading-meaning")),
    ];
    let mut grid = Grid::new("", columns);
    for column in kind.columns {
        grid.push(vec![
            Cell::code(column.name),
            Cell::text(locale.word(need_key(column.need))),
            Cell::text(locale.column(column.meaning).unwrap_or_default()),
        ]);
    }
    Chapter { code: kind.name, title: kind.name.to_owned(), blocks: vec![Block::Table(grid)] }
}

fn table_of(kind: &KindColumns, locale: &Locale) -> table::Table {
    let row = |column: &survey::Column| {
        vec![
            table::Cell::text(column.name),
            table::Cell::text(need_name(column.need)),
            table::Cell::text(locale.column(column.meaning).unwrap_or_default()),
        ]
    };
    table::Table {
        name: kind.name.to_owned(),
        columns: ["column", "need", "meaning"].map(str::to_owned).to_vec(),
        rows: kind.columns.iter().map(row).collect(),
    }
}

fn need_key(need: Need) -> &'static str {
    match need {
        Need::Required => "cli.need-required",
        Need::RequiredLong => "cli.need-long",
        Need::Optional => "cli.need-optional",
    }
}

fn pretty(schema: &serde_json::Value) -> String {
    format!("{schema:#}\n")
}

fn need_name(need: Need) -> &'static str {
    match need {
        Need::Required => "required",
        Need::RequiredLong => "required-long",
        Need::Optional => "optional",
    }
}
