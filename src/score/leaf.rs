//! One criterion of one agency: answers of respondents, services or branches become its value in each column of truth.
use crate::calculation::{Calculation, Each, Item, NOISE, Part};
use crate::framework::{Denominator, DenominatorBy, LowerUnit, MissingRule, RollUp};
use crate::method::ShareWeight;
use crate::score::evidence::{Grades, UnitGrades};
use crate::score::heard::{Heard, hear};
use crate::survey::{Answers, Scope, Survey, Unit};
use crate::truth::{ByTruth, Truth};
use std::collections::BTreeMap;

/// The heading of the register column that weighs services by volume.
pub const VOLUME: &str = "yearly_transactions";

/// The answers of one period, ready to be read agency by agency.
pub struct Reader<'a> {
    pub calculation: &'a Calculation,
    pub survey: &'a Survey,
    /// The survey's own, or others drawn in their place.
    pub answers: &'a Answers,
    pub period: usize,
    pub grades: &'a Grades,
    /// The columns of truth that exist in this period; the others are left empty.
    pub truths: ByTruth<bool>,
    /// Weight of a respondent role, by position in the framework.
    role_weights: Vec<f64>,
    /// Services and branches of each agency that has any answer for one of them.
    lower: BTreeMap<usize, Vec<Scope>>,
}

/// A criterion as it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaf {
    pub parts: ByTruth<Part>,
    /// What a gate on it is decided on: the values that rest on the least evidence grade; empty where no gate is.
    pub gated: ByTruth<Gated>,
    /// Effective grade of the agency's answer; none without an evidence scheme or an answer.
    pub grade: Option<u8>,
    pub sample_size: Option<u32>,
    /// Marked, or without the national item it leans on.
    pub not_controlled: bool,
    /// Spread of respondents' answers in options.
    pub spread: u8,
    /// Answered both for the agency and for its services or branches.
    pub answered_twice: bool,
    /// Whether something stands in for the missing value in any column of truth.
    pub imputed: bool,
}

/// Bounds of the value that counts for a gate, and the value it would have whatever the evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gated {
    pub low: f64,
    pub high: f64,
    pub whatever_evidence: f64,
}

/// A unit with its row of answers and its grades found.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    pub scope: Scope,
    row: Option<usize>,
    grades: Option<&'a UnitGrades>,
}

/// One service or branch behind a leaf.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitLeaf {
    pub scope: Scope,
    pub parts: ByTruth<Part>,
    pub gated: ByTruth<Gated>,
    pub grade: Option<u8>,
    pub weight: Option<f64>,
    pub answered: bool,
}

impl Leaf {
    /// A criterion that does not apply.
    pub fn absent() -> Leaf {
        Leaf {
            parts: ByTruth::default(),
            gated: ByTruth::default(),
            grade: None,
            sample_size: None,
            not_controlled: false,
            spread: 0,
            answered_twice: false,
            imputed: false,
        }
    }
}

impl<'a> Reader<'a> {
    /// The same answers' other period, on the evidence of this one.
    pub fn in_period(&self, period: usize) -> Reader<'a> {
        Reader::new(self.calculation, self.survey, period, self.grades, self.role_weights.clone())
    }

    pub fn new(
        calculation: &'a Calculation,
        survey: &'a Survey,
        period: usize,
        grades: &'a Grades,
        role_weights: Vec<f64>,
    ) -> Reader<'a> {
        let mut answered: BTreeMap<usize, [bool; 2]> = BTreeMap::new();
        for unit in survey.answers.units().filter(|unit| unit.period == period) {
            match unit.scope {
                Scope::Service(service) => answered.entry(survey.services[service].agency).or_default()[0] = true,
                Scope::Branch(branch) => answered.entry(survey.branches[branch].agency).or_default()[1] = true,
                Scope::Nation | Scope::Agency(_) => {}
            }
        }
        let mut lower: BTreeMap<usize, Vec<Scope>> = BTreeMap::new();
        for (position, service) in survey.services.iter().enumerate() {
            if answered.get(&service.agency).is_some_and(|kinds| kinds[0]) {
                lower.entry(service.agency).or_default().push(Scope::Service(position));
            }
        }
        for (position, branch) in survey.branches.iter().enumerate() {
            if answered.get(&branch.agency).is_some_and(|kinds| kinds[1]) {
                lower.entry(branch.agency).or_default().push(Scope::Branch(position));
            }
        }
        let evidence = calculation.evidence.is_some();
        let truths = ByTruth { claimed: true, supported: evidence, checked: evidence || survey.answers.any_assessed() };
        Reader { calculation, survey, answers: &survey.answers, period, grades, truths, role_weights, lower }
    }

    /// The same of one column of truth alone.
    pub fn in_truth(mut self, truth: Truth) -> Reader<'a> {
        self.truths = ByTruth::from_fn(|own| own == truth && *self.truths.get(own));
        self
    }

    /// The same with other answers drawn in the place of the survey's own.
    pub fn over(self, answers: &'a Answers) -> Reader<'a> {
        Reader { answers, ..self }
    }

    /// Whether any agency answered for its services or branches.
    pub fn has_units(&self) -> bool {
        !self.lower.is_empty()
    }

    /// The registered services and branches of an agency, where it answered for any of that kind.
    pub fn scopes_below(&self, agency: usize) -> &[Scope] {
        if self.lower.is_empty() { &[] } else { self.lower.get(&agency).map_or(&[], Vec::as_slice) }
    }

    /// Finds the answers and grades of a unit.
    pub fn at(&self, scope: Scope) -> At<'a> {
        let row = self.answers.find(Unit { period: self.period, scope });
        At { scope, row, grades: self.grades.unit(scope) }
    }

    /// The leaf of an item for an agency or the nation.
    pub fn leaf(&self, at: &At, item: &Item, share_weight: ShareWeight) -> Leaf {
        let leaf = self.undivided(at, item, share_weight);
        match &item.denominator {
            Some(denominator) => divided(leaf, self.denominator(at, denominator, share_weight), item.range),
            None => leaf,
        }
    }

    /// The same before it is divided by its denominator.
    pub fn undivided(&self, at: &At, item: &Item, share_weight: ShareWeight) -> Leaf {
        if !item.scored || item.national != (at.scope == Scope::Nation) {
            return Leaf::absent();
        }
        let whole = self.single(at, item, None);
        let units = match at.scope {
            Scope::Agency(agency) => self.units(agency, item, share_weight),
            _ => Vec::new(),
        };
        if !units.iter().any(|unit| unit.answered) {
            return whole;
        }
        let assessed = self.assessed(at, item);
        let mut leaf = Leaf {
            parts: ByTruth::from_fn(|truth| self.roll_up(item, &units, truth)),
            gated: ByTruth::from_fn(|truth| gate_bounds(item, &units, truth)),
            grade: units.iter().filter(|unit| unit.answered).filter_map(|unit| unit.grade).max(),
            answered_twice: whole.parts.claimed.value.is_some(),
            ..whole
        };
        if let Some(Heard::Value { value, .. }) = assessed {
            leaf.parts.checked = Part::known(value);
            leaf.gated.checked = Gated { low: value, high: value, whatever_evidence: value };
            let supported = &mut leaf.parts.supported;
            supported.value = supported.value.map(|own| own.min(value));
            supported.low = supported.low.min(value);
            supported.high = supported.high.min(value);
            let gated = &mut leaf.gated.supported;
            gated.low = gated.low.min(value);
            gated.high = gated.high.min(value);
        }
        leaf
    }

    /// The services or branches behind an item of an agency, each on its own values.
    pub fn units(&self, agency: usize, item: &Item, share_weight: ShareWeight) -> Vec<UnitLeaf> {
        let scopes = self.scopes_below(agency);
        if scopes.is_empty() {
            return Vec::new();
        }
        let answered_as = |kind: LowerUnit| {
            scopes.iter().any(|scope| lower_unit(*scope) == Some(kind) && self.is_answered(*scope, item.criterion))
        };
        let kind = match &item.each {
            Some(each) => each.unit,
            None if answered_as(LowerUnit::Service) => LowerUnit::Service,
            None => LowerUnit::Branch,
        };
        let above = self.at(Scope::Agency(agency));
        scopes
            .iter()
            .filter(|scope| lower_unit(**scope) == Some(kind))
            .map(|scope| self.unit(&above, *scope, item, share_weight))
            .collect()
    }

    fn unit(&self, agency: &At, scope: Scope, item: &Item, share_weight: ShareWeight) -> UnitLeaf {
        let leaf = match &item.each {
            Some(each) => self.single(&self.at(scope), &unit_item(item, each), Some(agency)),
            None => self.single(&self.at(scope), item, Some(agency)),
        };
        let weight = match (&item.roll_up, share_weight, scope) {
            (RollUp::Weighted(column), _, _) => self.number(scope, column),
            (_, ShareWeight::Volume, Scope::Service(_)) => self.number(scope, VOLUME),
            _ => Some(1.0),
        };
        UnitLeaf {
            scope,
            parts: leaf.parts,
            gated: leaf.gated,
            grade: leaf.grade,
            weight,
            answered: self.is_answered(scope, item.criterion),
        }
    }

    /// One unit's answer in every column of truth. `above` is the agency whose evidence covers the unit too.
    fn single(&self, at: &At, item: &Item, above: Option<&At>) -> Leaf {
        let calculation = self.calculation;
        let row = at.row;
        let marks = row.and_then(|row| self.answers.marks(row, item.criterion));
        let heard = row.map_or(Heard::Missing, |row| self.hear(item, self.answers.response(row, item.criterion)));
        let assessed = self.assessed(at, item);
        let spread = match heard {
            Heard::Value { spread, .. } => spread,
            _ => 0,
        };
        let grade = calculation.evidence.as_ref().map(|rule| {
            let recorded = |at: &At| at.grades.and_then(|grades| grades[item.criterion]);
            let grade = recorded(at).max(above.and_then(recorded)).unwrap_or(rule.without_record);
            if assessed.is_some() {
                let confirming = rule.grades.iter().position(|(_, checked)| *checked);
                confirming.map_or(grade, |least| grade.max(least as u8))
            } else if spread >= calculation.method.disagreement && !calculation.confirms(grade) {
                grade.min(rule.expired_as)
            } else {
                grade
            }
        });
        let unanimous = match heard {
            Heard::Value { unanimous, .. } => unanimous || item.combine != crate::calculation::Combine::Majority,
            _ => true,
        };
        let parts = ByTruth::from_fn(|truth| match self.truths.get(truth) {
            true => self.part(item, heard, assessed, grade, truth),
            false => Part::absent(),
        });
        let gated = ByTruth::from_fn(|truth| {
            if !item.is_gate || !self.truths.get(truth) {
                return Gated::default();
            }
            let part = parts.get(truth);
            let enough = grade.is_none_or(|grade| grade >= *calculation.gate_minimum.get(truth));
            let by_assessor = truth == Truth::Checked && assessed.is_some();
            let held = |bound: f64| {
                if part.value.is_some() && !(enough && (unanimous || by_assessor)) { item.range.0 } else { bound }
            };
            let said = if truth == Truth::Supported { parts.claimed.low } else { part.low };
            let whatever_evidence = if unanimous || by_assessor { said } else { item.range.0 };
            Gated { low: held(part.low), high: held(part.high), whatever_evidence }
        });
        Leaf {
            parts,
            gated,
            grade: grade.filter(|_| heard != Heard::Missing || assessed.is_some()),
            sample_size: marks.and_then(|marks| marks.sample_size),
            not_controlled: marks.is_some_and(|marks| marks.not_controlled) || self.is_held(item, &parts.claimed),
            spread,
            answered_twice: false,
            imputed: false,
        }
    }

    fn part(&self, item: &Item, heard: Heard, assessed: Option<Heard>, grade: Option<u8>, truth: Truth) -> Part {
        let capped = |value: f64| {
            let cap = grade.map_or(f64::INFINITY, |grade| self.calculation.cap(&item.caps, grade));
            value.min(cap.max(item.range.0))
        };
        let verdict = match assessed {
            Some(Heard::Value { value, .. }) => Some(value),
            _ => None,
        };
        match (truth, heard) {
            (Truth::Claimed, Heard::Value { value, .. }) => Part::known(value),
            (Truth::Supported, Heard::Value { value, .. }) => {
                Part::known(capped(verdict.map_or(value, |verdict| value.min(verdict))))
            }
            (Truth::Supported, Heard::NotApplicable) if verdict.is_some() => {
                verdict.map_or(Part::absent(), |verdict| Part::known(capped(verdict)))
            }
            (Truth::Checked, _) if verdict.is_some() => {
                verdict.map_or(Part::absent(), |verdict| Part::known(capped(verdict)))
            }
            (Truth::Checked, _) if assessed == Some(Heard::NotApplicable) => Part::absent(),
            (_, Heard::NotApplicable) => Part::absent(),
            (Truth::Checked, Heard::Value { value, .. })
                if grade.is_some_and(|grade| self.calculation.confirms(grade)) =>
            {
                Part::known(capped(value))
            }
            (Truth::Supported, Heard::Missing) => {
                let missing = Part::missing(item.range);
                Part { high: verdict.map_or(missing.high, |verdict| verdict.min(missing.high)), ..missing }
            }
            _ => Part::missing(item.range),
        }
    }

    /// An assessor's answer, when it says anything.
    fn assessed(&self, at: &At, item: &Item) -> Option<Heard> {
        let response = self.answers.assessed(at.row?, item.criterion)?;
        Some(self.hear(item, response)).filter(|heard| *heard != Heard::Missing)
    }

    fn hear(&self, item: &Item, response: &crate::survey::Response) -> Heard {
        hear(&item.lookup, item.combine, item.range.1, response, &|role| {
            role.and_then(|role| self.role_weights.get(usize::from(role))).copied().unwrap_or(1.0)
        })
    }

    fn is_answered(&self, scope: Scope, criterion: usize) -> bool {
        let row = self.answers.find(Unit { period: self.period, scope });
        row.is_some_and(|row| {
            *self.answers.response(row, criterion) != crate::survey::Response::Blank
                || self.answers.assessed(row, criterion).is_some()
        })
    }

    /// Whether a national item that the criterion leans on is known to be absent, while the agency has not done without.
    fn is_held(&self, item: &Item, claimed: &Part) -> bool {
        claimed.low < item.range.1
            && item.held_by.iter().any(|national| {
                self.calculation.item_of(*national).is_some_and(|position| {
                    let above = &self.calculation.items[position];
                    self.single(&self.at(Scope::Nation), above, None).parts.claimed.value == Some(above.range.0)
                })
            })
    }

    /// The agency's value from its units: a share or mean over those that apply, each bound over all of them. Units whose
    /// weight is not known are left out. It counts as answered where enough of the units answered.
    fn roll_up(&self, item: &Item, units: &[UnitLeaf], truth: Truth) -> Part {
        let live: Vec<(f64, Part, Scope)> = units
            .iter()
            .filter_map(|unit| Some((unit.weight?, *unit.parts.get(truth), unit.scope)))
            .filter(|(weight, part, _)| *weight > 0.0 && part.applies())
            .collect();
        if live.is_empty() {
            return if units.iter().any(|unit| unit.parts.get(truth).applies()) {
                Part::missing(item.range)
            } else {
                Part::absent()
            };
        }
        let known: Vec<(f64, f64, Scope)> =
            live.iter().filter_map(|(weight, part, scope)| Some((*weight, part.value?, *scope))).collect();
        let bound = |pick: &dyn Fn(&Part) -> f64| {
            let all: Vec<(f64, f64, Scope)> =
                live.iter().map(|(weight, part, scope)| (*weight, pick(part), *scope)).collect();
            roll(item, &all, self.survey).unwrap_or_else(|| pick(&Part::missing(item.range)))
        };
        let covered = known.len() as f64 + NOISE >= self.calculation.method.coverage * live.len() as f64;
        Part {
            value: roll(item, &known, self.survey),
            low: bound(&|part| part.low),
            high: bound(&|part| part.high),
            answered: f64::from(u8::from(covered)),
            applicable: 1.0,
        }
    }

    /// What an agency's number is divided by, in each column of truth; none where it is not known or not above 0.
    fn denominator(&self, at: &At, rule: &Denominator, share_weight: ShareWeight) -> ByTruth<Option<f64>> {
        let Scope::Agency(agency) = at.scope else { return ByTruth::default() };
        let value = |truth: Truth| match &rule.by {
            DenominatorBy::Column(column) => self.survey.agencies[agency].number(column),
            DenominatorBy::Criterion(code) => {
                let item = self.calculation.items.iter().find(|item| item.code == *code)?;
                self.undivided(at, item, share_weight).parts.get(truth).value
            }
            DenominatorBy::Quantity(code) => {
                let own = self.survey.kpis.iter().filter(|entry| {
                    entry.period == self.period && entry.agency == Some(agency) && code.matches(&entry.quantity)
                });
                own.map(|entry| entry.value).reduce(|sum, value| sum + value)
            }
        };
        ByTruth::from_fn(|truth| value(truth).filter(|divisor| *divisor > 0.0).map(|divisor| divisor / rule.per))
    }

    fn number(&self, scope: Scope, column: &str) -> Option<f64> {
        match scope {
            Scope::Service(service) => self.survey.services[service].numbers.get(column).copied(),
            Scope::Branch(branch) => {
                self.survey.branches[branch].attributes.get(column).and_then(|text| text.parse().ok())
            }
            Scope::Nation | Scope::Agency(_) => None,
        }
    }
}

/// An item as it is asked of a service or branch.
pub fn unit_item(item: &Item, each: &Each) -> Item {
    let known = || each.values.iter().flatten().copied();
    Item {
        lookup: crate::calculation::Lookup::Choices(each.values.clone()),
        range: (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max)),
        caps: each.caps.clone(),
        combine: each.combine,
        each: None,
        ..item.clone()
    }
}

fn lower_unit(scope: Scope) -> Option<LowerUnit> {
    Unit { period: 0, scope }.lower()
}

fn roll(item: &Item, units: &[(f64, f64, Scope)], survey: &Survey) -> Option<f64> {
    let total: f64 = units.iter().map(|(weight, ..)| weight).sum();
    let mean = |term: &dyn Fn(f64) -> f64| {
        (total > 0.0).then(|| units.iter().map(|(weight, value, _)| weight * term(*value)).sum::<f64>() / total)
    };
    match &item.roll_up {
        RollUp::Mean | RollUp::Weighted(_) => mean(&|value| value),
        RollUp::ShareAbove(limit) => mean(&|value| f64::from(u8::from(value > *limit))),
        RollUp::Best => units.iter().map(|(_, value, _)| *value).reduce(f64::max),
        RollUp::Strata { column, weights, missing } => {
            let (mut sum, mut shares) = (0.0, 0.0);
            for (stratum, share) in weights {
                let within: Vec<_> =
                    units.iter().filter(|(_, _, scope)| attribute(survey, *scope, column) == Some(stratum)).collect();
                let weight: f64 = within.iter().map(|(weight, ..)| weight).sum();
                if weight > 0.0 {
                    sum += share * within.iter().map(|(weight, value, _)| weight * value).sum::<f64>() / weight;
                } else if *missing == MissingRule::Zero {
                    sum += share * item.range.0;
                } else if *missing == MissingRule::Propagate && *share > 0.0 {
                    return None;
                } else {
                    continue;
                }
                shares += share;
            }
            (shares > 0.0 && total > 0.0).then(|| sum / shares)
        }
    }
}

fn attribute<'s>(survey: &'s Survey, scope: Scope, column: &str) -> Option<&'s str> {
    match scope {
        Scope::Service(service) => survey.services[service].attributes.get(column),
        Scope::Branch(branch) => survey.branches[branch].attributes.get(column),
        Scope::Nation | Scope::Agency(_) => None,
    }
}

/// A leaf measured against something of the agency's own; missing where that is not known.
fn divided(mut leaf: Leaf, divisors: ByTruth<Option<f64>>, range: (f64, f64)) -> Leaf {
    for truth in Truth::ALL {
        let part = leaf.parts.get_mut(truth);
        *part = match (part.applies(), *divisors.get(truth)) {
            (false, _) => *part,
            (true, None) => Part::missing(range),
            (true, Some(divisor)) => Part {
                value: part.value.map(|value| value / divisor),
                low: part.low / divisor,
                high: part.high / divisor,
                ..*part
            },
        };
    }
    leaf
}

/// What a gate is decided on when units answered: their share, where only values that rest on enough evidence count.
fn gate_bounds(item: &Item, units: &[UnitLeaf], truth: Truth) -> Gated {
    let live: Vec<&UnitLeaf> = units
        .iter()
        .filter(|unit| unit.parts.get(truth).applies() && unit.weight.is_some_and(|weight| weight > 0.0))
        .collect();
    let share = |pick: &dyn Fn(&Gated) -> f64, none: f64| {
        let total: f64 = live.iter().filter_map(|unit| unit.weight).sum();
        let sum: f64 = live.iter().filter_map(|unit| Some(unit.weight? * pick(unit.gated.get(truth)))).sum();
        if total > 0.0 { sum / total } else { none }
    };
    Gated {
        low: share(&|gated| gated.low, item.range.0),
        high: share(&|gated| gated.high, item.range.1),
        whatever_evidence: share(&|gated| gated.whatever_evidence, item.range.0),
    }
}
