//! Agencies judged with other answers in the place of their own.
use crate::assumption::RobustnessSettings;
use crate::calculation::{Calculation, Lookup, NOISE, Part};
use crate::method::StageOn;
use crate::planning::gaps::Gap;
use crate::score::evidence::grades;
use crate::score::heard::look_up;
use crate::score::judge::{self, Leaves};
use crate::score::ladder::{self, Footing, Rule, is_weak};
use crate::score::leaf::{Gated, Leaf, Reader};
use crate::score::{GateState, Judgement, Reached, gate, tree};
use crate::spelling::nearest;
use crate::survey::{Answer, Evidence, Response, Scope, Source, Speller, Survey, Unit, Verdict};
use crate::truth::{ByTruth, Truth};
use crate::uncertainty::{Fault, Question, holds};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// By agency (position in the register) and item (position in the calculation): its value, and the grade of its evidence.
pub(super) type Changes = BTreeMap<(usize, usize), (f64, Option<u8>)>;

/// The day of evidence where the material names none that it could be of.
const SOME_DAY: Date = Date::constant(2000, 1, 1);

/// Steps of a share that are tried, in parts of the whole.
const STEPS: u32 = 20;

/// An answer asked about.
pub(super) struct Asked {
    /// Position in the register.
    pub(super) agency: usize,
    /// Position in the framework.
    pub(super) criterion: usize,
    pub(super) answer: Answer,
}

/// The assessment as a planner looks at it.
pub(super) struct Judge<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) calculation: &'a Calculation,
    pub(super) truth: Truth,
    /// Those judged, by position in the register.
    pub(super) agencies: Vec<usize>,
    /// Their places.
    units: BTreeMap<usize, usize>,
    leaves: Leaves,
    reached: Vec<Reached>,
    /// By item that is national.
    national: BTreeMap<usize, Leaf>,
}

/// Where an agency stands.
pub(super) struct Standing {
    pub(super) reached: Reached,
    /// Number (from 1) of the next stage.
    pub(super) next: Option<usize>,
    /// By stage: its value on its own scale, and the bound that is compared with the threshold in output units.
    pub(super) parts: Vec<Part>,
    pub(super) compared: Vec<Option<f64>>,
    /// By gate.
    pub(super) gates: Vec<GateState>,
    /// What the score of the next stage is short of.
    pub(super) short: f64,
}

impl<'a> Judge<'a> {
    /// Refuses where the answers that decided are not in the material.
    pub(super) fn of(
        question: &'a Question<'a>,
        calculation: &'a Calculation,
        truth: Truth,
    ) -> Result<Judge<'a>, Fault> {
        let judged = question.assessment.agencies.iter().filter_map(|agency| {
            let ladder = agency.judgements.get(truth).as_ref()?.ladder.as_ref()?;
            Some((agency.agency, ladder.reached))
        });
        let (agencies, stood): (Vec<usize>, Vec<Reached>) = judged.unzip();
        if agencies.is_empty() {
            return Err(Fault::NobodyJudged);
        }
        let (leaves, national) = read_leaves(question, calculation, question.survey, &agencies);
        let units = agencies.iter().enumerate().map(|(unit, agency)| (*agency, unit)).collect();
        let mut judge = Judge { question, calculation, truth, agencies, units, leaves, reached: Vec::new(), national };
        judge.reached = judge::reached(calculation, &judge.leaves, truth);
        if judge.reached == stood { Ok(judge) } else { Err(Fault::AnswersWithheld) }
    }

    /// The place of an agency among those judged.
    pub(super) fn unit(&self, agency: usize) -> Option<usize> {
        self.units.get(&agency).copied()
    }

    pub(super) fn leaf(&self, agency: usize, item: usize) -> Option<&Leaf> {
        self.leaves.by_unit[self.unit(agency)?].get(item)
    }

    /// The stage as it is.
    pub(super) fn as_is(&self, agency: usize) -> Reached {
        self.unit(agency).map_or(Reached::NotApplicable, |unit| self.reached[unit])
    }

    /// Whether a national item is known to be absent.
    pub(super) fn is_absent(&self, criterion: usize) -> bool {
        self.national_value(criterion).is_some_and(|(value, (worst, _))| value <= worst)
    }

    /// Whether a national item is at its best.
    pub(super) fn is_met_nationally(&self, criterion: usize) -> bool {
        self.national_value(criterion).is_some_and(|(value, (_, best))| value >= best - NOISE)
    }

    fn national_value(&self, criterion: usize) -> Option<(f64, (f64, f64))> {
        let item = self.calculation.item_of(criterion)?;
        Some((self.national.get(&item)?.parts.claimed.value?, self.calculation.items[item].range))
    }

    /// The answer that is worth a value or the next higher one; none where no single answer is.
    pub(super) fn answer(&self, item: usize, value: f64) -> Option<Answer> {
        let own = &self.calculation.items[item];
        if own.denominator.is_some() || !value.is_finite() {
            return None;
        }
        match &own.lookup {
            Lookup::Choices(values) => {
                let enough = values.iter().enumerate().filter_map(|(place, worth)| Some((place, (*worth)?)));
                let enough = enough.filter(|(_, worth)| *worth >= value - NOISE);
                let least = enough.min_by(|one, other| one.1.total_cmp(&other.1))?;
                Some(Answer::Choice(u8::try_from(least.0).ok()?))
            }
            Lookup::Several(values) => {
                let chosen = values.iter().enumerate().filter(|(_, worth)| worth.is_some_and(|worth| worth > 0.0));
                Some(Answer::Several(chosen.fold(0, |bits, (place, _)| bits | 1 << place)))
            }
            Lookup::Share => Some(Answer::Number(value)),
            Lookup::Goalposts { floor, target } => Some(Answer::Number(floor + value * (target - floor))),
            Lookup::Plain => None,
        }
    }

    /// What an answer is worth.
    pub(super) fn worth(&self, item: usize, answer: Answer) -> Option<f64> {
        look_up(&self.calculation.items[item].lookup, answer)
    }

    /// The least evidence grade on which a value counts; none where none is asked for.
    pub(super) fn grade_for(&self, item: usize, value: f64) -> Option<u8> {
        let rule = self.calculation.evidence.as_ref().filter(|_| self.truth != Truth::Claimed)?;
        let own = &self.calculation.items[item];
        let minimum = if own.is_gate { *self.calculation.gate_minimum.get(self.truth) } else { 0 };
        let grades = (0..rule.grades.len()).filter_map(|grade| u8::try_from(grade).ok());
        let enough = grades.filter(|grade| {
            *grade >= minimum
                && self.calculation.cap(&own.caps, *grade) >= value - NOISE
                && (self.truth != Truth::Checked || self.calculation.confirms(*grade))
        });
        enough.min().or_else(|| u8::try_from(rule.grades.len().checked_sub(1)?).ok())
    }

    /// A value with the evidence on which it counts.
    pub(super) fn proven(&self, item: usize, value: f64) -> (f64, Option<u8>) {
        (value, self.grade_for(item, value))
    }

    /// Criteria of obstacles that are weak in an agency and hold back a criterion: by what was found when they were checked,
    /// else by what is claimed, for what only lacks proof holds back nothing.
    pub(super) fn obstacles(&self, agency: usize, criterion: usize) -> impl Iterator<Item = usize> {
        let criteria = &self.question.framework.criteria;
        let items = self.calculation.obstacles.iter().flat_map(|obstacle| &obstacle.blocks).map(|(item, _)| *item);
        let own = move |item: &usize| &criteria[self.calculation.items[*item].criterion];
        let is_weak = move |item: &usize| {
            let parts = self.leaf(agency, *item).map(|leaf| leaf.parts);
            let value = parts.and_then(|parts| parts.checked.value.or(parts.claimed.value));
            is_weak(self.calculation, *item, value)
        };
        items
            .filter(move |item| own(item).blocks.contains(&criteria[criterion].code) && is_weak(item))
            .map(|item| self.calculation.items[item].criterion)
    }

    /// The value to which an item is bettered: of an obstacle the least that is weak no more, else the best.
    pub(super) fn goal(&self, item: usize) -> f64 {
        let best = self.calculation.items[item].range.1;
        let mut blocks = self.calculation.obstacles.iter().flat_map(|obstacle| &obstacle.blocks);
        if !blocks.any(|(own, _)| *own == item) {
            return best;
        }
        let enough = self.values(item).into_iter().filter(|value| !is_weak(self.calculation, item, Some(*value)));
        enough.fold(best, f64::min)
    }

    /// Values between what is there and what a gap is lifted to, that one included, rising.
    pub(super) fn steps(&self, gap: &Gap) -> Vec<f64> {
        let mut steps = self.values(gap.item);
        let from = gap.from.unwrap_or(self.calculation.items[gap.item].range.0);
        let is_new = |value: f64| if gap.below.is_some() { value > from + NOISE } else { value >= from - NOISE };
        steps.retain(|value| *value < gap.to - NOISE && is_new(*value));
        steps.push(gap.to);
        steps.sort_by(f64::total_cmp);
        steps.dedup();
        steps
    }

    /// Values that single answers to an item have, of shares some.
    fn values(&self, item: usize) -> Vec<f64> {
        let own = &self.calculation.items[item];
        match &own.lookup {
            Lookup::Choices(values) => values.iter().flatten().copied().collect(),
            Lookup::Share | Lookup::Goalposts { .. } => {
                let limits = self.calculation.gates.iter().filter(|gate| gate.item == item);
                let (worst, best) = own.range;
                let share = |step: u32| worst + (best - worst) * f64::from(step) / f64::from(STEPS);
                (0..=STEPS).map(share).chain(limits.map(|gate| gate.pass.limit())).collect()
            }
            Lookup::Several(_) | Lookup::Plain => Vec::new(),
        }
    }

    /// Where an agency stands with changes of its own; none where it is not judged.
    pub(super) fn standing(&self, agency: usize, changes: &Changes) -> Option<Standing> {
        let unit = self.unit(agency)?;
        if self.calculation.is_relative() {
            return self.stand(&self.changed(changes), unit);
        }
        let mut own = self.leaves.by_unit[unit].clone();
        for ((whose, item), (value, grade)) in changes {
            if *whose == agency {
                own[*item] = lifted(&own[*item], *value, *grade);
            }
        }
        let leaves = Leaves { elsewhere: self.leaves.elsewhere.clone(), ..Leaves::alone(vec![own]) };
        self.stand(&leaves, 0)
    }

    /// The stage of an agency with changes.
    pub(super) fn reached(&self, agency: usize, changes: &Changes) -> Option<Reached> {
        Some(self.standing(agency, changes)?.reached)
    }

    /// Where every agency with a change stands, and what its next stage's score is short of.
    pub(super) fn judge(&self, changes: &Changes) -> BTreeMap<usize, (Reached, f64)> {
        let agencies: BTreeSet<usize> = changes.keys().map(|(agency, _)| *agency).collect();
        let together = self.calculation.is_relative().then(|| self.changed(changes));
        let stand = |agency: usize| match &together {
            Some(leaves) => self.stand(leaves, self.unit(agency)?),
            None => self.standing(agency, changes),
        };
        agencies
            .into_iter()
            .filter_map(|agency| stand(agency).map(|standing| (agency, (standing.reached, standing.short))))
            .collect()
    }

    /// Everything judged of the agencies of other answers.
    pub(super) fn judgements(&self, survey: &Survey) -> Vec<Judgement> {
        let (leaves, _) = read_leaves(self.question, self.calculation, survey, &self.agencies);
        judge::judge(self.calculation, &leaves, self.truth)
    }

    fn changed(&self, changes: &Changes) -> Leaves {
        let mut leaves = self.leaves.clone();
        for ((agency, item), (value, grade)) in changes {
            if let Some(unit) = self.unit(*agency) {
                let leaf = &mut leaves.by_unit[unit][*item];
                *leaf = lifted(leaf, *value, *grade);
            }
        }
        leaves
    }

    fn stand(&self, leaves: &Leaves, unit: usize) -> Option<Standing> {
        let calculation = self.calculation;
        let columns = leaves.columns(calculation, self.truth);
        let tree = tree::evaluate(calculation, &columns);
        let own = leaves.by_unit.get(unit)?;
        let gates: Vec<GateState> = calculation
            .gates
            .iter()
            .map(|rule| gate::judge(calculation, rule, &own[rule.item], self.truth).state)
            .collect();
        let footing = Footing::of(calculation, |output| tree.part(output.node, unit), |gate| gates[gate]);
        let results = ladder::results(calculation, &footing);
        let next = ladder::next(&results);
        let part = |output: &Option<crate::calculation::Output>| {
            output.map_or(Part::absent(), |output| tree.part(output.node, unit))
        };
        let parts: Vec<Part> = calculation.stages.iter().map(|stage| part(&stage.output)).collect();
        let compared = calculation.stages.iter().zip(&parts).map(|(stage, part)| {
            let bound = match calculation.method.stage_on {
                StageOn::Low => Some(part.low),
                StageOn::Value => part.value,
            };
            Some(bound? * stage.output?.factor)
        });
        Some(Standing {
            reached: ladder::climb(calculation, &footing, calculation.method.threshold, Rule::Default),
            short: next.and_then(|next| results[next - 1].score_short?.distance).unwrap_or_default(),
            next,
            compared: compared.collect(),
            parts,
            gates,
        })
    }
}

/// The answers that `AGENCY.CRITERION=ANSWER` asks about; the agency by code or name.
pub(super) fn read(judge: &Judge, set: &[String]) -> Result<Vec<Asked>, Fault> {
    let Question { framework, survey, .. } = *judge.question;
    let mut speller = Speller::new(framework);
    let mut asked = Vec::new();
    for text in set {
        let unreadable = || Fault::NoAnswerAsked { text: text.clone() };
        let (place, answer) = text.split_once('=').ok_or_else(unreadable)?;
        let (agency, code) = place.rsplit_once('.').ok_or_else(unreadable)?;
        let (agency, code, answer) = (agency.trim(), code.trim(), answer.trim());
        if answer.is_empty() {
            return Err(unreadable());
        }
        let nobody = |nobody| Fault::Nobody { text: agency.to_owned(), nobody };
        let agency = survey.asked_agency(agency).map_err(nobody)?;
        let criterion = framework.criterion(code).ok_or_else(|| {
            let nearest = nearest(code, framework.criteria.iter().map(|criterion| criterion.code.as_str()));
            Fault::UnknownCriterion { text: code.to_owned(), nearest: nearest.map(str::to_owned) }
        })?;
        let own = &framework.criteria[criterion];
        let item = judge.calculation.item_of(criterion).map(|item| &judge.calculation.items[item]);
        if item.is_none_or(|item| item.national) {
            return Err(Fault::NotScored { criterion: own.code.to_string() });
        }
        let read = speller.answer(criterion, answer);
        let read = read.filter(|answer| !matches!(answer, Answer::NotApplicable | Answer::Unknown));
        let answer = read.ok_or_else(|| {
            let choices = framework.scale(&own.scale).map_or(&[][..], |scale| &scale.choices);
            Fault::UnknownAnswer {
                text: answer.to_owned(),
                criterion: own.code.to_string(),
                allowed: choices.iter().map(|choice| choice.code.to_string()).collect(),
            }
        })?;
        asked.push(Asked { agency, criterion, answer });
    }
    Ok(asked)
}

/// The survey with other answers, each on the evidence that it needs.
pub(super) fn with_answers(judge: &Judge, asked: &[Asked]) -> Survey {
    let changes = asked.iter().filter_map(|asked| {
        let item = judge.calculation.item_of(asked.criterion)?;
        let value = judge.worth(item, asked.answer)?;
        Some((asked.agency, asked.criterion, asked.answer, judge.grade_for(item, value)))
    });
    changed_survey(judge.question, &changes.collect::<Vec<_>>())
}

/// The survey in which changes are answered and proven.
pub(super) fn with_changes(judge: &Judge, changes: &Changes) -> Survey {
    let changes = changes.iter().filter_map(|((agency, item), (value, grade))| {
        Some((*agency, judge.calculation.items[*item].criterion, judge.answer(*item, *value)?, *grade))
    });
    changed_survey(judge.question, &changes.collect::<Vec<_>>())
}

/// By agency and stage wanted: the share of replications in which it stands there.
pub(super) fn holding(
    judge: &Judge,
    changes: &Changes,
    wanted: &[(usize, usize)],
    settings: &RobustnessSettings,
    threads: usize,
) -> Result<Vec<f64>, Fault> {
    let survey = with_changes(judge, changes);
    let question = Question { survey: &survey, ..*judge.question };
    holds(&question, judge.truth, settings, wanted, threads)
}

/// Answers of the agency as a whole take the place of those of its services, branches and assessors.
fn changed_survey(question: &Question, changes: &[(usize, usize, Answer, Option<u8>)]) -> Survey {
    let mut survey = question.survey.clone();
    let period = question.assessment.period;
    let cells: BTreeSet<(usize, usize)> = changes.iter().map(|(agency, criterion, ..)| (*agency, *criterion)).collect();
    let services: Vec<usize> = survey.services.iter().map(|service| service.agency).collect();
    let branches: Vec<usize> = survey.branches.iter().map(|branch| branch.agency).collect();
    survey.answers.forget(|unit, criterion| {
        let owner = match unit.scope {
            Scope::Nation => return false,
            Scope::Agency(agency) => agency,
            Scope::Service(service) => services[service],
            Scope::Branch(branch) => branches[branch],
        };
        unit.period == period && cells.contains(&(owner, criterion))
    });
    let last = survey.periods.get(period).and_then(|period| period.last);
    let date = question.method.reference_date.or(last).unwrap_or(SOME_DAY);
    for (agency, criterion, answer, grade) in changes {
        let unit = Unit { period, scope: Scope::Agency(*agency) };
        let row = survey.answers.row(unit);
        *survey.answers.response_mut(row, *criterion) = Response::One { answer: *answer, source: Source::default() };
        if let Some(grade) = grade {
            survey.evidence.push(Evidence {
                unit,
                criterion: *criterion,
                grade: *grade,
                date: Some(date),
                verdict: Verdict::Accepted,
                kind: String::new(),
                title: String::new(),
                link: String::new(),
                sha256: String::new(),
                reviewer: String::new(),
                note: String::new(),
                source: Source::default(),
            });
        }
    }
    survey
}

/// Leaves of agencies, and those of national items.
fn read_leaves(
    question: &Question,
    calculation: &Calculation,
    survey: &Survey,
    agencies: &[usize],
) -> (Leaves, BTreeMap<usize, Leaf>) {
    let period = question.assessment.period;
    let grades = grades(calculation, survey, period);
    let weights = crate::assess::role_weights(question.framework, &calculation.method);
    let reader = Reader::new(calculation, survey, period, &grades, weights);
    let share_weight = calculation.method.share_weight;
    let nation = reader.at(Scope::Nation);
    let items = calculation.items.iter().enumerate().filter(|(_, item)| item.national);
    let national = items.map(|(place, item)| (place, reader.leaf(&nation, item, share_weight))).collect();
    (Leaves::read(&reader, agencies, share_weight), national)
}

/// A leaf with another value in every column of truth, resting on a grade of evidence.
fn lifted(leaf: &Leaf, value: f64, grade: Option<u8>) -> Leaf {
    let gated = Gated { low: value, high: value, whatever_evidence: value };
    Leaf {
        parts: ByTruth::from_fn(|_| Part::known(value)),
        gated: ByTruth::from_fn(|_| gated),
        grade: grade.max(leaf.grade),
        spread: 0,
        imputed: false,
        ..*leaf
    }
}
