//! What a change of scores is due to, exactly, and whether it is more than chance.
mod align;
mod chance;
mod game;
mod scene;

pub use align::{Aligned, Joined, Misaligned, Source, align, align_restricted};

use crate::assessment::{AgencyAssessment, Assessment, Status};
use crate::assumption::RobustnessSettings;
use crate::attribution::game::Ground;
use crate::attribution::scene::{Mix, Scene, Unit};
use crate::calculation::{Calculation, NOISE, compile};
use crate::change::{
    AgencyChange, Bridge, Cause, Changes, FORMAT, LeftOut, NationChange, ScoreChange, Share, Span, Way,
};
use crate::framework::DimensionRole;
use crate::parallel::on_threads;
use crate::score::Score;
use crate::score::evidence::{self, Grades};
use crate::stats::{order_weights, quantile, shapley};
use crate::truth::Truth;
use crate::uncertainty::{Fault, Question, Work, has_setting};
use std::collections::{BTreeMap, BTreeSet};

/// A period with everything that it was judged from, in a survey whose positions are those of every other side.
pub struct Side<'a> {
    pub question: Question<'a>,
    pub calculation: Calculation,
    /// What its evidence is worth by its own calculation.
    grades: Grades,
}

/// What is asked of a comparison.
pub struct Order<'a> {
    /// The column of truth; none: that which is read first.
    pub truth: Option<Truth>,
    /// None: nothing is computed again.
    pub settings: Option<&'a RobustnessSettings>,
    pub left_out: Vec<LeftOut>,
}

/// Why one agency stands above another in a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Position in the framework.
    pub dimension: usize,
    /// Scores of the one and of the other, in output units.
    pub own: f64,
    pub other: f64,
    /// What each criterion adds by its answer, and by its evidence; none where it cannot be split.
    pub criteria: Option<Vec<CriterionDifference>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CriterionDifference {
    /// Positions in the framework.
    pub criteria: Vec<usize>,
    pub answer: f64,
    pub evidence: f64,
}

impl<'a> Side<'a> {
    pub fn of(question: Question<'a>) -> Side<'a> {
        let calculation = compile(question.framework, question.method, question.edition);
        let (survey, period) = (question.survey, question.assessment.period);
        let grades = evidence::grades(&calculation, survey, period);
        Side { question, calculation, grades }
    }

    pub(crate) fn period(&self) -> usize {
        self.question.assessment.period
    }

    /// Scores of the agencies with a judgement in a column of truth, in the register's order.
    fn judged(&self, truth: Truth) -> BTreeMap<usize, &'a [Score]> {
        let assessment: &'a Assessment = self.question.assessment;
        let scores = |agency: &'a AgencyAssessment| {
            let own = agency.judgements.get(truth).as_ref()?;
            Some((agency.agency, own.scores.as_slice()))
        };
        assessment.agencies.iter().filter_map(scores).collect()
    }

    /// Its agencies as they are.
    fn alone(&self, truth: Truth, threads: usize) -> Scene {
        Scene::of([self, self], Mix::ALONE, &self.answered(), truth, threads)
    }

    /// Agencies that answered, whose numbers are placed among one another.
    fn answered(&self) -> Vec<usize> {
        let agencies = self.question.assessment.agencies.iter();
        agencies.filter(|agency| agency.status == Status::Answered).map(|agency| agency.agency).collect()
    }
}

/// Every two successive periods compared.
pub fn study(aligned: &Aligned, order: Order, work: &Work) -> Result<Changes, Fault> {
    let sides: Vec<Side> = on_threads(work.threads, &aligned.questions(), |question| Side::of(*question));
    let last = sides.last().ok_or(Fault::NobodyJudged)?;
    let truth = last.question.truth(order.truth)?;
    let mut settings = order.settings.cloned();
    if let Some(own) = settings.as_mut().filter(|_| !order.left_out.is_empty()) {
        // What is assumed of something that is left out is left out with it.
        let known = |setting: &str| sides.iter().all(|side| has_setting(&side.question, setting));
        own.assumptions.retain(|assumption| known(&assumption.setting));
    }
    let mut spans = Vec::with_capacity(sides.len().saturating_sub(1));
    let pairs = sides.windows(2).count() as u64;
    let mut earlier = sides.first().map(|side| side.alone(truth, work.threads));
    for (place, pair) in sides.windows(2).enumerate() {
        let Some(before) = earlier.take() else { break };
        let after = pair[1].alone(truth, work.threads);
        let mut span = span([&pair[0], &pair[1]], [&before, &after], truth, work.threads);
        earlier = Some(after);
        if let Some(settings) = &settings {
            let progress = |done: u64, total: u64| (work.progress)(place as u64 * total + done, pairs * total);
            chance::draw([&pair[0], &pair[1]], truth, settings, &Work { progress: &progress, ..*work }, &mut span)?;
        }
        spans.push(span);
    }
    Ok(Changes {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        results: String::new(),
        truth,
        spans,
        successions: aligned.successions.clone(),
        left_out: order.left_out,
    })
}

/// Dimensions whose changes are split: all but parts of stages, and facets.
fn compared(side: &Side) -> Vec<usize> {
    let framework = side.question.framework;
    let has_stages = framework.of_role(DimensionRole::Stage).next().is_some();
    let kept = |dimension: &usize| match framework.dimensions[*dimension].role {
        DimensionRole::Facet => false,
        DimensionRole::Part => !has_stages,
        _ => true,
    };
    (0..framework.dimensions.len())
        .filter(|dimension| side.calculation.dimensions[*dimension].is_some())
        .filter(kept)
        .collect()
}

/// What can differ between two sides besides the answers.
fn causes(sides: [&Side; 2], truth: Truth) -> Vec<Cause> {
    let [before, after] = sides;
    let proven = before.calculation.evidence.is_some() || after.question.survey.answers.any_assessed();
    let mut causes = Vec::new();
    if truth != Truth::Claimed && proven {
        causes.push(Cause::Evidence);
    }
    let (one, other) = (before.question.survey, after.question.survey);
    let same = std::ptr::eq(one, other)
        || one.services == other.services && one.branches == other.branches && one.agencies == other.agencies;
    if !same {
        causes.push(Cause::Register);
    }
    if before.calculation != after.calculation {
        causes.push(Cause::Method);
    }
    causes
}

/// What each side judged of an agency.
struct Pair<'a> {
    agency: usize,
    before: &'a [Score],
    after: &'a [Score],
}

/// `own` holds the agencies of each side as they are.
fn span(sides: [&Side; 2], own: [&Scene; 2], truth: Truth, threads: usize) -> Span {
    let [before, after] = sides;
    let causes = causes(sides, truth);
    let (earlier, later) = (before.judged(truth), after.judged(truth));
    let pairs: Vec<Pair> = later
        .iter()
        .filter_map(|(agency, after)| Some(Pair { agency: *agency, before: earlier.get(agency)?, after }))
        .collect();
    let mixes = (0..1 << causes.len()).flat_map(|set| [0, 1].map(|answers| Mix::of(answers, &causes, set)));
    let ends = [Mix::of(0, &causes, 0), Mix::of(1, &causes, (1 << causes.len()) - 1)];
    let answered = sides.map(Side::answered);
    let mixed = mixes.filter(|mix| !ends.contains(mix));
    let mixed: BTreeMap<Mix, Scene> =
        mixed.map(|mix| (mix, Scene::of(sides, mix, &answered[mix.answers], truth, threads))).collect();
    let mut scenes: BTreeMap<Mix, &Scene> = mixed.iter().map(|(mix, scene)| (*mix, scene)).collect();
    scenes.extend(ends.into_iter().zip(own));
    let dimensions: Vec<usize> =
        compared(after).into_iter().filter(|dimension| before.calculation.dimensions[*dimension].is_some()).collect();
    let splitter = Splitter::of(sides, &causes, &scenes, &dimensions);
    let agencies: Vec<AgencyChange> = on_threads(threads, &pairs, |pair| AgencyChange {
        agency: pair.agency,
        dimensions: splitter.changes(pair, &dimensions),
    });
    let nation: Vec<Option<NationChange>> =
        on_threads(threads, &dimensions, |dimension| splitter.nation(*dimension, [&earlier, &later], &agencies));
    let only = |one: &BTreeMap<usize, &[Score]>, other: &BTreeMap<usize, &[Score]>| -> Vec<usize> {
        one.keys().copied().filter(|agency| !other.contains_key(agency)).collect()
    };
    Span {
        from: before.period(),
        to: after.period(),
        entered: only(&later, &earlier),
        left: only(&earlier, &later),
        causes,
        agencies,
        nation: nation.into_iter().flatten().collect(),
        drawn: None,
    }
}

/// Everything that the changes of a span are split with.
struct Splitter<'a> {
    sides: [&'a Side<'a>; 2],
    causes: &'a [Cause],
    scenes: &'a BTreeMap<Mix, &'a Scene>,
    /// By side of the method, then by dimension.
    grounds: [BTreeMap<usize, Option<Ground>>; 2],
}

impl<'a> Splitter<'a> {
    fn of(
        sides: [&'a Side<'a>; 2],
        causes: &'a [Cause],
        scenes: &'a BTreeMap<Mix, &'a Scene>,
        dimensions: &[usize],
    ) -> Splitter<'a> {
        let grounds = sides.map(|side| {
            dimensions.iter().map(|dimension| (*dimension, Ground::of(&side.calculation, *dimension))).collect()
        });
        Splitter { sides, causes, scenes, grounds }
    }

    fn scene(&self, answers: usize, set: usize) -> &Scene {
        self.scenes[&Mix::of(answers, self.causes, set)]
    }

    fn changes(&self, pair: &Pair, dimensions: &[usize]) -> Vec<ScoreChange> {
        let sets = 0..1 << self.causes.len();
        // With the answers before and after, by set of the other causes; none where one was never read.
        let units: Option<Vec<[Unit; 2]>> = sets
            .map(|set| Some([self.scene(0, set).unit(pair.agency)?, self.scene(1, set).unit(pair.agency)?]))
            .collect();
        dimensions.iter().filter_map(|dimension| self.change(pair, units.as_deref(), *dimension)).collect()
    }

    fn change(&self, pair: &Pair, units: Option<&[[Unit; 2]]>, dimension: usize) -> Option<ScoreChange> {
        let (old, new) = (pair.before[dimension], pair.after[dimension]);
        let (before, after) = (old.value?, new.value?);
        let above = |one: Score, other: Score| one.low.zip(other.high).is_some_and(|(low, high)| low > high + NOISE);
        let whatever_missing = match (above(new, old), above(old, new)) {
            (true, _) => Some(Way::Up),
            (_, true) => Some(Way::Down),
            _ => None,
        };
        let bridge = units.and_then(|units| self.bridge(units, dimension, before, after));
        Some(ScoreChange { dimension, before, after, bridge, chance: None, whatever_missing })
    }

    /// The published change split among the criteria and the other causes.
    fn bridge(&self, units: &[[Unit; 2]], dimension: usize, before: f64, after: f64) -> Option<Bridge> {
        let told = |published: f64, found: f64| (published - found).abs() <= NOISE * (1.0 + published.abs());
        // The answers as one more player: the lowest bit.
        let worth: Vec<f64> = units.iter().flatten().map(|unit| unit.score(dimension)).collect::<Option<Vec<f64>>>()?;
        if !told(before, worth[0]) || !told(after, worth[worth.len() - 1]) {
            return None;
        }
        let causes = shapley(&worth).split_off(1);
        let weights = order_weights(self.causes.len() + 1);
        let mut shares: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for (set, [start, end]) in units.iter().enumerate() {
            let method = Mix::of(0, self.causes, set).method;
            let calculation = &self.sides[method].calculation;
            let change = worth[2 * set + 1] - worth[2 * set];
            let split = match &self.grounds[method][&dimension] {
                Some(ground) => ground.split(calculation, &|node| start.part(node), &|node| end.part(node))?,
                None => vec![(calculation.items_of(dimension).into_iter().collect(), change)],
            };
            let weight = weights[set.count_ones() as usize];
            for (items, share) in split {
                let mut criteria: Vec<usize> = items.iter().map(|item| calculation.items[*item].criterion).collect();
                criteria.sort_unstable();
                *shares.entry(criteria).or_default() += weight * share;
            }
        }
        let is_share = |(_, share): &(Vec<usize>, f64)| share.abs() > 0.0;
        let told = |(criteria, share): (Vec<usize>, f64)| Share { criteria, share };
        Some(Bridge { answers: shares.into_iter().filter(is_share).map(told).collect(), causes })
    }

    fn nation(
        &self,
        dimension: usize,
        judged: [&BTreeMap<usize, &[Score]>; 2],
        agencies: &[AgencyChange],
    ) -> Option<NationChange> {
        let middle = |mut values: Vec<f64>| quantile(&mut values, 0.5);
        let [before, after] =
            judged.map(|all| -> Vec<f64> { all.values().filter_map(|scores| scores[dimension].value).collect() });
        let (agencies_before, agencies_after) = (before.len(), after.len());
        let (before, after) = (middle(before)?, middle(after)?);
        let own = |agency: &'_ AgencyChange| agency.dimensions.iter().position(|change| change.dimension == dimension);
        let both: Vec<(usize, &ScoreChange)> =
            agencies.iter().filter_map(|agency| Some((agency.agency, &agency.dimensions[own(agency)?]))).collect();
        let both_before = middle(both.iter().map(|(_, change)| change.before).collect())?;
        let both_after = middle(both.iter().map(|(_, change)| change.after).collect())?;
        let bridges: Option<Vec<&Bridge>> = both.iter().map(|(_, change)| change.bridge.as_ref()).collect();
        let members: Vec<usize> = both.iter().map(|(agency, _)| *agency).collect();
        let causes = bridges.as_ref().and_then(|_| self.causes_of_median(dimension, &members));
        let mut criteria: BTreeMap<&[usize], f64> = BTreeMap::new();
        for share in bridges.iter().flatten().flat_map(|bridge| &bridge.answers) {
            *criteria.entry(&share.criteria).or_default() += share.share / both.len() as f64;
        }
        let mut criteria: Vec<Share> =
            criteria.into_iter().map(|(criteria, share)| Share { criteria: criteria.to_vec(), share }).collect();
        criteria.sort_by(|one, other| other.share.abs().total_cmp(&one.share.abs()));
        Some(NationChange {
            dimension,
            before,
            after,
            agencies_before,
            agencies_after,
            both: both.len(),
            both_before,
            both_after,
            left: both_before - before,
            entered: after - both_after,
            answers: causes.as_ref().map(|causes| causes[0]),
            causes: causes.map(|mut causes| causes.split_off(1)).unwrap_or_default(),
            criteria,
            chance: None,
        })
    }

    /// What the answers, then every other cause, did to the median of some agencies; none where a mix gives one no score.
    fn causes_of_median(&self, dimension: usize, agencies: &[usize]) -> Option<Vec<f64>> {
        let mut worth = Vec::new();
        for set in 0..1 << self.causes.len() {
            for answers in [0, 1] {
                let scene = self.scene(answers, set);
                let value = |agency: &usize| scene.unit(*agency)?.score(dimension);
                let mut values = agencies.iter().map(value).collect::<Option<Vec<f64>>>()?;
                worth.push(quantile(&mut values, 0.5)?);
            }
        }
        Some(shapley(&worth))
    }
}

/// Why an agency stands above or below another in the period of a side.
pub fn difference(side: &Side, own: usize, other: usize, truth: Truth, threads: usize) -> Vec<Difference> {
    let shown = side.alone(truth, threads);
    let claimed = (truth != Truth::Claimed).then(|| side.alone(Truth::Claimed, threads));
    let criterion = |item: &usize| side.calculation.items[*item].criterion;
    let split = |ground: &Ground, scene: &Scene| -> Option<BTreeMap<Vec<usize>, f64>> {
        let (from, to) = (scene.unit(other)?, scene.unit(own)?);
        let shares = ground.split(&side.calculation, &|node| from.part(node), &|node| to.part(node))?;
        Some(shares.into_iter().map(|(items, share)| (items.iter().map(criterion).collect(), share)).collect())
    };
    let of = |dimension: usize| {
        let (own_score, other_score) = (shown.unit(own)?.score(dimension)?, shown.unit(other)?.score(dimension)?);
        let criteria = Ground::of(&side.calculation, dimension).and_then(|ground| {
            let whole = split(&ground, &shown)?;
            let by_answers = match &claimed {
                Some(scene) => split(&ground, scene)?,
                None => whole.clone(),
            };
            let all: BTreeSet<&Vec<usize>> = whole.keys().chain(by_answers.keys()).collect();
            let share =
                |of: &BTreeMap<Vec<usize>, f64>, criteria: &Vec<usize>| of.get(criteria).copied().unwrap_or_default();
            let told = |criteria: &Vec<usize>| {
                let answer = share(&by_answers, criteria);
                CriterionDifference { criteria: criteria.clone(), answer, evidence: share(&whole, criteria) - answer }
            };
            Some(all.into_iter().map(told).collect())
        });
        Some(Difference { dimension, own: own_score, other: other_score, criteria })
    };
    compared(side).into_iter().filter_map(of).collect()
}
