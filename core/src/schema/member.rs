//! What the members of models are: values of a type, and whether they are required.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::malformed::Place;
use super::value_reader::ValueReader;
use super::{Kind, Schema};
use crate::error::Error;
use crate::json::Extra;

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
    fn read(reader: &mut ValueReader<'_>) -> serde_json::Result<Self>;
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
