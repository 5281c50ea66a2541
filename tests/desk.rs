//! The planner's desk: what was frozen, corrected and objected to, results verified and compared.
use crate::program::{Folder, contents, root, run};
use std::fs;
use std::path::Path;

const FRAMEWORK: &str = r#"
code = "small"
version = "1"
title = { en = "Small" }
languages = ["en"]

[[scales]]
code = "yn"
title = { en = "Yes or no" }
kind = "choice"
choices = [
    { code = "0", value = 0.0, title = { en = "No" } },
    { code = "1", value = 1.0, title = { en = "Yes" } },
]

[[dimensions]]
code = "whole"
title = { en = "Whole" }
role = "index"

[[criteria]]
code = "forms"
text = { en = "Forms are online" }
scale = "yn"
dimension = "whole"

[[criteria]]
code = "news"
text = { en = "News are online" }
scale = "yn"
dimension = "whole"
"#;
const SETTINGS: &str =
    "framework = \"small.toml\"\nlanguages = [\"en\"]\n[[periods]]\ncode = \"2025\"\nlast = \"2025-12-31\"\n";
const REGISTER: &str = "code,name_en,type,population\nA1,One,ministry,100\nA2,Two,ministry,200\nA3,Three,agency,\n";
const ANSWERS: &str = "agency,criterion,answer\nA1,forms,1\nA1,news,1\nA2,forms,0\nA2,news,1\nA3,forms,1\n";
const CORRECTIONS: &str = "agency,criterion,old,new,who,when,why\n";
const OBJECTIONS: &str = "agency,code,who,date,what,outcome,decided_by,decided_on,answer\n";

/// A small assessment that is sound.
fn small() -> Folder {
    let folder = Folder::new("desk");
    folder.write("in/small.toml", FRAMEWORK);
    folder.write("in/assessment.toml", SETTINGS);
    folder.write("in/agencies.csv", REGISTER);
    folder.write("in/answers.csv", ANSWERS);
    folder
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Codes of the findings of `check`.
fn found(folder: &Folder) -> Vec<String> {
    let list = run(folder.path(), &["check", "in", "--table", "json"]);
    let list: serde_json::Value = serde_json::from_slice(&list.out).unwrap();
    list.as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
}

/// Rows of a table that a command prints.
fn rows(folder: &Folder, arguments: &[&str]) -> Vec<serde_json::Value> {
    let done = run(folder.path(), arguments);
    let list: serde_json::Value = serde_json::from_slice(&done.out).unwrap_or_else(|_| panic!("{}", done.err));
    list.as_array().unwrap().clone()
}

#[test]
fn corrections_are_applied_in_order_of_their_dates_and_change_what_they_say() {
    let folder = small();
    folder.write(
        "in/corrections.csv",
        format!(
            "{CORRECTIONS}A1,forms,0,1,PMO,2026-01-09,second thoughts\nA1,forms,1,0,PMO,2026-01-05,no form was found\n\
             A2,news,1,,PMO,2026-01-05,not theirs\nA3,news,,0,PMO,2026-01-05,letter 12\n"
        ),
    );
    assert!(found(&folder).iter().all(|code| !code.starts_with("correction")));
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    let results = json(&folder.path().join("out/results.json"));
    assert_eq!(results["survey"]["corrections"].as_array().unwrap().len(), 4);
    let draft = results["draft"].as_array().unwrap();
    let agencies: Vec<u64> = draft.iter().map(|found| found["agency"].as_u64().unwrap()).collect();
    assert_eq!(agencies, [1, 2], "what was corrected and corrected back is as it was in the draft");
    let scores = draft[1]["scores"].as_array().unwrap();
    assert!(scores.iter().all(|score| score["draft"] != score["corrected"]) && !scores.is_empty());
    let kept = fs::read_to_string(folder.path().join("in/answers.csv")).unwrap();
    assert_eq!(kept, ANSWERS, "the source is never edited");
    let told = run(folder.path(), &["explain", "in", "A1", "forms"]).ended(0);
    let told = told.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("by PMO on 5 January 2026: no form was found"), "{told}");
    assert!(told.contains("(the answer before it is read in answers.csv row 2)"), "{told}");
    let table = rows(&folder, &["assess", "in", "--table", "json:corrections"]);
    assert_eq!((table[0]["old"].as_str(), table[0]["new"].as_str()), (Some("1"), Some("0")));
    let report = fs::read_to_string(folder.path().join("out/report.txt")).unwrap();
    assert!(report.contains("4 answers were corrected") && report.contains("letter 12"), "{report}");
    // The draft is what the same folder comes to without the corrections.
    fs::remove_file(folder.path().join("in/corrections.csv")).unwrap();
    run(folder.path(), &["assess", "in", "--out", "draft"]).ended(0);
    let before = json(&folder.path().join("draft/results.json"));
    for difference in draft {
        let agency = difference["agency"].as_u64().unwrap() as usize;
        for score in difference["scores"].as_array().unwrap() {
            let truth = score["truth"].as_str().unwrap();
            let dimension = score["dimension"].as_u64().unwrap() as usize;
            let value = |results: &serde_json::Value| {
                results["assessments"][0]["agencies"][agency]["judgements"][truth]["scores"][dimension]["value"].clone()
            };
            assert_eq!((value(&before), value(&results)), (score["draft"].clone(), score["corrected"].clone()));
        }
    }
}

#[test]
fn two_corrections_of_one_day_are_both_refused() {
    let folder = small();
    let two = "A1,forms,1,0,PMO,2026-01-05,a\nA1,forms,1,0,PMO,2026-01-05,b\nA2,forms,1,0,PMO,2026-01-05,c\n";
    folder.write("in/corrections.csv", format!("{CORRECTIONS}{two}"));
    let found = found(&folder);
    assert_eq!(found.iter().filter(|code| *code == "correction-same-day").count(), 2, "{found:?}");
    assert_eq!(found.iter().filter(|code| *code == "correction-differs").count(), 1, "{found:?}");
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    let results = json(&folder.path().join("out/results.json"));
    assert!(results["survey"].get("corrections").is_none() && results.get("draft").is_none());
}

#[test]
fn a_final_report_is_refused_while_an_objection_is_open_unless_overridden_aloud() {
    let folder = small();
    let rows = "A1,forms,Head,2026-01-02,Too low,open,,,\nA2,,Head,2026-01-03,Wrong,rejected,PMO,2026-01-09,No proof\n\
                A3,,Head,,Wrong,perhaps,,,\n";
    folder.write("in/objections.csv", format!("{OBJECTIONS}{rows}"));
    let before = found(&folder);
    assert!(before.contains(&"objection-outcome-unknown".to_owned()), "{before:?}");
    assert_eq!(before.iter().filter(|code| *code == "objection-open").count(), 2, "{before:?}");
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    let report = fs::read_to_string(folder.path().join("out/report.txt")).unwrap();
    assert!(report.contains("3 objections were raised. 2 of them have not been decided on."), "{report}");
    let arabic = run(folder.path(), &["report", "out", "--lang", "ar"]).ended(0);
    assert!(arabic.text().contains("قُدِّمت ٣ اعتراضات. واثنان منها لم يُبتّ فيهما."), "{}", arabic.text());
    let (open, decided) = (report.find("Too low").unwrap(), report.find("No proof").unwrap());
    assert!(open < decided, "what is not decided on comes first");
    folder.write("in/assessment.toml", format!("{SETTINGS}[report]\nstatus = \"final\"\n"));
    let refused = run(folder.path(), &["assess", "in", "--out", "final"]).ended(1);
    assert!(refused.err.contains("objections.csv:2") && refused.err.contains("--final-despite-objections"));
    assert!(!folder.path().join("final").exists());
    assert!(found(&folder).contains(&"final-while-open".to_owned()));
    run(folder.path(), &["assess", "in", "--out", "final", "--final-despite-objections"]).ended(0);
    let cover = fs::read_to_string(folder.path().join("final/report.txt")).unwrap();
    let cover = cover.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(cover.contains("called final although 2 objections have not been decided on"), "{cover}");
    run(folder.path(), &["verify", "final", "--inputs", "in"]).ended(0);
    let closed = "A1,forms,Head,2026-01-02,Too low,accepted,PMO,2026-01-09,Corrected\n";
    folder.write("in/objections.csv", format!("{OBJECTIONS}{closed}"));
    run(folder.path(), &["assess", "in", "--out", "closed"]).ended(0);
    let report = fs::read_to_string(folder.path().join("closed/report.txt")).unwrap();
    assert!(report.contains("1 objection was raised. It has been decided on."), "{report}");
}

#[test]
fn the_public_edition_names_nobody_who_corrected_or_objected() {
    let folder = small();
    let corrections = "A1,forms,1,0,Mr Karim,2026-01-05,slip\nA2,forms,0,NA,Mr Karim,2026-01-05,has no forms\n";
    folder.write("in/corrections.csv", format!("{CORRECTIONS}{corrections}"));
    folder.write("in/objections.csv", format!("{OBJECTIONS}A1,forms,Mr Karim,2026-01-02,Too low,open,,,\n"));
    folder.write("in/verdicts.csv", "agency,criterion,verdict,auditor\nA1,news,confirmed,Mr Karim\n");
    let grade =
        |code: &str| format!("{{ code = \"{code}\", title = {{ en = \"{code}\" }}, checked = {} }}", code == "E3");
    let grades = ["E0", "E1", "E2", "E3"].map(grade).join(", ");
    let scheme = format!("[evidence]\nwithout_record = \"E0\"\nexpired_as = \"E0\"\ngrades = [{grades}]\n");
    folder.write("in/small.toml", FRAMEWORK.replacen("[[scales]]", &format!("{scheme}[[scales]]"), 1));
    folder.write("in/evidence.csv", "agency,criterion,grade,reviewer\nA1,news,E3,Mr Karim\n");
    run(folder.path(), &["assess", "in", "--out", "out", "--audience", "public"]).ended(0);
    for (name, bytes) in contents(&folder.path().join("out")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Karim"), "{name}");
    }
}

#[test]
fn what_was_frozen_and_changed_is_told_on_the_cover() {
    let folder = small();
    fs::remove_file(folder.path().join("in/answers.csv")).unwrap();
    run(folder.path(), &["freeze", "in", "--on", "2025-06-01"]).ended(0);
    let frozen = json(&folder.path().join("in/frozen.json"));
    assert_eq!(frozen["answered"], 0);
    assert_eq!(frozen["hashes"].as_object().unwrap().len(), 5);
    run(folder.path(), &["freeze", "in"]).ended(2);
    // Saved again by another program: the same content in other bytes.
    folder.write("in/agencies.csv", REGISTER.replace('\n', "\r\n").replace(',', ";"));
    folder.write("in/answers.csv", ANSWERS);
    let kept: Vec<String> = found(&folder).into_iter().filter(|code| code.starts_with("frozen")).collect();
    assert!(kept.is_empty(), "{kept:?}");
    run(folder.path(), &["assess", "in", "--out", "kept"]).ended(0);
    let html = fs::read_to_string(folder.path().join("kept/report.html")).unwrap();
    assert!(html.contains("nothing has changed since") && html.contains("1 June 2025"));
    folder.write(
        "in/agencies.csv",
        "code,name_en,type,population\nA1,One,authority,150\nA2,Two,ministry,200\nA4,Four,agency,\n",
    );
    folder.write("in/answers.csv", ANSWERS.replace("A3", "A4"));
    folder.write("in/assessment.toml", SETTINGS.to_owned() + "[method]\nminimum_group = 7\n");
    let mut found = found(&folder);
    found.retain(|code| code.starts_with("frozen"));
    found.sort();
    assert_eq!(found, ["frozen-added", "frozen-changed", "frozen-changed", "frozen-changed", "frozen-gone"]);
    let printed = run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    let items = ["agencies.A1.type", "agencies.A3", "agencies.A4", "agencies.A1.population", "minimum_group"];
    let table = printed.text().split("Deviations from what was fixed").nth(1).unwrap_or_default();
    assert!(items.iter().all(|item| table.contains(item)), "{}", printed.text());
    let deviations = json(&folder.path().join("out/results.json"))["survey"]["frozen"]["deviations"].clone();
    let told: Vec<(&str, &str, Option<&str>, Option<&str>)> = deviations
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            let text = |name: &str| found[name].as_str();
            (text("part").unwrap(), text("item").unwrap(), text("from"), text("to"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("registers", "agencies.A1.type", Some("ministry"), Some("authority")),
            ("registers", "agencies.A3", Some("listed"), None),
            ("registers", "agencies.A4", None, Some("listed")),
            ("denominators", "agencies.A1.population", Some("100"), Some("150")),
            ("method", "minimum_group", Some("5"), Some("7")),
        ]
    );
    let report = fs::read_to_string(folder.path().join("out/report.txt")).unwrap();
    let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(report.contains("Differs from what was fixed before answers arrived: the registers (3)"), "{report}");
    assert!(report.contains("minimum_group: from 5 to 7"), "{report}");
    run(folder.path(), &["verify", "out", "--inputs", "in"]).ended(0);
    run(folder.path(), &["freeze", "in", "--again", "--on", "2025-07-01"]).ended(0);
    let again = json(&folder.path().join("in/frozen.json"));
    assert_eq!(again["earlier"][0]["on"], "2025-06-01");
    let late: Vec<String> = self::found(&folder).into_iter().filter(|code| code.starts_with("frozen")).collect();
    assert_eq!(late, ["frozen-late", "frozen-again"]);
    // What is fixed after answers says so, and what it was before.
    run(folder.path(), &["assess", "in", "--out", "late"]).ended(0);
    let late = fs::read_to_string(folder.path().join("late/report.html")).unwrap();
    let told = "1 July 2025, when 3 units had answered already, fixed once before, first on 1 June 2025, \
                changed since then: the registers, the denominators and the method";
    assert!(late.contains(told) && !late.contains("before answers arrived"), "{late}");
    run(folder.path(), &["freeze", "in", "--again", "--on", "2025-06-30"]).ended(2);
    run(folder.path(), &["freeze", "in", "--again", "--on", "9999-12-31"]).ended(2);
    folder.write("in/corrections.csv", format!("{CORRECTIONS}A1,forms,1,0,PMO,2026-01-05,slip\n"));
    let back = run(folder.path(), &["freeze", "in", "--again", "--on", "2025-12-31"]).ended(2);
    assert!(back.err.contains("2026-01-05"), "{}", back.err);
    let frozen_on = |day: &str| run(folder.path(), &["freeze", "in", "--again", "--on", day]).ended(0).err;
    assert!(!frozen_on("2026-01-05").contains("not here yet"));
    assert!(frozen_on("2199-01-01").contains("1 January 2199 is not here yet"));
    folder.write("in/frozen.json", "{}");
    assert!(self::found(&folder).contains(&"frozen-unreadable".to_owned()));
}

#[test]
fn a_result_is_verified_and_the_first_difference_named() {
    let folder = small();
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    run(folder.path(), &["verify", "out", "--inputs", "in"]).ended(0);
    run(folder.path(), &["verify", "out"]).ended(0);
    let different = |arguments: &[&str]| -> Vec<(String, String, String)> {
        let done = run(folder.path(), arguments).ended(1);
        let list: serde_json::Value = serde_json::from_slice(&done.out).unwrap();
        let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let rows = list.as_array().unwrap().iter().filter(|row| row["state"] == "different");
        rows.map(|row| (text(row, "what"), text(row, "file"), text(row, "place"))).collect()
    };
    let with = ["verify", "out", "--inputs", "in", "--table", "json"];
    let alone = ["verify", "out", "--table", "json"];
    let said = |what: &str, file: &str, place: &str| (what.to_owned(), file.to_owned(), place.to_owned());
    let result = |name: &str| folder.path().join("out").join(name);
    let own = |name: &str| fs::read_to_string(result(name)).unwrap();
    // A number in a table.
    let table = own("tables/agencies.csv");
    fs::write(result("tables/agencies.csv"), table.replace("One", "Uno")).unwrap();
    assert_eq!(
        different(&with),
        [said("outputs", "tables/agencies.csv", "sha256"), said("tables", "tables/agencies.csv", "2:name")]
    );
    assert_eq!(different(&alone), [said("outputs", "tables/agencies.csv", "sha256")]);
    fs::write(result("tables/agencies.csv"), table).unwrap();
    // Files with another hash are each named.
    for name in ["tables/agencies.csv", "tables/gates.csv"] {
        let text = own(name);
        fs::write(result(name), text.clone() + " ").unwrap();
    }
    let hashes = ["tables/agencies.csv", "tables/gates.csv"].map(|name| said("outputs", name, "sha256"));
    assert_eq!(different(&alone), hashes);
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    // A score in results.json, and a manifest that was made to fit.
    let results = own("results.json");
    let mut forged: serde_json::Value = serde_json::from_str(&results).unwrap();
    forged["assessments"][0]["agencies"][0]["judgements"]["claimed"]["scores"][0]["value"] = 99.5.into();
    let forged = serde_json::to_string(&forged).unwrap() + "\n";
    let manifest = own("manifest.json");
    let hash = |text: &str| miqyas::output::json::sha256(text.as_bytes());
    fs::write(result("results.json"), &forged).unwrap();
    fs::write(result("manifest.json"), manifest.replace(&hash(&results), &hash(&forged))).unwrap();
    let place = "assessments[0].agencies[0].judgements.claimed.scores[0].value";
    assert_eq!(different(&alone), [said("judgement", "results.json", place)]);
    assert_eq!(different(&with)[0], said("results", "results.json", place));
    fs::write(result("results.json"), &results).unwrap();
    fs::write(result("manifest.json"), &manifest).unwrap();
    // A manifest from which the hashes were taken.
    let mut bare: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    bare.as_object_mut().unwrap().remove("hashes");
    fs::write(result("manifest.json"), serde_json::to_string(&bare).unwrap()).unwrap();
    assert_eq!(different(&alone)[0].2, "sha256");
    fs::write(result("manifest.json"), &manifest).unwrap();
    // A file that is gone, and one that is too many.
    fs::remove_file(result("tables/gates.csv")).unwrap();
    assert_eq!(different(&alone), [said("outputs", "tables/gates.csv", "")]);
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    fs::write(result("notes.txt"), "mine").unwrap();
    run(folder.path(), &["verify", "out", "--inputs", "in"]).ended(0);
    // Other inputs.
    folder.write("in/answers.csv", ANSWERS.replace("A2,forms,0", "A2,forms,1"));
    assert_eq!(different(&with), [said("inputs", "answers.csv", "sha256")]);
    folder.write("in/answers.csv", ANSWERS);
    folder.write("in/extra.txt", "");
    run(folder.path(), &["verify", "in"]).ended(2);
}

/// What was printed again is printed so again.
#[test]
fn files_in_another_language_are_verified_in_that_language() {
    let folder = small();
    run(folder.path(), &["assess", "in", "--out", "out", "--format", "md", "--digits", "arabic"]).ended(0);
    let verify = || run(folder.path(), &["verify", "out", "--inputs", "in"]);
    for more in [&["--lang", "ar"][..], &["--digits", "latin"], &["--only", "type=ministry"], &[]] {
        let report = ["report", "out", "--format", "html,md"];
        run(folder.path(), &[&report[..], more].concat()).ended(0);
        let printed = json(&folder.path().join("out/manifest.json"))["printed"].clone();
        assert_eq!(printed.get("report.html").is_some(), !more.is_empty(), "{more:?}: {printed}");
        verify().ended(0);
    }
    run(folder.path(), &["report", "out", "--format", "html", "--lang", "ckb"]).ended(0);
    let path = folder.path().join("out/report.html");
    let page = fs::read_to_string(&path).unwrap();
    fs::write(&path, page.replacen("</body>", " </body>", 1)).unwrap();
    assert!(verify().ended(1).text().contains("report.html"));
}

/// Of other inputs nothing is judged: the first are named, the others counted.
#[test]
fn other_inputs_are_named_and_counted() {
    let folder = small();
    for part in 0..9 {
        folder.write(&format!("in/answers-{part}.csv"), "agency,criterion,answer\nA3,news,1\n");
    }
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    for part in 0..9 {
        let rows: String = (0..99).map(|row| format!("nobody{row},news,1\n")).collect();
        folder.write(&format!("in/answers-{part}.csv"), format!("agency,criterion,answer\n{rows}"));
    }
    let done = run(folder.path(), &["verify", "out", "--inputs", "in"]).ended(1);
    assert!(done.text().contains("And 4 more are different.") && !done.err.contains("nobody"), "{}", done.err);
}

#[test]
fn sections_are_verified_with_their_own_settings_and_seed() {
    let folder = small();
    run(folder.path(), &["robustness", "in", "--replications", "20", "--out", "out"]).ended(0);
    run(folder.path(), &["verify", "out", "--inputs", "in"]).ended(0);
    let path = folder.path().join("out/robustness.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"replications\":20", "\"replications\":21", 1)).unwrap();
    let done = run(folder.path(), &["verify", "out", "--inputs", "in"]).ended(1);
    assert!(done.text().contains("robustness.json"), "{}", done.text());
}

#[test]
fn two_results_are_compared_number_by_number() {
    let folder = small();
    run(folder.path(), &["assess", "in", "--out", "first"]).ended(0);
    run(folder.path(), &["assess", "in", "--out", "same"]).ended(0);
    let same = run(folder.path(), &["diff", "first", "same"]).ended(0);
    assert!(same.text().contains("The same"), "{}", same.text());
    folder.write("in/agencies.csv", REGISTER.replace("A3,Three", "A4,Four"));
    folder.write("in/answers.csv", ANSWERS.replace("A3,", "A4,").replace("A2,forms,0", "A2,forms,1"));
    let other = "[method]\nminimum_group = 7\n[report]\nstatus = \"draft\"\n[robustness]\nreplications = 50\n";
    folder.write("in/assessment.toml", format!("title = {{ en = \"Again\" }}\n{SETTINGS}{other}"));
    run(folder.path(), &["assess", "in", "--out", "second"]).ended(0);
    let rows = rows(&folder, &["diff", "first", "second", "--table", "json"]);
    let of = |part: &str| -> Vec<&serde_json::Value> { rows.iter().filter(|row| row["part"] == part).collect() };
    let keys: Vec<&str> = of("register").iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["A3", "A4"], "agencies that only one of the two has, once");
    assert!(rows.iter().all(|row| row["part"] == "register" || !row["key"].as_str().unwrap().contains("A3")));
    let answers = of("answers");
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(answers[0]["key"].as_str().unwrap().starts_with("2025 A2"));
    let method = of("method");
    assert_eq!(
        (method[0]["key"].as_str(), method[0]["first"].as_f64(), method[0]["second"].as_f64()),
        (Some("minimum_group"), Some(5.0), Some(7.0))
    );
    let settings: Vec<&str> = of("settings").iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(settings, ["report.status", "title.en", "robustness.replications"]);
    let told = run(folder.path(), &["diff", "first", "second"]).ended(0);
    assert!(
        told.text().contains("Other settings: 3") && told.text().contains("2025, Two, Whole, claimed"),
        "{}",
        told.text()
    );
    let sizes: Vec<f64> = of("scores").iter().filter_map(|row| Some(row["difference"].as_f64()?.abs())).collect();
    assert!(!sizes.is_empty() && sizes.is_sorted_by(|one, other| one >= other), "{sizes:?}");
    for language in ["ar", "ckb"] {
        run(folder.path(), &["diff", "first", "second", "--lang", language]).ended(0);
    }
}

/// Help examples of these commands, run in order on the sample data.
#[test]
fn the_examples_of_the_help_work() {
    let folder = Folder::new("examples");
    crate::program::copy(&root().join("sample-data/chile-2021"), &folder.path().join("sample-data/chile-2021"));
    for command in ["freeze", "verify", "diff"] {
        let help = run(root(), &[command, "--help"]).ended(0);
        let (_, examples) = help.text().split_once("Examples:\n").unwrap();
        for line in examples.lines().map_while(|line| line.strip_prefix("  miqyas ")) {
            let words: Vec<&str> = line.split(' ').collect();
            run(folder.path(), &words).ended(0);
        }
    }
}
