//! JSON as a value, nested as deep as the API takes it.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

/// Nesting that is accepted.
pub(crate) const MAX_DEPTH: usize = 128;

/// Reads one JSON text. The parser takes one level less than the API, so where that is not enough, the members of an
/// object are read one by one.
pub(crate) fn value(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).or_else(|error| {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(|_| error.to_string())?;
        let read = members.into_iter().map(|(name, value)| Ok((name, serde_json::from_str(value.get())?)));
        let object: Result<_, serde_json::Error> = read.collect();
        object.map(Value::Object).map_err(|_| error.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_levels_as_the_api_takes_are_read() {
        let nested = |levels: usize| format!("{{\"x\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        for levels in [2, 127, MAX_DEPTH] {
            assert_eq!(value(&nested(levels)).unwrap().to_string(), nested(levels));
        }
        assert!(value(&nested(MAX_DEPTH + 1)).is_err());
    }
}
