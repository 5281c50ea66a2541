//! The climb from stage to stage.
use crate::calculation::{Calculation, Part, StageRule};
use crate::method::StageOn;
use crate::score::leaf::Leaf;
use crate::score::{GateResult, GateState, Reached, StageResult, StageState, Unmet};
use crate::truth::Truth;

/// What the ladder is judged on: the value of each stage's node (none: no criteria), and the state of every gate.
pub struct Footing<'a> {
    pub stages: &'a [Option<Part>],
    pub gates: &'a [GateState],
}

/// The ladder by the strict or the default rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Default,
    /// Every stage below the one reached exceeds the strict threshold too.
    Strict,
}

/// The state of a stage on its own conditions, whatever the stages below it, at a threshold in output units.
fn state(calculation: &Calculation, position: usize, footing: &Footing, threshold: f64) -> StageState {
    let stage = &calculation.stages[position];
    let (Some(part), Some(output)) = (footing.stages[position], stage.output) else {
        return StageState::Unjudged;
    };
    if is_not_applicable(calculation, position, footing) {
        return StageState::NotApplicable;
    }
    let covered = is_covered(calculation, part);
    let beyond = |value: f64| value * output.factor > threshold;
    let enough = compared(calculation, part).is_some_and(beyond);
    let certainly_short = if covered { !enough } else { !beyond(part.high) };
    if count(stage, footing, GateState::Failed) > 0 || certainly_short {
        StageState::NotMet
    } else if covered && count(stage, footing, GateState::Undetermined) == 0 {
        StageState::Met
    } else {
        StageState::Unjudged
    }
}

/// Too few applicable criteria or gates.
fn is_not_applicable(calculation: &Calculation, position: usize, footing: &Footing) -> bool {
    let stage = &calculation.stages[position];
    footing.stages[position].is_some_and(|part| {
        let gates = stage.gates.len() - count(stage, footing, GateState::Waived);
        !part.applies() || part.applicable < stage.minimum_items || gates < stage.minimum_gates
    })
}

fn count(stage: &StageRule, footing: &Footing, state: GateState) -> usize {
    stage.gates.iter().filter(|gate| footing.gates[**gate] == state).count()
}

/// The stage reached: the highest whose conditions and those of all applicable stages below are met.
pub fn climb(calculation: &Calculation, footing: &Footing, threshold: f64, rule: Rule) -> Reached {
    let stages = 0..calculation.stages.len();
    let left_out = stages.clone().filter(|stage| is_not_applicable(calculation, *stage, footing)).count();
    if left_out == stages.len() {
        return Reached::NotApplicable;
    }
    let mut number = 0;
    let mut at_least = false;
    for position in stages {
        match state(calculation, position, footing, threshold) {
            StageState::NotApplicable => continue,
            StageState::Met => number = position + 1,
            StageState::NotMet => break,
            StageState::Unjudged => {
                at_least = true;
                break;
            }
        }
        if rule == Rule::Strict && !is_full(calculation, &calculation.stages[position], footing.stages[position]) {
            break;
        }
    }
    if number == 0 && at_least {
        return Reached::Unjudged;
    }
    Reached::Stage { number, at_least, stepped_over: left_out > 0 }
}

/// The stages reached at rising thresholds: the first, and every one from which on the stage is another.
pub fn sweep(calculation: &Calculation, footing: &Footing, thresholds: &[f64]) -> Vec<(f64, Reached)> {
    let bounds =
        calculation.stages.iter().zip(footing.stages).filter_map(|(stage, part)| stage.output.zip(*part)).flat_map(
            |(output, part)| {
                let compared = compared(calculation, part).into_iter();
                compared.chain([part.high]).map(move |bound| bound * output.factor)
            },
        );
    let mut passed: Vec<usize> =
        bounds.map(|bound| thresholds.partition_point(|threshold| *threshold < bound)).chain([0]).collect();
    passed.sort_unstable();
    passed.dedup();
    let mut turns: Vec<(f64, Reached)> = Vec::with_capacity(1);
    for threshold in passed.into_iter().filter_map(|position| thresholds.get(position)) {
        let reached = climb(calculation, footing, *threshold, Rule::Default);
        if turns.last().is_none_or(|(_, last)| *last != reached) {
            turns.push((*threshold, reached));
        }
    }
    turns
}

fn is_full(calculation: &Calculation, stage: &StageRule, part: Option<Part>) -> bool {
    let value = part.and_then(|part| compared(calculation, part));
    stage.output.zip(value).is_some_and(|(output, value)| value * output.factor > calculation.method.strict_threshold)
}

/// The bound that is compared with a threshold.
fn compared(calculation: &Calculation, part: Part) -> Option<f64> {
    match calculation.method.stage_on {
        StageOn::Low => Some(part.low),
        StageOn::Value => part.value,
    }
}

fn is_covered(calculation: &Calculation, part: Part) -> bool {
    part.answered + 1e-9 >= calculation.method.coverage * part.applicable
}

/// Every stage with the conditions of its own that are not met.
pub fn results(calculation: &Calculation, footing: &Footing, gates: &[GateResult]) -> Vec<StageResult> {
    let threshold = calculation.method.threshold;
    calculation
        .stages
        .iter()
        .zip(footing.stages)
        .enumerate()
        .map(|(position, (stage, part))| {
            let state = state(calculation, position, footing, threshold);
            if matches!(state, StageState::Met | StageState::NotApplicable) {
                return StageResult { dimension: stage.dimension, state, unmet: Vec::new() };
            }
            let mut unmet: Vec<Unmet> = stage
                .gates
                .iter()
                .filter(|gate| matches!(gates[**gate].state, GateState::Failed | GateState::Undetermined))
                .map(|gate| Unmet::Gate { gate: *gate })
                .collect();
            if let (Some(part), Some(output)) = (part, stage.output) {
                let score = compared(calculation, *part).map(|value| value * output.factor);
                if score.is_none_or(|score| score <= threshold) {
                    unmet.push(Unmet::Score {
                        score,
                        limit: threshold,
                        distance: score.map(|score| threshold - score),
                    });
                }
                if !is_covered(calculation, *part) {
                    let limit = calculation.method.coverage;
                    unmet.push(Unmet::Coverage {
                        share: part.answered / part.applicable,
                        limit,
                        distance: (limit * part.applicable - part.answered - 1e-9).ceil(),
                    });
                }
            }
            StageResult { dimension: stage.dimension, state, unmet }
        })
        .collect()
}

/// Number (from 1) of the stage at which the climb ends; none at the top.
pub fn next(stages: &[StageResult]) -> Option<usize> {
    let climbed = |state| matches!(state, StageState::Met | StageState::NotApplicable);
    stages.iter().position(|stage| !climbed(stage.state)).map(|position| position + 1)
}

/// Numbers of stages that meet their own conditions while the nearest applicable stage below does not.
pub fn leaps(stages: &[StageResult]) -> Vec<usize> {
    let applicable: Vec<(usize, StageState)> = stages
        .iter()
        .enumerate()
        .map(|(position, stage)| (position + 1, stage.state))
        .filter(|(_, state)| *state != StageState::NotApplicable)
        .collect();
    applicable
        .windows(2)
        .filter(|pair| pair[0].1 != StageState::Met && pair[1].1 == StageState::Met)
        .map(|pair| pair[1].0)
        .collect()
}

/// The obstacle (position among the dimensions) whose weak items block most failing gates of a stage, then the more
/// severe one, then the first; none where no failing gate is blocked.
pub fn binding_obstacle(
    calculation: &Calculation,
    stage: &StageRule,
    gates: &[GateResult],
    leaves: &[Leaf],
    truth: Truth,
    severity: &dyn Fn(usize) -> Option<f64>,
) -> Option<usize> {
    let failing: Vec<usize> =
        stage.gates.iter().copied().filter(|gate| gates[*gate].state == GateState::Failed).collect();
    let mut best: Option<(usize, Option<f64>, usize)> = None;
    for obstacle in &calculation.obstacles {
        let blocks = |gate: &usize| {
            obstacle.blocks.iter().any(|(item, blocked)| {
                blocked.contains(gate) && is_weak(calculation, *item, leaves[*item].parts.get(truth).value)
            })
        };
        let count = failing.iter().filter(|gate| blocks(gate)).count();
        let severity = severity(obstacle.dimension);
        if count > 0 && best.is_none_or(|(most, highest, _)| (count, severity) > (most, highest)) {
            best = Some((count, severity, obstacle.dimension));
        }
    }
    best.map(|(_, _, dimension)| dimension)
}

/// Whether a known value is at or below the weak share of its scale.
pub fn is_weak(calculation: &Calculation, item: usize, value: Option<f64>) -> bool {
    let (low, high) = calculation.items[item].range;
    value.is_some_and(|value| value - low <= calculation.method.weak * (high - low))
}
