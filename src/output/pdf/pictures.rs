//! The same pages as pictures, for a slide or a message: two pixels to a point.
use crate::document::Document;
use crate::locale::Locale;
use crate::output::pdf::{Layout, pages};
use crate::output::png::{Pixmap, encode};
use crate::output::{Failure, File, Format, Package, Rendering, Wanted};
use typst::layout::Abs;
use typst::visualize::Color;
use typst_render::{RenderOptions, render, render_merged};

pub(in crate::output) const FORMAT: Format =
    Format { name: "png", wanted: Wanted::Asked, write, page: Some(Rendering { ending: "png", render: sheet }) };

/// Between the pages of a sheet that does not fit one, in points.
const GAP: f64 = 12.0;

/// A picture of each page of the report: `pages/001.png`, ….
fn write(package: &Package) -> Result<Vec<File>, Failure> {
    let pages = pages(package.document, package.locale, Layout::Report)?;
    let picture = |(place, page)| {
        let path = format!("pages/{:03}.png", place + 1);
        let bytes = drawn(&path, &render(page, &RenderOptions::default()))?;
        Ok(File { path, bytes })
    };
    pages.pages().iter().enumerate().map(picture).collect()
}

/// A sheet as one picture.
fn sheet(document: &Document, locale: &Locale) -> Result<Vec<u8>, Failure> {
    let pages = pages(document, locale, Layout::Sheet)?;
    drawn(&document.title, &render_merged(&pages, &RenderOptions::default(), Abs::pt(GAP), Some(Color::WHITE)))
}

fn drawn(name: &str, picture: &Pixmap) -> Result<Vec<u8>, Failure> {
    encode(picture).map_err(|reason| Failure::Picture { name: name.to_owned(), reason })
}
