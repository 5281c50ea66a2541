//! What could have been chosen otherwise where nobody said so.
use crate::assumption::{AS_IS, Assumption, WEIGHTS, steps};
use crate::calculation::{Aggregation, Calculation, Node, Step, fixed};
use crate::framework::Aggregate;
use crate::method::{ImputeBy, ShareWeight, StageOn};
use crate::spelling::nearest as nearest_word;
use crate::survey::Scope;
use crate::uncertainty::{Question, variant};
use serde_json::{Value, json};

/// How far every weight is drawn to either side.
const WEIGHTS_BY: f64 = 0.25;

/// Choices that every assessor must make, where the framework makes them matter: weights; of stages the threshold, the
/// bound it is compared with and how services count; of an index how parts become one and where numbers are placed; what
/// stands in for missing values.
pub(super) fn assumptions(question: &Question, calculation: &Calculation) -> Vec<Assumption> {
    let method = question.method;
    let mut assumptions = Vec::new();
    let aggregations = || {
        calculation.nodes.iter().filter_map(|node| match &node.step {
            Step::Aggregate(aggregation) => Some(aggregation),
            Step::Item(_) | Step::Treated { .. } | Step::Relative { .. } => None,
        })
    };
    if aggregations().any(|own| own.weights.is_none() && own.parts.len() > 1) {
        assumptions.push(Assumption {
            setting: WEIGHTS.to_owned(),
            plus_minus: Some(WEIGHTS_BY),
            ..Assumption::default()
        });
    }
    if !calculation.stages.is_empty() {
        if method.sweep.from < method.sweep.to {
            assumptions.push(Assumption {
                setting: "method.threshold".to_owned(),
                from: Some(method.sweep.from),
                to: Some(method.sweep.to),
                ..Assumption::default()
            });
        }
        let other = match method.stage_on {
            StageOn::Low => "value",
            StageOn::Value => "low",
        };
        assumptions.push(otherwise("method.stage_on", json!(other)));
    }
    let services = question.survey.answers.units();
    if services
        .into_iter()
        .any(|unit| unit.period == question.assessment.period && matches!(unit.scope, Scope::Service(_)))
    {
        let other = match method.share_weight {
            ShareWeight::Count => "volume",
            ShareWeight::Volume => "count",
        };
        assumptions.push(otherwise("method.share_weight", json!(other)));
    }
    if calculation.stages.is_empty() {
        // A part that can be 0 would annul a geometric mean.
        let positive = |own: &Aggregation| own.parts.iter().all(|(part, _)| calculation.nodes[*part].range.0 > 0.0);
        let plain = |own: &Aggregation| own.rule == Aggregate::Arithmetic && own.weights.is_none() && positive(own);
        if aggregations().all(plain) {
            assumptions.push(otherwise("dimensions.*.aggregate", json!("geometric")));
        }
        let is_relative =
            |node: &&Node| matches!(&node.step, Step::Relative { rule, .. } if fixed(rule, 0.0).is_none());
        let mut relative = calculation.nodes.iter().filter(is_relative).peekable();
        if relative.peek().is_some() && relative.all(|node| node.range == (0.0, 1.0)) {
            assumptions.push(otherwise("criteria.*.normalise", json!({ "percentile-rank": {} })));
        }
    }
    if let Some(rule) = method.imputation.as_ref().filter(|rule| rule.by != ImputeBy::None) {
        let other = if rule.by == ImputeBy::Median { "mean" } else { "median" };
        assumptions.push(otherwise("method.imputation.by", json!(other)));
    }
    assumptions
}

fn otherwise(setting: &str, value: Value) -> Assumption {
    Assumption::of_values(setting, [json!(AS_IS), value])
}

/// The known path that is most like one that names nothing; empty where none is.
pub(super) fn nearest(question: &Question, setting: &str) -> String {
    let settings = variant::tree(question.framework, question.method);
    let mut known = vec![WEIGHTS.to_owned()];
    collect(&settings, "", steps(setting).count(), &mut known);
    nearest_word(setting, known.iter().map(String::as_str)).unwrap_or_default().to_owned()
}

fn collect(at: &Value, path: &str, depth: usize, known: &mut Vec<String>) {
    if depth == 0 {
        known.push(path.to_owned());
        return;
    }
    let joined = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    match at {
        Value::Object(entries) => {
            entries.iter().for_each(|(key, entry)| collect(entry, &joined(key), depth - 1, known))
        }
        Value::Array(entries) => {
            for entry in entries {
                if let Some(code) = entry.get("code").and_then(Value::as_str) {
                    collect(entry, &joined(code), depth - 1, known);
                }
                collect(entry, &joined("*"), depth - 1, known);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
