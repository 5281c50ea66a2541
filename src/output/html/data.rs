//! What the program of the page unpacks: JSON, packed with zlib, in base 64.
use crate::locale::number::rounded;
use crate::markup::base64;
use crate::report::detail::{Detail, Sheet};
use crate::text::Texts;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// Agencies whose details are unpacked together.
pub(in crate::output::html) const RUN: usize = 64;
/// Decimals of packed numbers: more than are printed anywhere.
const EXACT: usize = 4;

/// A named piece of what is packed into the page.
pub(in crate::output::html) struct Part {
    pub(in crate::output::html) name: String,
    pub(in crate::output::html) packed: String,
}

#[derive(Serialize)]
struct Sheets {
    texts: Texts,
    sheets: Vec<Option<Sheet>>,
}

/// The table of agencies, and their details in runs.
pub(in crate::output::html) fn parts(detail: &Detail) -> Vec<Part> {
    let mut parts = vec![Part::of("table".to_owned(), &detail.overview())];
    for (number, first) in (0..detail.agencies()).step_by(RUN).enumerate() {
        let (texts, sheets) = detail.sheets(first, RUN);
        parts.push(Part::of(format!("sheets-{number}"), &Sheets { texts, sheets }));
    }
    parts
}

impl Part {
    pub(in crate::output::html) fn of(name: String, value: &impl Serialize) -> Part {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        let written = value.serialize(&mut Serializer::with_formatter(&mut packer, Rounded)).map_err(io::Error::from);
        let packed = written.and_then(|()| packer.finish()).expect("a list of bytes takes everything");
        Part { name, packed: base64(&packed) }
    }
}

/// Numbers with the decimals that a reader could see.
struct Rounded;

impl Formatter for Rounded {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{}", rounded(value, EXACT) + 0.0)
    }
}
