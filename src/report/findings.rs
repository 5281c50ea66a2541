//! Everything wrong or doubtful in the user's material, one by one: what `check` prints.
use crate::document::{Block, Chapter, Document, Issue, Pointer, Tone};
use crate::finding::{Finding, Findings, Problem, Severity};
use crate::locale::{Locale, Value};
use crate::report::quality::counted;
use std::collections::BTreeMap;

/// Unused columns that are listed; a table of thousands of columns would bury every other finding.
const COLUMNS: u64 = 5;

/// Every finding held, the gravest first, with counts above.
pub fn document(findings: &Findings, locale: &Locale) -> Document {
    let mut held: Vec<&Finding> = findings.held().iter().collect();
    held.sort_by_key(|finding| finding.problem.severity());
    let mut blocks = vec![Block::Lead(counted(findings, locale))];
    let mut repeats: BTreeMap<Name, u64> = BTreeMap::new();
    for name in held.iter().filter_map(|finding| unknown_name(finding)) {
        *repeats.entry(name).or_default() += 1;
    }
    let mut columns = 0;
    for finding in &held {
        if let Problem::ColumnUnknown { .. } = finding.problem {
            columns += 1;
            if columns > COLUMNS {
                continue;
            }
        }
        // A name that is unknown is put right once, however many rows use it.
        let count = match unknown_name(finding) {
            Some(name) => repeats.remove(&name),
            None => Some(1),
        };
        let Some(count) = count else { continue };
        blocks.push(Block::Issue(Issue { count, ..issue(finding, locale) }));
        if columns == COLUMNS
            && let Problem::ColumnUnknown { .. } = finding.problem
        {
            let more = findings.count(finding.problem.code()) - COLUMNS;
            if more > 0 {
                blocks.push(Block::Paragraph(locale.say("quality.more-columns", &[("count", Value::from(more))])));
            }
        }
    }
    // Unused columns beyond those listed are counted already.
    let listed = |finding: &&&Finding| !matches!(finding.problem, Problem::ColumnUnknown { .. });
    let others = |code: &&String| code.as_str() != (Problem::ColumnUnknown { nearest: String::new() }).code();
    let unheld = findings.counts().iter().filter(|(code, _)| others(code)).map(|(_, count)| count).sum::<u64>()
        - held.iter().filter(listed).count() as u64;
    if unheld > 0 {
        blocks.push(Block::Paragraph(locale.say("quality.unheld", &[("count", Value::from(unheld))])));
    }
    let chapters = vec![Chapter { code: "findings", title: String::new(), blocks }];
    Document { title: locale.word("quality.check-title"), ..Document::plain(locale, chapters) }
}

/// Code of the problem, file, column and cell.
type Name<'f> = (&'static str, &'f str, Option<&'f str>, Option<&'f str>);

/// Of a finding that a name is not known: which name, and where it is used.
fn unknown_name(finding: &Finding) -> Option<Name<'_>> {
    let unknown = matches!(
        finding.problem,
        Problem::UnknownAgency { .. }
            | Problem::UnknownService { .. }
            | Problem::UnknownBranch { .. }
            | Problem::UnknownCriterion { .. }
            | Problem::UnknownPeriod { .. }
            | Problem::UnknownKpi { .. }
            | Problem::KpiUnknownQuantity { .. }
    );
    let place = &finding.place;
    unknown.then(|| (finding.problem.code(), place.file.as_str(), place.column.as_deref(), place.value.as_deref()))
}

/// A finding in words, with its tone.
pub(crate) fn issue(finding: &Finding, locale: &Locale) -> Issue {
    let wording = locale.wording(finding);
    Issue {
        tone: match finding.problem.severity() {
            Severity::Error => Tone::Bad,
            Severity::Warning => Tone::Doubtful,
            Severity::Note => Tone::Quiet,
        },
        severity: wording.severity,
        code: finding.problem.code().to_owned(),
        count: 1,
        place: wording.place,
        message: wording.message,
        advice: wording.advice,
        excerpt: finding
            .place
            .excerpt
            .as_ref()
            .map(|excerpt| Pointer { line: excerpt.line.clone(), span: excerpt.span.clone() }),
    }
}
