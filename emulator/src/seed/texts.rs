//! Which members of a seed are texts.

use crate::input::expected::Expected::{self, Members, Text, TextOrDocument};

const NAMED: Expected = Members(&[("id", Text), ("name", Text)]);

const PROMPT: Expected = Members(&[
    ("context", Text),
    ("instructions", Text),
    ("inputs", Text),
    ("outputs", Members(&[("key", Text), ("description", Text)])),
    ("examples", Members(&[("inputData", Text), ("output", Text)])),
]);

/// `agentDefinition` of a request.
pub(crate) const AGENT: Expected = Members(&[
    ("name", Text),
    ("description", Text),
    ("jobDescription", Text),
    ("accessScope", Text),
    ("sharingScope", Text),
    ("publicName", Text),
    ("avatarImage", Text),
    ("status", Text),
    ("permissions", Members(&[("chatSharing", Text), ("externalExecution", Text)])),
    (
        "agentData",
        Members(&[
            ("strategyName", Text),
            ("strategyId", Text),
            ("prompt", PROMPT),
            ("models", Members(&[("id", Text), ("name", Text), ("prompt", PROMPT)])),
            ("resourcePools", Members(&[("name", Text), ("tools", NAMED), ("agents", NAMED)])),
            ("properties", Members(&[("dataType", Text), ("key", Text), ("value", Text)])),
        ]),
    ),
]);

const FLOW: Expected = Members(&[
    ("authorizationUrl", Text),
    ("tokenUrl", Text),
    ("refreshUrl", Text),
    ("clientId", Text),
    ("clientSecret", Text),
    ("challengeMethod", Text),
    ("scope", Text),
]);

const SCHEME: Expected = Members(&[
    ("authLevel", Text),
    ("type", Text),
    ("in", Text),
    ("issuer", Text),
    ("name", Text),
    ("flows", Members(&[("*", FLOW)])),
]);

/// `toolPlugin` of a request.
pub(crate) const INTEGRATION: Expected = Members(&[
    ("name", Text),
    ("publicName", Text),
    ("description", Text),
    ("accessScope", Text),
    ("manifest", TextOrDocument),
    ("securityScheme", SCHEME),
]);

/// `parameters` of a request.
pub(crate) const PARAMETERS: Expected = Members(&[
    ("key", Text),
    ("value", Text),
    ("dataType", Text),
    ("type", Text),
    ("description", Text),
    ("valueFrom", Text),
]);

/// A seed.
pub(crate) const SEED: Expected = Members(&[
    ("models", NAMED),
    (
        "tools",
        Members(&[
            ("project", Text),
            ("id", Text),
            ("name", Text),
            ("publicName", Text),
            ("type", Text),
            ("accessScope", Text),
            ("description", Text),
        ]),
    ),
    ("inspectorTargets", Members(&[("url", Text), ("securityScheme", SCHEME), ("manifest", TextOrDocument)])),
    ("integrations", Members(&[("project", Text), ("definition", INTEGRATION), ("parameters", PARAMETERS)])),
    ("agents", Members(&[("project", Text), ("definition", AGENT)])),
]);
