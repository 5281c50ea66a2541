//! A form for Kobo and ODK: a workbook of the sheets survey, choices and settings. A missing translation, a second pair
//! of parentheses in a heading or a default language spelled otherwise are accepted there and then lose data.
use crate::names::{Field, Key};
use crate::questionnaire::{
    Ask, AskedOf, Choice, Form, Format, Language, Limits, Need, Question, Refusal, Section, Units, When, Words,
};
use crate::sheet;
use crate::text::hexadecimal;
use rust_xlsxwriter::{Format as CellFormat, Workbook, Worksheet};
use sha2::{Digest, Sha256};

pub(super) const FORMAT: Format = Format { name: "xlsform", ending: "xlsx", units: Units::Each, write };

const LABEL: &str = "label";
const HINT: &str = "hint";
const REQUIRED_MESSAGE: &str = "required_message";
const CONSTRAINT_MESSAGE: &str = "constraint_message";

fn write(form: &Form) -> Result<Vec<u8>, Refusal> {
    let survey = survey(form);
    let choices = choices(form);
    let mut workbook = Workbook::new();
    workbook.set_properties(&sheet::properties()?);
    fill(workbook.add_worksheet(), "survey", &survey)?;
    fill(workbook.add_worksheet(), "choices", &choices)?;
    fill(workbook.add_worksheet(), "settings", &settings(form, &version(form, &[&survey, &choices])))?;
    Ok(workbook.save_to_buffer()?)
}

/// Rows of one sheet under the headings that some row fills.
#[derive(Default)]
struct Sheet {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A row as it is written: headings with values.
type Row = Vec<(String, String)>;

impl Sheet {
    fn push(&mut self, row: Row) {
        let mut cells = Vec::new();
        for (heading, value) in row.into_iter().filter(|(_, value)| !value.is_empty()) {
            let place = self.headings.iter().position(|known| *known == heading).unwrap_or_else(|| {
                self.headings.push(heading);
                self.headings.len() - 1
            });
            cells.resize(cells.len().max(place + 1), String::new());
            cells[place] = value;
        }
        self.rows.push(cells);
    }
}

fn survey(form: &Form) -> Sheet {
    let mut writer = Writer { form, sheet: Sheet::default(), open: None };
    writer.plain("start", "start");
    writer.plain("end", "end");
    if let Some(period) = &form.period {
        writer.calculate(Field::Period, &format!("'{period}'"));
    }
    let mut cover = writer.row("note", "cover");
    writer.words(&mut cover, LABEL, &joined(&form.title, &form.cover));
    writer.sheet.push(cover);
    for section in &form.sections {
        writer.section(section);
    }
    writer.close();
    writer.sheet
}

struct Writer<'f> {
    form: &'f Form,
    sheet: Sheet,
    /// The repeat that is being written.
    open: Option<AskedOf>,
}

/// A repeat over the units of an agency.
struct Repeat {
    rounds: Field,
    count: Field,
    row: Field,
    unit: Field,
}

impl Writer<'_> {
    fn section(&mut self, section: &Section) {
        if self.open.is_some_and(|open| open != section.asked_of) {
            self.close();
        }
        if let Some(repeat) = repeat(section.asked_of).filter(|_| self.open.is_none()) {
            self.begin_repeat(section, &repeat);
        }
        let mut begin = self.row("begin_group", &section.name);
        self.words(&mut begin, LABEL, &section.title);
        cell(&mut begin, "relevant", &condition(&self.form.when(section)));
        cell(&mut begin, "appearance", "field-list");
        self.sheet.push(begin);
        if !section.note.is_empty() {
            let mut note = self.row("note", &format!("{}_note", section.name));
            self.words(&mut note, LABEL, &section.note);
            self.sheet.push(note);
        }
        for question in &section.questions {
            self.question(question);
        }
        self.plain("end_group", &section.name);
    }

    /// Opens as many rounds as the agency has units.
    fn begin_repeat(&mut self, section: &Section, repeat: &Repeat) {
        let (list, count) = (repeat.unit.name(), repeat.count.name());
        let agency = Field::Agency.name();
        self.calculate(repeat.count, &format!("count(instance('{list}')/root/item[agency = ${{{agency}}}])"));
        let mut begin = self.row("begin_repeat", repeat.rounds.name());
        self.words(&mut begin, LABEL, &section.title);
        cell(&mut begin, "repeat_count", &format!("${{{count}}}"));
        self.sheet.push(begin);
        self.calculate(repeat.row, "position(..)");
        self.open = Some(section.asked_of);
    }

    fn close(&mut self) {
        if let Some(repeat) = self.open.take().and_then(repeat) {
            self.plain("end_repeat", repeat.rounds.name());
        }
    }

    fn question(&mut self, question: &Question) {
        let kind = match &question.ask {
            Ask::Choice(list) => format!("select_one {list}"),
            Ask::Several(list) => format!("select_multiple {list}"),
            Ask::Number(Limits { whole: true, .. }) => "integer".to_owned(),
            Ask::Number(_) => "decimal".to_owned(),
            Ask::Text | Ask::Cases | Ask::Groups => "text".to_owned(),
            Ask::Date => "date".to_owned(),
            Ask::File => "file".to_owned(),
        };
        let mut row = self.row(&kind, &question.key.name());
        self.words(&mut row, LABEL, &question.label);
        self.words(&mut row, HINT, &question.hint);
        if question.need == Need::Required {
            cell(&mut row, "required", "yes");
            self.words(&mut row, REQUIRED_MESSAGE, &self.form.required);
        }
        cell(&mut row, "relevant", &condition(&question.when));
        match &question.ask {
            Ask::Number(limits) => {
                cell(&mut row, "constraint", &bounds(limits));
                self.words(&mut row, CONSTRAINT_MESSAGE, &limits.message);
            }
            Ask::Cases | Ask::Groups => cell(&mut row, "appearance", "multiline"),
            Ask::Choice(list) if self.form.options(list).iter().any(|option| option.owner.is_some()) => {
                cell(&mut row, "choice_filter", &self.filter(&question.key));
            }
            _ => {}
        }
        self.sheet.push(row);
    }

    /// Within a repeat only the unit whose turn it is.
    fn filter(&self, key: &Key) -> String {
        match self.open.and_then(repeat) {
            Some(repeat) if *key == Key::Field(repeat.unit) => {
                format!("agency = ${{{}}} and place = ${{{}}}", Field::Agency.name(), repeat.row.name())
            }
            _ => String::new(),
        }
    }

    fn calculate(&mut self, field: Field, calculation: &str) {
        let mut row = self.row("calculate", field.name());
        cell(&mut row, "calculation", calculation);
        self.sheet.push(row);
    }

    fn plain(&mut self, kind: &str, name: &str) {
        let row = self.row(kind, name);
        self.sheet.push(row);
    }

    fn row(&self, kind: &str, name: &str) -> Row {
        vec![("type".to_owned(), kind.to_owned()), ("name".to_owned(), name.to_owned())]
    }

    fn words(&self, row: &mut Row, heading: &str, words: &Words) {
        translated(row, heading, &self.form.languages, words);
    }
}

fn repeat(asked_of: AskedOf) -> Option<Repeat> {
    match asked_of {
        AskedOf::Service => Some(Repeat {
            rounds: Field::Services,
            count: Field::ServiceCount,
            row: Field::ServiceRow,
            unit: Field::Service,
        }),
        AskedOf::Branch => Some(Repeat {
            rounds: Field::Branches,
            count: Field::BranchCount,
            row: Field::BranchRow,
            unit: Field::Branch,
        }),
        AskedOf::Respondent | AskedOf::Agency | AskedOf::Nation | AskedOf::User => None,
    }
}

fn condition(when: &When) -> String {
    match when {
        When::Always => String::new(),
        When::Chosen(key, code) => format!("${{{}}} = '{code}'", key.name()),
        When::NotChosen(key, code) => format!("${{{}}} != '{code}'", key.name()),
        When::Blank(key) => format!("${{{}}} = ''", key.name()),
        When::Filled(key) => format!("${{{}}} != ''", key.name()),
        When::Claimed(key, nothing) => {
            let name = key.name();
            let others = nothing.iter().map(|code| format!(" and ${{{name}}} != '{code}'"));
            format!("${{{name}}} != ''{}", others.collect::<String>())
        }
    }
}

fn bounds(limits: &Limits) -> String {
    let low = limits.low.map(|low| format!(". >= {low}"));
    let high = limits.high.map(|high| format!(". <= {high}"));
    low.into_iter().chain(high).collect::<Vec<_>>().join(" and ")
}

fn choices(form: &Form) -> Sheet {
    let mut sheet = Sheet::default();
    for list in &form.lists {
        for Choice { code, label, owner, .. } in &list.options {
            let mut row = vec![("list_name".to_owned(), list.name.clone()), ("name".to_owned(), code.clone())];
            translated(&mut row, LABEL, &form.languages, label);
            if let Some((agency, place)) = owner {
                cell(&mut row, "agency", agency);
                cell(&mut row, "place", &place.to_string());
            }
            sheet.push(row);
        }
    }
    sheet
}

fn settings(form: &Form, version: &str) -> Sheet {
    let mut row = Row::new();
    cell(&mut row, "form_title", form.title.first().map_or("", String::as_str));
    cell(&mut row, "form_id", &form.code);
    cell(&mut row, "version", version);
    cell(&mut row, "default_language", &form.languages.first().map(heading_of).unwrap_or_default());
    let mut sheet = Sheet::default();
    sheet.push(row);
    sheet
}

/// The framework's version, and what tells two forms of it apart: servers refuse another form under a version they know.
fn version(form: &Form, sheets: &[&Sheet]) -> String {
    let mut hasher = Sha256::new();
    for text in sheets.iter().flat_map(|sheet| sheet.rows.iter().chain([&sheet.headings])).flatten() {
        hasher.update(text.as_bytes());
        hasher.update([0]);
    }
    let mark = hexadecimal(&hasher.finalize()[..4]);
    format!("{}-{mark}", form.version)
}

/// `label::English (en)`: exactly one pair of parentheses.
fn translated(row: &mut Row, heading: &str, languages: &[Language], words: &Words) {
    for (language, text) in languages.iter().zip(words) {
        // `${` would be read as a reference to another question.
        cell(row, &format!("{heading}::{}", heading_of(language)), &text.replace("${", "$ {"));
    }
}

fn heading_of(language: &Language) -> String {
    format!("{} ({})", language.name.replace(['(', ')'], ""), language.tag)
}

fn cell(row: &mut Row, heading: &str, value: &str) {
    row.push((heading.to_owned(), value.to_owned()));
}

fn joined(title: &Words, cover: &Words) -> Words {
    title.iter().zip(cover).map(|(title, cover)| format!("{title}\n{cover}")).collect()
}

fn fill(worksheet: &mut Worksheet, name: &str, sheet: &Sheet) -> Result<(), Refusal> {
    let bold = CellFormat::new().set_bold();
    worksheet.set_name(name)?;
    worksheet.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(&sheet.headings) {
        worksheet.set_column_width(column, if heading.contains("::") { 50 } else { 20 })?;
        worksheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (row, cells) in (1..).zip(&sheet.rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            worksheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}
