//! What is computed from an assessment afterwards: from its answers, or from a finished result, which gains it.
use crate::cli::assess::{self, Judged, Order};
use crate::cli::branding::Branding;
use crate::cli::criteria;
use crate::cli::disk;
use crate::cli::explain;
use crate::cli::failure::Failure;
use crate::cli::options::{AudienceOption, Options, Reading};
use crate::cli::report::{self, Finished, Told, place, result, sections};
use crate::cli::terminal;
use clap::Args;
use clap::builder::PossibleValuesParser;
use miqyas::assumption::{RobustnessSettings, Unusable};
use miqyas::attribution::Joined;
use miqyas::document::Document;
use miqyas::framework::intersection::Restricted;
use miqyas::inquiry::StatisticsSettings;
use miqyas::locale::Locale;
use miqyas::output::json::{self, Manifest};
use miqyas::output::{self, FORMATS, Format, tables};
use miqyas::report::Selection;
use miqyas::resources::PlanSettings;
use miqyas::series::{Audience, Sections, Series};
use miqyas::truth::Truth;
use miqyas::uncertainty::{Fault, Invalid, Question};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

/// Names of the sections, which are those of their commands.
pub(crate) const ROBUSTNESS: &str = "robustness";
pub(crate) const STATISTICS: &str = "statistics";
pub(crate) const LINT: &str = "lint";
pub(crate) const COMPARE: &str = "compare";
pub(crate) const AUDIT: &str = "audit";
pub(crate) const PLAN: &str = "plan";

/// Arguments of every command that computes a section.
#[derive(Args, Debug)]
pub(crate) struct SectionArguments {
    /// A folder of tables, one file of answers, or a folder that `assess --out` wrote
    path: PathBuf,
    #[command(flatten)]
    choices: SectionChoices,
    /// Over less than the framework asks.
    #[arg(skip)]
    over: Option<Restricted>,
}

/// Options of every command that computes a section.
#[derive(Args, Clone, Debug)]
pub(crate) struct SectionChoices {
    /// Write the whole result with what was computed into this folder [default for a finished result: its own]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where a result is written, also write the report in these formats
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',', value_parser = assess::asked_formats())]
    format: Vec<String>,
    /// The column of truth that is looked at [default: supported where it exists]
    #[arg(long, value_name = "COLUMN", value_parser = columns())]
    column: Option<String>,
    /// Threads to work on; results are the same on any number [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    reading: Reading,
}

/// What a section is computed from.
pub(crate) struct Asked<'a> {
    pub(crate) question: &'a Question<'a>,
    pub(crate) robustness: &'a RobustnessSettings,
    pub(crate) statistics: &'a StatisticsSettings,
    pub(crate) plan: &'a PlanSettings,
    /// Whether answers come from a result, in which those of few people are withheld.
    pub(crate) finished: bool,
}

/// What a command made of it.
#[derive(Default)]
pub(crate) struct Computed {
    pub(crate) sections: Sections,
    /// Periods of other sources that the series takes in.
    pub(crate) joined: Option<Joined>,
}

/// Why nothing was computed.
pub(crate) enum Refused {
    Fault(Fault),
    Failure(Failure),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        Refused::Fault(fault)
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Refused {
        Refused::Failure(failure)
    }
}

impl Refused {
    pub(crate) fn worded(self, section: &str, locale: &Locale) -> Failure {
        match self {
            Refused::Fault(fault) => refuse(&fault, section, locale),
            Refused::Failure(failure) => failure,
        }
    }
}

impl Computed {
    /// The series with what was computed.
    fn enter(self, series: &mut Series) {
        series.sections = self.sections;
        if let Some(Joined { survey, assessments }) = self.joined {
            series.join(survey, assessments);
        }
    }
}

impl Asked<'_> {
    /// Refuses where answers of people are needed and not there.
    pub(crate) fn need_people(&self) -> Result<(), Fault> {
        let withheld = self.finished && self.question.survey.answers.hold_people();
        if withheld { Err(Fault::AnswersWithheld) } else { Ok(()) }
    }
}

impl SectionChoices {
    pub(crate) fn truth(&self) -> Option<Truth> {
        Truth::ALL.into_iter().find(|truth| Some(truth.name()) == self.column.as_deref())
    }

    pub(crate) fn threads(&self) -> usize {
        self.threads.map_or_else(|| available_parallelism().map_or(1, NonZero::get), usize::from)
    }

    pub(crate) fn reading(&self) -> &Reading {
        &self.reading
    }
}

impl SectionArguments {
    /// For the last of several paths.
    pub(crate) fn of(path: &Path, choices: &SectionChoices) -> SectionArguments {
        SectionArguments { path: path.to_owned(), choices: choices.clone(), over: None }
    }

    /// Has everything judged over what a restricted framework asks.
    pub(crate) fn over(self, restricted: Option<Restricted>) -> SectionArguments {
        SectionArguments { over: restricted, ..self }
    }

    pub(crate) fn truth(&self) -> Option<Truth> {
        self.choices.truth()
    }

    pub(crate) fn threads(&self) -> usize {
        self.choices.threads()
    }

    /// Has a section computed and written where it belongs; `name` is its command.
    pub(crate) fn add(
        &self,
        name: &str,
        options: &Options,
        compute: impl FnOnce(&Asked, &mut Computed) -> Result<(), Refused>,
    ) -> Result<Judged, Failure> {
        if disk::is_result(&self.path) {
            self.again(name, options, compute)
        } else {
            self.fresh(name, options, compute)
        }
    }

    /// From the answers.
    fn fresh(
        &self,
        name: &str,
        options: &Options,
        compute: impl FnOnce(&Asked, &mut Computed) -> Result<(), Refused>,
    ) -> Result<Judged, Failure> {
        let SectionArguments { path, choices: SectionChoices { out, format, reading, .. }, over } = self;
        let order = Order { path, out: out.as_deref(), format, audience: AudienceOption::Internal, reading };
        assess::judge(&order, options, |material| {
            let material = match over {
                Some(restricted) => material.restricted(restricted),
                None => material,
            };
            let (robustness, statistics) = (material.robustness.clone(), material.statistics.clone());
            let plan = material.plan.clone();
            let languages = material.languages.clone();
            let mut computed = Computed::default();
            let ask = |question: &Question| {
                let (robustness, statistics, plan) = (&robustness, &statistics, &plan);
                let asked = Asked { question, robustness, statistics, plan, finished: false };
                compute(&asked, &mut computed)
            };
            let (mut series, done) = Series::assess_asking(material, ask);
            let locale = options.locale(&languages);
            done.transpose().map_err(|refused| refused.worded(name, &locale))?;
            computed.enter(&mut series);
            if let Some(out) = out {
                self.keep(&mut series, out)?;
            }
            Ok(series)
        })
    }

    /// Keeps what was computed before from the very same result.
    fn keep(&self, series: &mut Series, out: &Path) -> Result<(), Failure> {
        let before = sections(out, &json::results(series))?;
        series.sections = std::mem::take(&mut series.sections).or(before);
        Ok(())
    }

    /// From a finished result; the section and what shows it are written beside it, in the result's own language.
    fn again(
        &self,
        name: &str,
        options: &Options,
        compute: impl FnOnce(&Asked, &mut Computed) -> Result<(), Refused>,
    ) -> Result<Judged, Failure> {
        let (mut series, manifest) = result(&self.path)?;
        let locale = report::locale(options, &manifest, &series);
        if series.audience == Audience::Public {
            return Err(Failure::request("cli.result-public", &[("path", &self.path.display().to_string())]));
        }
        if let Some(restricted) = &self.over {
            series = series.restricted(restricted);
        }
        let mut computed = Computed { sections: series.sections.clone(), joined: None };
        let done = series.assessments.last().map(|assessment| {
            let Series { framework, method, edition, survey, robustness, statistics, plan, .. } = &series;
            let (edition, assessments) = (edition.as_ref(), series.assessments.as_slice());
            let question = Question { framework, method, edition, survey, assessment, assessments };
            compute(&Asked { question: &question, robustness, statistics, plan, finished: true }, &mut computed)
        });
        done.transpose().map_err(|refused| refused.worded(name, &locale))?;
        let joins = computed.joined.is_some();
        computed.enter(&mut series);
        if joins && self.choices.out.is_none() {
            // The result in this folder is that of the later source alone.
            return Ok(Judged { series, manifest, locale });
        }
        let branding = Branding::of_result(&manifest, &self.path)?;
        let written = report::own_locale(&manifest);
        // What is written is the whole result, whatever is printed of it.
        let everybody = Selection::default();
        let finished = Finished { series: &series, manifest: &manifest, locale: &written, selection: &everybody };
        let document = finished.document(&branding);
        let there = FORMATS.iter().filter(|format| is_there(format, &manifest)).map(|format| format.name.to_owned());
        let formats: Vec<String> = self.choices.format.iter().cloned().chain(there).collect();
        let mut files = finished.files(&document, &branding, &output::chosen(&formats))?;
        match &self.choices.out {
            None => files.retain(|file| file.path != "results.json"),
            Some(_) => files.extend(branding.files()),
        }
        let told = Told { manifest: &manifest, locale: &written, selection: &everybody };
        place(self.choices.out.as_ref().unwrap_or(&self.path), None, &told, files, options)?;
        Ok(Judged { series, manifest, locale })
    }
}

/// Prints a section: its own tables first where tables are wanted, else what `write` makes of it.
pub(crate) fn show(
    judged: &Judged,
    name: &str,
    options: &Options,
    write: impl FnOnce(&Series, &Locale, &Selection) -> Document,
) -> Result<(), Failure> {
    let Judged { series, locale, .. } = judged;
    let selection = options.selection();
    if options.wants_table() {
        let all = tables::all(series, locale, &selection);
        let (own, other): (Vec<_>, Vec<_>) = all.into_iter().partition(|table| table.name.starts_with(name));
        return options.print_table(&own.into_iter().chain(other).collect::<Vec<_>>());
    }
    let document = write(series, locale, &selection);
    terminal::print(output::terminal::render(&document, locale, terminal::layout()))
}

/// Whether a result holds files of a format, which would speak of other figures if they stayed.
pub(crate) fn is_there(format: &Format, manifest: &Manifest) -> bool {
    let own = |path: &String| match path.split_once('/') {
        Some((folder, _)) => folder == "pages" && format.name == "png",
        None => path.ends_with(&format!(".{}", format.name)),
    };
    manifest.outputs.iter().any(own)
}

fn columns() -> PossibleValuesParser {
    PossibleValuesParser::new(Truth::ALL.map(Truth::name))
}

/// Says why nothing can be said.
pub(crate) fn refuse(fault: &Fault, section: &str, locale: &Locale) -> Failure {
    let request = |key, values: &[(&'static str, &str)]| Failure::request(key, values);
    match fault {
        Fault::StatisticsConfidence(value) => {
            request("cli.statistics-share", &[("key", "confidence"), ("value", &value.to_string())])
        }
        Fault::StatisticsReplications(count) => {
            request("cli.statistics-replications", &[("count", &count.to_string())])
        }
        Fault::Replications(count) => request("cli.replications", &[("count", &count.to_string())]),
        Fault::UnknownGroups { column, known } => {
            request("cli.compare-unknown", &[("column", column), ("known", known)])
        }
        Fault::SmallestGroup(count) => request("cli.smallest-group", &[("count", &count.to_string())]),
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
        Fault::NoStages => request("cli.plan-no-stages", &[]),
        Fault::NotJudged => request("cli.plan-not-judged", &[]),
        Fault::Nobody { text, nobody } => explain::nobody(text, nobody),
        Fault::PlanYears(years) => request("cli.plan-years", &[("count", &years.to_string())]),
        Fault::PlanMeans { key, count, years } => {
            Failure::counting("cli.plan-means", *count, &[("key", key), ("years", &years.to_string())])
        }
        Fault::PlanAmount { key, value } => request("cli.plan-amount", &[("key", key), ("value", &value.to_string())]),
        Fault::PlanFirstYear { year, first, last } => {
            let [year, first, last] = [year, first, last].map(i16::to_string);
            request("cli.plan-first-year", &[("year", &year), ("first", &first), ("last", &last)])
        }
        Fault::NoAnswerAsked { text } => request("cli.set-form", &[("asked", text)]),
        Fault::UnknownCriterion { text, nearest: None } => request("cli.set-criterion", &[("asked", text)]),
        Fault::UnknownCriterion { text, nearest: Some(nearest) } => {
            request("cli.set-criterion-nearest", &[("asked", text), ("nearest", nearest)])
        }
        Fault::NotScored { criterion } => request("cli.set-not-scored", &[("asked", criterion)]),
        Fault::UnknownAnswer { text, criterion, allowed } if allowed.is_empty() => {
            request("cli.set-number", &[("asked", text), ("criterion", criterion)])
        }
        Fault::UnknownAnswer { text, criterion, allowed } => {
            request("cli.set-choice", &[("asked", text), ("criterion", criterion), ("allowed", &allowed.join(", "))])
        }
        Fault::AnswersWithheld if section == ROBUSTNESS => request("cli.answers-withheld", &[]),
        Fault::AnswersWithheld => request("cli.people-withheld", &[("command", section)]),
    }
}
