//! How sure a judgement is: the calculation rerun with other settings, other respondents, or without one of its parts.
mod apart;
mod defaults;
mod engine;
mod ranges;
mod respondents;
mod sensitivity;
mod variant;

pub use engine::{Engine, Ground, Outcome, Point};
pub use variant::Invalid;

use crate::assessment::{Assessment, Status};
use crate::assumption::{AS_IS, Assumption, Choices, RobustnessSettings, Unusable, WEIGHTS};
use crate::calculation::{Calculation, compile};
use crate::framework::{DimensionRole, Framework};
use crate::method::Method;
use crate::parallel::on_threads;
use crate::robustness::{FORMAT, Failure, Range, Robustness, StageChances, SurveyError};
use crate::score::Reached;
use crate::stats::quantile;
use crate::stats::stream::draw;
use crate::survey::{Nobody, Survey};
use crate::text::Code;
use crate::truth::Truth;
use crate::uncertainty::respondents::Draws;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is judged: the survey before anything of it is withheld, and its judgement.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub framework: &'a Framework,
    pub method: &'a Method,
    pub edition: Option<&'a Code>,
    pub survey: &'a Survey,
    pub assessment: &'a Assessment,
    /// Of every period that was judged together, in order of time.
    pub assessments: &'a [Assessment],
}

/// How it is worked out.
pub struct Work<'a> {
    pub threads: usize,
    /// Hears how many computations are done, and of about how many.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// Why nothing can be said.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Two assumptions on one setting.
    Twice {
        setting: String,
    },
    /// No agency has a number in this register column.
    UnknownColumn {
        column: String,
        nearest: String,
    },
    /// The register has no such column that sorts agencies.
    UnknownGroups {
        column: String,
        known: String,
    },
    /// A confidence of statistics that is not from 0.5 to below 1.
    StatisticsConfidence(f64),
    /// Draws of statistics: fewer than 100 or more than 10000.
    StatisticsReplications(u32),
    /// Groups of fewer agencies than 3.
    SmallestGroup(usize),
    /// Fewer than 2 or more than 65536 replications.
    Replications(u32),
    /// A share that is not between 0 and 1.
    Share {
        key: &'static str,
        value: f64,
    },
    Unusable {
        setting: String,
        reason: Unusable,
    },
    /// No place of the framework has this path.
    UnknownSetting {
        setting: String,
        nearest: String,
    },
    Invalid {
        setting: String,
        value: String,
        reason: Invalid,
    },
    /// Not `AGENCY.DIMENSION` of the assessment.
    UnknownScore {
        text: String,
    },
    /// No column of truth, or not this one.
    NoColumn,
    /// No agency was judged.
    NobodyJudged,
    /// The framework has no stages.
    NoStages,
    /// Not the code or the name of one agency.
    Nobody {
        text: String,
        nobody: Nobody,
    },
    /// The agency asked for was not judged.
    NotJudged,
    /// Fewer than 1 or more than 20 years to plan.
    PlanYears(usize),
    /// A first year to plan outside what the period allows.
    PlanFirstYear {
        year: i16,
        first: i16,
        last: i16,
    },
    /// Means for fewer years than are planned.
    PlanMeans {
        key: &'static str,
        count: usize,
        years: usize,
    },
    /// Means that are below 0 or beyond reason.
    PlanAmount {
        key: &'static str,
        value: f64,
    },
    /// Not of the form `AGENCY.CRITERION=ANSWER`.
    NoAnswerAsked {
        text: String,
    },
    UnknownCriterion {
        text: String,
        nearest: Option<String>,
    },
    /// A criterion that agencies do not answer, or that counts nowhere.
    NotScored {
        criterion: String,
    },
    /// No answer on the criterion's scale; `allowed`: its codes, empty where it is a number.
    UnknownAnswer {
        text: String,
        criterion: String,
        allowed: Vec<String>,
    },
    /// The answers that decided are not in the material.
    AnswersWithheld,
}

/// Points of the sequence that fills the space of assumptions; more dimensions than this repeat.
const MOST_POINTS: u32 = 65_536;
const DIMENSIONS: usize = 256;

impl Question<'_> {
    /// The column of truth that is read first.
    fn leading(&self) -> Option<Truth> {
        Truth::LEADING.into_iter().find(|truth| self.has(*truth))
    }

    fn has(&self, truth: Truth) -> bool {
        self.assessment.agencies.iter().any(|agency| agency.judgements.get(truth).is_some())
    }

    /// The column of truth asked for, else that which is read first.
    pub fn truth(&self, asked: Option<Truth>) -> Result<Truth, Fault> {
        let truth = match asked {
            Some(truth) => Some(truth).filter(|truth| self.has(*truth)),
            None => self.leading(),
        };
        truth.ok_or(Fault::NoColumn)
    }

    /// Whether the register has a column.
    pub fn find_column(&self, column: &str) -> Result<(), Fault> {
        let known: BTreeSet<&str> = self.columns().collect();
        if known.contains(column) {
            return Ok(());
        }
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        Err(Fault::UnknownGroups { column: column.to_owned(), known })
    }

    /// Register columns by which agencies are grouped.
    pub fn grouping_columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        for column in self.assessment.groups.iter().filter_map(|group| group.column.as_ref()) {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
        columns
    }

    /// Agencies that were not judged, with what the register says of them in a column.
    pub fn silent<'s>(&'s self, column: &'s str) -> impl Iterator<Item = &'s str> {
        let silent = self.assessment.agencies.iter().filter(|agency| agency.status != Status::Answered);
        silent.filter_map(|agency| self.survey.agencies[agency.agency].attributes.get(column))
    }

    fn columns(&self) -> impl Iterator<Item = &str> {
        self.survey.agencies.iter().flat_map(|agency| agency.attributes.iter().map(|(heading, _)| heading))
    }

    fn unknown(&self, column: &str) -> Fault {
        let nearest = crate::spelling::nearest(column, self.columns().collect::<BTreeSet<_>>());
        Fault::UnknownColumn { column: column.to_owned(), nearest: nearest.unwrap_or_default().to_owned() }
    }

    /// Dimensions on which agencies are compared: indices, else stages, else those without a parent.
    fn headline(&self, scored: &[usize]) -> Vec<usize> {
        let of = |keep: &dyn Fn(&crate::framework::Dimension) -> bool| -> Vec<usize> {
            scored.iter().copied().filter(|dimension| keep(&self.framework.dimensions[*dimension])).collect()
        };
        let whole = |role: DimensionRole| of(&|dimension| dimension.role == role && dimension.parent.is_none());
        let candidates = [whole(DimensionRole::Index), whole(DimensionRole::Stage), of(&|own| own.parent.is_none())];
        candidates.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// Everything computed again.
pub fn study(question: &Question, settings: &RobustnessSettings, work: &Work) -> Result<Robustness, Fault> {
    let truth = question.truth(settings.column)?;
    check_shares(settings)?;
    let mut settings = settings.clone();
    let assumed = settings.assumptions.is_empty();
    let nominal = compile(question.framework, question.method, question.edition);
    if assumed {
        settings.assumptions = defaults::assumptions(question, &nominal);
    }
    let assumptions = settings.assumptions.clone();
    let engine = prepare(question, truth, &settings, &assumptions, nominal)?;
    let base = engine.given()?;
    let scored = engine.scored();
    let headline = question.headline(&scored);
    let asked = asked_scores(question, &engine, &settings)?;
    let count = assumptions.len();
    let runs = Runs {
        survey: settings.survey && engine.draws_survey(),
        method: count > 0,
        replications: u64::from(settings.replications),
        seed: question.method.seed,
        counter: Counter::new(work, &settings, count),
        threads: work.threads,
        engine: &engine,
    };
    let study = ranges::Study::of(&runs, &base, &scored, &headline, &settings);
    let alternatives = apart::alternatives(&runs, &base, &headline);
    let without = apart::without(&runs, &base, &headline);
    let found = (runs.method && settings.sensitivity)
        .then(|| sensitivity::sensitivity(&runs, &base, &headline, &asked, &settings));
    let stages = stage_chances(&base, &study, &alternatives, found.as_ref().map(|found| found.outcomes.as_slice()));
    let inactive = (0..count).filter(|assumption| {
        alternatives.iter().filter(|own| own.told.assumption == *assumption).all(|own| own.changes_nothing)
            && found.as_ref().is_none_or(|found| found.is_idle(*assumption))
    });
    Ok(Robustness {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        results: String::new(),
        period: question.assessment.period,
        truth,
        assumed,
        seed: question.method.seed,
        survey: SurveyError {
            respondents: if runs.survey { engine.draws.respondents() } else { 0 },
            agencies: if runs.survey { engine.draws.agencies.len() } else { 0 },
            samples: if runs.survey { engine.draws.samples() } else { 0 },
            imputed: runs.survey && engine.imputes(),
        },
        agencies: engine.agencies.clone(),
        counts: counts(&base, &study, &settings, question),
        inactive: inactive.collect(),
        headline,
        stages,
        failures: study.failures,
        annulled: study.annulled,
        dimensions: study.dimensions,
        alternatives: alternatives.into_iter().map(|own| own.told).collect(),
        without_criteria: without.criteria,
        without_gates: without.gates,
        not_applicable: without.not_applicable,
        sensitivity: found.map(|found| found.told),
        settings,
    })
}

/// What could have been chosen otherwise in an assessment where its settings say nothing.
pub fn assumptions_of(question: &Question, calculation: &Calculation) -> Vec<Assumption> {
    defaults::assumptions(question, calculation)
}

/// By agency (position in the register) and stage wanted: the share (0–1) of replications, of respondents and of settings
/// together, in which it stands there or above.
pub fn holds(
    question: &Question,
    truth: Truth,
    settings: &RobustnessSettings,
    wanted: &[(usize, usize)],
    threads: usize,
) -> Result<Vec<f64>, Fault> {
    check_shares(settings)?;
    let nominal = compile(question.framework, question.method, question.edition);
    let assumptions = match settings.assumptions.as_slice() {
        [] => defaults::assumptions(question, &nominal),
        own => own.to_vec(),
    };
    let engine = prepare(question, truth, settings, &assumptions, nominal)?;
    let work = Work { threads, progress: &|_, _| () };
    let runs = Runs {
        survey: settings.survey && engine.draws_survey(),
        method: !assumptions.is_empty(),
        replications: u64::from(settings.replications),
        seed: question.method.seed,
        counter: Counter::new(&work, settings, assumptions.len()),
        threads,
        engine: &engine,
    };
    let outcomes: Vec<Outcome> = runs.run(Side::One, Side::One).into_iter().flatten().collect();
    let share = |(agency, stage): &(usize, usize)| {
        let unit = engine.agencies.iter().position(|judged| judged == agency);
        let stands = |outcome: &&Outcome| {
            unit.is_some_and(|unit| outcome.reached[unit].number().is_some_and(|number| number >= *stage))
        };
        outcomes.iter().filter(stands).count() as f64 / outcomes.len().max(1) as f64
    };
    Ok(wanted.iter().map(share).collect())
}

/// The engine of an assessment under settings that can all be used.
pub fn prepare<'a>(
    question: &'a Question<'a>,
    truth: Truth,
    settings: &RobustnessSettings,
    assumptions: &'a [Assumption],
    nominal: Calculation,
) -> Result<Engine<'a>, Fault> {
    prepare_with(question, &[question.assessment.period], truth, settings, assumptions, nominal)
}

/// The same with the respondents of several periods drawn together, so that who answered in each is drawn in each.
pub fn prepare_with<'a>(
    question: &'a Question<'a>,
    periods: &[usize],
    truth: Truth,
    settings: &RobustnessSettings,
    assumptions: &'a [Assumption],
    nominal: Calculation,
) -> Result<Engine<'a>, Fault> {
    check_population(question, settings.population.as_deref())?;
    let written = variant::tree(question.framework, question.method);
    let mut choices = Vec::with_capacity(assumptions.len());
    for (place, assumption) in assumptions.iter().enumerate() {
        let setting = assumption.setting.clone();
        if assumptions[..place].iter().any(|earlier| earlier.setting == setting) {
            return Err(Fault::Twice { setting });
        }
        let own = assumption.choices().map_err(|reason| {
            let nowhere = !setting.contains('.') && setting != WEIGHTS && !variant::holds(&written, &setting);
            match nowhere {
                true => {
                    Fault::UnknownSetting { setting: setting.clone(), nearest: defaults::nearest(question, &setting) }
                }
                false => Fault::Unusable { setting: setting.clone(), reason },
            }
        })?;
        check(question, assumption, &own)?;
        choices.push(own);
    }
    let judged = question.assessment.agencies.iter().filter(|agency| agency.status == Status::Answered);
    let agencies: Vec<usize> = judged.map(|agency| agency.agency).collect();
    if agencies.is_empty() {
        return Err(Fault::NobodyJudged);
    }
    let draws = Draws::of(question.survey, periods, settings.population.as_deref());
    Ok(Engine::new(question, truth, agencies, nominal, draws, assumptions, choices))
}

/// Whether a setting leads to something that a framework and its method hold.
pub fn has_setting(question: &Question, setting: &str) -> bool {
    setting == WEIGHTS || variant::holds(&variant::tree(question.framework, question.method), setting)
}

impl<'a> Engine<'a> {
    /// The engine of an assessment under no assumptions.
    pub fn plain(question: &'a Question<'a>, truth: Truth, nominal: Calculation) -> Result<Engine<'a>, Fault> {
        prepare(question, truth, &RobustnessSettings::default(), &[], nominal)
    }

    /// The assessment as it is, where the answers that decided are there.
    pub fn given(&self) -> Result<Outcome, Fault> {
        let base = self.as_is();
        if is_the_assessment(self, &base) { Ok(base) } else { Err(Fault::AnswersWithheld) }
    }

    /// Dimensions with a score.
    pub fn scored(&self) -> Vec<usize> {
        (0..self.question.framework.dimensions.len()).filter(|dimension| is_scored(self, *dimension)).collect()
    }
}

fn check_shares(settings: &RobustnessSettings) -> Result<(), Fault> {
    if !(2..=MOST_POINTS).contains(&settings.replications) {
        return Err(Fault::Replications(settings.replications));
    }
    let shares = [
        ("confidence", settings.confidence, 0.5..1.0),
        ("widest_rank", settings.widest_rank, 0.0..1.0),
        ("apart", settings.apart, 0.5..1.0),
    ];
    match shares.into_iter().find(|(_, value, limits)| !limits.contains(value)) {
        Some((key, value, _)) => Err(Fault::Share { key, value }),
        None => Ok(()),
    }
}

/// Whether the register says how many people could have answered.
fn check_population(question: &Question, column: Option<&str>) -> Result<(), Fault> {
    let Some(column) = column else { return Ok(()) };
    let agencies = &question.survey.agencies;
    if agencies.iter().any(|agency| agency.number(column).is_some()) {
        return Ok(());
    }
    Err(question.unknown(column))
}

/// Whether every value of an assumption alone makes a calculation.
fn check(question: &Question, assumption: &Assumption, own: &Choices) -> Result<(), Fault> {
    let setting = assumption.setting.clone();
    let values: Vec<Value> = match own {
        Choices::Weights(_) => return Ok(()),
        Choices::Values(values) => values.iter().map(|(value, _)| (*value).clone()).collect(),
        Choices::Range(from, to) => vec![Value::from(*from), Value::from(*to)],
    };
    let written = variant::tree(question.framework, question.method);
    let known = variant::holds(&written, &setting);
    let unknown = || Fault::UnknownSetting { setting: setting.clone(), nearest: defaults::nearest(question, &setting) };
    for value in values {
        let mut settings = written.clone();
        if variant::set(&mut settings, &setting, &value) == 0 && value != AS_IS {
            return Err(unknown());
        }
        variant::calculation(settings, question.edition).map_err(|reason| match reason {
            Invalid::Unreadable(_) if !known => unknown(),
            reason => Fault::Invalid { setting: setting.clone(), value: value.to_string(), reason },
        })?;
    }
    Ok(())
}

/// Whether an outcome is what the assessment says.
fn is_the_assessment(engine: &Engine, base: &Outcome) -> bool {
    let judged = engine.question.assessment.agencies.iter().filter(|agency| agency.status == Status::Answered);
    judged.enumerate().all(|(unit, agency)| {
        let Some(judgement) = agency.judgements.get(engine.truth) else { return true };
        let near = |told: Option<f64>, own: f64| match told {
            Some(told) => (told - own).abs() <= 1e-9 * (1.0 + told.abs()),
            None => own.is_nan(),
        };
        judgement.scores.iter().zip(&base.scores).all(|(told, own)| near(told.value, own[unit]))
            && judgement.ladder.as_ref().is_none_or(|ladder| Some(&ladder.reached) == base.reached.get(unit))
    })
}

fn is_scored(engine: &Engine, dimension: usize) -> bool {
    engine.nominal.dimensions[dimension].is_some()
        && engine.question.framework.dimensions[dimension].role != DimensionRole::Facet
}

/// Scores asked for by name: place among the agencies judged, and dimension.
fn asked_scores(
    question: &Question,
    engine: &Engine,
    settings: &RobustnessSettings,
) -> Result<Vec<(usize, usize)>, Fault> {
    let find = |text: &String| {
        let (agency, dimension) = text.split_once('.')?;
        let named = |unit: &usize| question.survey.agencies[*unit].code.matches(agency);
        let unit = engine.agencies.iter().position(named)?;
        let dimension = question.framework.dimension(dimension)?;
        is_scored(engine, dimension).then_some((unit, dimension))
    };
    settings.scores.iter().map(|text| find(text).ok_or(Fault::UnknownScore { text: text.clone() })).collect()
}

fn counts(base: &Outcome, study: &ranges::Study, settings: &RobustnessSettings, question: &Question) -> Vec<Range> {
    let tail = (1.0 - settings.confidence) / 2.0;
    let stages = question.framework.of_role(DimensionRole::Stage).count();
    let range = |number: usize| {
        let mut values: Vec<f64> = study.outcomes.iter().map(|outcome| at_or_above(outcome, number)).collect();
        let mut at = |p: f64| quantile(&mut values, p).unwrap_or(f64::NAN);
        Range { nominal: at_or_above(base, number), low: at(tail), median: at(0.5), high: at(1.0 - tail) }
    };
    if base.reached.is_empty() || study.outcomes.is_empty() { Vec::new() } else { (1..=stages).map(range).collect() }
}

/// Agencies at or above a stage.
fn at_or_above(outcome: &Outcome, number: usize) -> f64 {
    outcome.reached.iter().filter(|reached| reached.number().is_some_and(|own| own >= number)).count() as f64
}

fn stage_chances(
    base: &Outcome,
    study: &ranges::Study,
    alternatives: &[apart::Tried],
    combinations: Option<&[Outcome]>,
) -> Vec<StageChances> {
    let tried = || alternatives.iter().flat_map(|own| own.outcomes.iter().map(move |outcome| (own, outcome)));
    let all = study.outcomes.len() as f64;
    (0..base.reached.len())
        .map(|unit| {
            let reached = base.reached[unit];
            let own = || study.outcomes.iter().map(|outcome| outcome.reached[unit]);
            let share = |keep: &dyn Fn(&Reached) -> bool| own().filter(keep).count() as f64 / all;
            let top = own().filter_map(Reached::number).chain(reached.number()).max().unwrap_or_default();
            let by_method = study.by_method.iter().chain(combinations.into_iter().flatten());
            let stages = by_method.chain(tried().map(|(_, outcome)| outcome)).map(|outcome| outcome.reached[unit]);
            let by_method: BTreeSet<Reached> = stages.chain([reached]).collect();
            let others = tried().filter(|(_, outcome)| outcome.reached[unit] != reached);
            let changed_by: BTreeSet<usize> = others.map(|(own, _)| own.told.assumption).collect();
            StageChances {
                reached,
                at: (0..=top.max(base.reached.iter().filter_map(|one| one.number()).max().unwrap_or_default()))
                    .map(|number| share(&|one| one.number() == Some(number)))
                    .collect(),
                unjudged: share(&|one| *one == Reached::Unjudged),
                not_applicable: share(&|one| *one == Reached::NotApplicable),
                by_method: by_method.into_iter().collect(),
                changed_by: changed_by.into_iter().collect(),
            }
        })
        .collect()
}

/// The replications of a study.
struct Runs<'a> {
    engine: &'a Engine<'a>,
    /// Whether answers, and settings, are drawn.
    survey: bool,
    method: bool,
    replications: u64,
    seed: u64,
    threads: usize,
    counter: Counter<'a>,
}

/// What varies in a run, and from which of two independent draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Fixed,
    One,
    Other,
}

impl Runs<'_> {
    /// The n-th point of a run.
    fn point(&self, n: u64, survey: Side, method: Side) -> Point {
        let assumptions = self.engine.choices.len();
        let choice = |place: usize| match method {
            Side::Fixed => None,
            Side::One => Some(self.place(n, place)),
            Side::Other => Some(self.place(n, assumptions + place)),
        };
        let key = match survey {
            Side::Fixed => None,
            Side::One => Some(draw(draw(self.seed, 1), n)),
            Side::Other => Some(draw(draw(self.seed, 2), n)),
        };
        Point { choices: (0..assumptions).map(choice).collect(), survey: key.filter(|_| self.survey) }
    }

    fn place(&self, n: u64, dimension: usize) -> f64 {
        coordinate(self.seed, n, dimension)
    }

    /// The outcomes of all points of a run; none where the settings make no calculation.
    fn run(&self, survey: Side, method: Side) -> Vec<Result<Outcome, (Point, Invalid)>> {
        let points: Vec<u64> = (0..self.replications).collect();
        on_threads(self.threads, &points, |n| {
            let point = self.point(*n, survey, method);
            let outcome = self.engine.outcome(&point);
            self.counter.count();
            outcome.map_err(|invalid| (point, invalid))
        })
    }
}

/// A coordinate of the n-th point of the scrambled Sobol' sequence (Burley 2020).
fn coordinate(seed: u64, n: u64, dimension: usize) -> f64 {
    let seed = draw(seed, 3 + (dimension / DIMENSIONS) as u64) as u32;
    f64::from(sobol_burley::sample(n as u32, (dimension % DIMENSIONS) as u32, seed))
}

/// The points at which everything is drawn together: the same for every engine with as many choices.
pub struct Replicates {
    pub choices: usize,
    /// Whether answers are drawn.
    pub survey: bool,
    pub seed: u64,
}

impl Replicates {
    pub fn point(&self, n: u64) -> Point {
        let choices = (0..self.choices).map(|place| Some(coordinate(self.seed, n, place))).collect();
        Point { choices, survey: self.survey.then(|| draw(draw(self.seed, 1), n)) }
    }
}

/// Counts computations.
struct Counter<'a> {
    done: AtomicU64,
    total: u64,
    progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl<'a> Counter<'a> {
    fn new(work: &'a Work, settings: &RobustnessSettings, assumptions: usize) -> Counter<'a> {
        let own = u64::from(settings.replications);
        let total = own * (3 + assumptions as u64);
        Counter { done: AtomicU64::new(0), total, progress: work.progress }
    }

    fn count(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.progress)(done, self.total.max(done));
    }
}

/// Failed replications by reason, the first combination of each.
fn failures(engine: &Engine, failed: impl Iterator<Item = (Point, Invalid)>) -> Vec<Failure> {
    let mut failures: Vec<Failure> = Vec::new();
    for (point, invalid) in failed {
        let reason = invalid.reason();
        match failures.iter_mut().find(|failure| failure.reason == reason) {
            Some(known) => known.count += 1,
            None => failures.push(Failure { values: engine.values(&point.choices), reason, count: 1 }),
        }
    }
    failures
}

impl Invalid {
    /// The code of the flaw, or the reader's own words.
    pub fn reason(&self) -> String {
        match self {
            Invalid::Unreadable(words) => words.clone(),
            Invalid::Flawed(flaw) => flaw.problem.code().to_owned(),
        }
    }
}
