//! Tokens that come from a function of the caller.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use std::thread;
use std::time::Duration;

use geai_client::bindings::TokenOfOrigin;
use geai_client::{Builder, Token, TokenFuture, TokenProvider};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use tokio::sync::oneshot;

use super::arguments::seconds;
use crate::call::caller::Caller;
use crate::convert::errors::invalid;
use crate::runtime::boundary::{attached, guard};

/// A token that is kept for a time once its function gave it, or until the server refuses it.
#[pyclass(frozen, module = "geai_client")]
pub struct CachedToken {
    function: Py<PyAny>,
    ttl: f64,
    token: Token,
}

/// Keeps the token that `function` returns for `ttl` seconds, or until the server refuses it (401). One call asks at a time;
/// those that wait for it take its token. Not for tokens of users: a call gets the token that another call asked for.
#[pyfunction]
pub fn cached(py: Python<'_>, function: Py<PyAny>, ttl: f64) -> PyResult<CachedToken> {
    guard(py, || {
        let time: Duration = seconds(py, "ttl", ttl)?;
        let token = geai_client::cached(TokenFunction::new(function.clone_ref(py)), time);
        Ok(CachedToken { function, ttl, token })
    })
}

/// What makes it again, and of which arguments; for pickling.
type Reduced<'py> = (Bound<'py, PyAny>, (Py<PyAny>, f64));

#[pymethods]
impl CachedToken {
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let made = py.import("geai_client")?.getattr(intern!(py, "cached"))?;
        Ok((made, (self.function.clone_ref(py), self.ttl)))
    }

    fn __repr__(&self) -> String {
        format!("cached(***, ttl={})", self.ttl)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.function)
    }
}

/// A function, or a coroutine function, that returns a token.
pub struct TokenFunction(Arc<Py<PyAny>>);

impl TokenFunction {
    pub fn new(function: Py<PyAny>) -> Self {
        Self(Arc::new(function))
    }
}

impl TokenProvider for TokenFunction {
    fn token(&self) -> TokenFuture<'_> {
        let function = self.0.clone();
        let caller = Caller::of_call();
        Box::pin(async move {
            let (sender, mut pending) = PendingToken::new();
            let receiver = TokenReceiver { sender: Mutex::new(Some(sender)), cancel: pending.cancel.clone() };
            let ask = move || {
                attached(|py| {
                    // Where it fails, the receiver is dropped here, which ends the wait.
                    drop(request_token(py, &function, caller.as_deref(), receiver));
                });
            };
            // Entering Python may block. Not a thread of tokio's, which panics, or waits for ever, where there is none.
            if let Err(why) = thread::Builder::new().name("geai-client".to_owned()).spawn(ask) {
                return Err(format!("there is no thread to run it on: {why}"));
            }
            (&mut pending.answer)
                .await
                .unwrap_or_else(|_| Err("it could not be run, or its event loop is gone".to_owned()))
        })
    }
}

/// Lets Python run the function on a thread of its own.
fn request_token(
    py: Python<'_>,
    function: &Py<PyAny>,
    caller: Option<&Caller>,
    receiver: TokenReceiver,
) -> PyResult<()> {
    let context = caller.map(|caller| caller.context(py)).transpose()?;
    let event_loop = caller.and_then(|caller| caller.event_loop.as_ref());
    let module = py.import("geai_client._native_support.token_function")?;
    module.call_method1("request_token", (function, context, event_loop, receiver)).map(drop)
}

/// The functions among the options of a client, or what `cached` made of them, that give its tokens.
#[derive(Default)]
pub struct Tokens {
    api: Option<Py<PyAny>>,
    access: Option<Py<PyAny>>,
}

const API: &str = "api_token";
const ACCESS: &str = "access_token";

impl Tokens {
    /// Takes them out of the options.
    pub fn take(options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let take = |name: &str| {
            let given = |given: &Bound<'_, PyAny>| given.is_callable() || given.is_instance_of::<CachedToken>();
            let Some(found) = options.get_item(name)?.filter(given) else { return Ok(None) };
            options.del_item(name)?;
            Ok::<_, PyErr>(Some(found.unbind()))
        };
        Ok(Self { api: take(API)?, access: take(ACCESS)? })
    }

    /// Takes a token out of the options, and whether it is an OAuth access token. It is one of these functions, or a text.
    pub fn replacing(options: &Bound<'_, PyDict>) -> PyResult<(Self, Option<(Token, bool)>)> {
        let py = options.py();
        let functions = Self::take(options)?;
        let text = |name: &str| {
            let Some(text) = options.get_item(name)? else { return Ok(None) };
            options.del_item(name)?;
            if text.is_none() {
                return Ok(None);
            }
            let text = match text.hasattr(intern!(py, "get_secret_value"))? {
                true => text.call_method0(intern!(py, "get_secret_value"))?,
                false => text,
            };
            let text = text.cast_into::<PyString>().map_err(|_| invalid(py, format!("{name}: expected a string")))?;
            Ok::<_, PyErr>(Some(Token::from(text.to_str()?)))
        };
        let given = |function: &Option<Py<PyAny>>| function.as_ref().map(|function| provided(py, function));
        let (access, api) = (text(ACCESS)?.or_else(|| given(&functions.access)), text(API)?);
        let api = api.or_else(|| given(&functions.api));
        let token = access.map(|token| (token, true)).or_else(|| api.map(|token| (token, false)));
        Ok((functions, token))
    }

    pub fn is_empty(&self) -> bool {
        self.api.is_none() && self.access.is_none()
    }

    /// Sets them as the tokens of a client.
    pub fn set(&self, py: Python<'_>, mut builder: Builder) -> Builder {
        if let Some(function) = &self.api {
            builder = builder.api_token(provided(py, function));
        }
        if let Some(function) = &self.access {
            builder = builder.access_token(provided(py, function));
        }
        builder
    }

    /// How the process that a client came from told of its token; without a fingerprint it was a function.
    pub fn origin(&self, fingerprint: Option<String>) -> TokenOfOrigin {
        match fingerprint {
            Some(fingerprint) => TokenOfOrigin::Fixed(fingerprint),
            None if self.is_empty() => TokenOfOrigin::Lost,
            None => TokenOfOrigin::Provided,
        }
    }

    /// By the names of their options.
    pub fn functions(&self, py: Python<'_>) -> Vec<(&'static str, Py<PyAny>)> {
        let named = [(API, &self.api), (ACCESS, &self.access)];
        named.into_iter().filter_map(|(name, function)| Some((name, function.as_ref()?.clone_ref(py)))).collect()
    }

    pub fn clone_ref(&self, py: Python<'_>) -> Self {
        let copy = |function: &Option<Py<PyAny>>| function.as_ref().map(|function| function.clone_ref(py));
        Self { api: copy(&self.api), access: copy(&self.access) }
    }
}

fn provided(py: Python<'_>, function: &Py<PyAny>) -> Token {
    match function.bind(py).cast::<CachedToken>() {
        Ok(cached) => cached.get().token.clone(),
        Err(_) => Token::Provided(Arc::new(TokenFunction::new(function.clone_ref(py)))),
    }
}

type Answer = Result<String, String>;
type Cancel = Arc<Mutex<Option<Py<PyAny>>>>;

/// A token that was requested. Dropping it cancels the coroutine that fetches the token.
struct PendingToken {
    answer: oneshot::Receiver<Answer>,
    cancel: Cancel,
}

impl PendingToken {
    fn new() -> (oneshot::Sender<Answer>, Self) {
        let (sender, answer) = oneshot::channel();
        (sender, Self { answer, cancel: Cancel::default() })
    }
}

impl Drop for PendingToken {
    fn drop(&mut self) {
        self.answer.close();
        if let Some(cancel) = take(&self.cancel) {
            // `None`, or an error, if the interpreter or the loop is gone, and the coroutine with it.
            let _ = attached(|py| cancel.call0(py).map(drop));
        }
    }
}

/// Takes the token, or the reason why there is none.
#[pyclass(frozen)]
struct TokenReceiver {
    sender: Mutex<Option<oneshot::Sender<Answer>>>,
    cancel: Cancel,
}

impl TokenReceiver {
    fn settle(&self, answer: Answer) {
        drop(take(&self.cancel));
        if let Some(sender) = take(&self.sender) {
            // The call may have been cancelled meanwhile.
            let _ = sender.send(answer);
        }
    }
}

#[pymethods]
impl TokenReceiver {
    fn token(&self, token: &Bound<'_, PyString>) {
        let text = token.to_str().map(str::to_owned);
        self.settle(text.map_err(|_| "it returned a str that holds a lone surrogate".to_owned()));
    }

    fn failed(&self, reason: String) {
        self.settle(Err(reason));
    }

    /// Told that the token is awaited on an event loop. `False` if the call does not wait for it any more.
    fn awaited(&self, cancel: Py<PyAny>) -> bool {
        // Stored before `sender` is looked at, so that either this or the dropped `PendingToken` cancels.
        *lock(&self.cancel) = Some(cancel);
        let waiting = lock(&self.sender).as_ref().is_some_and(|sender| !sender.is_closed());
        if !waiting {
            drop(take(&self.cancel));
        }
        waiting
    }
}

fn take<T>(mutex: &Mutex<Option<T>>) -> Option<T> {
    lock(mutex).take()
}

/// Held for a moment only, and never while Python runs.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
