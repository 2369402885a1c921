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
//! Every operation is one row of the table in [`api`]. A row yields a typed method, called as above, and an endpoint that
//! [`Client::call`] calls for the Python and Node packages.

#[cfg(feature = "fuzzing")]
#[doc(hidden)]
#[path = "fuzzing.rs"]
pub mod __fuzzing;
pub mod api;
#[doc(hidden)]
pub mod bindings;
pub mod change;
mod client;
mod config;
pub mod definitions;
mod error;
mod events;
mod host_threads;
mod json;
pub mod models;
mod operation;
mod response;
mod retry;
mod schema;
mod transport;

pub use api::written::{from_json, from_json_lenient};
pub use client::Client;
pub use config::AgentsApi;
pub use config::builder::Builder;
pub use config::cached_token::cached;
pub use config::call_options::CallOptions;
pub use config::concurrency_group::ConcurrencyGroup;
pub use config::lookup::environment_names;
pub use config::setting::Setting;
pub use config::token::{Token, TokenFuture, TokenProvider};
pub use config::warning::Warning;
pub use error::{
    Attempt, DefinitionFault, Error, ErrorContext, ErrorKind, ErrorKindInfo, Executed, KINDS, Phase, ServerMessage,
    UnderlyingError,
};
pub use events::attributes::{AttributeValue, Attributes, DURATION_BUCKETS};
pub use events::{Event, EventCall, EventHook, EventKind};
pub use json::{Extra, Json, MAX_DEPTH};
pub use operation::document::Document;
pub use operation::{Operation, Param, ParamIn, RequestQuirk, Resource, Returns, Role, Shape};
pub use reqwest::Method;
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
pub use response::Response;
pub use response::endpoint::{Endpoint, OperationData};
pub use response::page::Page;
pub use response::raw::ResponseMeta;
pub use retry::semantics::{Idempotency, TimeBudget};
pub use schema::edit::Edit;
pub use schema::json_text::{JsonText, Scopes};
pub use schema::malformed::MalformedMembers;
pub use schema::model::Model;
pub use schema::number::Number;
pub use schema::patch::Patch;
pub use schema::secret::Secret;
pub use schema::shared_str::SharedStr;
