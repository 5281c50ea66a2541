//! `verify`: whether a result is what its inputs come to, file by file.
use crate::cli::assess::{self, Judged, Order};
use crate::cli::branding::Branding;
use crate::cli::disk::{self, Scratch};
use crate::cli::failure::Failure;
use crate::cli::material::Sources;
use crate::cli::options::{AudienceOption, Options, Reading};
use crate::cli::report::{Finished, manifest_of, sections};
use crate::cli::section::is_there;
use crate::cli::terminal;
use clap::Args;
use miqyas::assumption::RobustnessSettings;
use miqyas::attribution::{self, Source, align};
use miqyas::change::Changes;
use miqyas::inference;
use miqyas::inquiry::StatisticsSettings;
use miqyas::output::json::{self, Input, Manifest, Printed};
use miqyas::output::{self, FORMATS, File, Format};
use miqyas::report::{Selection, verification};
use miqyas::series::{Audience, Material, Sections, Series};
use miqyas::survey::Response;
use miqyas::uncertainty::{self, Question, Work};
use miqyas::verification::{Check, Difference, Place, Reason, State, Subject, compare, first};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

/// Beginnings of the paths of pages that are printed from a result on demand.
const ON_DEMAND: [&str; 3] = ["scorecards/", "verdicts/", "gallery."];

/// Files with another hash that are named; the others are counted.
const NAMED: usize = 5;

/// Sections whose making had other inputs than the assessment.
const CARRIED: [&str; 2] = ["audit.json", "plan.json"];

/// Whether a result is what its inputs come to: computes everything again and names the first difference
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas assess sample-data/chile-2021 --out result
  miqyas verify result
  miqyas verify result --inputs sample-data/chile-2021
  miqyas verify result --inputs sample-data/chile-2021 --table csv

Exit code 0: the same, as far as it could be checked; 1: different.")]
pub(crate) struct Arguments {
    /// A folder that `assess --out` wrote
    path: PathBuf,
    /// The folder of tables, or the file of answers, from which it was computed [default: only the result is looked at]
    #[arg(long, value_name = "PATH")]
    inputs: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let folder = &arguments.path;
    let manifest = manifest_of(folder)?;
    let preferred: Vec<String> = manifest.language.iter().cloned().collect();
    let locale = options.locale(&preferred);
    let bytes = disk::read(&folder.join("results.json"))?;
    let lying = Lying { folder, manifest: &manifest, series: json::read_results(&bytes).ok(), results: bytes };
    let mut checks = lying.hashes()?;
    match &arguments.inputs {
        Some(inputs) => checks.extend(lying.again(inputs)?),
        None => {
            checks.push(lying.judgement());
            let untouched = [Subject::Inputs, Subject::Sections, Subject::Tables, Subject::Charts, Subject::Reports];
            for subject in untouched {
                let of = |path: &&String| Subject::of(path) == subject;
                let count = match subject {
                    Subject::Inputs => manifest.inputs.len(),
                    _ => manifest.outputs.iter().filter(of).count(),
                };
                if count > 0 {
                    checks.push(Check { subject, count, state: State::Unchecked(Reason::NoInputs) });
                }
            }
        }
    }
    checks.sort_by_key(|check| check.subject);
    if options.wants_table() {
        options.print_table(&[verification::table(&checks)])?;
    } else {
        let document = verification::document(&checks, &locale);
        terminal::print(output::terminal::render(&document, &locale, terminal::layout()))?;
    }
    if checks.iter().any(Check::is_different) { Err(Failure::Different) } else { Ok(()) }
}

/// A result as it lies in its folder.
struct Lying<'a> {
    folder: &'a Path,
    manifest: &'a Manifest,
    /// Bytes of `results.json`.
    results: Vec<u8>,
    /// None: they cannot be read.
    series: Option<Series>,
}

impl Lying<'_> {
    /// The files against the hashes that the manifest has of them, and files that it does not name.
    fn hashes(&self) -> Result<Vec<Check>, Failure> {
        let named: BTreeSet<&String> = self.manifest.outputs.iter().collect();
        let lying = disk::tree(self.folder)?;
        let foreign = lying.iter().filter(|path| !named.contains(path)).count();
        let mut apart = Vec::new();
        let mut count = 0;
        for path in named {
            if !lying.contains(path) {
                apart.push(whole(path, Some(path), None));
                continue;
            }
            if path == disk::MANIFEST {
                continue;
            }
            let expected = self.manifest.hashes.get(path);
            count += 1;
            let found = json::sha256(&disk::read(&self.folder.join(path))?);
            if expected != Some(&found) {
                let (expected, found) = (expected.cloned(), Some(found));
                apart.push(Difference { file: path.clone(), place: Place::Hash, expected, found });
            }
        }
        let mut checks = told(Subject::Outputs, count, apart, NAMED);
        if foreign > 0 {
            checks.push(Check { subject: Subject::Outputs, count: foreign, state: State::Unchecked(Reason::Foreign) });
        }
        Ok(checks)
    }

    /// The answers in the result judged again.
    fn judgement(&self) -> Check {
        let check = |count, state| Check { subject: Subject::Judgement, count, state };
        let Some(series) = &self.series else {
            return check(0, State::Different(whole("results.json", None, None)));
        };
        if series.audience == Audience::Public {
            return check(0, State::Unchecked(Reason::Public));
        }
        let answers = &series.survey.answers;
        let criteria = series.framework.criteria.len();
        let few = (0..answers.units().count())
            .any(|row| (0..criteria).any(|criterion| matches!(answers.response(row, criterion), Response::Few(_))));
        let hidden = series.assessments.iter().flat_map(|assessment| &assessment.experienced);
        if few || hidden.into_iter().any(|found| found.suppressed) {
            return check(0, State::Unchecked(Reason::Withheld));
        }
        let again = Series::assess(Material::from(series.clone()));
        let count = again.assessments.iter().map(|assessment| assessment.agencies.len()).sum();
        let parts = [
            ("assessments", value(&again.assessments), value(&series.assessments)),
            ("changes", value(&again.changes), value(&series.changes)),
            ("moves", value(&again.moves), value(&series.moves)),
            ("draft", value(&again.draft), value(&series.draft)),
        ];
        let differs = parts.iter().find_map(|(name, expected, found)| {
            let (way, expected, found) = first(expected, found)?;
            let place = Place::Value(format!("{name}{way}"));
            Some(Difference { file: "results.json".to_owned(), place, expected, found })
        });
        check(count, differs.map_or(State::Same, State::Different))
    }

    /// Everything computed again from the inputs, and compared byte by byte.
    fn again(&self, inputs: &Path) -> Result<Vec<Check>, Failure> {
        let scratch = Scratch::new()?;
        let target = scratch.path().join("result");
        let overridden = self.series.as_ref().is_some_and(|series| series.report.final_despite_objections);
        let public = self.series.as_ref().is_some_and(|series| series.audience == Audience::Public);
        let options = Options::of_result(self.manifest.language.as_deref(), self.manifest.digits.as_deref());
        let reading = |framework| Reading::of_result(framework, self.manifest.edition.clone(), overridden);
        let mut reading_of = reading(None);
        let own = Sources::find(inputs, &reading_of, &options)?;
        let mut framework_sha256 = own.framework_sha256.clone();
        if framework_sha256 != self.manifest.framework.sha256 {
            // The framework may have been named on the command line.
            let named = reading(Some(self.manifest.framework.code.clone()));
            if let Ok(sources) = Sources::find(inputs, &named, &options)
                && sources.framework_sha256 == self.manifest.framework.sha256
            {
                framework_sha256 = sources.framework_sha256;
                reading_of = named;
            }
        }
        let framework = match self.manifest.framework.sha256 == framework_sha256 {
            true => State::Same,
            false => State::Different(Difference {
                file: self.manifest.framework.code.clone(),
                place: Place::Hash,
                expected: Some(self.manifest.framework.sha256.clone()),
                found: Some(framework_sha256),
            }),
        };
        let same_framework = framework == State::Same;
        let mut checks = vec![Check { subject: Subject::Framework, count: 1, state: framework }];
        let found = Sources::find(inputs, &reading_of, &options)?.read(&options, &mut |_| ())?.inputs;
        let of_inputs = self.inputs(&found);
        let same_inputs = of_inputs.iter().all(|check| check.state == State::Same);
        checks.extend(of_inputs);
        if !same_inputs || !same_framework {
            checks.extend(self.unexpected());
            return Ok(checks);
        }
        let there = FORMATS.iter().filter(|format| is_there(format, self.manifest));
        let formats: Vec<String> = there.map(|format| format.name.to_owned()).collect();
        let audience = if public { AudienceOption::Public } else { AudienceOption::Internal };
        let order = Order { path: inputs, out: Some(&target), format: &formats, audience, reading: &reading_of };
        checks.extend(match assess::judge(&order, &options, |material| self.judge(material)) {
            Ok(Judged { series, manifest, .. }) => {
                self.print_otherwise(&target, &series, &manifest, &output::chosen(&formats))?;
                self.outputs(&target, &manifest_of(&target).unwrap_or(manifest))?
            }
            Err(Failure::Material) => {
                let state = State::Different(whole("results.json", None, Some("results.json")));
                vec![Check { subject: Subject::Results, count: 1, state }]
            }
            Err(failure) => return Err(failure),
        });
        Ok(checks)
    }

    /// The series, with the sections that lie there.
    fn judge(&self, material: Material) -> Result<Series, Failure> {
        let before = sections(self.folder, &self.results)?;
        let settings = (material.robustness.clone(), material.statistics.clone());
        let (mut series, found) = Series::assess_asking(material, |question| recompute(question, &before, &settings));
        series.sections = found.unwrap_or_default();
        Ok(series)
    }

    /// Files that were printed in another language, or of some agencies, since the result was written: printed so again.
    fn print_otherwise(
        &self,
        target: &Path,
        series: &Series,
        manifest: &Manifest,
        formats: &[&Format],
    ) -> Result<(), Failure> {
        let ways: BTreeSet<&Printed> = self.manifest.printed.values().collect();
        for printed in ways {
            let locale = Options::of_result(Some(&printed.language), Some(&printed.digits)).locale(&[]);
            let selection = Selection { only: printed.only.clone() };
            let branding = Branding::of_result(self.manifest, self.folder)?;
            let finished = Finished { series, manifest, locale: &locale, selection: &selection };
            let files = finished.files(&finished.document(&branding), &branding, formats)?;
            // What programs read has no language.
            let own = |file: &&File| {
                self.manifest.printed.get(&file.path) == Some(printed)
                    && Path::new(&file.path).extension() != Some("json".as_ref())
            };
            for file in files.iter().filter(own) {
                disk::put(&target.join(&file.path), &file.bytes)?;
            }
        }
        Ok(())
    }

    /// The inputs that are others than those of the result.
    fn inputs(&self, found: &[Input]) -> Vec<Check> {
        let count = found.len();
        let known = |inputs: &[Input]| -> BTreeMap<String, String> {
            inputs.iter().map(|input| (input.path.clone(), input.sha256.clone())).collect()
        };
        let (expected, found) = (known(&self.manifest.inputs), known(found));
        let paths: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
        let others: Vec<&String> = paths.into_iter().filter(|path| expected.get(*path) != found.get(*path)).collect();
        let apart = |path: &String| {
            let (expected, found) = (expected.get(path).cloned(), found.get(path).cloned());
            Difference { file: path.clone(), place: Place::Hash, expected, found }
        };
        told(Subject::Inputs, count, others.into_iter().map(apart).collect(), NAMED)
    }

    /// Nothing can be expected of the outputs.
    fn unexpected(&self) -> Vec<Check> {
        let of = |subject: Subject| self.manifest.outputs.iter().filter(|path| Subject::of(path) == subject).count();
        let counted = Subject::ALL.into_iter().map(|subject| (subject, of(subject)));
        let state = State::Unchecked(Reason::OtherInputs);
        let there = counted.filter(|(_, count)| *count > 0);
        there.map(|(subject, count)| Check { subject, count, state: state.clone() }).collect()
    }

    /// Every file against the one that was written again.
    fn outputs(&self, target: &Path, again: &Manifest) -> Result<Vec<Check>, Failure> {
        let mut found: BTreeMap<Subject, (usize, Vec<Difference>)> = BTreeMap::new();
        let mut unchecked: BTreeMap<(Subject, Reason), usize> = BTreeMap::new();
        let paths: BTreeSet<&String> = self.manifest.outputs.iter().chain(&again.outputs).collect();
        for path in paths {
            let subject = Subject::of(path);
            if subject == Subject::Manifest {
                continue;
            }
            let lies = |folder: &Path| -> Result<Option<Vec<u8>>, Failure> {
                let path = folder.join(path);
                if disk::exists(&path) { disk::read(&path).map(Some) } else { Ok(None) }
            };
            let (expected, lying) = (lies(target)?, lies(self.folder)?);
            let carried = CARRIED.contains(&path.as_str()).then_some(Reason::Carried);
            if let Some(reason) = carried.or_else(|| reason(path).filter(|_| expected.is_none())) {
                *unchecked.entry((subject, reason)).or_default() += 1;
                continue;
            }
            let (count, apart) = found.entry(subject).or_default();
            *count += 1;
            apart.extend(match (&expected, &lying) {
                (Some(expected), Some(lying)) => compare(path, expected, lying),
                (Some(_), None) => Some(whole(path, Some(path), None)),
                (None, _) => Some(whole(path, None, Some(path))),
            });
        }
        let mut checks: Vec<Check> = Vec::new();
        for (subject, (count, apart)) in found {
            checks.extend(told(subject, count, apart, 1));
        }
        for ((subject, reason), count) in unchecked {
            checks.push(Check { subject, count, state: State::Unchecked(reason) });
        }
        checks.push(Check { subject: Subject::Manifest, count: 1, state: self.own(again) });
        Ok(checks)
    }

    /// The manifest against the one that was written again, but for the list of files and their hashes.
    fn own(&self, again: &Manifest) -> State {
        let bare = |manifest: &Manifest| {
            let manifest = manifest.clone();
            let (outputs, hashes, printed) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
            value(&Manifest { outputs, hashes, printed, made_at: None, ..manifest })
        };
        let apart = first(&bare(again), &bare(self.manifest));
        apart.map_or(State::Same, |(way, expected, found)| {
            State::Different(Difference { file: "manifest.json".to_owned(), place: Place::Value(way), expected, found })
        })
    }
}

/// The sections that a result has, computed again as they were asked for.
fn recompute(
    question: &Question,
    before: &Sections,
    (robustness, statistics): &(RobustnessSettings, StatisticsSettings),
) -> Sections {
    let threads = available_parallelism().map_or(1, NonZero::get);
    let mut found = Sections::default();
    if let Some(known) = &before.robustness {
        let work = Work { threads, progress: &|_, _| () };
        let mut settings = known.settings.clone();
        if known.assumed {
            // They follow from the framework, and are to follow from it again.
            settings.assumptions.clear();
        }
        found.robustness = uncertainty::study(question, &settings, &work).ok();
    }
    if let Some(known) = &before.statistics {
        found.statistics = inference::study(question, &known.settings, threads).ok();
    }
    if let Some(known) = &before.lint {
        let mut settings = statistics.clone();
        settings.column = Some(known.truth);
        // It says another thing of ranks where it was told how sure they are.
        let told = [None, found.robustness.as_ref()];
        let doubt = |told| inference::doubt(question, &settings, robustness, told, threads).ok();
        let mut lints = told.into_iter().filter_map(doubt);
        let first = lints.next();
        found.lint = lints.chain(first.clone()).find(|lint| lint.doubts == known.doubts).or(first);
    }
    if let Some(known) = &before.change {
        found.change = compared(question, known, robustness, threads);
    }
    (found.plan, found.audit) = (before.plan.clone(), before.audit.clone());
    found
}

/// The periods of an assessment compared as they were.
fn compared(question: &Question, known: &Changes, robustness: &RobustnessSettings, threads: usize) -> Option<Changes> {
    let aligned = align(&[Source::of(question)]).ok()?;
    let drawn = known.spans.iter().find_map(|span| span.drawn.as_ref());
    let settings = drawn.map(|drawn| RobustnessSettings { replications: drawn.tried, ..robustness.clone() });
    let order = attribution::Order { truth: Some(known.truth), settings: settings.as_ref(), left_out: Vec::new() };
    attribution::study(&aligned, order, &Work { threads, progress: &|_, _| () }).ok()
}

/// Why a file is not among those written again, where that is no fault.
fn reason(path: &str) -> Option<Reason> {
    if ON_DEMAND.iter().any(|beginning| path.starts_with(beginning)) {
        return Some(Reason::OnDemand);
    }
    let pages = path.ends_with(".pdf") || path.starts_with("pages/");
    (pages && output::format("pdf").is_none()).then_some(Reason::NoFormat)
}

/// Files that were looked at, of which some differ: so many of these are named, the others are counted.
fn told(subject: Subject, count: usize, apart: Vec<Difference>, named: usize) -> Vec<Check> {
    if apart.is_empty() {
        return vec![Check { subject, count, state: State::Same }];
    }
    let rest = apart.len().saturating_sub(named);
    let first = apart.into_iter().take(named).map(|own| Check { subject, count: 1, state: State::Different(own) });
    let rest = (rest > 0).then_some(Check { subject, count: rest, state: State::FurtherDifferent });
    first.chain(rest).collect()
}

fn whole(file: &str, expected: Option<&str>, found: Option<&str>) -> Difference {
    let text = |text: Option<&str>| text.map(str::to_owned);
    Difference { file: file.to_owned(), place: Place::Whole, expected: text(expected), found: text(found) }
}

fn value(found: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(found).expect("maps of a series have text keys")
}
