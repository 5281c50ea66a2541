//! How a number came to be: the calculation walked from a score down to answers and evidence.
use crate::assess::role_weights;
use crate::assessment::AgencyAssessment;
use crate::calculation::{Aggregation, Calculation, Combine, Done, Item, Node, Output, Part, Spread, Step};
use crate::framework::{Aggregate, Denominator, MissingRule, Normalise, RollUp, Weights};
use crate::method::{Imputation, ShareWeight, Treatment};
use crate::score::evidence;
use crate::score::judge::Leaves;
use crate::score::leaf::Reader;
use crate::score::tree::{self, Tree};
use crate::score::{GateResult, Score, gate};
use crate::series::Series;
use crate::survey::{Correction, Marks, Response, Scope, Source, Unit};
use crate::truth::{ByTruth, Truth};
use std::collections::BTreeMap;

/// The scores of one agency in one period, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Positions in the survey.
    pub period: usize,
    /// None: the nation.
    pub agency: Option<usize>,
    /// The columns of truth that exist.
    pub truths: Vec<Truth>,
    pub roots: Vec<Branch>,
}

/// A number and what it was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    pub what: Subject,
    /// Weight in the number above; none at the root.
    pub weight: Option<f64>,
    pub rule: Option<Aggregate>,
    /// Of a dimension: where its weights come from.
    pub weights: Option<Weights>,
    /// Of a criterion: what was done between its answer and its value, in order, with what each step came to; a treatment
    /// that left the value alone is not named.
    pub steps: Vec<(Taken, ByTruth<Option<f64>>)>,
    /// Of a dimension on the output unit (of an obstacle its severity), of a criterion on its scale's values.
    pub values: ByTruth<Option<Score>>,
    pub arithmetic: ByTruth<Option<Arithmetic>>,
    pub leaf: Option<Box<LeafView>>,
    pub children: Vec<Branch>,
}

/// A step between an answer and its value.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    Divided(Denominator),
    Imputed(Imputation),
    Treated(Treatment, ByTruth<Option<Done>>),
    Normalised(Normalise, ByTruth<Option<Spread>>),
}

/// How the scores of a period follow from its numbers, in one column of truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Dimensions with a score, in the framework's order.
    pub wholes: Vec<Whole>,
    /// Criteria that are measured, in the framework's order.
    pub numbers: Vec<Placing>,
}

/// A dimension and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// Position in the framework.
    pub dimension: usize,
    pub rule: Aggregate,
    pub missing: MissingRule,
    /// The sum of points is held down to this.
    pub maximum: Option<f64>,
    pub factor: f64,
    /// The weight of each part; none where every agency has weights of its own, or none follow from the values.
    pub parts: Vec<(Subject, Option<f64>)>,
}

/// A measured criterion and what is done with its number.
#[derive(Clone, Debug, PartialEq)]
pub struct Placing {
    /// Position in the framework.
    pub criterion: usize,
    /// None: it is not treated, whatever it is.
    pub done: Option<Done>,
    /// Once divided and treated; none where its rule depends on no other number, or no number is known.
    pub spread: Option<Spread>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Positions in the framework.
    Dimension(usize),
    Criterion(usize),
}

/// The sum behind a value. Arithmetic mean: result = factor × Σ weight × value / divisor; sum of points: without
/// divisor; other rules name their terms only. `inverted`: result = factor × (best − …).
#[derive(Clone, Debug, PartialEq)]
pub struct Arithmetic {
    /// Weight and value of every part that counts in the point value.
    pub terms: Vec<(f64, f64)>,
    pub divisor: Option<f64>,
    pub factor: f64,
    pub inverted: Option<f64>,
    pub result: f64,
}

/// The answers behind a criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct LeafView {
    pub answer: Response,
    pub assessed: Option<Response>,
    pub marks: Option<Marks>,
    /// Effective evidence grade, by position in the scheme, and its cap on the scale's values; where services or
    /// branches answered, each of them is capped instead.
    pub grade: Option<u8>,
    pub cap: Option<f64>,
    pub gate: ByTruth<Option<GateResult>>,
    /// How answers of several respondents become one; none where nowhere more than one person answered.
    pub combine: Option<Combine>,
    /// Of the services or branches with a value, those that meet the criterion in full, and all.
    pub met: ByTruth<Option<(usize, usize)>>,
    /// Files and rows, in order.
    pub sources: Vec<Source>,
    /// Those applied to these answers, in the order in which they were.
    pub corrections: Vec<Correction>,
    /// Services or branches behind a share: answer, grade and value by column.
    pub units: Vec<UnitView>,
    pub not_controlled: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct UnitView {
    pub scope: Scope,
    pub answer: Response,
    pub assessed: Option<Response>,
    pub grade: Option<u8>,
    /// What the grade supports at most, where that is less than the best value.
    pub cap: Option<f64>,
    pub weight: Option<f64>,
    pub values: ByTruth<Option<f64>>,
}

struct Explainer<'a> {
    series: &'a Series,
    calculation: &'a Calculation,
    reader: Reader<'a>,
    leaves: Leaves,
    trees: ByTruth<Option<Tree<'a>>>,
    placed: BTreeMap<usize, Taken>,
    scope: Scope,
}

/// Every scored dimension at the top, or the dimension or criterion of a code. None: no such period, agency or code, or
/// the agency was not judged.
pub fn explain(series: &Series, period: usize, agency: usize, code: Option<&str>) -> Option<Explanation> {
    let mut found = None;
    take_apart(series, period, &[agency], |explainer, own| {
        let framework = &series.framework;
        let roots = match code {
            None => explainer.roots(own),
            Some(code) => match (framework.dimension(code), framework.criterion(code)) {
                (Some(position), _) => explainer.dimension(position, None, own).into_iter().collect(),
                (None, Some(criterion)) => {
                    let item = explainer.calculation.item_of(criterion);
                    item.map(|item| explainer.whole_criterion(item, own)).into_iter().collect()
                }
                (None, None) => Vec::new(),
            },
        };
        found = (!roots.is_empty() || code.is_none()).then(|| explainer.explanation(agency, roots));
    });
    found
}

/// Those of the agencies that were judged, one after another, with every scored dimension at the top.
pub fn explain_each(series: &Series, period: usize, agencies: &[usize], mut tell: impl FnMut(usize, Explanation)) {
    take_apart(series, period, agencies, |explainer, own| {
        let Scope::Agency(agency) = explainer.scope else { return };
        tell(agency, explainer.explanation(agency, explainer.roots(own)));
    });
}

/// How the scores of a period follow from its numbers. None: nobody was judged in this column.
pub fn recipe(series: &Series, period: usize, truth: Truth) -> Option<Recipe> {
    let everybody: Vec<usize> = (0..series.survey.agencies.len()).collect();
    let mut found = None;
    take_apart(series, period, &everybody, |explainer, _| {
        if found.is_none() {
            found = explainer.trees.get(truth).as_ref().map(|tree| explainer.recipe(tree, truth));
        }
    });
    found
}

/// Hands over each of the agencies that was judged, with its place among the units of the explainer.
fn take_apart(series: &Series, period: usize, agencies: &[usize], mut tell: impl FnMut(&Explainer, usize)) {
    let Some(assessment) = series.assessments.get(period) else { return };
    let framework = &series.framework;
    let answered = |judged: &&AgencyAssessment| Truth::ALL.iter().any(|truth| judged.judgements.get(*truth).is_some());
    let wanted: Vec<&AgencyAssessment> =
        assessment.agencies.iter().filter(answered).filter(|judged| agencies.contains(&judged.agency)).collect();
    if wanted.is_empty() {
        return;
    }
    let calculation = series.calculation();
    let grades = evidence::grades(&calculation, &series.survey, period);
    let weights = role_weights(framework, &series.method);
    let reader = Reader::new(&calculation, &series.survey, period, &grades, weights);
    let members: Vec<usize> = if calculation.is_relative() {
        let claimed = |other: &&AgencyAssessment| other.judgements.claimed.is_some();
        assessment.agencies.iter().filter(claimed).map(|other| other.agency).collect()
    } else {
        wanted.iter().map(|judged| judged.agency).collect()
    };
    let leaves = Leaves::read(&reader, &members, series.method.share_weight);
    let columns = ByTruth::from_fn(|truth| leaves.columns(&calculation, truth));
    let trees = ByTruth::from_fn(|truth| {
        let exists = wanted.iter().any(|judged| judged.judgements.get(truth).is_some());
        exists.then(|| tree::evaluate(&calculation, columns.get(truth)))
    });
    let (scope, placed) = (Scope::Nation, placed(&calculation, &trees));
    let mut explainer = Explainer { series, calculation: &calculation, reader, leaves, trees, placed, scope };
    for judged in wanted {
        let Some(own) = members.iter().position(|member| *member == judged.agency) else { continue };
        explainer.scope = Scope::Agency(judged.agency);
        tell(&explainer, own);
    }
}

/// A national item. None: no such period or item, or it is outside the edition.
pub fn explain_national(series: &Series, period: usize, criterion: usize) -> Option<Explanation> {
    series.assessments.get(period)?;
    let calculation = series.calculation();
    let item = calculation.item_of(criterion).filter(|item| calculation.items[*item].national)?;
    let grades = evidence::grades(&calculation, &series.survey, period);
    let weights = role_weights(&series.framework, &series.method);
    let reader = Reader::new(&calculation, &series.survey, period, &grades, weights);
    let truths: Vec<Truth> = Truth::ALL.into_iter().filter(|truth| *reader.truths.get(*truth)).collect();
    let scope = Scope::Nation;
    let nation = reader.at(scope);
    let of_nation = calculation.items.iter().map(|item| reader.leaf(&nation, item, series.method.share_weight));
    let leaves = Leaves::alone(vec![of_nation.collect()]);
    let columns = ByTruth::from_fn(|truth| leaves.columns(&calculation, truth));
    let trees =
        ByTruth::from_fn(|truth| truths.contains(&truth).then(|| tree::evaluate(&calculation, columns.get(truth))));
    let placed = placed(&calculation, &trees);
    let explainer = Explainer { series, calculation: &calculation, reader, leaves, trees, placed, scope };
    let roots = vec![explainer.criterion(item, None, 0)];
    Some(Explanation { period, agency: None, truths, roots })
}

/// By node that treats or places numbers: what it does to those of each column.
fn placed(calculation: &Calculation, trees: &ByTruth<Option<Tree>>) -> BTreeMap<usize, Taken> {
    let of = |(place, node): (usize, &Node)| {
        let taken = match &node.step {
            Step::Treated { rule, .. } => {
                Taken::Treated(*rule, ByTruth::from_fn(|truth| trees.get(truth).as_ref()?.done(place)))
            }
            Step::Relative { rule, .. } => {
                let spread = |truth: Truth| trees.get(truth).as_ref()?.spread(place, rule);
                Taken::Normalised(rule.clone(), ByTruth::from_fn(spread))
            }
            Step::Item(_) | Step::Aggregate(_) => return None,
        };
        Some((place, taken))
    };
    calculation.nodes.iter().enumerate().filter_map(of).collect()
}

impl Explainer<'_> {
    fn recipe(&self, tree: &Tree, truth: Truth) -> Recipe {
        let dimensions = self.calculation.dimensions.iter().enumerate();
        let whole = |(dimension, output): (usize, &Option<Output>)| {
            let output = (*output)?;
            let Step::Aggregate(aggregation) = &self.calculation.nodes[output.node].step else { return None };
            let used = tree.common(output.node);
            let weight = |place: usize| used.as_ref().map(|used| used.parts[place].1);
            let parts = aggregation.parts.iter().enumerate();
            let parts = parts.filter_map(|(place, (node, _))| Some((self.subject(*node)?, weight(place)))).collect();
            let Aggregation { rule, missing, maximum, .. } = *aggregation;
            Some(Whole { dimension, rule, missing, maximum, factor: output.factor, parts })
        };
        let measured = |(item, described): (usize, &Item)| {
            self.series.framework.criteria[described.criterion].normalise.as_ref()?;
            let first = self.calculation.nodes.iter().position(|node| node.step == Step::Item(item))?;
            let mut placing = Placing { criterion: described.criterion, done: None, spread: None };
            for node in std::iter::successors(Some(first), |node| self.after(*node)) {
                match self.placed.get(&node) {
                    Some(Taken::Treated(_, done)) => placing.done = *done.get(truth),
                    Some(Taken::Normalised(_, spread)) => placing.spread = *spread.get(truth),
                    _ => {}
                }
            }
            Some(placing)
        };
        Recipe {
            wholes: dimensions.filter_map(whole).collect(),
            numbers: self.calculation.items.iter().enumerate().filter_map(measured).collect(),
        }
    }

    /// What a node is the value of.
    fn subject(&self, node: usize) -> Option<Subject> {
        match self.calculation.nodes[node].step {
            Step::Item(item) => Some(Subject::Criterion(self.calculation.items[item].criterion)),
            Step::Treated { of, .. } | Step::Relative { of, .. } => self.subject(of),
            Step::Aggregate(_) => self.dimension_of(node).map(Subject::Dimension),
        }
    }

    /// The dimension whose score is read at a node.
    fn dimension_of(&self, node: usize) -> Option<usize> {
        let is_here = |output: &Option<Output>| output.is_some_and(|output| output.node == node);
        self.calculation.dimensions.iter().position(is_here)
    }

    /// The node that treats or places the numbers of another.
    fn after(&self, node: usize) -> Option<usize> {
        self.calculation.nodes.iter().position(|other| match other.step {
            Step::Treated { of, .. } | Step::Relative { of, .. } => of == node,
            Step::Item(_) | Step::Aggregate(_) => false,
        })
    }

    fn explanation(&self, agency: usize, roots: Vec<Branch>) -> Explanation {
        let truths = Truth::ALL.into_iter().filter(|truth| self.trees.get(*truth).is_some()).collect();
        Explanation { period: self.reader.period, agency: Some(agency), truths, roots }
    }

    /// Every scored dimension that has none above it.
    fn roots(&self, unit: usize) -> Vec<Branch> {
        let dimensions = &self.series.framework.dimensions;
        let top = |position: &usize| dimensions[*position].parent.is_none();
        (0..dimensions.len()).filter(top).filter_map(|position| self.dimension(position, None, unit)).collect()
    }

    fn dimension(&self, position: usize, weight: Option<f64>, unit: usize) -> Option<Branch> {
        let output = self.calculation.dimensions[position]?;
        let Step::Aggregate(aggregation) = &self.calculation.nodes[output.node].step else {
            return None;
        };
        let values = ByTruth::from_fn(|truth| {
            let tree = self.trees.get(truth).as_ref()?;
            Some(tree::score(self.calculation, output, tree.part(output.node, unit)))
        });
        let arithmetic = ByTruth::from_fn(|truth| self.arithmetic(output, self.trees.get(truth).as_ref()?, unit));
        let lead = Truth::ALL.into_iter().find_map(|truth| self.trees.get(truth).as_ref());
        let used = lead.and_then(|tree| tree.aggregation(output.node, unit)).unwrap_or_else(|| aggregation.clone());
        let children = used.parts.iter().filter_map(|(node, weight)| self.node(*node, Some(*weight), unit)).collect();
        Some(Branch {
            what: Subject::Dimension(position),
            weight,
            rule: Some(aggregation.rule),
            weights: Some(self.series.framework.dimensions[position].weights.clone())
                .filter(|weights| *weights != Weights::Given),
            steps: Vec::new(),
            values,
            arithmetic,
            leaf: None,
            children,
        })
    }

    fn node(&self, node: usize, weight: Option<f64>, unit: usize) -> Option<Branch> {
        let of = match &self.calculation.nodes[node].step {
            Step::Item(item) => return Some(self.criterion(*item, weight, unit)),
            Step::Treated { of, .. } | Step::Relative { of, .. } => *of,
            Step::Aggregate(_) => return self.dimension(self.dimension_of(node)?, weight, unit),
        };
        let taken = self.placed.get(&node)?.clone();
        let mut branch = self.node(of, weight, unit)?;
        let before = ByTruth::from_fn(|truth| branch.values.get(truth).as_ref()?.value);
        branch.values = ByTruth::from_fn(|truth| Some(plain(self.trees.get(truth).as_ref()?.part(node, unit))));
        let after = ByTruth::from_fn(|truth| branch.values.get(truth).as_ref()?.value);
        if !(matches!(taken, Taken::Treated(..)) && before == after) {
            branch.steps.push((taken, after));
        }
        Some(branch)
    }

    /// A criterion with every step that follows its answer.
    fn whole_criterion(&self, item: usize, unit: usize) -> Branch {
        let nodes = &self.calculation.nodes;
        let first = nodes.iter().position(|node| node.step == Step::Item(item));
        let last = std::iter::successors(first, |node| self.after(*node)).last();
        let whole = last.and_then(|last| self.node(last, None, unit));
        whole.unwrap_or_else(|| self.criterion(item, None, unit))
    }

    fn criterion(&self, item: usize, weight: Option<f64>, unit: usize) -> Branch {
        let described = &self.calculation.items[item];
        let leaf = &self.leaves.by_unit[unit][item];
        let survey = &self.series.survey;
        let answers = &survey.answers;
        let period = self.reader.period;
        let row = |scope: Scope| answers.find(Unit { period, scope });
        let response =
            |scope: Scope| row(scope).map_or(Response::Blank, |row| answers.response(row, described.criterion).clone());
        let verdict = |scope: Scope| row(scope).and_then(|row| answers.assessed(row, described.criterion)).cloned();
        let own = row(self.scope);
        let answer = response(self.scope);
        let assessed = verdict(self.scope);
        let (caps, best) = match &described.each {
            Some(each) => (&each.caps, each.values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max)),
            None => (&described.caps, described.range.1),
        };
        let below = match self.scope {
            Scope::Agency(agency) => self.reader.units(agency, described, self.share_weight()),
            _ => Vec::new(),
        };
        let units: Vec<UnitView> = below
            .into_iter()
            .map(|view| UnitView {
                scope: view.scope,
                answer: response(view.scope),
                assessed: verdict(view.scope),
                grade: view.grade,
                cap: view.grade.map(|grade| self.calculation.cap(caps, grade)).filter(|cap| *cap < best),
                weight: view.weight,
                values: ByTruth::from_fn(|truth| view.parts.get(truth).value),
            })
            .collect();
        let observed = units.iter().any(|view| view.answer != Response::Blank || view.assessed.is_some());
        let units = if observed { units } else { Vec::new() };
        let mut sources = self::sources(&answer);
        sources.extend(assessed.iter().flat_map(self::sources));
        sources.extend(
            units
                .iter()
                .flat_map(|view| [Some(&view.answer), view.assessed.as_ref()])
                .flatten()
                .flat_map(self::sources),
        );
        sources.sort();
        sources.dedup();
        let is_own = |scope: Scope| scope == self.scope || units.iter().any(|view| view.scope == scope);
        let own_cell = |correction: &&Correction| {
            correction.criterion == described.criterion
                && correction.unit.period == period
                && is_own(correction.unit.scope)
        };
        let corrections = survey.corrections.iter().filter(own_cell).cloned().collect();
        let gate = |truth: Truth| {
            self.trees.get(truth).as_ref()?;
            let rule = self.calculation.gates.iter().find(|rule| rule.item == item)?;
            Some(gate::judge(self.calculation, rule, leaf, truth))
        };
        let several = |response: &Response| matches!(response, Response::Many(_) | Response::Few(_));
        let combine = match &described.each {
            Some(each) if units.iter().any(|view| several(&view.answer)) => Some(each.combine),
            _ => Some(described.combine).filter(|_| {
                [Some(&answer), assessed.as_ref()].into_iter().flatten().any(several)
                    || units.iter().any(|view| several(&view.answer))
            }),
        };
        let met = ByTruth::from_fn(|truth| {
            described.each.as_ref().filter(|_| !units.is_empty())?;
            self.trees.get(truth).as_ref()?;
            let values = || units.iter().filter_map(|view| *view.values.get(truth));
            Some((values().filter(|value| *value == best).count(), values().count()))
        });
        let known = ByTruth::from_fn(|truth| leaf.parts.get(truth).value.filter(|_| self.trees.get(truth).is_some()));
        let divided = described.denominator.iter().cloned().map(Taken::Divided);
        let imputed = described.imputation.iter().filter(|_| leaf.imputed).cloned().map(Taken::Imputed);
        let steps = divided.filter(|_| !leaf.imputed).chain(imputed).map(|taken| (taken, known)).collect();
        let cap = leaf.grade.filter(|_| units.is_empty()).map(|grade| self.calculation.cap(&described.caps, grade));
        Branch {
            what: Subject::Criterion(described.criterion),
            weight,
            rule: None,
            weights: None,
            steps,
            values: ByTruth::from_fn(|truth| {
                self.trees.get(truth).as_ref()?;
                Some(plain(*leaf.parts.get(truth)))
            }),
            arithmetic: ByTruth::from_fn(|truth| mean_of_units(described, &units, truth, *leaf.parts.get(truth))),
            leaf: Some(Box::new(LeafView {
                combine,
                met,
                marks: own.and_then(|row| answers.marks(row, described.criterion)).cloned(),
                answer,
                assessed,
                grade: leaf.grade,
                cap: cap.filter(|cap| cap.is_finite()),
                gate: ByTruth::from_fn(gate),
                sources,
                corrections,
                units,
                not_controlled: leaf.not_controlled,
            })),
            children: Vec::new(),
        }
    }

    fn share_weight(&self) -> ShareWeight {
        self.series.method.share_weight
    }

    fn arithmetic(&self, output: Output, tree: &Tree, unit: usize) -> Option<Arithmetic> {
        let aggregation = &tree.aggregation(output.node, unit)?;
        let part = tree.part(output.node, unit);
        let result = tree::score(self.calculation, output, part).value?;
        let parts: Vec<(f64, Part, f64)> = aggregation
            .parts
            .iter()
            .map(|(node, weight)| (*weight, tree.part(*node, unit), self.calculation.nodes[*node].range.0))
            .collect();
        let terms = counted_terms(aggregation, &parts);
        let divisor = match aggregation.rule {
            Aggregate::Arithmetic => Some(terms.iter().map(|(weight, _)| weight).sum()),
            _ => None,
        };
        let inverted = output.inverted.then(|| self.calculation.nodes[output.node].range.1);
        Some(Arithmetic { terms, divisor, factor: output.factor, inverted, result })
    }
}

/// Weight and value of the parts that count in a point value.
fn counted_terms(aggregation: &Aggregation, parts: &[(f64, Part, f64)]) -> Vec<(f64, f64)> {
    let live = parts.iter().filter(|(weight, part, _)| part.applies() && *weight > 0.0);
    live.filter_map(|(weight, part, worst)| Some((*weight, aggregation.counted(part, *worst)?))).collect()
}

/// The mean over services or branches, where it is what the agency's value comes from: an assessor's answer overrides it.
fn mean_of_units(item: &Item, units: &[UnitView], truth: Truth, part: Part) -> Option<Arithmetic> {
    if !matches!(item.roll_up, RollUp::Mean | RollUp::Weighted(_)) {
        return None;
    }
    let known = units.iter().filter_map(|unit| Some((unit.weight?, (*unit.values.get(truth))?)));
    let terms: Vec<(f64, f64)> = known.filter(|(weight, _)| *weight > 0.0).collect();
    let divisor: f64 = terms.iter().map(|(weight, _)| weight).sum();
    let mean = terms.iter().map(|(weight, value)| weight * value).sum::<f64>() / divisor;
    let result = part.value.filter(|value| (value - mean).abs() < 1e-9)?;
    Some(Arithmetic { terms, divisor: Some(divisor), factor: 1.0, inverted: None, result })
}

fn plain(part: Part) -> Score {
    let bound = |value: f64| Some(value).filter(|value| value.is_finite() && part.applies());
    Score {
        value: part.value,
        low: bound(part.low),
        high: bound(part.high),
        answered: part.answered,
        applicable: part.applicable,
        rank: None,
        band: None,
    }
}

/// Where a response was read; of respondents, where each answer was first given.
pub fn sources(response: &Response) -> Vec<Source> {
    match response {
        Response::Blank => Vec::new(),
        Response::One { source, .. } => vec![*source],
        Response::Many(tally) => tally.votes().map(|vote| vote.votes.first).collect(),
        Response::Few(few) => few.sources.clone(),
    }
}
