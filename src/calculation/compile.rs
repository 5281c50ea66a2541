//! A framework and a method become numbers.
use crate::calculation::normalise;
use crate::calculation::{
    Aggregation, Calculation, Combine, Each, EvidenceRule, GateRule, Item, Lookup, NOISE, Node, ObstacleRule, Output,
    StageRule, Step, aggregate,
};
use crate::framework::{
    Aggregate, Criterion, Dimension, DimensionRole, Framework, Gate, Level, Normalise, RollUp, Scale, ScaleKind,
};
use crate::method::Method;
use crate::text::Code;
use crate::truth::ByTruth;

/// The calculation of a valid framework under a method, for the criteria of an edition (none: all of them).
pub fn compile(framework: &Framework, method: &Method, edition: Option<&Code>) -> Calculation {
    let mut compiler = Compiler {
        framework,
        method,
        items: items(framework, edition),
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
        for (child, below) in self.framework.dimensions.iter().enumerate() {
            if below.parent.as_ref() == Some(&dimension.code) && below.role != DimensionRole::Facet {
                let weight = self.weight(&below.code, below.weight);
                parts.extend(self.dimension(child).map(|node| (node, weight)));
            }
        }
        for (item, weight) in self.items_of(dimension) {
            parts.push((self.item(item), weight));
        }
        if parts.is_empty() {
            return None;
        }
        let aggregation =
            Aggregation { rule: dimension.aggregate, missing: dimension.missing, maximum: dimension.maximum, parts };
        let range = self.range(&aggregation);
        let node = self.push(Step::Aggregate(aggregation), range);
        self.outputs[position] =
            Some(Output { node, factor: self.framework.factor(dimension), inverted: self.is_obstacle(dimension) });
        Some(node)
    }

    /// An obstacle, or a facet of one.
    fn is_obstacle(&self, dimension: &Dimension) -> bool {
        let parent = dimension.parent.as_ref().and_then(|code| self.framework.dimension(code.as_str()));
        dimension.role == DimensionRole::Obstacle
            || dimension.role == DimensionRole::Facet
                && parent.is_some_and(|parent| self.framework.dimensions[parent].role == DimensionRole::Obstacle)
    }

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
        let relative = self.framework.criteria[self.items[item].criterion]
            .normalise
            .filter(|_| matches!(self.items[item].lookup, Lookup::Plain))
            .filter(|rule| !matches!(rule, Normalise::None { .. }));
        let leaf = self
            .nodes
            .iter()
            .position(|node| node.step == Step::Item(item))
            .unwrap_or_else(|| self.push(Step::Item(item), self.items[item].range));
        let Some(rule) = relative else { return leaf };
        let step = Step::Relative { of: leaf, rule };
        self.nodes.iter().position(|node| node.step == step).unwrap_or_else(|| self.push(step, normalise::range(rule)))
    }

    fn push(&mut self, step: Step, range: (f64, f64)) -> usize {
        self.nodes.push(Node { step, range });
        self.nodes.len() - 1
    }

    fn range(&self, aggregation: &Aggregation) -> (f64, f64) {
        if aggregation.rule == Aggregate::Copeland {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        let live = || aggregation.parts.iter().filter(|(_, weight)| *weight > 0.0);
        if live().next().is_none() {
            return (0.0, 0.0);
        }
        let bound = |end: fn((f64, f64)) -> f64| {
            aggregate::evaluate(aggregation, live().map(|(node, weight)| (*weight, end(self.nodes[*node].range))))
        };
        (bound(|range| range.0), bound(|range| range.1))
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
                minimum_items: (self.method.minimum_items * items.len() as f64 - NOISE).ceil(),
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

fn items(framework: &Framework, edition: Option<&Code>) -> Vec<Item> {
    framework
        .criteria
        .iter()
        .enumerate()
        .filter(|(_, criterion)| framework.holds(edition, criterion.edition.as_ref()))
        .filter_map(|(position, criterion)| item(framework, position, criterion))
        .collect()
}

fn item(framework: &Framework, position: usize, criterion: &Criterion) -> Option<Item> {
    let scale = framework.scale(&criterion.scale)?;
    let lookup = match (scale.kind, criterion.normalise) {
        (ScaleKind::Choice, _) => Lookup::Choices(scale.choices.iter().map(|choice| choice.value).collect()),
        (ScaleKind::Several, _) => Lookup::Several(scale.choices.iter().map(|choice| choice.value).collect()),
        (ScaleKind::Share, _) => Lookup::Share,
        (_, Some(Normalise::Goalposts { floor, target })) => Lookup::Goalposts { floor, target },
        (ScaleKind::Number | ScaleKind::Count, _) => Lookup::Plain,
    };
    let range = match (&lookup, criterion.normalise) {
        (Lookup::Choices(values), _) => bounds(values),
        (Lookup::Plain, Some(rule)) => match rule {
            Normalise::None { .. } => normalise::range(rule),
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
        national: criterion.level == Level::National,
        is_gate: false,
        perception: criterion.perception,
        scored: criterion.scored && !criterion.perception,
        caps: caps(framework, scale),
        combine: combine(scale),
        roll_up: criterion.roll_up.clone().unwrap_or(RollUp::Mean),
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
