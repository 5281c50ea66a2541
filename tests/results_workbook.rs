//! The results workbook: what stands in it, that its formulas are those an old Excel has, and that they carry our numbers.
use crate::workbook::{example, parts};
use calamine::{Data, Range, Reader, Xlsx};
use miqyas::framework::{Better, DimensionRole, Normalise, Ties, embedded};
use miqyas::locale::{LANGUAGES, Locale};
use miqyas::output::json::Manifest;
use miqyas::output::{FORMATS, File, Package};
use miqyas::report::{self, Extent, Selection};
use miqyas::series::{Material, Series};
use miqyas::survey::Survey;
use miqyas::text::{Code, Text};
use miqyas::truth::Truth;
use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::LazyLock;

/// Functions of Excel 2010 that the formulas use.
const FUNCTIONS: &[&str] = &[
    "AND",
    "COUNT",
    "COUNTA",
    "COUNTIF",
    "COUNTIFS",
    "IF",
    "IFERROR",
    "INDEX",
    "ISNUMBER",
    "MATCH",
    "MAX",
    "MEDIAN",
    "MIN",
    "N",
    "NOT",
    "OR",
    "ROUND",
    "SUM",
    "SUMPRODUCT",
    "VLOOKUP",
];

/// The example with names that look like formulas.
static SERIES: LazyLock<Series> = LazyLock::new(|| {
    let mut survey = example().clone();
    for (agency, name) in survey.agencies.iter_mut().zip(["=1+1", "+cmd", "-2", "@SUM(A1)"]) {
        agency.name = Text::new(LANGUAGES.iter().map(|(tag, _)| ((*tag).to_owned(), name.to_owned())));
    }
    judged(survey)
});

fn judged(survey: Survey) -> Series {
    let framework = embedded::load("layne-lee").unwrap().unwrap();
    Series::assess(Material {
        title: Text::new([("en".into(), "Example".into()), ("ar".into(), "مثال".into())]),
        organisation: Text::default(),
        note: Text::default(),
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        method: framework.method.clone(),
        framework,
        edition: Code::new("full"),
        groups: Some(vec!["type".into()]),
        survey,
        findings: Default::default(),
    })
}

fn written(series: &Series, language: &str) -> Vec<File> {
    let (locale, selection) = (Locale::load(language).unwrap(), Selection::default());
    let manifest = Manifest::of(series, String::new(), Vec::new());
    let document = report::compose(series, &locale, &selection, Extent::Full);
    let package = Package {
        series,
        locale: &locale,
        selection: &selection,
        manifest: &manifest,
        document: &document,
        template: None,
    };
    let format = FORMATS.iter().find(|format| format.name == "xlsx").unwrap();
    (format.write)(&package).unwrap()
}

fn one(series: &Series, language: &str) -> Vec<u8> {
    let mut files = written(series, language);
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].path, "results.xlsx");
    files.remove(0).bytes
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    range.get_value((row, column)).map_or_else(String::new, ToString::to_string)
}

fn number(range: &Range<Data>, row: u32, column: u32) -> Option<f64> {
    match range.get_value((row, column)) {
        Some(Data::Float(value)) => Some(*value),
        Some(Data::Int(value)) => Some(*value as f64),
        _ => None,
    }
}

/// The formulas of a workbook's sheets.
fn formulas(bytes: &[u8]) -> Vec<String> {
    let sheets = parts(bytes).into_iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
    sheets
        .flat_map(|(_, text)| {
            let inside =
                |piece: &str| piece.split_once('>').map(|(_, rest)| rest.split("</f>").next().unwrap().to_owned());
            let pieces: Vec<String> =
                text.split("<f").skip(1).filter(|piece| piece.contains("</f>")).filter_map(inside).collect();
            pieces
        })
        .collect()
}

#[test]
fn every_sheet_stands_in_every_language() {
    let english = open(one(&SERIES, "en")).sheet_names();
    for name in [
        "Summary",
        "Stages",
        "Obstacles",
        "Scores",
        "Answers",
        "Evidence",
        "Assessor",
        "Claimed",
        "Supported",
        "Checked",
        "Criteria",
        "Scales",
        "Obstacles in detail",
        "Enablers",
        "KPIs",
        "Services",
        "Findings",
        "Method",
        "Bounds",
        "About",
    ] {
        assert!(english.iter().any(|known| known == name), "no sheet {name}: {english:?}");
    }
    for (language, right_to_left) in [("ar", true), ("ckb", true), ("en", false)] {
        let parts = parts(&one(&SERIES, language));
        let sheets: Vec<_> = parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).collect();
        assert_eq!(sheets.len(), english.len(), "{language}");
        for (name, text) in sheets {
            assert_eq!(text.contains("rightToLeft=\"1\""), right_to_left, "{language} {name}");
            assert!(text.contains("<pageSetup") && text.contains("<headerFooter"), "{language} {name}");
        }
    }
}

#[test]
fn sheets_are_frozen_filtered_coloured_and_drawn() {
    let parts = parts(&one(&SERIES, "ar"));
    let sheets = || parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).map(|(_, text)| text);
    let with = |mark: &str| sheets().filter(|text| text.contains(mark)).count();
    assert!(with("state=\"frozen\"") >= 9);
    assert!(with("<autoFilter") >= 9);
    assert!(with("<conditionalFormatting") >= 7);
    assert!(with("<dataValidation") >= 3);
    assert_eq!(parts.keys().filter(|name| name.starts_with("xl/charts/chart")).count(), 2);
    let book = &parts["xl/workbook.xml"];
    for name in [
        "threshold",
        "coverage_least",
        "stage_on",
        "gate_grade_supported",
        "gate_grade_checked",
        "answers",
        "evidence",
        "scores",
        "grades",
        "grade_confirms",
        "not_applicable",
        "unknown",
        "scale_yn",
        "options_yn",
        "caps_yn",
        "stage_claimed",
        "mark_claimed",
        "stage_supported",
        "stage_checked",
    ] {
        assert!(book.contains(&format!("<definedName name=\"{name}\"")), "no range {name}");
    }
}

#[test]
fn formulas_are_those_of_excel_2010() {
    let formulas = formulas(&one(&SERIES, "ar"));
    assert!(formulas.len() > 20_000, "{}", formulas.len());
    let mut used = BTreeSet::new();
    for formula in &formulas {
        assert!(formula.len() < 8000 && !formula.contains("_xlfn") && !formula.contains("#REF!"), "{formula}");
        let mut outside = String::new();
        for (place, piece) in formula.split('\'').enumerate() {
            outside += if place % 2 == 0 { piece } else { "" };
        }
        for (end, _) in outside.match_indices('(') {
            let name: String = outside[..end].chars().rev().take_while(char::is_ascii_alphanumeric).collect();
            used.insert(name.chars().rev().collect::<String>());
        }
    }
    used.remove("");
    for name in &used {
        assert!(FUNCTIONS.contains(&name.as_str()), "{name} is not a function to use");
    }
}

#[test]
fn names_that_look_like_formulas_stay_text() {
    let bytes = one(&SERIES, "en");
    for formula in formulas(&bytes) {
        assert!(formula != "1+1" && !formula.contains("cmd") && !formula.contains("SUM(A1)"), "{formula}");
    }
    let mut book = open(bytes);
    let stages = sheet(&mut book, "Stages");
    for (row, name) in (5..).zip(["=1+1", "+cmd", "-2", "@SUM(A1)"]) {
        assert_eq!(stages.get_value((row, 1)), Some(&Data::String(name.to_owned())));
    }
}

#[test]
fn a_workbook_is_written_twice_the_same() {
    assert!(one(&SERIES, "ckb") == one(&SERIES, "ckb"));
}

#[test]
fn formulas_carry_the_numbers_of_the_series() {
    let mut book = open(one(&SERIES, "en"));
    let scores = sheet(&mut book, "Scores");
    let assessment = SERIES.assessments.last().unwrap();
    let mut row = 5;
    let mut compared = 0;
    for agency in &assessment.agencies {
        let code = SERIES.survey.agencies[agency.agency].code.as_str();
        while text(&scores, row, 0) == code {
            let dimension = SERIES.framework.dimension(&text(&scores, row, 2)).unwrap();
            let truth = Truth::ALL.into_iter().find(|truth| truth.name() == text(&scores, row, 4)).unwrap();
            let judgement = agency.judgements.get(truth).as_ref();
            let score = judgement.map(|judgement| judgement.scores[dimension]).unwrap_or_default();
            let expected = [score.low, score.value, score.high, score.coverage()];
            for (column, expected) in (5..).zip(expected) {
                assert_eq!(number(&scores, row, column), expected, "{code} row {row} column {column}");
                compared += 1;
            }
            row += 1;
        }
    }
    assert!(compared > 5000, "{compared}");
    let stages = sheet(&mut book, "Stages");
    for (row, agency) in (5..).zip(&assessment.agencies) {
        for (column, truth) in [(2, Truth::Claimed), (4, Truth::Supported), (6, Truth::Checked)] {
            let ladder = agency.judgements.get(truth).as_ref().and_then(|judgement| judgement.ladder.as_ref());
            let reached = ladder.and_then(|ladder| ladder.reached.number()).map(|number| number as f64);
            assert_eq!(number(&stages, row, column), reached, "row {row} {}", truth.name());
        }
    }
    let summary = sheet(&mut book, "Summary");
    let nation = assessment.groups.iter().find(|group| group.column.is_none()).unwrap();
    let first = (0..60).find(|row| text(&summary, *row, 0).starts_with("4 Horizontal")).unwrap();
    for (row, stage) in (first..).zip((0..=4).rev()) {
        let counts = nation.stages.supported.as_ref().unwrap();
        assert_eq!(number(&summary, row, 2), Some(counts.on(stage) as f64), "stage {stage}");
    }
    assert_eq!(SERIES.framework.of_role(DimensionRole::Stage).count(), 4);
}

#[test]
fn agencies_of_an_index_are_ranked_by_formula() {
    let series = crate::samples::judge("world-egdi");
    let bytes = one(&series, "en");
    assert!(formulas(&bytes).iter().any(|formula| formula.contains("1+SUMPRODUCT(ISNUMBER(")));
    let assessment = series.assessments.last().unwrap();
    let index = series.framework.of_role(DimensionRole::Index).next().unwrap();
    let range = sheet(&mut open(bytes), "Index");
    let last = range.width() as u32 - 1;
    assert_eq!(text(&range, 4, last), "Rank");
    let ranks = |agency: &miqyas::assessment::AgencyAssessment| {
        agency.judgements.claimed.as_ref().and_then(|own| own.scores[index].rank)
    };
    let mut wanted: Vec<u32> = assessment.agencies.iter().filter_map(ranks).collect();
    let mut found: Vec<u32> =
        (5..range.height() as u32).filter_map(|row| number(&range, row, last)).map(|rank| rank as u32).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    assert!(wanted.len() > 100 && wanted == found, "{wanted:?} {found:?}");
    // What a formula of the sheet compares: scores that round to a figure above the agency's own.
    let scores: Vec<f64> = (5..range.height() as u32 - 1).filter_map(|row| number(&range, row, 2)).collect();
    for row in 5..range.height() as u32 - 1 {
        let Some(own) = number(&range, row, 2) else { continue };
        let next = ((own * 1e4 + 1e-9).round() + 0.5 - 1e-9) / 1e4;
        let above = scores.iter().filter(|score| **score >= next).count() as f64;
        assert_eq!(number(&range, row, last), Some(1.0 + above), "{}", text(&range, row, 0));
    }
    let sheets = parts(&one(&series, "en"));
    assert!(sheets["xl/styles.xml"].contains("formatCode=\"0.0000\""), "scores with the decimals of the index");
    assert!(!open(one(&series, "en")).sheet_names().contains(&"Method".to_owned()), "a method that no cell changes");
    let about = sheet(&mut open(one(&series, "en")), "About");
    assert!((0..20).all(|row| !text(&about, row, 0).contains("stage")), "{about:?}");
}

#[test]
fn stages_beside_an_index_have_its_ranks_too() {
    let bytes = written(&crate::samples::judge("chile-2021"), "en").remove(0).bytes;
    let index = sheet(&mut open(bytes), "Index");
    assert!((0..index.width() as u32).any(|column| text(&index, 4, column) == "Rank"));
}

#[test]
fn answers_that_only_move_fixed_scores_are_fixed() {
    let mut series = crate::samples::judge("world-egdi");
    for criterion in &mut series.framework.criteria {
        criterion.normalise = Some(Normalise::Rank { better: Better::Higher, ties: Ties::default() });
    }
    let mut book = open(one(&series, "en"));
    let answers = sheet(&mut book, "Answers");
    assert!(text(&answers, 1, 0).starts_with("Violet cells are fixed"), "{}", text(&answers, 1, 0));
}

#[test]
fn what_no_formula_stands_behind_is_a_value() {
    let mut book = open(one(&SERIES, "en"));
    let answers = sheet(&mut book, "Answers");
    let written = book.worksheet_formula("Claimed").unwrap();
    let (mut values, mut live) = (0, 0);
    for row in 6..answers.end().unwrap().0 {
        for column in 6..=answers.end().unwrap().1 {
            let composed = ["services/branches", "respondents", "sample", "several options"];
            let fixed = composed.contains(&text(&answers, row, column).as_str());
            let formula = written.get_value((row, column)).is_some_and(|formula| !formula.is_empty());
            assert_eq!(formula, !fixed, "row {row} column {column}");
            values += usize::from(fixed);
            live += usize::from(formula);
        }
    }
    assert!(values > 100 && live > 1000, "{values} values, {live} formulas");
}

#[test]
fn beyond_300_agencies_each_group_has_a_workbook() {
    let mut survey = example().clone();
    let pattern = survey.agencies[0].clone();
    for number in survey.agencies.len()..310 {
        let mut agency = pattern.clone();
        agency.code = Code::new(&format!("more{number}")).unwrap();
        survey.agencies.push(agency);
    }
    let series = judged(survey);
    let files = written(&series, "en");
    assert!(files.len() > 1);
    let mut held = 0;
    for file in &files {
        assert!(file.path.starts_with("results-") && file.path.ends_with(".xlsx"), "{}", file.path);
        let mut book = open(file.bytes.clone());
        let stages = sheet(&mut book, "Stages");
        held += (5..=stages.end().unwrap().0).filter(|row| !text(&stages, *row, 0).is_empty()).count();
        let summary = sheet(&mut book, "Summary");
        let said = (0..20).any(|row| text(&summary, row, 0).contains(&format!("{} workbooks", files.len())));
        assert!(said, "{} says which agencies it holds", file.path);
        let nation = (0..60).any(|row| text(&summary, row, 0).contains("All agencies"));
        assert!(nation, "{} shows the whole", file.path);
    }
    assert_eq!(held, series.assessments.last().unwrap().agencies.len());
}
