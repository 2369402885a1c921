//! Faults while the request is sent, and answers before the answer.

use serde_json::json;

use super::{Expect, Op, Row, error, fault, fault_with};
use crate::plan::Transport;

pub(super) fn rows() -> Vec<Row> {
    // What the socket holds decides; a reset that comes while a piece is written takes the response with it.
    let refused = |transport| {
        let seen = error("BadRequestError").status(413).executed("no");
        let lost = error("APIConnectionError").executed("maybe");
        let script = fault("refuse-upload").over(transport).ops(&[Op::Upload]).patient().varied();
        script.calls(200, 4).quick(40).expect(Expect::Chiefly(vec![seen, lost], 95))
    };
    let endless = || fault("endless-hints");
    let late = error("APITimeoutError").executed("maybe").phases(&["head"]);
    vec![
        Row::new("F28", "stops reading 8 MiB").calm().write(
            // Hyper keeps the connection until the server has read the rest, or TCP gives up. Here it reads on.
            fault_with("stop-reading", json!({"stall_ms": 4000}))
                .ops(&[Op::Upload])
                .fails(error("APITimeoutError").executed("maybe").phases(&["send"])),
        ),
        [Transport::Plain, Transport::Tls]
            .into_iter()
            .fold(Row::new("F29", "413 at once, body unread, close").long(), |row, transport| {
                row.write(refused(transport))
            }),
        Row::new("F30", "100 times 103, then 200").both(fault("early-hints").ok(1).processed(1..=1)),
        Row::new("F31", "103 for ever")
            .safe(endless().fails(late.clone().attempts(4)))
            .write(endless().fails(late).processed(1..=1)),
    ]
}
