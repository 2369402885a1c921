//! What the benchmarks measure against.

pub mod bodies;
pub mod delay;
pub mod serve;
pub mod tls;
