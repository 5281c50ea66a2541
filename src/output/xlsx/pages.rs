//! Sheets that are read: the summary, stages and scores of agencies, what criteria and scales are, the method.
use crate::assessment::{AgencyAssessment, Quartiles, StageCounts};
use crate::basis::Ground;
use crate::document::{Align, Block, Cell, Content, Grid, Tone, Weight};
use crate::framework::DimensionRole;
use crate::locale::{Direction, Value};
use crate::output::xlsx::formula::{NONE, OPEN};
use crate::output::xlsx::matrix::{option, range_name, stood};
use crate::output::xlsx::plan::{
    AGENCIES, BEST, CODE, CODES, LEGEND, OF, RESPONDED, SAID, TABLE, TEXT, WEIGHT, WORST, finite, letters,
};
use crate::output::xlsx::{Writer, cached, exists, place, quoted};
use crate::report::{ASIDES, Aside};
use crate::sheet;
use crate::truth::Truth;
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, Color, ConditionalFormat2ColorScale,
    ConditionalFormat3ColorScale, ConditionalFormatDataBar, ConditionalFormatType, DataValidation, Format, FormatAlign,
    Formula, Worksheet, XlsxError,
};

/// Rows of a table of agencies: groups of columns, headings, the first agency.
const ABOVE: u32 = 3;
const HEADINGS: u32 = 4;
const FIRST: u32 = 5;

/// Scores that differ by less share a rank, as the sums of a spreadsheet differ in their last digits.
const TIE: &str = "1E-9";

/// Columns over which a sentence of the summary runs.
const SENTENCE: u16 = 9;

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
            row = self.sentence(&mut sheet, row, notice, &self.look.text().set_background_color(sheet::AMBER))?;
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
            row = self.sentence(&mut sheet, row, &said, &self.look.text().set_bold())?;
        }
        let headline = document.chapters.iter().find(|chapter| matches!(chapter.code, "headline" | "index"));
        for block in headline.iter().flat_map(|chapter| &chapter.blocks) {
            let (text, format) = match block {
                Block::Lead(text) => (text, self.look.text().set_bold().set_font_size(13)),
                Block::Paragraph(text) => (text, self.look.text()),
                _ => continue,
            };
            row = self.sentence(&mut sheet, row, text, &format)?;
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
        if !obstacles.is_empty() {
            sheets.push(self.profile(
                &name,
                ["workbook.obstacles", "workbook.obstacles-said"],
                &obstacles,
                (sheet::GREEN, sheet::RED),
            )?);
        }
        if self.view.stages.is_empty() {
            let top = self.tops();
            sheets.push(self.profile(
                &index,
                ["workbook.index", "workbook.index-said"],
                &top,
                (sheet::RED, sheet::GREEN),
            )?);
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
        let mut sheet =
            self.page(&name, &self.word("workbook.criteria"), &self.word("workbook.criteria-said"), 0x7F_7F7F)?;
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
                sheet.write_number_with_format(row, WEIGHT, weight, &self.input("0.##"))?;
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
            self.band(&mut sheet, SENTENCE)?;
            sheet.set_column_width(0, 40)?.set_column_range_width(1, SENTENCE + 6, 15)?;
            self.blocks(&mut sheet, ABOVE, &chapter.blocks)?;
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
    pub(super) fn method(&mut self) -> Result<Worksheet, XlsxError> {
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
        let rows = [
            ("threshold", "workbook.threshold", "workbook.threshold-said"),
            ("coverage_least", "workbook.coverage-least", "workbook.coverage-least-said"),
            ("stage_on", "workbook.stage-on", "workbook.stage-on-said"),
            ("gate_grade_supported", "workbook.grade-supported", "workbook.grade-said"),
            ("gate_grade_checked", "workbook.grade-checked", "workbook.grade-said"),
        ];
        for (row, (range, label, said)) in (FIRST..).zip(rows) {
            self.ranges.push((range.to_owned(), format!("={at}!$B${}", row + 1)));
            sheet.write_string_with_format(row, 0, self.word(label), &self.look.framed())?;
            sheet.write_string_with_format(row, 2, self.word(said), &self.look.framed())?;
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
                _ if range.starts_with("gate") && self.basis.calculation.evidence.is_some() => {
                    DataValidation::new().allow_list_formula(Formula::new("grades"))
                }
                _ => continue,
            };
            sheet.add_data_validation(row, 1, row, 1, &choices)?;
        }
        Ok(sheet)
    }

    /// How the workbook is read.
    pub(super) fn about(&mut self) -> Result<Worksheet, XlsxError> {
        let name = self.names.about.clone();
        let mut sheet = self.page(&name, &self.word("workbook.about"), "", sheet::NAVY)?;
        self.band(&mut sheet, 3)?;
        sheet.set_column_range_width(0, 3, 30)?;
        self.legend(&mut sheet, LEGEND, 0)?;
        let mut row = FIRST;
        for key in [
            "workbook.about-live",
            "workbook.about-change",
            "workbook.about-values",
            "workbook.about-address",
            "workbook.about-signs",
            "workbook.about-missing",
            "workbook.about-range",
            "workbook.about-file",
        ] {
            let text = self.word(key);
            sheet.merge_range(row, 0, row, 3, &text, &self.look.text())?;
            sheet.set_row_height(row, sheet::height(&text, 120.0))?;
            row += 1;
        }
        let version = format!("Miqyas {}", self.view.series.program);
        sheet.write_string_with_format(row + 1, 0, version, &self.bare(self.look.faint()))?;
        Ok(sheet)
    }

    fn truth(&self, truth: Truth) -> String {
        sheet::plain(&self.view.truth(truth))
    }

    /// A sentence over several columns; gives the next row.
    fn sentence(&self, sheet: &mut Worksheet, row: u32, text: &str, format: &Format) -> Result<u32, XlsxError> {
        let text = sheet::plain(text);
        sheet.merge_range(row, 0, row, SENTENCE, &text, format)?;
        sheet.set_row_height(row, sheet::height(&text, 150.0) + 4.0)?;
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
        self.chart(sheet, (top, titles.len() as u16 + 1), &title, (first, last), titles.len() as u16)?;
        Ok(row.max(top + 16) + 1)
    }

    /// Medians of the dimensions that lead, live from the columns of truth.
    fn medians(&self, sheet: &mut Worksheet, row: u32, titles: &[String]) -> Result<(), XlsxError> {
        let dimensions = if self.view.stages.is_empty() { self.tops() } else { self.view.stages.clone() };
        let title = self.word("workbook.medians");
        self.heads(sheet, row, &title, titles)?;
        let mut at = row + 1;
        for dimension in dimensions {
            let Some(output) = self.basis.calculation.dimensions[dimension] else { continue };
            let Some(node) = self.plan.nodes[output.node] else { continue };
            let name = sheet::plain(&self.view.dimension(dimension));
            sheet.write_string_with_format(at, 0, name, &self.look.framed())?;
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
                sheet.write_formula_with_format(at, column, cached(text, finite(median)), &self.figure("0.0"))?;
            }
            at += 1;
        }
        if at > row + 1 {
            let place = (row, titles.len() as u16 + 1);
            self.chart(sheet, place, &title, (row + 1, at - 1), titles.len() as u16)?;
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
        chart.y_axis().set_num_format(self.digits("0")).set_major_gridlines_line(&pale);
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
        let mut column = 2;
        for truth in &view.truths {
            let reached = self.word("stages.reached");
            let title = self.truth(*truth);
            sheet.merge_range(ABOVE, column, ABOVE, column + 1, &title, &self.look.heading())?;
            sheet.write_string_with_format(HEADINGS, column, &reached, &self.look.heading())?;
            sheet.write_string_with_format(HEADINGS, column + 1, self.word("workbook.mark"), &self.look.heading())?;
            sheet.set_column_width(column, 11)?.set_column_width(column + 1, 9)?;
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
        sheet.set_repeat_rows(ABOVE, HEADINGS)?;
        Ok(sheet)
    }

    /// Agencies by dimensions, in the leading column of truth, with the median below.
    fn profile(
        &self,
        name: &str,
        [title, said]: [&str; 2],
        dimensions: &[usize],
        colours: (u32, u32),
    ) -> Result<Worksheet, XlsxError> {
        let lead = self.truth(self.view.lead);
        let title = format!("{} · {lead}", self.word(title));
        let mut sheet = self.page(name, &title, &self.word(said), 0xB4_5F06)?;
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
                    sheet.write_formula_with_format(row, column, cached(text, finite(result)), &self.figure("0.0"))?;
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
            let strong = self.figure("0.0").set_bold();
            sheet.write_formula_with_format(end, column, cached(text, finite(median)), &strong)?;
        }
        self.shade(&mut sheet, (FIRST, 2, end, last), colours)?;
        let last = match dimensions.first() {
            Some(first) if self.view.framework.dimensions[*first].role == DimensionRole::Index => {
                self.ranks(&mut sheet, last + 1, *first)?;
                last + 1
            }
            _ => last,
        };
        self.band(&mut sheet, last)?;
        sheet.set_freeze_panes(FIRST, 2)?.autofilter(HEADINGS, 0, end - 1, last)?;
        sheet.set_repeat_rows(HEADINGS, HEADINGS)?;
        Ok(sheet)
    }

    /// Ranks by the first dimension of a profile; values where other workbooks hold some of the agencies.
    fn ranks(&self, sheet: &mut Worksheet, column: u16, dimension: usize) -> Result<(), XlsxError> {
        sheet.write_string_with_format(HEADINGS, column, self.word("common.rank"), &self.look.heading())?;
        let letter = column_number_to_name(2);
        let (top, bottom) = (FIRST + 1, FIRST + self.grounds.len() as u32);
        let all = format!("{letter}${top}:{letter}${bottom}");
        for (row, ground) in (FIRST..).zip(&self.grounds) {
            let agency = self.assessment(ground);
            let score = agency.and_then(|agency| self.view.score(agency, self.view.lead, dimension));
            let Some(rank) = score.and_then(|score| score.rank) else { continue };
            if self.volumes > 1 {
                sheet.write_number_with_format(row, column, rank, &self.value("0"))?;
                continue;
            }
            let own = format!("{letter}{}", row + 1);
            let above = format!("SUMPRODUCT(ISNUMBER({all})*({all}>{own}+{TIE}))");
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
            let pattern = if figure == Figure::Coverage { "0%" } else { "0.0" };
            if let Some((text, result)) = self.published(place, truth, dimension, figure) {
                sheet.write_formula_with_format(row, column, cached(text, finite(result)), &self.figure(pattern))?;
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

    /// Blocks of a chapter one below the other; gives the next row.
    fn blocks(&self, sheet: &mut Worksheet, row: u32, blocks: &[Block]) -> Result<u32, XlsxError> {
        let mut row = row;
        for block in blocks {
            row = match block {
                Block::Heading(text) => self.sentence(sheet, row, text, &self.look.part())?,
                Block::Lead(text) => self.sentence(sheet, row, text, &self.look.text().set_bold())?,
                Block::Paragraph(text) => self.sentence(sheet, row, text, &self.look.text())?,
                Block::List(items) => {
                    for item in items {
                        row = self.sentence(sheet, row, &format!("• {item}"), &self.look.text())?;
                    }
                    row
                }
                Block::Table(grid) => self.grid(sheet, row, grid)?,
                Block::Card(card) => {
                    let row = self.sentence(sheet, row, &card.title, &self.look.part())?;
                    self.blocks(sheet, row, &card.blocks)?
                }
                Block::Chart(_) | Block::Issue(_) | Block::Tree(_) => row,
            };
        }
        Ok(row)
    }

    fn grid(&self, sheet: &mut Worksheet, row: u32, grid: &Grid) -> Result<u32, XlsxError> {
        let mut row = self.sentence(sheet, row, &grid.caption, &self.look.text().set_bold())?;
        for (place, column) in (0..).zip(&grid.columns) {
            sheet.write_string_with_format(row, place, sheet::plain(&column.heading), &self.look.heading())?;
        }
        sheet.set_row_height(row, 30)?;
        row += 1;
        for line in &grid.rows {
            for (place, (cell, column)) in (0..).zip(line.cells.iter().zip(&grid.columns)) {
                let format = match (line.weight, column.align) {
                    (Weight::Section, _) => self.look.part(),
                    (Weight::Strong, Align::End) => self.look.centred().set_bold(),
                    (Weight::Strong, Align::Start) => self.look.framed().set_bold(),
                    (Weight::Normal, Align::End) => self.look.centred(),
                    (Weight::Normal, Align::Start) => self.look.framed(),
                };
                match (line.weight, &cell.content) {
                    (Weight::Section, Content::Empty) => {
                        sheet.write_blank(row, place, &format)?;
                    }
                    _ => self.cell(sheet, row, place, cell, &toned(format, cell.tone))?,
                }
            }
            let longest = line.cells.iter().enumerate().map(|(place, cell)| match &cell.content {
                Content::Text(text) => sheet::height(text, if place == 0 { 40.0 } else { 15.0 }),
                _ => 0.0,
            });
            sheet.set_row_height(row, longest.fold(20.0, f64::max).min(400.0))?;
            row += 1;
        }
        for note in &grid.notes {
            row = self.sentence(sheet, row, note, &self.look.faint())?;
        }
        Ok(row + 1)
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
        let pattern = |decimals: usize| format!("0.{}", "0".repeat(decimals)).trim_end_matches('.').to_owned();
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
                sheet.write_number_with_format(row, column, *value, &shaped(pattern(*decimals)))?
            }
            Content::Percent { value, decimals } => {
                sheet.write_number_with_format(row, column, *value / 100.0, &shaped(pattern(*decimals) + "%"))?
            }
            Content::Difference { value, decimals } => {
                let pattern = pattern(*decimals);
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
