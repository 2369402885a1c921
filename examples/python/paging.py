"""Lists agents: everything at once, page by page, and no more than needed."""

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
        emulator.seed_agents(count=45)
        client = stack.enter_context(emulator.client())

    # A page is the iteration over everything: further pages are fetched as they are needed.
    print(sum(1 for _ in client.agents.list()), "agents in all")

    page = client.agents.list(count=20)
    print(f"first page: {len(page.items)} of {page.total}")
    if following := page.next_page():
        print(f"second page begins with {following.items[0].name}")

    for agent in client.agents.list(status="active", max_items=3):
        print(agent.name, agent.version)

    # What does not fit the model breaks nothing; it is kept as it came.
    print(f"records that could not be read: {page.malformed}")
