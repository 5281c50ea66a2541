//! Recorded exports of survey tools: each parses to what its manifest records.
use crate::program::{Folder, run};
use miqyas::finding::{Finding, Severity};
use miqyas::framework::Framework;
use miqyas::framework::parse::{Source, parse};
use miqyas::import::account::{ColumnFate, RowFate};
use miqyas::import::written::written;
use miqyas::import::{self, Prepared, Wanted};
use miqyas::input::SourceFile;
use miqyas::survey::{self, Offer, Settings, SourceSettings};
use miqyas::table::{Cell, Table};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FOLDER: &str = "tests/collection";

fn framework() -> Framework {
    let text = fs::read_to_string(Path::new(FOLDER).join("framework.toml")).unwrap();
    parse(Source { file: "framework.toml", text: &text }, &|_| None).unwrap()
}

/// The mapping that a recorded file needs, by the beginning of its name.
fn source_of(file: &str) -> SourceSettings {
    let mapping = ["kobo", "limesurvey", "ms_forms"].into_iter().find(|tool| file.starts_with(tool));
    let mapping = mapping.map(|tool| fs::read_to_string(Path::new(FOLDER).join(format!("{tool}.toml"))).unwrap());
    let central = "[columns]\nservice_level = \"svc\"\nchannels_other = \"channels.other\"\n".to_owned();
    let text = mapping.or_else(|| file.starts_with("central").then_some(central)).unwrap_or_default();
    SourceSettings { file: file.to_owned(), ..SourceSettings::parse("mapping.toml", &text).unwrap() }
}

fn prepare(file: &str, source: SourceSettings) -> Prepared<'static> {
    let path = ["examples", "dirty"].map(|folder| Path::new(FOLDER).join(folder).join(file));
    let bytes = fs::File::open(path.iter().find(|path| path.exists()).unwrap()).unwrap();
    let mut settings = Settings::default();
    settings.sources.push(source);
    let files = vec![SourceFile { name: file.to_owned(), bytes: Box::new(bytes) }];
    import::prepare(files, Wanted::Every, &settings, &framework())
}

/// The tables of an import, with the register of the recorded agencies.
fn tables(prepared: &Prepared) -> (Vec<Table>, Vec<Finding>) {
    let framework = framework();
    let register = fs::File::open(Path::new(FOLDER).join("agencies.csv")).unwrap();
    let files = vec![SourceFile { name: "agencies.csv".to_owned(), bytes: Box::new(register) }];
    let offer = Offer { ready: prepared.offer.ready.clone(), ..Offer::from(files) };
    let (survey, findings) = survey::read(&Settings::default(), &framework, offer, &|_| (), &mut |_| ());
    (written(&prepared.offer.ready, &prepared.remarks, &survey, &framework), findings.held().to_vec())
}

/// The rows of a table as texts by heading.
fn rows(tables: &[Table], name: &str) -> Vec<BTreeMap<String, String>> {
    let Some(table) = tables.iter().find(|table| table.name == name) else { return Vec::new() };
    let text = |cell: &Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Number { value, .. } => value.to_string(),
    };
    table.rows.iter().map(|row| table.columns.iter().cloned().zip(row.iter().map(text)).collect()).collect()
}

/// What an import says of the agencies, in the manifest's shape.
fn parsed(tables: &[Table]) -> Value {
    let number = |text: &str| text.parse::<f64>().map_or_else(|_| json!(text), |number| json!(number));
    let mut agencies = serde_json::Map::new();
    for agency in ["moh", "moe", "mof"] {
        let own: Vec<_> = rows(tables, "answers").into_iter().filter(|row| row["agency"] == agency).collect();
        let one = |criterion: &str| {
            let mut found = own.iter().filter(|row| row["criterion"] == criterion);
            let text = found.next().map(|row| row["answer"].clone());
            assert!(found.next().is_none(), "{agency} answers {criterion} once");
            text.filter(|text| !text.is_empty())
        };
        let services: Vec<Value> = own
            .iter()
            .filter(|row| row["criterion"] == "svc" && row["answer"] != "NA")
            .map(|row| number(&row["answer"]))
            .collect();
        let mut channels: Vec<String> =
            one("channels").map(|text| text.split(';').map(str::to_owned).collect()).unwrap_or_default();
        channels.sort();
        let remarks = rows(tables, "remarks");
        let other = remarks.iter().find(|row| row["agency"] == agency && row["criterion"] == "channels");
        agencies.insert(
            agency.to_owned(),
            json!({
                "gov_01": one("gov_01").map(|text| number(&text)),
                "gov_02": one("gov_02").map(|text| number(&text)),
                "svc": services,
                "channels": channels,
                "channels_other": other.map(|row| row["text"].clone()),
                "budget_share": one("budget_share").map(|text| number(&text)),
            }),
        );
    }
    Value::Object(agencies)
}

/// Whole numbers as floats, so that 3 is 3.0.
fn floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(list) => list.iter().map(floats).collect(),
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), floats(value))).collect(),
        other => other.clone(),
    }
}

fn errors(prepared: &Prepared) -> Vec<&'static str> {
    let findings = prepared.offer.findings.iter();
    findings
        .filter(|finding| finding.problem.severity() == Severity::Error)
        .map(|finding| finding.problem.code())
        .collect()
}

#[test]
fn every_recorded_export_parses_to_what_is_recorded() {
    let manifest = fs::read_to_string(Path::new(FOLDER).join("examples/manifest.json")).unwrap();
    let entries: Vec<Value> = serde_json::from_str(&manifest).unwrap();
    let mut parsed_files = 0;
    let mut wrong = Vec::new();
    for entry in &entries {
        let file = entry["file"].as_str().unwrap();
        let recorded = &entry["parses_to"];
        // The others have tests of their own below.
        if !recorded.is_object() || file == "questionnaire_moh_ar.xlsx" {
            continue;
        }
        let prepared = prepare(file, source_of(file));
        assert_eq!(errors(&prepared), [""; 0], "{file}: {:?}", prepared.offer.findings);
        let (found, recorded) = (parsed(&tables(&prepared).0), floats(recorded));
        parsed_files += 1;
        for agency in ["moh", "moe", "mof"] {
            for key in recorded[agency].as_object().unwrap().keys() {
                if found[agency][key] != recorded[agency][key] {
                    wrong.push(format!(
                        "{file} {agency}.{key}: {} instead of {}",
                        found[agency][key], recorded[agency][key]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(parsed_files, 17, "files with a recorded parse");
}

#[test]
fn every_row_and_cell_is_accounted_for() {
    for entry in fs::read_dir(Path::new(FOLDER).join("examples")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        if !["csv", "zip", "xlsx"].iter().any(|ending| file.ends_with(ending)) {
            continue;
        }
        for account in prepare(&file, source_of(&file)).accounts {
            for sheet in account.sheets {
                assert_eq!(sheet.fates.values().sum::<u64>(), sheet.rows, "{}", sheet.label);
                let dropped = sheet.columns.iter().filter(|column| column.fate == ColumnFate::LeftOut).count();
                assert_eq!(dropped, 0, "{}: nothing is left out unless the user says so", sheet.label);
            }
        }
    }
}

#[test]
fn texts_as_headings_and_lost_names_are_refused() {
    let unmapped = |file: &str| SourceSettings { file: file.to_owned(), ..SourceSettings::default() };
    let file = "limesurvey_full_long_ar.csv";
    assert_eq!(errors(&prepare(file, unmapped(file))), ["headings-are-texts"]);
    let mut mapped = unmapped(file);
    mapped.columns.insert("هل لدى الجهة استراتيجية رقمية معتمدة؟".to_owned(), "gov_01".to_owned());
    let prepared = prepare(file, mapped);
    assert_eq!(errors(&prepared), [""; 0]);
    assert_eq!(rows(&tables(&prepared).0, "answers")[0]["answer"], "3");
    let file = "kobo_dup_names_lossy.csv";
    assert_eq!(errors(&prepare(file, unmapped(file))), ["no-question-named"]);
}

#[test]
fn rejected_submissions_are_left_out_unless_they_are_asked_for() {
    let file = "kobo_xml_group.xlsx";
    let source = SourceSettings { rejected: survey::Rejected::LeftOut, ..source_of(file) };
    let prepared = prepare(file, source);
    let [main, services] = prepared.accounts[0].sheets.as_slice() else { panic!("two tables") };
    assert_eq!(main.fates, BTreeMap::from([(RowFate::Used, 2), (RowFate::Rejected, 1)]));
    assert_eq!(services.fates, BTreeMap::from([(RowFate::Used, 2), (RowFate::WithSubmission, 1)]));
    let found = parsed(&tables(&prepared).0);
    assert_eq!(found["moe"]["gov_01"], Value::Null);
    let rejected =
        prepared.offer.findings.iter().find(|finding| finding.problem.code() == "submission-rejected").unwrap();
    assert_eq!(rejected.place.row, Some(3));
    assert_eq!(rejected.place.column.as_deref(), Some("_validation_status"));
}

#[test]
fn an_edited_submission_counts_once_the_newest() {
    let file = "kobo_xml_two_versions.csv";
    let prepared = prepare(file, source_of(file));
    let replaced: Vec<_> = prepared
        .offer
        .findings
        .iter()
        .filter(|finding| finding.problem.code() == "submission-replaced-in-part")
        .collect();
    assert_eq!(replaced.len(), 1);
    assert_eq!(replaced[0].place.row, Some(2));
    // The older form calls the question otherwise: the user says that it is the same.
    let mut source = source_of(file);
    source.columns.insert("gov_2".to_owned(), "gov_02".to_owned());
    let found = parsed(&tables(&prepare(file, source)).0);
    assert_eq!(found["moh"]["gov_02"], json!(2.0));
}

/// An export in one text file; gives the codes of its findings, with their rows, and the answers.
fn export(text: &str, columns: &[(&str, &str)]) -> (Vec<(&'static str, Option<u64>)>, Vec<String>) {
    let mut source = SourceSettings { file: "export.csv".to_owned(), ..SourceSettings::default() };
    source.columns.extend(columns.iter().map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned())));
    let mut settings = Settings::default();
    settings.sources.push(source);
    let files = vec![SourceFile { name: "export.csv".to_owned(), bytes: Box::new(text.as_bytes()) }];
    let prepared = import::prepare(files, Wanted::Every, &settings, &framework());
    let answers = rows(&tables(&prepared).0, "answers");
    let answers = answers.iter().map(|row| format!("{} {}={}", row["agency"], row["criterion"], row["answer"]));
    let findings = prepared.offer.findings.iter().map(|finding| (finding.problem.code(), finding.place.row));
    (findings.collect(), answers.collect())
}

#[test]
fn undecrypted_unfinished_and_orphaned_rows_are_said() {
    let odk = "SubmissionDate,agency,gov_01,KEY,Status,ReviewState\n2026-10-04T06:15:22Z,moh,3,uuid:1,,\n2026-10-05T06:15:22Z,,,uuid:2,not decrypted,\n2026-10-06T06:15:22Z,moe,2,uuid:3,,rejected\n";
    let (findings, answers) = export(odk, &[]);
    assert!(
        findings.contains(&("submission-encrypted", Some(3))) && findings.contains(&("submission-rejected", Some(4)))
    );
    assert_eq!(answers, ["moh gov_01=3"]);
    let limesurvey = "id;submitdate;lastpage;AGENCY;GOV01\n1;2026-10-04 09:15:22;3;moh;L3\n2;;1;moe;L1\n";
    let (findings, answers) = export(limesurvey, &[]);
    assert!(findings.contains(&("submission-unfinished", Some(3))), "{findings:?}");
    assert_eq!(answers, ["moh gov_01=3", "moe gov_01=1"]);
}

#[test]
fn a_repeat_without_its_submission_is_said() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut zip = zip::ZipWriter::new(&mut bytes);
    let plain = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("form.csv", "SubmissionDate,agency,gov_01,KEY\n2026-10-04T06:15:22Z,moh,3,uuid:1\n"),
        ("form-service.csv", "service_name,svc,PARENT_KEY,KEY\nA,4,uuid:1,uuid:1/1\nB,2,uuid:9,uuid:9/1\n"),
    ] {
        zip.start_file(name, plain).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let files =
        vec![SourceFile { name: "form.csv.zip".to_owned(), bytes: Box::new(std::io::Cursor::new(bytes.into_inner())) }];
    let prepared = import::prepare(files, Wanted::Every, &Settings::default(), &framework());
    let orphan = prepared.offer.findings.iter().find(|finding| finding.problem.code() == "submission-unknown").unwrap();
    assert_eq!((orphan.place.file.as_str(), orphan.place.row), ("form.csv.zip#form-service", Some(3)));
    assert_eq!(prepared.accounts[0].sheets[1].fates, BTreeMap::from([(RowFate::Used, 1), (RowFate::Orphan, 1)]));
}

#[test]
fn two_columns_of_one_question_meet_where_the_user_says_so() {
    let text = "_uuid,_submission_time,agency,gov_01,gov_1\na,2026-10-04T09:15:22,moh,3,\nb,2026-10-04T09:15:22,moe,,2\nc,2026-10-04T09:15:22,mof,1,4\n";
    let (findings, answers) = export(text, &[("gov_1", "gov_01")]);
    assert!(findings.contains(&("columns-disagree", Some(4))), "{findings:?}");
    assert_eq!(answers, ["moh gov_01=3", "moe gov_01=2", "mof gov_01=1"]);
    let (findings, _) = export(text, &[]);
    assert!(findings.iter().any(|(code, _)| *code == "remarks-kept"), "without it the other column is kept apart");
}

#[test]
fn the_recorded_workbook_of_an_agency_is_read() {
    let file = "questionnaire_moh_ar.xlsx";
    let prepared = prepare(file, source_of(file));
    assert_eq!(errors(&prepared), [""; 0]);
    let found = parsed(&tables(&prepared).0);
    assert_eq!((&found["moh"]["gov_01"], &found["moh"]["gov_02"]), (&json!(3.0), &Value::Null));
}

#[test]
fn a_file_is_drafted_a_mapping_for() {
    let text = "Timestamp,اسم الجهة,[gov_01] Strategy?,gov_20,Colour of the door\n1/2/2026,moh,3,2,red\n";
    let mut tables =
        miqyas::input::open(SourceFile { name: "g.csv".to_owned(), bytes: Box::new(text.as_bytes()) }).unwrap();
    let (tool, drafted) = import::draft::draft(&mut tables, &framework());
    assert_eq!(tool, "google");
    let lines: Vec<(&str, import::draft::Guess)> =
        drafted.iter().map(|line| (line.ours.as_str(), line.guess)).collect();
    use import::draft::Guess;
    assert_eq!(
        lines,
        [
            ("", Guess::Tool),
            ("agency", Guess::Read),
            ("gov_01", Guess::Read),
            ("gov_02", Guess::Near),
            ("", Guess::Unknown)
        ]
    );
}

#[test]
fn forms_keyed_twice_are_compared_by_what_they_mean() {
    let read = |text: &'static str| {
        let files = vec![SourceFile { name: "keyed.csv".to_owned(), bytes: Box::new(text.as_bytes()) }];
        import::prepare(files, Wanted::Every, &Settings::default(), &framework()).offer.ready
    };
    let agencies = "code,name_ar\nmoh,وزارة الصحة\nmoe,وزارة التربية\n";
    let files = vec![SourceFile { name: "agencies.csv".to_owned(), bytes: Box::new(agencies.as_bytes()) }];
    let register = survey::read(&Settings::default(), &framework(), files, &|_| (), &mut |_| ()).0;
    let first = read("agency,gov_01,gov_02\nmoh,3,2\nmoe,1,\n");
    let same = read("agency,gov_01,gov_02\nmoe,أولي,\nmoh,٣,Developing\n");
    assert_eq!(import::double::differences(&first, &same, &register, &framework()), []);
    let named = read("agency,gov_01,gov_02\nوِزارة الصحه,3,2\nmoe,1,\n");
    assert_eq!(import::double::differences(&first, &named, &register, &framework()), []);
    let other = read("agency,gov_01,gov_02\nmoh,3,1\nmoe,1,0\n");
    let found = import::double::differences(&first, &other, &register, &framework());
    let said: Vec<String> = found
        .iter()
        .map(|one| {
            format!(
                "{} {} {:?}:{} {:?}:{}",
                one.agency, one.code, one.first.row, one.first.text, one.second.row, one.second.text
            )
        })
        .collect();
    assert_eq!(said, ["moe gov_02 None: Some(3):0", "moh gov_02 Some(2):2 Some(2):1"]);
}

#[test]
fn several_submissions_of_an_agency_are_corrections_or_people() {
    let text =
        "Timestamp,Agency,[gov_01] Strategy?,[gov_02] Owner?\n1/2/2026,moh,3,\n1/3/2026,moh,,2\n1/4/2026,moh,1,\n";
    let read = |submissions| {
        let source = SourceSettings { file: "g.csv".to_owned(), submissions, ..SourceSettings::default() };
        let mut settings = Settings::default();
        settings.sources.push(source);
        let files = vec![SourceFile { name: "g.csv".to_owned(), bytes: Box::new(text.as_bytes()) }];
        let prepared = import::prepare(files, Wanted::Every, &settings, &framework());
        let fates = prepared.accounts[0].sheets[0].fates.clone();
        let answers = rows(&tables(&prepared).0, "answers");
        (fates, answers.iter().map(|row| format!("{}={}", row["criterion"], row["answer"])).collect::<Vec<_>>())
    };
    let (fates, answers) = read(survey::Submissions::Newest);
    assert_eq!(fates, BTreeMap::from([(RowFate::Used, 2), (RowFate::Replaced, 1)]));
    let (findings, _) = export(text, &[]);
    assert!(findings.contains(&("submission-replaced", Some(2))), "{findings:?}");
    assert_eq!(answers, ["gov_02=2", "gov_01=1"], "parts of one agency merge; what is answered again is a correction");
    let (fates, answers) = read(survey::Submissions::People);
    assert_eq!((fates, answers.len()), (BTreeMap::from([(RowFate::Used, 3)]), 3));
}

#[test]
fn personal_columns_are_dropped_unless_they_are_kept() {
    let file = "google_forms.csv";
    let prepared = prepare(file, source_of(file));
    let all = format!("{:?}", tables(&prepared).0);
    assert!(!all.contains("it@moh.example"));
    let dropped = prepared.offer.findings.iter().find(|finding| finding.problem.code() == "personal-dropped").unwrap();
    assert!(format!("{:?}", dropped.problem).contains("Email Address"));
    let kept = SourceSettings { keep: vec!["email address".to_owned()], ..source_of(file) };
    let remarks = rows(&tables(&prepare(file, kept)).0, "remarks");
    assert!(remarks.iter().any(|row| row["text"] == "it@moh.example" && row["agency"] == "moh"));
}

#[test]
fn evidence_comes_with_its_answer() {
    let file = "kobo_xml_group.csv";
    let evidence = rows(&tables(&prepare(file, source_of(file))).0, "evidence");
    let first = &evidence[0];
    assert_eq!((first["criterion"].as_str(), first["grade"].as_str()), ("gov_01", "E2"));
    assert_eq!(first["link"], "strategy moh.pdf");
    let statement = evidence.iter().find(|row| row["criterion"] == "gov_02").unwrap();
    assert_eq!(statement["grade"], "E1", "a title alone is a statement");
}

#[test]
fn titles_above_and_totals_below_a_table_are_passed_over() {
    let file = "24_title_rows_and_merged.csv";
    let manifest = fs::read_to_string(Path::new(FOLDER).join("dirty/manifest.json")).unwrap();
    let entries: Vec<Value> = serde_json::from_str(&manifest).unwrap();
    let recorded = &entries.iter().find(|entry| entry["file"] == file).unwrap()["expect"];
    let prepared = prepare(file, source_of(file));
    let fates = &prepared.accounts[0].sheets[0].fates;
    assert_eq!(fates, &BTreeMap::from([(RowFate::Used, 3), (RowFate::PassedOver, 3)]), "a blank row is no row");
    let (tables, findings) = tables(&prepared);
    let answers = rows(&tables, "answers");
    assert!(answers.iter().all(|row| row["agency"] == "moh"), "{recorded}");
    assert_eq!(answers.iter().map(|row| row["answer"].as_str()).collect::<Vec<_>>(), ["3", "2", "NA"]);
    assert_eq!(rows(&tables, "evidence")[0]["title"], "رابط");
    // svc_01 is no criterion of this framework: it is said where it stands in the file.
    let unknown = findings.iter().find(|finding| finding.problem.code() == "unknown-criterion").unwrap();
    assert_eq!((unknown.place.row, unknown.place.column.as_deref()), (Some(7), Some("رمز المعيار")));
}

#[test]
fn two_columns_for_one_thing_are_refused() {
    let file = "25_duplicate_headers.csv";
    assert_eq!(errors(&prepare(file, source_of(file))), ["column-duplicate"]);
    let mut mapped = source_of(file);
    mapped.columns.insert("level".to_owned(), "gov_01".to_owned());
    assert_eq!(errors(&prepare(file, mapped)), ["criterion-claimed-twice"]);
}

#[test]
fn cells_beyond_the_headings_are_ignored_aloud() {
    let file = "26_ragged_rows.csv";
    let mut source = source_of(file);
    source.tool = Some("kobo".to_owned());
    source.agency = Some("moh".to_owned());
    source.submissions = survey::Submissions::People;
    source.columns.insert("ch".to_owned(), "channels".to_owned());
    source.columns.insert("t".to_owned(), "gov_01".to_owned());
    let prepared = prepare(file, source);
    let longer: Vec<_> = prepared
        .offer
        .findings
        .iter()
        .filter(|finding| finding.problem.code() == "row-longer")
        .map(|finding| finding.place.row)
        .collect();
    assert_eq!(longer, [Some(2), Some(3)]);
    let answers = &prepared.offer.ready[0].grid.rows;
    assert!(
        answers.iter().any(|row| row.text(2).contains("zz")) || !prepared.remarks.is_empty(),
        "an unknown option is not lost"
    );
}

#[test]
fn headings_are_read_through_marks_and_case() {
    let file = "28_tatweel_header_and_bidi.csv";
    let mut source = source_of(file);
    source.columns.insert("نسبة الميزانية (٪)".to_owned(), "budget_share".to_owned());
    let found = parsed(&tables(&prepare(file, source)).0);
    assert_eq!((&found["moh"]["gov_01"], &found["moh"]["gov_02"]), (&json!(3.0), &json!(2.0)));
    assert_eq!(found["moh"]["budget_share"], json!(3.75));
}

#[test]
fn cells_of_a_workbook_keep_their_types() {
    let file = "40_excel_types_rtl.xlsx";
    let prepared = prepare(file, source_of(file));
    let answers = rows(&tables(&prepared).0, "answers");
    let of = |agency: &str, criterion: &str| {
        answers
            .iter()
            .find(|row| row["agency"] == agency && row["criterion"] == criterion)
            .map(|row| row["answer"].as_str())
    };
    assert_eq!([of("moh", "gov_01"), of("moe", "gov_01"), of("mof", "gov_01")], [Some("3"); 3]);
    assert_eq!(of("moi", "gov_01"), Some("4"));
    assert_eq!(of("moh", "budget_share"), Some("3.75"), "3.75 %, formatted");
    assert_eq!(of("moe", "budget_share"), Some("3.75"));
    assert_eq!(of("moi", "budget_share"), Some("#N/A"), "as it stands, to be warned about");
}

#[test]
fn garbled_text_is_put_right_on_request_and_encodings_are_taken_by_name() {
    for file in ["07_mojibake_utf8_as_cp1252.csv", "08_mojibake_utf8_as_cp1256.csv"] {
        assert_eq!(errors(&prepare(file, source_of(file))).len(), 1, "{file}");
        let prepared = prepare(file, SourceSettings { repair: true, ..source_of(file) });
        let garbled = prepared.offer.findings.iter().any(|finding| finding.problem.code() == "file-garbled");
        assert!(!garbled, "{file}: {:?}", prepared.offer.findings);
    }
    let file = "01_utf8_bom_comma.csv";
    let sound = prepare(file, SourceSettings { repair: true, ..source_of(file) });
    assert_eq!(errors(&sound), ["nothing-to-repair"]);
    let unknown = prepare(file, SourceSettings { encoding: Some("klingon".to_owned()), ..source_of(file) });
    assert_eq!(errors(&unknown), ["unknown-encoding"]);
    let unknown = prepare(file, SourceSettings { tool: Some("forms".to_owned()), ..source_of(file) });
    assert_eq!(errors(&unknown), ["unknown-tool"]);
}

/// Our own form for Kobo and ODK, answered in the shapes in which these export it.
#[test]
fn what_our_forms_ask_comes_back_from_kobo_and_odk() {
    use miqyas::framework::embedded;
    use miqyas::locale::Locale;
    use miqyas::names::{Field, Key};
    use miqyas::questionnaire::{Addressee, Ask, AskedOf, Prefill, Request, Units, compose};
    use miqyas::text::Text;
    let framework = embedded::load("layne-lee").unwrap().unwrap();
    let languages = [Locale::load("ar").unwrap()];
    let request = Request {
        framework: &framework,
        edition: None,
        roles: &[],
        languages: &languages,
        title: &Text::default(),
        period: None,
        register: None,
        addressee: Addressee::Anyone,
        prefill: Prefill::Blank,
    };
    let form = compose(&request, Units::Each).unwrap();
    let mut asked = Vec::new();
    let mut answers = Vec::new();
    let mut wanted = 0;
    for section in &form.sections {
        for question in &section.questions {
            let answer = match (&question.key, &question.ask) {
                (Key::Field(Field::Agency), _) => "moh".to_owned(),
                (Key::Field(_), _) => continue,
                (Key::Criterion(_), Ask::Choice(list)) => {
                    form.lists.iter().find(|known| known.name == *list).unwrap().options[0].code.clone()
                }
                (Key::Criterion(_) | Key::Quantity(..), _) => "1".to_owned(),
                _ => continue,
            };
            wanted += usize::from(matches!(question.key, Key::Criterion(_)) && section.asked_of == AskedOf::Agency);
            asked.push((section.name.clone(), question));
            answers.push(answer);
        }
    }
    assert!(wanted > 100);
    type Shape<'s> = (&'s str, Box<dyn Fn(&str, &str, &str) -> String>, &'s str, &'s str, &'s str);
    let shapes: [Shape; 4] = [
        (
            "names",
            Box::new(|group, name, _| format!("{group}/{name}")),
            ";",
            "_uuid;_submission_time",
            "u1;2026-10-04T09:15:22",
        ),
        ("plain", Box::new(|_, name, _| name.to_owned()), ";", "_uuid;_submission_time", "u1;2026-10-04T09:15:22"),
        ("labels", Box::new(|_, _, label| label.to_owned()), ";", "_uuid;_submission_time", "u1;2026-10-04T09:15:22"),
        (
            "odk",
            Box::new(|group, name, _| format!("{group}-{name}")),
            ",",
            "KEY,SubmissionDate",
            "u1,2026-10-04T09:15:22Z",
        ),
    ];
    for (shape, heading, delimiter, own, values) in shapes {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let headings: Vec<String> = asked
            .iter()
            .map(|(group, question)| quoted(&heading(group, &question.key.name(), &question.label[0])))
            .collect();
        let cells: Vec<String> = answers.iter().map(|answer| quoted(answer)).collect();
        let text =
            format!("{}{delimiter}{own}\n{}{delimiter}{values}\n", headings.join(delimiter), cells.join(delimiter));
        let files = vec![SourceFile { name: "export.csv".to_owned(), bytes: Box::new(text.as_bytes()) }];
        let prepared = import::prepare(files, Wanted::Every, &Settings::default(), &framework);
        assert_eq!(errors(&prepared), [""; 0], "{shape}: {:?}", prepared.offer.findings);
        assert!(prepared.remarks.is_empty(), "{shape}: {:?}", prepared.remarks.first());
        let answered = prepared.offer.ready.iter().find(|table| table.kind == survey::Kind::Answers).unwrap();
        let criteria: std::collections::BTreeSet<&str> =
            answered.grid.rows[1..].iter().map(|row| row.text(1)).collect();
        assert!(criteria.len() >= wanted, "{shape}: {} of {wanted}", criteria.len());
        assert!(prepared.offer.ready.iter().any(|table| table.kind == survey::Kind::Kpis), "{shape}");
    }
}

#[test]
fn what_settings_say_of_headings_that_are_not_there_is_told() {
    let text = "Timestamp,Agency,[gov_01] Strategy?,x\n1/2/2026,moh,3,2\n";
    let read = |source: SourceSettings| {
        let mut settings = Settings::default();
        settings.sources.push(SourceSettings { file: "g.csv".to_owned(), ..source });
        let files = vec![SourceFile { name: "g.csv".to_owned(), bytes: Box::new(text.as_bytes()) }];
        let prepared = import::prepare(files, Wanted::Every, &settings, &framework());
        let findings =
            prepared.offer.findings.into_iter().filter(|finding| finding.problem.severity() != Severity::Note);
        findings.map(|finding| (finding.problem.code(), finding.place.column)).collect::<Vec<_>>()
    };
    let kept = SourceSettings { keep: vec!["E-mail".to_owned(), "X".to_owned()], ..SourceSettings::default() };
    assert_eq!(read(kept), [("heading-not-found", Some("E-mail".to_owned()))]);
    let mapped = SourceSettings::parse("m.toml", "[columns]\n\"X \" = \"gov_02\"\n\"Y\" = \"gov_02\"\n").unwrap();
    assert_eq!(read(mapped), [("heading-not-found", Some("Y".to_owned()))]);
    let below = SourceSettings { heading_row: Some(7), ..SourceSettings::default() };
    assert_eq!(read(below), [("heading-row-missing", None)]);
}

#[test]
fn a_mapping_to_nothing_is_refused() {
    let (findings, answers) = export("Timestamp,Agency,[gov_01] Strategy?,x\n1/2/2026,moh,3,2\n", &[("x", "gov_99")]);
    assert_eq!((findings, answers.len()), (vec![("mapping-target-unknown", None)], 0));
}

#[test]
fn a_workbook_sheet_without_its_codes_is_said() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let about = book.add_worksheet().set_name("_miqyas").unwrap();
    about.write_string(0, 0, "agency").unwrap().write_string(0, 1, "moh").unwrap();
    book.add_worksheet().set_name("Stage 1").unwrap().write_string(3, 3, "yes").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let files = vec![SourceFile { name: "moh.xlsx".to_owned(), bytes: Box::new(std::io::Cursor::new(bytes)) }];
    let prepared = import::prepare(files, Wanted::Exports, &Settings::default(), &framework());
    let found: Vec<_> =
        prepared.offer.findings.iter().map(|finding| (finding.problem.code(), finding.place.file.as_str())).collect();
    assert_eq!(found, [("sheet-unmarked", "moh.xlsx#Stage 1")]);
}

#[test]
fn a_row_below_the_questions_of_a_workbook_is_said() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let about = book.add_worksheet().set_name("_miqyas").unwrap();
    about.write_string(0, 0, "agency").unwrap().write_string(0, 1, "moh").unwrap();
    let stage = book.add_worksheet().set_name("Stage 1").unwrap();
    for (row, cells) in [
        ["miqyas:answers:criterion", "answer"],
        ["", "Answer"],
        ["gov_01", "3"],
        ["gov_02", "1"],
        ["", ""],
        ["", "our new service"],
    ]
    .into_iter()
    .enumerate()
    {
        for (column, text) in (0..).zip(cells) {
            stage.write_string(row as u32, column, text).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let files = vec![SourceFile { name: "moh.xlsx".to_owned(), bytes: Box::new(std::io::Cursor::new(bytes)) }];
    let prepared = import::prepare(files, Wanted::Exports, &Settings::default(), &framework());
    let found: Vec<_> = prepared.offer.findings.iter().map(|one| (one.problem.code(), one.place.row)).collect();
    assert_eq!(found, [("row-unmarked", Some(6))]);
    assert_eq!(prepared.remarks[0].text, "our new service");
    assert_eq!(prepared.offer.ready[0].grid.rows.len(), 3);
}

/// A workbook of sheets, each with its rows.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in (0..).zip(*cells) {
                sheet.write_string(row as u32, column, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn found(files: &[(&str, Vec<u8>)]) -> Vec<(&'static str, String, Option<u64>)> {
    let files = files.iter().map(|(name, bytes)| SourceFile {
        name: (*name).to_owned(),
        bytes: Box::new(std::io::Cursor::new(bytes.clone())),
    });
    let prepared = import::prepare(files.collect(), Wanted::Every, &Settings::default(), &framework());
    let found = prepared.offer.findings.into_iter().filter(|one| one.problem.severity() != Severity::Note);
    found.map(|one| (one.problem.code(), one.place.file, one.place.row)).collect()
}

#[test]
fn a_workbook_whose_columns_were_sorted_apart_is_refused() {
    let rows: &[&[&str]] = &[
        &["miqyas:answers:criterion", "", "answer"],
        &["", "Code", "Answer"],
        &["gov_01", "gov_02", "3"],
        &["gov_02", "gov_01", "1"],
    ];
    let about: &[&[&str]] = &[&["agency", "moh"]];
    let sorted = workbook(&[("Stage 1", rows), ("_miqyas", about)]);
    let place = || "moh.xlsx#Stage 1".to_owned();
    let expected = [("row-shifted", place(), Some(3)), ("row-shifted", place(), Some(4))];
    assert_eq!(found(&[("moh.xlsx", sorted)]), expected);
    let missing = ("column-missing", "moh.xlsx".to_owned(), None);
    let without = workbook(&[("Stage 1", &[rows[0], rows[1], &["gov_01", "gov_01", "3"]])]);
    assert_eq!(found(&[("moh.xlsx", without)]), [missing], "known as ours, and that it says no agency");
}

#[test]
fn the_same_file_sent_twice_counts_once() {
    let text = b"Timestamp,Agency,[gov_01] Strategy?\n1/2/2026,moh,3\n".to_vec();
    let twice = [("one.csv", text.clone()), ("two.csv", text)];
    assert_eq!(found(&twice), [("table-repeated", "two.csv".to_owned(), None)]);
}

#[test]
fn pages_and_files_of_others_are_told_from_answers() {
    let page = b"<!doctype html><html></html>".to_vec();
    assert_eq!(found(&[("form.html", page)]), [("page-given", "form.html".to_owned(), None)]);
    assert_eq!(found(&[("other.json", b"{\"a\":1}".to_vec())]), [("form-unknown", "other.json".to_owned(), None)]);
}

#[test]
fn rows_of_agencies_that_are_not_in_the_register_are_counted_apart() {
    let folder = Folder::new("returned");
    folder.write("agencies.csv", "code,name_en\nmoh,Health\n");
    folder.write("assessment.toml", "");
    let text = "Timestamp,Agency,[cat04] A?\n1/2/2026,Health,3\n1/3/2026,Wealth,3\n";
    let file = folder.write("form.csv", text);
    let file = file.to_str().unwrap();
    let run = run(folder.path(), &["import", file, "--from", ".", "--table", "json:import"]);
    let said: Value = serde_json::from_slice(&run.out).unwrap();
    let of = |fate: &str| said.as_array().unwrap().iter().find(|row| row["fate"] == fate).map(|row| &row["count"]);
    assert_eq!((of("used"), of("no-agency")), (Some(&json!(1)), Some(&json!(1))), "{said:#}");
}

#[test]
fn roles_and_answers_that_a_tool_shortened_come_back_in_full() {
    use miqyas::framework::embedded;
    let framework = embedded::load("layne-lee").unwrap().unwrap();
    let role = framework.roles.iter().find(|role| role.code.as_str().len() > 5).unwrap();
    let title = role.title.say("en");
    let text = format!(
        "Timestamp,Agency,role,[cat01] Portal?\n1/2/2026,moh,{title},Yes;\n1/2/2026,moe,head of computers,yes\n"
    );
    let files = vec![SourceFile { name: "g.csv".to_owned(), bytes: Box::new(text.as_bytes()) }];
    let prepared = import::prepare(files, Wanted::Every, &Settings::default(), &framework);
    let answers = &prepared.offer.ready[0].grid.rows;
    assert_eq!((answers[1].text(7), answers[1].text(2)), (role.code.as_str(), "Yes"));
    assert_eq!(answers[2].text(7), "", "a post is no role");
    assert_eq!(prepared.remarks[0].text, "head of computers");
}

#[test]
fn a_workbook_that_names_no_agency_asks_once_and_takes_it_from_the_command() {
    let form = || {
        let mut book = rust_xlsxwriter::Workbook::new();
        let about = book.add_worksheet().set_name("_miqyas").unwrap();
        about.write_string(0, 0, "period").unwrap().write_string(0, 1, "2026").unwrap();
        let sheet = book.add_worksheet().set_name("Questions").unwrap();
        sheet.write_string(0, 0, "miqyas:answers:criterion").unwrap().write_string(0, 1, "answer").unwrap();
        sheet.write_string(1, 0, "gov_01").unwrap().write_string(1, 1, "3").unwrap();
        book.save_to_buffer().unwrap()
    };
    let read = |agency: Option<&str>| {
        let source = SourceSettings {
            file: "f.xlsx".to_owned(),
            agency: agency.map(str::to_owned),
            ..SourceSettings::default()
        };
        let mut settings = Settings::default();
        settings.sources.push(source);
        let files = vec![SourceFile { name: "f.xlsx".to_owned(), bytes: Box::new(std::io::Cursor::new(form())) }];
        import::prepare(files, Wanted::Every, &settings, &framework())
    };
    assert_eq!(errors(&read(None)), ["column-missing"]);
    let answers = rows(&tables(&read(Some("moh"))).0, "answers");
    assert_eq!((answers[0]["agency"].as_str(), answers[0]["answer"].as_str()), ("moh", "3"));
}

#[test]
fn a_number_beside_the_reason_for_none_is_a_contradiction() {
    use miqyas::framework::embedded;
    let framework = embedded::load("layne-lee").unwrap().unwrap();
    let text = "_uuid,_submission_time,agency,cat02,cat02none,cat02why,cat02by\nu1,2026-10-04T09:15:22,moh,50,NA,no services,N. N.\n";
    let files = vec![SourceFile { name: "k.csv".to_owned(), bytes: Box::new(text.as_bytes()) }];
    let prepared = import::prepare(files, Wanted::Every, &Settings::default(), &framework);
    let answers = &prepared.offer.ready[0].grid.rows;
    assert_eq!([answers[1].text(2), answers[2].text(2)], ["50", "NA"]);
    let offer = Offer { ready: prepared.offer.ready, ..Offer::default() };
    let (_, findings) = survey::read(&Settings::default(), &framework, offer, &|_| (), &mut |_| ());
    assert_eq!(findings.count("duplicate-answer"), 1);
}

#[test]
fn tables_of_an_assessment_pass_through_untouched() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in
        [("agencies", [["code", "name_en"], ["moh", "Health"]]), ("answers", [["agency", "gov_01"], ["moh", "3"]])]
    {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(cells) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let files = vec![SourceFile { name: "all.xlsx".to_owned(), bytes: Box::new(std::io::Cursor::new(bytes)) }];
    let prepared = import::prepare(files, Wanted::Exports, &Settings::default(), &framework());
    assert_eq!((prepared.offer.files.len(), prepared.offer.ready.len()), (1, 0));
    let (survey, findings) = survey::read(&Settings::default(), &framework(), prepared.offer, &|_| (), &mut |_| ());
    assert_eq!(survey.agencies[0].name.say("en"), "Health", "{findings:?}");
    let files =
        vec![SourceFile { name: "answers.csv".to_owned(), bytes: Box::new("agency,gov_01\nmoh,3\n".as_bytes()) }];
    let prepared = import::prepare(files, Wanted::Exports, &Settings::default(), &framework());
    assert_eq!((prepared.offer.files.len(), prepared.offer.ready.len()), (1, 0));
}

#[test]
fn the_recorded_workbook_of_1904_tells_its_days() {
    let path = Path::new(FOLDER).join("dirty/41_excel_1904.xlsx");
    let bytes = Box::new(fs::File::open(path).unwrap());
    let mut tables = miqyas::input::open(SourceFile { name: "41.xlsx".to_owned(), bytes }).unwrap();
    let (grid, _) = tables.hold(0, &mut |_| ()).unwrap();
    assert_eq!(grid.rows[1].text(1), "2026-10-04");
}

#[test]
fn a_row_of_merged_headings_above_the_headings_is_passed_over() {
    let text = "Who,Governance,\n,,\nAgency,gov_01,gov_02\nmoh,3,2\nTotal,3,2\n";
    let (findings, answers) = export(text, &[]);
    assert!(findings.contains(&("rows-passed-over", Some(1))), "{findings:?}");
    assert_eq!(answers, ["moh gov_01=3", "moh gov_02=2"]);
}
