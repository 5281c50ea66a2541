//! Arguments in, exit code out.
mod assess;
mod audit;
mod branding;
mod check;
mod clock;
mod compare;
mod completions;
mod criteria;
mod diff;
mod disk;
mod explain;
mod export;
mod failure;
mod findings;
mod framework;
mod freeze;
mod import;
mod lint;
mod man;
mod material;
mod new;
mod options;
mod plan;
mod progress;
mod questionnaire;
mod report;
mod robustness;
mod schema;
mod section;
mod statistics;
mod status;
mod terminal;
mod usage;
mod verify;

use crate::cli::failure::Failure;
use crate::cli::options::Options;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Assess how mature a government's digital services are, from agency survey data.
#[derive(Debug, Parser)]
#[command(name = "miqyas", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Example:\n  miqyas assess sample-data/chile-2021\n\n\
    Exit code: 0 done; 1 the material has errors; 2 wrong usage; 3 the disk or the terminal failed.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::Arguments),
    Freeze(freeze::Arguments),
    Assess(assess::Arguments),
    Check(check::Arguments),
    Status(status::Arguments),
    Explain(explain::Arguments),
    Framework(framework::Arguments),
    Report(report::Arguments),
    Robustness(robustness::Arguments),
    Statistics(statistics::Arguments),
    Lint(lint::Arguments),
    Compare(compare::Arguments),
    Audit(audit::Arguments),
    Plan(plan::Arguments),
    Export(export::Arguments),
    Verify(verify::Arguments),
    Diff(diff::Arguments),
    Questionnaire(questionnaire::Arguments),
    Import(import::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let Arguments { command, options } = match Arguments::try_parse_from(&arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            match usage::wording(&error, &Options::unparsed(&arguments).locale(&[])) {
                Some(wording) => terminal::say(&wording),
                // A terminal that cannot even show the help leaves only the exit code.
                None => drop(error.print()),
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match &command {
        Command::New(arguments) => new::run(arguments, &options),
        Command::Freeze(arguments) => freeze::run(arguments, &options),
        Command::Assess(arguments) => assess::run(arguments, &options),
        Command::Check(arguments) => check::run(arguments, &options),
        Command::Status(arguments) => status::run(arguments, &options),
        Command::Explain(arguments) => explain::run(arguments, &options),
        Command::Framework(arguments) => framework::run(arguments, &options),
        Command::Report(arguments) => report::run(arguments, &options),
        Command::Robustness(arguments) => robustness::run(arguments, &options),
        Command::Statistics(arguments) => statistics::run(arguments, &options),
        Command::Lint(arguments) => lint::run(arguments, &options),
        Command::Compare(arguments) => compare::run(arguments, &options),
        Command::Audit(arguments) => audit::run(arguments, &options),
        Command::Plan(arguments) => plan::run(arguments, &options),
        Command::Export(arguments) => export::run(arguments, &options),
        Command::Verify(arguments) => verify::run(arguments, &options),
        Command::Diff(arguments) => diff::run(arguments, &options),
        Command::Questionnaire(arguments) => questionnaire::run(arguments, &options),
        Command::Import(arguments) => import::run(arguments, &options),
        Command::Schema(arguments) => schema::run(arguments, &options),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    };
    done.map_or_else(|failure| end(&failure, &options), |()| ExitCode::SUCCESS)
}

/// Says why a command ended early.
fn end(failure: &Failure, options: &Options) -> ExitCode {
    if let Some(wording) = failure.wording(&options.locale_so_far()) {
        terminal::say(&wording);
    }
    ExitCode::from(failure.exit_code())
}
