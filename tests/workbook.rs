//! Excel questionnaires: what stands in them, and that what is filled in comes back.
use crate::program::{Folder, contents, root, run};
use calamine::{Data, Reader, SheetVisible, Xlsx};
use miqyas::framework::embedded::{self, EMBEDDED};
use miqyas::framework::{Framework, ScaleKind};
use miqyas::import::workbook::{self, Table};
use miqyas::import::{self, Wanted};
use miqyas::input::{self, Cell, CellKind, Grid, Row, SourceFile};
use miqyas::locale::Locale;
use miqyas::questionnaire::{Addressee, FORMATS, Form, Prefill, Register, Request, compose};
use miqyas::survey::{self, Kind, Period, Response, Scope, Settings, Survey, Unit, Words};
use miqyas::text::{Code, Text, fold};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::sync::LazyLock;
use zip::ZipArchive;

fn framework() -> Framework {
    embedded::load("layne-lee").unwrap().unwrap()
}

/// The survey of the example.
pub(crate) fn example() -> &'static Survey {
    static SURVEY: std::sync::LazyLock<Survey> = std::sync::LazyLock::new(|| {
        let folder = root().join("sample-data/example");
        let mut names: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with("sv"))
            .collect();
        names.sort();
        let files = names.into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap()));
        surveyed(files.collect())
    });
    &SURVEY
}

/// What files say under the settings of the example.
fn surveyed(files: Vec<(String, Vec<u8>)>) -> Survey {
    let settings = fs::read_to_string(root().join("sample-data/example/assessment.toml")).unwrap();
    let settings = Settings::parse("assessment.toml", &settings).unwrap();
    let files = files.into_iter().map(|(name, bytes)| SourceFile { name, bytes: Box::new(Cursor::new(bytes)) });
    survey::read(&settings, &framework(), files.collect::<Vec<_>>(), &|_| (), &mut |_| ()).0
}

fn position(code: &str) -> usize {
    example().agencies.iter().position(|agency| agency.code.matches(code)).unwrap()
}

/// The form of the example's framework for someone, in one language and for the last period.
fn form(addressee: Addressee, edition: &str, language: &str, prefill: Prefill) -> Form {
    form_in(example().periods.last(), addressee, edition, language, prefill)
}

fn form_in(period: Option<&Period>, addressee: Addressee, edition: &str, language: &str, prefill: Prefill) -> Form {
    let (framework, edition) = (framework(), Code::new(edition).unwrap());
    let agencies: Vec<usize> = (0..example().agencies.len()).collect();
    let request = Request {
        framework: &framework,
        edition: Some(&edition),
        roles: &[],
        languages: &[Locale::load(language).unwrap()],
        title: &Text::default(),
        period,
        register: Some(Register { survey: example(), agencies: &agencies }),
        addressee,
        prefill,
    };
    let format = FORMATS.iter().find(|format| format.name == "xlsx").unwrap();
    compose(&request, format.units).unwrap()
}

fn written(form: &Form) -> Vec<u8> {
    let format = FORMATS.iter().find(|format| format.name == "xlsx").unwrap();
    (format.write)(form).unwrap()
}

fn of_interior(language: &str) -> Vec<u8> {
    written(&form(Addressee::Agency(position("interior")), "full", language, Prefill::Blank))
}

/// The parts of a workbook by name.
pub(crate) fn parts(workbook: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut parts = BTreeMap::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        parts.insert(part.name().unwrap().into_owned(), String::from_utf8_lossy(&bytes).into_owned());
    }
    parts
}

/// The sheets of a workbook as the program's own reader of workbooks gives them.
fn grids(workbook: &[u8]) -> Vec<(String, Grid)> {
    let bytes = Box::new(Cursor::new(workbook.to_vec()));
    let mut tables = input::open(SourceFile { name: "form.xlsx".to_owned(), bytes }).unwrap();
    let names = tables.sheets().unwrap().to_vec();
    let grid = |(place, name): (usize, String)| {
        let mut grid = Grid::default();
        tables.read(place, &mut |_| (), &mut |record| grid.rows.push(Row::of(record))).unwrap();
        (name, grid)
    };
    names.into_iter().enumerate().map(grid).collect()
}

fn sheet<'g>(grids: &'g mut [(String, Grid)], mark: &str) -> &'g mut Grid {
    let found = grids.iter_mut().find(|(_, grid)| grid.rows[0].text(0) == mark);
    &mut found.unwrap_or_else(|| panic!("no sheet {mark}")).1
}

/// Fills a cell by what leads back to it: the code of its row and the name of its column.
fn fill(grid: &mut Grid, code: &str, column: &str, text: &str) {
    let place = grid.rows[0].cells.iter().position(|cell| cell.text == column).unwrap_or_else(|| panic!("no {column}"));
    let row = grid.rows.iter_mut().find(|row| row.text(0) == code).unwrap_or_else(|| panic!("no {code}"));
    if row.cells.len() <= place {
        row.cells.resize(place + 1, Cell::plain(""));
    }
    row.cells[place] = Cell::plain(text);
}

/// Rows of a table by heading; empty cells are left out.
fn rows(table: &Table) -> Vec<BTreeMap<String, String>> {
    let [headings, rows @ ..] = table.grid.rows.as_slice() else { panic!("a heading") };
    let cells = |row: &Row| {
        let cells = headings.cells.iter().zip(&row.cells).filter(|(_, cell)| !cell.text.is_empty());
        cells.map(|(heading, cell)| (heading.text.clone(), cell.text.clone())).collect()
    };
    rows.iter().map(cells).collect()
}

fn row(cells: &[(&str, &str)]) -> BTreeMap<String, String> {
    cells.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// All rows of the tables of a kind.
fn read(grids: &[(String, Grid)], kind: Kind) -> Vec<BTreeMap<String, String>> {
    let tables = workbook::read(grids).unwrap();
    tables.iter().filter(|table| table.kind == kind).flat_map(rows).collect()
}

#[test]
fn every_framework_makes_a_workbook_in_every_language() {
    for (name, _) in EMBEDDED {
        let framework = embedded::load(name).unwrap().unwrap();
        for tag in &framework.languages {
            let request = Request {
                framework: &framework,
                edition: None,
                roles: &[],
                languages: &[Locale::load(tag).unwrap()],
                title: &Text::default(),
                period: None,
                register: None,
                addressee: Addressee::Anyone,
                prefill: Prefill::Blank,
            };
            let format = FORMATS.iter().find(|format| format.name == "xlsx").unwrap();
            let bytes = (format.write)(&compose(&request, format.units).unwrap()).unwrap();
            let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
            let names = book.sheet_names();
            let distinct: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
            assert_eq!(distinct.len(), names.len(), "{name} {tag}: {names:?}");
            for sheet in &names {
                let forbidden = sheet.contains(['[', ']', ':', '*', '?', '/', '\\', '\'']);
                assert!(!sheet.is_empty() && sheet.chars().count() <= 31 && !forbidden, "{name} {tag}: {sheet}");
            }
        }
    }
}

#[test]
fn a_workbook_as_it_is_written_holds_nothing_stray() {
    for (language, prefill) in [("ar", Prefill::Blank), ("ckb", Prefill::Last), ("en", Prefill::Last)] {
        let bytes = written(&form(Addressee::Agency(position("interior")), "full", language, prefill));
        let files = vec![SourceFile { name: "interior.xlsx".to_owned(), bytes: Box::new(Cursor::new(bytes)) }];
        let prepared = import::prepare(files, Wanted::Every, &Settings::default(), &framework());
        assert!(prepared.offer.findings.is_empty(), "{language}: {:?}", prepared.offer.findings.first());
        assert!(prepared.remarks.is_empty(), "{language}: {:?}", prepared.remarks.first());
    }
}

#[test]
fn a_workbook_has_a_sheet_for_every_part() {
    let names = |addressee| {
        let book: Xlsx<_> = Xlsx::new(Cursor::new(written(&form(addressee, "full", "en", Prefill::Blank)))).unwrap();
        let shown = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
        shown.map(|sheet| sheet.name.clone()).collect::<Vec<String>>()
    };
    let stages = ["Cataloguing", "Transaction", "Vertical integration", "Horizontal integration"];
    let common = [&["Cover"][..], &stages, &["Obstacles", "Enablers", "KPIs", "Beneficiaries", "National items"]];
    assert_eq!(names(Addressee::Anyone), common.concat());
    let own = [
        &["Cover"][..],
        &stages,
        &["Obstacles", "Enablers", "Services", "Evidence for services", "Branches", "Evidence for branches"],
        &["KPIs", "Beneficiaries"],
    ];
    assert_eq!(names(Addressee::Agency(position("interior"))), own.concat());
    assert_eq!(names(Addressee::Nation), ["Cover", "National items"]);
}

#[test]
fn every_sheet_is_set_up_for_people() {
    for (language, right_to_left) in [("ar", true), ("ckb", true), ("en", false)] {
        let workbook = of_interior(language);
        let parts = parts(&workbook);
        let book: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
        let title = |key: &str| Locale::load(language).unwrap().word(key);
        let mut colours = BTreeSet::new();
        for (number, sheet) in (1..).zip(book.sheets_metadata()) {
            let xml = &parts[&format!("xl/worksheets/sheet{number}.xml")];
            if sheet.name.starts_with('_') {
                assert_eq!(sheet.visible, SheetVisible::VeryHidden, "{}", sheet.name);
                continue;
            }
            let has = |text: &str| assert!(xml.contains(text), "{language} {}: no {text}", sheet.name);
            assert_eq!(xml.contains(" rightToLeft=\"1\""), right_to_left, "{language} {}", sheet.name);
            has("<sheetProtection sheet=\"1\"");
            has("<pageSetup paperSize=\"9\"");
            has("orientation=");
            has("&amp;P / &amp;N");
            has("showGridLines=\"0\"");
            has("<row r=\"1\" spans=");
            let (_, first) = xml.split_once("<row r=\"1\"").unwrap();
            assert!(first.split_once('>').unwrap().0.contains("hidden=\"1\""), "{}: the names of columns", sheet.name);
            let (_, column) = xml.split_once("<col min=\"1\" max=\"1\"").unwrap();
            assert!(column.split_once('>').unwrap().0.contains("hidden=\"1\""), "{}: the marks of rows", sheet.name);
            let (_, colour) = xml.split_once("<tabColor rgb=\"").unwrap();
            colours.insert(colour.split_once('"').unwrap().0.to_owned());
            if number > 1 {
                has("state=\"frozen\"");
                let wide =
                    sheet.name != title("questionnaire.services") && sheet.name != title("questionnaire.branches");
                assert_eq!(xml.contains("fitToPage=\"1\""), wide, "{language} {}", sheet.name);
            }
        }
        assert!(colours.len() >= 7, "a colour for each part: {colours:?}");
        let titles = parts["xl/workbook.xml"].matches("_xlnm.Print_Titles").count();
        assert!(titles >= 12, "headings on every page: {titles}");
    }
}

/// The style of a cell, as its `xf` element says it.
fn style(parts: &BTreeMap<String, String>, sheet: usize, cell: &str) -> String {
    let xml = &parts[&format!("xl/worksheets/sheet{sheet}.xml")];
    let (_, rest) = xml.split_once(&format!("<c r=\"{cell}\" s=\"")).unwrap_or_else(|| panic!("no cell {cell}"));
    let number: usize = rest.split_once('"').unwrap().0.parse().unwrap();
    let (_, styles) = parts["xl/styles.xml"].split_once("<cellXfs").unwrap();
    styles.split("<xf ").nth(number + 1).unwrap().to_owned()
}

#[test]
fn only_answers_can_be_changed() {
    let bytes = of_interior("ar");
    let parts = parts(&bytes);
    let unlocked = |sheet, cell: &str| style(&parts, sheet, cell).contains("locked=\"0\"");
    // The second sheet: code, question, gate, last time, answer, and what stands beside it.
    for (cell, expected) in [("B5", false), ("C5", false), ("D5", false), ("E5", false), ("F5", true)] {
        assert_eq!(unlocked(2, cell), expected, "{cell}");
    }
    let grids = grids(&bytes);
    let names: Vec<&str> = grids[1].1.rows[0].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(names[5], "answer");
    assert_eq!(grids[1].1.rows[0].text(0), "miqyas:answers:criterion");
    let opened = |name: &str| {
        let column = names.iter().position(|known| *known == name).unwrap();
        let letter = char::from(b'A' + u8::try_from(column).unwrap());
        let rows = grids[1].1.rows.iter().filter(|row| row.row > 4 && !row.text(0).is_empty());
        rows.map(|row| unlocked(2, &format!("{letter}{}", row.row))).collect::<Vec<bool>>()
    };
    assert!(opened("answer").iter().all(|open| *open));
    assert!(opened("evidence.title").iter().all(|open| *open));
    for name in ["no_answer", "na_reason", "na_approver"] {
        let open = opened(name);
        assert!(open.contains(&true) && open.contains(&false), "{name} where it makes sense: {open:?}");
    }
}

#[test]
fn lists_drop_down_in_the_language_of_the_workbook() {
    let form = form(Addressee::Agency(position("interior")), "full", "ar", Prefill::Blank);
    let bytes = written(&form);
    let parts = parts(&bytes);
    let mut used = BTreeSet::new();
    for (name, xml) in parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
        for validation in xml.split("<dataValidation ").skip(1) {
            if validation.starts_with("type=\"list\"") {
                let (_, formula) = validation.split_once("<formula1>").unwrap();
                let list = formula.split_once('<').unwrap().0.to_owned();
                assert!(list.starts_with("list_"), "{name}: {list}");
                used.insert(list);
            }
        }
    }
    assert!(used.contains("list_scale_yn") && used.contains("list_none_na"), "{used:?}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    let lists = book.worksheet_range("_lists").unwrap();
    let defined: BTreeMap<String, String> = book.defined_names().iter().cloned().collect();
    for name in used {
        let range = defined.get(&name).unwrap_or_else(|| panic!("no range {name}"));
        assert!(range.starts_with("_lists!$") || range.starts_with("'_lists'!$"), "{range}");
    }
    let column = lists.rows().next().unwrap().iter().position(|cell| *cell == "scale_yn").unwrap();
    let labels: Vec<String> = lists.rows().skip(1).map(|row| row[column].to_string()).take(3).collect();
    assert_eq!(labels, ["لا", "نعم", "لا أعلم"]);
    let everybody = self::parts(&written(&self::form(Addressee::Anyone, "full", "ar", Prefill::Blank)));
    let share = "<formula1>0</formula1><formula2>100</formula2>";
    let shares = everybody.values().flat_map(|xml| xml.split("<dataValidation ").skip(1));
    let shares = shares.filter(|validation| validation.starts_with("type=\"decimal\"") && validation.contains(share));
    assert!(shares.count() >= 4, "shares are numbers from 0 to 100");
    assert!(parts.values().any(|xml| xml.contains("<dataValidation type=\"date\"")));
    assert!(parts.values().any(|xml| xml.contains("<dataValidation type=\"textLength\"")));
}

#[test]
fn options_that_look_alike_are_told_apart() {
    let mut form = form(Addressee::Agency(position("interior")), "full", "en", Prefill::Blank);
    let list = form.lists.iter_mut().find(|list| list.name.starts_with("scale_pra")).unwrap();
    list.options[1].label = vec!["same".to_owned()];
    list.options[2].label = vec!["Same".to_owned()];
    list.options[3].label = vec!["4".to_owned()];
    let codes: Vec<String> = list.options.iter().take(4).map(|option| option.code.clone()).collect();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(written(&form))).unwrap();
    let lists = book.worksheet_range("_lists").unwrap();
    let column =
        lists.rows().next().unwrap().iter().position(|cell| cell.to_string().starts_with("scale_pra")).unwrap();
    let labels: Vec<String> = lists.rows().skip(2).map(|row| row[column].to_string()).take(3).collect();
    assert_eq!(labels, [format!("[{}] same", codes[1]), format!("[{}] Same", codes[2]), format!("[{}] 4", codes[3])]);
}

#[test]
fn every_label_can_be_read_back() {
    let words = Words::load();
    for tag in ["ar", "ckb", "en"] {
        let form = form(Addressee::Anyone, "full", tag, Prefill::Blank);
        for list in &form.lists {
            let scale =
                framework().scales.into_iter().find(|scale| list.name.starts_with(&format!("scale_{}", scale.code)));
            for option in &list.options {
                let label = &option.label[0];
                let known = match option.code.as_str() {
                    "NA" | "DK" => words.no_answer(label).is_some(),
                    "yes" if list.name == "yes" => words.truth(label) == Some(true),
                    code => scale.as_ref().is_none_or(|scale| {
                        let titled = |choice: &miqyas::framework::Choice| {
                            choice.title.iter().any(|(_, title)| fold(title) == fold(label))
                        };
                        scale.choices.iter().any(|choice| choice.code.as_str() == code && titled(choice))
                    }),
                };
                assert!(known, "{tag} {}: {label}", list.name);
            }
        }
    }
}

#[test]
fn the_cover_says_what_to_do_and_counts() {
    let bytes = of_interior("en");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    let cover = book.worksheet_range("Cover").unwrap();
    let said: Vec<String> = cover.rows().flatten().map(ToString::to_string).collect();
    for text in [
        "Ministry of Interior · 2026",
        "Deadline 30 November 2026",
        "How to fill in this workbook",
        "Signed for the agency",
        "Signature and stamp of the agency",
    ] {
        assert!(said.iter().any(|cell| cell.contains(text)), "{text}: {said:?}");
    }
    let codes: Vec<String> = cover.rows().map(|row| row[0].to_string()).filter(|code| !code.is_empty()).collect();
    assert_eq!(codes, ["miqyas:attestations:column", "name", "post", "letter_number", "letter_date"]);
    let formulas = book.worksheet_formula("Cover").unwrap();
    let of_sheet = |name: &str| {
        let row = cover.rows().position(|row| row.get(1).is_some_and(|cell| *cell == name)).unwrap();
        let formula = |column: u32| formulas.get_value((row as u32, column)).cloned().unwrap_or_default();
        (formula(3), formula(4), cover.get_value((row as u32, 2)).cloned(), cover.get_value((row as u32, 4)).cloned())
    };
    let (answered, open, asked, gates) = of_sheet("Cataloguing");
    assert!(answered.contains("SUMPRODUCT(('Cataloguing'!$A$5:"), "{answered}");
    assert!(open.contains("SUMPRODUCT(('Cataloguing'!$D$5:"), "{open}");
    assert_eq!(asked, Some(Data::Float(6.0)));
    assert_eq!(gates, Some(Data::Float(1.0)), "our own number stands in the cell");
    let services = example().services.iter().filter(|service| service.agency == position("interior")).count();
    let (_, _, asked, _) = of_sheet("Services");
    let framework = framework();
    let of_services = framework.criteria.iter().filter(|criterion| {
        let scale = framework.scale(&criterion.scale).unwrap();
        scale.each.as_ref().is_some_and(|each| each.unit == miqyas::framework::LowerUnit::Service)
    });
    assert_eq!(asked, Some(Data::Float((of_services.count() * services) as f64)));
    let live = book.worksheet_formula("Cataloguing").unwrap();
    let live: Vec<&String> = live.rows().flatten().filter(|formula| !formula.is_empty()).collect();
    assert!(live.iter().any(|formula| formula.contains("Gates not answered")), "{live:?}");
}

#[test]
fn a_workbook_says_whose_it_is_and_never_when_it_was_made() {
    let bytes = of_interior("ar");
    assert_eq!(bytes, of_interior("ar"), "the same form, the same bytes");
    let parts = parts(&bytes);
    let custom = &parts["docProps/custom.xml"];
    for (name, value) in [
        ("miqyas-format", "1"),
        ("miqyas-framework", "layne-lee"),
        ("miqyas-version", &framework().version),
        ("miqyas-form", "layne-lee-full"),
        ("miqyas-period", "2026"),
        ("miqyas-agency", "interior"),
        ("miqyas-language", "ar"),
    ] {
        let (_, property) =
            custom.split_once(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name}: {custom}"));
        assert!(property.starts_with(&format!("><vt:lpwstr>{value}<")), "{name}: {property}");
    }
    assert!(parts["docProps/core.xml"].contains("2000-01-01T00:00:00Z"));
    let grids = grids(&bytes);
    let (_, about) = grids.iter().find(|(name, _)| name == "_miqyas").unwrap();
    let about: BTreeMap<&str, &str> = about.rows.iter().map(|row| (row.text(0), row.text(1))).collect();
    assert_eq!((about["agency"], about["period"], about["framework"]), ("interior", "2026", "layne-lee"));
}

#[test]
fn what_is_filled_in_comes_back() {
    let bytes = of_interior("ar");
    let mut grids = grids(&bytes);
    assert_eq!(workbook::read(&grids), Some(Vec::new()), "nothing answered, nothing read");
    let catalogue = sheet(&mut grids, "miqyas:answers:criterion");
    fill(catalogue, "cat01", "answer", "نعم");
    fill(catalogue, "cat01", "evidence.title", "صورة");
    fill(catalogue, "cat01", "evidence.link", "a.pdf");
    fill(catalogue, "cat08", "no_answer", "لا ينطبق");
    fill(catalogue, "cat08", "na_reason", "سبب");
    fill(catalogue, "cat08", "na_approver", "اللجنة");
    fill(catalogue, "cat07", "answer", "45");
    fill(catalogue, "cat07", "no_answer", "لا أعلم");
    let services = sheet(&mut grids, "miqyas:answers:service");
    fill(services, "interior-01", "cat02", "نعم");
    fill(services, "interior-02", "trx14", "لا ينطبق");
    fill(services, "interior-02", "trx14.na_reason", "no-fee");
    fill(services, "interior-02", "na_approver", "اللجنة");
    let proofs = sheet(&mut grids, "miqyas:evidence:");
    fill(proofs, "1", "service", "[interior-01] إصدار جواز السفر");
    fill(proofs, "1", "criterion", "[cat02] نص");
    fill(proofs, "1", "title", "كتاب");
    let kpis = sheet(&mut grids, "miqyas:kpis:kpi");
    fill(kpis, "eff1", "value", "1200.5");
    fill(kpis, "eff3", "value", "3 5\n7");
    let users = sheet(&mut grids, "miqyas:beneficiaries:");
    fill(users, "1", "service", "[interior-01] إصدار جواز السفر");
    fill(users, "1", "source", "استطلاع للمستفيدين");
    fill(users, "1", "ben01", "لا");
    let cover = sheet(&mut grids, "miqyas:attestations:column");
    fill(cover, "name", "value", "أحمد");
    fill(cover, "letter_date", "value", "2026-11-05");

    let of = |cells: &[(&str, &str)]| row(&[&[("agency", "interior"), ("period", "2026")], cells].concat());
    assert_eq!(
        read(&grids, Kind::Answers),
        [
            of(&[("criterion", "cat01"), ("answer", "نعم")]),
            of(&[("criterion", "cat07"), ("answer", "45")]),
            of(&[("criterion", "cat07"), ("answer", "لا أعلم")]),
            of(&[("criterion", "cat08"), ("answer", "لا ينطبق"), ("na_reason", "سبب"), ("na_approver", "اللجنة")]),
            of(&[("service", "interior-01"), ("cat02", "نعم")]),
            of(&[
                ("service", "interior-02"),
                ("trx14", "لا ينطبق"),
                ("trx14.na_reason", "no-fee"),
                ("na_approver", "اللجنة")
            ]),
        ]
    );
    assert_eq!(
        read(&grids, Kind::Evidence),
        [
            of(&[("criterion", "cat01"), ("title", "صورة"), ("link", "a.pdf")]),
            of(&[("service", "interior-01"), ("criterion", "cat02"), ("title", "كتاب")]),
        ]
    );
    let quantity = |kpi: &str| {
        framework().kpis.iter().find(|known| known.code.matches(kpi)).unwrap().quantities[0].code.to_string()
    };
    let (cost, time) = (quantity("eff1"), quantity("eff3"));
    assert_eq!(
        read(&grids, Kind::Kpis),
        [
            of(&[("kpi", "eff1"), ("quantity", &cost), ("value", "1200.5")]),
            of(&[("kpi", "eff3"), ("quantity", &time), ("value", "3")]),
            of(&[("kpi", "eff3"), ("quantity", &time), ("value", "5")]),
            of(&[("kpi", "eff3"), ("quantity", &time), ("value", "7")]),
        ]
    );
    let user = [("period", "2026"), ("service", "interior-01"), ("source", "استطلاع للمستفيدين"), ("ben01", "لا")];
    assert_eq!(read(&grids, Kind::Beneficiaries), [row(&user)]);
    assert_eq!(read(&grids, Kind::Attestations), [of(&[("name", "أحمد"), ("letter_date", "2026-11-05")])]);
    let tables = workbook::read(&grids).unwrap();
    let evidence = tables.iter().find(|table| table.kind == Kind::Evidence).unwrap();
    assert!(evidence.grid.rows[0].cells.iter().any(|cell| cell.text == "grade"), "a grade is left to be given");
    let answers = &tables.iter().find(|table| table.kind == Kind::Answers).unwrap().grid;
    let answer = answers.rows[0].cells.iter().position(|cell| cell.text == "answer").unwrap();
    assert_eq!(answers.rows[1].cells[answer].under.as_deref(), Some("الإجابة"), "the heading that people saw");
    assert_eq!(answers.rows[1].row, 5, "the row of the sheet");
    assert_eq!(workbook::read(&[("answers".to_owned(), Grid::default())]), None, "not one of ours");
}

#[test]
fn whoever_answers_a_common_workbook_says_for_whom() {
    let bytes = written(&form(Addressee::Anyone, "full", "en", Prefill::Blank));
    let mut grids = grids(&bytes);
    fill(sheet(&mut grids, "miqyas:attestations:column"), "agency", "value", "[justice] Ministry of Justice");
    let catalogue = sheet(&mut grids, "miqyas:answers:criterion");
    fill(catalogue, "cat01", "answer", "Yes");
    fill(catalogue, "cat02", "answer", "45");
    fill(catalogue, "cat02", "sample_size", "30");
    fill(catalogue, "cat02", "not_controlled", "yes");
    let national = grids.iter_mut().find(|(name, _)| name == "National items").unwrap();
    fill(&mut national.1, "dtx1", "answer", "1");
    let expected = |agency, criterion, answer| {
        row(&[("agency", agency), ("period", "2026"), ("criterion", criterion), ("answer", answer)])
    };
    let mut sampled = expected("justice", "cat02", "45");
    sampled.extend(row(&[("not_controlled", "yes"), ("sample_size", "30")]));
    let read = read(&grids, Kind::Answers);
    assert_eq!(read, [expected("justice", "cat01", "Yes"), sampled, expected("nation", "dtx1", "1")]);
}

/// Rows of a table as a file.
fn file(name: String, table: &Table) -> (String, Vec<u8>) {
    let quoted = |cell: &Cell| match cell.kind {
        CellKind::Date(date) => date.to_string(),
        _ => format!("\"{}\"", cell.text.replace('"', "\"\"")),
    };
    let line = |row: &Row| row.cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
    (name, table.grid.rows.iter().map(line).collect::<String>().into_bytes())
}

#[test]
fn answers_of_last_time_come_back_as_they_were() {
    let (framework, interior) = (framework(), position("interior"));
    let registers = ["agencies.csv", "services.csv", "branches.tsv"];
    for language in ["ar", "ckb", "en"] {
        let bytes = written(&form(Addressee::Agency(interior), "full", language, Prefill::Last));
        let tables = workbook::read(&grids(&bytes)).unwrap();
        let mut files: Vec<(String, Vec<u8>)> = registers
            .iter()
            .map(|name| ((*name).to_owned(), fs::read(root().join("sample-data/example").join(name)).unwrap()))
            .collect();
        files.extend(
            (1..).zip(&tables).map(|(number, table)| file(format!("{}-{number}.csv", table.kind.name()), table)),
        );
        let back = surveyed(files);
        let (earlier, later) = (&example().answers, &back.answers);
        let period = back.periods.iter().position(|period| period.code.matches("2026")).unwrap();
        let mut compared = 0;
        for unit in earlier.units().filter(|unit| unit.period == 0) {
            let own = match unit.scope {
                Scope::Agency(agency) => agency == interior,
                Scope::Service(service) => example().services[service].agency == interior,
                Scope::Branch(branch) => example().branches[branch].agency == interior,
                Scope::Nation => false,
            };
            if !own {
                continue;
            }
            let row = earlier.find(unit).unwrap();
            for (position, criterion) in framework.criteria.iter().enumerate() {
                let Response::One { answer, .. } = earlier.response(row, position) else { continue };
                let unit_is_part = !matches!(unit.scope, Scope::Agency(_));
                let scale = framework.scale(&criterion.scale).unwrap();
                if scale.kind == ScaleKind::Share && !unit_is_part && scale.each.is_some() {
                    // Asked of services and branches one by one.
                    continue;
                }
                let again = later.find(Unit { period, ..unit }).map(|row| later.response(row, position));
                let Some(Response::One { answer: again, .. }) = again else {
                    panic!("{language} {unit:?} {}: {again:?}", criterion.code)
                };
                assert_eq!(again, answer, "{language} {unit:?} {}", criterion.code);
                compared += 1;
            }
        }
        assert!(compared > 150, "{compared}");
    }
}

/// What is asked of the ministry of the interior as a whole: sheet, code, and texts that answer it.
fn asked(grids: &[(String, Grid)]) -> Vec<(usize, String, Vec<String>)> {
    let framework = framework();
    let stages = grids.iter().enumerate().filter(|(_, (_, grid))| grid.rows[0].text(0) == "miqyas:answers:criterion");
    let codes = stages.flat_map(|(sheet, (_, grid))| grid.rows[1..].iter().map(move |row| (sheet, row.text(0))));
    let answers = |criterion: usize| {
        let scale = framework.scale(&framework.criteria[criterion].scale).unwrap();
        let mut texts: Vec<String> = scale.choices.iter().map(|choice| choice.title.say("en").to_owned()).collect();
        if scale.choices.is_empty() {
            texts.extend(["0", "12.5", "٤٠", "100"].map(str::to_owned));
        }
        texts.extend(["", "DK"].map(str::to_owned));
        texts
    };
    let known = codes.filter_map(|(sheet, code)| Some((sheet, code.to_owned(), answers(framework.criterion(code)?))));
    known.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_questionnaire_and_a_table_that_say_the_same_are_the_same_survey(choices in vec(any::<prop::sample::Index>(), 120)) {
        static BLANK: LazyLock<Vec<(String, Grid)>> = LazyLock::new(|| grids(&of_interior("en")));
        let mut filled = BLANK.clone();
        let mut long = "agency,period,criterion,answer\n".to_owned();
        let mut given = 0;
        for ((sheet, code, texts), choice) in asked(&BLANK).into_iter().zip(&choices) {
            let text = choice.get(&texts);
            fill(&mut filled[sheet].1, &code, "answer", text);
            long += &format!("interior,2026,{code},\"{text}\"\n");
            given += usize::from(!text.is_empty());
        }
        prop_assert!(given > 40, "{}", given);
        let agencies = || ("agencies.csv".to_owned(), fs::read(root().join("sample-data/example/agencies.csv")).unwrap());
        let tables = workbook::read(&filled).unwrap_or_default();
        let parts = (1..).zip(&tables).map(|(number, table)| file(format!("{}-{number}.csv", table.kind.name()), table));
        let returned = surveyed(std::iter::once(agencies()).chain(parts).collect());
        let table = surveyed(vec![agencies(), ("answers.csv".to_owned(), long.into_bytes())]);
        let unit = |survey: &Survey| {
            let period = survey.periods.iter().position(|period| period.code.matches("2026")).unwrap();
            survey.answers.find(Unit { period, scope: Scope::Agency(position("interior")) }).unwrap()
        };
        let (one, other) = (unit(&returned), unit(&table));
        for (criterion, asked) in framework().criteria.iter().enumerate() {
            let said = [(&returned, one), (&table, other)].map(|(survey, row)| match survey.answers.response(row, criterion) {
                Response::One { answer, .. } => Some(*answer),
                _ => None,
            });
            prop_assert_eq!(said[0], said[1], "{}", asked.code);
        }
    }
}

#[test]
fn last_time_stands_beside_an_empty_answer_unless_it_is_wanted_in_it() {
    let interior = Addressee::Agency(position("interior"));
    let cells = |prefill| {
        let grids = grids(&written(&form(interior, "full", "en", prefill)));
        let (_, grid) = grids.into_iter().find(|(name, _)| name == "Obstacles").unwrap();
        let headings = grid.rows.iter().find(|row| row.row == 4).unwrap();
        let last = headings.cells.iter().position(|cell| cell.text == "Last time (2025)").unwrap();
        let answer = grid.rows[0].cells.iter().position(|cell| cell.text == "answer").unwrap();
        let row = grid.rows.iter().find(|row| row.text(0) == "cyb01").unwrap();
        (row.text(last).to_owned(), row.text(answer).to_owned())
    };
    let (last, answer) = cells(Prefill::Blank);
    assert!(!last.is_empty() && answer.is_empty(), "{last} {answer}");
    assert_eq!(cells(Prefill::Last), (last.clone(), last));
    let first = form_in(example().periods.first(), interior, "full", "en", Prefill::Blank);
    assert!(first.last.is_none(), "nothing is before the first period");
}

#[test]
fn the_command_writes_a_workbook_for_each_agency_or_none() {
    let folder = Folder::new("workbooks");
    let sample = root().join("sample-data/example");
    let sample = sample.to_str().unwrap();
    let ask = |arguments: &[&str]| run(folder.path(), &[&["questionnaire"], arguments].concat());
    let said =
        ask(&["xlsx", "--from", sample, "--each", "--only", "type=ministry", "--lang", "en", "--out", "out"]).ended(0);
    assert!(said.err.contains("questionnaires written to out"), "{}", said.err);
    let ministries = example().agencies.iter().filter(|agency| agency.attributes.get("type") == Some("ministry"));
    let expected: BTreeSet<String> = ministries
        .filter(|agency| agency.status == survey::AgencyStatus::Active)
        .map(|agency| format!("out/{}.xlsx", agency.code))
        .collect();
    let written = contents(folder.path());
    assert_eq!(written.keys().cloned().collect::<BTreeSet<String>>(), expected);
    let refusals: &[(&[&str], &str)] = &[
        (&["xlsx", "--from", sample, "--each", "--lang", "en", "--out", "out"], "is not empty"),
        (&["xlsx", "--from", sample, "--prefill", "--lang", "en"], "whose answers"),
        (&["xlsform", "--from", sample, "--each", "--lang", "en"], "make Excel workbooks"),
        (&["xlsx", "--each"], "--from"),
    ];
    for (arguments, message) in refusals {
        let refused = ask(arguments).ended(2);
        assert!(refused.err.contains(message), "{arguments:?}: {}", refused.err);
    }
    assert_eq!(contents(folder.path()), written, "a refusal leaves nothing behind");
    ask(&["xlsx", "--from", sample, "--each", "--edition", "light", "--out", "all"]).ended(0);
    let names = contents(folder.path());
    assert!(names.contains_key("all/nation.xlsx") && names.contains_key("all/interior.xlsx"), "{:?}", names.keys());
    ask(&["xlsx", "--from", sample, "--only", "code=interior", "--prefill", "--out", "one.xlsx"]).ended(0);
    let mut grids = grids(&contents(folder.path())["one.xlsx"]);
    assert!(sheet(&mut grids, "miqyas:answers:service").rows.iter().any(|row| row.text(0) == "interior-01"));
}
