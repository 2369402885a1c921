"""The typed surface is whole: an editor completes every keyword, and the typing files cover every operation."""

from __future__ import annotations

import ast
import inspect
import json
import re
from typing import Any

import pytest

import geai_client
from geai_client import AsyncClient, Client, _testing_types
from geai_client import testing as testing_module
from geai_client._generated import async_client, sync_client
from support import CHECKOUT

TYPING = CHECKOUT / "tests" / "python" / "typing_resources.py"
FORMS = ("blocking", "asynchronous", "blocking_with_response", "asynchronous_with_response")

# Those that pass on what they are given under names that they cannot know.
OPEN = {"security_scheme", "manifest", "bulk"}
# Typed by `ClientOptions`, `Tempers` and the dicts of definitions, which editors complete from.
UNPACKED = {"client", "async_client", "set_tempers", "ensure"}


def operations() -> list[str]:
    return [row["python"] for row in json.loads((CHECKOUT / "tests" / "operations.json").read_text())]


@pytest.mark.parametrize("form", FORMS)
def test_the_typing_files_call_every_operation(form: str) -> None:
    source = TYPING.read_text()
    functions = {
        node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    text = ast.get_source_segment(source, functions[form]) or ""
    called = set(re.findall(r"client\.([\w.]+)\(", text))
    assert set(operations()) - called == set()


def public_methods(cls: type) -> dict[str, Any]:
    methods = inspect.getmembers(cls, inspect.isfunction)
    return {name: method for name, method in methods if not name.startswith("_")}


def surfaces() -> list[type]:
    found: list[type] = [Client, AsyncClient, testing_module.Emulator]
    for module in (sync_client, async_client):
        found += [getattr(module, name) for name in module.__all__ if not name.endswith("Client")]
    return found


@pytest.mark.parametrize("cls", surfaces(), ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_every_keyword_has_a_name(cls: type) -> None:
    methods = public_methods(cls)
    assert methods or cls in {Client, AsyncClient}
    for name, method in methods.items():
        kinds = {parameter.kind for parameter in inspect.signature(method).parameters.values()}
        if name not in OPEN | UNPACKED:
            assert inspect.Parameter.VAR_KEYWORD not in kinds, f"{cls.__name__}.{name}"
        assert inspect.Parameter.VAR_POSITIONAL not in kinds, f"{cls.__name__}.{name}"


def test_the_emulator_takes_the_options_of_the_constructor() -> None:
    tree = ast.parse(inspect.getsource(_testing_types))
    [options] = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "ClientOptions"]
    named = {
        item.target.id: ast.unparse(item.annotation)
        for item in options.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }
    parameters = inspect.signature(Client).parameters.values()
    # Annotations name what is imported when they are evaluated.
    shown = {parameter.name: parameter.annotation.replace("_t.", "") for parameter in parameters}
    wanted = {name: annotation for name, annotation in shown.items() if name != "base_url"}
    assert named == wanted


def test_what_is_exported_exists_and_is_documented() -> None:
    for name in geai_client.__all__:
        thing = getattr(geai_client, name)
        assert name == "__version__" or thing.__doc__, name
