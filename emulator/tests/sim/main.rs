//! The emulator over real sockets. Every test is named by the line of the wire contract it checks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod agent_lists;
mod agents;
mod binary;
mod faults;
mod frame;
mod inspector;
mod integrations;
mod interactions;
mod lab;
mod packages;
mod records;
mod scale;
