//! THE TABLE: every operation one row, grouped by resource.
//!
//! A row yields the typed method, the erased door and, through `make generate`, what Python and
//! TypeScript users see.

use reqwest::Method;

use crate::document::Document;
use crate::model::{Member, Model};
use crate::models::{AccessScope, Agent, AgentDefinition, AgentStatus, AgentSummary, LabPackage};
use crate::operation::{Class, Operation, Param, Place, ResponseType, operations};
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
            definition: definition("agentDefinition", AgentDefinition),
        ) {
            /// Validate and publish in the same step. Server default: false, a draft is created.
            automatic_publish: query("automaticPublish", bool),
        } -> Agent;

        /// Updates the agent of that id or name, or creates it. An update makes a new revision (A2).
        upsert Upsert "A2" PUT "/{api}/agents/{id_or_name}/upsert" OncePut (
            /// Id or name of the agent.
            id_or_name: path(),
            /// What the agent is to be.
            definition: definition("agentDefinition", AgentDefinition),
        ) {
            /// Validate and publish in the same step. Server default: false.
            automatic_publish: query("automaticPublish", bool),
        } -> Agent;

        /// Updates an agent, which makes a new revision: a draft unless `automatic_publish` is set (A3).
        update Update "A3" PUT "/{api}/agents/{id_or_name}" OncePut (
            /// Id or name of the agent.
            id_or_name: path(),
            /// What to change. Whether unset members keep their value is not documented (D-20).
            definition: definition("agentDefinition", AgentDefinition),
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
    }
}

/// The operation of this name, such as `agents.get`.
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name).copied()
}
