"""Long texts, which travel beside the JSON of their arguments, arrive as they were given; sync and async."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geai_client import AsyncClient, Client, IntegrationRequest, InvalidRequestError, Prompt
from support import AGENT, Scripted

TABLE = json.loads((Path(__file__).parents[1] / "inputs" / "long-texts.json").read_text(encoding="utf-8"))
LONG = 1 << 16
MADE = {"id": "i-1", "name": "n"}


def texts(unit: str) -> list[str]:
    return [unit * -(-size // len(unit)) for size in TABLE["sizes"]]


def manifest_of(text: str) -> str:
    return '{\n\t"openapi" : "3.0.3",\r\n"x":' + json.dumps(text, ensure_ascii=False) + "}\n"


def agrees(server: Scripted, expected: dict[str, Any]) -> None:
    """Not compared by `assert` itself, which would print both."""
    equal = server.requests.pop()["body"] == expected
    assert equal


@pytest.mark.parametrize("unit", [row["unit"] for row in TABLE["units"]], ids=[row["why"] for row in TABLE["units"]])
def test_a_text_of_any_length_arrives_wherever_it_stands(unit: str) -> None:
    with Scripted(lambda _: (200, AGENT)) as server, Client(server.url, api_token="x") as client:
        for text in texts(unit):
            other = text + "!"
            further = {"a": [text, {"b": other}, text], "long " * (LONG // 5 + 1): other}
            prompt = {"instructions": text, "inputs": [other, text], "extra": {"x": further}}
            client.agents.create(name="n", description=other, agent_data={"prompt": prompt})  # type: ignore[arg-type]
            expected = {"instructions": text, "inputs": [other, text], "x": further}
            agrees(server, {"agentDefinition": {"name": "n", "description": other, "agentData": {"prompt": expected}}})
            # In a model that stands in a dict beside another text.
            model = {"name": "n", "description": other, "agent_data": {"prompt": Prompt(instructions=text)}}
            client.agents.create(model)  # type: ignore[arg-type]
            sent = {"name": "n", "description": other, "agentData": {"prompt": {"instructions": text}}}
            agrees(server, {"agentDefinition": sent})


@pytest.mark.parametrize("unit", [row["unit"] for row in TABLE["units"]], ids=[row["why"] for row in TABLE["units"]])
def test_a_manifest_of_any_length_arrives_however_it_is_given(unit: str) -> None:
    async def main(url: str, server: Scripted) -> None:
        async with AsyncClient(url, api_token="x") as client:
            for text in texts(unit):
                manifest = manifest_of(text)
                expected = {"toolPlugin": {"name": "n", "manifest": manifest, "description": text}}
                await client.integrations.import_(name="n", manifest=manifest, description=text)
                agrees(server, expected)
                await client.integrations.import_({"name": "n", "manifest": manifest, "description": text})
                agrees(server, expected)
                await client.integrations.import_(IntegrationRequest(name="n", manifest=manifest, description=text))
                agrees(server, expected)
                old = IntegrationRequest(name="n", manifest="openapi: 3.0.3", description=text)
                await client.integrations.import_(old, manifest=manifest)
                agrees(server, expected)

    with Scripted(lambda _: (200, MADE)) as server:
        asyncio.run(main(server.url, server))


def refused(call: Callable[..., object], why: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        call()
    assert why in str(caught.value)
    assert "aside-" not in str(caught.value)


def test_a_long_text_is_refused_like_a_short_one() -> None:
    broken = '{"openapi":"3.0.3",\n' + " " * LONG + "oops}"
    deep = '{"openapi":"3.0.3","x":' + "[" * LONG
    blank = " \n" * LONG
    with Scripted([]) as server, Client(server.url, api_token="x") as client:
        for given, why in [
            (broken, "manifest: not JSON: key must be a string at line 2 column 65537"),
            (deep, "manifest: JSON nested deeper than 128 levels"),
            (blank, "manifest: empty; expected a manifest"),
            ("words " * LONG, "manifest: not a manifest: expected an object in JSON or YAML, got a string"),
            ("https://" + "x" * LONG, "manifest: expected a manifest or the file: URL of one"),
            ("\ud800" * LONG, "manifest: holds a lone surrogate"),
        ]:
            for call in (
                lambda given=given: client.integrations.import_(name="n", manifest=given),
                lambda given=given: client.integrations.import_({"name": "n", "manifest": given}),
                lambda given=given: client.integrations.import_(IntegrationRequest(name="n"), manifest=given),
            ):
                refused(call, why)
        integrations: Any = client.integrations
        refused(lambda: integrations.import_(name=blank, manifest="openapi: 3.0.3"), "name: required, and not blank")
        refused(
            lambda: integrations.import_(blank), "integration: expected an object (IntegrationRequest), got a string"
        )
        refused(lambda: integrations.import_(name="n", security_scheme=blank), "(SecurityScheme), got a string")
        refused(lambda: integrations.import_(name="n", automatic_publish=blank), "expected true or false, got a string")
    assert server.requests == []
