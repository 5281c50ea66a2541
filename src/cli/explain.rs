//! `explain`: how a number came to be, down to the answers and the evidence.
use crate::cli::failure::Failure;
use crate::cli::material::{self, Sources};
use crate::cli::options::{Options, Reading};
use crate::cli::terminal;
use clap::{Args, ValueEnum};
use miqyas::explanation::explain;
use miqyas::finding::Strictness;
use miqyas::output::{self, tables};
use miqyas::report;
use miqyas::series::Series;
use miqyas::spelling;
use miqyas::text::{Code, fold};
use miqyas::truth::Truth;
use std::path::PathBuf;

/// Show how a number came to be: scale values, weights, evidence caps, and the file and row of every answer
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas explain sample-data/chile-2021 1101
  miqyas explain sample-data/chile-2021 1101 egi
  miqyas explain sample-data/denpasar-spbe denpasar --period 2018 --column checked")]
pub(crate) struct Arguments {
    /// A folder of tables, or one file of answers
    path: PathBuf,
    /// The agency's code or name
    agency: String,
    /// A stage, dimension, criterion or KPI [default: everything]
    code: Option<String>,
    /// The period [default: the last]
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Only this column of truth
    #[arg(long, value_enum, value_name = "COLUMN")]
    column: Option<Column>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Column {
    Claimed,
    Supported,
    Checked,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let sources = Sources::find(&arguments.path, &arguments.reading, options)?;
    let locale = sources.locale.clone();
    let harvest = sources.read(options, &mut |_| ())?;
    if harvest.material.findings.fail(Strictness::Lenient) {
        material::tell(&harvest.material.findings, &locale);
        return Err(Failure::Material);
    }
    let series = Series::assess(harvest.material);
    let agency = agency(&series, &arguments.agency)?;
    let period = period(&series, arguments.period.as_deref())?;
    let Some(mut explanation) = explain(&series, period, agency, arguments.code.as_deref()) else {
        return Err(unknown_code(&series, arguments.code.as_deref().unwrap_or_default()));
    };
    if let Some(column) = arguments.column {
        let truth = Truth::from(column);
        explanation.truths.retain(|known| *known == truth);
        if explanation.truths.is_empty() {
            return Err(Failure::request("cli.column-absent", &[("column", truth.name())]));
        }
    }
    let document = report::explain::document(&series, &explanation, &locale);
    if options.wants_table() {
        return options.print_table(&[tables::tree(&document)]);
    }
    terminal::print(output::terminal::render(&document, &locale, terminal::layout()))
}

/// The agency of a code, or of the only name like the one given.
fn agency(series: &Series, asked: &str) -> Result<usize, Failure> {
    let agencies = &series.survey.agencies;
    if let Some(position) = agencies.iter().position(|agency| agency.code.matches(asked)) {
        return Ok(position);
    }
    let folded = fold(asked);
    let named: Vec<usize> = (0..agencies.len())
        .filter(|agency| agencies[*agency].name.iter().any(|(_, name)| fold(name) == folded))
        .collect();
    match named[..] {
        [only] => Ok(only),
        [] => {
            let codes = agencies.iter().map(|agency| agency.code.as_str());
            let names = agencies.iter().flat_map(|agency| agency.name.iter().map(|(_, name)| name));
            Err(unknown("cli.agency-unknown", "cli.agency-unknown-nearest", asked, codes.chain(names)))
        }
        _ => {
            let codes: Vec<&str> = named.iter().map(|agency| agencies[*agency].code.as_str()).collect();
            Err(Failure::request("cli.agency-ambiguous", &[("asked", asked), ("known", &codes.join(", "))]))
        }
    }
}

/// The period of a code; without one, the last that was judged.
fn period(series: &Series, asked: Option<&str>) -> Result<usize, Failure> {
    let periods = &series.survey.periods;
    let Some(asked) = asked else {
        let last = series.assessments.last().map(|assessment| assessment.period);
        return last.ok_or_else(|| Failure::request("cli.nothing-judged", &[]));
    };
    periods.iter().position(|period| period.code.matches(asked)).ok_or_else(|| {
        let known: Vec<&str> = periods.iter().map(|period| period.code.as_str()).collect();
        Failure::request("cli.period-unknown", &[("asked", asked), ("known", &known.join(", "))])
    })
}

fn unknown_code(series: &Series, asked: &str) -> Failure {
    let framework = &series.framework;
    let codes = (framework.dimensions.iter().map(|dimension| &dimension.code))
        .chain(framework.criteria.iter().map(|criterion| &criterion.code))
        .chain(framework.kpis.iter().map(|kpi| &kpi.code));
    unknown("cli.code-unknown", "cli.code-unknown-nearest", asked, codes.map(Code::as_str))
}

fn unknown<'c>(
    key: &'static str,
    key_nearest: &'static str,
    asked: &str,
    known: impl Iterator<Item = &'c str>,
) -> Failure {
    match spelling::nearest(asked, known) {
        Some(nearest) => Failure::request(key_nearest, &[("asked", asked), ("nearest", nearest)]),
        None => Failure::request(key, &[("asked", asked)]),
    }
}

impl From<Column> for Truth {
    fn from(column: Column) -> Truth {
        match column {
            Column::Claimed => Truth::Claimed,
            Column::Supported => Truth::Supported,
            Column::Checked => Truth::Checked,
        }
    }
}
