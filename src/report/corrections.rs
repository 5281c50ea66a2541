//! Answers that were corrected, and what that changed from the draft to the final assessment.
use crate::assessment::DraftDifference;
use crate::document::{Block, Cell, Column, Content, Grid, Weight};
use crate::framework::{DimensionRole, LowerUnit, Scale};
use crate::locale::Value;
use crate::report::explain::Teller;
use crate::report::view::{View, agency_name, period_name, truth_name};
use crate::report::{Extent, LISTED};
use crate::score::{Reached, Truth};
use crate::series::Series;
use crate::survey::{Answer, Correction, Response, Scope};

/// How many answers were corrected and what that changed; nothing where none was.
pub(in crate::report) fn blocks(view: &View, extent: Extent) -> Vec<Block> {
    let locale = view.locale;
    let corrections = shown(view).count();
    if corrections == 0 {
        return Vec::new();
    }
    let lead = Block::Paragraph(locale.say("corrections.lead", &[("count", Value::from(corrections))]));
    if extent == Extent::Brief {
        return vec![lead];
    }
    let mut blocks = vec![Block::Heading(locale.word("corrections.title")), lead];
    blocks.push(match difference(view) {
        Some(grid) => Block::Table(grid),
        None => Block::Paragraph(locale.word("corrections.same")),
    });
    blocks
}

/// Every correction with its reason; none where no answer was corrected.
pub(in crate::report) fn table(view: &View) -> Option<Grid> {
    let locale = view.locale;
    let columns = ["common.agency", "common.criterion", "corrections.period", "corrections.old", "corrections.new"];
    let columns = columns.into_iter().chain(["corrections.who", "corrections.when", "corrections.why"]);
    let columns = columns.map(|key| Column::words(locale.word(key))).collect();
    let mut grid = Grid::new(locale.word("corrections.caption"), columns);
    for correction in shown(view) {
        let Correction { unit, criterion, old, new, who, when, why, source, .. } = correction;
        let teller = Teller { series: view.series, locale, truths: &view.truths };
        let scale = asked(view.series, *criterion, unit.lower());
        let answer = |answer: Option<Answer>| {
            let response = answer.map_or(Response::Blank, |answer| Response::One { answer, source: *source });
            Cell::text(teller.response(&response, scale))
        };
        let name = match unit.scope {
            Scope::Nation => locale.word("explain.nation"),
            Scope::Agency(agency) => agency_name(view.series, agency, locale),
            Scope::Service(_) | Scope::Branch(_) => {
                let owner = view.series.survey.owner(unit.scope);
                let owner = owner.map(|agency| agency_name(view.series, agency, locale));
                locale.series(&owner.into_iter().chain([teller.unit_name(unit.scope)]).collect::<Vec<_>>())
            }
        };
        grid.push(vec![
            Cell::text(name),
            Cell::code(view.framework.criteria[*criterion].code.as_str()),
            Cell::text(period_name(view.series, unit.period, locale)),
            answer(*old),
            answer(*new),
            Cell::text(locale.isolate(who)),
            Cell::text(locale.date(*when)),
            Cell::text(locale.isolate(why)),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// The scale on which a criterion is asked of a unit.
pub(in crate::report) fn asked(series: &Series, criterion: usize, unit: Option<LowerUnit>) -> Option<&Scale> {
    let scale = series.framework.scale(&series.framework.criteria[criterion].scale)?;
    let each = scale.each.as_ref().filter(|each| Some(each.unit) == unit);
    each.and_then(|each| series.framework.scale(&each.scale)).or(Some(scale))
}

/// Corrections of agencies that are reported, and of national items.
fn shown<'a>(view: &'a View) -> impl Iterator<Item = &'a Correction> {
    let survey = &view.series.survey;
    survey.corrections.iter().filter(|correction| match survey.owner(correction.unit.scope) {
        Some(agency) => view.selection.keeps(&survey.agencies[agency]),
        None => true,
    })
}

/// Agencies whose stage or scores the corrections changed; none where they changed nothing.
fn difference(view: &View) -> Option<Grid> {
    let locale = view.locale;
    let words = ["common.agency", "corrections.period", "corrections.what"].map(|key| Column::words(locale.word(key)));
    let numbers = ["corrections.draft", "corrections.final", "change.difference"];
    let mut columns = Vec::from(words);
    columns.push(Column::words(locale.word("corrections.column")));
    columns.extend(numbers.map(|key| Column::numbers(locale.word(key))));
    let mut grid = Grid::new(locale.word("corrections.difference"), columns);
    let differs = |found: &&DraftDifference| view.selection.keeps(&view.series.survey.agencies[found.agency]);
    let mut further = 0;
    for found in view.series.draft.iter().filter(differs) {
        let rows = rows(view, found);
        if grid.rows.len() + rows.len() > LISTED && !grid.rows.is_empty() {
            further += rows.len();
            continue;
        }
        for cells in rows {
            grid.add(cells, Weight::Normal);
        }
    }
    if further > 0 {
        grid.notes.push(locale.say("count.more", &[("count", Value::from(further))]));
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// The stages of an agency that differ, then its scores.
fn rows(view: &View, found: &DraftDifference) -> Vec<Vec<Cell>> {
    let locale = view.locale;
    let start = |what: String, truth: Truth| {
        vec![
            Cell::text(agency_name(view.series, found.agency, locale)),
            Cell::text(period_name(view.series, found.period, locale)),
            Cell::text(what),
            Cell::text(truth_name(locale, truth)),
        ]
    };
    let stage = |reached: Option<Reached>| {
        Cell::text(reached.map_or_else(|| locale.word("stages.unjudged"), |reached| view.reached(reached)))
    };
    let mut rows = Vec::new();
    for truth in Truth::ALL {
        if let Some((draft, corrected)) = found.reached.get(truth) {
            let mut row = start(locale.word("corrections.stage"), truth);
            row.extend([stage(*draft), stage(*corrected), Cell::from(Content::Empty)]);
            rows.push(row);
        }
    }
    let code = view.series.survey.periods.get(found.period).map_or("", |period| period.code.as_str());
    let decimals = view.framework.output.decimals(code);
    for score in &found.scores {
        let of = view.framework.dimensions[score.dimension].role;
        let severity = (of == DimensionRole::Obstacle).then(|| locale.word("glossary.severity"));
        let what: Vec<String> = [Some(view.dimension(score.dimension)), severity].into_iter().flatten().collect();
        let mut row = start(locale.series(&what), score.truth);
        let change = score.draft.zip(score.corrected).map(|(draft, corrected)| corrected - draft);
        row.extend([Cell::number(score.draft, decimals), Cell::number(score.corrected, decimals)]);
        row.push(Cell::difference(change, decimals));
        rows.push(row);
    }
    rows
}
