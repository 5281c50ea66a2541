//! The way to the next stage: gaps become actions, a programme chooses among them, and the calculation judges what was
//! chosen.
mod changed;
mod gaps;
pub mod programme;

use crate::assumption::RobustnessSettings;
use crate::calculation::compile;
use crate::plan::{Aim, Change, Effect, FORMAT, Move, Others, Plan, Relaxation, Roadmap, Step, WhatIf, Why};
use crate::planning::changed::{Asked, Changes, Judge, holding};
use crate::planning::gaps::{Gap, Gaps};
use crate::planning::programme::{Action, Cover, Effort, Goal, Programme, Relaxed};
use crate::resources::{MOST_YEARS, PlanSettings};
use crate::score::leaf::VOLUME;
use crate::score::{GateResult, GateState, Judgement, Reached};
use crate::spelling::nearest;
use crate::survey::{Control, Cost, Survey};
use crate::text::fold;
use crate::uncertainty::{Fault, Question};
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

/// What a score must exceed a threshold by.
const ABOVE: f64 = 1e-6;

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

/// The agency of a code, or of the only name like the one given, by position in the register.
pub fn agency(survey: &Survey, asked: &str) -> Result<usize, Fault> {
    let agencies = &survey.agencies;
    let folded = fold(asked);
    let by_code = agencies.iter().position(|agency| agency.code.matches(asked));
    let is_named = |agency: &usize| agencies[*agency].name.iter().any(|(_, name)| fold(name) == folded);
    let named: Vec<usize> = (0..agencies.len()).filter(is_named).collect();
    by_code.or(named.first().copied().filter(|_| named.len() == 1)).ok_or_else(|| {
        let nearest = nearest(asked, agencies.iter().map(|agency| agency.code.as_str()));
        Fault::UnknownAgency { text: asked.to_owned(), nearest: nearest.unwrap_or_default().to_owned() }
    })
}

/// The plan of an assessment.
pub fn plan(question: &Question, settings: &PlanSettings, request: &Request) -> Result<Plan, Fault> {
    check(settings)?;
    let truth = question.truth(settings.column)?;
    let calculation = compile(question.framework, question.method, question.edition);
    if calculation.stages.is_empty() {
        return Err(Fault::NoStages);
    }
    let judge = Judge::of(question, &calculation, truth)?;
    let what_if = match request.set {
        [] => None,
        set => Some(what_if(&judge, &changed::read(question, set)?)),
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
    let roadmap = work.best(aim, &effort, request)?;
    let alternatives = match &roadmap {
        Some(roadmap) => work.alternatives(aim, &effort, roadmap, request),
        None => Vec::new(),
    };
    let relaxations = match (&roadmap, aim) {
        (None, Aim::Agency(_)) if !work.programme.goals.is_empty() => work.relaxations(&effort),
        _ => Vec::new(),
    };
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
        first_year: settings.first_year.or_else(|| {
            let last = question.survey.periods.get(question.assessment.period)?.last?;
            last.year().checked_add(1)
        }),
        roadmap: roadmap.map(|(roadmap, _)| roadmap),
        alternatives,
        relaxations,
        others: work.others,
        stuck: work.stuck,
        without_volume: work.without_volume,
        days_unknown: work.days_unknown,
        what_if,
    })
}

/// Refuses means that no plan can be made with.
fn check(settings: &PlanSettings) -> Result<(), Fault> {
    let years = settings.years();
    if !(1..=MOST_YEARS).contains(&years) {
        return Err(Fault::PlanYears(years));
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
    stuck: Vec<usize>,
    without_volume: Vec<usize>,
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
            stuck: Vec::new(),
            without_volume: Vec::new(),
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
        let before = |criterion: usize| desk.cost(agency, criterion).map_or_else(Vec::new, |row| row.after.clone());
        let Some(gaps) = Gaps::of(judge, agency, &before) else { return };
        let transactions = judge.transactions(agency);
        if aim == Aim::Transactions && transactions.is_none() {
            self.without_volume.push(agency);
            return;
        }
        let first = self.gaps.len();
        let mut goal = Goal {
            weight: if aim == Aim::Transactions { transactions.unwrap_or(1.0).max(1.0) } else { 1.0 },
            ..Goal::default()
        };
        // What must be bettered for others; what is claimed and only to be proven holds nobody up.
        let bettered = |gap: &Gap| gap.change(gap.to) == Change::Improve;
        let place: BTreeMap<usize, usize> = (gaps.list.iter().enumerate())
            .filter(|(_, gap)| bettered(gap))
            .map(|(place, gap)| (gap.item, first + place))
            .collect();
        for gap in &gaps.list {
            let criterion = judge.calculation.items[gap.item].criterion;
            let row = desk.cost(agency, criterion);
            let cost = if desk.costed { gap.cost(row) } else { Some(1.0) };
            // Whoever decides, what is in place is the agency's to prove.
            let decides = row.map(|row| &row.control).filter(|_| gap.change(gap.to) == Change::Improve);
            let why = gap.barred.clone().or_else(|| match decides {
                Some(control) if *control != Control::Agency => Some(Why::Controlled(control.clone())),
                _ => cost.is_none().then_some(Why::WithoutCost),
            });
            // What only proves takes its part of the days and months too.
            let part = if desk.costed { gap.part(row) } else { 1.0 };
            let days = row.and_then(|row| row.team_days).map(|days| days * part);
            let months = row.and_then(|row| row.months).unwrap_or(MONTHS);
            self.days_unknown += usize::from(limited && days.is_none() && why.is_none());
            let after = row.map_or(&[][..], |row| &row.after).iter();
            let after = after.filter_map(|criterion| place.get(&judge.calculation.item_of(*criterion)?).copied());
            self.programme.actions.push(Action {
                cost: cost.unwrap_or_default(),
                uses: vec![cost.filter(|_| desk.costed).unwrap_or_default(), days.unwrap_or_default()],
                months: ((f64::from(months) * part).round() as u32).max(1),
                after: match gap.below {
                    Some(below) => vec![first + below],
                    None => after.collect(),
                },
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
            self.stuck.push(agency);
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
            let mut changes = self.changes_of(&own, &levels);
            if judge.reached(aimed.agency, &changes).is_none_or(|reached| !is_on(reached, aimed.stage)) {
                continue;
            }
            for (place, action) in own.iter().copied().enumerate() {
                let gap = &self.gaps[action];
                // What is proven before it is bettered counts as bettered.
                if own.get(place + 1).is_some_and(|next| self.gaps[*next].item == gap.item) {
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
                let row = self.desk.cost(gap.agency, judge.calculation.items[gap.item].criterion);
                let days = row.and_then(|row| row.team_days);
                Step {
                    agency: gap.agency,
                    criterion: judge.calculation.items[gap.item].criterion,
                    begins: begins[action],
                    ends: begins[action] + own.months,
                    change: gap.change(value),
                    from: gap.from,
                    to: value,
                    grade: judge.grade_for(gap.item, value),
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
    ) -> Vec<Roadmap> {
        let decisions = self.programme.actions.len() * self.desk.years;
        if matches!(aim, Aim::Agencies | Aim::Transactions) && decisions > MOST_FOR_ALTERNATIVES {
            return Vec::new();
        }
        let found = programme::alternatives(&self.open(), Work::target(aim), effort, &best.1, WITHIN, ALTERNATIVES);
        let confirmed = |plan: &programme::Plan| {
            let levels = self.levels(plan, request.robust.is_some());
            self.wrong(plan, &levels, request).is_ok_and(|wrong| wrong.is_empty())
        };
        found.iter().filter(|plan| confirmed(plan)).filter_map(|plan| self.roadmap(plan, request).ok()).collect()
    }

    fn relaxations(&self, effort: &Effort) -> Vec<Relaxation> {
        let told = |relaxed: Relaxed| match relaxed {
            Relaxed::Resource { resource: 0, by } => Relaxation::Budget { year: None, by },
            Relaxed::Year { resource: 0, year, by } => Relaxation::Budget { year: Some(year), by },
            Relaxed::Resource { by, .. } => Relaxation::Capacity { year: None, by },
            Relaxed::Year { year, by, .. } => Relaxation::Capacity { year: Some(year), by },
            Relaxed::Years { by } => Relaxation::Years { by },
            Relaxed::Barred { actions } => Relaxation::Others { count: actions.len() },
        };
        programme::relaxations(&self.programme, effort).into_iter().map(told).collect()
    }
}

impl Desk<'_> {
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
    /// None where the row does not say.
    fn cost(&self, row: Option<&Cost>) -> Option<f64> {
        Some(row?.cost? * self.part(row))
    }

    /// The share (0–1) of a row's cost, days and months that closing the gap takes: of what is only to be proven that of the
    /// proof, of what was proven before the rest.
    fn part(&self, row: Option<&Cost>) -> f64 {
        let proof = row.and_then(|row| {
            let cost = row.cost.filter(|cost| *cost > 0.0)?;
            Some((row.proof_cost? / cost).min(1.0))
        });
        match (self.change(self.to), self.below, proof) {
            (Change::Prove, _, proof) => proof.unwrap_or(1.0),
            (Change::Improve, None, _) => 1.0,
            (Change::Improve, Some(_), proof) => 1.0 - proof.unwrap_or(1.0),
        }
    }
}

/// Whether an agency stands on a stage or above.
fn is_on(reached: Reached, stage: usize) -> bool {
    reached.number().is_some_and(|number| number >= stage)
}

fn what_if(judge: &Judge, asked: &[Asked]) -> WhatIf {
    let set = asked.iter().filter_map(|asked| {
        let item = judge.calculation.item_of(asked.criterion)?;
        Some((asked.agency, asked.criterion, judge.worth(item, asked.answer)?))
    });
    let set: Vec<(usize, usize, f64)> = set.collect();
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
