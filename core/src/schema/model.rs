//! The macro behind the models: one row a member gives the field, its reading and writing, and the schema that the
//! bindings are generated from.
//!
//! Written over serde's traits rather than derived, because unknown members must survive as text (`#[serde(flatten)]`
//! cannot hold a raw value), numbers are read in three spellings, and the schema is needed at run time for strict checks
//! of what a caller sends.

pub use super::member::{FieldType, Member, Model, Record};
pub(crate) use super::plain::{convert, convert_given, convert_plainly, from_json, from_stored};
pub(crate) use super::reading::{MemberReader, Takes};
pub(crate) use super::value_reader::{Name, ValueReader};
pub(crate) use crate::json::quoted_name::QuotedName;

/// The name without the `r#` of a raw identifier.
pub(crate) const fn plain_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Declares a model: a struct, its lossless reading and writing, and its [`Schema`].
///
/// A row is `rust_name "wireName" (or "alias")* (as Role)*: Type,`, with roles of [`Role`](super::comparison::Role). A plain
/// type is required when reading, an `Option` and a `Patch` are not. Every model also has `extra` and `malformed`. Before the
/// brace may stand, in this order: `passes unknown` (further members are accepted in requests), `refers to Referred` (what its
/// values mean, which are references), `identified by member or member` (a record of a list: its id and its name), `answered as Model` (the server's answer that may be given in
/// place of this definition; needs `From<Model>`).
macro_rules! model {
    (@next $reading:ident) => { $reading.next() };
    (@next $reading:ident $identity:ident) => { $reading.next_inline() };
    (@optional) => { None };
    (@optional $value:expr) => { Some($value) };
    (
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),+)])?
        $model:ident $(passes $unknown:ident)? $(refers to $referred:ident)? $(identified by $identity:ident or $name:ident)? $(answered as $answer:ident)? {
            $(
                $(#[doc = $field_doc:literal])*
                $field:ident $wire:literal $(or $alias:literal)* $(as $role:ident)*: $type:ty,
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
            /// Members whose values are of another type than documented, by wire name; unset, and written back as they
            /// came, as is a `null` that a caller wrote. `malformed_members` has those of the models in it, too.
            pub malformed: $crate::schema::malformed::MalformedMembers,
        }

        #[allow(dead_code, reason = "of a model that is not public")]
        impl $model {
            /// The values of another type than documented, here and in the models in it, by their places, such as
            /// `agentData.models[0].name`.
            pub fn malformed_members(&self) -> $crate::json::Extra {
                let mut found = $crate::json::Extra::new();
                $crate::schema::model::Member::collect_malformed(
                    self,
                    &$crate::schema::malformed::Place::Root,
                    &mut found,
                );
                found
            }

            /// Whether a member of this wire name has no value.
            #[inline(never)]
            fn is_unset(&self, wire: &str) -> bool {
                match wire {
                    $($wire => $crate::schema::model::FieldType::value(&self.$field).is_none(),)*
                    _ => false,
                }
            }
        }

        impl std::fmt::Debug for $model {
            /// Every member; secrets are masked, also among the members that the model does not name.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($model));
                shown$(.field(stringify!($field), &$crate::schema::mask::MaskedMember::<_, {
                        matches!(
                            <<$type as $crate::schema::model::FieldType>::Value as $crate::schema::model::Member>::KIND,
                            $crate::schema::Kind::Json
                        )
                    }>(&self.$field)))*
                    .field("extra", &$crate::schema::mask::MaskedExtra(&self.extra));
                if !self.malformed.is_empty() {
                    shown.field("malformed", &self.malformed);
                }
                shown.finish()
            }
        }

        impl $crate::schema::model::Model for $model {
            // A static, and functions that are not generic: crates that name a constant compile what it refers to again.
            const SCHEMA: &'static $crate::schema::Schema = {
                #[allow(unused_imports, reason = "of a model that refers to nothing, or whose members have no roles")]
                use $crate::schema::comparison::{Referred, Role};
                static SCHEMA: $crate::schema::Schema = $crate::schema::Schema {
                name: stringify!($model),
                doc: &[$($doc),*],
                passes_unknown: !<[&str]>::is_empty(&[$(stringify!($unknown))?]),
                identity: $crate::schema::model::model!(@optional $(stringify!($identity))?),
                answer_of: $crate::schema::model::model!(@optional $($crate::schema::AnswerOf {
                    schema: <$answer as $crate::schema::model::Model>::SCHEMA,
                    to_definition: |text| $crate::schema::model::convert::<$answer, $model>(text),
                    to_definition_of_given: |text| $crate::schema::model::convert_given::<$answer, $model>(text),
                    to_plain_definition: |text| $crate::schema::model::convert_plainly::<$answer, $model>(text),
                })?),
                refers_to: $crate::schema::model::model!(@optional $(Referred::$referred)?),
                fields: &[$($crate::schema::Field {
                    name: $crate::schema::model::plain_name(stringify!($field)),
                    wire: $wire,
                    aliases: &[$($alias),*],
                    doc: &[$($field_doc),*],
                    required: <$type as $crate::schema::model::FieldType>::REQUIRED,
                    write_only: Role::WriteOnly.is_in(&[$(Role::$role),*]),
                    pins: Role::Pin.is_in(&[$(Role::$role),*]),
                    comparison: $crate::schema::comparison::Comparison::of(&[$(Role::$role),*]),
                    kind: <<$type as $crate::schema::model::FieldType>::Value as $crate::schema::model::Member>::KIND,
                }),*],
                others: None,
            };
                &SCHEMA
            };
            fn extra(&self) -> &$crate::json::Extra {
                &self.extra
            }
            fn is_null(&self, name: &str) -> bool {
                $(($crate::schema::model::FieldType::is_null(&self.$field)
                    && $crate::schema::model::plain_name(stringify!($field)) == name) ||)*
                self.malformed.keeps_null(Self::SCHEMA, name, &|wire| self.is_unset(wire))
            }
            fn read_text(text: &str) -> Result<Self, $crate::error::Error> {
                $crate::schema::plain::from_json(text)
            }
            fn read_stored(text: &str) -> Result<Self, $crate::error::Error> {
                $crate::schema::plain::from_stored(text)
            }
            fn wire_json(&self) -> serde_json::Result<String> {
                serde_json::to_string(self)
            }
            fn malformed_values(&self) -> $crate::json::Extra {
                self.malformed_members()
            }
            fn plain_json(&self) -> serde_json::Result<String> {
                $crate::schema::plain::plain_text(&self.malformed_members(), &|| self.wire_json())
            }
        }

        $(impl $crate::schema::model::Record for $model {
            fn identity(&self) -> &str {
                &self.$identity
            }
            fn name(&self) -> &str {
                &self.$name
            }
        })?

        impl $crate::schema::model::Member for $model {
            const KIND: $crate::schema::Kind =
                $crate::schema::Kind::Model(<$model as $crate::schema::model::Model>::SCHEMA);
            fn read(reader: &mut $crate::schema::value_reader::ValueReader<'_>) -> serde_json::Result<Self> {
                use $crate::schema::model::{MemberReader, Name, QuotedName, Takes};
                #[allow(non_camel_case_types, reason = "named as the members are")]
                #[repr(u8)]
                enum At {
                    $($field,)*
                }
                static NAMES: &[Name] = &[$(
                    Name {
                        quoted: QuotedName::new($wire),
                        at: At::$field as u8,
                        is_alias: false,
                    },
                    $(Name {
                        quoted: QuotedName::new($alias),
                        at: At::$field as u8,
                        is_alias: true,
                    },)*
                )*];
                $(let mut $field = None;)*
                let mut reading = MemberReader::begin(reader, NAMES)?;
                while let Some(at) = $crate::schema::model::model!(@next reading $($identity)?)? {
                    match at {
                        $(at if at == At::$field as u8 => {
                            reading.member($wire, const { Takes::of::<$type>(At::$field as u8) }, &mut $field)?;
                        })*
                        _ => {}
                    }
                }
                Ok($model {
                    $($field: reading.field::<$type>(
                        $wire,
                        const { Takes::of::<$type>(At::$field as u8) },
                        $field,
                    )?,)*
                    extra: reading.extra,
                    malformed: reading.malformed,
                })
            }
            fn collect_malformed(
                &self,
                place: &$crate::schema::malformed::Place<'_>,
                found: &mut $crate::json::Extra,
            ) {
                use $crate::schema::malformed::Place;
                self.malformed.collect(&|wire| self.is_unset(wire), place, found);
                $(if let Some(value) = $crate::schema::model::FieldType::value(&self.$field) {
                    $crate::schema::model::Member::collect_malformed(value, &Place::Member(place, $wire), found);
                })*
            }
        }

        impl serde::Serialize for $model {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $(if let Some(value) = $crate::schema::model::FieldType::value(&self.$field) {
                    map.serialize_entry($wire, value)?;
                } else if $crate::schema::model::FieldType::is_null(&self.$field) {
                    map.serialize_entry($wire, &())?;
                })*
                self.malformed.serialize_beside(&|wire| self.is_unset(wire), &self.extra, &mut map)?;
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $model {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::schema::value_reader::deserialize(deserializer, <Self as $crate::schema::model::Member>::read)
            }
        }
    };
}
pub(crate) use model;

/// A member of a model as its schema has it, at build time. A name that is no member does not compile.
macro_rules! member {
    ($model:ty, $field:ident) => {{
        const _: fn(&$model) = |model| {
            let _ = &model.$field;
        };
        <$model as $crate::schema::model::Model>::SCHEMA.declared($crate::schema::model::plain_name(stringify!($field)))
    }};
}
pub(crate) use member;

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

    /// Reads a value that is none of the known ones, or is written otherwise than they are.
    #[inline(never)]
    pub(crate) fn read(reader: &mut ValueReader<'_>, known: &[&str]) -> serde_json::Result<Self> {
        reader.string().map(|text| Self::new(text.as_ref(), known))
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
            const QUOTED: &[$crate::json::quoted_word::QuotedWord] =
                &[$($crate::json::quoted_word::QuotedWord::new($value)),+];
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
            const KIND: $crate::schema::Kind =
                $crate::schema::Kind::Open(&$crate::schema::OpenEnum { name: stringify!($name), values: Self::KNOWN });
            #[inline]
            fn read(reader: &mut $crate::schema::value_reader::ValueReader<'_>) -> serde_json::Result<Self> {
                match reader.word(Self::QUOTED) {
                    Some(at) => Ok(Self($crate::schema::model::OpenEnumValue::Known(at))),
                    None => $crate::schema::model::OpenEnumValue::read(reader, Self::KNOWN).map(Self),
                }
            }
        }
    };
}
pub(crate) use open_enum;
