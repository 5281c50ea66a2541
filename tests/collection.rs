//! Files as survey tools and offices really write them: `collection/`, each beside what it must parse to.
use miqyas::finding::Problem;
use miqyas::input::{Fault, SourceFile, open};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The cells of a file's only table, and what was assumed of the file.
fn rows(name: &str) -> Result<(Vec<Vec<String>>, Vec<Problem>), Fault> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/collection/dirty").join(name);
    let bytes = fs::read(path).expect("a recorded file");
    let mut tables = open(SourceFile { name: name.to_owned(), bytes: Box::new(&bytes[..]) })?;
    let mut rows = Vec::new();
    let notices = tables.read(0, &mut |_| {}, &mut |record| {
        rows.push((0..record.width()).map(|cell| record.text(cell).to_owned()).collect());
    })?;
    Ok((rows, notices))
}

fn manifest() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/collection/dirty/manifest.json");
    serde_json::from_slice(&fs::read(path).expect("a manifest")).expect("JSON")
}

#[test]
fn every_encoding_is_read_as_recorded() {
    let plain = rows("01_utf8_bom_comma.csv").expect("UTF-8").0;
    let mut read = 0;
    for entry in manifest() {
        let (Some(name), Some(encoding), true) =
            (entry["file"].as_str(), entry["encoding"].as_str(), entry["expect"][0]["updated"].is_string())
        else {
            continue;
        };
        if !entry["policy"].is_null() {
            continue;
        }
        let (rows, notices) = rows(name).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        assert_eq!(rows, plain, "{name}");
        let guessed = (encoding != "utf-8").then(|| Problem::EncodingGuessed { encoding: encoding.to_uppercase() });
        let found = notices.into_iter().map(|notice| match notice {
            Problem::EncodingGuessed { encoding } => Problem::EncodingGuessed { encoding: encoding.to_uppercase() },
            other => other,
        });
        assert_eq!(found.collect::<Vec<_>>(), guessed.into_iter().collect::<Vec<_>>(), "{name}");
        for (row, expected) in rows[1..].iter().zip(entry["expect"].as_array().expect("rows")) {
            assert_eq!(row[0], expected["agency"], "{name}");
            assert_eq!(row[4], expected["updated"], "{name}");
        }
        read += 1;
    }
    assert_eq!(read, 6);
}

#[test]
fn text_that_is_lost_or_garbled_is_refused_for_the_recorded_reason() {
    let garbled = |read_as: &str| Problem::FileGarbled { read_as: read_as.to_owned() };
    let cases = [
        ("07_mojibake_utf8_as_cp1252.csv", garbled("windows-1252")),
        ("08_mojibake_utf8_as_cp1256.csv", garbled("windows-1256")),
        ("09_question_marks_lossy.csv", Problem::HeadingLost { heading: "?????".to_owned() }),
        ("10_utf8_invalid_byte.csv", Problem::FileNotUtf8 { offset: 17 }),
        ("29_nul_and_empty.csv", Problem::FileEmpty {}),
    ];
    for (name, problem) in cases {
        assert_eq!(rows(name).expect_err(name).problem, problem, "{name}");
    }
    let (kurdish, notices) = rows("32_kurdish_cp1256_lossy.csv").expect("Windows-1256");
    assert_eq!(kurdish[1], ["erb", "پار?زگا? ه?ول?ر"]);
    let lost = Problem::TextLost { word: "پار?زگا".to_owned() };
    assert_eq!(notices, [Problem::EncodingGuessed { encoding: "windows-1256".to_owned() }, lost]);
}

#[test]
fn line_ends_quotes_and_line_breaks_are_kept_apart() {
    let (mac, _) = rows("31_lf_and_cr_mix.csv").expect("text");
    assert_eq!(mac.iter().map(|row| row.join("|")).collect::<Vec<_>>(), ["agency_id|gov_01", "moh|3", "moe|1"]);
    let (quoted, _) = rows("27_embedded_newlines_quotes.csv").expect("text");
    assert_eq!(quoted[1][2], "قرار \"رقم 12\"؛\r\nالملحق ب");
    assert_eq!(quoted[2][2], "'=SUM(A1)");
    assert_eq!(rows("30_header_only.csv").expect("text").0.len(), 1);
}
