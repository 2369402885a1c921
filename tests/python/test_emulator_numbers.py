"""Numbers that the emulator cannot keep to the digit: refused, and shown as they were written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from geai_client import BadRequestError, Client
from geai_client.testing import Emulator
from support import PATIENCE

LARGE = 18446744073709551617


def test_a_request_whose_numbers_would_lose_digits_is_refused(emulator: Emulator, client: Client) -> None:
    kept = [2**63, -(2**63), 10**22, 1e308, 0.1]
    made = client.agents.create(name="A", agent_data={"extra": {"x": kept}})
    assert made.agent_data is not None
    assert made.agent_data.extra == {"x": kept}
    calls: list[Callable[[], object]] = [
        lambda: client.agents.create(name="B", agent_data={"extra": {"x": LARGE}}),
        lambda: client.agents.update("A", {"extra": {"x": [LARGE]}}),
        lambda: client.agents.import_({"labPackage": {"agents": [{"name": "B", "x": LARGE}]}}),
    ]
    for call in calls:
        with pytest.raises(BadRequestError, match=f"an integer of more than 64 bits would lose digits: {LARGE}"):
            call()
    assert [agent.name for agent in client.agents.list(allow_drafts=True)] == ["A"]
    data: Any = emulator.requests[-4]["json"]
    assert data["agentDefinition"]["agentData"]["x"] == str(LARGE)


def test_a_number_beyond_all_bounds_is_refused_and_no_secret_beside_it_shows(emulator: Emulator) -> None:
    body = '{"toolPlugin": {"name": "x", "y": 1e400, "securityScheme": {"clientSecret": "canary"}}}'
    headers = {"content-type": "application/json", "authorization": f"Bearer {emulator.token('dev')}"}
    request = Request(f"{emulator.url}/v3/tool-plugins/import", body.encode(), headers)  # noqa: S310 (the emulator)
    with pytest.raises(HTTPError) as caught:
        urlopen(request, timeout=PATIENCE)  # noqa: S310
    with caught.value as error:
        assert (error.status, b"a number beyond all bounds would lose digits: 1e400" in error.read()) == (400, True)
    assert "canary" not in repr(emulator.requests)


def test_seeds_and_edits_are_refused_alike(tmp_path: Path, emulator: Emulator, client: Client) -> None:
    seed: Any = {"agents": [{"definition": {"name": "A", "agentData": {"x": LARGE}}, "strict": False}]}
    with pytest.raises(ValueError, match="18446744073709551617"):
        emulator.seed(seed)
    (tmp_path / "seed.yaml").write_text(
        "agents: [{ definition: { name: A, agentData: { x: 1e400 } }, strict: false }]\n"
    )
    with pytest.raises(ValueError, match=r"seed\.yaml: .*1e400"):
        emulator.seed(tmp_path / "seed.yaml")
    with pytest.raises(ValueError, match="18446744073709551617"):
        emulator.before_next(edit={"method": "POST", "path": "/v4/agents", "json": {"x": LARGE}})
    assert client.agents.list(allow_drafts=True).items == []


def test_a_manifest_with_such_numbers_is_kept_to_the_letter(client: Client) -> None:
    text = '{"openapi": "3.0.3", "paths": {}, "x": [1e400, 18446744073709551617]}'
    assert client.integrations.import_(name="x", manifest=text).manifest == text
