//! Agents: what is sent to define one, and what the server answers.

use crate::json::Json;
use crate::schema::model::{model, open_enum};
use crate::schema::number::Number;
use crate::schema::patch::Patch;
use crate::schema::shared_str::SharedStr;

open_enum! {
    /// Who may use an agent, an integration or a tool.
    AccessScope { PRIVATE = "private", PUBLIC = "public", PROJECT = "project" }
}
open_enum! {
    // D-29
    /// Who an agent is shared with.
    SharingScope {
        NONE = "none", ORGANIZATION = "organization", EVERYBODY = "everybody", PUBLIC = "public", PRIVATE = "private",
    }
}
open_enum! {
    // D-42
    /// Whether an agent is in use.
    AgentStatus { ACTIVE = "active", INACTIVE = "inactive", PENDING = "pending" }
}
open_enum! {
    // D-30
    /// Who holds a permission on an agent.
    Permission {
        NONE = "none", ORGANIZATION = "organization", EVERYBODY = "everybody", PUBLIC = "public", PROJECT = "project",
    }
}
open_enum! {
    /// How serious a server message is. The server's casing varies.
    MessageType { ERROR = "error", WARNING = "warning", SUCCESS = "Success" }
}

model! {
    /// What `create`, `upsert` and `update` send. Only the members you set are sent, nothing is filled in.
    #[derive(Default)]
    AgentDefinition answered as Agent {
        /// Name, unique in the project; `:` and `/` are not allowed. Required to create.
        name "name": Option<String>,
        /// Who may use the agent. Server default: `private`.
        access_scope "accessScope": Patch<AccessScope>,
        /// Public identifier, required for `public` agents: lower-case letters, digits, `.`, `-`, `_`.
        public_name "publicName" as Unreturned: Patch<String>,
        /// Short role text.
        job_description "jobDescription": Patch<String>,
        /// URL of a picture.
        avatar_image "avatarImage" as Unreturned: Patch<String>,
        /// Summary for people.
        description "description": Patch<String>,
        /// Who the agent is shared with. Server default: `organization`.
        sharing_scope "sharingScope" as Unreturned: Patch<SharingScope>,
        // SIM-12
        /// Strategy, prompt, models and tools. On an update it replaces the whole block.
        agent_data "agentData": Patch<AgentData>,
    }
}

model! {
    /// An agent as the server describes it. `to_definition` gives what an update takes.
    Agent identified by id or name {
        /// Unique id (GUID).
        id "id": String,
        /// Name, unique in the project.
        name "name": String,
        /// Who may use the agent.
        access_scope "accessScope": Option<AccessScope>,
        /// Public identifier of a public agent.
        public_name "publicName": Option<String>,
        /// Short role text.
        job_description "jobDescription": Option<String>,
        /// URL of a picture.
        avatar_image "avatarImage": Option<String>,
        /// Summary for people.
        description "description": Option<String>,
        /// Who the agent is shared with.
        sharing_scope "sharingScope": Option<SharingScope>,
        /// Strategy, prompt, models and tools.
        agent_data "agentData": Option<AgentData>,
        /// Whether the agent is in use.
        status "status": Option<AgentStatus>,
        /// Whether this revision is a draft.
        is_draft "isDraft": Option<bool>,
        /// Whether the agent cannot be changed.
        is_readonly "isReadonly": Option<bool>,
        /// Revision number; every update makes the next one.
        revision "revision": Option<i64>,
        /// Published version; absent on drafts. An integer where it is integral.
        version "version": Option<Number>,
        /// Permissions set on the agent.
        permissions "permissions": Option<Permissions>,
        /// Permissions after those of the organisation were applied.
        effective_permissions "effectivePermissions": Option<Permissions>,
        /// Warnings about a draft.
        messages "messages" or "Messages": Option<Vec<Message>>,
    }
}

model! {
    /// One line of an agent list.
    AgentSummary identified by id or name {
        /// Unique id (GUID).
        id "id": SharedStr,
        /// Name, unique in the project.
        name "name": SharedStr,
        /// Who may use the agent.
        access_scope "accessScope": Option<AccessScope>,
        /// Public identifier of a public agent.
        public_name "publicName": Option<SharedStr>,
        /// Summary for people.
        description "description": Option<SharedStr>,
        /// Short role text; only in `list_by_tool`.
        job_description "jobDescription": Option<SharedStr>,
        /// URL of a picture.
        avatar_image "avatarImage": Option<SharedStr>,
        /// Who the agent is shared with.
        sharing_scope "sharingScope": Option<SharingScope>,
        /// Whether the agent is in use.
        status "status": Option<AgentStatus>,
        /// Whether this revision is a draft.
        is_draft "isDraft": Option<bool>,
        /// Whether the agent cannot be changed.
        is_readonly "isReadonly": Option<bool>,
        /// Revision number.
        revision "revision": Option<i64>,
        /// Published version; absent on drafts. An integer where it is integral.
        version "version": Option<Number>,
        /// Permissions set on the agent; only in `list_by_tool`.
        permissions "permissions": Option<Permissions>,
        /// Permissions after those of the organisation were applied; only in `list_by_tool`.
        effective_permissions "effectivePermissions": Option<Permissions>,
    }
}

model! {
    /// How an agent works: strategy, prompt, models, tools.
    #[derive(Default)]
    AgentData {
        /// Reasoning strategy, such as `Chain of Thought` or `Dynamic Prompting`.
        strategy_name "strategyName": Option<String>,
        /// Id of the reasoning strategy, in answers to an import.
        strategy_id "strategyId": Option<String>,
        /// The prompt of the model.
        prompt "prompt": Option<Prompt>,
        /// Settings for every model of the agent.
        llm_config "llmConfig" or "LLMConfig": Option<LlmConfig>,
        /// Models, in order of preference.
        models "models" as NamedInOrder: Option<Vec<ModelRef>>,
        /// Tools and helper agents.
        resource_pools "resourcePools" as Named: Option<Vec<ResourcePool>>,
        /// Further settings; seen in answers only.
        properties "properties": Option<Vec<Property>>,
    }
}

model! {
    /// The prompt of the model.
    #[derive(Default)]
    Prompt {
        /// Background for the model.
        context "context": Option<String>,
        /// What to do; needed to publish.
        instructions "instructions": Option<String>,
        /// Pairs of input and expected output.
        examples "examples": Option<Vec<PromptExample>>,
        /// Names of the expected inputs.
        inputs "inputs": Option<Vec<String>>,
        /// Declared outputs.
        outputs "outputs": Option<Vec<PromptOutput>>,
    }
}

model! {
    /// One example of a prompt.
    #[derive(Default)]
    PromptExample {
        /// What goes in.
        input_data "inputData": Option<String>,
        /// What should come out; JSON in a string where the agent declares outputs.
        output "output": Option<String>,
    }
}

model! {
    /// One declared output of a prompt.
    #[derive(Default)]
    PromptOutput {
        /// Name of the output.
        key "key": Option<String>,
        /// What it holds.
        description "description": Option<String>,
    }
}

model! {
    /// Settings of a language model. Nothing is filled in on the client.
    #[derive(Default)]
    LlmConfig {
        /// Most tokens in an answer.
        max_tokens "maxTokens": Option<i64>,
        // D-43
        /// Time allowed for an answer; 0 is none. The vendor gives no unit, its SDK says seconds.
        timeout "timeout": Option<i64>,
        /// How answers are sampled.
        sampling "sampling": Option<Sampling>,
    }
}

model! {
    /// How answers are sampled.
    #[derive(Default)]
    Sampling {
        /// Randomness; 0 is the least.
        temperature "temperature": Option<Number>,
        /// How many candidates are considered.
        top_k "topK": Option<i64>,
        /// Probability mass that is considered.
        top_p "topP": Option<Number>,
    }
}

model! {
    /// A language model an agent may use.
    #[derive(Default)]
    ModelRef {
        /// Name, such as `gpt-4o` or `openai/gpt-4o`.
        name "name": Option<String>,
        /// Id of the model.
        id "id": Option<String>,
        /// Settings for this model alone.
        llm_config "llmConfig" or "LLMConfig": Option<LlmConfig>,
        /// Prompt for this model alone, free form.
        prompt "prompt": Option<Json>,
    }
}

model! {
    /// A named group of tools and helper agents.
    #[derive(Default)]
    ResourcePool {
        /// Name, unique inside the agent.
        name "name": Option<String>,
        /// Whether the tools live elsewhere and are not checked when publishing.
        is_external "isExternal": Option<bool>,
        /// Tools.
        tools "tools" as References: Option<Vec<ToolRef>>,
        /// Helper agents.
        agents "agents" as References: Option<Vec<AgentRef>>,
    }
}

model! {
    // REQ-02
    /// A tool that an agent may use. Give an id or a name; v2 documents names only.
    #[derive(Default)]
    ToolRef refers to Tool {
        /// Id of the tool.
        id "id" or "Id" as Pin: Option<String>,
        // D-24
        /// Name or public name of the tool; may hold an id.
        name "name": Option<String>,
        /// Revision to use. Default: the latest published.
        revision "revision" as Pin: Option<i64>,
        /// Version, in packages.
        version "version" as Pin: Option<Number>,
    }
}

model! {
    /// A helper agent.
    #[derive(Default)]
    AgentRef refers to Agent {
        /// Id of the agent.
        id "id" as Pin: Option<String>,
        /// Name of the agent; may hold an id.
        name "name": Option<String>,
        /// Revision to use. Default: the latest published.
        revision "revision" as Pin: Option<i64>,
    }
}

model! {
    /// A further setting of an agent.
    #[derive(Default)]
    Property {
        /// Type of the value.
        data_type "dataType": Option<String>,
        /// Name of the setting.
        key "key": Option<String>,
        /// Its value, as text.
        value "value": Option<String>,
    }
}

model! {
    /// Who may share or run an agent.
    #[derive(Default)]
    Permissions {
        /// Who may share chats.
        chat_sharing "chatSharing": Option<Permission>,
        /// Who may run the agent from outside.
        external_execution "externalExecution": Option<Permission>,
    }
}

model! {
    /// A remark of the server.
    #[derive(Default)]
    Message {
        /// Number of the remark.
        id "id": Option<i64>,
        /// Its text.
        description "description": Option<String>,
        /// How serious it is.
        r#type "type": Option<MessageType>,
    }
}

model! {
    /// What the server says about a page.
    #[derive(Default)]
    PageInformation {
        // D-32
        /// How long the server took; the vendor gives no unit.
        duration "Duration" or "duration": Option<Number>,
        /// Number of the page, from 1.
        page "Page" or "page": Option<i64>,
        /// Records on a full page.
        page_size "PageSize" or "pageSize": Option<i64>,
        /// Records in all.
        total "Total" or "total": Option<i64>,
    }
}

impl PageInformation {
    /// Name of the member of a page's envelope that holds it.
    pub(crate) const MEMBER: &'static str = "information";
}
