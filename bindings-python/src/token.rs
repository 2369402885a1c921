//! Tokens that a function of the caller gives.

use std::sync::Arc;

use geai_client::secret::{TokenFuture, TokenProvider};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use tokio::sync::oneshot;

use crate::door::LOOP;

/// A function, or a coroutine function, that returns a token.
pub struct Function(Arc<Py<PyAny>>);

impl Function {
    pub fn new(function: Py<PyAny>) -> Self {
        Self(Arc::new(function))
    }
}

/// What the function gave.
enum Given {
    Token(String),
    /// It is on its way on the event loop.
    Awaited(oneshot::Receiver<Result<String, String>>),
}

impl TokenProvider for Function {
    fn token(&self) -> TokenFuture<'_> {
        let function = self.0.clone();
        let event_loop = LOOP.try_with(Arc::clone).ok();
        Box::pin(async move {
            // The function may block, and may itself make calls.
            let asked = tokio::task::spawn_blocking(move || {
                Python::try_attach(|py| ask(py, function.bind(py), event_loop.as_deref()))
            });
            match asked.await.ok().flatten().unwrap_or_else(|| Err("it could not be run".to_owned()))? {
                Given::Token(token) => Ok(token),
                Given::Awaited(token) => token.await.unwrap_or_else(|_| Err("its event loop is gone".to_owned())),
            }
        })
    }
}

fn ask(py: Python<'_>, function: &Bound<'_, PyAny>, event_loop: Option<&Py<PyAny>>) -> Result<Given, String> {
    let given = function.call0().map_err(|error| why(py, &error))?;
    if !given.hasattr(intern!(py, "__await__")).unwrap_or(false) {
        return text(&given).map(Given::Token);
    }
    let Some(event_loop) = event_loop else {
        let _ = given.call_method0(intern!(py, "close"));
        return Err("it is async, which needs an AsyncClient".to_owned());
    };
    let (sender, receiver) = oneshot::channel();
    let run = || {
        let coroutine = py.import("geai_client._paging")?.call_method1("awaited", (given,))?;
        let run = py.import("asyncio")?.getattr("run_coroutine_threadsafe")?;
        let future = run.call1((coroutine, event_loop))?;
        let done = Done(std::sync::Mutex::new(Some(sender)));
        future.call_method1("add_done_callback", (done,))
    };
    run().map_err(|error| why(py, &error))?;
    Ok(Given::Awaited(receiver))
}

/// The class of the exception: its text may hold a secret.
fn why(py: Python<'_>, error: &PyErr) -> String {
    let class = error.get_type(py).name().map(|name| name.to_string());
    format!("it raised {}", class.unwrap_or_else(|_| "an exception".to_owned()))
}

fn text(given: &Bound<'_, PyAny>) -> Result<String, String> {
    let wrong = || {
        let found = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
        format!("it returned {found} where a str was expected")
    };
    given.cast::<PyString>().ok().and_then(|text| text.to_str().ok()).map(str::to_owned).ok_or_else(wrong)
}

/// Passes on what a coroutine returned.
#[pyclass(frozen)]
struct Done(std::sync::Mutex<Option<oneshot::Sender<Result<String, String>>>>);

#[pymethods]
impl Done {
    fn __call__(&self, py: Python<'_>, future: &Bound<'_, PyAny>) {
        let sender = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(sender) = sender {
            let given = future.call_method0("result").map_err(|error| why(py, &error));
            // The call may have been given up meanwhile.
            let _ = sender.send(given.and_then(|given| text(&given)));
        }
    }
}
