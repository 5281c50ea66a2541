//! How sure results are, against COINr 1.1.14 (`tests/reference/coinr`), closed forms and worked examples.
use crate::composite::{INDEX, assert_near, file, material, number, tables};
use crate::program::{Folder, run};
use miqyas::assumption::{Assumption, RobustnessSettings};
use miqyas::calculation::compile;
use miqyas::robustness::{Output, Robustness};
use miqyas::series::{Material, Series};
use miqyas::stats::sensitivity::{Sample, Walk, estimate, exact};
use miqyas::truth::Truth;
use miqyas::uncertainty::{Engine, Fault, Point, Question, Work, prepare, study};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const QUIET: Work = Work { threads: 2, progress: &|_, _| {} };

/// A column of numbers of one of COINr's files.
fn column(table: &BTreeMap<String, Vec<String>>, heading: &str) -> Vec<f64> {
    table[heading].iter().map(|cell| number(cell).unwrap()).collect()
}

/// `SA_estimate` of COINr takes Var(y) with n − 1 over A and B, Jansen's total and Saltelli's first order without a centre;
/// the last term is what the centre makes of it.
#[test]
fn coinr_ishigami_function_is_split_alike() {
    let design = file("11_sobol_ishigami_design_and_y");
    let y = column(&design, "y");
    let of = |block: usize| y[512 * block..512 * (block + 1)].to_vec();
    let sample = Sample { a: of(0), b: of(1), mixed: (2..5).map(of).collect(), walks: Vec::new() };
    let found = estimate(&sample, 0.9, 0, 1).unwrap();
    let reference = file("11_sobol_ishigami_indices");
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let centre = (mean(&sample.a) + mean(&sample.b)) / 2.0;
    let (first, total) = (column(&reference, "Si"), column(&reference, "STi"));
    let variance = column(&reference, "Variance");
    for input in 0..3 {
        let uncentred = centre * (mean(&sample.mixed[input]) - mean(&sample.a)) / variance[input];
        assert!((found[input].total.value - total[input]).abs() < 1e-12, "{input} {found:?} {total:?}");
        assert!((found[input].first.value + uncentred - first[input]).abs() < 1e-12, "{input} {found:?} {first:?}");
    }
}

/// Ishigami & Homma (1990), a = 7, b = 0.1 on [−π, π]³.
fn ishigami(x: &[f64]) -> f64 {
    let at = |place: usize| std::f64::consts::PI * (2.0 * x[place] - 1.0);
    at(0).sin() + 7.0 * at(1).sin().powi(2) + 0.1 * at(2).powi(4) * at(0).sin()
}

/// First order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (closed form); Shapley effects share S₁₃ = 0.2437 between
/// the first and the third.
#[test]
fn ishigami_indices_come_near_their_closed_form_within_their_intervals() {
    let rows = 4096_u64;
    let unit = miqyas::stats::stream::unit;
    let point = |row: u64, side: u64| (0..3).map(|place| unit(side, row * 3 + place)).collect::<Vec<f64>>();
    let mut sample = Sample { mixed: vec![Vec::new(); 3], ..Sample::default() };
    for row in 0..rows {
        let (a, b) = (point(row, 1), point(row, 2));
        sample.a.push(ishigami(&a));
        sample.b.push(ishigami(&b));
        for input in 0..3 {
            let mut mixed = a.clone();
            mixed[input] = b[input];
            sample.mixed[input].push(ishigami(&mixed));
        }
        let order = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]][(row % 6) as usize].to_vec();
        let (mut way, mut values) = (a, Vec::new());
        for input in &order[..2] {
            way[*input] = b[*input];
            values.push(ishigami(&way));
        }
        sample.walks.push(Walk { order, values });
    }
    let found = estimate(&sample, 0.99, 200, 7).unwrap();
    let truth = [(0.3139, 0.5576, 0.43575), (0.4424, 0.4424, 0.4424), (0.0, 0.2437, 0.12185)];
    for (own, (first, total, shapley)) in found.iter().zip(truth) {
        for (estimate, truth) in [(own.first, first), (own.total, total), (own.shapley.unwrap(), shapley)] {
            let (low, high) = estimate.interval.unwrap();
            assert!((estimate.value - truth).abs() < 0.05, "{estimate:?} {truth}");
            assert!(low - 0.01 <= truth && truth <= high + 0.01, "{estimate:?} {truth}");
        }
    }
    let sum: f64 = found.iter().map(|own| own.shapley.unwrap().value).sum();
    assert_near(sum, 1.0, "Shapley effects");
}

/// y = a + 2b + 3c + abc over fair coins ±1: variances 1, 4, 9 alone and 1 of all three together, a third of which goes to
/// each in the Shapley effect.
#[test]
fn exact_shares_of_a_worked_example() {
    let coins = [-1.0, 1.0];
    let mut values = Vec::new();
    for a in coins {
        for b in coins {
            for c in coins {
                values.push(a + 2.0 * b + 3.0 * c + a * b * c);
            }
        }
    }
    let found = exact(&vec![vec![0.5, 0.5]; 3], &values).unwrap();
    for (own, alone) in found.iter().zip([1.0, 4.0, 9.0]) {
        assert_near(own.first.value, alone / 15.0, "first");
        assert_near(own.total.value, (alone + 1.0) / 15.0, "total");
        assert_near(own.shapley.unwrap().value, (alone + 1.0 / 3.0) / 15.0, "shapley");
    }
    assert!(exact(&[vec![0.5, 0.5]], &[3.0, 3.0]).is_none());
}

/// The index in its published unit, with COINr's 50 sets of weights by name.
fn with_weight_sets() -> Material {
    let sets = file("12_noisy_weight_sets");
    let mut text = String::new();
    for set in 1..=50 {
        text += &format!("[weight_sets.w{set:02}]\n");
        for (row, name) in sets["set"].iter().enumerate() {
            if name == &set.to_string() && sets["iCode"][row] != "IDX" {
                text += &format!("{} = {}\n", sets["iCode"][row].to_lowercase(), sets["Weight"][row]);
            }
        }
    }
    material(
        &format!("{INDEX}\n{text}"),
        &[("factor = 100", "factor = 1"), (r#"min-max = { better"#, r#"min-max = { least = 0, most = 100, better"#)],
        tables(),
    )
}

fn assumptions() -> Vec<Assumption> {
    let placed =
        [json!({ "min-max": { "least": 1, "most": 100 } }), json!({ "z-score": { "mean": 50, "deviation": 10 } })];
    vec![
        Assumption::of_values("method.treatment.winsorise", (1..=5).map(Value::from)),
        Assumption::of_values("criteria.*.normalise", placed),
        Assumption::of_values("method.imputation.by", ["median", "mean"].map(Value::from)),
        Assumption::of_values("method.weight_set", (1..=50).map(|set| Value::from(format!("w{set:02}")))),
        Assumption::of_values("dimensions.*.aggregate", ["arithmetic", "geometric"].map(Value::from)),
    ]
}

/// The n-th of so many equally likely values.
fn chosen(place: usize, of: usize) -> Option<f64> {
    Some((place as f64 + 0.5) / of as f64)
}

fn asked<T>(material: Material, ask: impl FnOnce(&Question) -> T) -> T {
    Series::assess_asking(material, ask).1.unwrap()
}

fn engine<'a>(question: &'a Question<'a>, assumptions: &'a [Assumption]) -> Engine<'a> {
    let nominal = compile(question.framework, question.method, question.edition);
    prepare(question, Truth::Claimed, &RobustnessSettings::default(), assumptions, nominal).unwrap()
}

#[test]
fn coinr_replications_are_replayed_one_by_one() {
    let draws = file("12_UA_N200_parameters_by_rep");
    let (scores, ranks) = (file("12_UA_N200_scores_by_rep"), file("12_UA_N200_ranks_by_rep"));
    let told = file("12_UA_N200_rankstats");
    let assumptions = assumptions();
    asked(with_weight_sets(), |question| {
        let engine = engine(question, &assumptions);
        let units: Vec<&str> =
            engine.agencies.iter().map(|agency| question.survey.agencies[*agency].code.as_str()).collect();
        let row = |unit: &str| scores["uCode"].iter().position(|code| code == unit).unwrap();
        let mut by_unit: Vec<Vec<f64>> = vec![Vec::new(); units.len()];
        for replication in (0..200).collect::<Vec<usize>>() {
            let cell = |heading: &str| draws[heading][replication].as_str();
            let point = Point {
                choices: vec![
                    chosen(cell("Winmax").parse::<usize>().unwrap() - 1, 5),
                    chosen(usize::from(cell("Normalisation") == "n_zscore"), 2),
                    chosen(usize::from(cell("Imputation") == "i_mean"), 2),
                    chosen(cell("WeightSet").parse::<usize>().unwrap() - 1, 50),
                    chosen(usize::from(cell("Aggregation") == "a_gmean"), 2),
                ],
                survey: None,
            };
            let outcome = engine.outcome(&point).unwrap();
            for (unit, code) in units.iter().enumerate() {
                let heading = format!("r_{}", replication + 1);
                let what = format!("{code} {heading}");
                assert_near(outcome.scores[0][unit], number(&scores[&heading][row(code)]).unwrap(), &what);
                let rank = number(&ranks[&heading][row(code)]).unwrap();
                assert_eq!(f64::from(outcome.ranks[0][unit]), rank, "{what}");
                by_unit[unit].push(rank);
            }
        }
        for (unit, code) in units.iter().enumerate() {
            let at = |heading: &str| number(&told[heading][row(code)]).unwrap();
            assert_near(by_unit[unit].iter().sum::<f64>() / 200.0, at("Mean"), code);
            for (p, heading) in [(0.05, "Q5"), (0.5, "Median"), (0.95, "Q95")] {
                assert_near(miqyas::stats::quantile(&mut by_unit[unit].clone(), p).unwrap(), at(heading), code);
            }
        }
    });
}

/// Every combination of the same assumptions, against the variances that R took over COINr's own grid.
#[test]
fn coinr_sensitivity_is_exact_by_enumeration() {
    let reference = file("13_exact_sobol_indices");
    let settings =
        RobustnessSettings { assumptions: assumptions(), replications: 300, ..RobustnessSettings::default() };
    let found: Robustness = asked(with_weight_sets(), |question| study(question, &settings, &QUIET).unwrap());
    let told = found.sensitivity.unwrap();
    assert!(told.exact && told.evaluations == 2000, "{}", told.evaluations);
    let shift = &told.outputs[0];
    assert_eq!(shift.output, Output::RankShift);
    assert!((shift.mean - column(&reference, "mean_y")[0]).abs() < 1e-10);
    assert!((shift.deviation.powi(2) - column(&reference, "var_y")[0]).abs() < 1e-10);
    for (place, own) in shift.indices.iter().enumerate() {
        assert!((own.first.value - column(&reference, "Si")[place]).abs() < 1e-10, "{place} {own:?}");
        assert!((own.total.value - column(&reference, "STi")[place]).abs() < 1e-10, "{place} {own:?}");
        assert!(own.first.interval.is_none());
    }
    let sum: f64 = shift.indices.iter().map(|own| own.shapley.value).sum();
    assert_near(sum, 1.0, "Shapley effects");
}

/// `remove_elements(Level = 1)`: COINr's rank of every unit without each indicator.
#[test]
fn coinr_leaves_out_each_indicator_alike() {
    let reference = file("10_remove_L1_meanabsdiff");
    let settings = RobustnessSettings { replications: 2, ..RobustnessSettings::default() };
    let series = material(INDEX, &[], tables());
    let codes: Vec<String> = series.framework.criteria.iter().map(|own| own.code.to_string()).collect();
    let found = asked(series, |question| study(question, &settings, &QUIET).unwrap());
    assert_eq!(found.without_criteria.len(), 24);
    for own in &found.without_criteria {
        let code = codes[own.criterion].to_uppercase();
        let row = reference["element"].iter().position(|element| *element == code).unwrap();
        let told = number(&reference["mean_abs_rank_change"][row]).unwrap();
        assert_near(own.effect.rank_shift, told, &code);
    }
}

/// `remove_elements(Level = 2)`: without each group; `compare_coins`: minimum and maximum onto 1–100 and geometric means.
#[test]
fn coinr_leaves_out_groups_and_compares_two_indices_alike() {
    let (removed, shifts) = (file("10_remove_L2_scores"), file("10_remove_L2_meanabsdiff"));
    let (scores, ranks) = (file("10_compare_amean_gmean_scores"), file("10_compare_amean_gmean_ranks"));
    let mut assumptions: Vec<Assumption> = ["inf", "srv", "hum", "gov"]
        .map(|group| Assumption::of_values(format!("dimensions.{group}.weight"), [json!(0)]))
        .to_vec();
    assumptions
        .push(Assumption::of_values("criteria.*.normalise", [json!({ "min-max": { "least": 0.01, "most": 1 } })]));
    assumptions.push(Assumption::of_values("dimensions.*.aggregate", [json!("geometric")]));
    asked(material(INDEX, &[], tables()), |question| {
        let engine = engine(question, &assumptions);
        let base = engine.as_is();
        let outcome = |places: &[usize]| {
            let mut choices = vec![None; assumptions.len()];
            places.iter().for_each(|place| choices[*place] = Some(0.5));
            engine.outcome(&Point { choices, survey: None }).unwrap()
        };
        let code = |unit: usize| question.survey.agencies[engine.agencies[unit]].code.to_string();
        let cell = |table: &BTreeMap<String, Vec<String>>, key: &str, row: &str, heading: &str| {
            let place = table[key].iter().position(|known| known == row).unwrap();
            number(&table[heading][place]).unwrap()
        };
        for (place, group) in ["INF", "SRV", "HUM", "GOV"].into_iter().enumerate() {
            let without = outcome(&[place]);
            let mut shift = 0.0;
            for unit in 0..40 {
                assert_near(without.scores[0][unit], cell(&removed, "uCode", &code(unit), group), group);
                shift += f64::from(base.ranks[0][unit].abs_diff(without.ranks[0][unit])) / 40.0;
            }
            assert_near(shift, cell(&shifts, "element", group, "mean_abs_rank_change"), group);
        }
        let other = outcome(&[4, 5]);
        for unit in 0..40 {
            assert_near(base.scores[0][unit], cell(&scores, "uCode", &code(unit), "coin.1"), "first index");
            assert_near(other.scores[0][unit], cell(&scores, "uCode", &code(unit), "coin.2"), "second index");
            assert_eq!(f64::from(other.ranks[0][unit]), cell(&ranks, "uCode", &code(unit), "coin.2"));
        }
    });
}

#[test]
fn threads_change_nothing() {
    let settings = RobustnessSettings { replications: 60, ..RobustnessSettings::default() };
    let bytes = |threads: usize| {
        let work = Work { threads, progress: &|_, _| {} };
        let found = asked(material(INDEX, &[], tables()), |question| study(question, &settings, &work).unwrap());
        serde_json::to_vec(&found).unwrap()
    };
    assert!(bytes(1) == bytes(8));
}

fn faulty(assumption: Assumption) -> Fault {
    let settings = RobustnessSettings { assumptions: vec![assumption], ..RobustnessSettings::default() };
    asked(material(INDEX, &[], tables()), |question| study(question, &settings, &QUIET).unwrap_err())
}

#[test]
fn settings_out_of_their_limits_are_refused() {
    let of = |settings: RobustnessSettings| {
        asked(material(INDEX, &[], tables()), |question| study(question, &settings, &QUIET).unwrap_err())
    };
    let twice = vec![Assumption { setting: "weights".into(), plus_minus: Some(0.2), ..Assumption::default() }; 2];
    let settings = RobustnessSettings { assumptions: twice, ..RobustnessSettings::default() };
    assert_eq!(of(settings), Fault::Twice { setting: "weights".into() });
    let settings = RobustnessSettings { population: Some("regio".into()), ..RobustnessSettings::default() };
    assert_eq!(of(settings), Fault::UnknownColumn { column: "regio".into(), nearest: "region".into() });
    let settings = RobustnessSettings { confidence: 1.0, ..RobustnessSettings::default() };
    assert_eq!(of(settings), Fault::Share { key: "confidence", value: 1.0 });
    assert_eq!(of(RobustnessSettings { replications: 1, ..RobustnessSettings::default() }), Fault::Replications(1));
}

/// Weights of the assessment that lie far from those drawn: the rank that follows from them is not among those that came out.
#[test]
fn a_rank_outside_its_own_interval_is_not_to_be_published() {
    let settings = RobustnessSettings {
        replications: 20,
        assumptions: vec![Assumption::of_values("dimensions.srv.weight", [json!(30), json!(31)])],
        ..RobustnessSettings::default()
    };
    let found = asked(material(INDEX, &[], tables()), |question| study(question, &settings, &QUIET).unwrap());
    let own = || found.dimensions[0].agencies.iter().flatten();
    let is_outside = |own: &&miqyas::robustness::ScoreRange| {
        f64::from(own.rank) < own.ranks.low.floor() || f64::from(own.rank) > own.ranks.high.ceil()
    };
    assert!(own().filter(is_outside).count() > 5);
    assert!(own().filter(is_outside).all(|own| !own.publishable));
}

#[test]
fn assumptions_that_mean_nothing_are_refused() {
    let unknown = faulty(Assumption::of_values("method.treshold", [json!(40)]));
    assert_eq!(
        unknown,
        Fault::UnknownSetting { setting: "method.treshold".into(), nearest: "method.threshold".into() }
    );
    let invalid = faulty(Assumption::of_values("method.imputation.by", [json!("mode")]));
    assert!(matches!(invalid, Fault::Invalid { .. }), "{invalid:?}");
    let flawed = faulty(Assumption::of_values("dimensions.inf.weight", [json!(-1)]));
    assert!(matches!(flawed, Fault::Invalid { .. }), "{flawed:?}");
    let shapeless = faulty(Assumption { setting: "weights".into(), ..Assumption::default() });
    assert!(matches!(shapeless, Fault::Unusable { .. }), "{shapeless:?}");
}

/// Two stages of one criterion each on levels 0, ½ and 1, without gates.
const STAGED: &str = r#"
code = "staged"
version = "1"
languages = ["en"]
title = { en = "Staged" }
output = { factor = 100, decimals = 1 }
method = { minimum_gates = 0 }

[[scales]]
code = "level"
kind = "choice"
title = { en = "Level" }
choices = [
  { code = "0", value = 0, title = { en = "none" } },
  { code = "1", value = 0.5, title = { en = "half" } },
  { code = "2", value = 1, title = { en = "full" } },
]

[[dimensions]]
code = "one"
role = "stage"
title = { en = "One" }

[[dimensions]]
code = "two"
role = "stage"
title = { en = "Two" }

[[criteria]]
code = "a"
dimension = "one"
scale = "level"
text = { en = "A" }

[[criteria]]
code = "b"
dimension = "two"
scale = "level"
text = { en = "B" }

[[criteria]]
code = "c"
dimension = "two"
scale = "level"
text = { en = "C" }
"#;

fn csv(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn robust(framework: &str, files: &[(&str, &str)], settings: &RobustnessSettings) -> Robustness {
    asked(material(framework, &[], csv(files)), |question| study(question, settings, &QUIET).unwrap())
}

/// A setting that has only one value: nothing but the survey varies.
fn survey_alone(replications: u32) -> RobustnessSettings {
    let fixed = Assumption::of_values("method.coverage", [json!("as-is")]);
    RobustnessSettings { replications, assumptions: vec![fixed], ..RobustnessSettings::default() }
}

#[test]
fn respondents_are_drawn_with_all_their_answers() {
    // Whoever is drawn of two answers 0 in one criterion and 1 in the other: their mean is always ½, as it would not be
    // if answers were drawn one by one.
    let files = [
        ("agencies.csv", "code\nx\ny\n"),
        ("answers.csv", "agency,respondent,a,b,c\nx,p,2,0,2\nx,q,0,2,0\ny,p,2,2,2\n"),
    ];
    let found = robust(STAGED, &files, &survey_alone(400));
    let range = |dimension: usize| found.dimensions[dimension].agencies[0].unwrap();
    assert_eq!((range(1).score.low, range(1).score.high), (50.0, 50.0));
    assert_eq!((range(0).score.low, range(0).score.high), (0.0, 100.0));
    // Each of the two is drawn half of the time: stage 1 with probability ½, within 5 standard errors.
    assert!((found.stages[0].at_or_above(1) - 0.5).abs() < 5.0 * (0.25_f64 / 400.0).sqrt(), "{:?}", found.stages[0]);
    assert_eq!(found.stages[1].at_or_above(2), 1.0);
    assert_eq!((found.survey.respondents, found.survey.agencies), (2, 1));
}

#[test]
fn a_whole_population_leaves_no_survey_error() {
    let files = [
        ("agencies.csv", "code,staff\nx,2\ny,1000000\n"),
        ("answers.csv", "agency,respondent,a,b,c\nx,p,2,0,2\nx,q,0,2,0\ny,p,2,0,2\ny,q,0,2,0\n"),
    ];
    let settings = RobustnessSettings { population: Some("staff".into()), ..survey_alone(100) };
    let found = robust(STAGED, &files, &settings);
    let width = |unit: usize| {
        let own = found.dimensions[0].agencies[unit].unwrap();
        own.score.high - own.score.low
    };
    assert_eq!((width(0), width(1)), (0.0, 100.0));
}

#[test]
fn a_sample_is_drawn_from_its_binomial_distribution() {
    let framework = STAGED.replace(
        r#"code = "level"
kind = "choice"
title = { en = "Level" }
choices = [
  { code = "0", value = 0, title = { en = "none" } },
  { code = "1", value = 0.5, title = { en = "half" } },
  { code = "2", value = 1, title = { en = "full" } },
]"#,
        "code = \"level\"\nkind = \"share\"\ntitle = { en = \"Share\" }",
    );
    let files = [
        ("agencies.csv", "code\nx\n"),
        ("answers.csv", "agency,criterion,answer,sampled,sample_size\nx,a,40,yes,50\nx,b,40,,\nx,c,40,,\n"),
    ];
    let found = robust(&framework, &files, &survey_alone(2000));
    let own = found.dimensions[0].agencies[0].unwrap();
    // √(0.4 × 0.6 / 50) = 0.0693
    assert!((own.deviation - 6.928).abs() < 0.4, "{own:?}");
    assert_eq!(found.dimensions[1].agencies[0].unwrap().deviation, 0.0);
    assert_eq!(found.survey.samples, 1);
}

#[test]
fn missing_values_take_the_value_of_a_donor_each_time() {
    let found = {
        let settings = RobustnessSettings { replications: 200, ..survey_alone(200) };
        asked(material(INDEX, &[], tables()), |question| study(question, &settings, &QUIET).unwrap())
    };
    assert!(found.survey.imputed);
    let varied = found.dimensions[0].agencies.iter().flatten().filter(|own| own.deviation > 0.0).count();
    assert_eq!(varied, 40, "one missing value moves everybody a little where scales are relative");
}

#[test]
fn variance_is_split_between_survey_and_method() {
    let files = [
        ("agencies.csv", "code\nx\ny\n"),
        ("answers.csv", "agency,respondent,a,b,c\nx,p,2,0,2\nx,q,0,2,0\ny,p,2,2,0\n"),
    ];
    let settings = RobustnessSettings {
        replications: 300,
        assumptions: vec![Assumption { setting: "weights".into(), plus_minus: Some(0.5), ..Assumption::default() }],
        ..RobustnessSettings::default()
    };
    let found = robust(STAGED, &files, &settings);
    let split = |dimension: usize, unit: usize| found.dimensions[dimension].agencies[unit].unwrap().split.unwrap();
    // Only who answers moves the first dimension; only weights move the second agency.
    assert_eq!([split(0, 0).survey, split(0, 0).method], [1.0, 0.0]);
    assert_eq!([split(1, 1).survey, split(1, 1).method], [0.0, 1.0]);
    // Who answers and weights move x in the second dimension only together: at equal weights it is ½ whoever is drawn.
    assert!(split(1, 0).together > 0.8, "{:?}", split(1, 0));
    assert!(found.dimensions[1].agencies[0].unwrap().survey_alone == Some((50.0, 50.0)));
    // The answers as they are make the lower of two that differ, 0, whatever the weights.
    assert_eq!(found.dimensions[1].agencies[0].unwrap().method_alone, Some((0.0, 0.0)));
}

const FIRM: [(&str, &str); 2] = [
    ("agencies.csv", "code\nfirm\nedge\nlast\n"),
    ("answers.csv", "agency,a,b,c\nfirm,2,2,2\nedge,1,0,0\nlast,0,0,0\n"),
];

#[test]
fn stages_that_no_admissible_rule_changes_are_told_from_the_others() {
    let settings = RobustnessSettings {
        replications: 100,
        assumptions: vec![
            Assumption {
                setting: "method.threshold".into(),
                from: Some(40.0),
                to: Some(60.0),
                ..Assumption::default()
            },
            Assumption::of_values("method.coverage", [json!(0.8), json!(0.9)]),
        ],
        ..RobustnessSettings::default()
    };
    let found = robust(STAGED, &FIRM, &settings);
    let steadfast: Vec<bool> = found.stages.iter().map(|own| own.is_steadfast()).collect();
    assert_eq!(steadfast, [true, false, true]);
    assert_eq!(found.stages[1].changed_by, [0]);
    // Its score is 50: a threshold below that, drawn from 40 to 60, lets it pass.
    assert!((found.stages[1].at_or_above(1) - 0.5).abs() < 0.02, "{:?}", found.stages[1]);
    assert_eq!(found.inactive, [1], "coverage decides nothing here");
    assert_eq!((found.counts[0].nominal, found.counts[0].low, found.counts[0].high), (1.0, 1.0, 2.0));
}

#[test]
fn combinations_that_make_no_calculation_are_counted_and_explained() {
    let settings = RobustnessSettings {
        replications: 200,
        assumptions: vec![
            Assumption::of_values("method.sweep.from", [json!(40), json!(56)]),
            Assumption::of_values("method.sweep.to", [json!(60), json!(50)]),
        ],
        ..RobustnessSettings::default()
    };
    let found = robust(STAGED, &FIRM, &settings);
    assert_eq!(found.failures.len(), 1);
    assert_eq!(found.failures[0].reason, "sweep-invalid");
    assert_eq!(found.failures[0].values, [Some(json!(56)), Some(json!(50))]);
    assert!((45..=55).contains(&found.failures[0].count), "a quarter of 200: {}", found.failures[0].count);
}

#[test]
fn a_zero_under_a_geometric_mean_is_told() {
    let settings = RobustnessSettings {
        replications: 50,
        assumptions: vec![Assumption::of_values(
            "dimensions.*.aggregate",
            ["arithmetic", "geometric"].map(Value::from),
        )],
        ..RobustnessSettings::default()
    };
    let found = robust(STAGED, &FIRM, &settings);
    assert!((found.annulled - 0.5).abs() < 0.1, "{}", found.annulled);
}

#[test]
fn without_a_gate_and_without_what_does_not_apply() {
    let gated = STAGED
        .replace("title = { en = \"Level\" }\n", "title = { en = \"Level\" }\ngate = { at_least = 1.0 }\n")
        .replace("code = \"b\"", "code = \"b\"\ngate = \"gate\"");
    let files = [
        ("agencies.csv", "code\nx\ny\n"),
        (
            "answers.csv",
            "agency,criterion,answer,na_reason,na_approver\nx,a,2,,\nx,b,1,,\nx,c,2,,\ny,a,2,,\ny,b,2,,\ny,c,NA,by law,me\n",
        ),
    ];
    let found = robust(&gated, &files, &RobustnessSettings { replications: 2, ..RobustnessSettings::default() });
    assert_eq!(found.without_gates.len(), 1);
    assert_eq!((found.without_gates[0].effect.higher, found.without_gates[0].effect.lower), (1.0, 0.0));
    // y stands at 100 where c does not apply, and at 50, which does not exceed the threshold, where it counts 0.
    let worst = found.not_applicable.unwrap();
    assert_eq!((worst.higher, worst.lower), (0.0, 1.0));
}

#[test]
fn tiers_and_pairs_follow_the_replications() {
    let settings = RobustnessSettings {
        replications: 200,
        assumptions: vec![Assumption { setting: "weights".into(), plus_minus: Some(0.9), ..Assumption::default() }],
        ..RobustnessSettings::default()
    };
    // In the second dimension p and q change places with the weights; r is below both whatever they are.
    let files = [("agencies.csv", "code\np\nq\nr\n"), ("answers.csv", "agency,a,b,c\np,2,2,1\nq,2,1,2\nr,2,0,0\n")];
    let found = robust(STAGED, &files, &settings);
    let range = &found.dimensions[1];
    let tiers: Vec<usize> = range.agencies.iter().map(|own| own.unwrap().tier).collect();
    assert_eq!(tiers, [1, 1, 2]);
    assert_eq!(range.tiers, 2);
    assert!((range.above[0][1] - 0.5).abs() < 0.15 && (range.above[0][1] + range.above[1][0] - 1.0).abs() < 1e-12);
    assert_eq!((range.above[0][2], range.above[2][0]), (1.0, 0.0));
    let publishable: Vec<bool> = range.agencies.iter().map(|own| own.unwrap().publishable).collect();
    assert_eq!(publishable, [false, false, true]);
}

#[test]
fn what_could_be_otherwise_follows_from_the_framework_where_nobody_says() {
    let settings = RobustnessSettings { replications: 2, ..RobustnessSettings::default() };
    let told = |found: &Robustness| -> Vec<String> {
        found.settings.assumptions.iter().map(|own| own.setting.clone()).collect()
    };
    let staged = robust(STAGED, &FIRM, &settings);
    assert!(staged.assumed);
    assert_eq!(told(&staged), ["weights", "method.threshold", "method.stage_on"]);
    let of = |changes: &[(&str, &str)]| {
        asked(material(INDEX, changes, tables()), |question| study(question, &settings, &QUIET).unwrap())
    };
    let positive = of(&[("min-max = { better", "min-max = { least = 1, most = 100, better")]);
    assert_eq!(told(&positive), ["weights", "dimensions.*.aggregate", "method.imputation.by"]);
    assert_eq!(told(&of(&[])), ["weights", "criteria.*.normalise", "method.imputation.by"]);
}

/// Weights are drawn alike whatever steps come before them, so that treatment and weights do not seem to work together.
#[test]
fn weights_are_drawn_alike_under_other_settings() {
    let assumptions = [
        Assumption { setting: "weights".into(), plus_minus: Some(0.5), ..Assumption::default() },
        Assumption::of_values("method.treatment", [json!({ "winsorise": 0, "then": "none" })]),
    ];
    asked(material(INDEX, &[("skewness = 2", "skewness = 1000")], tables()), |question| {
        let engine = engine(question, &assumptions);
        let scores = |untreated: Option<f64>| {
            engine.outcome(&Point { choices: vec![Some(0.3), untreated], survey: None }).unwrap().scores[0].clone()
        };
        // Nothing is skewed that much: with and without treatment the numbers are the same.
        assert_eq!(scores(None), scores(Some(0.5)));
        assert_ne!(scores(None), engine.as_is().scores[0]);
    });
}

#[test]
fn scores_asked_for_are_split_too() {
    let settings = RobustnessSettings {
        replications: 64,
        scores: vec!["U014.idx".into()],
        assumptions: vec![Assumption { setting: "weights".into(), plus_minus: Some(0.25), ..Assumption::default() }],
        ..RobustnessSettings::default()
    };
    let found = asked(material(INDEX, &[], tables()), |question| study(question, &settings, &QUIET).unwrap());
    let outputs = found.sensitivity.unwrap().outputs;
    let own = outputs.iter().find(|own| matches!(own.output, Output::Score { dimension: 0, .. })).unwrap();
    assert_eq!(own.indices[0].total.value, 1.0, "all that varies is the only assumption's");
    assert!(own.deviation > 0.0);
}

/// What a respondent answered is withheld in a result: what rests on it cannot be computed again from the result.
#[test]
fn a_result_that_withholds_what_decides_is_not_computed_again() {
    let framework = STAGED
        .replace("title = { en = \"Level\" }\n", "title = { en = \"Level\" }\ngate = { at_least = 0.5 }\n")
        .replace("{ code = \"1\", value = 0.5, title = { en = \"half\" } },\n", "")
        .replace("code = \"a\"", "code = \"a\"\ngate = \"gate\"");
    let files = [("agencies.csv", "code\nx\n"), ("answers.csv", "agency,respondent,a,b,c\nx,p,2,0,0\nx,q,2,0,0\n")];
    let series = Series::assess(material(&framework, &[], csv(&files)));
    let json = serde_json::to_vec(&series).unwrap();
    let read: Series = serde_json::from_slice(&json).unwrap();
    let question = Question {
        framework: &read.framework,
        method: &read.method,
        edition: None,
        survey: &read.survey,
        assessment: &read.assessments[0],
        assessments: &[],
    };
    assert_eq!(study(&question, &survey_alone(2), &QUIET).unwrap_err(), Fault::AnswersWithheld);
}

/// The command on an index of forty units: a result that has the chapter, another that gains it, and one that changed since.
#[test]
fn the_command_writes_a_section_that_reports_print() {
    let folder = Folder::new("index");
    for (name, text) in tables() {
        folder.write(&name, text);
    }
    folder.write("index.toml", INDEX);
    folder.write("assessment.toml", "framework = \"index.toml\"\nlanguages = [\"en\", \"ar\"]\n");
    let miqyas = |arguments: &[&str]| run(folder.path(), arguments).ended(0);
    let text = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    miqyas(&["robustness", ".", "--replications", "20", "--out", "sure", "--quiet"]);
    miqyas(&["assess", ".", "--out", "plain", "--quiet"]);
    assert!(text("sure/results.json") == text("plain/results.json"), "the assessment itself does not change");
    assert!(!text("plain/report.txt").contains("How sure the figures are"));
    assert!(!folder.path().join("plain/tables/robustness_scores.csv").exists());
    let again = miqyas(&["robustness", "plain", "--replications", "20"]);
    assert!(again.text().contains("How sure the figures are"), "{}", again.text());
    for name in ["robustness.json", "tables/robustness_scores.csv", "tables/robustness_sensitivity.csv", "report.txt"] {
        assert!(text(&format!("sure/{name}")) == text(&format!("plain/{name}")), "{name}");
    }
    assert!(text("plain/manifest.json").contains("robustness.json"));
    for file in ["charts/intervals.svg", "charts/tiers.svg", "charts/influence.svg"] {
        assert!(folder.path().join("plain").join(file).exists(), "{file}");
    }
    let printed = miqyas(&["report", "plain", "--lang", "ar"]);
    assert!(printed.text().contains("مدى الثقة في النتائج"));
    assert!(text("plain/report.html").contains("How sure the figures are"));
    // Beside other results it speaks of nothing.
    let changed = text("plain/results.json").replacen("\"title\":{}", "\"title\":{\"en\":\"Another\"}", 1);
    assert!(changed != text("plain/results.json"));
    folder.write("plain/results.json", changed);
    assert!(!miqyas(&["report", "plain"]).text().contains("How sure the figures are"));
}

/// 193 countries, each of three weights up to 25 % more or less: half of the 90 % intervals of ranks span at most 5 places,
/// and some 18.
#[test]
fn ranks_of_the_united_nations_index_are_as_uncertain_as_known() {
    let series = crate::samples::judge("world-egdi");
    let Series { framework, method, survey, assessments, .. } = &series;
    let assessment = assessments.last().unwrap();
    let question = Question { framework, method, edition: None, survey, assessment, assessments: &[] };
    let weights = Assumption { setting: "weights".into(), plus_minus: Some(0.25), ..Assumption::default() };
    let settings =
        RobustnessSettings { assumptions: vec![weights], sensitivity: false, ..RobustnessSettings::default() };
    let found = study(&question, &settings, &QUIET).unwrap();
    let index = found.dimensions.iter().find(|range| range.dimension == found.headline[0]).unwrap();
    let mut widths: Vec<f64> = index.agencies.iter().flatten().map(|own| own.ranks.high - own.ranks.low).collect();
    assert_eq!(widths.len(), 193);
    assert_eq!(miqyas::stats::quantile(&mut widths, 0.5), Some(5.0));
    assert!(widths.iter().copied().fold(0.0, f64::max) >= 18.0);
}

#[cfg(unix)]
#[test]
fn an_interruption_leaves_nothing_behind() {
    let folder = Folder::new("interrupted");
    let sample = crate::program::root().join("sample-data/example");
    let mut command = crate::program::program(folder.path());
    let child =
        command.args(["robustness", sample.to_str().unwrap(), "--replications", "60000", "--out", "result", "--quiet"]);
    let mut child = child.stdout(std::process::Stdio::null()).spawn().unwrap();
    let names = || -> Vec<String> {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    };
    while names().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // The folder is there a moment before it is watched over.
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "still at work");
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(), Vec::<String>::new());
}
