//! The table of operations: one row each, grouped by resource.
//!
//! A row yields the typed method, the endpoint of the bindings and, through the generators, what Python and TypeScript users
//! see.

use reqwest::Method;

use crate::client::Client;
use crate::error::Error;
use crate::models::{
    self, AccessScope, Agent, AgentDefinition, AgentStatus, AgentSummary, Challenge, ConfigParameter, DetailLevel,
    InspectorResult, Integration, IntegrationRequest, IntegrationSummary, Interaction, InteractionState, LabPackage,
    ManifestResult, PublishToolsResult, SharingLink, TokenInfo,
};
use crate::operation::arguments::Arg;
use crate::operation::document::Document;
use crate::operation::{Operation, Param, ParamIn, RequestQuirk, Resource, Role};
use crate::response::endpoint::{Endpoint, OperationData, ResponseData};
use crate::response::page::Page;
use crate::response::raw::RawResponse;
use crate::retry::semantics::{Idempotency, TimeBudget};
use crate::schema::model::{Member, Model};
use call::{Call, TypedOperation};
use macros::operations;

mod authorize;
pub mod bulk;
pub mod call;
pub(crate) mod covering;
pub(crate) mod macros;
pub mod written;

operations! {
    /// Agents of the project: definitions, revisions, published versions, packages.
    agents Agents helpers models::Agent {
        /// Creates an agent, as a draft unless `automatic_publish` is set.
        ///
        /// A name that is taken is refused by the server; `is_already_exists` of the error tells.
        /// Sent at most once.
        create Create "A1" POST "/{api}/agents" NotIdempotent (
            /// What the agent is. `name` is required.
            definition: definition("agentDefinition", AgentDefinition, ["name"]),
        ) {
            /// Validate and publish in the same step. Server default: false, a draft is created.
            automatic_publish: publishes("automaticPublish"),
        } -> Agent;

        /// Updates the agent of that id or name, or creates it. An update makes a new revision.
        upsert Upsert "A2" PUT "/{api}/agents/{id_or_name}/upsert" NewRevision (
            /// Id or name of the agent.
            id_or_name: path(),
            /// The definition of the agent.
            definition: definition("agentDefinition", AgentDefinition, []),
        ) {
            /// Validate and publish in the same step. Server default: false.
            automatic_publish: publishes("automaticPublish"),
        } -> Agent;

        /// Updates an agent, which makes a new revision: a draft unless `automatic_publish` is set.
        update Update "A3" PUT "/{api}/agents/{id_or_name}" NewRevision (
            /// Id or name of the agent.
            id_or_name: path(),
            // D-20
            /// What to change. Whether unset members keep their value is not documented.
            definition: definition("agentDefinition", AgentDefinition, []),
        ) {
            /// Validate and publish in the same step. Server default: false.
            automatic_publish: publishes("automaticPublish"),
        } -> Agent;

        /// Publishes one revision of an agent, which gives it the next version number.
        publish_revision PublishRevision "A4" POST "/v2/agents/{id_or_name}/publish-revision" NotIdempotent / LongWrite (
            /// Id or name of the agent.
            id_or_name: path(),
            /// Number of the revision.
            revision: member("revision", i64),
        ) {} -> Agent;

        /// Gets an agent: its latest published revision unless told otherwise.
        get Get "A5" GET "/{api}/agents/{id_or_name}" ReadOnly (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {
            /// This revision. Default: the latest published.
            revision: query("revision", i64),
            /// This published version. Default: the latest.
            version: query("version", i64),
            /// Whether a draft may come back. Server default: false, drafts are hidden.
            allow_drafts: query("allowDrafts", bool),
        } -> Agent;

        /// Lists agents. The page is the iteration over all of them.
        list List "A6" GET "/{api}/agents" ReadOnly () {
            /// `active` or `inactive`. Default: both.
            status: query("status", AgentStatus),
            /// Index of the first record, from 0. Server default: 0.
            start: page_start("start"),
            /// Most records on a page. Server default: 20.
            count: page_size("count"),
            /// `public` or `private`. Default: both.
            access_scope: query("accessScope", AccessScope),
            /// Whether drafts are listed, each agent with its latest revision. Server default: false.
            allow_drafts: query("allowDrafts", bool),
            /// Whether agents from outside the project are listed. Server default: false.
            include_external: query("includeExternal", bool),
            /// Most records the iteration yields. Default: all.
            max_items: max_items(),
        } -> Page<AgentSummary> as page(&["agents"]);

        /// Lists the agents that use a tool. Always v4.
        list_by_tool ListByTool "A7" GET "/v4/agents" ReadOnly (
            /// Id of the tool.
            tool_id: query("toolId", String),
        ) {
            /// Whether drafts are listed. Server default: false.
            allow_drafts: query("allowDrafts", bool),
            /// Index of the first record, from 0. Server default: 0.
            start: page_start("start"),
            /// Most records on a page. Server default: 20.
            count: page_size("count"),
            /// Most records the iteration yields. Default: all.
            max_items: max_items(),
        } -> Page<AgentSummary> as page(&["agents"]);

        /// Deletes an agent with all its revisions. Deleting twice is a `NotFoundError`.
        delete Delete "A8" DELETE "/v2/agents/{id_or_name}" Idempotent (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {} -> () as nothing();

        /// Exports an agent and what it refers to as a package, kept to the letter.
        export Export "A9" GET "/v2/agents/{id_or_name}/export" ReadOnly / LargeRead (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {} -> LabPackage as package();

        // D-36
        /// Imports a package into the project of the client. What exists there may be updated.
        ///
        /// Answers the agents the server returns; it documents one, whatever the package holds.
        import Import "A10" POST "/v2/agents/import" NotIdempotent / LongWrite (
            /// The package: as exported, JSON or YAML text, or a file with either.
            package: document(),
        ) {
            /// Validate and publish what is imported. Server default: false, drafts.
            automatic_publish: publishes("automaticPublish"),
        } -> Vec<Agent> as one_or_list("agents");

        /// Makes a link that lets others use an agent. The link holds a token: treat it as a secret.
        create_sharing_link CreateSharingLink "section 7" GET "/v2/agents/{id_or_name}/sharing-token" NotIdempotent (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {} -> SharingLink;
    }

    /// Integrations of the project: OpenAPI descriptions whose operations become tools.
    integrations Integrations helpers models::Integration {
        /// Lists integrations. The page is the iteration over all of them.
        list List "I1" GET "/v3/tool-plugins" ReadOnly () {
            /// `expanded` adds related information, such as the tools.
            detail_level: query("detailLevel", DetailLevel),
            /// Whether integrations without a published tool are listed.
            allow_drafts: query("allowDrafts", bool),
            /// Whether public integrations of other projects are listed.
            allow_external: query("allowExternal", bool),
            /// Index of the first record, from 0.
            start: page_start("start"),
            /// Most records on a page.
            count: page_size("count"),
            // D-71
            /// Name; with `%` at either end a part of it. Not documented by the vendor.
            name: query("name", String),
            // D-71
            /// Id. Not documented by the vendor.
            id: query("id", String),
            // D-71
            /// `private`, `public` or `project`. Not documented by the vendor.
            access_scope: query("accessScope", AccessScope),
            /// Most records the iteration yields. Default: all.
            max_items: max_items(),
        } -> Page<IntegrationSummary> as page(&["toolPlugins", "plugins"]);

        /// Gets an integration by id, name or public name.
        get Get "I2" GET "/v3/tool-plugins/{id_or_name}" ReadOnly (
            /// Id, name or public name of the integration.
            id_or_name: path(),
        ) {
            /// `expanded` adds related information.
            detail_level: query("detailLevel", DetailLevel),
            /// Whether a draft may come back.
            allow_drafts: query("allowDrafts", bool),
            /// Whether a public integration of another project may come back. The vendor's page has one table of
            /// parameters for `list` and `get`.
            allow_external: query("allowExternal", bool),
            /// As in `list`: index of the first record, from 0.
            start: query("start", i64),
            /// As in `list`: most records.
            count: query("count", i64),
        } -> Integration as bare_or_enveloped(&["plugin", "toolPlugin"]);

        /// Imports the description of a service as a new integration. Its tools are drafts unless
        /// `automatic_publish` is set. Sent at most once.
        import Import "I3" POST "/v3/tool-plugins/import" NotIdempotent / LongWrite (
            /// What the integration is. `name` and `manifest` are required.
            integration: definition("toolPlugin", IntegrationRequest, ["name", "manifest"]),
        ) {
            /// Publish the tools in the same step. Server default: false.
            automatic_publish: publishes("automaticPublish"),
        } -> Integration as bare_or_enveloped(&["plugin", "toolPlugin"]);

        /// Updates an integration, or creates it, on the documented route. Never falls back to the other one.
        update Update "I4" PUT "/v3/tool-plugins/{id_or_name}" NewRevision (
            /// Id or name of the integration.
            id_or_name: path(),
            /// What to change.
            integration: definition("toolPlugin", IntegrationRequest, []),
        ) {
            // I4-04
            /// Use the route that the vendor's SDK uses. Default: false.
            via_import: route("/v3/tool-plugins/import/{id_or_name}"),
            /// Publish the tools in the same step; only with `via_import`. Server default: false.
            automatic_publish: route_publishes("automaticPublish"),
        } -> Integration as bare_or_enveloped(&["plugin", "toolPlugin"]);

        /// Deletes an integration with its tools and credentials.
        delete Delete "I5" DELETE "/v3/tool-plugins/{id_or_name}" Idempotent (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {} -> () as nothing();

        /// Publishes every draft tool of an integration and counts them.
        publish_tools PublishTools "I9" POST "/v3/tool-plugins/{id_or_name}/publish-tools" NotIdempotent / LongWrite
        [BothProjectHeaders, EmptyObject] (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {} -> PublishToolsResult as publish_tools_result();

        /// Gets the configuration of an integration. Values are hidden wherever they could be shown.
        get_config GetConfig "section 7" GET "/v3/tool-plugins/{id_or_name}/config" ReadOnly (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {
            /// Whether that of a draft may come back.
            allow_drafts: query("allowDrafts", bool),
        } -> Vec<ConfigParameter> as list_or_blank("parameters");

        /// Sets the configuration of an integration.
        set_config SetConfig "section 7" POST "/v3/tool-plugins/{id_or_name}/config" NotIdempotent (
            /// Id or name of the integration.
            id_or_name: path(),
            /// The parameters, each with its `key`.
            parameters: definitions("parameterDefinition", "parameters", ConfigParameter),
        ) {} -> () as nothing();
    }

    /// The inspector: how a service authenticates, signing in to it, and its description.
    inspector Inspector helpers models::Authorization {
        /// Finds out how a service authenticates.
        security_scheme SecurityScheme "I6" GET "/v3/tool-plugins/inspector/security-scheme" ReadOnly
        [BothProjectHeaders] (
            /// URL of the service, or of its description.
            url: query("url", String),
        ) {
            // D-49
            /// Further query parameters, by their wire names; they replace those of this library.
            query: free_query(),
        } -> InspectorResult as inspector_result();

        /// Begins a sign-in with PKCE. The answer says where the user signs in.
        create_challenge CreateChallenge "I7" POST "/v3/tool-plugins/inspector/create-challenge" NotIdempotent
        [BothProjectHeaders] (
            /// An inspected scheme with `client_id` set in its authorization-code flow.
            security_scheme: definition("securityScheme", models::SecurityScheme, []),
        ) {} -> Challenge;

        /// Fetches the description of a service, after signing in where that is needed. A challenge can be
        /// used once.
        manifest Manifest "I8" GET "/v3/tool-plugins/inspector/manifest" NotIdempotent
        [BothProjectHeaders] () {
            /// Id of the completed challenge.
            challenge_id: query("challengeId", String),
            /// URL of the service.
            url: query("url", String),
            // D-52
            /// Further query parameters, by their wire names; they replace those of this library.
            query: free_query(),
        } -> ManifestResult as manifest_result();
    }

    /// Interactions of the current user with integrations.
    interactions Interactions {
        /// Lists the open interactions of the user in the project.
        list_open ListOpen "I10" GET "/v2/user-interactions/tool-plugins/open" ReadOnly () {} -> Vec<Interaction> as list("interactions");

        /// Records an interaction, or refreshes it.
        record Record "I11" PUT "/v2/user-interactions/tool-plugins/{id_or_name}" Idempotent (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {} -> InteractionState;

        /// Closes an interaction.
        close Close "I12" PUT "/v2/user-interactions/tool-plugins/{id_or_name}/close" Idempotent (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {} -> InteractionState;
    }

    /// What belongs to the client as a whole.
    client ClientOperations "methods of the client" {
        /// Asks the server what the token belongs to.
        validate_token ValidateToken "section 7" GET "/v1/accessControl/apitoken/validate" ReadOnly () {} -> TokenInfo;
    }
}

impl Client {
    /// Asks the server which organisation and project the token belongs to.
    pub fn validate_token(&self) -> Call<'_, client::ValidateToken> {
        ClientOperations(self).validate_token()
    }
}

/// The endpoint of the operation of this name, such as `agents.get`.
pub fn find(name: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.operation.name == name).copied()
}
