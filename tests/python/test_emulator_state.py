"""What an emulator stores: seeds, reset, snapshot and restore."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from geai_client import AgentDefinition, GeaiError
from geai_client.testing import Emulator

if TYPE_CHECKING:
    from geai_client.testing import Seed

DATA = {"prompt": {"instructions": "Track."}, "models": [{"name": "gpt-4o"}]}
SEED = Path(__file__).parents[2] / "examples" / "emulator" / "seed.yaml"


@pytest.mark.parametrize("path", [SEED, str(SEED)], ids=["Path", "str"])
def test_it_begins_with_a_seed(path: Path | str, answers: str) -> None:
    with Emulator(["dev", "prod"], seed=path) as emulator, emulator.client("dev") as client:
        assert client.agents.get("DepotFinder").is_draft is False
        assert "listDepots_get" in {tool["name"] for tool in emulator.tools("dev")}
        shown = [tool.name for tool in client.integrations.get("depots").tools or ()]
        assert shown == (["listDepots_get"] if answers == "observed" else [])
        with pytest.raises(GeaiError, match=r"Model not found \[name=other\]"):
            client.agents.create(name="B", agent_data={**DATA, "models": [{"name": "other"}]}, automatic_publish=True)
        emulator.add_model("other")
        client.agents.create(name="B", agent_data={**DATA, "models": [{"name": "other"}]}, automatic_publish=True)


def test_it_is_reset_and_restored() -> None:
    async def main() -> None:
        seed: Seed = {"agents": [{"definition": AgentDefinition(name="A", agent_data=DATA), "publish": True}]}
        with Emulator(seed=seed, tempers={"drafts": "newest"}) as emulator:
            async with emulator.async_client() as client:
                start = emulator.snapshot()
                assert start["format"] == "geai-emulator/1"
                await client.agents.update("A", description="changed", automatic_publish=True)
                changed = json.loads(json.dumps(emulator.snapshot()))
                emulator.set_tempers(drafts="page")
                emulator.reset()
                assert (emulator.snapshot(), emulator.requests) == (start, [])
                assert emulator.tempers["drafts"] == "newest"
                assert (await client.agents.get("A")).description == ""
                emulator.restore(changed)
                assert (await client.agents.get("A")).description == "changed"
                with Emulator() as other, other.client() as reader:
                    other.restore(changed)
                    assert reader.agents.get("A").revision == 2
                for wrong, why in [
                    ({"format": "geai-emulator/9"}, "was written by a later version"),
                    ({**changed, "colour": 1}, 'member "colour" is unknown'),
                    ({}, "this is no snapshot"),
                ]:
                    with pytest.raises(ValueError, match=why):
                        emulator.restore(wrong)
                with Emulator(["x", "y"]) as other, pytest.raises(ValueError, match="of the projects default"):
                    other.restore(changed)

    asyncio.run(main())


def test_definitions_as_deep_as_the_api_takes_them_are_restored(answers: str) -> None:
    deep: Any = 9007199254740993
    for _ in range(124):
        deep = [deep]
    with Emulator() as emulator, emulator.client() as client:
        client.agents.create(name="Deep", agent_data={"extra": {"x": deep}})
        snapshot = emulator.snapshot()
        emulator.reset()
        emulator.restore(snapshot)
        assert emulator.snapshot() == snapshot
        data = client.agents.get("Deep", allow_drafts=True).agent_data
        assert data is not None
        assert data.extra == ({"x": deep} if answers == "observed" else {})


def test_it_is_given_more_while_it_runs(tmp_path: Path) -> None:
    with Emulator(["dev", "prod"]) as emulator, emulator.client("prod") as client:
        emulator.add_tool("stock", project="dev", id="stock-1", description="What is in stock.")
        emulator.add_tool("tariff", public_name="com.example.tariff")
        assert [tool["id"] for tool in emulator.tools("dev") if tool["name"] == "stock"] == ["stock-1"]
        names = {tool["name"] for tool in emulator.tools("prod")}
        assert "tariff" in names
        assert "stock" not in names
        url = "https://mcp.example/manifest"
        emulator.add_inspector_target(url, {"type": "apiKey", "in": "header", "name": "X"}, {"openapi": "3.0.3"})
        assert client.inspector.security_scheme(url).security_scheme.name == "X"
        assert json.loads(client.inspector.manifest(url=url).manifest) == {"openapi": "3.0.3"}
        file = tmp_path / "seed.json"
        file.write_text('{"agents": [{"project": "prod", "definition": {"name": "A"}}]}')
        assert emulator.seed(file) == 1
        assert client.agents.get("A", allow_drafts=True).name == "A"
        wrong: dict[str, Any] = {
            "agents": [{"definition": {"name": "B", "agentData": {"prompt": {"instructons": ""}}}}]
        }
        with pytest.raises(ValueError, match=r"agents\[0\]\.definition\.agentData\.prompt: .* is \"instructions\""):
            emulator.seed(cast("Seed", wrong))
        with pytest.raises(ValueError, match='nearest is "agents"'):
            Emulator(seed=cast("Seed", {"agent": []}))
        file.write_text("[")
        with pytest.raises(ValueError, match=r"seed\.json: it is not valid JSON"):
            emulator.seed(str(file))
        with pytest.raises(FileNotFoundError, match=r"missing\.yaml"):
            Emulator(seed=tmp_path / "missing.yaml")
        with pytest.raises(ValueError, match='project "test" is unknown'):
            emulator.add_tool("x", project="test")
