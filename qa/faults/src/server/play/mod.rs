//! How each fault is played on an HTTP/1.1 connection.

pub(super) mod bodies;
mod heads;
mod keeping;
mod uploads;

use std::time::Duration;

use bytes::Bytes;

use super::director::Play;
use super::link::{After, Gone, Link};
use super::params::Params;
use super::recorder::RequestId;
use super::reply::Reply;
use super::request::Exchange;
use super::{SharedState, healthy, replies};

pub(super) use uploads::upload;

/// A whole request that is to be answered.
pub(super) struct Turn<'a> {
    pub(super) shared: &'a SharedState,
    pub(super) link: &'a mut Link,
    pub(super) exchange: &'a Exchange,
    pub(super) id: RequestId,
}

impl Turn<'_> {
    /// Sends a whole answer.
    pub(super) async fn answer(&mut self, reply: &Reply) -> Result<After, Gone> {
        self.send(reply.status, reply.bytes()).await?;
        Ok(After::Keep)
    }

    /// Sends the first bytes of an answer. The ledger knows it before the peer does.
    async fn send(&mut self, status: u16, bytes: impl AsRef<[u8]>) -> Result<(), Gone> {
        self.shared.recorder.answered(self.id, status);
        self.link.send(bytes).await
    }

    /// Sends one piece after the other, with a wait in between.
    async fn trickle(&mut self, bytes: &[u8], piece: usize, every: Duration) -> Result<(), Gone> {
        for (index, piece) in bytes.chunks(piece.max(1)).enumerate() {
            if index > 0 {
                self.link.pause(every).await?;
            }
            self.link.send(piece).await?;
        }
        Ok(())
    }

    fn healthy(&self) -> Reply {
        healthy::answer(self.exchange)
    }
}

/// Plays a fault on a request that was read.
pub(super) async fn play(turn: &mut Turn<'_>, play: &Play) -> Result<After, Gone> {
    let with = &play.with;
    turn.link.pause(with.time("latency_ms", 0.0)).await?;
    if play.fault.name == "slow" {
        tokio::select! {
            paused = turn.link.pause(with.time("ms", 1000.0)) => paused?,
            () = turn.shared.released() => {}
        }
    }
    if let Some(reply) = replies::answer(turn.shared, turn.exchange, play) {
        return turn.answer(&reply).await;
    }
    match play.fault.name {
        "connection-close" | "slow-close" | "close-idle" | "close-at-reuse" | "unsolicited-408" | "extra-bytes" => {
            keeping::play(turn, play).await
        }
        "early-hints" | "endless-hints" => uploads::hints(turn, play).await,
        "fin" | "delete-lost" => Ok(After::Fin),
        "rst" => Ok(After::Reset),
        "silent" => Err(turn.link.stall().await),
        "garbage" => {
            turn.link.send(garbage(with)).await?;
            Ok(After::Fin)
        }
        "lost-error" | "truncated-body" | "truncated-chunked" | "bad-chunk-size" | "stall-body" | "slow-body"
        | "endless-body" | "sliced" => bodies::play(turn, play).await,
        _ => heads::play(turn, play).await,
    }
}

/// Bytes that are not HTTP.
pub(super) fn garbage(with: &Params) -> Bytes {
    let kind = || match with.text("kind", "ssh") {
        "tls-alert" => Bytes::from_static(&[0x15, 3, 3, 0, 2, 2, 40]),
        "html" => Bytes::from_static(b"<html><body>Not here</body></html>\r\n"),
        _ => Bytes::from_static(b"SSH-2.0-OpenSSH_9.6\r\n"),
    };
    with.body().unwrap_or_else(kind)
}
