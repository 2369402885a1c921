//! Writes the ledger, and wakes who waits for it.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::ledger::{Connection, Ledger, Proxied, Request};

/// Number of a request, which outlives a cleared ledger.
pub(super) type RequestId = usize;

/// The ledger of a server, as it is written.
#[derive(Debug)]
pub(super) struct Recorder {
    started: Instant,
    records: Mutex<Records>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Records {
    ledger: Ledger,
    connections: usize,
    /// Requests that were cleared: the number of the first one kept.
    cleared: RequestId,
}

impl Recorder {
    pub(super) fn new() -> Self {
        Self { started: Instant::now(), records: Mutex::default(), changed: Notify::new() }
    }

    fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1000.0
    }

    fn write<T>(&self, entry: impl FnOnce(&mut Records) -> T) -> T {
        let result = entry(&mut self.records.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_waiters();
        result
    }

    fn connection(&self, id: usize, entry: impl FnOnce(&mut Connection)) {
        self.write(|records| {
            let found = records.ledger.connections.binary_search_by_key(&id, |connection| connection.id);
            if let Some(connection) = found.ok().and_then(|index| records.ledger.connections.get_mut(index)) {
                entry(connection);
            }
        });
    }

    fn request(&self, id: RequestId, entry: impl FnOnce(&mut Request)) {
        self.write(|records| {
            let index = id.checked_sub(records.cleared);
            if let Some(request) = index.and_then(|index| records.ledger.requests.get_mut(index)) {
                entry(request);
            }
        });
    }

    pub(super) fn accepted(&self) -> usize {
        let opened = self.now();
        self.write(|records| {
            let id = records.connections;
            records.connections += 1;
            records.ledger.connections.push(Connection { id, opened, ..Connection::default() });
            id
        })
    }

    pub(super) fn received(&self, id: usize, bytes: usize) {
        self.connection(id, |connection| connection.received += bytes as u64);
    }

    pub(super) fn protocol(&self, id: usize, protocol: &str) {
        self.connection(id, |connection| protocol.clone_into(&mut connection.protocol));
    }

    pub(super) fn tls_failed(&self, id: usize, why: &str) {
        self.connection(id, |connection| connection.tls_error = Some(why.to_owned()));
    }

    pub(super) fn closed_by_peer(&self, id: usize) {
        let now = self.now();
        self.connection(id, |connection| {
            connection.closed_by_peer.get_or_insert(now);
        });
    }

    /// Does nothing where the peer was first.
    pub(super) fn closed_by_server(&self, id: usize) {
        let now = self.now();
        self.connection(id, |connection| {
            if connection.closed_by_peer.is_none() {
                connection.closed_by_server.get_or_insert(now);
            }
        });
    }

    pub(super) fn head(&self, request: Request) -> RequestId {
        let at = self.now();
        self.write(|records| {
            records.ledger.requests.push(Request { at, ..request });
            records.cleared + records.ledger.requests.len() - 1
        })
    }

    pub(super) fn body(&self, id: RequestId, bytes: usize) {
        self.request(id, |request| request.body_bytes += bytes as u64);
    }

    pub(super) fn complete(&self, id: RequestId, name: Option<String>) {
        self.request(id, |request| {
            request.name = name;
            request.complete = true;
            request.processed = true;
        });
    }

    pub(super) fn answered(&self, id: RequestId, status: u16) {
        self.request(id, |request| {
            request.answered = Some(status);
            request.processed &= !(300..500).contains(&status);
        });
    }

    pub(super) fn proxied(&self, method: &str, target: &str, authorized: bool, answered: u16) {
        let entry =
            Proxied { at: self.now(), method: method.to_owned(), target: target.to_owned(), authorized, answered };
        self.write(|records| records.ledger.proxied.push(entry));
    }

    pub(super) fn ledger(&self) -> Ledger {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).ledger.clone()
    }

    /// Drops everything but the connections that are open.
    pub(super) fn clear(&self) {
        self.write(|records| {
            records.cleared += records.ledger.requests.len();
            records.ledger.requests.clear();
            records.ledger.proxied.clear();
            records
                .ledger
                .connections
                .retain(|connection| connection.closed_by_peer.is_none() && connection.closed_by_server.is_none());
        });
    }

    pub(super) async fn wait(&self, wanted: impl Fn(&Ledger) -> bool, limit: Duration) -> bool {
        let reached = async {
            loop {
                let mut changed = std::pin::pin!(self.changed.notified());
                // Registered before the look, so that no change in between is missed.
                changed.as_mut().enable();
                if wanted(&self.records.lock().unwrap_or_else(PoisonError::into_inner).ledger) {
                    return;
                }
                changed.await;
            }
        };
        tokio::time::timeout(limit, reached).await.is_ok()
    }
}
