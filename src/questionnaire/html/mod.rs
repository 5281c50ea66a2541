//! A form in one file for any browser: it needs no network, keeps every answer on the device, and prints for paper. Each
//! element with words names their place in a table of all languages, so that a change of language moves nothing else.
use crate::locale::Locale;
use crate::markup::{Markup, data, fingerprint};
use crate::names::{Field, Key};
use crate::questionnaire::{
    Ask, AskedOf, Choice, Form, Format, Limits, Need, Question, Refusal, Section, Units, When, Words,
};
use crate::text::Texts;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(super) const FORMAT: Format = Format { name: "html", ending: "html", units: Units::Each, write };

const STYLE: &str = include_str!("form.css");
const PROGRAM: &str = include_str!("form.js");

/// Options that stand below each other; of more, one is chosen from a menu.
const OPEN: usize = 9;
/// Options of a menu that are printed.
const PRINTED: usize = 40;

/// What the program of the form says, and the places that it fills.
const SAID: &[(&str, &[&str])] = &[
    ("page.counted", &["answered", "asked"]),
    ("page.gates-open", &["gates"]),
    ("page.gates-closed", &[]),
    ("page.saved", &["time"]),
    ("page.not-a-number", &[]),
    ("page.not-whole", &[]),
    ("page.unreadable", &["text"]),
    ("page.file-noted", &["file"]),
    ("page.choose-agency", &[]),
    ("page.no-units", &[]),
    ("page.to-mend", &[]),
    ("page.left-blank", &[]),
    ("page.all-answered", &[]),
    ("page.more", &["count"]),
    ("page.sent", &["file"]),
    ("page.kept", &["file"]),
    ("page.opened", &["time"]),
    ("page.other-form", &["form"]),
    ("page.no-copy", &[]),
];

fn write(form: &Form) -> Result<Vec<u8>, Refusal> {
    // The languages of a form are those of locales.
    let locales: Vec<Locale> = form.languages.iter().filter_map(|language| Locale::load(&language.tag)).collect();
    let mut writer = Writer { form, locales, page: Markup::default(), texts: Texts::default() };
    writer.document();
    let Writer { page, .. } = writer;
    Ok(page.finish().into_bytes())
}

struct Writer<'f> {
    form: &'f Form,
    locales: Vec<Locale>,
    page: Markup,
    texts: Texts,
}

/// Sections that are one step of the form.
struct Step<'f> {
    asked_of: AskedOf,
    sections: &'f [Section],
}

impl<'f> Writer<'f> {
    fn document(&mut self) {
        let form = self.form;
        let Some(first) = self.locales.first() else { return };
        let (tag, direction) = (first.tag().to_owned(), first.direction().name());
        let policy = format!(
            "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
            fingerprint(PROGRAM),
            fingerprint(STYLE)
        );
        self.page.verbatim("<!doctype html>\n");
        self.page.open("html", &[("lang", &tag), ("dir", direction)]).open("head", &[]);
        self.page.open("meta", &[("charset", "utf-8")]);
        self.page.open("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
        self.page.open("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
        self.page.open("meta", &[("name", "color-scheme"), ("content", "light dark")]);
        self.say("title", &[], &form.title);
        self.page.open("style", &[]).verbatim(STYLE).close().close();
        self.page.open("body", &[]);
        self.phrase("a", &[("class", "skip"), ("href", "#main")], "page.skip");
        self.top();
        self.page.open("div", &[("class", "columns")]);
        let steps = self.steps();
        self.contents(&steps);
        self.page.open("main", &[("id", "main"), ("tabindex", "-1")]);
        for (number, step) in steps.iter().enumerate() {
            self.step(step, number);
        }
        self.finish();
        self.page.close().close();
        self.dialog();
        let known = self.known();
        self.page.open("script", &[("type", "application/json"), ("id", "form")]);
        self.page.verbatim(&data(&known)).close();
        self.page.open("script", &[]).verbatim(PROGRAM).close();
    }

    /// What stands above every step.
    fn top(&mut self) {
        self.page.open("header", &[("class", "top")]).open("div", &[("class", "bar")]);
        self.phrase(
            "button",
            &[("type", "button"), ("id", "menu"), ("aria-expanded", "false"), ("aria-controls", "contents")],
            "page.contents",
        );
        self.say("p", &[("class", "title")], &self.form.title);
        let label = self.label("page.languages");
        self.page
            .open("div", &[("class", "languages"), ("role", "group"), ("data-l", &label.0), ("aria-label", &label.1)]);
        for language in &self.form.languages {
            let attributes = [("type", "button"), ("lang", language.tag.as_str()), ("data-language", &language.tag)];
            self.page.element("button", &attributes, &language.name);
        }
        self.page.close().close().open("div", &[("class", "state")]);
        let label = self.label("page.progress");
        let attributes =
            [("id", "progress"), ("max", "1"), ("value", "0"), ("data-l", &label.0), ("aria-label", &label.1)];
        self.page.open("progress", &attributes).close();
        self.page.open("p", &[("id", "counted"), ("aria-live", "polite")]).close();
        self.page.open("p", &[("id", "saved"), ("role", "status")]).close().close();
        self.phrase("p", &[("id", "unkept"), ("class", "warning"), ("role", "alert"), ("hidden", "")], "page.unkept");
        self.page.open("noscript", &[]);
        self.phrase("p", &[("class", "warning")], "page.no-program");
        self.page.close().close();
    }

    /// Sections of a round are one step, every other section is its own.
    fn steps(&self) -> Vec<Step<'f>> {
        let same = |one: &Section, other: &Section| {
            matches!(one.asked_of, AskedOf::Service | AskedOf::Branch) && one.asked_of == other.asked_of
        };
        let sections = self.form.sections.chunk_by(same);
        sections.map(|sections| Step { asked_of: sections[0].asked_of, sections }).collect()
    }

    fn contents(&mut self, steps: &[Step<'f>]) {
        let label = self.label("page.contents");
        self.page.open("nav", &[("id", "contents"), ("data-l", &label.0), ("aria-label", &label.1)]).open("ol", &[]);
        for step in steps {
            let section = &step.sections[0];
            self.page.open("li", &[]);
            self.page.open("button", &[("type", "button"), ("data-go", &section.name)]);
            self.say("span", &[], &section.title);
            self.page.open("span", &[("class", "tally")]).close().close().close();
        }
        self.page.open("li", &[]).open("button", &[("type", "button"), ("data-go", "finish")]);
        self.phrase("span", &[], "page.finish");
        self.page.close().close().close().close();
    }

    fn step(&mut self, step: &Step<'f>, number: usize) {
        let first = &step.sections[0];
        let heading = format!("{}-title", first.name);
        let when = condition(&self.form.when(first));
        let mut attributes = vec![("class", "step"), ("id", first.name.as_str()), ("aria-labelledby", &heading)];
        if let Some(when) = &when {
            attributes.push(("data-when", when));
        }
        self.page.open("section", &attributes);
        if number == 0 {
            self.cover();
        }
        self.say("h2", &[("id", &heading), ("tabindex", "-1")], &first.title);
        match step.asked_of {
            AskedOf::Service => self.round(step, Field::Service),
            AskedOf::Branch => self.round(step, Field::Branch),
            _ => {
                self.note(first);
                self.items(&first.questions);
            }
        }
        self.between(number);
        self.page.close();
    }

    fn cover(&mut self) {
        self.page.open("div", &[("class", "cover")]);
        self.say("h1", &[], &self.form.title);
        self.say("p", &[("class", "lines")], &self.form.cover);
        self.phrase("p", &[("class", "paper")], "page.paper");
        self.page.close();
    }

    /// The questions that are asked of each unit of the agency. What stands here is for paper; on the screen it is copied
    /// for each.
    fn round(&mut self, step: &Step<'f>, unit: Field) {
        self.page.open("p", &[("class", "units")]).close();
        self.page.open("div", &[("class", "rounds"), ("data-unit", unit.name())]).close();
        self.page.open("div", &[("class", "blank")]);
        self.phrase("p", &[("class", "paper lines")], "page.paper-round");
        for section in step.sections {
            let questions = &section.questions;
            let names_unit = |question: &Question| question.key == Key::Field(unit);
            if questions.iter().any(names_unit) {
                self.page.open("p", &[("class", "paper named")]);
                self.say("span", &[], &section.title);
                self.page.open("span", &[("class", "line")]).close().close();
                continue;
            }
            self.say("h3", &[], &section.title);
            self.note(section);
            self.items(questions);
        }
        self.page.close();
    }

    fn note(&mut self, section: &Section) {
        if !section.note.is_empty() {
            self.say("p", &[("class", "note lines")], &section.note);
        }
    }

    /// A question and those that depend on its answer are one item.
    fn items(&mut self, questions: &[Question]) {
        let beside = |question: &Question| matches!(question.key, Key::Beside(..));
        for item in questions.chunk_by(|_, next| beside(next)) {
            let gate = item.iter().any(|question| question.gate.is_some());
            self.page.open("div", &[("class", if gate { "item gate" } else { "item" })]);
            for question in item {
                self.question(question);
            }
            self.page.close();
        }
    }

    fn question(&mut self, question: &Question) {
        let name = question.key.name();
        let (hint, error) = (format!("{name}-hint"), format!("{name}-error"));
        let described = if question.hint.is_empty() { error.clone() } else { format!("{hint} {error}") };
        let (kind, code, part) = meaning(&question.key);
        let when = condition(&question.when);
        let choices = match &question.ask {
            Ask::Choice(list) => Some(self.form.options(list)),
            _ => None,
        };
        let open = choices.filter(|options| options.len() <= OPEN);
        let beside = matches!(question.key, Key::Beside(..));
        let mut attributes = vec![
            ("class", if beside { "question beside" } else { "question" }),
            ("data-name", name.as_str()),
            ("data-kind", kind),
            ("data-code", code.as_str()),
        ];
        attributes.extend(part.as_ref().map(|part| ("data-part", part.as_str())));
        attributes.extend(when.as_ref().map(|when| ("data-when", when.as_str())));
        attributes.extend(question.gate.map(|_| ("data-gate", "")));
        attributes.extend((question.need == Need::Required).then_some(("data-needed", "")));
        let limits = match &question.ask {
            Ask::Number(limits) => Some(self.limits(limits)),
            _ => None,
        };
        attributes.extend(limits.as_ref().map(|limits| ("data-limits", limits.as_str())));
        if open.is_some() {
            attributes.push(("aria-describedby", &described));
            self.page.open("fieldset", &attributes).open("legend", &[]);
        } else {
            self.page.open("div", &attributes).open("label", &[("for", &name)]);
        }
        self.title(question);
        self.page.close();
        if !question.hint.is_empty() {
            self.say("p", &[("class", "hint lines"), ("id", &hint)], &question.hint);
        }
        match (open, choices) {
            (Some(options), _) => self.boxes(&name, options),
            (None, Some(options)) => self.menu(&name, &described, options),
            (None, None) => self.line(&name, &described, &question.ask),
        }
        self.page.open("p", &[("class", "error"), ("id", &error), ("hidden", "")]).close();
        self.page.close();
    }

    /// What is asked, its code apart.
    fn title(&mut self, question: &Question) {
        let coded = |text: &String| {
            let (code, rest) = text.strip_prefix('[')?.split_once("] ")?;
            Some((code.to_owned(), rest.to_owned()))
        };
        let parts: Option<Vec<(String, String)>> = question.label.iter().map(coded).collect();
        match parts.filter(|parts| !parts.is_empty()) {
            None => self.say("span", &[], &question.label),
            Some(parts) => {
                self.page.element("span", &[("class", "code"), ("dir", "ltr")], &format!("[{}]", parts[0].0));
                self.page.text(" ");
                self.say("span", &[], &parts.into_iter().map(|(_, rest)| rest).collect());
            }
        }
        if question.need == Need::Required {
            self.page.element("span", &[("class", "needed"), ("aria-hidden", "true")], " *");
        }
    }

    fn boxes(&mut self, name: &str, options: &[Choice]) {
        self.page.open("div", &[("class", "options")]);
        for (number, option) in options.iter().enumerate() {
            let id = format!("{name}-{number}");
            self.page.open("label", &[("class", "option"), ("for", &id)]);
            let attributes = [("type", "radio"), ("name", name), ("id", &id), ("value", &option.code)];
            self.page.open("input", &attributes);
            self.say("span", &[("class", "said")], &option.label);
            self.page.element("span", &[("class", "paper code"), ("dir", "ltr")], &option.code).close();
        }
        self.page.close();
        self.phrase("button", &[("type", "button"), ("class", "undo"), ("hidden", "")], "page.undo");
    }

    fn menu(&mut self, name: &str, described: &str, options: &[Choice]) {
        self.page.open("select", &[("id", name), ("aria-describedby", described)]);
        self.phrase("option", &[("value", "")], "page.choose");
        for option in options {
            self.say("option", &[("value", &option.code)], &option.label);
        }
        self.page.close();
        if options.len() <= PRINTED {
            self.codes("paper codes", options);
        }
    }

    /// Options with the codes under which they are keyed.
    fn codes(&mut self, class: &str, options: &[Choice]) {
        self.page.open("ul", &[("class", class)]);
        for option in options {
            self.page.open("li", &[]);
            self.page.element("span", &[("class", "code"), ("dir", "ltr")], &option.code).text(" ");
            self.say("span", &[], &option.label);
            self.page.close();
        }
        self.page.close();
    }

    fn line(&mut self, name: &str, described: &str, ask: &Ask) {
        let own = [("id", name), ("aria-describedby", described)];
        let with = |further: &[(&'static str, &'static str)]| {
            own.iter().copied().chain(further.iter().copied()).collect::<Vec<(&str, &str)>>()
        };
        match ask {
            Ask::Number(_) => {
                self.page.open("input", &with(&[("type", "text"), ("inputmode", "decimal"), ("autocomplete", "off")]));
            }
            Ask::Date => {
                self.page.open("input", &with(&[("type", "date")]));
            }
            Ask::Cases | Ask::Groups => {
                self.page.open("textarea", &with(&[("rows", "4"), ("dir", "auto")])).close();
            }
            Ask::File => {
                self.page.open("input", &with(&[("type", "file")]));
                self.phrase("p", &[("class", "hint")], "page.file");
                self.page.open("p", &[("class", "noted"), ("hidden", "")]).open("span", &[]).close().text(" ");
                self.phrase("button", &[("type", "button"), ("class", "undo")], "page.take-out");
                self.page.close();
            }
            Ask::Text | Ask::Choice(_) | Ask::Several(_) => {
                self.page.open("input", &with(&[("type", "text"), ("dir", "auto"), ("autocomplete", "off")]));
                if let Ask::Several(list) = ask {
                    self.codes("codes", self.form.options(list));
                }
            }
        }
    }

    /// Bounds, and the place of what to say of a number beyond them.
    fn limits(&mut self, limits: &Limits) -> String {
        let message = (!limits.message.is_empty()).then(|| self.texts.place(&limits.message));
        json!([limits.whole, limits.low, limits.high, message]).to_string()
    }

    /// The way to the steps beside this one.
    fn between(&mut self, number: usize) {
        self.page.open("p", &[("class", "between")]);
        if number > 0 {
            self.phrase("button", &[("type", "button"), ("data-turn", "-1")], "page.back");
        }
        self.phrase("button", &[("type", "button"), ("class", "strong"), ("data-turn", "1")], "page.next");
        self.page.close();
    }

    /// The last step: what is missing, and what to do with the answers.
    fn finish(&mut self) {
        self.page.open("section", &[("class", "step"), ("id", "finish"), ("aria-labelledby", "finish-title")]);
        self.phrase("h2", &[("id", "finish-title"), ("tabindex", "-1")], "page.finish");
        self.phrase("p", &[("class", "note")], "page.finish-note");
        self.page.open("div", &[("id", "review")]).close();
        self.page.open("p", &[("class", "between")]);
        self.phrase("button", &[("type", "button"), ("data-turn", "-1")], "page.back");
        self.phrase("button", &[("type", "button"), ("class", "strong"), ("id", "send")], "page.send");
        self.page.close().open("p", &[("id", "told"), ("role", "status")]).close();
        self.phrase("h3", &[], "page.copies");
        self.page.open("p", &[("class", "copies")]);
        for (id, key) in
            [("keep", "page.keep"), ("open", "page.open"), ("print", "page.print"), ("again", "page.again")]
        {
            self.phrase("button", &[("type", "button"), ("id", id)], key);
        }
        let label = self.label("page.open");
        let attributes = [
            ("type", "file"),
            ("id", "copy"),
            ("accept", ".json"),
            ("hidden", ""),
            ("data-l", &label.0),
            ("aria-label", &label.1),
        ];
        self.page.open("input", &attributes).close().close();
    }

    fn dialog(&mut self) {
        self.page.open("dialog", &[("id", "sure"), ("aria-labelledby", "sure-title")]);
        self.phrase("p", &[("id", "sure-title")], "page.sure");
        self.page.open("p", &[("class", "between")]);
        self.phrase("button", &[("type", "button"), ("value", "no")], "page.cancel");
        self.phrase("button", &[("type", "button"), ("class", "strong"), ("value", "yes")], "page.delete");
        self.page.close().close();
    }

    /// What the program knows of the form, in all languages.
    fn known(&mut self) -> Json {
        let form = self.form;
        let mut units = BTreeMap::new();
        for field in [Field::Service, Field::Branch] {
            let owned = |option: &Choice| {
                let (owner, _) = option.owner.as_ref()?;
                Some(json!([option.code, owner, self.texts.place(&option.label)]))
            };
            let owned: Vec<Json> = form.options(field.name()).iter().filter_map(owned).collect();
            units.insert(field.name(), owned);
        }
        let required = self.texts.place(&form.required);
        let languages: Vec<Json> = self.locales.iter().map(spoken).collect();
        json!({
            "framework": form.framework,
            "form": form.code,
            "version": form.version,
            "period": form.period,
            "required": required,
            "units": units,
            "languages": languages,
            "texts": self.texts,
        })
    }

    /// An element with words.
    fn say(&mut self, element: &'static str, attributes: &[(&str, &str)], words: &Words) {
        let place = self.texts.place(words).to_string();
        let attributes: Vec<(&str, &str)> = attributes.iter().copied().chain([("data-t", place.as_str())]).collect();
        self.page.element(element, &attributes, words.first().map_or("", String::as_str));
    }

    fn phrase(&mut self, element: &'static str, attributes: &[(&str, &str)], key: &str) {
        let words = self.words(key);
        self.say(element, attributes, &words);
    }

    /// A label that is not shown: its place, and what it says at first.
    fn label(&mut self, key: &str) -> (String, String) {
        let words = self.words(key);
        (self.texts.place(&words).to_string(), words.into_iter().next().unwrap_or_default())
    }

    fn words(&self, key: &str) -> Words {
        self.locales.iter().map(|locale| locale.word(key)).collect()
    }
}

/// A language as the program of the form speaks it: sentences with open places, by the last part of their keys.
fn spoken(locale: &Locale) -> Json {
    let sentences: BTreeMap<&str, String> =
        SAID.iter().map(|(key, places)| (key.rsplit('.').next().unwrap_or(key), locale.open(key, places))).collect();
    let digits: String = (0..10).map(|digit| locale.plain(digit)).collect();
    json!({ "tag": locale.tag(), "direction": locale.direction().name(), "digits": digits, "sentences": sentences })
}

/// What an answer becomes: its kind, whose it is, and the part of it.
fn meaning(key: &Key) -> (&'static str, String, Option<String>) {
    match key {
        Key::Field(field) => ("field", field.name().to_owned(), None),
        Key::Criterion(code) => ("criterion", code.to_string(), None),
        Key::Beside(code, mark) => (mark.ending(), code.to_string(), None),
        Key::Quantity(kpi, quantity) => ("quantity", kpi.to_string(), Some(quantity.to_string())),
        Key::Item(code) => ("item", code.to_string(), None),
    }
}

/// A condition on another question: how, which, and the answers meant.
fn condition(when: &When) -> Option<String> {
    let condition = match when {
        When::Always => return None,
        When::Chosen(key, code) => json!(["chosen", key.name(), [code]]),
        When::NotChosen(key, code) => json!(["not-chosen", key.name(), [code]]),
        When::Blank(key) => json!(["blank", key.name(), []]),
        When::Filled(key) => json!(["filled", key.name(), []]),
        When::Claimed(key, nothing) => json!(["claimed", key.name(), nothing]),
    };
    Some(condition.to_string())
}
