//! `freeze`: framework, registers, denominators, method and periods fixed before answers arrive.
use crate::cli::clock;
use crate::cli::disk;
use crate::cli::failure::Failure;
use crate::cli::material::{self, FROZEN, Sources};
use crate::cli::options::{Options, Reading};
use crate::cli::usage::Taken;
use clap::Args;
use jiff::ToSpan;
use jiff::civil::Date;
use miqyas::assess::freeze::{frozen, latest};
use miqyas::calculation::compile;
use miqyas::finding::{Problem, Severity};
use miqyas::frozen::{Earlier, Frozen};
use miqyas::locale::Value;
use miqyas::survey::parse_date;
use std::path::PathBuf;

/// Fix framework, registers, denominators, method and periods before answers arrive; what changes later is told on the cover
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas new ministries
  miqyas freeze ministries --on 2026-09-01
  miqyas freeze ministries --again --on 2026-09-15
  miqyas check ministries")]
pub(crate) struct Arguments {
    /// The folder of an assessment, which gains frozen.json
    folder: PathBuf,
    /// The day, as it will be printed on the cover [default: none is]
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// Freeze once more what was frozen before, and keep on record that it was
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let Arguments { folder, on, again, reading } = arguments;
    let path = folder.join(FROZEN);
    let shown = path.display().to_string();
    let before = disk::exists(&path).then(|| disk::read(&path)).transpose()?;
    if before.is_some() && !again {
        return Err(Failure::request("cli.frozen-already", &[("path", &shown)]));
    }
    if !options.selection().is_everybody() {
        return Err(Failure::request("cli.only-not-here", &[("command", "freeze")]));
    }
    disk::list(folder)?;
    let sources = Sources::find(folder, reading, options)?;
    let locale = sources.locale.clone();
    let material = sources.read(options, &mut |_| ())?.material;
    // That nobody has answered yet is as it should be, and what was frozen before is about to go.
    let grave = material.findings.clone().only(|finding| {
        let expected = matches!(finding.problem, Problem::NoAnswersFile {} | Problem::FrozenUnreadable { .. });
        finding.problem.severity() == Severity::Error && !expected
    });
    if !grave.is_empty() {
        material::tell(&grave, &locale);
        return Err(Failure::Material);
    }
    let calculation = compile(&material.framework, &material.method, material.edition.as_ref());
    let mut found = frozen(&material.framework, &calculation, material.edition.as_ref(), &material.survey);
    found.on = *on;
    let earlier = before.and_then(|bytes| serde_json::from_slice::<Frozen>(&bytes).ok());
    let last = latest(&material.survey).filter(|_| found.answered > 0);
    let since = last.max(earlier.as_ref().and_then(|earlier| earlier.on));
    if let Some((on, last)) = on.zip(since).filter(|(on, last)| on < last) {
        let values = [("on", &*on.to_string()), ("last", &*last.to_string())];
        return Err(Failure::request("cli.frozen-dated-back", &values));
    }
    if let Some(earlier) = earlier {
        found.earlier = earlier.earlier;
        found.earlier.push(Earlier { on: earlier.on, hashes: earlier.hashes });
    }
    let mut bytes = serde_json::to_vec_pretty(&found).expect("maps of what is frozen have text keys");
    bytes.push(b'\n');
    disk::put(&path, &bytes)?;
    if found.answered > 0 {
        options.say(&locale.say("cli.frozen-late", &[("count", Value::from(found.answered))]));
    }
    // East of Greenwich tomorrow has begun before the day of UTC ends.
    let tomorrow = clock::today().saturating_add(1.day());
    if let Some(ahead) = on.filter(|on| *on > tomorrow) {
        options.say(&locale.say("cli.frozen-ahead", &[("on", Value::Phrase(locale.date(ahead)))]));
    }
    options.say(&locale.say("cli.written", &[("path", Value::from(shown))]));
    Ok(())
}

/// A day of this calendar that somebody can have frozen something on.
fn day(text: &str) -> Result<Date, Taken> {
    parse_date(text).ok_or_else(|| Taken("YYYY-MM-DD, 1900-01-01 … 2199-12-31".to_owned()))
}
