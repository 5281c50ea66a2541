//! Text files packed together, as ODK Central exports a form with its repeats: each is a table, named for the file.
use crate::finding::Problem;
use crate::input::{Fault, Record, csv};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of an archive.
const PACKED: u64 = 256 << 20;
/// Bytes of its text files unpacked: beyond this it is taken for a zip bomb.
const UNPACKED: u64 = 768 << 20;

/// An opened archive.
pub struct Archive {
    names: Vec<String>,
    files: Vec<Vec<u8>>,
}

pub(super) fn open(bytes: Box<dyn Read + Send + '_>) -> Result<Archive, Fault> {
    let fault = |problem| Fault { problem, row: None };
    let wrong = || fault(Problem::FileNotTable { expected: "ZIP".to_owned() });
    let large = || fault(Problem::WorkbookTooLarge { megabytes: UNPACKED >> 20 });
    let mut packed = Vec::new();
    bytes
        .take(PACKED + 1)
        .read_to_end(&mut packed)
        .map_err(|error| fault(Problem::FileUnreadable { reason: error.to_string() }))?;
    if packed.is_empty() {
        return Err(fault(Problem::FileEmpty {}));
    }
    if packed.len() as u64 > PACKED {
        return Err(large());
    }
    let mut zip = ZipArchive::new(Cursor::new(packed)).map_err(|_| wrong())?;
    let mut archive = Archive { names: Vec::new(), files: Vec::new() };
    let mut unpacked = 0;
    for part in 0..zip.len() {
        let part = zip.by_index(part).map_err(|_| wrong())?;
        let path = part.name().map_err(|_| wrong())?.replace('\\', "/");
        let name = path.rsplit('/').next().unwrap_or_default();
        let Some(stem) = name.strip_suffix(".csv").filter(|stem| !stem.is_empty() && !stem.starts_with('.')) else {
            continue;
        };
        let mut text = Vec::new();
        let name = stem.to_owned();
        unpacked += part.take(UNPACKED + 1 - unpacked).read_to_end(&mut text).map_err(|_| wrong())? as u64;
        if unpacked > UNPACKED {
            return Err(large());
        }
        archive.names.push(name);
        archive.files.push(text);
    }
    if archive.files.is_empty() { Err(wrong()) } else { Ok(archive) }
}

impl Archive {
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn read(
        &mut self,
        file: usize,
        progress: &mut dyn FnMut(u64),
        each: &mut dyn FnMut(&Record<'_>),
    ) -> Result<Vec<Problem>, Fault> {
        match self.files.get(file) {
            Some(text) => csv::read(Box::new(&text[..]), progress, each),
            None => Err(Fault { problem: Problem::FileEmpty {}, row: None }),
        }
    }
}
