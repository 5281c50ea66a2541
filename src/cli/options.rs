//! Options that every command takes, and what they settle.
use crate::cli::failure::Failure;
use crate::cli::terminal::{self, Loudness};
use clap::{Args, ValueEnum};
use miqyas::finding::Strictness;
use miqyas::locale::{Digits, Locale};
use miqyas::output::{csv, json};
use miqyas::report::Selection;
use miqyas::table::Table;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::str::FromStr;

/// Language where nothing says another.
const LANGUAGE: &str = "en";

/// Options of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Options {
    /// Language of everything printed and drawn [default: the assessment's first language, else that of the system, else en]
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["ar", "ckb", "en"])]
    lang: Option<String>,
    /// Digits of printed numbers [default: those of the language]
    #[arg(long, global = true, value_enum, value_name = "DIGITS")]
    digits: Option<DigitsOption>,
    /// Print a table for machines instead of text; NAME chooses another than the command's own
    #[arg(long, global = true, value_name = "csv|json[:NAME]")]
    table: Option<TableOption>,
    /// Show only agencies whose COLUMN in the register is VALUE; repeat to narrow further
    #[arg(long, global = true, value_name = "COLUMN=VALUE", value_parser = condition)]
    only: Vec<(String, String)>,
    /// Say nothing but failures on standard error
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Languages of the first material that said any.
    #[arg(skip)]
    material: OnceCell<Vec<String>>,
}

/// Options of the commands that read an assessment.
#[derive(Args, Clone, Debug)]
pub(crate) struct Reading {
    /// Judge by this framework: the code of a built-in one or a TOML file [default: the assessment's, else layne-lee]
    #[arg(long, value_name = "FRAMEWORK")]
    pub(crate) framework: Option<String>,
    /// Ask only what this edition of the framework contains, such as light, standard or full
    #[arg(long, value_name = "EDITION")]
    pub(crate) edition: Option<String>,
    /// Let warnings fail as errors do
    #[arg(long)]
    strict: bool,
    /// Call a report final although objections are open; its cover says so
    #[arg(long)]
    pub(crate) final_despite_objections: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DigitsOption {
    Arabic,
    Latin,
}

/// For whom a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AudienceOption {
    /// Those who may see every answer
    Internal,
    /// Everybody
    Public,
}

/// A table for machines.
#[derive(Clone, Debug)]
struct TableOption {
    format: TableFormat,
    name: Option<String>,
}

/// Prints a table in parts, in the format asked for; nothing where text is asked for.
pub(crate) struct Printer {
    format: Option<TableFormat>,
    begun: bool,
}

#[derive(Clone, Copy, Debug)]
enum TableFormat {
    Csv,
    Json,
}

impl Options {
    /// What arguments that cannot be parsed say of the language.
    pub(crate) fn unparsed(arguments: &[OsString]) -> Options {
        let mut words = arguments.iter().filter_map(|word| word.to_str());
        let mut lang = None;
        while let Some(word) = words.next() {
            if let Some(said) = word.strip_prefix("--lang") {
                let said = said.strip_prefix('=').or_else(|| words.next());
                lang = said.and_then(|said| said.split(',').next()).map(str::to_owned);
            }
        }
        let material = OnceCell::new();
        Options { lang, digits: None, table: None, only: Vec::new(), quiet: false, material }
    }

    /// The locale asked for; else that of the first material read; else the system's.
    pub(crate) fn locale_so_far(&self) -> Locale {
        self.locale(self.material.get().map_or(&[], Vec::as_slice))
    }

    /// The locale asked for; else the first of `preferred`, which the material says, that the program speaks; else the
    /// system's.
    pub(crate) fn locale(&self, preferred: &[String]) -> Locale {
        if !preferred.is_empty() {
            self.material.get_or_init(|| preferred.to_vec());
        }
        let asked = self.lang.iter().chain(preferred).find_map(|tag| Locale::load(tag));
        let locale = asked
            .or_else(|| Locale::load(&system_language()?))
            .or_else(|| Locale::load(LANGUAGE))
            .expect("the default language is built in");
        match self.digits {
            Some(DigitsOption::Arabic) => locale.with_digits(Digits::Arabic),
            Some(DigitsOption::Latin) => locale.with_digits(Digits::Latin),
            None => locale,
        }
    }

    /// The digits asked for, by name.
    pub(crate) fn digits_asked(&self) -> Option<&'static str> {
        self.digits.map(|digits| match digits {
            DigitsOption::Arabic => "arabic",
            DigitsOption::Latin => "latin",
        })
    }

    /// Those with which a result was written in a language and digits, for writing it again without a word.
    pub(crate) fn of_result(language: Option<&str>, digits: Option<&str>) -> Options {
        let digits = digits.map(|digits| match digits {
            "arabic" => DigitsOption::Arabic,
            _ => DigitsOption::Latin,
        });
        let material = OnceCell::new();
        Options { lang: language.map(str::to_owned), digits, table: None, only: Vec::new(), quiet: true, material }
    }

    pub(crate) fn selection(&self) -> Selection {
        Selection { only: self.only.clone() }
    }

    pub(crate) fn loudness(&self) -> Loudness {
        if self.quiet { Loudness::Quiet } else { Loudness::Usual }
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            terminal::say(text);
        }
    }

    /// Whether a table for machines is asked for instead of text.
    pub(crate) fn wants_table(&self) -> bool {
        self.table.is_some()
    }

    /// Prints the table asked for, by default the first.
    pub(crate) fn print_table(&self, tables: &[Table]) -> Result<(), Failure> {
        let mut printer = self.printer();
        printer.print(self.choose(tables)?)?;
        printer.end()
    }

    /// Prints one table in parts.
    pub(crate) fn printer(&self) -> Printer {
        Printer { format: self.table.as_ref().map(|option| option.format), begun: false }
    }

    fn choose<'t>(&self, tables: &'t [Table]) -> Result<&'t Table, Failure> {
        let name = self.table.as_ref().and_then(|option| option.name.as_deref());
        let chosen = name.map_or(tables.first(), |name| tables.iter().find(|table| table.name == name));
        chosen.ok_or_else(|| {
            let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            let values = [("name", name.unwrap_or_default()), ("names", &names.join(", "))];
            Failure::request("cli.no-such-table", &values)
        })
    }
}

impl Printer {
    /// Prints rows, after the heading where they are the first.
    pub(crate) fn print(&mut self, table: &Table) -> Result<(), Failure> {
        match self.format {
            None => Ok(()),
            Some(TableFormat::Csv) => {
                let bytes = csv::data(table);
                let heading = if self.begun { end_of_line(&bytes) } else { 0 };
                self.begun = true;
                terminal::print(&bytes[heading..])
            }
            Some(TableFormat::Json) => {
                let list = json::table(table);
                let objects = list.trim_ascii().strip_prefix(b"[").and_then(|list| list.strip_suffix(b"]"));
                let objects = objects.unwrap_or_default().trim_ascii_end();
                if objects.is_empty() {
                    return Ok(());
                }
                let before: &[u8] = if self.begun { b"," } else { b"[" };
                self.begun = true;
                terminal::print(before)?;
                terminal::print(objects)
            }
        }
    }

    /// Ends a list of objects; prints an empty one where there was no row.
    pub(crate) fn end(&mut self) -> Result<(), Failure> {
        match self.format {
            Some(TableFormat::Json) if self.begun => terminal::print("\n]\n"),
            Some(TableFormat::Json) => terminal::print("[]\n"),
            Some(TableFormat::Csv) | None => Ok(()),
        }
    }
}

/// Where the second line begins.
fn end_of_line(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1)
}

impl AudienceOption {
    pub(crate) fn is_public(self) -> bool {
        self == AudienceOption::Public
    }
}

impl Reading {
    /// That with which a result was judged.
    pub(crate) fn of_result(
        framework: Option<String>,
        edition: Option<String>,
        final_despite_objections: bool,
    ) -> Reading {
        Reading { framework, edition, strict: false, final_despite_objections }
    }

    pub(crate) fn strictness(&self) -> Strictness {
        if self.strict { Strictness::Strict } else { Strictness::Lenient }
    }
}

impl FromStr for TableOption {
    type Err = String;

    fn from_str(text: &str) -> Result<TableOption, String> {
        let (format, name) = match text.split_once(':') {
            Some((format, name)) => (format, Some(name.to_owned())),
            None => (text, None),
        };
        let format = match format {
            "csv" => TableFormat::Csv,
            "json" => TableFormat::Json,
            _ => return Err(text.to_owned()),
        };
        Ok(TableOption { format, name })
    }
}

fn condition(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, value)) if !column.trim().is_empty() => Ok((column.trim().to_owned(), value.trim().to_owned())),
        _ => Err(text.to_owned()),
    }
}

/// The language part of the system's locale: `ar` of `ar_IQ.UTF-8`.
fn system_language() -> Option<String> {
    let setting = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())?;
    setting.split(['_', '.', '@', '-']).next().map(str::to_owned)
}
