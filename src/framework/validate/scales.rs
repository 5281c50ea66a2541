//! Answers are unambiguous, and each is worth something definite.
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::{Flaws, Step, at, below};
use crate::framework::{Criterion, Framework, Highest, LowerUnit, Normalise, Pass, RollUp, Scale, ScaleKind};
use crate::method::Treatment;
use crate::text::fold;
use serde::Deserialize;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Spellings of *not applicable* and *don't know* in any language, which no option may claim.
pub fn no_answer_spellings() -> Vec<String> {
    #[derive(Deserialize)]
    struct Sheet {
        not_applicable: Vec<String>,
        unknown: Vec<String>,
    }
    let sheet: Sheet = toml::from_str(include_str!("../../locale/words/answers.toml")).expect("an embedded sheet");
    sheet.not_applicable.into_iter().chain(sheet.unknown).collect()
}

pub(super) fn check(framework: &Framework, flaws: &mut Flaws) {
    let no_answers: BTreeSet<String> = no_answer_spellings().iter().map(|spelling| fold(spelling)).collect();
    for (index, scale) in framework.scales.iter().enumerate() {
        choices(index, scale, framework, flaws);
        spellings(index, scale, &no_answers, flaws);
        numbers(index, scale, flaws);
        if let Some(each) = &scale.each {
            let (code, path) = (scale.code.to_string(), at!["scales", index, "each"]);
            if scale.kind != ScaleKind::Share {
                flaws.push(path, FrameworkProblem::EachUnexpected { scale: code });
            } else if framework.scale(&each.scale).is_some_and(|each| each.kind != ScaleKind::Choice) {
                let each = each.scale.to_string();
                let path = at!["scales", index, "each", "scale"];
                flaws.push(path, FrameworkProblem::EachNotChoice { scale: code, each });
            }
        }
    }
    for (index, criterion) in framework.criteria.iter().enumerate() {
        worth(index, criterion, framework, flaws);
        measured(index, criterion, framework, flaws);
        rolled_up(index, criterion, framework, flaws);
        registered(index, criterion, framework, flaws);
    }
    for (index, item) in framework.beneficiary_items.iter().enumerate() {
        let values = framework.scale(&item.scale).map(values).unwrap_or_default();
        if let (Some(low), Some(high)) = (least(&values), greatest(&values)) {
            flaws.range(
                at!["beneficiary_items", index, "positive_from"],
                item.code.as_str(),
                item.positive_from,
                low,
                high,
            );
        }
    }
}

/// Values of a choice scale's options that count, in their order; none for other kinds.
pub(super) fn values(scale: &Scale) -> Vec<f64> {
    match scale.kind {
        ScaleKind::Choice => scale.choices.iter().filter_map(|choice| choice.value).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn least(values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(f64::min)
}

pub(super) fn greatest(values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(f64::max)
}

/// Options of a scale of several.
const OPTIONS: usize = u64::BITS as usize;

fn choices(index: usize, scale: &Scale, framework: &Framework, flaws: &mut Flaws) {
    let code = || scale.code.to_string();
    if scale.kind == ScaleKind::Several {
        let counted = scale.choices.iter().any(|choice| choice.value.is_some());
        let scored = framework.criteria.iter().any(|criterion| criterion.scale == scale.code && criterion.scored);
        if scale.choices.is_empty() || scored && !counted {
            flaws.push(at!["scales", index, "choices"], FrameworkProblem::ChoicesMissing { scale: code() });
        }
        if scale.choices.len() > OPTIONS {
            let problem = FrameworkProblem::TooManyOptions { scale: code(), most: OPTIONS as u64 };
            flaws.push(at!["scales", index, "choices"], problem);
        }
        return;
    }
    if scale.kind != ScaleKind::Choice {
        if !scale.choices.is_empty() {
            flaws.push(at!["scales", index, "choices"], FrameworkProblem::ChoicesUnexpected { scale: code() });
        }
        return;
    }
    if values(scale).is_empty() {
        flaws.push(at!["scales", index, "choices"], FrameworkProblem::ChoicesMissing { scale: code() });
    }
    let mut highest = f64::NEG_INFINITY;
    for (place, choice) in scale.choices.iter().enumerate() {
        let Some(value) = choice.value else { continue };
        let path = at!["scales", index, "choices", place, "value"];
        flaws.finite(path.clone(), &format!("{}.{}", scale.code, choice.code), value);
        if value < highest {
            let choice = choice.code.to_string();
            flaws.push(path, FrameworkProblem::ChoicesOutOfOrder { scale: code(), choice });
        }
        highest = highest.max(value);
    }
}

fn spellings(index: usize, scale: &Scale, no_answers: &BTreeSet<String>, flaws: &mut Flaws) {
    let mut claimed: BTreeMap<String, usize> = BTreeMap::new();
    for (place, choice) in scale.choices.iter().enumerate() {
        let path = |key: &str| at!["scales", index, "choices", place, key];
        let titles = choice.title.iter().map(|(language, title)| {
            let mut path = path("title");
            path.push(Step::Key(language.to_owned()));
            (path, title)
        });
        let aliases = choice.aliases.iter().enumerate().map(|(at, alias)| {
            let mut path = path("aliases");
            path.push(Step::Index(at));
            (path, alias.as_str())
        });
        for (path, spelling) in std::iter::once((path("code"), choice.code.as_str())).chain(titles).chain(aliases) {
            let folded = fold(spelling);
            if no_answers.contains(&folded) {
                let (scale, choice) = (scale.code.to_string(), choice.code.to_string());
                let spelling = spelling.to_owned();
                flaws.push(path, FrameworkProblem::ChoiceIsNoAnswer { scale, choice, spelling });
            } else if let Some(first) = claimed.get(&folded).filter(|first| **first != place) {
                let first = scale.choices[*first].code.to_string();
                let (scale, second) = (scale.code.to_string(), choice.code.to_string());
                let spelling = spelling.to_owned();
                flaws.push(path, FrameworkProblem::ChoiceAmbiguous { scale, spelling, first, second });
            } else {
                claimed.insert(folded, place);
            }
        }
    }
}

fn numbers(index: usize, scale: &Scale, flaws: &mut Flaws) {
    let owner = scale.code.as_str();
    if let Some(pass) = scale.gate {
        let (key, limit) = match pass {
            Pass::Above(limit) => ("above", limit),
            Pass::AtLeast(limit) => ("at_least", limit),
        };
        flaws.finite(at!["scales", index, "gate", key], owner, limit);
    }
    for (grade, cap) in &scale.caps {
        flaws.finite(at!["scales", index, "caps", grade.as_str()], owner, *cap);
    }
}

fn worth(index: usize, criterion: &Criterion, framework: &Framework, flaws: &mut Flaws) {
    let owner = criterion.code.as_str();
    let Some(normalise) = &criterion.normalise else {
        if !criterion.scored {
            return;
        }
        let measured = |scale: &&Scale| matches!(scale.kind, ScaleKind::Number | ScaleKind::Count);
        if let Some(scale) = framework.scale(&criterion.scale).filter(measured) {
            let (criterion, scale) = (owner.to_owned(), scale.code.to_string());
            flaws.push(at!["criteria", index, "scale"], FrameworkProblem::NormaliseMissing { criterion, scale });
        }
        return;
    };
    let path = at!["criteria", index, "normalise"];
    match *normalise {
        Normalise::None { low, high } => {
            if !(low.is_finite() && high.is_finite() && low < high) {
                let criterion = owner.to_owned();
                flaws.push(path, FrameworkProblem::NormaliseBounds { criterion, low, high });
            }
        }
        Normalise::Goalposts { floor, target } => {
            for (key, value) in [("floor", floor), ("target", target)] {
                flaws.finite(at!["criteria", index, "normalise", "goalposts", key], owner, value);
            }
            if floor == target {
                flaws.push(path, FrameworkProblem::GoalpostsEqual { criterion: owner.to_owned(), value: floor });
            }
        }
        Normalise::Scaled { floor, target } => {
            for (key, value) in [("floor", floor), ("target", target)] {
                flaws.finite(at!["criteria", index, "normalise", "scaled", key], owner, value);
            }
            if floor == target {
                flaws.push(path, FrameworkProblem::GoalpostsEqual { criterion: owner.to_owned(), value: floor });
            }
        }
        Normalise::Trapezoid { floor, from, to, ceiling } => {
            if !(floor < from && from <= to && to < ceiling) {
                unordered(path, owner, floor, ceiling, flaws);
            }
        }
        Normalise::MinMax { least, most, .. } if least.partial_cmp(&most) != Some(Ordering::Less) => {
            unordered(path, owner, least, most, flaws);
        }
        Normalise::Percentiles { lower, upper, .. } => {
            flaws.range(at!["criteria", index, "normalise", "percentiles", "lower"], owner, lower, 0.0, 1.0);
            flaws.range(at!["criteria", index, "normalise", "percentiles", "upper"], owner, upper, 0.0, 1.0);
            if lower.partial_cmp(&upper) != Some(Ordering::Less) {
                unordered(path, owner, lower, upper, flaws);
            }
        }
        Normalise::ZScore { mean, deviation, .. } => {
            flaws.finite(at!["criteria", index, "normalise", "z-score", "mean"], owner, mean);
            let path = at!["criteria", index, "normalise", "z-score", "deviation"];
            flaws.positive(path, owner, deviation);
        }
        Normalise::DistanceToTarget { target, .. } => {
            flaws.finite(at!["criteria", index, "normalise", "distance-to-target", "target"], owner, target);
        }
        Normalise::MinMax { .. }
        | Normalise::Rank { .. }
        | Normalise::PercentileRank { .. }
        | Normalise::Borda { .. }
        | Normalise::FractionOfMaximum { .. }
        | Normalise::DistanceToReference { .. }
        | Normalise::DistanceToMaximum { .. } => {}
    }
}

fn unordered(path: Vec<Step>, owner: &str, low: f64, high: f64, flaws: &mut Flaws) {
    flaws.push(path, FrameworkProblem::NormaliseBounds { criterion: owner.to_owned(), low, high });
}

/// What is said of measured numbers stands at measured numbers, and can be done.
fn measured(index: usize, criterion: &Criterion, framework: &Framework, flaws: &mut Flaws) {
    let owner = criterion.code.as_str();
    let scale = framework.scale(&criterion.scale);
    let is_number = scale.is_none_or(|scale| matches!(scale.kind, ScaleKind::Number | ScaleKind::Count));
    let keys = [
        ("denominator", criterion.denominator.is_some()),
        ("treatment", criterion.treatment.is_some()),
        ("normalise_over", criterion.normalise_over.is_some()),
    ];
    for (key, _) in keys.into_iter().filter(|(_, said)| *said && !is_number) {
        let (criterion, scale, path) = (owner.to_owned(), criterion.scale.to_string(), at!["criteria", index, key]);
        flaws.push(path, FrameworkProblem::NotMeasured { criterion, key: key.to_owned(), scale });
    }
    if let Some(denominator) = &criterion.denominator {
        let path = at!["criteria", index, "denominator", "per"];
        flaws.positive(path, owner, denominator.per);
    }
    if let Some(treatment) = &criterion.treatment {
        treated(at!["criteria", index, "treatment"], owner, treatment, flaws);
    }
}

/// Limits and exponents of a treatment are numbers.
pub(super) fn treated(path: Vec<Step>, owner: &str, treatment: &Treatment, flaws: &mut Flaws) {
    flaws.not_negative(below(&path, "skewness"), owner, treatment.skewness);
    flaws.positive(below(&path, "factor"), owner, treatment.factor);
    flaws.finite(below(&path, "kurtosis"), owner, treatment.kurtosis);
    flaws.finite(below(&path, "exponent"), owner, treatment.exponent);
}

fn registered(index: usize, criterion: &Criterion, framework: &Framework, flaws: &mut Flaws) {
    let Some(limit) = &criterion.register else { return };
    if let Highest::Number(number) = limit.at_most {
        flaws.finite(at!["criteria", index, "register", "at_most"], criterion.code.as_str(), number);
    }
    if let Some(scale) = framework.scale(&criterion.scale)
        && scale.each.as_ref().is_none_or(|each| each.unit != LowerUnit::Service)
    {
        let (criterion, scale) = (criterion.code.to_string(), scale.code.to_string());
        flaws.push(at!["criteria", index, "register"], FrameworkProblem::RegisterWithoutServices { criterion, scale });
    }
}

fn rolled_up(index: usize, criterion: &Criterion, framework: &Framework, flaws: &mut Flaws) {
    let Some(roll_up) = &criterion.roll_up else { return };
    let owner = criterion.code.as_str();
    if let Some(scale) = framework.scale(&criterion.scale).filter(|scale| scale.each.is_some()) {
        let (criterion, scale) = (owner.to_owned(), scale.code.to_string());
        flaws.push(at!["criteria", index, "roll_up"], FrameworkProblem::RollUpBesideEach { criterion, scale });
    }
    match roll_up {
        RollUp::Strata { weights, .. } => {
            for (stratum, weight) in weights {
                flaws.weight(at!["criteria", index, "roll_up", "strata", "weights", stratum.as_str()], owner, *weight);
            }
        }
        RollUp::ShareAbove(limit) => flaws.finite(at!["criteria", index, "roll_up", "share-above"], owner, *limit),
        RollUp::Mean | RollUp::Weighted(_) | RollUp::Best => {}
    }
}
