//! Any text is a date, which written year first is that date again, or none.
#![no_main]
use libfuzzer_sys::fuzz_target;
use miqyas::survey::parse_date;

fuzz_target!(|text: &str| {
    if let Some(date) = parse_date(text) {
        assert_eq!(parse_date(&date.to_string()), Some(date));
    }
});
