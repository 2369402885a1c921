//! `LabPackage`: a document kept to the letter, and a typed reading of it.

use geai_client::Document;
use geai_client::models::{self, LabAgentEdit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple, PyType};

use super::errors::{invalid, to_exception};
use super::forms::hash_of_json;
use super::from_json::{plain_data, plain_dict};
use super::generated::{LabAgent, LabTool, PackageInfo};
use super::pydantic;
use super::to_json::{self, ModelForm};
use super::values::{optional, tuple};
use crate::runtime::boundary::{detached, guard};

/// A package: agents and what they refer to, as `agents.export` answers it and `agents.import_` takes it.
///
/// Made from what you have: a dict, JSON or YAML text (`str` or `bytes`), or the path of a file with either.
/// The document is kept exactly as it came and is sent back exactly so.
#[pyclass(frozen, module = "geai_client")]
pub struct LabPackage {
    value: models::LabPackage,
    agents: PyOnceLock<Py<PyAny>>,
    tools: PyOnceLock<Py<PyAny>>,
}

impl LabPackage {
    pub fn new(value: models::LabPackage) -> Self {
        Self { value, agents: PyOnceLock::new(), tools: PyOnceLock::new() }
    }

    pub fn value(&self) -> &models::LabPackage {
        &self.value
    }

    /// The document as text; it was checked to be UTF-8.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.value.document())
    }
}

#[pymethods]
impl LabPackage {
    #[new]
    #[pyo3(signature = (document, /))]
    fn __new__(py: Python<'_>, document: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || {
            let given = self::document(document, "package")?;
            detached(py, || given.into_package()).map(Self::new).map_err(|error| to_exception(py, &error))
        })
    }

    /// The agents, in the order of the document.
    #[getter]
    fn agents(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || {
            let agents = || {
                let agents = detached(py, || self.value.agents()).map_err(|error| to_exception(py, &error))?;
                tuple(py, agents, |py, agent| LabAgent::wrap(py, agent.clone()))
            };
            self.agents.get_or_try_init(py, agents).map(|agents| agents.clone_ref(py))
        })
    }

    /// The tools that the agents refer to.
    #[getter]
    fn tools(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || {
            let tools = || {
                let tools = detached(py, || self.value.tools()).map_err(|error| to_exception(py, &error))?;
                tuple(py, tools, |py, tool| LabTool::wrap(py, tool.clone()))
            };
            self.tools.get_or_try_init(py, tools).map(|tools| tools.clone_ref(py))
        })
    }

    /// Where the package came from.
    #[getter]
    fn info(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || {
            let info = self.value.info().map_err(|error| to_exception(py, &error))?;
            optional(py, info, |py, info| PackageInfo::wrap(py, info.clone()))
        })
    }

    /// Members of the package that have no name here, as plain data.
    #[getter]
    fn extra(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || plain_dict(py, self.value.extra().map_err(|error| to_exception(py, &error))?))
    }

    /// A copy in which the agent at `index`, counted from 0, is changed. Everything else stays to the letter.
    ///
    /// For moving an agent to a project where its id or public name is taken: `drop_id` makes the import
    /// create a new agent, `drop_avatar` leaves the inline picture out, an empty `public_name` clears it.
    #[pyo3(signature = (
        index, *, name = None, public_name = None, access_scope = None, drop_id = false, drop_avatar = false
    ))]
    #[expect(clippy::too_many_arguments, reason = "each is a keyword of the Python method")]
    fn with_agent(
        &self,
        py: Python<'_>,
        index: isize,
        name: Option<String>,
        public_name: Option<String>,
        access_scope: Option<String>,
        drop_id: bool,
        drop_avatar: bool,
    ) -> PyResult<Self> {
        guard(py, || {
            let access_scope = access_scope.map(Into::into);
            let edit = LabAgentEdit { name, public_name, access_scope, drop_id, drop_avatar };
            let index = usize::try_from(index).map_err(|_| invalid(py, "index: counted from 0"))?;
            let edited = detached(py, || self.value.with_agent(index, &edit));
            edited.map(Self::new).map_err(|error| to_exception(py, &error))
        })
    }

    /// The document as JSON text, to the letter.
    fn to_json(&self) -> String {
        self.text().into_owned()
    }

    /// The document as plain data.
    fn to_dict(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        guard(py, || plain_data(py, &self.text()))
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, Self>) -> bool {
        let other = other.get();
        detached(py, || self.value == other.value)
    }

    fn __hash__(&self, py: Python<'_>) -> u64 {
        detached(py, || hash_of_json(&self.text()))
    }

    fn __repr__(&self) -> String {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        match (self.value.agents(), self.value.tools()) {
            (Ok(agents), Ok(tools)) => {
                format!("LabPackage({}, {})", count(agents.len(), "agent"), count(tools.len(), "tool"))
            }
            _ => format!("LabPackage({} bytes)", self.value.document().len()),
        }
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        py.import("geai_client._native_support.html_table")?.call_method1("table", (self.agents(py)?,))?.extract()
    }

    /// What pydantic checks and writes it by; pydantic asks for it.
    #[classmethod]
    #[pyo3(signature = (source, handler, /))]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, PyType>,
        source: &Bound<'py, PyAny>,
        handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pydantic::schema(class, "package_schema", source, handler)
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyDict>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        let text = slf.get().to_json();
        Ok((slf.get_type(), PyTuple::new(slf.py(), [text])?))
    }
}

/// A package object, JSON or YAML text, the path of a file with either, or a dict.
pub fn document(given: &Bound<'_, PyAny>, name: &str) -> PyResult<Document> {
    if let Ok(package) = given.cast::<LabPackage>() {
        return Ok(Document::Package(package.get().value().clone()));
    }
    if let Ok(text) = given.cast::<PyString>() {
        let text = text.to_str().map_err(|_| invalid(given.py(), format!("{name}: holds a lone surrogate")))?;
        return Ok(Document::from(text));
    }
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Document::Text(bytes.as_bytes().to_vec().into()));
    }
    if given.hasattr(intern!(given.py(), "__fspath__"))? {
        return Ok(Document::File(given.extract()?));
    }
    Ok(Document::from(to_json::value(given, name, ModelForm::Plain)?))
}
