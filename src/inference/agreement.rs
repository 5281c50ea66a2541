//! Whether people of an agency, and agencies and assessors, say the same.
use crate::calculation::{Item, Lookup};
use crate::inference::Cases;
use crate::inference::reliability::estimated;
use crate::parallel::on_threads;
use crate::score::heard::{Heard, hear, look_up};
use crate::statistics::{Agreement, Assessors, Attempt, Reason};
use crate::stats::agreement::{Bootstrap, Form, Metric, Weights, intraclass, kappa, krippendorff, one_way};
use crate::survey::{Response, Scope};

/// Fewer units than this carry no coefficient.
const UNITS: usize = 5;

/// Every criterion that several people of at least two agencies answered.
pub(super) fn of_respondents(cases: &Cases) -> Vec<Agreement> {
    let items: Vec<usize> = (0..cases.engine.nominal.items.len()).collect();
    on_threads(cases.threads, &items, |item| of_item(cases, *item)).into_iter().flatten().collect()
}

fn of_item(cases: &Cases, item: usize) -> Option<Agreement> {
    let described = &cases.engine.nominal.items[item];
    let answers = &cases.question.survey.answers;
    let mut units: Vec<Vec<f64>> = Vec::new();
    for unit in answers.units().filter(|unit| unit.period == cases.question.assessment.period) {
        let row = answers.find(unit)?;
        let Response::Many(tally) = answers.response(row, described.criterion) else { continue };
        let lookup = lookup(described, unit.scope)?;
        let mut values: Vec<f64> = Vec::new();
        for vote in tally.votes() {
            values.extend(
                look_up(&lookup, vote.answer)
                    .into_iter()
                    .flat_map(|value| std::iter::repeat_n(value, vote.votes.count as usize)),
            );
        }
        if values.len() > 1 {
            units.push(values);
        }
    }
    if units.len() < 2 {
        return None;
    }
    let metric = if matches!(described.lookup, Lookup::Choices(_)) { Metric::Ordinal } else { Metric::Interval };
    let rated: Vec<Vec<Option<f64>>> = units.iter().map(|values| values.iter().copied().map(Some).collect()).collect();
    let (settings, seed) = (cases.settings, cases.question.method.seed);
    let replications = settings.replications as usize;
    let alpha = krippendorff(&rated, metric, Bootstrap { replications, seed, confidence: settings.confidence });
    Some(Agreement {
        criterion: described.criterion,
        agencies: units.len(),
        answers: units.iter().map(Vec::len).sum(),
        alpha: estimated(alpha.map(|found| found.alpha), units.len(), UNITS),
        intraclass: estimated(one_way(&units, settings.confidence).map(|found| found.single), units.len(), UNITS),
    })
}

/// How an answer for a unit of this kind is valued.
fn lookup(item: &Item, scope: Scope) -> Option<Lookup> {
    match (scope, &item.each) {
        (Scope::Nation | Scope::Agency(_), _) => Some(item.lookup.clone()),
        (Scope::Service(_) | Scope::Branch(_), each) => Some(Lookup::Choices(each.as_ref()?.values.clone())),
    }
}

/// Every scale on which assessors answered what agencies had claimed.
pub(super) fn of_assessors(cases: &Cases) -> Vec<Assessors> {
    let framework = cases.question.framework;
    let answers = &cases.question.survey.answers;
    if !answers.any_assessed() {
        return Vec::new();
    }
    let of_scale = |scale: usize| {
        let code = &framework.scales[scale].code;
        let mut pairs: Vec<(f64, f64)> = Vec::new();
        let mut choices: Option<Vec<f64>> = Some(Vec::new());
        for item in cases.engine.nominal.items.iter().filter(|item| framework.criteria[item.criterion].scale == *code) {
            for unit in answers.units().filter(|unit| unit.period == cases.question.assessment.period) {
                let (Some(row), Some(lookup)) = (answers.find(unit), lookup(item, unit.scope)) else { continue };
                let Some(assessed) = answers.assessed(row, item.criterion) else { continue };
                let value = |response: &Response| match hear(&lookup, item.combine, item.range.1, response, &|_| 1.0) {
                    Heard::Value { value, .. } => Some(value),
                    Heard::Missing | Heard::NotApplicable => None,
                };
                pairs.extend(value(answers.response(row, item.criterion)).zip(value(assessed)));
                match (&lookup, &mut choices) {
                    (Lookup::Choices(values), Some(choices)) => choices.extend(values.iter().flatten()),
                    _ => choices = None,
                }
            }
        }
        of_pairs(cases, scale, &pairs, choices)
    };
    (0..framework.scales.len()).filter_map(of_scale).collect()
}

fn of_pairs(cases: &Cases, scale: usize, pairs: &[(f64, f64)], choices: Option<Vec<f64>>) -> Option<Assessors> {
    if pairs.is_empty() {
        return None;
    }
    let confidence = cases.settings.confidence;
    let share =
        |keep: &dyn Fn(&(f64, f64)) -> bool| pairs.iter().filter(|pair| keep(pair)).count() as f64 / pairs.len() as f64;
    let agreement = match choices {
        Some(mut values) => {
            values.sort_by(f64::total_cmp);
            values.dedup();
            let category = |value: f64| values.iter().position(|own| *own == value);
            let rated: Vec<(usize, usize)> =
                pairs.iter().filter_map(|(one, other)| category(*one).zip(category(*other))).collect();
            kappa(&rated, values.len(), Weights::Quadratic, confidence).map(|found| found.kappa)
        }
        None => {
            let table: Vec<Vec<f64>> = pairs.iter().map(|(one, other)| vec![*one, *other]).collect();
            let found = intraclass(&table, confidence);
            found.and_then(|forms| forms.into_iter().find(|own| own.form == Form::Agreement)).map(|own| own.single)
        }
    };
    let alike = share(&|(claim, verdict)| claim == verdict);
    Some(Assessors {
        scale,
        pairs: pairs.len(),
        alike,
        higher: share(&|(claim, verdict)| claim > verdict),
        agreement: match alike > 0.0 || pairs.len() < super::LEAST {
            true => estimated(agreement, pairs.len(), super::LEAST),
            false => Attempt::Refused(Reason::OnlyDisagreement),
        },
    })
}
