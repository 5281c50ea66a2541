//! `assess`: the whole journey of an answer, in order.
use crate::cli::branding::Branding;
use crate::cli::disk::Draft;
use crate::cli::failure::Failure;
use crate::cli::findings::Stream;
use crate::cli::material::{self, Sources};
use crate::cli::options::{AudienceOption, Options, Reading};
use crate::cli::progress::Progress;
use crate::cli::terminal;
use clap::Args;
use clap::builder::PossibleValuesParser;
use miqyas::finding::Finding;
use miqyas::locale::{Locale, Value};
use miqyas::output::json::{self, Manifest};
use miqyas::output::{self, Format, Package, Wanted, csv, tables};
use miqyas::report::{self, Extent};
use miqyas::series::{Material, Series};
use miqyas::table::Table;
use std::path::{Path, PathBuf};

/// Complete list of findings of a result.
const FINDINGS: &str = "tables/findings.csv";

/// Findings beyond those held, until they join the list.
const MORE_FINDINGS: &str = "more-findings.csv";

/// Judge an assessment: stages, obstacles, KPIs and what is wrong in the data
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas assess sample-data/chile-2021
  miqyas assess sample-data/chile-2021 --lang ar --out result
  miqyas assess sample-data/chile-2021 --only region=Antofagasta
  miqyas assess sample-data/chile-2021 --table csv:scores
  miqyas assess sample-data/example --audience public --out published
  miqyas assess sample-data/chile-2021/answers.csv")]
pub(crate) struct Arguments {
    /// A folder of tables, or one file of answers
    path: PathBuf,
    /// Also write tables, charts, results.json (not with --only) and manifest.json into this folder, which may hold an earlier result
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// With --out, also write the report in these formats
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',', value_parser = asked_formats(), requires = "out")]
    format: Vec<String>,
    /// For whom: internal, or public without what is internal to single agencies
    #[arg(long, value_enum, default_value_t = AudienceOption::Internal)]
    audience: AudienceOption,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let Arguments { path, out, format, audience, reading } = arguments;
    let order = Order { path, out: out.as_deref(), format, audience: *audience, reading };
    let Judged { series, locale, .. } = judge(&order, options, |material| Ok(Series::assess(material)))?;
    let selection = options.selection();
    if options.wants_table() {
        return options.print_table(&by_default(tables::all(&series, &locale, &selection), "agencies"));
    }
    let document = report::compose(&series, &locale, &selection, Extent::Brief);
    let printed = terminal::print(output::terminal::render(&document, &locale, terminal::layout()));
    // The process ends here: giving millions of small pieces of memory back one by one would only take time.
    std::mem::forget(series);
    printed
}

/// What is to be judged, and where the result goes.
pub(crate) struct Order<'a> {
    pub(crate) path: &'a Path,
    pub(crate) out: Option<&'a Path>,
    pub(crate) format: &'a [String],
    pub(crate) audience: AudienceOption,
    pub(crate) reading: &'a Reading,
}

/// A series with the language in which it is told.
pub(crate) struct Judged {
    pub(crate) series: Series,
    pub(crate) manifest: Manifest,
    pub(crate) locale: Locale,
}

/// Reads the material, has it judged and writes the result where one is asked for.
pub(crate) fn judge(
    order: &Order,
    options: &Options,
    judge: impl FnOnce(Material) -> Result<Series, Failure>,
) -> Result<Judged, Failure> {
    judge_by(order, options, Sources::find(order.path, order.reading, options)?, judge)
}

/// The same from material that was found before.
pub(crate) fn judge_by(
    order: &Order,
    options: &Options,
    mut sources: Sources,
    judge: impl FnOnce(Material) -> Result<Series, Failure>,
) -> Result<Judged, Failure> {
    let draft = order.out.map(|target| Draft::begin(target, order.path)).transpose()?;
    let branding = std::mem::take(&mut sources.branding);
    let (locale, framework_sha256) = (sources.locale.clone(), sources.framework_sha256.clone());
    let public = order.audience.is_public();
    // The public reads how many findings there are, not what they quote.
    let quoting = draft.as_ref().filter(|_| !public);
    let harvest = keep(quoting, &locale, |sink| sources.read(options, sink))??;
    let strictness = order.reading.strictness();
    if harvest.material.findings.fail(strictness) {
        material::tell(&harvest.material.findings, &locale);
        return Err(Failure::Material);
    }
    let mut series = judge(harvest.material)?;
    if series.findings.fail(strictness) {
        material::tell(&series.findings, &locale);
        return Err(Failure::Material);
    }
    let selection = options.selection();
    if !selection.is_everybody() {
        let findings = std::mem::take(&mut series.findings);
        series.findings = findings.only(|finding| selection.keeps_finding(finding, &series.survey));
    }
    if public {
        series = series.for_public();
    }
    let language = Some(locale.tag().to_owned());
    let digits = options.digits_asked().map(str::to_owned);
    let manifest = Manifest { language, digits, ..Manifest::of(&series, framework_sha256, harvest.inputs) };
    if let (Some(draft), Some(target)) = (draft, order.out) {
        let beyond = series.findings.drain_overflow();
        keep(Some(&draft), &locale, |sink| beyond.iter().for_each(sink))?;
        let result = Whole { series: &series, manifest: &manifest, locale: &locale, branding };
        result.write(draft, &output::chosen(order.format), options)?;
        options.say(&locale.say("cli.written", &[("path", Value::from(target.display().to_string()))]));
    }
    Ok(Judged { series, manifest, locale })
}

/// Adds the findings that some work hands to its sink, beyond those held, to the draft of the result.
fn keep<T>(
    draft: Option<&Draft>,
    locale: &Locale,
    work: impl FnOnce(&mut dyn FnMut(&Finding)) -> T,
) -> Result<T, Failure> {
    let mut written = Ok(());
    let mut stream = Stream::new(locale, |table| {
        if let (Some(draft), Ok(())) = (draft, &written) {
            written = draft.append(MORE_FINDINGS, rows(&csv::people(&table)));
        }
    });
    let done = work(&mut |finding| stream.push(finding));
    stream.flush();
    drop(stream);
    written.map(|()| done)
}

/// What is written.
struct Whole<'a> {
    series: &'a Series,
    manifest: &'a Manifest,
    locale: &'a Locale,
    branding: Branding,
}

impl Whole<'_> {
    /// Writes the whole result and puts it in its place.
    fn write(self, draft: Draft, formats: &[&Format], options: &Options) -> Result<(), Failure> {
        let Whole { series, manifest, locale, branding } = self;
        let selection = options.selection();
        let copies = branding.files();
        let Branding { logo, template } = branding;
        let mut document = report::compose(series, locale, &selection, Extent::Full);
        let silent: Vec<String> =
            report::silent(&series.report, &document).into_iter().map(|name| locale.isolate_code(name)).collect();
        if !silent.is_empty() {
            let values = [("count", Value::from(silent.len())), ("names", Value::Phrase(locale.list(&silent)))];
            options.say(&locale.say("cli.chapters-silent", &values));
        }
        document.cover.facts.extend(manifest.facts(locale));
        document.cover.logo = logo;
        let manifest = &manifest.with(&copies);
        let template = template.as_deref();
        let package = Package { series, locale, selection: &selection, manifest, document: &document, template };
        let mut progress = Progress::new(0, options.loudness());
        let mut files = output::write_all(&package, formats, &mut |done, of| progress.part(done as u64, of as u64))
            .map_err(|failure| Failure::machine("cli.cannot-make", &[("reason", &failure.to_string())]))?;
        // The manifest, which is last, waits until every other file is whole.
        files.pop();
        for file in copies.iter().chain(&files) {
            draft.write(&file.path, &file.bytes)?;
        }
        if let Some(whole) = draft.fold_in(MORE_FINDINGS, FINDINGS)?
            && let Some(findings) = files.iter_mut().find(|file| file.path == FINDINGS)
        {
            findings.bytes = whole;
        }
        let written = json::manifest(manifest, &files);
        draft.write(&written.path, &written.bytes)?;
        draft.place()
    }
}

/// Names of the formats that are written only when asked for.
pub(crate) fn asked_formats() -> PossibleValuesParser {
    let asked = output::FORMATS.iter().filter(|format| format.wanted == Wanted::Asked);
    PossibleValuesParser::new(asked.map(|format| format.name))
}

/// A CSV without its heading.
fn rows(csv: &[u8]) -> &[u8] {
    let heading = csv.iter().position(|byte| *byte == b'\n').map_or(csv.len(), |end| end + 1);
    &csv[heading..]
}

/// The tables with one of them first.
fn by_default(mut tables: Vec<Table>, name: &str) -> Vec<Table> {
    tables.sort_by_key(|table| table.name != name);
    tables
}
