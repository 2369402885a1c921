# Generated from the operation table by `make generate`. Do not edit.
"""Types of what may be given in place of models: dicts, in which wire names are accepted, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from geai_client._native import (
        AgentDataDict,
        AgentDefinitionDict,
        AgentDict,
        AgentRefDict,
        ChangeBaseDict,
        ChangeDict,
        ConfigParameterDict,
        ConflictDict,
        DefinitionDict,
        DocumentChangeDict,
        EnvironmentDict,
        GraphEdgeDict,
        GraphNodeDict,
        IntegrationDict,
        IntegrationRequestDict,
        LabAgentDataDict,
        LabModelDict,
        LabResourceDict,
        LabStrategyDict,
        LeftFileDict,
        LlmConfigDict,
        ManagedObjectDict,
        MemberChangeDict,
        MemberSourceDict,
        MessageDict,
        ModelRefDict,
        NoteDict,
        OAuthFlowDict,
        OAuthFlowsDict,
        PermissionsDict,
        PlanNoteDict,
        PlanSummaryDict,
        PromptDict,
        PromptExampleDict,
        PromptOutputDict,
        PropertyDict,
        RemovedDict,
        ResourcePoolDict,
        SamplingDict,
        SecretReferenceDict,
        SecuritySchemeDict,
        StepDict,
        ToolChangesDict,
        ToolRefDict,
        ToolSummaryDict,
        UnmanagedDict,
    )

__all__ = [
    "AccessScope",
    "AgentDataDict",
    "AgentDefinitionDict",
    "AgentDict",
    "AgentRefDict",
    "AgentStatus",
    "AuthLevel",
    "BaseContent",
    "ChallengeMethod",
    "ChangeAction",
    "ChangeBaseDict",
    "ChangeDict",
    "ConfigParameterDict",
    "ConflictDict",
    "ConflictReason",
    "CredentialPlace",
    "DefinitionDict",
    "DefinitionKind",
    "DetailLevel",
    "DocumentChangeDict",
    "EnvironmentDict",
    "GraphEdgeDict",
    "GraphNodeDict",
    "GraphNodeKind",
    "GraphNodeState",
    "IntegrationDict",
    "IntegrationRequestDict",
    "IntegrationStatus",
    "IntegrationType",
    "LabAgentDataDict",
    "LabModelDict",
    "LabResourceDict",
    "LabStrategyDict",
    "LeftFileDict",
    "LlmConfigDict",
    "ManagedObjectDict",
    "MemberChangeDict",
    "MemberSourceDict",
    "MessageDict",
    "MessageType",
    "ModelRefDict",
    "NoteDict",
    "OAuthFlowDict",
    "OAuthFlowsDict",
    "ParameterType",
    "Permission",
    "PermissionsDict",
    "PlanNoteDict",
    "PlanSummaryDict",
    "PromptDict",
    "PromptExampleDict",
    "PromptOutputDict",
    "PropertyDict",
    "RemovedDict",
    "ResourcePoolDict",
    "SamplingDict",
    "SecretReferenceDict",
    "SecuritySchemeDict",
    "SecuritySchemeType",
    "SharingScope",
    "StepDict",
    "StepOutcome",
    "ToolChangesDict",
    "ToolRefDict",
    "ToolSummaryDict",
    "UnmanagedDict",
]

# Open enumerations: the known values, for editors to offer them; any other text is as good.
AccessScope: TypeAlias = Literal["private", "public", "project"] | str
AgentStatus: TypeAlias = Literal["active", "inactive", "pending"] | str
AuthLevel: TypeAlias = Literal["None", "User", "System", "Project", "apiKey", "oauth2"] | str
BaseContent: TypeAlias = Literal["published", "draft"] | str
ChallengeMethod: TypeAlias = Literal["S256"] | str
ChangeAction: TypeAlias = Literal["create", "update", "publish", "rename", "delete"] | str
ConflictReason: TypeAlias = (
    Literal[
        "draft-ahead",
        "missing-reference",
        "ambiguous-reference",
        "read-only",
        "name-taken",
        "renamed",
        "list-incomplete",
        "unreadable",
        "still-used",
        "delete-not-allowed",
        "too-many-deletes",
        "tool-in-use",
        "tools-vanish",
        "both-moved",
        "unknown-name",
    ]
    | str
)
CredentialPlace: TypeAlias = Literal["header", "query", "cookie"] | str
DefinitionKind: TypeAlias = Literal["agent", "integration"] | str
DetailLevel: TypeAlias = Literal["normal", "expanded"] | str
GraphNodeKind: TypeAlias = Literal["agent", "tool", "integration"] | str
GraphNodeState: TypeAlias = Literal["present", "draft", "missing", "unverified"] | str
IntegrationStatus: TypeAlias = Literal["active", "inactive", "draft"] | str
IntegrationType: TypeAlias = Literal["Other", "OpenAPI"] | str
MessageType: TypeAlias = Literal["error", "warning", "Success"] | str
ParameterType: TypeAlias = Literal["config", "app", "context"] | str
Permission: TypeAlias = Literal["none", "organization", "everybody", "public", "project"] | str
SecuritySchemeType: TypeAlias = Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS", "none"] | str
SharingScope: TypeAlias = Literal["none", "organization", "everybody", "public", "private"] | str
StepOutcome: TypeAlias = Literal["done", "unchanged", "held", "failed", "unknown", "not-reached"] | str

# Models take dicts, and dicts hold models: type checkers read both in the stub of the native module.
if not TYPE_CHECKING:
    import sys
    from collections.abc import Mapping, Sequence
    from os import PathLike

    if sys.version_info >= (3, 12):
        from typing import TypedDict
    else:
        # pydantic takes the other one before Python 3.12 only.
        try:
            from typing_extensions import TypedDict
        except ImportError:
            from typing import TypedDict

    from geai_client._native import (
        AgentData,
        AgentRef,
        ChangeBase,
        ConfigParameter,
        DocumentChange,
        LabModel,
        LabStrategy,
        LlmConfig,
        MemberChange,
        MemberSource,
        Message,
        ModelRef,
        Null,
        OAuthFlow,
        OAuthFlows,
        Permissions,
        Prompt,
        PromptExample,
        PromptOutput,
        Property,
        ResourcePool,
        Sampling,
        SecretReference,
        SecurityScheme,
        ToolChanges,
        ToolRef,
        ToolSummary,
    )

    class AgentDefinitionDict(TypedDict, total=False):
        """What `create`, `upsert` and `update` send. Only the members you set are sent, nothing is filled in."""

        name: str | Null | None
        access_scope: AccessScope | Null | None
        public_name: str | Null | None
        job_description: str | Null | None
        avatar_image: str | Null | None
        description: str | Null | None
        sharing_scope: SharingScope | Null | None
        agent_data: AgentData | AgentDataDict | Null | None
        extra: Mapping[str, object] | None

    class AgentDict(TypedDict, total=False):
        """An agent as the server describes it. `to_definition` gives what an update takes."""

        id: str | None
        name: str | None
        access_scope: AccessScope | None
        public_name: str | None
        job_description: str | None
        avatar_image: str | None
        description: str | None
        sharing_scope: SharingScope | None
        agent_data: AgentData | AgentDataDict | None
        status: AgentStatus | None
        is_draft: bool | None
        is_readonly: bool | None
        revision: int | None
        version: float | None
        permissions: Permissions | PermissionsDict | None
        effective_permissions: Permissions | PermissionsDict | None
        messages: Sequence[Message | MessageDict] | None
        extra: Mapping[str, object] | None

    class AgentDataDict(TypedDict, total=False):
        """How an agent works: strategy, prompt, models, tools."""

        strategy_name: str | Null | None
        strategy_id: str | Null | None
        prompt: Prompt | PromptDict | Null | None
        llm_config: LlmConfig | LlmConfigDict | Null | None
        models: Sequence[ModelRef | ModelRefDict] | Null | None
        resource_pools: Sequence[ResourcePool | ResourcePoolDict] | Null | None
        properties: Sequence[Property | PropertyDict] | Null | None
        extra: Mapping[str, object] | None

    class PromptDict(TypedDict, total=False):
        """The prompt of the model."""

        context: str | Null | None
        instructions: str | Null | None
        examples: Sequence[PromptExample | PromptExampleDict] | Null | None
        inputs: Sequence[str] | Null | None
        outputs: Sequence[PromptOutput | PromptOutputDict] | Null | None
        extra: Mapping[str, object] | None

    class PromptExampleDict(TypedDict, total=False):
        """One example of a prompt."""

        input_data: str | Null | None
        output: str | Null | None
        extra: Mapping[str, object] | None

    class PromptOutputDict(TypedDict, total=False):
        """One declared output of a prompt."""

        key: str | Null | None
        description: str | Null | None
        extra: Mapping[str, object] | None

    class LlmConfigDict(TypedDict, total=False):
        """Settings of a language model. Nothing is filled in on the client."""

        max_tokens: int | Null | None
        timeout: int | Null | None
        sampling: Sampling | SamplingDict | Null | None
        extra: Mapping[str, object] | None

    class SamplingDict(TypedDict, total=False):
        """How answers are sampled."""

        temperature: float | Null | None
        top_k: int | Null | None
        top_p: float | Null | None
        extra: Mapping[str, object] | None

    class ModelRefDict(TypedDict, total=False):
        """A language model an agent may use."""

        name: str | Null | None
        id: str | Null | None
        llm_config: LlmConfig | LlmConfigDict | Null | None
        prompt: object | Null | None
        extra: Mapping[str, object] | None

    class ResourcePoolDict(TypedDict, total=False):
        """A named group of tools and helper agents."""

        name: str | Null | None
        is_external: bool | Null | None
        tools: Sequence[ToolRef | ToolRefDict] | Null | None
        agents: Sequence[AgentRef | AgentRefDict] | Null | None
        extra: Mapping[str, object] | None

    class ToolRefDict(TypedDict, total=False):
        """A tool that an agent may use. Give an id or a name; v2 documents names only."""

        id: str | Null | None
        name: str | Null | None
        revision: int | Null | None
        version: float | Null | None
        extra: Mapping[str, object] | None

    class AgentRefDict(TypedDict, total=False):
        """A helper agent."""

        id: str | Null | None
        name: str | Null | None
        revision: int | Null | None
        extra: Mapping[str, object] | None

    class PropertyDict(TypedDict, total=False):
        """A further setting of an agent."""

        data_type: str | Null | None
        key: str | Null | None
        value: str | Null | None
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

        name: str | Null | None
        description: str | Null | None
        public_name: str | Null | None
        access_scope: AccessScope | Null | None
        manifest: str | PathLike[str] | Mapping[str, object] | Null | None
        security_scheme: SecurityScheme | SecuritySchemeDict | Null | None
        extra: Mapping[str, object] | None

    class IntegrationDict(TypedDict, total=False):
        """An integration as the server describes it."""

        id: str | None
        name: str | None
        description: str | None
        public_name: str | None
        access_scope: AccessScope | None
        manifest: str | PathLike[str] | Mapping[str, object] | None
        security_scheme: SecurityScheme | SecuritySchemeDict | None
        parameters: Sequence[ConfigParameter | ConfigParameterDict] | None
        tools: Sequence[ToolSummary | ToolSummaryDict] | None
        is_read_only: bool | None
        pending_config_credential: bool | None
        pending_publish: bool | None
        status: IntegrationStatus | None
        type: IntegrationType | None
        extra: Mapping[str, object] | None

    class SecuritySchemeDict(TypedDict, total=False):
        """How a service authenticates. Members it does not name pass through."""

        auth_level: AuthLevel | Null | None
        type: SecuritySchemeType | Null | None
        in_: CredentialPlace | Null | None
        issuer: str | Null | None
        name: str | Null | None
        flows: OAuthFlows | OAuthFlowsDict | Null | None
        extra: Mapping[str, object] | None

    class OAuthFlowsDict(TypedDict, total=False):
        """OAuth flows of a scheme. Members it does not name pass through."""

        authorization_code: OAuthFlow | OAuthFlowDict | Null | None
        client_credentials: OAuthFlow | OAuthFlowDict | Null | None
        x_additional_parameters: object | Null | None
        extra: Mapping[str, object] | None

    class OAuthFlowDict(TypedDict, total=False):
        """One OAuth flow. Members it does not name pass through."""

        authorization_url: str | Null | None
        token_url: str | Null | None
        client_id: str | Null | None
        client_secret: str | Null | None
        challenge_method: ChallengeMethod | Null | None
        scopes: Sequence[str] | str | Null | None
        scope: str | Null | None
        extra: Mapping[str, object] | None

    class ConfigParameterDict(TypedDict, total=False):
        """A configuration parameter of an integration."""

        key: str | None
        data_type: str | Null | None
        type: ParameterType | Null | None
        from_secret: bool | Null | None
        is_required: bool | Null | None
        value: str | Null | None
        description: str | Null | None
        is_inherited: bool | Null | None
        value_from: str | Null | None
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

    class DefinitionDict(TypedDict, total=False):
        """One agent or integration that files define."""

        kind: DefinitionKind | None
        name: str | None
        file: str | None
        definition: object | None
        renamed_from: str | None
        only: Sequence[str] | None
        sources: Sequence[MemberSource | MemberSourceDict] | None
        secrets: Sequence[SecretReference | SecretReferenceDict] | None
        extra: Mapping[str, object] | None

    class MemberSourceDict(TypedDict, total=False):
        """A member whose value is the content of a file."""

        path: str | None
        file: str | None
        changes: Sequence[DocumentChange | DocumentChangeDict] | None
        extra: Mapping[str, object] | None

    class DocumentChangeDict(TypedDict, total=False):
        """One value that was replaced in a document."""

        path: str | None
        value: object | None
        extra: Mapping[str, object] | None

    class SecretReferenceDict(TypedDict, total=False):
        """A member whose value an environment variable holds."""

        path: str | None
        variable: str | None
        extra: Mapping[str, object] | None

    class EnvironmentDict(TypedDict, total=False):
        """One environment that `geai.yaml` declares."""

        name: str | None
        profile: str | None
        project: str | None
        publish: bool | None
        extra: Mapping[str, object] | None

    class RemovedDict(TypedDict, total=False):
        """Names of what is to be deleted."""

        agents: Sequence[str] | None
        integrations: Sequence[str] | None
        extra: Mapping[str, object] | None

    class NoteDict(TypedDict, total=False):
        """What is worth knowing about a set-up and no fault."""

        text: str | None
        file: str | None
        line: int | None
        extra: Mapping[str, object] | None

    class PlanSummaryDict(TypedDict, total=False):
        """How many changes a plan has of each sort."""

        create: int | None
        update: int | None
        publish: int | None
        rename: int | None
        delete: int | None
        unchanged: int | None
        conflicts: int | None
        extra: Mapping[str, object] | None

    class ChangeDict(TypedDict, total=False):
        """One change."""

        kind: DefinitionKind | None
        name: str | None
        action: ChangeAction | None
        id: str | None
        file: str | None
        renamed_from: str | None
        base: ChangeBase | ChangeBaseDict | None
        publishes: bool | None
        ring: bool | None
        members: Sequence[MemberChange | MemberChangeDict] | None
        body: object | None
        secrets: Sequence[SecretReference | SecretReferenceDict] | None
        kept: Sequence[str] | None
        sources: Sequence[MemberSource | MemberSourceDict] | None
        tools: ToolChanges | ToolChangesDict | None
        only_on_server: Sequence[str] | None
        notes: Sequence[str] | None
        extra: Mapping[str, object] | None

    class ChangeBaseDict(TypedDict, total=False):
        """What a change was computed on."""

        revision: int | None
        published: int | None
        content: BaseContent | None
        digest: str | None
        extra: Mapping[str, object] | None

    class MemberChangeDict(TypedDict, total=False):
        """A member that changes."""

        path: str | None
        before: object | None
        after: object | None
        extra: Mapping[str, object] | None

    class ToolChangesDict(TypedDict, total=False):
        """The tools that a manifest adds and takes away."""

        added: Sequence[str] | None
        removed: Sequence[str] | None
        extra: Mapping[str, object] | None

    class ConflictDict(TypedDict, total=False):
        """What stands in the way of a plan."""

        kind: DefinitionKind | None
        name: str | None
        reason: ConflictReason | None
        text: str | None
        revision: int | None
        allow: str | None
        extra: Mapping[str, object] | None

    class UnmanagedDict(TypedDict, total=False):
        """Names of what a project has and the files do not define."""

        agents: Sequence[str] | None
        integrations: Sequence[str] | None
        extra: Mapping[str, object] | None

    class PlanNoteDict(TypedDict, total=False):
        """What is worth knowing of a plan and no change."""

        kind: DefinitionKind | None
        name: str | None
        text: str | None
        extra: Mapping[str, object] | None

    class ManagedObjectDict(TypedDict, total=False):
        """An object that the files define."""

        kind: DefinitionKind | None
        name: str | None
        id: str | None
        revision: int | None
        definition: object | None
        digest: str | None
        baseline: object | None
        only_on_server: Sequence[str] | None
        extra: Mapping[str, object] | None

    class StepDict(TypedDict, total=False):
        """One step and its outcome."""

        kind: DefinitionKind | None
        name: str | None
        action: ChangeAction | None
        outcome: StepOutcome | None
        id: str | None
        revision: int | None
        version: int | None
        error: str | None
        members: Sequence[MemberChange | MemberChangeDict] | None
        extra: Mapping[str, object] | None

    class LeftFileDict(TypedDict, total=False):
        """A file that was left as it is."""

        file: str | None
        reason: str | None
        lines: Sequence[str] | None
        extra: Mapping[str, object] | None

    class GraphNodeDict(TypedDict, total=False):
        """An agent, a tool or an integration."""

        id: str | None
        kind: GraphNodeKind | None
        name: str | None
        state: GraphNodeState | None
        extra: Mapping[str, object] | None

    class GraphEdgeDict(TypedDict, total=False):
        """A use."""

        source: str | None
        target: str | None
        ring: bool | None
        extra: Mapping[str, object] | None
