//! Configuration of an integration (contract section 7).

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::handlers::context::{Context, HandlerResult};
use crate::handlers::integrations::{readable, writable};
use crate::http::error::{ApiError, id};
use crate::http::reply::Reply;

/// `GET …/config`.
pub(crate) fn get(context: &mut Context<'_>) -> HandlerResult {
    let key = readable(context)?;
    let integration =
        context.state.integrations.get(key).ok_or_else(|| ApiError::integration_not_found(context.id_or_name))?;
    Ok(Reply::ok(&json!({ "parameters": integration.parameters })))
}

/// `POST …/config` with `{"parameterDefinition": {"parameters": […]}}`. Entries are set one by one, by key. The reply
/// is empty, as the vendor's SDK expects it.
pub(crate) fn set(context: &mut Context<'_>) -> HandlerResult {
    let definition = context.request.envelope("parameterDefinition")?.unwrap_or_default();
    let given = match definition.get("parameters") {
        None | Some(Value::Null) => &Vec::new(),
        Some(Value::Array(given)) => given,
        Some(_) => return Err(ApiError::malformed()),
    };
    let mut entries: Vec<Map<String, Value>> = Vec::with_capacity(given.len());
    for entry in given {
        let entry = entry.as_object().ok_or_else(ApiError::malformed)?;
        let key = entry.get("key").and_then(Value::as_str).unwrap_or_default();
        if key.trim().is_empty() {
            return Err(ApiError::invalid(id::REQUIRED, "Parameter key is required."));
        }
        entries.push(entry.clone());
    }
    let missing = || ApiError::integration_not_found(context.id_or_name);
    let key = writable(context)?.ok_or_else(missing)?;
    let integration = context.state.integrations.get_mut(key).ok_or_else(missing)?;
    for entry in entries {
        integration.set_config_parameter(entry);
    }
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
