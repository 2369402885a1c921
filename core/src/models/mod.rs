//! The models: what requests send and responses answer, one file a resource.

pub(crate) mod agents;
pub(crate) mod authorization;
pub(crate) mod definitions;
mod from_answer;
pub(crate) mod graph;
pub(crate) mod integrations;
pub(crate) mod named_members;
pub(crate) mod package_document;
pub(crate) mod packages;
pub(crate) mod plans;
pub(crate) mod tasks;

pub use agents::*;
pub use authorization::*;
pub use definitions::*;
pub use graph::*;
pub use integrations::*;
pub use packages::*;
pub use plans::*;

use crate::schema::Schema;
use crate::schema::model::Model;

macro_rules! models {
    ($dollar:tt $($model:ident),+ $(,)?) => {
        /// The schema of every model, in the order in which the bindings show them.
        pub const SCHEMAS: &[&Schema] = &[$($model::SCHEMA),+];

        /// Calls the macro `then` with the names of all models.
        #[cfg(feature = "fuzzing")]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! for_every_model {
            ($dollar then:ident) => { $dollar then! { $($model),+ } };
        }
    };
}
models! { $
    AgentDefinition,
    Agent,
    AgentSummary,
    AgentData,
    Prompt,
    PromptExample,
    PromptOutput,
    LlmConfig,
    Sampling,
    ModelRef,
    ResourcePool,
    ToolRef,
    AgentRef,
    Property,
    Permissions,
    Message,
    PageInformation,
    PackageContent,
    PackageInfo,
    LabAgent,
    LabAgentData,
    LabModel,
    LabStrategy,
    LabResource,
    LabTool,
    IntegrationRequest,
    Integration,
    IntegrationSummary,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    ConfigParameter,
    ToolSummary,
    InspectorResult,
    Challenge,
    Authorization,
    ManifestResult,
    PublishToolsResult,
    Interaction,
    InteractionState,
    SharingLink,
    TokenInfo,
    Definitions,
    Definition,
    MemberSource,
    DocumentChange,
    SecretReference,
    Environment,
    Removed,
    Note,
    Plan,
    PlanSummary,
    Change,
    ChangeBase,
    MemberChange,
    ToolChanges,
    Conflict,
    Unmanaged,
    PlanNote,
    ManagedObject,
    Applied,
    Step,
    EnsuredAgent,
    EnsuredIntegration,
    Difference,
    Pulled,
    LeftFile,
    Graph,
    GraphNode,
    GraphEdge,
}
