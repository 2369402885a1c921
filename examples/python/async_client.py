"""The same client with `await`: calls at once, lists with `async for`, time-outs of asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import os

from geai_client import AsyncClient
from geai_client.testing import Emulator


async def main() -> None:
    """Creates some agents at once and walks them."""
    with contextlib.ExitStack() as stack:
        if "GEAI_API_BASE_URL" in os.environ:
            connected = AsyncClient()
        else:
            connected = stack.enter_context(Emulator()).async_client()
        async with connected as client:
            names = [f"Worker-{number}" for number in range(1, 6)]
            created = await asyncio.gather(*(client.agents.create(name=name) for name in names))
            print("created", ", ".join(agent.name for agent in created))

            found = [agent.name async for agent in client.agents.list(allow_drafts=True, count=2)]
            print(f"found {len(found)} agents")

            page = await client.agents.list(allow_drafts=True, count=2)
            print(f"first page: {[agent.name for agent in page.items]} of {page.total}")

            # A time-out, or a cancelled task, really ends the request.
            agent = await asyncio.wait_for(client.agents.get(created[0].id, allow_drafts=True), timeout=10)
            print(agent)

            await asyncio.gather(*(client.agents.delete(agent.id) for agent in created))


asyncio.run(main())
