//! From a judged series to what people and programs read: documents, terminal text, tables, JSON.
use crate::html::unpacked;
use crate::workbook;
use miqyas::assessment::ExperiencedScope;
use miqyas::chart::Chart;
use miqyas::document::{Block, Content, Document, Grid, Weight};
use miqyas::finding::Findings;
use miqyas::framework::{Framework, Level, embedded};
use miqyas::input::SourceFile;
use miqyas::locale::{LANGUAGES, Locale};
use miqyas::output::json::{self, Input, Manifest};
use miqyas::output::terminal::{self, Layout, Style};
use miqyas::output::{FORMATS, File, Package, Wanted, csv};
use miqyas::pointer::cells;
use miqyas::report::{self, Extent, Selection, tables};
use miqyas::series::{Material, Series};
use miqyas::survey::{self, Response, Scope, Settings, Unit};
use miqyas::table::{Cell, Table};
use miqyas::text::{Code, Text};
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

/// Four agencies of the light edition in two periods: one strong with evidence, one that only claims, one silent, one
/// weak whose name looks like a formula; a fault in the data; one user too few to be shown.
pub(crate) static SERIES: LazyLock<Series> = LazyLock::new(|| {
    let framework = embedded::load("layne-lee").unwrap().unwrap();
    let settings = r#"
        framework = "layne-lee"
        edition = "light"
        languages = ["en"]
        [[periods]]
        code = "2025"
        first = "2025-01-01"
        last = "2025-12-31"
        [[periods]]
        code = "2026"
        first = "2026-01-01"
        last = "2026-12-31"
        deadline = "2026-11-30"
    "#;
    let settings = Settings::parse("assessment.toml", settings).unwrap();
    let (answers, evidence) = answers(&framework);
    let agencies = "code,name_en,name_ar,name_ckb,type\n\
         strong,Ministry of Water,وزارة المياه,وەزارەتی ئاو,ministry\n\
         claims,Land Registry,دائرة التسجيل العقاري,تۆماری خانووبەرە,authority\n\
         silent,Environment Authority,هيئة البيئة,دەستەی ژینگە,authority\n\
         weak,=1+1,@وزارة,وەزارەت,ministry\n";
    let services = "code,agency,name_en,yearly_transactions\ns1,strong,Passport,1000\n";
    let beneficiaries = "service,period,source,ben01,ben02\ns1,2026,survey,yes,3\n";
    let files = [
        ("agencies.csv", agencies.to_owned()),
        ("services.csv", services.to_owned()),
        ("answers.csv", answers),
        ("evidence.csv", evidence),
        ("beneficiaries.csv", beneficiaries.to_owned()),
    ];
    let files: Vec<_> = files
        .into_iter()
        .map(|(name, text)| SourceFile { name: name.into(), bytes: Box::new(Cursor::new(text.into_bytes())) })
        .collect();
    let (survey, findings) = survey::read(&settings, &framework, files, &|_| {}, &mut |_| {});
    Series::assess(Material {
        title: Text::new([("en".into(), "Test assessment".into()), ("ar".into(), "تقييم تجريبي".into())]),
        organisation: Text::default(),
        note: Text::new([("en".into(), "Invented.".into())]),
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        method: framework.method.clone(),
        framework,
        edition: Code::new("light"),
        groups: Some(vec!["type".into()]),
        survey,
        findings,
    })
});

fn answers(framework: &Framework) -> (String, String) {
    let mut answers = "agency,period,criterion,answer\n".to_owned();
    let mut evidence = "agency,period,criterion,grade,date\n".to_owned();
    let asked = framework.criteria.iter().filter(|criterion| {
        let light = criterion.edition.as_ref().is_none_or(|edition| edition.as_str() == "light");
        light && criterion.level == Level::Agency && !criterion.perception
    });
    for criterion in asked {
        let code = &criterion.code;
        let (good, poor) = match criterion.scale.as_str() {
            "yn" => ("yes", "no"),
            "pra" | "law" => ("4", "1"),
            "mes" => ("1", "0"),
            _ => ("90", "33.333333333333336"),
        };
        for period in ["2025", "2026"] {
            let strong = if period == "2026" { good } else { poor };
            answers += &format!("strong,{period},{code},{strong}\nclaims,{period},{code},{good}\n");
            answers += &format!("weak,{period},{code},{poor}\n");
            evidence += &format!("strong,{period},{code},E3,{period}-06-01\nweak,{period},{code},E2,{period}-06-01\n");
        }
    }
    answers += "weak,2026,cat01,perhaps\n";
    (answers, evidence)
}

fn locale(tag: &str) -> Locale {
    Locale::load(tag).unwrap()
}

fn everybody() -> Selection {
    Selection::default()
}

fn whole(tag: &str) -> Document {
    report::compose(&SERIES, &locale(tag), &everybody(), Extent::Full)
}

fn text(tag: &str, width: usize, extent: Extent) -> String {
    let locale = locale(tag);
    let document = report::compose(&SERIES, &locale, &everybody(), extent);
    terminal::render(&document, &locale, Layout { width, style: Style::Plain })
}

fn table(name: &str) -> Table {
    tables::all(&SERIES, &locale("en"), &everybody()).into_iter().find(|table| table.name == name).unwrap()
}

fn grids(document: &Document) -> impl Iterator<Item = &Grid> {
    document.chapters.iter().flat_map(|chapter| &chapter.blocks).filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        _ => None,
    })
}

fn files_of(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut names: Vec<String> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    names
}

#[test]
fn every_chapter_file_is_registered() {
    let aside = [
        "audited",
        "certainty",
        "coefficients",
        "corrections",
        "crosswalk",
        "frame",
        "mod",
        "package",
        "research",
        "schedule",
        "statistics",
        "view",
        "blockers",
        "bridges",
        "causes",
        "yearly",
        "remarks",
        "recipe",
        "steps",
        "summary",
        "verdict",
        "worklist",
        "charts",
        "detail",
        "deviations",
        "difference",
        "explain",
        "findings",
        "gallery",
        "import",
        "kpis",
        "objections",
        "status",
        "tables",
        "targets",
        "verification",
    ];
    let chapters: Vec<&str> = report::chapters().collect();
    for file in files_of("src/report") {
        assert!(
            chapters.contains(&file.as_str()) || aside.contains(&file.as_str()),
            "src/report/{file}.rs is not among the chapters"
        );
    }
}

#[test]
fn every_output_file_is_registered() {
    // A picture is painted from a chart, words are printed by page formats: neither has a format of its own.
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    for file in files_of("src/output").into_iter().chain(files_of("src/output/office")) {
        let name = match file.as_str() {
            "terminal" => "text",
            "markdown" => "md",
            name => name,
        };
        let aside = ["mod", "png", "words", "columns", "styles", "template", "package", "worklist"];
        assert!(aside.contains(&name) || names.contains(&name), "src/output/{file}.rs is not among FORMATS");
    }
}

#[test]
fn the_headline_counts_claims_evidence_and_checks() {
    let lead = |tag: &str| {
        let document = whole(tag);
        let headline = document.chapters.iter().find(|chapter| chapter.code == "headline").unwrap().clone();
        match headline.blocks.into_iter().next() {
            Some(Block::Lead(text)) => text,
            other => panic!("no sentence first: {other:?}"),
        }
    };
    assert_eq!(lead("en"), "Of 4 agencies, 2 claim stage 2 or higher; evidence supports 1; 1 was confirmed.");
    assert_eq!(
        lead("ar"),
        "من أصل ٤ جهات: صرّحت جهتان ببلوغ المرحلة ٢ أو ما فوقها، وتدعم الأدلة ذلك في جهة واحدة، وجرى التحقّق من ذلك في جهة واحدة."
    );
}

#[test]
fn a_silent_agency_is_named_and_never_stage_0() {
    let shown = text("en", 100, Extent::Brief);
    assert!(shown.contains("No answer came from Environment Authority."), "{shown}");
    let agencies = table("agencies");
    let silent = agencies.rows.iter().find(|row| row[1] == Cell::text("silent")).unwrap();
    assert_eq!(silent[3], Cell::text("no-response"));
    assert!(silent[4..].iter().all(|cell| *cell == Cell::Empty), "{silent:?}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for (tag, _) in LANGUAGES {
        for width in [24, 40, 59, 60, 80, 120, 200] {
            for extent in [Extent::Brief, Extent::Full] {
                for line in text(tag, width, extent).lines() {
                    assert!(cells(line) <= width, "{tag} at {width}: {} cells: {line}", cells(line));
                }
            }
        }
    }
}

#[test]
fn plain_text_has_no_escapes_and_colours_change_no_letter() {
    let locale = locale("en");
    let document = whole("en");
    let plain = terminal::render(&document, &locale, Layout { width: 80, style: Style::Plain });
    let coloured = terminal::render(&document, &locale, Layout { width: 80, style: Style::Coloured });
    assert!(!plain.contains('\u{1b}'));
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        stripped += before;
        rest = after.split_once('m').unwrap().1;
    }
    stripped += rest;
    assert_eq!(plain, stripped);
}

#[test]
fn isolates_are_closed_on_every_line() {
    for width in [40, 80] {
        for line in text("ar", width, Extent::Full).lines() {
            let open = line.matches(['\u{2066}', '\u{2067}', '\u{2068}']).count();
            assert_eq!(open, line.matches('\u{2069}').count(), "{line}");
            assert!(line.is_empty() || line.starts_with('\u{200f}') || line.starts_with("  |"), "{line}");
        }
    }
}

#[test]
fn every_row_is_as_long_as_its_heading() {
    for (tag, _) in LANGUAGES {
        for grid in grids(&whole(tag)) {
            for row in &grid.rows {
                assert_eq!(row.cells.len(), grid.columns.len(), "{tag}: {}", grid.caption);
            }
        }
    }
}

#[test]
fn chapters_without_matter_are_absent() {
    let codes: Vec<&str> = whole("en").chapters.iter().map(|chapter| chapter.code).collect();
    assert!(codes.contains(&"stages") && codes.contains(&"change") && codes.contains(&"quality"), "{codes:?}");
    assert!(!codes.contains(&"index"), "the framework has no index: {codes:?}");
}

#[test]
fn tables_have_the_promised_headings() {
    let headings = |name: &str| table(name).columns.join(",");
    assert_eq!(
        headings("scores"),
        "period,agency,dimension,role,column,value,low,high,coverage,answered,applicable,rank,band"
    );
    assert_eq!(
        headings("agencies"),
        "period,agency,name,status,stage_claimed,stage_supported,stage_checked,stage_strict,stage_other_weight,\
         stage_na_zero,attainable,leap,binding_obstacle,binds,distance,coverage"
    );
    let all = tables::all(&SERIES, &locale("en"), &everybody());
    for name in ["gates", "obstacles", "kpis", "services", "targets", "groups", "change", "findings"] {
        assert!(all.iter().any(|table| table.name == name), "no table {name}");
    }
    for table in &all {
        assert_eq!(table.columns[0], "period", "{}", table.name);
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.name);
        }
    }
}

#[test]
fn scores_are_never_rounded() {
    let scores = table("scores");
    let written = String::from_utf8(csv::data(&scores)).unwrap();
    let judged = &SERIES.assessments[1].agencies[3].judgements.claimed.as_ref().unwrap().scores;
    let mut exact = 0;
    for (dimension, score) in SERIES.framework.dimensions.iter().zip(judged) {
        let Some(value) = score.value else { continue };
        let line = format!("2026,weak,{},", dimension.code);
        let line = written.lines().find(|found| found.starts_with(&line) && found.contains(",claimed,")).unwrap();
        let field = line.split(',').nth(5).unwrap();
        assert_eq!(field.parse::<f64>().unwrap().to_bits(), (value + 0.0).to_bits(), "{line}");
        exact += usize::from(field.len() > 8);
    }
    assert!(exact > 0, "some score has more digits than anybody prints");
}

#[test]
fn binds_and_distances_stand_in_one_order() {
    let agencies = table("agencies");
    let row = agencies.rows.iter().rfind(|row| row[1] == Cell::text("weak")).unwrap();
    let words = |cell: &Cell| match cell {
        Cell::Text(text) => text.split(' ').map(str::to_owned).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let (binds, distances) = (words(&row[13]), words(&row[14]));
    assert_eq!(binds.len(), distances.len());
    let gate = binds.iter().position(|bind| bind == "gate:cat02").unwrap();
    let short: f64 = distances[gate].parse().unwrap();
    assert!((short - (50.0 - 33.333333333333336)).abs() < 1e-9, "{distances:?}");
}

#[test]
fn formulas_in_names_are_disarmed_for_people_and_kept_for_programs() {
    let agencies = table("agencies");
    let people = String::from_utf8(csv::people(&agencies)).unwrap();
    let data = String::from_utf8(csv::data(&agencies)).unwrap();
    assert!(people.starts_with('\u{feff}') && people.contains("\r\n"));
    assert!(people.contains("weak,'=1+1,"), "{people}");
    assert!(!data.starts_with('\u{feff}') && !data.contains('\r') && data.contains("weak,=1+1,"), "{data}");
    for start in ["=", "+", "-", "@", "\t=", "＝"] {
        let table = Table {
            name: "t".into(),
            columns: vec!["a".into(), "b".into()],
            rows: vec![vec![Cell::text(format!("{start}x")), Cell::number(Some(-1.5), 1)]],
        };
        let text = String::from_utf8(csv::people(&table)).unwrap();
        let line = text.lines().nth(1).unwrap();
        assert!(line.trim_start_matches('"').starts_with('\''), "{line:?}");
        assert!(line.ends_with(",-1.5"), "a negative number is a number: {line:?}");
    }
}

#[test]
fn cells_with_separators_are_quoted_and_missing_is_empty() {
    let table = Table {
        name: "t".into(),
        columns: vec!["a".into(), "b".into(), "c".into()],
        rows: vec![vec![Cell::text("x, \"y\"\nz"), Cell::Empty, Cell::number(Some(-0.0), 1)]],
    };
    assert_eq!(String::from_utf8(csv::data(&table)).unwrap(), "a,b,c\n\"x, \"\"y\"\"\nz\",,0\n");
    let json: serde_json::Value = serde_json::from_slice(&json::table(&table)).unwrap();
    assert_eq!(json[0]["b"], serde_json::Value::Null);
}

#[test]
fn too_few_people_are_shown_nowhere() {
    let found: Vec<_> = SERIES.assessments[1].experienced.iter().filter(|found| found.suppressed).collect();
    assert!(!found.is_empty());
    let beneficiaries = table("beneficiaries");
    let hidden: Vec<_> = beneficiaries.rows.iter().filter(|row| row[13] == Cell::text("yes")).collect();
    assert!(!hidden.is_empty());
    for row in hidden {
        assert!(row[4..13].iter().all(|cell| *cell == Cell::Empty), "{row:?}");
    }
    for grid in grids(&whole("en")) {
        for row in grid.rows.iter().filter(|row| row.weight == Weight::Normal) {
            let withheld =
                row.cells.iter().any(|cell| cell.content == Content::Text("withheld: too few people".into()));
            let figures = row.cells.iter().skip(2).filter(|cell| matches!(cell.content, Content::Percent { .. }));
            assert!(!withheld || figures.count() == 0, "{row:?}");
        }
    }
}

#[test]
fn results_come_back_without_loss_and_the_same_bytes() {
    let bytes = json::results(&SERIES);
    let back = json::read_results(&bytes).unwrap();
    assert!(back.survey == SERIES.survey, "an answer changed on its way");
    assert!(back.assessments == SERIES.assessments, "a judgement changed on its way");
    assert!(
        back.changes == SERIES.changes
            && back.moves == SERIES.moves
            && back.findings.counts() == SERIES.findings.counts()
    );
    assert_eq!(json::results(&back), bytes);
    let later = String::from_utf8(bytes).unwrap().replacen("\"format\":1", "\"format\":99", 1);
    assert!(matches!(json::read_results(later.as_bytes()), Err(json::Unreadable::OtherFormat { found: 99, .. })));
    assert!(json::read_results(b"[]").is_err());
    let mut narrow = SERIES.clone();
    narrow.framework.criteria.pop();
    assert!(matches!(json::read_results(&json::results(&narrow)), Err(json::Unreadable::NotWhole)));
    let schema: serde_json::Value = serde_json::from_slice(&json::schema()).unwrap();
    assert!(schema["properties"]["assessments"].is_object());
}

#[test]
fn what_few_respondents_said_is_in_no_output() {
    let people = |agency: &str, criterion: &str, answers: &[&str]| -> String {
        answers
            .iter()
            .enumerate()
            .map(|(person, answer)| format!("{agency},zz{person}-of-{agency},{criterion},{answer}\n"))
            .collect()
    };
    let series = judged(&[
        ("agencies.csv", "code\nsmall\nnext\nlarge\n"),
        (
            "answers.csv",
            &[
                "agency,respondent,criterion,answer\n".to_owned(),
                people("small", "cat09", &["1", "3", "4"]),
                people("small", "secp", &["0", "4"]),
                people("next", "cat09", &["1", "1", "2", "4", "4"]),
                people("next", "secp", &["0", "1", "1", "2", "3", "4"]),
                people("large", "secp", &["0", "0", "1", "2", "3", "4", "4"]),
                people("large", "cat01", &["yes", "maybe"]),
            ]
            .concat(),
        ),
    ]);
    let written = json::results(&series);
    let text = String::from_utf8(written.clone()).unwrap();
    for name in ["zz0", "zz1", "\"first\":{"] {
        assert!(!text.contains(name), "{name} is in results.json");
    }
    let back = json::read_results(&written).unwrap();
    assert_eq!(json::results(&back), written);
    let said = |series: &Series, agency: usize, code: &str| {
        let unit = Unit { period: 0, scope: Scope::Agency(agency) };
        let row = series.survey.answers.find(unit).unwrap();
        series.survey.answers.response(row, series.framework.criterion(code).unwrap()).clone()
    };
    let Response::Few(few) = said(&back, 0, "cat09") else { panic!("three votes are written") };
    assert_eq!((few.count, few.value), (3, Some(0.75)), "their lower median is the agency's answer");
    assert!(matches!(said(&back, 1, "cat09"), Response::Many(_)));
    for agency in [0, 1] {
        let Response::Few(few) = said(&back, agency, "secp") else { panic!("withheld perception is written") };
        assert_eq!(few.value, None);
    }
    assert!(matches!(said(&back, 2, "secp"), Response::Many(_)));
    let told = |agency: usize, code: &str| {
        let explanation = miqyas::explanation::explain(&series, 0, agency, Some(code)).unwrap();
        let locale = locale("en");
        let document = report::explain::document(&series, &explanation, &locale);
        terminal::render(&document, &locale, Layout { width: 500, style: Style::Plain })
    };
    assert!(told(0, "cat09").contains("3 respondents: withheld") && told(0, "cat09").contains("claimed: 0.75"));
    assert!(told(0, "secp").contains("2 respondents: withheld"), "{}", told(0, "secp"));
    let second = told(1, "secp");
    assert!(second.contains("does not reveal another") && !second.contains(" × "), "{second}");
    assert!(told(2, "secp").contains(" × 2"), "{}", told(2, "secp"));
    let parts = unpacked(&crate::html::page(&series, "en"));
    let shown = parts["sheets-0"].to_string();
    assert!(shown.contains("3 respondents: withheld") && !shown.contains("zz0"), "{shown}");
}

#[test]
fn a_withheld_service_cannot_be_found_by_subtraction() {
    let users = |service: &str, count: usize| format!("{service},yes\n").repeat(count);
    let series = judged(&[
        ("agencies.csv", "code\na1\na2\n"),
        ("services.csv", "code,agency\nfew,a1\nmany,a1\nmost,a1\nother,a2\n"),
        ("answers.csv", "agency,criterion,answer\na1,cat01,yes\na2,cat01,yes\n"),
        (
            "beneficiaries.csv",
            &["service,ben01\n".to_owned(), users("few", 4), users("many", 31), users("most", 60), users("other", 40)]
                .concat(),
        ),
    ]);
    let withheld: Vec<_> = series.assessments[0]
        .experienced
        .iter()
        .filter(|found| found.suppressed)
        .map(|found| {
            assert!(
                found.total.is_none() && found.value.is_none() && found.weight.is_none() && found.interval.is_none()
            );
            found.scope
        })
        .collect();
    assert_eq!(withheld, [ExperiencedScope::Service(0), ExperiencedScope::Service(1)]);
    let tallied: Vec<usize> = series.survey.beneficiaries.tallies.iter().map(|tally| tally.service).collect();
    assert_eq!(tallied, [2, 3]);
}

/// The text of a file; of a workbook, that of all its parts.
fn said(file: &File) -> String {
    let ending = file.path.rsplit('.').next().unwrap();
    let text = || String::from_utf8_lossy(&file.bytes).into_owned();
    match ending {
        "xlsx" | "docx" | "pptx" => workbook::parts(&file.bytes).into_values().collect(),
        "html" => text() + &unpacked(&text()).values().map(ToString::to_string).collect::<String>(),
        _ => text(),
    }
}

#[test]
fn a_finding_quotes_no_line_but_on_the_terminal() {
    let series = judged(&[
        ("agencies.csv", "code\na1\n"),
        (
            "answers.csv",
            "agency,respondent,criterion,answer\na1,Layla Hassan,cat09,perhaps\na1,Layla Hassan,cat01,yes\n",
        ),
    ]);
    assert!(series.findings.held().iter().any(|finding| finding.place.excerpt.is_some()));
    let (locale, selection) = (locale("en"), everybody());
    let manifest = Manifest::of(&series, String::new(), Vec::new());
    let document = report::compose(&series, &locale, &selection, Extent::Full);
    let package = Package {
        series: &series,
        locale: &locale,
        selection: &selection,
        manifest: &manifest,
        document: &document,
        template: None,
    };
    assert!(!format!("{document:?}").contains("Layla"), "page formats print the document");
    for format in FORMATS.iter().filter(|format| format.wanted == Wanted::Always && format.name != "charts") {
        for file in (format.write)(&package).unwrap() {
            assert!(!said(&file).contains("Layla"), "{}", file.path);
        }
    }
}

#[test]
fn the_manifest_has_no_clock_and_a_fixed_order() {
    let input = |path: &str| Input { path: path.into(), sha256: "00".into(), bytes: 1 };
    let manifest = Manifest::of(&SERIES, "ab".into(), vec![input("b.csv"), input("a.csv")]);
    let written = String::from_utf8(json::manifest(&manifest, &[]).bytes).unwrap();
    assert!(written.find("a.csv").unwrap() < written.find("b.csv").unwrap());
    assert!(!written.contains("made_at"));
    assert!(written.contains("\"periods\": [\n    \"2025\",\n    \"2026\"\n  ]"), "{written}");
}

#[test]
fn out_writes_every_kind_of_file_twice_the_same() {
    let manifest = Manifest::of(&SERIES, String::new(), Vec::new());
    let (locale, selection) = (locale("ar"), everybody());
    let document = report::compose(&SERIES, &locale, &selection, Extent::Full);
    let package = Package {
        series: &SERIES,
        locale: &locale,
        selection: &selection,
        manifest: &manifest,
        document: &document,
        template: None,
    };
    // Pictures are painted in their own test: here the cheap formats, twice.
    for format in FORMATS.iter().filter(|format| format.name != "charts") {
        let once = (format.write)(&package).unwrap();
        assert!(!once.is_empty(), "{} writes nothing", format.name);
        assert_eq!(once, (format.write)(&package).unwrap(), "{}", format.name);
    }
    let names: Vec<String> =
        report::charts::charts(&SERIES, &locale, &selection).into_iter().map(|named| named.name).collect();
    for name in ["ladder", "heatmap", "severity", "dumbbell", "coverage", "moves", "radar-strong"] {
        assert!(names.iter().any(|known| known == name), "no chart {name}: {names:?}");
    }
    for named in report::charts::charts(&SERIES, &locale, &selection) {
        assert!(!named.frame.title.is_empty() && named.frame.source.contains("٢٠٢٦"), "{}", named.name);
    }
}

#[test]
fn a_selection_narrows_tables_and_text() {
    let selection = Selection { only: vec![("type".into(), "authority".into())] };
    let tables = tables::all(&SERIES, &locale("en"), &selection);
    let agencies = tables.iter().find(|table| table.name == "agencies").unwrap();
    assert!(agencies.rows.iter().all(|row| row[1] == Cell::text("claims") || row[1] == Cell::text("silent")));
    let locale = locale("en");
    let document = report::compose(&SERIES, &locale, &selection, Extent::Brief);
    let shown = terminal::render(&document, &locale, Layout { width: 100, style: Style::Plain });
    assert!(shown.contains("Of 2 agencies") && !shown.contains("Ministry of Water"), "{shown}");
}

#[test]
fn findings_are_shown_with_a_caret_and_what_to_do() {
    let locale = locale("en");
    let document = report::findings::document(&SERIES.findings, &locale);
    let shown = terminal::render(&document, &locale, Layout { width: 80, style: Style::Plain });
    assert!(shown.contains("answer-off-scale") && shown.contains("perhaps is not an answer to cat01"), "{shown}");
    let line = shown.lines().position(|line| line.ends_with("| weak,2026,cat01,perhaps")).expect("the line itself");
    let caret = shown.lines().nth(line + 1).unwrap();
    assert_eq!(caret.find('^'), shown.lines().nth(line).unwrap().find("perhaps"), "{caret}");
    let none = report::findings::document(&Findings::default(), &locale);
    let none = terminal::render(&none, &locale, Layout { width: 80, style: Style::Plain });
    assert!(none.contains("Nothing is wrong or doubtful"), "{none}");
}

#[test]
fn status_says_who_is_late_only_when_the_day_is_known() {
    let locale = locale("en");
    let shown = |today: Option<&str>| {
        let today = today.map(|day| day.parse().unwrap());
        let document = report::status::document(&SERIES, &locale, &everybody(), today);
        terminal::render(&document, &locale, Layout { width: 100, style: Style::Plain })
    };
    assert!(!shown(None).contains("overdue"));
    assert!(!shown(Some("2026-11-30")).contains("overdue"));
    assert!(shown(Some("2026-12-01")).contains("overdue"));
    assert!(shown(None).contains("Deadline 30 November 2026"));
    let reminded = shown(None);
    let (_, list) = reminded.split_once("Whom to remind").expect("a list of reminders");
    assert!(list.contains("Environment Authority: did not respond"), "{list}");
    let signed = "agency,name\na,N. N.\n";
    let answers = "agency,cat01\na,yes\nb,yes\n";
    let series = judged(&[("agencies.csv", "code\na\nb\n"), ("answers.csv", answers), ("attestations.csv", signed)]);
    let document = report::status::document(&series, &locale, &everybody(), None);
    let list = terminal::render(&document, &locale, Layout { width: 100, style: Style::Plain });
    let (_, list) = list.split_once("Whom to remind").expect("a list of reminders");
    let of = |agency: &str| list.lines().find(|line| line.contains(&format!("{agency}: "))).expect("a line").to_owned();
    assert!(
        of("a").contains("criteria without an answer: ") && of("a").contains("gates without an answer: "),
        "{list}"
    );
    assert!(of("b").contains("not signed") && !of("a").contains("not signed"), "{list}");
}

#[test]
fn printed_arithmetic_adds_up() {
    let locale = locale("en");
    let explanation = miqyas::explanation::explain(&SERIES, 1, 3, Some("trx")).unwrap();
    let document = report::explain::document(&SERIES, &explanation, &locale);
    let shown = terminal::render(&document, &locale, Layout { width: 500, style: Style::Plain });
    let line = shown.lines().find(|line| line.trim_start().starts_with("claimed: 100 × (")).expect("a sum");
    let (sum, rest) = line.split_once("× (").unwrap().1.split_once(") / ").unwrap();
    let (divisor, result) = rest.split_once(" = ").unwrap();
    let terms: f64 = sum.split(" + ").map(|term| term.parse::<f64>().unwrap()).sum();
    let result: f64 = result.split(',').next().unwrap().parse().unwrap();
    assert!((100.0 * terms / divisor.parse::<f64>().unwrap() - result).abs() < 1e-3, "{line}");
    assert!(shown.contains("read in answers.csv row "), "{shown}");
}

/// A series of the light edition from these files.
pub(crate) fn judged(files: &[(&str, &str)]) -> Series {
    judged_by("layne-lee", files)
}

fn judged_by(framework: &str, files: &[(&str, &str)]) -> Series {
    judged_under(framework, "", files)
}

/// The same with further settings.
fn judged_in(settings: &str, files: &[(&str, &str)]) -> Series {
    judged_under("layne-lee", settings, files)
}

fn judged_under(framework: &str, more: &str, files: &[(&str, &str)]) -> Series {
    let settings = format!("framework = \"{framework}\"\nlanguages = [\"en\"]\n{more}");
    let settings = Settings::parse("assessment.toml", &settings).unwrap();
    let framework = embedded::load(framework).unwrap().unwrap();
    let files: Vec<SourceFile> = files
        .iter()
        .map(|(name, text)| SourceFile {
            name: (*name).to_owned(),
            bytes: Box::new(Cursor::new(text.as_bytes().to_vec())),
        })
        .collect();
    let (survey, findings) = survey::read(&settings, &framework, files, &|_| {}, &mut |_| {});
    Series::assess(Material {
        title: Text::default(),
        organisation: Text::default(),
        note: Text::default(),
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        method: framework.method.clone(),
        framework,
        edition: None,
        groups: settings.groups,
        survey,
        findings,
    })
}

fn explained(series: &Series, code: &str) -> String {
    let locale = locale("en");
    let explanation = miqyas::explanation::explain(series, 0, 0, Some(code)).unwrap();
    let document = report::explain::document(series, &explanation, &locale);
    terminal::render(&document, &locale, Layout { width: 500, style: Style::Plain })
}

#[test]
fn an_explanation_adds_up_services_and_says_how_respondents_are_combined() {
    let services = judged(&[
        ("agencies.csv", "code\nmoh\n"),
        ("services.csv", "code,agency\ns1,moh\ns2,moh\ns3,moh\ns4,moh\n"),
        ("answers.csv", "agency,service,criterion,answer\nmoh,s1,cat02,yes\nmoh,s2,cat02,no\nmoh,s3,cat02,yes\n"),
    ]);
    let shown = explained(&services, "cat02");
    assert!(shown.contains("claimed: (1 + 0 + 1) / 3 = 0.6667"), "{shown}");
    assert!(shown.contains("claimed: met in full by 2 of the 3 services or branches that count, of 4"), "{shown}");
    let people: String =
        (1..=5).map(|person| format!("moh,p{person},cat09,{}\nmoh,p{person},cat01,yes\n", person - 1)).collect();
    let people = judged(&[
        ("agencies.csv", "code\nmoh\n"),
        ("answers.csv", &format!("agency,respondent,criterion,answer\n{people}")),
    ]);
    let shown = explained(&people, "cat09");
    assert!(shown.contains("answers of several respondents are combined: lower median"), "{shown}");
    assert!(explained(&people, "cat01").contains("combined: majority"), "{shown}");
    assert!(!explained(&services, "cat02").contains("several respondents"));
}

#[test]
fn an_explanation_shows_what_of_each_service_entered_each_sum() {
    let series = judged(&[
        ("agencies.csv", "code\nmoh\n"),
        ("services.csv", "code,agency,name_en\ns1,moh,Passport\ns2,moh,Permit\ns3,moh,Licence\n"),
        (
            "answers.csv",
            "agency,service,criterion,answer,role\nmoh,s1,cat02,yes,\nmoh,s2,cat02,yes,\nmoh,s2,cat02,no,assessor\n\
             moh,s3,cat02,yes,\nmoh,s3,cat02,yes,assessor\n",
        ),
    ]);
    let shown = explained(&series, "cat02");
    let line =
        |service: &str| shown.lines().find(|line| line.contains(&format!("{service}:"))).expect("a line").to_owned();
    assert!(shown.contains("supported: (0 + 0 + 1) / 3"), "{shown}");
    assert!(line("Passport").contains("supports at most 0, claimed 1, supported 0"), "{shown}");
    assert!(line("Permit").contains("assessor: No (answers.csv row 4)"), "{shown}");
    assert!(line("Permit").ends_with("claimed 1, supported 0, checked 0"), "{shown}");
    assert!(line("Licence").ends_with("claimed 1, supported 1, checked 1"), "{shown}");
    assert!(shown.contains("supported: met in full by 1 of the 3 services"), "{shown}");
}

#[test]
fn targets_of_stage_and_score_are_reported_and_impossible_ones_found() {
    let targets = "scope,code,target,date,baseline\nmoh,stage,2,2027-12-31,1\nmoh,cat,40,2027-12-31,\n\
                   moh,stage,9,2028-12-31,\nmoh,trx,200,,\nnation,cat,90,,\n";
    let series = judged(&[
        ("agencies.csv", "code,name_en\nmoh,Health\n"),
        ("answers.csv", "agency,criterion,answer\nmoh,cat01,yes\n"),
        ("targets.csv", targets),
    ]);
    assert_eq!(series.findings.count("target-impossible"), 2, "{:?}", series.findings.held());
    let tables = tables::all(&series, &locale("en"), &everybody());
    let table = tables.iter().find(|table| table.name == "targets").expect("a table of targets");
    assert_eq!(
        table.columns.join(","),
        "period,scope,code,target,date,baseline,current,state,attained,progress,due,needed,pace"
    );
    assert_eq!(table.rows.len(), 3, "nothing is measured against what cannot be reached");
    assert!(table.rows.iter().any(|row| row[1] == Cell::text("nation") && row[2] == Cell::text("cat")));
    let document = report::compose(&series, &locale("en"), &everybody(), Extent::Brief);
    let shown = terminal::render(&document, &locale("en"), Layout { width: 200, style: Style::Plain });
    assert!(shown.contains("Targets of stages and scores") && shown.contains("31 December 2027"), "{shown}");
    assert!(!shown.contains("No targets are set"), "{shown}");
}

#[test]
fn status_counts_a_criterion_of_index_and_stage_once() {
    let framework = embedded::load("chile-layne-lee").unwrap().unwrap();
    let mut answers = "agency,criterion,answer\n".to_owned();
    for criterion in &framework.criteria {
        let scale = framework.scale(&criterion.scale).unwrap();
        let answer = scale.choices.last().map_or("1", |choice| choice.code.as_str());
        answers += &format!("a,{},{answer}\n", criterion.code);
    }
    let series = judged_by("chile-layne-lee", &[("agencies.csv", "code\na\n"), ("answers.csv", &answers)]);
    let rows = report::status::progress(&series, &everybody(), None);
    assert_eq!(rows.len(), 1);
    assert!(rows[0].applicable <= framework.criteria.len() as f64, "{} criteria", rows[0].applicable);
    assert!(rows[0].answered > 0.0 && rows[0].answered <= rows[0].applicable);
}

#[test]
fn charts_keep_the_unit_in_which_a_framework_publishes() {
    let framework = embedded::load("spbe-2020").unwrap().unwrap();
    let mut answers = "agency,criterion,answer\n".to_owned();
    for criterion in framework.criteria.iter().filter(|criterion| criterion.level == Level::Agency) {
        answers += &format!("a,{},3\n", criterion.code);
    }
    let series = judged_by("spbe-2020", &[("agencies.csv", "code\na\n"), ("answers.csv", &answers)]);
    let drawn = |frame: &miqyas::chart::Frame| format!("{} {}", frame.title, frame.subtitle.as_deref().unwrap_or(""));
    let mut heat_maps = 0;
    for named in report::charts::charts(&series, &locale("en"), &everybody()) {
        assert!(!drawn(&named.frame).contains("100"), "{}: {}", named.name, drawn(&named.frame));
        if let Chart::Heatmap(map) = &named.chart {
            heat_maps += 1;
            assert!(map.columns.iter().all(|column| column.scale.high <= 5.0 && column.scale.decimals == 2));
            assert_eq!(named.frame.title.contains("weakest"), map.columns.len() > 1, "{}", named.frame.title);
        }
    }
    assert_eq!(heat_maps, 1);
}

#[test]
fn an_agency_that_did_not_respond_was_asked() {
    let charts = report::charts::charts(&SERIES, &locale("en"), &everybody());
    let coverage = charts.iter().find_map(|named| match &named.chart {
        Chart::Coverage(coverage) => Some(coverage),
        _ => None,
    });
    let rows = &coverage.expect("a coverage chart").rows;
    let silent = rows.iter().find(|row| row.label == "Environment Authority").expect("the silent agency has a row");
    assert!(!silent.remark.is_empty());
    let answered = rows.iter().find(|row| row.label == "Ministry of Water").expect("a row of an agency that answered");
    let expected: Vec<Option<f64>> = answered.shares.iter().map(|share| share.map(|_| 0.0)).collect();
    assert_eq!(silent.shares, expected);
}

#[test]
fn a_radar_compares_what_it_prints() {
    let framework = embedded::load("layne-lee").unwrap().unwrap();
    let mut answers = "agency,criterion,answer\n".to_owned();
    for (agency, share) in [("a", "71.6"), ("b", "72.4")] {
        for criterion in
            framework.criteria.iter().filter(|criterion| criterion.level == Level::Agency && !criterion.perception)
        {
            let shares = matches!(framework.scale(&criterion.scale).unwrap().kind, miqyas::framework::ScaleKind::Share);
            if shares {
                answers += &format!("{agency},{},{share}\n", criterion.code);
            }
        }
    }
    let mut series = judged(&[("agencies.csv", "code\na\nb\n"), ("answers.csv", &answers)]);
    series.framework.evidence = None;
    let charts = report::charts::charts(&series, &locale("en"), &everybody());
    let titles: Vec<&str> = charts
        .iter()
        .filter(|named| named.name.starts_with("radar-"))
        .map(|named| named.frame.title.as_str())
        .collect();
    assert!(!titles.is_empty());
    for title in titles {
        assert!(title.contains("above the median of all agencies in none of"), "{title}");
    }
}

#[test]
fn agencies_of_one_name_are_told_apart_by_their_codes() {
    let series = judged(&[
        ("agencies.csv", "code,name_en,name_ar\na1,Works,وزارة\na2,Works,هيئة\na3,Health,صحة\n"),
        ("answers.csv", "agency,criterion,answer\na1,cat01,yes\na2,cat01,no\na3,cat01,no\n"),
    ]);
    let names = |tag: &str| -> Vec<String> {
        series.survey.agencies.iter().map(|agency| agency.name.say(tag).to_owned()).collect()
    };
    assert_eq!(names("en"), ["Works (a1)", "Works (a2)", "Health"]);
    assert_eq!(names("ar"), ["وزارة", "هيئة", "صحة"], "where they differ they stay as they are");
}

#[test]
fn a_target_that_is_not_due_is_open_wherever_kpis_are_printed() {
    let told = |date: &str| {
        let targets = format!("scope,code,target,date\nnation,eff1,0.5,{date}\n");
        let mut files = vec![("agencies.csv", "code\nmoh\n")];
        files.push(("answers.csv", "agency,period,criterion,answer\nmoh,2025,cat01,yes\n"));
        files.push((
            "kpis.csv",
            "agency,period,kpi,quantity,value\nmoh,2025,eff1,numerator,3\nmoh,2025,eff1,denominator,4\n",
        ));
        files.push(("targets.csv", &targets));
        let series = judged_in("[[periods]]\ncode = \"2025\"\nlast = \"2025-12-31\"\n", &files);
        let document = report::compose(&series, &locale("en"), &everybody(), Extent::Full);
        let shown = terminal::render(&document, &locale("en"), Layout { width: 200, style: Style::Plain });
        let bullets = document.figures.iter().find(|figure| figure.name == "bullets").unwrap();
        let drawn = bullets.chart.draw(&bullets.frame).remove(0);
        (shown, bullets.frame.title.clone(), drawn.svg)
    };
    let (shown, title, svg) = told("2027-12-31");
    assert!(shown.contains("not reached yet; due 31 December 2027") && !shown.contains("missed"), "{shown}");
    assert_eq!(title, "The target of 1 KPI is not due yet.");
    assert!(svg.contains("31 December 2027") && !svg.contains("missed"), "{svg}");
    let (shown, title, svg) = told("2025-06-30");
    assert!(shown.contains("missed") && title.starts_with("None of 1 KPIs") && svg.contains("missed"), "{title}");
}

#[test]
fn numbers_of_single_agencies_are_no_groups_and_none_can_be_asked_for() {
    let mut register = "code,type,budget,staff\n".to_owned();
    let mut answers = "agency,criterion,answer\n".to_owned();
    for place in 0..12 {
        register += &format!("a{place},{},{},{}\n", ["x", "y"][place % 2], 1000 + place, 10 * (1 + place / 4));
        answers += &format!("a{place},cat01,yes\n");
    }
    let grouped = |head: &str| -> Vec<String> {
        let series = judged_in(head, &[("agencies.csv", &register), ("answers.csv", &answers)]);
        let columns = series.assessments[0].groups.iter().filter_map(|group| group.column.clone());
        columns.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    assert_eq!(grouped(""), ["staff", "type"], "a budget of its own groups nobody");
    assert_eq!(grouped("groups = [\"budget\"]\n"), ["budget"]);
    assert_eq!(grouped("groups = []\n"), Vec::<String>::new());
}

#[test]
fn a_scorecard_of_an_index_lists_its_parts_as_published() {
    let framework = embedded::load("spbe-2020").unwrap().unwrap();
    let mut answers = "agency,criterion,answer\n".to_owned();
    for (agency, answer) in [("a", "3"), ("b", "4")] {
        for criterion in framework.criteria.iter().filter(|criterion| criterion.level == Level::Agency) {
            answers += &format!("{agency},{},{answer}\n", criterion.code);
        }
    }
    let series = judged_by("spbe-2020", &[("agencies.csv", "code\na\nb\n"), ("answers.csv", &answers)]);
    let card = report::scorecard(&series, &locale("en"), "a").unwrap();
    let shown = terminal::render(&card, &locale("en"), Layout { width: 200, style: Style::Plain });
    let decimals = series.framework.output.decimals;
    assert!(decimals > 1 && series.framework.dimensions.len() > 5);
    for dimension in &series.framework.dimensions {
        let title = dimension.title.say("en");
        let row = shown
            .lines()
            .find(|line| line.trim_start().starts_with(title))
            .unwrap_or_else(|| panic!("{title}: {shown}"));
        let figure =
            row.split_whitespace().find(|word| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit()));
        assert_eq!(figure.map(|figure| figure.split('.').nth(1).unwrap().len()), Some(decimals), "{row}");
    }
}

#[test]
fn a_scorecard_draws_what_moved_between_periods() {
    let series = crate::samples::judge("example");
    let card = report::scorecard(&series, &locale("en"), "interior").unwrap();
    let drawn = card.figure("slope-interior").expect("a chart of the periods");
    assert_eq!(drawn.frame.title, "Ministry of Interior: 4 of 4 scores rose since 2025");
    let Chart::Slope(slope) = &drawn.chart else { panic!("{:?}", drawn.chart) };
    assert_eq!((slope.periods.len(), slope.lines.len()), (2, 4));
    let once = judged(&[("agencies.csv", "code\na\n"), ("answers.csv", "agency,criterion,answer\na,cat01,yes\n")]);
    assert!(report::scorecard(&once, &locale("en"), "a").unwrap().figure("slope-a").is_none());
}

#[test]
fn signs_of_a_scorecard_are_explained() {
    let series = judged(&[("agencies.csv", "code\na\n"), ("answers.csv", "agency,criterion,answer\na,cat01,yes\n")]);
    let card = report::scorecard(&series, &locale("en"), "a").unwrap();
    let shown = terminal::render(&card, &locale("en"), Layout { width: 200, style: Style::Plain });
    assert!(shown.contains("Stage ?") || shown.contains("?"), "{shown}");
    assert!(shown.contains("? cannot be judged"), "{shown}");
    assert!(!shown.contains("+ at least"), "{shown}");
}
