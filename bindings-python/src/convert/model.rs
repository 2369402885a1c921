//! `BaseModel`: what all model classes share. The classes themselves, in `generated.rs`, have a constructor, getters and
//! `replace`, which names their members.

use std::sync::OnceLock;

use geai_client::Error;
use geai_client::bindings::{self, Model, NameStyle, Schema, from_json, from_json_lenient, is_sent};
use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};

use super::any_model::{HeldModel, typed};
use super::errors::to_exception;
use super::from_json::plain_dict;
use super::null::null;
use super::to_json::{self, ModelForm};
use super::{columns, forms, lists, pydantic, values};
use crate::runtime::boundary::{self, guard, internal_error};

/// Longest name that the error of a frozen attribute shows.
const MAX_NAME: usize = 80;

/// What all models share.
#[pyclass(frozen, subclass, module = "geai_client")]
pub struct BaseModel {
    pub model: HeldModel,
}

#[pymethods]
#[allow(clippy::wrong_self_convention, reason = "the names of Python")]
impl BaseModel {
    /// Members that have no name here, by wire name, as plain data.
    #[getter]
    fn extra(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || plain_dict(py, self.model.beyond()))
    }

    /// Values of another type than documented, which are unset here and in the models in it, by their places
    /// (`agentData.models[0].name`), as plain data. They go back as they came.
    #[getter]
    fn malformed_members(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || plain_dict(py, &self.model.malformed()))
    }

    /// Plain data with wire names; only what is set, `None` for `NULL`. Secrets are `***` unless they are to be
    /// revealed.
    #[pyo3(signature = (*, reveal_secrets=false))]
    fn to_dict(&self, py: Python<'_>, reveal_secrets: bool) -> PyResult<Py<PyAny>> {
        guard(py, || forms::to_dict(py, &*self.model, reveal_secrets))
    }

    /// A copy in which the values at some places, such as `agent_data.models[0].name`, are others. `None` leaves a member
    /// out, `NULL` clears it; a member without a name here is called `extra.` and its name.
    #[pyo3(signature = (changes, /))]
    fn edit(slf: &Bound<'_, Self>, changes: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        guard(py, || {
            let class = Class::of(&slf.get_type())?;
            let changes = to_json::value(changes, "changes", ModelForm::Marked)?;
            let current = forms::wire_text(py, &*slf.get().model)?;
            let edited =
                boundary::detached(py, || bindings::edited(class.schema, &current, &changes, &[], NameStyle::Snake));
            class.object(py, &edited.map_err(|error| to_exception(py, &error))?, Reading::Stored)
        })
    }

    /// Reads plain data with wire names; records of the server, such as an agent, as tolerantly as an answer. In what
    /// requests send, a member without a name here is refused, unless it stands under `extra` or `strict` is false, and
    /// `None` is the `null` of JSON: it clears a member, as `NULL` does.
    #[classmethod]
    #[pyo3(signature = (data, /, *, strict=true))]
    fn from_dict(class: &Bound<'_, PyType>, data: &Bound<'_, PyAny>, strict: bool) -> PyResult<Py<PyAny>> {
        guard(class.py(), || {
            let class_of = Class::of(class)?;
            // What is checked may hold models, which were checked when they were made.
            let form = if strict && is_sent(class_of.schema) { ModelForm::Marked } else { ModelForm::Plain };
            let text = to_json::value(data, "data", form)?;
            class_of.object(class.py(), &text, if strict { Reading::Checked } else { Reading::Lenient })
        })
    }

    #[classmethod]
    fn _from_json(class: &Bound<'_, PyType>, text: &str) -> PyResult<Py<PyAny>> {
        guard(class.py(), || Class::of(class)?.object(class.py(), text, Reading::Stored))
    }

    /// Name, name on the wire and whether it is required, of each member.
    #[classmethod]
    fn _members(class: &Bound<'_, PyType>) -> PyResult<Vec<(&'static str, &'static str, bool)>> {
        let fields = Class::of(class)?.schema.fields.iter();
        Ok(fields.map(|field| (field.name, field.wire, field.required)).collect())
    }

    /// The columns that records of the class are in a data frame, with the names of their types; nothing for any object.
    #[classmethod]
    fn _columns(class: &Bound<'_, PyType>) -> PyResult<Vec<(String, &'static str)>> {
        Ok(columns::of(Class::of(class)?.schema))
    }

    fn __eq__(&self, other: &Bound<'_, Self>) -> bool {
        self.model.equals(&*other.get().model)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        guard(py, || Ok(forms::hash_of_json(&forms::wire_text(py, &*self.model)?)))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || forms::repr(py, &*self.model))
    }

    /// A copy in which the secrets of every member are `***`, to be printed.
    fn _printed(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
        let (py, model) = (slf.py(), &*slf.get().model);
        guard(py, || Class::of(&slf.get_type())?.object(py, &forms::masked_text(py, model)?, Reading::Stored))
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        slf.py().import("geai_client._native_support.html_table")?.call_method1("record", (slf,))?.extract()
    }

    /// What pydantic checks and writes a value of this class by; pydantic asks for it.
    #[classmethod]
    #[pyo3(signature = (source, handler, /))]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, PyType>,
        source: &Bound<'py, PyAny>,
        handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pydantic::schema(class, "model_schema", source, handler)
    }

    fn __setattr__(slf: &Bound<'_, Self>, name: &str, _value: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(frozen_error(slf, name))
    }

    fn __delattr__(slf: &Bound<'_, Self>, name: &str) -> PyResult<()> {
        Err(frozen_error(slf, name))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyDict>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        guard(slf.py(), || {
            let read = slf.get_type().getattr("_from_json")?;
            Ok((read, (forms::stored_text(slf.py(), &*slf.get().model)?,)))
        })
    }
}

/// How the JSON of a model is read.
#[derive(Clone, Copy)]
pub enum Reading {
    /// As what a person wrote.
    Checked,
    /// As what a person wrote, without a check of names.
    Lenient,
    /// As what this library wrote.
    Stored,
}

/// A model class.
pub struct Class {
    pub schema: &'static Schema,
    pub type_object: for<'py> fn(Python<'py>) -> Bound<'py, PyType>,
    pub read: fn(&str, Reading) -> Result<HeldModel, Error>,
    pub make: lists::Make,
}

/// The model classes, by `register`.
static CLASSES: OnceLock<&'static [&'static Class]> = OnceLock::new();

/// Tells `BaseModel` its classes, and gives each of them what `copy.replace` of Python 3.13 calls: `replace` by another
/// name. Declared in the macro it would be compiled, with its signature as text, for each class again.
pub fn register(py: Python<'_>, classes: &'static [&'static Class]) -> PyResult<()> {
    for class in CLASSES.get_or_init(|| classes).iter() {
        let class = (class.type_object)(py);
        class.setattr(intern!(py, "__replace__"), class.getattr(intern!(py, "replace"))?)?;
    }
    Ok(())
}

impl Class {
    fn of(class: &Bound<'_, PyType>) -> PyResult<&'static Self> {
        let mut classes = CLASSES.get().into_iter().copied().flatten();
        classes.find(|known| (known.type_object)(class.py()).is(class)).copied().ok_or_else(|| {
            PyTypeError::new_err("BaseModel has no members of its own: use a class of a model, such as Agent")
        })
    }

    /// The model that the text holds.
    pub fn model(&self, py: Python<'_>, text: &str, reading: Reading) -> PyResult<HeldModel> {
        boundary::detached(py, || (self.read)(text, reading)).map_err(|error| to_exception(py, &error))
    }

    /// An object with the model that the text holds.
    pub fn object(&self, py: Python<'_>, text: &str, reading: Reading) -> PyResult<Py<PyAny>> {
        (self.make)(py, self.model(py, text, reading)?)
    }
}

/// Reads the JSON of a model of this type.
pub fn read<T: Model>(text: &str, reading: Reading) -> Result<HeldModel, Error> {
    let read: fn(&str) -> Result<T, Error> = match reading {
        Reading::Checked => from_json,
        Reading::Lenient => from_json_lenient,
        Reading::Stored => T::read_stored,
    };
    read(text).map(HeldModel::owned)
}

/// A model from keyword arguments.
pub fn build(py: Python<'_>, class: &Class, members: Option<&Bound<'_, PyDict>>) -> PyResult<HeldModel> {
    guard(py, || {
        let members = arguments(members, false)?;
        let built = boundary::detached(py, || bindings::built(class.schema, &members, NameStyle::Snake));
        class.model(py, &built.map_err(|error| to_exception(py, &error))?, Reading::Stored)
    })
}

/// A changed copy.
pub fn replace(of: &Bound<'_, BaseModel>, class: &Class, changes: Option<&Bound<'_, PyDict>>) -> PyResult<Py<PyAny>> {
    let py = of.py();
    guard(py, || {
        let (changes, current) = (arguments(changes, true)?, forms::wire_text(py, &*of.get().model)?);
        let replaced =
            boundary::detached(py, || bindings::replaced(class.schema, &current, &changes, NameStyle::Snake));
        class.object(py, &replaced.map_err(|error| to_exception(py, &error))?, Reading::Stored)
    })
}

fn arguments(members: Option<&Bound<'_, PyDict>>, nulls: bool) -> PyResult<String> {
    members.map_or_else(|| Ok("{}".to_owned()), |members| to_json::members(members, nulls))
}

/// The model of an object, whose class says its type.
pub fn model_of<'a, T: Model>(of: &'a Bound<'_, BaseModel>) -> PyResult<&'a T> {
    typed(&*of.get().model).ok_or_else(|| of_another_class(of.py()))
}

#[cold]
fn of_another_class(py: Python<'_>) -> PyErr {
    to_exception(py, &internal_error("a model of another class"))
}

/// What a getter returns: the value, or `NULL` for a member that is sent as `null`.
pub fn get(
    of: &Bound<'_, BaseModel>,
    name: &str,
    slots: &[PyOnceLock<Py<PyAny>>],
    slot: Option<usize>,
    make: &dyn Fn() -> PyResult<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    let py = of.py();
    guard(py, || {
        let got = values::cached(py, slots, slot, make)?;
        if got.is_none(py) && of.get().model.sends_null(name.trim_start_matches("r#")) {
            return Ok(null(py)?.into_any().unbind());
        }
        Ok(got)
    })
}

/// The error for setting or deleting an attribute.
fn frozen_error(of: &Bound<'_, BaseModel>, name: &str) -> PyErr {
    let name: String = name.chars().take(MAX_NAME).collect();
    match of.get_type().name() {
        Ok(class) => {
            PyAttributeError::new_err(format!("{class} is frozen: make a changed copy with .replace({name}=...)"))
        }
        Err(error) => error,
    }
}

/// Declares a model class: its constructor, its getters, and `replace`.
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
        #[pyclass(frozen, extends = BaseModel, module = "geai_client")]
        pub struct $model {
            slots: [PyOnceLock<Py<PyAny>>; $slots],
        }

        impl $model {
            const CLASS: &Class = &Class {
                schema: <models::$model as Model>::SCHEMA,
                type_object: |py| py.get_type::<Self>(),
                read: $crate::convert::model::read::<models::$model>,
                make: Self::made,
            };

            fn initial(model: HeldModel) -> PyClassInitializer<Self> {
                let slots = std::array::from_fn(|_| PyOnceLock::new());
                PyClassInitializer::from(BaseModel { model }).add_subclass(Self { slots })
            }

            /// The core's model as an object of this class.
            pub fn made(py: Python<'_>, model: HeldModel) -> PyResult<Py<PyAny>> {
                Ok(Py::new(py, Self::initial(model))?.into_any())
            }

            /// The core's model as an object of this class.
            pub fn wrap(py: Python<'_>, model: models::$model) -> PyResult<Py<PyAny>> {
                Self::made(py, HeldModel::owned(model))
            }
        }

        #[pymethods]
        #[allow(clippy::wrong_self_convention, reason = "getters have the names of members, whatever they begin with")]
        impl $model {
            #[new]
            #[pyo3(signature = (**members), text_signature = $signature)]
            fn __new__(py: Python<'_>, members: Option<&Bound<'_, PyDict>>) -> PyResult<PyClassInitializer<Self>> {
                $crate::convert::model::build(py, Self::CLASS, members).map(Self::initial)
            }

            $(
                $(#[doc = $field_doc])*
                #[getter]
                fn $field(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
                    let (base, $py) = (slf.as_super(), slf.py());
                    $crate::convert::model::get(base, stringify!($field), &slf.get().slots, None$(.or(Some($slot)))?, &|| {
                        let $value: &models::$model = $crate::convert::model::model_of(base)?;
                        $get
                    })
                }
            )*

            /// A copy with some members changed; `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all
            /// further members.
            #[pyo3(signature = (**changes), text_signature = $changes)]
            fn replace(slf: &Bound<'_, Self>, changes: Option<&Bound<'_, PyDict>>) -> PyResult<Py<PyAny>> {
                $crate::convert::model::replace(slf.as_super(), Self::CLASS, changes)
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
            module.add_class::<BaseModel>()?;
            $(module.add_class::<$model>()?;)+
            $crate::convert::model::register(module.py(), &[$($model::CLASS),+])
        }

        /// An answer of the core as an object: a model, a list of models or a page of them.
        pub fn to_object(
            py: Python<'_>,
            answer: Box<dyn std::any::Any + Send>,
            context: &$crate::call::context::Context,
        ) -> Option<PyResult<Py<PyAny>>> {
            $(let answer = match answer.downcast::<models::$one>() {
                Ok(model) => return Some($one::made(py, HeldModel::Owned(model))),
                Err(answer) => answer,
            };)+
            $(let answer = match answer.downcast::<Vec<models::$listed>>() {
                Ok(models) => {
                    let list = $crate::convert::lists::model_list(py, *models, $listed::made);
                    return Some(list.map(|list| list.into_any()));
                }
                Err(answer) => answer,
            };)+
            $(let answer = match answer.downcast::<geai_client::Page<models::$paged>>() {
                Ok(page) => {
                    let page = $crate::convert::page::wrap(py, *page, $paged::made, PageInformation::wrap, context);
                    return Some(page);
                }
                Err(answer) => answer,
            };)+
            drop(answer);
            None
        }
    };
}
pub(crate) use classes;
