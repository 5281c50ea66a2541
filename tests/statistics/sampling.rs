//! Drawing by chance and what is said from it, against R (reference/statistics/sampling.json), by counting, and by drawing
//! many times from a population that is known.
use miqyas::stats::sampling::{
    Cluster, Member, Portion, chances, clopper_pearson, divide, horvitz_thompson, pivotal, ratio, share, shuffled,
    successes,
};
use miqyas::stats::stream::{draw, unit};
use serde_json::Value;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/statistics/sampling.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[track_caller]
fn near(ours: f64, theirs: &Value, what: &str) {
    let theirs = number(theirs);
    assert!((ours - theirs).abs() <= (1e-9 * theirs.abs()).max(1e-12), "{what}: {ours} against {theirs}");
}

fn clusters(given: &Value) -> Vec<Cluster> {
    let member = |own: &Value| Member {
        chance: number(&own["chance"]),
        numerator: number(&own["numerator"]),
        denominator: number(&own["denominator"]),
    };
    let cluster = |own: &Value| Cluster {
        stratum: own["stratum"].as_u64().unwrap() as usize,
        chance: number(&own["chance"]),
        members: list(&own["members"]).iter().map(member).collect(),
    };
    list(given).iter().map(cluster).collect()
}

#[test]
fn exact_intervals_of_shares_are_those_of_r() {
    let given = reference();
    for own in list(&given["clopper_pearson"]).iter().chain(list(&given["effective"])) {
        let (x, n) = (number(&own["x"]), number(&own["n"]));
        let (low, high) = clopper_pearson(x, n, number(&own["confidence"])).unwrap();
        near(low, &own["interval"][0], &format!("low of {x} of {n}"));
        near(high, &own["interval"][1], &format!("high of {x} of {n}"));
    }
    assert_eq!(clopper_pearson(0.0, 0.0, 0.95), None);
    assert_eq!(clopper_pearson(3.0, 2.0, 0.95), None);
    assert_eq!(clopper_pearson(f64::NAN, 2.0, 0.95), None);
}

#[test]
fn numbers_in_a_finite_whole_are_those_of_r() {
    let given = reference();
    for own in list(&given["hypergeometric"]) {
        let of = |name: &str| own[name].as_u64().unwrap() as usize;
        let interval = [0, 1].map(|end| number(&own["interval"][end]) as usize);
        let ours = successes(of("seen"), of("drawn"), of("whole"), number(&own["confidence"]));
        assert_eq!(ours, Some((interval[0], interval[1])), "{own}");
    }
    assert_eq!(successes(0, 0, 5, 0.95), None);
    assert_eq!(successes(3, 2, 5, 0.95), None);
    assert_eq!(successes(1, 6, 5, 0.95), None);
}

/// Over every possible number of successes, the chance that the interval holds it is at least nominal.
#[test]
fn the_interval_of_a_finite_whole_covers_it_whatever_it_is() {
    let (drawn, whole): (usize, usize) = (9, 30);
    let choose = |n: usize, k: usize| (0..k).fold(1.0, |ways, own| ways * (n - own) as f64 / (own + 1) as f64);
    for count in 0..=whole {
        let possible = (drawn + count).saturating_sub(whole)..=drawn.min(count);
        let covered: f64 = possible
            .filter(|seen| {
                let (low, high) = successes(*seen, drawn, whole, 0.9).unwrap();
                (low..=high).contains(&count)
            })
            .map(|seen| choose(count, seen) * choose(whole - count, drawn - seen) / choose(whole, drawn))
            .sum();
        assert!(covered >= 0.9, "{count}: {covered}");
    }
}

#[test]
fn ratios_and_their_errors_are_those_of_r() {
    let given = reference();
    for own in list(&given["ratio"]) {
        let clusters = clusters(&own["clusters"]);
        let found = ratio(&clusters).unwrap();
        near(found.value, &own["value"], "ratio");
        near(found.error, &own["error"], "error");
        assert_eq!(found.freedom as u64, own["freedom"].as_u64().unwrap());
        assert_eq!(found.members as u64, own["members"].as_u64().unwrap());
        let (low, high) = found.estimate(0.95).interval.unwrap();
        near(low, &own["interval"][0], "low");
        near(high, &own["interval"][1], "high");
        let (low, high) = share(&found, 0.95).interval.unwrap();
        near(low, &own["share"][0], "low of the share");
        near(high, &own["share"][1], "high of the share");
        let total = clusters.iter().flat_map(|own| own.members.iter().map(|m| (m.numerator, own.chance * m.chance)));
        near(horvitz_thompson(total), &own["numerator"], "total");
    }
    let simple = &given["simple"];
    let values: Vec<f64> = list(&simple["values"]).iter().map(number).collect();
    let chance = values.len() as f64 / number(&simple["whole"]);
    let alone = |value: &f64| Cluster {
        stratum: 0,
        chance,
        members: vec![Member { chance: 1.0, numerator: *value, denominator: 1.0 }],
    };
    near(ratio(&values.iter().map(alone).collect::<Vec<_>>()).unwrap().error, &simple["error"], "simple");
}

#[test]
fn what_everybody_was_asked_is_certain() {
    let member = |numerator: f64| Member { chance: 1.0, numerator, denominator: 1.0 };
    let all = [Cluster { stratum: 0, chance: 1.0, members: vec![member(1.0), member(0.0)] }];
    let found = ratio(&all).unwrap();
    assert!(found.certain && found.error == 0.0 && found.value == 0.5);
    assert_eq!(share(&found, 0.95).interval, None);
    let none = [Cluster { stratum: 0, chance: 0.5, members: Vec::new() }];
    assert_eq!(ratio(&none), None);
    // All alike in one visit: nothing is known of how far visits differ.
    let one = [Cluster { stratum: 0, chance: 0.5, members: vec![member(1.0)] }];
    assert_eq!(share(&ratio(&one).unwrap(), 0.95).interval, None);
}

#[test]
fn chances_are_proportional_to_size_and_never_above_one() {
    let found = chances(&[1.0, 2.0, 3.0, 4.0], 2);
    assert_eq!(found, [0.2, 0.4, 0.6, 0.8]);
    let found = chances(&[1.0, 1.0, 2.0, 100.0, 0.0, f64::NAN], 2);
    assert_eq!(found, [0.25, 0.25, 0.5, 1.0, 0.0, 0.0]);
    let found = chances(&[1.0, 8.0, 9.0, 30.0], 3);
    assert!((found.iter().sum::<f64>() - 3.0).abs() < 1e-12 && found.iter().all(|own| *own <= 1.0), "{found:?}");
    assert_eq!(chances(&[3.0, 5.0], 7), [1.0, 1.0]);
    assert_eq!(chances(&[3.0, 5.0], 0), [0.0, 0.0]);
    assert!(chances(&[], 3).is_empty());
    assert_eq!(chances(&[1e308, 1e308], 1).len(), 2);
}

#[test]
fn a_budget_is_divided_by_the_highest_averages() {
    let part = |size: f64, least: usize, most: usize| Portion { size, least, most };
    // Sainte-Laguë's quotients of 53, 24 and 23 for seven seats: 53, 24, 23, 17.7, 10.6, 8, 7.7.
    assert_eq!(divide(7, &[part(53.0, 0, 9), part(24.0, 0, 9), part(23.0, 0, 9)]), Some(vec![3, 2, 2]));
    assert_eq!(divide(5, &[part(100.0, 1, 2), part(1.0, 1, 9), part(1.0, 1, 9)]), Some(vec![2, 2, 1]));
    assert_eq!(divide(9, &[part(1.0, 1, 2), part(1.0, 1, 3)]), Some(vec![2, 3]));
    assert_eq!(divide(1, &[part(1.0, 1, 2), part(1.0, 1, 3)]), None);
    assert_eq!(divide(3, &[]), Some(Vec::new()));
}

#[test]
fn each_unit_is_drawn_with_its_own_chance() {
    let wished = chances(&[1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 40.0], 4);
    let rounds = 40_000;
    let mut drawn = vec![0_usize; wished.len()];
    for round in 0..rounds {
        let found = pivotal(&wished, draw(7, round));
        assert_eq!(found.len(), 4);
        assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        found.into_iter().for_each(|own| drawn[own] += 1);
    }
    for (unit, wish) in wished.iter().enumerate() {
        let share = drawn[unit] as f64 / rounds as f64;
        let error = (wish * (1.0 - wish) / rounds as f64).sqrt();
        assert!((share - wish).abs() <= 4.0 * error, "{unit}: {share} instead of {wish}");
    }
    assert_eq!(pivotal(&wished, 5), pivotal(&wished, 5));
    assert_ne!((0..20).map(|seed| pivotal(&wished, seed)).collect::<std::collections::BTreeSet<_>>().len(), 1);
}

/// Neighbours are seldom drawn together: of ten pairs of equal chance one of each.
#[test]
fn an_order_spreads_what_is_drawn() {
    for seed in 0..200 {
        let found = pivotal(&[0.5; 20], seed);
        let pairs: Vec<usize> = found.iter().map(|unit| unit / 2).collect();
        assert_eq!(pairs, (0..10).collect::<Vec<_>>());
    }
    let orders: std::collections::BTreeSet<Vec<usize>> = (0..2000).map(|seed| shuffled(4, seed)).collect();
    assert_eq!(orders.len(), 24);
}

/// A country of agencies with claims, of which some are false, more in some agencies than in others.
fn country(seed: u64, agencies: usize) -> Vec<Vec<(f64, f64)>> {
    let claim = |agency: usize, own: usize, leaning: f64| {
        let size = 1.0 + 4.0 * unit(draw(seed, agency as u64), own as u64);
        // The larger the risk, the more seldom it is true.
        let truth = unit(draw(!seed, agency as u64), own as u64) < leaning - 0.1 * (size - 3.0);
        (size, f64::from(u8::from(truth)))
    };
    let of = |agency: usize| {
        let count = 5 + (draw(seed, agency as u64) % 40) as usize;
        let leaning = 0.45 + 0.5 * unit(seed, 1000 + agency as u64);
        (0..count).map(|own| claim(agency, own, leaning)).collect()
    };
    (0..agencies).map(of).collect()
}

/// A sample of visits and of claims within them; how often intervals hold the truth, and the mean error of the total.
fn covers(agencies: usize, visits: usize, claims: usize, rounds: u64) -> (f64, f64) {
    let country = country(11, agencies);
    let all = || country.iter().flatten();
    let truth = all().map(|(_, own)| own).sum::<f64>() / all().count() as f64;
    let total = |own: &Vec<(f64, f64)>| own.iter().map(|(size, _)| size).sum::<f64>();
    let first = chances(&country.iter().map(total).collect::<Vec<_>>(), visits);
    let (mut held, mut sum) = (0_u64, 0.0);
    for round in 0..rounds {
        let seed = draw(99, round);
        let order = shuffled(agencies, draw(seed, 0));
        let ordered: Vec<f64> = order.iter().map(|agency| first[*agency]).collect();
        let drawn = pivotal(&ordered, draw(seed, 1)).into_iter().map(|place| order[place]);
        let clusters: Vec<Cluster> = drawn
            .map(|agency| {
                let own = &country[agency];
                let within = chances(&own.iter().map(|(size, _)| *size).collect::<Vec<_>>(), claims);
                let told = pivotal(&within, draw(seed, 2 + agency as u64)).into_iter();
                let member = |claim: usize| Member { chance: within[claim], numerator: own[claim].1, denominator: 1.0 };
                Cluster { stratum: 0, chance: first[agency], members: told.map(member).collect() }
            })
            .collect();
        let found = ratio(&clusters).unwrap();
        let (low, high) = share(&found, 0.95).interval.unwrap();
        held += u64::from((low..=high).contains(&truth));
        sum += found.value - truth;
    }
    (held as f64 / rounds as f64, sum / rounds as f64)
}

#[test]
fn intervals_of_two_stages_cover_the_truth() {
    let (covered, bias) = covers(60, 15, 8, 400);
    assert!((0.93..=0.995).contains(&covered), "{covered}");
    assert!(bias.abs() < 0.02, "{bias}");
}

#[test]
#[ignore = "on demand: 20,000 samples of each of six designs"]
fn intervals_of_two_stages_cover_the_truth_in_many_designs() {
    for (agencies, visits, claims) in [(23, 8, 12), (60, 15, 8), (60, 40, 5), (200, 12, 20), (200, 50, 3), (400, 20, 1)]
    {
        let (covered, bias) = covers(agencies, visits, claims, 20_000);
        assert!((0.935..=0.999).contains(&covered), "{visits} of {agencies}, {claims} claims: {covered}");
        assert!(bias.abs() < 0.01, "{visits} of {agencies}, {claims} claims: {bias}");
    }
}
