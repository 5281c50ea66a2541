//! A workbook whose scores are live: the nodes of the calculation as formulas over a sheet of answers, with our numbers
//! as their cached results. What has no form on a spreadsheet is a value and looks like one.
mod formula;
mod matrix;
mod pages;
mod plan;

use crate::basis::{Basis, Ground};
use crate::locale::Digits;
use crate::output::xlsx::plan::Plan;
use crate::output::{Failure, File, Format, Package, Wanted};
use crate::report::{View, agency_name};
use crate::sheet::{self, Look};
use crate::truth::{ByTruth, Truth};
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format as CellFormat, Formula, Workbook, Worksheet,
    XlsxError,
};
use std::collections::BTreeSet;

pub(in crate::output) const FORMAT: Format = Format { name: "xlsx", wanted: Wanted::Always, write, page: None };

/// Points between the margins of a page of A3 and of A4, both across.
const A3: f64 = 1133.0;
const A4: f64 = 785.0;
/// Least part of their size at which letters of a wide sheet are printed.
const LEAST_SCALE: f64 = 0.66;

/// Agencies beyond which each group has a workbook of its own.
const MOST: usize = 300;

/// One of the workbooks of an assessment.
struct Volume {
    file: String,
    /// The group whose agencies it holds; none where it holds all.
    title: Option<String>,
    /// Positions in the register.
    agencies: Vec<usize>,
}

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    let Some(view) = View::latest(package.series, package.locale, package.selection) else {
        return Ok(Vec::new());
    };
    if view.truths.is_empty() {
        return Ok(Vec::new());
    }
    let basis = Basis::of(package.series, view.assessment);
    let volumes = volumes(&view);
    let file = |volume: &Volume| {
        let bytes = Writer::new(package, &view, &basis, volume, volumes.len()).write()?;
        Ok(File { path: volume.file.clone(), bytes })
    };
    volumes.iter().map(file).collect()
}

/// One workbook for all, or one for each value of the first grouping column, in runs of at most `MOST`.
fn volumes(view: &View) -> Vec<Volume> {
    let all: Vec<usize> = view.agencies.iter().map(|agency| agency.agency).collect();
    if all.len() <= MOST {
        return vec![Volume { file: "results.xlsx".to_owned(), title: None, agencies: all }];
    }
    let column = view.assessment.groups.iter().find_map(|group| group.column.as_deref());
    let groups = view.assessment.groups.iter().filter(|group| column.is_some() && group.column.as_deref() == column);
    let mut parts: Vec<(String, Vec<usize>)> = groups
        .map(|group| {
            let members = group.members.iter().map(|place| view.assessment.agencies[*place].agency);
            let name = group.name(view.locale.tag()).unwrap_or_default().to_owned();
            (name, members.filter(|agency| all.contains(agency)).collect())
        })
        .collect();
    let held: BTreeSet<usize> = parts.iter().flat_map(|(_, agencies)| agencies).copied().collect();
    let rest = all.into_iter().filter(|agency| !held.contains(agency)).collect();
    parts.push((view.locale.word("workbook.others"), rest));
    let mut volumes: Vec<Volume> = Vec::new();
    for (name, agencies) in parts {
        for run in agencies.chunks(MOST) {
            let letters = name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
            let stem: String =
                letters.collect::<String>().split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
            let taken = |file: &str| volumes.iter().any(|volume| volume.file.to_lowercase() == file.to_lowercase());
            let numbered = (2..).map(|number| format!("results-{stem}-{number}.xlsx"));
            let names = std::iter::once(format!("results-{stem}.xlsx")).chain(numbered);
            let file = names.into_iter().find(|file| !taken(file)).unwrap_or_default();
            volumes.push(Volume { file, title: Some(name.clone()), agencies: run.to_vec() });
        }
    }
    volumes
}

/// Names of sheets, as they are shown and as a formula writes them.
struct Names {
    summary: String,
    stages: String,
    obstacles: String,
    index: String,
    scores: String,
    answers: String,
    evidence: String,
    assessor: String,
    columns: ByTruth<String>,
    criteria: String,
    scales: String,
    findings: String,
    method: String,
    about: String,
    differences: String,
}

struct Writer<'a> {
    package: &'a Package<'a>,
    view: &'a View<'a>,
    basis: &'a Basis,
    volume: &'a Volume,
    /// How many workbooks there are.
    volumes: usize,
    grounds: Vec<&'a Ground>,
    plan: Plan,
    look: Look,
    names: Names,
    /// Names of ranges with their places.
    ranges: Vec<(String, String)>,
}

impl<'a> Writer<'a> {
    fn new(
        package: &'a Package<'a>,
        view: &'a View<'a>,
        basis: &'a Basis,
        volume: &'a Volume,
        volumes: usize,
    ) -> Writer<'a> {
        let grounds: Vec<&Ground> =
            basis.agencies.iter().filter(|ground| volume.agencies.contains(&ground.agency)).collect();
        let locale = package.locale;
        let mut taken: Vec<String> = Vec::new();
        let mut name = |title: String| {
            let name = sheet::name(&sheet::plain(&title), &taken);
            taken.push(name.clone());
            name
        };
        let names = Names {
            summary: name(locale.word("workbook.summary")),
            stages: name(locale.word("workbook.stages")),
            obstacles: name(locale.word("workbook.obstacles")),
            index: name(locale.word("workbook.index")),
            scores: name(locale.word("workbook.scores")),
            answers: name(locale.word("workbook.answers")),
            evidence: name(locale.word("workbook.evidence")),
            assessor: name(locale.word("workbook.assessor")),
            columns: ByTruth {
                claimed: name(locale.word("workbook.claimed")),
                supported: name(locale.word("workbook.supported")),
                checked: name(locale.word("workbook.checked")),
            },
            criteria: name(locale.word("workbook.criteria")),
            scales: name(locale.word("workbook.scales")),
            findings: name(locale.word("workbook.findings")),
            method: name(locale.word("workbook.method")),
            about: name(locale.word("workbook.about")),
            differences: name(locale.word("workbook.differences")),
        };
        Writer {
            package,
            view,
            basis,
            volume,
            volumes,
            plan: Plan::of(view.framework, basis, &grounds, &view.truths),
            grounds,
            look: Look::new(locale.direction()),
            names,
            ranges: Vec::new(),
        }
    }

    fn write(mut self) -> Result<Vec<u8>, XlsxError> {
        let mut sheets = vec![self.summary()?];
        sheets.extend(self.profiles()?);
        sheets.push(self.scores()?);
        sheets.push(self.answers()?);
        sheets.extend(self.evidence()?);
        sheets.extend(self.assessor()?);
        for truth in self.view.truths.clone() {
            sheets.push(self.column(truth)?);
        }
        sheets.push(self.criteria()?);
        sheets.push(self.scales()?);
        sheets.extend(self.chapters()?);
        sheets.push(self.findings()?);
        sheets.extend(self.method()?);
        sheets.extend(self.differences()?);
        sheets.push(self.about()?);
        let mut workbook = Workbook::new();
        workbook.set_properties(&sheet::properties()?);
        for sheet in sheets {
            workbook.push_worksheet(sheet);
        }
        for (name, place) in &self.ranges {
            workbook.define_name(name, place)?;
        }
        workbook.save_to_buffer()
    }

    /// A phrase without signs that no cell needs.
    fn word(&self, key: &str) -> String {
        sheet::plain(&self.package.locale.word(key)).replace('`', "")
    }

    /// A sheet with its title and what is said about it.
    fn page(&self, name: &str, title: &str, said: &str, colour: u32) -> Result<Worksheet, XlsxError> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(name)?.set_tab_color(Color::RGB(colour));
        // A result that is no text and no number is an empty text, not 0.
        worksheet.set_formula_result_default("");
        let footer: String = sheet::plain(&self.package.document.title).chars().take(120).collect();
        self.look.page(&mut worksheet, &footer);
        worksheet.write_string_with_format(plan::TITLE, 0, title, &self.bare(self.look.title()))?;
        worksheet.write_string_with_format(plan::SAID, 0, said, &self.bare(self.look.faint()))?;
        worksheet.set_row_height(plan::TITLE, 30)?;
        Ok(worksheet)
    }

    /// Prints a sheet of columns this wide on A3, on as many pages side by side as keep letters large enough to read; its
    /// first columns, which stand on each of them, are this wide together.
    fn wide(&self, worksheet: &mut Worksheet, widths: &[f64], first: f64) {
        let room = A3 / LEAST_SCALE;
        let further = ((points(widths) - room) / (room - points(&[first]))).ceil().max(0.0);
        worksheet.set_paper_size(8).set_page_order(true).set_print_fit_to_pages(1 + further as u16, 0);
    }

    /// Text that runs on over its neighbours.
    fn bare(&self, format: CellFormat) -> CellFormat {
        format.unset_text_wrap()
    }

    /// The band of a title over all columns.
    fn band(&self, worksheet: &mut Worksheet, last: u16) -> Result<(), XlsxError> {
        for column in 1..=last {
            worksheet.write_blank(plan::TITLE, column, &self.look.title())?;
        }
        Ok(())
    }

    fn agency(&self, ground: &Ground) -> String {
        sheet::plain(&agency_name(self.view.series, ground.agency, self.package.locale))
    }

    fn agency_code(&self, ground: &Ground) -> &'a str {
        self.view.series.survey.agencies[ground.agency].code.as_str()
    }

    /// The number format of a pattern, in the digits of the language.
    fn digits(&self, pattern: &str) -> String {
        match self.package.locale.digits() {
            Digits::Arabic => {
                let sections: Vec<String> = pattern.split(';').map(|section| format!("[$-2000401]{section}")).collect();
                sections.join(";")
            }
            Digits::Latin => pattern.to_owned(),
        }
    }

    /// A cell of calculated figures.
    fn figure(&self, pattern: &str) -> CellFormat {
        self.look.centred().set_num_format(self.digits(pattern))
    }

    /// A figure that no formula stands behind.
    fn value(&self, pattern: &str) -> CellFormat {
        self.figure(pattern).set_background_color(sheet::VIOLET)
    }

    /// A figure that a person can change.
    fn input(&self, pattern: &str) -> CellFormat {
        self.figure(pattern).set_background_color(sheet::INPUT)
    }

    /// What the colours of cells mean, in a row.
    fn legend(&self, worksheet: &mut Worksheet, row: u32, column: u16) -> Result<(), XlsxError> {
        let kinds = [
            (self.input("General"), "workbook.legend-input"),
            (self.figure("General"), "workbook.legend-formula"),
            (self.value("General"), "workbook.legend-value"),
        ];
        for (place, (format, key)) in (column..).zip(kinds) {
            worksheet.write_string_with_format(row, place, self.word(key), &format.set_font_size(9))?;
        }
        Ok(())
    }

    fn colour(
        &self,
        worksheet: &mut Worksheet,
        (top, left, bottom, right): (u32, u16, u32, u16),
        text: &str,
        colour: u32,
    ) -> Result<(), XlsxError> {
        if bottom < top || right < left {
            return Ok(());
        }
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(text.to_owned()))
            .set_format(CellFormat::new().set_background_color(Color::RGB(colour)));
        worksheet.add_conditional_format(top, left, bottom, right, &rule)?;
        Ok(())
    }
}

/// Points across columns, whose widths are in letters.
fn points(widths: &[f64]) -> f64 {
    widths.iter().map(|letters| 5.25 * letters + 3.75).sum()
}

/// A formula with our number or word as what it gives.
fn cached(text: impl AsRef<str>, result: impl Into<String>) -> Formula {
    Formula::new(text).set_result(result)
}

/// The name of a sheet in a formula.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// Whether a column of truth exists for an agency.
fn exists(ground: &Ground, truth: Truth) -> bool {
    ground.columns.get(truth).is_some()
}

/// A range on a sheet, for a name.
fn place(sheet: &str, (top, left, bottom, right): (u32, u16, u32, u16)) -> String {
    let (first, last) = (column_number_to_name(left), column_number_to_name(right));
    format!("={}!${first}${}:${last}${}", quoted(sheet), top + 1, bottom + 1)
}
