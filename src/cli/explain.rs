//! `explain`: how a number came to be, down to the answers and the evidence.
use crate::cli::failure::Failure;
use crate::cli::material::{self, Sources};
use crate::cli::options::{Options, Reading};
use crate::cli::terminal;
use clap::{Args, ValueEnum};
use miqyas::document::Document;
use miqyas::explanation::{explain, explain_national};
use miqyas::finding::Strictness;
use miqyas::framework::Level;
use miqyas::locale::Locale;
use miqyas::output::{self, tables};
use miqyas::report;
use miqyas::series::Series;
use miqyas::spelling;
use miqyas::survey::{Nobody, Words};
use miqyas::text::Code;
use miqyas::truth::Truth;
use std::path::PathBuf;

/// Show how a number came to be: scale values, weights, evidence caps, and the file and row of every answer
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas explain sample-data/chile-2021 1101
  miqyas explain sample-data/chile-2021 1101 egi
  miqyas explain sample-data/example interior eff1
  miqyas explain sample-data/example nation inf05
  miqyas explain sample-data/denpasar-spbe denpasar --period 2018 --column checked")]
pub(crate) struct Arguments {
    /// A folder of tables, or one file of answers
    path: PathBuf,
    /// The agency's code or name, or nation for national items and KPIs of the whole country
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
    let code = arguments.code.as_deref();
    let framework = &series.framework;
    let kpi = code
        .and_then(|code| framework.kpis.iter().position(|kpi| kpi.figures().any(|figure| figure.code.matches(code))));
    if let Some(kpi) = kpi {
        return print(&report::kpis::document(&series, period, agency, kpi, &locale), &locale, options);
    }
    let asked = code.and_then(|code| framework.criterion(code));
    let national = asked.filter(|criterion| framework.criteria[*criterion].level == Level::National);
    let explanation = match (agency, national) {
        (Some(agency), None) => explain(&series, period, agency, code),
        (None, Some(criterion)) => explain_national(&series, period, criterion),
        (Some(_), Some(_)) => {
            return Err(Failure::request("cli.national-item", &[("asked", code.unwrap_or_default())]));
        }
        (None, None) if code.is_none_or(|code| is_known(&series, code)) => {
            return Err(Failure::request("cli.nation-only", &[]));
        }
        (None, None) => None,
    };
    let Some(mut explanation) = explanation else {
        return Err(match code {
            Some(code) if !is_known(&series, code) => unknown_code(&series, code),
            _ => Failure::request("cli.nothing-to-explain", &[("agency", &arguments.agency)]),
        });
    };
    if let Some(column) = arguments.column {
        let truth = Truth::from(column);
        explanation.truths.retain(|known| *known == truth);
        if explanation.truths.is_empty() {
            return Err(Failure::request("cli.column-absent", &[("column", truth.name())]));
        }
    }
    print(&report::explain::document(&series, &explanation, &locale), &locale, options)
}

fn print(document: &Document, locale: &Locale, options: &Options) -> Result<(), Failure> {
    if options.wants_table() {
        return options.print_table(&[tables::tree(document)]);
    }
    terminal::print(output::terminal::render(document, locale, terminal::layout()))
}

/// The agency of a code, or of the only name like the one given; none: the nation.
pub(crate) fn agency(series: &Series, asked: &str) -> Result<Option<usize>, Failure> {
    match series.survey.asked_agency(asked) {
        Ok(agency) => Ok(Some(agency)),
        Err(Nobody::Unknown { .. }) if Words::load().is_nation(asked) => Ok(None),
        Err(other) => Err(nobody(asked, &other)),
    }
}

/// Says why no agency is meant.
pub(crate) fn nobody(asked: &str, nobody: &Nobody) -> Failure {
    match nobody {
        Nobody::Unknown { nearest: None } => Failure::request("cli.agency-unknown", &[("asked", asked)]),
        Nobody::Unknown { nearest: Some(nearest) } => {
            Failure::request("cli.agency-unknown-nearest", &[("asked", asked), ("nearest", nearest)])
        }
        Nobody::Several { codes } => {
            Failure::request("cli.agency-ambiguous", &[("asked", asked), ("known", &codes.join(", "))])
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

/// Whether the framework has a stage, dimension or criterion of a code.
fn is_known(series: &Series, code: &str) -> bool {
    series.framework.dimension(code).is_some() || series.framework.criterion(code).is_some()
}

fn unknown_code(series: &Series, asked: &str) -> Failure {
    let framework = &series.framework;
    let codes = (framework.dimensions.iter().map(|dimension| &dimension.code))
        .chain(framework.criteria.iter().map(|criterion| &criterion.code))
        .chain(framework.kpis.iter().flat_map(|kpi| kpi.figures().map(|figure| figure.code)));
    match spelling::nearest(asked, codes.map(Code::as_str)) {
        Some(nearest) => Failure::request("cli.code-unknown-nearest", &[("asked", asked), ("nearest", nearest)]),
        None => Failure::request("cli.code-unknown", &[("asked", asked)]),
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
