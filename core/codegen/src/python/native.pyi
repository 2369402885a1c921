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
    "ALL",
]

_T_co = TypeVar("_T_co", covariant=True)

__version__: str
DURATION_BUCKETS: list[float]

ENUMERATIONS

BASE_MODEL

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

TASK_NAMES
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

LAB_PACKAGE
