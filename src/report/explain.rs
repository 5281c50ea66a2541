//! How a number came to be: the tree from a score down to its answers, with arithmetic that adds up.
use crate::calculation::Combine;
use crate::document::{Block, Chapter, Document, Node};
use crate::explanation::{Arithmetic, Branch, Explanation, LeafView, Subject, Taken, UnitView, sources};
use crate::framework::{Aggregate, Criterion, Scale, ScaleKind};
use crate::locale::number::decimals;
use crate::locale::{Locale, Value};
use crate::report::corrections::asked;
use crate::report::view::{agency_name, period_name, service_name, source_place, truth_name};
use crate::report::{cover, steps};
use crate::score::{ByTruth, GateResult, GateState, Truth};
use crate::series::Series;
use crate::survey::{Answer, Correction, Response, Scope, Source};

/// Terms of a sum that are written out; of a longer one the rest is an ellipsis.
const TERMS: usize = 40;
/// Decimals of values and weights inside a sum.
const EXACT: usize = 6;
/// Places where answers were read that are named.
const PLACES: usize = 5;
/// Services or branches listed under a share.
const UNITS: usize = 60;

/// The explanation of one agency in one period.
pub fn document(series: &Series, explanation: &Explanation, locale: &Locale) -> Document {
    let mut document = cover(series, locale);
    let teller = Teller { series, locale, truths: &explanation.truths };
    let period = series.assessments.get(explanation.period).map_or(explanation.period, |assessment| assessment.period);
    let period = period_name(series, period, locale);
    document.subtitle.insert(0, locale.say("cover.period", &[("period", Value::Phrase(period))]));
    let nodes = explanation.roots.iter().map(|root| teller.node(root)).collect();
    let agency = match explanation.agency {
        Some(agency) => agency_name(series, agency, locale),
        None => locale.word("explain.nation"),
    };
    let title = locale.say("explain.title", &[("agency", Value::from(agency))]);
    document.chapters.push(Chapter { code: "explain", title, blocks: vec![Block::Tree(nodes)] });
    document
}

/// Words of an explanation in one language.
pub(in crate::report) struct Teller<'a> {
    pub(in crate::report) series: &'a Series,
    pub(in crate::report) locale: &'a Locale,
    pub(in crate::report) truths: &'a [Truth],
}

impl Teller<'_> {
    fn node(&self, branch: &Branch) -> Node {
        let framework = &self.series.framework;
        let (code, title, shown) = match branch.what {
            Subject::Dimension(position) => {
                let dimension = &framework.dimensions[position];
                (&dimension.code, &dimension.title, framework.output.decimals.max(1))
            }
            Subject::Criterion(position) => (&framework.criteria[position].code, &framework.criteria[position].text, 4),
        };
        let mut label = format!("{} {}", self.locale.isolate_code(code.as_str()), self.locale.tell(title));
        if let Some(weight) = branch.weight {
            let weight = self.locale.say("explain.weight", &[("weight", Value::Number(weight, decimals(weight, 4)))]);
            label = format!("{label} ({weight})");
        }
        let mut details = Vec::new();
        if let Some(rule) = branch.rule {
            details.push(self.locale.say("explain.rule", &[("rule", Value::Phrase(steps::rule(self.locale, rule)))]));
        }
        if let Some(weights) = &branch.weights {
            let rule = Value::Phrase(self.locale.word(steps::weights_key(weights)));
            details.push(self.locale.say("engine.weights", &[("rule", rule)]));
        }
        for truth in self.truths {
            details.extend(self.value(branch, *truth, shown));
        }
        details.extend(branch.steps.iter().map(|(taken, values)| self.step(taken, values)));
        if let (Some(leaf), Subject::Criterion(position)) = (&branch.leaf, branch.what) {
            details.extend(self.leaf(leaf, &framework.criteria[position]));
        }
        Node { label, details, children: branch.children.iter().map(|child| self.node(child)).collect() }
    }

    /// Value, interval and coverage in a column of truth, with the sum behind it.
    fn value(&self, branch: &Branch, truth: Truth, shown: usize) -> Option<String> {
        let locale = self.locale;
        let score = branch.values.get(truth).as_ref()?;
        let missing = || locale.word("common.missing");
        let number =
            |value: Option<f64>| value.map_or_else(missing, |value| locale.number(value, decimals(value, shown)));
        let mut parts = match branch.arithmetic.get(truth) {
            Some(arithmetic) => {
                vec![self.arithmetic(arithmetic, branch.rule.unwrap_or(Aggregate::Arithmetic), shown)]
            }
            None => vec![number(score.value)],
        };
        if let (Some(low), Some(high)) = (score.low, score.high)
            && (low != high || score.value.is_none())
        {
            parts.push(locale.say(
                "explain.interval",
                &[
                    ("low", Value::Number(low, decimals(low, shown))),
                    ("high", Value::Number(high, decimals(high, shown))),
                ],
            ));
        }
        if branch.rule.is_some() {
            parts.push(locale.say(
                "explain.answered",
                &[
                    ("answered", Value::Number(score.answered, decimals(score.answered, 2))),
                    ("applicable", Value::Number(score.applicable, decimals(score.applicable, 2))),
                ],
            ));
        }
        let values =
            [("column", Value::Phrase(truth_name(locale, truth))), ("value", Value::Phrase(locale.series(&parts)))];
        Some(locale.say("explain.value", &values))
    }

    /// `100 × (1 × 1 + 1 × 0.92 + …) / 11 = 69.7`, left to right in every language.
    fn arithmetic(&self, sum: &Arithmetic, rule: Aggregate, shown: usize) -> String {
        let locale = self.locale;
        let exact = |value: f64| locale.number(value, decimals(value, EXACT));
        let result = locale.number(sum.result, decimals(sum.result, shown.max(4)));
        let additive = matches!(rule, Aggregate::Arithmetic | Aggregate::Sum);
        if !additive || sum.terms.is_empty() {
            return result;
        }
        let equal = sum.terms.iter().all(|(weight, _)| *weight == 1.0);
        let mut terms: Vec<String> = sum
            .terms
            .iter()
            .take(TERMS)
            .map(
                |(weight, value)| {
                    if equal { exact(*value) } else { format!("{} × {}", exact(*weight), exact(*value)) }
                },
            )
            .collect();
        if sum.terms.len() > TERMS {
            terms.push("…".to_owned());
        }
        let mut text = format!("({})", terms.join(" + "));
        if let Some(divisor) = sum.divisor {
            text = format!("{text} / {}", exact(divisor));
        }
        if let Some(best) = sum.inverted {
            text = format!("({} − {text})", exact(best));
        }
        if sum.factor != 1.0 {
            text = format!("{} × {text}", exact(sum.factor));
        }
        locale.isolate_code(&format!("{text} = {result}"))
    }

    /// What was done with a number, and what it came to in each column of truth.
    fn step(&self, taken: &Taken, values: &ByTruth<Option<f64>>) -> String {
        let locale = self.locale;
        let value = |truth: &Truth| {
            let value = (*values.get(*truth))?;
            let value = locale.number(value, decimals(value, EXACT));
            let how = match taken {
                Taken::Normalised(rule, spreads) => steps::formula(locale, rule, spreads.get(*truth).as_ref()),
                _ => None,
            };
            let value = Value::Phrase(match how {
                Some(how) => locale.isolate_code(&format!("{how} = {value}")),
                None => value,
            });
            let column = Value::Phrase(truth_name(locale, *truth));
            Some(locale.say("engine.came-to", &[("column", column), ("value", value)]))
        };
        let values: Vec<String> = self.truths.iter().filter_map(value).collect();
        let values =
            Value::Phrase(if values.is_empty() { locale.word("common.missing") } else { locale.series(&values) });
        let what = match taken {
            Taken::Divided(rule) => steps::divided(locale, rule),
            Taken::Imputed(rule) => steps::imputed(locale, rule).unwrap_or_default(),
            Taken::Treated(rule, done) => {
                let mut told: Vec<String> = Vec::new();
                for done in self.truths.iter().filter_map(|truth| *done.get(*truth)) {
                    told.extend(steps::treated(locale, rule, done).filter(|own| !told.contains(own)));
                }
                locale.series(&told)
            }
            Taken::Normalised(rule, _) => {
                let by = Value::Phrase(locale.word(steps::normalise_key(rule)));
                locale.say("engine.normalised", &[("rule", by)])
            }
        };
        locale.say("engine.step", &[("what", Value::Phrase(what)), ("values", values)])
    }

    /// Answers, evidence, gate and places of a criterion.
    fn leaf(&self, leaf: &LeafView, criterion: &Criterion) -> Vec<String> {
        let locale = self.locale;
        let framework = &self.series.framework;
        let scale = framework.scale(&criterion.scale);
        let mut details = Vec::new();
        let said = |key: &str, response: &Response| {
            locale.say(key, &[("answer", Value::Phrase(self.response(response, scale)))])
        };
        if leaf.units.is_empty() || leaf.answer != Response::Blank {
            details.push(said("explain.answer", &leaf.answer));
        }
        if let Some(assessed) = &leaf.assessed {
            details.push(said("explain.assessor", assessed));
        }
        let each = scale.and_then(|scale| scale.each.as_ref()).and_then(|each| framework.scale(&each.scale));
        for unit in leaf.units.iter().take(UNITS) {
            details.push(self.unit(unit, each.or(scale)));
        }
        if leaf.units.len() > UNITS {
            details.push(locale.say("count.more", &[("count", Value::from(leaf.units.len() - UNITS))]));
        }
        for truth in self.truths {
            let Some((met, answered)) = leaf.met.get(*truth) else { continue };
            details.push(locale.say(
                "explain.met",
                &[
                    ("column", Value::Phrase(truth_name(locale, *truth))),
                    ("met", Value::Phrase(locale.count(*met as u64))),
                    ("answered", Value::Phrase(locale.count(*answered as u64))),
                    ("all", Value::Phrase(locale.count(leaf.units.len() as u64))),
                ],
            ));
        }
        if let Some(combine) = leaf.combine {
            let rule = locale.word(match combine {
                Combine::LowerMedian => "explain.lower-median",
                Combine::Median => "explain.median",
                Combine::Majority => "explain.majority",
            });
            details.push(locale.say("explain.combined", &[("rule", Value::Phrase(rule))]));
        }
        if let Some(marks) = &leaf.marks
            && let Some(reason) = &marks.na_reason
        {
            let approver = marks.na_approver.clone().unwrap_or_default();
            details.push(locale.say(
                "explain.reason",
                &[("reason", Value::from(reason.as_str())), ("approver", Value::from(approver))],
            ));
        }
        if leaf.not_controlled {
            details.push(locale.word("explain.not-controlled"));
        }
        details.extend(self.evidence(leaf.grade, leaf.cap));
        for truth in self.truths {
            if let Some(gate) = leaf.gate.get(*truth) {
                details.push(self.gate(gate, *truth));
            }
        }
        details.extend(leaf.corrections.iter().map(|correction| self.correction(correction)));
        if !leaf.sources.is_empty() {
            let mut places: Vec<String> = leaf.sources.iter().take(PLACES).map(|source| self.place(*source)).collect();
            if leaf.sources.len() > PLACES {
                places.push(locale.say("count.more", &[("count", Value::from(leaf.sources.len() - PLACES))]));
            }
            details.push(locale.say("explain.source", &[("places", Value::Phrase(locale.series(&places)))]));
        }
        details
    }

    /// What an answer was before it was corrected, by whom, when and why.
    fn correction(&self, correction: &Correction) -> String {
        let Correction { unit, criterion, old, new, who, when, why, replaced, source } = correction;
        let scale = asked(self.series, *criterion, unit.lower());
        let answer = |answer: Option<Answer>| {
            let response = answer.map_or(Response::Blank, |answer| Response::One { answer, source: *source });
            Value::Phrase(self.response(&response, scale))
        };
        let values = [
            ("old", answer(*old)),
            ("new", answer(*new)),
            ("who", Value::from(who.as_str())),
            ("date", Value::Phrase(self.locale.date(*when))),
            ("why", Value::from(why.as_str())),
        ];
        let mut told = vec![self.locale.say("explain.corrected", &values)];
        told.extend(
            replaced.map(|source| self.locale.say("explain.replaced", &[("place", Value::Phrase(self.place(source)))])),
        );
        told.join(" ")
    }

    fn place(&self, source: Source) -> String {
        source_place(self.series, source, self.locale)
    }

    /// What was answered and judged, on which evidence, and what enters the sum of each column.
    fn unit(&self, unit: &UnitView, scale: Option<&Scale>) -> String {
        let locale = self.locale;
        let name = self.unit_name(unit.scope);
        let mut parts = vec![self.response(&unit.answer, scale)];
        if let Some(assessed) = &unit.assessed {
            let places: Vec<String> =
                sources(assessed).into_iter().take(PLACES).map(|source| self.place(source)).collect();
            parts.push(locale.say(
                "explain.assessor-at",
                &[
                    ("answer", Value::Phrase(self.response(assessed, scale))),
                    ("places", Value::Phrase(locale.series(&places))),
                ],
            ));
        }
        parts.extend(self.evidence(unit.grade, unit.cap));
        parts.extend(self.truths.iter().filter_map(|truth| {
            let value = (*unit.values.get(*truth))?;
            let column = Value::Phrase(truth_name(locale, *truth));
            Some(
                locale
                    .say("explain.counts", &[("column", column), ("value", Value::Number(value, decimals(value, 4)))]),
            )
        }));
        locale.say("explain.unit", &[("unit", Value::from(name)), ("answer", Value::Phrase(locale.series(&parts)))])
    }

    pub(in crate::report) fn unit_name(&self, scope: Scope) -> String {
        let locale = self.locale;
        match scope {
            Scope::Nation => locale.word("common.all"),
            Scope::Agency(agency) => agency_name(self.series, agency, locale),
            Scope::Service(service) => service_name(self.series, service, locale),
            Scope::Branch(branch) => {
                let branch = &self.series.survey.branches[branch];
                match locale.of(&branch.name) {
                    "" => branch.code.to_string(),
                    name => name.to_owned(),
                }
            }
        }
    }

    fn evidence(&self, grade: Option<u8>, cap: Option<f64>) -> Option<String> {
        let grade = ("grade", Value::Phrase(self.grade(grade)?));
        Some(match cap {
            Some(cap) => self.locale.say("explain.cap", &[grade, ("cap", Value::Number(cap, decimals(cap, 4)))]),
            None => self.locale.say("explain.evidence", &[grade]),
        })
    }

    pub(in crate::report) fn grade(&self, grade: Option<u8>) -> Option<String> {
        let grade = self.series.framework.evidence.as_ref()?.grades.get(usize::from(grade?))?;
        Some(format!("{} {}", self.locale.isolate_code(grade.code.as_str()), self.locale.tell(&grade.title)))
    }

    fn gate(&self, gate: &GateResult, truth: Truth) -> String {
        let locale = self.locale;
        let state = gate_state(locale, gate);
        let (column, state) = (("column", Value::Phrase(truth_name(locale, truth))), ("state", Value::Phrase(state)));
        match gate.value {
            Some(value) => locale.say(
                "explain.gate-value",
                &[
                    column,
                    state,
                    ("value", Value::Number(value, decimals(value, 4))),
                    ("limit", Value::Number(gate.limit, decimals(gate.limit, 4))),
                ],
            ),
            None => locale.say("explain.gate", &[column, state]),
        }
    }

    /// An answer in words; answers of too few people are withheld.
    pub(in crate::report) fn response(&self, response: &Response, scale: Option<&Scale>) -> String {
        let locale = self.locale;
        match response {
            Response::Blank => locale.word("explain.blank"),
            Response::One { answer, .. } => self.answer(*answer, scale),
            Response::Few(few) if (few.count as usize) < self.series.method.minimum_group => {
                locale.say("explain.withheld", &[("count", Value::Count(few.count.into()))])
            }
            Response::Few(_) => locale.word("explain.withheld-second"),
            Response::Many(tally) => {
                let mut counts: Vec<(String, u64)> = Vec::new();
                for vote in tally.votes() {
                    let answer = self.answer(vote.answer, scale);
                    match counts.iter_mut().find(|(known, _)| *known == answer) {
                        Some((_, count)) => *count += u64::from(vote.votes.count),
                        None => counts.push((answer, vote.votes.count.into())),
                    }
                }
                let votes: Vec<String> = counts
                    .into_iter()
                    .map(|(answer, count)| {
                        locale
                            .say("explain.votes", &[("answer", Value::Phrase(answer)), ("count", Value::Count(count))])
                    })
                    .collect();
                locale.series(&votes)
            }
        }
    }

    fn answer(&self, answer: Answer, scale: Option<&Scale>) -> String {
        let locale = self.locale;
        match answer {
            Answer::NotApplicable => locale.word("explain.not-applicable"),
            Answer::Unknown => locale.word("explain.unknown"),
            Answer::Choice(position) => {
                let choice = scale.and_then(|scale| scale.choices.get(usize::from(position)));
                choice
                    .map_or_else(|| locale.plain(position.into()), |choice| locale.isolate(&locale.tell(&choice.title)))
            }
            Answer::Several(options) => {
                let choices = scale.map_or(&[][..], |scale| &scale.choices).iter().enumerate();
                let chosen = choices.filter(|(position, _)| options & (1 << position) != 0);
                let titles: Vec<String> = chosen.map(|(_, choice)| locale.tell(&choice.title)).collect();
                locale.list(&titles)
            }
            Answer::Number(number) if scale.is_some_and(|scale| scale.kind == ScaleKind::Share) => {
                locale.percent(number * 100.0, decimals(number * 100.0, 2))
            }
            Answer::Number(number) => locale.number(number, decimals(number, 4)),
        }
    }
}

/// How a gate was judged.
pub(in crate::report) fn gate_state(locale: &Locale, gate: &GateResult) -> String {
    locale.word(match gate.state {
        GateState::Passed => "explain.passed",
        GateState::Failed if gate.lacks_evidence => "explain.lacks",
        GateState::Failed => "explain.failed",
        GateState::Undetermined => "explain.undetermined",
        GateState::Waived => "explain.waived",
    })
}
