//! What an agency is short of for its next stage.
use crate::calculation::NOISE;
use crate::plan::{Change, Why};
use crate::planning::ABOVE;
use crate::planning::changed::{Changes, Judge, Standing};
use crate::score::GateState;
use crate::truth::Truth;
use std::collections::BTreeMap;

/// Something that could be better.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gap {
    /// Position in the register.
    pub(super) agency: usize,
    /// Position in the calculation.
    pub(super) item: usize,
    pub(super) change: Change,
    /// In the column of truth, after the gap below is closed; none where missing.
    pub(super) from: Option<f64>,
    /// What is claimed although less was found when it was checked: it cannot be proven.
    pub(super) refuted: Option<f64>,
    /// What it is lifted to.
    pub(super) to: f64,
    /// Whether a gate of the next stage needs it.
    pub(super) gate: bool,
    /// By how much it alone raises the score that is compared, in output units.
    pub(super) points: f64,
    /// By how many criteria it raises what is answered.
    pub(super) answers: f64,
    pub(super) barred: Option<Why>,
    /// Position in the same list of the gap of the same item that is closed before, and how: what is not known is found
    /// out, and what is claimed is proven, before it is bettered.
    pub(super) below: Option<(usize, Change)>,
}

pub(super) struct Gaps {
    /// Number (from 1) of the next stage.
    pub(super) stage: usize,
    pub(super) list: Vec<Gap>,
    /// What the score is short of, in output units, and how many criteria are still to be answered; 0: enough.
    pub(super) score_short: f64,
    pub(super) answers_short: f64,
    /// Whether a gate rests on something that no answer can mend.
    pub(super) unreachable: bool,
}

impl Gaps {
    /// None at the top of the ladder, or where there is none. `before` names the criteria that must be met before one.
    pub(super) fn of(judge: &Judge, agency: usize, before: &dyn Fn(usize) -> Vec<usize>) -> Option<Gaps> {
        let calculation = judge.calculation;
        let now = judge.standing(agency, &Changes::new())?;
        let stage = now.next?;
        let rule = &calculation.stages[stage - 1];
        let part = now.parts[stage - 1];
        let threshold = calculation.method.threshold;
        let compared = now.compared[stage - 1].unwrap_or_default();
        let mut gaps = Gaps {
            stage,
            list: Vec::new(),
            score_short: if compared > threshold + NOISE {
                0.0
            } else {
                threshold + ABOVE * threshold.abs().max(NOISE) - compared
            },
            answers_short: (calculation.method.coverage * part.applicable - part.answered - NOISE).max(0.0),
            unreachable: rule.output.is_none(),
        };
        let mut gates: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for gate in &rule.gates {
            if matches!(now.gates[*gate], GateState::Failed | GateState::Undetermined) {
                gates.entry(calculation.gates[*gate].item).or_default().push(*gate);
            }
        }
        let mut items: Vec<usize> = rule.items.iter().copied().chain(gates.keys().copied()).collect();
        items.sort_unstable();
        items.dedup();
        let mut met = 0;
        while let Some(item) = items.get(met).copied() {
            met += 1;
            let own = gates.get(&item).map_or(&[][..], Vec::as_slice);
            let first = gaps.list.len();
            gaps.add(judge, &now, agency, item, own);
            if gaps.list.len() == first {
                gaps.unreachable |= !own.is_empty();
                continue;
            }
            let bettered = |gap: &&mut Gap| gap.change == Change::Improve;
            if !gaps.list[first..].iter_mut().any(|gap| bettered(&gap)) {
                continue;
            }
            for criterion in before(calculation.items[item].criterion) {
                let Some(other) = calculation.item_of(criterion) else { continue };
                if calculation.items[other].national {
                    if !judge.is_met_nationally(criterion) {
                        let held = gaps.list[first..].iter_mut().filter(bettered);
                        held.for_each(|gap| gap.barred = Some(Why::National));
                    }
                } else if !items.contains(&other) {
                    items.push(other);
                }
            }
        }
        Some(gaps)
    }

    /// The gaps of one item: what is not answered, then what is claimed and not proven, then what is short of the best.
    fn add(&mut self, judge: &Judge, now: &Standing, agency: usize, item: usize, gates: &[usize]) {
        let Some(leaf) = judge.leaf(agency, item) else { return };
        let part = leaf.parts.get(judge.truth);
        let best = judge.goal(item);
        if !part.applies() || judge.answer(item, best).is_none() {
            return;
        }
        let asserted = leaf.parts.claimed;
        let is_refuted = |claimed: &f64| leaf.parts.checked.value.is_some_and(|found| found < claimed - NOISE);
        let refuted = asserted.value.filter(is_refuted);
        let claimed = asserted.value.filter(|claimed| !is_refuted(claimed));
        let gap = Gap {
            agency,
            item,
            change: Change::Improve,
            from: part.value,
            refuted,
            to: best,
            gate: false,
            points: 0.0,
            answers: 0.0,
            barred: leaf.not_controlled.then_some(Why::NotControlled),
            below: None,
        };
        let mut rungs = Vec::new();
        // Whatever is found out, what is certain already does not become less.
        if asserted.answered < asserted.applicable - NOISE && part.answered < part.applicable - NOISE {
            rungs.push(Gap { change: Change::Answer, to: part.low, barred: None, ..gap.clone() });
        }
        let proven = claimed.filter(|_| judge.truth != Truth::Claimed);
        let is_enough = proven.is_some_and(|claimed| claimed >= best - NOISE);
        if let Some(claimed) = proven.filter(|_| !is_enough) {
            let opens = !gates.is_empty() && self.opens(judge, &gap, claimed, gates);
            if part.low < claimed - NOISE || part.value.is_none() || opens {
                rungs.push(Gap { change: Change::Prove, to: claimed, gate: opens, ..gap.clone() });
            }
        }
        if part.low < best - NOISE || !gates.is_empty() {
            let gate = !gates.is_empty() && rungs.iter().all(|rung| !rung.gate);
            let out_of_reach = gate && !self.opens(judge, &gap, best, gates);
            let barred = gap.barred.clone().or(out_of_reach.then_some(Why::OutOfReach));
            let change = if is_enough { Change::Prove } else { Change::Improve };
            rungs.push(Gap { change, gate, barred, ..gap });
        }
        let mut below: Option<Gap> = None;
        let (mut points, mut answers) = (0.0, 0.0);
        for mut rung in rungs {
            if let Some(below) = &below {
                rung.below = Some((self.list.len() - 1, below.change));
                rung.from = if below.change == Change::Answer { below.from } else { Some(below.to) };
            }
            let lifted = judge.standing(agency, &Changes::from([((agency, item), judge.proven(item, rung.to))]));
            if let Some(lifted) = lifted {
                let stage = self.stage - 1;
                let gain = lifted.compared[stage].unwrap_or_default() - now.compared[stage].unwrap_or_default();
                let more = lifted.parts[stage].answered - now.parts[stage].answered;
                (rung.points, rung.answers) = (gain - points, more - answers);
                (points, answers) = (gain, more);
            }
            below = Some(rung.clone());
            self.list.push(rung);
        }
    }

    /// Whether the gates on an item pass with a value.
    fn opens(&self, judge: &Judge, gap: &Gap, value: f64, gates: &[usize]) -> bool {
        let changes = Changes::from([((gap.agency, gap.item), judge.proven(gap.item, value))]);
        let lifted = judge.standing(gap.agency, &changes);
        lifted.is_some_and(|lifted| gates.iter().all(|gate| lifted.gates[*gate] == GateState::Passed))
    }
}
