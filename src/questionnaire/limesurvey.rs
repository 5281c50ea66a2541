//! A form for LimeSurvey: its tab-separated survey structure, the groups of every language one after the other. It has
//! no rounds of questions, so shares are asked as shares, and evidence is named rather than uploaded.
use crate::names;
use crate::questionnaire::{Ask, Choice, Form, Format, Limits, Need, Question, Refusal, Section, Units, When, Words};

pub(super) const FORMAT: Format = Format { name: "limesurvey", ending: "txt", units: Units::Share, write };

const COLUMNS: &[&str] = &[
    "id",
    "related_id",
    "class",
    "type/scale",
    "name",
    "relevance",
    "text",
    "help",
    "language",
    "validation",
    "mandatory",
    "encrypted",
    "other",
    "default",
    "same_default",
    "same_script",
    "assessment_value",
    "min_num_value_n",
    "max_num_value_n",
    "num_value_int_only",
];

/// Options beyond which a list drops down.
const LISTED: usize = 10;

/// Settings of the survey, beside its languages.
const SETTINGS: &[(&str, &str)] = &[("format", "G"), ("anonymized", "N"), ("datestamp", "Y"), ("assessments", "Y")];

/// A row by heading; the others are empty.
type Row = Vec<(&'static str, String)>;

fn write(form: &Form) -> Result<Vec<u8>, Refusal> {
    let mut rows = Vec::new();
    let mut tags = form.languages.iter().map(|language| language.tag.clone());
    let base = tags.next().unwrap_or_default();
    let further = tags.collect::<Vec<_>>().join(" ");
    let setting = |name: &str, value: &str| named("S", name, value);
    rows.push(setting("language", &base));
    rows.push(setting("additional_languages", &further));
    rows.extend(SETTINGS.iter().map(|(name, value)| setting(name, value)));
    for (place, language) in form.languages.iter().enumerate() {
        let said = [
            ("surveyls_title", &form.title),
            ("surveyls_description", &form.title),
            ("surveyls_welcometext", &form.cover),
        ];
        for (name, words) in said {
            rows.push(spoken(named("SL", name, &html(&words[place])), &language.tag));
        }
    }
    for (place, language) in form.languages.iter().enumerate() {
        for (number, section) in form.sections.iter().enumerate() {
            rows.push(spoken(group(form, section, number, place)?, &language.tag));
            for question in &section.questions {
                let Some(asked) = asked(form, question, place)? else { continue };
                rows.extend(asked.into_iter().map(|row| spoken(row, &language.tag)));
            }
        }
    }
    let mut text = format!("\u{feff}{}\n", COLUMNS.join("\t"));
    for row in rows {
        let cells = COLUMNS.iter().map(|column| {
            row.iter().find(|(heading, _)| heading == column).map_or_else(String::new, |(_, value)| quoted(value))
        });
        text += &cells.collect::<Vec<_>>().join("\t");
        text.push('\n');
    }
    Ok(text.into_bytes())
}

/// Groups of several languages are one by their number.
fn group(form: &Form, section: &Section, number: usize, place: usize) -> Result<Row, Refusal> {
    let mut row = named("G", &html(&section.title[place]), &html(said(&section.note, place)));
    row.push(("type/scale", (number + 1).to_string()));
    match form.when(section) {
        When::Always => {}
        when => row.push(("relevance", condition(form, &when)?)),
    }
    Ok(row)
}

/// A question with its options; none where the tool cannot ask it.
fn asked(form: &Form, question: &Question, place: usize) -> Result<Option<Vec<Row>>, Refusal> {
    let mut options: &[Choice] = &[];
    let kind = match &question.ask {
        Ask::Choice(list) => {
            options = form.options(list);
            if options.len() > LISTED { "!" } else { "L" }
        }
        Ask::Several(list) => {
            options = form.options(list);
            "M"
        }
        Ask::Number(_) => "N",
        Ask::Text => "S",
        Ask::Cases | Ask::Groups => "T",
        Ask::Date => "D",
        Ask::File => return Ok(None),
    };
    let mut row = named("Q", &question.key.name(), &html(&question.label[place]));
    row.push(("type/scale", kind.to_owned()));
    row.push(("relevance", condition(form, &question.when)?));
    row.push(("help", html(said(&question.hint, place))));
    row.push(("mandatory", if question.need == Need::Required { "Y" } else { "N" }.to_owned()));
    row.push(("other", "N".to_owned()));
    if let Ask::Number(Limits { whole, low, high, .. }) = &question.ask {
        row.push(("min_num_value_n", low.map(|low| low.to_string()).unwrap_or_default()));
        row.push(("max_num_value_n", high.map(|high| high.to_string()).unwrap_or_default()));
        row.push(("num_value_int_only", if *whole { "1" } else { "" }.to_owned()));
    }
    let codes = names::answers(options.iter().map(|option| option.code.as_str()))?;
    let answers = options.iter().zip(codes).map(|(option, code)| {
        let class = if kind == "M" { "SQ" } else { "A" };
        let mut row = named(class, &code, &html(&option.label[place]));
        row.push(("type/scale", "0".to_owned()));
        row.push(("assessment_value", points(option).to_string()));
        row
    });
    Ok(Some(std::iter::once(row).chain(answers).collect()))
}

/// The value of an option in whole hundredths; the tool has no *counts nowhere*, only 0.
fn points(option: &Choice) -> i64 {
    option.value.map_or(0, |value| (value * 100.0).round() as i64)
}

fn condition(form: &Form, when: &When) -> Result<String, Refusal> {
    let chosen = |name: String, sign: &str, code: &str| -> Result<String, Refusal> {
        Ok(format!("{name}.NAOK {sign} \"{}\"", answer(form, &name, code)?))
    };
    Ok(match when {
        When::Always => "1".to_owned(),
        When::Chosen(key, code) => chosen(key.name(), "==", code)?,
        When::NotChosen(key, code) => chosen(key.name(), "!=", code)?,
        When::Blank(key) => format!("is_empty({}.NAOK)", key.name()),
        When::Filled(key) => format!("!is_empty({}.NAOK)", key.name()),
        When::Claimed(key, nothing) => {
            let mut parts = vec![format!("!is_empty({}.NAOK)", key.name())];
            for code in nothing {
                parts.push(chosen(key.name(), "!=", code)?);
            }
            parts.join(" and ")
        }
    })
}

/// The short code of an option of another question.
fn answer(form: &Form, name: &str, code: &str) -> Result<String, Refusal> {
    let list = form.questions().find(|question| question.key.name() == name).map(|question| &question.ask);
    let Some(Ask::Choice(list)) = list else { return Ok(code.to_owned()) };
    let options = form.options(list);
    let codes = names::answers(options.iter().map(|option| option.code.as_str()))?;
    let found = options.iter().position(|option| option.code == code);
    Ok(found.map_or_else(|| code.to_owned(), |found| codes[found].clone()))
}

fn named(class: &str, name: &str, text: &str) -> Row {
    vec![("class", class.to_owned()), ("name", name.to_owned()), ("text", text.to_owned())]
}

fn spoken(mut row: Row, tag: &str) -> Row {
    row.push(("language", tag.to_owned()));
    row
}

fn said(words: &Words, place: usize) -> &str {
    words.get(place).map_or("", String::as_str)
}

/// Texts are HTML there, and braces hold expressions.
fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('{', "&#123;").replace('}', "&#125;").replace('\n', "<br />")
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', '\t', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
