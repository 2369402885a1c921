//! Reads the members of a model, and their values leniently: in every form that servers are known to send. What does not
//! depend on the member is compiled once a type of value: the models have hundreds of members.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use super::malformed::{self, MalformedMembers, Place, is_tolerant, keeps_nulls};
use super::member::{FieldType, Member};
use super::number::{Number, read_integer};
use super::{Kind, failed_place};
use crate::json::fidelity::mark_normalized;
use crate::json::{Extra, Json};

/// What is known of the members while a model is read.
pub(crate) struct MemberReader {
    tolerant: bool,
    keeps_nulls: bool,
    pub malformed: MalformedMembers,
}

/// What a member takes beside values of its type.
#[derive(Clone, Copy)]
pub(crate) struct Takes {
    required: bool,
    holds_null: bool,
}

impl Takes {
    pub(crate) const fn of<F: FieldType>() -> Self {
        Self { required: F::REQUIRED, holds_null: F::HOLDS_NULL }
    }
}

impl MemberReader {
    pub(crate) fn begin() -> Self {
        Self { tolerant: is_tolerant(), keeps_nulls: keeps_nulls(), malformed: MalformedMembers::default() }
    }

    /// Reads the value of a member into its slot, which is empty unless the member stands twice.
    pub(crate) fn member<'de, V: Member, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        wire: &'static str,
        takes: Takes,
        slot: &mut Option<Nullable<V>>,
    ) -> Result<(), A::Error> {
        let value = match self.tolerant && !takes.required {
            false => failed_place::member(wire, map.next_value())?,
            true => malformed::next_value(map, wire, &mut self.malformed)?.unwrap_or(Nullable(None)),
        };
        if self.keeps_nulls && value.0.is_none() && !takes.holds_null {
            self.malformed.keep_null(wire);
        }
        match slot.replace(value) {
            None => Ok(()),
            Some(_) => Err(A::Error::duplicate_field(wire)),
        }
    }

    /// The field of a member, from its slot.
    pub(crate) fn field<F: FieldType, E: Error>(
        &self,
        wire: &'static str,
        read: Option<Nullable<F::Value>>,
    ) -> Result<F, E> {
        let field = match read {
            Some(Nullable(None)) if !self.malformed.is_kept(wire) => F::from_null(),
            read => F::from_read(read.and_then(|read| read.0)),
        };
        field.ok_or_else(|| E::missing_field(wire))
    }
}

macro_rules! plain_members {
    ($($type:ty => $kind:ident),+) => {$(
        impl Member for $type {
            const KIND: Kind = Kind::$kind;
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        }
    )+};
}
plain_members!(String => String, bool => Boolean, Number => Number, Json => Json);

impl Member for i64 {
    const KIND: Kind = Kind::Integer;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_integer(deserializer)
    }
}

impl<T: Member> Member for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    // D-38, D-75
    /// A list; a single object is read as a list of one.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements<T>(std::marker::PhantomData<T>);
        impl<'de, T: Member> Visitor<'de> for Elements<T> {
            type Value = Vec<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                let mut list = Vec::with_capacity(seq.size_hint().unwrap_or(0));
                while let Some(Lenient(element)) = failed_place::element(list.len(), seq.next_element())? {
                    list.push(element);
                }
                Ok(list)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
                mark_normalized();
                T::read(MapAccessDeserializer::new(map)).map(|element| vec![element])
            }
        }
        deserializer.deserialize_any(Elements(std::marker::PhantomData))
    }
    fn collect_malformed(&self, place: &Place<'_>, found: &mut Extra) {
        for (at, element) in self.iter().enumerate() {
            element.collect_malformed(&Place::Element(place, at), found);
        }
    }
}

/// Adapts a [`Member`] to `Deserialize`, so that its lenient reading applies inside serde.
pub(crate) struct Lenient<T>(pub T);

impl<'de, T: Member> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

// GEN-15
/// `null` and a missing member mean the same.
pub(crate) struct Nullable<T>(pub Option<T>);

impl<'de, T: Member> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Option::<Lenient<T>>::deserialize(deserializer)?;
        if read.is_none() {
            mark_normalized();
        }
        Ok(Self(read.map(|Lenient(value)| value)))
    }
}

/// A string that borrows from the input if it has no escapes.
pub(crate) struct BorrowedStr<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for BorrowedStr<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StrVisitor;
        impl<'de> Visitor<'de> for StrVisitor {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(StrVisitor).map(BorrowedStr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::RawObject;
    use crate::schema::shared_str::SharedStr;

    #[test]
    fn a_value_of_another_type_is_told_with_what_was_expected() {
        fn told<'a, T: Deserialize<'a>>(text: &'a str) -> String {
            serde_json::from_str::<T>(text).err().map(|error| error.to_string()).unwrap_or_default()
        }
        for (why, expected) in [
            (told::<Lenient<Vec<String>>>("1"), "expected a list"),
            (told::<Lenient<SharedStr>>("1"), "expected a string"),
            (told::<BorrowedStr<'_>>("1"), "expected a string"),
            (told::<Number>("[]"), "expected a number"),
            (told::<RawObject<'_>>("[]"), "expected an object"),
        ] {
            assert!(why.contains(expected), "{why}");
        }
    }

    #[test]
    fn one_object_is_a_list_of_one() {
        let read = |text: &str| serde_json::from_str::<Lenient<Vec<Json>>>(text).map(|list| list.0.len()).ok();
        assert_eq!((read("[]"), read("[1,{}]"), read("1")), (Some(0), Some(2), None));
        let models =
            |text: &str| serde_json::from_str::<Lenient<Vec<crate::models::Agent>>>(text).map(|list| list.0.len()).ok();
        assert_eq!(models(r#"{"id":"1","name":"a"}"#), Some(1));
    }
}
