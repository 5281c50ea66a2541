//! Key performance indicators: sums of parts, never means of percentages.
use crate::framework::{Direction, KpiKind, expression};
use crate::method::Method;
use crate::stats::{grouped_quantile, wilson};
use crate::survey::{KpiEntry, Survey, Target, TargetScope};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A KPI of an agency, a group or the nation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KpiResult {
    /// Position among the framework's KPIs.
    pub kpi: usize,
    /// 0: the KPI's own figure; from 1: those beside it.
    #[serde(default, skip_serializing_if = "is_own")]
    pub figure: usize,
    pub value: Option<f64>,
    pub state: KpiState,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    /// Cases, respondents or transactions behind the value.
    pub count: Option<f64>,
    /// Wilson interval, where the figure is from a sample.
    pub interval: Option<(f64, f64)>,
    pub target: Option<TargetResult>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum KpiState {
    Available,
    /// A part is missing: the names of the missing quantities.
    NotAvailable {
        missing: Vec<String>,
    },
    /// Its kind forbids figures of groups.
    NotAggregable,
    /// Too few people.
    Suppressed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetResult {
    pub target: f64,
    pub baseline: Option<f64>,
    /// None: the value is not available.
    pub met: Option<bool>,
    /// The day by which it is to be met, where that lies after the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// The quantity of one measured case of a quantile KPI; counts per class are named `at-VALUE`.
pub const CASE: &str = "case";
const CLASS: &str = "at-";

/// Entries of a period, by KPI and agency (none: the nation).
pub struct Entries<'s> {
    by: BTreeMap<(usize, Option<usize>), Vec<&'s KpiEntry>>,
}

impl<'s> Entries<'s> {
    pub fn of(survey: &'s Survey, period: usize) -> Entries<'s> {
        let mut by: BTreeMap<_, Vec<&KpiEntry>> = BTreeMap::new();
        for entry in survey.kpis.iter().filter(|entry| entry.period == period) {
            by.entry((entry.kpi, entry.agency)).or_default().push(entry);
        }
        Entries { by }
    }

    fn get(&self, kpi: usize, agency: Option<usize>) -> &[&'s KpiEntry] {
        self.by.get(&(kpi, agency)).map_or(&[], Vec::as_slice)
    }

    /// Whether anything was entered for a KPI by any of these.
    pub fn any(&self, kpi: usize, agencies: &[Option<usize>]) -> bool {
        agencies.iter().any(|agency| !self.get(kpi, *agency).is_empty())
    }
}

/// Fills in a figure over agencies (none among them: the nation's own entries): one agency's, or that of a group.
/// Derived figures are not computed here.
pub fn compute(result: &mut KpiResult, kind: &KpiKind, entries: &Entries, agencies: &[Option<usize>], method: &Method) {
    let each: Vec<&[&KpiEntry]> =
        agencies.iter().map(|agency| entries.get(result.kpi, *agency)).filter(|entries| !entries.is_empty()).collect();
    let sums = |names: &[&str]| -> Result<Vec<f64>, Vec<String>> { sums(&each, names) };
    result.count = sample_size(&each);
    let computed = match kind {
        KpiKind::Ratio { numerator, denominator, factor, bounded } => sums(&[numerator.as_str(), denominator.as_str()])
            .and_then(|sums| {
                result.numerator = Some(sums[0]);
                result.denominator = Some(sums[1]);
                result.count = Some(sums[1]);
                let share = divided(sums[0], sums[1], denominator.as_str())?;
                if *bounded && let Some(size) = sample_size(&each) {
                    result.count = Some(size);
                    result.interval =
                        wilson(share, size, method.confidence).map(|(low, high)| (low * factor, high * factor));
                }
                Ok(share * factor)
            }),
        KpiKind::Difference { minuend, subtrahend } => {
            sums(&[minuend.as_str(), subtrahend.as_str()]).map(|sums| sums[0] - sums[1])
        }
        KpiKind::GroupGap { numerator, denominator, factor } => gap(&each, numerator.as_str(), denominator.as_str())
            .map(|(gap, count)| {
                result.count = Some(count);
                gap * factor
            }),
        KpiKind::Quantile { probability } => {
            let cases = cases(&each);
            result.count = Some(cases.iter().map(|(_, count)| count).sum());
            grouped_quantile(&cases, *probability).ok_or_else(|| vec![CASE.to_owned()])
        }
        KpiKind::Formula { sums: false, .. } if agencies.len() > 1 => {
            result.state = KpiState::NotAggregable;
            return;
        }
        KpiKind::Formula { expression, .. } => formula(&each, expression),
        KpiKind::Derived { .. } => Err(Vec::new()),
    };
    match computed {
        Ok(value) => {
            result.value = Some(value);
            result.state = KpiState::Available;
        }
        Err(missing) => result.state = KpiState::NotAvailable { missing },
    }
}

impl TargetResult {
    /// The day that is still ahead of a target that is not met.
    pub fn open(&self) -> Option<Date> {
        self.due.filter(|_| self.met == Some(false))
    }
}

impl KpiResult {
    /// A result without a value.
    pub fn empty(kpi: usize, figure: usize) -> KpiResult {
        KpiResult {
            kpi,
            figure,
            value: None,
            state: KpiState::NotAvailable { missing: Vec::new() },
            numerator: None,
            denominator: None,
            count: None,
            interval: None,
            target: None,
        }
    }

    /// Sets the target that applies, and whether it is met; `last` is the last day of the period.
    pub fn aim(&mut self, target: Option<&Target>, direction: Direction, last: Option<Date>) {
        self.target = target.map(|target| TargetResult {
            target: target.target,
            baseline: target.baseline,
            met: self.value.and_then(|value| match direction {
                Direction::Higher => Some(value >= target.target),
                Direction::Lower => Some(value <= target.target),
                Direction::Context => None,
            }),
            due: target.date.filter(|date| last.is_some_and(|last| *date > last)),
        });
    }
}

/// The target of a code for a scope.
pub fn target<'s>(survey: &'s Survey, code: &str, scope: &TargetScope) -> Option<&'s Target> {
    survey.targets.iter().find(|target| target.code.eq_ignore_ascii_case(code) && target.scope == *scope)
}

/// Sums of named quantities over the agencies that gave all of them; the names missing where no agency did.
fn sums(each: &[&[&KpiEntry]], names: &[&str]) -> Result<Vec<f64>, Vec<String>> {
    let complete: Vec<Vec<f64>> = each
        .iter()
        .filter_map(|entries| names.iter().map(|name| quantity(entries, name)).collect::<Option<Vec<f64>>>())
        .collect();
    if complete.is_empty() {
        let absent = |name: &&&str| !each.iter().any(|entries| quantity(entries, name).is_some());
        return Err(names.iter().filter(absent).map(|name| (*name).to_owned()).collect());
    }
    Ok((0..names.len()).map(|place| complete.iter().map(|sums| sums[place]).sum()).collect())
}

/// One agency's quantity: its total, else the sum of its groups.
fn quantity(entries: &[&KpiEntry], name: &str) -> Option<f64> {
    let named = || entries.iter().filter(|entry| entry.quantity.eq_ignore_ascii_case(name));
    let total = named().filter(|entry| entry.group.is_empty()).map(|entry| entry.value).reduce(|a, b| a + b);
    total.or_else(|| named().map(|entry| entry.value).reduce(|a, b| a + b))
}

fn is_own(figure: &usize) -> bool {
    *figure == 0
}

fn divided(numerator: f64, denominator: f64, name: &str) -> Result<f64, Vec<String>> {
    if denominator > 0.0 { Ok(numerator / denominator) } else { Err(vec![name.to_owned()]) }
}

/// Total sample size, where every agency's figure is from a sample.
fn sample_size(each: &[&[&KpiEntry]]) -> Option<f64> {
    let sizes = each.iter().map(|entries| entries.iter().filter_map(|entry| entry.sample_size).max().map(f64::from));
    sizes.sum::<Option<f64>>().filter(|_| !each.is_empty())
}

/// Highest minus lowest ratio over the groups, each group summed over the agencies first, and the sum of the groups'
/// denominators.
fn gap(each: &[&[&KpiEntry]], numerator: &str, denominator: &str) -> Result<(f64, f64), Vec<String>> {
    let mut groups: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for entry in each.iter().flat_map(|entries| entries.iter()).filter(|entry| !entry.group.is_empty()) {
        let sums = groups.entry(&entry.group).or_default();
        if entry.quantity.eq_ignore_ascii_case(numerator) {
            sums.0 += entry.value;
        } else if entry.quantity.eq_ignore_ascii_case(denominator) {
            sums.1 += entry.value;
        }
    }
    let ratios: Vec<f64> =
        groups.values().filter(|(_, below)| *below > 0.0).map(|(above, below)| above / below).collect();
    let high = ratios.iter().copied().reduce(f64::max);
    let low = ratios.iter().copied().reduce(f64::min);
    match (high, low) {
        (Some(high), Some(low)) if ratios.len() > 1 => Ok((high - low, groups.values().map(|(_, below)| below).sum())),
        _ => Err(vec![numerator.to_owned(), denominator.to_owned()]),
    }
}

/// Values with how often they occurred, ascending.
fn cases(each: &[&[&KpiEntry]]) -> Vec<(f64, f64)> {
    let mut cases: Vec<(f64, f64)> = each
        .iter()
        .flat_map(|entries| entries.iter())
        .filter_map(|entry| {
            if entry.quantity.eq_ignore_ascii_case(CASE) {
                return Some((entry.value, 1.0));
            }
            let class = entry.quantity.get(..CLASS.len()).filter(|start| start.eq_ignore_ascii_case(CLASS))?;
            let value: f64 = entry.quantity[class.len()..].parse().ok()?;
            Some((value, entry.value))
        })
        .filter(|(_, count)| *count > 0.0)
        .collect();
    cases.sort_by(|a, b| a.0.total_cmp(&b.0));
    cases
}

/// The expression per agency, summed.
fn formula(each: &[&[&KpiEntry]], text: &str) -> Result<f64, Vec<String>> {
    let Ok(expression) = expression::parse(text) else {
        return Err(vec![text.to_owned()]);
    };
    let values: Vec<f64> =
        each.iter().filter_map(|entries| expression.evaluate(&|name| quantity(entries, name))).collect();
    if values.is_empty() {
        let absent = |name: &&str| !each.iter().any(|entries| quantity(entries, name).is_some());
        return Err(expression.quantities().into_iter().filter(absent).map(str::to_owned).collect());
    }
    Ok(values.iter().sum())
}
