//! Faults of the body of the answer.

use serde_json::json;

use super::{Op, Row, Script, Wanted, error, fault, fault_with};
use crate::plan::Transport;

/// Bytes of the limit where a body goes on for ever.
const LIMIT: u64 = 16 << 20;

/// The body is lost once: a read is repeated, a write was executed.
fn lost(row: Row, script: &Script, wanted: Wanted) -> Row {
    let wanted = wanted.status(200).executed("yes").phases(&["body"]);
    let safe = script.clone().ops(&[Op::Get, Op::List, Op::Record]).times(1).ok(2).processed(2..=2);
    row.safe(safe).write(script.clone().times(1).fails(wanted).processed(1..=1))
}

/// A complete answer that cannot be read.
pub(super) fn unreadable(row: Row, script: &Script, text: &'static str) -> Row {
    let wanted = error("MalformedResponseError").status(200).executed("yes").phases(&["decode"]).says(text);
    let script = script.clone().fails(wanted).processed(1..=1);
    row.safe(script.clone().ops(&[Op::Get, Op::Integration])).write(script.ops(&[Op::Create, Op::Import]))
}

/// What is valid is read; of what was not asked for the error says what it is.
fn coded(row: Row) -> Row {
    let played = |how: &str| fault_with("coded", json!({"how": how}));
    let read = ["gzip", "upper", "x-gzip", "members", "padded", "bom"].iter();
    let row = read.fold(row, |row, how| {
        let script = played(how).ok(1).processed(1..=1);
        row.both(script.clone()).both(script.over(Transport::H2))
    });
    [
        ("deflate", "`deflate`"),
        ("zstd", "`zstd`"),
        ("two", "`gzip, br`"),
        ("utf-16", "`utf-16`"),
        ("latin-1", "`iso-8859-1`"),
    ]
    .iter()
    .fold(row, |row, (how, named)| unreadable(row, &played(how), named))
}

pub(super) fn rows() -> Vec<Row> {
    let broken = || error("APIConnectionError");
    let slow = || fault("slow-body").ops(&[Op::Get, Op::List, Op::Record]);
    let late = error("APITimeoutError").status(200).executed("yes").phases(&["body"]);
    let large = |name: &str| {
        let wanted = error("ResponseTooLargeError").status(200).executed("yes").phases(&["body"]);
        fault(name).option("max_response_bytes", LIMIT).patient().fails(wanted).memory(64).processed(1..=1)
    };
    let chunked = ["truncated-chunked", "bad-chunk-size"].map(fault);
    let truncated = fault_with("truncated-body", json!({"length": 100, "sent": 5}));
    let none = |script: Script, status| {
        script.fails(error("MalformedResponseError").status(status).executed("yes").phases(&["decode"]))
    };
    vec![
        lost(Row::new("F42", "Content-Length 100, 5 bytes, FIN"), &truncated, broken()),
        chunked
            .iter()
            .fold(Row::new("F43", "truncated chunk; bad chunk size"), |row, script| lost(row, script, broken())),
        lost(Row::new("F44", "head, then silence"), &fault("stall-body"), error("APITimeoutError")),
        Row::new("F45", "body in single bytes, one each 100 ms")
            .safe(slow().fails(late.clone().attempts(4)))
            .write(fault("slow-body").fails(late).processed(1..=1)),
        Row::new("F46", "endless body").calm().both(large("endless-body")),
        Row::new("F47", "1 MiB of gzip that grows to 1 GiB").calm().both(large("gzip-bomb").elapsed(0.0..=1.0)),
        lost(Row::new("F48", "corrupt gzip"), &fault("corrupt-gzip"), broken()),
        unreadable(Row::new("F49", "`br`, which was not offered"), &fault("brotli"), "`br`"),
        coded(Row::new(
            "F82",
            "gzip in other words, in members, a byte order mark; codings and charsets nobody asked for",
        )),
        Row::new("F50", "204 where a body is optional, and where it is required")
            .safe(fault("no-content").ops(&[Op::Delete]).ok(1))
            .safe(none(fault("no-content").ops(&[Op::Get]), 204))
            .write(fault("no-content").ops(&[Op::PublishTools]).ok(1).processed(1..=1))
            .write(none(fault("no-content").ops(&[Op::Create]), 204).processed(1..=1)),
        unreadable(Row::new("F51", "200 with an empty body"), &fault("empty-body"), ""),
        unreadable(Row::new("F52", "200 with a sign-in page"), &fault("html-page"), "text/html"),
    ]
}
