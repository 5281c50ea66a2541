//! What the addressee of a form answered in an earlier period.
use crate::framework::{Criterion, Framework, KpiKind, Scale, ScaleKind};
use crate::names::{Key, Mark};
use crate::questionnaire::{Addressee, NOT_APPLICABLE, Request, UNKNOWN};
use crate::survey::{Answer, KpiEntry, Response, Scope, Survey, Unit};
use crate::text::Code;
use std::collections::BTreeMap;

/// Answers of the latest earlier period in which there were any.
#[derive(Clone, Debug)]
pub struct Last {
    pub period: Code,
    answers: BTreeMap<(Option<String>, Key), Given>,
}

/// An answer as a form takes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// The code of an option.
    Option(String),
    /// A share is 0–100.
    Number(f64),
    Text(String),
}

impl Last {
    /// None: nobody in particular is addressed, or he has not answered before. Of several respondents nothing is told.
    pub(super) fn of(request: &Request) -> Option<Last> {
        let survey = request.register?.survey;
        let asked = request.period.and_then(|period| survey.periods.iter().position(|known| known.code == period.code));
        let own = |scope: Scope| match request.addressee {
            Addressee::Anyone => false,
            Addressee::Nation => scope == Scope::Nation,
            Addressee::Agency(agency) => agency_of(survey, scope) == Some(agency),
        };
        let earlier = survey.answers.units().filter(|unit| own(unit.scope) && Some(unit.period) < asked);
        let period = earlier.map(|unit| unit.period).max()?;
        let mut last = Last { period: survey.periods[period].code.clone(), answers: BTreeMap::new() };
        for unit in survey.answers.units().filter(|unit| unit.period == period && own(unit.scope)) {
            last.answer(request.framework, survey, unit);
        }
        let mine = |entry: &&KpiEntry| entry.period == period && own(entry.agency.map_or(Scope::Nation, Scope::Agency));
        last.kpis(request.framework, survey.kpis.iter().filter(mine));
        Some(last)
    }

    /// What was given for a question, of a service or branch by its code.
    pub fn given(&self, unit: Option<&str>, key: &Key) -> Option<&Given> {
        self.answers.get(&(unit.map(str::to_owned), key.clone()))
    }

    fn answer(&mut self, framework: &Framework, survey: &Survey, unit: Unit) {
        let code = match unit.scope {
            Scope::Nation | Scope::Agency(_) => None,
            Scope::Service(service) => Some(survey.services[service].code.to_string()),
            Scope::Branch(branch) => Some(survey.branches[branch].code.to_string()),
        };
        let Some(row) = survey.answers.find(unit) else { return };
        for (position, criterion) in framework.criteria.iter().enumerate() {
            let Response::One { answer, .. } = survey.answers.response(row, position) else { continue };
            let Some(scale) = scale(framework, criterion, code.is_some()) else { continue };
            let key = Key::Criterion(criterion.code.clone());
            let beside = |mark| Key::Beside(criterion.code.clone(), mark);
            let without = if scale.choices.is_empty() { beside(Mark::NoAnswer) } else { key.clone() };
            let (key, given) = match *answer {
                Answer::Choice(choice) => match scale.choices.get(usize::from(choice)) {
                    Some(choice) => (key, Given::Option(choice.code.to_string())),
                    None => continue,
                },
                Answer::Several(options) => {
                    let chosen = scale.choices.iter().enumerate().filter(|(place, _)| options & (1 << place) != 0);
                    let codes: Vec<&str> = chosen.map(|(_, choice)| choice.code.as_str()).collect();
                    (key, Given::Text(codes.join(";")))
                }
                // A share is held as 0–1; 0.07 × 100 is 7.000000000000001.
                Answer::Number(share) if scale.kind == ScaleKind::Share => {
                    (key, Given::Number((share * 1e10).round() / 1e8))
                }
                Answer::Number(number) => (key, Given::Number(number)),
                Answer::NotApplicable => (without, Given::Option(NOT_APPLICABLE.to_owned())),
                Answer::Unknown => (without, Given::Option(UNKNOWN.to_owned())),
            };
            self.answers.insert((code.clone(), key), given);
            let Some(marks) = survey.answers.marks(row, position) else { continue };
            let text = |text: &Option<String>| text.clone().map(Given::Text);
            let held = marks.not_controlled.then(|| Given::Option("yes".to_owned()));
            let sample = marks.sample_size.map(|size| Given::Number(f64::from(size)));
            let marked = [
                (Mark::NaReason, text(&marks.na_reason)),
                (Mark::NaApprover, text(&marks.na_approver)),
                (Mark::NotControlled, held),
                (Mark::SampleSize, sample),
            ];
            for (mark, given) in marked {
                self.answers.extend(given.map(|given| ((code.clone(), beside(mark)), given)));
            }
        }
    }

    fn kpis<'s>(&mut self, framework: &Framework, entries: impl Iterator<Item = &'s KpiEntry>) {
        for entry in entries {
            let kpi = &framework.kpis[entry.kpi];
            let Some(quantity) = kpi.quantities.iter().find(|quantity| quantity.code.matches(&entry.quantity)) else {
                continue;
            };
            let key = (None, Key::Quantity(kpi.code.clone(), quantity.code.clone()));
            let (separator, line) = match kpi.kind {
                KpiKind::Quantile { .. } => (" ", entry.value.to_string()),
                KpiKind::GroupGap { .. } => ("\n", format!("{}: {}", entry.group, entry.value)),
                _ => {
                    self.answers.insert(key, Given::Number(entry.value));
                    continue;
                }
            };
            match self.answers.entry(key).or_insert_with(|| Given::Text(String::new())) {
                Given::Text(lines) if lines.is_empty() => *lines = line,
                Given::Text(lines) => *lines += &format!("{separator}{line}"),
                Given::Option(_) | Given::Number(_) => {}
            }
        }
    }
}

fn agency_of(survey: &Survey, scope: Scope) -> Option<usize> {
    match scope {
        Scope::Nation => None,
        Scope::Agency(agency) => Some(agency),
        Scope::Service(service) => Some(survey.services[service].agency),
        Scope::Branch(branch) => Some(survey.branches[branch].agency),
    }
}

/// The scale on which a criterion is answered for an agency or for one of its services or branches.
fn scale<'f>(framework: &'f Framework, criterion: &Criterion, of_unit: bool) -> Option<&'f Scale> {
    let scale = framework.scale(&criterion.scale)?;
    match &scale.each {
        Some(each) if of_unit => framework.scale(&each.scale),
        _ => Some(scale),
    }
}
