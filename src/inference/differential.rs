//! Whether a criterion is answered otherwise in one language or mode than in another, among agencies of like score.
use crate::inference::reliability::attempt;
use crate::inference::{Cases, varies};
use crate::statistics::{Differential, Reason, Size, Tested};
use crate::stats::comparison::{Class, Group, bands, differential};
use std::collections::BTreeMap;

/// Headings of columns that say how answers came about.
const USUAL: [&str; 2] = ["language", "mode"];
/// Agencies of each of the two kinds below which nothing is said.
const EACH: usize = 20;
/// Classes of like score.
const STRATA: usize = 5;

pub(super) fn of_items(cases: &Cases) -> Vec<Differential> {
    let columns: Vec<&str> = match &cases.settings.differential {
        Some(named) => named.iter().map(String::as_str).collect(),
        None => USUAL.to_vec(),
    };
    columns.into_iter().flat_map(|column| of_column(cases, column)).collect()
}

/// The most frequent value is what the others are compared with.
fn of_column(cases: &Cases, column: &str) -> Vec<Differential> {
    let values = cases.attribute(column);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    values.iter().flatten().for_each(|value| *counts.entry(value).or_default() += 1);
    let Some((reference, _)) = counts.iter().max_by_key(|(value, count)| (**count, std::cmp::Reverse(**value))) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for focal in counts.keys().filter(|value| *value != reference) {
        for item in cases.items() {
            found.extend(of_item(cases, column, (reference, focal), &values, item));
        }
    }
    cases.correct(found.iter_mut().filter_map(|own| own.test.found_mut()).map(Tested::to_correct));
    found
}

fn of_item(
    cases: &Cases,
    column: &str,
    (reference, focal): (&str, &str),
    values: &[Option<&str>],
    item: usize,
) -> Option<Differential> {
    let answers = cases.values(item);
    if !varies(&answers) {
        return None;
    }
    let rest = cases.others(item);
    let (mut known, mut groups, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    for unit in 0..answers.len() {
        let group = match values[unit] {
            Some(value) if value == reference => Group::Reference,
            Some(value) if value == focal => Group::Focal,
            _ => continue,
        };
        if let (Some(answer), Some(score)) = (answers[unit], rest[unit]) {
            known.push(answer);
            groups.push(group);
            scores.push(score);
        }
    }
    let of_group = |wanted: Group| groups.iter().filter(|own| **own == wanted).count();
    let counts = (of_group(Group::Reference), of_group(Group::Focal));
    let fewest = counts.0.min(counts.1);
    let outcome = if fewest < EACH {
        Err(Reason::TooFew { count: fewest, least: EACH })
    } else {
        let strata = bands(&scores, STRATA);
        differential(&known, &groups, &strata, cases.settings.confidence).ok_or(Reason::NoVariation)
    };
    Some(Differential {
        column: column.to_owned(),
        reference: reference.to_owned(),
        focal: focal.to_owned(),
        criterion: cases.criterion(item),
        counts,
        difference: outcome.as_ref().ok().map(|found| found.difference.into()),
        class: outcome.as_ref().ok().map(|found| match found.class {
            Class::A => Size::Negligible,
            Class::B => Size::Moderate,
            Class::C => Size::Large,
        }),
        test: attempt(outcome.map(|found| found.test.into())),
    })
}
