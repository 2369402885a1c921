# Generated from the operation table by `make generate`. Do not edit.
"""The client for blocking code."""

from __future__ import annotations

from ._client import SyncClient

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
        Core,
        LabPackage,
        Page,
    )
    from ._with_response import WithResponse
    from .types import (
        AccessScope,
        AgentDataDict,
        AgentDefinitionDict,
        AgentStatus,
        SharingScope,
    )

__all__ = [
    "Agents",
    "Client",
]


class Agents:
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
    ) -> Agent:
        """Creates an agent, as a draft unless `automatic_publish` is set.

        A name that is taken is refused by the server; `is_already_exists` of the error tells. Sent
        at most once (A1).

        Args:
            definition: What the agent is. `name` is required.
            automatic_publish: Validate and publish in the same step. Server default: false, a draft
                is created.
            name: Name, unique in the project; `:` and `/` are not allowed. Required to create.
            access_scope: Who may use the agent. Server default: `private`.
            public_name: Public identifier, required for `public` agents: lower-case letters,
                digits, `.`, `-`, `_`.
            job_description: Short role text.
            avatar_image: URL of a picture.
            description: Summary for people.
            sharing_scope: Who the agent is shared with. Server default: `organization`.
            agent_data: Strategy, prompt, models and tools. On an update it replaces the whole block
                (SIM-12, assumed).
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        answer: Agent = self._core.call(
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
    ) -> Agent:
        """Updates the agent of that id or name, or creates it. An update makes a new revision (A2).

        Args:
            id_or_name: Id or name of the agent.
            definition: What the agent is to be.
            automatic_publish: Validate and publish in the same step. Server default: false.
            name: Name, unique in the project; `:` and `/` are not allowed. Required to create.
            access_scope: Who may use the agent. Server default: `private`.
            public_name: Public identifier, required for `public` agents: lower-case letters,
                digits, `.`, `-`, `_`.
            job_description: Short role text.
            avatar_image: URL of a picture.
            description: Summary for people.
            sharing_scope: Who the agent is shared with. Server default: `organization`.
            agent_data: Strategy, prompt, models and tools. On an update it replaces the whole block
                (SIM-12, assumed).
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            retry_writes: Whether the write may be repeated after an attempt of unknown outcome.
        """
        answer: Agent = self._core.call(
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
    ) -> Agent:
        """Updates an agent, which makes a new revision: a draft unless `automatic_publish` is set (A3).

        Args:
            id_or_name: Id or name of the agent.
            definition: What to change. Whether unset members keep their value is not documented
                (D-20).
            automatic_publish: Validate and publish in the same step. Server default: false.
            name: Name, unique in the project; `:` and `/` are not allowed. Required to create.
            access_scope: Who may use the agent. Server default: `private`.
            public_name: Public identifier, required for `public` agents: lower-case letters,
                digits, `.`, `-`, `_`.
            job_description: Short role text.
            avatar_image: URL of a picture.
            description: Summary for people.
            sharing_scope: Who the agent is shared with. Server default: `organization`.
            agent_data: Strategy, prompt, models and tools. On an update it replaces the whole block
                (SIM-12, assumed).
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            retry_writes: Whether the write may be repeated after an attempt of unknown outcome.
        """
        answer: Agent = self._core.call(
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
    ) -> Agent:
        """Publishes one revision of an agent, which gives it the next version number (A4).

        Args:
            id_or_name: Id or name of the agent.
            revision: Number of the revision.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        answer: Agent = self._core.call(
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
    ) -> Agent:
        """Gets an agent: its latest published revision unless told otherwise (A5).

        Args:
            id_or_name: Id or name of the agent.
            revision: This revision. Default: the latest published.
            version: This published version. Default: the latest.
            allow_drafts: Whether a draft may come back. Server default: false, drafts are hidden.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        answer: Agent = self._core.call(
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
    ) -> Page[AgentSummary]:
        """Lists agents. The page is the iteration over all of them (A6).

        Args:
            status: `active` or `inactive`. Default: both.
            start: Index of the first record, from 0. Server default: 0.
            count: Most records on a page. Server default: 20.
            access_scope: `public` or `private`. Default: both.
            allow_drafts: Whether drafts are listed, each agent with its latest revision. Server
                default: false.
            include_external: Whether agents from outside the project are listed. Server default:
                false.
            max_items: Most records the iteration yields. Default: all.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        answer: Page[AgentSummary] = self._core.call(
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
    ) -> Page[AgentSummary]:
        """Lists the agents that use a tool (A7). Always v4.

        Args:
            tool_id: Id of the tool.
            allow_drafts: Whether drafts are listed. Server default: false.
            start: Index of the first record, from 0. Server default: 0.
            count: Most records on a page. Server default: 20.
            max_items: Most records the iteration yields. Default: all.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        answer: Page[AgentSummary] = self._core.call(
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
    ) -> None:
        """Deletes an agent with all its revisions (A8). Deleting twice is a `NotFoundError`.

        Args:
            id_or_name: Id or name of the agent.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        self._core.call(
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

    def export(
        self,
        id_or_name: str,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> LabPackage:
        """Exports an agent and what it refers to as a package, kept to the letter (A9).

        Args:
            id_or_name: Id or name of the agent.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        answer: LabPackage = self._core.call(
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
    ) -> builtins.list[Agent]:
        """Imports a package into the project of the client. What exists there may be updated (A10).

        Answers the agents the server returns; it documents one, whatever the package holds (D-36).

        Args:
            package: The package: as exported, JSON or YAML text, or a file with either.
            automatic_publish: Validate and publish what is imported. Server default: false, drafts.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        answer: builtins.list[Agent] = self._core.call(
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


class Client(SyncClient):
    """A client of one GEAI installation.

    What is not given is looked up in the environment and in `~/.geai/credentials`. Constructing
    one makes no request. See `config` for the effective values and where they came from.

    Args:
        base_url: Base URL of the installation; `https://` may be left out.
        api_token: API token of a project, or a function that returns one. It is asked again once
            after the server refused the token (401).
        access_token: OAuth access token, or a function that returns one; needs `project_id`.
        project_id: Id of the project; always sent when known.
        organization_id: Id of the organisation.
        profile: Section of the credentials file; the environment is not consulted then.
        credentials_file: Path of the credentials file. Default: `~/.geai/credentials`.
        agents_api: Version of the agents API. Default: v4.
        timeout: Seconds for one attempt. Default: by class of operation, 30 for most.
        deadline: Seconds for a whole call. Default: by class of operation, 60 for most.
        connect_timeout: Seconds to connect. Default: 5.
        retries: How often a failed attempt may be repeated. Default: 3.
        retry_writes: Whether PUTs may be repeated after an attempt of unknown outcome.
        max_in_flight: Most calls at a time; others wait. Default: 100.
        max_response_bytes: Largest response, after decompression. Default: 64 MiB.
        ca_bundle: PEM file with further trusted certificates.
        proxy: URL of a proxy. Default: `HTTPS_PROXY` and `NO_PROXY` of the environment.
        headers: Further headers of every call.
        allow_http: Allows `http://` to hosts other than loopback: tokens travel readable.

    Raises:
        ConfigError: Something is missing, contradictory or unreadable.
    """

    __slots__ = ()

    @property
    def agents(self) -> Agents:
        """Agents of the project: definitions, revisions, published versions, packages."""
        return Agents(self._core)

    @property
    def with_response(self) -> WithResponse:
        """The same operations, answering a `Response` with status, headers and times."""
        from ._with_response import WithResponse

        return WithResponse(self._core.with_response())
