//! Blocking calls run on the thread that makes them: it looks after the connections while it waits.
//!
//! Handing a call to another thread and its answer back would cost more than the call. Where several threads
//! wait, one looks after the connections of all. When nobody waits, a thread of its own does, so that connections
//! that end are noticed and requests that were given up are dropped.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::thread::{self, Thread};
use std::time::Duration;

use geai_client::{Error, ErrorKind};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::select;
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::{Sleep, sleep};

use crate::process::PerProcess;
use crate::runtime::{self, closing};

/// Without a call for so long, connections are looked after by the thread of their own. A program that makes one
/// call after the other never changes hands.
const LINGER: Duration = Duration::from_millis(10);

pub static DRIVER: PerProcess<Driver> = PerProcess::new();

/// The reactor of blocking calls. Never dropped: a thread may be waiting in it.
pub struct Driver {
    runtime: Runtime,
    /// Calls that are made at present, and ever.
    calls: AtomicUsize,
    begun: AtomicU64,
    /// The keeper looks after the connections, and hears of a call by `called`.
    keeping: AtomicBool,
    called: Notify,
    /// The keeper waits for a long call to end.
    resting: AtomicBool,
    hired: AtomicBool,
    keeper: OnceLock<Thread>,
    /// When a call next lets go for a look at signals. Kept from one call to the next: a new timer wakes the reactor,
    /// which is two system calls.
    tick: Mutex<Option<Pin<Box<Sleep>>>>,
}

/// The driver of this process.
pub fn driver() -> Result<&'static Driver, Error> {
    if closing() {
        return Err(runtime::shutting_down());
    }
    let driver = DRIVER.get(Driver::new).map_err(|why| {
        Error::local(ErrorKind::InternalError, format!("the reactor for calls could not be made: {why}"))
    })?;
    if !driver.hired.load(SeqCst) && !driver.hired.swap(true, SeqCst) {
        driver.hire()?;
    }
    Ok(driver)
}

impl Driver {
    fn new() -> io::Result<Self> {
        runtime::hook_fork();
        Ok(Self {
            runtime: Builder::new_current_thread().thread_name("geai-client").enable_all().build()?,
            calls: AtomicUsize::new(0),
            begun: AtomicU64::new(0),
            keeping: AtomicBool::new(false),
            called: Notify::new(),
            resting: AtomicBool::new(false),
            hired: AtomicBool::new(false),
            keeper: OnceLock::new(),
            tick: Mutex::default(),
        })
    }

    /// Starts the keeper.
    fn hire(&'static self) -> Result<(), Error> {
        let thread = thread::Builder::new().name("geai-client".to_owned()).spawn(|| self.keep());
        let thread = thread.map_err(|why| {
            self.hired.store(false, SeqCst);
            Error::local(ErrorKind::InternalError, format!("the thread for connections could not be started: {why}"))
        })?;
        let _already = self.keeper.set(thread.thread().clone());
        Ok(())
    }

    /// Keeps `work` for [`Driver::drive`].
    pub fn hold<F>(&'static self, work: F) -> Held<F> {
        Held { driver: self, work: Some(Box::pin(work)) }
    }

    /// Runs `work` on this thread, for so long at most, or less; `None` when that is over.
    pub fn drive<T: Send>(&self, work: impl Future<Output = T> + Send, most: Option<Duration>) -> Option<T> {
        if Handle::try_current().is_ok() {
            // Python on a thread of the other runtime, such as a token function: no second one may be entered there.
            return thread::scope(|scope| scope.spawn(|| self.here(work, most)).join()).unwrap_or(None);
        }
        self.here(work, most)
    }

    fn here<T>(&self, work: impl Future<Output = T>, most: Option<Duration>) -> Option<T> {
        self.begun.fetch_add(1, SeqCst);
        self.calls.fetch_add(1, SeqCst);
        if self.keeping.load(SeqCst) {
            self.called.notify_one();
        }
        let done = self.runtime.block_on(async {
            // What happened on connections meanwhile comes first: one that was closed is not used again.
            yield_now().await;
            match most {
                Some(most) => self.until_tick(work, most).await,
                None => Some(work.await),
            }
        });
        self.calls.fetch_sub(1, SeqCst);
        if self.resting.swap(false, SeqCst)
            && let Some(keeper) = self.keeper.get()
        {
            keeper.unpark();
        }
        done
    }

    async fn until_tick<T>(&self, work: impl Future<Output = T>, most: Duration) -> Option<T> {
        let kept = || self.tick.lock().unwrap_or_else(PoisonError::into_inner);
        let pending = kept().take().filter(|tick| !tick.is_elapsed());
        let mut tick = pending.unwrap_or_else(|| Box::pin(sleep(most)));
        let done = select! {
            biased;
            value = work => Some(value),
            () = &mut tick => None,
        };
        *kept() = Some(tick);
        done
    }

    /// Looks after the connections whenever no call does.
    fn keep(&self) {
        loop {
            let begun = self.begun.load(SeqCst);
            thread::park_timeout(LINGER);
            let (busy, idle) = (self.calls.load(SeqCst) > 0, self.begun.load(SeqCst) == begun);
            if busy && idle {
                self.resting.store(true, SeqCst);
                if self.calls.load(SeqCst) > 0 {
                    thread::park();
                }
            } else if idle {
                self.keeping.store(true, SeqCst);
                if self.calls.load(SeqCst) == 0 {
                    self.runtime.block_on(self.called.notified());
                }
                self.keeping.store(false, SeqCst);
            }
        }
    }
}

/// Work that is dropped inside of its runtime: a connection that is put back may need it.
pub struct Held<F> {
    driver: &'static Driver,
    work: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Held<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.work.as_mut().map_or(Poll::Pending, |work| work.as_mut().poll(context))
    }
}

impl<F> Drop for Held<F> {
    fn drop(&mut self) {
        let _inside = self.driver.runtime.enter();
        self.work = None;
    }
}
