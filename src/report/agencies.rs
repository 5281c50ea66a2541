//! Each agency on a card: where it stands, what is strong, what is weak, what opens the next stage.
use crate::assessment::{AgencyAssessment, Status};
use crate::document::{Block, Card, Cell, Chapter, Column, Content, Document, Grid, Weight};
use crate::framework::DimensionRole;
use crate::locale::{Locale, Value};
use crate::report::blockers::{mover, unmet};
use crate::report::stages::Marks;
use crate::report::view::{THIN, View};
use crate::report::{Extent, charts, index, page};
use crate::score::{Band, Ladder, Reached, Score};
use crate::series::{Series, StageMove};

/// Agencies beyond which no cards are written unless one is asked for.
pub const CARDS: usize = 100;
/// Strengths, and gaps, of a card.
const ENDS: usize = 3;
/// Share of the full score from which a distance to the median is called a strength or a gap.
const NOTABLE: f64 = 0.01;
/// Gates of the next stage that a card lists.
const GATES: usize = 8;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    if extent == Extent::Brief || view.agencies.len() > CARDS || view.truths.is_empty() {
        return None;
    }
    let blocks: Vec<Block> = view.by_stage().into_iter().map(|agency| Block::Card(card(view, agency))).collect();
    let title = view.locale.word("agencies.title");
    (!blocks.is_empty()).then_some(Chapter { code: "agencies", title, blocks })
}

/// One page for the head of an agency, by its code; none where it was not assessed.
pub fn scorecard(series: &Series, locale: &Locale, code: &str) -> Option<Document> {
    page(series, locale, code, |view, agency| {
        let Card { title, mut blocks, .. } = card(view, agency);
        let change = charts::of_periods(view, agency);
        if let Some(change) = &change {
            let profile = Block::Chart(radar(view, agency));
            let place = blocks.iter().position(|block| *block == profile).map_or(blocks.len(), |place| place + 1);
            blocks.insert(place, Block::Chart(change.name.clone()));
        }
        let chapter = Chapter { code: "scorecard", title: String::new(), blocks };
        (title, chapter, charts::radar(view, agency).into_iter().chain(change).collect())
    })
}

/// Name of the chart of an agency's profile.
fn radar(view: &View, agency: &AgencyAssessment) -> String {
    charts::radar_name(view.series.survey.agencies[agency.agency].code.as_str())
}

fn card(view: &View, agency: &AgencyAssessment) -> Card {
    let locale = view.locale;
    let mut blocks = vec![Block::Lead(stands(view, agency))];
    if agency.status == Status::Answered {
        let list = |key: &str, items: Vec<String>| {
            let some = !items.is_empty();
            some.then(|| [Block::Heading(locale.word(key)), Block::List(items)]).into_iter().flatten()
        };
        let (strengths, gaps) = ends(view, agency);
        blocks.push(Block::Table(profile(view, agency)));
        blocks.extend(list("agencies.strengths", strengths));
        blocks.extend(list("agencies.gaps", gaps));
        blocks.push(Block::Chart(radar(view, agency)));
        blocks.extend(list("agencies.next", next(view, agency)));
    }
    let anchor = view.series.survey.agencies[agency.agency].code.to_string();
    Card { anchor, title: view.agency_name(agency), blocks }
}

/// "Stage reached: 3 Vertical integration (claimed), 2 Transaction (supported) and 1 Cataloguing (checked). In the period
/// before: stage 1 (supported)."
pub(in crate::report) fn stands(view: &View, agency: &AgencyAssessment) -> String {
    let locale = view.locale;
    if agency.status == Status::NoResponse {
        return locale.word("agencies.silent");
    }
    if agency.status == Status::Screened {
        return locale.word("status.screened");
    }
    let stages: Vec<String> = view
        .truths
        .iter()
        .filter_map(|truth| {
            let reached = view.ladder(agency, *truth)?.reached;
            let values =
                [("stage", Value::Phrase(view.reached_name(reached))), ("column", Value::Phrase(view.truth(*truth)))];
            Some(locale.say("agencies.stage-in", &values))
        })
        .collect();
    if stages.is_empty() {
        return locale.word("agencies.answered");
    }
    let mut text = locale.say("agencies.stands", &[("stages", Value::Phrase(locale.list(&stages)))]);
    if let Some((before, after)) = moved(view, agency) {
        let values = [
            ("before", Value::Phrase(view.reached(before))),
            ("after", Value::Phrase(view.reached(after))),
            ("column", Value::Phrase(view.truth(view.lead))),
        ];
        text.push(' ');
        text += &locale.say(if before == after { "agencies.stayed" } else { "agencies.moved" }, &values);
    }
    text
}

/// The stages of the period before and of this one, where both are known.
fn moved(view: &View, agency: &AgencyAssessment) -> Option<(Reached, Reached)> {
    let own = |moved: &&StageMove| moved.to == view.assessment.period && moved.agency == agency.agency;
    let (before, after) = (*view.series.moves.iter().find(own)?.reached.get(view.lead))?;
    before.zip(after)
}

/// What a card lists under a role, with how deep it lies: an index with all its parts.
fn listed(view: &View, role: DimensionRole) -> Vec<(usize, usize)> {
    let of_role = view.framework.of_role(role);
    if role != DimensionRole::Index {
        return of_role.map(|dimension| (dimension, 0)).collect();
    }
    let mut listed: Vec<(usize, usize)> = Vec::new();
    for (dimension, depth) in of_role.flat_map(|index| index::below(view, index)) {
        let role = view.framework.dimensions[dimension].role;
        let part = matches!(role, DimensionRole::Index | DimensionRole::Part);
        if part && listed.iter().all(|(known, _)| *known != dimension) {
            listed.push((dimension, depth));
        }
    }
    listed
}

/// Decimals of the scores of a role: an index is read as it is published.
fn precision(view: &View, role: DimensionRole) -> usize {
    if matches!(role, DimensionRole::Index | DimensionRole::Part) { view.decimals() } else { view.decimals().min(1) }
}

/// Scores of what a reader looks at first, in every column of truth, beside the median of all agencies.
fn profile(view: &View, agency: &AgencyAssessment) -> Grid {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("common.dimension"))];
    columns.extend(view.truth_columns());
    columns.push(Column::numbers(locale.word("agencies.median")));
    columns.push(Column::numbers(locale.word("common.coverage")));
    let caption = locale.say("agencies.profile", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let mut grid = Grid::new(caption, columns);
    let least = view.series.method.coverage;
    for (role, title) in ROLES {
        let mut dimensions = listed(view, role);
        dimensions.retain(|(dimension, _)| {
            let mut scores = view.truths.iter().filter_map(|truth| view.score(agency, *truth, *dimension));
            view.withholds(*dimension) || scores.any(|score| score.value.is_some())
        });
        if !dimensions.is_empty() {
            grid.section(locale.word(title));
        }
        for (dimension, depth) in dimensions {
            let mut cells = vec![Cell::text(index::indented(view, dimension, depth))];
            let decimals = precision(view, role);
            cells.extend(view.truths.iter().map(|truth| match view.score(agency, *truth, dimension) {
                Some(Score { band: Some(band), .. }) => Cell::text(locale.word(band_phrase(*band, role))),
                _ if view.withholds(dimension) => view.withheld_cell(),
                score => {
                    let value = score.and_then(|score| score.value);
                    let thin = score.and_then(|score| score.coverage()).is_some_and(|share| share < least);
                    match value.filter(|_| thin) {
                        Some(value) => Cell::text(format!("{THIN}{}", locale.number(value, decimals))),
                        None => Cell::number(value, decimals),
                    }
                }
            }));
            let [median, _] = view.spread(dimension, view.quartiles(view.lead, dimension), decimals);
            cells.push(median);
            let share = view.score(agency, view.lead, dimension).and_then(|score| score.coverage());
            cells.push(Cell::percent(share.map(|share| share * 100.0), 0));
            grid.add(cells, Weight::Normal);
        }
    }
    let thin = |cell: &Cell| matches!(&cell.content, Content::Text(text) if text.starts_with(THIN));
    if grid.rows.iter().flat_map(|row| &row.cells).any(thin) {
        let share = Value::Percent(least * 100.0, 0);
        let column = ("column", Value::Phrase(view.truth(view.lead)));
        grid.notes.push(locale.say("agencies.note-thin", &[("share", share), column]));
    }
    let mut marks = Marks::default();
    view.truths.iter().for_each(|truth| marks.see(view.ladder(agency, *truth).map(|ladder| ladder.reached)));
    if let Some((before, _)) = moved(view, agency) {
        marks.see(Some(before));
    }
    grid.notes.extend(marks.notes(locale));
    grid
}

fn band_phrase(band: Band, role: DimensionRole) -> &'static str {
    match (role, band) {
        (DimensionRole::Obstacle, Band::Not) => "band.very-severe",
        (DimensionRole::Obstacle, Band::Partly) => "band.severe",
        (DimensionRole::Obstacle, Band::Largely) => "band.mild",
        (DimensionRole::Obstacle, Band::Fully) => "band.very-mild",
        (_, Band::Not) => "band.not",
        (_, Band::Partly) => "band.partly",
        (_, Band::Largely) => "band.largely",
        (_, Band::Fully) => "band.fully",
    }
}

/// Roles of the dimensions of a profile, each under its heading.
const ROLES: [(DimensionRole, &str); 4] = [
    (DimensionRole::Index, "index.title"),
    (DimensionRole::Stage, "agencies.stages"),
    (DimensionRole::Enabler, "enablers.short"),
    (DimensionRole::Obstacle, "agencies.severity"),
];

/// Where the agency is furthest above, and furthest below, the median of all agencies in the leading column.
fn ends(view: &View, agency: &AgencyAssessment) -> (Vec<String>, Vec<String>) {
    let locale = view.locale;
    let mut gains: Vec<(f64, usize)> = ROLES
        .iter()
        .flat_map(|(role, _)| listed(view, *role))
        .filter_map(|(dimension, _)| {
            let own = charts::value(view, agency, view.lead, dimension)?;
            let coverage = view.score(agency, view.lead, dimension)?.coverage()?;
            if coverage < view.series.method.coverage {
                return None;
            }
            let quartiles = view.quartiles(view.lead, dimension).filter(|quartiles| quartiles.count > 1)?;
            let median = quartiles.median;
            let factor = view.framework.factor(&view.framework.dimensions[dimension]);
            if (own - median).abs() < NOTABLE * factor {
                return None;
            }
            let obstacle = view.framework.dimensions[dimension].role == DimensionRole::Obstacle;
            Some((if obstacle { median - own } else { own - median }, dimension))
        })
        .collect();
    gains.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let say = |(_, dimension): &(f64, usize)| {
        let role = view.framework.dimensions[*dimension].role;
        let (obstacle, decimals) = (role == DimensionRole::Obstacle, precision(view, role));
        let median = view.quartiles(view.lead, *dimension).map_or(0.0, |quartiles| quartiles.median);
        let own = charts::value(view, agency, view.lead, *dimension).unwrap_or(median);
        let values = [
            ("dimension", Value::Phrase(view.dimension(*dimension))),
            ("value", Value::Number(own, decimals)),
            ("median", Value::Number(median, decimals)),
        ];
        locale.say(if obstacle { "agencies.one-severity" } else { "agencies.one-score" }, &values)
    };
    let strengths = gains.iter().filter(|(gain, _)| *gain > 0.0).take(ENDS).map(say).collect();
    let gaps = gains.iter().rev().filter(|(gain, _)| *gain < 0.0).take(ENDS).map(say).collect();
    (strengths, gaps)
}

/// All that opens the next stage: gates, what proves each and whose move it is; points of the score; answers.
fn next(view: &View, agency: &AgencyAssessment) -> Vec<String> {
    let locale = view.locale;
    let unmet = unmet(view, agency);
    let mut gates: Vec<String> = unmet
        .iter()
        .take(GATES)
        .map(|criterion| {
            let item = &view.framework.criteria[*criterion];
            let mut text = locale.say(
                "agencies.gate",
                &[
                    ("code", Value::Phrase(locale.isolate_code(item.code.as_str()))),
                    ("text", Value::Phrase(locale.tell(&item.text))),
                    ("mover", Value::Phrase(locale.word(mover(view, agency, *criterion).phrase()))),
                ],
            );
            if !item.evidence.is_empty() {
                text.push(' ');
                text += &locale.say("agencies.proof", &[("text", Value::Phrase(locale.tell(&item.evidence)))]);
            }
            text
        })
        .collect();
    if unmet.len() > GATES {
        gates.push(locale.say("agencies.more-gates", &[("count", Value::from(unmet.len() - GATES))]));
    }
    gates.extend(wanting(view, agency));
    gates
}

/// What the next stage lacks beside its gates, in the leading column.
pub(in crate::report) fn wanting(view: &View, agency: &AgencyAssessment) -> Vec<String> {
    let locale = view.locale;
    let Some(stage) = view.ladder(agency, view.lead).and_then(Ladder::next_stage) else { return Vec::new() };
    let threshold = || ("threshold", Value::Number(view.series.method.threshold, 0));
    let score = stage.score_short.map(|short| match short.distance {
        None => locale.word("agencies.score-unknown"),
        Some(distance) => {
            let distance = ("distance", Value::Number(distance, view.decimals().min(1)));
            locale.say("agencies.score-short", &[distance, threshold()])
        }
    });
    let answers = stage.coverage_short.map(|short| {
        let share = ("share", Value::Percent(view.series.method.coverage * 100.0, 0));
        let count = ("count", Value::Count(short.distance.ceil() as u64));
        locale.say("agencies.answers-short", &[count, share])
    });
    score.into_iter().chain(answers).collect()
}
