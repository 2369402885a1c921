"""The optional companions, the real ones: pandas and tqdm; tests/python has those of OpenTelemetry."""

from __future__ import annotations

from importlib.metadata import requires, version

import pandas as pd
import pytest
from packaging.requirements import Requirement

from geai_client import LabPackage
from geai_client.testing import Emulator

COUNT = 25


def test_the_extras_are_met_by_what_is_tested() -> None:
    wanted = [Requirement(text) for text in requires("geai-client") or []]
    assert {requirement.name for requirement in wanted} == {"opentelemetry-api", "pandas", "tqdm"}
    installed = {
        "opentelemetry-api": version("opentelemetry-api"),
        "pandas": pd.__version__,
        "tqdm": __import__("tqdm").__version__,
    }
    assert all(requirement.specifier.contains(installed[requirement.name]) for requirement in wanted)


def test_a_list_becomes_a_data_frame() -> None:
    with Emulator() as emulator, emulator.client() as client:
        emulator.seed_agents(count=COUNT)
        frame = pd.DataFrame([agent.to_dict() for agent in client.agents.list(count=10)])
        page = client.agents.list(count=10)
    assert len(frame) == COUNT
    assert set(frame["name"]) == {f"seeded-agent-{number}" for number in range(1, COUNT + 1)}
    assert frame["id"].is_unique
    assert {"id", "name", "status"} <= set(page.items[0].to_dict()) <= set(frame.columns)


def test_a_bulk_call_shows_the_bar_of_tqdm(capsys: pytest.CaptureFixture[str]) -> None:
    with Emulator() as emulator, emulator.client() as client:
        emulator.seed_agents(count=COUNT)
        names = [agent.name for agent in client.agents.list()]
        packages = client.bulk(client.agents.export, names, progress=True)
    assert all(isinstance(package, LabPackage) for package in packages)
    shown = capsys.readouterr().err
    assert f"{COUNT}/{COUNT}" in shown
    assert "100%" in shown
