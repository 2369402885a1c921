"""Leaks: clients that were made, used and dropped leave nothing behind."""

from __future__ import annotations

import asyncio
import gc

from geai_client import AsyncClient, Client
from harness import Report, Server, fds, parser, rss, settings, settled, threads

CLIENTS = 2000
RSS = 8.0


def use(url: str, count: int) -> int:
    """Makes so many clients, one after the other, and calls once with each; how many calls succeeded."""

    async def awaited() -> int:
        names = [(await AsyncClient(url, api_token="x").agents.get("ok")).name for _ in range(count // 2)]
        return names.count("ParcelTracker")

    names = [Client(url, api_token="x").agents.get("ok").name for _ in range(count - count // 2)]
    return names.count("ParcelTracker") + asyncio.run(awaited())


def main() -> None:
    """Runs everything."""
    asked = settings(parser(__doc__))
    report = Report("client churn")
    count = asked.count(CLIENTS, 50)
    with Server() as server:
        use(server.url, 100)
        gc.collect()
        files = settled(fds, 0, patience=1)
        base, running = rss(), threads()
        report.check(use(server.url, count), count)
        gc.collect()
        report.within("RSS", (rss() - base) / (1 << 20), RSS, "MiB more")
        report.within("open files", settled(fds, files) - files, 0, "more")
        report.within("threads", settled(threads, running) - running, 0, "more")
    report.end()


if __name__ == "__main__":
    main()
