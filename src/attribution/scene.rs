//! Scores as they would be with the answers of one period, the evidence of one, the register and the method of one.
use crate::assess::role_weights;
use crate::attribution::Side;
use crate::calculation::{Calculation, Node, Output, Part, Step};
use crate::change::Cause;
use crate::parallel::on_threads;
use crate::score::evidence;
use crate::score::judge::Leaves;
use crate::score::leaf::Reader;
use crate::score::tree;
use crate::survey::Answers;
use crate::truth::Truth;
use std::collections::BTreeMap;

/// Agencies read together by one thread.
const BLOCK: usize = 64;

/// Which of two sides each thing is taken from: 0 before, 1 after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mix {
    pub(super) answers: usize,
    pub(super) evidence: usize,
    pub(super) register: usize,
    pub(super) method: usize,
}

/// The agencies of the answers' side as they are under a mix.
pub(super) struct Scene {
    /// By agency: place below.
    units: BTreeMap<usize, usize>,
    /// By unit, then by node that aggregates nothing, in order.
    given: Vec<Vec<Part>>,
    /// By node: place in `given`.
    nodes: Vec<Option<usize>>,
    /// Published scores by unit, then by dimension.
    scores: Vec<Vec<Option<f64>>>,
}

/// One agency under a mix.
#[derive(Clone, Copy)]
pub(super) struct Unit<'a> {
    nodes: &'a [Option<usize>],
    given: &'a [Part],
    scores: &'a [Option<f64>],
}

impl Mix {
    /// Everything of the side before.
    pub(super) const ALONE: Mix = Mix { answers: 0, evidence: 0, register: 0, method: 0 };

    /// Answers of one side with some causes of the later side.
    pub(super) fn of(answers: usize, causes: &[Cause], set: usize) -> Mix {
        let side = |cause: Cause| {
            let place = causes.iter().position(|known| *known == cause);
            place.map_or(0, |place| usize::from(set & (1 << place) > 0))
        };
        Mix { answers, evidence: side(Cause::Evidence), register: side(Cause::Register), method: side(Cause::Method) }
    }
}

impl Scene {
    /// `agencies` are those judged on the side of the answers.
    pub(super) fn of(sides: [&Side; 2], mix: Mix, agencies: &[usize], truth: Truth, threads: usize) -> Scene {
        let (answered, proven, registered, judged) =
            (sides[mix.answers], sides[mix.evidence], sides[mix.register], sides[mix.method]);
        let calculation = &judged.calculation;
        let survey = registered.question.survey;
        let period = answered.period();
        let framework = judged.question.framework;
        let other = (proven.calculation != *calculation).then(|| {
            let survey = proven.question.survey;
            evidence::grades(calculation, survey, proven.period())
        });
        let grades = other.as_ref().unwrap_or(&proven.grades);
        let mixed: Option<Answers> =
            (mix.answers != mix.evidence).then(|| survey.answers.assessed_as(period, proven.period()));
        let weights = role_weights(framework, &calculation.method);
        let reader = Reader::new(calculation, survey, period, grades, weights).in_truth(truth);
        let reader = match &mixed {
            Some(answers) => reader.over(answers),
            None => reader,
        };
        let (nodes, kept) = given_nodes(calculation);
        let read = |block: &&[usize]| {
            let leaves = Leaves::read(&reader, block, calculation.method.share_weight);
            let columns = leaves.columns(calculation, truth);
            let tree = tree::evaluate(calculation, &columns);
            let score = |unit: usize, output: Option<Output>| {
                output.and_then(|own| tree::score(calculation, own, tree.part(own.node, unit)).value)
            };
            let given = |unit: usize| kept.iter().map(|node| tree.part(*node, unit)).collect::<Vec<Part>>();
            let scores = |unit: usize| {
                calculation.dimensions.iter().map(|output| score(unit, *output)).collect::<Vec<Option<f64>>>()
            };
            (0..block.len()).map(|unit| (given(unit), scores(unit))).collect::<Vec<_>>()
        };
        let size = if calculation.is_relative() { agencies.len().max(1) } else { BLOCK };
        let blocks: Vec<&[usize]> = agencies.chunks(size).collect();
        let (given, scores) = on_threads(threads, &blocks, read).into_iter().flatten().unzip();
        let units = agencies.iter().enumerate().map(|(place, agency)| (*agency, place)).collect();
        Scene { units, given, scores, nodes }
    }

    pub(super) fn unit(&self, agency: usize) -> Option<Unit<'_>> {
        let unit = *self.units.get(&agency)?;
        Some(Unit { nodes: &self.nodes, given: &self.given[unit], scores: &self.scores[unit] })
    }
}

impl Unit<'_> {
    pub(super) fn score(&self, dimension: usize) -> Option<f64> {
        self.scores[dimension]
    }

    /// The value of a node that aggregates nothing.
    pub(super) fn part(&self, node: usize) -> Part {
        self.nodes[node].map_or_else(Part::absent, |place| self.given[place])
    }
}

/// Nodes that aggregate nothing: the place of each, and all of them.
fn given_nodes(calculation: &Calculation) -> (Vec<Option<usize>>, Vec<usize>) {
    let mut kept = Vec::new();
    let place = |(node, own): (usize, &Node)| {
        let aggregates = matches!(own.step, Step::Aggregate(_));
        (!aggregates).then(|| {
            kept.push(node);
            kept.len() - 1
        })
    };
    let nodes = calculation.nodes.iter().enumerate().map(place).collect();
    (nodes, kept)
}
