//! Year on year: changes add up to their causes, planted causes are found, and chance is told from change.
use crate::program::{Folder, root, run};
use miqyas::change::{AgencyChange, Cause, Changes, ScoreChange, Span, SuccessionKind, Way};
use miqyas::output::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

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
[method.gate_minimum_evidence]
supported = "E0"
checked = "E2"
[evidence]
without_record = "E0"
expired_as = "E0"
[[evidence.grades]]
code = "E0"
title.en = "word"
[[evidence.grades]]
code = "E1"
title.en = "paper"
months = 12
[[evidence.grades]]
code = "E2"
title.en = "seen"
checked = true
[[scales]]
code = "share"
kind = "share"
title.en = "Share"
caps = { E0 = 0.5 }
[[dimensions]]
code = "plain"
role = "index"
title.en = "Plain"
[[dimensions]]
code = "bent"
role = "index"
title.en = "Bent"
aggregate = "geometric"
[weight_sets.tilted]
p1 = 5.0
[[criteria]]
code = "p1"
dimension = "plain"
scale = "share"
text.en = "p1"
[[criteria]]
code = "p2"
dimension = "plain"
scale = "share"
weight = 2.0
text.en = "p2"
[[criteria]]
code = "p3"
dimension = "plain"
scale = "share"
text.en = "p3"
[[criteria]]
code = "b1"
dimension = "bent"
scale = "share"
text.en = "b1"
[[criteria]]
code = "b2"
dimension = "bent"
scale = "share"
weight = 3.0
text.en = "b2"
[[criteria]]
code = "b3"
dimension = "bent"
scale = "share"
text.en = "b3"
"#;

const SETTINGS: &str = r#"framework = "framework.toml"
[[periods]]
code = "2025"
last = "2025-12-31"
[[periods]]
code = "2026"
last = "2026-12-31"
"#;

const HEAD: &str = "agency,period,p1,p2,p3,b1,b2,b3\n";

/// A folder with two periods.
fn planted(name: &str, tables: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(name);
    folder.write("framework.toml", FRAMEWORK);
    folder.write("assessment.toml", SETTINGS);
    for (table, text) in tables {
        folder.write(table, text);
    }
    folder
}

/// Compares and reads what was found.
fn compared(folder: &Path, paths: &[&Path], more: &[&str]) -> Changes {
    let out = folder.join("result");
    let out = out.to_str().unwrap();
    let mut arguments = vec!["compare"];
    arguments.extend(paths.iter().map(|path| path.to_str().unwrap()));
    arguments.extend(["--quiet", "--out", out]);
    arguments.extend(more);
    run(folder, &arguments).ended(0);
    let results = fs::read(Path::new(out).join("results.json")).unwrap();
    json::read_section(&fs::read(Path::new(out).join("change.json")).unwrap(), &results)
        .unwrap()
        .expect("of this result")
}

fn only(changes: &Changes) -> &Span {
    assert_eq!(changes.spans.len(), 1);
    &changes.spans[0]
}

fn sum(change: &ScoreChange) -> f64 {
    let bridge = change.bridge.as_ref().expect("a bridge");
    bridge.answers.iter().map(|share| share.share).sum::<f64>() + bridge.causes.iter().sum::<f64>()
}

fn assert_adds_up(agencies: &[AgencyChange]) -> usize {
    let mut count = 0;
    for change in agencies.iter().flat_map(|own| &own.dimensions).filter(|own| own.bridge.is_some()) {
        assert!((sum(change) - change.change()).abs() < 1e-12 * (1.0 + change.before.abs()), "{change:?}");
        count += 1;
    }
    count
}

fn near(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-9, "{one} {other}");
}

#[test]
fn every_bridge_of_the_sample_adds_up() {
    let folder = Folder::new("bridges");
    for column in ["claimed", "supported", "checked"] {
        let changes =
            compared(folder.path(), &[&root().join("sample-data/example")], &["--no-replications", "--column", column]);
        let span = only(&changes);
        // 22 agencies answered in both years; the culture ministry took in tourism.
        assert_eq!((span.agencies.len(), span.left.len(), span.entered.len()), (22, 1, 0));
        let scores: usize = span.agencies.iter().map(|own| own.dimensions.len()).sum();
        let bridged = assert_adds_up(&span.agencies);
        // Of what is checked, twice a step between the years has no score.
        let without = if column == "checked" { 2 } else { 0 };
        assert!(bridged > 100 && bridged + without == scores, "{column}: {bridged} of {scores}");
        for own in span.nation.iter().filter(|own| own.answers.is_some()) {
            let parts = own.left + own.entered + own.answers.unwrap() + own.causes.iter().sum::<f64>();
            assert!((parts - (own.after - own.before)).abs() < 1e-12 * 100.0, "{own:?}");
        }
        assert_eq!(span.causes.contains(&Cause::Evidence), column != "claimed");
        assert_eq!(changes.successions.len(), 1);
        assert_eq!(changes.successions[0].kind, SuccessionKind::Merged);
    }
}

/// An agency that leaves raises the median though the others fell: what is printed of the change, its interval and its
/// causes is of the agencies judged in both years, and the median of all stands apart.
#[test]
fn the_median_that_is_judged_is_of_agencies_in_both_periods() {
    let answers = "a,2025,90%,90%,90%,1%,1%,1%\nb,2025,70%,70%,70%,1%,1%,1%\nz,2025,10%,10%,10%,1%,1%,1%\n\
                   a,2026,88%,88%,88%,1%,1%,1%\nb,2026,68%,68%,68%,1%,1%,1%\n";
    let folder = planted("median", &[("answers.csv", &format!("{HEAD}{answers}"))]);
    let changes = compared(folder.path(), &[folder.path()], &["--no-replications", "--column", "claimed"]);
    let own = &only(&changes).nation[0];
    assert!(own.both_after < own.both_before && own.after > own.before && own.left > 0.0, "{own:?}");
    near(own.answers.unwrap() + own.causes.iter().sum::<f64>(), own.both_after - own.both_before);
    let shown =
        run(folder.path(), &["compare", ".", "--no-replications", "--column", "claimed", "--lang", "en"]).ended(0);
    let text = shown.text();
    let (judged, all) = text.split_once("Medians of all agencies").expect("a table of its own");
    assert!(
        judged.contains(&format!("{:.1}", own.both_after)) && !judged.contains(&format!("{:.1}", own.before)),
        "{text}"
    );
    assert!(all.contains(&format!("{:.1}", own.before)) && all.contains(&format!("+{:.1}", own.left)), "{text}");
}

#[test]
fn what_was_answered_is_compared_too() {
    let answers = "a,2025,90%,,90%,1%,1%,1%\na,2026,88%,88%,88%,1%,1%,1%\n";
    let folder = planted("answered", &[("answers.csv", &format!("{HEAD}{answers}"))]);
    let table = ["compare", ".", "--no-replications", "--column", "claimed", "--table", "csv:change", "--quiet"];
    let found = run(folder.path(), &table).ended(0);
    let row =
        found.text().lines().find(|line| line.contains(",plain,") && line.contains(",claimed,")).map(str::to_owned);
    assert!(row.expect("the plain dimension").ends_with(",0.6666666666666666,1"), "{}", found.text());
    let shown = run(folder.path(), &["compare", ".", "--no-replications", "--lang", "en"]).ended(0);
    assert!(shown.text().replace("\n", " ").contains("83% in 2025, 100% in 2026"), "{}", shown.text());
}

/// Two criteria together did more than the evidence, though neither alone.
#[test]
fn a_change_is_mostly_due_to_the_answers_where_they_did_most() {
    let answers = "a,2025,10%,10%,10%,1%,1%,1%\na,2026,60%,60%,60%,1%,1%,1%\n";
    let folder = planted("mostly", &[("answers.csv", &format!("{HEAD}{answers}"))]);
    let shown =
        run(folder.path(), &["compare", ".", "--no-replications", "--column", "claimed", "--lang", "en"]).ended(0);
    let text = shown.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Answers, above all p2 (+50.0)"), "{text}");
}

/// Scores of an agency by running the program over answers that take some criteria from the later year.
fn scores_of(mix: &[&str]) -> BTreeMap<String, f64> {
    let folder = Folder::new("mix");
    folder.write("framework.toml", FRAMEWORK);
    folder.write("answers.csv", format!("agency,p1,p2,p3,b1,b2,b3\na,{}\n", mix.join(",")));
    let answers = folder.path().join("answers.csv");
    let framework = folder.path().join("framework.toml");
    let table = run(
        folder.path(),
        &[
            "assess",
            answers.to_str().unwrap(),
            "--framework",
            framework.to_str().unwrap(),
            "--table",
            "json:scores",
            "--quiet",
        ],
    )
    .ended(0);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&table.out).unwrap();
    let claimed = rows.iter().filter(|row| row["column"] == "claimed");
    claimed.filter_map(|row| Some((row["dimension"].as_str()?.to_owned(), row["value"].as_f64()?))).collect()
}

/// Shapley values by walking every order, each score computed by the program from answers: additive, geometric, and with a
/// criterion that is answered for the first time.
#[test]
fn shares_are_those_of_all_orders() {
    let before = ["20%", "60%", "", "30%", "50%", "90%"];
    let after = ["70%", "40%", "90%", "60%", "55%", "20%"];
    let folder = planted(
        "orders",
        &[("answers.csv", &format!("{HEAD}a,2025,{}\na,2026,{}\n", before.join(","), after.join(",")))],
    );
    let changes = compared(folder.path(), &[folder.path()], &["--no-replications", "--column", "claimed"]);
    let span = only(&changes);
    assert_adds_up(&span.agencies);
    let worth: Vec<BTreeMap<String, f64>> = (0..8_usize)
        .map(|set| {
            let pick = |place: usize| if set & (1 << (place % 3)) > 0 { after[place] } else { before[place] };
            scores_of(&(0..6).map(pick).collect::<Vec<_>>())
        })
        .collect();
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for (dimension, name) in ["plain", "bent"].iter().enumerate() {
        let own = span.agencies[0].dimensions.iter().find(|own| own.dimension == dimension).unwrap();
        let shares = &own.bridge.as_ref().unwrap().answers;
        assert_eq!(shares.len(), 3, "{shares:?}");
        for (player, share) in shares.iter().enumerate() {
            let mut mean = 0.0;
            for order in orders {
                let place = order.iter().position(|other| *other == player).unwrap();
                let set: usize = order[..place].iter().map(|other| 1 << other).sum();
                mean += (worth[set | 1 << player][*name] - worth[set][*name]) / 6.0;
            }
            assert_eq!(share.criteria, [3 * dimension + player]);
            near(share.share, mean);
        }
    }
}

#[test]
fn evidence_that_lapsed_is_told_from_answers() {
    let row = "80%,80%,80%,80%,80%,80%";
    let answers = format!("{HEAD}a,2025,{row}\na,2026,{row}\n");
    // Of 2025 a paper on p1 that has lapsed by the end of 2026.
    let evidence = "agency,period,criterion,grade,date\na,2025,p1,E1,2025-06-01\na,2026,p1,E1,2025-06-01\n";
    let folder = planted("lapsed", &[("answers.csv", &answers), ("evidence.csv", evidence)]);
    let changes = compared(folder.path(), &[folder.path()], &["--no-replications"]);
    let span = only(&changes);
    assert_eq!(span.causes, [Cause::Evidence]);
    let plain = &span.agencies[0].dimensions[0];
    // 0.8 falls to its cap of 0.5, at weight 1 of 4.
    near(plain.change(), -7.5);
    let bridge = plain.bridge.as_ref().unwrap();
    assert!(bridge.answers.is_empty());
    near(bridge.causes[0], -7.5);
}

#[test]
fn weights_and_registers_are_causes_of_their_own() {
    let later = planted("later", &[("answers.csv", &format!("{HEAD}a,2026,80%,20%,20%,50%,50%,50%\n"))]);
    later.write("assessment.toml", format!("{SETTINGS}[method]\nweight_set = \"tilted\"\n"));
    let earlier = planted("earlier", &[("answers.csv", &format!("{HEAD}a,2025,80%,20%,20%,50%,50%,50%\n"))]);
    let both = [earlier.path(), later.path()];
    let changes = compared(later.path(), &both, &["--no-replications", "--column", "claimed"]);
    let span = only(&changes);
    assert_eq!(span.causes, [Cause::Method]);
    let plain = &span.agencies[0].dimensions[0];
    // (80 + 2·20 + 20)/4 = 35; (5·80 + 2·20 + 20)/8 = 57.5.
    near(plain.before, 35.0);
    near(plain.after, 57.5);
    near(plain.bridge.as_ref().unwrap().causes[0], 22.5);
}

/// Two services of which one meets the criterion; its volume grows tenfold, the answers stay.
#[test]
fn a_register_that_changed_is_a_cause_of_its_own() {
    let folder = |period: &str, volume: u32| {
        let rows = format!("agency,period,service,cat02\na,{period},s1,yes\na,{period},s2,no\n");
        let folder = Folder::new(period);
        folder.write(
            "assessment.toml",
            format!(
                "[method]\nshare_weight = \"volume\"\n[[periods]]\ncode = \"{period}\"\nlast = \"{period}-12-31\"\n"
            ),
        );
        folder.write("agencies.csv", "code\na\n");
        folder.write("services.csv", format!("code,agency,yearly_transactions\ns1,a,{volume}\ns2,a,100\n"));
        folder.write("answers.csv", rows);
        folder
    };
    let (earlier, later) = (folder("2025", 100), folder("2026", 900));
    let both = [earlier.path(), later.path()];
    let changes = compared(later.path(), &both, &["--no-replications", "--column", "claimed"]);
    let span = only(&changes);
    assert_eq!(span.causes, [Cause::Register]);
    let first = &span.agencies[0].dimensions[0];
    near(first.before, 50.0);
    near(first.after, 90.0);
    let bridge = first.bridge.as_ref().unwrap();
    assert!(bridge.answers.is_empty(), "{bridge:?}");
    near(bridge.causes[0], 40.0);
}

#[test]
fn agencies_that_gave_way_are_followed() {
    let agencies = "code,status,successor\nold,merged,new\nnew,active,\nm1,merged,big\nbig,active,\ns,merged,s1;s2\n\
                    s1,active,\ns2,active,\n";
    let low = "20%,20%,20%,20%,20%,20%";
    let high = "60%,60%,60%,60%,60%,60%";
    let mut answers = HEAD.to_owned();
    for agency in ["old", "m1", "big", "s"] {
        let _ = writeln!(answers, "{agency},2025,{low}");
    }
    for agency in ["new", "big", "s1", "s2"] {
        let _ = writeln!(answers, "{agency},2026,{high}");
    }
    let folder = planted("successors", &[("agencies.csv", agencies), ("answers.csv", &answers)]);
    let changes = compared(folder.path(), &[folder.path()], &["--no-replications", "--column", "claimed"]);
    let kinds: Vec<SuccessionKind> = changes.successions.iter().map(|own| own.kind).collect();
    assert_eq!(kinds, [SuccessionKind::Renamed, SuccessionKind::Merged, SuccessionKind::Split]);
    let span = only(&changes);
    let judged: Vec<usize> = span.agencies.iter().map(|own| own.agency).collect();
    assert_eq!(judged, [1, 3], "the renamed agency and the one that took another in");
    near(span.agencies[0].dimensions[0].change(), 40.0);
    assert_eq!((span.left.as_slice(), span.entered.as_slice()), (&[2, 4][..], &[5, 6][..]));
    let text = run(folder.path(), &["compare", ".", "--no-replications", "--quiet"]).ended(0);
    for words in ["old became new", "m1 was merged into big", "s was split into s1 and s2"] {
        assert!(text.text().contains(words), "{words}\n{}", text.text());
    }
}

/// Answers of ten people each year, the same ones or others.
fn people(same: bool, shift: usize) -> String {
    let mut text = "agency,period,respondent,criterion,answer\n".to_owned();
    for (year, period) in ["2025", "2026"].iter().enumerate() {
        for person in 0..10_usize {
            let name = if same { person } else { person + 10 * year };
            for criterion in ["p1", "p2", "p3", "b1", "b2", "b3"] {
                let value = 30 + 5 * person + shift * year;
                let _ = writeln!(text, "a,{period},r{name},{criterion},{value}%");
            }
        }
    }
    text
}

fn chance_of(same: bool, shift: usize) -> miqyas::change::Chance {
    let folder = planted("people", &[("answers.csv", &people(same, shift))]);
    folder.write(
        "assessment.toml",
        format!("{SETTINGS}[[robustness.assumptions]]\nsetting = \"method.weight_set\"\nvalues = [\"as-is\"]\n"),
    );
    let changes = compared(folder.path(), &[folder.path()], &["--column", "claimed", "--replications", "400"]);
    let span = only(&changes);
    let drawn = span.drawn.as_ref().unwrap();
    assert_eq!((drawn.respondents, drawn.in_both), if same { (10, 10) } else { (20, 0) });
    span.agencies[0].dimensions[0].chance.unwrap()
}

#[test]
fn the_same_people_tell_a_small_change_that_other_people_do_not() {
    let (same, others) = (chance_of(true, 6), chance_of(false, 6));
    assert_eq!(same.way, Way::Up, "{same:?}");
    near(same.low, 6.0);
    near(same.rose, 1.0);
    assert_eq!(others.way, Way::Neither, "{others:?}");
    assert!(others.low < 0.0 && others.high > 6.0 && others.rose < 0.975, "{others:?}");
    assert_eq!(chance_of(false, 25).way, Way::Up);
    assert_eq!(chance_of(true, 0).way, Way::Neither);
}

#[test]
fn two_agencies_differ_by_their_criteria() {
    let found = run(
        root(),
        &[
            "compare",
            "sample-data/example",
            "--agency",
            "interior",
            "--against",
            "justice",
            "--table",
            "json",
            "--quiet",
        ],
    )
    .ended(0);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&found.out).unwrap();
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for row in &rows {
        let number = |name: &str| row[name].as_f64().unwrap();
        let entry = sums.entry(row["dimension"].as_str().unwrap()).or_default();
        entry.0 = number("own") - number("other");
        entry.1 += number("answer") + number("evidence");
    }
    assert!(sums.len() > 15);
    for (dimension, (whole, parts)) in sums {
        assert!((whole - parts).abs() < 1e-9, "{dimension} {whole} {parts}");
    }
}

#[test]
fn what_cannot_be_compared_is_refused_with_a_reason() {
    let one = planted("one", &[("answers.csv", "agency,period,p1\na,2025,50%\n")]);
    one.write("assessment.toml", "framework = \"framework.toml\"\n");
    let refused = run(one.path(), &["compare", "."]).ended(2);
    assert!(refused.err.contains("only one period"), "{}", refused.err);
    let other = planted("other", &[("answers.csv", "agency,period,p1\na,2026,50%\n")]);
    other.write("framework.toml", FRAMEWORK.replace("version = \"1\"", "version = \"2\""));
    let refused = run(one.path(), &["compare", ".", other.path().to_str().unwrap(), "--no-replications"]).ended(2);
    assert!(refused.err.contains("planted 1") && refused.err.contains("planted 2"), "{}", refused.err);
    run(root(), &["compare", "sample-data/example", "--agency", "interior", "--against", "nobody"]).ended(2);
    run(root(), &["compare", "sample-data/example", "--agency", "nation", "--against", "justice"]).ended(2);
    let itself = run(root(), &["compare", "sample-data/example", "--agency", "justice", "--against", "justice"]);
    assert!(itself.ended(2).err.contains("justice"));
    let silent = ["compare", "sample-data/example", "--agency", "justice", "--against", "environment", "--lang", "en"];
    assert!(run(root(), &silent).ended(2).err.contains("environment did not respond"));
    let empty = Folder::new("compare-empty");
    let empty = empty.path().to_str().unwrap();
    for paths in [[empty, one.path().to_str().unwrap()], [one.path().to_str().unwrap(), empty]] {
        let refused = run(root(), &["compare", paths[0], paths[1], "--no-replications"]).ended(1);
        assert!(refused.err.contains(empty), "the folder is named: {}", refused.err);
    }
    let twice = ["compare", "sample-data/example", "./sample-data/../sample-data/example", "--lang", "en"];
    assert!(run(root(), &twice).ended(2).err.contains("twice"));
}

#[test]
fn threads_change_nothing() {
    let folder = Folder::new("threads");
    let bytes = |threads: &str| {
        let out = folder.path().join(threads);
        let out = out.to_str().unwrap();
        let example = root().join("sample-data/example");
        let example = example.to_str().unwrap();
        run(
            folder.path(),
            &["compare", example, "--replications", "20", "--threads", threads, "--quiet", "--out", out],
        )
        .ended(0);
        fs::read(Path::new(out).join("change.json")).unwrap()
    };
    assert_eq!(bytes("1"), bytes("7"));
}
