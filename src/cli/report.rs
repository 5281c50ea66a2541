//! `report`: a finished result printed again, as other formats or as pages for one agency, without reading the answers.
use crate::cli::branding::Branding;
use crate::cli::disk;
use crate::cli::explain;
use crate::cli::failure::Failure;
use crate::cli::material;
use crate::cli::options::{AudienceOption, Options};
use crate::cli::terminal;
use clap::Args;
use clap::builder::{ArgPredicate, PossibleValuesParser};
use miqyas::document::Document;
use miqyas::locale::{Digits, Locale, Value};
use miqyas::output::json::{self, Manifest, Printed, Section};
use miqyas::output::{self, File, Format, Package, Rendering};
use miqyas::report::{self, Extent, Selection, tables};
use miqyas::series::{Audience, Sections, Series};
use miqyas::survey::Agency;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle, available_parallelism};

/// Every agency that was assessed.
const ALL: &str = "all";

/// Print a finished result again: other formats, another language, one page for the head of each agency
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas assess sample-data/example --out result
  miqyas report result --lang en
  miqyas report result --format docx,pptx
  miqyas report result --agency all --format html --out pages
  miqyas report result --verdict interior
  miqyas report result --audience public --format html --out published
  miqyas report result --gallery")]
pub(crate) struct Arguments {
    /// A folder that `assess --out` wrote
    path: PathBuf,
    /// Write these formats [default: print on the terminal]
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',', value_parser = formats())]
    #[arg(default_value_if("gallery", ArgPredicate::IsPresent, "html"))]
    format: Vec<String>,
    /// One page for the head of this agency, by code or name, or of all agencies
    #[arg(long, value_name = "AGENCY|all", conflicts_with = "verdict")]
    agency: Option<String>,
    /// One page on why this agency stands where it stands, and whether another rule would place it elsewhere
    #[arg(long, value_name = "AGENCY")]
    verdict: Option<String>,
    /// For whom: internal, or public without what is internal to single agencies [default: as the result was written]
    #[arg(long, value_enum, requires_if("public", "out"))]
    audience: Option<AudienceOption>,
    /// Every kind of chart in every language, with what it shows and when it helps [default format: html]
    #[arg(long, conflicts_with_all = ["agency", "verdict"])]
    gallery: bool,
    /// Write into this folder [default: the result's own, in place of what was written before]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let (mut series, manifest) = result(&arguments.path)?;
    match (series.audience, arguments.audience) {
        (Audience::Internal, Some(AudienceOption::Public)) => series = series.for_public(),
        (Audience::Public, Some(AudienceOption::Internal)) => {
            return Err(Failure::request("cli.result-public", &[("path", &arguments.path.display().to_string())]));
        }
        _ => {}
    }
    let locale = locale(options, &manifest, &series);
    let selection = options.selection();
    material::check_selection(&selection, &series.survey)?;
    if options.wants_table() {
        let other = arguments.agency.is_some() || arguments.verdict.is_some() || arguments.gallery;
        if other || !arguments.format.is_empty() || arguments.out.is_some() {
            return Err(Failure::request("cli.table-alone", &[]));
        }
        return options.print_table(&tables::all(&series, &locale, &selection));
    }
    let branding = Branding::of_result(&manifest, &arguments.path)?;
    let formats = || arguments.format.iter().filter_map(|name| output::format(name));
    let files = match (&arguments.agency, &arguments.verdict) {
        (None, None) if !arguments.gallery => {
            let finished = Finished { series: &series, manifest: &manifest, locale: &locale, selection: &selection };
            let document = finished.document(&branding);
            if arguments.format.is_empty() {
                return print(&document, &locale);
            }
            finished.files(&document, &branding, &formats().collect::<Vec<_>>())?
        }
        (asked, verdict) => {
            let mut pages = if arguments.gallery {
                vec![("gallery".to_owned(), report::gallery(&series, &locale, &selection))]
            } else {
                pages(&series, &locale, &selection, asked.as_deref(), verdict.as_deref())?
            };
            for (_, page) in &mut pages {
                page.cover.logo = branding.logo.clone();
            }
            if arguments.format.is_empty() {
                return pages.iter().try_for_each(|(_, document)| print(document, &locale));
            }
            let mut files = Vec::new();
            for format in formats() {
                files.extend(drawn(format, &pages, &locale)?);
            }
            files
        }
    };
    let told = Told { manifest: &manifest, locale: &locale, selection: &selection };
    place(&arguments.path, arguments.out.as_deref(), &told, files, options)
}

/// The language asked for; else that in which the result was written.
pub(crate) fn locale(options: &Options, manifest: &Manifest, series: &Series) -> Locale {
    let preferred: Vec<String> = manifest.language.iter().chain(&series.languages).cloned().collect();
    let locale = options.locale(&preferred);
    let own = own_locale(manifest);
    if options.digits_asked().is_none() && own.tag() == locale.tag() { own } else { locale }
}

/// That in which the result was written, with its digits.
pub(crate) fn own_locale(manifest: &Manifest) -> Locale {
    Options::of_result(manifest.language.as_deref(), manifest.digits.as_deref()).locale(&[])
}

/// What a folder of results holds.
pub(crate) fn result(folder: &Path) -> Result<(Series, Manifest), Failure> {
    let manifest = manifest_of(folder)?;
    let path = folder.join("results.json");
    let results = disk::read(&path)?;
    let mut series = json::read_results(&results).map_err(|reason| unreadable(&path, reason.to_string()))?;
    series.sections = sections(folder, &results)?;
    Ok((series, manifest))
}

/// What a folder of results says that it was computed from.
pub(crate) fn manifest_of(folder: &Path) -> Result<Manifest, Failure> {
    if !disk::is_result(folder) {
        return Err(Failure::request("cli.not-a-result", &[("path", &folder.display().to_string())]));
    }
    let path = folder.join("manifest.json");
    json::read_manifest(&disk::read(&path)?).map_err(|reason| unreadable(&path, reason.to_string()))
}

/// What a folder holds of what was computed from the result of these bytes.
pub(crate) fn sections(folder: &Path, results: &[u8]) -> Result<Sections, Failure> {
    Ok(Sections {
        robustness: section(folder, results)?,
        statistics: section(folder, results)?,
        lint: section(folder, results)?,
        change: section(folder, results)?,
        audit: section(folder, results)?,
        plan: section(folder, results)?,
    })
}

/// A section of the result of these bytes, where it is there.
fn section<T: Section>(folder: &Path, results: &[u8]) -> Result<Option<T>, Failure> {
    let path = folder.join(T::path());
    if !disk::exists(&path) {
        return Ok(None);
    }
    let found = json::read_section(&disk::read(&path)?, results);
    found.map_err(|reason| unreadable(&path, reason.to_string()))
}

fn unreadable(path: &Path, reason: String) -> Failure {
    Failure::request("cli.result-unreadable", &[("path", &path.display().to_string()), ("reason", &reason)])
}

/// Pages of single agencies, each with the path of its file.
fn pages(
    series: &Series,
    locale: &Locale,
    selection: &Selection,
    asked: Option<&str>,
    verdict: Option<&str>,
) -> Result<Vec<(String, Document)>, Failure> {
    let last = series.assessments.last();
    let agencies: Vec<usize> = match asked.or(verdict) {
        Some(ALL) if verdict.is_some() => return Err(Failure::request("cli.verdicts-one-by-one", &[])),
        Some(ALL) => last.into_iter().flat_map(|assessment| &assessment.agencies).map(|agency| agency.agency).collect(),
        Some(name) => explain::agency(series, name)?.into_iter().collect(),
        None => Vec::new(),
    };
    let name = asked.or(verdict).unwrap_or_default();
    let mut register: Vec<&Agency> = agencies.iter().map(|agency| &series.survey.agencies[*agency]).collect();
    register.retain(|agency| selection.keeps(agency));
    if register.is_empty() && !agencies.is_empty() {
        return Err(Failure::request("cli.agency-not-selected", &[("agency", name)]));
    }
    let codes = register.into_iter().map(|agency| agency.code.to_string());
    let folder = if verdict.is_some() { "verdicts" } else { "scorecards" };
    let compose = |code: &str| match verdict {
        Some(_) => report::verdict(series, locale, code),
        None => report::scorecard(series, locale, code),
    };
    let pages: Vec<(String, Document)> =
        codes.filter_map(|code| Some((format!("{folder}/{code}"), compose(&code)?))).collect();
    if pages.is_empty() {
        return Err(Failure::request("cli.agency-not-assessed", &[("agency", name)]));
    }
    Ok(pages)
}

/// Pages in a format that draws documents.
fn drawn(format: &Format, pages: &[(String, Document)], locale: &Locale) -> Result<Vec<File>, Failure> {
    let Some(Rendering { ending, render }) = format.page else {
        let known: Vec<&str> = output::page_formats().map(|known| known.name).collect();
        let values = [("format", format.name), ("known", &*known.join(", "))];
        return Err(Failure::request("cli.no-page-format", &values));
    };
    let draw = |(path, document): &(String, Document)| {
        Ok(File { path: format!("{path}.{ending}"), bytes: render(document, locale).map_err(unmade)? })
    };
    let threads = available_parallelism().map_or(1, NonZero::get);
    let parts = pages.chunks(pages.len().div_ceil(threads).max(1));
    let drawn: Vec<Result<Vec<File>, Failure>> = thread::scope(|scope| {
        let parts: Vec<_> = parts.map(|part| scope.spawn(|| part.iter().map(draw).collect())).collect();
        let joined = parts.into_iter().map(ScopedJoinHandle::join);
        joined.map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    Ok(drawn.into_iter().collect::<Result<Vec<Vec<File>>, Failure>>()?.into_iter().flatten().collect())
}

/// A result as it is printed again.
pub(crate) struct Finished<'a> {
    pub(crate) series: &'a Series,
    pub(crate) manifest: &'a Manifest,
    pub(crate) locale: &'a Locale,
    pub(crate) selection: &'a Selection,
}

impl Finished<'_> {
    /// The whole report.
    pub(crate) fn document(&self, branding: &Branding) -> Document {
        let mut document = report::compose(self.series, self.locale, self.selection, Extent::Full);
        document.cover.facts.extend(self.manifest.facts(self.locale));
        document.cover.logo = branding.logo.clone();
        document
    }

    /// The report in some formats.
    pub(crate) fn files(
        &self,
        document: &Document,
        branding: &Branding,
        formats: &[&Format],
    ) -> Result<Vec<File>, Failure> {
        let Finished { series, manifest, locale, selection } = *self;
        let template = branding.template.as_deref();
        let package = Package { series, locale, selection, manifest, document, template };
        let mut files = Vec::new();
        for format in formats {
            files.extend((format.write)(&package).map_err(unmade)?);
        }
        Ok(files)
    }
}

/// How files were printed, beside how their result was.
pub(crate) struct Told<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) locale: &'a Locale,
    pub(crate) selection: &'a Selection,
}

impl Told<'_> {
    /// None: as the result was.
    fn otherwise(&self) -> Option<Printed> {
        let own = own_locale(self.manifest);
        let same = (own.tag(), own.digits()) == (self.locale.tag(), self.locale.digits());
        let digits = match self.locale.digits() {
            Digits::Arabic => "arabic",
            Digits::Latin => "latin",
        };
        (!same || !self.selection.is_everybody()).then(|| Printed {
            language: self.locale.tag().to_owned(),
            digits: digits.to_owned(),
            only: self.selection.only.clone(),
        })
    }
}

/// Puts files in their places; in the result's own folder they are files of the result.
pub(crate) fn place(
    result: &Path,
    out: Option<&Path>,
    told: &Told,
    files: Vec<File>,
    options: &Options,
) -> Result<(), Failure> {
    let Told { manifest, locale, .. } = *told;
    let folder = out.unwrap_or(result);
    for file in &files {
        disk::put(&folder.join(&file.path), &file.bytes)?;
    }
    if out.is_none() {
        let manifest = manifest.printed_as(&files, told.otherwise().as_ref());
        let written = json::manifest(&manifest, &files);
        disk::put(&folder.join(&written.path), &written.bytes)?;
    }
    options.say(&locale.say("cli.written", &[("path", Value::from(folder.display().to_string()))]));
    Ok(())
}

fn print(document: &Document, locale: &Locale) -> Result<(), Failure> {
    terminal::print(output::terminal::render(document, locale, terminal::layout()))
}

fn unmade(failure: output::Failure) -> Failure {
    Failure::machine("cli.cannot-make", &[("reason", &failure.to_string())])
}

/// Formats that are made from a result alone.
fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(output::FORMATS.iter().map(|format| format.name))
}
