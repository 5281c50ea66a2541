//! The rules by which stages are reached can be met and missed.
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::scales::{greatest, least, values};
use crate::framework::validate::tree::{children, scored};
use crate::framework::validate::{Flaws, at};
use crate::framework::{Aggregate, Criterion, Dimension, DimensionRole, Framework, Normalise, ScaleKind};
use crate::method::Method;

/// Thresholds of a sweep are no more than this.
const SWEEP_STEPS: f64 = 1000.0;

pub(super) fn check_method(framework: &Framework, method: &Method, flaws: &mut Flaws) {
    for (key, share) in [("coverage", method.coverage), ("minimum_items", method.minimum_items), ("weak", method.weak)]
    {
        flaws.range(at!["method", key], "method", share, 0.0, 1.0);
    }
    flaws.range(at!["method", "confidence"], "method", method.confidence, 0.5, 0.9999);
    if let Some(hours) = method.visit_hours {
        flaws.range(at!["method", "visit_hours"], "method", hours, 0.0, 24.0);
    }
    for (role, weight) in &method.role_weights {
        flaws.weight(at!["method", "role_weights", role.as_str()], role.as_str(), *weight);
    }
    let sweep = method.sweep;
    let steps = (sweep.to - sweep.from) / sweep.step;
    if !(sweep.step > 0.0 && (0.0..=SWEEP_STEPS).contains(&steps)) {
        let problem = FrameworkProblem::SweepInvalid { from: sweep.from, to: sweep.to, step: sweep.step };
        flaws.push(at!["method", "sweep"], problem);
    }
    let stages = framework.of_role(DimensionRole::Stage).map(|index| &framework.dimensions[index]);
    let judged = stages.filter_map(|stage| {
        let (low, high) = span(framework, stage, 0)?;
        let factor = framework.factor(stage);
        (low < high).then_some((stage, factor * low, factor * high))
    });
    let Some((stage, low, high)) = judged.min_by(|a, b| a.2.total_cmp(&b.2)) else { return };
    let outside = |value: f64| !(low..high).contains(&value);
    for (key, value, path) in [
        ("threshold", method.threshold, at!["method", "threshold"]),
        ("strict_threshold", method.strict_threshold, at!["method", "strict_threshold"]),
        ("sweep.from", sweep.from, at!["method", "sweep", "from"]),
        ("sweep.to", sweep.to, at!["method", "sweep", "to"]),
    ] {
        if outside(value) {
            let (key, dimension) = (key.to_owned(), stage.code.to_string());
            flaws.push(path, FrameworkProblem::ThresholdOutside { key, value, low, high, dimension });
        }
    }
}

/// The least and the greatest value a dimension can have, before the factor; none where there is no telling.
fn span(framework: &Framework, dimension: &Dimension, depth: usize) -> Option<(f64, f64)> {
    if depth > framework.dimensions.len() {
        return None;
    }
    let mut parts: Vec<(f64, f64, f64)> = Vec::new();
    for criterion in scored(framework, dimension) {
        let (low, high) = worth(framework, criterion)?;
        parts.push((criterion.weight, low, high));
    }
    for child in children(framework, dimension) {
        let (low, high) = span(framework, child, depth + 1)?;
        parts.push((child.weight, low, high));
    }
    for member in &dimension.members {
        let criterion = framework.criteria.iter().find(|criterion| criterion.code == member.criterion)?;
        let (low, high) = worth(framework, criterion)?;
        parts.push((member.weight, low, high));
    }
    parts.retain(|(weight, ..)| *weight > 0.0);
    let lows: Vec<f64> = parts.iter().map(|(_, low, _)| *low).collect();
    let highs: Vec<f64> = parts.iter().map(|(.., high)| *high).collect();
    match dimension.aggregate {
        Aggregate::Copeland => Some((0.0, 1.0)),
        Aggregate::Sum => {
            let low: f64 = parts.iter().map(|(weight, low, _)| weight * low).sum();
            let high: f64 = parts.iter().map(|(weight, _, high)| weight * high).sum();
            Some((low, dimension.maximum.map_or(high, |maximum| high.min(maximum))))
        }
        Aggregate::Arithmetic
        | Aggregate::Geometric
        | Aggregate::Harmonic
        | Aggregate::Power(_)
        | Aggregate::Minimum
        | Aggregate::Maximum
        | Aggregate::MeanMin { .. }
        | Aggregate::MazziottaPareto => Some((least(&lows)?, greatest(&highs)?)),
        Aggregate::WeightedProduct => None,
    }
}

fn worth(framework: &Framework, criterion: &Criterion) -> Option<(f64, f64)> {
    match criterion.normalise {
        Some(Normalise::None { low, high }) => return Some((low, high)),
        Some(
            Normalise::Goalposts { .. }
            | Normalise::Trapezoid { .. }
            | Normalise::PercentileRank { .. }
            | Normalise::FractionOfMaximum { .. }
            | Normalise::DistanceToMaximum { .. }
            | Normalise::DistanceToTarget { .. }
            | Normalise::Percentiles { .. },
        ) => return Some((0.0, 1.0)),
        Some(Normalise::MinMax { least, most, .. }) => return Some((least, most)),
        Some(
            Normalise::ZScore { .. }
            | Normalise::Scaled { .. }
            | Normalise::Rank { .. }
            | Normalise::Borda { .. }
            | Normalise::DistanceToReference { .. },
        ) => return None,
        None => {}
    }
    let scale = framework.scale(&criterion.scale)?;
    match scale.kind {
        ScaleKind::Choice => Some((least(&values(scale))?, greatest(&values(scale))?)),
        ScaleKind::Share => Some((0.0, 1.0)),
        ScaleKind::Number | ScaleKind::Count | ScaleKind::Several => None,
    }
}
