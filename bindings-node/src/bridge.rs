//! The way back into JavaScript, one per environment: the main thread's, and each worker's.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use geai_client::Error;
use geai_client::page::Cursor;
use napi::bindgen_prelude::{External, FnArgs, Function, Object};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::failure;
use crate::outcome::outcome;
use crate::runtime::runtime;

/// Longest wait, when an environment ends, for its calls to be gone.
const PATIENCE: Duration = Duration::from_secs(1);

/// Longest string of V8. Making a longer one would end the process.
const MAX_STRING: usize = (1 << 29) - 24;

tokio::task_local! {
    /// The call that the running task makes.
    static CALL: u32;
}

/// What crosses: id of the call, what it is, and the fields of a success.
type Arguments = FnArgs<(u32, u32, String, String, Option<External<Arc<Cursor>>>, String)>;

/// Weak: it keeps no process alive.
type Settle = ThreadsafeFunction<(u32, Event), (), Arguments, Status, false, true>;

/// What JavaScript hears about a call.
pub enum Event {
    /// It succeeded.
    Success {
        /// The answer, as JSON.
        text: String,
        /// Status, headers and times, as JSON.
        meta: String,
        /// Where the next page begins.
        cursor: Option<Arc<Cursor>>,
        /// For a page whose text is as it came: what is not in that, as JSON.
        rest: String,
    },
    /// It failed; the error as JSON.
    Failure(String),
    /// It needs a token.
    Ask,
}

impl Event {
    fn arguments(self, id: u32) -> Arguments {
        let nothing = String::new;
        FnArgs::from(match self {
            Self::Success { text, meta, cursor, rest } => (id, 0, text, meta, cursor.map(External::new), rest),
            Self::Failure(text) => (id, 1, text, nothing(), None, nothing()),
            Self::Ask => (id, 2, nothing(), nothing(), None, nothing()),
        })
    }

    /// What a call came to.
    fn of(result: Result<Self, Error>) -> Self {
        match result {
            Ok(Self::Success { text, .. }) if text.len() > MAX_STRING => Self::Failure(failure::text(&Error::local(
                geai_client::ErrorKind::ResponseTooLargeError,
                format!("{} bytes are more than a string can hold", text.len()),
            ))),
            Ok(event) => event,
            Err(error) => Self::Failure(failure::text(&error)),
        }
    }
}

/// One environment's calls, and the function that settles them.
pub struct Bridge {
    settle: Mutex<Option<Arc<Settle>>>,
    calls: Mutex<Calls>,
    ended: Condvar,
}

#[derive(Default)]
struct Calls {
    closed: bool,
    running: HashMap<u32, AbortHandle>,
    asked: HashMap<u32, oneshot::Sender<Result<String, String>>>,
}

/// Notes that a call is over, however it ended.
struct Ended {
    bridge: Arc<Bridge>,
    id: u32,
}

impl Drop for Ended {
    fn drop(&mut self) {
        let mut calls = self.bridge.calls();
        calls.running.remove(&self.id);
        calls.asked.remove(&self.id);
        // Waking is a system call, and only `close` waits.
        if calls.closed && calls.running.is_empty() {
            self.bridge.ended.notify_all();
        }
    }
}

impl Bridge {
    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, id: u32, event: Event) {
        let settle = self.settle.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(settle) = settle {
            // It refuses only when the environment ends, and then nobody waits.
            let _ = settle.call((id, event), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// Starts a call; its outcome is told under `id`.
    pub fn start(self: &Arc<Self>, id: u32, work: impl Future<Output = Result<Event, Error>> + Send + 'static) {
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(why) => return self.tell(id, Event::Failure(failure::text(&failure::internal(why)))),
        };
        // Held until the call is noted, so that it cannot end before.
        let mut calls = self.calls();
        if calls.closed {
            return;
        }
        let ended = Ended { bridge: self.clone(), id };
        let task = runtime.spawn(CALL.scope(id, async move {
            let result = AssertUnwindSafe(work).catch_unwind().await;
            let result = result.unwrap_or_else(|panic| Err(failure::panicked(panic)));
            ended.bridge.tell(id, Event::of(result));
        }));
        calls.running.insert(id, task.abort_handle());
    }

    /// Drops a call with its request.
    pub fn cancel(&self, id: u32) {
        if let Some(task) = self.calls().running.get(&id) {
            task.abort();
        }
    }

    /// Asks the client of the running call for a token.
    pub async fn ask(&self) -> Result<String, String> {
        let gone = || "the environment ended".to_owned();
        let id = CALL.try_with(|id| *id).map_err(|_| gone())?;
        let (answer, answered) = oneshot::channel();
        self.calls().asked.insert(id, answer);
        self.tell(id, Event::Ask);
        answered.await.map_err(|_| gone())?
    }

    /// Answers what a call asked. Nobody listens where the call was cancelled.
    pub fn answer(&self, id: u32, token: Result<String, String>) {
        let asked = self.calls().asked.remove(&id);
        if let Some(asked) = asked {
            let _ = asked.send(token);
        }
    }

    /// Ends every call, and waits until none is left that could still reach the environment.
    fn close(&self) {
        let mut calls = self.calls();
        calls.closed = true;
        calls.asked.clear();
        calls.running.values().for_each(AbortHandle::abort);
        drop(self.settle.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ = self.ended.wait_timeout_while(calls, PATIENCE, |calls| !calls.running.is_empty());
    }
}

/// The environment's bridge. `settle(id, what, text, meta, cursor, rest)` hears of its calls.
#[napi(catch_unwind)]
pub fn open_bridge<'env>(env: &'env Env, settle: Function<'env, Arguments, ()>) -> napi::Result<Object<'env>> {
    let settle = settle.build_threadsafe_function::<(u32, Event)>().weak::<true>().build_callback(|context| {
        let (id, event): (u32, Event) = context.value;
        Ok(event.arguments(id))
    })?;
    let bridge =
        Arc::new(Bridge { settle: Mutex::new(Some(Arc::new(settle))), calls: Mutex::default(), ended: Condvar::new() });
    env.add_env_cleanup_hook(bridge.clone(), |bridge| bridge.close())?;
    outcome(env, || Ok(External::new(bridge)))
}
