//! What holds the agencies back: obstacles ranked by severity, with perception beside them.
use crate::assessment::Perception;
use crate::document::{Block, Cell, Chapter, Column, Content, Grid, Tone};
use crate::framework::DimensionRole;
use crate::locale::Value;
use crate::report::view::View;
use crate::report::{Extent, blockers};

/// Severity from which an obstacle is called severe, and from which it is called notable: the limits of the
/// four-label scale, seen from the other end.
const SEVERE: f64 = 0.5;
const NOTABLE: f64 = 0.15;

/// An obstacle over the agencies reported.
pub(in crate::report) struct Ranked {
    pub(in crate::report) dimension: usize,
    /// Median severity with its quartiles, in output units.
    pub(in crate::report) median: f64,
    pub(in crate::report) lower: f64,
    pub(in crate::report) upper: f64,
    /// Agencies whose next stage it blocks most; none where readers are not told.
    pub(in crate::report) binding: Option<usize>,
}

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let ranked = ranked(view);
    let worst = ranked.first()?;
    let mut blocks = vec![Block::Lead(lead(view, worst, &ranked))];
    let perceived = ranked.iter().any(|obstacle| perception(view, obstacle.dimension).is_some());
    let mut columns = vec![
        Column::words(locale.word("obstacles.obstacle")),
        Column::numbers(locale.word("obstacles.severity")),
        Column::numbers(locale.word("common.quartiles")),
    ];
    if perceived {
        columns.push(Column::numbers(locale.word("obstacles.perception")));
    }
    columns.push(Column::numbers(locale.word("obstacles.binding")));
    columns.push(Column::words(""));
    let caption = locale.say("obstacles.caption", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let mut grid = Grid::new(caption, columns);
    for obstacle in &ranked {
        let factor = view.framework.factor(&view.framework.dimensions[obstacle.dimension]);
        let share = obstacle.median / factor;
        let tone = match share {
            _ if share > SEVERE => Tone::Bad,
            _ if share > NOTABLE => Tone::Doubtful,
            _ => Tone::Good,
        };
        let mut cells = vec![
            Cell::text(view.dimension(obstacle.dimension)),
            Cell::number(Some(obstacle.median), 0).toned(tone),
            Cell::range(Some((obstacle.lower, obstacle.upper)), 0),
        ];
        if perceived {
            cells.push(match perception(view, obstacle.dimension) {
                Some(perception) if perception.suppressed => {
                    Cell::text(locale.word("common.suppressed")).toned(Tone::Quiet)
                }
                found => Cell::number(found.and_then(|perception| perception.median), 0),
            });
        }
        cells.push(match obstacle.binding {
            Some(binding) => Cell::count(binding),
            None => Cell::text(locale.word("common.withheld")).toned(Tone::Quiet),
        });
        cells.push(Cell::from(Content::Bar(share.clamp(0.0, 1.0))));
        grid.push(cells);
    }
    grid.notes.push(locale.word("obstacles.note"));
    if perceived {
        let minimum = view.series.method.minimum_group;
        grid.notes.push(locale.say("obstacles.minimum", &[("minimum", Value::from(minimum))]));
    }
    blocks.push(Block::Table(grid));
    if extent == Extent::Full {
        blocks.extend(facets(view).map(Block::Table));
        blocks.extend(national(view).map(Block::Table));
        blocks.push(Block::Chart("severity".to_owned()));
        blocks.push(Block::Chart("pareto".to_owned()));
        let blockers = blockers::blockers(view);
        if let Some(grid) = blockers::table(view, &blockers) {
            blocks.push(Block::Heading(locale.word("blockers.title")));
            blocks.push(Block::Chart("movers".to_owned()));
            blocks.push(Block::Table(grid));
            blocks.extend(blockers::bill(view, &blockers::owed(view, &blockers)).map(Block::Table));
        }
    }
    Some(Chapter { code: "obstacles", title: locale.word("obstacles.title"), blocks })
}

/// "Cost weighs heaviest (severity 62) and blocks the next stage of 7 agencies."
pub(in crate::report) fn lead(view: &View, worst: &Ranked, ranked: &[Ranked]) -> String {
    let locale = view.locale;
    let mut text = locale.say(
        "obstacles.heaviest",
        &[("obstacle", Value::from(view.dimension(worst.dimension))), ("severity", Value::Number(worst.median, 0))],
    );
    let binding = ranked.iter().max_by(|a, b| a.binding.cmp(&b.binding).then(a.median.total_cmp(&b.median)));
    let binding = binding.and_then(|obstacle| Some((obstacle, obstacle.binding.filter(|count| *count > 0)?)));
    if let Some((binding, count)) = binding {
        text.push(' ');
        text += &locale.say(
            "obstacles.binds-most",
            &[("obstacle", Value::from(view.dimension(binding.dimension))), ("count", Value::from(count))],
        );
    }
    text
}

/// Obstacles with a severity, the most severe first.
pub(in crate::report) fn ranked(view: &View) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = view
        .framework
        .of_role(DimensionRole::Obstacle)
        .filter_map(|dimension| {
            let quartiles = view.quartiles(view.lead, dimension)?;
            let binding = view
                .agencies
                .iter()
                .filter_map(|agency| view.ladder(agency, view.lead)?.binding_obstacle)
                .filter(|obstacle| *obstacle == dimension)
                .count();
            Some(Ranked {
                dimension,
                median: quartiles.median,
                lower: quartiles.lower,
                upper: quartiles.upper,
                binding: view.tells_binding().then_some(binding),
            })
        })
        .collect();
    ranked.sort_by(|a, b| b.median.total_cmp(&a.median));
    ranked
}

/// What respondents of the selection feel of an obstacle.
pub(in crate::report) fn perception<'a>(view: &View<'a>, dimension: usize) -> Option<&'a Perception> {
    let code = &view.framework.dimensions[dimension].code;
    view.group?.perception.iter().find(|perception| view.framework.criteria[perception.criterion].dimension == *code)
}

/// Parts of an obstacle printed for themselves.
fn facets(view: &View) -> Option<Grid> {
    let locale = view.locale;
    let mut grid = Grid::new(
        locale.word("obstacles.facets"),
        vec![
            Column::words(locale.word("obstacles.facet")),
            Column::numbers(locale.word("obstacles.severity")),
            Column::numbers(locale.word("common.quartiles")),
        ],
    );
    for facet in view.framework.of_role(DimensionRole::Facet) {
        let parent = view.framework.dimensions[facet].parent.as_ref();
        let of_obstacle = parent
            .and_then(|parent| view.framework.dimension(parent.as_str()))
            .is_some_and(|parent| view.framework.dimensions[parent].role == DimensionRole::Obstacle);
        if let Some(quartiles) = view.quartiles(view.lead, facet).filter(|_| of_obstacle) {
            grid.push(vec![
                Cell::text(view.dimension(facet)),
                Cell::number(Some(quartiles.median), 0),
                Cell::range(Some((quartiles.lower, quartiles.upper)), 0),
            ]);
        }
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// National items that stand under an obstacle, in no agency's severity.
fn national(view: &View) -> Option<Grid> {
    view.national(DimensionRole::Obstacle)
}
