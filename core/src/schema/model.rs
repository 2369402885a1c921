//! The macro behind the models: one row a member gives the field, its reading and writing, and the schema that the
//! bindings are generated from.
//!
//! Written over serde's traits rather than derived, because unknown members must survive as text (`#[serde(flatten)]`
//! cannot hold a raw value), numbers are read in three spellings, and the schema is needed at run time for strict checks
//! of what a caller sends.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use super::number::{Number, read_integer};
use super::{Kind, Schema};
use crate::error::Error;
use crate::json::fidelity::mark_normalized;
use crate::json::{Extra, Json};

/// The name without the `r#` of a raw identifier.
pub(crate) const fn plain_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// A struct made by `model!`.
pub trait Model: Member + DeserializeOwned + Clone + PartialEq + fmt::Debug + Send + Sync + 'static {
    /// Its schema.
    const SCHEMA: &'static Schema;
    /// Members the model does not name.
    fn extra(&self) -> &Extra;
}

/// A model whose records can be told apart in a list.
pub trait Record: Model {
    /// The id of the record.
    fn identity(&self) -> &str;
}

/// A type of a member's value.
pub trait Member: Serialize + Sized {
    /// Its type in the schema.
    const KIND: Kind;
    /// Reads it leniently: in every form that servers are known to send.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Type of a field of a model: a required value, or an `Option`.
pub trait FieldType: Sized {
    /// The value's type.
    type Value: Member;
    /// Whether the value is required.
    const REQUIRED: bool;
    /// The field, from the value that was read; `None` if a required value is missing.
    fn from_read(read: Option<Self::Value>) -> Option<Self>;
    /// The value to write, if there is one.
    fn value(&self) -> Option<&Self::Value>;
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
                while let Some(Lenient(element)) = seq.next_element()? {
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

/// The JSON of the definition that describes the same object as the JSON of an answer.
pub(crate) fn convert<A: Model, D: Model + From<A>>(answer: &str) -> Result<String, Error> {
    let answer: A = from_json(answer)?;
    serde_json::to_string(&D::from(answer)).map_err(|error| Error::invalid(error.to_string()))
}

/// Reads a model from JSON as leniently as an answer of the server.
///
/// Errors with `InvalidRequestError`, naming the place in the JSON.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let place = error.path().to_string();
        Error::invalid(if place == "." { error.inner().to_string() } else { format!("{place}: {}", error.inner()) })
    })
}

/// Declares a model: a struct, its lossless reading and writing, and its [`Schema`].
///
/// A row is `rust_name "wireName" (or "alias")* (as write_only)?: Type,`; answers of a write-only member have a reference
/// in place of what was sent. A plain type is required when reading, an `Option` is not. Every
/// model also has `extra`. Before the brace may stand, in this order: `passes unknown` (further members are accepted in
/// requests), `identified by member` (a record of a list), `answered as Model` (the server's answer that may be given in
/// place of this definition; needs `From<Model>`).
macro_rules! model {
    (@optional) => { None };
    (@optional $value:expr) => { Some($value) };
    (
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),+)])?
        $model:ident $(passes $unknown:ident)? $(identified by $identity:ident)? $(answered as $answer:ident)? {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident $wire:literal $(or $alias:literal)* $(as $write_only:ident)?: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq $($(, $derive)+)?)]
        pub struct $model {
            $(
                $(#[doc = $field_doc])*
                pub $field: $type,
            )*
            // GEN-14
            /// Members this type does not name, by wire name; written back as they came.
            pub extra: $crate::json::Extra,
        }

        impl std::fmt::Debug for $model {
            /// Every member; secrets are masked, also among the members that the model does not name.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($model))
                    $(.field(stringify!($field), &$crate::schema::mask::MaskedMember(
                        <<$type as $crate::schema::model::FieldType>::Value as $crate::schema::model::Member>::KIND,
                        &self.$field,
                    )))*
                    .field("extra", &$crate::schema::mask::MaskedExtra(&self.extra))
                    .finish()
            }
        }

        impl $crate::schema::model::Model for $model {
            const SCHEMA: &'static $crate::schema::Schema = &$crate::schema::Schema {
                name: stringify!($model),
                doc: &[$($doc),*],
                passes_unknown: !<[&str]>::is_empty(&[$(stringify!($unknown))?]),
                identity: $crate::schema::model::model!(@optional $(stringify!($identity))?),
                answer_of: $crate::schema::model::model!(@optional $($crate::schema::AnswerOf {
                    schema: <$answer as $crate::schema::model::Model>::SCHEMA,
                    to_definition: $crate::schema::model::convert::<$answer, $model>,
                })?),
                fields: &[$($crate::schema::Field {
                    name: $crate::schema::model::plain_name(stringify!($field)),
                    wire: $wire,
                    aliases: &[$($alias),*],
                    doc: &[$($field_doc),*],
                    required: <$type as $crate::schema::model::FieldType>::REQUIRED,
                    write_only: !<[&str]>::is_empty(&[$(stringify!($write_only))?]),
                    kind: <<$type as $crate::schema::model::FieldType>::Value as $crate::schema::model::Member>::KIND,
                }),*],
            };
            fn extra(&self) -> &$crate::json::Extra {
                &self.extra
            }
        }

        $(impl $crate::schema::model::Record for $model {
            fn identity(&self) -> &str {
                &self.$identity
            }
        })?

        impl $crate::schema::model::Member for $model {
            const KIND: $crate::schema::Kind =
                $crate::schema::Kind::Model(<$model as $crate::schema::model::Model>::SCHEMA);
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <Self as serde::Deserialize>::deserialize(deserializer)
            }
        }

        impl serde::Serialize for $model {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $(if let Some(value) = $crate::schema::model::FieldType::value(&self.$field) {
                    map.serialize_entry($wire, value)?;
                })*
                for (name, value) in &self.extra {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $model {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct RawObject;
                impl<'de> serde::de::Visitor<'de> for RawObject {
                    type Value = $model;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$model, A::Error> {
                        use serde::de::Error as _;
                        $(let mut $field: Option<$crate::schema::model::Nullable<
                            <$type as $crate::schema::model::FieldType>::Value>> = None;)*
                        let mut extra = $crate::json::Extra::new();
                        while let Some($crate::schema::model::BorrowedStr(name)) = map.next_key()? {
                            match &*name {
                                $($wire $(| $alias)* => {
                                    $(if &*name == $alias {
                                        $crate::json::fidelity::mark_normalized();
                                    })*
                                    if $field.replace(map.next_value()?).is_some() {
                                        return Err(A::Error::duplicate_field($wire));
                                    }
                                })*
                                _ => {
                                    let value = map.next_value()?;
                                    extra.insert(name.into_owned(), value);
                                }
                            }
                        }
                        Ok($model {
                            $($field: $crate::schema::model::FieldType::from_read($field.and_then(|read| read.0))
                                .ok_or_else(|| A::Error::missing_field($wire))?,)*
                            extra,
                        })
                    }
                }
                deserializer.deserialize_map(RawObject)
            }
        }
    };
}
pub(crate) use model;

/// Value of an open enumeration. A known value is an index, so it needs no allocation.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum OpenEnumValue {
    Known(u8),
    Other(Box<str>),
}

impl OpenEnumValue {
    pub(crate) fn new(value: &str, known: &[&str]) -> Self {
        let at = known.iter().position(|name| *name == value).and_then(|at| u8::try_from(at).ok());
        at.map_or_else(|| Self::Other(value.into()), Self::Known)
    }

    pub(crate) fn as_str_among<'a>(&'a self, known: &[&'a str]) -> &'a str {
        match self {
            Self::Known(at) => known.get(usize::from(*at)).copied().unwrap_or_default(),
            Self::Other(value) => value,
        }
    }
}

// GEN-17
/// Declares an open enumeration: text with named known values.
macro_rules! open_enum {
    (@constants $at:expr; $constant:ident = $value:literal, $($rest:tt)*) => {
        #[doc = concat!("`", $value, "`.")]
        pub const $constant: Self = Self($crate::schema::model::OpenEnumValue::Known($at));
        $crate::schema::model::open_enum!(@constants $at + 1; $($rest)*);
    };
    (@constants $at:expr;) => {};
    ($(#[doc = $doc:literal])* $name:ident { $($constant:ident = $value:literal),+ $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name($crate::schema::model::OpenEnumValue);

        impl $name {
            const KNOWN: &[&str] = &[$($value),+];
            $crate::schema::model::open_enum!(@constants 0; $($constant = $value,)+);
            /// The value as written in JSON.
            pub fn as_str(&self) -> &str {
                self.0.as_str_among(Self::KNOWN)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.as_str().fmt(f)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self($crate::schema::model::OpenEnumValue::new(value, Self::KNOWN))
            }
        }
        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }
        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }
        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl $crate::schema::model::Member for $name {
            const KIND: $crate::schema::Kind = $crate::schema::Kind::Open(Self::KNOWN);
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // A known value is stored as its index: no allocation.
                <$crate::schema::model::BorrowedStr as serde::Deserialize>::deserialize(deserializer).map(|text| Self::from(&*text.0))
            }
        }
    };
}
pub(crate) use open_enum;
