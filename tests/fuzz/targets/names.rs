//! A folded name is folded.
#![no_main]
use libfuzzer_sys::fuzz_target;
use miqyas::text::fold;

fuzz_target!(|name: &str| {
    let folded = fold(name);
    assert_eq!(fold(&folded), folded, "{name:?}");
});
