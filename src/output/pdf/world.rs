//! What typst sees of the world: the template, the content to set, its pictures, and the embedded type.
use crate::chart::paper::font::{BOLD, REGULAR};
use crate::output::pdf::content::Content;
use std::collections::HashMap;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| [REGULAR, BOLD].into_iter().flat_map(|font| Font::iter(Bytes::new(font))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static TEMPLATE: LazyLock<Source> =
    LazyLock::new(|| Source::new(named("report.typ"), include_str!("report.typ").to_owned()));

/// One document's.
pub(super) struct World {
    files: HashMap<FileId, Bytes>,
}

impl World {
    pub(super) fn new(content: Content) -> World {
        let told = serde_json::to_vec(&content.told).expect("told in text, numbers and lists");
        let files = content.pictures.into_iter().chain([("content.json".to_owned(), told)]);
        World { files: files.map(|(path, bytes)| (named(&path), Bytes::new(bytes))).collect() }
    }
}

fn named(path: &str) -> FileId {
    RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).expect("a plain name")).intern()
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == TEMPLATE.id() { Ok(TEMPLATE.clone()) } else { Err(FileError::NotSource) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
