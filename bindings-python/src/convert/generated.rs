//! The model classes.

// Generated from the operation table by `make generate`. Do not edit.

use geai_client::bindings::Model;
use geai_client::models;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use super::any_model::HeldModel;
use super::model::{BaseModel, Class, classes, model, model_of};
use super::{document, values};

model! {
    /// What `create`, `upsert` and `update` send. Only the members you set are sent, nothing is filled in.
    AgentDefinition[1] "(*, name=None, access_scope=None, public_name=None, job_description=None, avatar_image=None, description=None, sharing_scope=None, agent_data=None, extra=None)" "($self, *, name=..., access_scope=..., public_name=..., job_description=..., avatar_image=..., description=..., sharing_scope=..., agent_data=..., extra=...)" {
        /// Name, unique in the project; `:` and `/` are not allowed. Required to create.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may use the agent. Server default: `private`.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier, required for `public` agents: lower-case letters, digits, `.`, `-`, `_`.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Short role text.
        job_description = |py, model| values::optional(py, model.job_description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// URL of a picture.
        avatar_image = |py, model| values::optional(py, model.avatar_image.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who the agent is shared with. Server default: `organization`.
        sharing_scope = |py, model| values::optional(py, model.sharing_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Strategy, prompt, models and tools. On an update it replaces the whole block.
        agent_data 0 = |py, model| values::optional(py, model.agent_data.as_ref(), |py, it| AgentData::wrap(py, it.clone()));
    }
}

model! {
    /// An agent as the server describes it. `to_definition` gives what an update takes.
    Agent[4] "(*, id, name, access_scope=None, public_name=None, job_description=None, avatar_image=None, description=None, sharing_scope=None, agent_data=None, status=None, is_draft=None, is_readonly=None, revision=None, version=None, permissions=None, effective_permissions=None, messages=None, extra=None)" "($self, *, id=..., name=..., access_scope=..., public_name=..., job_description=..., avatar_image=..., description=..., sharing_scope=..., agent_data=..., status=..., is_draft=..., is_readonly=..., revision=..., version=..., permissions=..., effective_permissions=..., messages=..., extra=...)" {
        /// Unique id (GUID).
        id = |py, model| { let it = &model.id; values::string(py, it.as_str()) };
        /// Name, unique in the project.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// Who may use the agent.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier of a public agent.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Short role text.
        job_description = |py, model| values::optional(py, model.job_description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// URL of a picture.
        avatar_image = |py, model| values::optional(py, model.avatar_image.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who the agent is shared with.
        sharing_scope = |py, model| values::optional(py, model.sharing_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Strategy, prompt, models and tools.
        agent_data 0 = |py, model| values::optional(py, model.agent_data.as_ref(), |py, it| AgentData::wrap(py, it.clone()));
        /// Whether the agent is in use.
        status = |py, model| values::optional(py, model.status.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether this revision is a draft.
        is_draft = |py, model| values::optional(py, model.is_draft.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether the agent cannot be changed.
        is_readonly = |py, model| values::optional(py, model.is_readonly.as_ref(), |py, it| values::boolean(py, *it));
        /// Revision number; every update makes the next one.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
        /// Published version; absent on drafts. An integer where it is integral.
        version = |py, model| values::optional(py, model.version.as_ref(), values::number);
        /// Permissions set on the agent.
        permissions 1 = |py, model| values::optional(py, model.permissions.as_ref(), |py, it| Permissions::wrap(py, it.clone()));
        /// Permissions after those of the organisation were applied.
        effective_permissions 2 = |py, model| values::optional(py, model.effective_permissions.as_ref(), |py, it| Permissions::wrap(py, it.clone()));
        /// Warnings about a draft.
        messages 3 = |py, model| values::optional(py, model.messages.as_ref(), |py, it| values::tuple(py, it, |py, it| Message::wrap(py, it.clone())));
    } {
        /// The definition that `create`, `upsert` and `update` take.
        fn to_definition(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
            let model: &models::Agent = model_of(slf.as_super())?;
            AgentDefinition::wrap(slf.py(), model.to_definition())
        }
    }
}

model! {
    /// One line of an agent list.
    AgentSummary[2] "(*, id, name, access_scope=None, public_name=None, description=None, job_description=None, avatar_image=None, sharing_scope=None, status=None, is_draft=None, is_readonly=None, revision=None, version=None, permissions=None, effective_permissions=None, extra=None)" "($self, *, id=..., name=..., access_scope=..., public_name=..., description=..., job_description=..., avatar_image=..., sharing_scope=..., status=..., is_draft=..., is_readonly=..., revision=..., version=..., permissions=..., effective_permissions=..., extra=...)" {
        /// Unique id (GUID).
        id = |py, model| { let it = &model.id; values::string(py, it.as_str()) };
        /// Name, unique in the project.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// Who may use the agent.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier of a public agent.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Short role text; only in `list_by_tool`.
        job_description = |py, model| values::optional(py, model.job_description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// URL of a picture.
        avatar_image = |py, model| values::optional(py, model.avatar_image.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who the agent is shared with.
        sharing_scope = |py, model| values::optional(py, model.sharing_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether the agent is in use.
        status = |py, model| values::optional(py, model.status.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether this revision is a draft.
        is_draft = |py, model| values::optional(py, model.is_draft.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether the agent cannot be changed.
        is_readonly = |py, model| values::optional(py, model.is_readonly.as_ref(), |py, it| values::boolean(py, *it));
        /// Revision number.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
        /// Published version; absent on drafts. An integer where it is integral.
        version = |py, model| values::optional(py, model.version.as_ref(), values::number);
        /// Permissions set on the agent; only in `list_by_tool`.
        permissions 0 = |py, model| values::optional(py, model.permissions.as_ref(), |py, it| Permissions::wrap(py, it.clone()));
        /// Permissions after those of the organisation were applied; only in `list_by_tool`.
        effective_permissions 1 = |py, model| values::optional(py, model.effective_permissions.as_ref(), |py, it| Permissions::wrap(py, it.clone()));
    }
}

model! {
    /// How an agent works: strategy, prompt, models, tools.
    AgentData[5] "(*, strategy_name=None, strategy_id=None, prompt=None, llm_config=None, models=None, resource_pools=None, properties=None, extra=None)" "($self, *, strategy_name=..., strategy_id=..., prompt=..., llm_config=..., models=..., resource_pools=..., properties=..., extra=...)" {
        /// Reasoning strategy, such as `Chain of Thought` or `Dynamic Prompting`.
        strategy_name = |py, model| values::optional(py, model.strategy_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Id of the reasoning strategy, in answers to an import.
        strategy_id = |py, model| values::optional(py, model.strategy_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// The prompt of the model.
        prompt 0 = |py, model| values::optional(py, model.prompt.as_ref(), |py, it| Prompt::wrap(py, it.clone()));
        /// Settings for every model of the agent.
        llm_config 1 = |py, model| values::optional(py, model.llm_config.as_ref(), |py, it| LlmConfig::wrap(py, it.clone()));
        /// Models, in order of preference.
        models 2 = |py, model| values::optional(py, model.models.as_ref(), |py, it| values::tuple(py, it, |py, it| ModelRef::wrap(py, it.clone())));
        /// Tools and helper agents.
        resource_pools 3 = |py, model| values::optional(py, model.resource_pools.as_ref(), |py, it| values::tuple(py, it, |py, it| ResourcePool::wrap(py, it.clone())));
        /// Further settings; seen in answers only.
        properties 4 = |py, model| values::optional(py, model.properties.as_ref(), |py, it| values::tuple(py, it, |py, it| Property::wrap(py, it.clone())));
    }
}

model! {
    /// The prompt of the model.
    Prompt[3] "(*, context=None, instructions=None, examples=None, inputs=None, outputs=None, extra=None)" "($self, *, context=..., instructions=..., examples=..., inputs=..., outputs=..., extra=...)" {
        /// Background for the model.
        context = |py, model| values::optional(py, model.context.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What to do; needed to publish.
        instructions = |py, model| values::optional(py, model.instructions.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Pairs of input and expected output.
        examples 0 = |py, model| values::optional(py, model.examples.as_ref(), |py, it| values::tuple(py, it, |py, it| PromptExample::wrap(py, it.clone())));
        /// Names of the expected inputs.
        inputs 1 = |py, model| values::optional(py, model.inputs.as_ref(), |py, it| values::tuple(py, it, |py, it| values::string(py, it.as_str())));
        /// Declared outputs.
        outputs 2 = |py, model| values::optional(py, model.outputs.as_ref(), |py, it| values::tuple(py, it, |py, it| PromptOutput::wrap(py, it.clone())));
    }
}

model! {
    /// One example of a prompt.
    PromptExample[0] "(*, input_data=None, output=None, extra=None)" "($self, *, input_data=..., output=..., extra=...)" {
        /// What goes in.
        input_data = |py, model| values::optional(py, model.input_data.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What should come out; JSON in a string where the agent declares outputs.
        output = |py, model| values::optional(py, model.output.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// One declared output of a prompt.
    PromptOutput[0] "(*, key=None, description=None, extra=None)" "($self, *, key=..., description=..., extra=...)" {
        /// Name of the output.
        key = |py, model| values::optional(py, model.key.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What it holds.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// Settings of a language model. Nothing is filled in on the client.
    LlmConfig[1] "(*, max_tokens=None, timeout=None, sampling=None, extra=None)" "($self, *, max_tokens=..., timeout=..., sampling=..., extra=...)" {
        /// Most tokens in an answer.
        max_tokens = |py, model| values::optional(py, model.max_tokens.as_ref(), |py, it| values::integer(py, *it));
        /// Time allowed for an answer; 0 is none. The vendor gives no unit, its SDK says seconds.
        timeout = |py, model| values::optional(py, model.timeout.as_ref(), |py, it| values::integer(py, *it));
        /// How answers are sampled.
        sampling 0 = |py, model| values::optional(py, model.sampling.as_ref(), |py, it| Sampling::wrap(py, it.clone()));
    }
}

model! {
    /// How answers are sampled.
    Sampling[0] "(*, temperature=None, top_k=None, top_p=None, extra=None)" "($self, *, temperature=..., top_k=..., top_p=..., extra=...)" {
        /// Randomness; 0 is the least.
        temperature = |py, model| values::optional(py, model.temperature.as_ref(), values::number);
        /// How many candidates are considered.
        top_k = |py, model| values::optional(py, model.top_k.as_ref(), |py, it| values::integer(py, *it));
        /// Probability mass that is considered.
        top_p = |py, model| values::optional(py, model.top_p.as_ref(), values::number);
    }
}

model! {
    /// A language model an agent may use.
    ModelRef[1] "(*, name=None, id=None, llm_config=None, prompt=None, extra=None)" "($self, *, name=..., id=..., llm_config=..., prompt=..., extra=...)" {
        /// Name, such as `gpt-4o` or `openai/gpt-4o`.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Id of the model.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Settings for this model alone.
        llm_config 0 = |py, model| values::optional(py, model.llm_config.as_ref(), |py, it| LlmConfig::wrap(py, it.clone()));
        /// Prompt for this model alone, free form.
        prompt = |py, model| values::optional(py, model.prompt.as_ref(), values::free_form);
    }
}

model! {
    /// A named group of tools and helper agents.
    ResourcePool[2] "(*, name=None, is_external=None, tools=None, agents=None, extra=None)" "($self, *, name=..., is_external=..., tools=..., agents=..., extra=...)" {
        /// Name, unique inside the agent.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether the tools live elsewhere and are not checked when publishing.
        is_external = |py, model| values::optional(py, model.is_external.as_ref(), |py, it| values::boolean(py, *it));
        /// Tools.
        tools 0 = |py, model| values::optional(py, model.tools.as_ref(), |py, it| values::tuple(py, it, |py, it| ToolRef::wrap(py, it.clone())));
        /// Helper agents.
        agents 1 = |py, model| values::optional(py, model.agents.as_ref(), |py, it| values::tuple(py, it, |py, it| AgentRef::wrap(py, it.clone())));
    }
}

model! {
    /// A tool that an agent may use. Give an id or a name; v2 documents names only.
    ToolRef[0] "(*, id=None, name=None, revision=None, version=None, extra=None)" "($self, *, id=..., name=..., revision=..., version=..., extra=...)" {
        /// Id of the tool.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name or public name of the tool; may hold an id.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Revision to use. Default: the latest published.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
        /// Version, in packages.
        version = |py, model| values::optional(py, model.version.as_ref(), values::number);
    }
}

model! {
    /// A helper agent.
    AgentRef[0] "(*, id=None, name=None, revision=None, extra=None)" "($self, *, id=..., name=..., revision=..., extra=...)" {
        /// Id of the agent.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name of the agent; may hold an id.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Revision to use. Default: the latest published.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
    }
}

model! {
    /// A further setting of an agent.
    Property[0] "(*, data_type=None, key=None, value=None, extra=None)" "($self, *, data_type=..., key=..., value=..., extra=...)" {
        /// Type of the value.
        data_type = |py, model| values::optional(py, model.data_type.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name of the setting.
        key = |py, model| values::optional(py, model.key.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Its value, as text.
        value = |py, model| values::optional(py, model.value.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// Who may share or run an agent.
    Permissions[0] "(*, chat_sharing=None, external_execution=None, extra=None)" "($self, *, chat_sharing=..., external_execution=..., extra=...)" {
        /// Who may share chats.
        chat_sharing = |py, model| values::optional(py, model.chat_sharing.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may run the agent from outside.
        external_execution = |py, model| values::optional(py, model.external_execution.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// A remark of the server.
    Message[0] "(*, id=None, description=None, type=None, extra=None)" "($self, *, id=..., description=..., type=..., extra=...)" {
        /// Number of the remark.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::integer(py, *it));
        /// Its text.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// How serious it is.
        r#type = |py, model| values::optional(py, model.r#type.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// What the server says about a page.
    PageInformation[0] "(*, duration=None, page=None, page_size=None, total=None, extra=None)" "($self, *, duration=..., page=..., page_size=..., total=..., extra=...)" {
        /// How long the server took; the vendor gives no unit.
        duration = |py, model| values::optional(py, model.duration.as_ref(), values::number);
        /// Number of the page, from 1.
        page = |py, model| values::optional(py, model.page.as_ref(), |py, it| values::integer(py, *it));
        /// Records on a full page.
        page_size = |py, model| values::optional(py, model.page_size.as_ref(), |py, it| values::integer(py, *it));
        /// Records in all.
        total = |py, model| values::optional(py, model.total.as_ref(), |py, it| values::integer(py, *it));
    }
}

model! {
    /// Where a package came from.
    PackageInfo[0] "(*, major_version=None, minor_version=None, module_revision=None, organization_id=None, project_id=None, timestamp=None, extra=None)" "($self, *, major_version=..., minor_version=..., module_revision=..., organization_id=..., project_id=..., timestamp=..., extra=...)" {
        /// Major version of the package format.
        major_version = |py, model| values::optional(py, model.major_version.as_ref(), |py, it| values::integer(py, *it));
        /// Minor version of the package format.
        minor_version = |py, model| values::optional(py, model.minor_version.as_ref(), |py, it| values::integer(py, *it));
        /// Revision of the exporting module.
        module_revision = |py, model| values::optional(py, model.module_revision.as_ref(), |py, it| values::integer(py, *it));
        /// Organisation the package came from.
        organization_id = |py, model| values::optional(py, model.organization_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Project the package came from; importing into it is refused.
        project_id = |py, model| values::optional(py, model.project_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// When it was made: `YYYY-MM-DDThh:mm:ss.mmm`, no zone.
        timestamp = |py, model| values::optional(py, model.timestamp.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// An agent in a package.
    LabAgent[2] "(*, id=None, name=None, access_scope=None, sharing_scope=None, public_name=None, chat_sharing_permissions=None, external_execution_permissions=None, description=None, job_description=None, import_index=None, version=None, agent_data=None, resources=None, extra=None)" "($self, *, id=..., name=..., access_scope=..., sharing_scope=..., public_name=..., chat_sharing_permissions=..., external_execution_permissions=..., description=..., job_description=..., import_index=..., version=..., agent_data=..., resources=..., extra=...)" {
        /// Id in the project it came from.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may use the agent.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who the agent is shared with.
        sharing_scope = |py, model| values::optional(py, model.sharing_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may share chats.
        chat_sharing_permissions = |py, model| values::optional(py, model.chat_sharing_permissions.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may run the agent from outside.
        external_execution_permissions = |py, model| values::optional(py, model.external_execution_permissions.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Short role text.
        job_description = |py, model| values::optional(py, model.job_description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Place in the order of import, from 1.
        import_index = |py, model| values::optional(py, model.import_index.as_ref(), |py, it| values::integer(py, *it));
        /// Published version.
        version = |py, model| values::optional(py, model.version.as_ref(), values::number);
        /// Strategy, prompt and models.
        agent_data 0 = |py, model| values::optional(py, model.agent_data.as_ref(), |py, it| LabAgentData::wrap(py, it.clone()));
        /// Tools and helper agents.
        resources 1 = |py, model| values::optional(py, model.resources.as_ref(), |py, it| values::tuple(py, it, |py, it| LabResource::wrap(py, it.clone())));
    }
}

model! {
    /// How a packaged agent works. Unlike elsewhere the wire writes `LLMConfig`.
    LabAgentData[4] "(*, llm_config=None, models=None, prompt=None, strategy=None, extra=None)" "($self, *, llm_config=..., models=..., prompt=..., strategy=..., extra=...)" {
        /// Settings for every model of the agent.
        llm_config 0 = |py, model| values::optional(py, model.llm_config.as_ref(), |py, it| LlmConfig::wrap(py, it.clone()));
        /// Models, in order of preference.
        models 1 = |py, model| values::optional(py, model.models.as_ref(), |py, it| values::tuple(py, it, |py, it| LabModel::wrap(py, it.clone())));
        /// The prompt of the model.
        prompt 2 = |py, model| values::optional(py, model.prompt.as_ref(), |py, it| Prompt::wrap(py, it.clone()));
        /// Reasoning strategy.
        strategy 3 = |py, model| values::optional(py, model.strategy.as_ref(), |py, it| LabStrategy::wrap(py, it.clone()));
    }
}

model! {
    /// A language model of a packaged agent.
    LabModel[1] "(*, id=None, name=None, llm_config=None, extra=None)" "($self, *, id=..., name=..., llm_config=..., extra=...)" {
        /// Id of the model.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name, such as `azure/gpt-4o`.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Settings for this model alone.
        llm_config 0 = |py, model| values::optional(py, model.llm_config.as_ref(), |py, it| LlmConfig::wrap(py, it.clone()));
    }
}

model! {
    /// Reasoning strategy of a packaged agent.
    LabStrategy[0] "(*, id=None, name=None, system_prompt=None, extra=None)" "($self, *, id=..., name=..., system_prompt=..., extra=...)" {
        /// Id of the strategy.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name, such as `Chain of Thought`.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What it tells the model.
        system_prompt = |py, model| values::optional(py, model.system_prompt.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// A resource pool of a packaged agent.
    LabResource[1] "(*, name=None, is_external=None, tools=None, extra=None)" "($self, *, name=..., is_external=..., tools=..., extra=...)" {
        /// Name of the pool.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether the tools live elsewhere.
        is_external = |py, model| values::optional(py, model.is_external.as_ref(), |py, it| values::boolean(py, *it));
        /// Tools.
        tools 0 = |py, model| values::optional(py, model.tools.as_ref(), |py, it| values::tuple(py, it, |py, it| ToolRef::wrap(py, it.clone())));
    }
}

model! {
    /// A tool in a package.
    LabTool[0] "(*, id=None, name=None, public_name=None, description=None, access_scope=None, is_reference=None, type=None, version=None, extra=None)" "($self, *, id=..., name=..., public_name=..., description=..., access_scope=..., is_reference=..., type=..., version=..., extra=...)" {
        /// Id in the project it came from.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may use the tool.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether the tool lives outside the exported project.
        is_reference = |py, model| values::optional(py, model.is_reference.as_ref(), |py, it| values::boolean(py, *it));
        /// Kind of tool, such as `api`.
        r#type = |py, model| values::optional(py, model.r#type.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Published version.
        version = |py, model| values::optional(py, model.version.as_ref(), values::number);
    }
}

model! {
    /// What `import_` and `update` of an integration send. Only the members you set are sent.
    IntegrationRequest[1] "(*, name=None, description=None, public_name=None, access_scope=None, manifest=None, security_scheme=None, extra=None)" "($self, *, name=..., description=..., public_name=..., access_scope=..., manifest=..., security_scheme=..., extra=...)" {
        /// Name, unique in the project. Required to import.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier, such as `com.example.parcels`.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may use the integration.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// OpenAPI or MCP document: JSON or YAML text, sent to the letter; or an object, or a file. Required to import.
        manifest = |py, model| values::optional(py, model.manifest.as_ref(), |py, it| values::string(py, &it.0));
        /// How the service authenticates.
        security_scheme 0 = |py, model| values::optional(py, model.security_scheme.as_ref(), |py, it| SecurityScheme::wrap(py, it.clone()));
    }
}

model! {
    /// An integration as the server describes it.
    Integration[3] "(*, id, name, description=None, public_name=None, access_scope=None, manifest=None, security_scheme=None, parameters=None, tools=None, is_read_only=None, pending_config_credential=None, pending_publish=None, status=None, type=None, extra=None)" "($self, *, id=..., name=..., description=..., public_name=..., access_scope=..., manifest=..., security_scheme=..., parameters=..., tools=..., is_read_only=..., pending_config_credential=..., pending_publish=..., status=..., type=..., extra=...)" {
        /// Unique id (GUID).
        id = |py, model| { let it = &model.id; values::string(py, it.as_str()) };
        /// Name, unique in the project.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may use the integration.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Description of the service, as text.
        manifest = |py, model| values::optional(py, model.manifest.as_ref(), |py, it| values::string(py, &it.0));
        /// How the service authenticates. Client id and secret are references to stored secrets.
        security_scheme 0 = |py, model| values::optional(py, model.security_scheme.as_ref(), |py, it| SecurityScheme::wrap(py, it.clone()));
        /// Configuration, one entry per stored secret.
        parameters 1 = |py, model| values::optional(py, model.parameters.as_ref(), |py, it| values::tuple(py, it, |py, it| ConfigParameter::wrap(py, it.clone())));
        /// Tools made from the document's operations.
        tools 2 = |py, model| values::optional(py, model.tools.as_ref(), |py, it| values::tuple(py, it, |py, it| ToolSummary::wrap(py, it.clone())));
        /// Whether the integration cannot be changed.
        is_read_only = |py, model| values::optional(py, model.is_read_only.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether credentials are missing.
        pending_config_credential = |py, model| values::optional(py, model.pending_config_credential.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether tools wait to be published.
        pending_publish = |py, model| values::optional(py, model.pending_publish.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether the integration is in use.
        status = |py, model| values::optional(py, model.status.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What defines the integration.
        r#type = |py, model| values::optional(py, model.r#type.as_ref(), |py, it| values::string(py, it.as_str()));
    } {
        /// The definition that `import_` and `update` take.
        fn to_definition(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
            let model: &models::Integration = model_of(slf.as_super())?;
            IntegrationRequest::wrap(slf.py(), model.to_definition())
        }
    }
}

model! {
    /// One line of an integration list.
    IntegrationSummary[3] "(*, id, name, description=None, public_name=None, access_scope=None, security_scheme=None, parameters=None, tools=None, is_read_only=None, pending_config_credential=None, pending_publish=None, status=None, type=None, extra=None)" "($self, *, id=..., name=..., description=..., public_name=..., access_scope=..., security_scheme=..., parameters=..., tools=..., is_read_only=..., pending_config_credential=..., pending_publish=..., status=..., type=..., extra=...)" {
        /// Unique id (GUID).
        id = |py, model| { let it = &model.id; values::string(py, it.as_str()) };
        /// Name, unique in the project.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who may use the integration.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// How the service authenticates; with `expanded` detail.
        security_scheme 0 = |py, model| values::optional(py, model.security_scheme.as_ref(), |py, it| SecurityScheme::wrap(py, it.clone()));
        /// Configuration; with `expanded` detail.
        parameters 1 = |py, model| values::optional(py, model.parameters.as_ref(), |py, it| values::tuple(py, it, |py, it| ConfigParameter::wrap(py, it.clone())));
        /// Tools; with `expanded` detail.
        tools 2 = |py, model| values::optional(py, model.tools.as_ref(), |py, it| values::tuple(py, it, |py, it| ToolSummary::wrap(py, it.clone())));
        /// Whether the integration cannot be changed.
        is_read_only = |py, model| values::optional(py, model.is_read_only.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether credentials are missing.
        pending_config_credential = |py, model| values::optional(py, model.pending_config_credential.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether tools wait to be published.
        pending_publish = |py, model| values::optional(py, model.pending_publish.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether the integration is in use.
        status = |py, model| values::optional(py, model.status.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What defines the integration.
        r#type = |py, model| values::optional(py, model.r#type.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// How a service authenticates. Members it does not name pass through.
    SecurityScheme[1] "(*, auth_level=None, type=None, in_=None, issuer=None, name=None, flows=None, extra=None)" "($self, *, auth_level=..., type=..., in_=..., issuer=..., name=..., flows=..., extra=...)" {
        /// Whose credentials are used; compared without regard to case.
        auth_level = |py, model| values::optional(py, model.auth_level.as_ref(), |py, it| values::string(py, it.as_str()));
        /// How the service authenticates.
        r#type = |py, model| values::optional(py, model.r#type.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Where the credential travels.
        in_ = |py, model| values::optional(py, model.in_.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Who issues tokens.
        issuer = |py, model| values::optional(py, model.issuer.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name of the header, query parameter or cookie.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// OAuth flows.
        flows 0 = |py, model| values::optional(py, model.flows.as_ref(), |py, it| OAuthFlows::wrap(py, it.clone()));
    }
}

model! {
    /// OAuth flows of a scheme. Members it does not name pass through.
    OAuthFlows[2] "(*, authorization_code=None, client_credentials=None, x_additional_parameters=None, extra=None)" "($self, *, authorization_code=..., client_credentials=..., x_additional_parameters=..., extra=...)" {
        /// The flow with a browser.
        authorization_code 0 = |py, model| values::optional(py, model.authorization_code.as_ref(), |py, it| OAuthFlow::wrap(py, it.clone()));
        /// The flow without a user.
        client_credentials 1 = |py, model| values::optional(py, model.client_credentials.as_ref(), |py, it| OAuthFlow::wrap(py, it.clone()));
        /// Further parameters; any JSON.
        x_additional_parameters = |py, model| values::optional(py, model.x_additional_parameters.as_ref(), values::free_form);
    }
}

model! {
    /// One OAuth flow. Members it does not name pass through.
    OAuthFlow[1] "(*, authorization_url=None, token_url=None, client_id=None, client_secret=None, challenge_method=None, scopes=None, scope=None, extra=None)" "($self, *, authorization_url=..., token_url=..., client_id=..., client_secret=..., challenge_method=..., scopes=..., scope=..., extra=...)" {
        /// Where the browser goes.
        authorization_url = |py, model| values::optional(py, model.authorization_url.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Where codes become tokens.
        token_url = |py, model| values::optional(py, model.token_url.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Client id: its value, or the exact name of a stored secret; in answers a reference to a stored secret.
        client_id = |py, model| values::optional(py, model.client_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Client secret: its value, or the exact name of a stored secret; in answers a reference to a stored secret. Hidden wherever it could be shown.
        client_secret = |py, model| values::optional(py, model.client_secret.as_ref(), |py, it| values::string(py, it.reveal()));
        /// How a PKCE challenge is made.
        challenge_method = |py, model| values::optional(py, model.challenge_method.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Scopes; a string is read as a list.
        scopes 0 = |py, model| values::optional(py, model.scopes.as_ref(), |py, it| values::tuple(py, it, |py, it| values::string(py, it.as_str())));
        /// Scope of the client-credentials flow.
        scope = |py, model| values::optional(py, model.scope.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// A configuration parameter of an integration.
    ConfigParameter[0] "(*, key, data_type=None, type=None, from_secret=None, is_required=None, value=None, description=None, is_inherited=None, value_from=None, extra=None)" "($self, *, key=..., data_type=..., type=..., from_secret=..., is_required=..., value=..., description=..., is_inherited=..., value_from=..., extra=...)" {
        /// Name, such as `securityScheme.flows.authorizationCode.clientId`.
        key = |py, model| { let it = &model.key; values::string(py, it.as_str()) };
        /// Type of the value, such as `String`.
        data_type = |py, model| values::optional(py, model.data_type.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What it is for.
        r#type = |py, model| values::optional(py, model.r#type.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether the value refers to a stored secret.
        from_secret = |py, model| values::optional(py, model.from_secret.as_ref(), |py, it| values::boolean(py, *it));
        /// Whether a value is needed.
        is_required = |py, model| values::optional(py, model.is_required.as_ref(), |py, it| values::boolean(py, *it));
        /// The value. Hidden wherever it could be shown.
        value = |py, model| values::optional(py, model.value.as_ref(), |py, it| values::string(py, it.reveal()));
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether the value is inherited.
        is_inherited = |py, model| values::optional(py, model.is_inherited.as_ref(), |py, it| values::boolean(py, *it));
        /// Where the value is inherited from.
        value_from = |py, model| values::optional(py, model.value_from.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// A tool of an integration.
    ToolSummary[0] "(*, id=None, name=None, public_name=None, description=None, revision=None, version=None, is_draft=None, access_scope=None, input_schema=None, open_api_json=None, extra=None)" "($self, *, id=..., name=..., public_name=..., description=..., revision=..., version=..., is_draft=..., access_scope=..., input_schema=..., open_api_json=..., extra=...)" {
        /// Unique id (GUID), which `agents.list_by_tool` takes.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name: operation id, `_`, method.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Public identifier.
        public_name = |py, model| values::optional(py, model.public_name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Summary for people.
        description = |py, model| values::optional(py, model.description.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Revision number.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
        /// Published version.
        version = |py, model| values::optional(py, model.version.as_ref(), values::number);
        /// Whether this is a draft.
        is_draft = |py, model| values::optional(py, model.is_draft.as_ref(), |py, it| values::boolean(py, *it));
        /// Who may use the tool.
        access_scope = |py, model| values::optional(py, model.access_scope.as_ref(), |py, it| values::string(py, it.as_str()));
        /// JSON Schema of the input, as text.
        input_schema = |py, model| values::optional(py, model.input_schema.as_ref(), |py, it| values::string(py, &it.0));
        /// Where the tool came from, as text.
        open_api_json = |py, model| values::optional(py, model.open_api_json.as_ref(), |py, it| values::string(py, &it.0));
    }
}

model! {
    /// What an inspection found.
    InspectorResult[2] "(*, security_scheme=None, messages=None, extra=None)" "($self, *, security_scheme=..., messages=..., extra=...)" {
        /// How the inspected service authenticates.
        security_scheme 0 = |py, model| values::optional(py, model.security_scheme.as_ref(), |py, it| SecurityScheme::wrap(py, it.clone()));
        /// Remarks.
        messages 1 = |py, model| values::optional(py, model.messages.as_ref(), |py, it| values::tuple(py, it, |py, it| Message::wrap(py, it.clone())));
    }
}

model! {
    /// A sign-in that was begun.
    Challenge[0] "(*, authorization_url, challenge_id, extra=None)" "($self, *, authorization_url=..., challenge_id=..., extra=...)" {
        /// Where the user signs in.
        authorization_url = |py, model| { let it = &model.authorization_url; values::string(py, it.as_str()) };
        /// Id to fetch the manifest with, once the user signed in.
        challenge_id = |py, model| { let it = &model.challenge_id; values::string(py, it.as_str()) };
    }
}

model! {
    /// A sign-in to a service: begun, or finished with its description.
    Authorization[1] "(*, url, security_scheme=None, authorization_url=None, challenge_id=None, manifest=None, extra=None)" "($self, *, url=..., security_scheme=..., authorization_url=..., challenge_id=..., manifest=..., extra=...)" {
        /// URL of the service.
        url = |py, model| { let it = &model.url; values::string(py, it.as_str()) };
        /// How the service authenticates, with the client id that was given.
        security_scheme 0 = |py, model| values::optional(py, model.security_scheme.as_ref(), |py, it| SecurityScheme::wrap(py, it.clone()));
        /// Where the user signs in; absent where that is not needed.
        authorization_url = |py, model| values::optional(py, model.authorization_url.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Id of the challenge; keep it to resume.
        challenge_id = |py, model| values::optional(py, model.challenge_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// OpenAPI document of the service, as text, once the user signed in.
        manifest = |py, model| values::optional(py, model.manifest.as_ref(), |py, it| values::string(py, &it.0));
    }
}

model! {
    /// A manifest that was fetched, or not yet.
    ManifestResult[0] "(*, success=None, manifest=None, extra=None)" "($self, *, success=..., manifest=..., extra=...)" {
        /// Whether it was fetched.
        success = |py, model| values::optional(py, model.success.as_ref(), |py, it| values::boolean(py, *it));
        /// Description of the service, as text.
        manifest = |py, model| values::optional(py, model.manifest.as_ref(), |py, it| values::string(py, &it.0));
    }
}

model! {
    /// How many tools were published.
    PublishToolsResult[0] "(*, total_published=None, extra=None)" "($self, *, total_published=..., extra=...)" {
        /// The number; absent where the server gave none.
        total_published = |py, model| values::optional(py, model.total_published.as_ref(), |py, it| values::integer(py, *it));
    }
}

model! {
    /// An open interaction of the user with an integration.
    Interaction[0] "(*, entity=None, id, is_open=None, last_interaction_date_time=None, name=None, organization_id=None, project_id=None, extra=None)" "($self, *, entity=..., id=..., is_open=..., last_interaction_date_time=..., name=..., organization_id=..., project_id=..., extra=...)" {
        /// Kind of thing interacted with; spelt `tool-plugin` or `ToolPlugin`.
        entity = |py, model| values::optional(py, model.entity.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Id of the integration.
        id = |py, model| { let it = &model.id; values::string(py, it.as_str()) };
        /// Whether it is open.
        is_open = |py, model| values::optional(py, model.is_open.as_ref(), |py, it| values::boolean(py, *it));
        /// When it last took place: ISO 8601, no zone.
        last_interaction_date_time = |py, model| values::optional(py, model.last_interaction_date_time.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name of the integration.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Organisation.
        organization_id = |py, model| values::optional(py, model.organization_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Project.
        project_id = |py, model| values::optional(py, model.project_id.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// An interaction after it was recorded or closed.
    InteractionState[0] "(*, entity=None, id, is_open=None, extra=None)" "($self, *, entity=..., id=..., is_open=..., extra=...)" {
        /// Kind of thing interacted with; spelt `tool-plugin` or `ToolPlugin`.
        entity = |py, model| values::optional(py, model.entity.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Id of the integration.
        id = |py, model| { let it = &model.id; values::string(py, it.as_str()) };
        /// Whether it is open.
        is_open = |py, model| values::optional(py, model.is_open.as_ref(), |py, it| values::boolean(py, *it));
    }
}

model! {
    /// A link that lets others use an agent. It holds a token, so no printed form shows it.
    SharingLink[0] "(*, agent_id=None, api_token=None, shared_link=None, extra=None)" "($self, *, agent_id=..., api_token=..., shared_link=..., extra=...)" {
        /// Id of the agent.
        agent_id = |py, model| values::optional(py, model.agent_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Token in the link.
        api_token = |py, model| values::optional(py, model.api_token.as_ref(), |py, it| values::string(py, it.reveal()));
        /// The link.
        shared_link = |py, model| values::optional(py, model.shared_link.as_ref(), |py, it| values::string(py, it.reveal()));
    }
}

model! {
    /// What a token belongs to.
    TokenInfo[0] "(*, organization_id=None, project_id=None, extra=None)" "($self, *, organization_id=..., project_id=..., extra=...)" {
        /// Organisation.
        organization_id = |py, model| values::optional(py, model.organization_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Project.
        project_id = |py, model| values::optional(py, model.project_id.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// What the files of a set-up define for one environment, with every directive resolved.
    Definitions[6] "(*, agents, integrations, environment=None, removed, files, notes, extra=None)" "($self, *, agents=..., integrations=..., environment=..., removed=..., files=..., notes=..., extra=...)" {
        /// The agents, in the order of their names.
        agents 0 = |py, model| { let it = &model.agents; values::tuple(py, it, |py, it| Definition::wrap(py, it.clone())) };
        /// The integrations, in the order of their names.
        integrations 1 = |py, model| { let it = &model.integrations; values::tuple(py, it, |py, it| Definition::wrap(py, it.clone())) };
        /// The environment that was asked for; absent where the files declare none.
        environment 2 = |py, model| values::optional(py, model.environment.as_ref(), |py, it| Environment::wrap(py, it.clone()));
        /// What is to be deleted, by name.
        removed 3 = |py, model| { let it = &model.removed; Removed::wrap(py, it.clone()) };
        /// Every file that was read, relative to the folder of the set-up, in order.
        files 4 = |py, model| { let it = &model.files; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
        /// What is worth knowing and no fault.
        notes 5 = |py, model| { let it = &model.notes; values::tuple(py, it, |py, it| Note::wrap(py, it.clone())) };
    }
}

model! {
    /// One agent or integration that files define.
    Definition[3] "(*, kind, name, file=None, definition, renamed_from=None, only=None, sources, secrets, extra=None)" "($self, *, kind=..., name=..., file=..., definition=..., renamed_from=..., only=..., sources=..., secrets=..., extra=...)" {
        /// Whether it is an agent or an integration.
        kind = |py, model| { let it = &model.kind; values::string(py, it.as_str()) };
        /// Its name, by which the server's object is found.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// The file, relative to the folder of the set-up; absent for a definition given in code.
        file = |py, model| values::optional(py, model.file.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What is sent, in wire names. Texts of files are in their places, a manifest is a text, members under `$extra`
        /// stand beside the others, `null` means absent, a secret is `{"$env": NAME}`.
        definition = |py, model| { let it = &model.definition; values::free_form(py, it) };
        /// The name that it had before.
        renamed_from = |py, model| values::optional(py, model.renamed_from.as_ref(), |py, it| values::string(py, it.as_str()));
        /// The environments it belongs to; absent where it belongs to all.
        only 0 = |py, model| values::optional(py, model.only.as_ref(), |py, it| values::tuple(py, it, |py, it| values::string(py, it.as_str())));
        /// The members whose values came from a file of their own.
        sources 1 = |py, model| { let it = &model.sources; values::tuple(py, it, |py, it| MemberSource::wrap(py, it.clone())) };
        /// The members whose values are read from environment variables while they are sent.
        secrets 2 = |py, model| { let it = &model.secrets; values::tuple(py, it, |py, it| SecretReference::wrap(py, it.clone())) };
    }
}

model! {
    /// A member whose value is the content of a file.
    MemberSource[1] "(*, path, file, changes=None, extra=None)" "($self, *, path=..., file=..., changes=..., extra=...)" {
        /// The place in the object, as a JSON Pointer (RFC 6901), such as `/agentData/prompt/instructions`.
        path = |py, model| { let it = &model.path; values::string(py, it.as_str()) };
        /// The file, relative to the folder of the set-up.
        file = |py, model| { let it = &model.file; values::string(py, it.as_str()) };
        /// What was replaced in the document of the file.
        changes 0 = |py, model| values::optional(py, model.changes.as_ref(), |py, it| values::tuple(py, it, |py, it| DocumentChange::wrap(py, it.clone())));
    }
}

model! {
    /// One value that was replaced in a document.
    DocumentChange[0] "(*, path, value, extra=None)" "($self, *, path=..., value=..., extra=...)" {
        /// The place in the document, as a JSON Pointer (RFC 6901).
        path = |py, model| { let it = &model.path; values::string(py, it.as_str()) };
        /// The value that stands there now.
        value = |py, model| { let it = &model.value; values::free_form(py, it) };
    }
}

model! {
    /// A member whose value an environment variable holds.
    SecretReference[0] "(*, path, variable, extra=None)" "($self, *, path=..., variable=..., extra=...)" {
        /// The place in the object, as a JSON Pointer (RFC 6901).
        path = |py, model| { let it = &model.path; values::string(py, it.as_str()) };
        /// Name of the environment variable.
        variable = |py, model| { let it = &model.variable; values::string(py, it.as_str()) };
    }
}

model! {
    /// One environment that `geai.yaml` declares.
    Environment[0] "(*, name, profile=None, project=None, publish, extra=None)" "($self, *, name=..., profile=..., project=..., publish=..., extra=...)" {
        /// Its name.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// Section of the credentials file that the command line uses.
        profile = |py, model| values::optional(py, model.profile.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Id of the only project that it may be applied to.
        project = |py, model| values::optional(py, model.project.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether changes are published; `true` unless the file says otherwise.
        publish = |py, model| { let it = &model.publish; values::boolean(py, *it) };
    }
}

model! {
    /// Names of what is to be deleted.
    Removed[2] "(*, agents, integrations, extra=None)" "($self, *, agents=..., integrations=..., extra=...)" {
        /// Agents.
        agents 0 = |py, model| { let it = &model.agents; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
        /// Integrations.
        integrations 1 = |py, model| { let it = &model.integrations; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
    }
}

model! {
    /// What is worth knowing about a set-up and no fault.
    Note[0] "(*, text, file=None, line=None, extra=None)" "($self, *, text=..., file=..., line=..., extra=...)" {
        /// What it is.
        text = |py, model| { let it = &model.text; values::string(py, it.as_str()) };
        /// The file that it is about.
        file = |py, model| values::optional(py, model.file.as_ref(), |py, it| values::string(py, it.as_str()));
        /// The line in that file, from 1.
        line = |py, model| values::optional(py, model.line.as_ref(), |py, it| values::integer(py, *it));
    }
}

model! {
    /// What applying a set-up to a project would do. As JSON its `format` is `geai-plan/1`.
    Plan[6] "(*, format, digest, environment=None, project_id=None, publish, via_import, summary, changes, conflicts, unmanaged, notes, objects, extra=None)" "($self, *, format=..., digest=..., environment=..., project_id=..., publish=..., via_import=..., summary=..., changes=..., conflicts=..., unmanaged=..., notes=..., objects=..., extra=...)" {
        /// Name and version of the format.
        format = |py, model| { let it = &model.format; values::string(py, it.as_str()) };
        /// SHA-256 of the document without this member, in the form of RFC 8785.
        digest = |py, model| { let it = &model.digest; values::string(py, it.as_str()) };
        /// The environment that it is for.
        environment = |py, model| values::optional(py, model.environment.as_ref(), |py, it| values::string(py, it.as_str()));
        /// The project that it was made for, and the only one that it can be applied to.
        project_id = |py, model| values::optional(py, model.project_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Whether what it changes is published.
        publish = |py, model| { let it = &model.publish; values::boolean(py, *it) };
        /// Whether updates of integrations take the route that the vendor's SDK uses.
        via_import = |py, model| { let it = &model.via_import; values::boolean(py, *it) };
        /// How many changes there are of each sort.
        summary 0 = |py, model| { let it = &model.summary; PlanSummary::wrap(py, it.clone()) };
        /// The changes, in the order in which they are made.
        changes 1 = |py, model| { let it = &model.changes; values::tuple(py, it, |py, it| Change::wrap(py, it.clone())) };
        /// What stands in the way of it.
        conflicts 2 = |py, model| { let it = &model.conflicts; values::tuple(py, it, |py, it| Conflict::wrap(py, it.clone())) };
        /// Names of what the project has and the files do not define.
        unmanaged 3 = |py, model| { let it = &model.unmanaged; Unmanaged::wrap(py, it.clone()) };
        /// What is worth knowing and no change.
        notes 4 = |py, model| { let it = &model.notes; values::tuple(py, it, |py, it| PlanNote::wrap(py, it.clone())) };
        /// Every object that the files define, changed or not.
        objects 5 = |py, model| { let it = &model.objects; values::tuple(py, it, |py, it| ManagedObject::wrap(py, it.clone())) };
    } {
        /// What it says, as text.
        fn __str__(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "text")
        }

        /// The document as JSON.
        fn to_json(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "json")
        }

        /// The document as Markdown, such as for a comment on a pull request.
        fn to_markdown(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "markdown")
        }

        /// The document as HTML, for notebooks.
        fn _to_html(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "html")
        }

        /// Reads the JSON of a document, and checks it.
        #[classmethod]
        #[pyo3(signature = (text, /))]
        fn from_json(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
            document::read(py, Self::CLASS, text)
        }
    }
}

model! {
    /// How many changes a plan has of each sort.
    PlanSummary[0] "(*, create, update, publish, rename, delete, unchanged, conflicts, extra=None)" "($self, *, create=..., update=..., publish=..., rename=..., delete=..., unchanged=..., conflicts=..., extra=...)" {
        /// Objects that are created.
        create = |py, model| { let it = &model.create; values::integer(py, *it) };
        /// Objects whose members change.
        update = |py, model| { let it = &model.update; values::integer(py, *it) };
        /// Drafts that are published as they are.
        publish = |py, model| { let it = &model.publish; values::integer(py, *it) };
        /// Objects that get another name.
        rename = |py, model| { let it = &model.rename; values::integer(py, *it) };
        /// Objects that are deleted.
        delete = |py, model| { let it = &model.delete; values::integer(py, *it) };
        /// Objects that are as the files define them.
        unchanged = |py, model| { let it = &model.unchanged; values::integer(py, *it) };
        /// Reasons that stand in the way.
        conflicts = |py, model| { let it = &model.conflicts; values::integer(py, *it) };
    }
}

model! {
    /// One change.
    Change[8] "(*, kind, name, action, id=None, file=None, renamed_from=None, base=None, publishes, ring, members, body=None, secrets, kept=None, sources, tools=None, only_on_server, notes, extra=None)" "($self, *, kind=..., name=..., action=..., id=..., file=..., renamed_from=..., base=..., publishes=..., ring=..., members=..., body=..., secrets=..., kept=..., sources=..., tools=..., only_on_server=..., notes=..., extra=...)" {
        /// Whether it is of an agent or an integration.
        kind = |py, model| { let it = &model.kind; values::string(py, it.as_str()) };
        /// Name of the object.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// What is done.
        action = |py, model| { let it = &model.action; values::string(py, it.as_str()) };
        /// Id of the object; absent for one that is created.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// The file that defines it.
        file = |py, model| values::optional(py, model.file.as_ref(), |py, it| values::string(py, it.as_str()));
        /// The name that it had before.
        renamed_from = |py, model| values::optional(py, model.renamed_from.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What the change was computed on; absent for one that is created.
        base 0 = |py, model| values::optional(py, model.base.as_ref(), |py, it| ChangeBase::wrap(py, it.clone()));
        /// Whether it is published.
        publishes = |py, model| { let it = &model.publishes; values::boolean(py, *it) };
        /// Whether an agent of its ring is made before it: it is then created by its name first.
        ring = |py, model| { let it = &model.ring; values::boolean(py, *it) };
        /// The members that change.
        members 1 = |py, model| { let it = &model.members; values::tuple(py, it, |py, it| MemberChange::wrap(py, it.clone())) };
        /// What is sent. A member whose value an environment variable holds is `{"$env": NAME}`; a secret that only the
        /// server has is `{"$kept": PLACE}`, with its place in what the change was computed on.
        body = |py, model| values::optional(py, model.body.as_ref(), values::free_form);
        /// Where environment variables are filled in.
        secrets 2 = |py, model| { let it = &model.secrets; values::tuple(py, it, |py, it| SecretReference::wrap(py, it.clone())) };
        /// Where secrets that only the server has are filled in: it is asked for them when the plan is applied.
        kept 3 = |py, model| values::optional(py, model.kept.as_ref(), |py, it| values::tuple(py, it, |py, it| values::string(py, it.as_str())));
        /// Which members came from a file of their own.
        sources 4 = |py, model| { let it = &model.sources; values::tuple(py, it, |py, it| MemberSource::wrap(py, it.clone())) };
        /// The tools that a new manifest adds and takes away.
        tools 5 = |py, model| values::optional(py, model.tools.as_ref(), |py, it| ToolChanges::wrap(py, it.clone()));
        /// Members that the server has beyond the file.
        only_on_server 6 = |py, model| { let it = &model.only_on_server; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
        /// What is worth knowing.
        notes 7 = |py, model| { let it = &model.notes; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
    }
}

model! {
    /// What a change was computed on.
    ChangeBase[0] "(*, revision=None, published=None, content=None, digest, extra=None)" "($self, *, revision=..., published=..., content=..., digest=..., extra=...)" {
        /// The newest revision that was seen; absent for integrations, which have none.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
        /// The published revision; absent where none is published.
        published = |py, model| values::optional(py, model.published.as_ref(), |py, it| values::integer(py, *it));
        /// Which of them the change was computed on.
        content = |py, model| values::optional(py, model.content.as_ref(), |py, it| values::string(py, it.as_str()));
        /// SHA-256 of the members that a definition can hold.
        digest = |py, model| { let it = &model.digest; values::string(py, it.as_str()) };
    }
}

model! {
    /// A member that changes.
    MemberChange[0] "(*, path, before=None, after=None, extra=None)" "($self, *, path=..., before=..., after=..., extra=...)" {
        /// Its place as a JSON Pointer (RFC 6901); elements that have names are called by them.
        path = |py, model| { let it = &model.path; values::string(py, it.as_str()) };
        /// The value before; absent where there was none.
        before = |py, model| values::optional(py, model.before.as_ref(), values::free_form);
        /// The value afterwards; absent where the member is to be.
        after = |py, model| values::optional(py, model.after.as_ref(), values::free_form);
    }
}

model! {
    /// The tools that a manifest adds and takes away.
    ToolChanges[2] "(*, added, removed, extra=None)" "($self, *, added=..., removed=..., extra=...)" {
        /// Tools that are new.
        added 0 = |py, model| { let it = &model.added; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
        /// Tools that are removed.
        removed 1 = |py, model| { let it = &model.removed; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
    }
}

model! {
    /// What stands in the way of a plan.
    Conflict[0] "(*, kind, name, reason, text, revision=None, allow=None, extra=None)" "($self, *, kind=..., name=..., reason=..., text=..., revision=..., allow=..., extra=...)" {
        /// Whether it is about an agent or an integration.
        kind = |py, model| { let it = &model.kind; values::string(py, it.as_str()) };
        /// Name of the object.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// Why.
        reason = |py, model| { let it = &model.reason; values::string(py, it.as_str()) };
        /// The same for people, with what can be done.
        text = |py, model| { let it = &model.text; values::string(py, it.as_str()) };
        /// The revision that it is about.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
        /// The option that allows it.
        allow = |py, model| values::optional(py, model.allow.as_ref(), |py, it| values::string(py, it.as_str()));
    }
}

model! {
    /// Names of what a project has and the files do not define.
    Unmanaged[2] "(*, agents, integrations, extra=None)" "($self, *, agents=..., integrations=..., extra=...)" {
        /// Agents.
        agents 0 = |py, model| { let it = &model.agents; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
        /// Integrations.
        integrations 1 = |py, model| { let it = &model.integrations; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
    }
}

model! {
    /// What is worth knowing of a plan and no change.
    PlanNote[0] "(*, kind=None, name=None, text, extra=None)" "($self, *, kind=..., name=..., text=..., extra=...)" {
        /// Whether it is about an agent or an integration; absent where it is about neither.
        kind = |py, model| values::optional(py, model.kind.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Name of the object.
        name = |py, model| values::optional(py, model.name.as_ref(), |py, it| values::string(py, it.as_str()));
        /// What it is.
        text = |py, model| { let it = &model.text; values::string(py, it.as_str()) };
    }
}

model! {
    /// An object that the files define.
    ManagedObject[1] "(*, kind, name, id=None, revision=None, definition, digest, baseline=None, only_on_server=None, extra=None)" "($self, *, kind=..., name=..., id=..., revision=..., definition=..., digest=..., baseline=..., only_on_server=..., extra=...)" {
        /// Whether it is an agent or an integration.
        kind = |py, model| { let it = &model.kind; values::string(py, it.as_str()) };
        /// Its name.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// Its id; absent until it exists.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Its revision; absent for integrations.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
        /// The definition as it was compared.
        definition = |py, model| { let it = &model.definition; values::free_form(py, it) };
        /// SHA-256 of the definition, in the form of RFC 8785.
        digest = |py, model| { let it = &model.digest; values::string(py, it.as_str()) };
        /// What the baseline said of it, which stays true where the change is not reached.
        baseline = |py, model| values::optional(py, model.baseline.as_ref(), values::free_form);
        /// Of an unchanged object the members that the server has beyond the file; absent where there are none.
        only_on_server 0 = |py, model| values::optional(py, model.only_on_server.as_ref(), |py, it| values::tuple(py, it, |py, it| values::string(py, it.as_str())));
    }
}

model! {
    /// Result of applying a plan. As JSON its `format` is `geai-applied/1`.
    Applied[2] "(*, format, environment=None, project_id=None, plan, complete, steps, objects, extra=None)" "($self, *, format=..., environment=..., project_id=..., plan=..., complete=..., steps=..., objects=..., extra=...)" {
        /// Name and version of the format.
        format = |py, model| { let it = &model.format; values::string(py, it.as_str()) };
        /// The environment of the plan.
        environment = |py, model| values::optional(py, model.environment.as_ref(), |py, it| values::string(py, it.as_str()));
        /// The project that it was applied to.
        project_id = |py, model| values::optional(py, model.project_id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Digest of the plan.
        plan = |py, model| { let it = &model.plan; values::string(py, it.as_str()) };
        /// Whether everything was done.
        complete = |py, model| { let it = &model.complete; values::boolean(py, *it) };
        /// Outcome of each step, in the order of the plan; publishing is a step of its own.
        steps 0 = |py, model| { let it = &model.steps; values::tuple(py, it, |py, it| Step::wrap(py, it.clone())) };
        /// Every object that the files define, as it stands now: the baseline of the next plan.
        objects 1 = |py, model| { let it = &model.objects; values::tuple(py, it, |py, it| ManagedObject::wrap(py, it.clone())) };
    } {
        /// What it says, as text.
        fn __str__(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "text")
        }

        /// The document as JSON.
        fn to_json(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "json")
        }

        /// The document as Markdown, such as for a comment on a pull request.
        fn to_markdown(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "markdown")
        }

        /// The document as HTML, for notebooks.
        fn _to_html(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "html")
        }

        /// Reads the JSON of a document, and checks it.
        #[classmethod]
        #[pyo3(signature = (text, /))]
        fn from_json(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
            document::read(py, Self::CLASS, text)
        }
    }
}

model! {
    /// One step and its outcome.
    Step[1] "(*, kind, name, action, outcome, id=None, revision=None, version=None, error=None, members, extra=None)" "($self, *, kind=..., name=..., action=..., outcome=..., id=..., revision=..., version=..., error=..., members=..., extra=...)" {
        /// Whether it is of an agent or an integration.
        kind = |py, model| { let it = &model.kind; values::string(py, it.as_str()) };
        /// Name of the object.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// What it does.
        action = |py, model| { let it = &model.action; values::string(py, it.as_str()) };
        /// Its outcome.
        outcome = |py, model| { let it = &model.outcome; values::string(py, it.as_str()) };
        /// Id of the object.
        id = |py, model| values::optional(py, model.id.as_ref(), |py, it| values::string(py, it.as_str()));
        /// The revision that it made or published.
        revision = |py, model| values::optional(py, model.revision.as_ref(), |py, it| values::integer(py, *it));
        /// The version that it published.
        version = |py, model| values::optional(py, model.version.as_ref(), |py, it| values::integer(py, *it));
        /// Why it was not done.
        error = |py, model| values::optional(py, model.error.as_ref(), |py, it| values::string(py, it.as_str()));
        /// Members that the server did not take.
        members 0 = |py, model| { let it = &model.members; values::tuple(py, it, |py, it| MemberChange::wrap(py, it.clone())) };
    }
}

model! {
    /// An agent that is what it should be.
    EnsuredAgent[2] "(*, object, changed, members, extra=None)" "($self, *, object=..., changed=..., members=..., extra=...)" {
        /// The agent; of its revisions the newest.
        object 0 = |py, model| { let it = &model.object; Agent::wrap(py, it.clone()) };
        /// Whether anything was done.
        changed = |py, model| { let it = &model.changed; values::boolean(py, *it) };
        /// The members that were changed.
        members 1 = |py, model| { let it = &model.members; values::tuple(py, it, |py, it| MemberChange::wrap(py, it.clone())) };
    }
}

model! {
    /// An integration that is what it should be.
    EnsuredIntegration[2] "(*, object, changed, members, extra=None)" "($self, *, object=..., changed=..., members=..., extra=...)" {
        /// The integration.
        object 0 = |py, model| { let it = &model.object; Integration::wrap(py, it.clone()) };
        /// Whether anything was done.
        changed = |py, model| { let it = &model.changed; values::boolean(py, *it) };
        /// The members that were changed.
        members 1 = |py, model| { let it = &model.members; values::tuple(py, it, |py, it| MemberChange::wrap(py, it.clone())) };
    }
}

model! {
    /// What differs between two definitions or revisions.
    Difference[1] "(*, members, extra=None)" "($self, *, members=..., extra=...)" {
        /// The members that differ, in the order of the second one.
        members 0 = |py, model| { let it = &model.members; values::tuple(py, it, |py, it| MemberChange::wrap(py, it.clone())) };
    } {
        /// What it says, as text.
        fn __str__(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "text")
        }

        /// The document as JSON.
        fn to_json(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "json")
        }

        /// The document as Markdown, such as for a comment on a pull request.
        fn to_markdown(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "markdown")
        }

        /// The document as HTML, for notebooks.
        fn _to_html(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "html")
        }

        /// Reads the JSON of a document, and checks it.
        #[classmethod]
        #[pyo3(signature = (text, /))]
        fn from_json(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
            document::read(py, Self::CLASS, text)
        }
    }
}

model! {
    /// Result of pulling a project into files. Paths are relative to the folder of the set-up.
    Pulled[4] "(*, written, unchanged, left, notes, dry_run, extra=None)" "($self, *, written=..., unchanged=..., left=..., notes=..., dry_run=..., extra=...)" {
        /// Files that were made or changed; of a dry run those that would be.
        written 0 = |py, model| { let it = &model.written; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
        /// Files of definitions that are as the server has them.
        unchanged 1 = |py, model| { let it = &model.unchanged; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
        /// Files that were left as they are, although the server has something else.
        left 2 = |py, model| { let it = &model.left; values::tuple(py, it, |py, it| LeftFile::wrap(py, it.clone())) };
        /// What is worth knowing: what was not pulled, and the variables that stand for secrets.
        notes 3 = |py, model| { let it = &model.notes; values::tuple(py, it, |py, it| PlanNote::wrap(py, it.clone())) };
        /// Whether nothing was to be written.
        dry_run = |py, model| { let it = &model.dry_run; values::boolean(py, *it) };
    } {
        /// What it says, as text.
        fn __str__(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "text")
        }

        /// The document as JSON.
        fn to_json(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "json")
        }

        /// The document as Markdown, such as for a comment on a pull request.
        fn to_markdown(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "markdown")
        }

        /// The document as HTML, for notebooks.
        fn _to_html(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "html")
        }

        /// Reads the JSON of a document, and checks it.
        #[classmethod]
        #[pyo3(signature = (text, /))]
        fn from_json(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
            document::read(py, Self::CLASS, text)
        }
    }
}

model! {
    /// A file that was left as it is.
    LeftFile[1] "(*, file, reason, lines, extra=None)" "($self, *, file=..., reason=..., lines=..., extra=...)" {
        /// The file.
        file = |py, model| { let it = &model.file; values::string(py, it.as_str()) };
        /// Why.
        reason = |py, model| { let it = &model.reason; values::string(py, it.as_str()) };
        /// The lines in which the server differs, as unified diffs show them.
        lines 0 = |py, model| { let it = &model.lines; values::tuple(py, it, |py, it| values::string(py, it.as_str())) };
    }
}

model! {
    /// Who uses whom in a project: its agents and integrations, and the tools that the agents use.
    Graph[2] "(*, nodes, edges, extra=None)" "($self, *, nodes=..., edges=..., extra=...)" {
        /// Agents, tools and integrations, each sort by name.
        nodes 0 = |py, model| { let it = &model.nodes; values::tuple(py, it, |py, it| GraphNode::wrap(py, it.clone())) };
        /// Who uses whom, in the order of the nodes. A tool uses the integration that makes it.
        edges 1 = |py, model| { let it = &model.edges; values::tuple(py, it, |py, it| GraphEdge::wrap(py, it.clone())) };
    } {
        /// What it says, as text.
        fn __str__(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "text")
        }

        /// The document as JSON.
        fn to_json(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "json")
        }

        /// The document as Markdown, such as for a comment on a pull request.
        fn to_markdown(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "markdown")
        }

        /// The document as HTML, for notebooks.
        fn _to_html(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "html")
        }

        /// The graph as Mermaid draws it.
        fn to_mermaid(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "mermaid")
        }

        /// The graph in the language of Graphviz.
        fn to_dot(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "dot")
        }

        /// The graph as a picture. It needs no library and loads nothing.
        fn to_svg(slf: &Bound<'_, Self>) -> PyResult<String> {
            document::form(slf.as_super(), "svg")
        }

        /// Its forms by their media types, for notebooks.
        #[pyo3(signature = (include=None, exclude=None))]
        fn _repr_mimebundle_(
            slf: &Bound<'_, Self>,
            include: Option<&Bound<'_, PyAny>>,
            exclude: Option<&Bound<'_, PyAny>>,
        ) -> PyResult<Py<PyAny>> {
            document::media(slf.as_super(), include, exclude)
        }

        /// Reads the JSON of a document, and checks it.
        #[classmethod]
        #[pyo3(signature = (text, /))]
        fn from_json(_class: &Bound<'_, pyo3::types::PyType>, py: Python<'_>, text: &str) -> PyResult<Py<PyAny>> {
            document::read(py, Self::CLASS, text)
        }
    }
}

model! {
    /// An agent, a tool or an integration.
    GraphNode[0] "(*, id, kind, name, state, extra=None)" "($self, *, id=..., kind=..., name=..., state=..., extra=...)" {
        /// What edges call it: its kind and name, of a tool the integration between them.
        id = |py, model| { let it = &model.id; values::string(py, it.as_str()) };
        /// What it is.
        kind = |py, model| { let it = &model.kind; values::string(py, it.as_str()) };
        /// Its name.
        name = |py, model| { let it = &model.name; values::string(py, it.as_str()) };
        /// `draft`: its newest revision, which is the one shown, is a draft. `missing`: the project does not have it.
        /// `unverified`: a tool with a public name that no integration of the project makes; it may be one of the installation.
        state = |py, model| { let it = &model.state; values::string(py, it.as_str()) };
    }
}

model! {
    /// A use.
    GraphEdge[0] "(*, source, target, ring, extra=None)" "($self, *, source=..., target=..., ring=..., extra=...)" {
        /// Id of the node that uses.
        source = |py, model| { let it = &model.source; values::string(py, it.as_str()) };
        /// Id of the node that is used.
        target = |py, model| { let it = &model.target; values::string(py, it.as_str()) };
        /// Whether it is part of a ring: the agents of a ring use each other.
        ring = |py, model| { let it = &model.ring; values::boolean(py, *it) };
    }
}

classes! {
    Agent AgentData AgentDefinition AgentRef AgentSummary Applied Authorization Challenge Change ChangeBase ConfigParameter Conflict Definition Definitions Difference DocumentChange EnsuredAgent EnsuredIntegration Environment Graph GraphEdge GraphNode InspectorResult Integration IntegrationRequest IntegrationSummary Interaction InteractionState LabAgent LabAgentData LabModel LabResource LabStrategy LabTool LeftFile LlmConfig ManagedObject ManifestResult MemberChange MemberSource Message ModelRef Note OAuthFlow OAuthFlows PackageInfo PageInformation Permissions Plan PlanNote PlanSummary Prompt PromptExample PromptOutput Property PublishToolsResult Pulled Removed ResourcePool Sampling SecretReference SecurityScheme SharingLink Step TokenInfo ToolChanges ToolRef ToolSummary Unmanaged;
    one Agent Applied Authorization Challenge Difference EnsuredAgent EnsuredIntegration Graph InspectorResult Integration InteractionState ManifestResult Plan PublishToolsResult Pulled SharingLink TokenInfo;
    list Agent AgentSummary ConfigParameter Interaction;
    page AgentSummary IntegrationSummary
}
