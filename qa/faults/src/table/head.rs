//! Faults of the head of the answer.

use serde_json::json;

use super::{Bounds, Op, Row, Script, Wanted, error, fault, fault_with};

const BEFORE_ANSWER: &[&str] = &["send", "head"];

/// No usable head, each time: reads spend every attempt, writes one.
fn broken(row: Row, script: &Script) -> Row {
    unreadable("")(row, script)
}

/// The same, and the error says why.
fn unreadable(why: &'static str) -> impl Fn(Row, &Script) -> Row {
    move |row, script| spent(row, script, error("APIConnectionError").executed("maybe").phases(BEFORE_ANSWER).says(why))
}

/// No head in time.
fn silent(row: Row, script: &Script) -> Row {
    let wanted = error("APITimeoutError").executed("maybe").phases(&["head"]);
    spent(row, script, wanted)
}

fn spent(row: Row, script: &Script, wanted: Wanted) -> Row {
    row.safe(script.clone().fails(wanted.clone().attempts(4))).write(script.clone().fails(wanted))
}

pub(super) fn rows() -> Vec<Row> {
    let kinds =
        |name: &'static str| ["ssh", "tls-alert", "html"].map(|kind| fault_with(name, json!({"kind": kind})).varied());
    let each = |row: Row, scripts: &[Script], why| scripts.iter().fold(row, unreadable(why));
    let codes = ["000", "1000"].map(|code| fault_with("status-line", json!({"code": code})));
    let response = |text: &str| fault_with("garbage", json!({"body": text}));
    let versions = ["HTTP/1.2 200 OK\r\n\r\n", "HTTP/0.9 200 OK\r\n\r\n", "ICY 200 OK\r\n\r\n"].map(response);
    let no_colon = response("HTTP/1.1 200 OK\r\nno colon\r\n\r\n");
    let heads = ["huge-header", "many-headers", "endless-headers"].map(|name| fault(name).memory(8));
    // What a DELETE is answered with has no body, so that its length is of no interest.
    let sized: &[Op] = &[Op::Get, Op::List, Op::Record];
    let lengths = ["two-lengths", "negative-length", "obs-fold"].map(fault);
    let unassigned = fault_with("status-line", json!({"code": "999"}));
    let escaped = fault("bad-request-id").ok(1);
    let escaped =
        Script { bounds: Bounds { request_id: Some(r"id-\xff\xfe-end"), ..escaped.bounds.clone() }, ..escaped };
    vec![
        silent(Row::new("F32", "never answers"), &fault("silent")),
        silent(Row::new("F33", "head in single bytes, one each 100 ms"), &fault("slow-head")),
        broken(Row::new("F34", "accepts and closes"), &fault("accept-close").varied()),
        each(
            each(
                Row::new("F35", "SSH banner, TLS alert or `<html>` in place of an answer"),
                &kinds("garbage"),
                "cannot be read: it begins with neither HTTP/1.1 nor HTTP/1.0",
            ),
            &kinds("garbage-at-accept"),
            "",
        ),
        each(
            unreadable("cannot be read: a header has no colon")(
                Row::new("F83", "HTTP/1.2, HTTP/0.9, ICY; a header without a colon"),
                &no_colon,
            ),
            &versions,
            "cannot be read: it begins with neither HTTP/1.1 nor HTTP/1.0",
        ),
        each(
            Row::new("F36", "1 MiB header; 500 headers; endless headers").calm(),
            &heads,
            "it has more than 100 headers, or a head of more than",
        ),
        lengths.iter().fold(Row::new("F37", "two lengths; negative length; folded header"), |row, script| {
            let wanted = error("APIConnectionError").executed("maybe").phases(BEFORE_ANSWER).says("cannot be read: ");
            row.safe(script.clone().ops(sized).fails(wanted.clone().attempts(4))).write(script.clone().fails(wanted))
        }),
        each(Row::new("F38", "status 000 or 1000"), &codes, "its status is not a number from 100 to 999"),
        Row::new("F39", "status 999").both(unassigned.fails(error("APIError").status(999).executed("maybe"))),
        Row::new("F40", "bytes ff fe in x-request-id").both(escaped.processed(1..=1)),
        spent(
            Row::new("F41", "101 Switching Protocols"),
            &fault("switching-protocols"),
            error("APIConnectionError").status(101).executed("maybe").phases(&["head"]),
        ),
    ]
}
