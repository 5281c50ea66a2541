//! Respondents and samples drawn again, as another survey of the same agencies might have met them.
use crate::stats::stream::{choose, draw, unit};
use crate::survey::{Answer, Answers, Drawn, Response, Scope, Survey, Tally, Vote, Votes};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Samples of more cases than this are drawn from the normal distribution.
const COUNTED: u32 = 10_000;

/// What can be drawn again.
pub struct Draws<'a> {
    answers: &'a Answers,
    clusters: Vec<Cluster>,
    /// Cells with answers of people in clusters.
    cells: BTreeMap<(usize, usize), Cell>,
    /// Row, criterion, share and cases.
    samples: Vec<(usize, usize, f64, u32)>,
    /// Positions in the register of agencies whose answers may become others.
    pub agencies: BTreeSet<usize>,
}

/// The respondents of a unit in any of the periods.
struct Cluster {
    /// Who answered in several periods is there once, and stands for himself in each.
    people: Vec<Vec<usize>>,
    /// Share (0–1) of those who could have answered that did.
    fraction: f64,
}

/// Answers to one criterion for one unit.
#[derive(Default)]
struct Cell {
    /// What is not drawn: votes of people without a name, or alone.
    rest: Tally,
    /// Votes by person.
    votes: Vec<(usize, Vote)>,
}

impl<'a> Draws<'a> {
    /// Of some periods, in which the same people may have answered; `population` is the register column that says how many
    /// people of an agency could have answered.
    pub fn of(survey: &'a Survey, periods: &[usize], population: Option<&str>) -> Draws<'a> {
        let answers = &survey.answers;
        let units: Vec<_> = answers.units().collect();
        let owner = |row: usize| survey.owner(units[row].scope);
        let mut draws = Draws {
            answers,
            clusters: Vec::new(),
            cells: BTreeMap::new(),
            samples: Vec::new(),
            agencies: BTreeSet::new(),
        };
        let units_of_people = people_by_unit(survey, periods);
        let asked: BTreeSet<usize> = units_of_people.iter().flat_map(|people| people.rows.iter().copied()).collect();
        for (row, criterion, drawn) in answers.drawn().filter(|(row, ..)| periods.contains(&units[*row].period)) {
            match drawn {
                Drawn::Respondents(tally) if asked.contains(&row) => {
                    draws.cells.insert((row, criterion), Cell { rest: tally.clone(), votes: Vec::new() });
                }
                Drawn::Respondents(_) => {}
                Drawn::Sample(share, size) => {
                    draws.agencies.extend(owner(row));
                    draws.samples.push((row, criterion, share, size));
                }
            }
        }
        for UnitPeople { rows, scope, people, most } in units_of_people {
            let invited = match scope {
                Scope::Agency(agency) => population.and_then(|column| survey.agencies[agency].number(column)),
                _ => None,
            };
            let fraction = invited.map_or(0.0, |invited| (most as f64 / invited).clamp(0.0, 1.0));
            if fraction >= 1.0 {
                // Everybody answered: nobody else could have.
                draws.cells.retain(|(of, _), _| !rows.contains(of));
                continue;
            }
            draws.agencies.extend(survey.owner(scope));
            for (row, person) in people.iter().flatten() {
                let (role, weight) = survey.respondents.details(*person);
                for (criterion, answer) in survey.respondents.answers(*person) {
                    if let Some(cell) = draws.cells.get_mut(&(*row, criterion)) {
                        cell.take(*person, role, answer, weight);
                    }
                }
            }
            let people = people.into_iter().map(|own| own.into_iter().map(|(_, person)| person).collect()).collect();
            draws.clusters.push(Cluster { people, fraction });
        }
        draws
    }

    pub fn respondents(&self) -> usize {
        self.clusters.iter().map(|cluster| cluster.people.len()).sum()
    }

    /// Of them, how many answered in more than one of the periods.
    pub fn in_several(&self) -> usize {
        self.clusters.iter().flat_map(|cluster| &cluster.people).filter(|own| own.len() > 1).count()
    }

    pub fn samples(&self) -> usize {
        self.samples.len()
    }

    /// The answers of another survey. Respondents of a unit by the rescaled bootstrap (Rao, Wu & Yue 1992): n − 1 of n are
    /// drawn with replacement, and who is drawn t times weighs 1 − λ + λ t n/(n − 1), λ = √(1 − sampling fraction). The share
    /// of a sample is binomial.
    pub fn again(&self, seed: u64) -> Answers {
        let mut factors: BTreeMap<usize, f64> = BTreeMap::new();
        for (place, cluster) in self.clusters.iter().enumerate() {
            let key = draw(seed, place as u64);
            let people = cluster.people.len();
            let mut times = vec![0.0; people];
            (1..people as u64).for_each(|n| times[choose(key, n, people)] += 1.0);
            let lambda = (1.0 - cluster.fraction).sqrt();
            let scale = lambda * people as f64 / (people as f64 - 1.0);
            let weighed = times.into_iter().map(|times| 1.0 - lambda + scale * times);
            let each = cluster.people.iter().zip(weighed);
            factors.extend(each.flat_map(|(own, factor)| own.iter().map(move |person| (*person, factor))));
        }
        let mut answers = self.answers.clone();
        for ((row, criterion), cell) in &self.cells {
            let mut tally = cell.rest.clone();
            for (person, vote) in &cell.votes {
                let weight = vote.votes.weight * factors.get(person).copied().unwrap_or(1.0);
                if weight > 0.0 {
                    tally.insert(vote.role, vote.answer, Votes { weight, ..vote.votes });
                }
            }
            let response = answers.response_mut(*row, *criterion);
            *response = if tally.count() > 0 { Response::Many(Box::new(tally)) } else { Response::Blank };
        }
        for (place, (row, criterion, share, size)) in self.samples.iter().enumerate() {
            let key = draw(!seed, place as u64);
            if let Response::One { answer, .. } = answers.response_mut(*row, *criterion) {
                *answer = Answer::Number(binomial(*share, *size, key) / f64::from(*size));
            }
        }
        answers
    }
}

/// Everybody who answered for a unit and gave a name.
struct UnitPeople {
    scope: Scope,
    /// One for each period with an answer.
    rows: Vec<usize>,
    /// By person: the row and the position in each period.
    people: Vec<Vec<(usize, usize)>>,
    /// Most people in one period.
    most: usize,
}

/// Units for which at least two people answered, in order of their first row.
fn people_by_unit(survey: &Survey, periods: &[usize]) -> Vec<UnitPeople> {
    let mut by_row: BTreeMap<usize, (Scope, Vec<usize>)> = BTreeMap::new();
    for (person, unit) in survey.respondents.people().filter(|(_, unit)| periods.contains(&unit.period)) {
        if let Some(row) = survey.answers.find(unit) {
            by_row.entry(row).or_insert_with(|| (unit.scope, Vec::new())).1.push(person);
        }
    }
    let mut units: IndexMap<Scope, UnitPeople> = IndexMap::new();
    let mut known: BTreeMap<(Scope, u64), usize> = BTreeMap::new();
    for (row, (scope, people)) in by_row {
        let unit =
            units.entry(scope).or_insert_with(|| UnitPeople { scope, rows: Vec::new(), people: Vec::new(), most: 0 });
        unit.rows.push(row);
        unit.most = unit.most.max(people.len());
        for person in people {
            let place = *known.entry((scope, survey.respondents.identity(person))).or_insert(unit.people.len());
            if place == unit.people.len() {
                unit.people.push(Vec::new());
            }
            unit.people[place].push((row, person));
        }
    }
    units.into_values().filter(|unit| unit.people.len() > 1).collect()
}

impl Cell {
    /// Moves the vote of a person from those that are not drawn to those that are.
    fn take(&mut self, person: usize, role: Option<u8>, answer: Answer, weight: f64) {
        if let Some(vote) = self.rest.remove(role, answer, weight) {
            self.votes.push((person, vote));
        }
    }
}

/// How many of so many cases are met, each with a probability.
fn binomial(share: f64, size: u32, key: u64) -> f64 {
    if size <= COUNTED {
        return (0..u64::from(size)).filter(|n| unit(key, *n) < share).count() as f64;
    }
    let size = f64::from(size);
    let angle = std::f64::consts::TAU * unit(key, 1);
    let normal = (-2.0 * libm::log(1.0 - unit(key, 0))).sqrt() * libm::cos(angle);
    (size * share + normal * (size * share * (1.0 - share)).sqrt()).round().clamp(0.0, size)
}
