//! The way to the next stage: gaps become actions, a programme chooses among them, and the calculation judges what was
//! chosen.
mod changed;
mod gaps;
pub mod programme;

use crate::assessment::Status;
use crate::assumption::RobustnessSettings;
use crate::calculation::compile;
use crate::plan::{
    Aim, Assumed, Change, Effect, FORMAT, Held, Left, Move, Obstacle, Others, Plan, Relaxation, Roadmap, Step, WhatIf,
    Why,
};
use crate::planning::changed::{Asked, Changes, Judge, holding};
use crate::planning::gaps::{Gap, Gaps};
use crate::planning::programme::{Action, Cover, Effort, Goal, Programme, Relaxed};
use crate::resources::{MOST_YEARS, Obstacles, PlanSettings};
use crate::score::leaf::VOLUME;
use crate::score::{GateResult, GateState, Judgement, Reached};
use crate::survey::{Control, Cost};
use crate::truth::Truth;
use crate::uncertainty::{Fault, Question};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Alternatives that are told.
const ALTERNATIVES: usize = 3;

/// How much worse than the best an alternative may be.
const WITHIN: f64 = 0.05;

/// Decisions of a national plan beyond which no alternatives are looked for.
const MOST_FOR_ALTERNATIVES: usize = 1_500;

/// How often a plan that the calculation does not confirm is made stricter.
const ROUNDS: usize = 12;

/// Share of replications in which a plan must hold.
const HOLDS: f64 = 0.9;

/// Points of a score by which a plan that does not hold is made stricter.
const STRICTER: f64 = 4.0;

/// Months of an action whose duration is not known.
const MONTHS: u32 = 12;

/// What a score must exceed a threshold by, as a share of it: more than what a solver takes for nothing.
const ABOVE: f64 = 2e-5;

/// First years of a plan after a period of no known date.
const ANY_YEAR: (i16, i16) = (2000, 2200);

/// Resources of the programme.
const MONEY: usize = 0;
const DAYS: usize = 1;

/// What is asked.
pub struct Request<'a> {
    /// Position in the register; none: all agencies.
    pub agency: Option<usize>,
    pub by: By,
    /// Only what holds in most replications; none: as it is.
    pub robust: Option<&'a RobustnessSettings>,
    /// `AGENCY.CRITERION=ANSWER`.
    pub set: &'a [String],
    pub threads: usize,
}

/// What counts of an agency that moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Agencies,
    Transactions,
}

/// The plan of an assessment.
pub fn plan(question: &Question, settings: &PlanSettings, request: &Request) -> Result<Plan, Fault> {
    let last = question.survey.periods.get(question.assessment.period).and_then(|period| period.last);
    check(settings, last.map(Date::year))?;
    let truth = question.truth(settings.column)?;
    let calculation = compile(question.framework, question.method, question.edition);
    if calculation.stages.is_empty() {
        return Err(Fault::NoStages);
    }
    let judge = Judge::of(question, &calculation, truth)?;
    let what_if = match request.set {
        [] => None,
        set => Some(what_if(&judge, &changed::read(&judge, set)?)),
    };
    let costed = !question.survey.costs.is_empty();
    let years = if costed { settings.years() } else { 1 };
    let costs = question.survey.costs.iter().map(|row| ((row.criterion, row.agency), row)).collect();
    let desk = Desk { judge: &judge, settings, costed, years, costs };
    let agencies: Vec<usize> = match request.agency {
        Some(agency) if judge.unit(agency).is_none() => return Err(Fault::NotJudged),
        Some(agency) => vec![agency],
        None => judge.agencies.clone(),
    };
    let aim = match (request.agency, request.by) {
        (Some(agency), _) => Aim::Agency(agency),
        (None, By::Agencies) => Aim::Agencies,
        (None, By::Transactions) => Aim::Transactions,
    };
    let mut work = desk.lay(&agencies, aim);
    let effort = Effort::default();
    let found = match work.best(aim, &effort, request)? {
        Some(best) => {
            let alternatives = work.alternatives(aim, &effort, &best, request);
            ranked(aim, best, alternatives)
        }
        None => Vec::new(),
    };
    let alternatives: Vec<Roadmap> = found.iter().skip(1).map(|(roadmap, _)| roadmap.clone()).collect();
    let roadmap = found.into_iter().next();
    let relaxations = match (&roadmap, aim) {
        (None, Aim::Agency(_)) if !work.programme.goals.is_empty() => work.relaxations(&effort),
        _ => Vec::new(),
    };
    let obstacles = roadmap.as_ref().map_or_else(Vec::new, |(roadmap, _)| desk.obstacles(roadmap));
    let left = work.left(aim, &effort, roadmap.as_ref());
    Ok(Plan {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        results: String::new(),
        period: question.assessment.period,
        truth,
        settings: settings.clone(),
        aim,
        costed,
        years,
        first_year: settings.first_year.or_else(|| last?.year().checked_add(1)),
        roadmap: roadmap.map(|(roadmap, _)| roadmap),
        alternatives,
        relaxations,
        others: work.others,
        obstacles,
        left,
        days_unknown: work.days_unknown,
        what_if,
    })
}

/// Plans with the best first: where a search was cut, one beside its plan may be better or cheaper.
fn ranked(
    aim: Aim,
    best: (Roadmap, programme::Plan),
    alternatives: Vec<(Roadmap, programme::Plan)>,
) -> Vec<(Roadmap, programme::Plan)> {
    let (bound, cut) = (best.0.bound, best.0.cut);
    let mut all: Vec<_> = std::iter::once(best).chain(alternatives).collect();
    all.sort_by(|(_, one), (_, other)| match Work::target(aim) {
        programme::Aim::Least => one.cost.total_cmp(&other.cost),
        programme::Aim::Most => other.value.total_cmp(&one.value).then(one.cost.total_cmp(&other.cost)),
    });
    let first = &mut all[0].0;
    (first.bound, first.gap, first.cut) = (bound, programme::relative(first.value, bound), cut);
    all
}

/// Refuses means that no plan can be made with; `last`: the year in which the period ends.
fn check(settings: &PlanSettings, last: Option<i16>) -> Result<(), Fault> {
    let years = settings.years();
    if !(1..=MOST_YEARS).contains(&years) {
        return Err(Fault::PlanYears(years));
    }
    let (first, last) = last.map_or(ANY_YEAR, |year| (year, year.saturating_add(MOST_YEARS as i16)));
    if let Some(year) = settings.first_year.filter(|year| !(first..=last).contains(year)) {
        return Err(Fault::PlanFirstYear { year, first, last });
    }
    for (key, means) in [("budgets", &settings.budgets), ("capacity", &settings.capacity)] {
        if !means.is_empty() && means.len() < years {
            return Err(Fault::PlanMeans { key, count: means.len(), years });
        }
        if let Some(value) = means.iter().find(|value| !(0.0..=1e15).contains(*value)) {
            return Err(Fault::PlanAmount { key, value: *value });
        }
    }
    Ok(())
}

/// What every plan of an assessment shares.
struct Desk<'a> {
    judge: &'a Judge<'a>,
    settings: &'a PlanSettings,
    costed: bool,
    years: usize,
    /// By criterion and agency (none: all).
    costs: BTreeMap<(usize, Option<usize>), &'a Cost>,
}

/// Actions and goals as they are laid out.
struct Work<'a> {
    desk: &'a Desk<'a>,
    /// By action of the programme.
    gaps: Vec<Gap>,
    /// By goal of the programme: the agency, its next stage (from 1), and the score to exceed.
    aims: Vec<Aimed>,
    programme: Programme,
    others: Vec<Others>,
    left: Vec<Left>,
    days_unknown: usize,
}

struct Aimed {
    agency: usize,
    stage: usize,
    transactions: Option<f64>,
    /// Position of the cover of its score.
    score: Option<usize>,
    /// Whether it was given up.
    dropped: bool,
}

impl<'a> Desk<'a> {
    fn lay(&'a self, agencies: &[usize], aim: Aim) -> Work<'a> {
        let limits = |means: &[f64]| -> Vec<f64> {
            (0..self.years)
                .map(|year| means.get(year).copied().filter(|_| self.costed).unwrap_or(f64::INFINITY))
                .collect()
        };
        let mut work = Work {
            desk: self,
            gaps: Vec::new(),
            aims: Vec::new(),
            programme: Programme {
                years: self.years,
                limits: vec![limits(&self.settings.budgets), limits(&self.settings.capacity)],
                ..Programme::default()
            },
            others: Vec::new(),
            left: Vec::new(),
            days_unknown: 0,
        };
        let limited = self.costed && !self.settings.capacity.is_empty();
        for agency in agencies {
            work.lay_agency(*agency, aim, limited);
        }
        work.national();
        work
    }
}

impl Work<'_> {
    fn lay_agency(&mut self, agency: usize, aim: Aim, limited: bool) {
        let judge = self.desk.judge;
        let desk = self.desk;
        let before = |criterion: usize| desk.before(agency, criterion);
        let Some(gaps) = Gaps::of(judge, agency, &before) else {
            self.left.push(Left { agency, stage: None, held: Held::Top });
            return;
        };
        let transactions = judge.transactions(agency);
        let left = |held: Held| Left { agency, stage: Some(gaps.stage), held };
        if aim == Aim::Transactions && transactions.is_none() {
            self.left.push(left(Held::WithoutVolume));
            return;
        }
        let first = self.gaps.len();
        let mut goal = Goal {
            weight: if aim == Aim::Transactions { transactions.unwrap_or(1.0).max(1.0) } else { 1.0 },
            ..Goal::default()
        };
        // What must be bettered waits for what must be bettered before; what is in place waits for nothing, and what is only
        // to be answered or proven holds nobody up.
        let bettered = |gap: &Gap| gap.change == Change::Improve;
        let place: BTreeMap<usize, usize> = (gaps.list.iter().enumerate())
            .filter(|(_, gap)| bettered(gap))
            .map(|(place, gap)| (gap.item, first + place))
            .collect();
        for gap in &gaps.list {
            let criterion = judge.calculation.items[gap.item].criterion;
            let row = desk.cost(agency, criterion);
            let cost = if desk.costed { gap.cost(row) } else { Some(1.0) };
            // Whoever decides, what is in place is the agency's to prove.
            let decides = row.map(|row| &row.control).filter(|_| bettered(gap));
            let why = gap.barred.clone().or_else(|| match decides {
                Some(control) if *control != Control::Agency => Some(Why::Controlled(control.clone())),
                _ => cost.is_none().then_some(Why::WithoutCost),
            });
            // What only proves takes its part of the days and months too.
            let part = if desk.costed { gap.part(row) } else { 1.0 };
            let days = row.and_then(|row| row.team_days).map(|days| days * part);
            let months = row.and_then(|row| row.months).unwrap_or(MONTHS);
            self.days_unknown += usize::from(limited && days.is_none() && why.is_none());
            let after = if bettered(gap) { before(criterion) } else { Vec::new() };
            let after =
                after.into_iter().filter_map(|criterion| place.get(&judge.calculation.item_of(criterion)?).copied());
            let below = gap.below.map(|(below, _)| first + below);
            self.programme.actions.push(Action {
                cost: cost.unwrap_or_default(),
                uses: vec![cost.filter(|_| desk.costed).unwrap_or_default(), days.unwrap_or_default()],
                months: ((f64::from(months) * part).round() as u32).max(1),
                after: below.into_iter().chain(after).collect(),
                barred: why.is_some(),
            });
            if let Some(why) = why {
                let own = Others { agency: Some(agency), criterion, why, gate: gap.gate };
                match self.others.last_mut().filter(|last| (last.agency, last.criterion) == (own.agency, criterion)) {
                    Some(last) => last.gate |= own.gate,
                    None => self.others.push(own),
                }
            }
            self.gaps.push(gap.clone());
        }
        goal.needs = (first..self.gaps.len()).filter(|action| self.gaps[*action].gate).collect();
        let mut score = None;
        let covers = [
            (gaps.score_short, &(|gap: &Gap| gap.points) as &dyn Fn(&Gap) -> f64),
            (gaps.answers_short, &|gap: &Gap| gap.answers),
        ];
        for (which, (short, gain)) in covers.into_iter().enumerate() {
            if which == 0 {
                score = Some(goal.covers.len());
            }
            let gains = (first..self.gaps.len())
                .map(|action| (action, gain(&self.gaps[action])))
                .filter(|(_, gain)| *gain > 0.0)
                .collect();
            goal.covers.push(Cover { gains, least: short.max(0.0) });
        }
        let open = |action: &usize| !self.programme.actions[*action].barred;
        let reachable = goal.needs.iter().all(open)
            && !gaps.unreachable
            && goal.covers.iter().all(|cover| {
                let all: f64 = cover.gains.iter().filter(|(action, _)| open(action)).map(|(_, gain)| gain).sum();
                all >= cover.least - ABOVE
            });
        if !reachable {
            self.left.push(left(Held::Others));
        }
        if !gaps.unreachable {
            if gaps.list.is_empty() {
                return;
            }
            self.programme.goals.push(goal);
            self.aims.push(Aimed { agency, stage: gaps.stage, transactions, score, dropped: false });
        }
    }

    /// National items that hold something back.
    fn national(&mut self) {
        let judge = self.desk.judge;
        let mut held: BTreeSet<usize> = BTreeSet::new();
        for others in self.others.iter().filter(|others| others.why == Why::NotControlled) {
            let item = judge.calculation.item_of(others.criterion).map(|item| &judge.calculation.items[item]);
            held.extend(item.into_iter().flat_map(|item| &item.held_by).filter(|national| judge.is_absent(**national)));
        }
        self.others.extend(held.into_iter().map(|criterion| Others {
            agency: None,
            criterion,
            why: Why::National,
            gate: false,
        }));
    }

    fn target(aim: Aim) -> programme::Aim {
        match aim {
            Aim::Agency(_) => programme::Aim::Least,
            Aim::Agencies | Aim::Transactions => programme::Aim::Most,
        }
    }

    /// The best roadmap that the calculation confirms.
    fn best(
        &mut self,
        aim: Aim,
        effort: &Effort,
        request: &Request,
    ) -> Result<Option<(Roadmap, programme::Plan)>, Fault> {
        if self.programme.goals.is_empty() {
            return Ok(None);
        }
        let mut found = None;
        for round in 0..ROUNDS {
            let open = self.open();
            let Some(plan) = programme::solve(&open, Work::target(aim), effort) else { return Ok(None) };
            let levels = self.levels(&plan, request.robust.is_some());
            let wrong = self.wrong(&plan, &levels, request)?;
            let last = round + 1 == ROUNDS;
            if wrong.is_empty() {
                found = Some(plan);
                break;
            }
            for (goal, short) in wrong {
                self.tighten(goal, short, last);
            }
            if last || self.aims.iter().all(|aimed| aimed.dropped) {
                if matches!(aim, Aim::Agency(_)) {
                    return Ok(None);
                }
                found = programme::solve(&self.open(), Work::target(aim), effort);
            }
        }
        let Some(plan) = found else { return Ok(None) };
        let roadmap = self.roadmap(&plan, request)?;
        if matches!(aim, Aim::Agencies | Aim::Transactions) && roadmap.moves.is_empty() {
            return Ok(None);
        }
        Ok(Some((roadmap, plan)))
    }

    /// The programme with goals that were given up out of reach.
    fn open(&self) -> Programme {
        let mut open = self.programme.clone();
        for (goal, aimed) in open.goals.iter_mut().zip(&self.aims) {
            if aimed.dropped {
                goal.covers.push(Cover { gains: Vec::new(), least: 1.0 });
            }
        }
        open
    }

    /// Makes a goal stricter, or gives it up.
    fn tighten(&mut self, goal: usize, short: f64, last: bool) {
        let aimed = &mut self.aims[goal];
        let Some(score) = aimed.score.filter(|_| !last) else {
            aimed.dropped = true;
            return;
        };
        let open = |action: usize| !self.programme.actions[action].barred;
        let cover = &mut self.programme.goals[goal].covers[score];
        let most: f64 = cover.gains.iter().filter(|(action, _)| open(*action)).map(|(_, gain)| gain).sum();
        if cover.least >= most - ABOVE {
            aimed.dropped = true;
        }
        cover.least = (cover.least + short.max(ABOVE)).min(most);
    }

    /// By action that is taken: the least value that is enough beside the others.
    fn levels(&self, plan: &programme::Plan, full: bool) -> BTreeMap<usize, f64> {
        let judge = self.desk.judge;
        let mut levels: BTreeMap<usize, f64> = (0..self.gaps.len())
            .filter(|action| plan.start[*action].is_some())
            .map(|action| (action, self.gaps[action].to))
            .collect();
        if full {
            return levels;
        }
        for goal in self.goals_of(plan) {
            let aimed = &self.aims[goal];
            let own: Vec<usize> =
                levels.keys().copied().filter(|action| self.gaps[*action].agency == aimed.agency).collect();
            let awaited: BTreeSet<usize> =
                own.iter().flat_map(|action| &self.programme.actions[*action].after).copied().collect();
            let mut changes = self.changes_of(&own, &levels);
            if judge.reached(aimed.agency, &changes).is_none_or(|reached| !is_on(reached, aimed.stage)) {
                continue;
            }
            for (place, action) in own.iter().copied().enumerate() {
                let gap = &self.gaps[action];
                // What is proven before it is bettered counts as bettered, and what others wait for is wanted whole.
                let goes_on = own.get(place + 1).is_some_and(|next| self.gaps[*next].item == gap.item);
                if goes_on || awaited.contains(&action) {
                    continue;
                }
                let steps = judge.steps(gap);
                let enough = |value: f64, changes: &mut Changes| {
                    changes.insert((gap.agency, gap.item), judge.proven(gap.item, value));
                    judge.reached(aimed.agency, changes).is_some_and(|reached| is_on(reached, aimed.stage))
                };
                let least = steps.partition_point(|value| !enough(*value, &mut changes));
                let value = steps.get(least).copied().unwrap_or(gap.to);
                changes.insert((gap.agency, gap.item), judge.proven(gap.item, value));
                levels.insert(action, value);
            }
        }
        levels
    }

    fn changes_of(&self, actions: &[usize], levels: &BTreeMap<usize, f64>) -> Changes {
        let change = |action: &usize| {
            let gap = &self.gaps[*action];
            let value = levels.get(action).copied().unwrap_or(gap.to);
            ((gap.agency, gap.item), self.desk.judge.proven(gap.item, value))
        };
        actions.iter().map(change).collect()
    }

    /// Goals that a plan says it reaches and the calculation does not confirm, with what the score is short of.
    fn wrong(
        &self,
        plan: &programme::Plan,
        levels: &BTreeMap<usize, f64>,
        request: &Request,
    ) -> Result<Vec<(usize, f64)>, Fault> {
        let judge = self.desk.judge;
        let actions: Vec<usize> = levels.keys().copied().collect();
        let all = self.changes_of(&actions, levels);
        let judged = judge.judge(&all);
        let mut wrong: Vec<(usize, f64)> = Vec::new();
        for (goal, aimed) in self.aims.iter().enumerate().filter(|(goal, _)| plan.reached[*goal]) {
            let Some((reached, short)) = judged.get(&aimed.agency) else { continue };
            if !is_on(*reached, aimed.stage) {
                wrong.push((goal, short.max(ABOVE)));
            }
        }
        if let (Some(settings), true) = (request.robust, wrong.is_empty()) {
            let wanted: Vec<(usize, usize)> = self.wanted(plan);
            for (goal, share) in self.goals_of(plan).zip(holding(judge, &all, &wanted, settings, request.threads)?) {
                if share < HOLDS {
                    wrong.push((goal, STRICTER));
                }
            }
        }
        Ok(wrong)
    }

    fn goals_of<'p>(&'p self, plan: &'p programme::Plan) -> impl Iterator<Item = usize> + 'p {
        (0..self.aims.len()).filter(|goal| plan.reached[*goal])
    }

    /// Agencies that move, with their next stage.
    fn wanted(&self, plan: &programme::Plan) -> Vec<(usize, usize)> {
        self.goals_of(plan).map(|goal| (self.aims[goal].agency, self.aims[goal].stage)).collect()
    }

    fn roadmap(&self, plan: &programme::Plan, request: &Request) -> Result<Roadmap, Fault> {
        let judge = self.desk.judge;
        let levels = self.levels(plan, request.robust.is_some());
        let mut begins: BTreeMap<usize, u32> = BTreeMap::new();
        let months = |action: usize| self.programme.actions[action].months;
        let mut open: Vec<usize> = levels.keys().copied().collect();
        open.sort_by_key(|action| (plan.start[*action], *action));
        while !open.is_empty() {
            let before = open.len();
            open.retain(|action| {
                let after = &self.programme.actions[*action].after;
                if after.iter().any(|other| levels.contains_key(other) && !begins.contains_key(other)) {
                    return true;
                }
                let year = plan.start[*action].unwrap_or_default() as u32;
                let ready = after.iter().filter_map(|other| Some(begins.get(other)? + months(*other))).max();
                begins.insert(*action, (12 * year).max(ready.unwrap_or_default()));
                false
            });
            if open.len() == before {
                break;
            }
        }
        let mut order: Vec<usize> = begins.keys().copied().collect();
        order.sort_by_key(|action| (begins[action], self.gaps[*action].agency, *action));
        let place: BTreeMap<usize, usize> = order.iter().enumerate().map(|(place, action)| (*action, place)).collect();
        let steps: Vec<Step> = order
            .iter()
            .map(|action| {
                let gap = &self.gaps[*action];
                let own = &self.programme.actions[*action];
                let value = levels[action];
                let shown = gap.change != Change::Answer || judge.truth == Truth::Checked;
                let row = self.desk.cost(gap.agency, judge.calculation.items[gap.item].criterion);
                let days = row.and_then(|row| row.team_days);
                Step {
                    agency: gap.agency,
                    criterion: judge.calculation.items[gap.item].criterion,
                    begins: begins[action],
                    ends: begins[action] + own.months,
                    change: gap.change,
                    from: gap.from,
                    to: value,
                    refuted: gap.refuted,
                    grade: judge.grade_for(gap.item, value).filter(|_| shown),
                    cost: self.desk.costed.then_some(own.cost),
                    team_days: days.map(|days| days * gap.part(row)),
                    after: own.after.iter().filter_map(|other| place.get(other).copied()).collect(),
                    gate: gap.gate,
                }
            })
            .collect();
        let actions: Vec<usize> = levels.keys().copied().collect();
        let all = self.changes_of(&actions, &levels);
        let judged = judge.judge(&all);
        let wanted = self.wanted(plan);
        let held = match request.robust {
            Some(settings) => holding(judge, &all, &wanted, settings, request.threads)?.into_iter().map(Some).collect(),
            None => vec![None; wanted.len()],
        };
        let moves = self.goals_of(plan).zip(held).map(|(goal, holds)| {
            let aimed = &self.aims[goal];
            Move {
                agency: aimed.agency,
                from: judge.as_is(aimed.agency),
                to: judged.get(&aimed.agency).map_or_else(|| judge.as_is(aimed.agency), |(reached, _)| *reached),
                by: steps
                    .iter()
                    .filter(|step| step.agency == aimed.agency)
                    .map(|step| step.ends)
                    .max()
                    .unwrap_or_default(),
                transactions: aimed.transactions,
                holds,
            }
        });
        let moves: Vec<Move> = moves.collect();
        Ok(Roadmap {
            cost: self.desk.costed.then(|| steps.iter().filter_map(|step| step.cost).sum()),
            steps,
            moves,
            value: plan.value,
            bound: plan.bound,
            gap: plan.gap,
            cut: plan.cut,
        })
    }

    fn alternatives(
        &self,
        aim: Aim,
        effort: &Effort,
        best: &(Roadmap, programme::Plan),
        request: &Request,
    ) -> Vec<(Roadmap, programme::Plan)> {
        let decisions = self.programme.actions.len() * self.desk.years;
        if matches!(aim, Aim::Agencies | Aim::Transactions) && decisions > MOST_FOR_ALTERNATIVES {
            return Vec::new();
        }
        let found = programme::alternatives(&self.open(), Work::target(aim), effort, &best.1, WITHIN, ALTERNATIVES);
        let confirmed = |plan: &programme::Plan| {
            let levels = self.levels(plan, request.robust.is_some());
            self.wrong(plan, &levels, request).is_ok_and(|wrong| wrong.is_empty())
        };
        let told = |plan: programme::Plan| Some((self.roadmap(&plan, request).ok()?, plan));
        found.into_iter().filter(confirmed).filter_map(told).collect()
    }

    /// Every agency that a plan for several does not move, with what holds it back.
    fn left(&self, aim: Aim, effort: &Effort, best: Option<&(Roadmap, programme::Plan)>) -> Vec<Left> {
        let mut left = self.left.clone();
        let own = |goal: &usize| !left.iter().any(|left| left.agency == self.aims[*goal].agency);
        let is_moved = |goal: &usize| best.is_some_and(|(_, plan)| plan.reached[*goal]);
        let several = !matches!(aim, Aim::Agency(_));
        let goals: Vec<usize> = (0..self.aims.len()).filter(|goal| several && !is_moved(goal) && own(goal)).collect();
        left.extend(goals.into_iter().map(|goal| {
            let Aimed { agency, stage, dropped, .. } = self.aims[goal];
            let held = if dropped { Held::Unconfirmed } else { self.held(goal, effort) };
            Left { agency, stage: Some(stage), held }
        }));
        if several {
            let agencies = &self.desk.judge.question.assessment.agencies;
            let silent = agencies.iter().filter(|agency| agency.status != Status::Answered);
            left.extend(silent.map(|own| Left { agency: own.agency, stage: None, held: Held::Unjudged }));
        }
        left.sort_by_key(|left| left.agency);
        left
    }

    /// What holds a goal back that its own actions could reach.
    fn held(&self, goal: usize, effort: &Effort) -> Held {
        let alone = self.programme.alone(goal);
        if let Some(plan) = programme::solve(&alone, programme::Aim::Least, effort) {
            let taken = alone.actions.iter().zip(&plan.start).filter(|(_, year)| year.is_some());
            let days = taken.map(|(action, _)| action.uses[DAYS]).sum();
            let costed = self.desk.costed;
            return Held::Shared { cost: costed.then_some(plan.cost), team_days: costed.then_some(days) };
        }
        let own = |relaxed: &Relaxed| !matches!(relaxed, Relaxed::Barred { .. });
        let found = programme::relaxations(&alone, effort).into_iter().find(own);
        found.map_or(Held::Several, |relaxed| Held::Short(told(relaxed)))
    }

    fn relaxations(&self, effort: &Effort) -> Vec<Relaxation> {
        programme::relaxations(&self.programme, effort).into_iter().map(told).collect()
    }
}

/// A condition in the plan's words.
fn told(relaxed: Relaxed) -> Relaxation {
    match relaxed {
        Relaxed::Resource { resource: MONEY, by } => Relaxation::Budget { year: None, by },
        Relaxed::Year { resource: MONEY, year, by } => Relaxation::Budget { year: Some(year), by },
        Relaxed::Resource { by, .. } => Relaxation::Capacity { year: None, by },
        Relaxed::Year { year, by, .. } => Relaxation::Capacity { year: Some(year), by },
        Relaxed::Years { by } => Relaxation::Years { by },
        Relaxed::Barred { actions } => Relaxation::Others { count: actions.len() },
    }
}

impl Desk<'_> {
    /// Criteria that must be met before one of an agency.
    fn before(&self, agency: usize, criterion: usize) -> Vec<usize> {
        let mut before = self.cost(agency, criterion).map_or_else(Vec::new, |row| row.after.clone());
        if self.settings.obstacles == Obstacles::First {
            before.extend(self.judge.obstacles(agency, criterion));
        }
        before
    }

    /// What holds back the steps of a roadmap and is none of them.
    fn obstacles(&self, roadmap: &Roadmap) -> Vec<Obstacle> {
        let planned: BTreeSet<(usize, usize)> =
            roadmap.steps.iter().map(|step| (step.agency, step.criterion)).collect();
        let mut held: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for step in roadmap.steps.iter().filter(|step| step.change == Change::Improve) {
            for obstacle in self.judge.obstacles(step.agency, step.criterion) {
                held.entry((step.agency, obstacle)).or_default().insert(step.criterion);
            }
        }
        held.retain(|place, _| !planned.contains(place));
        let told = |((agency, criterion), holds): (_, BTreeSet<usize>)| Obstacle {
            agency,
            criterion,
            holds: holds.into_iter().collect(),
            cost: self.cost(agency, criterion).and_then(|row| row.cost),
        };
        held.into_iter().map(told).collect()
    }

    /// The row of costs for a criterion of an agency: its own, else that of all.
    fn cost(&self, agency: usize, criterion: usize) -> Option<&Cost> {
        let row = self.costs.get(&(criterion, Some(agency))).or_else(|| self.costs.get(&(criterion, None)));
        row.copied()
    }
}

impl Judge<'_> {
    /// Yearly transactions of an agency's services; none where none is known.
    fn transactions(&self, agency: usize) -> Option<f64> {
        let own = self.question.survey.services.iter().filter(|service| service.agency == agency);
        own.filter_map(|service| service.numbers.get(VOLUME).copied()).reduce(|sum, volume| sum + volume)
    }
}

impl Gap {
    /// None where the row does not say; an answer takes nothing but what the row says that it takes to prove it.
    fn cost(&self, row: Option<&Cost>) -> Option<f64> {
        match self.change {
            Change::Answer => Some(row.and_then(|row| row.proof_cost).unwrap_or_default()),
            Change::Prove | Change::Improve => Some(row?.cost? * self.part(row)),
        }
    }

    /// The share (0–1) of a row's cost, days and months that closing the gap takes: up to what is proven that of the proof,
    /// without what the gap below took.
    fn part(&self, row: Option<&Cost>) -> f64 {
        let proof = row.and_then(|row| {
            let cost = row.cost.filter(|cost| *cost > 0.0)?;
            Some((row.proof_cost? / cost).min(1.0))
        });
        let up_to = |change: Change| match change {
            Change::Answer => proof.unwrap_or(0.0),
            Change::Prove => proof.unwrap_or(1.0),
            Change::Improve => 1.0,
        };
        up_to(self.change) - self.below.map_or(0.0, |(_, change)| up_to(change))
    }
}

/// Whether an agency stands on a stage or above.
fn is_on(reached: Reached, stage: usize) -> bool {
    reached.number().is_some_and(|number| number >= stage)
}

fn what_if(judge: &Judge, asked: &[Asked]) -> WhatIf {
    let set = asked.iter().filter_map(|asked| {
        let item = judge.calculation.item_of(asked.criterion)?;
        let before = judge.leaf(asked.agency, item).and_then(|leaf| leaf.parts.get(judge.truth).value);
        let after = judge.worth(item, asked.answer)?;
        Some(Assumed { agency: asked.agency, criterion: asked.criterion, before, after })
    });
    let set: Vec<Assumed> = set.collect();
    let survey = changed::with_answers(judge, asked);
    let (before, after) = (judge.judgements(judge.question.survey), judge.judgements(&survey));
    let concerned: BTreeSet<usize> = asked.iter().map(|asked| asked.agency).collect();
    let mut agencies = Vec::new();
    for (unit, agency) in judge.agencies.iter().enumerate() {
        let (old, new) = (&before[unit], &after[unit]);
        let reached =
            |judgement: &Judgement| judgement.ladder.as_ref().map_or(Reached::NotApplicable, |ladder| ladder.reached);
        let scores: Vec<_> = (0..old.scores.len())
            .map(|dimension| (dimension, old.scores[dimension].value, new.scores[dimension].value))
            .filter(|(_, old, new)| old != new)
            .collect();
        let is_open = |gate: &GateResult| matches!(gate.state, GateState::Passed | GateState::Waived);
        let turned = |to: bool| -> Vec<usize> {
            let pairs = old.gates.iter().zip(&new.gates);
            let turned = pairs.filter(|(old, new)| is_open(old) != to && is_open(new) == to);
            turned.map(|(_, gate)| gate.criterion).collect()
        };
        let effect = Effect {
            agency: *agency,
            before: reached(old),
            after: reached(new),
            scores,
            opened: turned(true),
            closed: turned(false),
        };
        if concerned.contains(agency) || effect.before != effect.after || !effect.scores.is_empty() {
            agencies.push(effect);
        }
    }
    WhatIf { set, agencies }
}
