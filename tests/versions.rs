//! Periods of different versions of a framework, compared over what they share.
use crate::composite::material;
use crate::program::{Folder, run};
use miqyas::change::{Cause, Changes};
use miqyas::framework::Framework;
use miqyas::framework::embedded::load;
use miqyas::framework::intersection::{Asked, Intersection, intersect};
use miqyas::framework::parse::{Source, parse};
use miqyas::framework::validate::validate;
use miqyas::output::json;
use miqyas::series::Series;
use miqyas::survey::{Answer, Respondents, Survey, Unit};
use miqyas::text::Code;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const HEAD: &str = r#"
code = "planted"
version = "VERSION"
languages = ["en"]
title.en = "Planted"
[method]
coverage = 0.0
[method.role_weights]
head = 3.0
[method.gate_minimum_evidence]
supported = "E0"
checked = "E2"
[evidence]
without_record = "E0"
expired_as = "E0"
"#;

/// An entry of each list: what is asked about a list, then its code.
fn grade(code: &str) -> String {
    let checked = code == "E2";
    format!("[[evidence.grades]]\ncode = \"{code}\"\ntitle.en = \"{code}\"\nchecked = {checked}\n")
}

fn role(code: &str) -> String {
    format!("[[roles]]\ncode = \"{code}\"\ntitle.en = \"{code}\"\n")
}

fn dimension(code: &str, more: &str) -> String {
    format!("[[dimensions]]\ncode = \"{code}\"\nrole = \"index\"\ntitle.en = \"{code}\"\n{more}\n")
}

fn criterion(code: &str, dimension: &str, more: &str) -> String {
    let scale = if more.contains("scale =") { "" } else { "scale = \"share\"\n" };
    format!(
        "[[criteria]]\ncode = \"{code}\"\ndimension = \"{dimension}\"\ntext.en = \"{code} {}\"\n{scale}{more}\n",
        more.len()
    )
}

fn kpi(code: &str, factor: u32) -> String {
    format!(
        "[[kpis]]\ncode = \"{code}\"\ndimension = \"gain\"\ntitle.en = \"{code}\"\nunit.en = \"%\"\n\
         kind = {{ ratio = {{ numerator = \"n\", denominator = \"d\", factor = {factor}.0, bounded = true }} }}\n\
         quantities = [{{ code = \"n\", title.en = \"n\" }}, {{ code = \"d\", title.en = \"d\" }}]\n"
    )
}

fn item(code: &str) -> String {
    format!("[[beneficiary_items]]\ncode = \"{code}\"\ntext.en = \"{code}\"\nscale = \"yes\"\nbetter = \"higher\"\n")
}

const SCALES: &str = r#"
[[scales]]
code = "share"
kind = "share"
title.en = "Share"
caps = { E0 = 0.5 }
[[scales]]
code = "yes"
kind = "choice"
title.en = "Yes or no"
choices = [{ code = "no", value = 0.0, title.en = "No" }, { code = "yes", value = 1.0, title.en = "Yes" }]
"#;

const GAIN: &str = "[[dimensions]]\ncode = \"gain\"\nrole = \"benefit\"\ntitle.en = \"Gain\"\n";

fn framework(version: &str, parts: &[String]) -> String {
    let order = |part: &&String| {
        ["[[evidence", "[[roles", "[[scales", "[[dim", "[[crit", "[[kpis", "[[ben"]
            .iter()
            .position(|list| part.trim_start().starts_with(list))
    };
    let mut parts: Vec<&String> = parts.iter().collect();
    parts.sort_by_key(order);
    parts.into_iter().fold(HEAD.replace("VERSION", version), |text, part| text + part)
}

/// The first version.
fn first() -> String {
    framework(
        "1",
        &[
            grade("E0"),
            grade("E1"),
            grade("E2"),
            role("clerk"),
            role("head"),
            SCALES.to_owned(),
            dimension("plain", ""),
            dimension("bent", "aggregate = \"geometric\""),
            GAIN.to_owned(),
            criterion("p1", "plain", "blocks = [\"p3\", \"b1\"]"),
            criterion("p2", "plain", "weight = 2.0"),
            criterion("p3", "plain", ""),
            criterion("b1", "bent", ""),
            criterion("b2", "bent", ""),
            criterion("b3", "bent", ""),
            kpi("k1", 100),
            kpi("k2", 100),
            item("i1"),
            item("i2"),
        ],
    )
}

/// The second drops a criterion, adds one, gives a third another scale and a fourth another weight, and renames a
/// dimension; what stays is in another order.
fn second() -> String {
    framework(
        "2",
        &[
            grade("E0"),
            grade("E2"),
            role("head"),
            role("clerk"),
            SCALES.to_owned(),
            GAIN.to_owned(),
            dimension("bent", "aggregate = \"geometric\"").replace("title.en = \"bent\"", "title.en = \"Bowed\""),
            dimension("plain", ""),
            criterion("b3", "bent", ""),
            criterion("b2", "bent", "scale = \"yes\""),
            criterion("b1", "bent", ""),
            criterion("p4", "plain", ""),
            criterion("p2", "plain", "weight = 1.0"),
            criterion("p1", "plain", "blocks = [\"p4\", \"b1\"]"),
            kpi("k2", 100),
            kpi("k1", 1000),
            item("i3"),
            item("i2"),
        ],
    )
}

/// The first as it is over what the two share.
fn first_shared() -> String {
    framework(
        "1",
        &[
            grade("E0"),
            grade("E2"),
            role("head"),
            role("clerk"),
            SCALES.to_owned(),
            GAIN.to_owned(),
            dimension("bent", "aggregate = \"geometric\""),
            dimension("plain", ""),
            criterion("b3", "bent", ""),
            criterion("b1", "bent", ""),
            criterion("p2", "plain", "weight = 2.0"),
            criterion("p1", "plain", "blocks = [\"b1\"]"),
            kpi("k2", 100),
            item("i2"),
        ],
    )
}

fn read(text: &str) -> Framework {
    let source = Source { file: "framework.toml", text };
    parse(source, &|_| None).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn whole(framework: &Framework) -> Asked<'_> {
    Asked { framework, method: &framework.method, edition: None }
}

fn left_out(found: &Intersection) -> Vec<(usize, &str)> {
    found.left_out.iter().map(|(place, code)| (*place, code.as_str())).collect()
}

fn criteria(framework: &Framework) -> Vec<&str> {
    framework.criteria.iter().map(|criterion| criterion.code.as_str()).collect()
}

#[test]
fn what_versions_share_is_found_with_what_it_leaves_out() {
    let (first, second) = (read(&first()), read(&second()));
    let found = intersect(&[whole(&first), whole(&second)]);
    assert_eq!(left_out(&found), [(0, "p3"), (0, "b2"), (1, "b2"), (1, "p4")]);
    let [earlier, later] = found.parts.as_slice() else { panic!() };
    for part in &found.parts {
        assert_eq!(validate(&part.framework), [], "what is left leans on nothing that is not");
        assert_eq!(criteria(&part.framework), ["b3", "b1", "p2", "p1"]);
        let dimensions: Vec<&str> = part.framework.dimensions.iter().map(|own| own.code.as_str()).collect();
        assert_eq!(dimensions, ["gain", "bent", "plain"]);
        let kpis: Vec<&str> = part.framework.kpis.iter().map(|own| own.code.as_str()).collect();
        assert_eq!(kpis, ["k2"], "another factor is another figure");
    }
    let mut own = read(&first_shared());
    own.criteria.iter_mut().zip(&earlier.framework.criteria).for_each(|(own, its)| own.text = its.text.clone());
    assert_eq!(earlier.framework, own);
    assert_eq!(later.framework.dimensions[1].title.say("en"), "Bowed");
    assert_eq!(later.framework.criteria[2].weight, 1.0);
    let positions = &earlier.positions;
    assert_eq!(positions.criteria, [Some(3), Some(2), None, Some(1), None, Some(0)]);
    assert_eq!(positions.kpis, [None, Some(0)]);
    assert_eq!(positions.beneficiary_items, [None, Some(0)]);
    assert_eq!(positions.roles, [Some(1), Some(0)]);
    assert_eq!(positions.grades, [Some(0), Some(0), Some(1)], "a grade of one version counts as the next weaker one");
    assert_eq!(later.positions.criteria, [Some(0), None, Some(1), None, Some(2), Some(3)]);
}

#[test]
fn editions_share_the_smaller_one() {
    let framework = load("layne-lee").unwrap().unwrap();
    let codes: Vec<&Code> = framework.editions.iter().map(|edition| &edition.code).collect();
    let [light, .., full] = codes.as_slice() else { panic!() };
    let asked = [full, light].map(|edition| Asked { edition: Some(edition), ..whole(&framework) });
    let found = intersect(&asked);
    let of = |edition: &Code| -> Vec<&str> {
        let asked = framework.criteria.iter().filter(|own| framework.holds(Some(edition), own.edition.as_ref()));
        asked.map(|own| own.code.as_str()).collect()
    };
    let [one, other] = found.parts.as_slice() else { panic!() };
    assert_eq!(one.framework, other.framework);
    assert_eq!(validate(&one.framework), []);
    assert_eq!(criteria(&one.framework), of(light));
    assert_eq!(found.left_out.len(), of(full).len() - of(light).len());
    assert!(found.left_out.iter().all(|(place, _)| *place == 0));
}

#[test]
fn a_framework_shares_everything_with_itself() {
    let framework = load("layne-lee").unwrap().unwrap();
    let found = intersect(&[whole(&framework), whole(&framework), whole(&framework)]);
    assert_eq!(found.left_out, []);
    for part in &found.parts {
        assert_eq!(validate(&part.framework), []);
        assert_eq!(criteria(&part.framework), criteria(&framework));
        assert_eq!(part.framework.dimensions.len(), framework.dimensions.len());
        assert_eq!(part.framework.kpis.len(), framework.kpis.len());
        assert!(part.positions.criteria.iter().copied().eq((0..framework.criteria.len()).map(Some)));
    }
}

#[test]
fn a_dimension_of_another_code_takes_its_criteria_along() {
    let (first, second) = (read(&first()), read(&second().replace("\"bent\"", "\"bowed\"")));
    let found = intersect(&[whole(&first), whole(&second)]);
    assert_eq!(criteria(&found.parts[0].framework), ["p2", "p1"]);
    assert_eq!(validate(&found.parts[0].framework), []);
    assert_eq!(
        left_out(&found),
        [(0, "p3"), (0, "b1"), (0, "b2"), (0, "b3"), (1, "b3"), (1, "b2"), (1, "b1"), (1, "p4")]
    );
}

/// Answers of named people in two roles, evidence, KPIs and users' answers under the first version.
fn tables() -> Vec<(String, String)> {
    let mut answers = "agency,period,respondent,role,criterion,answer\n".to_owned();
    for (place, criterion) in ["p1", "p2", "p3", "b1", "b2", "b3"].iter().enumerate() {
        for (person, role) in ["clerk", "head", "clerk", "clerk", "head", "head"].iter().enumerate() {
            let value = 5 + 10 * place + 7 * person;
            let _ = writeln!(answers, "a,2025,r{person},{role},{criterion},{value}%");
        }
        let _ = writeln!(answers, "b,2025,,,{criterion},{}%", 90 - 10 * place);
    }
    let _ = writeln!(answers, "b,2025,,assessor,b3,30%\nb,2025,,assessor,p3,30%");
    let table = |name: &str, text: &str| (format!("{name}.csv"), text.to_owned());
    vec![
        ("answers.csv".to_owned(), answers),
        table("agencies", "code\na\nb\n"),
        table("services", "code,agency\ns,a\n"),
        table("evidence", "agency,period,criterion,grade\nb,2025,p1,E2\nb,2025,p3,E2\nb,2025,b3,E1\n"),
        table("kpis", "agency,period,kpi,quantity,value\na,2025,k1,n,1\na,2025,k1,d,2\na,2025,k2,n,3\na,2025,k2,d,4\n"),
        table("beneficiaries", "service,period,i1,i2\ns,2025,yes,no\ns,2025,no,no\n"),
        table("targets", "scope,code,target\nnation,plain,60\na,k1,50\na,k2,50\n"),
    ]
}

/// Unit, role and answers by criterion.
type Said = (Unit, Option<u8>, Vec<(usize, Answer)>);

fn said(people: &Respondents) -> Vec<Said> {
    let own = |(person, unit): (usize, Unit)| {
        let mut answers: Vec<(usize, Answer)> = people.answers(person).collect();
        answers.sort_by_key(|(criterion, _)| *criterion);
        (unit, people.details(person).0, answers)
    };
    people.people().map(own).collect()
}

/// Everything read under the whole framework, then restricted, is what is read under the restricted one.
#[test]
fn a_survey_follows_its_framework() {
    let (earlier, later) = (read(&first()), read(&second()));
    let found = intersect(&[whole(&earlier), whole(&later)]);
    let moved = material(&first(), &[], tables()).restricted(&found.parts[0]);
    let without = |text: &str| {
        let kept = |line: &&str| ![",p3,", ",b2,", ",k1,"].iter().any(|code| line.contains(code));
        text.lines().filter(kept).map(|line| format!("{line}\n")).collect::<String>()
    };
    let shared = |(name, text): (String, String)| {
        let text = match name.as_str() {
            "evidence.csv" => without(&text).replace("E1", "E0"),
            "beneficiaries.csv" => "service,period,i2\ns,2025,no\ns,2025,no\n".to_owned(),
            _ => without(&text),
        };
        (name, text)
    };
    let direct = material(&first_shared(), &[], tables().into_iter().map(shared).collect());
    assert_eq!(said(&moved.survey.respondents), said(&direct.survey.respondents));
    assert_eq!(said(&moved.survey.respondents).len(), 6);
    let placeless = |mut survey: Survey| {
        survey.respondents = Respondents::default();
        survey.evidence.iter_mut().for_each(|own| own.source = Default::default());
        survey.kpis.iter_mut().for_each(|own| own.source = Default::default());
        survey.targets.iter_mut().for_each(|own| own.source = Default::default());
        survey
    };
    let (one, other) = (placeless(moved.survey.clone()), placeless(direct.survey.clone()));
    assert_eq!(one.evidence, other.evidence);
    assert_eq!(one.kpis, other.kpis);
    assert_eq!(one.beneficiaries, other.beneficiaries);
    assert_eq!(one.targets, other.targets);
    assert_eq!((one.evidence.len(), one.kpis.len(), one.targets.len()), (2, 2, 2));
    let (one, other) = (Series::assess(moved), Series::assess(direct));
    assert!(one.assessments[0].agencies.iter().any(|own| own.judgements.checked.is_some()));
    assert_eq!(one.assessments, other.assessments);
    let found = intersect(&[whole(&later), whole(&one.framework)]);
    assert_eq!(left_out(&found), [(0, "b2"), (0, "p4")]);
}

/// A folder of one period under a version.
fn folder(name: &str, framework: &str, period: u32, answers: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("framework.toml", framework);
    let settings =
        format!("framework = \"framework.toml\"\n[[periods]]\ncode = \"{period}\"\nlast = \"{period}-12-31\"\n");
    folder.write("assessment.toml", settings);
    folder.write("answers.csv", answers);
    folder
}

/// The same answers in both years, but for a criterion of each that the other does not ask.
fn years() -> [Folder; 2] {
    let earlier = "agency,p1,p2,p3,b1,b2,b3\na,80%,20%,90%,40%,10%,90%\nb,50%,50%,10%,60%,10%,60%\n";
    let later = "agency,b3,b2,b1,p4,p2,p1\na,90%,yes,40%,0%,20%,80%\nb,60%,no,90%,0%,50%,50%\n";
    [folder("v1", &first(), 2025, earlier), folder("v2", &second(), 2026, later)]
}

fn compared(at: &Path, paths: &[&Path], more: &[&str]) -> Changes {
    let out = at.join("compared");
    let mut arguments = vec!["compare", "--common", "--quiet", "--out", out.to_str().unwrap()];
    arguments.extend(paths.iter().map(|path| path.to_str().unwrap()));
    arguments.extend(more);
    run(at, &arguments).ended(0);
    let results = fs::read(out.join("results.json")).unwrap();
    json::read_section(&fs::read(out.join("change.json")).unwrap(), &results).unwrap().expect("of this result")
}

#[test]
fn versions_are_compared_over_what_they_share() {
    let [earlier, later] = years();
    let claimed = ["--column", "claimed", "--replications", "20"];
    let changes = compared(later.path(), &[earlier.path(), later.path()], &claimed);
    let told: Vec<String> = changes.left_out.iter().map(|own| format!("{} {}", own.framework, own.criterion)).collect();
    assert_eq!(told, ["planted 1 p3", "planted 1 b2", "planted 2 b2", "planted 2 p4"]);
    let [span] = changes.spans.as_slice() else { panic!() };
    assert_eq!(span.causes, [Cause::Method]);
    assert!(span.drawn.as_ref().is_some_and(|drawn| drawn.replications == 20), "{:?}", span.drawn);
    for own in span.agencies.iter().flat_map(|agency| &agency.dimensions) {
        let bridge = own.bridge.as_ref().unwrap();
        let parts = bridge.answers.iter().map(|share| share.share).chain(bridge.causes.iter().copied()).sum::<f64>();
        assert!((parts - own.change()).abs() < 1e-12 * 100.0, "{own:?}");
    }
    let [bent, plain] = span.agencies[0].dimensions.as_slice() else { panic!("{:?}", span.agencies) };
    // (80 + 2·20)/3 = 40, then (80 + 20)/2 = 50: the weight alone.
    assert!((plain.before - 40.0).abs() < 1e-9 && (plain.after - 50.0).abs() < 1e-9, "{plain:?}");
    assert!((plain.bridge.as_ref().unwrap().causes[0] - 10.0).abs() < 1e-9);
    // √(40 · 90) in both years, whatever is answered to the criterion on another scale.
    assert!((bent.before - 60.0).abs() < 1e-9 && bent.change().abs() < 1e-9, "{bent:?}");
    let moved = &span.agencies[1].dimensions[0].bridge.as_ref().unwrap().answers;
    assert_eq!(moved.iter().map(|share| share.criteria.as_slice()).collect::<Vec<_>>(), [&[1]], "b1 in the new order");
    let paths = [earlier.path().to_str().unwrap(), later.path().to_str().unwrap()];
    let text = run(later.path(), &["compare", paths[0], paths[1], "--common", "--no-replications", "--quiet"]).ended(0);
    for words in ["planted 1: p3 and b2", "planted 2: b2 and p4"] {
        assert!(text.text().contains(words), "{words}\n{}", text.text());
    }
    let refused = run(later.path(), &["compare", paths[0], paths[1], "--no-replications"]).ended(2);
    assert!(refused.err.contains("--common"), "{}", refused.err);
}

#[test]
fn finished_results_are_judged_again() {
    let [earlier, later] = years();
    let result = |folder: &Folder| {
        run(folder.path(), &["assess", ".", "--quiet", "--out", "result"]).ended(0);
        folder.path().join("result")
    };
    let results = [result(&earlier), result(&later)];
    let calm = ["--no-replications"];
    let fresh = compared(later.path(), &[earlier.path(), later.path()], &calm);
    let again = compared(earlier.path(), &[&results[0], &results[1]], &calm);
    assert_eq!(Changes { results: String::new(), ..fresh }, Changes { results: String::new(), ..again });
    // Of two people only what they make together is left.
    let few = "agency,respondent,p1,p2,p3,b1,b2,b3\na,x,80%,20%,90%,40%,10%,90%\na,y,80%,20%,90%,40%,10%,80%\n";
    let few = folder("few", &first(), 2025, few);
    let withheld = result(&few);
    let paths = [withheld.to_str().unwrap(), later.path().to_str().unwrap()];
    let refused = run(few.path(), &["compare", paths[0], paths[1], "--common"]).ended(2);
    assert!(refused.err.contains("withholds answers"), "{}", refused.err);
    compared(few.path(), &[few.path(), later.path()], &calm);
}

#[test]
fn nothing_shared_is_refused() {
    let [earlier, _] = years();
    let other = second().replace("\"plain\"", "\"level\"").replace("\"bent\"", "\"bowed\"");
    let other = folder("other", &other, 2026, "agency,p1\na,50%\n");
    let refused = run(earlier.path(), &["compare", ".", other.path().to_str().unwrap(), "--common"]).ended(2);
    assert!(refused.err.contains("planted 1") && refused.err.contains("nothing to compare"), "{}", refused.err);
}

#[test]
fn one_framework_is_compared_as_without() {
    let [earlier, _] = years();
    let later = folder("same", &first(), 2026, "agency,p1,p2,p3,b1,b2,b3\na,90%,20%,90%,40%,10%,90%\n");
    let arguments = |more: &'static str| {
        let paths = [earlier.path().to_str().unwrap(), later.path().to_str().unwrap()];
        ["compare", paths[0], paths[1], "--no-replications", "--quiet", "--lang", "en", "--table", more]
    };
    let with = run(later.path(), &[&arguments("json")[..], &["--common"]].concat()).ended(0);
    let without = run(later.path(), &arguments("json")).ended(0);
    assert!(with.out == without.out && !with.out.is_empty());
}
