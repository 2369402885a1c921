//! Calls of `Client`: the thread that makes one waits for it, with the GIL released.

use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::time::Duration;

use geai_client::Error;
use pyo3::prelude::*;
use tokio::sync::mpsc::UnboundedReceiver;

use super::caller::{CALLER, Caller};
use super::context::{Call, Context};
use super::log::LogRecord;
use crate::runtime::boundary::{self, catch_panics, internal_error};
use crate::runtime::interpreter::on_main_thread;
use crate::runtime::reactor::{Reactor, Work, reactor};

/// How often the main thread looks for signals.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(25);

/// Makes a call and waits for its reply. A signal whose handler raises ends the call.
pub fn wait(py: Python<'_>, call: Call<'_>, context: &Context) -> PyResult<Py<PyAny>> {
    let waiter = match Waiter::new(py)? {
        Ok(waiter) => waiter,
        Err(error) => return context.failed(py, error),
    };
    let caller = context.has_callbacks.then(|| Caller::here(py, None)).transpose()?;
    let mut outcome = Err(internal_error("a call did not end"));
    let kept = async { outcome = CALLER.scope(caller, catch_panics(call)).await };
    let ran = waiter.run(py, pin!(waiter.reactor.bind(kept)));
    if let Err(raised) = ran {
        return Err(context.cancelled(py).err().unwrap_or(raised));
    }
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
        let mut next = None;
        let received = poll_fn(|context| {
            ended = ended || work.as_mut().poll(context).is_ready();
            receiver.poll_recv(context).map(|message| next = message)
        });
        waiter.run(py, pin!(received))?;
        let Some(message) = next else { return Ok(Ok(())) };
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

    fn run(&self, py: Python<'_>, mut work: Pin<&mut Work<'_>>) -> PyResult<()> {
        loop {
            let step = work.as_mut();
            if boundary::detached(py, || self.reactor.drive(step, self.slice)) {
                return Ok(());
            }
            py.check_signals()?;
        }
    }
}
