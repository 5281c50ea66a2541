//! What to do next: who moves to which stage by which actions, what others must do, and what stands in the way.
use crate::document::{Block, Cell, Chapter, Column, Grid, Tone};
use crate::framework::ScaleKind;
use crate::locale::Value;
use crate::locale::number::decimals;
use crate::plan::{Aim, Change, Plan, Relaxation, Roadmap, Step, Why};
use crate::report::schedule::{day, day_before};
use crate::report::view::{View, agency_name};
use crate::report::{Extent, LISTED};
use crate::score::Reached;
use crate::survey::Control;

/// A relative gap that is worth no word.
const SMALL: f64 = 1e-3;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let plan = found(view).filter(|_| extent == Extent::Full)?;
    let locale = view.locale;
    let mut blocks = vec![Block::Lead(lead(view, plan))];
    blocks.extend(notes(view, plan).into_iter().map(Block::Paragraph));
    if let Some(roadmap) = &plan.roadmap {
        blocks.push(Block::Table(moves(view, plan, roadmap)));
        blocks.push(Block::Table(steps(view, plan, roadmap)));
    }
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

fn found<'a>(view: &View<'a>) -> Option<&'a Plan> {
    view.series.sections.plan.as_ref().filter(|found| found.period == view.assessment.period)
}

/// What the plan comes to, in a sentence or two.
fn lead(view: &View, plan: &Plan) -> String {
    let locale = view.locale;
    let Some(roadmap) = &plan.roadmap else {
        if let Some(top) = at_the_top(view, plan) {
            return locale.say("roadmap.lead-top", &[("agency", Value::from(agency_name(view.series, top, locale)))]);
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

/// The agency planned for, where it has no next stage.
fn at_the_top(view: &View, plan: &Plan) -> Option<usize> {
    let Aim::Agency(agency) = plan.aim else { return None };
    let own = view.assessment.agencies.iter().find(|own| own.agency == agency)?;
    view.ladder(own, plan.truth)?.next.is_none().then_some(agency)
}

/// A sum with its currency.
fn money(view: &View, plan: &Plan, sum: f64) -> String {
    let sum = view.locale.number(sum, decimals(sum, 2));
    match plan.settings.currency.as_str() {
        "" => sum,
        currency => {
            let currency = Value::from(view.locale.isolate(currency));
            view.locale.say("roadmap.money", &[("sum", Value::Phrase(sum)), ("currency", currency)])
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
        match roadmap.gap {
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
    if !plan.stuck.is_empty() {
        notes.push(locale.say("roadmap.stuck", &[("count", Value::from(plan.stuck.len()))]));
    }
    if !plan.without_volume.is_empty() {
        notes.push(locale.say("roadmap.without-volume", &[("count", Value::from(plan.without_volume.len()))]));
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
    columns.extend(plan.costed.then(|| Column::numbers(locale.word("roadmap.cost"))));
    let mut grid = Grid::new(locale.word("roadmap.steps"), columns);
    let kept: Vec<&Step> =
        roadmap.steps.iter().filter(|step| view.selection.keeps(&view.series.survey.agencies[step.agency])).collect();
    for step in kept.iter().take(LISTED) {
        let mut cells: Vec<Cell> = plan.costed.then(|| Cell::text(year(view, plan, step.begins))).into_iter().collect();
        cells.extend([
            Cell::text(agency_name(view.series, step.agency, locale)),
            Cell::code(view.framework.criteria[step.criterion].code.as_str()),
            Cell::text(action(view, step)),
            Cell::text(level(view, step)),
            Cell::text(locale.word(if step.gate { "roadmap.unlocks-gate" } else { "roadmap.unlocks-score" })),
        ]);
        cells.extend(plan.costed.then(|| Cell::number(step.cost, step.cost.map_or(0, |cost| decimals(cost, 2)))));
        grid.push(cells);
    }
    more(view, &mut grid, kept.len());
    grid
}

/// What is to be done: the framework's advice, else the criterion itself; where only proof lacks, what proves it.
fn action(view: &View, step: &Step) -> String {
    let locale = view.locale;
    let criterion = &view.framework.criteria[step.criterion];
    let advice = criterion.recommendation.as_ref();
    match step.change {
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
    let values = [("from", Value::from(from)), ("to", Value::from(worth(view, step.criterion, step.to)))];
    let told = locale.say("roadmap.from-to", &values);
    match view.grade(step.grade) {
        Some(grade) => {
            let grade = Value::Phrase(locale.isolate_code(grade));
            locale.say("roadmap.on-evidence", &[("level", Value::from(told)), ("grade", grade)])
        }
        None => told,
    }
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
    let columns = vec![
        Column::words(locale.word("roadmap.alternative")),
        Column::words(locale.word("roadmap.instead")),
        Column::words(locale.word("roadmap.left-out")),
        Column::numbers(locale.word("roadmap.value")),
    ];
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
        grid.push(vec![
            Cell::count(place + 1),
            beside(&own, &best),
            beside(&best, &own),
            Cell::number(Some(roadmap.value), decimals(roadmap.value, 2)),
        ]);
    }
    grid
}

fn relaxations(view: &View, plan: &Plan) -> Grid {
    let locale = view.locale;
    let columns = vec![Column::words(locale.word("roadmap.condition"))];
    let mut grid = Grid::new(locale.word("roadmap.relaxations"), columns);
    let in_year = |year_of: usize| Value::from(year(view, plan, 12 * year_of as u32));
    for own in &plan.relaxations {
        let days = |by: f64| Value::Phrase(locale.number(by.ceil(), 0));
        grid.push(vec![Cell::text(match *own {
            Relaxation::Budget { year: None, by } => {
                locale.say("roadmap.relax-budget", &[("by", Value::Phrase(money(view, plan, by)))])
            }
            Relaxation::Budget { year: Some(of), by } => locale.say(
                "roadmap.relax-budget-year",
                &[("by", Value::Phrase(money(view, plan, by))), ("year", in_year(of))],
            ),
            Relaxation::Capacity { year: None, by } => locale.say("roadmap.relax-capacity", &[("by", days(by))]),
            Relaxation::Capacity { year: Some(of), by } => {
                locale.say("roadmap.relax-capacity-year", &[("by", days(by)), ("year", in_year(of))])
            }
            Relaxation::Years { by } => locale.say("roadmap.relax-years", &[("count", Value::from(by))]),
            Relaxation::Others { count } => locale.say("roadmap.relax-others", &[("count", Value::from(count))]),
        })]);
    }
    grid
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
    for own in rows.iter().take(LISTED) {
        let criterion = &view.framework.criteria[own.criterion];
        let who = match &own.agency {
            Some(agency) => agency_name(view.series, *agency, locale),
            None => locale.word("common.all"),
        };
        grid.push(vec![
            Cell::text(who),
            Cell::code(criterion.code.as_str()),
            Cell::text(locale.tell(&criterion.text)),
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
