//! What pydantic checks and writes objects by; pydantic asks for it, and nothing else imports its parts.

use pyo3::prelude::*;
use pyo3::types::PyType;

/// The schema that a function of the package makes of a class, of what an annotation says (`Page[Agent]`), and of pydantic's
/// own function for the types inside.
pub fn schema<'py>(
    class: &Bound<'py, PyType>,
    function: &str,
    source: &Bound<'py, PyAny>,
    handler: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let module = class.py().import("geai_client._native_support.pydantic_schema")?;
    module.call_method1(function, (class, source, handler))
}
