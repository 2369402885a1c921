//! A local, stateful emulator of the GEAI Agents and Integrations APIs: real HTTP on a loopback port, everything in
//! memory, no account needed. It is **not the vendor's server**; where the vendor's documents leave something open, the
//! emulator decides, and its `README.md` lists the decisions.
//!
//! [`Emulator::builder`] sets it up and starts it, [`Emulator`] controls it, and a [`Fault`] makes requests fail.
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
//!
//! The feature `cli`, which is on by default, adds the program `geai-emulator` and the module `cli` with its function.

#![forbid(unsafe_code)]

mod builder;
#[cfg(feature = "cli")]
pub mod cli;
mod handle;
mod handlers;
mod http;
mod input;
mod router;
mod rules;
mod seed;
mod server;
mod shared;
mod snapshot;
#[cfg(feature = "cli")]
mod state_file;
mod store;

pub use builder::Builder;
pub use handle::Emulator;
pub use http::edits::Edit;
pub use http::faults::{Fault, FaultKind};
pub use http::recorder::RecordedRequest;
pub use input::json::read_json;
pub use input::refusal::InvalidInput;
pub use rules::tempers::{
    Answers, Drafts, DraftsCheckReferences, Fills, Names, NotFound, Null, Omits, PublishChecksHelpers, ReordersPools,
    ReserialisesManifest, Revisions, SecretsWiped, Temper, Tempers, TrimsTexts, UnknownTemper, Update,
};
pub use seed::document::Seed;
pub use snapshot::Snapshot;
pub use store::info::{EmulatorInfo, ProjectInfo};
pub use store::tools::ToolInfo;
