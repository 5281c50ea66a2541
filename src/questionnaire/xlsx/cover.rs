//! The first sheet: what to do, how far the answers are, and who signs for them.
use crate::names::{Field, Key, WORKBOOK};
use crate::questionnaire::xlsx::{Counter, Sheet, TABLE, TITLE, Writer, range_at, span};
use crate::questionnaire::{Part, Refusal, Section};
use crate::sheet::{self, Look};
use rust_xlsxwriter::{
    Color, ConditionalFormatDataBar, ConditionalFormatType, Format as CellFormat, Formula, Url, Worksheet,
};

/// The last column of the cover.
const COVER_END: u16 = 5;

/// The cover while it is written, line by line.
struct Page {
    worksheet: Worksheet,
    row: u32,
    look: Look,
    /// Of all its columns, in letters.
    width: f64,
}

impl Writer<'_> {
    pub(super) fn cover(&self, name: &str, sheets: &[Sheet]) -> Result<Worksheet, Refusal> {
        const WIDTHS: [f64; 5] = [46.0, 13.0, 13.0, 15.0, 20.0];
        let (form, look) = (self.form, self.look);
        let mut worksheet = Worksheet::new();
        worksheet.set_name(name)?;
        look.set_up(&mut worksheet, &self.footer());
        worksheet.set_portrait().set_print_fit_to_pages(1, 1).set_tab_color(sheet::NAVY);
        worksheet.write_string(0, 0, format!("{WORKBOOK}:attestations:column"))?;
        worksheet.write_string(0, 2, "value")?;
        worksheet.set_row_hidden(0)?;
        worksheet.set_column_hidden(0)?;
        for (column, width) in (1..).zip(WIDTHS) {
            worksheet.set_column_width(column, width)?;
        }
        let mut page = Page { worksheet, row: TITLE, look, width: WIDTHS.iter().sum() };
        page.line(self.said(&form.title), &look.title(), 1.8)?;
        let addressee = form.addressee.as_ref().map(|(_, name)| self.said(name).to_owned());
        let period = form.period.as_ref().map(|period| self.locale.period(period.as_str()));
        let subtitle: Vec<String> = addressee.into_iter().chain(period).collect();
        if !subtitle.is_empty() {
            page.line(&subtitle.join(" · "), &look.subtitle().set_bold().set_font_size(14), 1.5)?;
        }
        for line in self.said(&form.cover).lines() {
            page.line(line, &look.text().set_indent(1), 1.0)?;
        }
        page.part(&self.locale.word("questionnaire.how"))?;
        let mut steps = vec![
            "questionnaire.fill-cells",
            "questionnaire.fill-lists",
            "questionnaire.fill-gates",
            "questionnaire.fill-evidence",
        ];
        steps.extend(form.last.is_some().then_some("questionnaire.fill-last"));
        steps.push("questionnaire.fill-return");
        for (number, step) in (1..).zip(steps) {
            let number = self.locale.period(&number.to_string());
            page.line(&format!("{number}. {}", self.locale.word(step)), &look.text().set_indent(1), 1.0)?;
        }
        let signs =
            |section: &&Section| section.questions.iter().any(|question| question.key == Key::Field(Field::SignedBy));
        let own = form.sections.iter().filter(|section| section.group.part == Part::Cover);
        let (signed, who): (Vec<&Section>, Vec<&Section>) = own.partition(signs);
        for section in who {
            self.fields(&mut page, section)?;
        }
        self.progress(&mut page, sheets)?;
        for section in signed {
            self.fields(&mut page, section)?;
            let stamp = self.locale.word("questionnaire.stamp");
            page.worksheet.write_string_with_format(page.row, 1, stamp, &look.framed().set_bold().set_indent(1))?;
            page.worksheet.merge_range(page.row, 2, page.row, COVER_END, "", &look.framed())?;
            page.worksheet.set_row_height(page.row, 90)?;
        }
        Ok(page.worksheet)
    }

    /// Fields of the cover that are read back.
    fn fields(&self, page: &mut Page, section: &Section) -> Result<(), Refusal> {
        let fields = section.questions.iter().filter_map(|question| Some((question, field(&question.key)?)));
        let addressed = self.form.addressee.is_some();
        let fields: Vec<_> = fields.filter(|(_, name)| !(addressed && *name == "agency")).collect();
        if fields.is_empty() {
            return Ok(());
        }
        page.part(self.said(&section.title))?;
        if !section.note.is_empty() {
            page.line(self.said(&section.note), &self.look.note(), 1.0)?;
        }
        for (question, name) in fields {
            let (row, last) = (page.row, COVER_END);
            let label: Vec<&str> =
                [&question.label, &question.hint].into_iter().map(|words| self.said(words)).collect();
            let label = label.join("\n");
            let worksheet = &mut page.worksheet;
            worksheet.write_string_with_format(row, 0, name, &self.look.unseen())?;
            worksheet.write_string_with_format(
                row,
                1,
                label.trim_end(),
                &self.look.framed().set_bold().set_indent(1),
            )?;
            worksheet.merge_range(row, 2, row, last, "", &self.look.input())?;
            self.ask(worksheet, row, 2, question)?;
            worksheet.set_row_height(row, sheet::height(label.trim_end(), 40.0).max(24.0))?;
            page.row += 1;
        }
        Ok(())
    }

    /// A line for each sheet: how much it asks, how much is answered.
    fn progress(&self, page: &mut Page, sheets: &[Sheet]) -> Result<(), Refusal> {
        page.part(&self.locale.word("questionnaire.progress"))?;
        let headings = [
            "questionnaire.sheet",
            "questionnaire.asked",
            "questionnaire.answered",
            "questionnaire.open",
            "questionnaire.share",
        ];
        for (column, heading) in (1..).zip(headings) {
            let heading = self.locale.word(heading);
            page.worksheet.write_string_with_format(page.row, column, heading, &self.look.heading())?;
        }
        page.worksheet.set_row_height(page.row, 30)?;
        let first = page.row + 1;
        let (figure, percent) = (self.look.centred(), self.look.centred().set_num_format("0%"));
        for sheet in sheets {
            page.row += 1;
            let (row, worksheet) = (page.row, &mut page.worksheet);
            worksheet.set_row_height(row, 20)?;
            let place = format!("'{}'!", sheet.name);
            let link = Url::new(format!("internal:{place}B{}", TABLE + 1)).set_text(&sheet.name);
            worksheet.write_url_with_format(
                row,
                1,
                link,
                &self.look.framed().set_indent(1).set_font_color(sheet::NAVY),
            )?;
            let counted = |counter: &Counter| {
                Formula::new(counter.formula.replace('@', &place)).set_result(counter.value.to_string())
            };
            worksheet.write_formula_with_format(row, 3, counted(&sheet.answered), &figure)?;
            match &sheet.open {
                Some(open) => worksheet.write_formula_with_format(row, 4, counted(open), &figure)?,
                None => worksheet.write_blank(row, 4, &self.look.shut())?,
            };
            match sheet.asked {
                Some(asked) => {
                    worksheet.write_number_with_format(row, 2, asked as f64, &figure)?;
                    let share = share(row, sheet.answered.value, asked);
                    worksheet.write_formula_with_format(row, 5, share, &percent)?;
                }
                None => {
                    worksheet.write_blank(row, 2, &self.look.shut())?;
                    worksheet.write_blank(row, 5, &self.look.shut())?;
                }
            }
        }
        let last = page.row;
        page.row += 1;
        let row = page.row;
        let counts: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.asked.is_some()).collect();
        let asked: usize = counts.iter().filter_map(|sheet| sheet.asked).sum();
        let answered: usize = counts.iter().map(|sheet| sheet.answered.value).sum();
        let open: usize = sheets.iter().filter_map(|sheet| Some(sheet.open.as_ref()?.value)).sum();
        let bold = self.look.framed().set_bold().set_indent(1);
        page.worksheet.set_row_height(row, 22)?;
        page.worksheet.write_string_with_format(row, 1, self.locale.word("common.total"), &bold)?;
        let counted = |column: u16| range_at(column, first, last);
        let sums = [
            (2, format!("SUM({})", counted(2)), asked),
            // What has no number of questions is no part of the share.
            (3, format!("SUMPRODUCT(({}<>\"\")*{})", counted(2), counted(3)), answered),
            (4, format!("SUM({})", counted(4)), open),
        ];
        for (column, formula, value) in sums {
            let formula = Formula::new(formula).set_result(value.to_string());
            page.worksheet.write_formula_with_format(row, column, formula, &figure.clone().set_bold())?;
        }
        let total = share(row, answered, asked);
        page.worksheet.write_formula_with_format(row, 5, total, &percent.set_bold())?;
        let bar = ConditionalFormatDataBar::new()
            .set_fill_color(Color::RGB(sheet::GREEN))
            .set_solid_fill(true)
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, 1);
        page.worksheet.add_conditional_format(first, 5, row, 5, &bar)?;
        let open = format!("N(E{})>0", first + 1);
        self.colour(&mut page.worksheet, (first, 4, row, 4), &open, sheet::AMBER)?;
        page.row += 1;
        Ok(())
    }
}

impl Page {
    /// A line over the whole width, its letters so many times the usual size.
    fn line(&mut self, text: &str, look: &CellFormat, size: f64) -> Result<(), Refusal> {
        let text = &sheet::plain(text);
        span(&mut self.worksheet, self.row, (1, COVER_END), text, look)?;
        self.worksheet.set_row_height(self.row, sheet::height(text, self.width / size - 4.0) * size)?;
        self.row += 1;
        Ok(())
    }

    fn part(&mut self, title: &str) -> Result<(), Refusal> {
        self.worksheet.set_row_height(self.row, 8)?;
        self.row += 1;
        let look = self.look.part();
        self.line(title, &look, 1.2)
    }
}

/// What a field of the cover is called in the table it belongs to.
fn field(key: &Key) -> Option<&'static str> {
    match key {
        Key::Field(Field::Agency) => Some("agency"),
        Key::Field(Field::SignedBy) => Some("name"),
        Key::Field(Field::SignedPost) => Some("post"),
        Key::Field(Field::LetterNumber) => Some("letter_number"),
        Key::Field(Field::LetterDate) => Some("letter_date"),
        _ => None,
    }
}

/// The share answered in a row of the cover.
fn share(row: u32, answered: usize, asked: usize) -> Formula {
    let value = if asked == 0 { 0.0 } else { answered as f64 / asked as f64 };
    Formula::new(format!("IF(C{line}=0,0,D{line}/C{line})", line = row + 1)).set_result(value.to_string())
}
