"""What is done with one agent or integration in several requests."""

from __future__ import annotations

from geai_client import _annotations as _t
from geai_client._native import (
    Agent,
    AgentDefinition,
    AgentSummary,
    Arguments,
    Difference,
    EnsuredAgent,
    EnsuredIntegration,
    Integration,
    IntegrationRequest,
)

from .call_options import call_options
from .resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import overload

    from geai_client._native import _TaskName
else:

    def overload(function: object) -> object:
        """`typing` alone would double the time that importing this package takes."""
        return function


def _compared(first: object, second: object, third: int | None) -> tuple[_TaskName, Arguments]:
    """The verb that compares, and its arguments."""
    if third is None:
        return "agents.compare", Arguments({"before": first, "after": second})
    return "agents.diff", Arguments({"id_or_name": first, "before": second, "after": third})


class AgentsHelpers(Resource):
    """Methods of agents that make several requests."""

    def ensure(
        self,
        definition: AgentDefinition | Agent | _t.AgentDefinitionDict | None = None,
        *,
        publish: bool = False,
        over_drafts: bool = False,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        **members: _t.Unpack[_t.AgentDefinitionDict],
    ) -> EnsuredAgent:
        """Makes an agent what it should be: creates it, changes what differs, or does nothing.

        Members that are not given are left alone; `NULL` removes one. A plan of one object, which is applied.

        Args:
            definition: What the agent should be, with its `name`.
            publish: Publish it. A draft that is ahead and the same is published; one of somebody else is refused.
            over_drafts: Supersede a draft of somebody else.
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            **members: Members of the definition, in place of one or over it.

        Returns:
            The agent as it is now, whether anything was done, and which members changed.

        Raises:
            DefinitionsError: The definition is refused.
            PlanError: Nothing was written: a draft is ahead, or something that it names is missing.
            ApplyError: A request failed, or the server did not take all of it.
        """
        params = Arguments({**members, "definition": definition, "publish": publish, "over_drafts": over_drafts})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        definition, members, headers = None, {}, None
        ensured: EnsuredAgent = self._native_client.task("agents.ensure", params, options, None, None)
        return ensured

    def revisions(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> _t.Iterator[Agent]:
        """The revisions of an agent, newest first, drafts included.

        The API has no list of them: each is read by its number when it is asked for.

        Args:
            id_or_name: Id or name of the agent.
            timeout: Seconds for one attempt.
            deadline: Seconds for the requests of one revision.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        named, headers = Arguments({"id_or_name": id_or_name}), None
        id_or_name = ""
        before: int | None = None
        while True:
            params = Arguments({**named.without([]), "before": before})
            revision: Agent | None = self._native_client.task("agents.revision_before", params, options, None, None)
            if revision is None:
                return
            yield revision
            before = revision.revision
            if before is None:
                return

    @overload
    def diff(
        self,
        first: str | _t.UUID,
        second: int,
        third: int,
        /,
        *,
        timeout: float | _t.timedelta | None = ...,
        deadline: float | _t.timedelta | None = ...,
        retries: int | None = ...,
        headers: _t.Mapping[str, str] | None = ...,
    ) -> Difference: ...

    @overload
    def diff(  # noqa: F811 (an overload)
        self,
        first: AgentDefinition | Agent | _t.AgentDefinitionDict,
        second: AgentDefinition | Agent | _t.AgentDefinitionDict,
        third: None = None,
        /,
    ) -> Difference: ...

    def diff(  # noqa: F811 (an overload)
        self,
        first: str | _t.UUID | AgentDefinition | Agent | _t.AgentDefinitionDict,
        second: int | AgentDefinition | Agent | _t.AgentDefinitionDict,
        third: int | None = None,
        /,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Difference:
        """The members in which two revisions of an agent differ: `diff("Greeter", 3, 7)`.

        Or two agents, two definitions, or an agent and a definition: `diff(agent, definition)`, which sends nothing.

        Args:
            first: Id or name of the agent; or what was before.
            second: The earlier revision; or what is after.
            third: The later revision.
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        verb, params = _compared(first, second, third)
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        first, second, headers = "", 0, None
        difference: Difference = self._native_client.task(verb, params, options, None, None)
        return difference

    def roll_back(
        self,
        id_or_name: str | _t.UUID,
        *,
        version: int | None = None,
        revision: int | None = None,
        over_drafts: bool = False,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Agent:
        """Makes a new revision with the content of an earlier one, and publishes it.

        The server publishes no older revision. The agent keeps its name.

        Args:
            id_or_name: Id or name of the agent.
            version: The published version whose content it gets. Either this or `revision`.
            revision: The revision whose content it gets.
            over_drafts: Supersede a draft of somebody else.
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.

        Raises:
            PlanError: Nothing was written: no revision has that version, a draft of somebody else is ahead, or what it
                names is missing.
            ApplyError: A request failed, or the server did not take all of it.
        """
        params = Arguments(
            {"id_or_name": id_or_name, "version": version, "revision": revision, "over_drafts": over_drafts}
        )
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        headers = None
        agent: Agent = self._native_client.task("agents.roll_back", params, options, None, None)
        return agent


class IntegrationsHelpers(Resource):
    """Methods of integrations that make several requests."""

    def ensure(
        self,
        integration: IntegrationRequest | Integration | _t.IntegrationRequestDict | None = None,
        *,
        publish: bool = False,
        allow_delete: bool = False,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        **members: _t.Unpack[_t.IntegrationRequestDict],
    ) -> EnsuredIntegration:
        """Makes an integration what it should be: imports it, changes what differs, or does nothing.

        Credentials are no part of it: `set_config` stores them.

        Args:
            integration: What the integration should be, with its `name`.
            publish: Publish its tools.
            allow_delete: Allow that tools are removed: those that the new manifest does not make.
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
            **members: Members of the definition, in place of one or over it.

        Returns:
            The integration as it is now, whether anything was done, and which members changed.

        Raises:
            DefinitionsError: The definition is refused.
            PlanError: Nothing was written: tools would be removed.
            ApplyError: A request failed, or the server did not take all of it.
        """
        params = Arguments({**members, "integration": integration, "publish": publish, "allow_delete": allow_delete})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        integration, members, headers = None, {}, None
        ensured: EnsuredIntegration = self._native_client.task("integrations.ensure", params, options, None, None)
        return ensured

    def used_by(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> list[AgentSummary]:
        """The agents that use any tool of an integration, drafts included, by name.

        Args:
            id_or_name: Id or name of the integration.
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        params = Arguments({"id_or_name": id_or_name})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        headers = None
        agents: list[AgentSummary] = self._native_client.task("integrations.used_by", params, options, None, None)
        return agents


class AsyncAgentsHelpers(Resource):
    """Methods of agents that make several requests."""

    async def ensure(
        self,
        definition: AgentDefinition | Agent | _t.AgentDefinitionDict | None = None,
        *,
        publish: bool = False,
        over_drafts: bool = False,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        **members: _t.Unpack[_t.AgentDefinitionDict],
    ) -> EnsuredAgent:
        """As `Client.agents.ensure`: the same arguments, answer and errors."""
        params = Arguments({**members, "definition": definition, "publish": publish, "over_drafts": over_drafts})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        definition, members, headers = None, {}, None
        ensured: EnsuredAgent = await self._native_client.task("agents.ensure", params, options, None, None)
        return ensured

    async def revisions(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> _t.AsyncIterator[Agent]:
        """As `Client.agents.revisions`: the same arguments, answer and errors."""
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        named, headers = Arguments({"id_or_name": id_or_name}), None
        id_or_name = ""
        before: int | None = None
        while True:
            params = Arguments({**named.without([]), "before": before})
            revision: Agent | None = await self._native_client.task(
                "agents.revision_before", params, options, None, None
            )
            if revision is None:
                return
            yield revision
            before = revision.revision
            if before is None:
                return

    @overload
    async def diff(
        self,
        first: str | _t.UUID,
        second: int,
        third: int,
        /,
        *,
        timeout: float | _t.timedelta | None = ...,
        deadline: float | _t.timedelta | None = ...,
        retries: int | None = ...,
        headers: _t.Mapping[str, str] | None = ...,
    ) -> Difference: ...

    @overload
    async def diff(  # noqa: F811 (an overload)
        self,
        first: AgentDefinition | Agent | _t.AgentDefinitionDict,
        second: AgentDefinition | Agent | _t.AgentDefinitionDict,
        third: None = None,
        /,
    ) -> Difference: ...

    async def diff(  # noqa: F811 (an overload)
        self,
        first: str | _t.UUID | AgentDefinition | Agent | _t.AgentDefinitionDict,
        second: int | AgentDefinition | Agent | _t.AgentDefinitionDict,
        third: int | None = None,
        /,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Difference:
        """As `Client.agents.diff`: the same arguments, answer and errors."""
        verb, params = _compared(first, second, third)
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        first, second, headers = "", 0, None
        difference: Difference = await self._native_client.task(verb, params, options, None, None)
        return difference

    async def roll_back(
        self,
        id_or_name: str | _t.UUID,
        *,
        version: int | None = None,
        revision: int | None = None,
        over_drafts: bool = False,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Agent:
        """As `Client.agents.roll_back`: the same arguments, answer and errors."""
        params = Arguments(
            {"id_or_name": id_or_name, "version": version, "revision": revision, "over_drafts": over_drafts}
        )
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        headers = None
        agent: Agent = await self._native_client.task("agents.roll_back", params, options, None, None)
        return agent


class AsyncIntegrationsHelpers(Resource):
    """Methods of integrations that make several requests."""

    async def ensure(
        self,
        integration: IntegrationRequest | Integration | _t.IntegrationRequestDict | None = None,
        *,
        publish: bool = False,
        allow_delete: bool = False,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
        **members: _t.Unpack[_t.IntegrationRequestDict],
    ) -> EnsuredIntegration:
        """As `Client.integrations.ensure`: the same arguments, answer and errors."""
        params = Arguments({**members, "integration": integration, "publish": publish, "allow_delete": allow_delete})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        integration, members, headers = None, {}, None
        ensured: EnsuredIntegration = await self._native_client.task("integrations.ensure", params, options, None, None)
        return ensured

    async def used_by(
        self,
        id_or_name: str | _t.UUID,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> list[AgentSummary]:
        """As `Client.integrations.used_by`: the same arguments, answer and errors."""
        params = Arguments({"id_or_name": id_or_name})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        headers = None
        agents: list[AgentSummary] = await self._native_client.task("integrations.used_by", params, options, None, None)
        return agents
