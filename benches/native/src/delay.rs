//! A proxy that holds every piece back for half a round trip.
//!
//! With threads and the system's sleep: a timer of whole milliseconds would add its own to each round trip.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// What was read and when; nothing at the end.
type Piece = (Instant, Option<Vec<u8>>);

/// Listens on a port that the system chooses, before `server`.
pub fn listen(server: SocketAddr, half: Duration) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A connection that fails is the client's to notice.
            let _ = join(client, server, half);
        }
    });
    Ok(address)
}

fn join(client: TcpStream, server: SocketAddr, half: Duration) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    // The handshake of TCP, too, costs a round trip; loopback gave it for nothing.
    one_way(client.try_clone()?, server.try_clone()?, half, half * 2);
    one_way(server, client, half, Duration::ZERO);
    Ok(())
}

fn one_way(from: TcpStream, to: TcpStream, half: Duration, first: Duration) {
    let (sender, receiver) = channel();
    thread::spawn(move || read(from, &sender));
    thread::spawn(move || write(&receiver, to, half, Instant::now() + half + first));
}

fn read(mut from: TcpStream, pieces: &Sender<Piece>) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let piece = match from.read(&mut buffer) {
            Ok(0) | Err(_) => None,
            Ok(length) => Some(buffer[..length].to_vec()),
        };
        let ended = piece.is_none();
        if pieces.send((Instant::now(), piece)).is_err() || ended {
            return;
        }
    }
}

fn write(pieces: &Receiver<Piece>, mut to: TcpStream, half: Duration, earliest: Instant) {
    for (arrived, piece) in pieces {
        thread::sleep((arrived + half).max(earliest).saturating_duration_since(Instant::now()));
        match piece {
            Some(piece) if to.write_all(&piece).is_ok() => {}
            _ => break,
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
