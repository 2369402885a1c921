//! The macro behind the models: one row a member gives the field, its reading and writing, and the
//! schema that the bindings are generated from.
//!
//! Written by hand over serde rather than derived, because unknown members must survive as text
//! (`#[serde(flatten)]` cannot hold a raw value), numbers are read in three spellings, and the schema
//! is needed at run time for strict checks of what a caller sends.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::altered::altered;
use crate::error::Error;
use crate::input::camel;
use crate::json::{Extra, Json};
use crate::number::{Number, read_integer};
use crate::received::Received;

/// What is known of one model.
#[derive(Debug)]
pub struct Schema {
    /// Name of the type, in every language.
    pub name: &'static str,
    /// Documentation, line by line.
    pub doc: &'static [&'static str],
    /// Whether further members pass when one is sent, unless they look like a slip of the pen.
    pub passes_unknown: bool,
    /// Members in declared order.
    pub fields: &'static [Field],
}

/// One member of a model.
#[derive(Debug)]
pub struct Field {
    /// Name in Rust and Python.
    pub name: &'static str,
    /// Name in JSON, as written.
    pub wire: &'static str,
    /// Further spellings accepted when reading.
    pub aliases: &'static [&'static str],
    /// Documentation, line by line.
    pub doc: &'static [&'static str],
    /// Whether reading fails without it.
    pub required: bool,
    /// Type of its value.
    pub kind: Kind,
}

/// Type of a value.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text.
    String,
    /// Text with known values; unknown ones are legal (GEN-17).
    Open(&'static [&'static str]),
    /// `true` or `false`.
    Boolean,
    /// 64-bit integer.
    Integer,
    /// Integer or decimal.
    Number,
    /// Text that is never shown.
    Secret,
    /// A JSON or YAML document, in a string on the wire.
    Document,
    /// List of words; one string is split at blanks.
    Words,
    /// Anything.
    Json,
    /// Another model.
    Model(&'static Schema),
    /// List of values of one type.
    List(&'static Kind),
}

impl Schema {
    /// The member with this name in any of its spellings.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.is_called(name))
    }
}

impl Field {
    /// Whether a caller may call the member `name`.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.is_wire(name) || camel(self.name) == name
    }

    /// Whether JSON may call the member `name`.
    pub fn is_wire(&self, name: &str) -> bool {
        self.wire == name || self.aliases.contains(&name)
    }
}

/// The name without the mark that lets a keyword be one.
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
    /// Reads it from the answer of an operation.
    fn receive(received: Received) -> Result<Self, Error>;
}

/// A type that can be the value of a member.
pub trait Member: Serialize + Sized {
    /// Its type in the schema.
    const KIND: Kind;
    /// Reads it, as tolerantly as the contract allows.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// A field of a model: a value that must be there, or an optional one.
pub trait Slot: Sized {
    /// The value's type.
    type Value: Member;
    /// Whether it must be there.
    const REQUIRED: bool;
    /// From what was read; `None` where nothing was.
    fn fill(read: Option<Self::Value>) -> Option<Self>;
    /// The value, to be written.
    fn value(&self) -> Option<&Self::Value>;
}

impl<T: Member> Slot for Option<T> {
    type Value = T;
    const REQUIRED: bool = false;
    fn fill(read: Option<T>) -> Option<Self> {
        Some(read)
    }
    fn value(&self) -> Option<&T> {
        self.as_ref()
    }
}

impl<T: Member> Slot for T {
    type Value = T;
    const REQUIRED: bool = true;
    fn fill(read: Option<T>) -> Option<Self> {
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
    /// A list; a single object is read as a list of one (D-38, D-75).
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements<T>(std::marker::PhantomData<T>);
        impl<'de, T: Member> Visitor<'de> for Elements<T> {
            type Value = Vec<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                let mut list = Vec::with_capacity(seq.size_hint().unwrap_or(0));
                while let Some(Tolerant(element)) = seq.next_element()? {
                    list.push(element);
                }
                Ok(list)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
                altered();
                T::read(MapAccessDeserializer::new(map)).map(|element| vec![element])
            }
        }
        deserializer.deserialize_any(Elements(std::marker::PhantomData))
    }
}

/// Lets serde read a [`Member`] where it asks for a `Deserialize`.
pub(crate) struct Tolerant<T>(pub T);

impl<'de, T: Member> Deserialize<'de> for Tolerant<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

/// `null` and a missing member mean the same (GEN-15).
pub(crate) struct Nullable<T>(pub Option<T>);

impl<'de, T: Member> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Option::<Tolerant<T>>::deserialize(deserializer)?;
        if read.is_none() {
            altered();
        }
        Ok(Self(read.map(|Tolerant(value)| value)))
    }
}

/// A text, borrowed from the input where it has no escapes.
pub(crate) struct Borrowed<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Borrowed<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
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
        deserializer.deserialize_str(Seen).map(Borrowed)
    }
}

/// Declares a model: a struct, its lossless reading and writing, and its [`Schema`].
///
/// A row is `rust_name "wireName" (or "alias")*: Type,`. A plain type is required when reading, an
/// `Option` is not. Every model also has `extra`; one that `passes unknown` members takes them from callers, too, and one
/// that is `read by` a function of `decode` is read from answers by that.
macro_rules! model {
    (@reader) => { $crate::decode::plain };
    (@reader $read:ident) => { $crate::decode::$read };
    (
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),+)])?
        $model:ident $(passes $unknown:ident)? $(read by $read:ident)? {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident $wire:literal $(or $alias:literal)*: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq $($(, $derive)+)?)]
        pub struct $model {
            $(
                $(#[doc = $field_doc])*
                pub $field: $type,
            )*
            /// Members this type does not name, by wire name; written back as they came (GEN-14).
            pub extra: $crate::json::Extra,
        }

        impl $crate::model::Model for $model {
            const SCHEMA: &'static $crate::model::Schema = &$crate::model::Schema {
                name: stringify!($model),
                doc: &[$($doc),*],
                passes_unknown: !<[&str]>::is_empty(&[$(stringify!($unknown))?]),
                fields: &[$($crate::model::Field {
                    name: $crate::model::plain_name(stringify!($field)),
                    wire: $wire,
                    aliases: &[$($alias),*],
                    doc: &[$($field_doc),*],
                    required: <$type as $crate::model::Slot>::REQUIRED,
                    kind: <<$type as $crate::model::Slot>::Value as $crate::model::Member>::KIND,
                }),*],
            };
            fn extra(&self) -> &$crate::json::Extra {
                &self.extra
            }
            fn receive(received: $crate::received::Received) -> Result<Self, $crate::error::Error> {
                $crate::model::model!(@reader $($read)?)(&received)
            }
        }

        impl $crate::model::Member for $model {
            const KIND: $crate::model::Kind =
                $crate::model::Kind::Model(<$model as $crate::model::Model>::SCHEMA);
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <Self as serde::Deserialize>::deserialize(deserializer)
            }
        }

        impl serde::Serialize for $model {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $(if let Some(value) = $crate::model::Slot::value(&self.$field) {
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
                struct Members;
                impl<'de> serde::de::Visitor<'de> for Members {
                    type Value = $model;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$model, A::Error> {
                        use serde::de::Error as _;
                        $(let mut $field: Option<$crate::model::Nullable<
                            <$type as $crate::model::Slot>::Value>> = None;)*
                        let mut extra = $crate::json::Extra::new();
                        while let Some($crate::model::Borrowed(name)) = map.next_key()? {
                            match &*name {
                                $($wire $(| $alias)* => {
                                    $(if &*name == $alias {
                                        $crate::altered::altered();
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
                            $($field: $crate::model::Slot::fill($field.and_then(|read| read.0))
                                .ok_or_else(|| A::Error::missing_field($wire))?,)*
                            extra,
                        })
                    }
                }
                deserializer.deserialize_map(Members)
            }
        }
    };
}
pub(crate) use model;

/// A value of an open enumeration. A known one takes no room of its own.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Word {
    Known(u8),
    Other(Box<str>),
}

impl Word {
    pub(crate) fn of(value: &str, known: &[&str]) -> Self {
        let at = known.iter().position(|name| *name == value).and_then(|at| u8::try_from(at).ok());
        at.map_or_else(|| Self::Other(value.into()), Self::Known)
    }

    pub(crate) fn among<'a>(&'a self, known: &[&'a str]) -> &'a str {
        match self {
            Self::Known(at) => known.get(usize::from(*at)).copied().unwrap_or_default(),
            Self::Other(value) => value,
        }
    }
}

/// Declares an open enumeration: text with named known values (GEN-17).
macro_rules! open {
    (@constants $at:expr; $constant:ident = $value:literal, $($rest:tt)*) => {
        #[doc = concat!("`", $value, "`.")]
        pub const $constant: Self = Self($crate::model::Word::Known($at));
        $crate::model::open!(@constants $at + 1; $($rest)*);
    };
    (@constants $at:expr;) => {};
    ($(#[doc = $doc:literal])* $name:ident { $($constant:ident = $value:literal),+ $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name($crate::model::Word);

        impl $name {
            const KNOWN: &[&str] = &[$($value),+];
            $crate::model::open!(@constants 0; $($constant = $value,)+);
            /// The value as it stands in JSON.
            pub fn as_str(&self) -> &str {
                self.0.among(Self::KNOWN)
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
                Self($crate::model::Word::of(value, Self::KNOWN))
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
        impl $crate::model::Member for $name {
            const KIND: $crate::model::Kind = $crate::model::Kind::Open(Self::KNOWN);
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // A known value takes no room of its own.
                <$crate::model::Borrowed as serde::Deserialize>::deserialize(deserializer).map(|text| Self::from(&*text.0))
            }
        }
    };
}
pub(crate) use open;
