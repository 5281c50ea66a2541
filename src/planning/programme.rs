//! Which actions to take in which year: a 0–1 programme over costs, yearly limits and prerequisites. Numbers in, numbers
//! out.
use microlp::{
    ComparisonOp, LinearExpr, OptimizationDirection, Problem, Solution, SolveOptions, TerminationReason, Variable,
};
use std::collections::{BTreeMap, BTreeSet};

/// What can be done, what it is for, and what there is to do it with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Programme {
    pub actions: Vec<Action>,
    pub goals: Vec<Goal>,
    /// At least 1.
    pub years: usize,
    /// By resource, then by year: what is there; infinite where nothing limits it.
    pub limits: Vec<Vec<f64>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Action {
    /// 0 or more.
    pub cost: f64,
    /// By resource, over the whole duration; spread evenly over the years it runs.
    pub uses: Vec<f64>,
    /// Months it takes from the beginning of a year.
    pub months: u32,
    /// Actions that must be finished before.
    pub after: Vec<usize>,
    /// Whether it is not ours to take.
    pub barred: bool,
}

/// Reached where every need is met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goal {
    /// Above 0.
    pub weight: f64,
    /// Actions that are all needed.
    pub needs: Vec<usize>,
    pub covers: Vec<Cover>,
}

/// Actions of which enough are needed: the gains (above 0) of those taken add up to `least`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    pub gains: Vec<(usize, f64)>,
    pub least: f64,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Every goal, at the least cost.
    Least,
    /// The greatest weight of goals within the limits, then the least cost of it.
    Most,
}

/// How long is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Relative distance between plan and bound at which the search ends.
    pub gap: f64,
    /// Decisions weighed, at most, in all branches of one search: the same on every machine.
    pub work: u64,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { gap: 1e-4, work: 500_000 }
    }
}

/// A plan and how good it can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// By action: the year in which it begins, from 0; none: not taken.
    pub start: Vec<Option<usize>>,
    /// By goal, whether it is reached.
    pub reached: Vec<bool>,
    pub cost: f64,
    /// Cost (aim *least*) or weight of goals (aim *most*).
    pub value: f64,
    /// No plan can be better than this.
    pub bound: f64,
    /// |bound − value| / |value|; none where the value is 0 and the bound is not.
    pub gap: Option<f64>,
    /// Whether the search ended before the gap was reached.
    pub cut: bool,
    pub nodes: u64,
}

/// A condition that stands in the way.
#[derive(Clone, Debug, PartialEq)]
pub enum Relaxed {
    /// So much more of a resource in one year.
    Year { resource: usize, year: usize, by: f64 },
    /// So much more of a resource over all years together.
    Resource { resource: usize, by: f64 },
    /// So many more years like the last.
    Years { by: usize },
    /// These actions of others.
    Barred { actions: Vec<usize> },
}

/// Years by which a horizon is lengthened, at most, to see whether time is what lacks.
const MORE_YEARS: usize = 10;

/// A programme with more decisions (action and year) than this is planned goal by goal.
const MOST_DECISIONS: usize = 6_000;

/// Branches looked at, at least.
const LEAST_NODES: u64 = 20;

/// A relative gap that is none.
const ROUNDING: f64 = 1e-6;

/// How far a sum may fall short of what is asked of it.
const NOISE: f64 = 1e-9;

/// A plan; none where none reaches every goal (aim *least*).
pub fn solve(programme: &Programme, aim: Aim, effort: &Effort) -> Option<Plan> {
    search(programme, aim, effort, &[])
}

/// The best plan, then others that are different in what they do (aim *least*) or reach (aim *most*) and no worse than the
/// best by more than a share of it, at most `count`.
pub fn alternatives(
    programme: &Programme,
    aim: Aim,
    effort: &Effort,
    best: &Plan,
    within: f64,
    count: usize,
) -> Vec<Plan> {
    let mut found: Vec<Plan> = Vec::new();
    while found.len() < count {
        let known: Vec<&Plan> = std::iter::once(best).chain(&found).collect();
        let Some(other) = search(programme, aim, effort, &known) else { break };
        let allowed = match aim {
            Aim::Least => other.value <= best.value * (1.0 + within) + NOISE,
            Aim::Most => other.value >= best.value * (1.0 - within) - NOISE && other.value > 0.0,
        };
        if !allowed {
            break;
        }
        found.push(other);
    }
    found
}

/// Each condition that, given up alone, lets every goal be reached.
pub fn relaxations(programme: &Programme, effort: &Effort) -> Vec<Relaxed> {
    let mut found = Vec::new();
    for resource in 0..programme.limits.len() {
        if let Some((by, _)) = extra(programme, effort, &|own, _| own == resource) {
            found.push(Relaxed::Resource { resource, by });
        }
        for year in 0..programme.years {
            let limited = programme.limits[resource][year].is_finite() && programme.years > 1;
            if let Some((by, _)) = Some(())
                .filter(|()| limited)
                .and_then(|()| extra(programme, effort, &|own, of| (own, of) == (resource, year)))
            {
                found.push(Relaxed::Year { resource, year, by });
            }
        }
    }
    for by in 1..=MORE_YEARS {
        let mut longer = programme.clone();
        longer.years += by;
        for limits in &mut longer.limits {
            let last = limits.last().copied().unwrap_or(f64::INFINITY);
            limits.resize(limits.len() + by, last);
        }
        if solve(&longer, Aim::Least, effort).is_some() {
            found.push(Relaxed::Years { by });
            break;
        }
    }
    let mut open = programme.clone();
    open.actions.iter_mut().for_each(|action| action.barred = false);
    if programme.actions.iter().any(|action| action.barred)
        && let Some(plan) = solve(&open, Aim::Least, effort)
    {
        let taken = |action: &usize| programme.actions[*action].barred && plan.start[*action].is_some();
        found.push(Relaxed::Barred { actions: (0..programme.actions.len()).filter(taken).collect() });
    }
    found
}

/// A plan by a rule of thumb: goal after goal, the greatest weight for its cost first, each as early as it fits.
pub fn greedy(programme: &Programme, aim: Aim) -> Option<Plan> {
    let order = Order::of(programme);
    let mut start: Vec<Option<usize>> = vec![None; programme.actions.len()];
    let worth = |goal: usize| {
        let cost: f64 =
            order.thumb(programme, goal, &start)?.iter().map(|action| programme.actions[*action].cost).sum();
        Some((programme.goals[goal].weight / (cost + NOISE), goal))
    };
    let mut goals: Vec<(f64, usize)> = (0..programme.goals.len()).filter_map(worth).collect();
    goals.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut used = Used::of(programme, &start);
    for (_, goal) in goals {
        let Some(set) = order.thumb(programme, goal, &start) else { continue };
        let before: Vec<Option<usize>> = set.iter().map(|action| start[*action]).collect();
        let kept = used.clone();
        if !order.schedule(programme, &set, &mut start, &mut used, End::Early) {
            set.iter().zip(before).for_each(|(action, year)| start[*action] = year);
            used = kept;
        }
    }
    let plan = Plan::of(programme, aim, start);
    (aim == Aim::Most || plan.reached.iter().all(|reached| *reached)).then_some(plan)
}

/// Whether a plan keeps to all limits and prerequisites.
pub fn is_possible(programme: &Programme, start: &[Option<usize>]) -> bool {
    let order = Order::of(programme);
    let spent = spent(programme, start);
    let within = spent.iter().zip(&programme.limits).all(|(spent, limits)| {
        spent.iter().zip(limits).all(|(spent, limit)| *spent <= limit + NOISE.max(limit.abs() * 1e-6))
    });
    within
        && start.iter().enumerate().all(|(action, year)| {
            year.is_none_or(|year| {
                !programme.actions[action].barred
                    && order.latest[action].is_some_and(|latest| year <= latest)
                    && programme.actions[action].after.iter().all(|before| {
                        start[*before].is_some_and(|began| order.ready(programme, *before, began, action) <= year)
                    })
            })
        })
}

/// By resource, then by year: what a plan uses.
pub fn spent(programme: &Programme, start: &[Option<usize>]) -> Vec<Vec<f64>> {
    Used::of(programme, start).0
}

impl Plan {
    fn of(programme: &Programme, aim: Aim, start: Vec<Option<usize>>) -> Plan {
        let reached: Vec<bool> = programme.goals.iter().map(|goal| is_reached(goal, &start)).collect();
        let cost = programme
            .actions
            .iter()
            .zip(&start)
            .filter(|(_, year)| year.is_some())
            .map(|(action, _)| action.cost)
            .sum();
        let weight =
            programme.goals.iter().zip(&reached).filter(|(_, reached)| **reached).map(|(goal, _)| goal.weight).sum();
        let value = match aim {
            Aim::Least => cost,
            Aim::Most => weight,
        };
        Plan { start, reached, cost, value, bound: value, gap: Some(0.0), cut: false, nodes: 0 }
    }

    /// The same with what is known of the best there can be.
    fn bounded(self, bound: f64, nodes: u64, effort: &Effort) -> Plan {
        let gap = relative(self.value, bound);
        Plan { bound, gap, cut: gap.is_none_or(|gap| gap > effort.gap.max(ROUNDING)), nodes, ..self }
    }
}

/// What follows from durations and prerequisites.
struct Order {
    /// Prerequisites first; actions that wait for themselves are left out.
    sorted: Vec<usize>,
    /// By action: its place in that order.
    place: Vec<usize>,
    /// By action: those that wait for it, and goals that it serves.
    awaited_by: Vec<Vec<usize>>,
    serves: Vec<Vec<usize>>,
    /// By goal: actions that may serve it, with what these wait for.
    closures: Vec<Vec<usize>>,
    /// By action: whether it is in the closures of several goals.
    shared: Vec<bool>,
    /// Months of an action and the longest chain before it.
    lead: Vec<u32>,
    /// The first year in which everything it waits for can be finished.
    first: Vec<usize>,
    /// The last year in which it can begin and end within the horizon; none: never.
    latest: Vec<Option<usize>>,
}

impl Order {
    fn of(programme: &Programme) -> Order {
        let count = programme.actions.len();
        let mut awaited_by: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut waits: Vec<usize> = programme.actions.iter().map(|action| action.after.len()).collect();
        for (action, own) in programme.actions.iter().enumerate() {
            own.after.iter().for_each(|before| awaited_by[*before].push(action));
        }
        let mut serves: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (goal, own) in programme.goals.iter().enumerate() {
            let covering = own.covers.iter().flat_map(|cover| &cover.gains).map(|(action, _)| *action);
            let concerned: BTreeSet<usize> = own.needs.iter().copied().chain(covering).collect();
            concerned.into_iter().for_each(|action| serves[action].push(goal));
        }
        let mut closures: Vec<Vec<usize>> = vec![Vec::new(); programme.goals.len()];
        for (action, goals) in serves.iter().enumerate() {
            goals.iter().for_each(|goal| closures[*goal].push(action));
        }
        let mut counts = vec![0_usize; count];
        for closure in &mut closures {
            let mut all: BTreeSet<usize> = BTreeSet::new();
            while let Some(action) = closure.pop() {
                if all.insert(action) {
                    closure.extend(&programme.actions[action].after);
                }
            }
            all.iter().for_each(|action| counts[*action] += 1);
            closure.extend(all);
        }
        let shared = counts.into_iter().map(|goals| goals > 1).collect();
        let mut lead: Vec<u32> = programme.actions.iter().map(|action| action.months.max(1)).collect();
        let mut sorted: Vec<usize> = (0..count).filter(|action| waits[*action] == 0).collect();
        let mut next = 0;
        while let Some(action) = sorted.get(next).copied() {
            next += 1;
            for after in &awaited_by[action] {
                lead[*after] = lead[*after].max(lead[action].saturating_add(programme.actions[*after].months.max(1)));
                waits[*after] -= 1;
                if waits[*after] == 0 {
                    sorted.push(*after);
                }
            }
        }
        let mut place = vec![count; count];
        sorted.iter().enumerate().for_each(|(at, action)| place[*action] = at);
        let mut first = vec![0; count];
        for action in &sorted {
            let waited = programme.actions[*action].after.iter().map(|before| match lead[*action] <= 12 {
                true => first[*before],
                false => first[*before] + years_of(programme.actions[*before].months),
            });
            first[*action] = waited.max().unwrap_or_default();
        }
        let latest = (0..count)
            .map(|action| {
                let last = programme.years.checked_sub(years_of(programme.actions[action].months))?;
                Some(last)
                    .filter(|last| first[action] <= *last && waits[action] == 0 && !programme.actions[action].barred)
            })
            .collect();
        Order { sorted, place, awaited_by, serves, closures, shared, lead, first, latest }
    }

    /// The first year in which an action can begin after another that began in a year: the same where the whole chain fits
    /// in one.
    fn ready(&self, programme: &Programme, before: usize, began: usize, action: usize) -> usize {
        if self.lead[action] <= 12 { began } else { began + years_of(programme.actions[before].months) }
    }

    /// An action with everything it waits for.
    fn whole(&self, programme: &Programme, action: usize) -> Option<BTreeSet<usize>> {
        let (mut all, mut open) = (BTreeSet::new(), vec![action]);
        while let Some(next) = open.pop() {
            self.latest[next]?;
            if all.insert(next) {
                open.extend(&programme.actions[next].after);
            }
        }
        Some(all)
    }

    /// Actions still to take for a goal, chosen one by one: of those that close a cover the greatest gain for its cost.
    fn thumb(&self, programme: &Programme, goal: usize, start: &[Option<usize>]) -> Option<Vec<usize>> {
        let goal = &programme.goals[goal];
        let mut set: BTreeSet<usize> = BTreeSet::new();
        for need in &goal.needs {
            set.extend(self.whole(programme, *need)?);
        }
        for cover in &goal.covers {
            loop {
                let has = |action: usize, set: &BTreeSet<usize>| start[action].is_some() || set.contains(&action);
                let sum: f64 = cover.gains.iter().filter(|(action, _)| has(*action, &set)).map(|(_, gain)| gain).sum();
                if sum >= cover.least - NOISE {
                    break;
                }
                let short = cover.least - sum;
                let mut best: Option<(f64, BTreeSet<usize>)> = None;
                for (action, gain) in cover.gains.iter().filter(|(action, _)| !has(*action, &set)) {
                    let Some(whole) = self.whole(programme, *action) else { continue };
                    let extra: f64 =
                        whole.iter().filter(|own| !has(**own, &set)).map(|own| programme.actions[*own].cost).sum();
                    let worth = gain.min(short) / (extra + NOISE);
                    if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                        best = Some((worth, whole));
                    }
                }
                set.extend(best?.1);
            }
        }
        Some(set.into_iter().filter(|action| start[*action].is_none()).collect())
    }

    /// The least sum of prices (0 or more) with which a goal is reached, or less than that where the search is cut, and
    /// actions with about that sum; none where nothing reaches it.
    fn least(&self, programme: &Programme, goal: usize, prices: &[f64], effort: &Effort) -> Option<(f64, Vec<usize>)> {
        let (own, closure) = (&programme.goals[goal], &self.closures[goal]);
        let mut forced: BTreeSet<usize> = BTreeSet::new();
        for need in &own.needs {
            forced.extend(self.whole(programme, *need)?);
        }
        let gained = |cover: &Cover, set: &BTreeSet<usize>| {
            cover.gains.iter().filter(|(action, _)| set.contains(action)).map(|(_, gain)| gain).sum::<f64>()
        };
        let fixed: f64 = forced.iter().map(|action| prices[*action]).sum();
        if own.covers.iter().all(|cover| gained(cover, &forced) >= cover.least - NOISE) {
            return Some((fixed, forced.into_iter().collect()));
        }
        let free: Vec<usize> = closure
            .iter()
            .copied()
            .filter(|action| !forced.contains(action) && self.whole(programme, *action).is_some())
            .collect();
        let unit = scale(free.iter().map(|action| prices[*action]));
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let variables: BTreeMap<usize, Variable> =
            free.iter().map(|action| (*action, problem.add_binary_var(prices[*action] / unit))).collect();
        for action in &free {
            for before in programme.actions[*action].after.iter().filter_map(|before| variables.get(before)) {
                problem.add_constraint([(variables[action], 1.0), (*before, -1.0)], ComparisonOp::Le, 0.0);
            }
        }
        for cover in &own.covers {
            let rest = cover.least - gained(cover, &forced);
            if rest <= NOISE {
                continue;
            }
            let mut row = LinearExpr::empty();
            for (action, gain) in &cover.gains {
                if let Some(variable) = variables.get(action) {
                    row.add(*variable, (gain / rest).min(1.0));
                }
            }
            problem.add_constraint(row, ComparisonOp::Ge, 1.0);
        }
        let (found, bound, _) = answer(&problem, &options(effort, free.len()))?;
        let bound = match bound {
            Bound::Proven => found.objective(),
            Bound::At(bound) => bound,
            Bound::Unknown => 0.0,
        };
        forced.extend(
            variables.iter().filter(|(_, variable)| found.var_value(**variable) > 0.5).map(|(action, _)| *action),
        );
        Some((fixed + unit * (bound * (1.0 - ROUNDING)).max(0.0), forced.into_iter().collect()))
    }

    /// Puts actions into the earliest or the latest years in which they fit; false, with some of them placed, where one fits
    /// in none.
    fn schedule(
        &self,
        programme: &Programme,
        set: &[usize],
        start: &mut [Option<usize>],
        used: &mut Used,
        end: End,
    ) -> bool {
        let mut set = set.to_vec();
        match end {
            End::Early => set.sort_by_key(|action| self.place[*action]),
            // What takes long is placed while there is most room for it.
            End::Late => set.sort_by_key(|action| std::cmp::Reverse(self.place[*action])),
        }
        set.into_iter().all(|action| {
            let Some((first, last)) = self.window(programme, action, start) else { return false };
            let fits = |year: &usize| used.fits(programme, action, *year);
            let year = match end {
                End::Early => (first..=last).find(fits),
                End::Late => (first..=last).rev().find(fits),
            };
            let Some(year) = year else { return false };
            used.add(programme, action, year, 1.0);
            start[action] = Some(year);
            true
        })
    }

    /// The first and the last year in which an action can begin beside those already placed.
    fn window(&self, programme: &Programme, action: usize, start: &[Option<usize>]) -> Option<(usize, usize)> {
        let after_others = programme.actions[action].after.iter().map(|before| {
            let ready = |began: usize| self.ready(programme, *before, began, action);
            start[*before].map_or_else(|| self.earliest(programme, *before, action), ready)
        });
        let first = after_others.max().unwrap_or_default().max(self.first[action]);
        let before_others = self.awaited_by[action].iter().filter_map(|after| {
            let began = start[*after]?;
            (0..=began).rev().find(|year| self.ready(programme, action, *year, *after) <= began)
        });
        let is_blocked = self.awaited_by[action]
            .iter()
            .any(|after| start[*after].is_some_and(|began| self.ready(programme, action, 0, *after) > began));
        let last =
            before_others.min().map_or(self.latest[action]?, |year| year.min(self.latest[action].unwrap_or(year)));
        (!is_blocked && first <= last).then_some((first, last))
    }

    /// The first year in which an action can begin when another, not yet placed, begins as early as it can.
    fn earliest(&self, programme: &Programme, before: usize, action: usize) -> usize {
        self.ready(programme, before, self.first[before], action)
    }

    /// Moves every action to the earliest year in which it fits beside the others.
    fn advance(&self, programme: &Programme, start: &mut [Option<usize>]) {
        let mut used = Used::of(programme, start);
        for action in &self.sorted {
            let Some(year) = start[*action] else { continue };
            used.add(programme, *action, year, -1.0);
            let ready = |before: &usize| start[*before].map(|began| self.ready(programme, *before, began, *action));
            let first = programme.actions[*action].after.iter().filter_map(ready).max().unwrap_or_default();
            let earlier = (first..year).find(|year| used.fits(programme, *action, *year)).unwrap_or(year);
            used.add(programme, *action, earlier, 1.0);
            start[*action] = Some(earlier);
        }
    }
}

/// From which end of the horizon years are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Early,
    Late,
}

/// By resource, then by year: what is used.
#[derive(Clone)]
struct Used(Vec<Vec<f64>>);

impl Used {
    fn of(programme: &Programme, start: &[Option<usize>]) -> Used {
        let mut used = Used(vec![vec![0.0; programme.years]; programme.limits.len()]);
        for (action, year) in start.iter().enumerate() {
            if let Some(year) = year {
                used.add(programme, action, *year, 1.0);
            }
        }
        used
    }

    /// Counts an action that begins in a year so many times.
    fn add(&mut self, programme: &Programme, action: usize, year: usize, times: f64) {
        let own = &programme.actions[action];
        for (resource, use_of) in own.uses.iter().enumerate() {
            for (offset, share) in shares(own.months).enumerate() {
                if let Some(cell) = self.0[resource].get_mut(year + offset) {
                    *cell += times * share * use_of;
                }
            }
        }
    }

    fn fits(&self, programme: &Programme, action: usize, year: usize) -> bool {
        let own = &programme.actions[action];
        own.uses.iter().enumerate().all(|(resource, use_of)| {
            shares(own.months).enumerate().all(|(offset, share)| {
                let limit = programme.limits[resource][year + offset];
                self.0[resource][year + offset] + share * use_of <= limit + NOISE * limit.abs().max(1.0)
            })
        })
    }
}

/// Years that an action touches.
fn years_of(months: u32) -> usize {
    (months.max(1) as usize).div_ceil(12)
}

/// By year from its first: the share of an action that falls into it.
fn shares(months: u32) -> impl Iterator<Item = f64> {
    let months = months.max(1);
    (0..years_of(months) as u32).map(move |year| f64::from((months - 12 * year).min(12)) / f64::from(months))
}

fn is_reached(goal: &Goal, start: &[Option<usize>]) -> bool {
    goal.needs.iter().all(|action| start[*action].is_some())
        && goal.covers.iter().all(|cover| {
            let taken = cover.gains.iter().filter(|(action, _)| start[*action].is_some());
            taken.map(|(_, gain)| gain).sum::<f64>() >= cover.least - NOISE
        })
}

/// The programme as a solver reads it.
struct Model {
    problem: Problem,
    /// By action, then by year from 0.
    begins: Vec<Vec<Variable>>,
    goals: Vec<Variable>,
}

/// What the solver is to minimise.
enum Objective<'a> {
    Cost,
    /// The weight of goals, which is maximised.
    Weight,
    /// What is needed beyond some limits, by resource and year.
    Extra(&'a dyn Fn(usize, usize) -> bool),
}

impl Model {
    /// With what is needed beyond limits, by resource. Every goal must be reached unless it is their weight that counts.
    fn of(
        programme: &Programme,
        order: &Order,
        objective: &Objective,
        least: Option<&Least>,
    ) -> (Model, Vec<(usize, Variable)>) {
        let direction = match objective {
            Objective::Weight => OptimizationDirection::Maximize,
            Objective::Cost | Objective::Extra(_) => OptimizationDirection::Minimize,
        };
        let mut problem = Problem::new(direction);
        let largest = scale(programme.actions.iter().map(|action| action.cost));
        let heaviest = scale(programme.goals.iter().map(|goal| goal.weight));
        let begins: Vec<Vec<Variable>> = programme
            .actions
            .iter()
            .zip(&order.latest)
            .map(|(action, latest)| {
                let count = latest.map_or(0, |latest| latest + 1);
                let cost = if matches!(objective, Objective::Cost) { action.cost / largest } else { 0.0 };
                (0..count).map(|_| problem.add_binary_var(cost)).collect()
            })
            .collect();
        let goals: Vec<Variable> = programme
            .goals
            .iter()
            .map(|goal| match objective {
                Objective::Weight => problem.add_binary_var(goal.weight / heaviest),
                Objective::Cost | Objective::Extra(_) => problem.add_integer_var(0.0, (1, 1)),
            })
            .collect();
        let taken = |expression: &mut LinearExpr, action: usize, factor: f64| {
            begins[action].iter().for_each(|begin| expression.add(*begin, factor));
        };
        for begin in begins.iter().filter(|begin| begin.len() > 1) {
            let mut once = LinearExpr::empty();
            begin.iter().for_each(|begin| once.add(*begin, 1.0));
            problem.add_constraint(once, ComparisonOp::Le, 1.0);
        }
        for (action, own) in programme.actions.iter().enumerate() {
            for before in &own.after {
                for year in 0..begins[action].len() {
                    let mut waits = LinearExpr::empty();
                    begins[action][..=year].iter().for_each(|begin| waits.add(*begin, 1.0));
                    for (began, begin) in begins[*before].iter().enumerate() {
                        if order.ready(programme, *before, began, action) <= year {
                            waits.add(*begin, -1.0);
                        }
                    }
                    problem.add_constraint(waits, ComparisonOp::Le, 0.0);
                }
            }
        }
        for (goal, own) in programme.goals.iter().zip(&goals) {
            for need in &goal.needs {
                let mut needed = LinearExpr::empty();
                needed.add(*own, 1.0);
                taken(&mut needed, *need, -1.0);
                problem.add_constraint(needed, ComparisonOp::Le, 0.0);
            }
            for cover in goal.covers.iter().filter(|cover| cover.least > NOISE) {
                let mut covered = LinearExpr::empty();
                for (action, gain) in &cover.gains {
                    taken(&mut covered, *action, (gain / cover.least).min(1.0));
                }
                covered.add(*own, -1.0);
                problem.add_constraint(covered, ComparisonOp::Ge, 0.0);
            }
        }
        if let Some(least) = least {
            for (list, prices) in least.prices.iter().enumerate() {
                for (goal, own) in goals.iter().enumerate().filter(|(goal, _)| least.sums[*goal][list] > NOISE) {
                    let mut takes = LinearExpr::empty();
                    for action in &order.closures[goal] {
                        taken(&mut takes, *action, prices[*action] / least.sums[goal][list]);
                    }
                    takes.add(*own, -1.0);
                    problem.add_constraint(takes, ComparisonOp::Ge, 0.0);
                }
            }
        }
        let mut extras = Vec::new();
        for (resource, limits) in programme.limits.iter().enumerate() {
            let unit =
                scale(programme.actions.iter().map(|action| action.uses[resource]).chain(limits.iter().copied()));
            for (year, limit) in limits.iter().enumerate().filter(|(_, limit)| limit.is_finite()) {
                let mut within = LinearExpr::empty();
                for (action, begin) in programme.actions.iter().zip(&begins) {
                    for (offset, share) in shares(action.months).enumerate() {
                        let use_of = share * action.uses[resource] / unit;
                        if let Some(begin) =
                            year.checked_sub(offset).and_then(|first| begin.get(first)).filter(|_| use_of > 0.0)
                        {
                            within.add(*begin, use_of);
                        }
                    }
                }
                if let Objective::Extra(is_open) = objective
                    && is_open(resource, year)
                {
                    let extra = problem.add_var(1.0, (0.0, f64::INFINITY));
                    within.add(extra, -1.0);
                    extras.push((resource, extra));
                }
                problem.add_constraint(within, ComparisonOp::Le, limit / unit);
            }
        }
        (Model { problem, begins, goals }, extras)
    }

    /// What no plan of `known` does again.
    fn forbid(&mut self, aim: Aim, known: &[&Plan]) {
        for plan in known {
            let mut again = LinearExpr::empty();
            let count = match aim {
                Aim::Least => {
                    let taken = (0..plan.start.len()).filter(|action| plan.start[*action].is_some());
                    taken.map(|action| self.begins[action].iter().for_each(|begin| again.add(*begin, 1.0))).count()
                }
                Aim::Most => {
                    let reached = (0..plan.reached.len()).filter(|goal| plan.reached[*goal]);
                    reached.map(|goal| again.add(self.goals[goal], 1.0)).count()
                }
            };
            self.problem.add_constraint(again, ComparisonOp::Le, count as f64 - 1.0);
        }
    }

    fn decisions(&self) -> usize {
        self.begins.iter().map(Vec::len).sum()
    }

    /// None where there is no plan, or none was found.
    fn run(&self, effort: &Effort, hint: Option<&Plan>) -> Option<Found> {
        let mut options = options(effort, self.decisions());
        options.warm_start = hint.map(|plan| {
            let begins = self.begins.iter().zip(&plan.start).flat_map(|(begins, year)| {
                let is = |at: usize| f64::from(u8::from(*year == Some(at)));
                begins.iter().enumerate().map(move |(at, begin)| (*begin, is(at)))
            });
            let goals =
                self.goals.iter().zip(&plan.reached).map(|(goal, reached)| (*goal, f64::from(u8::from(*reached))));
            begins.chain(goals).collect()
        });
        let (solution, bound, nodes) = answer(&self.problem, &options)?;
        let year = |begins: &Vec<Variable>| begins.iter().position(|begin| solution.var_value(*begin) > 0.5);
        Some(Found { start: self.begins.iter().map(year).collect(), bound, nodes })
    }
}

/// What numbers are divided by: the greatest of those that are finite.
fn scale(values: impl Iterator<Item = f64>) -> f64 {
    let greatest = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    if greatest > 0.0 { greatest } else { 1.0 }
}

/// The best plan that does nothing of `known` again.
fn search(programme: &Programme, aim: Aim, effort: &Effort, known: &[&Plan]) -> Option<Plan> {
    match aim {
        Aim::Least => cheapest(programme, effort, known),
        Aim::Most => Some(greatest(programme, effort, known)),
    }
}

/// The least cost of all goals.
fn cheapest(programme: &Programme, effort: &Effort, known: &[&Plan]) -> Option<Plan> {
    let order = Order::of(programme);
    let least = Least::of(programme, &order, effort)?;
    let (mut model, _) = Model::of(programme, &order, &Objective::Cost, Some(&least));
    model.forbid(Aim::Least, known);
    let hint = known.is_empty().then(|| schedule_all(programme, &order, &least, Aim::Least)).flatten();
    let found = model.run(effort, hint.as_ref());
    // What a solver takes for enough may be short by its tolerance.
    let whole = |plan: &Plan| plan.reached.iter().all(|reached| *reached);
    let best = found.as_ref().map(|found| found.plan(programme, &order, Aim::Least)).filter(whole).or(hint)?;
    let unit = scale(programme.actions.iter().map(|action| action.cost));
    let bound = match found.as_ref().map(|found| &found.bound) {
        Some(Bound::Proven) => best.cost,
        Some(Bound::At(bound)) => (bound * unit).min(best.cost).max(0.0),
        Some(Bound::Unknown) | None => 0.0,
    };
    Some(best.bounded(bound, found.map_or(0, |found| found.nodes), effort))
}

/// The greatest weight of goals, then the least cost of it.
fn greatest(programme: &Programme, effort: &Effort, known: &[&Plan]) -> Plan {
    // Goals that nothing reaches within the horizon are left out of what is searched.
    let all = Order::of(programme);
    let kept: Vec<usize> =
        (0..programme.goals.len()).filter(|goal| Least::of_goal(programme, &all, *goal, effort).is_some()).collect();
    let own = programme.with_goals(&kept);
    let order = Order::of(&own);
    let Some(least) = Least::of(&own, &order, effort) else {
        return Plan::of(programme, Aim::Most, vec![None; programme.actions.len()]);
    };
    let known: Vec<Plan> = known
        .iter()
        .map(|plan| Plan { reached: kept.iter().map(|goal| plan.reached[*goal]).collect(), ..(*plan).clone() })
        .collect();
    let (relaxed, goals) = least.master(&own, &known, effort);
    let by_worth = least.by_worth(&own);
    let ways = [(&goals, End::Late), (&goals, End::Early), (&by_worth, End::Late), (&by_worth, End::Early)];
    let thumbs = ways.map(|(goals, end)| fill(&own, &order, &least, goals, &known, end));
    let is_new = |plan: &Plan| !known.iter().any(|other| repeats(other, &plan.reached));
    let mut best = thumbs.into_iter().filter(is_new).fold(None::<Plan>, |best, plan| match best {
        Some(best) if best.value >= plan.value => Some(best),
        _ => Some(plan),
    });
    let mut bound = relaxed;
    let mut nodes = 0;
    let decisions: usize = order.latest.iter().map(|latest| latest.map_or(0, |latest| latest + 1)).sum();
    let is_open = |best: &Option<Plan>, bound: f64| {
        best.as_ref().is_none_or(|best| relative(best.value, bound).is_none_or(|gap| gap > effort.gap.max(ROUNDING)))
    };
    if decisions <= MOST_DECISIONS && is_open(&best, bound) {
        let (mut model, _) = Model::of(&own, &order, &Objective::Weight, Some(&least));
        model.forbid(Aim::Most, &known.iter().collect::<Vec<_>>());
        if let Some(found) = model.run(effort, best.as_ref()) {
            let plan = found.plan(&own, &order, Aim::Most);
            nodes = found.nodes;
            let unit = scale(own.goals.iter().map(|goal| goal.weight));
            match found.bound {
                Bound::Proven => bound = bound.min(plan.value),
                Bound::At(at) => bound = bound.min(at * unit),
                Bound::Unknown => {}
            }
            if best.as_ref().is_none_or(|best| plan.value > best.value) {
                best = Some(plan);
            }
        }
    }
    let best = best.unwrap_or_else(|| Plan::of(&own, Aim::Most, vec![None; own.actions.len()]));
    // The least cost of the same goals; where that search finds nothing better, as found.
    let same: Vec<usize> = (0..own.goals.len()).filter(|goal| best.reached[*goal]).collect();
    let again = (decisions <= MOST_DECISIONS).then(|| cheapest(&own.with_goals(&same), effort, &[])).flatten();
    let start = again.filter(|again| again.cost < best.cost - NOISE).map_or(best.start, |again| again.start);
    Plan::of(programme, Aim::Most, start).bounded(bound, nodes, effort)
}

/// Goals in an order, each as early as it fits, if it does, until what is reached would be what a known plan reaches.
fn fill(programme: &Programme, order: &Order, least: &Least, goals: &[usize], known: &[Plan], end: End) -> Plan {
    let mut start = vec![None; programme.actions.len()];
    let mut used = Used::of(programme, &start);
    for goal in goals {
        let set: Vec<usize> = least.sets[*goal].iter().copied().filter(|action| start[*action].is_none()).collect();
        let before = used.clone();
        let again = |start: &[Option<usize>]| {
            let reached: Vec<bool> = programme.goals.iter().map(|goal| is_reached(goal, start)).collect();
            known.iter().any(|other| repeats(other, &reached))
        };
        let placed =
            order.schedule(programme, &set, &mut start, &mut used, end) && (known.is_empty() || !again(&start));
        if !placed {
            set.iter().for_each(|action| start[*action] = None);
            used = before;
        }
    }
    order.advance(programme, &mut start);
    Plan::of(programme, Aim::Most, start)
}

/// Whether everything that a plan reaches is reached.
fn repeats(known: &Plan, reached: &[bool]) -> bool {
    known.reached.iter().zip(reached).all(|(old, new)| *new || !old)
}

/// Every goal as early as it fits; none where one does not.
fn schedule_all(programme: &Programme, order: &Order, least: &Least, aim: Aim) -> Option<Plan> {
    let goals: Vec<usize> = (0..programme.goals.len()).collect();
    let plan = Plan { value: 0.0, ..fill(programme, order, least, &goals, &[], End::Late) };
    plan.reached.iter().all(|reached| *reached).then(|| Plan::of(programme, aim, plan.start))
}

/// What each goal takes at least, whatever else is done.
struct Least {
    /// By goal: actions that reach it with the least of all resources together, each counted by how scarce it is, and with
    /// what they wait for.
    sets: Vec<Vec<usize>>,
    /// By goal, then by price list: the least sum of the prices of its actions.
    sums: Vec<Vec<f64>>,
    /// By price list, by action: costs, then every resource, then all resources by their scarcity. Actions that several
    /// goals share count nothing.
    prices: Vec<Vec<f64>>,
}

impl Least {
    /// None where a goal cannot be reached by anything.
    fn of(programme: &Programme, order: &Order, effort: &Effort) -> Option<Least> {
        let resources = programme.limits.len();
        let total = |resource: usize| programme.limits[resource].iter().sum::<f64>();
        let of = |wanted: fn(f64) -> bool| (0..resources).filter(move |own| wanted(total(*own))).collect::<Vec<_>>();
        let (limited, absent) = (of(|total| total.is_finite() && total > 0.0), of(|total| total == 0.0));
        let scarce =
            |action: &Action| limited.iter().map(|resource| action.uses[*resource] / total(*resource)).sum::<f64>();
        let unshared = |action: usize, price: f64| if order.shared[action] { 0.0 } else { price };
        let list = |price: &dyn Fn(&Action) -> f64| -> Vec<f64> {
            programme.actions.iter().enumerate().map(|(action, own)| unshared(action, price(own))).collect()
        };
        let mut prices = vec![list(&|action| action.cost)];
        prices.extend((0..resources).map(|resource| list(&|action| action.uses[resource])));
        prices.push(list(&scarce));
        let cheap: Vec<f64> = programme.actions.iter().map(|action| action.cost).collect();
        // What takes something that there is nothing of comes last.
        let last = |resource: &usize| {
            let most = scale(programme.actions.iter().map(|action| action.uses[*resource]));
            (*resource, programme.actions.len() as f64 / most)
        };
        let absent: Vec<(usize, f64)> = absent.iter().map(last).collect();
        let vain = |action: &Action| absent.iter().map(|(resource, price)| price * action.uses[*resource]).sum::<f64>();
        let dear: Vec<f64> = programme.actions.iter().map(|action| scarce(action) + vain(action)).collect();
        let by_scarcity = dear.iter().any(|price| *price > 0.0);
        let mut least = Least { sets: Vec::new(), sums: Vec::new(), prices };
        for goal in 0..programme.goals.len() {
            let (_, set) = order.least(programme, goal, if by_scarcity { &dear } else { &cheap }, effort)?;
            let sums =
                least.prices.iter().map(|prices| order.least(programme, goal, prices, effort).map(|(sum, _)| sum));
            least.sums.push(sums.collect::<Option<Vec<f64>>>()?);
            least.sets.push(set);
        }
        Some(least)
    }

    /// Whether anything reaches a goal.
    fn of_goal(programme: &Programme, order: &Order, goal: usize, effort: &Effort) -> Option<()> {
        let free = vec![0.0; programme.actions.len()];
        order.least(programme, goal, &free, effort).map(|_| ())
    }

    /// The greatest weight of goals that what they take at least allows, all years together, and all goals: those chosen
    /// first, the greatest worth first.
    fn master(&self, programme: &Programme, known: &[Plan], effort: &Effort) -> (f64, Vec<usize>) {
        let unit = scale(programme.goals.iter().map(|goal| goal.weight));
        let all: f64 = programme.goals.iter().map(|goal| goal.weight).sum();
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let goals: Vec<Variable> =
            programme.goals.iter().map(|goal| problem.add_binary_var(goal.weight / unit)).collect();
        let totals: Vec<f64> = programme.limits.iter().map(|limits| limits.iter().sum()).collect();
        let scarce = totals.iter().filter(|total| total.is_finite() && **total > 0.0).count() as f64;
        let rows = totals.iter().copied().enumerate().map(|(resource, total)| (resource + 1, total));
        for (list, total) in rows.chain([(totals.len() + 1, scarce)]).filter(|(_, total)| total.is_finite()) {
            let most = scale(self.sums.iter().map(|sums| sums[list]).chain([total]));
            let mut row = LinearExpr::empty();
            goals.iter().zip(&self.sums).for_each(|(goal, sums)| row.add(*goal, sums[list] / most));
            problem.add_constraint(row, ComparisonOp::Le, total / most);
        }
        for plan in known {
            let reached = (0..plan.reached.len()).filter(|goal| plan.reached[*goal]);
            let mut again = LinearExpr::empty();
            let count = reached.map(|goal| again.add(goals[goal], 1.0)).count();
            problem.add_constraint(again, ComparisonOp::Le, count as f64 - 1.0);
        }
        let mut order = self.by_worth(programme);
        let mut options = options(effort, goals.len());
        options.warm_start = known.is_empty().then(|| self.fitting(&totals, scarce, &order)).map(|chosen| {
            goals.iter().zip(chosen).map(|(goal, chosen)| (*goal, f64::from(u8::from(chosen)))).collect()
        });
        let Some((found, bound, _)) = answer(&problem, &options) else { return (all, order) };
        let chosen: Vec<bool> = goals.iter().map(|goal| found.var_value(*goal) > 0.5).collect();
        order.sort_by_key(|goal| !chosen[*goal]);
        let bound = match bound {
            Bound::Proven => found.objective() * unit,
            Bound::At(bound) => (bound * unit).min(all),
            Bound::Unknown => all,
        };
        (bound, order)
    }

    /// By goal, whether it fits beside those before it in an order.
    fn fitting(&self, totals: &[f64], scarce: f64, order: &[usize]) -> Vec<bool> {
        let mut left: Vec<f64> = totals.iter().copied().chain([scarce]).collect();
        let mut chosen = vec![false; self.sums.len()];
        for goal in order {
            let takes = &self.sums[*goal][1..];
            chosen[*goal] = takes.iter().zip(&left).all(|(takes, left)| takes <= left);
            if chosen[*goal] {
                left.iter_mut().zip(takes).for_each(|(left, takes)| *left -= takes);
            }
        }
        chosen
    }

    /// Goals with the greatest weight for what they take first.
    fn by_worth(&self, programme: &Programme) -> Vec<usize> {
        let last = self.prices.len() - 1;
        let takes = |goal: usize| if self.sums[goal][last] > 0.0 { self.sums[goal][last] } else { self.sums[goal][0] };
        let worth = |goal: usize| programme.goals[goal].weight / (takes(goal) + NOISE);
        let mut order: Vec<usize> = (0..programme.goals.len()).collect();
        order.sort_by(|one, other| worth(*other).total_cmp(&worth(*one)));
        order
    }
}

impl Programme {
    /// One goal with what may serve it, and the same means.
    pub fn alone(&self, goal: usize) -> Programme {
        let kept = &Order::of(self).closures[goal];
        let place = |action: &usize| kept.binary_search(action).ok();
        let own = |action: &usize| {
            let action = &self.actions[*action];
            Action { after: action.after.iter().filter_map(place).collect(), ..action.clone() }
        };
        let goal = &self.goals[goal];
        let gains = |cover: &Cover| Cover {
            gains: cover.gains.iter().filter_map(|(action, gain)| Some((place(action)?, *gain))).collect(),
            least: cover.least,
        };
        Programme {
            actions: kept.iter().map(own).collect(),
            goals: vec![Goal {
                weight: goal.weight,
                needs: goal.needs.iter().filter_map(place).collect(),
                covers: goal.covers.iter().map(gains).collect(),
            }],
            ..self.clone()
        }
    }

    fn with_goals(&self, goals: &[usize]) -> Programme {
        Programme { goals: goals.iter().map(|goal| self.goals[*goal].clone()).collect(), ..self.clone() }
    }
}

/// |bound − value| / |value|; none where the value is 0 and the bound is not.
pub fn relative(value: f64, bound: f64) -> Option<f64> {
    let distance = (bound - value).abs();
    if distance <= NOISE { Some(0.0) } else { Some(distance / value.abs()).filter(|gap| gap.is_finite()) }
}

/// A solution with what is known of the best there can be, and branches looked at; none where there is no solution or none
/// was found.
fn answer(problem: &Problem, options: &SolveOptions) -> Option<(Solution, Bound, u64)> {
    let outcome = problem.solve_with(options.clone()).ok()?;
    let stats = outcome.stats();
    let proven = outcome.termination_reason() == TerminationReason::ProvenOptimal;
    let bound = if proven { Bound::Proven } else { stats.best_bound.map_or(Bound::Unknown, Bound::At) };
    outcome.into_solution().ok().map(|solution| (solution, bound, stats.nodes_solved))
}

fn options(effort: &Effort, decisions: usize) -> SolveOptions {
    let mut options = SolveOptions::default();
    options.mip_gap = effort.gap;
    options.node_limit = Some((effort.work / decisions.max(1) as u64).max(LEAST_NODES));
    options
}

/// What a solver found.
struct Found {
    start: Vec<Option<usize>>,
    bound: Bound,
    nodes: u64,
}

/// What is known of the best there can be.
enum Bound {
    /// What was found is the best.
    Proven,
    /// In the units of the model.
    At(f64),
    Unknown,
}

impl Found {
    /// Without actions that no goal needs, the others as early as they fit.
    fn plan(&self, programme: &Programme, order: &Order, aim: Aim) -> Plan {
        let first = Plan::of(programme, aim, self.start.clone());
        let mut kept = self.start.clone();
        for action in order.sorted.iter().rev() {
            let Some(year) = kept[*action].take() else { continue };
            let is_awaited = order.awaited_by[*action].iter().any(|after| kept[*after].is_some());
            let is_needed = |goal: &usize| first.reached[*goal] && !is_reached(&programme.goals[*goal], &kept);
            if is_awaited || order.serves[*action].iter().any(is_needed) {
                kept[*action] = Some(year);
            }
        }
        order.advance(programme, &mut kept);
        Plan::of(programme, aim, kept)
    }
}

/// The least that is needed beyond some limits, and a plan with it; none where more of these does not help or nothing more is
/// needed.
fn extra(
    programme: &Programme,
    effort: &Effort,
    is_open: &dyn Fn(usize, usize) -> bool,
) -> Option<(f64, Vec<Option<usize>>)> {
    let order = Order::of(programme);
    let (model, extras) = Model::of(programme, &order, &Objective::Extra(is_open), None);
    if extras.is_empty() {
        return None;
    }
    let (solution, ..) = answer(&model.problem, &options(effort, model.decisions()))?;
    let unit = |resource: usize| {
        scale(
            programme
                .actions
                .iter()
                .map(|action| action.uses[resource])
                .chain(programme.limits[resource].iter().copied()),
        )
    };
    let by: f64 = extras.iter().map(|(resource, extra)| solution.var_value(*extra) * unit(*resource)).sum();
    let year = |begins: &Vec<Variable>| begins.iter().position(|begin| solution.var_value(*begin) > 0.5);
    (by > NOISE).then(|| (by, model.begins.iter().map(year).collect()))
}
