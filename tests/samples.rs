//! The assessments of `sample-data/`, read and judged by the library.
use miqyas::framework::embedded;
use miqyas::input::SourceFile;
use miqyas::series::{Material, Series};
use miqyas::survey::{Settings, read};
use std::fs;
use std::path::Path;

/// Judges a folder of `sample-data/`.
pub(crate) fn judge(name: &str) -> Series {
    judge_by(name, None)
}

/// Judges a folder of `sample-data/` by another framework than its own.
pub(crate) fn judge_by(name: &str, framework: Option<&str>) -> Series {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data").join(name);
    let text = fs::read_to_string(folder.join("assessment.toml")).unwrap();
    let settings = Settings::parse("assessment.toml", &text).unwrap();
    let framework = embedded::load(framework.unwrap_or(&settings.framework)).unwrap().unwrap();
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| miqyas::survey::recognise(name).is_some())
        .collect();
    names.sort();
    let files: Vec<SourceFile> = names
        .into_iter()
        .map(|name| SourceFile { bytes: Box::new(fs::File::open(folder.join(&name)).unwrap()), name })
        .collect();
    let method = settings.method(&framework).unwrap();
    let (survey, findings) = read(&settings, &framework, files, &|_| (), &mut |_| ());
    Series::assess(Material {
        title: settings.title,
        organisation: settings.organisation,
        note: settings.note,
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        framework,
        method,
        edition: settings.edition,
        groups: settings.groups,
        survey,
        findings,
    })
}
