//! A framework and a method become numbers.
use crate::calculation::normalise;
use crate::calculation::{
    Aggregation, Calculation, Combine, Each, EvidenceRule, FromValues, GateRule, Item, Lookup, Node, ObstacleRule,
    Output, StageRule, Step, aggregate,
};
use crate::framework::{
    Criterion, Dimension, DimensionRole, Framework, Gate, Level, Normalise, RollUp, Scale, ScaleKind, Weights,
};
use crate::method::{ImputeBy, Method, Over, Transformation, Treatment};
use crate::stats::weights::{analytic_hierarchy, budget_allocation, joined};
use crate::text::Code;
use crate::truth::ByTruth;

/// The calculation of a valid framework under a method, for the criteria of an edition (none: all of them).
pub fn compile(framework: &Framework, method: &Method, edition: Option<&Code>) -> Calculation {
    let mut compiler = Compiler {
        framework,
        method,
        items: items(framework, method, edition),
        nodes: Vec::new(),
        outputs: vec![None; framework.dimensions.len()],
    };
    for dimension in 0..framework.dimensions.len() {
        compiler.dimension(dimension);
    }
    let (gates, stages) = compiler.ladder();
    for gate in &gates {
        compiler.items[gate.item].is_gate = true;
    }
    let obstacles = compiler.obstacles(&gates);
    let grade = |code: &Code| grade_of(framework, code);
    Calculation {
        gate_minimum: ByTruth {
            claimed: 0,
            supported: grade(&method.gate_minimum_evidence.supported),
            checked: grade(&method.gate_minimum_evidence.checked),
        },
        evidence: framework.evidence.as_ref().map(|scheme| EvidenceRule {
            without_record: grade(&scheme.without_record),
            expired_as: grade(&scheme.expired_as),
            grades: scheme.grades.iter().map(|grade| (grade.months, grade.checked)).collect(),
        }),
        method: method.clone(),
        items: compiler.items,
        nodes: compiler.nodes,
        dimensions: compiler.outputs,
        stages,
        obstacles,
        gates,
    }
}

struct Compiler<'f> {
    framework: &'f Framework,
    method: &'f Method,
    items: Vec<Item>,
    nodes: Vec<Node>,
    outputs: Vec<Option<Output>>,
}

impl Compiler<'_> {
    /// The node of a dimension, made with everything below it; none when nothing is scored there.
    fn dimension(&mut self, position: usize) -> Option<usize> {
        if let Some(output) = self.outputs[position] {
            return Some(output.node);
        }
        let dimension = &self.framework.dimensions[position];
        let mut parts = Vec::new();
        let mut codes = Vec::new();
        for (child, below) in self.framework.dimensions.iter().enumerate() {
            if below.parent.as_ref() == Some(&dimension.code) && below.role != DimensionRole::Facet {
                let weight = self.weight(&below.code, below.weight);
                if let Some(node) = self.dimension(child) {
                    parts.push((node, weight));
                    codes.push(&below.code);
                }
            }
        }
        for (item, weight) in self.items_of(dimension) {
            parts.push((self.item(item), weight));
            codes.push(&self.framework.criteria[self.items[item].criterion].code);
        }
        if parts.is_empty() {
            return None;
        }
        weigh(&dimension.weights, &codes, &mut parts);
        let aggregation = Aggregation {
            rule: dimension.aggregate,
            missing: dimension.missing,
            maximum: dimension.maximum,
            parts,
            weights: from_values(&dimension.weights),
        };
        let range = aggregate::range(&self.nodes, &aggregation);
        let node = self.push(Step::Aggregate(aggregation), range);
        self.outputs[position] = Some(Output {
            node,
            factor: self.framework.factor(dimension),
            inverted: self.framework.is_severity(position),
        });
        Some(node)
    }

    /// An obstacle, or a facet of one.
    /// Scored items of a dimension with their weights: its own, then members.
    fn items_of(&self, dimension: &Dimension) -> Vec<(usize, f64)> {
        let own = self.items.iter().enumerate().filter_map(|(position, item)| {
            let criterion = &self.framework.criteria[item.criterion];
            (criterion.dimension == dimension.code && !item.national && item.scored)
                .then(|| (position, self.weight(&criterion.code, criterion.weight)))
        });
        let members = dimension.members.iter().filter_map(|member| {
            let criterion = self.framework.criterion(member.criterion.as_str())?;
            let position = self.items.iter().position(|item| item.criterion == criterion)?;
            Some((position, member.weight))
        });
        own.chain(members).collect()
    }

    fn weight(&self, code: &Code, own: f64) -> f64 {
        let set = self.method.weight_set.as_ref().and_then(|set| self.framework.weight_sets.get(set));
        set.and_then(|weights| weights.get(code)).copied().unwrap_or(own)
    }

    /// The node of an item: one, however many dimensions count it.
    fn item(&mut self, item: usize) -> usize {
        let criterion = &self.framework.criteria[self.items[item].criterion];
        let mut node = self.step(Step::Item(item), self.items[item].range);
        if self.items[item].lookup != Lookup::Plain {
            return node;
        }
        if let Some(rule) = treatment(criterion, self.method) {
            node = self.step(Step::Treated { of: node, rule }, (f64::NEG_INFINITY, f64::INFINITY));
        }
        match &criterion.normalise {
            None | Some(Normalise::None { .. }) => node,
            Some(rule) => {
                let range = normalise::range(rule);
                self.step(Step::Relative { of: node, rule: rule.clone() }, range)
            }
        }
    }

    /// The node of a step: one, however often it is asked for.
    fn step(&mut self, step: Step, range: (f64, f64)) -> usize {
        self.nodes.iter().position(|node| node.step == step).unwrap_or_else(|| self.push(step, range))
    }

    fn push(&mut self, step: Step, range: (f64, f64)) -> usize {
        self.nodes.push(Node { step, range });
        self.nodes.len() - 1
    }

    fn ladder(&self) -> (Vec<GateRule>, Vec<StageRule>) {
        let mut gates = Vec::new();
        let mut stages = Vec::new();
        for position in self.framework.of_role(DimensionRole::Stage) {
            let dimension = &self.framework.dimensions[position];
            let items: Vec<usize> = self.below(position);
            let first = gates.len();
            for item in &items {
                let criterion = &self.framework.criteria[self.items[*item].criterion];
                let gate = dimension
                    .members
                    .iter()
                    .find(|member| member.criterion == criterion.code)
                    .map_or(criterion.gate, |member| member.gate);
                let pass = self.framework.scale(&criterion.scale).and_then(|scale| scale.gate);
                if let (Some(gate), Some(pass)) = (gate, pass) {
                    gates.push(GateRule { item: *item, dimension: position, critical: gate == Gate::Critical, pass });
                }
            }
            stages.push(StageRule {
                dimension: position,
                output: self.outputs[position],
                minimum_items: self.method.least_items(items.len()),
                minimum_gates: self.method.minimum_gates.min(gates.len() - first),
                gates: (first..gates.len()).collect(),
                items,
            });
        }
        (gates, stages)
    }

    /// Every scored item of a dimension and of those below it.
    fn below(&self, position: usize) -> Vec<usize> {
        let dimension = &self.framework.dimensions[position];
        let mut items: Vec<usize> = self.items_of(dimension).into_iter().map(|(item, _)| item).collect();
        for (child, below) in self.framework.dimensions.iter().enumerate() {
            if below.parent.as_ref() == Some(&dimension.code) && below.role != DimensionRole::Facet {
                items.extend(self.below(child));
            }
        }
        items
    }

    fn obstacles(&self, gates: &[GateRule]) -> Vec<ObstacleRule> {
        let of = |position: usize| ObstacleRule {
            dimension: position,
            blocks: self
                .below(position)
                .into_iter()
                .map(|item| {
                    let criterion = &self.framework.criteria[self.items[item].criterion];
                    let blocked = gates.iter().enumerate().filter(|(_, gate)| {
                        criterion.blocks.contains(&self.framework.criteria[self.items[gate.item].criterion].code)
                    });
                    (item, blocked.map(|(gate, _)| gate).collect())
                })
                .collect(),
        };
        self.framework.of_role(DimensionRole::Obstacle).map(of).collect()
    }
}

/// Weights of parts that do not depend on values: equal ones, or those of experts, who leave out what weighs nothing.
fn weigh(weights: &Weights, codes: &[&Code], parts: &mut [(usize, f64)]) {
    let judged = match weights {
        Weights::Equal => {
            parts.iter_mut().filter(|(_, weight)| *weight > 0.0).for_each(|(_, weight)| *weight = 1.0);
            None
        }
        Weights::AnalyticHierarchy { parts: order, experts } => {
            joined(experts).and_then(|table| analytic_hierarchy(&table)).map(|found| (order, found.weights))
        }
        Weights::BudgetAllocation { parts: order, experts } => budget_allocation(experts).map(|found| (order, found)),
        Weights::Given
        | Weights::PrincipalComponent
        | Weights::Entropy
        | Weights::Critic
        | Weights::EqualInfluence
        | Weights::BenefitOfTheDoubt { .. } => None,
    };
    let Some((order, found)) = judged else { return };
    for (part, code) in parts.iter_mut().zip(codes) {
        let place = order.iter().position(|judged| judged == *code);
        part.1 = place.and_then(|place| found.get(place)).copied().unwrap_or(0.0);
    }
}

fn from_values(weights: &Weights) -> Option<FromValues> {
    match weights {
        Weights::PrincipalComponent => Some(FromValues::PrincipalComponent),
        Weights::Entropy => Some(FromValues::Entropy),
        Weights::Critic => Some(FromValues::Critic),
        Weights::EqualInfluence => Some(FromValues::EqualInfluence),
        Weights::BenefitOfTheDoubt { least, most } => Some(FromValues::BenefitOfTheDoubt(*least, *most)),
        Weights::Given | Weights::Equal | Weights::AnalyticHierarchy { .. } | Weights::BudgetAllocation { .. } => None,
    }
}

/// The criterion's own treatment or the method's; none where neither does anything.
fn treatment(criterion: &Criterion, method: &Method) -> Option<Treatment> {
    let rule = criterion.treatment.or(method.treatment)?;
    (rule.winsorise > 0 || rule.then != Transformation::None).then_some(rule)
}

fn items(framework: &Framework, method: &Method, edition: Option<&Code>) -> Vec<Item> {
    framework
        .criteria
        .iter()
        .enumerate()
        .filter(|(_, criterion)| framework.holds(edition, criterion.edition.as_ref()))
        .filter_map(|(position, criterion)| item(framework, method, position, criterion))
        .collect()
}

fn item(framework: &Framework, method: &Method, position: usize, criterion: &Criterion) -> Option<Item> {
    let changed = criterion.denominator.is_some() || treatment(criterion, method).is_some();
    let scale = framework.scale(&criterion.scale)?;
    let lookup = match (scale.kind, &criterion.normalise) {
        (ScaleKind::Choice, _) => Lookup::Choices(scale.choices.iter().map(|choice| choice.value).collect()),
        (ScaleKind::Several, _) => Lookup::Several(scale.choices.iter().map(|choice| choice.value).collect()),
        (ScaleKind::Share, _) => Lookup::Share,
        (_, Some(Normalise::Goalposts { floor, target })) if !changed => {
            Lookup::Goalposts { floor: *floor, target: *target }
        }
        (ScaleKind::Number | ScaleKind::Count, _) => Lookup::Plain,
    };
    let range = match (&lookup, &criterion.normalise) {
        (Lookup::Choices(values), _) => bounds(values),
        (Lookup::Plain, Some(rule)) => match rule {
            Normalise::None { .. } if !changed => normalise::range(rule),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        },
        _ => (0.0, 1.0),
    };
    let each = scale.each.as_ref().and_then(|each| {
        let below = framework.scale(&each.scale)?;
        Some(Each {
            unit: each.unit,
            values: below.choices.iter().map(|choice| choice.value).collect(),
            caps: caps(framework, below),
            combine: combine(below),
        })
    });
    Some(Item {
        criterion: position,
        code: criterion.code.clone(),
        national: criterion.level == Level::National,
        is_gate: false,
        perception: criterion.perception,
        scored: criterion.scored && !criterion.perception,
        caps: caps(framework, scale),
        combine: combine(scale),
        roll_up: criterion.roll_up.clone().unwrap_or(RollUp::Mean),
        denominator: criterion.denominator.clone(),
        imputation: criterion
            .imputation
            .as_ref()
            .or(method.imputation.as_ref())
            .filter(|rule| rule.by != ImputeBy::None && criterion.scored && !criterion.perception)
            .filter(|_| criterion.level == Level::Agency)
            .cloned(),
        over_periods: criterion.normalise_over.unwrap_or(method.normalise_over) == Over::AllPeriods,
        lower_is_better: criterion.normalise.as_ref().is_some_and(normalise::lower_is_better),
        company: framework.dimension(criterion.dimension.as_str()).unwrap_or_default(),
        held_by: criterion.held_by.iter().filter_map(|code| framework.criterion(code.as_str())).collect(),
        lookup,
        range,
        each,
    })
}

fn bounds(values: &[Option<f64>]) -> (f64, f64) {
    let known = || values.iter().flatten().copied();
    (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max))
}

fn combine(scale: &Scale) -> Combine {
    let valued: Vec<f64> = scale.choices.iter().filter_map(|choice| choice.value).collect();
    match scale.kind {
        ScaleKind::Choice if valued.len() == 2 => Combine::Majority,
        ScaleKind::Choice => Combine::LowerMedian,
        ScaleKind::Share | ScaleKind::Number | ScaleKind::Count | ScaleKind::Several => Combine::Median,
    }
}

/// Caps by grade, in the order of the scheme.
fn caps(framework: &Framework, scale: &Scale) -> Vec<f64> {
    framework.evidence.as_ref().map_or_else(Vec::new, |scheme| {
        scheme.grades.iter().map(|grade| scale.caps.get(&grade.code).copied().unwrap_or(f64::INFINITY)).collect()
    })
}

/// Position of a grade in the scheme; 0 where there is none, since then no gate asks for one.
fn grade_of(framework: &Framework, code: &Code) -> u8 {
    let scheme = framework.evidence.as_ref();
    let position = scheme.and_then(|scheme| scheme.grades.iter().position(|grade| grade.code == *code));
    position.map_or(0, |position| position as u8)
}
