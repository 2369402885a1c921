//! One value per process, made when it is first needed, and the hook that runs in the child of a fork.
//!
//! Threads do not survive a fork, so a child must not use what its parent made with threads: the fork hook
//! drops it and the next use makes a new one. The parent's is leaked in the child, on purpose: dropping it
//! could wait for threads that are not there.

use std::ptr;
#[cfg(unix)]
use std::sync::atomic::AtomicBool;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering::SeqCst};
use std::thread;

/// A value of the process.
pub struct PerProcess<T: 'static> {
    current: AtomicPtr<Made<T>>,
    /// Process whose thread makes the value; 0 for none. Not a lock: a fork may come while it is held, and the
    /// child, where that thread is not, takes it over.
    making: AtomicU32,
}

/// This thread makes the value. Ends however the maker does, a panic included.
struct Making<'a>(&'a AtomicU32);

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.store(0, SeqCst);
    }
}

struct Made<T> {
    process: u32,
    value: T,
}

impl<T: Send + Sync> PerProcess<T> {
    pub const fn new() -> Self {
        Self { current: AtomicPtr::new(ptr::null_mut()), making: AtomicU32::new(0) }
    }

    /// The value, if this process made it.
    #[expect(unsafe_code, reason = "a lock could be held by a thread that does not survive a fork")]
    pub fn made(&self) -> Option<&'static T> {
        // SAFETY: the pointer is null or was leaked by `get`, and what it points to is never freed.
        let made = unsafe { self.current.load(SeqCst).as_ref() }?;
        (made.process == std::process::id()).then_some(&made.value)
    }

    /// The value; `make` makes it where there is none yet.
    pub fn get<E>(&self, make: impl Fn() -> Result<T, E>) -> Result<&'static T, E> {
        loop {
            if let Some(value) = self.made() {
                return Ok(value);
            }
            let process = std::process::id();
            let maker = self.making.load(SeqCst);
            if maker == process || self.making.compare_exchange(maker, process, SeqCst, SeqCst).is_err() {
                thread::yield_now();
                continue;
            }
            let _making = Making(&self.making);
            if self.made().is_none() {
                let value = make()?;
                self.current.store(Box::leak(Box::new(Made { process, value })), SeqCst);
            }
        }
    }

    /// Drops the value. Only touches atomics, which is allowed between a fork and what follows it.
    #[cfg(unix)]
    pub fn forget(&self) {
        self.current.store(ptr::null_mut(), SeqCst);
        self.making.store(0, SeqCst);
    }
}

/// Runs a function in the child of every fork. It may only touch atomics: nothing else is allowed between a fork and
/// what follows it.
#[cfg(unix)]
pub struct ForkHook {
    installed: AtomicBool,
    in_child: extern "C" fn(),
}

#[cfg(unix)]
impl ForkHook {
    pub const fn new(in_child: extern "C" fn()) -> Self {
        Self { installed: AtomicBool::new(false), in_child }
    }

    /// Installs the hook, once. If that fails, the process id still tells a child that a value is not its own.
    #[expect(unsafe_code, reason = "there is no safe interface to fork hooks")]
    pub fn install(&self) {
        if !self.installed.swap(true, SeqCst) {
            // SAFETY: the hook only touches atomics.
            unsafe { libc::pthread_atfork(None, None, Some(self.in_child)) };
        }
    }
}
