//! The program as its users meet it: on sample data, on hostile files, and where the machine fails.
use crate::program::{Folder, Run, contents, copy, judged, program, root, run, settle};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const REGISTER: &str = "code,name_en,type\nA1,One,ministry\nA2,Two,ministry\n";
const ANSWERS: &str = "agency,criterion,answer\nA1,forms,1\nA1,news,1\nA2,forms,0\n";
const SETTINGS: &str = "framework = \"chile-egi\"\n";

/// A small assessment that is sound.
fn small() -> Folder {
    let folder = Folder::new("small");
    folder.write("in/assessment.toml", SETTINGS);
    folder.write("in/agencies.csv", REGISTER);
    folder.write("in/answers.csv", ANSWERS);
    folder
}

/// An assessment whose answers are these bytes.
fn with_answers(bytes: impl AsRef<[u8]>) -> Folder {
    let folder = small();
    folder.write("in/answers.csv", bytes);
    folder
}

fn samples() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join("sample-data"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("assessment.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}

#[test]
fn every_sample_is_assessed_in_every_language() {
    for name in samples() {
        for language in ["en", "ar", "ckb"] {
            let done = run(root(), &["assess", &format!("sample-data/{name}"), "--lang", language]).ended(0);
            assert!(!done.text().trim().is_empty(), "{name} in {language} says something");
        }
    }
}

#[test]
fn every_sample_can_be_checked_shown_and_printed_as_tables() {
    for name in samples() {
        let path = format!("sample-data/{name}");
        run(root(), &["check", &path]).ended(0);
        run(root(), &["status", &path, "--today", "2026-01-01"]).ended(0);
        for command in ["assess", "check", "status"] {
            let csv = run(root(), &[command, &path, "--table", "csv"]).ended(0);
            assert!(
                csv.text().lines().next().is_some_and(|heading| heading.contains(',')),
                "{command} {name}: {}",
                csv.text()
            );
            let json = run(root(), &[command, &path, "--table", "json"]).ended(0);
            let list: serde_json::Value =
                serde_json::from_slice(&json.out).unwrap_or_else(|error| panic!("{command} {name}: {error}"));
            let rows = csv_rows(csv.text());
            assert_eq!(list.as_array().unwrap().len(), rows - 1, "{command} {name}: as many objects as rows");
        }
    }
}

/// Records of a CSV text, quoted line ends counted as text.
fn csv_rows(text: &str) -> usize {
    let mut quoted = false;
    text.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            *byte == b'\n' && !quoted
        })
        .count()
}

#[test]
fn a_result_is_written_whole_and_the_same_twice() {
    let folder = Folder::new("results");
    let sample = root().join("sample-data/denpasar-spbe");
    for name in ["one", "two"] {
        run(folder.path(), &["assess", sample.to_str().unwrap(), "--out", name, "--lang", "ar"]).ended(0);
    }
    let one = contents(&folder.path().join("one"));
    assert_eq!(one, contents(&folder.path().join("two")), "same input, same bytes");
    for file in ["results.json", "manifest.json", "tables/scores.csv", "tables/findings.csv"] {
        assert!(one.contains_key(file), "{file} is written");
    }
    assert!(one.keys().any(|name| name.starts_with("charts/") && name.ends_with(".svg")));
    assert!(one.keys().any(|name| name.starts_with("charts/") && name.ends_with(".png")));
    let manifest: serde_json::Value = serde_json::from_slice(&one["manifest.json"]).unwrap();
    let inputs: Vec<&str> =
        manifest["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap()).collect();
    assert_eq!(inputs, ["agencies.csv", "answers.csv", "assessment.toml"]);
    let outputs = manifest["outputs"].as_array().unwrap().iter().map(|output| output.as_str().unwrap());
    assert!(outputs.eq(one.keys().map(String::as_str)), "every file is named");
    assert_eq!(names_beside(folder.path()), ["one", "two"], "nothing is left behind");
}

#[test]
fn hashes_are_those_of_the_files() {
    let folder = Folder::new("hashes");
    let sample = root().join("sample-data/chile-2021");
    run(folder.path(), &["assess", sample.to_str().unwrap(), "--out", "result"]).ended(0);
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("result/manifest.json")).unwrap()).unwrap();
    let Ok(tool) = Command::new("sha256sum").arg(sample.join("answers.csv")).output() else {
        assert!(std::env::var_os("CI").is_none(), "sha256sum is missing");
        return;
    };
    let expected = String::from_utf8(tool.stdout).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    let answers = inputs.iter().find(|input| input["path"] == "answers.csv").unwrap();
    assert_eq!(answers["sha256"].as_str().unwrap(), expected.split(' ').next().unwrap());
}

/// Names in a folder, hidden ones too.
fn names_beside(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn an_earlier_result_is_replaced_only_by_a_whole_one() {
    let folder = small();
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    let before = contents(&folder.path().join("out"));
    folder.write("in/answers.csv", "agency,criterion,answer\nA1,forms,0\n");
    folder.write("in/agencies.csv", "code,code\nA1,A1\n");
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(1);
    assert_eq!(contents(&folder.path().join("out")), before, "a failed assessment changes nothing");
    folder.write("in/agencies.csv", REGISTER);
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    assert_ne!(contents(&folder.path().join("out")), before, "a sound one replaces the result");
    assert_eq!(names_beside(folder.path()), ["in", "out"]);
}

#[test]
fn what_is_not_a_result_is_never_replaced() {
    let folder = small();
    folder.write("precious/thesis.txt", "years of work");
    run(folder.path(), &["assess", "in", "--out", "precious"]).ended(2);
    folder.write("pretender/manifest.json", "{\"program\": \"another\"}");
    run(folder.path(), &["assess", "in", "--out", "pretender"]).ended(2);
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    folder.write("out/tables/my-notes.txt", "mine");
    let refused = run(folder.path(), &["assess", "in", "--out", "out"]).ended(2);
    assert!(refused.err.contains("my-notes.txt"), "{}", refused.err);
    fs::remove_file(folder.path().join("out/tables/my-notes.txt")).unwrap();
    for mine in ["readme.txt", "notes.json", "tables/mine.csv", "charts/map.png"] {
        folder.write(&format!("out/{mine}"), "mine");
        let refused = run(folder.path(), &["assess", "in", "--out", "out"]).ended(2);
        assert!(refused.err.contains(mine.rsplit('/').next().unwrap()), "{mine}: {}", refused.err);
        assert_eq!(fs::read_to_string(folder.path().join("out").join(mine)).unwrap(), "mine");
        fs::remove_file(folder.path().join("out").join(mine)).unwrap();
    }
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    folder.write("out/tables/my-notes.txt", "mine");
    for place in ["in", ".", "in/answers.csv", "in/answers.csv/result", ""] {
        let refused = run(folder.path(), &["assess", "in", "--out", place]);
        assert!([2, 3].contains(&refused.code), "--out {place:?}: {}", refused.err);
        assert!(!refused.err.trim().is_empty(), "--out {place:?} says why");
    }
    assert_eq!(fs::read_to_string(folder.path().join("precious/thesis.txt")).unwrap(), "years of work");
    assert_eq!(fs::read_to_string(folder.path().join("out/tables/my-notes.txt")).unwrap(), "mine");
    assert_eq!(names_beside(&folder.path().join("in")), ["agencies.csv", "answers.csv", "assessment.toml"]);
}

#[test]
fn a_result_may_stand_in_a_folder_of_its_assessment() {
    let folder = small();
    run(folder.path(), &["assess", "in", "--out", "in/result"]).ended(0);
    let before = contents(&folder.path().join("in/result"));
    run(folder.path(), &["assess", "in", "--out", "in/result"]).ended(0);
    assert_eq!(contents(&folder.path().join("in/result")), before, "a result is no part of what is read");
    run(folder.path(), &["check", "in", "--strict"]).ended(0);
}

#[test]
fn a_result_is_not_taken_for_an_assessment() {
    let folder = small();
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    for command in ["assess", "check", "status"] {
        let refused = run(folder.path(), &[command, "out"]).ended(2);
        assert!(refused.err.contains("out is a result") && refused.err.contains("report.txt"), "{}", refused.err);
    }
}

#[test]
fn wrong_usage_is_said_in_the_language_asked_for() {
    let folder = small();
    for (arguments, said) in [
        (&["assess", "in", "--ouut", "x"][..], &["--ouut", "--out", "لا خيار"][..]),
        (&["asess", "in"], &["asess", "assess", "لا أمر"]),
        (&["explain", "in"], &["<AGENCY>", "ينقص", "miqyas explain"]),
        (&["status", "in", "--today", "yesterday"], &["yesterday", "--today", "تتعذر قراءة القيمة"]),
        (&["assess", "in", "--digits", "roman"], &["roman", "latin", "لا تصلح"]),
        (&["assess", "in", "--out"], &["--out", "إلى قيمة"]),
        (&["assess", "in", "--out", "a", "--out", "b"], &["--out", "مرتين"]),
    ] {
        let refused = run(folder.path(), &[arguments, &["--lang", "ar"]].concat()).ended(2);
        for said in said {
            assert!(refused.err.contains(said), "{arguments:?} says {said}: {}", refused.err);
        }
        assert!(!refused.err.contains("error:"), "{}", refused.err);
    }
}

#[test]
fn thousands_of_unused_columns_bury_nothing() {
    let folder = small();
    let further: Vec<String> = (0..2_000).map(|column| format!("extra {column}")).collect();
    let blanks = ",".repeat(further.len());
    folder.write("in/answers.csv", format!("agency,forms,{}\nA1,1{blanks}\n", further.join(",")));
    let shown = run(folder.path(), &["check", "in"]).ended(0);
    assert_eq!(shown.text().matches("note column-unknown").count(), 5);
    assert!(shown.text().contains("1995 more columns"), "{}", shown.text());
    assert!(!shown.text().contains("counted, not shown"), "{}", shown.text());
    let table = run(folder.path(), &["check", "in", "--table", "csv"]).ended(0);
    assert_eq!(table.text().matches("column-unknown").count(), 2_000);
}

#[test]
fn numbers_of_findings_follow_the_digits_and_codes_stay() {
    let folder = small();
    folder.write("in/assessment.toml", "framework = \"layne-lee\"\n");
    folder.write("in/answers.csv", "agency,cat04,cat02\nA1,3,6000%\n77,3,\n");
    folder.write("in/services.csv", "code,agency,steps_total,steps_online\ns1,A1,4,6\n");
    let shown = |digits: &str| run(folder.path(), &["check", "in", "--lang", "ar", "--digits", digits]).ended(0);
    let arabic = shown("arabic");
    assert!(arabic.text().contains("٦ أكثر من مجموع الخطوات ٤"), "{}", arabic.text());
    assert!(arabic.text().contains("٦٠٠٠٪") && arabic.text().contains("77"), "{}", arabic.text());
    let latin = shown("latin");
    assert!(latin.text().contains("6 أكثر من مجموع الخطوات 4"), "{}", latin.text());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_into_what_they_point_at() {
    let folder = small();
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    std::os::unix::fs::symlink("out", folder.path().join("link")).unwrap();
    run(folder.path(), &["assess", "in", "--out", "link"]).ended(2);
    folder.write("elsewhere/scores.csv", "mine");
    std::os::unix::fs::symlink("../elsewhere", folder.path().join("out/charts/more")).unwrap();
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(2);
    assert!(folder.path().join("elsewhere/scores.csv").exists());
}

#[test]
fn an_empty_folder_may_take_a_result() {
    let folder = small();
    fs::create_dir(folder.path().join("out")).unwrap();
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    run(folder.path(), &["assess", "in", "--out", "deep/er/out"]).ended(0);
    assert!(folder.path().join("deep/er/out/manifest.json").exists());
}

/// Answers that no agency would send on purpose: (what it is, its bytes, exit codes of `assess` that are right).
fn hostile() -> Vec<(&'static str, Vec<u8>, &'static [i32])> {
    let columns = |count: usize, cell: &str| vec![cell; count].join(",");
    let many = format!(
        "agency,{}\nA1,{}\n",
        (0..10_000).map(|n| format!("x{n}")).collect::<Vec<_>>().join(","),
        columns(10_000, "1")
    );
    vec![
        ("empty", Vec::new(), &[0]),
        ("only a byte order mark", b"\xef\xbb\xbf".to_vec(), &[0]),
        ("only line ends", b"\n\r\n\n".to_vec(), &[0]),
        ("header only", b"agency,criterion,answer\n".to_vec(), &[0]),
        ("header without line end", b"agency,criterion,answer".to_vec(), &[0]),
        ("binary", (0..=255_u8).cycle().take(70_000).collect(), &[1]),
        ("zip without a workbook", b"PK\x03\x04 not really".to_vec(), &[0, 1]),
        ("one agency", b"agency,criterion,answer\nA1,forms,1\n".to_vec(), &[0]),
        ("one criterion", b"agency,forms\nA1,1\nA2,0\n".to_vec(), &[0]),
        ("10,000 columns", many.into_bytes(), &[0, 1]),
        ("ragged rows", b"agency,criterion,answer\nA1\nA1,forms,1,2,3,4\n,,\nA2,forms,1\n".to_vec(), &[0, 1]),
        ("duplicate headers", b"agency,agency,criterion,answer\nA1,A2,forms,1\n".to_vec(), &[1]),
        ("a criterion twice", b"agency,forms,FORMS\nA1,1,0\n".to_vec(), &[1]),
        ("NUL bytes", b"agency,criterion,answer\nA1,fo\0rms,1\nA\0,forms,\0\n".to_vec(), &[0, 1]),
        ("broken UTF-8", b"agency,criterion,answer\nA1,forms,\xd9\x84\xff\n".to_vec(), &[1]),
        (
            "UTF-16",
            "agency,criterion,answer\nA1,forms,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            &[0, 1],
        ),
        ("a quote that never ends", b"agency,criterion,answer\nA1,forms,\"1\nA2,forms,1\n".to_vec(), &[0, 1]),
        ("quotes everywhere", b"\"agency\",\"criterion\",\"answer\"\n\"A1\",\"\"\"forms\",\"\"\n".to_vec(), &[0, 1]),
        ("carriage returns alone", b"agency,criterion,answer\rA1,forms,1\r".to_vec(), &[0, 1]),
        ("a very long cell", [b"agency,criterion,answer\nA1,forms,".to_vec(), vec![b'9'; 3_000_000]].concat(), &[0, 1]),
        ("numbers out of range", b"agency,criterion,answer\nA1,forms,1e999\nA2,forms,-0\nA2,news,NaN\n".to_vec(), &[0]),
        ("direction marks", "agency,criterion,answer\n\u{200f}A1\u{200f},\u{202b}forms\u{202c},١\n".into(), &[0, 1]),
        ("formulas", b"agency,criterion,answer\nA1,forms,=1+1\n@A2,+forms,-1\n".to_vec(), &[0, 1]),
        ("semicolons", b"agency;criterion;answer\nA1;forms;1\n".to_vec(), &[0]),
        ("tabs", b"agency\tcriterion\tanswer\nA1\tforms\t1\n".to_vec(), &[0]),
    ]
}

#[test]
fn hostile_answers_are_refused_or_judged_never_fatal() {
    for (what, bytes, codes) in hostile() {
        let folder = with_answers(bytes);
        let assessed = run(folder.path(), &["assess", "in", "--out", "out"]);
        assert!(codes.contains(&assessed.code), "{what}: exit {}\n{}", assessed.code, assessed.err);
        assert_eq!(folder.path().join("out").exists(), assessed.code == 0, "{what}: a result only where it is sound");
        if assessed.code == 1 {
            assert!(assessed.out.is_empty(), "{what}: nothing is written where nothing can be judged");
            assert!(!assessed.err.trim().is_empty(), "{what}: says what is wrong");
        }
        for command in ["check", "status"] {
            let done = run(folder.path(), &[command, "in"]);
            assert!([0, 1].contains(&done.code), "{command}, {what}: exit {}", done.code);
        }
        let plain = run(folder.path(), &["assess", "in/answers.csv"]);
        assert!([0, 1].contains(&plain.code), "as one plain file, {what}: exit {}\n{}", plain.code, plain.err);
    }
}

#[test]
fn hostile_registers_and_settings_are_refused_with_their_place() {
    for (name, bytes) in [
        ("agencies.csv", &b"\x00\x01\x02"[..]),
        ("agencies.csv", b"code\nA1\nA1\n"),
        ("agencies.csv", b"name_en\nOne\n"),
        ("assessment.toml", b"framework = "),
        ("assessment.toml", b"framework = \"chile-egi\"\nperiod = 3\n"),
        ("assessment.toml", b"framework = \"chile-egi\"\n[method]\nthreshold = \"high\"\n"),
        ("assessment.toml", b"\xff\xfe"),
        ("answers.xlsx", b"PK\x03\x04 not really"),
    ] {
        let folder = small();
        folder.write(&format!("in/{name}"), bytes);
        let refused = run(folder.path(), &["assess", "in"]);
        assert!([1, 2].contains(&refused.code), "{name}: exit {}\n{}", refused.code, refused.err);
        assert!(refused.err.contains(name), "{name} is named: {}", refused.err);
    }
}

#[test]
fn a_wrong_request_is_said_and_ends_with_2() {
    let folder = small();
    for (arguments, said) in [
        (&["assess", "nowhere"][..], "nowhere"),
        (&["assess", "in/answers.csv/deeper"], "deeper"),
        (&["assess", "in", "--framework", "layne-leee"], "layne-lee"),
        (&["assess", "in", "--framework", "missing.toml"], "missing.toml"),
        (&["assess", "in", "--edition", "huge"], "huge"),
        (&["assess", "in", "--table", "csv:nothing"], "scores"),
        (&["assess", "in", "--table", "yaml"], "csv"),
        (&["assess", "in", "--only", "type"], "COLUMN=VALUE"),
        (&["assess", "in", "--lang", "fr"], "ckb"),
        (&["check", "in", "--only", "type=ministry"], "reads whole files"),
        (&["explain", "in", "A9"], "A9"),
        (&["explain", "in", "A1", "egj"], "egi"),
        (&["explain", "in", "A1", "--period", "1999"], "1999"),
        (&["schema", "answer"], "answers"),
        (&["framework", "show", "layne"], "layne-lee"),
        (&["assess"], "Usage"),
        (&["asses", "in"], "assess"),
    ] {
        let refused = run(folder.path(), arguments).ended(2);
        assert!(refused.err.contains(said), "{arguments:?} says {said}: {}", refused.err);
        assert!(refused.out.is_empty());
    }
}

#[test]
fn a_folder_without_answers_is_an_error_of_the_material() {
    let folder = Folder::new("bare");
    fs::create_dir(folder.path().join("in")).unwrap();
    run(folder.path(), &["assess", "in"]).ended(1);
    fs::create_dir(folder.path().join("in/answers.csv")).unwrap();
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(1);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn arabic_paths_with_spaces_are_like_any_other() {
    let folder = Folder::new("تقييم الوزارات 2025");
    folder.write("بيانات العراق/assessment.toml", SETTINGS);
    folder.write("بيانات العراق/agencies.csv", REGISTER);
    folder.write("بيانات العراق/answers-وزارة العدل.csv", ANSWERS);
    run(folder.path(), &["assess", "بيانات العراق", "--out", "نتيجة 1", "--lang", "ar"]).ended(0);
    let manifest = fs::read_to_string(folder.path().join("نتيجة 1/manifest.json")).unwrap();
    assert!(manifest.contains("answers-وزارة العدل.csv"));
    run(folder.path(), &["assess", "بيانات العراق/answers-وزارة العدل.csv", "--lang", "ckb"]).ended(0);
}

#[test]
fn a_plain_file_is_assessed_and_what_was_inferred_is_said() {
    let folder = with_answers(ANSWERS);
    let done = run(folder.path(), &["assess", "in/answers.csv"]).ended(0);
    assert!(done.err.contains("chile-"), "the framework is inferred from the criteria: {}", done.err);
    let quiet = run(folder.path(), &["assess", "in/answers.csv", "--quiet"]).ended(0);
    assert!(quiet.err.is_empty(), "{}", quiet.err);
    assert_eq!(quiet.out, done.out);
}

#[test]
fn strict_makes_warnings_fail() {
    let folder = with_answers("agency,criterion,answer\nA1,forms,1\nA1,news,7\n");
    run(folder.path(), &["assess", "in"]).ended(0);
    run(folder.path(), &["assess", "in", "--strict"]).ended(1);
    let checked = run(folder.path(), &["check", "in"]).ended(0);
    assert!(checked.text().contains("answer-off-scale"), "{}", checked.text());
    run(folder.path(), &["check", "in", "--strict"]).ended(1);
}

#[test]
fn every_finding_is_listed_however_many_there_are() {
    let mut answers = "agency,criterion,answer\nA1,forms,1\n".to_owned();
    for row in 0..3000 {
        answers += &format!("A1,unknown{row},1\n");
    }
    let folder = with_answers(answers);
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    let listed = fs::read_to_string(folder.path().join("out/tables/findings.csv")).unwrap();
    assert_eq!(listed.matches("unknown-criterion").count(), 3000);
    assert_eq!(listed.matches('\u{feff}').count(), 1, "one byte order mark, at the beginning");
    let checked = run(folder.path(), &["check", "in", "--table", "csv"]).ended(0);
    assert_eq!(checked.text().matches("unknown-criterion").count(), 3000);
    let checked = run(folder.path(), &["check", "in", "--table", "json"]).ended(0);
    let list: serde_json::Value = serde_json::from_slice(&checked.out).unwrap();
    let of_code = list.as_array().unwrap().iter().filter(|row| row.to_string().contains("unknown-criterion")).count();
    assert_eq!(of_code, 3000);
}

#[test]
fn every_finding_of_judgement_is_listed_too() {
    let folder = small();
    let register: String = (0..1500).map(|agency| format!("B{agency},Silent {agency},ministry\n")).collect();
    folder.write("in/agencies.csv", REGISTER.to_owned() + &register);
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    let listed = fs::read_to_string(folder.path().join("out/tables/findings.csv")).unwrap();
    assert_eq!(listed.matches("no-response").count(), 1500);
    let checked = run(folder.path(), &["check", "in", "--table", "csv"]).ended(0);
    assert_eq!(checked.text().matches("no-response").count(), 1500);
}

#[test]
fn only_narrows_what_is_shown() {
    let all = run(root(), &["assess", "sample-data/chile-2021", "--table", "csv"]).ended(0);
    let some =
        run(root(), &["assess", "sample-data/chile-2021", "--table", "csv", "--only", "region=Antofagasta"]).ended(0);
    assert!(csv_rows(some.text()) < csv_rows(all.text()));
    let rows: BTreeSet<&str> = all.text().lines().collect();
    assert!(some.text().lines().all(|row| rows.contains(row)), "ranks and stages do not depend on what is shown");
}

#[test]
fn a_result_of_a_selection_names_no_other_agency() {
    let folder = small();
    folder.write("in/agencies.csv", "code,type\nA1,ministry\nA2,ministry\nsilent-one,office\nsilent-two,office\n");
    let of = |only: &[&str]| {
        let arguments = [&["assess", "in", "--out", "out"], only].concat();
        run(folder.path(), &arguments).ended(0);
        contents(&folder.path().join("out"))
    };
    let all = of(&[]);
    assert!(all.contains_key("results.json"));
    assert!(String::from_utf8_lossy(&all["tables/findings.csv"]).contains("silent-two"));
    let some = of(&["--only", "code=silent-one"]);
    assert!(!some.contains_key("results.json"));
    let findings = String::from_utf8_lossy(&some["tables/findings.csv"]);
    assert!(findings.contains("silent-one") && !findings.contains("silent-two"), "{findings}");
    assert!(!String::from_utf8_lossy(&some["report.txt"]).contains("silent-two"));
    of(&[]);
}

#[test]
fn kpis_and_national_items_are_explained() {
    let sample = "sample-data/example";
    let kpi = run(root(), &["explain", sample, "interior", "eff1", "--period", "2025", "--lang", "en"]).ended(0);
    for said in ["1,230,036", "174,550", "kpis.csv", "numerator"] {
        assert!(kpi.text().contains(said), "{said}: {}", kpi.text());
    }
    run(root(), &["explain", sample, "nation", "eff1"]).ended(0);
    for language in ["en", "ar", "ckb"] {
        let national =
            run(root(), &["explain", sample, "nation", "inf05", "--period", "2025", "--lang", language]).ended(0);
        assert!(national.text().contains("answers-national.csv"), "{}", national.text());
    }
    let refused = run(root(), &["explain", sample, "interior", "inf05", "--lang", "en"]).ended(2);
    assert!(refused.err.contains("inf05") && refused.err.contains("national item"), "{}", refused.err);
    let refused = run(root(), &["explain", sample, "nation", "cat", "--lang", "en"]).ended(2);
    assert!(refused.err.contains("national items"), "{}", refused.err);
    let unknown = run(root(), &["explain", sample, "interior", "eff11", "--lang", "en"]).ended(2);
    assert!(unknown.err.contains("eff1"), "{}", unknown.err);
}

#[test]
fn digits_follow_the_option() {
    let arabic = run(root(), &["assess", "sample-data/chile-2021", "--lang", "ar", "--digits", "arabic"]).ended(0);
    assert!(arabic.text().contains('٣'));
    let latin = run(root(), &["assess", "sample-data/chile-2021", "--lang", "ar", "--digits", "latin"]).ended(0);
    assert!(!latin.text().chars().any(|letter| ('٠'..='٩').contains(&letter)));
}

#[test]
fn a_selection_that_nobody_meets_is_refused() {
    for (only, known) in [("nocol=x", "region"), ("region=Nowhere", "Nowhere")] {
        let refused = run(root(), &["assess", "sample-data/chile-2021", "--only", only]).ended(2);
        assert!(refused.out.is_empty() && refused.err.contains(known), "{only}: {}", refused.err);
    }
}

#[test]
fn an_assessment_without_agencies_says_so() {
    let folder = Folder::new("nobody");
    for (name, bytes) in [("empty.csv", ""), ("header.csv", "agency,criterion,answer\n")] {
        folder.write(name, bytes);
        let refused = run(folder.path(), &["check", name]).ended(1);
        assert!(refused.text().contains("no-agencies"), "{}", refused.text());
    }
}

#[test]
fn lines_fold_to_the_width() {
    for width in ["60", "80", "120"] {
        for language in ["en", "ar", "ckb"] {
            let output = program(root())
                .args(["assess", "sample-data/chile-2021", "--lang", language])
                .env("COLUMNS", width)
                .output()
                .unwrap();
            let done = judged(output, "assess").ended(0);
            let widest = done.text().lines().map(miqyas::pointer::cells).max().unwrap();
            assert!(widest <= width.parse().unwrap(), "{language} at {width}: a line of {widest} cells");
        }
    }
}

#[test]
fn the_systems_language_is_used_where_none_is_asked_for() {
    let folder = small();
    let output = program(folder.path()).args(["assess", "in"]).env("LC_ALL", "ar_IQ.UTF-8").output().unwrap();
    let done = judged(output, "assess").ended(0);
    assert!(done.text().chars().any(|letter| ('ا'..='ي').contains(&letter)), "{}", done.text());
    let output = program(folder.path()).args(["assess", "in"]).env("LANG", "C.UTF-8").output().unwrap();
    judged(output, "assess").ended(0);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for arguments in [
        &["assess", "sample-data/chile-2021", "--table", "csv:scores"][..],
        &["check", "sample-data/chile-2021"],
        &["framework", "show", "layne-lee"],
        &["schema", "results"],
        &["completions", "bash"],
    ] {
        let mut child = program(root()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        judged(child.wait_with_output().unwrap(), &arguments.join(" ")).ended(0);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    for arguments in [&["assess", "sample-data/chile-2021"][..], &["schema"], &["man"], &["completions", "zsh"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(root()).args(arguments).stdout(full).output().unwrap();
        let failed = judged(output, &arguments.join(" ")).ended(3);
        assert!(!failed.err.trim().is_empty());
    }
}

/// A disk that fills up while the result is being written: files may not grow beyond a few blocks.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_the_earlier_result() {
    let folder = small();
    run(folder.path(), &["assess", "in", "--out", "out"]).ended(0);
    let before = contents(&folder.path().join("out"));
    let mut shell = Command::new("sh");
    settle(&mut shell, folder.path());
    shell.args([
        "-c",
        "trap '' XFSZ; ulimit -f 4; exec \"$0\" assess in --out out --lang ar",
        env!("CARGO_BIN_EXE_miqyas"),
    ]);
    let failed = judged(shell.output().unwrap(), "assess with a small disk").ended(3);
    assert!(!failed.err.trim().is_empty());
    assert_eq!(contents(&folder.path().join("out")), before);
    assert_eq!(names_beside(folder.path()), ["in", "out"], "nothing half-made is left");
}

/// What may not be read or written: as root the program is run as another user, whom permissions bind.
#[cfg(unix)]
#[test]
fn missing_permission_is_said() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let folder = small();
    let own = folder.path().join("miqyas");
    fs::copy(env!("CARGO_BIN_EXE_miqyas"), &own).unwrap();
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&own, 0o755);
    let root_runs = fs::metadata(&own).unwrap().uid() == 0;
    let attempt = |arguments: &[&str]| -> Run {
        let mut command = Command::new(&own);
        settle(&mut command, folder.path());
        if root_runs {
            command.uid(NOBODY).gid(NOBODY);
        }
        judged(command.args(arguments).output().unwrap(), &arguments.join(" "))
    };
    mode(folder.path(), 0o755);
    attempt(&["assess", "in"]).ended(0);
    fs::create_dir(folder.path().join("locked")).unwrap();
    mode(&folder.path().join("locked"), 0o500);
    let refused = attempt(&["assess", "in", "--out", "locked/out"]).ended(3);
    assert!(refused.err.contains("permission") && refused.err.contains("locked/out:"), "{}", refused.err);
    assert!(!refused.err.contains("partial"), "the user's own name: {}", refused.err);
    mode(&folder.path().join("in/answers.csv"), 0o000);
    let refused = attempt(&["assess", "in"]).ended(1);
    assert!(refused.err.contains("answers.csv"), "{}", refused.err);
    mode(&folder.path().join("in"), 0o000);
    attempt(&["assess", "in"]).ended(3);
    mode(&folder.path().join("in"), 0o755);
}

#[test]
fn a_new_folder_is_accepted_at_once() {
    let frameworks = run(root(), &["framework", "list", "--table", "json"]).ended(0);
    let frameworks: serde_json::Value = serde_json::from_slice(&frameworks.out).unwrap();
    for framework in frameworks.as_array().unwrap() {
        let code = framework["code"].as_str().unwrap();
        for language in ["en", "ar", "ckb"] {
            let folder = Folder::new("begin");
            let new = ["new", "my assessment", "--framework", code, "--lang", language];
            run(folder.path(), &new).ended(0);
            let checked = run(folder.path(), &["check", "my assessment", "--strict"]);
            assert_eq!(checked.code, 0, "{code} in {language}: {}", checked.text());
            run(folder.path(), &["assess", "my assessment", "--out", "result"]).ended(0);
            let before = contents(folder.path());
            run(folder.path(), &new).ended(2);
            assert_eq!(contents(folder.path()), before, "what is there stays");
        }
    }
}

#[test]
fn whoever_replaces_the_example_agency_has_nothing_to_clear_away() {
    let folder = Folder::new("replaced");
    run(folder.path(), &["new", "mine"]).ended(0);
    let register = fs::read_to_string(folder.path().join("mine/agencies.csv")).unwrap();
    folder.write("mine/agencies.csv", register.replace("agency-1", "moh"));
    let shown = run(folder.path(), &["check", "mine"]).ended(0);
    assert_eq!(shown.text().matches("warning ").count(), 1, "said once for the whole file: {}", shown.text());
    assert!(shown.text().contains("warning unknown-agency × "), "{}", shown.text());
    folder.write("mine/agencies.csv", register);
    for file in ["mine/agencies.csv", "mine/answers.csv"] {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.contains("agency-1"), "{file}");
        folder.write(file, text.replace("agency-1", "moh"));
    }
    run(folder.path(), &["check", "mine", "--strict"]).ended(0);
    let guide = fs::read_to_string(folder.path().join("mine/GUIDE.md")).unwrap();
    for table in ["services.csv", "evidence.csv", "kpis.csv", "costs.csv"] {
        assert!(guide.contains(&format!("`{table}`\n\n```")), "an example of {table}");
    }
}

#[test]
fn stepped_over_agencies_are_counted_apart_everywhere() {
    let folder = Folder::new("apart");
    let sample = root().join("sample-data/example");
    run(folder.path(), &["assess", sample.to_str().unwrap(), "--out", "result", "--lang", "en"]).ended(0);
    let report = fs::read_to_string(folder.path().join("result/report.txt")).unwrap();
    let ladder: Vec<&str> = report.lines().filter(|line| line.starts_with("where a stage does not apply")).collect();
    let supported = ladder[0].split_whitespace().rev().nth(1).unwrap();
    let (_, sweep) = report.split_once("when the threshold moves").expect("a sweep");
    let heading = sweep.lines().take(9).collect::<Vec<_>>().join(" ");
    assert!(heading.contains("apply"), "{heading}");
    let row = sweep.lines().map(str::trim).find(|line| line.starts_with("50 ")).expect("the threshold used");
    let cells: Vec<usize> = row.split_whitespace().map(|cell| cell.parse().unwrap()).collect();
    assert_eq!(cells[1..].iter().sum::<usize>(), 23, "everybody stands somewhere: {row}");
    assert_eq!(cells[cells.len() - 2].to_string(), supported, "{row}");
    let moves = fs::read_to_string(folder.path().join("result/charts/moves.svg")).unwrap();
    assert!(moves.contains("where a stage does not apply: "), "in the description of the chart");
    let lead = report.lines().find(|line| line.starts_with("Since 2025: ")).unwrap();
    assert!(moves.contains(lead), "one count in text and chart: {lead}");
    assert!(moves.contains("beside the stages before or after: 4"));
}

#[test]
fn promises_that_nobody_can_verify_are_not_called_broken() {
    let shown = run(root(), &["assess", "sample-data/iraq-chronology", "--lang", "en"]).ended(0);
    let said = shown.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("by what is checked: none of them can be verified."), "{said}");
    assert!(!said.contains("none is kept"), "{said}");
    let judged = run(root(), &["assess", "sample-data/example", "--lang", "ar"]).ended(0);
    let said = judged.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("واحد أُنجز وواحد أُنجز جزئيًا وواحد لم يحن"), "{said}");
    assert!(said.contains("فأكثر: تعذّر الحكم") && !said.contains("٣+"), "{said}");
}

#[test]
fn the_order_of_a_long_list_is_said_and_only_judged_agencies_stand_in_it() {
    let shown = run(root(), &["assess", "sample-data/chile-2021", "--lang", "en"]).ended(0);
    let (_, bottom) = shown.text().split_once("that stand lowest").unwrap();
    let (bottom, _) = bottom.split_once("── ").unwrap();
    assert!(bottom.contains("Order: the highest stage first (claimed)"), "{bottom}");
    assert!(bottom.contains("12 agencies that cannot be judged or did not respond"), "{bottom}");
    assert!(!bottom.split("Order:").next().unwrap().contains("did not respond"), "{bottom}");
}

#[test]
fn a_new_framework_is_sound_and_judges() {
    let folder = Folder::new("framework");
    run(folder.path(), &["framework", "new", "mine.toml"]).ended(0);
    run(folder.path(), &["framework", "new", "mine.toml"]).ended(2);
    run(folder.path(), &["framework", "check", "mine.toml"]).ended(0);
    run(folder.path(), &["framework", "show", "mine.toml"]).ended(0);
    run(folder.path(), &["new", "begun", "--framework", "mine.toml"]).ended(0);
    run(folder.path(), &["assess", "begun"]).ended(0);
}

#[test]
fn faults_of_a_framework_are_pointed_at() {
    let folder = Folder::new("faults");
    run(folder.path(), &["framework", "new", "mine.toml"]).ended(0);
    let sound = fs::read_to_string(folder.path().join("mine.toml")).unwrap();
    folder.write("mine.toml", sound.replacen("scale = \"degree\"", "scale = \"degre\"", 1));
    let line = 1 + sound.lines().position(|line| line == "scale = \"degree\"").unwrap();
    for language in ["en", "ar", "ckb"] {
        let faulty = run(folder.path(), &["framework", "check", "mine.toml", "--lang", language]).ended(1);
        assert!(faulty.text().contains(&format!("mine.toml:{line}:")), "{}", faulty.text());
        assert!(faulty.text().contains("^^^^^"), "{}", faulty.text());
    }
    let table = run(folder.path(), &["framework", "check", "mine.toml", "--table", "json"]).ended(1);
    let table: serde_json::Value = serde_json::from_slice(&table.out).unwrap();
    assert_eq!(table[0]["line"], line);
    run(
        folder.path(),
        &["assess", root().join("sample-data/chile-2021").to_str().unwrap(), "--framework", "mine.toml"],
    )
    .ended(1);
}

#[test]
fn schemas_are_published() {
    for (name, property) in [("framework", "criteria"), ("extension", "extends"), ("results", "assessments")] {
        let done = run(root(), &["schema", name]).ended(0);
        let schema: serde_json::Value = serde_json::from_slice(&done.out).unwrap();
        assert!(schema["properties"][property].is_object(), "{name} describes {property}");
    }
    for kind in miqyas::survey::KINDS {
        let done = run(root(), &["schema", kind.name, "--table", "csv"]).ended(0);
        for column in kind.columns {
            assert!(done.text().contains(column.name), "{} shows {}", kind.name, column.name);
        }
    }
}

#[test]
fn completions_and_manual_know_every_command() {
    let commands = commands(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = run(root(), &["completions", shell]).ended(0);
        assert!(commands.iter().all(|command| done.text().contains(command.as_str())), "{shell}");
    }
    let folder = Folder::new("manual");
    run(folder.path(), &["man", "--out", "pages"]).ended(0);
    for command in commands {
        let page = folder.path().join("pages").join(format!("miqyas-{command}.1"));
        assert!(fs::read_to_string(&page).is_ok_and(|page| page.contains(".TH")), "{}", page.display());
    }
}

/// The subcommands that a command's help lists.
fn commands(above: &[&str]) -> Vec<String> {
    let help = run(root(), &[above, &["--help"]].concat()).ended(0);
    let text = help.text().to_owned();
    let Some((_, list)) = text.split_once("\nCommands:\n") else { return Vec::new() };
    list.lines()
        .take_while(|line| line.starts_with("  "))
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_example_in_the_help_works() {
    let mut waiting: Vec<Vec<String>> = vec![Vec::new()];
    let mut tried = 0;
    while let Some(path) = waiting.pop() {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        waiting.extend(commands(&words).into_iter().map(|name| [path.clone(), vec![name]].concat()));
        let help = run(root(), &[words.as_slice(), &["--help"]].concat()).ended(0);
        let examples: Vec<&str> = help.text().lines().filter_map(|line| line.strip_prefix("  miqyas ")).collect();
        assert!(!examples.is_empty(), "`miqyas {}` shows an example", path.join(" "));
        let folder = Folder::new("examples");
        copy(&root().join("sample-data"), &folder.path().join("sample-data"));
        for example in examples {
            let done = run(folder.path(), &example.split_whitespace().collect::<Vec<_>>());
            assert_eq!(done.code, 0, "miqyas {example}\n{}", done.err);
            tried += 1;
        }
    }
    assert!(tried > 10, "examples are found in the help");
}

#[test]
fn a_result_is_printed_again_in_the_language_in_which_it_was_written() {
    let folder = small();
    folder.write("in/assessment.toml", format!("{SETTINGS}languages = [\"ar\", \"en\"]\n"));
    run(folder.path(), &["assess", "in", "--lang", "en", "--quiet", "--out", "out"]).ended(0);
    let again = run(folder.path(), &["report", "out"]).ended(0);
    assert!(again.text().contains("Ranking"), "{}", again.text());
    let asked = run(folder.path(), &["report", "out", "--lang", "ar"]).ended(0);
    assert!(!asked.text().contains("Ranking"), "{}", asked.text());
}

#[test]
fn an_agency_outside_the_selection_is_not_called_unassessed() {
    let folder = small();
    folder.write("in/agencies.csv", "code,name_en,type\nA1,One,ministry\nA2,Two,authority\n");
    run(folder.path(), &["assess", "in", "--quiet", "--out", "out"]).ended(0);
    for asked in ["--agency", "--verdict"] {
        let words = ["report", "out", asked, "A2", "--only", "type=ministry", "--lang", "en"];
        let refused = run(folder.path(), &words).ended(2);
        assert!(refused.err.contains("--only") && !refused.err.contains("not assessed"), "{}", refused.err);
        run(folder.path(), &["report", "out", asked, "A1", "--only", "type=ministry", "--lang", "en"]).ended(0);
    }
}
