//! The page that is read first: three to five findings, and what to decide.
use crate::assessment::{AgencyAssessment, Status};
use crate::document::Block;
use crate::locale::Value;
use crate::report::blockers::{Blocker, Mover, blockers, mover, owed, unmet};
use crate::report::view::View;
use crate::report::{benefits, change, obstacles, services};
use crate::score::{Ladder, StageState, Truth};

/// Findings at most.
const FINDINGS: usize = 5;
/// Agencies named in a sentence before the rest is counted.
const NAMED: usize = 4;

/// Findings and decisions, as blocks below the ladder.
pub(in crate::report) fn blocks(view: &View) -> Vec<Block> {
    let locale = view.locale;
    let blockers = blockers(view);
    let mut blocks = Vec::new();
    let mut list = |key: &str, items: Vec<String>| {
        if !items.is_empty() {
            blocks.push(Block::Heading(locale.word(key)));
            blocks.push(Block::List(items));
        }
    };
    list("summary.findings", findings(view, &blockers));
    list("summary.decisions", decisions(view, &blockers));
    blocks
}

/// What was found, the most telling first.
fn findings(view: &View, blockers: &[Blocker]) -> Vec<String> {
    let mut findings: Vec<String> = [
        overclaimed(view),
        blockers.first().filter(|_| view.tells_gates()).map(|blocker| blocked(view, blocker)),
        obstacles::lead(view, &obstacles::ranked(view)),
        services::title(view).map(|title| format!("{title}.")),
        change::lead(view),
        benefits::sentence(view),
    ]
    .into_iter()
    .flatten()
    .collect();
    findings.truncate(FINDINGS);
    findings
}

/// How many agencies claim a higher stage than evidence, or an assessor, gives them.
fn overclaimed(view: &View) -> Option<String> {
    let names = ahead(view)?;
    let (locale, count) = (view.locale, names.len());
    let key = if view.lead == Truth::Checked { "summary.above-checked" } else { "summary.above-supported" };
    (count > 0).then(|| locale.say(key, &[("count", Value::from(count)), ("names", Value::Phrase(named(view, names)))]))
}

/// Names of agencies whose claimed stage is above that of the leading column; none where nothing is claimed beside it.
fn ahead(view: &View) -> Option<Vec<String>> {
    if view.lead == Truth::Claimed || !view.truths.contains(&Truth::Claimed) {
        return None;
    }
    let above = view.agencies.iter().filter(|agency| {
        let stage = |truth| view.stage(agency, truth);
        stage(Truth::Claimed).zip(stage(view.lead)).is_some_and(|(claimed, led)| claimed > led)
    });
    Some(above.map(|agency| view.locale.isolate(&view.agency_name(agency))).collect())
}

fn blocked(view: &View, blocker: &Blocker) -> String {
    let criterion = &view.framework.criteria[blocker.criterion];
    view.locale.say(
        "summary.blocked",
        &[
            ("count", Value::from(blocker.agencies.len())),
            ("criterion", Value::Phrase(view.locale.tell(&criterion.text))),
            ("code", Value::Phrase(view.locale.isolate_code(criterion.code.as_str()))),
        ],
    )
}

/// What those who read this can decide.
fn decisions(view: &View, blockers: &[Blocker]) -> Vec<String> {
    let locale = view.locale;
    let mut decisions = Vec::new();
    if let Some(first) = owed(view, blockers).first() {
        let criterion = &view.framework.criteria[first.criterion];
        decisions.push(locale.say(
            "summary.decide-nation",
            &[
                ("count", Value::from(first.agencies)),
                ("criterion", Value::Phrase(locale.tell(&criterion.text))),
                ("code", Value::Phrase(locale.isolate_code(criterion.code.as_str()))),
            ],
        ));
    }
    let (unknown, known): (Vec<&AgencyAssessment>, Vec<&AgencyAssessment>) =
        view.agencies.iter().filter(|agency| agency.status == Status::Answered).partition(|agency| {
            let next = view.ladder(agency, view.lead).and_then(Ladder::next_stage);
            next.is_some_and(|stage| stage.state == StageState::Unjudged)
        });
    let alone = known.into_iter().filter(|agency| {
        let unmet = unmet(view, agency);
        !unmet.is_empty() && unmet.iter().all(|criterion| mover(view, agency, *criterion) == Mover::Agency)
    });
    let unknown: Vec<String> = unknown.into_iter().map(|agency| locale.isolate(&view.agency_name(agency))).collect();
    if !unknown.is_empty() {
        let values = [("count", Value::from(unknown.len())), ("names", Value::Phrase(named(view, unknown)))];
        decisions.push(locale.say("summary.decide-answers", &values));
    }
    match alone.count() {
        0 => {}
        count => decisions.push(locale.say("summary.decide-alone", &[("count", Value::from(count))])),
    }
    if let Some(names) = ahead(view).filter(|names| !names.is_empty()) {
        let values = [("count", Value::from(names.len())), ("names", Value::Phrase(named(view, names)))];
        decisions.push(locale.say("summary.decide-verify", &values));
    }
    let silent = view.agencies.iter().filter(|agency| agency.status == Status::NoResponse);
    let silent: Vec<String> = silent.map(|agency| locale.isolate(&view.agency_name(agency))).collect();
    if !silent.is_empty() {
        let values = [("count", Value::from(silent.len())), ("names", Value::Phrase(named(view, silent)))];
        decisions.push(locale.say("summary.decide-silent", &values));
    }
    decisions
}

/// The first names, and how many more there are.
fn named(view: &View, mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    if more > 1 {
        names.truncate(NAMED);
        names.push(view.locale.say("count.more", &[("count", Value::from(more))]));
    }
    view.locale.list(&names)
}
