//! What each page format says: the same words as the document, kept as golden texts; and no English where Arabic is read.
use crate::office;
use crate::samples::judge;
use miqyas::document::{Block, Document};
use miqyas::finding::Problem;
use miqyas::locale::Locale;
use miqyas::output::json::Manifest;
use miqyas::output::{self, Package};
use miqyas::report::{self, Extent, Selection};
use miqyas::series::Series;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

static EXAMPLE: LazyLock<Series> = LazyLock::new(|| judge("example"));

/// Formats of pages whose words can be read back here; `tests/external/pdf.py` reads those of a PDF.
const FORMATS: [&str; 5] = ["text", "html", "md", "docx", "pptx"];

/// Words of an Arabic page that are no prose: names of formats, standards and programs, and what is to be typed as it is.
const KNOWN: &str = "CSV JSON XLSX HTML PDF SVG TLS WCAG ISO IEC miqyas framework show sources toml YYYY";

fn document(series: &Series, locale: &Locale) -> Document {
    report::compose(series, locale, &Selection::default(), Extent::Full)
}

/// What a format writes of a document, as words without markup.
fn words(series: &Series, locale: &Locale, name: &str) -> String {
    let (selection, manifest) = (Selection::default(), Manifest::of(series, String::new(), Vec::new()));
    let document = document(series, locale);
    let package =
        Package { series, locale, selection: &selection, manifest: &manifest, document: &document, template: None };
    let format = output::format(name).unwrap();
    let file = (format.write)(&package).unwrap().remove(0);
    if matches!(name, "docx" | "pptx") {
        let wanted = |path: &str| path == "word/document.xml" || path.starts_with("ppt/slides/slide");
        let parts = office::parts(&file.bytes).into_iter().filter(|(path, _)| wanted(path) && path.ends_with(".xml"));
        return parts.map(|(_, bytes)| bare(&String::from_utf8(bytes).unwrap())).collect::<Vec<_>>().join("\n");
    }
    let text = String::from_utf8(file.bytes).unwrap();
    match name {
        // The other languages of the page follow its first.
        "html" => {
            let body = &text[text.find("<main").unwrap()..];
            let other = locale_tags(locale).find_map(|tag| body.find(&format!("<div lang=\"{tag}\"")));
            bare(&body[..other.or_else(|| body.find("<script")).unwrap()])
        }
        // Of a chart its words, not the place of its drawing.
        "md" => {
            let lines = text.lines().filter(|line| !line.starts_with("<div") && !line.starts_with("</div"));
            let told =
                |line: &str| line.strip_prefix("![").map_or(line, |alt| alt.split("](").next().unwrap()).to_owned();
            lines.map(told).collect::<Vec<_>>().join("\n").replace("&amp;", "&")
        }
        _ => text,
    }
}

/// The document itself: what stands before its chapters, then each block on a line.
fn dump(document: &Document) -> String {
    let before = Document { chapters: Vec::new(), figures: Vec::new(), ..document.clone() };
    let mut lines = vec![format!("{before:?}")];
    for chapter in &document.chapters {
        lines.push(format!("{} {:?}", chapter.code, chapter.title));
        for block in &chapter.blocks {
            match block {
                Block::Table(grid) => {
                    lines.push(format!("  {:?} {:?} {:?}", grid.caption, grid.columns, grid.notes));
                    lines.extend(grid.rows.iter().map(|row| format!("    {row:?}")));
                }
                other => lines.push(format!("  {other:?}")),
            }
        }
    }
    lines.join("\n") + "\n"
}

fn locale_tags(but: &Locale) -> impl Iterator<Item = &'static str> {
    ["ar", "ckb", "en"].into_iter().filter(move |tag| *tag != but.tag())
}

/// A page without its elements, a line for each text.
fn bare(page: &str) -> String {
    let mut lines = Vec::new();
    for piece in page.split('<').skip(1) {
        let (element, text) = piece.split_once('>').unwrap_or((piece, ""));
        let told = element.split(" alt=\"").nth(1).or_else(|| element.split(" descr=\"").nth(1));
        lines.extend(told.and_then(|alt| alt.split('"').next()));
        // Codes of fields are for Word, not for readers.
        if !element.starts_with("w:instrText") {
            lines.push(text);
        }
    }
    let lines = lines.into_iter().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n").replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<")
}

/// Latin words that the material itself brings: codes, names of files and columns, texts that are in no language's column.
fn of_data(series: &Series) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    gather(&serde_json::to_value(&series.survey).unwrap(), &mut found);
    gather(&serde_json::to_value(&series.method).unwrap(), &mut found);
    gather(&serde_json::json!({ "output": series.framework.output }), &mut found);
    let framework = &series.framework;
    let codes = framework.criteria.iter().map(|one| one.code.as_str());
    let codes = codes.chain(framework.dimensions.iter().map(|one| one.code.as_str()));
    let codes = codes.chain(framework.beneficiary_items.iter().map(|one| one.code.as_str()));
    let codes = codes.chain(framework.kpis.iter().flat_map(|kpi| kpi.figures().map(|figure| figure.code.as_str())));
    let codes = codes.chain(framework.kpis.iter().flat_map(|kpi| kpi.quantities.iter().map(|one| one.code.as_str())));
    let texts = codes.chain([framework.source.as_str(), framework.code.as_str(), framework.version.as_str()]);
    texts.chain(Problem::CODES.iter().copied()).chain([KNOWN]).for_each(|text| split(text, &mut found));
    for finding in series.findings.held() {
        gather(&serde_json::to_value(finding).unwrap(), &mut found);
    }
    found
}

fn gather(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => split(text, found),
        Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
        Value::Object(fields) if fields.contains_key("ar") => split(fields["ar"].as_str().unwrap_or_default(), found),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            split(name, found);
            gather(value, found);
        }),
        _ => {}
    }
}

fn split(text: &str, found: &mut BTreeSet<String>) {
    found.extend(latin(text).map(str::to_lowercase));
}

/// Words of three Latin letters and more.
fn latin(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| word.chars().filter(char::is_ascii_alphabetic).count() >= 3)
}

#[test]
fn no_english_is_left_in_an_arabic_report() {
    let locale = Locale::load("ar").unwrap();
    let known = of_data(&EXAMPLE);
    for format in FORMATS {
        let text = words(&EXAMPLE, &locale, format);
        assert!(text.contains("المرحلة") && text.len() > 5_000, "{format} is read: {}", text.len());
        let left: BTreeSet<&str> = latin(&text).filter(|word| !known.contains(&word.to_lowercase())).collect();
        assert!(left.is_empty(), "{format}: {left:?}");
    }
    let english = words(&EXAMPLE, &Locale::load("en").unwrap(), "text");
    assert!(latin(&english).any(|word| !known.contains(&word.to_lowercase())), "the scan finds English where it is");
}

#[test]
fn no_sentence_is_missing_in_any_language() {
    // A phrase that a language lacks is printed by its key.
    let sheet = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locale/en.toml")).unwrap();
    let sections = sheet.lines().filter_map(|line| line.strip_prefix("[phrase.")?.strip_suffix(']'));
    let sections: Vec<String> = sections.map(|section| format!("{section}.")).collect();
    for tag in ["ar", "ckb", "en"] {
        let text = words(&EXAMPLE, &Locale::load(tag).unwrap(), "text");
        let is_key = |word: &&str| {
            let rest = sections.iter().find_map(|section| word.strip_prefix(section.as_str()));
            rest.is_some_and(|rest| {
                !rest.starts_with("csv") && rest.starts_with(|letter: char| letter.is_ascii_lowercase())
            })
        };
        let keys: Vec<&str> = text.split_whitespace().filter(is_key).collect();
        assert!(keys.is_empty(), "{tag}: {keys:?}");
    }
}

#[test]
fn every_format_says_what_it_is_known_to_say() {
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let series = judge("denpasar-spbe");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut wrong = Vec::new();
    for tag in ["ar", "en"] {
        let locale = Locale::load(tag).unwrap();
        let texts = FORMATS.map(|name| (name, words(&series, &locale, name)));
        for (name, text) in texts.into_iter().chain([("document", dump(&document(&series, &locale)))]) {
            let path = folder.join(format!("{tag}.{name}.txt"));
            if bless {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&path, &text).unwrap();
            }
            if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
                wrong.push(format!("{} differs: BLESS=1 writes it anew, read what changed", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
