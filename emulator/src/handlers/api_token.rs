//! Project discovery: what a token gives access to (contract section 7).

use serde_json::json;

use crate::handlers::context::{Context, HandlerResult};
use crate::http::reply::Reply;

/// `GET /v1/accessControl/apitoken/validate`.
pub(crate) fn validate(context: &mut Context<'_>) -> HandlerResult {
    let name = context.state.projects.get(context.project).map(|project| project.name.as_str()).unwrap_or_default();
    Ok(Reply::ok(&json!({
        "organizationId": context.state.organization_id,
        "organizationName": "emulator",
        "projectId": context.project_id(),
        "projectName": name,
    })))
}
