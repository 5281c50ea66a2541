//! Correlations and comparisons of groups against values by scipy, statsmodels, scikit-posthocs, R and coin.
use miqyas::stats::association::{self, kendall, matrix, pearson, spearman};
use miqyas::stats::comparison::*;
use miqyas::stats::{Estimate, Freedom, Test};
use serde_json::Value;

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn reference(name: &str) -> Value {
    let path = folder().join("reference/statistics").join(name);
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()))).unwrap()
}

/// A column of a plain CSV without quoted fields.
fn column(source: &str, name: &str) -> Vec<Option<f64>> {
    let path = match source.split_once('/') {
        Some(_) => folder().join("../sample-data").join(format!("{source}.csv")),
        None => folder().join("reference/statistics").join(format!("{source}.csv")),
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let place = lines.next().unwrap().split(',').position(|own| own == name).unwrap();
    lines.map(|line| line.split(',').nth(place).unwrap().parse().ok()).collect()
}

fn known(source: &str, name: &str) -> Vec<f64> {
    column(source, name).into_iter().map(|value| value.unwrap()).collect()
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(|own| own.as_f64().unwrap()).collect()
}

fn groups_of(value: &Value) -> Vec<Vec<f64>> {
    list(value).iter().map(numbers).collect()
}

#[track_caller]
fn near(ours: f64, theirs: &Value, what: &str) {
    within(1e-9, ours, theirs, what);
}

#[track_caller]
fn within(relative: f64, ours: f64, theirs: &Value, what: &str) {
    let theirs = theirs.as_f64().unwrap_or_else(|| panic!("{what}: {ours} against {theirs}"));
    assert!((ours - theirs).abs() <= (relative * theirs.abs()).max(1e-12), "{what}: {ours} against {theirs}");
}

#[track_caller]
fn same_interval(relative: f64, ours: Option<(f64, f64)>, theirs: &Value, what: &str) {
    let (low, high) = ours.unwrap_or_else(|| panic!("{what}"));
    within(relative, low, &theirs[0], what);
    within(relative, high, &theirs[1], what);
}

#[test]
fn correlations_agree_with_scipy() {
    for row in list(&reference("comparison.json")["correlations"]) {
        let (a, b) = match row["source"].as_str() {
            Some(source) => {
                (column(source, row["first"].as_str().unwrap()), column(source, row["second"].as_str().unwrap()))
            }
            None => {
                (numbers(&row["a"]).into_iter().map(Some).collect(), numbers(&row["b"]).into_iter().map(Some).collect())
            }
        };
        let ours = match row["kind"].as_str().unwrap() {
            "pearson" => pearson(&a, &b, 0.95),
            "spearman" => spearman(&a, &b, 0.95),
            _ => kendall(&a, &b, 0.95),
        };
        let what = row.to_string();
        let Some(ours) = ours else {
            assert!(row["value"].is_null(), "{what}");
            continue;
        };
        assert_eq!(ours.n as u64, row["n"].as_u64().unwrap(), "{what}");
        near(ours.estimate.value, &row["value"], &what);
        if row["value"].as_f64().unwrap().abs() < 1.0 - 1e-12 {
            near(ours.test.p, &row["p"], &what);
        }
        if !row["interval"].is_null() {
            same_interval(1e-9, ours.estimate.interval, &row["interval"], &what);
        }
    }
}

#[test]
fn a_perfect_correlation_has_no_interval() {
    let line: Vec<Option<f64>> = (0..8).map(|x| Some(f64::from(x))).collect();
    let fall: Vec<Option<f64>> = (0..8).map(|x| Some(-f64::from(x * x * x))).collect();
    for own in [spearman(&line, &fall, 0.95), kendall(&line, &fall, 0.95)].map(Option::unwrap) {
        assert_eq!(own.estimate, Estimate::exact(-1.0));
    }
    assert_eq!(pearson(&line, &line, 0.95).unwrap().estimate, Estimate::exact(1.0));
}

#[test]
fn a_matrix_is_its_pairs() {
    let columns: Vec<Vec<Option<f64>>> =
        ["x1", "x3", "o1", "o3", "constant", "few"].map(|name| column("comparison", name)).to_vec();
    for (kind, single) in [
        (
            association::Kind::Pearson,
            pearson as fn(&[Option<f64>], &[Option<f64>], f64) -> Option<association::Correlation>,
        ),
        (association::Kind::Spearman, spearman),
        (association::Kind::Kendall, kendall),
    ] {
        let pairs = matrix(&columns, kind, 0.9);
        assert_eq!(pairs.len(), 15);
        for pair in pairs {
            assert!(pair.first < pair.second);
            assert_eq!(pair.correlation, single(&columns[pair.first], &columns[pair.second], 0.9));
            let turned = single(&columns[pair.second], &columns[pair.first], 0.9);
            match (pair.correlation, turned) {
                (Some(one), Some(other)) => {
                    assert!((one.estimate.value - other.estimate.value).abs() < 1e-14);
                    assert!((one.test.p - other.test.p).abs() < 1e-14);
                }
                (one, other) => assert_eq!(one, other),
            }
        }
    }
}

#[test]
fn adjusted_probabilities_agree_with_statsmodels() {
    for row in list(&reference("comparison.json")["adjusted"]) {
        let p = numbers(&row["p"]);
        for (name, ours) in
            [("bonferroni", bonferroni(&p)), ("holm", holm(&p)), ("benjamini_hochberg", benjamini_hochberg(&p))]
        {
            assert_eq!(ours.len(), p.len());
            for (ours, theirs) in ours.iter().zip(list(&row[name])) {
                near(*ours, theirs, name);
            }
        }
    }
    assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty() && bonferroni(&[]).is_empty());
}

#[test]
fn groups_agree_with_scipy_statsmodels_and_r() {
    let (given, second) = (reference("comparison.json"), reference("comparison-r.json"));
    for (row, r) in list(&given["groups"]).iter().zip(list(&second["groups"])) {
        let (groups, what) = (groups_of(&row["groups"]), row["name"].as_str().unwrap());
        let kruskal = kruskal_wallis(&groups, 0.95).unwrap();
        near(kruskal.test.statistic, &row["kruskal"]["statistic"], what);
        near(kruskal.test.p, &row["kruskal"]["p"], what);
        near(kruskal.effect.value, &row["kruskal"]["effect"], what);
        near(kruskal.test.statistic, &r["h"], what);
        near(kruskal.test.p, &r["p"], what);
        near(kruskal.effect.value, &r["effect"], what);
        if !row["kruskal"]["interval"].is_null() {
            same_interval(1e-6, kruskal.effect.interval, &row["kruskal"]["interval"], what);
        }
        let ours = dunn(&groups);
        assert_eq!(ours.len(), list(&row["dunn"]).len());
        for (ours, theirs) in ours.iter().zip(list(&row["dunn"])) {
            assert_eq!(
                [ours.first, ours.second].map(|place| Some(place as u64)),
                [&theirs["first"], &theirs["second"]].map(Value::as_u64)
            );
            near(ours.test.p, &theirs["p"], what);
            near(ours.adjusted, &theirs["holm"], what);
        }
        match anova(&groups, 0.95) {
            None => assert!(row["anova"].is_null(), "{what}"),
            Some(ours) => {
                let theirs = &row["anova"];
                near(ours.test.statistic, &theirs["statistic"], what);
                near(ours.test.p, &theirs["p"], what);
                near(ours.eta_squared, &theirs["eta"], what);
                near(ours.omega_squared, &theirs["omega"], what);
                same_interval(1e-6, Some(ours.interval), &theirs["interval"], what);
            }
        }
        match welch(&groups) {
            None => assert!(row["welch"].is_null(), "{what}"),
            Some(Test { statistic, freedom: Freedom::Two(first, second), p }) => {
                near(statistic, &row["welch"]["statistic"], what);
                near(first, &row["welch"]["df"][0], what);
                near(second, &row["welch"]["df"][1], what);
                near(p, &row["welch"]["p"], what);
                for (ours, theirs) in [statistic, first, second, p].iter().zip(list(&r["welch"])) {
                    near(*ours, theirs, what);
                }
            }
            Some(_) => unreachable!(),
        }
        match levene(&groups) {
            None => assert!(row["levene"].is_null(), "{what}"),
            Some(ours) => {
                near(ours.statistic, &row["levene"]["statistic"], what);
                near(ours.p, &row["levene"]["p"], what);
            }
        }
    }
}

#[test]
fn groups_that_cannot_be_compared_are_none() {
    let none: [&[Vec<f64>]; 4] = [&[], &[vec![1.0, 2.0]], &[vec![1.0, 2.0], vec![]], &[vec![0.1; 7], vec![0.1; 3]]];
    for groups in none {
        assert_eq!(kruskal_wallis(groups, 0.95), None, "{groups:?}");
        assert_eq!(anova(groups, 0.95), None, "{groups:?}");
        assert_eq!(welch(groups), None, "{groups:?}");
        assert_eq!(levene(groups), None, "{groups:?}");
        assert!(dunn(groups).is_empty(), "{groups:?}");
    }
    assert_eq!(anova(&[vec![1.0, 1.0], vec![2.0, 2.0]], 0.95), None);
    assert_eq!(levene(&[vec![0.1, 0.3], vec![1000.1, 1000.7]]), None);
    assert_eq!(mann_whitney(&[], &[1.0]), None);
    assert_eq!(mann_whitney(&[2.0, 2.0], &[2.0]), None);
    assert_eq!(shift(&[], &[1.0], 0.95), None);
    assert_eq!(superiority(&[1.0], &[], 0.95), None);
    assert_eq!(brunner_munzel(&[1.0, 2.0], &[3.0, 4.0]), None);
    assert_eq!(summary(&[]), None);
    assert_eq!(bounds(&[], 0, 0.0, 1.0), None);
    assert_eq!(contrast((1, 0), (0, 1), 0.95), None);
    assert_eq!(contrast((2, 1), (0, 1), 0.95), None);
}

#[test]
fn an_empty_group_changes_nothing() {
    let full = vec![vec![1.0, 4.0, 2.5], vec![3.0, 7.0, 5.0, 6.0]];
    let gap = vec![full[0].clone(), vec![], full[1].clone()];
    assert_eq!(kruskal_wallis(&full, 0.95), kruskal_wallis(&gap, 0.95));
    assert_eq!(anova(&full, 0.95), anova(&gap, 0.95));
    assert_eq!(welch(&full), welch(&gap));
    assert_eq!(levene(&full), levene(&gap));
    let (one, other) = (dunn(&full), dunn(&gap));
    assert_eq!((other[0].first, other[0].second, other[0].test), (0, 2, one[0].test));
}

#[test]
fn two_groups_agree_with_scipy_and_r() {
    let (given, second) = (reference("comparison.json"), reference("comparison-r.json"));
    for (row, r) in list(&given["two_groups"]).iter().zip(list(&second["shifts"])) {
        let (a, b, what) = (numbers(&row["a"]), numbers(&row["b"]), row["name"].as_str().unwrap());
        if let Some(ours) = mann_whitney(&a, &b) {
            assert_eq!(ours.distribution == Distribution::Exact, row["exact"].as_bool().unwrap(), "{what}");
            for theirs in [row, r] {
                near(ours.test.statistic, &theirs["u"], what);
                near(ours.test.p, &theirs["p"], what);
            }
        } else {
            assert!(a.iter().chain(&b).all(|value| *value == a[0]), "{what}");
        }
        let ours = superiority(&a, &b, 0.95).unwrap();
        near(ours.value, &row["superiority"]["value"], what);
        same_interval(1e-9, ours.interval, &row["superiority"]["interval"], what);
        match brunner_munzel(&a, &b) {
            None => assert!(row["brunner_munzel"].is_null(), "{what}"),
            Some(ours) => {
                let theirs = &row["brunner_munzel"];
                near(ours.statistic, &theirs["statistic"], what);
                near(ours.p, &theirs["p"], what);
                let Freedom::One(freedom) = ours.freedom else { panic!("{what}") };
                near(freedom, &theirs["df"], what);
            }
        }
    }
}

#[test]
fn shifts_agree_with_r() {
    let (given, second) = (reference("comparison.json"), reference("comparison-r.json"));
    for (place, r) in list(&second["shifts"]).iter().enumerate() {
        let row = given["two_groups"].get(place).unwrap_or(r);
        let (a, b, what) = (numbers(&row["a"]), numbers(&row["b"]), r["name"].as_str().unwrap());
        let ours = shift(&a, &b, 0.95).unwrap();
        near(ours.value, &r["value"], what);
        if r["interval"].is_array() {
            same_interval(1e-9, ours.interval, &r["interval"], what);
        }
    }
}

#[test]
fn differential_items_agree_with_statsmodels_and_r() {
    let groups: Vec<Group> = known("comparison", "focal")
        .into_iter()
        .map(|focal| if focal == 1.0 { Group::Focal } else { Group::Reference })
        .collect();
    let (given, second) = (reference("comparison.json"), reference("comparison-r.json"));
    for (row, r) in list(&given["differential"]).iter().zip(list(&second["differential"])) {
        let (item, mut scores) = (known("comparison", row["item"].as_str().unwrap()), known("comparison", "score"));
        if let Some(count) = row["bands"].as_u64() {
            scores = bands(&scores, count as usize);
        }
        let (ours, what) = (differential(&item, &groups, &scores, 0.95).unwrap(), row.to_string());
        assert_eq!(ours.strata as u64, row["strata"].as_u64().unwrap());
        near(ours.difference.value, &row["difference"], &what);
        near(ours.standardised, &row["standardised"], &what);
        same_interval(1e-9, ours.difference.interval, &row["difference_interval"], &what);
        match ours.odds {
            Some(odds) => {
                for theirs in [row, r] {
                    near(ours.test.statistic, &theirs["statistic"], &what);
                    near(ours.test.p, &theirs["p"], &what);
                    near(odds.ratio.value, &theirs["ratio"], &what);
                    same_interval(1e-9, odds.ratio.interval, &theirs["interval"], &what);
                }
                assert!((odds.delta + 2.35 * odds.ratio.value.ln()).abs() < 1e-12);
            }
            None => {
                for theirs in [row, r] {
                    near(ours.test.statistic, &theirs["mantel"], &what);
                    near(ours.test.p, &theirs["mantel_p"], &what);
                }
            }
        }
    }
}

/// One stratum of 400: the shares of the groups right alone decide.
fn of_shares(reference: usize, focal: usize) -> Differential {
    let item: Vec<f64> =
        (0..400).map(|case| f64::from(case % 200 < if case < 200 { reference } else { focal })).collect();
    let groups: Vec<Group> = (0..400).map(|case| if case < 200 { Group::Reference } else { Group::Focal }).collect();
    differential(&item, &groups, &vec![0.0; 400], 0.95).unwrap()
}

#[test]
fn classes_follow_ets() {
    assert_eq!(of_shares(100, 98).class, Class::A);
    assert_eq!(of_shares(100, 72).class, Class::B);
    assert_eq!(of_shares(120, 72).class, Class::C);
    let one_sided = of_shares(200, 150);
    assert_eq!((one_sided.odds, one_sided.class), (None, Class::C));
    let (item, scores) = ([0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]);
    use Group::{Focal, Reference};
    assert_eq!(differential(&item, &[Focal, Focal, Reference, Reference], &scores, 0.95), None);
    assert_eq!(differential(&[1.0; 4], &[Focal, Reference, Focal, Reference], &scores, 0.95), None);
    assert_eq!(differential(&[], &[], &[], 0.95), None);
}

#[test]
fn bands_hold_equal_scores_together() {
    assert_eq!(bands(&[5.0, 1.0, 1.0, 9.0, 7.0, 1.0], 2), [1.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
    assert_eq!(bands(&[2.0, 2.0, 2.0], 4), [0.0; 3]);
    assert_eq!(bands(&[], 4), [0.0; 0]);
}

#[test]
fn fisher_agrees_with_scipy() {
    for row in list(&reference("comparison.json")["fisher"]) {
        let cell = |r: usize, c: usize| row["table"][r][c].as_u64().unwrap();
        near(fisher_exact([[cell(0, 0), cell(0, 1)], [cell(1, 0), cell(1, 1)]]), &row["p"], &row.to_string());
    }
    assert_eq!(fisher_exact([[0, 0], [0, 0]]), 1.0);
}

#[test]
fn contrasts_agree_with_statsmodels() {
    for row in list(&reference("comparison.json")["contrasts"]) {
        let pair = |name: &str| (row[name][0].as_u64().unwrap(), row[name][1].as_u64().unwrap());
        let ours = contrast(pair("first"), pair("second"), 0.95).unwrap();
        near(ours.value, &row["value"], &row.to_string());
        same_interval(1e-9, ours.interval, &row["interval"], &row.to_string());
    }
}

#[test]
fn summaries_agree_with_pandas() {
    for row in list(&reference("comparison.json")["summaries"]) {
        let ours = summary(&numbers(&row["values"])).unwrap();
        assert_eq!(ours.n as u64, row["n"].as_u64().unwrap());
        near(ours.mean, &row["mean"], "mean");
        near(ours.deviation.unwrap(), &row["deviation"], "deviation");
        near(ours.lowest, &row["lowest"], "lowest");
        near(ours.highest, &row["highest"], "highest");
        near(ours.skewness.unwrap(), &row["skewness"], "skewness");
        for (ours, theirs) in ours.quartiles.iter().zip(list(&row["quartiles"])) {
            near(*ours, theirs, "quartiles");
        }
    }
    let one = summary(&[3.0]).unwrap();
    assert_eq!((one.deviation, one.skewness, one.quartiles), (None, None, [3.0; 3]));
}

#[test]
fn bounds_take_the_silent_at_their_worst_and_best() {
    let (low, high) = bounds(&[2.0, 3.0], 2, 0.0, 4.0).unwrap();
    assert!((low - 1.25).abs() < 1e-15 && (high - 3.25).abs() < 1e-15);
    assert_eq!(bounds(&[1.0], 0, 0.0, 4.0), Some((1.0, 1.0)));
    assert_eq!(bounds(&[], 5, -1.0, 4.0), Some((-1.0, 4.0)));
}

/// Pseudo-random samples, reproducible.
struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    fn unit(&mut self) -> f64 {
        self.drawn += 1;
        miqyas::stats::stream::unit(self.seed, self.drawn)
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    fn normals(&mut self, n: usize, mean: f64, deviation: f64) -> Vec<f64> {
        (0..n).map(|_| mean + deviation * self.normal()).collect()
    }

    fn pairs(&mut self, n: usize, rho: f64, round: fn(f64) -> f64) -> [Vec<Option<f64>>; 2] {
        let first = self.normals(n, 0.0, 1.0);
        let second: Vec<f64> = first.iter().map(|x| rho * x + (1.0 - rho * rho).sqrt() * self.normal()).collect();
        [first, second].map(|column| column.into_iter().map(|value| Some(round(value))).collect())
    }
}

/// Five unequal levels.
fn level(value: f64) -> f64 {
    f64::from([-1.2, -0.4, 0.3, 1.1].iter().filter(|cut| **cut < value).count() as u8)
}

const TRIALS: u64 = 10_000;

/// Share of the trials that give an answer for which it is yes.
fn share(what: &str, trial: impl Fn(&mut Chance) -> Option<bool>) -> f64 {
    let answers: Vec<bool> = (0..TRIALS).filter_map(|seed| trial(&mut Chance { seed: seed + 1, drawn: 0 })).collect();
    assert!(!answers.is_empty(), "{what}");
    answers.iter().filter(|yes| **yes).count() as f64 / answers.len() as f64
}

/// Share of the trials whose interval holds the truth.
fn coverage(what: &str, truth: f64, trial: impl Fn(&mut Chance) -> Option<(f64, f64)>) -> f64 {
    share(what, |chance| trial(chance).map(|(low, high)| low <= truth && truth <= high))
}

/// Share of the trials in which a true hypothesis is rejected at 5 %.
fn size(what: &str, trial: impl Fn(&mut Chance) -> Option<f64>) -> f64 {
    share(what, |chance| trial(chance).map(|p| p <= 0.05))
}

type Rounding = (&'static str, fn(f64) -> f64);

const ROUNDS: [Rounding; 2] = [("continuous", |x| x), ("of five levels", level)];

fn rounded(values: Vec<f64>, round: fn(f64) -> f64) -> Vec<f64> {
    values.into_iter().map(round).collect()
}

#[test]
#[ignore = "on demand: 10,000 samples of each kind"]
fn correlations_cover_and_keep_their_size() {
    type Function = fn(&[Option<f64>], &[Option<f64>], f64) -> Option<association::Correlation>;
    let kinds: [(&str, Function); 3] = [("pearson", pearson), ("spearman", spearman), ("kendall", kendall)];
    for (name, of) in kinds {
        for (scale, round) in ROUNDS {
            for rho in [0.0, 0.5, 0.8] {
                let [a, b] = Chance { seed: 99, drawn: 0 }.pairs(1_000_000, rho, round);
                let truth = of(&a, &b, 0.95).unwrap().estimate.value;
                for n in [10, 40, 200] {
                    let what = format!("{name} {scale} rho {rho} n {n}");
                    let draw = |chance: &mut Chance| {
                        let [a, b] = chance.pairs(n, rho, round);
                        of(&a, &b, 0.95)
                    };
                    let covered = coverage(&what, truth, |chance| draw(chance)?.estimate.interval);
                    // Of ten pairs τ-b's jackknife error is rough: 92 to 99 %.
                    let most = if n == 10 { 0.915..0.99 } else { 0.94..0.97 };
                    assert!(most.contains(&covered), "{what}");
                    if rho == 0.0 {
                        let rejected = size(&what, |chance| Some(draw(chance)?.test.p));
                        assert!((0.03..0.06).contains(&rejected), "{what}");
                    }
                }
            }
        }
    }
}

#[test]
#[ignore = "on demand: 10,000 samples of each kind"]
fn tests_of_groups_keep_their_size() {
    type Function = fn(&[Vec<f64>]) -> Option<f64>;
    let kinds: [(&str, Function, bool); 8] = [
        ("kruskal", |groups| Some(kruskal_wallis(groups, 0.95)?.test.p), false),
        ("anova", |groups| Some(anova(groups, 0.95)?.test.p), false),
        ("welch", |groups| Some(welch(groups)?.p), true),
        ("levene", |groups| Some(levene(groups)?.p), false),
        ("dunn, any of three", |groups| dunn(groups).iter().map(|pair| pair.adjusted).reduce(f64::min), false),
        ("mann-whitney", |groups| Some(mann_whitney(&groups[0], &groups[1])?.test.p), false),
        ("brunner-munzel", |groups| Some(brunner_munzel(&groups[0], &groups[1])?.p), true),
        (
            "shift",
            |groups| {
                let (low, high) = shift(&groups[0], &groups[1], 0.95)?.interval?;
                Some(if low <= 0.0 && 0.0 <= high { 1.0 } else { 0.0 })
            },
            false,
        ),
    ];
    for (name, p, any_spread) in kinds {
        for (scale, round) in ROUNDS {
            for sizes in [[6, 6, 6], [10, 25, 15], [60, 55, 80]] {
                for spread in [1.0, 3.0] {
                    if spread > 1.0 && (!any_spread || scale != "continuous") {
                        continue;
                    }
                    let what = format!("{name} {scale} {sizes:?} spread {spread}");
                    let rejected = size(&what, |chance| {
                        let groups = [0, 1, 2].map(|group| {
                            let deviation = if group == 0 { spread } else { 1.0 };
                            rounded(chance.normals(sizes[group], 0.0, deviation), round)
                        });
                        p(&groups)
                    });
                    assert!(rejected < 0.075, "{what}");
                }
            }
        }
    }
}

#[test]
#[ignore = "on demand: 10,000 samples of each kind"]
fn effects_cover() {
    for (scale, round) in ROUNDS {
        for (apart, spread) in [(0.0, 1.0), (0.0, 3.0), (0.7, 1.0), (0.7, 3.0), (1.5, 1.0)] {
            let draw = |chance: &mut Chance, sizes: (usize, usize)| {
                let first = rounded(chance.normals(sizes.0, apart, spread), round);
                (first, rounded(chance.normals(sizes.1, 0.0, 1.0), round))
            };
            let (a, b) = draw(&mut Chance { seed: 5, drawn: 0 }, (1_000_000, 1_000_000));
            let truth = superiority(&a, &b, 0.95).unwrap().value;
            for sizes in [(5, 5), (6, 20), (10, 40), (40, 10), (60, 70)] {
                let what = format!("superiority {scale} apart {apart} spread {spread} {sizes:?}");
                let covered = coverage(&what, truth, |chance| {
                    let (a, b) = draw(chance, sizes);
                    superiority(&a, &b, 0.95)?.interval
                });
                assert!(covered > 0.93, "{what}");
                if spread == 1.0 && scale == "continuous" {
                    let covered = coverage(&what.replace("superiority", "shift"), apart, |chance| {
                        let (a, b) = draw(chance, sizes);
                        shift(&a, &b, 0.95)?.interval
                    });
                    assert!((0.94..0.97).contains(&covered), "{what}");
                }
            }
        }
        for apart in [0.0, 0.3, 0.8] {
            let draw = |chance: &mut Chance, times: usize| {
                [10, 25, 15].map(|n| n * times).map(|n| {
                    let mean = if n == 10 * times { apart } else { if n == 15 * times { -apart } else { 0.0 } };
                    rounded(chance.normals(n, mean, 1.0), round)
                })
            };
            let large = draw(&mut Chance { seed: 7, drawn: 0 }, 20_000);
            let of_ranks = if apart == 0.0 { 0.0 } else { kruskal_wallis(&large, 0.95).unwrap().effect.value };
            let of_values = if apart == 0.0 { 0.0 } else { anova(&large, 0.95).unwrap().omega_squared };
            for times in [1, 4] {
                let what = format!("{scale} apart {apart} {}", 50 * times);
                let covered = coverage(&format!("epsilon {what}"), of_ranks, |chance| {
                    kruskal_wallis(&draw(chance, times), 0.95)?.effect.interval
                });
                assert!((0.92..0.985).contains(&covered), "{what}");
                let covered = coverage(&format!("omega {what}"), of_values, |chance| {
                    Some(anova(&draw(chance, times), 0.95)?.interval)
                });
                assert!((0.92..0.985).contains(&covered), "{what}");
            }
        }
    }
}

#[test]
#[ignore = "on demand: 10,000 samples of each kind"]
fn shares_cover_and_keep_their_size() {
    for (p, q, m, n) in [(0.3, 0.3, 20, 30), (0.9, 0.6, 15, 15), (0.1, 0.3, 40, 12), (0.5, 0.5, 100, 80)] {
        let count = |chance: &mut Chance, p: f64, n: u64| (0..n).filter(|_| chance.unit() < p).count() as u64;
        let what = format!("{p} {q} {m} {n}");
        let covered = coverage(&format!("contrast {what}"), p - q, |chance| {
            contrast((count(chance, p, m), m), (count(chance, q, n), n), 0.95)?.interval
        });
        assert!((0.93..0.985).contains(&covered), "{what}");
        if p == q {
            let rejected = size(&format!("fisher {what}"), |chance| {
                let (a, b) = (count(chance, p, m), count(chance, q, n));
                Some(fisher_exact([[a, m - a], [b, n - b]]))
            });
            assert!(rejected <= 0.055, "{what}");
        }
    }
}

#[test]
#[ignore = "on demand: 10,000 samples of each kind"]
fn differential_items_cover_and_keep_their_size() {
    for (cases, levels) in [(120, 4.0), (600, 8.0)] {
        for log_odds in [0.0, 0.8] {
            for grades in [1, 4] {
                let draw = |chance: &mut Chance| {
                    let groups: Vec<Group> =
                        (0..cases).map(|case| if case % 3 == 0 { Group::Focal } else { Group::Reference }).collect();
                    let scores: Vec<f64> = (0..cases).map(|_| (chance.unit() * levels).floor()).collect();
                    let item: Vec<f64> = groups
                        .iter()
                        .zip(&scores)
                        .map(|(group, score)| {
                            let focal = if *group == Group::Focal { log_odds } else { 0.0 };
                            let p = 1.0 / (1.0 + (-(2.0 * score / levels - 0.8 - focal)).exp());
                            f64::from((0..grades).filter(|_| chance.unit() < p).count() as u8)
                        })
                        .collect();
                    differential(&item, &groups, &scores, 0.95)
                };
                let what = format!("{cases} cases, {grades} grades, log odds {log_odds}");
                if grades == 1 {
                    let covered =
                        coverage(&format!("odds {what}"), log_odds.exp(), |chance| draw(chance)?.odds?.ratio.interval);
                    assert!((0.93..0.97).contains(&covered), "{what}");
                }
                if log_odds == 0.0 {
                    let covered =
                        coverage(&format!("difference {what}"), 0.0, |chance| draw(chance)?.difference.interval);
                    assert!((0.93..0.97).contains(&covered), "{what}");
                    let rejected = size(&what, |chance| Some(draw(chance)?.test.p));
                    assert!(rejected < 0.06, "{what}");
                }
            }
        }
    }
}
