//! The stage of every agency: what it reached in each column of truth, its profile, and what holds it back.
use crate::assessment::{AgencyAssessment, StageCounts, Status};
use crate::document::{Block, Cell, Chapter, Column, Content, Grid, Tone, Weight};
use crate::locale::{Locale, Value};
use crate::method::{ShareWeight, StageOn};
use crate::report::view::View;
use crate::report::{Extent, LISTED, targets};
use crate::score::{GateResult, GateState, Ladder, Reached, StageState, Truth};

/// Gates named in a table cell before the rest is counted.
const NAMED: usize = 3;
/// A space at which no line is broken.
const JOINED: char = '\u{a0}';
/// Agencies shown at the top and at the bottom where not all are listed.
const ENDS: usize = 5;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    if view.stages.is_empty() {
        return None;
    }
    let locale = view.locale;
    let ordered = view.by_stage();
    let mut blocks = Vec::new();
    if ordered.len() <= LISTED {
        blocks.push(Block::Table(per_agency(view, &ordered, locale.word("stages.caption"))));
    } else {
        blocks.extend(per_group(view).into_iter().map(Block::Table));
        let judged: Vec<_> = ordered.iter().copied().filter(|agency| view.stage(agency, view.lead).is_some()).collect();
        let top = &judged[..ENDS.min(judged.len())];
        let bottom = &judged[judged.len() - ENDS.min(judged.len())..];
        let table = |key: &str, ends: &[&AgencyAssessment]| {
            per_agency(view, ends, locale.say(key, &[("count", Value::from(ends.len()))]))
        };
        // Both tables use the same signs: explained once, below the second.
        blocks.push(Block::Table(Grid { notes: Vec::new(), ..table("stages.top", top) }));
        blocks.push(Block::Table(table("stages.bottom", bottom)));
        let neither = ordered.len() - judged.len();
        if neither > 0 {
            blocks.push(Block::Paragraph(locale.say("stages.in-neither", &[("count", Value::from(neither))])));
        }
    }
    blocks.extend(targets::blocks(view, extent));
    if extent == Extent::Full {
        blocks.push(Block::Chart("heatmap".to_owned()));
        if ordered.len() <= LISTED {
            blocks.push(Block::Table(details(view, &ordered)));
        }
        blocks.extend(sweep(view).map(Block::Table));
    }
    Some(Chapter { code: "stages", title: locale.word("stages.title"), blocks })
}

fn per_agency(view: &View, agencies: &[&AgencyAssessment], caption: String) -> Grid {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("common.agency"))];
    columns.extend(view.truth_columns());
    columns.extend(
        (1..=view.stages.len())
            .map(|number| Column::numbers(locale.say("stages.score-of", &[("stage", view.number(number))]))),
    );
    columns.push(Column::words(locale.word("stages.held-back")));
    let mut grid = Grid::new(caption, columns);
    let mut marks = Marks::default();
    for agency in agencies {
        let mut cells = vec![Cell::text(view.agency_name(agency))];
        for truth in &view.truths {
            let reached = view.ladder(agency, *truth).map(|ladder| ladder.reached);
            marks.see(reached);
            cells.push(view.reached_cell(reached));
        }
        for stage in &view.stages {
            let value = view.score(agency, view.lead, *stage).and_then(|score| score.value);
            cells.push(Cell::number(value, 0));
        }
        cells.push(match (agency.status, view.ladder(agency, view.lead)) {
            (Status::NoResponse, _) => Cell::text(locale.word("status.no-response")).toned(Tone::Quiet),
            (Status::Screened, _) => Cell::text(locale.word("status.screened")).toned(Tone::Quiet),
            (Status::Answered, None) => Cell::empty(),
            (Status::Answered, Some(ladder)) => Cell::text(held_back(view, agency, view.lead, ladder)),
        });
        grid.push(cells);
    }
    grid.notes = notes(view, &marks);
    grid
}

/// Signs used in a table that its notes explain.
#[derive(Default)]
pub(in crate::report) struct Marks {
    unjudged: bool,
    at_least: bool,
    stepped_over: bool,
}

impl Marks {
    pub(in crate::report) fn see(&mut self, reached: Option<Reached>) {
        if let Some(Reached::Stage { at_least, stepped_over, .. }) = reached {
            self.at_least |= at_least;
            self.stepped_over |= stepped_over;
        }
        self.unjudged |= reached == Some(Reached::Unjudged);
    }

    pub(in crate::report) fn notes(&self, locale: &Locale) -> Vec<String> {
        let notes = [
            (self.unjudged, "stages.note-unjudged"),
            (self.at_least, "stages.note-at-least"),
            (self.stepped_over, "stages.note-stepped"),
        ];
        notes.into_iter().filter(|(seen, _)| *seen).map(|(_, note)| locale.word(note)).collect()
    }
}

fn notes(view: &View, marks: &Marks) -> Vec<String> {
    let locale = view.locale;
    let names: Vec<String> = (1..=view.stages.len()).map(|number| view.stage_name(number)).collect();
    let columns: Vec<String> = view.precedence().into_iter().map(|truth| view.truth(truth)).collect();
    let mut notes = Vec::new();
    if !columns.is_empty() {
        notes.push(locale.say("stages.note-order", &[("columns", Value::Phrase(locale.series(&columns)))]));
    }
    notes.push(locale.say(
        "stages.note-profile",
        &[("stages", Value::Phrase(locale.series(&names))), ("column", Value::Phrase(view.truth(view.lead)))],
    ));
    notes.push(locale.word("stages.note-held-back"));
    if view.series.method.stage_on == StageOn::Low {
        notes.push(locale.word("stages.note-low-bound"));
    }
    notes.extend(marks.notes(locale));
    notes
}

/// What binds at the next stage, in a few words: gates, score, coverage; then the leap.
pub(in crate::report) fn held_back(view: &View, agency: &AgencyAssessment, truth: Truth, ladder: &Ladder) -> String {
    let locale = view.locale;
    let mut parts = Vec::new();
    if let Some(stage) = ladder.next_stage() {
        let judgement = view.judgement(agency, truth);
        let gates: Vec<&GateResult> = judgement.iter().flat_map(|judgement| judgement.unmet_gates(stage)).collect();
        parts.extend(gates.iter().take(NAMED).map(|gate| condition(view, gate)));
        if gates.len() > NAMED {
            parts.push(locale.say("count.more", &[("count", Value::from(gates.len() - NAMED))]));
        }
        parts.extend(stage.score_short.map(|short| match short.distance {
            None => locale.word("stages.score-unknown"),
            Some(0.0) => locale.word("stages.score-at-limit"),
            Some(distance) => {
                let distance = locale.difference(-distance, view.decimals().min(1));
                locale.say("stages.score-short", &[("distance", Value::Phrase(distance))])
            }
        }));
        parts.extend(stage.coverage_short.map(|short| {
            locale.say("stages.coverage-short", &[("count", Value::Count(short.distance.ceil() as u64))])
        }));
        if parts.is_empty() && stage.state == StageState::Unjudged {
            parts.push(locale.word("stages.unjudged"));
        }
    } else if ladder.reached.number() == Some(view.stages.len()) {
        parts.push(locale.word("stages.top-reached"));
    }
    if !ladder.leaps.is_empty() {
        let stages: Vec<String> = ladder.leaps.iter().map(|stage| locale.plain(*stage as u64)).collect();
        parts.push(locale.say("stages.leap-to", &[("stages", Value::Phrase(locale.list(&stages)))]));
    }
    locale.series(&parts)
}

/// A gate that does not pass: `trx06 −15` where it is short, `trx11 (E1)` where its evidence is too weak, `trx04 ?` where
/// it is not known.
pub(in crate::report) fn condition(view: &View, gate: &GateResult) -> String {
    let locale = view.locale;
    let code = locale.isolate_code(view.framework.criteria[gate.criterion].code.as_str());
    match (gate.state, gate.distance) {
        (GateState::Undetermined, _) => format!("{code}{JOINED}{}", locale.word("stages.unjudged-sign")),
        (_, Some(distance)) => format!("{code}{JOINED}{}", locale.difference(-distance * 100.0, 0)),
        _ if gate.lacks_evidence => match view.grade(gate.grade) {
            Some(grade) => format!("{code}{JOINED}({})", locale.isolate_code(grade)),
            None => code,
        },
        _ => code,
    }
}

/// Columns that say how many agencies stand where, adding up to all of them: the rungs, those that stepped over a stage
/// where there are any, and those on no stage.
struct Standing {
    rungs: usize,
    stepped: bool,
}

impl Standing {
    fn of<'c>(view: &View, mut rows: impl Iterator<Item = &'c StageCounts>) -> Standing {
        Standing { rungs: view.stages.len(), stepped: rows.any(|counts| counts.stepped() > 0) }
    }

    fn columns(&self, view: &View) -> Vec<Column> {
        let locale = view.locale;
        let at = |number| Column::numbers(locale.say("stages.at", &[("stage", view.number(number))]));
        let mut columns: Vec<Column> = (0..=self.rungs).map(at).collect();
        if self.stepped {
            columns.push(Column::numbers(locale.word("stages.any-stepped")));
        }
        columns.push(Column::numbers(locale.word("stages.apart")));
        columns
    }

    fn cells(&self, counts: &StageCounts) -> Vec<Cell> {
        let mut cells: Vec<Cell> = (0..=self.rungs).map(|number| Cell::count(counts.on(number))).collect();
        if self.stepped {
            cells.push(Cell::count(counts.stepped()));
        }
        cells.push(Cell::count(counts.unjudged + counts.not_applicable + counts.no_response));
        cells
    }
}

/// Counts per value of every grouping column, with the nation below.
fn per_group(view: &View) -> Vec<Grid> {
    let locale = view.locale;
    let mut columns: Vec<&str> = Vec::new();
    for group in &view.assessment.groups {
        if let Some(column) = group.column.as_deref()
            && !columns.contains(&column)
        {
            columns.push(column);
        }
    }
    let standing =
        Standing::of(view, view.assessment.groups.iter().filter_map(|group| group.stages.get(view.lead).as_ref()));
    let table = |column: Option<&str>| {
        let heading = column.map_or_else(|| locale.word("common.agencies"), |column| view.column(column));
        let mut headings = vec![Column::words(heading), Column::numbers(locale.word("common.count"))];
        headings.extend(standing.columns(view));
        let caption = locale.say("stages.per-group", &[("column", Value::Phrase(view.truth(view.lead)))]);
        let mut grid = Grid::new(caption, headings);
        let rows = view.assessment.groups.iter().filter(|group| group.column.as_deref() == column);
        let nation = view.assessment.groups.iter().filter(|group| column.is_some() && group.column.is_none());
        for group in rows.chain(nation) {
            let Some(counts) = group.stages.get(view.lead) else { continue };
            let whole = group.column.is_none();
            let name = group.name(locale.tag()).map_or_else(|| locale.word("common.all"), str::to_owned);
            let mut cells = vec![Cell::text(name), Cell::count(group.members.len())];
            cells.extend(standing.cells(counts));
            grid.add(cells, if whole { Weight::Strong } else { Weight::Normal });
        }
        grid
    };
    let mut grids: Vec<Grid> = columns.iter().map(|column| table(Some(column))).collect();
    if grids.is_empty() {
        grids.push(table(None));
    }
    grids
}

/// Everything else that is printed with a stage: other rules, attainability, what binds, in the leading column.
fn details(view: &View, agencies: &[&AgencyAssessment]) -> Grid {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("common.agency"))];
    for key in [
        "stages.strict",
        "stages.other-weight",
        "stages.na-zero",
        "stages.attainable",
        "stages.leap",
        "stages.binding-obstacle",
        "common.coverage",
    ] {
        columns.push(Column::words(locale.word(key)));
    }
    let caption = locale.say("stages.details", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let mut grid = Grid::new(caption, columns);
    for agency in agencies {
        let Some(ladder) = view.ladder(agency, view.lead) else { continue };
        let leap = match ladder.leaps.as_slice() {
            [] => Cell::text(locale.word("common.no")),
            leaps => {
                let stages: Vec<String> = leaps.iter().map(|stage| locale.plain(*stage as u64)).collect();
                Cell::text(locale.list(&stages))
            }
        };
        let obstacle = match ladder.binding_obstacle {
            Some(obstacle) => Cell::text(view.dimension(obstacle)),
            None if view.tells_binding() => Cell::empty(),
            None => view.withheld_cell(),
        };
        grid.push(vec![
            Cell::text(view.agency_name(agency)),
            view.reached_cell(Some(ladder.strict)),
            view.reached_cell(Some(ladder.other_weight)),
            view.reached_cell(Some(ladder.na_zero)),
            view.reached_cell(Some(ladder.attainable)),
            leap,
            obstacle,
            Cell::percent(view.coverage(agency, view.lead).map(|share| share * 100.0), 0),
        ]);
    }
    let method = &view.series.method;
    let other = locale.word(match method.share_weight {
        ShareWeight::Count => "method.by-volume",
        ShareWeight::Volume => "method.by-count",
    });
    let values = [("strict", Value::Number(method.strict_threshold, 0)), ("other", Value::Phrase(other))];
    grid.notes.push(locale.say("stages.note-details", &values));
    grid
}

/// How the counts move with the threshold: every fifth threshold of the sweep.
fn sweep(view: &View) -> Option<Grid> {
    let locale = view.locale;
    if !view.selection.is_everybody() || view.assessment.sweep.is_empty() {
        return None;
    }
    let points = || view.assessment.sweep.iter().step_by(5);
    let standing = Standing::of(view, points().filter_map(|point| point.stages.get(view.lead).as_ref()));
    let mut columns = vec![Column::numbers(locale.word("stages.threshold"))];
    columns.extend(standing.columns(view));
    let caption = locale.say("stages.sweep", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let mut grid = Grid::new(caption, columns);
    for point in points() {
        let Some(counts) = point.stages.get(view.lead) else { continue };
        let used = point.threshold == view.series.method.threshold;
        let mut cells = vec![Cell::from(Content::Number { value: point.threshold, decimals: 0 })];
        cells.extend(standing.cells(counts));
        grid.add(cells, if used { Weight::Strong } else { Weight::Normal });
    }
    Some(grid)
}
