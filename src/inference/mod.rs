//! What a researcher asks of an assessment: whether criteria go together, people agree, stages are steps, groups differ,
//! and which answers deserve a second look.
mod agreement;
mod association;
mod comparison;
mod convergent;
mod differential;
mod doubts;
mod integrity;
mod order;
mod reliability;

pub use doubts::doubt;

use crate::calculation::{Lookup, compile};
use crate::framework::DimensionRole;
use crate::inquiry::{Correction, StatisticsSettings};
use crate::robustness::Estimate;
use crate::score::Judgement;
use crate::statistics::{FORMAT, Responses, Rests, Statistics, Tested};
use crate::stats;
use crate::stats::comparison::{benjamini_hochberg, holm};
use crate::truth::Truth;
use crate::uncertainty::{Engine, Fault, Ground, Outcome, Question};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Fewer cases than this carry no coefficient.
const LEAST: usize = 10;

/// Cases, items and scores that every statistic reads.
struct Cases<'a> {
    question: &'a Question<'a>,
    settings: &'a StatisticsSettings,
    engine: &'a Engine<'a>,
    ground: Arc<Ground>,
    /// The assessment as it is.
    base: Outcome,
    /// Dimensions with a score.
    scored: Vec<usize>,
    threads: usize,
}

/// Everything about the last period, on so many threads.
pub fn study(question: &Question, settings: &StatisticsSettings, threads: usize) -> Result<Statistics, Fault> {
    let truth = question.truth(settings.column)?;
    let nominal = compile(question.framework, question.method, question.edition);
    let engine = Engine::plain(question, truth, nominal)?;
    let cases = Cases::of(question, settings, &engine, threads)?;
    Ok(Statistics {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        results: String::new(),
        period: question.assessment.period,
        truth,
        settings: settings.clone(),
        seed: question.method.seed,
        agencies: engine.agencies.clone(),
        reliability: reliability::of_dimensions(&cases),
        respondents: agreement::of_respondents(&cases),
        assessors: agreement::of_assessors(&cases),
        dimensions: association::of_dimensions(&cases),
        criteria: association::of_criteria(&cases),
        order: order::of_stages(&cases),
        convergent: convergent::with_kpis(&cases),
        comparisons: comparison::of_groups(&cases),
        differential: differential::of_items(&cases),
        integrity: integrity::of_answers(&cases),
        responses: cases.items().into_iter().filter_map(|item| cases.responses(item)).collect(),
    })
}

/// Who and what deserves a second look, by position: agencies, and pairs of agency and criterion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suspicions {
    pub agencies: BTreeSet<usize>,
    pub claims: BTreeSet<(usize, usize)>,
}

/// What each unconfirmed claim of the last period is worth in a column of truth, on so many threads.
pub fn at_stake(question: &Question, truth: Truth, threads: usize) -> Result<Vec<Rests>, Fault> {
    let found = with_cases(question, truth, threads, integrity::at_stake)?;
    Ok(found.into_iter().flat_map(|(_, own)| own).collect())
}

/// Who and what of the last period deserves a second look, as far as answers of the agencies themselves tell.
pub fn suspicions(question: &Question, threads: usize) -> Result<Suspicions, Fault> {
    with_cases(question, question.truth(None)?, threads, integrity::suspicions)
}

fn with_cases<T>(
    question: &Question,
    truth: Truth,
    threads: usize,
    find: impl FnOnce(&Cases) -> T,
) -> Result<T, Fault> {
    let settings = StatisticsSettings::default();
    let nominal = compile(question.framework, question.method, question.edition);
    let engine = Engine::plain(question, truth, nominal)?;
    Ok(find(&Cases::of(question, &settings, &engine, threads)?))
}

fn check(question: &Question, settings: &StatisticsSettings) -> Result<(), Fault> {
    if !(0.5..1.0).contains(&settings.confidence) {
        return Err(Fault::StatisticsConfidence(settings.confidence));
    }
    if !(100..=10_000).contains(&settings.replications) {
        return Err(Fault::StatisticsReplications(settings.replications));
    }
    if settings.smallest_group < 3 {
        return Err(Fault::SmallestGroup(settings.smallest_group));
    }
    let named = settings.compare.iter().chain(&settings.differential).flatten();
    named.into_iter().try_for_each(|column| question.find_column(column))
}

impl<'a> Cases<'a> {
    fn of(
        question: &'a Question<'a>,
        settings: &'a StatisticsSettings,
        engine: &'a Engine<'a>,
        threads: usize,
    ) -> Result<Cases<'a>, Fault> {
        check(question, settings)?;
        Ok(Cases {
            base: engine.given()?,
            ground: engine.ground(&engine.nominal),
            scored: engine.scored(),
            question,
            settings,
            engine,
            threads,
        })
    }

    /// The judgements of the agencies judged, in the column of truth that is looked at.
    fn judgements(&self) -> impl Iterator<Item = &Judgement> {
        let agencies = self.question.assessment.agencies.iter();
        agencies.filter_map(|agency| agency.judgements.get(self.engine.truth).as_deref())
    }

    /// The mean of the other items of an item's dimension, by agency.
    fn others(&self, item: usize) -> Vec<Option<f64>> {
        let company = |item: usize| self.engine.nominal.items[item].company;
        let others: Vec<Vec<Option<f64>>> = self
            .items()
            .into_iter()
            .filter(|other| *other != item && company(*other) == company(item))
            .map(|other| self.values(other))
            .collect();
        let mean = |unit: usize| {
            let known: Vec<f64> = others.iter().filter_map(|values| values[unit]).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        (0..self.engine.agencies.len()).map(mean).collect()
    }

    /// Items of single agencies that are scored, by position in the calculation.
    fn items(&self) -> Vec<usize> {
        let items = &self.engine.nominal.items;
        (0..items.len()).filter(|item| items[*item].scored && !items[*item].national).collect()
    }

    /// The values of an item by agency, the better the higher.
    fn values(&self, item: usize) -> Vec<Option<f64>> {
        let described = &self.engine.nominal.items[item];
        let sign = if described.lower_is_better && described.lookup == Lookup::Plain { -1.0 } else { 1.0 };
        self.ground.columns.by_item[item].iter().map(|part| part.value.map(|value| sign * value)).collect()
    }

    /// The values of an item between its ends; none where nobody has one.
    fn responses(&self, item: usize) -> Option<Responses> {
        let (described, values) = (&self.engine.nominal.items[item], self.values(item));
        let known = || values.iter().flatten().copied();
        let (low, high) = match described.range {
            (low, high) if low.is_finite() && high.is_finite() => (low, high),
            _ => (known().reduce(f64::min)?, known().reduce(f64::max)?),
        };
        let place = |value: f64| if high > low { (value - low) / (high - low) } else { 1.0 };
        let parts = &self.ground.columns.by_item[item];
        Some(Responses {
            criterion: described.criterion,
            absent: (0..parts.len()).filter(|unit| !parts[*unit].applies()).collect(),
            values: values.iter().map(|value| value.map(place)).collect(),
        })
    }

    /// Published scores of a dimension by agency.
    fn scores(&self, dimension: usize) -> Vec<Option<f64>> {
        known(&self.base.scores[dimension])
    }

    /// Items below a dimension that are scored.
    fn items_of(&self, dimension: usize) -> Vec<usize> {
        let below = self.engine.nominal.items_of(dimension);
        let counted = self.items();
        below.into_iter().filter(|item| counted.binary_search(item).is_ok()).collect()
    }

    fn criterion(&self, item: usize) -> usize {
        self.engine.nominal.items[item].criterion
    }

    /// Whether two criteria, or one and itself, are said to share content.
    fn overlap(&self, first: usize, second: usize) -> bool {
        let criteria = &self.question.framework.criteria;
        let names = |one: usize, other: usize| criteria[one].overlaps.contains(&criteria[other].code);
        names(first, second) || names(second, first)
    }

    /// What was claimed of an item, by agency.
    fn claimed(&self, item: usize) -> Vec<Option<f64>> {
        self.ground.leaves.by_unit.iter().map(|leaves| leaves[item].parts.claimed.value).collect()
    }

    fn role(&self, dimension: usize) -> DimensionRole {
        self.question.framework.dimensions[dimension].role
    }

    /// The register's value of a column for the agency of each case.
    fn attribute(&self, column: &str) -> Vec<Option<&str>> {
        let of = |agency: &usize| self.question.survey.agencies[*agency].attributes.get(column);
        self.engine.agencies.iter().map(of).collect()
    }

    /// p-values corrected for one another.
    fn corrected(&self, p: &[f64]) -> Vec<f64> {
        match self.settings.correction {
            Correction::Holm => holm(p),
            Correction::BenjaminiHochberg => benjamini_hochberg(p),
        }
    }

    /// Puts p-values, corrected for one another, into their places.
    fn correct<'t>(&self, tests: impl Iterator<Item = (f64, &'t mut f64)>) {
        let (p, places): (Vec<f64>, Vec<&mut f64>) = tests.unzip();
        places.into_iter().zip(self.corrected(&p)).for_each(|(place, adjusted)| *place = adjusted);
    }
}

impl From<stats::Test> for Tested {
    /// Not corrected.
    fn from(test: stats::Test) -> Tested {
        let freedom = match test.freedom {
            stats::Freedom::None => Vec::new(),
            stats::Freedom::One(only) => vec![only],
            stats::Freedom::Two(first, second) => vec![first, second],
        };
        Tested { statistic: Some(test.statistic).filter(|own| own.is_finite()), freedom, p: test.p, adjusted: test.p }
    }
}

impl From<stats::Estimate> for Estimate {
    fn from(own: stats::Estimate) -> Estimate {
        Estimate { value: own.value, interval: own.interval }
    }
}

fn known(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect()
}

/// Whether known values are not all the same.
fn varies(values: &[Option<f64>]) -> bool {
    let mut known = values.iter().flatten();
    known.next().is_some_and(|first| known.any(|value| value != first))
}
