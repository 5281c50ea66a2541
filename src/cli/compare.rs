//! `compare`: year on year, and agency against agency.
use crate::cli::disk;
use crate::cli::explain;
use crate::cli::failure::Failure;
use crate::cli::material::{self, Sources};
use crate::cli::options::Options;
use crate::cli::progress::Progress;
use crate::cli::report::result;
use crate::cli::section::{COMPARE, Refused, SectionArguments, SectionChoices, show};
use crate::cli::terminal;
use clap::Args;
use miqyas::assessment::Status;
use miqyas::attribution::{self, Misaligned, Side, Source, align, align_restricted, difference, study};
use miqyas::change::LeftOut;
use miqyas::framework::Framework;
use miqyas::framework::intersection::{Asked, Intersection, Restricted, intersect};
use miqyas::locale::Value;
use miqyas::method::Method;
use miqyas::output::{self, tables};
use miqyas::report;
use miqyas::series::{Audience, Series};
use miqyas::survey::Survey;
use miqyas::text::Code;
use miqyas::uncertainty::{Question, Work};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What changed from period to period, why, and whether it is more than chance
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  miqyas compare sample-data/example --replications 100
  miqyas compare sample-data/world-egdi --no-replications
  miqyas compare sample-data/example --no-replications --out result
  miqyas compare sample-data/example --common --no-replications
  miqyas compare sample-data/example --agency interior --against justice")]
pub(crate) struct Arguments {
    /// Folders of tables, files of answers, or folders that `assess --out` wrote: the earliest first, or one with several periods
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    choices: SectionChoices,
    /// How often both periods are computed again to tell change from chance [default: 1000, or as the settings say]
    #[arg(long, value_name = "N")]
    replications: Option<u32>,
    /// Do not tell change from chance: at once, also for thousands of agencies
    #[arg(long, conflicts_with = "replications")]
    no_replications: bool,
    /// Compare periods of different frameworks or editions: all are judged again over the criteria that they share
    #[arg(long, conflicts_with = "agency")]
    common: bool,
    /// Compare this agency with another in the last period, instead of periods
    #[arg(long, value_name = "AGENCY", requires = "against", conflicts_with = "out")]
    agency: Option<String>,
    /// The agency that it is compared with
    #[arg(long, value_name = "AGENCY", requires = "agency")]
    against: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<(), Failure> {
    let Some((last, earlier)) = arguments.paths.split_last() else { return Ok(()) };
    if let (Some(own), Some(other)) = (&arguments.agency, &arguments.against) {
        return arguments.rivals(last, own, other, options);
    }
    for (place, path) in arguments.paths.iter().enumerate() {
        if disk::are_same(path, &arguments.paths[..place]) {
            return Err(Failure::request("cli.same-source", &[("path", &path.display().to_string())]));
        }
    }
    let shared = if arguments.common { arguments.share(options)? } else { None };
    let (parts, left_out) = match shared {
        Some(Shared { parts, left_out }) => (parts.into_iter().map(Some).collect(), left_out),
        None => (vec![None; arguments.paths.len()], Vec::new()),
    };
    let restricted = parts.iter().any(Option::is_some);
    let earlier: Vec<Judgement> = earlier
        .iter()
        .zip(&parts)
        .map(|(path, part)| {
            Judgement::of(path, part.as_ref(), arguments, options)
                .map_err(|failure| arguments.naming(path, failure, options))
        })
        .collect::<Result<_, _>>()?;
    let section = SectionArguments::of(last, &arguments.choices).over(parts.into_iter().next_back().flatten());
    let judged = section.add(COMPARE, options, |asked, computed| {
        let sources: Vec<Source> = earlier.iter().map(Judgement::source).chain([Source::of(asked.question)]).collect();
        let aligned = if restricted { align_restricted(&sources) } else { align(&sources) };
        let aligned = aligned.map_err(|reason| misaligned(&reason))?;
        let mut settings = asked.robustness.clone();
        settings.replications = arguments.replications.unwrap_or(settings.replications);
        let order = attribution::Order {
            truth: arguments.choices.truth().or(settings.column),
            settings: (!arguments.no_replications).then_some(&settings),
            left_out,
        };
        let progress = Mutex::new(Progress::new(0, options.loudness()));
        let advance = |done: u64, total: u64| {
            progress.lock().unwrap_or_else(PoisonError::into_inner).part(done, total);
        };
        let work = Work { threads: arguments.choices.threads(), progress: &advance };
        computed.sections.change = Some(study(&aligned, order, &work)?);
        if !earlier.is_empty() {
            computed.joined = Some(aligned.into_joined());
        }
        Ok::<(), Refused>(())
    });
    let judged = judged.map_err(|failure| arguments.naming(last, failure, options))?;
    show(&judged, "change", options, report::change)
}

/// What every source is judged again over.
struct Shared {
    /// By source.
    parts: Vec<Restricted>,
    left_out: Vec<LeftOut>,
}

impl Arguments {
    /// Says of several sources in which one the findings lie that were shown.
    fn naming(&self, path: &Path, failure: Failure, options: &Options) -> Failure {
        if matches!(failure, Failure::Material) && self.paths.len() > 1 {
            let values = [("path", Value::from(path.display().to_string()))];
            options.say(&options.locale_so_far().say("cli.source-refused", &values));
        }
        failure
    }

    /// What all sources ask; none where they ask the same.
    fn share(&self, options: &Options) -> Result<Option<Shared>, Failure> {
        let all: Vec<JudgedBy> =
            self.paths.iter().map(|path| JudgedBy::of(path, self, options)).collect::<Result<_, _>>()?;
        let asked: Vec<Asked> = all.iter().map(JudgedBy::asked).collect();
        let Some(last) = asked.last() else { return Ok(None) };
        let Some(other) = asked.iter().find(|own| !own.asks_as(last)) else { return Ok(None) };
        if let Some((path, _)) = self.paths.iter().zip(&all).find(|(_, own)| own.answers == Kept::InPart) {
            return Err(Failure::request("cli.common-withheld", &[("path", &path.display().to_string())]));
        }
        let Intersection { parts, left_out } = intersect(&asked);
        if parts.iter().any(|part| part.framework.criteria.is_empty()) {
            let (earlier, later) = (other.name(), last.name());
            let values: [(&str, &str); 2] = [("earlier", &earlier), ("later", &later)];
            return Err(Failure::request("cli.nothing-common", &values));
        }
        let mut told: Vec<LeftOut> = Vec::new();
        for (source, code) in left_out {
            let own = LeftOut { framework: asked[source].name(), criterion: code.to_string() };
            if !told.contains(&own) {
                told.push(own);
            }
        }
        Ok(Some(Shared { parts, left_out: told }))
    }

    /// Why one agency stands above another.
    fn rivals(&self, path: &Path, own: &str, other: &str, options: &Options) -> Result<(), Failure> {
        let judgement = Judgement::of(path, None, self, options)?;
        let series = &judgement.series;
        let locale = options.locale(&series.languages);
        let find = |name: &str| {
            let nation = || Failure::request("cli.nation-alone", &[]);
            explain::agency(series, name)?.ok_or_else(nation)
        };
        let (name, other_name, own, other) = (own, other, find(own)?, find(other)?);
        if own == other {
            return Err(Failure::request("cli.same-agency", &[("agency", name)]));
        }
        let Some(question) = judgement.question() else { return Err(Failure::request("cli.nobody-judged", &[])) };
        for (agency, asked) in [(name, own), (other_name, other)] {
            let judged = question.assessment.agencies.iter().find(|judged| judged.agency == asked);
            if judged.is_none_or(|judged| judged.status == Status::NoResponse) {
                return Err(Failure::request("cli.rival-silent", &[("agency", agency)]));
            }
        }
        let found = question
            .truth(self.choices.truth())
            .map(|truth| (truth, difference(&Side::of(question), own, other, truth, self.choices.threads())));
        let (truth, found) = found.map_err(|fault| Refused::from(fault).worded(COMPARE, &locale))?;
        let document = report::rivals(series, &locale, own, other, truth, &found);
        if options.wants_table() {
            return options.print_table(&[tables::rivals(series, own, other, truth, &found)]);
        }
        terminal::print(output::terminal::render(&document, &locale, terminal::layout()))
    }
}

/// What a source is judged by, before its answers are read.
struct JudgedBy {
    framework: Framework,
    method: Method,
    edition: Option<Code>,
    answers: Kept,
}

/// How much of what was answered a source holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Whole,
    /// Answers of few people are withheld.
    InPart,
}

impl JudgedBy {
    fn of(path: &Path, arguments: &Arguments, options: &Options) -> Result<JudgedBy, Failure> {
        if disk::is_result(path) {
            let (Series { framework, method, edition, survey, .. }, _) = result(path)?;
            let answers = if survey.answers.withhold_any() { Kept::InPart } else { Kept::Whole };
            return Ok(JudgedBy { framework, method, edition, answers });
        }
        let sources = Sources::find(path, arguments.choices.reading(), options)?;
        let (framework, method, edition) = sources.asked(options)?;
        Ok(JudgedBy { framework, method, edition, answers: Kept::Whole })
    }

    fn asked(&self) -> Asked<'_> {
        Asked { framework: &self.framework, method: &self.method, edition: self.edition.as_ref() }
    }
}

/// An earlier source, judged.
struct Judgement {
    series: Series,
    /// Before anything of it was withheld; none of a finished result.
    survey: Option<Survey>,
}

impl Judgement {
    fn of(
        path: &Path,
        over: Option<&Restricted>,
        arguments: &Arguments,
        options: &Options,
    ) -> Result<Judgement, Failure> {
        if disk::is_result(path) {
            let (series, _) = result(path)?;
            if series.audience == Audience::Public {
                return Err(Failure::request("cli.result-public", &[("path", &path.display().to_string())]));
            }
            let series = match over {
                Some(restricted) => series.restricted(restricted),
                None => series,
            };
            return Ok(Judgement { series, survey: None });
        }
        let reading = arguments.choices.reading();
        let sources = Sources::find(path, reading, options)?;
        let locale = sources.locale.clone();
        let harvest = sources.read(options, &mut |_| ())?;
        if harvest.material.findings.fail(reading.strictness()) {
            material::tell(&harvest.material.findings, &locale);
            return Err(Failure::Material);
        }
        let material = match over {
            Some(restricted) => harvest.material.restricted(restricted),
            None => harvest.material,
        };
        let (series, survey) = Series::assess_asking(material, |question| question.survey.clone());
        Ok(Judgement { series, survey })
    }

    fn survey(&self) -> &Survey {
        self.survey.as_ref().unwrap_or(&self.series.survey)
    }

    fn source(&self) -> Source<'_> {
        let Series { framework, method, edition, assessments, .. } = &self.series;
        Source { framework, method, edition: edition.as_ref(), survey: self.survey(), assessments }
    }

    /// The last period.
    fn question(&self) -> Option<Question<'_>> {
        let Series { framework, method, edition, assessments, .. } = &self.series;
        let (edition, survey) = (edition.as_ref(), self.survey());
        Some(Question { framework, method, edition, survey, assessment: assessments.last()?, assessments })
    }
}

fn misaligned(reason: &Misaligned) -> Failure {
    match reason {
        Misaligned::OnePeriod => Failure::request("cli.one-period", &[]),
        Misaligned::Frameworks { earlier, later } => {
            Failure::request("cli.other-framework", &[("earlier", earlier), ("later", later)])
        }
    }
}
