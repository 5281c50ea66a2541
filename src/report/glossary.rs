//! What the words of the report mean.
use crate::document::{Block, Cell, Chapter, Column, Grid};
use crate::report::Extent;
use crate::report::view::View;

/// Words and their meanings, in the order of the report.
const TERMS: [(&str, &str); 16] = [
    ("truth.claimed", "glossary.claimed-means"),
    ("truth.supported", "glossary.supported-means"),
    ("truth.checked", "glossary.checked-means"),
    ("beneficiaries.experienced", "glossary.experienced-means"),
    ("glossary.stage", "glossary.stage-means"),
    ("glossary.gate", "glossary.gate-means"),
    ("glossary.leap", "glossary.leap-means"),
    ("glossary.score", "glossary.score-means"),
    ("glossary.coverage", "glossary.coverage-means"),
    ("glossary.interval", "glossary.interval-means"),
    ("glossary.severity", "glossary.severity-means"),
    ("glossary.perception", "glossary.perception-means"),
    ("glossary.enabler", "glossary.enabler-means"),
    ("glossary.kpi", "glossary.kpi-means"),
    ("glossary.unjudged", "glossary.unjudged-means"),
    ("glossary.no-response", "glossary.no-response-means"),
];

/// Words of the ladder.
const OF_STAGES: [&str; 4] = ["glossary.stage", "glossary.gate", "glossary.leap", "glossary.unjudged"];

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    if extent == Extent::Brief {
        return None;
    }
    let locale = view.locale;
    let columns = || vec![Column::words(locale.word("glossary.term")), Column::words(locale.word("glossary.meaning"))];
    let mut terms = Grid::new(String::new(), columns());
    for (word, meaning) in TERMS.into_iter().filter(|(word, _)| !view.stages.is_empty() || !OF_STAGES.contains(word)) {
        terms.push(vec![Cell::text(locale.word(word)), Cell::text(locale.word(meaning))]);
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
