//! What a form in one file saved: the tables of an assessment by name, in JSON.
use crate::finding::Problem;
use crate::input::{Cell, Fault, Grid, Held, Row};
use indexmap::IndexMap;
use serde::Deserialize;
use std::io::{self, Read};

/// Bytes that are read of a file.
const LARGEST: u64 = 64 << 20;
/// How such a file begins; any other is no form's.
const BEGINNING: &str = "{\"miqyas\":\"answers\",";
/// Version of the files that are understood.
const VERSION: u64 = 1;

#[derive(Deserialize)]
struct Head {
    version: u64,
}

/// What the reader needs of a file; the rest serves the form itself.
#[derive(Deserialize)]
struct Saved {
    tables: IndexMap<String, Vec<Vec<Value>>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Number(serde_json::Number),
    Truth(bool),
    Nothing(()),
}

/// The tables of a file; none where it is not a form's.
pub(super) fn open(mut bytes: Box<dyn Read + Send + '_>) -> Result<Held, Fault> {
    let mut text = Vec::new();
    let fault = |problem| Fault { problem, row: None };
    let unreadable = |error: io::Error| fault(Problem::FileUnreadable { reason: error.to_string() });
    bytes.by_ref().take(BEGINNING.len() as u64).read_to_end(&mut text).map_err(unreadable)?;
    if text != BEGINNING.as_bytes() {
        // Read to its end nevertheless: who hands the bytes on may hash them.
        io::copy(&mut bytes, &mut io::sink()).map_err(unreadable)?;
        return Ok(Held::default());
    }
    bytes.take(LARGEST + 1 - text.len() as u64).read_to_end(&mut text).map_err(unreadable)?;
    if text.len() as u64 > LARGEST {
        return Err(fault(Problem::FormTooLarge { megabytes: LARGEST >> 20 }));
    }
    let damaged = |error: serde_json::Error| fault(Problem::FormDamaged { reason: error.to_string() });
    let Head { version } = serde_json::from_slice(&text).map_err(damaged)?;
    if version != VERSION {
        return Err(fault(Problem::FormNewer { version }));
    }
    let saved: Saved = serde_json::from_slice(&text).map_err(damaged)?;
    let (names, tables): (Vec<String>, Vec<_>) = saved.tables.into_iter().unzip();
    let grids = tables.into_iter().map(grid).collect();
    Ok(Held { names, grids, bytes: text.len() as u64 })
}

fn grid(rows: Vec<Vec<Value>>) -> Grid {
    let rows = (1..).zip(rows).map(|(row, cells)| Row { row, cells: cells.into_iter().map(cell).collect() });
    Grid { rows: rows.collect() }
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Text(text) => Cell::plain(text),
        Value::Number(number) => Cell::plain(number.to_string()),
        Value::Truth(truth) => Cell::plain(truth.to_string()),
        Value::Nothing(()) => Cell::plain(""),
    }
}
