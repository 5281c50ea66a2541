//! Whether the criteria of a dimension go together, and how many things they measure.
use crate::framework::Measurement;
use crate::inference::{Cases, LEAST};
use crate::parallel::on_threads;
use crate::robustness::Estimate;
use crate::statistics::{Alpha, Attempt, Item, Omega, Reason, Reliability, Structure};
use crate::stats::correlation::{complete, correlations};
use crate::stats::matrix::eigen;
use crate::stats::reliability::{alpha, omega, one_factor, parallel_analysis, sampling_adequacy, sphericity};
use crate::stats::{eigenvalues, mean_and_deviation};

/// Draws behind the variances that chance gives, and the quantile that counts.
const DRAWS: usize = 100;
const QUANTILE: f64 = 0.95;

/// Of every dimension with at least two criteria of its own or below; of two with the same criteria the upper one is
/// left out.
pub(super) fn of_dimensions(cases: &Cases) -> Vec<Reliability> {
    let sets: Vec<(usize, Vec<usize>)> =
        cases.scored.iter().map(|dimension| (*dimension, cases.items_of(*dimension))).collect();
    let is_repeated = |place: usize| {
        let (dimension, items) = &sets[place];
        sets.iter().any(|(other, own)| own == items && cases.question.framework.is_below(*other, *dimension))
    };
    let kept: Vec<&(usize, Vec<usize>)> = (0..sets.len())
        .filter(|place| sets[*place].1.len() > 1 && !is_repeated(*place))
        .map(|place| &sets[place])
        .collect();
    on_threads(cases.threads, &kept, |(dimension, items)| of_dimension(cases, *dimension, items))
}

/// Items of which every agency counted is known in all.
struct Together {
    /// Agencies.
    count: usize,
    /// Those that differ, and their values.
    varying: Vec<usize>,
    columns: Vec<Vec<f64>>,
    constant: Vec<usize>,
    usable: Result<(), Reason>,
}

impl Together {
    fn of(cases: &Cases, items: &[usize]) -> Together {
        let known: Vec<Vec<Option<f64>>> = items.iter().map(|item| cases.values(*item)).collect();
        let whole = complete(&known);
        let count = whole.first().map_or(0, Vec::len);
        let differs = |place: &usize| whole[*place].iter().any(|value| *value != whole[*place][0]);
        let (varying, constant): (Vec<usize>, Vec<usize>) = (0..items.len()).partition(differs);
        let of_items = |places: &[usize]| places.iter().map(|place| items[*place]).collect();
        Together {
            count,
            columns: varying.iter().map(|place| whole[*place].clone()).collect(),
            usable: match () {
                () if count < LEAST => Err(Reason::TooFew { count, least: LEAST }),
                () if varying.len() < 2 => Err(Reason::NoVariation),
                () => Ok(()),
            },
            constant: if count < LEAST { Vec::new() } else { of_items(&constant) },
            varying: of_items(&varying),
        }
    }

    fn alpha(&self, cases: &Cases) -> Result<Alpha, Reason> {
        self.usable.and_then(|()| of_columns(cases, &self.columns))
    }
}

fn of_dimension(cases: &Cases, dimension: usize, items: &[usize]) -> Reliability {
    let together = Together::of(cases, items);
    let Together { count, columns, .. } = &together;
    let matrix = together.usable.and_then(|()| correlations(columns).ok_or(Reason::NoVariation));
    let enough = matrix.and_then(|matrix| match *count > columns.len() {
        true => Ok(matrix),
        false => Err(Reason::FewerThanItems { count: *count, items: columns.len() }),
    });
    Reliability {
        dimension,
        formative: is_formative(cases, dimension),
        agencies: *count,
        criteria: together.varying.iter().map(|item| cases.criterion(*item)).collect(),
        constant: together.constant.iter().map(|item| cases.criterion(*item)).collect(),
        alpha: attempt(together.alpha(cases)),
        omega: attempt(enough.clone().and_then(|matrix| one_dimension(&matrix, *count))),
        structure: attempt(enough.and_then(|matrix| structure(cases, &matrix, *count).ok_or(Reason::Singular))),
    }
}

fn is_formative(cases: &Cases, dimension: usize) -> bool {
    cases.question.framework.measurement(dimension) == Some(Measurement::Formative)
}

/// The standard error of measurement of a dimension's scores, deviation × √(1 − α), in output units; none where its
/// criteria make it up, so that α says nothing of error.
pub(super) fn error_of_measurement(cases: &Cases, dimension: usize) -> Option<f64> {
    if is_formative(cases, dimension) {
        return None;
    }
    let alpha = Together::of(cases, &cases.items_of(dimension)).alpha(cases).ok()?.raw.value.clamp(0.0, 1.0);
    let scores: Vec<f64> = cases.scores(dimension).into_iter().flatten().collect();
    Some(mean_and_deviation(&scores)?.1 * (1.0 - alpha).sqrt())
}

fn of_columns(cases: &Cases, columns: &[Vec<f64>]) -> Result<Alpha, Reason> {
    let found = alpha(columns, cases.settings.confidence).ok_or(Reason::NoVariation)?;
    Ok(Alpha {
        raw: found.raw.into(),
        standardised: found.standardised,
        items: found.members.iter().map(|own| Item { without: own.raw_without, total: own.rest }).collect(),
    })
}

fn one_dimension(matrix: &[Vec<f64>], count: usize) -> Result<Omega, Reason> {
    if matrix.len() < 3 {
        return Err(Reason::TooFew { count: matrix.len(), least: 3 });
    }
    let factor = one_factor(matrix, count).ok_or(Reason::Singular)?;
    Ok(Omega { value: omega(&factor), loadings: factor.loadings.clone(), heywood: factor.heywood })
}

fn structure(cases: &Cases, matrix: &[Vec<f64>], count: usize) -> Option<Structure> {
    let variances = eigenvalues(matrix)?;
    let seed = cases.question.method.seed;
    let by_chance = parallel_analysis(count, matrix.len(), DRAWS, seed, QUANTILE)?;
    let kept = variances.iter().zip(&by_chance).take_while(|(own, chance)| own > chance).count();
    let components = if kept > 0 { eigen(matrix) } else { Vec::new() };
    let loaded = |(variance, vector): &(f64, Vec<f64>)| vector.iter().map(|own| own * variance.sqrt()).collect();
    Some(Structure {
        kept,
        loadings: components.iter().take(kept).map(loaded).collect(),
        // Of two columns it is 0.5 whatever they hold.
        adequacy: sampling_adequacy(matrix).map(|found| found.overall).filter(|_| matrix.len() > 2),
        sphericity: sphericity(matrix, count).map(Into::into),
        variances,
        by_chance,
    })
}

pub(super) fn attempt<T>(result: Result<T, Reason>) -> Attempt<T> {
    match result {
        Ok(found) => Attempt::Computed(found),
        Err(reason) => Attempt::Refused(reason),
    }
}

/// An estimate, or that there are too few cases for one.
pub(super) fn estimated(found: Option<impl Into<Estimate>>, count: usize, least: usize) -> Attempt<Estimate> {
    match found {
        _ if count < least => Attempt::Refused(Reason::TooFew { count, least }),
        Some(found) => Attempt::Computed(found.into()),
        None => Attempt::Refused(Reason::NoVariation),
    }
}
