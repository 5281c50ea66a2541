//! What to do next: who moves to which stage by which actions, what others must do, and what stands in the way.
use crate::chart::timeline::{self, Mark, Timeline};
use crate::chart::{Chart, timeline::Tone as Look};
use crate::document::{Block, Cell, Chapter, Column, Figure, Grid, Tone};
use crate::framework::ScaleKind;
use crate::locale::Value;
use crate::locale::number::decimals;
use crate::plan::{Aim, Change, Held, Left, Move, Obstacle, Plan, Relaxation, Roadmap, Step, Why};
use crate::report::frame::named;
use crate::report::promises::in_years;
use crate::report::schedule::{day, day_before};
use crate::report::view::{View, agency_name};
use crate::report::{Extent, LISTED};
use crate::score::Reached;
use crate::survey::Control;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A relative gap that is worth no word.
const SMALL: f64 = 1e-3;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let plan = found(view).filter(|_| extent == Extent::Full)?;
    let locale = view.locale;
    let mut blocks = vec![Block::Lead(lead(view, plan))];
    blocks.extend(notes(view, plan).into_iter().map(Block::Paragraph));
    if let Some(roadmap) = &plan.roadmap {
        blocks.extend(chart(view).map(|figure| Block::Chart(figure.name)));
        blocks.push(Block::Table(moves(view, plan, roadmap)));
        blocks.push(Block::Table(steps(view, plan, roadmap)));
    }
    blocks.extend(left(view, plan).map(Block::Table));
    blocks.extend(obstacles(view, plan).map(Block::Table));
    if !plan.alternatives.is_empty() {
        blocks.push(Block::Table(alternatives(view, plan)));
    }
    if !plan.relaxations.is_empty() {
        blocks.push(Block::Table(relaxations(view, plan)));
    }
    if !plan.others.is_empty() {
        blocks.push(Block::Table(others(view, plan)));
    }
    if let Some(grid) = what_if(view, plan) {
        blocks.push(Block::Table(grid));
    }
    Some(Chapter { code: "roadmap", title: locale.word("roadmap.title"), blocks })
}

/// When what is planned runs: of one agency each step, of several each agency; none without a calendar.
pub(in crate::report) fn chart(view: &View) -> Option<Figure> {
    let plan = found(view)?;
    let roadmap = plan.roadmap.as_ref()?;
    let locale = view.locale;
    let keeps = |agency: usize| view.selection.keeps(&view.series.survey.agencies[agency]);
    let row = |label: String, begins: u32, ends: u32, state: String| {
        let (from, to) = (day(plan, begins)?, day_before(plan, ends)?);
        let when = [("from", Value::Phrase(locale.date(from))), ("to", Value::Phrase(locale.date(to)))];
        Some(timeline::Row {
            label,
            from: Some(in_years(from)),
            to: Some(in_years(to)),
            mark: Mark::Day,
            tone: Look::Ahead,
            state,
            when: locale.say("roadmap.from-to", &when),
        })
    };
    let of_step = |step: &Step| {
        let code = locale.isolate_code(view.framework.criteria[step.criterion].code.as_str());
        row(format!("{code} {}", action(view, step)), step.begins, step.ends, locale.word(change_key(step.change)))
    };
    let of_agency = |own: &Move| {
        let begins = roadmap.steps.iter().filter(|step| step.agency == own.agency).map(|step| step.begins).min()?;
        row(agency_name(view.series, own.agency, locale), begins, own.by, stage(view, own.to))
    };
    let (rows, state, subtitle): (Option<Vec<_>>, _, _) = match plan.aim {
        Aim::Agency(agency) => {
            let steps = roadmap.steps.iter().filter(|_| keeps(agency)).take(LISTED);
            (steps.map(of_step).collect(), "roadmap.kind", "roadmap.timeline-steps")
        }
        Aim::Agencies | Aim::Transactions => {
            let moves = roadmap.moves.iter().filter(|own| keeps(own.agency)).take(LISTED);
            (moves.map(of_agency).collect(), "roadmap.to", "roadmap.timeline-agencies")
        }
    };
    let words = timeline::Words {
        day: locale.word("roadmap.begins"),
        month: String::new(),
        year: String::new(),
        after: String::new(),
        unknown: String::new(),
        due: locale.word("roadmap.ends"),
        now: String::new(),
        state: locale.word(state),
    };
    let rows = rows.filter(|rows| !rows.is_empty())?;
    let chart = Chart::Timeline(Timeline { rows, now: None, words });
    Some(named(view, "roadmap", lead(view, plan), locale.word(subtitle), chart))
}

fn change_key(change: Change) -> &'static str {
    match change {
        Change::Answer => "roadmap.is-answer",
        Change::Prove => "roadmap.is-prove",
        Change::Improve => "roadmap.is-improve",
    }
}

fn found<'a>(view: &View<'a>) -> Option<&'a Plan> {
    view.series.sections.plan.as_ref().filter(|found| found.period == view.assessment.period)
}

/// What the plan comes to, in a sentence or two.
fn lead(view: &View, plan: &Plan) -> String {
    let locale = view.locale;
    let Some(roadmap) = &plan.roadmap else {
        if let (Aim::Agency(agency), [Left { held: Held::Top, .. }]) = (plan.aim, plan.left.as_slice()) {
            return locale
                .say("roadmap.lead-top", &[("agency", Value::from(agency_name(view.series, agency, locale)))]);
        }
        return locale.word(match plan.aim {
            Aim::Agency(_) => "roadmap.lead-none",
            Aim::Agencies | Aim::Transactions => "roadmap.lead-nobody",
        });
    };
    let steps = Value::Phrase(locale.say("roadmap.actions", &[("count", Value::from(roadmap.steps.len()))]));
    let mut said = vec![match (plan.aim, roadmap.moves.as_slice()) {
        (Aim::Agency(agency), [own]) => locale.say(
            "roadmap.lead-agency",
            &[
                ("agency", Value::from(agency_name(view.series, agency, locale))),
                ("stage", Value::from(stage(view, own.to))),
                ("steps", steps),
            ],
        ),
        (_, moves) => locale.say("roadmap.lead-agencies", &[("count", Value::from(moves.len())), ("steps", steps)]),
    }];
    if plan.aim == Aim::Transactions {
        said.push(
            locale.say("roadmap.lead-transactions", &[("count", Value::Phrase(locale.number(roadmap.value, 0)))]),
        );
    }
    if let Some(cost) = roadmap.cost {
        said.push(locale.say("roadmap.lead-cost", &[("cost", Value::Phrase(money(view, plan, cost)))]));
    }
    said.join(" ")
}

/// A sum with its currency.
fn money(view: &View, plan: &Plan, sum: f64) -> String {
    let sum = view.locale.number(sum, decimals(sum, 2));
    match view.locale.of(&plan.settings.currency) {
        "" => sum,
        currency => {
            let values = [("sum", Value::Phrase(sum)), ("currency", Value::from(currency))];
            view.locale.say("roadmap.money", &values)
        }
    }
}

/// What must be known of how the plan was made.
fn notes(view: &View, plan: &Plan) -> Vec<String> {
    let locale = view.locale;
    let mut notes = vec![locale.say("roadmap.column", &[("column", Value::from(view.truth(plan.truth)))])];
    if !plan.costed {
        notes.push(locale.word("roadmap.without-costs"));
    }
    if let Some(roadmap) = &plan.roadmap {
        // Of plans that were refused before, nothing is proven.
        let refused = plan.left.iter().any(|own| own.held == Held::Unconfirmed);
        match roadmap.gap {
            Some(gap) if gap <= SMALL && !roadmap.cut && refused => {}
            Some(gap) if gap <= SMALL && !roadmap.cut => notes.push(locale.word("roadmap.best")),
            gap => {
                let bound = Value::Phrase(locale.number(roadmap.bound, decimals(roadmap.bound, 1)));
                let gap = gap
                    .map_or_else(|| Value::Phrase(locale.word("common.missing")), |gap| Value::Percent(100.0 * gap, 1));
                notes.push(locale.say("roadmap.gap", &[("bound", bound), ("gap", gap)]));
            }
        }
        if roadmap.moves.iter().any(|own| own.holds.is_some()) {
            notes.push(locale.word("roadmap.robust"));
        }
    }
    let left = plan.left.iter().filter(|own| !matches!(own.held, Held::Top | Held::Unjudged)).count();
    if left > 0 {
        notes.push(locale.say("roadmap.left", &[("count", Value::from(left))]));
    }
    if plan.days_unknown > 0 {
        notes.push(locale.say("roadmap.days-unknown", &[("count", Value::from(plan.days_unknown))]));
    }
    notes
}

fn stage(view: &View, reached: Reached) -> String {
    reached.number().map_or_else(|| view.reached(reached), |number| view.stage_name(number))
}

/// The year of a month of the plan.
fn year(view: &View, plan: &Plan, month: u32) -> String {
    match plan.first_year {
        Some(_) => day(plan, month).map_or_else(String::new, |day| view.locale.plain(day.year().unsigned_abs().into())),
        None => view.locale.say("roadmap.year-number", &[("number", view.number(1 + (month / 12) as usize))]),
    }
}

fn by(view: &View, plan: &Plan, month: u32) -> Cell {
    Cell::text(
        day_before(plan, month).map_or_else(|| year(view, plan, month.saturating_sub(1)), |day| view.locale.date(day)),
    )
}

fn moves(view: &View, plan: &Plan, roadmap: &Roadmap) -> Grid {
    let locale = view.locale;
    let holds = roadmap.moves.iter().any(|own| own.holds.is_some());
    let mut columns = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("roadmap.from")),
        Column::words(locale.word("roadmap.to")),
    ];
    columns.extend(plan.costed.then(|| Column::words(locale.word("roadmap.by"))));
    columns.push(Column::numbers(locale.word("roadmap.transactions")));
    columns.extend(holds.then(|| Column::numbers(locale.word("roadmap.holds"))));
    let mut grid = Grid::new(locale.word("roadmap.moves"), columns);
    let kept: Vec<_> =
        roadmap.moves.iter().filter(|own| view.selection.keeps(&view.series.survey.agencies[own.agency])).collect();
    for own in kept.iter().take(LISTED) {
        let mut cells = vec![
            Cell::text(agency_name(view.series, own.agency, locale)),
            Cell::text(stage(view, own.from)),
            Cell::text(stage(view, own.to)).toned(Tone::Good),
        ];
        cells.extend(plan.costed.then(|| by(view, plan, own.by)));
        cells.push(Cell::number(own.transactions, 0));
        cells.extend(holds.then(|| Cell::percent(own.holds.map(|share| 100.0 * share), 0)));
        grid.push(cells);
    }
    more(view, &mut grid, kept.len());
    grid
}

fn more(view: &View, grid: &mut Grid, rows: usize) {
    if rows > LISTED {
        grid.notes.push(view.locale.say("count.more", &[("count", Value::from(rows - LISTED))]));
    }
}

fn steps(view: &View, plan: &Plan, roadmap: &Roadmap) -> Grid {
    let locale = view.locale;
    let mut columns: Vec<Column> =
        plan.costed.then(|| Column::words(locale.word("roadmap.year"))).into_iter().collect();
    columns.extend([
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("common.code")),
        Column::words(locale.word("roadmap.action")),
        Column::words(locale.word("roadmap.level")),
        Column::words(locale.word("roadmap.unlocks")),
    ]);
    columns.extend(plan.costed.then(|| cost_column(view, plan)));
    let mut grid = Grid::new(locale.word("roadmap.steps"), columns);
    let awaited = |step: &Step| {
        step.after.iter().copied().filter(|before| roadmap.steps[*before].criterion != step.criterion).collect()
    };
    let awaited: BTreeSet<usize> = roadmap.steps.iter().flat_map(|step| -> Vec<usize> { awaited(step) }).collect();
    let kept: Vec<(usize, &Step)> = (roadmap.steps.iter().enumerate())
        .filter(|(_, step)| view.selection.keeps(&view.series.survey.agencies[step.agency]))
        .collect();
    for (place, step) in kept.iter().take(LISTED) {
        let mut cells: Vec<Cell> = plan.costed.then(|| Cell::text(year(view, plan, step.begins))).into_iter().collect();
        cells.extend([
            Cell::text(agency_name(view.series, step.agency, locale)),
            Cell::code(view.framework.criteria[step.criterion].code.as_str()),
            Cell::text(action(view, step)),
            Cell::text(level(view, step)),
            Cell::text(locale.word(match (step.gate, awaited.contains(place)) {
                (true, _) => "roadmap.unlocks-gate",
                (false, true) => "roadmap.unlocks-steps",
                (false, false) => "roadmap.unlocks-score",
            })),
        ]);
        cells.extend(plan.costed.then(|| Cell::number(step.cost, step.cost.map_or(0, |cost| decimals(cost, 2)))));
        grid.push(cells);
    }
    more(view, &mut grid, kept.len());
    grid
}

fn cost_column(view: &View, plan: &Plan) -> Column {
    let locale = view.locale;
    Column::numbers(match locale.of(&plan.settings.currency) {
        "" => locale.word("roadmap.cost"),
        currency => locale.say("roadmap.cost-in", &[("currency", Value::from(currency))]),
    })
}

/// What is to be done: the framework's advice, else the criterion itself; where only proof lacks, what proves it.
fn action(view: &View, step: &Step) -> String {
    let locale = view.locale;
    let criterion = &view.framework.criteria[step.criterion];
    let advice = criterion.recommendation.as_ref();
    match step.change {
        Change::Answer => locale.say("roadmap.answer", &[("criterion", Value::from(locale.tell(&criterion.text)))]),
        Change::Improve => match advice.map(|advice| locale.tell(&advice.action)).filter(|told| !told.is_empty()) {
            Some(told) => told,
            None => locale.say("roadmap.improve", &[("criterion", Value::from(locale.tell(&criterion.text)))]),
        },
        Change::Prove => {
            let proof = advice.map(|advice| locale.tell(&advice.proof)).filter(|told| !told.is_empty());
            let proof = proof.or_else(|| Some(locale.tell(&criterion.evidence)).filter(|told| !told.is_empty()));
            match proof {
                Some(proof) => locale.say("roadmap.prove", &[("proof", Value::from(proof))]),
                None => {
                    locale.say("roadmap.prove-criterion", &[("criterion", Value::from(locale.tell(&criterion.text)))])
                }
            }
        }
    }
}

/// From which value to which, and on which evidence.
fn level(view: &View, step: &Step) -> String {
    let locale = view.locale;
    let from = step.from.map_or_else(|| locale.word("common.missing"), |from| worth(view, step.criterion, from));
    let to = match step.change {
        Change::Answer => locale.word("roadmap.any-answer"),
        Change::Prove | Change::Improve => worth(view, step.criterion, step.to),
    };
    let mut told = locale.say("roadmap.from-to", &[("from", Value::from(from)), ("to", Value::from(to))]);
    if let Some(grade) = view.grade(step.grade) {
        let grade = Value::Phrase(locale.isolate_code(grade));
        told = locale.say("roadmap.on-evidence", &[("level", Value::Phrase(told)), ("grade", grade)]);
    }
    if let Some(claimed) = step.refuted {
        let claimed = Value::from(worth(view, step.criterion, claimed));
        told = locale.say("roadmap.refuted", &[("level", Value::Phrase(told)), ("claimed", claimed)]);
    }
    told
}

/// A value as the answer that it stands for.
fn worth(view: &View, criterion: usize, value: f64) -> String {
    let scale = view.framework.scale(&view.framework.criteria[criterion].scale);
    let choice = scale.filter(|scale| scale.kind == ScaleKind::Choice).and_then(|scale| {
        scale.choices.iter().find(|choice| choice.value.is_some_and(|own| (own - value).abs() < SMALL))
    });
    match choice {
        Some(choice) => view.locale.tell(&choice.title),
        None => view.locale.percent(100.0 * value, 0),
    }
}

fn alternatives(view: &View, plan: &Plan) -> Grid {
    let locale = view.locale;
    let counted = match plan.aim {
        Aim::Agency(_) => "roadmap.count-actions",
        Aim::Agencies => "roadmap.count-agencies",
        Aim::Transactions => "roadmap.transactions",
    };
    let mut columns = vec![
        Column::words(locale.word("roadmap.alternative")),
        Column::words(locale.word("roadmap.instead")),
        Column::words(locale.word("roadmap.left-out")),
        Column::numbers(locale.word(counted)),
    ];
    columns.extend(plan.costed.then(|| cost_column(view, plan)));
    let mut grid = Grid::new(locale.word("roadmap.alternatives"), columns);
    let parts = |roadmap: &Roadmap| -> Vec<String> {
        match plan.aim {
            Aim::Agency(_) => {
                let code = |step: &Step| locale.isolate_code(view.framework.criteria[step.criterion].code.as_str());
                roadmap.steps.iter().map(code).collect()
            }
            Aim::Agencies | Aim::Transactions => {
                roadmap.moves.iter().map(|own| agency_name(view.series, own.agency, locale)).collect()
            }
        }
    };
    let best = plan.roadmap.as_ref().map(parts).unwrap_or_default();
    for (place, roadmap) in plan.alternatives.iter().enumerate() {
        let own = parts(roadmap);
        let beside = |these: &[String], those: &[String]| {
            let other: Vec<String> = these.iter().filter(|part| !those.contains(part)).cloned().collect();
            Cell::text(locale.series(&other))
        };
        let mut cells = vec![
            Cell::count(place + 1),
            beside(&own, &best),
            beside(&best, &own),
            match plan.aim {
                Aim::Agency(_) => Cell::count(roadmap.steps.len()),
                Aim::Agencies | Aim::Transactions => Cell::number(Some(roadmap.value), 0),
            },
        ];
        cells.extend(plan.costed.then(|| Cell::number(roadmap.cost, roadmap.cost.map_or(0, |cost| decimals(cost, 2)))));
        grid.push(cells);
    }
    grid
}

fn relaxations(view: &View, plan: &Plan) -> Grid {
    let locale = view.locale;
    let columns = vec![Column::words(locale.word("roadmap.condition"))];
    let mut grid = Grid::new(locale.word("roadmap.relaxations"), columns);
    for own in &plan.relaxations {
        grid.push(vec![Cell::text(relaxation(view, plan, *own))]);
    }
    grid
}

fn relaxation(view: &View, plan: &Plan, own: Relaxation) -> String {
    let locale = view.locale;
    let in_year = |year_of: usize| Value::from(year(view, plan, 12 * year_of as u32));
    let sum = |by: f64| Value::Phrase(money(view, plan, by));
    match own {
        Relaxation::Budget { year: None, by } => locale.say("roadmap.relax-budget", &[("by", sum(by))]),
        Relaxation::Budget { year: Some(of), by } => {
            locale.say("roadmap.relax-budget-year", &[("by", sum(by)), ("year", in_year(of))])
        }
        Relaxation::Capacity { year: None, by } => {
            locale.say("roadmap.relax-capacity", &[("by", Value::Phrase(days(view, by)))])
        }
        Relaxation::Capacity { year: Some(of), by } => {
            locale.say("roadmap.relax-capacity-year", &[("by", Value::Phrase(days(view, by))), ("year", in_year(of))])
        }
        Relaxation::Years { by } => locale.say("roadmap.relax-years", &[("count", Value::from(by))]),
        Relaxation::Others { count } => locale.say("roadmap.relax-others", &[("count", Value::from(count))]),
    }
}

/// Whole days, none too few.
fn days(view: &View, days: f64) -> String {
    view.locale.number(days.ceil(), 0)
}

/// Agencies that the plan does not move, with what holds each back; none where it moves all.
fn left(view: &View, plan: &Plan) -> Option<Grid> {
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("roadmap.next")),
        Column::words(locale.word("roadmap.held")),
    ];
    let mut grid = Grid::new(locale.word("roadmap.not-moved"), columns);
    let kept = |own: &&Left| view.selection.keeps(&view.series.survey.agencies[own.agency]);
    let rows: Vec<&Left> = plan.left.iter().filter(kept).collect();
    for own in rows.iter().take(LISTED) {
        let held = match own.held {
            Held::Top => locale.word("roadmap.held-top"),
            Held::Others => locale.word("roadmap.held-others"),
            Held::Shared { cost: None, .. } => locale.word("roadmap.held-shared"),
            Held::Shared { cost: Some(cost), team_days } => {
                let days = days(view, team_days.unwrap_or_default());
                let values = [("cost", Value::Phrase(money(view, plan, cost))), ("days", Value::Phrase(days))];
                locale.say("roadmap.held-shared-costs", &values)
            }
            Held::Short(own) => {
                locale.say("roadmap.held-short", &[("more", Value::Phrase(relaxation(view, plan, own)))])
            }
            Held::Several => locale.word("roadmap.held-several"),
            Held::Unconfirmed => locale.word("roadmap.held-unconfirmed"),
            Held::WithoutVolume => locale.word("roadmap.held-without-volume"),
            Held::Unjudged => locale.word("roadmap.held-unjudged"),
        };
        grid.push(vec![
            Cell::text(agency_name(view.series, own.agency, locale)),
            own.stage.map_or_else(Cell::empty, |stage| Cell::text(view.stage_name(stage))),
            Cell::text(held),
        ]);
    }
    more(view, &mut grid, rows.len());
    (!rows.is_empty()).then_some(grid)
}

/// Weak items of obstacles that hold back what is planned.
fn obstacles(view: &View, plan: &Plan) -> Option<Grid> {
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("common.code")),
        Column::words(locale.word("common.criterion")),
        Column::words(locale.word("roadmap.holds-back")),
        Column::numbers(locale.word("roadmap.count-agencies")),
    ];
    let mut grid = Grid::new(locale.word("roadmap.obstacles"), columns);
    let mut items: BTreeMap<usize, (BTreeSet<usize>, usize)> = BTreeMap::new();
    let kept = |own: &&Obstacle| view.selection.keeps(&view.series.survey.agencies[own.agency]);
    for own in plan.obstacles.iter().filter(kept) {
        let (holds, agencies) = items.entry(own.criterion).or_default();
        holds.extend(&own.holds);
        *agencies += 1;
    }
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by_key(|(_, (_, agencies))| Reverse(*agencies));
    for (criterion, (holds, agencies)) in &items {
        let criterion = &view.framework.criteria[*criterion];
        let codes = holds.iter().map(|held| locale.isolate_code(view.framework.criteria[*held].code.as_str()));
        grid.push(vec![
            Cell::code(criterion.code.as_str()),
            Cell::text(locale.tell(&criterion.text)),
            Cell::text(locale.series(&codes.collect::<Vec<_>>())),
            Cell::count(*agencies),
        ]);
    }
    grid.notes.push(locale.word("roadmap.obstacles-note"));
    (!items.is_empty()).then_some(grid)
}

fn others(view: &View, plan: &Plan) -> Grid {
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("common.code")),
        Column::words(locale.word("common.criterion")),
        Column::words(locale.word("roadmap.why")),
        Column::words(locale.word("roadmap.unlocks")),
    ];
    let mut grid = Grid::new(locale.word("roadmap.others"), columns);
    let kept =
        |agency: Option<usize>| agency.is_none_or(|agency| view.selection.keeps(&view.series.survey.agencies[agency]));
    let mut rows: Vec<_> = plan.others.iter().filter(|own| kept(own.agency)).collect();
    rows.sort_by_key(|own| !(own.gate || own.agency.is_none()));
    let planned: BTreeSet<(Option<usize>, usize)> = plan
        .roadmap
        .iter()
        .flat_map(|roadmap| &roadmap.steps)
        .map(|step| (Some(step.agency), step.criterion))
        .collect();
    for own in rows.iter().take(LISTED) {
        let criterion = &view.framework.criteria[own.criterion];
        let who = match &own.agency {
            Some(agency) => agency_name(view.series, *agency, locale),
            None => locale.word("common.all"),
        };
        grid.push(vec![
            Cell::text(who),
            Cell::code(criterion.code.as_str()),
            Cell::text(if planned.contains(&(own.agency, own.criterion)) {
                locale.say("roadmap.rest", &[("criterion", Value::from(locale.tell(&criterion.text)))])
            } else {
                locale.tell(&criterion.text)
            }),
            Cell::text(match &own.why {
                Why::NotControlled | Why::Controlled(Control::Agency) => locale.word("roadmap.why-not-controlled"),
                Why::Controlled(Control::Law) => locale.word("roadmap.why-law"),
                Why::Controlled(Control::Other(body)) => {
                    locale.say("roadmap.why-other", &[("body", Value::from(locale.isolate(body)))])
                }
                Why::National => locale.word("roadmap.why-national"),
                Why::WithoutCost => locale.word("roadmap.why-without-cost"),
                Why::OutOfReach => locale.word("roadmap.why-out-of-reach"),
            }),
            Cell::text(locale.word(if own.gate { "roadmap.unlocks-gate" } else { "roadmap.unlocks-score" })),
        ]);
    }
    more(view, &mut grid, rows.len());
    grid
}

fn what_if(view: &View, plan: &Plan) -> Option<Grid> {
    let what_if = plan.what_if.as_ref()?;
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("roadmap.figure")),
        Column::words(locale.word("roadmap.before")),
        Column::words(locale.word("roadmap.after")),
    ];
    let mut grid = Grid::new(locale.word("roadmap.what-if"), columns);
    for effect in &what_if.agencies {
        if !view.selection.keeps(&view.series.survey.agencies[effect.agency]) {
            continue;
        }
        let name = agency_name(view.series, effect.agency, locale);
        for own in what_if.set.iter().filter(|own| own.agency == effect.agency) {
            let level = |value: f64| worth(view, own.criterion, value);
            grid.push(vec![
                Cell::text(name.as_str()),
                Cell::text(locale.isolate_code(view.framework.criteria[own.criterion].code.as_str())),
                Cell::text(own.before.map_or_else(|| locale.word("common.missing"), level)),
                Cell::text(level(own.after)),
            ]);
        }
        grid.push(vec![
            Cell::text(name.as_str()),
            Cell::text(locale.word("stages.reached")),
            Cell::text(stage(view, effect.before)),
            Cell::text(stage(view, effect.after)),
        ]);
        for (dimension, before, after) in &effect.scores {
            let score = |value: Option<f64>| Cell::number(value, view.decimals());
            grid.push(vec![
                Cell::text(name.as_str()),
                Cell::text(view.dimension(*dimension)),
                score(*before),
                score(*after),
            ]);
        }
        for (criteria, key) in [(&effect.opened, "roadmap.opens"), (&effect.closed, "roadmap.closes")] {
            for criterion in criteria {
                let code = view.framework.criteria[*criterion].code.as_str();
                let gate = locale.say("roadmap.gate", &[("code", Value::Phrase(locale.isolate_code(code)))]);
                grid.push(vec![
                    Cell::text(name.as_str()),
                    Cell::text(gate),
                    Cell::empty(),
                    Cell::text(locale.word(key)),
                ]);
            }
        }
    }
    Some(grid)
}
