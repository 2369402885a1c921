//! What all model classes share, over the core's `Model`. The classes themselves are in `generated.rs`.
//!
//! There are some forty classes, so what does not depend on the class stays outside of what is compiled for each.

use std::hash::{DefaultHasher, Hash, Hasher};

use geai_client::bindings::{
    self, Kind, MaskedForm, Model, NameStyle, Schema, from_json, from_json_lenient, is_sent, mask,
};
use geai_client::{Error, Extra};
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use serde_json::Value;

use super::errors::{guard, to_exception};
use super::from_json::{plain_data, plain_dict};
use super::null::null;
use super::to_json::{self, ModelForm};
use super::{repr, values};
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
                    $crate::convert::model::get($py, $value, stringify!($field), &self.slots, None$(.or(Some($slot)))?, &|| $get)
                }
            )*

            /// Members that have no name here, by wire name, as plain data.
            #[getter]
            fn extra(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
                $crate::convert::model::extra(py, &*self.value)
            }

            /// Values of another type than documented, which are unset here and in the models in it, by their places
            /// (`agentData.models[0].name`), as plain data. They go back as they came.
            #[getter]
            fn malformed_members(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
                $crate::convert::model::malformed_members(py, &*self.value)
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
                $crate::convert::model::to_dict(py, &*self.value, reveal_secrets)
            }

            /// Reads plain data with wire names; records of the server, such as an agent, as tolerantly as an answer. In what
            /// requests send, a member without a name here is refused, unless it stands under `extra` or `strict` is false, and
            /// `None` is the `null` of JSON: it clears a member, as `NULL` does.
            #[classmethod]
            #[pyo3(signature = (data, /, *, strict=true))]
            fn from_dict(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, data: &Bound<'_, PyAny>, strict: bool) -> PyResult<Self> {
                $crate::convert::errors::guard(py, || $crate::convert::model::from_data(py, data, strict).map(Self::new))
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
                $crate::convert::model::hash(py, &*self.value)
            }

            fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                $crate::convert::model::repr(py, &*self.value)
            }

            /// A copy in which the secrets of every member are `***`, to be printed.
            fn _printed(&self, py: Python<'_>) -> PyResult<Self> {
                $crate::convert::errors::guard(py, || $crate::convert::model::from_stored_text(py, &$crate::convert::model::masked_text(py, &*self.value)?).map(Self::new))
            }

            fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
                slf.py().import("geai_client._native_support.html_table")?.call_method1("record", (slf,))?.extract()
            }

            /// As `replace`, for `copy.replace` of Python 3.13.
            #[pyo3(signature = (**changes), text_signature = $changes)]
            fn __replace__(&self, py: Python<'_>, changes: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
                self.replace(py, changes)
            }

            /// What pydantic checks and writes a value of this class by; pydantic asks for it.
            #[classmethod]
            #[pyo3(signature = (_source, _handler, /))]
            fn __get_pydantic_core_schema__<'py>(
                class: &Bound<'py, pyo3::types::PyType>,
                _source: &Bound<'py, PyAny>,
                _handler: &Bound<'py, PyAny>,
            ) -> PyResult<Bound<'py, PyAny>> {
                class.py().import("geai_client._native_support.pydantic_schema")?.call_method1("schema", (class, Self::_wire_fields()))
            }

            #[classattr]
            fn _wire_fields() -> Vec<(&'static str, bool)> {
                $crate::convert::model::wire_names::<geai_client::models::$model>()
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
                $crate::convert::model::reduce(slf.as_any(), &*slf.get().value)
            }

            $($($method)*)?
        }
    };
}
pub(crate) use model;

/// Declares the functions that need the list of all model classes, and of those that operations return: one, a list of
/// them, or a page.
macro_rules! classes {
    ($($model:ident)+; one $($one:ident)+; list $($listed:ident)+; page $($paged:ident)+) => {
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
            $(let answer = match answer.downcast::<geai_client::models::$one>() {
                Ok(model) => return Some($one::wrap(py, *model)),
                Err(answer) => answer,
            };)+
            $(let answer = match answer.downcast::<Vec<geai_client::models::$listed>>() {
                Ok(models) => {
                    let list = $crate::convert::lists::model_list(py, *models, $listed::wrap);
                    return Some(list.map(|list| list.into_any()));
                }
                Err(answer) => answer,
            };)+
            $(let answer = match answer.downcast::<geai_client::Page<geai_client::models::$paged>>() {
                Ok(page) => {
                    let information = |py: Python<'_>, information| PageInformation::wrap(py, information);
                    let page = $crate::convert::page::wrap(py, *page, $paged::wrap, information, context);
                    return Some(page);
                }
                Err(answer) => answer,
            };)+
            drop(answer);
            None
        }

        /// Schema and wire text of a model instance.
        pub fn instance_text(
            value: &Bound<'_, PyAny>,
        ) -> PyResult<Option<(&'static geai_client::bindings::Schema, String)>> {
            $(if let Ok(model) = value.cast::<$model>() {
                return $crate::convert::model::instance(value.py(), &*model.get().value).map(Some);
            })+
            Ok(None)
        }
    };
}
pub(crate) use classes;

/// What is needed of a model of any type.
pub trait AnyModel: Sync {
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
}

/// What a getter returns: the value, or `NULL` for a member that is sent as `null`.
pub fn get(
    py: Python<'_>,
    value: &dyn AnyModel,
    name: &str,
    slots: &[PyOnceLock<Py<PyAny>>],
    slot: Option<usize>,
    make: &dyn Fn() -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    guard(py, || {
        let got = values::cached(py, slots, slot, make)?;
        if got.is_none(py) && value.sends_null(name.trim_start_matches("r#")) {
            return Ok(null(py)?.into_any().unbind());
        }
        Ok(got)
    })
}

/// Members that have no name in the class.
pub fn extra(py: Python<'_>, value: &dyn AnyModel) -> PyResult<Py<PyAny>> {
    guard(py, || plain_dict(py, value.beyond()))
}

/// Values of another type than documented, by their places.
pub fn malformed_members(py: Python<'_>, value: &dyn AnyModel) -> PyResult<Py<PyAny>> {
    guard(py, || plain_dict(py, &value.malformed()))
}

/// Plain data with wire names.
pub fn to_dict(py: Python<'_>, value: &dyn AnyModel, reveal_secrets: bool) -> PyResult<Py<PyAny>> {
    guard(py, || {
        let text = if reveal_secrets { written(py, value.plain()) } else { stored_text(py, value) };
        plain_data(py, &text?)
    })
}

/// A hash that is equal for equal models.
pub fn hash(py: Python<'_>, value: &dyn AnyModel) -> PyResult<u64> {
    guard(py, || Ok(hash_of_json(&written(py, value.wire())?)))
}

/// The `repr` of a model.
pub fn repr(py: Python<'_>, value: &dyn AnyModel) -> PyResult<String> {
    guard(py, || repr::repr(py, value.schema(), &masked_text(py, value)?))
}

/// What `pickle` keeps of a model.
pub fn reduce<'py>(model: &Bound<'py, PyAny>, value: &dyn AnyModel) -> PyResult<(Bound<'py, PyAny>, (String,))> {
    let read = model.get_type().getattr("_from_json")?;
    Ok((read, (stored_text(model.py(), value)?,)))
}

/// The schema of a model and its JSON.
pub fn instance(py: Python<'_>, value: &dyn AnyModel) -> PyResult<(&'static Schema, String)> {
    Ok((value.schema(), written(py, value.wire())?))
}

/// A model from keyword arguments.
pub fn build<T: Model>(py: Python<'_>, members: Option<&Bound<'_, PyDict>>) -> PyResult<T> {
    read(py, &built(py, T::SCHEMA, members)?, T::read_stored)
}

fn built(py: Python<'_>, schema: &'static Schema, members: Option<&Bound<'_, PyDict>>) -> PyResult<String> {
    let members = arguments(members, false)?;
    let built = exit::detached(py, || bindings::built(schema, &members, NameStyle::Snake));
    built.map_err(|error| to_exception(py, &error))
}

/// A changed copy.
pub fn replace<T: Model>(py: Python<'_>, value: &T, changes: Option<&Bound<'_, PyDict>>) -> PyResult<T> {
    read(py, &replaced(py, value, changes)?, T::read_stored)
}

fn replaced(py: Python<'_>, value: &dyn AnyModel, changes: Option<&Bound<'_, PyDict>>) -> PyResult<String> {
    let (changes, current) = (arguments(changes, true)?, written(py, value.wire())?);
    let replaced = exit::detached(py, || bindings::replaced(value.schema(), &current, &changes, NameStyle::Snake));
    replaced.map_err(|error| to_exception(py, &error))
}

#[inline(never)]
fn arguments(members: Option<&Bound<'_, PyDict>>, nulls: bool) -> PyResult<String> {
    members.map_or_else(|| Ok("{}".to_owned()), |members| to_json::members(members, nulls))
}

/// A model from plain data with wire names.
pub fn from_data<T: Model>(py: Python<'_>, data: &Bound<'_, PyAny>, strict: bool) -> PyResult<T> {
    // What is checked may hold models, which were checked when they were made.
    let form = if strict && is_sent(T::SCHEMA) { ModelForm::Marked } else { ModelForm::Plain };
    let text = to_json::value(data, "data", form)?;
    read(py, &text, if strict { from_json } else { from_json_lenient })
}

/// A model from the JSON text of its pickle.
pub fn from_stored_text<T: Model>(py: Python<'_>, text: &str) -> PyResult<T> {
    read(py, text, T::read_stored)
}

#[inline(never)]
fn read<T: Model>(py: Python<'_>, text: &str, with: fn(&str) -> Result<T, Error>) -> PyResult<T> {
    exit::detached(py, || with(text)).map_err(|error| to_exception(py, &error))
}

/// The wire text of a model with its secrets masked, for printed forms.
pub fn masked_text(py: Python<'_>, value: &dyn AnyModel) -> PyResult<String> {
    masked(py, value.schema(), value.plain(), MaskedForm::Printed)
}

#[inline(never)]
fn written(py: Python<'_>, text: serde_json::Result<String>) -> PyResult<String> {
    text.map_err(|why| to_exception(py, &internal_error(why.to_string())))
}

/// The wire text of a model with its secrets masked, for forms that are read again.
fn stored_text(py: Python<'_>, value: &dyn AnyModel) -> PyResult<String> {
    masked(py, value.schema(), value.plain(), MaskedForm::Stored)
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

/// Names of the members on the wire, and whether they are required, in order.
pub fn wire_names<T: Model>() -> Vec<(&'static str, bool)> {
    T::SCHEMA.fields.iter().map(|field| (field.wire, field.required)).collect()
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
