//! What the members of models are: types that are read leniently, and whether they are required.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use super::failed_place;
use super::malformed::Place;
use super::number::{Number, read_integer};
use super::{Kind, Schema};
use crate::error::Error;
use crate::json::fidelity::mark_normalized;
use crate::json::{Extra, Json};

/// A struct made by `model!`.
pub trait Model: Member + DeserializeOwned + Clone + PartialEq + fmt::Debug + Send + Sync + 'static {
    /// Its schema.
    const SCHEMA: &'static Schema;
    /// Members the model does not name.
    fn extra(&self) -> &Extra;
    /// Whether the member of this name in Rust is sent as `null`.
    fn is_null(&self, name: &str) -> bool;

    // Reading and writing, compiled once, with the model: crates that call the generic functions compile them again.

    /// Reads JSON with wire names.
    #[doc(hidden)]
    fn read_text(text: &str) -> Result<Self, Error>;
    /// Reads JSON that this library wrote.
    #[doc(hidden)]
    fn read_stored(text: &str) -> Result<Self, Error>;
    /// JSON with wire names.
    #[doc(hidden)]
    fn wire_json(&self) -> serde_json::Result<String>;
    /// The plain form.
    #[doc(hidden)]
    fn plain_json(&self) -> serde_json::Result<String>;
    /// Values of another type than documented, here and in the models in it, by their places.
    #[doc(hidden)]
    fn malformed_values(&self) -> Extra;
}

/// A model whose records can be told apart in a list.
pub trait Record: Model {
    /// The id of the record.
    fn identity(&self) -> &str;
    /// Its name, by which calls may be given it, too.
    fn name(&self) -> &str;
}

/// A type of a member's value.
pub trait Member: Serialize + Sized {
    /// Its type in the schema.
    const KIND: Kind;
    /// Reads it leniently: in every form that servers are known to send.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    /// Adds the values of another type than documented that it keeps, by their places.
    fn collect_malformed(&self, _place: &Place<'_>, _found: &mut Extra) {}
}

/// Type of a field of a model: a required value, an `Option` or a `Patch`.
pub trait FieldType: Sized {
    /// The value's type.
    type Value: Member;
    /// Whether the value is required.
    const REQUIRED: bool;
    /// Whether the field tells `null` from a missing value.
    const HOLDS_NULL: bool = false;
    /// The field, from the value that was read; `None` if a required value is missing.
    fn from_read(read: Option<Self::Value>) -> Option<Self>;
    /// The field, from `null`.
    fn from_null() -> Option<Self> {
        Self::from_read(None)
    }
    /// The value to write, if there is one.
    fn value(&self) -> Option<&Self::Value>;
    /// Whether `null` is to be written.
    fn is_null(&self) -> bool {
        false
    }
}

impl<T: Member> FieldType for Option<T> {
    type Value = T;
    const REQUIRED: bool = false;
    fn from_read(read: Option<T>) -> Option<Self> {
        Some(read)
    }
    fn value(&self) -> Option<&T> {
        self.as_ref()
    }
}

impl<T: Member> FieldType for T {
    type Value = T;
    const REQUIRED: bool = true;
    fn from_read(read: Option<T>) -> Option<Self> {
        read
    }
    fn value(&self) -> Option<&T> {
        Some(self)
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
