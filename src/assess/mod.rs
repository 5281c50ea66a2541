//! One period judged: agencies, then services, KPIs, groups and what contradicts what.
mod agencies;
mod contradictions;
mod disclosure;
pub mod draft;
pub mod freeze;
mod groups;
mod indicators;
pub mod promises;
pub mod remarks;
mod services;
mod standing;
pub mod targets;

pub use crate::assess::disclosure::{publish, withhold};

use crate::assess::standing::Standing;
use crate::assessment::{Assessment, NationalItem};
use crate::calculation::Calculation;
use crate::finding::Findings;
use crate::framework::Framework;
use crate::method::{Method, ShareWeight};
use crate::score::evidence::{self, Grades};
use crate::score::leaf::Reader;
use crate::score::people;
use crate::survey::{Scope, Survey};
use crate::text::Code;
use crate::truth::{ByTruth, Truth};

/// What every part of the judgement reads.
pub(crate) struct Context<'a> {
    pub(crate) framework: &'a Framework,
    pub(crate) calculation: &'a Calculation,
    pub(crate) edition: Option<&'a Code>,
    pub(crate) survey: &'a Survey,
    pub(crate) period: usize,
    pub(crate) reader: Reader<'a>,
    /// The columns of truth that exist in this period.
    pub(crate) truths: ByTruth<bool>,
}

/// Judges one period of a survey; `columns` are the register columns to group by.
pub fn assess(
    framework: &Framework,
    calculation: &Calculation,
    edition: Option<&Code>,
    survey: &Survey,
    period: usize,
    columns: &[String],
    findings: &mut Findings,
) -> Assessment {
    evidence::remarks(framework, calculation, survey, period, findings);
    let grades = evidence::grades(calculation, survey, period);
    let context = Context::new(framework, calculation, edition, survey, period, &grades);
    remarks::comparisons(&context, findings);
    let mut agencies = agencies::judge(&context, findings);
    let services = services::judge(&context);
    let experienced = people::experienced(framework, survey, period, &calculation.method);
    indicators::of_agencies(&context, &mut agencies, &services, &experienced);
    let standing = Standing::of(&context, &agencies);
    standing.rank(&context, &mut agencies);
    let groups = groups::groups(&context, columns, &standing, &mut agencies, &services, &experienced);
    let sweep = standing.sweep;
    contradictions::report(&context, &agencies, &experienced, findings);
    Assessment { period, agencies, groups, services, national: context.national(), experienced, sweep }
}

impl<'a> Context<'a> {
    fn new(
        framework: &'a Framework,
        calculation: &'a Calculation,
        edition: Option<&'a Code>,
        survey: &'a Survey,
        period: usize,
        grades: &'a Grades,
    ) -> Context<'a> {
        let weights = role_weights(framework, &calculation.method);
        let reader = Reader::new(calculation, survey, period, grades, weights);
        Context { framework, calculation, edition, survey, period, truths: reader.truths, reader }
    }

    pub(crate) fn method(&self) -> &Method {
        &self.calculation.method
    }

    pub(crate) fn truths(&self) -> impl Iterator<Item = Truth> + '_ {
        Truth::ALL.into_iter().filter(|truth| *self.truths.get(*truth))
    }

    /// One value for each column of truth that exists.
    pub(crate) fn by_truth<T>(&self, mut make: impl FnMut(Truth) -> Option<T>) -> ByTruth<Option<T>> {
        ByTruth::from_fn(|truth| if *self.truths.get(truth) { make(truth) } else { None })
    }

    fn national(&self) -> Vec<NationalItem> {
        let items = self.calculation.items.iter().filter(|item| item.national);
        let nation = self.reader.at(Scope::Nation);
        items
            .map(|item| {
                let leaf = self.reader.leaf(&nation, item, ShareWeight::Count);
                let value = |truth: Truth| leaf.parts.get(truth).value.filter(|_| *self.truths.get(truth));
                NationalItem { criterion: item.criterion, value: ByTruth::from_fn(value), grade: leaf.grade }
            })
            .collect()
    }
}

/// Weight of each respondent role, by its position in the framework.
pub fn role_weights(framework: &Framework, method: &Method) -> Vec<f64> {
    let weight = |role: &Code| method.role_weights.get(role).copied().unwrap_or(1.0);
    framework.roles.iter().map(|role| weight(&role.code)).collect()
}
