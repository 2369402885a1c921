//! Delivers payloads to JavaScript. There is one bridge per environment: the main thread's, and each worker's.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::payload::{Arguments, Payload};
use crate::runtime::runtime;

/// Longest wait, when an environment ends, until its calls are dropped.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

tokio::task_local! {
    /// Id of the call that the running task makes.
    static CALL_ID: u32;
}

/// The function of JavaScript that settles calls. Weak: it keeps no process alive.
type Settle = ThreadsafeFunction<(u32, Payload), (), Arguments, Status, false, true>;

/// One environment's calls, and the function that settles them.
pub struct Bridge {
    settle: Mutex<Option<Arc<Settle>>>,
    calls: Mutex<Calls>,
    call_ended: Condvar,
}

#[derive(Default)]
struct Calls {
    closed: bool,
    running: HashMap<u32, AbortHandle>,
    /// Of a call that makes several requests at once, in the order in which they were asked for.
    token_requests: HashMap<u32, VecDeque<oneshot::Sender<Result<String, String>>>>,
}

/// Removes a call from the running ones when it is dropped, however the call ended.
struct CallGuard {
    bridge: Arc<Bridge>,
    id: u32,
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        let mut calls = self.bridge.calls();
        calls.running.remove(&self.id);
        calls.token_requests.remove(&self.id);
        // Waking is a system call, and only `close` waits.
        if calls.closed && calls.running.is_empty() {
            self.bridge.call_ended.notify_all();
        }
    }
}

impl Bridge {
    /// The bridge of an environment, closed when the environment ends.
    pub fn open(env: &Env, settle: &Function<'_, Arguments, ()>) -> napi::Result<Arc<Self>> {
        let settle = settle.build_threadsafe_function::<(u32, Payload)>().weak::<true>().build_callback(|context| {
            let (id, payload): (u32, Payload) = context.value;
            Ok(payload.arguments(id))
        })?;
        let bridge = Arc::new(Self {
            settle: Mutex::new(Some(Arc::new(settle))),
            calls: Mutex::default(),
            call_ended: Condvar::new(),
        });
        env.add_env_cleanup_hook(bridge.clone(), |bridge| bridge.close())?;
        Ok(bridge)
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a payload about the call `id` to JavaScript.
    pub fn send(&self, id: u32, payload: Payload) {
        let settle = self.settle.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(settle) = settle {
            // It fails only while the environment ends, and then nobody waits for the call.
            let _ = settle.call((id, payload), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// Starts a call; its payload is sent under `id`. Errs where the runtime cannot be started.
    pub fn start(
        self: &Arc<Self>,
        id: u32,
        work: impl Future<Output = Payload> + Send + 'static,
    ) -> Result<(), String> {
        let runtime = runtime()?;
        // Locked until the call is registered, so that it cannot end before.
        let mut calls = self.calls();
        if calls.closed {
            return Ok(());
        }
        let guard = CallGuard { bridge: self.clone(), id };
        let task = runtime.spawn(CALL_ID.scope(id, async move {
            let payload = work.await;
            guard.bridge.send(id, payload);
        }));
        calls.running.insert(id, task.abort_handle());
        Ok(())
    }

    /// Drops a call with its request.
    pub fn cancel(&self, id: u32) {
        if let Some(task) = self.calls().running.get(&id) {
            task.abort();
        }
    }

    /// Requests a token from the JavaScript that made the running call.
    pub async fn request_token(&self) -> Result<String, String> {
        let ended = || "the environment ended".to_owned();
        let id = CALL_ID.try_with(|id| *id).map_err(|_| ended())?;
        let (sender, token) = oneshot::channel();
        self.calls().token_requests.entry(id).or_default().push_back(sender);
        self.send(id, Payload::TokenRequest);
        token.await.map_err(|_| ended())?
    }

    /// Gives a call the token that it requested. Does nothing where the call was cancelled.
    pub fn supply_token(&self, id: u32, token: Result<String, String>) {
        let request = self.calls().token_requests.get_mut(&id).and_then(VecDeque::pop_front);
        if let Some(request) = request {
            let _ = request.send(token);
        }
    }

    /// Ends every call, and waits until none is left that could still reach the environment.
    fn close(&self) {
        let mut calls = self.calls();
        calls.closed = true;
        calls.token_requests.clear();
        calls.running.values().for_each(AbortHandle::abort);
        drop(self.settle.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ = self.call_ended.wait_timeout_while(calls, CLOSE_TIMEOUT, |calls| !calls.running.is_empty());
    }
}
