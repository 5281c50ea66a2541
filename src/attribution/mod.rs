//! What a change of scores is due to, exactly, and whether it is more than chance.
mod align;
mod chance;
mod game;
mod scene;

pub use align::{Aligned, Joined, Misaligned, Source, align, align_restricted};

use crate::assessment::{AgencyAssessment, Assessment, Status};
use crate::assumption::RobustnessSettings;
use crate::attribution::game::Ground;
use crate::attribution::scene::{Mix, Scene};
use crate::calculation::{Calculation, NOISE, compile};
use crate::change::{
    AgencyChange, Bridge, Cause, Changes, FORMAT, LeftOut, NationChange, ScoreChange, Share, Span, Succession, Way,
};
use crate::framework::DimensionRole;
use crate::parallel::on_threads;
use crate::score::Score;
use crate::stats::{order_weights, quantile, shapley};
use crate::truth::Truth;
use crate::uncertainty::{Fault, Question, Work, has_setting};
use std::collections::{BTreeMap, BTreeSet};

/// A period with everything that it was judged from, in a survey whose positions are those of every other side.
pub struct Side<'a> {
    pub question: Question<'a>,
    pub calculation: Calculation,
}

/// What is asked of a comparison.
pub struct Order<'a> {
    /// The column of truth; none: that which is read first.
    pub truth: Option<Truth>,
    /// None: nothing is computed again.
    pub settings: Option<&'a RobustnessSettings>,
    pub successions: Vec<Succession>,
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
        Side { question, calculation }
    }

    pub(crate) fn period(&self) -> usize {
        self.question.assessment.period
    }

    /// Agencies with a judgement in a column of truth, in the register's order.
    fn judged(&self, truth: Truth) -> BTreeMap<usize, &'a AgencyAssessment> {
        let assessment: &'a Assessment = self.question.assessment;
        let own = assessment.agencies.iter().filter(|agency| agency.judgements.get(truth).is_some());
        own.map(|agency| (agency.agency, agency)).collect()
    }

    /// Agencies that answered, whose numbers are placed among one another.
    fn answered(&self) -> Vec<usize> {
        let agencies = self.question.assessment.agencies.iter();
        agencies.filter(|agency| agency.status == Status::Answered).map(|agency| agency.agency).collect()
    }
}

/// Every two successive periods compared.
pub fn study(sides: &[Side], order: Order, work: &Work) -> Result<Changes, Fault> {
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
    for (place, pair) in sides.windows(2).enumerate() {
        let mut span = span([&pair[0], &pair[1]], truth, work.threads);
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
        successions: order.successions,
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

fn span(sides: [&Side; 2], truth: Truth, threads: usize) -> Span {
    let [before, after] = sides;
    let causes = causes(sides, truth);
    let (earlier, later) = (before.judged(truth), after.judged(truth));
    let scores = |agency: &'_ &AgencyAssessment| agency.judgements.get(truth).as_ref().map(|own| own.scores.clone());
    let all_before: BTreeMap<usize, Vec<Score>> =
        earlier.iter().filter_map(|(place, agency)| Some((*place, scores(agency)?))).collect();
    let all_after: BTreeMap<usize, Vec<Score>> =
        later.iter().filter_map(|(place, agency)| Some((*place, scores(agency)?))).collect();
    let pairs: Vec<Pair> = all_after
        .iter()
        .filter_map(|(agency, after)| Some(Pair { agency: *agency, before: all_before.get(agency)?, after }))
        .collect();
    let answered = [before.answered(), after.answered()];
    let mut scenes: BTreeMap<Mix, Scene> = BTreeMap::new();
    for answers in [0, 1] {
        for set in 0..1 << causes.len() {
            let mix = Mix::of(answers, &causes, set);
            scenes.insert(mix, Scene::of(sides, mix, &answered[answers], truth, threads));
        }
    }
    let dimensions: Vec<usize> =
        compared(after).into_iter().filter(|dimension| before.calculation.dimensions[*dimension].is_some()).collect();
    let splitter = Splitter::of(sides, &causes, &scenes, &dimensions);
    let agencies: Vec<AgencyChange> = on_threads(threads, &pairs, |pair| AgencyChange {
        agency: pair.agency,
        dimensions: dimensions.iter().filter_map(|dimension| splitter.change(pair, *dimension)).collect(),
    });
    let nation = dimensions
        .iter()
        .filter_map(|dimension| splitter.nation(*dimension, &all_before, &all_after, &agencies))
        .collect();
    let keys = |one: &BTreeMap<usize, &AgencyAssessment>, other: &BTreeMap<usize, &AgencyAssessment>| -> Vec<usize> {
        one.keys().copied().filter(|agency| !other.contains_key(agency)).collect()
    };
    Span {
        from: before.period(),
        to: after.period(),
        entered: keys(&later, &earlier),
        left: keys(&earlier, &later),
        causes,
        agencies,
        nation,
        drawn: None,
    }
}

/// Everything that the changes of a span are split with.
struct Splitter<'a> {
    sides: [&'a Side<'a>; 2],
    causes: &'a [Cause],
    scenes: &'a BTreeMap<Mix, Scene>,
    /// By side of the method, then by dimension.
    grounds: [BTreeMap<usize, Option<Ground>>; 2],
}

impl<'a> Splitter<'a> {
    fn of(
        sides: [&'a Side<'a>; 2],
        causes: &'a [Cause],
        scenes: &'a BTreeMap<Mix, Scene>,
        dimensions: &[usize],
    ) -> Splitter<'a> {
        let grounds = sides.map(|side| {
            dimensions.iter().map(|dimension| (*dimension, Ground::of(&side.calculation, *dimension))).collect()
        });
        Splitter { sides, causes, scenes, grounds }
    }

    fn scene(&self, answers: usize, set: usize) -> (Mix, &Scene) {
        let mix = Mix::of(answers, self.causes, set);
        (mix, &self.scenes[&mix])
    }

    fn change(&self, pair: &Pair, dimension: usize) -> Option<ScoreChange> {
        let (old, new) = (pair.before[dimension], pair.after[dimension]);
        let (before, after) = (old.value?, new.value?);
        let above = |one: Score, other: Score| one.low.zip(other.high).is_some_and(|(low, high)| low > high + NOISE);
        let whatever_missing = match (above(new, old), above(old, new)) {
            (true, _) => Some(Way::Up),
            (_, true) => Some(Way::Down),
            _ => None,
        };
        let bridge = self.bridge(pair.agency, dimension, before, after);
        Some(ScoreChange { dimension, before, after, bridge, chance: None, whatever_missing })
    }

    /// The published change split among the criteria and the other causes.
    fn bridge(&self, agency: usize, dimension: usize, before: f64, after: f64) -> Option<Bridge> {
        let sets = 1_usize << self.causes.len();
        let told = |published: f64, found: f64| (published - found).abs() <= NOISE * (1.0 + published.abs());
        // The answers as one more player: the lowest bit.
        let mut worth = Vec::with_capacity(2 * sets);
        for set in 0..sets {
            worth.push(self.scene(0, set).1.score(agency, dimension)?);
            worth.push(self.scene(1, set).1.score(agency, dimension)?);
        }
        if !told(before, worth[0]) || !told(after, worth[2 * sets - 1]) {
            return None;
        }
        let causes = shapley(&worth).split_off(1);
        let weights = order_weights(self.causes.len() + 1);
        let mut shares: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for set in 0..sets {
            let (mix, start) = self.scene(0, set);
            let (_, end) = self.scene(1, set);
            let calculation = &self.sides[mix.method].calculation;
            let ground = self.grounds[mix.method][&dimension].as_ref();
            let change = worth[2 * set + 1] - worth[2 * set];
            let split = match ground {
                Some(ground) => {
                    ground.split(calculation, &|node| start.part(agency, node), &|node| end.part(agency, node))?
                }
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
        all_before: &BTreeMap<usize, Vec<Score>>,
        all_after: &BTreeMap<usize, Vec<Score>>,
        agencies: &[AgencyChange],
    ) -> Option<NationChange> {
        let values = |all: &BTreeMap<usize, Vec<Score>>| -> Vec<f64> {
            all.values().filter_map(|scores| scores[dimension].value).collect()
        };
        let own = |agency: &'_ AgencyChange| -> Option<(usize, ScoreChange)> {
            let change = agency.dimensions.iter().find(|change| change.dimension == dimension)?;
            Some((agency.agency, change.clone()))
        };
        let both: Vec<(usize, ScoreChange)> = agencies.iter().filter_map(own).collect();
        let middle = |mut values: Vec<f64>| quantile(&mut values, 0.5);
        let (before, after) = (values(all_before), values(all_after));
        let (agencies_before, agencies_after) = (before.len(), after.len());
        let (before, after) = (middle(before)?, middle(after)?);
        let both_before = middle(both.iter().map(|(_, change)| change.before).collect())?;
        let both_after = middle(both.iter().map(|(_, change)| change.after).collect())?;
        let split = both.iter().all(|(_, change)| change.bridge.is_some());
        let causes = split.then(|| self.causes_of_median(dimension, &both)).flatten();
        let mut criteria: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for share in
            both.iter().filter(|_| split).flat_map(|(_, change)| change.bridge.iter().flat_map(|own| &own.answers))
        {
            *criteria.entry(share.criteria.clone()).or_default() += share.share / both.len() as f64;
        }
        let mut criteria: Vec<Share> =
            criteria.into_iter().map(|(criteria, share)| Share { criteria, share }).collect();
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
    fn causes_of_median(&self, dimension: usize, agencies: &[(usize, ScoreChange)]) -> Option<Vec<f64>> {
        let mut worth = Vec::new();
        for set in 0..1 << self.causes.len() {
            for answers in [0, 1] {
                let scene = self.scene(answers, set).1;
                let mut values =
                    agencies.iter().map(|(agency, _)| scene.score(*agency, dimension)).collect::<Option<Vec<f64>>>()?;
                worth.push(quantile(&mut values, 0.5)?);
            }
        }
        Some(shapley(&worth))
    }
}

/// Why an agency stands above or below another in the period of a side.
pub fn difference(side: &Side, own: usize, other: usize, truth: Truth, threads: usize) -> Vec<Difference> {
    let answered = side.answered();
    let mix = Mix { answers: 0, evidence: 0, register: 0, method: 0 };
    let scene = |truth: Truth| Scene::of([side, side], mix, &answered, truth, threads);
    let (shown, claimed) = (scene(truth), (truth != Truth::Claimed).then(|| scene(Truth::Claimed)));
    let criterion = |item: &usize| side.calculation.items[*item].criterion;
    let split = |ground: &Ground, scene: &Scene| -> Option<BTreeMap<Vec<usize>, f64>> {
        let parts = |agency: usize| move |node: usize| scene.part(agency, node);
        let shares = ground.split(&side.calculation, &parts(other), &parts(own))?;
        Some(shares.into_iter().map(|(items, share)| (items.iter().map(criterion).collect(), share)).collect())
    };
    let of = |dimension: usize| {
        let (own_score, other_score) = (shown.score(own, dimension)?, shown.score(other, dimension)?);
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
