//! The class behind both Python clients: a client of the core, and whether its calls block or give futures.

use std::borrow::Cow;

use geai_client::bindings::{
    self, Args, ErasedResponse, Identity, NameStyle, ObservedTarget, Payload, ResponseData, SIGN_IN, Task,
    TokenOfOrigin,
};
use geai_client::{
    Builder, CallOptions, Client, Endpoint, Error, Json, Method, Operation, ParamIn, Response as CoreResponse, api,
};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

use super::arguments::{
    Arguments, Seconds, as_config_error, call_options, query_pairs, seconds, take_document, take_hook,
};
use super::bulk::BulkCall;
use super::task::TaskCall;
use super::token::Tokens;
use crate::call::context::{Call, CallTarget, Context};
use crate::call::hook::Hook;
use crate::call::{asynchronous, blocking};
use crate::convert::errors::{invalid, to_exception, to_exception_of};
use crate::convert::page::AsyncPages;
use crate::convert::reply::to_python;
use crate::convert::to_json::{self, ModelForm};
use crate::runtime::boundary::{detached, guard};

/// A client of the core.
#[pyclass(frozen, module = "geai_client._native")]
pub struct NativeClient {
    client: Client,
    /// Version of the agents API, for logs.
    agents_api: String,
    asynchronous: bool,
    /// Whether its calls answer a `Response`.
    with_response: bool,
    /// Receives the events of its calls. A reference of its own, which the garbage collector sees: what has a client often is
    /// what observes its calls.
    hook: Option<Py<PyAny>>,
    tokens: Tokens,
}

#[pymethods]
impl NativeClient {
    #[new]
    fn new(py: Python<'_>, options: &Arguments, asynchronous: bool) -> PyResult<Self> {
        guard(py, || {
            let GivenOptions { builder, tokens, hook } = given_options(py, options)?;
            let client = detached(py, || builder.build()).map_err(|error| to_exception(py, &error))?;
            Ok(Self::of(client, asynchronous, tokens, hook))
        })
    }

    /// The client that another process had, and whether its calls can be made: if not, each of them says why.
    #[staticmethod]
    fn restore(
        py: Python<'_>,
        options: &Arguments,
        asynchronous: bool,
        fingerprint: Option<String>,
    ) -> PyResult<(Self, bool)> {
        guard(py, || {
            let GivenOptions { builder, tokens, hook } = given_options(py, options)?;
            let origin = tokens.origin(fingerprint);
            let restored = detached(py, || bindings::restore(builder, origin));
            let (client, usable) = restored.map_err(|error| to_exception(py, &error))?;
            Ok((Self::of(client, asynchronous, tokens, hook), usable))
        })
    }

    /// The fingerprint of the token that a client of these options would have now.
    #[staticmethod]
    fn token_fingerprint(py: Python<'_>, options: &Arguments) -> PyResult<Option<String>> {
        guard(py, || {
            let GivenOptions { builder, .. } = given_options(py, options)?;
            Ok(detached(py, || bindings::token_fingerprint(builder)))
        })
    }

    /// A client of the same configuration on the same connections and limits, which is closed by itself.
    fn share(&self, py: Python<'_>) -> Self {
        self.with_client(py, bindings::share(&self.client))
    }

    /// Base URL, ids of project and organisation, and the fingerprint of a token that is no function.
    fn identity(&self) -> (String, Option<String>, Option<String>, Option<String>) {
        let Identity { base_url, project_id, organization_id, token } = bindings::identity(&self.client);
        let fingerprint = match token {
            TokenOfOrigin::Fixed(fingerprint) => Some(fingerprint),
            TokenOfOrigin::Provided | TokenOfOrigin::Lost => None,
        };
        (base_url, project_id, organization_id, fingerprint)
    }

    /// The functions that give tokens, by the names of their options.
    fn token_functions(&self, py: Python<'_>) -> Vec<(&'static str, Py<PyAny>)> {
        self.tokens.functions(py)
    }

    /// The same: it can be changed by nobody.
    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// The same client, whose calls answer a `Response`.
    fn with_response(&self, py: Python<'_>) -> Self {
        Self { with_response: true, ..self.with_client(py, self.client.clone()) }
    }

    /// The same client with other options for its calls, or another token.
    fn with_options(&self, py: Python<'_>, options: &Arguments) -> PyResult<Self> {
        guard(py, || {
            let options = options.dict(py).copy()?;
            let (tokens, token) = Tokens::replacing(&options)?;
            let mut client = self.client.with_options(&call_options(&options)?);
            if let Some((token, is_oauth)) = token {
                client = bindings::with_token(&client, token, is_oauth).map_err(|error| to_exception(py, &error))?;
                return Ok(Self { tokens, ..self.with_client(py, client) });
            }
            Ok(self.with_client(py, client))
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

    /// Whether its calls give futures.
    #[getter]
    fn is_asynchronous(&self) -> bool {
        self.asynchronous
    }

    /// The base URL.
    #[getter]
    fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// What the user should correct.
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
        params: &Arguments,
        options: &Arguments,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let (endpoint, args, context) = self.prepare(py, operation, params, options)?;
            let (client, options) = (context.client.clone(), context.options.clone());
            self.execute(py, async move { client.call(endpoint, args, &options).await }, context)
        })
    }

    /// Prepares the call of an operation that answers pages.
    fn pages(&self, py: Python<'_>, operation: &str, params: &Arguments, options: &Arguments) -> PyResult<AsyncPages> {
        guard(py, || {
            let (endpoint, parsed, mut context) = self.parse(py, operation, params, options)?;
            let args = match parsed {
                Ok(args) => args,
                Err(error) => {
                    context.begin(py, ObservedTarget::Operation(endpoint.operation, None))?;
                    return Err(context.refused(py, error));
                }
            };
            Ok(AsyncPages::asked(endpoint, args, context))
        })
    }

    /// Calls many operations, several at a time.
    fn bulk<'py>(
        &self,
        py: Python<'py>,
        calls: Vec<(String, PyRef<'py, Arguments>, PyRef<'py, Arguments>)>,
        concurrency: i64,
        deadline: Option<Seconds>,
        on_progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let wrong = |option: &str| invalid(py, format!("{option}: expected 1 or more"));
            let concurrency = usize::try_from(concurrency).ok().filter(|most| *most > 0);
            let concurrency = concurrency.ok_or_else(|| wrong("concurrency"))?;
            let deadline = deadline.map(|deadline| seconds(py, "deadline", deadline.0)).transpose()?;
            let has_callbacks = self.has_callbacks();
            let mut bulk = BulkCall::new(self.client.clone(), has_callbacks, concurrency, deadline, on_progress);
            for (operation, params, options) in &calls {
                bulk.add(py, self.prepare(py, operation, params, options))?;
            }
            if self.asynchronous { bulk.start(py) } else { bulk.wait(py) }
        })
    }

    /// Runs a verb of set-ups, which makes several requests.
    fn task<'py>(
        &self,
        py: Python<'py>,
        verb: &str,
        params: &Arguments,
        options: &Arguments,
        on_progress: Option<Py<PyAny>>,
        on_step: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let task = Task::find(verb).ok_or_else(|| invalid(py, format!("there is no verb `{verb}`")))?;
            let context = self.begin_task(py, task.name, call_options(options.dict(py))?)?;
            let arguments = to_json::members(params.dict(py), false);
            let arguments = arguments.map_err(|error| context.refused(py, error))?;
            let call = TaskCall { task, arguments, context, on_progress, on_step };
            if self.asynchronous { call.start(py) } else { call.wait(py).map(|value| value.into_bound(py)) }
        })
    }

    /// Sends a request that no operation covers.
    fn request<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        path: &str,
        content: &Arguments,
        options: &Arguments,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let verb = Method::from_bytes(method.to_ascii_uppercase().as_bytes())
                .map_err(|_| invalid(py, "method: expected the name of an HTTP method"))?;
            let content = content.dict(py);
            let given = |name: &str| content.get_item(name).map(|value| value.filter(|value| !value.is_none()));
            let query = given("query")?.map(|query| query_pairs(&query)).transpose()?.unwrap_or_default();
            let json = given("json")?.map(|json| to_json::value(&json, "json", ModelForm::Sent)).transpose()?;
            let json = json.map(Json::from_text).transpose().map_err(|why| invalid(py, format!("json: {why}")))?;
            let target = CallTarget { operation: "request", method: verb.to_string(), path: path.to_owned() };
            let mut context = self.context(py, call_options(options.dict(py))?, target);
            context.begin(py, ObservedTarget::Request(&verb, path))?;
            let (client, options) = (context.client.clone(), context.options.clone());
            let path = path.to_owned();
            let call = async move {
                let CoreResponse { data, meta, body } = client.request(verb, &path, &query, json, &options).await?;
                Ok::<ErasedResponse, Error>(CoreResponse { data: ResponseData::Json(data), meta, body })
            };
            self.execute(py, call, context)
        })
    }

    /// Begins a sign-in through the inspector.
    fn begin_authorization<'py>(
        &self,
        py: Python<'py>,
        begin: &Arguments,
        deadline: Seconds,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            seconds(py, "deadline", deadline.0)?;
            let begin = begin.dict(py);
            let text = |name: &str| match begin.get_item(name)? {
                Some(value) => value.extract::<Option<String>>(),
                None => Ok(None),
            };
            let (client_id, challenge_id) = (text("client_id")?, text("challenge_id")?);
            let url = text("url")?.ok_or_else(|| invalid(py, "url: required"))?;
            let context = self.begin_task(py, SIGN_IN, CallOptions::default())?;
            let observed = context.options.observed.clone();
            let client = context.client.clone();
            let call = async move {
                let begin = |client: Client| async move {
                    client.begin_authorization(&url, client_id.as_deref(), challenge_id.as_deref()).await
                };
                bindings::observe_task(&client, observed, begin).await.map(ErasedResponse::from)
            };
            self.execute(py, call, context)
        })
    }

    /// Waits until the user signed in.
    fn finish_authorization<'py>(
        &self,
        py: Python<'py>,
        begun: &Bound<'py, PyAny>,
        deadline: Seconds,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let begun = to_json::value(begun, "authorization", ModelForm::Plain)?;
            let begun = geai_client::bindings::from_json(&begun).map_err(|error| to_exception(py, &error))?;
            let deadline = seconds(py, "deadline", deadline.0)?;
            let context = self.begin_task(py, SIGN_IN, CallOptions::default())?;
            let observed = context.options.observed.clone();
            let client = context.client.clone();
            let call = async move {
                let finish = |client: Client| async move { client.finish_authorization(begun, deadline).await };
                bindings::observe_task(&client, observed, finish).await.map(ErasedResponse::from)
            };
            self.execute(py, call, context)
        })
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.hook)
    }

    /// Panics here, or in a call, for the tests of panics.
    #[expect(clippy::panic, reason = "the tests of panics call it")]
    fn _panic<'py>(&self, py: Python<'py>, in_call: bool) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            if !in_call {
                panic!("requested");
            }
            let target = CallTarget { operation: "", method: String::new(), path: String::new() };
            self.execute(py, async { panic!("requested") }, self.context(py, CallOptions::default(), target))
        })
    }
}

impl NativeClient {
    fn of(client: Client, asynchronous: bool, tokens: Tokens, hook: Option<Py<PyAny>>) -> Self {
        let settings = client.config();
        let agents_api = settings.iter().find(|setting| setting.name == "agents_api");
        let agents_api = agents_api.map(|setting| setting.value.clone()).unwrap_or_default();
        Self { client, agents_api, asynchronous, with_response: false, tokens, hook }
    }

    fn with_client(&self, py: Python<'_>, client: Client) -> Self {
        Self {
            client,
            agents_api: self.agents_api.clone(),
            asynchronous: self.asynchronous,
            with_response: self.with_response,
            hook: self.hook.as_ref().map(|hook| hook.clone_ref(py)),
            tokens: self.tokens.clone_ref(py),
        }
    }

    /// Whether its calls may run functions of their caller.
    fn has_callbacks(&self) -> bool {
        !self.tokens.is_empty()
    }

    fn context(&self, py: Python<'_>, options: CallOptions, target: CallTarget) -> Context {
        let (client, asynchronous, with_response) = (self.client.clone(), self.asynchronous, self.with_response);
        let (hook, has_callbacks) =
            (self.hook.as_ref().map(|hook| Hook::new(hook.clone_ref(py))), self.has_callbacks());
        Context { client, options, target, hook, listener: None, asynchronous, has_callbacks, with_response, to_python }
    }

    /// Begins a task, a call of several requests.
    fn begin_task(&self, py: Python<'_>, name: &'static str, options: CallOptions) -> PyResult<Context> {
        let target = CallTarget { operation: name, method: String::new(), path: name.to_owned() };
        let mut context = Context { with_response: false, ..self.context(py, options, target) };
        context.begin(py, ObservedTarget::Task(name))?;
        Ok(context)
    }

    fn execute<'py>(
        &self,
        py: Python<'py>,
        call: impl Future<Output = Result<ErasedResponse, Error>> + Send + 'static,
        context: Context,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call: Call<'static> = Box::pin(call);
        if self.asynchronous {
            asynchronous::start(py, call, context)
        } else {
            blocking::wait(py, call, &context).map(|answer| answer.into_bound(py))
        }
    }

    /// Begins a call of an operation.
    fn prepare(
        &self,
        py: Python<'_>,
        operation: &str,
        params: &Arguments,
        options: &Arguments,
    ) -> PyResult<(&'static Endpoint, Args, Context)> {
        let (endpoint, parsed, mut context) = self.parse(py, operation, params, options)?;
        context.begin(py, ObservedTarget::Operation(endpoint.operation, parsed.as_ref().ok()))?;
        match parsed {
            Ok(args) => Ok((endpoint, args, context)),
            Err(error) => Err(context.refused(py, error)),
        }
    }

    /// The operation, its arguments or why they are refused, and what else the call needs.
    fn parse(
        &self,
        py: Python<'_>,
        operation: &str,
        params: &Arguments,
        options: &Arguments,
    ) -> PyResult<(&'static Endpoint, PyResult<Args>, Context)> {
        let endpoint =
            api::find(operation).ok_or_else(|| invalid(py, format!("there is no operation `{operation}`")))?;
        let operation = endpoint.operation;
        let target = CallTarget {
            operation: operation.name,
            method: operation.method.to_string(),
            path: operation.path.replace("{api}", &self.agents_api),
        };
        Ok(match call_options(options.dict(py)) {
            Ok(options) => (endpoint, operation_args(py, operation, params), self.context(py, options, target)),
            Err(refused) => (endpoint, Err(refused), self.context(py, CallOptions::default(), target)),
        })
    }
}

fn operation_args(py: Python<'_>, operation: &'static Operation, params: &Arguments) -> PyResult<Args> {
    let document = operation.params.iter().find(|param| matches!(param.location, ParamIn::Document));
    let document = match document {
        Some(param) => take_document(params.dict(py), param.name)?,
        None => None,
    };
    let (text, attachments) = to_json::arguments(params.dict(py))?;
    let attachments = attachments.iter().map(|text| text.to_str().map(Cow::Borrowed)).collect::<PyResult<Vec<_>>>()?;
    operation
        .args(Payload::new(&text, &attachments), document, NameStyle::Snake)
        .map_err(|error| to_exception_of(py, &error, operation.name))
}

/// What the options of a client hold.
struct GivenOptions {
    builder: Builder,
    tokens: Tokens,
    hook: Option<Py<PyAny>>,
}

fn given_options(py: Python<'_>, options: &Arguments) -> PyResult<GivenOptions> {
    let options = options.dict(py).copy()?;
    let (tokens, hook) = (Tokens::take(&options)?, take_hook(&options)?);
    let text = to_json::options(&options).map_err(|error| as_config_error(py, error))?;
    let builder = Builder::from_json(&text, NameStyle::Snake).map_err(|error| to_exception(py, &error))?;
    Ok(GivenOptions { builder: tokens.set(py, builder), tokens, hook })
}
