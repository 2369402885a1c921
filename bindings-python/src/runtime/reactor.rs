//! The reactor of blocking calls. A call runs on the thread that makes it, which drives the reactor while it waits.
//!
//! Handing a call to another thread and its answer back would cost more than the call. Where several threads
//! wait, one of them drives the reactor for all. While no call is made, a background thread drives it, so that closed
//! connections are noticed and abandoned requests are dropped.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::thread::{self, Thread};
use std::time::Duration;

use geai_client::Error;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::select;
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::{Sleep, sleep};

use super::boundary::{self, internal_error};
#[cfg(unix)]
use super::process::ForkHook;
use super::process::PerProcess;

/// After this idle time the background thread drives the reactor. A program that makes one call after the other never
/// hands it over.
const IDLE_TIME: Duration = Duration::from_millis(10);

static REACTOR: PerProcess<Reactor> = PerProcess::new();

#[cfg(unix)]
static FORK_HOOK: ForkHook = ForkHook::new(forget_in_child);

#[cfg(unix)]
extern "C" fn forget_in_child() {
    REACTOR.forget();
    boundary::forget_entering_threads();
}

/// What is run: a future that keeps its value itself, so that running it is compiled once.
pub type Work<'a> = dyn Future<Output = ()> + Send + 'a;

/// The reactor of a process. Never dropped: a thread may be waiting in it.
pub struct Reactor {
    runtime: Runtime,
    /// Number of calls that are running.
    active_calls: AtomicUsize,
    /// Number of calls so far.
    started_calls: AtomicU64,
    background: Background,
    /// When a call next returns to look for signals. Kept from one call to the next: a new timer wakes the reactor,
    /// which is two system calls.
    tick: Mutex<Option<Pin<Box<Sleep>>>>,
}

/// The thread that drives the reactor while no call does.
#[derive(Default)]
struct Background {
    spawned: AtomicBool,
    thread: OnceLock<Thread>,
    /// It drives the reactor, until `call_started` is notified.
    driving: AtomicBool,
    call_started: Notify,
    /// It waits for a long call to end.
    parked: AtomicBool,
}

/// The reactor of this process.
pub fn reactor() -> Result<&'static Reactor, Error> {
    if boundary::is_closing() {
        return Err(boundary::shutting_down());
    }
    let reactor = REACTOR
        .get(Reactor::new)
        .map_err(|why| internal_error(format!("the reactor for calls could not be made: {why}")))?;
    if !reactor.background.spawned.load(SeqCst) && !reactor.background.spawned.swap(true, SeqCst) {
        reactor.spawn_background_driver()?;
    }
    Ok(reactor)
}

impl Reactor {
    fn new() -> io::Result<Self> {
        #[cfg(unix)]
        FORK_HOOK.install();
        Ok(Self {
            runtime: Builder::new_current_thread().thread_name("geai-client").enable_all().build()?,
            active_calls: AtomicUsize::new(0),
            started_calls: AtomicU64::new(0),
            background: Background::default(),
            tick: Mutex::default(),
        })
    }

    fn spawn_background_driver(&'static self) -> Result<(), Error> {
        let thread = thread::Builder::new().name("geai-client".to_owned()).spawn(|| self.drive_while_idle());
        let thread = thread.map_err(|why| {
            self.background.spawned.store(false, SeqCst);
            internal_error(format!("the thread for connections could not be started: {why}"))
        })?;
        let _already_set = self.background.thread.set(thread.thread().clone());
        Ok(())
    }

    /// Ties `work` to this reactor, for [`Reactor::drive`].
    pub fn bind<F>(&'static self, work: F) -> BoundFuture<F> {
        BoundFuture { reactor: self, work: Some(Box::pin(work)) }
    }

    /// Runs `work` on this thread until it is done or, with a limit, at most for that long. Answers whether it is done.
    pub fn drive(&self, work: Pin<&mut Work<'_>>, limit: Option<Duration>) -> bool {
        if Handle::try_current().is_ok() {
            // Python on a thread of the thread pool, such as a token function: tokio refuses to enter a second runtime
            // there.
            return thread::scope(|scope| scope.spawn(|| self.drive_here(work, limit)).join()).unwrap_or(false);
        }
        self.drive_here(work, limit)
    }

    fn drive_here(&self, work: Pin<&mut Work<'_>>, limit: Option<Duration>) -> bool {
        self.started_calls.fetch_add(1, SeqCst);
        self.active_calls.fetch_add(1, SeqCst);
        if self.background.driving.load(SeqCst) {
            self.background.call_started.notify_one();
        }
        let done = self.runtime.block_on(async {
            // Pending events of connections are handled first, so that one that was closed is not used again.
            yield_now().await;
            match limit {
                Some(limit) => self.run_until_tick(work, limit).await,
                None => {
                    work.await;
                    true
                }
            }
        });
        self.active_calls.fetch_sub(1, SeqCst);
        if self.background.parked.swap(false, SeqCst)
            && let Some(thread) = self.background.thread.get()
        {
            thread.unpark();
        }
        done
    }

    async fn run_until_tick(&self, work: Pin<&mut Work<'_>>, limit: Duration) -> bool {
        let kept = || self.tick.lock().unwrap_or_else(PoisonError::into_inner);
        let pending = kept().take().filter(|tick| !tick.is_elapsed());
        let mut tick = pending.unwrap_or_else(|| Box::pin(sleep(limit)));
        let done = select! {
            biased;
            () = work => true,
            () = &mut tick => false,
        };
        *kept() = Some(tick);
        done
    }

    /// The loop of the background thread.
    fn drive_while_idle(&self) {
        let Background { driving, call_started, parked, .. } = &self.background;
        loop {
            let started = self.started_calls.load(SeqCst);
            thread::park_timeout(IDLE_TIME);
            let no_new_call = self.started_calls.load(SeqCst) == started;
            if !no_new_call {
                continue;
            }
            if self.active_calls.load(SeqCst) > 0 {
                parked.store(true, SeqCst);
                if self.active_calls.load(SeqCst) > 0 {
                    thread::park();
                }
            } else {
                driving.store(true, SeqCst);
                if self.active_calls.load(SeqCst) == 0 {
                    self.runtime.block_on(call_started.notified());
                }
                driving.store(false, SeqCst);
            }
        }
    }
}

/// A future that is dropped inside of its reactor's runtime: returning a connection to the pool may need it.
pub struct BoundFuture<F> {
    reactor: &'static Reactor,
    work: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for BoundFuture<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.work.as_mut().map_or(Poll::Pending, |work| work.as_mut().poll(context))
    }
}

impl<F> Drop for BoundFuture<F> {
    fn drop(&mut self) {
        let _inside = self.reactor.runtime.enter();
        self.work = None;
    }
}
