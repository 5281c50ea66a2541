//! What holds the agencies back: obstacles ranked by severity, with perception beside them.
use crate::assessment::{Perception, Quartiles};
use crate::document::{Block, Cell, Chapter, Column, Content, Grid, Tone};
use crate::framework::DimensionRole;
use crate::locale::Value;
use crate::report::view::View;
use crate::report::{Extent, blockers};

/// Severity from which an obstacle is called severe, and from which it is called notable: the limits of the
/// four-label scale, seen from the other end.
const SEVERE: f64 = 0.5;
const NOTABLE: f64 = 0.15;
/// Share of the full severity that must lie between the heaviest and the lightest obstacle before one is called the
/// heaviest: of the five or so answers that make up a severity, one answer one step (a quarter) higher moves it as much.
const ALIKE: f64 = 0.05;

/// An obstacle over the agencies reported.
pub(in crate::report) struct Ranked {
    pub(in crate::report) dimension: usize,
    /// Of its severity, in output units; none where readers are not told.
    pub(in crate::report) severity: Option<Quartiles>,
    /// Agencies whose next stage it blocks most; none where readers are not told.
    pub(in crate::report) binding: Option<usize>,
}

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let ranked = ranked(view);
    let mut blocks = vec![Block::Lead(lead(view, &ranked)?)];
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
        let share = obstacle.severity.map(|severity| severity.median / factor);
        let tone = match share {
            Some(share) if share > SEVERE => Tone::Bad,
            Some(share) if share > NOTABLE => Tone::Doubtful,
            _ => Tone::Good,
        };
        let [median, half] = view.spread(obstacle.dimension, obstacle.severity, 0);
        let mut cells = vec![
            Cell::text(view.dimension(obstacle.dimension)),
            if share.is_some() { median.toned(tone) } else { median },
            half,
        ];
        if perceived {
            cells.push(match perception(view, obstacle.dimension) {
                Some(perception) if perception.suppressed => {
                    Cell::text(locale.word("common.suppressed")).toned(Tone::Quiet)
                }
                found => Cell::number(found.and_then(|perception| perception.median), 0),
            });
        }
        cells.push(obstacle.binding.map_or_else(|| view.withheld_cell(), Cell::count));
        cells.push(share.map_or_else(Cell::empty, |share| Cell::from(Content::Bar(share.clamp(0.0, 1.0)))));
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

/// "Cost weighs heaviest: median severity 62 of 100. It blocks the next stage of 7 agencies, and no other
/// obstacle blocks more."; none without obstacles.
pub(in crate::report) fn lead(view: &View, ranked: &[Ranked]) -> Option<String> {
    let mut text = heaviest(view, ranked, |_, median| median)?;
    let median = |obstacle: &Ranked| obstacle.severity.map_or(f64::NEG_INFINITY, |severity| severity.median);
    let binding = ranked.iter().max_by(|a, b| a.binding.cmp(&b.binding).then(median(a).total_cmp(&median(b))));
    let binding = binding.and_then(|obstacle| Some((obstacle, obstacle.binding.filter(|count| *count > 0)?)));
    if let Some((binding, count)) = binding {
        text.push(' ');
        text += &view.locale.say(
            "obstacles.binds-most",
            &[("obstacle", Value::from(view.dimension(binding.dimension))), ("count", Value::from(count))],
        );
    }
    Some(text)
}

/// Which obstacle weighs most, or that they weigh about the same, as far as readers are told all of them; `points` makes
/// a median what is printed.
pub(in crate::report) fn heaviest(
    view: &View,
    ranked: &[Ranked],
    points: impl Fn(usize, f64) -> f64,
) -> Option<String> {
    let locale = view.locale;
    let (first, last) = (ranked.first()?, ranked.last()?);
    let silent = ranked.iter().filter(|obstacle| obstacle.severity.is_none()).count();
    let told = first.severity.zip(last.severity).filter(|_| silent == 0);
    let Some((most, least)) = told.map(|(most, least)| (most.median, least.median)) else {
        let values = [("count", Value::from(silent)), ("of", Value::Number(ranked.len() as f64, 0))];
        return Some(locale.say("obstacles.not-all-told", &values));
    };
    let share = |own: &Ranked, median: f64| median / view.framework.factor(&view.framework.dimensions[own.dimension]);
    let printed = |own: &Ranked, median: f64| Value::Number(points(own.dimension, median), 0);
    if ranked.len() > 1 && share(first, most) - share(last, least) < ALIKE {
        let ends = [("low", printed(last, least)), ("high", printed(first, most))];
        return Some(locale.say("obstacles.alike", &ends));
    }
    let values = [("obstacle", Value::from(view.dimension(first.dimension))), ("severity", printed(first, most))];
    Some(locale.say("obstacles.heaviest", &values))
}

/// Obstacles with a severity, the most severe first; then those whose severity is withheld.
pub(in crate::report) fn ranked(view: &View) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = view
        .framework
        .of_role(DimensionRole::Obstacle)
        .filter_map(|dimension| {
            let severity = view.quartiles(view.lead, dimension);
            if severity.is_none() && !view.withholds(dimension) {
                return None;
            }
            let binding = view
                .agencies
                .iter()
                .filter_map(|agency| view.ladder(agency, view.lead)?.binding_obstacle)
                .filter(|obstacle| *obstacle == dimension)
                .count();
            Some(Ranked { dimension, severity, binding: view.tells_binding().then_some(binding) })
        })
        .collect();
    let median = |obstacle: &Ranked| obstacle.severity.map_or(f64::NEG_INFINITY, |severity| severity.median);
    ranked.sort_by(|a, b| median(b).total_cmp(&median(a)));
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
        let quartiles = view.quartiles(view.lead, facet);
        if of_obstacle && (quartiles.is_some() || view.withholds(facet)) {
            let [median, half] = view.spread(facet, quartiles, 0);
            grid.push(vec![Cell::text(view.dimension(facet)), median, half]);
        }
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// National items that stand under an obstacle, in no agency's severity.
fn national(view: &View) -> Option<Grid> {
    view.national(DimensionRole::Obstacle)
}
