//! The sheets to answer: criteria and KPIs with a row each, units and users with a row each.
use crate::names::{Key, Mark};
use crate::questionnaire::xlsx::{
    Column, Counter, MARKS, Sheet, Slot, TABLE, TALLEST, TEXT_WIDTH, Writer, column_of, range, range_of_rows, shown,
    span,
};
use crate::questionnaire::{Ask, Given, Group, NATION, Part, Question, Refusal, Section};
use crate::sheet;
use rust_xlsxwriter::Worksheet;
use rust_xlsxwriter::utility::column_number_to_name;

/// Empty rows for what users said, and for evidence of services or branches.
const USERS: u32 = 100;
const PROOFS: u32 = 40;

/// A question with those beside it.
struct Line<'f> {
    main: &'f Question,
    beside: Vec<(Mark, &'f Question)>,
}

impl<'f> Line<'f> {
    fn beside(&self, mark: Mark) -> Option<&'f Question> {
        self.beside.iter().find(|(known, _)| *known == mark).map(|(_, question)| *question)
    }

    /// The code of its criterion or KPI.
    fn code(&self) -> String {
        match &self.main.key {
            Key::Criterion(code) | Key::Quantity(code, _) | Key::Item(code) | Key::Beside(code, _) => code.to_string(),
            Key::Field(field) => field.name().to_owned(),
        }
    }
}

impl<'f> Writer<'f> {
    /// Criteria or KPIs, a row each.
    pub(super) fn lines(&mut self, group: &'f Group, sections: &[&'f Section]) -> Result<Sheet, Refusal> {
        let parts: Vec<(&Section, Vec<Line>)> = sections.iter().map(|section| (*section, lines(section))).collect();
        let all = || parts.iter().flat_map(|(_, lines)| lines);
        let kpis = group.part == Part::Kpis;
        let mut slots = vec![Slot::Code, Slot::Text];
        slots.extend(all().any(|line| line.main.gate.is_some()).then_some(Slot::Gate));
        slots.extend(self.form.last.is_some().then_some(Slot::Last));
        slots.push(Slot::Answer);
        let marks = MARKS.iter().filter(|(mark, ..)| all().any(|line| line.beside(*mark).is_some()));
        slots.extend(marks.map(|(mark, ..)| Slot::Beside(*mark)));
        if kpis {
            slots.extend([Slot::Quantity, Slot::Shape]);
        }
        slots.extend((group.part == Part::Nation).then_some(Slot::Nation));
        let columns: Vec<Column> = slots.iter().map(|slot| self.column(*slot, kpis)).collect();
        let kind = if kpis { "kpis:kpi" } else { "answers:criterion" };
        let title = self.said(&group.title).to_owned();
        let (name, note) = (self.name(&title), parts.first().filter(|_| parts.len() == 1));
        let note = note.map_or("", |(section, _)| self.said(&section.note)).to_owned();
        let mut worksheet = self.begin(&name, &title, group.part, kind, &columns)?;
        let (mut row, mut asked, mut answered, mut open) = (TABLE, 0, 0, 0);
        for (section, lines) in &parts {
            if parts.len() > 1 {
                row = self.heading(&mut worksheet, row, section, &columns)?;
            }
            for line in lines {
                let (main, none) = (&line.main.key, line.beside(Mark::NoAnswer).map(|question| &question.key));
                let blank = [Some(main), none].into_iter().flatten().all(|key| self.prefilled(None, key).is_none());
                asked += 1;
                answered += usize::from(!blank);
                open += usize::from(blank && line.main.gate.is_some());
                for (column, slot) in (1..).zip(&slots) {
                    self.cell(&mut worksheet, row, column, line, *slot)?;
                }
                let (label, hint) = (self.bare(line.main), self.said(&line.main.hint));
                let text = sheet::height(label, TEXT_WIDTH) + 0.85 * sheet::height(hint, TEXT_WIDTH * 1.15);
                worksheet.set_row_height(row, text.min(TALLEST))?;
                row += 1;
            }
        }
        let range = |slot| {
            let column = slots.iter().position(|known| *known == slot)?;
            Some(range(column_of(column), row))
        };
        let answers = [Slot::Answer, Slot::Beside(Mark::NoAnswer)];
        let answers: Vec<String> = answers.into_iter().filter_map(range).collect();
        let filled: Vec<String> = answers.iter().map(|range| format!("({range}<>\"\")")).collect();
        let blank: String = answers.iter().map(|range| format!("*({range}=\"\")")).collect();
        let answered = Counter {
            formula: format!("SUMPRODUCT(({}<>\"\")*(({})>0))", range_of_rows(row), filled.join("+")),
            value: answered,
        };
        let open = range(Slot::Gate)
            .map(|gates| Counter { formula: format!("SUMPRODUCT(({gates}<>\"\"){blank})"), value: open });
        self.mark_open(&mut worksheet, &slots, row)?;
        let sheet = Sheet { worksheet, name, asked: Some(asked), answered, open };
        self.finish(sheet, &note, &columns)
    }

    /// Services or branches, a row each, and their evidence.
    pub(super) fn units(
        &mut self,
        group: &'f Group,
        sections: &[&'f Section],
        unit: &str,
        proofs: &str,
    ) -> Result<Vec<Sheet>, Refusal> {
        let about = sections.iter().flat_map(|section| &section.questions);
        let about = about.into_iter().find_map(|question| match (&question.key, &question.ask) {
            (Key::Field(_), Ask::Choice(list)) => Some((self.said(&question.label).to_owned(), list)),
            _ => None,
        });
        let Some((heading, list)) = about else { return Ok(Vec::new()) };
        let lines: Vec<Line> = sections.iter().flat_map(|section| lines(section)).collect();
        let mut columns = vec![Column { name: String::new(), heading: heading.clone(), width: 30.0 }];
        // Several questions share the columns of reasons and approvers.
        let mut asked: Vec<(u16, Vec<&Question>)> = Vec::new();
        let free = |question: &&Question| question.ask == Ask::Text;
        let mut shared: Vec<(Mark, &Question)> = Vec::new();
        for line in &lines {
            let code = line.code();
            let gate = line.main.gate.map(|gate| format!("\n◆ {}", self.gate(gate))).unwrap_or_default();
            asked.push((column_of(columns.len()), vec![line.main]));
            let heading = format!("{}{gate}", self.said(&line.main.label));
            columns.push(Column { name: code.clone(), heading, width: 20.0 });
            match line.beside(Mark::NaReason) {
                Some(question) if !free(&question) => {
                    asked.push((column_of(columns.len()), vec![question]));
                    let heading = self.said(&question.label).to_owned();
                    columns.push(Column { name: format!("{code}.na_reason"), heading, width: 20.0 });
                }
                reason => shared.extend(reason.map(|question| (Mark::NaReason, question))),
            }
            shared.extend(line.beside(Mark::NaApprover).map(|question| (Mark::NaApprover, question)));
        }
        for mark in [Mark::NaReason, Mark::NaApprover] {
            let questions = shared.iter().filter(|(known, _)| *known == mark).map(|(_, question)| *question);
            let questions: Vec<&Question> = questions.collect();
            if !questions.is_empty() {
                asked.push((column_of(columns.len()), questions));
                columns.push(self.column(Slot::Beside(mark), false));
            }
        }
        let title = self.said(&group.title).to_owned();
        let name = self.name(&title);
        let mut worksheet = self.begin(&name, &title, group.part, &format!("answers:{unit}"), &columns)?;
        worksheet.set_freeze_panes(TABLE, 2)?.set_print_scale(60).set_repeat_columns(1, 1)?;
        let criterion = |question: &Question| matches!(question.key, Key::Criterion(_));
        let rows = self.form.options(list);
        let (mut row, mut answered, mut open) = (TABLE, 0, 0);
        for option in rows {
            worksheet.write_string_with_format(row, 0, &option.code, &self.look.unseen())?;
            worksheet.write_string_with_format(
                row,
                1,
                self.said(&option.label),
                &self.look.framed().set_bold().set_indent(1),
            )?;
            for (column, questions) in &asked {
                let given = questions.iter().filter_map(|question| self.prefilled(Some(&option.code), &question.key));
                let given = joined(given);
                self.input(&mut worksheet, row, *column, &questions[0].ask, given.as_ref())?;
                answered += usize::from(criterion(questions[0]) && given.is_some());
                open += usize::from(criterion(questions[0]) && given.is_none() && questions[0].gate.is_some());
            }
            worksheet.set_row_height(row, sheet::height(self.said(&option.label), 28.0).max(24.0))?;
            row += 1;
            if let Some(last) = &self.form.last {
                let faint = self.look.shut();
                worksheet.write_string_with_format(row, 1, self.last_time(), &faint)?;
                for (column, questions) in &asked {
                    let given = questions.iter().filter_map(|question| last.given(Some(&option.code), &question.key));
                    self.put(&mut worksheet, row, *column, &questions[0].ask, joined(given).as_ref(), &faint)?;
                }
                row += 1;
            }
        }
        for (column, questions) in &asked {
            let hint: String = self.said(&questions[0].hint).chars().take(250).collect();
            let validation = self.validation(&questions[0].ask)?.set_input_message(hint)?;
            worksheet.add_data_validation(TABLE, *column, row - 1, *column, &validation)?;
        }
        let criteria: Vec<(u16, &Question)> =
            asked.iter().map(|(column, questions)| (*column, questions[0])).filter(|(_, one)| criterion(one)).collect();
        let rows_of = range_of_rows(row);
        let sum = |columns: &mut dyn Iterator<Item = u16>, test: &str| {
            let counts =
                columns.map(|column| format!("SUMPRODUCT(({rows_of}<>\"\")*({}{test}\"\"))", range(column, row)));
            counts.collect::<Vec<_>>().join("+")
        };
        let gates: Vec<u16> =
            criteria.iter().filter(|(_, question)| question.gate.is_some()).map(|(column, _)| *column).collect();
        for column in &gates {
            let letter = column_number_to_name(*column);
            let rule = format!("AND($A{first}<>\"\",{letter}{first}=\"\")", first = TABLE + 1);
            self.colour(&mut worksheet, (TABLE, *column, row - 1, *column), &rule, sheet::AMBER)?;
        }
        let answered = Counter { formula: sum(&mut criteria.iter().map(|(column, _)| *column), "<>"), value: answered };
        let open = (!gates.is_empty()).then(|| Counter { formula: sum(&mut gates.iter().copied(), "="), value: open });
        let asked = Some(rows.len() * criteria.len());
        let sheet = Sheet { worksheet, name, asked, answered, open };
        let said = self.locale.word("questionnaire.units-said");
        let mut sheets = vec![self.finish(sheet, &said, &columns)?];
        if lines.iter().any(|line| line.beside(Mark::Evidence).is_some()) {
            let criteria = lines.iter().map(|line| (line.code(), self.said(&line.main.label).to_owned())).collect();
            let criteria_list = format!("criteria_{unit}");
            self.lists.insert(criteria_list.clone(), criteria);
            sheets.push(self.proofs(group.part, unit, [heading, proofs.to_owned()], [list, &criteria_list])?);
        }
        Ok(sheets)
    }

    /// Evidence of services or branches: whose, for which criterion.
    fn proofs(
        &mut self,
        part: Part,
        unit: &str,
        [heading, title]: [String; 2],
        [units, criteria]: [&str; 2],
    ) -> Result<Sheet, Refusal> {
        let title = self.locale.word(&title);
        let [evidence, link, date] = [Mark::Evidence, Mark::EvidenceFile, Mark::EvidenceDate]
            .map(|mark| self.column(Slot::Beside(mark), false).heading);
        let column = |name: &str, heading, width| Column { name: name.to_owned(), heading, width };
        let columns = [
            column(unit, heading, 44.0),
            column("criterion", self.locale.word("common.criterion"), 60.0),
            column("title", evidence, 44.0),
            column("link", link, 30.0),
            column("date", date, 14.0),
        ];
        let asks = [Ask::Choice(units.to_owned()), Ask::Choice(criteria.to_owned()), Ask::Text, Ask::File, Ask::Date];
        let name = self.name(&title);
        let worksheet = self.begin(&name, &title, part, "evidence:", &columns)?;
        self.blank_rows(worksheet, name, &asks, PROOFS, "", &columns)
    }

    /// What users said, a row each.
    pub(super) fn users(&mut self, group: &'f Group, sections: &[&'f Section]) -> Result<Sheet, Refusal> {
        let questions: Vec<&Question> = sections.iter().flat_map(|section| &section.questions).collect();
        let column = |question: &&Question| {
            let name = match &question.key {
                Key::Item(code) => code.to_string(),
                key => key.name(),
            };
            let width = if matches!(question.key, Key::Field(_)) { 34.0 } else { 20.0 };
            Column { name, heading: self.said(&question.label).to_owned(), width }
        };
        let columns: Vec<Column> = questions.iter().map(column).collect();
        let asks: Vec<Ask> = questions.iter().map(|question| question.ask.clone()).collect();
        let title = self.said(&group.title).to_owned();
        let name = self.name(&title);
        let mut worksheet = self.begin(&name, &title, group.part, "beneficiaries:", &columns)?;
        worksheet.set_freeze_panes(TABLE, 2)?;
        let said = self.locale.word("questionnaire.users-said");
        self.blank_rows(worksheet, name, &asks, USERS, &said, &columns)
    }

    /// Empty rows, counted by their first column.
    fn blank_rows(
        &self,
        mut worksheet: Worksheet,
        name: String,
        asks: &[Ask],
        rows: u32,
        said: &str,
        columns: &[Column],
    ) -> Result<Sheet, Refusal> {
        for row in TABLE..TABLE + rows {
            worksheet.write_string_with_format(row, 0, (row - TABLE + 1).to_string(), &self.look.unseen())?;
            for (column, ask) in (1..).zip(asks) {
                self.input(&mut worksheet, row, column, ask, None)?;
            }
        }
        for (column, ask) in (1..).zip(asks) {
            let validation = self.validation(ask)?;
            worksheet.add_data_validation(TABLE, column, TABLE + rows - 1, column, &validation)?;
        }
        let formula = format!("SUMPRODUCT(({}<>\"\")*1)", range(1, TABLE + rows));
        let answered = Counter { formula, value: 0 };
        self.finish(Sheet { worksheet, name, asked: None, answered, open: None }, said, columns)
    }

    /// The heading of a part of a sheet, with what is said about it; gives the next row.
    fn heading(
        &self,
        worksheet: &mut Worksheet,
        row: u32,
        section: &Section,
        columns: &[Column],
    ) -> Result<u32, Refusal> {
        let last = shown(columns);
        let width: f64 = columns.iter().map(|column| column.width).sum();
        let note = self.said(&section.note);
        span(worksheet, row, (1, last), self.said(&section.title), &self.look.part())?;
        worksheet.set_row_height(row, 24)?;
        if note.is_empty() {
            return Ok(row + 1);
        }
        span(worksheet, row + 1, (1, last), note, &self.look.note())?;
        worksheet.set_row_height(row + 1, sheet::height(note, width - 6.0))?;
        Ok(row + 2)
    }

    fn cell(
        &self,
        worksheet: &mut Worksheet,
        row: u32,
        column: u16,
        line: &Line<'f>,
        slot: Slot,
    ) -> Result<(), Refusal> {
        let (main, code) = (line.main, line.code());
        match slot {
            Slot::Code => {
                worksheet.write_string_with_format(row, 0, &code, &self.look.unseen())?;
                worksheet.write_string_with_format(row, column, code, &self.look.shut())?;
            }
            Slot::Text => {
                let label = self.bare(main);
                let look = self.look.framed().set_indent(1);
                match self.said(&main.hint) {
                    "" => worksheet.write_string_with_format(row, column, label, &look)?,
                    hint => {
                        let hint = format!("\n{hint}");
                        let parts = [(&self.look.text(), label), (&self.look.faint(), hint.as_str())];
                        worksheet.write_rich_string_with_format(row, column, &parts, &look)?
                    }
                };
            }
            Slot::Gate => {
                let gate = main.gate.map(|gate| self.gate(gate)).unwrap_or_default();
                worksheet.write_string_with_format(row, column, gate, &self.look.centred().set_bold())?;
            }
            Slot::Last => {
                let without = line.beside(Mark::NoAnswer);
                let last = |question: &'f Question| self.form.last.as_ref()?.given(None, &question.key);
                let (question, given) = match (last(main), without) {
                    (None, Some(question)) => (question, last(question)),
                    (given, _) => (main, given),
                };
                self.put(worksheet, row, column, &question.ask, given, &self.look.shut())?;
            }
            Slot::Answer => self.ask(worksheet, row, column, main)?,
            Slot::Beside(mark) => match line.beside(mark) {
                Some(question) => self.ask(worksheet, row, column, question)?,
                None => drop(worksheet.write_blank(row, column, &self.look.shut())?),
            },
            Slot::Nation => drop(worksheet.write_string_with_format(row, column, NATION, &self.look.unseen())?),
            Slot::Quantity => {
                if let Key::Quantity(_, quantity) = &main.key {
                    worksheet.write_string_with_format(row, column, quantity.as_str(), &self.look.unseen())?;
                }
            }
            Slot::Shape => {
                let shape = match main.ask {
                    Ask::Cases => "cases",
                    Ask::Groups => "groups",
                    _ => "",
                };
                worksheet.write_string_with_format(row, column, shape, &self.look.unseen())?;
            }
        }
        Ok(())
    }

    /// Colours gates without an answer, answers given twice, and reasons that are missing.
    fn mark_open(&self, worksheet: &mut Worksheet, slots: &[Slot], end: u32) -> Result<(), Refusal> {
        let place = |slot| slots.iter().position(|known| *known == slot).map(column_of);
        let cell = |column: u16| format!("${}{}", column_number_to_name(column), TABLE + 1);
        let Some(answer) = place(Slot::Answer) else { return Ok(()) };
        let none = place(Slot::Beside(Mark::NoAnswer));
        let answers: Vec<u16> = [Some(answer), none].into_iter().flatten().collect();
        let area = |column: u16| (TABLE, column, end - 1, column);
        if let Some(none) = none {
            let rule = format!("AND({}<>\"\",{}<>\"\")", cell(answer), cell(none));
            self.colour(worksheet, (TABLE, answer, end - 1, none), &rule, sheet::RED)?;
        }
        if let Some(gate) = place(Slot::Gate) {
            let blank: String = answers.iter().map(|column| format!(",{}=\"\"", cell(*column))).collect();
            let rule = format!("AND({}<>\"\"{blank})", cell(gate));
            self.colour(worksheet, area(answer), &rule, sheet::AMBER)?;
        }
        let without = self.locale.word("questionnaire.not-applicable").replace('"', "\"\"");
        let without: Vec<String> = answers.iter().map(|column| format!("{}=\"{without}\"", cell(*column))).collect();
        for column in [Mark::NaReason, Mark::NaApprover].into_iter().filter_map(|mark| place(Slot::Beside(mark))) {
            let rule = format!("AND(OR({}),{}=\"\")", without.join(","), cell(column));
            self.colour(worksheet, area(column), &rule, sheet::RED)?;
        }
        Ok(())
    }
}

/// The questions of a section, each with those beside it.
fn lines(section: &Section) -> Vec<Line<'_>> {
    let mut lines: Vec<Line> = Vec::new();
    for question in &section.questions {
        match (&question.key, lines.last_mut()) {
            (Key::Beside(_, mark), Some(line)) => line.beside.push((*mark, question)),
            (Key::Field(_), _) => {}
            _ => lines.push(Line { main: question, beside: Vec::new() }),
        }
    }
    lines
}

/// What was given for several questions that are answered in one cell, each text once.
fn joined<'g>(given: impl Iterator<Item = &'g Given>) -> Option<Given> {
    let mut texts: Vec<String> = Vec::new();
    for given in given {
        match given {
            Given::Text(text) if texts.contains(text) => {}
            Given::Text(text) => texts.push(text.clone()),
            Given::Option(_) | Given::Number(_) => return Some(given.clone()),
        }
    }
    (!texts.is_empty()).then(|| Given::Text(texts.join("; ")))
}
