"""Hostile Python objects as request bodies: refused at the call or sent as they are, and the next call is fine."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest import mock

import pytest

from geai_client import GeaiError, InvalidRequestError
from inputs import SURFACES, Crashed, Escaped, Lost, Recorder, Tally, outcomes

DEPTH = 1_000_000
# What a request may have here, and more than it may have by default.
LIMIT = 1024 * 1024
TOO_MUCH = 70 * 1024 * 1024


class Mine(Exception):  # noqa: N818
    """Raised by code of the caller: it comes through as it is."""


class Lazy(Mapping[Any, Any]):
    """A mapping of one member, for others to make hostile."""

    def __getitem__(self, name: Any) -> Any:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter("a")

    def __len__(self) -> int:
        return 1


class Endless(Lazy):
    def __iter__(self) -> Iterator[Any]:
        return map(str, itertools.count())


class Enormous(Lazy):
    """Never ends as far as a request goes; the test does, should nobody have stopped."""

    def __len__(self) -> int:
        return 2**62

    def __iter__(self) -> Iterator[Any]:
        yield from map("{:01024}".format, range(4 * LIMIT // 1024))
        message = "nobody stopped"
        raise AssertionError(message)


class Unsized(Lazy):
    def __len__(self) -> int:
        raise Mine


class Negative(Lazy):
    def __len__(self) -> int:
        return -1  # noqa: PLE0303 (that is the point)


class Raising(Lazy):
    def __getitem__(self, name: Any) -> Any:
        raise Mine


class Vanishing(Lazy):
    def __getitem__(self, name: Any) -> Any:
        raise KeyError(name)


class Bottomless(Lazy):
    def __getitem__(self, name: Any) -> Any:
        return Bottomless()


class RaisingPath:
    def __fspath__(self) -> str:
        raise Mine


class NumberPath:
    def __fspath__(self) -> Any:
        return 3


class RaisingLookup:
    def __getattr__(self, name: str) -> Any:
        raise Mine


class Loud(int):
    def __repr__(self) -> str:
        return '1,"injected":true'

    __str__ = __repr__


class Shouting(str):
    __slots__ = ()

    def __str__(self) -> str:
        return '","injected":"'

    def encode(self, *_: Any) -> bytes:
        raise Mine


class NotFinite(float):
    def __float__(self) -> float:
        return 0.0


def cycle(make: Callable[[list[Any]], Any]) -> list[Any]:
    inner: list[Any] = []
    inner.append(make(inner))
    return inner


def own_member() -> dict[str, Any]:
    own: dict[str, Any] = {}
    own["own"] = own
    return own


def deep(wrap: Callable[[Any], Any], levels: int = DEPTH) -> Any:
    value = wrap(0)
    for _ in range(levels - 1):
        value = wrap(value)
    return value


def changed_meanwhile() -> dict[str, Any]:
    data: dict[str, Any] = {}

    class Changing(Lazy):
        def __getitem__(self, name: Any) -> Any:
            data.clear()
            data[f"more {len(data)}"] = 1
            return 0

    data.update({str(number): Changing() for number in range(3)})
    return data


HUGE = "70 MiB of text"
REFUSED = (InvalidRequestError,)
# Its name, what makes it, and what is raised; or what is sent.
OBJECTS: list[tuple[str, Callable[[], Any], tuple[type[BaseException], ...], Any]] = [
    ("a list in itself", lambda: cycle(lambda inner: inner), REFUSED, None),
    ("a list in its dict", lambda: cycle(lambda inner: {"a": inner}), REFUSED, None),
    ("a list in its tuple", lambda: cycle(lambda inner: (inner,)), REFUSED, None),
    ("a dict in itself", own_member, REFUSED, None),
    ("a million lists", lambda: deep(lambda value: [value]), REFUSED, None),
    ("a million dicts", lambda: deep(lambda value: {"a": value}), REFUSED, None),
    ("a million tuples", lambda: deep(lambda value: (value,)), REFUSED, None),
    ("one level too many", lambda: deep(lambda value: [value], 129), REFUSED, None),
    ("NaN", lambda: float("nan"), REFUSED, None),
    ("an infinity", lambda: -float("inf"), REFUSED, None),
    ("NaN that calls itself zero", lambda: NotFinite("nan"), REFUSED, None),
    ("an integer of 400 digits", lambda: 10**400, (), 10**400),
    ("an integer with too many digits", lambda: 10**100_000, REFUSED, None),
    ("an integer that prints as something else", lambda: Loud(7), (), 7),
    ("text that prints as something else", lambda: Shouting("quiet"), (), "quiet"),
    ("a lone surrogate", lambda: "\ud800", REFUSED, None),
    ("a lone surrogate in a name", lambda: {"\udfff": 1}, REFUSED, None),
    ("a number with an imaginary part", lambda: 1j, REFUSED, None),
    ("a number for a name", lambda: {1: 2}, REFUSED, None),
    ("a tuple for a name", lambda: {("a",): 2}, REFUSED, None),
    ("bytes", lambda: b"x", REFUSED, None),
    ("a memory view", lambda: memoryview(b"x"), REFUSED, None),
    ("a set", lambda: {1}, REFUSED, None),
    ("a generator that never ends", itertools.count, REFUSED, None),
    ("a decimal", lambda: decimal.Decimal("NaN"), REFUSED, None),
    ("a time", lambda: dt.datetime.now(tz=dt.timezone.utc), REFUSED, None),
    ("a class", lambda: dict, REFUSED, None),
    ("a mock", mock.Mock, REFUSED, None),
    ("a mapping that never ends", Endless, REFUSED, None),
    ("a mapping that says it is enormous, and never ends", Enormous, REFUSED, None),
    ("a mapping that does not know its length", Unsized, (Mine,), None),
    ("a mapping of a negative length", Negative, (ValueError,), None),
    ("a mapping that raises for a member", Raising, (Mine,), None),
    ("a mapping whose members are gone", Vanishing, (KeyError,), None),
    ("a mapping without a bottom", Bottomless, REFUSED, None),
    ("a path that raises", RaisingPath, (Mine,), None),
    ("a path that is a number", NumberPath, (TypeError,), None),
    ("an object that raises whatever it is asked", RaisingLookup, (Mine,), None),
    ("a dict that is cleared meanwhile", changed_meanwhile, (), {str(number): {"a": 0} for number in range(3)}),
    (HUGE, lambda: "x" * TOO_MUCH, REFUSED, None),
]


def judge(outcome: Any, records: list[dict[str, Any]], errors: tuple[type[BaseException], ...], value: Any) -> None:
    bodies = [record["body"] for record in records]
    if errors:
        if bodies:
            why = f"{bodies[0]} bytes were sent"
            raise Escaped(why)
        if not isinstance(outcome, errors):
            raise (Lost if isinstance(outcome, GeaiError) else Crashed)(repr(outcome)[:300])
    elif isinstance(outcome, BaseException) or bodies != [len(json.dumps(value, separators=(",", ":")))]:
        raise Lost(repr((outcome, bodies))[:300])


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(("name", "make", "errors", "value"), OBJECTS, ids=[f"objects/{row[0]}" for row in OBJECTS])
def test_a_hostile_object_is_refused_at_the_call(  # noqa: PLR0917 (a row of the table)
    surface: str,
    recorder: Recorder,
    tally: Tally,
    name: str,
    make: Callable[[], Any],
    errors: tuple[type[BaseException], ...],
    value: Any,
) -> None:
    limit = None if name == HUGE else LIMIT
    clients: dict[type[Any], Any] = {}

    def client(cls: type[Any]) -> Any:
        return clients.setdefault(cls, cls(recorder.url, api_token="x", retries=0, max_request_bytes=limit))

    [whole] = outcomes(surface, [lambda cls: client(cls).request("POST", "/v4/agents", json=make())])
    sent = recorder.take()
    [held] = outcomes(surface, [lambda cls: client(cls).agents.create({"name": "x", "extra": {"further": make()}})])
    also = recorder.take()
    [again] = outcomes(surface, [lambda cls: client(cls).agents.get("a-1")])
    fine = not isinstance(again, BaseException) and len(recorder.take()) == 1

    def verdict() -> None:
        judge(whole, sent, errors, value)
        judge(held, also, errors, {"agentDefinition": {"name": "x", "further": value}})
        if not fine:
            raise Crashed(repr(again))

    tally.count(name, verdict)


def test_there_are_forty_objects() -> None:
    assert len({row[0] for row in OBJECTS}) == len(OBJECTS) == 40
