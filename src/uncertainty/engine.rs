//! Scores computed again: other settings, other respondents.
use crate::assess::role_weights;
use crate::assumption::{Assumption, Choices};
use crate::calculation::{Calculation, Part};
use crate::method::ImputeBy;
use crate::score::evidence::{self, Grades};
use crate::score::judge::{self, Leaves, Standings, references, standings};
use crate::score::leaf::{Gated, Reader};
use crate::score::tree::{Columns, Memory};
use crate::score::{Reached, published};
use crate::stats::competition_ranks;
use crate::stats::stream::{draw, unit};
use crate::survey::Answers;
use crate::truth::Truth;
use crate::uncertainty::Question;
use crate::uncertainty::respondents::Draws;
use crate::uncertainty::variant::{Invalid, by_method, calculation, set, tree};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How paths into the method begin.
const METHOD: &str = "method.";

/// Readings of the answers kept at a time.
const GROUNDS: usize = 16;

/// What is drawn for one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// By assumption, a number of 0 ≤ x < 1 by which its value is chosen; none: as it is.
    pub choices: Vec<Option<f64>>,
    /// Seed of respondents, samples and donors; none: the answers as they are.
    pub survey: Option<u64>,
}

/// Where the agencies stand in one replication.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// By position of the dimension, then by agency; NaN: none.
    pub scores: Vec<Vec<f64>>,
    /// Of published values, best first; 0: none.
    pub ranks: Vec<Vec<u32>>,
    /// By agency; empty without stages.
    pub reached: Vec<Reached>,
    /// Whether a zero annuls the mean of any agency.
    pub annulled: bool,
}

impl Outcome {
    /// Whether another outcome is the same to the last bit.
    pub fn is(&self, other: &Outcome) -> bool {
        let bits =
            |outcome: &Outcome| -> Vec<u64> { outcome.scores.iter().flatten().map(|score| score.to_bits()).collect() };
        self.reached == other.reached && bits(self) == bits(other)
    }
}

/// Everything that replications share.
pub struct Engine<'a> {
    pub question: &'a Question<'a>,
    pub truth: Truth,
    /// Positions in the register.
    pub agencies: Vec<usize>,
    pub choices: Vec<Choices<'a>>,
    pub nominal: Arc<Calculation>,
    pub draws: Draws<'a>,
    assumptions: &'a [Assumption],
    settings: Value,
    decimals: usize,
    /// By position of the value of each assumption.
    variants: Mutex<BTreeMap<Vec<usize>, Variant>>,
    /// The last used comes last.
    grounds: Mutex<Vec<Arc<Ground>>>,
}

type Variant = Arc<Result<Arc<Calculation>, Invalid>>;

/// Answers as a calculation reads them.
pub struct Ground {
    /// The first calculation that read them.
    reader: Calculation,
    grades: Grades,
    /// With what is missing as it is; none where nothing would be imputed.
    given: Option<Leaves>,
    pub leaves: Leaves,
    pub columns: Columns,
    memory: Memory,
}

impl<'a> Engine<'a> {
    pub fn new(
        question: &'a Question<'a>,
        truth: Truth,
        agencies: Vec<usize>,
        nominal: Calculation,
        draws: Draws<'a>,
        assumptions: &'a [Assumption],
        choices: Vec<Choices<'a>>,
    ) -> Engine<'a> {
        let period = question.survey.periods[question.assessment.period].code.as_str();
        Engine {
            decimals: question.framework.output.decimals(period),
            settings: tree(question.framework, question.method),
            nominal: Arc::new(nominal),
            variants: Mutex::default(),
            grounds: Mutex::default(),
            question,
            truth,
            agencies,
            choices,
            draws,
            assumptions,
        }
    }

    /// Whether donors are drawn for missing values.
    pub fn imputes(&self) -> bool {
        self.ground(&self.nominal).leaves.by_unit.iter().flatten().any(|leaf| leaf.imputed)
    }

    /// Whether any answer could have been another.
    pub fn draws_survey(&self) -> bool {
        !self.draws.agencies.is_empty() || self.imputes()
    }

    /// The assessment as it is.
    pub fn as_is(&self) -> Outcome {
        self.outcome_of(&self.nominal, None)
    }

    /// One replication.
    pub fn outcome(&self, point: &Point) -> Result<Outcome, Invalid> {
        let calculation = self.calculation(&point.choices)?;
        Ok(self.outcome_of(&calculation, point.survey))
    }

    /// Under another calculation over the same items.
    pub fn outcome_of(&self, calculation: &Calculation, survey: Option<u64>) -> Outcome {
        let ground = self.ground(calculation);
        let found = match survey {
            None => standings(calculation, &ground.leaves, &ground.columns, &ground.memory, self.truth),
            Some(seed) => {
                let (leaves, columns) = self.drawn(calculation, &ground, seed);
                standings(calculation, &leaves, &columns, &Memory::default(), self.truth)
            }
        };
        self.ranked(found)
    }

    /// The stage of one agency with other answers in the place of its own.
    pub fn reached_over(&self, answers: &Answers, agency: usize) -> Option<Reached> {
        let ground = self.ground(&self.nominal);
        let reader = self.reader(&self.nominal, &ground.grades, answers);
        let mut own = Leaves::read(&reader, &[agency], self.nominal.method.share_weight);
        if !self.nominal.is_relative() {
            return judge::reached(&self.nominal, &own, self.truth).first().copied();
        }
        let unit = self.agencies.iter().position(|judged| *judged == agency)?;
        let mut leaves = ground.leaves.clone();
        leaves.by_unit[unit] = own.by_unit.pop()?;
        judge::reached(&self.nominal, &leaves, self.truth).get(unit).copied()
    }

    /// With *not applicable* counted as the worst value; none where everything applies.
    pub fn not_applicable_as_worst(&self) -> Option<Outcome> {
        let calculation = &self.nominal;
        let ground = self.ground(calculation);
        let mut leaves = ground.leaves.clone();
        let mut any = false;
        for own in &mut leaves.by_unit {
            for (leaf, item) in own.iter_mut().zip(&calculation.items) {
                let worst = item.range.0;
                if item.scored && !item.national && worst.is_finite() && !leaf.parts.get(self.truth).applies() {
                    any = true;
                    *leaf.parts.get_mut(self.truth) = Part::known(worst);
                    *leaf.gated.get_mut(self.truth) = Gated { low: worst, high: worst, whatever_evidence: worst };
                }
            }
        }
        let columns = leaves.columns(calculation, self.truth);
        any.then(|| self.ranked(standings(calculation, &leaves, &columns, &Memory::default(), self.truth)))
    }

    /// The settings that a point chooses, as values; none where it leaves them as they are.
    pub fn values(&self, choices: &[Option<f64>]) -> Vec<Option<Value>> {
        let value = |(own, point): (&Choices, &Option<f64>)| match own {
            Choices::Values(values) => Some(values[own.at((*point)?)].0.clone()),
            Choices::Range(from, to) => Some(Value::from(from + (*point)? * (to - from))),
            Choices::Weights(_) => None,
        };
        self.choices.iter().zip(choices).map(value).collect()
    }

    fn calculation(&self, choices: &[Option<f64>]) -> Result<Arc<Calculation>, Invalid> {
        let base = self.settled(choices)?;
        let mut altered: Option<Calculation> = None;
        for (own, point) in self.choices.iter().zip(choices) {
            if let (Choices::Weights(part), Some(point)) = (own, point) {
                let seed = point.to_bits();
                let factor =
                    |node: usize, place: usize| 1.0 + part * (2.0 * unit(draw(seed, node as u64), place as u64) - 1.0);
                altered = Some(altered.as_ref().unwrap_or(&base).with_weights(factor));
            }
        }
        Ok(altered.map_or(base, Arc::new))
    }

    /// The calculation with every setting but the weights.
    fn settled(&self, choices: &[Option<f64>]) -> Result<Arc<Calculation>, Invalid> {
        let chosen = |(own, point): (&Choices, &Option<f64>)| match (own, point) {
            (Choices::Values(_), Some(point)) => 1 + own.at(*point),
            _ => 0,
        };
        let places: Vec<usize> = self.choices.iter().zip(choices).map(chosen).collect();
        let ranges = |(own, point): (&Choices, &Option<f64>)| matches!(own, Choices::Range(..)) && point.is_some();
        if self.choices.iter().zip(choices).any(ranges) {
            return self.compiled(choices).map(Arc::new);
        }
        if places.iter().all(|place| *place == 0) {
            return Ok(Arc::clone(&self.nominal));
        }
        let known = self.variants.lock().unwrap_or_else(PoisonError::into_inner).get(&places).cloned();
        let variant = known.unwrap_or_else(|| {
            let variant = Arc::new(self.compiled(choices).map(Arc::new));
            let mut variants = self.variants.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(variants.entry(places).or_insert(variant))
        });
        Result::clone(&variant)
    }

    fn compiled(&self, choices: &[Option<f64>]) -> Result<Calculation, Invalid> {
        let Question { framework, edition, .. } = *self.question;
        let values = self.values(choices);
        let changed = || {
            let pairs = self.assumptions.iter().zip(&values);
            pairs.filter_map(|(assumption, value)| Some((assumption.setting.as_str(), value.as_ref()?)))
        };
        if changed().all(|(setting, _)| setting.starts_with(METHOD)) {
            let mut method = self.settings["method"].clone();
            for (setting, value) in changed() {
                set(&mut method, &setting[METHOD.len()..], value);
            }
            return by_method(framework, method, edition);
        }
        let mut settings = self.settings.clone();
        for (setting, value) in changed() {
            set(&mut settings, setting, value);
        }
        calculation(settings, edition)
    }

    /// The answers as a calculation reads them; read once for all that read alike.
    pub fn ground(&self, calculation: &Calculation) -> Arc<Ground> {
        let known = || {
            let mut grounds = self.grounds.lock().unwrap_or_else(PoisonError::into_inner);
            let place = grounds.iter().position(|ground| self.reads_alike(&ground.reader, calculation))?;
            let ground = grounds.remove(place);
            grounds.push(Arc::clone(&ground));
            Some(ground)
        };
        known().unwrap_or_else(|| {
            let Question { survey, assessment, .. } = *self.question;
            let grades = evidence::grades(calculation, survey, assessment.period);
            let reader = self.reader(calculation, &grades, &survey.answers);
            let mut leaves = Leaves::given(&reader, &self.agencies, calculation.method.share_weight);
            let given = calculation.items.iter().any(|item| item.imputation.is_some()).then(|| leaves.clone());
            leaves.impute(&reader, &self.agencies);
            let columns = leaves.columns(calculation, self.truth);
            let (reader, memory) = (calculation.clone(), Memory::default());
            let ground = Arc::new(Ground { reader, grades, given, leaves, columns, memory });
            let mut grounds = self.grounds.lock().unwrap_or_else(PoisonError::into_inner);
            if grounds.len() >= GROUNDS {
                grounds.remove(0);
            }
            grounds.push(Arc::clone(&ground));
            ground
        })
    }

    /// Whether two calculations make the same of all answers before they are weighed.
    fn reads_alike(&self, one: &Calculation, other: &Calculation) -> bool {
        let settings = |calculation: &Calculation| {
            let method = &calculation.method;
            (method.share_weight, method.disagreement, method.coverage, method.reference_date, method.seed)
        };
        let references = |calculation: &Calculation| references(calculation, self.question.survey, &self.agencies);
        settings(one) == settings(other)
            && one.items == other.items
            && one.evidence == other.evidence
            && one.gate_minimum == other.gate_minimum
            && one.method.role_weights == other.method.role_weights
            && references(one) == references(other)
    }

    fn reader<'r>(&'r self, calculation: &'r Calculation, grades: &'r Grades, answers: &'r Answers) -> Reader<'r> {
        let Question { framework, survey, assessment, .. } = *self.question;
        let weights = role_weights(framework, &calculation.method);
        Reader::new(calculation, survey, assessment.period, grades, weights).over(answers)
    }

    /// Other respondents, samples and donors.
    fn drawn(&self, calculation: &Calculation, ground: &Ground, seed: u64) -> (Leaves, Columns) {
        let mut leaves = ground.given.as_ref().unwrap_or(&ground.leaves).clone();
        let survey = self.question.survey;
        if !self.draws.agencies.is_empty() {
            let answers = self.draws.again(seed);
            let concerned = |unit: &usize| self.draws.agencies.contains(&self.agencies[*unit]);
            let units: Vec<usize> = (0..self.agencies.len()).filter(concerned).collect();
            let agencies: Vec<usize> = units.iter().map(|unit| self.agencies[*unit]).collect();
            let reader = self.reader(calculation, &ground.grades, &answers);
            let read = Leaves::given(&reader, &agencies, calculation.method.share_weight);
            for (unit, own) in units.into_iter().zip(read.by_unit) {
                leaves.by_unit[unit] = own;
            }
        }
        if ground.given.is_some() {
            let mut drawing = calculation.clone();
            drawing.method.seed = seed;
            for rule in drawing.items.iter_mut().filter_map(|item| item.imputation.as_mut()) {
                (rule.by, rule.draws) = (ImputeBy::HotDeck, 1);
            }
            leaves.impute(&self.reader(&drawing, &ground.grades, &survey.answers), &self.agencies);
        }
        let columns = leaves.columns(calculation, self.truth);
        (leaves, columns)
    }

    fn ranked(&self, found: Standings) -> Outcome {
        let ranks = |scores: &Vec<Option<f64>>| {
            let published: Vec<Option<f64>> =
                scores.iter().map(|score| score.map(|score| published(score, self.decimals))).collect();
            competition_ranks(&published).into_iter().map(Option::unwrap_or_default).collect()
        };
        Outcome {
            ranks: found.scores.iter().map(ranks).collect(),
            scores: found
                .scores
                .iter()
                .map(|scores| scores.iter().map(|score| score.unwrap_or(f64::NAN)).collect())
                .collect(),
            reached: found.reached,
            annulled: found.annulled.into_iter().any(|annulled| annulled),
        }
    }
}
