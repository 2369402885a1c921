//! Vectors whose request the emulator refuses, or whose answer has members that no state of the emulator leads to. Each says
//! why, and a test fails where one is no more needed.

/// What is different.
#[derive(Debug)]
pub enum Exception {
    /// The request, or what has to precede it, is answered with 400.
    Refused,
    /// The answer lacks these members and no other.
    Lacks(&'static [&'static str]),
}

use Exception::{Lacks, Refused};

/// By the name of the operation and of the vector.
const EXCEPTIONS: &[(&str, Exception, &str)] = &[
    ("agents.get/v4_name_colon_and_plus", Refused, "no agent can have a colon in its name (SIM-20)"),
    (
        "agents.get/v4_everything_the_vendor_sdk_reads",
        Lacks(&["messages", "messages.description", "messages.id", "messages.type"]),
        "messages come with the answer of a write (SIM-17)",
    ),
    (
        "agents.export/unknown_members_and_odd_values_come_out_unchanged",
        Lacks(&[
            "labPackage.agents.agentData.LLMConfig.sampling",
            "labPackage.agents.agentData.LLMConfig.sampling.temperature",
            "labPackage.agents.agentData.llmConfig",
            "labPackage.agents.agentData.llmConfig.maxTokens",
            "labPackage.agents.publicName",
            "labPackage.agents.resources.tools.Id",
        ]),
        "one member under two spellings; an import reads them as one, and an empty public name as none",
    ),
    ("agents.update/v4_answer_goes_back_with_what_was_kept_apart", Refused, ILL_TYPED),
    ("agents.update/v4_definition_goes_back_with_what_was_kept_apart", Refused, ILL_TYPED),
    ("integrations.import/name_is_not_judged", Refused, "a name cannot have a colon or a slash (I4-05)"),
    (
        "integrations.list/all_parameters",
        Lacks(&[
            "toolPlugins.accessScope",
            "toolPlugins.description",
            "toolPlugins.id",
            "toolPlugins.isReadOnly",
            "toolPlugins.name",
            "toolPlugins.pendingConfigCredential",
            "toolPlugins.pendingPublish",
            "toolPlugins.status",
            "toolPlugins.type",
        ]),
        "one id is asked for, and twenty before it are skipped",
    ),
    ("inspector.create_challenge/casing_and_open_values", Refused, NO_FLOW),
    ("inspector.create_challenge/additional_parameters_text", Refused, NO_FLOW),
    ("inspector.create_challenge/additional_parameters_array", Refused, NO_FLOW),
    ("inspector.create_challenge/additional_parameters_number", Refused, NO_FLOW),
    ("inspector.create_challenge/null_members_are_sent", Refused, NO_FLOW),
    ("inspector.create_challenge/empty_scheme", Refused, NO_FLOW),
    ("inspector.create_challenge/extra_members", Refused, NO_FLOW),
    ("inspector.security_scheme/warning_beside_a_scheme", Lacks(MESSAGES), NO_WARNING),
    ("inspector.security_scheme/any_message_beside_a_scheme", Lacks(MESSAGES), NO_WARNING),
    ("inspector.security_scheme/one_message_as_object", Lacks(MESSAGES), NO_WARNING),
    ("inspector.security_scheme/message_id_as_text", Lacks(&["messages.description", "messages.id"]), NO_WARNING),
    ("inspector.security_scheme/unknown_members", Lacks(&["messages.description", "messages.id"]), NO_WARNING),
];

const MESSAGES: &[&str] = &["messages.description", "messages.id", "messages.type"];
const ILL_TYPED: &str = "the emulator never answers members of another type, so it takes none";
const NO_FLOW: &str = "a challenge needs an authorizationUrl and a clientId (SIM-74)";
const NO_WARNING: &str = "messages come where there is no scheme (SIM-70, SIM-71)";

/// The exception of a vector.
pub fn find(name: &str) -> Option<&'static Exception> {
    EXCEPTIONS.iter().find(|(known, ..)| *known == name).map(|(_, exception, _)| exception)
}

/// All names, to see that each is the name of a vector.
pub fn names() -> impl Iterator<Item = &'static str> {
    EXCEPTIONS.iter().map(|(name, ..)| *name)
}
