//! The climb from stage to stage.
use crate::calculation::{Calculation, NOISE, Output, Part, StageRule};
use crate::method::{Method, StageOn};
use crate::score::leaf::Leaf;
use crate::score::{CoverageShort, GateResult, GateState, Reached, ScoreShort, StageResult, StageState};
use crate::truth::Truth;

/// What the ladder is judged on, whatever the threshold: every stage on its own conditions, lowest first.
pub struct Footing {
    steps: Vec<Step>,
}

struct Step {
    /// None: no criteria.
    part: Option<Part>,
    /// Too few applicable criteria or gates.
    not_applicable: bool,
    covered: bool,
    /// Whether any gate failed, or is undetermined.
    failed: bool,
    undetermined: bool,
    /// The bound of the score that is compared with a threshold, and the best the score could be, in output units.
    compared: Option<f64>,
    high: f64,
}

/// The ladder by the strict or the default rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Default,
    /// Every stage below the one reached exceeds the strict threshold too.
    Strict,
}

impl Footing {
    /// From the value of each stage's node (`part`) and the state of each gate, by their position.
    pub fn of(calculation: &Calculation, part: impl Fn(&Output) -> Part, gate: impl Fn(usize) -> GateState) -> Footing {
        let step = |stage: &StageRule| {
            let Some((part, output)) = stage.output.as_ref().map(|output| (part(output), output)) else {
                return Step::without_criteria();
            };
            let (mut failed, mut undetermined, mut gates) = (false, false, stage.gates.len());
            for position in &stage.gates {
                match gate(*position) {
                    GateState::Passed => {}
                    GateState::Failed => failed = true,
                    GateState::Undetermined => undetermined = true,
                    GateState::Waived => gates -= 1,
                }
            }
            let compared = match calculation.method.stage_on {
                StageOn::Low => Some(part.low),
                StageOn::Value => part.value,
            };
            Step {
                part: Some(part),
                not_applicable: !part.applies() || part.applicable < stage.minimum_items || gates < stage.minimum_gates,
                covered: part.answered + NOISE >= calculation.method.coverage * part.applicable,
                failed,
                undetermined,
                compared: compared.map(|value| value * output.factor),
                high: part.high * output.factor,
            }
        };
        Footing { steps: calculation.stages.iter().map(step).collect() }
    }
}

impl Step {
    fn without_criteria() -> Step {
        Step {
            part: None,
            not_applicable: false,
            covered: false,
            failed: false,
            undetermined: true,
            compared: None,
            high: f64::INFINITY,
        }
    }

    /// Whether the bound that is compared is known to exceed a threshold.
    fn exceeds(&self, threshold: f64) -> bool {
        self.compared.is_some_and(|score| score > threshold + NOISE)
    }

    /// The state of the stage, whatever the stages below it, at a threshold in output units.
    fn state(&self, threshold: f64) -> StageState {
        if self.not_applicable {
            return StageState::NotApplicable;
        }
        let certainly_short = if self.covered { !self.exceeds(threshold) } else { self.high <= threshold + NOISE };
        if self.failed || certainly_short {
            StageState::NotMet
        } else if self.covered && !self.undetermined {
            StageState::Met
        } else {
            StageState::Unjudged
        }
    }
}

/// The stage reached: the highest whose conditions and those of all applicable stages below are met.
pub fn climb(calculation: &Calculation, footing: &Footing, threshold: f64, rule: Rule) -> Reached {
    let left_out = footing.steps.iter().filter(|step| step.not_applicable).count();
    if left_out == footing.steps.len() {
        return Reached::NotApplicable;
    }
    let mut number = 0;
    let mut at_least = false;
    for (position, step) in footing.steps.iter().enumerate() {
        match step.state(threshold) {
            StageState::NotApplicable => continue,
            StageState::Met => number = position + 1,
            StageState::NotMet => break,
            StageState::Unjudged => {
                at_least = true;
                break;
            }
        }
        if rule == Rule::Strict && !step.exceeds(calculation.method.strict_threshold) {
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
    let bounds = footing.steps.iter().flat_map(|step| [step.compared, Some(step.high)]).flatten();
    let mut passed: Vec<usize> = Vec::with_capacity(2 * footing.steps.len() + 1);
    passed.push(0);
    passed.extend(bounds.map(|bound| thresholds.partition_point(|threshold| *threshold + NOISE < bound)));
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

/// Every stage with what its score and its answers are short of.
pub fn results(calculation: &Calculation, footing: &Footing) -> Vec<StageResult> {
    let Method { threshold, coverage, .. } = calculation.method;
    let result = |(stage, step): (&StageRule, &Step)| {
        let state = step.state(threshold);
        let short = step.part.filter(|_| matches!(state, StageState::NotMet | StageState::Unjudged));
        let score = step.compared;
        let below = |score: f64| Some(threshold - score).filter(|gap| *gap > NOISE).unwrap_or_default();
        StageResult {
            dimension: stage.dimension,
            state,
            score_short: short
                .filter(|_| !step.exceeds(threshold))
                .map(|_| ScoreShort { score, distance: score.map(below) }),
            coverage_short: short.filter(|_| !step.covered).map(|part| CoverageShort {
                share: part.answered / part.applicable,
                distance: (coverage * part.applicable - part.answered - NOISE).ceil(),
            }),
        }
    };
    calculation.stages.iter().zip(&footing.steps).map(result).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_at_the_threshold_does_not_exceed_it_whatever_a_sum_left() {
        let state = |score: f64| {
            let part = Some(Part::known(score));
            let step =
                Step { part, covered: true, undetermined: false, compared: Some(score), ..Step::without_criteria() };
            step.state(50.0)
        };
        assert_eq!(state(50.0), StageState::NotMet);
        assert_eq!(state(50.0 + 7.2e-15), StageState::NotMet);
        assert_eq!(state(50.000_001), StageState::Met);
    }
}
