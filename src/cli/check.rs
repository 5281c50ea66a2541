//! `check`: what is wrong or doubtful in the material, and what to do.
use crate::cli::failure::Failure;
use crate::cli::findings::Stream;
use crate::cli::material::Sources;
use crate::cli::options::{Options, Reading};
use crate::cli::terminal;
use clap::Args;
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
    let sources = Sources::find(&arguments.path, &arguments.reading, options)?;
    let locale = sources.locale.clone();
    // For machines the list is complete: findings that are not held are printed as they are met.
    let mut printer = options.printer();
    let mut printed = Ok(());
    let mut stream = Stream::new(&locale, |table| {
        if printed.is_ok() {
            printed = printer.print(&table);
        }
    });
    let harvest = sources.read(options, &mut |finding| stream.push(finding))?;
    stream.flush();
    drop(stream);
    printed?;
    let strictness = arguments.reading.strictness();
    // Material that cannot be judged has no findings of judgement.
    let mut findings = harvest.material.findings.clone();
    if !findings.fail(strictness) {
        findings = Series::assess(harvest.material).findings;
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
