//! Frameworks cut down to what all of them ask alike, so that a position means the same in each.
use crate::framework::validate::filled;
use crate::framework::{
    Denominator, DenominatorBy, Derived, Dimension, DimensionRole, EvidenceScheme, Framework, Kpi, KpiKind, Scale,
    Titled, Weights,
};
use crate::method::Method;
use crate::text::{Code, Text};
use std::collections::{BTreeMap, BTreeSet};

/// What a period was judged by.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub framework: &'a Framework,
    pub method: &'a Method,
    pub edition: Option<&'a Code>,
}

/// What several frameworks share.
#[derive(Clone, Debug)]
pub struct Intersection {
    /// In the order of the frameworks; criteria, dimensions and whatever else has a position stand as in the last.
    pub parts: Vec<Restricted>,
    /// Criteria that not all ask alike: place of the framework that asks it, and its code there.
    pub left_out: Vec<(usize, Code)>,
}

/// A framework without what others do not have, of all editions that were asked.
#[derive(Clone, Debug)]
pub struct Restricted {
    pub framework: Framework,
    pub method: Method,
    pub positions: Positions,
}

/// Where parts of the whole framework stand in the restricted one, by their position; none: nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions {
    pub dimensions: Vec<Option<usize>>,
    pub criteria: Vec<Option<usize>>,
    pub kpis: Vec<Option<usize>>,
    pub beneficiary_items: Vec<Option<usize>>,
    pub roles: Vec<Option<usize>>,
    /// A grade that others do not have counts as the next weaker one that they have.
    pub grades: Vec<Option<usize>>,
}

/// Codes of what stays, in the order of the last framework.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Kept {
    dimensions: Vec<Code>,
    criteria: Vec<Code>,
    kpis: Vec<Code>,
    items: Vec<Code>,
    roles: Vec<Code>,
    grades: Vec<Code>,
}

impl Asked<'_> {
    /// Whether both ask the same, so that positions mean the same.
    pub fn asks_as(&self, other: &Asked) -> bool {
        let (one, two) = (self.framework, other.framework);
        one.code == two.code
            && one.version == two.version
            && self.edition == other.edition
            && one.scales == two.scales
            && one.roles == two.roles
            && one.kpis == two.kpis
            && one.criteria.len() == two.criteria.len()
            && one.criteria.iter().zip(&two.criteria).all(|(own, its)| own.code == its.code && own.scale == its.scale)
            && one.dimensions.len() == two.dimensions.len()
            && one.dimensions.iter().zip(&two.dimensions).all(|(own, its)| own.code == its.code)
    }

    /// Code and version of the framework, and the edition where one is chosen.
    pub fn name(&self) -> String {
        let Framework { code, version, .. } = self.framework;
        self.edition.map_or_else(|| format!("{code} {version}"), |edition| format!("{code} {version} {edition}"))
    }
}

/// What frameworks, the earliest first, share. A criterion is shared where all have it under the same code, on the same
/// scale, at the same level, as perception or not, and in a dimension that they share; texts, weights, gates and
/// normalisation are those of each framework.
pub fn intersect(asked: &[Asked]) -> Intersection {
    let wholes: Vec<Framework> = asked.iter().map(|own| own.framework.of_edition(own.edition)).collect();
    let mut kept = Kept::alike(&wholes);
    let restricted = loop {
        let restricted: Vec<Framework> = wholes.iter().map(|whole| kept.restrict(whole)).collect();
        let narrower = kept.narrowed(&restricted);
        if narrower == kept {
            break restricted;
        }
        kept = narrower;
    };
    let mut left_out = Vec::new();
    for (place, whole) in wholes.iter().enumerate() {
        let codes = whole.criteria.iter().map(|criterion| &criterion.code);
        left_out.extend(codes.filter(|code| !holds(&kept.criteria, code)).map(|code| (place, code.clone())));
    }
    let part = |(own, mut framework): (&Asked, Framework)| {
        let method = kept.method(own.method, own.framework.evidence.as_ref());
        framework.method = kept.method(&framework.method, own.framework.evidence.as_ref());
        Restricted { framework, method, positions: kept.positions(own.framework) }
    };
    Intersection { parts: asked.iter().zip(restricted).map(part).collect(), left_out }
}

impl Framework {
    /// Without what an edition (none: all) does not ask, and without editions.
    fn of_edition(&self, edition: Option<&Code>) -> Framework {
        let mut own = self.clone();
        own.criteria.retain(|criterion| self.holds(edition, criterion.edition.as_ref()));
        own.kpis.retain(|kpi| self.holds(edition, kpi.edition.as_ref()));
        own.beneficiary_items.retain(|item| self.holds(edition, item.edition.as_ref()));
        own.criteria.iter_mut().for_each(|criterion| criterion.edition = None);
        own.kpis.iter_mut().for_each(|kpi| kpi.edition = None);
        own.beneficiary_items.iter_mut().for_each(|item| item.edition = None);
        own.editions.clear();
        own
    }
}

impl Kept {
    /// What has one code and one meaning in all, whatever it leans on.
    fn alike(wholes: &[Framework]) -> Kept {
        let Some(last) = wholes.last() else { return Kept::default() };
        let in_all = |known: &dyn Fn(&Framework) -> bool| wholes.iter().all(known);
        let dimensions = last.dimensions.iter().filter(|own| {
            in_all(&|other| {
                other.dimensions.iter().any(|its| its.code.matches(own.code.as_str()) && its.role == own.role)
            })
        });
        let criteria = last.criteria.iter().filter(|own| {
            in_all(&|other| {
                other.criteria.iter().any(|its| {
                    its.code.matches(own.code.as_str())
                        && (its.level, its.perception) == (own.level, own.perception)
                        && same_scale(last, &own.scale, other, &its.scale)
                })
            })
        });
        let kpis = last.kpis.iter().filter(|own| in_all(&|other| other.kpis.iter().any(|its| same_kpi(own, its))));
        let items = last.beneficiary_items.iter().filter(|own| {
            in_all(&|other| {
                other.beneficiary_items.iter().any(|its| {
                    its.code.matches(own.code.as_str())
                        && (its.better, its.positive_from) == (own.better, own.positive_from)
                        && same_scale(last, &own.scale, other, &its.scale)
                })
            })
        });
        let roles = last.roles.iter().filter(|own| in_all(&|other| other.roles.iter().any(|its| its.code == own.code)));
        let grades = last.evidence.iter().flat_map(|scheme| &scheme.grades).filter(|own| {
            in_all(&|other| other.evidence.iter().flat_map(|scheme| &scheme.grades).any(|its| its.code == own.code))
        });
        Kept {
            dimensions: dimensions.map(|own| own.code.clone()).collect(),
            criteria: criteria.map(|own| own.code.clone()).collect(),
            kpis: kpis.map(|own| own.code.clone()).collect(),
            items: items.map(|own| own.code.clone()).collect(),
            roles: roles.map(|own| own.code.clone()).collect(),
            grades: grades.map(|own| own.code.clone()).collect(),
        }
    }

    /// Without what leans on something that does not stay, in any of the frameworks.
    fn narrowed(&self, restricted: &[Framework]) -> Kept {
        let in_all = |known: &dyn Fn(&Framework) -> bool| restricted.iter().all(known);
        let dimension = |code: &Code| {
            in_all(&|own| {
                let found = own.dimensions.iter().find(|dimension| dimension.code.matches(code.as_str()));
                found.is_some_and(|found| found.role == DimensionRole::Stage || filled(found, own))
            })
        };
        let criterion = |code: &Code| {
            in_all(&|own| {
                let found = own.criterion(code.as_str()).map(|place| &own.criteria[place]);
                found.is_some_and(|found| {
                    holds(&self.dimensions, &found.dimension) && self.divides(own, found.denominator.as_ref())
                })
            })
        };
        let kpi = |code: &Code| {
            in_all(&|own| {
                let found = own.kpis.iter().find(|kpi| kpi.code.matches(code.as_str()));
                found.is_some_and(|found| {
                    holds(&self.dimensions, &found.dimension)
                        && found.figures().all(|figure| match figure.kind {
                            KpiKind::Derived { from: Derived::Beneficiary { item, .. } } => holds(&self.items, item),
                            _ => true,
                        })
                })
            })
        };
        Kept {
            dimensions: self.dimensions.iter().filter(|code| dimension(code)).cloned().collect(),
            criteria: self.criteria.iter().filter(|code| criterion(code)).cloned().collect(),
            kpis: self.kpis.iter().filter(|code| kpi(code)).cloned().collect(),
            ..self.clone()
        }
    }

    /// Whether what a number is divided by stays.
    fn divides(&self, own: &Framework, denominator: Option<&Denominator>) -> bool {
        match denominator.map(|denominator| &denominator.by) {
            None | Some(DenominatorBy::Column(_)) => true,
            Some(DenominatorBy::Criterion(code)) => holds(&self.criteria, code),
            Some(DenominatorBy::Quantity(code)) => {
                own.kpis.iter().flat_map(|kpi| &kpi.quantities).any(|quantity| quantity.code == *code)
            }
        }
    }

    /// A framework with what stays of it, in the order of the last, and nothing that refers to anything else.
    fn restrict(&self, whole: &Framework) -> Framework {
        let mut own = whole.clone();
        own.dimensions = ordered(&self.dimensions, &whole.dimensions, |dimension| &dimension.code);
        own.criteria = ordered(&self.criteria, &whole.criteria, |criterion| &criterion.code);
        own.kpis = ordered(&self.kpis, &whole.kpis, |kpi| &kpi.code);
        own.beneficiary_items = ordered(&self.items, &whole.beneficiary_items, |item| &item.code);
        own.roles = ordered(&self.roles, &whole.roles, |role: &Titled| &role.code);
        let stays = |code: &Code| holds(&self.criteria, code);
        let shown = |code: &Code| stays(code) || holds(&self.kpis, code);
        let role = |code: &Option<Code>| code.clone().filter(|code| holds(&self.roles, code));
        for dimension in &mut own.dimensions {
            dimension.parent = self.parent(dimension, whole);
            dimension.members.retain(|member| stays(&member.criterion));
            dimension.weights = self.weights(&dimension.weights);
            dimension.weight_sum = None;
        }
        for criterion in &mut own.criteria {
            criterion.blocks.retain(stays);
            criterion.depends_on.retain(stays);
            criterion.held_by.retain(stays);
            criterion.overlaps.retain(shown);
            criterion.role = role(&criterion.role);
        }
        for kpi in &mut own.kpis {
            kpi.contradicts.retain(stays);
            kpi.overlaps.retain(shown);
            kpi.role = role(&kpi.role);
        }
        for item in &mut own.beneficiary_items {
            item.beside = item.beside.take().filter(stays);
        }
        for weights in own.weight_sets.values_mut() {
            weights.retain(|code, _| stays(code) || holds(&self.dimensions, code));
        }
        own.evidence = whole.evidence.as_ref().filter(|_| !self.grades.is_empty()).map(|scheme| EvidenceScheme {
            without_record: self.grade(scheme, &scheme.without_record),
            expired_as: self.grade(scheme, &scheme.expired_as),
            grades: ordered(&self.grades, &scheme.grades, |grade| &grade.code),
        });
        let asked: BTreeSet<Code> = own
            .criteria
            .iter()
            .map(|criterion| &criterion.scale)
            .chain(own.beneficiary_items.iter().map(|item| &item.scale))
            .flat_map(|code| [Some(code), whole.scale(code).and_then(|scale| Some(&scale.each.as_ref()?.scale))])
            .flatten()
            .cloned()
            .collect();
        own.scales.retain(|scale| asked.contains(&scale.code));
        for scale in &mut own.scales {
            scale.caps.retain(|grade, _| holds(&self.grades, grade));
        }
        own
    }

    /// The nearest dimension above that stays.
    fn parent(&self, dimension: &Dimension, whole: &Framework) -> Option<Code> {
        let above = dimension.parent.as_ref()?;
        if holds(&self.dimensions, above) {
            return Some(above.clone());
        }
        self.parent(&whole.dimensions[whole.dimension(above.as_str())?], whole)
    }

    /// Judgements of experts on parts that stay.
    fn weights(&self, weights: &Weights) -> Weights {
        let stays = |code: &Code| holds(&self.criteria, code) || holds(&self.dimensions, code);
        let places = |parts: &[Code]| -> Vec<usize> { (0..parts.len()).filter(|part| stays(&parts[*part])).collect() };
        let codes = |parts: &[Code], places: &[usize]| places.iter().map(|place| parts[*place].clone()).collect();
        let numbers = |row: &Vec<f64>, places: &[usize]| -> Vec<f64> {
            places.iter().filter_map(|place| row.get(*place).copied()).collect()
        };
        match weights {
            Weights::AnalyticHierarchy { parts, experts } => {
                let places = places(parts);
                let table = |table: &Vec<Vec<f64>>| {
                    places.iter().filter_map(|place| Some(numbers(table.get(*place)?, &places))).collect()
                };
                let experts = experts.iter().map(table).collect();
                Weights::AnalyticHierarchy { parts: codes(parts, &places), experts }
            }
            Weights::BudgetAllocation { parts, experts } => {
                let places = places(parts);
                let experts = experts.iter().map(|row| numbers(row, &places)).collect();
                Weights::BudgetAllocation { parts: codes(parts, &places), experts }
            }
            other => other.clone(),
        }
    }

    /// A grade, or the next weaker one that stays; else the weakest that does.
    fn grade(&self, scheme: &EvidenceScheme, grade: &Code) -> Code {
        let place = scheme.grades.iter().position(|own| own.code == *grade);
        let found = place.and_then(|place| self.no_stronger(scheme, place));
        found.or_else(|| self.grades.first()).unwrap_or(grade).clone()
    }

    /// The strongest grade of a scheme that stays and is no stronger than the one at a place.
    fn no_stronger(&self, scheme: &EvidenceScheme, place: usize) -> Option<&Code> {
        let weaker = scheme.grades[..=place].iter().rev();
        weaker.filter_map(|own| self.grades.iter().find(|kept| **kept == own.code)).next()
    }

    fn method(&self, method: &Method, scheme: Option<&EvidenceScheme>) -> Method {
        let mut own = method.clone();
        if let Some(scheme) = scheme {
            let minimum = &mut own.gate_minimum_evidence;
            minimum.supported = self.grade(scheme, &minimum.supported);
            minimum.checked = self.grade(scheme, &minimum.checked);
        }
        own.role_weights.retain(|role, _| holds(&self.roles, role));
        own
    }

    fn positions(&self, whole: &Framework) -> Positions {
        let grade = |scheme: &EvidenceScheme, place: usize| {
            let code = self.no_stronger(scheme, place)?;
            self.grades.iter().position(|kept| kept == code)
        };
        Positions {
            dimensions: places(&self.dimensions, whole.dimensions.iter().map(|own| &own.code)),
            criteria: places(&self.criteria, whole.criteria.iter().map(|own| &own.code)),
            kpis: places(&self.kpis, whole.kpis.iter().map(|own| &own.code)),
            beneficiary_items: places(&self.items, whole.beneficiary_items.iter().map(|own| &own.code)),
            roles: places(&self.roles, whole.roles.iter().map(|own| &own.code)),
            grades: whole
                .evidence
                .as_ref()
                .map_or_else(Vec::new, |scheme| (0..scheme.grades.len()).map(|place| grade(scheme, place)).collect()),
        }
    }
}

fn holds(codes: &[Code], code: &Code) -> bool {
    codes.iter().any(|known| known.matches(code.as_str()))
}

/// Entries in the order of codes.
fn ordered<T: Clone>(codes: &[Code], entries: &[T], code: impl Fn(&T) -> &Code) -> Vec<T> {
    let find = |wanted: &Code| entries.iter().find(|entry| code(entry).matches(wanted.as_str())).cloned();
    codes.iter().filter_map(find).collect()
}

fn places<'c>(kept: &[Code], codes: impl Iterator<Item = &'c Code>) -> Vec<Option<usize>> {
    let known: BTreeMap<String, usize> = kept.iter().enumerate().map(|(place, code)| (key(code), place)).collect();
    codes.map(|code| known.get(&key(code)).copied()).collect()
}

fn key(code: &Code) -> String {
    code.as_str().to_ascii_lowercase()
}

/// Whether an answer on one scale is the same answer on another.
fn same_scale(one: &Framework, own: &Code, other: &Framework, its: &Code) -> bool {
    let (Some(own), Some(its)) = (one.scale(own), other.scale(its)) else { return false };
    let choices = |scale: &Scale| -> Vec<(String, Option<f64>)> {
        scale.choices.iter().map(|choice| (key(&choice.code), choice.value)).collect()
    };
    let each = match (&own.each, &its.each) {
        (None, None) => true,
        (Some(own), Some(its)) => {
            let lower = |framework: &Framework, code: &Code| framework.scale(code).map(choices);
            own.unit == its.unit && lower(one, &own.scale) == lower(other, &its.scale)
        }
        _ => false,
    };
    own.kind == its.kind && choices(own) == choices(its) && each
}

/// Whether two KPIs differ in their wording at most.
fn same_kpi(own: &Kpi, its: &Kpi) -> bool {
    let quantities = |kpi: &Kpi| -> Vec<Code> { kpi.quantities.iter().map(|quantity| quantity.code.clone()).collect() };
    let figures = |one: &Kpi, other: &Kpi| {
        one.beside.len() == other.beside.len()
            && one.figures().zip(other.figures()).all(|(one, other)| {
                one.code.matches(other.code.as_str()) && one.kind == other.kind && same_words(one.unit, other.unit)
            })
    };
    own.code.matches(its.code.as_str())
        && figures(own, its)
        && own.direction == its.direction
        && own.experienced == its.experienced
        && quantities(own) == quantities(its)
}

/// Whether two texts are the same in every language of both.
fn same_words(own: &Text, its: &Text) -> bool {
    own.iter().all(|(language, words)| its.get(language).is_none_or(|other| words == other))
}
