"""Load: calls a second, from eight blocking threads or 500 tasks of one event loop, with answers of about 1 KiB.

The server is the package's emulator in a process of its own: native code, so that it is not what limits the rate.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from geai_client import AsyncClient, Client
from geai_client.testing import Emulator
from harness import Report, parser, settings

SECONDS = 60
THREADS, TASKS = 8, 500
AGENT = "seeded-agent-1"
RATES = {"sync": 10_000.0, "asyncio": 8_000.0}


def serve() -> None:
    """Is the server until standard input ends."""
    with Emulator() as emulator:
        emulator.seed_agents(count=1)
        emulator.client().agents.update(AGENT, description="x" * 600, automatic_publish=True)
        print(json.dumps([emulator.url, emulator.token()]), flush=True)
        sys.stdin.read()


def blocking(url: str, token: str, seconds: float) -> list[float]:
    """How long each call took."""
    client, end = Client(url, api_token=token), time.monotonic() + seconds

    def calls(_: int) -> list[float]:
        took = []
        begun = time.monotonic()
        while begun < end:
            client.agents.get(AGENT)
            ended = time.monotonic()
            took.append(ended - begun)
            begun = ended
        return took

    with ThreadPoolExecutor(THREADS) as pool:
        return [each for took in pool.map(calls, range(THREADS)) for each in took]


def asynchronous(url: str, token: str, seconds: float) -> list[float]:
    """How long each call took, the wait for its turn included."""
    took: list[float] = []

    async def calls(client: AsyncClient, end: float) -> None:
        begun = time.monotonic()
        while begun < end:
            await client.agents.get(AGENT)
            ended = time.monotonic()
            took.append(ended - begun)
            begun = ended

    async def main() -> None:
        async with AsyncClient(url, api_token=token) as client:
            end = time.monotonic() + seconds
            await asyncio.gather(*(calls(client, end) for _ in range(TASKS)))

    asyncio.run(main())
    return took


def main() -> None:
    """Runs everything."""
    options = parser(__doc__)
    options.add_argument("surface", choices=RATES, nargs="?", help="what makes the calls")
    options.add_argument("--serve", action="store_true", help="be the server")
    asked = settings(options)
    if asked.arguments.serve:
        serve()
        return
    surface: str = asked.arguments.surface or "sync"
    report = Report(f"load {surface}")
    seconds = max(1.0, SECONDS * asked.scale)
    with subprocess.Popen(
        [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        url, token = json.loads(server.stdout.readline())
        run = blocking if surface == "sync" else asynchronous
        run(url, token, seconds / 12)
        begun = time.monotonic()
        # A call that fails ends the program.
        took = sorted(run(url, token, seconds))
        rate = len(took) / (time.monotonic() - begun)
        server.communicate("")
    report.check(len(took), len(took))
    report.within("rate", rate, RATES[surface] / asked.slack, "calls/s", least=True)
    report.note(f"p50 {took[len(took) // 2] * 1000:.1f} ms")
    report.note(f"p99 {took[len(took) * 99 // 100] * 1000:.1f} ms")
    report.end()


if __name__ == "__main__":
    main()
