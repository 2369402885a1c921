//! Broken and endless heads of answers.

use super::Turn;
use crate::server::director::Play;
use crate::server::link::{After, Gone};

pub(super) async fn play(turn: &mut Turn<'_>, play: &Play) -> Result<After, Gone> {
    let with = &play.with;
    let healthy = turn.healthy();
    let status = healthy.status;
    let open = healthy.open_head();
    let body = &healthy.body;
    let whole = |extra: &[u8]| [open.as_slice(), extra, b"\r\n", body].concat();
    let length = format!("content-length: {}\r\n", body.len());
    let bytes = match play.fault.name {
        "slow-head" => {
            turn.trickle(&healthy.head(), 1, with.time("every_ms", 100.0)).await?;
            turn.send(status, body).await?;
            return Ok(After::Keep);
        }
        "huge-header" => {
            let filler = "x".repeat(with.size("bytes", 1 << 20));
            whole(format!("{length}x-filler: {filler}\r\n").as_bytes())
        }
        "many-headers" => {
            let many: String = (0..with.size("count", 500)).map(|n| format!("x-filler-{n}: {n}\r\n")).collect();
            whole(format!("{length}{many}").as_bytes())
        }
        "endless-headers" => {
            turn.link.send(&open).await?;
            let line = format!("x-filler: {}\r\n", "x".repeat(1000));
            loop {
                turn.link.send(&line).await?;
            }
        }
        "two-lengths" => whole(format!("{length}content-length: {}\r\n", body.len() + 1).as_bytes()),
        "negative-length" => whole(b"content-length: -1\r\n"),
        "obs-fold" => whole(format!("{length}x-folded: one\r\n two\r\n").as_bytes()),
        "switching-protocols" => {
            b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n".to_vec()
        }
        _ => {
            let line = format!("HTTP/1.1 {} Odd\r\ncontent-length: 0\r\n\r\n", with.text("code", "000"));
            turn.link.send(line).await?;
            return Ok(After::Fin);
        }
    };
    let status = if play.fault.name == "switching-protocols" { 101 } else { status };
    turn.send(status, bytes).await?;
    Ok(After::Fin)
}
