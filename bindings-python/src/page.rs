//! Pages that are the iteration over everything.

use geai_client::bindings::Cursor;
use geai_client::{Endpoint, bindings::Args};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::answer::Context;
use crate::door;
use crate::errors::guard;

/// What both kinds of page hold.
pub struct Parts {
    pub items: Py<PyList>,
    pub malformed: Py<PyList>,
    pub information: Option<Py<PyAny>>,
    pub total: Option<i64>,
    pub cursor: Option<Cursor>,
    pub context: Context,
}

impl Parts {
    fn repr(&self, py: Python<'_>, class: &str) -> String {
        let total = self.total.map_or_else(|| "None".to_owned(), |total| total.to_string());
        let (items, next) = (self.items.bind(py).len(), if self.cursor.is_some() { "True" } else { "False" });
        format!("{class}({items} items, total={total}, has_next={next})")
    }

    fn html(&self, py: Python<'_>) -> PyResult<String> {
        py.import("geai_client._html")?.call_method1("table", (&self.items,))?.extract()
    }
}

macro_rules! page {
    ($(#[doc = $doc:literal])+ $class:ident { $($methods:tt)* }) => {
        $(#[doc = $doc])+
        #[pyclass(frozen, generic, module = "geai_client")]
        pub struct $class(pub Parts);

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
                let context = &self.0.context;
                let (client, options) = (context.client.clone(), context.options.clone());
                door::wait(py, async move { client.next_page(&cursor, &options).await }, context).map(Some)
            })
        }

        fn __iter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import("geai_client._paging")?.call_method1("walk", (slf,))
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
                    return py.import("geai_client._paging")?.call_method0("no_page");
                };
                let context = self.0.context.clone();
                let (client, options) = (context.client.clone(), context.options.clone());
                door::start(py, async move { client.next_page(&cursor, &options).await }, context)
            })
        }

        fn __aiter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import("geai_client._paging")?.call_method1("walk_async", (slf,))
        }
    }
}

/// A list that was asked for: `await` it for its first page, or iterate with `async for` over everything.
#[pyclass(frozen, generic, module = "geai_client")]
pub struct AsyncPages {
    pub operation: &'static Endpoint,
    pub args: Args,
    pub context: Context,
}

#[pymethods]
impl AsyncPages {
    fn __await__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let context = self.context.clone();
            let (client, options) = (context.client.clone(), context.options.clone());
            let (operation, args) = (self.operation, self.args.clone());
            let call = async move { client.call(operation, args, &options).await };
            door::start(py, call, context)?.call_method0("__await__")
        })
    }

    fn __aiter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("geai_client._paging")?.call_method1("walk_pages", (slf,))
    }
}
