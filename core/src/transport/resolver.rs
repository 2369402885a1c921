//! The resolver of a client: it finds the addresses of the one name that the client connects to, and puts the address that
//! accepts a connection first. The HTTP library tries the addresses of a family one after another, and waits seconds for one
//! that does not answer.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{Shared, WeakShared};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use super::lookup::Lookups;

/// Pause before the next address is tried beside the others (RFC 8305 8).
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// How long an address that accepted a connection stays the first.
const MEMORY: Duration = Duration::from_secs(600);

type Race = Pin<Box<dyn Future<Output = Option<SocketAddr>> + Send>>;

/// The resolver of a client. Clones share what they know.
#[derive(Clone)]
pub(super) struct Resolver(Arc<Inner>);

struct Inner {
    lookups: Arc<Lookups>,
    /// Of the server, or of the proxy where there is one.
    port: u16,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The address that accepted a connection, and when.
    winner: Option<(SocketAddr, Instant)>,
    /// The race that is on, for all who wait for it. When nobody does any more, it ends.
    race: Option<WeakShared<Race>>,
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver").field("port", &self.0.port).finish_non_exhaustive()
    }
}

impl Resolver {
    pub(super) fn new(lookups: Arc<Lookups>, port: u16) -> Self {
        Self(Arc::new(Inner { lookups, port, known: Mutex::default() }))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn winner(&self) -> Option<SocketAddr> {
        self.known().winner.filter(|(_, won)| won.elapsed() < MEMORY).map(|(address, _)| address)
    }

    /// Records the address of a connection that was opened.
    pub(super) fn remember(&self, address: SocketAddr) {
        self.known().winner = Some((address, Instant::now()));
    }

    /// Drops the address that accepted a connection, since a connection could not be opened.
    pub(super) fn forget(&self) {
        self.known().winner = None;
    }

    /// The addresses of a name, with the port of the client, in the order in which they are to be tried.
    pub(super) async fn find(&self, name: &str) -> Result<Vec<SocketAddr>, Arc<str>> {
        let found = self.0.lookups.find(name).await?;
        let mut addresses = found.to_vec();
        addresses.iter_mut().for_each(|address| address.set_port(self.0.port));
        let first = match self.winner().filter(|winner| addresses.contains(winner)) {
            Some(winner) => Some(winner),
            None if has_choice(&addresses) => self.race(&addresses).await,
            None => None,
        };
        if let Some(at) = first.and_then(|first| addresses.iter().position(|address| *address == first))
            && let Some(before) = addresses.get_mut(..=at)
        {
            before.rotate_right(1);
        }
        Ok(addresses)
    }

    /// The address that accepts a connection first.
    async fn race(&self, addresses: &[SocketAddr]) -> Option<SocketAddr> {
        let race: Shared<Race> = {
            let mut known = self.known();
            known.race.as_ref().and_then(WeakShared::upgrade).unwrap_or_else(|| {
                let work: Race = Box::pin(first_to_accept(alternate(addresses)));
                let race = work.shared();
                known.race = race.downgrade();
                race
            })
        };
        let winner = race.await;
        if let Some(winner) = winner {
            self.remember(winner);
        }
        winner
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let found = resolver.find(name.as_str()).await.map_err(|error| error.to_string())?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether two addresses are of one family. One of each is raced by the HTTP library.
fn has_choice(addresses: &[SocketAddr]) -> bool {
    let of_four = addresses.iter().filter(|address| address.is_ipv4()).count();
    of_four > 1 || addresses.len().saturating_sub(of_four) > 1
}

/// The addresses, families by turns, beginning with that of the first (RFC 8305 4).
fn alternate(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let preferred = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let of = |family: bool| addresses.iter().copied().filter(move |address| address.is_ipv6() == family);
    let (mut firsts, mut others) = (of(preferred), of(!preferred));
    let mut ordered = Vec::with_capacity(addresses.len());
    while ordered.len() < addresses.len() {
        ordered.extend(firsts.next().into_iter().chain(others.next()));
    }
    ordered
}

/// Opens connections, each a pause after the one before or at once when that failed, until one is accepted. All are closed
/// unused.
async fn first_to_accept(addresses: Vec<SocketAddr>) -> Option<SocketAddr> {
    let mut left = addresses.into_iter();
    let mut connecting = FuturesUnordered::new();
    loop {
        let next = left.next();
        let is_last = next.is_none();
        connecting.extend(next.map(|address| async move { TcpStream::connect(address).await.map(|_| address) }));
        tokio::select! {
            ended = connecting.next() => match ended {
                Some(Ok(address)) => return Some(address),
                None if is_last => return None,
                _ => {}
            },
            () = sleep(NEXT_ADDRESS), if !is_last => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::net::{IpAddr, Ipv4Addr};

    use futures_util::future::join_all;
    use tokio::net::{TcpListener, TcpSocket};

    use super::*;

    /// Nobody is ever there: its address is refused.
    const REFUSED: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9)), 0);

    fn address(last: u8) -> SocketAddr {
        ([127, 0, 0, last], 0).into()
    }

    /// A port at which 127.0.0.2 does not answer, since its queue is full, and 127.0.0.1 does.
    struct Silent {
        port: u16,
        living: TcpListener,
        _silent: TcpListener,
        _queued: Vec<TcpStream>,
    }

    async fn silent() -> Silent {
        let living = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = living.local_addr().unwrap().port();
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(address(2).ip(), port)).unwrap();
        let silent = socket.listen(1).unwrap();
        let mut queued = Vec::new();
        // Until one is not accepted any more.
        while let Ok(Ok(stream)) =
            tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(silent.local_addr().unwrap())).await
        {
            queued.push(stream);
        }
        Silent { port, living, _silent: silent, _queued: queued }
    }

    fn resolver(lookup: fn(&str) -> io::Result<Vec<SocketAddr>>, port: u16) -> Resolver {
        Resolver::new(Arc::new(Lookups::new(lookup)), port)
    }

    fn ips(found: Result<Vec<SocketAddr>, Arc<str>>) -> Vec<u8> {
        found
            .unwrap()
            .iter()
            .map(|address| if let IpAddr::V4(ip) = address.ip() { ip.octets()[3] } else { 0 })
            .collect()
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_address_that_accepts_comes_first_and_is_remembered() {
        let Silent { port, living, _silent, _queued } = silent().await;
        let resolver = resolver(|_| Ok(vec![address(2), address(1)]), port);
        tokio::time::pause();
        let began = Instant::now();
        // Many at once share one race.
        let found = join_all((0..50).map(|_| resolver.find("two.example"))).await;
        assert!(found.into_iter().all(|found| ips(found) == [1, 2]));
        assert!(began.elapsed() < Duration::from_millis(700), "{:?}", began.elapsed());
        tokio::time::resume();
        let (mut race, _) = living.accept().await.unwrap();
        // Closed unused.
        assert_eq!(tokio::io::AsyncReadExt::read(&mut race, &mut [0]).await.unwrap(), 0);
        tokio::time::pause();
        let began = Instant::now();
        assert_eq!(ips(resolver.find("two.example").await), [1, 2]);
        assert_eq!(began.elapsed(), Duration::ZERO);
        // A connection could not be opened, or ten minutes have passed: there is another race.
        resolver.forget();
        assert_eq!(ips(resolver.find("two.example").await), [1, 2]);
        assert!(began.elapsed() >= NEXT_ADDRESS);
        tokio::time::advance(MEMORY).await;
        let began = Instant::now();
        assert_eq!(ips(resolver.find("two.example").await), [1, 2]);
        assert!(began.elapsed() >= NEXT_ADDRESS);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn addresses_that_refuse_are_passed_over_at_once() {
        let living = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = living.local_addr().unwrap().port();
        let with_refused = resolver(|_| Ok(vec![REFUSED, address(8), address(7), address(1)]), port);
        tokio::time::pause();
        let began = Instant::now();
        assert_eq!(ips(with_refused.find("four.example").await), [1, 9, 8, 7]);
        assert!(began.elapsed() < NEXT_ADDRESS);
        let refused = resolver(|_| Ok(vec![REFUSED, address(8)]), port);
        assert_eq!(ips(refused.find("none.example").await), [9, 8]);
    }

    #[tokio::test]
    async fn one_address_of_each_family_is_left_to_the_http_library_and_learned_from_it() {
        // It would win a race.
        let living = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = living.local_addr().unwrap().port();
        let one_of_each = resolver(|_| Ok(vec![([0, 0, 0, 0, 0, 0, 0, 1], 0).into(), address(1)]), port);
        assert_eq!(ips(one_of_each.find("localhost").await), [0, 1]);
        one_of_each.remember(SocketAddr::new(address(1).ip(), port));
        assert_eq!(ips(one_of_each.find("localhost").await), [1, 0]);
    }

    #[test]
    fn families_alternate() {
        let six = |last| SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, last], 0));
        let given = [six(1), six(2), six(3), address(1)];
        assert_eq!(alternate(&given), [six(1), address(1), six(2), six(3)]);
        assert_eq!(alternate(&[address(1), address(2), six(1)]), [address(1), six(1), address(2)]);
    }

    #[test]
    fn two_addresses_of_one_family_are_a_choice() {
        let six = |last| SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, last], 0));
        for (addresses, choice) in [
            (&[][..], false),
            (&[address(1)], false),
            (&[six(1)], false),
            (&[address(1), six(1)], false),
            (&[address(1), address(2)], true),
            (&[six(1), six(2)], true),
            (&[six(1), six(2), address(1)], true),
            (&[address(1), address(2), address(3), six(1)], true),
        ] {
            assert_eq!(has_choice(addresses), choice, "{addresses:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_is_remembered_for_ten_minutes_and_no_longer() {
        let resolver = resolver(|_| Ok(Vec::new()), 9);
        assert_eq!(resolver.winner(), None);
        resolver.remember(address(1));
        tokio::time::advance(MEMORY - Duration::from_millis(1)).await;
        assert_eq!(resolver.winner(), Some(address(1)));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(resolver.winner(), None);
    }
}
