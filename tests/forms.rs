//! Whatever form an assessment arrives in, and in whatever order its rows stand, it is the same assessment.
use crate::reading::drop_sources;
use miqyas::finding::Findings;
use miqyas::framework::{Framework, embedded};
use miqyas::input::SourceFile;
use miqyas::series::{Material, Series};
use miqyas::survey::{Settings, Survey, read};
use miqyas::text::Text;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use std::io::Cursor;
use std::sync::LazyLock;

static LAYNE_LEE: LazyLock<Framework> =
    LazyLock::new(|| embedded::load("layne-lee").expect("embedded").expect("valid"));

/// Criteria of every scale, and cells that answer them; the last is answered for single services too.
const CRITERIA: [(&str, &[&str]); 5] = [
    ("cat01", &["yes", "no", "نعم", "DK", ""]),
    ("sec01", &["0", "3", "٤", "NA", "لا أعلم", ""]),
    ("inf05", &["12.5", "40", "abc", ""]),
    ("cat04", &["40%", "62.5", "٧٥", "NA", "140", ""]),
    ("trx01", &["55.5%", "90", "", ""]),
];
const OF_A_SERVICE: [&str; 4] = ["yes", "لا", "DK", ""];
/// Respondents, their roles and weights.
const RESPONDENTS: [(&str, &str, &str); 4] =
    [("r1", "head", "2"), ("r2", "", ""), ("r,3", "it-data", "0.5"), ("r4", "assessor", "")];
const PIECES: [&str; 12] = ["Health", ", ", "\"", "\n", "وزارة", " ", ";", "\t", "الصحة", "'", "=1", "و"];
const NUMBERS: [&str; 4] = ["", "100", "12500", "7"];

/// A table as rows of cells, the heading first.
type Rows = Vec<Vec<String>>;

#[derive(Clone, Debug)]
struct Told {
    names: Vec<String>,
    /// Owner and yearly transactions.
    services: Vec<(usize, &'static str)>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    period: &'static str,
    agency: usize,
    service: Option<usize>,
    respondent: usize,
    answers: Vec<Given>,
}

/// A cell and what stands beside it.
#[derive(Clone, Debug)]
struct Given {
    cell: &'static str,
    reason: &'static str,
    marked: bool,
    size: &'static str,
}

fn cell(cells: &'static [&'static str]) -> impl Strategy<Value = Given> {
    let reasons = ["", "by law, \"art. 3\"\nof 2010", "قانون"];
    (
        prop::sample::select(cells),
        prop::sample::select(reasons.to_vec()),
        any::<bool>(),
        prop::sample::select(vec!["", "40"]),
    )
        .prop_map(|(cell, reason, marked, size)| match cell {
            "" => Given { cell, reason: "", marked: false, size: "" },
            _ => Given { cell, reason: if cell == "NA" { reason } else { "" }, marked, size },
        })
}

fn told() -> impl Strategy<Value = Told> {
    let name = prop::collection::vec(prop::sample::select(PIECES.to_vec()), 1..5).prop_map(|pieces| pieces.concat());
    let services = prop::collection::vec((0_usize..3, prop::sample::select(NUMBERS.to_vec())), 0..4);
    (prop::collection::vec(name, 3), services).prop_flat_map(|(names, services)| {
        let units: Vec<(usize, Option<usize>)> = (0..names.len())
            .map(|agency| (agency, None))
            .chain(services.iter().enumerate().map(|(service, (owner, _))| (*owner, Some(service))))
            .collect();
        let mut rows = Vec::new();
        for (agency, service) in units {
            for respondent in 0..RESPONDENTS.len() {
                rows.extend(["2025", "2026"].map(|period| (period, agency, service, respondent)));
            }
        }
        let rows =
            prop::sample::subsequence(rows, 1..12).prop_flat_map(|rows| rows.into_iter().map(row).collect::<Vec<_>>());
        (Just(names), Just(services), rows).prop_map(|(names, services, rows)| Told { names, services, rows })
    })
}

fn row(
    (period, agency, service, respondent): (&'static str, usize, Option<usize>, usize),
) -> impl Strategy<Value = Row> {
    let answered = |place: usize| match service {
        None => cell(CRITERIA[place].1),
        Some(_) if place == CRITERIA.len() - 1 => cell(&OF_A_SERVICE),
        Some(_) => cell(&[""]),
    };
    let answers: Vec<_> = (0..CRITERIA.len()).map(answered).collect();
    answers.prop_map(move |answers| Row { period, agency, service, respondent, answers })
}

fn owned(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

impl Row {
    fn start(&self) -> Vec<String> {
        let (respondent, role, weight) = RESPONDENTS[self.respondent];
        let service = self.service.map_or_else(String::new, |service| format!("s{service}"));
        let mut cells = vec![format!("a{}", self.agency), self.period.to_owned(), service];
        cells.extend(owned(&[respondent, role, weight]));
        cells
    }
}

impl Given {
    fn beside(&self) -> Vec<String> {
        let approver = if self.reason.is_empty() { "" } else { "Deputy" };
        let yes = |marked: bool| if marked { "yes" } else { "" };
        owned(&[self.cell, self.reason, approver, yes(self.marked), yes(!self.size.is_empty()), self.size])
    }
}

const START: [&str; 6] = ["agency", "period", "service", "respondent", "role", "weight"];
const MARKS: [&str; 5] = ["na_reason", "na_approver", "not_controlled", "sampled", "sample_size"];

impl Told {
    fn registers(&self) -> [(&'static str, Rows); 2] {
        let mut agencies = vec![owned(&["code", "name_en", "type"])];
        for (position, name) in self.names.iter().enumerate() {
            agencies.push(vec![format!("a{position}"), name.clone(), ["ministry", "هيئة"][position % 2].to_owned()]);
        }
        let mut services = vec![owned(&["code", "agency", "name_ar", "yearly_transactions"])];
        for (position, (owner, number)) in self.services.iter().enumerate() {
            services.push(vec![
                format!("s{position}"),
                format!("a{owner}"),
                format!("خدمة، {position}"),
                (*number).to_owned(),
            ]);
        }
        [("agencies", agencies), ("services", services)]
    }

    fn wide(&self) -> Rows {
        let mut heading = owned(&START);
        for (criterion, _) in CRITERIA {
            heading.push(criterion.to_owned());
            heading.extend(MARKS.map(|mark| format!("{criterion}.{mark}")));
        }
        let row = |row: &Row| [row.start(), row.answers.iter().flat_map(Given::beside).collect()].concat();
        std::iter::once(heading).chain(self.rows.iter().map(row)).collect()
    }

    fn long(&self) -> Rows {
        let mut rows = vec![[owned(&START), owned(&["criterion", "answer"]), owned(&MARKS)].concat()];
        for row in &self.rows {
            for ((criterion, _), given) in CRITERIA.iter().zip(&row.answers) {
                rows.push([row.start(), owned(&[criterion]), given.beside()].concat());
            }
        }
        rows
    }

    fn tables(&self, answers: Rows) -> Vec<(&'static str, Rows)> {
        self.registers().into_iter().filter(|(_, rows)| rows.len() > 1).chain([("answers", answers)]).collect()
    }
}

/// Rows as text; a cell is quoted where it must be.
fn text(rows: &Rows, delimiter: char, end: &str) -> String {
    let quoted = |cell: &String| {
        if cell.contains(['"', '\n', '\r', ',', ';', '\t']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string()) + end;
    rows.iter().map(line).collect()
}

fn written(tables: &[(&str, Rows)], extension: &str, write: impl Fn(&Rows) -> String) -> Vec<(String, Vec<u8>)> {
    tables.iter().map(|(name, rows)| (format!("{name}.{extension}"), write(rows).into_bytes())).collect()
}

/// One workbook with a sheet for each table; cells that are plain numbers are numbers.
fn workbook(tables: &[(&str, Rows)]) -> Vec<(String, Vec<u8>)> {
    let mut book = Workbook::new();
    for (name, rows) in tables {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell.parse::<f64>() {
                    Ok(number) => drop(sheet.write_number(row, column, number).unwrap()),
                    Err(_) if cell.is_empty() => {}
                    Err(_) => drop(sheet.write_string(row, column, cell).unwrap()),
                }
            }
        }
    }
    vec![("all.xlsx".to_owned(), book.save_to_buffer().unwrap())]
}

fn reading(files: Vec<(String, Vec<u8>)>) -> (Survey, Findings) {
    let files = files.into_iter().map(|(name, bytes)| SourceFile { name, bytes: Box::new(Cursor::new(bytes)) });
    read(&Settings::default(), &LAYNE_LEE, files.collect::<Vec<_>>(), &|_| {}, &mut |_| {})
}

/// The survey, the judgement and how often what was found, without where each thing stood.
fn outcome((mut survey, findings): (Survey, Findings)) -> [serde_json::Value; 3] {
    survey.files.clear();
    let series = Series::assess(Material {
        title: Text::default(),
        organisation: Text::default(),
        note: Text::default(),
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        framework: LAYNE_LEE.clone(),
        method: LAYNE_LEE.method.clone(),
        edition: None,
        groups: None,
        survey,
        findings,
    });
    let mut survey = serde_json::to_value(&series.survey).unwrap();
    drop_sources(&mut survey);
    let judged = serde_json::to_value(&series.assessments).unwrap();
    [survey, judged, serde_json::to_value(series.findings.counts()).unwrap()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_form_of_an_assessment_is_the_same_assessment(told in told()) {
        let (wide, long) = (told.tables(told.wide()), told.tables(told.long()));
        let expected = outcome(reading(written(&long, "csv", |rows| text(rows, ',', "\n"))));
        let forms = [
            ("wide", written(&wide, "csv", |rows| text(rows, ',', "\n"))),
            ("long, BOM, CRLF", written(&long, "csv", |rows| format!("\u{feff}{}", text(rows, ',', "\r\n")))),
            ("wide, semicolons, CRLF", written(&wide, "csv", |rows| text(rows, ';', "\r\n"))),
            ("long, tabs", written(&long, "tsv", |rows| text(rows, '\t', "\n"))),
            ("wide, workbook", workbook(&wide)),
            ("long, workbook", workbook(&long)),
        ];
        for (form, files) in forms {
            let found = outcome(reading(files));
            for (part, (found, expected)) in ["survey", "judgement", "findings"].iter().zip(found.iter().zip(&expected)) {
                prop_assert_eq!(found, expected, "{} of {}", part, form);
            }
        }
    }

    #[test]
    fn the_order_of_rows_is_irrelevant((told, shuffled) in told().prop_flat_map(|told| {
        let rows = Just(told.long()[1..].to_vec()).prop_shuffle();
        (Just(told), rows)
    })) {
        let long = told.long();
        let [_, judged, findings] = outcome(reading(written(&told.tables(long.clone()), "csv", |rows| text(rows, ',', "\n"))));
        let shuffled = [vec![long[0].clone()], shuffled].concat();
        let files = written(&told.tables(shuffled), "csv", |rows| text(rows, ',', "\n"));
        let [_, again, found] = outcome(reading(files));
        prop_assert_eq!(again, judged);
        prop_assert_eq!(found, findings);
    }
}
