//! Calls of `Client`: the thread that makes one waits for it, with the GIL released.

use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::time::Duration;

use geai_client::Error;
use geai_client::bindings::ErasedResponse;
use pyo3::prelude::*;
use tokio::sync::mpsc::UnboundedReceiver;

use super::caller::{CALLER, Caller};
use super::context::Context;
use super::log::LogRecord;
use crate::runtime::boundary::{self, catch_panics};
use crate::runtime::interpreter::on_main_thread;
use crate::runtime::reactor::{Reactor, reactor};

/// How often the main thread looks for signals.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(25);

/// Makes a call and waits for its reply. A signal whose handler raises ends the call.
pub fn wait(
    py: Python<'_>,
    call: impl Future<Output = Result<ErasedResponse, Error>> + Send,
    context: &Context,
) -> PyResult<Py<PyAny>> {
    let waiter = match Waiter::new(py)? {
        Ok(waiter) => waiter,
        Err(error) => return context.failed(py, error),
    };
    let caller = context.has_callbacks.then(|| Caller::here(py, None)).transpose()?;
    let outcome = waiter.run(py, pin!(waiter.reactor.bind(CALLER.scope(caller, catch_panics(call)))));
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(raised) => return Err(context.cancelled(py).err().unwrap_or(raised)),
    };
    LogRecord::new(context, &outcome).write(py)?;
    let value = (context.to_python)(py, context, outcome);
    context.ended(py, &value)?;
    value
}

/// Runs `work` and hands each message that it sends to `on_message`, until that breaks or no sender is left. A signal
/// whose handler raises ends it, and so does an error of `on_message`.
pub fn listen<T: Send>(
    py: Python<'_>,
    has_callbacks: bool,
    work: impl Future<Output = ()> + Send,
    mut receiver: UnboundedReceiver<T>,
    mut on_message: impl FnMut(T) -> PyResult<ControlFlow<()>>,
) -> PyResult<Result<(), Error>> {
    let waiter = match Waiter::new(py)? {
        Ok(waiter) => waiter,
        Err(error) => return Ok(Err(error)),
    };
    let caller = has_callbacks.then(|| Caller::here(py, None)).transpose()?;
    let (mut work, mut ended) = (pin!(waiter.reactor.bind(CALLER.scope(caller, work))), false);
    loop {
        let next = poll_fn(|context| {
            ended = ended || work.as_mut().poll(context).is_ready();
            receiver.poll_recv(context)
        });
        let Some(message) = waiter.run(py, pin!(next))? else { return Ok(Ok(())) };
        if on_message(message)?.is_break() {
            return Ok(Ok(()));
        }
    }
}

/// A thread that waits for a call.
struct Waiter {
    reactor: &'static Reactor,
    /// How long it may wait before it looks for signals.
    slice: Option<Duration>,
}

impl Waiter {
    fn new(py: Python<'_>) -> PyResult<Result<Self, Error>> {
        let slice = on_main_thread(py)?.then_some(SIGNAL_INTERVAL);
        if boundary::is_closing() && slice.is_none() {
            py.detach(boundary::park_forever);
        }
        Ok(reactor().map(|reactor| Self { reactor, slice }))
    }

    fn run<T: Send>(&self, py: Python<'_>, mut work: Pin<&mut (impl Future<Output = T> + Send)>) -> PyResult<T> {
        loop {
            let step = work.as_mut();
            match boundary::detached(py, || self.reactor.drive(step, self.slice)) {
                Some(value) => return Ok(value),
                None => py.check_signals()?,
            }
        }
    }
}
