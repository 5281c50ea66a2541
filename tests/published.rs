//! Published scores, reproduced from the answers in `sample-data/`.
use crate::samples::{judge, judge_by};
use miqyas::score::Truth;
use miqyas::series::Series;
use std::fs;
use std::path::Path;

/// Lines of a reference file, without its heading.
fn reference(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/published").join(name);
    let text = fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn score(series: &Series, period: usize, agency: &str, dimension: &str, truth: Truth) -> Option<miqyas::score::Score> {
    let agency = series.survey.agencies.iter().position(|known| known.code.as_str() == agency)?;
    let judged = series.assessments[period].agencies.iter().find(|judged| judged.agency == agency)?;
    Some(judged.judgements.get(truth).as_ref()?.scores[series.framework.dimension(dimension)?])
}

/// González-Bustamante, local-gov-indicators: the index of every municipality; blank where a scored item is blank.
#[test]
fn chile_every_complete_municipality_equals_the_published_index() {
    for framework in [None, Some("chile-egi")] {
        let series = judge_by("chile-2021", framework);
        let (mut equal, mut blank) = (0, 0);
        for line in reference("chile-2021.csv") {
            let own = score(&series, 0, &line[0], "egi", Truth::Claimed).and_then(|score| score.value);
            match (line[1].parse::<f64>().ok(), own) {
                (Some(published), Some(own)) => {
                    assert!((published - own).abs() < 1e-9, "{}: {published} {own}", line[0]);
                    equal += 1;
                }
                (None, None) => blank += 1,
                (published, own) => panic!("{}: published {published:?}, own {own:?}", line[0]),
            }
        }
        assert_eq!((equal, blank), (333, 12));
    }
}

/// Denpasar 2018: seven aspects, three domains and the index to two decimals; 2019: what follows from its items.
#[test]
fn spbe_the_assessors_figures_are_the_published_ones() {
    let series = judge("denpasar-spbe");
    let mut compared = 0;
    for line in reference("spbe-denpasar.csv") {
        let period = usize::from(line[0].contains("2019"));
        if line[4] != "yes" {
            continue;
        }
        let own = score(&series, period, "denpasar", &line[2], Truth::Checked).unwrap_or_else(|| panic!("{}", line[2]));
        let published: f64 = line[3].parse().unwrap();
        let rounded = (own.value.unwrap() * 100.0 + 1e-9).round() / 100.0;
        assert!((rounded - published).abs() < 1e-9, "{line:?}: {:?}", own.value);
        compared += 1;
    }
    assert_eq!(compared, 20);
    let gap = |period: usize| {
        let value = |truth: Truth| score(&series, period, "denpasar", "index", truth).unwrap().value.unwrap();
        value(Truth::Claimed) - value(Truth::Checked)
    };
    assert!(gap(0) > 1.0, "in 2018 the city claims over one level more than the assessor finds: {}", gap(0));
    assert!(gap(1).abs() < 0.2, "{}", gap(1));
}

/// UN E-Government Surveys: index within its rounding, and every published rank.
#[test]
fn egdi_every_index_and_rank_of_four_editions() {
    let series = judge("world-egdi");
    for (period, edition) in ["2014", "2016", "2018", "2022"].into_iter().enumerate() {
        assert_eq!(series.survey.periods[period].code.as_str(), edition);
        let published = reference(&format!("egdi-{edition}.csv"));
        assert_eq!(published.len(), 193);
        for line in published {
            let own = score(&series, period, &line[0], "egdi", Truth::Claimed).unwrap();
            let index: f64 = line[1].parse().unwrap();
            assert!((own.value.unwrap() - index).abs() <= 7e-5, "{edition} {}: {index} {:?}", line[0], own.value);
            assert_eq!(
                own.rank.map(|rank| rank.to_string()).as_deref(),
                Some(line[2].as_str()),
                "{edition} {}",
                line[0]
            );
        }
    }
}

/// The stages that the generator of the example intends, agency by agency and column by column.
#[test]
fn the_example_stands_where_its_generator_puts_it() {
    let series = judge("example");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample-data/stages.csv")).unwrap();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let period = series.survey.periods.iter().position(|period| period.code.as_str() == cells[0]).unwrap();
        let agency = series.survey.agencies.iter().position(|agency| agency.code.as_str() == cells[1]).unwrap();
        let judged = series.assessments[period].agencies.iter().find(|judged| judged.agency == agency);
        for (truth, intended) in Truth::ALL.into_iter().zip(&cells[2..5]) {
            let reached = judged.and_then(|judged| judged.judgements.get(truth).as_ref()?.ladder.as_ref()).map_or_else(
                String::new,
                |ladder| match ladder.reached {
                    miqyas::score::Reached::Stage { number, at_least, .. } => {
                        format!("{number}{}", if at_least { "+" } else { "" })
                    }
                    miqyas::score::Reached::Unjudged => "0+".to_owned(),
                    miqyas::score::Reached::NotApplicable => "-".to_owned(),
                },
            );
            if reached != *intended {
                wrong.push(format!(
                    "{} {} {}: intended {intended}, judged {reached}",
                    cells[0],
                    cells[1],
                    truth.name()
                ));
            }
            compared += 1;
        }
    }
    assert!(wrong.is_empty() && compared > 100, "{compared}: {wrong:#?}");
}

#[derive(serde::Deserialize)]
struct Planted {
    planted: Vec<Fault>,
    expected: Vec<Expected>,
}

#[derive(serde::Deserialize)]
struct Fault {
    code: String,
    file: String,
    row: u64,
    column: String,
}

#[derive(serde::Deserialize)]
struct Expected {
    code: String,
}

/// Every fault planted in the example is found, in its file, row and column.
#[test]
fn the_faults_planted_in_the_example_are_found() {
    let series = judge("example");
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample-data/planted.toml")).unwrap();
    let list: Planted = toml::from_str(&text).unwrap();
    let found = series.findings.held();
    let mut missed = Vec::new();
    for fault in &list.planted {
        let is_it = |finding: &&miqyas::finding::Finding| {
            let place = &finding.place;
            finding.problem.code() == fault.code
                && (place.file.is_empty() || place.file == fault.file && place.row == Some(fault.row))
                && (fault.column.is_empty() || place.column.as_ref().is_none_or(|column| *column == fault.column))
        };
        if !found.iter().any(|finding| is_it(&finding)) {
            missed.push(format!("{} {}:{} {}", fault.code, fault.file, fault.row, fault.column));
        }
    }
    let expected = list.expected.iter().map(|expected| expected.code.as_str());
    for code in expected.chain(crate::reading::OF_THE_JUDGEMENT) {
        if series.findings.count(code) == 0 {
            missed.push(code.to_owned());
        }
    }
    assert!(missed.is_empty() && list.planted.len() > 30, "{missed:#?}\n{:#?}", series.findings.counts());
}
