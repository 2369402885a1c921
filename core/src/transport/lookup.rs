//! Looks names up on threads of its own: those of the runtime serve files and callbacks, which must not wait behind a name
//! server that does not answer. A lookup cannot be cancelled, so a name has one at a time, and all who ask for it share it.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;
use tokio::sync::watch;

/// Most lookups at a time, each on a thread. Further ones wait.
const MAX_LOOKUPS: usize = 32;

/// What a lookup found, or the text of its error.
pub(super) type Found = Result<Arc<[SocketAddr]>, Arc<str>>;

/// Looks up one name; blocks.
type Blocking = fn(&str) -> io::Result<Vec<SocketAddr>>;

/// Runs lookups on a thread of its own.
type Spawn = fn(Arc<Lookups>) -> io::Result<()>;

type Job = Arc<watch::Sender<Option<Found>>>;

/// The lookups of one process.
pub(super) struct Lookups {
    process: u32,
    blocking: Blocking,
    spawn: Spawn,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    threads: usize,
    queue: VecDeque<Arc<str>>,
    /// Queued and running ones.
    jobs: HashMap<Arc<str>, Job>,
}

static LOOKUPS: ArcSwapOption<Lookups> = ArcSwapOption::const_empty();

fn system(name: &str) -> io::Result<Vec<SocketAddr>> {
    Ok((name, 0).to_socket_addrs()?.collect())
}

fn spawn(lookups: Arc<Lookups>) -> io::Result<()> {
    std::thread::Builder::new().name("geai-lookup".to_owned()).spawn(move || lookups.work()).map(drop)
}

impl Lookups {
    /// Those of this process. A forked child has none of its parent's threads.
    pub(super) fn of_process() -> Arc<Self> {
        let process = std::process::id();
        loop {
            let current = LOOKUPS.load_full();
            if let Some(lookups) = current.as_ref().filter(|lookups| lookups.process == process) {
                return lookups.clone();
            }
            LOOKUPS.compare_and_swap(&current, Some(Arc::new(Self::new(system))));
        }
    }

    pub(super) fn new(blocking: Blocking) -> Self {
        Self { process: std::process::id(), blocking, spawn, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The addresses of a name, without a port.
    pub(super) async fn find(self: &Arc<Self>, name: &str) -> Found {
        let mut result = self.subscribe(name)?;
        let found = result.wait_for(Option::is_some).await;
        found.ok().and_then(|found| found.clone()).unwrap_or_else(|| Err("the lookup was given up".into()))
    }

    fn subscribe(self: &Arc<Self>, name: &str) -> Result<watch::Receiver<Option<Found>>, Arc<str>> {
        let mut state = self.state();
        if let Some(job) = state.jobs.get(name) {
            return Ok(job.subscribe());
        }
        let name = Arc::<str>::from(name);
        let (job, result) = watch::channel(None);
        state.jobs.insert(name.clone(), Arc::new(job));
        state.queue.push_back(name.clone());
        if state.threads < MAX_LOOKUPS {
            match (self.spawn)(self.clone()) {
                Ok(()) => state.threads = state.threads.saturating_add(1),
                // A thread that is there takes the job.
                Err(_) if state.threads > 0 => {}
                Err(error) => {
                    state.jobs.remove(&name);
                    state.queue.retain(|queued| *queued != name);
                    return Err(format!("no thread for the lookup: {error}").into());
                }
            }
        }
        Ok(result)
    }

    /// Runs lookups until none is queued.
    fn work(&self) {
        while let Some((name, job)) = self.next_job() {
            let found = (self.blocking)(&name).map(Arc::from).map_err(|error| Arc::from(error.to_string()));
            self.state().jobs.remove(&name);
            job.send_replace(Some(found));
        }
    }

    fn next_job(&self) -> Option<(Arc<str>, Job)> {
        let mut state = self.state();
        while let Some(name) = state.queue.pop_front() {
            match state.jobs.get(&name).cloned() {
                Some(job) if job.receiver_count() > 0 => return Some((name, job)),
                // All who asked have given up.
                _ => state.jobs.remove(&name),
            };
        }
        state.threads = state.threads.saturating_sub(1);
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::Condvar;
    use std::task::Poll;

    use futures_util::future::join_all;

    use super::*;

    /// Lookups that hang until they are released, and what was looked up.
    #[derive(Default)]
    struct HangingLookups {
        let_go: bool,
        asked: Vec<String>,
        threads: HashSet<std::thread::ThreadId>,
    }

    static HANGING: (Mutex<Option<HangingLookups>>, Condvar) = (Mutex::new(None), Condvar::new());
    /// The record is one, so its tests take turns.
    static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

    fn record<T>(with: impl FnOnce(&mut HangingLookups) -> T) -> T {
        let result = with(HANGING.0.lock().unwrap().get_or_insert_default());
        HANGING.1.notify_all();
        result
    }

    fn hanging(name: &str) -> io::Result<Vec<SocketAddr>> {
        record(|record| {
            record.asked.push(name.to_owned());
            record.threads.insert(std::thread::current().id());
        });
        let hangs = |record: &mut Option<HangingLookups>| {
            name.starts_with("hung") && !record.as_ref().is_some_and(|record| record.let_go)
        };
        drop(HANGING.1.wait_while(HANGING.0.lock().unwrap(), hangs).unwrap());
        Ok(vec![([127, 0, 0, 1], 0).into()])
    }

    /// Waits until so many lookups have begun.
    fn begun(count: usize) {
        drop(HANGING.1.wait_while(HANGING.0.lock().unwrap(), |record| {
            record.as_ref().is_none_or(|record| record.asked.len() < count)
        }));
    }

    #[test]
    fn calls_that_wait_for_one_name_share_one_lookup() {
        let runtime = tokio::runtime::Builder::new_multi_thread().max_blocking_threads(1).build().unwrap();
        runtime.block_on(async {
            let _turn = TURN.lock().await;
            record(|record| *record = HangingLookups::default());
            let lookups = Arc::new(Lookups::new(hanging));
            let mut waiting = pin!(join_all((0..600).map(|_| lookups.find("hung.example"))));
            // All have asked before the lookup is released: one that asks behind its end begins another.
            poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_pending())).await;
            begun(1);
            // The only thread for files and callbacks is free, and so is another name.
            tokio::task::spawn_blocking(|| ()).await.unwrap();
            assert!(lookups.find("healthy.example").await.is_ok());
            record(|record| record.let_go = true);
            assert!(waiting.await.iter().all(Result::is_ok));
            assert_eq!(record(|record| record.asked.clone()), ["hung.example", "healthy.example"]);
        });
    }

    #[tokio::test]
    async fn lookups_are_bounded_and_those_that_nobody_waits_for_are_left_out() {
        let _turn = TURN.lock().await;
        record(|record| *record = HangingLookups::default());
        let lookups = Arc::new(Lookups::new(hanging));
        let names: Vec<_> = (0..MAX_LOOKUPS + 10).map(|number| format!("hung{number}.example")).collect();
        let mut waiting = pin!(join_all(names.iter().map(|name| lookups.find(name))));
        poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_pending())).await;
        {
            let mut given_up = pin!(lookups.find("hung and given up.example"));
            poll_fn(|context| Poll::Ready(given_up.as_mut().poll(context).is_pending())).await;
        }
        assert_eq!(lookups.state().threads, MAX_LOOKUPS);
        begun(MAX_LOOKUPS);
        assert_eq!(record(|record| record.asked.len()), MAX_LOOKUPS);
        record(|record| record.let_go = true);
        assert!(waiting.await.iter().all(Result::is_ok));
        let (asked, threads) = record(|record| (record.asked.clone(), record.threads.len()));
        assert_eq!((asked.len(), threads), (names.len(), MAX_LOOKUPS));
        assert!(!asked.iter().any(|name| name.contains("given up")));
        assert!(lookups.find("healthy.example").await.is_ok());
    }

    #[tokio::test]
    async fn where_no_thread_is_left_the_one_that_is_there_takes_the_lookup() {
        static REFUSING: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(true);
        fn refusing(lookups: Arc<Lookups>) -> io::Result<()> {
            if REFUSING.load(std::sync::atomic::Ordering::SeqCst) {
                Err(io::ErrorKind::WouldBlock.into())
            } else {
                spawn(lookups)
            }
        }
        let _turn = TURN.lock().await;
        record(|record| *record = HangingLookups::default());
        let lookups = Arc::new(Lookups { spawn: refusing, ..Lookups::new(hanging) });
        let refused = lookups.find("healthy.example").await.unwrap_err();
        assert!(refused.starts_with("no thread for the lookup: "), "{refused}");
        {
            let state = lookups.state();
            assert!(state.jobs.is_empty() && state.queue.is_empty() && state.threads == 0);
        }
        REFUSING.store(false, std::sync::atomic::Ordering::SeqCst);
        let mut hung = pin!(lookups.find("hung.example"));
        poll_fn(|context| Poll::Ready(hung.as_mut().poll(context).is_pending())).await;
        begun(1);
        REFUSING.store(true, std::sync::atomic::Ordering::SeqCst);
        let mut queued = pin!(lookups.find("healthy.example"));
        assert!(poll_fn(|context| Poll::Ready(queued.as_mut().poll(context).is_pending())).await);
        record(|record| record.let_go = true);
        assert!(hung.await.is_ok() && queued.await.is_ok());
    }

    #[test]
    fn a_process_has_its_lookups_once() {
        assert!(Arc::ptr_eq(&Lookups::of_process(), &Lookups::of_process()));
    }

    #[test]
    fn the_system_knows_this_machine() {
        let found = system("localhost").unwrap();
        assert!(!found.is_empty() && found.iter().all(|address| address.ip().is_loopback() && address.port() == 0));
    }
}
