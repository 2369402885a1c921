//! What calls have to tell an event loop. Entering Python costs more than most of it: the first to come asks the
//! loop to listen, and what comes meanwhile is heard along with it.

use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyWeakrefReference;

use crate::runtime;

type Letter = Box<dyn FnOnce(Python<'_>) -> PyResult<()> + Send>;

/// The letters to one event loop. It does not keep the loop alive: the futures of its calls do.
pub struct Mailbox {
    event_loop: Py<PyWeakrefReference>,
    letters: Mutex<Vec<Letter>>,
}

/// The mailbox that was used last: most programs have one loop.
static LAST: Mutex<Option<Arc<Mailbox>>> = Mutex::new(None);

impl Mailbox {
    /// The mailbox of a loop.
    pub fn of(event_loop: &Bound<'_, PyAny>) -> PyResult<Arc<Self>> {
        // Taken by another thread, perhaps one that did not survive a fork, it is done without.
        let mut last = LAST.try_lock().ok();
        if let Some(known) = last.as_deref().and_then(Option::as_ref)
            && known.event_loop.bind(event_loop.py()).upgrade().is_some_and(|known| known.is(event_loop))
        {
            return Ok(known.clone());
        }
        let event_loop = PyWeakrefReference::new(event_loop)?.unbind();
        let made = Arc::new(Self { event_loop, letters: Mutex::default() });
        if let Some(last) = last.as_deref_mut() {
            *last = Some(made.clone());
        }
        Ok(made)
    }

    fn letters(&self) -> MutexGuard<'_, Vec<Letter>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the loop run `letter`, if there still is a loop; in the order they were posted.
    pub fn post(self: &Arc<Self>, letter: impl FnOnce(Python<'_>) -> PyResult<()> + Send + 'static) {
        if runtime::closing() {
            return;
        }
        let mut letters = self.letters();
        letters.push(Box::new(letter));
        let first = letters.len() == 1;
        drop(letters);
        if first {
            self.ask();
        }
    }

    /// Asks the loop to listen. Where it is gone, nobody waits for what was posted.
    fn ask(self: &Arc<Self>) {
        let asked = runtime::attached(|py| {
            let Some(event_loop) = self.event_loop.bind(py).upgrade() else { return Ok(false) };
            if event_loop.call_method0(intern!(py, "is_closed"))?.is_truthy()? {
                return Ok(false);
            }
            let delivery = Py::new(py, Delivery(self.clone()))?;
            event_loop.call_method1(intern!(py, "call_soon_threadsafe"), (delivery,))?;
            Ok::<_, PyErr>(true)
        });
        if !matches!(asked, Some(Ok(true))) {
            let lost = take(&mut *self.letters());
            drop(lost);
        }
    }
}

/// Runs on the loop.
#[pyclass(frozen)]
struct Delivery(Arc<Mailbox>);

#[pymethods]
impl Delivery {
    fn __call__(&self, py: Python<'_>) -> PyResult<()> {
        let mut letters = take(&mut *self.0.letters()).into_iter();
        let outcome = letters.by_ref().try_for_each(|letter| letter(py));
        if letters.len() > 0 {
            // The error is the loop's to handle; the rest comes with its next turn.
            let mut rest: Vec<_> = letters.collect();
            let mut meanwhile = self.0.letters();
            let asked = !meanwhile.is_empty();
            rest.append(&mut meanwhile);
            *meanwhile = rest;
            drop(meanwhile);
            if !asked {
                self.0.ask();
            }
        }
        outcome
    }
}
