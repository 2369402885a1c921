//! A local, stateful emulator of the GEAI Agents and Integrations APIs: real HTTP on a loopback port, everything in
//! memory, no account needed. It is **not the vendor's server**; what the vendor's documents leave open, it decides and
//! says so in its code by the ids of the wire contract (`SIM-…`).
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! use geai_emulator::{Emulator, Fault, FaultKind};
//!
//! let emulator = Emulator::builder().project("dev").project("prod").start()?;
//! assert!(emulator.url().starts_with("http://127.0.0.1:"));
//! assert!(emulator.token("dev").is_some());
//! // The next two POSTs to /v4/agents are answered with 503.
//! emulator.fail_next(Fault::new("POST", "/v4/agents", FaultKind::status(503)).times(2));
//! emulator.stop();
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod agent_lists;
mod agent_rules;
mod agent_store;
mod agent_view;
mod agents;
mod builder;
mod challenges;
mod clock;
mod consent;
mod control;
mod credentials;
mod failure;
mod faults;
mod frame;
mod handle;
mod inspector;
mod interactions;
mod manifest;
mod message;
mod package_export;
mod package_import;
mod plugin_config;
mod plugin_store;
mod plugin_view;
mod plugins;
mod query;
mod records;
mod routes;
mod server;
mod tools;
mod world;

pub use builder::Builder;
pub use faults::{Fault, FaultKind};
pub use handle::{Emulator, EmulatorInfo, ProjectInfo};
pub use records::RecordedRequest;
pub use tools::ToolInfo;
