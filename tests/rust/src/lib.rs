//! Wire vectors and the server that plays them, for the tests of every language.

mod scripted;
mod vectors;

pub use scripted::{Reply, Scripted, Seen};
pub use vectors::{Vector, VectorFile, equal, load, reply_to};

/// The Rust programs of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
