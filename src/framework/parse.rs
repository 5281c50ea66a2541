//! TOML text → framework: reads, lays it over the set it extends, checks, and points at every fault.
use crate::framework::Framework;
use crate::framework::fault::{Fault, FrameworkProblem};
use crate::framework::validate::{Flaw, Step, idle, validate};
use crate::pointer::position;
use crate::spelling::nearest;
use crate::text::Code;
use serde::Deserialize;
use serde_spanned::Spanned;
use std::borrow::Cow;
use std::ops::Range;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

/// A framework's text and the name of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'t> {
    pub file: &'t str,
    pub text: &'t str,
}

/// Reads and checks a framework. `base` finds the text of the set that `extends` names.
///
/// An extension is laid over its base by code: an entry of a list (scales, conditions, editions, roles, dimensions,
/// criteria, KPIs, beneficiary items) gives `code` and the keys it changes, a new code is appended, `remove = true` drops
/// an entry; `[method]`, `[output]`, `[evidence]` and `[weight_sets]` are merged by key; every other key is replaced
/// whole. A text is merged only where it adds languages: one that says a language anew must say all of them, so that no
/// translation of an old meaning survives. `code`, `version` and `title` are the extension's own.
///
/// Faults come from the first of three phases that finds any: syntax (the first twenty), keys and types, meaning (all);
/// in the order of the text, those of a base first.
pub fn parse<'t>(source: Source<'t>, base: &dyn Fn(&Code) -> Option<Source<'t>>) -> Result<Framework, Vec<Fault>> {
    let mut reading = Reading { sources: Vec::new(), found: Vec::new() };
    let document = reading.document(source, base, &mut Vec::new());
    let Some(document) = document.filter(|_| reading.found.is_empty()) else {
        return Err(reading.faults());
    };
    let framework = match Framework::deserialize(Deserializer::from(document.clone())) {
        Ok(framework) => framework,
        Err(_) => {
            reading.shape(document);
            return Err(reading.faults());
        }
    };
    for Flaw { problem, path } in validate(&framework).into_iter().chain(idle(&framework)) {
        let span = locate(&document, &path);
        let span = match &problem {
            FrameworkProblem::FormulaUnreadable { rest, .. } => reading.narrow(span, rest),
            _ => span,
        };
        reading.found.push((problem, span));
    }
    if reading.found.is_empty() { Ok(framework) } else { Err(reading.faults()) }
}

/// JSON Schema of a whole framework.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Framework).to_value()
}

/// JSON Schema of a file with `extends`: it and its entries need nothing but a `code`; an entry may say `remove = true`.
pub fn extension_schema() -> serde_json::Value {
    let mut schema = schema();
    schema["required"] = serde_json::json!([CODE, "extends"]);
    for list in LISTS {
        let Some(reference) = schema["properties"][list]["items"]["$ref"].as_str() else {
            continue;
        };
        let entry = reference.trim_start_matches('#').to_owned();
        if let Some(definition) = schema.pointer_mut(&entry) {
            definition["required"] = serde_json::json!(["code"]);
            definition["properties"]["remove"] = serde_json::json!({ "type": "boolean" });
        }
    }
    schema
}

/// Lists whose entries have a code.
const LISTS: [&str; 8] =
    ["scales", "conditions", "editions", "roles", "dimensions", "criteria", "kpis", "beneficiary_items"];
/// Tables merged by key.
const TABLES: [&str; 4] = ["method", "output", "evidence", "weight_sets"];
/// Keys whose tables are texts by language.
const TEXTS: [&str; 9] = ["title", "description", "text", "measure", "unit", "note", "evidence", "figure", "counts"];
/// What an extension never inherits.
const CODE: &str = "code";

/// Syntax faults reported: further ones mostly follow from these.
const SYNTAX_FAULTS: usize = 20;

type Document<'t> = Spanned<DeTable<'t>>;

/// Texts read so far, end to end: the first byte of each in one common count, in which every span is given.
struct Reading<'t> {
    sources: Vec<(usize, Source<'t>)>,
    found: Vec<(FrameworkProblem, Range<usize>)>,
}

impl<'t> Reading<'t> {
    /// The text as a tree, laid over its bases; none where there is no telling what it says.
    fn document(
        &mut self,
        source: Source<'t>,
        base: &dyn Fn(&Code) -> Option<Source<'t>>,
        chain: &mut Vec<String>,
    ) -> Option<Document<'t>> {
        let start = self.sources.last().map_or(0, |(start, last)| start + last.text.len() + 1);
        self.sources.push((start, source));
        let (document, errors) = DeTable::parse_recoverable(source.text);
        if !errors.is_empty() {
            let errors = errors.iter().take(SYNTAX_FAULTS);
            self.found.extend(errors.map(|error| syntax(error, source.text, start)));
            return None;
        }
        let mut document = shifted_table(document, start);
        let Some((key, extends)) = document.get_mut().remove_entry("extends") else {
            return Some(document);
        };
        let below = self.base(&document, &extends, base, chain)?;
        if !document.get_ref().contains_key(CODE) {
            let problem = FrameworkProblem::HeadKeyMissing { key: CODE.to_owned() };
            self.found.push((problem, start..start));
        }
        let span = document.span();
        let mut merged = self.laid_over(below.into_inner(), document.into_inner());
        merged.insert(key, extends);
        Some(Spanned::new(span, merged))
    }

    fn base(
        &mut self,
        document: &Document<'t>,
        extends: &Spanned<DeValue<'t>>,
        base: &dyn Fn(&Code) -> Option<Source<'t>>,
        chain: &mut Vec<String>,
    ) -> Option<Document<'t>> {
        let span = extends.span();
        let Some(named) = extends.get_ref().as_str() else {
            self.found.push((wrong_type("extends", "text", extends.get_ref()), span));
            return None;
        };
        let Some(code) = Code::new(named) else {
            let problem = FrameworkProblem::NotACode { key: "extends".to_owned(), value: named.to_owned() };
            self.found.push((problem, span));
            return None;
        };
        if let Some(own) = document.get_ref().get("code").and_then(|code| code.get_ref().as_str()) {
            chain.push(own.to_owned());
        }
        if chain.iter().any(|above| code.matches(above)) {
            let chain = format!("{} → {code}", chain.join(" → "));
            self.found.push((FrameworkProblem::ExtendsInCircle { chain }, span));
            return None;
        }
        let Some(below) = base(&code) else {
            self.found.push((FrameworkProblem::BaseUnknown { base: code.to_string() }, span));
            return None;
        };
        if self.sources.iter().any(|(_, read)| *read == below) {
            let chain = format!("{} → {code}", chain.join(" → "));
            self.found.push((FrameworkProblem::ExtendsInCircle { chain }, span));
            return None;
        }
        self.document(below, base, chain)
    }

    fn laid_over(&mut self, mut below: DeTable<'t>, above: DeTable<'t>) -> DeTable<'t> {
        below.remove("extends");
        below.remove(CODE);
        for (key, value) in above {
            let name = key.get_ref().to_string();
            match (below.get_mut(name.as_str()).map(Spanned::get_mut), value.get_ref()) {
                (Some(DeValue::Array(entries)), DeValue::Array(_)) if LISTS.contains(&name.as_str()) => {
                    self.overlay_list(&name, entries, value);
                }
                (Some(DeValue::Table(table)), DeValue::Table(_)) if TABLES.contains(&name.as_str()) => {
                    overlay_table(table, value);
                }
                _ => put(&mut below, key, value),
            }
        }
        below
    }

    fn overlay_list(&mut self, list: &str, entries: &mut DeArray<'t>, above: Spanned<DeValue<'t>>) {
        let DeValue::Array(above) = above.into_inner() else { return };
        let mut seen: Vec<String> = Vec::new();
        for entry in above {
            let code = entry.get_ref().get("code").and_then(|code| code.get_ref().as_str()).map(str::to_owned);
            let Some(code) = code else {
                let problem = FrameworkProblem::KeyMissing { key: "code".to_owned(), within: list.to_owned() };
                self.found.push((problem, entry.span()));
                continue;
            };
            let place = entries.iter().position(|below| code_of(below) == Some(code.as_str()));
            let removes = entry.get_ref().get("remove").is_some_and(|remove| remove.get_ref().as_bool() == Some(true));
            match place {
                Some(place) if removes => {
                    without(entries, place);
                }
                None if removes => {
                    let problem = FrameworkProblem::RemovesNothing { list: list.to_owned(), entry: code };
                    self.found.push((problem, entry.span()));
                }
                Some(place) if !seen.contains(&code) => {
                    if let Some(DeValue::Table(table)) = entries.get_mut(place).map(Spanned::get_mut) {
                        overlay_entry(table, entry);
                    }
                    seen.push(code);
                }
                _ => {
                    entries.push(entry);
                    seen.push(code);
                }
            }
        }
    }

    /// Every wrong key and type: what is wrong is noted and taken out until the rest can be read.
    fn shape(&mut self, mut document: Document<'t>) {
        let mut taken = self.required(&document);
        while let Err(error) = Framework::deserialize(Deserializer::from(document.clone())) {
            let message = error.message();
            let span = error.span().unwrap_or(document.span());
            if let Some(key) = quoted(message, "missing field ") {
                if !taken.contains(&(span.clone(), key.to_owned())) {
                    let key = key.to_owned();
                    let problem = match name_at(document.get_ref(), &span) {
                        Some(within) => FrameworkProblem::KeyMissing { key, within },
                        None => FrameworkProblem::HeadKeyMissing { key },
                    };
                    self.found.push((problem, span.clone()));
                }
            } else {
                let found = self.misshapen(&document, &span, message);
                self.found.push(found);
            }
            if !take_out(document.get_mut(), &span, &mut taken) {
                return;
            }
        }
    }

    /// Notes every key that the whole and the entries of its lists lack, and returns from where.
    fn required(&mut self, document: &Document<'t>) -> Vec<(Range<usize>, String)> {
        let schema = schema();
        let keys = |of: &serde_json::Value| -> Vec<String> {
            let required = of["required"].as_array().map(Vec::as_slice).unwrap_or_default();
            required.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect()
        };
        let mut lacking = Vec::new();
        for key in keys(&schema) {
            if !document.get_ref().contains_key(key.as_str()) {
                let start = document.span().start;
                let problem = FrameworkProblem::HeadKeyMissing { key: key.clone() };
                self.found.push((problem, start..start));
                lacking.push((document.span(), key));
            }
        }
        for list in LISTS {
            let entries = document.get_ref().get(list).and_then(|entries| entries.get_ref().as_array());
            let entry = schema["properties"][list]["items"]["$ref"].as_str().unwrap_or_default();
            let required = schema.pointer(entry.trim_start_matches('#')).map(keys).unwrap_or_default();
            for entry in entries.into_iter().flat_map(|entries| entries.iter()) {
                let Some(table) = entry.get_ref().as_table() else { continue };
                for key in required.iter().filter(|key| !table.contains_key(key.as_str())) {
                    let within = code_of(entry).unwrap_or(list).to_owned();
                    let problem = FrameworkProblem::KeyMissing { key: key.clone(), within };
                    let place = table.get("code").map_or(entry.span(), Spanned::span);
                    self.found.push((problem, place));
                    lacking.push((entry.span(), key.clone()));
                }
            }
        }
        lacking
    }

    fn misshapen(
        &self,
        document: &Document<'t>,
        span: &Range<usize>,
        message: &str,
    ) -> (FrameworkProblem, Range<usize>) {
        let key = name_at(document.get_ref(), span).unwrap_or_default();
        let value = value_at(document.get_ref(), span);
        let known: Vec<&str> = message
            .split_once("expected ")
            .map(|(_, known)| known.split('`').skip(1).step_by(2).collect())
            .unwrap_or_default();
        let near = |word: &str| nearest(word, known.iter().copied()).unwrap_or_default().to_owned();
        let problem = if let Some(word) = quoted(message, "unknown field ") {
            FrameworkProblem::KeyUnknown { key: word.to_owned(), nearest: near(word), known: known.join(", ") }
        } else if let Some(word) = quoted(message, "unknown variant ") {
            let (nearest, known) = (near(word), known.join(", "));
            FrameworkProblem::WordUnknown { key, word: word.to_owned(), nearest, known }
        } else if let Some(value) = quoted(message, "").filter(|_| message.contains("` is not a code")) {
            FrameworkProblem::NotACode { key, value: value.to_owned() }
        } else {
            let expected = message.split_once("expected ").map(|(_, expected)| expected_type(expected));
            match (value, expected) {
                (Some(value), Some(expected)) if message.starts_with("invalid type") && expected != type_of(value) => {
                    wrong_type(&key, expected, value)
                }
                _ => FrameworkProblem::ValueUnreadable {
                    key,
                    value: self.text(span).to_owned(),
                    detail: message.to_owned(),
                },
            }
        };
        (problem, span.clone())
    }

    /// The span of the end of a string that a TOML string holds, where it stands there letter by letter.
    fn narrow(&self, span: Range<usize>, rest: &str) -> Range<usize> {
        let text = self.text(&span);
        let inside = text.trim_end_matches(['"', '\'']);
        if !inside.ends_with(rest) || inside.len() == text.len() {
            return span;
        }
        let end = span.start + inside.len();
        end - rest.len()..end.max(end - rest.len() + 1)
    }

    fn text(&self, span: &Range<usize>) -> &'t str {
        let (start, source) = self.source(span.start);
        source.text.get(span.start - start..span.end - start).unwrap_or_default()
    }

    fn source(&self, at: usize) -> (usize, Source<'t>) {
        *self.sources.iter().rev().find(|(start, _)| *start <= at).unwrap_or(&self.sources[0])
    }

    /// What was found, in the order of the texts, bases first.
    fn faults(self) -> Vec<Fault> {
        let mut faults: Vec<(usize, Fault)> = self
            .found
            .iter()
            .map(|(problem, span)| {
                let (start, source) = self.source(span.start);
                let (line, column) = position(source.text, span.start - start);
                let fault = Fault {
                    problem: problem.clone(),
                    file: source.file.to_owned(),
                    line,
                    column,
                    span: span.start - start..span.end - start,
                };
                (start, fault)
            })
            .collect();
        faults.sort_by_key(|(start, fault)| (std::cmp::Reverse(*start), fault.span.start));
        faults.into_iter().map(|(_, fault)| fault).collect()
    }
}

fn syntax(error: &toml::de::Error, text: &str, start: usize) -> (FrameworkProblem, Range<usize>) {
    let span = error.span().unwrap_or(text.len()..text.len());
    let problem = match error.message() {
        "duplicate key" => FrameworkProblem::KeyTwice { key: text.get(span.clone()).unwrap_or_default().to_owned() },
        detail => FrameworkProblem::TomlSyntax { detail: detail.to_owned() },
    };
    (problem, start + span.start..start + span.end)
}

fn wrong_type(key: &str, expected: &str, found: &DeValue<'_>) -> FrameworkProblem {
    let (expected, found) = (expected.to_owned(), type_of(found).to_owned());
    FrameworkProblem::WrongType { key: key.to_owned(), expected, found }
}

fn type_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "whole-number",
        DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "list",
        DeValue::Table(_) => "table",
    }
}

/// What serde says it expected, in the words of `type_of`.
fn expected_type(expected: &str) -> &'static str {
    const WORDS: [(&str, &str); 14] = [
        ("sequence", "list"),
        ("newtype variant", "table"),
        ("struct variant", "table"),
        ("unit variant", "word"),
        ("enum", "word"),
        ("variant", "word"),
        ("map", "table"),
        ("struct", "table"),
        ("table", "table"),
        ("bool", "boolean"),
        ("string", "text"),
        ("f64", "number"),
        ("u", "whole-number"),
        ("", "text"),
    ];
    WORDS.iter().find(|(word, _)| expected.contains(word)).map_or("text", |(_, name)| name)
}

/// The word in backquotes after a beginning.
fn quoted<'m>(message: &'m str, beginning: &str) -> Option<&'m str> {
    message.strip_prefix(beginning)?.strip_prefix('`')?.split('`').next()
}

fn code_of<'v>(entry: &'v Spanned<DeValue<'_>>) -> Option<&'v str> {
    entry.get_ref().get("code")?.get_ref().as_str()
}

/// The items of an array, which is left empty.
fn items<'t>(array: &mut DeArray<'t>) -> Vec<Spanned<DeValue<'t>>> {
    std::mem::replace(array, DeArray::new()).into_iter().collect()
}

fn without<'t>(array: &mut DeArray<'t>, place: usize) {
    let mut kept = items(array);
    kept.remove(place);
    *array = kept.into_iter().collect();
}

/// Sets a key, its own span included.
fn put<'t>(table: &mut DeTable<'t>, key: Spanned<Cow<'t, str>>, value: Spanned<DeValue<'t>>) {
    table.remove(key.get_ref().as_ref());
    table.insert(key, value);
}

fn overlay_table<'t>(below: &mut DeTable<'t>, above: Spanned<DeValue<'t>>) {
    let DeValue::Table(above) = above.into_inner() else { return };
    for (key, value) in above {
        match (below.get_mut(key.get_ref().as_ref()).map(Spanned::get_mut), value.get_ref()) {
            (Some(DeValue::Table(table)), DeValue::Table(_)) => overlay_table(table, value),
            _ => put(below, key, value),
        }
    }
}

fn overlay_entry<'t>(below: &mut DeTable<'t>, above: Spanned<DeValue<'t>>) {
    let DeValue::Table(above) = above.into_inner() else { return };
    for (key, value) in above {
        let name = key.get_ref().as_ref();
        match (below.get_mut(name).map(Spanned::get_mut), value.get_ref()) {
            (Some(DeValue::Table(text)), DeValue::Table(languages))
                if TEXTS.contains(&name) && languages.keys().all(|tag| !text.contains_key(tag.get_ref().as_ref())) =>
            {
                overlay_table(text, value);
            }
            _ => put(below, key, value),
        }
    }
}

/// The same tree with every span moved by `start`.
fn shifted_table(table: Document<'_>, start: usize) -> Document<'_> {
    if start == 0 {
        return table;
    }
    let moved = |span: Range<usize>| span.start + start..span.end + start;
    let span = moved(table.span());
    let entries = table
        .into_inner()
        .into_iter()
        .map(|(key, value)| (Spanned::new(moved(key.span()), key.into_inner()), shifted(value, start)))
        .collect();
    Spanned::new(span, entries)
}

fn shifted(value: Spanned<DeValue<'_>>, start: usize) -> Spanned<DeValue<'_>> {
    let span = value.span();
    let moved = span.start + start..span.end + start;
    let inner = match value.into_inner() {
        DeValue::Array(array) => DeValue::Array(array.into_iter().map(|item| shifted(item, start)).collect()),
        DeValue::Table(table) => DeValue::Table(shifted_table(Spanned::new(span, table), start).into_inner()),
        plain => plain,
    };
    Spanned::new(moved, inner)
}

/// Where a path leads: the value, or the deepest part of the path that exists; for an entry with a code, the code.
fn locate(document: &Document<'_>, path: &[Step]) -> Range<usize> {
    let start = document.span().start;
    let mut table = Some(document.get_ref());
    let mut array: Option<&DeArray<'_>> = None;
    let mut best = start..start;
    for step in path {
        let next = match step {
            Step::Key(key) => table.and_then(|table| table.get(key.as_str())),
            Step::Index(index) => array.and_then(|array| array.get(*index)),
            Step::Name(name) => {
                let key = table.and_then(|table| table.get_key_value(name.as_str()));
                return key.map_or(best, |(key, _)| key.span());
            }
        };
        let Some(next) = next else { return best };
        (table, array) = (next.get_ref().as_table(), next.get_ref().as_array());
        best = match table.and_then(|table| table.get("code")) {
            Some(code) => code.span(),
            None => next.span(),
        };
    }
    best
}

/// The name of the key at a span, or of the innermost key whose value holds the span.
fn name_at(table: &DeTable<'_>, span: &Range<usize>) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        if key.span() == *span {
            return Some(key.get_ref().to_string());
        }
        name_in(value, span).or_else(|| holds(value, span).then(|| key.get_ref().to_string()))
    })
}

fn name_in(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<String> {
    match value.get_ref() {
        DeValue::Table(table) => name_at(table, span),
        DeValue::Array(array) => array.iter().find_map(|item| name_in(item, span)),
        _ => None,
    }
}

fn holds(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    value.span() == *span || value.get_ref().as_array().is_some_and(|array| array.iter().any(|item| holds(item, span)))
}

fn value_at<'v, 't>(table: &'v DeTable<'t>, span: &Range<usize>) -> Option<&'v DeValue<'t>> {
    fn within<'v, 't>(value: &'v Spanned<DeValue<'t>>, span: &Range<usize>) -> Option<&'v DeValue<'t>> {
        let deeper = match value.get_ref() {
            DeValue::Table(table) => value_at(table, span),
            DeValue::Array(array) => array.iter().find_map(|item| within(item, span)),
            _ => None,
        };
        deeper.or_else(|| (value.span() == *span).then(|| value.get_ref()))
    }
    table.iter().find_map(|(_, value)| within(value, span))
}

/// Takes the key or value at a span out of the tree and notes from which table which key went.
fn take_out(table: &mut DeTable<'_>, span: &Range<usize>, taken: &mut Vec<(Range<usize>, String)>) -> bool {
    fn within(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>, taken: &mut Vec<(Range<usize>, String)>) -> bool {
        let whole = value.span();
        match value.get_mut() {
            DeValue::Table(table) => {
                let before = taken.len();
                let done = take_out(table, span, taken);
                for (from, _) in &mut taken[before..] {
                    if from.start == from.end {
                        *from = whole.clone();
                    }
                }
                done
            }
            DeValue::Array(array) => {
                if let Some(place) = array.iter().position(|item| item.span() == *span) {
                    without(array, place);
                    return true;
                }
                array.iter_mut().any(|item| within(item, span, taken))
            }
            _ => false,
        }
    }
    if table.iter_mut().any(|(_, value)| within(value, span, taken)) {
        return true;
    }
    let key = table
        .iter()
        .find(|(key, value)| key.span() == *span || value.span() == *span)
        .map(|(key, _)| key.get_ref().to_string());
    match key {
        Some(key) => {
            table.remove(key.as_str());
            taken.push((0..0, key));
            true
        }
        None => false,
    }
}
