//! What a researcher asks and a referee would object to, over planted material and the sample data.
use crate::program::{Folder, contents, copy, root, run};
use miqyas::framework::crosswalk::{Asked, Crosswalk, EMBEDDED};
use miqyas::framework::embedded;
use miqyas::lint::CODES;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Items answered by chance, on a scale of their own.
const CHANCE: usize = 24;

const FRAMEWORK: &str = r#"
code = "planted"
version = "1"
languages = ["en"]
title.en = "Planted"
[output]
factor = 100.0
decimals = 1
[method]
coverage = 0.0
minimum_items = 1
minimum_gates = 0
[method.gate_minimum_evidence]
supported = "E0"
checked = "E1"
[evidence]
without_record = "E0"
expired_as = "E0"
[[evidence.grades]]
code = "E0"
title.en = "word"
[[evidence.grades]]
code = "E1"
title.en = "seen"
checked = true
[[scales]]
code = "level"
kind = "choice"
title.en = "Level"
gate = { at_least = 0.5 }
choices = [
  { code = "0", value = 0, title.en = "none" },
  { code = "1", value = 0.25, title.en = "some" },
  { code = "2", value = 0.5, title.en = "half" },
  { code = "3", value = 0.75, title.en = "never chosen" },
  { code = "4", value = 1, title.en = "all" },
]
[[scales]]
code = "likert"
kind = "choice"
title.en = "Agreement"
choices = [
  { code = "0", value = 0, title.en = "no" },
  { code = "1", value = 0.25, title.en = "rather no" },
  { code = "2", value = 0.5, title.en = "even" },
  { code = "3", value = 0.75, title.en = "rather yes" },
  { code = "4", value = 1, title.en = "yes" },
]
[[dimensions]]
code = "one"
role = "stage"
title.en = "One"
measurement = "formative"
[[dimensions]]
code = "two"
role = "stage"
title.en = "Two"
aggregate = "geometric"
[[dimensions]]
code = "whole"
role = "index"
title.en = "Whole"
[[dimensions]]
code = "left"
parent = "whole"
title.en = "Left"
[[dimensions]]
code = "right"
parent = "whole"
title.en = "Right"
members = [{ criterion = "l1" }]
[[dimensions]]
code = "chance"
role = "enabler"
title.en = "Chance"
"#;

/// Criteria: code, dimension, whether a gate.
const CRITERIA: [(&str, &str, bool); 12] = [
    ("always", "one", true),
    ("never", "one", true),
    ("c1", "one", false),
    ("c2", "one", false),
    ("turned", "one", false),
    ("c4", "two", false),
    ("weak", "two", false),
    ("office", "two", false),
    ("few", "two", false),
    ("l1", "left", false),
    ("l2", "left", false),
    ("r1", "right", false),
];

fn framework() -> String {
    let mut text = FRAMEWORK.to_owned();
    let mut add = |code: &str, dimension: &str, scale: &str, more: &str| {
        let _ = write!(
            text,
            "[[criteria]]\ncode = \"{code}\"\ndimension = \"{dimension}\"\nscale = \"{scale}\"\ntext.en = \"{code}\"\n{more}"
        );
    };
    for (code, dimension, gate) in CRITERIA {
        add(code, dimension, "level", if gate { "gate = \"gate\"\n" } else { "" });
    }
    (0..CHANCE).for_each(|place| add(&format!("x{place:02}"), "chance", "likert", ""));
    text
}

/// A number below `count` that looks like chance.
fn chance(agency: usize, item: usize, count: usize) -> usize {
    let mut state =
        (agency as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (item as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 30)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((state ^ (state >> 31)) % count as u64) as usize
}

/// Answers of an agency of so many: criterion and option; what is not answered is left out.
fn answers(agency: usize, count: usize) -> Vec<(String, usize)> {
    let ministry = agency.is_multiple_of(2);
    let level = chance(agency, 99, 3) + usize::from(ministry && !agency.is_multiple_of(10));
    let option = |level: usize| [0, 1, 2, 4][level.min(3)];
    let mut own: Vec<(&str, usize)> = vec![
        ("always", 4),
        ("never", usize::from(ministry)),
        ("c1", option(level)),
        ("c2", option(level)),
        ("turned", option(3 - level.min(3))),
        ("c4", option(level)),
        ("l1", option(chance(agency, 5, 4))),
        ("l2", option(if agency.is_multiple_of(20) { 2 } else { 1 })),
        ("r1", option(chance(agency, 7, 4))),
    ];
    if level > 0 {
        own.push(("weak", option(level)));
    }
    if ministry {
        own.push(("office", option(chance(agency, 8, 4))));
    }
    if agency < count / 5 {
        own.push(("few", option(chance(agency, 9, 4))));
    }
    let mut own: Vec<(String, usize)> = own.into_iter().map(|(code, option)| (code.to_owned(), option)).collect();
    for place in 0..CHANCE {
        // The second copies the first, the third gives one answer throughout.
        let option = match agency {
            1 => chance(0, place, 5),
            2 => 2,
            _ => chance(agency, place, 5),
        };
        // One item reads otherwise in one language.
        let option = if place == 0 && agency % 4 > 1 && agency > 2 { (option + 3).min(4) } else { option };
        own.push((format!("x{place:02}"), option));
    }
    own
}

/// A folder with so many agencies.
fn planted(name: &str, count: usize) -> (Folder, PathBuf) {
    let folder = Folder::new(name);
    let (mut agencies, mut table) = ("code,name_en,type,language\n".to_owned(), "agency,criterion,answer\n".to_owned());
    for agency in 0..count {
        let kind = match agency {
            0..3 => "tiny",
            own if own.is_multiple_of(2) => "ministry",
            _ => "office",
        };
        let language = if agency % 4 > 1 { "ckb" } else { "ar" };
        let _ = writeln!(agencies, "a{agency:04},Agency {agency},{kind},{language}");
        for (criterion, option) in answers(agency, count) {
            let _ = writeln!(table, "a{agency:04},{criterion},{option}");
        }
    }
    folder.write("in/framework.toml", framework());
    folder.write(
        "in/assessment.toml",
        "framework = \"framework.toml\"\n[[periods]]\ncode = \"2026\"\nlast = \"2026-06-30\"\n",
    );
    folder.write("in/agencies.csv", agencies);
    folder.write("in/answers.csv", table);
    let path = folder.path().to_path_buf();
    (folder, path)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap_or_else(|_| panic!("{}", path.display()))).unwrap()
}

fn codes(lint: &Value) -> BTreeSet<String> {
    lint["doubts"].as_array().unwrap().iter().map(|doubt| doubt["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_doubt_is_found_where_it_is_planted() {
    let (_folder, path) = planted("lint-planted", 80);
    run(&path, &["lint", "in", "--out", "out"]).ended(0);
    let mut found = codes(&json(&path.join("out/lint.json")));
    let (_few, path) = planted("lint-few", 6);
    run(&path, &["lint", "in", "--out", "out"]).ended(0);
    let few = codes(&json(&path.join("out/lint.json")));
    assert!(few.contains("too-few-agencies"), "{few:?}");
    let (_many, path) = planted("lint-many", 1500);
    run(&path, &["lint", "in", "--out", "out"]).ended(0);
    let many = codes(&json(&path.join("out/lint.json")));
    assert!(many.contains("no-uncertainty") && !many.contains("unstable-ranks"), "{many:?}");
    assert!(!found.contains("too-few-agencies") && !found.contains("no-uncertainty"), "{found:?}");
    found.extend(["too-few-agencies", "no-uncertainty"].map(str::to_owned));
    assert_eq!(found, CODES.iter().map(|code| (*code).to_owned()).collect());
}

#[test]
fn doubts_name_what_was_planted() {
    let (_folder, path) = planted("lint-named", 80);
    let text = run(&path, &["lint", "in", "--table", "csv:lint"]).ended(0);
    let lines: Vec<&str> = text.text().lines().collect();
    let told = |code: &str, words: &[&str]| {
        let of_code = |line: &&&str| line.contains(code) && words.iter().all(|word| line.contains(word));
        assert!(lines.iter().any(|line| of_code(&line)), "{code} {words:?}\n{}", text.text());
    };
    told("double-counting", &["c1", "c2"]);
    told("wrong-direction", &["turned"]);
    told("zero-annuls", &["Two"]);
    told("missing-by-score", &["weak"]);
    told("missing-by-group", &["office"]);
    told("too-few-answers", &["few", "16 of 80"]);
    told("gate-never-binds", &["always"]);
    told("gate-always-binds", &["never"]);
    told("nothing-told", &["always"]);
    told("counted-twice", &["l1", "Whole"]);
    told("group-too-small", &["3"]);
    told("scale-unused", &["never chosen"]);
    told("weight-not-influence", &["l2"]);
    told("unconfirmed", &["0 of"]);
}

#[test]
fn integrity_finds_what_was_planted() {
    let (_folder, path) = planted("integrity", 80);
    run(&path, &["statistics", "in", "--out", "out"]).ended(0);
    let found = json(&path.join("out/statistics.json"));
    let pair = &found["integrity"]["alike"][0];
    assert_eq!((&pair["first"], &pair["second"]), (&Value::from(0), &Value::from(1)), "{pair}");
    let uniform = found["integrity"]["uniform"].as_array().unwrap();
    assert!(uniform.iter().any(|own| own["agency"] == 2 && own["items"] == CHANCE), "{uniform:?}");
    let sure: Vec<&Value> = found["differential"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|own| own["test"]["computed"]["adjusted"].as_f64().is_some_and(|p| p < 0.05))
        .collect();
    assert_eq!(sure.len(), 1, "{sure:?}");
    assert_eq!(sure[0]["criterion"].as_u64().unwrap() as usize, CRITERIA.len(), "{sure:?}");
    assert_eq!(sure[0]["class"], "large");
}

/// Ministries were given higher answers on half of stage one.
#[test]
fn groups_that_differ_are_told_in_every_language() {
    let (_folder, path) = planted("groups", 80);
    for (language, words) in [
        ("en", ["One: ministry (median", "stands above office"]),
        ("ar", ["ministry", "office"]),
        ("ckb", ["ministry", "office"]),
    ] {
        let text = run(&path, &["statistics", "in", "--lang", language, "--by", "type", "--anova"]).ended(0);
        let plain: String =
            text.text().chars().filter(|own| !"\u{2066}\u{2067}\u{2068}\u{2069}".contains(*own)).collect();
        let flat = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.iter().all(|word| flat.contains(word)), "{language}\n{flat}");
    }
    let tests =
        run(&path, &["statistics", "in", "--by", "type", "--anova", "--table", "csv:statistics_tests"]).ended(0);
    for name in ["mann-whitney", "anova", "welch", "levene"] {
        assert!(tests.text().contains(name), "{name}\n{}", tests.text());
    }
    let refused = run(&path, &["statistics", "in", "--by", "tpye"]).ended(2);
    assert!(refused.err.contains("tpye") && refused.err.contains("type"), "{}", refused.err);
}

/// R 4.2.2, psych 2.2.9: `psych::alpha(x[complete.cases(x), ])$total$raw_alpha` of the fourteen scored columns.
#[test]
fn reliability_of_chile_is_that_of_psych() {
    let sample = root().join("sample-data/chile-2021");
    let table = "json:statistics_reliability";
    let text = run(&sample, &["statistics", ".", "--framework", "chile-egi", "--table", table]).ended(0);
    let rows: Value = serde_json::from_str(text.text()).unwrap();
    let own = rows.as_array().unwrap().iter().find(|row| row["dimension"] == "egi").unwrap_or_else(|| panic!("{rows}"));
    assert!((own["alpha"].as_f64().unwrap() - 0.582010961577090).abs() < 1e-12, "{own}");
    assert_eq!(own["agencies"], 333, "{own}");
    // R: e <- eigen(cor(x)); e$vectors[, 1] * sqrt(e$values[1])
    let text =
        run(&sample, &["statistics", ".", "--framework", "chile-egi", "--table", "json:statistics_loadings"]).ended(0);
    let rows: Value = serde_json::from_str(text.text()).unwrap();
    for (criterion, loading) in [("transac", 0.903138354419), ("part", 0.145756349767)] {
        let of = |row: &&Value| row["dimension"] == "egi" && row["component"] == 1 && row["criterion"] == criterion;
        let own = rows.as_array().unwrap().iter().find(of).unwrap_or_else(|| panic!("{criterion}"));
        assert!((own["loading"].as_f64().unwrap() - loading).abs() < 1e-9, "{own} {loading}");
    }
}

#[test]
fn settings_that_cannot_be_are_refused_by_both_commands() {
    let (folder, path) = planted("settings", 12);
    for (setting, words) in [
        ("confidence = 95", "`confidence` under `[statistics]` is 95"),
        ("replications = 0", "`replications` under `[statistics]` is 0"),
        ("smallest_group = 0", "`smallest_group` under `[statistics]` is 0"),
        ("compare = [\"tpye\"]", "`tpye`"),
    ] {
        folder.write("in/assessment.toml", format!("framework = \"framework.toml\"\n[statistics]\n{setting}\n"));
        for command in ["statistics", "lint"] {
            let refused = run(&path, &[command, "in", "--lang", "en"]).ended(2);
            assert!(refused.err.contains(words), "{command}: {}", refused.err);
        }
    }
}

#[test]
fn planted_faults_of_the_example_are_found() {
    let text = run(root(), &["statistics", "sample-data/example", "--lang", "en"]).ended(0);
    let flat = text.text().split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "dated after the period",
        "had expired",
        "Agencies whose stage hangs on a single respondent",
        "Criteria to verify first",
        "Claims well above what is measured",
        "Krippendorff",
        "Guttman",
        "Loevinger",
    ] {
        assert!(flat.contains(words), "{words}\n{flat}");
    }
}

/// Every statistic that the README names has lines in its table.
#[test]
fn every_table_of_statistics_is_filled() {
    let folder = Folder::new("statistics-tables");
    let example = root().join("sample-data/example");
    run(folder.path(), &["statistics", example.to_str().unwrap(), "--anova", "--out", "out"]).ended(0);
    let (_planted, path) = planted("statistics-planted", 80);
    run(&path, &["statistics", "in", "--out", "out"]).ended(0);
    let of = |folder: &Path| contents(&folder.join("out/tables"));
    let (example, planted) = (of(folder.path()), of(&path));
    let lines = |files: &BTreeMap<String, Vec<u8>>, name: &str| {
        let text = files.get(&format!("statistics_{name}.csv")).map(|bytes| String::from_utf8(bytes.clone()).unwrap());
        text.unwrap_or_default().lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    for name in [
        "reliability",
        "items",
        "components",
        "loadings",
        "agreement",
        "correlations",
        "stages",
        "convergent",
        "groups",
        "tests",
        "pairs",
        "integrity",
    ] {
        assert!(lines(&example, name).len() > 1, "{name}");
    }
    assert!(lines(&planted, "differential").len() > CHANCE / 2);
    let told = |name: &str, words: &[&str]| {
        for word in words {
            assert!(lines(&example, name).iter().any(|line| line.contains(word)), "{name}: {word}");
        }
    };
    told("agreement", &["krippendorff", "icc1", "kappa"]);
    told("correlations", &["pearson", "spearman", "kendall", ",yes"]);
    told("stages", &["pattern", "reproducibility", "scalability", "loevinger", "swapped"]);
    told("tests", &["mann-whitney", "anova", "welch", "levene", "too-few-groups"]);
    told("integrity", &["verify-first", "rests-on", "single-respondent", "evidence-expired", "evidence-after-period"]);
    // Formative criteria are marked, and what would say nothing is refused with the reason.
    told("reliability", &["formative", "fewer-than-items"]);
}

/// One thread or many, from the answers or again: the same bytes.
#[test]
fn statistics_do_not_depend_on_threads() {
    let (_folder, path) = planted("threads", 60);
    for command in ["statistics", "lint"] {
        for threads in ["1", "8"] {
            run(&path, &[command, "in", "--threads", threads, "--out", threads]).ended(0);
        }
        let of = |threads: &str| std::fs::read(path.join(threads).join(format!("{command}.json"))).unwrap();
        assert!(of("1") == of("8"), "{command}");
    }
}

#[test]
fn a_finished_result_gains_its_sections_and_loses_them_with_its_figures() {
    let (_folder, path) = planted("sections", 40);
    run(&path, &["assess", "in", "--out", "out"]).ended(0);
    run(&path, &["statistics", "out"]).ended(0);
    run(&path, &["lint", "out"]).ended(0);
    let page = std::fs::read_to_string(path.join("out/report.html")).unwrap();
    for title in ["Reliability", "Comparisons of groups", "Integrity of answers", "What a referee would object to"] {
        assert!(page.contains(title), "{title}");
    }
    assert!(path.join("out/tables/statistics_pairs.csv").exists() && path.join("out/tables/lint.csv").exists());
    let schema = run(&path, &["schema", "statistics"]).ended(0);
    assert!(schema.text().contains("\"reliability\""));
    run(&path, &["assess", "in", "--out", "out"]).ended(0);
    assert!(!path.join("out/statistics.json").exists(), "figures of an earlier result");
    copy(&root().join("sample-data/example"), &path.join("example"));
    run(&path, &["assess", "example", "--out", "people"]).ended(0);
    for command in ["statistics", "lint"] {
        let refused = run(&path, &[command, "people", "--lang", "en"]).ended(2);
        assert!(refused.err.contains("answers"), "{}", refused.err);
    }
}

#[test]
fn every_framework_of_the_crosswalk_is_counted() {
    let mut files: Vec<String> = std::fs::read_dir(root().join("criteria/crosswalk"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(files, EMBEDDED.iter().map(|(code, _)| (*code).to_owned()).collect::<Vec<_>>());
    for (code, text) in EMBEDDED {
        let crosswalk: Crosswalk = toml::from_str(text).unwrap();
        let framework = embedded::load(code).unwrap().unwrap();
        assert_eq!(crosswalk.unknown(&framework), None);
        let mut counted = BTreeMap::new();
        for other in &crosswalk.frameworks {
            let of = |asked| other.share(asked).items;
            counted.insert(
                other.code.to_string(),
                [Asked::Covered, Asked::Touched, Asked::Missing, Asked::Unknown].map(of),
            );
            if let Some(Ok(theirs)) = embedded::load(other.code.as_str()) {
                let named = other.items.iter().filter(|item| theirs.criterion(item.code.as_str()).is_some()).count();
                assert!(named > 0, "{}: no item has the code of a criterion", other.code);
            }
        }
        // OECD: six dimensions of four facets; UN: five sub-indices and two components; SPBE 2020: 47; GTMI 2022: 48.
        let sizes: Vec<(&str, usize)> = counted.iter().map(|(code, own)| (code.as_str(), own.iter().sum())).collect();
        assert_eq!(sizes, [("gtmi-2022", 48), ("oecd-dgi-2023", 24), ("spbe-2020", 47), ("un-egdi", 7)]);
    }
}

#[test]
fn a_crosswalk_is_printed_and_its_faults_are_told() {
    let folder = Folder::new("crosswalk");
    for language in ["en", "ar", "ckb"] {
        let text = run(folder.path(), &["framework", "crosswalk", "--lang", language]).ended(0);
        assert!(text.text().contains("I-38") && text.text().contains("prv1"), "{}", text.text());
    }
    let table = run(folder.path(), &["framework", "crosswalk", "--table", "csv", "--lang", "en"]).ended(0);
    assert!(table.text().contains("gtmi-2022,I-42,"), "{}", table.text());
    let unknown = run(folder.path(), &["framework", "crosswalk", "spbe-2020"]).ended(2);
    assert!(unknown.err.contains("layne-lee"), "{}", unknown.err);
    folder.write("own.toml", "framework = \"layne-lee\"\nversion = \"1\"\n[[frameworks]]\ncode = \"x\"\ntitle.en = \"X\"\nsource = \"x\"\n[[frameworks.items]]\ncode = \"x1\"\ntitle.en = \"X\"\ncovered_by = [\"cat001\"]\n");
    let wrong = run(folder.path(), &["framework", "crosswalk", "own.toml"]).ended(2);
    assert!(wrong.err.contains("cat001") && wrong.err.contains("cat01"), "{}", wrong.err);
}

#[test]
fn a_package_is_plain_and_describes_itself() {
    let folder = Folder::new("package");
    copy(&root().join("sample-data/example"), &folder.path().join("example"));
    run(folder.path(), &["export", "example", "--out", "open", "--lang", "en"]).ended(0);
    run(folder.path(), &["export", "example", "--out", "all", "--audience", "internal", "--lang", "en"]).ended(0);
    let files = contents(&folder.path().join("open"));
    for name in
        ["datapackage.json", "codebook_en.md", "codebook_ar.md", "codebook_ckb.md", "CITATION.cff", "citation.bib"]
    {
        assert!(files.contains_key(name), "{name}");
    }
    let package: Value = serde_json::from_slice(&files["datapackage.json"]).unwrap();
    let mut described = BTreeSet::new();
    for resource in package["resources"].as_array().unwrap() {
        let path = resource["path"].as_str().unwrap();
        let text = std::str::from_utf8(&files[path]).unwrap();
        assert!(!text.starts_with('\u{feff}'), "{path} has a mark");
        let names: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(text.lines().next().unwrap(), names.join(","), "{path}");
        for field in resource["schema"]["fields"].as_array().unwrap() {
            assert!(!field["description"].as_str().unwrap().is_empty(), "{path} {field}");
        }
        assert!(!resource["description"].as_str().unwrap().is_empty(), "{path}");
        described.insert(path.to_owned());
    }
    let tables: BTreeSet<String> = files.keys().filter(|name| name.ends_with(".csv")).cloned().collect();
    assert_eq!(tables, described);
    for table in [
        "answers",
        "register",
        "criteria",
        "choices",
        "dimensions",
        "periods",
        "scores",
        "agencies",
        "gates",
        "kpis",
        "evidence",
    ] {
        assert!(tables.contains(&format!("{table}.csv")), "{table}");
    }
    // cul02 is internal: answers of single agencies are in the package for insiders only.
    let internal = |files: &BTreeMap<String, Vec<u8>>| {
        let criteria = String::from_utf8(files["criteria.csv"].clone()).unwrap();
        let internal: Vec<String> = criteria
            .lines()
            .skip(1)
            .filter(|line| line.split(',').nth(6) == Some("yes"))
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect();
        assert!(!internal.is_empty());
        let answers = String::from_utf8(files["answers.csv"].clone()).unwrap();
        answers
            .lines()
            .filter(|line| line.split(',').nth(4).is_some_and(|code| internal.iter().any(|own| own == code)))
            .count()
    };
    assert_eq!(internal(&files), 0);
    assert!(internal(&contents(&folder.path().join("all"))) > 0);
    let again = run(folder.path(), &["export", "example", "--out", "open"]).ended(2);
    assert!(again.err.contains("open"), "{}", again.err);
}
