"""Moves an agent from one project to another, by way of a file."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from geai_client import Client, LabPackage
from geai_client.testing import Emulator

with contextlib.ExitStack() as stack:
    if "GEAI_API_BASE_URL" in os.environ:
        dev, prod = Client(), Client(api_token=os.environ["GEAI_PROD_APITOKEN"])
    else:
        emulator = stack.enter_context(Emulator(projects=["dev", "prod"]))
        dev, prod = emulator.client("dev"), emulator.client("prod")

    dev.agents.upsert(
        "ParcelTracker",
        name="ParcelTracker",
        agent_data={"prompt": {"instructions": "Find the parcel."}, "models": [{"name": "gpt-4o"}]},
        automatic_publish=True,
    )
    file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "parcel-tracker.json"
    file.write_text(dev.agents.export("ParcelTracker").to_json(), encoding="utf-8")

    # The file is sent as it is. To change something on the way, read it first.
    package = LabPackage(file).with_agent(0, name="ParcelTracker-prod", drop_id=True)
    for agent in (*prod.agents.import_(file), *prod.agents.import_(package, automatic_publish=True)):
        print(f"{agent.name}: revision {agent.revision}, a draft: {agent.is_draft}")
        prod.agents.delete(agent.id)
    dev.agents.delete("ParcelTracker")
