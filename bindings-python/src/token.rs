//! Tokens that a function of the caller gives.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use geai_client::{TokenFuture, TokenProvider};
use pyo3::prelude::*;
use pyo3::types::PyString;
use tokio::sync::oneshot;

use crate::door::LOOP;
use crate::runtime;

/// A function, or a coroutine function, that returns a token.
pub struct Function(Arc<Py<PyAny>>);

impl Function {
    pub fn new(function: Py<PyAny>) -> Self {
        Self(Arc::new(function))
    }
}

impl TokenProvider for Function {
    fn token(&self) -> TokenFuture<'_> {
        let function = self.0.clone();
        let event_loop = LOOP.try_with(Arc::clone).ok();
        Box::pin(async move {
            let (sender, mut asked) = Asked::new();
            let given = Given { sender: Mutex::new(Some(sender)), give_up: asked.give_up.clone() };
            // Entering Python may take its time.
            let started = tokio::task::spawn_blocking(move || {
                runtime::attached(|py| {
                    py.import("geai_client._token")?.call_method1("ask", (&*function, event_loop.as_deref(), given))?;
                    Ok::<_, PyErr>(())
                })
            });
            if !matches!(started.await, Ok(Some(Ok(())))) {
                return Err("it could not be run".to_owned());
            }
            (&mut asked.answer).await.unwrap_or_else(|_| Err("its event loop is gone".to_owned()))
        })
    }
}

type Answer = Result<String, String>;
type GiveUp = Arc<Mutex<Option<Py<PyAny>>>>;

/// A question that waits for its answer. Where nobody waits any more, a coroutine that is at it is cancelled.
struct Asked {
    answer: oneshot::Receiver<Answer>,
    give_up: GiveUp,
}

impl Asked {
    fn new() -> (oneshot::Sender<Answer>, Self) {
        let (sender, answer) = oneshot::channel();
        (sender, Self { answer, give_up: GiveUp::default() })
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.answer.close();
        if let Some(give_up) = taken(&self.give_up) {
            // `None`, or an error, where the interpreter or the loop is gone: so is the coroutine.
            let _ = runtime::attached(|py| give_up.call0(py).map(drop));
        }
    }
}

/// Where an answer goes.
#[pyclass(frozen)]
struct Given {
    sender: Mutex<Option<oneshot::Sender<Answer>>>,
    give_up: GiveUp,
}

impl Given {
    fn settle(&self, answer: Answer) {
        drop(taken(&self.give_up));
        if let Some(sender) = taken(&self.sender) {
            // The call may have been given up meanwhile.
            let _ = sender.send(answer);
        }
    }
}

#[pymethods]
impl Given {
    fn token(&self, token: &Bound<'_, PyString>) {
        let text = token.to_str().map(str::to_owned);
        self.settle(text.map_err(|_| "it returned a str that holds a lone surrogate".to_owned()));
    }

    fn failed(&self, reason: String) {
        self.settle(Err(reason));
    }

    /// The token is on its way on an event loop. `False` where nobody waits for it any more.
    fn awaited(&self, give_up: Py<PyAny>) -> bool {
        // Before the look at the question: one of the two sees the other.
        *locked(&self.give_up) = Some(give_up);
        let waiting = locked(&self.sender).as_ref().is_some_and(|sender| !sender.is_closed());
        if !waiting {
            drop(taken(&self.give_up));
        }
        waiting
    }
}

fn taken<T>(mutex: &Mutex<Option<T>>) -> Option<T> {
    locked(mutex).take()
}

/// Held for a moment only, and never while Python runs.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
