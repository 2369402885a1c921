//! Faults of connections that are kept, and of HTTP/2.

use serde_json::json;

use super::{Before, Bounds, Expect, Op, Row, Script, error, fault, fault_with};
use crate::plan::Transport;

/// Their answers name what was asked for.
const NAMED: &[Op] = &[Op::Get, Op::Integration];

/// The server read the request and the connection ended.
fn lost(script: Script) -> Script {
    script.fails(error("APIConnectionError").executed("maybe").phases(&["head"])).processed(1..=1)
}

pub(super) fn rows() -> Vec<Row> {
    let second = |name: &str| {
        let script = fault_with(name, json!({"nth": 2})).times(1).before(Before::Healthy).ok(2);
        script.processed(2..=2)
    };
    let first = |name: &str| lost(fault(name).times(1).before(Before::Healthy));
    let untouched = |name: &str| fault(name).times(1).expect(Expect::Ok(1..=2)).processed(1..=1).varied();
    let later = |name: &str| untouched(name).before(Before::Healthy);
    let refused = |name: &str| {
        let wanted = error("APIConnectionError").executed("no").attempts(4).phases(&["send"]);
        // The name of what is created stands in the body, which is not read.
        fault(name).fails(wanted).requests(4..=4).processed(0..=0)
    };
    let one_stream = fault("h2-one-stream").over(Transport::H2).calls(50, 50).patient();
    let closing = fault("connection-close").calls(500, 8).quick(40).patient().ok(1).processed(1..=1);
    let closing = Script { bounds: Bounds { files: Some(2), ..closing.bounds.clone() }, ..closing };
    let paced = fault("h2-silent").after(3).times(1).before(Before::Healthy).default_times().varied();
    let paced = paced.calls(60, 1).every(1000).quick(14);
    let racing = fault("close-at-reuse").calls(2000, 4).quick(100).patient();
    vec![
        Row::new("F17", "idle connection closed 200 ms before").both(
            fault_with("close-idle", json!({"idle_ms": 20})).times(1).before(Before::Fault(200)).ok(1).processed(1..=1),
        ),
        Row::new("F18", "connection closed at the moment of reuse, 2,000 calls")
            .long()
            .safe(racing.clone().expect(Expect::Ok(1..=4)).varied())
            .write(racing.ok(1).processed(1..=1)),
        Row::new("F19", "reads the second request on a connection, then FIN").safe(second("fin")).write(first("fin")),
        Row::new("F20", "reads the second request on a connection, then RST").safe(second("rst")).write(first("rst")),
        Row::new("F21", "408 that nobody asked for on an idle connection")
            .both(fault("unsolicited-408").times(1).before(Before::Fault(200)).ok(1).processed(1..=1)),
        Row::new("F22", "more bytes behind the body; the next call gets its own answer")
            .safe(fault("extra-bytes").times(1).calls(2, 1).ops(NAMED).ok(1).own().processed(1..=1))
            .write(fault("extra-bytes").times(1).calls(2, 1).ok(1).own().processed(1..=1)),
        Row::new("F23", "`Connection: close` each time, 500 calls").calm().both(closing),
        Row::new("F24", "HTTP/2 GOAWAY, stream above the last id")
            .both(untouched("h2-goaway"))
            .both(later("h2-goaway")),
        Row::new("F25", "HTTP/2 REFUSED_STREAM").both(untouched("h2-refused")).both(later("h2-refused")),
        Row::new("F26", "HTTP/2 connection cut with the stream open")
            .safe(fault("h2-cut").times(1).ok(2))
            .safe(fault("h2-cut").times(1).before(Before::Healthy).ok(2))
            .write(lost(fault("h2-cut").times(1).varied()))
            .write(lost(fault("h2-cut").times(1).before(Before::Healthy).varied())),
        // Each request on the wire is a counted attempt.
        Row::new("F80", "HTTP/2 GOAWAY or REFUSED_STREAM each time")
            .safe(refused("h2-goaway").ops(&[Op::Get]))
            .safe(refused("h2-refused").ops(&[Op::Get]))
            .write(refused("h2-goaway").ops(&[Op::Publish]))
            .write(refused("h2-refused").ops(&[Op::Publish])),
        Row::new("F84", "HTTP/2 connection falls silent, short time-outs")
            .safe(fault("h2-silent").times(1).before(Before::Healthy).ok(2))
            // Another connection carries what comes next.
            .write(
                fault("h2-silent")
                    .times(1)
                    .before(Before::Healthy)
                    .processed(0..=0)
                    .fails(error("APITimeoutError").executed("maybe").phases(&["head"])),
            ),
        Row::new("F85", "HTTP/2 connection falls silent, a call a second")
            .once()
            .calm()
            .safe(paced.clone().expect(Expect::Ok(1..=3)).elapsed(0.0..=10.0))
            .write(paced.expect(Expect::Mostly(8)).processed(0..=1)),
        Row::new("F27", "HTTP/2 with one stream at a time, 50 parallel calls")
            .calm()
            // Streams that are opened before the server has said so are refused.
            .both(one_stream.expect(Expect::Ok(1..=3)).processed(1..=1).varied()),
    ]
}
