//! Pages: one page of a list, and the iteration over all that follow.

use geai_client::bindings::{Args, Cursor, Kind, MaskedForm, Model, ObservedTarget, Schema, mask};
use geai_client::models::PageInformation;
use geai_client::{CallOptions, Endpoint, Extra, Json};
use pyo3::exceptions::PyIndexError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySlice, PyType};

use super::columns;
use super::errors::{invalid, to_exception};
use super::from_json::{plain_data, plain_dict};
use super::lists::{Make, model_list, object_list};
use super::pydantic;
use super::to_json::{self, ModelForm};
use crate::call::context::Context;
use crate::call::{asynchronous, blocking};
use crate::runtime::boundary::{guard, internal_error};

/// What walks over pages, and what makes data frames of them.
const ITERATION: &str = "geai_client._native_support.page_iteration";
const DATA_FRAME: &str = "geai_client._native_support.data_frame";

/// A page of the core as an object. `one` makes a record, `information` what the server says about the page.
pub fn wrap<T: Model>(
    py: Python<'_>,
    page: geai_client::Page<T>,
    one: Make,
    information: fn(Python<'_>, PageInformation) -> PyResult<Py<PyAny>>,
    context: &Context,
) -> PyResult<Py<PyAny>> {
    let (total, cursor) = (page.total(), page.cursor().cloned());
    let items = model_list(py, page.items, one)?;
    let information = page.information.map(|it| information(py, it)).transpose()?;
    let rest = Rest { malformed: page.malformed, extra: page.extra, information, total, cursor, schema: T::SCHEMA };
    new_page(py, items, rest, context)
}

/// A page without its records.
struct Rest {
    malformed: Vec<Json>,
    extra: Extra,
    information: Option<Py<PyAny>>,
    total: Option<i64>,
    cursor: Option<Cursor>,
    schema: &'static Schema,
}

/// The part of it that does not depend on the class of the records.
#[inline(never)]
fn new_page(py: Python<'_>, items: Py<PyList>, rest: Rest, context: &Context) -> PyResult<Py<PyAny>> {
    let Rest { malformed, extra, information, total, cursor, schema } = rest;
    // Only the first page comes in a `Response`.
    let options = CallOptions { observed: None, ..context.options.clone() };
    let context = Context { with_response: false, listener: None, options, ..context.clone() };
    let asynchronous = context.asynchronous;
    let record = |py: Python<'_>, at| {
        let record: Option<&Json> = malformed.get(at);
        plain_data(py, record.map_or("null", Json::text))
    };
    let malformed = object_list(py, malformed.len(), record)?;
    let next = cursor.map_or(Next::None, |cursor| Next::Fetched(Box::new((cursor, context))));
    let parts = PageParts { items, malformed, extra, information, total, next, schema: Some(schema) };
    if asynchronous { Ok(Py::new(py, AsyncPage(parts))?.into_any()) } else { Ok(Py::new(py, Page(parts))?.into_any()) }
}

/// Where the page after this one comes from.
enum Next {
    None,
    /// From the server, by a call like the one that this page came from.
    Fetched(Box<(Cursor, Context)>),
    /// It was given when this page was made.
    Given(Py<PyAny>),
    /// This page came out of a pickle or is a copy, which holds no client.
    Lost,
}

/// The members of both kinds of page.
struct PageParts {
    items: Py<PyList>,
    malformed: Py<PyList>,
    extra: Extra,
    information: Option<Py<PyAny>>,
    total: Option<i64>,
    next: Next,
    /// What the records are, of a page of the server.
    schema: Option<&'static Schema>,
}

/// What makes a page again: its items and the rest of it.
type Reduced<'py> = (Bound<'py, PyAny>, (Py<PyList>, Bound<'py, PyDict>));

impl PageParts {
    /// A page that somebody makes, such as a test.
    fn made(
        items: &Bound<'_, PyAny>,
        total: Option<i64>,
        malformed: Option<&Bound<'_, PyAny>>,
        extra: Option<&Bound<'_, PyAny>>,
        information: Option<Py<PyAny>>,
        next: Next,
    ) -> PyResult<Self> {
        let py = items.py();
        let text = extra.map(|extra| to_json::value(extra, "extra", ModelForm::Plain)).transpose()?;
        let extra = text.map(|text| serde_json::from_str(&text)).transpose();
        Ok(Self {
            items: list_of(items)?.unbind(),
            malformed: malformed.map_or_else(|| Ok(PyList::empty(py)), list_of)?.unbind(),
            extra: extra.map_err(|_| invalid(py, "extra: expected a dict"))?.unwrap_or_default(),
            information,
            total,
            next,
            schema: None,
        })
    }

    /// Begins the call for the page at `cursor`.
    fn begin(py: Python<'_>, cursor: &Cursor, context: &Context) -> PyResult<Context> {
        let mut context = context.clone();
        context.begin(py, ObservedTarget::NextPage(cursor))?;
        Ok(context)
    }

    fn lost(py: Python<'_>) -> PyErr {
        invalid(py, "next_page: this page came out of a pickle or is a copy, which holds no client: list again")
    }

    fn has_next(&self) -> bool {
        !matches!(self.next, Next::None)
    }

    fn repr(&self, py: Python<'_>, class: &str) -> String {
        let total = self.total.map_or_else(|| "None".to_owned(), |total| total.to_string());
        let (items, next) = (self.items.bind(py).len(), if self.has_next() { "True" } else { "False" });
        format!("{class}({items} items, total={total}, has_next={next})")
    }

    fn html(&self, py: Python<'_>) -> PyResult<String> {
        py.import("geai_client._native_support.html_table")?.call_method1("table", (&self.items,))?.extract()
    }

    /// The record at an index of this page, or those of a slice.
    fn item<'py>(&self, py: Python<'py>, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if !at.is_instance_of::<PySlice>() && self.has_next() {
            let items = self.items.bind(py);
            return items.as_any().get_item(at).map_err(|error| match error.is_instance_of::<PyIndexError>(py) {
                true => PyIndexError::new_err(format!("this page has {} records; iterate for all", items.len())),
                false => error,
            });
        }
        self.items.bind(py).as_any().get_item(at)
    }

    /// The columns with their types, for a data frame; some may have no value.
    fn columns(&self) -> Option<Vec<(String, &'static str)>> {
        Some(columns::of(self.schema?))
    }

    /// What a pickle holds: secrets are masked, as in those of the records.
    fn reduce<'py>(&self, class: &Bound<'py, PyAny>) -> PyResult<Reduced<'py>> {
        let py = class.py();
        let masked = |value: &Bound<'py, PyAny>| {
            let Some(schema) = self.schema else { return Ok(value.clone().unbind()) };
            let text = to_json::value(value, "malformed", ModelForm::Plain)?;
            let text = mask(Kind::Model(schema), &text, MaskedForm::Stored);
            plain_data(py, &text.map_err(|why| to_exception(py, &internal_error(why.to_string())))?)
        };
        let malformed = self.malformed.bind(py).iter().map(|value| masked(&value)).collect::<PyResult<Vec<_>>>()?;
        let rest = PyDict::new(py);
        rest.set_item("total", self.total)?;
        rest.set_item("malformed", malformed)?;
        rest.set_item("extra", masked_extra(py, &self.extra)?)?;
        rest.set_item("information", self.information.as_ref())?;
        match &self.next {
            Next::None => {}
            Next::Given(page) => rest.set_item("next_page", page)?,
            Next::Fetched(_) | Next::Lost => rest.set_item("lost", true)?,
        }
        Ok((class.getattr("_from_parts")?, (self.items.clone_ref(py), rest)))
    }
}

/// A list of what can be iterated.
fn list_of<'py>(values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    Ok(values.py().get_type::<PyList>().call1((values,))?.cast_into()?)
}

/// Members beside data as plain data, without what names itself a secret.
pub fn masked_extra(py: Python<'_>, extra: &Extra) -> PyResult<Py<PyAny>> {
    let text = serde_json::to_string(extra).and_then(|text| mask(Kind::Json, &text, MaskedForm::Stored));
    plain_data(py, &text.map_err(|why| to_exception(py, &internal_error(why.to_string())))?)
}

macro_rules! page {
    ($(#[doc = $doc:literal])+ $class:ident { $($methods:tt)* }) => {
        $(#[doc = $doc])+
        // No sequence of the C API: `reversed()` would walk over this page only, where `iter()` goes on.
        #[pyclass(frozen, generic, mapping, module = "geai_client")]
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
                self.0.has_next()
            }

            fn __repr__(&self, py: Python<'_>) -> String {
                self.0.repr(py, stringify!($class))
            }

            fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
                self.0.html(py)
            }

            fn __len__(&self, py: Python<'_>) -> usize {
                self.0.items.bind(py).len()
            }

            fn __getitem__<'py>(&self, py: Python<'py>, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
                self.0.item(py, at)
            }

            /// A page is true, though it may hold no record: `None` is what stands after the last.
            fn __bool__(&self) -> bool {
                true
            }

            #[classmethod]
            fn _from_parts(
                _class: &Bound<'_, PyType>,
                items: &Bound<'_, PyAny>,
                rest: &Bound<'_, PyDict>,
            ) -> PyResult<Self> {
                let part = |name: &str| Ok::<_, PyErr>(rest.get_item(name)?.filter(|part| !part.is_none()));
                let next = match (part("next_page")?, part("lost")?) {
                    (Some(page), _) => Next::Given(page.cast_into::<Self>()?.into_any().unbind()),
                    (None, Some(_)) => Next::Lost,
                    (None, None) => Next::None,
                };
                let total = part("total")?.map(|total| total.extract()).transpose()?;
                let information = part("information")?.map(Bound::unbind);
                PageParts::made(items, total, part("malformed")?.as_ref(), part("extra")?.as_ref(), information, next).map(Self)
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
                guard(slf.py(), || slf.get().0.reduce(slf.get_type().as_any()))
            }

            /// What pydantic checks and writes it by; pydantic asks for it.
            #[classmethod]
            #[pyo3(signature = (source, handler, /))]
            fn __get_pydantic_core_schema__<'py>(
                class: &Bound<'py, PyType>,
                source: &Bound<'py, PyAny>,
                handler: &Bound<'py, PyAny>,
            ) -> PyResult<Bound<'py, PyAny>> {
                pydantic::schema(class, "page_schema", source, handler)
            }

            fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
                if let Next::Given(page) = &self.0.next {
                    visit.call(page)?;
                }
                visit.call(&self.0.items)
            }

            $($methods)*
        }
    };
}

page! {
    /// One page of a list. Iterating yields the records of this page and of all pages after it.
    Page {
        #[new]
        #[pyo3(signature = (items=None, *, total=None, malformed=None, extra=None, information=None, next_page=None))]
        fn __new__(
            py: Python<'_>,
            items: Option<&Bound<'_, PyAny>>,
            total: Option<i64>,
            malformed: Option<&Bound<'_, PyAny>>,
            extra: Option<&Bound<'_, PyAny>>,
            information: Option<Py<PyAny>>,
            next_page: Option<Py<Self>>,
        ) -> PyResult<Self> {
            guard(py, || {
                let next = next_page.map_or(Next::None, |page| Next::Given(page.into_any()));
                let items = items.cloned().unwrap_or_else(|| PyList::empty(py).into_any());
                PageParts::made(&items, total, malformed, extra, information, next).map(Self)
            })
        }

        /// The records of this page and of all pages after it as a `pandas.DataFrame`: a column for each attribute, those of
        /// objects inside with dotted names. Secrets are `***` unless they are to be revealed.
        #[pyo3(signature = (*, reveal_secrets=false))]
        fn to_pandas<'py>(slf: &Bound<'py, Self>, reveal_secrets: bool) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import(DATA_FRAME)?.call_method1("of_page", (slf, slf.get().0.columns(), reveal_secrets))
        }

        /// The page after this one; `None` after the last.
        fn next_page(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
            guard(py, || {
                let (cursor, context) = match &self.0.next {
                    Next::None => return Ok(None),
                    Next::Given(page) => return Ok(Some(page.clone_ref(py))),
                    Next::Lost => return Err(PageParts::lost(py)),
                    Next::Fetched(next) => (next.0.clone(), PageParts::begin(py, &next.0, &next.1)?),
                };
                let (client, options) = (context.client.clone(), context.options.clone());
                let call = Box::pin(async move { client.next_page(&cursor, &options).await });
                blocking::wait(py, call, &context).map(Some)
            })
        }

        fn __iter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import(ITERATION)?.call_method1("iterate", (slf,))
        }
    }
}

page! {
    /// One page of a list. `async for` yields the records of this page and of all pages after it.
    AsyncPage {
        #[new]
        #[pyo3(signature = (items=None, *, total=None, malformed=None, extra=None, information=None, next_page=None))]
        fn __new__(
            py: Python<'_>,
            items: Option<&Bound<'_, PyAny>>,
            total: Option<i64>,
            malformed: Option<&Bound<'_, PyAny>>,
            extra: Option<&Bound<'_, PyAny>>,
            information: Option<Py<PyAny>>,
            next_page: Option<Py<Self>>,
        ) -> PyResult<Self> {
            guard(py, || {
                let next = next_page.map_or(Next::None, |page| Next::Given(page.into_any()));
                let items = items.cloned().unwrap_or_else(|| PyList::empty(py).into_any());
                PageParts::made(&items, total, malformed, extra, information, next).map(Self)
            })
        }

        /// As `Page.to_pandas`; to be awaited.
        #[pyo3(signature = (*, reveal_secrets=false))]
        fn to_pandas<'py>(slf: &Bound<'py, Self>, reveal_secrets: bool) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import(DATA_FRAME)?.call_method1("of_async_page", (slf, slf.get().0.columns(), reveal_secrets))
        }

        /// The page after this one; `None` after the last.
        fn next_page<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
            guard(py, || {
                let given = |page: Option<&Py<PyAny>>| py.import(ITERATION)?.call_method1("given_page", (page,));
                let (cursor, context) = match &self.0.next {
                    Next::None => return given(None),
                    Next::Given(page) => return given(Some(page)),
                    Next::Lost => return Err(PageParts::lost(py)),
                    Next::Fetched(next) => (next.0.clone(), PageParts::begin(py, &next.0, &next.1)?),
                };
                let (client, options) = (context.client.clone(), context.options.clone());
                asynchronous::start(py, Box::pin(async move { client.next_page(&cursor, &options).await }), context)
            })
        }

        fn __aiter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import(ITERATION)?.call_method1("iterate_async", (slf,))
        }
    }
}

/// A list that was asked for: `await` it for its first page, or iterate with `async for` over everything.
#[pyclass(frozen, generic, module = "geai_client")]
pub struct AsyncPages(Listing);

/// Where the first page comes from.
enum Listing {
    Asked(Box<(&'static Endpoint, Args, Context)>),
    /// It was given, by a test.
    Given(Py<AsyncPage>),
}

impl AsyncPages {
    pub fn asked(endpoint: &'static Endpoint, args: Args, context: Context) -> Self {
        Self(Listing::Asked(Box::new((endpoint, args, context))))
    }
}

#[pymethods]
impl AsyncPages {
    #[new]
    #[pyo3(signature = (first_page, /))]
    fn __new__(first_page: Py<AsyncPage>) -> Self {
        Self(Listing::Given(first_page))
    }

    fn __await__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let (endpoint, args, context) = match &self.0 {
                Listing::Given(page) => {
                    return py.import(ITERATION)?.call_method1("given_page", (page,))?.call_method0("__await__");
                }
                Listing::Asked(asked) => (asked.0, &asked.1, &asked.2),
            };
            let mut context = context.clone();
            context.begin(py, ObservedTarget::Operation(endpoint.operation, Some(args)))?;
            let (client, options) = (context.client.clone(), context.options.clone());
            let args = args.clone();
            let call = Box::pin(async move { client.call(endpoint, args, &options).await });
            asynchronous::start(py, call, context)?.call_method0("__await__")
        })
    }

    fn __aiter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import(ITERATION)?.call_method1("iterate_all", (slf,))
    }

    /// What pydantic checks and writes it by; pydantic asks for it.
    #[classmethod]
    #[pyo3(signature = (source, handler, /))]
    fn __get_pydantic_core_schema__<'py>(
        class: &Bound<'py, PyType>,
        source: &Bound<'py, PyAny>,
        handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pydantic::schema(class, "instance_schema", source, handler)
    }

    /// As `Page.to_pandas`; to be awaited.
    #[pyo3(signature = (*, reveal_secrets=false))]
    fn to_pandas<'py>(slf: &Bound<'py, Self>, reveal_secrets: bool) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import(DATA_FRAME)?.call_method1("of_async_pages", (slf, reveal_secrets))
    }
}
