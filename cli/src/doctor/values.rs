//! Places of JSON, and the variables that texts of the rows hold.

use std::collections::HashMap;

use serde_json::Value;

/// Values by the names of variables.
#[derive(Debug, Default)]
pub struct Variables(HashMap<String, Value>);

/// Where a text with variables goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// A segment of a path: percent-encoded.
    Path,
    /// JSON: texts are escaped, other values are written as JSON.
    Json,
    /// A value as it is.
    Text,
}

impl Variables {
    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text with its variables, each `<name>`, or `<name+N>` for a number. Errs with the name of one that is not known.
    pub fn fill(&self, text: &str, form: Encoding) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let Some((name, after)) = after.split_once('>') else { break };
            out.push_str(before);
            let (name, more) = name.split_once('+').unwrap_or((name, "0"));
            let value = self.get(name).ok_or_else(|| name.to_owned())?;
            match (value, form) {
                (Value::String(text), Encoding::Path) => out.extend(text.bytes().map(encoded)),
                (Value::String(text), Encoding::Json) => {
                    let quoted = Value::from(text.as_str()).to_string();
                    out.push_str(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default());
                }
                (Value::String(text), Encoding::Text) => out.push_str(text),
                (value, _) => match (value.as_i64(), more.parse::<i64>()) {
                    (Some(number), Ok(more)) => out.push_str(&number.saturating_add(more).to_string()),
                    _ => out.push_str(&value.to_string()),
                },
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// A byte of a segment.
fn encoded(byte: u8) -> String {
    match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    }
}

/// The values at a place.
pub fn at<'v>(value: &'v Value, place: &str) -> Vec<&'v Value> {
    let steps = place.split('/').filter(|step| !step.is_empty());
    steps.fold(vec![value], |found, step| {
        let below = found.into_iter().flat_map(|value| match (value, step) {
            (Value::Array(elements), "*") => elements.iter().collect::<Vec<_>>(),
            (Value::Array(elements), index) => {
                index.parse().ok().and_then(|index: usize| elements.get(index)).into_iter().collect()
            }
            (Value::Object(members), name) => members.get(name).into_iter().collect(),
            _ => Vec::new(),
        });
        below.collect()
    })
}

/// Whether a value is the one that a row has written.
pub fn is(value: &Value, written: &str) -> bool {
    match value {
        // Ids of errors are numbers or texts; what is true or false is no text.
        Value::String(text) => text == written && !matches!(written, "true" | "false" | "null"),
        value => serde_json::from_str::<Value>(written).is_ok_and(|written| {
            written == *value || value.as_f64().is_some_and(|number| written.as_f64() == Some(number))
        }),
    }
}

/// The names of all members, with their places; what is in lists once.
pub fn names(value: &Value) -> Vec<String> {
    fn walk(value: &Value, place: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                    if !found.contains(&place) {
                        found.push(place.clone());
                    }
                    walk(value, &place, found);
                }
            }
            Value::Array(elements) => elements.iter().for_each(|value| walk(value, &format!("{place}[]"), found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}
