//! `Agent(id='…', name='…', revision=3)`: the members of a model that are set, long texts cut.

use std::fmt::Write as _;

use geai_client::bindings::{Kind, MALFORMED_MEMBERS, Schema};
use pyo3::prelude::*;
use pyo3::types::PyString;
use serde_json::Value;

use super::errors::to_exception;
use super::from_json::plain_data;
use crate::runtime::panics::internal_error;

/// Longest text that is shown whole.
const MAX_TEXT: usize = 80;

/// The `repr` of a model, from its JSON.
pub fn repr(py: Python<'_>, schema: &Schema, text: &str) -> PyResult<String> {
    let value = serde_json::from_str(text).map_err(|why| to_exception(py, &internal_error(why.to_string())))?;
    let mut out = String::new();
    write_model(py, schema, &value, &mut out)?;
    Ok(out)
}

fn write_model(py: Python<'_>, schema: &Schema, value: &Value, out: &mut String) -> PyResult<()> {
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
            match value {
                Value::Null => out.push_str("NULL"),
                value => write_member(py, field.kind, value, out)?,
            }
        } else if name == MALFORMED_MEMBERS && value.is_object() {
            comma(out);
            out.push_str("malformed_members=");
            write_member(py, Kind::Json, value, out)?;
        } else {
            extra.insert(name.clone(), value.clone());
        }
    }
    if !extra.is_empty() {
        comma(out);
        out.push_str("extra=");
        write_member(py, Kind::Json, &Value::Object(extra), out)?;
    }
    out.push(')');
    Ok(())
}

fn write_member(py: Python<'_>, kind: Kind, value: &Value, out: &mut String) -> PyResult<()> {
    match (kind, value) {
        (Kind::Model(schema), Value::Object(_)) => return write_model(py, schema, value, out),
        (Kind::Words, Value::Array(_)) => return write_member(py, Kind::List(&Kind::String), value, out),
        (Kind::List(element), Value::Array(values)) => {
            out.push('(');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                write_member(py, *element, value, out)?;
            }
            out.push_str(if values.len() == 1 { ",)" } else { ")" });
        }
        (Kind::Number, Value::Number(given)) => {
            // As the getter returns it.
            match given.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e15) {
                Some(integral) => write!(out, "{integral:.0}"),
                None => write!(out, "{given}"),
            }
            .map_err(|_| to_exception(py, &internal_error("a number could not be shown")))?;
        }
        (_, Value::String(text)) => out.push_str(&quoted(py, text)?),
        _ => out.push_str(&plain_data(py, &value.to_string())?.bind(py).repr()?.to_string_lossy()),
    }
    Ok(())
}

fn quoted(py: Python<'_>, text: &str) -> PyResult<String> {
    let cut = text.char_indices().nth(MAX_TEXT).and_then(|(end, _)| text.get(..end));
    let shortened = cut.map(|cut| format!("{cut}…"));
    let quoted = PyString::new(py, shortened.as_deref().unwrap_or(text)).repr()?;
    Ok(quoted.to_string_lossy().into_owned())
}
