# Generated from the operation table by `make generate`. Do not edit.
"""The native module: models, pages, and what the clients call.

Models take dicts, and dicts hold models. The dicts are therefore declared here, at the end; the module does not have
them at run time.
"""

import builtins
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from datetime import timedelta
from os import PathLike
from types import GenericAlias
from typing import Any, Generic, Literal, NoReturn, TypeAlias, TypedDict, TypeVar, final, overload

from typing_extensions import Self

from ._native_support.headers import Headers
from ._native_support.page_iteration import AsyncRecords, Records

__all__ = [
    "DURATION_BUCKETS",
    "NULL",
    "Agent",
    "AgentData",
    "AgentDefinition",
    "AgentRef",
    "AgentSummary",
    "Applied",
    "Arguments",
    "AsyncPage",
    "AsyncPages",
    "Authorization",
    "BaseModel",
    "CachedToken",
    "Challenge",
    "Change",
    "ChangeBase",
    "ConfigParameter",
    "Conflict",
    "Definition",
    "Definitions",
    "Difference",
    "DocumentChange",
    "Emulator",
    "EnsuredAgent",
    "EnsuredIntegration",
    "Environment",
    "Event",
    "Graph",
    "GraphEdge",
    "GraphNode",
    "InspectorResult",
    "Integration",
    "IntegrationRequest",
    "IntegrationSummary",
    "Interaction",
    "InteractionState",
    "LabAgent",
    "LabAgentData",
    "LabModel",
    "LabPackage",
    "LabResource",
    "LabStrategy",
    "LabTool",
    "LeftFile",
    "LlmConfig",
    "ManagedObject",
    "ManifestResult",
    "MemberChange",
    "MemberSource",
    "Message",
    "ModelRef",
    "NativeClient",
    "Note",
    "Null",
    "OAuthFlow",
    "OAuthFlows",
    "PackageInfo",
    "Page",
    "PageInformation",
    "Permissions",
    "Plan",
    "PlanNote",
    "PlanSummary",
    "Prompt",
    "PromptExample",
    "PromptOutput",
    "Property",
    "PublishToolsResult",
    "Pulled",
    "Removed",
    "ResourcePool",
    "Response",
    "Sampling",
    "SecretReference",
    "SecurityScheme",
    "SharingLink",
    "Step",
    "TokenInfo",
    "ToolChanges",
    "ToolRef",
    "ToolSummary",
    "Unmanaged",
    "__version__",
    "bind_errors",
    "cached",
    "run_cli",
    "run_emulator",
    "run_task",
]

_T_co = TypeVar("_T_co", covariant=True)

__version__: str
DURATION_BUCKETS: list[float]

_AccessScope: TypeAlias = Literal["private", "public", "project"] | str
_AgentStatus: TypeAlias = Literal["active", "inactive", "pending"] | str
_AuthLevel: TypeAlias = Literal["None", "User", "System", "Project", "apiKey", "oauth2"] | str
_BaseContent: TypeAlias = Literal["published", "draft"] | str
_ChallengeMethod: TypeAlias = Literal["S256"] | str
_ChangeAction: TypeAlias = Literal["create", "update", "publish", "rename", "delete"] | str
_ConflictReason: TypeAlias = (
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
_CredentialPlace: TypeAlias = Literal["header", "query", "cookie"] | str
_DefinitionKind: TypeAlias = Literal["agent", "integration"] | str
_GraphNodeKind: TypeAlias = Literal["agent", "tool", "integration"] | str
_GraphNodeState: TypeAlias = Literal["present", "draft", "missing", "unverified"] | str
_IntegrationStatus: TypeAlias = Literal["active", "inactive", "draft"] | str
_IntegrationType: TypeAlias = Literal["Other", "OpenAPI"] | str
_MessageType: TypeAlias = Literal["error", "warning", "Success"] | str
_ParameterType: TypeAlias = Literal["config", "app", "context"] | str
_Permission: TypeAlias = Literal["none", "organization", "everybody", "public", "project"] | str
_SecuritySchemeType: TypeAlias = Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS", "none"] | str
_SharingScope: TypeAlias = Literal["none", "organization", "everybody", "public", "private"] | str
_StepOutcome: TypeAlias = Literal["done", "unchanged", "held", "failed", "unknown", "not-reached"] | str

class BaseModel:
    """What all models share."""

    @property
    def extra(self) -> dict[str, Any]:
        """Members that have no name here, by wire name, as plain data."""
    @property
    def malformed_members(self) -> dict[str, Any]:
        """Values of another type than documented, which are unset here and in the models in it, by their places.

        Such as `agentData.models[0].name`; as plain data. They go back as they came.
        """
    def edit(self, changes: Mapping[str, object], /) -> Self:
        """A copy with the values at some places changed, such as `{"agent_data.prompt.instructions": "Be brief."}`.

        However deep they are; an element of a list is `agent_data.models[0]`, a member without a name here
        `extra.` and its name. `None` leaves a member out, `NULL` clears it where it is sent. A misspelt place is
        refused with the nearest name. Whatever else the model holds stays.
        """
    def to_dict(self, *, reveal_secrets: bool = False) -> dict[str, Any]:
        """Plain data with wire names; only what is set, `None` for `NULL`.

        Secrets are `***` unless they are to be revealed.
        """
    @classmethod
    def from_dict(cls, data: Mapping[str, object], /, *, strict: bool = True) -> Self:
        """Reads plain data with wire names; records of the server, such as an agent, as tolerantly as an answer.

        In what requests send, `None` is the `null` of JSON, which clears a member as `NULL` does, and a member without
        a name here is refused, unless it stands under `extra` or `strict` is false.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: dict[int, Any], /) -> Self: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    def __setattr__(self, name: str, value: object, /) -> NoReturn: ...
    def __delattr__(self, name: str, /) -> NoReturn: ...
    def _printed(self) -> Self: ...
    def _repr_html_(self) -> str: ...
    @classmethod
    def _from_json(cls, text: str) -> Self: ...
    @classmethod
    def _members(cls) -> list[tuple[str, str, bool]]: ...
    @classmethod
    def _columns(cls) -> list[tuple[str, str]]: ...

def bind_errors(names: dict[str, Any]) -> None:
    """Binds the error classes among these names; once they are bound, gives the names those classes."""

@final
class Arguments:
    """Arguments of a call, some of them secret: shows `***`, and cannot be walked."""

    def __new__(cls, values: dict[str, object]) -> Arguments: ...
    def without(self, secrets: Sequence[str]) -> dict[str, object]:
        """Those that are given, without the secrets that are named."""

@final
class CachedToken:
    """A token that is kept for a time once its function gave it, or until the server refuses it. `cached` makes it."""

    def __reduce__(self) -> tuple[Any, ...]: ...

_TaskName: TypeAlias = Literal[
    "plan",
    "apply",
    "agents.ensure",
    "agents.revision_before",
    "agents.diff",
    "agents.compare",
    "agents.roll_back",
    "integrations.ensure",
    "integrations.used_by",
    "pull",
    "graph",
]

def run_task(verb: str, arguments: Arguments, /) -> str:
    """Runs a verb of set-ups on its arguments, and gives its result as JSON."""

def run_emulator(arguments: Sequence[str]) -> int:
    """Runs the program of the emulator until a signal stops it, and gives its exit code."""

def run_cli(arguments: Sequence[str]) -> int:
    """Runs the command line, and gives its exit code."""

def cached(function: Callable[[], str | Awaitable[str]], ttl: float) -> CachedToken:
    """Keeps the token that a function returns for `ttl` seconds, or until the server refuses it (401).

    One call asks at a time; those that wait for it take its token. Not for tokens of users: a call gets the token that
    another call asked for.
    """

@final
class Null:
    """Clears the member that it is given for: it is sent as `null`. `NULL` is the only one; it is false."""

    def __bool__(self) -> Literal[False]: ...
    def __reduce__(self) -> str: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...

NULL: Null

@final
class NativeClient:
    """A client of the core."""

    def __new__(cls, options: Arguments, asynchronous: bool) -> NativeClient: ...
    @staticmethod
    def restore(options: Arguments, asynchronous: bool, fingerprint: str | None) -> tuple[NativeClient, bool]:
        """The client that another process had, and whether its calls can be made."""
    @staticmethod
    def token_fingerprint(options: Arguments) -> str | None:
        """The fingerprint of the token that a client of these options would have now."""
    def share(self) -> NativeClient:
        """A client of the same configuration on the same connections and limits, which is closed by itself."""
    def identity(self) -> tuple[str, str | None, str | None, str | None]:
        """Base URL, ids of project and organisation, and the fingerprint of a token that is no function."""
    def token_functions(self) -> list[tuple[str, Any]]:
        """The functions that give tokens, by the names of their options."""
    def __copy__(self) -> NativeClient: ...
    def __deepcopy__(self, _memo: object) -> NativeClient: ...
    def with_response(self) -> NativeClient:
        """The same client, whose calls answer a `Response`."""
    def with_options(self, options: Arguments) -> NativeClient:
        """The same client with other options for its calls, or another token."""
    def close(self) -> None:
        """Ends the calls in flight and refuses further ones."""
    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
    @property
    def is_asynchronous(self) -> bool:
        """Whether its calls give futures."""
    @property
    def base_url(self) -> str:
        """The base URL."""
    @property
    def warnings(self) -> list[str]:
        """What the user should correct."""
    def config(self) -> list[tuple[str, str, str]]:
        """Name, value and source of every setting; secrets hidden."""
    def call(self, operation: str, params: Arguments, options: Arguments) -> Any:
        """Calls an operation."""
    def pages(self, operation: str, params: Arguments, options: Arguments) -> AsyncPages[Any]:
        """Prepares the call of an operation that answers pages."""
    def bulk(
        self,
        calls: list[tuple[str, Arguments, Arguments]],
        concurrency: int,
        deadline: float | timedelta | None,
        on_progress: Callable[[int, int, int], object] | None,
    ) -> Any:
        """Calls many operations, several at a time."""
    def task(
        self,
        verb: _TaskName,
        params: Arguments,
        options: Arguments,
        on_progress: Callable[[int, int], object] | None,
        on_step: Callable[[Step], object] | None,
    ) -> Any:
        """Runs a verb of set-ups, which makes several requests."""
    def request(
        self,
        method: str,
        path: str,
        content: Arguments,
        options: Arguments,
    ) -> Any:
        """Sends a request that no operation covers."""
    def begin_authorization(self, begin: Arguments, deadline: float | timedelta) -> Any:
        """Begins a sign-in through the inspector."""
    def finish_authorization(self, begun: Authorization, deadline: float | timedelta) -> Any:
        """Waits until the user signed in."""
    def _panic(self, in_call: bool) -> Any: ...

@final
class Emulator:
    """A running emulator."""

    def __new__(
        cls,
        projects: Sequence[str],
        port: int,
        allow_hosts: Sequence[str],
        tempers: Mapping[str, str],
        seed: Mapping[str, Any] | str | PathLike[str] | None,
    ) -> Emulator: ...
    def info(self) -> dict[str, Any]:
        """URL, projects and credentials."""
    def tools(self, project: str) -> list[dict[str, Any]]:
        """Tools that agents of a project can refer to."""
    def tempers(self) -> dict[str, str]:
        """The tempers, by name."""
    def set_tempers(self, tempers: Mapping[str, str]) -> None:
        """Changes tempers; if one is unknown, none."""
    def fail_next(self, fault: Mapping[str, object]) -> None:
        """Lets the next matching requests fail."""
    def clear_faults(self) -> None:
        """Forgets faults that nothing met yet."""
    def before_next(self, edit: Mapping[str, object]) -> None:
        """Lets others edit at a chosen moment."""
    def clear_edits(self) -> None:
        """Forgets the edits whose moment has not come."""
    def requests(self) -> list[dict[str, Any]]:
        """Requests that arrived."""
    def clear_requests(self) -> None:
        """Forgets the requests so far."""
    def snapshot(self) -> dict[str, Any]:
        """Everything that it stores."""
    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Puts a snapshot in the place of everything."""
    def reset(self) -> None:
        """Makes everything as it was at the start."""
    def seed(self, seed: Mapping[str, Any] | str | PathLike[str]) -> int:
        """Creates what a seed holds."""
    def add_tool(
        self,
        project: str | None,
        id: str,
        name: str,
        public_name: str,
        kind: str,
        access_scope: str,
        description: str,
    ) -> None:
        """Adds a tool to a project, or to the public catalogue."""
    def add_model(self, name: str, id: str | None) -> None:
        """Adds a model."""
    def add_inspector_target(
        self, url: str, security_scheme: Mapping[str, Any], manifest: str | Mapping[str, Any]
    ) -> None:
        """Adds an API that the inspector knows."""
    def seed_agents(self, project: str, count: int) -> int:
        """Creates published agents."""
    def advance_clock(self, seconds: float) -> None:
        """Moves the clock forward."""
    def complete_challenge(self, challenge_id: str) -> bool:
        """Completes an open challenge."""
    def stop(self) -> None:
        """Stops it."""

@final
class Event:
    """What `on_event` receives about a call. It holds no body, no query and no credential."""

    @property
    def kind(self) -> Literal["start", "attempt", "retry", "end"]:
        """`start`, `attempt`, `retry` or `end`."""
    @property
    def call_id(self) -> int:
        """Number of the call: that of each of its events."""
    @property
    def operation(self) -> str:
        """Operation, such as `agents.get`; `request` for requests that no operation covers."""
    @property
    def method(self) -> str | None:
        """HTTP method; `None` at the start of a sign-in, which takes several requests."""
    @property
    def base_url(self) -> str:
        """Base URL of the client."""
    @property
    def host(self) -> str:
        """Host of the server."""
    @property
    def port(self) -> int | None:
        """Port of the server."""
    @property
    def path(self) -> str | None:
        """Path with `{field}`s in place of its values; `None` where there is no such pattern."""
    @property
    def url(self) -> str | None:
        """URL without its query; `None` at the start of a sign-in, and where an argument was refused."""
    @property
    def project_id(self) -> str | None:
        """Id of the project, where one is configured."""
    @property
    def time(self) -> float:
        """When it happened, in seconds as `time.time()`. The hook may receive it later."""
    @property
    def time_ns(self) -> int:
        """When it happened, in nanoseconds as `time.time_ns()`."""
    @property
    def attempt(self) -> int:
        """Attempts so far, this one included; 0 at the start."""
    @property
    def elapsed(self) -> float | None:
        """Seconds of the attempt, or of the whole call; `None` at the start and before a wait."""
    @property
    def wait(self) -> float | None:
        """Seconds until the next attempt, of a `retry`."""
    @property
    def status(self) -> int | None:
        """HTTP status, where there was a response."""
    @property
    def request_id(self) -> str | None:
        """Id the server gave the request."""
    @property
    def error_type(self) -> str | None:
        """Name of the class of the error of the attempt or the call; `cancelled` where its caller dropped it."""
    @property
    def error(self) -> Exception | None:
        """The exception that the call raises, at its end."""
    @property
    def attributes(self) -> dict[str, str | int | float]:
        """The event in the words of OpenTelemetry: for the span of the call, or for an event of that span."""
    @property
    def metric_attributes(self) -> dict[str, str | int | float]:
        """Of an `attempt` or an `end`: the attributes of a measurement of its time, none of which has many values."""

@final
class Response(Generic[_T_co]):
    """An answer with status, headers and times. A pickle of it holds no body."""

    def __new__(
        cls,
        data: _T_co,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        attempts: int = 1,
        elapsed: float = 0.0,
        body: bytes | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Response[_T_co]: ...
    @property
    def data(self) -> _T_co:
        """The answer."""
    @property
    def status(self) -> int:
        """HTTP status."""
    @property
    def headers(self) -> Headers:
        """Headers of the response; names in any casing."""
    @property
    def request_id(self) -> str | None:
        """Id the server gave the request."""
    @property
    def attempts(self) -> int:
        """Attempts made."""
    @property
    def elapsed(self) -> float:
        """Seconds from the call to its answer."""
    @property
    def body(self) -> bytes:
        """The body as the server sent it, without its compression."""
    @property
    def text(self) -> str:
        """The body as text."""
    @property
    def extra(self) -> dict[str, Any]:
        """Members beside the data, in the object around it, as plain data."""
    def __reduce__(self) -> tuple[Any, ...]: ...
    @classmethod
    def _from_parts(cls, data: Any, rest: dict[str, Any]) -> Response[Any]: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __class_getitem__(cls, key: object) -> GenericAlias: ...

@final
class Page(Generic[_T_co]):
    """One page of a list. Iterating yields the records of this page and of all pages after it.

    `len(page)` and `page[0]` are those of this page. A test makes one of its records.
    """

    def __new__(
        cls,
        items: Iterable[_T_co] | None = None,
        *,
        total: int | None = None,
        malformed: Iterable[dict[str, Any]] | None = None,
        extra: Mapping[str, object] | None = None,
        information: PageInformation | None = None,
        next_page: Page[_T_co] | None = None,
    ) -> Page[_T_co]: ...
    @property
    def items(self) -> list[_T_co]:
        """Records of this page. They share its memory; of one to be kept for long, `record.replace()` is a copy."""
    @property
    def malformed(self) -> list[dict[str, Any]]:
        """Records that did not fit the model, as plain dicts."""
    @property
    def extra(self) -> dict[str, Any]:
        """Members of the object around the records that have no name here, as plain data."""
    @property
    def information(self) -> PageInformation | None:
        """What the server says about the page; v2 says nothing."""
    @property
    def total(self) -> int | None:
        """Records in all, where the server says so."""
    @property
    def has_next(self) -> bool:
        """Whether there may be another page."""
    def next_page(self) -> Page[_T_co] | None:
        """The page after this one; `None` after the last."""
    def to_pandas(self, *, reveal_secrets: bool = False) -> Any:
        """The records of this page and of all pages after it as a `pandas.DataFrame`.

        A column for each attribute, those of objects inside with dotted names. Secrets are `***` unless they are to be
        revealed.
        """
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, at: int, /) -> _T_co: ...
    @overload
    def __getitem__(self, at: slice, /) -> list[_T_co]: ...
    def __bool__(self) -> bool: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    @classmethod
    def _from_parts(cls, items: list[Any], rest: dict[str, Any]) -> Page[Any]: ...
    def __iter__(self) -> Records[_T_co]: ...
    def _repr_html_(self) -> str: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __class_getitem__(cls, key: object) -> GenericAlias: ...

@final
class AsyncPage(Generic[_T_co]):
    """One page of a list. `async for` yields the records of this page and of all pages after it.

    `len(page)` and `page[0]` are those of this page. A test makes one of its records.
    """

    def __new__(
        cls,
        items: Iterable[_T_co] | None = None,
        *,
        total: int | None = None,
        malformed: Iterable[dict[str, Any]] | None = None,
        extra: Mapping[str, object] | None = None,
        information: PageInformation | None = None,
        next_page: AsyncPage[_T_co] | None = None,
    ) -> AsyncPage[_T_co]: ...
    @property
    def items(self) -> list[_T_co]:
        """Records of this page. They share its memory; of one to be kept for long, `record.replace()` is a copy."""
    @property
    def malformed(self) -> list[dict[str, Any]]:
        """Records that did not fit the model, as plain dicts."""
    @property
    def extra(self) -> dict[str, Any]:
        """Members of the object around the records that have no name here, as plain data."""
    @property
    def information(self) -> PageInformation | None:
        """What the server says about the page; v2 says nothing."""
    @property
    def total(self) -> int | None:
        """Records in all, where the server says so."""
    @property
    def has_next(self) -> bool:
        """Whether there may be another page."""
    def next_page(self) -> Awaitable[AsyncPage[_T_co] | None]:
        """The page after this one; `None` after the last."""
    def to_pandas(self, *, reveal_secrets: bool = False) -> Awaitable[Any]:
        """The records of this page and of all pages after it as a `pandas.DataFrame`.

        A column for each attribute, those of objects inside with dotted names. Secrets are `***` unless they are to be
        revealed.
        """
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, at: int, /) -> _T_co: ...
    @overload
    def __getitem__(self, at: slice, /) -> list[_T_co]: ...
    def __bool__(self) -> bool: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    @classmethod
    def _from_parts(cls, items: list[Any], rest: dict[str, Any]) -> AsyncPage[Any]: ...
    def __aiter__(self) -> AsyncRecords[_T_co]: ...
    def _repr_html_(self) -> str: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __class_getitem__(cls, key: object) -> GenericAlias: ...

@final
class AsyncPages(Generic[_T_co]):
    """A list that was asked for: `await` it for its first page, or `async for` over everything."""

    def __new__(cls, first_page: AsyncPage[_T_co], /) -> AsyncPages[_T_co]: ...
    def to_pandas(self, *, reveal_secrets: bool = False) -> Awaitable[Any]:
        """As `Page.to_pandas`."""
    def __await__(self) -> Generator[Any, None, AsyncPage[_T_co]]: ...
    def __aiter__(self) -> AsyncRecords[_T_co]: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __class_getitem__(cls, key: object) -> GenericAlias: ...

@final
class LabPackage:
    """A package: agents and what they refer to, as `export` answers it and `import_` takes it.

    Made from what you have: a dict, JSON or YAML text (`str` or `bytes`), or the path of a file
    with either. The document is kept exactly as it came and is sent back exactly so.
    """

    def __new__(cls, document: LabPackage | str | bytes | PathLike[str] | Mapping[str, object], /) -> LabPackage: ...
    @property
    def agents(self) -> tuple[LabAgent, ...]:
        """The agents, in the order of the document."""
    @property
    def tools(self) -> tuple[LabTool, ...]:
        """The tools that the agents refer to."""
    @property
    def info(self) -> PackageInfo | None:
        """Where the package came from."""
    @property
    def extra(self) -> dict[str, Any]:
        """Members of the package that have no name here, as plain data."""
    def with_agent(
        self,
        index: int,
        *,
        name: str | None = None,
        public_name: str | None = None,
        access_scope: str | None = None,
        drop_id: bool = False,
        drop_avatar: bool = False,
    ) -> LabPackage:
        """A copy in which the agent at `index`, counted from 0, is changed.

        Everything else stays to the letter. For moving an agent to a project where its id or
        public name is taken: `drop_id` makes the import create a new agent, `drop_avatar` leaves
        the inline picture out, an empty `public_name` clears it.
        """
    def to_json(self) -> str:
        """The document as JSON text, to the letter."""
    def to_dict(self) -> dict[str, Any]:
        """The document as plain data."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any, /) -> Any: ...
    def __copy__(self) -> LabPackage: ...
    def __deepcopy__(self, _memo: dict[int, Any], /) -> LabPackage: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    def _repr_html_(self) -> str: ...

@final
class AgentDefinition(BaseModel):
    """What `create`, `upsert` and `update` send. Only the members you set are sent, nothing is filled in."""

    def __new__(
        cls,
        *,
        name: str | Null | None = None,
        access_scope: _AccessScope | Null | None = None,
        public_name: str | Null | None = None,
        job_description: str | Null | None = None,
        avatar_image: str | Null | None = None,
        description: str | Null | None = None,
        sharing_scope: _SharingScope | Null | None = None,
        agent_data: AgentData | AgentDataDict | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> AgentDefinition: ...
    @property
    def name(self) -> str | Null | None:
        """Name, unique in the project; `:` and `/` are not allowed. Required to create."""
    @property
    def access_scope(self) -> _AccessScope | Null | None:
        """Who may use the agent. Server default: `private`."""
    @property
    def public_name(self) -> str | Null | None:
        """Public identifier, required for `public` agents: lower-case letters, digits, `.`, `-`, `_`."""
    @property
    def job_description(self) -> str | Null | None:
        """Short role text."""
    @property
    def avatar_image(self) -> str | Null | None:
        """URL of a picture."""
    @property
    def description(self) -> str | Null | None:
        """Summary for people."""
    @property
    def sharing_scope(self) -> _SharingScope | Null | None:
        """Who the agent is shared with. Server default: `organization`."""
    @property
    def agent_data(self) -> AgentData | Null | None:
        """Strategy, prompt, models and tools. On an update it replaces the whole block."""
    def replace(
        self,
        *,
        name: str | Null | None = ...,
        access_scope: _AccessScope | Null | None = ...,
        public_name: str | Null | None = ...,
        job_description: str | Null | None = ...,
        avatar_image: str | Null | None = ...,
        description: str | Null | None = ...,
        sharing_scope: _SharingScope | Null | None = ...,
        agent_data: AgentData | AgentDataDict | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> AgentDefinition:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        name: str | None = ...,
        access_scope: _AccessScope | None = ...,
        public_name: str | None = ...,
        job_description: str | None = ...,
        avatar_image: str | None = ...,
        description: str | None = ...,
        sharing_scope: _SharingScope | None = ...,
        agent_data: AgentData | AgentDataDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> AgentDefinition: ...

@final
class Agent(BaseModel):
    """An agent as the server describes it. `to_definition` gives what an update takes."""

    def __new__(
        cls,
        *,
        id: str,
        name: str,
        access_scope: _AccessScope | None = None,
        public_name: str | None = None,
        job_description: str | None = None,
        avatar_image: str | None = None,
        description: str | None = None,
        sharing_scope: _SharingScope | None = None,
        agent_data: AgentData | AgentDataDict | None = None,
        status: _AgentStatus | None = None,
        is_draft: bool | None = None,
        is_readonly: bool | None = None,
        revision: int | None = None,
        version: float | None = None,
        permissions: Permissions | PermissionsDict | None = None,
        effective_permissions: Permissions | PermissionsDict | None = None,
        messages: Sequence[Message | MessageDict] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Agent: ...
    @property
    def id(self) -> str:
        """Unique id (GUID)."""
    @property
    def name(self) -> str:
        """Name, unique in the project."""
    @property
    def access_scope(self) -> _AccessScope | None:
        """Who may use the agent."""
    @property
    def public_name(self) -> str | None:
        """Public identifier of a public agent."""
    @property
    def job_description(self) -> str | None:
        """Short role text."""
    @property
    def avatar_image(self) -> str | None:
        """URL of a picture."""
    @property
    def description(self) -> str | None:
        """Summary for people."""
    @property
    def sharing_scope(self) -> _SharingScope | None:
        """Who the agent is shared with."""
    @property
    def agent_data(self) -> AgentData | None:
        """Strategy, prompt, models and tools."""
    @property
    def status(self) -> _AgentStatus | None:
        """Whether the agent is in use."""
    @property
    def is_draft(self) -> bool | None:
        """Whether this revision is a draft."""
    @property
    def is_readonly(self) -> bool | None:
        """Whether the agent cannot be changed."""
    @property
    def revision(self) -> int | None:
        """Revision number; every update makes the next one."""
    @property
    def version(self) -> float | None:
        """Published version; absent on drafts. An integer where it is integral."""
    @property
    def permissions(self) -> Permissions | None:
        """Permissions set on the agent."""
    @property
    def effective_permissions(self) -> Permissions | None:
        """Permissions after those of the organisation were applied."""
    @property
    def messages(self) -> tuple[Message, ...] | None:
        """Warnings about a draft."""
    def replace(
        self,
        *,
        id: str = ...,
        name: str = ...,
        access_scope: _AccessScope | None = ...,
        public_name: str | None = ...,
        job_description: str | None = ...,
        avatar_image: str | None = ...,
        description: str | None = ...,
        sharing_scope: _SharingScope | None = ...,
        agent_data: AgentData | AgentDataDict | None = ...,
        status: _AgentStatus | None = ...,
        is_draft: bool | None = ...,
        is_readonly: bool | None = ...,
        revision: int | None = ...,
        version: float | None = ...,
        permissions: Permissions | PermissionsDict | None = ...,
        effective_permissions: Permissions | PermissionsDict | None = ...,
        messages: Sequence[Message | MessageDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Agent:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def to_definition(self) -> AgentDefinition:
        """The definition that `create`, `upsert` and `update` take."""
    def __replace__(
        self,
        *,
        id: str = ...,
        name: str = ...,
        access_scope: _AccessScope | None = ...,
        public_name: str | None = ...,
        job_description: str | None = ...,
        avatar_image: str | None = ...,
        description: str | None = ...,
        sharing_scope: _SharingScope | None = ...,
        agent_data: AgentData | AgentDataDict | None = ...,
        status: _AgentStatus | None = ...,
        is_draft: bool | None = ...,
        is_readonly: bool | None = ...,
        revision: int | None = ...,
        version: float | None = ...,
        permissions: Permissions | PermissionsDict | None = ...,
        effective_permissions: Permissions | PermissionsDict | None = ...,
        messages: Sequence[Message | MessageDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Agent: ...

@final
class AgentSummary(BaseModel):
    """One line of an agent list."""

    def __new__(
        cls,
        *,
        id: str,
        name: str,
        access_scope: _AccessScope | None = None,
        public_name: str | None = None,
        description: str | None = None,
        job_description: str | None = None,
        avatar_image: str | None = None,
        sharing_scope: _SharingScope | None = None,
        status: _AgentStatus | None = None,
        is_draft: bool | None = None,
        is_readonly: bool | None = None,
        revision: int | None = None,
        version: float | None = None,
        permissions: Permissions | PermissionsDict | None = None,
        effective_permissions: Permissions | PermissionsDict | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> AgentSummary: ...
    @property
    def id(self) -> str:
        """Unique id (GUID)."""
    @property
    def name(self) -> str:
        """Name, unique in the project."""
    @property
    def access_scope(self) -> _AccessScope | None:
        """Who may use the agent."""
    @property
    def public_name(self) -> str | None:
        """Public identifier of a public agent."""
    @property
    def description(self) -> str | None:
        """Summary for people."""
    @property
    def job_description(self) -> str | None:
        """Short role text; only in `list_by_tool`."""
    @property
    def avatar_image(self) -> str | None:
        """URL of a picture."""
    @property
    def sharing_scope(self) -> _SharingScope | None:
        """Who the agent is shared with."""
    @property
    def status(self) -> _AgentStatus | None:
        """Whether the agent is in use."""
    @property
    def is_draft(self) -> bool | None:
        """Whether this revision is a draft."""
    @property
    def is_readonly(self) -> bool | None:
        """Whether the agent cannot be changed."""
    @property
    def revision(self) -> int | None:
        """Revision number."""
    @property
    def version(self) -> float | None:
        """Published version; absent on drafts. An integer where it is integral."""
    @property
    def permissions(self) -> Permissions | None:
        """Permissions set on the agent; only in `list_by_tool`."""
    @property
    def effective_permissions(self) -> Permissions | None:
        """Permissions after those of the organisation were applied; only in `list_by_tool`."""
    def replace(
        self,
        *,
        id: str = ...,
        name: str = ...,
        access_scope: _AccessScope | None = ...,
        public_name: str | None = ...,
        description: str | None = ...,
        job_description: str | None = ...,
        avatar_image: str | None = ...,
        sharing_scope: _SharingScope | None = ...,
        status: _AgentStatus | None = ...,
        is_draft: bool | None = ...,
        is_readonly: bool | None = ...,
        revision: int | None = ...,
        version: float | None = ...,
        permissions: Permissions | PermissionsDict | None = ...,
        effective_permissions: Permissions | PermissionsDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> AgentSummary:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str = ...,
        name: str = ...,
        access_scope: _AccessScope | None = ...,
        public_name: str | None = ...,
        description: str | None = ...,
        job_description: str | None = ...,
        avatar_image: str | None = ...,
        sharing_scope: _SharingScope | None = ...,
        status: _AgentStatus | None = ...,
        is_draft: bool | None = ...,
        is_readonly: bool | None = ...,
        revision: int | None = ...,
        version: float | None = ...,
        permissions: Permissions | PermissionsDict | None = ...,
        effective_permissions: Permissions | PermissionsDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> AgentSummary: ...

@final
class AgentData(BaseModel):
    """How an agent works: strategy, prompt, models, tools."""

    def __new__(
        cls,
        *,
        strategy_name: str | Null | None = None,
        strategy_id: str | Null | None = None,
        prompt: Prompt | PromptDict | Null | None = None,
        llm_config: LlmConfig | LlmConfigDict | Null | None = None,
        models: Sequence[ModelRef | ModelRefDict] | Null | None = None,
        resource_pools: Sequence[ResourcePool | ResourcePoolDict] | Null | None = None,
        properties: Sequence[Property | PropertyDict] | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> AgentData: ...
    @property
    def strategy_name(self) -> str | None:
        """Reasoning strategy, such as `Chain of Thought` or `Dynamic Prompting`."""
    @property
    def strategy_id(self) -> str | None:
        """Id of the reasoning strategy, in answers to an import."""
    @property
    def prompt(self) -> Prompt | None:
        """The prompt of the model."""
    @property
    def llm_config(self) -> LlmConfig | None:
        """Settings for every model of the agent."""
    @property
    def models(self) -> tuple[ModelRef, ...] | None:
        """Models, in order of preference."""
    @property
    def resource_pools(self) -> tuple[ResourcePool, ...] | None:
        """Tools and helper agents."""
    @property
    def properties(self) -> tuple[Property, ...] | None:
        """Further settings; seen in answers only."""
    def replace(
        self,
        *,
        strategy_name: str | Null | None = ...,
        strategy_id: str | Null | None = ...,
        prompt: Prompt | PromptDict | Null | None = ...,
        llm_config: LlmConfig | LlmConfigDict | Null | None = ...,
        models: Sequence[ModelRef | ModelRefDict] | Null | None = ...,
        resource_pools: Sequence[ResourcePool | ResourcePoolDict] | Null | None = ...,
        properties: Sequence[Property | PropertyDict] | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> AgentData:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        strategy_name: str | None = ...,
        strategy_id: str | None = ...,
        prompt: Prompt | PromptDict | None = ...,
        llm_config: LlmConfig | LlmConfigDict | None = ...,
        models: Sequence[ModelRef | ModelRefDict] | None = ...,
        resource_pools: Sequence[ResourcePool | ResourcePoolDict] | None = ...,
        properties: Sequence[Property | PropertyDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> AgentData: ...

@final
class Prompt(BaseModel):
    """The prompt of the model."""

    def __new__(
        cls,
        *,
        context: str | Null | None = None,
        instructions: str | Null | None = None,
        examples: Sequence[PromptExample | PromptExampleDict] | Null | None = None,
        inputs: Sequence[str] | Null | None = None,
        outputs: Sequence[PromptOutput | PromptOutputDict] | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Prompt: ...
    @property
    def context(self) -> str | None:
        """Background for the model."""
    @property
    def instructions(self) -> str | None:
        """What to do; needed to publish."""
    @property
    def examples(self) -> tuple[PromptExample, ...] | None:
        """Pairs of input and expected output."""
    @property
    def inputs(self) -> tuple[str, ...] | None:
        """Names of the expected inputs."""
    @property
    def outputs(self) -> tuple[PromptOutput, ...] | None:
        """Declared outputs."""
    def replace(
        self,
        *,
        context: str | Null | None = ...,
        instructions: str | Null | None = ...,
        examples: Sequence[PromptExample | PromptExampleDict] | Null | None = ...,
        inputs: Sequence[str] | Null | None = ...,
        outputs: Sequence[PromptOutput | PromptOutputDict] | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Prompt:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        context: str | None = ...,
        instructions: str | None = ...,
        examples: Sequence[PromptExample | PromptExampleDict] | None = ...,
        inputs: Sequence[str] | None = ...,
        outputs: Sequence[PromptOutput | PromptOutputDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Prompt: ...

@final
class PromptExample(BaseModel):
    """One example of a prompt."""

    def __new__(
        cls,
        *,
        input_data: str | Null | None = None,
        output: str | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> PromptExample: ...
    @property
    def input_data(self) -> str | None:
        """What goes in."""
    @property
    def output(self) -> str | None:
        """What should come out; JSON in a string where the agent declares outputs."""
    def replace(
        self,
        *,
        input_data: str | Null | None = ...,
        output: str | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PromptExample:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        input_data: str | None = ...,
        output: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PromptExample: ...

@final
class PromptOutput(BaseModel):
    """One declared output of a prompt."""

    def __new__(
        cls,
        *,
        key: str | Null | None = None,
        description: str | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> PromptOutput: ...
    @property
    def key(self) -> str | None:
        """Name of the output."""
    @property
    def description(self) -> str | None:
        """What it holds."""
    def replace(
        self,
        *,
        key: str | Null | None = ...,
        description: str | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PromptOutput:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        key: str | None = ...,
        description: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PromptOutput: ...

@final
class LlmConfig(BaseModel):
    """Settings of a language model. Nothing is filled in on the client."""

    def __new__(
        cls,
        *,
        max_tokens: int | Null | None = None,
        timeout: int | Null | None = None,
        sampling: Sampling | SamplingDict | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> LlmConfig: ...
    @property
    def max_tokens(self) -> int | None:
        """Most tokens in an answer."""
    @property
    def timeout(self) -> int | None:
        """Time allowed for an answer; 0 is none. The vendor gives no unit, its SDK says seconds."""
    @property
    def sampling(self) -> Sampling | None:
        """How answers are sampled."""
    def replace(
        self,
        *,
        max_tokens: int | Null | None = ...,
        timeout: int | Null | None = ...,
        sampling: Sampling | SamplingDict | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LlmConfig:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        max_tokens: int | None = ...,
        timeout: int | None = ...,
        sampling: Sampling | SamplingDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LlmConfig: ...

@final
class Sampling(BaseModel):
    """How answers are sampled."""

    def __new__(
        cls,
        *,
        temperature: float | Null | None = None,
        top_k: int | Null | None = None,
        top_p: float | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Sampling: ...
    @property
    def temperature(self) -> float | None:
        """Randomness; 0 is the least."""
    @property
    def top_k(self) -> int | None:
        """How many candidates are considered."""
    @property
    def top_p(self) -> float | None:
        """Probability mass that is considered."""
    def replace(
        self,
        *,
        temperature: float | Null | None = ...,
        top_k: int | Null | None = ...,
        top_p: float | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Sampling:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        temperature: float | None = ...,
        top_k: int | None = ...,
        top_p: float | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Sampling: ...

@final
class ModelRef(BaseModel):
    """A language model an agent may use."""

    def __new__(
        cls,
        *,
        name: str | Null | None = None,
        id: str | Null | None = None,
        llm_config: LlmConfig | LlmConfigDict | Null | None = None,
        prompt: object | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> ModelRef: ...
    @property
    def name(self) -> str | None:
        """Name, such as `gpt-4o` or `openai/gpt-4o`."""
    @property
    def id(self) -> str | None:
        """Id of the model."""
    @property
    def llm_config(self) -> LlmConfig | None:
        """Settings for this model alone."""
    @property
    def prompt(self) -> Any:
        """Prompt for this model alone, free form."""
    def replace(
        self,
        *,
        name: str | Null | None = ...,
        id: str | Null | None = ...,
        llm_config: LlmConfig | LlmConfigDict | Null | None = ...,
        prompt: object | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ModelRef:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        name: str | None = ...,
        id: str | None = ...,
        llm_config: LlmConfig | LlmConfigDict | None = ...,
        prompt: object | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ModelRef: ...

@final
class ResourcePool(BaseModel):
    """A named group of tools and helper agents."""

    def __new__(
        cls,
        *,
        name: str | Null | None = None,
        is_external: bool | Null | None = None,
        tools: Sequence[ToolRef | ToolRefDict] | Null | None = None,
        agents: Sequence[AgentRef | AgentRefDict] | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> ResourcePool: ...
    @property
    def name(self) -> str | None:
        """Name, unique inside the agent."""
    @property
    def is_external(self) -> bool | None:
        """Whether the tools live elsewhere and are not checked when publishing."""
    @property
    def tools(self) -> tuple[ToolRef, ...] | None:
        """Tools."""
    @property
    def agents(self) -> tuple[AgentRef, ...] | None:
        """Helper agents."""
    def replace(
        self,
        *,
        name: str | Null | None = ...,
        is_external: bool | Null | None = ...,
        tools: Sequence[ToolRef | ToolRefDict] | Null | None = ...,
        agents: Sequence[AgentRef | AgentRefDict] | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ResourcePool:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        name: str | None = ...,
        is_external: bool | None = ...,
        tools: Sequence[ToolRef | ToolRefDict] | None = ...,
        agents: Sequence[AgentRef | AgentRefDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ResourcePool: ...

@final
class ToolRef(BaseModel):
    """A tool that an agent may use. Give an id or a name; v2 documents names only."""

    def __new__(
        cls,
        *,
        id: str | Null | None = None,
        name: str | Null | None = None,
        revision: int | Null | None = None,
        version: float | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> ToolRef: ...
    @property
    def id(self) -> str | None:
        """Id of the tool."""
    @property
    def name(self) -> str | None:
        """Name or public name of the tool; may hold an id."""
    @property
    def revision(self) -> int | None:
        """Revision to use. Default: the latest published."""
    @property
    def version(self) -> float | None:
        """Version, in packages."""
    def replace(
        self,
        *,
        id: str | Null | None = ...,
        name: str | Null | None = ...,
        revision: int | Null | None = ...,
        version: float | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ToolRef:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        revision: int | None = ...,
        version: float | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ToolRef: ...

@final
class AgentRef(BaseModel):
    """A helper agent."""

    def __new__(
        cls,
        *,
        id: str | Null | None = None,
        name: str | Null | None = None,
        revision: int | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> AgentRef: ...
    @property
    def id(self) -> str | None:
        """Id of the agent."""
    @property
    def name(self) -> str | None:
        """Name of the agent; may hold an id."""
    @property
    def revision(self) -> int | None:
        """Revision to use. Default: the latest published."""
    def replace(
        self,
        *,
        id: str | Null | None = ...,
        name: str | Null | None = ...,
        revision: int | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> AgentRef:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        revision: int | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> AgentRef: ...

@final
class Property(BaseModel):
    """A further setting of an agent."""

    def __new__(
        cls,
        *,
        data_type: str | Null | None = None,
        key: str | Null | None = None,
        value: str | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Property: ...
    @property
    def data_type(self) -> str | None:
        """Type of the value."""
    @property
    def key(self) -> str | None:
        """Name of the setting."""
    @property
    def value(self) -> str | None:
        """Its value, as text."""
    def replace(
        self,
        *,
        data_type: str | Null | None = ...,
        key: str | Null | None = ...,
        value: str | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Property:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        data_type: str | None = ...,
        key: str | None = ...,
        value: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Property: ...

@final
class Permissions(BaseModel):
    """Who may share or run an agent."""

    def __new__(
        cls,
        *,
        chat_sharing: _Permission | None = None,
        external_execution: _Permission | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Permissions: ...
    @property
    def chat_sharing(self) -> _Permission | None:
        """Who may share chats."""
    @property
    def external_execution(self) -> _Permission | None:
        """Who may run the agent from outside."""
    def replace(
        self,
        *,
        chat_sharing: _Permission | None = ...,
        external_execution: _Permission | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Permissions:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        chat_sharing: _Permission | None = ...,
        external_execution: _Permission | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Permissions: ...

@final
class Message(BaseModel):
    """A remark of the server."""

    def __new__(
        cls,
        *,
        id: int | None = None,
        description: str | None = None,
        type: _MessageType | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Message: ...
    @property
    def id(self) -> int | None:
        """Number of the remark."""
    @property
    def description(self) -> str | None:
        """Its text."""
    @property
    def type(self) -> _MessageType | None:
        """How serious it is."""
    def replace(
        self,
        *,
        id: int | None = ...,
        description: str | None = ...,
        type: _MessageType | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Message:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: int | None = ...,
        description: str | None = ...,
        type: _MessageType | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Message: ...

@final
class PageInformation(BaseModel):
    """What the server says about a page."""

    def __new__(
        cls,
        *,
        duration: float | None = None,
        page: int | None = None,
        page_size: int | None = None,
        total: int | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> PageInformation: ...
    @property
    def duration(self) -> float | None:
        """How long the server took; the vendor gives no unit."""
    @property
    def page(self) -> int | None:
        """Number of the page, from 1."""
    @property
    def page_size(self) -> int | None:
        """Records on a full page."""
    @property
    def total(self) -> int | None:
        """Records in all."""
    def replace(
        self,
        *,
        duration: float | None = ...,
        page: int | None = ...,
        page_size: int | None = ...,
        total: int | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PageInformation:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        duration: float | None = ...,
        page: int | None = ...,
        page_size: int | None = ...,
        total: int | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PageInformation: ...

@final
class PackageInfo(BaseModel):
    """Where a package came from."""

    def __new__(
        cls,
        *,
        major_version: int | None = None,
        minor_version: int | None = None,
        module_revision: int | None = None,
        organization_id: str | None = None,
        project_id: str | None = None,
        timestamp: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> PackageInfo: ...
    @property
    def major_version(self) -> int | None:
        """Major version of the package format."""
    @property
    def minor_version(self) -> int | None:
        """Minor version of the package format."""
    @property
    def module_revision(self) -> int | None:
        """Revision of the exporting module."""
    @property
    def organization_id(self) -> str | None:
        """Organisation the package came from."""
    @property
    def project_id(self) -> str | None:
        """Project the package came from; importing into it is refused."""
    @property
    def timestamp(self) -> str | None:
        """When it was made: `YYYY-MM-DDThh:mm:ss.mmm`, no zone."""
    def replace(
        self,
        *,
        major_version: int | None = ...,
        minor_version: int | None = ...,
        module_revision: int | None = ...,
        organization_id: str | None = ...,
        project_id: str | None = ...,
        timestamp: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PackageInfo:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        major_version: int | None = ...,
        minor_version: int | None = ...,
        module_revision: int | None = ...,
        organization_id: str | None = ...,
        project_id: str | None = ...,
        timestamp: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PackageInfo: ...

@final
class LabAgent(BaseModel):
    """An agent in a package."""

    def __new__(
        cls,
        *,
        id: str | None = None,
        name: str | None = None,
        access_scope: _AccessScope | None = None,
        sharing_scope: _SharingScope | None = None,
        public_name: str | None = None,
        chat_sharing_permissions: _Permission | None = None,
        external_execution_permissions: _Permission | None = None,
        description: str | None = None,
        job_description: str | None = None,
        import_index: int | None = None,
        version: float | None = None,
        agent_data: LabAgentData | LabAgentDataDict | None = None,
        resources: Sequence[LabResource | LabResourceDict] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> LabAgent: ...
    @property
    def id(self) -> str | None:
        """Id in the project it came from."""
    @property
    def name(self) -> str | None:
        """Name."""
    @property
    def access_scope(self) -> _AccessScope | None:
        """Who may use the agent."""
    @property
    def sharing_scope(self) -> _SharingScope | None:
        """Who the agent is shared with."""
    @property
    def public_name(self) -> str | None:
        """Public identifier."""
    @property
    def chat_sharing_permissions(self) -> _Permission | None:
        """Who may share chats."""
    @property
    def external_execution_permissions(self) -> _Permission | None:
        """Who may run the agent from outside."""
    @property
    def description(self) -> str | None:
        """Summary for people."""
    @property
    def job_description(self) -> str | None:
        """Short role text."""
    @property
    def import_index(self) -> int | None:
        """Place in the order of import, from 1."""
    @property
    def version(self) -> float | None:
        """Published version."""
    @property
    def agent_data(self) -> LabAgentData | None:
        """Strategy, prompt and models."""
    @property
    def resources(self) -> tuple[LabResource, ...] | None:
        """Tools and helper agents."""
    def replace(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        access_scope: _AccessScope | None = ...,
        sharing_scope: _SharingScope | None = ...,
        public_name: str | None = ...,
        chat_sharing_permissions: _Permission | None = ...,
        external_execution_permissions: _Permission | None = ...,
        description: str | None = ...,
        job_description: str | None = ...,
        import_index: int | None = ...,
        version: float | None = ...,
        agent_data: LabAgentData | LabAgentDataDict | None = ...,
        resources: Sequence[LabResource | LabResourceDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabAgent:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        access_scope: _AccessScope | None = ...,
        sharing_scope: _SharingScope | None = ...,
        public_name: str | None = ...,
        chat_sharing_permissions: _Permission | None = ...,
        external_execution_permissions: _Permission | None = ...,
        description: str | None = ...,
        job_description: str | None = ...,
        import_index: int | None = ...,
        version: float | None = ...,
        agent_data: LabAgentData | LabAgentDataDict | None = ...,
        resources: Sequence[LabResource | LabResourceDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabAgent: ...

@final
class LabAgentData(BaseModel):
    """How a packaged agent works. Unlike elsewhere the wire writes `LLMConfig`."""

    def __new__(
        cls,
        *,
        llm_config: LlmConfig | LlmConfigDict | None = None,
        models: Sequence[LabModel | LabModelDict] | None = None,
        prompt: Prompt | PromptDict | None = None,
        strategy: LabStrategy | LabStrategyDict | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> LabAgentData: ...
    @property
    def llm_config(self) -> LlmConfig | None:
        """Settings for every model of the agent."""
    @property
    def models(self) -> tuple[LabModel, ...] | None:
        """Models, in order of preference."""
    @property
    def prompt(self) -> Prompt | None:
        """The prompt of the model."""
    @property
    def strategy(self) -> LabStrategy | None:
        """Reasoning strategy."""
    def replace(
        self,
        *,
        llm_config: LlmConfig | LlmConfigDict | None = ...,
        models: Sequence[LabModel | LabModelDict] | None = ...,
        prompt: Prompt | PromptDict | None = ...,
        strategy: LabStrategy | LabStrategyDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabAgentData:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        llm_config: LlmConfig | LlmConfigDict | None = ...,
        models: Sequence[LabModel | LabModelDict] | None = ...,
        prompt: Prompt | PromptDict | None = ...,
        strategy: LabStrategy | LabStrategyDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabAgentData: ...

@final
class LabModel(BaseModel):
    """A language model of a packaged agent."""

    def __new__(
        cls,
        *,
        id: str | None = None,
        name: str | None = None,
        llm_config: LlmConfig | LlmConfigDict | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> LabModel: ...
    @property
    def id(self) -> str | None:
        """Id of the model."""
    @property
    def name(self) -> str | None:
        """Name, such as `azure/gpt-4o`."""
    @property
    def llm_config(self) -> LlmConfig | None:
        """Settings for this model alone."""
    def replace(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        llm_config: LlmConfig | LlmConfigDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabModel:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        llm_config: LlmConfig | LlmConfigDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabModel: ...

@final
class LabStrategy(BaseModel):
    """Reasoning strategy of a packaged agent."""

    def __new__(
        cls,
        *,
        id: str | None = None,
        name: str | None = None,
        system_prompt: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> LabStrategy: ...
    @property
    def id(self) -> str | None:
        """Id of the strategy."""
    @property
    def name(self) -> str | None:
        """Name, such as `Chain of Thought`."""
    @property
    def system_prompt(self) -> str | None:
        """What it tells the model."""
    def replace(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        system_prompt: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabStrategy:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        system_prompt: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabStrategy: ...

@final
class LabResource(BaseModel):
    """A resource pool of a packaged agent."""

    def __new__(
        cls,
        *,
        name: str | None = None,
        is_external: bool | None = None,
        tools: Sequence[ToolRef | ToolRefDict] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> LabResource: ...
    @property
    def name(self) -> str | None:
        """Name of the pool."""
    @property
    def is_external(self) -> bool | None:
        """Whether the tools live elsewhere."""
    @property
    def tools(self) -> tuple[ToolRef, ...] | None:
        """Tools."""
    def replace(
        self,
        *,
        name: str | None = ...,
        is_external: bool | None = ...,
        tools: Sequence[ToolRef | ToolRefDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabResource:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        name: str | None = ...,
        is_external: bool | None = ...,
        tools: Sequence[ToolRef | ToolRefDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabResource: ...

@final
class LabTool(BaseModel):
    """A tool in a package."""

    def __new__(
        cls,
        *,
        id: str | None = None,
        name: str | None = None,
        public_name: str | None = None,
        description: str | None = None,
        access_scope: _AccessScope | None = None,
        is_reference: bool | None = None,
        type: str | None = None,
        version: float | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> LabTool: ...
    @property
    def id(self) -> str | None:
        """Id in the project it came from."""
    @property
    def name(self) -> str | None:
        """Name."""
    @property
    def public_name(self) -> str | None:
        """Public identifier."""
    @property
    def description(self) -> str | None:
        """Summary for people."""
    @property
    def access_scope(self) -> _AccessScope | None:
        """Who may use the tool."""
    @property
    def is_reference(self) -> bool | None:
        """Whether the tool lives outside the exported project."""
    @property
    def type(self) -> str | None:
        """Kind of tool, such as `api`."""
    @property
    def version(self) -> float | None:
        """Published version."""
    def replace(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        public_name: str | None = ...,
        description: str | None = ...,
        access_scope: _AccessScope | None = ...,
        is_reference: bool | None = ...,
        type: str | None = ...,
        version: float | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabTool:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        public_name: str | None = ...,
        description: str | None = ...,
        access_scope: _AccessScope | None = ...,
        is_reference: bool | None = ...,
        type: str | None = ...,
        version: float | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> LabTool: ...

@final
class IntegrationRequest(BaseModel):
    """What `import_` and `update` of an integration send. Only the members you set are sent."""

    def __new__(
        cls,
        *,
        name: str | Null | None = None,
        description: str | Null | None = None,
        public_name: str | Null | None = None,
        access_scope: _AccessScope | Null | None = None,
        manifest: str | PathLike[str] | Mapping[str, object] | Null | None = None,
        security_scheme: SecurityScheme | SecuritySchemeDict | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> IntegrationRequest: ...
    @property
    def name(self) -> str | Null | None:
        """Name, unique in the project. Required to import."""
    @property
    def description(self) -> str | Null | None:
        """Summary for people."""
    @property
    def public_name(self) -> str | Null | None:
        """Public identifier, such as `com.example.parcels`."""
    @property
    def access_scope(self) -> _AccessScope | Null | None:
        """Who may use the integration."""
    @property
    def manifest(self) -> str | Null | None:
        """OpenAPI or MCP document: JSON or YAML text, sent to the letter; or an object, or a file.

        Required to import.
        """
    @property
    def security_scheme(self) -> SecurityScheme | Null | None:
        """How the service authenticates."""
    def replace(
        self,
        *,
        name: str | Null | None = ...,
        description: str | Null | None = ...,
        public_name: str | Null | None = ...,
        access_scope: _AccessScope | Null | None = ...,
        manifest: str | PathLike[str] | Mapping[str, object] | Null | None = ...,
        security_scheme: SecurityScheme | SecuritySchemeDict | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> IntegrationRequest:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        name: str | None = ...,
        description: str | None = ...,
        public_name: str | None = ...,
        access_scope: _AccessScope | None = ...,
        manifest: str | PathLike[str] | Mapping[str, object] | None = ...,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> IntegrationRequest: ...

@final
class Integration(BaseModel):
    """An integration as the server describes it."""

    def __new__(
        cls,
        *,
        id: str,
        name: str,
        description: str | None = None,
        public_name: str | None = None,
        access_scope: _AccessScope | None = None,
        manifest: str | PathLike[str] | Mapping[str, object] | None = None,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = None,
        parameters: Sequence[ConfigParameter | ConfigParameterDict] | None = None,
        tools: Sequence[ToolSummary | ToolSummaryDict] | None = None,
        is_read_only: bool | None = None,
        pending_config_credential: bool | None = None,
        pending_publish: bool | None = None,
        status: _IntegrationStatus | None = None,
        type: _IntegrationType | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Integration: ...
    @property
    def id(self) -> str:
        """Unique id (GUID)."""
    @property
    def name(self) -> str:
        """Name, unique in the project."""
    @property
    def description(self) -> str | None:
        """Summary for people."""
    @property
    def public_name(self) -> str | None:
        """Public identifier."""
    @property
    def access_scope(self) -> _AccessScope | None:
        """Who may use the integration."""
    @property
    def manifest(self) -> str | None:
        """Description of the service, as text."""
    @property
    def security_scheme(self) -> SecurityScheme | None:
        """How the service authenticates. Client id and secret are references to stored secrets."""
    @property
    def parameters(self) -> tuple[ConfigParameter, ...] | None:
        """Configuration, one entry per stored secret."""
    @property
    def tools(self) -> tuple[ToolSummary, ...] | None:
        """Tools made from the document's operations."""
    @property
    def is_read_only(self) -> bool | None:
        """Whether the integration cannot be changed."""
    @property
    def pending_config_credential(self) -> bool | None:
        """Whether credentials are missing."""
    @property
    def pending_publish(self) -> bool | None:
        """Whether tools wait to be published."""
    @property
    def status(self) -> _IntegrationStatus | None:
        """Whether the integration is in use."""
    @property
    def type(self) -> _IntegrationType | None:
        """What defines the integration."""
    def replace(
        self,
        *,
        id: str = ...,
        name: str = ...,
        description: str | None = ...,
        public_name: str | None = ...,
        access_scope: _AccessScope | None = ...,
        manifest: str | PathLike[str] | Mapping[str, object] | None = ...,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        parameters: Sequence[ConfigParameter | ConfigParameterDict] | None = ...,
        tools: Sequence[ToolSummary | ToolSummaryDict] | None = ...,
        is_read_only: bool | None = ...,
        pending_config_credential: bool | None = ...,
        pending_publish: bool | None = ...,
        status: _IntegrationStatus | None = ...,
        type: _IntegrationType | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Integration:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def to_definition(self) -> IntegrationRequest:
        """The definition that `import_` and `update` take."""
    def __replace__(
        self,
        *,
        id: str = ...,
        name: str = ...,
        description: str | None = ...,
        public_name: str | None = ...,
        access_scope: _AccessScope | None = ...,
        manifest: str | PathLike[str] | Mapping[str, object] | None = ...,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        parameters: Sequence[ConfigParameter | ConfigParameterDict] | None = ...,
        tools: Sequence[ToolSummary | ToolSummaryDict] | None = ...,
        is_read_only: bool | None = ...,
        pending_config_credential: bool | None = ...,
        pending_publish: bool | None = ...,
        status: _IntegrationStatus | None = ...,
        type: _IntegrationType | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Integration: ...

@final
class IntegrationSummary(BaseModel):
    """One line of an integration list."""

    def __new__(
        cls,
        *,
        id: str,
        name: str,
        description: str | None = None,
        public_name: str | None = None,
        access_scope: _AccessScope | None = None,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = None,
        parameters: Sequence[ConfigParameter | ConfigParameterDict] | None = None,
        tools: Sequence[ToolSummary | ToolSummaryDict] | None = None,
        is_read_only: bool | None = None,
        pending_config_credential: bool | None = None,
        pending_publish: bool | None = None,
        status: _IntegrationStatus | None = None,
        type: _IntegrationType | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> IntegrationSummary: ...
    @property
    def id(self) -> str:
        """Unique id (GUID)."""
    @property
    def name(self) -> str:
        """Name, unique in the project."""
    @property
    def description(self) -> str | None:
        """Summary for people."""
    @property
    def public_name(self) -> str | None:
        """Public identifier."""
    @property
    def access_scope(self) -> _AccessScope | None:
        """Who may use the integration."""
    @property
    def security_scheme(self) -> SecurityScheme | None:
        """How the service authenticates; with `expanded` detail."""
    @property
    def parameters(self) -> tuple[ConfigParameter, ...] | None:
        """Configuration; with `expanded` detail."""
    @property
    def tools(self) -> tuple[ToolSummary, ...] | None:
        """Tools; with `expanded` detail."""
    @property
    def is_read_only(self) -> bool | None:
        """Whether the integration cannot be changed."""
    @property
    def pending_config_credential(self) -> bool | None:
        """Whether credentials are missing."""
    @property
    def pending_publish(self) -> bool | None:
        """Whether tools wait to be published."""
    @property
    def status(self) -> _IntegrationStatus | None:
        """Whether the integration is in use."""
    @property
    def type(self) -> _IntegrationType | None:
        """What defines the integration."""
    def replace(
        self,
        *,
        id: str = ...,
        name: str = ...,
        description: str | None = ...,
        public_name: str | None = ...,
        access_scope: _AccessScope | None = ...,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        parameters: Sequence[ConfigParameter | ConfigParameterDict] | None = ...,
        tools: Sequence[ToolSummary | ToolSummaryDict] | None = ...,
        is_read_only: bool | None = ...,
        pending_config_credential: bool | None = ...,
        pending_publish: bool | None = ...,
        status: _IntegrationStatus | None = ...,
        type: _IntegrationType | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> IntegrationSummary:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str = ...,
        name: str = ...,
        description: str | None = ...,
        public_name: str | None = ...,
        access_scope: _AccessScope | None = ...,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        parameters: Sequence[ConfigParameter | ConfigParameterDict] | None = ...,
        tools: Sequence[ToolSummary | ToolSummaryDict] | None = ...,
        is_read_only: bool | None = ...,
        pending_config_credential: bool | None = ...,
        pending_publish: bool | None = ...,
        status: _IntegrationStatus | None = ...,
        type: _IntegrationType | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> IntegrationSummary: ...

@final
class SecurityScheme(BaseModel):
    """How a service authenticates. Members it does not name pass through."""

    def __new__(
        cls,
        *,
        auth_level: _AuthLevel | Null | None = None,
        type: _SecuritySchemeType | Null | None = None,
        in_: _CredentialPlace | Null | None = None,
        issuer: str | Null | None = None,
        name: str | Null | None = None,
        flows: OAuthFlows | OAuthFlowsDict | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> SecurityScheme: ...
    @property
    def auth_level(self) -> _AuthLevel | None:
        """Whose credentials are used; compared without regard to case."""
    @property
    def type(self) -> _SecuritySchemeType | None:
        """How the service authenticates."""
    @property
    def in_(self) -> _CredentialPlace | None:
        """Where the credential travels."""
    @property
    def issuer(self) -> str | None:
        """Who issues tokens."""
    @property
    def name(self) -> str | None:
        """Name of the header, query parameter or cookie."""
    @property
    def flows(self) -> OAuthFlows | None:
        """OAuth flows."""
    def replace(
        self,
        *,
        auth_level: _AuthLevel | Null | None = ...,
        type: _SecuritySchemeType | Null | None = ...,
        in_: _CredentialPlace | Null | None = ...,
        issuer: str | Null | None = ...,
        name: str | Null | None = ...,
        flows: OAuthFlows | OAuthFlowsDict | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> SecurityScheme:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        auth_level: _AuthLevel | None = ...,
        type: _SecuritySchemeType | None = ...,
        in_: _CredentialPlace | None = ...,
        issuer: str | None = ...,
        name: str | None = ...,
        flows: OAuthFlows | OAuthFlowsDict | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> SecurityScheme: ...

@final
class OAuthFlows(BaseModel):
    """OAuth flows of a scheme. Members it does not name pass through."""

    def __new__(
        cls,
        *,
        authorization_code: OAuthFlow | OAuthFlowDict | Null | None = None,
        client_credentials: OAuthFlow | OAuthFlowDict | Null | None = None,
        x_additional_parameters: object | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> OAuthFlows: ...
    @property
    def authorization_code(self) -> OAuthFlow | None:
        """The flow with a browser."""
    @property
    def client_credentials(self) -> OAuthFlow | None:
        """The flow without a user."""
    @property
    def x_additional_parameters(self) -> Any:
        """Further parameters; any JSON."""
    def replace(
        self,
        *,
        authorization_code: OAuthFlow | OAuthFlowDict | Null | None = ...,
        client_credentials: OAuthFlow | OAuthFlowDict | Null | None = ...,
        x_additional_parameters: object | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> OAuthFlows:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        authorization_code: OAuthFlow | OAuthFlowDict | None = ...,
        client_credentials: OAuthFlow | OAuthFlowDict | None = ...,
        x_additional_parameters: object | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> OAuthFlows: ...

@final
class OAuthFlow(BaseModel):
    """One OAuth flow. Members it does not name pass through."""

    def __new__(
        cls,
        *,
        authorization_url: str | Null | None = None,
        token_url: str | Null | None = None,
        client_id: str | Null | None = None,
        client_secret: str | Null | None = None,
        challenge_method: _ChallengeMethod | Null | None = None,
        scopes: Sequence[str] | str | Null | None = None,
        scope: str | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> OAuthFlow: ...
    @property
    def authorization_url(self) -> str | None:
        """Where the browser goes."""
    @property
    def token_url(self) -> str | None:
        """Where codes become tokens."""
    @property
    def client_id(self) -> str | None:
        """Client id: its value, or the exact name of a stored secret; in answers a reference to a stored secret."""
    @property
    def client_secret(self) -> str | None:
        """Client secret: its value, or the exact name of a stored secret; in answers a reference to a stored secret.

        Hidden wherever it could be shown.
        """
    @property
    def challenge_method(self) -> _ChallengeMethod | None:
        """How a PKCE challenge is made."""
    @property
    def scopes(self) -> tuple[str, ...] | None:
        """Scopes; a string is read as a list."""
    @property
    def scope(self) -> str | None:
        """Scope of the client-credentials flow."""
    def replace(
        self,
        *,
        authorization_url: str | Null | None = ...,
        token_url: str | Null | None = ...,
        client_id: str | Null | None = ...,
        client_secret: str | Null | None = ...,
        challenge_method: _ChallengeMethod | Null | None = ...,
        scopes: Sequence[str] | str | Null | None = ...,
        scope: str | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> OAuthFlow:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        authorization_url: str | None = ...,
        token_url: str | None = ...,
        client_id: str | None = ...,
        client_secret: str | None = ...,
        challenge_method: _ChallengeMethod | None = ...,
        scopes: Sequence[str] | str | None = ...,
        scope: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> OAuthFlow: ...

@final
class ConfigParameter(BaseModel):
    """A configuration parameter of an integration."""

    def __new__(
        cls,
        *,
        key: str,
        data_type: str | Null | None = None,
        type: _ParameterType | Null | None = None,
        from_secret: bool | Null | None = None,
        is_required: bool | Null | None = None,
        value: str | Null | None = None,
        description: str | Null | None = None,
        is_inherited: bool | Null | None = None,
        value_from: str | Null | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> ConfigParameter: ...
    @property
    def key(self) -> str:
        """Name, such as `securityScheme.flows.authorizationCode.clientId`."""
    @property
    def data_type(self) -> str | None:
        """Type of the value, such as `String`."""
    @property
    def type(self) -> _ParameterType | None:
        """What it is for."""
    @property
    def from_secret(self) -> bool | None:
        """Whether the value refers to a stored secret."""
    @property
    def is_required(self) -> bool | None:
        """Whether a value is needed."""
    @property
    def value(self) -> str | None:
        """The value. Hidden wherever it could be shown."""
    @property
    def description(self) -> str | None:
        """Summary for people."""
    @property
    def is_inherited(self) -> bool | None:
        """Whether the value is inherited."""
    @property
    def value_from(self) -> str | None:
        """Where the value is inherited from."""
    def replace(
        self,
        *,
        key: str = ...,
        data_type: str | Null | None = ...,
        type: _ParameterType | Null | None = ...,
        from_secret: bool | Null | None = ...,
        is_required: bool | Null | None = ...,
        value: str | Null | None = ...,
        description: str | Null | None = ...,
        is_inherited: bool | Null | None = ...,
        value_from: str | Null | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ConfigParameter:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        key: str = ...,
        data_type: str | None = ...,
        type: _ParameterType | None = ...,
        from_secret: bool | None = ...,
        is_required: bool | None = ...,
        value: str | None = ...,
        description: str | None = ...,
        is_inherited: bool | None = ...,
        value_from: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ConfigParameter: ...

@final
class ToolSummary(BaseModel):
    """A tool of an integration."""

    def __new__(
        cls,
        *,
        id: str | None = None,
        name: str | None = None,
        public_name: str | None = None,
        description: str | None = None,
        revision: int | None = None,
        version: float | None = None,
        is_draft: bool | None = None,
        access_scope: _AccessScope | None = None,
        input_schema: str | PathLike[str] | Mapping[str, object] | None = None,
        open_api_json: str | PathLike[str] | Mapping[str, object] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> ToolSummary: ...
    @property
    def id(self) -> str | None:
        """Unique id (GUID), which `agents.list_by_tool` takes."""
    @property
    def name(self) -> str | None:
        """Name: operation id, `_`, method."""
    @property
    def public_name(self) -> str | None:
        """Public identifier."""
    @property
    def description(self) -> str | None:
        """Summary for people."""
    @property
    def revision(self) -> int | None:
        """Revision number."""
    @property
    def version(self) -> float | None:
        """Published version."""
    @property
    def is_draft(self) -> bool | None:
        """Whether this is a draft."""
    @property
    def access_scope(self) -> _AccessScope | None:
        """Who may use the tool."""
    @property
    def input_schema(self) -> str | None:
        """JSON Schema of the input, as text."""
    @property
    def open_api_json(self) -> str | None:
        """Where the tool came from, as text."""
    def replace(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        public_name: str | None = ...,
        description: str | None = ...,
        revision: int | None = ...,
        version: float | None = ...,
        is_draft: bool | None = ...,
        access_scope: _AccessScope | None = ...,
        input_schema: str | PathLike[str] | Mapping[str, object] | None = ...,
        open_api_json: str | PathLike[str] | Mapping[str, object] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ToolSummary:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str | None = ...,
        name: str | None = ...,
        public_name: str | None = ...,
        description: str | None = ...,
        revision: int | None = ...,
        version: float | None = ...,
        is_draft: bool | None = ...,
        access_scope: _AccessScope | None = ...,
        input_schema: str | PathLike[str] | Mapping[str, object] | None = ...,
        open_api_json: str | PathLike[str] | Mapping[str, object] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ToolSummary: ...

@final
class InspectorResult(BaseModel):
    """What an inspection found."""

    def __new__(
        cls,
        *,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = None,
        messages: Sequence[Message | MessageDict] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> InspectorResult: ...
    @property
    def security_scheme(self) -> SecurityScheme | None:
        """How the inspected service authenticates."""
    @property
    def messages(self) -> tuple[Message, ...] | None:
        """Remarks."""
    def replace(
        self,
        *,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        messages: Sequence[Message | MessageDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> InspectorResult:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        messages: Sequence[Message | MessageDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> InspectorResult: ...

@final
class Challenge(BaseModel):
    """A sign-in that was begun."""

    def __new__(
        cls,
        *,
        authorization_url: str,
        challenge_id: str,
        extra: Mapping[str, object] | None = None,
    ) -> Challenge: ...
    @property
    def authorization_url(self) -> str:
        """Where the user signs in."""
    @property
    def challenge_id(self) -> str:
        """Id to fetch the manifest with, once the user signed in."""
    def replace(
        self,
        *,
        authorization_url: str = ...,
        challenge_id: str = ...,
        extra: Mapping[str, object] = ...,
    ) -> Challenge:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        authorization_url: str = ...,
        challenge_id: str = ...,
        extra: Mapping[str, object] = ...,
    ) -> Challenge: ...

@final
class Authorization(BaseModel):
    """A sign-in to a service: begun, or finished with its description."""

    def __new__(
        cls,
        *,
        url: str,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = None,
        authorization_url: str | None = None,
        challenge_id: str | None = None,
        manifest: str | PathLike[str] | Mapping[str, object] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Authorization: ...
    @property
    def url(self) -> str:
        """URL of the service."""
    @property
    def security_scheme(self) -> SecurityScheme | None:
        """How the service authenticates, with the client id that was given."""
    @property
    def authorization_url(self) -> str | None:
        """Where the user signs in; absent where that is not needed."""
    @property
    def challenge_id(self) -> str | None:
        """Id of the challenge; keep it to resume."""
    @property
    def manifest(self) -> str | None:
        """OpenAPI document of the service, as text, once the user signed in."""
    def replace(
        self,
        *,
        url: str = ...,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        authorization_url: str | None = ...,
        challenge_id: str | None = ...,
        manifest: str | PathLike[str] | Mapping[str, object] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Authorization:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        url: str = ...,
        security_scheme: SecurityScheme | SecuritySchemeDict | None = ...,
        authorization_url: str | None = ...,
        challenge_id: str | None = ...,
        manifest: str | PathLike[str] | Mapping[str, object] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Authorization: ...

@final
class ManifestResult(BaseModel):
    """A manifest that was fetched, or not yet."""

    def __new__(
        cls,
        *,
        success: bool | None = None,
        manifest: str | PathLike[str] | Mapping[str, object] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> ManifestResult: ...
    @property
    def success(self) -> bool | None:
        """Whether it was fetched."""
    @property
    def manifest(self) -> str | None:
        """Description of the service, as text."""
    def replace(
        self,
        *,
        success: bool | None = ...,
        manifest: str | PathLike[str] | Mapping[str, object] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ManifestResult:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        success: bool | None = ...,
        manifest: str | PathLike[str] | Mapping[str, object] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ManifestResult: ...

@final
class PublishToolsResult(BaseModel):
    """How many tools were published."""

    def __new__(
        cls,
        *,
        total_published: int | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> PublishToolsResult: ...
    @property
    def total_published(self) -> int | None:
        """The number; absent where the server gave none."""
    def replace(
        self,
        *,
        total_published: int | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PublishToolsResult:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        total_published: int | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> PublishToolsResult: ...

@final
class Interaction(BaseModel):
    """An open interaction of the user with an integration."""

    def __new__(
        cls,
        *,
        id: str,
        entity: str | None = None,
        is_open: bool | None = None,
        last_interaction_date_time: str | None = None,
        name: str | None = None,
        organization_id: str | None = None,
        project_id: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Interaction: ...
    @property
    def entity(self) -> str | None:
        """Kind of thing interacted with; spelt `tool-plugin` or `ToolPlugin`."""
    @property
    def id(self) -> str:
        """Id of the integration."""
    @property
    def is_open(self) -> bool | None:
        """Whether it is open."""
    @property
    def last_interaction_date_time(self) -> str | None:
        """When it last took place: ISO 8601, no zone."""
    @property
    def name(self) -> str | None:
        """Name of the integration."""
    @property
    def organization_id(self) -> str | None:
        """Organisation."""
    @property
    def project_id(self) -> str | None:
        """Project."""
    def replace(
        self,
        *,
        entity: str | None = ...,
        id: str = ...,
        is_open: bool | None = ...,
        last_interaction_date_time: str | None = ...,
        name: str | None = ...,
        organization_id: str | None = ...,
        project_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Interaction:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        entity: str | None = ...,
        id: str = ...,
        is_open: bool | None = ...,
        last_interaction_date_time: str | None = ...,
        name: str | None = ...,
        organization_id: str | None = ...,
        project_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Interaction: ...

@final
class InteractionState(BaseModel):
    """An interaction after it was recorded or closed."""

    def __new__(
        cls,
        *,
        id: str,
        entity: str | None = None,
        is_open: bool | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> InteractionState: ...
    @property
    def entity(self) -> str | None:
        """Kind of thing interacted with; spelt `tool-plugin` or `ToolPlugin`."""
    @property
    def id(self) -> str:
        """Id of the integration."""
    @property
    def is_open(self) -> bool | None:
        """Whether it is open."""
    def replace(
        self,
        *,
        entity: str | None = ...,
        id: str = ...,
        is_open: bool | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> InteractionState:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        entity: str | None = ...,
        id: str = ...,
        is_open: bool | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> InteractionState: ...

@final
class SharingLink(BaseModel):
    """A link that lets others use an agent. It holds a token, so no printed form shows it."""

    def __new__(
        cls,
        *,
        agent_id: str | None = None,
        api_token: str | None = None,
        shared_link: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> SharingLink: ...
    @property
    def agent_id(self) -> str | None:
        """Id of the agent."""
    @property
    def api_token(self) -> str | None:
        """Token in the link."""
    @property
    def shared_link(self) -> str | None:
        """The link."""
    def replace(
        self,
        *,
        agent_id: str | None = ...,
        api_token: str | None = ...,
        shared_link: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> SharingLink:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        agent_id: str | None = ...,
        api_token: str | None = ...,
        shared_link: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> SharingLink: ...

@final
class TokenInfo(BaseModel):
    """What a token belongs to."""

    def __new__(
        cls,
        *,
        organization_id: str | None = None,
        project_id: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> TokenInfo: ...
    @property
    def organization_id(self) -> str | None:
        """Organisation."""
    @property
    def project_id(self) -> str | None:
        """Project."""
    def replace(
        self,
        *,
        organization_id: str | None = ...,
        project_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> TokenInfo:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        organization_id: str | None = ...,
        project_id: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> TokenInfo: ...

@final
class Definitions(BaseModel):
    """What the files of a set-up define for one environment, with every directive resolved."""

    def __new__(
        cls,
        *,
        agents: Sequence[Definition | DefinitionDict],
        integrations: Sequence[Definition | DefinitionDict],
        removed: Removed | RemovedDict,
        files: Sequence[str],
        notes: Sequence[Note | NoteDict],
        environment: Environment | EnvironmentDict | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Definitions: ...
    @property
    def agents(self) -> tuple[Definition, ...]:
        """The agents, in the order of their names."""
    @property
    def integrations(self) -> tuple[Definition, ...]:
        """The integrations, in the order of their names."""
    @property
    def environment(self) -> Environment | None:
        """The environment that was asked for; absent where the files declare none."""
    @property
    def removed(self) -> Removed:
        """What is to be deleted, by name."""
    @property
    def files(self) -> tuple[str, ...]:
        """Every file that was read, relative to the folder of the set-up, in order."""
    @property
    def notes(self) -> tuple[Note, ...]:
        """What is worth knowing and no fault."""
    def replace(
        self,
        *,
        agents: Sequence[Definition | DefinitionDict] = ...,
        integrations: Sequence[Definition | DefinitionDict] = ...,
        environment: Environment | EnvironmentDict | None = ...,
        removed: Removed | RemovedDict = ...,
        files: Sequence[str] = ...,
        notes: Sequence[Note | NoteDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Definitions:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        agents: Sequence[Definition | DefinitionDict] = ...,
        integrations: Sequence[Definition | DefinitionDict] = ...,
        environment: Environment | EnvironmentDict | None = ...,
        removed: Removed | RemovedDict = ...,
        files: Sequence[str] = ...,
        notes: Sequence[Note | NoteDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Definitions: ...

@final
class Definition(BaseModel):
    """One agent or integration that files define."""

    def __new__(
        cls,
        *,
        kind: _DefinitionKind,
        name: str,
        definition: object,
        sources: Sequence[MemberSource | MemberSourceDict],
        secrets: Sequence[SecretReference | SecretReferenceDict],
        file: str | None = None,
        renamed_from: str | None = None,
        only: Sequence[str] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Definition: ...
    @property
    def kind(self) -> _DefinitionKind:
        """Whether it is an agent or an integration."""
    @property
    def name(self) -> str:
        """Its name, by which the server's object is found."""
    @property
    def file(self) -> str | None:
        """The file, relative to the folder of the set-up; absent for a definition given in code."""
    @property
    def definition(self) -> Any:
        """What is sent, in wire names.

        Texts of files are in their places, a manifest is a text, members under `$extra` stand
        beside the others, `null` means absent, a secret is `{"$env": NAME}`.
        """
    @property
    def renamed_from(self) -> str | None:
        """The name that it had before."""
    @property
    def only(self) -> tuple[str, ...] | None:
        """The environments it belongs to; absent where it belongs to all."""
    @property
    def sources(self) -> tuple[MemberSource, ...]:
        """The members whose values came from a file of their own."""
    @property
    def secrets(self) -> tuple[SecretReference, ...]:
        """The members whose values are read from environment variables while they are sent."""
    def replace(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        file: str | None = ...,
        definition: object = ...,
        renamed_from: str | None = ...,
        only: Sequence[str] | None = ...,
        sources: Sequence[MemberSource | MemberSourceDict] = ...,
        secrets: Sequence[SecretReference | SecretReferenceDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Definition:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        file: str | None = ...,
        definition: object = ...,
        renamed_from: str | None = ...,
        only: Sequence[str] | None = ...,
        sources: Sequence[MemberSource | MemberSourceDict] = ...,
        secrets: Sequence[SecretReference | SecretReferenceDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Definition: ...

@final
class MemberSource(BaseModel):
    """A member whose value is the content of a file."""

    def __new__(
        cls,
        *,
        path: str,
        file: str,
        changes: Sequence[DocumentChange | DocumentChangeDict] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> MemberSource: ...
    @property
    def path(self) -> str:
        """The place in the object, as a JSON Pointer (RFC 6901), such as `/agentData/prompt/instructions`."""
    @property
    def file(self) -> str:
        """The file, relative to the folder of the set-up."""
    @property
    def changes(self) -> tuple[DocumentChange, ...] | None:
        """What was replaced in the document of the file."""
    def replace(
        self,
        *,
        path: str = ...,
        file: str = ...,
        changes: Sequence[DocumentChange | DocumentChangeDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> MemberSource:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        path: str = ...,
        file: str = ...,
        changes: Sequence[DocumentChange | DocumentChangeDict] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> MemberSource: ...

@final
class DocumentChange(BaseModel):
    """One value that was replaced in a document."""

    def __new__(
        cls,
        *,
        path: str,
        value: object,
        extra: Mapping[str, object] | None = None,
    ) -> DocumentChange: ...
    @property
    def path(self) -> str:
        """The place in the document, as a JSON Pointer (RFC 6901)."""
    @property
    def value(self) -> Any:
        """The value that stands there now."""
    def replace(
        self,
        *,
        path: str = ...,
        value: object = ...,
        extra: Mapping[str, object] = ...,
    ) -> DocumentChange:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        path: str = ...,
        value: object = ...,
        extra: Mapping[str, object] = ...,
    ) -> DocumentChange: ...

@final
class SecretReference(BaseModel):
    """A member whose value an environment variable holds."""

    def __new__(
        cls,
        *,
        path: str,
        variable: str,
        extra: Mapping[str, object] | None = None,
    ) -> SecretReference: ...
    @property
    def path(self) -> str:
        """The place in the object, as a JSON Pointer (RFC 6901)."""
    @property
    def variable(self) -> str:
        """Name of the environment variable."""
    def replace(
        self,
        *,
        path: str = ...,
        variable: str = ...,
        extra: Mapping[str, object] = ...,
    ) -> SecretReference:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        path: str = ...,
        variable: str = ...,
        extra: Mapping[str, object] = ...,
    ) -> SecretReference: ...

@final
class Environment(BaseModel):
    """One environment that `geai.yaml` declares."""

    def __new__(
        cls,
        *,
        name: str,
        publish: bool,
        profile: str | None = None,
        project: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Environment: ...
    @property
    def name(self) -> str:
        """Its name."""
    @property
    def profile(self) -> str | None:
        """Section of the credentials file that the command line uses."""
    @property
    def project(self) -> str | None:
        """Id of the only project that it may be applied to."""
    @property
    def publish(self) -> bool:
        """Whether changes are published; `true` unless the file says otherwise."""
    def replace(
        self,
        *,
        name: str = ...,
        profile: str | None = ...,
        project: str | None = ...,
        publish: bool = ...,
        extra: Mapping[str, object] = ...,
    ) -> Environment:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        name: str = ...,
        profile: str | None = ...,
        project: str | None = ...,
        publish: bool = ...,
        extra: Mapping[str, object] = ...,
    ) -> Environment: ...

@final
class Removed(BaseModel):
    """Names of what is to be deleted."""

    def __new__(
        cls,
        *,
        agents: Sequence[str],
        integrations: Sequence[str],
        extra: Mapping[str, object] | None = None,
    ) -> Removed: ...
    @property
    def agents(self) -> tuple[str, ...]:
        """Agents."""
    @property
    def integrations(self) -> tuple[str, ...]:
        """Integrations."""
    def replace(
        self,
        *,
        agents: Sequence[str] = ...,
        integrations: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Removed:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        agents: Sequence[str] = ...,
        integrations: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Removed: ...

@final
class Note(BaseModel):
    """What is worth knowing about a set-up and no fault."""

    def __new__(
        cls,
        *,
        text: str,
        file: str | None = None,
        line: int | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Note: ...
    @property
    def text(self) -> str:
        """What it is."""
    @property
    def file(self) -> str | None:
        """The file that it is about."""
    @property
    def line(self) -> int | None:
        """The line in that file, from 1."""
    def replace(
        self,
        *,
        text: str = ...,
        file: str | None = ...,
        line: int | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Note:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        text: str = ...,
        file: str | None = ...,
        line: int | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Note: ...

@final
class Plan(BaseModel):
    """What applying a set-up to a project would do. As JSON its `format` is `geai-plan/1`."""

    def __new__(
        cls,
        *,
        format: str,
        digest: str,
        publish: bool,
        via_import: bool,
        summary: PlanSummary | PlanSummaryDict,
        changes: Sequence[Change | ChangeDict],
        conflicts: Sequence[Conflict | ConflictDict],
        unmanaged: Unmanaged | UnmanagedDict,
        notes: Sequence[PlanNote | PlanNoteDict],
        objects: Sequence[ManagedObject | ManagedObjectDict],
        environment: str | None = None,
        project_id: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Plan: ...
    @property
    def format(self) -> str:
        """Name and version of the format."""
    @property
    def digest(self) -> str:
        """SHA-256 of the document without this member, in the form of RFC 8785."""
    @property
    def environment(self) -> str | None:
        """The environment that it is for."""
    @property
    def project_id(self) -> str | None:
        """The project that it was made for, and the only one that it can be applied to."""
    @property
    def publish(self) -> bool:
        """Whether what it changes is published."""
    @property
    def via_import(self) -> bool:
        """Whether updates of integrations take the route that the vendor's SDK uses."""
    @property
    def summary(self) -> PlanSummary:
        """How many changes there are of each sort."""
    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, in the order in which they are made."""
    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What stands in the way of it."""
    @property
    def unmanaged(self) -> Unmanaged:
        """Names of what the project has and the files do not define."""
    @property
    def notes(self) -> tuple[PlanNote, ...]:
        """What is worth knowing and no change."""
    @property
    def objects(self) -> tuple[ManagedObject, ...]:
        """Every object that the files define, changed or not."""
    def replace(
        self,
        *,
        format: str = ...,
        digest: str = ...,
        environment: str | None = ...,
        project_id: str | None = ...,
        publish: bool = ...,
        via_import: bool = ...,
        summary: PlanSummary | PlanSummaryDict = ...,
        changes: Sequence[Change | ChangeDict] = ...,
        conflicts: Sequence[Conflict | ConflictDict] = ...,
        unmanaged: Unmanaged | UnmanagedDict = ...,
        notes: Sequence[PlanNote | PlanNoteDict] = ...,
        objects: Sequence[ManagedObject | ManagedObjectDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Plan:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        format: str = ...,
        digest: str = ...,
        environment: str | None = ...,
        project_id: str | None = ...,
        publish: bool = ...,
        via_import: bool = ...,
        summary: PlanSummary | PlanSummaryDict = ...,
        changes: Sequence[Change | ChangeDict] = ...,
        conflicts: Sequence[Conflict | ConflictDict] = ...,
        unmanaged: Unmanaged | UnmanagedDict = ...,
        notes: Sequence[PlanNote | PlanNoteDict] = ...,
        objects: Sequence[ManagedObject | ManagedObjectDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Plan: ...
    def to_json(self) -> str:
        """The document as JSON."""
    def to_markdown(self) -> str:
        """The document as Markdown, such as for a comment on a pull request."""
    def _to_html(self) -> str:
        """The document as HTML, for notebooks."""
    @classmethod
    def from_json(cls, text: str, /) -> Plan:
        """Reads the JSON of a document, and checks it."""

@final
class PlanSummary(BaseModel):
    """How many changes a plan has of each sort."""

    def __new__(
        cls,
        *,
        create: int,
        update: int,
        publish: int,
        rename: int,
        delete: int,
        unchanged: int,
        conflicts: int,
        extra: Mapping[str, object] | None = None,
    ) -> PlanSummary: ...
    @property
    def create(self) -> int:
        """Objects that are created."""
    @property
    def update(self) -> int:
        """Objects whose members change."""
    @property
    def publish(self) -> int:
        """Drafts that are published as they are."""
    @property
    def rename(self) -> int:
        """Objects that get another name."""
    @property
    def delete(self) -> int:
        """Objects that are deleted."""
    @property
    def unchanged(self) -> int:
        """Objects that are as the files define them."""
    @property
    def conflicts(self) -> int:
        """Reasons that stand in the way."""
    def replace(
        self,
        *,
        create: int = ...,
        update: int = ...,
        publish: int = ...,
        rename: int = ...,
        delete: int = ...,
        unchanged: int = ...,
        conflicts: int = ...,
        extra: Mapping[str, object] = ...,
    ) -> PlanSummary:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        create: int = ...,
        update: int = ...,
        publish: int = ...,
        rename: int = ...,
        delete: int = ...,
        unchanged: int = ...,
        conflicts: int = ...,
        extra: Mapping[str, object] = ...,
    ) -> PlanSummary: ...

@final
class Change(BaseModel):
    """One change."""

    def __new__(
        cls,
        *,
        kind: _DefinitionKind,
        name: str,
        action: _ChangeAction,
        publishes: bool,
        ring: bool,
        members: Sequence[MemberChange | MemberChangeDict],
        secrets: Sequence[SecretReference | SecretReferenceDict],
        sources: Sequence[MemberSource | MemberSourceDict],
        only_on_server: Sequence[str],
        notes: Sequence[str],
        id: str | None = None,
        file: str | None = None,
        renamed_from: str | None = None,
        base: ChangeBase | ChangeBaseDict | None = None,
        body: object | None = None,
        kept: Sequence[str] | None = None,
        tools: ToolChanges | ToolChangesDict | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Change: ...
    @property
    def kind(self) -> _DefinitionKind:
        """Whether it is of an agent or an integration."""
    @property
    def name(self) -> str:
        """Name of the object."""
    @property
    def action(self) -> _ChangeAction:
        """What is done."""
    @property
    def id(self) -> str | None:
        """Id of the object; absent for one that is created."""
    @property
    def file(self) -> str | None:
        """The file that defines it."""
    @property
    def renamed_from(self) -> str | None:
        """The name that it had before."""
    @property
    def base(self) -> ChangeBase | None:
        """What the change was computed on; absent for one that is created."""
    @property
    def publishes(self) -> bool:
        """Whether it is published."""
    @property
    def ring(self) -> bool:
        """Whether an agent of its ring is made before it: it is then created by its name first."""
    @property
    def members(self) -> tuple[MemberChange, ...]:
        """The members that change."""
    @property
    def body(self) -> Any:
        """What is sent.

        A member whose value an environment variable holds is `{"$env": NAME}`; a secret that only
        the server has is `{"$kept": PLACE}`, with its place in what the change was computed on.
        """
    @property
    def secrets(self) -> tuple[SecretReference, ...]:
        """Where environment variables are filled in."""
    @property
    def kept(self) -> tuple[str, ...] | None:
        """Where secrets that only the server has are filled in: it is asked for them when the plan is applied."""
    @property
    def sources(self) -> tuple[MemberSource, ...]:
        """Which members came from a file of their own."""
    @property
    def tools(self) -> ToolChanges | None:
        """The tools that a new manifest adds and takes away."""
    @property
    def only_on_server(self) -> tuple[str, ...]:
        """Members that the server has beyond the file."""
    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth knowing."""
    def replace(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        action: _ChangeAction = ...,
        id: str | None = ...,
        file: str | None = ...,
        renamed_from: str | None = ...,
        base: ChangeBase | ChangeBaseDict | None = ...,
        publishes: bool = ...,
        ring: bool = ...,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        body: object | None = ...,
        secrets: Sequence[SecretReference | SecretReferenceDict] = ...,
        kept: Sequence[str] | None = ...,
        sources: Sequence[MemberSource | MemberSourceDict] = ...,
        tools: ToolChanges | ToolChangesDict | None = ...,
        only_on_server: Sequence[str] = ...,
        notes: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Change:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        action: _ChangeAction = ...,
        id: str | None = ...,
        file: str | None = ...,
        renamed_from: str | None = ...,
        base: ChangeBase | ChangeBaseDict | None = ...,
        publishes: bool = ...,
        ring: bool = ...,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        body: object | None = ...,
        secrets: Sequence[SecretReference | SecretReferenceDict] = ...,
        kept: Sequence[str] | None = ...,
        sources: Sequence[MemberSource | MemberSourceDict] = ...,
        tools: ToolChanges | ToolChangesDict | None = ...,
        only_on_server: Sequence[str] = ...,
        notes: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Change: ...

@final
class ChangeBase(BaseModel):
    """What a change was computed on."""

    def __new__(
        cls,
        *,
        digest: str,
        revision: int | None = None,
        published: int | None = None,
        content: _BaseContent | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> ChangeBase: ...
    @property
    def revision(self) -> int | None:
        """The newest revision that was seen; absent for integrations, which have none."""
    @property
    def published(self) -> int | None:
        """The published revision; absent where none is published."""
    @property
    def content(self) -> _BaseContent | None:
        """Which of them the change was computed on."""
    @property
    def digest(self) -> str:
        """SHA-256 of the members that a definition can hold."""
    def replace(
        self,
        *,
        revision: int | None = ...,
        published: int | None = ...,
        content: _BaseContent | None = ...,
        digest: str = ...,
        extra: Mapping[str, object] = ...,
    ) -> ChangeBase:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        revision: int | None = ...,
        published: int | None = ...,
        content: _BaseContent | None = ...,
        digest: str = ...,
        extra: Mapping[str, object] = ...,
    ) -> ChangeBase: ...

@final
class MemberChange(BaseModel):
    """A member that changes."""

    def __new__(
        cls,
        *,
        path: str,
        before: object | None = None,
        after: object | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> MemberChange: ...
    @property
    def path(self) -> str:
        """Its place as a JSON Pointer (RFC 6901); elements that have names are called by them."""
    @property
    def before(self) -> Any:
        """The value before; absent where there was none."""
    @property
    def after(self) -> Any:
        """The value afterwards; absent where the member is to be."""
    def replace(
        self,
        *,
        path: str = ...,
        before: object | None = ...,
        after: object | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> MemberChange:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        path: str = ...,
        before: object | None = ...,
        after: object | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> MemberChange: ...

@final
class ToolChanges(BaseModel):
    """The tools that a manifest adds and takes away."""

    def __new__(
        cls,
        *,
        added: Sequence[str],
        removed: Sequence[str],
        extra: Mapping[str, object] | None = None,
    ) -> ToolChanges: ...
    @property
    def added(self) -> tuple[str, ...]:
        """Tools that are new."""
    @property
    def removed(self) -> tuple[str, ...]:
        """Tools that are removed."""
    def replace(
        self,
        *,
        added: Sequence[str] = ...,
        removed: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> ToolChanges:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        added: Sequence[str] = ...,
        removed: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> ToolChanges: ...

@final
class Conflict(BaseModel):
    """What stands in the way of a plan."""

    def __new__(
        cls,
        *,
        kind: _DefinitionKind,
        name: str,
        reason: _ConflictReason,
        text: str,
        revision: int | None = None,
        allow: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Conflict: ...
    @property
    def kind(self) -> _DefinitionKind:
        """Whether it is about an agent or an integration."""
    @property
    def name(self) -> str:
        """Name of the object."""
    @property
    def reason(self) -> _ConflictReason:
        """Why."""
    @property
    def text(self) -> str:
        """The same for people, with what can be done."""
    @property
    def revision(self) -> int | None:
        """The revision that it is about."""
    @property
    def allow(self) -> str | None:
        """The option that allows it."""
    def replace(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        reason: _ConflictReason = ...,
        text: str = ...,
        revision: int | None = ...,
        allow: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Conflict:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        reason: _ConflictReason = ...,
        text: str = ...,
        revision: int | None = ...,
        allow: str | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> Conflict: ...

@final
class Unmanaged(BaseModel):
    """Names of what a project has and the files do not define."""

    def __new__(
        cls,
        *,
        agents: Sequence[str],
        integrations: Sequence[str],
        extra: Mapping[str, object] | None = None,
    ) -> Unmanaged: ...
    @property
    def agents(self) -> tuple[str, ...]:
        """Agents."""
    @property
    def integrations(self) -> tuple[str, ...]:
        """Integrations."""
    def replace(
        self,
        *,
        agents: Sequence[str] = ...,
        integrations: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Unmanaged:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        agents: Sequence[str] = ...,
        integrations: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Unmanaged: ...

@final
class PlanNote(BaseModel):
    """What is worth knowing of a plan and no change."""

    def __new__(
        cls,
        *,
        text: str,
        kind: _DefinitionKind | None = None,
        name: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> PlanNote: ...
    @property
    def kind(self) -> _DefinitionKind | None:
        """Whether it is about an agent or an integration; absent where it is about neither."""
    @property
    def name(self) -> str | None:
        """Name of the object."""
    @property
    def text(self) -> str:
        """What it is."""
    def replace(
        self,
        *,
        kind: _DefinitionKind | None = ...,
        name: str | None = ...,
        text: str = ...,
        extra: Mapping[str, object] = ...,
    ) -> PlanNote:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        kind: _DefinitionKind | None = ...,
        name: str | None = ...,
        text: str = ...,
        extra: Mapping[str, object] = ...,
    ) -> PlanNote: ...

@final
class ManagedObject(BaseModel):
    """An object that the files define."""

    def __new__(
        cls,
        *,
        kind: _DefinitionKind,
        name: str,
        definition: object,
        digest: str,
        id: str | None = None,
        revision: int | None = None,
        baseline: object | None = None,
        only_on_server: Sequence[str] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> ManagedObject: ...
    @property
    def kind(self) -> _DefinitionKind:
        """Whether it is an agent or an integration."""
    @property
    def name(self) -> str:
        """Its name."""
    @property
    def id(self) -> str | None:
        """Its id; absent until it exists."""
    @property
    def revision(self) -> int | None:
        """Its revision; absent for integrations."""
    @property
    def definition(self) -> Any:
        """The definition as it was compared."""
    @property
    def digest(self) -> str:
        """SHA-256 of the definition, in the form of RFC 8785."""
    @property
    def baseline(self) -> Any:
        """What the baseline said of it, which stays true where the change is not reached."""
    @property
    def only_on_server(self) -> tuple[str, ...] | None:
        """Of an unchanged object the members that the server has beyond the file; absent where there are none."""
    def replace(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        id: str | None = ...,
        revision: int | None = ...,
        definition: object = ...,
        digest: str = ...,
        baseline: object | None = ...,
        only_on_server: Sequence[str] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ManagedObject:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        id: str | None = ...,
        revision: int | None = ...,
        definition: object = ...,
        digest: str = ...,
        baseline: object | None = ...,
        only_on_server: Sequence[str] | None = ...,
        extra: Mapping[str, object] = ...,
    ) -> ManagedObject: ...

@final
class Applied(BaseModel):
    """Result of applying a plan. As JSON its `format` is `geai-applied/1`."""

    def __new__(
        cls,
        *,
        format: str,
        plan: str,
        complete: bool,
        steps: Sequence[Step | StepDict],
        objects: Sequence[ManagedObject | ManagedObjectDict],
        environment: str | None = None,
        project_id: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Applied: ...
    @property
    def format(self) -> str:
        """Name and version of the format."""
    @property
    def environment(self) -> str | None:
        """The environment of the plan."""
    @property
    def project_id(self) -> str | None:
        """The project that it was applied to."""
    @property
    def plan(self) -> str:
        """Digest of the plan."""
    @property
    def complete(self) -> bool:
        """Whether everything was done."""
    @property
    def steps(self) -> tuple[Step, ...]:
        """Outcome of each step, in the order of the plan; publishing is a step of its own."""
    @property
    def objects(self) -> tuple[ManagedObject, ...]:
        """Every object that the files define, as it stands now: the baseline of the next plan."""
    def replace(
        self,
        *,
        format: str = ...,
        environment: str | None = ...,
        project_id: str | None = ...,
        plan: str = ...,
        complete: bool = ...,
        steps: Sequence[Step | StepDict] = ...,
        objects: Sequence[ManagedObject | ManagedObjectDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Applied:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        format: str = ...,
        environment: str | None = ...,
        project_id: str | None = ...,
        plan: str = ...,
        complete: bool = ...,
        steps: Sequence[Step | StepDict] = ...,
        objects: Sequence[ManagedObject | ManagedObjectDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Applied: ...
    def to_json(self) -> str:
        """The document as JSON."""
    def to_markdown(self) -> str:
        """The document as Markdown, such as for a comment on a pull request."""
    def _to_html(self) -> str:
        """The document as HTML, for notebooks."""
    @classmethod
    def from_json(cls, text: str, /) -> Applied:
        """Reads the JSON of a document, and checks it."""

@final
class Step(BaseModel):
    """One step and its outcome."""

    def __new__(
        cls,
        *,
        kind: _DefinitionKind,
        name: str,
        action: _ChangeAction,
        outcome: _StepOutcome,
        members: Sequence[MemberChange | MemberChangeDict],
        id: str | None = None,
        revision: int | None = None,
        version: int | None = None,
        error: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> Step: ...
    @property
    def kind(self) -> _DefinitionKind:
        """Whether it is of an agent or an integration."""
    @property
    def name(self) -> str:
        """Name of the object."""
    @property
    def action(self) -> _ChangeAction:
        """What it does."""
    @property
    def outcome(self) -> _StepOutcome:
        """Its outcome."""
    @property
    def id(self) -> str | None:
        """Id of the object."""
    @property
    def revision(self) -> int | None:
        """The revision that it made or published."""
    @property
    def version(self) -> int | None:
        """The version that it published."""
    @property
    def error(self) -> str | None:
        """Why it was not done."""
    @property
    def members(self) -> tuple[MemberChange, ...]:
        """Members that the server did not take."""
    def replace(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        action: _ChangeAction = ...,
        outcome: _StepOutcome = ...,
        id: str | None = ...,
        revision: int | None = ...,
        version: int | None = ...,
        error: str | None = ...,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Step:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        kind: _DefinitionKind = ...,
        name: str = ...,
        action: _ChangeAction = ...,
        outcome: _StepOutcome = ...,
        id: str | None = ...,
        revision: int | None = ...,
        version: int | None = ...,
        error: str | None = ...,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Step: ...

@final
class EnsuredAgent(BaseModel):
    """An agent that is what it should be."""

    def __new__(
        cls,
        *,
        object: Agent | AgentDict,
        changed: bool,
        members: Sequence[MemberChange | MemberChangeDict],
        extra: Mapping[str, builtins.object] | None = None,
    ) -> EnsuredAgent: ...
    @property
    def object(self) -> Agent:
        """The agent; of its revisions the newest."""
    @property
    def changed(self) -> bool:
        """Whether anything was done."""
    @property
    def members(self) -> tuple[MemberChange, ...]:
        """The members that were changed."""
    def replace(
        self,
        *,
        object: Agent | AgentDict = ...,
        changed: bool = ...,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        extra: Mapping[str, builtins.object] = ...,
    ) -> EnsuredAgent:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        object: Agent | AgentDict = ...,
        changed: bool = ...,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        extra: Mapping[str, builtins.object] = ...,
    ) -> EnsuredAgent: ...

@final
class EnsuredIntegration(BaseModel):
    """An integration that is what it should be."""

    def __new__(
        cls,
        *,
        object: Integration | IntegrationDict,
        changed: bool,
        members: Sequence[MemberChange | MemberChangeDict],
        extra: Mapping[str, builtins.object] | None = None,
    ) -> EnsuredIntegration: ...
    @property
    def object(self) -> Integration:
        """The integration."""
    @property
    def changed(self) -> bool:
        """Whether anything was done."""
    @property
    def members(self) -> tuple[MemberChange, ...]:
        """The members that were changed."""
    def replace(
        self,
        *,
        object: Integration | IntegrationDict = ...,
        changed: bool = ...,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        extra: Mapping[str, builtins.object] = ...,
    ) -> EnsuredIntegration:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        object: Integration | IntegrationDict = ...,
        changed: bool = ...,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        extra: Mapping[str, builtins.object] = ...,
    ) -> EnsuredIntegration: ...

@final
class Difference(BaseModel):
    """What differs between two definitions or revisions."""

    def __new__(
        cls,
        *,
        members: Sequence[MemberChange | MemberChangeDict],
        extra: Mapping[str, object] | None = None,
    ) -> Difference: ...
    @property
    def members(self) -> tuple[MemberChange, ...]:
        """The members that differ, in the order of the second one."""
    def replace(
        self,
        *,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Difference:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        members: Sequence[MemberChange | MemberChangeDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Difference: ...
    def to_json(self) -> str:
        """The document as JSON."""
    def to_markdown(self) -> str:
        """The document as Markdown, such as for a comment on a pull request."""
    def _to_html(self) -> str:
        """The document as HTML, for notebooks."""
    @classmethod
    def from_json(cls, text: str, /) -> Difference:
        """Reads the JSON of a document, and checks it."""

@final
class Pulled(BaseModel):
    """Result of pulling a project into files. Paths are relative to the folder of the set-up."""

    def __new__(
        cls,
        *,
        written: Sequence[str],
        unchanged: Sequence[str],
        left: Sequence[LeftFile | LeftFileDict],
        notes: Sequence[PlanNote | PlanNoteDict],
        dry_run: bool,
        extra: Mapping[str, object] | None = None,
    ) -> Pulled: ...
    @property
    def written(self) -> tuple[str, ...]:
        """Files that were made or changed; of a dry run those that would be."""
    @property
    def unchanged(self) -> tuple[str, ...]:
        """Files of definitions that are as the server has them."""
    @property
    def left(self) -> tuple[LeftFile, ...]:
        """Files that were left as they are, although the server has something else."""
    @property
    def notes(self) -> tuple[PlanNote, ...]:
        """What is worth knowing: what was not pulled, and the variables that stand for secrets."""
    @property
    def dry_run(self) -> bool:
        """Whether nothing was to be written."""
    def replace(
        self,
        *,
        written: Sequence[str] = ...,
        unchanged: Sequence[str] = ...,
        left: Sequence[LeftFile | LeftFileDict] = ...,
        notes: Sequence[PlanNote | PlanNoteDict] = ...,
        dry_run: bool = ...,
        extra: Mapping[str, object] = ...,
    ) -> Pulled:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        written: Sequence[str] = ...,
        unchanged: Sequence[str] = ...,
        left: Sequence[LeftFile | LeftFileDict] = ...,
        notes: Sequence[PlanNote | PlanNoteDict] = ...,
        dry_run: bool = ...,
        extra: Mapping[str, object] = ...,
    ) -> Pulled: ...
    def to_json(self) -> str:
        """The document as JSON."""
    def to_markdown(self) -> str:
        """The document as Markdown, such as for a comment on a pull request."""
    def _to_html(self) -> str:
        """The document as HTML, for notebooks."""
    @classmethod
    def from_json(cls, text: str, /) -> Pulled:
        """Reads the JSON of a document, and checks it."""

@final
class LeftFile(BaseModel):
    """A file that was left as it is."""

    def __new__(
        cls,
        *,
        file: str,
        reason: str,
        lines: Sequence[str],
        extra: Mapping[str, object] | None = None,
    ) -> LeftFile: ...
    @property
    def file(self) -> str:
        """The file."""
    @property
    def reason(self) -> str:
        """Why."""
    @property
    def lines(self) -> tuple[str, ...]:
        """The lines in which the server differs, as unified diffs show them."""
    def replace(
        self,
        *,
        file: str = ...,
        reason: str = ...,
        lines: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> LeftFile:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        file: str = ...,
        reason: str = ...,
        lines: Sequence[str] = ...,
        extra: Mapping[str, object] = ...,
    ) -> LeftFile: ...

@final
class Graph(BaseModel):
    """Who uses whom in a project: its agents and integrations, and the tools that the agents use."""

    def __new__(
        cls,
        *,
        nodes: Sequence[GraphNode | GraphNodeDict],
        edges: Sequence[GraphEdge | GraphEdgeDict],
        extra: Mapping[str, object] | None = None,
    ) -> Graph: ...
    @property
    def nodes(self) -> tuple[GraphNode, ...]:
        """Agents, tools and integrations, each sort by name."""
    @property
    def edges(self) -> tuple[GraphEdge, ...]:
        """Who uses whom, in the order of the nodes. A tool uses the integration that makes it."""
    def replace(
        self,
        *,
        nodes: Sequence[GraphNode | GraphNodeDict] = ...,
        edges: Sequence[GraphEdge | GraphEdgeDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Graph:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        nodes: Sequence[GraphNode | GraphNodeDict] = ...,
        edges: Sequence[GraphEdge | GraphEdgeDict] = ...,
        extra: Mapping[str, object] = ...,
    ) -> Graph: ...
    def to_json(self) -> str:
        """The document as JSON."""
    def to_markdown(self) -> str:
        """The document as Markdown, such as for a comment on a pull request."""
    def _to_html(self) -> str:
        """The document as HTML, for notebooks."""
    def to_mermaid(self) -> str:
        """The graph as Mermaid draws it."""
    def to_dot(self) -> str:
        """The graph in the language of Graphviz."""
    def to_svg(self) -> str:
        """The graph as a picture. It needs no library and loads nothing."""
    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]: ...
    @classmethod
    def from_json(cls, text: str, /) -> Graph:
        """Reads the JSON of a document, and checks it."""

@final
class GraphNode(BaseModel):
    """An agent, a tool or an integration."""

    def __new__(
        cls,
        *,
        id: str,
        kind: _GraphNodeKind,
        name: str,
        state: _GraphNodeState,
        extra: Mapping[str, object] | None = None,
    ) -> GraphNode: ...
    @property
    def id(self) -> str:
        """What edges call it: its kind and name, of a tool the integration between them."""
    @property
    def kind(self) -> _GraphNodeKind:
        """What it is."""
    @property
    def name(self) -> str:
        """Its name."""
    @property
    def state(self) -> _GraphNodeState:
        """`draft`: its newest revision, which is the one shown, is a draft.

        `missing`: the project does not have it. `unverified`: a tool with a public name that no
        integration of the project makes; it may be one of the installation.
        """
    def replace(
        self,
        *,
        id: str = ...,
        kind: _GraphNodeKind = ...,
        name: str = ...,
        state: _GraphNodeState = ...,
        extra: Mapping[str, object] = ...,
    ) -> GraphNode:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        id: str = ...,
        kind: _GraphNodeKind = ...,
        name: str = ...,
        state: _GraphNodeState = ...,
        extra: Mapping[str, object] = ...,
    ) -> GraphNode: ...

@final
class GraphEdge(BaseModel):
    """A use."""

    def __new__(
        cls,
        *,
        source: str,
        target: str,
        ring: bool,
        extra: Mapping[str, object] | None = None,
    ) -> GraphEdge: ...
    @property
    def source(self) -> str:
        """Id of the node that uses."""
    @property
    def target(self) -> str:
        """Id of the node that is used."""
    @property
    def ring(self) -> bool:
        """Whether it is part of a ring: the agents of a ring use each other."""
    def replace(
        self,
        *,
        source: str = ...,
        target: str = ...,
        ring: bool = ...,
        extra: Mapping[str, object] = ...,
    ) -> GraphEdge:
        """A copy with some members changed.

        `None` unsets one, `NULL` clears one where it is sent, `extra` replaces all further members.
        """
    def __replace__(
        self,
        *,
        source: str = ...,
        target: str = ...,
        ring: bool = ...,
        extra: Mapping[str, object] = ...,
    ) -> GraphEdge: ...

class AgentDefinitionDict(TypedDict, total=False):
    """What `create`, `upsert` and `update` send. Only the members you set are sent, nothing is filled in."""

    name: str | Null | None
    """Name, unique in the project; `:` and `/` are not allowed. Required to create."""
    access_scope: _AccessScope | Null | None
    """Who may use the agent. Server default: `private`."""
    public_name: str | Null | None
    """Public identifier, required for `public` agents: lower-case letters, digits, `.`, `-`, `_`."""
    job_description: str | Null | None
    """Short role text."""
    avatar_image: str | Null | None
    """URL of a picture."""
    description: str | Null | None
    """Summary for people."""
    sharing_scope: _SharingScope | Null | None
    """Who the agent is shared with. Server default: `organization`."""
    agent_data: AgentData | AgentDataDict | Null | None
    """Strategy, prompt, models and tools. On an update it replaces the whole block."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class AgentDict(TypedDict, total=False):
    """An agent as the server describes it. `to_definition` gives what an update takes."""

    id: str | None
    """Unique id (GUID)."""
    name: str | None
    """Name, unique in the project."""
    access_scope: _AccessScope | None
    """Who may use the agent."""
    public_name: str | None
    """Public identifier of a public agent."""
    job_description: str | None
    """Short role text."""
    avatar_image: str | None
    """URL of a picture."""
    description: str | None
    """Summary for people."""
    sharing_scope: _SharingScope | None
    """Who the agent is shared with."""
    agent_data: AgentData | AgentDataDict | None
    """Strategy, prompt, models and tools."""
    status: _AgentStatus | None
    """Whether the agent is in use."""
    is_draft: bool | None
    """Whether this revision is a draft."""
    is_readonly: bool | None
    """Whether the agent cannot be changed."""
    revision: int | None
    """Revision number; every update makes the next one."""
    version: float | None
    """Published version; absent on drafts. An integer where it is integral."""
    permissions: Permissions | PermissionsDict | None
    """Permissions set on the agent."""
    effective_permissions: Permissions | PermissionsDict | None
    """Permissions after those of the organisation were applied."""
    messages: Sequence[Message | MessageDict] | None
    """Warnings about a draft."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class AgentDataDict(TypedDict, total=False):
    """How an agent works: strategy, prompt, models, tools."""

    strategy_name: str | Null | None
    """Reasoning strategy, such as `Chain of Thought` or `Dynamic Prompting`."""
    strategy_id: str | Null | None
    """Id of the reasoning strategy, in answers to an import."""
    prompt: Prompt | PromptDict | Null | None
    """The prompt of the model."""
    llm_config: LlmConfig | LlmConfigDict | Null | None
    """Settings for every model of the agent."""
    models: Sequence[ModelRef | ModelRefDict] | Null | None
    """Models, in order of preference."""
    resource_pools: Sequence[ResourcePool | ResourcePoolDict] | Null | None
    """Tools and helper agents."""
    properties: Sequence[Property | PropertyDict] | Null | None
    """Further settings; seen in answers only."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class PromptDict(TypedDict, total=False):
    """The prompt of the model."""

    context: str | Null | None
    """Background for the model."""
    instructions: str | Null | None
    """What to do; needed to publish."""
    examples: Sequence[PromptExample | PromptExampleDict] | Null | None
    """Pairs of input and expected output."""
    inputs: Sequence[str] | Null | None
    """Names of the expected inputs."""
    outputs: Sequence[PromptOutput | PromptOutputDict] | Null | None
    """Declared outputs."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class PromptExampleDict(TypedDict, total=False):
    """One example of a prompt."""

    input_data: str | Null | None
    """What goes in."""
    output: str | Null | None
    """What should come out; JSON in a string where the agent declares outputs."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class PromptOutputDict(TypedDict, total=False):
    """One declared output of a prompt."""

    key: str | Null | None
    """Name of the output."""
    description: str | Null | None
    """What it holds."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class LlmConfigDict(TypedDict, total=False):
    """Settings of a language model. Nothing is filled in on the client."""

    max_tokens: int | Null | None
    """Most tokens in an answer."""
    timeout: int | Null | None
    """Time allowed for an answer; 0 is none. The vendor gives no unit, its SDK says seconds."""
    sampling: Sampling | SamplingDict | Null | None
    """How answers are sampled."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class SamplingDict(TypedDict, total=False):
    """How answers are sampled."""

    temperature: float | Null | None
    """Randomness; 0 is the least."""
    top_k: int | Null | None
    """How many candidates are considered."""
    top_p: float | Null | None
    """Probability mass that is considered."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ModelRefDict(TypedDict, total=False):
    """A language model an agent may use."""

    name: str | Null | None
    """Name, such as `gpt-4o` or `openai/gpt-4o`."""
    id: str | Null | None
    """Id of the model."""
    llm_config: LlmConfig | LlmConfigDict | Null | None
    """Settings for this model alone."""
    prompt: object | Null | None
    """Prompt for this model alone, free form."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ResourcePoolDict(TypedDict, total=False):
    """A named group of tools and helper agents."""

    name: str | Null | None
    """Name, unique inside the agent."""
    is_external: bool | Null | None
    """Whether the tools live elsewhere and are not checked when publishing."""
    tools: Sequence[ToolRef | ToolRefDict] | Null | None
    """Tools."""
    agents: Sequence[AgentRef | AgentRefDict] | Null | None
    """Helper agents."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ToolRefDict(TypedDict, total=False):
    """A tool that an agent may use. Give an id or a name; v2 documents names only."""

    id: str | Null | None
    """Id of the tool."""
    name: str | Null | None
    """Name or public name of the tool; may hold an id."""
    revision: int | Null | None
    """Revision to use. Default: the latest published."""
    version: float | Null | None
    """Version, in packages."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class AgentRefDict(TypedDict, total=False):
    """A helper agent."""

    id: str | Null | None
    """Id of the agent."""
    name: str | Null | None
    """Name of the agent; may hold an id."""
    revision: int | Null | None
    """Revision to use. Default: the latest published."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class PropertyDict(TypedDict, total=False):
    """A further setting of an agent."""

    data_type: str | Null | None
    """Type of the value."""
    key: str | Null | None
    """Name of the setting."""
    value: str | Null | None
    """Its value, as text."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class PermissionsDict(TypedDict, total=False):
    """Who may share or run an agent."""

    chat_sharing: _Permission | None
    """Who may share chats."""
    external_execution: _Permission | None
    """Who may run the agent from outside."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class MessageDict(TypedDict, total=False):
    """A remark of the server."""

    id: int | None
    """Number of the remark."""
    description: str | None
    """Its text."""
    type: _MessageType | None
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
    """The prompt of the model."""
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

    name: str | Null | None
    """Name, unique in the project. Required to import."""
    description: str | Null | None
    """Summary for people."""
    public_name: str | Null | None
    """Public identifier, such as `com.example.parcels`."""
    access_scope: _AccessScope | Null | None
    """Who may use the integration."""
    manifest: str | PathLike[str] | Mapping[str, object] | Null | None
    """OpenAPI or MCP document: JSON or YAML text, sent to the letter; or an object, or a file. Required to import."""
    security_scheme: SecurityScheme | SecuritySchemeDict | Null | None
    """How the service authenticates."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class IntegrationDict(TypedDict, total=False):
    """An integration as the server describes it."""

    id: str | None
    """Unique id (GUID)."""
    name: str | None
    """Name, unique in the project."""
    description: str | None
    """Summary for people."""
    public_name: str | None
    """Public identifier."""
    access_scope: _AccessScope | None
    """Who may use the integration."""
    manifest: str | PathLike[str] | Mapping[str, object] | None
    """Description of the service, as text."""
    security_scheme: SecurityScheme | SecuritySchemeDict | None
    """How the service authenticates. Client id and secret are references to stored secrets."""
    parameters: Sequence[ConfigParameter | ConfigParameterDict] | None
    """Configuration, one entry per stored secret."""
    tools: Sequence[ToolSummary | ToolSummaryDict] | None
    """Tools made from the document's operations."""
    is_read_only: bool | None
    """Whether the integration cannot be changed."""
    pending_config_credential: bool | None
    """Whether credentials are missing."""
    pending_publish: bool | None
    """Whether tools wait to be published."""
    status: _IntegrationStatus | None
    """Whether the integration is in use."""
    type: _IntegrationType | None
    """What defines the integration."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class SecuritySchemeDict(TypedDict, total=False):
    """How a service authenticates. Members it does not name pass through."""

    auth_level: _AuthLevel | Null | None
    """Whose credentials are used; compared without regard to case."""
    type: _SecuritySchemeType | Null | None
    """How the service authenticates."""
    in_: _CredentialPlace | Null | None
    """Where the credential travels."""
    issuer: str | Null | None
    """Who issues tokens."""
    name: str | Null | None
    """Name of the header, query parameter or cookie."""
    flows: OAuthFlows | OAuthFlowsDict | Null | None
    """OAuth flows."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class OAuthFlowsDict(TypedDict, total=False):
    """OAuth flows of a scheme. Members it does not name pass through."""

    authorization_code: OAuthFlow | OAuthFlowDict | Null | None
    """The flow with a browser."""
    client_credentials: OAuthFlow | OAuthFlowDict | Null | None
    """The flow without a user."""
    x_additional_parameters: object | Null | None
    """Further parameters; any JSON."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class OAuthFlowDict(TypedDict, total=False):
    """One OAuth flow. Members it does not name pass through."""

    authorization_url: str | Null | None
    """Where the browser goes."""
    token_url: str | Null | None
    """Where codes become tokens."""
    client_id: str | Null | None
    """Client id: its value, or the exact name of a stored secret; in answers a reference to a stored secret."""
    client_secret: str | Null | None
    """Client secret: its value, or the exact name of a stored secret; in answers a reference to a stored secret.

    Hidden wherever it could be shown.
    """
    challenge_method: _ChallengeMethod | Null | None
    """How a PKCE challenge is made."""
    scopes: Sequence[str] | str | Null | None
    """Scopes; a string is read as a list."""
    scope: str | Null | None
    """Scope of the client-credentials flow."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ConfigParameterDict(TypedDict, total=False):
    """A configuration parameter of an integration."""

    key: str | None
    """Name, such as `securityScheme.flows.authorizationCode.clientId`."""
    data_type: str | Null | None
    """Type of the value, such as `String`."""
    type: _ParameterType | Null | None
    """What it is for."""
    from_secret: bool | Null | None
    """Whether the value refers to a stored secret."""
    is_required: bool | Null | None
    """Whether a value is needed."""
    value: str | Null | None
    """The value. Hidden wherever it could be shown."""
    description: str | Null | None
    """Summary for people."""
    is_inherited: bool | Null | None
    """Whether the value is inherited."""
    value_from: str | Null | None
    """Where the value is inherited from."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ToolSummaryDict(TypedDict, total=False):
    """A tool of an integration."""

    id: str | None
    """Unique id (GUID), which `agents.list_by_tool` takes."""
    name: str | None
    """Name: operation id, `_`, method."""
    public_name: str | None
    """Public identifier."""
    description: str | None
    """Summary for people."""
    revision: int | None
    """Revision number."""
    version: float | None
    """Published version."""
    is_draft: bool | None
    """Whether this is a draft."""
    access_scope: _AccessScope | None
    """Who may use the tool."""
    input_schema: str | PathLike[str] | Mapping[str, object] | None
    """JSON Schema of the input, as text."""
    open_api_json: str | PathLike[str] | Mapping[str, object] | None
    """Where the tool came from, as text."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class DefinitionDict(TypedDict, total=False):
    """One agent or integration that files define."""

    kind: _DefinitionKind | None
    """Whether it is an agent or an integration."""
    name: str | None
    """Its name, by which the server's object is found."""
    file: str | None
    """The file, relative to the folder of the set-up; absent for a definition given in code."""
    definition: object | None
    """What is sent, in wire names.

    Texts of files are in their places, a manifest is a text, members under `$extra` stand beside
    the others, `null` means absent, a secret is `{"$env": NAME}`.
    """
    renamed_from: str | None
    """The name that it had before."""
    only: Sequence[str] | None
    """The environments it belongs to; absent where it belongs to all."""
    sources: Sequence[MemberSource | MemberSourceDict] | None
    """The members whose values came from a file of their own."""
    secrets: Sequence[SecretReference | SecretReferenceDict] | None
    """The members whose values are read from environment variables while they are sent."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class MemberSourceDict(TypedDict, total=False):
    """A member whose value is the content of a file."""

    path: str | None
    """The place in the object, as a JSON Pointer (RFC 6901), such as `/agentData/prompt/instructions`."""
    file: str | None
    """The file, relative to the folder of the set-up."""
    changes: Sequence[DocumentChange | DocumentChangeDict] | None
    """What was replaced in the document of the file."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class DocumentChangeDict(TypedDict, total=False):
    """One value that was replaced in a document."""

    path: str | None
    """The place in the document, as a JSON Pointer (RFC 6901)."""
    value: object | None
    """The value that stands there now."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class SecretReferenceDict(TypedDict, total=False):
    """A member whose value an environment variable holds."""

    path: str | None
    """The place in the object, as a JSON Pointer (RFC 6901)."""
    variable: str | None
    """Name of the environment variable."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class EnvironmentDict(TypedDict, total=False):
    """One environment that `geai.yaml` declares."""

    name: str | None
    """Its name."""
    profile: str | None
    """Section of the credentials file that the command line uses."""
    project: str | None
    """Id of the only project that it may be applied to."""
    publish: bool | None
    """Whether changes are published; `true` unless the file says otherwise."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class RemovedDict(TypedDict, total=False):
    """Names of what is to be deleted."""

    agents: Sequence[str] | None
    """Agents."""
    integrations: Sequence[str] | None
    """Integrations."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class NoteDict(TypedDict, total=False):
    """What is worth knowing about a set-up and no fault."""

    text: str | None
    """What it is."""
    file: str | None
    """The file that it is about."""
    line: int | None
    """The line in that file, from 1."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class PlanSummaryDict(TypedDict, total=False):
    """How many changes a plan has of each sort."""

    create: int | None
    """Objects that are created."""
    update: int | None
    """Objects whose members change."""
    publish: int | None
    """Drafts that are published as they are."""
    rename: int | None
    """Objects that get another name."""
    delete: int | None
    """Objects that are deleted."""
    unchanged: int | None
    """Objects that are as the files define them."""
    conflicts: int | None
    """Reasons that stand in the way."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ChangeDict(TypedDict, total=False):
    """One change."""

    kind: _DefinitionKind | None
    """Whether it is of an agent or an integration."""
    name: str | None
    """Name of the object."""
    action: _ChangeAction | None
    """What is done."""
    id: str | None
    """Id of the object; absent for one that is created."""
    file: str | None
    """The file that defines it."""
    renamed_from: str | None
    """The name that it had before."""
    base: ChangeBase | ChangeBaseDict | None
    """What the change was computed on; absent for one that is created."""
    publishes: bool | None
    """Whether it is published."""
    ring: bool | None
    """Whether an agent of its ring is made before it: it is then created by its name first."""
    members: Sequence[MemberChange | MemberChangeDict] | None
    """The members that change."""
    body: object | None
    """What is sent.

    A member whose value an environment variable holds is `{"$env": NAME}`; a secret that only the
    server has is `{"$kept": PLACE}`, with its place in what the change was computed on.
    """
    secrets: Sequence[SecretReference | SecretReferenceDict] | None
    """Where environment variables are filled in."""
    kept: Sequence[str] | None
    """Where secrets that only the server has are filled in: it is asked for them when the plan is applied."""
    sources: Sequence[MemberSource | MemberSourceDict] | None
    """Which members came from a file of their own."""
    tools: ToolChanges | ToolChangesDict | None
    """The tools that a new manifest adds and takes away."""
    only_on_server: Sequence[str] | None
    """Members that the server has beyond the file."""
    notes: Sequence[str] | None
    """What is worth knowing."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ChangeBaseDict(TypedDict, total=False):
    """What a change was computed on."""

    revision: int | None
    """The newest revision that was seen; absent for integrations, which have none."""
    published: int | None
    """The published revision; absent where none is published."""
    content: _BaseContent | None
    """Which of them the change was computed on."""
    digest: str | None
    """SHA-256 of the members that a definition can hold."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class MemberChangeDict(TypedDict, total=False):
    """A member that changes."""

    path: str | None
    """Its place as a JSON Pointer (RFC 6901); elements that have names are called by them."""
    before: object | None
    """The value before; absent where there was none."""
    after: object | None
    """The value afterwards; absent where the member is to be."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ToolChangesDict(TypedDict, total=False):
    """The tools that a manifest adds and takes away."""

    added: Sequence[str] | None
    """Tools that are new."""
    removed: Sequence[str] | None
    """Tools that are removed."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ConflictDict(TypedDict, total=False):
    """What stands in the way of a plan."""

    kind: _DefinitionKind | None
    """Whether it is about an agent or an integration."""
    name: str | None
    """Name of the object."""
    reason: _ConflictReason | None
    """Why."""
    text: str | None
    """The same for people, with what can be done."""
    revision: int | None
    """The revision that it is about."""
    allow: str | None
    """The option that allows it."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class UnmanagedDict(TypedDict, total=False):
    """Names of what a project has and the files do not define."""

    agents: Sequence[str] | None
    """Agents."""
    integrations: Sequence[str] | None
    """Integrations."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class PlanNoteDict(TypedDict, total=False):
    """What is worth knowing of a plan and no change."""

    kind: _DefinitionKind | None
    """Whether it is about an agent or an integration; absent where it is about neither."""
    name: str | None
    """Name of the object."""
    text: str | None
    """What it is."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class ManagedObjectDict(TypedDict, total=False):
    """An object that the files define."""

    kind: _DefinitionKind | None
    """Whether it is an agent or an integration."""
    name: str | None
    """Its name."""
    id: str | None
    """Its id; absent until it exists."""
    revision: int | None
    """Its revision; absent for integrations."""
    definition: object | None
    """The definition as it was compared."""
    digest: str | None
    """SHA-256 of the definition, in the form of RFC 8785."""
    baseline: object | None
    """What the baseline said of it, which stays true where the change is not reached."""
    only_on_server: Sequence[str] | None
    """Of an unchanged object the members that the server has beyond the file; absent where there are none."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class StepDict(TypedDict, total=False):
    """One step and its outcome."""

    kind: _DefinitionKind | None
    """Whether it is of an agent or an integration."""
    name: str | None
    """Name of the object."""
    action: _ChangeAction | None
    """What it does."""
    outcome: _StepOutcome | None
    """Its outcome."""
    id: str | None
    """Id of the object."""
    revision: int | None
    """The revision that it made or published."""
    version: int | None
    """The version that it published."""
    error: str | None
    """Why it was not done."""
    members: Sequence[MemberChange | MemberChangeDict] | None
    """Members that the server did not take."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class LeftFileDict(TypedDict, total=False):
    """A file that was left as it is."""

    file: str | None
    """The file."""
    reason: str | None
    """Why."""
    lines: Sequence[str] | None
    """The lines in which the server differs, as unified diffs show them."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class GraphNodeDict(TypedDict, total=False):
    """An agent, a tool or an integration."""

    id: str | None
    """What edges call it: its kind and name, of a tool the integration between them."""
    kind: _GraphNodeKind | None
    """What it is."""
    name: str | None
    """Its name."""
    state: _GraphNodeState | None
    """`draft`: its newest revision, which is the one shown, is a draft.

    `missing`: the project does not have it. `unverified`: a tool with a public name that no
    integration of the project makes; it may be one of the installation.
    """
    extra: Mapping[str, object] | None
    """Further members, by wire name."""

class GraphEdgeDict(TypedDict, total=False):
    """A use."""

    source: str | None
    """Id of the node that uses."""
    target: str | None
    """Id of the node that is used."""
    ring: bool | None
    """Whether it is part of a ring: the agents of a ring use each other."""
    extra: Mapping[str, object] | None
    """Further members, by wire name."""
