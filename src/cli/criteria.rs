//! A criteria set by its code or file, and its faults in words.
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::terminal;
use miqyas::framework::embedded::{self, EMBEDDED};
use miqyas::framework::fault::{Fault, FrameworkProblem};
use miqyas::framework::parse::{self, Source};
use miqyas::framework::{Criterion, Framework, Normalise, Scale};
use miqyas::locale::{Locale, Value};
use miqyas::output::terminal::Layout;
use miqyas::pointer;
use miqyas::spelling;
use miqyas::table::{Cell, Table};
use miqyas::text::{Code, hexadecimal};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

/// The framework of an assessment that names none.
pub(crate) const DEFAULT: &str = "layne-lee";

/// The text of a criteria set.
pub(crate) struct Criteria {
    /// As faults name it.
    file: String,
    text: String,
}

impl Criteria {
    /// A built-in set by its code, or a file when the reference ends in `.toml`; relative files begin at `folder`.
    pub(crate) fn find(reference: &str, folder: &Path) -> Result<Criteria, Failure> {
        if reference.ends_with(".toml") {
            return Criteria::read(reference, &folder.join(reference));
        }
        if let Some(source) = embedded::embedded(reference) {
            return Ok(Criteria { file: source.file.to_owned(), text: source.text.to_owned() });
        }
        let codes: Vec<&str> = EMBEDDED.iter().map(|(code, _)| *code).collect();
        let known = codes.join(", ");
        Err(match spelling::nearest(reference, codes.iter().copied()) {
            Some(nearest) => Failure::request(
                "cli.framework-unknown-nearest",
                &[("framework", reference), ("nearest", nearest), ("known", &known)],
            ),
            None => Failure::request("cli.framework-unknown", &[("framework", reference), ("known", &known)]),
        })
    }

    pub(crate) fn read(shown: &str, path: &Path) -> Result<Criteria, Failure> {
        let text = String::from_utf8(disk::read(path)?)
            .map_err(|_| Failure::request("cli.framework-not-text", &[("path", shown)]))?;
        Ok(Criteria { file: shown.to_owned(), text })
    }

    /// The name of its file, without folders.
    pub(crate) fn file_name(&self) -> String {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file).to_owned()
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn parse(&self) -> Result<Framework, Vec<Fault>> {
        let source = Source { file: &self.file, text: &self.text };
        parse::parse(source, &|base| embedded::embedded(base.as_str()))
    }

    /// SHA-256 of the text, in lower-case hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hexadecimal(&Sha256::digest(self.text.as_bytes()))
    }

    /// The framework; its faults are said on standard error.
    pub(crate) fn load(&self, locale: &Locale) -> Result<Framework, Failure> {
        self.parse().map_err(|faults| {
            terminal::say(&self.wording(&faults, locale, terminal::layout()));
            Failure::Material
        })
    }

    /// Faults in words, each pointing into its line.
    pub(crate) fn wording(&self, faults: &[Fault], locale: &Locale, layout: Layout) -> String {
        let mut text = String::new();
        for fault in faults {
            let excerpt = pointer::excerpt(self.text_of(&fault.file), &fault.span, layout.width.saturating_sub(10));
            let margin = " ".repeat(fault.line.to_string().len());
            let message = message(&fault.problem, locale);
            let error = locale.severity(miqyas::finding::Severity::Error);
            let _ = writeln!(text, "{error}[{}]: {message}", fault.problem.code());
            let _ = writeln!(text, "{margin}--> {}:{}:{}", fault.file, fault.line, fault.column);
            let _ = writeln!(text, "{margin} |\n{} | {}\n{margin} | {}\n", fault.line, excerpt.line, excerpt.caret);
        }
        text + &locale.say("cli.framework-faults", &[("count", Value::from(faults.len()))])
    }

    /// The file at fault may be the set that this one extends.
    fn text_of(&self, file: &str) -> &str {
        let base = || EMBEDDED.iter().find(|(_, source)| source.file == file).map(|(_, source)| source.text);
        if file == self.file { &self.text } else { base().unwrap_or(&self.text) }
    }
}

/// The edition of a framework that a code names; none where none is asked for.
pub(crate) fn edition(framework: &Framework, asked: Option<&str>) -> Result<Option<Code>, Failure> {
    let Some(asked) = asked else { return Ok(None) };
    let known = framework.editions.iter().find(|edition| edition.code.matches(asked));
    known.map(|edition| Some(edition.code.clone())).ok_or_else(|| {
        let known: Vec<&str> = framework.editions.iter().map(|edition| edition.code.as_str()).collect();
        let values = [("edition", asked), ("framework", framework.code.as_str()), ("known", &known.join(", "))];
        Failure::request("cli.edition-unknown", &values)
    })
}

/// Faults as a table for machines.
pub(crate) fn table(faults: &[Fault], locale: &Locale) -> Table {
    Table {
        name: "faults".to_owned(),
        columns: ["file", "line", "column", "code", "message"].map(str::to_owned).to_vec(),
        rows: faults
            .iter()
            .map(|fault| {
                vec![
                    Cell::text(&fault.file),
                    Cell::Count(fault.line as u64),
                    Cell::Count(fault.column as u64),
                    Cell::text(fault.problem.code()),
                    Cell::text(message(&fault.problem, locale)),
                ]
            })
            .collect(),
    }
}

/// What is wrong, in words.
pub(crate) fn message(problem: &FrameworkProblem, locale: &Locale) -> String {
    let values: Vec<(&str, Value)> =
        problem.details().into_iter().map(|(name, detail)| (name, Value::from(detail))).collect();
    locale.fault(problem.code(), &values)
}

/// What a number on a scale is: what is measured, and where it counts nothing and in full.
pub(crate) fn measured(criterion: &Criterion, scale: &Scale, locale: &Locale) -> String {
    if criterion.measure.is_empty() {
        return locale.tell(&scale.title);
    }
    let mut text = locale.tell(&criterion.measure);
    if let Some(Normalise::Goalposts { floor, target }) = criterion.normalise {
        let values = [("floor", Value::from(floor)), ("target", Value::from(target))];
        text.push(' ');
        text += &locale.say("cli.goalposts", &values);
    }
    text
}
