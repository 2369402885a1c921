# Generated from the operation table by `make generate`. Do not edit.
"""The operations with status, headers and times of their answers."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import builtins
    from collections.abc import Mapping
    from os import PathLike

    from ._native import (
        Agent,
        AgentData,
        AgentDefinition,
        AgentSummary,
        AsyncPage,
        Core,
        LabPackage,
        Page,
        Response,
    )
    from .types import (
        AccessScope,
        AgentDataDict,
        AgentDefinitionDict,
        AgentStatus,
        SharingScope,
    )

__all__ = [
    "AgentsWithResponse",
    "AsyncAgentsWithResponse",
    "AsyncWithResponse",
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


class WithResponse:
    """All operations, answering a `Response`."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    @property
    def agents(self) -> AgentsWithResponse:
        """Agents of the project: definitions, revisions, published versions, packages."""
        return AgentsWithResponse(self._core)


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


class AsyncWithResponse:
    """All operations, answering a `Response`."""

    __slots__ = ("_core",)

    def __init__(self, core: Core, /) -> None:
        self._core = core

    @property
    def agents(self) -> AsyncAgentsWithResponse:
        """Agents of the project: definitions, revisions, published versions, packages."""
        return AsyncAgentsWithResponse(self._core)
