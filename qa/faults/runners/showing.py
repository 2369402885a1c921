# ruff: noqa: INP001, ANN401
"""All that can be seen of a client, an answer or an error.

`shown` must hold no secret; `held` is what errors keep on purpose, the body that a server sent.
"""

from __future__ import annotations

import contextlib
import copy
import json
import logging
import os
import pickle
import traceback
from pathlib import Path
from typing import Any

import geai_client

_PACKAGE = str(Path(geai_client.__file__).parent)


def talk() -> bool:
    """Has everything that logs write to the file that the harness reads; says whether it wants that."""
    path = os.environ.get("FAULTS_TALK")
    if path is None:
        return False
    handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(_Everything())
    logging.root.addHandler(handler)
    logging.root.setLevel(1)
    return True


class _Everything(logging.Formatter):
    """A record with all that it carries."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.name} {record.getMessage()} {vars(record)!r} {super().format(record)}"


def views(value: Any) -> str:
    """Everything that prints a value, or writes it down."""
    seen = [repr(value), str(value), f"{value}", repr([{"x": (value,)}])]
    with contextlib.suppress(TypeError):
        seen.append(repr(vars(value)))
    for copied in (copy.copy, copy.deepcopy):
        with contextlib.suppress(Exception):
            seen.append(repr(copied(value)))
    if hasattr(value, "_repr_html_"):
        seen.append(value._repr_html_())
    if hasattr(value, "to_dict"):
        seen += [repr(value.to_dict()), json.dumps(value.to_dict(), default=repr)]
    return "\n".join([*seen, *pickles(value)])


def pickles(value: Any) -> list[str]:
    """The pickles of a value that can be pickled."""
    seen = []
    for version in range(pickle.HIGHEST_PROTOCOL + 1):
        with contextlib.suppress(Exception):
            seen.append(pickle.dumps(value, version).decode("utf-8", "backslashreplace"))
    return seen


def answer(value: Any) -> str:
    """All views of an answer, and of what it was answered with."""
    seen = [views(value)]
    data = getattr(value, "data", value)
    items = getattr(data, "items", data)
    parts = items if isinstance(items, list) else [data]
    # Plain data is the caller's own, printed as anything else is.
    seen += [views(part) for part in parts if type(part).__module__.startswith("geai_client")]
    return "\n".join(seen)


def error(raised: BaseException) -> tuple[str, str]:
    """All views of an error: what must hold no secret, and what holds the body that a server sent."""
    chain, seen = [raised], [*traceback.format_exception(raised), _own_frames(raised)]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    held = []
    for one in chain:
        without = copy.copy(one)
        if hasattr(one, "body"):
            held += [repr(one.body), repr(vars(one)), *pickles(one)]
            without.body = None  # type: ignore[attr-defined]
        seen += [views(without), repr(one), str(one), repr(one.args)]
        seen += [views(part) for name in ("messages", "history") for part in getattr(one, name, ())]
    return "\n".join(seen), "\n".join(held)


def _own_frames(raised: BaseException) -> str:
    """Variables of the package's frames in a traceback; what the caller gave stands in the caller's frames, too."""
    seen = []
    for frame, _ in traceback.walk_tb(raised.__traceback__):
        code = frame.f_code
        if code.co_filename.startswith(_PACKAGE):
            given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            own = {name: value for name, value in frame.f_locals.items() if name == "self" or name not in given}
            seen += [f"{name} = {_shown(value)}" for name, value in own.items()]
    return "\n".join(seen)


def _shown(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001 (of a client that could not be made)
        return repr(error)
