//! The steps of a calculation in words: how a number is divided, treated and placed, and how parts become a whole.
use crate::calculation::{Done, Spread, lower_is_better};
use crate::framework::{Aggregate, Better, Denominator, DenominatorBy, MissingRule, Normalise, Weights};
use crate::locale::number::decimals;
use crate::locale::{Locale, Value};
use crate::method::{Imputation, ImputeBy, Transformation, Treatment};

/// Decimals of what a formula is written with.
const EXACT: usize = 6;

pub(in crate::report) fn divided(locale: &Locale, rule: &Denominator) -> String {
    let by = match &rule.by {
        DenominatorBy::Column(name) => name.as_str(),
        DenominatorBy::Criterion(code) | DenominatorBy::Quantity(code) => code.as_str(),
    };
    let by = Value::Phrase(locale.isolate_code(by));
    locale.say("engine.divided", &[("by", by), ("per", Value::from(rule.per))])
}

/// What stands in for a missing number; none where nothing does.
pub(in crate::report) fn imputed(locale: &Locale, rule: &Imputation) -> Option<String> {
    let by = Value::Phrase(locale.word(imputation_key(rule.by)));
    let told = match &rule.group {
        Some(group) => {
            let group = Value::Phrase(locale.isolate_code(group));
            locale.say("engine.imputed-within", &[("rule", by), ("group", group)])
        }
        None => locale.say("engine.imputed", &[("rule", by)]),
    };
    (rule.by != ImputeBy::None).then_some(told)
}

/// Which numbers a rule takes for the better ones; none where it prefers neither end.
pub(in crate::report) fn better(rule: &Normalise) -> Option<Better> {
    match rule {
        Normalise::None { .. } => Some(Better::Higher),
        Normalise::Trapezoid { .. } | Normalise::DistanceToTarget { better: None, .. } => None,
        rule if lower_is_better(rule) => Some(Better::Lower),
        _ => Some(Better::Higher),
    }
}

/// What a treatment did to a column; none where it left the column alone.
pub(in crate::report) fn treated(locale: &Locale, rule: &Treatment, done: Done) -> Option<String> {
    let winsorised =
        (done.winsorised > 0).then(|| locale.say("engine.winsorised", &[("count", Value::from(done.winsorised))]));
    let transformed = done.transformed.then(|| {
        let by = Value::Phrase(transformation(locale, rule.then));
        locale.say("engine.transformed", &[("rule", by)])
    });
    let told: Vec<String> = winsorised.into_iter().chain(transformed).collect();
    (!told.is_empty()).then(|| locale.series(&told))
}

/// A rule over x as a formula with the numbers it holds; none of rules that count agencies, or where nothing is known.
pub(in crate::report) fn formula(locale: &Locale, rule: &Normalise, spread: Option<&Spread>) -> Option<String> {
    let number = |value: f64| {
        let text = locale.number(value, decimals(value, EXACT));
        if value < 0.0 { format!("({text})") } else { text }
    };
    let between =
        |x: &str, from: f64, to: f64| format!("({x} − {}) / ({} − {})", number(from), number(to), number(from));
    let onto = |text: String, from: f64, width: f64| {
        let wider = if width == 1.0 { text } else { format!("{} × {text}", number(width)) };
        if from == 0.0 { wider } else { format!("{} + {wider}", number(from)) }
    };
    let held = |text: String| format!("{text}, {} … {}", number(0.0), number(1.0));
    // Worst and best of the numbers themselves.
    let ends = |better: Better| {
        let Spread { least, most, .. } = *spread?;
        Some(if better == Better::Higher { (least, most) } else { (most, least) })
    };
    match rule {
        Normalise::None { .. } | Normalise::Rank { .. } | Normalise::Borda { .. } => None,
        Normalise::Goalposts { floor, target } => Some(held(between("x", *floor, *target))),
        Normalise::Scaled { floor, target } => Some(between("x", *floor, *target)),
        Normalise::Trapezoid { floor, from, to, ceiling } => {
            let (rise, fall) = (between("x", *floor, *from), between("x", *ceiling, *to));
            Some(held(format!("min({rise}; {fall})")))
        }
        Normalise::MinMax { better, least, most } => {
            let (worst, best) = ends(*better)?;
            Some(onto(between("x", worst, best), *least, most - least))
        }
        Normalise::DistanceToMaximum { better } => ends(*better).map(|(worst, best)| between("x", worst, best)),
        Normalise::ZScore { better, mean, deviation } => {
            let Spread { mean: centre, deviation: spread, .. } = spread?;
            let away = match better {
                Better::Higher => format!("(x − {})", number(*centre)),
                Better::Lower => format!("({} − x)", number(*centre)),
            };
            Some(onto(format!("{away} / {}", number(*spread)), *mean, *deviation))
        }
        Normalise::PercentileRank { .. } => {
            let last = spread?.count.checked_sub(1)?;
            Some(format!("(r − {}) / {}", number(1.0), number(last as f64)))
        }
        Normalise::FractionOfMaximum { better: Better::Higher } => Some(format!("x / {}", number(spread?.most))),
        Normalise::FractionOfMaximum { better: Better::Lower } => Some(format!("{} / x", number(spread?.least))),
        Normalise::DistanceToTarget { target, better: None } => {
            let Spread { least, most, .. } = spread?;
            let furthest = (most - target).abs().max((least - target).abs());
            Some(format!("{} − |x − {}| / {}", number(1.0), number(*target), number(furthest)))
        }
        Normalise::DistanceToTarget { target, better: Some(better) } => {
            let (worst, _) = ends(*better)?;
            Some(format!("min({}; {})", between("x", worst, *target), number(1.0)))
        }
        Normalise::DistanceToReference { better, capped, .. } => {
            let (worst, _) = ends(*better)?;
            let placed = between("x", worst, spread?.reference?);
            Some(if *capped { format!("min({placed}; {})", number(1.0)) } else { placed })
        }
        Normalise::Percentiles { .. } => {
            let (worst, best) = spread?.quantiles?;
            Some(held(between("x", worst, best)))
        }
    }
}

pub(in crate::report) fn missing(locale: &Locale, rule: MissingRule) -> String {
    match rule {
        MissingRule::Drop => locale.word("recipe.drop"),
        MissingRule::Propagate => locale.word("recipe.propagate"),
        MissingRule::Zero => locale.word("recipe.zero"),
        MissingRule::MinimumCoverage(share) => {
            let share = Value::Phrase(locale.percent(share * 100.0, 0));
            locale.say("recipe.minimum-coverage", &[("share", share)])
        }
        MissingRule::MinimumParts(share) => {
            let share = Value::Phrase(locale.percent(share * 100.0, 0));
            locale.say("recipe.minimum-parts", &[("share", share)])
        }
    }
}

/// How the parts of a dimension become one.
pub(in crate::report) fn rule(locale: &Locale, rule: Aggregate) -> String {
    let key = match rule {
        Aggregate::Arithmetic => "explain.arithmetic",
        Aggregate::Geometric => "explain.geometric",
        Aggregate::Harmonic => "explain.harmonic",
        Aggregate::Power(exponent) => {
            return locale.say("explain.power", &[("exponent", Value::from(exponent))]);
        }
        Aggregate::Sum => "explain.points",
        Aggregate::WeightedProduct => "cli.aggregate-weighted-product",
        Aggregate::MeanMin { alpha, beta } => {
            return locale.say("recipe.mean-min", &[("alpha", Value::from(alpha)), ("beta", Value::from(beta))]);
        }
        Aggregate::MazziottaPareto => "cli.aggregate-mazziotta-pareto",
        Aggregate::Minimum => "explain.minimum",
        Aggregate::Maximum => "explain.maximum",
        Aggregate::Copeland => "explain.copeland",
    };
    locale.word(key)
}

pub(in crate::report) fn weights_key(weights: &Weights) -> &'static str {
    match weights {
        Weights::Given => "engine.weights-given",
        Weights::Equal => "engine.weights-equal",
        Weights::PrincipalComponent => "engine.weights-principal-component",
        Weights::Entropy => "engine.weights-entropy",
        Weights::Critic => "engine.weights-critic",
        Weights::EqualInfluence => "engine.weights-equal-influence",
        Weights::BenefitOfTheDoubt { .. } => "engine.weights-benefit-of-the-doubt",
        Weights::AnalyticHierarchy { .. } => "engine.weights-analytic-hierarchy",
        Weights::BudgetAllocation { .. } => "engine.weights-budget-allocation",
    }
}

pub(in crate::report) fn imputation_key(by: ImputeBy) -> &'static str {
    match by {
        ImputeBy::None => "engine.then-none",
        ImputeBy::Mean => "engine.impute-mean",
        ImputeBy::Median => "engine.impute-median",
        ImputeBy::UnitMean => "engine.impute-unit-mean",
        ImputeBy::UnitMedian => "engine.impute-unit-median",
        ImputeBy::ExpectationMaximisation => "engine.impute-expectation",
        ImputeBy::HotDeck => "engine.impute-hot-deck",
        ImputeBy::LastValue => "engine.impute-last-value",
        ImputeBy::Linear => "engine.impute-linear",
    }
}

pub(in crate::report) fn transformation(locale: &Locale, then: Transformation) -> String {
    let logarithm =
        |key: &str, formula: &str| locale.say(key, &[("formula", Value::Phrase(locale.isolate_code(formula)))]);
    match then {
        Transformation::None => locale.word("engine.then-none"),
        Transformation::LogCt => logarithm("engine.then-log", "ln(x − min + (max − min)/100)"),
        Transformation::LogCtPlus => logarithm("engine.then-log-mirrored", "ln(x − min + (max − min)/100)"),
        Transformation::LogCtOrig => logarithm("engine.then-log", "ln(x − min + 1)"),
        Transformation::LogGii => logarithm("engine.then-log-mirrored", "ln((max·f − 1)(x − min)/(max − min) + 1)"),
        Transformation::BoxCox => locale.word("engine.then-box-cox"),
    }
}

pub(in crate::report) fn normalise_key(rule: &Normalise) -> &'static str {
    match rule {
        Normalise::None { .. } => "engine.normalise-none",
        Normalise::Goalposts { .. } => "engine.normalise-goalposts",
        Normalise::Scaled { .. } => "engine.normalise-scaled",
        Normalise::Trapezoid { .. } => "engine.normalise-trapezoid",
        Normalise::MinMax { .. } => "engine.normalise-min-max",
        Normalise::ZScore { .. } => "engine.normalise-z-score",
        Normalise::Rank { .. } => "engine.normalise-rank",
        Normalise::PercentileRank { .. } => "engine.normalise-percentile-rank",
        Normalise::Borda { .. } => "engine.normalise-borda",
        Normalise::FractionOfMaximum { .. } => "engine.normalise-fraction",
        Normalise::DistanceToMaximum { .. } => "engine.normalise-distance-to-maximum",
        Normalise::DistanceToTarget { .. } => "engine.normalise-distance-to-target",
        Normalise::DistanceToReference { .. } => "engine.normalise-distance-to-reference",
        Normalise::Percentiles { .. } => "engine.normalise-percentiles",
    }
}
