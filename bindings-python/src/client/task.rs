//! Tasks of set-ups: Python is entered once for all requests, and the progress is reported to functions of the caller.

use std::ops::ControlFlow;
use std::sync::Arc;

use geai_client::Error;
use geai_client::bindings::{ErasedResponse, NameStyle, Task, TaskEvent};
use pyo3::prelude::*;
use tokio::sync::mpsc::unbounded_channel;

use crate::call::asynchronous::{self, Finished};
use crate::call::blocking;
use crate::call::context::Context;
use crate::call::log::LogRecord;
use crate::call::report::Report;
use crate::convert::errors::to_exception;
use crate::convert::generated::Step;
use crate::runtime::boundary::{catch_panics, internal_error};
use crate::runtime::thread_pool;

/// A task that has not begun.
pub struct TaskCall {
    pub task: &'static Task,
    /// Its arguments, as JSON.
    pub arguments: String,
    pub context: Context,
    pub on_progress: Option<Py<PyAny>>,
    pub on_step: Option<Py<PyAny>>,
}

enum Message {
    Event(TaskEvent),
    Ended(Box<Result<ErasedResponse, Error>>),
}

impl TaskCall {
    /// Runs the task and waits for it. A signal whose handler raises ends it, and so does an exception of a function.
    pub fn wait(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let Self { task, arguments, context, on_progress, on_step } = self;
        let (sender, receiver) = unbounded_channel();
        let (client, options, events) = (context.client.clone(), context.options.clone(), sender.clone());
        let work = async move {
            // The receiver may be gone: nobody waits any more.
            let tell = Arc::new(move |event| drop(events.send(Message::Event(event))));
            let run = task.run(&client, &arguments, NameStyle::Snake, options, Some(tell));
            let _ = sender.send(Message::Ended(Box::new(catch_panics(run).await)));
        };
        let mut outcome = Err(internal_error("a task did not end"));
        let notified = blocking::listen(py, context.has_callbacks, work, receiver, |message| {
            match message {
                Message::Ended(ended) => {
                    outcome = *ended;
                    return Ok(ControlFlow::Break(()));
                }
                Message::Event(TaskEvent::Progress(done, total)) => {
                    on_progress.as_ref().map_or(Ok(()), |function| function.call1(py, (done, total)).map(drop))?;
                }
                Message::Event(TaskEvent::Step(step)) => {
                    let told = |function: &Py<PyAny>| function.call1(py, (Step::wrap(py, *step)?,)).map(drop);
                    on_step.as_ref().map_or(Ok(()), told)?;
                }
            }
            Ok(ControlFlow::Continue(()))
        });
        match notified {
            Err(raised) => return Err(context.cancelled(py).err().unwrap_or(raised)),
            Ok(Err(error)) => return context.failed(py, error),
            Ok(Ok(())) => {}
        }
        LogRecord::new(&context, &outcome).write(py)?;
        let value = (context.to_python)(py, &context, outcome);
        context.ended(py, &value)?;
        value
    }

    /// Starts the task. The future that comes back is one of the running loop; cancelling it ends the task.
    pub fn start(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let Self { task, arguments, context, on_progress, on_step } = self;
        let handle = thread_pool::handle().map_err(|error| to_exception(py, &error))?;
        let listeners = context.listener.iter().cloned().collect();
        let has_callbacks = context.has_callbacks;
        let (client, options) = (context.client.clone(), context.options.clone());
        asynchronous::spawn(
            py,
            &handle,
            has_callbacks,
            listeners,
            move |event_loop, future| {
                let (event_loop, future) = (event_loop.clone(), Arc::new(future.clone().unbind()));
                let report = |function: Option<Py<PyAny>>| function.map(|it| Report::new(&Arc::new(it), &future));
                let (on_progress, on_step) = (report(on_progress), report(on_step));
                let tell = move |event| match (event, &on_progress, &on_step) {
                    (TaskEvent::Progress(done, total), Some(report), _) => {
                        let report = report.clone();
                        event_loop.post(move |py| report.deliver(py, (done, total)));
                    }
                    (TaskEvent::Step(step), _, Some(report)) => {
                        let report = report.clone();
                        event_loop.post(move |py| report.deliver(py, (Step::wrap(py, *step)?,)));
                    }
                    _ => {}
                };
                async move {
                    let run = task.run(&client, &arguments, NameStyle::Snake, options, Some(Arc::new(tell)));
                    catch_panics(run).await
                }
            },
            |_| true,
            move |py, outcome| {
                let log_records = vec![LogRecord::new(&context, &outcome)];
                let value = (context.to_python)(py, &context, outcome);
                let error = |value: &PyResult<Py<PyAny>>| {
                    value.as_ref().err().map(|error| error.value(py).clone().into_any().unbind())
                };
                let notified = context.listener.iter().map(|listener| (listener.clone(), error(&value))).collect();
                Finished { log_records, notified, value }
            },
        )
    }
}
