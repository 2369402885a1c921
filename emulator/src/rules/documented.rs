//! The members of answers that the documentation shows, by operation (contract 2.2 and 2.3): what the temper
//! `answers=documented` lets through.

use serde_json::Value;

/// Members of an object, or of each object of a list. A member without a shape of its own may hold anything.
#[derive(Debug)]
pub(crate) struct Shape(pub(crate) &'static [(&'static str, Option<&'static Shape>)]);

/// Removes the members that the shape does not have, at every level.
pub(crate) fn prune(value: &mut Value, shape: &Shape) {
    match value {
        Value::Object(members) => members.retain(|name, value| {
            let Some((_, inner)) = shape.0.iter().find(|(known, _)| known == name) else {
                return false;
            };
            if let Some(inner) = inner {
                prune(value, inner);
            }
            true
        }),
        Value::Array(elements) => elements.iter_mut().for_each(|element| prune(element, shape)),
        _ => {}
    }
}

/// `name`, or `name: SHAPE`.
macro_rules! shape {
    ($( $name:literal $(: $shape:expr)? ),+ $(,)?) => {
        Shape(&[ $( ($name, shape!(@inner $($shape)?)) ),+ ])
    };
    (@inner) => { None };
    (@inner $shape:expr) => { Some(&$shape) };
}

pub(crate) use shape;

const SAMPLING: Shape = shape!["temperature"];
const LLM_CONFIG: Shape = shape!["maxTokens", "timeout", "sampling": SAMPLING];
const PROMPT: Shape = shape!["context", "instructions"];
const POOLS_V4: Shape = shape!["name", "isExternal", "tools": shape!["id", "name"]];
const POOLS_V2: Shape = shape!["name", "isExternal", "tools": shape!["name"]];
const DATA_V4: Shape = shape![
    "strategyName", "prompt": PROMPT, "llmConfig": LLM_CONFIG, "models": shape!["name"], "resourcePools": POOLS_V4,
];
const DATA_V2: Shape = shape![
    "strategyName", "prompt": PROMPT, "llmConfig": LLM_CONFIG, "models": shape!["name"], "resourcePools": POOLS_V2,
];

/// A1 to A3 and A5 in v4.
pub(crate) const AGENT_V4: Shape = shape![
    "id", "name", "description", "accessScope", "status", "isDraft", "revision", "jobDescription", "sharingScope",
    "agentData": DATA_V4,
];

/// A1 to A3 in v2.
pub(crate) const AGENT_V2: Shape = shape![
    "id", "name", "description", "accessScope", "status", "isDraft", "revision", "jobDescription", "agentData": DATA_V2,
];

/// A5 in v2.
pub(crate) const AGENT_READ_V2: Shape = shape![
    "id", "name", "description", "accessScope", "status", "isDraft", "revision", "version", "jobDescription",
    "avatarImage", "agentData": DATA_V2,
];

/// A4, where the tools' ids are called `Id` (D-25).
pub(crate) const AGENT_PUBLISHED: Shape = shape![
    "id", "name", "description", "accessScope", "status", "isDraft", "revision", "version", "jobDescription",
    "avatarImage", "sharingScope",
    "agentData": shape![
        "strategyName", "prompt": PROMPT, "llmConfig": LLM_CONFIG, "models": shape!["name"],
        "resourcePools": shape!["name", "isExternal", "tools": shape!["Id", "id", "name"]],
    ],
];

/// A10.
pub(crate) const AGENT_IMPORTED: Shape = shape![
    "id", "name", "description", "accessScope", "status", "isDraft", "revision", "version", "jobDescription",
    "sharingScope",
    "agentData": shape![
        "strategyName", "strategyId", "llmConfig": LLM_CONFIG,
        "prompt": shape!["context", "instructions", "examples": shape!["inputData", "output"]],
        "models": shape!["name", "llmConfig": shape!["maxTokens", "sampling": SAMPLING]],
    ],
];

const PERMISSIONS: Shape = shape!["chatSharing", "externalExecution"];
const INFORMATION: Shape = shape!["Duration", "Page", "PageSize", "Total"];

/// A6 and A7; the last three members are in answers of A7 only.
pub(crate) const AGENTS: Shape = shape![
    "agents": shape![
        "id", "name", "description", "accessScope", "status", "isDraft", "revision", "version", "jobDescription",
        "permissions": PERMISSIONS, "effectivePermissions": PERMISSIONS,
    ],
    "information": INFORMATION,
];

/// A9.
pub(crate) const PACKAGE: Shape = shape![
    "labPackage": shape![
        "agents": shape![
            "accessScope", "chatSharingPermissions", "externalExecutionPermissions", "description", "id",
            "importIndex", "jobDescription", "name", "version",
            "agentData": shape![
                "LLMConfig": shape!["maxTokens", "sampling": SAMPLING], "models": shape!["id", "name"],
                "prompt": PROMPT, "strategy": shape!["id", "name", "systemPrompt"],
            ],
            "resources": shape!["isExternal", "name", "tools": shape!["id", "name", "revision", "version"]],
        ],
        "info": shape!["majorVersion", "minorVersion", "moduleRevision", "organizationId", "projectId", "timestamp"],
        "tools": shape!["accessScope", "description", "id", "isReference", "name", "publicName", "type", "version"],
    ],
];

/// I1.
pub(crate) const INTEGRATIONS: Shape = shape![
    "information": INFORMATION,
    "toolPlugins": shape![
        "id", "name", "description", "accessScope", "status", "pendingConfigCredential", "pendingPublish",
        "isReadOnly", "type",
    ],
];

const FLOWS: Shape = shape!["authorizationCode": shape!["scopes"], "x-additional-parameters"];
const SCHEME: Shape = shape!["authLevel", "in", "issuer", "name", "type", "flows": FLOWS];

/// I2.
pub(crate) const INTEGRATION: Shape = shape![
    "id", "name", "description", "accessScope", "status", "pendingConfigCredential", "pendingPublish", "isReadOnly",
    "type", "manifest", "securityScheme": SCHEME,
];

/// I3.
pub(crate) const INTEGRATION_IMPORTED: Shape = shape![
    "id", "name", "publicName", "description", "accessScope", "status", "pendingConfigCredential", "pendingPublish",
    "manifest",
    "securityScheme": shape![
        "authLevel", "in", "issuer", "name", "type",
        "flows": shape![
            "authorizationCode": shape!["authorizationUrl", "tokenUrl", "clientId", "clientSecret", "scopes"],
            "x-additional-parameters",
        ],
    ],
    "parameters": shape!["key", "dataType", "type", "fromSecret", "isRequired", "value"],
    "tools": shape!["name", "publicName", "accessScope", "inputSchema", "openApiJson"],
];

/// I4.
pub(crate) const INTEGRATION_UPDATED: Shape = shape![
    "id", "name", "publicName", "description", "accessScope", "status", "pendingConfigCredential", "pendingPublish",
    "manifest", "securityScheme": SCHEME,
];

/// I6.
pub(crate) const INSPECTED: Shape = shape!["messages": shape!["id", "description"], "securityScheme": SCHEME];

/// I7.
pub(crate) const CHALLENGE: Shape = shape!["authorizationUrl", "challengeId"];

/// I8.
pub(crate) const MANIFEST: Shape = shape!["success", "manifest"];

/// I9.
pub(crate) const TOOLS_PUBLISHED: Shape = shape!["totalPublished"];

/// I10.
pub(crate) const INTERACTIONS: Shape = shape![
    "interactions": shape![
        "entity", "id", "isOpen", "lastInteractionDateTime", "name", "organizationId", "projectId",
    ],
];

/// I11 and I12.
pub(crate) const INTERACTION: Shape = shape!["entity", "id", "isOpen"];
