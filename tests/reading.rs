//! Cells become answers: numbers, dates and words as people write them, every finding with its place, the same survey
//! from every format and form, and files that nobody should send.
use miqyas::finding::{Finding, Findings, HELD_PER_CODE, Problem};
use miqyas::framework::Framework;
use miqyas::input::SourceFile;
use miqyas::survey::{
    Answer, Kind, NoAnswer, Response, Scope, Settings, Survey, Unit, Words, parse_date, parse_number, read, recognise,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};

const FRAMEWORK: &str = r#"
code = "small"
version = "1"
title = { en = "Small" }
languages = ["en", "ar"]
conditions = [{ code = "no-form", title = { en = "No service uses a form", ar = "لا خدمة تستعمل استمارة" } }]
editions = [{ code = "light", title = { en = "Light" } }, { code = "full", title = { en = "Full" } }]
roles = [{ code = "it-data", title = { en = "IT and data" } }, { code = "staff", title = { en = "Staff", ar = "موظف" } }]

[evidence]
without_record = "E1"
expired_as = "E1"
grades = [
    { code = "E0", title = { en = "none" } },
    { code = "E1", title = { en = "statement" } },
    { code = "E2", title = { en = "document" } },
]

[[scales]]
code = "level"
title = { en = "Level" }
kind = "choice"
choices = [
    { code = "0", value = 0.0, title = { en = "absent", ar = "غائب" } },
    { code = "1", value = 0.25, title = { en = "initial", ar = "أولي" } },
    { code = "2", value = 0.5, title = { en = "partial", ar = "جزئي" }, aliases = ["half way"] },
    { code = "3", value = 0.75, title = { en = "established", ar = "راسخ" } },
    { code = "4", value = 1.0, title = { en = "managed", ar = "مُدار" } },
]

[[scales]]
code = "yn"
title = { en = "Yes or no" }
kind = "choice"
choices = [
    { code = "no", value = 0.0, title = { en = "No", ar = "لا" } },
    { code = "yes", value = 1.0, title = { en = "Yes", ar = "نعم" } },
]

[[scales]]
code = "cov"
title = { en = "Share of services" }
kind = "share"
each = { unit = "service", scale = "yn" }

[[scales]]
code = "brc"
title = { en = "Share of branches" }
kind = "share"
each = { unit = "branch", scale = "yn" }

[[scales]]
code = "mes"
title = { en = "Measured" }
kind = "number"

[[scales]]
code = "visits"
title = { en = "Visits" }
kind = "count"

[[dimensions]]
code = "cat"
title = { en = "Cataloguing" }
role = "stage"

[[criteria]]
code = "cat01"
text = { en = "A website is run", ar = "موقع رسمي" }
scale = "yn"
dimension = "cat"
gate = "critical"

[[criteria]]
code = "cat02"
text = { en = "Services are listed" }
scale = "cov"
dimension = "cat"

[[criteria]]
code = "cat03"
text = { en = "Forms are online" }
scale = "cov"
dimension = "cat"
na_when = "no-form"

[[criteria]]
code = "cat04"
text = { en = "Procedures are applied" }
scale = "level"
dimension = "cat"

[[criteria]]
code = "cat05"
text = { en = "Pages pass" }
scale = "mes"
dimension = "cat"
normalise = { goalposts = { floor = 0.0, target = 90.0 } }
waivable = false

[[criteria]]
code = "cat06"
text = { en = "Branches are connected" }
scale = "brc"
dimension = "cat"
edition = "full"

[[criteria]]
code = "law01"
text = { en = "A law is in force" }
scale = "level"
dimension = "cat"
level = "national"

[[criteria]]
code = "trx02"
text = { en = "Completed online" }
scale = "cov"
dimension = "cat"
register = { column = "visits_required", at_most = 0, unless = "legal_exception" }

[[criteria]]
code = "trx14"
text = { en = "Not dearer online" }
scale = "cov"
dimension = "cat"
register = { column = "fee_digital", at_most = "fee_paper" }

[[kpis]]
code = "eff1"
title = { en = "Closed cases" }
dimension = "cat"
unit = { en = "%" }
kind = { ratio = { numerator = "numerator", denominator = "denominator", factor = 100.0, bounded = true } }
quantities = [{ code = "numerator", title = { en = "closed" } }, { code = "denominator", title = { en = "opened" } }]

[[kpis]]
code = "eff2"
title = { en = "Days" }
dimension = "cat"
unit = { en = "days" }
kind = { quantile = { probability = 0.5 } }

[[beneficiary_items]]
code = "ben01"
text = { en = "Was a payment asked?" }
scale = "yn"
better = "lower"

[[beneficiary_items]]
code = "ben02"
text = { en = "How many visits?" }
scale = "visits"
better = "lower"
"#;

fn framework() -> Framework {
    toml::from_str(FRAMEWORK).expect("the framework of these tests")
}

fn settings(text: &str) -> Settings {
    Settings::parse("assessment.toml", text).expect("the settings of these tests")
}

fn read_bytes(settings: &Settings, files: Vec<(&str, Vec<u8>)>) -> (Survey, Findings) {
    let files = files
        .into_iter()
        .map(|(name, bytes)| SourceFile { name: name.to_owned(), bytes: Box::new(Cursor::new(bytes)) });
    read(settings, &framework(), files.collect::<Vec<_>>(), &|_| {}, &mut |_| {})
}

pub(crate) fn read_texts(files: &[(&str, &str)]) -> (Survey, Findings) {
    read_bytes(&Settings::default(), files.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect())
}

pub(crate) fn answer(survey: &Survey, scope: Scope, criterion: &str) -> Option<Answer> {
    let criterion = framework().criterion(criterion)?;
    let row = survey.answers.find(Unit { period: 0, scope })?;
    match survey.answers.response(row, criterion) {
        Response::One { answer, .. } => Some(*answer),
        _ => None,
    }
}

pub(crate) fn codes(findings: &Findings) -> Vec<&str> {
    findings.held().iter().map(|finding| finding.problem.code()).collect()
}

#[test]
fn numbers_are_read_in_any_script_and_never_guessed() {
    let plain: [(&str, f64); 36] = [
        ("0", 0.0),
        ("42", 42.0),
        ("3.5", 3.5),
        ("3,5", 3.5),
        (".5", 0.5),
        ("٣", 3.0),
        ("٣٫٧٥", 3.75),
        ("۱۲۳", 123.0),
        ("१२", 12.0),
        ("３", 3.0),
        ("١٬٢٣٤٫٥", 1234.5),
        ("١٬٢٣٤", 1234.0),
        ("1,234,567", 1_234_567.0),
        ("1.234.567", 1_234_567.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1.234", 1.234),
        ("0,123", 0.123),
        ("1234,567", 1234.567),
        ("12,34", 12.34),
        ("1 234 567", 1_234_567.0),
        ("1\u{a0}234", 1234.0),
        ("1\u{202f}234,5", 1234.5),
        ("1'234", 1234.0),
        ("1\u{2019}234.5", 1234.5),
        ("-7", -7.0),
        ("\u{2212}7", -7.0),
        ("+7", 7.0),
        ("\u{200f}-٧", -7.0),
        ("\u{feff}5\u{200f}", 5.0),
        ("  5\t", 5.0),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("٣،٥", 3.5),
        ("007", 7.0),
        ("1,2345", 1.2345),
    ];
    for (text, value) in plain {
        assert_eq!(parse_number(text).map(|written| (written.value, written.percent)), Some((value, false)), "{text}");
    }
    for (text, value) in [("45%", 45.0), ("45 %", 45.0), ("٤٥٪", 45.0), ("%45", 45.0), ("45,5\u{a0}%", 45.5)] {
        assert_eq!(parse_number(text).map(|written| (written.value, written.percent)), Some((value, true)), "{text}");
    }
    let refused = [
        "",
        " ",
        "abc",
        "1,234",
        "12,345",
        "٢²",
        "2²",
        "½",
        "1,23,456",
        "1 23",
        "--1",
        "1-2",
        "5%%",
        "1.2.3",
        "0x10",
        "1e",
        "e5",
        "١,٢٣٤",
        "12,345,6",
        "NaN",
        "inf",
        "1,2,3",
        "%",
        "4 5%6",
    ];
    for text in refused {
        assert_eq!(parse_number(text), None, "{text}");
    }
}

#[test]
fn dates_are_read_where_day_and_month_are_certain() {
    let read = [
        ("2025-03-31", "2025-03-31"),
        ("2025/3/31", "2025-03-31"),
        ("31/03/2025", "2025-03-31"),
        ("31.3.2025", "2025-03-31"),
        ("3/31/2025", "2025-03-31"),
        ("5/5/2025", "2025-05-05"),
        ("٢٠٢٥-٠٣-٣١", "2025-03-31"),
        ("٣١/٣/٢٠٢٥", "2025-03-31"),
        ("2025-03-31T10:20:30", "2025-03-31"),
        ("2025-03-31 10:20", "2025-03-31"),
        ("\u{200f}2024-02-29", "2024-02-29"),
    ];
    for (text, date) in read {
        assert_eq!(parse_date(text).map(|date| date.to_string()), Some(date.to_owned()), "{text}");
    }
    for text in
        ["", "03/04/2025", "2025", "2025-13-01", "2025-02-30", "31/3/25", "yesterday", "1-2-3", "2025-03", "32/1/2025"]
    {
        assert_eq!(parse_date(text), None, "{text}");
    }
}

#[test]
fn words_without_an_answer_are_told_from_answers() {
    let words = Words::load();
    for text in ["NA", "n/a", "N/A ", "Not applicable", "لا ينطبق", "لا  ينطبق", "ناگونجێت", "ناگونجێت\u{200f}"]
    {
        assert_eq!(words.no_answer(text), Some(NoAnswer::NotApplicable), "{text}");
    }
    for text in ["DK", "don't know", "Don’t know", "لا أعلم", "لا اعلم", "غير معلوم", "نازانم"]
    {
        assert_eq!(words.no_answer(text), Some(NoAnswer::Unknown), "{text}");
    }
    for text in ["لا", "no", "نعم", "0", "", "naa"] {
        assert_eq!(words.no_answer(text), None, "{text}");
    }
    for (text, truth) in [("Yes", true), ("نعم", true), ("بەڵێ", true), ("true", true), ("لا", false), ("نەخێر", false)]
    {
        assert_eq!(words.truth(text), Some(truth), "{text}");
    }
    assert_eq!(words.truth("لا ينطبق"), None);
}

#[test]
fn every_spelling_of_an_answer_is_understood() {
    let yes = Some(Answer::Choice(1));
    let cases: [(&str, &str, Option<Answer>); 27] = [
        ("cat01", "yes", yes),
        ("cat01", "YES ", yes),
        ("cat01", "نعم", yes),
        ("cat01", "\u{200f}نعم", yes),
        ("cat01", "لا", Some(Answer::Choice(0))),
        ("cat01", "1", yes),
        ("cat01", "true", yes),
        ("cat04", "4", Some(Answer::Choice(4))),
        ("cat04", "٤", Some(Answer::Choice(4))),
        ("cat04", "4.0", Some(Answer::Choice(4))),
        ("cat04", "Managed", Some(Answer::Choice(4))),
        ("cat04", "مدار", Some(Answer::Choice(4))),
        ("cat04", "half  way", Some(Answer::Choice(2))),
        ("cat04", "أولى", Some(Answer::Choice(1))),
        ("cat04", "أول", None),
        ("cat04", "4%", None),
        ("cat04", "DK", Some(Answer::Unknown)),
        ("cat04", "لا أعلم", Some(Answer::Unknown)),
        ("cat02", "40", Some(Answer::Number(0.4))),
        ("cat02", "40%", Some(Answer::Number(0.4))),
        ("cat02", "٤٠٪", Some(Answer::Number(0.4))),
        ("cat02", "٤٠٫٥", Some(Answer::Number(0.405))),
        ("cat02", "0", Some(Answer::Number(0.0))),
        ("cat02", "100", Some(Answer::Number(1.0))),
        ("cat05", "97,5", Some(Answer::Number(97.5))),
        ("cat05", "-3", Some(Answer::Number(-3.0))),
        ("cat04", "", None),
    ];
    for (criterion, text, expected) in cases {
        let file = format!("agency;criterion;answer\nmoh;{criterion};{text}\n");
        let (survey, _) = read_texts(&[("answers.csv", &file)]);
        assert_eq!(answer(&survey, Scope::Agency(0), criterion), expected, "{criterion} {text}");
    }
    let services = ("services.csv", "code,agency\ns1,moh\n");
    let of_one = [("yes", 1), ("نعم", 1), ("لا", 0), ("0", 0), ("1", 1), ("100", 1), ("100%", 1), ("0 %", 0)];
    for (text, choice) in of_one {
        let file = format!("agency,service,cat02\nmoh,s1,{text}\n");
        let (survey, findings) = read_texts(&[services, ("answers.csv", &file)]);
        assert_eq!(answer(&survey, Scope::Service(0), "cat02"), Some(Answer::Choice(choice)), "{text} {findings:?}");
    }
}

/// What a case of a finding is: code, settings, files, and the row and column it must name.
struct Case {
    code: &'static str,
    settings: &'static str,
    files: &'static [(&'static str, &'static str)],
    row: Option<u64>,
    column: Option<&'static str>,
}

const fn case(
    code: &'static str,
    files: &'static [(&'static str, &'static str)],
    row: u64,
    column: &'static str,
) -> Case {
    Case { code, settings: "", files, row: Some(row), column: Some(column) }
}

const AGENCIES: (&str, &str) =
    ("agencies.csv", "code,name_en,name_ar\nmoh,Health,وزارة الصحة\nmoj,Justice,وزارة العدل\n");
const SERVICES: (&str, &str) = ("services.csv", "code,agency,name_en\ns1,moh,Licence\ns2,moj,Court\n");
const BRANCHES: (&str, &str) = ("branches.csv", "code,agency,name_en\nb1,moh,North\nb2,moj,South\n");
const ANSWERS: (&str, &str) = ("answers.csv", "agency,cat04\nmoh,3\n");
const TWO_PERIODS: &str = "periods = [{ code = \"2025\" }, { code = \"2026\" }]";

const CASES: &[Case] = &[
    Case { code: "no-answers-file", settings: "", files: &[AGENCIES, SERVICES], row: None, column: None },
    Case { code: "file-empty", settings: "", files: &[ANSWERS, ("answers-2.csv", "")], row: None, column: None },
    Case {
        code: "file-header-only",
        settings: "",
        files: &[("answers.csv", "agency,cat04\n")],
        row: None,
        column: None,
    },
    Case {
        code: "file-not-recognised",
        settings: "",
        files: &[ANSWERS, ("notes.csv", "a,b\n")],
        row: None,
        column: None,
    },
    Case {
        code: "control-character",
        settings: "",
        files: &[AGENCIES, ("answers.csv", "agency,cat04\nmoh,\u{0}3\n")],
        row: Some(2),
        column: Some("cat04"),
    },
    Case {
        code: "quote-unclosed",
        settings: "",
        files: &[("answers.csv", "agency,cat04\nmoh,\"3\nmoj,2\n")],
        row: Some(2),
        column: None,
    },
    Case { code: "unknown-edition", settings: "edition = \"huge\"", files: &[ANSWERS], row: Some(1), column: None },
    case("row-too-long", &[("answers.csv", "agency,cat04,cat05\nmoh,3,4,x\n")], 2, ""),
    Case {
        code: "row-too-short",
        settings: "",
        files: &[("answers.csv", "agency,cat04,cat05\nmoh,3\n")],
        row: Some(2),
        column: None,
    },
    Case { code: "column-missing", settings: "", files: &[("answers.csv", "cat04\n3\n")], row: Some(1), column: None },
    case("column-unknown", &[("answers.csv", "agency,cat04,cat0x\nmoh,3,3\n")], 1, "cat0x"),
    case("column-duplicate", &[("answers.csv", "agency,cat04,role,Role\nmoh,3,,\n")], 1, "Role"),
    case("column-claims-two-criteria", &[("answers.csv", "agency,cat04,cat01/cat02\nmoh,3,1\n")], 1, "cat01/cat02"),
    case("criterion-claimed-twice", &[("answers.csv", "agency,cat04,group/cat04\nmoh,3,3\n")], 1, "group/cat04"),
    case("code-invalid", &[("agencies.csv", "code\nmoh\nوزارة\n"), ANSWERS], 3, "code"),
    case("code-duplicate", &[("agencies.csv", "code\nmoh\nMOH\n"), ANSWERS], 3, "code"),
    case("agency-blank", &[("answers.csv", "agency,cat04\nmoh,3\n,2\n")], 3, "agency"),
    case("unknown-agency", &[AGENCIES, ("answers.csv", "agency,cat04\nmoz,3\n")], 2, "agency"),
    case(
        "ambiguous-agency",
        &[
            ("agencies.csv", "code,name_ar\na,وزارة العدل\nb,وزارة العدل \n"),
            ("answers.csv", "agency,cat04\nوزارة العدل,3\n"),
        ],
        2,
        "agency",
    ),
    case("unknown-service", &[AGENCIES, SERVICES, ("answers.csv", "agency,service,cat02\nmoh,s9,yes\n")], 2, "service"),
    case(
        "ambiguous-service",
        &[
            AGENCIES,
            ("services.csv", "code,agency,name_en\ns1,moh,Licence\ns2,moh,licence\n"),
            ("answers.csv", "agency,service,cat02\nmoh,LICENCE,yes\n"),
        ],
        2,
        "service",
    ),
    case(
        "service-of-another-agency",
        &[AGENCIES, SERVICES, ("answers.csv", "agency,service,cat02\nmoh,s2,yes\n")],
        2,
        "service",
    ),
    case("service-blank", &[AGENCIES, SERVICES, ANSWERS, ("beneficiaries.csv", "service,ben01\n,yes\n")], 2, "service"),
    case(
        "service-and-branch",
        &[AGENCIES, SERVICES, BRANCHES, ("answers.csv", "agency,service,branch,cat02\nmoh,s1,b1,yes\n")],
        2,
        "branch",
    ),
    case("unknown-branch", &[AGENCIES, BRANCHES, ("answers.csv", "agency,branch,cat06\nmoh,b9,yes\n")], 2, "branch"),
    case(
        "ambiguous-branch",
        &[
            AGENCIES,
            ("branches.csv", "code,agency,name_en\nb1,moh,North\nb2,moh,north\n"),
            ("answers.csv", "agency,branch,cat06\nmoh,NORTH,yes\n"),
        ],
        2,
        "branch",
    ),
    case("unknown-parent", &[("agencies.csv", "code,parent\nmoh,cabinett\ncabinet,\n"), ANSWERS], 2, "parent"),
    case("unknown-successor", &[("agencies.csv", "code,status,successor\nmoh,merged,moi\n"), ANSWERS], 2, "successor"),
    case("parent-loop", &[("agencies.csv", "code,parent\nmoh,moj\nmoj,moh\n"), ANSWERS], 3, "parent"),
    case("successor-loop", &[("agencies.csv", "code,successor\nmoh,moh\n"), ANSWERS], 2, "successor"),
    case("unknown-status", &[("agencies.csv", "code,status\nmoh,sleeping\n"), ANSWERS], 2, "status"),
    Case {
        code: "unknown-period",
        settings: TWO_PERIODS,
        files: &[("answers.csv", "agency,period,cat04\nmoh,2027,3\n")],
        row: Some(2),
        column: Some("period"),
    },
    Case {
        code: "period-blank",
        settings: TWO_PERIODS,
        files: &[("answers.csv", "agency,period,cat04\nmoh,,3\n")],
        row: Some(2),
        column: Some("period"),
    },
    case("unknown-criterion", &[("answers.csv", "agency,criterion,answer\nmoh,cat99,3\n")], 2, "criterion"),
    Case {
        code: "criterion-outside-edition",
        settings: "edition = \"light\"",
        files: &[AGENCIES, BRANCHES, ("answers.csv", "agency,branch,cat06\nmoh,b1,yes\nmoj,b2,no\n")],
        row: Some(2),
        column: Some("cat06"),
    },
    case("unknown-role", &[("answers.csv", "agency,role,cat04\nmoh,asessor,3\n")], 2, "role"),
    case(
        "respondent-changed",
        &[("answers.csv", "agency,respondent,weight,criterion,answer\nmoh,r1,1,cat04,3\nmoh,r1,2,cat01,yes\n")],
        3,
        "weight",
    ),
    case("answer-off-scale", &[("answers.csv", "agency,cat04\nmoh,3\nmoj,7\n")], 3, "cat04"),
    case("share-over-100", &[("answers.csv", "agency,cat02\nmoh,120\n")], 2, "cat02"),
    case("share-below-1", &[("answers.csv", "agency,cat02\nmoh,0.45\n")], 2, "cat02"),
    case("number-invalid", &[("answers.csv", "agency,cat05\nmoh,many\n")], 2, "cat05"),
    case("negative-number", &[("services.csv", "code,agency,steps_total\ns1,moh,-3\n"), ANSWERS], 2, "steps_total"),
    case(
        "date-invalid",
        &[ANSWERS, ("evidence.csv", "agency,criterion,grade,date\nmoh,cat04,E2,03/04/2025\n")],
        2,
        "date",
    ),
    case(
        "mark-invalid",
        &[("answers.csv", "agency,cat04,cat04.not_controlled\nmoh,3,perhaps\n")],
        2,
        "cat04.not_controlled",
    ),
    case("duplicate-answer", &[("answers.csv", "agency,criterion,answer\nmoh,cat04,3\nmoh,cat04,2\n")], 3, "answer"),
    case("na-without-reason", &[("answers.csv", "agency,cat04\nmoh,NA\n")], 2, "cat04"),
    case("na-without-approver", &[("answers.csv", "agency,cat04,na_reason\nmoh,NA,no unit\n")], 2, "cat04"),
    case(
        "na-reason-not-condition",
        &[("answers.csv", "agency,cat03,na_reason,na_approver\nmoh,NA,too busy,Head\n")],
        2,
        "na_reason",
    ),
    case("na-on-critical-gate", &[("answers.csv", "agency,cat01,na_reason,na_approver\nmoh,NA,x,y\n")], 2, "cat01"),
    case("na-not-accepted", &[("answers.csv", "agency,cat05,na_reason,na_approver\nmoh,NA,x,y\n")], 2, "cat05"),
    case("sampled-without-size", &[("answers.csv", "agency,cat02,cat02.sampled\nmoh,50,yes\n")], 2, "cat02"),
    case("wrong-unit", &[AGENCIES, BRANCHES, ("answers.csv", "agency,branch,cat02\nmoh,b1,yes\n")], 2, "cat02"),
    case("national-only", &[("answers.csv", "agency,law01\nmoh,2\n")], 2, "law01"),
    case("national-answered-twice", &[("answers.csv", "agency,law01\nnation,2\nnation,3\n")], 3, "law01"),
    case(
        "steps-online-over-total",
        &[("services.csv", "code,agency,steps_total,steps_online\ns1,moh,3,5\n"), ANSWERS],
        2,
        "steps_online",
    ),
    case(
        "papers-held-over-required",
        &[("services.csv", "code,agency,papers_required,papers_held_by_state\ns1,moh,3,5\n"), ANSWERS],
        2,
        "papers_held_by_state",
    ),
    Case {
        code: "service-contradiction",
        settings: "",
        files: &[
            ("services.csv", "code,agency,visits_required\ns1,moh,2\n"),
            ("answers.csv", "agency,service,trx02\nmoh,s1,yes\n"),
        ],
        row: Some(2),
        column: None,
    },
    Case {
        code: "service-contradiction",
        settings: "",
        files: &[
            ("services.csv", "code,agency,fee_paper,fee_digital\ns1,moh,10,12\n"),
            ("answers.csv", "agency,service,trx14\nmoh,s1,yes\n"),
        ],
        row: Some(2),
        column: None,
    },
    case("unknown-grade", &[ANSWERS, ("evidence.csv", "agency,criterion,grade\nmoh,cat04,E7\n")], 2, "grade"),
    case(
        "unknown-verdict",
        &[ANSWERS, ("evidence.csv", "agency,criterion,grade,verdict\nmoh,cat04,E2,maybe\n")],
        2,
        "verdict",
    ),
    case("unknown-kpi", &[ANSWERS, ("kpis.csv", "agency,kpi,quantity,value\nmoh,eff9,case,3\n")], 2, "kpi"),
    case(
        "kpi-unknown-quantity",
        &[ANSWERS, ("kpis.csv", "agency,kpi,quantity,value\nmoh,eff1,half,3\n")],
        2,
        "quantity",
    ),
    case(
        "duplicate-kpi",
        &[ANSWERS, ("kpis.csv", "agency,kpi,quantity,value\nmoh,eff1,numerator,3\nmoh,eff1,numerator,4\n")],
        3,
        "value",
    ),
    case(
        "kpi-numerator-over-denominator",
        &[ANSWERS, ("kpis.csv", "agency,kpi,quantity,value\nmoh,eff1,numerator,30\nmoh,eff1,denominator,4\n")],
        2,
        "value",
    ),
    case(
        "beneficiary-source-unknown",
        &[AGENCIES, SERVICES, ANSWERS, ("beneficiaries.csv", "service,source,ben01\ns1,rumour,yes\n")],
        2,
        "source",
    ),
    case("target-scope-unknown", &[AGENCIES, ANSWERS, ("targets.csv", "scope,code,target\nmox,stage,2\n")], 2, "scope"),
    case(
        "target-conflicting",
        &[AGENCIES, ANSWERS, ("targets.csv", "scope,code,target\nmoh,stage,2\nmoh,stage,3\n")],
        3,
        "target",
    ),
    case(
        "correction-incomplete",
        &[
            AGENCIES,
            ANSWERS,
            ("corrections.csv", "agency,criterion,old,new,who,when,why\nmoh,cat04,3,2,,2026-01-05,slip\n"),
        ],
        2,
        "who",
    ),
    case(
        "correction-off-scale",
        &[
            AGENCIES,
            ANSWERS,
            ("corrections.csv", "agency,criterion,old,new,who,when,why\nmoh,cat04,3,17,PMO,2026-01-05,slip\n"),
        ],
        2,
        "new",
    ),
    case(
        "correction-misplaced",
        &[
            AGENCIES,
            ("branches.csv", "code,agency\nnorth,moh\n"),
            ANSWERS,
            (
                "corrections.csv",
                "agency,branch,criterion,old,new,who,when,why\nmoh,north,cat02,,1,PMO,2026-01-05,slip\n",
            ),
        ],
        2,
        "old",
    ),
    case(
        "correction-not-waivable",
        &[
            AGENCIES,
            ANSWERS,
            ("corrections.csv", "agency,criterion,old,new,who,when,why\nmoh,cat05,,NA,PMO,2026-01-05,slip\n"),
        ],
        2,
        "new",
    ),
    case(
        "correction-without-condition",
        &[
            AGENCIES,
            ANSWERS,
            ("corrections.csv", "agency,criterion,old,new,who,when,why\nmoh,cat03,,NA,PMO,2026-01-05,slip\n"),
        ],
        2,
        "why",
    ),
    Case {
        code: "correction-of-units",
        settings: "",
        files: &[
            AGENCIES,
            ("services.csv", "code,agency\nbirth,moh\n"),
            ("answers.csv", "agency,service,cat02\nmoh,birth,yes\n"),
            ("corrections.csv", "agency,criterion,old,new,who,when,why\nmoh,cat02,,NA,PMO,2026-01-05,no service\n"),
        ],
        row: Some(2),
        column: None,
    },
    Case {
        code: "correction-differs",
        settings: "",
        files: &[
            AGENCIES,
            ANSWERS,
            ("corrections.csv", "agency,criterion,old,new,who,when,why\nmoh,cat04,1,2,PMO,2026-01-05,slip\n"),
        ],
        row: Some(2),
        column: None,
    },
    Case {
        code: "correction-of-respondents",
        settings: "",
        files: &[
            AGENCIES,
            ("answers.csv", "agency,respondent,cat04\nmoh,a,3\nmoh,b,2\n"),
            ("corrections.csv", "agency,criterion,old,new,who,when,why\nmoh,cat04,3,2,PMO,2026-01-05,slip\n"),
        ],
        row: Some(2),
        column: None,
    },
    case(
        "objection-code-unknown",
        &[
            AGENCIES,
            ANSWERS,
            (
                "objections.csv",
                "agency,code,who,what,outcome,decided_by,decided_on,answer\nmoh,cat77,Head,Too low,rejected,PMO,2026-01-05,No\n",
            ),
        ],
        2,
        "code",
    ),
    case(
        "objection-incomplete",
        &[
            AGENCIES,
            ANSWERS,
            (
                "objections.csv",
                "agency,who,what,outcome,decided_by,decided_on,answer\nmoh,,Too low,rejected,PMO,2026-01-05,No\n",
            ),
        ],
        2,
        "who",
    ),
    Case {
        code: "objection-unanswered",
        settings: "",
        files: &[AGENCIES, ANSWERS, ("objections.csv", "agency,who,what,outcome\nmoh,Head,Too low,rejected\n")],
        row: Some(2),
        column: None,
    },
    Case {
        code: "objection-open",
        settings: "",
        files: &[AGENCIES, ANSWERS, ("objections.csv", "agency,who,what\nmoh,Head,Too low\n")],
        row: Some(2),
        column: None,
    },
    Case {
        code: "report-text-untranslated",
        settings: "languages = [\"ar\", \"en\"]\n[report.texts]\nquality = { en = \"Words\" }\n",
        files: &[AGENCIES, ANSWERS],
        row: None,
        column: None,
    },
    case("target-code-unknown", &[AGENCIES, ANSWERS, ("targets.csv", "scope,code,target\nmoh,stagee,2\n")], 2, "code"),
    case(
        "target-without-denominator",
        &[AGENCIES, ANSWERS, ("targets.csv", "scope,code,target\nmoh,eff1,60\n")],
        2,
        "code",
    ),
    case("cost-conflicting", &[AGENCIES, ANSWERS, ("costs.csv", "criterion,cost\ncat04,3\ncat04,4\n")], 3, "criterion"),
    case("cost-too-large", &[AGENCIES, ANSWERS, ("costs.csv", "criterion,cost\ncat04,1e30\n")], 2, "cost"),
    case(
        "cost-prerequisite-loop",
        &[AGENCIES, ANSWERS, ("costs.csv", "criterion,cost,prerequisite\ncat04,3,cat05\ncat05,2,cat04\n")],
        2,
        "prerequisite",
    ),
    case(
        "duplicate-initiative",
        &[AGENCIES, ANSWERS, ("initiatives.csv", "code,title_en\nportal,A portal\nPortal,Another\n")],
        3,
        "code",
    ),
    case(
        "date-precision-unknown",
        &[AGENCIES, ANSWERS, ("initiatives.csv", "code,date,date_precision\nportal,2010,roughly\n")],
        2,
        "date_precision",
    ),
    case(
        "date-less-precise",
        &[AGENCIES, ANSWERS, ("initiatives.csv", "code,date,date_precision\nportal,2022-08,day\n")],
        2,
        "date_precision",
    ),
    case(
        "initiative-due-early",
        &[AGENCIES, ANSWERS, ("initiatives.csv", "code,date,due\nportal,2022-08,2021\n")],
        2,
        "due",
    ),
    case(
        "initiative-owner-unknown",
        &[AGENCIES, ANSWERS, ("initiatives.csv", "code,owner,promised\nportal,nobody,cat01\n")],
        2,
        "owner",
    ),
    case(
        "promised-code-unknown",
        &[AGENCIES, ANSWERS, ("initiatives.csv", "code,promised\nportal,cat01; cat99\n")],
        2,
        "promised",
    ),
    case(
        "promised-code-ambiguous",
        &[
            AGENCIES,
            ("services.csv", "code,agency\ncat04,moh\n"),
            ANSWERS,
            ("initiatives.csv", "code,promised\nportal,cat04\n"),
        ],
        2,
        "promised",
    ),
    case(
        "audit-verdict-unknown",
        &[AGENCIES, ANSWERS, ("verdicts.csv", "agency,criterion,verdict\nmoh,cat04,perhaps\n")],
        2,
        "verdict",
    ),
    case(
        "audit-found-missing",
        &[AGENCIES, ANSWERS, ("verdicts.csv", "agency,criterion,verdict,found\nmoh,cat04,partly,\n")],
        2,
        "found",
    ),
    case(
        "audit-found-off-scale",
        &[AGENCIES, ANSWERS, ("verdicts.csv", "agency,criterion,verdict,found\nmoh,cat04,partly,1e308\n")],
        2,
        "found",
    ),
    case(
        "audit-not-claimed",
        &[AGENCIES, ANSWERS, ("verdicts.csv", "agency,criterion,verdict\nmoh,law01,refuted\n")],
        2,
        "criterion",
    ),
    case(
        "audit-verdict-twice",
        &[
            AGENCIES,
            ANSWERS,
            ("verdicts.csv", "agency,criterion,verdict,auditor\nmoh,cat04,confirmed,A\nmoh,cat04,refuted,a\n"),
        ],
        3,
        "verdict",
    ),
    Case {
        code: "audit-verdict-repeated",
        settings: "",
        files: &[
            AGENCIES,
            ANSWERS,
            ("evidence.csv", "agency,criterion,grade,kind\nmoh,cat04,E2,audit\n"),
            ("verdicts.csv", "agency,criterion,verdict,auditor\nmoh,cat04,confirmed,A\nmoh,cat04,confirmed,a\n"),
        ],
        row: Some(3),
        column: Some("verdict"),
    },
    Case {
        code: "auditors-disagree",
        settings: "",
        files: &[
            AGENCIES,
            ANSWERS,
            ("evidence.csv", "agency,criterion,grade,kind\nmoh,cat04,E2,audit\n"),
            ("verdicts.csv", "agency,criterion,verdict,auditor\nmoh,cat04,confirmed,A\nmoh,cat04,refuted,B\n"),
        ],
        row: Some(3),
        column: None,
    },
    Case {
        code: "verdicts-not-entered",
        settings: "",
        files: &[AGENCIES, ANSWERS, ("verdicts.csv", "agency,criterion,verdict\nmoh,cat04,confirmed\n")],
        row: None,
        column: None,
    },
];

/// Codes with a test of their own below, because their files are not text.
const ELSEWHERE: [&str; 72] = [
    "correction-same-day",
    "objection-outcome-unknown",
    "final-while-open",
    "audit-grade-low",
    "audit-found-unfit",
    "audit-nothing-claimed",
    "audit-other-period",
    "audit-unsigned",
    "audit-early",
    "frozen-unreadable",
    "frozen-changed",
    "frozen-added",
    "frozen-gone",
    "frozen-late",
    "frozen-again",
    "register-column-unknown",
    "register-column-without-numbers",
    "reference-unknown",
    "denominator-missing",
    "agency-screened",
    "values-imputed",
    "zero-annuls",
    "numbers-without-scale",
    "weights-not-found",
    "comparisons-inconsistent",
    "row-shifted",
    "table-repeated",
    "form-unknown",
    "page-given",
    "answer-contradicted",
    "heading-not-found",
    "heading-row-missing",
    "row-unmarked",
    "sheet-unmarked",
    "submission-replaced-in-part",
    "mapping-target-unknown",
    "tool-recognised",
    "unknown-tool",
    "headings-are-texts",
    "no-question-named",
    "submission-rejected",
    "submission-encrypted",
    "submission-unfinished",
    "submission-replaced",
    "submission-unknown",
    "personal-dropped",
    "remarks-kept",
    "rows-passed-over",
    "row-longer",
    "columns-disagree",
    "unknown-encoding",
    "nothing-to-repair",
    "export-too-large",
    "no-editions",
    "sheet-not-recognised",
    "evidence-without-scheme",
    "file-not-table",
    "file-not-utf8",
    "file-garbled",
    "heading-lost",
    "text-lost",
    "encoding-guessed",
    "file-unreadable",
    "formula-without-value",
    "row-too-large",
    "workbook-too-large",
    "form-damaged",
    "form-newer",
    "form-too-large",
    "settings-invalid",
    "period-duplicate",
    "no-agencies",
];

/// Codes that the judgement raises, not the reading.
pub(crate) const OF_THE_JUDGEMENT: [&str; 16] = [
    "agency-and-unit-answers",
    "evidence-after-reference-date",
    "evidence-expired",
    "evidence-rejected",
    "evidence-undated",
    "evidence-without-answer",
    "experience-contradicts-claim",
    "gate-within-error",
    "gate-without-evidence",
    "kpi-contradicts-criterion",
    "kpi-incomplete",
    "no-response",
    "perception-contradicts-severity",
    "respondents-disagree",
    "small-group-suppressed",
    "target-impossible",
];

#[test]
fn every_finding_of_a_reading_has_a_case_that_names_its_place() {
    for case in CASES {
        let files = case.files.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
        let (_, findings) = read_bytes(&settings(case.settings), files);
        let found: Vec<&Finding> =
            findings.held().iter().filter(|finding| finding.problem.code() == case.code).collect();
        assert_eq!(found.len(), 1, "{}: {:?}", case.code, findings.held());
        let place = &found[0].place;
        let column = case.column.filter(|column| !column.is_empty());
        assert_eq!((place.row, place.column.as_deref()), (case.row, column), "{}", case.code);
        if let (Some(excerpt), Some(value), Some(_)) = (&place.excerpt, &place.value, column) {
            let shown = excerpt.line[excerpt.span.clone()].trim_matches('"');
            assert_eq!(shown, value, "{}", case.code);
        }
        let others: Vec<&str> = codes(&findings).into_iter().filter(|code| *code != case.code).collect();
        assert!(others.is_empty() || case.code == "period-blank", "{}: also {others:?}", case.code);
    }
}

#[test]
fn no_code_is_without_a_case() {
    let here: BTreeSet<&str> = CASES.iter().map(|case| case.code).chain(ELSEWHERE).collect();
    let judged: BTreeSet<&str> = OF_THE_JUDGEMENT.into_iter().collect();
    let without: BTreeSet<&str> = Problem::CODES.iter().copied().filter(|code| !here.contains(code)).collect();
    assert_eq!(without, judged, "codes without a case, against those of the judgement");
}

#[test]
fn characters_that_nobody_sees_are_found_and_white_space_is_one_space() {
    let agencies = "code,name_en,type\nm\u{1}oh,Health,ministry\nmoj,Jus\u{0}tice,mini\u{7f}stry\nmoi,\"In\n\tte  rior\",\"a\tb\"\n";
    let answers = "agency,period,criterion,answer\nmoj,2025,cat04,3\nmo\u{0}i,2025,cat04,3\nmoi,2025,ca\u{2}t04,3\nmoi,20\u{3}25,cat04,3\nmoi,2025,cat04,\"3\n\"\n";
    let files = vec![("agencies.csv", agencies.into()), ("answers.csv", answers.into())];
    let (survey, findings) = read_bytes(&Settings::default(), files);
    assert_eq!(codes(&findings), ["control-character"; 6], "{:?}", findings.held());
    let codes: Vec<&str> = survey.agencies.iter().map(|agency| agency.code.as_str()).collect();
    assert_eq!(codes, ["moj", "moi"], "a row whose code holds one is left out");
    assert!(survey.agencies[0].name.is_empty() && survey.agencies[0].attributes.iter().next().is_none());
    assert_eq!(survey.agencies[1].name.say("en"), "In te rior");
    assert_eq!(survey.agencies[1].attributes.get("type"), Some("a b"));
    let (inferred, findings) = read_bytes(&Settings::default(), vec![("answers.csv", answers.into())]);
    assert_eq!(findings.count("control-character"), 3);
    assert_eq!(inferred.agencies.len(), 2, "no agency is inferred from such a cell");
}

/// One survey as a table of answers; the row order is that of the agencies.
const WIDE: [&[&str]; 4] = [
    &["agency", "cat01", "cat02", "cat04", "cat05", "cat04.not_controlled"],
    &["moh", "yes", "40%", "3", "97.5", "yes"],
    &["moj", "لا", "٧٥", "", "12", ""],
    &["moi", "DK", "0", "4", "", ""],
];

fn joined(rows: &[&[&str]], delimiter: &str, end: &str) -> String {
    rows.iter().map(|row| row.join(delimiter) + end).collect()
}

fn without_sources(mut survey: Survey) -> String {
    survey.files.clear();
    let mut value = serde_json::to_value(&survey).expect("a survey is JSON");
    drop_sources(&mut value);
    value.to_string()
}

pub(crate) fn drop_sources(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(entries) => {
            entries.remove("source");
            entries.remove("first");
            entries.values_mut().for_each(drop_sources);
        }
        serde_json::Value::Array(entries) => entries.iter_mut().for_each(drop_sources),
        _ => {}
    }
}

#[test]
fn every_format_and_form_gives_the_same_survey() {
    let csv = joined(&WIDE, ",", "\n");
    let (expected, findings) = read_texts(&[("answers.csv", &csv)]);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(answer(&expected, Scope::Agency(0), "cat02"), Some(Answer::Number(0.4)));
    assert_eq!(answer(&expected, Scope::Agency(1), "cat04"), None);
    let expected = without_sources(expected);
    let quoted = joined(&WIDE, "\",\"", "\"\n\"");
    let quoted = format!("\"{}", quoted.trim_end_matches('"'));
    let mut long = String::from("agency,criterion,answer,not_controlled\n");
    for row in &WIDE[1..] {
        for (column, heading) in WIDE[0].iter().enumerate().skip(1).take(4) {
            let mark = if *heading == "cat04" { row[5] } else { "" };
            long.push_str(&format!("{},{heading},{},{mark}\n", row[0], row[column]));
        }
    }
    let variants = [
        ("answers.tsv", joined(&WIDE, "\t", "\n")),
        ("answers.csv", joined(&WIDE, ";", "\n")),
        ("answers.csv", joined(&WIDE, ",", "\r\n")),
        ("answers.csv", joined(&WIDE, ",", "\r")),
        ("answers.csv", joined(&WIDE, ";", "\n\n\r\n")),
        ("answers.csv", format!("\u{feff}{csv}")),
        ("answers.csv", csv.trim_end().to_owned()),
        ("answers.csv", quoted),
        ("answers.csv", csv.replace("cat04", "CAT-04").replace("agency", " Agency ")),
        ("answers.csv", long),
        ("anything.csv", csv.clone()),
    ];
    for (name, text) in variants {
        let (survey, findings) = read_texts(&[(name, &text)]);
        assert!(findings.is_empty(), "{name} {text}: {findings:?}");
        assert_eq!(without_sources(survey), expected, "{name} {text}");
    }
    let mut book = Workbook::new();
    let percent = Format::new().set_num_format("0%");
    let sheet = book.add_worksheet();
    for (row, cells) in WIDE.iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            match (*text, text.parse::<f64>()) {
                ("", _) => {}
                ("40%", _) => drop(sheet.write_number_with_format(row, column, 0.4, &percent).unwrap()),
                (_, Ok(number)) => drop(sheet.write_number(row, column, number).unwrap()),
                _ => drop(sheet.write_string(row, column, *text).unwrap()),
            }
        }
    }
    let (survey, findings) = read_bytes(&Settings::default(), vec![("answers.xlsx", book.save_to_buffer().unwrap())]);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(survey.files, ["answers.xlsx#Sheet1"]);
    assert_eq!(without_sources(survey), expected);
}

#[test]
fn a_workbook_holds_several_tables_dates_of_either_epoch_and_formulas() {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet().set_name("evidence").unwrap();
    for (column, heading) in ["agency", "criterion", "grade", "date"].iter().enumerate() {
        sheet.write_string(0, column as u16, *heading).unwrap();
    }
    sheet.write_string(1, 0, "moh").unwrap();
    sheet.write_string(1, 1, "cat04").unwrap();
    sheet.write_number(1, 2, 2.0).unwrap();
    sheet.write_datetime_with_format(1, 3, ExcelDateTime::from_ymd(2025, 3, 31).unwrap(), &date).unwrap();
    let sheet = book.add_worksheet().set_name("Answers").unwrap();
    for (column, heading) in ["agency", "cat04", "cat05"].iter().enumerate() {
        sheet.write_string(0, column as u16, *heading).unwrap();
    }
    sheet.write_string(2, 0, "moh").unwrap();
    sheet.write_number(2, 1, 3.0).unwrap();
    sheet.write_formula(2, 2, Formula::new("=1+1").set_result("")).unwrap();
    let (survey, findings) = read_bytes(&Settings::default(), vec![("survey.xlsx", book.save_to_buffer().unwrap())]);
    assert_eq!(codes(&findings), ["formula-without-value"], "{findings:?}");
    let place = &findings.held()[0].place;
    assert_eq!(
        (place.file.as_str(), place.row, place.column.as_deref()),
        ("survey.xlsx#Answers", Some(3), Some("cat05"))
    );
    assert_eq!(survey.evidence[0].date.map(|date| date.to_string()), Some("2025-03-31".to_owned()));
    assert_eq!(survey.evidence[0].grade, 2);
    assert_eq!(answer(&survey, Scope::Agency(0), "cat04"), Some(Answer::Choice(3)));
    assert_eq!(answer(&survey, Scope::Agency(0), "cat05"), None);
}

#[test]
fn the_1904_epoch_is_honoured() {
    let files = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="evidence" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/styles.xml",
            r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
        ),
        (
            "xl/worksheets/sheet1.xml",
            r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>agency</t></is></c><c r="B1" t="inlineStr"><is><t>criterion</t></is></c><c r="C1" t="inlineStr"><is><t>grade</t></is></c><c r="D1" t="inlineStr"><is><t>date</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>moh</t></is></c><c r="B2" t="inlineStr"><is><t>cat04</t></is></c><c r="C2" t="inlineStr"><is><t>E2</t></is></c><c r="D2" s="1"><v>0</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>moh</t></is></c><c r="B3" t="inlineStr"><is><t>cat04</t></is></c><c r="C3" t="inlineStr"><is><t>E2</t></is></c><c r="D3" s="1"><v>44285</v></c></row></sheetData></worksheet>"#,
        ),
    ];
    let (survey, findings) =
        read_bytes(&Settings::default(), vec![(ANSWERS.0, ANSWERS.1.into()), ("evidence.xlsx", archive(&files))]);
    assert!(findings.is_empty(), "{findings:?}");
    let dates: Vec<String> =
        survey.evidence.iter().filter_map(|record| record.date).map(|date| date.to_string()).collect();
    assert_eq!(dates, ["1904-01-01", "2025-03-31"]);
}

/// A ZIP archive.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in files {
        writer.start_file(*name, options).unwrap();
        io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_order_of_rows_and_files_changes_no_answer() {
    let rows = [
        "moh,r1,staff,cat04,3",
        "moh,r2,it-data,cat04,1",
        "moj,,,cat04,2",
        "moh,r1,staff,cat02,50",
        "nation,,,law01,2",
    ];
    let read_order = |order: &[usize], split: usize| {
        let heading = "agency,respondent,role,criterion,answer\n";
        let text = |rows_of: &[usize]| {
            heading.to_owned() + &rows_of.iter().map(|row| rows[*row].to_owned() + "\n").collect::<String>()
        };
        let (first, second) = order.split_at(split);
        let files =
            [("answers-b.csv", text(first)), ("agencies.csv", AGENCIES.1.to_owned()), ("answers-a.csv", text(second))];
        let (survey, findings) = read_bytes(
            &Settings::default(),
            files.iter().map(|(name, text)| (*name, text.clone().into_bytes())).collect(),
        );
        assert!(findings.count("duplicate-answer") == 0, "{findings:?}");
        without_sources(survey)
    };
    let expected = read_order(&[0, 1, 2, 3, 4], 2);
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 4, 3, 0, 2]] {
        assert_eq!(read_order(&order, 3), expected);
    }
}

#[test]
fn respondents_are_counted_by_role_and_assessors_stand_apart() {
    let file = "agency,respondent,role,weight,criterion,answer\n\
        moh,r1,staff,2,cat04,3\nmoh,r2,staff,,cat04,3\nmoh,r3,it-data,,cat04,1\nmoh,r3,it-data,,cat04,1\n\
        moh,r4,,,cat04,4\nmoh,r4,,,cat04,2\nmoh,a1,assessor,,cat04,0\nmoh,,staff,,cat04,2\n";
    let (survey, findings) = read_texts(&[("answers.csv", file)]);
    assert_eq!(codes(&findings), ["answer-contradicted"]);
    assert_eq!(findings.held()[0].place.row, Some(7));
    let criterion = framework().criterion("cat04").unwrap();
    let row = survey.answers.find(Unit { period: 0, scope: Scope::Agency(0) }).unwrap();
    let Response::Many(tally) = survey.answers.response(row, criterion) else { panic!("no tally") };
    let votes: Vec<(Option<u8>, Answer, u32, f64)> =
        tally.votes().map(|vote| (vote.role, vote.answer, vote.votes.count, vote.votes.weight)).collect();
    let expected = [
        (Some(0), Answer::Choice(1), 1, 1.0),
        (Some(1), Answer::Choice(2), 1, 1.0),
        (Some(1), Answer::Choice(3), 2, 3.0),
    ];
    assert_eq!(votes, expected);
    let assessed = survey.answers.assessed(row, criterion);
    assert!(matches!(assessed, Some(Response::One { answer: Answer::Choice(0), .. })), "{assessed:?}");
}

#[test]
fn respondents_give_the_same_counts_in_whatever_order_they_stand() {
    let people = 500;
    let row = |person: usize, criterion: usize| {
        let code = ["cat01", "cat04", "cat05"][criterion];
        let answer =
            if criterion == 0 { ["yes", "1", "لا"][person % 3].to_owned() } else { (person * 7 % 5).to_string() };
        format!("a{},{code},r{},{answer}\n", person % 7, person / 2)
    };
    let read_rows = |rows: &mut dyn Iterator<Item = (usize, usize)>| {
        let heading = String::from("agency,criterion,respondent,answer\n");
        let text = rows.fold(heading, |text, (person, criterion)| text + &row(person, criterion));
        let register: String = (0..7).map(|agency| format!("a{agency}\n")).collect();
        let (survey, findings) = read_texts(&[("agencies.csv", &format!("code\n{register}")), ("answers.csv", &text)]);
        assert!(findings.is_empty(), "{findings:?}");
        without_sources(survey)
    };
    let by_person = read_rows(&mut (0..people).flat_map(|person| (0..3).map(move |criterion| (person, criterion))));
    let by_criterion = read_rows(&mut (0..3).flat_map(|criterion| (0..people).map(move |person| (person, criterion))));
    let backwards =
        read_rows(&mut (0..people).rev().flat_map(|person| (0..3).map(move |criterion| (person, criterion))));
    let twice =
        read_rows(&mut (0..2 * people).flat_map(|person| (0..3).map(move |criterion| (person % people, criterion))));
    assert_eq!(by_person, by_criterion);
    assert_eq!(by_person, backwards);
    assert_eq!(by_person, twice);
    let file =
        "agency,criterion,respondent,answer\na,cat04,r1,3\na,cat04,r2,3\na,cat04,r1,2\na,cat04,,4\nb,cat04,r1,3\n";
    let (survey, findings) = read_texts(&[("answers.csv", file)]);
    assert_eq!(codes(&findings), ["answer-contradicted"]);
    let criterion = framework().criterion("cat04").unwrap();
    let Response::Many(tally) = survey.answers.response(0, criterion) else { panic!("no tally") };
    let votes: Vec<(Answer, u32)> = tally.votes().map(|vote| (vote.answer, vote.votes.count)).collect();
    assert_eq!(votes, [(Answer::Choice(3), 1), (Answer::Choice(4), 1)]);
}

#[test]
fn respondents_free_numbers_answered_twice_are_noticed() {
    let file =
        "agency,respondent,criterion,answer\nmoh,r1,cat05,12.5\nmoh,r1,cat05,12.5\nmoh,r2,cat05,7\nmoh,r2,cat05,8\n";
    let (survey, findings) = read_texts(&[("answers.csv", file)]);
    assert_eq!(codes(&findings), ["answer-contradicted"]);
    let Response::Many(tally) = survey.answers.response(0, framework().criterion("cat05").unwrap()) else {
        panic!("no tally")
    };
    assert_eq!(tally.votes().map(|vote| vote.answer).collect::<Vec<_>>(), [Answer::Number(12.5)]);
}

#[test]
fn not_applicable_needs_its_reason_and_approver() {
    let file = "agency,cat03,cat03.na_reason,cat03.na_approver,cat02,cat02.sampled,cat02.sample_size\n\
        moh,لا ينطبق,لا خدمة تستعمل إستمارة,Head,60,yes,40\nmoj,NA,no-form,Head,60,no,40\n";
    let (survey, findings) = read_texts(&[("answers.csv", file)]);
    assert!(findings.is_empty(), "{findings:?}");
    let criterion = |code: &str| framework().criterion(code).unwrap();
    for agency in 0..2 {
        assert_eq!(answer(&survey, Scope::Agency(agency), "cat03"), Some(Answer::NotApplicable));
        let marks = survey.answers.marks(agency, criterion("cat03")).expect("marks");
        assert_eq!(marks.na_approver.as_deref(), Some("Head"));
    }
    assert_eq!(survey.answers.marks(0, criterion("cat02")).and_then(|marks| marks.sample_size), Some(40));
    assert_eq!(survey.answers.marks(1, criterion("cat02")), None);
}

#[test]
fn national_items_are_answered_by_the_nation_alone() {
    let (survey, findings) = read_texts(&[("answers.csv", "agency,cat04,law01\nmoh,3,2\nnation,,2\nالدولة,,2\n")]);
    assert_eq!(codes(&findings), ["national-only"]);
    assert_eq!(findings.held()[0].place.row, Some(2));
    assert_eq!(answer(&survey, Scope::Nation, "law01"), Some(Answer::Choice(2)));
    assert_eq!(answer(&survey, Scope::Agency(0), "law01"), None);
}

#[test]
fn names_are_matched_folded_and_never_fuzzily() {
    let answers = "agency,cat04\nوزارةُ الصحه,3\nHEALTH ,3\nوزارة العدل,2\nوزارة العمل,1\n";
    let (survey, findings) = read_texts(&[AGENCIES, ("answers.csv", answers)]);
    assert_eq!(codes(&findings), ["unknown-agency"]);
    let place = &findings.held()[0].place;
    assert_eq!(place.value.as_deref(), Some("وزارة العمل"));
    assert_eq!(findings.held()[0].problem, Problem::UnknownAgency { nearest: "moj".to_owned() });
    assert_eq!(answer(&survey, Scope::Agency(0), "cat04"), Some(Answer::Choice(3)));
    assert_eq!(answer(&survey, Scope::Agency(1), "cat04"), Some(Answer::Choice(2)));
}

#[test]
fn without_a_register_the_agencies_are_those_that_answered() {
    let (survey, findings) =
        read_texts(&[("answers.csv", "agency,cat04\nوزارة الصحة,3\nmoj,2\nوزارة الصحه,3\na001,1\n")]);
    assert!(findings.is_empty(), "{findings:?}");
    let known: Vec<(&str, &str)> =
        survey.agencies.iter().map(|agency| (agency.code.as_str(), agency.name.say("ar"))).collect();
    assert_eq!(known, [("a002", "وزارة الصحة"), ("moj", ""), ("a001", "")]);
}

#[test]
fn an_answer_keeps_its_period_when_a_later_one_is_read_first() {
    let file = "agency,period,criterion,answer\nmoh,2026,cat05,26\nmoh,2025,cat05,25\n";
    let (survey, findings) = read_texts(&[("answers.csv", file)]);
    assert!(findings.is_empty(), "{findings:?}");
    let criterion = framework().criterion("cat05").unwrap();
    for (period, number) in [(0, 25.0), (1, 26.0)] {
        let row = survey.answers.find(Unit { period, scope: Scope::Agency(0) }).unwrap();
        let given = survey.answers.response(row, criterion);
        assert!(matches!(given, Response::One { answer: Answer::Number(found), .. } if *found == number), "{given:?}");
    }
}

#[test]
fn periods_are_found_ordered_and_filled_in() {
    let (survey, findings) = read_texts(&[
        ("answers-a.csv", "agency,period,cat04\nmoh,2026,3\nmoh,2025,2\n"),
        ("answers-b.csv", "agency,period,cat04\nmoj,٢٠٢٥,1\n"),
    ]);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(survey.periods.iter().map(|period| period.code.as_str()).collect::<Vec<_>>(), ["2025", "2026"]);
    assert_eq!(answer(&survey, Scope::Agency(0), "cat04"), Some(Answer::Choice(2)));
    assert_eq!(answer(&survey, Scope::Agency(1), "cat04"), Some(Answer::Choice(1)));
    let (survey, findings) = read_texts(&[
        ("answers-a.csv", "agency,cat04,cat05\nmoh,3,5\n"),
        ("answers-b.csv", "agency,period,cat04,cat05\nmoh,2025,3,6\n"),
    ]);
    assert_eq!(codes(&findings), ["duplicate-answer"], "{findings:?}");
    assert_eq!(survey.periods.len(), 1);
    assert_eq!(answer(&survey, Scope::Agency(0), "cat04"), Some(Answer::Choice(3)));
    assert_eq!(answer(&survey, Scope::Agency(0), "cat05"), None);
    let (survey, findings) = read_texts(&[
        ("answers-a.csv", "agency,cat04\nmoh,3\n"),
        ("answers-b.csv", "agency,period,cat04\nmoh,2025,3\nmoh,2026,3\n"),
    ]);
    assert_eq!(codes(&findings), ["period-blank"]);
    assert_eq!(findings.held()[0].place.file, "answers-a.csv");
    assert_eq!(survey.periods.len(), 2);
    let (survey, _) = read_texts(&[ANSWERS]);
    assert_eq!(survey.periods[0].code.as_str(), "current");
}

#[test]
fn settings_rename_files_columns_and_give_constants() {
    let text = "[[sources]]\nfile = \"municipalities.csv\"\nkind = \"answers\"\nperiod = \"2021\"\nrole = \"assessor\"\n\
        columns = { cut_com = \"agency\", \"Q 1\" = \"cat04\", remarks = \"\" }\n";
    let file = "cut_com,q 1,remarks\n13101,3,good\n".as_bytes().to_vec();
    let (survey, findings) = read_bytes(&settings(text), vec![("municipalities.csv", file)]);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(survey.periods[0].code.as_str(), "2021");
    assert_eq!(survey.agencies[0].code.as_str(), "13101");
    assert!(survey.answers.assessed(0, framework().criterion("cat04").unwrap()).is_some());
}

#[test]
fn settings_point_at_what_is_wrong() {
    let cases = [
        ("settings-invalid", "framework = \"layne-lee\"\nedtion = \"full\"\n", 2, "edtion"),
        ("settings-invalid", "title = { en = 3 }\n", 1, "3"),
        ("settings-invalid", "languages = [\"ar\"\n", 1, ""),
        ("period-duplicate", "[[periods]]\ncode = \"2025\"\n[[periods]]\ncode = \"2025\"\n", 4, "2025"),
        ("settings-invalid", "[[sources]]\nfile = \"a.csv\"\nkind = \"answer\"\n", 3, "\"answer\""),
    ];
    for (code, text, row, value) in cases {
        let finding = Settings::parse("assessment.toml", text).expect_err(text);
        assert_eq!(finding.problem.code(), code);
        assert_eq!(finding.place.row, Some(row), "{text} {finding:?}");
        assert!(finding.place.value.as_deref().is_some_and(|shown| shown.contains(value)), "{finding:?}");
    }
    let wrong = settings("framework = \"x\"\n[method]\ncoverage = 0.7\nthreshhold = 40\n");
    let finding = wrong.method(&framework()).expect_err("an unknown key");
    assert_eq!((finding.place.row, finding.place.value.as_deref()), (Some(4), Some("threshhold")));
    let method = settings("[method]\nthreshold = 45.0\n").method(&framework()).expect("a method");
    assert_eq!(method.threshold, 45.0);
}

#[test]
fn every_other_table_is_read() {
    let files = [
        (
            "agencies.csv",
            "code,name_en,name_ckb,type,status,successor,population,size\nmoh,Health,تەندروستی,ministry,,,\"1,234,567\",big\nold,Old,,ministry,merged,moh,,\n",
        ),
        (
            "services.csv",
            "code,agency,name_en,yearly_transactions,fee_paper,life_event\ns1,moh,Licence,1200,2.5,birth\n",
        ),
        ("branches.csv", "code,agency,governorate\nb1,moh,Basra\n"),
        ANSWERS,
        (
            "evidence.csv",
            "agency,criterion,grade,service,date,verdict,title\nmoh,cat02,٢,s1,2025-01-31,accepted,\"Letter \"\"A\"\"\nof 3\"\n",
        ),
        (
            "kpis.csv",
            "agency,kpi,quantity,value,group\nnation,eff1,closed,3,\nnation,eff1,denominator,4,\nmoh,eff2,case,7,\nmoh,eff2,case,7,\nmoh,eff2,at-10,2,women\n",
        ),
        ("beneficiaries.csv", "service,source,weight,ben01,ben02\ns1,survey,2,yes,3\ns1,,1,no,3\ns1,mystery,,DK,\n"),
        ("targets.csv", "scope,code,target,date\nmoh,stage,2,2026-12-31\ntype=Ministry,cat,60,\nnation,eff1,80,\n"),
        ("attestations.csv", "agency,name,letter_date\nmoh,A. Minister,31/12/2025\n"),
    ];
    let (survey, findings) = read_texts(&files);
    assert!(findings.is_empty(), "{findings:?}");
    let health = &survey.agencies[0];
    assert_eq!((health.population, health.name.get("ckb")), (Some(1_234_567.0), Some("تەندروستی")));
    assert_eq!(health.attributes.get("size"), Some("big"));
    assert_eq!(survey.agencies[1].successors, [0]);
    assert_eq!(survey.services[0].numbers.get("fee_paper"), Some(&2.5));
    assert_eq!(survey.branches[0].attributes.get("governorate"), Some("Basra"));
    assert_eq!(survey.evidence[0].title, "Letter \"A\" of 3");
    assert_eq!(survey.evidence[0].unit.scope, Scope::Service(0));
    assert_eq!(survey.kpis.len(), 5);
    assert_eq!((survey.kpis[0].agency, survey.kpis[0].quantity.as_str()), (None, "numerator"));
    assert_eq!(survey.kpis[4].group, "women");
    let tallies: Vec<(usize, u32, f64)> = survey
        .beneficiaries
        .tallies
        .iter()
        .map(|tally| (tally.item, tally.tally.count(), tally.squared_weight))
        .collect();
    assert_eq!(tallies, [(0, 2, 5.0), (1, 2, 5.0), (0, 1, 1.0)]);
    assert_eq!(survey.targets.len(), 3);
    assert_eq!(survey.attestations[0].letter_date.map(|date| date.to_string()), Some("2025-12-31".to_owned()));
}

#[test]
fn file_names_say_what_they_hold() {
    let cases = [
        ("answers.csv", Some(Kind::Answers)),
        ("answers-2025.xlsx", Some(Kind::Answers)),
        ("Answers.TSV", Some(Kind::Answers)),
        ("مجلد/kpis-basra.csv", Some(Kind::Kpis)),
        ("answersheet.csv", None),
        ("answers.pdf", None),
        ("agencies", None),
        ("my-answers.csv", None),
    ];
    for (name, kind) in cases {
        assert_eq!(recognise(name), kind, "{name}");
    }
}

#[test]
fn a_sheet_that_holds_something_is_never_passed_over_in_silence() {
    let mut book = Workbook::new();
    for (name, agency) in [("Answers", "moh"), ("More", "moe"), ("Empty", "")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, text) in ["agency", "cat04"].iter().enumerate().filter(|_| !agency.is_empty()) {
            sheet.write_string(0, column as u16, *text).unwrap();
            sheet.write_string(1, column as u16, if column == 0 { agency } else { "3" }).unwrap();
        }
    }
    let (survey, findings) = read_bytes(&Settings::default(), vec![("answers.xlsx", book.save_to_buffer().unwrap())]);
    assert_eq!(survey.agencies.len(), 1);
    assert_eq!(codes(&findings), ["sheet-not-recognised"]);
    assert_eq!(findings.held()[0].place.file, "answers.xlsx#More");
}

#[test]
fn an_edition_of_a_framework_without_editions_is_refused() {
    let settings = Settings::parse("assessment.toml", "edition = \"light\"").unwrap();
    let files = vec![SourceFile { name: "answers.csv".to_owned(), bytes: Box::new(Cursor::new(b"agency,f1\na,1\n")) }];
    let framework = miqyas::framework::embedded::load("chile-egi").unwrap().unwrap();
    let (_, findings) = read(&settings, &framework, files, &|_| {}, &mut |_| {});
    assert!(codes(&findings).contains(&"no-editions"), "{findings:?}");
}

#[test]
fn files_that_are_no_text_are_refused() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let cases: [(Vec<u8>, &str); 4] = [
        (png, "file-not-table"),
        (b"PK\x03\x04rest".to_vec(), "file-not-table"),
        (b"agency\0cat04\nmoh,3\n".to_vec(), "file-not-table"),
        (vec![0; 100_000], "file-not-table"),
    ];
    for (bytes, code) in cases {
        let (_, findings) = read_bytes(&Settings::default(), vec![("answers.csv", bytes.clone())]);
        assert_eq!(codes(&findings), [code], "{bytes:?}");
    }
    let (_, findings) =
        read_bytes(&Settings::default(), vec![("answers.csv", b"agency,cat04\nmo\xc3\xa9,3\nmo\xe9,2\n".to_vec())]);
    assert_eq!(findings.held()[0].problem, Problem::FileNotUtf8 { offset: 22 });
    assert_eq!(findings.held()[0].place.row, Some(3));
    for bytes in [b"agency,cat04".to_vec(), vec![0; 4000], b"PK\x03\x04".to_vec(), archive(&[("a.txt", "nothing")])] {
        let (_, findings) = read_bytes(&Settings::default(), vec![("answers.xlsx", bytes)]);
        assert_eq!(codes(&findings), ["file-not-table"]);
    }
    let (_, findings) = read_bytes(&Settings::default(), vec![("answers.xlsx", Vec::new())]);
    assert_eq!(codes(&findings), ["file-empty"]);
}

#[test]
fn a_reader_that_fails_is_a_finding() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::PermissionDenied))
        }
    }
    for name in ["answers.csv", "answers.xlsx"] {
        let files = vec![SourceFile { name: name.to_owned(), bytes: Box::new(Failing) }];
        let (_, findings) = read(&Settings::default(), &framework(), files, &|_| {}, &mut |_| {});
        assert_eq!(codes(&findings), ["file-unreadable"]);
    }
}

#[test]
fn awkward_tables_never_panic() {
    let wide = (0..10_000).map(|column| format!("q{column}")).collect::<Vec<_>>().join(",");
    let texts = [
        "\n\n\n".to_owned(),
        "\u{feff}".to_owned(),
        "\"".to_owned(),
        "agency".to_owned(),
        "agency,cat04".to_owned(),
        "agency,cat04\r".to_owned(),
        "agency,cat04\r\rmoh,3\n\r\nmoj,2\r\n".to_owned(),
        "agency,cat04\nmoh\0,3\0\n".to_owned(),
        "agency,cat04\nmoh,3,,,,\n,,,\n;;;\n".to_owned(),
        "agency,,cat04,\nmoh,x,3,y\n".to_owned(),
        "agency,cat04\n\"moh\"x,\"3\"\"\"\n".to_owned(),
        format!("agency,{wide},cat04\nmoh,{wide},3\n"),
        format!("agency,cat04\nmoh,{}\n", "9".repeat(100_000)),
        format!("agency,cat04\n{}\n", ",".repeat(100_000)),
        "agency;cat04;cat05\nmoh;3;1,5\n".to_owned(),
    ];
    for text in texts {
        for name in [
            "answers.csv",
            "agencies.csv",
            "evidence.tsv",
            "kpis.csv",
            "beneficiaries.csv",
            "targets.csv",
            "initiatives.csv",
        ] {
            let (survey, _) = read_texts(&[(name, &text)]);
            assert!(!survey.periods.is_empty());
        }
    }
}

#[test]
fn ten_thousand_columns_are_read() {
    let heading: Vec<String> = (0..10_000).map(|column| format!("q{column}")).collect();
    let text = format!("agency,{},cat04\nmoh,{}3\n", heading.join(","), "1,".repeat(10_000));
    let (survey, findings) = read_texts(&[("answers.csv", &text)]);
    assert_eq!(findings.count("column-unknown"), 10_000);
    assert_eq!(findings.held().len() as u64, HELD_PER_CODE);
    assert_eq!(answer(&survey, Scope::Agency(0), "cat04"), Some(Answer::Choice(3)));
}

#[test]
fn a_quote_that_never_closes_is_found_without_reading_on() {
    let endless = Cursor::new(b"agency,cat04\nmoh,\"3".to_vec()).chain(io::repeat(b'x').take(1 << 32));
    let files = vec![SourceFile { name: "answers.csv".to_owned(), bytes: Box::new(endless) }];
    let (_, findings) = read(&Settings::default(), &framework(), files, &|_| {}, &mut |_| {});
    assert_eq!(codes(&findings), ["quote-unclosed"]);
    assert_eq!(findings.held()[0].place.row, Some(2));
    let endless = Cursor::new(b"agency,cat04\nmoh,3".to_vec()).chain(io::repeat(b'x').take(1 << 32));
    let files = vec![SourceFile { name: "answers.csv".to_owned(), bytes: Box::new(endless) }];
    let (_, findings) = read(&Settings::default(), &framework(), files, &|_| {}, &mut |_| {});
    assert_eq!(codes(&findings), ["row-too-large"]);
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let part = archive(&[("0", &" ".repeat(16 << 20))]);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = zip::ZipArchive::new(Cursor::new(part)).unwrap();
    for copy in 0..50 {
        writer.raw_copy_file_rename(part.by_index_raw(0).unwrap(), copy.to_string()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 2 << 20);
    let (_, findings) = read_bytes(&Settings::default(), vec![("answers.xlsx", bytes)]);
    assert_eq!(codes(&findings), ["workbook-too-large"]);
}

#[test]
fn a_cell_at_the_far_corner_of_a_sheet_costs_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "agency").unwrap();
    sheet.write_string(0, 1, "cat04").unwrap();
    sheet.write_string(1, 0, "moh").unwrap();
    sheet.write_number(1, 1, 3.0).unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let (survey, findings) = read_bytes(&Settings::default(), vec![("answers.xlsx", book.save_to_buffer().unwrap())]);
    assert_eq!(codes(&findings), ["row-too-long"]);
    assert_eq!(findings.held()[0].place.row, Some(1_048_576));
    assert_eq!(answer(&survey, Scope::Agency(0), "cat04"), Some(Answer::Choice(3)));
}

#[test]
fn findings_beyond_those_held_are_streamed() {
    let rows = 5000;
    let text = format!("agency,cat04\n{}", (0..rows).map(|row| format!("a{row},9\n")).collect::<String>());
    let mut streamed = Vec::new();
    let files = vec![SourceFile { name: "answers.csv".to_owned(), bytes: Box::new(Cursor::new(text.into_bytes())) }];
    let (_, mut findings) =
        read(&Settings::default(), &framework(), files, &|_| {}, &mut |finding| streamed.push(finding.place.row));
    assert_eq!(findings.count("answer-off-scale"), rows);
    assert_eq!(findings.held().len() as u64, HELD_PER_CODE);
    assert_eq!(streamed.first(), Some(&Some(HELD_PER_CODE + 2)));
    assert_eq!(streamed.len() as u64, rows - HELD_PER_CODE);
    assert!(findings.drain_overflow().is_empty());
}

#[test]
fn records_across_blocks_are_whole() {
    let mut text = String::from("agency,criterion,answer,na_reason\n");
    for row in 0..60_000 {
        let filler = "\"é, \"\"x\"\"\n\"".repeat(row % 3);
        text.push_str(&format!(
            "a{row},cat04,{},{}\n",
            row % 5,
            if filler.is_empty() { String::new() } else { filler.replace("\"\"é", "é") }
        ));
    }
    assert!(text.len() > 1 << 20);
    let (survey, findings) = read_texts(&[("answers.csv", &text)]);
    assert_eq!(survey.agencies.len(), 60_000);
    for row in [0, 1, 30_000, 59_999] {
        assert_eq!(answer(&survey, Scope::Agency(row), "cat04"), Some(Answer::Choice((row % 5) as u8)), "{findings:?}");
    }
}

#[test]
fn evidence_is_not_read_where_the_framework_grades_none() {
    let mut framework = framework();
    framework.evidence = None;
    let files = [ANSWERS, ("evidence.csv", "agency,criterion,grade\nmoh,cat04,E2\n")];
    let files = files.map(|(name, text)| SourceFile { name: name.to_owned(), bytes: Box::new(text.as_bytes()) });
    let (survey, findings) = read(&Settings::default(), &framework, files, &|_| {}, &mut |_| {});
    assert_eq!(codes(&findings), ["evidence-without-scheme"]);
    assert!(survey.evidence.is_empty());
}

#[test]
fn progress_counts_every_byte() {
    let told = std::cell::Cell::new(0);
    let files =
        [AGENCIES, ANSWERS].map(|(name, text)| SourceFile { name: name.to_owned(), bytes: Box::new(text.as_bytes()) });
    read(&Settings::default(), &framework(), files, &|bytes| told.set(bytes), &mut |_| {});
    assert_eq!(told.get(), (AGENCIES.1.len() + ANSWERS.1.len()) as u64);
}
