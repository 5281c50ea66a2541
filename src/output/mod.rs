//! Values into bytes. A format is one file here and one row in [`FORMATS`]; data formats read the series, page formats
//! the document. Rounding happens here and in the locale, nowhere before.
pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
pub mod office;
pub mod package;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod png;
pub mod terminal;
pub mod worklist;

mod charts;
mod words;
mod xlsx;

pub use crate::report::tables;

use crate::document::Document;
use crate::locale::Locale;
use crate::output::json::Manifest;
use crate::output::png::PngError;
use crate::report::Selection;
use crate::series::Series;
use thiserror::Error;

/// What is written.
#[derive(Clone, Copy)]
pub struct Package<'a> {
    pub series: &'a Series,
    pub locale: &'a Locale,
    pub selection: &'a Selection,
    pub manifest: &'a Manifest,
    /// The full report in the locale's language.
    pub document: &'a Document,
    /// A Word document whose styles the Word report takes.
    pub template: Option<&'a [u8]>,
}

/// A file to be written, with its path inside the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// A file format that `--out` writes.
#[derive(Clone, Copy)]
pub struct Format {
    pub name: &'static str,
    pub wanted: Wanted,
    pub write: fn(&Package) -> Result<Vec<File>, Failure>,
    /// How any document is drawn; none where the format is not one of pages.
    pub page: Option<Rendering>,
}

/// A format of single files that each show a document.
#[derive(Clone, Copy)]
pub struct Rendering {
    /// Of the file's name.
    pub ending: &'static str,
    pub render: fn(&Document, &Locale) -> Result<Vec<u8>, Failure>,
}

/// When a format is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Always,
    Asked,
}

/// Why a file could not be made.
#[derive(Debug, Error)]
pub enum Failure {
    #[error("chart {name}: {reason}")]
    Picture { name: String, reason: PngError },
    #[error("not a Word document to take styles from: {0}")]
    Template(String),
    #[error("workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[cfg(feature = "pdf")]
    #[error("PDF: {0}")]
    Pdf(#[from] pdf::PdfError),
}

/// Every format, in the order in which files are written.
pub const FORMATS: &[Format] = &[
    csv::FORMAT,
    json::FORMAT,
    charts::FORMAT,
    terminal::FORMAT,
    html::FORMAT,
    xlsx::FORMAT,
    markdown::FORMAT,
    office::docx::FORMAT,
    office::pptx::FORMAT,
    #[cfg(feature = "pdf")]
    pdf::FORMAT,
    #[cfg(feature = "pdf")]
    pdf::pictures::FORMAT,
];

/// A format by its name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Formats that draw single documents on pages.
pub fn page_formats() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| format.page.is_some())
}

/// The formats that are always written and those asked for by name.
pub fn chosen(asked: &[String]) -> Vec<&'static Format> {
    let wanted = |format: &&Format| format.wanted == Wanted::Always || asked.iter().any(|name| name == format.name);
    FORMATS.iter().filter(wanted).collect()
}

/// Every file of these formats, the manifest last; `progress` hears how many formats are done, and of how many.
pub fn write_all(
    package: &Package,
    formats: &[&Format],
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    for (done, format) in formats.iter().enumerate() {
        progress(done, formats.len());
        for file in (format.write)(package)? {
            // A format brings what its files point to, which another may write too.
            if !files.iter().any(|known: &File| known.path == file.path) {
                files.push(file);
            }
        }
    }
    files.push(json::manifest(package.manifest, &files));
    progress(formats.len(), formats.len());
    Ok(files)
}
