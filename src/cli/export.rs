//! `export`: the assessment as an open data package.
use crate::cli::assess::{self, Judged, Order};
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::options::{AudienceOption, Options, Reading};
use crate::cli::report::{locale, result};
use clap::Args;
use miqyas::locale::Value;
use miqyas::output::package::package;
use miqyas::series::{Audience, Series};
use std::path::PathBuf;

/// The open data package: plain CSV with full descriptions, codebooks in three languages, how to cite it
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas export sample-data/example --out package
  miqyas export sample-data/chile-2021 --audience internal --out chile
  miqyas export sample-data/world-egdi --lang en --out egdi")]
pub(crate) struct Arguments {
    /// A folder of tables, one file of answers, or a folder that `assess --out` wrote
    path: PathBuf,
    /// The folder of the package; it must be new or empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// For whom: public without what is internal to single agencies, or internal with every answer
    #[arg(long, value_enum, default_value_t = AudienceOption::Public)]
    audience: AudienceOption,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let Arguments { path, out, audience, reading } = arguments;
    disk::vacant(out)?;
    if !options.selection().is_everybody() {
        return Err(Failure::request("cli.whole-package", &[]));
    }
    let (series, manifest, locale) = if disk::is_result(path) {
        let (series, manifest) = result(path)?;
        let locale = locale(options, &manifest, &series);
        let series = match (series.audience, audience.is_public()) {
            (Audience::Internal, true) => series.for_public(),
            (Audience::Public, false) => {
                return Err(Failure::request("cli.result-public", &[("path", &path.display().to_string())]));
            }
            _ => series,
        };
        (series, manifest, locale)
    } else {
        let order = Order { path, out: None, format: &[], audience: *audience, reading };
        let Judged { series, manifest, locale } =
            assess::judge(&order, options, |material| Ok(Series::assess(material)))?;
        (series, manifest, locale)
    };
    let files: Vec<(String, Vec<u8>)> =
        package(&series, &manifest, &locale).into_iter().map(|file| (file.path, file.bytes)).collect();
    disk::fill(out, &files)?;
    options.say(&locale.say("cli.written", &[("path", Value::from(out.display().to_string()))]));
    Ok(())
}
