//! `check`: what is wrong or doubtful in the material, and what to do.
use crate::cli::failure::Failure;
use crate::cli::findings::Stream;
use crate::cli::material::Sources;
use crate::cli::options::{Options, Printer, Reading};
use crate::cli::terminal;
use clap::Args;
use miqyas::finding::Finding;
use miqyas::locale::Locale;
use miqyas::output::{self, tables};
use miqyas::report;
use miqyas::series::Series;
use std::path::PathBuf;

/// Show what is wrong or doubtful in the material, with file, row, column, value and what to do
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas check sample-data/chile-2021
  miqyas check sample-data/chile-2021 --table csv

Exit code: 1 when a finding is an error, with --strict also when one is a warning.")]
pub(crate) struct Arguments {
    /// A folder of tables, or one file of answers
    path: PathBuf,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    if !options.selection().is_everybody() {
        return Err(Failure::request("cli.only-not-here", &[("command", "check")]));
    }
    let sources = Sources::find(&arguments.path, &arguments.reading, options)?;
    let locale = sources.locale.clone();
    let mut printer = options.printer();
    let harvest = print(&mut printer, &locale, |sink| sources.read(options, sink))??;
    let strictness = arguments.reading.strictness();
    // Material that cannot be judged has no findings of judgement.
    let mut findings = harvest.material.findings.clone();
    if !findings.fail(strictness) {
        findings = Series::assess(harvest.material).findings;
        let beyond = findings.drain_overflow();
        print(&mut printer, &locale, |sink| beyond.iter().for_each(sink))?;
    }
    if options.wants_table() {
        printer.print(&tables::findings(&findings, &locale))?;
        printer.end()?;
    } else {
        let document = report::findings::document(&findings, &locale);
        terminal::print(output::terminal::render(&document, &locale, terminal::layout()))?;
    }
    if findings.fail(strictness) { Err(Failure::Material) } else { Ok(()) }
}

/// Prints the findings that some work hands to its sink, beyond those held, as they are met: for machines the list is
/// complete.
fn print<T>(
    printer: &mut Printer,
    locale: &Locale,
    work: impl FnOnce(&mut dyn FnMut(&Finding)) -> T,
) -> Result<T, Failure> {
    let mut printed = Ok(());
    let mut stream = Stream::new(locale, |table| {
        if printed.is_ok() {
            printed = printer.print(&table);
        }
    });
    let done = work(&mut |finding| stream.push(finding));
    stream.flush();
    drop(stream);
    printed.map(|()| done)
}
