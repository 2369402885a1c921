//! Faults before a connection is there.

use serde_json::json;

use super::{Expect, Reach, Row, Script, error, fault, fault_with};

/// Nothing reached the server; every attempt was spent.
fn unreachable(script: Script, says: &'static str) -> Script {
    let wanted = error("APIConnectionError").executed("no").attempts(4).phases(&["connect"]).says(says);
    script.fails(wanted).processed(0..=0).requests(0..=0)
}

/// The proxy refuses the tunnel for good.
fn refusing(status: u16) -> Script {
    let said = if status == 201 { "201 Refused; only 200 opens a tunnel" } else { "403 Refused" };
    fault_with("proxy-502", json!({"status": status}))
        .reach(Reach::Proxy)
        .fails(error("APIConnectionError").executed("no").phases(&["connect"]).says(said))
        .processed(0..=0)
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new("F01", "port closed").both(unreachable(fault("port-closed"), "(connection refused)")),
        // The first wait ends by 200 ms, the second not before 300 ms.
        Row::new("F02", "port closed for two attempts, then open")
            .calm()
            .both(fault_with("port-closed", json!({"for_ms": 250})).option("backoff", 0.2).ok(3).processed(1..=1)),
        Row::new("F03", "queue of the port full").both(
            fault("backlog-full")
                .fails(
                    error("APITimeoutError")
                        .executed("no")
                        .attempts(4)
                        .phases(&["connect"])
                        .says("timed out connecting to "),
                )
                .processed(0..=0)
                .requests(0..=0),
        ),
        Row::new("F04", "name does not resolve")
            .both(unreachable(fault("healthy").reach(Reach::Nowhere), "could not resolve ")),
        Row::new("F05", "name with one dead and one live address")
            .both(fault("healthy").reach(Reach::TwoAddresses).ok(1).processed(1..=1)),
        Row::new("F06", "port closed for 1.0 s, default times, 32 parallel calls").long().both(
            fault_with("port-closed", json!({"for_ms": 1000}))
                .default_times()
                .calls(32, 32)
                .expect(Expect::Ok(2..=4))
                .processed(1..=1)
                .varied(),
        ),
        Row::new("F07", "1,000 parallel calls with 256 open files").long().both(Script {
            open_files: Some(256),
            ..fault("healthy").default_times().calls(1000, 1000).quick(300).ok(1).processed(1..=1)
        }),
        Row::new("F08", "the proxy answers 407").both(
            fault("proxy-407")
                .reach(Reach::Proxy)
                .fails(error("APIConnectionError").executed("no").phases(&["connect"]).says("407 Refused"))
                .processed(0..=0),
        ),
        Row::new("F92", "the proxy answers 403, or 201, to CONNECT").both(refusing(403)).both(refusing(201)),
        Row::new("F90", "name whose first address does not answer, called within less than the library waits for it")
            .both(
                // The library would wait for it for half of the five seconds.
                fault("healthy")
                    .reach(Reach::SilentAddress)
                    .default_times()
                    .option("timeout", 2)
                    .ok(1)
                    .processed(1..=1),
            ),
        Row::new("F91", "lookup of the name hangs, 600 calls").calm().both(
            fault("healthy")
                .reach(Reach::Hanging)
                .option("retries", 0)
                .calls(600, 50)
                .quick(150)
                .fails(error("APITimeoutError").executed("no").attempts(1).phases(&["connect"]))
                .processed(0..=0)
                // Those of the runner that waits for 50 calls, and one for the lookup.
                .threads(70),
        ),
        Row::new("F09", "the proxy answers 502 to CONNECT once")
            .both(fault("proxy-502").reach(Reach::Proxy).times(1).ok(2).processed(1..=1)),
    ]
}
