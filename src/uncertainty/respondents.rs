//! Respondents and samples drawn again, as another survey of the same agencies might have met them.
use crate::stats::stream::{choose, draw, unit};
use crate::survey::{Answer, Answers, Drawn, Response, Scope, Survey, Tally, Vote, Votes};
use std::collections::{BTreeMap, BTreeSet};

/// Samples of more cases than this are drawn from the normal distribution.
const COUNTED: u32 = 10_000;

/// What can be drawn again in one period.
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

/// The respondents of a unit.
struct Cluster {
    people: Vec<usize>,
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
    /// Of a period; `population` is the register column that says how many people of an agency could have answered.
    pub fn of(survey: &'a Survey, period: usize, population: Option<&str>) -> Draws<'a> {
        let answers = &survey.answers;
        let mut by_row: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (person, unit) in survey.respondents.people().filter(|(_, unit)| unit.period == period) {
            if let Some(row) = answers.find(unit) {
                by_row.entry(row).or_default().push(person);
            }
        }
        by_row.retain(|_, people| people.len() > 1);
        let units: Vec<_> = answers.units().collect();
        let owner = |row: usize| survey.owner(units[row].scope);
        let mut draws = Draws {
            answers,
            clusters: Vec::new(),
            cells: BTreeMap::new(),
            samples: Vec::new(),
            agencies: BTreeSet::new(),
        };
        for (row, criterion, drawn) in answers.drawn().filter(|(row, ..)| units[*row].period == period) {
            match drawn {
                Drawn::Respondents(tally) if by_row.contains_key(&row) => {
                    draws.cells.insert((row, criterion), Cell { rest: tally.clone(), votes: Vec::new() });
                }
                Drawn::Respondents(_) => {}
                Drawn::Sample(share, size) => {
                    draws.agencies.extend(owner(row));
                    draws.samples.push((row, criterion, share, size));
                }
            }
        }
        for (row, people) in by_row {
            let invited = match units[row].scope {
                Scope::Agency(agency) => population.and_then(|column| survey.agencies[agency].number(column)),
                _ => None,
            };
            let fraction = invited.map_or(0.0, |invited| (people.len() as f64 / invited).clamp(0.0, 1.0));
            if fraction >= 1.0 {
                // Everybody answered: nobody else could have.
                draws.cells.retain(|(of, _), _| *of != row);
                continue;
            }
            draws.agencies.extend(owner(row));
            for person in &people {
                let (role, weight) = survey.respondents.details(*person);
                for (criterion, answer) in survey.respondents.answers(*person) {
                    if let Some(cell) = draws.cells.get_mut(&(row, criterion)) {
                        cell.take(*person, role, answer, weight);
                    }
                }
            }
            draws.clusters.push(Cluster { people, fraction });
        }
        draws
    }

    pub fn respondents(&self) -> usize {
        self.clusters.iter().map(|cluster| cluster.people.len()).sum()
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
            factors.extend(cluster.people.iter().copied().zip(weighed));
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
