//! A model of any type, as Python's objects hold it.

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;

use geai_client::Extra;
use geai_client::bindings::{Model, Schema};

/// What is needed of a model of any type.
pub trait AnyModel: Any + Send + Sync {
    /// Its schema.
    fn schema(&self) -> &'static Schema;
    /// Its JSON with wire names.
    fn wire(&self) -> serde_json::Result<String>;
    /// Its plain form.
    fn plain(&self) -> serde_json::Result<String>;
    /// Whether a member is sent as `null`.
    fn sends_null(&self, name: &str) -> bool;
    /// Members that the schema does not name.
    fn beyond(&self) -> &Extra;
    /// Values of another type than documented, by their places.
    fn malformed(&self) -> Extra;
    /// Whether the other one has the same type and the same members.
    fn equals(&self, other: &dyn AnyModel) -> bool;
}

impl<T: Model> AnyModel for T {
    fn schema(&self) -> &'static Schema {
        T::SCHEMA
    }
    fn wire(&self) -> serde_json::Result<String> {
        self.wire_json()
    }
    fn plain(&self) -> serde_json::Result<String> {
        self.plain_json()
    }
    fn sends_null(&self, name: &str) -> bool {
        self.is_null(name)
    }
    fn beyond(&self) -> &Extra {
        self.extra()
    }
    fn malformed(&self) -> Extra {
        self.malformed_values()
    }
    fn equals(&self, other: &dyn AnyModel) -> bool {
        typed(other).is_some_and(|other: &T| self == other)
    }
}

/// The model, if it is of this type.
pub fn typed<T: Model>(model: &dyn AnyModel) -> Option<&T> {
    let any: &dyn Any = model;
    any.downcast_ref()
}

/// The model behind a Python object: owned by it, or in a list that it shares with other objects.
pub enum HeldModel {
    Owned(Box<dyn AnyModel>),
    Listed(Arc<dyn ModelList>, usize),
}

impl HeldModel {
    pub fn owned(model: impl Model) -> Self {
        Self::Owned(Box::new(model))
    }
}

impl Deref for HeldModel {
    type Target = dyn AnyModel;
    fn deref(&self) -> &Self::Target {
        match self {
            Self::Owned(model) => &**model,
            Self::Listed(models, at) => models.model(*at),
        }
    }
}

/// Models of one type.
pub trait ModelList: Send + Sync {
    /// The model at an index that the list has.
    fn model(&self, at: usize) -> &dyn AnyModel;
}

impl<T: Model> ModelList for Vec<T> {
    #[expect(clippy::indexing_slicing, reason = "`model_list` counts them")]
    fn model(&self, at: usize) -> &dyn AnyModel {
        &self[at]
    }
}
