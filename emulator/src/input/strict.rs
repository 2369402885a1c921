//! Deserializes JSON values, with the place and, for a member that is unknown, the nearest name in every error.

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value, map};

use crate::input::refusal::InvalidInput;

/// Reads a value as `T`. Which members are unknown, `T` decides.
pub(crate) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, InvalidInput> {
    T::deserialize(Strict(value))
}

struct Strict(Value);

impl Strict {
    /// What was expected in place of the value.
    fn refused(&self, expected: &str) -> InvalidInput {
        let got = match &self.0 {
            Value::Null => "null",
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::Number(number) => &number.to_string(),
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        InvalidInput::new(format!("expected {expected}, got {got}"))
    }

    /// A number without a sign and without a fraction.
    fn whole(&self, most: u64) -> Result<u64, InvalidInput> {
        let found = self.0.as_u64().filter(|number| *number <= most);
        found.ok_or_else(|| self.refused(&format!("a whole number from 0 to {most}")))
    }
}

// What asks for one form is handed that form alone: each visitor would otherwise be compiled for all of them.
impl<'de> Deserializer<'de> for Strict {
    type Error = InvalidInput;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(list) => visitor.visit_seq(Elements { list: list.into_iter(), next: 0 }),
            Value::Object(members) => visitor.visit_map(Members { members: members.into_iter(), current: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, InvalidInput> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        match self.0 {
            Value::Bool(value) => visitor.visit_bool(value),
            other => Err(Self(other).refused("true or false")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            other => Err(Self(other).refused("a text")),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        match self.0 {
            Value::Array(list) => visitor.visit_seq(Elements { list: list.into_iter(), next: 0 }),
            other => Err(Self(other).refused("a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members { members: members.into_iter(), current: None }),
            other => Err(Self(other).refused("an object")),
        }
    }

    /// Not a list of its members, which other deserializers take.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InvalidInput> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InvalidInput> {
        visitor.visit_enum(Choice(self.0))
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        self.whole(u16::MAX.into()).and_then(|number| visitor.visit_u64(number))
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        self.whole(u32::MAX.into()).and_then(|number| visitor.visit_u64(number))
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        self.whole(u64::MAX).and_then(|number| visitor.visit_u64(number))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidInput> {
        match self.0.as_f64() {
            Some(number) => visitor.visit_f64(number),
            None => Err(self.refused("a number")),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u128 f32 char str bytes byte_buf unit unit_struct tuple tuple_struct
        identifier ignored_any
    }
}

struct Elements {
    list: std::vec::IntoIter<Value>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = InvalidInput;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, InvalidInput> {
        let Some(value) = self.list.next() else {
            return Ok(None);
        };
        let index = self.next;
        self.next += 1;
        seed.deserialize(Strict(value)).map(Some).map_err(|error| error.below_element(index))
    }
}

struct Members {
    members: map::IntoIter,
    current: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Members {
    type Error = InvalidInput;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, InvalidInput> {
        let Some((name, value)) = self.members.next() else {
            return Ok(None);
        };
        let key: StringDeserializer<InvalidInput> = name.clone().into_deserializer();
        self.current = Some((name, value));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, InvalidInput> {
        let (name, value) = self.current.take().unwrap_or_default();
        seed.deserialize(Strict(value)).map_err(|error| error.below_member(&name))
    }
}

/// `"name"`, or `{"name": value}`.
struct Choice(Value);

impl<'de> EnumAccess<'de> for Choice {
    type Error = InvalidInput;
    type Variant = Chosen;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Chosen), InvalidInput> {
        let (name, value) = match self.0 {
            Value::String(name) => (name, None),
            Value::Object(members) => {
                let mut members = Map::into_iter(members);
                match (members.next(), members.next()) {
                    (Some((name, value)), None) => (name, Some(value)),
                    _ => return Err(InvalidInput::new("expected an object of one member")),
                }
            }
            _ => return Err(InvalidInput::new("expected a text or an object of one member")),
        };
        let variant: StringDeserializer<InvalidInput> = name.into_deserializer();
        Ok((seed.deserialize(variant)?, Chosen(value)))
    }
}

struct Chosen(Option<Value>);

impl<'de> VariantAccess<'de> for Chosen {
    type Error = InvalidInput;

    fn unit_variant(self) -> Result<(), InvalidInput> {
        match self.0 {
            None => Ok(()),
            Some(_) => Err(InvalidInput::new("expected a text")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, InvalidInput> {
        seed.deserialize(Strict(self.0.unwrap_or_default()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, InvalidInput> {
        Strict(self.0.unwrap_or_default()).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, InvalidInput> {
        Strict(self.0.unwrap_or_default()).deserialize_any(visitor)
    }
}
