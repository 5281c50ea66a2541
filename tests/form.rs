//! The form in one file: how its page is made, and how the file that it saves is read. Filled in it is in a browser
//! (`tests/external/form.py`).
use crate::program::{Folder, run};
use crate::questionnaire::{form_for, framework, register, written};
use crate::reading::{answer, codes, read_texts};
use miqyas::finding::Problem;
use miqyas::framework::embedded::EMBEDDED;
use miqyas::questionnaire::{AskedOf, Form, Register, Units, When};
use miqyas::survey::{Answer, Scope, Survey};
use miqyas::text::Text;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Elements that are never closed.
const EMPTY: &[&str] = &["meta", "input", "img", "!doctype"];
/// Bytes that the light edition in three languages may take.
const LIGHT: usize = 300 << 10;

/// An element of a page: its name and attributes.
pub(crate) type Element = (String, BTreeMap<String, String>);

fn page(form: &Form) -> String {
    String::from_utf8(written(form, "html")).unwrap()
}

fn with_register(survey: &Survey, edition: Option<&str>) -> Form {
    let register = Register { survey, agencies: &[0, 1] };
    form_for(&framework("layne-lee"), edition, &[], Units::Each, Some(register)).unwrap()
}

/// What stands in the one element that begins so.
pub(crate) fn inside<'p>(page: &'p str, begin: &str, end: &str) -> &'p str {
    assert_eq!(page.matches(begin).count(), 1, "{begin}");
    page.split_once(begin).unwrap().1.split_once(end).unwrap().0
}

fn program(page: &str) -> &str {
    inside(page, "<script>", "</script>")
}

/// What the program of the form knows.
fn known(page: &str) -> Value {
    serde_json::from_str(inside(page, "<script type=\"application/json\" id=\"form\">", "</script>")).unwrap()
}

/// The elements of a page, without what is in its program and style.
fn elements(page: &str) -> Vec<Element> {
    let page = page.replace(program(page), "").replace(inside(page, "<style>", "</style>"), "");
    tags(&page.replace(inside(&page, "id=\"form\">", "</script>"), ""))
}

/// The elements of markup in order; each is closed where it should be, and nothing in it is out of quotes.
pub(crate) fn tags(page: &str) -> Vec<Element> {
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("<{piece}"));
        assert!(!text.contains('>') && !text.contains('"') || text.trim().is_empty(), "{text}");
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed));
            continue;
        }
        let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = BTreeMap::new();
        let mut rest = rest;
        while !rest.is_empty() {
            let end = rest.find(['=', ' ']).unwrap_or(rest.len());
            let (attribute, after) = rest.split_at(end);
            let (value, after) = match after.strip_prefix("=\"") {
                Some(quoted) => quoted.split_once('"').unwrap(),
                None => ("", after),
            };
            let value = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            assert!(attributes.insert(attribute.to_owned(), value).is_none(), "{tag}");
            rest = after.trim_start();
        }
        if !EMPTY.contains(&name) {
            open.push(name.to_owned());
        }
        found.push((name.to_owned(), attributes));
    }
    assert_eq!(open, Vec::<String>::new(), "left open");
    found
}

#[test]
fn every_question_stands_in_a_page_that_hangs_together() {
    let survey = register();
    let with = with_register(&survey, None);
    let users = form_for(&framework("layne-lee"), None, &["beneficiary"], Units::Each, None).unwrap();
    let others = EMBEDDED.iter().map(|(code, _)| form_for(&framework(code), None, &[], Units::Each, None).unwrap());
    for form in others.chain([with, users]) {
        let page = page(&form);
        let elements = elements(&page);
        let known = known(&page);
        let of = |attribute: &str| -> Vec<&String> {
            elements.iter().filter_map(|(_, attributes)| attributes.get(attribute)).collect()
        };
        let ids: BTreeSet<&String> = of("id").into_iter().collect();
        assert_eq!(ids.len(), of("id").len(), "{}: two elements of one id", form.code);
        let leads = of("for").into_iter().chain(of("aria-controls")).chain(of("aria-labelledby"));
        for id in leads.map(String::as_str).chain(of("aria-describedby").into_iter().flat_map(|ids| ids.split(' '))) {
            assert!(ids.iter().any(|known| *known == id), "{}: nothing has the id {id}", form.code);
        }
        for (name, attributes) in &elements {
            let silent =
                !matches!(name.as_str(), "input" | "select" | "textarea") || attributes.contains_key("aria-label");
            let id = attributes.get("id");
            assert!(silent || of("for").into_iter().any(|of| Some(of) == id), "{}: {id:?} has no label", form.code);
        }
        let names: Vec<String> = of("data-name").into_iter().cloned().collect();
        let asked: Vec<String> = form
            .sections
            .iter()
            .flat_map(|section| section.questions.iter().map(move |question| (section, question)))
            .filter(|(section, question)| question.key.name() != round_of(section.asked_of))
            .map(|(_, question)| question.key.name())
            .collect();
        assert_eq!(names, asked, "{}", form.code);
        for when in of("data-when") {
            let when: Value = serde_json::from_str(when).unwrap();
            assert!(names.iter().any(|name| when[1] == name.as_str()), "{}: {when}", form.code);
        }
        let conditions = form.questions().filter(|question| question.when != When::Always).count();
        assert!(of("data-when").len() >= conditions);
        let texts = known["texts"].as_array().unwrap();
        for place in of("data-t").into_iter().chain(of("data-l")) {
            let words = texts[place.parse::<usize>().unwrap()].as_array().unwrap();
            assert_eq!(words.len(), form.languages.len());
        }
        assert_eq!(page, self::page(&form), "the same form, the same bytes");
    }
}

/// The question that only says which unit a round is about.
fn round_of(asked_of: AskedOf) -> &'static str {
    match asked_of {
        AskedOf::Service => "service",
        AskedOf::Branch => "branch",
        _ => "",
    }
}

#[test]
fn a_page_asks_nothing_of_the_network_and_runs_its_own_program_only() {
    let form = form_for(&framework("layne-lee"), Some("light"), &[], Units::Each, None).unwrap();
    let page = page(&form);
    assert!(page.len() <= LIGHT, "{} bytes", page.len());
    for (name, attributes) in elements(&page) {
        assert!(!matches!(name.as_str(), "link" | "img" | "iframe" | "object" | "form" | "base"), "{name}");
        for attribute in attributes.keys() {
            let calls =
                attribute.starts_with("on") || ["style", "src", "srcset", "action"].contains(&attribute.as_str());
            assert!(!calls, "{name} {attribute}");
        }
        if let Some(lead) = attributes.get("href") {
            assert!(lead.starts_with('#'), "{lead}");
        }
    }
    let style = inside(&page, "<style>", "</style>");
    assert!(!style.contains("url(") && !style.contains("@import"));
    for word in
        ["fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML", "outerHTML", "insertAdjacent", "document.write"]
    {
        assert!(!program(&page).contains(word), "{word}");
    }
    policed(&page);
}

/// That the policy of a page allows its own program and style and nothing else.
pub(crate) fn policed(page: &str) -> &str {
    let policy = inside(page, "Content-Security-Policy\" content=\"", "\"");
    for (kind, text) in [("script", program(page)), ("style", inside(page, "<style>", "</style>"))] {
        let expected = format!("{kind}-src 'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
        assert!(policy.split("; ").any(|rule| rule == expected), "{policy}");
    }
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    policy
}

/// By its definition: six bits a sign.
fn base64(bytes: &[u8]) -> String {
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let signs: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let mut text: String = bits
        .as_bytes()
        .chunks(6)
        .map(|six| {
            let six = format!("{:0<6}", std::str::from_utf8(six).unwrap());
            signs[usize::from_str_radix(&six, 2).unwrap()]
        })
        .collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

#[test]
fn a_hostile_name_stays_a_name() {
    let hostile = "</script><script>alert(1)</script><img src=x onerror=\"alert(2)\"> & '`";
    let mut survey = register();
    survey.agencies[0].name = Text::new([("ar".to_owned(), hostile.to_owned())]);
    survey.services[0].name = survey.agencies[0].name.clone();
    let form = with_register(&survey, Some("light"));
    let page = page(&form);
    let scripts = elements(&page).into_iter().filter(|(name, _)| name == "script" || name == "img").count();
    assert_eq!(scripts, 2, "the form and its program");
    assert!(!page.contains("<img") && !page.contains("<script>alert"));
    let known = known(&page);
    let said = |place: &Value| known["texts"][place.as_u64().unwrap() as usize][0].clone();
    assert_eq!(said(&known["units"]["service"][0][2]), hostile, "and is shown as it is");
}

#[test]
fn paper_carries_the_codes_to_key_in() {
    let survey = register();
    let form = with_register(&survey, Some("light"));
    let page = page(&form);
    assert!(page.contains("<span class=\"code\" dir=\"ltr\">[cat01]</span>"));
    for code in ["yes", "no", "DK", "NA"] {
        assert!(page.contains(&format!("<span class=\"paper code\" dir=\"ltr\">{code}</span>")), "{code}");
    }
    let style = inside(&page, "<style>", "</style>");
    let print = style.split_once("@media print").unwrap().1;
    for rule in ["break-inside: avoid", ".paper { display: revert; }", ".rounds:empty + .blank { display: block; }"] {
        assert!(print.contains(rule), "{rule}");
    }
}

#[test]
fn rounds_know_the_units_of_each_agency() {
    let survey = register();
    let known = known(&page(&with_register(&survey, None)));
    let owned = |field: &str| -> Vec<(String, String)> {
        let units = known["units"][field].as_array().unwrap();
        units.iter().map(|unit| (unit[0].as_str().unwrap().into(), unit[1].as_str().unwrap().into())).collect()
    };
    let own = |code: &str| (code.to_owned(), "health".to_owned());
    assert_eq!(owned("service"), [own("health-02"), own("health-01")]);
    assert_eq!(owned("branch"), [own("health-north")]);
}

/// What a form saves of one agency; its tables begin with the given rows.
fn saved(agency: &str) -> Value {
    json!({
        "version": 1, "form": "layne-lee", "framework": "layne-lee", "framework_version": "1.0", "period": "2026",
        "language": "ar", "saved": "2026-11-22T10:00:00.000Z", "final": true,
        "state": { "answers": { "cat01": "yes" } },
        "tables": {
            "answers": [
                ["agency", "criterion", "answer", "period", "service", "branch", "respondent", "role", "na_reason", "na_approver"],
                [agency, "cat01", "yes", "2026", "", "", "", "", "", ""],
                [agency, "cat02", 55.5, "2026", null, "", "", "", "", ""],
                [agency, "cat04", "NA", "2026", "", "", "", "", "no forms", "the minister"],
            ],
            "kpis": [["agency", "kpi", "quantity", "value", "period", "group"], [agency, "eff1", "numerator", "12", "2026", ""]],
            "attestations": [["agency", "period", "name", "post", "letter_number", "letter_date"],
                [agency, "2026", "A. B.", "Minister", "12/3", "2026-11-20"]],
        },
    })
}

/// As the form writes it: what it is stands first.
fn text(saved: &Value) -> String {
    format!("{{\"miqyas\":\"answers\",{}", saved.to_string().strip_prefix('{').unwrap())
}

#[test]
fn the_file_of_a_form_is_read_as_the_tables_it_holds() {
    let (survey, findings) = read_texts(&[("ليس اسمًا مهمًا.json", &text(&saved("moh")))]);
    assert_eq!(codes(&findings), Vec::<&str>::new());
    assert_eq!(answer(&survey, Scope::Agency(0), "cat02"), Some(Answer::Number(0.555)));
    assert_eq!(answer(&survey, Scope::Agency(0), "cat04"), Some(Answer::NotApplicable));
    assert_eq!(survey.kpis.len(), 1);
    assert_eq!(survey.attestations[0].letter_number, "12/3");

    let agencies = "code,name_en\nmoh,Health\nmoe,Education\n";
    let both = [("agencies.csv", agencies), ("one.json", &text(&saved("moh"))), ("two.json", &text(&saved("moe")))];
    let (survey, findings) = read_texts(&both);
    assert_eq!(codes(&findings), Vec::<&str>::new());
    assert_eq!((survey.agencies.len(), survey.kpis.len(), survey.attestations.len()), (2, 2, 2));
}

#[test]
fn a_row_of_a_form_is_found_where_it_stands() {
    let mut wrong = saved("moh");
    wrong["tables"]["answers"][2][2] = json!("much");
    wrong["tables"]["visits"] = json!([["what"], ["ever"]]);
    let (_, findings) = read_texts(&[("moh.json", &text(&wrong))]);
    let found: Vec<(&str, &str, Option<u64>)> = findings
        .held()
        .iter()
        .map(|finding| (finding.problem.code(), finding.place.file.as_str(), finding.place.row))
        .collect();
    assert!(found.contains(&("answer-off-scale", "moh.json#answers", Some(3))), "{found:?}");
    assert!(found.contains(&("sheet-not-recognised", "moh.json#visits", None)), "{found:?}");
}

#[test]
fn a_form_that_was_cut_off_or_changed_is_refused_with_the_reason() {
    let whole = text(&saved("moh"));
    let problem = |text: &str| {
        let (_, findings) = read_texts(&[("moh.json", text)]);
        findings.held().iter().map(|finding| finding.problem.clone()).collect::<Vec<_>>()
    };
    let damaged = |text: &str| problem(text).iter().any(|problem| matches!(problem, Problem::FormDamaged { .. }));
    assert!(damaged(&whole[..whole.len() / 2]) && damaged(&whole[..whole.len() - 1]));
    let mut wrong = saved("moh");
    wrong["tables"]["answers"][1][1] = json!({ "deeper": [1] });
    assert!(damaged(&text(&wrong)), "a cell that is no cell");
    wrong["tables"] = json!([]);
    assert!(damaged(&text(&wrong)), "no tables");
    assert!(damaged(&format!("{{\"miqyas\":\"answers\",\"version\":1,\"tables\":{}", "[".repeat(100_000))), "deep");

    let mut later = saved("moh");
    later["version"] = json!(2);
    later["tables"] = json!("in another shape");
    assert_eq!(problem(&text(&later))[0], Problem::FormNewer { version: 2 });
    let huge = format!("{whole}{}", " ".repeat(64 << 20));
    assert_eq!(problem(&huge)[0], Problem::FormTooLarge { megabytes: 64 });
}

#[test]
fn a_file_that_is_no_form_is_left_out_and_named() {
    let answers = "agency,cat01\nmoh,yes\n";
    for other in ["{\"answers\": []}", "", "{", "[1]", "{\"miqyas\":\"assessment\"}", "\u{feff}nothing"] {
        let (survey, findings) = read_texts(&[("answers.csv", answers), ("results.json", other)]);
        assert_eq!(codes(&findings), ["file-not-recognised"], "{other}");
        assert_eq!(survey.agencies.len(), 1);
    }
}

#[test]
fn the_program_judges_what_a_form_saved() {
    let folder = Folder::new("saved forms");
    let file = folder.write("moh.json", text(&saved("moh")));
    let file = file.to_str().unwrap();
    let assessed = run(folder.path(), &["assess", file, "--lang", "en", "--table", "json"]).ended(0);
    assert!(assessed.text().contains("\"moh\""), "{}", assessed.text());
    assert!(assessed.err.contains("layne-lee"), "the framework is inferred: {}", assessed.err);
    folder.write("moe.json", text(&saved("moe")));
    folder.write("manifest.json", "{\"tool\": \"another\"}");
    let folder_path = folder.path().to_str().unwrap();
    let assessed = run(folder.path(), &["assess", folder_path, "--lang", "en", "--table", "json"]).ended(0);
    assert!(assessed.text().contains("\"moh\"") && assessed.text().contains("\"moe\""));
    let checked = run(folder.path(), &["check", folder_path, "--lang", "en"]).ended(0);
    assert!(checked.text().contains("manifest.json"), "{}", checked.text());
    folder.write("cut.json", &text(&saved("mof"))[..200]);
    run(folder.path(), &["check", folder_path, "--lang", "en"]).ended(1);
}
