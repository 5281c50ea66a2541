//! `lint`: what a referee would object to.
use crate::cli::failure::Failure;
use crate::cli::options::Options;
use crate::cli::section::{LINT, SectionArguments, show};
use clap::Args;
use miqyas::inference::doubt;
use miqyas::report;

/// What a referee would object to: weights, missing answers, ranks, gates, thresholds, groups, scales
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas lint sample-data/example
  miqyas lint sample-data/world-egdi --lang ar
  miqyas lint sample-data/chile-2021 --table json:lint")]
pub(crate) struct Arguments {
    #[command(flatten)]
    section: SectionArguments,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let section = &arguments.section;
    let judged = section.add(LINT, options, |asked, computed| {
        asked.need_people()?;
        let mut settings = asked.statistics.clone();
        settings.column = section.truth().or(settings.column);
        let known = computed.sections.robustness.as_ref();
        computed.sections.lint = Some(doubt(asked.question, &settings, asked.robustness, known, section.threads())?);
        Ok(())
    })?;
    show(&judged, LINT, options, report::lint)
}
