//! Other settings laid over a framework and its method.
use crate::assumption::{AS_IS, names, steps};
use crate::calculation::{Calculation, compile};
use crate::framework::Framework;
use crate::framework::validate::{Flaw, validate, validate_method};
use crate::method::Method;
use crate::text::Code;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Key of a rule for numbers that another rule takes over: whether more is better belongs to the criterion.
const KEPT: &str = "better";

/// Why settings make no calculation.
#[derive(Clone, Debug, PartialEq)]
pub enum Invalid {
    /// The value does not fit the setting; the reader's own words.
    Unreadable(String),
    Flawed(Box<Flaw>),
}

/// The framework with the method of an assessment, as data in which settings are found by their path.
pub(super) fn tree(framework: &Framework, method: &Method) -> Value {
    let mut tree = serde_json::to_value(framework).expect("a framework is data");
    tree["method"] = serde_json::to_value(method).expect("a method is data");
    tree
}

/// Sets every place that a path names; how many there are.
pub(super) fn set(tree: &mut Value, setting: &str, value: &Value) -> usize {
    let path: Vec<&str> = steps(setting).collect();
    descend(tree, &path, false, value)
}

/// Whether a path leads to something that is written in the framework.
pub(super) fn holds(tree: &Value, setting: &str) -> bool {
    descend(&mut tree.clone(), &steps(setting).collect::<Vec<_>>(), true, &Value::Null) > 0
}

fn descend(at: &mut Value, path: &[&str], any: bool, value: &Value) -> usize {
    let Some((step, rest)) = path.split_first() else {
        if *value != AS_IS {
            *at = with_kept(at, value.clone());
        }
        return 1;
    };
    match at {
        Value::Array(entries) => {
            let code = |entry: &Value| {
                let text = entry.get("code").or_else(|| entry.get("criterion"))?.as_str()?;
                Code::new(text)
            };
            let named = entries.iter_mut().filter(|entry| code(entry).is_some_and(|code| names(step, &code)));
            named.map(|entry| descend(entry, rest, any || *step == "*", value)).sum()
        }
        Value::Object(_) | Value::Null => {
            if !any && at.is_null() {
                *at = Value::Object(Map::new());
            }
            let Value::Object(entries) = at else { return 0 };
            match entries.get_mut(*step) {
                Some(entry) => descend(entry, rest, any, value),
                None if any || *value == AS_IS => 0,
                None => {
                    let mut entry = Value::Null;
                    let set = descend(&mut entry, rest, any, value);
                    entries.insert((*step).to_owned(), entry);
                    set
                }
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// A rule in the place of another keeps whether more is better.
fn with_kept(before: &Value, mut value: Value) -> Value {
    let inner = |rule: &Value| rule.as_object().filter(|rule| rule.len() == 1)?.values().next().cloned();
    let kept = inner(before).and_then(|before| before.get(KEPT).cloned());
    if let (Some(kept), Value::Object(rule)) = (kept, &mut value)
        && let Some(Value::Object(own)) = rule.values_mut().next()
    {
        own.entry(KEPT).or_insert(kept);
    }
    value
}

/// The calculation that a tree of settings makes.
pub(super) fn calculation(tree: Value, edition: Option<&Code>) -> Result<Calculation, Invalid> {
    let framework: Framework = read(tree)?;
    sound(validate(&framework))?;
    Ok(compile(&framework, &framework.method, edition))
}

/// The same where only the method differs from what a framework is judged by.
pub(super) fn by_method(framework: &Framework, method: Value, edition: Option<&Code>) -> Result<Calculation, Invalid> {
    let method: Method = read(method)?;
    sound(validate_method(framework, &method))?;
    Ok(compile(framework, &method, edition))
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, Invalid> {
    serde_json::from_value(value).map_err(|error| Invalid::Unreadable(error.to_string()))
}

fn sound(flaws: Vec<Flaw>) -> Result<(), Invalid> {
    flaws.into_iter().next().map_or(Ok(()), |flaw| Err(Invalid::Flawed(Box::new(flaw))))
}
