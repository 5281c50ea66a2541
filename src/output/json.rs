//! The assessment for programs: `results.json` without loss, `manifest.json`, and any table as a list of records.
use crate::locale::Locale;
use crate::method::Method;
use crate::output::{Failure, File, Format, Package, Wanted};
use crate::robustness::{self, Robustness};
use crate::series::{self, Series};
use crate::table::{Cell, Table};
use indexmap::IndexMap;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;

pub(in crate::output) const FORMAT: Format = Format { name: "json", wanted: Wanted::Always, write, page: None };

/// How sure the results are, beside them.
pub const ROBUSTNESS: &str = "robustness.json";

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
    /// Tag of the language in which the result was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Written only when the caller gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_at: Option<String>,
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
            language: None,
            made_at: None,
        }
    }

    /// The manifest of a result that holds these files too.
    pub fn with(&self, files: &[File]) -> Manifest {
        let written = files.iter().map(|file| &file.path);
        let mut outputs: Vec<String> = self.outputs.iter().chain(written).cloned().collect();
        outputs.sort();
        outputs.dedup();
        Manifest { outputs, ..self.clone() }
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
    Ok(serde_json::from_slice(bytes)?)
}

/// `robustness.json`, tied to the bytes of the `results.json` beside it.
pub fn robustness(found: &Robustness, results: &[u8]) -> File {
    let found = Robustness { results: sha256(results), ..found.clone() };
    File { path: ROBUSTNESS.to_owned(), bytes: compact(&found) }
}

/// What a `robustness.json` holds; none where it belongs to other results than these bytes.
pub fn read_robustness(bytes: &[u8], results: &[u8]) -> Result<Option<Robustness>, Unreadable> {
    let head: Head = serde_json::from_slice(bytes)?;
    if head.format != u64::from(robustness::FORMAT) {
        return Err(Unreadable::OtherFormat { found: head.format, known: robustness::FORMAT });
    }
    let found: Robustness = serde_json::from_slice(bytes)?;
    Ok(Some(found).filter(|found| found.results == sha256(results)))
}

/// The manifest that a `manifest.json` holds.
pub fn read_manifest(bytes: &[u8]) -> Result<Manifest, Unreadable> {
    Ok(serde_json::from_slice(bytes)?)
}

/// JSON Schema of `results.json`.
pub fn schema() -> Vec<u8> {
    pretty(&schema_for!(Series))
}

/// JSON Schema of `robustness.json`.
pub fn robustness_schema() -> Vec<u8> {
    pretty(&schema_for!(Robustness))
}

/// JSON Schema of `manifest.json`.
pub fn manifest_schema() -> Vec<u8> {
    pretty(&schema_for!(Manifest))
}

/// The manifest of a result that holds these files beside those that it names.
pub fn manifest(manifest: &Manifest, files: &[File]) -> File {
    let own = File { path: "manifest.json".to_owned(), bytes: Vec::new() };
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
    let section = package.series.sections.robustness.as_ref().map(|found| robustness(found, &results.bytes));
    Ok(std::iter::once(results).chain(section).collect())
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

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
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
