//! Gates: conditions on single criteria.
use crate::calculation::{Calculation, GateRule};
use crate::framework::Pass;
use crate::method::GateOn;
use crate::score::leaf::Leaf;
use crate::score::{GateResult, GateState, Sample};
use crate::stats::wilson;
use crate::truth::Truth;

/// The state of a gate: passed where even the low bound passes, failed where not even the high bound does, else
/// undetermined. A sampled share is decided on the lower end of its Wilson interval unless the method says otherwise.
pub fn judge(calculation: &Calculation, rule: &GateRule, leaf: &Leaf, truth: Truth) -> GateResult {
    let item = &calculation.items[rule.item];
    let part = leaf.parts.get(truth);
    let gated = leaf.gated.get(truth);
    let sampled = leaf.sample_size.zip(part.value).filter(|_| calculation.method.gate_on == GateOn::LowerBound);
    let interval = leaf
        .sample_size
        .zip(leaf.parts.claimed.value.filter(|_| part.value.is_some()))
        .and_then(|(size, share)| wilson(share, f64::from(size), calculation.method.confidence));
    let (low, high) = match (sampled, interval) {
        (Some(_), Some((lower, _))) => (gated.low.min(lower), gated.high.min(lower)),
        _ => (gated.low, gated.high),
    };
    let state = if !part.applies() {
        GateState::Waived
    } else if rule.pass.admits(low) {
        GateState::Passed
    } else if !rule.pass.admits(high) && (part.value.is_some_and(|_| !leaf.imputed) || gated.high < item.range.1) {
        GateState::Failed
    } else {
        GateState::Undetermined
    };
    let limit = rule.pass.limit();
    let weak = leaf.grade.is_some_and(|grade| grade < *calculation.gate_minimum.get(truth));
    let lacks_evidence = state == GateState::Failed && weak && rule.pass.admits(gated.whatever_evidence);
    let short_from = if weak { part.low } else { low };
    GateResult {
        criterion: item.criterion,
        dimension: rule.dimension,
        critical: rule.critical,
        state,
        value: part.value.filter(|_| !leaf.imputed),
        limit,
        distance: (state == GateState::Failed && !lacks_evidence && part.value.is_some())
            .then_some((limit - short_from).max(0.0)),
        sample: leaf.sample_size.map(|size| Box::new(Sample { size, interval })),
        grade: leaf.grade,
        lacks_evidence,
    }
}

/// Whether a sampled share would pass while its interval holds the limit.
pub fn is_within_error(gate: &GateResult, pass: Pass) -> bool {
    gate.value.is_some_and(|value| pass.admits(value))
        && gate
            .sample
            .as_ref()
            .and_then(|sample| sample.interval)
            .is_some_and(|(low, high)| !pass.admits(low) && pass.admits(high))
}
