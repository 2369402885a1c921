//! What of an object that was sent comes back: each difference with the tempers that are such a server.

use serde_json::Value;

/// A difference, and its possible causes.
pub type Difference = (String, &'static [&'static str]);

/// The differences between what was sent and what came back.
pub fn differences(sent: &Value, answered: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(sent, answered, "", &mut found);
    found
}

fn compare(sent: &Value, answered: &Value, place: &str, found: &mut Vec<Difference>) {
    match (sent, answered) {
        (Value::Object(sent), Value::Object(answered)) => {
            for (name, value) in sent {
                let place = format!("{place}/{name}");
                match answered.get(name) {
                    Some(answered) => compare(value, answered, &place, found),
                    None => found.push((format!("{place} is missing"), &["answers", "omits"])),
                }
            }
            for name in answered.keys().filter(|name| !sent.contains_key(*name)) {
                found.push((format!("{place}/{name} was never sent"), &["fills"]));
            }
        }
        (Value::Array(sent), Value::Array(answered)) if sent.len() == answered.len() => {
            for (index, value) in sent.iter().enumerate() {
                let place = format!("{place}/{index}");
                let same = answered.get(index).is_some_and(|other| name(other) == name(value));
                let elsewhere = answered.iter().find(|other| name(value).is_some() && name(other) == name(value));
                match elsewhere {
                    Some(other) if !same => {
                        found.push((format!("{place} has another position"), &["reorders_pools"]));
                        compare(value, other, &place, found);
                    }
                    _ => compare(value, answered.get(index).unwrap_or(&Value::Null), &place, found),
                }
            }
        }
        (Value::String(sent), Value::String(answered)) if sent != answered => {
            let trimmed = sent.trim() == answered;
            let causes: &[_] = if trimmed { &["trims_texts"] } else { &[] };
            found.push((format!("{place} is {}", if trimmed { "trimmed" } else { "another text" }), causes));
        }
        (sent, answered) if sent != answered && sent.as_f64().is_none_or(|sent| answered.as_f64() != Some(sent)) => {
            found.push((format!("{place} is another value"), &[]));
        }
        _ => {}
    }
}

fn name(value: &Value) -> Option<&Value> {
    value.get("name")
}
