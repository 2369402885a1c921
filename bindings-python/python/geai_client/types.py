# Generated from the operation table by `make generate`. Do not edit.
"""Types of what may be given in place of models: dicts, in which wire names are accepted, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from ._native import (
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


class AgentDefinitionDict(TypedDict, total=False):
    """What `create`, `upsert` and `update` send. Only the members you set are sent, nothing is filled in."""

    name: str | None
    """Name, unique in the project; `:` and `/` are not allowed. Required to create."""
    access_scope: AccessScope | None
    """Who may use the agent. Server default: `private`."""
    public_name: str | None
    """Public identifier, required for `public` agents: lower-case letters, digits, `.`, `-`, `_`."""
    job_description: str | None
    """Short role text."""
    avatar_image: str | None
    """URL of a picture."""
    description: str | None
    """Summary for people."""
    sharing_scope: SharingScope | None
    """Who the agent is shared with. Server default: `organization`."""
    agent_data: AgentData | AgentDataDict | None
    """Strategy, prompt, models and tools. On an update it replaces the whole block."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class AgentDataDict(TypedDict, total=False):
    """How an agent works: strategy, prompt, models, tools."""

    strategy_name: str | None
    """Reasoning strategy, such as `Chain of Thought` or `Dynamic Prompting`."""
    strategy_id: str | None
    """Id of the reasoning strategy, in answers to an import."""
    prompt: Prompt | PromptDict | None
    """What the model is told."""
    llm_config: LlmConfig | LlmConfigDict | None
    """Settings for every model of the agent."""
    models: Sequence[ModelRef | ModelRefDict] | None
    """Models, in order of preference."""
    resource_pools: Sequence[ResourcePool | ResourcePoolDict] | None
    """Tools and helper agents."""
    properties: Sequence[Property | PropertyDict] | None
    """Further settings; seen in answers only."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class PromptDict(TypedDict, total=False):
    """What the model is told."""

    context: str | None
    """Background for the model."""
    instructions: str | None
    """What to do; needed to publish."""
    examples: Sequence[PromptExample | PromptExampleDict] | None
    """Pairs of input and expected output."""
    inputs: Sequence[str] | None
    """Names of the expected inputs."""
    outputs: Sequence[PromptOutput | PromptOutputDict] | None
    """Declared outputs."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class PromptExampleDict(TypedDict, total=False):
    """One example of a prompt."""

    input_data: str | None
    """What goes in."""
    output: str | None
    """What should come out; JSON in a string where the agent declares outputs."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class PromptOutputDict(TypedDict, total=False):
    """One declared output of a prompt."""

    key: str | None
    """Name of the output."""
    description: str | None
    """What it holds."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class LlmConfigDict(TypedDict, total=False):
    """Settings of a language model. Nothing is filled in on the client."""

    max_tokens: int | None
    """Most tokens in an answer."""
    timeout: int | None
    """Time allowed for an answer; 0 is none. The vendor gives no unit, its SDK says seconds."""
    sampling: Sampling | SamplingDict | None
    """How answers are sampled."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class SamplingDict(TypedDict, total=False):
    """How answers are sampled."""

    temperature: float | None
    """Randomness; 0 is the least."""
    top_k: int | None
    """How many candidates are considered."""
    top_p: float | None
    """Probability mass that is considered."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class ModelRefDict(TypedDict, total=False):
    """A language model an agent may use."""

    name: str | None
    """Name, such as `gpt-4o` or `openai/gpt-4o`."""
    id: str | None
    """Id of the model."""
    llm_config: LlmConfig | LlmConfigDict | None
    """Settings for this model alone."""
    prompt: object | None
    """Prompt for this model alone, free form."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class ResourcePoolDict(TypedDict, total=False):
    """A named group of tools and helper agents."""

    name: str | None
    """Name, unique inside the agent."""
    is_external: bool | None
    """Whether the tools live elsewhere and are not checked when publishing."""
    tools: Sequence[ToolRef | ToolRefDict] | None
    """Tools."""
    agents: Sequence[AgentRef | AgentRefDict] | None
    """Helper agents."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class ToolRefDict(TypedDict, total=False):
    """A tool that an agent may use. Give an id or a name; v2 documents names only."""

    id: str | None
    """Id of the tool."""
    name: str | None
    """Name or public name of the tool; may hold an id."""
    revision: int | None
    """Revision to use. Default: the latest published."""
    version: float | None
    """Version, in packages."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class AgentRefDict(TypedDict, total=False):
    """A helper agent."""

    id: str | None
    """Id of the agent."""
    name: str | None
    """Name of the agent; may hold an id."""
    revision: int | None
    """Revision to use. Default: the latest published."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class PropertyDict(TypedDict, total=False):
    """A further setting of an agent."""

    data_type: str | None
    """Type of the value."""
    key: str | None
    """Name of the setting."""
    value: str | None
    """Its value, as text."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class PermissionsDict(TypedDict, total=False):
    """Who may share or run an agent."""

    chat_sharing: Permission | None
    """Who may share chats."""
    external_execution: Permission | None
    """Who may run the agent from outside."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class MessageDict(TypedDict, total=False):
    """A remark of the server."""

    id: int | None
    """Number of the remark."""
    description: str | None
    """Its text."""
    type: MessageType | None
    """How serious it is."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class LabAgentDataDict(TypedDict, total=False):
    """How a packaged agent works. Unlike elsewhere the wire writes `LLMConfig`."""

    llm_config: LlmConfig | LlmConfigDict | None
    """Settings for every model of the agent."""
    models: Sequence[LabModel | LabModelDict] | None
    """Models, in order of preference."""
    prompt: Prompt | PromptDict | None
    """What the model is told."""
    strategy: LabStrategy | LabStrategyDict | None
    """Reasoning strategy."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class LabModelDict(TypedDict, total=False):
    """A language model of a packaged agent."""

    id: str | None
    """Id of the model."""
    name: str | None
    """Name, such as `azure/gpt-4o`."""
    llm_config: LlmConfig | LlmConfigDict | None
    """Settings for this model alone."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class LabStrategyDict(TypedDict, total=False):
    """Reasoning strategy of a packaged agent."""

    id: str | None
    """Id of the strategy."""
    name: str | None
    """Name, such as `Chain of Thought`."""
    system_prompt: str | None
    """What it tells the model."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class LabResourceDict(TypedDict, total=False):
    """A resource pool of a packaged agent."""

    name: str | None
    """Name of the pool."""
    is_external: bool | None
    """Whether the tools live elsewhere."""
    tools: Sequence[ToolRef | ToolRefDict] | None
    """Tools."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class IntegrationRequestDict(TypedDict, total=False):
    """What `import_` and `update` of an integration send. Only the members you set are sent."""

    name: str | None
    """Name, unique in the project. Required to import."""
    description: str | None
    """Summary for people."""
    public_name: str | None
    """Public identifier, such as `com.example.parcels`."""
    access_scope: AccessScope | None
    """Who may use the integration."""
    manifest: str | PathLike[str] | Mapping[str, object] | None
    """OpenAPI document: JSON or YAML text, sent to the letter; or an object, or a file. Required to import."""
    security_scheme: SecurityScheme | SecuritySchemeDict | None
    """How the service authenticates."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class SecuritySchemeDict(TypedDict, total=False):
    """How a service authenticates. Members it does not name pass through."""

    auth_level: AuthLevel | None
    """Whose credentials are used; compared without regard to case."""
    type: SecuritySchemeType | None
    """How the service authenticates."""
    in_: CredentialPlace | None
    """Where the credential travels."""
    issuer: str | None
    """Who issues tokens."""
    name: str | None
    """Name of the header, query parameter or cookie."""
    flows: OAuthFlows | OAuthFlowsDict | None
    """OAuth flows."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class OAuthFlowsDict(TypedDict, total=False):
    """OAuth flows of a scheme. Members it does not name pass through."""

    authorization_code: OAuthFlow | OAuthFlowDict | None
    """The flow with a browser."""
    client_credentials: OAuthFlow | OAuthFlowDict | None
    """The flow without a user."""
    x_additional_parameters: object | None
    """Further parameters; any JSON."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class OAuthFlowDict(TypedDict, total=False):
    """One OAuth flow. Members it does not name pass through."""

    authorization_url: str | None
    """Where the browser goes."""
    token_url: str | None
    """Where codes become tokens."""
    client_id: str | None
    """Client id; in answers a reference to a stored secret."""
    client_secret: str | None
    """Client secret; in answers a reference to a stored secret. Hidden wherever it could be shown."""
    challenge_method: ChallengeMethod | None
    """How a PKCE challenge is made."""
    scopes: Sequence[str] | str | None
    """Scopes; a string is read as a list."""
    scope: str | None
    """Scope of the client-credentials flow."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class ConfigParameterDict(TypedDict, total=False):
    """A configuration parameter of an integration."""

    key: str | None
    """Name, such as `securityScheme.flows.authorizationCode.clientId`."""
    data_type: str | None
    """Type of the value, such as `String`."""
    type: ParameterType | None
    """What it is for."""
    from_secret: bool | None
    """Whether the value refers to a stored secret."""
    is_required: bool | None
    """Whether a value is needed."""
    value: str | None
    """The value. Hidden wherever it could be shown."""
    description: str | None
    """Summary for people."""
    is_inherited: bool | None
    """Whether the value is inherited."""
    value_from: str | None
    """Where the value is inherited from."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""


class ToolSummaryDict(TypedDict, total=False):
    """A tool of an integration."""

    name: str | None
    """Name: operation id, `_`, method."""
    public_name: str | None
    """Public identifier."""
    access_scope: AccessScope | None
    """Who may use the tool."""
    input_schema: str | PathLike[str] | Mapping[str, object] | None
    """JSON Schema of the input, as text."""
    open_api_json: str | PathLike[str] | Mapping[str, object] | None
    """Where the tool came from, as text."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""
