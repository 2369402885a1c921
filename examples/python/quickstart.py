"""Creates an agent, publishes it, reads it back and deletes it."""

from __future__ import annotations

import contextlib
import os

from geai_client import Client
from geai_client.testing import Emulator

with contextlib.ExitStack() as stack:
    if "GEAI_API_BASE_URL" in os.environ:
        client = stack.enter_context(Client())
    else:
        emulator = stack.enter_context(Emulator())
        client = stack.enter_context(emulator.client())

    agent = client.agents.create(
        name="ParcelTracker",
        description="Tells where a parcel is.",
        agent_data={
            "prompt": {"instructions": "Look the parcel up and report its state."},
            "models": [{"name": "gpt-4o"}],
        },
    )
    print(f"{agent.name} is revision {agent.revision}, a draft: {agent.is_draft}")

    client.agents.publish_revision(agent.id, agent.revision or 1)
    print(f"published as version {client.agents.get(agent.id).version}")

    updated = client.agents.update(agent.id, agent, description="Tells where a parcel is, politely.")
    draft = client.agents.get(agent.id, revision=updated.revision, allow_drafts=True)
    print(f"revision {draft.revision}: {draft.description}")

    client.agents.delete(agent.id)
    print("deleted")
