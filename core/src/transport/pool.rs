//! A pool of connections, which is replaced when it falls silent: new calls get new connections then, and those in flight
//! end on the old ones.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

/// Shortest time between two replacements: a server that is slow, and not silent, would be given connections without end.
const MIN_TIME: Duration = Duration::from_secs(3);

/// Most replaced pools that calls may still use.
const MAX_REPLACED: usize = 2;

/// The connections of a pool until it is replaced; `C` is the client of the HTTP library that holds them.
pub(super) struct Connections<C> {
    pub client: C,
    made: Instant,
    /// Microseconds from then until something last arrived.
    heard: AtomicU64,
}

impl<C> Connections<C> {
    pub(super) fn new(client: C) -> Arc<Self> {
        Arc::new(Self { client, made: Instant::now(), heard: AtomicU64::new(0) })
    }

    /// Notes that something arrived.
    pub(super) fn hear(&self) {
        self.heard.store(micros(self.made.elapsed()), SeqCst);
    }

    /// Whether nothing has arrived since `begun`.
    pub(super) fn is_silent_since(&self, begun: Instant) -> bool {
        self.heard.load(SeqCst) <= micros(begun.saturating_duration_since(self.made))
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl<C> fmt::Debug for Connections<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").finish_non_exhaustive()
    }
}

/// Makes the client of a pool; `None` if that fails.
type Make<C> = Box<dyn Fn() -> Option<C> + Send + Sync>;

/// A pool, with what has taken its place.
pub(super) struct Pool<C> {
    make: Make<C>,
    state: Mutex<State<C>>,
}

struct State<C> {
    current: Arc<Connections<C>>,
    replaced: Vec<Weak<Connections<C>>>,
    last: Option<Instant>,
}

impl<C> Pool<C> {
    pub(super) fn new(client: C, make: impl Fn() -> Option<C> + Send + Sync + 'static) -> Self {
        let state = State { current: Connections::new(client), replaced: Vec::new(), last: None };
        Self { make: Box::new(make), state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connections for a new call, which keeps them until it ends.
    pub(super) fn current(&self) -> Arc<Connections<C>> {
        self.state().current.clone()
    }

    /// Gives new calls new connections, in place of these that have fallen silent.
    pub(super) fn replace(&self, silent: &Arc<Connections<C>>) {
        let mut state = self.state();
        let is_early = state.last.is_some_and(|last| last.elapsed() < MIN_TIME);
        if is_early || !Arc::ptr_eq(&state.current, silent) {
            return;
        }
        state.replaced.retain(|connections| connections.strong_count() > 0);
        if state.replaced.len() >= MAX_REPLACED {
            return;
        }
        let Some(client) = (self.make)() else { return };
        let old = std::mem::replace(&mut state.current, Connections::new(client));
        state.replaced.push(Arc::downgrade(&old));
        state.last = Some(Instant::now());
    }
}

impl<C> fmt::Debug for Pool<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use tokio::time::advance;

    use super::*;

    fn numbered() -> Pool<u32> {
        let next = AtomicU32::new(1);
        Pool::new(0, move || Some(next.fetch_add(1, SeqCst)))
    }

    #[tokio::test(start_paused = true)]
    async fn a_pool_is_replaced_at_most_once_in_3_seconds() {
        let pool = numbered();
        let first = pool.current();
        pool.replace(&first);
        let second = pool.current();
        assert_eq!(second.client, 1);
        advance(MIN_TIME - Duration::from_millis(1)).await;
        pool.replace(&second);
        assert_eq!(pool.current().client, 1);
        // Another call that ends on the old connections says nothing of the new ones.
        advance(MIN_TIME).await;
        pool.replace(&first);
        assert_eq!(pool.current().client, 1);
        pool.replace(&second);
        assert_eq!(pool.current().client, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn at_most_two_replaced_ones_are_in_use() {
        let pool = numbered();
        let mut in_use = Vec::new();
        for expected in [1, 2, 2] {
            in_use.push(pool.current());
            advance(MIN_TIME).await;
            pool.replace(&pool.current());
            assert_eq!(pool.current().client, expected);
        }
        in_use.remove(0);
        pool.replace(&pool.current());
        assert_eq!(pool.current().client, 3);
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_counted_from_the_begin_of_a_call() {
        let connections = numbered().current();
        advance(Duration::from_secs(1)).await;
        connections.hear();
        advance(Duration::from_secs(1)).await;
        let begun = Instant::now();
        assert!(connections.is_silent_since(begun));
        advance(Duration::from_secs(1)).await;
        connections.hear();
        assert!(!connections.is_silent_since(begun));
    }
}
