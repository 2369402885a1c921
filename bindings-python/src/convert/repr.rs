//! `Agent(id='…', name='…', revision=3)`: the members of a model that are set, long texts cut.

use std::fmt::Write as _;

use geai_client::bindings::{Kind, MALFORMED_MEMBERS, RawObject as Members, Schema};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::errors::to_exception;
use super::from_json::plain_data;
use crate::runtime::boundary::internal_error;

/// Longest text that is shown whole.
const MAX_TEXT: usize = 80;

/// The `repr` of a model, from its JSON.
pub fn repr(py: Python<'_>, schema: &Schema, text: &str) -> PyResult<String> {
    let mut out = String::new();
    write_model(py, schema, text, &mut out)?;
    Ok(out)
}

// Values stay text, since a number may be larger than any type of Rust.
fn write_model(py: Python<'_>, schema: &Schema, text: &str, out: &mut String) -> PyResult<()> {
    out.push_str(schema.name);
    out.push('(');
    let members = read::<Members<'_>>(py, text)?;
    let mut first = true;
    let mut comma = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push_str(", ");
        }
    };
    let mut extra = Vec::new();
    for (name, value) in members.0 {
        if let Some(field) = schema.fields.iter().find(|field| field.is_wire(&name)) {
            comma(out);
            out.push_str(field.name);
            out.push('=');
            match value.get() {
                "null" => out.push_str("NULL"),
                value => write_member(py, field.kind, value, out)?,
            }
        } else if name == MALFORMED_MEMBERS && value.get().starts_with('{') {
            comma(out);
            out.push_str("malformed_members=");
            out.push_str(&plain_repr(py, value.get())?);
        } else {
            extra.push((name, value));
        }
    }
    if !extra.is_empty() {
        comma(out);
        out.push_str("extra=");
        let dict = PyDict::new(py);
        for (name, value) in extra {
            dict.set_item(name, plain_data(py, value.get())?)?;
        }
        out.push_str(&dict.repr()?.to_string_lossy());
    }
    out.push(')');
    Ok(())
}

fn write_member(py: Python<'_>, kind: Kind, text: &str, out: &mut String) -> PyResult<()> {
    match (kind, text.as_bytes().first()) {
        (Kind::Model(schema), Some(b'{')) => return write_model(py, schema, text, out),
        (Kind::Words, Some(b'[')) => return write_member(py, Kind::List(&Kind::String), text, out),
        (Kind::List(element), Some(b'[')) => {
            out.push('(');
            let values = read::<Vec<&RawValue>>(py, text)?;
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                write_member(py, *element, value.get(), out)?;
            }
            out.push_str(if values.len() == 1 { ",)" } else { ")" });
        }
        (Kind::Number, Some(b'-' | b'0'..=b'9')) => {
            // As the getter returns it.
            let number = text.parse::<f64>().ok().filter(|number| number.fract() == 0.0 && number.abs() < 1e15);
            match number {
                Some(integral) => write!(out, "{integral:.0}"),
                None => write!(out, "{text}"),
            }
            .map_err(|_| to_exception(py, &internal_error("a number could not be shown")))?;
        }
        (_, Some(b'"')) => match serde_json::from_str::<String>(text) {
            Ok(text) => out.push_str(&quoted(py, &text)?),
            // Half of a surrogate pair, which Python can hold.
            Err(_) => out.push_str(&plain_repr(py, text)?),
        },
        _ => out.push_str(&plain_repr(py, text)?),
    }
    Ok(())
}

fn read<'a, T: Deserialize<'a>>(py: Python<'_>, text: &'a str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|why| to_exception(py, &internal_error(why.to_string())))
}

fn plain_repr(py: Python<'_>, text: &str) -> PyResult<String> {
    Ok(plain_data(py, text)?.bind(py).repr()?.to_string_lossy().into_owned())
}

fn quoted(py: Python<'_>, text: &str) -> PyResult<String> {
    let cut = text.char_indices().nth(MAX_TEXT).and_then(|(end, _)| text.get(..end));
    let shortened = cut.map(|cut| format!("{cut}…"));
    let quoted = PyString::new(py, shortened.as_deref().unwrap_or(text)).repr()?;
    Ok(quoted.to_string_lossy().into_owned())
}
