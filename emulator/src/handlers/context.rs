//! What a handler works with, and what it returns.

use std::time::Instant;

use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::http::request::HttpRequest;
use crate::rules::api_version::ApiVersion;
use crate::rules::tempers::Tempers;
use crate::store::caller::Caller;
use crate::store::state::State;

/// Result of a handler.
pub(crate) type HandlerResult = Result<Reply, ApiError>;

/// An authenticated request whose route and project are known.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) state: &'a mut State,
    /// Index of the project.
    pub(crate) project: usize,
    pub(crate) caller: Caller,
    pub(crate) request: &'a HttpRequest,
    pub(crate) version: ApiVersion,
    pub(crate) tempers: Tempers,
    /// The decoded `{idOrName}`, empty where the path has none.
    pub(crate) id_or_name: &'a str,
    pub(crate) base_url: &'a str,
    /// When handling began.
    pub(crate) started: Instant,
}

impl Context<'_> {
    pub(crate) fn project_id(&self) -> &str {
        self.state.projects.get(self.project).map(|project| project.id.as_str()).unwrap_or_default()
    }
}
