//! Questionnaires: what is asked, under which names, and in the forms of survey tools.
use crate::program::{Folder, contents, root, run};
use calamine::{Data, Reader, Xlsx};
use miqyas::framework::embedded::{self, EMBEDDED};
use miqyas::framework::{Framework, Gate, Level};
use miqyas::locale::Locale;
use miqyas::names::{Key, Mark, Names};
use miqyas::questionnaire::{
    Addressee, Ask, AskedOf, FORMATS, Form, Prefill, Refusal, Register, Request, Units, When, compose,
};
use miqyas::survey::{Agency, AgencyStatus, Attributes, Branch, Service, Survey};
use miqyas::text::{Code, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;

pub(crate) fn framework(code: &str) -> Framework {
    embedded::load(code).unwrap().unwrap()
}

fn languages(tags: &[&str]) -> Vec<Locale> {
    tags.iter().map(|tag| Locale::load(tag).unwrap()).collect()
}

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

/// The form of a framework for some roles, in three languages.
fn form(framework: &Framework, edition: Option<&str>, roles: &[&str], units: Units) -> Result<Form, Refusal> {
    form_for(framework, edition, roles, units, None)
}

pub(crate) fn form_for(
    framework: &Framework,
    edition: Option<&str>,
    roles: &[&str],
    units: Units,
    register: Option<Register>,
) -> Result<Form, Refusal> {
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let edition = edition.map(code);
    let languages = languages(&["ar", "ckb", "en"]);
    let request = Request {
        framework,
        edition: edition.as_ref(),
        roles: &roles,
        languages: &languages,
        title: &Text::default(),
        period: None,
        register,
        addressee: Addressee::Anyone,
        prefill: Prefill::Blank,
    };
    compose(&request, units)
}

pub(crate) fn written(form: &Form, format: &str) -> Vec<u8> {
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    (format.write)(form).unwrap()
}

/// Two agencies, one of them closed, with services and a branch.
pub(crate) fn register() -> Survey {
    let name = |text: &str| Text::new([("ar".to_owned(), text.to_owned())]);
    let agency = |text: &str, status| Agency {
        code: code(text),
        name: name(text),
        parent: None,
        status,
        successors: Vec::new(),
        population: None,
        attributes: Attributes::default(),
    };
    let service = |text: &str, agency| Service {
        code: code(text),
        agency,
        name: name(text),
        numbers: indexmap::IndexMap::new(),
        attributes: Attributes::default(),
    };
    Survey {
        agencies: vec![agency("health", AgencyStatus::Active), agency("old", AgencyStatus::Closed)],
        services: vec![service("health-02", 0), service("old-1", 1), service("health-01", 0)],
        branches: vec![Branch {
            code: code("health-north"),
            agency: 0,
            name: Text::default(),
            attributes: Attributes::default(),
        }],
        ..Survey::default()
    }
}

fn criteria(form: &Form) -> Vec<String> {
    let asked = form.questions().filter_map(|question| match &question.key {
        Key::Criterion(code) => Some(code.to_string()),
        _ => None,
    });
    asked.collect()
}

#[test]
fn every_criterion_of_an_edition_is_asked_once() {
    let survey = register();
    for (name, _) in EMBEDDED {
        let framework = framework(name);
        let editions = framework.editions.iter().map(|edition| Some(edition.code.as_str()));
        for edition in editions.chain([None]) {
            let of_edition = |smallest: Option<&Code>| framework.holds(edition.map(code).as_ref(), smallest);
            let mut expected: Vec<String> = framework
                .criteria
                .iter()
                .filter(|criterion| of_edition(criterion.edition.as_ref()))
                .map(|criterion| criterion.code.to_string())
                .collect();
            expected.sort();
            for (units, register) in [
                (Units::Each, None),
                (Units::Share, Some(Register { survey: &survey, agencies: &[0, 1] })),
                (Units::Each, Some(Register { survey: &survey, agencies: &[0, 1] })),
            ] {
                let form = form_for(&framework, edition, &[], units, register).unwrap();
                let mut asked = criteria(&form);
                asked.sort();
                assert_eq!(asked, expected, "{name} {edition:?}");
                for kpi in framework.kpis.iter().filter(|kpi| of_edition(kpi.edition.as_ref())) {
                    for quantity in &kpi.quantities {
                        let key = Key::Quantity(kpi.code.clone(), quantity.code.clone());
                        assert_eq!(form.questions().filter(|question| question.key == key).count(), 1, "{key:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn names_follow_the_rule_of_every_tool_and_lead_back() {
    for (code, _) in EMBEDDED {
        let framework = framework(code);
        let names = Names::of(&framework).unwrap();
        let mut met = BTreeSet::new();
        for question in form(&framework, None, &[], Units::Each).unwrap().questions() {
            let name = question.key.name();
            let first = name.starts_with(|letter: char| letter.is_ascii_lowercase());
            let others = name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
            assert!(first && others && name.len() <= 20, "{code}: {name}");
            assert!(met.insert(name.clone()), "{code}: {name} is asked twice");
            assert_eq!(names.key(&name), Some(&question.key));
            assert_eq!(names.key(&name.to_uppercase()), Some(&question.key), "tools change the case");
        }
    }
    assert!(Names::of(&framework("layne-lee")).unwrap().key("nothing").is_none());
}

#[test]
fn long_and_reserved_codes_are_narrowed_apart() {
    let name = |text: &str| Key::Criterion(code(text)).name();
    assert_eq!(name("CAT-01"), "cat01");
    assert_eq!(name("1.1".replace('.', "_").as_str()), "q11");
    assert_eq!(name("token"), "qtoken");
    let (one, other) = (name("governance-of-services-one"), name("governance-of-services-two"));
    assert_eq!((one.len(), other.len()), (20, 20));
    assert!(one != other && one[..15] == other[..15], "{one} {other}");
    assert_eq!(Key::Beside(code("digital_certificate"), Mark::EvidenceFile).name().len(), 20);
}

#[test]
fn codes_that_a_tool_cannot_tell_apart_are_refused() {
    let refused = |first: &str, second: &str| {
        let mut framework = framework("chile-egi");
        framework.criteria[0].code = code(first);
        framework.criteria[1].code = code(second);
        match form(&framework, None, &[], Units::Each) {
            Err(Refusal::Collision(collision)) => (collision.first, collision.second, collision.name),
            other => panic!("{first} and {second}: {other:?}"),
        }
    };
    assert_eq!(refused("a-1", "a1"), ("a-1".into(), "a1".into(), "a1".into()));
    assert_eq!(refused("a", "aev").1, "aev", "a question beside another takes its name");
    assert_eq!(refused("agency", "b").0, "agency", "so does a question of every form");

    let mut framework = framework("chile-egi");
    framework.scales[0].choices[0].code = code("n-o");
    framework.scales[0].choices[1].code = code("no");
    let form = form(&framework, None, &[], Units::Share).unwrap();
    for format in FORMATS {
        let refused = matches!((format.write)(&form), Err(Refusal::Collision(_)));
        assert_eq!(refused, format.name == "limesurvey", "{}", format.name);
    }
}

#[test]
fn each_person_is_asked_only_his_questions() {
    let framework = framework("layne-lee");
    let mut together = BTreeSet::new();
    for role in framework.roles.iter().filter(|role| !role.code.matches("beneficiary")) {
        let form = form(&framework, None, &[role.code.as_str()], Units::Each).unwrap();
        assert_eq!(form.code, format!("layne-lee-{}", role.code));
        for asked in criteria(&form) {
            let criterion = &framework.criteria[framework.criterion(&asked).unwrap()];
            let own = criterion.perception || criterion.role.as_ref() == Some(&role.code);
            assert!(own, "{asked} is not of {}", role.code);
            together.insert(asked);
        }
    }
    assert_eq!(together.len(), framework.criteria.len(), "together they are asked everything");

    let users = form(&framework, Some("light"), &["Beneficiary"], Units::Each).unwrap();
    let items = users.questions().filter(|question| matches!(question.key, Key::Item(_))).count();
    let light = framework.beneficiary_items.iter().filter(|item| item.edition == Some(code("light"))).count();
    assert!(items == light && items > 0 && criteria(&users).is_empty());
    let visited = |question: &&miqyas::questionnaire::Question| matches!(question.when, When::NotChosen(..));
    let all = form(&framework, None, &["beneficiary"], Units::Each).unwrap();
    let not_seen = framework.beneficiary_items.iter().filter(|item| !item.visits).count();
    assert_eq!(all.questions().filter(visited).count(), not_seen, "a visitor is not asked what he cannot see");

    let refusal = |roles: &[&str]| form(&framework, None, roles, Units::Each).unwrap_err();
    assert!(matches!(refusal(&["beneficiary", "head"]), Refusal::BeneficiariesApart));
    assert!(matches!(refusal(&["minister"]), Refusal::UnknownRole { asked, .. } if asked == "minister"));
    let mut empty = framework.clone();
    empty.criteria.clear();
    empty.kpis.clear();
    assert!(matches!(form(&empty, None, &[], Units::Each), Err(Refusal::NoQuestions)));
}

#[test]
fn the_cover_says_how_long_it_takes() {
    let framework = framework("layne-lee");
    let light = code("light");
    let of_edition = |edition: &Option<Code>| framework.holds(Some(&light), edition.as_ref());
    let criteria = framework.criteria.iter().filter(|criterion| of_edition(&criterion.edition));
    let kpis = framework.kpis.iter().filter(|kpi| of_edition(&kpi.edition) && !kpi.quantities.is_empty());
    let minutes: u32 = criteria.filter_map(|criterion| criterion.minutes).sum::<u32>()
        + kpis.filter_map(|kpi| kpi.minutes).sum::<u32>();
    let form = form(&framework, Some("light"), &[], Units::Share).unwrap();
    assert_eq!(form.minutes, minutes);
    let [arabic, _, english] = form.cover.as_slice() else { panic!("a cover in three languages") };
    let hours = minutes.div_ceil(60);
    assert!(english.contains(&format!("about {hours} hours")), "{english}");
    let digits: String = hours
        .to_string()
        .bytes()
        .map(|digit| ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'][usize::from(digit - b'0')])
        .collect();
    assert!(arabic.contains(&digits), "{arabic}");
}

#[test]
fn every_language_is_full_or_refused() {
    for (code, _) in EMBEDDED {
        let form = form(&framework(code), None, &[], Units::Each).unwrap();
        let labels = form.questions().flat_map(|question| [&question.label, &question.hint]);
        let options = form.lists.iter().flat_map(|list| &list.options).map(|option| &option.label);
        for words in labels.chain(options).filter(|words| !words.is_empty()) {
            assert!(words.len() == 3 && words.iter().all(|text| !text.trim().is_empty()), "{code}: {words:?}");
        }
    }
    let mut lacking = framework("chile-egi");
    lacking.languages = vec!["en".to_owned()];
    let refused = form(&lacking, None, &[], Units::Each);
    assert!(matches!(refused, Err(Refusal::NoSuchLanguage { asked, .. }) if asked == "ar"));
    let mut lacking = framework("chile-egi");
    lacking.criteria[0].text.set("ckb", " ");
    let owner = lacking.criteria[0].code.to_string();
    match form(&lacking, None, &[], Units::Each) {
        Ok(_) => panic!("an empty text"),
        Err(refusal) => {
            assert!(matches!(&refusal, Refusal::Untranslated { language, .. } if language == "ckb"), "{owner}")
        }
    }
}

#[test]
fn not_applicable_is_offered_where_it_is_accepted() {
    let framework = framework("layne-lee");
    let form = form(&framework, None, &[], Units::Share).unwrap();
    let options = |name: &str| -> Vec<&str> {
        let list = form.lists.iter().find(|list| list.name == name).unwrap();
        list.options.iter().map(|option| option.code.as_str()).collect()
    };
    let question = |key: &Key| form.questions().find(|question| question.key == *key);
    for criterion in &framework.criteria {
        let main = question(&Key::Criterion(criterion.code.clone())).unwrap();
        let accepted = criterion.waivable && main.gate != Some(Gate::Critical);
        let reason = question(&Key::Beside(criterion.code.clone(), Mark::NaReason));
        let approver = question(&Key::Beside(criterion.code.clone(), Mark::NaApprover));
        assert_eq!((reason.is_some(), approver.is_some()), (accepted, accepted), "{}", criterion.code);
        if let Ask::Choice(list) = &main.ask {
            assert_eq!(options(list).contains(&"NA"), accepted, "{}", criterion.code);
        }
        if let (Some(condition), Some(reason)) = (&criterion.na_when, reason) {
            let Ask::Choice(list) = &reason.ask else { panic!("{}: a reason of its own", criterion.code) };
            assert_eq!(options(list), [condition.as_str()]);
        }
        let shown = |question: Option<&miqyas::questionnaire::Question>| question.map(|question| question.when.clone());
        if accepted {
            assert!(matches!(shown(reason), Some(When::Chosen(_, code)) if code == "NA"), "{}", criterion.code);
        }
        let evidence = question(&Key::Beside(criterion.code.clone(), Mark::Evidence));
        assert_eq!(evidence.is_some(), !criterion.perception, "{}", criterion.code);
    }
}

#[test]
fn services_are_asked_one_by_one_where_the_register_has_them() {
    let framework = framework("layne-lee");
    let survey = register();
    let agencies = [0, 1];
    let with = |units| {
        form_for(&framework, None, &[], units, Some(Register { survey: &survey, agencies: &agencies })).unwrap()
    };
    let form = with(Units::Each);
    let list = |name: &str| -> Vec<(String, Option<(String, usize)>)> {
        let list = form.lists.iter().find(|list| list.name == name).unwrap();
        list.options.iter().map(|option| (option.code.clone(), option.owner.clone())).collect()
    };
    let own = |code: &str, place| (code.to_owned(), Some(("health".to_owned(), place)));
    assert_eq!(list("service"), [own("health-02", 1), own("health-01", 2)], "in the register's order");
    assert_eq!(list("branch"), [own("health-north", 1)]);
    assert_eq!(
        list("agency"),
        [("health".to_owned(), None), ("nation".to_owned(), None)],
        "a closed agency is not asked"
    );
    for section in &form.sections {
        for question in &section.questions {
            let Key::Criterion(code) = &question.key else { continue };
            let criterion = &framework.criteria[framework.criterion(code.as_str()).unwrap()];
            let each = framework.scale(&criterion.scale).unwrap().each.is_some();
            let lower = matches!(section.asked_of, AskedOf::Service | AskedOf::Branch);
            assert_eq!(lower, each, "{code}");
            assert_eq!(section.asked_of == AskedOf::Nation, criterion.level == Level::National, "{code}");
            assert!(!lower || matches!(question.ask, Ask::Choice(_)), "{code} is answered yes or no");
        }
    }
    let counted = with(Units::Share);
    assert!(counted.sections.iter().all(|section| !matches!(section.asked_of, AskedOf::Service | AskedOf::Branch)));
}

/// Rows of a sheet by heading; empty cells are left out.
fn rows(workbook: &[u8], sheet: &str) -> Vec<BTreeMap<String, String>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    let mut rows = range.rows();
    let headings: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let cells = |row: &[Data]| {
        let cells = headings.iter().cloned().zip(row.iter().map(ToString::to_string));
        cells.filter(|(_, cell)| !cell.is_empty()).collect()
    };
    rows.map(cells).collect()
}

#[test]
fn an_xlsform_says_everything_in_every_language() {
    let framework = framework("layne-lee");
    let survey = register();
    let register = Register { survey: &survey, agencies: &[0] };
    let form = form_for(&framework, Some("light"), &[], Units::Each, Some(register)).unwrap();
    let workbook = written(&form, "xlsform");
    assert_eq!(workbook, written(&form, "xlsform"), "the same form, the same bytes");
    let settings = rows(&workbook, "settings").remove(0);
    assert_eq!(settings["form_id"], "layne-lee-light");
    let mut suffixes = BTreeSet::new();
    for sheet in ["survey", "choices"] {
        for row in rows(&workbook, sheet) {
            let spoken: Vec<(&str, &str)> = row.keys().filter_map(|heading| heading.split_once("::")).collect();
            for (kind, suffix) in &spoken {
                assert_eq!(suffix.matches(['(', ')']).count(), 2, "{suffix}");
                assert_eq!(spoken.iter().filter(|(other, _)| other == kind).count(), 3, "{row:?}");
                suffixes.insert((*suffix).to_owned());
            }
        }
    }
    assert_eq!(suffixes.len(), 3);
    assert!(suffixes.contains(&settings["default_language"]), "{}", settings["default_language"]);

    let survey = rows(&workbook, "survey");
    let row = |name: &str| survey.iter().find(|row| row.get("name").is_some_and(|known| known == name)).unwrap();
    assert_eq!(row("agency")["required"], "yes");
    assert_eq!(row("services")["repeat_count"], "${servicecount}");
    assert_eq!(row("service")["choice_filter"], "agency = ${agency} and place = ${servicerow}");
    assert_eq!(row("cat01")["type"], "select_one scale_yn");
    assert_eq!(row("cat01evfile")["type"], "file");
    assert_eq!(row("cat04why")["relevant"], "${cat04} = 'NA'");
    let chosen: BTreeSet<String> = rows(&workbook, "choices").into_iter().map(|row| row["list_name"].clone()).collect();
    for list in survey.iter().filter_map(|row| row["type"].strip_prefix("select_one ")) {
        assert!(chosen.contains(list), "no list {list}");
    }

    let other = form_for(&framework, Some("light"), &["head"], Units::Each, Some(register)).unwrap();
    let version = |form: &Form| rows(&written(form, "xlsform"), "settings").remove(0)["version"].clone();
    assert_ne!(version(&other), version(&form), "another form has another version");
    let full = form_for(&framework, None, &[], Units::Each, Some(register)).unwrap();
    let full = rows(&written(&full, "xlsform"), "survey");
    let national = full.iter().find(|row| row.get("name").is_some_and(|name| name == "nation_inf")).unwrap();
    assert_eq!(national["relevant"], "${agency} = 'nation'");
    let shares = self::form(&framework, Some("light"), &[], Units::Share).unwrap();
    let asked = rows(&written(&shares, "xlsform"), "survey");
    let share = asked.iter().find(|row| row.get("name").is_some_and(|name| name == "cat02")).unwrap();
    assert_eq!(share["constraint"], ". >= 0 and . <= 100");
    assert_eq!(share["constraint_message::English (en)"], "A number from 0 to 100.");
}

/// Rows of a tab-separated structure by heading; empty cells are left out.
fn structure(text: &str) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    let mut lines = text.strip_prefix('\u{feff}').expect("a byte order mark").lines();
    let headings: Vec<String> = lines.next().unwrap().split('\t').map(str::to_owned).collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), headings.len(), "{line}");
        let cells = headings.iter().cloned().zip(cells.into_iter().map(str::to_owned));
        cells.filter(|(_, cell)| !cell.is_empty()).collect()
    };
    (headings.clone(), lines.map(row).collect())
}

#[test]
fn a_limesurvey_structure_is_nested_like_the_recorded_one() {
    let recorded = fs::read_to_string(root().join("tests/collection/limesurvey_structure.txt")).unwrap();
    let (recorded_headings, recorded) = structure(&recorded);
    let framework = framework("layne-lee");
    let form = form(&framework, None, &[], Units::Share).unwrap();
    let (headings, rows) = structure(&String::from_utf8(written(&form, "limesurvey")).unwrap());
    assert_eq!(headings[..recorded_headings.len()], recorded_headings, "columns in the recorded order");
    let filled = |rows: &[BTreeMap<String, String>], class: &str| -> BTreeSet<String> {
        let rows = rows.iter().filter(|row| row["class"] == class);
        rows.flat_map(|row| row.keys().cloned()).collect()
    };
    for class in ["S", "SL", "A"] {
        assert_eq!(filled(&rows, class), filled(&recorded, class), "columns of class {class}");
    }
    for class in ["G", "Q"] {
        assert!(filled(&rows, class).is_superset(&filled(&recorded, class)), "columns of class {class}");
        for empty in ["id", "related_id", "encrypted", "assessment_value"] {
            assert!(!filled(&rows, class).contains(empty), "{class} fills {empty}");
        }
    }
    let mut before = "";
    let mut listed = false;
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut answers: BTreeSet<&str> = BTreeSet::new();
    for row in &rows {
        let class = row["class"].as_str();
        let allowed: &[&str] = match class {
            "S" => &["", "S"],
            "SL" => &["S", "SL"],
            "G" => &["SL", "Q", "A"],
            "Q" => &["G", "Q", "A"],
            "A" => &["Q", "A"],
            other => panic!("class {other}"),
        };
        assert!(allowed.contains(&before), "{class} after {before}");
        if class == "Q" {
            assert!(!listed || before == "A", "a list without options before {}", row["name"]);
            listed = ["L", "!"].contains(&row["type/scale"].as_str());
            answers.clear();
            let fresh = names.entry(&row["language"]).or_default().insert(&row["name"]);
            assert!(fresh && row["name"].len() <= 20, "{}", row["name"]);
            assert!(row["name"].bytes().all(|letter| letter.is_ascii_alphanumeric()), "{}", row["name"]);
        }
        if class == "A" {
            assert!(listed, "options of a question that takes none");
            let name = row["name"].as_str();
            assert!(name.len() <= 5 && name.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{name}");
            assert!(answers.insert(name), "{name} twice");
        }
        before = class;
    }
    let block = |tag: &str| -> Vec<Vec<Option<&String>>> {
        let own = rows.iter().filter(|row| row.get("language").is_some_and(|language| language == tag));
        let own = own.filter(|row| row["class"] != "SL");
        let apart = |row: &BTreeMap<String, String>| if row["class"] == "G" { "class" } else { "name" };
        own.map(|row| ["class", "type/scale", apart(row), "relevance"].map(|heading| row.get(heading)).to_vec())
            .collect()
    };
    assert_eq!(names.keys().copied().collect::<Vec<_>>(), ["ar", "ckb", "en"]);
    assert!(!block("ar").is_empty());
    assert_eq!(block("ar"), block("ckb"), "the same groups, questions and options in every language");
    assert_eq!(block("ar"), block("en"));
    let setting =
        |name: &str| rows.iter().find(|row| row["class"] == "S" && row["name"] == name).map(|row| &row["text"]);
    assert_eq!(setting("language").unwrap(), "ar");
    assert_eq!(setting("additional_languages").unwrap(), "ckb en");
    assert_eq!(worth_of(&rows, "cat09", "3"), "75");
    assert_eq!(worth_of(&rows, "cat01", "yes"), "100");
}

/// What an option of a question counts, by its code.
fn worth_of(rows: &[BTreeMap<String, String>], question: &str, option: &str) -> String {
    let place = rows.iter().position(|row| row["name"] == question).unwrap();
    let mut options = rows[place + 1..].iter().take_while(|row| row["class"] == "A");
    options.find(|row| row["name"] == option).unwrap()["assessment_value"].clone()
}

#[test]
fn every_file_of_a_format_is_registered() {
    const OF_EVERY_FORMAT: &[&str] = &["mod", "compose", "last"];
    let files = fs::read_dir(root().join("src/questionnaire")).unwrap();
    let files = files.map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    let formats: BTreeSet<String> = files.filter(|name| !OF_EVERY_FORMAT.contains(&name.as_str())).collect();
    assert_eq!(formats, FORMATS.iter().map(|format| format.name.to_owned()).collect());
}

#[test]
fn the_command_writes_a_whole_file_or_none() {
    let folder = Folder::new("questionnaire");
    let sample = root().join("sample-data/example");
    let sample = sample.to_str().unwrap();
    let ask = |arguments: &[&str]| {
        let mut all = vec!["questionnaire"];
        all.extend(arguments);
        run(folder.path(), &all)
    };
    let said = ask(&["xlsform", "--edition", "light", "--lang", "ar,ckb,en"]).ended(0);
    assert!(said.err.contains("layne-lee-light.xlsx") && said.err.contains("الاستبيان"), "{}", said.err);
    fs::create_dir(folder.path().join("forms")).unwrap();
    ask(&["limesurvey", "--from", sample, "--role", "head,it-data", "--out", "forms"]).ended(0);
    ask(&["xlsform", "--from", sample, "--only", "code=interior", "--out", "new/one.xlsx"]).ended(0);
    let written = contents(folder.path());
    let names: Vec<&String> = written.keys().collect();
    assert_eq!(names, ["forms/layne-lee-full-head-it-data.txt", "layne-lee-light.xlsx", "new/one.xlsx"]);
    let choices = rows(&written["new/one.xlsx"], "choices");
    let agencies: Vec<&String> =
        choices.iter().filter(|row| row["list_name"] == "agency").map(|row| &row["name"]).collect();
    assert_eq!(agencies, ["interior", "nation"]);
    let period = rows(&written["new/one.xlsx"], "survey")
        .into_iter()
        .find(|row| row.get("name").is_some_and(|name| name == "period"));
    assert_eq!(period.unwrap()["calculation"], "'2026'", "the latest period");

    let refusals: &[(&[&str], &str)] = &[
        (&["xlsform", "--edition", "light"], "exists already"),
        (&["xlsform", "--role", "minister"], "There is no role minister"),
        (&["xlsform", "--role", "beneficiary,head"], "a form of their own"),
        (&["xlsform", "--edition", "tiny"], "has no edition tiny"),
        (&["xlsform", "--lang", "fr"], "There are: en, ar, ckb"),
        (&["pdf"], "There are: xlsx, xlsform, limesurvey, html"),
    ];
    for (arguments, message) in refusals {
        let refused = ask(arguments).ended(2);
        assert!(refused.err.contains(message), "{arguments:?}: {}", refused.err);
    }
    assert_eq!(contents(folder.path()), written, "a refusal leaves nothing behind");
}
