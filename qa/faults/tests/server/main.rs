//! Each fault, seen by raw sockets: what the server says it plays is what is on the wire.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bodies;
mod client;
mod connecting;
mod control;
mod heads;
mod http2;
mod json;
mod keeping;
mod ledger;
mod plans;
mod proxy;
mod random;
mod statuses;
mod tls;
mod uploads;

/// A fault that no test names is a fault that nobody has seen.
#[test]
fn every_fault_has_a_test() {
    let tests = [
        include_str!("bodies.rs"),
        include_str!("connecting.rs"),
        include_str!("heads.rs"),
        include_str!("http2.rs"),
        include_str!("json.rs"),
        include_str!("keeping.rs"),
        include_str!("proxy.rs"),
        include_str!("random.rs"),
        include_str!("statuses.rs"),
        include_str!("tls.rs"),
        include_str!("uploads.rs"),
    ]
    .concat();
    let untested: Vec<&str> = geai_faults::server::FAULTS
        .iter()
        .map(|fault| fault.name)
        .filter(|name| !tests.contains(&format!("\"{name}\"")))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}
