//! `status`: who has answered what, and what is overdue.
use crate::cli::clock;
use crate::cli::failure::Failure;
use crate::cli::material::{self, Sources};
use crate::cli::options::{Options, Reading};
use crate::cli::terminal;
use clap::Args;
use jiff::civil::Date;
use miqyas::output::{self, tables};
use miqyas::report;
use miqyas::series::Series;
use std::path::PathBuf;

/// Show who has answered what, and which answers are overdue
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas status sample-data/chile-2021
  miqyas status sample-data/chile-2021 --today 2021-11-30")]
pub(crate) struct Arguments {
    /// A folder of tables, or one file of answers
    path: PathBuf,
    /// The day against which deadlines are held [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let sources = Sources::find(&arguments.path, &arguments.reading, options)?;
    let locale = sources.locale.clone();
    let harvest = sources.read(options, &mut |_| ())?;
    let today = arguments.today.unwrap_or_else(clock::today);
    // Who has answered cannot be said of files that could not be read.
    if harvest.material.findings.fail(arguments.reading.strictness()) {
        material::tell(&harvest.material.findings, &locale);
        return Err(Failure::Material);
    }
    let series = Series::assess(harvest.material);
    let selection = options.selection();
    if options.wants_table() {
        return options.print_table(&[tables::status(&series, &locale, &selection, Some(today))]);
    }
    let document = report::status::document(&series, &locale, &selection, Some(today));
    terminal::print(output::terminal::render(&document, &locale, terminal::layout()))
}
