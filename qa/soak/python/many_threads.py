"""H2: 16 threads share one client."""

from __future__ import annotations

import threading
import time

from geai_client import Client
from harness import Report, Server, parser, settings

THREADS = 16


def main() -> None:
    """Runs everything."""
    asked = settings(parser(__doc__))
    report = Report("threads")
    each = asked.count(2000)
    names: list[str] = []
    begin = threading.Barrier(THREADS)

    def calls() -> None:
        begin.wait()
        names.extend([client.agents.get("ok").name for _ in range(each)])

    with Server() as server:
        client = Client(server.url, api_token="x")
        threads = [threading.Thread(target=calls) for _ in range(THREADS)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - begun
        report.check(names.count("ParcelTracker"), THREADS * each)
        report.check(server.counts()["ok"], THREADS * each, "requests")
    report.note(f"{THREADS} threads x {each:,} calls, {len(names) / took:,.0f}/s")
    report.end()


if __name__ == "__main__":
    main()
