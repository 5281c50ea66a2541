//! One page that survives questioning: the stage of an agency, what decides it, who answers for it, and whether another
//! admissible rule would give another.
use crate::assessment::{AgencyAssessment, Status};
use crate::document::{Block, Cell, Chapter, Column, Document, Grid, Tone, Weight};
use crate::locale::{Locale, Value};
use crate::report::blockers::unmet;
use crate::report::view::View;
use crate::report::{agencies, page, robustness, stages};
use crate::score::{GateResult, GateState, Ladder, Reached};
use crate::series::Series;
use crate::survey::Scope;

/// Gates told in their own words without which the stage would be lost; the others are named by code.
const FACTS: usize = 3;

/// The verdict on an agency, by its code; none where it was not assessed.
pub fn verdict(series: &Series, locale: &Locale, code: &str) -> Option<Document> {
    page(series, locale, code, |view, agency| {
        let title = locale.say("verdict.title", &[("agency", Value::from(view.agency_name(agency)))]);
        let mut blocks = vec![Block::Lead(agencies::stands(view, agency))];
        if agency.status == Status::Answered {
            blocks.extend(facts(view, agency));
            blocks.push(Block::Heading(locale.word("verdict.signed")));
            blocks.push(Block::Paragraph(signed(view, agency)));
            blocks.extend(evidence(view, agency).map(Block::Table));
            blocks.extend(others(view, agency));
        }
        (title, Chapter { code: "verdict", title: String::new(), blocks }, Vec::new())
    })
}

/// The gates without which the stage reached would be lost, and those that would open the next.
fn facts(view: &View, agency: &AgencyAssessment) -> Vec<Block> {
    let locale = view.locale;
    let code = |gate: &&GateResult| locale.isolate_code(view.framework.criteria[gate.criterion].code.as_str());
    let text =
        |gate: &&GateResult| format!("{} {}", code(gate), locale.tell(&view.framework.criteria[gate.criterion].text));
    let passed = gates(view, agency);
    let (told, more) = passed.split_at(passed.len().min(FACTS));
    let mut held: Vec<String> = told.iter().map(text).collect();
    if !more.is_empty() {
        let codes: Vec<String> = more.iter().map(code).collect();
        let values = [("count", Value::from(more.len())), ("codes", Value::Phrase(locale.list(&codes)))];
        held.push(locale.say("verdict.more-passed", &values));
    }
    let judgement = view.judgement(agency, view.lead);
    let next = view.ladder(agency, view.lead).and_then(Ladder::next_stage);
    let open = judgement.zip(next).map(|(judgement, stage)| judgement.unmet_gates(stage));
    let short = |gate: &GateResult| {
        let item = &view.framework.criteria[gate.criterion];
        format!("{} {}", stages::condition(view, gate), locale.tell(&item.text))
    };
    let mut failed: Vec<String> = open.into_iter().flatten().map(short).collect();
    let legend = (!failed.is_empty()).then(|| Block::Paragraph(locale.word("verdict.signs")));
    failed.extend(agencies::wanting(view, agency));
    let mut blocks = Vec::new();
    if !held.is_empty() || !failed.is_empty() {
        blocks.push(Block::Heading(locale.word("verdict.decides")));
    }
    for (key, items) in [("verdict.passes", held), ("verdict.fails", failed)] {
        if !items.is_empty() {
            blocks.push(Block::Paragraph(locale.word(key)));
            blocks.push(Block::List(items));
        }
    }
    blocks.extend(legend);
    blocks
}

/// Gates of the stage reached that pass, those nearest to their limit first.
fn gates<'a>(view: &View<'a>, agency: &'a AgencyAssessment) -> Vec<&'a GateResult> {
    let Some(judgement) = agency.judgements.get(view.lead).as_deref() else { return Vec::new() };
    let number =
        judgement.ladder.as_ref().and_then(|ladder| ladder.reached.number()).and_then(|number| number.checked_sub(1));
    let Some(stage) = number.and_then(|position| view.stages.get(position)) else { return Vec::new() };
    let passed = judgement.gates.iter().filter(|gate| gate.dimension == *stage && gate.state == GateState::Passed);
    let mut passed: Vec<&GateResult> = passed.collect();
    let margin = |gate: &GateResult| gate.value.map_or(f64::INFINITY, |value| value - gate.limit);
    passed.sort_by(|a, b| margin(a).total_cmp(&margin(b)));
    passed
}

fn signed(view: &View, agency: &AgencyAssessment) -> String {
    let locale = view.locale;
    let own = |attestation: &&crate::survey::Attestation| {
        attestation.agency == agency.agency && attestation.period == view.assessment.period
    };
    let Some(found) = view.series.survey.attestations.iter().rfind(own) else { return locale.word("verdict.unsigned") };
    let dash = |text: &str| if text.is_empty() { "–".to_owned() } else { locale.isolate(text) };
    locale.say(
        "verdict.signed-by",
        &[
            ("name", Value::Phrase(dash(&found.name))),
            ("post", Value::Phrase(dash(&found.post))),
            ("number", Value::Phrase(dash(&found.letter_number))),
            ("date", Value::Phrase(found.letter_date.map_or_else(|| "–".to_owned(), |date| locale.date(date)))),
        ],
    )
}

/// What proves the gates that decide.
fn evidence(view: &View, agency: &AgencyAssessment) -> Option<Grid> {
    let locale = view.locale;
    let mut grid = Grid::new(
        locale.word("verdict.evidence"),
        vec![Column::words(locale.word("common.code")), Column::words(locale.word("verdict.record"))],
    );
    let mut deciding: Vec<usize> = gates(view, agency).iter().map(|gate| gate.criterion).collect();
    deciding.extend(unmet(view, agency));
    for criterion in deciding {
        let own = view.series.survey.evidence.iter().filter(|record| {
            record.criterion == criterion
                && record.unit.period == view.assessment.period
                && record.unit.scope == Scope::Agency(agency.agency)
        });
        let records: Vec<String> = own
            .map(|record| {
                let grade = view.grade(Some(record.grade)).unwrap_or_default();
                let date = record.date.map_or_else(String::new, |date| locale.date(date));
                let parts = [locale.isolate_code(grade), locale.isolate(&record.title), date];
                locale.series(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>())
            })
            .collect();
        let code = view.framework.criteria[criterion].code.as_str();
        let none = || Cell::text(locale.word("verdict.none")).toned(Tone::Quiet);
        let said = if records.is_empty() { none() } else { Cell::text(records.join("; ")) };
        grid.push(vec![Cell::code(code), said]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// The stage under every rule that could have been chosen instead.
fn others(view: &View, agency: &AgencyAssessment) -> Vec<Block> {
    let locale = view.locale;
    let Some(ladder) = view.ladder(agency, view.lead) else { return Vec::new() };
    let others = view.truths.iter().copied().filter(|truth| *truth != view.lead);
    let columns: Vec<(String, Reached)> =
        others.filter_map(|truth| Some((view.truth(truth), view.ladder(agency, truth)?.reached))).collect();
    let mut rules = vec![
        (locale.word("verdict.strict"), ladder.strict),
        (locale.word("verdict.other-weight"), ladder.other_weight),
        (locale.word("verdict.na-zero"), ladder.na_zero),
    ];
    rules.extend(thresholds(view, ladder));
    let count = |is: &dyn Fn(Reached) -> bool| rules.iter().filter(|(_, reached)| is(*reached)).count();
    let differing = count(&|reached| reached.contradicts(ladder.reached));
    let silent = count(&|reached| reached == Reached::Unjudged);
    let headings = vec![Column::words(locale.word("verdict.rule")), Column::numbers(locale.word("verdict.under"))];
    let mut grid = Grid::new(String::new(), headings);
    let published = locale.say("verdict.as-published", &[("column", Value::Phrase(view.truth(view.lead)))]);
    grid.add(vec![Cell::text(published), view.reached_cell(Some(ladder.reached))], Weight::Strong);
    // What is claimed, or proved otherwise, is no rule: it says nothing against the stage.
    for (title, rows) in [("verdict.rules", rules), ("verdict.columns", columns)] {
        if !rows.is_empty() {
            grid.section(locale.word(title));
        }
        for (name, reached) in rows {
            let cell = view.reached_cell(Some(reached));
            let tone = if reached.contradicts(ladder.reached) { Tone::Doubtful } else { cell.tone };
            grid.push(vec![Cell::text(name), cell.toned(tone)]);
        }
    }
    let mut sentence = match (ladder.reached, differing) {
        (Reached::Unjudged, 0) => locale.word("verdict.nothing-to-compare"),
        (_, 0) => locale.word("verdict.same"),
        (_, count) => locale.say("verdict.differs", &[("count", Value::from(count))]),
    };
    if silent > 0 && ladder.reached != Reached::Unjudged {
        sentence.push(' ');
        sentence += &locale.say("verdict.cannot-judge", &[("count", Value::from(silent))]);
    }
    let mut blocks =
        vec![Block::Heading(locale.word("verdict.others")), Block::Paragraph(sentence), Block::Table(grid)];
    blocks.extend(robustness::of_agency(view, agency).map(Block::Paragraph));
    blocks
}

/// The ends of the sweep of thresholds.
fn thresholds(view: &View, ladder: &Ladder) -> Vec<(String, Reached)> {
    let sweep = &view.series.method.sweep;
    let named = |threshold: f64| view.locale.say("verdict.threshold", &[("threshold", Value::Number(threshold, 0))]);
    [sweep.from, sweep.to].map(|threshold| (named(threshold), ladder.at(threshold))).to_vec()
}
