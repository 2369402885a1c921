//! Values of other packages as plain ones: scalars and arrays of numpy, pandas and pyarrow, secrets and URLs of pydantic,
//! and classes of the standard library that JSON has no type for. Told by what they can do, so that none is imported.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDelta, PyDict, PyFloat, PyInt, PyList, PyModule, PyString, PyTuple, PyType};

/// What a value of another package stands for.
pub enum Plain<'py> {
    /// A value of Python.
    Value(Bound<'py, PyAny>),
    /// A number to the letter.
    Digits(String),
    /// Nothing: a missing value.
    Unset,
    /// NaN or an infinity, as its class writes it.
    NotFinite(String),
}

/// The plain value that a value of another package stands for; `None` where it is not known.
pub fn plain<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Plain<'py>>> {
    let py = value.py();
    // Classes stand for nothing, though they have the methods of their instances.
    if value.is_instance_of::<PyType>() || value.is_instance_of::<PyModule>() {
        return Ok(None);
    }
    if is_missing(value)? {
        return Ok(Some(Plain::Unset));
    }
    if let Some(plain) = standard(value)? {
        return Ok(Some(plain));
    }
    // Those of numpy and pandas would be numbers of an unknown unit.
    if is_time(value)? {
        return Ok(None);
    }
    // pydantic's secrets; a scalar of pyarrow; scalars and arrays of numpy, columns of pandas.
    for method in [intern!(py, "get_secret_value"), intern!(py, "as_py")] {
        if value.hasattr(method)? {
            return converted(value, value.call_method0(method)?);
        }
    }
    if value.hasattr(intern!(py, "dtype"))? && value.hasattr(intern!(py, "tolist"))? {
        return converted(value, value.call_method0(intern!(py, "tolist"))?);
    }
    if value.hasattr(intern!(py, "__index__"))? {
        return py.import("operator")?.call_method1("index", (value,)).map(|integer| Some(Plain::Value(integer)));
    }
    // URLs of pydantic, yarl and httpx.
    if value.hasattr(intern!(py, "scheme"))? && value.hasattr(intern!(py, "host"))? {
        return Ok(Some(Plain::Value(value.str()?.into_any())));
    }
    Ok(None)
}

/// A value of the standard library.
fn standard<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Plain<'py>>> {
    let class = value.get_type();
    match (class.module()?.to_str()?, class.name()?.to_str()?) {
        ("uuid", "UUID") => Ok(Some(Plain::Value(value.str()?.into_any()))),
        ("decimal", "Decimal") => decimal(value).map(Some),
        _ => Ok(None),
    }
}

/// Whether it is a date, a time or a duration, or an array of these: JSON has no type for them, and no one text is right.
pub fn is_time(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = value.py();
    if value.is_instance_of::<PyDelta>() || value.hasattr(intern!(py, "isoformat"))? {
        return Ok(true);
    }
    let kind =
        value.getattr_opt(intern!(py, "dtype"))?.map(|dtype| dtype.getattr_opt(intern!(py, "kind"))).transpose()?;
    Ok(kind.flatten().and_then(|kind| kind.extract::<char>().ok()).is_some_and(|kind| matches!(kind, 'm' | 'M')))
}

/// What a value converted itself to. What is no plain value might convert itself for ever.
fn converted<'py>(value: &Bound<'py, PyAny>, plain: Bound<'py, PyAny>) -> PyResult<Option<Plain<'py>>> {
    if plain.is_none() {
        return Ok(Some(Plain::Unset));
    }
    if is_plain(&plain) {
        return Ok(Some(Plain::Value(plain)));
    }
    // A float that is wider than Python's stays what it is.
    match plain.extract::<f64>().ok().filter(|_| plain.get_type().is(value.get_type())) {
        Some(number) => Ok(Some(Plain::Value(PyFloat::new(value.py(), number).into_any()))),
        None => standard(&plain),
    }
}

/// Whether JSON has a type for it, without a look at what it holds.
fn is_plain(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyInt>()
        || value.is_instance_of::<PyFloat>()
        || value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyDict>()
        || value.is_instance_of::<PyTuple>()
}

/// A decimal number to the letter.
fn decimal<'py>(value: &Bound<'py, PyAny>) -> PyResult<Plain<'py>> {
    let text: Bound<'py, PyString> = value.str()?;
    let finite: bool = value.call_method0("is_finite")?.extract()?;
    let text = text.to_str()?.to_owned();
    Ok(if finite { Plain::Digits(text) } else { Plain::NotFinite(text) })
}

/// Whether it stands for a value that is missing: `NA` and `NaT` of pandas, a null of pyarrow. Not NaN, which may be a mistake.
pub fn is_missing(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_none() || is_plain(value) {
        return Ok(false);
    }
    let class = value.get_type();
    let name = class.name()?;
    Ok(match name.to_str()? {
        "NAType" | "NaTType" => class.module()?.to_str()?.starts_with("pandas."),
        name if name.ends_with("Scalar") => {
            class.module()?.to_str()?.starts_with("pyarrow.") && !value.getattr("is_valid")?.extract::<bool>()?
        }
        _ => false,
    })
}
