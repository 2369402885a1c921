//! The native part of the npm package, between JavaScript and the core.
//!
//! Values cross as JSON text, which JavaScript parses itself. Nothing here knows an operation: a new row of
//! the core's table needs no change in this crate.
//!
//! Layers, lowest first; each uses only those before it: `runtime`, `call`, `convert`, `client`.
#![cfg_attr(test, allow(dead_code, reason = "napi registers nothing in a test build"))]

mod call;
mod client;
mod convert;
mod runtime;
