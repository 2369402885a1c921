//! Integrations (tool plugins on the wire): descriptions of services whose operations become tools.

use super::agents::{AccessScope, Message};
use crate::json::Json;
use crate::schema::json_text::{JsonText, Scopes};
use crate::schema::model::{model, open_enum};
use crate::schema::number::Number;
use crate::schema::patch::Patch;
use crate::schema::secret::Secret;
use crate::schema::shared_str::SharedStr;

open_enum! {
    /// Whether an integration is in use.
    IntegrationStatus { ACTIVE = "active", INACTIVE = "inactive", DRAFT = "draft" }
}
open_enum! {
    // D-66
    /// What defines an integration.
    IntegrationType { OTHER = "Other", OPENAPI = "OpenAPI" }
}
open_enum! {
    // D-60
    /// Whose credentials are used. The server's casing varies.
    AuthLevel {
        NONE = "None", USER = "User", SYSTEM = "System", PROJECT = "Project", API_KEY = "apiKey", OAUTH2 = "oauth2",
    }
}
open_enum! {
    // D-61
    /// How a service authenticates.
    SecuritySchemeType {
        API_KEY = "apiKey", HTTP = "http", OAUTH2 = "oauth2", OPEN_ID_CONNECT = "openIdConnect",
        MUTUAL_TLS = "mutualTLS", NONE = "none",
    }
}
open_enum! {
    /// Where a credential travels.
    CredentialPlace { HEADER = "header", QUERY = "query", COOKIE = "cookie" }
}
open_enum! {
    /// How a PKCE challenge is made (RFC 7636).
    ChallengeMethod { S256 = "S256" }
}
open_enum! {
    /// What a configuration parameter is for.
    ParameterType { CONFIG = "config", APP = "app", CONTEXT = "context" }
}
open_enum! {
    /// How much a list or an integration tells.
    DetailLevel { NORMAL = "normal", EXPANDED = "expanded" }
}

model! {
    /// What `import_` and `update` of an integration send. Only the members you set are sent.
    #[derive(Default)]
    IntegrationRequest answered as Integration {
        /// Name, unique in the project. Required to import.
        name "name": Option<String>,
        /// Summary for people.
        description "description": Patch<String>,
        /// Public identifier, such as `com.example.parcels`.
        public_name "publicName" as Unreturned: Patch<String>,
        /// Who may use the integration.
        access_scope "accessScope": Patch<AccessScope>,
        /// OpenAPI or MCP document: JSON or YAML text, sent to the letter; or an object, or a file. Required to import.
        manifest "manifest": Patch<JsonText>,
        /// How the service authenticates.
        security_scheme "securityScheme" as Unreturned: Patch<SecurityScheme>,
    }
}

model! {
    /// An integration as the server describes it.
    Integration identified by id or name {
        /// Unique id (GUID).
        id "id": String,
        /// Name, unique in the project.
        name "name": String,
        /// Summary for people.
        description "description": Option<String>,
        /// Public identifier.
        public_name "publicName": Option<String>,
        /// Who may use the integration.
        access_scope "accessScope": Option<AccessScope>,
        /// Description of the service, as text.
        manifest "manifest": Option<JsonText>,
        // RES-04
        /// How the service authenticates. Client id and secret are references to stored secrets.
        security_scheme "securityScheme": Option<SecurityScheme>,
        /// Configuration, one entry per stored secret.
        parameters "parameters": Option<Vec<ConfigParameter>>,
        /// Tools made from the document's operations.
        tools "tools": Option<Vec<ToolSummary>>,
        /// Whether the integration cannot be changed.
        is_read_only "isReadOnly": Option<bool>,
        /// Whether credentials are missing.
        pending_config_credential "pendingConfigCredential": Option<bool>,
        /// Whether tools wait to be published.
        pending_publish "pendingPublish": Option<bool>,
        /// Whether the integration is in use.
        status "status": Option<IntegrationStatus>,
        /// What defines the integration.
        r#type "type": Option<IntegrationType>,
    }
}

model! {
    /// One line of an integration list.
    IntegrationSummary identified by id or name {
        /// Unique id (GUID).
        id "id": SharedStr,
        /// Name, unique in the project.
        name "name": SharedStr,
        /// Summary for people.
        description "description": Option<SharedStr>,
        /// Public identifier.
        public_name "publicName": Option<SharedStr>,
        /// Who may use the integration.
        access_scope "accessScope": Option<AccessScope>,
        /// How the service authenticates; with `expanded` detail.
        security_scheme "securityScheme": Option<SecurityScheme>,
        /// Configuration; with `expanded` detail.
        parameters "parameters": Option<Vec<ConfigParameter>>,
        /// Tools; with `expanded` detail.
        tools "tools": Option<Vec<ToolSummary>>,
        /// Whether the integration cannot be changed.
        is_read_only "isReadOnly": Option<bool>,
        /// Whether credentials are missing.
        pending_config_credential "pendingConfigCredential": Option<bool>,
        /// Whether tools wait to be published.
        pending_publish "pendingPublish": Option<bool>,
        /// Whether the integration is in use.
        status "status": Option<IntegrationStatus>,
        /// What defines the integration.
        r#type "type": Option<IntegrationType>,
    }
}

model! {
    /// How a service authenticates. Members it does not name pass through.
    #[derive(Default)]
    SecurityScheme passes unknown {
        /// Whose credentials are used; compared without regard to case.
        auth_level "authLevel" as AnyCase: Option<AuthLevel>,
        /// How the service authenticates.
        r#type "type": Option<SecuritySchemeType>,
        /// Where the credential travels.
        in_ "in": Option<CredentialPlace>,
        /// Who issues tokens.
        issuer "issuer": Option<String>,
        /// Name of the header, query parameter or cookie.
        name "name": Option<String>,
        /// OAuth flows.
        flows "flows": Option<OAuthFlows>,
    }
}

model! {
    /// OAuth flows of a scheme. Members it does not name pass through.
    #[derive(Default)]
    OAuthFlows passes unknown {
        /// The flow with a browser.
        authorization_code "authorizationCode": Option<OAuthFlow>,
        /// The flow without a user.
        client_credentials "clientCredentials": Option<OAuthFlow>,
        // D-59
        /// Further parameters; any JSON.
        x_additional_parameters "x-additional-parameters": Option<Json>,
    }
}

model! {
    /// One OAuth flow. Members it does not name pass through.
    #[derive(Default)]
    OAuthFlow passes unknown {
        /// Where the browser goes.
        authorization_url "authorizationUrl": Option<String>,
        /// Where codes become tokens.
        token_url "tokenUrl": Option<String>,
        /// Client id: its value, or the exact name of a stored secret; in answers a reference to a stored secret.
        client_id "clientId" as WriteOnly: Option<String>,
        /// Client secret: its value, or the exact name of a stored secret; in answers a reference to a stored secret. Hidden wherever it could be shown.
        client_secret "clientSecret": Option<Secret>,
        /// How a PKCE challenge is made.
        challenge_method "challengeMethod": Option<ChallengeMethod>,
        // D-62
        /// Scopes; a string is read as a list.
        scopes "scopes": Option<Scopes>,
        /// Scope of the client-credentials flow.
        scope "scope": Option<String>,
    }
}

model! {
    /// A configuration parameter of an integration.
    ConfigParameter {
        /// Name, such as `securityScheme.flows.authorizationCode.clientId`.
        key "key": String,
        /// Type of the value, such as `String`.
        data_type "dataType": Option<String>,
        /// What it is for.
        r#type "type": Option<ParameterType>,
        /// Whether the value refers to a stored secret.
        from_secret "fromSecret": Option<bool>,
        /// Whether a value is needed.
        is_required "isRequired": Option<bool>,
        /// The value. Hidden wherever it could be shown.
        value "value": Option<Secret>,
        /// Summary for people.
        description "description": Option<String>,
        /// Whether the value is inherited.
        is_inherited "isInherited": Option<bool>,
        /// Where the value is inherited from.
        value_from "valueFrom": Option<String>,
    }
}

model! {
    /// A tool of an integration.
    #[derive(Default)]
    ToolSummary {
        /// Unique id (GUID), which `agents.list_by_tool` takes.
        id "id": Option<String>,
        /// Name: operation id, `_`, method.
        name "name": Option<String>,
        /// Public identifier.
        public_name "publicName": Option<String>,
        /// Summary for people.
        description "description": Option<String>,
        /// Revision number.
        revision "revision": Option<i64>,
        /// Published version.
        version "version": Option<Number>,
        /// Whether this is a draft.
        is_draft "isDraft": Option<bool>,
        /// Who may use the tool.
        access_scope "accessScope": Option<AccessScope>,
        /// JSON Schema of the input, as text.
        input_schema "inputSchema": Option<JsonText>,
        /// Where the tool came from, as text.
        open_api_json "openApiJson": Option<JsonText>,
    }
}

model! {
    /// What an inspection found.
    #[derive(Default)]
    InspectorResult {
        /// How the inspected service authenticates.
        security_scheme "securityScheme": Option<SecurityScheme>,
        /// Remarks.
        messages "messages" or "Messages": Option<Vec<Message>>,
    }
}

model! {
    /// A sign-in that was begun.
    Challenge {
        /// Where the user signs in.
        authorization_url "authorizationUrl": String,
        /// Id to fetch the manifest with, once the user signed in.
        challenge_id "challengeId": String,
    }
}

model! {
    /// A manifest that was fetched, or not yet.
    #[derive(Default)]
    ManifestResult {
        /// Whether it was fetched.
        success "success": Option<bool>,
        /// Description of the service, as text.
        manifest "manifest": Option<JsonText>,
    }
}

model! {
    /// How many tools were published.
    #[derive(Default)]
    PublishToolsResult {
        /// The number; absent where the server gave none.
        total_published "totalPublished": Option<i64>,
    }
}

model! {
    /// An open interaction of the user with an integration.
    Interaction {
        // D-58
        /// Kind of thing interacted with; spelt `tool-plugin` or `ToolPlugin`.
        entity "entity": Option<String>,
        /// Id of the integration.
        id "id": String,
        /// Whether it is open.
        is_open "isOpen": Option<bool>,
        /// When it last took place: ISO 8601, no zone.
        last_interaction_date_time "lastInteractionDateTime": Option<String>,
        /// Name of the integration.
        name "name": Option<String>,
        /// Organisation.
        organization_id "organizationId": Option<String>,
        /// Project.
        project_id "projectId": Option<String>,
    }
}

model! {
    /// An interaction after it was recorded or closed.
    InteractionState {
        // D-58
        /// Kind of thing interacted with; spelt `tool-plugin` or `ToolPlugin`.
        entity "entity": Option<String>,
        /// Id of the integration.
        id "id": String,
        /// Whether it is open.
        is_open "isOpen": Option<bool>,
    }
}

model! {
    /// A link that lets others use an agent. It holds a token, so no printed form shows it.
    #[derive(Default)]
    SharingLink {
        /// Id of the agent.
        agent_id "agentId": Option<String>,
        /// Token in the link.
        api_token "apiToken": Option<Secret>,
        /// The link.
        shared_link "sharedLink": Option<Secret>,
    }
}

model! {
    /// What a token belongs to.
    #[derive(Default)]
    TokenInfo {
        /// Organisation.
        organization_id "organizationId": Option<String>,
        /// Project.
        project_id "projectId": Option<String>,
    }
}
