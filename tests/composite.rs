//! The composite engine against COINr 1.1.14 (`tests/reference/coinr`), statsmodels, scipy, numpy and worked examples of
//! the literature.
use miqyas::basis::Basis;
use miqyas::calculation::Step;
use miqyas::document::{Block, Content, Weight};
use miqyas::finding::Severity;
use miqyas::framework::parse::{Source, parse};
use miqyas::input::SourceFile;
use miqyas::locale::{Locale, Value};
use miqyas::report::{self, Extent, Selection};
use miqyas::series::{Material, Series};
use miqyas::stats::imputation::{self, Centre};
use miqyas::stats::matrix::{eigen, solve};
use miqyas::stats::normalisation::{self, Ties};
use miqyas::stats::treatment::{Logarithm, box_cox, is_skewed, logarithm, winsorise};
use miqyas::stats::weights::{
    analytic_hierarchy, benefit_of_the_doubt, budget_allocation, critic, entropy, equal_influence, joined,
    principal_components,
};
use miqyas::stats::{
    completeness, copeland, kurtosis, mazziotta_pareto, mean_and_deviation, mean_min, outranking, quantile, skewness,
};
use miqyas::truth::Truth;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

/// A file of the archive: by heading, the cells of every row.
pub(crate) fn file(name: &str) -> BTreeMap<String, Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/coinr/coinr.zip");
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(&format!("{name}.csv")).unwrap_or_else(|_| panic!("{name}")).read_to_string(&mut text).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let heading = lines.next().unwrap();
    let rows: Vec<Vec<String>> = lines.collect();
    let column = |place: usize| rows.iter().map(|row| row[place].clone()).collect();
    heading.iter().enumerate().map(|(place, heading)| (heading.clone(), column(place))).collect()
}

pub(crate) fn number(cell: &str) -> Option<f64> {
    cell.parse().ok()
}

/// The numeric columns of a file; an empty cell is missing, `Inf` no finite value either.
fn columns(name: &str) -> BTreeMap<String, Vec<Option<f64>>> {
    let numbers = |cells: Vec<String>| cells.iter().map(|cell| number(cell).filter(|x| x.is_finite())).collect();
    file(name).into_iter().map(|(heading, cells)| (heading, numbers(cells))).collect()
}

/// What COINr says of each indicator: heading → indicator → cell.
fn of_indicators(name: &str, heading: &str) -> BTreeMap<String, Option<f64>> {
    let mut table = file(name);
    let codes = table.remove("iCode").unwrap();
    codes.into_iter().zip(table[heading].iter().map(|cell| number(cell))).collect()
}

/// The 24 indicators in the order of the input, by group.
const GROUPS: [&str; 4] = ["INF", "SRV", "HUM", "GOV"];

fn indicators() -> Vec<String> {
    GROUPS.iter().flat_map(|group| (1..=6).map(move |place| format!("{group}{place}"))).collect()
}

/// Turned so that higher is better.
fn turned(code: &str, values: &[Option<f64>]) -> Vec<Option<f64>> {
    let sign = if lower_is_better(code) { -1.0 } else { 1.0 };
    values.iter().map(|value| value.map(|x| sign * x)).collect()
}

fn lower_is_better(code: &str) -> bool {
    ["INF6", "GOV4"].contains(&code)
}

fn known(values: &[Option<f64>]) -> Vec<f64> {
    values.iter().flatten().copied().collect()
}

pub(crate) fn assert_near(own: f64, reference: f64, what: &str) {
    let off = (own - reference).abs();
    assert!(off <= 1e-12 || off <= 1e-9 * reference.abs(), "{what}: {own} is not {reference}");
}

fn assert_same(own: &[Option<f64>], reference: &[Option<f64>], what: &str) {
    assert_eq!(own.len(), reference.len(), "{what}");
    for (place, (own, reference)) in own.iter().zip(reference).enumerate() {
        match (own, reference) {
            (Some(own), Some(reference)) => assert_near(*own, *reference, &format!("{what} {place}")),
            (own, reference) => assert_eq!(own, reference, "{what} {place}"),
        }
    }
}

/// Every indicator of a file is what a rule makes of another.
fn assert_file(reference: &str, from: &str, rule: impl Fn(&str, &[Option<f64>]) -> Vec<Option<f64>>) {
    let (reference_columns, from) = (columns(reference), columns(from));
    for code in indicators() {
        assert_same(&rule(&code, &from[&code]), &reference_columns[&code], &format!("{reference} {code}"));
    }
}

#[test]
fn coinr_columns_are_described_alike() {
    let raw = columns("iData");
    for code in indicators() {
        let values = known(&raw[&code]);
        let told = |heading: &str| of_indicators("02_stats_raw", heading)[&code].unwrap();
        let (mean, deviation) = mean_and_deviation(&values).unwrap();
        for (own, heading) in [
            (mean, "Mean"),
            (deviation, "Std"),
            (quantile(&mut values.clone(), 0.5).unwrap(), "Median"),
            (skewness(&values).unwrap(), "Skew"),
            (kurtosis(&values).unwrap(), "Kurt"),
            (values.len() as f64 / 40.0, "Frc.Avail"),
        ] {
            assert_near(own, told(heading), &format!("{code} {heading}"));
        }
    }
    let imputed = columns("03_impute_median");
    for code in indicators() {
        let values = known(&imputed[&code]);
        let told = |heading: &str| of_indicators("04_skew_kurt_imputed", heading)[&code].unwrap();
        assert_near(skewness(&values).unwrap(), told("skew"), &code);
        assert_near(kurtosis(&values).unwrap(), told("kurt"), &code);
    }
}

#[test]
fn coinr_missing_values_are_filled_alike() {
    let regions = file("iData")["Region"].clone();
    let whole = vec![(); regions.len()];
    for (name, kind) in [("mean", Centre::Mean), ("median", Centre::Median)] {
        assert_file(&format!("03_impute_{name}"), "iData", |_, values| {
            imputation::fill_with_centre(values, &whole, kind)
        });
        assert_file(&format!("03_impute_{name}_grp"), "iData", |_, values| {
            imputation::fill_with_centre(values, &regions, kind)
        });
        let (raw, reference) = (columns("iData"), columns(&format!("03_impute_row_{name}_within_group")));
        for group in GROUPS {
            let codes: Vec<String> = (1..=6).map(|place| format!("{group}{place}")).collect();
            let own: Vec<Vec<Option<f64>>> = codes.iter().map(|code| raw[code].clone()).collect();
            let lower: Vec<bool> = codes.iter().map(|code| lower_is_better(code)).collect();
            for (code, filled) in codes.iter().zip(imputation::fill_within_unit(&own, &lower, kind)) {
                assert_same(&filled, &reference[code], &format!("row {name} {code}"));
            }
        }
    }
}

/// COINr's default chain: winsorise at most so often, else the logarithm of the untreated column (`combine`: of the treated).
fn treated(values: &[Option<f64>], most: usize, combine: bool) -> (Vec<Option<f64>>, usize) {
    let again = |values: &[f64]| is_skewed(values, 2.0, 3.5);
    let own = known(values);
    if !again(&own) {
        return (values.to_vec(), 0);
    }
    let mut done = winsorise(&own, most, again);
    if again(&done.values) {
        let from = if combine { &done.values } else { &own };
        done.values = logarithm(from, Logarithm::CoinTool).unwrap();
    }
    let mut given = done.values.into_iter();
    (values.iter().map(|value| value.and_then(|_| given.next())).collect(), done.steps)
}

#[test]
fn coinr_outliers_are_treated_alike() {
    for (name, from, most, combine) in [
        ("04_treat_default", "03_impute_median", 5, false),
        ("04_treat_winmax3", "03_impute_median", 3, false),
        ("04_treat_winmax2", "03_impute_median", 2, false),
        ("04_treat_winmax1", "03_impute_median", 1, false),
        ("04_treat_winmax1_log_CT_combine", "03_impute_median", 1, true),
        ("04_treat_default_on_raw_with_na", "iData", 5, false),
    ] {
        assert_file(name, from, |_, values| treated(values, most, combine).0);
        let steps = of_indicators(&format!("{name}_details"), "winsorise.nwin");
        for (code, values) in columns(from).iter().filter(|(code, _)| steps.contains_key(*code)) {
            assert_eq!(treated(values, most, combine).1 as f64, steps[code].unwrap_or(0.0), "{name} {code}");
        }
    }
    assert_file("04_treat_force_win_SRV3_3", "03_impute_median", |code, values| {
        if code != "SRV3" {
            return treated(values, 5, false).0;
        }
        winsorise(&known(values), 3, |_| true).values.into_iter().map(Some).collect()
    });
}

#[test]
fn coinr_columns_are_transformed_alike() {
    let raw = known(&columns("03_impute_median")["HUM3"]);
    let reference = columns("04_transforms_HUM3");
    for (name, own) in [
        ("log_CT", logarithm(&raw, Logarithm::CoinTool)),
        ("log_CT_plus", logarithm(&raw, Logarithm::CoinToolEitherSide)),
        ("log_CT_orig", logarithm(&raw, Logarithm::CoinToolFirst)),
        ("boxcox_0", box_cox(&raw, 0.0, true)),
        ("boxcox_0.5", box_cox(&raw, 0.5, true)),
        ("boxcox_m0.5", box_cox(&raw, -0.5, true)),
        ("boxcox_2_nomakepos", box_cox(&raw, 2.0, false)),
    ] {
        let own: Vec<Option<f64>> = own.unwrap().into_iter().map(Some).collect();
        assert_same(&own, &reference[name], name);
    }
    let turned: Vec<f64> = raw.iter().map(|x| -x).collect();
    let mirrored: Vec<f64> = logarithm(&turned, Logarithm::CoinToolEitherSide).unwrap();
    let plain = logarithm(&raw, Logarithm::CoinToolEitherSide).unwrap();
    mirrored.iter().zip(&plain).for_each(|(a, b)| assert_near(-a, *b, "the other side is the mirror image"));
}

/// Global Innovation Index 2020, appendix IV: ln((max · f − 1)(x − min)/(max − min) + 1), so that the ends become 0 and
/// ln(max · f); COINr's `log_GII` returns its input untouched.
#[test]
fn the_logarithm_of_the_innovation_index_is_the_published_one() {
    let own = logarithm(&[0.0, 1.0, 2.0, 100.0], Logarithm::InnovationIndex { factor: 1.0 }).unwrap();
    for (own, published) in own.iter().zip([0.0, 1.99_f64.ln(), 2.98_f64.ln(), 100.0_f64.ln()]) {
        assert_near(*own, published, "GII");
    }
    let left = logarithm(&[0.0, 98.0, 99.0, 100.0], Logarithm::InnovationIndex { factor: 1.0 }).unwrap();
    assert!(left.windows(2).all(|pair| pair[0] < pair[1]) && left[3] == 0.0, "{left:?}");
}

/// Numbers of a column of the meta data, by indicator.
fn meta(heading: &str) -> BTreeMap<String, f64> {
    of_indicators("iMeta", heading).into_iter().filter_map(|(code, value)| Some((code, value?))).collect()
}

fn times(values: Vec<Option<f64>>, factor: f64, offset: f64) -> Vec<Option<f64>> {
    values.into_iter().map(|value| value.map(|x| offset + factor * x)).collect()
}

type Rule<'r> = &'r dyn Fn(&str, &[Option<f64>]) -> Vec<Option<f64>>;

#[test]
fn coinr_columns_are_placed_alike() {
    use normalisation::*;
    let of = ["Target", "goalpost_lower", "goalpost_upper", "scaled_lower", "scaled_upper"].map(meta);
    let [targets, lower, upper, scaled_lower, scaled_upper] = &of;
    let fixed = |values: &[Option<f64>], place: &dyn Fn(f64) -> f64| -> Vec<Option<f64>> {
        values.iter().map(|value| value.map(place)).collect()
    };
    let rules: [(&str, Rule); 17] = [
        ("minmax_0_100", &|_, values| times(min_max(values), 100.0, 0.0)),
        ("minmax_1_100", &|_, values| times(min_max(values), 99.0, 1.0)),
        ("minmax_iMeta", &|_, values| times(min_max(values), 99.0, 1.0)),
        ("dist2max", &|_, values| min_max(values)),
        ("zscore_0_1", &|_, values| z_scores(values)),
        ("zscore_100_15", &|_, values| times(z_scores(values), 15.0, 100.0)),
        ("zscore_iMeta", &|_, values| times(z_scores(values), 10.0, 50.0)),
        ("rank", &|_, values| ranks(values, Ties::Minimum)),
        ("rank_average", &|_, values| ranks(values, Ties::Average)),
        ("borda", &|_, values| borda(values, Ties::Minimum)),
        ("prank", &|_, values| percentile_ranks(values, Ties::Minimum)),
        ("fracmax", &|_, values| fraction_of_maximum(values)),
        ("dist2ref_unit5", &|_, values| distance_to_reference(values, 4, false)),
        ("dist2ref_unit5_cap", &|_, values| distance_to_reference(values, 4, true)),
        ("scaled_0_100", &|_, values| fixed(values, &|x| 100.0 * scaled(x, 0.0, 100.0))),
        ("scaled_iMeta", &|code, values| {
            let sign = if lower_is_better(code) { -1.0 } else { 1.0 };
            let (low, high) = (sign * scaled_lower[code], sign * scaled_upper[code]);
            let (floor, target) = if lower_is_better(code) { (high, low) } else { (low, high) };
            fixed(values, &|x| 100.0 * scaled(x, floor, target))
        }),
        ("dist2targ_iMeta", &|code, values| {
            let sign = if lower_is_better(code) { -1.0 } else { 1.0 };
            distance_to_target(values, sign * targets[code], true)
        }),
    ];
    for set in ["Raw", "Treated"] {
        let from = if set == "Raw" { "iData" } else { "04_treat_default" };
        for (name, rule) in &rules {
            if *name == "fracmax" || name.starts_with("dist2ref") {
                continue;
            }
            assert_file(&format!("05_norm_{set}_{name}"), from, |code, values| rule(code, &turned(code, values)));
        }
        for (name, rule) in rules.iter().filter(|(name, _)| *name == "fracmax" || name.starts_with("dist2ref")) {
            let (reference, from) = (columns(&format!("05_norm_{set}_{name}")), columns(from));
            for code in indicators() {
                let values = turned(&code, &from[&code]);
                let least = known(&values).into_iter().reduce(f64::min);
                if name.starts_with("dist2ref") && values[4] == least {
                    assert!(rule(&code, &values).iter().all(Option::is_none), "the reference is the worst: {code}");
                } else {
                    assert_same(&rule(&code, &values), &reference[&code], &format!("{set} {name} {code}"));
                }
            }
        }
        assert_file(&format!("05_norm_{set}_goalposts_iMeta"), from, |code, values| {
            let (floor, target) = if lower_is_better(code) { (upper, lower) } else { (lower, upper) };
            fixed(values, &|x| 100.0 * goalposts(x, floor[code], target[code]))
        });
    }
    assert_file("05_norm_Treated_indiv_specs", "04_treat_default", |code, values| match code {
        "INF1" => z_scores(values),
        "SRV2" => fixed(values, &|x| 100.0 * goalposts(x, 1.0, 5.0)),
        _ => times(min_max(&turned(code, values)), 100.0, 0.0),
    });
}

#[test]
fn coinr_units_outrank_one_another_alike() {
    let placed = columns("05_norm_Treated_minmax_1_100");
    let weights = meta("Weight");
    let codes = indicators();
    let own: Vec<Vec<Option<f64>>> = codes.iter().map(|code| placed[code].clone()).collect();
    let weights: Vec<f64> = codes.iter().map(|code| weights[code]).collect();
    let matrix = outranking(&weights, &own);
    let reference = columns("06_outrank_matrix_N1_all_indicators");
    for (place, unit) in file("iData")["uCode"].iter().enumerate() {
        let column: Vec<Option<f64>> = matrix.iter().map(|row| Some(row[place])).collect();
        assert_same(&column, &reference[unit], unit);
    }
    let scores: Vec<Option<f64>> = copeland(&weights, &own).into_iter().map(Some).collect();
    assert_same(&scores, &columns("06_outrank_summary_N1")["copeland"], "copeland");
}

#[test]
fn coinr_principal_components_are_alike_but_for_the_sign() {
    let check = |name: &str, set: &BTreeMap<String, Vec<Option<f64>>>, codes: &[String]| {
        let own: Vec<Vec<Option<f64>>> = codes.iter().map(|code| set[code].clone()).collect();
        let components = principal_components(&own).unwrap();
        let reference = of_indicators(name, "Weight");
        let theirs: Vec<f64> = codes.iter().map(|code| reference[code].unwrap()).collect();
        let sign = theirs.iter().sum::<f64>().signum();
        for (own, theirs) in components.loadings[0].iter().zip(&theirs) {
            assert_near(*own, sign * theirs, name);
        }
        components
    };
    let all_loadings = |name: &str, own: &miqyas::stats::weights::Principal, codes: &[String]| {
        for (component, own) in own.loadings.iter().enumerate() {
            let told = of_indicators(name, &format!("PC{}", component + 1));
            let theirs: Vec<f64> = codes.iter().map(|code| told[code].unwrap()).collect();
            let sign = own.iter().zip(&theirs).map(|(own, theirs)| own * theirs).sum::<f64>().signum();
            for (own, theirs) in own.iter().zip(&theirs) {
                assert!((own - sign * theirs).abs() < 1e-9, "{name} {component}: {own} is not {theirs}");
            }
        }
    };
    let normalised = columns("05_norm_Treated_minmax_0_100");
    let own = check("09_pca_Normalised_all_weights", &normalised, &indicators());
    all_loadings("09_pca_Normalised_all_All_loadings", &own, &indicators());
    let variances: Vec<Option<f64>> = own.variances.into_iter().map(Some).collect();
    assert_same(&variances, &columns("09_pca_Normalised_all_All_variance")["eigenvalue"], "all");
    for group in GROUPS {
        let codes: Vec<String> = (1..=6).map(|place| format!("{group}{place}")).collect();
        for (set, values) in [("Normalised", &normalised), ("Raw", &columns("iData"))] {
            let own = check(&format!("09_pca_{set}_bygroup_weights"), values, &codes);
            all_loadings(&format!("09_pca_{set}_bygroup_{group}_loadings"), &own, &codes);
            let variances: Vec<Option<f64>> = own.variances.into_iter().map(Some).collect();
            assert_same(&variances, &columns(&format!("09_pca_{set}_bygroup_{group}_variance"))["eigenvalue"], group);
        }
    }
    let groups: Vec<String> = GROUPS.iter().map(|group| (*group).to_owned()).collect();
    let own = check("09_pca_Aggregated_L2_weights", &columns("06_agg_N0_a_amean"), &groups);
    all_loadings("09_pca_Aggregated_L2_IDX_loadings", &own, &groups);
    assert!((own.weights().unwrap().iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

/// COINr searches by Nelder–Mead; here the weights follow exactly, and what is obtained is what it strove for.
#[test]
fn coinr_weights_of_equal_influence_obtain_the_same() {
    let scores = columns("06_agg_N0_a_amean");
    let own: Vec<Vec<Option<f64>>> = GROUPS.iter().map(|group| scores[*group].clone()).collect();
    let weights = equal_influence(&own).unwrap();
    let index: Vec<Option<f64>> =
        (0..40).map(|unit| own.iter().zip(&weights).map(|(column, w)| column[unit].map(|x| w * x)).sum()).collect();
    let influence: Vec<f64> = own.iter().map(|column| miqyas::stats::correlation(column, &index).unwrap()).collect();
    let total: f64 = influence.iter().sum();
    let obtained: Vec<Option<f64>> = influence.iter().map(|own| Some(own / total)).collect();
    for (obtained, reference) in obtained.iter().zip(&columns("10_optweights_balance_equal_L2_tight")["Obtained"]) {
        assert!((obtained.unwrap() - reference.unwrap()).abs() < 1e-8, "their own tolerance: {obtained:?}");
    }
    assert!(obtained.iter().all(|share| (share.unwrap() - 0.25).abs() < 1e-12), "{obtained:?}");
}

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

/// Five units × three criteria.
const ROWS: [[f64; 3]; 5] = [[7.0, 3.0, 9.0], [5.0, 8.0, 6.0], [9.0, 6.0, 2.0], [4.0, 4.0, 7.0], [6.0, 9.0, 3.0]];

fn criteria() -> Vec<Vec<Option<f64>>> {
    (0..3).map(|criterion| ROWS.iter().map(|row| Some(row[criterion])).collect()).collect()
}

fn assert_all(own: &[f64], reference: &[f64], what: &str) {
    assert_same(&some(own), &some(reference), what);
}

/// X = ROWS; e = scipy.stats.entropy(X, axis=0)/np.log(5); (1-e)/(1-e).sum()
/// c = X.std(0, ddof=1) * (1 - np.corrcoef(X.T)).sum(0); c/c.sum()
#[test]
fn entropy_and_critic_are_those_of_numpy_and_scipy() {
    let reference = [0.16169156435421417, 0.31895657736097416, 0.5193518582848117];
    assert_all(&entropy(&criteria()).unwrap(), &reference, "entropy");
    let reference = [0.23208840949056433, 0.33343927153686576, 0.43447231897256994];
    assert_all(&critic(&criteria()).unwrap(), &reference, "CRITIC");
    let same = vec![some(&[1.0, 1.0, 1.0]); 2];
    assert_eq!((entropy(&[some(&[-1.0, 2.0])]), entropy(&same), critic(&same)), (None, None, None));
}

/// v, V = np.linalg.eig([[1, 3, 5], [1/3, 1, 3], [1/5, 1/3, 1]]); consistency (v.max() - 3)/2/.58
#[test]
fn the_analytic_hierarchy_is_the_principal_eigenvector() {
    let table = vec![vec![1.0, 3.0, 5.0], vec![1.0 / 3.0, 1.0, 3.0], vec![0.2, 1.0 / 3.0, 1.0]];
    let own = analytic_hierarchy(&table).unwrap();
    assert_all(&own.weights, &[0.6369855717447569, 0.2582849943744952, 0.10472943388074793], "AHP");
    assert!((own.consistency_ratio - 0.033199215998426276).abs() < 1e-12, "{}", own.consistency_ratio);
    let consistent = vec![vec![1.0, 2.0, 8.0], vec![0.5, 1.0, 4.0], vec![0.125, 0.25, 1.0]];
    assert!(analytic_hierarchy(&consistent).unwrap().consistency_ratio.abs() < 1e-12);
    let both = joined(&[table.clone(), consistent]).unwrap();
    assert_near(both[0][2], 40.0_f64.sqrt(), "the geometric mean of two experts");
    assert_near(both[2][0], 1.0 / 40.0_f64.sqrt(), "and its reciprocal");
    assert_eq!(analytic_hierarchy(&[vec![1.0, 0.0], vec![0.0, 1.0]]), None);
}

#[test]
fn a_budget_is_the_mean_of_shares() {
    let own = budget_allocation(&[vec![60.0, 40.0, 0.0], vec![1.0, 1.0, 2.0]]).unwrap();
    assert_all(&own, &[0.425, 0.325, 0.25], "budget");
    assert_eq!(budget_allocation(&[vec![1.0], vec![0.0]]), None);
}

/// scipy.optimize.linprog(-X[k], A_ub=X, b_ub=np.ones(5)), X = ROWS; with shares held within 0.2–0.6 also
/// A_ub = -(np.eye(3)[j] - .2) * X[k] and (np.eye(3)[j] - .6) * X[k] for every criterion j, b_ub = 0.
#[test]
fn the_benefit_of_the_doubt_is_that_of_linprog() {
    let rows = ROWS.map(|row| row.to_vec());
    let free = [1.0, 1.0, 1.0, 0.8703703703703705, 1.0];
    let held = [0.9292035398230087, 1.0, 0.7160804020100505, 0.8082545141874464, 0.9125475285171103];
    for unit in 0..5 {
        let own = benefit_of_the_doubt(&rows, unit, (0.0, 1.0)).unwrap();
        assert!((own.score - free[unit]).abs() < 1e-12, "{unit}: {own:?}");
        let own = benefit_of_the_doubt(&rows, unit, (0.2, 0.6)).unwrap();
        assert!((own.score - held[unit]).abs() < 1e-12, "{unit}: {own:?}");
        let shares = own.weights.iter().zip(&rows[unit]).map(|(weight, value)| weight * value / own.score);
        assert!(shares.into_iter().all(|share| (0.2 - 1e-9..=0.6 + 1e-9).contains(&share)), "{unit}");
    }
}

/// Under a monotone pattern the estimates have a closed form (Anderson 1957): the expectation is that of the regression
/// among complete rows. numpy: b = np.cov(y1[:5], y2, ddof=0)[0, 1]/y1[:5].var(); y2.mean() + b*(y1[5:] - y1[:5].mean())
#[test]
fn expectation_maximisation_reaches_andersons_estimates() {
    let first = some(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
    let mut second = some(&[2.1, 3.9, 6.2, 7.8, 10.1]);
    second.resize(8, None);
    let filled = imputation::fill_with_expectation(&[first.clone(), second]).unwrap();
    for (own, reference) in filled[1][5..].iter().zip([11.99, 13.98, 15.97]) {
        assert!((own.unwrap() - reference).abs() < 1e-9, "{own:?} {reference}");
    }
    assert_eq!(filled[0], first);
    assert_eq!(imputation::fill_with_expectation(&[some(&[1.0, 1.0])]), None);
}

#[test]
fn a_hot_deck_draws_from_the_same_group_and_the_same_seed_alike() {
    let values = [Some(1.0), Some(3.0), None, Some(10.0), None, None];
    let groups = ["a", "a", "a", "b", "b", "c"];
    let fill = |draws: u32, seed: u64| imputation::fill_from_donors(&values, &groups, draws, seed);
    assert!((0..50).all(|seed| [Some(1.0), Some(3.0)].contains(&fill(1, seed)[2])));
    assert_eq!((fill(20, 5)[4], fill(20, 5)[5]), (Some(10.0), None));
    assert_eq!(fill(20, 5), fill(20, 5));
    assert!((fill(4000, 5)[2].unwrap() - 2.0).abs() < 0.1, "the mean over many draws is the donors'");
}

#[test]
fn a_panel_fills_from_other_times() {
    let values = [None, Some(2.0), None, None, Some(8.0), None];
    let last: Vec<Option<f64>> = (0..6).map(|place| imputation::last_value(&values, place)).collect();
    assert_eq!(last, [None, None, Some(2.0), Some(2.0), Some(2.0), Some(8.0)]);
    let line = [0, 2, 3, 5].map(|place| imputation::linear(&values, place));
    assert_eq!(line, [Some(2.0), Some(4.0), Some(6.0), Some(8.0)]);
}

/// scipy.stats.rankdata([3, 1, 3, 2, 3], "dense"), "max", "min" and "average"
#[test]
fn ties_are_those_of_scipy() {
    let values = some(&[3.0, 1.0, 3.0, 2.0, 3.0]);
    for (ties, reference) in [
        (Ties::Dense, [3.0, 1.0, 3.0, 2.0, 3.0]),
        (Ties::Maximum, [5.0, 1.0, 5.0, 2.0, 5.0]),
        (Ties::Minimum, [3.0, 1.0, 3.0, 2.0, 3.0]),
        (Ties::Average, [4.0, 1.0, 4.0, 2.0, 4.0]),
    ] {
        assert_same(&normalisation::ranks(&values, ties), &some(&reference), &format!("{ties:?}"));
    }
}

/// q = np.quantile([1, 2, 4, 8, 16], [.1, .9]); np.clip((x - q[0])/(q[1] - q[0]), 0, 1)
#[test]
fn columns_between_percentiles_are_those_of_numpy() {
    let own = normalisation::between_percentiles(&some(&[1.0, 2.0, 4.0, 8.0, 16.0]), 0.1, 0.9);
    let reference = [0.0, 0.052631578947368425, 0.22807017543859648, 0.5789473684210525, 1.0];
    assert_same(&own, &some(&reference), "percentiles");
    assert_eq!(normalisation::between_percentiles(&some(&[2.0, 2.0]), 0.1, 0.9), [None, None]);
}

#[test]
fn two_ended_goalposts_fall_on_both_sides() {
    let place = |x: f64| normalisation::trapezoid(x, 10.0, 20.0, 40.0, 80.0);
    assert_eq!([5.0, 15.0, 20.0, 30.0, 40.0, 60.0, 90.0].map(place), [0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.0]);
}

/// scipy.stats.boxcox([1, 2, 3, 10], .3)
#[test]
fn box_cox_is_that_of_scipy() {
    let own = box_cox(&[1.0, 2.0, 3.0, 10.0], 0.3, false).unwrap();
    assert_all(&own, &[0.0, 0.7704813778163876, 1.3012972343863647, 3.3175410498962656], "Box–Cox");
    assert_eq!(box_cox(&[-1.0, 2.0], 0.0, false), None);
}

/// w = [.5, .3, .2]; v = [100, 90, 120]; M = w @ v; S² = w @ (v-M)²: M - S²/M; M - .5*(sqrt((M-90)²+4)-2); and with
/// equal weights z.mean() - z.var()/z.mean()
#[test]
fn unbalanced_profiles_are_lowered() {
    let parts = [(0.5, 100.0), (0.3, 90.0), (0.2, 120.0)];
    assert_near(mazziotta_pareto(parts.into_iter()), 99.92079207920793, "weighted");
    assert_near(mean_min(parts.into_iter(), 0.5, 2.0), 96.40983005625053, "mean–min");
    let equal = [(1.0, 95.0), (1.0, 105.0), (1.0, 100.0)];
    assert_near(mazziotta_pareto(equal.into_iter()), 99.83333333333333, "equal");
    assert_near(mean_min(equal.into_iter(), 1.0, 0.0), 95.0, "the minimum");
    assert_near(mean_min(equal.into_iter(), 0.0, 3.0), 100.0, "the mean");
}

/// np.linalg.eigh(H), np.linalg.solve(H, [1, 2, 3]), H = [[1, .2, .3], [.2, 2, .4], [.3, .4, 3]]
#[test]
fn symmetric_matrices_are_solved_as_by_numpy() {
    let matrix = vec![vec![1.0, 0.2, 0.3], vec![0.2, 2.0, 0.4], vec![0.3, 0.4, 3.0]];
    let values: Vec<f64> = eigen(&matrix).into_iter().map(|(value, _)| value).collect();
    assert_all(&values, &[3.19602081215743, 1.8679838671314928, 0.9359953207110763], "eigenvalues");
    let own = solve(&matrix, &[1.0, 2.0, 3.0]).unwrap();
    assert_all(&own, &[0.5941302791696492, 0.7730851825340014, 0.8375089477451684], "solution");
    assert_eq!(solve(&[vec![1.0, 2.0], vec![2.0, 1.0]], &[1.0, 1.0]), None);
}

/// Issue: 200 units in 20 ms, which COINr takes 18 s for.
#[test]
fn copeland_on_two_hundred_units_is_quick() {
    let place = |unit: u64, criterion: u64| Some(miqyas::stats::stream::draw(criterion, unit) as f64);
    let columns: Vec<Vec<Option<f64>>> =
        (0..24).map(|criterion| (0..200).map(|unit| place(unit, criterion)).collect()).collect();
    let started = std::time::Instant::now();
    let scores = copeland(&[1.0; 24], &columns);
    assert!(started.elapsed().as_millis() < 200, "{:?} on a busy machine, unoptimised", started.elapsed());
    assert_eq!(scores.iter().sum::<f64>(), 0.0);
}

pub(crate) const INDEX: &str = include_str!("reference/coinr/index.toml");

/// COINr's input as a register and a table of answers.
pub(crate) fn tables() -> Vec<(String, String)> {
    let input = file("iData");
    let line = |cells: Vec<&str>| cells.join(",") + "\n";
    let mut agencies = "code,region\n".to_owned();
    let mut answers = format!("agency,{}\n", indicators().join(",").to_lowercase());
    for (place, unit) in input["uCode"].iter().enumerate() {
        agencies += &line(vec![unit, &input["Region"][place]]);
        let own = indicators().into_iter().map(|code| input[&code][place].replace("NA", ""));
        answers += &format!("{unit},{}\n", own.collect::<Vec<_>>().join(","));
    }
    vec![("agencies.csv".to_owned(), agencies), ("answers.csv".to_owned(), answers)]
}

/// A framework with its text changed, and tables of answers.
pub(crate) fn material(framework: &str, changes: &[(&str, &str)], tables: Vec<(String, String)>) -> Material {
    let mut text = framework.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let source = Source { file: "index.toml", text: &text };
    let framework = parse(source, &|_| None).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let files = tables.into_iter().map(|(name, text)| SourceFile { name, bytes: Box::new(Cursor::new(text)) });
    let settings = miqyas::survey::Settings::default();
    let (survey, findings) =
        miqyas::survey::read(&settings, &framework, files.collect::<Vec<_>>(), &|_| {}, &mut |_| {});
    Material {
        title: Default::default(),
        organisation: Default::default(),
        note: Default::default(),
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        method: framework.method.clone(),
        framework,
        edition: None,
        groups: None,
        survey,
        findings,
    }
}

fn assess(framework: &str, changes: &[(&str, &str)], tables: Vec<(String, String)>) -> Series {
    Series::assess(material(framework, changes, tables))
}

fn index(changes: &[(&str, &str)]) -> Series {
    assess(INDEX, changes, tables())
}

/// Scores of a dimension by agency, in the order of the register.
fn scores(series: &Series, dimension: &str) -> Vec<Option<f64>> {
    let dimension = series.framework.dimension(dimension).unwrap();
    let agencies = series.assessments[0].agencies.iter();
    agencies.map(|agency| agency.judgements.claimed.as_ref()?.scores[dimension].value).collect()
}

/// The values of a criterion after a step.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Imputation,
    Treatment,
    Normalisation,
}

fn values(series: &Series, after: After) -> BTreeMap<String, Vec<Option<f64>>> {
    let basis = Basis::of(series, &series.assessments[0]);
    let nodes = &basis.calculation.nodes;
    let mut found = BTreeMap::new();
    for (item, described) in basis.calculation.items.iter().enumerate() {
        let mut node = nodes.iter().position(|node| node.step == Step::Item(item)).unwrap();
        for (place, other) in nodes.iter().enumerate() {
            match other.step {
                Step::Treated { of, .. } if of == node && after != After::Imputation => node = place,
                Step::Relative { of, .. } if of == node && after == After::Normalisation => node = place,
                _ => {}
            }
        }
        let value = |agency: &miqyas::basis::Ground| agency.columns.claimed.as_ref()?.nodes[node].value;
        found.insert(described.code.as_str().to_uppercase(), basis.agencies.iter().map(value).collect());
    }
    found
}

const MEDIAN: &str = r#"imputation = { by = "median" }"#;
const TREATMENT: &str = r#"treatment = { skewness = 2, kurtosis = 3.5, winsorise = 5, then = "log-ct" }"#;
const UNTREATED: &str = "";
const HIGHER: &str = r#"normalise = { min-max = { better = "higher" } }"#;
const LOWER: &str = r#"normalise = { min-max = { better = "lower" } }"#;
const TOP: &str = "role = \"index\"\n";
const GROUP: &str = "parent = \"idx\"\n";

#[test]
fn the_whole_chain_of_coinr_as_settings() {
    let series = index(&[]);
    let reference = file("07_results_Aggs_scores");
    for (row, unit) in reference["uCode"].iter().enumerate() {
        let agency = series.survey.agencies.iter().position(|agency| agency.code.as_str() == unit).unwrap();
        for dimension in ["IDX", "INF", "SRV", "HUM", "GOV"] {
            let own = scores(&series, &dimension.to_lowercase())[agency].unwrap();
            assert_near(own, number(&reference[dimension][row]).unwrap(), &format!("{unit} {dimension}"));
        }
    }
    let judged = &series.assessments[0].agencies;
    let whole = |agency: &miqyas::assessment::AgencyAssessment| agency.judgements.claimed.as_ref().unwrap().scores[0];
    assert_eq!(judged.iter().map(|agency| agency.imputed.len()).sum::<usize>(), 48);
    for agency in judged {
        let score = whole(agency);
        let exact = score.low == score.high && score.answered == score.applicable;
        assert_eq!(exact, agency.imputed.is_empty(), "what is imputed is missing for bounds and coverage");
        assert!(score.low <= score.value && score.value <= score.high, "{score:?}");
    }
    assert!(series.findings.count("values-imputed") > 0);
}

#[test]
fn coinr_aggregations_as_settings() {
    let least = |text: &str| text.replace("better =", "least = 0.01, better =");
    let (higher, lower) = (least(HIGHER), least(LOWER));
    let n1: Vec<(&str, &str)> = vec![(HIGHER, &higher), (LOWER, &lower)];
    let both = |rule: &str| (format!("{TOP}{rule}\n"), format!("{GROUP}{rule}\n"));
    let mut compared = 0;
    for (name, [top, group]) in [
        ("a_amean", ["", ""]),
        ("a_gmean", ["aggregate = \"geometric\"", "aggregate = \"geometric\""]),
        ("a_hmean", ["aggregate = \"harmonic\"", "aggregate = \"harmonic\""]),
        ("genmean_p2", ["aggregate = { power = 2 }", "aggregate = { power = 2 }"]),
        ("genmean_p0.5", ["aggregate = { power = 0.5 }", "aggregate = { power = 0.5 }"]),
        ("genmean_pm1", ["aggregate = { power = -1 }", "aggregate = { power = -1 }"]),
        ("amean_then_gmean", ["aggregate = \"geometric\"", ""]),
        ("amean_datthresh0.8", ["missing = { minimum-parts = 0.8 }", "missing = { minimum-parts = 0.8 }"]),
        ("amean_datthresh0.9_0.5", ["missing = { minimum-parts = 0.5 }", "missing = { minimum-parts = 0.9 }"]),
        ("amean_equal_weights", ["weights = \"equal\"", "weights = \"equal\""]),
        (
            "gmean_equal_weights",
            ["weights = \"equal\"\naggregate = \"geometric\"", "weights = \"equal\"\naggregate = \"geometric\""],
        ),
        ("copeland_by_level", ["aggregate = \"copeland\"\nfactor = 1", "aggregate = \"copeland\"\nfactor = 1"]),
        ("amean_then_copeland", ["aggregate = \"copeland\"\nfactor = 1", ""]),
    ] {
        let (top, group) = (both(top).0, both(group).1);
        for (set, imputed) in [("N1", true), ("N1na", false)] {
            let Some(reference) = columns_of(&format!("06_agg_{set}_{name}")) else { continue };
            let mut changes = n1.clone();
            changes.extend([(TOP, top.as_str()), (GROUP, group.as_str())]);
            if !imputed {
                changes.extend([(MEDIAN, ""), (TREATMENT, UNTREATED)]);
            }
            let series = index(&changes);
            for dimension in ["IDX", "INF", "SRV", "HUM", "GOV"] {
                let mut own = scores(&series, &dimension.to_lowercase());
                if set == "N1na" && name.starts_with("genmean") {
                    // COINr gives no value where anything is missing, its help says otherwise.
                    own.iter_mut()
                        .zip(&reference[dimension])
                        .for_each(|(own, theirs)| *own = own.and(theirs.and(*own)));
                }
                assert_same(&own, &reference[dimension], &format!("{set} {name} {dimension}"));
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 23);
    for (name, rule) in [
        ("06_agg_Z_a_amean", "normalise = { z-score = { better = \"BETTER\" } }"),
        ("06_agg_P_a_amean", "normalise = { percentile-rank = { better = \"BETTER\", ties = \"minimum\" } }"),
    ] {
        let (higher, lower) = (rule.replace("BETTER", "higher"), rule.replace("BETTER", "lower"));
        let series = index(&[(HIGHER, &higher), (LOWER, &lower), ("factor = 100", "factor = 1")]);
        for dimension in ["IDX", "INF", "SRV", "HUM", "GOV"] {
            assert_same(&scores(&series, &dimension.to_lowercase()), &columns(name)[dimension], name);
        }
    }
}

/// The columns of a file that the archive may lack.
fn columns_of(name: &str) -> Option<BTreeMap<String, Vec<Option<f64>>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/coinr/coinr.zip");
    let archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    archive.index_for_name(&format!("{name}.csv")).map(|_| columns(name))
}

#[test]
fn coinr_imputations_and_treatments_as_settings() {
    let check = |name: &str, changes: &[(&str, &str)], after: After| {
        let (own, reference) = (values(&index(changes), after), columns(name));
        for code in indicators() {
            assert_same(&own[&code], &reference[&code], &format!("{name} {code}"));
        }
    };
    for (name, rule) in [
        ("mean", r#"by = "mean""#),
        ("median", r#"by = "median""#),
        ("mean_grp", r#"by = "mean", group = "region""#),
        ("median_grp", r#"by = "median", group = "region""#),
        ("row_mean_within_group", r#"by = "unit-mean""#),
        ("row_median_within_group", r#"by = "unit-median""#),
    ] {
        let rule = format!("imputation = {{ {rule} }}");
        check(&format!("03_impute_{name}"), &[(MEDIAN, &rule)], After::Imputation);
    }
    let most = |most: &str| TREATMENT.replace("winsorise = 5", &format!("winsorise = {most}"));
    check("04_treat_default", &[], After::Treatment);
    check("04_treat_default_on_raw_with_na", &[(MEDIAN, "")], After::Treatment);
    for steps in ["1", "2", "3"] {
        check(&format!("04_treat_winmax{steps}"), &[(TREATMENT, &most(steps))], After::Treatment);
    }
    let combined = most("1").replace(" }", ", combined = true }");
    check("04_treat_winmax1_log_CT_combine", &[(TREATMENT, &combined)], After::Treatment);
    let forced = "code = \"srv3\"\ntreatment = { winsorise = 3, forced = true }";
    check("04_treat_force_win_SRV3_3", &[("code = \"srv3\"", forced)], After::Treatment);
}

/// A rule of normalisation as TOML, by indicator.
type Written<'r> = &'r dyn Fn(&str) -> String;

#[test]
fn coinr_normalisations_as_settings() {
    let tables = ["Target", "goalpost_lower", "goalpost_upper", "scaled_lower", "scaled_upper"].map(meta);
    let [target, post_low, post_high, scaled_low, scaled_high] = &tables;
    let ends = |code: &str, low: &BTreeMap<String, f64>, high: &BTreeMap<String, f64>| {
        let (low, high) = (low[code], high[code]);
        let (floor, target) = if lower_is_better(code) { (high, low) } else { (low, high) };
        format!("{{ floor = {floor:?}, target = {target:?} }}")
    };
    let rules: [(&str, f64, Written); 15] = [
        ("minmax_0_100", 100.0, &|_| "min-max = { BETTER }".to_owned()),
        ("minmax_1_100", 1.0, &|_| "min-max = { BETTER, least = 1, most = 100 }".to_owned()),
        ("dist2max", 1.0, &|_| "distance-to-maximum = { BETTER }".to_owned()),
        ("zscore_0_1", 1.0, &|_| "z-score = { BETTER }".to_owned()),
        ("zscore_100_15", 1.0, &|_| "z-score = { BETTER, mean = 100, deviation = 15 }".to_owned()),
        ("rank", 1.0, &|_| "rank = { BETTER, ties = \"minimum\" }".to_owned()),
        ("rank_average", 1.0, &|_| "rank = { BETTER }".to_owned()),
        ("borda", 1.0, &|_| "borda = { BETTER, ties = \"minimum\" }".to_owned()),
        ("prank", 1.0, &|_| "percentile-rank = { BETTER, ties = \"minimum\" }".to_owned()),
        ("scaled_0_100", 100.0, &|code| {
            let target = if lower_is_better(code) { -100 } else { 100 };
            format!("scaled = {{ floor = 0, target = {target} }}")
        }),
        ("scaled_iMeta", 100.0, &|code| format!("scaled = {}", ends(code, scaled_low, scaled_high))),
        ("goalposts_iMeta", 100.0, &|code| format!("goalposts = {}", ends(code, post_low, post_high))),
        ("dist2ref_unit5", 1.0, &|_| "distance-to-reference = { BETTER, agency = \"U005\" }".to_owned()),
        ("dist2ref_unit5_cap", 1.0, &|_| {
            "distance-to-reference = { BETTER, agency = \"U005\", capped = true }".to_owned()
        }),
        ("dist2targ_iMeta", 1.0, &|code| format!("distance-to-target = {{ BETTER, target = {:?} }}", target[code])),
    ];
    for (name, factor, rule) in &rules {
        let mut changes: Vec<(String, String)> = Vec::new();
        for code in indicators() {
            let better = if lower_is_better(&code) { "lower" } else { "higher" };
            let rule = rule(&code).replace("BETTER", &format!("better = \"{better}\""));
            let head = format!("code = \"{}\"\n", code.to_lowercase());
            changes.push((head.clone(), format!("{head}normalise = {{ {rule} }}\n")));
        }
        for (set, raw) in [("Raw", true), ("Treated", false)] {
            let mut changes: Vec<(&str, &str)> =
                changes.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
            changes.splice(0..0, [(HIGHER, ""), (LOWER, "")]);
            if raw {
                changes.extend([(MEDIAN, ""), (TREATMENT, UNTREATED)]);
            }
            let name = format!("05_norm_{set}_{name}");
            let (own, reference) = (values(&index(&changes), After::Normalisation), columns(&name));
            for code in indicators() {
                let own = times(own[&code].clone(), *factor, 0.0);
                if name.contains("dist2ref") && own.iter().all(Option::is_none) {
                    // The reference is itself the worst: COINr divides by zero.
                    continue;
                }
                assert_same(&own, &reference[&code], &format!("{name} {code}"));
            }
        }
    }
}

/// `_byNA`: at least 90 % available; `_byzeros`: at least 95 % not 0; and what is available of each group.
#[test]
fn coinr_screens_the_same_units() {
    let raw = columns("iData");
    let mut kept: Vec<bool> = Vec::new();
    let reference = file("02_screen_byNAandzeros");
    for (place, unit) in reference["uCode"].iter().enumerate() {
        let row: Vec<Option<f64>> = indicators().iter().map(|code| raw[code][place]).collect();
        let (available, nonzero) = completeness(&row);
        assert_near(available, number(&reference["Dat_Avail"][place]).unwrap(), unit);
        assert_near(nonzero, number(&reference["Non_Zero"][place]).unwrap(), unit);
        kept.push(reference["Included"][place] == "TRUE");
    }
    for (name, rule) in [("byNA", "answered = 0.9"), ("byzeros", "nonzero = 0.95")] {
        let included =
            file(&format!("02_screen_{name}"))["Included"].iter().map(|cell| cell == "TRUE").collect::<Vec<_>>();
        let series = index(&[("[method]\n", &format!("[method]\nscreening = {{ {rule} }}\n"))]);
        let judged = series.assessments[0].agencies.iter().map(|agency| agency.judgements.claimed.is_some());
        assert_eq!(judged.collect::<Vec<_>>(), included, "{name}");
    }
    let groups = file("02_data_avail_bygroup");
    let series = index(&[]);
    for dimension in ["GOV", "HUM", "INF", "SRV", "IDX"] {
        let position = series.framework.dimension(&dimension.to_lowercase()).unwrap();
        for (place, agency) in series.assessments[0].agencies.iter().enumerate() {
            let own = agency.judgements.claimed.as_ref().unwrap().scores[position].coverage().unwrap();
            assert_near(
                own,
                number(&groups[dimension][place]).unwrap(),
                &format!("{} {dimension}", groups["uCode"][place]),
            );
        }
    }
    let series = index(&[("[method]\n", "[method]\nscreening = { answered = 0.9, nonzero = 0.95 }\n")]);
    let judged = series.assessments[0].agencies.iter().map(|agency| agency.judgements.claimed.is_some());
    assert_eq!(judged.collect::<Vec<_>>(), kept);
    assert_eq!(series.findings.count("agency-screened"), 4);
    assert_eq!(
        series.assessments[0]
            .agencies
            .iter()
            .filter(|agency| agency.status == miqyas::assessment::Status::Screened)
            .count(),
        4
    );
}

/// Three measured criteria of one dimension, for a few agencies.
const SMALL: &str = r#"
code = "small"
version = "1"
title = { en = "Small" }
languages = ["en"]
output = { factor = 1, decimals = 6 }
[method]
[[scales]]
code = "number"
title = { en = "Measured" }
kind = "number"
[[dimensions]]
code = "idx"
title = { en = "Index" }
role = "index"
[[criteria]]
code = "a"
text = { en = "A" }
scale = "number"
dimension = "idx"
normalise = { none = { low = 0, high = 10 } }
[[criteria]]
code = "b"
text = { en = "B" }
scale = "number"
dimension = "idx"
normalise = { none = { low = 0, high = 10 } }
[[criteria]]
code = "c"
text = { en = "C" }
scale = "number"
dimension = "idx"
normalise = { none = { low = 0, high = 10 } }
"#;

const SMALL_TOP: &str = "role = \"index\"\n";

fn rows_of(rows: &[[f64; 3]]) -> Vec<(String, String)> {
    let mut text = "agency,a,b,c\n".to_owned();
    for (place, row) in rows.iter().enumerate() {
        text +=
            &format!("u{place},{}\n", row.map(|x| if x.is_nan() { String::new() } else { x.to_string() }).join(","));
    }
    vec![("answers.csv".to_owned(), text)]
}

fn small(changes: &[(&str, &str)], rows: &[[f64; 3]]) -> Series {
    assess(SMALL, changes, rows_of(rows))
}

fn with(rule: &str, rows: &[[f64; 3]]) -> Series {
    small(&[(SMALL_TOP, &format!("{SMALL_TOP}{rule}\n"))], rows)
}

#[test]
fn weights_that_follow_from_values_are_those_of_their_functions() {
    let mean = |weights: &[f64], row: &[f64; 3]| -> Option<f64> {
        Some(weights.iter().zip(row).map(|(w, x)| w * x).sum::<f64>() / weights.iter().sum::<f64>())
    };
    let rows = [[1.0, 3.0, 2.0], [2.0, 1.5, 3.0], [4.0, 5.0, 3.5], [5.0, 4.0, 7.0], [7.0, 6.0, 5.0], [6.0, 8.0, 7.5]];
    let columns: Vec<Vec<Option<f64>>> = (0..3).map(|c| rows.iter().map(|row| Some(row[c])).collect()).collect();
    for (rule, weights) in [
        ("entropy", entropy(&columns)),
        ("critic", critic(&columns)),
        ("equal-influence", equal_influence(&columns)),
        ("principal-component", principal_components(&columns).and_then(|found| found.weights())),
        ("equal", Some(vec![1.0; 3])),
    ] {
        let own = scores(&with(&format!("weights = \"{rule}\""), &rows), "idx");
        let weights = weights.unwrap();
        assert_same(&own, &rows.map(|row| mean(&weights, &row)), rule);
    }
    let table = "weights = { analytic-hierarchy = { parts = [\"b\", \"a\", \"c\"], experts = [[[1, 2, 8], [0.5, 1, 4], [0.125, 0.25, 1]]] } }";
    assert_same(&scores(&with(table, &rows), "idx"), &rows.map(|row| mean(&[4.0, 8.0, 1.0], &row)), "AHP");
    let table = "weights = { budget-allocation = { parts = [\"a\", \"c\"], experts = [[30, 70], [50, 50]] } }";
    assert_same(&scores(&with(table, &rows), "idx"), &rows.map(|row| mean(&[4.0, 0.0, 6.0], &row)), "budget");
    let doubt = with("weights = { benefit-of-the-doubt = { least = 0.2, most = 0.6 } }", &ROWS);
    let reference = [0.9292035398230087, 1.0, 0.7160804020100505, 0.8082545141874464, 0.9125475285171103];
    assert_same(&scores(&doubt, "idx"), &some(&reference), "benefit of the doubt");
}

#[test]
fn aggregations_of_unbalanced_profiles_are_settings() {
    let rows = [[1.0, 2.0, 6.0], [3.0, 3.0, 3.0]];
    for (rule, reference) in [
        ("aggregate = { mean-min = { alpha = 0.5, beta = 1 } }", [3.0 - 0.5 * (5.0_f64.sqrt() - 1.0), 3.0]),
        ("aggregate = \"mazziotta-pareto\"", [3.0 - (4.0 + 1.0 + 9.0) / 3.0 / 3.0, 3.0]),
        ("aggregate = \"weighted-product\"", [12.0, 27.0]),
    ] {
        assert_same(&scores(&with(rule, &rows), "idx"), &some(&reference), rule);
    }
}

/// Whatever is said of the material is said once for what it concerns.
#[test]
fn what_the_engine_cannot_do_is_a_finding() {
    let series = with("aggregate = \"geometric\"", &[[0.0, 2.0, 3.0], [1.0, 2.0, 3.0]]);
    assert_eq!(series.findings.count("zero-annuls"), 1, "{:?}", series.findings.held());
    let series = with("weights = \"critic\"", &[[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]);
    assert_eq!(series.findings.count("weights-not-found"), 1);
    assert_eq!(scores(&series, "idx"), [None; 3]);
    let table = "weights = { analytic-hierarchy = { parts = [\"a\", \"b\", \"c\"], experts = [[[1, 9, 0.2], [0.11, 1, 9], [5, 0.11, 1]]] } }";
    assert_eq!(with(table, &ROWS).findings.count("comparisons-inconsistent"), 1);
    let same = [("none = { low = 0, high = 10 }", "min-max = { better = \"higher\" }")];
    assert_eq!(small(&same, &[[1.0, 2.0, 3.0], [1.0, 4.0, 5.0]]).findings.count("numbers-without-scale"), 1);
}

#[test]
fn a_number_is_measured_against_another() {
    let head = "code = \"a\"\ntext = { en = \"A\" }\nscale = \"number\"\ndimension = \"idx\"\n";
    let by = |by: &str| format!("{head}denominator = {{ by = {{ {by} }}, per = 10 }}\n");
    let goals = "normalise = { goalposts = { floor = 0, target = 10 } }";
    let agencies = "code,population,staff\nu0,20,5\nu1,,4\nu2,0,x\n".to_owned();
    let answers = "agency,a,b,c\nu0,8,4,4\nu1,8,2,1\nu2,8,0,1\n".to_owned();
    let files = || vec![("agencies.csv".to_owned(), agencies.clone()), ("answers.csv".to_owned(), answers.clone())];
    for (rule, reference) in [
        ("column = \"population\"", [Some(0.4), None, None]),
        ("column = \"staff\"", [Some(1.0), Some(1.0), None]),
        ("criterion = \"b\"", [Some(1.0), Some(1.0), None]),
    ] {
        let series =
            assess(SMALL, &[("normalise = { none = { low = 0, high = 10 } }", goals), (head, &by(rule))], files());
        assert_same(&values(&series, After::Normalisation)["A"], &reference, rule);
        let missing = reference.iter().filter(|value| value.is_none()).count() as u64;
        assert_eq!(series.findings.count("denominator-missing"), missing, "{rule}");
    }
}

#[test]
fn what_the_register_does_not_have_is_an_error() {
    let head = "code = \"a\"\ntext = { en = \"A\" }\nscale = \"number\"\ndimension = \"idx\"\n";
    let none = "normalise = { none = { low = 0, high = 10 } }\n";
    let found = |line: &str, registered: &str| {
        let criterion = format!("{head}{line}\n");
        let files = vec![
            ("agencies.csv".to_owned(), registered.to_owned()),
            ("answers.csv".to_owned(), "agency,a,b,c\nu0,8,4,4\nu1,,2,1\n".to_owned()),
        ];
        let series = assess(SMALL, &[(&format!("{head}{none}"), &criterion)], files);
        let errors = series.findings.held().iter().filter(|finding| finding.problem.severity() == Severity::Error);
        let locale = Locale::load("en").unwrap();
        errors.map(|finding| (finding.problem.code(), locale.wording(finding).message)).collect::<Vec<_>>()
    };
    let [divided, grouped] =
        ["denominator = { by = { column = \"popullation\" } }", "imputation = { by = \"median\", group = \"govern\" }"]
            .map(|rule| format!("{none}{rule}"));
    let whole = "code,population,governorate\nu0,20,n\nu1,30,s\n";
    for (line, column, near) in [(&divided, "popullation", "population"), (&grouped, "govern", "")] {
        let errors = found(line, whole);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].0, "register-column-unknown");
        assert!(errors[0].1.contains(column) && errors[0].1.contains(near), "{}", errors[0].1);
    }
    let staff = format!("{none}denominator = {{ by = {{ column = \"staff\" }} }}");
    assert_eq!(found(&staff, "code,staff\nu0,many\nu1,0\n")[0].0, "register-column-without-numbers");
    assert_eq!(found(&staff, "code,staff\nu0,many\nu1,4\n"), []);
    let against = "normalise = { distance-to-reference = { better = \"higher\", agency = \"u9\" } }";
    let errors = found(against, whole);
    assert!(errors[0].0 == "reference-unknown" && errors[0].1.contains("u9"), "{errors:?}");
    assert_eq!(found(&against.replace("u9", "u1"), whole), []);
}

#[test]
fn a_panel_and_a_hot_deck_are_settings() {
    let tables = || {
        let answers = "agency,period,a,b,c\nu0,2023,2,5,5\nu0,2024,,5,5\nu0,2025,6,5,5\nu1,2023,1,5,5\nu1,2024,3,5,5\nu1,2025,,5,5\n";
        vec![("answers.csv".to_owned(), answers.to_owned())]
    };
    let value = |rule: &str, period: usize, agency: usize| {
        let rule = format!("[method]\nimputation = {{ by = \"{rule}\" }}\n");
        let series = assess(SMALL, &[("[method]\n", &rule)], tables());
        let basis = Basis::of(&series, &series.assessments[period]);
        basis.agencies[agency].entries[0].parts.claimed.value
    };
    assert_eq!((value("last-value", 1, 0), value("last-value", 2, 1)), (Some(2.0), Some(3.0)));
    assert_eq!((value("linear", 1, 0), value("linear", 2, 1)), (Some(4.0), Some(3.0)));
    assert_eq!((value("hot-deck", 1, 0), value("hot-deck", 2, 1)), (Some(3.0), Some(6.0)));
    assert_eq!(value("mean", 1, 0), Some(3.0));
    assert_eq!(value("none", 1, 0), None);
}

#[test]
fn coinr_effective_weights_are_the_same() {
    let series = index(&[]);
    let calculation = miqyas::calculation::compile(&series.framework, &series.method, None);
    let own = calculation.effective_weights(series.framework.dimension("idx").unwrap());
    let reference = of_indicators("01_eff_weights", "EffWeight");
    for (item, weight) in &own {
        let code = calculation.items[*item].code.as_str().to_uppercase();
        assert_near(*weight, reference[&code].unwrap(), &code);
    }
    assert_eq!(own.len(), 24);
}

/// A report says of every part what it weighed, as COINr's effective weights, and of every number what it was placed
/// between, so that it can be placed again.
#[test]
fn a_report_says_how_an_index_follows_from_its_numbers() {
    let series = index(&[]);
    let locale = Locale::load("en").unwrap();
    let document = report::compose(&series, &locale, &Selection::default(), Extent::Full);
    let method = document.chapters.iter().find(|chapter| chapter.code == "method").unwrap();
    let grid = |key: &str| {
        let grids = method.blocks.iter().filter_map(|block| match block {
            Block::Table(grid) => Some(grid),
            _ => None,
        });
        grids.into_iter().find(|grid| grid.caption == locale.word(key)).unwrap_or_else(|| panic!("no {key}"))
    };
    let code = |content: &Content| match content {
        Content::Code(code) => code.to_uppercase(),
        other => panic!("{other:?}"),
    };
    let number = |content: &Content| match content {
        Content::Number { value, .. } | Content::Percent { value, .. } => Some(*value),
        _ => None,
    };
    let weights = of_indicators("01_eff_weights", "EffWeight");
    let rows = grid("recipe.weights").rows.iter().filter(|row| row.weight == Weight::Normal);
    let rows: BTreeMap<String, Option<f64>> =
        rows.map(|row| (code(&row.cells[0].content), number(&row.cells[4].content))).collect();
    for own in indicators() {
        assert_near(rows[&own].unwrap(), 100.0 * weights[&own].unwrap(), &own);
    }
    let sections = grid("recipe.weights").rows.iter().filter(|row| row.weight == Weight::Section);
    let told: Vec<String> = sections.map(|row| format!("{:?}", row.cells[0].content)).collect();
    assert!(told.iter().all(|told| told.contains(&locale.word("recipe.drop"))), "{told:?}");

    let numbers = grid("recipe.numbers");
    let recipe = miqyas::explanation::recipe(&series, 0, Truth::Claimed).unwrap();
    assert_eq!(numbers.rows.len(), 24);
    let mut treated = 0;
    for (row, placing) in numbers.rows.iter().zip(&recipe.numbers) {
        let spread = placing.spread.unwrap();
        let own = code(&row.cells[0].content);
        let shown: Vec<f64> = row.cells[5..].iter().filter_map(|cell| number(&cell.content)).collect();
        for (shown, exact) in shown.iter().zip([spread.least, spread.most, spread.mean, spread.deviation]) {
            assert!((shown - exact).abs() < 1e-12, "{own}");
        }
        assert_eq!(shown.len(), 4, "{own}");
        treated += usize::from(placing.done.unwrap().winsorised > 0);
        let told = format!("{:?}", row.cells[2].content);
        assert_eq!(told.contains("winsorised"), placing.done.unwrap().winsorised > 0, "{own} {told}");
        assert_eq!(told.contains("logarithm"), placing.done.unwrap().transformed, "{own} {told}");
    }
    assert!(treated > 0, "an outlier was treated");
}

/// One line for each step that changed anything, in every language.
#[test]
fn explain_prints_the_steps_of_a_number() {
    let series = index(&[]);
    for language in ["en", "ar", "ckb"] {
        let locale = Locale::load(language).unwrap();
        let lines = |agency: &str, code: &str| {
            let agency = series.survey.agencies.iter().position(|own| own.code.as_str() == agency).unwrap();
            let explained = miqyas::explanation::explain(&series, 0, agency, Some(code)).unwrap();
            let document = miqyas::report::explain::document(&series, &explained, &locale);
            let [Block::Tree(nodes)] = document.chapters[0].blocks.as_slice() else { panic!("a tree") };
            nodes[0].details.clone()
        };
        let says = |lines: &[String], key: &str, rule: &str| {
            let said = locale.say(key, &[("rule", Value::Phrase(locale.word(rule)))]);
            lines.iter().any(|line| line.starts_with(&said))
        };
        let [imputed, plain, treated] =
            [("U004", "inf3"), ("U004", "inf1"), ("U014", "srv3")].map(|(a, c)| lines(a, c));
        assert!(says(&imputed, "engine.imputed", "engine.impute-median"), "{imputed:?}");
        assert!(!says(&plain, "engine.imputed", "engine.impute-median"), "{plain:?}");
        for lines in [&imputed, &plain, &treated] {
            assert!(says(lines, "engine.normalised", "engine.normalise-min-max"), "{lines:?}");
            assert!(lines.iter().any(|line| line.contains("(x − ")), "what it was placed between: {lines:?}");
        }
        assert!(!treated.iter().any(|line| line.contains("ln(")), "winsorising was enough: {treated:?}");
        assert_eq!(treated.len(), plain.len() + 1, "the outlier alone was treated: {treated:?} {plain:?}");
    }
}

/// (x − 10) / (40 − 10) over 10, 20 of the first period and 20, 40 of the second; within each period the ends are its own.
#[test]
fn numbers_are_placed_within_a_period_or_across_all() {
    let framework = |over: &str| {
        format!(
            r#"
code = "two"
version = "1"
languages = ["en"]
title = {{ en = "Two periods" }}
output = {{ factor = 1, decimals = 3 }}
[method]
normalise_over = "{over}"
[[scales]]
code = "number"
kind = "number"
title = {{ en = "Number" }}
[[dimensions]]
code = "index"
role = "index"
title = {{ en = "Index" }}
[[criteria]]
code = "x"
dimension = "index"
scale = "number"
text = {{ en = "X" }}
normalise = {{ min-max = {{ better = "higher" }} }}
"#
        )
    };
    let tables = || {
        vec![
            ("agencies.csv".to_owned(), "code\na\nb\n".to_owned()),
            ("answers.csv".to_owned(), "agency,period,x\na,1,10\nb,1,20\na,2,20\nb,2,40\n".to_owned()),
        ]
    };
    let of = |over: &str| {
        let series = assess(&framework(over), &[], tables());
        let value = |period: usize, agency: usize| {
            series.assessments[period].agencies[agency].judgements.claimed.as_ref().unwrap().scores[0].value.unwrap()
        };
        [value(0, 0), value(0, 1), value(1, 0), value(1, 1)]
    };
    assert_eq!(of("period"), [0.0, 1.0, 0.0, 1.0]);
    for (own, reference) in of("all-periods").into_iter().zip([0.0, 1.0 / 3.0, 1.0 / 3.0, 1.0]) {
        assert_near(own, reference, "all periods");
    }
}

#[test]
fn where_nothing_bounds_a_scale_no_dimension_is_weakest_and_no_bar_is_drawn() {
    let told = |rule: &str| {
        let (higher, lower) = (rule.replace("BETTER", "higher"), rule.replace("BETTER", "lower"));
        let series = index(&[(HIGHER, &higher), (LOWER, &lower), ("factor = 100", "factor = 1")]);
        let (locale, everybody) = (Locale::load("en").unwrap(), Selection::default());
        let charts = report::charts::charts(&series, &locale, &everybody);
        let title = charts.iter().find(|figure| figure.name == "heatmap").unwrap().frame.title.clone();
        let document = report::compose(&series, &locale, &everybody, Extent::Full);
        let ranking = document.chapters.iter().find(|chapter| chapter.code == "index").unwrap();
        let grids = ranking.blocks.iter().filter_map(|block| match block {
            Block::Table(grid) => Some(grid),
            _ => None,
        });
        let cells = grids.flat_map(|grid| &grid.rows).flat_map(|row| &row.cells);
        (title, cells.filter(|cell| matches!(cell.content, Content::Bar(_))).count() > 0)
    };
    let (title, barred) = told("normalise = { z-score = { better = \"BETTER\" } }");
    assert_eq!((title.as_str(), barred), ("Score of every agency", false));
    let (title, barred) = told("normalise = { percentile-rank = { better = \"BETTER\" } }");
    assert!(title.contains("weakest") && barred, "{title}");
}
