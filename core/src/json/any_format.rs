//! The JSON of a value that `serde` reads from any format: as it is written where that is JSON, to the digit.

use std::fmt;

use serde::de::value::MapDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// Reads a value as JSON.
pub(crate) fn raw_of_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<RawValue>, D::Error> {
    Box::<RawValue>::deserialize(AnyFormat(deserializer))
}

/// What [`RawValue`] is read from: it asks for a newtype of a name that only `serde_json` knows.
struct AnyFormat<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for AnyFormat<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Newtype { name, visitor })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// Passes on what `serde_json` gives, which is a map of the name and the text. Other formats give the value itself.
struct Newtype<V> {
    name: &'static str,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Newtype<V> {
    fn pass_on<E: Error>(self, text: String) -> Result<V::Value, E> {
        self.visitor.visit_map(MapDeserializer::new(std::iter::once((self.name, text))))
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Newtype<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<V::Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == self.name {
                let text = map.next_value()?;
                return self.pass_on(text);
            }
            members.insert(name, map.next_value()?);
        }
        self.pass_on(Value::Object(members).to_string())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let text = Value::deserialize(deserializer)?.to_string();
        self.pass_on(text)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_read_as_it_is_written() {
        let text = r#"{"b": 1.50, "a":18446744073709551616}"#;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        assert_eq!(raw_of_any(&mut deserializer).unwrap().get(), text);
        let mut deserializer = serde_json::Deserializer::from_slice(b"[1");
        assert!(raw_of_any(&mut deserializer).is_err());
    }

    #[test]
    fn what_is_no_json_is_read_as_what_it_says() {
        let value = json!({"a": [1, "b"], "c": null});
        assert_eq!(raw_of_any(&value).unwrap().get(), value.to_string());
        let members: std::collections::BTreeMap<_, _> = [("a", "b"), ("c", "d")].into();
        let deserializer: MapDeserializer<'_, _, serde::de::value::Error> = members.into_deserializer();
        assert_eq!(raw_of_any(deserializer).unwrap().get(), r#"{"a":"b","c":"d"}"#);
        /// What `serde` gives to parts of a type that it has read before.
        #[derive(Debug, Deserialize)]
        #[serde(untagged)]
        enum Either {
            Agent(Box<crate::models::Agent>),
        }
        let Either::Agent(agent) = serde_json::from_str(r#"{"id":"1","name":"a","new":1}"#).unwrap();
        assert_eq!((&*agent.id, agent.extra.len()), ("1", 1));
    }
}
