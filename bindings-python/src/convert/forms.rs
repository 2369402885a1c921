//! The forms of a model of any type: texts, plain data, and what is printed.

use std::hash::{DefaultHasher, Hash, Hasher};

use geai_client::bindings::{Kind, MaskedForm, Schema, mask};
use pyo3::prelude::*;
use serde_json::Value;

use super::any_model::AnyModel;
use super::errors::to_exception;
use super::from_json::plain_data;
use super::repr;
use crate::runtime::boundary::internal_error;

/// The JSON of a model with wire names.
pub fn wire_text(py: Python<'_>, model: &dyn AnyModel) -> PyResult<String> {
    written(py, model.wire())
}

/// The text of a model with its secrets masked, for printed forms.
pub fn masked_text(py: Python<'_>, model: &dyn AnyModel) -> PyResult<String> {
    masked(py, model.schema(), model.plain(), MaskedForm::Printed)
}

/// The text of a model with its secrets masked, for forms that are read again.
pub fn stored_text(py: Python<'_>, model: &dyn AnyModel) -> PyResult<String> {
    masked(py, model.schema(), model.plain(), MaskedForm::Stored)
}

/// Plain data with wire names.
pub fn to_dict(py: Python<'_>, model: &dyn AnyModel, reveal_secrets: bool) -> PyResult<Py<PyAny>> {
    let text = if reveal_secrets { written(py, model.plain()) } else { stored_text(py, model) };
    plain_data(py, &text?)
}

/// The `repr` of a model.
pub fn repr(py: Python<'_>, model: &dyn AnyModel) -> PyResult<String> {
    repr::repr(py, model.schema(), &masked_text(py, model)?)
}

fn written(py: Python<'_>, text: serde_json::Result<String>) -> PyResult<String> {
    text.map_err(|why| to_exception(py, &internal_error(why.to_string())))
}

fn masked(
    py: Python<'_>,
    schema: &'static Schema,
    text: serde_json::Result<String>,
    form: MaskedForm,
) -> PyResult<String> {
    written(py, text.and_then(|text| mask(Kind::Model(schema), &text, form)))
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
