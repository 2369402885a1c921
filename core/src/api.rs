//! THE TABLE: every operation one row, grouped by resource.
//!
//! A row yields the typed method, the erased door and, through `make generate`, what Python and
//! TypeScript users see.

use reqwest::Method;

use crate::document::Document;
use crate::model::{Member, Model};
use crate::models::{
    self, AccessScope, Agent, AgentDefinition, AgentStatus, AgentSummary, Challenge, ConfigParameter, DetailLevel,
    InspectorResult, Integration, IntegrationRequest, IntegrationSummary, Interaction, InteractionState, LabPackage,
    ManifestResult, PublishToolsResult, SharingLink, TokenInfo,
};
use crate::operation::{Class, Flag, Operation, Param, Place, ResponseType, operations};
use crate::page::Page;
use crate::reply::Body;

operations! {
    /// Agents of the project: definitions, revisions, published versions, packages.
    agents Agents {
        /// Creates an agent, as a draft unless `automatic_publish` is set.
        ///
        /// A name that is taken is refused by the server; `is_already_exists` of the error tells.
        /// Sent at most once (A1).
        create Create "A1" POST "/{api}/agents" Once (
            /// What the agent is. `name` is required.
            definition: definition("agentDefinition", AgentDefinition, ["name"]),
        ) {
            /// Validate and publish in the same step. Server default: false, a draft is created.
            automatic_publish: query("automaticPublish", bool),
        } -> Agent;

        /// Updates the agent of that id or name, or creates it. An update makes a new revision (A2).
        upsert Upsert "A2" PUT "/{api}/agents/{id_or_name}/upsert" OncePut (
            /// Id or name of the agent.
            id_or_name: path(),
            /// What the agent is to be.
            definition: definition("agentDefinition", AgentDefinition, []),
        ) {
            /// Validate and publish in the same step. Server default: false.
            automatic_publish: query("automaticPublish", bool),
        } -> Agent;

        /// Updates an agent, which makes a new revision: a draft unless `automatic_publish` is set (A3).
        update Update "A3" PUT "/{api}/agents/{id_or_name}" OncePut (
            /// Id or name of the agent.
            id_or_name: path(),
            /// What to change. Whether unset members keep their value is not documented (D-20).
            definition: definition("agentDefinition", AgentDefinition, []),
        ) {
            /// Validate and publish in the same step. Server default: false.
            automatic_publish: query("automaticPublish", bool),
        } -> Agent;

        /// Publishes one revision of an agent, which gives it the next version number (A4).
        publish_revision PublishRevision "A4" POST "/v2/agents/{id_or_name}/publish-revision" OnceLong (
            /// Id or name of the agent.
            id_or_name: path(),
            /// Number of the revision.
            revision: member("revision", i64),
        ) {} -> Agent;

        /// Gets an agent: its latest published revision unless told otherwise (A5).
        get Get "A5" GET "/{api}/agents/{id_or_name}" Read (
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

        /// Lists agents. The page is the iteration over all of them (A6).
        list List "A6" GET "/{api}/agents" Read () {
            /// `active` or `inactive`. Default: both.
            status: query("status", AgentStatus),
            /// Index of the first record, from 0. Server default: 0.
            start: query("start", i64),
            /// Most records on a page. Server default: 20.
            count: query("count", i64),
            /// `public` or `private`. Default: both.
            access_scope: query("accessScope", AccessScope),
            /// Whether drafts are listed, each agent with its latest revision. Server default: false.
            allow_drafts: query("allowDrafts", bool),
            /// Whether agents from outside the project are listed. Server default: false.
            include_external: query("includeExternal", bool),
            /// Most records the iteration yields. Default: all.
            max_items: local(i64),
        } -> Page<AgentSummary>;

        /// Lists the agents that use a tool (A7). Always v4.
        list_by_tool ListByTool "A7" GET "/v4/agents" Read (
            /// Id of the tool.
            tool_id: query("toolId", String),
        ) {
            /// Whether drafts are listed. Server default: false.
            allow_drafts: query("allowDrafts", bool),
            /// Index of the first record, from 0. Server default: 0.
            start: query("start", i64),
            /// Most records on a page. Server default: 20.
            count: query("count", i64),
            /// Most records the iteration yields. Default: all.
            max_items: local(i64),
        } -> Page<AgentSummary>;

        /// Deletes an agent with all its revisions (A8). Deleting twice is a `NotFoundError`.
        delete Delete "A8" DELETE "/v2/agents/{id_or_name}" Idempotent (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {} -> ();

        /// Exports an agent and what it refers to as a package, kept to the letter (A9).
        export Export "A9" GET "/v2/agents/{id_or_name}/export" ReadLarge (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {} -> LabPackage;

        /// Imports a package into the project of the client. What exists there may be updated (A10).
        ///
        /// Answers the agents the server returns; it documents one, whatever the package holds (D-36).
        import Import "A10" POST "/v2/agents/import" OnceLong (
            /// The package: as exported, JSON or YAML text, or a file with either.
            package: document(),
        ) {
            /// Validate and publish what is imported. Server default: false, drafts.
            automatic_publish: query("automaticPublish", bool),
        } -> Vec<Agent>;

        /// Makes a link that lets others use an agent. The link holds a token: treat it as a secret.
        create_sharing_link CreateSharingLink "section 7" GET "/v2/agents/{id_or_name}/sharing-token" Once (
            /// Id or name of the agent.
            id_or_name: path(),
        ) {} -> SharingLink;
    }

    /// Integrations of the project: OpenAPI descriptions whose operations become tools.
    integrations Integrations {
        /// Lists integrations. The page is the iteration over all of them (I1).
        list List "I1" GET "/v3/tool-plugins" Read () {
            /// `expanded` adds related information, such as the tools.
            detail_level: query("detailLevel", DetailLevel),
            /// Whether integrations without a published tool are listed.
            allow_drafts: query("allowDrafts", bool),
            /// Whether public integrations of other projects are listed.
            allow_external: query("allowExternal", bool),
            /// Index of the first record, from 0.
            start: query("start", i64),
            /// Most records on a page.
            count: query("count", i64),
            /// Name; with `%` at either end a part of it. Not documented by the vendor (D-71).
            name: query("name", String),
            /// Id. Not documented by the vendor (D-71).
            id: query("id", String),
            /// `private`, `public` or `project`. Not documented by the vendor (D-71).
            access_scope: query("accessScope", AccessScope),
            /// Most records the iteration yields. Default: all.
            max_items: local(i64),
        } -> Page<IntegrationSummary>;

        /// Gets an integration by id, name or public name (I2).
        get Get "I2" GET "/v3/tool-plugins/{id_or_name}" Read (
            /// Id, name or public name of the integration.
            id_or_name: path(),
        ) {
            /// `expanded` adds related information.
            detail_level: query("detailLevel", DetailLevel),
            /// Whether a draft may come back.
            allow_drafts: query("allowDrafts", bool),
        } -> Integration;

        /// Imports an OpenAPI description as a new integration. Its tools are drafts unless
        /// `automatic_publish` is set (I3). Sent at most once.
        import Import "I3" POST "/v3/tool-plugins/import" OnceLong (
            /// What the integration is. `name` and `manifest` are required.
            integration: definition("toolPlugin", IntegrationRequest, ["name", "manifest"]),
        ) {
            /// Publish the tools in the same step. Server default: false.
            automatic_publish: query("automaticPublish", bool),
        } -> Integration;

        /// Updates an integration, or creates it, on the documented route (I4). Never falls back to the other one.
        update Update "I4" PUT "/v3/tool-plugins/{id_or_name}" OncePut (
            /// Id or name of the integration.
            id_or_name: path(),
            /// What to change.
            integration: definition("toolPlugin", IntegrationRequest, []),
        ) {
            /// Use the route that the vendor's SDK uses (I4-04). Default: false.
            via_import: route("/v3/tool-plugins/import/{id_or_name}"),
            /// Publish the tools in the same step; only with `via_import`. Server default: false.
            automatic_publish: route_query("automaticPublish", bool),
        } -> Integration;

        /// Deletes an integration with its tools and credentials (I5).
        delete Delete "I5" DELETE "/v3/tool-plugins/{id_or_name}" Idempotent (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {} -> ();

        /// Publishes every draft tool of an integration and counts them (I9).
        publish_tools PublishTools "I9" POST "/v3/tool-plugins/{id_or_name}/publish-tools" OnceLong
        [BothProjectHeaders, EmptyObject] (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {} -> PublishToolsResult;

        /// Gets the configuration of an integration. Values are hidden wherever they could be shown.
        get_config GetConfig "section 7" GET "/v3/tool-plugins/{id_or_name}/config" Read (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {
            /// Whether that of a draft may come back.
            allow_drafts: query("allowDrafts", bool),
        } -> Vec<ConfigParameter>;

        /// Sets the configuration of an integration.
        set_config SetConfig "section 7" POST "/v3/tool-plugins/{id_or_name}/config" Once (
            /// Id or name of the integration.
            id_or_name: path(),
            /// The parameters, each with its `key`.
            parameters: definitions("parameterDefinition", "parameters", ConfigParameter),
        ) {} -> ();
    }

    /// The inspector: how a service authenticates, signing in to it, and its description.
    inspector Inspector {
        /// Finds out how a service authenticates (I6).
        security_scheme SecurityScheme "I6" GET "/v3/tool-plugins/inspector/security-scheme" Read
        [BothProjectHeaders] (
            /// URL of the service, or of its description.
            url: query("url", String),
        ) {
            /// Further query parameters, by their wire names; they replace those of this library (D-49).
            query: free_query(),
        } -> InspectorResult;

        /// Begins a sign-in with PKCE (I7). The answer says where the user signs in.
        create_challenge CreateChallenge "I7" POST "/v3/tool-plugins/inspector/create-challenge" Once
        [BothProjectHeaders] (
            /// An inspected scheme with `client_id` set in its authorization-code flow.
            security_scheme: definition("securityScheme", models::SecurityScheme, []),
        ) {} -> Challenge;

        /// Fetches the description of a service, after signing in where that is needed (I8). A challenge can be
        /// used once.
        manifest Manifest "I8" GET "/v3/tool-plugins/inspector/manifest" Once
        [BothProjectHeaders] () {
            /// Id of the completed challenge.
            challenge_id: query("challengeId", String),
            /// URL of the service.
            url: query("url", String),
            /// Further query parameters, by their wire names; they replace those of this library (D-52).
            query: free_query(),
        } -> ManifestResult;
    }

    /// Interactions of the current user with integrations.
    interactions Interactions {
        /// Lists the open interactions of the user in the project (I10).
        list_open ListOpen "I10" GET "/v2/user-interactions/tool-plugins/open" Read () {} -> Vec<Interaction>;

        /// Records an interaction, or refreshes it (I11).
        record Record "I11" PUT "/v2/user-interactions/tool-plugins/{id_or_name}" Idempotent (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {} -> InteractionState;

        /// Closes an interaction (I12).
        close Close "I12" PUT "/v2/user-interactions/tool-plugins/{id_or_name}/close" Idempotent (
            /// Id or name of the integration.
            id_or_name: path(),
        ) {} -> InteractionState;
    }

    /// What belongs to the client as a whole.
    client Root {
        /// Asks the server what the token belongs to.
        validate_token ValidateToken "section 7" GET "/v1/accessControl/apitoken/validate" Read () {} -> TokenInfo;
    }
}

/// The operation of this name, such as `agents.get`.
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name).copied()
}
