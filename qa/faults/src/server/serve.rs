//! One connection, request after request.

use std::sync::Arc;

use tokio::net::TcpStream;

use super::director::Event;
use super::link::{After, Gone, Link};
use super::play::Turn;
use super::request::{Exchange, name_in, read_body, read_head};
use super::{SharedState, h2_serve, handshake, healthy, play};
use crate::plan::Transport;

/// Serves a connection until it ends.
pub(super) async fn connection(shared: Arc<SharedState>, tcp: TcpStream, id: usize) {
    // Without it small answers could wait for an acknowledgement; a socket that is gone does not matter.
    let _ = tcp.set_nodelay(true);
    let transport = shared.director.transport();
    let closing = Closing { shared: &shared, id };
    let Some((stream, max_streams)) = handshake::prepare(&shared, tcp, id, transport).await else { return };
    if transport == Transport::H2 {
        h2_serve::connection(&shared, stream, id, max_streams).await;
        return;
    }
    shared.recorder.protocol(id, "http/1.1");
    let mut link = Link::new(stream, id, shared.recorder.clone());
    if let Ok(after) = requests(&shared, &mut link).await {
        link.end(after).await;
    }
    drop(closing);
}

/// Writes that the server ended the connection, should nothing else have been seen, even where its task is aborted.
struct Closing<'a> {
    shared: &'a SharedState,
    id: usize,
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.shared.recorder.closed_by_server(self.id);
    }
}

async fn requests(shared: &SharedState, link: &mut Link) -> Result<After, Gone> {
    let mut nth = 0;
    loop {
        let Some(head) = read_head(link).await? else { return Ok(After::Fin) };
        nth += 1;
        let event = Event::Request { nth, method: &head.method, h2: false };
        let fault = shared.director.play(event);
        let name = fault.as_ref().map_or("healthy", |fault| fault.fault.name);
        let id = shared.recorder.head(head.entry(link.id, name));
        if let Some(fault) = &fault
            && let Some(after) = play::upload(link, &head, id, fault).await?
        {
            return Ok(after);
        }
        let Some(body) = read_body(link, head.framing, id, None).await? else { return Ok(After::Close) };
        let name = name_in(&body);
        shared.recorder.complete(id, name.clone());
        let last = head.last();
        let exchange = Exchange { method: head.method, target: head.target, headers: head.headers, name, body };
        let mut turn = Turn { shared, link: &mut *link, exchange: &exchange, id };
        let after = match &fault {
            Some(fault) => play::play(&mut turn, fault).await?,
            None => turn.answer(&healthy::answer(&exchange)).await?,
        };
        if after != After::Keep || last {
            return Ok(if after == After::Keep { After::Fin } else { after });
        }
    }
}
