//! Every agency in every column of truth.
use crate::assess::Context;
use crate::assess::remarks;
use crate::assessment::{AgencyAssessment, Status};
use crate::finding::{Findings, Place, Problem};
use crate::method::{Screening, ShareWeight};
use crate::parallel::in_parallel;
use crate::score::gate::is_within_error;
use crate::score::judge::{self, Leaves};
use crate::score::people::perception;
use crate::score::{Judgement, Reached, Sample};
use crate::stats::completeness;
use crate::survey::{AgencyStatus, Response, Scope, Unit};
use crate::truth::{ByTruth, Truth};

/// Agencies judged together by one thread: few enough that their leaves stay in the processor's cache.
const BLOCK: usize = 64;

pub(super) fn judge(context: &Context, findings: &mut Findings) -> Vec<AgencyAssessment> {
    let members: Vec<usize> = (0..context.survey.agencies.len())
        .filter(|agency| context.survey.agencies[*agency].status == AgencyStatus::Active || responded(context, *agency))
        .collect();
    let (mut answered, silent): (Vec<usize>, Vec<usize>) =
        members.iter().partition(|agency| responded(context, **agency));
    for agency in silent.iter().filter(|_| !context.survey.only_announces()) {
        findings.push(Problem::NoResponse { agency: context.survey.called(*agency).to_owned() }, Place::default());
    }
    if let Some(rule) = &context.method().screening {
        answered.retain(|agency| is_kept(context, *agency, rule, findings));
    }
    let block = if context.calculation.is_relative() { answered.len().max(1) } else { BLOCK };
    let blocks: Vec<&[usize]> = answered.chunks(block).collect();
    let mut judged = in_parallel(&blocks, |block| self::block(context, block))
        .into_iter()
        .flat_map(|(agencies, own)| {
            findings.extend(own);
            agencies
        })
        .peekable();
    let mut agencies: Vec<AgencyAssessment> = Vec::with_capacity(members.len());
    for agency in members {
        let own = judged.next_if(|judged| judged.agency == agency);
        agencies.push(own.unwrap_or_else(|| AgencyAssessment {
            agency,
            status: if silent.binary_search(&agency).is_ok() { Status::NoResponse } else { Status::Screened },
            judgements: ByTruth::default(),
            perception: Vec::new(),
            kpis: Vec::new(),
            not_controlled: Vec::new(),
            na_deciding: Vec::new(),
            imputed: Vec::new(),
        }));
    }
    agencies
}

/// Judges only these agencies, without ranks and KPIs; all of them together where one agency moves others.
pub(super) fn judge_only(context: &Context, agencies: &[usize]) -> Vec<AgencyAssessment> {
    let mut findings = Findings::default();
    if context.calculation.is_relative() {
        let mut all = judge(context, &mut findings);
        all.retain(|agency| agencies.contains(&agency.agency));
        return all;
    }
    let mut answered: Vec<usize> = agencies.iter().copied().filter(|agency| responded(context, *agency)).collect();
    if let Some(rule) = &context.method().screening {
        answered.retain(|agency| is_kept(context, *agency, rule, &mut findings));
    }
    let blocks: Vec<&[usize]> = answered.chunks(BLOCK).collect();
    in_parallel(&blocks, |agencies| block(context, agencies)).into_iter().flat_map(|(judged, _)| judged).collect()
}

/// Whether there is any usable answer to a scored item, of the agency or of its services and branches.
fn responded(context: &Context, agency: usize) -> bool {
    let answers = &context.survey.answers;
    let usable = |scope: Scope| {
        answers.find(Unit { period: context.period, scope }).is_some_and(|row| {
            context.calculation.items.iter().filter(|item| !item.national && item.scored).any(|item| {
                *answers.response(row, item.criterion) != Response::Blank
                    || answers.assessed(row, item.criterion).is_some()
            })
        })
    };
    usable(Scope::Agency(agency)) || context.reader.scopes_below(agency).iter().any(|scope| usable(*scope))
}

/// Whether an agency answered as much as the screening asks for.
fn is_kept(context: &Context, agency: usize, rule: &Screening, findings: &mut Findings) -> bool {
    let at = context.reader.at(Scope::Agency(agency));
    let leaf = |item| context.reader.leaf(&at, item, context.method().share_weight).parts.claimed;
    let applicable = context.calculation.items.iter().map(leaf).filter(|part| part.applies());
    let values: Vec<Option<f64>> = applicable.map(|part| part.value).collect();
    let (answered, nonzero) = completeness(&values);
    let kept = answered >= rule.answered && nonzero >= rule.nonzero;
    if !kept {
        let agency = context.survey.called(agency).to_owned();
        let (answered, nonzero) = (100.0 * answered, 100.0 * nonzero);
        findings.push(Problem::AgencyScreened { agency, answered, nonzero }, Place::default());
    }
    kept
}

fn block(context: &Context, agencies: &[usize]) -> (Vec<AgencyAssessment>, Findings) {
    let mut findings = Findings::default();
    let calculation = context.calculation;
    let leaves = Leaves::read(&context.reader, agencies, context.method().share_weight);
    let mut judgements: ByTruth<Vec<Option<Box<Judgement>>>> = ByTruth::from_fn(|truth| {
        if *context.truths.get(truth) {
            judge::judge(calculation, &leaves, truth).into_iter().map(|judged| Some(Box::new(judged))).collect()
        } else {
            vec![None; agencies.len()]
        }
    });
    other_weight(context, agencies, &mut judgements);
    if calculation.evidence.is_none() {
        for (unit, judgement) in judgements.checked.iter_mut().enumerate() {
            if leaves.by_unit[unit].iter().all(|leaf| leaf.parts.checked.value.is_none()) {
                *judgement = None;
            }
        }
    }
    remarks::report(context, agencies, &leaves, &mut findings);
    let judged = agencies
        .iter()
        .enumerate()
        .map(|(unit, agency)| {
            let own = ByTruth::from_fn(|truth| judgements.get_mut(truth)[unit].take());
            report(context, *agency, &leaves, unit, &own, &mut findings);
            AgencyAssessment {
                agency: *agency,
                status: Status::Answered,
                perception: perceptions(context, &[*agency]),
                kpis: Vec::new(),
                not_controlled: calculation
                    .items
                    .iter()
                    .zip(&leaves.by_unit[unit])
                    .filter(|(_, leaf)| leaf.not_controlled)
                    .map(|(item, _)| item.criterion)
                    .collect(),
                na_deciding: na_deciding(context, &leaves, unit, &own),
                imputed: calculation
                    .items
                    .iter()
                    .zip(&leaves.by_unit[unit])
                    .filter(|(_, leaf)| leaf.imputed)
                    .map(|(item, _)| item.criterion)
                    .collect(),
                judgements: own,
            }
        })
        .collect();
    (judged, findings)
}

/// Perception items of a set of agencies, all people pooled.
pub(super) fn perceptions(context: &Context, agencies: &[usize]) -> Vec<crate::assessment::Perception> {
    let asked = context.calculation.items.iter().filter(|item| item.perception);
    asked
        .filter_map(|item| {
            let (survey, period) = (context.survey, context.period);
            perception(context.framework, &item.lookup, survey, period, item.criterion, agencies, context.method())
        })
        .collect()
}

/// Sets the stage under the other setting of `share_weight`, where services answered.
fn other_weight(context: &Context, agencies: &[usize], judgements: &mut ByTruth<Vec<Option<Box<Judgement>>>>) {
    if !context.reader.has_units() || context.calculation.stages.is_empty() {
        return;
    }
    let units: Vec<usize> =
        (0..agencies.len()).filter(|unit| !context.reader.scopes_below(agencies[*unit]).is_empty()).collect();
    let other = match context.method().share_weight {
        ShareWeight::Count => ShareWeight::Volume,
        ShareWeight::Volume => ShareWeight::Count,
    };
    let chosen: Vec<usize> = units.iter().map(|unit| agencies[*unit]).collect();
    let leaves = Leaves::read(&context.reader, &chosen, other);
    for truth in context.truths() {
        let stages = judge::reached(context.calculation, &leaves, truth);
        for (unit, stage) in units.iter().zip(stages) {
            if let Some(ladder) = judgements.get_mut(truth)[*unit].as_mut().and_then(|own| own.ladder.as_mut()) {
                ladder.other_weight = stage;
            }
        }
    }
}

/// The criteria whose *not applicable* alone changes the stage; all of them where only together they do.
fn na_deciding(context: &Context, leaves: &Leaves, unit: usize, own: &ByTruth<Option<Box<Judgement>>>) -> Vec<usize> {
    let truth = if own.supported.is_some() { Truth::Supported } else { Truth::Claimed };
    let Some(ladder) = own.get(truth).as_ref().and_then(|judgement| judgement.ladder.as_ref()) else {
        return Vec::new();
    };
    if ladder.na_zero.number() == ladder.reached.number() {
        return Vec::new();
    }
    let alone = Leaves::alone(vec![leaves.by_unit[unit].clone()]);
    let candidates = leaves.not_applicable(context.calculation, unit);
    let number = |reached: Option<Reached>| reached.and_then(Reached::number);
    let decides = |item: &usize| {
        let stage = judge::na_zero(context.calculation, &alone, truth, Some(*item))[0];
        stage.is_some() && number(stage) != ladder.reached.number()
    };
    let deciding: Vec<usize> = candidates.iter().copied().filter(decides).collect();
    let named = if deciding.is_empty() { candidates } else { deciding };
    named.into_iter().map(|item| context.calculation.items[item].criterion).collect()
}

fn report(
    context: &Context,
    agency: usize,
    leaves: &Leaves,
    unit: usize,
    own: &ByTruth<Option<Box<Judgement>>>,
    findings: &mut Findings,
) {
    let agency = || context.survey.called(agency).to_owned();
    let criterion = |position: usize| context.framework.criteria[position].code.to_string();
    for (item, leaf) in context.calculation.items.iter().zip(&leaves.by_unit[unit]) {
        if leaf.answered_twice {
            let problem = Problem::AgencyAndServiceAnswers { agency: agency(), criterion: criterion(item.criterion) };
            findings.push(problem, Place::default());
        }
        if leaf.spread >= context.method().disagreement {
            let spread = u64::from(leaf.spread);
            let problem =
                Problem::RespondentsDisagree { agency: agency(), criterion: criterion(item.criterion), spread };
            findings.push(problem, Place::default());
        }
    }
    let gates = |truth: Truth| own.get(truth).iter().flat_map(|judgement| &judgement.gates);
    for (gate, rule) in gates(Truth::Claimed).zip(&context.calculation.gates) {
        if let (Some(Sample { size, interval: Some((low, high)) }), Some(share)) = (gate.sample.as_deref(), gate.value)
            && is_within_error(gate, rule.pass)
        {
            let problem = Problem::GateWithinError {
                agency: agency(),
                gate: criterion(gate.criterion),
                share: 100.0 * share,
                low: 100.0 * low,
                high: 100.0 * high,
                size: u64::from(*size),
                limit: 100.0 * gate.limit,
            };
            findings.push(problem, Place::default());
        }
    }
    let scheme = context.framework.evidence.as_ref();
    let grade_code =
        |grade: u8| scheme.map_or_else(String::new, |scheme| scheme.grades[usize::from(grade)].code.to_string());
    for gate in gates(Truth::Supported).filter(|gate| gate.lacks_evidence) {
        let problem = Problem::GateWithoutEvidence {
            agency: agency(),
            gate: criterion(gate.criterion),
            grade: gate.grade.map_or_else(String::new, grade_code),
            needed: grade_code(context.calculation.gate_minimum.supported),
        };
        findings.push(problem, Place::default());
    }
}
