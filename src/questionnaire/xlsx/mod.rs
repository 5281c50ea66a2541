//! A form as a workbook to send and to get back: a cover, a sheet for each part and, very hidden, what leads back.
//!
//! A sheet that is answered is one table. Its hidden first row names the columns that are read back and its hidden first
//! column marks the rows: `A1` is `miqyas:KIND:COLUMN`, where `COLUMN` is what the first column holds.
mod cover;
mod tables;

use crate::framework::Gate;
use crate::locale::{Locale, Value};
use crate::names::{Key, Mark, WORKBOOK, WORKBOOK_ABOUT};
use crate::questionnaire::{
    Ask, Choice, Form, Format, Given, Group, Limits, Part, Prefill, Question, Refusal, Section, Units,
};
use crate::sheet::{self, Look};
use crate::text::fold;
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationRule, ExcelDateTime, Format as CellFormat, FormatAlign,
    Formula, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format { name: "xlsx", ending: "xlsx", units: Units::Rows, write };

/// Very hidden: the options of lists that drop down.
const LISTS: &str = "_lists";
/// Rows of a sheet: hidden names of columns, title, what is said about it, headings; then the table.
const TITLE: u32 = 1;
const SAID: u32 = 2;
const HEADINGS: u32 = 3;
const TABLE: u32 = 4;
/// Letters of an answer in words.
const LONGEST: u32 = 1000;
const LONGEST_CASES: u32 = 30_000;
/// Points of the tallest row that Excel has.
const TALLEST: f64 = 400.0;

/// Letters of the column of questions.
const TEXT_WIDTH: f64 = 54.0;

/// What stands beside an answer, in its order: what its column is called when it is read back, its heading and its width.
const MARKS: &[(Mark, &str, &str, f64)] = &[
    (Mark::NoAnswer, "no_answer", "questionnaire.no-number", 15.0),
    (Mark::NaReason, "na_reason", "questionnaire.na-reason", 20.0),
    (Mark::NaApprover, "na_approver", "questionnaire.na-approver", 16.0),
    (Mark::NotControlled, "not_controlled", "questionnaire.not-controlled", 12.0),
    (Mark::SampleSize, "sample_size", "questionnaire.sample-size", 13.0),
    (Mark::Evidence, "evidence.title", "questionnaire.evidence", 26.0),
    (Mark::EvidenceFile, "evidence.link", "questionnaire.evidence-link", 19.0),
    (Mark::EvidenceDate, "evidence.date", "questionnaire.evidence-date", 13.0),
];

fn write(form: &Form) -> Result<Vec<u8>, Refusal> {
    let Some(locale) = form.languages.first().and_then(|language| Locale::load(&language.tag)) else {
        return Err(Refusal::NoQuestions);
    };
    let lists = form.lists.iter().map(|list| (list.name.clone(), labelled(&list.options))).collect();
    let look = Look::new(locale.direction());
    let mut writer = Writer { form, locale, look, lists, names: vec![WORKBOOK_ABOUT.to_owned(), LISTS.to_owned()] };
    let cover = writer.name(&writer.locale.word("questionnaire.cover"));
    let sheets = writer.sheets()?;
    let mut workbook = Workbook::new();
    workbook.push_worksheet(writer.cover(&cover, &sheets)?);
    for sheet in sheets {
        workbook.push_worksheet(sheet.worksheet);
    }
    let (lists, names) = writer.list_sheet()?;
    workbook.push_worksheet(lists);
    workbook.push_worksheet(writer.about()?);
    for (name, range) in names {
        workbook.define_name(name, &range)?;
    }
    let mut properties = sheet::properties()?.set_title(writer.said(&form.title));
    for (name, value) in writer.known() {
        properties = properties.set_custom_property(format!("{WORKBOOK}-{name}"), value);
    }
    workbook.set_properties(&properties);
    Ok(workbook.save_to_buffer()?)
}

struct Writer<'f> {
    form: &'f Form,
    locale: Locale,
    look: Look,
    /// Options of the lists: code and label.
    lists: BTreeMap<String, Vec<(String, String)>>,
    /// Names of sheets that are taken.
    names: Vec<String>,
}

/// A sheet to answer, and how far it is answered.
struct Sheet {
    worksheet: Worksheet,
    name: String,
    /// None: as much as there is to tell.
    asked: Option<usize>,
    answered: Counter,
    /// Gates without an answer; none where the sheet has no gate.
    open: Option<Counter>,
}

/// A number that the workbook keeps up to date.
struct Counter {
    /// Each range begins with `@`, which stands for the sheet.
    formula: String,
    /// What the formula gives while the workbook is as it was written.
    value: usize,
}

struct Column {
    /// Empty where the column is not read back.
    name: String,
    heading: String,
    /// In letters; 0 hides the column.
    width: f64,
}

/// What a column of criteria or KPIs holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Code,
    Text,
    Gate,
    Last,
    Answer,
    Beside(Mark),
    /// The nation, whose items stand among those of an agency.
    Nation,
    /// Of a KPI.
    Quantity,
    /// How several figures stand in one cell.
    Shape,
}

impl<'f> Writer<'f> {
    fn sheets(&mut self) -> Result<Vec<Sheet>, Refusal> {
        let mut groups: Vec<(&Group, Vec<&Section>)> = Vec::new();
        for section in self.form.sections.iter().filter(|section| section.group.part != Part::Cover) {
            match groups.iter_mut().find(|(group, _)| **group == section.group) {
                Some((_, sections)) => sections.push(section),
                None => groups.push((&section.group, vec![section])),
            }
        }
        let mut sheets = Vec::new();
        for (group, sections) in groups {
            match group.part {
                Part::Services => {
                    sheets.extend(self.units(group, &sections, "service", "questionnaire.evidence-of-services")?)
                }
                Part::Branches => {
                    sheets.extend(self.units(group, &sections, "branch", "questionnaire.evidence-of-branches")?)
                }
                Part::Users => sheets.push(self.users(group, &sections)?),
                _ => sheets.push(self.lines(group, &sections)?),
            }
        }
        Ok(sheets)
    }

    /// A sheet with its headings, under its name.
    fn begin(&self, name: &str, title: &str, part: Part, kind: &str, columns: &[Column]) -> Result<Worksheet, Refusal> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(name)?;
        self.look.set_up(&mut worksheet, &self.footer());
        worksheet.set_tab_color(colour(part));
        worksheet.write_string(0, 0, format!("{WORKBOOK}:{kind}"))?;
        let mut widest = 0.0f64;
        for (column, Column { name, heading, width }) in (1..).zip(columns) {
            worksheet.write_string(0, column, name)?;
            if *width == 0.0 {
                worksheet.set_column_hidden(column)?;
                continue;
            }
            worksheet.set_column_width(column, *width)?;
            worksheet.write_string_with_format(HEADINGS, column, heading, &self.look.heading())?;
            widest = widest.max(sheet::height(heading, *width - 2.0));
        }
        worksheet.set_row_height(HEADINGS, widest.min(TALLEST))?;
        worksheet.set_row_hidden(0)?;
        worksheet.set_column_hidden(0)?;
        let look = self.look.title().set_background_color(colour(part));
        span(&mut worksheet, TITLE, (1, shown(columns)), title, &look)?;
        worksheet.set_row_height(TITLE, 30)?;
        worksheet.set_freeze_panes(TABLE, 0)?;
        worksheet.set_repeat_rows(TITLE, HEADINGS)?;
        Ok(worksheet)
    }

    /// Says below the title what is to be known and how far the sheet is answered.
    fn finish(&self, mut sheet: Sheet, said: &str, columns: &[Column]) -> Result<Sheet, Refusal> {
        let last = shown(columns);
        let mut room = 0.0;
        let wide = columns.iter().take(usize::from(last) - 1).take_while(|column| {
            let fits = room < 60.0;
            room += column.width;
            fits
        });
        let to = column_of(wide.count()) - 1;
        let width: f64 = columns.iter().take(usize::from(to)).map(|column| column.width).sum();
        let rest: f64 = columns.iter().take(usize::from(last)).skip(usize::from(to)).map(|column| column.width).sum();
        let (formula, value) = self.counted(&sheet);
        let height = sheet::height(said, width - 4.0).max(sheet::height(&value, rest - 4.0)).min(TALLEST);
        let worksheet = &mut sheet.worksheet;
        span(worksheet, SAID, (1, to), said, &self.look.note())?;
        let look = self.look.text().set_bold();
        span(worksheet, SAID, (to + 1, last), "", &look)?;
        worksheet.write_formula_with_format(SAID, to + 1, Formula::new(formula).set_result(value), &look)?;
        worksheet.set_row_height(SAID, height.max(24.0))?;
        Ok(sheet)
    }

    /// How far a sheet is answered, as a live sentence and as it reads now.
    fn counted(&self, sheet: &Sheet) -> (String, String) {
        const ANSWERED: &str = "\u{1}";
        const ASKED: &str = "\u{2}";
        const OPEN: &str = "\u{3}";
        let phrase = |key: &str| {
            let places = [("answered", ANSWERED), ("asked", ASKED), ("open", OPEN)];
            let places = places.map(|(name, place)| (name, Value::Phrase(place.to_owned())));
            self.locale.say(key, &places)
        };
        let counted = phrase(if sheet.asked.is_some() { "questionnaire.counted" } else { "questionnaire.rows-filled" });
        let open = sheet.open.as_ref().map(|_| phrase("questionnaire.gates-open"));
        let sentence = [counted].into_iter().chain(open).collect::<Vec<_>>().join("   ·   ");
        let asked = sheet.asked.unwrap_or_default().to_string();
        let (mut formula, mut value) = (format!("\"{sentence}\""), sentence.clone());
        let counters = [(ANSWERED, Some(&sheet.answered)), (OPEN, sheet.open.as_ref())];
        for (place, counter) in counters.into_iter().filter_map(|(place, counter)| Some((place, counter?))) {
            formula = formula.replace(place, &format!("\"&{}&\"", counter.formula.replace('@', "")));
            value = value.replace(place, &counter.value.to_string());
        }
        (formula.replace(ASKED, &asked), value.replace(ASKED, &asked))
    }

    /// A cell to answer a question that is not of a service or branch.
    fn ask(&self, worksheet: &mut Worksheet, row: u32, column: u16, question: &Question) -> Result<(), Refusal> {
        worksheet.add_data_validation(row, column, row, column, &self.validation(&question.ask)?)?;
        self.input(worksheet, row, column, &question.ask, self.prefilled(None, &question.key))
    }

    /// A cell to fill in, with what stands in it already.
    fn input(
        &self,
        worksheet: &mut Worksheet,
        row: u32,
        column: u16,
        ask: &Ask,
        given: Option<&Given>,
    ) -> Result<(), Refusal> {
        let look = match ask {
            Ask::Choice(_) | Ask::Number(_) => self.look.input().set_align(FormatAlign::Center),
            Ask::Date => self.look.input().set_align(FormatAlign::Center).set_num_format("yyyy-mm-dd"),
            Ask::Text | Ask::Several(_) | Ask::Cases | Ask::Groups | Ask::File => self.look.input().set_indent(1),
        };
        self.put(worksheet, row, column, ask, given, &look)
    }

    fn put(
        &self,
        worksheet: &mut Worksheet,
        row: u32,
        column: u16,
        ask: &Ask,
        given: Option<&Given>,
        look: &CellFormat,
    ) -> Result<(), Refusal> {
        let label = |text: &str| match ask {
            Ask::Choice(list) => {
                let options = self.lists.get(list).map_or(&[][..], Vec::as_slice);
                let known = options.iter().find(|(code, label)| code == text || fold(label) == fold(text));
                known.map(|(_, label)| label.clone())
            }
            _ => Some(text.to_owned()),
        };
        match given {
            Some(Given::Number(number)) => worksheet.write_number_with_format(row, column, *number, look)?,
            Some(Given::Option(text) | Given::Text(text)) => match label(text) {
                Some(label) => worksheet.write_string_with_format(row, column, label, look)?,
                None => worksheet.write_blank(row, column, look)?,
            },
            None => worksheet.write_blank(row, column, look)?,
        };
        Ok(())
    }

    fn prefilled(&self, unit: Option<&str>, key: &Key) -> Option<&Given> {
        match self.form.prefill {
            Prefill::Last => self.form.last.as_ref()?.given(unit, key),
            Prefill::Blank => None,
        }
    }

    /// What a cell accepts.
    fn validation(&self, ask: &Ask) -> Result<DataValidation, Refusal> {
        let validation = DataValidation::new();
        let (validation, message) = match ask {
            Ask::Choice(list) => {
                let formula = Formula::new(format!("={}", named(list)));
                (validation.allow_list_formula(formula), self.locale.word("questionnaire.from-list"))
            }
            Ask::Number(Limits { whole, low, high, message }) => {
                let low = low.unwrap_or(f64::from(i32::MIN));
                let high = high.unwrap_or(if *whole { f64::from(i32::MAX) } else { 1e15 });
                let validation = match whole {
                    true => validation.allow_whole_number(DataValidationRule::Between(low as i32, high as i32)),
                    false => validation.allow_decimal_number(DataValidationRule::Between(low, high)),
                };
                (validation, self.said(message).to_owned())
            }
            Ask::Date => {
                let (first, last) = (ExcelDateTime::from_ymd(2000, 1, 1)?, ExcelDateTime::from_ymd(2100, 12, 31)?);
                (
                    validation.allow_date(DataValidationRule::Between(first, last)),
                    self.locale.word("questionnaire.date-form"),
                )
            }
            Ask::Text | Ask::Several(_) | Ask::File => {
                (validation.allow_text_length(DataValidationRule::LessThanOrEqualTo(LONGEST)), String::new())
            }
            Ask::Cases | Ask::Groups => {
                (validation.allow_text_length(DataValidationRule::LessThanOrEqualTo(LONGEST_CASES)), String::new())
            }
        };
        Ok(validation.set_error_message(message)?)
    }

    fn colour(
        &self,
        worksheet: &mut Worksheet,
        (top, left, bottom, right): (u32, u16, u32, u16),
        rule: &str,
        colour: u32,
    ) -> Result<(), Refusal> {
        let look = CellFormat::new().set_background_color(colour);
        let rule = ConditionalFormatFormula::new().set_rule(format!("={rule}").as_str()).set_format(look);
        worksheet.add_conditional_format(top, left, bottom, right, &rule)?;
        Ok(())
    }

    /// Options of every list, with their codes, and the names of their ranges.
    fn list_sheet(&self) -> Result<(Worksheet, Vec<(String, String)>), Refusal> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(LISTS)?.set_very_hidden(true);
        let mut names = Vec::new();
        for (place, (list, options)) in (0u16..).zip(&self.lists) {
            let column = 2 * place;
            worksheet.write_string(0, column, list)?;
            for (row, (code, label)) in (1..).zip(options) {
                worksheet.write_string(row, column, label)?;
                worksheet.write_string(row, column + 1, code)?;
            }
            let letter = column_number_to_name(column);
            names.push((named(list), format!("='{LISTS}'!${letter}$2:${letter}${}", options.len() + 1)));
        }
        Ok((worksheet, names))
    }

    /// What the workbook is and for whom.
    fn about(&self) -> Result<Worksheet, Refusal> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(WORKBOOK_ABOUT)?.set_very_hidden(true);
        for (row, (name, value)) in (0..).zip(self.known()) {
            worksheet.write_string(row, 0, name)?;
            worksheet.write_string(row, 1, value)?;
        }
        Ok(worksheet)
    }

    fn known(&self) -> [(&'static str, String); 8] {
        let form = self.form;
        let role = match form.roles.as_slice() {
            [role] => role.to_string(),
            _ => String::new(),
        };
        [
            ("format", "1".to_owned()),
            ("framework", form.framework.to_string()),
            ("version", form.version.clone()),
            ("form", form.code.clone()),
            ("period", form.period.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("agency", form.addressee.as_ref().map(|(code, _)| code.clone()).unwrap_or_default()),
            ("role", role),
            ("language", self.locale.tag().to_owned()),
        ]
    }

    fn column(&self, slot: Slot, kpis: bool) -> Column {
        let (name, heading, width) = match slot {
            Slot::Code => ("", self.locale.word("common.code"), 9.0),
            Slot::Text => ("", self.locale.word("questionnaire.question"), TEXT_WIDTH + 2.0),
            Slot::Gate => ("", self.locale.word("questionnaire.gate-heading"), 10.0),
            Slot::Last => ("", self.last_time(), 17.0),
            Slot::Answer => (if kpis { "value" } else { "answer" }, self.locale.word("questionnaire.answer"), 24.0),
            Slot::Beside(wanted) => {
                let (_, name, heading, width) = MARKS.iter().find(|(mark, ..)| *mark == wanted).expect("every mark");
                (*name, self.locale.word(heading), *width)
            }
            Slot::Nation => ("agency", String::new(), 0.0),
            Slot::Quantity => ("quantity", String::new(), 0.0),
            Slot::Shape => ("shape", String::new(), 0.0),
        };
        Column { name: name.to_owned(), heading, width }
    }

    fn last_time(&self) -> String {
        let period = self.form.last.as_ref().map(|last| self.locale.period(last.period.as_str())).unwrap_or_default();
        self.locale.say("questionnaire.last-time", &[("period", Value::Phrase(period))])
    }

    fn gate(&self, gate: Gate) -> String {
        match gate {
            Gate::Gate => self.locale.word("questionnaire.gate-usual"),
            Gate::Critical => self.locale.word("questionnaire.gate-strict"),
        }
    }

    /// A question without its code.
    fn bare(&self, question: &'f Question) -> &'f str {
        let label = self.form.languages.first().and(question.label.first()).map_or("", String::as_str);
        label.split_once("] ").filter(|(code, _)| code.starts_with('[')).map_or(label, |(_, text)| text)
    }

    fn footer(&self) -> String {
        let addressee = self.form.addressee.as_ref().map(|(_, name)| self.said(name));
        addressee.unwrap_or(self.said(&self.form.title)).chars().take(120).collect()
    }

    /// A free name for a sheet.
    fn name(&mut self, title: &str) -> String {
        let name = sheet::name(title, &self.names);
        self.names.push(name.clone());
        name
    }

    /// A text in the workbook's language.
    fn said<'w>(&self, words: &'w [String]) -> &'w str {
        words.first().map_or("", String::as_str)
    }
}

/// Codes and labels of options. A label that leads to another option too, or to none for certain, begins with its code in
/// brackets.
fn labelled(options: &[Choice]) -> Vec<(String, String)> {
    let label = |option: &Choice| option.label.first().map_or_else(|| option.code.clone(), Clone::clone);
    let labels: Vec<String> = options.iter().map(label).collect();
    let folded: Vec<String> = labels.iter().map(|label| fold(label)).collect();
    let alike = |place: usize| {
        let same = folded.iter().filter(|other| **other == folded[place]).count() > 1;
        same || options.iter().any(|other| other.code != options[place].code && fold(&other.code) == folded[place])
    };
    let entries = options.iter().zip(&labels).enumerate().map(|(place, (option, label))| {
        let of_register = option.owner.is_some();
        let label = if of_register || alike(place) { format!("[{}] {label}", option.code) } else { label.clone() };
        (option.code.clone(), label)
    });
    entries.collect()
}

fn colour(part: Part) -> u32 {
    match part {
        Part::Cover => sheet::NAVY,
        Part::Stage => 0x2E_6DA4,
        Part::Obstacle => 0xB4_5F06,
        Part::Enabler => 0x38_761D,
        Part::Criteria => 0x3D_5A80,
        Part::Services | Part::Branches => 0x13_7C8B,
        Part::Kpis => 0x67_4EA7,
        Part::Nation => 0x7F_6000,
        Part::Users => 0xA6_4D79,
    }
}

/// The name of the range that holds a list's labels.
fn named(list: &str) -> String {
    format!("list_{list}")
}

/// The column of a table's position, beside the hidden first.
fn column_of(position: usize) -> u16 {
    u16::try_from(position + 1).unwrap_or(u16::MAX)
}

/// The last column that shows: hidden ones come last.
fn shown(columns: &[Column]) -> u16 {
    column_of(columns.iter().take_while(|column| column.width > 0.0).count()) - 1
}

/// A column of a table that ends before a row, on the sheet `@`.
fn range(column: u16, end: u32) -> String {
    format!("@{}", range_at(column, TABLE, end - 1))
}

/// The hidden marks of rows.
fn range_of_rows(end: u32) -> String {
    range(0, end)
}

fn range_at(column: u16, first: u32, last: u32) -> String {
    let letter = column_number_to_name(column);
    format!("${letter}${}:${letter}${}", first + 1, last + 1)
}

/// A text over several columns.
fn span(
    worksheet: &mut Worksheet,
    row: u32,
    (first, last): (u16, u16),
    text: &str,
    look: &CellFormat,
) -> Result<(), XlsxError> {
    if first >= last {
        worksheet.write_string_with_format(row, first, text, look)?;
    } else {
        worksheet.merge_range(row, first, row, last, text, look)?;
    }
    Ok(())
}
