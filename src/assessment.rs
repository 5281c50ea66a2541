//! The whole judgement of one period, as values.
pub use crate::score::kpi::{KpiResult, KpiState, TargetResult};
pub use crate::score::people::{Experienced, ExperiencedScope, Perception};

use crate::score::{ByTruth, Judgement, Reached};
use crate::stats::quantile;
use crate::text::Text;
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One period, judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// Position in `Survey::periods`.
    pub period: usize,
    /// Agencies of the register in its order; those merged or closed without an answer are left out.
    pub agencies: Vec<AgencyAssessment>,
    /// The nation first, then every value of every grouping column.
    pub groups: Vec<Group>,
    /// By position of the service in the register; empty when no service was answered for.
    pub services: Vec<ServiceAssessment>,
    /// National items, in the framework's order.
    pub national: Vec<NationalItem>,
    /// What users said, by item: for the nation, each agency and each service with answers.
    pub experienced: Vec<Experienced>,
    /// How many agencies stand at each stage at every threshold of the sweep.
    pub sweep: Vec<SweepPoint>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgencyAssessment {
    /// Position in the register.
    pub agency: usize,
    pub status: Status,
    /// None: the column does not exist in this framework, or the agency did not respond.
    pub judgements: ByTruth<Option<Box<Judgement>>>,
    /// Perception items, by criterion.
    pub perception: Vec<Perception>,
    pub kpis: Vec<KpiResult>,
    /// Criteria marked as controlled by another body, by position in the framework.
    pub not_controlled: Vec<usize>,
    /// Criteria whose *not applicable* makes the stage differ from `na_zero`.
    pub na_deciding: Vec<usize>,
    /// Criteria for whose missing value something stands in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imputed: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Answered,
    /// No usable answer to any scored item: never a stage 0.
    NoResponse,
    /// Answered less than the method's screening asks for: not judged.
    Screened,
}

/// Agencies that share a value of a register column; the nation when there is no column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    pub column: Option<String>,
    pub value: Option<String>,
    /// The value as the register words it in its `COLUMN_LANG` columns; empty where it does not.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub title: Text,
    /// Positions in `Assessment::agencies`.
    pub members: Vec<usize>,
    pub stages: ByTruth<Option<StageCounts>>,
    /// By position of the dimension in the framework.
    pub scores: Vec<ByTruth<Option<Quartiles>>>,
    pub kpis: Vec<KpiResult>,
    pub perception: Vec<Perception>,
    /// Services by stage, of the group's agencies.
    pub services: ByTruth<Option<ServiceCounts>>,
}

/// How many agencies stand where; each agency in exactly one cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageCounts {
    /// By stage number from 0: judged on every stage of the climb.
    pub reached: Vec<usize>,
    /// By stage number: the next stage cannot be judged.
    pub at_least: Vec<usize>,
    /// By stage number: a stage was not applicable and stepped over.
    pub stepped_over: Vec<usize>,
    pub unjudged: usize,
    pub not_applicable: usize,
    pub no_response: usize,
}

/// Of the point values of `count` agencies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quartiles {
    pub count: usize,
    pub lower: f64,
    pub median: f64,
    pub upper: f64,
}

/// Services by the stage of their own share criteria.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceCounts {
    /// By stage number from 0: services, and their yearly transactions.
    pub count: Vec<usize>,
    pub volume: Vec<f64>,
    pub unjudged: usize,
    pub unjudged_volume: f64,
    /// Services whose yearly transactions are not known.
    pub without_volume: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceAssessment {
    /// Position in the register.
    pub service: usize,
    pub reached: ByTruth<Option<Reached>>,
    /// By position of the stage: share 0–1 of the service's own answered criteria that are met, in *claimed*.
    pub profile: Vec<Option<f64>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NationalItem {
    /// Position in the framework.
    pub criterion: usize,
    /// On the scale's values (0–1), by column of truth; none where missing.
    pub value: ByTruth<Option<f64>>,
    pub grade: Option<u8>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SweepPoint {
    /// In output units.
    pub threshold: f64,
    pub stages: ByTruth<Option<StageCounts>>,
}

/// What corrections changed of one agency's judgement: the draft is the material without them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DraftDifference {
    /// Positions in the survey.
    pub period: usize,
    pub agency: usize,
    /// Scores that differ.
    pub scores: Vec<DraftScore>,
    /// Stages that differ: of the draft, and corrected; none within: not judged.
    pub reached: ByTruth<Option<(Option<Reached>, Option<Reached>)>>,
}

/// A score without and with corrections, in output units; none: nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DraftScore {
    /// Position in the framework.
    pub dimension: usize,
    pub truth: Truth,
    pub draft: Option<f64>,
    pub corrected: Option<f64>,
}

impl Quartiles {
    /// Of values in any order; none where there are none.
    pub fn of(mut values: Vec<f64>) -> Option<Quartiles> {
        let count = values.len();
        let mut at = |p| quantile(&mut values, p);
        Some(Quartiles { count, lower: at(0.25)?, median: at(0.5)?, upper: at(0.75)? })
    }
}

impl Group {
    /// How the value is called in a language; none of the nation.
    pub fn name(&self, language: &str) -> Option<&str> {
        if self.title.is_empty() { self.value.as_deref() } else { Some(self.title.say(language)) }
    }
}

impl StageCounts {
    /// No agency yet, for a framework of `stages` stages.
    pub fn empty(stages: usize) -> StageCounts {
        let zeros = || vec![0; stages + 1];
        StageCounts { reached: zeros(), at_least: zeros(), stepped_over: zeros(), ..StageCounts::default() }
    }

    /// Adds what was counted of other agencies.
    pub fn join(&mut self, other: &StageCounts) {
        let StageCounts { reached, at_least, stepped_over, unjudged, not_applicable, no_response } = other;
        let columns =
            [(&mut self.reached, reached), (&mut self.at_least, at_least), (&mut self.stepped_over, stepped_over)];
        for (own, others) in columns {
            own.iter_mut().zip(others).for_each(|(own, other)| *own += other);
        }
        self.unjudged += unjudged;
        self.not_applicable += not_applicable;
        self.no_response += no_response;
    }

    /// Agencies on a rung, for certain or at least; those that stepped over a stage stand on none.
    pub fn on(&self, number: usize) -> usize {
        let at = |cells: &[usize]| cells.get(number).copied().unwrap_or_default();
        at(&self.reached) + at(&self.at_least)
    }

    /// Agencies on a rung or higher.
    pub fn on_or_above(&self, number: usize) -> usize {
        (number..self.reached.len()).map(|rung| self.on(rung)).sum()
    }

    /// Agencies that stepped over a stage, wherever they arrived.
    pub fn stepped(&self) -> usize {
        self.stepped_over.iter().sum()
    }

    /// Counts an agency where it stands; `reached` is none where it was not judged.
    pub fn add(&mut self, status: Status, reached: Option<Reached>) {
        match reached {
            None if status == Status::NoResponse => self.no_response += 1,
            None | Some(Reached::Unjudged) => self.unjudged += 1,
            Some(Reached::NotApplicable) => self.not_applicable += 1,
            Some(Reached::Stage { number, stepped_over: true, .. }) => self.stepped_over[number] += 1,
            Some(Reached::Stage { number, at_least: true, .. }) => self.at_least[number] += 1,
            Some(Reached::Stage { number, .. }) => self.reached[number] += 1,
        }
    }
}
