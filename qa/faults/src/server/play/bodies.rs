//! Bodies that stop, stall or never end.

use super::Turn;
use crate::server::director::Play;
use crate::server::link::{After, Gone};
use crate::server::replies;
use crate::server::reply::Reply;

pub(super) async fn play(turn: &mut Turn<'_>, play: &Play) -> Result<After, Gone> {
    let with = &play.with;
    let healthy = with_body(turn.healthy());
    let status = healthy.status;
    let chunked = [&healthy.open_head(), b"transfer-encoding: chunked\r\n\r\n".as_slice()].concat();
    let every = with.time("every_ms", if play.fault.name == "sliced" { 0.0 } else { 100.0 });
    match play.fault.name {
        "truncated-body" => {
            let (length, sent) = (with.size("length", 100), with.size("sent", 5));
            let mut bytes = healthy.open_head();
            bytes.extend_from_slice(format!("content-length: {length}\r\n\r\n").as_bytes());
            bytes.extend(healthy.body.iter().chain(std::iter::repeat(&b' ')).take(sent));
            turn.send(status, bytes).await?;
            Ok(After::named(with.text("how", "fin")))
        }
        "lost-error" => {
            let reply = replies::lost_error(with);
            let half = reply.body.len() / 2;
            let bytes = [&reply.head(), reply.body.get(..half).unwrap_or_default()].concat();
            turn.send(reply.status, bytes).await?;
            if with.text("how", "cut") == "stall" { Err(turn.link.stall().await) } else { Ok(After::Fin) }
        }
        "truncated-chunked" => {
            let chunk = [b"1000\r\n", healthy.body.as_ref()].concat();
            turn.send(status, [chunked, chunk].concat()).await?;
            Ok(After::Fin)
        }
        "bad-chunk-size" => {
            turn.send(status, [chunked, b"zz\r\n{}\r\n0\r\n\r\n".to_vec()].concat()).await?;
            Ok(After::Fin)
        }
        "stall-body" => {
            let sent = with.size("sent", 0).min(healthy.body.len().saturating_sub(1));
            let bytes = [&healthy.head(), healthy.body.get(..sent).unwrap_or_default()].concat();
            turn.send(status, bytes).await?;
            Err(turn.link.stall().await)
        }
        "slow-body" => {
            turn.send(status, healthy.head()).await?;
            turn.trickle(&healthy.body, 1, every).await?;
            Ok(After::Keep)
        }
        "sliced" => {
            turn.shared.recorder.answered(turn.id, status);
            turn.trickle(&healthy.bytes(), with.size("bytes", 1), every).await?;
            Ok(After::Keep)
        }
        _ => {
            turn.send(status, chunked).await?;
            turn.link.send(b"f\r\n{\"id\":\"endless \r\n").await?;
            let chunk = [b"4000\r\n".as_slice(), &[b'x'; 0x4000], b"\r\n"].concat();
            loop {
                turn.link.send(&chunk).await?;
            }
        }
    }
}

/// Where the healthy answer has no body, one that has.
pub(in crate::server) fn with_body(healthy: Reply) -> Reply {
    if healthy.body.is_empty() { Reply::new(200, "application/json", "{\"deleted\": true}") } else { healthy }
}
