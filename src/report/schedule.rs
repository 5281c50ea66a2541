//! What to do next, as tables: one row per task, as programs for projects read them.
use crate::plan::{Change, Held, Plan, Relaxation, Roadmap, Why};
use crate::report::tables::{Book, Kind, count, flag, number, stage};
use crate::survey::Control;
use crate::table::Cell;
use jiff::civil::Date;

/// Written where a plan was made.
pub(in crate::report) const KINDS: &[Kind] = &[
    Kind {
        name: "plan_roadmap",
        columns: &[
            "period",
            "task",
            "agency",
            "criterion",
            "name",
            "start",
            "finish",
            "owner",
            "cost",
            "team_days",
            "predecessors",
            "change",
            "from",
            "to",
            "evidence",
            "gate",
        ],
        rows: roadmap,
    },
    Kind {
        name: "plan_moves",
        columns: &["period", "agency", "from", "to", "by", "transactions", "holds"],
        rows: moves,
    },
    Kind {
        name: "plan_alternatives",
        columns: &["period", "alternative", "agency", "criterion", "cost", "value", "bound"],
        rows: alternatives,
    },
    Kind { name: "plan_left", columns: &["period", "agency", "stage", "held", "year", "by", "cost"], rows: left },
    Kind { name: "plan_obstacles", columns: &["period", "agency", "criterion", "holds", "cost"], rows: obstacles },
    Kind { name: "plan_others", columns: &["period", "agency", "criterion", "why", "who", "gate"], rows: others },
    Kind { name: "plan_relaxations", columns: &["period", "condition", "year", "by"], rows: relaxations },
    Kind { name: "plan_what_if", columns: &["period", "agency", "code", "before", "after"], rows: what_if },
];

/// The first day of a month of a plan; none where its first year or how long anything takes is not known.
pub(in crate::report) fn day(plan: &Plan, month: u32) -> Option<Date> {
    let year = i32::from(plan.first_year.filter(|_| plan.costed)?) + i32::try_from(month / 12).ok()?;
    Date::new(i16::try_from(year).ok()?, i8::try_from(month % 12 + 1).ok()?, 1).ok()
}

/// The last day of the month before a month of a plan.
pub(in crate::report) fn day_before(plan: &Plan, month: u32) -> Option<Date> {
    day(plan, month)?.yesterday().ok()
}

fn found<'a>(book: &Book<'a>) -> Option<&'a Plan> {
    book.series.sections.plan.as_ref()
}

/// A day; without a calendar the number of the month, and nothing where nothing says how long anything takes.
fn shown_day(plan: &Plan, day: Option<Date>, month: u32) -> Cell {
    match day {
        Some(day) => Cell::Text(day.to_string()),
        None if plan.costed => count(month as usize),
        None => Cell::Empty,
    }
}

fn roadmap(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some((plan, roadmap)) = found(book).and_then(|plan| Some((plan, plan.roadmap.as_ref()?))) else { return };
    let series = book.series;
    let grades = series.framework.evidence.as_ref().map_or(&[][..], |scheme| &scheme.grades);
    for (place, step) in roadmap.steps.iter().enumerate() {
        if !book.keeps(step.agency) {
            continue;
        }
        let criterion = &series.framework.criteria[step.criterion];
        let owner = criterion.recommendation.as_ref().map(|recommendation| book.locale.tell(&recommendation.owner));
        let grade = step.grade.and_then(|grade| grades.get(usize::from(grade)));
        emit(vec![
            book.period(plan.period),
            count(place + 1),
            book.agency(step.agency),
            Cell::text(criterion.code.as_str()),
            Cell::Text(book.locale.tell(&criterion.text)),
            shown_day(plan, day(plan, step.begins), step.begins),
            shown_day(plan, day_before(plan, step.ends), step.ends),
            owner.filter(|owner| !owner.is_empty()).map_or(Cell::Empty, Cell::Text),
            Cell::number(step.cost, 4),
            Cell::number(step.team_days, 4),
            match step.after.as_slice() {
                [] => Cell::Empty,
                after => Cell::Text(after.iter().map(|task| (task + 1).to_string()).collect::<Vec<_>>().join(";")),
            },
            Cell::text(match step.change {
                Change::Answer => "answer",
                Change::Improve => "improve",
                Change::Prove => "prove",
            }),
            Cell::number(step.from, 4),
            number(step.to),
            grade.map_or(Cell::Empty, |grade| Cell::text(grade.code.as_str())),
            flag(step.gate),
        ]);
    }
}

fn moves(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some((plan, roadmap)) = found(book).and_then(|plan| Some((plan, plan.roadmap.as_ref()?))) else { return };
    for own in roadmap.moves.iter().filter(|own| book.keeps(own.agency)) {
        emit(vec![
            book.period(plan.period),
            book.agency(own.agency),
            stage(own.from),
            stage(own.to),
            shown_day(plan, day_before(plan, own.by), own.by),
            Cell::number(own.transactions, 0),
            Cell::number(own.holds, 4),
        ]);
    }
}

fn alternatives(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(plan) = found(book) else { return };
    for (place, Roadmap { steps, value, bound, .. }) in plan.alternatives.iter().enumerate() {
        for step in steps.iter().filter(|step| book.keeps(step.agency)) {
            emit(vec![
                book.period(plan.period),
                count(place + 1),
                book.agency(step.agency),
                Cell::text(book.series.framework.criteria[step.criterion].code.as_str()),
                Cell::number(step.cost, 4),
                number(*value),
                number(*bound),
            ]);
        }
    }
}

fn others(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(plan) = found(book) else { return };
    for own in plan.others.iter().filter(|own| own.agency.is_none_or(|agency| book.keeps(agency))) {
        let (why, who) = match &own.why {
            Why::NotControlled => ("not-controlled", ""),
            Why::Controlled(Control::Law) => ("law", ""),
            Why::Controlled(Control::Other(body)) => ("other-body", body.as_str()),
            Why::Controlled(Control::Agency) => ("agency", ""),
            Why::National => ("national", ""),
            Why::WithoutCost => ("without-cost", ""),
            Why::OutOfReach => ("out-of-reach", ""),
        };
        emit(vec![
            book.period(plan.period),
            own.agency.map_or_else(|| Cell::text("nation"), |agency| book.agency(agency)),
            Cell::text(book.series.framework.criteria[own.criterion].code.as_str()),
            Cell::text(why),
            if who.is_empty() { Cell::Empty } else { Cell::text(who) },
            flag(own.gate),
        ]);
    }
}

fn relaxations(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(plan) = found(book) else { return };
    for own in &plan.relaxations {
        let (condition, year, by) = relaxation(plan, *own);
        emit(vec![book.period(plan.period), Cell::text(condition), year, by]);
    }
}

/// What, in which year, and how much more.
fn relaxation(plan: &Plan, own: Relaxation) -> (&'static str, Cell, Cell) {
    let year = |year: Option<usize>| match (year, plan.first_year) {
        (None, _) => Cell::Empty,
        (Some(year), Some(first)) => Cell::Text((i64::from(first) + year as i64).to_string()),
        (Some(year), None) => count(year + 1),
    };
    match own {
        Relaxation::Budget { year: of, by } => ("budget", year(of), number(by)),
        Relaxation::Capacity { year: of, by } => ("capacity", year(of), number(by)),
        Relaxation::Years { by } => ("years", Cell::Empty, count(by)),
        Relaxation::Others { count: others } => ("others", Cell::Empty, count(others)),
    }
}

fn left(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(plan) = found(book) else { return };
    for own in plan.left.iter().filter(|own| book.keeps(own.agency)) {
        let plain = |held: &'static str| (held, Cell::Empty, Cell::Empty);
        let (held, year, by) = match own.held {
            Held::Top => plain("top"),
            Held::Others => plain("others"),
            Held::Shared { .. } => plain("shared"),
            Held::Short(own) => relaxation(plan, own),
            Held::Several => plain("several"),
            Held::Unconfirmed => plain("unconfirmed"),
            Held::WithoutVolume => plain("without-volume"),
            Held::Unjudged => plain("unjudged"),
        };
        let cost = if let Held::Shared { cost, .. } = own.held { cost } else { None };
        emit(vec![
            book.period(plan.period),
            book.agency(own.agency),
            own.stage.map_or(Cell::Empty, count),
            Cell::text(held),
            year,
            by,
            Cell::number(cost, 4),
        ]);
    }
}

fn obstacles(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(plan) = found(book) else { return };
    let code = |criterion: usize| book.series.framework.criteria[criterion].code.as_str();
    for own in plan.obstacles.iter().filter(|own| book.keeps(own.agency)) {
        let holds: Vec<&str> = own.holds.iter().map(|criterion| code(*criterion)).collect();
        emit(vec![
            book.period(plan.period),
            book.agency(own.agency),
            Cell::text(code(own.criterion)),
            Cell::Text(holds.join(";")),
            Cell::number(own.cost, 4),
        ]);
    }
}

/// One row for each answer asked about, one for the stage and one for each score that changes.
fn what_if(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some((plan, what_if)) = found(book).and_then(|plan| Some((plan, plan.what_if.as_ref()?))) else { return };
    for effect in what_if.agencies.iter().filter(|effect| book.keeps(effect.agency)) {
        let start = |code: Cell| vec![book.period(plan.period), book.agency(effect.agency), code];
        for own in what_if.set.iter().filter(|own| own.agency == effect.agency) {
            let mut row = start(Cell::text(book.series.framework.criteria[own.criterion].code.as_str()));
            row.extend([Cell::number(own.before, 4), Cell::number(Some(own.after), 4)]);
            emit(row);
        }
        let mut row = start(Cell::text("stage"));
        row.extend([stage(effect.before), stage(effect.after)]);
        emit(row);
        for (dimension, before, after) in &effect.scores {
            let mut row = start(book.dimension(*dimension));
            row.extend([Cell::number(*before, 4), Cell::number(*after, 4)]);
            emit(row);
        }
    }
}
