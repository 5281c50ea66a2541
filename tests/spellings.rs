//! Numbers, yes and no, names and dates as people write them: each recorded spelling is read as recorded.
use miqyas::survey::{NoAnswer, Words, parse_date, parse_number};
use miqyas::text::fold;
use serde_json::Value;
use std::fs;

fn recorded(file: &str) -> Vec<Value> {
    let manifest = fs::read_to_string("tests/collection/dirty/manifest.json").unwrap();
    let entries: Vec<Value> = serde_json::from_str(&manifest).unwrap();
    let entry = entries.into_iter().find(|entry| entry["file"] == file).unwrap();
    entry["expect"].as_array().unwrap().clone()
}

#[test]
fn numbers() {
    let words = Words::load();
    for case in recorded("20_numbers_utf8.csv") {
        let raw = case["raw"].as_str().unwrap();
        let found = parse_number(raw).map(|written| written.value);
        let wanted = &case["expect"];
        let said = format!("{case}: {found:?}");
        match wanted {
            Value::Number(number) => assert_eq!(found, number.as_f64(), "{said}"),
            Value::Null => assert_eq!(found, None, "{said}"),
            Value::String(_) => assert_eq!(words.no_answer(raw), Some(NoAnswer::NotApplicable), "{said}"),
            Value::Object(kind) => {
                let (kind, value) = kind.iter().next().unwrap();
                match kind.as_str() {
                    "percent" => {
                        assert_eq!(found, value.as_f64(), "{said}");
                        assert!(parse_number(raw).unwrap().percent, "{said}");
                    }
                    "reject" | "ambiguous" | "missing_if_configured" => assert_eq!(found, None, "{said}"),
                    "reject_or_flag" => assert!(found.is_none() || found == value.as_f64(), "{said}"),
                    "missing" => assert_eq!(words.no_answer(raw), Some(NoAnswer::Unknown), "{said}"),
                    "flag" | "ambiguous_unless_locale" => assert_eq!(found, value.as_f64(), "{said}"),
                    // A label of a scale: see `labels_of_a_scale`.
                    "label_match" => assert_eq!(found, None, "{said}"),
                    other => panic!("{other}"),
                }
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn labels_of_a_scale() {
    let framework = miqyas::framework::parse::parse(
        miqyas::framework::parse::Source {
            file: "framework.toml",
            text: &fs::read_to_string("tests/collection/framework.toml").unwrap(),
        },
        &|_| None,
    )
    .unwrap();
    let mut speller = miqyas::survey::Speller::new(&framework);
    let criterion = framework.criterion("gov_01").unwrap();
    let mut labels = 0;
    for case in recorded("20_numbers_utf8.csv") {
        let Some(level) = case["expect"]["label_match"].as_f64() else { continue };
        let raw = case["raw"].as_str().unwrap();
        assert_eq!(speller.spell(criterion, None, raw), Some(level.to_string()), "{case}");
        labels += 1;
    }
    assert_eq!(labels, 2);
    assert_eq!(speller.spell(criterion, None, "3 – محدّد / Defined").as_deref(), Some("3"));
    assert_eq!(speller.spell(criterion, None, "3 – أولي"), None, "number and title of two levels");
}

#[test]
fn yes_and_no() {
    let words = Words::load();
    for case in recorded("21_yes_no_utf8.csv") {
        let raw = case["raw"].as_str().unwrap();
        let found = words.truth(raw).map(u64::from);
        let said = format!("{case}: {found:?}");
        match &case["expect"] {
            Value::Number(number) => assert_eq!(found, number.as_u64(), "{said}"),
            Value::Null => assert_eq!(found, None, "{said}"),
            Value::String(_) => {
                assert_eq!((found, words.no_answer(raw)), (None, Some(NoAnswer::NotApplicable)), "{said}");
            }
            Value::Object(kind) => {
                let (kind, value) = kind.iter().next().unwrap();
                match kind.as_str() {
                    "flag" => assert_eq!(found, value.as_u64(), "{said}"),
                    "reject" | "partial" | "beware" => assert_eq!(found, None, "{said}"),
                    "missing" => assert_eq!(words.no_answer(raw), Some(NoAnswer::Unknown), "{said}"),
                    other => panic!("{other}"),
                }
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn names_of_agencies() {
    let roster = fs::read_to_string("tests/collection/dirty/22_roster_utf8.csv").unwrap();
    let roster: Vec<(&str, &str)> = roster.lines().skip(1).filter_map(|line| line.split_once(';')).collect();
    for case in recorded("22_agency_names_utf8.csv") {
        let raw = case["raw"].as_str().unwrap();
        let found: Vec<&str> = roster
            .iter()
            .filter(|(code, name)| fold(name) == fold(raw) || code.eq_ignore_ascii_case(raw))
            .map(|(code, _)| *code)
            .collect();
        // What needs an alias is reported, never guessed.
        let wanted = case["expect_agency_id"].as_str().filter(|_| case["via"] != "alias");
        assert_eq!(found, wanted.into_iter().collect::<Vec<_>>(), "{case}");
    }
}

#[test]
fn dates() {
    for case in recorded("23_dates_utf8.csv") {
        let raw = case["raw"].as_str().unwrap();
        let found = parse_date(raw).map(|date| date.to_string());
        let said = format!("{case}: {found:?}");
        match &case["expect"] {
            Value::String(date) => assert_eq!(found.as_deref(), date.get(..10), "{said}"),
            Value::Null => assert_eq!(found, None, "{said}"),
            Value::Object(kind) => {
                let (kind, value) = kind.iter().next().unwrap();
                match kind.as_str() {
                    "ambiguous" | "hijri" | "reject" => assert_eq!(found, None, "{said}"),
                    // Text tells nothing of the epoch of its workbook: Excel's usual one holds.
                    "1900" | "day_first" | "two_digit_year" => assert_eq!(found.as_deref(), value.as_str(), "{said}"),
                    other => panic!("{other}"),
                }
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_folded_name_is_folded() {
    for (name, folded) in [
        ("J\u{30c}", "\u{1f0}"),
        ("a\u{200b}\u{301}", "\u{e1}"),
        ("\u{710}\u{732}\u{200c}\u{711}", "\u{710}\u{711}\u{732}"),
    ] {
        assert_eq!(fold(name), folded, "{name:?}");
        assert_eq!(fold(folded), folded, "{name:?}");
    }
}
