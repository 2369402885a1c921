//! The fault server: plays a [`Plan`](crate::plan::Plan) to any client and keeps a [`Ledger`](crate::ledger::Ledger).

mod catalog;
mod certificates;
mod compressed;
pub mod control;
mod director;
mod echo;
mod errors;
mod h2_play;
mod h2_serve;
mod handshake;
mod healthy;
mod json_cases;
mod link;
mod params;
mod play;
mod port;
mod proxy;
mod recorder;
mod replies;
mod reply;
mod request;
mod serve;
mod stream;

use std::collections::HashSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

pub use catalog::{FAULTS, FaultInfo, GENERAL, Kind, Level, Param, find};

use crate::ledger::Ledger;
use crate::plan::{Plan, Transport};
use certificates::Certificates;
use director::Director;
use params::Params;
use port::Port;
use recorder::Recorder;

/// How long accepting pauses when there is no file descriptor left for a connection.
const OUT_OF_FILES: Duration = Duration::from_millis(10);

/// A server that plays faults. It ends when it is closed or dropped.
#[derive(Debug)]
pub struct FaultServer {
    shared: Arc<SharedState>,
    port: Arc<Port>,
    proxy: SocketAddr,
    tasks: Arc<Tasks>,
}

/// What connections share.
#[derive(Debug)]
struct SharedState {
    recorder: Arc<Recorder>,
    director: Director,
    certificates: Certificates,
    /// Targets of a DELETE that was done.
    deleted: Mutex<HashSet<String>>,
    /// Whether answers that are kept back are given now.
    released: watch::Sender<bool>,
}

impl SharedState {
    /// Whether the target was there until now.
    fn delete(&self, target: &str) -> bool {
        self.deleted.lock().unwrap_or_else(PoisonError::into_inner).insert(target.to_owned())
    }

    /// Waits until [`FaultServer::release`].
    async fn released(&self) {
        // The sender lives as long as the state.
        let _ = self.released.subscribe().wait_for(|released| *released).await;
    }
}

/// What runs for a server.
#[derive(Debug)]
struct Tasks {
    runtime: Handle,
    connections: Mutex<JoinSet<()>>,
    proxy: AbortHandle,
    accepting: Mutex<Option<AbortHandle>>,
    /// Opens the port again after a while.
    opening: Mutex<Option<AbortHandle>>,
}

/// Starts a server on a free port of 127.0.0.1.
///
/// # Errors
/// The plan is wrong (unknown fault or parameter), or the system refuses.
pub async fn start(plan: Plan) -> io::Result<FaultServer> {
    start_at(plan, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
}

/// Starts a server at this address.
///
/// # Errors
/// As [`start`]; also where the address is taken.
pub async fn start_at(plan: Plan, address: SocketAddr) -> io::Result<FaultServer> {
    let shared = Arc::new(SharedState {
        recorder: Arc::new(Recorder::new()),
        director: Director::new(&Plan::default())?,
        certificates: Certificates::new()?,
        deleted: Mutex::default(),
        released: watch::Sender::new(false),
    });
    let port = Arc::new(Port::bind(address)?);
    let proxy = TcpListener::bind((address.ip(), 0)).await?;
    let proxy_address = proxy.local_addr()?;
    let tasks = Arc::new(Tasks {
        runtime: Handle::current(),
        connections: Mutex::default(),
        proxy: tokio::spawn(proxy::serve(Arc::clone(&shared), proxy)).abort_handle(),
        accepting: Mutex::default(),
        opening: Mutex::default(),
    });
    let server = FaultServer { shared, port, proxy: proxy_address, tasks };
    server.accept();
    server.set(plan)?;
    Ok(server)
}

impl FaultServer {
    /// Where clients connect. `https` where the plan is over TLS or HTTP/2.
    pub fn base_url(&self) -> String {
        let scheme = if self.shared.director.transport() == Transport::Plain { "http" } else { "https" };
        format!("{scheme}://{}", self.port.address())
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.port.address()
    }

    /// Its proxy, which is healthy unless a `proxy-…` fault is played.
    pub fn proxy_url(&self) -> String {
        format!("http://{}", self.proxy)
    }

    /// The certificate of its authority, in PEM.
    pub fn ca_pem(&self) -> &str {
        &self.shared.certificates.authority
    }

    /// What it received so far.
    pub fn ledger(&self) -> Ledger {
        self.shared.recorder.ledger()
    }

    /// Drops requests, and connections that have ended.
    pub fn clear_ledger(&self) {
        self.shared.recorder.clear();
    }

    /// Waits until the ledger is as wanted. Answers whether it became so in time.
    pub async fn wait(&self, wanted: impl Fn(&Ledger) -> bool, limit: Duration) -> bool {
        self.shared.recorder.wait(wanted, limit).await
    }

    /// Answers what `slow` keeps back, until the next plan.
    pub fn release(&self) {
        self.shared.released.send_replace(true);
    }

    /// Plays another plan from now on. Connections stay; a fault that is being played on one goes on.
    ///
    /// # Errors
    /// The plan is wrong (unknown fault or parameter), and the old one stays; or the port cannot be opened.
    pub fn set(&self, plan: Plan) -> io::Result<()> {
        let _runtime = self.tasks.runtime.enter();
        let (fault, with) = self.shared.director.set(&plan)?;
        self.shared.deleted.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.shared.released.send_replace(false);
        abort(&mut lock(&self.tasks.opening));
        match fault.name {
            "port-closed" => {
                self.port.close();
                if with.flag("cut", true) {
                    self.tasks.cut_connections();
                }
                self.open_after(&with);
            }
            "backlog-full" => {
                self.port.fill()?;
                self.open_after(&with);
            }
            _ => reopen(&self.shared, &self.port, &self.tasks)?,
        }
        Ok(())
    }

    fn open_after(&self, with: &Params) {
        let Some(time) = with.optional_time("for_ms") else { return };
        let (shared, port, tasks) = (Arc::clone(&self.shared), Arc::clone(&self.port), Arc::downgrade(&self.tasks));
        let opening = tokio::spawn(async move {
            tokio::time::sleep(time).await;
            // A server that is closed meanwhile stays closed.
            if let Some(tasks) = tasks.upgrade() {
                let _ = reopen(&shared, &port, &tasks);
            }
        });
        *lock(&self.tasks.opening) = Some(opening.abort_handle());
    }

    /// Accepts connections on the port, which is open.
    fn accept(&self) {
        self.tasks.accept(&self.shared, &self.port);
    }

    /// Ends it: the port, the proxy and every connection.
    pub fn close(self) {}
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.port.close();
        self.tasks.proxy.abort();
        abort(&mut lock(&self.tasks.opening));
        abort(&mut lock(&self.tasks.accepting));
        self.tasks.cut_connections();
    }
}

fn reopen(shared: &Arc<SharedState>, port: &Arc<Port>, tasks: &Arc<Tasks>) -> io::Result<()> {
    if port.open()? {
        tasks.accept(shared, port);
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn abort(task: &mut Option<AbortHandle>) {
    if let Some(task) = task.take() {
        task.abort();
    }
}

impl Tasks {
    fn accept(self: &Arc<Self>, shared: &Arc<SharedState>, port: &Arc<Port>) {
        let (shared, port, tasks) = (Arc::clone(shared), Arc::clone(port), Arc::downgrade(self));
        let accepting = self.runtime.spawn(async move {
            while let Some(accepted) = port.accept().await {
                let (Ok(tcp), Some(tasks)) = (accepted, tasks.upgrade()) else {
                    tokio::time::sleep(OUT_OF_FILES).await;
                    continue;
                };
                let id = shared.recorder.accepted();
                let mut connections = lock(&tasks.connections);
                // Closed between the accepting and here: whoever closed it does not see this one.
                if !port.is_open() {
                    shared.recorder.closed_by_server(id);
                    return;
                }
                while connections.try_join_next().is_some() {}
                connections.spawn_on(serve::connection(Arc::clone(&shared), tcp, id), &tasks.runtime);
            }
        });
        let mut task = lock(&self.accepting);
        abort(&mut task);
        *task = Some(accepting.abort_handle());
    }

    fn cut_connections(&self) {
        // Dropping the set aborts all of it.
        drop(std::mem::take(&mut *lock(&self.connections)));
    }
}
