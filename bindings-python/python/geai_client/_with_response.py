# Generated from the operation table by `make generate`. Do not edit.
"""The operations with status, headers and times of their answers."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import builtins
    from collections.abc import (
        Mapping,
        Sequence,
    )
    from os import PathLike

    from ._native import (
        Agent,
        AgentData,
        AgentDefinition,
        AgentSummary,
        AsyncPage,
        Challenge,
        ConfigParameter,
        Core,
        InspectorResult,
        Integration,
        IntegrationRequest,
        IntegrationSummary,
        Interaction,
        InteractionState,
        LabPackage,
        ManifestResult,
        Page,
        PublishToolsResult,
        Response,
        SecurityScheme,
        SharingLink,
        TokenInfo,
    )
    from .types import (
        AccessScope,
        AgentDataDict,
        AgentDefinitionDict,
        AgentStatus,
        ConfigParameterDict,
        DetailLevel,
        IntegrationRequestDict,
        SecuritySchemeDict,
        SharingScope,
    )

__all__ = [
    "AgentsWithResponse",
    "AsyncAgentsWithResponse",
    "AsyncInspectorWithResponse",
    "AsyncIntegrationsWithResponse",
    "AsyncInteractionsWithResponse",
    "AsyncWithResponse",
    "InspectorWithResponse",
    "IntegrationsWithResponse",
    "InteractionsWithResponse",
    "WithResponse",
]


class AgentsWithResponse:
    """Agents of the project: definitions, revisions, published versions, packages."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    def create(
        self,
        definition: AgentDefinition | Agent | AgentDefinitionDict | None = None,
        /,
        *,
        automatic_publish: bool | None = None,
        name: str | None = None,
        access_scope: AccessScope | None = None,
        public_name: str | None = None,
        job_description: str | None = None,
        avatar_image: str | None = None,
        description: str | None = None,
        sharing_scope: SharingScope | None = None,
        agent_data: AgentData | AgentDataDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Agent]:
        """As `client.agents.create`."""
        answer: Response[Agent] = self._core.call(
            "agents.create",
            {
                "definition": definition,
                "automatic_publish": automatic_publish,
                "name": name,
                "access_scope": access_scope,
                "public_name": public_name,
                "job_description": job_description,
                "avatar_image": avatar_image,
                "description": description,
                "sharing_scope": sharing_scope,
                "agent_data": agent_data,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def upsert(
        self,
        id_or_name: str,
        definition: AgentDefinition | Agent | AgentDefinitionDict | None = None,
        /,
        *,
        automatic_publish: bool | None = None,
        name: str | None = None,
        access_scope: AccessScope | None = None,
        public_name: str | None = None,
        job_description: str | None = None,
        avatar_image: str | None = None,
        description: str | None = None,
        sharing_scope: SharingScope | None = None,
        agent_data: AgentData | AgentDataDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Response[Agent]:
        """As `client.agents.upsert`."""
        answer: Response[Agent] = self._core.call(
            "agents.upsert",
            {
                "id_or_name": id_or_name,
                "definition": definition,
                "automatic_publish": automatic_publish,
                "name": name,
                "access_scope": access_scope,
                "public_name": public_name,
                "job_description": job_description,
                "avatar_image": avatar_image,
                "description": description,
                "sharing_scope": sharing_scope,
                "agent_data": agent_data,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            },
        )
        return answer

    def update(
        self,
        id_or_name: str,
        definition: AgentDefinition | Agent | AgentDefinitionDict | None = None,
        /,
        *,
        automatic_publish: bool | None = None,
        name: str | None = None,
        access_scope: AccessScope | None = None,
        public_name: str | None = None,
        job_description: str | None = None,
        avatar_image: str | None = None,
        description: str | None = None,
        sharing_scope: SharingScope | None = None,
        agent_data: AgentData | AgentDataDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Response[Agent]:
        """As `client.agents.update`."""
        answer: Response[Agent] = self._core.call(
            "agents.update",
            {
                "id_or_name": id_or_name,
                "definition": definition,
                "automatic_publish": automatic_publish,
                "name": name,
                "access_scope": access_scope,
                "public_name": public_name,
                "job_description": job_description,
                "avatar_image": avatar_image,
                "description": description,
                "sharing_scope": sharing_scope,
                "agent_data": agent_data,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            },
        )
        return answer

    def publish_revision(
        self,
        id_or_name: str,
        revision: int,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Agent]:
        """As `client.agents.publish_revision`."""
        answer: Response[Agent] = self._core.call(
            "agents.publish_revision",
            {
                "id_or_name": id_or_name,
                "revision": revision,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def get(
        self,
        id_or_name: str,
        *,
        revision: int | None = None,
        version: int | None = None,
        allow_drafts: bool | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Agent]:
        """As `client.agents.get`."""
        answer: Response[Agent] = self._core.call(
            "agents.get",
            {
                "id_or_name": id_or_name,
                "revision": revision,
                "version": version,
                "allow_drafts": allow_drafts,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def list(
        self,
        *,
        status: AgentStatus | None = None,
        start: int | None = None,
        count: int | None = None,
        access_scope: AccessScope | None = None,
        allow_drafts: bool | None = None,
        include_external: bool | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Page[AgentSummary]]:
        """As `client.agents.list`."""
        answer: Response[Page[AgentSummary]] = self._core.call(
            "agents.list",
            {
                "status": status,
                "start": start,
                "count": count,
                "access_scope": access_scope,
                "allow_drafts": allow_drafts,
                "include_external": include_external,
                "max_items": max_items,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def list_by_tool(
        self,
        tool_id: str,
        *,
        allow_drafts: bool | None = None,
        start: int | None = None,
        count: int | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Page[AgentSummary]]:
        """As `client.agents.list_by_tool`."""
        answer: Response[Page[AgentSummary]] = self._core.call(
            "agents.list_by_tool",
            {
                "tool_id": tool_id,
                "allow_drafts": allow_drafts,
                "start": start,
                "count": count,
                "max_items": max_items,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def delete(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[None]:
        """As `client.agents.delete`."""
        answer: Response[None] = self._core.call(
            "agents.delete",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def export(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[LabPackage]:
        """As `client.agents.export`."""
        answer: Response[LabPackage] = self._core.call(
            "agents.export",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def import_(
        self,
        package: LabPackage | str | bytes | PathLike[str] | Mapping[str, object],
        *,
        automatic_publish: bool | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[builtins.list[Agent]]:
        """As `client.agents.import_`."""
        answer: Response[builtins.list[Agent]] = self._core.call(
            "agents.import",
            {
                "package": package,
                "automatic_publish": automatic_publish,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def create_sharing_link(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[SharingLink]:
        """As `client.agents.create_sharing_link`."""
        answer: Response[SharingLink] = self._core.call(
            "agents.create_sharing_link",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class IntegrationsWithResponse:
    """Integrations of the project: OpenAPI descriptions whose operations become tools."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    def list(
        self,
        *,
        detail_level: DetailLevel | None = None,
        allow_drafts: bool | None = None,
        allow_external: bool | None = None,
        start: int | None = None,
        count: int | None = None,
        name: str | None = None,
        id: str | None = None,
        access_scope: AccessScope | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Page[IntegrationSummary]]:
        """As `client.integrations.list`."""
        answer: Response[Page[IntegrationSummary]] = self._core.call(
            "integrations.list",
            {
                "detail_level": detail_level,
                "allow_drafts": allow_drafts,
                "allow_external": allow_external,
                "start": start,
                "count": count,
                "name": name,
                "id": id,
                "access_scope": access_scope,
                "max_items": max_items,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def get(
        self,
        id_or_name: str,
        *,
        detail_level: DetailLevel | None = None,
        allow_drafts: bool | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Integration]:
        """As `client.integrations.get`."""
        answer: Response[Integration] = self._core.call(
            "integrations.get",
            {
                "id_or_name": id_or_name,
                "detail_level": detail_level,
                "allow_drafts": allow_drafts,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def import_(
        self,
        integration: IntegrationRequest | Integration | IntegrationRequestDict | None = None,
        /,
        *,
        automatic_publish: bool | None = None,
        name: str | None = None,
        description: str | None = None,
        public_name: str | None = None,
        access_scope: AccessScope | None = None,
        manifest: str | PathLike[str] | Mapping[str, object] | None = None,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Integration]:
        """As `client.integrations.import_`."""
        answer: Response[Integration] = self._core.call(
            "integrations.import",
            {
                "integration": integration,
                "automatic_publish": automatic_publish,
                "name": name,
                "description": description,
                "public_name": public_name,
                "access_scope": access_scope,
                "manifest": manifest,
                "security_scheme": security_scheme,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def update(
        self,
        id_or_name: str,
        integration: IntegrationRequest | Integration | IntegrationRequestDict | None = None,
        /,
        *,
        via_import: bool | None = None,
        automatic_publish: bool | None = None,
        name: str | None = None,
        description: str | None = None,
        public_name: str | None = None,
        access_scope: AccessScope | None = None,
        manifest: str | PathLike[str] | Mapping[str, object] | None = None,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Response[Integration]:
        """As `client.integrations.update`."""
        answer: Response[Integration] = self._core.call(
            "integrations.update",
            {
                "id_or_name": id_or_name,
                "integration": integration,
                "via_import": via_import,
                "automatic_publish": automatic_publish,
                "name": name,
                "description": description,
                "public_name": public_name,
                "access_scope": access_scope,
                "manifest": manifest,
                "security_scheme": security_scheme,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            },
        )
        return answer

    def delete(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[None]:
        """As `client.integrations.delete`."""
        answer: Response[None] = self._core.call(
            "integrations.delete",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def publish_tools(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[PublishToolsResult]:
        """As `client.integrations.publish_tools`."""
        answer: Response[PublishToolsResult] = self._core.call(
            "integrations.publish_tools",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def get_config(
        self,
        id_or_name: str,
        *,
        allow_drafts: bool | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[builtins.list[ConfigParameter]]:
        """As `client.integrations.get_config`."""
        answer: Response[builtins.list[ConfigParameter]] = self._core.call(
            "integrations.get_config",
            {
                "id_or_name": id_or_name,
                "allow_drafts": allow_drafts,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def set_config(
        self,
        id_or_name: str,
        parameters: Sequence[ConfigParameter | ConfigParameterDict],
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[None]:
        """As `client.integrations.set_config`."""
        answer: Response[None] = self._core.call(
            "integrations.set_config",
            {
                "id_or_name": id_or_name,
                "parameters": parameters,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class InspectorWithResponse:
    """The inspector: how a service authenticates, signing in to it, and its description."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    def security_scheme(
        self,
        url: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        **query: str | float | None,
    ) -> Response[InspectorResult]:
        """As `client.inspector.security_scheme`."""
        answer: Response[InspectorResult] = self._core.call(
            "inspector.security_scheme",
            {
                "url": url,
                "query": query,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def create_challenge(
        self,
        security_scheme: SecurityScheme | SecuritySchemeDict,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Challenge]:
        """As `client.inspector.create_challenge`."""
        answer: Response[Challenge] = self._core.call(
            "inspector.create_challenge",
            {
                "security_scheme": security_scheme,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def manifest(
        self,
        *,
        challenge_id: str | None = None,
        url: str | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        **query: str | float | None,
    ) -> Response[ManifestResult]:
        """As `client.inspector.manifest`."""
        answer: Response[ManifestResult] = self._core.call(
            "inspector.manifest",
            {
                "challenge_id": challenge_id,
                "url": url,
                "query": query,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class InteractionsWithResponse:
    """Interactions of the current user with integrations."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    def list_open(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[builtins.list[Interaction]]:
        """As `client.interactions.list_open`."""
        answer: Response[builtins.list[Interaction]] = self._core.call(
            "interactions.list_open",
            {},
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def record(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[InteractionState]:
        """As `client.interactions.record`."""
        answer: Response[InteractionState] = self._core.call(
            "interactions.record",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    def close(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[InteractionState]:
        """As `client.interactions.close`."""
        answer: Response[InteractionState] = self._core.call(
            "interactions.close",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class WithResponse:
    """All operations, answering a `Response`."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    @property
    def agents(self) -> AgentsWithResponse:
        """Agents of the project: definitions, revisions, published versions, packages."""
        return AgentsWithResponse(self._core)

    @property
    def integrations(self) -> IntegrationsWithResponse:
        """Integrations of the project: OpenAPI descriptions whose operations become tools."""
        return IntegrationsWithResponse(self._core)

    @property
    def inspector(self) -> InspectorWithResponse:
        """The inspector: how a service authenticates, signing in to it, and its description."""
        return InspectorWithResponse(self._core)

    @property
    def interactions(self) -> InteractionsWithResponse:
        """Interactions of the current user with integrations."""
        return InteractionsWithResponse(self._core)

    def validate_token(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[TokenInfo]:
        """As `client.validate_token`."""
        answer: Response[TokenInfo] = self._core.call(
            "client.validate_token",
            {},
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class AsyncAgentsWithResponse:
    """Agents of the project: definitions, revisions, published versions, packages."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    async def create(
        self,
        definition: AgentDefinition | Agent | AgentDefinitionDict | None = None,
        /,
        *,
        automatic_publish: bool | None = None,
        name: str | None = None,
        access_scope: AccessScope | None = None,
        public_name: str | None = None,
        job_description: str | None = None,
        avatar_image: str | None = None,
        description: str | None = None,
        sharing_scope: SharingScope | None = None,
        agent_data: AgentData | AgentDataDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Agent]:
        """As `client.agents.create`."""
        answer: Response[Agent] = await self._core.call(
            "agents.create",
            {
                "definition": definition,
                "automatic_publish": automatic_publish,
                "name": name,
                "access_scope": access_scope,
                "public_name": public_name,
                "job_description": job_description,
                "avatar_image": avatar_image,
                "description": description,
                "sharing_scope": sharing_scope,
                "agent_data": agent_data,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def upsert(
        self,
        id_or_name: str,
        definition: AgentDefinition | Agent | AgentDefinitionDict | None = None,
        /,
        *,
        automatic_publish: bool | None = None,
        name: str | None = None,
        access_scope: AccessScope | None = None,
        public_name: str | None = None,
        job_description: str | None = None,
        avatar_image: str | None = None,
        description: str | None = None,
        sharing_scope: SharingScope | None = None,
        agent_data: AgentData | AgentDataDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Response[Agent]:
        """As `client.agents.upsert`."""
        answer: Response[Agent] = await self._core.call(
            "agents.upsert",
            {
                "id_or_name": id_or_name,
                "definition": definition,
                "automatic_publish": automatic_publish,
                "name": name,
                "access_scope": access_scope,
                "public_name": public_name,
                "job_description": job_description,
                "avatar_image": avatar_image,
                "description": description,
                "sharing_scope": sharing_scope,
                "agent_data": agent_data,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            },
        )
        return answer

    async def update(
        self,
        id_or_name: str,
        definition: AgentDefinition | Agent | AgentDefinitionDict | None = None,
        /,
        *,
        automatic_publish: bool | None = None,
        name: str | None = None,
        access_scope: AccessScope | None = None,
        public_name: str | None = None,
        job_description: str | None = None,
        avatar_image: str | None = None,
        description: str | None = None,
        sharing_scope: SharingScope | None = None,
        agent_data: AgentData | AgentDataDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Response[Agent]:
        """As `client.agents.update`."""
        answer: Response[Agent] = await self._core.call(
            "agents.update",
            {
                "id_or_name": id_or_name,
                "definition": definition,
                "automatic_publish": automatic_publish,
                "name": name,
                "access_scope": access_scope,
                "public_name": public_name,
                "job_description": job_description,
                "avatar_image": avatar_image,
                "description": description,
                "sharing_scope": sharing_scope,
                "agent_data": agent_data,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            },
        )
        return answer

    async def publish_revision(
        self,
        id_or_name: str,
        revision: int,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Agent]:
        """As `client.agents.publish_revision`."""
        answer: Response[Agent] = await self._core.call(
            "agents.publish_revision",
            {
                "id_or_name": id_or_name,
                "revision": revision,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def get(
        self,
        id_or_name: str,
        *,
        revision: int | None = None,
        version: int | None = None,
        allow_drafts: bool | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Agent]:
        """As `client.agents.get`."""
        answer: Response[Agent] = await self._core.call(
            "agents.get",
            {
                "id_or_name": id_or_name,
                "revision": revision,
                "version": version,
                "allow_drafts": allow_drafts,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def list(
        self,
        *,
        status: AgentStatus | None = None,
        start: int | None = None,
        count: int | None = None,
        access_scope: AccessScope | None = None,
        allow_drafts: bool | None = None,
        include_external: bool | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AsyncPage[AgentSummary]]:
        """As `client.agents.list`."""
        answer: Response[AsyncPage[AgentSummary]] = await self._core.call(
            "agents.list",
            {
                "status": status,
                "start": start,
                "count": count,
                "access_scope": access_scope,
                "allow_drafts": allow_drafts,
                "include_external": include_external,
                "max_items": max_items,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def list_by_tool(
        self,
        tool_id: str,
        *,
        allow_drafts: bool | None = None,
        start: int | None = None,
        count: int | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AsyncPage[AgentSummary]]:
        """As `client.agents.list_by_tool`."""
        answer: Response[AsyncPage[AgentSummary]] = await self._core.call(
            "agents.list_by_tool",
            {
                "tool_id": tool_id,
                "allow_drafts": allow_drafts,
                "start": start,
                "count": count,
                "max_items": max_items,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def delete(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[None]:
        """As `client.agents.delete`."""
        answer: Response[None] = await self._core.call(
            "agents.delete",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def export(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[LabPackage]:
        """As `client.agents.export`."""
        answer: Response[LabPackage] = await self._core.call(
            "agents.export",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def import_(
        self,
        package: LabPackage | str | bytes | PathLike[str] | Mapping[str, object],
        *,
        automatic_publish: bool | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[builtins.list[Agent]]:
        """As `client.agents.import_`."""
        answer: Response[builtins.list[Agent]] = await self._core.call(
            "agents.import",
            {
                "package": package,
                "automatic_publish": automatic_publish,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def create_sharing_link(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[SharingLink]:
        """As `client.agents.create_sharing_link`."""
        answer: Response[SharingLink] = await self._core.call(
            "agents.create_sharing_link",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class AsyncIntegrationsWithResponse:
    """Integrations of the project: OpenAPI descriptions whose operations become tools."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    async def list(
        self,
        *,
        detail_level: DetailLevel | None = None,
        allow_drafts: bool | None = None,
        allow_external: bool | None = None,
        start: int | None = None,
        count: int | None = None,
        name: str | None = None,
        id: str | None = None,
        access_scope: AccessScope | None = None,
        max_items: int | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[AsyncPage[IntegrationSummary]]:
        """As `client.integrations.list`."""
        answer: Response[AsyncPage[IntegrationSummary]] = await self._core.call(
            "integrations.list",
            {
                "detail_level": detail_level,
                "allow_drafts": allow_drafts,
                "allow_external": allow_external,
                "start": start,
                "count": count,
                "name": name,
                "id": id,
                "access_scope": access_scope,
                "max_items": max_items,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def get(
        self,
        id_or_name: str,
        *,
        detail_level: DetailLevel | None = None,
        allow_drafts: bool | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Integration]:
        """As `client.integrations.get`."""
        answer: Response[Integration] = await self._core.call(
            "integrations.get",
            {
                "id_or_name": id_or_name,
                "detail_level": detail_level,
                "allow_drafts": allow_drafts,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def import_(
        self,
        integration: IntegrationRequest | Integration | IntegrationRequestDict | None = None,
        /,
        *,
        automatic_publish: bool | None = None,
        name: str | None = None,
        description: str | None = None,
        public_name: str | None = None,
        access_scope: AccessScope | None = None,
        manifest: str | PathLike[str] | Mapping[str, object] | None = None,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Integration]:
        """As `client.integrations.import_`."""
        answer: Response[Integration] = await self._core.call(
            "integrations.import",
            {
                "integration": integration,
                "automatic_publish": automatic_publish,
                "name": name,
                "description": description,
                "public_name": public_name,
                "access_scope": access_scope,
                "manifest": manifest,
                "security_scheme": security_scheme,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def update(
        self,
        id_or_name: str,
        integration: IntegrationRequest | Integration | IntegrationRequestDict | None = None,
        /,
        *,
        via_import: bool | None = None,
        automatic_publish: bool | None = None,
        name: str | None = None,
        description: str | None = None,
        public_name: str | None = None,
        access_scope: AccessScope | None = None,
        manifest: str | PathLike[str] | Mapping[str, object] | None = None,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Response[Integration]:
        """As `client.integrations.update`."""
        answer: Response[Integration] = await self._core.call(
            "integrations.update",
            {
                "id_or_name": id_or_name,
                "integration": integration,
                "via_import": via_import,
                "automatic_publish": automatic_publish,
                "name": name,
                "description": description,
                "public_name": public_name,
                "access_scope": access_scope,
                "manifest": manifest,
                "security_scheme": security_scheme,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            },
        )
        return answer

    async def delete(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[None]:
        """As `client.integrations.delete`."""
        answer: Response[None] = await self._core.call(
            "integrations.delete",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def publish_tools(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[PublishToolsResult]:
        """As `client.integrations.publish_tools`."""
        answer: Response[PublishToolsResult] = await self._core.call(
            "integrations.publish_tools",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def get_config(
        self,
        id_or_name: str,
        *,
        allow_drafts: bool | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[builtins.list[ConfigParameter]]:
        """As `client.integrations.get_config`."""
        answer: Response[builtins.list[ConfigParameter]] = await self._core.call(
            "integrations.get_config",
            {
                "id_or_name": id_or_name,
                "allow_drafts": allow_drafts,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def set_config(
        self,
        id_or_name: str,
        parameters: Sequence[ConfigParameter | ConfigParameterDict],
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[None]:
        """As `client.integrations.set_config`."""
        answer: Response[None] = await self._core.call(
            "integrations.set_config",
            {
                "id_or_name": id_or_name,
                "parameters": parameters,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class AsyncInspectorWithResponse:
    """The inspector: how a service authenticates, signing in to it, and its description."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    async def security_scheme(
        self,
        url: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        **query: str | float | None,
    ) -> Response[InspectorResult]:
        """As `client.inspector.security_scheme`."""
        answer: Response[InspectorResult] = await self._core.call(
            "inspector.security_scheme",
            {
                "url": url,
                "query": query,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def create_challenge(
        self,
        security_scheme: SecurityScheme | SecuritySchemeDict,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Challenge]:
        """As `client.inspector.create_challenge`."""
        answer: Response[Challenge] = await self._core.call(
            "inspector.create_challenge",
            {
                "security_scheme": security_scheme,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def manifest(
        self,
        *,
        challenge_id: str | None = None,
        url: str | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        **query: str | float | None,
    ) -> Response[ManifestResult]:
        """As `client.inspector.manifest`."""
        answer: Response[ManifestResult] = await self._core.call(
            "inspector.manifest",
            {
                "challenge_id": challenge_id,
                "url": url,
                "query": query,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class AsyncInteractionsWithResponse:
    """Interactions of the current user with integrations."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    async def list_open(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[builtins.list[Interaction]]:
        """As `client.interactions.list_open`."""
        answer: Response[builtins.list[Interaction]] = await self._core.call(
            "interactions.list_open",
            {},
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def record(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[InteractionState]:
        """As `client.interactions.record`."""
        answer: Response[InteractionState] = await self._core.call(
            "interactions.record",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer

    async def close(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[InteractionState]:
        """As `client.interactions.close`."""
        answer: Response[InteractionState] = await self._core.call(
            "interactions.close",
            {
                "id_or_name": id_or_name,
            },
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer


class AsyncWithResponse:
    """All operations, answering a `Response`."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    @property
    def agents(self) -> AsyncAgentsWithResponse:
        """Agents of the project: definitions, revisions, published versions, packages."""
        return AsyncAgentsWithResponse(self._core)

    @property
    def integrations(self) -> AsyncIntegrationsWithResponse:
        """Integrations of the project: OpenAPI descriptions whose operations become tools."""
        return AsyncIntegrationsWithResponse(self._core)

    @property
    def inspector(self) -> AsyncInspectorWithResponse:
        """The inspector: how a service authenticates, signing in to it, and its description."""
        return AsyncInspectorWithResponse(self._core)

    @property
    def interactions(self) -> AsyncInteractionsWithResponse:
        """Interactions of the current user with integrations."""
        return AsyncInteractionsWithResponse(self._core)

    async def validate_token(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response[TokenInfo]:
        """As `client.validate_token`."""
        answer: Response[TokenInfo] = await self._core.call(
            "client.validate_token",
            {},
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            },
        )
        return answer
