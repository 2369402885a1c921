"""A local emulator of GEAI, to try and to test with. It is not the vendor's server.

    from geai_client.testing import Emulator

    with Emulator(projects=["dev", "prod"]) as emulator:
        client = emulator.client(project="dev")
        emulator.fail_next("POST", "/v4/agents", status=503, times=2, retry_after=0)
        print(emulator.requests)

Any HTTP client can drive it: see `url` and `token`. As a program: `python -m geai_client.testing --help`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from os import PathLike
from types import TracebackType
from typing import Any, Literal

from . import AsyncClient, Client
from ._native import Emulator as _Emulator
from ._native import run_emulator as _run_emulator
from ._testing_types import (
    AgentSeed,
    ClientOptions,
    Edit,
    InspectorTargetSeed,
    IntegrationSeed,
    ModelSeed,
    Seed,
    Self,
    Tempers,
    ToolSeed,
    Unpack,
)

__all__ = [
    "AgentSeed",
    "Edit",
    "Emulator",
    "InspectorTargetSeed",
    "IntegrationSeed",
    "ModelSeed",
    "Seed",
    "Tempers",
    "ToolSeed",
]


# Those that a client was made for, until they are stopped: a program that keeps only the client, or a part of it, still
# needs its server.
_serving: set[_Emulator] = set()


class Emulator:
    """A running emulator: real HTTP on a port of loopback, everything in memory.

    Args:
        projects: Names of the projects. Each gets an id and a token.
        port: Port to listen on. Default: one that the system chooses.
        allow_hosts: Further host names under which its routes below `/emulator/` answer. Default: `localhost` and
            addresses of loopback only, since a web page can reach this machine under any other name.
        tempers: Which of the servers that the documentation allows it is, such as `{"update": "replace"}`. While it
            runs, `set_tempers` changes them. An unknown name or value is a `ValueError` with the nearest one.
        seed: What it begins with: agents, integrations, tools, models and inspector targets, as a mapping or the path
            of a JSON or YAML file. While it runs, `seed` adds to them.
    """

    __slots__ = ("_info", "_native")

    def __init__(
        self,
        projects: Sequence[str] = ("default",),
        *,
        port: int = 0,
        allow_hosts: Sequence[str] = (),
        tempers: Tempers | None = None,
        seed: Seed | str | PathLike[str] | None = None,
    ) -> None:
        if isinstance(projects, str):
            message = f"projects: expected a list of names, got the text {projects!r}"
            raise TypeError(message)
        self._native = _Emulator(list(projects), port, list(allow_hosts), _texts(tempers), seed)
        self._info = self._native.info()

    @property
    def url(self) -> str:
        """Base URL."""
        url: str = self._info["url"]
        return url

    @property
    def projects(self) -> list[str]:
        """Names of the projects."""
        return [project["name"] for project in self._info["projects"]]

    @property
    def organization_id(self) -> str:
        """Id of the organisation that all projects belong to."""
        organization_id: str = self._info["organizationId"]
        return organization_id

    @property
    def oauth_token(self) -> str:
        """OAuth access token; it needs a project id."""
        token: str = self._info["oauthToken"]
        return token

    def token(self, project: str | None = None) -> str:
        """API token of a project. Default: the first project."""
        return self._project(project)["token"]

    def project_id(self, project: str | None = None) -> str:
        """Id of a project. Default: the first project."""
        return self._project(project)["id"]

    def client(self, project: str | None = None, **options: Unpack[ClientOptions]) -> Client:
        """A client of a project; `options` as for `Client`. Default: the first project.

        Once a client was made, the emulator runs until `stop`, also where nothing refers to it.
        """
        _serving.add(self._native)
        options = {"api_token": self.token(project), **options}
        try:
            return Client(self.url, **options)
        finally:
            # What reports errors sends the local variables of a frame.
            options = {}

    def async_client(self, project: str | None = None, **options: Unpack[ClientOptions]) -> AsyncClient:
        """An async client of a project; `options` as for `AsyncClient`. Default: the first project.

        Once a client was made, the emulator runs until `stop`, also where nothing refers to it.
        """
        _serving.add(self._native)
        options = {"api_token": self.token(project), **options}
        try:
            return AsyncClient(self.url, **options)
        finally:
            # What reports errors sends the local variables of a frame.
            options = {}

    def tools(self, project: str | None = None) -> list[dict[str, Any]]:
        """Tools that agents of a project can refer to."""
        return self._native.tools(self._project(project)["name"])

    @property
    def tempers(self) -> dict[str, str]:
        """All tempers with their values, as they are now."""
        return self._native.tempers()

    def set_tempers(self, **tempers: Unpack[Tempers]) -> None:
        """Changes tempers while it runs, as in `emulator.set_tempers(drafts="newest")`. If one is unknown, none is."""
        self._native.set_tempers(_texts(tempers))

    def fail_next(
        self,
        method: str = "*",
        path: str = "",
        *,
        status: int | None = None,
        retry_after: float | None = None,
        body: object = None,
        kind: Literal["status", "reset", "stall", "stall_after_head", "truncate", "garbage", "delay"] | None = None,
        delay: float | None = None,
        times: int = 1,
        exact: bool = False,
        executed: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Lets the next matching requests fail.

        Args:
            method: HTTP method; `*` is any.
            path: Path without query; a prefix, unless `exact`.
            status: Answer with this status.
            retry_after: Seconds for the `Retry-After` header, with `status`.
            body: Body, with `status`: a `str` as it is, anything else as JSON.
            kind: What happens instead of an answer with a status.
            delay: Seconds that the normal answer is late.
            times: How many requests it meets.
            exact: The path must be equal.
            executed: The request takes effect before its answer is lost.
            headers: Further headers of the response.
        """
        if kind is None:
            kind = "delay" if delay is not None else "status"
        fault = {
            "method": method,
            "path": path,
            "kind": "stall" if kind == "stall_after_head" else kind,
            "afterHead": True if kind == "stall_after_head" else None,
            "status": (503 if status is None else status) if kind == "status" else None,
            "retryAfter": retry_after,
            "body": body,
            "ms": None if delay is None else round(delay * 1000),
            "times": times,
            "exact": exact,
            "executed": executed,
            "headers": headers,
        }
        self._native.fail_next({name: value for name, value in fault.items() if value is not None})

    def clear_faults(self) -> None:
        """Removes the faults that no request has met yet."""
        self._native.clear_faults()

    def before_next(
        self,
        method: str = "*",
        path: str = "",
        *,
        edit: Edit | Sequence[Edit],
        exact: bool = False,
        skip: int = 0,
    ) -> None:
        """Executes requests of somebody else just before the next matching request; nothing comes between them.

        They have its credentials, are not recorded and meet no fault. Where one is refused, the matching request fails
        with 500, which says why.

        Args:
            method: HTTP method; `*` is any.
            path: Path without query; a prefix, unless `exact`.
            edit: What somebody else sends, or a list of it: `method`, `path` and, where there is a body, `json`.
            exact: The path must be equal.
            skip: How many matching requests go before.
        """
        edits = [edit] if hasattr(edit, "keys") else list(edit)
        self._native.before_next({"method": method, "path": path, "edit": edits, "exact": exact, "skip": skip})

    def clear_edits(self) -> None:
        """Removes the edits that were not made yet."""
        self._native.clear_edits()

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Requests that arrived, oldest first, credentials hidden."""
        return self._native.requests()

    def clear_requests(self) -> None:
        """Clears the recorded requests."""
        self._native.clear_requests()

    def snapshot(self) -> dict[str, Any]:
        """Everything that the emulator stores, and its tempers: a JSON document that `restore` takes.

        Its `format` is `geai-emulator/1`. It holds tokens, and the credentials that integrations were given. Recorded
        requests and faults are no part of it.
        """
        return self._native.snapshot()

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Puts what a snapshot holds in the place of everything that is stored.

        Projects keep their ids and tokens, so that clients go on, also where the snapshot is another emulator's. One
        with other projects, of a later format, or with unknown members is a `ValueError`, and nothing changes.
        """
        self._native.restore(snapshot)

    def reset(self) -> None:
        """Makes everything as it was at the start: what is stored, tempers and clock. Clears requests and faults."""
        self._native.reset()

    def seed(self, seed: Seed | str | PathLike[str]) -> int:
        """Adds agents, integrations, tools, models and inspector targets; returns how many.

        Args:
            seed: A mapping, or the path of a JSON or YAML file. What it holds that is unknown, or that the API would
                refuse, is a `ValueError` with its place; then nothing is added.
        """
        return self._native.seed(seed)

    def add_tool(
        self,
        name: str,
        *,
        project: str | None = None,
        id: str = "",
        public_name: str = "",
        type: str = "",
        access_scope: str = "",
        description: str = "",
    ) -> None:
        """Adds a published tool to a project. Default: to the public catalogue, from which all projects take tools."""
        self._native.add_tool(project, id, name, public_name, type, access_scope, description)

    def add_model(self, name: str, *, id: str | None = None) -> None:
        """Adds a model. Without any, agents may name whatever model they like; with some, these are the only ones."""
        self._native.add_model(name, id)

    def add_inspector_target(
        self, url: str, security_scheme: Mapping[str, Any], manifest: str | Mapping[str, Any]
    ) -> None:
        """Adds an API that the inspector knows; one with the same URL is replaced.

        In the texts of the scheme `{emulator}` stands for the URL of the emulator.
        """
        self._native.add_inspector_target(url, security_scheme, manifest)

    def seed_agents(self, project: str | None = None, count: int = 1) -> int:
        """Creates published agents `seeded-agent-1` and on, at most 100,000; returns how many."""
        return self._native.seed_agents(self._project(project)["name"], count)

    def advance_clock(self, seconds: float) -> None:
        """Moves the emulator's clock forward, for what expires."""
        self._native.advance_clock(seconds)

    def complete_challenge(self, challenge_id: str) -> bool:
        """Plays the user who signs in. False when the challenge is unknown, expired or not open."""
        return self._native.complete_challenge(challenge_id)

    def stop(self) -> None:
        """Stops the emulator. Requests in flight are cut."""
        self._native.stop()
        _serving.discard(self._native)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        # One that could not be started is shown in tracebacks.
        if not hasattr(self, "_info"):
            return "Emulator(not started)"
        return f"Emulator(url={self.url!r}, projects={self.projects!r})"

    def _project(self, name: str | None) -> dict[str, str]:
        projects: list[dict[str, str]] = self._info["projects"]
        for project in projects:
            if name is None or project["name"] == name:
                return project
        message = f"no project {name!r}; there are: {', '.join(self.projects)}"
        raise ValueError(message)


def _texts(tempers: Tempers | None) -> dict[str, str]:
    return {name: str(value) for name, value in (tempers or {}).items()}


if __name__ == "__main__":
    import signal

    # Else Python receives Ctrl-C, too, and raises when the program has ended well.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_run_emulator(["python -m geai_client.testing", *sys.argv[1:]]))
