//! The models of the contract's section 4, one file a resource.

mod agents;
mod integrations;
mod packages;

pub use crate::authorize::Authorization;
pub use agents::*;
pub use integrations::*;
pub use packages::*;

use crate::model::{Model, Schema};

/// The schema of every model, in the order the bindings show them.
pub const SCHEMAS: &[&Schema] = &[
    AgentDefinition::SCHEMA,
    Agent::SCHEMA,
    AgentSummary::SCHEMA,
    AgentData::SCHEMA,
    Prompt::SCHEMA,
    PromptExample::SCHEMA,
    PromptOutput::SCHEMA,
    LlmConfig::SCHEMA,
    Sampling::SCHEMA,
    ModelRef::SCHEMA,
    ResourcePool::SCHEMA,
    ToolRef::SCHEMA,
    AgentRef::SCHEMA,
    Property::SCHEMA,
    Permissions::SCHEMA,
    Message::SCHEMA,
    PageInformation::SCHEMA,
    PackageContent::SCHEMA,
    PackageInfo::SCHEMA,
    LabAgent::SCHEMA,
    LabAgentData::SCHEMA,
    LabModel::SCHEMA,
    LabStrategy::SCHEMA,
    LabResource::SCHEMA,
    LabTool::SCHEMA,
    IntegrationRequest::SCHEMA,
    Integration::SCHEMA,
    IntegrationSummary::SCHEMA,
    SecurityScheme::SCHEMA,
    OAuthFlows::SCHEMA,
    OAuthFlow::SCHEMA,
    ConfigParameter::SCHEMA,
    ToolSummary::SCHEMA,
    InspectorResult::SCHEMA,
    Challenge::SCHEMA,
    Authorization::SCHEMA,
    ManifestResult::SCHEMA,
    PublishToolsResult::SCHEMA,
    Interaction::SCHEMA,
    InteractionState::SCHEMA,
    SharingLink::SCHEMA,
    TokenInfo::SCHEMA,
];
