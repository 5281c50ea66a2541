//! Parts become one value, with bounds that count what is missing at its worst and best.
use crate::calculation::{Aggregation, FromValues, NOISE, Node};
use crate::framework::{Aggregate, MissingRule};
use crate::stats::{mazziotta_pareto, mean_min};

/// A value on its own scale with what is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// None: nothing is known.
    pub value: Option<f64>,
    /// The worst and best it could be; infinite where the scale has no end.
    pub low: f64,
    pub high: f64,
    /// Criteria answered and applicable; nothing applies where `applicable` is 0.
    pub answered: f64,
    pub applicable: f64,
}

impl Part {
    pub fn known(value: f64) -> Part {
        Part { value: Some(value), low: value, high: value, answered: 1.0, applicable: 1.0 }
    }

    pub fn missing(range: (f64, f64)) -> Part {
        Part { value: None, low: range.0, high: range.1, answered: 0.0, applicable: 1.0 }
    }

    /// Not applicable: it leaves every denominator.
    pub fn absent() -> Part {
        Part::default()
    }

    pub fn applies(&self) -> bool {
        self.applicable > 0.0
    }
}

impl Aggregation {
    /// Whether a part of 0 or less makes the whole 0.
    pub fn is_annulled_by_zero(&self) -> bool {
        match self.rule {
            Aggregate::Geometric | Aggregate::Harmonic | Aggregate::WeightedProduct => true,
            Aggregate::Power(exponent) => exponent < 0.0,
            Aggregate::Arithmetic
            | Aggregate::Sum
            | Aggregate::Minimum
            | Aggregate::Maximum
            | Aggregate::MeanMin { .. }
            | Aggregate::MazziottaPareto
            | Aggregate::Copeland => false,
        }
    }

    /// What a part counts in the point value; none where it is left out.
    pub fn counted(&self, part: &Part, worst: f64) -> Option<f64> {
        part.value.or((self.missing == MissingRule::Zero).then_some(worst))
    }
}

/// The value of an aggregation over parts given with their weight and worst value. Parts that do not apply and parts of
/// weight 0 count nowhere but in coverage; missing parts count by the aggregation's rule. Where nothing is missing, value
/// and bounds are one number.
pub fn combine(aggregation: &Aggregation, parts: &[(f64, Part, f64)]) -> Part {
    let live = || parts.iter().filter(|(weight, part, _)| part.applies() && *weight > 0.0);
    let (answered, applicable) = parts.iter().fold((0.0, 0.0), |(answered, applicable), (_, part, _)| {
        (answered + part.answered, applicable + part.applicable)
    });
    if live().next().is_none() {
        return Part { answered, applicable, ..Part::absent() };
    }
    let exact = |part: &Part| part.value == Some(part.low) && part.low == part.high;
    if answered >= applicable && live().all(|(_, part, _)| exact(part)) {
        let value = evaluate(aggregation, live().map(|(weight, part, _)| (*weight, part.low)));
        return Part { value: Some(value), low: value, high: value, answered, applicable };
    }
    let over =
        |pick: &dyn Fn(&Part) -> f64| evaluate(aggregation, live().map(|(weight, part, _)| (*weight, pick(part))));
    let some_missing = live().any(|(_, part, _)| part.value.is_none());
    let withheld = match aggregation.missing {
        MissingRule::Propagate => some_missing,
        MissingRule::MinimumCoverage(share) => answered + NOISE < share * applicable,
        MissingRule::MinimumParts(share) => {
            let known = live().filter(|(_, part, _)| part.value.is_some()).count();
            (known as f64) + NOISE < share * live().count() as f64
        }
        MissingRule::Drop | MissingRule::Zero => false,
    };
    let known = live().filter_map(|(weight, part, worst)| Some((*weight, aggregation.counted(part, *worst)?)));
    let value = if withheld || known.clone().next().is_none() {
        None
    } else if aggregation.rule == Aggregate::Sum {
        let all: f64 = live().map(|(weight, ..)| weight).sum();
        let there: f64 = known.clone().map(|(weight, _)| weight).sum();
        let points: f64 = known.map(|(weight, value)| weight * value).sum();
        let whole = if there == all { points } else { points * (all / there) };
        Some(aggregation.maximum.map_or(whole, |maximum| whole.min(maximum)))
    } else {
        Some(evaluate(aggregation, known))
    };
    let (mut low, mut high) = (over(&|part| part.low), over(&|part| part.high));
    if let (Aggregate::MazziottaPareto, Some(value)) = (aggregation.rule, value) {
        // An unbalanced profile can be worth less than a lower one.
        (low, high) = (low.min(value), high.max(value));
    }
    Part { value, low, high, answered, applicable }
}

/// Worst and best value of an aggregation of nodes.
pub(super) fn range(nodes: &[Node], aggregation: &Aggregation) -> (f64, f64) {
    if aggregation.rule == Aggregate::Copeland {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    if matches!(aggregation.weights, Some(FromValues::BenefitOfTheDoubt(..))) {
        return (0.0, 1.0);
    }
    let live = || aggregation.parts.iter().filter(|(_, weight)| *weight > 0.0);
    if live().next().is_none() {
        return (0.0, 0.0);
    }
    let bound = |end: fn((f64, f64)) -> f64| {
        evaluate(aggregation, live().map(|(node, weight)| (*weight, end(nodes[*node].range))))
    };
    (bound(|range| range.0), bound(|range| range.1))
}

/// The rule over (weight, value) pairs, at least one, weights above 0.
fn evaluate(aggregation: &Aggregation, parts: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let weights: f64 = parts.clone().map(|(weight, _)| weight).sum();
    let mean =
        |term: &dyn Fn(f64) -> f64| parts.clone().map(|(weight, value)| weight * term(value)).sum::<f64>() / weights;
    let any_zero = || parts.clone().any(|(_, value)| value <= 0.0);
    let value = match aggregation.rule {
        Aggregate::Arithmetic | Aggregate::Copeland => mean(&|value| value),
        Aggregate::Geometric if any_zero() => 0.0,
        Aggregate::Geometric => libm::exp(mean(&libm::log)),
        Aggregate::Harmonic if any_zero() => 0.0,
        Aggregate::Harmonic => 1.0 / mean(&|value| 1.0 / value),
        Aggregate::Power(exponent) if exponent < 0.0 && any_zero() => 0.0,
        Aggregate::Power(exponent) => libm::pow(mean(&|value| libm::pow(value, exponent)), 1.0 / exponent),
        Aggregate::Sum => parts.clone().map(|(weight, value)| weight * value).sum(),
        Aggregate::WeightedProduct if any_zero() => 0.0,
        Aggregate::WeightedProduct => {
            libm::exp(parts.clone().map(|(weight, value)| weight * libm::log(value)).sum::<f64>())
        }
        Aggregate::MeanMin { alpha, beta } => mean_min(parts.clone(), alpha, beta),
        Aggregate::MazziottaPareto => mazziotta_pareto(parts.clone()),
        Aggregate::Minimum => parts.clone().map(|(_, value)| value).fold(f64::INFINITY, f64::min),
        Aggregate::Maximum => parts.clone().map(|(_, value)| value).fold(f64::NEG_INFINITY, f64::max),
    };
    aggregation.maximum.map_or(value, |maximum| value.min(maximum))
}
