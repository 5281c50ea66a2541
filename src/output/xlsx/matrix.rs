//! Sheets with a row for each criterion and a column for each agency: what is answered, on which evidence, and what the
//! calculation makes of it in each column of truth.
use crate::basis::{Answer, Column, Composed, Entry, GateState, Given, Ground, Reached, StageState};
use crate::calculation::{Lookup, Output, Step};
use crate::framework::{Choice, Scale};
use crate::method::StageOn;
use crate::output::xlsx::formula::{self, FAILED, Measures, NONE, OPEN, PASSED, Written};
use crate::output::xlsx::plan::{
    AGENCIES, Aside, BEST, CODE, CODES, Difference, LEGEND, MEASURES, NAMES, OF, RESPONDED, TABLE, TEXT, WEIGHT, WORST,
    finite, is_live, letters, number, shown,
};
use crate::output::xlsx::{Writer, cached, place, quoted};
use crate::sheet;
use crate::truth::Truth;
use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

/// Letters across the column of an agency.
const AGENCY_WIDTH: f64 = 12.0;

impl Writer<'_> {
    /// What each agency answered.
    pub(super) fn answers(&mut self) -> Result<Worksheet, XlsxError> {
        let name = self.names.answers.clone();
        let said = match (self.are_answers_fixed(), self.view.stages.is_empty()) {
            (true, _) => "workbook.answers-fixed",
            (false, true) => "workbook.answers-said-scores",
            (false, false) => "workbook.answers-said",
        };
        let mut sheet = self.matrix(&name, "workbook.answers", &self.word(said), &[WORST, BEST])?;
        sheet.write_string_with_format(CODES, WEIGHT, self.word("workbook.gate"), &self.look.heading())?;
        if self.basis.calculation.gates.is_empty() {
            sheet.set_column_hidden(WEIGHT)?;
        }
        sheet.write_string_with_format(RESPONDED, TEXT, self.word("workbook.responded"), &self.look.faint())?;
        let last = self.plan.last();
        for (place, ground) in self.grounds.iter().enumerate() {
            let column = AGENCIES + place as u16;
            let cells = format!("{0}{1}:{0}{2}", letters(place), TABLE + 1, last + 1);
            let responded = cached(format!("IF(COUNTA({cells})>0,1,0)"), flag(ground.responded));
            sheet.write_formula_with_format(RESPONDED, column, responded, &self.figure("0").set_font_size(9))?;
            for (row, item) in (TABLE..).zip(&self.plan.items) {
                self.answer(&mut sheet, row, column, *item, ground)?;
            }
        }
        for (row, item) in (TABLE..).zip(&self.plan.items) {
            let described = &self.basis.calculation.items[*item];
            let gate = if described.is_gate { "◆" } else { "" };
            sheet.write_string_with_format(row, WEIGHT, gate, &self.look.centred())?;
            self.validate(&mut sheet, row, *item)?;
        }
        let all = (TABLE, AGENCIES, last, self.last_agency());
        self.colour(&mut sheet, all, &self.word("workbook.not-applicable"), 0xE6_E6E6)?;
        self.ranges.push(("answers".to_owned(), place(&name, all)));
        Ok(sheet)
    }

    /// Effective grades of evidence.
    pub(super) fn evidence(&mut self) -> Result<Option<Worksheet>, XlsxError> {
        let Some(scheme) = &self.view.framework.evidence else { return Ok(None) };
        let name = self.names.evidence.clone();
        let said = self.word("workbook.evidence-said");
        let mut sheet = self.matrix(&name, "workbook.evidence", &said, &[WEIGHT, WORST, BEST])?;
        for (column, ground) in (AGENCIES..).zip(&self.grounds) {
            for (row, item) in (TABLE..).zip(&self.plan.items) {
                let entry = &ground.entries[*item];
                let grade = entry.grade.and_then(|grade| scheme.grades.get(usize::from(grade)));
                let code = grade.map_or("", |grade| grade.code.as_str());
                let format = if self.acts(*item, entry) { self.input("@") } else { self.value("@") };
                sheet.write_string_with_format(row, column, code, &format)?;
            }
        }
        let all = (TABLE, AGENCIES, self.plan.last(), self.last_agency());
        let list = DataValidation::new().allow_list_formula(Formula::new("grades"));
        sheet.add_data_validation(all.0, all.1, all.2, all.3, &list)?;
        for grade in scheme.grades.iter().filter(|grade| grade.checked) {
            self.colour(&mut sheet, all, grade.code.as_str(), sheet::GREEN)?;
        }
        self.ranges.push(("evidence".to_owned(), place(&name, all)));
        Ok(Some(sheet))
    }

    /// What assessors found, where they answered.
    pub(super) fn assessor(&mut self) -> Result<Option<Worksheet>, XlsxError> {
        if !self.is_assessed() {
            return Ok(None);
        }
        let name = self.names.assessor.clone();
        let said = self.word("workbook.assessor-said");
        let mut sheet = self.matrix(&name, "workbook.assessor", &said, &[WEIGHT, WORST, BEST])?;
        for (column, ground) in (AGENCIES..).zip(&self.grounds) {
            for (row, item) in (TABLE..).zip(&self.plan.items) {
                let entry = &ground.entries[*item];
                if let Some(answer) = entry.assessed {
                    self.put(&mut sheet, row, column, *item, answer, self.acts(*item, entry))?;
                }
            }
        }
        Ok(Some(sheet))
    }

    /// Values, gates, nodes and the ladder in a column of truth.
    pub(super) fn column(&mut self, truth: Truth) -> Result<Worksheet, XlsxError> {
        let name = self.names.columns.get(truth).clone();
        let (key, said) = match truth {
            Truth::Claimed => ("workbook.claimed", "workbook.claimed-said"),
            Truth::Supported => ("workbook.supported", "workbook.supported-said"),
            Truth::Checked => ("workbook.checked", "workbook.checked-said"),
        };
        let below = if self.view.stages.is_empty() { "workbook.below-scores" } else { "workbook.below-ladder" };
        let mut sheet = self.matrix(&name, key, &format!("{} {}", self.word(said), self.word(below)), &[])?;
        for (column, key) in [(WEIGHT, "workbook.weight"), (WORST, "workbook.worst"), (BEST, "workbook.best")] {
            sheet.write_string_with_format(CODES, column, self.word(key), &self.look.heading())?;
        }
        let criteria = quoted(&self.names.criteria);
        for (row, item) in (TABLE..).zip(&self.plan.items) {
            let range = self.basis.calculation.items[*item].range;
            for (column, value) in [(WEIGHT, self.weight(*item)), (WORST, Some(range.0)), (BEST, Some(range.1))] {
                let letter = ['D', 'E', 'F'][usize::from(column - WEIGHT)];
                if let Some(value) = value.filter(|value| value.is_finite()) {
                    let weight = cached(format!("{criteria}!${letter}${}", row + 1), number(value));
                    sheet.write_formula_with_format(row, column, weight, &self.figure("0.##"))?;
                }
            }
        }
        self.gate_rows(&mut sheet)?;
        self.node_rows(&mut sheet)?;
        self.ladder_rows(&mut sheet)?;
        let grounds = self.grounds.clone();
        for (place, ground) in grounds.into_iter().enumerate() {
            if let Some(own) = ground.columns.get(truth) {
                self.agency_column(&mut sheet, truth, place, ground, own)?;
            }
        }
        let last = self.last_agency();
        let bottom = self.plan.mark;
        for (text, colour) in [(PASSED, sheet::GREEN), (FAILED, sheet::RED), (OPEN, sheet::AMBER)] {
            self.colour(&mut sheet, (self.plan.gates, AGENCIES, bottom, last), text, colour)?;
        }
        Ok(sheet)
    }

    /// What bounds differ by where an answer has more than one value behind it.
    pub(super) fn differences(&mut self) -> Result<Option<Worksheet>, XlsxError> {
        if self.plan.beside.blocks().next().is_none() {
            return Ok(None);
        }
        let name = self.names.differences.clone();
        let (title, said) = (self.word("workbook.differences"), self.word("workbook.differences-said"));
        let mut sheet = self.page(&name, &title, &said, 0x7F_7F7F)?;
        self.band(&mut sheet, self.last_agency())?;
        let hidden = [OF, WEIGHT, WORST, BEST];
        self.columns(&mut sheet, &hidden, &[(CODE, "common.code"), (TEXT, "workbook.truth")])?;
        let rows = self.plan.items.len() as u32;
        for (block, ((truth, aside), cells)) in (0..).zip(self.plan.beside.blocks()) {
            let shift = block * (rows + 1);
            let kind = self.word(match aside {
                Aside::Low => "workbook.low",
                Aside::High => "workbook.high",
                Aside::Answered => "workbook.answered",
            });
            for (row, item) in (TABLE..).zip(&self.plan.items) {
                let criterion = &self.view.framework.criteria[self.basis.calculation.items[*item].criterion];
                if cells.range((row, 0)..=(row, usize::MAX)).next().is_some() {
                    let text = format!("{} · {kind}", self.truth(*truth));
                    sheet.write_string_with_format(row + shift, CODE, criterion.code.as_str(), &self.look.centred())?;
                    sheet.write_string_with_format(row + shift, TEXT, text, &self.look.framed())?;
                }
            }
            for ((row, place), difference) in cells {
                let column = AGENCIES + *place as u16;
                match difference {
                    Difference::Fixed(value) => {
                        sheet.write_number_with_format(row + shift, column, *value, &self.value("0.####"))?;
                    }
                    Difference::Held(now) => {
                        let item = self.plan.items[(row - TABLE) as usize];
                        let cell = format!("{}{}", letters(*place), row + 1);
                        let verdict = self.verdict(item, &cell);
                        let best = self.basis.calculation.items[item].range.1;
                        let own = format!("{}!{cell}", quoted(self.names.columns.get(*truth)));
                        let text = format!("IF({own}=\"\",IF(ISNUMBER({verdict}),{verdict}-{best},0),0)");
                        let held = cached(text, number(*now));
                        sheet.write_formula_with_format(row + shift, column, held, &self.figure("0.####"))?;
                    }
                }
            }
        }
        sheet.set_freeze_panes(TABLE, OF)?;
        Ok(Some(sheet))
    }

    /// Whether a change of the answer to an item, or of its grade of evidence, changes anything that is calculated.
    fn acts(&self, item: usize, entry: &Entry) -> bool {
        is_live(&self.basis.calculation, item, entry.given) && self.plan.moves(item)
    }

    /// Whether no answer of the workbook changes anything that is calculated.
    pub(super) fn are_answers_fixed(&self) -> bool {
        let acts = |ground: &&Ground| self.plan.items.iter().any(|item| self.acts(*item, &ground.entries[*item]));
        !self.grounds.iter().any(acts)
    }

    /// Whether services or branches stand behind any answer.
    pub(super) fn has_units(&self) -> bool {
        let composed = |entry: &Entry| entry.given == Given::Composed(Composed::Units);
        self.grounds.iter().any(|ground| ground.entries.iter().any(composed))
    }

    pub(super) fn is_assessed(&self) -> bool {
        let items = &self.plan.items;
        self.grounds.iter().any(|ground| items.iter().any(|item| ground.entries[*item].assessed.is_some()))
    }

    /// The weight of an item where it counts first.
    pub(super) fn weight(&self, item: usize) -> Option<f64> {
        let calculation = &self.basis.calculation;
        let node = formula::owner(calculation, item)?;
        match &calculation.nodes[node].step {
            Step::Aggregate(aggregation) => formula::weight_of(calculation, aggregation, item),
            _ => None,
        }
    }

    /// Whether a change of an item's weight changes a score.
    pub(super) fn weighs(&self, item: usize) -> bool {
        formula::owner(&self.basis.calculation, item).is_some_and(|node| self.plan.is_moved(node))
    }

    /// The name of the ranges of a scale: its options with their values, or what its grades support.
    pub(super) fn scale_name(&self, prefix: &str, item: usize) -> String {
        let criterion = &self.view.framework.criteria[self.basis.calculation.items[item].criterion];
        range_name(prefix, criterion.scale.as_str())
    }

    /// How an option is written in a cell: its title where those of the scale are short, else its code.
    pub(super) fn option(&self, scale: &Scale, choice: &Choice) -> String {
        let locale = self.package.locale;
        let title = |choice: &Choice| sheet::plain(locale.of(&choice.title));
        let numbered = scale.choices.iter().all(|choice| whole(choice.code.as_str()).is_some());
        let short = scale.choices.iter().all(|choice| (1..=12).contains(&title(choice).chars().count()));
        let differ = scale.choices.iter().all(|choice| {
            scale.choices.iter().filter(|other| title(other).to_lowercase() == title(choice).to_lowercase()).count()
                == 1
        });
        if !numbered && short && differ { title(choice) } else { choice.code.to_string() }
    }

    /// The columns of a sheet with one for each agency, their headings and how they are printed.
    fn columns(&self, sheet: &mut Worksheet, hidden: &[u16], headings: &[(u16, &str)]) -> Result<(), XlsxError> {
        let mut printed = Vec::new();
        for (column, width) in [(CODE, 11.0), (TEXT, 46.0), (OF, 22.0), (WEIGHT, 8.0), (WORST, 8.0), (BEST, 8.0)] {
            sheet.set_column_width(column, width)?;
            if hidden.contains(&column) {
                sheet.set_column_hidden(column)?;
            } else {
                printed.push(width);
            }
        }
        sheet.set_column_range_width(AGENCIES, self.last_agency(), AGENCY_WIDTH)?;
        printed.extend(self.grounds.iter().map(|_| AGENCY_WIDTH));
        self.wide(sheet, &printed, 57.0);
        sheet.set_repeat_rows(NAMES, CODES)?.set_repeat_columns(CODE, TEXT)?.set_row_height(NAMES, 54)?;
        for (column, key) in headings {
            sheet.write_string_with_format(CODES, *column, self.word(key), &self.look.heading())?;
        }
        for (column, ground) in (AGENCIES..).zip(&self.grounds) {
            sheet.write_string_with_format(NAMES, column, self.agency(ground), &self.look.heading())?;
            sheet.write_string_with_format(CODES, column, self.agency_code(ground), &self.look.heading())?;
        }
        Ok(())
    }

    fn matrix(&self, name: &str, title: &str, said: &str, hidden: &[u16]) -> Result<Worksheet, XlsxError> {
        let mut sheet = self.page(name, &self.word(title), said, 0x2E_6DA4)?;
        let last = self.last_agency();
        self.band(&mut sheet, last)?;
        self.legend(&mut sheet, LEGEND, TEXT)?;
        sheet.set_row_height(LEGEND, 26)?;
        let headings = [(CODE, "common.code"), (TEXT, "common.criterion"), (OF, "common.dimension")];
        self.columns(&mut sheet, hidden, &headings)?;
        let framework = self.view.framework;
        for (row, item) in (TABLE..).zip(&self.plan.items) {
            let criterion = &framework.criteria[self.basis.calculation.items[*item].criterion];
            let dimension = framework.dimension(criterion.dimension.as_str());
            let dimension = dimension.map_or_else(String::new, |dimension| self.view.dimension(dimension));
            let text = sheet::plain(&self.package.locale.tell(&criterion.text));
            sheet.write_string_with_format(row, CODE, criterion.code.as_str(), &self.look.centred())?;
            sheet.write_string_with_format(row, TEXT, &text, &self.look.framed())?;
            sheet.write_string_with_format(row, OF, sheet::plain(&dimension), &self.look.framed().set_font_size(9))?;
            sheet.set_row_height(row, sheet::height(&text, 46.0))?;
        }
        sheet.set_freeze_panes(TABLE, OF)?;
        sheet.autofilter(CODES, CODE, self.plan.last(), last)?;
        Ok(sheet)
    }

    pub(super) fn last_agency(&self) -> u16 {
        AGENCIES + self.grounds.len().max(1) as u16 - 1
    }

    fn answer(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        item: usize,
        ground: &Ground,
    ) -> Result<(), XlsxError> {
        let entry = &ground.entries[item];
        let live = self.acts(item, entry);
        match entry.given {
            // Whether an agency responded is read from the cells that are not empty.
            Given::Composed(_) if !ground.responded => sheet.write_blank(row, column, &self.value("General"))?,
            Given::Blank if live => sheet.write_blank(row, column, &self.input(self.pattern(item)))?,
            Given::Blank => sheet.write_blank(row, column, &self.value("General"))?,
            Given::Answer(answer) => return self.put(sheet, row, column, item, answer, live),
            Given::Composed(composed) => {
                let word = self.word(match composed {
                    Composed::Units => "workbook.from-units",
                    Composed::Respondents => "workbook.from-respondents",
                    Composed::Sample => "workbook.from-sample",
                    Composed::Options => "workbook.from-options",
                    Composed::Imputed => "workbook.from-others",
                    Composed::Ratio => "workbook.from-ratio",
                });
                sheet.write_string_with_format(row, column, word, &self.value("General").set_font_size(9))?
            }
        };
        Ok(())
    }

    fn put(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        item: usize,
        answer: Answer,
        live: bool,
    ) -> Result<(), XlsxError> {
        let pattern = self.pattern(item);
        let format = if live { self.input(pattern) } else { self.value(pattern) };
        let criterion = &self.view.framework.criteria[self.basis.calculation.items[item].criterion];
        match answer {
            Answer::Number(value) => {
                sheet.write_number_with_format(row, column, value, &format)?;
            }
            Answer::NotApplicable => {
                sheet.write_string_with_format(row, column, self.word("workbook.not-applicable"), &format)?;
            }
            Answer::Choice(position) => {
                let scale = self.view.framework.scale(&criterion.scale);
                let choice = scale.and_then(|scale| Some((scale, scale.choices.get(usize::from(position))?)));
                if let Some((scale, choice)) = choice {
                    option(sheet, (row, column), &self.option(scale, choice), &format)?;
                }
            }
            Answer::Unknown | Answer::Several(_) => {
                sheet.write_string_with_format(row, column, self.word("workbook.unknown"), &format)?;
            }
        }
        Ok(())
    }

    /// How answers to a criterion are shown.
    fn pattern(&self, item: usize) -> &'static str {
        match self.basis.calculation.items[item].lookup {
            Lookup::Share => "0.##%",
            _ => "General",
        }
    }

    /// What can be put into the cells of a criterion.
    fn validate(&self, sheet: &mut Worksheet, row: u32, item: usize) -> Result<(), XlsxError> {
        let first = format!("{}{}", letters(0), row + 1);
        let numbers = |test: String| {
            Formula::new(format!("OR({first}=not_applicable,{first}=unknown,AND(ISNUMBER({first}){test}))"))
        };
        let rule = match &self.basis.calculation.items[item].lookup {
            Lookup::Choices(_) => {
                DataValidation::new().allow_list_formula(Formula::new(self.scale_name("options", item)))
            }
            Lookup::Share => DataValidation::new().allow_custom(numbers(format!(",{first}>=0,{first}<=1"))),
            Lookup::Goalposts { .. } | Lookup::Plain => DataValidation::new().allow_custom(numbers(String::new())),
            Lookup::Several(_) => return Ok(()),
        };
        sheet.add_data_validation(row, AGENCIES, row, self.last_agency(), &rule)?;
        Ok(())
    }

    fn part(&self, sheet: &mut Worksheet, row: u32, title: &str) -> Result<(), XlsxError> {
        for column in CODE..=self.last_agency() {
            sheet.write_blank(row, column, &self.look.part())?;
        }
        sheet.write_string_with_format(row, CODE, title, &self.bare(self.look.part()))?;
        Ok(())
    }

    fn label(&self, sheet: &mut Worksheet, row: u32, [code, text, of]: [&str; 3]) -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, CODE, code, &self.look.centred())?;
        sheet.write_string_with_format(row, TEXT, sheet::plain(text), &self.look.framed())?;
        sheet.write_string_with_format(row, OF, sheet::plain(of), &self.look.framed().set_font_size(9))?;
        Ok(())
    }

    fn gate_rows(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (view, calculation) = (self.view, &self.basis.calculation);
        if calculation.gates.is_empty() {
            return Ok(());
        }
        self.part(sheet, self.plan.gates - 1, &self.word("workbook.gates"))?;
        for (row, gate) in (self.plan.gates..).zip(&calculation.gates) {
            let criterion = &view.framework.criteria[calculation.items[gate.item].criterion];
            let text = self.package.locale.tell(&criterion.text);
            self.label(sheet, row, [criterion.code.as_str(), &text, &view.dimension(gate.dimension)])?;
            sheet.set_row_height(row, sheet::height(&text, 46.0))?;
            sheet.write_number_with_format(row, WEIGHT, gate.pass.limit(), &self.figure("0.##"))?;
        }
        Ok(())
    }

    fn node_rows(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let measures: [&str; MEASURES as usize] =
            ["workbook.value", "workbook.low", "workbook.high", "workbook.answered", "workbook.applicable"];
        if let Some(first) = self.plan.nodes.iter().flatten().min() {
            self.part(sheet, first - 1, &self.word("workbook.nodes"))?;
        }
        for (node, first) in self.plan.nodes.iter().enumerate() {
            let Some(first) = first else { continue };
            let (code, title) = self.node_title(node);
            for (row, key) in (*first..).zip(measures) {
                self.label(sheet, row, [&code, &title, &self.word(key)])?;
            }
        }
        Ok(())
    }

    /// The dimension whose score a node is, or the criterion that it places among others.
    fn node_title(&self, node: usize) -> (String, String) {
        let (view, calculation) = (self.view, &self.basis.calculation);
        let is_here = |output: &Option<Output>| output.is_some_and(|output| output.node == node);
        if let Some(dimension) = calculation.dimensions.iter().position(is_here) {
            return (view.framework.dimensions[dimension].code.to_string(), view.dimension(dimension));
        }
        match &calculation.nodes[node].step {
            Step::Treated { of, .. } | Step::Relative { of, .. } => self.node_title(*of),
            Step::Item(item) => {
                let criterion = &view.framework.criteria[calculation.items[*item].criterion];
                (criterion.code.to_string(), self.package.locale.tell(&criterion.text))
            }
            Step::Aggregate(_) => (String::new(), String::new()),
        }
    }

    fn ladder_rows(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let view = self.view;
        if view.stages.is_empty() {
            return Ok(());
        }
        self.part(sheet, self.plan.states - 1, &self.word("workbook.ladder"))?;
        for (first, key) in [(self.plan.states, "workbook.state"), (self.plan.climb, "workbook.climb")] {
            for (row, stage) in (first..).zip(&view.stages) {
                let code = view.framework.dimensions[*stage].code.as_str();
                self.label(sheet, row, [code, &view.dimension(*stage), &self.word(key)])?;
            }
        }
        self.label(sheet, self.plan.number, ["", &self.word("stages.reached"), ""])?;
        self.label(sheet, self.plan.mark, ["", &self.word("workbook.mark"), ""])
    }

    /// One agency from its answers to its stage.
    fn agency_column(
        &self,
        sheet: &mut Worksheet,
        truth: Truth,
        place: usize,
        ground: &Ground,
        own: &Column,
    ) -> Result<(), XlsxError> {
        let calculation = &self.basis.calculation;
        let (column, letters) = (AGENCIES + place as u16, letters(place));
        let responded = format!("{}!{letters}{}", quoted(&self.names.answers), RESPONDED + 1);
        let responded = match (truth, &calculation.evidence) {
            (Truth::Checked, None) => {
                let cells = format!("{letters}{}:{letters}{}", TABLE + 1, self.plan.last() + 1);
                format!("IF(COUNT({cells})>0,{responded},0)")
            }
            _ => responded,
        };
        let small = self.figure("0").set_font_size(9);
        sheet.write_formula_with_format(RESPONDED, column, cached(responded, flag(own.judged)), &small)?;
        let (figure, value) = (self.figure("0.00##"), self.value("0.00##"));
        for (row, item) in (TABLE..).zip(&self.plan.items) {
            let entry = &ground.entries[*item];
            let result = shown(entry.parts.get(truth));
            if is_live(calculation, *item, entry.given) {
                let text = self.worth(truth, *item, entry, &format!("{letters}{}", row + 1));
                sheet.write_formula_with_format(row, column, cached(text, result), &figure)?;
            } else {
                fixed(sheet, row, column, &result, &value)?;
            }
        }
        let centred = self.figure("General");
        for (position, (row, rule)) in (self.plan.gates..).zip(&calculation.gates).enumerate() {
            let result = sign(own.gates[position]);
            let entry = &ground.entries[rule.item];
            let live =
                is_live(calculation, rule.item, entry.given) && !rule.pass.admits(calculation.items[rule.item].range.0);
            match self.plan.row(rule.item).filter(|_| live) {
                Some(at) => {
                    let cell = format!("{letters}{}", at + 1);
                    let text = self.gate(truth, position, entry, &cell, &format!("$D${}", row + 1));
                    sheet.write_formula_with_format(row, column, cached(text, result), &centred)?;
                }
                None => fixed(sheet, row, column, result, &self.value("General"))?,
            }
        }
        for (node, first) in self.plan.nodes.iter().enumerate() {
            let Some(first) = first else { continue };
            let part = own.nodes[node];
            let bound = |value: f64| finite(Some(value).filter(|_| part.applies()));
            let results =
                [finite(part.value), bound(part.low), bound(part.high), number(part.answered), number(part.applicable)];
            let differences = quoted(&self.names.differences);
            let measures = match own.complete {
                true => formula::measures(calculation, &self.plan, node, truth, &letters, &differences),
                false => Measures::default(),
            };
            let Measures { value: point, low, high, answered, applicable } = measures;
            for ((row, written), result) in (*first..).zip([point, low, high, answered, applicable]).zip(results) {
                let pattern = if row < first + 3 { "0.00##" } else { "General" };
                let (figure, value) = (self.figure(pattern), self.value(pattern));
                match written {
                    Some(Written::Plain(text)) => {
                        sheet.write_formula_with_format(row, column, cached(text, result), &figure)?;
                    }
                    Some(Written::Array(text)) => {
                        let text = cached(text, result);
                        sheet.write_array_formula_with_format(row, column, row, column, text, &figure)?;
                    }
                    None => fixed(sheet, row, column, &result, &value)?,
                }
            }
        }
        self.climb(sheet, column, &letters, own)
    }

    /// The value of a live cell.
    fn worth(&self, truth: Truth, item: usize, entry: &Entry, cell: &str) -> String {
        let described = &self.basis.calculation.items[item];
        let on = |name: &str| format!("{}!{cell}", quoted(name));
        let claimed = on(&self.names.columns.claimed);
        let grade = on(&self.names.evidence);
        let evidence = self.basis.calculation.evidence.is_some();
        let caps = self.scale_name("caps", item);
        let capped = |value: &str| {
            if evidence && !described.caps.is_empty() {
                formula::capped(value, &caps, &grade)
            } else {
                value.to_owned()
            }
        };
        let verdict = entry.assessed.map(|_| self.verdict(item, cell));
        match truth {
            Truth::Claimed => formula::look_up(described, &on(&self.names.answers), &self.scale_name("scale", item)),
            Truth::Supported => {
                let plain = format!("IF(ISNUMBER({claimed}),{},{claimed})", capped(&claimed));
                match verdict {
                    Some(verdict) => {
                        let both = format!("MIN({claimed},{verdict})");
                        format!(
                            "IF(ISNUMBER({verdict}),IF(ISNUMBER({claimed}),{},IF({claimed}=\"{NONE}\",{},\"\")),{plain})",
                            capped(&both),
                            capped(&verdict)
                        )
                    }
                    None => plain,
                }
            }
            Truth::Checked => {
                let supported = on(&self.names.columns.supported);
                let plain = if evidence {
                    format!(
                        "IF(ISNUMBER({supported}),IF(INDEX(grade_confirms,MATCH({grade},grades,0))=1,{supported},\"\"),{supported})"
                    )
                } else {
                    format!("IF({claimed}=\"{NONE}\",\"{NONE}\",\"\")")
                };
                match verdict {
                    Some(verdict) => format!(
                        "IF({verdict}=\"{NONE}\",\"{NONE}\",IF(ISNUMBER({verdict}),{},{plain}))",
                        capped(&verdict)
                    ),
                    None => plain,
                }
            }
        }
    }

    /// The value of an assessor's answer.
    fn verdict(&self, item: usize, cell: &str) -> String {
        let at = format!("{}!{cell}", quoted(&self.names.assessor));
        formula::look_up(&self.basis.calculation.items[item], &at, &self.scale_name("scale", item))
    }

    fn gate(&self, truth: Truth, position: usize, entry: &Entry, cell: &str, limit: &str) -> String {
        let calculation = &self.basis.calculation;
        let rule = &calculation.gates[position];
        let least = match truth {
            Truth::Claimed => None,
            Truth::Supported => Some("gate_grade_supported"),
            Truth::Checked => Some("gate_grade_checked"),
        };
        let grade = format!("{}!{cell}", quoted(&self.names.evidence));
        let grade = least.filter(|_| calculation.evidence.is_some()).map(|least| (grade.as_str(), least));
        let missing = match (truth, entry.assessed) {
            (Truth::Supported, Some(_)) => {
                let verdict = self.verdict(rule.item, cell);
                let admitted = formula::admits(rule.pass, &verdict, limit);
                format!("IF(ISNUMBER({verdict}),IF({admitted},\"{OPEN}\",\"{FAILED}\"),\"{OPEN}\")")
            }
            _ => format!("\"{OPEN}\""),
        };
        formula::gate(rule.pass, cell, limit, grade, &missing)
    }

    /// The ladder of one agency.
    fn climb(&self, sheet: &mut Worksheet, column: u16, letters: &str, own: &Column) -> Result<(), XlsxError> {
        let (plan, calculation) = (&self.plan, &self.basis.calculation);
        if calculation.stages.is_empty() {
            return Ok(());
        }
        let figure = self.figure("General");
        let at = |row: u32| format!("{letters}{}", row + 1);
        let mut goes_on = true;
        for (stage, rule) in (0u32..).zip(&calculation.stages) {
            let state = own.stages[stage as usize];
            let row = plan.states + stage;
            let parts = rule.output.and_then(|output| Some((output, plan.nodes[output.node]?)));
            match parts {
                Some((output, node)) => {
                    let text = self.stage(&output, node, rule.minimum_items, rule.minimum_gates, &rule.gates, letters);
                    sheet.write_formula_with_format(row, column, cached(text, standing(state)), &figure)?;
                }
                None => fixed(sheet, row, column, standing(state), &self.value("General"))?,
            }
            goes_on &= matches!(state, StageState::Met | StageState::NotApplicable);
            let passed = format!("OR({0}=\"{PASSED}\",{0}=\"{NONE}\")", at(row));
            let text = match stage {
                0 => format!("IF({passed},1,0)"),
                _ => format!("IF({passed},{},0)", at(plan.climb + stage - 1)),
            };
            sheet.write_formula_with_format(plan.climb + stage, column, cached(text, flag(goes_on)), &figure)?;
        }
        let stages = 0..calculation.stages.len() as u32;
        let below = |stage: u32| if stage == 0 { "1".to_owned() } else { at(plan.climb + stage - 1) };
        let reached: Vec<String> = stages
            .clone()
            .map(|stage| format!("({}=\"{PASSED}\")*{}*{}", at(plan.states + stage), below(stage), stage + 1))
            .collect();
        let open: Vec<String> =
            stages.map(|stage| format!("({}=\"{OPEN}\")*{}", at(plan.states + stage), below(stage))).collect();
        let states = format!("{letters}{}:{letters}{}", plan.states + 1, plan.states + calculation.stages.len() as u32);
        let (highest, open) = (format!("MAX(0,{})", reached.join(",")), format!("MAX(0,{})", open.join(",")));
        let none = format!("COUNTIF({states},\"{NONE}\")={}", calculation.stages.len());
        let judged = at(RESPONDED);
        let number = format!("IF({judged}=0,\"\",IF({none},\"\",IF(AND({highest}=0,{open}=1),\"\",{highest})))");
        let mark = format!(
            "IF({judged}=0,\"\",IF({none},\"{NONE}\",IF(AND({highest}=0,{open}=1),\"{OPEN}\",IF({open}=1,\"+\",\"\")&IF(COUNTIF({states},\"{NONE}\")>0,\"*\",\"\"))))"
        );
        let (reached, beside) = stood(own.reached);
        sheet.write_formula_with_format(plan.number, column, cached(number, reached), &self.figure("0").set_bold())?;
        sheet.write_formula_with_format(plan.mark, column, cached(mark, beside), &figure)?;
        Ok(())
    }

    /// Whether a stage meets its own conditions.
    fn stage(
        &self,
        output: &Output,
        node: u32,
        minimum_items: f64,
        minimum_gates: usize,
        gates: &[usize],
        letters: &str,
    ) -> String {
        let at = |row: u32| format!("{letters}{}", row + 1);
        let (value, low, high, answered, applicable) =
            (at(node), at(node + 1), at(node + 2), at(node + 3), at(node + 4));
        let count = |state: &str| match (gates.first(), gates.last()) {
            (Some(first), Some(last)) => {
                let cells = format!(
                    "{letters}{}:{letters}{}",
                    self.plan.gates + *first as u32 + 1,
                    self.plan.gates + *last as u32 + 1
                );
                format!("COUNTIF({cells},\"{state}\")")
            }
            _ => "0".to_owned(),
        };
        let noise = formula::noise();
        let factor = output.factor;
        let compared = format!("IF(stage_on=\"low\",{low},{value})");
        let exceeds = format!("IF(ISNUMBER({compared}),{factor}*{compared}>threshold+{noise},FALSE)");
        let covered = format!("{answered}+{noise}>=coverage_least*{applicable}");
        let absent =
            format!("OR({applicable}=0,{applicable}<{minimum_items},{}-{}<{minimum_gates})", gates.len(), count(NONE));
        let short = format!("IF({covered},NOT({exceeds}),{factor}*N({high})<=threshold+{noise})");
        format!(
            "IF({absent},\"{NONE}\",IF(OR({}>0,{short}),\"{FAILED}\",IF(AND({covered},{}=0),\"{PASSED}\",\"{OPEN}\")))",
            count(FAILED),
            count(OPEN)
        )
    }

    pub(super) fn stage_on(&self) -> &'static str {
        match self.basis.calculation.method.stage_on {
            StageOn::Low => "low",
            StageOn::Value => "value",
        }
    }
}

/// A value in place of a formula: a number, a word, or nothing.
fn fixed(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    result: &str,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    match result.parse::<f64>() {
        Ok(value) => sheet.write_number_with_format(row, column, value, format)?,
        Err(_) => sheet.write_string_with_format(row, column, result, format)?,
    };
    Ok(())
}

/// An option in a cell: a number where its code is one, so that a typed figure finds it.
pub(super) fn option(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    match whole(text) {
        Some(value) => sheet.write_number_with_format(row, column, value, format)?,
        None => sheet.write_string_with_format(row, column, text, format)?,
    };
    Ok(())
}

/// A whole number as it is usually written.
fn whole(text: &str) -> Option<f64> {
    text.parse::<u32>().ok().filter(|number| number.to_string() == text).map(f64::from)
}

/// A name that a range can have.
pub(super) fn range_name(prefix: &str, code: &str) -> String {
    let letters: String =
        code.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    format!("{prefix}_{letters}")
}

pub(super) fn flag(set: bool) -> &'static str {
    if set { "1" } else { "0" }
}

fn sign(state: GateState) -> &'static str {
    match state {
        GateState::Passed => PASSED,
        GateState::Failed => FAILED,
        GateState::Undetermined => OPEN,
        GateState::Waived => NONE,
    }
}

fn standing(state: StageState) -> &'static str {
    match state {
        StageState::Met => PASSED,
        StageState::NotMet => FAILED,
        StageState::Unjudged => OPEN,
        StageState::NotApplicable => NONE,
    }
}

/// The number of the stage reached and the mark beside it.
pub(super) fn stood(reached: Option<Reached>) -> (String, String) {
    match reached {
        None => (String::new(), String::new()),
        Some(Reached::NotApplicable) => (String::new(), NONE.to_owned()),
        Some(Reached::Unjudged) => (String::new(), OPEN.to_owned()),
        Some(Reached::Stage { number, at_least, stepped_over }) => {
            let mark = format!("{}{}", if at_least { "+" } else { "" }, if stepped_over { "*" } else { "" });
            (number.to_string(), mark)
        }
    }
}
