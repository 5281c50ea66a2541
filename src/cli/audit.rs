//! `audit`: which claims to verify, and what the verdicts say of all.
use crate::cli::assess::{self, Judged, Order};
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::material::{self, Sources};
use crate::cli::options::{AudienceOption, Options, Reading};
use crate::cli::report::{locale, result};
use crate::cli::section::{AUDIT, refuse, show};
use crate::cli::terminal;
use crate::cli::usage::Taken;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use miqyas::audit::{Design, Sample};
use miqyas::auditing::{self, ANSWERS, EVIDENCE, Refusal, draw, weigh};
use miqyas::calculation::compile;
use miqyas::finding::{Finding, Problem};
use miqyas::locale::{Locale, Value};
use miqyas::output::{self, csv, json};
use miqyas::report;
use miqyas::series::{Audience, Material, Series};
use miqyas::survey::{AuditVerdict, Kind, SourceSettings};
use miqyas::uncertainty::Question;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

/// The file of a sample.
const SAMPLE: &str = "audit-sample.json";
/// Of every interval.
const CONFIDENCE: f64 = 0.95;
/// Visits, claims or auditors that can be asked for.
const MOST: u32 = 1_000_000;
/// Seeds beyond this are not written as they are by every program that reads JSON.
const LARGEST_SEED: u64 = 1 << 53;

/// Draw claims to verify, hand them out, and take the verdicts in
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  miqyas audit sample sample-data/example --out visits")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Draw claims that nobody has confirmed, by risk, within a budget of visits; write a work list for each auditor
    #[command(after_help = "Examples:
  miqyas audit sample sample-data/example
  miqyas audit sample sample-data/example --visits 6 --claims 10 --by type --auditors 2 --lang ar --out visits
  miqyas audit sample sample-data/example --simple 60 --table csv")]
    Sample(SampleArguments),
    /// Enter auditors' verdicts: what changes, how many claims hold, what evidence is worth
    #[command(after_help = "Examples:
  miqyas audit sample sample-data/example --visits 8 --claims 10 --out visits
  miqyas audit apply sample-data/example sample-data/example/audit/verdicts.csv --sample visits
  miqyas audit apply sample-data/example sample-data/example/audit/verdicts.csv --out audited")]
    Apply(ApplyArguments),
}

#[derive(Args, Debug)]
struct SampleArguments {
    /// A folder of tables, one file of answers, or a folder that `assess --out` wrote
    path: PathBuf,
    /// Agencies to visit
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = positive)]
    visits: u32,
    /// Claims to verify at each agency, at most
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = positive)]
    claims: u32,
    /// Instead of visits, draw so many claims with equal chances within each stratum, wherever they are
    #[arg(long, value_name = "N", value_parser = positive, conflicts_with_all = ["visits", "claims"])]
    simple: Option<u32>,
    /// Divide the sample by this column of the register too
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Auditors among whom the visits are divided
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = positive)]
    auditors: u32,
    /// Visits to which a second auditor goes too, to see how far two agree
    #[arg(long, value_name = "N", default_value_t = 0)]
    twice: u32,
    /// Where chance begins: the same seed draws the same claims [default: that of the method]
    #[arg(long, value_name = "SEED", value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED))]
    seed: Option<u64>,
    /// Write the sample and the work lists into this folder, which must be new or empty
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write each work list on paper in these formats too
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',', default_value = "html", value_parser = page_formats())]
    format: Vec<String>,
    /// Threads to work on; the sample is the same on any number [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Args, Debug)]
struct ApplyArguments {
    /// A folder of tables, or one file of answers
    path: PathBuf,
    /// Work lists as they came back, or tables with their columns [default: those in the folder]
    verdicts: Vec<PathBuf>,
    /// The folder that `audit sample --out` wrote, or its audit-sample.json; without it nothing is said of claims that nobody saw
    #[arg(long, value_name = "PATH")]
    sample: Option<PathBuf>,
    /// Put the verdicts as answers-audit.csv and evidence-audit.csv into the folder, so that `assess` sees them
    #[arg(long)]
    keep: bool,
    /// Write the whole result with the verdicts entered into this folder, which may hold an earlier result
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// With --out, also write the report in these formats
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',', value_parser = assess::asked_formats(), requires = "out")]
    format: Vec<String>,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    match &arguments.action {
        Action::Sample(arguments) => sample(arguments, options),
        Action::Apply(arguments) => apply(arguments, options),
    }
}

fn sample(arguments: &SampleArguments, options: &Options) -> Result<(), Failure> {
    if let Some(out) = &arguments.out {
        disk::vacant(out)?;
    }
    let (series, locale, drawn) = drawn(arguments, options)?;
    if options.wants_table() {
        options.print_table(&[report::sample_table(&series, &drawn)])?;
    } else {
        let document = report::sample(&series, &locale, &drawn);
        terminal::print(output::terminal::render(&document, &locale, terminal::layout()))?;
    }
    if let Some(out) = &arguments.out {
        disk::fill(out, &files(arguments, &series, &locale, &drawn)?)?;
        options.say(&locale.say("cli.written", &[("path", Value::from(out.display().to_string()))]));
    }
    Ok(())
}

/// The sample of an assessment, from its answers or from a finished result.
fn drawn(arguments: &SampleArguments, options: &Options) -> Result<(Series, Locale, Sample), Failure> {
    let threads = arguments.threads.map_or_else(|| available_parallelism().map_or(1, NonZero::get), usize::from);
    let ask = |question: &Question| draw(question, &arguments.order(question), threads);
    if disk::is_result(&arguments.path) {
        let (series, manifest) = result(&arguments.path)?;
        let locale = locale(options, &manifest, &series);
        if series.audience == Audience::Public {
            return Err(Failure::request("cli.result-public", &[("path", &arguments.path.display().to_string())]));
        }
        let Series { framework, method, edition, survey, assessments, .. } = &series;
        let (edition, last) = (edition.as_ref(), assessments.last());
        let question = |assessment| Question { framework, method, edition, survey, assessment, assessments };
        let drawn = last.map(|assessment| ask(&question(assessment)));
        let drawn = settle(drawn, &locale)?;
        return Ok((series, locale, drawn));
    }
    let order = Order {
        path: &arguments.path,
        out: None,
        format: &[],
        audience: AudienceOption::Internal,
        reading: &arguments.reading,
    };
    let mut found = None;
    let Judged { series, locale, .. } = assess::judge(&order, options, |material| {
        let (series, drawn) = Series::assess_asking(material, ask);
        found = drawn;
        Ok(series)
    })?;
    let drawn = settle(found, &locale)?;
    Ok((series, locale, drawn))
}

fn settle(drawn: Option<Result<Sample, Refusal>>, locale: &Locale) -> Result<Sample, Failure> {
    match drawn {
        Some(Ok(sample)) => Ok(sample),
        Some(Err(Refusal::Fault(fault))) => Err(refuse(&fault, AUDIT, locale)),
        Some(Err(Refusal::TooFew { asked, groups })) => Err(Failure::request(
            "cli.audit-too-few",
            &[("asked", &asked.to_string()), ("groups", &groups.to_string())],
        )),
        Some(Err(Refusal::Twice { asked, auditors: 1, .. })) => {
            Err(Failure::request("cli.audit-one-auditor", &[("asked", &asked.to_string())]))
        }
        Some(Err(Refusal::Twice { asked, visits, .. })) => {
            Err(Failure::request("cli.audit-twice", &[("asked", &asked.to_string()), ("visits", &visits.to_string())]))
        }
        Some(Err(Refusal::NothingToVerify)) | None => Err(Failure::request("cli.audit-nothing", &[])),
    }
}

impl SampleArguments {
    fn order(&self, question: &Question) -> auditing::Order {
        let design = match self.simple {
            Some(claims) => Design::Claims { claims: claims as usize },
            None => Design::Visits { visits: self.visits as usize, claims: self.claims as usize },
        };
        auditing::Order {
            design,
            by: self.by.clone(),
            seed: self.seed.unwrap_or(question.method.seed),
            auditors: self.auditors as usize,
            twice: self.twice as usize,
        }
    }
}

/// The sample, its claims as a table, and work lists: a workbook for each auditor, and the same on paper.
fn files(
    arguments: &SampleArguments,
    series: &Series,
    locale: &Locale,
    sample: &Sample,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let table = report::sample_table(series, sample);
    let mut files =
        vec![(SAMPLE.to_owned(), json::sample(sample)), ("audit-claims.csv".to_owned(), csv::people(&table))];
    for auditor in 1..=sample.auditors {
        if !sample.visits.iter().any(|visit| visit.auditors.contains(&auditor)) {
            continue;
        }
        let list = report::worklist(series, locale, sample, auditor);
        let workbook = output::worklist::worklist(&list, locale).map_err(|failure| unmade(&failure))?;
        files.push((format!("verdicts-{auditor}.xlsx"), workbook));
        let document = report::pages(series, locale, sample, auditor);
        for name in &arguments.format {
            let Some(page) = output::format(name).and_then(|format| format.page) else { continue };
            let bytes = (page.render)(&document, locale).map_err(|failure| unmade(&failure))?;
            files.push((format!("work-list-{auditor}.{}", page.ending), bytes));
        }
    }
    Ok(files)
}

fn apply(arguments: &ApplyArguments, options: &Options) -> Result<(), Failure> {
    let ApplyArguments { path, verdicts: given, keep, out, format, reading, .. } = arguments;
    if disk::is_result(path) {
        return Err(Failure::request("cli.audit-needs-answers", &[("path", &path.display().to_string())]));
    }
    given.iter().try_for_each(|path| disk::no_folder(path))?;
    let sample = arguments.sample.as_deref().map(read_sample).transpose()?;
    let made = [ANSWERS, EVIDENCE].map(|name| format!("{name}.csv"));
    let sources = Sources::find(path, reading, options)?.without(&made);
    // Who names no period speaks of the one that was drawn from, else of the last.
    let period = sample.as_ref().map(|sample| sample.period.clone()).or_else(|| sources.last_period());
    let source = SourceSettings { kind: Some(Kind::Verdicts), period, ..SourceSettings::default() };
    let sources = sources.with_files(given, &source);
    let locale = sources.locale.clone();
    let mut harvest = sources.read(options, &mut |_| ())?;
    if harvest.material.findings.fail(reading.strictness()) {
        material::tell(&harvest.material.findings, &locale);
        return Err(Failure::Material);
    }
    let said = |finding: &Finding| {
        let of_verdicts = |file: &str| given.iter().any(|path| file.starts_with(&shown(path)));
        of_verdicts(&finding.place.file) && !matches!(finding.problem, Problem::VerdictsNotEntered { .. })
    };
    let mut told = harvest.material.findings.clone().only(said);
    let Material { framework, method, edition, survey, .. } = &mut harvest.material;
    let calculation = compile(framework, method, edition.as_ref());
    told.extend(auditing::heed(sample.as_ref(), framework, &calculation, survey));
    if !told.is_empty() {
        material::tell(&told, &locale);
    }
    if told.fail(reading.strictness()) {
        return Err(Failure::Material);
    }
    let tables = auditing::enter(framework, &calculation, survey);
    let verdicts: Vec<AuditVerdict> = harvest.material.survey.verdicts.clone();
    let before = Series::assess(harvest.material);
    if verdicts.is_empty() {
        return Err(Failure::request("cli.audit-no-verdicts", &[]));
    }
    check(sample.as_ref(), &before)?;
    let kept: Vec<(String, Vec<u8>)> = made.into_iter().zip(tables.iter().map(csv::people)).collect();
    let filled = kept.iter().zip(&tables).filter(|(_, table)| !table.rows.is_empty()).map(|(file, _)| file.clone());
    let filled: Vec<(String, Vec<u8>)> = filled.collect();
    let sources = Sources::find(path, reading, options)?
        .without(&kept.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>())
        .with_made(filled.clone());
    let order = Order { path, out: out.as_deref(), format, audience: AudienceOption::Internal, reading };
    let judged = assess::judge_by(&order, options, sources, |material| {
        let mut series = Series::assess(material);
        series.sections.audit = weigh(sample.as_ref(), &verdicts, &before, &series, CONFIDENCE);
        Ok(series)
    })?;
    if *keep {
        for (name, bytes) in &filled {
            disk::put(&path.join(name), bytes)?;
        }
        let names: Vec<&str> = filled.iter().map(|(name, _)| name.as_str()).collect();
        let values = [("path", Value::from(path.display().to_string())), ("files", Value::Phrase(names.join(", ")))];
        options.say(&locale.say("cli.import-written", &values));
    }
    show(&judged, AUDIT, options, report::audit)
}

/// Refuses a sample of another framework or period.
fn check(sample: Option<&Sample>, series: &Series) -> Result<(), Failure> {
    let Some(sample) = sample else { return Ok(()) };
    let period = series.assessments.last().map(|last| series.survey.periods[last.period].code.clone());
    if sample.framework != series.framework.code {
        let values = [("sample", sample.framework.as_str()), ("assessment", series.framework.code.as_str())];
        return Err(Failure::request("cli.audit-other-framework", &values));
    }
    if period.as_ref() != Some(&sample.period) {
        let last = period.map_or_else(String::new, |period| period.to_string());
        let values = [("sample", sample.period.as_str()), ("assessment", last.as_str())];
        return Err(Failure::request("cli.audit-other-period", &values));
    }
    Ok(())
}

fn read_sample(path: &Path) -> Result<Sample, Failure> {
    let path = &match disk::kind(path)? {
        disk::Kind::Folder => path.join(SAMPLE),
        disk::Kind::File | disk::Kind::Stream => path.to_owned(),
    };
    json::read_sample(&disk::read(path)?).map_err(|reason| {
        let values = [("path", path.display().to_string()), ("reason", reason.to_string())];
        Failure::request("cli.result-unreadable", &[("path", &values[0].1), ("reason", &values[1].1)])
    })
}

fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

fn unmade(failure: &output::Failure) -> Failure {
    Failure::machine("cli.cannot-make", &[("reason", &failure.to_string())])
}

/// Formats that show a document on pages.
fn page_formats() -> PossibleValuesParser {
    PossibleValuesParser::new(output::page_formats().map(|format| format.name))
}

fn positive(text: &str) -> Result<u32, Taken> {
    text.parse().ok().filter(|count| (1..=MOST).contains(count)).ok_or_else(|| Taken(format!("1 … {MOST}")))
}
