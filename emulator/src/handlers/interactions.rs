//! Open interactions of users with integrations: I10 to I12 (SIM-80 to SIM-85).

use serde_json::{Value, json};

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::integrations::readable;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::store::clock::timestamp_seconds;
use crate::store::interactions::InteractionKey;

/// I10: the caller's in this project, newest first.
pub(crate) fn list_open(context: &mut Context<'_>) -> HandlerResult {
    let state = &context.state;
    let items: Vec<Value> = state
        .interactions
        .open_of(context.project, context.caller)
        .into_iter()
        .filter_map(|(id, at)| {
            let integration = state.integrations.get(state.integrations.find(context.project, id)?)?;
            Some(json!({
                "entity": "tool-plugin",
                "id": id,
                "name": integration.name,
                "isOpen": true,
                "lastInteractionDateTime": timestamp_seconds(at),
                "organizationId": state.organization_id,
                "projectId": context.project_id(),
            }))
        })
        .collect();
    Ok(Reply::ok(&json!({ "interactions": items })))
}

/// I11.
pub(crate) fn record(context: &mut Context<'_>) -> HandlerResult {
    let key = key(context)?;
    let now = context.state.clock.now();
    // The spelling of the entity differs between the operations (SIM-83).
    let reply = Reply::ok(&json!({ "entity": "ToolPlugin", "id": key.integration, "isOpen": true }));
    context.state.interactions.record(key, now);
    Ok(reply)
}

/// I12: the same response whether it was open or not (SIM-82).
pub(crate) fn close(context: &mut Context<'_>) -> HandlerResult {
    let key = key(context)?;
    context.state.interactions.close(&key);
    Ok(Reply::ok(&json!({ "entity": "tool-plugin", "id": key.integration, "isOpen": false })))
}

/// SIM-84.
fn key(context: &Context<'_>) -> Result<InteractionKey, ApiError> {
    let integration = context
        .state
        .integrations
        .get(readable(context)?)
        .ok_or_else(|| ApiError::integration_not_found(context.id_or_name))?;
    Ok(InteractionKey { project: context.project, caller: context.caller, integration: integration.id.clone() })
}
