//! The tempers that look at what an agent names, before it is stored and before it is published.

use serde_json::Value;

use crate::handlers::context::Context;
use crate::http::error::{ApiError, ErrorEntry};
use crate::rules::agent_definition::Draft;
use crate::rules::agent_references::{missing_helpers, unknown_tools};
use crate::rules::names::find_agent;
use crate::rules::tempers::{DraftsCheckReferences, PublishChecksHelpers};
use crate::store::agents::Agent;

/// The temper `drafts_check_references`. `is_coming` tells which agents the same request makes.
pub(crate) fn references_of_draft(
    context: &Context<'_>,
    draft: &Draft,
    is_coming: impl Fn(&str) -> bool,
) -> Result<(), ApiError> {
    if context.tempers.drafts_check_references == DraftsCheckReferences::No {
        return Ok(());
    }
    let mut missing = unknown_tools(draft.data(), &context.state.tools, context.project);
    missing.extend(missing_helpers(draft.data(), |name| is_coming(name) || named(context, name).is_some()));
    if missing.is_empty() { Ok(()) } else { Err(ApiError::invalid_all(missing)) }
}

/// The temper `publish_checks_helpers`. `is_coming` tells which agents the same request publishes.
pub(crate) fn unpublished_helpers(
    context: &Context<'_>,
    data: Option<&Value>,
    is_coming: impl Fn(&str) -> bool,
) -> Vec<ErrorEntry> {
    let is_published = |name: &str| named(context, name).is_some_and(|agent| agent.latest_published().is_some());
    match context.tempers.publish_checks_helpers {
        PublishChecksHelpers::No => Vec::new(),
        PublishChecksHelpers::Yes => missing_helpers(data, |name| is_coming(name) || is_published(name)),
    }
}

fn named<'a>(context: &'a Context<'_>, id_or_name: &str) -> Option<&'a Agent> {
    let agents = &context.state.agents;
    agents.get(context.project, find_agent(agents, context.project, id_or_name, context.tempers.names)?)
}
