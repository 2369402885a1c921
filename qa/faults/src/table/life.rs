//! Calls that are cancelled, clients that are closed, processes that end, clocks that jump.

use serde_json::json;

use super::{Class, Expect, Op, Row, Script, Stage, Step, error, fault, fault_with};
use crate::plan::Transport;

impl Op {
    /// Its class.
    pub const fn class(self) -> Class {
        match self {
            Self::Get | Self::List | Self::Delete | Self::Record | Self::Integration | Self::Free => Class::Safe,
            Self::Create | Self::Publish | Self::Import | Self::PublishTools | Self::Upload => Class::Write,
        }
    }

    /// Whether it only reads.
    pub const fn reads(self) -> bool {
        matches!(self, Self::Get | Self::List | Self::Integration | Self::Free)
    }
}

fn cancelled(row: Row) -> Row {
    let cancel = |script: Script, stage| {
        let script = script.patient().expect(Expect::Cancelled).step(Step::Cancel(stage));
        script.processed(0..=1)
    };
    let waiting = fault_with("status", json!({"status": 429, "retry_after": 1}));
    row.both(cancel(fault_with("slow", json!({"ms": 60_000})).option("max_in_flight", 1).requests(0..=0), Stage::Queue))
        .both(cancel(fault("backlog-full"), Stage::Connect))
        .both(cancel(fault("silent"), Stage::Head))
        .safe(cancel(fault("stall-body").ops(&[Op::Get, Op::List, Op::Record]), Stage::Body))
        .write(cancel(fault("stall-body"), Stage::Body))
        .both(cancel(waiting, Stage::Backoff))
}

pub(super) fn rows() -> Vec<Row> {
    let flight = || fault_with("slow", json!({"ms": 100})).calls(20, 20).patient().ok(1).processed(1..=1);
    let jumped = |seconds| fault_with("slow", json!({"ms": 300})).ok(1).step(Step::Clock(seconds)).processed(1..=1);
    // The answer comes while the process is stopped, for longer than the call may take.
    let frozen = |script: Script, transport| {
        let script = script.over(transport).option("timeout", 4).option("deadline", 4.5).option("connect_timeout", 4);
        script.step(Step::Freeze(6.0)).ok(1).processed(1..=1)
    };
    let transports = [Transport::Plain, Transport::Tls, Transport::H2];
    vec![
        transports.into_iter().fold(
            Row::new("F86", "the process is frozen beyond the deadline").calm(),
            |row, transport| {
                let pieces = json!({"bytes": 20, "every_ms": 30});
                row.both(frozen(fault_with("slow", json!({"ms": 300})), transport))
                    .safe(frozen(fault_with("sliced", pieces.clone()).ops(&[Op::Get]), transport))
                    .write(frozen(fault_with("sliced", pieces).ops(&[Op::Create]), transport))
            },
        ),
        cancelled(
            Row::new("F74", "cancelled in the queue, connecting, before the head, in the body, between attempts")
                .calm(),
        ),
        Row::new("F76", "closed with 50 calls in flight, then called").calm().both(
            fault("silent")
                .calls(50, 50)
                .patient()
                .step(Step::Close)
                .fails(error("ClientClosedError").executed("maybe"))
                .processed(1..=1),
        ),
        Row::new("F77", "exit, client dropped, fork or worker ended, all with 20 calls in flight")
            .calm()
            .both(flight().step(Step::Exit))
            .both(flight().step(Step::Forget))
            .both(flight().step(Step::Child)),
        Row::new("F78", "the clock jumps by a day, either way, during a call")
            .both(jumped(86_400))
            .both(jumped(-86_400)),
    ]
}
