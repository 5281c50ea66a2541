//! A survey under a framework that asks less: what is not asked there is left out, the rest has its position.
use crate::framework::intersection::{Positions, Restricted};
use crate::framework::{Framework, Kpi};
use crate::survey::{Answers, Promised, Respondents, Response, STAGE, Survey, Tally};

impl Survey {
    /// With the positions of a restricted framework.
    pub fn restricted(mut self, to: &Restricted) -> Survey {
        let Restricted { framework, positions, .. } = to;
        self.answers = self.answers.restricted(framework.criteria.len(), positions);
        self.respondents = self.respondents.restricted(positions);
        self.evidence.retain_mut(|record| {
            let found = positions.criteria[record.criterion].zip(positions.grades[usize::from(record.grade)]);
            found.map(|(criterion, grade)| (record.criterion, record.grade) = (criterion, grade as u8)).is_some()
        });
        self.kpis.retain_mut(|entry| positions.kpis[entry.kpi].map(|kpi| entry.kpi = kpi).is_some());
        self.beneficiaries.tallies.retain_mut(|tally| {
            tally.tally = tally.tally.with_roles(positions);
            positions.beneficiary_items[tally.item].map(|item| tally.item = item).is_some()
        });
        // In the order in which they are read.
        self.beneficiaries.join();
        self.costs.retain_mut(|cost| {
            cost.after = cost.after.iter().filter_map(|criterion| positions.criteria[*criterion]).collect();
            positions.criteria[cost.criterion].map(|criterion| cost.criterion = criterion).is_some()
        });
        self.corrections.retain_mut(|correction| {
            let found = positions.criteria[correction.criterion];
            found.map(|criterion| correction.criterion = criterion).is_some()
        });
        self.initiatives.retain_mut(|initiative| {
            let promises = !initiative.promised.is_empty();
            initiative.promised = initiative.promised.iter().filter_map(|own| promised(positions, own)).collect();
            initiative.promised.is_empty() != promises
        });
        self.verdicts.retain_mut(|verdict| {
            verdict.grade = verdict.grade.and_then(|grade| Some(positions.grades[usize::from(grade)]? as u8));
            positions.criteria[verdict.criterion].map(|criterion| verdict.criterion = criterion).is_some()
        });
        self.targets.retain(|target| target.code == STAGE || is_aimed_at(framework, &target.code));
        self
    }
}

/// Whether a target can name it.
fn is_aimed_at(framework: &Framework, code: &str) -> bool {
    let mut figures = framework.kpis.iter().flat_map(Kpi::figures);
    framework.dimension(code).is_some() || figures.any(|figure| figure.code.matches(code))
}

/// What was promised, where it stands; none of what is not there.
fn promised(positions: &Positions, own: &Promised) -> Option<Promised> {
    Some(match own {
        Promised::Service(service) => Promised::Service(*service),
        Promised::Criterion(criterion) => Promised::Criterion(positions.criteria[*criterion]?),
        Promised::Kpi { kpi, figure } => Promised::Kpi { kpi: positions.kpis[*kpi]?, figure: *figure },
        Promised::Dimension(dimension) => Promised::Dimension(positions.dimensions[*dimension]?),
        Promised::Stage => Promised::Stage,
    })
}

/// The position of a role; none of one that is not there.
fn role(positions: &Positions, role: Option<u8>) -> Option<u8> {
    Some(positions.roles[usize::from(role?)]? as u8)
}

impl Answers {
    fn restricted(self, width: usize, positions: &Positions) -> Answers {
        let mut restricted = Answers::new(width);
        let moved = |response: Response| match response {
            Response::Many(tally) => Response::Many(Box::new(tally.with_roles(positions))),
            other => other,
        };
        for unit in &self.units {
            restricted.row(*unit);
        }
        for (cell, response) in self.cells.into_iter().enumerate() {
            if let Some(criterion) = positions.criteria[cell % self.width] {
                *restricted.response_mut(cell / self.width, criterion) = moved(response);
            }
        }
        for ((row, criterion), response) in self.assessed {
            if let Some(criterion) = positions.criteria[criterion] {
                restricted.assessed.insert((row, criterion), moved(response));
            }
        }
        for ((row, criterion), marks) in self.marks {
            if let Some(criterion) = positions.criteria[criterion] {
                restricted.marks.insert((row, criterion), marks);
            }
        }
        restricted
    }

    /// Whether answers of too few people are left as what they make together.
    pub fn withhold_any(&self) -> bool {
        self.cells.iter().chain(self.assessed.values()).any(|response| matches!(response, Response::Few(_)))
    }
}

impl Tally {
    /// The same votes; those of a role that is not there are nobody's in particular.
    fn with_roles(&self, positions: &Positions) -> Tally {
        let mut tally = Tally::default();
        for vote in self.votes() {
            tally.insert(role(positions, vote.role), vote.answer, vote.votes);
        }
        tally
    }
}

impl Respondents {
    fn restricted(mut self, positions: &Positions) -> Respondents {
        for details in &mut self.details {
            details.0 = role(positions, details.0);
        }
        self.others = std::mem::take(&mut self.others)
            .into_iter()
            .filter_map(|((person, criterion), answer)| Some(((person, positions.criteria[criterion]?), answer)))
            .collect();
        let kept: Vec<(usize, usize)> = self
            .criteria
            .iter()
            .enumerate()
            .filter_map(|(column, criterion)| Some((column, positions.criteria[*criterion]?)))
            .collect();
        let bits = |column: usize, person: usize| {
            let word = self.planes[column / 16].get(person).copied().unwrap_or_default();
            (word >> (4 * (column % 16))) & 15
        };
        let word = |columns: &[(usize, usize)], person: usize| {
            columns.iter().enumerate().fold(0, |word, (place, (column, _))| word | bits(*column, person) << (4 * place))
        };
        let people = self.places.len();
        self.planes =
            kept.chunks(16).map(|columns| (0..people).map(|person| word(columns, person)).collect()).collect();
        self.criteria = kept.into_iter().map(|(_, criterion)| criterion).collect();
        self
    }
}
