//! `import`: exports of survey tools become the tables of an assessment.
use crate::cli::criteria::{self, Criteria};
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::material::{self, Sources};
use crate::cli::options::{Options, Reading};
use crate::cli::terminal;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use miqyas::finding::{Finding, Findings, Problem};
use miqyas::framework::Framework;
use miqyas::import::account::RowFate;
use miqyas::import::draft::{self, Guess};
use miqyas::import::tool::{self, TABLE, TOOLS};
use miqyas::import::{self, Prepared, Wanted};
use miqyas::input::{self, SourceFile};
use miqyas::locale::{Locale, Value};
use miqyas::output::{self, csv, tables};
use miqyas::report;
use miqyas::survey::{self, Offer, Rejected, Settings, SourceSettings, Submissions, Survey};
use miqyas::text::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Read exports of survey tools, and say what became of every row and column
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas import sample-data/collected/kobo.csv --from sample-data/collected --out returned
  miqyas import sample-data/collected/kobo.csv --draft-mapping --out mapping.toml
  miqyas import sample-data/collected/kobo.csv --mapping mapping.toml --rejected kept
  miqyas import sample-data/collected/keyed/first.csv sample-data/collected/keyed/second.csv --double

Exit code: 1 when a file cannot be read without guessing, or when two files keyed from paper differ.")]
pub(crate) struct Arguments {
    /// Exports of Kobo, ODK Central, LimeSurvey, Google Forms or Microsoft Forms, filled-in forms, or tables with a mapping
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How the files are read: a TOML file, as --draft-mapping writes it
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// An assessment: its framework, periods and register
    #[arg(long, value_name = "FOLDER")]
    from: Option<PathBuf>,
    /// A folder for the tables; with --draft-mapping a file
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Write a mapping from the headings, to be finished by hand
    #[arg(long, conflicts_with_all = ["mapping", "double"])]
    draft_mapping: bool,
    /// Compare two files keyed from the same paper forms
    #[arg(long, conflicts_with = "out")]
    double: bool,
    /// The tool that wrote the files [default: told by their headings]
    #[arg(long, value_name = "TOOL",
        value_parser = PossibleValuesParser::new(TOOLS.iter().chain([&TABLE]).map(|tool| tool.name)))]
    tool: Option<String>,
    /// What becomes of submissions that a reviewer rejected
    #[arg(long, value_enum, value_name = "left-out|kept")]
    rejected: Option<RejectedOption>,
    /// What several submissions for one agency, role and respondent are: corrections, or different people
    #[arg(long, value_enum, value_name = "newest|people")]
    submissions: Option<SubmissionsOption>,
    /// Keep this personal column as remarks; may be repeated
    #[arg(long, value_name = "COLUMN")]
    keep: Vec<String>,
    /// The period of rows that name none
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// The agency of rows that name none
    #[arg(long, value_name = "AGENCY")]
    agency: Option<String>,
    /// The encoding of text [default: told by its bytes]
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
    /// Put text right that was UTF-8, was opened as another encoding and saved again
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RejectedOption {
    LeftOut,
    Kept,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SubmissionsOption {
    Newest,
    People,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let context = Context::find(arguments, options)?;
    if arguments.draft_mapping {
        return draft_mapping(arguments, &context, options);
    }
    if arguments.double {
        return double(arguments, &context, options);
    }
    let (prepared, survey, findings) = context.read(&arguments.files, options)?;
    let failed = findings.fail(arguments.reading.strictness());
    let tables = import::written::written(&prepared.offer.ready, &prepared.remarks, &survey, &context.framework);
    let nothing = tables.is_empty() && findings.is_empty();
    if failed || !(options.is_quiet() || nothing) {
        material::tell(&findings, &context.locale);
    }
    if tables.is_empty() {
        terminal::say(&context.locale.word("cli.import-nothing"));
        return Err(Failure::Material);
    }
    if options.wants_table() {
        options.print_table(&[tables::import(&prepared.accounts), tables::findings(&findings, &context.locale)])?;
    } else {
        let document = report::import::document(&prepared.accounts, &context.locale);
        terminal::print(output::terminal::render(&document, &context.locale, terminal::layout()))?;
    }
    if failed {
        return Err(Failure::Material);
    }
    if let Some(folder) = &arguments.out {
        let files: Vec<(String, Vec<u8>)> =
            tables.iter().map(|table| (format!("{}.csv", table.name), csv::people(table))).collect();
        disk::add(folder, &files)?;
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let values = [("path", Value::from(folder.display().to_string())), ("files", Value::Phrase(names.join(", ")))];
        options.say(&context.locale.say("cli.import-written", &values));
    }
    Ok(())
}

/// What files are read by.
struct Context {
    settings: Settings,
    framework: Framework,
    locale: Locale,
    source: SourceSettings,
    /// The registers of the assessment.
    registers: Vec<(String, PathBuf)>,
}

impl Context {
    fn find(arguments: &Arguments, options: &Options) -> Result<Context, Failure> {
        let (mut settings, framework, locale, registers) = match &arguments.from {
            Some(folder) => Sources::find(folder, &arguments.reading, options)?.registers(),
            None => {
                let locale = options.locale(&[]);
                let reference = arguments.reading.framework.as_deref().unwrap_or(criteria::DEFAULT);
                let framework = Criteria::find(reference, Path::new(""))?.load(&locale)?;
                (Settings::default(), framework, locale, Vec::new())
            }
        };
        let mut source = match &arguments.mapping {
            Some(path) => mapping(path, options)?,
            None => SourceSettings::default(),
        };
        source.tool = arguments.tool.clone().or(source.tool);
        source.encoding = arguments.encoding.clone().or(source.encoding);
        if let Some(period) = &arguments.period {
            let code = Code::new(period).ok_or_else(|| Failure::request("cli.not-a-code", &[("code", period)]))?;
            source.period = Some(code);
        }
        source.agency = arguments.agency.clone().or(source.agency);
        source.repair |= arguments.repair;
        source.keep.extend(arguments.keep.iter().cloned());
        match arguments.rejected {
            Some(RejectedOption::LeftOut) => source.rejected = Rejected::LeftOut,
            Some(RejectedOption::Kept) => source.rejected = Rejected::Kept,
            None => {}
        }
        match arguments.submissions {
            Some(SubmissionsOption::Newest) => source.submissions = Submissions::Newest,
            Some(SubmissionsOption::People) => source.submissions = Submissions::People,
            None => {}
        }
        settings.sources.clear();
        for path in &arguments.files {
            settings.sources.push(SourceSettings { file: shown(path), ..source.clone() });
        }
        Ok(Context { settings, framework, locale, source, registers })
    }

    fn prepare(&self, paths: &[PathBuf]) -> Result<Prepared<'static>, Failure> {
        let mut files = Vec::new();
        for path in paths {
            files.push(file(shown(path), path)?);
        }
        Ok(import::prepare(files, Wanted::Every, &self.settings, &self.framework))
    }

    /// The registers alone.
    fn register(&self) -> Result<Survey, Failure> {
        let offer = Offer { answers_meant: true, ..Offer::from(self.register_files()?) };
        Ok(survey::read(&self.settings, &self.framework, offer, &|_| (), &mut |_| ()).0)
    }

    fn register_files(&self) -> Result<Vec<SourceFile<'static>>, Failure> {
        self.registers.iter().map(|(name, path)| file(name.clone(), path)).collect()
    }

    /// Reads the files, and checks them against the registers.
    fn read(&self, paths: &[PathBuf], options: &Options) -> Result<(Prepared<'static>, Survey, Findings), Failure> {
        let mut prepared = self.prepare(paths)?;
        for opened in std::mem::take(&mut prepared.offer.files) {
            let path = opened.name.as_str();
            options.say(&self.locale.say("cli.import-not-export", &[("path", Value::from(path))]));
        }
        let offer = Offer {
            ready: prepared.offer.ready.clone(),
            answers_meant: true,
            findings: prepared.offer.findings.clone(),
            ..Offer::from(self.register_files()?)
        };
        let mut beyond = Vec::new();
        let (survey, findings) =
            survey::read(&self.settings, &self.framework, offer, &|_| (), &mut |finding| beyond.push(finding.clone()));
        let nobody = |finding: &&Finding| {
            matches!(
                finding.problem,
                Problem::UnknownAgency { .. } | Problem::AmbiguousAgency { .. } | Problem::AgencyBlank {}
            )
        };
        let mut away: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
        for finding in findings.held().iter().chain(&beyond).filter(nobody) {
            away.entry(&finding.place.file).or_default().extend(finding.place.row);
        }
        for account in &mut prepared.accounts {
            away.iter().for_each(|(label, rows)| account.turn_away(label, rows.len() as u64, RowFate::NoAgency));
        }
        Ok((prepared, survey, findings))
    }
}

fn file(name: String, path: &Path) -> Result<SourceFile<'static>, Failure> {
    let (file, _) = disk::open(path)?;
    Ok(SourceFile { name, bytes: Box::new(file) })
}

fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

fn mapping(path: &Path, options: &Options) -> Result<SourceSettings, Failure> {
    let bytes = disk::read(path)?;
    let shown = shown(path);
    let text = String::from_utf8(bytes).map_err(|_| Failure::request("cli.framework-not-text", &[("path", &shown)]))?;
    SourceSettings::parse(&shown, &text).map_err(|finding| material::refuse(*finding, options))
}

fn draft_mapping(arguments: &Arguments, context: &Context, options: &Options) -> Result<(), Failure> {
    let locale = &context.locale;
    let mut text = String::new();
    for path in &arguments.files {
        let mut tables = input::open(file(shown(path), path)?).map_err(|fault| {
            let mut findings = Findings::default();
            let place = miqyas::finding::Place { file: shown(path), row: fault.row, ..Default::default() };
            findings.push(fault.problem, place);
            material::tell(&findings, locale);
            Failure::Material
        })?;
        let (name, drafted) = draft::draft(&mut tables, &context.framework);
        let title = tool::named(name).map_or(name, |tool| tool.title);
        let heading = locale.say("cli.draft-heading", &[("tool", Value::Phrase(title.to_owned()))]);
        text +=
            &format!("# {heading}\ntool = {}\n\n[columns]\n", quoted(context.source.tool.as_deref().unwrap_or(name)));
        for line in drafted {
            let note = match line.guess {
                Guess::Read => String::new(),
                Guess::Near => format!(" # {}", locale.word("cli.draft-near")),
                Guess::Tool => format!(" # {}", locale.word("cli.draft-tool")),
                Guess::Unknown => format!(" # {}", locale.word("cli.draft-unknown")),
            };
            // What the tool itself says needs no line; one without a meaning is left to the user.
            let hidden = if line.guess == Guess::Tool || line.guess == Guess::Unknown { "# " } else { "" };
            text += &format!("{hidden}{} = {}{note}\n", quoted(&line.heading), quoted(&line.ours));
        }
    }
    match &arguments.out {
        Some(path) => {
            disk::place_file(path, text.as_bytes())?;
            let values = [("path", Value::from(path.display().to_string()))];
            options.say(&locale.say("cli.mapping-written", &values));
            Ok(())
        }
        None => terminal::print(text),
    }
}

fn double(arguments: &Arguments, context: &Context, options: &Options) -> Result<(), Failure> {
    let [first, second] = arguments.files.as_slice() else {
        return Err(Failure::request("cli.double-of-two", &[]));
    };
    let register = context.register()?;
    let first = context.prepare(std::slice::from_ref(first))?;
    let second = context.prepare(std::slice::from_ref(second))?;
    let mut findings = Findings::default();
    for finding in first.offer.findings.iter().chain(&second.offer.findings) {
        findings.push(finding.problem.clone(), finding.place.clone());
    }
    if findings.fail(arguments.reading.strictness()) {
        material::tell(&findings, &context.locale);
        return Err(Failure::Material);
    }
    let found = import::double::differences(&first.offer.ready, &second.offer.ready, &register, &context.framework);
    if options.wants_table() {
        options.print_table(&[tables::double(&found)])?;
    } else {
        let document = report::import::differences(&found, &context.locale);
        terminal::print(output::terminal::render(&document, &context.locale, terminal::layout()))?;
    }
    if found.is_empty() { Ok(()) } else { Err(Failure::Material) }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    // On one line whatever it holds: TOML reads the escapes of JSON.
    serde_json::Value::from(text).to_string()
}
