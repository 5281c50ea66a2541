//! `robustness`: how sure scores, ranks and stages are.
use crate::cli::assess::{self, Judged, Order};
use crate::cli::branding::Branding;
use crate::cli::criteria;
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::options::{AudienceOption, Options, Reading};
use crate::cli::progress::Progress;
use crate::cli::report::{Finished, locale, place, result};
use crate::cli::terminal;
use clap::Args;
use clap::builder::PossibleValuesParser;
use miqyas::assumption::{RobustnessSettings, Unusable};
use miqyas::locale::Locale;
use miqyas::output::json::Manifest;
use miqyas::output::{self, FORMATS, Format, tables};
use miqyas::report::{self, Selection};
use miqyas::robustness::Robustness;
use miqyas::series::{Audience, Series};
use miqyas::truth::Truth;
use miqyas::uncertainty::{Fault, Invalid, Question, Work, study};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread::available_parallelism;

/// How sure scores, ranks and stages are: other respondents, other weights, other rules
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas robustness sample-data/chile-2021 --replications 200
  miqyas robustness sample-data/example --replications 100 --out result
  miqyas robustness sample-data/example --replications 100 --score interior.trx
  miqyas robustness sample-data/world-egdi --no-sensitivity")]
pub(crate) struct Arguments {
    /// A folder of tables, one file of answers, or a folder that `assess --out` wrote
    path: PathBuf,
    /// Write the whole result with robustness.json into this folder [default for a finished result: its own]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where a result is written, also write the report in these formats
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',', value_parser = assess::asked_formats())]
    format: Vec<String>,
    /// How often everything is computed again for each kind of uncertainty [default: 1000, or as the settings say]
    #[arg(long, value_name = "N")]
    replications: Option<u32>,
    /// The column of truth that is looked at [default: supported where it exists]
    #[arg(long, value_name = "COLUMN", value_parser = columns())]
    column: Option<String>,
    /// Split the variance of this score among the assumptions too (repeatable)
    #[arg(long, value_name = "AGENCY.DIMENSION")]
    score: Vec<String>,
    /// Do not split the variance among the assumptions: several times faster
    #[arg(long, conflicts_with = "score")]
    no_sensitivity: bool,
    /// Threads to work on; results are the same on any number [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let Judged { series, locale } =
        if disk::is_result(&arguments.path) { again(arguments, options)? } else { fresh(arguments, options)? };
    let selection = options.selection();
    if options.wants_table() {
        let all = tables::all(&series, &locale, &selection);
        let (own, other): (Vec<_>, Vec<_>) = all.into_iter().partition(|table| table.name.starts_with("robustness"));
        return options.print_table(&own.into_iter().chain(other).collect::<Vec<_>>());
    }
    let document = report::robustness(&series, &locale, &selection);
    terminal::print(output::terminal::render(&document, &locale, terminal::layout()))
}

/// From the answers.
fn fresh(arguments: &Arguments, options: &Options) -> Result<Judged, Failure> {
    let Arguments { path, out, format, reading, .. } = arguments;
    let order = Order { path, out: out.as_deref(), format, audience: AudienceOption::Internal, reading };
    assess::judge(&order, options, |material| {
        let (mut settings, languages) = (material.robustness.clone(), material.languages.clone());
        arguments.change(&mut settings);
        let ask = |question: &Question| arguments.study(question, &settings, options);
        let (mut series, found) = Series::assess_asking(material, ask);
        let locale = options.locale(&languages);
        series.sections.robustness = found.transpose().map_err(|fault| refuse(&fault, &locale))?;
        Ok(series)
    })
}

/// From a finished result; the section and what shows it are written beside it.
fn again(arguments: &Arguments, options: &Options) -> Result<Judged, Failure> {
    let (mut series, manifest) = result(&arguments.path)?;
    let locale = locale(options, &manifest, &series);
    if series.audience == Audience::Public {
        return Err(Failure::request("cli.result-public", &[("path", &arguments.path.display().to_string())]));
    }
    let mut settings = series.robustness.clone();
    arguments.change(&mut settings);
    if settings.survey && series.survey.answers.hold_people() {
        return Err(refuse(&Fault::AnswersWithheld, &locale));
    }
    let found = series.assessments.last().map(|assessment| {
        let Series { framework, method, edition, survey, .. } = &series;
        let question = Question { framework, method, edition: edition.as_ref(), survey, assessment };
        arguments.study(&question, &settings, options)
    });
    series.sections.robustness = found.transpose().map_err(|fault| refuse(&fault, &locale))?;
    let branding = Branding::of_result(&manifest, &arguments.path)?;
    // What is written is the whole result, whatever is printed of it.
    let everybody = Selection::default();
    let finished = Finished { series: &series, manifest: &manifest, locale: &locale, selection: &everybody };
    let document = finished.document(&branding);
    let there = FORMATS.iter().filter(|format| is_there(format, &manifest)).map(|format| format.name.to_owned());
    let formats: Vec<String> = arguments.format.iter().cloned().chain(there).collect();
    let mut files = finished.files(&document, &branding, &output::chosen(&formats))?;
    match &arguments.out {
        None => files.retain(|file| file.path != "results.json"),
        Some(_) => files.extend(branding.files()),
    }
    place(arguments.out.as_ref().unwrap_or(&arguments.path), None, &manifest, files, &locale, options)?;
    Ok(Judged { series, locale })
}

/// Whether a result holds files of a format, which would speak of other figures if they stayed.
fn is_there(format: &Format, manifest: &Manifest) -> bool {
    let own = |path: &String| match path.split_once('/') {
        Some((folder, _)) => folder == "pages" && format.name == "png",
        None => path.ends_with(&format!(".{}", format.name)),
    };
    manifest.outputs.iter().any(own)
}

impl Arguments {
    /// Lays what was asked for over the settings.
    fn change(&self, settings: &mut RobustnessSettings) {
        settings.replications = self.replications.unwrap_or(settings.replications);
        settings.column = self.truth().or(settings.column);
        settings.sensitivity &= !self.no_sensitivity;
        settings.scores.extend(self.score.iter().cloned());
    }

    fn truth(&self) -> Option<Truth> {
        Truth::ALL.into_iter().find(|truth| Some(truth.name()) == self.column.as_deref())
    }

    fn study(
        &self,
        question: &Question,
        settings: &RobustnessSettings,
        options: &Options,
    ) -> Result<Robustness, Fault> {
        let progress = Mutex::new(Progress::new(0, options.loudness()));
        let advance = |done: u64, total: u64| {
            progress.lock().unwrap_or_else(PoisonError::into_inner).part(done, total);
        };
        let threads = self.threads.map_or_else(|| available_parallelism().map_or(1, NonZero::get), usize::from);
        study(question, settings, &Work { threads, progress: &advance })
    }
}

fn columns() -> PossibleValuesParser {
    PossibleValuesParser::new(Truth::ALL.map(Truth::name))
}

/// Says why nothing can be said.
fn refuse(fault: &Fault, locale: &Locale) -> Failure {
    let request = |key, values: &[(&'static str, &str)]| Failure::request(key, values);
    match fault {
        Fault::Replications(count) => request("cli.replications", &[("count", &count.to_string())]),
        Fault::Share { key, value } => request("cli.not-a-share", &[("key", key), ("value", &value.to_string())]),
        Fault::Unusable { setting, reason } => {
            let key = match reason {
                Unusable::Shape => "cli.assumption-shape",
                Unusable::Probabilities => "cli.assumption-probabilities",
                Unusable::Range => "cli.assumption-range",
                Unusable::PlusMinus => "cli.assumption-plus-minus",
            };
            request(key, &[("setting", setting)])
        }
        Fault::UnknownSetting { setting, nearest } if nearest.is_empty() => {
            request("cli.no-such-setting", &[("setting", setting)])
        }
        Fault::UnknownSetting { setting, nearest } => {
            request("cli.no-such-setting-but", &[("setting", setting), ("nearest", nearest)])
        }
        Fault::Invalid { setting, value, reason } => {
            let reason = match reason {
                Invalid::Unreadable(words) => words.clone(),
                Invalid::Flawed(flaw) => criteria::message(&flaw.problem, locale),
            };
            request("cli.assumption-invalid", &[("setting", setting), ("value", value), ("reason", &reason)])
        }
        Fault::Twice { setting } => request("cli.assumption-twice", &[("setting", setting)]),
        Fault::UnknownColumn { column, nearest } => {
            request("cli.population-unknown", &[("column", column), ("nearest", nearest)])
        }
        Fault::UnknownScore { text } => request("cli.no-such-score", &[("score", text)]),
        Fault::NoColumn => request("cli.no-column", &[]),
        Fault::NobodyJudged => request("cli.nobody-judged", &[]),
        Fault::AnswersWithheld => request("cli.answers-withheld", &[]),
    }
}
