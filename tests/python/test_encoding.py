"""What a caller may pass, and what is refused with its place before anything is sent."""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import enum
import reprlib
import types as python_types
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given

from geai_client import Client, InvalidRequestError, ModelRef, Prompt
from support import Scripted, same
from test_models import jsons


def sent(value: Any) -> Any:
    """The value, to the encoder and back."""
    return ModelRef(prompt=value).prompt


@given(value=jsons)
def test_every_json_value_goes_through_unchanged(value: Any) -> None:
    assert same(sent(value), value)


class Colour(str, enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


class Loud(int):
    def __repr__(self) -> str:
        return "LOUD"

    __str__ = __repr__


class Text(str):
    __slots__ = ()


class Lazy(Mapping[str, int]):
    def __init__(self, data: dict[str, int], length: int) -> None:
        self.data, self.length = data, length

    def __getitem__(self, name: str) -> int:
        return self.data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return self.length

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.data})"


class Endless(Lazy):
    def __iter__(self) -> Iterator[str]:
        count = 0
        while True:
            yield str(count)
            count += 1

    def __getitem__(self, name: str) -> int:
        return 0


class Raising(Lazy):
    def __getitem__(self, name: str) -> int:
        message = f"no {name} today"
        raise ZeroDivisionError(message)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Colour.RED, "red"),
        (Number.ONE, 1),
        (Loud(5), 5),
        (Loud(2**80), 2**80),
        (Text("t"), "t"),
        ((1, (2,)), [1, [2]]),
        (collections.OrderedDict(a=1), {"a": 1}),
        (python_types.MappingProxyType({"a": {"b": 1}}), {"a": {"b": 1}}),
        (Lazy({"a": 1}, 1), {"a": 1}),
        (10**4000, 10**4000),
        (-0.0, -0.0),
        (1e308, 1e308),
        ("\u0000\u2028\U0001f600", "\u0000\u2028\U0001f600"),
        ({"": {}}, {"": {}}),
        (True, True),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (decimal.Decimal("0.50"), 0.5),
        (decimal.Decimal("1E+2"), 100.0),
        ([decimal.Decimal(3)], [3]),
    ],
    ids=reprlib.repr,
)
def test_what_is_json_is_accepted(value: Any, expected: Any) -> None:
    assert same(sent(value), expected)


def cycle() -> list[Any]:
    inner: list[Any] = []
    inner.append({"a": inner})
    return inner


def deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (float("nan"), "prompt: NaN cannot be written as JSON"),
        ([1, float("inf")], "prompt[1]: inf cannot be written as JSON"),
        ("\ud800", "prompt: holds a lone surrogate"),
        ({"a": {"\udc00": 1}}, "prompt.a: holds a lone surrogate"),
        ({1: 2}, "prompt: names must be str, got int"),
        ({"a": [{None: 2}]}, "prompt.a[0]: names must be str, got NoneType"),
        ({"a": {1}}, "prompt.a: expected what JSON can hold or a model, got set"),
        (b"bytes", "got bytes"),
        (object(), "got object"),
        (iter([1]), "got list_iterator"),
        (decimal.Decimal("NaN"), "prompt: NaN cannot be written as JSON"),
        (dt.datetime.now(tz=dt.timezone.utc), "got datetime"),
        (1j, "got complex"),
        (int, "got type"),
        (cycle(), "prompt[0].a: contains itself"),
        (deep(10_000), "nested deeper than 128 levels"),
        (deep(128), "deeper than 128 levels"),
        (10**5000, "more digits than Python writes"),
        ({"\0Agent": {}}, "begins with NUL"),
        (Endless({}, 5), "more names than its length"),
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_what_is_not_json_is_refused_with_its_place(value: Any, part: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        sent(value)
    assert part in str(caught.value), str(caught.value)


def test_what_a_caller_raises_comes_through() -> None:
    with pytest.raises(ZeroDivisionError, match="no a today"):
        sent([Raising({"a": 1}, 1)])


def test_a_dict_that_changes_meanwhile_does_no_harm() -> None:
    data: dict[str, Any] = {}

    class Changing(Lazy):
        def __getitem__(self, name: str) -> int:
            data[f"more {len(data)}"] = 1
            return 0

    data.update({str(n): Changing({"a": 1}, 1) for n in range(5)})
    assert sent(data) == {str(n): {"a": 0} for n in range(5)}
    listed: list[Any] = []

    class Growing(Lazy):
        def __getitem__(self, name: str) -> int:
            listed.append(self)
            return 0

    listed.append(Growing({"a": 1}, 1))
    assert sent(listed) == [{"a": 0}]


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda client: client.agents.get(3), "id_or_name: expected a string, got an integer"),
        (lambda client: client.agents.get(None), "`id_or_name` is required"),
        (lambda client: client.agents.get("x", revision="3"), "revision: expected an integer"),
        (lambda client: client.agents.get("x", revision=2**63), "64 bits"),
        (lambda client: client.agents.get("x", allow_drafts=1), "allow_drafts: expected true or false"),
        (lambda client: client.agents.get(".."), "id_or_name"),
        (lambda client: client.agents.create(), "definition"),
        (lambda client: client.agents.create(description="no name"), "name"),
        (lambda client: client.agents.create(Prompt()), "expected AgentDefinition, got Prompt"),
        (lambda client: client.agents.create("text"), "expected an object"),
        (lambda client: client.agents.create({"name": {1}}), "definition.name: expected what JSON can hold"),
        (lambda client: client.agents.get("x", timeout=0), "timeout: expected seconds"),
        (lambda client: client.agents.get("x", timeout=True), "timeout"),
        (lambda client: client.agents.get("x", timeout=float("nan")), "timeout: NaN cannot be written as JSON"),
        (lambda client: client.agents.get("x", timeout=5, deadline=1), "must not be longer"),
        (lambda client: client.agents.get("x", retries=-1), "retries"),
        (lambda client: client.agents.get("x", headers={"authorization": "canary"}), "set by the client"),
        (lambda client: client.agents.get("x", headers={"x": "a\r\nb: canary"}), "headers.x"),
        (lambda client: client.agents.get("x", headers={"x": 3}), "headers.x: expected a string"),
        (lambda client: client.agents.list(count=-1), "count"),
        (lambda client: client.agents.import_(3), "package"),
        (lambda client: client.agents.import_("{"), "package"),
        (lambda client: client.request("GET", "no-slash"), "path"),
        (lambda client: client.request("TRACE", "/x"), "TRACE"),
        (lambda client: client.request("connect", "/x"), "CONNECT"),
        (lambda client: client.request("GET", "/" + "x" * 70_000), "70001 bytes"),
        (lambda client: client.request("G T", "/x"), "method"),
        (lambda client: client.request("GET", "/x", query={"a": {}}), "query.a"),
        (lambda client: client.request("GET", "/x", query=[]), "query"),
        (lambda client: client.request("POST", "/x", json={1}), "json: expected what JSON can hold"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_sent(call: Any, part: str) -> None:
    with Scripted([]) as server, Client(server.url, api_token="x") as client:
        with pytest.raises(InvalidRequestError) as caught:
            call(client)
        text = str(caught.value)
        assert part in text, text
        assert "canary" not in text
        assert (caught.value.executed, caught.value.phase, server.requests) == ("no", "local", [])
