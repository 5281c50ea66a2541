//! Each agency on a card: where it stands, what is strong, what is weak, what opens the next stage.
use crate::assessment::{AgencyAssessment, Status};
use crate::document::{Block, Card, Cell, Chapter, Column, Document, Grid, Weight};
use crate::framework::DimensionRole;
use crate::locale::{Locale, Value};
use crate::report::blockers::{mover, unmet};
use crate::report::view::View;
use crate::report::{Extent, charts, page};
use crate::series::Series;

/// Agencies beyond which no cards are written unless one is asked for.
pub const CARDS: usize = 100;
/// Strengths, and gaps, of a card.
const ENDS: usize = 3;
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
        let Card { title, blocks, .. } = card(view, agency);
        let chapter = Chapter { code: "scorecard", title: String::new(), blocks };
        (title, chapter, charts::radar(view, agency).into_iter().collect())
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
        blocks.push(Block::Table(profile(view, agency)));
        blocks.push(Block::Chart(radar(view, agency)));
        let mut list = |key: &str, items: Vec<String>| {
            if !items.is_empty() {
                blocks.push(Block::Heading(locale.word(key)));
                blocks.push(Block::List(items));
            }
        };
        let (strengths, gaps) = ends(view, agency);
        list("agencies.strengths", strengths);
        list("agencies.gaps", gaps);
        list("agencies.next", next(view, agency));
    }
    let anchor = view.series.survey.agencies[agency.agency].code.to_string();
    Card { anchor, title: view.agency_name(agency), blocks }
}

/// "Stage 3 claimed, 2 supported, 1 checked; 2025: 1."
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
                [("value", Value::Phrase(view.reached(reached))), ("column", Value::Phrase(view.truth(*truth)))];
            Some(locale.say("index.one-value", &values))
        })
        .collect();
    if stages.is_empty() {
        return locale.word("agencies.answered");
    }
    let mut text = locale.say("agencies.stands", &[("stages", Value::Phrase(locale.series(&stages)))]);
    let moved =
        view.series.moves.iter().find(|moved| moved.to == view.assessment.period && moved.agency == agency.agency);
    if let Some((Some(before), Some(after))) = moved.and_then(|moved| *moved.reached.get(view.lead)) {
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

/// Scores of what a reader looks at first, in every column of truth, beside the median of all agencies.
fn profile(view: &View, agency: &AgencyAssessment) -> Grid {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("common.dimension"))];
    columns.extend(view.truth_columns());
    columns.push(Column::numbers(locale.word("agencies.median")));
    columns.push(Column::numbers(locale.word("common.coverage")));
    let caption = locale.say("agencies.profile", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let mut grid = Grid::new(caption, columns);
    for (role, title) in ROLES {
        let dimensions: Vec<usize> = view.framework.of_role(role).collect();
        let known = |dimension: &usize| {
            view.truths.iter().any(|truth| charts::value(view, agency, *truth, *dimension).is_some())
        };
        let dimensions: Vec<usize> = dimensions.into_iter().filter(known).collect();
        if !dimensions.is_empty() {
            grid.section(locale.word(title));
        }
        for dimension in dimensions {
            let mut cells = vec![Cell::text(view.dimension(dimension))];
            let decimals = view.decimals().min(1);
            cells.extend(
                view.truths.iter().map(|truth| Cell::number(charts::value(view, agency, *truth, dimension), decimals)),
            );
            let median = view.quartiles(view.lead, dimension).map(|quartiles| quartiles.median);
            cells.push(Cell::number(median, decimals));
            let share = view.score(agency, view.lead, dimension).and_then(|score| score.coverage());
            cells.push(Cell::percent(share.map(|share| share * 100.0), 0));
            grid.add(cells, Weight::Normal);
        }
    }
    grid
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
        .flat_map(|(role, _)| view.framework.of_role(*role))
        .filter_map(|dimension| {
            let own = charts::value(view, agency, view.lead, dimension)?;
            let median = view.quartiles(view.lead, dimension)?.median;
            let obstacle = view.framework.dimensions[dimension].role == DimensionRole::Obstacle;
            Some((if obstacle { median - own } else { own - median }, dimension))
        })
        .collect();
    gains.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let say = |(_, dimension): &(f64, usize)| {
        let obstacle = view.framework.dimensions[*dimension].role == DimensionRole::Obstacle;
        let median = view.quartiles(view.lead, *dimension).map_or(0.0, |quartiles| quartiles.median);
        let own = charts::value(view, agency, view.lead, *dimension).unwrap_or(median);
        let values = [
            ("dimension", Value::Phrase(view.dimension(*dimension))),
            ("value", Value::Number(own, 0)),
            ("median", Value::Number(median, 0)),
        ];
        locale.say(if obstacle { "agencies.one-severity" } else { "agencies.one-score" }, &values)
    };
    let strengths = gains.iter().filter(|(gain, _)| *gain > 0.0).take(ENDS).map(say).collect();
    let gaps = gains.iter().rev().filter(|(gain, _)| *gain < 0.0).take(ENDS).map(say).collect();
    (strengths, gaps)
}

/// Gates that open the next stage, what proves each, and whose move it is.
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
        gates.push(locale.say("count.more", &[("count", Value::from(unmet.len() - GATES))]));
    }
    gates
}
