//! What the calculation starts from and what it comes to: every agency's answers beside the value of each node, gate and
//! stage in each column of truth.
pub use crate::score::{GateState, Reached, StageState};
pub use crate::survey::Answer;

use crate::assess::role_weights;
use crate::assessment::{Assessment, Status};
use crate::calculation::{Calculation, Lookup, Output, Part};
use crate::method::{GateOn, ShareWeight};
use crate::score::evidence::{self, Grades};
use crate::score::judge::Leaves;
use crate::score::ladder::{self, Footing};
use crate::score::leaf::{Leaf, Reader};
use crate::score::{gate, tree};
use crate::series::Series;
use crate::survey::{Response, Scope, Unit};
use crate::truth::{ByTruth, Truth};

/// Every agency of a period, in the order of the assessment.
pub struct Basis {
    pub calculation: Calculation,
    pub agencies: Vec<Ground>,
}

/// One agency.
pub struct Ground {
    /// Position in the register.
    pub agency: usize,
    pub responded: bool,
    /// By item.
    pub entries: Vec<Entry>,
    /// None: the column does not exist in this period.
    pub columns: ByTruth<Option<Column>>,
}

/// What an agency answered to a criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub given: Given,
    pub assessed: Option<Answer>,
    /// The effective grade that an answer has or would have; none without an evidence scheme.
    pub grade: Option<u8>,
    pub parts: ByTruth<Part>,
}

/// Where the value of a criterion comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Given {
    Blank,
    Answer(Answer),
    /// Made of more than one answer, so that no one answer stands for it.
    Composed(Composed),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Composed {
    /// Services or branches.
    Units,
    Respondents,
    /// A share with a margin of error.
    Sample,
    /// Several options at once.
    Options,
    /// Something stands in for a missing answer.
    Imputed,
    /// An answer measured against something else of the agency's.
    Ratio,
}

/// One agency in one column of truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// By node.
    pub nodes: Vec<Part>,
    /// By gate.
    pub gates: Vec<GateState>,
    /// By stage.
    pub stages: Vec<StageState>,
    /// None: not judged in this column, or the framework has no stages.
    pub reached: Option<Reached>,
    pub judged: bool,
    /// Whether the nodes give the published scores; not where answers of too few people have since been withheld.
    pub complete: bool,
}

impl Basis {
    pub fn of(series: &Series, assessment: &Assessment) -> Basis {
        let calculation = series.calculation();
        let grades = evidence::grades(&calculation, &series.survey, assessment.period);
        let weights = role_weights(&series.framework, &series.method);
        let reader = Reader::new(&calculation, &series.survey, assessment.period, &grades, weights);
        let mut agencies: Vec<Option<Ground>> = assessment.agencies.iter().map(|_| None).collect();
        for status in [Status::Answered, Status::NoResponse, Status::Screened] {
            let of_status = |place: &usize| assessment.agencies[*place].status == status;
            let places: Vec<usize> = (0..agencies.len()).filter(of_status).collect();
            for (place, ground) in places.iter().zip(grounds(&reader, &grades, assessment, &places)) {
                agencies[*place] = Some(ground);
            }
        }
        let agencies = agencies.into_iter().flatten().collect();
        Basis { agencies, calculation }
    }
}

/// Agencies (by place in the assessment) that are judged together.
fn grounds(reader: &Reader, grades: &Grades, assessment: &Assessment, places: &[usize]) -> Vec<Ground> {
    let calculation = reader.calculation;
    let members: Vec<usize> = places.iter().map(|place| assessment.agencies[*place].agency).collect();
    let leaves = Leaves::read(reader, &members, calculation.method.share_weight);
    let mut judged: Vec<ByTruth<Option<Column>>> = members.iter().map(|_| ByTruth::default()).collect();
    for truth in Truth::ALL.into_iter().filter(|truth| *reader.truths.get(*truth)) {
        let columns = leaves.columns(calculation, truth);
        let tree = tree::evaluate(calculation, &columns);
        for (unit, (own, place)) in judged.iter_mut().zip(places).enumerate() {
            let gates: Vec<GateState> = calculation
                .gates
                .iter()
                .map(|rule| gate::judge(calculation, rule, &leaves.by_unit[unit][rule.item], truth).state)
                .collect();
            let part = |output: &Output| tree.part(output.node, unit);
            let footing = Footing::of(calculation, part, |gate| gates[gate]);
            let judgement = assessment.agencies[*place].judgements.get(truth).as_ref();
            *own.get_mut(truth) = Some(Column {
                nodes: (0..calculation.nodes.len()).map(|node| tree.part(node, unit)).collect(),
                stages: ladder::results(calculation, &footing).iter().map(|stage| stage.state).collect(),
                gates,
                reached: judgement.and_then(|judgement| Some(judgement.ladder.as_ref()?.reached)),
                judged: judgement.is_some(),
                complete: judgement.is_none_or(|judgement| {
                    calculation.dimensions.iter().zip(&judgement.scores).all(|(output, published)| {
                        output.is_none_or(|output| {
                            let own = tree::score(calculation, output, tree.part(output.node, unit));
                            (own.value, own.low, own.high) == (published.value, published.low, published.high)
                        })
                    })
                }),
            });
        }
    }
    let own = members.iter().zip(places).zip(&leaves.by_unit).zip(judged);
    own.map(|(((agency, place), leaves), columns)| Ground {
        agency: *agency,
        responded: assessment.agencies[*place].status == Status::Answered,
        entries: (0..leaves.len()).map(|item| entry(reader, grades, *agency, item, &leaves[item])).collect(),
        columns,
    })
    .collect()
}

fn entry(reader: &Reader, grades: &Grades, agency: usize, item: usize, leaf: &Leaf) -> Entry {
    let calculation = reader.calculation;
    let described = &calculation.items[item];
    let scope = Scope::Agency(agency);
    let answers = &reader.survey.answers;
    let row = answers.find(Unit { period: reader.period, scope });
    let response = row.map_or(&Response::Blank, |row| answers.response(row, described.criterion));
    let assessed = row.and_then(|row| answers.assessed(row, described.criterion));
    let sampled = leaf.sample_size.is_some() && described.is_gate && calculation.method.gate_on == GateOn::LowerBound;
    let units = || reader.units(agency, described, ShareWeight::Count).iter().any(|unit| unit.answered);
    let given = match (response, assessed) {
        _ if leaf.imputed => Given::Composed(Composed::Imputed),
        _ if described.denominator.is_some() => Given::Composed(Composed::Ratio),
        (Response::Many(_) | Response::Few(_), _) | (_, Some(Response::Many(_) | Response::Few(_))) => {
            Given::Composed(Composed::Respondents)
        }
        _ if described.scored && !described.national && units() => Given::Composed(Composed::Units),
        (Response::One { .. }, _) if sampled => Given::Composed(Composed::Sample),
        (Response::One { .. }, _) if matches!(described.lookup, Lookup::Several(_)) => {
            Given::Composed(Composed::Options)
        }
        (Response::One { answer, .. }, _) => Given::Answer(*answer),
        (Response::Blank, _) => Given::Blank,
    };
    let unanswered = || {
        let rule = calculation.evidence.as_ref()?;
        Some(grades.of(scope, described.criterion).unwrap_or(rule.without_record))
    };
    Entry {
        given,
        assessed: match assessed {
            Some(Response::One { answer, .. }) => Some(*answer),
            _ => None,
        },
        grade: leaf.grade.or_else(unanswered),
        parts: leaf.parts,
    }
}
