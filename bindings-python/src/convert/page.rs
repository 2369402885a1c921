//! Pages: one page of a list, and the iteration over all that follow.

use geai_client::bindings::{Args, Cursor, Target};
use geai_client::models::PageInformation;
use geai_client::{CallOptions, Endpoint, Extra, Json};
use pyo3::prelude::*;
use pyo3::types::PyList;

use super::errors::guard;
use super::from_json::{plain_data, plain_dict};
use super::lists::{ModelRef, model_list};
use crate::call::context::Context;
use crate::call::{asynchronous, blocking};

/// A page of the core as an object. `one` makes a record, `information` what the server says about the page.
pub fn wrap<T>(
    py: Python<'_>,
    page: geai_client::Page<T>,
    one: impl Fn(Python<'_>, ModelRef<T>) -> PyResult<Py<PyAny>>,
    information: impl Fn(Python<'_>, PageInformation) -> PyResult<Py<PyAny>>,
    context: &Context,
) -> PyResult<Py<PyAny>> {
    let (total, cursor) = (page.total(), page.cursor().cloned());
    let items = model_list(py, page.items, one)?;
    let information = page.information.map(|it| information(py, it)).transpose()?;
    let rest = Rest { malformed: page.malformed, extra: page.extra, information, total, cursor };
    new_page(py, items, rest, context)
}

/// A page without its records.
struct Rest {
    malformed: Vec<Json>,
    extra: Extra,
    information: Option<Py<PyAny>>,
    total: Option<i64>,
    cursor: Option<Cursor>,
}

/// The part of it that does not depend on the class of the records.
#[inline(never)]
fn new_page(py: Python<'_>, items: Py<PyList>, rest: Rest, context: &Context) -> PyResult<Py<PyAny>> {
    let Rest { malformed, extra, information, total, cursor } = rest;
    // Only the first page comes in a `Response`.
    let options = CallOptions { observed: None, ..context.options.clone() };
    let context = Context { with_response: false, listener: None, options, ..context.clone() };
    let asynchronous = context.asynchronous;
    let malformed = model_list(py, malformed, |py, record| plain_data(py, record.text()))?;
    let parts = PageParts { items, malformed, extra, information, total, cursor, context };
    if asynchronous { Ok(Py::new(py, AsyncPage(parts))?.into_any()) } else { Ok(Py::new(py, Page(parts))?.into_any()) }
}

/// The members of both kinds of page.
struct PageParts {
    items: Py<PyList>,
    malformed: Py<PyList>,
    extra: Extra,
    information: Option<Py<PyAny>>,
    total: Option<i64>,
    cursor: Option<Cursor>,
    context: Context,
}

impl PageParts {
    /// Begins the call for the page at `cursor`.
    fn begin(&self, py: Python<'_>, cursor: &Cursor) -> PyResult<Context> {
        let mut context = self.context.clone();
        context.begin(py, Target::NextPage(cursor))?;
        Ok(context)
    }

    fn repr(&self, py: Python<'_>, class: &str) -> String {
        let total = self.total.map_or_else(|| "None".to_owned(), |total| total.to_string());
        let (items, next) = (self.items.bind(py).len(), if self.cursor.is_some() { "True" } else { "False" });
        format!("{class}({items} items, total={total}, has_next={next})")
    }

    fn html(&self, py: Python<'_>) -> PyResult<String> {
        py.import("geai_client._native_support.html_table")?.call_method1("table", (&self.items,))?.extract()
    }
}

macro_rules! page {
    ($(#[doc = $doc:literal])+ $class:ident { $($methods:tt)* }) => {
        $(#[doc = $doc])+
        #[pyclass(frozen, generic, module = "geai_client")]
        pub struct $class(PageParts);

        #[pymethods]
        impl $class {
            /// Records of this page. They share its memory; of one to be kept for long, `record.replace()` is a copy.
            #[getter]
            fn items(&self, py: Python<'_>) -> Py<PyList> {
                self.0.items.clone_ref(py)
            }

            /// Records that did not fit the model, as plain dicts.
            #[getter]
            fn malformed(&self, py: Python<'_>) -> Py<PyList> {
                self.0.malformed.clone_ref(py)
            }

            /// Members of the object around the records that have no name here, as plain data.
            #[getter]
            fn extra(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
                guard(py, || plain_dict(py, &self.0.extra))
            }

            /// What the server says about the page; v2 says nothing.
            #[getter]
            fn information(&self, py: Python<'_>) -> Option<Py<PyAny>> {
                self.0.information.as_ref().map(|information| information.clone_ref(py))
            }

            /// Records in all, where the server says so.
            #[getter]
            fn total(&self) -> Option<i64> {
                self.0.total
            }

            /// Whether there may be another page.
            #[getter]
            fn has_next(&self) -> bool {
                self.0.cursor.is_some()
            }

            fn __repr__(&self, py: Python<'_>) -> String {
                self.0.repr(py, stringify!($class))
            }

            fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
                self.0.html(py)
            }

            $($methods)*
        }
    };
}

page! {
    /// One page of a list. Iterating yields the records of this page and of all pages after it.
    Page {
        /// The page after this one; `None` after the last.
        fn next_page(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
            guard(py, || {
                let Some(cursor) = self.0.cursor.clone() else { return Ok(None) };
                let context = self.0.begin(py, &cursor)?;
                let (client, options) = (context.client.clone(), context.options.clone());
                blocking::wait(py, async move { client.next_page(&cursor, &options).await }, &context).map(Some)
            })
        }

        fn __iter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import("geai_client._native_support.page_iteration")?.call_method1("iterate", (slf,))
        }
    }
}

page! {
    /// One page of a list. `async for` yields the records of this page and of all pages after it.
    AsyncPage {
        /// The page after this one; `None` after the last.
        fn next_page<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
            guard(py, || {
                let Some(cursor) = self.0.cursor.clone() else {
                    return py.import("geai_client._native_support.page_iteration")?.call_method0("no_page");
                };
                let context = self.0.begin(py, &cursor)?;
                let (client, options) = (context.client.clone(), context.options.clone());
                asynchronous::start(py, async move { client.next_page(&cursor, &options).await }, context)
            })
        }

        fn __aiter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import("geai_client._native_support.page_iteration")?.call_method1("iterate_async", (slf,))
        }
    }
}

/// A list that was asked for: `await` it for its first page, or iterate with `async for` over everything.
#[pyclass(frozen, generic, module = "geai_client")]
pub struct AsyncPages {
    pub endpoint: &'static Endpoint,
    pub args: Args,
    pub context: Context,
}

#[pymethods]
impl AsyncPages {
    fn __await__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let mut context = self.context.clone();
            context.begin(py, Target::Operation(self.endpoint.operation, Some(&self.args)))?;
            let (client, options) = (context.client.clone(), context.options.clone());
            let (endpoint, args) = (self.endpoint, self.args.clone());
            let call = async move { client.call(endpoint, args, &options).await };
            asynchronous::start(py, call, context)?.call_method0("__await__")
        })
    }

    fn __aiter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("geai_client._native_support.page_iteration")?.call_method1("iterate_all", (slf,))
    }
}
