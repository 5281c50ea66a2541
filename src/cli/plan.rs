//! `plan`: what to do next.
use crate::cli::failure::Failure;
use crate::cli::options::Options;
use crate::cli::section::{PLAN, SectionArguments, show};
use clap::{Args, ValueEnum};
use miqyas::planning::{self, By, Request};
use miqyas::report;
use miqyas::survey::Survey;
use miqyas::uncertainty::Fault;

/// Replications behind `--robust`.
const REPLICATIONS: u32 = 200;

/// What to do next: the cheapest way to the next stage, for one agency or for as many as the means allow
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas plan sample-data/example
  miqyas plan sample-data/example --agency land
  miqyas plan sample-data/example --agency tax --column checked --lang ar
  miqyas plan sample-data/example --by transactions --out result
  miqyas plan sample-data/example --agency land --set land.trx05=90
  miqyas plan sample-data/example --agency health --robust --replications 50
  miqyas plan sample-data/example --table csv:plan_roadmap")]
pub(crate) struct Arguments {
    #[command(flatten)]
    section: SectionArguments,
    /// Plan for this agency alone (code or name): the least-cost way to its next stage
    #[arg(long, value_name = "AGENCY")]
    agency: Option<String>,
    /// What counts of an agency that moves up [default: agencies]
    #[arg(long, value_enum, value_name = "BY", conflicts_with = "agency")]
    by: Option<ByOption>,
    /// Keep only what holds in at least 90 % of replications: other respondents, other settings
    #[arg(long)]
    robust: bool,
    /// How many replications [default: 200]
    #[arg(long, value_name = "N", requires = "robust")]
    replications: Option<u32>,
    /// What another answer, proven, would change (repeatable)
    #[arg(long, value_name = "AGENCY.CRITERION=ANSWER")]
    set: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ByOption {
    /// Each counts once
    Agencies,
    /// Each counts with the yearly transactions of its services
    Transactions,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let section = &arguments.section;
    let judged = section.add(PLAN, options, |asked, computed| {
        let mut settings = asked.plan.clone();
        settings.column = section.truth().or(settings.column);
        let mut robust = asked.robustness.clone();
        robust.replications = arguments.replications.unwrap_or(REPLICATIONS);
        let agency = arguments.agency.as_deref();
        let find = |survey: &Survey, text: &str| {
            survey.asked_agency(text).map_err(|nobody| Fault::Nobody { text: text.to_owned(), nobody })
        };
        let request = Request {
            agency: agency.map(|agency| find(asked.question.survey, agency)).transpose()?,
            by: match arguments.by {
                None | Some(ByOption::Agencies) => By::Agencies,
                Some(ByOption::Transactions) => By::Transactions,
            },
            robust: arguments.robust.then_some(&robust),
            set: &arguments.set,
            threads: section.threads(),
        };
        computed.sections.plan = Some(planning::plan(asked.question, &settings, &request)?);
        Ok(())
    })?;
    show(&judged, PLAN, options, report::plan)
}
