# Generated from the operation table by `make generate`. Do not edit.
"""Types of what may be given in place of models: dicts, in which wire names are accepted, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from geai_client._native import (
        AgentDataDict,
        AgentDefinitionDict,
        AgentRefDict,
        ConfigParameterDict,
        IntegrationRequestDict,
        LabAgentDataDict,
        LabModelDict,
        LabResourceDict,
        LabStrategyDict,
        LlmConfigDict,
        MessageDict,
        ModelRefDict,
        OAuthFlowDict,
        OAuthFlowsDict,
        PermissionsDict,
        PromptDict,
        PromptExampleDict,
        PromptOutputDict,
        PropertyDict,
        ResourcePoolDict,
        SamplingDict,
        SecuritySchemeDict,
        ToolRefDict,
        ToolSummaryDict,
    )

__all__ = [
    "AccessScope",
    "AgentDataDict",
    "AgentDefinitionDict",
    "AgentRefDict",
    "AgentStatus",
    "AuthLevel",
    "ChallengeMethod",
    "ConfigParameterDict",
    "CredentialPlace",
    "DetailLevel",
    "IntegrationRequestDict",
    "IntegrationStatus",
    "IntegrationType",
    "LabAgentDataDict",
    "LabModelDict",
    "LabResourceDict",
    "LabStrategyDict",
    "LlmConfigDict",
    "MessageDict",
    "MessageType",
    "ModelRefDict",
    "OAuthFlowDict",
    "OAuthFlowsDict",
    "ParameterType",
    "Permission",
    "PermissionsDict",
    "PromptDict",
    "PromptExampleDict",
    "PromptOutputDict",
    "PropertyDict",
    "ResourcePoolDict",
    "SamplingDict",
    "SecuritySchemeDict",
    "SecuritySchemeType",
    "SharingScope",
    "ToolRefDict",
    "ToolSummaryDict",
]

# Open enumerations: the known values, for editors to offer them; any other text is as good.
AccessScope: TypeAlias = Literal["private", "public", "project"] | str
AgentStatus: TypeAlias = Literal["active", "inactive", "pending"] | str
AuthLevel: TypeAlias = Literal["None", "User", "System", "Project", "apiKey", "oauth2"] | str
ChallengeMethod: TypeAlias = Literal["S256"] | str
CredentialPlace: TypeAlias = Literal["header", "query", "cookie"] | str
DetailLevel: TypeAlias = Literal["normal", "expanded"] | str
IntegrationStatus: TypeAlias = Literal["active", "inactive", "draft"] | str
IntegrationType: TypeAlias = Literal["Other", "OpenAPI"] | str
MessageType: TypeAlias = Literal["error", "warning", "Success"] | str
ParameterType: TypeAlias = Literal["config", "app", "context"] | str
Permission: TypeAlias = Literal["none", "organization", "everybody", "public", "project"] | str
SecuritySchemeType: TypeAlias = Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS", "none"] | str
SharingScope: TypeAlias = Literal["none", "organization", "everybody", "public", "private"] | str

# Models take dicts, and dicts hold models: type checkers read both in the stub of the native module.
if not TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike
    from typing import TypedDict

    from geai_client._native import (
        AgentData,
        AgentRef,
        LabModel,
        LabStrategy,
        LlmConfig,
        ModelRef,
        OAuthFlow,
        OAuthFlows,
        Prompt,
        PromptExample,
        PromptOutput,
        Property,
        ResourcePool,
        Sampling,
        SecurityScheme,
        ToolRef,
    )

    class AgentDefinitionDict(TypedDict, total=False):
        """What `create`, `upsert` and `update` send. Only the members you set are sent, nothing is filled in."""

        name: str | None
        access_scope: AccessScope | None
        public_name: str | None
        job_description: str | None
        avatar_image: str | None
        description: str | None
        sharing_scope: SharingScope | None
        agent_data: AgentData | AgentDataDict | None
        extra: Mapping[str, object] | None

    class AgentDataDict(TypedDict, total=False):
        """How an agent works: strategy, prompt, models, tools."""

        strategy_name: str | None
        strategy_id: str | None
        prompt: Prompt | PromptDict | None
        llm_config: LlmConfig | LlmConfigDict | None
        models: Sequence[ModelRef | ModelRefDict] | None
        resource_pools: Sequence[ResourcePool | ResourcePoolDict] | None
        properties: Sequence[Property | PropertyDict] | None
        extra: Mapping[str, object] | None

    class PromptDict(TypedDict, total=False):
        """What the model is told."""

        context: str | None
        instructions: str | None
        examples: Sequence[PromptExample | PromptExampleDict] | None
        inputs: Sequence[str] | None
        outputs: Sequence[PromptOutput | PromptOutputDict] | None
        extra: Mapping[str, object] | None

    class PromptExampleDict(TypedDict, total=False):
        """One example of a prompt."""

        input_data: str | None
        output: str | None
        extra: Mapping[str, object] | None

    class PromptOutputDict(TypedDict, total=False):
        """One declared output of a prompt."""

        key: str | None
        description: str | None
        extra: Mapping[str, object] | None

    class LlmConfigDict(TypedDict, total=False):
        """Settings of a language model. Nothing is filled in on the client."""

        max_tokens: int | None
        timeout: int | None
        sampling: Sampling | SamplingDict | None
        extra: Mapping[str, object] | None

    class SamplingDict(TypedDict, total=False):
        """How answers are sampled."""

        temperature: float | None
        top_k: int | None
        top_p: float | None
        extra: Mapping[str, object] | None

    class ModelRefDict(TypedDict, total=False):
        """A language model an agent may use."""

        name: str | None
        id: str | None
        llm_config: LlmConfig | LlmConfigDict | None
        prompt: object | None
        extra: Mapping[str, object] | None

    class ResourcePoolDict(TypedDict, total=False):
        """A named group of tools and helper agents."""

        name: str | None
        is_external: bool | None
        tools: Sequence[ToolRef | ToolRefDict] | None
        agents: Sequence[AgentRef | AgentRefDict] | None
        extra: Mapping[str, object] | None

    class ToolRefDict(TypedDict, total=False):
        """A tool that an agent may use. Give an id or a name; v2 documents names only."""

        id: str | None
        name: str | None
        revision: int | None
        version: float | None
        extra: Mapping[str, object] | None

    class AgentRefDict(TypedDict, total=False):
        """A helper agent."""

        id: str | None
        name: str | None
        revision: int | None
        extra: Mapping[str, object] | None

    class PropertyDict(TypedDict, total=False):
        """A further setting of an agent."""

        data_type: str | None
        key: str | None
        value: str | None
        extra: Mapping[str, object] | None

    class PermissionsDict(TypedDict, total=False):
        """Who may share or run an agent."""

        chat_sharing: Permission | None
        external_execution: Permission | None
        extra: Mapping[str, object] | None

    class MessageDict(TypedDict, total=False):
        """A remark of the server."""

        id: int | None
        description: str | None
        type: MessageType | None
        extra: Mapping[str, object] | None

    class LabAgentDataDict(TypedDict, total=False):
        """How a packaged agent works. Unlike elsewhere the wire writes `LLMConfig`."""

        llm_config: LlmConfig | LlmConfigDict | None
        models: Sequence[LabModel | LabModelDict] | None
        prompt: Prompt | PromptDict | None
        strategy: LabStrategy | LabStrategyDict | None
        extra: Mapping[str, object] | None

    class LabModelDict(TypedDict, total=False):
        """A language model of a packaged agent."""

        id: str | None
        name: str | None
        llm_config: LlmConfig | LlmConfigDict | None
        extra: Mapping[str, object] | None

    class LabStrategyDict(TypedDict, total=False):
        """Reasoning strategy of a packaged agent."""

        id: str | None
        name: str | None
        system_prompt: str | None
        extra: Mapping[str, object] | None

    class LabResourceDict(TypedDict, total=False):
        """A resource pool of a packaged agent."""

        name: str | None
        is_external: bool | None
        tools: Sequence[ToolRef | ToolRefDict] | None
        extra: Mapping[str, object] | None

    class IntegrationRequestDict(TypedDict, total=False):
        """What `import_` and `update` of an integration send. Only the members you set are sent."""

        name: str | None
        description: str | None
        public_name: str | None
        access_scope: AccessScope | None
        manifest: str | PathLike[str] | Mapping[str, object] | None
        security_scheme: SecurityScheme | SecuritySchemeDict | None
        extra: Mapping[str, object] | None

    class SecuritySchemeDict(TypedDict, total=False):
        """How a service authenticates. Members it does not name pass through."""

        auth_level: AuthLevel | None
        type: SecuritySchemeType | None
        in_: CredentialPlace | None
        issuer: str | None
        name: str | None
        flows: OAuthFlows | OAuthFlowsDict | None
        extra: Mapping[str, object] | None

    class OAuthFlowsDict(TypedDict, total=False):
        """OAuth flows of a scheme. Members it does not name pass through."""

        authorization_code: OAuthFlow | OAuthFlowDict | None
        client_credentials: OAuthFlow | OAuthFlowDict | None
        x_additional_parameters: object | None
        extra: Mapping[str, object] | None

    class OAuthFlowDict(TypedDict, total=False):
        """One OAuth flow. Members it does not name pass through."""

        authorization_url: str | None
        token_url: str | None
        client_id: str | None
        client_secret: str | None
        challenge_method: ChallengeMethod | None
        scopes: Sequence[str] | str | None
        scope: str | None
        extra: Mapping[str, object] | None

    class ConfigParameterDict(TypedDict, total=False):
        """A configuration parameter of an integration."""

        key: str | None
        data_type: str | None
        type: ParameterType | None
        from_secret: bool | None
        is_required: bool | None
        value: str | None
        description: str | None
        is_inherited: bool | None
        value_from: str | None
        extra: Mapping[str, object] | None

    class ToolSummaryDict(TypedDict, total=False):
        """A tool of an integration."""

        id: str | None
        name: str | None
        public_name: str | None
        description: str | None
        revision: int | None
        version: float | None
        is_draft: bool | None
        access_scope: AccessScope | None
        input_schema: str | PathLike[str] | Mapping[str, object] | None
        open_api_json: str | PathLike[str] | Mapping[str, object] | None
        extra: Mapping[str, object] | None
