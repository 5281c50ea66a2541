//! How groups of agencies differ.
use crate::assessment::Quartiles;
use crate::inference::Cases;
use crate::inference::reliability::attempt;
use crate::parallel::on_threads;
use crate::robustness::Estimate;
use crate::statistics::{Attempt, Comparison, GroupPair, GroupSummary, Means, Reason, Tested};
use crate::stats::comparison::{
    KruskalWallis, anova, bounds, dunn, kruskal_wallis, levene, mann_whitney, shift, superiority, welch,
};
use crate::stats::mean_and_deviation;
use indexmap::IndexMap;

/// No group is compared below this, whatever the settings.
const SMALLEST: usize = 3;

/// Every grouping column against every dimension that is no part of another.
pub(super) fn of_groups(cases: &Cases) -> Vec<Comparison> {
    let columns: Vec<String> = match &cases.settings.compare {
        Some(named) => named.clone(),
        None => cases.question.grouping_columns(),
    };
    let is_whole = |own: &&usize| cases.question.framework.dimensions[**own].parent.is_none();
    let has_scores = |own: &&usize| cases.scores(**own).iter().any(Option::is_some);
    let whole = cases.scored.iter().filter(is_whole).filter(has_scores);
    let asked: Vec<(&String, usize)> =
        whole.flat_map(|dimension| columns.iter().map(move |column| (column, *dimension))).collect();
    let mut found = on_threads(cases.threads, &asked, |(column, dimension)| of_column(cases, column, *dimension));
    found.sort_by_key(|own| columns.iter().position(|column| *column == own.column));
    cases.correct(found.iter_mut().filter_map(|own| own.test.found_mut()).map(Tested::to_correct));
    for own in found.iter_mut().filter(|own| own.groups.len() == 2) {
        if let (Attempt::Computed(test), [pair]) = (&own.test, own.pairs.as_mut_slice()) {
            pair.test = test.clone();
        }
    }
    found
}

fn of_column(cases: &Cases, column: &str, dimension: usize) -> Comparison {
    let scores = cases.scores(dimension);
    let mut values: IndexMap<&str, (Vec<f64>, usize)> = IndexMap::new();
    for (value, score) in cases.attribute(column).into_iter().zip(&scores) {
        let Some(value) = value else { continue };
        let (known, silent) = values.entry(value).or_default();
        match score {
            Some(score) => known.push(*score),
            None => *silent += 1,
        }
    }
    for value in cases.question.silent(column) {
        values.entry(value).or_default().1 += 1;
    }
    values.sort_unstable_keys();
    let least = cases.settings.smallest_group.max(SMALLEST);
    let (large, small): (Vec<_>, Vec<_>) = values.into_iter().partition(|(_, (known, _))| known.len() >= least);
    let groups: Vec<Vec<f64>> = large.iter().map(|(_, (known, _))| known.clone()).collect();
    let usable = match groups.len() {
        0 | 1 => Err(Reason::TooFewGroups { least }),
        _ => Ok(()),
    };
    let two = groups.len() == 2;
    let settings = cases.settings;
    let ranked = usable.and_then(|()| kruskal_wallis(&groups, settings.confidence).ok_or(Reason::NoVariation));
    let test = ranked.and_then(|ranked| match two {
        true => mann_whitney(&groups[0], &groups[1]).map(|found| found.test.into()).ok_or(Reason::NoVariation),
        false => Ok(Tested::from(ranked.test)),
    });
    let computed = test.is_ok();
    Comparison {
        column: column.to_owned(),
        dimension,
        groups: large.iter().map(|(value, (known, silent))| summary(cases, dimension, value, known, *silent)).collect(),
        small: small.into_iter().map(|(value, (known, _))| (value.to_owned(), known.len())).collect(),
        effect: ranked.ok().map(|ranked| eta_squared(&ranked, &groups)),
        pairs: if computed { pairs(cases, &groups, test.as_ref().ok().filter(|_| two)) } else { Vec::new() },
        means: (settings.anova && computed).then(|| means(cases, &groups)).flatten(),
        test: attempt(test),
    }
}

fn summary(cases: &Cases, dimension: usize, value: &str, known: &[f64], silent: usize) -> GroupSummary {
    let (mean, deviation) = mean_and_deviation(known).unwrap_or((f64::NAN, f64::NAN));
    let quartiles = Quartiles::of(known.to_vec());
    let at = |pick: fn(&Quartiles) -> f64| quartiles.as_ref().map_or(f64::NAN, pick);
    let ends = cases.engine.nominal.published(dimension);
    GroupSummary {
        value: value.to_owned(),
        count: known.len(),
        silent,
        mean,
        deviation,
        lower: at(|own| own.lower),
        median: at(|own| own.median),
        upper: at(|own| own.upper),
        bounds: ends.and_then(|(low, high)| bounds(known, silent, low.min(high), low.max(high))),
    }
}

/// `only` is the test of two groups, which is corrected among all comparisons.
fn pairs(cases: &Cases, groups: &[Vec<f64>], only: Option<&Tested>) -> Vec<GroupPair> {
    let tested: Vec<(usize, usize, Tested)> = match only {
        Some(test) => vec![(0, 1, test.clone())],
        None => dunn(groups).into_iter().map(|own| (own.first, own.second, own.test.into())).collect(),
    };
    let confidence = cases.settings.confidence;
    let mut found: Vec<GroupPair> = tested
        .into_iter()
        .filter_map(|(first, second, test)| {
            let (one, other) = (&groups[first], &groups[second]);
            Some(GroupPair {
                first,
                second,
                test,
                superiority: superiority(one, other, confidence)?.into(),
                shift: shift(one, other, confidence)?.into(),
            })
        })
        .collect();
    if only.is_none() {
        cases.correct(found.iter_mut().map(|own| own.test.to_correct()));
    }
    found
}

fn means(cases: &Cases, groups: &[Vec<f64>]) -> Option<Means> {
    let found = anova(groups, cases.settings.confidence)?;
    Some(Means {
        classical: found.test.into(),
        welch: welch(groups).map(Into::into),
        levene: levene(groups).map(Into::into),
        eta_squared: found.eta_squared,
        omega_squared: Estimate { value: found.omega_squared.max(0.0), interval: Some(found.interval) },
    })
}

/// η² of ranks, freed of chance: (H − k + 1) / (n − k), not below 0 (Tomczak & Tomczak 2014).
fn eta_squared(ranked: &KruskalWallis, groups: &[Vec<f64>]) -> Estimate {
    let (k, n) = (groups.len() as f64, groups.iter().map(Vec::len).sum::<usize>() as f64);
    let value = ((ranked.test.statistic - k + 1.0) / (n - k)).max(0.0);
    Estimate { value, interval: ranked.effect.interval }
}
