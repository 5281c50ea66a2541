//! The tree of dimensions: it ends, it is filled, and its weights add up.
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::{Flaws, Step, at, near};
use crate::framework::{Aggregate, Criterion, Dimension, DimensionRole, Framework, Level, MissingRule, Weights};
use crate::text::Code;
use std::collections::BTreeMap;

/// How far weights may miss the sum they should have.
const TOLERANCE: f64 = 1e-6;
/// How far a comparison and its reverse may miss 1 multiplied: 1/7 is written 0.14, 1/8 0.13.
const RECIPROCAL: f64 = 0.05;

pub(super) fn check(framework: &Framework, flaws: &mut Flaws) {
    let circles = circles(framework, flaws);
    for (index, dimension) in framework.dimensions.iter().enumerate() {
        numbers(index, dimension, flaws);
        members(index, dimension, framework, flaws);
        weights(index, dimension, framework, flaws);
        weighing(index, dimension, framework, flaws);
        if dimension.role != DimensionRole::Stage && !circles && !filled(dimension, framework) {
            let problem = FrameworkProblem::DimensionEmpty { dimension: dimension.code.to_string() };
            flaws.push(at!["dimensions", index], problem);
        }
        if let Some(expected) = dimension.weight_sum {
            flaws.finite(at!["dimensions", index, "weight_sum"], dimension.code.as_str(), expected);
            sums(index, dimension, expected, framework, flaws);
        }
    }
    for (index, criterion) in framework.criteria.iter().enumerate() {
        flaws.weight(at!["criteria", index, "weight"], criterion.code.as_str(), criterion.weight);
        if criterion.perception && criterion.weight > 0.0 {
            perception(index, criterion, framework, flaws);
        }
    }
    for (set, weights) in &framework.weight_sets {
        for (code, weight) in weights {
            flaws.weight(at!["weight_sets", set.as_str(), code.as_str()], code.as_str(), *weight);
        }
    }
    let output = &framework.output;
    flaws.positive(at!["output", "factor"], framework.code.as_str(), output.factor);
    let decimals = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let owner = framework.code.as_str();
    flaws.range(at!["output", "decimals"], owner, decimals(output.decimals), 0.0, 15.0);
    for (period, count) in &output.decimals_by_period {
        flaws.range(at!["output", "decimals_by_period", period.as_str()], owner, decimals(*count), 0.0, 15.0);
    }
}

/// Criteria that count in a dimension by standing in it.
pub(super) fn scored<'f>(framework: &'f Framework, dimension: &Dimension) -> impl Iterator<Item = &'f Criterion> {
    let code = dimension.code.clone();
    framework.criteria.iter().filter(move |criterion| {
        criterion.dimension == code && criterion.level == Level::Agency && !criterion.perception
    })
}

/// Dimensions that count in a dimension.
pub(super) fn children<'f>(framework: &'f Framework, dimension: &Dimension) -> impl Iterator<Item = &'f Dimension> {
    let code = dimension.code.clone();
    framework
        .dimensions
        .iter()
        .filter(move |child| child.parent.as_ref() == Some(&code) && child.role != DimensionRole::Facet)
}

/// Notes each circle of parents once; whether there is any.
fn circles(framework: &Framework, flaws: &mut Flaws) -> bool {
    let parents: BTreeMap<&Code, &Code> = framework
        .dimensions
        .iter()
        .filter_map(|dimension| dimension.parent.as_ref().map(|parent| (&dimension.code, parent)))
        .collect();
    let mut noted: Vec<&Code> = Vec::new();
    for (index, dimension) in framework.dimensions.iter().enumerate() {
        let mut chain = vec![&dimension.code];
        while let Some(parent) = parents.get(chain[chain.len() - 1]).filter(|parent| !chain[1..].contains(parent)) {
            chain.push(parent);
            if *parent == &dimension.code {
                break;
            }
        }
        let closed = chain.len() > 1 && chain[chain.len() - 1] == &dimension.code;
        if closed && !noted.contains(&&dimension.code) {
            noted.extend(&chain);
            let words: Vec<&str> = chain.iter().map(|code| code.as_str()).collect();
            let (dimension, chain) = (dimension.code.to_string(), words.join(" → "));
            flaws.push(at!["dimensions", index, "parent"], FrameworkProblem::ParentsInCircle { dimension, chain });
        }
    }
    !noted.is_empty()
}

fn numbers(index: usize, dimension: &Dimension, flaws: &mut Flaws) {
    let owner = dimension.code.as_str();
    let path = |key: &str| at!["dimensions", index, key];
    flaws.weight(path("weight"), owner, dimension.weight);
    match dimension.aggregate {
        Aggregate::Power(power) => {
            flaws.finite(at!["dimensions", index, "aggregate", "power"], owner, power);
            if power == 0.0 {
                let problem = FrameworkProblem::PowerZero { dimension: owner.to_owned() };
                flaws.push(at!["dimensions", index, "aggregate", "power"], problem);
            }
        }
        Aggregate::Arithmetic
        | Aggregate::Geometric
        | Aggregate::Harmonic
        | Aggregate::Sum
        | Aggregate::WeightedProduct
        | Aggregate::Minimum
        | Aggregate::Maximum
        | Aggregate::MazziottaPareto
        | Aggregate::Copeland => {}
        Aggregate::MeanMin { alpha, beta } => {
            let path = |key: &str| at!["dimensions", index, "aggregate", "mean-min", key];
            flaws.range(path("alpha"), owner, alpha, 0.0, 1.0);
            flaws.not_negative(path("beta"), owner, beta);
        }
    }
    match dimension.missing {
        MissingRule::MinimumCoverage(share) => {
            flaws.range(at!["dimensions", index, "missing", "minimum-coverage"], owner, share, 0.0, 1.0);
        }
        MissingRule::MinimumParts(share) => {
            flaws.range(at!["dimensions", index, "missing", "minimum-parts"], owner, share, 0.0, 1.0);
        }
        MissingRule::Drop | MissingRule::Propagate | MissingRule::Zero => {}
    }
    if let Some(factor) = dimension.factor {
        flaws.positive(path("factor"), owner, factor);
    }
    if let Some(maximum) = dimension.maximum {
        flaws.positive(path("maximum"), owner, maximum);
        if dimension.aggregate != Aggregate::Sum {
            flaws.push(path("maximum"), FrameworkProblem::MaximumWithoutSum { dimension: owner.to_owned() });
        }
    }
}

/// What experts judged is there, and every table of theirs is whole.
fn weights(index: usize, dimension: &Dimension, framework: &Framework, flaws: &mut Flaws) {
    let path = |rule: &str, key: &str, place: usize| at!["dimensions", index, "weights", rule, key, place];
    let (rule, parts, usable): (_, _, Vec<bool>) = match &dimension.weights {
        Weights::BenefitOfTheDoubt { least, most } => {
            let path = |key: &str| at!["dimensions", index, "weights", "benefit-of-the-doubt", key];
            flaws.range(path("least"), dimension.code.as_str(), *least, 0.0, 1.0);
            flaws.range(path("most"), dimension.code.as_str(), *most, *least, 1.0);
            let parts = weighed(framework, dimension);
            let beyond = [
                ("least", *least, least * parts as f64 > 1.0 + TOLERANCE),
                ("most", *most, most * (parts as f64) < 1.0 - TOLERANCE),
            ];
            for (key, share, _) in beyond.into_iter().filter(|(.., beyond)| *beyond && parts > 0) {
                let (dimension, parts) = (dimension.code.to_string(), parts as u64);
                let problem = FrameworkProblem::SharesImpossible { dimension, key: key.to_owned(), share, parts };
                flaws.push(path(key), problem);
            }
            return;
        }
        Weights::AnalyticHierarchy { parts, experts } => {
            let row = |row: &Vec<f64>| row.len() == parts.len() && row.iter().all(|times| *times > 0.0);
            let usable = experts.iter().map(|table| table.len() == parts.len() && table.iter().all(row));
            let usable: Vec<bool> = usable.collect();
            for (place, table) in experts.iter().enumerate().filter(|(place, _)| usable[*place]) {
                let Some((one, other)) = contradiction(table) else { continue };
                let problem = FrameworkProblem::JudgementsContradict {
                    dimension: dimension.code.to_string(),
                    expert: place as u64 + 1,
                    one: parts[one].to_string(),
                    other: parts[other].to_string(),
                    there: table[one][other],
                    back: table[other][one],
                };
                flaws.push(path("analytic-hierarchy", "experts", place), problem);
            }
            ("analytic-hierarchy", parts, usable)
        }
        Weights::BudgetAllocation { parts, experts } => {
            let points = |row: &Vec<f64>| row.len() == parts.len() && row.iter().all(|points| *points >= 0.0);
            let usable = experts.iter().map(|row| points(row) && row.iter().sum::<f64>() > 0.0);
            ("budget-allocation", parts, usable.collect())
        }
        Weights::Given
        | Weights::Equal
        | Weights::PrincipalComponent
        | Weights::Entropy
        | Weights::Critic
        | Weights::EqualInfluence => return,
    };
    let own = scored(framework, dimension).map(|criterion| &criterion.code);
    let members = dimension.members.iter().map(|member| &member.criterion);
    let known: Vec<&Code> = own.chain(children(framework, dimension).map(|child| &child.code)).chain(members).collect();
    for (place, part) in parts.iter().enumerate().filter(|(_, part)| !known.contains(part)) {
        let (dimension, nearest) = (dimension.code.to_string(), near(part, known.iter().copied()));
        let problem = FrameworkProblem::JudgedPartUnknown { dimension, part: part.to_string(), nearest };
        flaws.push(path(rule, "parts", place), problem);
    }
    for (place, _) in usable.iter().enumerate().filter(|(_, usable)| !**usable) {
        let (dimension, expert, parts) = (dimension.code.to_string(), place as u64 + 1, parts.len() as u64);
        flaws.push(path(rule, "experts", place), FrameworkProblem::ExpertTableUnusable { dimension, expert, parts });
    }
}

/// The first pair of an expert's table, the part itself included, of which one number is not 1 divided by the other.
fn contradiction(table: &[Vec<f64>]) -> Option<(usize, usize)> {
    let pairs = (0..table.len()).flat_map(|one| (one..table.len()).map(move |other| (one, other)));
    pairs.into_iter().find(|(one, other)| (table[*one][*other] * table[*other][*one] - 1.0).abs() > RECIPROCAL)
}

/// How many parts with a weight a dimension has, under the weights of its method.
fn weighed(framework: &Framework, dimension: &Dimension) -> usize {
    let set = framework.method.weight_set.as_ref().and_then(|set| framework.weight_sets.get(set));
    under(set, framework, dimension).into_iter().filter(|weight| *weight > 0.0).count()
}

/// The weights of a dimension's parts under a weight set.
fn under(set: Option<&BTreeMap<Code, f64>>, framework: &Framework, dimension: &Dimension) -> Vec<f64> {
    let weight = |code: &Code, own: f64| set.and_then(|set| set.get(code)).copied().unwrap_or(own);
    let own = scored(framework, dimension).filter(|criterion| criterion.scored);
    let criteria = own.map(|criterion| weight(&criterion.code, criterion.weight));
    let parts = children(framework, dimension).map(|child| weight(&child.code, child.weight));
    let members = dimension.members.iter().map(|member| weight(&member.criterion, member.weight));
    criteria.chain(parts).chain(members).collect()
}

/// A dimension that counts somewhere gives at least one of its parts a weight, whichever set of weights is chosen: without
/// any it would have no score and drop out of the one above.
fn weighing(index: usize, dimension: &Dimension, framework: &Framework, flaws: &mut Flaws) {
    if dimension.role == DimensionRole::Part && dimension.parent.is_none() {
        return;
    }
    let sets = framework.weight_sets.iter().map(|(set, weights)| (set.as_str(), Some(weights)));
    for (set, weights) in std::iter::once(("", None)).chain(sets) {
        let parts = under(weights, framework, dimension);
        if !parts.is_empty() && parts.iter().all(|weight| *weight == 0.0) {
            let path =
                if set.is_empty() { at!["dimensions", index] } else { at!["weight_sets", Step::Name(set.to_owned())] };
            let (dimension, weight_set) = (dimension.code.to_string(), set.to_owned());
            flaws.push(path, FrameworkProblem::WeightsAbsent { dimension, weight_set });
        }
    }
}

fn members(index: usize, dimension: &Dimension, framework: &Framework, flaws: &mut Flaws) {
    for (place, member) in dimension.members.iter().enumerate() {
        let path = at!["dimensions", index, "members", place, "criterion"];
        flaws.weight(at!["dimensions", index, "members", place, "weight"], dimension.code.as_str(), member.weight);
        let own = framework
            .criteria
            .iter()
            .any(|criterion| criterion.code == member.criterion && criterion.dimension == dimension.code);
        let earlier = dimension.members[..place].iter().any(|other| other.criterion == member.criterion);
        if own || earlier {
            let (dimension, criterion) = (dimension.code.to_string(), member.criterion.to_string());
            flaws.push(path, FrameworkProblem::MemberTwice { dimension, criterion });
        }
    }
}

/// Whether anything hangs on a dimension or below it; parents form no circle.
pub(in crate::framework) fn filled(dimension: &Dimension, framework: &Framework) -> bool {
    !dimension.members.is_empty()
        || framework.criteria.iter().any(|criterion| criterion.dimension == dimension.code)
        || framework.kpis.iter().any(|kpi| kpi.dimension == dimension.code)
        || framework
            .dimensions
            .iter()
            .any(|child| child.parent.as_ref() == Some(&dimension.code) && filled(child, framework))
}

/// The framework's own weights and every weight set add up to what they should.
fn sums(index: usize, dimension: &Dimension, expected: f64, framework: &Framework, flaws: &mut Flaws) {
    let none = BTreeMap::new();
    let own = std::iter::once(("", &none));
    for (set, weights) in own.chain(framework.weight_sets.iter().map(|(set, weights)| (set.as_str(), weights))) {
        let weight = |code: &Code, own: f64| weights.get(code).copied().unwrap_or(own);
        let criteria = scored(framework, dimension).map(|criterion| weight(&criterion.code, criterion.weight));
        let parts = children(framework, dimension).map(|child| weight(&child.code, child.weight));
        let members = dimension.members.iter().map(|member| weight(&member.criterion, member.weight));
        let actual: f64 = criteria.chain(parts).chain(members).sum();
        if (actual - expected).abs() > TOLERANCE {
            let path = if set.is_empty() {
                at!["dimensions", index, "weight_sum"]
            } else {
                at!["weight_sets", Step::Name(set.to_owned())]
            };
            let (dimension, weight_set) = (dimension.code.to_string(), set.to_owned());
            flaws.push(path, FrameworkProblem::WeightSum { dimension, expected, actual, weight_set });
        }
    }
}

fn perception(index: usize, criterion: &Criterion, framework: &Framework, flaws: &mut Flaws) {
    let mut above = Some(&criterion.dimension);
    for _ in 0..=framework.dimensions.len() {
        let found = above.and_then(|code| framework.dimensions.iter().find(|dimension| dimension.code == *code));
        let Some(dimension) = found else { return };
        if dimension.role == DimensionRole::Stage {
            let (criterion, dimension) = (criterion.code.to_string(), dimension.code.to_string());
            let problem = FrameworkProblem::PerceptionInStage { criterion, dimension };
            flaws.push(at!["criteria", index, "perception"], problem);
            return;
        }
        above = dimension.parent.as_ref();
    }
}
