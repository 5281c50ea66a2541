//! `statistics`: whether criteria go together, people agree, stages are steps and groups differ.
use crate::cli::failure::Failure;
use crate::cli::options::Options;
use crate::cli::section::{STATISTICS, SectionArguments, show};
use clap::Args;
use miqyas::inference::study;
use miqyas::inquiry::StatisticsSettings;
use miqyas::report;

/// What a researcher asks: reliability, order of stages, comparisons of groups, integrity of answers
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas statistics sample-data/example
  miqyas statistics sample-data/chile-2021 --by region --anova
  miqyas statistics sample-data/example --out result
  miqyas statistics sample-data/chile-2021 --table csv:statistics_pairs")]
pub(crate) struct Arguments {
    #[command(flatten)]
    section: SectionArguments,
    /// Compare agencies by this column of the register (repeatable) [default: every grouping column]
    #[arg(long, value_name = "COLUMN")]
    by: Vec<String>,
    /// Compare means too, by analysis of variance
    #[arg(long)]
    anova: bool,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let section = &arguments.section;
    let judged = section.add(STATISTICS, options, |asked, computed| {
        asked.need_people()?;
        let mut settings = asked.statistics.clone();
        arguments.change(&mut settings);
        computed.sections.statistics = Some(study(asked.question, &settings, section.threads())?);
        Ok(())
    })?;
    show(&judged, STATISTICS, options, report::statistics)
}

impl Arguments {
    /// Lays what was asked for over the settings.
    fn change(&self, settings: &mut StatisticsSettings) {
        settings.column = self.section.truth().or(settings.column);
        settings.anova |= self.anova;
        if !self.by.is_empty() {
            settings.compare = Some(self.by.clone());
        }
    }
}
