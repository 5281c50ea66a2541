//! Any text is a finite number, which written plainly is that number again, or none.
#![no_main]
use libfuzzer_sys::fuzz_target;
use miqyas::survey::parse_number;

fuzz_target!(|text: &str| {
    if let Some(written) = parse_number(text) {
        assert!(written.value.is_finite());
        assert_eq!(parse_number(&written.value.to_string()).map(|again| again.value), Some(written.value));
    }
});
