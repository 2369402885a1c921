"""The error classes.

The table of kinds in the core has a row for each class that derives from `GeaiError`.
"""

from __future__ import annotations

from . import _annotations as _t
from ._native import Applied, bind_errors
from ._value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class ServerMessage(Value):
    """One entry of a server's error.

    Attributes:
        id: Number of the error, where the server gave one. Not a stable taxonomy.
        code: The same as text, where the server gave one.
        description: What the server said.
    """

    __slots__ = ("id", "code", "description")  # noqa: RUF023 (the order of the arguments)

    id: int | None
    code: str | None
    description: str

    def __init__(self, id: int | None, code: str | None, description: str) -> None:
        self.id = id
        self.code = code
        self.description = description


class Attempt(Value):
    """One failed attempt of a call.

    Attributes:
        kind: Name of the error class it would have been.
        status: HTTP status, where the head of a response arrived.
        phase: How far the attempt had come.
        elapsed: Seconds the attempt took.
        waited: Seconds until the next attempt; 0 after the last.
    """

    __slots__ = ("kind", "status", "phase", "elapsed", "waited")  # noqa: RUF023 (the order of the arguments)

    kind: str
    status: int | None
    phase: str
    elapsed: float
    waited: float

    def __init__(self, kind: str, status: int | None, phase: str, elapsed: float, waited: float) -> None:
        self.kind = kind
        self.status = status
        self.phase = phase
        self.elapsed = elapsed
        self.waited = waited


class DefinitionFault(Value):
    """One reason why the files of a set-up are refused.

    Attributes:
        file: The file, relative to the folder of the set-up, if there is one.
        line: The line in that file, from 1.
        text: What is wrong, and what would be right.
    """

    __slots__ = ("file", "line", "text")

    file: str | None
    line: int | None
    text: str

    def __init__(self, file: str | None, line: int | None, text: str) -> None:
        self.file = file
        self.line = line
        self.text = text


class GeaiError(Exception):
    """Base of all errors of this library. `str()` is one line to act on; of a `DefinitionsError`, one more a fault.

    Attributes:
        kind: Name of the class.
        message: What went wrong, without the context that `str()` adds.
        operation: Operation, such as `agents.get`.
        base_url: Base URL of the server.
        proxy: URL of the proxy the call went through, without user and password.
        method: HTTP method.
        path: Path without query.
        status: HTTP status.
        messages: What the server said, in its order.
        faults: Why the files of a set-up are refused, in the order of files and lines.
        applied: Of an `ApplyError`, the outcome of each step. Neither in `str()` nor in `to_dict()`.
        request_id: Id the server gave the request.
        attempts: Attempts made.
        history: The failed attempts, one by one.
        elapsed: Seconds from the call to the error.
        phase: How far the call had come; `None` for an error that was made from its text alone.
        executed: Whether the server acted: look before you repeat a write that "maybe" was executed. An error that was
            made from its text alone says "maybe".
        retry_after: Seconds the server asked to wait.
        redirect_host: Host a redirect pointed at.
        retryable: Whether the same call may succeed later.
        body: Start of the body of an error response. Neither in `str()` nor in `to_dict()`.
        bulk_result: All outcomes of the bulk call, as a `BulkResult`, on an error that a bulk call raised.
        is_already_exists: Whether something of that name is there already; a heuristic.
        is_not_found: Whether what the call asked for is not there; a heuristic.
    """

    # Without values: where an error stands in for another one, as Ray's does, a value of the class would hide that of
    # the other error.
    kind: str
    message: str
    operation: str | None
    base_url: str | None
    proxy: str | None
    method: str | None
    path: str | None
    status: int | None
    messages: tuple[ServerMessage, ...]
    faults: tuple[DefinitionFault, ...]
    applied: Applied | None
    request_id: str | None
    attempts: int
    history: tuple[Attempt, ...]
    elapsed: float
    phase: _t.Phase | None
    executed: _t.Executed
    retry_after: float | None
    redirect_host: str | None
    retryable: bool
    body: str | None
    is_already_exists: bool
    is_not_found: bool
    bulk_result: _t.Any

    def __init__(self, text: str = "", known: object = None, /, **attributes: _t.Any) -> None:
        """Makes an error that says `text`.

        What is known of it is given as attributes, or as a dict that `to_dict()` of another one gave: both together
        are `args`, from which programs rebuild an error that was JSON meanwhile.
        """
        super().__init__(text)
        given = _read(known) if isinstance(known, dict) else {}
        if isinstance(applied := attributes.get("applied"), str):
            attributes["applied"] = Applied._from_json(applied)  # noqa: SLF001 (of this package)
        self.__dict__.update(
            {"message": text, "bulk_result": None, **_UNKNOWN, **given, **attributes, "kind": type(self).__name__}
        )
        if given or attributes:
            self.args: tuple[_t.Any, ...] = (text, self.to_dict())

    def to_dict(self) -> dict[str, _t.Any]:
        """Everything the error knows, as plain data. Safe to log: no credentials, no query, no body."""
        known = {name: getattr(self, name) for name in _LOGGED}
        return {
            **known,
            "messages": [_plain(message) for message in self.messages],
            "faults": [_plain(fault) for fault in self.faults],
            "history": [_plain(attempt) for attempt in self.history],
        }

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[_t.Any, ...]:
        return type(self), self.args, self.__dict__


class ConfigError(GeaiError):
    """The client cannot be built: no base URL, no token, an unknown profile, an unreadable file."""


class InvalidRequestError(GeaiError, ValueError):
    """An argument was refused before anything was sent."""


class DefinitionsError(InvalidRequestError):
    """The files of a set-up are refused; `faults` has every reason."""


class PlanError(GeaiError):
    """A plan cannot be made or applied: stale, in conflict, changed, of another project. Nothing was written."""


class ApplyError(GeaiError):
    """Applying a plan ended with an error; `applied` has the outcome of each step."""


class APIConnectionError(GeaiError, ConnectionError):
    """The server could not be reached, or the connection broke."""


class APITimeoutError(APIConnectionError, TimeoutError):
    """One attempt, or the whole call, ran out of time."""


class TLSError(APIConnectionError):
    """The TLS handshake failed: certificate, host name or version."""


class MalformedResponseError(GeaiError):
    """The server's answer is not what the API allows."""


class ResponseTooLargeError(MalformedResponseError):
    """The server's answer is larger than the limit."""


class APIError(GeaiError):
    """The server answered with an error."""


class BadRequestError(APIError):
    """The server refused the request (any 4xx without a class of its own)."""


class AuthenticationError(APIError):
    """The token is missing, unknown or expired (401)."""


class PermissionDeniedError(APIError):
    """The token does not allow this (403)."""


class NotFoundError(APIError):
    """There is no such thing (404)."""


class ConflictError(APIError):
    """The request clashes with what is there (409)."""


class RateLimitError(APIError):
    """Too many requests (429)."""


class ServerError(APIError):
    """The server failed (5xx)."""


class RedirectError(APIError):
    """The server redirected; redirects are never followed."""


class ReportedError(APIError):
    """A success status whose body reports a failure."""


class ClientClosedError(GeaiError):
    """The client was closed."""


class InternalError(GeaiError):
    """A defect of this library."""


def _plain(value: Value) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _read(known: dict[str, Any]) -> dict[str, Any]:
    """The attributes that a dict of `to_dict()` tells."""
    read = {name: known[name] for name in _UNKNOWN if name in known}
    if "message" in known:
        read["message"] = known["message"]
    lists: tuple[tuple[str, Callable[..., Value]], ...] = (
        ("messages", ServerMessage),
        ("faults", DefinitionFault),
        ("history", Attempt),
    )
    for name, entry in lists:
        if name in read:
            read[name] = tuple(entry(**each) if isinstance(each, dict) else each for each in read[name])
    return read


# What an error says that was made of its text alone.
_UNKNOWN: dict[str, Any] = {
    "operation": None,
    "base_url": None,
    "proxy": None,
    "method": None,
    "path": None,
    "status": None,
    "messages": (),
    "faults": (),
    "applied": None,
    "request_id": None,
    "attempts": 0,
    "history": (),
    "elapsed": 0.0,
    "phase": None,
    "executed": "maybe",
    "retry_after": None,
    "redirect_host": None,
    "retryable": False,
    "body": None,
    "is_already_exists": False,
    "is_not_found": False,
}

# Members of `to_dict`: all but the body, and the outcome of each step, which holds whole definitions.
_LOGGED: tuple[str, ...] = ("kind", "message", *(name for name in _UNKNOWN if name not in ("body", "applied")))

# As users import them: what prints an error, or pickles it, writes this name.
for _class in [value for value in globals().values() if isinstance(value, type) and value.__module__ == __name__]:
    _class.__module__ = "geai_client"

# The native module raises the classes of the copy of this package that was loaded first. Another copy, as tests make
# that replace `sys.modules`, takes over its classes.
bind_errors(globals())
