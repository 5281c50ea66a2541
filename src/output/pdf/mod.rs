//! The report on paper: the document's pieces (`content`) set by a typst template (`report.typ`) into a tagged PDF of
//! the standard PDF/UA-1. Texts reach the template as data and are never read as markup; there is no disk, network,
//! clock or font but the embedded one behind it, so the same document gives the same bytes everywhere.
mod columns;
mod content;
mod marks;
pub(in crate::output) mod pictures;
mod world;

use crate::document::Document;
use crate::locale::Locale;
use crate::output::pdf::content::Content;
use crate::output::pdf::world::World;
use crate::output::png::PngError;
use crate::output::{Failure, File, Format, Package, Rendering, Wanted};
use thiserror::Error;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst::layout::{Abs, FrameItem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub(in crate::output) const FORMAT: Format =
    Format { name: "pdf", wanted: Wanted::Asked, write, page: Some(Rendering { ending: "pdf", render: sheet }) };

/// How pages are made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A cover, a table of contents, every chapter from a new page.
    Report,
    /// Everything on one page, in type as small as that needs; more pages only where it could not be read any more.
    Sheet,
}

#[derive(Debug, Error)]
pub enum PdfError {
    #[error("{name}: {reason}")]
    Picture { name: String, reason: PngError },
    #[error("the pages cannot be set: {0}")]
    Setting(String),
    #[error("the pages do not meet PDF/UA-1: {0}")]
    Standard(String),
}

/// Sizes of type that a sheet is tried in, in points.
const SHEET_SIZES: &[f64] = &[8.4, 7.8, 7.2, 6.6, 6.0];
const REPORT_SIZE: f64 = 10.0;

/// Generations of unused layout that are kept for the next document.
const REMEMBERED: usize = 2;

/// The document as PDF.
pub fn render(document: &Document, locale: &Locale, layout: Layout) -> Result<Vec<u8>, PdfError> {
    let pages = pages(document, locale, layout)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).expect("one standard contradicts none");
    let creator = Smart::Custom(Some(env!("CARGO_PKG_NAME").to_owned()));
    let bytes = typst_pdf::pdf(&marks::apart(pages), &PdfOptions { standards, creator, ..PdfOptions::default() })
        .map_err(|faults| PdfError::Standard(said(&faults)))?;
    typst::comemo::evict(REMEMBERED);
    Ok(bytes)
}

/// The pages of a document.
fn pages(document: &Document, locale: &Locale, layout: Layout) -> Result<PagedDocument, PdfError> {
    let set = |size| set(Content::of(document, locale, layout, size)?);
    let Layout::Sheet = layout else { return set(REPORT_SIZE) };
    let (largest, smaller) = SHEET_SIZES.split_first().expect("there are sizes");
    let mut pages = set(*largest)?;
    // What is set takes room by the square of its size: sizes that cannot do are not tried.
    let hopeful = largest / filled(&pages).sqrt();
    for size in smaller.iter().filter(|size| **size <= hopeful || Some(*size) == smaller.last()) {
        if pages.pages().len() == 1 {
            break;
        }
        pages = set(*size)?;
    }
    Ok(pages)
}

/// How many pages are full, the last as far as it is written on; at least 1.
fn filled(pages: &PagedDocument) -> f64 {
    let Some(last) = pages.pages().last() else { return 1.0 };
    let bottom = last.frame.items().map(|(place, item)| match item {
        FrameItem::Group(group) => place.y + group.frame.height(),
        _ => place.y,
    });
    let bottom = bottom.fold(Abs::zero(), Abs::max);
    (pages.pages().len() as f64 - 1.0 + bottom / last.frame.height()).max(1.0)
}

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    let bytes = render(package.document, package.locale, Layout::Report)?;
    Ok(vec![File { path: "report.pdf".to_owned(), bytes }])
}

fn sheet(document: &Document, locale: &Locale) -> Result<Vec<u8>, Failure> {
    Ok(render(document, locale, Layout::Sheet)?)
}

/// A warning is a failure: the template gives none, so something is missing or does not fit.
fn set(content: Content) -> Result<PagedDocument, PdfError> {
    let set = typst::compile::<PagedDocument>(&World::new(content));
    let pages = set.output.map_err(|faults| PdfError::Setting(said(&faults)))?;
    if set.warnings.is_empty() { Ok(pages) } else { Err(PdfError::Setting(said(&set.warnings))) }
}

fn said(faults: &[SourceDiagnostic]) -> String {
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    messages.join("; ")
}
