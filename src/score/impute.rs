//! What stands in for missing values, so that a point value can be given. The bounds of an imputed value are those of a
//! missing one, and it is not answered.
use crate::calculation::{Calculation, Part};
use crate::method::{Imputation, ImputeBy};
use crate::score::leaf::{Leaf, Reader};
use crate::score::{ByTruth, Truth};
use crate::stats::imputation::{
    Centre, fill_from_donors, fill_with_centre, fill_with_expectation, fill_within_unit, last_value, linear,
};
use crate::survey::Scope;

/// The columns of truth in which anything is imputed: what nobody checked is never made up.
const COLUMNS: [Truth; 2] = [Truth::Claimed, Truth::Supported];

/// Values of agencies by item, then by agency.
type Table = Vec<Vec<Option<f64>>>;

/// Fills the missing values of agencies that are judged together; `by_unit` holds their leaves by agency, then by item.
pub(super) fn impute(reader: &Reader, agencies: &[usize], by_unit: &mut [Vec<Leaf>]) {
    let calculation = reader.calculation;
    if calculation.items.iter().all(|item| item.imputation.is_none()) {
        return;
    }
    let panel = panel(reader, agencies, by_unit);
    for truth in COLUMNS.into_iter().filter(|truth| *reader.truths.get(*truth)) {
        let given = table(calculation, by_unit, truth);
        for (item, described) in calculation.items.iter().enumerate() {
            let Some(rule) = &described.imputation else { continue };
            if given[item].iter().all(Option::is_some) {
                continue;
            }
            let filled = fill(reader, agencies, rule, item, &given, &panel, truth);
            let (worst, best) = described.range;
            for (leaves, value) in by_unit.iter_mut().zip(filled) {
                let leaf = &mut leaves[item];
                let part = leaf.parts.get_mut(truth);
                if let (None, true, Some(value)) = (part.value, part.applies(), value) {
                    part.value = Some(value.clamp(worst, best));
                    leaf.imputed = true;
                }
            }
        }
    }
}

fn table(calculation: &Calculation, by_unit: &[Vec<Leaf>], truth: Truth) -> Table {
    let value = |item: usize| by_unit.iter().map(move |leaves| leaves[item].parts.get(truth).value).collect();
    (0..calculation.items.len()).map(value).collect()
}

/// By period of the survey, then by agency, then by item; empty where no rule looks at other periods.
fn panel(reader: &Reader, agencies: &[usize], by_unit: &[Vec<Leaf>]) -> Vec<Vec<Vec<ByTruth<Part>>>> {
    let looks = |rule: &Imputation| matches!(rule.by, ImputeBy::LastValue | ImputeBy::Linear);
    if !reader.calculation.items.iter().any(|item| item.imputation.as_ref().is_some_and(looks)) {
        return Vec::new();
    }
    let share_weight = reader.calculation.method.share_weight;
    let parts = |leaves: &Vec<Leaf>| leaves.iter().map(|leaf| leaf.parts).collect();
    let of = |period: usize| {
        if period == reader.period {
            return by_unit.iter().map(parts).collect();
        }
        let then = reader.in_period(period);
        let leaves = |agency: &usize| {
            let at = then.at(Scope::Agency(*agency));
            parts(&reader.calculation.items.iter().map(|item| then.leaf(&at, item, share_weight)).collect())
        };
        agencies.iter().map(leaves).collect()
    };
    (0..reader.survey.periods.len()).map(of).collect()
}

fn fill(
    reader: &Reader,
    agencies: &[usize],
    rule: &Imputation,
    item: usize,
    given: &Table,
    panel: &[Vec<Vec<ByTruth<Part>>>],
    truth: Truth,
) -> Vec<Option<f64>> {
    let items = &reader.calculation.items;
    let own = &given[item];
    let group = |agency: &usize| {
        let column = rule.group.as_deref()?;
        reader.survey.agencies[*agency].attributes.get(column)
    };
    let groups = || agencies.iter().map(group).collect::<Vec<Option<&str>>>();
    let company: Vec<usize> = (0..items.len())
        .filter(|other| items[*other].company == items[item].company && items[*other].scored && !items[*other].national)
        .collect();
    let place = company.iter().position(|other| *other == item).unwrap_or_default();
    let beside = || company.iter().map(|other| given[*other].clone()).collect::<Table>();
    let within = |kind: Centre| {
        let lower: Vec<bool> = company.iter().map(|other| items[*other].lower_is_better).collect();
        fill_within_unit(&beside(), &lower, kind).swap_remove(place)
    };
    let over_time = |find: &dyn Fn(&[Option<f64>]) -> Option<f64>| {
        let values = |unit: usize| panel.iter().map(|period| period[unit][item].get(truth).value).collect::<Vec<_>>();
        (0..agencies.len()).map(|unit| find(&values(unit))).collect()
    };
    match rule.by {
        ImputeBy::None => own.clone(),
        ImputeBy::Mean => fill_with_centre(own, &groups(), Centre::Mean),
        ImputeBy::Median => fill_with_centre(own, &groups(), Centre::Median),
        ImputeBy::UnitMean => within(Centre::Mean),
        ImputeBy::UnitMedian => within(Centre::Median),
        ImputeBy::ExpectationMaximisation => {
            fill_with_expectation(&beside()).map_or_else(|| own.clone(), |mut filled| filled.swap_remove(place))
        }
        ImputeBy::HotDeck => {
            let seed = reader.calculation.method.seed.wrapping_add(items[item].criterion as u64);
            fill_from_donors(own, &groups(), rule.draws, seed)
        }
        ImputeBy::LastValue => over_time(&|values| last_value(values, reader.period)),
        ImputeBy::Linear => over_time(&|values| linear(values, reader.period)),
    }
}
