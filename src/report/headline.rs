//! Where the agencies stand: claimed, supported, checked, in one sentence and one table.
use crate::assessment::{StageCounts, Status};
use crate::document::{Block, Cell, Chapter, Column, Content, Grid, Tone};
use crate::locale::Value;
use crate::method::StageOn;
use crate::report::view::{ASIDES, Aside, View};
use crate::report::{Extent, beneficiaries, summary};
use crate::score::Truth;

/// Agencies named one by one before the rest is counted.
const NAMED: usize = 8;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let mut blocks = Vec::new();
    if !view.stages.is_empty() && !view.truths.is_empty() {
        blocks.push(Block::Lead(sentence(view)));
        blocks.extend(apart_each(view));
        let unjudged = view.counts(view.lead).unjudged;
        if unjudged > 0 {
            let values = [("count", Value::from(unjudged)), ("column", Value::Phrase(view.truth(view.lead)))];
            blocks.push(Block::Paragraph(locale.say("headline.unjudged", &values)));
        }
    }
    blocks.push(Block::Paragraph(responses(view)));
    if !view.stages.is_empty() && !view.truths.is_empty() {
        blocks.push(Block::Table(ladder(view)));
        if view.framework.evidence.is_none() {
            blocks.push(Block::Paragraph(locale.word("headline.no-evidence-scheme")));
        }
    }
    if extent == Extent::Full {
        blocks.extend(summary::blocks(view));
        if !view.stages.is_empty() {
            blocks.push(Block::Chart("ladder".to_owned()));
        }
        blocks.extend(beneficiaries::surveyed(view).map(Block::Table));
    }
    if view.group.is_none() {
        blocks.push(Block::Paragraph(locale.word("headline.not-a-group")));
    }
    Some(Chapter { code: "headline", title: locale.word("headline.title"), blocks })
}

/// How many agencies stand on no rung because a stage does not apply to them; nothing where there is none.
pub(in crate::report) fn apart(view: &View, count: usize) -> Option<Block> {
    let sentence = || view.locale.say("headline.apart", &[("count", Value::from(count))]);
    (count > 0).then(|| Block::Paragraph(sentence()))
}

/// The same in every column of truth, by column where they differ.
fn apart_each(view: &View) -> Option<Block> {
    let locale = view.locale;
    let counts: Vec<usize> = view.truths.iter().map(|truth| view.counts(*truth).stepped()).collect();
    if counts.iter().all(|count| *count == counts[0]) {
        return apart(view, counts[0]);
    }
    let each = view.truths.iter().zip(&counts).map(|(truth, count)| {
        let values = [("column", Value::Phrase(view.truth(*truth))), ("count", Value::from(*count))];
        locale.say("headline.apart-in", &values)
    });
    let counts = Value::Phrase(locale.series(&each.collect::<Vec<_>>()));
    Some(Block::Paragraph(locale.say("headline.apart-each", &[("counts", counts)])))
}

/// "Of 24 agencies, 9 claim stage 2 or higher; evidence supports 5; 2 were confirmed."
pub(in crate::report) fn sentence(view: &View) -> String {
    let stage = view.headline_stage();
    let clauses: Vec<String> = view
        .truths
        .iter()
        .map(|truth| {
            let key = match truth {
                Truth::Claimed => "headline.claimed",
                Truth::Supported => "headline.supported",
                Truth::Checked if view.truths.len() == 1 => "headline.checked-only",
                Truth::Checked => "headline.checked",
            };
            let count = view.at_or_above(*truth, stage);
            view.locale.say(key, &[("count", Value::from(count)), ("stage", view.number(stage))])
        })
        .collect();
    let clauses = clauses.join(&view.locale.word("headline.between"));
    view.locale.say(
        "headline.sentence",
        &[("agencies", Value::Phrase(agencies_of(view))), ("clauses", Value::Phrase(clauses))],
    )
}

fn agencies_of(view: &View) -> String {
    view.locale.say("count.of-agencies", &[("count", Value::from(view.agencies.len()))])
}

/// Who answered, and by name who did not.
fn responses(view: &View) -> String {
    let locale = view.locale;
    let silent: Vec<String> = view
        .agencies
        .iter()
        .filter(|agency| agency.status == Status::NoResponse)
        .map(|agency| locale.isolate(&view.agency_name(agency)))
        .collect();
    let answered = view.agencies.len() - silent.len();
    let mut text = match silent.len() {
        0 => locale.say("headline.all-answered", &[("count", Value::from(answered))]),
        _ => locale.say(
            "headline.answered",
            &[("count", Value::from(answered)), ("agencies", Value::Phrase(agencies_of(view)))],
        ),
    };
    if !silent.is_empty() {
        text.push(' ');
        let named = if silent.len() <= NAMED {
            locale.list(&silent)
        } else {
            let more = locale.say("count.more", &[("count", Value::from(silent.len() - NAMED))]);
            let mut named = silent[..NAMED].to_vec();
            named.push(more);
            locale.list(&named)
        };
        text +=
            &locale.say("headline.silent", &[("count", Value::from(silent.len())), ("names", Value::Phrase(named))]);
    }
    text
}

/// Agencies at each rung, highest first, in every column of truth; those that stepped over a stage stand apart.
fn ladder(view: &View) -> Grid {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("stages.reached"))];
    columns.extend(view.truth_columns());
    let experienced = beneficiaries::of_stages(view);
    if !experienced.is_empty() {
        columns.push(Column::words(locale.word("beneficiaries.experienced")));
    }
    columns.push(Column::words(format!("■ {}", view.truth(view.lead))));
    let counts: Vec<StageCounts> = view.truths.iter().map(|truth| view.counts(*truth)).collect();
    let lead = view.truths.iter().position(|truth| *truth == view.lead);
    let rungs = || (0..=view.stages.len()).rev();
    let most = counts.iter().flat_map(|counts| rungs().map(|number| counts.on(number))).max();
    let most = most.map_or(1, |most| most.max(1)) as f64;
    let mut grid = Grid::new(locale.word("headline.ladder"), columns);
    let mut row = |label: String, values: Vec<usize>, stage: Option<usize>| {
        let mut cells = vec![Cell::text(label)];
        cells.extend(values.iter().map(|count| {
            let cell = Cell::count(*count);
            if *count == 0 { cell.toned(Tone::Quiet) } else { cell }
        }));
        if !experienced.is_empty() {
            let of_stage = experienced.iter().filter(|found| Some(found.stage) == stage);
            let shares: Vec<String> = of_stage
                .map(|found| {
                    let code = Value::Phrase(locale.isolate_code(&found.item));
                    locale.say("headline.experienced", &[("share", Value::Percent(found.share, 0)), ("item", code)])
                })
                .collect();
            cells.push(Cell::text(locale.series(&shares)));
        }
        cells.push(match lead.map(|lead| values[lead]) {
            Some(count) if stage.is_some() && count > 0 => Cell::from(Content::Bar(count as f64 / most)),
            _ => Cell::text(""),
        });
        grid.push(cells);
    };
    for number in rungs() {
        row(view.stage_name(number), counts.iter().map(|counts| counts.on(number)).collect(), Some(number));
    }
    for Aside { key, count } in ASIDES {
        let values: Vec<usize> = counts.iter().map(count).collect();
        if values.iter().any(|count| *count > 0) {
            row(locale.word(key), values, None);
        }
    }
    for (truth, counts) in view.truths.iter().zip(&counts) {
        let open: usize = counts.at_least.iter().sum();
        if open > 0 {
            let values = [("column", Value::Phrase(view.truth(*truth))), ("count", Value::from(open))];
            grid.notes.push(locale.say("headline.at-least", &values));
        }
    }
    for found in &experienced {
        let values = [
            ("item", Value::Phrase(locale.isolate_code(&found.item))),
            ("question", Value::from(found.question.as_str())),
            ("count", Value::Count(found.count)),
        ];
        grid.notes.push(locale.say("headline.experienced-note", &values));
    }
    let method = &view.series.method;
    let rule = match method.stage_on {
        StageOn::Low => "headline.rule-low",
        StageOn::Value => "headline.rule-value",
    };
    grid.notes.push(locale.say(
        rule,
        &[("threshold", Value::from(method.threshold)), ("coverage", Value::Percent(method.coverage * 100.0, 0))],
    ));
    grid
}
