//! What was wrong in the data: how often, where first, and what to do.
use crate::document::{Block, Chapter};
use crate::finding::{Finding, Findings, Severity};
use crate::locale::{Locale, Value};
use crate::report::findings::issue;
use crate::report::view::View;
use crate::report::{Extent, corrections, deviations, objections};
use crate::series::Audience;
use std::collections::BTreeMap;

/// Kinds of finding that a brief report shows.
const KINDS: usize = 6;
/// Places named for each kind.
const PLACES: usize = 3;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let findings = &view.series.findings;
    let title = locale.word("quality.title");
    let mut kinds: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.held() {
        kinds.entry(finding.problem.code()).or_default().push(finding);
    }
    let mut kinds: Vec<(&str, Vec<&Finding>)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(code, held)| (held[0].problem.severity(), std::cmp::Reverse(findings.count(code))));
    let mut blocks = vec![Block::Paragraph(counted(findings, locale))];
    if view.series.audience == Audience::Public {
        blocks.push(Block::Paragraph(locale.word("quality.public")));
    }
    let shown = match extent {
        Extent::Brief => kinds.len().min(KINDS),
        Extent::Full => kinds.len(),
    };
    for (code, held) in &kinds[..shown] {
        let count = findings.count(code);
        let mut shown = issue(held[0], locale);
        shown.count = count;
        if count > 1 {
            let others: Vec<String> = held[1..held.len().min(PLACES)]
                .iter()
                .map(|finding| locale.place(finding))
                .filter(|place| !place.is_empty() && *place != shown.place)
                .collect();
            if !others.is_empty() {
                let others = others.join(&locale.word("quality.between"));
                shown.place = locale
                    .say("quality.also", &[("place", Value::Phrase(shown.place)), ("others", Value::Phrase(others))]);
            }
        }
        // The rest of a line may name a respondent.
        shown.excerpt = None;
        blocks.push(Block::Issue(shown));
    }
    if shown < kinds.len() {
        blocks.push(Block::Paragraph(locale.say("quality.more-kinds", &[("count", Value::from(kinds.len() - shown))])));
    }
    blocks.extend(deviations::blocks(view));
    blocks.extend(corrections::blocks(view, extent));
    blocks.extend(objections::blocks(view, extent));
    Some(Chapter { code: "quality", title, blocks })
}

/// "2 errors, 11 warnings and 40 notes."
pub(in crate::report) fn counted(findings: &Findings, locale: &Locale) -> String {
    let counts: Vec<String> = [
        (Severity::Error, "quality.errors"),
        (Severity::Warning, "quality.warnings"),
        (Severity::Note, "quality.notes"),
    ]
    .into_iter()
    .map(|(severity, key)| (findings.of_severity(severity), key))
    .filter(|(count, _)| *count > 0)
    .map(|(count, key)| locale.say(key, &[("count", Value::from(count))]))
    .collect();
    match counts.as_slice() {
        [] => locale.word("quality.nothing"),
        counts => locale.say("quality.counted", &[("counts", Value::Phrase(locale.list(counts)))]),
    }
}
