//! Every language says everything, in its own letters, with its own plurals and numbers.
use miqyas::finding::{Finding, Place, Problem};
use miqyas::framework::fault::FrameworkProblem;
use miqyas::locale::{Digits, Direction, LANGUAGES, Locale, Value};
use miqyas::survey::KINDS;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value as Toml};

/// Latin words that stand in right-to-left sentences: names of formats.
const ALLOWED: &[&str] = &["CSV", "TSV", "XLSX", "TOML", "UTF-8", "SHA-256", "JSON", "JSON Schema"];
const PLURALS: &[(&str, &[&str])] =
    &[("arabic", &["zero", "one", "two", "few", "many", "other"]), ("one-other", &["one", "other"])];

fn sheets() -> Vec<(&'static str, Table)> {
    LANGUAGES.iter().map(|(tag, text)| (*tag, text.parse::<Table>().unwrap())).collect()
}

/// Every sentence of a sheet by its path, with its plural forms.
fn sentences(sheet: &Table) -> BTreeMap<String, Toml> {
    let mut found = BTreeMap::new();
    for (section, keys) in sheet["phrase"].as_table().unwrap() {
        for (key, phrase) in keys.as_table().unwrap() {
            found.insert(format!("{section}.{key}"), phrase.clone());
        }
    }
    for (code, wording) in sheet["finding"].as_table().unwrap() {
        for part in ["message", "advice"] {
            found.insert(format!("finding {code} {part}"), wording[part].clone());
        }
    }
    for section in ["fault", "kind", "column"] {
        for (code, phrase) in sheet[section].as_table().unwrap() {
            found.insert(format!("{section} {code}"), phrase.clone());
        }
    }
    found
}

/// The texts of a sentence: one, or one for each plural form.
fn texts(phrase: &Toml) -> Vec<&str> {
    match phrase {
        Toml::String(text) => vec![text],
        Toml::Table(forms) => {
            forms.iter().filter(|(form, _)| *form != "by").map(|(_, text)| text.as_str().unwrap()).collect()
        }
        other => panic!("neither a text nor plural forms: {other}"),
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap_or_else(|| panic!("open brace: {text}")).0).collect()
}

fn all_placeholders(phrase: &Toml) -> BTreeSet<String> {
    texts(phrase).into_iter().flat_map(placeholders).map(str::to_owned).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_language_file_is_registered_and_loads() {
    let mut files: Vec<String> = fs::read_dir(root().join("src/locale"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    files.sort();
    let mut tags: Vec<&str> = LANGUAGES.iter().map(|(tag, _)| *tag).collect();
    tags.sort_unstable();
    assert_eq!(files, tags);
    for tag in tags {
        assert_eq!(Locale::load(tag).unwrap().tag(), tag);
    }
    assert!(Locale::load("xx").is_none());
}

#[test]
fn every_language_says_everything_with_the_same_values() {
    let sheets = sheets();
    let (_, english) = sheets.iter().find(|(tag, _)| *tag == "en").unwrap();
    let english = sentences(english);
    for (tag, sheet) in &sheets {
        let own = sentences(sheet);
        let keys = |sentences: &BTreeMap<String, Toml>| sentences.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(
            keys(&english).symmetric_difference(&keys(&own)).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "{tag}.toml and en.toml say different things"
        );
        for (key, phrase) in &own {
            let by = phrase.get("by").or_else(|| english[key].get("by")).and_then(Toml::as_str);
            let values = |phrase: &Toml| -> BTreeSet<String> {
                all_placeholders(phrase).into_iter().filter(|name| Some(name.as_str()) != by).collect()
            };
            assert_eq!(values(phrase), values(&english[key]), "{tag}.toml: values of `{key}`");
        }
    }
}

#[test]
fn every_plural_has_the_forms_of_its_language() {
    for (tag, sheet) in sheets() {
        let rule = sheet["plural"].as_str().unwrap();
        let (_, forms) = PLURALS.iter().find(|(known, _)| *known == rule).unwrap();
        for (key, phrase) in sentences(&sheet) {
            let Some(table) = phrase.as_table() else { continue };
            assert!(table.contains_key("by"), "{tag}.toml: `{key}` does not say what it counts");
            for form in *forms {
                assert!(table.contains_key(*form), "{tag}.toml: `{key}` lacks the form `{form}`");
            }
            for form in table.keys().filter(|form| *form != "by" && *form != "zero") {
                assert!(forms.contains(&form.as_str()), "{tag}.toml: `{key}` has an unknown form `{form}`");
            }
        }
    }
}

#[test]
fn no_latin_word_is_left_in_a_right_to_left_language() {
    for (tag, sheet) in sheets() {
        if Locale::load(tag).unwrap().direction() == Direction::Ltr {
            continue;
        }
        for (key, phrase) in sentences(&sheet) {
            for text in texts(&phrase) {
                // Codes stand between backquotes, values between braces.
                let prose: String = text.split('`').step_by(2).collect();
                let mut prose: String =
                    prose.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after)).collect();
                for word in ALLOWED {
                    prose = prose.replace(word, "");
                }
                let latin: String = prose.chars().filter(char::is_ascii_alphabetic).collect();
                // Guides of the binary name files and columns that are Latin in every language.
                assert!(latin.is_empty() || key.starts_with("cli."), "{tag}.toml: `{key}` keeps `{latin}`: {text}");
            }
        }
    }
}

#[test]
fn every_phrase_is_used_and_every_phrase_used_exists() {
    let (_, english) = sheets().into_iter().find(|(tag, _)| *tag == "en").unwrap();
    let sections = english["phrase"].as_table().unwrap();
    let known: BTreeSet<String> = sections
        .iter()
        .flat_map(|(section, keys)| keys.as_table().unwrap().keys().map(move |key| format!("{section}.{key}")))
        .collect();
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let mut used = BTreeSet::new();
    for path in files {
        let source = fs::read_to_string(&path).unwrap();
        for literal in source.split('"') {
            let Some((section, key)) = literal.split_once('.') else { continue };
            let keyed =
                !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if keyed && sections.contains_key(section) && !["toml", "csv", "json", "rs", "css", "js"].contains(&key) {
                assert!(known.contains(literal), "{}: no language has the phrase `{literal}`", path.display());
                used.insert(literal.to_owned());
            }
        }
    }
    let unused: Vec<&String> = known.difference(&used).collect();
    assert!(unused.is_empty(), "phrases that nothing says: {unused:?}");
}

/// Code of a problem → its fields, from the schema of its type.
fn fields(schema: &serde_json::Value) -> BTreeMap<String, BTreeSet<String>> {
    schema["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|variant| {
            let properties = variant["properties"].as_object().unwrap();
            let code = properties["code"]["const"].as_str().unwrap().to_owned();
            (code, properties.keys().filter(|name| *name != "code").cloned().collect())
        })
        .collect()
}

#[test]
fn every_finding_and_every_fault_is_worded_with_its_own_values() {
    let problems = fields(&serde_json::to_value(schemars::schema_for!(Problem)).unwrap());
    let faults = fields(&serde_json::to_value(schemars::schema_for!(FrameworkProblem)).unwrap());
    assert_eq!(problems.keys().map(String::as_str).collect::<BTreeSet<_>>(), Problem::CODES.iter().copied().collect());
    assert_eq!(
        faults.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        FrameworkProblem::CODES.iter().copied().collect()
    );
    for (tag, sheet) in sheets() {
        let worded = |section: &str| sheet[section].as_table().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(worded("finding"), problems.keys().cloned().collect(), "{tag}.toml: [finding]");
        assert_eq!(worded("fault"), faults.keys().cloned().collect(), "{tag}.toml: [fault]");
        for (key, phrase) in sentences(&sheet) {
            let mut parts = key.split(' ');
            let (own, code): (&BTreeMap<_, _>, _) = match (parts.next(), parts.next()) {
                (Some("finding"), Some(code)) => (&problems, code),
                (Some("fault"), Some(code)) => (&faults, code),
                _ => continue,
            };
            for name in all_placeholders(&phrase) {
                let of_place = ["file", "column", "value"].contains(&name.as_str()) && own.len() == problems.len();
                assert!(own[code].contains(&name) || of_place, "{tag}.toml: `{key}` has no value `{name}`");
            }
        }
    }
}

#[test]
fn every_column_of_the_input_files_has_a_meaning() {
    let meanings: BTreeSet<&str> =
        KINDS.iter().flat_map(|kind| kind.columns.iter().map(|column| column.meaning)).collect();
    for (tag, sheet) in sheets() {
        let locale = Locale::load(tag).unwrap();
        for meaning in &meanings {
            assert!(locale.column(meaning).is_some(), "{tag}.toml: [column] lacks `{meaning}`");
        }
        for key in sheet["column"].as_table().unwrap().keys() {
            assert!(meanings.contains(format!("column-{key}").as_str()), "{tag}.toml: no column means `{key}`");
        }
    }
}

#[test]
fn arabic_counts_in_six_forms() {
    let locale = Locale::load("ar").unwrap();
    let said = |count: u64| locale.say("change.rose", &[("count", Value::from(count))]);
    assert_eq!(said(0), "لم ترتقِ أي جهة");
    assert_eq!(said(1), "ارتقت جهة واحدة");
    assert_eq!(said(2), "ارتقت جهتان");
    assert_eq!(said(3), "ارتقت ٣ جهات");
    assert_eq!(said(10), "ارتقت ١٠ جهات");
    assert_eq!(said(11), "ارتقت ١١ جهة");
    assert_eq!(said(99), "ارتقت ٩٩ جهة");
    assert_eq!(said(100), "ارتقت ١٠٠ جهة");
    assert_eq!(said(103), "ارتقت ١٠٣ جهات");
    assert_eq!(said(111), "ارتقت ١١١ جهة");
}

#[test]
fn numbers_are_written_as_the_language_writes_them() {
    let english = Locale::load("en").unwrap();
    let arabic = Locale::load("ar").unwrap();
    assert_eq!(english.number(1234567.891, 2), "1,234,567.89");
    assert_eq!(english.number(1234.5, 1), "1234.5");
    assert_eq!(english.number(-0.04, 1), "0.0");
    assert_eq!(english.number(-0.06, 1), "−0.1");
    assert_eq!(english.number(0.125, 2), "0.13", "halves go away from zero");
    assert_eq!(english.range(0.2, 1.9, 1), "0.2–1.9");
    assert_eq!(english.range(-1.9, -0.2, 1), "−1.9 to −0.2");
    assert_eq!(english.percent(87.5, 0), "88%");
    assert_eq!(english.difference(0.0, 1), "0.0");
    assert_eq!(english.difference(2.0, 1), "+2.0");
    assert_eq!(arabic.number(1234567.891, 2), "١٬٢٣٤٬٥٦٧٫٨٩");
    assert_eq!(arabic.number(0.88, 2), "٠٫٨٨");
    assert_eq!(arabic.percent(88.0, 0), "٨٨٪");
    assert_eq!(arabic.number(-3.0, 0), "\u{2066}−٣\u{2069}", "the sign stays at the number's left");
    let latin = arabic.with_digits(Digits::Latin);
    assert_eq!(latin.percent(88.5, 1), "88.5%");
    assert_eq!(
        latin.say("charts.heatmap", &[("low", Value::Number(0.0, 0)), ("high", Value::Number(100.0, 0))]),
        "درجة كل جهة من 0 إلى 100"
    );
}

#[test]
fn dates_lists_and_foreign_words_read_right() {
    let arabic = Locale::load("ar").unwrap();
    let english = Locale::load("en").unwrap();
    let date = "2026-01-31".parse().unwrap();
    assert_eq!(arabic.date(date), "٣١ كانون الثاني ٢٠٢٦");
    assert_eq!(english.date(date), "31 January 2026");
    let three = ["أ".to_owned(), "ب".to_owned(), "ج".to_owned()];
    assert_eq!(arabic.list(&three), "أ وب وج");
    assert_eq!(english.list(&["a".to_owned(), "b".to_owned()]), "a and b");
    assert_eq!(arabic.isolate("cat01"), "\u{2068}cat01\u{2069}");
    assert_eq!(arabic.isolate("وزارة العدل"), "وزارة العدل");
    assert_eq!(english.isolate("وزارة العدل"), "\u{2068}وزارة العدل\u{2069}");
}

#[test]
fn framework_texts_carry_the_digits_of_their_script() {
    let framework = miqyas::framework::embedded::load("layne-lee").unwrap().unwrap();
    let texts = framework
        .criteria
        .iter()
        .flat_map(|criterion| [&criterion.text, &criterion.measure])
        .chain(framework.scales.iter().flat_map(|scale| scale.choices.iter().map(|choice| &choice.title)))
        .chain(framework.kpis.iter().flat_map(|kpi| [&kpi.title, &kpi.unit]));
    for text in texts {
        for tag in ["ar", "ckb"] {
            // A code or a foreign name keeps its digits.
            let words = text.get(tag).unwrap_or_default().split_whitespace();
            let stray = words.filter(|word| !word.contains(|letter: char| letter.is_ascii_alphabetic()));
            let stray: Vec<&str> = stray.filter(|word| word.contains(|letter: char| letter.is_ascii_digit())).collect();
            assert!(stray.is_empty() || text.get(tag).unwrap().contains("WCAG"), "{tag}: {stray:?}");
        }
    }
    let title = &framework.evidence.as_ref().unwrap().grades[2].title;
    let arabic = Locale::load("ar").unwrap();
    assert!(!arabic.tell(title).contains(|letter: char| letter.is_ascii_digit()));
    let latin = arabic.with_digits(miqyas::locale::Digits::Latin);
    assert!(!latin.tell(title).contains(|letter| matches!(letter, '٠'..='٩')));
}

#[test]
fn a_period_and_a_count_of_people_are_written_as_the_language_writes_them() {
    let finding = |size| Finding {
        problem: Problem::SmallGroupSuppressed { agency: "A".to_owned(), code_of: "secp".to_owned(), size, minimum: 5 },
        place: Place { period: Some("2026".to_owned()), ..Place::default() },
    };
    let said = |tag: &str, size| Locale::load(tag).unwrap().wording(&finding(size));
    assert!(said("en", 1).message.contains("by 1 person;") && said("en", 3).message.contains("by 3 people;"));
    assert!(said("ar", 2).message.contains("شخصان") && said("ar", 3).message.contains("٣ أشخاص"));
    assert!(said("ckb", 1).message.contains("یەک کەس"));
    assert_eq!(said("ar", 1).place, "المدة ٢٠٢٦");
}

#[test]
fn a_finding_says_what_where_and_what_to_do() {
    let finding = Finding {
        problem: Problem::UnknownAgency { nearest: "justice".into() },
        place: Place {
            file: "answers.csv".into(),
            row: Some(1200),
            column: Some("agency".into()),
            value: Some("justise".into()),
            excerpt: None,
            period: None,
        },
    };
    let english = Locale::load("en").unwrap().wording(&finding);
    assert_eq!(english.place, "answers.csv, row 1200, column agency");
    assert_eq!(
        english.message,
        "The agency justise is not in the register; its rows are not used. Did you mean justice?"
    );
    assert_eq!(english.advice, "Correct the code, or add the agency to the register.");
    let arabic = Locale::load("ar").unwrap();
    let worded = arabic.wording(&finding);
    assert!(worded.message.contains("\u{2068}justise\u{2069}"), "codes are isolated in a sentence: {}", worded.message);
    let plain = arabic.plain_wording(&finding);
    assert!(!plain.message.contains(['\u{2066}', '\u{2068}', '\u{2069}']), "a data file has no direction marks");
}

/// A letter that the embedded type does not have is printed as an empty box; signs are drawn (`src/output/pdf/marks.rs`).
#[test]
fn every_letter_of_a_phrase_can_be_drawn() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["Regular", "Bold"] {
        let bytes = std::fs::read(root.join(format!("src/chart/fonts/Vazirmatn-{name}.ttf"))).unwrap();
        let face = rustybuzz::Face::from_slice(&bytes, 0).unwrap();
        for (tag, _) in LANGUAGES {
            let sheet = std::fs::read_to_string(root.join(format!("src/locale/{tag}.toml"))).unwrap();
            let missing: BTreeSet<char> = sheet
                .chars()
                .filter(|letter| {
                    !letter.is_control() && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}')
                })
                .filter(|letter| face.glyph_index(*letter).is_none() && !"→←○✓✗".contains(*letter))
                .collect();
            assert!(missing.is_empty(), "{tag}, {name}: {missing:?}");
        }
    }
}
