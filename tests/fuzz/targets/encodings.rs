//! Whatever the encoding that a user names, any bytes are read as UTF-8 or refused, wherever a piece of them ends.
#![no_main]
use libfuzzer_sys::fuzz_target;
use miqyas::input::{decoded, repaired};
use std::io::{Cursor, Read};

/// In each of them an `a` in front is one byte and changes nothing of what follows.
const ENCODINGS: &[&str] = &["utf-8", "windows-1256", "iso-8859-6", "windows-1252", "gb18030", "iso-2022-jp"];
/// Letters in front, such that the bytes lie across the end of a piece.
const FAR: usize = 1 << 14;

fuzz_target!(|bytes: &[u8]| {
    for encoding in ENCODINGS {
        let near = read(encoding, 1, bytes);
        let before = FAR - bytes.len().min(FAR - 1) / 2;
        let far = read(encoding, before, bytes);
        assert_eq!(near.map(|text| text[1..].to_owned()), far.map(|text| text[before..].to_owned()), "{encoding}");
    }
    for encoding in ["utf-16le", "utf-16be"] {
        read(encoding, 0, bytes);
    }
    if let Some(text) = repaired(bytes) {
        String::from_utf8(text).unwrap();
    }
});

fn read(encoding: &str, before: usize, bytes: &[u8]) -> Option<String> {
    let letters = Cursor::new(vec![b'a'; before]);
    let mut text = Vec::new();
    decoded(Box::new(letters.chain(bytes)), encoding).unwrap().read_to_end(&mut text).ok()?;
    Some(String::from_utf8(text).unwrap())
}
