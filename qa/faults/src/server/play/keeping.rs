//! Healthy answers on connections that do not stay, or do not stay clean.

use bytes::Bytes;

use super::Turn;
use crate::server::director::Play;
use crate::server::link::{After, Gone};

/// An answer nobody asked for, which a client that trusts the connection takes for that to its next request.
const FORGED: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 33\r\n\r\n{\"id\":\"forged\",\"name\":\"forged\"}  \n";
const TIMED_OUT: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

pub(super) async fn play(turn: &mut Turn<'_>, play: &Play) -> Result<After, Gone> {
    let with = &play.with;
    let how = After::named(with.text("how", "close"));
    let healthy = turn.healthy();
    match play.fault.name {
        "connection-close" => {
            turn.answer(&healthy.with("connection", "close")).await?;
            Ok(After::Fin)
        }
        "slow-close" => {
            turn.answer(&healthy.with("connection", "close")).await?;
            turn.link.pause(with.time("ms", 1000.0)).await?;
            Ok(After::Fin)
        }
        "close-idle" => {
            turn.answer(&healthy).await?;
            let idle = with.time("idle_ms", 200.0);
            if !turn.link.inbox.is_empty() {
                return Ok(After::Keep);
            }
            match tokio::time::timeout(idle, turn.link.fill()).await {
                Ok(more) => more.map(|_| After::Keep),
                Err(_) => Ok(how),
            }
        }
        "close-at-reuse" => {
            turn.answer(&healthy).await?;
            turn.link.pause(with.time("max_ms", 2.0).mul_f64(play.chance)).await?;
            Ok(how)
        }
        "unsolicited-408" => {
            turn.answer(&healthy).await?;
            turn.link.pause(with.time("idle_ms", 20.0)).await?;
            turn.link.send(TIMED_OUT).await?;
            Ok(if with.flag("close", true) { After::Fin } else { After::Keep })
        }
        _ => {
            let mut bytes = healthy.bytes();
            bytes.extend_from_slice(&with.body().unwrap_or(Bytes::from_static(FORGED)));
            turn.send(healthy.status, bytes).await?;
            Ok(After::Keep)
        }
    }
}
