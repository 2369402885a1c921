//! Conformance of the emulator, tested over real sockets. A test is named after the line of the wire contract it
//! checks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod agent_lists;
mod agents;
mod binary;
mod control;
mod dispatch;
mod documented;
mod edits;
mod faults;
mod handle;
mod inspector;
mod integrations;
mod interactions;
mod packages;
mod recorder;
mod scale;
mod seed;
mod snapshot;
mod tempers;
mod test_server;
