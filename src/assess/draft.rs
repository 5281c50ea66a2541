//! What corrections changed: the agencies concerned, judged once more without them.
use crate::assess::{Context, agencies};
use crate::assessment::{AgencyAssessment, Assessment, DraftDifference, DraftScore};
use crate::calculation::Calculation;
use crate::framework::Framework;
use crate::score::{Reached, evidence};
use crate::survey::{Answers, Response, Scope, Survey};
use crate::text::Code;
use crate::truth::{ByTruth, Truth};
use std::collections::BTreeSet;

/// The agencies whose scores or stages the corrections changed, period by period.
pub fn differences(
    framework: &Framework,
    calculation: &Calculation,
    edition: Option<&Code>,
    survey: &Survey,
    assessments: &[Assessment],
) -> Vec<DraftDifference> {
    if survey.corrections.is_empty() {
        return Vec::new();
    }
    let draft = Survey { answers: without(survey), ..survey.clone() };
    let mut found = Vec::new();
    for assessment in assessments {
        let concerned = concerned(calculation, survey, assessment);
        if concerned.is_empty() {
            continue;
        }
        let period = assessment.period;
        let grades = evidence::grades(calculation, &draft, period);
        let context = Context::new(framework, calculation, edition, &draft, period, &grades);
        let before = agencies::judge_only(&context, &concerned);
        for agency in concerned {
            let of = |judged: &[AgencyAssessment]| judged.iter().find(|own| own.agency == agency).cloned();
            let difference = difference(framework, period, agency, of(&before), of(&assessment.agencies));
            found.extend(difference);
        }
    }
    found
}

/// The answers as they were before any correction.
fn without(survey: &Survey) -> Answers {
    let mut answers = survey.answers.clone();
    for correction in survey.corrections.iter().rev() {
        let Some(row) = answers.find(correction.unit) else { continue };
        *answers.response_mut(row, correction.criterion) = (correction.old.zip(correction.replaced))
            .map_or(Response::Blank, |(answer, source)| Response::One { answer, source });
    }
    answers
}

/// Agencies, by position in the register, that a correction of the period may have moved.
fn concerned(calculation: &Calculation, survey: &Survey, assessment: &Assessment) -> Vec<usize> {
    let of_period = || survey.corrections.iter().filter(|correction| correction.unit.period == assessment.period);
    let national = of_period().any(|correction| correction.unit.scope == Scope::Nation);
    if national || (calculation.is_relative() && of_period().next().is_some()) {
        return assessment.agencies.iter().map(|agency| agency.agency).collect();
    }
    let owners: BTreeSet<usize> = of_period().filter_map(|correction| survey.owner(correction.unit.scope)).collect();
    owners.into_iter().collect()
}

/// None where the corrections changed neither a score nor a stage.
fn difference(
    framework: &Framework,
    period: usize,
    agency: usize,
    draft: Option<AgencyAssessment>,
    corrected: Option<AgencyAssessment>,
) -> Option<DraftDifference> {
    let value = |judged: &Option<AgencyAssessment>, truth: Truth, dimension: usize| {
        judged.as_ref()?.judgements.get(truth).as_ref()?.scores.get(dimension)?.value
    };
    let stage = |judged: &Option<AgencyAssessment>, truth: Truth| -> Option<Reached> {
        Some(judged.as_ref()?.judgements.get(truth).as_ref()?.ladder.as_ref()?.reached)
    };
    let mut scores = Vec::new();
    for dimension in 0..framework.dimensions.len() {
        for truth in Truth::ALL {
            let (before, after) = (value(&draft, truth, dimension), value(&corrected, truth, dimension));
            if before != after {
                scores.push(DraftScore { dimension, truth, draft: before, corrected: after });
            }
        }
    }
    let reached = ByTruth::from_fn(|truth| {
        let pair = (stage(&draft, truth), stage(&corrected, truth));
        (pair.0 != pair.1).then_some(pair)
    });
    let moved = Truth::ALL.iter().any(|truth| reached.get(*truth).is_some());
    (moved || !scores.is_empty()).then_some(DraftDifference { period, agency, scores, reached })
}
