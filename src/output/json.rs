//! The assessment for programs: `results.json` without loss, `manifest.json`, and any table as a list of records.
use crate::audit::{self, Audit, Sample};
use crate::change::{self, Changes};
use crate::lint::{self, Lint};
use crate::locale::Locale;
use crate::method::Method;
use crate::output::{Failure, File, Format, Package, Wanted};
use crate::plan::{self, Plan};
use crate::robustness::{self, Robustness};
use crate::series::{self, Sections, Series};
use crate::statistics::{self, Statistics};
use crate::table::{Cell, Table};
use crate::text::hexadecimal;
use indexmap::IndexMap;
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use thiserror::Error;

pub(in crate::output) const FORMAT: Format = Format { name: "json", wanted: Wanted::Always, write, page: None };

/// The file of the manifest.
const MANIFEST: &str = "manifest.json";

/// Signs of a hash that tell it from every other at a glance.
const HASH: usize = 16;

/// What an assessment was computed from: enough to compute it again and compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub program: String,
    pub version: String,
    /// Version of the format of `results.json`.
    pub format: u32,
    pub framework: FrameworkId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    pub seed: u64,
    pub periods: Vec<String>,
    pub method: Method,
    /// In order of their paths.
    pub inputs: Vec<Input>,
    /// Every file of the result, this one too: relative to it, with `/`, in order.
    #[serde(default)]
    pub outputs: Vec<String>,
    /// SHA-256 of each of these files but this one, in hexadecimal; of results of earlier programs empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hashes: BTreeMap<String, String>,
    /// Tag of the language in which the result was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Digits of printed numbers, where they were not those of the language: `arabic` or `latin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digits: Option<String>,
    /// Files that were printed otherwise than the result since.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub printed: BTreeMap<String, Printed>,
    /// Written only when the caller gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_at: Option<String>,
}

/// In which language and digits a file was printed, and of which agencies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// Tag of the language.
    pub language: String,
    /// `arabic` or `latin`.
    pub digits: String,
    /// Columns of the register with the values that were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FrameworkId {
    pub code: String,
    pub version: String,
    /// Of the framework's text, in hexadecimal.
    pub sha256: String,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Relative to the assessment, with `/`.
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
}

/// Why a file is not one that this program wrote.
#[derive(Debug, Error)]
pub enum Unreadable {
    #[error("{0}")]
    NotResults(#[from] serde_json::Error),
    #[error("a file of format {found}; this program reads format {known}")]
    OtherFormat { found: u64, known: u32 },
    #[error("its answers or judgements are of a criterion, period or agency that it does not hold")]
    NotWhole,
}

impl Manifest {
    /// The manifest of a series; `framework_sha256` is of the framework's text as it was read.
    pub fn of(series: &Series, framework_sha256: String, inputs: Vec<Input>) -> Manifest {
        let mut inputs = inputs;
        inputs.sort();
        Manifest {
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: series.program.clone(),
            format: series.format,
            framework: FrameworkId {
                code: series.framework.code.to_string(),
                version: series.framework.version.clone(),
                sha256: framework_sha256,
            },
            edition: series.edition.as_ref().map(ToString::to_string),
            seed: series.method.seed,
            periods: series
                .assessments
                .iter()
                .map(|assessment| series.survey.periods[assessment.period].code.to_string())
                .collect(),
            method: series.method.clone(),
            inputs,
            outputs: Vec::new(),
            hashes: BTreeMap::new(),
            language: None,
            digits: None,
            printed: BTreeMap::new(),
            made_at: None,
        }
    }

    /// The manifest of a result that holds these files too.
    pub fn with(&self, files: &[File]) -> Manifest {
        let written = files.iter().map(|file| &file.path);
        let mut outputs: Vec<String> = self.outputs.iter().chain(written).cloned().collect();
        outputs.sort();
        outputs.dedup();
        let mut hashes = self.hashes.clone();
        hashes.extend(files.iter().map(|file| (file.path.clone(), sha256(&file.bytes))));
        hashes.remove(MANIFEST);
        Manifest { outputs, hashes, ..self.clone() }
    }

    /// The same with these files printed otherwise than the result; none: as the result is.
    pub fn printed_as(&self, files: &[File], printed: Option<&Printed>) -> Manifest {
        let mut own = self.printed.clone();
        for file in files {
            own.remove(&file.path);
            own.extend(printed.map(|printed| (file.path.clone(), printed.clone())));
        }
        Manifest { printed: own, ..self.clone() }
    }

    /// What the figures were computed from, for a cover.
    pub fn facts(&self, locale: &Locale) -> Vec<(String, String)> {
        let hash = locale.isolate_code(&self.framework.sha256.chars().take(HASH).collect::<String>());
        vec![(locale.word("cover.inputs"), locale.count(self.inputs.len() as u64)), (locale.word("cover.hash"), hash)]
    }
}

/// `results.json`: the whole series, compact, one line.
pub fn results(series: &Series) -> Vec<u8> {
    compact(series)
}

/// The series that a `results.json` holds.
pub fn read_results(bytes: &[u8]) -> Result<Series, Unreadable> {
    let head: Head = serde_json::from_slice(bytes)?;
    if head.format != u64::from(series::FORMAT) {
        return Err(Unreadable::OtherFormat { found: head.format, known: series::FORMAT });
    }
    let series: Series = serde_json::from_slice(bytes)?;
    if series.hangs_together() { Ok(series) } else { Err(Unreadable::NotWhole) }
}

/// What is computed from a result afterwards: a file of its own beside it.
pub trait Section: Clone + Serialize + DeserializeOwned + JsonSchema {
    /// Name of the file without its ending.
    const NAME: &'static str;
    /// Version of the format.
    const FORMAT: u32;

    /// SHA-256 of the `results.json` that it belongs to.
    fn results(&mut self) -> &mut String;

    /// Name of the file.
    fn path() -> String {
        format!("{}.json", Self::NAME)
    }
}

impl Section for Robustness {
    const NAME: &'static str = "robustness";
    const FORMAT: u32 = robustness::FORMAT;

    fn results(&mut self) -> &mut String {
        &mut self.results
    }
}

impl Section for Statistics {
    const NAME: &'static str = "statistics";
    const FORMAT: u32 = statistics::FORMAT;

    fn results(&mut self) -> &mut String {
        &mut self.results
    }
}

impl Section for Changes {
    const NAME: &'static str = "change";
    const FORMAT: u32 = change::FORMAT;

    fn results(&mut self) -> &mut String {
        &mut self.results
    }
}

impl Section for Lint {
    const NAME: &'static str = "lint";
    const FORMAT: u32 = lint::FORMAT;

    fn results(&mut self) -> &mut String {
        &mut self.results
    }
}

impl Section for Audit {
    const NAME: &'static str = "audit";
    const FORMAT: u32 = audit::FORMAT;

    fn results(&mut self) -> &mut String {
        &mut self.results
    }
}

impl Section for Plan {
    const NAME: &'static str = "plan";
    const FORMAT: u32 = plan::FORMAT;

    fn results(&mut self) -> &mut String {
        &mut self.results
    }
}

/// The file of a section, tied to the bytes of the `results.json` beside it.
pub fn section<T: Section>(found: &T, results: &[u8]) -> File {
    let mut found = found.clone();
    *found.results() = sha256(results);
    File { path: T::path(), bytes: compact(&found) }
}

/// What the file of a section holds; none where it belongs to other results than these bytes.
pub fn read_section<T: Section>(bytes: &[u8], results: &[u8]) -> Result<Option<T>, Unreadable> {
    let head: Head = serde_json::from_slice(bytes)?;
    if head.format != u64::from(T::FORMAT) {
        return Err(Unreadable::OtherFormat { found: head.format, known: T::FORMAT });
    }
    let mut found: T = serde_json::from_slice(bytes)?;
    let own = *found.results() == sha256(results);
    Ok(own.then_some(found))
}

/// The file of a sample.
pub fn sample(sample: &Sample) -> Vec<u8> {
    pretty(sample)
}

/// The sample that a file holds.
pub fn read_sample(bytes: &[u8]) -> Result<Sample, Unreadable> {
    let head: Head = serde_json::from_slice(bytes)?;
    if head.format != u64::from(audit::FORMAT) {
        return Err(Unreadable::OtherFormat { found: head.format, known: audit::FORMAT });
    }
    Ok(serde_json::from_slice(bytes)?)
}

/// The manifest that a `manifest.json` holds.
pub fn read_manifest(bytes: &[u8]) -> Result<Manifest, Unreadable> {
    Ok(serde_json::from_slice(bytes)?)
}

/// JSON Schema of `results.json`.
pub fn schema() -> Vec<u8> {
    pretty(&schema_for!(Series))
}

/// JSON Schema of the file of a section.
pub fn section_schema<T: Section>() -> Vec<u8> {
    pretty(&schema_for!(T))
}

/// JSON Schema of `manifest.json`.
pub fn manifest_schema() -> Vec<u8> {
    pretty(&schema_for!(Manifest))
}

/// The manifest of a result that holds these files beside those that it names.
pub fn manifest(manifest: &Manifest, files: &[File]) -> File {
    let own = File { path: MANIFEST.to_owned(), bytes: Vec::new() };
    let bytes = pretty(&manifest.with(files).with(std::slice::from_ref(&own)));
    File { bytes, ..own }
}

/// A table as a list of records; numbers in full precision, missing cells as `null`.
pub fn table(table: &Table) -> Vec<u8> {
    let records: Vec<IndexMap<&str, Value>> = table
        .rows
        .iter()
        .map(|row| table.columns.iter().map(String::as_str).zip(row.iter().map(value)).collect())
        .collect();
    pretty(&records)
}

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    // Results hold every agency: a selection of them would not be the assessment.
    if !package.selection.is_everybody() {
        return Ok(Vec::new());
    }
    let results = File { path: "results.json".to_owned(), bytes: results(package.series) };
    let Sections { robustness, statistics, lint, change, audit, plan } = &package.series.sections;
    let sections = [
        robustness.as_ref().map(|found| section(found, &results.bytes)),
        statistics.as_ref().map(|found| section(found, &results.bytes)),
        lint.as_ref().map(|found| section(found, &results.bytes)),
        change.as_ref().map(|found| section(found, &results.bytes)),
        audit.as_ref().map(|found| section(found, &results.bytes)),
        plan.as_ref().map(|found| section(found, &results.bytes)),
    ];
    Ok(std::iter::once(results).chain(sections.into_iter().flatten()).collect())
}

/// What every version of the format begins with.
#[derive(Deserialize)]
struct Head {
    format: u64,
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Count(count) => Value::from(*count),
        Cell::Number { value, .. } => Value::from(*value),
    }
}

/// In hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn compact(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).expect("maps of a series have text keys");
    bytes.push(b'\n');
    bytes
}

fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("maps of a series have text keys");
    bytes.push(b'\n');
    bytes
}
