//! `robustness`: how sure scores, ranks and stages are.
use crate::cli::failure::Failure;
use crate::cli::options::Options;
use crate::cli::progress::Progress;
use crate::cli::section::{ROBUSTNESS, SectionArguments, show};
use clap::Args;
use miqyas::assumption::RobustnessSettings;
use miqyas::report;
use miqyas::uncertainty::{Work, study};
use std::sync::{Mutex, PoisonError};

/// How sure scores, ranks and stages are: other respondents, other weights, other rules
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas robustness sample-data/chile-2021 --replications 200
  miqyas robustness sample-data/example --replications 100 --out result
  miqyas robustness sample-data/example --replications 100 --score interior.trx
  miqyas robustness sample-data/world-egdi --no-sensitivity")]
pub(crate) struct Arguments {
    #[command(flatten)]
    section: SectionArguments,
    /// How often everything is computed again for each kind of uncertainty [default: 1000, or as the settings say]
    #[arg(long, value_name = "N")]
    replications: Option<u32>,
    /// Split the variance of this score among the assumptions too (repeatable)
    #[arg(long, value_name = "AGENCY.DIMENSION")]
    score: Vec<String>,
    /// Do not split the variance among the assumptions: several times faster
    #[arg(long, conflicts_with = "score")]
    no_sensitivity: bool,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let section = &arguments.section;
    let judged = section.add(ROBUSTNESS, options, |asked, computed| {
        let mut settings = asked.robustness.clone();
        arguments.change(&mut settings);
        if settings.survey {
            asked.need_people()?;
        }
        let progress = Mutex::new(Progress::new(0, options.loudness()));
        let advance = |done: u64, total: u64| {
            progress.lock().unwrap_or_else(PoisonError::into_inner).part(done, total);
        };
        let work = Work { threads: section.threads(), progress: &advance };
        computed.sections.robustness = Some(study(asked.question, &settings, &work)?);
        Ok(())
    })?;
    show(&judged, ROBUSTNESS, options, report::robustness)
}

impl Arguments {
    /// Lays what was asked for over the settings.
    fn change(&self, settings: &mut RobustnessSettings) {
        settings.replications = self.replications.unwrap_or(settings.replications);
        settings.column = self.section.truth().or(settings.column);
        settings.sensitivity &= !self.no_sensitivity;
        settings.scores.extend(self.score.iter().cloned());
    }
}
