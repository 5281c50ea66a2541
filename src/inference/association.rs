//! What goes with what.
use crate::inference::{Cases, varies};
use crate::parallel::on_threads;
use crate::statistics::{Correlated, CriterionPair, DimensionPair};
use crate::stats::association::{Correlation, Kind, matrix};

/// Every pair of scored dimensions of which neither holds the other.
pub(super) fn of_dimensions(cases: &Cases) -> Vec<DimensionPair> {
    let framework = cases.question.framework;
    let scored: Vec<usize> = cases.scored.iter().copied().filter(|own| varies(&cases.scores(*own))).collect();
    let columns: Vec<Vec<Option<f64>>> = scored.iter().map(|own| cases.scores(*own)).collect();
    let kinds = [Kind::Pearson, Kind::Spearman, Kind::Kendall];
    let mut found = on_threads(cases.threads, &kinds, |kind| matrix(&columns, *kind, cases.settings.confidence));
    let [mut pearson, mut spearman, mut kendall] = [0, 1, 2].map(|kind| std::mem::take(&mut found[kind]).into_iter());
    let mut pairs = Vec::new();
    while let (Some(one), Some(two), Some(three)) = (pearson.next(), spearman.next(), kendall.next()) {
        let (first, second) = (scored[one.first], scored[one.second]);
        if framework.is_below(first, second) || framework.is_below(second, first) {
            continue;
        }
        let both = columns[one.first].iter().zip(&columns[one.second]);
        pairs.push(DimensionPair {
            first,
            second,
            agencies: both.filter(|(one, other)| one.is_some() && other.is_some()).count(),
            pearson: one.correlation.map(correlated),
            spearman: two.correlation.map(correlated),
            kendall: three.correlation.map(correlated),
        });
    }
    cases.correct(pairs.iter_mut().filter_map(|pair| pair.pearson.as_mut()).map(Correlated::to_correct));
    cases.correct(pairs.iter_mut().filter_map(|pair| pair.spearman.as_mut()).map(Correlated::to_correct));
    cases.correct(pairs.iter_mut().filter_map(|pair| pair.kendall.as_mut()).map(Correlated::to_correct));
    pairs
}

/// Every pair of criteria that vary.
pub(super) fn of_criteria(cases: &Cases) -> Vec<CriterionPair> {
    let items: Vec<usize> = cases.items().into_iter().filter(|item| varies(&cases.values(*item))).collect();
    let columns: Vec<Vec<Option<f64>>> = items.iter().map(|item| cases.values(*item)).collect();
    let mut pairs: Vec<CriterionPair> = Vec::new();
    for pair in matrix(&columns, Kind::Spearman, cases.settings.confidence) {
        let Some(found) = pair.correlation else { continue };
        let (first, second) = (cases.criterion(items[pair.first]), cases.criterion(items[pair.second]));
        pairs.push(CriterionPair {
            first,
            second,
            agencies: found.n,
            spearman: found.estimate.value,
            p: found.test.p,
            adjusted: found.test.p,
            overlap: cases.overlap(first, second),
        });
    }
    cases.correct(pairs.iter_mut().map(|pair| (pair.p, &mut pair.adjusted)));
    pairs
}

pub(super) fn correlated(found: Correlation) -> Correlated {
    Correlated { coefficient: found.estimate.into(), p: found.test.p, adjusted: found.test.p }
}
