//! Any bytes are tables or are refused, whatever the name says they are.
#![no_main]
use libfuzzer_sys::fuzz_target;
use miqyas::input::{FORMATS, Format, SourceFile, open};

fuzz_target!(|bytes: &[u8]| {
    for Format { endings, .. } in FORMATS {
        let file = || SourceFile { name: format!("file.{}", endings[0]), bytes: Box::new(bytes) };
        let Ok(mut tables) = open(file()) else { continue };
        for sheet in 0..tables.sheets().map_or(1, <[String]>::len) {
            assert!(tables.head(sheet, 5).len() <= 5);
            let _ = tables.hold(sheet, &mut |_| ());
        }
        let Ok(mut tables) = open(file()) else { continue };
        let _ = tables.read(0, &mut |_| (), &mut |record| {
            for cell in 0..record.width() {
                assert_eq!(record.text(cell).as_bytes(), record.bytes(cell));
                if let Some(excerpt) = record.excerpt(cell) {
                    assert!(excerpt.line.get(excerpt.span).is_some());
                }
            }
        });
    }
});
