"""The wire vectors, through the methods that users call, sync and async. Format: tests/vectors/README.md."""

from __future__ import annotations

import asyncio
import operator
from typing import Any

import pytest

from geai_client import NULL, AsyncClient, AsyncPage, Client, GeaiError, LabPackage, Page
from support import operations, same, vectors

OPERATIONS = operations()
VECTORS = list(vectors())
# Arguments in which `null` clears a member.
BODIES = {"definition", "integration", "security_scheme", "parameters"}


def cleared(value: Any) -> Any:
    """`null` of a body as Python writes it: `None` is what is not given."""
    if isinstance(value, dict):
        return {name: cleared(member) for name, member in value.items()}
    if isinstance(value, list):
        return [cleared(element) for element in value]
    return NULL if value is None else value


def arguments(operation: str, vector: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    call = {name: cleared(given) if name in BODIES and given else given for name, given in vector["call"].items()}
    given = [call.pop(name) for name in OPERATIONS[operation]["positional"] if name in call]
    # Further query parameters are keyword arguments of their own.
    query = call.pop("query", {}) if "query" in OPERATIONS[operation]["optional"] else {}
    return given, {**call, **query}


def options(url: str, operation: str, vector: dict[str, Any]) -> dict[str, Any]:
    client = vector.get("client", {})
    token = {} if "access_token" in client else {"api_token": "test-token"}
    return {"base_url": f"{url}/{operation}/{vector['name']}", "retries": 0, **token, **client}


def plain(value: Any) -> Any:
    if isinstance(value, Page | AsyncPage):
        extra = {"extra": value.extra} if value.extra else {}
        items = [plain(item) for item in value.items]
        return {"items": items, "total": value.total, "malformed": value.malformed, **extra}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, LabPackage):
        return value.to_dict()
    return None if value is None else value.to_dict(reveal_secrets=True)


def judge(expected: dict[str, Any], error: GeaiError) -> None:
    text = str(error)
    expected = dict(expected)
    assert all(part in text for part in expected.pop("text_contains", [])), text
    assert not any(part in text for part in [*expected.pop("text_absent", []), "test-token"]), text
    messages = expected.pop("messages", None)
    assert {name: getattr(error, name) for name in expected} == expected, text
    if messages is not None:
        assert len(error.messages) == len(messages), text
        for said, message in zip(error.messages, messages, strict=True):
            assert {name: getattr(said, name) for name in message} == message


def check(vector: dict[str, Any], outcome: Any) -> None:
    if "error" in vector:
        assert isinstance(outcome, GeaiError), outcome
        judge(vector["error"], outcome)
        return
    if isinstance(outcome, Exception):
        raise outcome
    expected = vector["result"] if "result" in vector else vector["response"].get("body")
    assert same(plain(outcome), expected), plain(outcome)


@pytest.mark.parametrize(("operation", "vector"), [pytest.param(o, v, id=f"{o}/{v['name']}") for o, v in VECTORS])
@pytest.mark.parametrize("surface", ["sync", "async"])
def test_vector(vector_server: str, surface: str, operation: str, vector: dict[str, Any]) -> None:
    given, keywords = arguments(operation, vector)
    path = OPERATIONS[operation]["python"]
    outcome: Any

    def blocking() -> Any:
        with Client(**options(vector_server, operation, vector)) as client:
            return operator.attrgetter(path)(client)(*given, **keywords)

    async def waiting() -> Any:
        async with AsyncClient(**options(vector_server, operation, vector)) as client:
            return await operator.attrgetter(path)(client)(*given, **keywords)

    try:
        outcome = blocking() if surface == "sync" else asyncio.run(waiting())
    except GeaiError as error:
        outcome = error
    check(vector, outcome)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_is_reachable_and_has_vectors_of_a_success_and_an_error(operation: dict[str, Any]) -> None:
    for cls in (Client, AsyncClient):
        with_response = cls("https://host.example", api_token="x").with_response
        for client in (cls("https://host.example", api_token="x"), with_response):
            assert callable(operator.attrgetter(operation["python"])(client))
    those = [vector for name, vector in VECTORS if name == operation["name"] and not vector.get("local")]
    for version in ["v2", "v4"] if operation["versioned"] else ["v4"]:
        outcomes = [
            "error" in vector for vector in those if vector.get("client", {}).get("agents_api", "v4") == version
        ]
        assert True in outcomes, f"{version}: no vector of an error"
        assert False in outcomes, f"{version}: no vector of a success"


def test_no_vector_is_of_an_unknown_operation() -> None:
    assert {operation for operation, _ in VECTORS} <= OPERATIONS.keys()
