//! What stands behind the Python clients: one core client and the way its calls are made.

use std::borrow::Cow;
use std::time::Duration;

use geai_client::Document;
use geai_client::Token;
use geai_client::bindings::Payload;
use geai_client::bindings::{self, NameStyle};
use geai_client::{
    Builder, CallOptions, Client, Error, ErrorKind, Json, Method, Response as CoreResponse, api,
    bindings::ErasedResponse, bindings::ResponseData,
};
use geai_client::{Endpoint, ParamIn, bindings::Args};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::answer::Context;
use crate::bulk::Bulk;
use crate::encode::{self, Models};
use crate::errors::{guard, invalid, raised, raised_by};
use crate::log::Called;
use crate::package::LabPackage;
use crate::page::AsyncPages;
use crate::{door, runtime, token};

/// A client of the core.
#[pyclass(frozen, module = "geai_client._native")]
pub struct Core {
    client: Client,
    /// Version of the agents API, for logs.
    agents_api: String,
    asynchronous: bool,
    full: bool,
}

#[pymethods]
impl Core {
    #[new]
    fn new(py: Python<'_>, options: &Bound<'_, PyDict>, asynchronous: bool) -> PyResult<Self> {
        guard(py, || {
            let options = options.copy()?;
            let (mut api, mut access) = (None, None);
            for (name, token) in [("api_token", &mut api), ("access_token", &mut access)] {
                *token = options.get_item(name)?.filter(|token| token.is_callable());
                if token.is_some() {
                    options.del_item(name)?;
                }
            }
            let text = encode::members(&options, false).map_err(|error| as_config(py, error))?;
            let mut builder = Builder::from_json(&text, NameStyle::Snake).map_err(|error| raised(py, &error))?;
            let provided = |function: Bound<'_, PyAny>| {
                Token::Provided(std::sync::Arc::new(token::Function::new(function.unbind())))
            };
            if let Some(function) = api {
                builder = builder.api_token(provided(function));
            }
            if let Some(function) = access {
                builder = builder.access_token(provided(function));
            }
            let client = runtime::detached(py, || builder.build()).map_err(|error| raised(py, &error))?;
            let settings = client.config();
            let agents_api = settings.iter().find(|setting| setting.name == "agents_api");
            let agents_api = agents_api.map(|setting| setting.value.clone()).unwrap_or_default();
            Ok(Self { client, agents_api, asynchronous, full: false })
        })
    }

    /// The same client, whose calls answer a `Response`.
    fn with_response(&self) -> Self {
        Self { full: true, ..self.over(self.client.clone()) }
    }

    /// The same client with other options for its calls.
    fn with_options(&self, py: Python<'_>, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        guard(py, || {
            let options = call_options(options)?;
            Ok(self.over(self.client.with_options(&options)))
        })
    }

    /// Ends the calls in flight and refuses further ones.
    fn close(&self) {
        self.client.close();
    }

    /// Whether it was closed.
    #[getter]
    fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// The base URL.
    #[getter]
    fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// What the user should put right.
    #[getter]
    fn warnings(&self) -> Vec<&str> {
        self.client.warnings().iter().map(|warning| warning.text.as_str()).collect()
    }

    /// Name, value and source of every setting; secrets hidden.
    fn config(&self) -> Vec<(&'static str, String, String)> {
        let settings = self.client.config().into_iter();
        settings.map(|setting| (setting.name, setting.value, setting.source)).collect()
    }

    /// Calls an operation.
    fn call<'py>(
        &self,
        py: Python<'py>,
        operation: &str,
        params: &Bound<'py, PyDict>,
        options: &Bound<'py, PyDict>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let (operation, args, context) = self.prepare(py, operation, params, options)?;
            let (client, options) = (context.client.clone(), context.options.clone());
            self.perform(py, async move { client.call(operation, args, &options).await }, context)
        })
    }

    /// Prepares the call of an operation that answers pages.
    fn pages(
        &self,
        py: Python<'_>,
        operation: &str,
        params: &Bound<'_, PyDict>,
        options: &Bound<'_, PyDict>,
    ) -> PyResult<AsyncPages> {
        guard(py, || {
            let (operation, args, context) = self.prepare(py, operation, params, options)?;
            Ok(AsyncPages { operation, args, context })
        })
    }

    /// Calls many operations, several at a time.
    fn bulk<'py>(
        &self,
        py: Python<'py>,
        calls: Vec<(String, Bound<'py, PyDict>, Bound<'py, PyDict>)>,
        concurrency: i64,
        deadline: Option<f64>,
        on_progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let wrong = |option: &str| invalid(py, format!("{option}: expected 1 or more"));
            let concurrency = usize::try_from(concurrency).ok().filter(|most| *most > 0);
            let concurrency = concurrency.ok_or_else(|| wrong("concurrency"))?;
            let deadline = deadline.map(|deadline| seconds(py, deadline)).transpose()?;
            let mut bulk = Bulk::new(self.client.clone(), concurrency, deadline, on_progress);
            for (operation, params, options) in &calls {
                bulk.add(py, self.prepare(py, operation, params, options))?;
            }
            if self.asynchronous { bulk.start(py) } else { bulk.wait(py) }
        })
    }

    /// Sends a request that no operation covers.
    fn request<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        path: &str,
        query: &Bound<'py, PyAny>,
        json: &Bound<'py, PyAny>,
        options: &Bound<'py, PyDict>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let verb = Method::from_bytes(method.to_ascii_uppercase().as_bytes())
                .map_err(|_| invalid(py, "method: expected the name of an HTTP method"))?;
            let query = query_pairs(query)?;
            let json = if json.is_none() { None } else { Some(encode::value(json, "json", Models::Sent)?) };
            let json = json.map(Json::from_text).transpose().map_err(|why| invalid(py, format!("json: {why}")))?;
            let called = Called { method: verb.to_string(), path: path.to_owned() };
            let context = self.context(call_options(options)?, called);
            let (client, options) = (context.client.clone(), context.options.clone());
            let path = path.to_owned();
            let call = async move {
                let CoreResponse { data, meta } = client.request(verb, &path, &query, json, &options).await?;
                Ok::<ErasedResponse, Error>(CoreResponse { data: ResponseData::Json(data), meta })
            };
            self.perform(py, call, context)
        })
    }

    /// Begins a sign-in through the inspector.
    fn begin_authorization<'py>(
        &self,
        py: Python<'py>,
        url: String,
        client_id: Option<String>,
        challenge_id: Option<String>,
        deadline: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            seconds(py, deadline)?;
            let context = self.authorizing();
            let client = context.client.clone();
            let call = async move {
                client
                    .begin_authorization(&url, client_id.as_deref(), challenge_id.as_deref())
                    .await
                    .map(ErasedResponse::from)
            };
            self.perform(py, call, context)
        })
    }

    /// Waits until the user signed in.
    fn finish_authorization<'py>(
        &self,
        py: Python<'py>,
        begun: &Bound<'py, PyAny>,
        deadline: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let begun = encode::value(begun, "authorization", Models::Plain)?;
            let begun = geai_client::bindings::from_json(&begun).map_err(|error| raised(py, &error))?;
            let deadline = seconds(py, deadline)?;
            let context = self.authorizing();
            let client = context.client.clone();
            self.perform(
                py,
                async move { client.finish_authorization(begun, deadline).await.map(ErasedResponse::from) },
                context,
            )
        })
    }

    /// Panics, for a test of what becomes of it: here, or in a call.
    #[expect(clippy::panic, reason = "that is what it is for")]
    fn _panic<'py>(&self, py: Python<'py>, in_call: bool) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            if !in_call {
                panic!("asked for");
            }
            let called = Called { method: String::new(), path: String::new() };
            self.perform(py, async { panic!("asked for") }, self.context(CallOptions::default(), called))
        })
    }
}

impl Core {
    fn over(&self, client: Client) -> Self {
        Self { client, agents_api: self.agents_api.clone(), asynchronous: self.asynchronous, full: self.full }
    }

    fn context(&self, options: CallOptions, called: Called) -> Context {
        let (client, asynchronous, full) = (self.client.clone(), self.asynchronous, self.full);
        Context { client, options, called, asynchronous, full }
    }

    fn authorizing(&self) -> Context {
        let called = Called { method: String::new(), path: "inspector.authorize".to_owned() };
        Context { full: false, ..self.context(CallOptions::default(), called) }
    }

    fn perform<'py>(
        &self,
        py: Python<'py>,
        call: impl Future<Output = Result<ErasedResponse, Error>> + Send + 'static,
        context: Context,
    ) -> PyResult<Bound<'py, PyAny>> {
        if self.asynchronous {
            door::start(py, call, context)
        } else {
            door::wait(py, call, &context).map(|answer| answer.into_bound(py))
        }
    }

    fn prepare(
        &self,
        py: Python<'_>,
        operation: &str,
        params: &Bound<'_, PyDict>,
        options: &Bound<'_, PyDict>,
    ) -> PyResult<(&'static Endpoint, Args, Context)> {
        let operation =
            api::find(operation).ok_or_else(|| invalid(py, format!("there is no operation `{operation}`")))?;
        let document = operation.operation.params.iter().find(|param| matches!(param.location, ParamIn::Document));
        let document = match document {
            Some(param) => take_document(params, param.name)?,
            None => None,
        };
        let (text, asides) = encode::arguments(params)?;
        let asides = asides.iter().map(|text| text.to_str().map(Cow::Borrowed)).collect::<PyResult<Vec<_>>>()?;
        let args = operation
            .operation
            .args(Payload::new(&text, &asides), document, NameStyle::Snake)
            .map_err(|error| raised_by(py, &error, operation.operation.name))?;
        let called = Called {
            method: operation.operation.method.to_string(),
            path: operation.operation.path.replace("{api}", &self.agents_api),
        };
        Ok((operation, args, self.context(call_options(options)?, called)))
    }
}

/// How long to wait for a user; checked before anything is sent.
fn seconds(py: Python<'_>, deadline: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(deadline).map_err(|_| invalid(py, "deadline: expected seconds, 0 or more"))
}

fn call_options(options: &Bound<'_, PyDict>) -> PyResult<CallOptions> {
    if options.values().iter().all(|value| value.is_none()) {
        return Ok(CallOptions::default());
    }
    let text = encode::members(options, false)?;
    CallOptions::from_json(&text, NameStyle::Snake).map_err(|error| raised(options.py(), &error))
}

/// Takes a document out of the parameters: big ones are not copied through JSON.
fn take_document(params: &Bound<'_, PyDict>, name: &str) -> PyResult<Option<Document>> {
    let Some(given) = params.get_item(name)?.filter(|given| !given.is_none()) else { return Ok(None) };
    params.del_item(name)?;
    document(&given, name).map(Some)
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
    Ok(Document::from(encode::value(given, name, Models::Plain)?))
}

/// Query parameters: a dict of str, int, float, bool or a list of these; what is `None` is left out.
fn query_pairs(query: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    if query.is_none() {
        return Ok(Vec::new());
    }
    let text = encode::value(query, "query", Models::Plain)?;
    bindings::query_pairs(&text).map_err(|why| invalid(query.py(), why))
}

/// What is wrong with a constructor's argument is a `ConfigError`.
fn as_config(py: Python<'_>, error: PyErr) -> PyErr {
    let detail = error.value(py).getattr("message").and_then(|message| message.extract::<String>());
    match detail {
        Ok(detail) => raised(py, &Error::local(ErrorKind::ConfigError, detail)),
        Err(_) => error,
    }
}
