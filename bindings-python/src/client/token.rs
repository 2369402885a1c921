//! Tokens that come from a function of the caller.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use geai_client::{TokenFuture, TokenProvider};
use pyo3::prelude::*;
use pyo3::types::PyString;
use tokio::sync::oneshot;

use crate::call::asynchronous::LOOP;
use crate::runtime::exit::attached;

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
        let event_loop = LOOP.try_with(Arc::clone).ok();
        Box::pin(async move {
            let (sender, mut pending) = PendingToken::new();
            let receiver = TokenReceiver { sender: Mutex::new(Some(sender)), cancel: pending.cancel.clone() };
            // Entering Python may block.
            let started = tokio::task::spawn_blocking(move || {
                attached(|py| {
                    py.import("geai_client._native_support.token_function")?
                        .call_method1("request_token", (&*function, event_loop.as_deref(), receiver))?;
                    Ok::<_, PyErr>(())
                })
            });
            if !matches!(started.await, Ok(Some(Ok(())))) {
                return Err("it could not be run".to_owned());
            }
            (&mut pending.answer).await.unwrap_or_else(|_| Err("its event loop is gone".to_owned()))
        })
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
