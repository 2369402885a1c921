//! Faults of the head of the answer.

use serde_json::json;

use super::{Bounds, Op, Row, Script, Wanted, error, fault, fault_with};

const BEFORE_ANSWER: &[&str] = &["send", "head"];

/// No usable head, each time: reads spend every attempt, writes one.
fn broken(row: Row, script: &Script) -> Row {
    let wanted = error("APIConnectionError").executed("maybe").phases(BEFORE_ANSWER);
    spent(row, script, wanted)
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
    let each = |row: Row, scripts: &[Script]| scripts.iter().fold(row, broken);
    let codes = ["000", "1000"].map(|code| fault_with("status-line", json!({"code": code})));
    let garbage = [kinds("garbage"), kinds("garbage-at-accept")].concat();
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
        each(Row::new("F35", "SSH banner, TLS alert or `<html>` in place of an answer"), &garbage),
        each(Row::new("F36", "1 MiB header; 500 headers; endless headers").calm(), &heads),
        lengths.iter().fold(Row::new("F37", "two lengths; negative length; folded header"), |row, script| {
            let wanted = error("APIConnectionError").executed("maybe").phases(BEFORE_ANSWER);
            row.safe(script.clone().ops(sized).fails(wanted.clone().attempts(4))).write(script.clone().fails(wanted))
        }),
        each(Row::new("F38", "status 000 or 1000"), &codes),
        Row::new("F39", "status 999").both(unassigned.fails(error("APIError").status(999).executed("maybe"))),
        Row::new("F40", "bytes ff fe in x-request-id").both(escaped.processed(1..=1)),
        spent(
            Row::new("F41", "101 Switching Protocols"),
            &fault("switching-protocols"),
            error("APIConnectionError").status(101).executed("maybe").phases(&["head"]),
        ),
    ]
}
