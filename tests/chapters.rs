//! What the chapters of a full report say, and that a finished result prints them again.
use crate::program::{Folder, Run, root, run};
use miqyas::chart::CHARTS;
use miqyas::locale::LANGUAGES;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

/// A result of the example, in English.
static RESULT: LazyLock<(Folder, PathBuf)> = LazyLock::new(|| {
    let folder = Folder::new("chapters");
    let example = root().join("sample-data/example");
    let out = folder.path().join("result");
    let words = ["assess", example.to_str().unwrap(), "--lang", "en", "--quiet", "--out", out.to_str().unwrap()];
    assert_eq!(run(folder.path(), &words).code, 0);
    (folder, out)
});

fn report(words: &[&str]) -> Run {
    let path = RESULT.1.to_str().unwrap();
    run(RESULT.0.path(), &[&["report", path][..], words].concat())
}

fn text() -> String {
    fs::read_to_string(RESULT.1.join("report.txt")).unwrap()
}

/// Rows of a table of the result in the last period, by heading.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read(RESULT.1.join(format!("tables/{table}.csv"))).unwrap();
    let mut reader = csv_of(&text);
    let headings = reader.remove(0);
    let rows = reader.into_iter().map(|row| headings.iter().cloned().zip(row).collect::<BTreeMap<_, _>>());
    rows.filter(|row| row["period"] == "2026").collect()
}

/// Cells of a file without line ends inside cells.
fn csv_of(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}');
    let cells = |line: &str| {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                letter => cells.last_mut().unwrap().push(letter),
            }
        }
        cells
    };
    text.lines().map(cells).collect()
}

#[test]
fn a_finished_result_is_printed_again_without_its_answers() {
    let printed = report(&["--lang", "en"]);
    assert_eq!(printed.code, 0, "{}", printed.err);
    assert_eq!(printed.text(), text());
    let arabic = report(&["--lang", "ar"]);
    assert!(arabic.text().contains("أبرز ما توصّل إليه التقييم"));
    assert_eq!(report(&[]).text(), text(), "the language in which the result was written");
    let strange = run(RESULT.0.path(), &["report", RESULT.0.path().to_str().unwrap()]);
    assert_eq!(strange.code, 2);
    assert!(strange.err.contains("assess --out"), "{}", strange.err);
}

#[test]
fn every_chapter_of_a_full_report_is_there() {
    let text = text();
    for title in [
        "Where the agencies stand",
        "What was found",
        "What to decide",
        "Stage of every agency",
        "What holds agencies back",
        "Whose move it is",
        "What only the nation can give, by what waits for it",
        "What citizens and the state gain",
        "What makes it possible",
        "The passport test: the busiest services",
        "What users experienced",
        "What changed",
        "Each agency",
        "What was wrong in the data",
        "How the figures were computed",
        "Words used here",
        "Grades of evidence",
        "Every criterion",
    ] {
        assert!(text.contains(title), "no {title}");
    }
}

/// Whose move it is agrees with what an agency can attain alone: no gate below the stage attainable waits for the nation.
#[test]
fn nobody_waits_for_the_nation_below_what_is_attainable_alone() {
    let waits = "Law or national platform";
    let mut waiting = 0;
    for row in rows("agencies") {
        let stage = |column: &str| row[column].trim_end_matches(['+', '*']).parse::<usize>().ok();
        let page = report(&["--agency", &row["agency"], "--lang", "en"]);
        if page.text().contains(waits) {
            waiting += 1;
            assert_eq!(stage("attainable"), stage("stage_supported"), "{}", row["agency"]);
        }
    }
    assert!(waiting > 0);
}

#[test]
fn the_summary_counts_what_the_tables_hold() {
    let stage =
        |row: &BTreeMap<String, String>, column: &str| row[column].trim_end_matches(['+', '*']).parse::<usize>().ok();
    let above = rows("agencies").into_iter().filter(|row| {
        let pair = stage(row, "stage_claimed").zip(stage(row, "stage_supported"));
        pair.is_some_and(|(claimed, supported)| claimed > supported)
    });
    let said = format!("{} agencies claim a higher stage than their evidence supports", above.count());
    assert!(text().contains(&said), "{said}");
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows("agencies") {
        for gate in row["binds"].split(' ').filter_map(|bind| bind.strip_prefix("gate:")) {
            *waiting.entry(gate.to_owned()).or_default() += 1;
        }
    }
    let (gate, most) =
        waiting.iter().max_by_key(|(gate, count)| (**count, std::cmp::Reverse((*gate).clone()))).unwrap();
    let text = text().replace('\n', " ");
    let (_, from) = text.split_once("What most often holds the next stage back").unwrap();
    let sentence = from.split_once("agencies.").unwrap().0;
    assert!(sentence.contains(gate.as_str()) && sentence.contains(&format!("in {most} ")), "{gate} {most}: {sentence}");
}

#[test]
fn every_gate_that_holds_back_is_somebodys_move() {
    let text = text();
    let (_, from) = text.split_once("Gates that hold the next stage back").unwrap();
    let table = from.split_once("The agency itself:").unwrap().0;
    let mut checked = 0;
    for line in table.lines() {
        let numbers: Vec<usize> = line.split_whitespace().rev().map_while(|word| word.parse().ok()).collect();
        if let [nation, other, agency, held] = numbers.as_slice() {
            assert_eq!(nation + other + agency, *held, "{line}");
            checked += 1;
        }
    }
    assert!(checked > 5, "{checked} gates");
}

#[test]
fn each_agency_has_a_card_and_a_page() {
    let cards = report(&["--lang", "en", "--agency", "all", "--format", "text", "--out", "pages"]);
    assert_eq!(cards.code, 0, "{}", cards.err);
    let written = fs::read_dir(RESULT.0.path().join("pages/scorecards")).unwrap().count();
    assert_eq!(written, rows("agencies").len());
    let card = report(&["--lang", "en", "--agency", "interior"]);
    let own = rows("agencies").into_iter().find(|row| row["agency"] == "interior").unwrap();
    let named = |column: &str| match own[column].as_str() {
        "1" => "1 Cataloguing",
        "3" => "3 Vertical integration",
        other => panic!("no name of stage {other}"),
    };
    let stands = format!(
        "Stage reached: {} (claimed), {} (supported) and {} (checked).",
        named("stage_claimed"),
        named("stage_supported"),
        named("stage_checked")
    );
    let said = card.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(&stands), "{stands}\n{}", card.text());
    assert!(said.contains("The same as in the period before (supported)."), "{said}");
    for part in
        ["Ministry of Interior", "Strengths", "Gaps", "What opens the next stage", "Proof:", "beside the median of all"]
    {
        assert!(card.text().contains(part), "no {part}");
    }
    let named = report(&["--lang", "en", "--agency", "Ministry of Interior"]);
    assert_eq!(named.text(), card.text(), "by name");
    let silent = report(&["--lang", "en", "--agency", "environment"]);
    assert!(silent.text().contains("did not respond"), "{}", silent.text());
    assert_eq!(report(&["--agency", "nobody"]).code, 2);
    let verdicts = report(&["--verdict", "all"]);
    assert!(verdicts.code == 2 && verdicts.err.contains("one agency at a time"), "{}", verdicts.err);
}

/// A sentence ranks nothing that the table below it does not tell apart, and counts what the table counts.
#[test]
fn sentences_say_what_their_tables_say() {
    let said = text().split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "The obstacles weigh about the same: median severities from 41 to 44 of 100.",
        "Agencies to which a stage does not apply are counted apart (claimed: 4, supported: 4, checked: 3).",
        "~ median of fewer than 5 agencies with this score: it counts in no comparison of the groups.",
    ] {
        assert!(said.contains(sentence), "no {sentence}");
    }
    assert!(!said.contains("weighs heaviest"));
    let chart = |name: &str| fs::read_to_string(RESULT.1.join(format!("charts/{name}.svg"))).unwrap();
    assert!(chart("severity").contains("weigh about the same"));
    assert!(chart("targets").contains("Agencies (Kind of agency: Ministry): Cataloguing: 73.4;"));
    assert!(chart("targets").contains("mean (visits per case): 1.8; Target 1.0"), "the unit stands by the name");
}

#[test]
fn a_request_that_fails_is_refused_in_the_language_of_the_result() {
    let folder = Folder::new("refused");
    let sample = root().join("sample-data/denpasar-spbe");
    let words = ["assess", sample.to_str().unwrap(), "--lang", "ar", "--quiet", "--out", "result"];
    assert_eq!(run(folder.path(), &words).code, 0);
    let refused = |words: &[&str]| run(folder.path(), &[&["report", "result"][..], words].concat()).err;
    assert!(refused(&["--agency", "nobody"]).contains("لا توجد في السجل جهة باسم"));
    assert!(refused(&["--agency", "nobody", "--lang", "en"]).contains("There is no agency"));
}

#[test]
fn the_gallery_shows_every_chart_in_every_language() {
    let folder = Folder::new("sure");
    let sample = root().join("sample-data/example");
    let sample = sample.to_str().unwrap();
    let sure = ["robustness", sample, "--replications", "8", "--quiet", "--out", "result"];
    assert_eq!(run(folder.path(), &sure).code, 0);
    // Each keeps what was computed before from the same answers.
    for section in ["statistics", "lint"] {
        assert_eq!(run(folder.path(), &[section, sample, "--quiet", "--out", "result"]).code, 0);
    }
    let compared = ["compare", sample, "--replications", "8", "--quiet", "--out", "result"];
    assert_eq!(run(folder.path(), &compared).code, 0);
    let made = run(folder.path(), &["report", "result", "--lang", "en", "--gallery", "--out", "gallery"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let page = fs::read_to_string(folder.path().join("gallery/gallery.html")).unwrap();
    assert!(!page.contains("<script") && page.contains("default-src 'none'"));
    for chart in CHARTS {
        let (_, chapter) =
            page.split_once(&format!("id=\"chapter-{chart}\"")).unwrap_or_else(|| panic!("no chapter on {chart}"));
        let chapter = chapter.split("<section").next().unwrap();
        for (language, _) in LANGUAGES {
            let drawn = chapter.contains(&format!("role=\"img\" lang=\"{language}\""));
            assert!(drawn, "{chart} is not drawn in {language}");
        }
        assert!(!chapter.contains("nothing to show"), "{chart}");
    }
    let folder = Folder::new("little");
    folder.write("answers.csv", "agency,criterion,answer\nA1,forms,1\n");
    folder.write("assessment.toml", "framework = \"chile-egi\"\n");
    assert_eq!(run(folder.path(), &["assess", ".", "--quiet", "--out", "result"]).code, 0);
    let page = run(folder.path(), &["report", "result", "--lang", "en", "--gallery", "--format", "text"]);
    assert_eq!(page.code, 0, "{}", page.err);
    let text = fs::read_to_string(folder.path().join("result/gallery.txt")).unwrap();
    let (_, after) = text.split_once("Passport test").unwrap();
    assert!(after.split_once("KPIs against").unwrap().0.contains("nothing to show on this chart"), "{text}");
}

#[test]
fn the_pareto_counts_the_agencies_of_the_table() {
    let drawing = fs::read_to_string(RESULT.1.join("charts/pareto.svg")).unwrap();
    let table = rows("obstacles");
    let binding = |row: &&BTreeMap<String, String>| row["column"] == "supported" && row["binding"] == "yes";
    let bound = table.iter().filter(binding).count();
    assert!(bound > 5 && drawing.contains(&format!("out of {bound} that an obstacle blocks")), "{bound}");
    let said = text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Regulatory framework blocks the next stage of 7 agencies"), "{said}");
    assert!(drawing.contains("Regulatory framework: 7; 33%."), "{drawing}");
}

#[test]
fn a_verdict_says_what_decides_who_signed_and_what_another_rule_gives() {
    let verdict = report(&["--lang", "en", "--verdict", "interior"]);
    assert_eq!(verdict.code, 0, "{}", verdict.err);
    for part in [
        "Ministry of Interior: why it stands where it stands",
        "What decides it",
        "Who answers for it",
        "Evidence of the gates",
        "Would another admissible rule give another stage?",
        "strict rule",
        "threshold 40",
        "threshold 60",
        "The same rule over the other columns of truth",
    ] {
        assert!(verdict.text().contains(part), "no {part}:\n{}", verdict.text());
    }
    // What the agency claims is more, and is no rule.
    assert!(verdict.text().contains("No other rule contradicts this stage."), "{}", verdict.text());
    let own = rows("agencies").into_iter().find(|row| row["agency"] == "interior").unwrap();
    let line = verdict.text().lines().find(|line| line.contains("strict rule")).unwrap();
    assert!(line.trim_end().ends_with(&own["stage_strict"]), "{line}");
    // Where more gates hold a stage than are told in words, the others are named, and their evidence with those.
    let land = report(&["--lang", "en", "--verdict", "land"]);
    let (_, further) = land.text().split_once("and 1 more gate: ").unwrap_or_else(|| panic!("{}", land.text()));
    let code = further.split_whitespace().next().unwrap();
    assert!(further.matches(code).count() == 2, "{}", land.text());
    let arabic = report(&["--lang", "ar", "--verdict", "interior"]);
    assert!(arabic.text().contains("هل تعطي قاعدة أخرى مقبولة مرحلة أخرى؟"));
}

#[test]
fn what_is_added_to_a_result_belongs_to_it() {
    let folder = Folder::new("added");
    let chile = root().join("sample-data/denpasar-spbe");
    let assess = || run(folder.path(), &["assess", chile.to_str().unwrap(), "--quiet", "--out", "result"]);
    assert_eq!(assess().code, 0);
    let verdict = run(folder.path(), &["report", "result", "--verdict", "denpasar", "--format", "text"]);
    assert_eq!(verdict.code, 0, "{}", verdict.err);
    let page = folder.path().join("result/verdicts/denpasar.txt");
    assert!(page.exists());
    let manifest = fs::read_to_string(folder.path().join("result/manifest.json")).unwrap();
    assert!(manifest.contains("verdicts/denpasar.txt"), "{manifest}");
    assert_eq!(assess().code, 0, "the result is still known as ours");
    assert!(!page.exists(), "an assessment replaces the whole result");
}

#[test]
fn settings_choose_and_order_chapters_and_add_words() {
    let folder = Folder::new("chosen");
    let example = root().join("sample-data/denpasar-spbe");
    for entry in fs::read_dir(&example).unwrap() {
        let entry = entry.unwrap();
        folder.write(&format!("in/{}", entry.file_name().to_str().unwrap()), fs::read(entry.path()).unwrap());
    }
    let settings = fs::read_to_string(folder.path().join("in/assessment.toml")).unwrap();
    let assess = |report: &str| {
        folder.write("in/assessment.toml", format!("{settings}\n{report}"));
        run(folder.path(), &["assess", "in", "--lang", "en", "--quiet", "--out", "result"])
    };
    let words = [
        "[report]\nstatus = \"draft\"\nchapters = [\"glossary\", \"index\"]\n[report.texts]\n",
        "glossary = { en = \"# Why\\n\\nRead **this** [first](https://a.example).\\n\\n1. one\\n2. two *in* `code`\\n   - deep\\n\\n| Year | Visits |\\n| --- | --: |\\n| 2026 | 17 |\" }\n",
        "method = { en = \"Said of a chapter left out.\" }\n",
    ];
    let done = assess(&words.concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let text = fs::read_to_string(folder.path().join("result/report.txt")).unwrap();
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part}:\n{text}"));
    let order = [
        "\nDraft",
        "Words used here",
        "Why",
        "Read this first (https://a.example).",
        "\n1. one",
        "\n2. two in code",
        "– deep",
        "Visits",
        "17",
        "Ranking",
        "Further remarks",
        "Said of a chapter left out.",
    ];
    let places: Vec<usize> = order.iter().map(|part| place(part)).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(!text.contains("Every criterion"));
    let page = fs::read_to_string(folder.path().join("result/report.html")).unwrap();
    assert!(page.contains("Draft"), "the status stands on the cover");
    let again = run(folder.path(), &["report", "result", "--lang", "en"]);
    assert!(again.text().contains("Read this first"), "own words survive another printing");
    folder.write("in/assessment.toml", format!("{settings}\n[report]\nchapters = [\"roadmap\", \"glossary\"]\n"));
    let silent = run(folder.path(), &["assess", "in", "--lang", "en", "--out", "result"]).ended(0);
    assert!(silent.err.contains("does not have the chapter roadmap"), "{}", silent.err);
    let unknown = assess("[report]\nchapters = [\"stage\"]\n");
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("stages") && unknown.err.contains("glossary"), "{}", unknown.err);
    let wrong = assess("[report]\naccent = \"green\"\n");
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("`green`: not #rrggbb"), "{}", wrong.err);
    assert_eq!(assess("[report]\naccent = \"#ffff66\"\n").code, 0);
    let page = fs::read_to_string(folder.path().join("result/report.html")).unwrap();
    let own = page.split("--deep:").last().unwrap();
    assert!(own.starts_with('#') && !own.starts_with("#ffff66"), "darkened until it can be read: {}", &own[..8]);
}

#[test]
fn a_logo_and_a_template_of_the_settings_stay_with_the_result() {
    let folder = Folder::new("branding");
    let sample = root().join("sample-data/denpasar-spbe");
    for entry in fs::read_dir(&sample).unwrap() {
        let entry = entry.unwrap();
        folder.write(&format!("in/{}", entry.file_name().to_str().unwrap()), fs::read(entry.path()).unwrap());
    }
    let settings = fs::read_to_string(folder.path().join("in/assessment.toml")).unwrap();
    let assess = |report: &str| {
        folder.write("in/assessment.toml", format!("{settings}\n[report]\n{report}"));
        run(folder.path(), &["assess", "in", "--lang", "en", "--quiet", "--out", "result", "--format", "docx"])
    };
    let word = run(folder.path(), &["assess", "in", "--lang", "en", "--quiet", "--out", "plain", "--format", "docx"]);
    assert_eq!(word.code, 0, "{}", word.err);
    folder.write("in/styles.docx", fs::read(folder.path().join("plain/report.docx")).unwrap());
    folder.write(
        "in/sign.svg",
        concat!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"8\" height=\"8\" ",
            "onload=\"alert(1)\"><script>alert(2)</script><a xlink:href=\"https://a.example\"><rect width=\"8\" ",
            "height=\"8\" onclick=\"alert(3)\"/></a><foreignObject><p>alert(4)</p></foreignObject>",
            "<image width=\"8\" height=\"8\" xlink:href=\"https://a.example/x.png\"/></svg>"
        ),
    );
    let done = assess("logo = \"sign.svg\"\ntemplate = \"styles.docx\"\n");
    assert_eq!(done.code, 0, "{}", done.err);
    for kept in ["result/logo.svg", "result/template.docx"] {
        assert!(folder.path().join(kept).is_file(), "{kept}");
    }
    let read = |path: &str| fs::read(folder.path().join(path)).unwrap();
    assert_ne!(read("result/report.docx"), read("plain/report.docx"));
    let logo = String::from_utf8(read("result/logo.svg")).unwrap();
    assert!(logo.contains("<path"), "{logo}");
    for active in ["script", "alert", "onload", "onclick", "foreignObject", "a.example"] {
        assert!(!logo.contains(active), "{active}: {logo}");
    }
    assert!(String::from_utf8(read("result/report.html")).unwrap().contains("data:image/svg+xml;base64,"));
    let again = ["report", "result", "--lang", "en", "--quiet", "--format", "html,docx", "--out", "again"];
    assert_eq!(run(folder.path(), &again).code, 0);
    for file in ["report.html", "report.docx"] {
        assert_eq!(read(&format!("again/{file}")), read(&format!("result/{file}")), "{file} printed again");
    }
    let missing = assess("logo = \"none.png\"\n");
    assert!(missing.code != 0 && missing.err.contains("none.png"), "{}", missing.err);
    let wrong = assess("logo = \"assessment.toml\"\n");
    assert!(wrong.code == 2 && wrong.err.contains("PNG, JPEG or SVG"), "{}", wrong.err);
    folder.write(
        "in/foreign.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"20\"><text y=\"15\" font-family=\"Arial\">M</text></svg>",
    );
    let foreign = assess("logo = \"foreign.svg\"\n");
    assert!(foreign.code == 2 && foreign.err.contains("Arial") && foreign.err.contains("outlines"), "{}", foreign.err);
    let checked = run(folder.path(), &["check", "in", "--lang", "en"]);
    assert!(checked.code == 2 && checked.err.contains("foreign.svg"), "{}", checked.err);
    let wrong = assess("template = \"assessment.toml\"\n");
    assert!(wrong.code == 2 && wrong.err.contains("is not a Word document"), "{}", wrong.err);
}

#[test]
fn a_selection_and_a_table_hold_for_a_finished_result() {
    let nobody = report(&["--only", "type=nonsense", "--lang", "en"]);
    assert_eq!(nobody.code, 2, "{}", nobody.err);
    let table = report(&["--table", "csv:scores"]);
    assert!(table.text().starts_with("period,agency,dimension,"), "{}", &table.text()[..60]);
    let folder = Folder::new("selected");
    let out = folder.path().join("pages");
    let words = ["--only", "type=authority", "--agency", "all", "--format", "md", "--out", out.to_str().unwrap()];
    assert_eq!(report(&words).code, 0);
    let cards = fs::read_dir(out.join("scorecards")).unwrap().count();
    let register = fs::read_to_string(root().join("sample-data/example/agencies.csv")).unwrap();
    let authorities: Vec<&str> = register
        .lines()
        .filter(|line| line.split(',').nth(5) == Some("authority"))
        .filter_map(|line| line.split(',').next())
        .collect();
    let assessed = rows("agencies").into_iter().filter(|row| authorities.contains(&row["agency"].as_str()));
    assert_eq!(cards, assessed.count(), "the authorities alone");
    assert_eq!(report(&["--only", "type=authority", "--agency", "interior", "--lang", "en"]).code, 2);
}
