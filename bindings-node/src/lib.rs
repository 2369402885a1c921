//! The native part of the npm package: the door between JavaScript and the core.
//!
//! Values cross as JSON text, which JavaScript parses itself. Nothing here knows an operation: a new row of
//! the core's table needs no change in this crate.
#![cfg_attr(test, allow(dead_code, reason = "napi registers nothing in a test build"))]

mod bridge;
mod calls;
mod clients;
mod emulator;
mod exact;
mod failure;
mod group;
mod outcome;
mod runtime;
mod token;
