//! What all model classes share, over the core's `Model`. The classes themselves are in `generated.rs`.
//!
//! There are some forty classes, so what does not depend on the class stays outside of what is compiled for each.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use geai_client::bindings::mask;
use geai_client::bindings::{self, NameStyle};
use geai_client::bindings::{Kind, Model, Schema};
use geai_client::{Error, Number, bindings::from_json};
use geai_client::{Extra, Json};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyList, PyString, PyTuple};
use serde_json::Value;

use crate::door::list_of;
use crate::encode::{self, Models};
use crate::errors::{defect, raised};
use crate::runtime;

/// Longest text that `repr` shows whole.
const SHOWN: usize = 80;

/// The core's model that an object shows: its own, or one of a list that its objects share.
pub enum Record<T> {
    Own(Box<T>),
    Listed(Arc<Vec<T>>, usize),
}

impl<T> From<T> for Record<T> {
    fn from(value: T) -> Self {
        Self::Own(Box::new(value))
    }
}

impl<T> Deref for Record<T> {
    type Target = T;
    #[expect(clippy::indexing_slicing, reason = "`records` counts them")]
    fn deref(&self) -> &T {
        match self {
            Self::Own(value) => value,
            Self::Listed(values, at) => &values[*at],
        }
    }
}

/// A list of objects that `one` makes of the records. These stay together, so that a large list is not copied.
pub fn records<T>(
    py: Python<'_>,
    values: Vec<T>,
    one: impl Fn(Python<'_>, Record<T>) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyList>> {
    let values = Arc::new(values);
    list_of(py, values.len(), |py, at| one(py, Record::Listed(values.clone(), at)))
}

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
            value: $crate::model::Record<geai_client::models::$model>,
            slots: [pyo3::sync::PyOnceLock<Py<PyAny>>; $slots],
        }

        impl $model {
            fn of(value: $crate::model::Record<geai_client::models::$model>) -> Self {
                Self { value, slots: std::array::from_fn(|_| pyo3::sync::PyOnceLock::new()) }
            }

            fn new(value: geai_client::models::$model) -> Self {
                Self::of(value.into())
            }

            /// The core's model as an object of this class.
            pub fn wrap(
                py: Python<'_>,
                value: impl Into<$crate::model::Record<geai_client::models::$model>>,
            ) -> PyResult<Py<PyAny>> {
                Ok(Py::new(py, Self::of(value.into()))?.into_any())
            }
        }

        #[pymethods]
        #[allow(clippy::wrong_self_convention, reason = "getters have the names of members, whatever they begin with")]
        impl $model {
            #[new]
            #[pyo3(signature = (**members), text_signature = $signature)]
            fn __new__(py: Python<'_>, members: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
                guard(py, || shared::build(py, members).map(Self::new))
            }

            $(
                $(#[doc = $field_doc])*
                #[getter]
                fn $field(&self, $py: Python<'_>) -> PyResult<Py<PyAny>> {
                    let $value = &*self.value;
                    guard($py, || shared::kept($py, &self.slots, None$(.or(Some($slot)))?, || $get))
                }
            )*

            /// Members that have no name here, by wire name, as plain data.
            #[getter]
            fn extra(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
                guard(py, || shared::json_object(py, &self.value.extra))
            }

            /// A copy with some members changed; `None` unsets one, `extra` replaces all further members.
            #[pyo3(signature = (**changes), text_signature = $changes)]
            fn replace(&self, py: Python<'_>, changes: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
                guard(py, || shared::replace(py, &*self.value, changes).map(Self::new))
            }

            /// Plain data with wire names; only what is set. Secrets are `***` unless they are to be revealed.
            #[pyo3(signature = (*, reveal_secrets=false))]
            fn to_dict(&self, py: Python<'_>, reveal_secrets: bool) -> PyResult<Py<PyAny>> {
                let text = if reveal_secrets { shared::text } else { shared::shown_text };
                guard(py, || shared::json(py, &text(py, &*self.value)?))
            }

            /// Reads plain data with wire names, as tolerantly as an answer of the server.
            #[classmethod]
            #[pyo3(signature = (data, /))]
            fn from_dict(_class: &Bound<'_, PyType>, py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
                guard(py, || shared::from_data(py, data).map(Self::new))
            }

            #[classmethod]
            fn _from_json(_class: &Bound<'_, PyType>, py: Python<'_>, text: &str) -> PyResult<Self> {
                guard(py, || shared::from_text(py, text).map(Self::new))
            }

            #[classattr]
            fn _fields() -> Vec<&'static str> {
                shared::names::<geai_client::models::$model>()
            }

            fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
                *self.value == *other.get().value
            }

            fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
                guard(py, || Ok(shared::hash_json(&shared::text(py, &*self.value)?)))
            }

            fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                guard(py, || shared::repr(py, &*self.value))
            }

            fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
                slf.py().import("geai_client._html")?.call_method1("table", ((slf,),))?.extract()
            }

            fn __setattr__(&self, py: Python<'_>, name: &str, _value: &Bound<'_, PyAny>) -> PyResult<()> {
                Err(shared::is_frozen(py, stringify!($model), name))
            }

            fn __delattr__(&self, py: Python<'_>, name: &str) -> PyResult<()> {
                Err(shared::is_frozen(py, stringify!($model), name))
            }

            fn __copy__(slf: Py<Self>) -> Py<Self> {
                slf
            }

            fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyDict>) -> Py<Self> {
                slf
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
                let read = slf.get_type().getattr("_from_json")?;
                Ok((read, (shared::shown_text(slf.py(), &*slf.get().value)?,)))
            }

            $($($method)*)?
        }
    };
}
pub(crate) use model;

/// Declares what needs the list of all model classes.
macro_rules! classes {
    ($($model:ident)+) => {
        /// Adds the classes to the module.
        pub fn add_classes(module: &Bound<'_, PyModule>) -> PyResult<()> {
            $(module.add_class::<$model>()?;)+
            Ok(())
        }

        /// An answer of the core as an object: a model, a list of models or a page of them.
        pub fn wrapped(
            py: Python<'_>,
            answer: Box<dyn std::any::Any + Send>,
            context: &crate::answer::Context,
        ) -> Option<PyResult<Py<PyAny>>> {
            $(
                let answer = match answer.downcast::<geai_client::models::$model>() {
                    Ok(model) => return Some($model::wrap(py, *model)),
                    Err(answer) => answer,
                };
                let answer = match answer.downcast::<Vec<geai_client::models::$model>>() {
                    Ok(models) => return Some($crate::model::records(py, *models, $model::wrap).map(|list| list.into_any())),
                    Err(answer) => answer,
                };
                let answer = match answer.downcast::<geai_client::Page<geai_client::models::$model>>() {
                    Ok(page) => return Some(context.page(py, *page, $model::wrap)),
                    Err(answer) => answer,
                };
            )+
            drop(answer);
            None
        }

        /// Schema and wire text of a model instance.
        pub fn wire(value: &Bound<'_, PyAny>) -> PyResult<Option<(&'static geai_client::bindings::Schema, String)>> {
            $(if let Ok(model) = value.cast::<$model>() {
                let schema = <geai_client::models::$model as geai_client::bindings::Model>::SCHEMA;
                return Ok(Some((schema, shared::text(value.py(), &*model.get().value)?)));
            })+
            Ok(None)
        }
    };
}
pub(crate) use classes;

/// A model from keyword arguments.
pub fn build<T: Model>(py: Python<'_>, members: Option<&Bound<'_, PyDict>>) -> PyResult<T> {
    read(py, &given(members, false)?, |members| bindings::build(members, NameStyle::Snake))
}

/// A changed copy.
pub fn replace<T: Model>(py: Python<'_>, value: &T, changes: Option<&Bound<'_, PyDict>>) -> PyResult<T> {
    read(py, &given(changes, true)?, |changes| bindings::replace(value, changes, NameStyle::Snake))
}

#[inline(never)]
fn given(members: Option<&Bound<'_, PyDict>>, nulls: bool) -> PyResult<String> {
    members.map_or_else(|| Ok("{}".to_owned()), |members| encode::members(members, nulls))
}

/// A model from plain data with wire names.
pub fn from_data<T: Model>(py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<T> {
    from_text(py, &encode::value(data, "data", Models::Plain)?)
}

/// A model from JSON text with wire names.
pub fn from_text<T: Model>(py: Python<'_>, text: &str) -> PyResult<T> {
    read(py, text, from_json)
}

#[inline(never)]
fn read<T: Model>(py: Python<'_>, text: &str, with: impl Fn(&str) -> Result<T, Error> + Sync) -> PyResult<T> {
    runtime::detached(py, || with(text)).map_err(|error| raised(py, &error))
}

/// The wire text of a model.
pub fn text<T: Model>(py: Python<'_>, value: &T) -> PyResult<String> {
    written(py, json_of(value))
}

/// The wire text of a model with its secrets hidden.
pub fn shown_text<T: Model>(py: Python<'_>, value: &T) -> PyResult<String> {
    hidden(py, T::SCHEMA, json_of(value))
}

#[inline(never)]
fn json_of<T: Model>(value: &T) -> serde_json::Result<String> {
    serde_json::to_string(value)
}

#[inline(never)]
fn written(py: Python<'_>, text: serde_json::Result<String>) -> PyResult<String> {
    text.map_err(|why| raised(py, &defect(&why.to_string())))
}

#[inline(never)]
fn hidden(py: Python<'_>, schema: &'static Schema, text: serde_json::Result<String>) -> PyResult<String> {
    written(py, text.and_then(|text| mask(Kind::Model(schema), &text)))
}

/// Names of the members, in order.
pub fn names<T: Model>() -> Vec<&'static str> {
    T::SCHEMA.fields.iter().map(|field| field.name).collect()
}

/// Makes a value, or takes the one that was kept.
pub fn kept(
    py: Python<'_>,
    slots: &[PyOnceLock<Py<PyAny>>],
    slot: Option<usize>,
    make: impl FnOnce() -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    match slot.and_then(|slot| slots.get(slot)) {
        Some(slot) => slot.get_or_try_init(py, make).map(|value| value.clone_ref(py)),
        None => make(),
    }
}

/// The value, or `None`.
pub fn optional<T>(
    py: Python<'_>,
    value: Option<&T>,
    make: impl FnOnce(Python<'_>, &T) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    value.map_or_else(|| Ok(py.None()), |value| make(py, value))
}

/// A tuple of the values.
pub fn list<T>(
    py: Python<'_>,
    values: &[T],
    make: impl Fn(Python<'_>, &T) -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    let values = values.iter().map(|value| make(py, value)).collect::<PyResult<Vec<_>>>()?;
    Ok(PyTuple::new(py, values)?.into_any().unbind())
}

/// A `str`.
#[expect(clippy::unnecessary_wraps, reason = "as the other makers of values")]
pub fn string(py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
    Ok(PyString::new(py, text).into_any().unbind())
}

/// A `bool`.
#[expect(clippy::unnecessary_wraps, reason = "as the other makers of values")]
pub fn boolean(py: Python<'_>, truth: bool) -> PyResult<Py<PyAny>> {
    Ok(PyBool::new(py, truth).to_owned().into_any().unbind())
}

/// An `int`.
pub fn integer(py: Python<'_>, integer: i64) -> PyResult<Py<PyAny>> {
    integer.into_py_any(py)
}

/// An `int` where the number is integral, else a `float`.
pub fn number(py: Python<'_>, number: &Number) -> PyResult<Py<PyAny>> {
    match number.as_i64() {
        Some(integer) => integer.into_py_any(py),
        None => number.as_f64().into_py_any(py),
    }
}

/// Free-form JSON as plain data. Python's own parser keeps integers of any size.
pub fn json(py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let read = LOADS.import(py, "json", "loads")?.call1((text,));
    let read = read.or_else(|_| py.import("geai_client._json")?.getattr("exact")?.call1((text,)));
    read.map(Bound::unbind)
}

/// Members by wire name as a dict.
pub fn json_object(py: Python<'_>, members: &Extra) -> PyResult<Py<PyAny>> {
    let dict = PyDict::new(py);
    for (name, value) in members {
        dict.set_item(name, json(py, value.text())?)?;
    }
    Ok(dict.into_any().unbind())
}

/// Free-form JSON, for the getters.
pub fn free(py: Python<'_>, value: &Json) -> PyResult<Py<PyAny>> {
    json(py, value.text())
}

/// A hash that is equal for equal models: by value, whatever the spelling of numbers and the order of members.
pub fn hash_json(text: &str) -> u64 {
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
pub fn is_frozen(_py: Python<'_>, class: &str, name: &str) -> PyErr {
    let name: String = name.chars().take(SHOWN).collect();
    PyAttributeError::new_err(format!("{class} is frozen: make a changed copy with .replace({name}=...)"))
}

/// `Agent(id='…', name='…', revision=3)`: what is set, long texts cut.
pub fn repr<T: Model>(py: Python<'_>, value: &T) -> PyResult<String> {
    repr_of(py, T::SCHEMA, &shown_text(py, value)?)
}

#[inline(never)]
fn repr_of(py: Python<'_>, schema: &Schema, text: &str) -> PyResult<String> {
    let value = serde_json::from_str(text).map_err(|why| raised(py, &defect(&why.to_string())))?;
    let mut out = String::new();
    object(py, schema, &value, &mut out)?;
    Ok(out)
}

fn object(py: Python<'_>, schema: &Schema, value: &Value, out: &mut String) -> PyResult<()> {
    out.push_str(schema.name);
    out.push('(');
    let Value::Object(members) = value else { return Ok(()) };
    let mut first = true;
    let mut comma = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push_str(", ");
        }
    };
    let mut extra = serde_json::Map::new();
    for (name, value) in members {
        if let Some(field) = schema.fields.iter().find(|field| field.is_wire(name)) {
            comma(out);
            out.push_str(field.name);
            out.push('=');
            shown(py, field.kind, value, out)?;
        } else {
            extra.insert(name.clone(), value.clone());
        }
    }
    if !extra.is_empty() {
        comma(out);
        out.push_str("extra=");
        shown(py, Kind::Json, &Value::Object(extra), out)?;
    }
    out.push(')');
    Ok(())
}

fn shown(py: Python<'_>, kind: Kind, value: &Value, out: &mut String) -> PyResult<()> {
    match (kind, value) {
        (Kind::Model(schema), Value::Object(_)) => return object(py, schema, value, out),
        (Kind::Words, Value::Array(_)) => return shown(py, Kind::List(&Kind::String), value, out),
        (Kind::List(element), Value::Array(values)) => {
            out.push('(');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                shown(py, *element, value, out)?;
            }
            out.push_str(if values.len() == 1 { ",)" } else { ")" });
        }
        (Kind::Number, Value::Number(given)) => {
            // As the getter answers it.
            match given.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e15) {
                Some(integral) => write!(out, "{integral:.0}"),
                None => write!(out, "{given}"),
            }
            .map_err(|_| raised(py, &defect("a number could not be shown")))?;
        }
        (_, Value::String(text)) => out.push_str(&quoted(py, text)?),
        _ => out.push_str(&json(py, &value.to_string())?.bind(py).repr()?.to_string_lossy()),
    }
    Ok(())
}

fn quoted(py: Python<'_>, text: &str) -> PyResult<String> {
    let cut = text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end));
    let shown = cut.map(|cut| format!("{cut}…"));
    let quoted = PyString::new(py, shown.as_deref().unwrap_or(text)).repr()?;
    Ok(quoted.to_string_lossy().into_owned())
}
