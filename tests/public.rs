//! An edition for the public tells nothing of what is internal to single agencies: two assessments that differ only in
//! which of two agencies gave which internal answers are published as the same bytes.
use crate::program::{Folder, root, run};
use miqyas::framework::embedded;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Agencies of one type and governorate, made alike in everything public that stands beside an internal criterion.
const ALIKE: [&str; 2] = ["interior", "justice"];

/// Files of a result that name their inputs, or the time of a run.
const OF_INPUTS: [&str; 1] = ["manifest.json"];

/// What the first of the two answers, then the other, to every internal criterion of the example: as far apart as a
/// severity that is not shown at all lets them be, else within one band.
const INTERNAL: [(&str, [&str; 2]); 13] = [
    ("sec01", ["2", "1"]),
    ("sec04", ["2", "2"]),
    ("cyb01", ["14", "90"]),
    ("cyb02", ["3", "0"]),
    ("cyb03", ["100", "0"]),
    ("cyb04", ["3", "0"]),
    ("inf03", ["3", "2"]),
    ("inf06", ["60", "55"]),
    ("cyc2", ["2", "2"]),
    ("ins2", ["2", "1"]),
    ("ins3", ["2", "2"]),
    ("ins4", ["1", "2"]),
    ("ins5", ["2", "2"]),
];

/// Criteria that stand in one heading with an internal one.
fn beside() -> BTreeSet<String> {
    let framework = embedded::load("layne-lee").unwrap().unwrap();
    let headings: BTreeSet<&str> = framework
        .criteria
        .iter()
        .filter(|criterion| criterion.internal)
        .map(|criterion| criterion.dimension.as_str())
        .collect();
    let inside = framework.criteria.iter().filter(|criterion| headings.contains(criterion.dimension.as_str()));
    inside.map(|criterion| criterion.code.to_string()).collect()
}

/// The example with the two agencies made alike, the first giving the answers at `first`, the other the others.
fn example(folder: &Folder, name: &str, first: usize) {
    let beside = beside();
    let touched = |criterion: &str| beside.contains(criterion.split('.').next().unwrap_or_default());
    for file in fs::read_dir(root().join("sample-data/example")).unwrap() {
        let file = file.unwrap();
        if file.path().is_dir() {
            continue;
        }
        let named = file.file_name().into_string().unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        let path = format!("{name}/{named}");
        let mark = if named.ends_with(".tsv") { '\t' } else { ',' };
        let headings: Vec<&str> = text.lines().next().unwrap_or_default().split(mark).collect();
        let of_criteria = headings.iter().position(|heading| *heading == "criterion");
        let written = match named.as_str() {
            "answers.csv" => {
                let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
                let model: BTreeMap<&str, Vec<&str>> =
                    rows.iter().filter(|row| row[0] == ALIKE[0]).map(|row| (row[1], row.clone())).collect();
                let row = |row: &Vec<&str>| {
                    let Some(place) = ALIKE.iter().position(|agency| *agency == row[0]) else { return row.join(",") };
                    let cells = headings.iter().enumerate().map(|(column, heading)| {
                        match INTERNAL.iter().find(|(code, _)| code == heading) {
                            Some((_, answers)) => answers[(place + first) % 2],
                            None if touched(heading) => model[row[1]][column],
                            None => row[column],
                        }
                    });
                    cells.collect::<Vec<_>>().join(",")
                };
                rows.iter().map(row).collect::<Vec<_>>().join("\n")
            }
            "answers-branches.csv" | "answers-perception.csv" => {
                let row = |line: &str| {
                    let cells = line.split(',').zip(&headings);
                    let of_alike = ALIKE.iter().any(|agency| line.starts_with(agency));
                    let cells = cells.map(|(cell, heading)| if of_alike && touched(heading) { "" } else { cell });
                    cells.collect::<Vec<_>>().join(",")
                };
                text.lines().map(row).collect::<Vec<_>>().join("\n")
            }
            _ => {
                let kept = text.lines().filter(|line| {
                    let of_alike = ALIKE.iter().any(|agency| line.starts_with(agency));
                    let inside = of_criteria.and_then(|column| line.split(mark).nth(column)).is_some_and(touched);
                    !(of_alike && inside)
                });
                kept.collect::<Vec<_>>().join("\n")
            }
        };
        folder.write(&path, written + "\n");
    }
}

/// Every file of a result but those of its inputs.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else if !OF_INPUTS.contains(&name.as_str()) {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

fn assess(folder: &Folder, example: &str, out: &str, audience: &str) -> BTreeMap<String, Vec<u8>> {
    let mut words = vec!["assess", example, "--lang", "en", "--quiet", "--audience", audience, "--out", out];
    if audience == "public" {
        words.extend(["--format", if cfg!(feature = "pdf") { "md,docx,pptx,pdf" } else { "md,docx,pptx" }]);
    }
    let done = run(folder.path(), &words);
    assert_eq!(done.code, 0, "{}", done.err);
    files(&folder.path().join(out))
}

/// Names of the files that differ.
fn differing(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    one.iter().filter(|(name, bytes)| other[*name] != **bytes).map(|(name, _)| name.clone()).collect()
}

#[test]
fn no_internal_answer_leaks_into_an_edition_for_the_public() {
    let folder = Folder::new("public");
    example(&folder, "one", 0);
    example(&folder, "other", 1);
    let inside = differing(&assess(&folder, "one", "a", "internal"), &assess(&folder, "other", "b", "internal"));
    for shown in ["results.json", "report.html", "report.txt", "results.xlsx", "tables/obstacles.csv"] {
        assert!(inside.iter().any(|name| name == shown), "the internal edition shows them in {shown}: {inside:?}");
    }
    let published = assess(&folder, "one", "c", "public");
    assert_eq!(differing(&published, &assess(&folder, "other", "d", "public")), Vec::<String>::new());
    assert!(published.contains_key("results.xlsx") && published.contains_key("report.html"));
    let findings = String::from_utf8(published["tables/findings.csv"].clone()).unwrap();
    assert_eq!(findings.lines().count(), 1, "findings quote answers:\n{findings}");
    let again = ["report", "a", "--audience", "public", "--lang", "en", "--quiet", "--format"];
    let again = [&again[..], &["csv,json,text,html,xlsx", "--out", "e"]].concat();
    assert_eq!(run(folder.path(), &again).code, 0);
    let again = files(&folder.path().join("e"));
    let changed: Vec<&String> =
        again.iter().filter(|(name, bytes)| published[*name] != **bytes).map(|(n, _)| n).collect();
    assert!(changed.is_empty() && again.len() > 10, "published from the finished result: {changed:?}");
}

#[test]
fn a_published_result_says_so_and_is_not_taken_for_the_whole() {
    let folder = Folder::new("published");
    let example = root().join("sample-data/example");
    let words =
        ["assess", example.to_str().unwrap(), "--quiet", "--lang", "en", "--audience", "public", "--out", "out"];
    assert_eq!(run(folder.path(), &words).code, 0);
    let text = fs::read_to_string(folder.path().join("out/report.txt")).unwrap();
    assert!(text.contains("Edition for the public"), "{}", &text[..400]);
    assert!(text.contains("partly achieved") && text.contains("low severity"), "bands stand for exact figures");
    let refused = run(folder.path(), &["report", "out", "--audience", "internal", "--lang", "en"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("public edition"), "{}", refused.err);
    let unplaced = run(folder.path(), &["report", "out", "--audience", "public", "--format", "md"]);
    assert_eq!(unplaced.code, 2, "a public edition never stands among the files of an internal one");
}

/// A published edition of the example after changes to its files.
fn published(folder: &Folder, change: impl Fn(&str, String) -> String, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    for file in fs::read_dir(root().join("sample-data/example")).unwrap() {
        let file = file.unwrap();
        if file.path().is_dir() {
            continue;
        }
        let name = file.file_name().into_string().unwrap();
        let text = change(&name, fs::read_to_string(file.path()).unwrap());
        folder.write(&format!("in/{name}"), text);
    }
    let words = ["assess", "in", "--lang", "en", "--quiet", "--audience", "public", "--out", "out"];
    run(folder.path(), &[&words[..], more].concat()).ended(0);
    files(&folder.path().join("out"))
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

/// Rows of a table, by heading.
fn rows(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = text(files, &format!("tables/{name}.csv"));
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| headings.iter().zip(line.split(',')).map(|(h, c)| ((*h).to_owned(), c.to_owned())).collect();
    lines.map(row).collect()
}

/// The obstacle whose severity is withheld as a whole, and its criteria.
const WHOLE: &str = "cyb";

#[test]
fn quartiles_of_what_is_withheld_rest_on_enough_values() {
    // Only three agencies answer for the obstacle, in groups and a nation of many.
    let folder = Folder::new("quartiles");
    let kept = ["interior", "justice", "finance"];
    let few = |name: &str, text: String| {
        if !name.starts_with("answers") {
            return text;
        }
        let headings: Vec<String> = text.lines().next().unwrap().split(',').map(str::to_owned).collect();
        let row = |line: &str| {
            let silent = !line.starts_with("agency") && !kept.iter().any(|agency| line.starts_with(agency));
            let cells = line.split(',').zip(&headings);
            let cells = cells.map(|(cell, heading)| if silent && heading.starts_with(WHOLE) { "" } else { cell });
            cells.collect::<Vec<_>>().join(",") + "\n"
        };
        text.lines().map(row).collect()
    };
    let files = published(&folder, few, &[]);
    let counts: Vec<usize> = rows(&files, "groups")
        .iter()
        .filter(|row| row["measure"] == "score" && row["code"] == WHOLE)
        .map(|row| row["count"].parse().unwrap())
        .collect();
    assert_eq!(counts, Vec::<usize>::new(), "three values are worked out from their quartiles");
    let report = text(&files, "report.txt");
    assert!(
        !report.contains("weighs heaviest") && report.contains("obstacles is withheld"),
        "no obstacle is called so"
    );
}

#[test]
fn a_selection_calls_no_obstacle_heaviest_where_others_are_withheld() {
    let folder = Folder::new("heaviest");
    let files = published(&folder, |_, text| text, &["--only", "governorate=central-plain"]);
    let report = text(&files, "report.txt");
    assert!(!report.contains("weighs heaviest"), "{report}");
    let row = report.lines().find(|line| line.contains("Cybersecurity") && line.contains("withheld"));
    assert!(row.is_some(), "{report}");
}

#[test]
fn computed_kpis_count_no_internal_criterion() {
    // The two lists of answers differ in whether internal criteria are answered.
    let counted = |blank: bool| {
        let folder = Folder::new("counted");
        let change = |name: &str, text: String| {
            if name != "answers.csv" {
                return text;
            }
            let headings: Vec<String> = text.lines().next().unwrap().split(',').map(str::to_owned).collect();
            let row = |line: &str| {
                let cells = line.split(',').zip(&headings).map(|(cell, heading)| {
                    let internal = INTERNAL.iter().any(|(code, _)| code == heading);
                    if blank && internal && line.starts_with("interior") { "" } else { cell }
                });
                cells.collect::<Vec<_>>().join(",") + "\n"
            };
            text.lines().map(row).collect()
        };
        let files = published(&folder, change, &[]);
        let kpis = rows(&files, "kpis").into_iter().filter(|row| row["kpi"].starts_with("str"));
        (kpis.collect::<Vec<_>>(), text(&files, "results.json").contains("\"counted\":[0.0,0.0]"))
    };
    let (whole, blank) = (counted(false), counted(true));
    assert_eq!(whole, blank, "how many internal criteria an agency answered is told");
    assert!(whole.0.iter().any(|row| row["scope"] == "interior" && row["kpi"] == "str7" && !row["value"].is_empty()));
}

#[test]
fn targets_and_binding_obstacles_of_what_is_withheld_say_so() {
    let folder = Folder::new("aims");
    let aim = |name: &str, text: String| match name {
        "targets.csv" => "scope,code,target,date,baseline\ninterior,cyb,30,2030-12-31,71\n".to_owned(),
        _ => text,
    };
    let files = published(&folder, aim, &[]);
    let row = rows(&files, "targets").pop().unwrap();
    assert_eq!((row["baseline"].as_str(), row["current"].as_str(), row["state"].as_str()), ("", "", "withheld"));
    let report = text(&files, "report.txt");
    let aims = report.split("Targets of stages and scores").nth(1).unwrap();
    let row = aims.lines().find(|line| line.contains("Cybersecurity")).unwrap();
    assert!(row.matches("withheld").count() == 3 && !row.contains("not known"), "{row}");
    assert!(!text(&files, "results.json").contains("\"baseline\":71"));
}

#[test]
fn an_index_that_counts_internal_criteria_is_withheld_not_unknown() {
    let folder = Folder::new("index");
    folder.write("in/assessment.toml", "framework = \"own.toml\"\n");
    let criteria = fs::read_to_string(root().join("criteria/chile-egi.toml")).unwrap();
    folder.write("in/own.toml", criteria.replacen("[[criteria]]\n", "[[criteria]]\ninternal = true\n", 1));
    folder.write("in/agencies.csv", "code\nA1\nA2\n");
    let framework = embedded::load("chile-egi").unwrap().unwrap();
    let mut answers = "agency,criterion,answer\n".to_owned();
    for criterion in &framework.criteria {
        answers += &format!("A1,{0},1\nA2,{0},0\n", criterion.code);
    }
    folder.write("in/answers.csv", answers);
    let told = |audience: &str| {
        let done = run(folder.path(), &["assess", "in", "--lang", "en", "--audience", audience]).ended(0);
        (done.text().contains("no agency has a value"), done.text().contains("index: withheld"), done.text().to_owned())
    };
    let (unknown, withheld, text) = told("public");
    assert!(!unknown && withheld, "{text}");
    let (unknown, withheld, text) = told("internal");
    assert!(!unknown && !withheld, "{text}");
}

#[test]
fn no_gate_is_called_the_most_frequent_where_others_are_withheld() {
    let folder = Folder::new("gates");
    folder.write("in/assessment.toml", "framework = \"own.toml\"\n");
    let own =
        "code = \"own\"\nversion = \"1\"\nextends = \"layne-lee\"\n[[criteria]]\ncode = \"GATE\"\ninternal = true\n";
    let framework = embedded::load("layne-lee").unwrap().unwrap();
    let gate = framework.criteria.iter().find(|criterion| criterion.gate.is_some()).unwrap();
    folder.write("in/own.toml", own.replace("GATE", gate.code.as_str()));
    folder.write("in/agencies.csv", "code\nA1\nA2\n");
    folder.write("in/answers.csv", "agency,criterion,answer\nA1,cat01,no\nA2,cat01,no\n");
    let told = |audience: &str| {
        let words = ["assess", "in", "--lang", "en", "--quiet", "--audience", audience, "--out", audience];
        run(folder.path(), &words).ended(0);
        fs::read_to_string(folder.path().join(audience).join("report.txt")).unwrap().contains("What most often holds")
    };
    assert!(told("internal") && !told("public"));
}
