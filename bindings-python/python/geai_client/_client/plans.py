"""Set-ups as code: what makes requests."""

from __future__ import annotations

from geai_client import _annotations as _t
from geai_client._native import (
    Agent,
    AgentDefinition,
    Applied,
    Arguments,
    Graph,
    Integration,
    IntegrationRequest,
    NativeClient,
    Plan,
    Pulled,
)

from .call_options import call_options
from .callbacks import AwaitedProgress, refuse_awaitable
from .paths import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from geai_client._native import _TaskName


def source_of(source: object) -> object:
    """A source as the core takes it: paths are texts, definitions a list, each with what its class says it is."""
    source = path_text(source)
    if isinstance(source, (str, dict)) or not hasattr(source, "__iter__"):
        return source
    return _listed(source)


def _listed(source: _t.Any) -> object:
    return dict(source) if hasattr(source, "keys") else [_of_kind(each) for each in source]


def _of_kind(definition: object) -> object:
    for kind, classes in _KINDS:
        if isinstance(definition, classes):
            return {"kind": kind, "definition": definition}
    return definition


_KINDS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("agent", (AgentDefinition, Agent)),
    ("integration", (IntegrationRequest, Integration)),
)


def _names(names: _t.Iterable[str] | None) -> object:
    # A text is one name and no list of them, which the core says.
    return names if names is None or isinstance(names, (str, bytes)) else list(names)


def _of_plan(
    files: Arguments, *, only: _t.Iterable[str] | None, send_secrets: _t.Iterable[str], **options: object
) -> Arguments:
    """The arguments of a plan as the core takes them; `files` are its source and its baseline."""
    given = {"only": _names(only), "send_secrets": _names(send_secrets)}
    return Arguments({**files.without([]), **given, **options})


def _of_pull(target: Arguments, *, only: _t.Iterable[str] | None, **options: object) -> Arguments:
    """The arguments of a pull as the core takes them."""
    return Arguments({**target.without([]), "only": _names(only), **options})


def _blocking(name: str, function: _t.Callable[..., object] | None) -> _t.Callable[..., None] | None:
    if function is None:
        return None
    return lambda *told: refuse_awaitable(name, function(*told))


class SyncPlans:
    """Plans of a blocking client."""

    _native_client: NativeClient

    def plan(
        self,
        source: _t.DefinitionsSource,
        /,
        *,
        environment: str | None = None,
        only: _t.Iterable[str] | None = None,
        publish: bool | None = None,
        over_drafts: bool = False,
        overwrite: bool = False,
        allow_delete: bool | int = False,
        send_secrets: _t.Iterable[str] = (),
        via_import: bool = False,
        baseline: Applied | str | _t.PathLike[str] | None = None,
        on_progress: _t.OnProgress | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Plan:
        """Plans what files would change in the project of the client. Only reads.

        What stands in the way of the plan are its `conflicts`; with one, it cannot be applied.

        Args:
            source: The folder with `geai.yaml`, texts by their paths, what `check` returned, or definitions: agents and
                integrations, or dicts: of their members, or `{"kind": "integration", "definition": {…}}` where the
                members do not say which of the two it is.
            environment: One of the environments of `geai.yaml`; may be left out where it declares none.
            only: Names of the only objects that are planned.
            publish: Whether changes are published. Default: as the environment says, else yes.
            over_drafts: Supersede drafts of somebody else.
            overwrite: Go by the files where both they and the server changed since the baseline.
            allow_delete: Delete what `removed` names; as a number, if it is exactly so much.
            send_secrets: Integrations whose credentials are sent although nothing differs.
            via_import: Update integrations by the route that the vendor's SDK uses.
            baseline: What `apply` returned last, or the file with its JSON: what was in the files then and is no more
                counts as removed.
            on_progress: Called with the number of objects that were read, and of all.
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.

        Raises:
            DefinitionsError: The files are refused; `faults` has every reason.
            PlanError: The environment is of another project.
        """
        files = Arguments({"source": source_of(source), "baseline": path_text(baseline)})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down, and look for all arguments there.
        source, baseline, headers = "", None, None
        params = _of_plan(
            files,
            environment=environment,
            only=only,
            publish=publish,
            over_drafts=over_drafts,
            overwrite=overwrite,
            allow_delete=allow_delete,
            send_secrets=send_secrets,
            via_import=via_import,
        )
        only, send_secrets = None, ()
        told = _blocking("on_progress", on_progress)
        planned: Plan = self._native_client.task("plan", params, options, told, None)
        return planned

    def apply(
        self,
        plan: Plan | str | _t.PathLike[str],
        /,
        *,
        on_step: _t.OnStep | None = None,
        on_progress: _t.OnProgress | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Applied:
        """Does exactly what a plan says: writes every draft, then publishes, then deletes.

        A step that is held is no error: `complete` of the result is then false, and planning again goes on from there.
        Ctrl-C ends the request in flight; `on_step` was told of the steps that ended.

        Args:
            plan: A plan, or the file with its JSON.
            on_step: Called with every step as it ends.
            on_progress: Called with the number of steps that ended, and of all.
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.

        Raises:
            PlanError: Nothing was written: the plan has conflicts, is stale, was changed, or is for another project.
            ApplyError: A request failed; `applied` has the outcome of each step.
        """
        params = Arguments({"plan": path_text(plan)})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down, and look for all arguments there.
        plan, headers = "", None
        told = _blocking("on_progress", on_progress)
        applied: Applied = self._native_client.task("apply", params, options, told, _blocking("on_step", on_step))
        return applied

    def pull(
        self,
        target: str | _t.PathLike[str],
        /,
        *,
        environment: str | None = None,
        only: _t.Iterable[str] | None = None,
        drafts: bool = False,
        overwrite: bool = False,
        dry_run: bool = False,
        on_progress: _t.OnProgress | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Pulled:
        """Writes what the project has into the files of a folder. Only reads of the server.

        What is equal is not touched. A file that cannot be written again without losing its comments is in `left`, with
        the lines that differ. All files are written beside their places first, and read again.

        Args:
            target: The folder, which may be empty, or not be there yet.
            environment: One of the environments of `geai.yaml`; may be left out where it declares none.
            only: Names of the only objects that are pulled.
            drafts: Pull drafts in place of what is published.
            overwrite: Write files although that loses their comments.
            dry_run: Write nothing; the result tells what would be written.
            on_progress: Called with the number of objects that were read, and of all.
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.

        Raises:
            DefinitionsError: The files that are there are refused; `faults` has every reason.
            PlanError: The environment is of another project.
            InvalidRequestError: A file cannot be written; the message names it.
        """
        folder = Arguments({"target": path_text(target)})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down, and look for all arguments there.
        target, headers = "", None
        params = _of_pull(
            folder, environment=environment, only=only, drafts=drafts, overwrite=overwrite, dry_run=dry_run
        )
        environment = only = None
        told = _blocking("on_progress", on_progress)
        pulled: Pulled = self._native_client.task("pull", params, options, told, None)
        return pulled

    def graph(
        self,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Graph:
        """Who uses whom in the project: agents, their helper agents and tools, and the integrations of these.

        Of each agent its newest revision, drafts included. Only reads. What agents name and the project does not have
        is a node as well, whose `state` is `missing`. In a notebook, the graph is a picture.

        Args:
            timeout: Seconds for one attempt.
            deadline: Seconds for all requests together.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.
        """
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        headers = None
        graph: Graph = self._native_client.task("graph", Arguments({}), options, None, None)
        return graph


async def _awaited(
    client: NativeClient,
    verb: _TaskName,
    params: Arguments,
    options: Arguments,
    *,
    on_progress: _t.OnProgress | None,
    on_step: _t.OnStep | None,
) -> _t.Any:
    if on_progress is None and on_step is None:
        return await client.task(verb, params, options, None, None)
    awaited = AwaitedProgress(None)
    task = client.task(
        verb,
        params,
        options,
        None if on_progress is None else lambda *count: awaited.call(on_progress, *count),
        None if on_step is None else lambda step: awaited.call(on_step, step),
    )
    return await awaited.outcomes_of(task)


class AsyncPlans:
    """Plans of an asynchronous client."""

    _native_client: NativeClient

    async def plan(
        self,
        source: _t.DefinitionsSource,
        /,
        *,
        environment: str | None = None,
        only: _t.Iterable[str] | None = None,
        publish: bool | None = None,
        over_drafts: bool = False,
        overwrite: bool = False,
        allow_delete: bool | int = False,
        send_secrets: _t.Iterable[str] = (),
        via_import: bool = False,
        baseline: Applied | str | _t.PathLike[str] | None = None,
        on_progress: _t.OnProgress | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Plan:
        """As `Client.plan`: the same arguments and errors. What `on_progress` returns is awaited, if it can be."""
        files = Arguments({"source": source_of(source), "baseline": path_text(baseline)})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down, and look for all arguments there.
        source, baseline, headers = "", None, None
        params = _of_plan(
            files,
            environment=environment,
            only=only,
            publish=publish,
            over_drafts=over_drafts,
            overwrite=overwrite,
            allow_delete=allow_delete,
            send_secrets=send_secrets,
            via_import=via_import,
        )
        only, send_secrets = None, ()
        planned: Plan = await _awaited(
            self._native_client, "plan", params, options, on_progress=on_progress, on_step=None
        )
        return planned

    async def apply(
        self,
        plan: Plan | str | _t.PathLike[str],
        /,
        *,
        on_step: _t.OnStep | None = None,
        on_progress: _t.OnProgress | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Applied:
        """As `Client.apply`: the same arguments and errors. Cancelling ends the request in flight.

        What `on_step` and `on_progress` return is awaited, if it can be.
        """
        params = Arguments({"plan": path_text(plan)})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down, and look for all arguments there.
        plan, headers = "", None
        applied: Applied = await _awaited(
            self._native_client, "apply", params, options, on_progress=on_progress, on_step=on_step
        )
        return applied

    async def pull(
        self,
        target: str | _t.PathLike[str],
        /,
        *,
        environment: str | None = None,
        only: _t.Iterable[str] | None = None,
        drafts: bool = False,
        overwrite: bool = False,
        dry_run: bool = False,
        on_progress: _t.OnProgress | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Pulled:
        """As `Client.pull`: the same arguments and errors. What `on_progress` returns is awaited, if it can be."""
        folder = Arguments({"target": path_text(target)})
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down, and look for all arguments there.
        target, headers = "", None
        params = _of_pull(
            folder, environment=environment, only=only, drafts=drafts, overwrite=overwrite, dry_run=dry_run
        )
        environment = only = None
        client = self._native_client
        pulled: Pulled = await _awaited(client, "pull", params, options, on_progress=on_progress, on_step=None)
        return pulled

    async def graph(
        self,
        *,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> Graph:
        """As `Client.graph`: the same arguments and errors."""
        options = call_options(timeout, deadline, retries, headers)
        # Reporters of errors write the variables of frames down.
        headers = None
        graph: Graph = await self._native_client.task("graph", Arguments({}), options, None, None)
        return graph
