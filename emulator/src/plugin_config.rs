//! Configuration of an integration (contract section 7).

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::failure::{Failure, Outcome};
use crate::frame::Context;
use crate::message::Reply;
use crate::plugins::{find, own};

/// `GET …/config`.
pub(crate) fn get(context: &mut Context<'_>) -> Outcome {
    let place = find(context)?;
    let plugin = context.world.plugins.get(place).ok_or_else(|| Failure::plugin_not_found(context.id_or_name))?;
    Ok(Reply::ok(&json!({ "parameters": plugin.parameters })))
}

/// `POST …/config` with `{"parameterDefinition": {"parameters": […]}}`. Entries are set one by one, by key. The answer is
/// empty, as the vendor's SDK expects it.
pub(crate) fn set(context: &mut Context<'_>) -> Outcome {
    let definition = context.call.envelope("parameterDefinition")?.unwrap_or_default();
    let given = match definition.get("parameters") {
        None | Some(Value::Null) => &Vec::new(),
        Some(Value::Array(given)) => given,
        Some(_) => return Err(Failure::bad_request()),
    };
    let mut entries: Vec<Map<String, Value>> = Vec::with_capacity(given.len());
    for entry in given {
        let entry = entry.as_object().ok_or_else(Failure::bad_request)?;
        let key = entry.get("key").and_then(Value::as_str).unwrap_or_default();
        if key.trim().is_empty() {
            return Err(Failure::refused(crate::failure::id::REQUIRED, "Parameter key is required."));
        }
        entries.push(entry.clone());
    }
    let missing = || Failure::plugin_not_found(context.id_or_name);
    let place = own(context)?.ok_or_else(missing)?;
    let plugin = context.world.plugins.get_mut(place).ok_or_else(missing)?;
    for entry in entries {
        plugin.set_config_parameter(entry);
    }
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}
