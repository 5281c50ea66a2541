//! Any text names options of a scale, each once; the text of one option names that option.
#![no_main]
use libfuzzer_sys::fuzz_target;
use miqyas::framework::Framework;
use miqyas::framework::parse::{Source, parse};
use std::sync::LazyLock;

static FRAMEWORK: LazyLock<Framework> = LazyLock::new(|| {
    let text = include_str!("../../collection/framework.toml");
    parse(Source { file: "framework.toml", text }, &|_| None).unwrap()
});

fuzz_target!(|text: &str| {
    for scale in &FRAMEWORK.scales {
        let chosen = scale.chosen(text);
        assert!(chosen.options.is_sorted_by(|a, b| a < b));
        assert!(chosen.options.iter().all(|option| *option < scale.choices.len()));
        assert!(chosen.rest.iter().all(|rest| !rest.is_empty()), "{chosen:?}");
        if let Some(option) = scale.position(text) {
            assert_eq!((chosen.options, chosen.rest), (vec![option], Vec::new()), "{text:?}");
        }
    }
});
