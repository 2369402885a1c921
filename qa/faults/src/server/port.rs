//! The listening port, which can be closed, clogged and opened again without ever being given up.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 4096;
/// How long a connection that fills the queue may take. On loopback it is there at once, or never.
const FILL: Duration = Duration::from_millis(50);
/// More than any queue of length 1 holds.
const MOST_FILLERS: usize = 64;

/// The listening port.
#[derive(Debug)]
pub(super) struct Port {
    address: SocketAddr,
    /// Bound and never listening. It keeps the port while nobody listens: connecting to it is refused.
    _guard: Socket,
    state: Mutex<PortState>,
}

#[derive(Debug)]
enum PortState {
    Open(TcpListener),
    Closed,
    /// A listener that is never asked, and the connections that fill its queue.
    Full {
        _listener: Socket,
        _fillers: Vec<Socket>,
    },
}

impl Port {
    /// Takes a port, and opens it.
    pub(super) fn bind(address: SocketAddr) -> io::Result<Self> {
        let guard = socket(address)?;
        let address = guard.local_addr()?.as_socket().unwrap_or(address);
        let port = Self { address, _guard: guard, state: Mutex::new(PortState::Closed) };
        port.open()?;
        Ok(port)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    fn state(&self) -> MutexGuard<'_, PortState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens it. Answers whether it was not open before, so that somebody must accept.
    pub(super) fn open(&self) -> io::Result<bool> {
        let mut state = self.state();
        if matches!(*state, PortState::Open(_)) {
            return Ok(false);
        }
        *state = PortState::Closed;
        let listener = socket(self.address)?;
        listener.listen(BACKLOG)?;
        *state = PortState::Open(TcpListener::from_std(listener.into())?);
        Ok(true)
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(*self.state(), PortState::Open(_))
    }

    pub(super) fn close(&self) {
        *self.state() = PortState::Closed;
    }

    /// Listens with a short queue and fills it.
    pub(super) fn fill(&self) -> io::Result<()> {
        let mut state = self.state();
        *state = PortState::Closed;
        let listener = socket(self.address)?;
        listener.listen(1)?;
        let mut fillers = Vec::new();
        while fillers.len() < MOST_FILLERS {
            let filler = Socket::new(Domain::for_address(self.address), Type::STREAM, Some(Protocol::TCP))?;
            if filler.connect_timeout(&self.address.into(), FILL).is_err() {
                *state = PortState::Full { _listener: listener, _fillers: fillers };
                return Ok(());
            }
            fillers.push(filler);
        }
        Err(io::Error::other("the queue of the listener does not fill up"))
    }

    /// The next connection; `None` once the port is not open any more.
    pub(super) async fn accept(&self) -> Option<io::Result<TcpStream>> {
        poll_fn(|cx| match &*self.state() {
            PortState::Open(listener) => listener.poll_accept(cx).map(Some),
            _ => Poll::Ready(None),
        })
        .await
        .map(|accepted| accepted.map(|(stream, _)| stream))
    }
}

fn socket(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    Ok(socket)
}
