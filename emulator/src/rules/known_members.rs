//! The members that a definition may have, by the pages and by what the vendor's SDK sends.

use serde_json::{Map, Value};

use crate::input::refusal::InvalidInput;
use crate::rules::documented::{Shape, shape};

const SAMPLING: Shape = shape!["temperature", "topK", "topP"];
const LLM_CONFIG: Shape = shape!["maxTokens", "timeout", "sampling": SAMPLING];
const PROMPT: Shape = shape![
    "context", "instructions", "examples": shape!["inputData", "output"], "inputs",
    "outputs": shape!["key", "description"],
];

/// `agentDefinition` of a request.
pub(crate) const AGENT_DEFINITION: Shape = shape![
    "name", "description", "jobDescription", "accessScope", "sharingScope", "publicName", "avatarImage", "status",
    "permissions": shape!["chatSharing", "externalExecution"],
    "agentData": shape![
        "strategyName", "strategyId", "prompt": PROMPT, "llmConfig": LLM_CONFIG,
        "models": shape!["id", "name", "llmConfig": LLM_CONFIG, "prompt"],
        "resourcePools": shape![
            "name", "isExternal", "tools": shape!["id", "name", "revision", "version"],
            "agents": shape!["id", "name", "revision"],
        ],
        "properties": shape!["dataType", "key", "value"],
    ],
];

/// `toolPlugin` of a request. Flows of a scheme have the names of their kinds, which are not checked.
pub(crate) const INTEGRATION_DEFINITION: Shape = shape![
    "name", "publicName", "description", "accessScope", "manifest",
    "securityScheme": shape!["authLevel", "type", "in", "issuer", "name", "flows"],
];

/// Refuses members that the shape does not have, at every level.
pub(crate) fn check(members: &Map<String, Value>, shape: &Shape) -> Result<(), InvalidInput> {
    for (name, value) in members {
        let Some((_, inner)) = shape.0.iter().find(|(known, _)| known == name) else {
            let known: Vec<&str> = shape.0.iter().map(|(known, _)| *known).collect();
            let unknown = InvalidInput::unknown("member", name, &known);
            return Err(unknown.with_advice("`strict: false` beside the definition takes it all the same"));
        };
        if let Some(inner) = inner {
            check_below(value, inner).map_err(|error| error.below_member(name))?;
        }
    }
    Ok(())
}

fn check_below(value: &Value, shape: &Shape) -> Result<(), InvalidInput> {
    match value {
        Value::Object(members) => check(members, shape),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .try_for_each(|(index, element)| check_below(element, shape).map_err(|error| error.below_element(index))),
        _ => Ok(()),
    }
}
