//! `diff`: two results, number by number.
use crate::cli::failure::Failure;
use crate::cli::options::Options;
use crate::cli::report::{locale, result};
use crate::cli::terminal;
use clap::Args;
use miqyas::output;
use miqyas::report::difference;
use std::path::PathBuf;

/// What differs between two results, number by number, joined by codes
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas assess sample-data/chile-2021 --out first
  miqyas assess sample-data/chile-2021 --out second
  miqyas diff first second
  miqyas diff first second --table csv")]
pub(crate) struct Arguments {
    /// A folder that `assess --out` wrote
    first: PathBuf,
    /// Another
    second: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let (first, manifest) = result(&arguments.first)?;
    let (second, _) = result(&arguments.second)?;
    let locale = locale(options, &manifest, &first);
    let differences = difference::differences(&first, &second, &locale);
    if options.wants_table() {
        return options.print_table(&[difference::table(&differences)]);
    }
    let names = [&arguments.first, &arguments.second].map(|path| path.display().to_string());
    let document = difference::document(&differences, [&first, &second], [&names[0], &names[1]], &locale);
    terminal::print(output::terminal::render(&document, &locale, terminal::layout()))
}
