//! A server that plays every fault, and the harness that drives every language against it.

pub mod canary;
pub mod harness;
pub mod ledger;
pub mod outcome;
pub mod plan;
pub mod results;
pub mod runner;
pub mod score;
pub mod server;
pub mod table;
