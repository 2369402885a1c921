//! What all model classes share, over the core's `Model`. The classes themselves are in `generated.rs`.
//!
//! There are some forty classes, so what does not depend on the class stays outside of what is compiled for each.

use std::hash::{DefaultHasher, Hash, Hasher};

use geai_client::Error;
use geai_client::bindings::{self, Kind, MaskedForm, Model, NameStyle, Schema, from_json, mask};
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::Value;

use super::errors::to_exception;
use super::null::null;
use super::to_json::{self, ModelForm};
use crate::runtime::exit;
use crate::runtime::panics::internal_error;

/// Longest name that the error of a frozen attribute shows.
const MAX_NAME: usize = 80;

/// Declares a model class: its getters, and everything that models share.
///
/// A row is `name = |py, model| value`; with a number before `=` the value is made once and kept in that
/// slot, which is for values that cannot be changed: other models, and tuples.
macro_rules! model {
    (
        $(#[doc = $doc:literal])*
        $model:ident[$slots:literal] $signature:literal $changes:literal {
            $($(#[doc = $field_doc:literal])* $field:ident $($slot:literal)? = |$py:ident, $value:ident| $get:expr;)*
        }
        $({ $($method:tt)* })?
    ) => {
        $(#[doc = $doc])*
        #[pyclass(frozen, module = "geai_client")]
        pub struct $model {
            value: $crate::convert::lists::ModelRef<geai_client::models::$model>,
            slots: [pyo3::sync::PyOnceLock<Py<PyAny>>; $slots],
        }

        impl $model {
            fn from_ref(value: $crate::convert::lists::ModelRef<geai_client::models::$model>) -> Self {
                Self { value, slots: std::array::from_fn(|_| pyo3::sync::PyOnceLock::new()) }
            }

            fn new(value: geai_client::models::$model) -> Self {
                Self::from_ref(value.into())
            }

            /// The core's model as an object of this class.
            pub fn wrap(
                py: Python<'_>,
                value: impl Into<$crate::convert::lists::ModelRef<geai_client::models::$model>>,
            ) -> PyResult<Py<PyAny>> {
                Ok(Py::new(py, Self::from_ref(value.into()))?.into_any())
            }
        }

        #[pymethods]
        #[allow(clippy::wrong_self_convention, reason = "getters have the names of members, whatever they begin with")]
        impl $model {
            #[new]
            #[pyo3(signature = (**members), text_signature = $signature)]
            fn __new__(py: Python<'_>, members: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
                $crate::convert::errors::guard(py, || $crate::convert::model::build(py, members).map(Self::new))
            }

            $(
                $(#[doc = $field_doc])*
                #[getter]
                fn $field(&self, $py: Python<'_>) -> PyResult<Py<PyAny>> {
                    let $value = &*self.value;
                    $crate::convert::errors::guard($py, || {
                        let got = $crate::convert::values::cached($py, &self.slots, None$(.or(Some($slot)))?, || $get)?;
                        $crate::convert::model::or_null($py, $value, stringify!($field), got)
                    })
                }
            )*

            /// Members that have no name here, by wire name, as plain data.
            #[getter]
            fn extra(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
                $crate::convert::errors::guard(py, || $crate::convert::from_json::plain_dict(py, &self.value.extra))
            }

            /// Values of another type than documented, which are unset here and in the models in it, by their places
            /// (`agentData.models[0].name`), as plain data. They go back as they came.
            #[getter]
            fn malformed_members(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
                $crate::convert::errors::guard(py, || $crate::convert::from_json::plain_dict(py, &self.value.malformed_members()))
            }

            /// A copy with some members changed; `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all
            /// further members.
            #[pyo3(signature = (**changes), text_signature = $changes)]
            fn replace(&self, py: Python<'_>, changes: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
                $crate::convert::errors::guard(py, || $crate::convert::model::replace(py, &*self.value, changes).map(Self::new))
            }

            /// Plain data with wire names; only what is set, `None` for `NULL`. Secrets are `***` unless they are to be
            /// revealed.
            #[pyo3(signature = (*, reveal_secrets=false))]
            fn to_dict(&self, py: Python<'_>, reveal_secrets: bool) -> PyResult<Py<PyAny>> {
                let text = if reveal_secrets { $crate::convert::model::plain_text } else { $crate::convert::model::stored_text };
                $crate::convert::errors::guard(py, || $crate::convert::from_json::plain_data(py, &text(py, &*self.value)?))
            }

            /// Reads plain data with wire names; records of the server, such as an agent, as tolerantly as an answer. In what
            /// requests send, `None` is the `null` of JSON: it clears a member, as `NULL` does.
            #[classmethod]
            #[pyo3(signature = (data, /))]
            fn from_dict(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
                $crate::convert::errors::guard(py, || $crate::convert::model::from_data(py, data).map(Self::new))
            }

            #[classmethod]
            fn _from_json(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, text: &str) -> PyResult<Self> {
                $crate::convert::errors::guard(py, || $crate::convert::model::from_stored_text(py, text).map(Self::new))
            }

            #[classattr]
            fn _fields() -> Vec<&'static str> {
                $crate::convert::model::names::<geai_client::models::$model>()
            }

            fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
                *self.value == *other.get().value
            }

            fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
                $crate::convert::errors::guard(py, || Ok($crate::convert::model::hash_of_json(&$crate::convert::model::wire_text(py, &*self.value)?)))
            }

            fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                $crate::convert::errors::guard(py, || $crate::convert::repr::repr(py, <geai_client::models::$model as geai_client::bindings::Model>::SCHEMA, &$crate::convert::model::masked_text(py, &*self.value)?))
            }

            /// A copy in which the secrets of every member are `***`, to be printed.
            fn _printed(&self, py: Python<'_>) -> PyResult<Self> {
                $crate::convert::errors::guard(py, || $crate::convert::model::from_stored_text(py, &$crate::convert::model::masked_text(py, &*self.value)?).map(Self::new))
            }

            fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
                slf.py().import("geai_client._native_support.html_table")?.call_method1("table", ((slf,),))?.extract()
            }

            fn __setattr__(&self, py: Python<'_>, name: &str, _value: &Bound<'_, PyAny>) -> PyResult<()> {
                Err($crate::convert::model::frozen_error(py, stringify!($model), name))
            }

            fn __delattr__(&self, py: Python<'_>, name: &str) -> PyResult<()> {
                Err($crate::convert::model::frozen_error(py, stringify!($model), name))
            }

            fn __copy__(slf: Py<Self>) -> Py<Self> {
                slf
            }

            fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyDict>) -> Py<Self> {
                slf
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
                let read = slf.get_type().getattr("_from_json")?;
                Ok((read, ($crate::convert::model::stored_text(slf.py(), &*slf.get().value)?,)))
            }

            $($($method)*)?
        }
    };
}
pub(crate) use model;

/// Declares the functions that need the list of all model classes.
macro_rules! classes {
    ($($model:ident)+) => {
        /// Adds the classes to the module.
        pub fn add_classes(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_class::<$model>()?;)+
            Ok(())
        }

        /// An answer of the core as an object: a model, a list of models or a page of them.
        pub fn to_object(
            py: Python<'_>,
            answer: Box<dyn std::any::Any + Send>,
            context: &$crate::call::context::Context,
        ) -> Option<PyResult<Py<PyAny>>> {
            $(
                let answer = match answer.downcast::<geai_client::models::$model>() {
                    Ok(model) => return Some($model::wrap(py, *model)),
                    Err(answer) => answer,
                };
                let answer = match answer.downcast::<Vec<geai_client::models::$model>>() {
                    Ok(models) => {
                        let list = $crate::convert::lists::model_list(py, *models, $model::wrap);
                        return Some(list.map(|list| list.into_any()));
                    }
                    Err(answer) => answer,
                };
                let answer = match answer.downcast::<geai_client::Page<geai_client::models::$model>>() {
                    Ok(page) => {
                        let information = |py: Python<'_>, information| PageInformation::wrap(py, information);
                        let page = $crate::convert::page::wrap(py, *page, $model::wrap, information, context);
                        return Some(page);
                    }
                    Err(answer) => answer,
                };
            )+
            drop(answer);
            None
        }

        /// Schema and wire text of a model instance.
        pub fn instance_text(
            value: &Bound<'_, PyAny>,
        ) -> PyResult<Option<(&'static geai_client::bindings::Schema, String)>> {
            $(if let Ok(model) = value.cast::<$model>() {
                let schema = <geai_client::models::$model as geai_client::bindings::Model>::SCHEMA;
                return Ok(Some((schema, $crate::convert::model::wire_text(value.py(), &*model.get().value)?)));
            })+
            Ok(None)
        }
    };
}
pub(crate) use classes;

/// What a getter returns: `NULL` for a member that is sent as `null`.
pub fn or_null<T: Model>(py: Python<'_>, value: &T, name: &str, got: Py<PyAny>) -> PyResult<Py<PyAny>> {
    if got.is_none(py) && value.is_null(name.trim_start_matches("r#")) {
        return Ok(null(py)?.into_any().unbind());
    }
    Ok(got)
}

/// A model from keyword arguments.
pub fn build<T: Model>(py: Python<'_>, members: Option<&Bound<'_, PyDict>>) -> PyResult<T> {
    read(py, &arguments(members, false)?, |members| bindings::build(members, NameStyle::Snake))
}

/// A changed copy.
pub fn replace<T: Model>(py: Python<'_>, value: &T, changes: Option<&Bound<'_, PyDict>>) -> PyResult<T> {
    let changes = arguments(changes, true)?;
    let replaced = replaced(py, T::SCHEMA, &wire_text(py, value)?, &changes)?;
    read(py, &replaced, T::read_stored)
}

#[inline(never)]
fn replaced(py: Python<'_>, schema: &'static Schema, current: &str, changes: &str) -> PyResult<String> {
    let replaced = exit::detached(py, || bindings::replaced(schema, current, changes, NameStyle::Snake));
    replaced.map_err(|error| to_exception(py, &error))
}

#[inline(never)]
fn arguments(members: Option<&Bound<'_, PyDict>>, nulls: bool) -> PyResult<String> {
    members.map_or_else(|| Ok("{}".to_owned()), |members| to_json::members(members, nulls))
}

/// A model from plain data with wire names.
pub fn from_data<T: Model>(py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<T> {
    from_text(py, &to_json::value(data, "data", ModelForm::Plain)?)
}

/// A model from the JSON text of its pickle.
pub fn from_stored_text<T: Model>(py: Python<'_>, text: &str) -> PyResult<T> {
    read(py, text, T::read_stored)
}

/// A model from JSON text with wire names.
pub fn from_text<T: Model>(py: Python<'_>, text: &str) -> PyResult<T> {
    read(py, text, from_json)
}

#[inline(never)]
fn read<T: Model>(py: Python<'_>, text: &str, with: fn(&str) -> Result<T, Error>) -> PyResult<T> {
    exit::detached(py, || with(text)).map_err(|error| to_exception(py, &error))
}

/// The wire text of a model.
pub fn wire_text<T: Model>(py: Python<'_>, value: &T) -> PyResult<String> {
    written(py, value.wire_json())
}

/// The wire text of a model with its secrets masked, for printed forms.
pub fn masked_text<T: Model>(py: Python<'_>, value: &T) -> PyResult<String> {
    masked(py, T::SCHEMA, value.plain_json(), MaskedForm::Printed)
}

/// The plain text of a model: values of another type than documented stand apart.
pub fn plain_text<T: Model>(py: Python<'_>, value: &T) -> PyResult<String> {
    written(py, value.plain_json())
}

#[inline(never)]
fn written(py: Python<'_>, text: serde_json::Result<String>) -> PyResult<String> {
    text.map_err(|why| to_exception(py, &internal_error(why.to_string())))
}

/// The wire text of a model with its secrets masked, for forms that are read again.
pub fn stored_text<T: Model>(py: Python<'_>, value: &T) -> PyResult<String> {
    masked(py, T::SCHEMA, value.plain_json(), MaskedForm::Stored)
}

#[inline(never)]
fn masked(
    py: Python<'_>,
    schema: &'static Schema,
    text: serde_json::Result<String>,
    form: MaskedForm,
) -> PyResult<String> {
    written(py, text.and_then(|text| mask(Kind::Model(schema), &text, form)))
}

/// Names of the members, in order.
pub fn names<T: Model>() -> Vec<&'static str> {
    T::SCHEMA.fields.iter().map(|field| field.name).collect()
}

/// A hash that is equal for equal models: by value, whatever the spelling of numbers and the order of members.
pub fn hash_of_json(text: &str) -> u64 {
    fn hash(value: &Value) -> u64 {
        let mut hasher = DefaultHasher::new();
        match value {
            Value::Null => 0_u8.hash(&mut hasher),
            Value::Bool(truth) => truth.hash(&mut hasher),
            Value::Number(number) => (number.as_f64().unwrap_or(f64::NAN) + 0.0).to_bits().hash(&mut hasher),
            Value::String(text) => text.hash(&mut hasher),
            Value::Array(values) => values.iter().for_each(|value| hash(value).hash(&mut hasher)),
            Value::Object(members) => {
                let member = |(name, value): (&String, &Value)| {
                    let mut hasher = DefaultHasher::new();
                    (name, hash(value)).hash(&mut hasher);
                    hasher.finish()
                };
                members.iter().map(member).fold(0_u64, u64::wrapping_add).hash(&mut hasher);
            }
        }
        hasher.finish()
    }
    hash(&serde_json::from_str(text).unwrap_or_default())
}

/// The error for setting or deleting an attribute.
pub fn frozen_error(_py: Python<'_>, class: &str, name: &str) -> PyErr {
    let name: String = name.chars().take(MAX_NAME).collect();
    PyAttributeError::new_err(format!("{class} is frozen: make a changed copy with .replace({name}=...)"))
}
