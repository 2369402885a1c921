"""The base classes of the two clients: construction, options, configuration, pickling, bulk and plain requests."""

from __future__ import annotations

from os import PathLike

from geai_client import _annotations as _t
from geai_client._native import Arguments, NativeClient
from geai_client._value import Value

from .bulk import capture_calls, progress_bar
from .bulk_result import BulkResult
from .callbacks import AwaitedProgress, blocking_progress
from .paths import path_text
from .pickled import attributes_of, reduced
from .plans import AsyncPlans, SyncPlans
from .setting_warnings import warn_of_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .resource import Origin

# Not written into a pickle: they are secrets, or may hold some; a function is not one of the other process.
_SECRETS = ("api_token", "access_token", "headers", "proxy", "on_event")


class Setting(Value):
    """One effective value of a configuration.

    Attributes:
        value: The value; `***` for a secret.
        source: `argument`, an environment variable, a key of the credentials file, or `default`.
    """

    __module__ = "geai_client"
    __slots__ = ("value", "source")  # noqa: RUF023 (the order of the arguments)

    value: str
    source: str

    def __init__(self, value: str, source: str) -> None:
        self.value = value
        self.source = source


class BaseClient:
    """Common part of both clients."""

    # Resources are attributes that can be replaced, and classes of users may add their own.
    __slots__ = ("__dict__", "__weakref__", "_native_client", "_pickled_options")

    _asynchronous = False

    _native_client: NativeClient
    # What the constructor was given, without secrets; for pickling.
    _pickled_options: dict[str, object]

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_token: _t.Token | None = None,
        access_token: _t.Token | None = None,
        project_id: str | None = None,
        organization_id: str | None = None,
        profile: str | None = None,
        credentials_file: str | PathLike[str] | None = None,
        agents_api: _t.AgentsApi | None = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        connect_timeout: float | _t.timedelta | None = None,
        retries: int | None = None,
        retry_writes: bool | None = None,
        backoff: float | _t.timedelta | None = None,
        max_retry_after: float | _t.timedelta | None = None,
        retry_post_on_429: bool | None = None,
        max_in_flight: int | None = None,
        max_requests_per_second: float | None = None,
        reuse_connections_for_writes: bool | None = None,
        max_request_bytes: int | None = None,
        max_response_bytes: int | None = None,
        ca_bundle: str | PathLike[str] | None = None,
        client_cert: str | PathLike[str] | None = None,
        proxy: str | None = None,
        headers: _t.Mapping[str, str] | None = None,
        allow_http: bool | None = None,
        strict_credentials_permissions: bool | None = None,
        on_event: _t.Hook | None = None,
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
                "credentials_file": path_text(credentials_file),
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
                "max_requests_per_second": max_requests_per_second,
                "reuse_connections_for_writes": reuse_connections_for_writes,
                "max_request_bytes": max_request_bytes,
                "max_response_bytes": max_response_bytes,
                "ca_bundle": path_text(ca_bundle),
                "client_cert": path_text(client_cert),
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
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        retry_writes: bool | None = None,
        headers: _t.Mapping[str, str] | None = None,
        api_token: _t.Token | None = None,
        access_token: _t.Token | None = None,
    ) -> _t.Self:
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
        attributes, slots = attributes_of(self)
        client.__dict__.update(attributes)
        for name, value in slots.items():
            setattr(client, name, value)
        return client

    def _part(self, name: str) -> Origin:
        """Where a resource of this client comes from."""
        return type(self), self._native_client, self._pickled_options, name

    def __repr__(self) -> str:
        # A client whose constructor failed has no native client, and is shown in tracebacks.
        native_client = getattr(self, "_native_client", None)
        return f"{type(self).__name__}(base_url={native_client and native_client.base_url!r}, token=***)"

    def __copy__(self) -> _t.Self:
        # It cannot be changed, and a copy by its pickle would look for a token of its own.
        return self

    def __deepcopy__(self, memo: object) -> _t.Self:
        return self

    def __reduce__(self) -> tuple[_t.Any, ...]:
        return reduced(self, self._pickled_options)


class SyncClient(BaseClient, SyncPlans):
    """`Client` without the operations."""

    __slots__ = ()

    def close(self) -> None:
        """Ends the calls in flight and refuses further ones."""
        self._native_client.close()

    def __enter__(self) -> _t.Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: object,
    ) -> None:
        self.close()

    def bulk(
        self,
        method: _t.Callable[..., _t.T],
        items: _t.Iterable[object],
        /,
        *,
        concurrency: int = 8,
        deadline: float | _t.timedelta | None = None,
        on_progress: _t.Callable[[int, int], object] | None = None,
        progress: bool = False,
        errors: _t.BulkErrors = "return",
        **params: object,
    ) -> BulkResult[_t.T]:
        """Calls an operation for each item, several at a time.

        The calls are scheduled by the native core: no thread or task for each. Ctrl-C ends them all.

        Args:
            method: An operation of this client, such as `client.agents.export`.
            items: Its first argument, one for each call; a tuple gives several arguments.
            concurrency: Most calls in flight at a time. `max_in_flight` of the client bounds it, too.
            deadline: Seconds for all calls together. Calls that have not started by then are `APITimeoutError`s.
            on_progress: Called with the number of calls that ended, and of all. What it raises ends the calls.
            progress: Shows a progress bar where tqdm is installed.
            errors: How failed calls are returned, once all have ended: `return` gives their errors among the
                outcomes, `raise` raises the first one, whose `bulk_result` has all outcomes.
            **params: Further arguments, the same for each call.

        Returns:
            What each call came to, in the order of the items: its answer, or the error it failed with. A list with
            `ok`, `failed` and `raise_for_errors()`.
        """
        try:
            native_client, calls = capture_calls(self, method, items, params, errors)
        finally:
            items, params = (), {}
        shown = progress_bar(len(calls), on_progress, shown=progress)
        reported = None if shown is None else blocking_progress(shown)
        result: BulkResult[_t.T] = BulkResult(native_client.bulk(calls, concurrency, deadline, reported))
        if errors == "raise":
            result.raise_for_errors()
        return result

    def request(
        self,
        method: str,
        path: str,
        *,
        query: _t.Mapping[str, object] | None = None,
        json: object = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> _t.Any:
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


class AsyncioClient(BaseClient, AsyncPlans):
    """`AsyncClient` without the operations."""

    __slots__ = ()

    _asynchronous = True

    async def aclose(self) -> None:
        """Ends the calls in flight and refuses further ones."""
        self._native_client.close()

    async def __aenter__(self) -> _t.Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: object,
    ) -> None:
        await self.aclose()

    async def bulk(
        self,
        method: _t.Callable[..., _t.Awaitable[_t.T]],
        items: _t.Iterable[object],
        /,
        *,
        concurrency: int = 8,
        deadline: float | _t.timedelta | None = None,
        on_progress: _t.Callable[[int, int], object] | None = None,
        progress: bool = False,
        errors: _t.BulkErrors = "return",
        **params: object,
    ) -> BulkResult[_t.T]:
        """As `Client.bulk`: the same arguments, and outcomes in the order of the items.

        Cancelling ends all calls. What `on_progress` returns is awaited, if it can be.
        """
        try:
            native_client, calls = capture_calls(self, method, items, params, errors)
        finally:
            items, params = (), {}
        shown = progress_bar(len(calls), on_progress, shown=progress)
        if shown is None:
            outcomes = await native_client.bulk(calls, concurrency, deadline, None)
        else:
            awaited = AwaitedProgress(shown)
            outcomes = await awaited.outcomes_of(native_client.bulk(calls, concurrency, deadline, awaited))
        result: BulkResult[_t.T] = BulkResult(outcomes)
        if errors == "raise":
            result.raise_for_errors()
        return result

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: _t.Mapping[str, object] | None = None,
        json: object = None,
        timeout: float | _t.timedelta | None = None,
        deadline: float | _t.timedelta | None = None,
        retries: int | None = None,
        headers: _t.Mapping[str, str] | None = None,
    ) -> _t.Any:
        """As `Client.request`: the same arguments, and the answer as plain data."""
        content = Arguments({"query": query, "json": json})
        options = Arguments({"timeout": timeout, "deadline": deadline, "retries": retries, "headers": headers})
        query = json = headers = None
        return await self._native_client.request(method, path, content, options)
