//! Faults while a request is sent, and before its answer begins.

use std::time::Duration;

use super::Turn;
use crate::server::director::Play;
use crate::server::link::{After, Gone, Link};
use crate::server::recorder::RequestId;
use crate::server::reply::Reply;
use crate::server::request::{Head, name_in, read_body};

const HINT: &[u8] = b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n";

/// Plays a fault that does not read the body. `None` for every other.
pub(in crate::server) async fn upload(
    link: &mut Link,
    head: &Head,
    id: RequestId,
    play: &Play,
) -> Result<Option<After>, Gone> {
    let with = &play.with;
    match play.fault.name {
        "stop-reading" => {
            link.pause(with.time("latency_ms", 0.0)).await?;
            let limit = Some(with.number("after_bytes", 65_536));
            if let Some(body) = read_body(link, head.framing, id, limit).await? {
                link.recorder.complete(id, name_in(&body));
            }
            link.stop_reading(with.time("stall_ms", 10_000.0)).await?;
            Err(link.stall().await)
        }
        "refuse-upload" => {
            tokio::time::sleep(with.time("latency_ms", 0.0)).await;
            let reply = Reply::json(
                with.status("status", 413),
                &serde_json::json!({"error": {"code": 413, "message": "Payload Too Large"}}),
            );
            link.recorder.answered(id, reply.status);
            link.send_only(reply.with("connection", "close").bytes()).await?;
            Ok(Some(After::Close))
        }
        _ => Ok(None),
    }
}

/// 103s, and perhaps an answer.
pub(super) async fn hints(turn: &mut Turn<'_>, play: &Play) -> Result<After, Gone> {
    if play.fault.name == "early-hints" {
        turn.link.send(HINT.repeat(play.with.size("count", 100))).await?;
        let healthy = turn.healthy();
        return turn.answer(&healthy).await;
    }
    loop {
        turn.link.send(HINT).await?;
        turn.link.pause(play.with.time("every_ms", 10.0).max(Duration::from_millis(1))).await?;
    }
}
