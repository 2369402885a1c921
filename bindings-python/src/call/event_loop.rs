//! Completions of calls, which an asyncio event loop runs. Entering Python costs more than most of them: the first one
//! to arrive schedules a delivery, and those that arrive meanwhile are delivered along with it.

use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyWeakrefReference;

use crate::runtime::boundary;

type Completion = Box<dyn FnOnce(Python<'_>) -> PyResult<()> + Send>;

/// The completions for one event loop. It does not keep the loop alive: the futures of its calls do.
pub struct EventLoop {
    event_loop: Py<PyWeakrefReference>,
    completions: Mutex<Vec<Completion>>,
}

/// The event loop that was used last: most programs have one.
static LAST_USED: Mutex<Option<Arc<EventLoop>>> = Mutex::new(None);

impl EventLoop {
    /// The queue of a loop.
    pub fn of(event_loop: &Bound<'_, PyAny>) -> PyResult<Arc<Self>> {
        // Skipped if another thread holds the lock, perhaps one that did not survive a fork.
        let mut last_used = LAST_USED.try_lock().ok();
        if let Some(known) = last_used.as_deref().and_then(Option::as_ref)
            && known.event_loop.bind(event_loop.py()).upgrade().is_some_and(|known| known.is(event_loop))
        {
            return Ok(known.clone());
        }
        let event_loop = PyWeakrefReference::new(event_loop)?.unbind();
        let made = Arc::new(Self { event_loop, completions: Mutex::default() });
        if let Some(last_used) = last_used.as_deref_mut() {
            *last_used = Some(made.clone());
        }
        Ok(made)
    }

    fn completions(&self) -> MutexGuard<'_, Vec<Completion>> {
        self.completions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the loop run `completion`, if the loop still exists; in the order of posting.
    pub fn post(self: &Arc<Self>, completion: impl FnOnce(Python<'_>) -> PyResult<()> + Send + 'static) {
        if boundary::is_closing() {
            return;
        }
        let mut completions = self.completions();
        completions.push(Box::new(completion));
        let first = completions.len() == 1;
        drop(completions);
        if first {
            self.schedule_delivery();
        }
    }

    /// Schedules a delivery on the loop. Where the loop is gone, nothing waits for the completions.
    fn schedule_delivery(self: &Arc<Self>) {
        let scheduled = boundary::attached(|py| {
            let Some(event_loop) = self.event_loop.bind(py).upgrade() else { return Ok(false) };
            if event_loop.call_method0(intern!(py, "is_closed"))?.is_truthy()? {
                return Ok(false);
            }
            let delivery = Py::new(py, Delivery(self.clone()))?;
            event_loop.call_method1(intern!(py, "call_soon_threadsafe"), (delivery,))?;
            Ok::<_, PyErr>(true)
        });
        if !matches!(scheduled, Some(Ok(true))) {
            let undeliverable = take(&mut *self.completions());
            drop(undeliverable);
        }
    }
}

/// Runs the completions, on the loop.
#[pyclass(frozen)]
struct Delivery(Arc<EventLoop>);

#[pymethods]
impl Delivery {
    fn __call__(&self, py: Python<'_>) -> PyResult<()> {
        let mut completions = take(&mut *self.0.completions()).into_iter();
        let outcome = completions.by_ref().try_for_each(|completion| completion(py));
        if completions.len() > 0 {
            // The loop handles the error; the remaining completions run in its next iteration.
            let mut rest: Vec<_> = completions.collect();
            let mut meanwhile = self.0.completions();
            let scheduled = !meanwhile.is_empty();
            rest.append(&mut meanwhile);
            *meanwhile = rest;
            drop(meanwhile);
            if !scheduled {
                self.0.schedule_delivery();
            }
        }
        outcome
    }
}
