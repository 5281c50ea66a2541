//! Any bytes are an export of every tool or are refused; the fates of an export's rows add up to its rows, and what it
//! becomes is read and written like any assessment.
#![no_main]
use libfuzzer_sys::fuzz_target;
use miqyas::framework::Framework;
use miqyas::framework::parse::{Source, parse};
use miqyas::import::written::written;
use miqyas::import::{Wanted, prepare};
use miqyas::input::SourceFile;
use miqyas::survey::{self, Settings, SourceSettings};
use std::sync::LazyLock;

/// Names that bytes are given, with the mapping of the tool.
const FILES: &[(&str, &str)] = &[
    ("kobo.csv", include_str!("../../collection/kobo.toml")),
    ("limesurvey.csv", include_str!("../../collection/limesurvey.toml")),
    ("table.csv", ""),
    ("ms_forms.xlsx", include_str!("../../collection/ms_forms.toml")),
    ("central.zip", ""),
    ("form.json", ""),
];

static FRAMEWORK: LazyLock<Framework> = LazyLock::new(|| {
    let text = include_str!("../../collection/framework.toml");
    parse(Source { file: "framework.toml", text }, &|_| None).unwrap()
});

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let mut settings = Settings::default();
    settings.sources.extend(FILES.iter().map(|(file, text)| SourceSettings {
        file: (*file).to_owned(),
        ..SourceSettings::parse("mapping.toml", text).unwrap()
    }));
    settings
});

fuzz_target!(|bytes: &[u8]| {
    let files = FILES.iter().map(|(name, _)| SourceFile { name: (*name).to_owned(), bytes: Box::new(bytes) });
    let prepared = prepare(files.collect(), Wanted::Every, &SETTINGS, &FRAMEWORK);
    for account in &prepared.accounts {
        for sheet in &account.sheets {
            assert_eq!(sheet.fates.values().sum::<u64>(), sheet.rows, "{} {}", account.file, sheet.label);
        }
    }
    let ready = prepared.offer.ready.clone();
    let (survey, _) = survey::read(&SETTINGS, &FRAMEWORK, prepared.offer, &|_| (), &mut |_| ());
    written(&ready, &prepared.remarks, &survey, &FRAMEWORK);
});
