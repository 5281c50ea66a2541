//! Codes are declared once and refer to something.
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::{Flaws, Step, at, kpis, near};
use crate::framework::{DenominatorBy, Derived, Framework, KpiKind, Level};
use crate::method::Method;
use crate::text::Code;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(framework: &Framework, flaws: &mut Flaws) {
    declared_once(framework, flaws);
    let known = Known::of(framework);
    for (index, scale) in framework.scales.iter().enumerate() {
        if let Some(each) = &scale.each {
            known.scale(at!["scales", index, "each", "scale"], scale.code.as_str(), &each.scale, flaws);
        }
        for grade in scale.caps.keys() {
            let path = at!["scales", index, "caps", Step::Name(grade.to_string())];
            known.grade(path, scale.code.as_str(), "caps", grade, flaws);
        }
    }
    if let Some(scheme) = &framework.evidence {
        for (key, grade) in [("without_record", &scheme.without_record), ("expired_as", &scheme.expired_as)] {
            known.grade(at!["evidence", key], "evidence", key, grade, flaws);
        }
    }
    dimensions(framework, &known, flaws);
    criteria(framework, &known, flaws);
    indicators(framework, &known, flaws);
    for (index, item) in framework.beneficiary_items.iter().enumerate() {
        let owner = item.code.as_str();
        let path = |key: &str| at!["beneficiary_items", index, key];
        known.scale(path("scale"), owner, &item.scale, flaws);
        if let Some(beside) = &item.beside {
            known.criterion(path("beside"), owner, "beside", beside, flaws);
        }
        if let Some(edition) = &item.edition {
            known.edition(path("edition"), owner, edition, flaws);
        }
    }
    for (set, weights) in &framework.weight_sets {
        for code in weights.keys().filter(|code| !known.criteria.contains_key(code) && !known.dimensions.contains(code))
        {
            let nearest = near(code, known.criteria.keys().copied().chain(known.dimensions.iter().copied()));
            let (weight_set, entry) = (set.to_string(), code.to_string());
            let path = at!["weight_sets", set.as_str(), Step::Name(code.to_string())];
            flaws.push(path, FrameworkProblem::UndefinedWeight { weight_set, entry, nearest });
        }
    }
}

pub(super) fn check_method(framework: &Framework, method: &Method, flaws: &mut Flaws) {
    let known = Known::of(framework);
    if framework.evidence.is_some() {
        let minimum = &method.gate_minimum_evidence;
        for (key, grade) in [("supported", &minimum.supported), ("checked", &minimum.checked)] {
            known.grade(at!["method", "gate_minimum_evidence", key], "method", "gate_minimum_evidence", grade, flaws);
        }
    }
    if let Some(set) = method.weight_set.as_ref().filter(|set| !framework.weight_sets.contains_key(*set)) {
        let nearest = near(set, framework.weight_sets.keys());
        let weight_set = set.to_string();
        flaws.push(at!["method", "weight_set"], FrameworkProblem::UndefinedWeightSet { weight_set, nearest });
    }
    for role in method.role_weights.keys() {
        known.role(at!["method", "role_weights", Step::Name(role.to_string())], "method", role, flaws);
    }
}

fn dimensions(framework: &Framework, known: &Known<'_>, flaws: &mut Flaws) {
    for (index, dimension) in framework.dimensions.iter().enumerate() {
        let owner = dimension.code.as_str();
        if let Some(parent) = dimension.parent.as_ref().filter(|parent| !known.dimensions.contains(parent)) {
            let nearest = near(parent, known.dimensions.iter().copied());
            let (owner, parent) = (owner.to_owned(), parent.to_string());
            let problem = FrameworkProblem::UndefinedParent { owner, parent, nearest };
            flaws.push(at!["dimensions", index, "parent"], problem);
        }
        for (place, member) in dimension.members.iter().enumerate() {
            let path = at!["dimensions", index, "members", place, "criterion"];
            known.criterion(path, owner, "members", &member.criterion, flaws);
        }
    }
}

fn criteria(framework: &Framework, known: &Known<'_>, flaws: &mut Flaws) {
    for (index, criterion) in framework.criteria.iter().enumerate() {
        let owner = criterion.code.as_str();
        let path = |key: &str| at!["criteria", index, key];
        known.scale(path("scale"), owner, &criterion.scale, flaws);
        known.dimension(path("dimension"), owner, &criterion.dimension, flaws);
        for condition in criterion.na_when.iter().filter(|code| !known.conditions.contains(code)) {
            let nearest = near(condition, known.conditions.iter().copied());
            let (owner, condition) = (owner.to_owned(), condition.to_string());
            flaws.push(path("na_when"), FrameworkProblem::UndefinedCondition { owner, condition, nearest });
        }
        if let Some(edition) = &criterion.edition {
            known.edition(path("edition"), owner, edition, flaws);
        }
        if let Some(role) = &criterion.role {
            known.role(path("role"), owner, role, flaws);
        }
        for (place, blocked) in criterion.blocks.iter().enumerate() {
            known.criterion(at!["criteria", index, "blocks", place], owner, "blocks", blocked, flaws);
        }
        for (key, national) in [("depends_on", &criterion.depends_on), ("held_by", &criterion.held_by)] {
            for (place, code) in national.iter().enumerate() {
                let path = at!["criteria", index, key, place];
                match known.criteria.get(code) {
                    None => known.criterion(path, owner, key, code, flaws),
                    Some(Level::National) => {}
                    Some(Level::Agency) => {
                        let (owner, key, criterion) = (owner.to_owned(), key.to_owned(), code.to_string());
                        flaws.push(path, FrameworkProblem::NotNational { owner, key, criterion });
                    }
                }
            }
        }
        if let Some(DenominatorBy::Criterion(by)) = criterion.denominator.as_ref().map(|denominator| &denominator.by) {
            let path = at!["criteria", index, "denominator", "by", "criterion"];
            known.criterion(path, owner, "denominator", by, flaws);
        }
        for (place, other) in criterion.overlaps.iter().enumerate() {
            known.overlap(at!["criteria", index, "overlaps", place], owner, other, flaws);
        }
    }
}

fn indicators(framework: &Framework, known: &Known<'_>, flaws: &mut Flaws) {
    for (index, kpi) in framework.kpis.iter().enumerate() {
        let owner = kpi.code.as_str();
        let path = |key: &str| at!["kpis", index, key];
        known.dimension(path("dimension"), owner, &kpi.dimension, flaws);
        if let Some(edition) = &kpi.edition {
            known.edition(path("edition"), owner, edition, flaws);
        }
        if let Some(role) = &kpi.role {
            known.role(path("role"), owner, role, flaws);
        }
        for (place, code) in kpi.contradicts.iter().enumerate() {
            known.criterion(at!["kpis", index, "contradicts", place], owner, "contradicts", code, flaws);
        }
        for (place, other) in kpi.overlaps.iter().enumerate() {
            known.overlap(at!["kpis", index, "overlaps", place], owner, other, flaws);
        }
        for (place, figure) in kpi.figures().enumerate() {
            if let KpiKind::Derived { from: Derived::Beneficiary { item, .. } } = figure.kind
                && !framework.beneficiary_items.iter().any(|known| known.code == *item)
            {
                let nearest = near(item, framework.beneficiary_items.iter().map(|known| &known.code));
                let (owner, item) = (figure.code.to_string(), item.to_string());
                let problem = FrameworkProblem::UndefinedBeneficiaryItem { owner, item, nearest };
                let kind = kpis::path(index, place, "kind");
                flaws.push([kind, at!["derived", "from", "beneficiary", "item"]].concat(), problem);
            }
        }
    }
}

/// Criteria, dimensions, KPIs and beneficiary items share one set of codes; every other list has its own.
fn declared_once(framework: &Framework, flaws: &mut Flaws) {
    let mut shared = BTreeMap::new();
    once("dimensions", framework.dimensions.iter().map(|entry| &entry.code), &mut shared, flaws);
    once("criteria", framework.criteria.iter().map(|entry| &entry.code), &mut shared, flaws);
    once("kpis", framework.kpis.iter().map(|entry| &entry.code), &mut shared, flaws);
    once("beneficiary_items", framework.beneficiary_items.iter().map(|entry| &entry.code), &mut shared, flaws);
    once("scales", framework.scales.iter().map(|entry| &entry.code), &mut BTreeMap::new(), flaws);
    for (list, entries) in
        [("conditions", &framework.conditions), ("editions", &framework.editions), ("roles", &framework.roles)]
    {
        once(list, entries.iter().map(|entry| &entry.code), &mut BTreeMap::new(), flaws);
    }
    for (index, scale) in framework.scales.iter().enumerate() {
        let codes = scale.choices.iter().map(|choice| &choice.code);
        once_at(at!["scales", index, "choices"], codes, &mut BTreeMap::new(), flaws);
    }
    if let Some(scheme) = &framework.evidence {
        let codes = scheme.grades.iter().map(|grade| &grade.code);
        once_at(at!["evidence", "grades"], codes, &mut BTreeMap::new(), flaws);
    }
    for (index, kpi) in framework.kpis.iter().enumerate() {
        let codes = kpi.quantities.iter().map(|quantity| &quantity.code);
        once_at(at!["kpis", index, "quantities"], codes, &mut BTreeMap::new(), flaws);
        once_at(at!["kpis", index, "beside"], kpi.beside.iter().map(|further| &further.code), &mut shared, flaws);
    }
}

fn once<'f>(list: &str, codes: impl Iterator<Item = &'f Code>, seen: &mut BTreeMap<String, String>, flaws: &mut Flaws) {
    once_at(at![list], codes, seen, flaws);
}

fn once_at<'f>(
    list: Vec<Step>,
    codes: impl Iterator<Item = &'f Code>,
    seen: &mut BTreeMap<String, String>,
    flaws: &mut Flaws,
) {
    let name = super::last_key(&list);
    for (index, code) in codes.enumerate() {
        if let Some(first) = seen.get(&code.as_str().to_ascii_lowercase()) {
            let (entry, list_name, first) = (code.to_string(), name.clone(), first.clone());
            let path = super::below(&super::below(&list, index), "code");
            flaws.push(path, FrameworkProblem::CodeDeclaredTwice { entry, list: list_name, first });
        } else {
            seen.insert(code.as_str().to_ascii_lowercase(), name.clone());
        }
    }
}

/// What may be referred to.
struct Known<'f> {
    scales: BTreeSet<&'f Code>,
    dimensions: BTreeSet<&'f Code>,
    criteria: BTreeMap<&'f Code, Level>,
    kpis: BTreeSet<&'f Code>,
    beneficiary_items: BTreeSet<&'f Code>,
    conditions: BTreeSet<&'f Code>,
    editions: BTreeSet<&'f Code>,
    roles: BTreeSet<&'f Code>,
    grades: BTreeSet<&'f Code>,
}

impl<'f> Known<'f> {
    fn of(framework: &'f Framework) -> Known<'f> {
        Known {
            scales: framework.scales.iter().map(|entry| &entry.code).collect(),
            dimensions: framework.dimensions.iter().map(|entry| &entry.code).collect(),
            criteria: framework.criteria.iter().map(|entry| (&entry.code, entry.level)).collect(),
            kpis: framework.kpis.iter().map(|entry| &entry.code).collect(),
            beneficiary_items: framework.beneficiary_items.iter().map(|entry| &entry.code).collect(),
            conditions: framework.conditions.iter().map(|entry| &entry.code).collect(),
            editions: framework.editions.iter().map(|entry| &entry.code).collect(),
            roles: framework.roles.iter().map(|entry| &entry.code).collect(),
            grades: framework.evidence.iter().flat_map(|scheme| &scheme.grades).map(|grade| &grade.code).collect(),
        }
    }

    fn scale(&self, path: Vec<Step>, owner: &str, scale: &Code, flaws: &mut Flaws) {
        if !self.scales.contains(scale) {
            let nearest = near(scale, self.scales.iter().copied());
            let (owner, scale) = (owner.to_owned(), scale.to_string());
            flaws.push(path, FrameworkProblem::UndefinedScale { owner, scale, nearest });
        }
    }

    fn dimension(&self, path: Vec<Step>, owner: &str, dimension: &Code, flaws: &mut Flaws) {
        if !self.dimensions.contains(dimension) {
            let nearest = near(dimension, self.dimensions.iter().copied());
            let (owner, dimension) = (owner.to_owned(), dimension.to_string());
            flaws.push(path, FrameworkProblem::UndefinedDimension { owner, dimension, nearest });
        }
    }

    fn criterion(&self, path: Vec<Step>, owner: &str, key: &str, criterion: &Code, flaws: &mut Flaws) {
        if !self.criteria.contains_key(criterion) {
            let nearest = near(criterion, self.criteria.keys().copied());
            let (owner, key, criterion) = (owner.to_owned(), key.to_owned(), criterion.to_string());
            flaws.push(path, FrameworkProblem::UndefinedCriterion { owner, key, criterion, nearest });
        }
    }

    /// Criteria, KPIs and beneficiary items overlap.
    fn overlap(&self, path: Vec<Step>, owner: &str, other: &Code, flaws: &mut Flaws) {
        let known = || self.criteria.keys().chain(&self.kpis).chain(&self.beneficiary_items).copied();
        if !known().any(|code| code == other) {
            let nearest = near(other, known());
            let (owner, overlap) = (owner.to_owned(), other.to_string());
            flaws.push(path, FrameworkProblem::UndefinedOverlap { owner, overlap, nearest });
        }
    }

    fn edition(&self, path: Vec<Step>, owner: &str, edition: &Code, flaws: &mut Flaws) {
        if !self.editions.contains(edition) {
            let nearest = near(edition, self.editions.iter().copied());
            let (owner, edition) = (owner.to_owned(), edition.to_string());
            flaws.push(path, FrameworkProblem::UndefinedEdition { owner, edition, nearest });
        }
    }

    fn role(&self, path: Vec<Step>, owner: &str, role: &Code, flaws: &mut Flaws) {
        if !self.roles.contains(role) {
            let nearest = near(role, self.roles.iter().copied());
            let (owner, role) = (owner.to_owned(), role.to_string());
            flaws.push(path, FrameworkProblem::UndefinedRole { owner, role, nearest });
        }
    }

    fn grade(&self, path: Vec<Step>, owner: &str, key: &str, grade: &Code, flaws: &mut Flaws) {
        if !self.grades.contains(grade) {
            let nearest = near(grade, self.grades.iter().copied());
            let (owner, key, grade) = (owner.to_owned(), key.to_owned(), grade.to_string());
            flaws.push(path, FrameworkProblem::UndefinedGrade { owner, key, grade, nearest });
        }
    }
}
