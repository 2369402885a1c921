//! What the commands do.

pub mod authorize;
mod client;
pub mod completions;
pub mod config;
pub mod doctor;
pub mod operation;
pub mod request;
pub mod setups;
