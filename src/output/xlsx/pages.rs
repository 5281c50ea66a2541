//! Sheets that are read: the summary, stages and scores of agencies, what criteria and scales are, the method.
use crate::assessment::{AgencyAssessment, Quartiles, StageCounts};
use crate::basis::Ground;
use crate::calculation::Lookup;
use crate::document::{Align, Block, Cell, Content, Grid, Row, Tone, Weight};
use crate::framework::DimensionRole;
use crate::locale::{Direction, Value};
use crate::output::xlsx::formula::{NONE, OPEN, noise};
use crate::output::xlsx::matrix::{option, range_name, stood};
use crate::output::xlsx::plan::{
    AGENCIES, BEST, CODE, CODES, LEGEND, OF, RESPONDED, SAID, TABLE, TEXT, WEIGHT, WORST, finite, letters,
};
use crate::output::xlsx::{A4, Writer, cached, exists, place, points, quoted};
use crate::report::{ASIDES, Aside};
use crate::sheet;
use crate::truth::Truth;
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, Color, ConditionalFormat2ColorScale,
    ConditionalFormat3ColorScale, ConditionalFormatDataBar, ConditionalFormatType, DataValidation, Format, FormatAlign,
    Formula, Worksheet, XlsxError,
};

/// Points of the row of a table's headings.
const HEAD: f64 = 30.0;
/// Figures from here up stand in groups of three digits.
const GROUPED: f64 = 1e4;
/// Points of a sentence's row beside those of its text.
const SPARE: f64 = 4.0;

/// Rows of a table of agencies: groups of columns, headings, the first agency.
const ABOVE: u32 = 3;
const HEADINGS: u32 = 4;
const FIRST: u32 = 5;

/// Columns over which a sentence of the summary runs, and how many letters it has room for on a line.
const SENTENCE: u16 = 9;
const LETTERS: f64 = 150.0;

/// Letters across the columns of a chapter's tables: of codes, of figures, of a first column and of the widest words.
const CODED: f64 = 12.0;
const FIGURED: f64 = 15.0;
const NAMED: f64 = 30.0;
const WORDED: f64 = 44.0;
/// Letters across a chapter's sheet, whatever its tables.
const ACROSS: f64 = 130.0;
/// Points between the margins of a page of A4 across, from top to bottom.
const DOWN: f64 = 510.0;

/// Part of their size below which the letters of a chapter stand on A3.
const SMALL: f64 = 0.75;

/// Width of a score's unit from which the axis of a chart needs no decimals.
const WIDE: f64 = 20.0;

/// What is published of a score.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Figure {
    Low,
    Value,
    High,
    Coverage,
}

const FIGURES: [(Figure, &str); 4] = [
    (Figure::Low, "workbook.low"),
    (Figure::Value, "workbook.value"),
    (Figure::High, "workbook.high"),
    (Figure::Coverage, "common.coverage"),
];

impl Writer<'_> {
    /// The headline, agencies by stage and what is in the workbook.
    pub(super) fn summary(&mut self) -> Result<Worksheet, XlsxError> {
        let document = self.package.document;
        let name = self.names.summary.clone();
        let subtitle: Vec<String> = document.subtitle.iter().map(|line| sheet::plain(line)).collect();
        let mut sheet = self.page(&name, &sheet::plain(&document.title), "", sheet::NAVY)?;
        let last = SENTENCE;
        self.band(&mut sheet, last)?;
        sheet.set_column_width(0, 40)?.set_column_range_width(1, last, 15)?;
        let mut row = SAID;
        for line in &subtitle {
            sheet.write_string_with_format(row, 0, line, &self.bare(self.look.faint()))?;
            row += 1;
        }
        for notice in &document.notices {
            let format = self.look.text().set_background_color(sheet::AMBER);
            row = self.sentence(&mut sheet, row, notice, &format, SENTENCE, LETTERS)?;
        }
        row += 1;
        if let Some(title) = &self.volume.title {
            let values = [
                ("agencies", Value::from(self.grounds.len())),
                ("group", Value::from(title.as_str())),
                ("all", Value::from(self.view.agencies.len())),
                ("count", Value::from(self.volumes)),
            ];
            let said = self.package.locale.say("workbook.volume", &values);
            row = self.sentence(&mut sheet, row, &said, &self.look.text().set_bold(), SENTENCE, LETTERS)?;
        }
        let headline = document.chapters.iter().find(|chapter| matches!(chapter.code, "headline" | "index"));
        if headline.is_some() {
            let said = self.word("workbook.as-assessed");
            row = self.sentence(&mut sheet, row, &said, &self.look.faint(), SENTENCE, LETTERS)?;
        }
        for block in headline.iter().flat_map(|chapter| &chapter.blocks) {
            let (text, format) = match block {
                Block::Lead(text) => (text, self.look.text().set_bold().set_font_size(13)),
                Block::Paragraph(text) => (text, self.look.text()),
                _ => continue,
            };
            let format = format.set_background_color(sheet::VIOLET);
            row = self.sentence(&mut sheet, row, text, &format, SENTENCE, LETTERS)?;
        }
        row += 1;
        let titles: Vec<String> = self.view.truths.iter().map(|truth| self.truth(*truth)).collect();
        if !self.view.stages.is_empty() {
            row = self.ladder(&mut sheet, row, &titles)?;
        }
        self.medians(&mut sheet, row, &titles)?;
        Ok(sheet)
    }

    /// One row for each agency: the stage in every column of truth with the scores it rests on, the severity of
    /// obstacles, the index.
    pub(super) fn profiles(&mut self) -> Result<Vec<Worksheet>, XlsxError> {
        let framework = self.view.framework;
        let mut sheets = Vec::new();
        if !self.view.stages.is_empty() {
            sheets.push(self.stages()?);
        }
        let obstacles: Vec<usize> = framework.of_role(DimensionRole::Obstacle).collect();
        let (name, index) = (self.names.obstacles.clone(), self.names.index.clone());
        let indices = if self.view.stages.is_empty() { self.tops() } else { self.indices() };
        if !obstacles.is_empty() {
            sheets.push(self.profile(
                &name,
                "workbook.obstacles",
                self.word("workbook.obstacles-said"),
                &obstacles,
                (sheet::GREEN, sheet::RED),
            )?);
        }
        if !indices.is_empty() {
            let fixed = indices.iter().filter(|dimension| self.is_fixed(**dimension)).count();
            let said = match (self.word("workbook.index-said"), self.word("workbook.fixed-said")) {
                (said, _) if fixed == 0 => said,
                (_, all) if fixed == indices.len() => all,
                (said, some) => format!("{said} {some}"),
            };
            sheets.push(self.profile(&index, "workbook.index", said, &indices, (sheet::RED, sheet::GREEN))?);
        }
        Ok(sheets)
    }

    /// Every score, a row each.
    pub(super) fn scores(&mut self) -> Result<Worksheet, XlsxError> {
        let name = self.names.scores.clone();
        let mut sheet =
            self.page(&name, &self.word("workbook.scores"), &self.word("workbook.scores-said"), 0x2E_6DA4)?;
        let keys = ["common.code", "common.agency", "common.code", "common.dimension", "workbook.truth"];
        let figures = FIGURES.iter().map(|(_, key)| *key);
        let widths = [12, 34, 14, 34, 16, 12, 12, 12, 12];
        for (column, (key, width)) in (0..).zip(keys.into_iter().chain(figures).zip(widths)) {
            sheet.write_string_with_format(HEADINGS, column, self.word(key), &self.look.heading())?;
            sheet.set_column_width(column, width)?;
        }
        let last = keys.len() as u16 + 3;
        self.band(&mut sheet, last)?;
        let mut row = FIRST;
        let calculation = &self.basis.calculation;
        let scored: Vec<usize> = (0..calculation.dimensions.len())
            .filter(|dimension| calculation.dimensions[*dimension].is_some())
            .collect();
        for (place, ground) in self.grounds.iter().enumerate() {
            for dimension in &scored {
                for truth in self.view.truths.iter().filter(|truth| exists(ground, **truth)) {
                    let described = &self.view.framework.dimensions[*dimension];
                    let words = [
                        self.agency_code(ground).to_owned(),
                        self.agency(ground),
                        described.code.to_string(),
                        sheet::plain(&self.view.dimension(*dimension)),
                        self.truth(*truth),
                    ];
                    for (column, word) in (0..).zip(words) {
                        sheet.write_string_with_format(row, column, word, &self.bare(self.look.framed()))?;
                    }
                    self.figures(&mut sheet, row, 5, (place, *truth, *dimension))?;
                    row += 1;
                }
            }
        }
        let end = (row - 1).max(FIRST);
        self.ranges.push(("scores".to_owned(), place(&name, (FIRST, 0, end, last))));
        sheet.set_freeze_panes(FIRST, 2)?.autofilter(HEADINGS, 0, end, last)?;
        sheet.set_repeat_rows(HEADINGS, HEADINGS)?;
        Ok(sheet)
    }

    /// The criteria in the rows they have on every sheet.
    pub(super) fn criteria(&mut self) -> Result<Worksheet, XlsxError> {
        let name = self.names.criteria.clone();
        let mut said = self.word("workbook.criteria-said");
        if self.plan.items.iter().any(|item| self.weighs(*item)) {
            said = format!("{said} {}", self.word("workbook.criteria-weights"));
        }
        let mut sheet = self.page(&name, &self.word("workbook.criteria"), &said, 0x7F_7F7F)?;
        let (scale, gate, evidence) = (AGENCIES, AGENCIES + 1, AGENCIES + 2);
        let columns = [
            (CODE, "common.code", 11.0),
            (TEXT, "common.criterion", 56.0),
            (OF, "common.dimension", 24.0),
            (WEIGHT, "workbook.weight", 9.0),
            (WORST, "workbook.worst", 9.0),
            (BEST, "workbook.best", 9.0),
            (scale, "workbook.scale", 30.0),
            (gate, "workbook.gate", 12.0),
            (evidence, "workbook.wanted", 50.0),
        ];
        for (column, key, width) in columns {
            sheet.write_string_with_format(CODES, column, self.word(key), &self.look.heading())?;
            sheet.set_column_width(column, width)?;
        }
        self.band(&mut sheet, evidence)?;
        let locale = self.package.locale;
        let framework = self.view.framework;
        if self.basis.calculation.gates.is_empty() {
            sheet.set_column_hidden(gate)?;
        }
        for (row, item) in (TABLE..).zip(&self.plan.items) {
            let described = &self.basis.calculation.items[*item];
            let criterion = &framework.criteria[described.criterion];
            let dimension = framework.dimension(criterion.dimension.as_str());
            let gates = self.basis.calculation.gates.iter().filter(|gate| gate.item == *item);
            let critical = gates.map(|gate| gate.critical).max();
            let texts = [
                (TEXT, locale.tell(&criterion.text)),
                (OF, dimension.map_or_else(String::new, |dimension| self.view.dimension(dimension))),
                (scale, framework.scale(&criterion.scale).map_or_else(String::new, |scale| locale.tell(&scale.title))),
                (evidence, locale.tell(&criterion.evidence)),
            ];
            sheet.write_string_with_format(row, CODE, criterion.code.as_str(), &self.look.centred())?;
            for (column, text) in &texts {
                sheet.write_string_with_format(row, *column, sheet::plain(text), &self.look.framed())?;
            }
            let gate_word = match critical {
                None => String::new(),
                Some(true) => self.word("workbook.gate-critical"),
                Some(false) => self.word("workbook.gate"),
            };
            sheet.write_string_with_format(row, gate, gate_word, &self.look.centred())?;
            if let Some(weight) = self.weight(*item) {
                let format = if self.weighs(*item) { self.input("0.##") } else { self.value("0.##") };
                sheet.write_number_with_format(row, WEIGHT, weight, &format)?;
            }
            for (column, end) in [(WORST, described.range.0), (BEST, described.range.1)] {
                if end.is_finite() {
                    sheet.write_number_with_format(row, column, end, &self.figure("0.##"))?;
                }
            }
            let height = sheet::height(&texts[0].1, 56.0).max(sheet::height(&texts[3].1, 50.0));
            sheet.set_row_height(row, height.min(400.0))?;
        }
        sheet.set_freeze_panes(TABLE, OF)?.autofilter(CODES, CODE, self.plan.last(), evidence)?;
        for row in ABOVE..CODES {
            sheet.set_row_hidden(row)?;
        }
        sheet.set_repeat_rows(CODES, CODES)?;
        Ok(sheet)
    }

    /// What answers are worth and what grades of evidence support.
    pub(super) fn scales(&mut self) -> Result<Worksheet, XlsxError> {
        let name = self.names.scales.clone();
        let mut sheet =
            self.page(&name, &self.word("workbook.scales"), &self.word("workbook.scales-said"), 0x7F_7F7F)?;
        self.band(&mut sheet, 9)?;
        for (column, width) in [(0, 16), (1, 10), (2, 60), (3, 4)] {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_column_range_width(4, 12, 9)?;
        let framework = self.view.framework;
        let locale = self.package.locale;
        let at = quoted(&name);
        let text = self.look.framed();
        let words = [
            ("not_applicable", "workbook.not-applicable", "workbook.not-applicable-said"),
            ("unknown", "workbook.unknown", "workbook.unknown-said"),
        ];
        for (row, (range, key, said)) in (ABOVE..).zip(words) {
            sheet.write_string_with_format(row, 0, self.word(key), &self.look.centred())?;
            sheet.write_string_with_format(row, 2, self.word(said), &text)?;
            self.ranges.push((range.to_owned(), format!("={at}!$A${}", row + 1)));
        }
        let mut row = FIRST + 1;
        let grades = framework.evidence.as_ref().map_or(&[][..], |scheme| &scheme.grades);
        if let Some(last) = grades.len().checked_sub(1) {
            let last = column_number_to_name(4 + last as u16);
            sheet.write_string_with_format(row, 2, self.word("workbook.grades"), &text)?;
            sheet.write_string_with_format(row + 1, 2, self.word("workbook.confirms"), &text)?;
            for (column, grade) in (4..).zip(grades) {
                sheet.write_string_with_format(row, column, grade.code.as_str(), &self.look.heading())?;
                let confirms = if grade.checked { 1.0 } else { 0.0 };
                sheet.write_number_with_format(row + 1, column, confirms, &self.figure("0"))?;
            }
            self.ranges.push(("grades".to_owned(), format!("={at}!$E${0}:${last}${0}", row + 1)));
            self.ranges.push(("grade_confirms".to_owned(), format!("={at}!$E${0}:${last}${0}", row + 2)));
            row += 3;
            for grade in grades {
                sheet.write_string_with_format(row, 0, grade.code.as_str(), &self.look.centred())?;
                sheet.write_string_with_format(row, 2, sheet::plain(&locale.tell(&grade.title)), &text)?;
                row += 1;
            }
            row += 1;
        }
        for scale in &framework.scales {
            let of_scale =
                |item: &&usize| framework.criteria[self.basis.calculation.items[**item].criterion].scale == scale.code;
            let Some(item) = self.plan.items.iter().find(of_scale) else { continue };
            let described = &self.basis.calculation.items[*item];
            for column in 0..10 {
                sheet.write_blank(row, column, &self.look.part())?;
            }
            sheet.write_string_with_format(
                row,
                0,
                sheet::plain(&locale.tell(&scale.title)),
                &self.bare(self.look.part()),
            )?;
            row += 1;
            let first = row;
            for choice in &scale.choices {
                option(&mut sheet, (row, 0), &self.option(scale, choice), &self.figure("General"))?;
                match choice.value {
                    Some(value) => sheet.write_number_with_format(row, 1, value, &self.input("0.##"))?,
                    None => sheet.write_formula_with_format(row, 1, cached("\"\"", ""), &self.figure("General"))?,
                };
                sheet.write_string_with_format(row, 2, sheet::plain(&locale.tell(&choice.title)), &text)?;
                row += 1;
            }
            for (key, sign) in [("workbook.not-applicable", Some(NONE)), ("workbook.unknown", None)] {
                sheet.write_string_with_format(row, 0, self.word(key), &self.look.centred())?;
                match sign {
                    Some(sign) => sheet.write_string_with_format(row, 1, sign, &self.figure("General"))?,
                    None => sheet.write_formula_with_format(row, 1, cached("\"\"", ""), &self.figure("General"))?,
                };
                row += 1;
            }
            let code = scale.code.as_str();
            self.ranges.push((range_name("options", code), format!("={at}!$A${}:$A${row}", first + 1)));
            self.ranges.push((range_name("scale", code), format!("={at}!$A${}:$B${row}", first + 1)));
            if let Some(last) = described.caps.len().checked_sub(1) {
                sheet.write_string_with_format(
                    first - 1,
                    4,
                    self.word("workbook.caps"),
                    &self.bare(self.look.part()),
                )?;
                let last = column_number_to_name(4 + last as u16);
                for (column, cap) in (4..).zip(&described.caps) {
                    let cap = cap.max(described.range.0).min(described.range.1);
                    if cap.is_finite() {
                        sheet.write_number_with_format(first, column, cap, &self.input("0.##"))?;
                    }
                }
                self.ranges.push((range_name("caps", code), format!("={at}!$E${0}:${last}${0}", first + 1)));
            }
            row += 1;
        }
        Ok(sheet)
    }

    /// Chapters of the report that no formula stands behind.
    pub(super) fn chapters(&mut self) -> Result<Vec<Worksheet>, XlsxError> {
        let wanted = [
            ("obstacles", "workbook.obstacles-detail", 0xB4_5F06),
            ("enablers", "workbook.enablers", 0x37_76AB),
            ("benefits", "workbook.benefits", 0x67_4EA7),
            ("services", "workbook.services", 0x13_7C8B),
        ];
        let mut sheets = Vec::new();
        for (code, key, colour) in wanted {
            let Some(chapter) = self.package.document.chapters.iter().find(|chapter| chapter.code == code) else {
                continue;
            };
            let title = sheet::plain(&chapter.title);
            let mut sheet = self.page(&self.word(key), &title, &self.word("workbook.chapter-said"), colour)?;
            let mut flow = Flow::of(&mut sheet, &chapter.blocks)?;
            self.band(flow.sheet, flow.last())?;
            self.blocks(&mut flow, &chapter.blocks)?;
            if code == "services" {
                let signs = ["stages.note-unjudged", "stages.note-at-least", "stages.note-stepped"];
                self.tell(&mut flow, &signs.map(|key| self.word(key)).join(" "), &self.look.faint())?;
            }
            flow.repeat()?;
            sheets.push(sheet);
        }
        Ok(sheets)
    }

    /// What was wrong or notable in the material.
    pub(super) fn findings(&mut self) -> Result<Worksheet, XlsxError> {
        let name = self.names.findings.clone();
        let mut sheet =
            self.page(&name, &self.word("workbook.findings"), &self.word("workbook.findings-said"), 0xB4_5F06)?;
        let columns = [
            ("workbook.severity", 11.0),
            ("common.code", 26.0),
            ("workbook.place", 40.0),
            ("workbook.message", 70.0),
            ("workbook.advice", 60.0),
        ];
        for (column, (key, width)) in (0..).zip(columns) {
            sheet.write_string_with_format(HEADINGS, column, self.word(key), &self.look.heading())?;
            sheet.set_column_width(column, width)?;
        }
        self.band(&mut sheet, 4)?;
        let mut row = FIRST;
        let (series, selection) = (self.view.series, self.view.selection);
        for finding in series.findings.held().iter().filter(|finding| selection.keeps_finding(finding, &series.survey))
        {
            let worded = self.package.locale.plain_wording(finding);
            let height = sheet::height(&worded.message, 70.0).max(sheet::height(&worded.advice, 60.0));
            let code = finding.problem.code().to_owned();
            for (column, text) in (0..).zip([worded.severity, code, worded.place, worded.message, worded.advice]) {
                sheet.write_string_with_format(row, column, text, &self.look.framed())?;
            }
            sheet.set_row_height(row, height.min(400.0))?;
            row += 1;
        }
        sheet.set_freeze_panes(FIRST, 0)?.autofilter(HEADINGS, 0, (row - 1).max(FIRST), 4)?;
        sheet.set_repeat_rows(HEADINGS, HEADINGS)?;
        Ok(sheet)
    }

    /// What an assessor could dispute: what is in a named cell acts at once.
    pub(super) fn method(&mut self) -> Result<Option<Worksheet>, XlsxError> {
        if self.view.stages.is_empty() {
            return Ok(None);
        }
        let name = self.names.method.clone();
        let mut sheet =
            self.page(&name, &self.word("workbook.method"), &self.word("workbook.method-said"), 0x7F_7F7F)?;
        self.band(&mut sheet, 2)?;
        for (column, width) in [(0, 46), (1, 18), (2, 80)] {
            sheet.set_column_width(column, width)?;
        }
        self.legend(&mut sheet, LEGEND, 0)?;
        let method = &self.view.series.method;
        let at = quoted(&name);
        let least = &method.gate_minimum_evidence;
        let labels = [
            ("workbook.threshold", "workbook.threshold-said"),
            ("workbook.coverage-least", "workbook.coverage-least-said"),
            ("workbook.stage-on", "workbook.stage-on-said"),
            ("workbook.grade-supported", "workbook.grade-said"),
            ("workbook.grade-checked", "workbook.grade-said"),
        ];
        for (row, (range, (label, said))) in (FIRST..).zip(self.named().iter().copied().zip(labels)) {
            self.ranges.push((range.to_owned(), format!("={at}!$B${}", row + 1)));
            let mut said = self.word(said);
            if range == "coverage_least" && self.has_units() {
                let share = [("share", Value::Percent(100.0 * method.coverage, 0))];
                let decided = self.package.locale.say("workbook.coverage-least-units", &share);
                said = format!("{said} {}", sheet::plain(&decided));
            }
            sheet.write_string_with_format(row, 0, self.word(label), &self.look.framed())?;
            sheet.set_row_height(row, sheet::height(&said, 80.0))?;
            sheet.write_string_with_format(row, 2, said, &self.look.framed())?;
            match range {
                "threshold" => sheet.write_number_with_format(row, 1, method.threshold, &self.input("0.##"))?,
                "coverage_least" => sheet.write_number_with_format(row, 1, method.coverage, &self.input("0.##%"))?,
                "stage_on" => sheet.write_string_with_format(row, 1, self.stage_on(), &self.input("General"))?,
                "gate_grade_supported" => {
                    sheet.write_string_with_format(row, 1, least.supported.as_str(), &self.input("General"))?
                }
                _ => sheet.write_string_with_format(row, 1, least.checked.as_str(), &self.input("General"))?,
            };
            let choices = match range {
                "stage_on" => DataValidation::new().allow_list_strings(&["low", "value"])?,
                _ if range.starts_with("gate") => DataValidation::new().allow_list_formula(Formula::new("grades")),
                _ => continue,
            };
            sheet.add_data_validation(row, 1, row, 1, &choices)?;
        }
        Ok(Some(sheet))
    }

    /// Names of the cells of the method.
    fn named(&self) -> &'static [&'static str] {
        let calculation = &self.basis.calculation;
        let all = &["threshold", "coverage_least", "stage_on", "gate_grade_supported", "gate_grade_checked"];
        match (self.view.stages.is_empty(), calculation.gates.is_empty() || calculation.evidence.is_none()) {
            (true, _) => &[],
            (false, true) => &all[..3],
            (false, false) => all,
        }
    }

    /// How the workbook is read.
    pub(super) fn about(&mut self) -> Result<Worksheet, XlsxError> {
        let name = self.names.about.clone();
        let mut sheet = self.page(&name, &self.word("workbook.about"), "", sheet::NAVY)?;
        self.band(&mut sheet, 3)?;
        sheet.set_column_range_width(0, 3, 30)?;
        self.legend(&mut sheet, LEGEND, 0)?;
        let mut row = FIRST;
        let staged = !self.view.stages.is_empty();
        let texts = [
            Some(self.word(if staged { "workbook.about-live" } else { "workbook.about-live-scores" }))
                .filter(|_| staged || !self.are_answers_fixed()),
            self.changeable(),
            Some(self.word("workbook.about-values")),
            Some(self.word("workbook.about-address")),
            Some(self.word(if staged { "workbook.about-signs" } else { "workbook.about-signs-scores" })),
            Some(self.word("workbook.about-missing")),
            staged.then(|| self.ranges_said()),
            Some(self.word("workbook.about-file")),
        ];
        for text in texts.into_iter().flatten() {
            sheet.merge_range(row, 0, row, 3, &text, &self.look.text())?;
            sheet.set_row_height(row, sheet::height(&text, 120.0))?;
            row += 1;
        }
        let version = format!("Miqyas {}", self.view.series.program);
        sheet.write_string_with_format(row + 1, 0, version, &self.bare(self.look.faint()))?;
        Ok(sheet)
    }

    /// Which cells can be changed; none where no cell can.
    fn changeable(&self) -> Option<String> {
        let calculation = &self.basis.calculation;
        let answers = !self.are_answers_fixed();
        let valued = |item: &usize| matches!(calculation.items[*item].lookup, Lookup::Choices(_) | Lookup::Several(_));
        let cells = [
            (answers, "workbook.cells-answers"),
            (answers && calculation.evidence.is_some(), "workbook.cells-evidence"),
            (self.plan.items.iter().any(|item| self.weighs(*item)), "workbook.cells-weights"),
            (self.plan.items.iter().any(valued), "workbook.cells-worths"),
            (!self.named().is_empty(), "workbook.cells-method"),
        ];
        let cells: Vec<String> = cells.iter().filter(|(has, _)| *has).map(|(_, key)| self.word(key)).collect();
        let values = [("cells", Value::Phrase(self.package.locale.list(&cells)))];
        (!cells.is_empty()).then(|| sheet::plain(&self.package.locale.say("workbook.about-change", &values)))
    }

    /// Which cells and ranges have names.
    fn ranges_said(&self) -> String {
        let locale = self.package.locale;
        let evidence = self.basis.calculation.evidence.is_some();
        let graded = ["grades", "caps_…"].into_iter().filter(|_| evidence);
        let ranges: Vec<String> =
            ["scale_…", "stage_…", "mark_…"].into_iter().chain(graded).map(str::to_owned).collect();
        let cells: Vec<String> = self.named().iter().map(|name| (*name).to_owned()).collect();
        let values =
            [("cells", Value::Phrase(locale.series(&cells))), ("ranges", Value::Phrase(locale.series(&ranges)))];
        sheet::plain(&locale.say("workbook.about-range", &values))
    }

    pub(super) fn truth(&self, truth: Truth) -> String {
        sheet::plain(&self.view.truth(truth))
    }

    /// A sentence over the columns up to `last`, so many letters on a line; gives the next row.
    fn sentence(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        text: &str,
        format: &Format,
        last: u16,
        letters: f64,
    ) -> Result<u32, XlsxError> {
        let text = sheet::plain(text);
        sheet.merge_range(row, 0, row, last, &text, format)?;
        sheet.set_row_height(row, sheet::height(&text, letters) + SPARE)?;
        Ok(row + 1)
    }

    /// How many agencies stand on each rung, counted on the sheet of stages.
    fn ladder(&self, sheet: &mut Worksheet, row: u32, titles: &[String]) -> Result<u32, XlsxError> {
        let (view, mut row) = (self.view, row);
        let top = row;
        self.heads(sheet, row, &self.word("workbook.agencies-by-stage"), titles)?;
        row += 1;
        let counts: Vec<StageCounts> = view.truths.iter().map(|truth| self.counts(*truth)).collect();
        let nation = self.volume.title.as_ref().map(|_| view.truths.iter().map(|truth| view.counts(*truth)).collect());
        let nation: Option<Vec<StageCounts>> = nation;
        let first = row;
        for number in (0..=view.stages.len()).rev() {
            sheet.write_string_with_format(
                row,
                0,
                sheet::plain(&view.stage_name(number)),
                &self.look.framed().set_bold(),
            )?;
            for (column, (truth, counts)) in (1..).zip(view.truths.iter().zip(&counts)) {
                let (stage, mark) = (range_name("stage", truth.name()), range_name("mark", truth.name()));
                let text = format!("COUNTIF({stage},{number})-COUNTIFS({stage},{number},{mark},\"*~*\")");
                let count = cached(text, counts.on(number).to_string());
                sheet.write_formula_with_format(row, column, count, &self.figure("0"))?;
            }
            row += 1;
        }
        let last = row - 1;
        let sign = |key: &str| match key {
            "stages.any-stepped" => "*~*".to_owned(),
            "stages.unjudged" => OPEN.to_owned(),
            "stages.not-applicable" => NONE.to_owned(),
            key => self.word(key),
        };
        for Aside { key, count } in ASIDES {
            sheet.write_string_with_format(row, 0, self.word(key), &self.look.framed())?;
            for (column, (truth, counts)) in (1..).zip(view.truths.iter().zip(&counts)) {
                let text = format!("COUNTIF({},\"{}\")", range_name("mark", truth.name()), sign(key));
                let count = cached(text, count(counts).to_string());
                sheet.write_formula_with_format(row, column, count, &self.figure("0"))?;
            }
            row += 1;
        }
        if let Some(nation) = nation {
            row += 1;
            self.heads(sheet, row, &self.word("workbook.whole"), titles)?;
            row += 1;
            for number in (0..=view.stages.len()).rev() {
                sheet.write_string_with_format(row, 0, sheet::plain(&view.stage_name(number)), &self.look.framed())?;
                for (column, counts) in (1..).zip(&nation) {
                    sheet.write_number_with_format(row, column, counts.on(number) as f64, &self.value("0"))?;
                }
                row += 1;
            }
            for Aside { key, count } in ASIDES {
                sheet.write_string_with_format(row, 0, self.word(key), &self.look.framed())?;
                for (column, counts) in (1..).zip(&nation) {
                    sheet.write_number_with_format(row, column, count(counts) as f64, &self.value("0"))?;
                }
                row += 1;
            }
        }
        let title = self.word("workbook.agencies-by-stage");
        self.chart(sheet, (top, titles.len() as u16 + 1), &title, (first, last), titles.len() as u16, 0)?;
        Ok(row.max(top + 16) + 1)
    }

    /// Medians of the dimensions that lead, live from the columns of truth.
    fn medians(&self, sheet: &mut Worksheet, row: u32, titles: &[String]) -> Result<(), XlsxError> {
        let dimensions = if self.view.stages.is_empty() { self.tops() } else { self.view.stages.clone() };
        let title = self.word("workbook.medians");
        self.heads(sheet, row, &title, titles)?;
        let (mut at, mut decimals) = (row + 1, 0);
        for dimension in dimensions {
            let Some(output) = self.basis.calculation.dimensions[dimension] else { continue };
            let Some(node) = self.plan.nodes[output.node] else { continue };
            let name = sheet::plain(&self.view.dimension(dimension));
            sheet.write_string_with_format(at, 0, name, &self.look.framed())?;
            if self.basis.calculation.published(dimension).is_some_and(|(low, high)| high - low < WIDE) {
                decimals = self.view.decimals().min(2);
            }
            for (column, truth) in (1..).zip(&self.view.truths) {
                let values: Vec<f64> = self
                    .grounds
                    .iter()
                    .filter_map(|ground| ground.columns.get(*truth).as_ref()?.nodes[output.node].value)
                    .collect();
                let median = Quartiles::of(values).map(|quartiles| quartiles.median * output.factor);
                let cells = format!(
                    "{0}!${1}${3}:${2}${3}",
                    quoted(self.names.columns.get(*truth)),
                    letters(0),
                    letters(self.grounds.len().max(1) - 1),
                    node + 1
                );
                let text = format!("IF(COUNT({cells})=0,\"\",{}*MEDIAN({cells}))", output.factor);
                sheet.write_formula_with_format(at, column, cached(text, finite(median)), &self.scored(dimension))?;
            }
            at += 1;
        }
        if at > row + 1 {
            let place = (row, titles.len() as u16 + 1);
            self.chart(sheet, place, &title, (row + 1, at - 1), titles.len() as u16, decimals)?;
        }
        Ok(())
    }

    /// Dimensions with nothing above them.
    fn tops(&self) -> Vec<usize> {
        let dimensions = &self.view.framework.dimensions;
        let scored = |dimension: &usize| self.basis.calculation.dimensions[*dimension].is_some();
        let top = |dimension: &usize| {
            let parent = dimensions[*dimension].parent.as_ref();
            parent.is_none_or(|parent| dimensions.iter().any(|own| own.code == *parent && own.parent.is_none()))
        };
        (0..dimensions.len()).filter(scored).filter(top).collect()
    }

    /// Indices that stand beside stages, each with its parts.
    fn indices(&self) -> Vec<usize> {
        let framework = self.view.framework;
        let parts = |index: usize| {
            let of = move |part: &usize| {
                framework.dimensions[*part].parent.as_ref() == Some(&framework.dimensions[index].code)
            };
            std::iter::once(index).chain((0..framework.dimensions.len()).filter(of))
        };
        let scored = |dimension: &usize| self.basis.calculation.dimensions[*dimension].is_some();
        framework.of_role(DimensionRole::Index).flat_map(parts).filter(scored).collect()
    }

    /// Whether no change of an answer moves a dimension's scores.
    fn is_fixed(&self, dimension: usize) -> bool {
        self.basis.calculation.dimensions[dimension].is_none_or(|output| !self.plan.is_moved(output.node))
    }

    /// A cell of a dimension's scores: with the decimals that are published, one at most on a unit other than the
    /// framework's.
    fn scored(&self, dimension: usize) -> Format {
        let framework = self.view.framework;
        let own = framework.factor(&framework.dimensions[dimension]) == framework.output.factor;
        let decimals = self.view.decimals();
        let pattern = pattern(0.0, if own { decimals } else { decimals.min(1) });
        if self.is_fixed(dimension) { self.value(&pattern) } else { self.figure(&pattern) }
    }

    fn heads(&self, sheet: &mut Worksheet, row: u32, title: &str, titles: &[String]) -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, 0, title, &self.look.heading())?;
        for (column, title) in (1..).zip(titles) {
            sheet.write_string_with_format(row, column, title, &self.look.heading())?;
        }
        sheet.set_row_height(row, 28)?;
        Ok(())
    }

    /// A native chart of a table whose first column names the rows and whose headings stand above.
    fn chart(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        title: &str,
        (first, last): (u32, u32),
        series: u16,
        decimals: usize,
    ) -> Result<(), XlsxError> {
        let name = self.names.summary.as_str();
        let mut chart = Chart::new(ChartType::Column);
        let colours = [0xB8_C4D6, 0x2E_6DA4, sheet::NAVY];
        for (place, colour) in (1..=series).zip(colours.into_iter().cycle()) {
            chart
                .add_series()
                .set_categories((name, first, 0, last, 0))
                .set_values((name, first, place, last, place))
                .set_name((name, first - 1, place))
                .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour))));
        }
        chart.title().set_name(title);
        chart.legend().set_position(ChartLegendPosition::Bottom);
        chart.set_width(560).set_height(320).set_alt_text(title);
        let mut pale = ChartLine::new();
        pale.set_color(Color::RGB(0xE3_E7EC)).set_width(0.5);
        chart.y_axis().set_num_format(self.digits(&pattern(0.0, decimals))).set_major_gridlines_line(&pale);
        if self.package.locale.direction() == Direction::Rtl {
            chart.x_axis().set_reverse();
        }
        sheet.insert_chart_with_offset(row, column, &chart, 12, 0)?;
        Ok(())
    }

    /// How many of the workbook's agencies stand where.
    fn counts(&self, truth: Truth) -> StageCounts {
        let mut counts = StageCounts::empty(self.view.stages.len());
        for agency in self.assessed() {
            counts.add(agency.status, self.view.ladder(agency, truth).map(|ladder| ladder.reached));
        }
        counts
    }

    fn assessed(&self) -> impl Iterator<Item = &AgencyAssessment> {
        self.grounds.iter().filter_map(|ground| self.assessment(ground))
    }

    fn assessment(&self, ground: &Ground) -> Option<&AgencyAssessment> {
        self.view.agencies.iter().find(|agency| agency.agency == ground.agency).copied()
    }

    /// The first columns of a table of agencies.
    fn agencies(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, key, width) in [(0, "common.code", 12), (1, "common.agency", 38)] {
            sheet.write_string_with_format(HEADINGS, column, self.word(key), &self.look.heading())?;
            sheet.set_column_width(column, width)?;
        }
        sheet.set_row_height(HEADINGS, 44)?;
        for (row, ground) in (FIRST..).zip(&self.grounds) {
            let name = self.agency(ground);
            sheet.write_string_with_format(row, 0, self.agency_code(ground), &self.look.centred())?;
            sheet.write_string_with_format(row, 1, &name, &self.look.framed())?;
            sheet.set_row_height(row, sheet::height(&name, 38.0))?;
        }
        Ok(())
    }

    fn stages(&mut self) -> Result<Worksheet, XlsxError> {
        let name = self.names.stages.clone();
        let mut sheet =
            self.page(&name, &self.word("workbook.stages"), &self.word("workbook.stages-said"), sheet::NAVY)?;
        self.agencies(&mut sheet)?;
        let view = self.view;
        let last = FIRST + self.grounds.len().max(1) as u32 - 1;
        let silent = self.word("status.no-response");
        let (mut column, mut widths) = (2, vec![12.0, 38.0]);
        for (row, ground) in (FIRST..).zip(&self.grounds).filter(|(_, ground)| !ground.responded) {
            let text = sheet::height(&silent, 11.0).max(sheet::height(&self.agency(ground), 38.0));
            sheet.set_row_height(row, text)?;
        }
        for truth in &view.truths {
            let reached = self.word("stages.reached");
            let title = self.truth(*truth);
            sheet.merge_range(ABOVE, column, ABOVE, column + 1, &title, &self.look.heading())?;
            sheet.write_string_with_format(HEADINGS, column, &reached, &self.look.heading())?;
            sheet.write_string_with_format(HEADINGS, column + 1, self.word("workbook.mark"), &self.look.heading())?;
            sheet.set_column_width(column, 11)?.set_column_width(column + 1, 13)?;
            widths.extend([11.0, 13.0]);
            let own = quoted(self.names.columns.get(*truth));
            for (position, (row, ground)) in (FIRST..).zip(&self.grounds).enumerate() {
                let Some(judged) = ground.columns.get(*truth) else { continue };
                let cell = |row: u32| format!("{own}!${}${}", letters(position), row + 1);
                let (number, mark) = stood(judged.reached);
                let number = cached(cell(self.plan.number), number);
                sheet.write_formula_with_format(row, column, number, &self.figure("0").set_bold().set_font_size(12))?;
                let responded = format!("{}!${}${}", quoted(&self.names.answers), letters(position), RESPONDED + 1);
                let text = format!("IF({responded}=0,\"{silent}\",{})", cell(self.plan.mark));
                let mark = if ground.responded { mark } else { silent.clone() };
                sheet.write_formula_with_format(row, column + 1, cached(text, mark), &self.figure("General"))?;
            }
            for (prefix, column) in [("stage", column), ("mark", column + 1)] {
                let cells = place(&name, (FIRST, column, last, column));
                self.ranges.push((range_name(prefix, truth.name()), cells));
            }
            let scale = ConditionalFormat2ColorScale::new()
                .set_minimum(ConditionalFormatType::Number, 0)
                .set_maximum(ConditionalFormatType::Number, view.stages.len() as u32)
                .set_minimum_color(Color::RGB(0xFF_FFFF))
                .set_maximum_color(Color::RGB(0x6F_A8DC));
            sheet.add_conditional_format(FIRST, column, last, column, &scale)?;
            column += 2;
        }
        for stage in &view.stages {
            let title = sheet::plain(&view.dimension(*stage));
            let title = format!("{title} · {}", self.truth(view.lead));
            sheet.merge_range(ABOVE, column, ABOVE, column + 3, &title, &self.look.heading())?;
            for (column, (_, key)) in (column..).zip(FIGURES) {
                sheet.write_string_with_format(HEADINGS, column, self.word(key), &self.look.heading())?;
                sheet.set_column_width(column, 9)?;
                widths.push(9.0);
            }
            for (place, row) in (0..self.grounds.len()).zip(FIRST..) {
                self.figures(&mut sheet, row, column, (place, view.lead, *stage))?;
            }
            self.shade(&mut sheet, (FIRST, column + 1, last, column + 1), (sheet::RED, sheet::GREEN))?;
            column += 4;
        }
        self.band(&mut sheet, column - 1)?;
        sheet.set_row_height(ABOVE, 30)?;
        sheet.set_freeze_panes(FIRST, 2)?.autofilter(HEADINGS, 0, last, column - 1)?;
        sheet.set_repeat_rows(ABOVE, HEADINGS)?.set_repeat_columns(0, 1)?;
        self.wide(&mut sheet, &widths, 50.0);
        let signs = &self.bare(self.look.faint());
        sheet.write_string_with_format(last + 2, 1, self.word("workbook.signs-stages"), signs)?;
        Ok(sheet)
    }

    /// Agencies by dimensions, in the leading column of truth, with the median below.
    fn profile(
        &mut self,
        name: &str,
        title: &str,
        said: String,
        dimensions: &[usize],
        colours: (u32, u32),
    ) -> Result<Worksheet, XlsxError> {
        let lead = self.truth(self.view.lead);
        let title = format!("{} · {lead}", self.word(title));
        let mut sheet = self.page(name, &title, &said, 0xB4_5F06)?;
        self.agencies(&mut sheet)?;
        let end = FIRST + self.grounds.len().max(1) as u32;
        let last = 1 + dimensions.len() as u16;
        sheet.write_string_with_format(end, 1, self.word("common.median"), &self.look.framed().set_bold())?;
        for (column, dimension) in (2..).zip(dimensions) {
            let heading = sheet::plain(&self.view.dimension(*dimension));
            sheet.write_string_with_format(HEADINGS, column, heading, &self.look.heading())?;
            sheet.set_column_width(column, 15)?;
            let mut values = Vec::new();
            for (place, (row, ground)) in (FIRST..).zip(&self.grounds).enumerate() {
                if let Some((text, result)) = self.published(place, self.view.lead, *dimension, Figure::Value) {
                    let format = self.scored(*dimension);
                    sheet.write_formula_with_format(row, column, cached(text, finite(result)), &format)?;
                }
                values.extend(
                    self.assessment(ground)
                        .and_then(|agency| self.view.score(agency, self.view.lead, *dimension)?.value),
                );
            }
            let letter = column_number_to_name(column);
            let cells = format!("{letter}{}:{letter}{end}", FIRST + 1);
            let median = Quartiles::of(values).map(|quartiles| quartiles.median);
            let text = format!("IF(COUNT({cells})=0,\"\",MEDIAN({cells}))");
            let strong = self.scored(*dimension).set_bold();
            sheet.write_formula_with_format(end, column, cached(text, finite(median)), &strong)?;
        }
        self.shade(&mut sheet, (FIRST, 2, end, last), colours)?;
        let last = match dimensions.first() {
            Some(first) if self.view.framework.dimensions[*first].role == DimensionRole::Index => {
                let cells = place(name, (FIRST, last + 1, end - 1, last + 1));
                self.ranks(&mut sheet, last + 1, *first)?;
                self.ranges.push((range_name("rank", self.view.framework.dimensions[*first].code.as_str()), cells));
                last + 1
            }
            _ => last,
        };
        self.band(&mut sheet, last)?;
        sheet.set_freeze_panes(FIRST, 2)?.autofilter(HEADINGS, 0, end - 1, last)?;
        sheet.set_repeat_rows(HEADINGS, HEADINGS)?;
        Ok(sheet)
    }

    /// Ranks by the published figures of the first dimension of a profile; values where the workbook does not hold every
    /// agency that is ranked.
    fn ranks(&self, sheet: &mut Worksheet, column: u16, dimension: usize) -> Result<(), XlsxError> {
        sheet.write_string_with_format(HEADINGS, column, self.word("common.rank"), &self.look.heading())?;
        let letter = column_number_to_name(2);
        let (top, bottom) = (FIRST + 1, FIRST + self.grounds.len() as u32);
        let all = format!("{letter}${top}:{letter}${bottom}");
        let (unit, noise) = (10_f64.powi(self.view.decimals() as i32), noise());
        for (row, ground) in (FIRST..).zip(&self.grounds) {
            let agency = self.assessment(ground);
            let score = agency.and_then(|agency| self.view.score(agency, self.view.lead, dimension));
            let Some(rank) = score.and_then(|score| score.rank) else { continue };
            if self.grounds.len() < self.view.assessment.agencies.len() || self.is_fixed(dimension) {
                sheet.write_number_with_format(row, column, rank, &self.value("0"))?;
                continue;
            }
            let own = format!("{letter}{}", row + 1);
            let next = format!("(ROUND({own}*{unit}+{noise},0)+0.5-{noise})/{unit}");
            let above = format!("SUMPRODUCT(ISNUMBER({all})*({all}>={next}))");
            let text = format!("IF(ISNUMBER({own}),1+{above},\"\")");
            sheet.write_formula_with_format(row, column, cached(text, rank.to_string()), &self.figure("0"))?;
        }
        Ok(())
    }

    fn shade(
        &self,
        sheet: &mut Worksheet,
        (top, left, bottom, right): (u32, u16, u32, u16),
        (low, high): (u32, u32),
    ) -> Result<(), XlsxError> {
        let scale = ConditionalFormat3ColorScale::new()
            .set_minimum_color(Color::RGB(low))
            .set_midpoint_color(Color::White)
            .set_maximum_color(Color::RGB(high));
        sheet.add_conditional_format(top, left, bottom, right, &scale)?;
        Ok(())
    }

    /// Low, value, high and coverage of a score in four cells.
    fn figures(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        (place, truth, dimension): (usize, Truth, usize),
    ) -> Result<(), XlsxError> {
        for (column, (figure, _)) in (column..).zip(FIGURES) {
            let format = if figure == Figure::Coverage { self.figure("0%") } else { self.scored(dimension) };
            if let Some((text, result)) = self.published(place, truth, dimension, figure) {
                sheet.write_formula_with_format(row, column, cached(text, finite(result)), &format)?;
            }
        }
        Ok(())
    }

    /// A figure as it is published, read from a column of truth.
    fn published(&self, place: usize, truth: Truth, dimension: usize, figure: Figure) -> Option<(String, Option<f64>)> {
        let calculation = &self.basis.calculation;
        let output = calculation.dimensions[dimension]?;
        let node = self.plan.nodes[output.node]?;
        let ground = self.grounds[place];
        ground.columns.get(truth).as_ref()?;
        let own = quoted(self.names.columns.get(truth));
        let cell = |row: u32| format!("{own}!${}${}", letters(place), row + 1);
        let responded = cell(RESPONDED);
        let score = self.assessment(ground).and_then(|agency| self.view.score(agency, truth, dimension));
        let (row, result) = match (figure, output.inverted) {
            (Figure::Coverage, _) => {
                let (answered, applicable) = (cell(node + 3), cell(node + 4));
                let text = format!("IF(OR({responded}=0,{applicable}=0),\"\",{answered}/{applicable})");
                return Some((text, score.and_then(|score| score.coverage())));
            }
            (Figure::Value, _) => (node, score.and_then(|score| score.value)),
            (Figure::Low, false) => (node + 1, score.and_then(|score| score.low)),
            (Figure::High, false) => (node + 2, score.and_then(|score| score.high)),
            (Figure::Low, true) => (node + 2, score.and_then(|score| score.low)),
            (Figure::High, true) => (node + 1, score.and_then(|score| score.high)),
        };
        let cell = cell(row);
        let best = calculation.nodes[output.node].range.1;
        let value = if output.inverted { format!("({best}-{cell})") } else { cell.clone() };
        let text = format!("IF(OR({responded}=0,{cell}=\"\"),\"\",{}*{value})", output.factor);
        Some((text, result))
    }

    /// Blocks of a chapter one below the other.
    fn blocks(&self, flow: &mut Flow, blocks: &[Block]) -> Result<(), XlsxError> {
        for block in blocks {
            match block {
                Block::Heading(text) => self.tell(flow, text, &self.look.part())?,
                Block::Lead(text) => self.tell(flow, text, &self.look.text().set_bold())?,
                Block::Paragraph(text) => self.tell(flow, text, &self.look.text())?,
                Block::List(items) => {
                    for item in items {
                        self.tell(flow, &format!("• {item}"), &self.look.text())?;
                    }
                }
                Block::Table(grid) => self.grid(flow, grid)?,
                Block::Card(card) => {
                    self.tell(flow, &card.title, &self.look.part())?;
                    self.blocks(flow, &card.blocks)?;
                }
                Block::Chart(_) | Block::Issue(_) | Block::Tree(_) => {}
            }
        }
        Ok(())
    }

    /// A sentence of a chapter.
    fn tell(&self, flow: &mut Flow, text: &str, format: &Format) -> Result<(), XlsxError> {
        let (last, letters) = (flow.last(), flow.letters());
        flow.row = self.sentence(flow.sheet, flow.row, text, format, last, letters)?;
        Ok(())
    }

    fn grid(&self, flow: &mut Flow, grid: &Grid) -> Result<(), XlsxError> {
        let shift = flow.shift(grid);
        let heights: Vec<f64> = grid.rows.iter().map(|line| flow.height(line, shift)).collect();
        flow.length = heights.iter().sum();
        self.tell(flow, &grid.caption, &self.look.text().set_bold())?;
        for (place, column) in (0..).zip(&grid.columns) {
            let bars = grid.rows.iter().any(|line| matches!(line.cells[usize::from(place)].content, Content::Bar(_)));
            let heading = match column.heading.as_str() {
                "" if bars => self.word("workbook.bar"),
                heading => sheet::plain(heading),
            };
            let at = flow.open(place, shift, &self.look.heading())?;
            flow.sheet.write_string_with_format(flow.row, at, heading, &self.look.heading())?;
        }
        flow.close(HEAD)?;
        for (line, height) in grid.rows.iter().zip(heights) {
            for (place, (cell, column)) in (0..).zip(line.cells.iter().zip(&grid.columns)) {
                let format = match (line.weight, column.align) {
                    (Weight::Section, _) => self.look.part(),
                    (Weight::Strong, Align::End) => self.look.centred().set_bold(),
                    (Weight::Strong, Align::Start) => self.look.framed().set_bold(),
                    (Weight::Normal, Align::End) => self.look.centred(),
                    (Weight::Normal, Align::Start) => self.look.framed(),
                };
                let at = flow.open(place, shift, &format)?;
                match (line.weight, &cell.content) {
                    (Weight::Section, Content::Empty) => {
                        flow.sheet.write_blank(flow.row, at, &format)?;
                    }
                    _ => self.cell(flow.sheet, flow.row, at, cell, &toned(format, cell.tone))?,
                }
            }
            flow.close(height)?;
        }
        for note in &grid.notes {
            self.tell(flow, note, &self.look.faint())?;
        }
        flow.row += 1;
        Ok(())
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        cell: &Cell,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let locale = self.package.locale;
        let shaped = |pattern: String| format.clone().set_num_format(self.digits(&pattern));
        match &cell.content {
            Content::Empty => sheet.write_string_with_format(row, column, NONE, format)?,
            Content::Text(text) | Content::Code(text) => {
                sheet.write_string_with_format(row, column, sheet::plain(text), format)?
            }
            Content::Count(count) => {
                sheet.write_number_with_format(row, column, *count as f64, &shaped("#,##0".to_owned()))?
            }
            Content::Number { value, decimals } => {
                sheet.write_number_with_format(row, column, *value, &shaped(pattern(*value, *decimals)))?
            }
            Content::Percent { value, decimals } => sheet.write_number_with_format(
                row,
                column,
                *value / 100.0,
                &shaped(pattern(*value, *decimals) + "%"),
            )?,
            Content::Difference { value, decimals } => {
                let pattern = pattern(*value, *decimals);
                sheet.write_number_with_format(
                    row,
                    column,
                    *value,
                    &shaped(format!("+{pattern};-{pattern};{pattern}")),
                )?
            }
            Content::Range { low, high, decimals } => {
                let range = sheet::plain(&locale.range(*low, *high, *decimals));
                sheet.write_string_with_format(row, column, range, &format.clone().set_align(FormatAlign::Center))?
            }
            Content::Bar(share) => {
                let bar = ConditionalFormatDataBar::new()
                    .set_bar_only(true)
                    .set_minimum(ConditionalFormatType::Number, 0)
                    .set_maximum(ConditionalFormatType::Number, 1);
                sheet.add_conditional_format(row, column, row, column, &bar)?;
                sheet.write_number_with_format(row, column, *share, format)?
            }
        };
        Ok(())
    }
}

fn toned(format: Format, tone: Tone) -> Format {
    match tone {
        Tone::Plain => format,
        Tone::Good => format.set_background_color(sheet::GREEN),
        Tone::Doubtful => format.set_background_color(sheet::AMBER),
        Tone::Bad => format.set_background_color(sheet::RED),
        Tone::Quiet => format.set_font_color(sheet::FAINT),
    }
}

/// The number format of a figure, in groups of three digits from where the report groups them.
fn pattern(value: f64, decimals: usize) -> String {
    let whole = if value.abs() >= GROUPED { "#,##0" } else { "0" };
    format!("{whole}.{}", "0".repeat(decimals)).trim_end_matches('.').to_owned()
}

/// The sheet of a chapter while it is filled from the top: its tables stand in the same columns, codes in the first.
struct Flow<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    /// Letters across each column.
    widths: Vec<f64>,
    /// Whether any table begins with codes: the first column of the others spans two.
    coded: bool,
    /// Points of rows that a page holds.
    page: f64,
    /// Heading of the longest table that no page holds, with its length.
    repeated: Option<(f64, u32)>,
    /// Length of the table that is written.
    length: f64,
}

impl<'s> Flow<'s> {
    fn of(sheet: &'s mut Worksheet, blocks: &[Block]) -> Result<Flow<'s>, XlsxError> {
        let grids = grids(blocks);
        let coded = grids.iter().any(|grid| is_coded(grid));
        let mut flow = Flow {
            sheet,
            row: ABOVE,
            widths: if coded { vec![CODED, NAMED] } else { vec![NAMED] },
            coded,
            page: DOWN,
            repeated: None,
            length: 0.0,
        };
        for grid in grids {
            let shift = flow.shift(grid);
            for (place, column) in grid.columns.iter().enumerate() {
                let at = place + usize::from(shift);
                flow.widths.resize(flow.widths.len().max(at + 1), FIGURED);
                let texts = grid.rows.iter().filter(|line| line.weight != Weight::Section).map(|line| {
                    match &line.cells[place].content {
                        Content::Text(text) => text.chars().count() as f64,
                        _ => 0.0,
                    }
                });
                if column.align == Align::Start {
                    let before = if shift == 1 && place == 0 { CODED } else { 0.0 };
                    let wanted = texts.fold(0.0, f64::max).min(WORDED) - before;
                    flow.widths[at] = flow.widths[at].max(wanted);
                }
            }
        }
        while flow.widths.iter().sum::<f64>() < ACROSS {
            flow.widths.push(FIGURED);
        }
        for (column, width) in (0..).zip(&flow.widths) {
            flow.sheet.set_column_width(column, *width)?;
        }
        let across = points(&flow.widths);
        if A4 < SMALL * across {
            flow.sheet.set_paper_size(8);
        }
        flow.page = DOWN * (across / A4).max(1.0);
        Ok(flow)
    }

    fn last(&self) -> u16 {
        self.widths.len() as u16 - 1
    }

    /// Letters of a line over all columns.
    fn letters(&self) -> f64 {
        self.widths.iter().sum::<f64>() * 0.85
    }

    /// How many columns to the side a table's columns after the first stand.
    fn shift(&self, grid: &Grid) -> u16 {
        u16::from(self.coded && !is_coded(grid))
    }

    /// Points of a row.
    fn height(&self, line: &Row, shift: u16) -> f64 {
        let longest = line.cells.iter().enumerate().map(|(place, cell)| match &cell.content {
            Content::Text(text) => {
                let before = if shift == 1 && place == 0 { self.widths[0] } else { 0.0 };
                sheet::height(text, self.widths[place + usize::from(shift)] + before)
            }
            _ => 0.0,
        });
        longest.fold(20.0, f64::max).min(400.0)
    }

    /// The column in which a table's column stands, its cell made where it spans two.
    fn open(&mut self, place: u16, shift: u16, format: &Format) -> Result<u16, XlsxError> {
        if place > 0 || shift == 0 {
            return Ok(place + shift);
        }
        self.sheet.merge_range(self.row, 0, self.row, shift, "", format)?;
        Ok(0)
    }

    /// Ends a row of a table.
    fn close(&mut self, height: f64) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, height)?;
        if self.length > self.page && self.repeated.is_none_or(|(length, _)| self.length > length) {
            self.repeated = Some((self.length, self.row));
        }
        self.row += 1;
        Ok(())
    }

    /// Prints the headings of the longest table on every page that follows them.
    fn repeat(self) -> Result<(), XlsxError> {
        if let Some((_, row)) = self.repeated {
            self.sheet.set_repeat_rows(row, row)?;
        }
        Ok(())
    }
}

/// The tables of a chapter.
fn grids(blocks: &[Block]) -> Vec<&Grid> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Table(grid) => found.push(grid),
            Block::Card(card) => found.extend(grids(&card.blocks)),
            _ => {}
        }
    }
    found
}

/// Whether a table begins with codes.
fn is_coded(grid: &Grid) -> bool {
    grid.rows.iter().any(|line| matches!(line.cells.first().map(|cell| &cell.content), Some(Content::Code(_))))
}
