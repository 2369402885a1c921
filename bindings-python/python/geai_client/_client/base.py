"""The base classes of the two clients: construction, options, configuration, pickling, bulk and plain requests."""

from __future__ import annotations

from os import PathLike, fspath

from geai_client._native import Arguments, NativeClient
from geai_client._value import Value

from .bulk import capture_calls, progress_bar
from .callbacks import AwaitedProgress, blocking_progress
from .pickled import reduced
from .setting_warnings import warn_of_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Any, Literal, TypeAlias, TypeVar

    from typing_extensions import Self

    from geai_client._errors import GeaiError
    from geai_client._native import CachedToken, Event

    _T = TypeVar("_T")
    Token: TypeAlias = str | Callable[[], str | Awaitable[str]] | CachedToken

# Not written into a pickle: they are secrets, or may hold some; a function is not one of the other process.
_SECRETS = ("api_token", "access_token", "headers", "proxy", "on_event")


class Setting(Value):
    """One effective value of a configuration.

    Attributes:
        value: The value; `***` for a secret.
        source: `argument`, an environment variable, a key of the credentials file, or `default`.
    """

    __slots__ = ("value", "source")  # noqa: RUF023 (the order of the arguments)

    value: str
    source: str

    def __init__(self, value: str, source: str) -> None:
        self.value = value
        self.source = source


class BaseClient:
    """Common part of both clients."""

    __slots__ = ("_native_client", "_pickled_options")

    _asynchronous = False

    _native_client: NativeClient
    # What the constructor was given, without secrets; for pickling.
    _pickled_options: dict[str, object]

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_token: Token | None = None,
        access_token: Token | None = None,
        project_id: str | None = None,
        organization_id: str | None = None,
        profile: str | None = None,
        credentials_file: str | PathLike[str] | None = None,
        agents_api: Literal["v2", "v4"] | None = None,
        timeout: float | None = None,
        deadline: float | None = None,
        connect_timeout: float | None = None,
        retries: int | None = None,
        retry_writes: bool | None = None,
        backoff: float | None = None,
        max_retry_after: float | None = None,
        retry_post_on_429: bool | None = None,
        max_in_flight: int | None = None,
        reuse_connections_for_writes: bool | None = None,
        max_request_bytes: int | None = None,
        max_response_bytes: int | None = None,
        ca_bundle: str | PathLike[str] | None = None,
        client_cert: str | PathLike[str] | None = None,
        proxy: str | None = None,
        headers: Mapping[str, str] | None = None,
        allow_http: bool | None = None,
        strict_credentials_permissions: bool | None = None,
        on_event: Callable[[Event], Mapping[str, str] | None] | None = None,
    ) -> None:
        """See the class."""
        given = Arguments(
            {
                "base_url": base_url,
                "api_token": api_token,
                "access_token": access_token,
                "project_id": project_id,
                "organization_id": organization_id,
                "profile": profile,
                "credentials_file": _path(credentials_file),
                "agents_api": agents_api,
                "timeout": timeout,
                "deadline": deadline,
                "connect_timeout": connect_timeout,
                "retries": retries,
                "retry_writes": retry_writes,
                "backoff": backoff,
                "max_retry_after": max_retry_after,
                "retry_post_on_429": retry_post_on_429,
                "max_in_flight": max_in_flight,
                "reuse_connections_for_writes": reuse_connections_for_writes,
                "max_request_bytes": max_request_bytes,
                "max_response_bytes": max_response_bytes,
                "ca_bundle": _path(ca_bundle),
                "client_cert": _path(client_cert),
                "proxy": proxy,
                "headers": headers,
                "allow_http": allow_http,
                "strict_credentials_permissions": strict_credentials_permissions,
                "on_event": on_event,
            }
        )
        # Not deleted: what prints a frame looks for the names of its parameters.
        base_url = api_token = access_token = proxy = headers = None
        self._native_client = NativeClient(given, self._asynchronous)
        self._pickled_options = given.without(_SECRETS)
        warn_of_settings(self._native_client)

    @property
    def base_url(self) -> str:
        """The base URL, without a trailing slash."""
        return self._native_client.base_url

    @property
    def config(self) -> dict[str, Setting]:
        """Every effective setting and where it came from; secrets are hidden."""
        return {name: Setting(value, source) for name, value, source in self._native_client.config()}

    @property
    def is_closed(self) -> bool:
        """Whether the client was closed."""
        return self._native_client.is_closed

    def with_options(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        retry_writes: bool | None = None,
        headers: Mapping[str, str] | None = None,
        api_token: Token | None = None,
        access_token: Token | None = None,
    ) -> Self:
        """A client with other options for its calls, or another token, on the same connections and limits.

        Closing either closes both.

        Args:
            timeout: Seconds for one attempt.
            deadline: Seconds for a whole call.
            retries: How often a failed attempt may be repeated.
            retry_writes: Whether PUTs may be repeated after an attempt of unknown outcome.
            headers: Further headers of every call.
            api_token: Another API token of a project, or a function that returns one.
            access_token: Another OAuth access token, or a function that returns one.
        """
        options = Arguments(
            {
                "timeout": timeout,
                "deadline": deadline,
                "retries": retries,
                "retry_writes": retry_writes,
                "headers": headers,
                "api_token": api_token,
                "access_token": access_token,
            }
        )
        headers = api_token = access_token = None
        client = type(self).__new__(type(self))
        client._native_client = self._native_client.with_options(options)  # noqa: SLF001 (a client of our own)
        client._pickled_options = {**self._pickled_options, **options.without(_SECRETS)}  # noqa: SLF001
        return client

    def __repr__(self) -> str:
        # A client whose constructor failed has no native client, and is shown in tracebacks.
        native_client = getattr(self, "_native_client", None)
        return f"{type(self).__name__}(base_url={native_client and native_client.base_url!r}, token=***)"

    def __copy__(self) -> Self:
        # It cannot be changed, and a copy by its pickle would look for a token of its own.
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return reduced(self, self._pickled_options)


def _path(value: object) -> object:
    # The core refuses a value of another type, naming the option.
    return fspath(value) if isinstance(value, PathLike) else value


class SyncClient(BaseClient):
    """`Client` without the operations."""

    __slots__ = ()

    def close(self) -> None:
        """Ends the calls in flight and refuses further ones."""
        self._native_client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def bulk(
        self,
        method: Callable[..., _T],
        items: Iterable[object],
        /,
        *,
        concurrency: int = 8,
        deadline: float | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        progress: bool = False,
        **params: object,
    ) -> list[_T | GeaiError]:
        """Calls an operation for each item, several at a time.

        The calls are scheduled by the native core: no thread or task for each. Ctrl-C ends them all.

        Args:
            method: An operation of this client, such as `client.agents.export`.
            items: Its first argument, one for each call; a tuple gives several arguments.
            concurrency: Most calls in flight at a time. `max_in_flight` of the client bounds it, too.
            deadline: Seconds for all calls together. Calls that have not started by then are `APITimeoutError`s.
            on_progress: Called with the number of calls that ended, and of all. What it raises ends the calls.
            progress: Shows a progress bar where tqdm is installed.
            **params: Further arguments, the same for each call.

        Returns:
            What each call came to, in the order of the items: its answer, or the error it failed with.
        """
        try:
            native_client, calls = capture_calls(method, items, params)
        finally:
            items, params = (), {}
        shown = progress_bar(len(calls), on_progress) if progress else on_progress
        reported = None if shown is None else blocking_progress(shown)
        outcomes: list[_T | GeaiError] = native_client.bulk(calls, concurrency, deadline, reported)
        return outcomes

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        json: object = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Sends a request that no operation covers, with the same authentication, attempts and errors.

        Args:
            method: HTTP method.
            path: Path from the base URL on, beginning with `/`.
            query: Query parameters: text, numbers, booleans or lists of these.
            json: Body.
            timeout: Seconds for one attempt.
            deadline: Seconds for the whole call, waits and retries included.
            retries: How often a failed attempt may be repeated.
            headers: Further headers.

        Returns:
            The answer as plain data; `None` for an empty body.
        """
        content = Arguments({"query": query, "json": json})
        options = Arguments({"timeout": timeout, "deadline": deadline, "retries": retries, "headers": headers})
        query = json = headers = None
        return self._native_client.request(method, path, content, options)


class AsyncioClient(BaseClient):
    """`AsyncClient` without the operations."""

    __slots__ = ()

    _asynchronous = True

    async def aclose(self) -> None:
        """Ends the calls in flight and refuses further ones."""
        self._native_client.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def bulk(
        self,
        method: Callable[..., Awaitable[_T]],
        items: Iterable[object],
        /,
        *,
        concurrency: int = 8,
        deadline: float | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        progress: bool = False,
        **params: object,
    ) -> list[_T | GeaiError]:
        """As `Client.bulk`: the same arguments, and outcomes in the order of the items.

        Cancelling ends all calls. What `on_progress` returns is awaited, if it can be.
        """
        try:
            native_client, calls = capture_calls(method, items, params)
        finally:
            items, params = (), {}
        shown = progress_bar(len(calls), on_progress) if progress else on_progress
        if shown is None:
            outcomes: list[_T | GeaiError] = await native_client.bulk(calls, concurrency, deadline, None)
            return outcomes
        awaited = AwaitedProgress(shown)
        return await awaited.outcomes_of(native_client.bulk(calls, concurrency, deadline, awaited))

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        json: object = None,
        timeout: float | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """As `Client.request`: the same arguments, and the answer as plain data."""
        content = Arguments({"query": query, "json": json})
        options = Arguments({"timeout": timeout, "deadline": deadline, "retries": retries, "headers": headers})
        query = json = headers = None
        return await self._native_client.request(method, path, content, options)
