//! Faults that are one whole answer, in HTTP/1.1 and HTTP/2 alike.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::director::Play;
use super::params::Params;
use super::play::bodies::with_body;
use super::reply::Reply;
use super::request::{Exchange, header};
use super::{SharedState, compressed, echo, errors, healthy, json_cases};

const SIGN_IN: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>";

/// The answer of a fault that is one; `None` for the others.
pub(super) fn answer(shared: &SharedState, exchange: &Exchange, play: &Play) -> Option<Reply> {
    let with = &play.with;
    let healthy = || healthy::answer(exchange);
    let reply = match play.fault.name {
        "healthy" | "slow" => healthy(),
        "bad-request-id" => healthy().with("x-request-id", *b"id-\xff\xfe-end"),
        "gzip-bomb" => {
            let bomb = compressed::bomb(with.size("bytes", 1 << 30));
            Reply::new(200, "application/json", bomb).with("content-encoding", "gzip")
        }
        "corrupt-gzip" => encoded(healthy(), "gzip", compressed::corrupt),
        "brotli" => encoded(healthy(), "br", compressed::brotli),
        "coded" => {
            let healthy = with_body(healthy());
            let (body, encoding, content_type) = compressed::coded(with.text("how", "gzip"), &healthy.body);
            let reply = Reply::new(healthy.status, content_type, body);
            match encoding {
                Some(encoding) => reply.with("content-encoding", encoding),
                None => reply,
            }
        }
        "no-content" => Reply::empty(204),
        "empty-body" => Reply::new(200, "application/json", ""),
        "html-page" => Reply::new(200, "text/html; charset=utf-8", SIGN_IN),
        "answer" => given(with),
        "echo" => echo::answer(exchange, with),
        "json" => json_cases::spoil(healthy(), with),
        "status" => match status(play) {
            status @ ..300 if with.body().is_none() && with.any("shape").is_none() => Reply { status, ..healthy() },
            status => with_headers(errors::answer(status, with, "E-01"), with),
        },
        "until-token" => {
            let wanted = format!("Bearer {}", with.text("token", ""));
            match header(&exchange.headers, "authorization") {
                Some(given) if given == wanted => healthy(),
                _ => errors::answer(401, with, "E-01"),
            }
        }
        "redirect" => {
            let to = format!("{}{}", with.text("to", "http://127.0.0.1:9").trim_end_matches('/'), exchange.target);
            Reply::empty(with.status("status", 302)).with("location", to)
        }
        "delete-lost" if exchange.method != "DELETE" => healthy(),
        "delete-lost" if !shared.delete(&exchange.target) => errors::answer(404, with, "E-01"),
        "huge-error" => {
            let mut page = SIGN_IN.replace("</html>", "").into_bytes();
            page.resize(with.size("bytes", 10 << 20).max(page.len()), b'x');
            Reply::new(with.status("status", 502), "text/html", page)
        }
        "success-with-error" => errors::answer(200, with, "E-05"),
        _ => return None,
    };
    Some(reply)
}

fn encoded(healthy: Reply, encoding: &str, encode: impl Fn(&[u8]) -> Vec<u8>) -> Reply {
    // A healthy answer may have no body, but then nothing can be wrong with it.
    let plain = if healthy.body.is_empty() { b"{}".as_slice() } else { &healthy.body };
    let status = if healthy.status == 204 { 200 } else { healthy.status };
    Reply::new(status, "application/json", encode(plain)).with("content-encoding", encoding)
}

fn given(with: &Params) -> Reply {
    let status = with.status("status", 200);
    if with.any("shape").is_some() {
        return with_headers(errors::answer(status, with, "E-01"), with);
    }
    let reply = Reply { body: with.body().unwrap_or_default(), ..Reply::empty(status) };
    let typed = with.any("headers").is_some_and(|headers| headers.get("content-type").is_some());
    let reply = if typed { reply } else { reply.with("content-type", "application/json") };
    with_headers(reply, with)
}

fn status(play: &Play) -> u16 {
    let listed = play.with.any("statuses").and_then(Value::as_array).and_then(|statuses| {
        let turn = usize::try_from(play.turn).unwrap_or(usize::MAX);
        statuses.get(turn).or_else(|| statuses.last())?.as_u64()
    });
    listed.and_then(|status| u16::try_from(status).ok()).unwrap_or_else(|| play.with.status("status", 503))
}

/// An error whose body is to be lost.
pub(super) fn lost_error(with: &Params) -> Reply {
    with_headers(errors::answer(with.status("status", 403), with, "E-01"), with)
}

/// Adds the headers that are given, those about waiting included.
fn with_headers(mut reply: Reply, with: &Params) -> Reply {
    let mut add = |name: &str, value: &Value| {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            reply.headers.push((name.to_owned(), text.into_bytes()));
        }
    };
    for (name, value) in with.any("headers").and_then(Value::as_object).into_iter().flatten() {
        add(name, value);
    }
    for (param, name) in [("retry_after", "retry-after"), ("retry_after_ms", "retry-after-ms")] {
        if let Some(value) = with.any(param) {
            add(name, value);
        }
    }
    if let Some(seconds) = with.any("retry_after_date_s").and_then(Value::as_f64) {
        let (now, apart) = (SystemTime::now(), Duration::try_from_secs_f64(seconds.abs()).unwrap_or_default());
        let date = if seconds < 0.0 { now.checked_sub(apart) } else { now.checked_add(apart) };
        add("retry-after", &httpdate::fmt_http_date(date.unwrap_or(now)).into());
    }
    reply
}
