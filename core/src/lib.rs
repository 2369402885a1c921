//! Client for the Globant Enterprise AI (GEAI) Agents and Integrations APIs.
//!
//! Not an official Globant product.
//!
//! ```no_run
//! # async fn run() -> Result<(), geai_client::Error> {
//! use geai_client::{Client, models::AgentDefinition};
//!
//! let client = Client::builder().base_url("https://geai.example.com").api_token("…").build()?;
//! let definition = AgentDefinition { name: Some("ParcelTracker".into()), ..Default::default() };
//! let agent = client.agents().create(definition).await?;
//! println!("{} is revision {:?}", agent.name, agent.revision);
//! # Ok(()) }
//! ```
//!
//! Every operation is one row of the table in [`api`]. A row yields a typed method, called as above,
//! and stands behind the one erased door [`Client::call`] that the Python and Node packages go through.

mod altered;
pub mod api;
pub mod aside;
mod authorize;
pub mod bulk;
pub mod call;
mod client;
mod config;
mod decode;
mod definition;
pub mod document;
mod error;
mod exchange;
pub mod input;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
pub mod json;
mod limits;
pub mod model;
pub mod models;
mod number;
pub mod operation;
mod options;
pub mod page;
mod path;
mod plan;
mod problem;
mod profile;
mod progress;
mod quote;
mod received;
mod redact;
mod reply;
mod retry;
pub mod secret;
mod seen;
mod shared;
pub mod text;

pub use client::{Client, Reply};
pub use config::{AgentsApi, Builder, Setting, environment_names};
pub use decode::Decode;
pub use error::{Attempt, Error, ErrorKind, Executed, Inner as ErrorContext, KINDS, KindRow, Phase};
pub use json::Json;
pub use number::Number;
pub use options::CallOptions;
pub use page::Page;
pub use problem::ServerMessage;
pub use received::{Received, from_json};
pub use reply::{Answer, Body, Meta, Response};
pub use reqwest::Method;
pub use shared::Text;
