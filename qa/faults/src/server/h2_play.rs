//! How a fault is played on one HTTP/2 stream.

use std::future::poll_fn;
use std::time::Duration;

use bytes::Bytes;
use h2::SendStream;
use h2::server::SendResponse;
use tokio::time::{sleep, timeout};

use super::director::Play;
use super::link::After;
use super::play::bodies::with_body;
use super::recorder::RequestId;
use super::reply::Reply;
use super::request::Exchange;
use super::{SharedState, healthy, replies};

/// Most bytes in one DATA frame.
const FRAME: usize = 16 * 1024;

/// What the connection has to do for a stream.
pub(super) enum Ending {
    /// End itself. The stream stays open until then; dropped, it would be reset first.
    Connection(After, SendResponse<Bytes>),
    /// Reset the stream, once what it has sent has left.
    Stream(SendStream<Bytes>),
}

/// Answers a request, and says what is left to the connection.
pub(super) async fn play(
    shared: &SharedState,
    exchange: &Exchange,
    respond: SendResponse<Bytes>,
    id: RequestId,
    fault: Option<&Play>,
) -> Option<Ending> {
    let mut stream = Answer { shared, respond, id };
    let healthy = || healthy::answer(exchange);
    let Some(play) = fault else {
        stream.whole(&healthy()).await;
        return None;
    };
    let with = &play.with;
    sleep(with.time("latency_ms", 0.0)).await;
    if play.fault.name == "slow" {
        // The result says only whether the wait was ended.
        let _ = timeout(with.time("ms", 1000.0), shared.released()).await;
    }
    if let Some(reply) = replies::answer(shared, exchange, play) {
        stream.whole(&reply).await;
        return None;
    }
    let every = with.time("every_ms", if play.fault.name == "sliced" { 0.0 } else { 100.0 });
    let reply = with_body(healthy());
    match play.fault.name {
        "h2-cut" => return Some(Ending::Connection(After::named(with.text("how", "close")), stream.respond)),
        "truncated-body" => {
            let length = with.size("length", 100).to_string();
            let mut body = stream.head(&reply, &length)?;
            let sent = reply.body.iter().copied().chain(std::iter::repeat(b' ')).take(with.size("sent", 5));
            send(&mut body, sent.collect::<Vec<u8>>().into(), false).await?;
            return Some(Ending::Stream(body));
        }
        "lost-error" => {
            let reply = replies::lost_error(with);
            let mut body = stream.head(&reply, &reply.body.len().to_string())?;
            send(&mut body, reply.body.slice(..reply.body.len() / 2), false).await?;
            if with.text("how", "cut") == "cut" {
                return Some(Ending::Stream(body));
            }
            gone(&mut body).await;
        }
        "stall-body" => {
            let sent = with.size("sent", 0).min(reply.body.len().saturating_sub(1));
            let mut body = stream.head(&reply, &reply.body.len().to_string())?;
            send(&mut body, reply.body.slice(..sent), false).await?;
            gone(&mut body).await;
        }
        "slow-body" | "sliced" => {
            let mut body = stream.head(&reply, &reply.body.len().to_string())?;
            let piece = with.size("bytes", 1).max(1);
            for (index, bytes) in reply.body.chunks(piece).enumerate() {
                if index > 0 && !every.is_zero() && still_there(&mut body, every).await.is_none() {
                    return None;
                }
                send(&mut body, Bytes::copy_from_slice(bytes), (index + 1) * piece >= reply.body.len()).await?;
            }
        }
        "endless-body" => {
            let mut body = stream.head(&reply, "")?;
            send(&mut body, Bytes::from_static(b"{\"id\":\"endless "), false).await?;
            let piece = Bytes::from_static(&[b'x'; FRAME]);
            while send(&mut body, piece.clone(), false).await.is_some() {}
        }
        // A delete whose answer is lost takes the connection with it.
        "delete-lost" => return Some(Ending::Connection(After::Close, stream.respond)),
        // `silent`
        _ => {
            // The result says only why the stream ended.
            let _ = poll_fn(|cx| stream.respond.poll_reset(cx)).await;
        }
    }
    None
}

struct Answer<'a> {
    shared: &'a SharedState,
    respond: SendResponse<Bytes>,
    id: RequestId,
}

impl Answer<'_> {
    async fn whole(&mut self, reply: &Reply) {
        let length = if reply.status == 204 { String::new() } else { reply.body.len().to_string() };
        if let Some(mut body) = self.head(reply, &length) {
            send(&mut body, reply.body.clone(), true).await;
        }
    }

    /// Sends the head, with this `Content-Length` if it is not empty.
    fn head(&mut self, reply: &Reply, length: &str) -> Option<SendStream<Bytes>> {
        let mut head = http::Response::builder().status(reply.status);
        for (name, value) in &reply.headers {
            head = head.header(name.as_str(), value.as_slice());
        }
        if !length.is_empty() {
            head = head.header("content-length", length);
        }
        let head = head.body(()).ok()?;
        self.shared.recorder.answered(self.id, reply.status);
        self.respond.send_response(head, false).ok()
    }
}

/// Sends as the window allows. `None` once the peer wants no more.
async fn send(stream: &mut SendStream<Bytes>, mut bytes: Bytes, last: bool) -> Option<()> {
    while !bytes.is_empty() {
        stream.reserve_capacity(bytes.len().min(FRAME));
        let room = poll_fn(|cx| stream.poll_capacity(cx)).await?.ok()?;
        let piece = bytes.split_to(room.min(bytes.len()).min(FRAME));
        stream.send_data(piece, last && bytes.is_empty()).ok()?;
        if last && bytes.is_empty() {
            return Some(());
        }
    }
    if last { stream.send_data(Bytes::new(), true).ok() } else { Some(()) }
}

/// Waits until the peer has given the stream up.
async fn gone(stream: &mut SendStream<Bytes>) {
    // The result says only why.
    let _ = poll_fn(|cx| stream.poll_reset(cx)).await;
}

/// Waits so long. `None` if the peer gives the stream up.
async fn still_there(stream: &mut SendStream<Bytes>, time: Duration) -> Option<()> {
    timeout(time, gone(stream)).await.is_err().then_some(())
}
