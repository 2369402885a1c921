# ruff: noqa: INP001, ANN401
"""What both Python runners share: clients from options, calls from names, outcomes as plain data."""

from __future__ import annotations

import gc
import itertools
import json
import os
import sys
import threading
import time
import warnings
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import showing

from geai_client import GeaiError, cached

if TYPE_CHECKING:
    from collections.abc import Callable

Command = dict[str, Any]
_printing = threading.Lock()
# Whether all that can be seen is told.
talkative = showing.talk()


def tell(message: dict[str, Any]) -> None:
    """Writes one line; it goes out at once."""
    line = json.dumps(message)
    with _printing:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def client_of(command: Command, make: Callable[..., Any]) -> Any:
    """A client from its options; `tokens` are given one after the other by a function, the last one for ever."""
    options = dict(command["options"])
    if tokens := command.get("tokens"):
        given = itertools.chain(tokens, itertools.repeat(tokens[-1]))
        options["api_token"] = cached(lambda: next(given), 3600) if command["cached"] else lambda: next(given)
    return make(**options)


def seen(client: Any) -> dict[str, str]:
    """All that can be seen of a client."""
    if not talkative:
        return {}
    parts = [client, client.config, client.with_options(headers={"x-further": "further"}), client.agents]
    return {"shown": "\n".join(showing.views(part) for part in parts)}


def call_of(client: Any, command: Command, n: int) -> Any:
    """Makes the call that a command asks for, as number `n`."""
    positional, optional = json.loads(command["args"].replace("{n}", str(n)))
    if command["name"] == "request":
        method, path = positional
        return client.request(method, path, **optional, **command["options"])
    return attrgetter(command["name"])(client.with_response)(*positional, **optional, **command["options"])


def digest(value: Any) -> Any:
    """An answer in short."""
    items = getattr(value, "items", None)
    if items is not None and not callable(items):
        return {"count": len(items)}
    if hasattr(value, "to_dict"):
        value = value.to_dict()
    if isinstance(value, list):
        return {"count": len(value)}
    if isinstance(value, dict):
        return {"name": value.get("name")}
    return None


def text(answer: Any) -> str:
    """The answer as JSON, with every digit of integers that came as a `Decimal`."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return json.dumps(answer, default=int)
    finally:
        sys.set_int_max_str_digits(limit)


def succeeded(command: Command, answer: Any) -> dict[str, Any]:
    """The outcome of a call that succeeded."""
    if command["name"] == "request":
        return {"ok": True, "value": {"json": text(answer)[:2000]}}
    known = {"attempts": answer.attempts, "request_id": answer.request_id}
    if talkative:
        known["shown"] = showing.answer(answer)
    return {"ok": True, **known, "value": digest(answer.data)}


def failed(error: BaseException) -> dict[str, Any]:
    """The outcome of a call that raised."""
    shown, held = showing.error(error) if talkative else (f"{error!r} {error.__cause__!r}", "")
    if not isinstance(error, GeaiError):
        kind = f"other:{type(error).__name__}"
        return {"ok": False, "error": {"kind": kind, "text": str(error), "shown": shown}}
    history = getattr(error, "history", None)
    known = {
        "kind": type(error).__name__,
        "text": str(error),
        "shown": f"{shown} {error.to_dict()!r}",
        "held": held or error.body or "",
        "said": [said.description for said in error.messages],
        "body_bytes": len((error.body or "").encode()),
        "history": None if history is None else len(history),
    }
    same = ("status", "executed", "attempts", "phase", "retry_after", "retryable", "request_id", "redirect_host")
    return {"ok": False, "error": known | {name: getattr(error, name) for name in same}}


def refused(command: Command, error: BaseException) -> None:
    """Tells of a command that could not be carried out."""
    tell({"id": command["id"], "n": 0, **failed(error)})


class Watch:
    """Tells of a call when it is over, with the time it took."""

    def __init__(self, command: Command, n: int) -> None:
        """Starts the time."""
        self._call = {"id": command["id"], "n": n}
        self._begun = time.perf_counter()

    def tell(self, outcome: dict[str, Any]) -> None:
        """Tells what the call came to."""
        tell({**self._call, "elapsed": time.perf_counter() - self._begun, **outcome})


def collect() -> None:
    """Frees what nothing refers to."""
    gc.collect()


def fork(task: Callable[[], object]) -> int:
    """Runs a task in a forked process; the exit code says whether it succeeded."""
    with warnings.catch_warnings():
        # That other threads exist is the point.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            task()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
