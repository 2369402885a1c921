# Generated from the operation table by `make generate`. Do not edit.
"""The client for blocking code."""

from __future__ import annotations

import builtins

from geai_client._client.authorize import InspectorHelpers
from geai_client._client.base import SyncClient
from geai_client._client.resource import Resource, resource_attribute
from geai_client._client.single import AgentsHelpers, IntegrationsHelpers
from geai_client._client.with_response import with_response
from geai_client._native import (
    Agent,
    AgentData,
    AgentDefinition,
    AgentSummary,
    Arguments,
    Challenge,
    ConfigParameter,
    InspectorResult,
    Integration,
    IntegrationRequest,
    IntegrationSummary,
    Interaction,
    InteractionState,
    LabPackage,
    ManifestResult,
    Null,
    Page,
    PublishToolsResult,
    SecurityScheme,
    SharingLink,
    TokenInfo,
)

from . import annotations as _t

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = [
    "Agents",
    "Client",
    "Inspector",
    "Integrations",
    "Interactions",
]


class Agents(AgentsHelpers):
    """Agents of the project: definitions, revisions, published versions, packages."""

    def create(
        self,
        definition: AgentDefinition | Agent | _t.AgentDefinitionDict | None = None,
        *,
        automatic_publish: bool | None = None,
        name: str | Null | None = None,
        access_scope: _t.AccessScope | Null | None = None,
        public_name: str | Null | None = None,
        job_description: str | Null | None = None,
        avatar_image: str | Null | None = None,
        description: str | Null | None = None,
        sharing_scope: _t.SharingScope | Null | None = None,
        agent_data: AgentData | _t.AgentDataDict | Null | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Agent:
        """Creates an agent, as a draft unless `automatic_publish` is set.

        A name that is taken is refused by the server; `is_already_exists` of the error tells. Sent
        at most once.

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
            agent_data: Strategy, prompt, models and tools. On an update it replaces the whole
                block.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
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
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        definition = None
        name = None
        public_name = None
        job_description = None
        avatar_image = None
        description = None
        agent_data = None
        headers = None
        answer: Agent = self._native_client.call("agents.create", params, options)
        return answer

    def upsert(
        self,
        id_or_name: str | _t.UUID,
        definition: AgentDefinition | Agent | _t.AgentDefinitionDict | None = None,
        *,
        automatic_publish: bool | None = None,
        name: str | Null | None = None,
        access_scope: _t.AccessScope | Null | None = None,
        public_name: str | Null | None = None,
        job_description: str | Null | None = None,
        avatar_image: str | Null | None = None,
        description: str | Null | None = None,
        sharing_scope: _t.SharingScope | Null | None = None,
        agent_data: AgentData | _t.AgentDataDict | Null | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Agent:
        """Updates the agent of that id or name, or creates it. An update makes a new revision.

        Args:
            id_or_name: Id or name of the agent.
            definition: The definition of the agent.
            automatic_publish: Validate and publish in the same step. Server default: false.
            name: Name, unique in the project; `:` and `/` are not allowed. Required to create.
            access_scope: Who may use the agent. Server default: `private`.
            public_name: Public identifier, required for `public` agents: lower-case letters,
                digits, `.`, `-`, `_`.
            job_description: Short role text.
            avatar_image: URL of a picture.
            description: Summary for people.
            sharing_scope: Who the agent is shared with. Server default: `organization`.
            agent_data: Strategy, prompt, models and tools. On an update it replaces the whole
                block.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            retry_writes: Whether the write may be repeated after an attempt of unknown outcome.
        """
        __tracebackhide__ = True
        params = Arguments(
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
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            }
        )
        definition = None
        name = None
        public_name = None
        job_description = None
        avatar_image = None
        description = None
        agent_data = None
        headers = None
        answer: Agent = self._native_client.call("agents.upsert", params, options)
        return answer

    def update(
        self,
        id_or_name: str | _t.UUID,
        definition: AgentDefinition | Agent | _t.AgentDefinitionDict | None = None,
        *,
        automatic_publish: bool | None = None,
        name: str | Null | None = None,
        access_scope: _t.AccessScope | Null | None = None,
        public_name: str | Null | None = None,
        job_description: str | Null | None = None,
        avatar_image: str | Null | None = None,
        description: str | Null | None = None,
        sharing_scope: _t.SharingScope | Null | None = None,
        agent_data: AgentData | _t.AgentDataDict | Null | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Agent:
        """Updates an agent, which makes a new revision: a draft unless `automatic_publish` is set.

        Args:
            id_or_name: Id or name of the agent.
            definition: What to change. Whether unset members keep their value is not documented.
            automatic_publish: Validate and publish in the same step. Server default: false.
            name: Name, unique in the project; `:` and `/` are not allowed. Required to create.
            access_scope: Who may use the agent. Server default: `private`.
            public_name: Public identifier, required for `public` agents: lower-case letters,
                digits, `.`, `-`, `_`.
            job_description: Short role text.
            avatar_image: URL of a picture.
            description: Summary for people.
            sharing_scope: Who the agent is shared with. Server default: `organization`.
            agent_data: Strategy, prompt, models and tools. On an update it replaces the whole
                block.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            retry_writes: Whether the write may be repeated after an attempt of unknown outcome.
        """
        __tracebackhide__ = True
        params = Arguments(
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
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            }
        )
        definition = None
        name = None
        public_name = None
        job_description = None
        avatar_image = None
        description = None
        agent_data = None
        headers = None
        answer: Agent = self._native_client.call("agents.update", params, options)
        return answer

    def publish_revision(
        self,
        id_or_name: str | _t.UUID,
        revision: int,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Agent:
        """Publishes one revision of an agent, which gives it the next version number.

        Args:
            id_or_name: Id or name of the agent.
            revision: Number of the revision.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
                "revision": revision,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: Agent = self._native_client.call("agents.publish_revision", params, options)
        return answer

    def get(
        self,
        id_or_name: str | _t.UUID,
        *,
        revision: int | None = None,
        version: int | None = None,
        allow_drafts: bool | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Agent:
        """Gets an agent: its latest published revision unless told otherwise.

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
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
                "revision": revision,
                "version": version,
                "allow_drafts": allow_drafts,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: Agent = self._native_client.call("agents.get", params, options)
        return answer

    def list(
        self,
        *,
        status: _t.AgentStatus | None = None,
        start: int | None = None,
        count: int | None = None,
        access_scope: _t.AccessScope | None = None,
        allow_drafts: bool | None = None,
        include_external: bool | None = None,
        max_items: int | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Page[AgentSummary]:
        """Lists agents. The page is the iteration over all of them.

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
        __tracebackhide__ = True
        params = Arguments(
            {
                "status": status,
                "start": start,
                "count": count,
                "access_scope": access_scope,
                "allow_drafts": allow_drafts,
                "include_external": include_external,
                "max_items": max_items,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: Page[AgentSummary] = self._native_client.call("agents.list", params, options)
        return answer

    def list_by_tool(
        self,
        tool_id: str,
        *,
        allow_drafts: bool | None = None,
        start: int | None = None,
        count: int | None = None,
        max_items: int | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Page[AgentSummary]:
        """Lists the agents that use a tool. Always v4.

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
        __tracebackhide__ = True
        params = Arguments(
            {
                "tool_id": tool_id,
                "allow_drafts": allow_drafts,
                "start": start,
                "count": count,
                "max_items": max_items,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        tool_id = "***"
        headers = None
        answer: Page[AgentSummary] = self._native_client.call("agents.list_by_tool", params, options)
        return answer

    def delete(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> None:
        """Deletes an agent with all its revisions. Deleting twice is a `NotFoundError`.

        Args:
            id_or_name: Id or name of the agent.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: None = self._native_client.call("agents.delete", params, options)
        return answer

    def export(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> LabPackage:
        """Exports an agent and what it refers to as a package, kept to the letter.

        Args:
            id_or_name: Id or name of the agent.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: LabPackage = self._native_client.call("agents.export", params, options)
        return answer

    def import_(
        self,
        package: LabPackage | str | bytes | _t.PathLike[str] | _t.Mapping[str, object],
        *,
        automatic_publish: bool | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> builtins.list[Agent]:
        """Imports a package into the project of the client. What exists there may be updated.

        Answers the agents the server returns; it documents one, whatever the package holds.

        Args:
            package: The package: as exported, JSON or YAML text, or a file with either.
            automatic_publish: Validate and publish what is imported. Server default: false, drafts.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "package": package,
                "automatic_publish": automatic_publish,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        package = "***"
        headers = None
        answer: builtins.list[Agent] = self._native_client.call("agents.import", params, options)
        return answer

    def create_sharing_link(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> SharingLink:
        """Makes a link that lets others use an agent. The link holds a token: treat it as a secret.

        Args:
            id_or_name: Id or name of the agent.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: SharingLink = self._native_client.call("agents.create_sharing_link", params, options)
        return answer


class Integrations(IntegrationsHelpers):
    """Integrations of the project: OpenAPI descriptions whose operations become tools."""

    def list(
        self,
        *,
        detail_level: _t.DetailLevel | None = None,
        allow_drafts: bool | None = None,
        allow_external: bool | None = None,
        start: int | None = None,
        count: int | None = None,
        name: str | None = None,
        id: str | None = None,
        access_scope: _t.AccessScope | None = None,
        max_items: int | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Page[IntegrationSummary]:
        """Lists integrations. The page is the iteration over all of them.

        Args:
            detail_level: `expanded` adds related information, such as the tools.
            allow_drafts: Whether integrations without a published tool are listed.
            allow_external: Whether public integrations of other projects are listed.
            start: Index of the first record, from 0.
            count: Most records on a page.
            name: Name; with `%` at either end a part of it. Not documented by the vendor.
            id: Id. Not documented by the vendor.
            access_scope: `private`, `public` or `project`. Not documented by the vendor.
            max_items: Most records the iteration yields. Default: all.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
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
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        name = None
        headers = None
        answer: Page[IntegrationSummary] = self._native_client.call("integrations.list", params, options)
        return answer

    def get(
        self,
        id_or_name: str | _t.UUID,
        *,
        detail_level: _t.DetailLevel | None = None,
        allow_drafts: bool | None = None,
        allow_external: bool | None = None,
        start: int | None = None,
        count: int | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Integration:
        """Gets an integration by id, name or public name.

        Args:
            id_or_name: Id, name or public name of the integration.
            detail_level: `expanded` adds related information.
            allow_drafts: Whether a draft may come back.
            allow_external: Whether a public integration of another project may come back. The
                vendor's page has one table of parameters for `list` and `get`.
            start: As in `list`: index of the first record, from 0.
            count: As in `list`: most records.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
                "detail_level": detail_level,
                "allow_drafts": allow_drafts,
                "allow_external": allow_external,
                "start": start,
                "count": count,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: Integration = self._native_client.call("integrations.get", params, options)
        return answer

    def import_(
        self,
        integration: IntegrationRequest | Integration | _t.IntegrationRequestDict | None = None,
        *,
        automatic_publish: bool | None = None,
        name: str | Null | None = None,
        description: str | Null | None = None,
        public_name: str | Null | None = None,
        access_scope: _t.AccessScope | Null | None = None,
        manifest: str | _t.PathLike[str] | _t.Mapping[str, object] | Null | None = None,
        security_scheme: SecurityScheme | _t.SecuritySchemeDict | Null | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Integration:
        """Imports the description of a service as a new integration.

        Its tools are drafts unless `automatic_publish` is set. Sent at most once.

        Args:
            integration: What the integration is. `name` and `manifest` are required.
            automatic_publish: Publish the tools in the same step. Server default: false.
            name: Name, unique in the project. Required to import.
            description: Summary for people.
            public_name: Public identifier, such as `com.example.parcels`.
            access_scope: Who may use the integration.
            manifest: OpenAPI or MCP document: JSON or YAML text, sent to the letter; or an object,
                or a file. Required to import.
            security_scheme: How the service authenticates.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "integration": integration,
                "automatic_publish": automatic_publish,
                "name": name,
                "description": description,
                "public_name": public_name,
                "access_scope": access_scope,
                "manifest": manifest,
                "security_scheme": security_scheme,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        integration = None
        name = None
        description = None
        public_name = None
        manifest = None
        security_scheme = None
        headers = None
        answer: Integration = self._native_client.call("integrations.import", params, options)
        return answer

    def update(
        self,
        id_or_name: str | _t.UUID,
        integration: IntegrationRequest | Integration | _t.IntegrationRequestDict | None = None,
        *,
        via_import: bool | None = None,
        automatic_publish: bool | None = None,
        name: str | Null | None = None,
        description: str | Null | None = None,
        public_name: str | Null | None = None,
        access_scope: _t.AccessScope | Null | None = None,
        manifest: str | _t.PathLike[str] | _t.Mapping[str, object] | Null | None = None,
        security_scheme: SecurityScheme | _t.SecuritySchemeDict | Null | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        retry_writes: bool | None = None,
    ) -> Integration:
        """Updates an integration, or creates it, on the documented route. Never falls back to the other one.

        Args:
            id_or_name: Id or name of the integration.
            integration: What to change.
            via_import: Use the route that the vendor's SDK uses. Default: false.
            automatic_publish: Publish the tools in the same step; only with `via_import`. Server
                default: false.
            name: Name, unique in the project. Required to import.
            description: Summary for people.
            public_name: Public identifier, such as `com.example.parcels`.
            access_scope: Who may use the integration.
            manifest: OpenAPI or MCP document: JSON or YAML text, sent to the letter; or an object,
                or a file. Required to import.
            security_scheme: How the service authenticates.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            retry_writes: Whether the write may be repeated after an attempt of unknown outcome.
        """
        __tracebackhide__ = True
        params = Arguments(
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
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
                "retry_writes": retry_writes,
            }
        )
        integration = None
        name = None
        description = None
        public_name = None
        manifest = None
        security_scheme = None
        headers = None
        answer: Integration = self._native_client.call("integrations.update", params, options)
        return answer

    def delete(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> None:
        """Deletes an integration with its tools and credentials.

        Args:
            id_or_name: Id or name of the integration.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: None = self._native_client.call("integrations.delete", params, options)
        return answer

    def publish_tools(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> PublishToolsResult:
        """Publishes every draft tool of an integration and counts them.

        Args:
            id_or_name: Id or name of the integration.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: PublishToolsResult = self._native_client.call("integrations.publish_tools", params, options)
        return answer

    def get_config(
        self,
        id_or_name: str | _t.UUID,
        *,
        allow_drafts: bool | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> builtins.list[ConfigParameter]:
        """Gets the configuration of an integration. Values are hidden wherever they could be shown.

        Args:
            id_or_name: Id or name of the integration.
            allow_drafts: Whether that of a draft may come back.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
                "allow_drafts": allow_drafts,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: builtins.list[ConfigParameter] = self._native_client.call("integrations.get_config", params, options)
        return answer

    def set_config(
        self,
        id_or_name: str | _t.UUID,
        parameters: _t.Sequence[ConfigParameter | _t.ConfigParameterDict],
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> None:
        """Sets the configuration of an integration.

        Args:
            id_or_name: Id or name of the integration.
            parameters: The parameters, each with its `key`.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
                "parameters": parameters,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        parameters = "***"  # type: ignore[assignment]
        headers = None
        answer: None = self._native_client.call("integrations.set_config", params, options)
        return answer


class Inspector(InspectorHelpers):
    """The inspector: how a service authenticates, signing in to it, and its description."""

    def security_scheme(
        self,
        /,
        url: str,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        **query: str | float | None,
    ) -> InspectorResult:
        """Finds out how a service authenticates.

        Args:
            url: URL of the service, or of its description.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            **query: Further query parameters, by their wire names; they replace those of this
                library.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "url": url,
                "query": query,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        url = "***"
        headers = None
        query = {}
        answer: InspectorResult = self._native_client.call("inspector.security_scheme", params, options)
        return answer

    def create_challenge(
        self,
        security_scheme: SecurityScheme | _t.SecuritySchemeDict,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Challenge:
        """Begins a sign-in with PKCE. The answer says where the user signs in.

        Args:
            security_scheme: An inspected scheme with `client_id` set in its authorization-code
                flow.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "security_scheme": security_scheme,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        security_scheme = "***"  # type: ignore[assignment]
        headers = None
        answer: Challenge = self._native_client.call("inspector.create_challenge", params, options)
        return answer

    def manifest(
        self,
        /,
        *,
        challenge_id: str | None = None,
        url: str | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        **query: str | float | None,
    ) -> ManifestResult:
        """Fetches the description of a service, after signing in where that is needed. A challenge can be used once.

        Args:
            challenge_id: Id of the completed challenge.
            url: URL of the service.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            **query: Further query parameters, by their wire names; they replace those of this
                library.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "challenge_id": challenge_id,
                "url": url,
                "query": query,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        challenge_id = None
        url = None
        headers = None
        query = {}
        answer: ManifestResult = self._native_client.call("inspector.manifest", params, options)
        return answer


class Interactions(Resource):
    """Interactions of the current user with integrations."""

    def list_open(
        self,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> builtins.list[Interaction]:
        """Lists the open interactions of the user in the project.

        Args:
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments({})
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: builtins.list[Interaction] = self._native_client.call("interactions.list_open", params, options)
        return answer

    def record(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> InteractionState:
        """Records an interaction, or refreshes it.

        Args:
            id_or_name: Id or name of the integration.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: InteractionState = self._native_client.call("interactions.record", params, options)
        return answer

    def close(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> InteractionState:
        """Closes an interaction.

        Args:
            id_or_name: Id or name of the integration.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments(
            {
                "id_or_name": id_or_name,
            }
        )
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: InteractionState = self._native_client.call("interactions.close", params, options)
        return answer


class Client(SyncClient):
    """A client of one GEAI installation.

    What is not given is looked up in the environment and in `~/.geai/credentials`. Constructing
    one makes no request. See `config` for the effective values and where they came from.

    Args:
        base_url: Base URL of the installation; `https://` may be left out.
        api_token: API token of a project, or a function that returns one: asked at the start of every
            call, in its context, and once more after the server refused that call's token (401).
            `geai_client.cached` makes it be asked less often.
        access_token: OAuth access token, or such a function; needs `project_id`.
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
        backoff: Seconds before the first repetition; each further wait is twice as long, up to 8 s. Each is
            drawn from its upper half. Default: 0.3.
        max_retry_after: Longest wait, in seconds, that a server may ask for by `Retry-After`; beyond it the
            error is raised at once. Default: 60.
        retry_post_on_429: Whether a write is repeated that the server refused untouched (429 with
            `Retry-After`). Default: True.
        max_in_flight: Most calls at a time; others wait. Default: 100.
        max_requests_per_second: Most requests a second of this client in this process, repetitions included;
            others wait for their turn, so that they leave evenly. Default: no limit.
        reuse_connections_for_writes: Whether writes that must not be repeated go over pooled HTTP/1.1
            connections, too: faster, but where the server closes one at the moment of reuse the write fails
            with an unknown outcome. Default: False.
        max_request_bytes: Largest body of a request. Default: 64 MiB.
        max_response_bytes: Largest response, after decompression. Default: 64 MiB.
        ca_bundle: PEM file with further trusted certificates. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR` of the
            environment, which take the place of the system's on Linux.
        client_cert: PEM file with the client's own certificate, the intermediate ones after it, and its key, for
            servers that want one.
        proxy: URL of a proxy. Default: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment.
        headers: Further headers of every call.
        allow_http: Allows `http://` to hosts other than loopback: tokens travel readable.
        strict_credentials_permissions: Whether a credentials file that others may read or change is
            refused rather than warned of. Default: False.
        on_event: Is called with an `Event` when a call starts, after each attempt, before each wait and at the
            end, in the context of the call. What it returns of a `start` are headers for every attempt, such as
            `traceparent`; those given in `headers` win. What it raises changes nothing about the call.

    Raises:
        ConfigError: Something is missing, contradictory or unreadable.
    """

    __module__ = "geai_client"
    __slots__ = ()

    @resource_attribute
    def agents(self) -> Agents:
        """Agents of the project: definitions, revisions, published versions, packages."""
        return Agents(self._native_client, self._part("agents"))

    @resource_attribute
    def integrations(self) -> Integrations:
        """Integrations of the project: OpenAPI descriptions whose operations become tools."""
        return Integrations(self._native_client, self._part("integrations"))

    @resource_attribute
    def inspector(self) -> Inspector:
        """The inspector: how a service authenticates, signing in to it, and its description."""
        return Inspector(self._native_client, self._part("inspector"))

    @resource_attribute
    def interactions(self) -> Interactions:
        """Interactions of the current user with integrations."""
        return Interactions(self._native_client, self._part("interactions"))

    def validate_token(
        self,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> TokenInfo:
        """Asks the server what the token belongs to.

        Args:
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        __tracebackhide__ = True
        params = Arguments({})
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "headers": headers,
            }
        )
        headers = None
        answer: TokenInfo = self._native_client.call("client.validate_token", params, options)
        return answer

    @resource_attribute
    def with_response(self) -> WithResponse:
        """The same operations, answering a `Response` with status, headers and times."""
        return WithResponse(self._native_client.with_response(), self._part("with_response"))


class AgentsWithResponse(Resource):
    """`Agents`, answering a `Response`."""

    create: Final = with_response(Agents.create)
    upsert: Final = with_response(Agents.upsert)
    update: Final = with_response(Agents.update)
    publish_revision: Final = with_response(Agents.publish_revision)
    get: Final = with_response(Agents.get)
    list: Final = with_response(Agents.list)
    list_by_tool: Final = with_response(Agents.list_by_tool)
    delete: Final = with_response(Agents.delete)
    export: Final = with_response(Agents.export)
    import_: Final = with_response(Agents.import_)
    create_sharing_link: Final = with_response(Agents.create_sharing_link)


class IntegrationsWithResponse(Resource):
    """`Integrations`, answering a `Response`."""

    list: Final = with_response(Integrations.list)
    get: Final = with_response(Integrations.get)
    import_: Final = with_response(Integrations.import_)
    update: Final = with_response(Integrations.update)
    delete: Final = with_response(Integrations.delete)
    publish_tools: Final = with_response(Integrations.publish_tools)
    get_config: Final = with_response(Integrations.get_config)
    set_config: Final = with_response(Integrations.set_config)


class InspectorWithResponse(Resource):
    """`Inspector`, answering a `Response`."""

    security_scheme: Final = with_response(Inspector.security_scheme)
    create_challenge: Final = with_response(Inspector.create_challenge)
    manifest: Final = with_response(Inspector.manifest)


class InteractionsWithResponse(Resource):
    """`Interactions`, answering a `Response`."""

    list_open: Final = with_response(Interactions.list_open)
    record: Final = with_response(Interactions.record)
    close: Final = with_response(Interactions.close)


class WithResponse(Resource):
    """The operations of `Client`, answering a `Response`."""

    @resource_attribute
    def agents(self) -> AgentsWithResponse:
        """Agents of the project: definitions, revisions, published versions, packages."""
        return AgentsWithResponse(self._native_client, self._part("agents"))

    @resource_attribute
    def integrations(self) -> IntegrationsWithResponse:
        """Integrations of the project: OpenAPI descriptions whose operations become tools."""
        return IntegrationsWithResponse(self._native_client, self._part("integrations"))

    @resource_attribute
    def inspector(self) -> InspectorWithResponse:
        """The inspector: how a service authenticates, signing in to it, and its description."""
        return InspectorWithResponse(self._native_client, self._part("inspector"))

    @resource_attribute
    def interactions(self) -> InteractionsWithResponse:
        """Interactions of the current user with integrations."""
        return InteractionsWithResponse(self._native_client, self._part("interactions"))

    validate_token: Final = with_response(Client.validate_token)
