"""Annotations can be evaluated: what turns functions into tools, checks arguments or completes names reads them."""

from __future__ import annotations

import inspect
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

import geai_client
import geai_client.opentelemetry
import geai_client.testing
from geai_client import Agent, AsyncClient, Client
from support import Scripted, quiet

# What users call by a name of its own.
SPECIAL = {"__init__", "__call__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__iter__", "__next__"}


def functions(of: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """What a class defines in Python, and what its resources do."""
    for name in dir(of):
        if name.startswith("_") and name not in SPECIAL:
            continue
        found = inspect.getattr_static(of, name)
        if isinstance(found, (classmethod, staticmethod)):
            found = found.__func__
        elif isinstance(found, property):
            found = found.fget
        made = getattr(found, "_make", None)
        if made is not None:
            yield f"{of.__name__}.{name}", made
            yield from functions(typing.get_type_hints(made)["return"])
        elif inspect.isfunction(found) and found.__module__.startswith("geai_client"):
            yield f"{of.__name__}.{name}", found


def public() -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for module in (geai_client, geai_client.testing, geai_client.opentelemetry):
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isclass(value):
                found.update(functions(value))
            elif inspect.isfunction(value):
                found[name] = value
    return found


PUBLIC = public()


def test_every_public_function_is_looked_at() -> None:
    names = set(PUBLIC)
    assert {"Agents.get", "AsyncAgents.list", "AgentsWithResponse.create", "Client.bulk", "Client.__init__"} <= names
    assert {"AsyncAgentsWithResponse.list", "Inspector.authorize", "Emulator.client", "OpenTelemetry.__call__"} <= names
    assert {"GeaiError.to_dict", "BulkResult.ok", "Setting.__init__"} <= names
    assert len(names) > 150


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_annotations_are_evaluated(name: str) -> None:
    function = PUBLIC[name]
    hints = typing.get_type_hints(function)
    signature = inspect.signature(function, eval_str=True)
    for parameter in signature.parameters.values():
        assert not isinstance(parameter.annotation, str), parameter
    if "return" in hints:
        assert signature.return_annotation is not inspect.Signature.empty


def test_what_they_say_are_the_classes_of_the_package() -> None:
    hints = typing.get_type_hints(Client("http://127.0.0.1:9", api_token="t").agents.get)
    assert hints["return"] is Agent
    assert hints["id_or_name"] == (str | UUID)
    assert hints["revision"] == (int | None)
    listed = typing.get_type_hints(AsyncClient("http://127.0.0.1:9", api_token="t").agents.list)["return"]
    assert (typing.get_origin(listed), typing.get_args(listed)) == (geai_client.AsyncPages, (geai_client.AgentSummary,))
    created = typing.get_args(typing.get_type_hints(Client.__init__)["agents_api"])
    assert type(None) in created
    assert typing.get_type_hints(geai_client.GeaiError)["status"] == (int | None)


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_every_argument_can_be_given_by_its_name(cls: type) -> None:
    client = cls("http://127.0.0.1:9", api_token="t")
    for resource in (
        client.agents,
        client.integrations,
        client.inspector,
        client.interactions,
        client.with_response.agents,
    ):
        # `diff` compares two revisions or two definitions: its arguments have no names that fit both.
        for name in (name for name in dir(resource) if not name.startswith("_") and name != "diff"):
            parameters = inspect.signature(getattr(resource, name)).parameters.values()
            assert not [one for one in parameters if one.kind is one.POSITIONAL_ONLY], name


def test_a_definition_is_given_by_its_name() -> None:
    with (
        Scripted(lambda _: (200, {"id": "1", "name": "n"})) as server,
        Client(server.url, api_token="t") as client,
    ):
        client.agents.update(id_or_name="n", definition={"name": "n"}, description="d")
    assert server.requests[-1]["body"]["agentDefinition"] == {"name": "n", "description": "d"}


def test_until_then_nothing_is_imported_for_them() -> None:
    script = """
import sys
before = set(sys.modules)
import geai_client
client = geai_client.Client("http://127.0.0.1:9", api_token="t")
client.agents, client.with_response.agents
assert "typing" in before or "typing" not in sys.modules, sys.modules["typing"]
from typing import get_type_hints
get_type_hints(client.agents.create)
print("evaluated")
"""
    # Without `site`, which imports much by itself.
    paths = [path for path in sys.path if path]
    code = f"import sys; sys.path[:] = {paths!r}\n{script}"
    ended = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("evaluated\n", "")


def test_a_second_copy_of_the_package_has_its_own() -> None:
    script = """
import sys, typing, geai_client
for name in [name for name in sys.modules if name.startswith("geai_client") and not name.endswith("_native")]:
    del sys.modules[name]
import geai_client as other
print(typing.get_type_hints(other.Client.bulk)["return"].__origin__.__name__)
"""
    assert quiet(script) == "BulkResult\n"
