//! Every value of something by the way to it, so that two of the same kind can be compared setting by setting.
use serde::Serialize;
use serde_json::Value;

/// Values with the ways to them, in order; members of a list that have a code are named by it. What is null is left out.
pub fn paths(of: &impl Serialize) -> Vec<(String, Value)> {
    let value = serde_json::to_value(of).expect("maps of a series have text keys");
    let mut found = Vec::new();
    flatten(String::new(), value, &mut found);
    found
}

fn flatten(way: String, value: Value, found: &mut Vec<(String, Value)>) {
    let further = |name: &str| if way.is_empty() { name.to_owned() } else { format!("{way}.{name}") };
    match value {
        Value::Object(members) => members.into_iter().for_each(|(name, own)| flatten(further(&name), own, found)),
        Value::Array(members) => {
            for (position, own) in members.into_iter().enumerate() {
                let code = own.get("code").and_then(Value::as_str).map(str::to_owned);
                flatten(further(&code.unwrap_or_else(|| position.to_string())), own, found);
            }
        }
        Value::Null => {}
        value => found.push((way, value)),
    }
}
