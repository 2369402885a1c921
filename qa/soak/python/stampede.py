"""10,000 calls of asyncio at once in a process that may open 1,024 files."""

from __future__ import annotations

import asyncio
import resource

from geai_client import AsyncClient
from harness import Report, Server, fds, parser, settings

CALLS, FILES, IN_FLIGHT = 10_000, 1024, 100


def main() -> None:
    """Runs everything."""
    asked = settings(parser(__doc__))
    report = Report("stampede")
    count = asked.count(CALLS)
    with Server() as server:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, most))

        async def run() -> list[str]:
            async with AsyncClient(server.url, api_token="x", deadline=300) as client:
                agents = await asyncio.gather(*(client.agents.get("slow") for _ in range(count)))
                report.note(f"open files {fds()}")
                return [agent.name for agent in agents]

        report.check(asyncio.run(run()).count("ParcelTracker"), count)
        counts = server.counts()
        report.within("in flight", counts["most in flight"], IN_FLIGHT, "calls")
        report.check(counts["slow"], count, "requests")
        report.note(f"connections {counts['opened']:,}")
    report.end()


if __name__ == "__main__":
    main()
