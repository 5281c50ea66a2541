//! What the words of the report mean.
use crate::document::{Block, Cell, Chapter, Column, Grid};
use crate::report::Extent;
use crate::report::view::View;

/// Columns of truth, by the phrases of their words; `glossary.NAME-means` is the meaning.
const TRUTHS: [(&str, &str); 4] = [
    ("truth.claimed", "glossary.claimed-means"),
    ("truth.supported", "glossary.supported-means"),
    ("truth.checked", "glossary.checked-means"),
    ("beneficiaries.experienced", "glossary.experienced-means"),
];

/// Other terms, in the order of the report: `glossary.NAME` is the word, `glossary.NAME-means` its meaning.
const TERMS: [&str; 12] = [
    "stage",
    "gate",
    "leap",
    "score",
    "coverage",
    "interval",
    "severity",
    "perception",
    "enabler",
    "kpi",
    "unjudged",
    "no-response",
];

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    if extent == Extent::Brief {
        return None;
    }
    let locale = view.locale;
    let columns = || vec![Column::words(locale.word("glossary.term")), Column::words(locale.word("glossary.meaning"))];
    let mut terms = Grid::new(String::new(), columns());
    for (word, meaning) in TRUTHS {
        terms.push(vec![Cell::text(locale.word(word)), Cell::text(locale.word(meaning))]);
    }
    for term in TERMS {
        let word = |suffix: &str| locale.word(&format!("glossary.{term}{suffix}"));
        terms.push(vec![Cell::text(word("")), Cell::text(word("-means"))]);
    }
    let mut blocks = vec![Block::Table(terms)];
    if let Some(scheme) = &view.framework.evidence {
        let mut grades = Grid::new(locale.word("glossary.grades"), columns());
        for grade in &scheme.grades {
            grades.push(vec![Cell::code(grade.code.as_str()), Cell::text(locale.tell(&grade.title))]);
        }
        blocks.push(Block::Table(grades));
    }
    Some(Chapter { code: "glossary", title: locale.word("glossary.title"), blocks })
}
