//! From a path to material that can be judged: which files, which settings, which framework, which language.
use crate::cli::branding::Branding;
use crate::cli::criteria::{self, Criteria};
use crate::cli::disk::{self, Kind};
use crate::cli::failure::Failure;
use crate::cli::options::{Options, Reading};
use crate::cli::progress::Progress;
use crate::cli::terminal;
use miqyas::assess::freeze;
use miqyas::calculation::compile;
use miqyas::finding::{Finding, Findings, Place, Problem, Strictness};
use miqyas::framework::embedded::{self, EMBEDDED};
use miqyas::framework::validate::{idle_in_method, validate_method};
use miqyas::framework::{DimensionRole, Framework};
use miqyas::import::{self, Wanted};
use miqyas::input;
use miqyas::input::SourceFile;
use miqyas::locale::{Locale, Value};
use miqyas::method::Method;
use miqyas::output::json::{self, Input};
use miqyas::output::terminal as text;
use miqyas::report::{self, Selection};
use miqyas::series::Material;
use miqyas::survey::{self, ReportSettings, Settings, SourceSettings, Survey};
use miqyas::text::{Code, hexadecimal};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Settings of an assessment folder.
const SETTINGS: &str = "assessment.toml";

/// What was fixed before answers arrived.
pub(crate) const FROZEN: &str = "frozen.json";

/// Bytes at the beginning of a plain file from which its framework is inferred.
const SAMPLE: u64 = 1 << 16;

/// What is going to be read, and how it will be spoken about.
pub(crate) struct Sources {
    /// Name relative to the assessment, and where it is.
    files: Vec<(String, PathBuf)>,
    /// Files that are not on the disk, by name.
    made: Vec<(String, Vec<u8>)>,
    settings: Settings,
    /// The settings file as an input, where there is one.
    settings_input: Option<Input>,
    /// Bytes of what was frozen, where something was.
    frozen: Option<Vec<u8>>,
    pub(crate) locale: Locale,
    framework: Framework,
    pub(crate) framework_sha256: String,
    pub(crate) branding: Branding,
    plain: bool,
}

/// Everything read.
pub(crate) struct Harvest {
    pub(crate) material: Material,
    /// In the order of their paths.
    pub(crate) inputs: Vec<Input>,
}

impl Sources {
    /// Finds the files of a folder, or takes one plain file and infers the rest.
    pub(crate) fn find(path: &Path, reading: &Reading, options: &Options) -> Result<Sources, Failure> {
        match disk::kind(path)? {
            Kind::Folder => Sources::of_folder(path, reading, options),
            Kind::File => Sources::of_file(path, infer_framework, reading, options),
            Kind::Stream => Sources::of_file(path, |_| Ok(criteria::DEFAULT.to_owned()), reading, options),
        }
    }

    fn of_folder(folder: &Path, reading: &Reading, options: &Options) -> Result<Sources, Failure> {
        let present = disk::list(folder)?;
        if disk::is_result(folder) && !present.iter().any(|name| name == SETTINGS) {
            return Err(Failure::request("cli.path-is-result", &[("path", &folder.display().to_string())]));
        }
        let mut settings = Settings::default();
        let mut settings_input = None;
        if present.iter().any(|name| name == SETTINGS) {
            let bytes = disk::read(&folder.join(SETTINGS))?;
            settings_input = Some(input(SETTINGS, &bytes));
            settings = match String::from_utf8(bytes) {
                Ok(text) => Settings::parse(SETTINGS, &text).map_err(|finding| refuse(*finding, options))?,
                Err(_) => return Err(Failure::request("cli.framework-not-text", &[("path", SETTINGS)])),
            };
        }
        let frozen = folder.join(FROZEN);
        let frozen = disk::exists(&frozen).then(|| disk::read(&frozen)).transpose()?;
        let mut names: Vec<String> = present.into_iter().filter(|name| is_table(name) && name != FROZEN).collect();
        for source in &settings.sources {
            // A sheet of a workbook is named after `#`.
            let file = source.file.split('#').next().unwrap_or_default();
            if !names.iter().any(|name| name == file) {
                names.push(file.to_owned());
            }
        }
        names.sort();
        let files = names.into_iter().map(|name| (name.clone(), folder.join(name))).collect();
        let locale = options.locale(&settings.languages);
        check_report(&settings.report)?;
        let branding = Branding::of_settings(&settings.report, folder)?;
        let criteria = match &reading.framework {
            Some(reference) => Criteria::find(reference, Path::new(""))?,
            None => Criteria::find(&settings.framework, folder)?,
        };
        Sources { files, settings, settings_input, frozen, branding, ..Sources::by(&criteria, locale)? }
            .read_as_asked(reading)
    }

    fn of_file(
        path: &Path,
        infer: impl Fn(&Path) -> Result<String, Failure>,
        reading: &Reading,
        options: &Options,
    ) -> Result<Sources, Failure> {
        let reference = reading.framework.clone().map_or_else(|| infer(path), Ok)?;
        let criteria = Criteria::find(&reference, Path::new(""))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let files = vec![(name, path.to_owned())];
        Sources { files, plain: true, ..Sources::by(&criteria, options.locale(&[]))? }.read_as_asked(reading)
    }

    /// Nothing to read yet, judged by a framework.
    fn by(criteria: &Criteria, locale: Locale) -> Result<Sources, Failure> {
        Ok(Sources {
            files: Vec::new(),
            made: Vec::new(),
            settings: Settings::default(),
            settings_input: None,
            frozen: None,
            framework: criteria.load(&locale)?,
            framework_sha256: criteria.sha256(),
            branding: Branding::default(),
            locale,
            plain: false,
        })
    }

    fn read_as_asked(mut self, reading: &Reading) -> Result<Sources, Failure> {
        if let Some(edition) = criteria::edition(&self.framework, reading.edition.as_deref())? {
            self.settings.edition = Some(edition);
        }
        self.settings.report.final_despite_objections |= reading.final_despite_objections;
        Ok(self)
    }

    /// The last period that the settings name.
    pub(crate) fn last_period(&self) -> Option<Code> {
        self.settings.periods.last().map(|period| period.code.clone())
    }

    /// The same with these files in the place of those of the same names.
    pub(crate) fn with_made(mut self, made: Vec<(String, Vec<u8>)>) -> Sources {
        self.files.retain(|(name, _)| made.iter().all(|(own, _)| own != name));
        self.made = made;
        self
    }

    /// The same without files of these names.
    pub(crate) fn without(mut self, names: &[String]) -> Sources {
        self.files.retain(|(name, _)| !names.contains(name));
        self
    }

    /// The same with files from elsewhere, all of one kind.
    pub(crate) fn with_files(mut self, paths: &[PathBuf], source: &SourceSettings) -> Sources {
        for path in paths {
            let name = path.display().to_string().replace('\\', "/");
            self.settings.sources.push(SourceSettings { file: name.clone(), ..source.clone() });
            self.files.push((name, path.clone()));
        }
        self
    }

    /// What answers from elsewhere are read by: settings, framework, language and the registers' files.
    pub(crate) fn registers(self) -> (Settings, Framework, Locale, Vec<(String, PathBuf)>) {
        let is_register = |name: &str| {
            let kind = self.settings.source_of(name).and_then(|source| source.kind).or_else(|| survey::recognise(name));
            matches!(kind, Some(survey::Kind::Agencies | survey::Kind::Services | survey::Kind::Branches))
        };
        let files = self.files.iter().filter(|(name, _)| is_register(name)).cloned().collect();
        (self.settings, self.framework, self.locale, files)
    }

    /// Those that the settings name.
    pub(crate) fn languages(&self) -> &[String] {
        &self.settings.languages
    }

    /// What the answers will be judged by.
    pub(crate) fn asked(self, options: &Options) -> Result<(Framework, Method, Option<Code>), Failure> {
        let method = self.settings.method(&self.framework).map_err(|finding| refuse(*finding, options))?;
        Ok((self.framework, method, self.settings.edition))
    }

    /// Reads every file once. Findings beyond those held go to `sink`.
    pub(crate) fn read(self, options: &Options, sink: &mut dyn FnMut(&Finding)) -> Result<Harvest, Failure> {
        let method = self.settings.method(&self.framework).map_err(|finding| refuse(*finding, options))?;
        let mut flaws = validate_method(&self.framework, &method);
        flaws.extend(idle_in_method(&method));
        if !flaws.is_empty() {
            for flaw in flaws {
                terminal::say(&criteria::message(&flaw.problem, &self.locale));
            }
            return Err(Failure::Material);
        }
        let hashed: Hashed = Arc::default();
        let mut files = Vec::new();
        let mut total = 0;
        for (name, path) in &self.files {
            let bytes: Box<dyn Read + Send> = match disk::try_open(path) {
                Ok((file, length)) => {
                    total += length;
                    Box::new(Hashing::new(file, name, &hashed))
                }
                Err(refusal) => Box::new(Refused(refusal)),
            };
            files.push(SourceFile { name: name.clone(), bytes });
        }
        for (name, bytes) in self.made {
            total += bytes.len() as u64;
            let bytes = Box::new(Hashing::new(Cursor::new(bytes), &name, &hashed));
            files.push(SourceFile { name, bytes });
        }
        let progress = RefCell::new(Progress::new(total, options.loudness()));
        let advance = |bytes| progress.borrow_mut().to(bytes);
        let prepared = import::prepare(files, Wanted::Exports, &self.settings, &self.framework);
        let (mut survey, mut findings) = survey::read(&self.settings, &self.framework, prepared.offer, &advance, sink);
        drop(progress);
        if survey.agencies.is_empty() && !findings.fail(Strictness::Lenient) {
            findings.push(Problem::NoAgencies {}, Place::default());
        }
        check_selection(&options.selection(), &survey)?;
        let mut inputs = std::mem::take(&mut *hashed.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        inputs.extend(self.settings_input);
        inputs.extend(self.frozen.as_ref().map(|bytes| input(FROZEN, bytes)));
        inputs.sort_by(|one, other| one.path.cmp(&other.path));
        if self.plain {
            let values = [
                ("framework", Value::from(self.framework.code.as_str())),
                ("agencies", Value::from(survey.agencies.len())),
                ("periods", Value::from(codes(survey.periods.iter().map(|period| &period.code)))),
            ];
            options.say(&self.locale.say("cli.inferred", &values));
        }
        if let Some(bytes) = &self.frozen {
            let calculation = compile(&self.framework, &method, self.settings.edition.as_ref());
            let found = freeze::frozen(&self.framework, &calculation, self.settings.edition.as_ref(), &survey);
            survey.frozen = freeze::hold(bytes, &found, FROZEN, &mut findings);
        }
        let Settings {
            edition,
            title,
            organisation,
            note,
            languages,
            groups,
            report,
            robustness,
            statistics,
            plan,
            ..
        } = self.settings;
        let material = Material {
            title,
            organisation,
            note,
            languages,
            report,
            robustness,
            statistics,
            plan,
            framework: self.framework,
            method,
            edition,
            groups,
            survey,
            findings,
        };
        Ok(Harvest { material, inputs })
    }
}

/// A file that was read as a whole.
fn input(path: &str, bytes: &[u8]) -> Input {
    Input { path: path.to_owned(), sha256: json::sha256(bytes), bytes: bytes.len() as u64 }
}

/// Refuses chapters that no report has.
fn check_report(settings: &ReportSettings) -> Result<(), Failure> {
    let known: Vec<&str> = report::chapters().collect();
    if let Some(name) = settings.unknown_chapter(&known) {
        return Err(Failure::request("cli.unknown-chapter", &[("name", name), ("known", &known.join(", "))]));
    }
    Ok(())
}

/// Refuses a selection that nobody meets, unless there is nobody at all.
pub(crate) fn check_selection(selection: &Selection, survey: &Survey) -> Result<(), Failure> {
    let Some((column, value)) = selection.unmet(&survey.agencies).filter(|_| !survey.agencies.is_empty()) else {
        return Ok(());
    };
    let columns: BTreeSet<&str> = survey
        .agencies
        .iter()
        .flat_map(|agency| agency.attributes.iter().map(|(heading, _)| heading))
        .chain(["code"])
        .collect();
    if columns.contains(column.as_str()) {
        return Err(Failure::request("cli.no-such-value", &[("column", column), ("value", value)]));
    }
    let columns = columns.into_iter().collect::<Vec<_>>().join(", ");
    Err(Failure::request("cli.no-such-column", &[("column", column), ("columns", &columns)]))
}

/// Says findings on standard error, pointing into their lines.
pub(crate) fn tell(findings: &Findings, locale: &Locale) {
    terminal::say(&text::render(&report::findings::document(findings, locale), locale, terminal::layout()));
}

/// Settings that cannot be used end the command.
pub(crate) fn refuse(finding: Finding, options: &Options) -> Failure {
    let mut findings = Findings::default();
    findings.push(finding.problem, finding.place);
    tell(&findings, &options.locale(&[]));
    Failure::Material
}

fn codes<'c>(codes: impl Iterator<Item = &'c Code>) -> String {
    codes.map(Code::as_str).collect::<Vec<_>>().join(", ")
}

/// Whether a file of the folder is offered to the survey: it is named like a table, or ends like one.
fn is_table(name: &str) -> bool {
    survey::recognise(name).is_some() || input::format_of(name).is_some()
}

/// The built-in framework most of whose criteria the beginning of a file names, as headings or in cells; of equals, one
/// with stages.
fn infer_framework(path: &Path) -> Result<String, Failure> {
    let (file, _) = disk::open(path)?;
    let name = path.to_string_lossy().into_owned();
    let whole = input::format_of(&name).is_some_and(|format| format.name != "csv");
    let bytes: Box<dyn Read + Send> = if whole { Box::new(file) } else { Box::new(file.take(SAMPLE)) };
    let mut words = BTreeSet::new();
    if let Ok(mut tables) = input::open(SourceFile { name, bytes }) {
        // What cannot be read here is found, with its place, when the file is read for good.
        let _ = tables.read(0, &mut |_| (), &mut |record| {
            words.extend((0..record.width()).map(|cell| record.text(cell).to_lowercase()));
        });
    }
    let mut best = (0, false);
    let mut inferred = criteria::DEFAULT;
    for (code, _) in EMBEDDED {
        let Some(Ok(framework)) = embedded::load(code) else { continue };
        let named = framework.criteria.iter().filter(|item| words.contains(&item.code.as_str().to_lowercase())).count();
        let fit = (named, framework.of_role(DimensionRole::Stage).next().is_some());
        if named > 0 && fit > best {
            best = fit;
            inferred = code;
        }
    }
    Ok(inferred.to_owned())
}

/// Inputs read to their end, by any thread.
type Hashed = Arc<Mutex<Vec<Input>>>;

/// A reader that hashes what passes through it and records the file when it is done with.
struct Hashing<R> {
    inner: R,
    name: String,
    hasher: Sha256,
    bytes: u64,
    hashed: Hashed,
}

impl<R: Read> Hashing<R> {
    fn new(inner: R, name: &str, hashed: &Hashed) -> Hashing<R> {
        Hashing { inner, name: name.replace('\\', "/"), hasher: Sha256::new(), bytes: 0, hashed: Arc::clone(hashed) }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

impl<R> Drop for Hashing<R> {
    fn drop(&mut self) {
        let digest = std::mem::take(&mut self.hasher).finalize();
        let path = std::mem::take(&mut self.name);
        let input = Input { path, sha256: hexadecimal(&digest), bytes: self.bytes };
        self.hashed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(input);
    }
}

/// A file that could not be opened: the survey finds it unreadable.
struct Refused(io::Error);

impl Read for Refused {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(self.0.kind(), self.0.to_string()))
    }
}
