//! Ordered assessments of one scope, each one period × framework version × method: what `results.json` holds.
use crate::assess::{assess, draft, promises, publish, remarks, targets, withhold};
use crate::assessment::{AgencyAssessment, Assessment, DraftDifference};
use crate::assumption::RobustnessSettings;
use crate::audit::Audit;
use crate::calculation::{Calculation, compile};
use crate::change::Changes;
use crate::finding::Findings;
use crate::framework::Framework;
use crate::framework::intersection::Restricted;
use crate::inquiry::StatisticsSettings;
use crate::lint::Lint;
use crate::method::Method;
use crate::parallel::in_parallel;
use crate::plan::Plan;
use crate::promises::PromiseResult;
use crate::resources::PlanSettings;
use crate::robustness::Robustness;
use crate::score::{ByTruth, Reached, Truth};
use crate::statistics::Statistics;
use crate::survey::{ReportSettings, Scope, Survey, number};
use crate::text::{Code, Text};
use crate::uncertainty::Question;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the format of `results.json`.
pub const FORMAT: u32 = 1;

/// Everything judged and everything it was judged from, without the identity of any respondent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that computed it.
    pub program: String,
    pub title: Text,
    pub organisation: Text,
    /// Printed on every output.
    pub note: Text,
    /// The first is the default language of what is printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    #[serde(default)]
    pub report: ReportSettings,
    #[serde(default, skip_serializing_if = "RobustnessSettings::is_default")]
    pub robustness: RobustnessSettings,
    #[serde(default, skip_serializing_if = "StatisticsSettings::is_default")]
    pub statistics: StatisticsSettings,
    #[serde(default, skip_serializing_if = "PlanSettings::is_default")]
    pub plan: PlanSettings,
    #[serde(default, skip_serializing_if = "Audience::is_internal")]
    pub audience: Audience,
    pub framework: Framework,
    pub method: Method,
    pub edition: Option<Code>,
    pub survey: Survey,
    pub assessments: Vec<Assessment>,
    pub changes: Vec<Change>,
    pub moves: Vec<StageMove>,
    /// What was announced, period by period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<PromiseResult>,
    /// What corrections changed, of the agencies that they changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draft: Vec<DraftDifference>,
    pub findings: Findings,
    #[serde(skip)]
    pub sections: Sections,
}

/// What was computed from a series afterwards: each a file of its own beside `results.json`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sections {
    /// How sure the last period is.
    pub robustness: Option<Robustness>,
    /// What a researcher asks of it.
    pub statistics: Option<Statistics>,
    /// What a referee would object to.
    pub lint: Option<Lint>,
    /// What changed from period to period, and why.
    pub change: Option<Changes>,
    /// What auditors found.
    pub audit: Option<Audit>,
    /// What to do next.
    pub plan: Option<Plan>,
}

impl Sections {
    /// What is here, else what another has.
    #[must_use]
    pub fn or(self, other: Sections) -> Sections {
        let Sections { robustness, statistics, lint, change, audit, plan } = self;
        Sections {
            robustness: robustness.or(other.robustness),
            statistics: statistics.or(other.statistics),
            lint: lint.or(other.lint),
            change: change.or(other.change),
            audit: audit.or(other.audit),
            plan: plan.or(other.plan),
        }
    }
}

/// For whom a series is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    #[default]
    Internal,
    /// Without what is internal to single agencies, so that no judgement can be computed again from it.
    Public,
}

impl Audience {
    fn is_internal(&self) -> bool {
        *self == Audience::Internal
    }
}

/// A score in two successive periods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// Positions in `Survey::periods`.
    pub from: usize,
    pub to: usize,
    pub agency: usize,
    pub dimension: usize,
    pub truth: Truth,
    pub before: Option<f64>,
    pub after: Option<f64>,
}

/// The stage of an agency in two successive periods; none: not judged in that period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageMove {
    pub from: usize,
    pub to: usize,
    pub agency: usize,
    pub reached: ByTruth<Option<(Option<Reached>, Option<Reached>)>>,
}

/// What is judged.
pub struct Material {
    pub title: Text,
    pub organisation: Text,
    /// Printed on every output.
    pub note: Text,
    pub languages: Vec<String>,
    pub report: ReportSettings,
    pub robustness: RobustnessSettings,
    pub statistics: StatisticsSettings,
    pub plan: PlanSettings,
    pub framework: Framework,
    pub method: Method,
    pub edition: Option<Code>,
    /// Register columns to group by; none: every column with few enough values.
    pub groups: Option<Vec<String>>,
    pub survey: Survey,
    pub findings: Findings,
}

impl From<Series> for Material {
    /// What a series was judged from, as far as it is kept: without findings, and grouped as it was.
    fn from(series: Series) -> Material {
        let groups = series.assessments.iter().flat_map(|assessment| &assessment.groups);
        let mut columns: Vec<String> = Vec::new();
        for column in groups.filter_map(|group| group.column.clone()) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        Material {
            title: series.title,
            organisation: series.organisation,
            note: series.note,
            languages: series.languages,
            report: series.report,
            robustness: series.robustness,
            statistics: series.statistics,
            plan: series.plan,
            framework: series.framework,
            method: series.method,
            edition: series.edition,
            groups: Some(columns),
            survey: series.survey,
            findings: Findings::default(),
        }
    }
}

/// Register columns with more values than this are not grouped by unless asked.
const MOST_GROUPS: usize = 20;

impl Series {
    /// Whether what its answers and judgements point at is there: criteria, periods, agencies, services, branches. Not
    /// so in a file that somebody changed by hand.
    pub fn hangs_together(&self) -> bool {
        let Survey { periods, agencies, services, branches, answers, .. } = &self.survey;
        let scope = |scope: Scope| match scope {
            Scope::Nation => true,
            Scope::Agency(agency) => agency < agencies.len(),
            Scope::Service(service) => service < services.len(),
            Scope::Branch(branch) => branch < branches.len(),
        };
        let mut owners = services.iter().map(|own| own.agency).chain(branches.iter().map(|own| own.agency));
        let judged = |assessment: &Assessment| {
            assessment.period < periods.len() && assessment.agencies.iter().all(|own| own.agency < agencies.len())
        };
        answers.units().all(|unit| unit.period < periods.len() && scope(unit.scope))
            && (answers.width() == self.framework.criteria.len() || answers.units().next().is_none())
            && owners.all(|agency| agency < agencies.len())
            && self.assessments.iter().all(judged)
    }

    /// Judges every period.
    pub fn assess(material: Material) -> Series {
        Series::assess_asking(material, |_| ()).0
    }

    /// The same; `ask` is asked about the last period while every answer is there.
    pub fn assess_asking<T>(material: Material, ask: impl FnOnce(&Question) -> T) -> (Series, Option<T>) {
        let Material {
            title,
            organisation,
            note,
            languages,
            report,
            robustness,
            statistics,
            plan,
            framework,
            method,
            edition,
            groups,
            mut survey,
            mut findings,
        } = material;
        let calculation = compile(&framework, &method, edition.as_ref());
        targets::leave_out(&framework, &calculation, &mut survey, &mut findings);
        promises::check(&calculation, &survey, &mut findings);
        remarks::register(&framework, &calculation, &survey, &mut findings);
        let columns = groups.unwrap_or_else(|| grouping_columns(&calculation, &survey));
        let positions: Vec<usize> = (0..survey.periods.len()).collect();
        let of_period = |position: &usize| {
            let mut met = Findings::default();
            (assess(&framework, &calculation, edition.as_ref(), &survey, *position, &columns, &mut met), met)
        };
        let (assessments, met): (Vec<Assessment>, Vec<Findings>) =
            in_parallel(&positions, of_period).into_iter().unzip();
        let several = survey.periods.len() > 1;
        for (period, met) in survey.periods.iter().zip(met) {
            findings.extend(if several { met.of_period(period.code.as_str()) } else { met });
        }
        let answer = assessments.last().map(|assessment| {
            let (framework, method, survey) = (&framework, &method, &survey);
            let assessments = &assessments;
            ask(&Question { framework, method, edition: edition.as_ref(), survey, assessment, assessments })
        });
        let promises = promises::judge(&framework, &calculation, edition.as_ref(), &survey, &assessments);
        let draft = draft::differences(&framework, &calculation, edition.as_ref(), &survey, &assessments);
        withhold(&framework, &calculation, &mut survey, &assessments);
        let series = Series {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            title,
            organisation,
            note,
            languages,
            report,
            robustness,
            statistics,
            plan,
            audience: Audience::Internal,
            changes: all_changes(&framework, &assessments),
            moves: all_moves(&assessments),
            promises,
            draft,
            framework,
            method,
            edition,
            survey,
            assessments,
            findings,
            sections: Sections::default(),
        };
        (series, answer)
    }

    /// Takes in the periods of earlier series; `survey` has the positions of all.
    pub fn join(&mut self, mut survey: Survey, assessments: Vec<Assessment>) {
        withhold(&self.framework, &self.calculation(), &mut survey, &assessments);
        self.changes = all_changes(&self.framework, &assessments);
        self.moves = all_moves(&assessments);
        (self.survey, self.assessments) = (survey, assessments);
    }

    /// Judged again over less than its framework asks; what was found in the material stays.
    pub fn restricted(mut self, to: &Restricted) -> Series {
        let findings = std::mem::take(&mut self.findings);
        Series { findings, ..Series::assess(Material::from(self).restricted(to)) }
    }

    /// The calculation behind the scores that this series shows.
    pub fn calculation(&self) -> Calculation {
        let edition = self.edition.as_ref();
        match self.audience {
            Audience::Internal => compile(&self.framework, &self.method, edition),
            Audience::Public => compile(&self.framework.public(edition), &self.method, edition),
        }
    }

    /// By dimension, whether its scores of single agencies are not shown.
    pub fn withheld(&self) -> Vec<bool> {
        match self.audience {
            Audience::Internal => vec![false; self.framework.dimensions.len()],
            Audience::Public => self.framework.withheld(self.edition.as_ref()).iter().map(Option::is_some).collect(),
        }
    }

    /// The series as the public may read it: findings are counted, not quoted.
    pub fn for_public(mut self) -> Series {
        let edition = self.edition.as_ref();
        let calculation = compile(&self.framework, &self.method, edition);
        let withheld = self.framework.withheld(edition);
        publish(&self.framework, &calculation, edition, &withheld, &mut self.survey, &mut self.assessments);
        self.changes.retain(|change| withheld[change.dimension].is_none());
        promises::publish(&self.framework, &withheld, &mut self.promises);
        for difference in &mut self.draft {
            difference.scores.retain(|score| withheld[score.dimension].is_none());
        }
        let nothing = |difference: &DraftDifference| {
            difference.scores.is_empty() && Truth::ALL.iter().all(|truth| difference.reached.get(*truth).is_none())
        };
        self.draft.retain(|difference| !nothing(difference));
        self.findings.keep_counts();
        Series { audience: Audience::Public, plan: PlanSettings::default(), sections: Sections::default(), ..self }
    }
}

impl Material {
    /// Under a framework that asks less.
    pub fn restricted(self, to: &Restricted) -> Material {
        let (framework, method) = (to.framework.clone(), to.method.clone());
        Material { framework, method, edition: None, survey: self.survey.restricted(to), ..self }
    }
}

/// Register columns with at least two and not too many values that part agencies, in the order of the register.
fn grouping_columns(calculation: &Calculation, survey: &Survey) -> Vec<String> {
    let mut values: IndexMap<&str, Vec<&str>, FxBuildHasher> = IndexMap::default();
    for (column, value) in survey.agencies.iter().flat_map(|agency| agency.attributes.iter()) {
        values.entry(column).or_default().push(value);
    }
    let parts = |(column, values): (&str, Vec<&str>)| {
        let distinct = values.iter().collect::<FxHashSet<_>>().len();
        let own = 2 * distinct > values.len() && values.iter().all(|value| number::parse(value).is_some());
        let measures = calculation.divides_by(column) || own;
        ((2..=MOST_GROUPS).contains(&distinct) && !measures && !survey.is_wording(column)).then(|| column.to_owned())
    };
    values.into_iter().filter_map(parts).collect()
}

/// Agencies judged in both periods.
fn pairs<'a>(
    before: &'a Assessment,
    after: &'a Assessment,
) -> impl Iterator<Item = (&'a AgencyAssessment, &'a AgencyAssessment)> {
    let earlier: BTreeMap<usize, &AgencyAssessment> =
        before.agencies.iter().map(|agency| (agency.agency, agency)).collect();
    after.agencies.iter().filter_map(move |agency| Some((*earlier.get(&agency.agency)?, agency)))
}

fn successive(assessments: &[Assessment]) -> impl Iterator<Item = (&Assessment, &Assessment)> {
    assessments.windows(2).map(|pair| (&pair[0], &pair[1]))
}

fn all_changes(framework: &Framework, assessments: &[Assessment]) -> Vec<Change> {
    successive(assessments).flat_map(|(before, after)| changes(framework, before, after)).collect()
}

fn all_moves(assessments: &[Assessment]) -> Vec<StageMove> {
    successive(assessments).flat_map(|(before, after)| moves(before, after)).collect()
}

fn changes(framework: &Framework, before: &Assessment, after: &Assessment) -> Vec<Change> {
    let mut changes = Vec::new();
    for (earlier, later) in pairs(before, after) {
        for truth in Truth::ALL {
            let (Some(old), Some(new)) = (earlier.judgements.get(truth), later.judgements.get(truth)) else {
                continue;
            };
            changes.extend((0..framework.dimensions.len()).map(|dimension| Change {
                from: before.period,
                to: after.period,
                agency: later.agency,
                dimension,
                truth,
                before: old.scores[dimension].value,
                after: new.scores[dimension].value,
            }));
        }
    }
    changes
}

fn moves(before: &Assessment, after: &Assessment) -> Vec<StageMove> {
    pairs(before, after)
        .map(|(earlier, later)| {
            let stage = |agency: &AgencyAssessment, truth: Truth| {
                Some(agency.judgements.get(truth).as_ref()?.ladder.as_ref()?.reached)
            };
            StageMove {
                from: before.period,
                to: after.period,
                agency: later.agency,
                reached: ByTruth::from_fn(|truth| {
                    let pair = (stage(earlier, truth), stage(later, truth));
                    (pair != (None, None)).then_some(pair)
                }),
            }
        })
        .collect()
}
